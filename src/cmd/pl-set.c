#include "cmd/writing.h"

static const struct command command = {
	.synopsis = "[-i] ID[,ID...] column=value... [FILE]\n"
	    "[-i] -w EXPR column=value... [FILE]",
	.purpose = "change cells of deals",
	.writes = true,
};

/* The assignments, in the order given. */
static int
set(void *with, struct draft *draft, size_t number, struct trouble *what)
{
	const struct assignments *all = with;

	(void)number;
	for (size_t i = 0; i < all->n; i++) {
		const struct assignment *one = &all->at[i];

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
	if (assignments_find(&writing.assignments, FIELD_STAGE) != NULL ||
	    assignments_find(&writing.assignments, FIELD_STATUS) != NULL)
		command_usage("the stage is changed by pl-move, which keeps "
		    "the history");
	if (assignments_find(&writing.assignments, FIELD_ID) != NULL)
		command_usage("an id stays what it is");
	writing_run(&writing, &request, request.as_of, set,
	    &writing.assignments);
}
