#include <stdlib.h>
#include <string.h>

#include "measure/funnel.h"
#include "measure/interval.h"
#include "measure/stay.h"

/* One stage of one group. */
struct step {
	uint64_t here;		/* open, and this is as far as they came */
	uint64_t lost;		/* lost, the same */
	uint64_t won;		/* won; counted at the first won stage */
	uint64_t shown;		/* their history shows it */
	struct stays stays;
};

/* The deals of one group. */
struct funnel_group {
	struct step *steps;	/* by number of stage; then one for each
				 * pipeline: no stage known */
	uint64_t valued;	/* deals with an amount */
	int128 value;		/* and what they sum to */
	uint64_t logged;
	uint64_t skippable;	/* deals with a history */
};

struct funnel {
	const struct funnel_request *request;
	struct intern keys;
	struct funnel_group *groups;
	size_t room;
	struct buffer key;
	uint64_t unlogged;
};

static size_t
n_steps(const struct funnel *funnel)
{
	return funnel->request->stages->n +
	    funnel->request->stages->n_pipelines + 1;
}

static void *
funnel_begin(const void *request)
{
	struct funnel *funnel = memory_zero(1, sizeof *funnel);

	funnel->request = request;
	return funnel;
}

static struct funnel_group *
group_numbered(struct funnel *funnel, struct slice key)
{
	struct funnel_group *group;
	size_t number;
	bool new;

	number = intern_number(&funnel->keys, key, &new);
	memory_room(&funnel->groups, &funnel->room, number + 1,
	    sizeof *funnel->groups);
	group = &funnel->groups[number];
	if (new) {
		*group = (struct funnel_group){ 0 };
		group->steps = memory_zero(n_steps(funnel),
		    sizeof *group->steps);
	}
	return group;
}

/* Is it one that a deal passes: an open one, or the first won one? */
static bool
is_passed(const struct stages *stages, const struct stage *stage)
{
	return stage->number != STAGE_POOLED &&
	    (stage->kind == KIND_OPEN || (stage->kind == KIND_WON &&
	    stage == stages_first(stages, stage->pipe, KIND_WON)));
}

static size_t
pipe_of(const struct stages *stages, const struct view *view)
{
	size_t pipe;

	if (view->stage->number != STAGE_POOLED)
		return view->stage->pipe;
	pipe = stages_pipeline(stages, view->pipeline);
	return pipe == stages->n_pipelines ? 0 : pipe;
}

/* The latest stage of its pipeline that it was in by T; NULL: not known. */
static const struct stage *
furthest(const struct stages *stages, const struct view *view, size_t pipe)
{
	const struct deal *deal = view->deal;
	const struct stage *best = is_passed(stages, view->stage) ?
	    view->stage : NULL;

	for (size_t i = 0; i < deal->log.n; i++) {
		const struct log_entry *entry = &deal->log.at[i];

		if (entry->field != FIELD_STAGE || entry->day > view->day)
			continue;
		if (is_passed(stages, entry->stage) &&
		    entry->stage->pipe == pipe && (best == NULL ||
		    entry->stage->number > best->number))
			best = entry->stage;
	}
	return best;
}

/* Mark each stage of its pipeline that the history shows, once. */
static void
add_shown(const struct stages *stages, const struct view *view, size_t pipe,
    struct step *steps)
{
	const struct log *log = &view->deal->log;

	for (size_t i = 0; i < log->n; i++) {
		const struct stage *stage = log->at[i].stage;
		bool before = false;

		if (log->at[i].field != FIELD_STAGE ||
		    log->at[i].day > view->day || stage->pipe != pipe ||
		    !is_passed(stages, stage))
			continue;
		for (size_t j = 0; j < i && !before; j++)
			before = log->at[j].field == FIELD_STAGE &&
			    log->at[j].stage == stage;
		steps[stage->number].shown += !before;
	}
}

/* The visits its history shows: from entering a stage to entering another. */
static void
add_visits(const struct stages *stages, const struct view *view,
    struct step *steps)
{
	const struct log *log = &view->deal->log;
	const struct stage *in = NULL;
	int since = DATE_NONE;

	for (size_t i = 0; i < log->n; i++) {
		const struct log_entry *entry = &log->at[i];

		if (entry->field != FIELD_STAGE || entry->day > view->day ||
		    entry->stage == in)
			continue;
		if (in != NULL && is_passed(stages, in))
			stays_add(&steps[in->number].stays,
			    entry->day - since, false, view->has_amount,
			    view->amount);
		in = entry->stage;
		since = entry->day;
	}
	if (in != NULL && is_passed(stages, in))
		stays_add(&steps[in->number].stays, view->day - since,
		    true, view->has_amount, view->amount);
}

static void
funnel_add(void *state, const struct deal *deal)
{
	struct funnel *funnel = state;
	const struct funnel_request *request = funnel->request;
	const struct stages *stages = request->stages;
	const struct stage *stage;
	struct funnel_group *group;
	struct step *step;
	struct view view;
	size_t pipe;

	deal_view(deal, stages, request->as_of, &view);
	if (!view.there || view.created == DATE_NONE ||
	    view.created < request->period.from ||
	    view.created > request->period.to ||
	    !filter_holds(request->filter, &view))
		return;
	group_key(&request->grouping, &view, &funnel->key);
	group = group_numbered(funnel, (struct slice){ funnel->key.at,
	    funnel->key.len });
	pipe = pipe_of(stages, &view);
	stage = furthest(stages, &view, pipe);
	if (view.kind == KIND_WON)
		stage = stages_first(stages, pipe, KIND_WON);
	step = &group->steps[stage == NULL ? stages->n + pipe :
	    stage->number];
	step->here += view.kind == KIND_OPEN;
	step->lost += view.kind == KIND_LOST;
	step->won += view.kind == KIND_WON;
	group->valued += view.has_amount;
	group->value += view.amount;
	group->logged += deal->has_log;
	funnel->unlogged += !deal->has_log;
	if (deal->has_log) {
		add_shown(stages, &view, pipe, group->steps);
		add_visits(stages, &view, group->steps);
	}
}

static void
free_group(struct funnel_group *group, size_t n)
{
	for (size_t i = 0; i < n; i++)
		stays_free(&group->steps[i].stays);
	free(group->steps);
}

static void
funnel_free(void *state)
{
	struct funnel *funnel = state;

	for (size_t i = 0; i < funnel->keys.n; i++)
		free_group(&funnel->groups[i], n_steps(funnel));
	free(funnel->groups);
	intern_free(&funnel->keys);
	buffer_free(&funnel->key);
	free(funnel);
}

static void
funnel_merge(void *into_state, void *from_state)
{
	struct funnel *into = into_state, *from = from_state;

	for (size_t i = 0; i < from->keys.n; i++) {
		const struct funnel_group *group = &from->groups[i];
		struct funnel_group *to = group_numbered(into,
		    intern_text(&from->keys, i));

		for (size_t s = 0; s < n_steps(into); s++) {
			const struct step *step = &group->steps[s];

			to->steps[s].here += step->here;
			to->steps[s].lost += step->lost;
			to->steps[s].won += step->won;
			to->steps[s].shown += step->shown;
			stays_merge(&to->steps[s].stays, &step->stays);
		}
		to->valued += group->valued;
		to->value += group->value;
		to->logged += group->logged;
	}
	into->unlogged += from->unlogged;
	funnel_free(from);
}

const struct fold funnel_fold = {
	funnel_begin, funnel_add, funnel_merge, funnel_free
};

void
funnel_demand(struct demand *demand)
{
	demand->fields |= FIELD_BIT(FIELD_AMOUNT) | FIELD_BIT(FIELD_CURRENCY) |
	    FIELD_BIT(FIELD_CREATED);
}

uint64_t
funnel_unlogged(const void *state)
{
	return ((const struct funnel *)state)->unlogged;
}

/* The rows of one group as they are made. */
struct rows {
	struct result *result;
	const struct funnel *funnel;
	const struct funnel_group *group;
	struct slice key;
	bool currency;		/* there is a column for it */
	bool logged;		/* histories tell what was skipped */
	int128 drags;		/* of all open stages */
	const struct stage *bottleneck;
};

static uint64_t
reached(const struct rows *rows, const struct stage *stage)
{
	const struct stages *stages = rows->funnel->request->stages;
	uint64_t n = 0;

	for (size_t i = stage->number; i < stages->n; i++) {
		const struct step *step = &rows->group->steps[i];

		if (stages->at[i].pipe == stage->pipe &&
		    is_passed(stages, &stages->at[i]))
			n += step->here + step->lost + step->won;
	}
	return n;
}

/* The stage after it that deals pass, NULL. */
static const struct stage *
next_passed(const struct stages *stages, const struct stage *stage)
{
	for (size_t i = stage->number + 1; i < stages->n; i++)
		if (stages->at[i].pipe == stage->pipe &&
		    is_passed(stages, &stages->at[i]))
			return &stages->at[i];
	return NULL;
}

static int128
drag_of(const struct rows *rows, const struct stage *stage)
{
	const struct step *step = &rows->group->steps[stage->number];
	int limit = stage->max_days;

	if (stage->kind != KIND_OPEN || limit == MAX_DAYS_NEVER)
		return 0;
	if (limit == MAX_DAYS_LEARNED)
		limit = stays_quantile(&step->stays, 50);
	if (limit == STAY_NONE)
		limit = stays_median_ended(&step->stays);
	if (limit == STAY_NONE)
		return 0;
	return stays_drag(&step->stays, limit, rows->group->valued,
	    rows->group->value);
}

static struct value
days_value(int days)
{
	return days == STAY_NONE ? value_blank() :
	    value_ratio(ratio_of(days, 1));
}

/* Columns behind the groups', in order. */
enum { REACHED = 2, TO_NEXT, TO_NEXT_LOW, TO_NEXT_HIGH, OVERALL, LOST, HERE,
    SKIPPED, MEAN_DAYS, MEDIAN_DAYS, P90_DAYS, DRAG, BOTTLENECK };

static void
add_stage_row(struct rows *rows, const struct stage *first,
    const struct stage *stage)
{
	const struct stages *stages = rows->funnel->request->stages;
	const struct step *step = &rows->group->steps[stage->number];
	const struct stage *next = next_passed(stages, stage);
	struct value *row = result_row(rows->result);
	uint64_t n = reached(rows, stage);

	row += group_values(&rows->funnel->request->grouping, rows->result,
	    row, rows->key, rows->currency);
	row[0] = value_text(rows->result, stage->pipeline);
	row[1] = value_text(rows->result, stage->name);
	row[REACHED] = value_whole((int128)n);
	if (next != NULL) {
		row[TO_NEXT] = value_ratio(ratio_of(
		    (int128)reached(rows, next), (int128)n));
		interval_wilson(reached(rows, next), n, &row[TO_NEXT_LOW],
		    &row[TO_NEXT_HIGH]);
	}
	row[OVERALL] = value_ratio(ratio_of((int128)n,
	    (int128)reached(rows, first)));
	row[LOST] = value_whole((int128)step->lost);
	row[HERE] = value_whole((int128)step->here);
	if (rows->logged)
		row[SKIPPED] = value_whole((int128)n - (int128)step->shown);
	row[MEAN_DAYS] = stays_mean(&step->stays);
	row[MEDIAN_DAYS] = days_value(stays_quantile(&step->stays, 50));
	row[P90_DAYS] = days_value(stays_quantile(&step->stays, 90));
	if (stage->kind == KIND_OPEN)
		row[DRAG] = value_ratio(ratio_of(drag_of(rows, stage),
		    rows->drags));
	row[BOTTLENECK] = value_yes(stage == rows->bottleneck);
}

/* Deals of which no stage is known, if there are any. */
static void
add_unknown_row(struct rows *rows, size_t pipe)
{
	const struct stages *stages = rows->funnel->request->stages;
	const struct step *step = &rows->group->steps[stages->n + pipe];
	struct value *row;

	if (step->here + step->lost + step->won == 0)
		return;
	row = result_row(rows->result);
	row += group_values(&rows->funnel->request->grouping, rows->result,
	    row, rows->key, rows->currency);
	if (pipe < stages->n_pipelines)
		row[0] = value_text(rows->result, stages->pipelines[pipe]);
	row[1] = value_text(rows->result, slice_of("unknown"));
	row[REACHED] = value_whole((int128)(step->here + step->lost +
	    step->won));
	row[LOST] = value_whole((int128)step->lost);
	row[HERE] = value_whole((int128)step->here);
}

static void
add_pipeline(struct rows *rows, size_t pipe)
{
	const struct stages *stages = rows->funnel->request->stages;
	const struct stage *first = NULL;
	int128 most = 0;

	rows->drags = 0;
	rows->bottleneck = NULL;
	for (size_t i = 0; i < stages->n; i++) {
		int128 drag;

		if (stages->at[i].pipe != pipe ||
		    !is_passed(stages, &stages->at[i]))
			continue;
		if (first == NULL)
			first = &stages->at[i];
		drag = drag_of(rows, &stages->at[i]);
		rows->drags += drag;
		if (drag > most) {
			most = drag;
			rows->bottleneck = &stages->at[i];
		}
	}
	for (size_t i = 0; i < stages->n; i++)
		if (stages->at[i].pipe == pipe &&
		    is_passed(stages, &stages->at[i]))
			add_stage_row(rows, first, &stages->at[i]);
	add_unknown_row(rows, pipe);
}

static bool
has_deals(const struct rows *rows, size_t pipe)
{
	const struct stages *stages = rows->funnel->request->stages;
	const struct step *steps = rows->group->steps;
	uint64_t n = steps[stages->n + pipe].here +
	    steps[stages->n + pipe].lost + steps[stages->n + pipe].won;

	for (size_t i = 0; i < stages->n; i++)
		if (stages->at[i].pipe == pipe)
			n += steps[i].here + steps[i].lost + steps[i].won;
	return n > 0;
}

static void
add_columns(struct result *result, const struct funnel *funnel,
    bool currency)
{
	static const struct {
		const char *key;
		const char *title;
		enum unit unit;
	} columns[] = {
		{ "pipeline", "pipeline", UNIT_TEXT },
		{ "stage", "stage", UNIT_STAGE },
		{ "reached", "reached", UNIT_COUNT },
		{ "to_next", "to next", UNIT_RATE },
		{ "to_next_low", "at least", UNIT_RATE },
		{ "to_next_high", "at most", UNIT_RATE },
		{ "overall", "overall", UNIT_RATE },
		{ "lost", "lost", UNIT_COUNT },
		{ "here", "here", UNIT_COUNT },
		{ "skipped", "skipped", UNIT_COUNT },
		{ "mean_days", "mean days", UNIT_DAYS },
		{ "median_days", "median days", UNIT_DAYS },
		{ "p90_days", "nine in ten", UNIT_DAYS },
		{ "drag", "drag", UNIT_RATE },
		{ "bottleneck", "bottle-neck", UNIT_YES },
	};

	group_columns(&funnel->request->grouping, result, currency);
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		size_t at = result_column(result, columns[i].key,
		    columns[i].title, columns[i].unit);

		result->columns[at].group = i < REACHED;
	}
}

struct result *
funnel_finish(void *state)
{
	struct funnel *funnel = state;
	const struct funnel_request *request = funnel->request;
	struct result *result = result_new(NULL);
	size_t *order = group_order(&request->grouping, &funnel->keys);
	bool currency = false;

	for (size_t i = 1; i < funnel->keys.n; i++)
		currency = currency || !slice_equal(group_part(intern_text(
		    &funnel->keys, i), 0), group_part(intern_text(
		    &funnel->keys, 0), 0));
	result->currency = RESULT_NONE;
	add_columns(result, funnel, currency);
	for (size_t i = 0; i < funnel->keys.n; i++) {
		struct rows rows = { .result = result, .funnel = funnel,
		    .group = &funnel->groups[order[i]], .currency = currency,
		    .key = intern_text(&funnel->keys, order[i]) };

		rows.logged = rows.group->logged > 0;
		for (size_t p = 0; p < request->stages->n_pipelines; p++)
			if (has_deals(&rows, p))
				add_pipeline(&rows, p);
	}
	free(order);
	return result;
}
