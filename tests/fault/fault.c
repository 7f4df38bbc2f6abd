/*
 * Preloaded, it makes a command's system calls and allocations fail, or kills it
 * in one. PL_FAULT says which:
 *
 *	call:N:WHAT	the Nth call of those below, in the process
 *	alloc:N:WHAT	the Nth malloc, calloc or realloc
 *	thread:N:WHAT	the Nth pthread_create
 *
 * WHAT is the number of an error; "short" (half of the bytes), "zero" (none of
 * them), "kill" (before the call), "killed" (behind it), "half" (half of it, then
 * killed); a "+" behind it: and all that follow. PL_FAULT_LOG names a file that is
 * told each call, or, where PL_FAULT says something, only that it came to pass.
 * PL_FAULT_EXIT: nothing happens once exit has begun (gcov writes its files then).
 *
 * PL_FAULT_SERVE: before main, what else would be in PL_FAULT is read from
 * descriptor 198, a line each, and for each a copy of the process goes on to main;
 * how it ended (waitpid's status) is written to descriptor 199. That saves starting
 * the program thousands of times.
 *
 * System calls are trapped by seccomp, so that those libc makes by itself, stdio's
 * above all, are among them; those the sanitizers make for themselves are not. What
 * is written to standard error is not either, or no failure could be told of. fsync
 * does nothing: there is no power cut here, and disks are slow.
 */
#define _GNU_SOURCE

#include <limits.h>		/* for __GLIBC__ */

#if defined(__linux__) && defined(__GLIBC__) && \
    (defined(__x86_64__) || defined(__aarch64__))

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LOG_FD 197		/* these are above all that a command opens */
#define ASKED_FD 198
#define ENDED_FD 199
#define TOO_LONG 60		/* seconds */

/* How a call may be halved. */
enum amount { AMOUNT_NONE, AMOUNT_THIRD, AMOUNT_FOURTH,
	AMOUNT_FIFTH };

static const struct {
	long number;
	const char *name;
	enum amount amount;
} calls[] = {
#ifdef SYS_open
	{ SYS_open, "open", AMOUNT_NONE },
	{ SYS_rename, "rename", AMOUNT_NONE },
	{ SYS_link, "link", AMOUNT_NONE },
	{ SYS_unlink, "unlink", AMOUNT_NONE },
	{ SYS_stat, "stat", AMOUNT_NONE },
	{ SYS_lstat, "lstat", AMOUNT_NONE },
	{ SYS_access, "access", AMOUNT_NONE },
	{ SYS_dup2, "dup", AMOUNT_NONE },
	{ SYS_pipe, "pipe", AMOUNT_NONE },
	{ SYS_chmod, "fchmod", AMOUNT_NONE },
	{ SYS_mkdir, "mkdir", AMOUNT_NONE },
	{ SYS_rmdir, "unlink", AMOUNT_NONE },
	{ SYS_readlink, "readlink", AMOUNT_NONE },
#endif
#ifdef SYS_renameat
	{ SYS_renameat, "rename", AMOUNT_NONE },
#endif
	{ SYS_openat, "open", AMOUNT_NONE },
	{ SYS_renameat2, "rename", AMOUNT_NONE },
	{ SYS_linkat, "link", AMOUNT_NONE },
	{ SYS_unlinkat, "unlink", AMOUNT_NONE },
	{ SYS_mkdirat, "mkdir", AMOUNT_NONE },
	{ SYS_readlinkat, "readlink", AMOUNT_NONE },
	{ SYS_newfstatat, "stat", AMOUNT_NONE },
	{ SYS_fstat, "fstat", AMOUNT_NONE },
	{ SYS_lseek, "lseek", AMOUNT_NONE },
	{ SYS_faccessat, "access", AMOUNT_NONE },
#ifdef SYS_faccessat2
	{ SYS_faccessat2, "access", AMOUNT_NONE },
#endif
	{ SYS_statx, "stat", AMOUNT_NONE },
	{ SYS_getcwd, "getcwd", AMOUNT_NONE },
	{ SYS_getdents64, "read", AMOUNT_NONE },
	{ SYS_fcntl, "fcntl", AMOUNT_NONE },
	{ SYS_ioctl, "ioctl", AMOUNT_NONE },
	{ SYS_fgetxattr, "getxattr", AMOUNT_NONE },
	{ SYS_fsetxattr, "setxattr", AMOUNT_NONE },
	{ SYS_fremovexattr, "setxattr", AMOUNT_NONE },
	{ SYS_nanosleep, "sleep", AMOUNT_NONE },
	{ SYS_clock_nanosleep, "sleep", AMOUNT_NONE },
	{ SYS_pipe2, "pipe", AMOUNT_NONE },
	{ SYS_dup3, "dup", AMOUNT_NONE },
	{ SYS_read, "read", AMOUNT_THIRD },
	{ SYS_readv, "read", AMOUNT_NONE },
	{ SYS_preadv, "read", AMOUNT_NONE },
	{ SYS_pread64, "read", AMOUNT_THIRD },
	{ SYS_write, "write", AMOUNT_THIRD },
	{ SYS_pwrite64, "write", AMOUNT_THIRD },
	{ SYS_writev, "write", AMOUNT_NONE },
	{ SYS_pwritev, "write", AMOUNT_NONE },
	{ SYS_copy_file_range, "copy", AMOUNT_FIFTH },
	{ SYS_sendfile, "copy", AMOUNT_FOURTH },
	{ SYS_splice, "copy", AMOUNT_FIFTH },
	{ SYS_fallocate, "ftruncate", AMOUNT_NONE },
	{ SYS_sync_file_range, "sync", AMOUNT_NONE },
	{ SYS_fsync, "fsync", AMOUNT_NONE },
	{ SYS_fdatasync, "fsync", AMOUNT_NONE },
	{ SYS_close, "close", AMOUNT_NONE },
	{ SYS_ftruncate, "ftruncate", AMOUNT_NONE },
	{ SYS_flock, "flock", AMOUNT_NONE },
	{ SYS_fchmod, "fchmod", AMOUNT_NONE },
	{ SYS_fchown, "fchown", AMOUNT_NONE },
	{ SYS_dup, "dup", AMOUNT_NONE },
	{ SYS_utimensat, "utimensat", AMOUNT_NONE },
};

/* What is to happen. */
static struct {
	enum { NOTHING, CALL, ALLOCATION, THREAD } kind;
	enum { FAIL, SHORT, KILL, KILLED, HALF, ZERO } what;
	long at;
	int error;
	bool on;		/* and all that follow */
} fault;

static atomic_long n_calls, n_allocations, n_threads;
static atomic_bool ended;
static bool logging;

/* The one place from where a system call is let through. */
long fault_call(long number, long a, long b, long c, long d, long e, long f);
extern const char fault_call_end[];

#ifdef __x86_64__
#define ARCH AUDIT_ARCH_X86_64
__asm__(".text\n.globl fault_call\n.globl fault_call_end\n"
    ".type fault_call, @function\n"
    "fault_call:\n"
    "	mov %rdi, %rax\n	mov %rsi, %rdi\n	mov %rdx, %rsi\n"
    "	mov %rcx, %rdx\n	mov %r8, %r10\n	mov %r9, %r8\n"
    "	mov 8(%rsp), %r9\n	syscall\n	ret\n"
    "fault_call_end:\n");
#else
#define ARCH AUDIT_ARCH_AARCH64
__asm__(".text\n.globl fault_call\n.globl fault_call_end\n"
    ".type fault_call, %function\n"
    "fault_call:\n"
    "	mov x8, x0\n	mov x0, x1\n	mov x1, x2\n	mov x2, x3\n"
    "	mov x3, x4\n	mov x4, x5\n	mov x5, x6\n	svc 0\n	ret\n"
    "fault_call_end:\n");
#endif

static void
tell(const char *what, const char *name)
{
	char line[4096];
	int n;

	if (!logging)
		return;
	n = snprintf(line, sizeof line, "%s %.4000s\n", what, name);
	fault_call(SYS_write, LOG_FD, (long)line, n, 0, 0, 0);
}

static void
die(void)
{
	fault_call(SYS_kill, fault_call(SYS_getpid, 0, 0, 0, 0, 0, 0), SIGKILL,
	    0, 0, 0, 0);
}

/* Is it the turn of call or allocation number N? */
static bool
its_turn(int kind, long n)
{
	if (fault.kind != (unsigned)kind || atomic_load(&ended))
		return false;
	return n == fault.at || (fault.on && n > fault.at);
}

static void
log_call(size_t index, const long *arg)
{
	static const char *const creates[] = { "open", "create" };
	const char *name = calls[index].name;
	char number[32];
	long flags = 0;

	if (calls[index].number == SYS_openat)
		flags = arg[2];
#ifdef SYS_open
	else if (calls[index].number == SYS_open)
		flags = arg[1];
#endif
	if (strcmp(name, "open") == 0) {
		tell(creates[(flags & O_CREAT) != 0], (const char *)
		    (calls[index].number == SYS_openat ? arg[1] : arg[0]));
		return;
	}
	snprintf(number, sizeof number, "%ld", arg[0]);
	tell(name, calls[index].amount == AMOUNT_NONE ? "" : number);
}

/* The call itself. */
static long
let(size_t index, const long *arg)
{
	if (calls[index].number == SYS_fsync ||
	    calls[index].number == SYS_fdatasync)
		return 0;
	return fault_call(calls[index].number, arg[0], arg[1], arg[2], arg[3],
	    arg[4], arg[5]);
}

/* Half of it, if it is one that can be halved. */
static long
half(size_t index, long *arg)
{
	static const int which[] = { [AMOUNT_THIRD] = 2, [AMOUNT_FOURTH] = 3,
	    [AMOUNT_FIFTH] = 4 };

	if (calls[index].amount != AMOUNT_NONE &&
	    arg[which[calls[index].amount]] > 1)
		arg[which[calls[index].amount]] /= 2;
	return let(index, arg);
}

static long
happen(size_t index, long *arg)
{
	long result;

	tell("fault", calls[index].name);
	switch (fault.what) {
	case SHORT:
		return half(index, arg);
	case ZERO:
		return 0;
	case KILL:
		die();
		break;
	case HALF:
	case KILLED:
		if (fault.what == HALF)
			half(index, arg);
		else
			let(index, arg);
		die();
		break;
	default:
		break;
	}
	if (calls[index].number == SYS_close) {	/* it is closed all the same */
		result = fault_call(SYS_close, arg[0], 0, 0, 0, 0, 0);
		if (result < 0)
			return result;
	}
	return -fault.error;
}

static long
call(long number, long *arg)
{
	bool writes = number == SYS_write || number == SYS_writev ||
	    number == SYS_pwrite64;
	size_t i;

	for (i = 0; i < COUNT(calls) - 1 && calls[i].number != number; i++)
		;
	if (!(writes && arg[0] == STDERR_FILENO) && !atomic_load(&ended)) {
		if (its_turn(CALL, atomic_fetch_add(&n_calls, 1) + 1))
			return happen(i, arg);
		if (fault.kind == NOTHING)
			log_call(i, arg);
	}
	return let(i, arg);
}

static void
trapped(int signal, siginfo_t *info, void *context)
{
	mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
	long arg[6];

	(void)signal;
#ifdef __x86_64__
	greg_t *g = machine->gregs;

	arg[0] = g[REG_RDI];
	arg[1] = g[REG_RSI];
	arg[2] = g[REG_RDX];
	arg[3] = g[REG_R10];
	arg[4] = g[REG_R8];
	arg[5] = g[REG_R9];
	g[REG_RAX] = call(info->si_syscall, arg);
#else
	for (int i = 0; i < 6; i++)
		arg[i] = (long)machine->regs[i];
	machine->regs[0] = (unsigned long)call(info->si_syscall, arg);
#endif
}

/* Allocates as the program does where the sanitizers' library is there. */
void *__interceptor_malloc(size_t) __attribute__((weak));
void *__interceptor_calloc(size_t, size_t) __attribute__((weak));
void *__interceptor_realloc(void *, size_t) __attribute__((weak));

/* Code from where every call is let through. */
struct range {
	uintptr_t from, to;
};

/* The code that the address lies in, if it is this object's. */
static int
find_code(struct dl_phdr_info *object, size_t size, void *into)
{
	struct range *range = into;

	(void)size;
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];
		uintptr_t from = object->dlpi_addr + part->p_vaddr;

		if (part->p_type != PT_LOAD || !(part->p_flags & PF_X) ||
		    range->from < from || range->from >= from + part->p_memsz)
			continue;
		*range = (struct range){ from, from + part->p_memsz };
		return 1;
	}
	return 0;
}

/*
 * Trap the calls of the list, wherever they are made but in the ranges. What is
 * compared of an address is one half at a time; no range lies across 4 GiB (if it
 * does, it is cut there).
 */
static bool
trap(void)
{
	struct sock_filter code[COUNT(calls) + 32];
	struct sock_fprog program = { .filter = code };
	struct sigaction action = { .sa_sigaction = trapped,
	    .sa_flags = SA_SIGINFO | SA_NODEFER };
	struct range ranges[2] = { { (uintptr_t)fault_call,
	    (uintptr_t)fault_call_end },
	    { (uintptr_t)__interceptor_malloc, 0 } };
	unsigned short n = 0;

	if (ranges[1].from != 0)
		dl_iterate_phdr(find_code, &ranges[1]);
#define PUT(...) code[n++] = (struct sock_filter)__VA_ARGS__
#define LOAD(place) PUT(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, place))
#define POINTER offsetof(struct seccomp_data, instruction_pointer)
	LOAD(offsetof(struct seccomp_data, arch));
	PUT(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0));
	PUT(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	LOAD(offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < COUNT(calls); i++)
		PUT(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
		    (unsigned)calls[i].number, (unsigned char)(COUNT(calls) - i),
		    0));
	PUT(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	for (size_t i = 0; i < COUNT(ranges); i++) {
		uintptr_t from = ranges[i].from, to = ranges[i].to;

		if (to >> 32 != from >> 32)
			to = from | 0xffffffff;
		LOAD(POINTER + 4);
		PUT(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(from >> 32),
		    0, 4));
		LOAD(POINTER);
		PUT(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (unsigned)from, 0, 2));
		PUT(BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, (unsigned)to, 1, 0));
		PUT(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	}
	PUT(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
	program.len = n;
	sigemptyset(&action.sa_mask);
	return sigaction(SIGSYS, &action, NULL) == 0 &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void
read_fault(const char *text)
{
	static const char *const words[] = { "", "short", "kill", "killed",
	    "half", "zero" };
	const char *what;
	size_t len;
	char *end;

	if (*text == '\0')
		return;
	fault.kind = strncmp(text, "call:", 5) == 0 ? CALL :
	    strncmp(text, "thread:", 7) == 0 ? THREAD : ALLOCATION;
	text = strchr(text, ':');
	if (text == NULL)
		return;
	fault.at = strtol(text + 1, &end, 10);
	what = *end == ':' ? end + 1 : end;
	len = strcspn(what, "+");
	fault.on = what[len] == '+';
	for (unsigned i = 1; i < COUNT(words); i++)
		if (strlen(words[i]) == len && strncmp(what, words[i], len) == 0)
			fault.what = i;
	fault.error = atoi(what);
}

static void
stop(void)
{
	atomic_store(&ended, true);
}

/* One line of what is asked for; false: there is none any more. */
static bool
read_line(char *line, size_t size)
{
	size_t n = 0;

	while (n < size - 1 && fault_call(SYS_read, ASKED_FD, (long)(line + n), 1,
	    0, 0, 0) == 1 && line[n] != '\n')
		n++;
	if (line[n] != '\n')
		return false;
	line[n] = '\0';
	return true;
}

/* Returns in each copy. */
static void
serve(void)
{
	char line[64];
	int status;

	while (read_line(line, sizeof line)) {
		pid_t copy = fork();

		if (copy == 0) {
			fault_call(SYS_close, ASKED_FD, 0, 0, 0, 0, 0);
			fault_call(SYS_close, ENDED_FD, 0, 0, 0, 0, 0);
			alarm(TOO_LONG);
			read_fault(line);
			return;
		}
		if (copy == -1 || waitpid(copy, &status, 0) != copy)
			break;
		fault_call(SYS_write, ENDED_FD, (long)&status, sizeof status,
		    0, 0, 0);
	}
	_exit(0);
}

__attribute__((constructor)) static void
begin(void)
{
	const char *text = getenv("PL_FAULT"), *log = getenv("PL_FAULT_LOG");
	bool serves = getenv("PL_FAULT_SERVE") != NULL;
	int fd;

	if (log != NULL) {
		fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		if (fd != -1 && fcntl(fd, F_DUPFD_CLOEXEC, LOG_FD) == LOG_FD)
			logging = true;
		close(fd);
	}
	if (getenv("PL_FAULT_EXIT") != NULL)
		atexit(stop);
	unsetenv("LD_PRELOAD");
	if (!trap())
		tell("cannot", "trap");
	if (text != NULL)
		read_fault(text);
	if (serves)
		serve();
	atomic_store(&n_calls, 0);
	atomic_store(&n_allocations, 0);
	atomic_store(&n_threads, 0);
}

static void
tell_count(const char *what, atomic_long *n)
{
	char number[32];

	snprintf(number, sizeof number, "%ld", atomic_load(n));
	tell(what, number);
}

__attribute__((destructor)) static void
end(void)
{
	if (fault.kind != NOTHING)
		return;
	tell_count("threads", &n_threads);
	tell_count("allocations", &n_allocations);
}

static bool
refuse(void)
{
	if (!its_turn(ALLOCATION, atomic_fetch_add(&n_allocations, 1) + 1))
		return false;
	tell("fault", "allocation");
	if (fault.what == KILL)
		die();
	errno = ENOMEM;
	return true;
}

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

void *
malloc(size_t n)
{
	if (refuse())
		return NULL;
	return __interceptor_malloc != NULL ? __interceptor_malloc(n) :
	    __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	if (refuse())
		return NULL;
	return __interceptor_calloc != NULL ? __interceptor_calloc(n, size) :
	    __libc_calloc(n, size);
}

void *
realloc(void *at, size_t n)
{
	if (refuse())
		return NULL;
	return __interceptor_realloc != NULL ? __interceptor_realloc(at, n) :
	    __libc_realloc(at, n);
}

int
pthread_create(pthread_t *thread, const pthread_attr_t *with,
    void *(*run)(void *), void *on)
{
	static int (*next)(pthread_t *, const pthread_attr_t *,
	    void *(*)(void *), void *);
	void *found;

	if (its_turn(THREAD, atomic_fetch_add(&n_threads, 1) + 1)) {
		tell("fault", "thread");
		return fault.error;
	}
	if (next == NULL) {
		found = dlsym(RTLD_NEXT, "pthread_create");
		memcpy(&next, &found, sizeof next);
	}
	return next(thread, with, run, on);
}

#else

/* Nothing is preloaded here: the tests that need it say so. */
extern const int fault_none;
const int fault_none = 0;

#endif
