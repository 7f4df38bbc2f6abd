#ifndef MEASURE_PATH_H
#define MEASURE_PATH_H

/*
 * The stages that deals pass, one behind the other in each pipeline: the open ones
 * in their order and then the first won one, wherever the file has it.
 */

#include <stdbool.h>
#include <stddef.h>

#include "deal/stage.h"

struct path {
	/* by number of stage: is it one of them, and which comes next, NULL */
	bool *passed;
	const struct stage **next;
	/* by number of pipeline; NULL: it has none */
	const struct stage **first, **last;
};

/* Of these stages, which must outlive it. */
void path_open(struct path *, const struct stages *);
void path_free(struct path *);

/* Is it one that a deal passes? Not the pooled one. */
bool path_passes(const struct path *, const struct stage *);
/* Does A come behind B? Both are passed, in one pipeline. */
bool path_behind(const struct stage *a, const struct stage *b);

#endif
