#include <stdlib.h>

#include "base/file.h"
#include "cmd/command.h"
#include "deal/stage_edit.h"
#include "measure/playbook.h"

#define STAGES_FILE "stages.csv"
#define CHANGES_MOST 64

struct options {
	struct stage_change changes[CHANGES_MOST];	/* in their order */
	size_t n;
	const char *pipeline;
	bool playbook;
};

static const char *
add_change(struct options *options, const char *value, bool copy)
{
	if (options->n == CHANGES_MOST)
		return "is one too many";
	return stage_change_read(value, copy, &options->changes[options->n++]);
}

static const char *
set_copy(void *into, const char *value)
{
	return add_change(into, value, true);
}

static const char *
set_rename(void *into, const char *value)
{
	return add_change(into, value, false);
}

static const char *
set_pipeline(void *into, const char *value)
{
	((struct options *)into)->pipeline = value;
	return NULL;
}

static const char *
set_playbook(void *into, const char *value)
{
	((struct options *)into)->playbook = value == NULL;
	return NULL;
}

static const struct option_row rows[] = {
	{ 0, "copy", "OLD=NEW", "a pipeline, again under a new name", set_copy },
	{ 0, "rename", "OLD=NEW", "a stage, or merge it; its old name stays an alias", set_rename },
	{ 'p', "pipeline", "NAME", "only this pipeline's stages", set_pipeline },
	{ 0, "playbook", NULL, "show the playbook in tables too", set_playbook },
};

static const struct command command = {
	.synopsis = "[-p NAME] [FILE...]\n[--copy OLD=NEW] [--rename OLD=NEW] [-i] [FILE...]",
	.purpose = "the stages in force, as a stages.csv; copied, renamed, merged",
	.lists = true,
	.writes = true,
	.only = "sort,limit,output,no-header,in-place,backup,wait,force,stages,map,delimiter,color",
	.rows = rows,
	.n_rows = sizeof rows / sizeof *rows,
};

/* The stages in force: no deals are needed where they are written. */
static void
read_stages(struct request *request, struct stream *stream)
{
	const char *path = request->stages;
	struct trouble what;

	if (path == NULL && !getenv("PL_FILE") && file_filled(STAGES_FILE))
		path = STAGES_FILE;
	*stream = (struct stream){ 0 };
	if (request->n_operands > 0 || path == NULL)
		command_open(request, stream, 0, 0);
	else if (stream_stages(&stream->stages, path, "-", NULL, 0, &what) != 0)
		command_fail(&what);
}

static void
edit_file(const struct request *request, const struct stages *stages,
    const struct options *options)
{
	struct trouble what;

	if (options->n == 0)
		command_usage("--in-place needs --copy or --rename");
	if (!stages->written)
		message_die("no stages.csv to edit: these are inferred");
	if (stages_change_file(stages->name, options->changes, options->n, &(struct
	    file_edit_options){ request->wait, request->force, request->backup }, &what) != 0)
		command_fail(&what);
	command_end(EXIT_DONE);
}

static void
show(struct request *request, const struct stages *stages, bool playbook)
{
	static const enum playbook_form forms[FORMAT_HTML + 1] = {
		[FORMAT_CSV] = PLAYBOOK_FILE, [FORMAT_TSV] = PLAYBOOK_FILE,
		[FORMAT_JSON] = PLAYBOOK_DATA, [FORMAT_JSONL] = PLAYBOOK_DATA,
	};
	struct page page = command_page(request);
	enum playbook_form form = forms[page.format];
	struct result *result;

	if (playbook && form == PLAYBOOK_SHORT)
		form = PLAYBOOK_LONG;
	if (form != PLAYBOOK_LONG || page.format != FORMAT_TABLE) {
		command_show(request, playbook_table(stages, form), NULL);
		return;
	}
	page.width = 0;		/* stage by stage, and in full */
	for (size_t i = 0; i < stages->n; i++) {
		result = playbook_stage(&stages->at[i]);
		fputs(i > 0 ? "\n" : "", stdout);
		show_result(stdout, result, &page);
		result_free(result);
	}
}

int
main(int argc, char **argv)
{
	struct options options = { .n = 0 };
	struct command own = command;
	struct request request;
	struct stream stream;
	struct trouble what;

	own.target = &options;
	command_begin(&request, &own, argc, argv);
	for (size_t i = 0; i < options.n && options.pipeline != NULL; i++)
		options.changes[i].pipeline = slice_of(options.pipeline);
	read_stages(&request, &stream);
	if (request.in_place)
		edit_file(&request, &stream.stages, &options);
	if ((options.n > 0 ? stages_change(&stream.stages, options.changes, options.n, &what) :
	    stages_choose(&stream.stages, slice_of(options.pipeline), &what)) != 0)
		command_fail(&what);
	show(&request, &stream.stages, options.playbook);
	command_end(EXIT_DONE);
}
