/* Any JSON: what the reader takes, the writer writes so that it is read the same. */
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"

/* Writes the value again; 0, or -1 when it is no JSON. */
static int
copy(struct buf *to, const char *p, size_t n)
{
	struct buf key;
	struct json j;
	enum json_token t;
	const char *k = NULL;

	buf_init(&key, (size_t)16 << 20);
	json_init(&j, p, n);
	while ((t = json_next(&j)) != JSON_ERROR && t != JSON_END) {
		if (t == JSON_KEY || t == JSON_STRING)
			FUZZ_HOLDS(utf8_valid(j.text, j.n) && j.text[j.n] == '\0');
		if (t == JSON_KEY) {
			buf_reset(&key);
			(void)buf_str(&key, j.text);
			k = buf_get(&key);
			continue;
		}
		if (t == JSON_OBJECT || t == JSON_ARRAY)
			json_put_open(to, k, t == JSON_OBJECT ? '{' : '[');
		else if (t == JSON_OBJECT_END || t == JSON_ARRAY_END)
			json_put_close(to, t == JSON_OBJECT_END ? '}' : ']');
		else if (t == JSON_STRING)
			json_put_str(to, k, j.text);
		else if (t == JSON_NUMBER)
			json_put_raw(to, k, j.text);
		else if (t == JSON_NULL)
			json_put_raw(to, k, "null");
		else
			json_put_bool(to, k, t == JSON_TRUE);
		k = NULL;
	}
	FUZZ_HOLDS(t != JSON_ERROR || (j.why.text[0] != '\0' && json_next(&j) == JSON_ERROR));
	json_clear(&j);
	buf_clear(&key);
	return t == JSON_END ? 0 : -1;
}

static int
skipped(const char *p, size_t n)
{
	struct json j;
	int rc;

	json_init(&j, p, n);
	rc = json_skip(&j, json_next(&j)) == 0 && json_next(&j) == JSON_END ? 0 : -1;
	json_clear(&j);
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct buf once, twice;

	buf_init(&once, (size_t)64 << 20);
	buf_init(&twice, (size_t)64 << 20);
	if (copy(&once, (const char *)p, n) == 0) {
		FUZZ_HOLDS(skipped((const char *)p, n) == 0);
		FUZZ_HOLDS(memchr(buf_get(&once), '\n', once.n) == NULL);
		FUZZ_HOLDS(copy(&twice, buf_get(&once), once.n) == 0);
		FUZZ_HOLDS(once.n == twice.n && memcmp(buf_get(&once), buf_get(&twice), once.n) == 0);
	}
	buf_clear(&once);
	buf_clear(&twice);
	return 0;
}
