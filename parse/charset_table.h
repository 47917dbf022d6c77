/* charset_table: the labels of the WHATWG encoding standard and a few of the
 * wild, each with the C library's converter for it. */
#ifndef PARSE_CHARSET_TABLE_H
#define PARSE_CHARSET_TABLE_H

struct charset_row {
	const char *name;   /* what is reported */
	const char *iconv;  /* the converter; NULL for UTF-8 */
	const char *labels; /* lower case, one space before and behind each */
};

extern const struct charset_row charset_table[];
extern const unsigned charset_table_n;

#endif
