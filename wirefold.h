/* wirefold.h: the data that crosses rooms. Structs, tags and limits; no function.
 *
 * Strings are NUL-terminated valid UTF-8 without NUL inside; NULL is absent.
 * All of an entry's strings live in one arena and are lent with the struct.
 */
#ifndef WIREFOLD_H
#define WIREFOLD_H

#include <stddef.h>
#include <stdint.h>

#define WF_VERSION "0.1.0"
#define WF_HOME_PAGE "https://github.com/wirefold/wirefold"

/* Limits. Each is a ceiling in bytes or a count; what breaks above it. */
#define WF_BODY_MAX ((size_t)8 << 20)      /* a feed document after decoding; `max-size=` lowers or raises */
#define WF_DOC_MAX ((size_t)32 << 20)      /* frames of one document held by the front */
#define WF_FIELD_MAX ((size_t)4 << 20)     /* one text field of an entry; longer is cut */
#define WF_TITLE_MAX ((size_t)4 << 10)     /* a title; longer is cut at a character */
#define WF_URL_MAX ((size_t)4 << 10)       /* a URL; a longer one is dropped */
#define WF_ENTRIES_MAX 5000                /* entries of one document; the rest is cut, verdict truncated */
#define WF_LIST_MAX 256                    /* authors, tags, attachments, extras of one entry */
#define WF_WARNINGS_MAX 100                /* warnings of one document */

#define WF_ID_HEX 16                       /* entry id: hex digits of the SHA-256 */
#define WF_STORY_MAX 28                    /* "20261124-" and 12 or 16 hex, NUL */

struct wf_person {
	const char *name, *url, *email, *avatar;
};

struct wf_attachment {
	const char *url, *mime, *title;
	int64_t size;                      /* bytes; -1 unknown */
	int64_t duration;                  /* seconds; -1 unknown */
};

struct wf_pair {
	const char *name, *value;          /* what has no field of its own: rights, comments, georss... */
};

/* One entry of a feed, as parse/ hands it on and the journal keeps it. */
struct wf_entry {
	const char *guid;                  /* as published, or made; never NULL, never empty */
	const char *url, *external_url;
	const char *title;                 /* plain text, one line */
	const char *text;                  /* clean text: paragraphs parted by one blank line; never NULL */
	const char *html;                  /* sanitised */
	const char *summary, *summary_html;
	const char *date_raw;              /* the published date (else the modified one) as written */
	const char *language, *image;
	const char *source;                /* RSS <source>, atom:source: title or URL */
	const char *credit;                /* media:credit, dc:source */
	const char *rights;
	int64_t published, modified;       /* seconds UTC, or TIME_NONE */
	int excerpt;                       /* 1: the text is the feed's summary, not its content */
	int leftovers;                     /* paragraphs (from 0) of the text from this one on are what a page
	                                    * leaves behind an article, not the article; 0: none are */
	size_t n_authors, n_tags, n_attachments, n_extras;
	const struct wf_person *authors;
	const char *const *tags;
	const struct wf_attachment *attachments;
	const struct wf_pair *extras;

	/* Set by the front, from feeds.conf and the clock. */
	char id[WF_ID_HEX + 1];            /* entry id: SHA-256(feed key or `key`, NUL, id) */
	const char *feed;                  /* feed key */
	const char *key;                   /* what ids hang on where that is another, after a rename; or NULL */
	const char *group;                 /* outlet; the feed key if feeds.conf gives none */
	const char *owner;                 /* agency= of the feed, or NULL */
	int64_t fetched;                   /* seconds UTC, or TIME_NONE in a filter */
	int rank;                          /* rank= of the feed; lower is better; 100 if not given */
	int furniture;                     /* enum wf_furniture */
	int hold_suspected;                /* a kill that is not the owner's holds the story */
	const char *tz;                    /* of times without a zone; NULL */
	int backlog;                       /* from the first poll of its feed */

	/* Of a feed that carries teasers (`fulltext=`). */
	int fulltext;                      /* enum wf_fulltext */
	const char *feed_text;             /* PAGE and LATE: 16 hex digits that tell the feed's own title and
	                                    * text from a changed one, as `text` is not the feed's; or NULL */
};

/* What became of the page that an entry links to. */
enum wf_fulltext {
	WF_FULLTEXT_NONE,                  /* nobody asked for it */
	WF_FULLTEXT_PAGE,                  /* the text is the page's */
	WF_FULLTEXT_LATE,                  /* the same, in place of the feed's text that came first */
	WF_FULLTEXT_PENDING,               /* the feed's text; the page is asked for again */
	WF_FULLTEXT_FAILED, WF_FULLTEXT_SHORT, WF_FULLTEXT_PAYWALL, /* the feed's text, and why */
	WF_FULLTEXTS
};
/* The flag of the journal's line that says so, in the order above. */
#define WF_FULLTEXT_FLAGS { NULL, "fulltext", "fulltext-late", "fulltext-pending", "fulltext-failed", \
	"fulltext-short", "fulltext-paywall" }

#define WF_EDITOR "editor"             /* the rule of an editor's word: no folding undoes it */

enum wf_furniture { WF_FURNITURE_AUTO, WF_FURNITURE_HASH_ONLY, WF_FURNITURE_OFF };

/* One feed document, without its entries. */
struct wf_doc {
	const char *title, *home, *self, *description, *language, *icon, *favicon;
	const char *format;                /* rss | atom | rdf | cdf | json */
	const char *version;               /* "2.0", "1.0", "091u" ... */
	const char *encoding;              /* as it was read */
	const char *verdict;               /* ok | recovered | encoding-guess | bad-ids | empty | truncated | html */
	const char *description_html, *rights, *generator, *id;
	int64_t updated, published;        /* or TIME_NONE */
	int64_t ttl, period;               /* seconds asked for by ttl and sy:*; 0 if not */
	size_t n_authors, n_warnings, n_extras, n_skip_hours, n_skip_days;
	const struct wf_person *authors;
	const char *const *warnings;       /* `line 12: ...` */
	const struct wf_pair *extras;
	const char *const *skip_hours;     /* "0" to "23" */
	const char *const *skip_days;      /* "Monday" ... */
};

/* The article of a page. */
struct wf_article {
	const char *title, *byline, *site, *language;
	const char *date_raw;              /* the publication date as written */
	const char *text;                  /* clean text; never NULL */
	const char *html;                  /* sanitised */
	const char *image;                 /* URLs, absolute when that of the page is known: the lead picture, */
	const char *canonical, *amp, *next; /* rel=canonical and amphtml, the article's next page */
	int64_t published, modified;       /* seconds UTC, or TIME_NONE */
	int64_t confidence;                /* 0 to 100: how sure it is that this is the article */
	int64_t paywall;                   /* 1: the page shows a part and asks for money or a login */
};

/* One line of the journal: an entry with what was decided, or a decision. */
enum wf_kind {
	WF_UNFOLDED, WF_NEW, WF_COPY, WF_ENTRY_VERSION, WF_NOTICE, /* entry lines */
	WF_MERGE, WF_CLEAN, WF_KEEP, WF_KILL,                 /* decisions made now */
	WF_SET_FURNITURE, WF_SPLIT, WF_UNKILL, WF_HOLD, WF_RELEASE, WF_CORRECT, WF_NOTE,
	WF_RENAME, WF_REDACT,                                 /* redact: of a story, texts of it */
	WF_STUB,                              /* of a pruned entry, the id; of a pruned story, that it was */
	WF_WITHDRAW,                                          /* an outlet takes back its copy */
	WF_KINDS
};

struct wf_line {
	enum wf_kind kind;
	int64_t seq;                       /* given by store/; 0 before */
	int64_t time;                      /* of the decision, seconds UTC */
	const struct wf_entry *entry;      /* entry lines only */
	const char *redacted;              /* the line's text was destroyed: what told it from others,
	                                    * of an entry; the entry has id, feed and dates of arrival */
	char story[WF_STORY_MAX];          /* the story it is about; "" for none */
	char into[WF_STORY_MAX];           /* merge: the story that stays; split: where the entry
	                                    * goes; note: the substitute, or the earlier story */
	char entry_id[WF_ID_HEX + 1];      /* keep, clean, kill, split, withdraw: the entry it names */
	char near[WF_ID_HEX + 1];          /* the entry it matched, "" for none */
	const char *feed;                  /* clean, kill, furniture, rename: feed key */
	const char *to;                    /* rename: what it is called from then on */
	char paragraph[WF_ID_HEX + 1];     /* clean, furniture: key of the paragraph */
	const char *rule;                  /* window+sketch | near-verbatim | same-id | exact ... */
	const char *extent;                /* full | excerpt | stub; entry lines */
	const char *note;                  /* kill: by whom; note, correct: text; entry lines: the
	                                    * correction that the text names */
	const char *dateline;
	int64_t until;                     /* hold: released then; 0 by a word only */
	double containment;                /* 0 to 1; < 0 if it does not apply */
	int distance;                      /* body SimHash, bits; < 0 if it does not apply */
	int revision;                      /* entry lines: which version of the story's text, from 1 */
	int of;                            /* copy: of which version; version: which one it replaces; 0 none */
	size_t n_agencies, n_furniture, n_flags, n_credits, n_bylines;
	const char *const *agencies;
	const char *const *credits;        /* sign-offs of the text, a person's or desk's part each */
	const char *const *bylines;        /* authors whom the text names */
	const int *furniture;              /* paragraphs (from 0) of the entry's text that are not shown */
	const char *const *flags;
};

/* Frames. front -> fetch: REQUEST, CA (memfd); fetch -> front: RESULT (memfd).
 * front -> parse: DOC or PAGE (body memfd, pipe); parse -> front: EXIT; on the pipe
 * ITEM..., FEED, END of a DOC, ARTICLE, END of a PAGE. */
enum wf_frame {
	WF_FRAME_CA = 1, WF_FRAME_REQUEST, WF_FRAME_RESULT,
	WF_FRAME_DOC = 16, WF_FRAME_EXIT, WF_FRAME_ITEM, WF_FRAME_FEED, WF_FRAME_END,
	WF_FRAME_ARTICLE = 32, WF_FRAME_PAGE,
	/* As DOC, and answered as such: the feeds that OPML lists, those that an HTML page links to. */
	WF_FRAME_OUTLINE = 48, WF_FRAME_LINKS,
	/* And the rules of a robots.txt: ITEMs with the rule for guid. */
	WF_FRAME_ROBOTS
};

/* Field tags. Text unless noted; (i) is an 8-byte number. A list element starts
 * with its START tag, which carries nothing; what follows belongs to it. */
enum wf_tag {
	/* DOC, PAGE (SUMMARY and RULE besides) and EXIT */
	WF_TAG_BASE = 1, WF_TAG_CONTENT_TYPE, WF_TAG_WALL_MS /* (i) */, WF_TAG_STATUS /* (i) exit
	status, or 128 + signal */, WF_TAG_WHY, WF_TAG_CPU_US /* (i) */, WF_TAG_PEAK_KB /* (i) */,
	/* END */
	WF_TAG_COUNT = 16 /* (i) ITEM frames */, WF_TAG_BYTES /* (i) of all frames before END */,
	/* ITEM */
	WF_TAG_GUID = 32, WF_TAG_URL, WF_TAG_EXTERNAL_URL, WF_TAG_TITLE, WF_TAG_TEXT, WF_TAG_HTML,
	WF_TAG_SUMMARY, WF_TAG_SUMMARY_HTML, WF_TAG_DATE_RAW, WF_TAG_LANGUAGE, WF_TAG_IMAGE,
	WF_TAG_SOURCE, WF_TAG_CREDIT, WF_TAG_RIGHTS, WF_TAG_PUBLISHED /* (i) */,
	WF_TAG_MODIFIED /* (i) */, WF_TAG_EXCERPT /* (i) */, WF_TAG_TAG,
	WF_TAG_AUTHOR_START, WF_TAG_AUTHOR_NAME, WF_TAG_AUTHOR_URL, WF_TAG_AUTHOR_EMAIL,
	WF_TAG_AUTHOR_AVATAR,
	WF_TAG_ATTACHMENT_START, WF_TAG_ATTACHMENT_URL, WF_TAG_ATTACHMENT_MIME,
	WF_TAG_ATTACHMENT_TITLE, WF_TAG_ATTACHMENT_SIZE /* (i) */,
	WF_TAG_ATTACHMENT_DURATION /* (i) */,
	WF_TAG_EXTRA_NAME, WF_TAG_EXTRA_VALUE /* a pair, in this order */, WF_TAG_LEFTOVERS /* (i) */,
	/* FEED, besides TITLE LANGUAGE RIGHTS AUTHOR_* EXTRA_* PUBLISHED */
	WF_TAG_HOME = 80, WF_TAG_SELF, WF_TAG_DESCRIPTION, WF_TAG_DESCRIPTION_HTML, WF_TAG_ICON,
	WF_TAG_FAVICON, WF_TAG_FORMAT, WF_TAG_VERSION, WF_TAG_ENCODING, WF_TAG_VERDICT,
	WF_TAG_GENERATOR, WF_TAG_ID, WF_TAG_UPDATED /* (i) */, WF_TAG_TTL /* (i) s */,
	WF_TAG_PERIOD /* (i) s */, WF_TAG_WARNING, WF_TAG_SKIP_HOUR, WF_TAG_SKIP_DAY,
	/* REQUEST: URL and these */
	WF_TAG_ETAG = 112, WF_TAG_LAST_MODIFIED, WF_TAG_CA_ID /* (i) of a CA frame; 0 system */,
	WF_TAG_RESOLVE /* an address for the host */, WF_TAG_ALLOW_PRIVATE /* CIDR, may repeat */,
	WF_TAG_MAX_BYTES /* (i) */, WF_TAG_TIMEOUT_MS /* (i) whole transfer */,
	WF_TAG_CONNECT_MS /* (i) */, WF_TAG_CONNECTIONS /* (i) to this host at once */,
	WF_TAG_DELAY_MS /* (i) between starts at this host */, WF_TAG_USER_AGENT, WF_TAG_ACCEPT,
	WF_TAG_INSECURE /* (i) 1 */, WF_TAG_HOME_URL /* whose origin the feed's own is, if URL is
	an adopted one */, WF_TAG_AUTH /* user:password, or Bearer and a token */,
	WF_TAG_HEADER /* may repeat */, WF_TAG_CERT /* PEM */, WF_TAG_KEY /* PEM */, WF_TAG_PROXY,
	WF_TAG_PIN /* as in feeds.conf */,
	/* RESULT: STATUS is the HTTP status or 0, body memfd with a 200 */
	WF_TAG_FINAL_URL = 144, WF_TAG_CAUSE /* one word of fetch.h's table */,
	WF_TAG_REDIRECT /* "301 URL", a hop each */, WF_TAG_RETRY_AFTER, WF_TAG_DATE,
	WF_TAG_CACHE_CONTROL, WF_TAG_EXPIRES, WF_TAG_PEER /* address */, WF_TAG_WIRE_BYTES /* (i) */,
	WF_TAG_MS /* (i) taken */, WF_TAG_NEW_CONNECTION /* (i) 1 */,
	WF_TAG_CERT_EXPIRES /* (i) of a new connection */, WF_TAG_BODY_BYTES /* (i) */,
	WF_TAG_CERT_KEY /* sha256//base64 of its SPKI */, WF_TAG_CERT_ISSUER,
	/* ARTICLE, besides TITLE TEXT HTML DATE_RAW LANGUAGE IMAGE PUBLISHED MODIFIED */
	WF_TAG_BYLINE = 176, WF_TAG_SITE, WF_TAG_CANONICAL, WF_TAG_AMP, WF_TAG_NEXT,
	WF_TAG_CONFIDENCE /* (i) 0 to 100 */, WF_TAG_PAYWALL /* (i) 1 */,
	/* PAGE */
	WF_TAG_RULE /* lines of a site's rules */
};

#endif
