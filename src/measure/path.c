#include <stdlib.h>

#include "base/memory.h"
#include "measure/path.h"

/* Put STAGE behind the last of its pipeline. */
static void
append(struct path *path, const struct stage *stage)
{
	const struct stage *last = path->last[stage->pipe];

	if (last == NULL)
		path->first[stage->pipe] = stage;
	else
		path->next[last->number] = stage;
	path->last[stage->pipe] = stage;
	path->passed[stage->number] = true;
}

void
path_open(struct path *path, const struct stages *stages)
{
	size_t n = stages->n + 1, n_pipelines = stages->n_pipelines + 1;

	path->passed = memory_zero(n, sizeof *path->passed);
	path->next = memory_zero(n, sizeof *path->next);
	path->first = memory_zero(n_pipelines, sizeof *path->first);
	path->last = memory_zero(n_pipelines, sizeof *path->last);
	for (size_t i = 0; i < stages->n; i++)
		if (stages->at[i].kind == KIND_OPEN)
			append(path, &stages->at[i]);
	for (size_t i = 0; i < stages->n; i++) {
		const struct stage *stage = &stages->at[i];
		const struct stage *last = path->last[stage->pipe];

		if (stage->kind == KIND_WON && (last == NULL ||
		    last->kind == KIND_OPEN))
			append(path, stage);
	}
}

void
path_free(struct path *path)
{
	free(path->passed);
	free(path->next);
	free(path->first);
	free(path->last);
	*path = (struct path){ 0 };
}

bool
path_passes(const struct path *path, const struct stage *stage)
{
	return stage->number != STAGE_POOLED && path->passed[stage->number];
}

bool
path_behind(const struct stage *a, const struct stage *b)
{
	if (a->kind != b->kind)
		return a->kind == KIND_WON;
	return a->number > b->number;
}
