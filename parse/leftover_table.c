#include "parse/leftover_table.h"

#define GOES 0
#define ENDS 1

const struct leftover_row leftover_table_rows[] = {
	{ "add a comment", NULL, NULL, 4, ENDS }, { "leave a reply", NULL, NULL, 6, ENDS }, { "leave a comment", NULL, NULL, 6, ENDS },
	{ "your email address will not be published", NULL, NULL, 14, ENDS }, { "related articles", NULL, NULL, 3, ENDS },
	{ "related stories", NULL, NULL, 3, ENDS }, { "related posts", NULL, NULL, 3, ENDS }, { "related", NULL, NULL, 1, ENDS },
	{ "you may also like", NULL, NULL, 6, ENDS }, { "you might also like", NULL, NULL, 6, ENDS },
	{ "advertisement", NULL, NULL, 4, GOES }, { "read more", NULL, NULL, 16, GOES },
	{ "continue reading", NULL, NULL, 14, GOES }, { "the post", "appeared first on", NULL, 50, GOES },
	{ "sign up for", "newsletter", NULL, 30, GOES }, { "subscribe to", "newsletter", NULL, 30, GOES },
};

const size_t leftover_table_n = sizeof(leftover_table_rows) / sizeof(leftover_table_rows[0]);
