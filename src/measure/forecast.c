#include <stdlib.h>
#include <string.h>

#include "measure/forecast_state.h"

#define PERIODS_AHEAD 3		/* behind the one T is in */
#define LOOK_BACK 48		/* landmarks: as many to learn from as to try
				 * what was learned on */
#define BACKTEST_BACK 75	/* the same for two years of forecasts */

bool
forecast_method_read(const char *name, enum forecast_method *method)
{
	static const char *const names[] = { "model", "weighted", "trend",
	    "seasonal" };

	for (int i = 0; i < (int)(sizeof names / sizeof *names); i++)
		if (strcmp(name, names[i]) == 0) {
			*method = (enum forecast_method)(FORECAST_MODEL + i);
			return true;
		}
	return false;
}

/* The view that flags ask for; -1 with WHAT set where they contradict. */
static int
settle_view(struct forecast_request *request, bool by, struct trouble *what)
{
	switch (request->flags) {
	case 0:
		request->view = FORECAST_ROWS;
		break;
	case FORECAST_FLAG_DEALS:
		request->view = FORECAST_DEALS;
		break;
	case FORECAST_FLAG_BACKTEST:
		request->view = FORECAST_BACKTEST;
		break;
	case FORECAST_FLAG_BACKTEST | FORECAST_FLAG_SUMMARY:
		request->view = FORECAST_SUMMARY;
		break;
	case FORECAST_FLAG_CALIBRATE:
		request->view = FORECAST_CALIBRATE;
		break;
	default:
		return trouble_set(what, "only one of --deals, --backtest and "
		    "--calibrate; --summary goes with --backtest");
	}
	if (by && request->view != FORECAST_ROWS)
		return trouble_set(what, "-b goes with rows of periods, not "
		    "with --deals, --backtest or --calibrate");
	return 0;
}

int
forecast_ask(struct forecast_request *request, const char *by,
    struct demand *demand, struct trouble *what)
{
	if (settle_view(request, by != NULL, what) != 0)
		return -1;
	landmarks_demand(demand);
	if (request->view == FORECAST_DEALS)
		demand->fields |= FIELD_BIT(FIELD_ID) | FIELD_BIT(FIELD_NAME) |
		    FIELD_BIT(FIELD_OWNER);
	if (!request->period_given) {
		request->period = period_around(request->as_of,
		    request->every, request->fiscal);
		request->period.to = period_next(request->period,
		    request->every, PERIODS_AHEAD, request->fiscal).to;
	}
	return grouping_ask(&request->grouping, by, request->fiscal, demand,
	    what);
}

static bool
holds(struct period period, int day)
{
	return day >= period.from && day <= period.to;
}

struct period
forecast_period(const struct forecast_request *request, int day)
{
	struct period period = period_around(day, request->every,
	    request->fiscal);

	if (period.from < request->period.from)
		period.from = request->period.from;
	if (period.to > request->period.to)
		period.to = request->period.to;
	return period;
}

bool
forecast_has_present(const struct forecast_request *request)
{
	return holds(request->period, request->as_of);
}

int
forecast_present_day(const struct forecast_request *request)
{
	return forecast_has_present(request) ?
	    forecast_period(request, request->as_of).from :
	    period_around(request->as_of, request->every,
	    request->fiscal).from;
}

size_t
forecast_place(const struct group *group, int from)
{
	size_t low = 0, high = group->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (group->rows[middle].from < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The row that begins on FROM, made where there is none. */
static struct outlook *
row_of(struct group *group, int from)
{
	size_t at = forecast_place(group, from);

	if (at < group->n && group->rows[at].from == from)
		return &group->rows[at];
	memory_room(&group->rows, &group->room, group->n + 1,
	    sizeof *group->rows);
	memmove(&group->rows[at + 1], &group->rows[at],
	    (group->n - at) * sizeof *group->rows);
	group->n++;
	group->rows[at] = (struct outlook){ .from = from };
	return &group->rows[at];
}

static struct group *
group_of(struct forecast *forecast, struct slice key)
{
	size_t number;
	bool new;

	number = intern_number(&forecast->keys, key, &new);
	memory_room(&forecast->groups, &forecast->room, number + 1,
	    sizeof *forecast->groups);
	if (new)
		forecast->groups[number] = (struct group){
		    .key = intern_text(&forecast->keys, number) };
	return &forecast->groups[number];
}

static void
pile_add(struct pile *pile, const struct view *view)
{
	pile->count++;
	pile->amount += view->amount;
}

static void
add_won(const struct forecast_request *request, struct group *group,
    const struct view *view)
{
	group->won++;
	group->won_valued += view->has_amount;
	group->won_amount += view->amount;
	if (view->closed == DATE_NONE)
		pile_add(&group->undated_won, view);
	else if (holds(request->period, view->closed))
		row_of(group, forecast_period(request, view->closed).from)->closed +=
		    view->amount;
}

/* Nothing says how likely it was: it has no probability of its own, and its
 * stage on that day is not known. */
static bool
has_no_chance(const struct view *view)
{
	return view->stage->number == STAGE_POOLED &&
	    (!view->current || view->deal->probability == PERCENT_NONE);
}

/* Add an open deal to the row it is expected in. */
static void
expect(struct group *group, struct outlook *row, const struct view *view)
{
	if (view_category(view) == CATEGORY_COMMIT)
		row->commit += view->amount;
	else if (view_category(view) == CATEGORY_BEST)
		row->best += view->amount;
	else
		row->pipeline += view->amount;
	row->weighted += (int128)view->amount * view_probability(view);
	if (!view->has_amount)
		pile_add(&group->unvalued, view);
	if (has_no_chance(view))
		pile_add(&group->unstaged, view);
}

static void
add_open(const struct forecast_request *request, struct group *group,
    const struct view *view)
{
	int day = view->close_date;

	if (view_category(view) == CATEGORY_OMITTED)
		return;
	group->open++;
	if (day == DATE_NONE) {
		pile_add(&group->undated, view);
		return;
	}
	group->dated++;
	if (day < forecast_present_day(request)) {
		pile_add(&group->overdue, view);
		if (!forecast_has_present(request))
			return;
		day = request->as_of;
	}
	if (holds(request->period, day))
		expect(group, row_of(group, forecast_period(request, day).from),
		    view);
}

/* The landmark the backtest begins at is the last evening of a month. */
static int
base_day(const struct forecast_request *request)
{
	int day = request->as_of;

	if (request->view != FORECAST_BACKTEST &&
	    request->view != FORECAST_SUMMARY)
		return day;
	return day == date_month_end(day) ? day :
	    period_around(day, STEP_MONTH, 1).from - 1;
}

/* How far back is looked. For periods that lie ahead as far as they do more. */
static size_t
look_back(const struct forecast_request *request)
{
	size_t back = LOOK_BACK;

	if (request->view == FORECAST_CALIBRATE ||
	    request->method == FORECAST_WEIGHTED)
		return 0;
	if (request->view == FORECAST_BACKTEST ||
	    request->view == FORECAST_SUMMARY)
		return request->period_given ? LANDMARKS_MOST : BACKTEST_BACK;
	if (request->period.to > request->as_of)
		back += (size_t)(request->period.to - request->as_of) / 28;
	return back < LANDMARKS_MOST ? back : LANDMARKS_MOST;
}

static void *
forecast_begin(const void *with)
{
	const struct forecast_request *request = with;
	struct forecast *forecast = memory_zero(1, sizeof *forecast);

	forecast->request = request;
	forecast->past = (struct landmarks_request){
	    .grouping = &request->grouping, .filter = request->filter,
	    .base = base_day(request), .n = look_back(request) };
	landmarks_begin(&forecast->marks, &forecast->past);
	forecast->entered = memory_zero(request->grouping.stages->n + 1,
	    sizeof *forecast->entered);
	return forecast;
}

static struct slice
keep(struct forecast *forecast, struct slice text)
{
	return (struct slice){ arena_copy(&forecast->arena, text.at,
	    text.len), text.len };
}

static void
list_deal(struct forecast *forecast, const struct view *view, bool has_past)
{
	const struct deal *deal = view->deal;
	struct listed *listed;

	memory_room(&forecast->listed, &forecast->room_listed,
	    forecast->n_listed + 1, sizeof *forecast->listed);
	listed = &forecast->listed[forecast->n_listed++];
	*listed = (struct listed){ .has_past = has_past,
	    .id = keep(forecast, deal->text[FIELD_ID]),
	    .name = keep(forecast, deal->text[FIELD_NAME]),
	    .owner = keep(forecast, *view->owner),
	    .stage = keep(forecast, view->stage->name) };
	if (!has_past)
		landmarks_look(&forecast->marks, view, &listed->own);
}

/* A closed deal: count it for the open stages that its log shows. */
static void
count_entered(struct forecast *forecast, const struct view *view)
{
	const struct log *log = &view->deal->log;

	for (size_t i = 0; i < log->n; i++) {
		const struct stage *stage = log->at[i].stage;
		bool again = false;

		if (log->at[i].field != FIELD_STAGE ||
		    log->at[i].day > view->day || stage->kind != KIND_OPEN ||
		    stage->number == STAGE_POOLED)
			continue;
		for (size_t j = 0; j < i && !again; j++)
			again = log->at[j].field == FIELD_STAGE &&
			    log->at[j].stage == stage;
		if (again)
			continue;
		forecast->entered[stage->number].n++;
		forecast->entered[stage->number].won +=
		    view->kind == KIND_WON;
	}
}

/* Add it to the rows of its group. */
static void
add_view(struct forecast *forecast, const struct view *view)
{
	const struct forecast_request *request = forecast->request;
	struct group *group;

	group_key(&request->grouping, view, &forecast->key);
	group = group_of(forecast, (struct slice){ forecast->key.at,
	    forecast->key.len });
	switch (view->kind) {
	case KIND_WON:
		add_won(request, group, view);
		break;
	case KIND_LOST:
		group->lost++;
		break;
	case KIND_OPEN:
		add_open(request, group, view);
		break;
	}
}

static void
forecast_add(void *state, const struct deal *deal)
{
	struct forecast *forecast = state;
	const struct forecast_request *request = forecast->request;
	const struct sight *sight = NULL;
	struct view view;

	if (request->view != FORECAST_CALIBRATE)
		sight = landmarks_add(&forecast->marks, deal);
	deal_view(deal, request->grouping.stages, request->as_of, &view);
	if (!view.there || !filter_holds(request->filter, &view))
		return;
	add_view(forecast, &view);
	if (view.kind != KIND_OPEN)
		count_entered(forecast, &view);
	if (request->view == FORECAST_DEALS && view.kind == KIND_OPEN)
		list_deal(forecast, &view, sight != NULL);
}

void
pile_merge(struct pile *into, const struct pile *from)
{
	into->count += from->count;
	into->amount += from->amount;
}

static void
row_merge(struct outlook *into, const struct outlook *from)
{
	into->closed += from->closed;
	into->commit += from->commit;
	into->best += from->best;
	into->pipeline += from->pipeline;
	into->weighted += from->weighted;
}

static void
group_merge(struct group *into, const struct group *from)
{
	for (size_t i = 0; i < from->n; i++)
		row_merge(row_of(into, from->rows[i].from), &from->rows[i]);
	into->open += from->open;
	into->dated += from->dated;
	into->won += from->won;
	into->won_valued += from->won_valued;
	into->won_amount += from->won_amount;
	into->lost += from->lost;
	pile_merge(&into->overdue, &from->overdue);
	pile_merge(&into->undated, &from->undated);
	pile_merge(&into->unvalued, &from->unvalued);
	pile_merge(&into->unstaged, &from->unstaged);
	pile_merge(&into->undated_won, &from->undated_won);
}

static void
forecast_free(void *state)
{
	struct forecast *forecast = state;

	for (size_t i = 0; i < forecast->keys.n; i++)
		free(forecast->groups[i].rows);
	free(forecast->groups);
	free(forecast->listed);
	free(forecast->entered);
	arena_free(&forecast->arena);
	landmarks_free(&forecast->marks);
	intern_free(&forecast->keys);
	buffer_free(&forecast->key);
	free(forecast);
}

static void
lists_merge(struct forecast *into, const struct forecast *from)
{
	for (size_t i = 0; i < from->n_listed; i++) {
		struct listed one = from->listed[i];

		one.id = keep(into, one.id);
		one.name = keep(into, one.name);
		one.owner = keep(into, one.owner);
		one.stage = keep(into, one.stage);
		if (!one.has_past)
			landmarks_adopt(&into->marks, &from->marks, &one.own);
		memory_room(&into->listed, &into->room_listed,
		    into->n_listed + 1, sizeof *into->listed);
		into->listed[into->n_listed++] = one;
	}
	for (size_t i = 0; i < into->request->grouping.stages->n; i++) {
		into->entered[i].n += from->entered[i].n;
		into->entered[i].won += from->entered[i].won;
	}
}

static void
forecast_merge(void *into_state, void *from_state)
{
	struct forecast *into = into_state, *from = from_state;

	for (size_t i = 0; i < from->keys.n; i++)
		group_merge(group_of(into, from->groups[i].key),
		    &from->groups[i]);
	lists_merge(into, from);
	landmarks_merge(&into->marks, &from->marks);
	from->marks = (struct landmarks){ 0 };
	forecast_free(from);
}

const struct fold forecast_fold = {
	forecast_begin, forecast_add, forecast_merge, forecast_free
};
