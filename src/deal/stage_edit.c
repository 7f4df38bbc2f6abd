#include <stdlib.h>
#include <string.h>

#include "deal/stage_draft.h"

#define N(slice) (int)(slice).len, (slice).at

const char *
stage_change_read(const char *text, bool copy, struct stage_change *change)
{
	const char *equals = strchr(text, '=');

	*change = (struct stage_change){ .copy = copy };
	if (equals == NULL)
		return "is not OLD=NEW";
	change->old = slice_trim((struct slice){ text,
	    (size_t)(equals - text) });
	change->new = slice_trim(slice_of(equals + 1));
	if (change->new.len == 0)
		return "has no new name";
	return NULL;
}

static void
draft_add(struct drafts *drafts, const struct stage *stage, size_t from,
    bool copy)
{
	memory_room(&drafts->at, &drafts->room, drafts->n + 1,
	    sizeof *drafts->at);
	drafts->at[drafts->n++] = (struct draft){ *stage, from, copy };
}

void
drafts_free(struct drafts *drafts)
{
	free(drafts->at);
	arena_free(&drafts->arena);
	*drafts = (struct drafts){ 0 };
}

/* The texts the messages choose from. */
static struct slice
draft_pipeline(const struct draft *draft)
{
	return draft->stage.pipeline;
}

static struct slice
draft_name(const struct draft *draft)
{
	return draft->stage.name;
}

/* Does draft I hold a text that none of PIPELINE before it does? */
static bool
first_of_text(const struct drafts *drafts, size_t i, struct slice pipeline,
    struct slice (*text)(const struct draft *))
{
	if (pipeline.at != NULL &&
	    !text_same(drafts->at[i].stage.pipeline, pipeline))
		return false;
	for (size_t j = 0; j < i; j++)
		if (slice_equal(text(&drafts->at[j]), text(&drafts->at[i])) &&
		    (pipeline.at == NULL ||
		    text_same(drafts->at[j].stage.pipeline, pipeline)))
			return false;
	return true;
}

/* "no NOUN 'NAME' (there are ...)", the nearest first. -1. */
static int
none_such(const struct drafts *drafts, const char *noun, struct slice name,
    struct slice pipeline, struct slice (*text)(const struct draft *),
    struct trouble *what)
{
	struct buffer all = { 0 };
	size_t near = drafts->n, least = 0;

	for (size_t i = 0; i < drafts->n; i++) {
		size_t far = text_distance(name, text(&drafts->at[i]));

		if (first_of_text(drafts, i, pipeline, text) &&
		    (near == drafts->n || far < least)) {
			near = i;
			least = far;
		}
	}
	if (near < drafts->n)
		buffer_format(&all, "'%.*s'", N(text(&drafts->at[near])));
	for (size_t i = 0; i < drafts->n; i++)
		if (i != near && first_of_text(drafts, i, pipeline, text))
			buffer_format(&all, ", '%.*s'",
			    N(text(&drafts->at[i])));
	trouble_set(what, "no %s '%.*s' (there are %s)", noun, N(name),
	    buffer_text(&all));
	buffer_free(&all);
	return -1;
}

/* The pipeline a name means, as it is written; a blank one is the first. */
static bool
find_pipeline(const struct drafts *drafts, struct slice name,
    struct slice *found)
{
	for (size_t i = 0; i < drafts->n; i++) {
		*found = drafts->at[i].stage.pipeline;
		if (text_same(*found, name))
			return true;
	}
	if (drafts->n > 0)
		*found = drafts->at[0].stage.pipeline;
	return name.len == 0 && drafts->n > 0;
}

static int
copy_pipeline(struct drafts *drafts, const struct stage_change *change,
    struct trouble *what)
{
	struct slice old, there;
	size_t n = drafts->n;

	if (change->pipeline.at != NULL)
		return trouble_set(what, "--pipeline does not go with --copy");

	if (!find_pipeline(drafts, change->old, &old))
		return none_such(drafts, "pipeline", change->old,
		    (struct slice){ NULL, 0 }, draft_pipeline, what);
	if (find_pipeline(drafts, change->new, &there))
		return trouble_set(what, "there is a pipeline '%.*s' already",
		    N(there));
	for (size_t i = 0; i < n; i++) {
		struct stage stage = drafts->at[i].stage;

		if (!text_same(stage.pipeline, old))
			continue;
		stage.pipeline = change->new;
		draft_add(drafts, &stage, drafts->at[i].from, true);
	}
	return 0;
}

/* The draft of that name in a pipeline, NULL if it has none. */
static struct draft *
find_draft(struct drafts *drafts, struct slice pipeline, struct slice name)
{
	for (size_t i = 0; i < drafts->n; i++)
		if (text_same(drafts->at[i].stage.pipeline, pipeline) &&
		    text_same(drafts->at[i].stage.name, name))
			return &drafts->at[i];
	return NULL;
}

static bool
has_alias(const struct stage *stage, struct slice name)
{
	struct slice rest = stage->aliases, alias;

	while (slice_next(&rest, '|', &alias))
		if (text_same(alias, name))
			return true;
	return false;
}

/* Another stage of its pipeline that has NAME as an alias, NULL. */
static const struct draft *
find_alias(const struct drafts *drafts, const struct draft *draft,
    struct slice name)
{
	for (size_t i = 0; i < drafts->n; i++)
		if (&drafts->at[i] != draft &&
		    text_same(drafts->at[i].stage.pipeline,
		    draft->stage.pipeline) &&
		    has_alias(&drafts->at[i].stage, name))
			return &drafts->at[i];
	return NULL;
}

/* Add the names of MORE ('|' between) to the aliases of a stage, those that
 * it has not, and never its own name. */
static void
add_aliases(struct drafts *drafts, struct stage *stage, struct slice more)
{
	struct slice lists[2] = { stage->aliases, more };
	struct buffer all = { 0 };
	struct slice alias;

	stage->aliases = (struct slice){ NULL, 0 };
	for (int i = 0; i < 2; i++) {
		while (slice_next(&lists[i], '|', &alias)) {
			alias = slice_trim(alias);
			if (alias.len == 0 || text_same(alias, stage->name) ||
			    has_alias(stage, alias))
				continue;
			if (all.len > 0)
				buffer_byte(&all, '|');
			buffer_add(&all, alias.at, alias.len);
			stage->aliases = (struct slice){ all.at, all.len };
		}
	}
	if (all.len > 0)
		stage->aliases.at = arena_copy(&drafts->arena, all.at,
		    all.len);
	buffer_free(&all);
}

/* Draft OLD goes into INTO, with all its names. */
static int
merge_draft(struct drafts *drafts, struct draft *old, struct draft *into,
    struct trouble *what)
{
	struct slice name = old->stage.name, aliases = old->stage.aliases;
	size_t at = (size_t)(old - drafts->at);

	if (old->stage.kind != into->stage.kind)
		return trouble_set(what, "'%.*s' is %s and '%.*s' %s: they "
		    "cannot be one", N(name), kind_name(old->stage.kind),
		    N(into->stage.name), kind_name(into->stage.kind));
	add_aliases(drafts, &into->stage, name);
	add_aliases(drafts, &into->stage, aliases);
	memmove(old, old + 1, (--drafts->n - at) * sizeof *old);
	return 0;
}

static int
rename_draft(struct drafts *drafts, struct draft *draft, struct slice new,
    struct trouble *what)
{
	struct draft *there = find_draft(drafts, draft->stage.pipeline, new);
	const struct draft *other = find_alias(drafts, draft, new);
	struct slice old = draft->stage.name;

	if (there != NULL && there != draft)
		return merge_draft(drafts, draft, there, what);
	if (other != NULL)
		return trouble_set(what, "'%.*s' is another name of '%.*s' "
		    "already", N(new), N(other->stage.name));
	draft->stage.name = new;
	add_aliases(drafts, &draft->stage, old);
	return 0;
}

static int
rename_stage(struct drafts *drafts, const struct stage_change *change,
    struct trouble *what)
{
	struct slice pipeline = change->pipeline;
	size_t found = 0;

	if (memchr(change->old.at, '|', change->old.len) != NULL ||
	    memchr(change->new.at, '|', change->new.len) != NULL)
		return trouble_set(what, "'|' stands between names and cannot "
		    "be in one");
	if (pipeline.at != NULL &&
	    !find_pipeline(drafts, pipeline, &pipeline))
		return none_such(drafts, "pipeline", change->pipeline,
		    (struct slice){ NULL, 0 }, draft_pipeline, what);
	/* from the end, for a merge takes one out */
	for (size_t i = drafts->n; i-- > 0; ) {
		struct draft *draft = &drafts->at[i];

		if (!text_same(draft->stage.name, change->old) ||
		    (pipeline.at != NULL &&
		    !text_same(draft->stage.pipeline, pipeline)))
			continue;
		found++;
		if (rename_draft(drafts, draft, change->new, what) != 0)
			return -1;
	}
	return found > 0 ? 0 : none_such(drafts, "stage", change->old,
	    pipeline, draft_name, what);
}

int
drafts_make(struct drafts *drafts, const struct stages *stages,
    const struct stage_change *changes, size_t n, struct trouble *what)
{
	*drafts = (struct drafts){ 0 };
	for (size_t i = 0; i < stages->n; i++)
		draft_add(drafts, &stages->at[i], i, false);
	for (size_t i = 0; i < n; i++) {
		int result = changes[i].copy ?
		    copy_pipeline(drafts, &changes[i], what) :
		    rename_stage(drafts, &changes[i], what);

		if (result != 0) {
			drafts_free(drafts);
			return -1;
		}
	}
	return 0;
}

/* STAGES become what the drafts are. */
static void
settle_drafts(struct stages *stages, const struct drafts *drafts)
{
	struct stages after = { .written = stages->written,
	    .pooled = stages->pooled };

	for (size_t i = 0; i < drafts->n; i++)
		stages_add(&after, &drafts->at[i].stage);
	after.name = stages->name;
	stages->name = NULL;
	stages_free(stages);
	*stages = after;
}

int
stages_change(struct stages *stages, const struct stage_change *changes,
    size_t n, struct trouble *what)
{
	struct drafts drafts;

	if (drafts_make(&drafts, stages, changes, n, what) != 0)
		return -1;
	settle_drafts(stages, &drafts);
	drafts_free(&drafts);
	return 0;
}

int
stages_choose(struct stages *stages, struct slice name, struct trouble *what)
{
	struct drafts drafts;
	struct slice pipeline;
	size_t kept = 0;
	int result = 0;

	if (name.at == NULL)
		return 0;
	drafts_make(&drafts, stages, NULL, 0, what);
	if (find_pipeline(&drafts, name, &pipeline)) {
		for (size_t i = 0; i < drafts.n; i++)
			if (text_same(drafts.at[i].stage.pipeline, pipeline))
				drafts.at[kept++] = drafts.at[i];
		drafts.n = kept;
		settle_drafts(stages, &drafts);
	} else {
		result = none_such(&drafts, "pipeline", name,
		    (struct slice){ NULL, 0 }, draft_pipeline, what);
	}
	drafts_free(&drafts);
	return result;
}
