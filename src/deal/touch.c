#include <stdio.h>
#include <stdlib.h>

#include "deal/touch.h"

/* The number of a type, whatever its case; the first spelling names it. */
static size_t
type_of(struct touches *touches, struct slice text)
{
	struct buffer folded = { 0 };
	size_t number;
	bool new;

	text_fold(text, &folded);
	number = intern_number(&touches->folded, (struct slice){ folded.at,
	    folded.len }, &new);
	buffer_free(&folded);
	if (new)	/* two spellings are two texts, but for "" */
		intern_number(&touches->types, text, NULL);
	return number;
}

/* Put touch NUMBER behind its deal's others. */
static void
chain(struct touches *touches, size_t id, size_t number)
{
	touches->at[number].next = TOUCH_NONE;
	if (touches->first[id] == TOUCH_NONE)
		touches->first[id] = number;
	else
		touches->at[touches->last[id]].next = number;
	touches->last[id] = number;
}

/* Take the first of two chains that comes first, of one day the one of A. */
static size_t
take(const struct touches *touches, size_t *a, size_t *b)
{
	size_t *from = *b == TOUCH_NONE || (*a != TOUCH_NONE &&
	    touches->at[*a].day <= touches->at[*b].day) ? a : b;
	size_t taken = *from;

	*from = touches->at[taken].next;
	return taken;
}

/* Take N off the front of *REST and put them in order; the first of them. */
static size_t
sort_some(struct touches *touches, size_t *rest, size_t n)
{
	size_t a, b, first = *rest, *to = &first;

	if (n == 1) {
		*rest = touches->at[first].next;
		touches->at[first].next = TOUCH_NONE;
		return first;
	}
	a = sort_some(touches, rest, n / 2);
	b = sort_some(touches, rest, n - n / 2);
	while (a != TOUCH_NONE || b != TOUCH_NONE) {
		*to = take(touches, &a, &b);
		to = &touches->at[*to].next;
	}
	*to = TOUCH_NONE;
	return first;
}

/* Put a deal's in the order of their days. Most come so. */
static void
sort(struct touches *touches, size_t id)
{
	size_t n = 0, rest = touches->first[id];
	bool sorted = true;
	int day = DATE_FIRST;

	for (size_t i = rest; i != TOUCH_NONE; i = touches->at[i].next) {
		sorted = sorted && touches->at[i].day >= day;
		day = touches->at[i].day;
		n++;
	}
	if (!sorted)
		touches->first[id] = sort_some(touches, &rest, n);
}

static void
add(struct touches *touches, const struct activity *activity)
{
	bool new;
	size_t id = intern_number(&touches->ids,
	    activity->text[ACTIVITY_DEAL], &new);

	memory_room(&touches->first, &touches->room_first, id + 1,
	    sizeof *touches->first);
	memory_room(&touches->last, &touches->room_last, id + 1,
	    sizeof *touches->last);
	if (new)
		touches->first[id] = TOUCH_NONE;
	memory_room(&touches->at, &touches->room, touches->n + 1,
	    sizeof *touches->at);
	touches->at[touches->n] = (struct touch){ .day = activity->done,
	    .type = type_of(touches, activity->text[ACTIVITY_TYPE]) };
	chain(touches, id, touches->n++);
}

static void
notice(const struct touches *touches, const struct activities *all,
    struct notices *notices)
{
	struct trouble wrong;
	struct buffer text = { 0 };

	for (int f = 0; f < ACTIVITY_FIELDS; f++) {
		if (all->activity.wrong[f] == NULL)
			continue;
		activity_wrong(&all->activity, (enum activity_field)f, &text);
		trouble_set(&wrong, "%s: %s", activity_field_name(
		    (enum activity_field)f), buffer_text(&text));
		notices_add(notices, "activities that cannot be used",
		    touches->name, all->activity.line, "%s", wrong.text);
		break;
	}
	buffer_free(&text);
}

int
touches_read(struct touches *touches,
    const struct activities_request *request, struct notices *notices,
    struct trouble *what)
{
	struct activities all;
	struct activity *activity;
	int got;

	*touches = (struct touches){ 0 };
	if (activities_open(&all, request, what) != 0)
		return -1;
	if (all.name != NULL)
		touches->name = memory_text(all.name);
	got = all.name != NULL;
	while (got == 1 && (got = activities_next(&all, &activity,
	    what)) == 1) {
		if (!activity->usable)
			notice(touches, &all, notices);
		else if (activity->done != DATE_NONE)
			add(touches, activity);
	}
	activities_close(&all);
	for (size_t i = 0; i < touches->ids.n; i++)
		sort(touches, i);
	if (got < 0)
		touches_free(touches);
	return got;
}

size_t
touches_of(const struct touches *touches, struct slice id)
{
	size_t number = id.len == 0 ? INTERN_NONE :
	    intern_find(&touches->ids, id);

	return number == INTERN_NONE ? TOUCH_NONE : touches->first[number];
}

void
touches_free(struct touches *touches)
{
	intern_free(&touches->ids);
	free(touches->first);
	free(touches->last);
	free(touches->at);
	intern_free(&touches->types);
	intern_free(&touches->folded);
	free(touches->name);
	*touches = (struct touches){ 0 };
}
