#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/forecast.h"

#define PERIODS_AHEAD 3		/* behind the one T is in */
#define N(slice) (int)(slice).len, (slice).at

/* The sums of one row. Money in ten-thousandths. */
struct outlook {
	int from;		/* first day of the period; the row's key */
	int128 closed;
	int128 commit, best, pipeline;	/* each category alone */
	int128 weighted;	/* times ppm */
};

/* Deals a note tells of. */
struct pile {
	uint64_t count;
	int128 amount;
};

struct group {
	struct slice key;	/* measure/group.h */
	struct outlook *rows;	/* by period, in the order of time; those in
				 * which there is anything */
	size_t n;
	size_t room;
	uint64_t open, dated;	/* open deals; those with a close date */
	uint64_t won, won_valued, lost;	/* whenever closed */
	int128 won_amount;
	struct pile overdue, undated, unvalued, unstaged, undated_won;
};

struct forecast {
	const struct forecast_request *request;
	struct intern keys;
	struct group *groups;	/* by number of key */
	size_t room;
	struct buffer key;
};

int
forecast_ask(struct forecast_request *request, const char *by,
    struct demand *demand, struct trouble *what)
{
	demand->fields |= FIELD_BIT(FIELD_AMOUNT) |
	    FIELD_BIT(FIELD_PROBABILITY) | FIELD_BIT(FIELD_CATEGORY);
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

/* The part of DAY's period that is asked for. */
static struct period
row_period(const struct forecast_request *request, int day)
{
	struct period period = period_around(day, request->every,
	    request->fiscal);

	if (period.from < request->period.from)
		period.from = request->period.from;
	if (period.to > request->period.to)
		period.to = request->period.to;
	return period;
}

/* Is the period T is in among the rows? What is overdue is expected there, for
 * nothing is won any more in a period that is over. */
static bool
has_present(const struct forecast_request *request)
{
	return holds(request->period, request->as_of);
}

/* What was to be closed before this day is overdue. */
static int
present_day(const struct forecast_request *request)
{
	return has_present(request) ?
	    row_period(request, request->as_of).from :
	    period_around(request->as_of, request->every,
	    request->fiscal).from;
}

/* Where among the rows the one that begins on FROM stands, or would. */
static size_t
row_place(const struct group *group, int from)
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
	size_t at = row_place(group, from);

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
		row_of(group, row_period(request, view->closed).from)->closed +=
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
	if (view->category == CATEGORY_COMMIT)
		row->commit += view->amount;
	else if (view->category == CATEGORY_BEST)
		row->best += view->amount;
	else
		row->pipeline += view->amount;
	row->weighted += (int128)view->amount * view->probability;
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

	if (view->category == CATEGORY_OMITTED)
		return;
	group->open++;
	if (day == DATE_NONE) {
		pile_add(&group->undated, view);
		return;
	}
	group->dated++;
	if (day < present_day(request)) {
		pile_add(&group->overdue, view);
		if (!has_present(request))
			return;
		day = request->as_of;
	}
	if (holds(request->period, day))
		expect(group, row_of(group, row_period(request, day).from),
		    view);
}

static void *
forecast_begin(const void *request)
{
	struct forecast *forecast = memory_zero(1, sizeof *forecast);

	forecast->request = request;
	return forecast;
}

static void
forecast_add(void *state, const struct deal *deal)
{
	struct forecast *forecast = state;
	const struct forecast_request *request = forecast->request;
	struct group *group;
	struct view view;

	deal_view(deal, request->grouping.stages, request->as_of, &view);
	if (!view.there || !filter_holds(request->filter, &view))
		return;
	group_key(&request->grouping, &view, &forecast->key);
	group = group_of(forecast, (struct slice){ forecast->key.at,
	    forecast->key.len });
	switch (view.kind) {
	case KIND_WON:
		add_won(request, group, &view);
		break;
	case KIND_LOST:
		group->lost++;
		break;
	case KIND_OPEN:
		add_open(request, group, &view);
		break;
	}
}

static void
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
	intern_free(&forecast->keys);
	buffer_free(&forecast->key);
	free(forecast);
}

static void
forecast_merge(void *into_state, void *from_state)
{
	struct forecast *into = into_state, *from = from_state;

	for (size_t i = 0; i < from->keys.n; i++)
		group_merge(group_of(into, from->groups[i].key),
		    &from->groups[i]);
	forecast_free(from);
}

const struct fold forecast_fold = {
	forecast_begin, forecast_add, forecast_merge, forecast_free
};

/*
 * The figures.
 */

/* A forecast on its way to a result. */
struct finish {
	const struct forecast *forecast;
	const struct forecast_request *request;
	struct result *result;
	const struct group **groups;	/* in the order they are shown in */
	size_t n;
	bool currency;		/* rows of more than one */
	bool assumed;		/* no open deal has a close date */
	struct goal_condition *conditions;	/* room for those of a row */
};

/* Is there anything to show of it? */
static bool
is_shown(const struct finish *finish, const struct group *group)
{
	return group->n > 0 || (finish->assumed && group->open > 0 &&
	    has_present(finish->request));
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

		if (!is_shown(finish, finish->groups[i]))
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
	size_t column;

	group_columns(&finish->request->grouping, result, finish->currency);
	column = result_column(result, "period", "period", UNIT_TEXT);
	result->columns[column].group = true;
	result_column(result, "closed", "closed", UNIT_MONEY);
	result_column(result, "commit", "commit", UNIT_MONEY);
	result_column(result, "best", "best case", UNIT_MONEY);
	result_column(result, "pipeline", "pipeline", UNIT_MONEY);
	column = result_column(result, "weighted", "weighted",
	    UNIT_MONEY_MEAN);
	result->columns[column].bar = true;
	result_column(result, "target", "target", UNIT_MONEY);
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

static void
add_row(struct finish *finish, const struct group *group,
    struct period period)
{
	static const struct outlook nothing;
	const struct forecast_request *request = finish->request;
	struct result *result = finish->result;
	struct value *values = result_row(result);
	size_t place = row_place(group, period.from);
	const struct outlook *row = place < group->n &&
	    group->rows[place].from == period.from ? &group->rows[place] :
	    &nothing;
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
	values[at++] = weighted_of(finish, group, row, period);
	values[at] = target_of(finish, group, period);
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

static void
add_rows(struct finish *finish, const struct group *group,
    struct period days)
{
	while (days.from <= days.to) {
		struct period period = row_period(finish->request, days.from);

		add_row(finish, group, period);
		if (period.to >= DATE_LAST)
			return;
		days.from = period.to + 1;
	}
}

/*
 * What is to be said of them.
 */

/* A plain number with commas for people. */
static void
write_grouped(struct buffer *out, const char *number)
{
	size_t digits = strspn(number, "-0123456789");

	for (size_t i = 0; number[i] != '\0'; i++) {
		if (i > 0 && i < digits && (digits - i) % 3 == 0 &&
		    number[i - 1] != '-')
			buffer_byte(out, ',');
		buffer_byte(out, number[i]);
	}
}

static void
write_count(struct buffer *out, uint64_t count)
{
	struct buffer number = { 0 };

	buffer_format(&number, "%llu", (unsigned long long)count);
	write_grouped(out, buffer_text(&number));
	buffer_free(&number);
}

/* An amount with its currency, without decimals where it has none. */
static void
write_amount(struct buffer *out, struct ratio amount, struct slice currency)
{
	struct buffer number = { 0 };
	int places = money_decimals(currency);
	struct ratio units = amount;

	units.bottom[units.bottom[0] < units.bottom[1] ? 0 : 1] *= MONEY_UNIT;
	if (ratio_round(units, 4) % MONEY_UNIT == 0)
		places = 0;
	decimal_write(&number, ratio_round(units, places), places, places);
	write_grouped(out, buffer_text(&number));
	if (currency.len > 0)
		buffer_format(out, " %.*s", N(currency));
	buffer_free(&number);
}

/* The pile that lies OFFSET bytes into each group, of one currency after the
 * other: how many, and " (12,000 EUR, 500 USD)". */
static struct pile
write_pile(const struct finish *finish, size_t offset, struct buffer *amounts)
{
	struct pile all = { 0, 0 }, one = { 0, 0 };

	for (size_t i = 0; i < finish->n; i++) {
		struct slice code = group_part(finish->groups[i]->key, 0);

		pile_merge(&one, (const struct pile *)(const void *)
		    ((const char *)finish->groups[i] + offset));
		if (i + 1 < finish->n && slice_equal(code,
		    group_part(finish->groups[i + 1]->key, 0)))
			continue;
		if (one.amount != 0) {
			buffer_string(amounts, amounts->len == 0 ? " (" : ", ");
			write_amount(amounts, ratio_of(one.amount, 1), code);
		}
		pile_merge(&all, &one);
		one = (struct pile){ 0, 0 };
	}
	if (amounts->len > 0)
		buffer_byte(amounts, ')');
	return all;
}

/* "LABEL: 4 open deals (61,710 EUR), WHAT", where there are any. */
static void
note_pile(struct finish *finish, const char *label, size_t offset,
    const char *deals, const char *what)
{
	struct buffer amounts = { 0 }, count = { 0 };
	struct pile pile = write_pile(finish, offset, &amounts);

	if (pile.count > 0) {
		write_count(&count, pile.count);
		result_note(finish->result, "%s: %s %s deal%s%s, %s", label,
		    buffer_text(&count), deals, pile.count == 1 ? "" : "s",
		    buffer_text(&amounts), what);
	}
	buffer_free(&amounts);
	buffer_free(&count);
}

/* The name of the period T is in. */
static char *
present_name(const struct forecast_request *request, char name[24])
{
	return period_name(period_around(request->as_of, request->every,
	    request->fiscal), request->every, request->fiscal, name);
}

static void
note_overdue(struct finish *finish)
{
	const struct forecast_request *request = finish->request;
	char name[24], what[80];

	if (request->period.to < present_day(request))
		return;	/* only what is over was asked for */
	snprintf(what, sizeof what, has_present(request) ? "counted in %s" :
	    "not counted: %s is not asked for", present_name(request, name));
	note_pile(finish, "overdue", offsetof(struct group, overdue), "open",
	    what);
}

/* Where there is but one group its figures are shown, so that they can be
 * followed. */
static void
note_assumed(struct finish *finish)
{
	const struct group *group = finish->groups[0];
	const struct forecast_request *request = finish->request;
	struct ratio rate = ratio_of((int128)group->won,
	    (int128)group->won + group->lost);
	struct ratio mean = ratio_of(group->won_amount,
	    (int128)group->won_valued);
	struct buffer text = { 0 };
	char name[24];

	buffer_format(&text, "weighted: no open deal has a close date, so it "
	    "is open deals (omitted ones apart) x win rate x average deal");
	if (finish->n == 1 && !ratio_blank(rate) && !ratio_blank(mean)) {
		buffer_string(&text, ", ");
		write_count(&text, group->open);
		buffer_string(&text, " x ");
		ratio_write(&text, rate, 6);
		buffer_string(&text, " x ");
		write_amount(&text, mean, group_part(group->key, 0));
	}
	result_note(finish->result, "%s, %s %s", buffer_text(&text),
	    has_present(request) ? "all in" : "and not counted: not of",
	    present_name(request, name));
	buffer_free(&text);
}

static void
add_notes(struct finish *finish)
{
	if (finish->assumed)
		note_assumed(finish);
	else
		note_pile(finish, "no close date",
		    offsetof(struct group, undated), "open", "in no period");
	note_overdue(finish);
	note_pile(finish, "no amount", offsetof(struct group, unvalued),
	    "open", "counted as nothing");
	note_pile(finish, "stage of that day not known",
	    offsetof(struct group, unstaged), "open", "weighted as nothing");
	note_pile(finish, "no closing day",
	    offsetof(struct group, undated_won), "won", "in no period");
}

struct result *
forecast_finish(const void *state)
{
	const struct forecast *forecast = state;
	const struct forecast_request *request = forecast->request;
	struct finish finish = { .forecast = forecast, .request = request,
	    .result = result_new(NULL) };
	const struct group none = { .key = slice_of("") };
	struct period days;

	finish.conditions = memory_zero(request->grouping.n +
	    request->filter->n + 1, sizeof *finish.conditions);
	order_groups(&finish);
	settle_currency(&finish);
	add_columns(&finish);
	days = shown_days(&finish);
	for (size_t i = 0; i < finish.n; i++)
		if (is_shown(&finish, finish.groups[i]))
			add_rows(&finish, finish.groups[i], days);
	/* nothing to group and no deal: still the periods, of zeros */
	if (finish.result->n_rows == 0 && request->grouping.n == 0)
		add_rows(&finish, &none, days);
	add_notes(&finish);
	free(finish.groups);
	free(finish.conditions);
	return finish.result;
}
