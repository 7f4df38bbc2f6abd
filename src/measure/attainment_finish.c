#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/attainment_state.h"

#define NAMED_MOST 4		/* goals a note names */

/* Rows in the making. */
struct rows {
	struct attainment *state;
	const struct attainment_request *request;
	struct result *result;
	struct slice *fields;	/* what goals are of besides owner and pipeline */
	size_t n_fields;
	struct buffer all_past;	/* names of goals whose rates are of all the
				 * past */
	size_t n_all_past;
	bool stated;		/* chances are by probabilities as stated */
};

static bool
is_field(struct slice header, enum field field)
{
	return field_named(header) == field;
}

static bool
same_field(struct slice a, struct slice b)
{
	enum field field = field_named(a);

	return field == FIELD_NONE ? field_named(b) == FIELD_NONE &&
	    text_same(a, b) : field_named(b) == field;
}

/* What any goal of the file is of, whether it is shown or not: the columns are
 * the same on every day. */
static void
find_fields(struct rows *rows)
{
	const struct goals *goals = rows->request->goals;
	size_t room = 0;

	for (size_t i = 0; i < goals->n; i++)
		for (size_t c = 0; c < goals->at[i].n; c++) {
			struct slice field = goals->at[i].conditions[c].field;
			size_t at = 0;

			if (is_field(field, FIELD_OWNER) ||
			    is_field(field, FIELD_PIPELINE))
				continue;
			while (at < rows->n_fields &&
			    !same_field(rows->fields[at], field))
				at++;
			if (at < rows->n_fields)
				continue;
			memory_room(&rows->fields, &room, at + 1,
			    sizeof *rows->fields);
			rows->fields[rows->n_fields++] = field;
		}
}

static const struct {
	const char *key;
	const char *title;
	enum unit unit;
	bool minor;		/* left out of a page */
} columns[] = {
	{ "target", "target", UNIT_MONEY, false },
	{ "call", "call", UNIT_MONEY, false },
	{ "won", "won", UNIT_MONEY, false },
	{ "attainment", "attainment", UNIT_RATE, false },
	{ "gap", "gap", UNIT_MONEY, false },
	{ "open", "open", UNIT_MONEY, true },
	{ "coverage", "coverage", UNIT_RATIO, false },
	{ "deals_needed", "deals needed", UNIT_COUNT, false },
	{ "size_needed", "size needed", UNIT_MONEY_MEAN, true },
	{ "opportunities_needed", "opportunities needed", UNIT_COUNT, false },
	{ "leads_needed", "leads needed", UNIT_COUNT, false },
	{ "activities_needed", "activities needed", UNIT_COUNT, false },
	{ "avg_deal", "average deal", UNIT_MONEY_MEAN, true },
	{ "win_rate", "win rate", UNIT_RATE, true },
	{ "pace", "pace", UNIT_MONEY_MEAN, false },
	{ "chance", "chance", UNIT_RATE, false },
};

enum { TARGET, CALL, WON, ATTAINMENT, GAP, OPEN, COVERAGE, DEALS, SIZE,
    OPPORTUNITIES, LEADS, ACTIVITIES, AVG_DEAL, WIN_RATE, PACE, CHANCE };

static void
add_label(struct result *result, struct slice name)
{
	char text[128];
	size_t at;

	snprintf(text, sizeof text, "%.*s", (int)name.len, name.at);
	at = result_column(result, text, text, UNIT_TEXT);
	result->columns[at].group = true;
}

static void
add_columns(struct rows *rows)
{
	static const char *const labels[] = { "period", "measure", "owner",
	    "pipeline" };
	struct result *result = rows->result;
	size_t first;

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		add_label(result, slice_of(labels[i]));
	for (size_t i = 0; i < rows->n_fields; i++)
		add_label(result, rows->fields[i]);
	first = result->n_columns;
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		result_column(result, columns[i].key, columns[i].title,
		    columns[i].unit);
	result->columns[first + ATTAINMENT].bar = true;
}

static struct slice
condition_of(const struct goal *goal, struct slice field)
{
	for (size_t i = 0; i < goal->n; i++)
		if (same_field(goal->conditions[i].field, field))
			return goal->conditions[i].value;
	return slice_of("");
}

/* What the row is of; how many columns that is. */
static size_t
add_labels(const struct rows *rows, const struct goal *goal,
    struct value *row)
{
	struct result *result = rows->result;
	char name[24];
	size_t at = 0;

	row[at++] = value_text(result, slice_of(attainment_period(
	    goal->period, rows->request->fiscal, name)));
	row[at++] = value_text(result,
	    slice_of(goal_measure_name(goal->measure)));
	row[at++] = value_text(result, condition_of(goal, slice_of("owner")));
	row[at++] = value_text(result, condition_of(goal,
	    slice_of("pipeline")));
	for (size_t i = 0; i < rows->n_fields; i++)
		row[at++] = value_text(result, condition_of(goal,
		    rows->fields[i]));
	return at;
}

/* A number of the goal's own unit. */
static struct value
in_measure(const struct goal *goal, int128 number)
{
	return goal->measure == GOAL_AMOUNT ? value_whole(number) :
	    value_count(number / MONEY_UNIT);
}

/* TOP / BOTTOM, rounded up; blank where there is nothing to divide by. Neither
 * is negative. */
static struct value
rounded_up(int128 top, int128 bottom)
{
	return bottom <= 0 ? value_blank() :
	    value_whole(top / bottom + (top % bottom != 0));
}

/* Deals, opportunities, leads and activities that would fill the gap. */
static void
add_needed(const struct progress *progress, struct value *row)
{
	const struct tally *rates = &progress->rates.tally;
	int128 gap = progress->gap, needed;

	if (progress->goal->measure == GOAL_LEADS)
		row[LEADS] = value_whole(gap / MONEY_UNIT);
	if (progress->goal->measure == GOAL_ACTIVITIES)
		row[ACTIVITIES] = value_whole(gap / MONEY_UNIT);
	if (progress->goal->measure > GOAL_DEALS)
		return;
	if (progress->goal->measure == GOAL_DEALS || gap == 0)
		row[DEALS] = value_whole(gap / MONEY_UNIT);
	else
		row[DEALS] = rounded_up(gap * (int128)rates->won_valued,
		    rates->won_amount);
	if (row[DEALS].kind == VALUE_BLANK)
		return;
	needed = row[DEALS].whole;
	row[OPPORTUNITIES] = rounded_up(needed *
	    (int128)(rates->won + rates->lost), (int128)rates->won);
	row[LEADS] = rounded_up(needed * (int128)rates->leads,
	    (int128)rates->converted);
	if (rates->touched)
		row[ACTIVITIES] = rounded_up(needed * (int128)rates->touches *
		    (int128)(rates->won + rates->lost),
		    (int128)rates->won * (int128)rates->won);
	if (progress->goal->measure == GOAL_AMOUNT)
		row[SIZE] = value_ratio(ratio_of(gap,
		    (int128)progress->now.due));
}

static struct value
rate_of(const char *metric, struct progress *progress)
{
	struct closing closing = { .tally = &progress->rates.tally };

	return metric_named(slice_of(metric))->finish(&closing);
}

/* The open deals that are to be closed in the period, against the gap. */
static void
add_open(const struct progress *progress, struct value *row)
{
	const struct attained *now = &progress->now;
	int128 open = progress->goal->measure == GOAL_AMOUNT ?
	    now->due_amount : (int128)now->due * MONEY_UNIT;

	if (progress->goal->measure > GOAL_DEALS)
		return;
	row[OPEN] = in_measure(progress->goal, open);
	row[COVERAGE] = value_ratio(ratio_of(open, progress->gap));
}

static struct value
chance_of(struct rows *rows, const struct progress *progress)
{
	const struct attainment *state = rows->state;
	const struct goal *goal = progress->goal;
	bool money = goal->measure == GOAL_AMOUNT;
	struct reach_question question = { .prospects = state->prospects,
	    .n = state->n_prospects, .mine = progress->mine,
	    .period = goal->period, .money = money,
	    .missing = (double)progress->gap / (money ? 1 : MONEY_UNIT),
	    .average = progress_average(progress) };

	if (progress->gap == 0 || goal->period.to <= rows->request->as_of)
		return value_ratio(ratio_of(progress->gap == 0, 1));
	if (goal->measure > GOAL_DEALS)
		return value_blank();
	rows->stated |= !reach_learned(state->reach, goal->period);
	return reach_chance(state->reach, &question);
}

/* "2026-Q4 deals lin": the first few goals whose rates are of all the past. */
static void
name_past(struct rows *rows, const struct goal *goal)
{
	char name[24];

	if (rows->n_all_past++ >= NAMED_MOST)
		return;
	buffer_format(&rows->all_past, "%s%s %s", rows->n_all_past > 1 ?
	    ", " : "", attainment_period(goal->period, rows->request->fiscal,
	    name), goal_measure_name(goal->measure));
	for (size_t i = 0; i < goal->n; i++)
		buffer_format(&rows->all_past, " %.*s",
		    (int)goal->conditions[i].value.len,
		    goal->conditions[i].value.at);
}

static void
add_row(struct rows *rows, size_t number)
{
	const struct attainment_request *request = rows->request;
	struct value *row = result_row(rows->result);
	struct progress progress;
	const struct goal *goal;
	struct ratio pace;

	progress_make(rows->state, number, &progress);
	goal = progress.goal;
	row += add_labels(rows, goal, row);
	row[TARGET] = in_measure(goal, goal->target);
	if (goal->has_call)
		row[CALL] = in_measure(goal, goal->call);
	pace = ratio_of((int128)goal->target * progress_gone(request, goal),
	    progress_days(goal));
	row[PACE] = value_ratio(pace);
	if (progress.known) {
		row[WON] = in_measure(goal, progress.won);
		row[ATTAINMENT] = value_ratio(ratio_of(progress.won,
		    goal->target));
		row[GAP] = in_measure(goal, progress.gap);
		add_open(&progress, row);
		add_needed(&progress, row);
		row[CHANCE] = chance_of(rows, &progress);
	}
	row[WIN_RATE] = rate_of("win_rate", &progress);
	if (goal->measure == GOAL_AMOUNT)
		row[AVG_DEAL] = rate_of("avg_deal", &progress);
	if (progress.all_past)
		name_past(rows, goal);
	progress_free(&progress);
}

/* Money that is in no goal, and goals that nothing is known of. */
static void
note_unknown(struct rows *rows)
{
	const struct attainment *state = rows->state;
	const struct attainment_request *request = rows->request;
	struct slice currency;
	bool money = false, activities = false;
	uint64_t apart = 0;

	for (size_t i = 0; i < request->n; i++) {
		struct progress progress;

		money |= request->chosen[i]->measure == GOAL_AMOUNT;
		progress_make(state, i, &progress);
		activities |= !progress.known &&
		    progress.goal->measure == GOAL_ACTIVITIES;
		progress_free(&progress);
	}
	if (activities)
		result_note(rows->result, "goals in activities: there is no "
		    "file of activities (say --activities FILE)");
	if (!money)
		return;
	if (!attainment_currency(state, &currency)) {
		result_note(rows->result, "goals in money: the deals are of "
		    "several currencies, none of them the house's (say "
		    "--currency CODE)");
		return;
	}
	for (size_t i = 0; i < state->keys.n; i++)
		if (!slice_equal(group_part(intern_text(&state->keys, i), 0),
		    currency))
			apart += state->groups[i].spans[SPAN_PAST].tally.deals;
	if (apart > 0)
		result_note(rows->result, "%llu deal%s not in %.*s and "
		    "count%s for no goal in money", (unsigned long long)apart,
		    apart == 1 ? " is" : "s are", (int)currency.len,
		    currency.at, apart == 1 ? "s" : "");
}

static void
add_notes(struct rows *rows)
{
	const struct attainment_request *request = rows->request;
	char iso[11];
	bool last = false;

	if (rows->n_all_past > NAMED_MOST)
		buffer_format(&rows->all_past, " and %zu more",
		    rows->n_all_past - NAMED_MOST);
	if (rows->n_all_past > 0)
		result_note(rows->result, "fewer than %d deals closed in a "
		    "year, so the rates are those of all the past: %s",
		    ATTAINMENT_CLOSED, buffer_text(&rows->all_past));
	for (size_t i = 0; i < request->n; i++)
		last |= request->chosen[i]->period.to == request->as_of;
	if (rows->stated)
		result_note(rows->result, "the past is too short to learn odds "
		    "from: chances are by the probabilities of the deals to be "
		    "closed in the period");
	if (last)
		result_note(rows->result, "%s is the last day of a goal: what "
		    "is still won on it counts once it is entered",
		    date_iso(request->as_of, iso));
	note_unknown(rows);
}

struct result *
attainment_finish(void *with)
{
	struct attainment *state = with;
	struct rows rows = { .state = state, .request = state->request,
	    .result = result_new(NULL) };
	struct slice currency;

	attainment_settle(state);
	if (attainment_currency(state, &currency) && currency.len == 3)
		memcpy(rows.result->house, currency.at, 3);
	find_fields(&rows);
	add_columns(&rows);
	for (size_t i = 0; i < rows.request->n; i++)
		add_row(&rows, i);
	add_notes(&rows);
	free(rows.fields);
	buffer_free(&rows.all_past);
	return rows.result;
}

/* What goals are of, all in the first of these columns. */
static void
join_labels(struct result *result, size_t first, size_t n)
{
	struct buffer text = { 0 };

	for (size_t r = 0; r < result->n_rows; r++) {
		struct value *row = result_value(result, r, first);

		buffer_clear(&text);
		for (size_t i = 0; i < n; i++)
			if (row[i].kind == VALUE_TEXT)
				buffer_format(&text, "%s%.*s", text.len > 0 ?
				    ", " : "", (int)row[i].text.len,
				    row[i].text.at);
		row[0] = value_text(result, (struct slice){ text.at,
		    text.len });
	}
	buffer_free(&text);
	result->columns[first].key = result->columns[first].title = "of";
	while (--n > 0)
		result_without(result, first + n);
}

static bool
is_blank(const struct result *result, size_t column)
{
	for (size_t r = 0; r < result->n_rows; r++)
		if (result_value(result, r, column)->kind != VALUE_BLANK)
			return false;
	return true;
}

void
attainment_brief(struct result *result)
{
	size_t figures = sizeof columns / sizeof *columns;
	size_t first = result->n_columns - figures;

	if (result->n_rows <= 1)
		return;
	for (size_t i = figures; i-- > 0; )
		if (columns[i].minor || is_blank(result, first + i))
			result_without(result, first + i);
	join_labels(result, 2, first - 2);
	if (is_blank(result, 2))
		result_without(result, 2);
}
