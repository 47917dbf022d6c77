/* wirefold extract: one HTML page in, the text of its article out. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/time.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/message.h"
#include "front/one_doc.h"
#include "front/page_rules.h"
#include "front/say.h"

#define EXTRACT_MAX ((int64_t)32 << 20) /* bytes of a page */
#define ARTICLE_ARENA ((size_t)64 << 20)

struct extracting {
	struct arena arena;
	struct wf_article article;
	struct buf out;
	int as_json, found;
};

static const struct option long_options[] = {
	{ "url", required_argument, NULL, 'u' }, { "content-type", required_argument, NULL, 't' },
	{ "rule", required_argument, NULL, 'r' }, { NULL, 0, NULL, 0 },
};

static int
on_frame(void *ctx, struct frame *f, struct why *why)
{
	struct extracting *x = ctx;

	x->found = 1;
	return message_article(f, &x->arena, &x->article, why);
}

static void
put_time(struct buf *b, const char *key, int64_t t)
{
	char when[TIME_LEN];

	time_format(t, when);
	json_put_str(b, key, when[0] != '\0' ? when : NULL);
}

static void
put_json(struct buf *b, const struct wf_article *a)
{
	json_put_open(b, NULL, '{');
	json_put_str(b, "title", a->title);
	json_put_str(b, "byline", a->byline);
	put_time(b, "date_published", a->published);
	put_time(b, "date_modified", a->modified);
	json_put_str(b, "date_raw", a->date_raw);
	json_put_str(b, "site", a->site);
	json_put_str(b, "language", a->language);
	json_put_str(b, "image", a->image);
	json_put_str(b, "url", a->canonical);
	json_put_str(b, "amp_url", a->amp);
	json_put_str(b, "next_url", a->next);
	json_put_str(b, "content_text", a->text);
	json_put_str(b, "content_html", a->html);
	json_put_real(b, "confidence", (double)a->confidence / 100);
	json_put_bool(b, "paywall", a->paywall != 0);
	json_put_close(b, '}');
}

static int
extract(struct extracting *x, struct one_doc *d, const char *path)
{
	struct why why = { "" };
	int rc;

	d->body = one_doc_load(path, EXTRACT_MAX, &why);
	rc = d->body < 0 ? -1 : one_doc_parse(d, &why);
	if (rc != 0 || !x->found) {
		say("%s", why.text);
		return rc < 0 && d->body >= 0 ? EXIT_SYSTEM : EXIT_NOTHING;
	}
	if (x->as_json)
		put_json(&x->out, &x->article);
	else
		(void)buf_str(&x->out, x->article.text);
	(void)buf_char(&x->out, '\n');
	if (x->out.failed) {
		say("out of memory");
		return EXIT_SYSTEM;
	}
	if (say_bytes(buf_get(&x->out), x->out.n) != 0 || say_end() != 0) {
		say("standard output: write failed");
		return EXIT_SYSTEM;
	}
	return EXIT_DONE;
}

int
extract_command(int argc, char **argv)
{
	struct extracting x;
	struct one_doc d = { .frame = on_frame, .ctx = &x, .what = WF_FRAME_PAGE };
	const char *rules = NULL;
	struct why why = { "" };
	int c, rc;

	memset(&x, 0, sizeof(x));
	arena_init(&x.arena, ARTICLE_ARENA);
	buf_init(&x.out, SIZE_MAX / 2);
	while ((c = getopt_long(argc, argv, "+o:", long_options, NULL)) != -1) {
		if (c == 'u')
			d.base = optarg;
		else if (c == 't')
			d.content_type = optarg;
		else if (c == 'r')
			rules = optarg;
		else if (c == 'o' && (strcmp(optarg, "text") == 0 || strcmp(optarg, "json") == 0))
			x.as_json = optarg[0] == 'j';
		else
			return command_usage("extract");
	}
	if (argc - optind > 1)
		return command_usage("extract");
	if (rules != NULL && (d.rule = page_rules_read(&x.arena, rules, &why)) == NULL) {
		say("%s", why.text);
		rc = EXIT_USAGE;
	} else {
		rc = extract(&x, &d, argv[optind]);
	}
	arena_clear(&x.arena);
	buf_clear(&x.out);
	return rc;
}
