#include "base/words.h"
#include "deal/stage.h"

#define PPM_MOST MONEY_MAX	/* of a probability: above 100 % is not refused here */

/* The texts of a stage that a figure may rest on. The playbook is none. */
static struct slice *
text_of(struct stage *stage, size_t i)
{
	struct slice *texts[] = { &stage->pipeline, &stage->name,
	    &stage->required, &stage->aliases };

	return texts[i];
}

#define TEXTS 4

void
stages_put(const struct stages *stages, struct buffer *out)
{
	words_put(out, stages->written ? "written" : "inferred");
	words_put_number(out, (int128)stages->n);
	for (size_t i = 0; i < stages->n; i++) {
		struct stage stage = stages->at[i];

		for (size_t t = 0; t < TEXTS; t++)
			words_put_text(out, *text_of(&stage, t));
		words_put_number(out, stage.kind);
		words_put_number(out, stage.probability);
		words_put_number(out, stage.max_days);
		words_put_number(out, stage.category);
	}
}

static int
get_numbers(struct words *words, struct stage *stage, struct trouble *what)
{
	int128 kind, probability, max_days, category;

	if (words_number(words, KIND_OPEN, KIND_LOST, &kind, what) != 0 ||
	    words_number(words, -PPM_MOST, PPM_MOST, &probability, what) != 0 ||
	    words_number(words, MAX_DAYS_NEVER, 99999, &max_days, what) != 0 ||
	    words_number(words, CATEGORY_NONE, CATEGORY_COMMIT, &category,
	    what) != 0)
		return -1;
	stage->kind = (enum kind)kind;
	stage->probability = (int64_t)probability;
	stage->max_days = (int)max_days;
	stage->category = (enum category)category;
	return 0;
}

static int
get_stage(struct stages *stages, struct words *words, struct trouble *what)
{
	struct stage stage = { .next_days = -1 };
	struct arena texts = { 0 };
	int got = 0;

	for (size_t t = 0; t < TEXTS && got == 0; t++) {
		struct slice text;

		got = words_text(words, &text, what);
		if (got == 0)
			*text_of(&stage, t) = (struct slice){ arena_copy(&texts,
			    text.at, text.len), text.len };
	}
	if (got == 0)
		got = get_numbers(words, &stage, what);
	if (got == 0 && (stage.name.len == 0 ||
	    stages_add(stages, &stage) == NULL))
		got = words_wrong(words, "ends a stage that is there already",
		    what);
	arena_free(&texts);
	return got;
}

int
stages_get(struct stages *stages, struct words *words, struct trouble *what)
{
	uint64_t n;

	stages_begin(stages);
	if (words_get(words, what) != 0)
		return -1;
	stages->written = slice_is(words->word, "written");
	if (!stages->written && !slice_is(words->word, "inferred"))
		return words_wrong(words, "is not written or inferred", what);
	if (words_count(words, &n, what) != 0)
		return -1;
	while (n-- > 0)
		if (get_stage(stages, words, what) != 0)
			return -1;
	return stages->n > 0 ? 0 : words_wrong(words, "there are no stages",
	    what);
}
