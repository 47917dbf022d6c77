/* story_file: the fields of a story file, read back (wirefold-archive(5)). */
#ifndef FRONT_STORY_FILE_H
#define FRONT_STORY_FILE_H

#include <stddef.h>

/* The first field of that name in a story file's header: its value (not NUL-terminated),
 * its length to *n; NULL when there is none. */
const char *story_file_field(const char *file, const char *name, size_t *n);

/* Is there such a field with this value? */
int story_file_has(const char *file, const char *name, const char *value);

/* The same, copied to `to` (cut at a character to fit), "" when there is none. */
void story_file_copy(const char *file, const char *name, char *to, size_t room);

#endif
