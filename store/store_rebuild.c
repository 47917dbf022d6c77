/* Making index/ and stories/ again from the journal. */
#include "store/archive.h"

int
store_rebuild(struct store *s, size_t *stories, struct why *why)
{
	size_t i;

	*stories = 0;
	for (i = 0; i < s->j.n_days; i++) {
		if (lines_rebuild(&s->j, s->j.days[i], why) != 0)
			return -1;
		if (fixed_remove(&s->root, ".idx", s->j.days[i], why) != 0)
			return -1;
		s->j.sound[i] = 1;
		archive_progress(s, "index", i + 1, 0, 0);
	}
	if (archive_chunks(s, 0, archive_publish, stories, why) != 0)
		return -1;
	s->unsynced = 1;
	s->applied.seq = 0;
	return store_finish(s, why);
}
