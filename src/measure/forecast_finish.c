#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/forecast_state.h"

/* Is there anything to show of it? What lies ahead apart. */
static bool
is_shown(const struct finish *finish, const struct group *group)
{
	return group->n > 0 || (finish->assumed && group->open > 0 &&
	    forecast_has_present(finish->request));
}

/* May there be, by a method that learns from the past? */
static bool
may_be_shown(const struct finish *finish, const struct group *group)
{
	return is_shown(finish, group) ||
	    (finish->method != FORECAST_WEIGHTED &&
	    (group->open > 0 || group->won > 0));
}

static void
order_groups(struct finish *finish)
{
	const struct forecast *forecast = finish->forecast;
	size_t n = forecast->keys.n, dated = 0, open = 0;
	size_t *order = group_order(&finish->request->grouping,
	    &forecast->keys);

	finish->groups = memory_zero(n + 1, sizeof *finish->groups);
	for (size_t i = 0; i < n; i++) {
		finish->groups[i] = &forecast->groups[order[i]];
		dated += finish->groups[i]->dated;
		open += finish->groups[i]->open;
	}
	finish->n = n;
	finish->assumed = dated == 0 && open > 0;
	free(order);
}

/* The currency of the figures, where they are of one. */
static void
settle_currency(struct finish *finish)
{
	struct result *result = finish->result;
	struct slice first = { NULL, 0 };
	bool any = false;

	for (size_t i = 0; i < finish->n; i++) {
		struct slice code = group_part(finish->groups[i]->key, 0);

		if (!may_be_shown(finish, finish->groups[i]))
			continue;
		if (any && !slice_equal(code, first))
			finish->currency = true;
		first = code;
		any = true;
	}
	if (!any && finish->n > 0)
		first = group_part(finish->groups[0]->key, 0);
	if (first.len != 3)
		first = slice_of(finish->request->grouping.house);
	if (first.len == 3 && !finish->currency)
		memcpy(result->house, first.at, 3);
}

static void
add_columns(struct finish *finish)
{
	struct result *result = finish->result;
	struct result_chart *chart = &result->chart;
	size_t column;

	group_columns(&finish->request->grouping, result, finish->currency);
	column = result_column(result, "period", "period", UNIT_TEXT);
	result->columns[column].group = true;
	chart->parts[0] = result_column(result, "closed", "closed",
	    UNIT_MONEY);
	chart->parts[1] = result_column(result, "commit", "commit",
	    UNIT_MONEY);
	chart->parts[2] = result_column(result, "best", "best case",
	    UNIT_MONEY);
	result_column(result, "pipeline", "pipeline", UNIT_MONEY);
	result_column(result, "weighted", "weighted", UNIT_MONEY_MEAN);
	chart->value = result_column(result, "expected", "expected",
	    UNIT_MONEY);
	result_column(result, "new_business", "new business", UNIT_MONEY);
	chart->low = result_column(result, "p10", "p10", UNIT_MONEY);
	result_column(result, "p50", "p50", UNIT_MONEY);
	chart->high = result_column(result, "p90", "p90", UNIT_MONEY);
	chart->mark = result_column(result, "target", "target", UNIT_MONEY);
	result_column(result, "chance", "chance", UNIT_RATE);
	chart->n_parts = CHART_PARTS;
}

/* open x won / (won + lost) x won_amount / won_valued */
static struct ratio
assumed_of(const struct group *group)
{
	struct ratio ratio = {
		.top = { (int128)group->open * group->won,
		    group->won_amount },
		.bottom = { (int128)group->won + group->lost,
		    group->won_valued },
	};

	return ratio;
}

static bool
holds(struct period period, int day)
{
	return day >= period.from && day <= period.to;
}

static struct value
weighted_of(const struct finish *finish, const struct group *group,
    const struct outlook *row, struct period period)
{
	if (finish->assumed && holds(period, finish->request->as_of))
		return value_ratio(assumed_of(group));
	return value_ratio(ratio_of(row->weighted, PERCENT_ONE));
}

/* What a group's rows are of, as goals say it: the values of -b, and those of
 * the filter. false: it is more than goals can say. */
static bool
conditions_of(struct finish *finish, const struct group *group, size_t *n)
{
	const struct grouping *grouping = &finish->request->grouping;
	const struct filter *filter = finish->request->filter;

	*n = 0;
	for (size_t i = 0; i < grouping->n; i++)
		finish->conditions[(*n)++] = (struct goal_condition){
		    grouping->by[i].name, group_part(group->key, i + 1) };
	for (size_t i = 0; i < filter->n; i++) {
		const struct condition *condition = &filter->conditions[i];

		if (condition->operator != OP_EQUAL ||
		    condition->n_values != 1)
			return false;
		finish->conditions[(*n)++] = (struct goal_condition){
		    condition->reference.name, condition->values[0].text };
	}
	return true;
}

/* Goals are in the house currency, or in the only one there is. */
static struct value
target_of(struct finish *finish, const struct group *group,
    struct period period)
{
	const struct forecast_request *request = finish->request;
	const struct goal *goal;
	size_t n;

	if (request->goals == NULL || !conditions_of(finish, group, &n) ||
	    (finish->currency && (*request->grouping.house == '\0' ||
	    !slice_is(group_part(group->key, 0), request->grouping.house))))
		return value_blank();
	goal = goals_find(request->goals, GOAL_AMOUNT, period,
	    finish->conditions, n);
	return goal == NULL ? value_blank() : value_whole(goal->target);
}

/* What lies ahead of one group in one period. Money in ten-thousandths, without
 * what is closed. */
struct prospect {
	bool known;		/* the method has something to say */
	bool has_odds;
	double expected, fresh, p10, p50, p90, chance;
};

/* Rows in the making: periods, and a prospect for each group and period. */
struct rows {
	struct period *periods;
	size_t n;
	struct prospect *prospects;
};

struct value
forecast_money(double ten_thousandths)
{
	bool rough = fabs(ten_thousandths) >= 1000.0 * MONEY_UNIT;
	double step = rough ? MONEY_UNIT : MONEY_UNIT / 100;

	return value_whole((int128)(nearbyint(ten_thousandths / step) * step));
}

struct value
forecast_rate(double rate)
{
	return value_ratio(ratio_of((int128)nearbyint(rate * 1e9),
	    1000000000));
}

static const struct outlook *
outlook_of(const struct group *group, struct period period)
{
	static const struct outlook nothing;
	size_t place = forecast_place(group, period.from);

	return place < group->n && group->rows[place].from == period.from ?
	    &group->rows[place] : &nothing;
}

/* The odds of a prospect, if there are any. */
static void
find_odds(const struct foresight *foresight, uint32_t group,
    struct prospect *prospect, double needed)
{
	struct odds odds;

	prospect->has_odds = foresight_distribution(foresight, 0, group,
	    prospect->expected, &odds);
	prospect->p10 = odds_percentile(&odds, 0.1);
	prospect->p50 = odds_percentile(&odds, 0.5);
	prospect->p90 = odds_percentile(&odds, 0.9);
	prospect->chance = odds_reached(&odds, needed);
	odds_free(&odds);
}

/* What the method says of a group that has a past. */
static void
find_prospect(struct finish *finish, const struct foresight *foresight,
    const struct group *group, struct period period, struct prospect *prospect)
{
	size_t number = intern_find(&foresight->marks->groups, group->key);
	const struct moment *at = &foresight->at[0];
	struct part part = { 0 };
	struct value target = target_of(finish, group, period);
	double needed = target.kind == VALUE_BLANK ? 0 : (double)(target.whole -
	    outlook_of(group, period)->closed);

	prospect->known = true;
	if (number != INTERN_NONE)
		part = foresight_part(foresight, (uint32_t)number);
	switch (finish->method) {
	case FORECAST_TREND:
		prospect->known = at->n_stretches > 0;
		prospect->expected = part.trend;
		break;
	case FORECAST_SEASONAL:
		prospect->known = at->season.from <= at->season.to;
		prospect->expected = part.seasonal;
		break;
	default:
		prospect->expected = part.expected;
		prospect->fresh = part.fresh;
		if (number != INTERN_NONE)
			find_odds(foresight, (uint32_t)number, prospect,
			    needed);
	}
}

/* The prospects of all groups of a currency in one period. */
static void
find_prospects(struct finish *finish, struct rows *rows, size_t k,
    struct slice currency, const struct foresight *pulse)
{
	const struct landmarks *marks = &finish->forecast->marks;
	struct period window = rows->periods[k];
	struct foresight foresight;

	if (window.from <= marks->days[0])
		window.from = marks->days[0] + 1;
	if (window.from > window.to)
		return;
	foresight_make(&foresight, marks, window, currency, pulse);
	for (size_t i = 0; i < finish->n; i++)
		if (slice_equal(group_part(finish->groups[i]->key, 0),
		    currency))
			find_prospect(finish, &foresight, finish->groups[i],
			    rows->periods[k],
			    &rows->prospects[i * rows->n + k]);
	foresight_free(&foresight);
}

/* Groups stand by currency. */
static void
find_all_prospects(struct finish *finish, struct rows *rows)
{
	const struct landmarks *marks = &finish->forecast->marks;

	for (size_t i = 0; i < finish->n; i++) {
		struct slice currency = group_part(finish->groups[i]->key, 0);
		struct foresight pulse;

		if (i > 0 && slice_equal(currency,
		    group_part(finish->groups[i - 1]->key, 0)))
			continue;
		foresight_make(&pulse, marks, foresight_pulse(marks), currency,
		    NULL);
		for (size_t k = 0; k < rows->n; k++)
			find_prospects(finish, rows, k, currency, &pulse);
		foresight_free(&pulse);
	}
}

/* The days the rows are of. An end that is left open is the last period with
 * anything in it, or the one T is in. */
static struct period
shown_days(const struct finish *finish)
{
	struct period asked = finish->request->period, days = asked;

	if (asked.from == DATE_FIRST)
		days.from = finish->request->as_of;
	if (asked.to == DATE_LAST)
		days.to = finish->request->as_of;
	for (size_t i = 0; i < finish->n; i++) {
		const struct group *group = finish->groups[i];

		if (group->n == 0)
			continue;
		if (asked.from == DATE_FIRST &&
		    group->rows[0].from < days.from)
			days.from = group->rows[0].from;
		if (asked.to == DATE_LAST &&
		    group->rows[group->n - 1].from > days.to)
			days.to = group->rows[group->n - 1].from;
	}
	return days;
}

/* closed + weighted */
static struct value
closed_and_weighted(const struct outlook *row, struct value weighted)
{
	struct ratio sum = weighted.ratio;

	if (weighted.kind == VALUE_BLANK)
		return value_blank();
	return value_whole(row->closed + ratio_round(sum, 0));
}

/* expected, new_business, p10, p50 and p90, with what is closed in them. */
static void
add_expected(const struct finish *finish, struct value *values,
    const struct outlook *row, struct value weighted, struct period period,
    const struct prospect *prospect)
{
	double closed = (double)row->closed;

	if (finish->method == FORECAST_WEIGHTED)
		values[0] = closed_and_weighted(row, weighted);
	else if (period.to <= finish->request->as_of)
		values[0] = value_whole(row->closed);
	else if (prospect->known)
		values[0] = forecast_money(closed + prospect->expected);
	if (finish->method != FORECAST_MODEL)
		return;
	values[1] = forecast_money(prospect->fresh);
	if (period.to <= finish->request->as_of) {
		values[2] = values[3] = values[4] = values[0];
	} else if (prospect->has_odds) {
		values[2] = forecast_money(closed + prospect->p10);
		values[3] = forecast_money(closed + prospect->p50);
		values[4] = forecast_money(closed + prospect->p90);
	}
}

static struct value
chance_of(const struct finish *finish, const struct outlook *row,
    struct value target, struct period period, const struct prospect *prospect)
{
	if (target.kind == VALUE_BLANK || finish->method != FORECAST_MODEL)
		return value_blank();
	if (period.to <= finish->request->as_of || row->closed >= target.whole)
		return forecast_rate(row->closed >= target.whole);
	return prospect->has_odds ? forecast_rate(prospect->chance) :
	    value_blank();
}

static void
add_row(struct finish *finish, const struct group *group,
    struct period period, const struct prospect *prospect)
{
	const struct forecast_request *request = finish->request;
	struct result *result = finish->result;
	struct value *values = result_row(result);
	const struct outlook *row = outlook_of(group, period);
	struct value weighted = weighted_of(finish, group, row, period);
	struct value target = target_of(finish, group, period);
	size_t at = group_values(&request->grouping, result, values,
	    group->key, finish->currency);
	char name[24];

	values[at++] = value_text(result, slice_of(period_name(
	    period_around(period.from, request->every, request->fiscal),
	    request->every, request->fiscal, name)));
	values[at++] = value_whole(row->closed);
	values[at++] = value_whole(row->commit);
	values[at++] = value_whole(row->commit + row->best);
	values[at++] = value_whole(row->commit + row->best + row->pipeline);
	values[at++] = weighted;
	add_expected(finish, &values[at], row, weighted, period, prospect);
	at += 5;
	values[at++] = target;
	values[at] = chance_of(finish, row, target, period, prospect);
}

static void
find_periods(const struct finish *finish, struct rows *rows)
{
	struct period days = shown_days(finish);
	size_t room = 0;

	while (days.from <= days.to) {
		struct period period = forecast_period(finish->request,
		    days.from);

		memory_room(&rows->periods, &room, rows->n + 1,
		    sizeof *rows->periods);
		rows->periods[rows->n++] = period;
		if (period.to >= DATE_LAST)
			break;
		days.from = period.to + 1;
	}
}

/* Does anything lie ahead of a group? */
static bool
has_prospects(const struct rows *rows, size_t group)
{
	for (size_t k = 0; k < rows->n; k++)
		if (rows->prospects[group * rows->n + k].expected >=
		    MONEY_UNIT / 2)
			return true;
	return false;
}

static void
add_rows(struct finish *finish)
{
	const struct group none = { .key = slice_of("") };
	struct rows rows = { 0 };

	find_periods(finish, &rows);
	rows.prospects = memory_zero((finish->n + 1) * (rows.n + 1),
	    sizeof *rows.prospects);
	if (finish->method != FORECAST_WEIGHTED)
		find_all_prospects(finish, &rows);
	for (size_t i = 0; i < finish->n; i++)
		for (size_t k = 0; k < rows.n && (has_prospects(&rows, i) ||
		    is_shown(finish, finish->groups[i])); k++)
			add_row(finish, finish->groups[i], rows.periods[k],
			    &rows.prospects[i * rows.n + k]);
	/* nothing to group and no deal: still the periods, of zeros */
	for (size_t k = 0; k < rows.n && finish->request->grouping.n == 0 &&
	    finish->result->n_rows < rows.n; k++)
		add_row(finish, &none, rows.periods[k],
		    &rows.prospects[finish->n * rows.n + k]);
	free(rows.periods);
	free(rows.prospects);
}

/* The method that was asked for, else the model where the past is long enough;
 * a calendar that ends has no periods ahead. */
static void
settle_method(struct finish *finish)
{
	const struct landmarks *marks = &finish->forecast->marks;
	enum forecast_method asked = finish->request->method;
	struct foresight pulse;

	finish->method = asked == FORECAST_AUTO ? FORECAST_MODEL : asked;
	if (marks->days[0] > DATE_LAST - 366)
		finish->method = FORECAST_WEIGHTED;
	if (finish->method == FORECAST_WEIGHTED || asked != FORECAST_AUTO)
		return;
	foresight_make(&pulse, marks, foresight_pulse(marks), slice_of(""),
	    NULL);
	if (!foresight_learned(&pulse, 0)) {
		finish->method = FORECAST_WEIGHTED;
		forecast_note_short(finish->result, &pulse);
	}
	foresight_free(&pulse);
}

static void
finish_rows(struct finish *finish)
{
	add_columns(finish);
	add_rows(finish);
	forecast_notes(finish);
	if (finish->method == FORECAST_MODEL)
		forecast_note_timeless(finish);
}

struct result *
forecast_finish(void *state)
{
	struct forecast *forecast = state;
	const struct forecast_request *request = forecast->request;
	struct finish finish = { .forecast = forecast, .request = request,
	    .result = result_new(NULL) };

	finish.conditions = memory_zero(request->grouping.n +
	    request->filter->n + 1, sizeof *finish.conditions);
	landmarks_settle(&forecast->marks);
	order_groups(&finish);
	if (request->view == FORECAST_ROWS || request->view == FORECAST_DEALS)
		settle_method(&finish);
	settle_currency(&finish);
	switch (request->view) {
	case FORECAST_ROWS:
		finish_rows(&finish);
		break;
	case FORECAST_DEALS:
		forecast_deals(&finish);
		break;
	case FORECAST_BACKTEST:
	case FORECAST_SUMMARY:
		forecast_backtest(&finish);
		break;
	case FORECAST_CALIBRATE:
		forecast_calibration(&finish);
		break;
	}
	free(finish.groups);
	free(finish.conditions);
	return finish.result;
}
