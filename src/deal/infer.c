#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "base/words.h"
#include "deal/known.h"
#include "deal/stage.h"

#define PLACES 64	/* of a history that are told apart */

/* What was seen of one stage of one pipeline. */
struct inferred {
	struct slice pipeline;
	struct slice name;
	const struct known_stage *known;	/* NULL: not known by name */
	/* how often it was the first, second... of a history; PLACES is that and
	 * all behind it. Counted from the beginning: most deals of a file are
	 * open, and where their histories end says nothing of the stage. */
	unsigned long places[PLACES + 1];
	unsigned long seen;	/* sum of the same */
	int median;		/* place; -1: in no history */
	size_t first;		/* order of appearance */
};

static struct inferred *
inferred(struct inference *inference, struct slice pipeline,
    struct slice name)
{
	struct buffer key = { 0 };
	struct inferred *stage;
	size_t number;
	bool new;

	buffer_add(&key, pipeline.at, pipeline.len);
	buffer_byte(&key, '\0');
	buffer_add(&key, name.at, name.len);
	number = intern_number(&inference->names,
	    (struct slice){ key.at, key.len }, &new);
	buffer_free(&key);
	memory_room(&inference->at, &inference->room, number + 1,
	    sizeof *inference->at);
	stage = &inference->at[number];
	if (new) {
		struct slice text = intern_text(&inference->names, number);

		memset(stage, 0, sizeof *stage);
		stage->pipeline = (struct slice){ text.at, pipeline.len };
		stage->name = (struct slice){ text.at + pipeline.len + 1,
		    name.len };
		stage->known = known_stage(stage->name);
		stage->first = number;
	}
	return stage;
}

void
inference_stage(struct inference *inference, struct slice pipeline,
    struct slice name)
{
	if (name.len > 0)
		inferred(inference, pipeline, name);
}

void
inference_history(struct inference *inference, struct slice pipeline,
    const struct slice *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct inferred *stage;

		if (names[i].len == 0)
			continue;
		stage = inferred(inference, pipeline, names[i]);
		stage->places[i < PLACES ? i : PLACES]++;
		stage->seen++;
	}
}

static int
median_place(const struct inferred *stage)
{
	unsigned long below = 0;

	for (int i = 0; i <= PLACES; i++) {
		below += stage->places[i];
		if (below > 0 && below * 2 >= stage->seen)
			return i;
	}
	return -1;
}

static enum kind
inferred_kind(const struct inferred *stage)
{
	return stage->known == NULL ? KIND_OPEN : stage->known->kind;
}

/* Known stages in their known order. */
static int
by_rank(const void *a, const void *b)
{
	const struct inferred *const *x = a, *const *y = b;
	int order = (*x)->known->rank - (*y)->known->rank;

	return order != 0 ? order :
	    ((*x)->first > (*y)->first) - ((*x)->first < (*y)->first);
}

/* Others by their place in the histories, those in none last. */
static int
by_place(const void *a, const void *b)
{
	const struct inferred *const *x = a, *const *y = b;
	int px = (*x)->median < 0 ? PLACES + 1 : (*x)->median;
	int py = (*y)->median < 0 ? PLACES + 1 : (*y)->median;

	return px != py ? px - py :
	    ((*x)->first > (*y)->first) - ((*x)->first < (*y)->first);
}

/* Where among the N stages of ORDER one that is not known belongs: before the
 * first known one that stands later in the histories, or that is no open one. */
static size_t
place_for(struct inferred *const *order, size_t n,
    const struct inferred *stage)
{
	size_t at;

	for (at = 0; at < n; at++) {
		if (inferred_kind(order[at]) != KIND_OPEN)
			break;
		if (stage->median >= 0 && order[at]->median > stage->median)
			break;
	}
	return at;
}

/* A probability for the stage at AT of ORDER. */
static int
probability_at(struct inferred *const *order, size_t n, size_t at)
{
	size_t low = at, high = at;
	int from = 0, to = 100;

	if (order[at]->known != NULL)
		return order[at]->known->probability;
	while (low > 0 && order[low - 1]->known == NULL)
		low--;
	while (high < n && order[high]->known == NULL)
		high++;
	if (low > 0)
		from = order[low - 1]->known->probability;
	if (high < n && order[high]->known->kind != KIND_LOST)
		to = order[high]->known->probability;
	return from + (to - from) * (int)(at - low + 1) /
	    (int)(high - low + 1);
}

static void
settle_pipeline(struct inferred **order, size_t n, struct stages *stages)
{
	for (size_t i = 0; i < n; i++) {
		struct stage stage = { .max_days = MAX_DAYS_LEARNED,
		    .next_days = -1 };

		stage.pipeline = order[i]->pipeline;
		stage.name = order[i]->name;
		stage.kind = inferred_kind(order[i]);
		stage.probability = (int64_t)probability_at(order, n, i) *
		    (PERCENT_ONE / 100);
		if (order[i]->known != NULL)
			stage.category = order[i]->known->category;
		stages_add(stages, &stage);
	}
}

/* The stages of PIPELINE in order, into ORDER; how many. */
static size_t
order_pipeline(struct inference *inference, struct slice pipeline,
    struct inferred **order)
{
	struct inferred **others = memory_zero(inference->names.n + 1,
	    sizeof *others);
	size_t n = 0, m = 0;

	for (size_t i = 0; i < inference->names.n; i++) {
		struct inferred *stage = &inference->at[i];

		if (!slice_equal(stage->pipeline, pipeline))
			continue;
		stage->median = median_place(stage);
		if (stage->known != NULL)
			order[n++] = stage;
		else
			others[m++] = stage;
	}
	qsort(order, n, sizeof(struct inferred *), by_rank);
	qsort(others, m, sizeof *others, by_place);
	for (size_t i = 0; i < m; i++) {
		size_t at = place_for(order, n, others[i]);

		memmove(&order[at + 1], &order[at], (n - at) * sizeof *order);
		order[at] = others[i];
		n++;
	}
	free(others);
	return n;
}

void
inference_put(const struct inference *inference, struct buffer *out)
{
	words_put_number(out, inference->unnamed);
	words_put_number(out, inference->unplaced);
	words_put_number(out, inference->apart);
	words_put_number(out, (int128)inference->names.n);
	for (size_t i = 0; i < inference->names.n; i++) {
		const struct inferred *stage = &inference->at[i];
		int n = 0;

		words_put_text(out, intern_text(&inference->names, i));
		for (int k = 0; k <= PLACES; k++)
			n += stage->places[k] > 0;
		words_put_number(out, n);
		for (int k = 0; k <= PLACES; k++)
			if (stage->places[k] > 0)
				words_put_times(out, k, stage->places[k]);
	}
}

/* A name, as "pipeline NUL name", and how often it stood where. */
static int
get_name(struct inference *inference, struct words *words,
    struct trouble *what)
{
	struct inferred *stage;
	struct slice text, pipeline;
	int128 n, place;
	uint64_t times;

	if (words_text(words, &text, what) != 0)
		return -1;
	if (!slice_next(&text, '\0', &pipeline) || text.len == 0)
		return words_wrong(words, "names no stage", what);
	stage = inferred(inference, pipeline, text);
	if (words_number(words, 0, PLACES + 1, &n, what) != 0)
		return -1;
	while (n-- > 0) {
		if (words_times(words, 0, PLACES, &place, &times, what) != 0)
			return -1;
		stage->places[place] += times;
		stage->seen += times;
	}
	return 0;
}

int
inference_get(struct inference *inference, struct words *words,
    struct trouble *what)
{
	int128 unnamed, unplaced, apart;
	uint64_t n;

	if (words_number(words, 0, 1, &unnamed, what) != 0 ||
	    words_number(words, 0, 1, &unplaced, what) != 0 ||
	    words_number(words, 0, 1, &apart, what) != 0 ||
	    words_count(words, &n, what) != 0)
		return -1;
	inference->unnamed = inference->unnamed || unnamed == 1;
	inference->unplaced = inference->unplaced || unplaced == 1;
	inference->apart = inference->apart || apart == 1;
	while (n-- > 0)
		if (get_name(inference, words, what) != 0)
			return -1;
	return 0;
}

bool
inference_stands(const struct inference *inference, bool histories)
{
	for (size_t i = 0; histories && i < inference->names.n; i++)
		if (inference->at[i].known == NULL)
			return false;
	return true;
}

void
inference_free(struct inference *inference)
{
	free(inference->at);
	intern_free(&inference->names);
	*inference = (struct inference){ 0 };
}

void
inference_settle(struct inference *inference, struct stages *stages)
{
	struct inferred **order = memory_zero(inference->names.n + 1,
	    sizeof *order);

	/* a deal that names no pipeline is in the first */
	for (size_t i = 1; i < inference->names.n; i++)
		if (inference->at[i].pipeline.len == 0)
			inference->at[i].pipeline = inference->at[0].pipeline;
	for (size_t i = 0; i < inference->names.n; i++) {
		struct slice pipeline = inference->at[i].pipeline;
		bool done = false;

		for (size_t j = 0; j < i && !done; j++)
			done = slice_equal(inference->at[j].pipeline,
			    pipeline);
		if (!done)
			settle_pipeline(order, order_pipeline(inference,
			    pipeline, order), stages);
	}
	free(order);
	inference_free(inference);
}
