#include "fetch/request.h"

#include <string.h>

#include "wirefold.h"

#define ARENA_BYTES ((size_t)256 * 1024) /* a frame is at most 64 KiB */

static const struct {
	uint16_t tag;
	size_t offset;
} strings[] = {
	{ WF_TAG_URL, offsetof(struct request, url) },
	{ WF_TAG_HOME_URL, offsetof(struct request, home) },
	{ WF_TAG_ETAG, offsetof(struct request, etag) },
	{ WF_TAG_LAST_MODIFIED, offsetof(struct request, last_modified) },
	{ WF_TAG_RESOLVE, offsetof(struct request, resolve) },
	{ WF_TAG_USER_AGENT, offsetof(struct request, user_agent) },
	{ WF_TAG_ACCEPT, offsetof(struct request, accept) },
	{ WF_TAG_AUTH, offsetof(struct request, auth) },
	{ WF_TAG_CERT, offsetof(struct request, cert) },
	{ WF_TAG_KEY, offsetof(struct request, key) },
	{ WF_TAG_PROXY, offsetof(struct request, proxy) },
	{ WF_TAG_PIN, offsetof(struct request, pin) },
};

static const struct {
	uint16_t tag;
	size_t offset;
	int64_t least, most, otherwise;
} numbers[] = {
	{ WF_TAG_CA_ID, offsetof(struct request, ca), 0, INT32_MAX, 0 },
	{ WF_TAG_MAX_BYTES, offsetof(struct request, max_bytes), 1, (int64_t)1 << 30, 8 << 20 },
	{ WF_TAG_TIMEOUT_MS, offsetof(struct request, timeout_ms), 1, 3600000, 60000 },
	{ WF_TAG_CONNECT_MS, offsetof(struct request, connect_ms), 1, 3600000, 10000 },
	{ WF_TAG_CONNECTIONS, offsetof(struct request, connections), 1, 32, 1 },
	{ WF_TAG_DELAY_MS, offsetof(struct request, delay_ms), 0, 3600000, 0 },
	{ WF_TAG_INSECURE, offsetof(struct request, insecure), 0, 1, 0 },
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void
request_clear(struct request *r)
{
	arena_clear(&r->arena);
}

/* A header or URL with a line end or NUL in it would be two; PEM is made of lines. */
static int
take_string(struct request *r, const struct frame_field *field, size_t offset, struct why *why)
{
	char *s = arena_strn(&r->arena, field->p, field->n);

	if (s == NULL)
		return why_set(why, "out of memory");
	if (strlen(s) != field->n ||
	    (field->tag != WF_TAG_CERT && field->tag != WF_TAG_KEY && strpbrk(s, "\r\n") != NULL))
		return why_set(why, "request with a control character in field %u", (unsigned)field->tag);
	*(const char **)(void *)((char *)r + offset) = s;
	return 0;
}

static int
take_header(struct request *r, const struct frame_field *field, struct why *why)
{
	if (r->n_headers == REQUEST_HEADERS)
		return why_set(why, "request with more than %d headers", REQUEST_HEADERS);
	return take_string(r, field, offsetof(struct request, headers) + r->n_headers++ * sizeof(char *), why);
}

static int
take_number(struct request *r, const struct frame_field *field, size_t i, struct why *why)
{
	int64_t v;

	if (frame_field_int(field, &v) != 0 || v < numbers[i].least || v > numbers[i].most)
		return why_set(why, "request with a bad number in field %u", (unsigned)field->tag);
	*(int64_t *)(void *)((char *)r + numbers[i].offset) = v;
	return 0;
}

static int
take_range(struct request *r, const struct frame_field *field, struct why *why)
{
	char *s = arena_strn(&r->arena, field->p, field->n);

	if (s == NULL)
		return why_set(why, "out of memory");
	if (r->n_ranges == REQUEST_RANGES || guard_range(s, &r->ranges[r->n_ranges]) != 0)
		return why_set(why, "request with a bad address range");
	r->n_ranges++;
	return 0;
}

static int
take(struct request *r, const struct frame_field *field, struct why *why)
{
	size_t i;

	if (field->tag == WF_TAG_ALLOW_PRIVATE)
		return take_range(r, field, why);
	if (field->tag == WF_TAG_HEADER)
		return take_header(r, field, why);
	for (i = 0; i < COUNT(strings); i++)
		if (strings[i].tag == field->tag)
			return take_string(r, field, strings[i].offset, why);
	for (i = 0; i < COUNT(numbers); i++)
		if (numbers[i].tag == field->tag)
			return take_number(r, field, i, why);
	return why_set(why, "request with unknown field %u", (unsigned)field->tag);
}

int
request_read(struct request *r, struct frame *f, struct why *why)
{
	struct frame_field field;
	size_t i;
	int rc;

	memset(r, 0, sizeof(*r));
	r->id = f->id;
	arena_init(&r->arena, ARENA_BYTES);
	for (i = 0; i < COUNT(numbers); i++)
		*(int64_t *)(void *)((char *)r + numbers[i].offset) = numbers[i].otherwise;
	while ((rc = frame_field(f, &field, why)) == 1)
		if ((rc = take(r, &field, why)) != 0)
			break;
	if (rc == 0 && r->url == NULL)
		rc = why_set(why, "request without URL");
	if (rc != 0)
		request_clear(r);
	return rc;
}
