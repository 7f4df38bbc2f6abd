#include <stdlib.h>

#include "cmd/options_text.h"
#include "cmd/writing.h"
#include "deal/incoming.h"
#include "deal/move.h"

struct options {
	const char *on;
	const char *from;
	struct move move;
	struct incoming incoming;
	struct selection *selection;
};

OPTION_TEXT(struct options, on)
OPTION_TEXT(struct options, from)

static const char *
set_reason(void *into, const char *value)
{
	((struct options *)into)->move.reason = slice_trim(slice_of(value));
	return NULL;
}

static const char *
set_skip(void *into, const char *value)
{
	(void)value;
	((struct options *)into)->move.skip_required = true;
	return NULL;
}

static const char *
set_next(void *into, const char *value)
{
	(void)value;
	((struct options *)into)->move.step = 1;
	return NULL;
}

static const char *
set_back(void *into, const char *value)
{
	(void)value;
	((struct options *)into)->move.step = -1;
	return NULL;
}

static const struct option_row rows[] = {
	{ 0, "on", "DATE", "when it happened (today)", set_on },
	{ 'r', "reason", "REASON", "why it was lost", set_reason },
	{ 0, "next", NULL, "to the next stage (the first won one at the end)",
	    set_next },
	{ 0, "back", NULL, "to the stage before", set_back },
	{ 0, "from", "MOVES.csv", "many moves: id, stage, date, reason and "
	    "other columns", set_from },
	{ 0, "skip-required", NULL, "although the stage requires more",
	    set_skip },
};

static int
move_one(void *with, struct draft *draft, size_t number,
    struct trouble *what)
{
	struct options *options = with;
	struct move move = options->move;
	const struct incoming_row *row;

	if (options->from != NULL) {
		row = incoming_find(&options->incoming, intern_text(
		    &options->selection->ids, number));
		move.stage = row->stage;
		move.reason = row->reason.len > 0 ? row->reason : move.reason;
		move.assignments = &row->values;
		if (row->day != DATE_NONE)
			draft->day = move.day = row->day;
	}
	if (move_draft(draft, &move, what) != 0)
		return -1;
	draft_end(draft);
	return 0;
}

/* The IDs are the moves'; each must name a stage. */
static void
take_moves(struct options *options, struct writing *writing,
    struct request *request)
{
	struct trouble what;

	if (incoming_read(&options->incoming, options->from,
	    &request->reading, &writing->edit.sheet.schema, true, &what) != 0)
		command_fail(&what);
	for (size_t i = 0; i < options->incoming.n; i++) {
		const struct incoming_row *row = &options->incoming.rows[i];

		if (row->id.len == 0 || row->stage.len == 0)
			message_die("%s:%llu: %s: is blank", options->from,
			    (unsigned long long)row->line,
			    row->id.len == 0 ? "id" : "stage");
		selection_add(&writing->selection, row->id);
		edit_admit(&writing->edit, row->stage, false);
	}
	if (options->incoming.n == 0)
		writing_end(writing, request, EXIT_DONE, NULL, NULL);
}

int
main(int argc, char **argv)
{
	struct options options = { .on = NULL };
	struct command command = {
		.synopsis = "[-i] ID[,ID...] STAGE [column=value...] [FILE]\n"
		    "[-i] --next|--back ID[,ID...] [column=value...] [FILE]\n"
		    "[-i] -w EXPR STAGE [column=value...] [FILE]\n"
		    "[-i] --from MOVES.csv [FILE]",
		.purpose = "move deals to another stage",
		.writes = true,
		.rows = rows,
		.n_rows = sizeof rows / sizeof *rows,
		.target = &options,
	};
	struct request request;
	struct writing writing;
	struct trouble what;
	const char *stage = "", *wrong;

	command_begin(&request, &command, argc, argv);
	options.move.day = request.as_of;
	options.move.fiscal = request.fiscal;
	wrong = options.on == NULL ? NULL : date_word(slice_of(options.on),
	    request.as_of, request.fiscal, &options.move.day);
	if (wrong != NULL)
		command_usage("--on: '%s' %s", options.on, wrong);
	writing_open(&writing, &request, options.from == NULL,
	    options.from != NULL || options.move.step != 0 ? NULL : &stage);
	options.move.stage = slice_trim(slice_of(stage));
	options.move.assignments = &writing.assignments;
	options.selection = &writing.selection;
	if (options.from != NULL)
		take_moves(&options, &writing, &request);
	edit_admit(&writing.edit, options.move.stage, false);
	if (move_demand(&writing.edit.stages, request.as_of, request.fiscal,
	    &writing.demand, &what) != 0)
		command_fail(&what);
	writing_run(&writing, &request, options.move.day, move_one, &options);
}
