#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/forecast_state.h"
#include "measure/interval.h"

/* A deal of --deals. */
struct candidate {
	const struct listed *listed;
	const struct sight *sight;
	struct slice currency;
	double odds;
	double expected;	/* ten-thousandths */
};

/* The likeliest first, then the greatest; ids settle the rest. */
static int
by_odds(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->odds != y->odds)
		return x->odds < y->odds ? 1 : -1;
	if (x->expected != y->expected)
		return x->expected < y->expected ? 1 : -1;
	if (!slice_equal(x->listed->id, y->listed->id))
		return slice_compare(x->listed->id, y->listed->id);
	return slice_compare(x->listed->name, y->listed->name);
}

/* What is left of the periods that are asked for. */
static struct period
days_ahead(const struct finish *finish)
{
	struct period days = finish->request->period;

	if (days.from <= finish->request->as_of)
		days.from = finish->request->as_of + 1;
	return days;
}

/* The odds of the deals of one currency. */
static void
judge(const struct finish *finish, struct slice currency,
    struct candidate *candidates, size_t n)
{
	const struct landmarks *marks = &finish->forecast->marks;
	bool stated = finish->method == FORECAST_WEIGHTED;
	struct foresight foresight, pulse;

	foresight_make(&pulse, marks, foresight_pulse(marks), currency, NULL);
	foresight_make(&foresight, marks, days_ahead(finish), currency,
	    &pulse);
	for (size_t i = 0; i < n; i++) {
		struct candidate *one = &candidates[i];

		if (!slice_equal(one->currency, currency))
			continue;
		one->odds = stated ? foresight_stated(&foresight, one->sight) :
		    foresight_odds(&foresight, one->sight);
		one->expected = one->odds * (double)(stated ?
		    one->sight->amount :
		    foresight_amount(&foresight, one->sight));
	}
	foresight_free(&foresight);
	foresight_free(&pulse);
}

static void
add_deal_columns(struct finish *finish)
{
	struct result *result = finish->result;
	size_t column;

	column = result_column(result, "id", "id", UNIT_TEXT);
	result->columns[column].group = true;
	if (finish->currency)
		result->currency = result_column(result, "currency",
		    "currency", UNIT_TEXT);
	result_column(result, "name", "name", UNIT_TEXT);
	result_column(result, "owner", "owner", UNIT_TEXT);
	result_column(result, "stage", "stage", UNIT_STAGE);
	result_column(result, "amount", "amount", UNIT_MONEY);
	result_column(result, "close_date", "close date", UNIT_DATE);
	result_column(result, "odds", "odds", UNIT_RATE);
	result_column(result, "expected", "expected", UNIT_MONEY);
}

static void
add_deal(struct finish *finish, const struct candidate *one)
{
	struct result *result = finish->result;
	struct value *values = result_row(result);
	size_t at = 0;

	values[at++] = value_text(result, one->listed->id);
	if (finish->currency)
		values[at++] = value_text(result, one->currency);
	values[at++] = value_text(result, one->listed->name);
	values[at++] = value_text(result, one->listed->owner);
	values[at++] = value_text(result, one->listed->stage);
	values[at++] = one->sight->has_amount ?
	    value_whole(one->sight->amount) : value_blank();
	values[at++] = value_date(one->sight->close_date);
	/* the model does not know those without a past */
	if (!one->listed->has_past && finish->method != FORECAST_WEIGHTED)
		return;
	values[at++] = forecast_rate(one->odds);
	values[at] = forecast_money(one->expected);
}

void
forecast_deals(struct finish *finish)
{
	const struct forecast *forecast = finish->forecast;
	const struct landmarks *marks = &forecast->marks;
	struct period days = days_ahead(finish);
	const struct sight *sight = marks->sights + marks->first[0];
	size_t n = forecast->n_listed;
	struct candidate *candidates = memory_zero(n + 1, sizeof *candidates);

	for (size_t i = 0; i < n; i++) {
		candidates[i].listed = &forecast->listed[i];
		candidates[i].sight = forecast->listed[i].has_past ?
		    sight++ : &forecast->listed[i].own;
		candidates[i].currency = group_part(intern_text(&marks->groups,
		    candidates[i].sight->group), 0);
	}
	for (size_t i = 0; i < finish->n && days.from <= days.to &&
	    days.to < DATE_LAST; i++) {
		struct slice currency = group_part(finish->groups[i]->key, 0);

		if (i == 0 || !slice_equal(currency,
		    group_part(finish->groups[i - 1]->key, 0)))
			judge(finish, currency, candidates, n);
	}
	qsort(candidates, n, sizeof *candidates, by_odds);
	add_deal_columns(finish);
	for (size_t i = 0; i < n; i++)
		add_deal(finish, &candidates[i]);
	free(candidates);
	if (finish->method == FORECAST_MODEL)
		forecast_note_timeless(finish);
}

static void
add_calibration_columns(struct result *result)
{
	size_t column;

	column = result_column(result, "pipeline", "pipeline", UNIT_TEXT);
	result->columns[column].group = true;
	column = result_column(result, "stage", "stage", UNIT_STAGE);
	result->columns[column].group = true;
	result_column(result, "stated", "stated", UNIT_RATE);
	result_column(result, "n", "closed", UNIT_COUNT);
	result_column(result, "won", "won", UNIT_COUNT);
	column = result_column(result, "actual", "actual", UNIT_RATE);
	result->columns[column].bar = true;
	result_column(result, "low", "low", UNIT_RATE);
	result_column(result, "high", "high", UNIT_RATE);
}

/* Has any closed deal been in an open stage of the pipeline? */
static bool
is_seen(const struct finish *finish, size_t pipe)
{
	const struct stages *stages = finish->request->grouping.stages;

	for (size_t i = 0; i < stages->n; i++)
		if (stages->at[i].pipe == pipe &&
		    finish->forecast->entered[i].n > 0)
			return true;
	return false;
}

void
forecast_calibration(struct finish *finish)
{
	const struct stages *stages = finish->request->grouping.stages;
	struct result *result = finish->result;

	add_calibration_columns(result);
	for (size_t i = 0; i < stages->n; i++) {
		const struct stage *stage = &stages->at[i];
		const struct entered *entered = &finish->forecast->entered[i];
		struct value *values;

		if (stage->kind != KIND_OPEN || !is_seen(finish, stage->pipe))
			continue;
		values = result_row(result);
		values[0] = value_text(result, stage->pipeline);
		values[1] = value_text(result, stage->name);
		values[2] = value_ratio(ratio_of(stage->probability,
		    PERCENT_ONE));
		values[3] = value_whole(entered->n);
		values[4] = value_whole(entered->won);
		values[5] = value_ratio(ratio_of(entered->won,
		    (int128)entered->n));
		interval_wilson(entered->won, entered->n, &values[6],
		    &values[7]);
	}
	if (result->n_rows == 0)
		result_note(result, "no closed deal shows the stages it was in");
}
