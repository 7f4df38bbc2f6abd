#include <stdlib.h>

#include "measure/attainment_state.h"

/* More than one currency? */
static bool
several(const struct attainment *state)
{
	for (size_t i = 1; i < state->keys.n; i++)
		if (!slice_equal(group_part(intern_text(&state->keys, i), 0),
		    group_part(intern_text(&state->keys, 0), 0)))
			return true;
	return false;
}

bool
attainment_currency(const struct attainment *state, struct slice *currency)
{
	*currency = slice_of(state->request->grouping.house);
	if (several(state))
		return currency->len > 0;
	if (state->keys.n > 0)
		*currency = group_part(intern_text(&state->keys, 0), 0);
	return true;
}

void
attainment_settle(struct attainment *state)
{
	struct slice currency;

	(void)attainment_currency(state, &currency);
	if (state->reach != NULL)
		reach_settle(state->reach, &state->keys, currency);
}

int64_t
progress_average(const struct progress *progress)
{
	const struct tally *rates = &progress->rates.tally;

	return rates->won_valued == 0 ? 0 : (int64_t)ratio_round(ratio_of(
	    rates->won_amount, (int128)rates->won_valued), 0);
}

int
progress_days(const struct goal *goal)
{
	return goal->period.to - goal->period.from + 1;
}

int
progress_gone(const struct attainment_request *request,
    const struct goal *goal)
{
	int gone = request->as_of - goal->period.from + 1;

	return gone < 0 ? 0 : gone > progress_days(goal) ?
	    progress_days(goal) : gone;
}

static void
sum(const struct attainment *state, const bool *mine, size_t span,
    struct attained *into)
{
	for (size_t i = 0; i < state->keys.n; i++) {
		const struct attained *from = &state->groups[i].spans[span];
		/* counts and sums alone: there is nothing that two would own */
		struct tally copy = from->tally;

		if (!mine[i])
			continue;
		tally_merge(&into->tally, &copy);
		into->due += from->due;
		into->due_amount += from->due_amount;
	}
}

static uint64_t
closed(const struct attained *attained)
{
	return attained->tally.won + attained->tally.lost;
}

/* Which groups count: for money only those in its currency. */
static void
find_mine(const struct attainment *state, struct progress *progress)
{
	struct slice currency;
	bool any = attainment_currency(state, &currency);

	progress->mine = memory_zero(state->keys.n + 1,
	    sizeof *progress->mine);
	for (size_t i = 0; i < state->keys.n; i++)
		progress->mine[i] =
		    state->groups[i].counts[progress->number] &&
		    (progress->goal->measure != GOAL_AMOUNT || (any &&
		    slice_equal(group_part(intern_text(&state->keys, i), 0),
		    currency)));
}

/* Is there a file of activities? Its deals know. */
static bool
has_activities(const struct attainment *state)
{
	for (size_t i = 0; i < state->keys.n; i++)
		for (size_t s = 0; s < state->request->n_spans; s++)
			if (state->groups[i].spans[s].tally.touched)
				return true;
	return state->keys.n == 0;
}

/* What was reached. */
static void
find_won(const struct attainment *state, struct progress *progress)
{
	const struct tally *tally = &progress->now.tally;
	struct slice currency;

	progress->known = true;
	switch (progress->goal->measure) {
	case GOAL_AMOUNT:
		progress->known = attainment_currency(state, &currency);
		progress->won = tally->won_amount;
		return;
	case GOAL_DEALS:
		progress->won = (int128)tally->won * MONEY_UNIT;
		return;
	case GOAL_LEADS:
		progress->won = (int128)tally->leads * MONEY_UNIT;
		return;
	case GOAL_ACTIVITIES:
		progress->known = has_activities(state);
		progress->won = (int128)tally->activities * MONEY_UNIT;
		return;
	}
}

void
progress_make(const struct attainment *state, size_t number,
    struct progress *progress)
{
	const struct attainment_request *request = state->request;
	struct attained past = { 0 };

	*progress = (struct progress){ .goal = request->chosen[number],
	    .number = number };
	find_mine(state, progress);
	sum(state, progress->mine, attainment_span_of(request,
	    progress->goal), &progress->now);
	sum(state, progress->mine, SPAN_YEAR, &progress->rates);
	sum(state, progress->mine, SPAN_PAST, &past);
	progress->all_past = closed(&progress->rates) < ATTAINMENT_CLOSED &&
	    closed(&past) > closed(&progress->rates);
	if (closed(&progress->rates) < ATTAINMENT_CLOSED)
		progress->rates = past;
	find_won(state, progress);
	if (progress->known && progress->won < progress->goal->target)
		progress->gap = progress->goal->target - progress->won;
}

void
progress_free(struct progress *progress)
{
	free(progress->mine);
}

bool
attainment_behind(const void *with)
{
	const struct attainment *state = with;
	bool behind = false;

	for (size_t i = 0; i < state->request->n && !behind; i++) {
		struct progress progress;

		progress_make(state, i, &progress);
		behind = progress.known &&
		    progress.won * progress_days(progress.goal) <
		    (int128)progress.goal->target *
		    progress_gone(state->request, progress.goal);
		progress_free(&progress);
	}
	return behind;
}
