#include <stdlib.h>
#include <string.h>

#include "base/marks.h"
#include "measure/funnel.h"
#include "measure/interval.h"
#include "measure/path.h"
#include "measure/stay.h"

/* One stage of one group, or what is not known to be in any. */
struct step {
	uint64_t here;		/* open, and this is as far as they came */
	uint64_t lost;		/* lost, the same */
	uint64_t won;		/* won: at the last of the stages */
	uint64_t logged;	/* of all these, those with a history */
	uint64_t shown;		/* those whose history shows this stage */
	struct stays stays;
};

/* What the deals of one pipeline are worth. */
struct worth {
	uint64_t valued;	/* deals with an amount */
	int128 value;		/* and what these sum to */
};

/* The deals of one group. */
struct funnel_group {
	struct step *steps;	/* by number of stage; then one for each
				 * pipeline: no stage known */
	struct worth *worths;	/* by number of pipeline */
};

struct funnel {
	const struct funnel_request *request;
	struct intern keys;
	struct funnel_group *groups;
	size_t room;
	struct buffer key;
	struct path path;
	struct marks stages;	/* that a deal's history has shown */
	struct marks types;	/* of activity that it had */
	uint64_t undated;	/* deals that no period has */
	uint64_t untimed;	/* deals without any date of a stage */
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
	path_open(&funnel->path, funnel->request->stages);
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
		group->worths = memory_zero(
		    funnel->request->stages->n_pipelines + 1,
		    sizeof *group->worths);
	}
	return group;
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
furthest(const struct path *path, const struct view *view, size_t pipe)
{
	const struct deal *deal = view->deal;
	const struct stage *best = path_passes(path, view->stage) ?
	    view->stage : NULL;

	if (view->kind == KIND_WON)
		return path->last[pipe];
	for (size_t i = 0; i < deal->log.n; i++) {
		const struct log_entry *entry = &deal->log.at[i];

		if (entry->field != FIELD_STAGE || entry->day > view->day)
			continue;
		if (path_passes(path, entry->stage) &&
		    entry->stage->pipe == pipe && (best == NULL ||
		    path_behind(entry->stage, best)))
			best = entry->stage;
	}
	return best;
}

/* Mark each stage of its pipeline that the history shows, once. */
static void
add_shown(struct funnel *funnel, const struct view *view, size_t pipe,
    struct step *steps)
{
	const struct log *log = &view->deal->log;

	marks_forget(&funnel->stages);
	for (size_t i = 0; i < log->n; i++) {
		const struct stage *stage = log->at[i].stage;

		if (log->at[i].field == FIELD_STAGE &&
		    log->at[i].day <= view->day && stage->pipe == pipe &&
		    path_passes(&funnel->path, stage))
			steps[stage->number].shown += marks_first(
			    &funnel->stages, stage->number);
	}
}

/* The visits of one deal as they are found. */
struct visits {
	const struct path *path;
	const struct view *view;
	size_t pipe;		/* the pipeline it is in; those to another one's
				 * stages are none of its own */
	struct step *steps;
	const struct stage *in;	/* the stage it is in; NULL: none yet */
	int since;
};

/* The visit it is in, until UNTIL. */
static void
add_visit(const struct visits *visits, int until, bool running)
{
	const struct stage *in = visits->in;

	if (in != NULL && path_passes(visits->path, in) &&
	    in->pipe == visits->pipe)
		stays_add(&visits->steps[in->number].stays,
		    until - visits->since, running, visits->view->has_amount,
		    visits->view->amount);
}

/* The last one: a deal that was won or lost while its stage stayed an open one,
 * where a file keeps the two apart, left it that day; when it did is not known of
 * one without a closing day. */
static void
add_last_visit(const struct visits *visits)
{
	const struct view *view = visits->view;

	if (visits->in == NULL || visits->in->kind != KIND_OPEN ||
	    view->kind == KIND_OPEN)
		add_visit(visits, view->day, true);
	else if (view->closed != DATE_NONE)
		add_visit(visits, view->closed > visits->since ? view->closed :
		    visits->since, false);
}

/* Those its history shows: from entering a stage to entering another. Without a
 * history, the one that stage_since tells of. */
static void
add_visits(struct visits visits)
{
	const struct view *view = visits.view;
	const struct deal *deal = view->deal;

	for (size_t i = 0; i < deal->log.n; i++) {
		const struct log_entry *entry = &deal->log.at[i];

		if (entry->field != FIELD_STAGE || entry->day > view->day ||
		    entry->stage == visits.in)
			continue;
		add_visit(&visits, entry->day, false);
		visits.in = entry->stage;
		visits.since = entry->day;
	}
	if (!deal->has_log && deal->stage_since != DATE_NONE &&
	    deal->stage_since <= view->day && view->stage == deal->stage) {
		visits.in = deal->stage;
		visits.since = deal->stage_since;
	}
	add_last_visit(&visits);
}

static void
add_to_group(struct funnel *funnel, struct funnel_group *group,
    const struct view *view)
{
	const struct stages *stages = funnel->request->stages;
	size_t pipe = pipe_of(stages, view);
	const struct stage *stage = furthest(&funnel->path, view, pipe);
	struct step *step = &group->steps[stage == NULL ? stages->n + pipe :
	    stage->number];

	step->here += view->kind == KIND_OPEN;
	step->lost += view->kind == KIND_LOST;
	step->won += view->kind == KIND_WON;
	step->logged += view->deal->has_log;
	group->worths[pipe].valued += view->has_amount;
	group->worths[pipe].value += view->amount;
	add_shown(funnel, view, pipe, group->steps);
	add_visits((struct visits){ .path = &funnel->path, .view = view,
	    .pipe = pipe, .steps = group->steps });
}

/* To the group it is in. */
static void
add_view(struct funnel *funnel, const struct view *view)
{
	const struct funnel_request *request = funnel->request;

	group_key(&request->grouping, view, &funnel->key);
	add_to_group(funnel, group_numbered(funnel, (struct slice){
	    funnel->key.at, funnel->key.len }), view);
}

/* To that of every type of activity it had by the day, once; of none where it had
 * none. */
static void
add_activities(struct funnel *funnel, struct view *view)
{
	const struct touches *touches = view->deal->touches;
	size_t begin = touches == NULL ? TOUCH_NONE : view->deal->touch;

	if (begin == TOUCH_NONE || touches->at[begin].day > view->day)
		add_view(funnel, view);
	marks_forget(&funnel->types);
	for (size_t i = begin; i != TOUCH_NONE &&
	    touches->at[i].day <= view->day; i = touches->at[i].next) {
		view->activity = touches->at[i].type;
		if (marks_first(&funnel->types, view->activity))
			add_view(funnel, view);
	}
}

static void
funnel_add(void *state, const struct deal *deal)
{
	struct funnel *funnel = state;
	const struct funnel_request *request = funnel->request;
	struct view view;

	deal_view(deal, request->stages, request->as_of, &view);
	if (!view.there || !filter_holds(request->filter, &view))
		return;
	funnel->undated += deal->created == DATE_NONE;
	if (view.created == DATE_NONE ||
	    view.created < request->period.from ||
	    view.created > request->period.to)
		return;
	funnel->untimed += !deal->has_log && deal->stage_since == DATE_NONE;
	if (grouping_activity(&request->grouping) == GROUP_NONE)
		add_view(funnel, &view);
	else
		add_activities(funnel, &view);
}

static void
free_group(struct funnel_group *group, size_t n)
{
	for (size_t i = 0; i < n; i++)
		stays_free(&group->steps[i].stays);
	free(group->steps);
	free(group->worths);
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
	path_free(&funnel->path);
	marks_free(&funnel->stages);
	marks_free(&funnel->types);
	free(funnel);
}

static void
merge_group(struct funnel_group *into, const struct funnel_group *from,
    size_t n, size_t n_pipelines)
{
	for (size_t i = 0; i < n; i++) {
		struct step *to = &into->steps[i];
		const struct step *step = &from->steps[i];

		to->here += step->here;
		to->lost += step->lost;
		to->won += step->won;
		to->logged += step->logged;
		to->shown += step->shown;
		stays_merge(&to->stays, &step->stays);
	}
	for (size_t i = 0; i <= n_pipelines; i++) {
		into->worths[i].valued += from->worths[i].valued;
		into->worths[i].value += from->worths[i].value;
	}
}

static void
funnel_merge(void *into_state, void *from_state)
{
	struct funnel *into = into_state, *from = from_state;

	for (size_t i = 0; i < from->keys.n; i++)
		merge_group(group_numbered(into, intern_text(&from->keys, i)),
		    &from->groups[i], n_steps(into),
		    into->request->stages->n_pipelines);
	into->undated += from->undated;
	into->untimed += from->untimed;
	funnel_free(from);
}

const struct fold funnel_fold = {
	funnel_begin, funnel_add, funnel_merge, funnel_free
};

/*
 * Travelling.
 */

static bool
is_step_empty(const struct step *step)
{
	return step->here + step->lost + step->won + step->shown == 0 &&
	    step->stays.n == 0;
}

static void
put_step(const struct step *step, struct buffer *out)
{
	words_put_number(out, (int128)step->here);
	words_put_number(out, (int128)step->lost);
	words_put_number(out, (int128)step->won);
	words_put_number(out, (int128)step->logged);
	words_put_number(out, (int128)step->shown);
	stays_put(&step->stays, out);
}

static int
get_step(struct step *step, struct words *words, struct trouble *what)
{
	if (!is_step_empty(step))
		return words_wrong(words, "names what is there already", what);
	if (words_count(words, &step->here, what) != 0 ||
	    words_count(words, &step->lost, what) != 0 ||
	    words_count(words, &step->won, what) != 0 ||
	    words_count(words, &step->logged, what) != 0 ||
	    words_count(words, &step->shown, what) != 0)
		return -1;
	return stays_get(&step->stays, words, what);
}

/* Has the group deals in the pipeline? */
static bool
is_in(const struct funnel *funnel, const struct funnel_group *group,
    size_t pipe)
{
	return group->worths[pipe].valued > 0 || !is_step_empty(
	    &group->steps[funnel->request->stages->n + pipe]);
}

/* Its stages by number, then its pipelines by name: those that have anything. */
static void
put_group(const struct funnel *funnel, const struct funnel_group *group,
    struct buffer *out)
{
	const struct stages *stages = funnel->request->stages;
	size_t n = 0, n_pipelines = 0;

	for (size_t i = 0; i < stages->n; i++)
		n += !is_step_empty(&group->steps[i]);
	words_put_number(out, (int128)n);
	for (size_t i = 0; i < stages->n; i++) {
		if (is_step_empty(&group->steps[i]))
			continue;
		words_put_number(out, (int128)i);
		put_step(&group->steps[i], out);
	}
	for (size_t i = 0; i < stages->n_pipelines; i++)
		n_pipelines += is_in(funnel, group, i);
	words_put_number(out, (int128)n_pipelines);
	for (size_t i = 0; i < stages->n_pipelines; i++) {
		if (!is_in(funnel, group, i))
			continue;
		words_put_text(out, stages->pipelines[i]);
		words_put_number(out, (int128)group->worths[i].valued);
		words_put_number(out, group->worths[i].value);
		put_step(&group->steps[stages->n + i], out);
	}
}

static int
get_pipeline(const struct stages *stages, struct funnel_group *group,
    struct words *words, struct trouble *what)
{
	struct worth *worth;
	struct slice name;
	size_t i = 0;

	if (words_text(words, &name, what) != 0)
		return -1;
	while (i < stages->n_pipelines && !slice_equal(name,
	    stages->pipelines[i]))
		i++;
	if (i == stages->n_pipelines || group->worths[i].valued > 0)
		return words_wrong(words, "is no other pipeline", what);
	worth = &group->worths[i];
	if (words_count(words, &worth->valued, what) != 0 ||
	    words_money(words, &worth->value, what) != 0)
		return -1;
	return get_step(&group->steps[stages->n + i], words, what);
}

static int
get_group(struct funnel *funnel, struct words *words, const size_t *places,
    size_t n, struct trouble *what)
{
	struct funnel_group *group;
	size_t before = funnel->keys.n;
	struct slice key;
	uint64_t count;
	int128 number;

	if (words_text(words, &key, what) != 0)
		return -1;
	if (!group_is_key(&funnel->request->grouping, key))
		return words_wrong(words, "is no key of a group", what);
	group = group_numbered(funnel, key);
	if (funnel->keys.n == before)
		return words_wrong(words, "is there twice", what);
	if (words_count(words, &count, what) != 0)
		return -1;
	while (count-- > 0)
		if (words_number(words, 0, (int128)n - 1, &number, what) != 0 ||
		    get_step(&group->steps[places[number]], words, what) != 0)
			return -1;
	if (words_count(words, &count, what) != 0)
		return -1;
	while (count-- > 0)
		if (get_pipeline(funnel->request->stages, group, words,
		    what) != 0)
			return -1;
	return 0;
}

static void
funnel_save(const void *state, struct buffer *out)
{
	const struct funnel *funnel = state;

	words_put_number(out, (int128)funnel->undated);
	words_put_number(out, (int128)funnel->untimed);
	words_put_number(out, (int128)funnel->keys.n);
	for (size_t i = 0; i < funnel->keys.n; i++) {
		words_put_text(out, intern_text(&funnel->keys, i));
		put_group(funnel, &funnel->groups[i], out);
	}
}

static int
funnel_load(void *state, struct words *words, const size_t *places, size_t n,
    struct trouble *what)
{
	struct funnel *funnel = state;
	uint64_t groups;

	if (words_count(words, &funnel->undated, what) != 0 ||
	    words_count(words, &funnel->untimed, what) != 0 ||
	    words_count(words, &groups, what) != 0)
		return -1;
	while (groups-- > 0)
		if (get_group(funnel, words, places, n, what) != 0)
			return -1;
	return 0;
}

static bool
funnel_stageless(const void *state)
{
	return ((const struct funnel *)state)->keys.n == 0;
}

const struct portable funnel_portable = {
	&funnel_fold, funnel_save, funnel_load, funnel_stageless
};

int
funnel_ask(struct funnel_request *request, const char *by, int fiscal,
    struct demand *demand, struct trouble *what)
{
	struct grouping *grouping = &request->grouping;
	size_t n = 0;

	demand->fields |= FIELD_BIT(FIELD_AMOUNT);
	if (grouping_ask(grouping, by, fiscal, demand, what) != 0)
		return -1;
	for (size_t i = 0; i < grouping->n; i++) {
		const struct reference *reference = &grouping->by[i];

		if (reference->kind == REF_FIELD &&
		    reference->field == FIELD_STAGE)
			return trouble_set(what, "--by: a row is a stage "
			    "already");
		if (reference->kind != REF_FIELD ||
		    reference->field != FIELD_PIPELINE)
			grouping->by[n++] = *reference;
	}
	grouping->n = n;
	return 0;
}

static void
hint(uint64_t n, const char *what, const char *therefore,
    struct buffer *lines)
{
	if (n > 0)
		buffer_format(lines, "no %s: %llu %s%s\n", what,
		    (unsigned long long)n, n == 1 ? "deal, " : "deals, ",
		    therefore);
}

void
funnel_hints(const void *state, struct buffer *lines)
{
	const struct funnel *funnel = state;

	hint(funnel->undated, "created date", "left out", lines);
	hint(funnel->untimed, "history", "whose times in stages are not known",
	    lines);
}

/* The rows of one pipeline of one group as they are made. */
struct rows {
	struct result *result;
	const struct funnel *funnel;
	const struct funnel_group *group;
	struct slice key;
	bool currency;		/* there is a column for it */
	size_t pipe;
	uint64_t deals;		/* that reached the first stage */
	bool logged;		/* any has a history */
	int128 drags;		/* of all open stages */
	const struct stage *bottleneck;
};

/* Deals that reached it. */
struct reach {
	uint64_t deals;
	uint64_t logged;	/* of these, those with a history */
};

static void
add_step(struct reach *reach, const struct step *step)
{
	reach->deals += step->here + step->lost + step->won;
	reach->logged += step->logged;
}

/* Those of the step do not reach the next. */
static void
pass_step(struct reach *reach, const struct step *step)
{
	reach->deals -= step->here + step->lost + step->won;
	reach->logged -= step->logged;
}

/* Deals that reached the first stage of the pipeline. */
static struct reach
reached_first(const struct rows *rows)
{
	const struct path *path = &rows->funnel->path;
	struct reach reach = { 0, 0 };

	for (const struct stage *stage = path->first[rows->pipe];
	    stage != NULL; stage = path->next[stage->number])
		add_step(&reach, &rows->group->steps[stage->number]);
	return reach;
}

static int128
drag_of(const struct rows *rows, const struct stage *stage)
{
	const struct step *step = &rows->group->steps[stage->number];
	const struct worth *worth = &rows->group->worths[rows->pipe];
	int limit = stage->max_days;

	if (stage->kind != KIND_OPEN || limit == MAX_DAYS_NEVER)
		return 0;
	if (limit == MAX_DAYS_LEARNED)
		limit = stays_quantile(&step->stays, 50);
	if (limit != STAY_NONE)
		limit *= 2;
	else
		limit = stays_median_ended(&step->stays);
	return limit == STAY_NONE ? 0 : stays_drag(&step->stays, limit,
	    worth->valued, worth->value);
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

/* A row begun: whose it is, which stage. */
static struct value *
begin_row(const struct rows *rows, struct slice stage)
{
	struct value *row = result_row(rows->result);

	row += group_values(&rows->funnel->request->grouping, rows->result,
	    row, rows->key, rows->currency);
	row[0] = value_text(rows->result,
	    rows->funnel->request->stages->pipelines[rows->pipe]);
	row[1] = value_text(rows->result, stage);
	return row;
}

static void
add_times(const struct rows *rows, const struct stage *stage,
    struct value *row)
{
	const struct stays *stays = &rows->group->steps[stage->number].stays;

	row[MEAN_DAYS] = stays_mean(stays);
	row[MEDIAN_DAYS] = days_value(stays_quantile(stays, 50));
	row[P90_DAYS] = days_value(stays_quantile(stays, 90));
	/* amounts below zero may leave nothing to divide by */
	if (stage->kind == KIND_OPEN && rows->drags > 0)
		row[DRAG] = value_ratio(ratio_of(drag_of(rows, stage),
		    rows->drags));
	row[BOTTLENECK] = value_yes(stage == rows->bottleneck);
}

/* REACH have reached it, NEXT the one behind it. */
static void
add_stage_row(const struct rows *rows, const struct stage *stage,
    struct reach reach, struct reach next)
{
	const struct step *step = &rows->group->steps[stage->number];
	struct value *row = begin_row(rows, stage->name);
	uint64_t n = reach.deals;

	row[REACHED] = value_whole((int128)n);
	if (rows->funnel->path.next[stage->number] != NULL) {
		row[TO_NEXT] = value_ratio(ratio_of((int128)next.deals,
		    (int128)n));
		interval_wilson(next.deals, n, &row[TO_NEXT_LOW],
		    &row[TO_NEXT_HIGH]);
	}
	row[OVERALL] = value_ratio(ratio_of((int128)n, (int128)rows->deals));
	row[LOST] = value_whole((int128)step->lost);
	row[HERE] = value_whole((int128)step->here);
	if (rows->logged)
		row[SKIPPED] = value_whole((int128)reach.logged -
		    (int128)step->shown);
	add_times(rows, stage, row);
}

/* Deals of which no stage is known, if there are any. */
static void
add_unknown_row(const struct rows *rows)
{
	const struct stages *stages = rows->funnel->request->stages;
	const struct step *step = &rows->group->steps[stages->n + rows->pipe];
	struct reach reach = { 0, 0 };
	struct value *row;

	add_step(&reach, step);
	if (reach.deals == 0)
		return;
	row = begin_row(rows, slice_of("unknown"));
	row[REACHED] = value_whole((int128)reach.deals);
	row[LOST] = value_whole((int128)step->lost);
	row[HERE] = value_whole((int128)step->here);
}

/* What is the same for all rows of the pipeline. false: it has no deals. */
static bool
look(struct rows *rows, struct reach all)
{
	const struct path *path = &rows->funnel->path;
	const size_t n = rows->funnel->request->stages->n;
	int128 most = 0;

	rows->deals = all.deals;
	rows->drags = 0;
	rows->bottleneck = NULL;
	add_step(&all, &rows->group->steps[n + rows->pipe]);
	rows->logged = all.logged > 0;
	for (const struct stage *stage = path->first[rows->pipe];
	    all.deals > 0 && stage != NULL; stage = path->next[stage->number]) {
		int128 drag = drag_of(rows, stage);

		rows->drags += drag;
		if (drag > most) {
			most = drag;
			rows->bottleneck = stage;
		}
	}
	return all.deals > 0;
}

static void
add_pipeline(struct rows *rows)
{
	const struct path *path = &rows->funnel->path;
	struct reach reach = reached_first(rows), next;

	if (!look(rows, reach))
		return;
	for (const struct stage *stage = path->first[rows->pipe];
	    stage != NULL; stage = path->next[stage->number]) {
		next = reach;
		pass_step(&next, &rows->group->steps[stage->number]);
		add_stage_row(rows, stage, reach, next);
		reach = next;
	}
	add_unknown_row(rows);
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
		{ "bottleneck", "bottleneck", UNIT_YES },
	};

	group_columns(&funnel->request->grouping, result, currency);
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		size_t at = result_column(result, columns[i].key,
		    columns[i].title, columns[i].unit);

		result->columns[at].group = i < REACHED;
	}
}

struct result *
funnel_finish(const void *state)
{
	const struct funnel *funnel = state;
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

		for (rows.pipe = 0; rows.pipe < request->stages->n_pipelines;
		    rows.pipe++)
			add_pipeline(&rows);
	}
	free(order);
	return result;
}
