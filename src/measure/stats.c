#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/marks.h"
#include "base/option.h"
#include "measure/group_memo.h"
#include "measure/interval.h"
#include "measure/stats.h"

#define ADDERS_MOST 32
#define STALE_DAYS 90	/* older files are asked about */
#define ROWS_MOST 1000000	/* periods of a group */

/* The tally of one group in one stretch of time. */
struct stretch {
	struct period period;
	struct tally tally;
};

/* In the order of time: by first days, then by last ones. */
struct series {
	struct stretch *at;
	size_t n;
	size_t room;
	size_t last;		/* the one asked for last */
};

/* A group: its currency, its values, its tallies. */
struct group {
	struct slice key;	/* "EUR" NUL value NUL value */
	struct series rows;	/* one a period */
	struct series standing;	/* of --every: deals that were always there, for
				 * as many periods as they stay as they are */
};

struct stats {
	const struct stats_request *request;
	metric_adder adders[ADDERS_MOST];
	size_t n_adders;
	struct intern keys;
	struct group *groups;	/* by number of key */
	size_t room;
	struct tally **tallies;	/* by number too, where the case is usual; owned */
	size_t n_tallies;
	size_t tallies_room;
	struct customers first_wins;	/* over all deals that pass -w */
	bool customers;		/* these are asked for */
	bool values;		/* amounts of open deals are */
	int newest;		/* last day anything is known to have happened */
	uint64_t valueless;	/* open deals without an amount */
	uint64_t undated;	/* deals that are there at all times */
	uint64_t backwards;	/* closed before they were created */
	struct buffer key;
	struct group_memo memo;
	struct marks types;	/* of activity that a deal had */
	bool by_activity;
	struct view outcome;	/* the deal on T */
	bool usual;		/* a deal falls on one row at most, as it was on T */
	struct occasion occasion;	/* what that is for all of them */
};

/* Every adder once. */
static void
collect_adders(struct stats *stats)
{
	const struct stats_request *request = stats->request;

	for (size_t i = 0; i < request->n_metrics; i++)
		for (size_t a = 0; a < 4; a++) {
			metric_adder add = request->metrics[i]->add[a];
			size_t at = 0;

			while (at < stats->n_adders && stats->adders[at] != add)
				at++;
			if (add != NULL && at == stats->n_adders)
				stats->adders[stats->n_adders++] = add;
		}
}

static int
day_of(const struct stats_request *request, struct period period)
{
	return period.to < request->as_of ? period.to : request->as_of;
}

/* A deal on a row of PERIOD, as it was on T. */
static struct occasion
occasion_in(const struct stats *stats, struct period period)
{
	const struct stats_request *request = stats->request;

	return (struct occasion){ .period = period,
	    .always = !request->period_given && request->every == STEP_NONE,
	    .day = day_of(request, period), .outcome = &stats->outcome,
	    .view = &stats->outcome };
}

static void *
stats_begin(const void *request)
{
	struct stats *stats = memory_zero(1, sizeof *stats);

	stats->request = request;
	stats->newest = DATE_NONE;
	stats->by_activity = grouping_activity(&stats->request->grouping) !=
	    GROUP_NONE;
	stats->occasion = occasion_in(stats, stats->request->period);
	stats->usual = stats->request->every == STEP_NONE &&
	    !stats->by_activity &&
	    stats->occasion.day == stats->request->as_of;
	collect_adders(stats);
	for (size_t i = 0; i < stats->request->n_metrics; i++) {
		const struct metric *metric = stats->request->metrics[i];

		stats->customers = stats->customers ||
		    (metric->needs & FIELD_BIT(FIELD_ACCOUNT)) != 0;
		stats->values = stats->values ||
		    metric_values_open(metric);
	}
	return stats;
}

/* The group of a number, which is NEW among the keys or not. */
static inline struct group *
group_at(struct stats *stats, size_t number, bool new)
{
	if (new) {
		memory_room(&stats->groups, &stats->room, number + 1,
		    sizeof *stats->groups);
		stats->groups[number] = (struct group){
		    .key = intern_text(&stats->keys, number) };
	}
	return &stats->groups[number];
}

/* The group of a key. */
static struct group *
group_keyed(struct stats *stats, struct slice key, bool *new)
{
	size_t number = intern_number(&stats->keys, key, new);

	return group_at(stats, number, *new);
}

/* The group of a deal as it stood. */
static struct group *
group_of(struct stats *stats, const struct view *view)
{
	const struct stats_request *request = stats->request;
	size_t number;
	bool new;

	number = group_number(&request->grouping, view, &stats->keys,
	    &stats->memo, &stats->key, &new);
	return group_at(stats, number, new);
}

/* Does A lie before B? */
static bool
before(struct period a, struct period b)
{
	return a.from != b.from ? a.from < b.from : a.to < b.to;
}

/* tally_of for one that was not asked for last. */
static struct tally *
tally_among(struct series *series, struct period period)
{
	size_t low = 0, high = series->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (before(series->at[middle].period, period))
			low = middle + 1;
		else
			high = middle;
	}
	series->last = low;
	if (low < series->n && !before(period, series->at[low].period))
		return &series->at[low].tally;
	memory_room(&series->at, &series->room, series->n + 1,
	    sizeof *series->at);
	memmove(&series->at[low + 1], &series->at[low],
	    (series->n - low) * sizeof *series->at);
	series->n++;
	series->at[low] = (struct stretch){ .period = period };
	return &series->at[low].tally;
}

/* The tally of PERIOD, made where there is none. */
static inline struct tally *
tally_of(struct series *series, struct period period)
{
	/* one that was asked for is often asked for again */
	if (series->last < series->n &&
	    series->at[series->last].period.from == period.from &&
	    series->at[series->last].period.to == period.to)
		return &series->at[series->last].tally;
	return tally_among(series, period);
}

static void
series_merge(struct series *into, struct series *from)
{
	for (size_t i = 0; i < from->n; i++)
		tally_merge(tally_of(into, from->at[i].period),
		    &from->at[i].tally);
}

static void
series_free(struct series *series)
{
	for (size_t i = 0; i < series->n; i++)
		tally_free(&series->at[i].tally);
	free(series->at);
}

/* Add what was seen on OCCASION to the row of its group and period. */
static void
add_occasion(struct stats *stats, const struct occasion *occasion)
{
	struct group *group = group_of(stats, occasion->view);
	bool standing = stats->request->every != STEP_NONE &&
	    occasion->view->deal->entered == DATE_NONE;
	struct tally *tally = tally_of(standing ? &group->standing :
	    &group->rows, occasion->period);

	for (size_t i = 0; i < stats->n_adders; i++)
		stats->adders[i](tally, occasion);
}

/* The tally of a group of that number, and of all before it, where each has but one;
 * NEW as in group_number. */
SELDOM static struct tally *
new_tally(struct stats *stats, size_t number, bool new)
{
	group_at(stats, number, new);
	memory_room(&stats->tallies, &stats->tallies_room, number + 1,
	    sizeof *stats->tallies);
	for (; stats->n_tallies <= number; stats->n_tallies++)
		stats->tallies[stats->n_tallies] = tally_of(
		    &stats->groups[stats->n_tallies].rows,
		    stats->occasion.period);
	return stats->tallies[number];
}

/* add_occasion for the usual one. */
static inline void
add_usual(struct stats *stats)
{
	const struct stats_request *request = stats->request;
	struct tally *tally;
	size_t number;
	bool new;

	number = group_number(&request->grouping, &stats->outcome,
	    &stats->keys, &stats->memo, &stats->key, &new);
	tally = number < stats->n_tallies ? stats->tallies[number] :
	    new_tally(stats, number, new);
	for (size_t i = 0; i < stats->n_adders; i++)
		stats->adders[i](tally, &stats->occasion);
}

/* Under every type of activity it had by the day, once; under none where it had
 * none; and among all, which lift is measured against. */
static void
add_activities(struct stats *stats, struct occasion *occasion,
    struct view *view)
{
	const struct touches *touches = view->deal->touches;
	size_t begin = touches == NULL ? TOUCH_NONE : view->deal->touch;

	view->activity = ACTIVITY_ALL;
	add_occasion(stats, occasion);
	view->activity = ACTIVITY_BLANK;
	if (begin == TOUCH_NONE || touches->at[begin].day > occasion->day)
		add_occasion(stats, occasion);
	marks_forget(&stats->types);
	for (size_t i = begin; i != TOUCH_NONE &&
	    touches->at[i].day <= occasion->day; i = touches->at[i].next) {
		view->activity = touches->at[i].type;
		if (marks_first(&stats->types, view->activity))
			add_occasion(stats, occasion);
	}
}

/* Add the deal to the row of PERIOD, if it was there and passes. */
static void
add_to_period(struct stats *stats, const struct deal *deal,
    struct period period)
{
	const struct stats_request *request = stats->request;
	struct occasion occasion = occasion_in(stats, period);
	struct view view;

	if (stats->by_activity || occasion.day != request->as_of) {
		deal_view(deal, request->stages, occasion.day, &view);
		occasion.view = &view;
	}
	if (!occasion.view->there ||
	    !filter_holds(request->filter, occasion.view))
		return;
	if (stats->by_activity)
		add_activities(stats, &occasion, &view);
	else
		add_occasion(stats, &occasion);
}

/* The part of the period around DAY that lies in P and not all after T. */
static struct period
row_period(const struct stats_request *request, int day)
{
	struct period period = period_around(day, request->every,
	    request->fiscal);

	if (period.from < request->period.from)
		period.from = request->period.from;
	if (period.to > request->period.to)
		period.to = request->period.to;
	return period;
}

static int
last_day(const struct stats_request *request)
{
	return request->period.to < request->as_of ? request->period.to :
	    request->as_of;
}

static void
add_every(struct stats *stats, const struct deal *deal)
{
	const struct stats_request *request = stats->request;
	int day = deal->entered, last = last_day(request);

	if (day < request->period.from)
		day = request->period.from;
	while (day <= last) {
		struct period period = row_period(request, day);

		add_to_period(stats, deal, period);
		if (period.to >= DATE_LAST)
			return;
		day = period.to + 1;
	}
}

/* The end of the stretch from FROM on, or TO, in which nothing was done for the
 * deal; or of the period FROM is in, if something was: that counts in it alone. */
static int
untouched_to(const struct stats_request *request, const struct deal *deal,
    int from, int to)
{
	for (size_t i = deal->touches == NULL ? TOUCH_NONE : deal->touch;
	    i != TOUCH_NONE; i = deal->touches->at[i].next) {
		int day = deal->touches->at[i].day;
		struct period period = row_period(request, day);

		if (day < from)
			continue;
		if (day > to)
			return to;
		if (period.from > from)
			return period.from - 1;
		return period.to < to ? period.to : to;
	}
	return to;
}

/* A deal that was always there is in every row, and which is the first is not
 * known before all deals are. So its stretches are kept: it looks another way
 * only from the periods on in which something of it is known to have changed. */
static void
add_standing(struct stats *stats, const struct deal *deal)
{
	const struct stats_request *request = stats->request;
	const int changes[] = { deal->stage_since, deal->modified,
	    deal->last_activity };
	int last = last_day(request), from = request->period.from;

	while (from <= last) {
		struct period stretch = { from, last };

		for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
			int begin;

			if (changes[i] == DATE_NONE || changes[i] > last)
				continue;
			begin = row_period(request, changes[i]).from;
			if (begin > from && begin <= stretch.to)
				stretch.to = begin - 1;
		}
		stretch.to = untouched_to(request, deal, from, stretch.to);
		add_to_period(stats, deal, stretch);
		from = stretch.to + 1;
	}
}

/* An account's first win counts whatever the period. */
static void
add_first_win(struct stats *stats, const struct deal *deal,
    const struct view *outcome)
{
	struct slice account = deal->text[FIELD_ACCOUNT];

	if (account.len > 0 && outcome->there && outcome->kind == KIND_WON &&
	    filter_holds(stats->request->filter, outcome))
		customers_add(&stats->first_wins, account, outcome->closed);
}

/* What stats_hints tells: seldom anything. */
static inline void
see(struct stats *stats, const struct deal *deal, const struct view *outcome)
{
	int newest = day_later(deal->changed, deal->created);
	int closed = deal->closed_on != DATE_NONE ? deal->closed_on : INT_MAX;

	if (newest > stats->newest && newest <= stats->request->as_of)
		stats->newest = newest;
	if (deal->entered == DATE_NONE)
		stats->undated++;
	if (!outcome->has_amount && stats->values && outcome->there &&
	    outcome->kind == KIND_OPEN &&
	    filter_holds(stats->request->filter, outcome))
		stats->valueless++;
	if (closed < deal->created)
		stats->backwards++;
}

static void
stats_add(void *state, const struct deal *deal)
{
	struct stats *stats = state;
	const struct stats_request *request = stats->request;
	struct view *outcome = &stats->outcome;

	deal_view(deal, request->stages, request->as_of, outcome);
	see(stats, deal, outcome);
	if (stats->customers)
		add_first_win(stats, deal, outcome);
	if (stats->usual) {
		if (outcome->there && filter_holds(request->filter, outcome))
			add_usual(stats);
	} else if (request->every == STEP_NONE) {
		add_to_period(stats, deal, request->period);
	} else if (deal->entered == DATE_NONE) {
		add_standing(stats, deal);
	} else {
		add_every(stats, deal);
	}
}

static void
stats_free(void *state)
{
	struct stats *stats = state;

	for (size_t i = 0; i < stats->keys.n; i++) {
		series_free(&stats->groups[i].rows);
		series_free(&stats->groups[i].standing);
	}
	free(stats->groups);
	free(stats->tallies);
	intern_free(&stats->keys);
	intern_free(&stats->first_wins.names);
	free(stats->first_wins.at);
	buffer_free(&stats->key);
	marks_free(&stats->types);
	group_memo_free(&stats->memo);
	free(stats);
}

static void
stats_merge(void *into_state, void *from_state)
{
	struct stats *into = into_state, *from = from_state;

	for (size_t i = 0; i < from->keys.n; i++) {
		struct group *group = &from->groups[i], *to;
		bool new;

		to = group_keyed(into, group->key, &new);
		series_merge(&to->rows, &group->rows);
		series_merge(&to->standing, &group->standing);
	}
	/* found again when deals are added, for a state that was read may hold any
	 * periods, and then tallies moved */
	into->n_tallies = 0;
	customers_merge(&into->first_wins, &from->first_wins);
	into->valueless += from->valueless;
	into->undated += from->undated;
	into->backwards += from->backwards;
	if (from->newest > into->newest)
		into->newest = from->newest;
	stats_free(from);
}

const struct fold stats_fold = {
	stats_begin, stats_add, stats_merge, stats_free
};

/*
 * Travelling. None of its figures says which stage it is of, but by name.
 */

static void
series_put(const struct series *series, struct buffer *out)
{
	words_put_number(out, (int128)series->n);
	for (size_t i = 0; i < series->n; i++) {
		words_put_day(out, series->at[i].period.from);
		words_put_day(out, series->at[i].period.to);
		tally_put(&series->at[i].tally, out);
	}
}

static int
series_get(struct series *series, struct words *words, struct trouble *what)
{
	uint64_t n;

	if (words_count(words, &n, what) != 0)
		return -1;
	while (n-- > 0) {
		size_t before = series->n;
		struct period period;
		struct tally *tally;

		if (words_day(words, &period.from, what) != 0 ||
		    words_day(words, &period.to, what) != 0)
			return -1;
		if (period.from == DATE_NONE || period.to < period.from)
			return words_wrong(words, "ends no period", what);
		tally = tally_of(series, period);
		if (series->n == before)
			return words_wrong(words, "ends a period that is there "
			    "already", what);
		if (tally_get(tally, words, what) != 0)
			return -1;
	}
	return 0;
}

static void
stats_save(const void *state, struct buffer *out)
{
	const struct stats *stats = state;

	words_put_day(out, stats->newest);
	words_put_number(out, (int128)stats->valueless);
	words_put_number(out, (int128)stats->undated);
	words_put_number(out, (int128)stats->backwards);
	customers_put(&stats->first_wins, out);
	words_put_number(out, (int128)stats->keys.n);
	for (size_t i = 0; i < stats->keys.n; i++) {
		words_put_text(out, stats->groups[i].key);
		series_put(&stats->groups[i].rows, out);
		series_put(&stats->groups[i].standing, out);
	}
}

static int
get_group(struct stats *stats, struct words *words, struct trouble *what)
{
	struct group *group;
	struct slice key;
	bool new;

	if (words_text(words, &key, what) != 0)
		return -1;
	group = group_keyed(stats, key, &new);
	if (!new || !group_is_key(&stats->request->grouping, key))
		return words_wrong(words, "is no key of a group", what);
	if (series_get(&group->rows, words, what) != 0)
		return -1;
	return series_get(&group->standing, words, what);
}

static int
stats_load(void *state, struct words *words, const size_t *places, size_t n,
    struct trouble *what)
{
	struct stats *stats = state;
	uint64_t groups;

	(void)places;
	(void)n;
	if (words_day(words, &stats->newest, what) != 0 ||
	    words_count(words, &stats->valueless, what) != 0 ||
	    words_count(words, &stats->undated, what) != 0 ||
	    words_count(words, &stats->backwards, what) != 0 ||
	    customers_get(&stats->first_wins, words, what) != 0 ||
	    words_count(words, &groups, what) != 0)
		return -1;
	while (groups-- > 0)
		if (get_group(stats, words, what) != 0)
			return -1;
	return 0;
}

static bool
stats_stageless(const void *state)
{
	const struct stats *stats = state;

	return stats->keys.n + stats->first_wins.names.n == 0 &&
	    stats->valueless == 0;
}

const struct portable stats_portable = {
	&stats_fold, stats_save, stats_load, stats_stageless
};

static int
ask_metric(struct stats_request *request, struct slice key,
    struct trouble *what)
{
	const struct metric *metric = metric_named(key);
	const char *names[64];
	const char *near;

	if (metric == NULL) {
		char word[64];

		snprintf(word, sizeof word, "%.*s", (int)key.len, key.at);
		for (size_t i = 0; i < n_metrics; i++)
			names[i] = metrics[i].key;
		near = option_nearest(word, names, n_metrics);
		return trouble_set(what, "--metrics: '%s' is not a metric "
		    "(%s%s%s--list-metrics names them)", word,
		    near == NULL ? "" : "did you mean ", near == NULL ? "" :
		    near, near == NULL ? "" : "? ");
	}
	if (request->n_metrics < sizeof request->metrics /
	    sizeof *request->metrics)
		request->metrics[request->n_metrics++] = metric;
	return 0;
}

int
stats_ask(struct stats_request *request, const char *keys, const char *by,
    struct demand *demand, struct trouble *what)
{
	struct slice rest = slice_of(keys), part;

	if (keys == NULL || strcmp(keys, "all") == 0)
		for (size_t i = 0; i < n_metrics; i++)
			if (keys != NULL || metrics[i].standard)
				request->metrics[request->n_metrics++] =
				    &metrics[i];
	if (keys != NULL && strcmp(keys, "all") != 0)
		while (slice_next(&rest, ',', &part))
			if (ask_metric(request, slice_trim(part), what) != 0)
				return -1;
	for (size_t i = 0; i < request->n_metrics; i++)
		demand->fields |= request->metrics[i]->needs;
	return grouping_ask(&request->grouping, by, request->fiscal, demand,
	    what);
}

/* More than one currency? Blank ones are the house's. */
static bool
several_currencies(const struct stats *stats)
{
	for (size_t i = 1; i < stats->keys.n; i++)
		if (!slice_equal(group_part(stats->groups[i].key, 0),
		    group_part(stats->groups[0].key, 0)))
			return true;
	return false;
}

/* A metric's column, and those of its bounds. */
static void
add_metric_columns(struct result *result,
    const struct stats_request *request, const struct metric *metric)
{
	struct tally nothing = { 0 };
	struct closing closing = { .tally = &nothing };
	char key[64], title[64];
	uint64_t k, n;

	result_column(result, metric->key, metric->title, metric->unit);
	if (!request->intervals || !metric_share(metric, &closing, &k, &n))
		return;
	snprintf(key, sizeof key, "%s_low", metric->key);
	snprintf(title, sizeof title, "%s at least", metric->title);
	result_column(result, key, title, UNIT_RATE);
	snprintf(key, sizeof key, "%s_high", metric->key);
	snprintf(title, sizeof title, "%s at most", metric->title);
	result_column(result, key, title, UNIT_RATE);
}

static void
add_columns(struct result *result, const struct stats *stats, bool currency)
{
	const struct stats_request *request = stats->request;

	group_columns(&request->grouping, result, currency);
	if (request->every != STEP_NONE) {
		size_t column = result_column(result, "period", "period",
		    UNIT_TEXT);

		result->columns[column].group = true;
	}
	for (size_t i = 0; i < request->n_metrics; i++)
		add_metric_columns(result, request, request->metrics[i]);
}

/* With -b activity: the tally of the same group over all activities; NULL. */
static const struct tally *
all_of(struct stats *stats, const struct group *group, struct period period)
{
	const struct grouping *grouping = &stats->request->grouping;
	struct buffer key = { 0 };
	size_t number;

	if (grouping_activity(grouping) == GROUP_NONE)
		return NULL;
	for (size_t i = 0; i <= grouping->n; i++) {
		struct slice part = group_part(group->key, i);

		if (i > 0)
			buffer_byte(&key, '\0');
		if (i > 0 && grouping->by[i - 1].kind == REF_ACTIVITY)
			buffer_byte(&key, ACTIVITY_ALL_MARK);
		else
			buffer_add(&key, part.at, part.len);
	}
	number = intern_find(&stats->keys, (struct slice){ key.at, key.len });
	buffer_free(&key);
	return number == INTERN_NONE ? NULL :
	    tally_of(&stats->groups[number].rows, period);
}

/* Is it one that is never shown, of all activities? */
static bool
is_all(const struct stats *stats, const struct group *group)
{
	size_t place = grouping_activity(&stats->request->grouping);
	struct slice part;

	if (place == GROUP_NONE)
		return false;
	part = group_part(group->key, place + 1);
	return part.len == 1 && *part.at == ACTIVITY_ALL_MARK;
}

static void
add_row(struct result *result, struct stats *stats, struct group *group,
    struct tally *tally, struct period period, bool currency)
{
	const struct stats_request *request = stats->request;
	struct value *row = result_row(result);
	struct closing closing = { .tally = tally,
	    .first_wins = &stats->first_wins, .period = period,
	    .as_of = request->as_of, .lifespan = request->lifespan,
	    .all = all_of(stats, group, period) };
	size_t at = group_values(&request->grouping, result, row, group->key,
	    currency);
	char name[24];

	if (request->every != STEP_NONE)
		row[at++] = value_text(result, slice_of(period_name(
		    period_around(period.from, request->every,
		    request->fiscal), request->every, request->fiscal, name)));
	for (size_t i = 0; i < request->n_metrics; i++) {
		uint64_t k, n;

		row[at++] = request->metrics[i]->finish(&closing);
		if (!request->intervals ||
		    !metric_share(request->metrics[i], &closing, &k, &n))
			continue;
		interval_wilson(k, n, &row[at], &row[at + 1]);
		at += 2;
	}
}

/* Add what was always there and stood so when the period began. */
static void
add_standing_to(struct tally *tally, const struct series *standing, int day)
{
	for (size_t i = 0; i < standing->n; i++) {
		const struct stretch *stretch = &standing->at[i];
		/* counts and sums alone: what has no date was never won in any
		 * period, so there are no lists that two would own */
		struct tally copy = stretch->tally;

		if (stretch->period.from <= day && day <= stretch->period.to)
			tally_merge(tally, &copy);
	}
}

/* Was any deal in it from DAY on? One that was always there may have been in
 * another group by then. */
static bool
is_seen(const struct group *group, int day)
{
	bool seen = group->rows.n > 0;

	for (size_t i = 0; i < group->standing.n && !seen; i++)
		seen = group->standing.at[i].period.to >= day;
	return seen;
}

/* From the first period in which anything was there (or P begins) to the last,
 * none left out, so that a series has no holes. */
static void
add_periods(struct result *result, struct stats *stats, struct group *group,
    int first, bool currency)
{
	const struct stats_request *request = stats->request;
	int last = last_day(request);
	size_t rows = 0;

	for (int day = first; day <= last && rows < ROWS_MOST; rows++) {
		struct period period = row_period(request, day);
		struct tally *tally = tally_of(&group->rows, period);

		add_standing_to(tally, &group->standing, period.from);
		add_row(result, stats, group, tally, period, currency);
		if (period.to >= DATE_LAST)
			return;
		day = period.to + 1;
	}
}

/* The first day of the series: where P begins, else of the first deal; where all
 * were always there the last period shows them. */
static int
first_day(const struct stats *stats)
{
	int first = stats->request->period.from;

	if (first > DATE_FIRST)
		return first;
	first = last_day(stats->request);
	for (size_t i = 0; i < stats->keys.n; i++) {
		const struct series *rows = &stats->groups[i].rows;

		if (rows->n > 0 && rows->at[0].period.from < first)
			first = rows->at[0].period.from;
	}
	return first;
}

struct result *
stats_finish(void *state)
{
	struct stats *stats = state;
	const struct stats_request *request = stats->request;
	struct result *result = result_new(NULL);
	bool currency = several_currencies(stats);
	size_t n = stats->keys.n;
	size_t *order = group_order(&request->grouping, &stats->keys);
	struct group none = { .key = slice_of("") };
	struct tally nothing = { 0 };
	int first = first_day(stats);

	result->currency = RESULT_NONE;
	snprintf(result->house, sizeof result->house, "%s", request->grouping.house);
	if (n > 0 && !currency && group_part(stats->groups[0].key, 0).len == 3)
		memcpy(result->house, stats->groups[0].key.at, 3);
	add_columns(result, stats, currency);
	for (size_t i = 0; i < n; i++) {
		struct group *group = &stats->groups[order[i]];

		if (is_all(stats, group) || (request->every != STEP_NONE &&
		    !is_seen(group, first)))
			continue;
		if (request->every != STEP_NONE)
			add_periods(result, stats, group, first, currency);
		else
			add_row(result, stats, group, tally_of(&group->rows,
			    request->period), request->period, currency);
	}
	/* nothing to group and no deal: still the one row, of zeros */
	if (n == 0 && request->grouping.n == 0 && request->every == STEP_NONE)
		add_row(result, stats, &none, &nothing, request->period,
		    false);
	free(order);
	return result;
}

/* 2089 as 2,089. */
static void
group_digits(uint64_t n, struct buffer *out)
{
	if (n >= 1000) {
		group_digits(n / 1000, out);
		buffer_format(out, ",%03d", (int)(n % 1000));
	} else {
		buffer_format(out, "%d", (int)n);
	}
}

/* "1 deal has", "2,089 deals have". */
static void
hint(struct buffer *lines, uint64_t n, const char *deals, const char *what)
{
	struct buffer number = { 0 };

	if (n == 0)
		return;
	group_digits(n, &number);
	buffer_format(lines, "%s %s%s %s %s\n", buffer_text(&number), deals,
	    n == 1 ? "" : "s", n == 1 ? "has" : "have", what);
	buffer_free(&number);
}

void
stats_hints(const void *state, bool as_of_given, struct buffer *lines)
{
	const struct stats *stats = state;
	char iso[11];

	if (!as_of_given && stats->newest != DATE_NONE &&
	    stats->request->as_of - stats->newest > STALE_DAYS) {
		date_iso(stats->newest, iso);
		buffer_format(lines, "the newest date is %s (say --as-of %s to "
		    "look from there)\n", iso, iso);
	}
	hint(lines, stats->valueless, "open deal", "no amount");
	hint(lines, stats->undated, "deal",
	    "no date: there on every day, new on none");
	hint(lines, stats->backwards, "deal",
	    "a closing day before the first: left out of times");
}

struct result *
stats_list(void)
{
	struct result *result = result_new(NULL);

	result_column(result, "metric", "metric", UNIT_TEXT);
	result_column(result, "title", "title", UNIT_TEXT);
	result_column(result, "help", "meaning", UNIT_TEXT);
	for (size_t i = 0; i < n_metrics; i++) {
		struct value *row = result_row(result);

		row[0] = value_text(result, slice_of(metrics[i].key));
		row[1] = value_text(result, slice_of(metrics[i].title));
		row[2] = value_text(result, slice_of(metrics[i].help));
	}
	return result;
}
