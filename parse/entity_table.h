/* entity_table: the 253 named entities of HTML 4 and XML, sorted by name. */
#ifndef PARSE_ENTITY_TABLE_H
#define PARSE_ENTITY_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct entity_row {
	const char *name;
	uint16_t c;
};

extern const struct entity_row entity_table[];
extern const size_t entity_table_n;

#endif
