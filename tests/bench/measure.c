/*
 * What a command takes: measure [-o FILE] [-e FILE] COMMAND [ARGUMENT...]
 *                  or: measure -m MIB
 *                  or: measure -r FILE
 *
 * Runs it with nothing on standard input, what it prints in FILE (else nowhere),
 * and prints "STATUS WALL USER SYSTEM MEMORY": its exit status (128 and the
 * number of the signal that ended it), seconds, the largest resident set in KiB.
 * A program of its own, and a small one, since a child's memory counts from what
 * its parent had. -m: no command; so much memory is written to and given back, so
 * that the system has it at hand. A virtual machine's is lent to it page by page, and
 * what a host does then is not what was to be measured. -r: none either; the system
 * lets go of what it has of the file in memory, and reads it in again. Of one that was
 * written slowly, beside others, it has small pieces here and there, which take up to
 * twice as long to read as those of one that was read in one go.
 */

#include <sys/resource.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Not POSIX, but everywhere; under strict POSIX nobody declares it. */
pid_t wait4(pid_t, int *, int, struct rusage *);

extern char **environ;

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double
time_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void
fail(const char *what, int error)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(error));
	exit(2);
}

/* In KiB: macOS counts bytes. */
static long
memory_of(const struct rusage *used)
{
#ifdef __APPLE__
	return used->ru_maxrss / 1024;
#else
	return used->ru_maxrss;
#endif
}

/* Write to each page of MIB of memory, as much of it as there is. */
static int
touch(const char *mib)
{
	size_t n = (size_t)strtoull(mib, NULL, 10) << 20;
	char *memory = malloc(n);
	size_t step = 1024;

	for (size_t at = 0; memory != NULL && at < n; at += step)
		((volatile char *)memory)[at] = 1;
	free(memory);
	return 0;
}

static int
read_again(const char *path)
{
	static char block[1 << 20];
	int fd = open(path, O_RDONLY);
	ssize_t n;

	if (fd == -1)
		fail(path, errno);
	fsync(fd);	/* what is not on the disk yet is not let go of */
#ifdef POSIX_FADV_DONTNEED
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
#endif
	while ((n = read(fd, block, sizeof block)) > 0)
		continue;
	if (n == -1)
		fail(path, errno);
	close(fd);
	return 0;
}

int
main(int argc, char **argv)
{
	const char *output = "/dev/null", *errors = "/dev/null";
	posix_spawn_file_actions_t files;
	struct rusage used;
	double began, ended;
	pid_t child;
	int option, status, error;

	/* what follows the command is its own */
	while ((option = getopt(argc, argv, "+m:r:o:e:")) != -1)
		if (option == 'm')
			return touch(optarg);
		else if (option == 'r')
			return read_again(optarg);
		else if (option == 'o')
			output = optarg;
		else if (option == 'e')
			errors = optarg;
		else
			exit(2);
	if (optind == argc)
		fail("no command", EINVAL);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
	    O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output,
	    O_WRONLY | O_CREAT | O_TRUNC, 0666);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, errors,
	    O_WRONLY | O_CREAT | O_TRUNC, 0666);
	began = seconds();
	if ((error = posix_spawnp(&child, argv[optind], &files, NULL,
	    argv + optind, environ)) != 0)
		fail(argv[optind], error);
	posix_spawn_file_actions_destroy(&files);
	while (wait4(child, &status, 0, &used) == -1)
		if (errno != EINTR)
			fail("wait4", errno);
	ended = seconds();
	printf("%d %.6f %.6f %.6f %ld\n", WIFEXITED(status) ?
	    WEXITSTATUS(status) : 128 + WTERMSIG(status), ended - began,
	    time_of(used.ru_utime), time_of(used.ru_stime), memory_of(&used));
	return 0;
}
