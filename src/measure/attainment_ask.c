#include <stdlib.h>

#include "measure/attainment_state.h"

#define N(slice) (int)(slice).len, (slice).at

static bool
holds(struct period outer, struct period inner)
{
	return outer.from <= inner.from && inner.to <= outer.to;
}

static int
choose(struct attainment_request *request, struct trouble *what)
{
	const struct goals *goals = request->goals;
	struct period period = request->period;
	char name[24];

	request->chosen = memory_zero(goals->n + 1, sizeof *request->chosen);
	for (size_t i = 0; i < goals->n; i++)
		if (holds(goals->at[i].period, period))
			request->chosen[request->n++] = &goals->at[i];
	if (request->n > 0)
		return 0;
	return trouble_set(what, "%s: no goal is for a period that holds %s",
	    goals->name, attainment_period(period, request->fiscal, name));
}

/* Is there a value of it in the keys of the groups? If not, from now on. */
static int
group_by(struct attainment_request *request, const struct reference *of,
    const struct goal *goal, struct trouble *what)
{
	struct grouping *grouping = &request->grouping;

	/* one deal is under several of them, or under none */
	if (of->kind == REF_ACTIVITY)
		return trouble_set(what, "%s:%llu: %.*s: a goal is of deals, "
		    "not of a type of activity", request->goals->name,
		    (unsigned long long)goal->line, N(of->name));
	for (size_t i = 0; i < grouping->n; i++)
		if (text_same(grouping->by[i].name, of->name))
			return 0;
	if (grouping->n == GROUP_BY_MOST)
		return trouble_set(what, "%s:%llu: %.*s: goals are of more "
		    "than %d fields", request->goals->name,
		    (unsigned long long)goal->line, N(of->name),
		    GROUP_BY_MOST);
	grouping->by[grouping->n++] = *of;
	return 0;
}

/* The conditions of a goal as a filter. */
static int
ask_conditions(struct attainment_request *request, size_t number,
    struct demand *demand, struct trouble *what)
{
	const struct goal *goal = request->chosen[number];
	struct filter *filter = &request->conditions[number];
	struct buffer text = { 0 };
	struct trouble wrong;
	int result = 0;

	for (size_t i = 0; i < goal->n && result == 0; i++) {
		const struct goal_condition *one = &goal->conditions[i];

		buffer_clear(&text);
		buffer_format(&text, "%.*s=%.*s", N(one->field),
		    N(one->value));
		if (filter_add(filter, (struct slice){ text.at, text.len },
		    request->as_of, request->fiscal, false, demand,
		    &wrong) != 0)
			result = trouble_set(what, "%s:%llu: %s",
			    request->goals->name,
			    (unsigned long long)goal->line, wrong.text);
		else
			result = group_by(request, &filter->conditions[
			    filter->n - 1].reference, goal, what);
	}
	buffer_free(&text);
	return result;
}

/* Add the span of a period, unless it is there; its number. */
static size_t
add_span(struct attainment_request *request, struct attainment_span span)
{
	for (size_t i = SPANS_OF_RATES; i < request->n_spans; i++)
		if (request->spans[i].period.from == span.period.from &&
		    request->spans[i].period.to == span.period.to)
			return i;
	request->spans[request->n_spans] = span;
	return request->n_spans++;
}

static void
lay_spans(struct attainment_request *request)
{
	int day = request->as_of, year = date_add_months(day, -12);

	request->spans = memory_zero(SPANS_OF_RATES + request->n,
	    sizeof *request->spans);
	request->spans[SPAN_YEAR] = (struct attainment_span){
	    .period = { year == DATE_NONE ? DATE_FIRST : year + 1, day },
	    .day = day };
	request->spans[SPAN_PAST] = (struct attainment_span){
	    .period = { DATE_FIRST, day }, .day = day, .always = true };
	request->n_spans = SPANS_OF_RATES;
	for (size_t i = 0; i < request->n; i++) {
		struct period period = request->chosen[i]->period;

		add_span(request, (struct attainment_span){ .period = period,
		    .day = period.to < day ? period.to : day });
	}
}

size_t
attainment_span_of(const struct attainment_request *request,
    const struct goal *goal)
{
	size_t i = SPANS_OF_RATES;

	while (request->spans[i].period.from != goal->period.from ||
	    request->spans[i].period.to != goal->period.to)
		i++;
	return i;
}

int
attainment_ask(struct attainment_request *request, struct demand *demand,
    struct trouble *what)
{
	if (choose(request, what) != 0)
		return -1;
	request->conditions = memory_zero(request->n,
	    sizeof *request->conditions);
	for (size_t i = 0; i < request->n; i++)
		if (ask_conditions(request, i, demand, what) != 0)
			return -1;
	lay_spans(request);
	demand->fields |= FIELD_BIT(FIELD_CURRENCY) | FIELD_BIT(FIELD_AMOUNT) |
	    FIELD_BIT(FIELD_PROBABILITY) | FIELD_BIT(FIELD_CLOSE_DATE) |
	    FIELD_BIT(FIELD_CREATED) | ASK_ACTIVITIES;
	reach_demand(demand);
	if (request->deals)
		demand->fields |= FIELD_BIT(FIELD_ID) | FIELD_BIT(FIELD_NAME) |
		    FIELD_BIT(FIELD_OWNER);
	return 0;
}

void
attainment_request_free(struct attainment_request *request)
{
	for (size_t i = 0; i < request->n; i++)
		filter_free(&request->conditions[i]);
	free(request->chosen);
	free(request->conditions);
	free(request->spans);
}

char *
attainment_period(struct period period, int fiscal, char out[24])
{
	static const enum period_step steps[] = { STEP_WEEK, STEP_MONTH,
	    STEP_QUARTER, STEP_YEAR };

	if (period.from == period.to)
		return date_iso(period.from, out);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		struct period around = period_around(period.from, steps[i],
		    fiscal);

		if (around.from == period.from && around.to == period.to)
			return period_name(period, steps[i], fiscal, out);
	}
	return period_name(period, STEP_NONE, fiscal, out);
}
