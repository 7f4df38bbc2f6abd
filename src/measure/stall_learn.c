#include <stdlib.h>

#include "measure/stall.h"

/* What the deals that were won took, in days. */
struct learning {
	const struct stall_request *request;
	struct numbers *spent;	/* by number of stage: days in it, a deal each */
	struct numbers *needed;	/* from the last time it was entered to the win */
	struct numbers cycles;
	int64_t *sums;		/* of the deal at hand; -1: not there */
};

static void *
learn_begin(const void *request)
{
	struct learning *learning = memory_zero(1, sizeof *learning);
	size_t n;

	learning->request = request;
	n = learning->request->stages->n;
	learning->spent = memory_zero(n + 1, sizeof *learning->spent);
	learning->needed = memory_zero(n + 1, sizeof *learning->needed);
	learning->sums = memory_zero(n + 1, sizeof *learning->sums);
	for (size_t i = 0; i < n; i++)
		learning->sums[i] = STALL_NO_DAYS;
	return learning;
}

static void
learn_free(void *state)
{
	struct learning *learning = state;

	for (size_t i = 0; i < learning->request->stages->n; i++) {
		free(learning->spent[i].at);
		free(learning->needed[i].at);
	}
	free(learning->spent);
	free(learning->needed);
	free(learning->cycles.at);
	free(learning->sums);
	free(learning);
}

static int
days_between(const struct stall_request *request, int from, int to)
{
	return request->workdays ? date_workdays(from, to) : to - from;
}

/* The deal was in STAGE from FROM to TO. */
static void
add_visit(struct learning *learning, const struct stage *stage, int from,
    int to)
{
	int64_t *sum;

	if (stage->number == STAGE_POOLED || stage->kind != KIND_OPEN ||
	    to < from)
		return;
	sum = &learning->sums[stage->number];
	if (*sum == STALL_NO_DAYS)
		*sum = 0;
	*sum += days_between(learning->request, from, to);
}

/* Its visits, one behind the other, up to the day it was won. */
static void
add_visits(struct learning *learning, const struct deal *deal, int won)
{
	const struct log_entry *entered = NULL;

	for (size_t i = 0; i < deal->log.n; i++) {
		const struct log_entry *entry = &deal->log.at[i];

		if (entry->field != FIELD_STAGE || entry->day > won)
			continue;
		if (entered != NULL)
			add_visit(learning, entered->stage, entered->day,
			    entry->day);
		entered = entry;
	}
	if (entered != NULL)
		add_visit(learning, entered->stage, entered->day, won);
}

/* What it needed from each stage, counted from the last time it was entered; the
 * sums are cleared for the next deal. */
static void
add_needs(struct learning *learning, const struct deal *deal, int won)
{
	for (size_t i = deal->log.n; i-- > 0; ) {
		const struct log_entry *entry = &deal->log.at[i];
		size_t number;

		if (entry->field != FIELD_STAGE || entry->day > won ||
		    entry->stage->number == STAGE_POOLED)
			continue;
		number = entry->stage->number;
		if (learning->sums[number] == STALL_NO_DAYS)
			continue;
		numbers_add(&learning->spent[number], learning->sums[number]);
		numbers_add(&learning->needed[number], days_between(
		    learning->request, entry->day, won));
		learning->sums[number] = STALL_NO_DAYS;
	}
}

static void
learn_add(void *state, const struct deal *deal)
{
	struct learning *learning = state;
	const struct stall_request *request = learning->request;
	struct view view;

	deal_view(deal, request->stages, request->as_of, &view);
	if (!view.there || view.kind != KIND_WON || view.closed == DATE_NONE)
		return;
	if (view.created != DATE_NONE && view.created <= view.closed)
		numbers_add(&learning->cycles, days_between(request,
		    view.created, view.closed));
	if (!deal->has_log)
		return;
	add_visits(learning, deal, view.closed);
	add_needs(learning, deal, view.closed);
}

static void
move_numbers(struct numbers *into, const struct numbers *from)
{
	for (size_t i = 0; i < from->n; i++)
		numbers_add(into, from->at[i]);
}

static void
learn_merge(void *into_state, void *from_state)
{
	struct learning *into = into_state, *from = from_state;

	for (size_t i = 0; i < into->request->stages->n; i++) {
		move_numbers(&into->spent[i], &from->spent[i]);
		move_numbers(&into->needed[i], &from->needed[i]);
	}
	move_numbers(&into->cycles, &from->cycles);
	learn_free(from);
}

const struct fold stall_learn_fold = {
	learn_begin, learn_add, learn_merge, learn_free
};

static bool
is_learned(const struct learning *learning, size_t stage)
{
	return learning->spent[stage].n + learning->needed[stage].n > 0;
}

void
stall_learn_put(const void *state, struct buffer *out)
{
	const struct learning *learning = state;
	size_t stages = learning->request->stages->n, n = 0;

	for (size_t i = 0; i < stages; i++)
		n += is_learned(learning, i);
	words_put_number(out, (int128)n);
	for (size_t i = 0; i < stages; i++) {
		if (!is_learned(learning, i))
			continue;
		words_put_number(out, (int128)i);
		numbers_put(&learning->spent[i], out);
		numbers_put(&learning->needed[i], out);
	}
	numbers_put(&learning->cycles, out);
}

int
stall_learn_get(void *state, struct words *words, const size_t *places,
    size_t n, struct trouble *what)
{
	struct learning *learning = state;
	uint64_t stages;
	int128 number;

	if (words_count(words, &stages, what) != 0)
		return -1;
	while (stages-- > 0) {
		if (words_number(words, 0, (int128)n - 1, &number, what) != 0)
			return -1;
		if (is_learned(learning, places[number]))
			return words_wrong(words, "is there twice", what);
		if (numbers_get(&learning->spent[places[number]], words,
		    what) != 0 || numbers_get(
		    &learning->needed[places[number]], words, what) != 0)
			return -1;
	}
	return numbers_get(&learning->cycles, words, what);
}

bool
stall_learn_empty(const void *state)
{
	const struct learning *learning = state;

	for (size_t i = 0; i < learning->request->stages->n; i++)
		if (is_learned(learning, i))
			return false;
	return learning->cycles.n == 0;
}

static int
by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
sort_numbers(struct numbers *numbers)
{
	qsort(numbers->at, numbers->n, sizeof *numbers->at, by_number);
}

int64_t
stall_percentile(struct numbers *numbers, unsigned percent)
{
	size_t rank = (numbers->n * percent + 99) / 100;

	sort_numbers(numbers);
	return numbers->at[rank > 0 ? rank - 1 : 0];
}

static int
limit_of(struct numbers *numbers)
{
	return numbers->n < STALL_LEARN_FROM ? STALL_NO_DAYS :
	    (int)stall_percentile(numbers, 90);
}

/* The greatest number that nine in ten of them reach: as many as a tenth, rounded
 * down, lie below it. */
static int
reached_by_nine(struct numbers *numbers)
{
	if (numbers->n < STALL_LEARN_FROM)
		return STALL_NO_DAYS;
	sort_numbers(numbers);
	return (int)numbers->at[numbers->n / 10];
}

struct stall_limits *
stall_learned(void *state)
{
	struct learning *learning = state;
	struct stall_limits *limits = memory_zero(1, sizeof *limits);

	limits->n = learning->request->stages->n;
	limits->old = memory_zero(limits->n + 1, sizeof *limits->old);
	limits->rushed = memory_zero(limits->n + 1, sizeof *limits->rushed);
	for (size_t i = 0; i < limits->n; i++) {
		limits->old[i] = limit_of(&learning->spent[i]);
		limits->rushed[i] = reached_by_nine(&learning->needed[i]);
		limits->staged = limits->staged || learning->spent[i].n > 0;
	}
	limits->cycle = limit_of(&learning->cycles);
	learn_free(learning);
	return limits;
}

void
stall_limits_free(struct stall_limits *limits)
{
	if (limits == NULL)
		return;
	free(limits->old);
	free(limits->rushed);
	free(limits);
}
