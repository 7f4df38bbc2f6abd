#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/command.h"
#include "cmd/options.h"

#define DEFAULT_FILE "deals.csv"
#define WAIT_SECONDS 10

/* The day it is where the user is. */
static int
clock_day(void)
{
	time_t now = time(NULL);
	struct tm local;

	if (localtime_r(&now, &local) == NULL)
		message_die("the clock says nothing");
	return date_of(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

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

/* What the environment says before the command line does. */
static void
read_environment(struct request *request)
{
	const char *map = getenv("PL_MAP"), *wrong = NULL;
	const char *output = getenv("PL_OUTPUT");
	const char *reader = getenv("PL_READER");
	struct slice rest = slice_of(map), part;

	while (slice_next(&rest, ';', &part) && wrong == NULL)
		if (slice_trim(part).len > 0)
			wrong = options_map(request, part);
	if (wrong != NULL)
		command_usage("PL_MAP: '%s' %s", map, wrong);
	if (output != NULL && *output != '\0') {
		int format = format_named(output);

		if (format < 0)
			command_usage("PL_OUTPUT: '%s' is not table, csv, tsv, "
			    "json, jsonl, md or html", output);
		request->format = (enum format)format;
	}
	request->currency = getenv("PL_CURRENCY");
	request->stages = getenv("PL_STAGES");
	request->reading.libcsv_only = reader != NULL &&
	    strcmp(reader, "libcsv") == 0;
}

/* --as-of, else PL_TODAY, else the clock; words are relative to the latter. */
static void
settle_today(struct request *request)
{
	const char *today = getenv("PL_TODAY");
	const char *wrong;
	int day = clock_day();

	if (today != NULL && *today != '\0') {
		wrong = date_word(slice_of(today), day, request->fiscal, &day);
		if (wrong != NULL)
			command_usage("PL_TODAY: '%s' %s", today, wrong);
		request->as_of_given = true;
	}
	if (request->as_of_text != NULL) {
		wrong = date_word(slice_of(request->as_of_text), day,
		    request->fiscal, &day);
		if (wrong != NULL)
			command_usage("--as-of: '%s' %s", request->as_of_text,
			    wrong);
		request->as_of_given = true;
	}
	request->as_of = day;
}

static void
settle_period(struct request *request)
{
	const char *wrong;

	request->period = (struct period){ DATE_FIRST, DATE_LAST };
	if (request->period_text == NULL)
		return;
	wrong = period_read(slice_of(request->period_text), request->as_of,
	    request->fiscal, &request->period);
	if (wrong != NULL)
		command_usage("--period: '%s' %s", request->period_text, wrong);
	request->period_given = true;
}

/* Is NAME in the LIST, ',' between? */
static bool
listed(const char *list, const char *name)
{
	struct slice rest = slice_of(list), part;

	while (slice_next(&rest, ',', &part))
		if (slice_is(part, name))
			return true;
	return false;
}

/* A set of shared rows, without those the command has not. */
static void
add_set(struct option_set *sets, size_t *n, const char *title,
    const struct option_row *rows, size_t n_rows,
    const struct command *command, struct request *request)
{
	struct option_row *kept;
	size_t n_kept = 0;

	if (command->only == NULL) {
		sets[(*n)++] = (struct option_set){ title, rows, n_rows,
		    request };
		return;
	}
	kept = arena_get(&request->arena, n_rows * sizeof *kept);
	for (size_t i = 0; i < n_rows; i++)
		if (listed(command->only, rows[i].name))
			kept[n_kept++] = rows[i];
	if (n_kept > 0)
		sets[(*n)++] = (struct option_set){ title, kept, n_kept,
		    request };
}

/* The sets of rows a command has, its own first. */
static size_t
option_sets(struct option_set *sets, const struct command *command,
    struct request *request)
{
	size_t n = 0;

	if (command->n_rows > 0)
		sets[n++] = (struct option_set){ NULL, command->rows,
		    command->n_rows, command->target };
	if (command->sums_up)
		add_set(sets, &n, "Summing up", options_sum, options_n_sum,
		    command, request);
	if (command->sums_up || command->lists)
		add_set(sets, &n, "Output", options_output, options_n_output,
		    command, request);
	if (command->writes)
		add_set(sets, &n, "Writing", options_write, options_n_write,
		    command, request);
	add_set(sets, &n, "Reading", options_read, options_n_read, command,
	    request);
	sets[n++] = (struct option_set){ NULL, options_help, options_n_help,
	    request };
	return n;
}

static void
print_help(const struct command *command, const struct option_set *sets,
    size_t n)
{
	option_help(stdout, command->synopsis, command->purpose, sets, n);
	command_end(EXIT_DONE);
}

void
command_begin(struct request *request, const struct command *command,
    int argc, char **argv)
{
	struct option_set sets[6];
	struct trouble what = { "" };
	size_t n;
	int first;

	message_name(argv[0]);
	*request = (struct request){ .fiscal = 1, .limit = LIMIT_NONE,
	    .wait = WAIT_SECONDS };
	read_environment(request);
	n = option_sets(sets, command, request);
	first = option_read(argc, argv, sets, n, &what);
	if (request->help)
		print_help(command, sets, n);
	if (request->version) {
		printf("%s %s\n", message_program(), PL_VERSION);
		command_end(EXIT_DONE);
	}
	if (first < 0)
		command_usage("%s", what.text);
	request->operands = argv + first;
	request->n_operands = argc - first;
	settle_today(request);
	settle_period(request);
}

/* Is standard input something a person meant to be read? */
static bool
input_given(void)
{
	struct stat in, null;

	if (isatty(STDIN_FILENO) || fstat(STDIN_FILENO, &in) != 0)
		return false;
	return stat("/dev/null", &null) != 0 || !S_ISCHR(in.st_mode) ||
	    in.st_rdev != null.st_rdev;
}

const char *
command_default_file(void)
{
	const char *file = getenv("PL_FILE");

	if (file != NULL && *file != '\0')
		return file;
	return file_exists(DEFAULT_FILE) ? DEFAULT_FILE : NULL;
}

struct stream_request
command_files(struct request *request, int first, int most)
{
	struct stream_request files = {
		.paths = request->operands + first,
		.n_paths = (size_t)(request->n_operands - first),
		.stages_path = request->stages,
		.reading = &request->reading,
	};

	if (most > 0 && files.n_paths > (size_t)most)
		command_usage("more than %s: %s", most == 1 ? "one file" :
		    "two files", files.paths[most]);
	if (files.n_paths > 0)
		return files;
	request->default_path = input_given() ? "-" : command_default_file();
	if (request->default_path == NULL)
		message_die("no deals: name a file");
	request->default_paths[0] = (char *)(uintptr_t)request->default_path;
	files.paths = request->default_paths;
	files.n_paths = 1;
	return files;
}

void
command_open(struct request *request, struct stream *stream, int first,
    int most)
{
	struct stream_request files = command_files(request, first, most);
	struct trouble what;

	if (stream_open(stream, &files, &what) != 0)
		command_fail(&what);
}

void
command_filter(struct request *request, struct filter *filter,
    struct demand *demand)
{
	struct trouble what;

	*filter = (struct filter){ 0 };
	for (size_t i = 0; i < request->n_where; i++)
		if (filter_add(filter, request->where[i], request->as_of,
		    request->fiscal, false, demand, &what) != 0)
			command_usage("--where: %s", what.text);
}

void
command_notices(const struct request *request, const struct notices *notices)
{
	if (!request->quiet)
		notices_print(notices);
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
	    .no_header = request->no_header, .width = terminal_width() };

	if (page.format == FORMAT_AUTO)
		page.format = terminal ? FORMAT_TABLE : FORMAT_CSV;
	page.color = request->color == COLOR_ALWAYS ||
	    (request->color == COLOR_AUTO && terminal &&
	    (no_color == NULL || *no_color == '\0'));
	return page;
}

void
command_show(struct request *request, struct result *result,
    const struct notices *notices)
{
	struct page page = command_page(request);
	struct trouble what;

	if (request->sort != NULL &&
	    result_sort(result, request->sort, &what) != 0)
		command_usage("--sort: %s", what.text);
	if (request->limit != LIMIT_NONE)
		result_limit(result, request->limit);
	if (notices != NULL)
		command_notices(request, notices);
	show_result(stdout, result, &page);
}

void
command_end(int status)
{
	struct trouble what;

	if (file_finish(stdout, "standard output", &what) != 0)
		command_fail(&what);
	exit(status);
}

bool
command_is_file(const char *operand)
{
	return strcmp(operand, "-") == 0 || operand[0] == '/' ||
	    strncmp(operand, "./", 2) == 0 || strncmp(operand, "../", 3) == 0 ||
	    strchr(operand, '=') == NULL;
}
