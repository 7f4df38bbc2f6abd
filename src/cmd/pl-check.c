#include <stdlib.h>

#include "cmd/command.h"
#include "cmd/options_text.h"
#include "measure/findings.h"

/* The command's own options. */
struct options {
	bool fix;
	bool list;
	const char *activities;	/* NULL: beside the deals */
	const char *goals;	/* the same */
};

OPTION_FLAG(struct options, fix)
OPTION_FLAG(struct options, list)
OPTION_TEXT(struct options, activities)
OPTION_TEXT(struct options, goals)

static const struct option_row rows[] = {
	{ 0, "fix", NULL, "mend in place what has one right answer", set_fix },
	{ 0, "activities", "FILE", "the activities (activities.csv beside the "
	    "deals)", set_activities },
	{ 0, "goals", "FILE", "the goals (goals.csv beside the deals)",
	    set_goals },
	{ 0, "list-findings", NULL, "name what is looked for", set_list },
};

static const struct command command = {
	.synopsis = "[-o FORMAT] [FILE...]\n"
	    "--fix [-n] [--backup[=SUFFIX]] [FILE...]",
	.purpose = "everything wrong in a workspace",
	.lists = true,
	.writes = true,
	.only = "output,no-header,dry-run,backup,wait,force,stages,map,lookup,"
	    "delimiter,encoding,dates,decimal,as-of,fiscal-start,color",
	.rows = rows,
	.n_rows = sizeof rows / sizeof *rows,
};

/* The deals meant, and what was named of the files beside them; what is mended in
 * place is never standard input. */
static void
take_files(struct request *request, const struct options *options,
    struct check_request *check)
{
	const char *goals = getenv("PL_GOALS");
	struct stream_request files;

	if (request->n_operands == 0 && options->fix) {
		const char *path = command_default_file();

		if (path == NULL)
			message_die("no deals: name a file");
		request->default_paths[0] = (char *)(uintptr_t)path;
		request->operands = request->default_paths;
		request->n_operands = 1;
	}
	files = command_files(request, 0, 0);
	check->paths = files.paths;
	check->n_paths = files.n_paths;
	check->stages_path = files.stages_path;
	check->reading = files.reading;
	check->activities_path = options->activities != NULL ?
	    options->activities : request->reading.activities;
	check->goals_path = options->goals != NULL ? options->goals :
	    goals != NULL && *goals != '\0' ? goals : NULL;
}

/* What is printed in the end. */
struct report {
	struct request *request;
	bool fix;
	struct buffer text;
};

/* Before a file is the new one: nothing may be refused memory after that. */
static void
make_report(const struct findings *findings, void *with)
{
	struct report *report = with;
	struct buffer *text = &report->text;

	if (report->request->format != FORMAT_AUTO) {
		command_show_into(text, report->request,
		    findings_table(findings, report->fix));
		return;
	}
	for (size_t i = 0; i < findings->n; i++) {
		finding_line(&findings->at[i], text);
		buffer_byte(text, '\n');
	}
}

int
main(int argc, char **argv)
{
	struct options options = { .fix = false };
	struct command own = command;
	struct check_request check = { 0 };
	struct request request;
	struct report report = { .request = &request };
	struct findings findings;
	struct trouble what;

	own.target = &options;
	command_begin(&request, &own, argc, argv);
	if (options.list) {
		command_show(&request, findings_rules(), NULL);
		command_end(EXIT_DONE);
	}
	if (!options.fix && (request.dry_run || request.backup != NULL))
		command_usage("%s is for --fix", request.dry_run ?
		    "--dry-run" : "--backup");
	take_files(&request, &options, &check);
	check.today = request.as_of;
	check.fiscal = request.fiscal;
	check.mend = report.fix = options.fix;
	check.dry_run = request.dry_run;
	check.file = (struct file_edit_options){ .wait = request.wait,
	    .force = request.force, .backup = request.backup };
	/* of a dry run the patch alone, so that it is one */
	if (!request.dry_run)
		check.found = make_report;
	check.with = &report;
	if (check_run(&findings, &check, stdout, &what) != 0)
		command_fail(&what);
	if (report.text.len > 0)
		fwrite(report.text.at, 1, report.text.len, stdout);
	buffer_free(&report.text);
	command_end(findings_left(&findings) > 0 ? EXIT_NO : EXIT_DONE);
}
