#include "parse/page_rule.h"

#include <string.h>

#define WHITE " \t\r\f"

static size_t
word(const char **p)
{
	*p += strspn(*p, WHITE);
	return strcspn(*p, WHITE "\n");
}

static int
read_line(struct page_rules *r, const char *p, int line, struct why *why)
{
	struct page_rule *x = &r->rule[r->n];
	size_t n = word(&p);

	if (n == 0 || *p == '#')
		return 0;
	if (r->n == PAGE_RULES)
		return why_set(why, "rules: more than %d", PAGE_RULES);
	memset(x, 0, sizeof(*x));
	if (n == 4 && memcmp(p, "keep", 4) == 0)
		x->says = PAGE_RULE_KEEP;
	else if (n == 5 && memcmp(p, "strip", 5) == 0)
		x->says = PAGE_RULE_STRIP;
	else
		return why_set(why, "rules: line %d: neither keep nor strip", line);
	p += n;
	n = word(&p);
	x->tag = p;
	while (x->tag_n < n && p[x->tag_n] != '.' && p[x->tag_n] != '#')
		x->tag_n++;
	if (x->tag_n < n) {
		x->kind = p[x->tag_n];
		x->name = p + x->tag_n + 1;
		x->n = n - x->tag_n - 1;
	}
	if (n == 0 || (x->kind != '\0' && x->n == 0))
		return why_set(why, "rules: line %d: no tag, .class or #id", line);
	p += n;
	if (word(&p) != 0)
		return why_set(why, "rules: line %d: more than one element", line);
	r->n++;
	return 0;
}

int
page_rule_read(struct page_rules *r, const char *text, struct why *why)
{
	const char *p;
	int line = 1;

	r->n = 0;
	for (p = text; *p != '\0'; line++) {
		if (read_line(r, p, line, why) != 0)
			return -1;
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return 0;
}

/* Is it one of the words in the list? */
static int
listed(const char *list, const char *p, size_t n)
{
	size_t k;

	for (; *(list += strspn(list, WHITE "\n")) != '\0'; list += k) {
		k = strcspn(list, WHITE "\n");
		if (k == n && memcmp(list, p, n) == 0)
			return 1;
	}
	return 0;
}

static int
matches(const struct page_rule *x, const char *tag, const char *class, const char *id)
{
	if (x->tag_n > 0 && (strlen(tag) != x->tag_n || strncasecmp(tag, x->tag, x->tag_n) != 0))
		return 0;
	if (x->kind == '.')
		return class != NULL && listed(class, x->name, x->n);
	return x->kind == '\0' || (id != NULL && strlen(id) == x->n && memcmp(id, x->name, x->n) == 0);
}

int
page_rule_match(const struct page_rules *r, const char *tag, const char **attrs)
{
	const char *class = NULL, *id = NULL;
	int i, says = 0;

	if (r->n == 0)
		return 0;
	for (; *attrs != NULL; attrs += 2) {
		if (strcmp(attrs[0], "class") == 0)
			class = attrs[1];
		else if (strcmp(attrs[0], "id") == 0)
			id = attrs[1];
	}
	for (i = 0; i < r->n; i++)
		if (matches(&r->rule[i], tag, class, id))
			says |= r->rule[i].says;
	return says;
}
