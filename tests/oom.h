/* oom: stands in for malloc, calloc, realloc, posix_memalign, strdup and free in what is linked with
 * $(OOM_LINK): calls of our own objects come here, those of libraries do not. */
#ifndef TESTS_OOM_H
#define TESTS_OOM_H

/* From now on the at-th allocation (from 1) fails, and with `ever` all behind it; 0: none. */
void oom_fail(long at, int ever);
/* Allocations since oom_fail. */
long oom_calls(void);
/* Blocks that were handed out and not freed. */
long oom_live(void);

#endif
