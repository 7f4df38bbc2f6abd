#include <string.h>

#include "cmd/command.h"
#include "cmd/options_text.h"
#include "deal/convert.h"

OPTION_TEXT(struct convert_request, to)
OPTION_TEXT(struct convert_request, fold)
OPTION_FLAG(struct convert_request, events)
OPTION_TEXT(struct convert_request, encoding)
OPTION_FLAG(struct convert_request, guard)

static const char *
set_add(void *into, const char *value)
{
	struct convert_request *asked = into;
	struct slice rest = slice_of(value), part;

	if (*value == '\0')
		return "names no field";
	while (slice_next(&rest, ',', &part)) {
		if (asked->n_add == CONVERT_COLUMNS)
			return "names too many fields";
		part = slice_trim(part);
		if (part.len == 0)
			return "names a field that is empty";
		asked->add[asked->n_add++] = part;
	}
	return NULL;
}

#define CHOICE(option, member, choice)					\
static const char *							\
set_##option(void *into, const char *value)				\
{									\
	(void)value;							\
	((struct convert_request *)into)->member = choice;		\
	return NULL;							\
}

CHOICE(bom, mark, 1)
CHOICE(no_bom, mark, -1)
CHOICE(crlf, end, LINE_CRLF)
CHOICE(lf, end, LINE_LF)

static const char *
set_delimiter(void *into, const char *value)
{
	if (strcmp(value, "\\t") == 0 || strcmp(value, "tab") == 0)
		value = "\t";
	if (strlen(value) != 1 || strchr("\"\r\n", *value) != NULL)
		return "is not one character";
	((struct convert_request *)into)->delimiter = *value;
	return NULL;
}

static const struct option_row rows[] = {
	{ 0, "to", "SYSTEM", "under the header of canonical, salesforce, "
	    "hubspot, pipedrive", set_to },
	{ 0, "add", "FIELD,...", "with these columns behind the last one; "
	    "history is filled", set_add },
	{ 0, "fold", "EVENTS", "with a log of changes folded into the "
	    "histories", set_fold },
	{ 0, "events", NULL, "print the stages entered, a row each, instead",
	    set_events },
	{ 0, "encoding-out", "NAME", "in this encoding", set_encoding },
	{ 0, "bom", NULL, "with a byte order mark", set_bom },
	{ 0, "no-bom", NULL, "without one", set_no_bom },
	{ 0, "crlf", NULL, "with lines that end in CR LF", set_crlf },
	{ 0, "lf", NULL, "with lines that end in LF", set_lf },
	{ 0, "to-delimiter", "C", "with this between the cells",
	    set_delimiter },
	{ 0, "safe-cells", NULL, "with an apostrophe before what a "
	    "spreadsheet would run", set_guard },
};

static const struct command command = {
	.synopsis = "[--to SYSTEM] [--add FIELD,...] [--fold EVENTS] [-i] [FILE]\n"
	    "--events [--fold EVENTS] [FILE]",
	.purpose = "a deals file as another one; as it is, if nothing is asked for",
	.writes = true,
	.only = "in-place,backup,wait,force,stages,map,delimiter,encoding,dates,"
	    "decimal,as-of,strict,quiet",
	.rows = rows,
	.n_rows = sizeof rows / sizeof *rows,
};

static void
check(const struct request *request, const struct convert_request *asked)
{
	if (!asked->events)
		return;
	if (asked->to != NULL || asked->n_add > 0)
		command_usage("--events goes with neither --to nor --add");
	if (request->in_place)
		command_usage("--events cannot be put in place of the deals");
}

/* The file meant; in place never means standard input. */
static const char *
file_meant(struct request *request)
{
	const char *path;

	if (!request->in_place || request->n_operands > 0)
		return command_files(request, 0, 1).paths[0];
	path = command_default_file();
	if (path == NULL)
		message_die("no deals: name a file");
	return path;
}

int
main(int argc, char **argv)
{
	struct convert_request asked = { .to = NULL };
	struct command own = command;
	struct request request;
	struct convert convert;
	struct trouble what;

	own.target = &asked;
	command_begin(&request, &own, argc, argv);
	check(&request, &asked);
	asked.path = file_meant(&request);
	asked.stages_path = request.stages;
	asked.reading = &request.reading;
	asked.day = request.as_of;
	asked.as_it_stood = request.as_of_text != NULL;
	asked.in_place = request.in_place;
	asked.file = (struct file_edit_options){ request.wait, request.force,
	    request.backup };
	if (convert_open(&convert, &asked, &what) != 0)
		command_fail(&what);
	if (convert_write(&convert, stdout, &what) != 0) {
		convert_close(&convert);
		command_fail(&what);
	}
	command_notices(&request, &convert.notices);
	convert_close(&convert);
	command_end(EXIT_DONE);
}
