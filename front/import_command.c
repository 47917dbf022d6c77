/* wirefold import: the feeds of another reader, as lines of feeds.conf. Its file is read, never
 * evaluated: what a shell would have to work out is named and left out. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "front/command.h"
#include "front/conf_write.h"
#include "front/exit.h"
#include "front/message.h"
#include "front/one_doc.h"
#include "front/say.h"

#define LINE_MAX_BYTES ((size_t)4000) /* of a line that is printed: what say_out takes */
#define FILE_LINE_MAX ((size_t)1 << 24) /* bytes of a line that is read */
#define WORDS 64                      /* of one line */
#define OPML_MAX ((int64_t)64 << 20)  /* bytes of an OPML file */
#define ITEM_ARENA ((size_t)4 << 20)

struct importing {
	const char *path;
	FILE *in;
	char *piece, *line;           /* a line as getline has it; with those it goes on in */
	struct buf whole;             /* holds the latter */
	size_t cap, number;
	char *words[WORDS];
	size_t n, feeds;
	struct buf seen;              /* the URLs that were printed, a NUL behind each */
	size_t *slots, n_slots;       /* 1 + where each begins, by its hash */
};

/* Cuts the next word out of *p, in place. 1; 0 at the end of the line; -1 a quote that is not
 * closed, or, in a shell's line, what a shell would replace. */
static int
next_word(char **p, int shell, char **word)
{
	char *from = *p, *to, quote = '\0';

	from += strspn(from, " \t");
	if (*from == '\0' || *from == '#')
		return 0;
	*word = to = from;
	for (; *from != '\0' && (quote != '\0' || (*from != ' ' && *from != '\t')); from++) {
		if (quote == '\0' && (*from == '"' || (shell && *from == '\'')))
			quote = *from;
		else if (quote != '\0' && *from == quote)
			quote = '\0';
		else if (shell && quote != '\'' && strchr("$`", *from) != NULL)
			return -1;
		else if (shell && quote == '\0' && strchr("|&;<>()*?", *from) != NULL)
			return -1;
		else if (*from == '\\' && quote != '\'' && from[1] != '\0')
			*to++ = *++from;
		else
			*to++ = *from;
	}
	*p = *from != '\0' ? from + 1 : from;
	*to = '\0';
	return quote != '\0' ? -1 : 1;
}

static int
words(struct importing *x, int shell)
{
	char *p = x->line;
	int rc = 0;

	for (x->n = 0; x->n < WORDS && (rc = next_word(&p, shell, &x->words[x->n])) > 0;)
		x->n++;
	return x->n == WORDS ? -1 : rc;
}

static void
left_out(const struct importing *x, const char *why)
{
	say("%s:%zu: left out: %s", x->path, x->number, why);
}

static int
is_web(const char *url)
{
	return (strncmp(url, "http://", 7) == 0 && url[7] != '\0') ||
	    (strncmp(url, "https://", 8) == 0 && url[8] != '\0');
}

/* The slot of a URL: where it is, or would be. */
static size_t *
slot(const struct importing *x, const char *url)
{
	size_t h = 5381, i;

	for (i = 0; url[i] != '\0'; i++)
		h = h * 33 ^ (unsigned char)url[i];
	for (h &= x->n_slots - 1; x->slots[h] != 0 && strcmp(x->seen.p + x->slots[h] - 1, url) != 0;)
		h = (h + 1) & (x->n_slots - 1);
	return &x->slots[h];
}

/* Room for one more. 0 or -1. */
static int
grow(struct importing *x)
{
	size_t at, n = x->n_slots > 0 ? x->n_slots * 2 : 1024, *was = x->slots;

	if (x->feeds * 2 < x->n_slots)
		return 0;
	x->slots = calloc(n, sizeof(*x->slots));
	if (x->slots == NULL) {
		x->slots = was;
		return -1;
	}
	x->n_slots = n;
	for (at = 0; at < x->seen.n; at += strlen(x->seen.p + at) + 1)
		*slot(x, x->seen.p + at) = at + 1;
	free(was);
	return 0;
}

/* Has such a line been printed? If not, it is noted: 0; 1; -1. */
static int
seen(struct importing *x, const char *url)
{
	size_t *at;

	if (grow(x) != 0)
		return -1;
	at = slot(x, url);
	if (*at != 0)
		return 1;
	*at = x->seen.n + 1;
	return buf_put(&x->seen, url, strlen(url) + 1);
}

/* What the web does not allow in a URL, and feeds.conf keeps elsewhere. */
static const char *
bad_url(const char *url)
{
	const char *p = strstr(url, "://") + 3;

	if (memchr(p, '@', strcspn(p, "/?#")) != NULL)
		return "a user in the URL; see auth= in feeds.conf(5)";
	for (p = url; *p != '\0'; p++)
		if ((unsigned char)*p <= 0x20 || *p == 0x7f)
			return "a URL with spaces or control characters";
	return NULL;
}

/* Prints the line of a feed: title or NULL, tags. 0, or -1 when it cannot go on. */
static int
put_feed(struct importing *x, const char *url, const char *title, size_t tag)
{
	const char *why = bad_url(url);
	struct buf b;
	int rc = 0;

	buf_init(&b, FILE_LINE_MAX * 4); /* never reached: it fails only for want of memory */
	conf_write_url(&b, url);
	for (; tag < x->n; tag++)
		if (strchr(x->words[tag], '=') != NULL)
			say("%s:%zu: tag '%s' left out: it would be a key", x->path, x->number, x->words[tag]);
		else if (x->words[tag][0] != '~' && x->words[tag][0] != '\0')
			conf_write_word(&b, "", x->words[tag]);
	if (title != NULL && title[0] != '\0')
		conf_write_word(&b, "~", title);
	if (why == NULL && b.n > LINE_MAX_BYTES)
		why = "too long";
	if (why == NULL && !utf8_valid(buf_get(&b), b.n))
		why = "not UTF-8";
	if (why == NULL && !b.failed && (rc = seen(x, url)) > 0)
		why = "the URL stands there twice";
	if (b.failed || rc < 0) {
		errno = ENOMEM;
		rc = -1;
	} else if (why != NULL) {
		left_out(x, why);
		rc = 0;
	} else {
		x->feeds++;
		rc = say_out("%s", buf_get(&b));
	}
	buf_clear(&b);
	return rc;
}

/* newsboat's urls: URL, tags, "~title". */
static int
newsboat(struct importing *x)
{
	const char *title = NULL;
	size_t i;

	if (words(x, 0) < 0) {
		left_out(x, "a quote that is not closed, or too many words");
		return 0;
	}
	if (x->n == 0)
		return 0;
	if (!is_web(x->words[0])) {
		left_out(x, "no http or https URL");
		return 0;
	}
	for (i = 1; i < x->n; i++)
		if (x->words[i][0] == '~')
			title = x->words[i] + 1;
	return put_feed(x, x->words[0], title, 1);
}

/* sfeedrc(5): feed name URL [base URL] [encoding], in the function feeds. */
static int
sfeedrc(struct importing *x)
{
	const char *p = x->line + strspn(x->line, " \t");

	if (strncmp(p, "feed", 4) != 0 || (p[4] != ' ' && p[4] != '\t'))
		return 0;
	if (words(x, 1) < 0)
		left_out(x, "not plain words, and nothing is evaluated");
	else if (x->n < 3 || !is_web(x->words[2]))
		left_out(x, "no http or https URL");
	else
		return put_feed(x, x->words[2], x->words[1], x->n);
	return 0;
}

/* The next line, without LF; a backslash before LF joins the next to it. 1; 0 at the end; -1. */
static int
next_line(struct importing *x)
{
	ssize_t k;
	int on = 1;

	buf_reset(&x->whole);
	for (; on && (k = getline(&x->piece, &x->cap, x->in)) >= 0; x->number++) {
		while (k > 0 && (x->piece[k - 1] == '\n' || x->piece[k - 1] == '\r'))
			k--;
		on = k > 0 && x->piece[k - 1] == '\\';
		if (buf_put(&x->whole, x->piece, (size_t)(k - on)) != 0 || buf_char(&x->whole, ' ') != 0) {
			errno = ENOMEM;
			return -1;
		}
	}
	x->line = x->whole.p;
	return ferror(x->in) ? -1 : x->whole.n > 0;
}

static const struct { const char *name; int (*line)(struct importing *x); } formats[] = {
	{ "newsboat", newsboat },
	{ "sfeedrc", sfeedrc },
};

static int
import(struct importing *x, int (*line)(struct importing *))
{
	int rc;

	errno = 0;
	x->in = fopen(x->path, "re");
	if (x->in == NULL) {
		say("%s: %s", x->path, strerror(errno));
		return EXIT_USAGE;
	}
	while ((rc = next_line(x)) > 0 && (rc = line(x)) == 0)
		;
	if (rc < 0)
		say("%s: %s", x->path, errno != 0 ? strerror(errno) : "failed");
	(void)fclose(x->in);
	if (say_end() != 0 || rc < 0)
		return EXIT_SYSTEM;
	return x->feeds > 0 ? EXIT_DONE : EXIT_NOTHING;
}

/* An outline of OPML, which the jailed parser read; or what it says of the whole. */
static int
on_frame(void *ctx, struct frame *f, struct why *why)
{
	struct importing *x = ctx;
	struct wf_entry e;
	struct wf_doc doc;
	struct arena a;
	size_t i;
	int rc = 0;

	arena_init(&a, ITEM_ARENA);
	if (f->type == WF_FRAME_FEED) {
		rc = message_doc(f, &a, &doc, why);
		for (i = 0; rc == 0 && i < doc.n_warnings; i++)
			say("%s: %s", x->path, doc.warnings[i]);
	} else if ((rc = message_entry(f, &a, &e, why)) == 0) {
		x->number = e.n_extras > 0 ? strtoul(e.extras[0].value, NULL, 10) : 0;
		for (x->n = 0; x->n < e.n_tags && x->n < WORDS; x->n++)
			x->words[x->n] = (char *)(uintptr_t)e.tags[x->n];
		if (!is_web(e.guid))
			left_out(x, "no http or https URL");
		else if (put_feed(x, e.guid, e.title, 0) != 0)
			rc = why_errno(why, "%s", x->path);
	}
	arena_clear(&a);
	return rc;
}

static int
opml(struct importing *x)
{
	struct one_doc d = { .frame = on_frame, .ctx = x, .what = WF_FRAME_OUTLINE, .unbounded = 1 };
	struct why why = { "" };
	int rc;

	d.body = one_doc_load(x->path, OPML_MAX, &why);
	if (d.body < 0) {
		say("%s", why.text);
		return EXIT_USAGE;
	}
	rc = one_doc_parse(&d, &why);
	if (rc != 0)
		say("%s: %s", x->path, why.text);
	if (say_end() != 0 || rc < 0)
		return EXIT_SYSTEM;
	return rc == 0 && x->feeds > 0 ? EXIT_DONE : EXIT_NOTHING;
}

int
import_command(int argc, char **argv)
{
	struct importing x;
	size_t i;
	int rc = EXIT_USAGE, known = argc == 3 && strcmp(argv[1], "opml") == 0;

	memset(&x, 0, sizeof(x));
	buf_init(&x.seen, (size_t)1 << 30);
	buf_init(&x.whole, FILE_LINE_MAX);
	if (known) {
		x.path = argv[2];
		rc = opml(&x);
	}
	for (i = 0; argc == 3 && i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(argv[1], formats[i].name) == 0) {
			known = 1;
			x.path = argv[2];
			rc = import(&x, formats[i].line);
		}
	if (!known)
		rc = command_usage(argv[0]);
	free(x.piece);
	free(x.slots);
	buf_clear(&x.whole);
	buf_clear(&x.seen);
	return rc;
}
