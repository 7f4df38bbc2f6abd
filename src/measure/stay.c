#include <stdlib.h>
#include <string.h>

#include "measure/stay.h"

/* A product of many quotients is as near a half as their rounding lets it be. */
#define NEAR 1e-12

#define DAYS_MOST 4000000	/* more than the calendar has */

static struct stay *
stay_of(struct stays *stays, int days)
{
	size_t low = 0, high = stays->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (stays->at[middle].days < days)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < stays->n && stays->at[low].days == days)
		return &stays->at[low];
	memory_room(&stays->at, &stays->room, stays->n + 1,
	    sizeof *stays->at);
	memmove(&stays->at[low + 1], &stays->at[low],
	    (stays->n - low) * sizeof *stays->at);
	stays->n++;
	stays->at[low] = (struct stay){ .days = days };
	return &stays->at[low];
}

void
stays_add(struct stays *stays, int days, bool running, bool has_amount,
    int64_t amount)
{
	struct stay *stay = stay_of(stays, days);

	stay->ended += !running;
	stay->running += running;
	if (has_amount)
		stay->amount += amount;
	else
		stay->valueless++;
}

void
stays_merge(struct stays *into, const struct stays *from)
{
	for (size_t i = 0; i < from->n; i++) {
		struct stay *stay = stay_of(into, from->at[i].days);

		stay->ended += from->at[i].ended;
		stay->running += from->at[i].running;
		stay->amount += from->at[i].amount;
		stay->valueless += from->at[i].valueless;
	}
}

void
stays_free(struct stays *stays)
{
	free(stays->at);
	*stays = (struct stays){ 0 };
}

void
stays_put(const struct stays *stays, struct buffer *out)
{
	words_put_number(out, (int128)stays->n);
	for (size_t i = 0; i < stays->n; i++) {
		const struct stay *stay = &stays->at[i];

		words_put_number(out, stay->days);
		words_put_number(out, (int128)stay->ended);
		words_put_number(out, (int128)stay->running);
		words_put_number(out, stay->amount);
		words_put_number(out, (int128)stay->valueless);
	}
}

int
stays_get(struct stays *stays, struct words *words, struct trouble *what)
{
	uint64_t n;
	int128 days, before = -1;

	if (words_count(words, &n, what) != 0)
		return -1;
	while (n-- > 0) {
		struct stay *stay;

		if (words_number(words, before + 1, DAYS_MOST, &days,
		    what) != 0)
			return -1;
		before = days;
		stay = stay_of(stays, (int)days);
		if (words_count(words, &stay->ended, what) != 0 ||
		    words_count(words, &stay->running, what) != 0 ||
		    words_money(words, &stay->amount, what) != 0 ||
		    words_count(words, &stay->valueless, what) != 0)
			return -1;
		if (stay->ended + stay->running == 0)
			return words_wrong(words, "ends visits of which there "
			    "are none", what);
	}
	return 0;
}

struct value
stays_mean(const struct stays *stays)
{
	int128 days = 0, ended = 0;

	for (size_t i = 0; i < stays->n; i++) {
		days += (int128)stays->at[i].ended * stays->at[i].days;
		ended += stays->at[i].ended;
	}
	return value_ratio(ratio_of(days, ended));
}

int
stays_quantile(const struct stays *stays, int percent)
{
	double left = 1, bound = (100 - percent) / 100.0;
	uint64_t at_risk = 0;

	for (size_t i = 0; i < stays->n; i++)
		at_risk += stays->at[i].ended + stays->at[i].running;
	for (size_t i = 0; i < stays->n; i++) {
		const struct stay *stay = &stays->at[i];

		left *= (double)(at_risk - stay->ended) / (double)at_risk;
		if (stay->ended > 0 && left <= bound + NEAR)
			return stay->days;
		at_risk -= stay->ended + stay->running;
	}
	return STAY_NONE;
}

/* Days of the visit that ended, number RANK (from 1) by length. */
static int
ended_ranked(const struct stays *stays, uint64_t rank)
{
	uint64_t passed = 0;
	size_t i = 0;

	while (i + 1 < stays->n &&
	    (passed += stays->at[i].ended) < rank)
		i++;
	return stays->at[i].days;
}

int
stays_median_ended(const struct stays *stays)
{
	uint64_t ended = 0;

	for (size_t i = 0; i < stays->n; i++)
		ended += stays->at[i].ended;
	return ended == 0 ? STAY_NONE : ended_ranked(stays, (ended + 1) / 2) +
	    ended_ranked(stays, ended / 2 + 1);
}

int128
stays_drag(const struct stays *stays, int limit, uint64_t valued,
    int128 value)
{
	int128 drag = 0;

	for (size_t i = 0; i < stays->n; i++) {
		const struct stay *stay = &stays->at[i];
		int128 over = 2 * (int128)stay->days - limit;

		if (over <= 0)
			continue;
		drag += valued == 0 ? (int128)stay->valueless * over :
		    (stay->amount * valued +
		    (int128)stay->valueless * value) * over;
	}
	return drag;
}
