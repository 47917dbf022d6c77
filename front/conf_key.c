#include "front/conf_key.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "dedupe/fold.h"
#include "front/conf_filter.h"
#include "wirefold.h"

#define HOUR ((int64_t)3600)
#define DAY (24 * HOUR)

static const char *const id_choices[] = { "guid", "link", "title", "content", NULL };
static const char *const validators_choices[] = { "both", "etag", "lm", "none", NULL };
static const char *const furniture_choices[] = { "auto", "hash-only", "off", NULL };
static const char *const suspected_choices[] = { "flag", "hold", NULL };
static const char *const first_choices[] = { "backlog", "all", NULL };

#define F(field) offsetof(struct conf_feed, field)
#define C(field) offsetof(struct conf, field)
#define ANY (CONF_SET | CONF_HOST | CONF_LINE)

/* The order is that of feeds.conf(5). */
static const struct conf_key keys[] = {
	{ "name", CONF_LINE, CONF_NAME, F(name), 0, NULL, 0, 0, 0 },
	{ "was", CONF_LINE, CONF_NAME, F(was), 0, NULL, 0, 0, 0 },
	{ "agency", CONF_LINE, CONF_TEXT, F(agency), 0, NULL, 0, 0, 0 },
	{ "group", CONF_LINE, CONF_NAME, F(group), 0, NULL, 0, 0, 0 },
	{ "rank", CONF_SET | CONF_LINE, CONF_COUNT, F(rank), 0, NULL, 1, 1000000, F(rank_own) },
	{ "interval", CONF_SET | CONF_LINE, CONF_SPAN, F(interval), 0, NULL, 10, 366 * DAY, F(interval_own) },
	{ "max-age-cap", CONF_SET | CONF_LINE, CONF_SPAN, F(max_age_cap), 0, NULL, 60, 366 * DAY, 0 },
	{ "validators", ANY, CONF_CHOICE, F(validators), 0, validators_choices, 0, 0, 0 },
	{ "id", CONF_SET | CONF_LINE, CONF_CHOICE, F(id), 0, id_choices, 0, 0, 0 },
	{ "furniture", CONF_SET | CONF_LINE, CONF_CHOICE, F(furniture), 0, furniture_choices, 0, 0, 0 },
	{ "on-suspected", CONF_SET | CONF_LINE, CONF_CHOICE, F(on_suspected), 0, suspected_choices, 0, 0, 0 },
	{ "tz", CONF_SET | CONF_LINE, CONF_ZONE, F(tz), 0, NULL, 0, 0, 0 },
	{ "first", CONF_SET | CONF_LINE, CONF_CHOICE, F(first_all), 0, first_choices, 0, 0, 0 },
	{ "keep", CONF_SET | CONF_LINE, CONF_SPAN, F(keep), 0, NULL, 30 * DAY, 36500 * DAY, 0 },
	{ "drop", CONF_SET | CONF_LINE, CONF_DROP, F(filters), 0, NULL, 0, 0, 0 },
	{ "only", CONF_SET | CONF_LINE, CONF_ONLY, F(filters), 0, NULL, 0, 0, 0 },
	{ "fulltext", CONF_SET | CONF_LINE, CONF_YES, F(fulltext), 0, NULL, 0, 0, 0 },
	{ "fulltext-max", CONF_SET | CONF_LINE, CONF_COUNT, F(fulltext_max), 0, NULL, 1, 1000, 0 },
	{ "rule", ANY, CONF_PATH, F(rule), 0, NULL, 0, 0, 0 },
	{ "after", CONF_LINE, CONF_AFTER, F(after), 0, NULL, 0, 0, 0 },
	{ "disabled", CONF_LINE, CONF_YES, F(disabled), 0, NULL, 0, 0, 0 },
	{ "timeout", ANY, CONF_SPAN, F(timeout), 0, NULL, 1, HOUR, 0 },
	{ "max-size", ANY, CONF_SIZE, F(max_size), 0, NULL, 1024, (int64_t)64 << 20, 0 },
	{ "user-agent", ANY, CONF_TEXT, F(user_agent), 0, NULL, 0, 0, 0 },
	{ "ca", ANY, CONF_PATH, F(ca), 0, NULL, 0, 0, 0 },
	{ "cert", CONF_HOST | CONF_LINE, CONF_PATH, F(cert), 0, NULL, 0, 0, 0 },
	{ "key", CONF_HOST | CONF_LINE, CONF_PATH, F(key), 0, NULL, 0, 0, 0 },
	{ "pin", CONF_HOST | CONF_LINE, CONF_PIN, F(pin), 0, NULL, 0, 0, 0 },
	{ "auth", CONF_HOST | CONF_LINE, CONF_SECRET, F(auth), 0, NULL, 0, 0, 0 },
	{ "header", CONF_HOST | CONF_LINE, CONF_SECRET, F(header), 0, NULL, 0, 0, 0 },
	{ "proxy", ANY, CONF_PROXY, F(proxy), 0, NULL, 0, 0, 0 },
	{ "insecure", CONF_LINE, CONF_YES, F(insecure), 0, NULL, 0, 0, 0 },
	{ "resolve", CONF_HOST | CONF_LINE, CONF_ADDRESS, F(resolve), 0, NULL, 0, 0, 0 },
	{ "allow-private", CONF_HOST | CONF_LINE, CONF_RANGE, F(allow_private), 0, NULL, 0, 0, 0 },
	{ "connections", CONF_HOST, CONF_COUNT, F(connections), 0, NULL, 1, 32, 0 },
	{ "delay", CONF_HOST, CONF_SPAN, F(delay), 0, NULL, 0, HOUR, 0 },
	{ "archive", CONF_SET, CONF_PATH, C(archive), 1, NULL, 0, 0, 0 },
	{ "fail-after", CONF_SET, CONF_COUNT, C(fail_after), 1, NULL, 1, 1000, 0 },
	{ "start-jitter", CONF_SET, CONF_SPAN, C(start_jitter), 1, NULL, 0, HOUR, 0 },
	{ "window", CONF_SET, CONF_SPAN, C(window), 1, NULL, HOUR, 30 * DAY, 0 },
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void
conf_key_defaults(struct conf *c, struct conf_feed *f)
{
	c->fail_after = 3;
	c->window = 72 * HOUR;
	c->start_jitter = 30;
	memset(f, 0, sizeof(*f));
	f->rank = 100;
	f->max_age_cap = DAY;
	f->timeout = 60;
	f->max_size = (int64_t)WF_BODY_MAX;
	f->connections = 1;
	f->fulltext_max = 20;
	f->user_agent = "wirefold/" WF_VERSION " (+" WF_HOME_PAGE ")";
}

const struct conf_key *
conf_key_find(const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < COUNT(keys); i++)
		if (strlen(keys[i].name) == n && memcmp(keys[i].name, name, n) == 0)
			return &keys[i];
	return NULL;
}

uint64_t
conf_key_bit(const struct conf_key *key)
{
	_Static_assert(COUNT(keys) <= 64, "a bit a key");
	return (uint64_t)1 << (key - keys);
}

/* Edit distance with transpositions (optimal string alignment), for names of at most 31
 * bytes; more counts as far away. */
static int
distance(const char *a, size_t n, const char *b)
{
	int d[33][33];
	size_t m = strlen(b), i, j;
	int v;

	if (n > 31 || m > 31)
		return 99;
	for (i = 0; i <= n; i++)
		d[i][0] = (int)i;
	for (j = 0; j <= m; j++)
		d[0][j] = (int)j;
	for (i = 1; i <= n; i++)
		for (j = 1; j <= m; j++) {
			v = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			if (d[i - 1][j] + 1 < v)
				v = d[i - 1][j] + 1;
			if (d[i][j - 1] + 1 < v)
				v = d[i][j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    d[i - 2][j - 2] + 1 < v)
				v = d[i - 2][j - 2] + 1;
			d[i][j] = v;
		}
	return d[n][m];
}

const char *
conf_key_nearest(const char *name, size_t n, const char *const *names)
{
	const char *best = NULL;
	int least = n < 6 ? 2 : 3, d;

	for (; *names != NULL; names++) {
		d = distance(name, n, *names);
		if (d < least) {
			least = d;
			best = *names;
		}
	}
	return best;
}

const char *
conf_key_guess(const char *name, size_t n, int where)
{
	const char *names[COUNT(keys) + 1];
	size_t i, k = 0;

	for (i = 0; i < COUNT(keys); i++)
		if ((keys[i].where & where) != 0)
			names[k++] = keys[i].name;
	names[k] = NULL;
	return conf_key_nearest(name, n, names);
}

static int
number(const char *s, int64_t *v, const char **rest)
{
	char *end;

	if (*s < '0' || *s > '9')
		return -1;
	*v = strtoll(s, &end, 10);
	*rest = end;
	return *v > INT64_MAX / 2 ? -1 : 0;
}

/* 8M, 512k, 1000000. */
static int64_t
size(const char *s)
{
	static const char units[] = "kKmMgG";
	const char *rest, *unit;
	int64_t v;

	if (number(s, &v, &rest) != 0 || v > (int64_t)1 << 40)
		return -1;
	if (*rest == '\0')
		return v;
	unit = strchr(units, *rest);
	if (unit == NULL || rest[1] != '\0')
		return -1;
	return v << (10 * ((unit - units) / 2 + 1));
}

static int
put_number(const struct conf_value *v, int64_t *to, int64_t n, const char *what, struct why *why)
{
	if (n < 0)
		return why_set(why, "%s: not %s: '%s'", v->key->name, what, v->value);
	if (n < v->key->least || n > v->key->most)
		return why_set(why, "%s: '%s' is out of range", v->key->name, v->value);
	*to = n;
	return 0;
}

static int
put_count(const struct conf_value *v, int64_t *to, struct why *why)
{
	const char *rest;
	int64_t n = -1;

	if (number(v->value, &n, &rest) != 0 || *rest != '\0')
		n = -1;
	return put_number(v, to, n, "a number", why);
}

static int
put_choice(const struct conf_value *v, int *to, struct why *why)
{
	const char *const *c;

	for (c = v->key->choices; *c != NULL; c++)
		if (strcmp(*c, v->value) == 0) {
			*to = (int)(c - v->key->choices);
			return 0;
		}
	return why_set(why, "%s: '%s' is not one of its values (%s, ...)", v->key->name, v->value,
	    v->key->choices[0]);
}

int
conf_key_is_name(const char *s)
{
	const char *p = s;

	while ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
	    (p > s && strchr("._-", *p) != NULL && *p != '\0'))
		p++;
	return *p == '\0' && p > s && p - s <= 64;
}

static int
put_name(const struct conf_value *v, const char **to, struct why *why)
{
	if (!conf_key_is_name(v->value))
		return why_set(why, "%s: '%s' is no name (letters, digits, . _ -, at most 64)",
		    v->key->name, v->value);
	*to = v->value;
	return 0;
}

static int
is_address(const char *s)
{
	unsigned char to[16];

	return inet_pton(AF_INET, s, to) == 1 || inet_pton(AF_INET6, s, to) == 1;
}

static int
put_range(const struct conf_value *v, struct why *why)
{
	const char *slash = strchr(v->value, '/'), *rest;
	char address[64];
	int64_t bits = 0;
	size_t n = slash != NULL ? (size_t)(slash - v->value) : strlen(v->value), i;

	if (n >= sizeof(address))
		return why_set(why, "%s: '%s' is no address range", v->key->name, v->value);
	memcpy(address, v->value, n);
	address[n] = '\0';
	if (!is_address(address) ||
	    (slash != NULL && (number(slash + 1, &bits, &rest) != 0 || *rest != '\0' ||
	    bits > (strchr(address, ':') != NULL ? 128 : 32))))
		return why_set(why, "%s: '%s' is no address range", v->key->name, v->value);
	for (i = 0; i < v->feed->n_allow; i++)
		if (strcmp(v->feed->allow_private[i], v->value) == 0)
			return 0;
	if (v->feed->n_allow == CONF_RANGES)
		return why_set(why, "%s: more than %d ranges", v->key->name, CONF_RANGES);
	v->feed->allow_private[v->feed->n_allow++] = v->value;
	return 0;
}

static int
put_text(const struct conf_value *v, const char **to, struct why *why)
{
	const char *p;

	for (p = v->value; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return why_set(why, "%s: a control character in its value", v->key->name);
	*to = v->value;
	return 0;
}

static int
put_path(const struct conf_value *v, const char **to, struct why *why)
{
	*to = conf_expand(&v->c->arena, v->file, v->value);
	return *to != NULL ? 0 : why_set(why, "out of memory");
}

/* What is secret is not written in feeds.conf, which others may read. */
static int
put_secret(const struct conf_value *v, const char **to, struct why *why)
{
	if (v->value[0] != '@' || v->value[1] == '\0')
		return why_set(why, "%s: takes @ and the path of a file", v->key->name);
	*to = conf_expand(&v->c->arena, v->file, v->value + 1);
	return *to != NULL ? 0 : why_set(why, "out of memory");
}

static int
put_proxy(const struct conf_value *v, const char **to, struct why *why)
{
	const char *host = strstr(v->value, "://"), *path;
	char *p;

	if (strcmp(v->value, "@") == 0)
		return why_set(why, "%s: @ wants the path of a file", v->key->name);
	if (v->value[0] == '@') {
		if (put_secret(v, &path, why) != 0)
			return -1;
		if ((p = arena_get(&v->c->arena, strlen(path) + 2)) == NULL)
			return why_set(why, "out of memory");
		p[0] = '@';
		memcpy(p + 1, path, strlen(path));
		*to = p;
		return 0;
	}
	if (strcmp(v->value, "none") == 0) {
		*to = NULL;
		return 0;
	}
	if (host == NULL || (strncmp(v->value, "http://", 7) != 0 && strncmp(v->value, "socks5h://", 10) != 0) ||
	    strpbrk(host + 3, "/@ ?#") != NULL || host[3] == '\0')
		return why_set(why, "%s: '%s' is none: http://host:port, socks5h://host:port, @file or none",
		    v->key->name, v->value);
	return put_text(v, to, why);
}

/* sha256// and the base64 of 32 bytes, several parted by semicolons. */
static int
put_pin(const struct conf_value *v, const char **to, struct why *why)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = v->value;

	for (;;) {
		if (strncmp(p, "sha256//", 8) != 0 || strspn(p + 8, digits) != 43 || p[51] != '=')
			return why_set(why, "%s: '%s' is none: sha256// and 44 digits of base64", v->key->name, v->value);
		p += 52;
		if (*p != ';')
			break;
		p++;
	}
	if (*p != '\0')
		return why_set(why, "%s: '%s' goes on behind its end", v->key->name, v->value);
	*to = v->value;
	return 0;
}

static int
put_after(const struct conf_value *v, int *to, struct why *why)
{
	static const char move[] = "move:";

	*to = strcmp(v->value, "keep") == 0 ? CONF_KEEP : strcmp(v->value, "delete") == 0 ? CONF_DELETE : CONF_MOVE;
	if (*to != CONF_MOVE)
		return 0;
	if (strncmp(v->value, move, sizeof(move) - 1) != 0 || v->value[sizeof(move) - 1] == '\0')
		return why_set(why, "%s: keep, delete or move:DIR, not '%s'", v->key->name, v->value);
	v->feed->after_dir = conf_expand(&v->c->arena, v->file, v->value + sizeof(move) - 1);
	return v->feed->after_dir != NULL ? 0 : why_set(why, "out of memory");
}

static int
put_yes(const struct conf_value *v, int *to, struct why *why)
{
	int yes = strcmp(v->value, "yes") == 0;

	if (!yes && strcmp(v->value, "no") != 0)
		return why_set(why, "%s: yes or no, not '%s'", v->key->name, v->value);
	*to = yes;
	return 0;
}

int
conf_key_put(const struct conf_value *v, struct why *why)
{
	char *base = v->key->global ? (char *)v->c : (char *)v->feed;
	void *to = base + v->key->offset;

	if (v->key->own != 0 && v->own_line)
		*(int *)(void *)(base + v->key->own) = 1;
	switch (v->key->type) {
	case CONF_TEXT:
		return put_text(v, to, why);
	case CONF_PATH:
		return put_path(v, to, why);
	case CONF_SPAN:
		return put_number(v, to, time_span(v->value), "a span like 15m", why);
	case CONF_SIZE:
		return put_number(v, to, size(v->value), "a size like 8M", why);
	case CONF_COUNT:
		return put_count(v, to, why);
	case CONF_YES:
		return put_yes(v, to, why);
	case CONF_NAME:
		return put_name(v, to, why);
	case CONF_RANGE:
		return put_range(v, why);
	case CONF_ADDRESS:
		if (!is_address(v->value))
			return why_set(why, "%s: '%s' is no address", v->key->name, v->value);
		*(const char **)to = v->value;
		return 0;
	case CONF_ZONE:
		if (!fold_zone(v->value))
			return why_set(why, "%s: '%s' is no time zone (+01:00, Europe/Berlin)",
			    v->key->name, v->value);
		*(const char **)to = v->value;
		return 0;
	case CONF_SECRET:
		return put_secret(v, to, why);
	case CONF_PROXY:
		return put_proxy(v, to, why);
	case CONF_AFTER:
		return put_after(v, to, why);
	case CONF_PIN:
		return put_pin(v, to, why);
	case CONF_DROP:
	case CONF_ONLY:
		return conf_filter_put(v->c, v->feed, v->key->type == CONF_ONLY, v->value, why);
	case CONF_CHOICE:
	default:
		return put_choice(v, to, why);
	}
}
