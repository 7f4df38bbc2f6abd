/* Files, pipes, and what is neither. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "csv/ahead.h"
#include "csv/source.h"

#define LONG ((3 << 20) + 17)	/* more than a head, not a round number */

static char folder[4096];
static char path[4200];

/* The byte at a place, so that any piece can be checked. */
static char
byte_at(size_t at)
{
	return (char)('a' + (at ^ (at >> 8) ^ (at >> 16)) % 26);
}

static void
expect_bytes(const char *bytes, size_t at, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (bytes[i] != byte_at(at + i))
			fail_msg("byte %zu of %zu is not itself", at + i, n);
}

static char *
make_bytes(size_t n)
{
	char *bytes = memory_get(n);
	size_t i;

	for (i = 0; i < n; i++)
		bytes[i] = byte_at(i);
	return bytes;
}

static void
put(int fd, const char *bytes, size_t n)
{
	size_t done = 0;
	ssize_t got;

	while (done < n && (got = write(fd, bytes + done, n - done)) > 0)
		done += (size_t)got;
}

static void
make_file(size_t n)
{
	char *bytes = make_bytes(n);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	put(fd, bytes, n);
	close(fd);
	free(bytes);
}

/* A pipe that a child fills with N bytes, in pieces where it is SLOW; the end
 * to read from. */
static int
make_pipe(size_t n, bool slow, pid_t *child)
{
	struct timespec pause = { 0, 3000000 };
	size_t done, piece = slow ? n / 10 + 1 : n;
	char *bytes;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	*child = fork();
	if (*child != 0) {
		close(ends[1]);
		return ends[0];
	}
	close(ends[0]);
	bytes = make_bytes(n);
	for (done = 0; done < n; done += piece) {
		put(ends[1], bytes + done, n - done < piece ? n - done : piece);
		if (slow)
			nanosleep(&pause, NULL);
	}
	_exit(0);
}

/* Make FD standard input while a source is opened from it. */
static int
open_standard(struct source *s, int fd, struct trouble *what)
{
	int saved = dup(STDIN_FILENO), got;

	dup2(fd, STDIN_FILENO);
	close(fd);
	got = source_open(s, "-", what);
	if (got != 0) {
		dup2(saved, STDIN_FILENO);
		close(saved);
		return -1;
	}
	s->fd = dup(STDIN_FILENO);
	s->owned = true;
	dup2(saved, STDIN_FILENO);
	close(saved);
	return got;
}

/* Read it all from FROM on, N bytes in all, STEP at a time. */
static void
expect_read(struct source *s, size_t from, size_t n, size_t step)
{
	char *bytes = memory_get(step);
	struct trouble what = { "" };
	size_t at = from;
	ssize_t got;

	while ((got = source_read(s, bytes, step, (off_t)at, &what)) > 0) {
		assert_true((size_t)got <= step);
		expect_bytes(bytes, at, (size_t)got);
		at += (size_t)got;
	}
	assert_string_equal(what.text, "");
	assert_int_equal(at, n);
	free(bytes);
}

static void
test_small_file(void **state)
{
	struct trouble what;
	struct source s;

	(void)state;
	make_file(100);
	assert_int_equal(source_open(&s, path, &what), 0);
	assert_string_equal(s.name, path);
	assert_true(s.whole);
	assert_true(s.regular);
	assert_true(source_again(&s));
	assert_int_equal(s.size, 100);
	assert_int_equal(s.head.len, 100);
	assert_int_equal(source_hold(&s, &what), 0);
	expect_read(&s, 0, 100, 7);
	expect_read(&s, 50, 100, 1000);
	source_close(&s);
	source_close(&s);
}

static void
test_empty_file(void **state)
{
	struct trouble what;
	struct source s;
	char byte;

	(void)state;
	make_file(0);
	assert_int_equal(source_open(&s, path, &what), 0);
	assert_true(s.whole);
	assert_int_equal(s.size, 0);
	assert_int_equal(source_read(&s, &byte, 1, 0, &what), 0);
	source_close(&s);
}

static void
test_long_file(void **state)
{
	struct trouble what;
	struct source s;

	(void)state;
	make_file(LONG);
	assert_int_equal(source_open(&s, path, &what), 0);
	assert_false(s.whole);
	assert_int_equal(s.head.len, SOURCE_HEAD);
	assert_int_equal(s.size, LONG);
	expect_read(&s, 0, LONG, 100000);
	expect_read(&s, LONG - 5, LONG, 4);
	expect_read(&s, SOURCE_HEAD - 1, LONG, LONG);
	s.chunk = 65537;
	expect_read(&s, 0, LONG, LONG);
	source_close(&s);
}

/* A file and a pipe of exactly one head are told the same of. */
static void
test_just_a_head(void **state)
{
	struct trouble what;
	struct source s;
	pid_t child;

	(void)state;
	make_file(SOURCE_HEAD);
	assert_int_equal(source_open(&s, path, &what), 0);
	assert_false(s.whole);
	expect_read(&s, 0, SOURCE_HEAD, SOURCE_HEAD + 1);
	source_close(&s);
	assert_int_equal(open_standard(&s, make_pipe(SOURCE_HEAD, false, &child),
	    &what), 0);
	assert_false(s.whole);
	expect_read(&s, 0, SOURCE_HEAD, SOURCE_HEAD + 1);
	source_close(&s);
	waitpid(child, NULL, 0);
}

static void
expect_trouble(const char *name, const char *want)
{
	struct trouble what = { "" };
	struct source s;

	assert_int_equal(source_open(&s, name, &what), -1);
	assert_string_equal(what.text, want);
}

static void
test_troubles(void **state)
{
	char want[8300];

	(void)state;
	unlink(path);
	snprintf(want, sizeof(want), "%s: No such file or directory", path);
	if (strlen(want) < sizeof(((struct trouble *)NULL)->text))
		expect_trouble(path, want);
	expect_trouble("", ": No such file or directory");
	expect_trouble("/dev", "/dev: is a directory");
	if (access("/proc/self/mem", R_OK) == 0)
		expect_trouble("/proc/self/mem",
		    "/proc/self/mem: Input/output error");
}

static void
test_small_pipe(void **state)
{
	struct trouble what;
	struct source s;
	pid_t child;

	(void)state;
	assert_int_equal(open_standard(&s, make_pipe(1000, true, &child), &what),
	    0);
	assert_string_equal(s.name, "standard input");
	assert_true(s.whole);
	assert_false(s.regular);
	assert_true(source_again(&s));
	assert_int_equal(s.size, 1000);
	expect_read(&s, 0, 1000, 13);
	expect_read(&s, 0, 1000, 1300);
	source_close(&s);
	waitpid(child, NULL, 0);
}

static void
read_long_pipe(bool by_thread)
{
	struct trouble what = { "" };
	struct source s;
	pid_t child;
	char byte;

	assert_int_equal(open_standard(&s, make_pipe(LONG, false, &child), &what),
	    0);
	s.by_thread = by_thread;
	assert_false(s.whole);
	assert_false(source_again(&s));
	assert_int_equal(s.size, -1);
	expect_read(&s, 0, LONG, 70001);
	assert_int_equal(source_read(&s, &byte, 1, 3, &what), 1);
	assert_int_equal(source_read(&s, &byte, 1, SOURCE_HEAD, &what), -1);
	assert_string_equal(what.text, "standard input: cannot be read twice");
	assert_int_equal(source_hold(&s, &what), -1);
	source_close(&s);
	waitpid(child, NULL, 0);
}

static void
test_long_pipe(void **state)
{
	(void)state;
	read_long_pipe(false);
	read_long_pipe(true);
}

/* Who has read enough need not wait for what never comes; and a read that fails says
 * so for good. */
static void
test_ahead(void **state)
{
	struct ahead *ahead;
	char bytes[100];
	int ends[2], fd;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	ahead = ahead_begin(ends[0]);
	assert_non_null(ahead);
	ahead_end(ahead);
	ahead = ahead_begin(ends[0]);
	assert_int_equal(write(ends[1], "12345", 5), 5);
	close(ends[1]);
	assert_int_equal(ahead_read(ahead, bytes, 3), 3);
	assert_int_equal(ahead_read(ahead, bytes + 3, sizeof bytes - 3), 2);
	assert_memory_equal(bytes, "12345", 5);
	assert_int_equal(ahead_read(ahead, bytes, sizeof bytes), 0);
	assert_int_equal(ahead_read(ahead, bytes, sizeof bytes), 0);
	ahead_end(ahead);
	close(ends[0]);
	fd = open(folder, O_RDONLY);
	ahead = ahead_begin(fd);
	for (int i = 0; i < 2; i++) {
		errno = 0;
		assert_int_equal(ahead_read(ahead, bytes, sizeof bytes), -1);
		assert_int_equal(errno, EISDIR);
	}
	ahead_end(ahead);
	close(fd);
}

static void
test_held_pipe(void **state)
{
	struct trouble what = { "" };
	struct source s;
	pid_t child;

	(void)state;
	assert_int_equal(open_standard(&s, make_pipe(LONG, false, &child), &what),
	    0);
	assert_int_equal(source_hold(&s, &what), 0);
	assert_true(s.whole);
	assert_true(source_again(&s));
	assert_int_equal(s.size, LONG);
	expect_read(&s, 0, LONG, LONG);
	expect_read(&s, 5, LONG, 65536);
	assert_int_equal(source_hold(&s, &what), 0);
	source_close(&s);
	waitpid(child, NULL, 0);
}

/* ( read -r line; pl-stats - ) < FILE reads what is left. */
static void
test_redirected_file(void **state)
{
	struct trouble what;
	struct source s;
	char byte;
	int fd;

	(void)state;
	make_file(LONG);
	fd = open(path, O_RDONLY);
	assert_int_equal(lseek(fd, 1000, SEEK_SET), 1000);
	assert_int_equal(open_standard(&s, fd, &what), 0);
	assert_true(s.regular);
	assert_int_equal(s.start, 1000);
	assert_int_equal(s.size, LONG - 1000);
	assert_int_equal(source_read(&s, &byte, 1, 0, &what), 1);
	assert_int_equal(byte, byte_at(1000));
	assert_int_equal(source_read(&s, &byte, 1, LONG - 1001, &what), 1);
	assert_int_equal(byte, byte_at(LONG - 1));
	assert_int_equal(source_read(&s, &byte, 1, LONG - 1000, &what), 0);
	source_close(&s);
}

static void
test_descriptor(void **state)
{
	struct trouble what;
	struct source s;
	int fd;

	(void)state;
	make_file(LONG);
	fd = open(path, O_RDONLY);
	assert_int_equal(lseek(fd, 10, SEEK_SET), 10);
	assert_int_equal(source_descriptor(&s, "deals.csv", fd, &what), 0);
	assert_string_equal(s.name, "deals.csv");
	expect_read(&s, 0, LONG, LONG);
	source_close(&s);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 10);
	assert_int_equal(close(fd), 0);
	assert_int_equal(source_descriptor(&s, "deals.csv", fd, &what), -1);
	assert_string_equal(what.text, "deals.csv: Bad file descriptor");
}

static void
test_memory(void **state)
{
	char *bytes = make_bytes(300), piece[3];
	struct trouble what;
	struct source s;

	(void)state;
	source_memory(&s, "text", bytes, 300);
	assert_true(s.whole);
	assert_true(source_again(&s));
	assert_int_equal(s.size, 300);
	assert_int_equal(source_hold(&s, &what), 0);
	expect_read(&s, 0, 300, 1);
	s.chunk = 2;
	assert_int_equal(source_read(&s, piece, sizeof(piece), 0, &what), 2);
	expect_read(&s, 0, 300, 100);
	source_close(&s);
	expect_bytes(bytes, 0, 300);
	free(bytes);
}

static void
ring(int number)
{
	(void)number;
}

/* A signal that comes while a read waits is no error. */
static void
test_interrupted(void **state)
{
	struct itimerval often = { { 0, 500 }, { 0, 500 } }, never = { 0 };
	struct sigaction action = { .sa_handler = ring };
	struct trouble what = { "" };
	struct source s;
	pid_t child;
	int fd, got;

	(void)state;
	assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
	fd = make_pipe(2 * SOURCE_HEAD, true, &child);
	setitimer(ITIMER_REAL, &often, NULL);
	got = open_standard(&s, fd, &what);
	if (got == 0)
		got = source_hold(&s, &what);
	setitimer(ITIMER_REAL, &never, NULL);
	assert_string_equal(what.text, "");
	assert_int_equal(got, 0);
	expect_read(&s, 0, 2 * SOURCE_HEAD, SOURCE_HEAD);
	source_close(&s);
	waitpid(child, NULL, 0);
}

static int
folder_make(void **state)
{
	const char *temporary = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/pl-source-XXXXXX",
	    temporary != NULL ? temporary : "/tmp");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/deals.csv", folder);
	return 0;
}

static int
folder_remove(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_file),
		cmocka_unit_test(test_empty_file),
		cmocka_unit_test(test_long_file),
		cmocka_unit_test(test_just_a_head),
		cmocka_unit_test(test_troubles),
		cmocka_unit_test(test_small_pipe),
		cmocka_unit_test(test_long_pipe),
		cmocka_unit_test(test_ahead),
		cmocka_unit_test(test_held_pipe),
		cmocka_unit_test(test_redirected_file),
		cmocka_unit_test(test_descriptor),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_interrupted),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
