#include <stdio.h>
#include <stdlib.h>

#include "measure/stall_rule.h"

#define N(slice) (int)(slice).len, (slice).at
#define BIT(rule) (1u << (rule))
#define POOLED (-1)
#define DAYS_MOST 4000000	/* more than the calendar has */

/* Deals that are stalled together or not at all, whatever the limits will be. Its
 * bytes are a key, so all of it is set. */
struct alike {
	int stage;		/* number, POOLED */
	int days;		/* what old is judged by, STALL_NO_DAYS: is not */
	int left;		/* what rushed is judged by, the same */
	char currency[4];
	int open;		/* else won, and hanging */
	int dated;		/* known to have entered its stage on some day */
	int sure;		/* another rule holds */
};

struct amount {
	uint64_t n;
	int128 amount;
};

/* A row. */
struct stall_tally {
	struct amount open, stalled;
};

struct summary {
	const struct stall_request *request;
	void *learning;		/* of stall_learn_fold; NULL: nothing hangs on it */
	unsigned lacks;		/* rules whose columns no file has */
	struct intern keys;	/* struct alike each */
	struct amount *of;	/* by number of key */
	size_t room;

	/* once it is settled */
	size_t stalled;
	struct intern currencies;
	struct stall_tally **tallies;	/* by currency; of each stage, then of
					 * the pooled one */
	size_t tallies_room;
};

/*
 * Folding.
 */

static void *
summary_begin(const void *request)
{
	struct summary *summary = memory_zero(1, sizeof *summary);

	summary->request = request;
	summary->lacks = summary->request->lacks;
	if (stall_learns(request))
		summary->learning = stall_learn_fold.begin(request);
	return summary;
}

static void
summary_free(void *state)
{
	struct summary *summary = state;

	if (summary->learning != NULL)
		stall_learn_fold.free(summary->learning);
	intern_free(&summary->keys);
	free(summary->of);
	for (size_t i = 0; i < summary->currencies.n; i++)
		free(summary->tallies[i]);
	free(summary->tallies);
	intern_free(&summary->currencies);
	free(summary);
}

static void
add_alike(struct summary *summary, const struct alike *alike,
    const struct amount *amount)
{
	size_t number;
	bool new;

	number = intern_number(&summary->keys, (struct slice){
	    (const char *)alike, sizeof *alike }, &new);
	memory_room(&summary->of, &summary->room, number + 1,
	    sizeof *summary->of);
	if (new)
		summary->of[number] = (struct amount){ 0, 0 };
	summary->of[number].n += amount->n;
	summary->of[number].amount += amount->amount;
}

static struct alike
alike_at(const struct summary *summary, size_t number)
{
	struct alike alike;

	memcpy(&alike, intern_text(&summary->keys, number).at, sizeof alike);
	return alike;
}

static void
summary_add(void *state, const struct deal *deal)
{
	struct summary *summary = state;
	const struct stall_request *request = summary->request;
	struct amount amount = { .n = 1 };
	struct judged judged;
	struct alike alike;
	struct view view;

	if (summary->learning != NULL)
		stall_learn_fold.add(summary->learning, deal);
	deal_view(deal, request->stages, request->as_of, &view);
	if (!stall_candidate(&view) || !filter_holds(request->filter, &view))
		return;
	stall_judge(request, &view, &judged);
	memset(&alike, 0, sizeof alike);
	alike.stage = view.stage->number == STAGE_POOLED ? POOLED :
	    (int)view.stage->number;
	alike.days = (judged.asked & BIT(STALL_OLD)) != 0 && judged.days > 0 ?
	    judged.days : STALL_NO_DAYS;
	alike.left = (judged.asked & BIT(STALL_RUSHED)) != 0 ?
	    stall_left(&judged) : STALL_NO_DAYS;
	snprintf(alike.currency, sizeof alike.currency, "%s",
	    view.currency[0] != '\0' ? view.currency : request->house);
	alike.open = view.kind == KIND_OPEN;
	alike.dated = view.since != DATE_NONE;
	alike.sure = (judged.held & ~(BIT(STALL_OLD) |
	    BIT(STALL_RUSHED))) != 0;
	amount.amount = view.amount;
	add_alike(summary, &alike, &amount);
}

static void
summary_merge(void *into_state, void *from_state)
{
	struct summary *into = into_state, *from = from_state;

	if (into->learning != NULL) {
		stall_learn_fold.merge(into->learning, from->learning);
		from->learning = NULL;
	}
	into->lacks &= from->lacks;
	for (size_t i = 0; i < from->keys.n; i++) {
		struct alike alike = alike_at(from, i);

		add_alike(into, &alike, &from->of[i]);
	}
	summary_free(from);
}

static const struct fold stall_summary_fold = {
	summary_begin, summary_add, summary_merge, summary_free
};

/*
 * Travelling.
 */

static void
summary_save(const void *state, struct buffer *out)
{
	const struct summary *summary = state;

	words_put_number(out, summary->lacks);
	words_put_number(out, summary->learning != NULL);
	if (summary->learning != NULL)
		stall_learn_put(summary->learning, out);
	words_put_number(out, (int128)summary->keys.n);
	for (size_t i = 0; i < summary->keys.n; i++) {
		struct alike alike = alike_at(summary, i);

		words_put_number(out, alike.stage);
		words_put_number(out, alike.days);
		words_put_number(out, alike.left);
		words_put_text(out, slice_of(alike.currency));
		words_put_number(out, alike.open);
		words_put_number(out, alike.dated);
		words_put_number(out, alike.sure);
		words_put_number(out, (int128)summary->of[i].n);
		words_put_number(out, summary->of[i].amount);
	}
}

static int
get_number(struct words *words, int least, int most, int *number,
    struct trouble *what)
{
	int128 read;

	if (words_number(words, least, most, &read, what) != 0)
		return -1;
	*number = (int)read;
	return 0;
}

static int
get_alike(struct summary *summary, struct words *words, const size_t *places,
    size_t n, struct trouble *what)
{
	struct amount amount;
	struct alike alike;
	struct slice code;

	memset(&alike, 0, sizeof alike);
	if (get_number(words, POOLED, (int)n - 1, &alike.stage, what) != 0 ||
	    get_number(words, STALL_NO_DAYS, DAYS_MOST, &alike.days,
	    what) != 0 || get_number(words, STALL_NO_DAYS, DAYS_MOST,
	    &alike.left, what) != 0 || words_text(words, &code, what) != 0)
		return -1;
	if (code.len != 0 && code.len != 3)
		return words_wrong(words, "is no currency", what);
	if (code.len > 0)
		memcpy(alike.currency, code.at, code.len);
	if (alike.stage != POOLED)
		alike.stage = (int)places[alike.stage];
	if (get_number(words, 0, 1, &alike.open, what) != 0 ||
	    get_number(words, 0, 1, &alike.dated, what) != 0 ||
	    get_number(words, 0, 1, &alike.sure, what) != 0 ||
	    words_count(words, &amount.n, what) != 0 ||
	    words_money(words, &amount.amount, what) != 0)
		return -1;
	add_alike(summary, &alike, &amount);
	return 0;
}

static int
summary_load(void *state, struct words *words, const size_t *places, size_t n,
    struct trouble *what)
{
	struct summary *summary = state;
	int lacks, learning;
	uint64_t count;

	if (get_number(words, 0, (1 << STALL_LACKS) - 1, &lacks, what) != 0 ||
	    get_number(words, 0, 1, &learning, what) != 0)
		return -1;
	summary->lacks = (unsigned)lacks;
	if ((learning == 1) != (summary->learning != NULL))
		return words_wrong(words, "is not whether it learned", what);
	if (learning == 1 && stall_learn_get(summary->learning, words, places,
	    n, what) != 0)
		return -1;
	if (words_count(words, &count, what) != 0)
		return -1;
	while (count-- > 0)
		if (get_alike(summary, words, places, n, what) != 0)
			return -1;
	return 0;
}

static bool
summary_stageless(const void *state)
{
	const struct summary *summary = state;

	return summary->keys.n == 0 && (summary->learning == NULL ||
	    stall_learn_empty(summary->learning));
}

const struct portable stall_portable = {
	&stall_summary_fold, summary_save, summary_load, summary_stageless
};

/*
 * What came of it.
 */

/* The tallies of a currency, made where there are none. */
static struct stall_tally *
tallies_of(struct summary *summary, struct slice currency)
{
	size_t number, n = summary->request->stages->n + 1;
	bool new;

	number = intern_number(&summary->currencies, currency, &new);
	memory_room(&summary->tallies, &summary->tallies_room, number + 1,
	    sizeof *summary->tallies);
	if (new)
		summary->tallies[number] = memory_zero(n,
		    sizeof **summary->tallies);
	return summary->tallies[number];
}

static const struct stage *
stage_of(const struct stall_request *request, const struct alike *alike)
{
	return alike->stage == POOLED ? &request->stages->pooled :
	    &request->stages->at[alike->stage];
}

/* Do any rules hold of them? */
static bool
is_stalled(const struct stall_request *request, const struct alike *alike,
    int limit)
{
	return alike->sure != 0 ||
	    (alike->days != STALL_NO_DAYS && limit != STALL_NO_DAYS &&
	    alike->days > limit) ||
	    stall_rushes(request, stage_of(request, alike), alike->left);
}

void
stall_summary_settle(void *state, struct stall_request *request,
    struct notices *notices)
{
	struct summary *summary = state;
	struct notices all = { 0 };
	bool limited = false;

	if (request->travels) {
		stall_say_lacks(request, summary->lacks, NULL, &all);
		notices_merge(&all, &request->said, 0);
		notices_merge(&all, notices, 0);
		*notices = all;
	}

	if (summary->learning != NULL)
		request->limits = stall_learned(summary->learning);
	summary->learning = NULL;
	for (size_t i = 0; i < summary->keys.n; i++) {
		struct alike alike = alike_at(summary, i);
		const struct amount *of = &summary->of[i];
		int limit = stall_limit(request, stage_of(request, &alike),
		    alike.dated != 0);
		struct stall_tally *at = tallies_of(summary,
		    slice_of(alike.currency)) + (alike.stage == POOLED ?
		    request->stages->n : (size_t)alike.stage);

		limited = limited || limit != STALL_NO_DAYS;
		if (alike.open != 0) {
			at->open.n += of->n;
			at->open.amount += of->amount;
		}
		if (!is_stalled(request, &alike, limit))
			continue;
		at->stalled.n += of->n;
		at->stalled.amount += of->amount;
		summary->stalled += of->n;
	}
	if (summary->keys.n > 0)
		stall_say_unlimited(request, limited, notices);
}

size_t
stall_summary_count(const void *state)
{
	return ((const struct summary *)state)->stalled;
}

static void
summary_row(const struct summary *summary, struct result *result,
    struct slice currency, const struct stage *stage,
    const struct stall_tally *of)
{
	struct value *row = result_row(result);
	int limit = stall_limit(summary->request, stage, stage->number !=
	    STAGE_POOLED);
	bool open = stage->kind == KIND_OPEN;

	if (result->currency != RESULT_NONE)
		*row++ = value_text(result, currency);
	row[0] = value_text(result, stage->pipeline);
	row[1] = value_text(result, stage->name);
	/* won ones hang, but are none of the open */
	row[2] = open ? value_whole(of->open.n) : value_blank();
	row[3] = open ? value_whole(of->open.amount) : value_blank();
	row[4] = value_whole(of->stalled.n);
	row[5] = value_whole(of->stalled.amount);
	row[6] = limit == STALL_NO_DAYS ? value_blank() : value_whole(limit);
}

/* The stages of one currency. Where there are several, only those that have
 * anything. */
static void
summary_rows(const struct summary *summary, struct result *result,
    struct slice currency, const struct stall_tally *tallies)
{
	const struct stages *stages = summary->request->stages;
	bool all = result->currency == RESULT_NONE;

	for (size_t i = 0; i <= stages->n; i++) {
		const struct stage *stage = i == stages->n ? &stages->pooled :
		    &stages->at[i];
		bool any = tallies[i].open.n + tallies[i].stalled.n > 0;
		bool row = stage->kind == KIND_OPEN ? i < stages->n :
		    stage->kind == KIND_WON && stage->max_days >= 0;

		if (any || (all && row))
			summary_row(summary, result, currency, stage,
			    &tallies[i]);
	}
}

/* The next currency by its bytes after *BEFORE (NULL: the first). */
static size_t
next_currency(const struct summary *summary, const struct slice *before)
{
	size_t next = INTERN_NONE;

	for (size_t i = 0; i < summary->currencies.n; i++) {
		struct slice code = intern_text(&summary->currencies, i);

		if (before != NULL && slice_compare(code, *before) <= 0)
			continue;
		if (next == INTERN_NONE || slice_compare(code,
		    intern_text(&summary->currencies, next)) < 0)
			next = i;
	}
	return next;
}

struct result *
stall_summary_result(void *state)
{
	const struct summary *summary = state;
	struct result *result = result_new(NULL);
	struct slice code = { NULL, 0 };
	size_t next = next_currency(summary, NULL);

	snprintf(result->house, sizeof result->house, "%s",
	    summary->request->house);
	if (summary->currencies.n > 1)
		result->currency = result_column(result, "currency",
		    "currency", UNIT_TEXT);
	else if (next != INTERN_NONE)
		snprintf(result->house, sizeof result->house, "%.*s",
		    N(intern_text(&summary->currencies, next)));
	result_column(result, "pipeline", "pipeline", UNIT_TEXT);
	result_column(result, "stage", "stage", UNIT_STAGE);
	result_column(result, "open", "open", UNIT_COUNT);
	result_column(result, "amount", "amount", UNIT_MONEY);
	result_column(result, "stalled", "stalled", UNIT_COUNT);
	result_column(result, "stalled_amount", "stalled amount", UNIT_MONEY);
	result_column(result, "limit", "limit", UNIT_DAY_COUNT);
	if (next == INTERN_NONE) {
		struct stall_tally *none = memory_zero(
		    summary->request->stages->n + 1, sizeof *none);

		summary_rows(summary, result, code, none);
		free(none);
	}
	while (next != INTERN_NONE) {
		code = intern_text(&summary->currencies, next);
		summary_rows(summary, result, code, summary->tallies[next]);
		next = next_currency(summary, &code);
	}
	return result;
}
