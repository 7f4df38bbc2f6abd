#include <stdlib.h>

#include "measure/metric.h"

/* Far more than is ever added up of all deals there can be, and little enough for
 * the products that figures are made of. */
#define SUM_MOST ((int128)MONEY_MAX * MONEY_MAX)

/* A member of a tally that counts or sums: merging, writing and reading go through
 * these rows. */
struct member {
	const char *key;
	size_t at;		/* in the tally */
	bool sum;		/* an int128, else a uint64_t */
};

#define COUNT(name) { #name, offsetof(struct tally, name), false },
#define SUM(name) { #name, offsetof(struct tally, name), true },

static const struct member members[] = { TALLY_MEMBERS(COUNT, SUM) };

#define N_MEMBERS (sizeof members / sizeof *members)

static uint64_t *
count_of(const struct tally *tally, const struct member *member)
{
	return (uint64_t *)((uintptr_t)tally + member->at);
}

static int128 *
sum_of(const struct tally *tally, const struct member *member)
{
	return (int128 *)((uintptr_t)tally + member->at);
}

static int128
value_in(const struct tally *tally, const struct member *member)
{
	return member->sum ? *sum_of(tally, member) :
	    (int128)*count_of(tally, member);
}

static void
add_to(struct tally *tally, const struct member *member, int128 number)
{
	if (member->sum)
		*sum_of(tally, member) += number;
	else
		*count_of(tally, member) += (uint64_t)number;
}

static void
merge_numbers(struct numbers *into, const struct numbers *from)
{
	memory_room(&into->at, &into->room, into->n + from->n,
	    sizeof *into->at);
	for (size_t i = 0; i < from->n; i++)
		into->at[into->n++] = from->at[i];
}

void
tally_merge(struct tally *into, struct tally *from)
{
	for (size_t i = 0; i < N_MEMBERS; i++)
		add_to(into, &members[i], value_in(from, &members[i]));
	merge_numbers(&into->won_amounts, &from->won_amounts);
	merge_numbers(&into->cycle_lengths, &from->cycle_lengths);
	customers_merge(&into->customers, &from->customers);
	tally_free(from);
}

void
tally_free(struct tally *tally)
{
	free(tally->won_amounts.at);
	free(tally->cycle_lengths.at);
	intern_free(&tally->customers.names);
	free(tally->customers.at);
	*tally = (struct tally){ 0 };
}

/* Those that are not 0, by their names. */
void
tally_put(const struct tally *tally, struct buffer *out)
{
	int n = 0;

	for (size_t i = 0; i < N_MEMBERS; i++)
		n += value_in(tally, &members[i]) != 0;
	words_put_number(out, n);
	for (size_t i = 0; i < N_MEMBERS; i++)
		if (value_in(tally, &members[i]) != 0)
			words_put_pair(out, members[i].key, value_in(tally,
			    &members[i]));
	numbers_put(&tally->won_amounts, out);
	numbers_put(&tally->cycle_lengths, out);
	customers_put(&tally->customers, out);
}

static int
get_member(struct tally *tally, struct words *words, struct trouble *what)
{
	struct slice key;
	int128 number;

	if (words_pair(words, &key, -SUM_MOST, SUM_MOST, &number, what) != 0)
		return -1;
	for (size_t i = 0; i < N_MEMBERS; i++) {
		if (!slice_is(key, members[i].key))
			continue;
		if (!members[i].sum && (number < 0 ||
		    number > WORDS_COUNT_MOST))
			return words_wrong(words, "is no count", what);
		if (value_in(tally, &members[i]) != 0)
			return words_wrong(words, "is there twice", what);
		add_to(tally, &members[i], number);
		return 0;
	}
	return words_wrong(words, "is nothing that is added up", what);
}

int
tally_get(struct tally *tally, struct words *words, struct trouble *what)
{
	int128 n;

	if (words_number(words, 0, N_MEMBERS, &n, what) != 0)
		return -1;
	while (n-- > 0)
		if (get_member(tally, words, what) != 0)
			return -1;
	if (numbers_get(&tally->won_amounts, words, what) != 0 ||
	    numbers_get(&tally->cycle_lengths, words, what) != 0)
		return -1;
	return customers_get(&tally->customers, words, what);
}

/*
 * Numbers: ascending, each with how often it is there.
 */

void
numbers_add(struct numbers *numbers, int64_t number)
{
	memory_room(&numbers->at, &numbers->room, numbers->n + 1,
	    sizeof *numbers->at);
	numbers->at[numbers->n++] = number;
}

static int
by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Behind the last of those that are the same as number I. */
static size_t
run_end(const int64_t *at, size_t n, size_t i)
{
	size_t end = i;

	while (end < n && at[end] == at[i])
		end++;
	return end;
}

void
numbers_put(const struct numbers *numbers, struct buffer *out)
{
	size_t n = numbers->n, runs = 0;
	int64_t *sorted = memory_get((n + 1) * sizeof *sorted);

	if (n > 0) {
		memcpy(sorted, numbers->at, n * sizeof *sorted);
		qsort(sorted, n, sizeof *sorted, by_number);
	}
	for (size_t i = 0; i < n; i = run_end(sorted, n, i))
		runs++;
	words_put_number(out, (int128)runs);
	for (size_t i = 0, end; i < n; i = end) {
		end = run_end(sorted, n, i);
		words_put_times(out, sorted[i], end - i);
	}
	free(sorted);
}

int
numbers_get(struct numbers *numbers, struct words *words,
    struct trouble *what)
{
	uint64_t n, times;
	int128 number;

	if (words_count(words, &n, what) != 0)
		return -1;
	while (n-- > 0) {
		if (words_times(words, -MONEY_MAX, MONEY_MAX, &number, &times,
		    what) != 0)
			return -1;
		memory_room(&numbers->at, &numbers->room, numbers->n + times,
		    sizeof *numbers->at);
		while (times-- > 0)
			numbers->at[numbers->n++] = (int64_t)number;
	}
	return 0;
}

/*
 * Customers: how many, then of each its name, wins, first and last day.
 */

void
customers_merge(struct customers *into, const struct customers *from)
{
	for (size_t i = 0; i < from->names.n; i++) {
		struct slice name = intern_text(&from->names, i);
		size_t number;

		customers_add(into, name, from->at[i].first);
		customers_add(into, name, from->at[i].last);
		number = intern_find(&into->names, name);
		into->at[number].wins += from->at[i].wins - 2;
	}
}

void
customers_put(const struct customers *customers, struct buffer *out)
{
	words_put_number(out, (int128)customers->names.n);
	for (size_t i = 0; i < customers->names.n; i++) {
		words_put_text(out, intern_text(&customers->names, i));
		words_put_number(out, (int128)customers->at[i].wins);
		words_put_day(out, customers->at[i].first);
		words_put_day(out, customers->at[i].last);
	}
}

static int
get_customer(struct customers *customers, struct words *words,
    struct trouble *what)
{
	struct customer *customer;
	struct slice name;
	size_t number;
	bool new;

	if (words_text(words, &name, what) != 0)
		return -1;
	number = intern_number(&customers->names, name, &new);
	if (!new)
		return words_wrong(words, "is there twice", what);
	memory_room(&customers->at, &customers->room, number + 1,
	    sizeof *customers->at);
	customer = &customers->at[number];
	if (words_count(words, &customer->wins, what) != 0 ||
	    words_day(words, &customer->first, what) != 0 ||
	    words_day(words, &customer->last, what) != 0)
		return -1;
	if ((customer->first == DATE_NONE) != (customer->last == DATE_NONE) ||
	    customer->first > customer->last)
		return words_wrong(words, "is before the first", what);
	return 0;
}

int
customers_get(struct customers *customers, struct words *words,
    struct trouble *what)
{
	uint64_t n;

	if (words_count(words, &n, what) != 0)
		return -1;
	while (n-- > 0)
		if (get_customer(customers, words, what) != 0)
			return -1;
	return 0;
}
