#include <stdlib.h>

#include "measure/attainment_state.h"

/* What the figures of a span are made from: the adders of these metrics. */
static const char *const summed[ATTAINMENT_ADDERS] = {
	"deals", "won_amount", "lost", "conversion", "activities"
};

static void *
attainment_begin(const void *with)
{
	const struct attainment_request *request = with;
	struct attainment *state = memory_zero(1, sizeof *state);
	int last = request->as_of;
	bool ahead = request->deals;

	state->request = request;
	for (size_t i = 0; i < ATTAINMENT_ADDERS; i++)
		state->adders[i] = metric_named(slice_of(summed[i]))->add[0];
	for (size_t i = 0; i < request->n; i++) {
		const struct goal *goal = request->chosen[i];

		ahead = ahead || (goal->measure <= GOAL_DEALS &&
		    goal->period.to > request->as_of);
		if (goal->period.to > last)
			last = goal->period.to;
	}
	if (ahead)
		state->reach = reach_begin(&request->grouping,
		    request->filter, request->as_of, last);
	return state;
}

/* The group of a key; NEW: nothing is known of it yet. */
static size_t
group_numbered(struct attainment *state, struct slice key, bool *new)
{
	const struct attainment_request *request = state->request;
	struct attainment_group *group;
	size_t number = intern_number(&state->keys, key, new);

	memory_room(&state->groups, &state->room, number + 1,
	    sizeof *state->groups);
	group = &state->groups[number];
	if (*new) {
		group->spans = memory_zero(request->n_spans,
		    sizeof *group->spans);
		group->counts = memory_zero(request->n,
		    sizeof *group->counts);
	}
	return number;
}

/* The group of a deal as it stood. What goals look at is in its key, so that they
 * hold of all its deals or of none. */
static size_t
group_of(struct attainment *state, const struct view *view)
{
	const struct attainment_request *request = state->request;
	size_t number;
	bool new;

	group_key(&request->grouping, view, &state->key);
	number = group_numbered(state, (struct slice){ state->key.at,
	    state->key.len }, &new);
	for (size_t i = 0; new && i < request->n; i++)
		state->groups[number].counts[i] =
		    filter_holds(&request->conditions[i], view);
	return number;
}

static void
add_to_span(const struct attainment *state, struct attained *attained,
    const struct attainment_span *span, const struct view *view,
    const struct view *outcome)
{
	struct occasion occasion = { .period = span->period,
	    .always = span->always, .day = span->day, .view = view,
	    .outcome = outcome };

	for (size_t i = 0; i < ATTAINMENT_ADDERS; i++)
		state->adders[i](&attained->tally, &occasion);
	if (view->kind == KIND_OPEN && view->close_date != DATE_NONE &&
	    view->close_date >= span->period.from &&
	    view->close_date <= span->period.to) {
		attained->due++;
		attained->due_amount += view->amount;
	}
}

static struct slice
keep(struct attainment *state, struct slice text)
{
	return (struct slice){ arena_copy(&state->arena, text.at, text.len),
	    text.len };
}

static void
add_prospect(struct attainment *state, const struct view *view, size_t group,
    bool seen)
{
	const struct deal *deal = view->deal;
	size_t n = state->n_prospects;

	memory_room(&state->prospects, &state->room_prospects, n + 1,
	    sizeof *state->prospects);
	state->prospects[n] = (struct prospect){ .group = group,
	    .close_date = view->close_date, .has_amount = view->has_amount,
	    .amount = view->amount, .probability = view_probability(view),
	    .seen = seen };
	if (state->request->deals) {
		memory_room(&state->chased, &state->room_chased, n + 1,
		    sizeof *state->chased);
		state->chased[n] = (struct chased){
		    keep(state, deal->text[FIELD_ID]),
		    keep(state, deal->text[FIELD_NAME]),
		    keep(state, *view->owner),
		    keep(state, view->stage->name) };
	}
	state->n_prospects++;
}

/* Look at the deal from each day that a span is looked at from. */
static void
attainment_add(void *with, const struct deal *deal)
{
	struct attainment *state = with;
	const struct attainment_request *request = state->request;
	bool seen = state->reach != NULL && reach_add(state->reach, deal);
	struct view outcome, view;
	size_t group = INTERN_NONE;

	deal_view(deal, request->grouping.stages, request->as_of, &outcome);
	for (size_t i = 0; i < request->n_spans; i++) {
		const struct attainment_span *span = &request->spans[i];

		if (i == 0 || span->day != request->spans[i - 1].day) {
			deal_view(deal, request->grouping.stages, span->day,
			    &view);
			group = view.there && filter_holds(request->filter,
			    &view) ? group_of(state, &view) : INTERN_NONE;
		}
		if (i == 0 && group != INTERN_NONE && state->reach != NULL &&
		    view.kind == KIND_OPEN &&
		    (seen || view.close_date != DATE_NONE))
			add_prospect(state, &view, group, seen);
		if (group != INTERN_NONE)
			add_to_span(state, &state->groups[group].spans[i],
			    span, &view, &outcome);
	}
}

static void
attainment_free(void *with)
{
	struct attainment *state = with;

	for (size_t i = 0; i < state->keys.n; i++) {
		for (size_t s = 0; s < state->request->n_spans; s++)
			tally_free(&state->groups[i].spans[s].tally);
		free(state->groups[i].spans);
		free(state->groups[i].counts);
	}
	if (state->reach != NULL)
		reach_free(state->reach);
	free(state->groups);
	free(state->prospects);
	free(state->chased);
	intern_free(&state->keys);
	buffer_free(&state->key);
	arena_free(&state->arena);
	free(state);
}

/* The open deals of FROM, whose groups have new NUMBERS. */
static void
merge_prospects(struct attainment *into, const struct attainment *from,
    const size_t *numbers)
{
	for (size_t i = 0; i < from->n_prospects; i++) {
		size_t n = into->n_prospects++;

		memory_room(&into->prospects, &into->room_prospects, n + 1,
		    sizeof *into->prospects);
		into->prospects[n] = from->prospects[i];
		into->prospects[n].group = numbers[from->prospects[i].group];
		if (from->chased == NULL)
			continue;
		memory_room(&into->chased, &into->room_chased, n + 1,
		    sizeof *into->chased);
		into->chased[n] = (struct chased){
		    keep(into, from->chased[i].id),
		    keep(into, from->chased[i].name),
		    keep(into, from->chased[i].owner),
		    keep(into, from->chased[i].stage) };
	}
}

static void
attainment_merge(void *into_state, void *from_state)
{
	struct attainment *into = into_state, *from = from_state;
	const struct attainment_request *request = into->request;
	size_t *numbers = memory_zero(from->keys.n + 1, sizeof *numbers);

	for (size_t i = 0; i < from->keys.n; i++) {
		struct attainment_group *to, *group = &from->groups[i];
		bool new;

		numbers[i] = group_numbered(into, intern_text(&from->keys, i),
		    &new);
		to = &into->groups[numbers[i]];
		for (size_t g = 0; new && g < request->n; g++)
			to->counts[g] = group->counts[g];
		for (size_t s = 0; s < request->n_spans; s++) {
			to->spans[s].due += group->spans[s].due;
			to->spans[s].due_amount += group->spans[s].due_amount;
			tally_merge(&to->spans[s].tally,
			    &group->spans[s].tally);
		}
	}
	merge_prospects(into, from, numbers);
	if (into->reach != NULL) {
		reach_merge(into->reach, from->reach);
		from->reach = NULL;
	}
	free(numbers);
	attainment_free(from);
}

const struct fold attainment_fold = {
	attainment_begin, attainment_add, attainment_merge, attainment_free
};
