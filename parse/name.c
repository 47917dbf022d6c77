#include "parse/name.h"

#include <stddef.h>
#include <string.h>

/* Lower case, no slash or # at the end. */
static const struct {
	const char *uri;
	enum name_space ns;
} spaces[] = {
	{ "http://www.w3.org/2005/atom", NAME_CORE }, { "http://purl.org/atom/ns", NAME_CORE },
	{ "https://www.w3.org/2005/atom", NAME_CORE }, { "http://purl.org/rss/1.0", NAME_CORE },
	{ "http://my.netscape.com/rdf/simple/0.9", NAME_CORE }, { "http://channel.netscape.com/rdf/simple/0.9", NAME_CORE },
	{ "http://backend.userland.com/rss", NAME_CORE }, { "http://backend.userland.com/rss2", NAME_CORE },
	{ "http://backend.userland.com/rss2.0", NAME_CORE }, { "http://backend.userland.com/rss2-0", NAME_CORE },
	{ "http://backend.userland.com/rss091", NAME_CORE }, { "http://backend.userland.com/rss092", NAME_CORE },
	{ "http://blogs.law.harvard.edu/tech/rss", NAME_CORE }, { "http://cyber.law.harvard.edu/rss", NAME_CORE },
	{ "http://example.com/newformat", NAME_CORE }, { "http://example.com/necho", NAME_CORE },
	{ "http://purl.org/echo", NAME_CORE }, { "uri/of/echo/namespace", NAME_CORE },
	{ "http://purl.org/pie", NAME_CORE }, { "http://purl.org/rss/1.0/modules/rss091", NAME_CORE },
	{ "http://purl.org/net/rss1.1", NAME_CORE },
	{ "http://purl.org/rss/1.0/modules/content", NAME_CONTENT },
	{ "http://purl.org/dc/elements/1.1", NAME_DC }, { "http://purl.org/dc/elements/1.0", NAME_DC },
	{ "http://purl.org/dc/terms", NAME_DCTERMS },
	{ "http://search.yahoo.com/mrss", NAME_MEDIA }, { "https://search.yahoo.com/mrss", NAME_MEDIA },
	{ "http://search.yahoo.com/rss", NAME_MEDIA }, { "http://video.search.yahoo.com/mrss", NAME_MEDIA },
	{ "http://www.itunes.com/dtds/podcast-1.0.dtd", NAME_ITUNES },
	{ "https://www.itunes.com/dtds/podcast-1.0.dtd", NAME_ITUNES },
	{ "http://example.com/dtds/podcast-1.0.dtd", NAME_ITUNES },
	{ "http://www.itunes.com/dtds/podcast-1.0", NAME_ITUNES },
	{ "https://podcastindex.org/namespace/1.0", NAME_PODCAST },
	{ "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", NAME_PODCAST },
	{ "http://purl.org/rss/1.0/modules/slash", NAME_SLASH },
	{ "http://purl.org/rss/1.0/modules/syndication", NAME_SY },
	{ "http://purl.org/syndication/thread/1.0", NAME_THR },
	{ "http://www.georss.org/georss", NAME_GEORSS }, { "http://www.georss.org/georss/10", NAME_GEORSS },
	{ "http://www.w3.org/2003/01/geo/wgs84_pos", NAME_GEO }, { "http://www.opengis.net/gml", NAME_GML },
	{ "http://wellformedweb.org/commentapi", NAME_WFW },
	{ "http://www.w3.org/1999/02/22-rdf-syntax-ns", NAME_RDF },
	{ "http://www.w3.org/1999/xhtml", NAME_XHTML },
	{ "http://rssnamespace.org/feedburner/ext/1.0", NAME_FEEDBURNER },
	{ "http://www.w3.org/xml/1998/namespace", NAME_XML },
	{ "http://purl.org/atompub/tombstones/1.0", NAME_DELETED },
	{ "http://www.w3.org/1998/math/mathml", NAME_MATHML },
	{ "http://webns.net/mvcb", NAME_ADMIN },
	{ "http://web.resource.org/cc", NAME_CC }, { "http://creativecommons.org/ns", NAME_CC },
	{ "http://backend.userland.com/creativecommonsrssmodule", NAME_CC },
	{ "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", NAME_CC },
	{ "http://www.google.com/schemas/play-podcasts/1.0", NAME_GOOGLEPLAY },
};

static const struct {
	const char *prefix;
	enum name_space ns;
} prefixes[] = {
	{ "content", NAME_CONTENT }, { "dc", NAME_DC }, { "dcterms", NAME_DCTERMS }, { "media", NAME_MEDIA },
	{ "itunes", NAME_ITUNES }, { "podcast", NAME_PODCAST }, { "slash", NAME_SLASH }, { "sy", NAME_SY },
	{ "thr", NAME_THR }, { "georss", NAME_GEORSS }, { "geo", NAME_GEO }, { "gml", NAME_GML },
	{ "wfw", NAME_WFW }, { "rdf", NAME_RDF }, { "xhtml", NAME_XHTML }, { "feedburner", NAME_FEEDBURNER },
	{ "xml", NAME_XML }, { "at", NAME_DELETED }, { "admin", NAME_ADMIN }, { "cc", NAME_CC },
	{ "creativeCommons", NAME_CC }, { "googleplay", NAME_GOOGLEPLAY },
	{ "atom", NAME_CORE }, { "atom10", NAME_CORE }, { "rss", NAME_CORE }, { "a10", NAME_CORE },
};

enum name_space
name_space(const char *uri)
{
	size_t n, i;

	if (uri == NULL || *uri == '\0')
		return NAME_CORE;
	while (*uri == ' ')
		uri++;
	n = strlen(uri);
	while (n > 0 && (uri[n - 1] == '/' || uri[n - 1] == '#' || uri[n - 1] == ' '))
		n--;
	for (i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++)
		if (strlen(spaces[i].uri) == n && strncasecmp(spaces[i].uri, uri, n) == 0)
			return spaces[i].ns;
	if (strcasestr(uri, "backend.userland.com/rss") != NULL)
		return NAME_CORE;
	return NAME_UNKNOWN;
}

enum name_space
name_prefix(const char *prefix)
{
	size_t i;

	if (prefix == NULL || *prefix == '\0')
		return NAME_CORE;
	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strcasecmp(prefixes[i].prefix, prefix) == 0)
			return prefixes[i].ns;
	return NAME_UNKNOWN;
}

const char *
name_usual_prefix(enum name_space ns)
{
	size_t i;

	for (i = 0; ns != NAME_CORE && i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (prefixes[i].ns == ns)
			return prefixes[i].prefix;
	return "";
}

struct row {
	const char *local;
	unsigned char ns, element;
};

static const struct row rows[] = {
	{ "rss", NAME_CORE, EL_RSS }, { "rdf", NAME_RDF, EL_RDF }, { "rdf", NAME_CORE, EL_RDF },
	{ "feed", NAME_CORE, EL_FEED }, { "channel", NAME_CORE, EL_CHANNEL }, { "item", NAME_CORE, EL_ITEM },
	{ "entry", NAME_CORE, EL_ITEM }, { "items", NAME_CORE, EL_THROUGH }, { "seq", NAME_RDF, EL_THROUGH },
	{ "image", NAME_CORE, EL_IMAGE }, { "textinput", NAME_CORE, EL_TEXTINPUT },
	{ "source", NAME_CORE, EL_SOURCE },
	{ "author", NAME_CORE, EL_AUTHOR }, { "managingeditor", NAME_CORE, EL_AUTHOR },
	{ "creator", NAME_DC, EL_AUTHOR }, { "author", NAME_DC, EL_AUTHOR }, { "author", NAME_ITUNES, EL_AUTHOR },
	{ "creator", NAME_DCTERMS, EL_AUTHOR }, { "creator", NAME_CORE, EL_AUTHOR },
	{ "person", NAME_PODCAST, EL_AUTHOR },
	{ "contributor", NAME_CORE, EL_CONTRIBUTOR }, { "contributor", NAME_DC, EL_CONTRIBUTOR },
	{ "webmaster", NAME_CORE, EL_PUBLISHER }, { "publisher", NAME_DC, EL_PUBLISHER },
	{ "owner", NAME_ITUNES, EL_PUBLISHER },
	{ "group", NAME_MEDIA, EL_THROUGH }, { "deleted-entry", NAME_DELETED, EL_DELETED },
	{ "name", NAME_CORE, EL_NAME }, { "name", NAME_ITUNES, EL_NAME },
	{ "url", NAME_CORE, EL_URI }, { "uri", NAME_CORE, EL_URI }, { "homepage", NAME_CORE, EL_URI },
	{ "href", NAME_CORE, EL_URI }, { "email", NAME_CORE, EL_EMAIL }, { "email", NAME_ITUNES, EL_EMAIL },
	{ "title", NAME_CORE, EL_TITLE }, { "title", NAME_DC, EL_TITLE }, { "title", NAME_MEDIA, EL_TITLE },
	{ "title", NAME_ITUNES, EL_TITLE }, { "title", NAME_DCTERMS, EL_TITLE },
	{ "description", NAME_CORE, EL_DESCRIPTION }, { "description", NAME_DC, EL_DESCRIPTION },
	{ "description", NAME_MEDIA, EL_DESCRIPTION }, { "abstract", NAME_CORE, EL_DESCRIPTION },
	{ "description", NAME_DCTERMS, EL_DESCRIPTION }, { "abstract", NAME_DCTERMS, EL_DESCRIPTION },
	{ "description", NAME_GOOGLEPLAY, EL_DESCRIPTION },
	{ "summary", NAME_CORE, EL_SUMMARY }, { "summary", NAME_ITUNES, EL_SUMMARY },
	{ "subtitle", NAME_CORE, EL_SUBTITLE }, { "tagline", NAME_CORE, EL_SUBTITLE },
	{ "subtitle", NAME_ITUNES, EL_SUBTITLE },
	{ "content", NAME_CORE, EL_CONTENT }, { "encoded", NAME_CONTENT, EL_ENCODED },
	{ "fullitem", NAME_CORE, EL_ENCODED }, { "body", NAME_CORE, EL_BODY }, { "body", NAME_XHTML, EL_BODY },
	{ "rights", NAME_CORE, EL_RIGHTS }, { "copyright", NAME_CORE, EL_RIGHTS }, { "rights", NAME_DC, EL_RIGHTS },
	{ "rights", NAME_DCTERMS, EL_RIGHTS }, { "copyright", NAME_MEDIA, EL_RIGHTS },
	{ "info", NAME_CORE, EL_INFO }, { "browserfriendly", NAME_FEEDBURNER, EL_INFO },
	{ "link", NAME_CORE, EL_LINK }, { "guid", NAME_CORE, EL_GUID }, { "id", NAME_CORE, EL_GUID },
	{ "pubdate", NAME_CORE, EL_PUBLISHED }, { "published", NAME_CORE, EL_PUBLISHED },
	{ "issued", NAME_CORE, EL_PUBLISHED }, { "issued", NAME_DCTERMS, EL_PUBLISHED },
	{ "created", NAME_CORE, EL_CREATED }, { "created", NAME_DCTERMS, EL_CREATED },
	{ "updated", NAME_CORE, EL_UPDATED }, { "modified", NAME_CORE, EL_UPDATED },
	{ "lastbuilddate", NAME_CORE, EL_UPDATED }, { "modified", NAME_DCTERMS, EL_UPDATED },
	{ "date", NAME_DC, EL_DC_DATE }, { "date", NAME_CORE, EL_DC_DATE }, { "date", NAME_DCTERMS, EL_DC_DATE },
	{ "category", NAME_CORE, EL_CATEGORY }, { "subject", NAME_DC, EL_CATEGORY },
	{ "subject", NAME_DCTERMS, EL_CATEGORY }, { "keywords", NAME_CORE, EL_CATEGORY },
	{ "category", NAME_MEDIA, EL_CATEGORY }, { "category", NAME_ITUNES, EL_CATEGORY },
	{ "keywords", NAME_ITUNES, EL_KEYWORDS }, { "keywords", NAME_MEDIA, EL_KEYWORDS },
	{ "tags", NAME_CORE, EL_KEYWORDS },
	{ "enclosure", NAME_CORE, EL_ENCLOSURE }, { "content", NAME_MEDIA, EL_MEDIA_CONTENT },
	{ "thumbnail", NAME_MEDIA, EL_THUMBNAIL }, { "credit", NAME_MEDIA, EL_CREDIT },
	{ "image", NAME_ITUNES, EL_ITUNES_IMAGE }, { "link", NAME_ITUNES, EL_ITUNES_IMAGE },
	{ "image", NAME_GOOGLEPLAY, EL_ITUNES_IMAGE },
	{ "icon", NAME_CORE, EL_ICON }, { "logo", NAME_CORE, EL_LOGO },
	{ "language", NAME_CORE, EL_LANGUAGE }, { "language", NAME_DC, EL_LANGUAGE },
	{ "generator", NAME_CORE, EL_GENERATOR }, { "generatoragent", NAME_ADMIN, EL_GENERATOR },
	{ "ttl", NAME_CORE, EL_TTL }, { "updateperiod", NAME_SY, EL_PERIOD },
	{ "updatefrequency", NAME_SY, EL_FREQUENCY }, { "skiphours", NAME_CORE, EL_THROUGH },
	{ "skipdays", NAME_CORE, EL_THROUGH }, { "hour", NAME_CORE, EL_HOUR }, { "day", NAME_CORE, EL_DAY },
	{ "comments", NAME_CORE, EL_COMMENTS },
	{ "source", NAME_DC, EL_DC_SOURCE },
	{ "duration", NAME_ITUNES, EL_ITUNES }, { "episode", NAME_ITUNES, EL_ITUNES },
	{ "season", NAME_ITUNES, EL_ITUNES }, { "episodetype", NAME_ITUNES, EL_ITUNES },
	{ "explicit", NAME_ITUNES, EL_ITUNES }, { "block", NAME_ITUNES, EL_ITUNES },
	{ "type", NAME_ITUNES, EL_ITUNES }, { "complete", NAME_ITUNES, EL_ITUNES },
	{ "new-feed-url", NAME_ITUNES, EL_ITUNES },
	{ "transcript", NAME_PODCAST, EL_TRANSCRIPT },
	{ "comments", NAME_SLASH, EL_EXTRA }, { "section", NAME_SLASH, EL_EXTRA },
	{ "department", NAME_SLASH, EL_EXTRA }, { "total", NAME_THR, EL_EXTRA },
	{ "commentrss", NAME_WFW, EL_EXTRA }, { "comment", NAME_WFW, EL_EXTRA },
	{ "point", NAME_GEORSS, EL_EXTRA }, { "line", NAME_GEORSS, EL_EXTRA }, { "polygon", NAME_GEORSS, EL_EXTRA },
	{ "box", NAME_GEORSS, EL_EXTRA }, { "featurename", NAME_GEORSS, EL_EXTRA },
	{ "where", NAME_GEORSS, EL_THROUGH }, { "lat", NAME_GEO, EL_EXTRA }, { "long", NAME_GEO, EL_EXTRA },
	{ "point", NAME_GEO, EL_THROUGH }, { "point", NAME_GML, EL_THROUGH }, { "pos", NAME_GML, EL_EXTRA },
	{ "poslist", NAME_GML, EL_EXTRA },
	{ "origlink", NAME_FEEDBURNER, EL_EXTRA }, { "docs", NAME_CORE, EL_EXTRA },
	{ "rating", NAME_CORE, EL_EXTRA }, { "rating", NAME_MEDIA, EL_EXTRA }, { "license", NAME_CC, EL_EXTRA },
	{ "identifier", NAME_DC, EL_EXTRA }, { "coverage", NAME_DC, EL_EXTRA }, { "funding", NAME_PODCAST, EL_EXTRA },
};

enum name_element
name_element(enum name_space ns, const char *local)
{
	size_t i;

	if (ns == NAME_UNKNOWN)
		return EL_NONE;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].ns == ns && rows[i].local[0] == local[0] && strcmp(rows[i].local, local) == 0)
			return (enum name_element)rows[i].element;
	return EL_NONE;
}

int
name_is_content(enum name_element e)
{
	return e >= EL_TITLE && e <= EL_INFO;
}
