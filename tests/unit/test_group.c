/* Groups are found again by the ends of their values, stages by those of their names:
 * whatever the texts have in common, the same as without. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "deals.h"
#include "measure/group_memo.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TEXTS 60
#define DRAWN 65536	/* no more can be drawn from */

static uint32_t state_of_chance = 11;

static unsigned
draw(unsigned n)
{
	state_of_chance = state_of_chance * 1664525 + 1013904223;
	return (state_of_chance >> 16) % n;
}

/* Texts that are alike: of few letters, of all lengths around those that matter, many
 * of them with the same ends. */
static void
alike_texts(char texts[TEXTS][48])
{
	for (size_t i = 0; i < TEXTS; i++) {
		size_t n = draw(4) == 0 ? draw(5) : draw(40);

		memset(texts[i], 'a', n);
		texts[i][n] = '\0';
		if (n > 0 && draw(3) > 0)
			texts[i][draw((unsigned)n)] = (char)('a' + draw(3));
		if (n > 16 && draw(2) == 0)
			texts[i][8 + draw((unsigned)n - 16)] = 'z';
	}
}

/* The number of the deal's key among KEYS, made and looked for anew. */
static size_t
plain_number(const struct grouping *grouping, const struct view *view,
    struct intern *keys)
{
	struct buffer key = { 0 };
	size_t number;

	group_key(grouping, view, &key);
	number = intern_number(keys, (struct slice){ key.at, key.len }, NULL);
	buffer_free(&key);
	return number;
}

/* Deals of so many owners (0: those who are alike; odd: with long names), now and then
 * with a NUL. How many keys were made for them. */
static unsigned
number_all(const char *by, const struct stages *stages, unsigned owners)
{
	static const char *const codes[] = { "", "EUR", "USD", "EUX" };
	struct grouping grouping = { .house = "EUR" };
	struct demand demand = { 0 };
	struct intern keys = { 0 }, plain = { 0 };
	struct group_memo memo = { 0 };
	struct buffer spare = { 0 };
	struct trouble what;
	char texts[TEXTS][48];
	unsigned made = 0;

	assert_int_equal(grouping_ask(&grouping, by, 1, &demand, &what), 0);
	alike_texts(texts);
	for (unsigned i = 0; i < 20000 + 4 * owners; i++) {
		struct view view = { .currency = codes[draw(draw(9) == 0 ? 4 :
		    2)], .stage = draw(20) == 0 ?
		    &stages->pooled : &stages->at[draw((unsigned)stages->n)] };
		struct slice owner;
		size_t number, before = keys.n;
		char name[48];
		bool new;

		snprintf(name, sizeof name, owners % 2 == 0 ? "%u" :
		    "account manager %05u of the North",
		    owners < DRAWN ? draw(owners + 1) : i % owners);
		owner = slice_of(owners > 0 ? name : texts[draw(TEXTS)]);
		if (draw(50) == 0)
			owner = (struct slice){ "a\0b", 3 };
		view.owner = &owner;
		view.created = 20000 + (int)draw(90);
		view.next_step = slice_of(texts[draw(draw(2) == 0 ? 3 : TEXTS)]);
		view.lost_reason = slice_of(texts[draw(2)]);
		buffer_clear(&spare);
		number = group_number(&grouping, &view, &keys, &memo, &spare,
		    &new);
		made += spare.len > 0;
		assert_int_equal(new, keys.n > before);
		assert_int_equal(number, plain_number(&grouping, &view,
		    &plain));
		assert_int_equal(keys.n, plain.n);
	}
	assert_true(keys.n > 1);
	group_memo_free(&memo);
	buffer_free(&spare);
	intern_free(&keys);
	intern_free(&plain);
	demand_free(&demand);
	return made;
}

/* What is asked, of how many owners, and how many keys may be made at most, which few
 * groups need but few of; 0: any. */
static const struct question {
	const char *by;
	unsigned owners;
	unsigned most;
} questions[] = {
	{ NULL, 0, 0 }, { "owner", 0, 0 }, { "stage", 0, 0 },
	{ "stage,owner", 0, 0 }, { "owner,next_step", 0, 0 },
	{ "next_step,stage,owner,lost_reason", 0, 0 },
	/* as many values as there may be, and more than have numbers */
	{ "owner,next_step,lost_reason,stage,pipeline,stage,owner,next_step",
	    0, 0 },
	{ "owner,next_step,lost_reason,stage,pipeline,stage,owner,next_step",
	    500, 0 },
	{ "lost_reason,pipeline,pipeline,pipeline,owner,stage,next_step", 0, 0 },
	{ "pipeline,pipeline,pipeline,pipeline,owner", 20000, 0 },
	{ "pipeline,pipeline,owner", 100000, 0 },
	{ "stage,owner", 60000, 0 },
	/* what is not at hand */
	{ "owner,created_month", 0, 0 },
	/* few, whichever of their values tells them apart */
	{ "stage,owner", 20, 2000 }, { "stage,owner", 21, 2000 },
	{ "owner,stage,lost_reason,pipeline", 20, 3000 },
	{ "owner,stage,pipeline,pipeline,pipeline,pipeline,pipeline,pipeline",
	    20, 2000 },
	{ "pipeline,pipeline,pipeline,pipeline,pipeline,pipeline,stage,owner",
	    21, 2000 },
	{ "owner", 5000, 30000 },
};

static void
numbers(void **unused)
{
	struct stages stages;
	struct trouble what;

	(void)unused;
	/* two stages of a name are one group */
	assert_int_equal(stages_text(&stages, "pipeline,stage,kind\n"
	    "A,Lead,open\nA,Won,won\nB,Lead,open\nB,Gone,lost\n", &what), 0);
	for (size_t i = 0; i < COUNT(questions); i++) {
		unsigned made = number_all(questions[i].by, &stages,
		    questions[i].owners);

		if (questions[i].most > 0 && made > questions[i].most)
			fail_msg("%s: %u keys were made", questions[i].by, made);
	}
	stages_free(&stages);
}

static void
stages_by_name(void **unused)
{
	struct buffer file = { 0 };
	char texts[TEXTS][48];
	struct stages stages;
	struct trouble what;
	struct stage_cache *cache;

	(void)unused;
	state_of_chance = 11;
	buffer_string(&file, "stage,aliases\nLead,aaaa\n");
	alike_texts(texts);
	for (size_t i = 0; i < TEXTS; i += 7)
		buffer_format(&file, "x%s,\n", texts[i]);
	buffer_string(&file, "aaaaaaaazaaaaaaaaz,\naaaaaaaazaaaaaaaz,\n");
	if (stages_text(&stages, buffer_text(&file), &what) != 0)
		fail_msg("%s", what.text);
	cache = stage_cache_new(&stages, NULL);
	for (int i = 0; i < 20000; i++) {
		struct slice name = slice_of(texts[draw(TEXTS)]);
		char other[64];

		if (i % 2 == 0) {
			snprintf(other, sizeof other, "x%s",
			    texts[draw(TEXTS)]);
			name = slice_of(other);
		}
		assert_ptr_equal(stage_cached(cache, slice_of(""), name),
		    stages_find(&stages, slice_of(""), name));
	}
	stage_cache_free(cache);
	stages_free(&stages);
	buffer_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(stages_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
