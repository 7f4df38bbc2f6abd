#include <stdarg.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/command.h"

#define SHOWN_FIRST ((size_t)64 << 10)	/* bytes to begin with */

void
command_fail(const struct trouble *what)
{
	message_say("%s", what->text);
	exit(EXIT_TROUBLE);
}

void
command_usage(const char *format, ...)
{
	char text[1024];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof text, format, list);
	va_end(list);
	message_say("%s (try %s --help)", text, message_program());
	exit(EXIT_TROUBLE);
}

void
command_notices(const struct request *request, const struct notices *notices)
{
	if (!request->quiet)
		notices_print(notices);
}

void
command_hints(const struct request *request, const struct buffer *lines)
{
	struct slice rest = { lines->at, lines->len }, line;

	while (!request->quiet && slice_next(&rest, '\n', &line))
		if (line.len > 0)
			message_say("%.*s", (int)line.len, line.at);
}

static size_t
terminal_width(void)
{
	struct winsize size;
	const char *columns = getenv("COLUMNS");

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	if (columns != NULL && atoi(columns) > 0)
		return (size_t)atoi(columns);
	return 80;
}

struct page
command_page(const struct request *request)
{
	bool terminal = isatty(STDOUT_FILENO) == 1;
	const char *no_color = getenv("NO_COLOR");
	struct page page = { .format = request->format,
	    .no_header = request->no_header, .width = terminal_width(),
	    .terminal = terminal };

	if (page.format == FORMAT_AUTO)
		page.format = terminal ? FORMAT_TABLE : FORMAT_CSV;
	page.color = request->color == COLOR_ALWAYS ||
	    (request->color == COLOR_AUTO && terminal &&
	    (no_color == NULL || *no_color == '\0'));
	return page;
}

/* Which rows, in which order. */
static void
arrange(struct request *request, struct result *result)
{
	struct trouble what;

	if (request->sort != NULL &&
	    result_sort(result, request->sort, &what) != 0)
		command_usage("--sort: %s", what.text);
	if (request->limit != LIMIT_NONE)
		result_limit(result, request->limit);
}

void
command_show(struct request *request, struct result *result,
    const struct notices *notices)
{
	struct page page = command_page(request);

	arrange(request, result);
	if (notices != NULL)
		command_notices(request, notices);
	show_result(stdout, result, &page);
	result_free(result);
}

/* Does it fit in? Unbuffered, or stdio would not tell. */
static bool
shown_into(struct buffer *into, struct result *result, const struct page *page)
{
	FILE *out = fmemopen(into->at, into->room, "w");
	bool fits;

	if (out == NULL)
		message_die("out of memory");
	setvbuf(out, NULL, _IONBF, 0);
	show_result(out, result, page);
	into->len = (size_t)ftello(out);
	fits = !ferror(out) && into->len < into->room;
	return fclose(out) == 0 && fits;
}

void
command_show_into(struct buffer *into, struct request *request,
    struct result *result)
{
	struct page page = command_page(request);

	arrange(request, result);
	do {
		buffer_clear(into);
		buffer_grow(into, into->room + SHOWN_FIRST);
	} while (!shown_into(into, result, &page));
	result_free(result);
}

void
command_end(int status)
{
	struct trouble what;

	if (file_finish(stdout, "standard output", &what) != 0)
		command_fail(&what);
	exit(status);
}
