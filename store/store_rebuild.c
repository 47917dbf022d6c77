/* Making index/ and stories/ again from the journal. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "store/archive.h"

int
store_rebuild(struct store *s, size_t *stories, struct why *why)
{
	char name[JOURNAL_FILE];
	size_t i;

	*stories = 0;
	for (i = 0; i < s->j.n_days; i++) {
		if (lines_rebuild(&s->j, s->j.days[i], why) != 0)
			return -1;
		journal_file(s->j.days[i], ".idx", name);
		if (unlinkat(s->root.fd[ROOT_INDEX], name, 0) != 0 && errno != ENOENT)
			return why_errno(why, "remove index/%s", name);
	}
	if (archive_chunks(s, 0, archive_publish, stories, why) != 0)
		return -1;
	s->unsynced = 1;
	s->applied = 0;
	return store_finish(s, why);
}
