#include "base/jail.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOFILE_MAX 8 /* new descriptors; there is nothing to open anyway */
#define TRIAL_STACK ((size_t)16 * 1024)

#if defined(__x86_64__)
#define JAIL_ARCH AUDIT_ARCH_X86_64
#define JAIL_X32 0x40000000u /* system calls of the x32 ABI carry this bit */
#elif defined(__aarch64__)
#define JAIL_ARCH AUDIT_ARCH_AARCH64
#define JAIL_X32 0u
#else
#error "the jail has no system call table for this machine"
#endif

/* Debian 12 headers end before these; the kernel's ABI does not change. */
#define LANDLOCK_CREATE_VERSION 1u
#define SYS_LANDLOCK_CREATE 444
#define SYS_LANDLOCK_RESTRICT 446
#define SYS_CLOSE_RANGE 436

struct landlock_attr {
	uint64_t fs;     /* ABI 1 */
	uint64_t net;    /* ABI 4 */
	uint64_t scoped; /* ABI 6 */
};

/* What each Landlock ABI can forbid; all of it is, and no rule allows any. */
static const struct {
	uint64_t fs, net, scoped;
	size_t size;
} landlock_abi[] = {
	{ 0, 0, 0, 0 },
	{ 0x1fff, 0, 0, 8 },
	{ 0x3fff, 0, 0, 8 },
	{ 0x7fff, 0, 0, 8 },
	{ 0x7fff, 3, 0, 16 },
	{ 0xffff, 3, 0, 16 },
	{ 0xffff, 3, 3, 24 },
};

/* Allowed as they are: memory, the descriptors at hand, time, the end. */
static const int allowed[] = {
	SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_lseek, SYS_close, SYS_fstat,
#ifdef SYS_newfstatat
	SYS_newfstatat,
#endif
	SYS_brk, SYS_munmap, SYS_mremap, SYS_madvise, SYS_futex, SYS_getrandom, SYS_clock_gettime,
	SYS_rt_sigreturn, SYS_restart_syscall, SYS_exit, SYS_exit_group,
#ifdef SYS_poll
	SYS_poll,
#endif
	SYS_ppoll,
};

/* Refused with EACCES: a library that tries and copes may live. */
static const int refused[] = {
	SYS_openat, SYS_socket,
#ifdef SYS_open
	SYS_open,
#endif
};

/* Allowed unless they ask for memory that can run. */
static const int mapping[] = { SYS_mmap, SYS_mprotect };

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define HEAD 6                          /* instructions before the table */
#define RULES (N(allowed) + N(refused) + N(mapping))
#define PROGRAM (HEAD + RULES + 5)

static struct sock_filter
ins(unsigned code, uint32_t k, size_t jt, size_t jf)
{
	struct sock_filter f;

	f.code = (unsigned short)code;
	f.jt = (unsigned char)jt;
	f.jf = (unsigned char)jf;
	f.k = k;
	return f;
}

/* Layout behind the table: kill, allow, refuse, [mapping:] load prot, test.
 * Jumps count instructions to skip. */
static size_t
build(struct sock_filter *p)
{
	size_t n = 0, i, kill_at = HEAD + RULES, allow_at = kill_at + 1, refuse_at = kill_at + 2;
	size_t prot_at = kill_at + 3;
	const uint32_t ld = BPF_LD | BPF_W | BPF_ABS, jeq = BPF_JMP | BPF_JEQ | BPF_K;
	const uint32_t jset = BPF_JMP | BPF_JSET | BPF_K, ret = BPF_RET | BPF_K;

	p[n++] = ins(ld, offsetof(struct seccomp_data, arch), 0, 0);
	p[n++] = ins(jeq, JAIL_ARCH, 1, 0);
	p[n++] = ins(ret, SECCOMP_RET_KILL_PROCESS, 0, 0);
	p[n++] = ins(ld, offsetof(struct seccomp_data, nr), 0, 0);
	p[n++] = ins(jset, JAIL_X32, 0, 1);
	p[n++] = ins(ret, SECCOMP_RET_KILL_PROCESS, 0, 0);
	for (i = 0; i < N(allowed); i++, n++)
		p[n] = ins(jeq, (uint32_t)allowed[i], allow_at - n - 1, 0);
	for (i = 0; i < N(refused); i++, n++)
		p[n] = ins(jeq, (uint32_t)refused[i], refuse_at - n - 1, 0);
	for (i = 0; i < N(mapping); i++, n++)
		p[n] = ins(jeq, (uint32_t)mapping[i], prot_at - n - 1, 0);
	p[n++] = ins(ret, SECCOMP_RET_KILL_PROCESS, 0, 0);
	p[n++] = ins(ret, SECCOMP_RET_ALLOW, 0, 0);
	p[n++] = ins(ret, SECCOMP_RET_ERRNO | EACCES, 0, 0);
	/* The third argument of both; the low half, little-endian on both machines. */
	p[n++] = ins(ld, offsetof(struct seccomp_data, args[2]), 0, 0);
	p[n++] = ins(jset, PROT_EXEC, 0, 1);
	p[n++] = ins(ret, SECCOMP_RET_KILL_PROCESS, 0, 0);
	p[n++] = ins(ret, SECCOMP_RET_ALLOW, 0, 0);
	return n;
}

static int
limit(int what, rlim_t soft, rlim_t hard)
{
	struct rlimit r;

	r.rlim_cur = soft;
	r.rlim_max = hard;
	return setrlimit((__rlimit_resource_t)what, &r);
}

static int
limits(struct why *why)
{
	if (limit(RLIMIT_AS, JAIL_MEMORY, JAIL_MEMORY) != 0 ||
	    limit(RLIMIT_CPU, JAIL_CPU_S, JAIL_CPU_S + 1) != 0 || limit(RLIMIT_FSIZE, 0, 0) != 0 ||
	    limit(RLIMIT_CORE, 0, 0) != 0 || limit(RLIMIT_NOFILE, NOFILE_MAX, NOFILE_MAX) != 0)
		return why_errno(why, "no limits for the parser");
	return 0;
}

/* Landlock only ever adds to seccomp, so a kernel without it is no failure. */
static int
landlock(struct why *why)
{
	long abi = syscall(SYS_LANDLOCK_CREATE, NULL, 0, LANDLOCK_CREATE_VERSION);
	struct landlock_attr attr;
	size_t best;
	long fd;

	if (abi <= 0)
		return 0;
	best = (size_t)abi < N(landlock_abi) ? (size_t)abi : N(landlock_abi) - 1;
	memset(&attr, 0, sizeof(attr));
	attr.fs = landlock_abi[best].fs;
	attr.net = landlock_abi[best].net;
	attr.scoped = landlock_abi[best].scoped;
	fd = syscall(SYS_LANDLOCK_CREATE, &attr, landlock_abi[best].size, 0);
	if (fd < 0)
		return why_errno(why, "landlock does not make a rule set");
	if (syscall(SYS_LANDLOCK_RESTRICT, (int)fd, 0) != 0)
		return why_errno(why, "landlock does not restrict");
	(void)close((int)fd);
	return 0;
}

static int
seccomp(struct why *why)
{
	struct sock_filter filter[PROGRAM + 4];
	struct sock_fprog program;

	program.len = (unsigned short)build(filter);
	program.filter = filter;
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		return why_errno(why, "no seccomp");
	return 0;
}

static int
kept(unsigned fd, const int keep[static JAIL_KEEP])
{
	int i;

	for (i = 0; i < JAIL_KEEP; i++)
		if (keep[i] >= 0 && (unsigned)keep[i] == fd)
			return 1;
	return 0;
}

/* Closes the runs between what is kept; a kernel without close_range leaves
 * descriptors that close-on-exec does not reach, so the jail asks for it. */
static int
close_all_but(const int keep[static JAIL_KEEP], struct why *why)
{
	unsigned from = 3, to, last = 0;
	int i;

	for (i = 0; i < JAIL_KEEP; i++)
		if (keep[i] >= 0 && (unsigned)keep[i] > last)
			last = (unsigned)keep[i];
	while (from <= last) {
		for (to = from; to <= last && !kept(to, keep); to++)
			continue;
		if (to > from && syscall(SYS_CLOSE_RANGE, from, to - 1, 0u) != 0)
			return why_errno(why, "no close_range");
		from = to + 1;
	}
	if (syscall(SYS_CLOSE_RANGE, last < 3 ? 3u : last + 1, ~0u, 0u) != 0)
		return why_errno(why, "no close_range");
	return 0;
}

static int
enter(pid_t parent, const int keep[static JAIL_KEEP], struct why *why)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		return why_set(why, "parser's parent is gone");
	if (close_all_but(keep, why) != 0)
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return why_errno(why, "no no_new_privs");
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return why_errno(why, "cannot be made undumpable");
	if (landlock(why) != 0 || limits(why) != 0)
		return -1;
	return seccomp(why);
}

pid_t
jail_fork(jail_run *run, void *arg, const int keep[static JAIL_KEEP], struct why *why)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		return why_errno(why, "no child for a document");
	if (pid > 0)
		return pid;
	if (enter(parent, keep, NULL) != 0)
		_exit(JAIL_EXIT);
	_exit(run(arg));
}

struct trial {
	pid_t parent;
	struct why why;
	int failed;
};

static int
try(void *arg)
{
	struct trial *t = arg;
	const int keep[JAIL_KEEP] = { -1, -1, -1 };

	t->failed = enter(t->parent, keep, &t->why) != 0;
	_exit(t->failed ? JAIL_EXIT : 0);
}

/* The child of this one shares our memory while we wait for it: no copy is made for
 * what ends at once, and its reason is there to be read. */
int
jail_check(struct why *why)
{
	_Alignas(16) char stack[TRIAL_STACK];
	struct trial t = { getpid(), { "" }, 0 };
	pid_t pid = clone(try, stack + sizeof(stack), CLONE_VM | CLONE_VFORK | SIGCHLD, &t);
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return why_errno(why, "no child for a document");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	return why_set(why, "%s", t.failed ? t.why.text : "the jail kills its own child");
}
