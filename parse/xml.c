#include "parse/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "parse/entity.h"
#include "parse/xml_push.h"

#define DECLARATIONS_MAX 500         /* of elements in a DOCTYPE; no feed has one */
#define ATTRS_TEXT ((size_t)1 << 20) /* bytes of all attributes of one element */

struct xml {
	xmlParserCtxtPtr ctxt;
	struct feed *feed;
	struct why *why;
	int broken;
	long lines;       /* lines skipped before the parser saw any */
	struct xml_push push;
	xmlEntity entity; /* the one that get_entity lends */
	xmlChar entity_text[UTF8_MAX + 1];
	int warned_prefix, warned_entity;
	int declarations;
	struct buf values;  /* of the attributes of one element */
	struct feed_attr attrs[FEED_ATTRS];
	char names[FEED_ATTRS][FEED_NAME];
	size_t at[FEED_ATTRS];
};

static void
stop(struct xml *x)
{
	xmlStopParser(x->ctxt);
}

static long
line(const struct xml *x)
{
	return x->lines + xmlSAX2GetLineNumber(x->ctxt);
}

static void
refuse(struct xml *x, const char *what)
{
	if (x->feed->stop == FEED_GO) {
		(void)why_set(&x->feed->why, "line %ld: %s refused", line(x), what);
		x->feed->stop = FEED_REFUSED;
	}
	stop(x);
}

static void
lower(char to[static FEED_NAME], const xmlChar *s)
{
	size_t i;

	for (i = 0; s[i] != '\0' && i < FEED_NAME - 1; i++)
		to[i] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] | 0x20) : (char)s[i];
	to[i] = '\0';
}

static void
take_name(struct feed_name *name, char local[static FEED_NAME], const xmlChar *localname, const xmlChar *prefix,
    const xmlChar *uri)
{
	lower(local, localname);
	name->local = local;
	name->uri = (const char *)uri;
	name->usual = NULL;
	name->ns = uri != NULL ? name_space((const char *)uri) : name_prefix((const char *)prefix);
}

/* libxml2 leaves references in attribute values as they are, `&amp;` as
 * `&#38;`: decode once, NUL behind. Offsets first, as the buffer moves. */
static size_t
put_value(struct buf *b, const xmlChar *p, const xmlChar *end)
{
	size_t at = b->n;

	entity_decode(b, (const char *)p, (size_t)(end - p));
	(void)buf_put(b, "", 1);
	return at;
}

static const char *const xml_names[] = { "base", "lang", "space" };

static const char *
attr_name(char to[static FEED_NAME], const xmlChar *localname, const xmlChar *prefix, const xmlChar *uri)
{
	size_t i;

	lower(to, localname);
	if (prefix == NULL)
		return to;
	if (strcmp((const char *)prefix, "xml") == 0) {
		for (i = 0; i < 3; i++)
			if (strcmp(to, xml_names[i]) == 0)
				return i == 0 ? "xml:base" : i == 1 ? "xml:lang"
								    : "xml:space";
		return to;
	}
	if (name_space((const char *)uri) == NAME_RDF && strcmp(to, "about") == 0)
		return "rdf:about";
	if (name_space((const char *)uri) == NAME_RDF && strcmp(to, "resource") == 0)
		return "rdf:resource";
	return to;
}

static void
on_open(void *arg, const xmlChar *localname, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
    const xmlChar **namespaces, int n_attrs, int n_defaulted, const xmlChar **attrs)
{
	struct xml *x = arg;
	char local[FEED_NAME];
	struct feed_name name;
	int i;

	(void)n_defaulted;
	if (x->feed->stop != FEED_GO)
		return;
	take_name(&name, local, localname, prefix, uri);
	for (i = 0; i < n_namespaces; i++)
		if (namespaces[i * 2] == NULL)
			name.usual = (const char *)namespaces[i * 2 + 1];
	if (prefix != NULL && uri == NULL && !x->warned_prefix && x->feed->content.level == 0) {
		channel_warn(&x->feed->channel, "line %ld: prefix %s: is not declared", line(x), (const char *)prefix);
		x->warned_prefix = 1;
	}
	if (n_attrs > FEED_ATTRS) {
		refuse(x, "more than 256 attributes");
		return;
	}
	buf_reset(&x->values);
	for (i = 0; i < n_attrs; i++)
		x->at[i] = put_value(&x->values, attrs[i * 5 + 3], attrs[i * 5 + 4]);
	if (x->values.failed) {
		refuse(x, "more than 1 MB of attributes");
		return;
	}
	for (i = 0; i < n_attrs; i++) {
		x->attrs[i].name = attr_name(x->names[i], attrs[i * 5], attrs[i * 5 + 1], attrs[i * 5 + 2]);
		x->attrs[i].value = x->values.p + x->at[i];
	}
	feed_open(x->feed, &name, x->attrs, n_attrs);
	if (x->feed->stop != FEED_GO)
		stop(x);
}

static void
on_close(void *arg, const xmlChar *localname, const xmlChar *prefix, const xmlChar *uri)
{
	struct xml *x = arg;
	char local[FEED_NAME];
	struct feed_name name;

	take_name(&name, local, localname, prefix, uri);
	feed_close(x->feed, &name);
	if (x->feed->stop != FEED_GO)
		stop(x);
}

static void
on_text(void *arg, const xmlChar *p, int n)
{
	struct xml *x = arg;

	feed_text(x->feed, (const char *)p, (size_t)n);
	if (x->feed->stop != FEED_GO)
		stop(x);
}

/* A reference that nothing declares: as it stands. */
static void
on_reference(void *arg, const xmlChar *name)
{
	struct xml *x = arg;

	feed_text(x->feed, "&", 1);
	feed_text(x->feed, (const char *)name, strlen((const char *)name));
	feed_text(x->feed, ";", 1);
}

/* In text a predefined entity gives its characters; in an attribute the parser
 * would take one byte of it, so there the reference stays as it is (content
 * NULL) and put_value decodes it. */
static xmlEntityPtr
get_entity(void *arg, const xmlChar *name)
{
	struct xml *x = arg;
	uint32_t c = entity_find((const char *)name, strlen((const char *)name));
	size_t n;

	if (c == 0)
		return NULL;
	if (!x->warned_entity)
		channel_warn(&x->feed->channel, "line %ld: entity &%s; is not declared", line(x), (const char *)name);
	x->warned_entity = 1;
	n = utf8_put(c, (char *)x->entity_text);
	x->entity_text[n] = '\0';
	memset(&x->entity, 0, sizeof(x->entity));
	x->entity.type = XML_ENTITY_DECL;
	x->entity.name = name;
	if (x->ctxt->instate == XML_PARSER_ATTRIBUTE_VALUE) {
		x->entity.etype = XML_INTERNAL_GENERAL_ENTITY;
	} else {
		x->entity.etype = XML_INTERNAL_PREDEFINED_ENTITY;
		x->entity.content = x->entity_text;
		x->entity.length = (int)n;
	}
	return &x->entity;
}

static void
on_entity(void *arg, const xmlChar *name, int type, const xmlChar *public_id, const xmlChar *system_id, xmlChar *content)
{
	(void)name;
	(void)type;
	(void)public_id;
	(void)system_id;
	(void)content;
	refuse(arg, "entity declaration");
}

static void
on_unparsed(void *arg, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id,
    const xmlChar *notation)
{
	(void)name;
	(void)public_id;
	(void)system_id;
	(void)notation;
	refuse(arg, "entity declaration");
}

static void
on_attlist(void *arg, const xmlChar *element, const xmlChar *name, int type, int def, const xmlChar *value,
    xmlEnumerationPtr tree)
{
	(void)element;
	(void)name;
	(void)type;
	(void)def;
	(void)value;
	xmlFreeEnumeration(tree);
	refuse(arg, "attribute declaration");
}

static void
on_element(void *arg, const xmlChar *name, int type, xmlElementContentPtr content)
{
	struct xml *x = arg;

	(void)name;
	(void)type;
	(void)content;
	if (++x->declarations > DECLARATIONS_MAX)
		refuse(x, "flood of element declarations");
}

static void
on_doctype(void *arg, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
	struct xml *x = arg;

	(void)name;
	(void)system_id;
	if (public_id != NULL && strcasestr((const char *)public_id, "netscape") != NULL)
		x->feed->channel.doc.version = "0.91n";
}

static void
on_error(void *arg, xmlErrorPtr e)
{
	struct xml *x = arg;
	size_t n;

	if (e->level != XML_ERR_FATAL || x->broken || x->feed->stop != FEED_GO)
		return;
	x->broken = 1;
	n = e->message != NULL ? strcspn(e->message, "\n") : 0;
	(void)why_set(x->why, "line %ld: not well-formed: %.*s", x->lines + e->line, (int)(n < 200 ? n : 200),
	    e->message != NULL ? e->message : "");
	stop(x);
}

static void
silent(void *ctx, const char *format, ...)
{
	(void)ctx;
	(void)format;
}

static xmlParserInputPtr
no_loader(const char *url, const char *id, xmlParserCtxtPtr ctxt)
{
	(void)url;
	(void)id;
	(void)ctxt;
	return NULL;
}

void
xml_warm(void)
{
	xmlInitParser();
	xmlSetGenericErrorFunc(NULL, silent); /* its words about memory are for no terminal */
	xmlSetExternalEntityLoader(no_loader);
}

static void
handlers(xmlSAXHandler *sax)
{
	memset(sax, 0, sizeof(*sax));
	sax->initialized = XML_SAX2_MAGIC;
	sax->startElementNs = on_open;
	sax->endElementNs = on_close;
	sax->characters = sax->ignorableWhitespace = sax->cdataBlock = on_text;
	sax->reference = on_reference;
	sax->getEntity = get_entity;
	sax->entityDecl = on_entity;
	sax->unparsedEntityDecl = on_unparsed;
	sax->attributeDecl = on_attlist;
	sax->elementDecl = on_element;
	sax->internalSubset = on_doctype;
	sax->serror = on_error;
}

/* White space before the declaration is an error to a parser and nothing else. */
static size_t
leading_white(const char *p, size_t n, long *lines)
{
	size_t i;

	for (i = 0; i < n && (unsigned char)p[i] <= ' '; i++)
		*lines += p[i] == '\n';
	return i;
}

/* Pushes the document through; 0, or -1 when out of memory. */
static int
push(struct xml *x, struct charset_stream *in)
{
	const char *p;
	ptrdiff_t n;
	size_t skip;
	int begun = 0, rc = 0;

	while (!x->broken && x->feed->stop == FEED_GO && (n = charset_stream_next(in, &p)) != 0) {
		if (n < 0)
			return -1;
		if (!begun) {
			skip = leading_white(p, (size_t)n, &x->lines);
			p += skip;
			n -= (ptrdiff_t)skip;
			if (skip > 0)
				channel_warn(&x->feed->channel, "line 1: white space before the XML declaration");
			begun = n > 0;
		}
		if (n > 0 && (rc = xml_push_piece(&x->push, p, (size_t)n)) != 0)
			break;
	}
	if (rc == 0 && !x->broken && x->feed->stop == FEED_GO)
		rc = xml_push_end(&x->push);
	if (rc > 0)
		refuse(x, "flood of attributes");
	return rc < 0 ? -1 : 0;
}

enum xml_result
xml_read(struct feed *f, struct charset_stream *in, struct why *why)
{
	struct xml *x = calloc(1, sizeof(*x));
	xmlSAXHandler sax;
	int broken;

	if (x == NULL)
		goto no_memory;
	x->feed = f;
	x->why = why;
	buf_init(&x->values, ATTRS_TEXT);
	handlers(&sax);
	x->ctxt = xmlCreatePushParserCtxt(&sax, x, NULL, 0, NULL);
	if (x->ctxt == NULL)
		goto no_memory;
	xml_push_init(&x->push, x->ctxt, f);
	(void)xmlCtxtUseOptions(x->ctxt, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
	if (push(x, in) != 0)
		f->stop = FEED_NO_MEMORY;
	broken = x->broken && f->stop == FEED_GO;
	if (f->stop == FEED_DEEP) {
		*why = f->why;
		broken = 1;
	}
	xmlFreeDoc(x->ctxt->myDoc); /* made for a DOCTYPE's declarations; NULL otherwise */
	x->ctxt->myDoc = NULL;
	xmlFreeParserCtxt(x->ctxt);
	buf_clear(&x->values);
	xml_push_clear(&x->push);
	free(x);
	return broken ? XML_BROKEN : XML_READ;
no_memory:
	free(x);
	f->stop = FEED_NO_MEMORY;
	return XML_READ;
}
