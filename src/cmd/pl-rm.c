#include <stdio.h>

#include "cmd/options_text.h"
#include "cmd/writing.h"

struct options {
	bool verbose;
	struct buffer rows;	/* that were taken out, a line each */
};

OPTION_FLAG(struct options, verbose)

static const struct option_row rows[] = {
	{ 'v', "verbose", NULL, "print the rows taken out on standard error",
	    set_verbose },
};

static int
take_out(void *with, struct draft *draft, size_t number,
    struct trouble *what)
{
	struct options *options = with;
	struct record *record = draft->deal->record;

	(void)number;
	(void)what;
	edit_remove(draft->edit, record);
	if (options->verbose) {
		text_safe(record->raw, &options->rows);
		buffer_byte(&options->rows, '\n');
	}
	return 0;
}

int
main(int argc, char **argv)
{
	struct options options = { .verbose = false };
	struct command command = {
		.synopsis = "[-i] ID[,ID...] [FILE]\n[-i] -w EXPR [FILE]",
		.purpose = "take deals out: deals in, deals out",
		.writes = true,
		.rows = rows,
		.n_rows = sizeof rows / sizeof *rows,
		.target = &options,
	};
	struct request request;
	struct writing writing;

	command_begin(&request, &command, argc, argv);
	writing_open(&writing, &request, true, NULL);
	if (writing.assignments.n > 0)
		command_usage("takes no column=value (to choose by one: "
		    "--where)");
	writing.edit.plain = request.n_where == 0;
	writing_run(&writing, &request, request.as_of, take_out, &options,
	    &options.rows);
}
