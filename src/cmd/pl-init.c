#include "cmd/command.h"
#include "deal/preset.h"
#include "deal/workspace.h"

static const char *
set_preset(void *into, const char *value)
{
	((struct workspace *)into)->presets = value;
	return NULL;
}

static const char *
set_language(void *into, const char *value)
{
	((struct workspace *)into)->language = value;
	return preset_language(value) ? NULL : "is not en, zh, id or bg";
}

static const char *
set_with(void *into, const char *value)
{
	((struct workspace *)into)->with = value;
	return NULL;
}

static const struct option_row rows[] = {
	{ 0, "preset", "NAME,...", "the pipelines: standard, relationship, lean "
	    "or delivery; funnel for marketing, alone or behind one of them",
	    set_preset },
	{ 'l', "language", "CODE", "of stages and playbook: en, zh, id or bg",
	    set_language },
	{ 0, "with", "FILE,...", "these too: activities, goals, scores, "
	    "cadences, rates", set_with },
};

static const struct command command = {
	.synopsis = "[--preset NAME,...] [-l en|zh|id|bg] [--with FILE,...] "
	    "[DIR]",
	.purpose = "make a workspace: an empty deals.csv, and stages.csv",
	.only = "",
	.rows = rows,
	.n_rows = sizeof rows / sizeof *rows,
};

int
main(int argc, char **argv)
{
	struct workspace workspace = { .directory = ".", .presets = "standard",
	    .language = "en" };
	struct command own = command;
	struct request request;
	struct trouble what;

	own.target = &workspace;
	command_begin(&request, &own, argc, argv);
	if (request.n_operands > 1)
		command_usage("more than one directory: %s",
		    request.operands[1]);
	if (request.n_operands == 1)
		workspace.directory = request.operands[0];
	if (workspace_make(&workspace, &what) != 0)
		command_fail(&what);
	command_end(EXIT_DONE);
}
