/*
 * Files: whatever happens, the old bytes or the new ones, and nothing beside
 * them. Every test runs in a directory of its own.
 */

#ifdef __linux__
#define _GNU_SOURCE	/* unshare */
#endif

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#endif

#include <cmocka.h>

#include "base/file.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define NOBODY 65534

/*
 * A system that fails when told to: these stand before libc's own.
 */

enum call { EXCHANGE, LINK, RENAME, FSYNC, CALLS };

static struct {
	int count[CALLS];	/* calls so far */
	int fail_at[CALLS];	/* the call of the kind that fails; 0: none */
	bool all[CALLS];	/* all of the kind fail */
	int error;		/* with this */
	void (*hook)(enum call);
	bool no_copy;		/* there is no copy_file_range */
	int copies;		/* copies it made */
} machine;

int link(const char *from, const char *to);
int rename(const char *from, const char *to);
int fsync(int fd);

static bool
breaks(enum call call)
{
	machine.count[call]++;
	if (machine.hook != NULL)
		machine.hook(call);
	if (!machine.all[call] && machine.count[call] != machine.fail_at[call])
		return false;
	errno = machine.error;
	return true;
}

int
link(const char *from, const char *to)
{
	return breaks(LINK) ? -1 : linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
rename(const char *from, const char *to)
{
	return breaks(RENAME) ? -1 : renameat(AT_FDCWD, from, AT_FDCWD, to);
}

#ifdef RENAME_EXCHANGE
int
renameat2(int there, const char *from, int here, const char *to, unsigned int flags)
{
	return breaks(EXCHANGE) ? -1 :
	    (int)syscall(SYS_renameat2, there, from, here, to, flags);
}
#define EXCHANGES true
#else
#define EXCHANGES false
#endif

/* How the old file becomes the backup: its name is exchanged with the new one's, it
 * gets a second one, it is copied. */
enum way { EXCHANGED, LINKED, COPIED, WAYS };

static void
allow(enum way way)
{
	machine.all[EXCHANGE] = way != EXCHANGED;
	machine.all[LINK] = way == COPIED;
	machine.error = EPERM;
}

/* Nobody cuts the power here; nothing need reach the disk. */
int
fsync(int fd)
{
	struct stat st;

	if (breaks(FSYNC))
		return -1;
	return fstat(fd, &st);
}

#ifdef __linux__
ssize_t
copy_file_range(int in, off_t *from, int out, off_t *to, size_t n, unsigned int flags)
{
	if (machine.no_copy) {
		errno = EXDEV;
		return -1;
	}
	machine.copies++;
	return syscall(SYS_copy_file_range, in, from, out, to, n, flags);
}
#endif

/*
 * Tools
 */

static char home[PATH_MAX];
static const struct file_edit_options plain = { .wait = 0 };

static int
enter(void **state)
{
	const char *root = getenv("TMPDIR");

	(void)state;
	memset(&machine, 0, sizeof(machine));
	snprintf(home, sizeof(home), "%s/pl-test-file.XXXXXX",
	    root == NULL || *root == '\0' ? "/tmp" : root);
	if (mkdtemp(home) == NULL)
		return -1;
	umask(022);
	return chdir(home) == 0 && chmod(home, 0755) == 0 ? 0 : -1;
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *where)
{
	(void)st;
	(void)flag;
	(void)where;
	return remove(path);
}

static int
leave(void **state)
{
	(void)state;
	memset(&machine, 0, sizeof(machine));
	if (chdir("/") == -1)
		return -1;
	return nftw(home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void
store_bytes(const char *path, const char *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_int_not_equal(fd, -1);
	assert_int_equal(file_write(fd, bytes, n), 0);
	close(fd);
}

static void
store(const char *path, const char *text)
{
	store_bytes(path, text, strlen(text));
}

/* All of a file, with a NUL behind it; NULL: there is none. */
static char *
load(const char *path, size_t *n)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	char *bytes;

	if (fd == -1)
		return NULL;
	fstat(fd, &st);
	bytes = malloc((size_t)st.st_size + 1);
	*n = (size_t)file_read(fd, bytes, (size_t)st.st_size, -1);
	bytes[*n] = '\0';
	close(fd);
	return bytes;
}

static bool
holds(const char *path, const char *text)
{
	size_t n;
	char *bytes = load(path, &n);
	bool same = bytes != NULL && n == strlen(text) && memcmp(bytes, text, n) == 0;

	free(bytes);
	return same;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a directory, sorted, joined by spaces. */
static const char *
names_in(const char *path)
{
	static char joined[1024];
	char *names[32];
	DIR *directory = opendir(path);
	struct dirent *entry;
	size_t i, n = 0;

	assert_non_null(directory);
	while ((entry = readdir(directory)) != NULL && n < LENGTH(names))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			names[n++] = strdup(entry->d_name);
	closedir(directory);
	qsort(names, n, sizeof(names[0]), by_name);
	for (joined[0] = '\0', i = 0; i < n; i++) {
		strcat(joined, names[i]);
		strcat(joined, i + 1 < n ? " " : "");
		free(names[i]);
	}
	return joined;
}

/* Put TEXT in the place of all of FILE. */
static int
edit(const char *path, const char *text, const struct file_edit_options *options,
    struct trouble *what)
{
	struct splice all = { .bytes = text, .len = strlen(text) };
	struct file_edit made;

	if (file_edit_begin(&made, path, options, what) == -1)
		return -1;
	all.drop = (size_t)made.before.st_size;
	return file_edit_commit(&made, &all, 1, what);
}

#define EDITS(path, new_) do { \
	struct trouble what_ = { "" }; \
	if (edit(path, new_, &plain, &what_) != 0) \
		fail_msg("%s", what_.text); \
	assert_true(holds(path, new_)); \
} while (0)

#define NOT_BEGUN(path, options, said) do { \
	struct file_edit made_; \
	struct trouble what_ = { "" }; \
	assert_int_equal(file_edit_begin(&made_, path, options, &what_), -1); \
	assert_string_equal(what_.text, said); \
	assert_int_equal(made_.fd, -1); \
	file_edit_cancel(&made_); \
} while (0)

/* How a child ends that runs TEST: its exit status, or minus its signal. */
static int
in_child(int (*test)(void *), void *data)
{
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child == 0)
		_exit(test(data));
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void
pause_ms(long ms)
{
	const struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

static void
skip_aloud(const char *why)
{
	print_message("# skipped: %s\n", why);
	skip();
}

static uint32_t dice;

static uint32_t
roll(uint32_t sides)
{
	dice = dice * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)(dice >> 8) * sides) >> 24);
}

static void
seed_dice(void)
{
	const char *given = getenv("PL_SEED");

	dice = given != NULL ? (uint32_t)strtoul(given, NULL, 10) :
	    (uint32_t)time(NULL) ^ (uint32_t)getpid();
	print_message("# PL_SEED=%lu\n", (unsigned long)dice);
}

/*
 * Reading and writing
 */

static void
reads_where_it_is_told(void **state)
{
	char bytes[16];
	int fd;

	(void)state;
	store("f", "0123456789");
	fd = open("f", O_RDONLY);
	assert_int_equal(file_read(fd, bytes, 4, 3), 4);
	assert_memory_equal(bytes, "3456", 4);
	assert_int_equal(file_read(fd, bytes, 3, -1), 3);
	assert_memory_equal(bytes, "012", 3);
	assert_int_equal(file_read(fd, bytes, 16, -1), 7);
	assert_int_equal(file_read(fd, bytes, 16, -1), 0);
	assert_int_equal(file_read(fd, bytes, 16, 100), 0);
	assert_int_equal(file_read(fd, bytes, 0, 0), 0);
	close(fd);
	assert_int_equal(file_read(fd, bytes, 1, -1), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(file_write(fd, bytes, 1), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(file_write(fd, bytes, 0), 0);
}

static void
on_alarm(int signal)
{
	(void)signal;
}

/* Alarms go off all the while, and no call is started again by the system. */
static void
survives_signals_and_short_transfers(void **state)
{
	struct itimerval often = { { 0, 1000 }, { 0, 1000 } }, never = { { 0, 0 }, { 0, 0 } };
	struct sigaction action = { .sa_handler = on_alarm }, before;
	size_t i, n = 1 << 20;
	char *sent = malloc(n), *got = malloc(n);
	int pipes[2];
	pid_t child;

	(void)state;
	for (i = 0; i < n; i++)
		sent[i] = (char)(i * 7 >> 3);
	assert_int_equal(pipe(pipes), 0);
	sigaction(SIGALRM, &action, &before);
	child = fork();
	if (child == 0) {
		close(pipes[0]);
		setitimer(ITIMER_REAL, &often, NULL);
		if (file_write(pipes[1], sent, n / 2) == -1)
			_exit(1);
		setitimer(ITIMER_REAL, &never, NULL);
		pause_ms(30);	/* the reader waits */
		_exit(file_write(pipes[1], sent + n / 2, n - n / 2) == 0 ? 0 : 1);
	}
	close(pipes[1]);
	pause_ms(30);		/* the writer waits */
	setitimer(ITIMER_REAL, &often, NULL);
	assert_int_equal(file_read(pipes[0], got, n, -1), n);
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &before, NULL);
	assert_memory_equal(sent, got, n);
	assert_int_equal(waitpid(child, NULL, 0), child);
	close(pipes[0]);
	free(sent);
	free(got);
}

static void
names_lie_beside(void **state)
{
	static const char *const rows[][3] = {
		{ "deals.csv", "stages.csv", "stages.csv" },
		{ "a/b/deals.csv", "stages.csv", "a/b/stages.csv" },
		{ "/deals.csv", "x", "/x" },
		{ "./d", ".", "./." },
	};
	size_t i;
	char *made;

	(void)state;
	for (i = 0; i < LENGTH(rows); i++) {
		made = file_beside(rows[i][0], rows[i][1]);
		assert_string_equal(made, rows[i][2]);
		free(made);
	}
	store("is", "");
	assert_true(file_exists("is"));
	assert_false(file_exists("is-not"));
}

/*
 * Streams
 */

static void
a_good_stream_finishes(void **state)
{
	struct trouble what = { "" };
	FILE *out = fopen("out", "w");

	(void)state;
	fputs("text", out);
	assert_int_equal(file_finish(out, "out", &what), 0);
	assert_true(holds("out", "text"));
	fputs(" more", out);	/* it was not closed */
	assert_int_equal(file_finish(out, "out", &what), 0);
	assert_true(holds("out", "text more"));
	assert_string_equal(what.text, "");
	fclose(out);
}

static void
a_full_disk_is_told(void **state)
{
	static char much[300000];
	const size_t sizes[] = { 1, 4096, 4097, 65536, sizeof(much) };
	struct trouble what;
	size_t i;
	FILE *out;

	(void)state;
	if (access("/dev/full", W_OK) == -1)
		skip_aloud("no /dev/full");
	for (i = 0; i < LENGTH(sizes); i++) {
		out = fopen("/dev/full", "w");
		what.text[0] = '\0';
		fwrite(much, 1, sizes[i], out);
		assert_int_equal(file_finish(out, "standard output", &what), -1);
		assert_string_equal(what.text, "standard output: No space left on device");
		fclose(out);
	}
}

static void
an_old_error_is_told(void **state)
{
	struct trouble what = { "" };
	FILE *out;

	(void)state;
	store("f", "x");
	out = fopen("f", "r");
	assert_int_equal(fputc('x', out), EOF);
	errno = ENOTTY;		/* something else happened since */
	assert_int_equal(file_finish(out, "f", &what), -1);
	assert_string_equal(what.text, "f: could not be written");
	fclose(out);
}

static int
write_to_closed_pipe(void *data)
{
	struct trouble what;
	sigset_t pipes;
	int ends[2];
	FILE *out;

	if (data != NULL) {
		signal(SIGPIPE, SIG_IGN);
		sigemptyset(&pipes);
		sigaddset(&pipes, SIGPIPE);
		sigprocmask(SIG_BLOCK, &pipes, NULL);
	}
	if (pipe(ends) == -1 || (out = fdopen(ends[1], "w")) == NULL)
		return 99;
	close(ends[0]);
	fputs("text", out);
	return file_finish(out, "standard output", &what) == -1 ? 3 : 0;
}

static void
a_closed_pipe_ends_it(void **state)
{
	(void)state;
	assert_int_equal(in_child(write_to_closed_pipe, NULL), -SIGPIPE);
	assert_int_equal(in_child(write_to_closed_pipe, home), -SIGPIPE);
}

/*
 * Splices
 */

/* The plain way: every byte by itself. */
static size_t
apply_naively(const char *old, size_t n, const struct splice *splices, size_t count,
    char *new)
{
	size_t at, i = 0, made = 0;

	for (at = 0; at <= n;) {
		if (i < count && splices[i].at == (off_t)at) {
			if (splices[i].len > 0)
				memcpy(new + made, splices[i].bytes, splices[i].len);
			made += splices[i].len;
			at += splices[i++].drop;
			continue;
		}
		if (at < n)
			new[made++] = old[at];
		at++;
	}
	assert_int_equal(i, count);
	return made;
}

static size_t
random_splices(struct splice *splices, size_t most, const char *from, size_t room,
    size_t length)
{
	size_t at = 0, count = roll((uint32_t)most + 1), i, step = length / (count + 1) * 2 + 1;

	for (i = 0; i < count; i++) {
		at += roll((uint32_t)step);
		if (at > length)
			break;
		splices[i].at = (off_t)at;
		splices[i].drop = roll(3) == 0 ? 0 : roll((uint32_t)step);
		if (splices[i].drop > length - at)
			splices[i].drop = length - at;
		splices[i].len = roll(4) == 0 ? 0 : roll(roll(20) == 0 ? (uint32_t)room : 30);
		splices[i].bytes = splices[i].len == 0 && roll(2) == 0 ? NULL : from;
		at += splices[i].drop;
	}
	return i;
}

static void
splices_equal_the_plain_way(void **state)
{
	enum { MOST = 400000, ADD = 150000, COUNT = 40 };
	char *old = malloc(MOST), *add = malloc(ADD), *new, *got;
	struct splice splices[COUNT];
	size_t n, count, want, had, i;
	int in, out, turn;
	bool reading;

	(void)state;
	seed_dice();
	for (i = 0; i < MOST; i++)
		old[i] = (char)('a' + roll(26));
	for (i = 0; i < ADD; i++)
		add[i] = (char)('A' + roll(26));
	new = malloc(MOST + (size_t)ADD * COUNT);
	for (turn = 0; turn < 4000; turn++) {
		n = roll(turn % 20 == 0 ? MOST : 400);
		store_bytes("in", old, n);
		count = random_splices(splices, turn % 2 ? COUNT - 1 : 3, add, ADD, n);
		want = apply_naively(old, n, splices, count, new);
		machine.no_copy = roll(2) == 0;
		in = open("in", O_RDONLY);
		out = open("out", O_WRONLY | O_CREAT | O_EXCL, 0600);
		reading = true;
		assert_int_equal(roll(2) ? file_splice(in, 0, (off_t)n, out, splices,
		    count, roll(2) ? &reading : NULL) : file_splice_new(in, (off_t)n,
		    out, splices, count, roll(2) ? &reading : NULL), 0);
		close(in);
		close(out);
		got = load("out", &had);
		assert_int_equal(had, want);
		assert_memory_equal(got, new, want);
		free(got);
		unlink("out");
		out = open("out", O_WRONLY | O_CREAT | O_EXCL, 0600);
		assert_int_equal(file_splice_bytes(old, n, out, splices, count), 0);
		close(out);
		got = load("out", &had);
		assert_int_equal(had, want);
		assert_memory_equal(got, new, want);
		free(got);
		unlink("in");	/* some systems sync what is truncated */
		unlink("out");
	}
	free(old);
	free(add);
	free(new);
}

static void
large_stretches_go_by_the_system(void **state)
{
	struct splice one = { .at = 500000, .drop = 1, .bytes = "xyz", .len = 3 };
	char *bytes = calloc(1, 1000000), *got;
	int in, out;
	size_t n;

	(void)state;
	store_bytes("in", bytes, 1000000);
	free(bytes);
	in = open("in", O_RDONLY);
	out = open("out", O_WRONLY | O_CREAT, 0600);
	assert_int_equal(file_splice(in, 0, 1000000, out, &one, 1, NULL), 0);
	got = load("out", &n);
	assert_int_equal(n, 1000002);
	assert_memory_equal(got + 500000 - 1, "\0xyz", 5);
	free(got);
	close(in);
	close(out);
#ifdef __linux__
	assert_true(machine.copies >= 2);
#endif
}

/* More than the disk is given at a time, by the system and by hand. */
static void
a_new_file_is_given_to_the_disk_in_stretches(void **state)
{
	enum { MOST = 20000000 };
	struct splice two[2] = { { .at = 9000000, .drop = 7000000, .bytes = "xyz",
	    .len = 3 }, { .at = MOST, .drop = 0, .bytes = "end", .len = 3 } };
	char *bytes = malloc(MOST), *got;
	int in, out, turn;
	size_t n;

	(void)state;
	for (n = 0; n < MOST; n++)
		bytes[n] = (char)(n * 7 + n / 4096);
	store_bytes("in", bytes, MOST);
	for (turn = 0; turn < 2; turn++) {
		machine.no_copy = turn == 1;
		in = open("in", O_RDONLY);
		out = open("out", O_WRONLY | O_CREAT | O_EXCL, 0600);
		assert_int_equal(file_splice_new(in, MOST, out, two, 2, NULL), 0);
		close(in);
		close(out);
		got = load("out", &n);
		assert_int_equal(n, MOST - 7000000 + 6);
		assert_memory_equal(got, bytes, 9000000);
		assert_memory_equal(got + 9000000, "xyz", 3);
		assert_memory_equal(got + 9000003, bytes + 16000000, 4000000);
		assert_memory_equal(got + 13000003, "end", 3);
		free(got);
		unlink("out");
	}
	unlink("in");
	free(bytes);
}

static void
splices_that_are_wrong_touch_nothing(void **state)
{
	const struct splice wrong[][2] = {
		{ { 5, 1, "x", 1 }, { 5, 0, "y", 1 } },		/* in what is dropped */
		{ { 5, 0, "x", 1 }, { 4, 0, "y", 1 } },		/* not sorted */
		{ { 5, 0, "x", 1 }, { 11, 0, "y", 1 } },	/* behind the end */
		{ { 5, 0, "x", 1 }, { 9, 2, "y", 1 } },
		{ { 5, 0, "x", 1 }, { 9, SIZE_MAX, "y", 1 } },
		{ { -1, 0, "x", 1 }, { 9, 0, "y", 1 } },
	};
	int in, out;
	size_t i;

	(void)state;
	store("in", "0123456789");
	store("out", "");
	in = open("in", O_RDONLY);
	out = open("out", O_WRONLY);
	for (i = 0; i < LENGTH(wrong); i++) {
		errno = 0;
		assert_int_equal(file_splice(in, 0, 10, out, wrong[i], 2, NULL), -1);
		assert_int_equal(file_splice_new(in, 10, out, wrong[i], 2, NULL), -1);
		assert_int_equal(errno, EINVAL);
		assert_int_equal(file_splice_bytes("0123456789", 10, out, wrong[i], 2), -1);
	}
	close(in);
	close(out);
	assert_true(holds("out", ""));
}

static void
splicing_says_which_side_failed(void **state)
{
	bool reading = false;
	int in, out;

	(void)state;
	store("in", "0123456789");
	in = open("in", O_RDONLY);
	out = open("out", O_WRONLY | O_CREAT, 0600);
	errno = 0;
	assert_int_equal(file_splice(in, 0, 11, out, NULL, 0, &reading), -1);	/* cut short */
	assert_true(reading);
	assert_int_equal(errno, EIO);
	assert_int_equal(file_splice(in, 0, 10, in, NULL, 0, &reading), -1);
	assert_false(reading);
	assert_int_equal(errno, EBADF);
	close(in);
	close(out);
}

/*
 * Edits
 */

static void
an_edit_replaces(void **state)
{
	struct stat before, after;

	(void)state;
	store("deals.csv", "id\n1\n");
	stat("deals.csv", &before);
	EDITS("deals.csv", "id\n1\n2\n");
	stat("deals.csv", &after);
	assert_int_not_equal(before.st_ino, after.st_ino);
	assert_int_equal(after.st_nlink, 1);
	assert_int_equal(machine.count[FSYNC], 2);	/* the file, then its directory */
	assert_string_equal(names_in("."), "deals.csv");
	EDITS("deals.csv", "");
	EDITS("deals.csv", "id\n");
	EDITS("./deals.csv", "id\n3\n");
	assert_string_equal(names_in("."), "deals.csv");
}

/* All that is written is in the place before it has its name, and a reader that
 * had the old one open goes on with it. */
static void
a_reader_sees_the_old_or_the_new(void **state)
{
	char bytes[8];
	int fd;

	(void)state;
	store("deals.csv", "old");
	fd = open("deals.csv", O_RDONLY);
	EDITS("deals.csv", "new!");
	assert_int_equal(file_read(fd, bytes, sizeof(bytes), -1), 3);
	assert_memory_equal(bytes, "old", 3);
	close(fd);
}

static void
a_file_grows_past_a_block(void **state)
{
	struct trouble what;
	struct file_edit made;
	struct splice one;
	char *much = malloc(300000), *got;
	size_t n;

	(void)state;
	memset(much, 'm', 300000);
	store("deals.csv", "ab");
	one = (struct splice){ .at = 1, .bytes = much, .len = 300000 };
	assert_int_equal(file_edit_begin(&made, "deals.csv", &plain, &what), 0);
	assert_int_equal(file_edit_commit(&made, &one, 1, &what), 0);
	got = load("deals.csv", &n);
	assert_int_equal(n, 300002);
	assert_true(got[0] == 'a' && got[n - 1] == 'b' && memcmp(got + 1, much, 300000) == 0);
	free(got);
	/* and shrinks again */
	one = (struct splice){ .at = 1, .drop = 300000 };
	assert_int_equal(file_edit_begin(&made, "deals.csv", &plain, &what), 0);
	assert_int_equal(file_edit_commit(&made, &one, 1, &what), 0);
	assert_true(holds("deals.csv", "ab"));
	free(much);
}

static void
no_splices_touch_nothing(void **state)
{
	struct file_edit_options options = { .backup = "~" };
	struct stat before, after;
	struct file_edit made;
	struct trouble what;

	(void)state;
	store("deals.csv", "id\n");
	stat("deals.csv", &before);
	assert_int_equal(file_edit_begin(&made, "deals.csv", &options, &what), 0);
	assert_int_equal(file_edit_commit(&made, NULL, 0, &what), 0);
	assert_int_equal(made.fd, -1);
	stat("deals.csv", &after);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(before.st_ctim.tv_nsec, after.st_ctim.tv_nsec);
	assert_string_equal(names_in("."), "deals.csv");
	assert_int_equal(file_edit_begin(&made, "deals.csv", &options, &what), 0);
	file_edit_cancel(&made);
	file_edit_cancel(&made);
	assert_string_equal(names_in("."), "deals.csv");
	EDITS("deals.csv", "the lock was let go");
}

static void
an_edit_knows_its_file(void **state)
{
	struct file_edit made;
	struct trouble what;
	char real[PATH_MAX], bytes[8];

	(void)state;
	store("deals.csv", "id\n");
	assert_int_equal(file_edit_begin(&made, "deals.csv", &plain, &what), 0);
	assert_non_null(realpath("deals.csv", real));
	assert_string_equal(made.path, real);
	assert_string_equal(made.name, "deals.csv");
	assert_string_equal(strrchr(made.temporary, '/'), "/.deals.csv.pl-tmp");
	assert_null(made.backup);
	assert_int_equal(made.before.st_size, 3);
	assert_true(fcntl(made.fd, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(file_read(made.fd, bytes, sizeof(bytes), 0), 3);
	file_edit_cancel(&made);
}

static void
links_stay_links(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(mkdir("there", 0755), 0);
	store("there/deals.csv", "id\n");
	assert_int_equal(symlink("there/deals.csv", "one"), 0);
	assert_int_equal(symlink("one", "two"), 0);
	EDITS("two", "id\n2\n");
	assert_int_equal(lstat("two", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(lstat("one", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(lstat("there/deals.csv", &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_true(holds("there/deals.csv", "id\n2\n"));
	assert_string_equal(names_in("there"), "deals.csv");
	assert_string_equal(names_in("."), "one there two");
}

static void
the_mode_is_kept(void **state)
{
	const mode_t modes[] = { 0600, 0640, 0644, 0664, 0666, 0755, 0604, 0700, 02770, 04711 };
	struct stat before, after;
	size_t i;

	(void)state;
	for (i = 0; i < LENGTH(modes); i++) {
		umask(i % 2 ? 077 : 0);
		store("deals.csv", "id\n");
		assert_int_equal(chmod("deals.csv", modes[i]), 0);
		stat("deals.csv", &before);
		EDITS("deals.csv", "id\n1\n");
		stat("deals.csv", &after);
		assert_int_equal(before.st_mode, after.st_mode);
		assert_int_equal(before.st_uid, after.st_uid);
		assert_int_equal(before.st_gid, after.st_gid);
	}
}

static void
group_and_owner_are_kept(void **state)
{
	gid_t groups[64], other = (gid_t)-1;
	uid_t owner = (uid_t)-1;
	struct stat st;
	int i, n;

	(void)state;
	if (geteuid() == 0) {
		other = 12345;
		owner = 23456;
	}
	n = getgroups((int)LENGTH(groups), groups);
	for (i = 0; i < n && other == (gid_t)-1; i++)
		if (groups[i] != getegid())
			other = groups[i];
	if (other == (gid_t)-1)
		skip_aloud("of one group only");
	store("deals.csv", "id\n");
	assert_int_equal(chown("deals.csv", owner, other), 0);
	assert_int_equal(chmod("deals.csv", 0660), 0);
	EDITS("deals.csv", "id\n1\n");
	stat("deals.csv", &st);
	assert_int_equal(st.st_gid, other);
	assert_int_equal(st.st_mode & 07777, 0660);
	if (owner != (uid_t)-1)
		assert_int_equal(st.st_uid, owner);
}

/* As one who may not give files to group root. */
static int
edit_as_nobody(void *data)
{
	struct trouble what = { "" };

	if (setgid(NOBODY) == -1 || setuid(NOBODY) == -1)
		return 99;
	if (edit(data, "new", &plain, &what) == 0)
		return 0;
	fprintf(stderr, "# %s\n", what.text);
	return 1;
}

static void
who_gets_the_file_gets_no_more_rights(void **state)
{
	const mode_t rows[][2] = { { 0640, 0600 }, { 0644, 0644 }, { 0664, 0644 },
		{ 0660, 0600 }, { 0646, 0644 }, { 0604, 0600 }, { 02660, 0600 } };
	struct stat st;
	size_t i;

	(void)state;
	if (geteuid() != 0)
		skip_aloud("only root can make a file whose group nobody may not give");
	assert_int_equal(chown(".", NOBODY, NOBODY), 0);
	for (i = 0; i < LENGTH(rows); i++) {
		store("deals.csv", "old");
		assert_int_equal(chown("deals.csv", NOBODY, 0), 0);
		assert_int_equal(chmod("deals.csv", rows[i][0]), 0);
		assert_int_equal(in_child(edit_as_nobody, (char[]){ "deals.csv" }), 0);
		assert_true(holds("deals.csv", "new"));
		stat("deals.csv", &st);
		assert_int_equal(st.st_gid, NOBODY);
		assert_int_equal(st.st_mode & 07777, rows[i][1]);
		unlink("deals.csv");
	}
}

static void
access_lists_are_kept(void **state)
{
#ifdef __linux__
	static const unsigned char list[] = {	/* u::rw- u:1234:rw- g::--- m::rw- o::--- */
		2, 0, 0, 0,
		1, 0, 6, 0, 0xff, 0xff, 0xff, 0xff,
		2, 0, 6, 0, 0xd2, 0x04, 0, 0,
		4, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
		16, 0, 6, 0, 0xff, 0xff, 0xff, 0xff,
		32, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
	};
	char kept[256];

	(void)state;
	store("deals.csv", "old");
	if (setxattr("deals.csv", "system.posix_acl_access", list, sizeof(list), 0) == -1)
		skip_aloud("no access lists here");
	EDITS("deals.csv", "new");
	assert_int_equal(getxattr("deals.csv", "system.posix_acl_access", kept, sizeof(kept)),
	    sizeof(list));
	assert_memory_equal(kept, list, sizeof(list));
	/* one the directory gives is not taken */
	assert_int_equal(unlink("deals.csv"), 0);
	store("deals.csv", "old");
	assert_int_equal(setxattr(".", "system.posix_acl_default", list, sizeof(list), 0), 0);
	EDITS("deals.csv", "new");
	assert_int_equal(getxattr("deals.csv", "system.posix_acl_access", kept, sizeof(kept)), -1);
#else
	(void)state;
	skip_aloud("no access lists here");
#endif
}

static void
what_is_no_single_file_is_refused(void **state)
{
	(void)state;
	store("deals.csv", "id\n");
	assert_int_equal(linkat(AT_FDCWD, "deals.csv", AT_FDCWD, "other", 0), 0);
	NOT_BEGUN("deals.csv", &plain,
	    "deals.csv: has 2 hard links; an edit in place would part them");
	assert_int_equal(mkdir("dir", 0755), 0);
	NOT_BEGUN("dir", &plain, "dir: is a directory");
	assert_int_equal(mkfifo("fifo", 0644), 0);
	NOT_BEGUN("fifo", &plain, "fifo: is not a regular file");
	NOT_BEGUN("/dev/null", &plain, "/dev/null: is not a regular file");
	NOT_BEGUN("none", &plain, "none: No such file or directory");
	NOT_BEGUN("", &plain, ": No such file or directory");
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	NOT_BEGUN("dangling", &plain, "dangling: No such file or directory");
	assert_int_equal(symlink("loop", "loop"), 0);
	NOT_BEGUN("loop", &plain, "loop: Too many levels of symbolic links");
	assert_string_equal(names_in("."), "dangling deals.csv dir fifo loop other");
	assert_true(holds("deals.csv", "id\n"));
}

static void
leftovers_are_taken_away(void **state)
{
	(void)state;
	store("deals.csv", "id\n");
	store(".deals.csv.pl-tmp", "half a fi");
	EDITS("deals.csv", "id\n1\n");
	assert_string_equal(names_in("."), "deals.csv");
	/* killed while a backup was kept, before and after the new file came */
	assert_int_equal(linkat(AT_FDCWD, "deals.csv", AT_FDCWD, ".deals.csv.pl-old", 0), 0);
	store(".deals.csv.pl-tmp", "whole");
	EDITS("deals.csv", "id\n2\n");
	assert_string_equal(names_in("."), "deals.csv");
	store(".deals.csv.pl-old", "older");
	EDITS("deals.csv", "id\n3\n");
	assert_string_equal(names_in("."), "deals.csv");
	/* a link in its place is not followed */
	store("precious", "keep");
	assert_int_equal(symlink("precious", ".deals.csv.pl-tmp"), 0);
	EDITS("deals.csv", "id\n4\n");
	assert_true(holds("precious", "keep"));
	assert_string_equal(names_in("."), "deals.csv precious");
}

static void
an_open_spreadsheet_is_respected(void **state)
{
	struct file_edit_options force = { .force = true };
	struct trouble what = { "" };

	(void)state;
	assert_int_equal(mkdir("there", 0755), 0);
	store("there/deals.csv", "id\n");
	store("there/.~lock.deals.csv#", ",ana,host,;");
	assert_int_equal(symlink("there/deals.csv", "d"), 0);
	NOT_BEGUN("there/deals.csv", &plain, "there/deals.csv: open in a spreadsheet "
	    "(.~lock.deals.csv# is there); close it or use --force");
	NOT_BEGUN("d", &plain, "d: open in a spreadsheet "
	    "(.~lock.deals.csv# is there); close it or use --force");
	assert_true(holds("d", "id\n"));
	assert_int_equal(edit("d", "id\n1\n", &force, &what), 0);
	assert_true(holds("d", "id\n1\n"));
	assert_string_equal(names_in("there"), ".~lock.deals.csv# deals.csv");
}

/*
 * Backups
 */

static void
a_backup_is_the_old_file(void **state)
{
	struct file_edit_options options = { .backup = "~" };
	struct stat before, backup, after;
	struct trouble what;
	int round;

	(void)state;
	for (round = 0; round < 2 * WAYS; round++) {
		allow(round % WAYS);
		store("deals.csv", round < WAYS ? "one" : "three");
		assert_int_equal(chmod("deals.csv", 0640), 0);
		stat("deals.csv", &before);
		assert_int_equal(edit("deals.csv", "two", &options, &what), 0);
		assert_true(holds("deals.csv", "two"));
		assert_true(holds("deals.csv~", round < WAYS ? "one" : "three"));
		stat("deals.csv~", &backup);
		stat("deals.csv", &after);
		assert_int_equal(backup.st_mtim.tv_sec, before.st_mtim.tv_sec);
		assert_int_equal(backup.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
		assert_int_equal(backup.st_mode, before.st_mode);
		assert_int_equal(backup.st_nlink, 1);
		assert_int_equal(after.st_nlink, 1);
		assert_int_equal(after.st_mode, before.st_mode);
		assert_string_equal(names_in("."), "deals.csv deals.csv~");
	}
}

static void
a_backup_lies_beside_the_file_itself(void **state)
{
	struct file_edit_options options = { .backup = ".bak" };
	struct trouble what;

	(void)state;
	assert_int_equal(mkdir("there", 0755), 0);
	store("there/deals.csv", "one");
	assert_int_equal(symlink("there/deals.csv", "d"), 0);
	assert_int_equal(edit("d", "two", &options, &what), 0);
	assert_string_equal(names_in("there"), "deals.csv deals.csv.bak");
	assert_true(holds("there/deals.csv.bak", "one"));
	assert_true(holds("d", "two"));
}

static void
a_backup_that_cannot_be_is_refused(void **state)
{
	struct file_edit_options empty = { .backup = "" }, slash = { .backup = "/x" };
	struct file_edit_options options = { .backup = ".d" };

	(void)state;
	store("deals.csv", "one");
	NOT_BEGUN("deals.csv", &empty, "'' is not a suffix for a backup");
	NOT_BEGUN("deals.csv", &slash, "'/x' is not a suffix for a backup");
	assert_int_equal(mkdir("deals.csv.d", 0755), 0);
	NOT_BEGUN("deals.csv", &options, "deals.csv: its backup deals.csv.d is a directory");
	assert_string_equal(names_in("."), "deals.csv deals.csv.d");
}

/*
 * Failures
 */

/* Edit with call number AT of its kind failing. Returns false when there is no
 * such call any more. */
static bool
edit_fails_cleanly(const char *backup, enum way way, enum call call, int at)
{
	struct file_edit_options options = { .backup = backup };
	struct trouble what = { "" };
	int status;

	memset(&machine, 0, sizeof(machine));
	store("deals.csv", "old");
	store("deals.csv~", "older");
	allow(way);
	machine.fail_at[call] = at;
	machine.error = EIO;
	status = edit("deals.csv", "new", &options, &what);
	if (machine.count[call] < at)
		return false;
	assert_int_equal(status, -1);
	assert_non_null(strstr(what.text, strerror(EIO)));
	assert_string_equal(names_in("."), "deals.csv deals.csv~");
	if (strstr(what.text, ": written, but it may not outlast") != NULL) {
		assert_int_equal(call, FSYNC);	/* the directory's, the last */
		assert_true(at > 1);
		assert_true(holds("deals.csv", "new"));
		return true;
	}
	assert_non_null(strstr(what.text, "; nothing written"));
	assert_true(holds("deals.csv", "old"));
	assert_true(holds("deals.csv~", "older"));
	return true;
}

/* Every call fails once; then everything is as it was. */
static void
a_failure_leaves_all_as_it_was(void **state)
{
	const char *const backups[] = { NULL, "~" };
	enum call call;
	int at, tried = 0;
	size_t i;

	(void)state;
	for (i = 0; i < LENGTH(backups) * WAYS; i++)
		for (call = RENAME; call < CALLS; call++)
			for (at = 1; edit_fails_cleanly(backups[i / WAYS], i % WAYS, call, at); at++)
				tried++;
	/* a rename and two syncs; a backup has a rename more where none are exchanged;
	 * a copy's sync */
	assert_int_equal(tried, WAYS * 3 + (EXCHANGES ? 3 : 4) + 4 + 4 + 1);
}

static void
a_limit_on_files_is_an_error(void **state)
{
	struct file_edit_options options = { .backup = "~" };
	struct rlimit before, small;
	struct trouble what;
	char *much = calloc(1, 400001);
	int created, edited;

	(void)state;
	memset(much, 'm', 400000);
	store("deals.csv", "old");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 200000;
	fflush(NULL);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	edited = edit("deals.csv", much, &options, &what);
	created = file_create("new.csv", much, 400000, NULL);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(edited, -1);
	assert_int_equal(created, -1);
	assert_string_equal(what.text, "deals.csv: File too large; nothing written");
	assert_true(holds("deals.csv", "old"));
	assert_string_equal(names_in("."), "deals.csv");
	free(much);
}

#ifdef __linux__
static int
edit_on_full_disk(void *data)
{
	static char much[300001];
	struct trouble what = { "" };

	(void)data;
	if (unshare(CLONE_NEWNS) == -1 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1 ||
	    mkdir("small", 0755) == -1 ||
	    mount("none", "small", "tmpfs", 0, "size=128k") == -1 || chdir("small") == -1)
		return 99;
	memset(much, 'm', sizeof(much) - 1);
	store("deals.csv", "old");
	if (edit("deals.csv", much, &plain, &what) != -1)
		return 1;
	if (strcmp(what.text, "deals.csv: No space left on device; nothing written") != 0)
		return 2;
	if (file_create("new.csv", much, sizeof(much) - 1, &what) != -1)
		return 3;
	if (strcmp(what.text, "new.csv: No space left on device; nothing written") != 0)
		return 4;
	if (!holds("deals.csv", "old") || strcmp(names_in("."), "deals.csv") != 0)
		return 5;
	return edit("deals.csv", "small", &plain, &what) == 0 ? 0 : 6;
}
#endif

static void
a_full_disk_changes_nothing(void **state)
{
	int status = 99;

	(void)state;
#ifdef __linux__
	status = in_child(edit_on_full_disk, NULL);
#endif
	if (status == 99)
		skip_aloud("a small file system cannot be mounted");
	assert_int_equal(status, 0);
}

static int
begin_unprivileged(void *data)
{
	struct trouble what = { "" };
	struct file_edit made;

	if (geteuid() == 0 && (setgid(NOBODY) == -1 || setuid(NOBODY) == -1))
		return 99;
	if (file_edit_begin(&made, "dir/deals.csv", &plain, &what) == 0)
		return 1;
	if (strcmp(what.text, data) == 0)
		return 0;
	fprintf(stderr, "# %s\n", what.text);
	return 2;
}

static void
what_may_not_be_written_is_told_at_once(void **state)
{
	(void)state;
	assert_int_equal(mkdir("dir", 0755), 0);
	store("dir/deals.csv", "id\n");
	assert_int_equal(chmod("dir/deals.csv", 0666), 0);
	assert_int_equal(chmod("dir", 0555), 0);
	assert_int_equal(in_child(begin_unprivileged, (char[]){ "dir/deals.csv: "
	    "its directory may not be written: Permission denied" }), 0);
	assert_int_equal(chmod("dir", 0777), 0);
	assert_int_equal(chmod("dir/deals.csv", 0444), 0);
	assert_int_equal(in_child(begin_unprivileged, (char[]){ "dir/deals.csv: "
	    "may not be written: Permission denied" }), 0);
}

static int
begin_without_standard_files(void *data)
{
	struct trouble what = { "" };
	struct file_edit made;

	(void)data;
	close(0);
	close(1);
	close(2);
	if (file_edit_begin(&made, "deals.csv", &plain, &what) == -1)
		return 1;
	if (made.fd < 3 || fcntl(0, F_GETFD) != -1 || fcntl(2, F_GETFD) != -1)
		return 2;
	return file_edit_commit(&made, &(struct splice){ .bytes = "x", .len = 1 }, 1, &what) ==
	    0 ? 0 : 3;
}

static void
it_is_never_standard_output(void **state)
{
	(void)state;
	store("deals.csv", "id\n");
	assert_int_equal(in_child(begin_without_standard_files, NULL), 0);
	assert_true(holds("deals.csv", "xid\n"));
}

/*
 * Others
 */

static void
append(void)
{
	int fd = open("deals.csv", O_WRONLY | O_APPEND);

	assert_int_equal(file_write(fd, "2\n", 2), 0);
	close(fd);
}

/* The same size, and the old times put back: the change time tells. */
static void
overwrite(void)
{
	struct timespec times[2];
	struct stat st;
	int fd = open("deals.csv", O_WRONLY);

	fstat(fd, &st);
	pause_ms(20);
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	assert_int_equal(file_write(fd, "ID", 2), 0);
	assert_int_equal(futimens(fd, times), 0);
	close(fd);
}

static void
put_another(void)
{
	store("other", "id\n9\n");
	assert_int_equal(renameat(AT_FDCWD, "other", AT_FDCWD, "deals.csv"), 0);
}

static void
take_away(void)
{
	assert_int_equal(unlink("deals.csv"), 0);
}

static void
cut_short(void)
{
	assert_int_equal(truncate("deals.csv", 1), 0);
}

static void
change_mode(void)
{
	pause_ms(20);
	assert_int_equal(chmod("deals.csv", 0600), 0);
}

static void (*meddle)(void);

/* Another program strikes when the new file is all written. */
static void
meddle_late(enum call call)
{
	if (call == FSYNC && machine.count[FSYNC] == 1)
		meddle();
}

static void
a_change_meanwhile_is_not_overwritten(void **state)
{
	static const struct {
		void (*meddle)(void);
		const char *then;	/* the file; NULL: none */
	} rows[] = {
		{ append, "id\n1\n2\n" }, { overwrite, "ID\n1\n" }, { put_another, "id\n9\n" },
		{ take_away, NULL }, { cut_short, "i" }, { change_mode, "id\n1\n" },
	};
	struct file_edit_options options = { .backup = NULL };
	struct splice one = { .at = 3, .bytes = "0\n", .len = 2 };
	struct trouble what;
	struct file_edit made;
	size_t i;
	int late;

	(void)state;
	for (i = 0; i < LENGTH(rows) * 4; i++) {
		late = (int)i % 2;
		options.backup = i / 2 % 2 ? "~" : NULL;
		store("deals.csv", "id\n1\n");
		machine.count[FSYNC] = 0;
		meddle = rows[i / 4].meddle;
		machine.hook = late ? meddle_late : NULL;
		assert_int_equal(file_edit_begin(&made, "deals.csv", &options, &what), 0);
		if (!late)
			meddle();
		assert_int_equal(file_edit_commit(&made, &one, 1, &what), -1);
		assert_string_equal(what.text,
		    "deals.csv: changed by another program meanwhile; nothing written");
		if (rows[i / 4].then != NULL)
			assert_true(holds("deals.csv", rows[i / 4].then));
		assert_string_equal(names_in("."), rows[i / 4].then != NULL ? "deals.csv" : "");
	}
}

/* During the copy that stands in for a link. */
static void
meddle_in_backup(enum call call)
{
	if (call == FSYNC && machine.count[FSYNC] == 2)
		append();
}

static void
a_change_while_the_backup_is_copied_is_seen(void **state)
{
	struct file_edit_options options = { .backup = "~" };
	struct trouble what;

	(void)state;
	store("deals.csv", "id\n1\n");
	allow(COPIED);
	machine.hook = meddle_in_backup;
	assert_int_equal(edit("deals.csv", "id\n", &options, &what), -1);
	assert_string_equal(what.text,
	    "deals.csv: changed by another program meanwhile; nothing written");
	assert_true(holds("deals.csv", "id\n1\n2\n"));
	assert_string_equal(names_in("."), "deals.csv");
}

static void
a_link_that_leads_elsewhere_now_is_not_followed(void **state)
{
	struct splice one = { .bytes = "x", .len = 1 };
	struct trouble what;
	struct file_edit made;

	(void)state;
	store("one", "1");
	store("two", "2");
	assert_int_equal(symlink("one", "d"), 0);
	assert_int_equal(file_edit_begin(&made, "d", &plain, &what), 0);
	assert_int_equal(unlink("d"), 0);
	assert_int_equal(symlink("two", "d"), 0);
	assert_int_equal(file_edit_commit(&made, &one, 1, &what), -1);
	assert_true(holds("one", "1"));
	assert_true(holds("two", "2"));
	assert_string_equal(names_in("."), "d one two");
}

/* Who did not see our lock takes our temporary file for a leftover. */
static void
steal_temporary(enum call call)
{
	if (call != FSYNC || machine.count[FSYNC] != 1)
		return;
	assert_int_equal(unlink(".deals.csv.pl-tmp"), 0);
	store(".deals.csv.pl-tmp", "of another, half wri");
}

static void
a_strange_temporary_file_is_not_put_in_place(void **state)
{
	struct trouble what;

	(void)state;
	store("deals.csv", "old");
	machine.hook = steal_temporary;
	assert_int_equal(edit("deals.csv", "new", &plain, &what), -1);
	assert_string_equal(what.text,
	    "deals.csv: .deals.csv.pl-tmp was taken away; nothing written");
	assert_true(holds("deals.csv", "old"));
	assert_true(holds(".deals.csv.pl-tmp", "of another, half wri"));
}

/* Hold the lock, say so, let go after MS, having run BEFORE (may be NULL). */
static pid_t
start_holder(long ms, void (*before)(void))
{
	int ends[2], fd;
	pid_t child;
	char byte;

	assert_int_equal(pipe(ends), 0);
	fflush(NULL);
	child = fork();
	if (child == 0) {
		fd = open("deals.csv", O_RDWR);
		if (flock(fd, LOCK_EX) == -1 || write(ends[1], "x", 1) != 1)
			_exit(1);
		pause_ms(ms);
		if (before != NULL)
			before();
		_exit(0);
	}
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	close(ends[1]);
	return child;
}

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void
a_lock_is_waited_for_and_given_up(void **state)
{
	struct file_edit_options brief = { .wait = 0.3 };
	pid_t child;
	double start;

	(void)state;
	store("deals.csv", "id\n");
	child = start_holder(5000, NULL);
	NOT_BEGUN("deals.csv", &plain, "deals.csv: locked by another process (waited 0 s)");
	start = now();
	NOT_BEGUN("deals.csv", &brief, "deals.csv: locked by another process (waited 0.3 s)");
	assert_true(now() - start >= 0.3);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	EDITS("deals.csv", "a killed run's lock is gone");
}

static void
a_lock_let_go_is_taken(void **state)
{
	struct file_edit_options patient = { .wait = 60 };
	struct trouble what = { "" };
	pid_t child;
	double start;

	(void)state;
	store("deals.csv", "id\n");
	start = now();
	child = start_holder(200, NULL);
	assert_int_equal(edit("deals.csv", "id\n1\n", &patient, &what), 0);
	assert_true(now() - start >= 0.19 && now() - start < 30);
	assert_true(holds("deals.csv", "id\n1\n"));
	waitpid(child, NULL, 0);
}

static void
a_file_replaced_while_waiting_is_opened_again(void **state)
{
	struct file_edit_options patient = { .wait = 60 };
	struct splice one = { .at = 5, .bytes = "10\n", .len = 3 };
	struct trouble what = { "" };
	struct file_edit made;
	pid_t child;

	(void)state;
	store("deals.csv", "id\n1\n");
	child = start_holder(150, put_another);
	assert_int_equal(file_edit_begin(&made, "deals.csv", &patient, &what), 0);
	assert_int_equal(file_edit_commit(&made, &one, 1, &what), 0);
	assert_true(holds("deals.csv", "id\n9\n10\n"));
	waitpid(child, NULL, 0);
	store("deals.csv", "id\n1\n");
	child = start_holder(150, take_away);
	assert_int_equal(file_edit_begin(&made, "deals.csv", &patient, &what), -1);
	assert_string_equal(what.text, "deals.csv: No such file or directory");
	waitpid(child, NULL, 0);
}

/* Add one to the number in the file, ROUNDS times. */
static int
count_up(int rounds)
{
	struct file_edit_options patient = { .wait = 120 };
	char text[32], new[32];
	struct splice all = { .bytes = new };
	struct trouble what = { "" };
	struct file_edit made;
	ssize_t n;

	for (; rounds > 0; rounds--) {
		patient.backup = rounds % 2 ? "~" : NULL;
		if (file_edit_begin(&made, "deals.csv", &patient, &what) == -1)
			break;
		n = file_read(made.fd, text, sizeof(text) - 1, 0);
		text[n] = '\0';
		all.drop = (size_t)n;
		all.len = (size_t)snprintf(new, sizeof(new), "%d\n", atoi(text) + 1);
		if (file_edit_commit(&made, &all, 1, &what) == -1)
			break;
	}
	if (rounds > 0)
		fprintf(stderr, "# %s\n", what.text);
	return rounds;
}

static void
many_at_once_lose_nothing(void **state)
{
	enum { PROCESSES = 8, ROUNDS = 15 };
	pid_t children[PROCESSES];
	char text[16];
	int bad = 0, i, status;

	(void)state;
	store("deals.csv", "0\n");
	fflush(NULL);
	for (i = 0; i < PROCESSES; i++)
		if ((children[i] = fork()) == 0)
			_exit(count_up(ROUNDS));
	for (i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		bad |= status;
	}
	assert_int_equal(bad, 0);	/* now that none is at work in here any more */
	snprintf(text, sizeof(text), "%d\n", PROCESSES * ROUNDS);
	assert_true(holds("deals.csv", text));
	assert_string_equal(names_in("."), "deals.csv deals.csv~");
}

static int
begin_at_once(void *data)
{
	struct trouble what = { "" };
	struct file_edit made;

	(void)data;
	if (file_edit_begin(&made, "deals.csv", &plain, &what) == 0)
		return 1;
	return strstr(what.text, ": locked by another process") != NULL ? 0 : 2;
}

/* The new file has its name, the old one does not have the backup's yet. */
static void
try_before_backup(enum call call)
{
	if (call == RENAME && machine.count[RENAME] ==
	    (machine.all[EXCHANGE] || !EXCHANGES ? 2 : 1))
		assert_int_equal(in_child(begin_at_once, NULL), 0);
}

static void
the_new_file_is_locked_until_all_is_done(void **state)
{
	struct file_edit_options options = { .backup = "~" };
	struct trouble what = { "" };

	enum way way;

	(void)state;
	for (way = EXCHANGED; way < WAYS; way++) {
		memset(&machine, 0, sizeof(machine));
		store("deals.csv", "old");
		allow(way);
		machine.hook = try_before_backup;
		assert_int_equal(edit("deals.csv", "new", &options, &what), 0);
		assert_int_equal(machine.count[RENAME],
		    way == EXCHANGED && EXCHANGES ? 1 : 2);
		assert_true(holds("deals.csv~", "old"));
		assert_string_equal(names_in("."), "deals.csv deals.csv~");
	}
}

static char version_a[200001], version_b[150001];

static void
edit_for_ever(void)
{
	struct file_edit_options options = { .backup = "~" };
	struct trouble what;
	int round;

	for (round = 0;; round++) {
		options.backup = round % 3 ? "~" : NULL;
		machine.no_copy = round % 2;
		allow(round % 5 == 0 ? COPIED : round % 5 < 3 ? LINKED : EXCHANGED);
		if (edit("deals.csv", round % 2 ? version_a : version_b, &options, &what) == -1)
			_exit(1);
	}
}

static void
a_killed_run_leaves_the_old_or_the_new(void **state)
{
	struct file_edit made;
	struct trouble what = { "" };
	int round, status;
	pid_t child;

	(void)state;
	seed_dice();
	memset(version_a, 'a', sizeof(version_a) - 1);
	memset(version_b, 'b', sizeof(version_b) - 1);
	store("deals.csv", version_a);
	for (round = 0; round < 60; round++) {
		fflush(NULL);
		if ((child = fork()) == 0)
			edit_for_ever();
		pause_ms(1 + (long)roll(12));
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		assert_true(holds("deals.csv", version_a) || holds("deals.csv", version_b));
		if (file_edit_begin(&made, "deals.csv", &plain, &what) == -1)
			fail_msg("%s", what.text);
		file_edit_cancel(&made);
		assert_string_equal(names_in("."),
		    file_exists("deals.csv~") ? "deals.csv deals.csv~" : "deals.csv");
	}
}

static void
raise_in_fsync(enum call call)
{
	if (call == FSYNC && machine.count[FSYNC] == 1) {
		raise(SIGTERM);
		raise(SIGINT);
		raise(SIGHUP);
	}
}

static int
edit_while_told_to_end(void *data)
{
	struct trouble what;

	(void)data;
	machine.hook = raise_in_fsync;
	edit("deals.csv", "new", &plain, &what);
	return 0;
}

static int
create_while_told_to_end(void *data)
{
	machine.hook = raise_in_fsync;
	file_create(data, "new", 3, NULL);
	return 0;
}

static void
a_signal_waits_until_all_is_in_order(void **state)
{
	(void)state;
	store("deals.csv", "old");
	assert_true(in_child(edit_while_told_to_end, NULL) < 0);
	assert_true(holds("deals.csv", "new"));
	assert_true(in_child(create_while_told_to_end, (char[]){ "made.csv" }) < 0);
	assert_true(holds("made.csv", "new"));
	assert_string_equal(names_in("."), "deals.csv made.csv");
}

/*
 * New files
 */

static void
a_new_file_is_made(void **state)
{
	struct trouble what = { "" };
	struct stat st;
	int no_links;

	(void)state;
	for (no_links = 0; no_links < 2; no_links++) {
		machine.all[LINK] = no_links;
		machine.error = EPERM;
		umask(027);
		assert_int_equal(file_create("deals.csv", "id\n\0x", 5, &what), 0);
		stat("deals.csv", &st);
		assert_int_equal(st.st_size, 5);
		assert_int_equal(st.st_mode & 07777, 0640);
		assert_int_equal(st.st_nlink, 1);
		assert_int_equal(file_create("empty.csv", NULL, 0, &what), 0);
		assert_true(holds("empty.csv", ""));
		assert_string_equal(names_in("."), "deals.csv empty.csv");
		EDITS("deals.csv", "it can be edited");
		unlink("deals.csv");
		unlink("empty.csv");
	}
}

static void
appear_in_fsync(enum call call)
{
	if (call == FSYNC)
		store("late.csv", "precious");
}

static void
nothing_is_overwritten(void **state)
{
	struct trouble what;
	int no_links;

	(void)state;
	store("deals.csv", "precious");
	assert_int_equal(mkdir("dir", 0755), 0);
	assert_int_equal(symlink("nowhere", "link"), 0);
	for (no_links = 0; no_links < 2; no_links++) {
		machine.all[LINK] = no_links;
		machine.error = EPERM;
		assert_int_equal(file_create("deals.csv", "x", 1, &what), -1);
		assert_string_equal(what.text, "deals.csv: File exists; nothing written");
		assert_int_equal(file_create("dir", "x", 1, &what), -1);
		assert_int_equal(file_create("dir/", "x", 1, &what), -1);
		assert_int_equal(file_create("link", "x", 1, &what), -1);
		machine.hook = appear_in_fsync;
		assert_int_equal(file_create("late.csv", "x", 1, &what), -1);
		assert_string_equal(what.text, "late.csv: File exists; nothing written");
		machine.hook = NULL;
		assert_true(holds("late.csv", "precious"));
		unlink("late.csv");
	}
	assert_int_equal(file_create("none/deals.csv", "x", 1, &what), -1);
	assert_string_equal(what.text,
	    "none/deals.csv: No such file or directory; nothing written");
	assert_true(holds("deals.csv", "precious"));
	assert_string_equal(names_in("."), "deals.csv dir link");
}

static void
a_failed_creation_leaves_nothing(void **state)
{
	struct trouble what;
	enum call call;
	int at, status;

	(void)state;
	for (call = RENAME; call < CALLS; call++)
		for (at = 1;; at++) {
			memset(&machine, 0, sizeof(machine));
			machine.all[LINK] = call == RENAME;
			machine.fail_at[call] = at;
			machine.error = EIO;
			status = file_create("new.csv", "id\n", 3, &what);
			if (machine.count[call] < at)
				break;
			assert_int_equal(status, -1);
			assert_string_equal(what.text, call == FSYNC && at == 2 ?
			    "new.csv: its directory cannot be synced: Input/output "
			    "error; nothing written" :
			    "new.csv: Input/output error; nothing written");
			assert_string_equal(names_in("."), "");
		}
	assert_true(holds("new.csv", "id\n"));
}

static void
leftovers_of_creation_are_taken_away(void **state)
{
	struct trouble what = { "" };
	int fd;

	(void)state;
	store(".new.csv.pl-tmp", "half a f");
	file_create_clear("new.csv");
	assert_string_equal(names_in("."), "");
	store(".new.csv.pl-tmp", "half a f");
	assert_int_equal(file_create("new.csv", "id\n", 3, &what), 0);
	assert_true(holds("new.csv", "id\n"));
	assert_string_equal(names_in("."), "new.csv");
	/* but not one that is being written */
	store(".two.csv.pl-tmp", "half a f");
	fd = open(".two.csv.pl-tmp", O_RDONLY);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(file_create("two.csv", "id\n", 3, &what), -1);
	assert_string_equal(what.text, "two.csv: being written by another process");
	assert_true(holds(".two.csv.pl-tmp", "half a f"));
	close(fd);
	assert_int_equal(file_create("two.csv", "id\n", 3, &what), 0);
	/* killed between the second name and the first one's end */
	assert_int_equal(linkat(AT_FDCWD, "two.csv", AT_FDCWD, ".two.csv.pl-tmp", 0), 0);
	EDITS("two.csv", "id\n1\n");
	assert_string_equal(names_in("."), "new.csv two.csv");
}

static void
one_of_many_makes_it(void **state)
{
	enum { PROCESSES = 8, ROUNDS = 30 };
	pid_t children[PROCESSES];
	int i, made, round, status;
	char byte;

	(void)state;
	for (round = 0; round < ROUNDS; round++) {
		fflush(NULL);
		for (i = 0; i < PROCESSES; i++)
			if ((children[i] = fork()) == 0) {
				byte = (char)('0' + i);
				_exit(file_create("new.csv", &byte, 1, NULL) == 0 ? 0 : 1);
			}
		for (made = -1, i = 0; i < PROCESSES; i++) {
			waitpid(children[i], &status, 0);
			if (status == 0) {
				assert_int_equal(made, -1);
				made = i;
			}
		}
		if (made != -1)
			assert_true(holds("new.csv", (char[]){ (char)('0' + made), '\0' }));
		assert_string_equal(names_in("."), made != -1 ? "new.csv" : "");
		unlink("new.csv");
	}
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_where_it_is_told),
		TEST(survives_signals_and_short_transfers),
		TEST(names_lie_beside),
		TEST(a_good_stream_finishes),
		TEST(a_full_disk_is_told),
		TEST(an_old_error_is_told),
		TEST(a_closed_pipe_ends_it),
		TEST(splices_equal_the_plain_way),
		TEST(large_stretches_go_by_the_system),
		TEST(a_new_file_is_given_to_the_disk_in_stretches),
		TEST(splices_that_are_wrong_touch_nothing),
		TEST(splicing_says_which_side_failed),
		TEST(an_edit_replaces),
		TEST(a_reader_sees_the_old_or_the_new),
		TEST(a_file_grows_past_a_block),
		TEST(no_splices_touch_nothing),
		TEST(an_edit_knows_its_file),
		TEST(links_stay_links),
		TEST(the_mode_is_kept),
		TEST(group_and_owner_are_kept),
		TEST(who_gets_the_file_gets_no_more_rights),
		TEST(access_lists_are_kept),
		TEST(what_is_no_single_file_is_refused),
		TEST(leftovers_are_taken_away),
		TEST(an_open_spreadsheet_is_respected),
		TEST(a_backup_is_the_old_file),
		TEST(a_backup_lies_beside_the_file_itself),
		TEST(a_backup_that_cannot_be_is_refused),
		TEST(a_failure_leaves_all_as_it_was),
		TEST(a_limit_on_files_is_an_error),
		TEST(a_full_disk_changes_nothing),
		TEST(what_may_not_be_written_is_told_at_once),
		TEST(it_is_never_standard_output),
		TEST(a_change_meanwhile_is_not_overwritten),
		TEST(a_change_while_the_backup_is_copied_is_seen),
		TEST(a_link_that_leads_elsewhere_now_is_not_followed),
		TEST(a_strange_temporary_file_is_not_put_in_place),
		TEST(a_lock_is_waited_for_and_given_up),
		TEST(a_lock_let_go_is_taken),
		TEST(a_file_replaced_while_waiting_is_opened_again),
		TEST(many_at_once_lose_nothing),
		TEST(the_new_file_is_locked_until_all_is_done),
		TEST(a_killed_run_leaves_the_old_or_the_new),
		TEST(a_signal_waits_until_all_is_in_order),
		TEST(a_new_file_is_made),
		TEST(nothing_is_overwritten),
		TEST(a_failed_creation_leaves_nothing),
		TEST(leftovers_of_creation_are_taken_away),
		TEST(one_of_many_makes_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
