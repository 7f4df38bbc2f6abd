#include <math.h>
#include <stdlib.h>

#include "measure/foresight.h"
#include "measure/reach.h"

#define LOOK_BACK 48		/* landmarks: as many as pl-forecast's */
#define RATE_PARTS 1000000000	/* of a rate: finer is never printed */

/* What can be said of the days that are left of a period. */
struct sight_ahead {
	struct period window;
	struct foresight foresight;
};

struct reach {
	struct landmarks_request request;
	struct landmarks marks;
	struct slice currency;
	size_t *numbers;	/* by group of the landmarks: the caller's,
				 * INTERN_NONE */
	uint32_t *sights, *closings;	/* their groups, as they were found */
	struct foresight pulse;
	struct sight_ahead **ahead;	/* by window, as they were asked for */
	size_t n_ahead, room_ahead;
	bool settled;
};

void
reach_demand(struct demand *demand)
{
	landmarks_demand(demand);
}

struct reach *
reach_begin(const struct grouping *grouping, const struct filter *filter,
    int as_of, int to)
{
	struct reach *reach = memory_zero(1, sizeof *reach);
	size_t back = LOOK_BACK + (size_t)(to > as_of ? to - as_of : 0) / 28;

	reach->request = (struct landmarks_request){ .grouping = grouping,
	    .filter = filter, .base = as_of,
	    .n = back < LANDMARKS_MOST ? back : LANDMARKS_MOST };
	landmarks_begin(&reach->marks, &reach->request);
	return reach;
}

bool
reach_add(struct reach *reach, const struct deal *deal)
{
	return landmarks_add(&reach->marks, deal) != NULL;
}

void
reach_merge(struct reach *into, struct reach *from)
{
	landmarks_merge(&into->marks, &from->marks);
	free(from);
}

void
reach_free(struct reach *reach)
{
	for (size_t i = 0; i < reach->n_ahead; i++) {
		foresight_free(&reach->ahead[i]->foresight);
		free(reach->ahead[i]);
	}
	if (reach->settled)
		foresight_free(&reach->pulse);
	landmarks_free(&reach->marks);
	free(reach->ahead);
	free(reach->numbers);
	free(reach->sights);
	free(reach->closings);
	free(reach);
}

void
reach_settle(struct reach *reach, const struct intern *keys,
    struct slice currency)
{
	struct landmarks *marks = &reach->marks;

	landmarks_settle(marks);
	reach->currency = currency;
	reach->settled = true;
	reach->numbers = memory_zero(marks->groups.n + 1,
	    sizeof *reach->numbers);
	for (size_t i = 0; i < marks->groups.n; i++)
		reach->numbers[i] = intern_find(keys,
		    intern_text(&marks->groups, i));
	reach->sights = memory_zero(marks->n + 1, sizeof *reach->sights);
	for (size_t i = 0; i < marks->n; i++)
		reach->sights[i] = marks->sights[i].group;
	reach->closings = memory_zero(marks->n_closings + 1,
	    sizeof *reach->closings);
	for (size_t i = 0; i < marks->n_closings; i++)
		reach->closings[i] = marks->closings[i].group;
	foresight_make(&reach->pulse, marks, foresight_pulse(marks), currency,
	    NULL);
}

/* What can be said of a period, made once. */
static const struct foresight *
look_ahead(struct reach *reach, struct period window)
{
	struct sight_ahead *ahead;

	if (window.from <= reach->request.base)
		window.from = reach->request.base + 1;
	for (size_t i = 0; i < reach->n_ahead; i++) {
		ahead = reach->ahead[i];
		if (ahead->window.from == window.from &&
		    ahead->window.to == window.to)
			return &ahead->foresight;
	}
	memory_room(&reach->ahead, &reach->room_ahead, reach->n_ahead + 1,
	    sizeof *reach->ahead);
	ahead = memory_zero(1, sizeof *ahead);
	reach->ahead[reach->n_ahead++] = ahead;
	ahead->window = window;
	foresight_make(&ahead->foresight, &reach->marks, window,
	    reach->currency, &reach->pulse);
	return &ahead->foresight;
}

bool
reach_learned(struct reach *reach, struct period period)
{
	return foresight_learned(look_ahead(reach, period), 0);
}

/* The groups of a question, made one group of the landmarks; SIGHT_NONE if none
 * of them was ever seen. The money of the whole is that of one currency, so of
 * the groups in that one stands for them. */
static uint32_t
unite(struct reach *reach, const bool *mine)
{
	struct landmarks *marks = &reach->marks;
	uint32_t one = SIGHT_NONE;

	for (uint32_t i = 0; i < marks->groups.n; i++)
		if (reach->numbers[i] != INTERN_NONE &&
		    mine[reach->numbers[i]] && (one == SIGHT_NONE ||
		    slice_equal(group_part(intern_text(&marks->groups, i), 0),
		    reach->currency)))
			one = i;
	for (size_t i = 0; i < marks->n; i++) {
		size_t number = reach->numbers[reach->sights[i]];

		marks->sights[i].group = number != INTERN_NONE &&
		    mine[number] ? one : reach->sights[i];
	}
	for (size_t i = 0; i < marks->n_closings; i++) {
		size_t number = reach->numbers[reach->closings[i]];

		marks->closings[i].group = number != INTERN_NONE &&
		    mine[number] ? one : reach->closings[i];
	}
	return one;
}

static bool
is_stated(const struct reach_question *question,
    const struct prospect *prospect)
{
	return question->mine[prospect->group] &&
	    prospect->close_date != DATE_NONE &&
	    prospect->close_date >= question->period.from &&
	    prospect->close_date <= question->period.to;
}

/* Each deal that is to be closed in the period, with its probability. */
static void
distribute_stated(const struct reach_question *question, struct odds *odds)
{
	struct chance *chances = memory_zero(question->n + 1, sizeof *chances);
	struct odds_request request = { .chances = chances };

	for (size_t i = 0; i < question->n; i++) {
		const struct prospect *one = &question->prospects[i];

		if (!is_stated(question, one))
			continue;
		chances[request.n++] = (struct chance){
		    !question->money ? 1 : one->has_amount ? one->amount :
		    question->average,
		    (double)one->probability / PERCENT_ONE };
	}
	odds_make(odds, &request);
	free(chances);
}

struct value
reach_chance(struct reach *reach, const struct reach_question *question)
{
	const struct foresight *foresight = look_ahead(reach,
	    question->period);
	struct odds odds;
	double chance;

	if (!foresight_learned(foresight, 0)) {
		distribute_stated(question, &odds);
	} else {
		uint32_t group = unite(reach, question->mine);

		if (group == SIGHT_NONE)
			return value_ratio(ratio_of(0, 1));
		if (question->money)
			foresight_distribution(foresight, 0, group,
			    foresight_part(foresight, group).expected, &odds);
		else
			foresight_count(foresight, group, &odds);
	}
	chance = odds_reached(&odds, question->missing);
	odds_free(&odds);
	return value_ratio(ratio_of((int128)nearbyint(chance * RATE_PARTS),
	    RATE_PARTS));
}

void
reach_odds(struct reach *reach, const struct reach_question *question,
    const size_t *which, size_t n, double *odds)
{
	const struct foresight *foresight = NULL;
	const struct sight *sight = reach->marks.sights +
	    reach->marks.first[0];
	size_t at = 0;

	if (question->period.to > reach->request.base &&
	    reach_learned(reach, question->period))
		foresight = look_ahead(reach, question->period);
	for (size_t i = 0; i < n; i++) {
		const struct prospect *one = &question->prospects[which[i]];

		for (; at < which[i]; at++)
			sight += question->prospects[at].seen;
		odds[i] = foresight != NULL && one->seen ?
		    foresight_odds(foresight, sight) :
		    (double)one->probability / PERCENT_ONE;
	}
}
