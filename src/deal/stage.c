#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "deal/known.h"
#include "deal/stage.h"

#define NUMBER_NONE ((size_t)-1)
#define MANY 64		/* stages no more looked through one after the other */
#define FEW 16		/* pipelines looked through one after the other */

void
stages_begin(struct stages *stages)
{
	*stages = (struct stages){ .pooled = { .number = STAGE_POOLED,
	    .max_days = MAX_DAYS_LEARNED, .next_days = -1 } };
}

/* The key a stage is found by: its pipeline's bytes, NUL, its folded name. */
static void
stage_key(struct buffer *key, size_t pipe, struct slice name)
{
	buffer_clear(key);
	buffer_add(key, (const char *)&pipe, sizeof pipe);
	text_fold(name, key);
}

static void
index_name(struct stages *stages, size_t pipe, struct slice name,
    size_t number, struct buffer *key)
{
	size_t entry;
	bool new;

	name = slice_trim(name);
	if (name.len == 0)
		return;
	stage_key(key, pipe, name);
	entry = intern_number(&stages->index,
	    (struct slice){ key->at, key->len }, &new);
	if (!new)
		return;
	memory_room(&stages->by_index, &stages->by_room, entry + 1,
	    sizeof *stages->by_index);
	stages->by_index[entry] = number;
}

/* The key of what a pipeline's stage is known as. */
struct known_key {
	size_t pipe;
	const struct known_stage *known;
};

static void
index_known(struct stages *stages, const struct stage *stage)
{
	struct known_key key = { stage->pipe, known_stage(stage->name) };
	size_t entry;
	bool new;

	if (key.known == NULL)
		return;
	entry = intern_number(&stages->known, (struct slice){
	    (const char *)&key, sizeof key }, &new);
	if (!new)
		return;
	memory_room(&stages->by_known, &stages->known_room, entry + 1,
	    sizeof *stages->by_known);
	stages->by_known[entry] = stage->number;
}

/* Knowing a name takes its time, and of a few stages nobody may ask. */
static void
index_many(struct stages *stages)
{
	for (size_t i = stages->n == MANY ? 0 : stages->n - 1;
	    stages->n >= MANY && i < stages->n; i++)
		index_known(stages, &stages->at[i]);
}

static void
index_exact(struct stages *stages, const struct stage *stage)
{
	size_t entry;
	bool new;

	entry = intern_number(&stages->names, stage->name, &new);
	if (!new)
		return;
	memory_room(&stages->by_name, &stages->names_room, entry + 1,
	    sizeof *stages->by_name);
	stages->by_name[entry] = stage->number;
}

static struct slice
keep(struct stages *stages, struct slice text)
{
	return (struct slice){ arena_copy(&stages->arena, text.at, text.len),
	    text.len };
}

/* What folds to no other pipeline's text is one of its own. */
static size_t
folded_pipeline(const struct stages *stages, struct slice pipeline)
{
	struct buffer key = { 0 };
	size_t number;

	text_fold(pipeline, &key);
	number = intern_find(&stages->pipes, (struct slice){ key.at,
	    key.len });
	buffer_free(&key);
	return number == INTERN_NONE ? stages->n_pipelines : number;
}

size_t
stages_pipeline(const struct stages *stages, struct slice pipeline)
{
	if (pipeline.len == 0)
		return stages->blank;
	/* most files have few, and write them one way */
	for (size_t i = 0; i < stages->n_pipelines && i < FEW; i++)
		if (slice_equal(stages->pipelines[i], pipeline))
			return i;
	return folded_pipeline(stages, pipeline);
}

/* The number of a pipeline as stages.csv names it: here a blank one is one of
 * its own, not the first. */
static size_t
pipeline_number(struct stages *stages, struct slice pipeline)
{
	struct buffer key = { 0 };
	size_t number;
	bool new;

	text_fold(pipeline, &key);
	number = intern_number(&stages->pipes, (struct slice){ key.at,
	    key.len }, &new);
	if (key.len == 0)
		stages->blank = number;
	buffer_free(&key);
	if (new) {
		memory_room(&stages->pipelines, &stages->pipes_room,
		    number + 1, sizeof *stages->pipelines);
		stages->pipelines[number] = keep(stages, pipeline);
		memory_room(&stages->firsts, &stages->firsts_room, number + 1,
		    sizeof *stages->firsts);
		memset(stages->firsts[number], 0, sizeof *stages->firsts);
		stages->n_pipelines = number + 1;
	}
	return number;
}

struct stage *
stages_add(struct stages *stages, const struct stage *from)
{
	struct buffer key = { 0 };
	size_t pipe = pipeline_number(stages, from->pipeline);
	struct slice rest = from->aliases, alias;
	struct stage *stage;
	size_t taken;

	stage_key(&key, pipe, from->name);
	taken = intern_find(&stages->index,
	    (struct slice){ key.at, key.len });
	if (taken != INTERN_NONE && text_same(from->name,
	    stages->at[stages->by_index[taken]].name)) {
		buffer_free(&key);
		return NULL;
	}
	memory_room(&stages->at, &stages->room, stages->n + 1,
	    sizeof *stages->at);
	stage = &stages->at[stages->n];
	*stage = *from;
	stage->number = stages->n++;
	stage->pipe = pipe;
	if (stages->firsts[pipe][stage->kind] == 0)
		stages->firsts[pipe][stage->kind] = stages->n;
	stage->pipeline = stages->pipelines[pipe];
	stage->name = keep(stages, from->name);
	stage->required = keep(stages, from->required);
	stage->next_step = keep(stages, from->next_step);
	stage->next_owner = keep(stages, from->next_owner);
	stage->cadence = keep(stages, from->cadence);
	stage->questions = keep(stages, from->questions);
	stage->activities = keep(stages, from->activities);
	stage->exit_criteria = keep(stages, from->exit_criteria);
	stage->aliases = keep(stages, from->aliases);
	if (taken != INTERN_NONE)	/* a name beats another stage's alias */
		stages->by_index[taken] = stage->number;
	index_name(stages, pipe, stage->name, stage->number, &key);
	while (slice_next(&rest, '|', &alias))
		index_name(stages, pipe, alias, stage->number, &key);
	index_exact(stages, stage);
	index_many(stages);
	buffer_free(&key);
	return stage;
}

const struct stage *
stages_find(const struct stages *stages, struct slice pipeline,
    struct slice name)
{
	struct buffer key = { 0 };
	size_t pipe = stages_pipeline(stages, pipeline), entry;

	if (pipe == stages->n_pipelines)
		return NULL;
	stage_key(&key, pipe, name);
	entry = intern_find(&stages->index,
	    (struct slice){ key.at, key.len });
	buffer_free(&key);
	return entry == INTERN_NONE ? NULL :
	    &stages->at[stages->by_index[entry]];
}

/* The first stage of a pipeline that is known as KNOWN is; NULL. */
static const struct stage *
find_known(const struct stages *stages, size_t pipe,
    const struct known_stage *known)
{
	struct known_key key = { pipe, known };
	size_t entry;

	for (size_t i = 0; stages->n < MANY && i < stages->n; i++)
		if (stages->at[i].pipe == pipe &&
		    known_stage(stages->at[i].name) == known)
			return &stages->at[i];
	entry = intern_find(&stages->known, (struct slice){
	    (const char *)&key, sizeof key });
	return entry == INTERN_NONE ? NULL :
	    &stages->at[stages->by_known[entry]];
}

const struct stage *
stages_meant(const struct stages *stages, struct slice pipeline,
    struct slice name)
{
	const struct stage *stage = stages_find(stages, pipeline, name);
	const struct known_stage *known;

	if (stage != NULL)
		return stage;
	known = known_stage(name);
	return known == NULL ? NULL : find_known(stages,
	    stages_pipeline(stages, pipeline), known);
}

const struct stage *
stages_named(const struct stages *stages, struct slice name)
{
	size_t entry = intern_find(&stages->names, name);

	return entry == INTERN_NONE ? NULL :
	    &stages->at[stages->by_name[entry]];
}

const struct stage *
stages_first(const struct stages *stages, size_t pipe, enum kind kind)
{
	size_t place = pipe < stages->n_pipelines ?
	    stages->firsts[pipe][kind] : 0;

	return place == 0 ? NULL : &stages->at[place - 1];
}

const struct stage *
stages_next(const struct stages *stages, const struct stage *stage)
{
	for (size_t i = stage->number + 1; i < stages->n; i++)
		if (stages->at[i].pipe == stage->pipe &&
		    stages->at[i].kind != KIND_LOST)
			return &stages->at[i];
	return NULL;
}

const struct stage *
stages_back(const struct stages *stages, const struct stage *stage)
{
	for (size_t i = stage->number; i-- > 0; )
		if (stages->at[i].pipe == stage->pipe &&
		    stages->at[i].kind == KIND_OPEN)
			return &stages->at[i];
	return NULL;
}

void
stages_list(const struct stages *stages, struct slice pipeline,
    struct slice name, struct buffer *out)
{
	size_t pipe = stages_pipeline(stages, pipeline);
	size_t near = NUMBER_NONE, least = 0;
	const char *between = "";

	for (size_t i = 0; i < stages->n; i++) {
		size_t far = text_distance(name, stages->at[i].name);

		if (stages->at[i].pipe == pipe &&
		    (near == NUMBER_NONE || far < least)) {
			near = i;
			least = far;
		}
	}
	if (near != NUMBER_NONE) {
		buffer_add(out, stages->at[near].name.at,
		    stages->at[near].name.len);
		between = ", ";
	}
	for (size_t i = 0; i < stages->n; i++) {
		if (stages->at[i].pipe != pipe || i == near)
			continue;
		buffer_string(out, between);
		buffer_add(out, stages->at[i].name.at, stages->at[i].name.len);
		between = ", ";
	}
}

void
stages_free(struct stages *stages)
{
	free(stages->at);
	free(stages->pipelines);
	free(stages->firsts);
	free(stages->name);
	free(stages->by_index);
	free(stages->by_known);
	free(stages->by_name);
	intern_free(&stages->names);
	intern_free(&stages->index);
	intern_free(&stages->pipes);
	intern_free(&stages->known);
	arena_free(&stages->arena);
	*stages = (struct stages){ 0 };
}
