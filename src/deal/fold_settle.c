/*
 * Where what arrives goes among what was there, day by day.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "deal/fold.h"

#define NONE FOLD_NONE

/* What goes before an old entry, or behind the last. */
struct gap {
	size_t first;		/* arrivals, NONE */
	size_t last;
};

/* What there is of a day, and what of it was placed. */
struct day {
	const struct fold_entry *olds;	/* all */
	size_t n_olds;
	struct fold_arrival *arrivals;	/* all */
	size_t n_arrivals;
	struct gap *gaps;	/* one more than old entries */
	size_t old, old_end;	/* the day's */
	size_t new, new_end;
	size_t latest[FIELD_COUNT];	/* the last new one of each field, as
				 * they stand */
	size_t n_latest;
};

/* Let those of the field of arrival NEW meet the old ones. */
static void
meet(const struct day *day, size_t new, struct fold_meeting *meeting)
{
	struct fold_arrival *arrivals = day->arrivals;
	const struct fold_entry *old = day->olds;
	enum field field = arrivals[new].entry.field;

	meeting->old.n = meeting->new.n = 0;
	for (size_t i = day->old; i < day->old_end; i++)
		if (old[i].field == field) {
			meeting->old.at[meeting->old.n] = i;
			meeting->old.says[meeting->old.n++] = old[i].says;
		}
	for (; new < day->new_end; new++)
		if (arrivals[new].entry.field == field) {
			arrivals[new].settled = true;
			meeting->new.at[meeting->new.n] = new;
			meeting->new.says[meeting->new.n++] =
			    arrivals[new].entry.says;
		}
	fold_meet(meeting, arrivals);
}

/* A place for a new one. */
struct place {
	size_t gap;
	size_t behind;		/* the one before it in the gap, NONE */
	size_t rank;		/* how many of the day's latest stand before it */
};

/* The first place in a gap. */
static struct place
gap_begin(const struct day *day, size_t gap)
{
	struct place place = { gap, NONE, 0 };

	while (place.rank < day->n_latest && day->arrivals[
	    day->latest[place.rank]].gap < gap)
		place.rank++;
	return place;
}

/* The last place in a gap. */
static struct place
gap_end(const struct day *day, size_t gap)
{
	struct place place = gap_begin(day, gap + 1);

	place.gap = gap;
	place.behind = day->gaps[gap].last;
	return place;
}

/* The place behind the latest of a rank. */
static struct place
behind_latest(const struct day *day, size_t rank)
{
	return (struct place){ day->arrivals[day->latest[rank]].gap,
	    day->latest[rank], rank + 1 };
}

/* The place behind an arrival of the day that nothing was placed after. */
static struct place
behind_last(const struct day *day, size_t last)
{
	size_t meets = day->arrivals[last].meets, rank = 0;

	if (meets != NONE)
		return gap_begin(day, meets + 1);
	while (day->latest[rank] != last)
		rank++;
	return behind_latest(day, rank);
}

/* Where one that is new goes: as the log has them, but between the old ones that it
 * comes between, and behind the new ones of its own field. */
static struct place
place_for(const struct day *day, size_t at)
{
	const struct fold_arrival *arrivals = day->arrivals;
	const struct fold_arrival *new = &arrivals[at];
	struct place place;

	if (at > day->new)
		place = behind_last(day, at - 1);
	else
		place = gap_end(day, new->before != NONE ? new->before :
		    day->old_end);
	if (new->behind != NONE && place.gap <= new->behind)
		place = gap_begin(day, new->behind + 1);
	for (size_t i = place.rank; i < day->n_latest; i++)
		if (arrivals[day->latest[i]].entry.field == new->entry.field)
			place = behind_latest(day, i);
	if (new->before != NONE && place.gap > new->before)
		place = gap_end(day, new->before);
	return place;
}

/* It is the latest of its field now. */
static void
note_latest(struct day *day, size_t new, size_t rank)
{
	const struct fold_arrival *arrivals = day->arrivals;
	size_t *latest = day->latest, i;

	for (i = 0; i < day->n_latest; i++)
		if (arrivals[latest[i]].entry.field ==
		    arrivals[new].entry.field)
			break;
	if (i == day->n_latest)
		day->n_latest++;
	for (; i > rank; i--)
		latest[i] = latest[i - 1];
	for (; i + 1 < rank; i++)
		latest[i] = latest[i + 1];
	latest[i] = new;
}

static void
put(struct day *day, size_t new)
{
	struct fold_arrival *arrivals = day->arrivals;
	struct place place = place_for(day, new);
	struct gap *gap = &day->gaps[place.gap];
	size_t *next = place.behind == NONE ? &gap->first :
	    &arrivals[place.behind].next;

	arrivals[new].gap = place.gap;
	arrivals[new].next = *next;
	*next = new;
	if (gap->last == place.behind)
		gap->last = new;
	note_latest(day, new, place.rank);
}

/* Place what arrives on the next day that something does. */
static void
settle_day(struct day *day, struct fold_meeting *meeting)
{
	const struct fold_arrival *arrivals = day->arrivals;
	int when = arrivals[day->new].entry.day;

	while (day->old < day->n_olds && day->olds[day->old].day < when)
		day->old++;
	day->old_end = day->old;
	while (day->old_end < day->n_olds &&
	    day->olds[day->old_end].day == when)
		day->old_end++;
	day->new_end = day->new;
	while (day->new_end < day->n_arrivals &&
	    arrivals[day->new_end].entry.day == when)
		day->new_end++;
	day->n_latest = 0;
	for (size_t i = day->new; i < day->new_end; i++) {
		if (!arrivals[i].settled)
			meet(day, i, meeting);
		if (arrivals[i].meets == NONE)
			put(day, i);
	}
	day->old = day->old_end;
}

/* The old entries and what goes between them, one behind the other. */
static size_t
line_up(const struct day *day, struct fold_entry *out)
{
	size_t n = 0;

	for (size_t i = 0; i <= day->n_olds; i++) {
		for (size_t k = day->gaps[i].first; k != NONE;
		    k = day->arrivals[k].next)
			out[n++] = day->arrivals[k].entry;
		if (i < day->n_olds)
			out[n++] = day->olds[i];
	}
	return n;
}

size_t
fold_settle(const struct fold_entry *old, size_t n_old,
    struct fold_arrival *arrivals, size_t n_arrivals, size_t n_says,
    struct fold_entry *out)
{
	struct day day = { .olds = old, .n_olds = n_old,
	    .arrivals = arrivals, .n_arrivals = n_arrivals };
	struct fold_meeting meeting;
	size_t n;

	day.gaps = memory_zero(n_old + 1, sizeof *day.gaps);
	for (size_t i = 0; i <= n_old; i++)
		day.gaps[i] = (struct gap){ NONE, NONE };
	fold_meeting_begin(&meeting, n_old, n_arrivals, n_says);
	for (; day.new < n_arrivals; day.new = day.new_end)
		settle_day(&day, &meeting);
	fold_meeting_free(&meeting);
	n = line_up(&day, out);
	free(day.gaps);
	return n;
}
