/* name: what a namespace and an element of a feed mean.
 *
 * A namespace is known by its URI (any case; with or without a slash at the
 * end), and by its usual prefix where nothing declares it. RSS, RDF, CDF, Atom
 * and the namespaces of their drafts are one, NAME_CORE.
 */
#ifndef PARSE_NAME_H
#define PARSE_NAME_H

enum name_space {
	NAME_UNKNOWN, NAME_CORE, NAME_CONTENT, NAME_DC, NAME_DCTERMS, NAME_MEDIA, NAME_ITUNES, NAME_PODCAST,
	NAME_SLASH, NAME_SY, NAME_THR, NAME_GEORSS, NAME_GEO, NAME_GML, NAME_WFW, NAME_RDF, NAME_XHTML,
	NAME_FEEDBURNER, NAME_XML, NAME_DELETED, NAME_MATHML, NAME_ADMIN, NAME_CC, NAME_GOOGLEPLAY
};

/* What an element is to the builder. */
enum name_element {
	EL_NONE,
	EL_RSS, EL_RDF, EL_FEED, EL_CHANNEL, EL_ITEM,                   /* containers */
	EL_IMAGE, EL_TEXTINPUT, EL_SOURCE, EL_AUTHOR, EL_CONTRIBUTOR, EL_PUBLISHER, EL_THROUGH, EL_DELETED,
	EL_NAME, EL_URI, EL_EMAIL,                                      /* of a person or an image */
	EL_TITLE, EL_DESCRIPTION, EL_SUMMARY, EL_SUBTITLE, EL_CONTENT, EL_ENCODED, EL_BODY, EL_RIGHTS, EL_INFO,
	EL_LINK, EL_GUID, EL_PUBLISHED, EL_CREATED, EL_UPDATED, EL_DC_DATE, EL_CATEGORY, EL_KEYWORDS,
	EL_ENCLOSURE, EL_MEDIA_CONTENT, EL_THUMBNAIL, EL_CREDIT, EL_ITUNES_IMAGE, EL_ICON, EL_LOGO,
	EL_LANGUAGE, EL_GENERATOR, EL_TTL, EL_PERIOD, EL_FREQUENCY, EL_HOUR, EL_DAY, EL_COMMENTS,
	EL_ITUNES, EL_EXTRA, EL_TRANSCRIPT, EL_DC_SOURCE
};

enum name_space name_space(const char *uri);
enum name_space name_prefix(const char *prefix);

/* The element of a lower-case local name; EL_NONE when it is nothing to us. */
enum name_element name_element(enum name_space ns, const char *local);

/* The usual prefix of a namespace, "" for the core. */
const char *name_usual_prefix(enum name_space ns);

/* May the element hold markup of its own (title, description, content ...)? */
int name_is_content(enum name_element e);

#endif
