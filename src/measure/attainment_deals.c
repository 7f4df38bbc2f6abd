#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/attainment_state.h"

#define CENT (MONEY_UNIT / 100)
#define ROUGH 1000		/* units; from here on cents say nothing */
#define RATE_PARTS 1000000000	/* of a rate: finer is never printed */

/* A deal to chase. */
struct quarry {
	size_t prospect;
	size_t goal;		/* number of the one it is chased for */
	double odds;
	double expected;	/* ten-thousandths */
};

/* The deals of a state in the making. */
struct chase {
	struct attainment *state;
	const struct attainment_request *request;
	struct quarry *quarries;
	size_t n;
	size_t *which;		/* prospects of one goal, and their odds */
	double *odds;
};

/* An estimate. */
static struct value
about(double ten_thousandths)
{
	int step = fabs(ten_thousandths) >= (double)ROUGH * MONEY_UNIT ?
	    MONEY_UNIT : CENT;

	return value_whole((int128)nearbyint(ten_thousandths / step) * step);
}

static bool
is_due(const struct attainment *state, const struct prospect *prospect,
    size_t number)
{
	const struct goal *goal = state->request->chosen[number];

	return goal->measure <= GOAL_DEALS &&
	    state->groups[prospect->group].counts[number] &&
	    prospect->close_date != DATE_NONE &&
	    prospect->close_date >= goal->period.from &&
	    prospect->close_date <= goal->period.to;
}

/* Is goal A over before B? What is over already says nothing of odds. */
static bool
is_sooner(const struct attainment_request *request, size_t a, size_t b)
{
	int x = request->chosen[a]->period.to;
	int y = request->chosen[b]->period.to;

	if ((x > request->as_of) != (y > request->as_of))
		return x > request->as_of;
	return x < y;
}

/* The deals that count for a goal; of several for the one that is over first. */
static void
find_quarries(struct chase *chase)
{
	const struct attainment *state = chase->state;

	for (size_t i = 0; i < state->n_prospects; i++) {
		size_t best = chase->request->n;

		for (size_t g = 0; g < chase->request->n; g++)
			if (is_due(state, &state->prospects[i], g) &&
			    (best == chase->request->n ||
			    is_sooner(chase->request, g, best)))
				best = g;
		if (best < chase->request->n)
			chase->quarries[chase->n++] = (struct quarry){
			    .prospect = i, .goal = best };
	}
}

/* The odds of those that are chased for one goal. */
static void
judge(struct chase *chase, size_t number)
{
	struct attainment *state = chase->state;
	struct reach_question question = { .prospects = state->prospects,
	    .n = state->n_prospects,
	    .period = chase->request->chosen[number]->period };
	struct progress progress;
	int64_t average;
	size_t n = 0;

	for (size_t i = 0; i < chase->n; i++)
		if (chase->quarries[i].goal == number)
			chase->which[n++] = chase->quarries[i].prospect;
	if (n == 0)
		return;
	reach_odds(state->reach, &question, chase->which, n, chase->odds);
	progress_make(state, number, &progress);
	average = progress_average(&progress);
	progress_free(&progress);
	n = 0;
	for (size_t i = 0; i < chase->n; i++) {
		struct quarry *one = &chase->quarries[i];
		const struct prospect *deal = &state->prospects[one->prospect];

		if (one->goal != number)
			continue;
		one->odds = chase->odds[n++];
		one->expected = one->odds *
		    (double)(deal->has_amount ? deal->amount : average);
	}
}

/* Those that are expected to bring the most first. */
static int
by_expected(const void *a, const void *b)
{
	const struct quarry *x = a, *y = b;

	if (x->expected != y->expected)
		return x->expected < y->expected ? 1 : -1;
	if (x->odds != y->odds)
		return x->odds < y->odds ? 1 : -1;
	return (x->prospect > y->prospect) - (x->prospect < y->prospect);
}

static bool
add_columns(struct result *result, const struct attainment *state)
{
	struct slice currency;
	bool several = false;
	size_t column;

	for (size_t i = 1; i < state->keys.n && !several; i++)
		several = !slice_equal(group_part(intern_text(&state->keys, i),
		    0), group_part(intern_text(&state->keys, 0), 0));
	if (attainment_currency(state, &currency) && currency.len == 3)
		memcpy(result->house, currency.at, 3);
	column = result_column(result, "id", "id", UNIT_TEXT);
	result->columns[column].group = true;
	if (several)
		result->currency = result_column(result, "currency",
		    "currency", UNIT_TEXT);
	result_column(result, "name", "name", UNIT_TEXT);
	result_column(result, "owner", "owner", UNIT_TEXT);
	result_column(result, "stage", "stage", UNIT_STAGE);
	result_column(result, "amount", "amount", UNIT_MONEY);
	result_column(result, "close_date", "close date", UNIT_DATE);
	result_column(result, "period", "period", UNIT_TEXT);
	result_column(result, "odds", "odds", UNIT_RATE);
	result_column(result, "expected", "expected", UNIT_MONEY);
	return several;
}

static void
add_deal(const struct chase *chase, struct result *result,
    const struct quarry *quarry, bool several)
{
	const struct attainment *state = chase->state;
	const struct prospect *deal = &state->prospects[quarry->prospect];
	const struct chased *text = &state->chased[quarry->prospect];
	struct value *row = result_row(result);
	char name[24];
	size_t at = 0;

	row[at++] = value_text(result, text->id);
	if (several)
		row[at++] = value_text(result, group_part(intern_text(
		    &state->keys, deal->group), 0));
	row[at++] = value_text(result, text->name);
	row[at++] = value_text(result, text->owner);
	row[at++] = value_text(result, text->stage);
	row[at++] = deal->has_amount ? value_whole(deal->amount) :
	    value_blank();
	row[at++] = value_date(deal->close_date);
	row[at++] = value_text(result, slice_of(attainment_period(
	    chase->request->chosen[quarry->goal]->period,
	    chase->request->fiscal, name)));
	row[at++] = value_ratio(ratio_of((int128)nearbyint(quarry->odds *
	    RATE_PARTS), RATE_PARTS));
	row[at] = about(quarry->expected);
}

struct result *
attainment_deals(void *with)
{
	struct attainment *state = with;
	struct chase chase = { .state = state, .request = state->request };
	struct result *result = result_new(NULL);
	size_t n = state->n_prospects + 1;
	bool several;

	attainment_settle(state);
	chase.quarries = memory_zero(n, sizeof *chase.quarries);
	chase.which = memory_zero(n, sizeof *chase.which);
	chase.odds = memory_zero(n, sizeof *chase.odds);
	find_quarries(&chase);
	for (size_t g = 0; g < chase.request->n; g++)
		judge(&chase, g);
	qsort(chase.quarries, chase.n, sizeof *chase.quarries, by_expected);
	several = add_columns(result, state);
	for (size_t i = 0; i < chase.n; i++)
		add_deal(&chase, result, &chase.quarries[i], several);
	free(chase.quarries);
	free(chase.which);
	free(chase.odds);
	return result;
}
