#include <stdio.h>

#include "cmd/options_text.h"
#include "cmd/writing.h"

struct options {
	bool verbose;
	struct edit *edit;
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
	const struct options *options = with;
	struct record *record = draft->deal->record;
	struct buffer row = { 0 };

	(void)number;
	(void)what;
	edit_remove(options->edit, record);
	if (options->verbose) {
		text_safe(record->raw, &row);
		fprintf(stderr, "%s\n", buffer_text(&row));
		buffer_free(&row);
	}
	return 0;
}

int
main(int argc, char **argv)
{
	struct options options = { false, NULL };
	struct command command = {
		.synopsis = "[-i] ID[,ID...] [FILE]\n[-i] -w EXPR [FILE]",
		.purpose = "take deals out",
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
		command_usage("pl-rm takes no column=value");
	options.edit = &writing.edit;
	writing_run(&writing, &request, request.as_of, take_out, &options);
}
