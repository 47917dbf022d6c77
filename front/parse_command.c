/* wirefold parse: one feed document in, one JSON Feed 1.1 document out. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/time.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/feed_json.h"
#include "front/message.h"
#include "front/one_doc.h"
#include "front/say.h"

#define PARSE_MAX ((int64_t)256 << 20)   /* bytes of a document by hand; a run takes less */
#define ITEM_ARENA ((size_t)64 << 20)
#define OUT_BYTES ((size_t)32 * 1024)    /* printed at once where more is coming */

struct parsing {
	struct arena arena;   /* of one item, then of the feed */
	struct buf out;
	struct wf_doc doc;
	int opened, has_doc;
};

static const struct option long_options[] = {
	{ "base", required_argument, NULL, 'b' }, { "content-type", required_argument, NULL, 't' },
	{ NULL, 0, NULL, 0 },
};

static int
flush(struct parsing *p, struct why *why)
{
	int rc = p->out.failed ? why_set(why, "out of memory") :
	    say_bytes(buf_get(&p->out), p->out.n) != 0 ? why_set(why, "standard output: write failed") : 0;

	buf_reset(&p->out);
	return rc;
}

/* Items are printed as they come: nothing is held back while the parser is at work. */
static int
on_idle(void *ctx, struct why *why)
{
	struct parsing *p = ctx;

	if (p->out.n == 0)
		return 0;
	if (flush(p, why) != 0)
		return -1;
	return fflush(stdout) == 0 ? 0 : why_set(why, "standard output: write failed");
}

static int
on_frame(void *ctx, struct frame *f, struct why *why)
{
	struct parsing *p = ctx;
	struct wf_entry e;

	arena_clear(&p->arena);
	if (f->type == WF_FRAME_FEED) {
		p->has_doc = 1;
		return message_doc(f, &p->arena, &p->doc, why);
	}
	if (message_entry(f, &p->arena, &e, why) != 0)
		return -1;
	if (p->opened)
		(void)buf_str(&p->out, ",\n");
	else
		feed_json_open(&p->out);
	p->opened = 1;
	feed_json_item(&p->out, &e);
	return p->out.n < OUT_BYTES ? 0 : flush(p, why);
}

static int
parse(struct parsing *p, struct one_doc *d, const char *path)
{
	struct why why = { "" };
	int rc;

	d->body = one_doc_load(path, PARSE_MAX, &why);
	rc = d->body < 0 ? -1 : one_doc_parse(d, &why);
	if (rc != 0 && !p->opened) {
		say("%s", why.text);
		return rc < 0 && d->body >= 0 ? EXIT_SYSTEM : EXIT_NOTHING;
	}
	if (!p->opened)
		feed_json_open(&p->out);
	feed_json_close(&p->out, &p->doc, rc != 0 ? why.text : NULL);
	if (flush(p, &why) != 0 || say_end() != 0) {
		say("%s", why.text);
		return EXIT_SYSTEM;
	}
	return EXIT_DONE;
}

int
parse_command(int argc, char **argv)
{
	struct one_doc d = { .frame = on_frame, .idle = on_idle, .unbounded = 1 };
	struct parsing p;
	int c, rc;

	memset(&p, 0, sizeof(p));
	p.doc.updated = p.doc.published = TIME_NONE;
	arena_init(&p.arena, ITEM_ARENA);
	buf_init(&p.out, SIZE_MAX / 2);
	d.ctx = &p;
	while ((c = getopt_long(argc, argv, "+", long_options, NULL)) != -1) {
		if (c == 'b')
			d.base = optarg;
		else if (c == 't')
			d.content_type = optarg;
		else
			return command_usage("parse");
	}
	if (argc - optind > 1)
		return command_usage("parse");
	rc = parse(&p, &d, argv[optind]);
	arena_clear(&p.arena);
	buf_clear(&p.out);
	return rc;
}
