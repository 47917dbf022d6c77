/* jail: forks one child that can compute and write to the descriptors it is
 * given, and nothing else.
 *
 * In jail.c the child has no_new_privs, a seccomp allow list (raw BPF, x86_64
 * and aarch64), Landlock without a rule wherever the kernel has it, limits on
 * memory, CPU and descriptors, no core, and dies with its parent. What a system
 * call outside the list does: open, openat and socket fail with EACCES, all
 * else kills the process (SIGSYS). No option or variable loosens it.
 * jail_none.c has the same interface without seccomp, Landlock and the memory
 * limit; only a test build links it.
 */
#ifndef BASE_JAIL_H
#define BASE_JAIL_H

#include <sys/types.h>

#include "base/why.h"

#define JAIL_MEMORY ((size_t)256 << 20) /* bytes of address space */
#define JAIL_CPU_S 5                    /* seconds of CPU, then SIGXCPU, SIGKILL one later */
#define JAIL_KEEP 3                     /* descriptors a child is lent */
#define JAIL_EXIT 97                    /* exit status of a child that could not be jailed */

/* What the child runs. Its result is the exit status of the child. */
typedef int jail_run(void *arg);

/* Forks; the child keeps the descriptors keep[JAIL_KEEP] (-1 for none) and 0 to
 * 2, is jailed, calls run(arg) and exits. A child that cannot be jailed exits
 * with JAIL_EXIT before `run`. Returns the pid, or -1 and `why`. */
pid_t jail_fork(jail_run *run, void *arg, const int keep[static JAIL_KEEP], struct why *why);

/* Can a child be jailed here? Tries with one. 0, or -1 and `why` naming what is
 * missing. */
int jail_check(struct why *why);

#endif
