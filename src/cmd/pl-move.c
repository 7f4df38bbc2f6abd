#include "cmd/options_text.h"
#include "cmd/writing.h"
#include "deal/incoming.h"
#include "deal/move.h"

struct options {
	const char *on;
	const char *from;
	bool next, back, skip;
	struct move move;
	struct incoming incoming;
	struct selection *selection;
};

OPTION_TEXT(struct options, on)
OPTION_TEXT(struct options, from)
OPTION_FLAG(struct options, next)
OPTION_FLAG(struct options, back)
OPTION_FLAG(struct options, skip)

static const char *
set_reason(void *into, const char *value)
{
	((struct options *)into)->move.reason = slice_trim(slice_of(value));
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
	{ 0, "skip-required", NULL, "even if what the stage requires is missing",
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
		move.reason = row->reason;
		move.assignments = &row->values;
		if (row->day != DATE_NONE)
			draft->day = move.day = row->day;
	}
	if (move_draft(draft, &move, what) != 0)
		return -1;
	draft_end(draft);
	return 0;
}

/* The IDs are the moves'. */
static void
take_moves(struct options *options, struct writing *writing,
    struct request *request)
{
	struct trouble what;

	if (writing->assignments.n > 0)
		command_usage("--from takes no column=value (give MOVES.csv the "
		    "column)");
	if (incoming_read(&options->incoming, options->from,
	    &request->reading, &writing->edit.sheet, true, &what) != 0)
		command_fail(&what);
	writing_left_out(request, &options->incoming);
	writing->selection.file = options->incoming.name;
	for (size_t i = 0; i < options->incoming.n; i++) {
		const struct incoming_row *row = &options->incoming.rows[i];

		selection_add(&writing->selection, row->id, row->line);
		edit_admit(&writing->edit, row->stage);
	}
	if (options->incoming.n == 0)
		writing_end(writing, request, EXIT_DONE, NULL, NULL);
}

/* What the options come to, if they go together. */
static void
settle(struct options *options, struct request *request)
{
	struct move *move = &options->move;
	const char *wrong = NULL;

	if (options->next && options->back)
		command_usage("--next and --back do not go together");
	if (options->from != NULL && (options->next || options->back ||
	    move->reason.len > 0 || request->n_where > 0))
		command_usage("--from says which deals, where to and why: it "
		    "goes with no --where, --next, --back or --reason");
	request->reading.two_files = options->from != NULL;
	move->step = options->next - options->back;
	move->skip_required = options->skip;
	move->fiscal = request->fiscal;
	move->day = request->as_of;
	if (options->on != NULL)
		wrong = date_word(slice_of(options->on), request->as_of,
		    request->fiscal, &move->day);
	if (wrong != NULL)
		command_usage("--on: '%s' %s", options->on, wrong);
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
		.purpose = "move deals to another stage: deals in, deals out",
		.writes = true,
		.rows = rows,
		.n_rows = sizeof rows / sizeof *rows,
		.target = &options,
	};
	struct request request;
	struct writing writing;
	struct trouble what;
	const char *stage = NULL;

	command_begin(&request, &command, argc, argv);
	settle(&options, &request);
	writing_open(&writing, &request, options.from == NULL,
	    options.from != NULL || options.move.step != 0 ? NULL : &stage);
	options.move.stage = slice_trim(slice_of(stage));
	if (stage != NULL && options.move.stage.len == 0)
		command_usage("the STAGE is empty");
	options.move.assignments = &writing.assignments;
	options.selection = &writing.selection;
	if (options.from != NULL)
		take_moves(&options, &writing, &request);
	edit_admit(&writing.edit, options.move.stage);
	if (move_demand(&writing.edit.stages, request.as_of, request.fiscal,
	    &writing.demand, &what) != 0)
		command_fail(&what);
	writing_run(&writing, &request, options.move.day, move_one, &options,
	    NULL);
}
