#include "cmd/writing.h"

static const struct command command = {
	.synopsis = "[-i] ID[,ID...] column=value... [FILE]\n"
	    "[-i] -w EXPR column=value... [FILE]",
	.purpose = "change cells of deals: deals in, deals out",
	.writes = true,
};

/* In another pipeline there must be such a stage, where stages.csv says which
 * there are. */
static int
check_pipeline(const struct draft *draft, struct slice pipeline,
    struct trouble *what)
{
	const struct stages *stages = &draft->edit->stages;
	struct slice stage = draft->deal->text[FIELD_STAGE];

	if (!stages->written || stages_find(stages, pipeline, stage) != NULL ||
	    draft->deal->stage->number == STAGE_POOLED)
		return 0;
	return trouble_set(what, "pipeline: '%.*s' has no stage '%.*s' "
	    "(pl-move takes pipeline= and a stage)", (int)pipeline.len,
	    pipeline.at, (int)stage.len, stage.at);
}

/* The assignments, in the order given. */
static int
set(void *with, struct draft *draft, size_t number, struct trouble *what)
{
	const struct assignments *all = with;

	(void)number;
	for (size_t i = 0; i < all->n; i++) {
		const struct assignment *one = &all->at[i];

		if (one->field == FIELD_PIPELINE && check_pipeline(draft,
		    one->value, what) != 0)
			return -1;
		if (draft_column(draft, one->column, one->value, what) != 0)
			return -1;
	}
	draft_end(draft);
	return 0;
}

int
main(int argc, char **argv)
{
	struct request request;
	struct writing writing;

	command_begin(&request, &command, argc, argv);
	writing_open(&writing, &request, true, NULL);
	if (writing.assignments.n == 0)
		command_usage("nothing to set (say column=value)");
	writing_refuse(&writing, FIELD_STAGE, "is changed by pl-move, which "
	    "keeps the history");
	writing_refuse(&writing, FIELD_STATUS, "is changed by pl-move, which "
	    "keeps the history");
	writing_refuse(&writing, FIELD_ID, "an id stays what it is");
	writing_run(&writing, &request, request.as_of, set,
	    &writing.assignments, NULL);
}
