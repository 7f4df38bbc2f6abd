/*
 * Preloaded, it makes a command's system calls and allocations fail, or kills it
 * in one, as PL_FAULT says:
 *
 *	call:N:WHAT	the Nth call of those below, in the process
 *	alloc:N:WHAT	the Nth malloc, calloc or realloc
 *
 * WHAT is the number of an error; "short" (half of the bytes), "kill" (before the
 * call), "killed" (behind it), "half" (half of it, then killed); a "+" behind it:
 * and all that follow. PL_FAULT_LOG names a file that is told each call, or, where
 * PL_FAULT says something, only that it came to pass. PL_FAULT_EXIT: nothing
 * happens once exit has begun (gcov writes its files then).
 *
 * System calls are trapped by seccomp, so that those libc makes by itself, stdio's
 * above all, are among them. What is written to standard error is not, or no
 * failure could be told of.
 */
#define _GNU_SOURCE

#include <limits.h>		/* for __GLIBC__ */

#if defined(__linux__) && defined(__GLIBC__) && \
    (defined(__x86_64__) || defined(__aarch64__))

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
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
#include <ucontext.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LOG_FD 100		/* above all that a command opens */

/* How a call may be halved. */
enum amount { AMOUNT_NONE, AMOUNT_THIRD, AMOUNT_FIFTH };

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
	{ SYS_mkdir, "mkdir", AMOUNT_NONE },
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
	{ SYS_read, "read", AMOUNT_THIRD },
	{ SYS_pread64, "read", AMOUNT_THIRD },
	{ SYS_write, "write", AMOUNT_THIRD },
	{ SYS_pwrite64, "write", AMOUNT_THIRD },
	{ SYS_writev, "write", AMOUNT_NONE },
	{ SYS_copy_file_range, "copy", AMOUNT_FIFTH },
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
	enum { NOTHING, CALL, ALLOCATION } kind;
	enum { FAIL, SHORT, KILL, KILLED, HALF } what;
	long at;
	int error;
	bool on;		/* and all that follow */
} fault;

static atomic_long n_calls, n_allocations;
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

/* Half of it, if it is one that can be halved. */
static long
half(size_t index, long *arg)
{
	long *amount = calls[index].amount == AMOUNT_THIRD ? &arg[2] :
	    calls[index].amount == AMOUNT_FIFTH ? &arg[4] : NULL;

	if (amount != NULL && *amount > 1)
		*amount /= 2;
	return fault_call(calls[index].number, arg[0], arg[1], arg[2], arg[3],
	    arg[4], arg[5]);
}

static long
happen(size_t index, long *arg)
{
	long result;

	tell("fault", calls[index].name);
	switch (fault.what) {
	case SHORT:
		return half(index, arg);
	case KILL:
		die();
		break;
	case HALF:
	case KILLED:
		if (fault.what == HALF)
			half(index, arg);
		else
			fault_call(calls[index].number, arg[0], arg[1], arg[2],
			    arg[3], arg[4], arg[5]);
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
	return fault_call(number, arg[0], arg[1], arg[2], arg[3], arg[4],
	    arg[5]);
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

/* Trap the calls of the list, wherever they are made but in fault_call. */
static bool
trap(void)
{
	struct sock_filter code[COUNT(calls) + 16];
	struct sock_fprog program = { .filter = code };
	struct sigaction action = { .sa_sigaction = trapped,
	    .sa_flags = SA_SIGINFO | SA_NODEFER };
	const uintptr_t from = (uintptr_t)fault_call;
	const uintptr_t to = (uintptr_t)fault_call_end;
	unsigned short n = 0;

#define PUT(...) code[n++] = (struct sock_filter)__VA_ARGS__
#define LOAD(member) PUT(BPF_STMT(BPF_LD | BPF_W | BPF_ABS,		\
	    offsetof(struct seccomp_data, member)))
	LOAD(arch);
	PUT(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0));
	PUT(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	LOAD(nr);
	for (size_t i = 0; i < COUNT(calls); i++)
		PUT(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
		    (unsigned)calls[i].number, (unsigned char)(COUNT(calls) - i),
		    0));
	PUT(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	PUT(BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
	    offsetof(struct seccomp_data, instruction_pointer) + 4));
	PUT(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(from >> 32), 0, 4));
	PUT(BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
	    offsetof(struct seccomp_data, instruction_pointer)));
	PUT(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (unsigned)from, 0, 2));
	PUT(BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, (unsigned)to, 1, 0));
	PUT(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
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
	    "half" };
	const char *what;
	size_t len;
	char *end;

	fault.kind = strncmp(text, "call:", 5) == 0 ? CALL : ALLOCATION;
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

__attribute__((constructor)) static void
begin(void)
{
	const char *text = getenv("PL_FAULT"), *log = getenv("PL_FAULT_LOG");
	int fd;

	if (log != NULL) {
		fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		if (fd != -1 && fcntl(fd, F_DUPFD_CLOEXEC, LOG_FD) == LOG_FD)
			logging = true;
		close(fd);
	}
	if (getenv("PL_FAULT_EXIT") != NULL)
		atexit(stop);
	if (!trap())
		tell("cannot", "trap");
	atomic_store(&n_calls, 0);
	atomic_store(&n_allocations, 0);
	if (text != NULL)
		read_fault(text);
}

__attribute__((destructor)) static void
end(void)
{
	char number[32];

	if (fault.kind != NOTHING)
		return;
	snprintf(number, sizeof number, "%ld", atomic_load(&n_allocations));
	tell("allocations", number);
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
	return refuse() ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return refuse() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *at, size_t n)
{
	return refuse() ? NULL : __libc_realloc(at, n);
}

#else

/* Nothing is preloaded here: the tests that need it say so. */
extern const int fault_none;
const int fault_none = 0;

#endif
