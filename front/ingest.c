#include "front/ingest.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"

#define FEW 64         /* new entries of a batch that are joined in reverse ... */
#define JOINED 2       /* ... and batches of a run: behind them all records become live entries once */
#define MEMORY_DAYS 31 /* paragraphs are learned over 30 days */
#define DAY_S ((int64_t)86400)
#define HOLDS "holds"
#define ARENA_BYTES ((size_t)256 << 20)

void
ingest_init(struct ingest *in, struct store *store, int64_t window)
{
	memset(in, 0, sizeof(*in));
	in->store = store;
	in->window = window;
	in->now = TIME_NONE;
}

void
ingest_clear(struct ingest *in)
{
	fold_free(in->fold);
	in->fold = NULL;
	in->partial = 0;
}

static int
restore(void *ctx, const void *record, struct why *why)
{
	struct fold_record r;

	memcpy(&r, record, sizeof(r));
	return fold_restore(ctx, &r, why);
}

static int
replay(void *ctx, const struct wf_line *line, void *record, struct why *why)
{
	struct fold_record r;

	if (fold_replay(ctx, line, why) != 0)
		return -1;
	if (fold_record(ctx, line, &r) != 0)
		return why_set(why, "seq %lld: no fold record", (long long)line->seq);
	memcpy(record, &r, sizeof(r));
	return 0;
}

static uint32_t
day_number(int64_t t)
{
	struct time_civil c;

	time_to_civil(t, &c);
	return (uint32_t)(c.year * 10000 + c.month * 100 + c.day);
}

uint32_t
ingest_first_day(int64_t now)
{
	return day_number(now - MEMORY_DAYS * DAY_S);
}

int
ingest_fold(struct ingest *in, struct why *why)
{
	const struct fold_options options = { .window = in->window };
	struct store_fold f = { .size = sizeof(struct fold_record), .restore = restore, .replay = replay };
	int rc;

	if (in->fold != NULL)
		return 0;
	in->fold = fold_new(&options);
	if (in->fold == NULL)
		return why_set(why, "out of memory");
	f.day = ingest_first_day(in->now);
	f.ctx = in->fold;
	rc = store_fold(in->store, &f, why);
	fold_clock(in->fold, in->now);
	return rc;
}

static void
count(struct ingest_counts *c, const struct wf_line *line)
{
	size_t *const by_kind[WF_KINDS] = {
		[WF_NEW] = &c->stories, [WF_COPY] = &c->copies, [WF_ENTRY_VERSION] = &c->versions,
		[WF_NOTICE] = &c->notices, [WF_MERGE] = &c->merges, [WF_KILL] = &c->kills,
	};

	if (by_kind[line->kind] != NULL)
		(*by_kind[line->kind])++;
}

/* Journals what the fold decides. */
static int
take_line(void *ctx, const struct wf_line *line, struct why *why)
{
	struct ingest *in = ctx;
	struct fold_record r;
	struct wf_line numbered = *line;

	numbered.seq = store_next(in->store);
	numbered.time = in->now;
	if (fold_record(in->fold, line, &r) != 0)
		return why_set(why, "no fold record for a new line");
	r.seq = numbered.seq;
	count(&in->counts, line);
	return store_put(in->store, &numbered, &r, sizeof(r), why);
}

static int64_t
time_of(const struct wf_entry *e)
{
	int64_t t = e->published != TIME_NONE ? e->published : e->modified;

	if (t == TIME_NONE || t > e->fetched || t < e->fetched - 30 * DAY_S)
		return e->fetched;
	return t;
}

/* A batch in the order in which its entries happened, as far as their dates can be believed:
 * an agency's text before the copies of it. */
struct place {
	struct ingest_entry x;
	int64_t t;
	size_t at;
};

static int
by_time(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->t != y->t)
		return x->t < y->t ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static int
sort(struct ingest_entry *entries, size_t n)
{
	struct place *p = calloc(n + 1, sizeof(*p));
	size_t i;

	if (p == NULL)
		return -1;
	for (i = 0; i < n; i++)
		p[i] = (struct place){ entries[i], time_of(entries[i].e), i };
	qsort(p, n, sizeof(*p), by_time);
	for (i = 0; i < n; i++)
		entries[i] = p[i].x;
	free(p);
	return 0;
}

/* A line of a fold that is for asking only. */
static int
ask_line(void *ctx, const struct wf_line *line, struct why *why)
{
	struct ingest *in = ctx;

	return few_ask(in->few, line) == 0 ? 0 : why_set(why, "too much to ask for");
}

static int
unfolded(struct ingest *in, const struct wf_entry *e, struct why *why)
{
	static const char *const pages[WF_FULLTEXTS] = WF_FULLTEXT_FLAGS;
	struct wf_line line;

	memset(&line, 0, sizeof(line));
	if (e->fulltext > WF_FULLTEXT_NONE && e->fulltext < WF_FULLTEXTS) {
		line.flags = &pages[e->fulltext];
		line.n_flags = 1;
	}
	line.kind = WF_UNFOLDED;
	line.time = in->now;
	line.entry = e;
	line.containment = -1;
	line.distance = -1;
	return store_put(in->store, &line, NULL, 0, why);
}

/* One entry that is new, or whose text is. */
static int
put_one(struct ingest *in, const struct wf_entry *e, const struct store_known *k, struct why *why)
{
	struct fold_put put = { .entry = e, .now = in->now, .line = in->few != NULL ? ask_line : take_line,
		.ctx = in };
	struct wf_line prior;
	struct arena a;
	int rc = 0;

	if (in->no_fold)
		return unfolded(in, e, why);
	arena_init(&a, ARENA_BYTES);
	if (k->found && k->story[0] != '\0') {
		rc = store_line(in->store, k, &a, &prior, why);
		memcpy(prior.story, k->story, sizeof(prior.story));
		put.prior = &prior;
	}
	if (rc == 0)
		rc = fold_put(in->fold, &put, why);
	arena_clear(&a);
	return rc;
}

/* Entries, and what is known of each. */
struct batch {
	struct ingest_entry *entries;
	struct store_known *known;
	unsigned char *same;    /* known, and its text is what it was */
	size_t n;
};

static int
put_all(struct ingest *in, const struct batch *b, size_t *fresh, struct why *why)
{
	size_t i;

	for (i = 0; i < b->n; i++) {
		if (b->same[i]) {
			in->counts.known++;
			continue;
		}
		in->counts.fresh++;
		if (fresh != NULL)
			fresh[b->entries[i].feed]++;
		if (put_one(in, b->entries[i].e, &b->known[i], why) != 0)
			return -1;
	}
	return 0;
}

static int
few_record(void *ctx, const void *record, struct why *why)
{
	struct fold_record r;

	memcpy(&r, record, sizeof(r));
	return few_restore(ctx, &r, why);
}

static int
few_line(void *ctx, const struct wf_line *line, void *record, struct why *why)
{
	struct fold_record r;

	if (few_replay(ctx, line, why) != 0)
		return -1;
	if (fold_record(few_fold(ctx), line, &r) != 0)
		return why_set(why, "seq %lld: no fold record", (long long)line->seq);
	memcpy(record, &r, sizeof(r));
	return 0;
}

/* All records go by; then it is now. */
static int
few_pass(struct ingest *in, struct why *why)
{
	const struct store_fold f = { .day = ingest_first_day(in->now), .size = sizeof(struct fold_record),
		.restore = few_record, .replay = few_line, .ctx = in->few };

	if (store_fold(in->store, &f, why) != 0)
		return -1;
	return few_end(in->few, in->now, why);
}

/* Puts all into the fold that is for asking, and reads what they ask for. */
static int
few_ask_all(struct ingest *in, const struct batch *b, struct why *why)
{
	size_t i;
	int rc;

	if (few_pass(in, why) != 0)
		return -1;
	in->fold = few_fold(in->few);
	for (i = 0, rc = 0; rc == 0 && i < b->n; i++)
		if (!b->same[i])
			rc = put_one(in, b->entries[i].e, &b->known[i], why);
	in->fold = NULL;
	while (rc == 0 && (rc = few_next(in->few)) > 0)
		rc = few_pass(in, why);
	return rc;
}

/* A fold that knows what the batch can ask for, if that is few. Whatever is in the way of it (a record
 * that is missing, say), the fold of all records does without. */
static void
load_few(struct ingest *in, const struct batch *b)
{
	const struct fold_options options = { .window = in->window };
	struct why why;
	size_t i, n = 0;
	int rc = 0;

	for (i = 0; i < b->n; i++)
		n += !b->same[i];
	if (in->fold != NULL || n > FEW || in->joined == JOINED || (in->few = few_new(&options)) == NULL)
		return;
	for (i = 0; rc == 0 && i < b->n; i++)
		if (!b->same[i])
			rc = few_want(in->few, b->entries[i].e, b->known[i].found ? b->known[i].story : "");
	if (rc == 0 && few_ask_all(in, b, &why) == 0) {
		in->fold = few_take(in->few);
		in->partial = 1;
		in->joined++;
	}
	few_free(in->few);
	in->few = NULL;
}

static int
any_new(const struct batch *b)
{
	size_t i;

	for (i = 0; i < b->n && b->same[i]; i++)
		;
	return i < b->n;
}

/* Is it no news? The feed's own words tell; of a page's text, that text, whatever the feed says of
 * it. A page is late for an entry that still has the words that it was asked for with. */
static int
is_same(const struct ingest_entry *x, const struct store_known *k)
{
	const int words = k->found && k->text == store_text(x->e);

	if (!k->found || k->gone)
		return k->found || x->late;
	if (x->e->feed_text == NULL)
		return words;
	return k->page == store_page(x->e) || (x->late && !words);
}

/* Ids, and what the archive knows of them. */
static int
look_up(struct ingest *in, struct batch *b, struct why *why)
{
	struct wf_entry *e;
	size_t i;

	for (i = 0; i < b->n; i++) {
		e = b->entries[i].e;
		if (e->id[0] == '\0' && store_entry_id(e->key != NULL ? e->key : e->feed, e->guid, e->id) != 0)
			return why_set(why, "out of memory");
		b->known[i].id = e->id;
	}
	if (store_known(in->store, b->known, b->n, why) != 0)
		return -1;
	for (i = 0; i < b->n; i++)
		b->same[i] = (unsigned char)is_same(&b->entries[i], &b->known[i]);
	return 0;
}

/* state/holds: the time of the next release, `-` when there is none. It may name one that is
 * no more, which costs a look; it never misses one: an earlier time is written before the
 * batch that brings it is committed, a later one after. Without the file nothing is known. */
static int
read_holds(struct ingest *in, int64_t *next, struct why *why)
{
	struct buf b;
	int rc;

	buf_init(&b, (size_t)1 << 20);
	*next = INT64_MIN;
	rc = store_state_read(in->store, HOLDS, &b, why);
	if (rc == 0 && b.n >= 2 && b.p[0] == '-')
		*next = INT64_MAX;
	else if (rc == 0 && b.n >= TIME_LEN - 1)
		*next = time_parse(b.p, TIME_LEN - 1);
	buf_clear(&b);
	return rc < 0 ? -1 : 0;
}

static int
write_holds(struct ingest *in, int64_t next, struct why *why)
{
	char text[TIME_LEN] = "-";
	struct buf b;
	int rc;

	buf_init(&b, (size_t)1 << 20);
	if (next != INT64_MAX)
		time_format(next, text);
	rc = buf_str(&b, text) != 0 || buf_char(&b, '\n') != 0 ? why_set(why, "out of memory") :
	    store_state_write(in->store, HOLDS, &b, why);
	buf_clear(&b);
	return rc;
}

/* Commits the batch, with state/holds true on either side of it. */
static int
commit(struct ingest *in, struct why *why)
{
	int64_t next, was;

	if (in->fold == NULL)
		return store_commit(in->store, why);
	next = fold_next_due(in->fold);
	if (read_holds(in, &was, why) != 0 || (next < was && write_holds(in, next, why) != 0))
		return -1;
	if (store_commit(in->store, why) != 0)
		return -1;
	return next > was ? write_holds(in, next, why) : 0;
}

static int
put_batch(struct ingest *in, const struct batch *b, size_t *fresh, struct why *why)
{
	int rc = 0;

	if (!in->no_fold) {
		load_few(in, b);
		rc = ingest_fold(in, why);
	}
	if (rc == 0)
		rc = store_begin(in->store, in->now, why);
	if (rc == 0)
		rc = put_all(in, b, fresh, why);
	if (rc == 0)
		rc = commit(in, why);
	if (in->partial)
		ingest_clear(in);
	return rc;
}

int
ingest_due(struct ingest *in, struct why *why)
{
	struct fold_put put = { .now = in->now, .line = take_line, .ctx = in };
	int64_t next;

	if (store_seq(in->store) == 0 || read_holds(in, &next, why) != 0)
		return store_seq(in->store) == 0 ? 0 : -1;
	if (next > in->now)
		return 0;
	if (ingest_fold(in, why) != 0 || store_begin(in->store, in->now, why) != 0 ||
	    fold_due(in->fold, &put, why) != 0)
		return -1;
	return commit(in, why);
}

int
ingest_word(struct ingest *in, struct fold_word *w, struct why *why)
{
	int rc;

	w->now = in->now;
	w->line = take_line;
	w->ctx = in;
	if (ingest_fold(in, why) != 0 || store_begin(in->store, in->now, why) != 0)
		return -1;
	rc = fold_word(in->fold, w, why);
	return rc == 0 ? commit(in, why) : rc;
}


int
ingest_batch(struct ingest *in, struct ingest_entry *entries, size_t n, size_t *fresh,
    struct why *why)
{
	struct batch b = { entries, calloc(n + 1, sizeof(*b.known)), calloc(n + 1, 1), n };
	int rc;

	if (b.known == NULL || b.same == NULL || (!in->keep_order && sort(entries, n) != 0)) {
		rc = why_set(why, "out of memory");
	} else {
		in->counts.entries += n;
		rc = look_up(in, &b, why);
		if (rc == 0 && any_new(&b))
			rc = put_batch(in, &b, fresh, why);
		else if (rc == 0)
			in->counts.known += n;
	}
	free(b.known);
	free(b.same);
	return rc;
}
