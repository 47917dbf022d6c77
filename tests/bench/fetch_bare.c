/* fetch_bare: what polling must cost at least: curl_multi over epoll-like curl_multi_poll, HTTP/2,
 * one connection a host, and libxml2's push parser in the write callback, counting entries.
 * No guard, no jail, no archive. Against it `make bench` holds `wirefold run --no-fold`.
 *
 * usage: fetch_bare CA-BUNDLE AT-ONCE < URLS      prints "entries, bytes, connections" */
#include <curl/curl.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URL_MAX 512

struct feed {
	char url[URL_MAX];
	CURL *easy;
	xmlParserCtxtPtr xml;
	size_t entries, bytes;
};

static void
on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_spaces,
    const xmlChar **spaces, int n, int n_defaulted, const xmlChar **attributes)
{
	struct feed *f = ((xmlParserCtxtPtr)ctx)->_private;

	(void)prefix, (void)uri, (void)n_spaces, (void)spaces, (void)n, (void)n_defaulted, (void)attributes;
	f->entries += strcmp((const char *)name, "item") == 0;
}

static void
on_text(void *ctx, const xmlChar *text, int n)
{
	struct feed *f = ((xmlParserCtxtPtr)ctx)->_private;

	(void)text;
	f->bytes += (size_t)n;
}

static size_t
on_body(char *p, size_t one, size_t n, void *ctx)
{
	struct feed *f = ctx;
	xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .characters = on_text,
		.cdataBlock = on_text };

	if (f->xml == NULL) {
		f->xml = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
		if (f->xml == NULL)
			return 0;
		f->xml->_private = f;
		(void)xmlCtxtUseOptions(f->xml, XML_PARSE_NONET);
	}
	return xmlParseChunk(f->xml, p, (int)(n * one), 0) == 0 ? n : 0;
}

static void
start(CURLM *multi, struct feed *f, const char *ca)
{
	f->easy = curl_easy_init();
	if (f->easy == NULL)
		exit(2);
	curl_easy_setopt(f->easy, CURLOPT_URL, f->url);
	curl_easy_setopt(f->easy, CURLOPT_CAINFO, ca);
	curl_easy_setopt(f->easy, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(f->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	curl_easy_setopt(f->easy, CURLOPT_PIPEWAIT, 1L);
	curl_easy_setopt(f->easy, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(f->easy, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(f->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(f->easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(f->easy, CURLOPT_WRITEDATA, f);
	curl_easy_setopt(f->easy, CURLOPT_PRIVATE, f);
	(void)curl_multi_add_handle(multi, f->easy);
}

static void
done(CURLM *multi, CURLMsg *m, long *connections)
{
	struct feed *f = NULL;
	long made = 0;

	(void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&f);
	(void)curl_easy_getinfo(m->easy_handle, CURLINFO_NUM_CONNECTS, &made);
	*connections += made;
	if (m->data.result != CURLE_OK) {
		(void)fprintf(stderr, "%s: %s\n", f->url, curl_easy_strerror(m->data.result));
		exit(1);
	}
	if (f->xml != NULL) {
		(void)xmlParseChunk(f->xml, "", 0, 1);
		xmlFreeParserCtxt(f->xml);
	}
	(void)curl_multi_remove_handle(multi, f->easy);
	curl_easy_cleanup(f->easy);
}

int
main(int argc, char **argv)
{
	size_t n = 0, cap = 0, next = 0, entries = 0, bytes = 0, i;
	long connections = 0, most = argc > 2 ? strtol(argv[2], NULL, 10) : 50;
	struct feed *feeds = NULL;
	char line[URL_MAX];
	int running = 0, left;
	CURLM *multi;
	CURLMsg *m;

	if (argc < 2 || curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || (multi = curl_multi_init()) == NULL)
		return 2;
	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (n == cap && (feeds = realloc(feeds, (cap = cap * 2 + 64) * sizeof(*feeds))) == NULL)
			return 2;
		memset(&feeds[n], 0, sizeof(*feeds));
		line[strcspn(line, "\n")] = '\0';
		memcpy(feeds[n++].url, line, sizeof(line));
	}
	curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 512L);
	do {
		for (; running < most && next < n; running++)
			start(multi, &feeds[next++], argv[1]);
		(void)curl_multi_perform(multi, &running);
		while ((m = curl_multi_info_read(multi, &left)) != NULL)
			if (m->msg == CURLMSG_DONE)
				done(multi, m, &connections);
		if (running > 0)
			(void)curl_multi_poll(multi, NULL, 0, 1000, NULL);
	} while (running > 0 || next < n);
	for (i = 0; i < n; i++) {
		entries += feeds[i].entries;
		bytes += feeds[i].bytes;
	}
	(void)curl_multi_cleanup(multi);
	(void)printf("%zu entries, %zu bytes, %ld connections\n", entries, bytes, connections);
	free(feeds);
	return 0;
}
