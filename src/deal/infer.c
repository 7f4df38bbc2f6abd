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
	size_t pipe;		/* the same of its pipeline, once settled */
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

/* Does a stage that is not known stand behind this known one? Not behind one
 * that is later in the histories, or that is no open one. */
static bool
stands_behind(const struct inferred *stage, const struct inferred *known)
{
	return inferred_kind(known) == KIND_OPEN &&
	    (stage->median < 0 || known->median <= stage->median);
}

/* Put the known stages and the others, each in their order, into one. The others
 * come by their place, so one that stands behind a known one is followed by none
 * that does not. */
static void
merge(struct inferred **known, size_t n, struct inferred **others, size_t m,
    struct inferred **order)
{
	size_t i = 0;

	for (size_t j = 0; j < m; j++) {
		while (i < n && stands_behind(others[j], known[i]))
			*order++ = known[i++];
		*order++ = others[j];
	}
	while (i < n)
		*order++ = known[i++];
}

/* The probability of the stage at AT, one of those from LOW up to HIGH that are not
 * known. */
static int
probability_at(struct inferred *const *order, size_t n, size_t low,
    size_t high, size_t at)
{
	int64_t from = 0, to = 100;

	if (low > 0)
		from = order[low - 1]->known->probability;
	if (high < n && order[high]->known->kind != KIND_LOST)
		to = order[high]->known->probability;
	return (int)(from + (to - from) * (int64_t)(at - low + 1) /
	    (int64_t)(high - low + 1));
}

static void
settle_stage(const struct inferred *inferred, int probability,
    struct stages *stages)
{
	struct stage stage = { .max_days = MAX_DAYS_LEARNED, .next_days = -1 };

	stage.pipeline = inferred->pipeline;
	stage.name = inferred->name;
	stage.kind = inferred_kind(inferred);
	stage.probability = (int64_t)probability * (PERCENT_ONE / 100);
	if (inferred->known != NULL)
		stage.category = inferred->known->category;
	stages_add(stages, &stage);
}

static void
settle_pipeline(struct inferred **order, size_t n, struct stages *stages)
{
	size_t low = 0, high = 0;

	for (size_t i = 0; i < n; i++) {
		if (order[i]->known != NULL) {
			settle_stage(order[i], order[i]->known->probability,
			    stages);
			continue;
		}
		if (i >= high)
			for (low = high = i; high < n &&
			    order[high]->known == NULL; high++)
				;
		settle_stage(order[i], probability_at(order, n, low, high,
		    i), stages);
	}
}

/* One pipeline's N stages, in the order they were met, which ORDER has room for too
 * and SPARE. */
static void
order_pipeline(struct inferred **met, size_t n, struct inferred **order,
    struct inferred **spare)
{
	size_t known = 0, others = 0;

	for (size_t i = 0; i < n; i++) {
		met[i]->median = median_place(met[i]);
		if (met[i]->known != NULL)
			spare[known++] = met[i];
	}
	for (size_t i = 0; i < n; i++)
		if (met[i]->known == NULL)
			spare[known + others++] = met[i];
	qsort(spare, known, sizeof(struct inferred *), by_rank);
	qsort(spare + known, others, sizeof(struct inferred *), by_place);
	merge(spare, known, spare + known, others, order);
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

/* Pipelines in the order they were met, and each one's stages so. */
static int
by_pipeline(const void *a, const void *b)
{
	const struct inferred *const *x = a, *const *y = b;

	return (*x)->pipe != (*y)->pipe ?
	    ((*x)->pipe > (*y)->pipe) - ((*x)->pipe < (*y)->pipe) :
	    ((*x)->first > (*y)->first) - ((*x)->first < (*y)->first);
}

/* All of them by pipeline, which are numbered for it. */
static void
sort_all(struct inference *inference, struct inferred **met)
{
	struct intern pipelines = { 0 };

	for (size_t i = 0; i < inference->names.n; i++) {
		struct inferred *stage = &inference->at[i];

		/* a deal that names no pipeline is in the first */
		if (stage->pipeline.len == 0)
			stage->pipeline = inference->at[0].pipeline;
		stage->pipe = intern_number(&pipelines, stage->pipeline, NULL);
		met[i] = stage;
	}
	qsort(met, inference->names.n, sizeof(struct inferred *), by_pipeline);
	intern_free(&pipelines);
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
	size_t n = inference->names.n, from = 0;
	struct inferred **met = memory_zero(3 * n + 1, sizeof *met);
	struct inferred **order = met + n, **spare = order + n;

	sort_all(inference, met);
	while (from < n) {
		size_t to = from + 1;

		while (to < n && met[to]->pipe == met[from]->pipe)
			to++;
		order_pipeline(met + from, to - from, order, spare);
		settle_pipeline(order, to - from, stages);
		from = to;
	}
	free(met);
	inference_free(inference);
}
