#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "cmd/terminal.h"

#define CR_SHOWN "\xe2\x90\x8d"	/* where it ends no line of a terminal's */

/* Print BYTES up to the last line end in them, all where LAST; what is left
 * stays. */
static void
print_lines(struct buffer *bytes, bool last)
{
	struct buffer safe = { 0 };
	size_t from = 0;

	for (size_t i = 0; i < bytes->len; i++) {
		char c = bytes->at[i];

		if (c != '\n' && c != '\t' && c != '\r')
			continue;
		if (c == '\r' && i + 1 == bytes->len && !last)
			break;
		text_safe((struct slice){ bytes->at + from, i - from }, &safe);
		if (c != '\r')
			buffer_byte(&safe, c);
		else if (i + 1 == bytes->len || bytes->at[i + 1] != '\n')
			buffer_string(&safe, CR_SHOWN);
		from = i + 1;
	}
	if (last && from < bytes->len) {
		text_safe((struct slice){ bytes->at + from, bytes->len - from },
		    &safe);
		from = bytes->len;
	}
	(void)file_write(STDOUT_FILENO, safe.at, safe.len);
	buffer_free(&safe);
	bytes->len -= from;
	memmove(bytes->at, bytes->at + from, bytes->len);
}

/* Print what comes through the pipe, to its end. */
static void
print_all(int from)
{
	struct buffer bytes = { 0 };
	char room[4096];
	ssize_t n;

	while ((n = file_read(from, room, 1, -1)) == 1) {
		n = read(from, room + 1, sizeof room - 1);
		n = n > 0 ? n + 1 : 1;
		buffer_add(&bytes, room, (size_t)n);
		if (memchr(room, '\n', (size_t)n) != NULL)
			print_lines(&bytes, false);
	}
	if (bytes.len > 0)
		print_lines(&bytes, true);
	buffer_free(&bytes);
}

/* The run ends when all of it is printed, and not before. */
static void
wait_for_it(void)
{
	(void)fflush(stdout);
	(void)close(STDOUT_FILENO);
	while (wait(NULL) == -1 && errno == EINTR)
		;
}

void
terminal_guard(void)
{
	int ends[2];
	pid_t printer;

	if (!isatty(STDOUT_FILENO))
		return;
	if (pipe(ends) == -1 || (printer = fork()) == -1)
		message_die("standard output: %s", strerror(errno));
	if (printer == 0) {
		(void)signal(SIGINT, SIG_IGN);
		(void)close(ends[1]);
		print_all(ends[0]);
		_exit(EXIT_DONE);
	}
	if (dup2(ends[1], STDOUT_FILENO) == -1 || atexit(wait_for_it) != 0)
		message_die("standard output: %s", strerror(errno));
	(void)close(ends[0]);
	(void)close(ends[1]);
}
