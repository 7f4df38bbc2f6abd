#include <stdlib.h>

#include "deal/parts.h"
#include "deal/survey.h"

#define NAMES (FIELD_BIT(FIELD_STAGE) | FIELD_BIT(FIELD_PIPELINE) |		\
    FIELD_BIT(FIELD_HISTORY))

/* A fold inside a look at the names of the stages. */
struct survey {
	const struct fold *fold;
	const void *request;
	const struct edit *edit;
	bool names;		/* they are looked at */
};

struct state {
	const struct survey *survey;
	void *inner;
	struct stage_cache *cache;	/* NULL: the names do not matter */
};

static void *
begin(const void *request)
{
	struct state *state = memory_zero(1, sizeof *state);

	state->survey = request;
	state->inner = state->survey->fold->begin(state->survey->request);
	if (state->survey->names)
		state->cache = stage_cache_new(&state->survey->edit->stages,
		    &state->survey->edit->seen);
	return state;
}

/* The cache remembers whether it was asked for a name that was not seen. */
static void
look_at_names(struct stage_cache *cache, const struct deal *deal)
{
	const struct log *log = &deal->log;
	struct slice pipeline = deal->text[FIELD_PIPELINE];

	if (deal->text[FIELD_STAGE].len > 0)
		stage_cached(cache, pipeline, deal->text[FIELD_STAGE]);
	/* the first change of pipeline holds the one it began in */
	for (size_t i = 0; i < log->n; i++)
		if (log->at[i].field == FIELD_PIPELINE) {
			pipeline = log->at[i].value;
			break;
		}
	for (size_t i = 0; i < log->n; i++) {
		if (log->at[i].field == FIELD_PIPELINE)
			pipeline = log->at[i].value;
		if (log->at[i].field == FIELD_STAGE &&
		    log->at[i].value.len > 0)
			stage_cached(cache, pipeline, log->at[i].value);
	}
}

static void
add(void *with, const struct deal *deal)
{
	struct state *state = with;

	if (state->cache != NULL)
		look_at_names(state->cache, deal);
	state->survey->fold->add(state->inner, deal);
}

static void
end(void *with)
{
	struct state *state = with;

	if (state->inner != NULL)
		state->survey->fold->free(state->inner);
	stage_cache_free(state->cache);
	free(state);
}

/* One that met a new name stands for both. */
static void
merge(void *into_state, void *from_state)
{
	struct state *into = into_state, *from = from_state;
	struct stage_cache *cache = into->cache;

	into->survey->fold->merge(into->inner, from->inner);
	from->inner = NULL;
	if (cache != NULL && !stage_cache_unseen(cache, NULL)) {
		into->cache = from->cache;
		from->cache = cache;
	}
	end(from);
}

static const struct fold survey_fold = { begin, add, merge, end };

static int
run(struct sheet *sheet, const struct survey *survey, void **state,
    struct trouble *what)
{
	size_t parts = parts_of(sheet);
	struct deal *deal;
	int got;

	*state = begin(survey);
	if (parts > 1)
		return parts_fold(sheet, parts, &survey_fold, survey, state,
		    what);
	while ((got = sheet_next(sheet, &deal, what)) == 1)
		add(*state, deal);
	return got;
}

int
survey_run(struct edit *edit, struct demand *demand, const struct fold *fold,
    const void *request, void **state, struct trouble *what)
{
	struct survey survey = { fold, request, edit,
	    edit->guessed && !edit->plain };
	struct sheet *sheet = &edit->sheet;
	struct state *all = NULL;
	void *with = NULL;
	int got;

	*state = NULL;
	if (survey.names)
		demand->fields |= NAMES;
	sheet->all = false;
	got = sheet_begin(sheet, demand, NULL, what);
	if (got == 0)
		got = run(sheet, &survey, &with, what);
	notices_free(&sheet->notices);
	sheet->demand = NULL;
	all = with;
	if (got == 0 && survey.names)
		got = edit_settle(edit, !stage_cache_unseen(all->cache, NULL),
		    what);
	if (got == 0) {
		*state = all->inner;
		all->inner = NULL;
	}
	if (all != NULL)
		end(all);
	return got;
}

/*
 * Places.
 */

struct finding {
	const struct intern *ids;
	struct places found;
	size_t room;
	const struct sheet *sheet;	/* they are of */
};

static void *
finding_begin(const void *request)
{
	struct finding *finding = memory_zero(1, sizeof *finding);

	finding->ids = request;
	return finding;
}

static void
finding_put(struct finding *finding, size_t number, off_t offset,
    uint64_t line)
{
	struct places *found = &finding->found;

	/* among one more than there are ids, one is there twice */
	if (found->n > finding->ids->n)
		return;
	memory_room(&found->at, &finding->room, found->n + 1,
	    sizeof *found->at);
	found->at[found->n++] = (struct place){ number, offset, line };
}

static void
finding_add(void *state, const struct deal *deal)
{
	struct finding *finding = state;
	struct slice id = deal->text[FIELD_ID];
	size_t number = 0;

	/* most often there is one */
	if (finding->ids->n > 1)
		number = intern_find(finding->ids, id);
	else if (!slice_equal(id, intern_text(finding->ids, 0)))
		return;
	if (number == INTERN_NONE)
		return;
	finding->sheet = deal->sheet;
	finding_put(finding, number, deal->record->offset, deal->line);
}

static void
finding_free(void *state)
{
	struct finding *finding = state;

	free(finding->found.at);
	free(finding);
}

static void
finding_merge(void *into, void *from_state)
{
	struct finding *from = from_state;

	for (size_t i = 0; i < from->found.n; i++)
		finding_put(into, from->found.at[i].number,
		    from->found.at[i].offset, from->found.at[i].line +
		    from->sheet->lines_before);
	finding_free(from);
}

static const struct fold finding_fold = { finding_begin, finding_add,
    finding_merge, finding_free };

int
survey_places(struct edit *edit, const struct intern *ids,
    struct places *places, struct trouble *what)
{
	struct demand demand = { .fields = FIELD_BIT(FIELD_ID) };
	struct finding *finding;
	void *state;

	*places = (struct places){ NULL, 0 };
	if (survey_run(edit, &demand, &finding_fold, ids, &state, what) != 0)
		return -1;
	finding = state;
	*places = finding->found;
	finding->found.at = NULL;
	finding_free(finding);
	return 0;
}

/*
 * Ids.
 */

struct counting {
	const struct intern *about;
	struct survey_ids ids;
};

static void *
counting_begin(const void *about)
{
	struct counting *counting = memory_zero(1, sizeof *counting);

	counting->about = about;
	return counting;
}

static void
counting_add(void *state, const struct deal *deal)
{
	struct counting *counting = state;
	struct slice id = deal->text[FIELD_ID];

	id_forms_see(&counting->ids.forms, id);
	if (intern_find(counting->about, id) != INTERN_NONE)
		intern_number(&counting->ids.there, id, NULL);
}

static void
counting_free(void *state)
{
	struct counting *counting = state;

	survey_ids_free(&counting->ids);
	free(counting);
}

static void
counting_merge(void *into_state, void *from_state)
{
	struct counting *into = into_state, *from = from_state;

	id_forms_merge(&into->ids.forms, &from->ids.forms);
	for (size_t i = 0; i < from->ids.there.n; i++)
		intern_number(&into->ids.there, intern_text(&from->ids.there,
		    i), NULL);
	counting_free(from);
}

static const struct fold counting_fold = { counting_begin, counting_add,
    counting_merge, counting_free };

int
survey_ids(struct edit *edit, const struct intern *about,
    struct survey_ids *ids, struct trouble *what)
{
	struct demand demand = { .fields = FIELD_BIT(FIELD_ID) };
	struct counting *counting;
	void *state;

	*ids = (struct survey_ids){ .there = { .n = 0 } };
	if (survey_run(edit, &demand, &counting_fold, about, &state,
	    what) != 0)
		return -1;
	counting = state;
	*ids = counting->ids;
	free(counting);
	return 0;
}

void
survey_ids_free(struct survey_ids *ids)
{
	id_forms_free(&ids->forms);
	intern_free(&ids->there);
}
