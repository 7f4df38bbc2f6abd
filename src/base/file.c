#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define AT_ONCE ((size_t)1 << 30)	/* some systems refuse more in one call */

ssize_t
file_read(int fd, void *into, size_t n, off_t at)
{
	char *room = into;
	size_t done = 0, want;
	ssize_t got;

	while (done < n) {
		want = n - done < AT_ONCE ? n - done : AT_ONCE;
		if (at == -1)
			got = read(fd, room + done, want);
		else
			got = pread(fd, room + done, want, at + (off_t)done);
		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

int
file_write(int fd, const void *from, size_t n)
{
	const char *at = from;
	ssize_t put;

	while (n > 0) {
		put = write(fd, at, n < AT_ONCE ? n : AT_ONCE);
		if (put == -1 && errno == EINTR)
			continue;
		if (put == -1)
			return -1;
		at += put;
		n -= (size_t)put;
	}
	return 0;
}

/* End as one that never heard of SIGPIPE: who started us may have had it
 * ignored or blocked, which we inherited. */
static void
die_of_pipe(void)
{
	sigset_t pipes;

	sigemptyset(&pipes);
	sigaddset(&pipes, SIGPIPE);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &pipes, NULL);
	raise(SIGPIPE);
}

void
file_broken_pipe(int error)
{
	if (error == EPIPE)
		die_of_pipe();
}

int
file_check(int fd)
{
	int copy;

	copy = dup(fd);
	if (copy == -1)
		return 0;
	return close(copy) == -1 && errno != EINTR ? -1 : 0;
}

/* Why an earlier write failed, if errno still has it: stdio keeps only that
 * one did. Anything may have touched errno since, so only what a write fails
 * with is believed. */
static int
reason_left(int error)
{
	switch (error) {
	case EDQUOT:
	case EFBIG:
	case EIO:
	case ENOSPC:
	case EPIPE:
		return error;
	default:
		return 0;
	}
}

int
file_finish(FILE *stream, const char *name, struct trouble *what)
{
	int before = ferror(stream) ? reason_left(errno) : 0;
	int status;

	do {
		errno = 0;
		status = fflush(stream);
	} while (status == EOF && errno == EINTR);
	if (status == 0 && !ferror(stream) && file_check(fileno(stream)) == 0)
		return 0;
	if (errno == 0)
		errno = before;
	if (errno == EPIPE)
		die_of_pipe();
	return trouble_set(what, "%s: %s", name,
	    errno == 0 ? "could not be written" : strerror(errno));
}

char *
file_beside(const char *path, const char *name)
{
	struct buffer made = { 0 };
	const char *slash = strrchr(path, '/');

	if (slash != NULL)
		buffer_add(&made, path, (size_t)(slash - path) + 1);
	buffer_add(&made, name, strlen(name) + 1);
	return made.at;
}

/* stat() where only what is surely not there is missing: of anything else, open
 * will tell what is wrong with it. */
static bool
is_missing(const char *path, struct stat *st)
{
	if (stat(path, st) == 0)
		return false;
	st->st_mode = 0;
	return errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG;
}

bool
file_exists(const char *path)
{
	struct stat st;

	return !is_missing(path, &st);
}

bool
file_filled(const char *path)
{
	struct stat st;

	return !is_missing(path, &st) && (!S_ISREG(st.st_mode) || st.st_size > 0);
}
