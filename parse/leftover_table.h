/* leftover_table: the lines themselves, as words. */
#ifndef PARSE_LEFTOVER_TABLE_H
#define PARSE_LEFTOVER_TABLE_H

#include <stddef.h>

struct leftover_row {
	const char *start, *has, *end; /* words, in this order; NULL: none asked for */
	unsigned char most;            /* words of the line at most */
	unsigned char what;            /* of enum leftover, less one */
};

extern const struct leftover_row leftover_table_rows[];
extern const size_t leftover_table_n;

#endif
