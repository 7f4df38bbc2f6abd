#include "cmd/options.h"
#include "cmd/options_text.h"

FLAG(partial)
FLAG(merge)

const struct option_row options_travel[] = {
	{ 0, "partial", NULL, "print the state of the figures, a line, to be "
	    "merged", set_partial },
	{ 0, "merge", NULL, "the files are states: merge them", set_merge },
};
const size_t options_n_travel = sizeof options_travel /
    sizeof *options_travel;
