/*
 * How what arrives meets what was there: of one field and day, the longest
 * sequence that both have is the same entries. So a log can be folded again, and
 * a deal may have been in a stage twice on a day.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "deal/fold.h"

/* The longest sequence is found by a table of each with each, whose cells are as
 * many as this at most. A thousand changes of a field on a day are no history that
 * a person made. */
#define CELLS ((size_t)1 << 20)

static void
side_begin(struct fold_side *side, size_t n)
{
	*side = (struct fold_side){
		.at = memory_zero(n + 1, sizeof *side->at),
		.says = memory_zero(n + 1, sizeof *side->says),
	};
}

void
fold_meeting_begin(struct fold_meeting *meeting, size_t old, size_t new,
    size_t n_says)
{
	*meeting = (struct fold_meeting){ .n_says = n_says };
	side_begin(&meeting->old, old);
	side_begin(&meeting->new, new);
}

void
fold_meeting_free(struct fold_meeting *meeting)
{
	free(meeting->old.at);
	free(meeting->old.says);
	free(meeting->new.at);
	free(meeting->new.says);
	free(meeting->first);
	*meeting = (struct fold_meeting){ 0 };
}

static bool
is_same(const struct fold_meeting *meeting, size_t i, size_t j)
{
	return meeting->old.says[i] == meeting->new.says[j];
}

/* What is the same at both ends needs no search: most logs were folded before, and
 * grew. */
static void
find_ends(struct fold_meeting *meeting)
{
	struct fold_side *old = &meeting->old, *new = &meeting->new;
	size_t from = 0;

	while (from < old->n && from < new->n && is_same(meeting, from, from))
		from++;
	meeting->from = from;
	old->end = old->n;
	new->end = new->n;
	while (old->end > from && new->end > from &&
	    is_same(meeting, old->end - 1, new->end - 1)) {
		old->end--;
		new->end--;
	}
}

/* New J is old I. */
static void
meets(const struct fold_meeting *meeting, struct fold_arrival *arrivals,
    size_t i, size_t j)
{
	arrivals[meeting->new.at[j]].meets = meeting->old.at[i];
}

/* New J is none of the old ones, and comes before old I. */
static void
comes(const struct fold_meeting *meeting, struct fold_arrival *arrivals,
    size_t i, size_t j)
{
	struct fold_arrival *new = &arrivals[meeting->new.at[j]];

	if (i > 0)
		new->behind = meeting->old.at[i - 1];
	if (i < meeting->old.n)
		new->before = meeting->old.at[i];
}

/*
 * By a table.
 */

/* Length of the longest common sequence of old I and new J on. Where one side has
 * only its end left, which the other has too, it is all that is left of that
 * side. */
static size_t
common(const struct fold_meeting *meeting, const uint32_t *table, size_t i,
    size_t j)
{
	const struct fold_side *old = &meeting->old, *new = &meeting->new;

	if (i < old->end && j < new->end)
		return table[(i - meeting->from) * (new->end - meeting->from) +
		    j - meeting->from];
	return old->n - i < new->n - j ? old->n - i : new->n - j;
}

/* What COMMON looks up. The caller frees it. */
static uint32_t *
find_common(const struct fold_meeting *meeting)
{
	size_t from = meeting->from, width = meeting->new.end - from;
	uint32_t *table = memory_zero((meeting->old.end - from) * width,
	    sizeof *table);

	for (size_t i = meeting->old.end; i-- > from; )
		for (size_t j = meeting->new.end; j-- > from; ) {
			size_t down = common(meeting, table, i + 1, j);
			size_t right = common(meeting, table, i, j + 1);

			table[(i - from) * width + j - from] =
			    (uint32_t)(is_same(meeting, i, j) ?
			    common(meeting, table, i + 1, j + 1) + 1 :
			    down > right ? down : right);
		}
	return table;
}

/* Go along both, and note where each that is new belongs. */
static void
meet_by_table(struct fold_meeting *meeting, struct fold_arrival *arrivals)
{
	uint32_t *table = find_common(meeting);
	size_t i = 0, j = 0, n = meeting->old.n;

	while (j < meeting->new.n) {
		if (i < n && is_same(meeting, i, j))
			meets(meeting, arrivals, i++, j++);
		else if (i < n && common(meeting, table, i + 1, j) >=
		    common(meeting, table, i, j + 1))
			i++;
		else
			comes(meeting, arrivals, i, j++);
	}
	free(table);
}

/*
 * By what comes next, where the table would be too large: each of one side, in
 * turn, meets the next of the other that says the same, if there is one. That is
 * all of a log that the history has already, whatever else it has; where both have
 * what the other has not, it may be fewer than there could be, and then a value
 * is entered twice.
 */

/* Let each of OF meet one of IN, noted in PAIRS by its place in OF. How many do. */
static size_t
pair_up(struct fold_meeting *meeting, const struct fold_side *of,
    const struct fold_side *in, size_t *pairs)
{
	size_t *first = meeting->first, from = meeting->from, i = from, n = 0;
	size_t *next = memory_zero(in->n, sizeof *next);

	for (size_t k = in->end; k-- > from; ) {
		next[k] = first[in->says[k]];
		first[in->says[k]] = k;
	}
	for (size_t j = from; j < of->end; j++) {
		size_t *at = &first[of->says[j]];

		while (*at != FOLD_NONE && *at < i)
			*at = next[*at];
		pairs[j] = *at;
		if (*at != FOLD_NONE) {
			i = *at + 1;
			n++;
		}
	}
	for (size_t k = from; k < in->end; k++)
		first[in->says[k]] = FOLD_NONE;
	free(next);
	return n;
}

/* The old one that each of the new ones is: the better of both directions. */
static size_t *
pairs_of(struct fold_meeting *meeting)
{
	struct fold_side *old = &meeting->old, *new = &meeting->new;
	size_t *pairs = memory_zero(new->n, sizeof *pairs);
	size_t *others = memory_zero(old->n, sizeof *others);

	if (pair_up(meeting, new, old, pairs) <
	    pair_up(meeting, old, new, others)) {
		for (size_t j = meeting->from; j < new->end; j++)
			pairs[j] = FOLD_NONE;
		for (size_t i = meeting->from; i < old->end; i++)
			if (others[i] != FOLD_NONE)
				pairs[others[i]] = i;
	}
	free(others);
	for (size_t j = 0; j < meeting->from; j++)
		pairs[j] = j;
	for (size_t j = new->end; j < new->n; j++)
		pairs[j] = j - new->end + old->end;
	return pairs;
}

static void
meet_in_turn(struct fold_meeting *meeting, struct fold_arrival *arrivals)
{
	size_t *pairs, i = 0;

	if (meeting->first == NULL) {
		meeting->first = memory_zero(meeting->n_says,
		    sizeof *meeting->first);
		for (size_t k = 0; k < meeting->n_says; k++)
			meeting->first[k] = FOLD_NONE;
	}
	pairs = pairs_of(meeting);
	for (size_t j = 0; j < meeting->new.n; j++)
		if (pairs[j] == FOLD_NONE) {
			comes(meeting, arrivals, i, j);
		} else {
			meets(meeting, arrivals, pairs[j], j);
			i = pairs[j] + 1;
		}
	free(pairs);
}

void
fold_meet(struct fold_meeting *meeting, struct fold_arrival *arrivals)
{
	size_t olds, news;

	find_ends(meeting);
	olds = meeting->old.end - meeting->from;
	news = meeting->new.end - meeting->from;
	if (news == 0 || olds <= CELLS / news)
		meet_by_table(meeting, arrivals);
	else
		meet_in_turn(meeting, arrivals);
}
