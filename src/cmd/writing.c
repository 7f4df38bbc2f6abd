#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/writing.h"

/* The file to edit where none is named. In place never means standard input. */
static const char *
file_meant(struct request *request)
{
	const char *path;

	if (!request->in_place)
		return command_files(request, request->n_operands, 1).paths[0];
	path = command_default_file();
	if (path == NULL)
		message_die("no deals: name a file");
	return path;
}

/* The operands that are left: assignments, and at most one file. */
static const char *
sort_operands(struct writing *writing, struct request *request, int first)
{
	const char *path = NULL;
	struct trouble what;

	for (int i = first; i < request->n_operands; i++) {
		const char *operand = request->operands[i];

		if (!command_is_file(operand)) {
			if (assignments_take(&writing->assignments, operand,
			    &what) != 0)
				command_usage("%s", what.text);
		} else if (path == NULL) {
			path = operand;
		} else {
			command_usage("more than one file: %s", operand);
		}
	}
	return path == NULL ? file_meant(request) : path;
}

void
writing_open(struct writing *writing, struct request *request, bool ids,
    const char **stage)
{
	struct trouble what;
	int first = 0;

	*writing = (struct writing){ 0 };
	command_filter(request, &writing->filter, &writing->demand);
	writing->selection.filter = &writing->filter;
	if (ids && request->n_where == 0) {
		if (first == request->n_operands)
			command_usage("no ID (and no --where)");
		if (selection_take(&writing->selection, slice_of(
		    request->operands[first++]), &what) != 0)
			command_usage("%s", what.text);
	}
	if (stage != NULL) {
		if (first == request->n_operands)
			command_usage("no STAGE");
		*stage = request->operands[first++];
	}
	writing->request = (struct edit_request){
		.path = sort_operands(writing, request, first),
		.stages_path = request->stages, .reading = &request->reading,
		.in_place = request->in_place, .dry_run = request->dry_run,
		.hopeful = true,
		.file = { .wait = request->wait, .force = request->force,
		    .backup = request->backup },
	};
	if (edit_open(&writing->edit, &writing->request, &what) != 0)
		command_fail(&what);
	writing->demand.fields |= FIELD_BIT(FIELD_ID) |
	    FIELD_BIT(FIELD_LOST_REASON) | FIELD_BIT(FIELD_PROBABILITY) |
	    FIELD_BIT(FIELD_CATEGORY);
	if (assignments_bind(&writing->assignments,
	    &writing->edit.sheet, request->as_of, request->fiscal,
	    &what) != 0) {
		edit_cancel(&writing->edit);
		command_fail(&what);
	}
}

void
writing_refuse(struct writing *writing, enum field field, const char *why)
{
	const struct assignment *one = assignments_find(&writing->assignments,
	    field);

	if (one != NULL)
		command_usage("%.*s: %s", (int)one->name.len, one->name.at,
		    why);
}

void
writing_left_out(const struct request *request, struct incoming *incoming)
{
	if (incoming->left_out.len > 0 && !request->quiet)
		message_say("%s: left out, there is no column: %s",
		    incoming->name, buffer_text(&incoming->left_out));
}

void
writing_end(struct writing *writing, struct request *request, int status,
    FILE *to, struct buffer *say)
{
	const char *text = say == NULL ? NULL : buffer_text(say);
	struct trouble what;

	/* nothing is allocated once the file is the new one */
	command_notices(request, &writing->edit.sheet.notices);
	if (edit_finish(&writing->edit, stdout, &what) != 0)
		command_fail(&what);
	if (text != NULL)
		fputs(text, to);
	command_end(status);
}

void
writing_run(struct writing *writing, struct request *request, int day,
    change_maker make, void *with, struct buffer *say)
{
	struct trouble what;
	int status = change_run(&writing->edit, &writing->selection,
	    &writing->demand, request->as_of, day, make, with, &what);

	if (status == EXIT_TROUBLE) {
		edit_cancel(&writing->edit);
		command_fail(&what);
	}
	writing_end(writing, request, status, stderr,
	    status == EXIT_DONE ? say : NULL);
}
