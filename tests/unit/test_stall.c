#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/stall.h"
#include "show/show.h"

#define WON 25			/* won deals of the file below */

static const struct reading plainly;
static const struct filter no_filter;

/* Numbers FIRST, FIRST + STEP, ... N of them. */
static struct numbers
numbers(int64_t first, int64_t step, size_t n)
{
	struct numbers numbers = { 0 };

	for (size_t i = 0; i < n; i++) {
		memory_room(&numbers.at, &numbers.room, i + 1,
		    sizeof *numbers.at);
		numbers.at[numbers.n++] = first + (int64_t)i * step;
	}
	return numbers;
}

static void
nearest_rank(void **state)
{
	static const struct {
		size_t n;
		unsigned percent;
		int64_t expected;
	} cases[] = {	/* of n, n - 1, ... 1: the number is its rank */
		{ 1, 90, 1 },
		{ 9, 90, 9 },	/* 8.1 is the ninth */
		{ 10, 90, 9 },
		{ 11, 90, 10 },
		{ 19, 90, 18 },
		{ 20, 90, 18 },
		{ 21, 90, 19 },
		{ 100, 90, 90 },
		{ 5, 50, 3 },
		{ 4, 50, 2 },
		{ 7, 100, 7 },
		{ 7, 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct numbers of = numbers((int64_t)cases[i].n, -1,
		    cases[i].n);

		assert_int_equal(stall_percentile(&of, cases[i].percent),
		    cases[i].expected);
		free(of.at);
	}
}

static void
reads_rules(void **state)
{
	struct trouble what;
	unsigned rules;

	(void)state;
	assert_int_equal(stall_rules_read(NULL, &rules, &what), 0);
	assert_int_equal(rules, 1u << STALL_OLD | 1u << STALL_OVERDUE |
	    1u << STALL_LATE_NEXT | 1u << STALL_SILENT);
	assert_int_equal(stall_rules_read("gaps, old", &rules, &what), 0);
	assert_int_equal(rules, 1u << STALL_OLD | 1u << STALL_GAPS);
	assert_int_equal(stall_rules_read("all", &rules, &what), 0);
	assert_int_equal(rules, (1u << STALL_RULES) - 1);
	assert_int_equal(stall_rules_read("silnet", &rules, &what), -1);
	assert_string_equal(what.text, "--rules: 'silnet' is no rule; there "
	    "are silent, old, overdue, pushed, no-next, late-next, rushed, "
	    "gaps");
	assert_int_equal(stall_rules_read("", &rules, &what), -1);
}

/*
 * A file of WON won deals, the i-th of which spent i days in A and 2 i in B, and
 * some open ones in two currencies.
 */
static void
make_file(struct buffer *out)
{
	char iso[4][11];
	int day = date_of(2025, 1, 1);

	buffer_string(out, "id,stage,amount,currency,created,close_date,"
	    "history\n");
	for (int i = 1; i <= WON; i++) {
		date_iso(day, iso[0]);
		date_iso(day + i, iso[1]);
		date_iso(day + 3 * i, iso[2]);
		buffer_format(out, "W%d,Won,%d,,%s,%s,A@%s > B@%s > Won@%s\n",
		    i, i, iso[0], iso[2], iso[0], iso[1], iso[2]);
		if (i > 12)
			continue;
		date_iso(day + 200 - 4 * i, iso[3]);
		buffer_format(out, "O%d,%s,%d,%s,%s,2025-07-%02d,%s@%s\n", i,
		    i % 2 == 0 ? "A" : "B", 1000 * (i % 5),
		    i % 3 == 0 ? "USD" : "EUR", iso[3], i + 10,
		    i % 2 == 0 ? "A" : "B", iso[3]);
	}
}

struct scene {
	struct buffer file;
	struct sheet sheet;
	struct stream stream;	/* of that one sheet */
	struct stall_request request;
	struct demand demand;
};

static void
open_scene(struct scene *scene, bool values)
{
	struct inference inference = { 0 };
	struct source source;
	struct trouble what;

	memset(scene, 0, sizeof *scene);
	make_file(&scene->file);
	source_memory(&source, "deals.csv", scene->file.at, scene->file.len);
	assert_int_equal(sheet_take(&scene->sheet, &source, &plainly, &what),
	    0);
	scene->stream.sheets = &scene->sheet;
	scene->stream.n = 1;
	scene->stream.stages.pooled = (struct stage){ .number = STAGE_POOLED,
	    .max_days = MAX_DAYS_LEARNED, .next_days = -1 };
	assert_int_equal(sheet_infer(&scene->sheet, &inference, &what), 0);
	inference_settle(&inference, &scene->stream.stages);
	scene->request = (struct stall_request){
	    .filter = &no_filter, .limit = STALL_NO_DAYS, .pushes = 3,
	    .silent_days = 30, .as_of = date_of(2025, 7, 20), .house = "EUR",
	    .values = values, .fiscal = 1,
	    .rules = (1u << STALL_RULES) - 1,
	};
	assert_int_equal(stall_ask(&scene->request, &scene->stream,
	    &scene->demand, &what), 0);
}

static void
close_scene(struct scene *scene)
{
	stall_request_free(&scene->request);
	sheet_close(&scene->sheet);
	stages_free(&scene->stream.stages);
	notices_free(&scene->stream.notices);
	demand_free(&scene->demand);
	buffer_free(&scene->file);
}

/* Fold the deals in two parts, cut at CUT, and merge them. */
static void *
fold_cut(struct scene *scene, const struct fold *fold, size_t cut)
{
	void *parts[] = { fold->begin(&scene->request),
	    fold->begin(&scene->request) };
	struct trouble what;
	struct deal *deal;

	assert_int_equal(sheet_begin(&scene->sheet, &scene->demand,
	    &scene->stream.stages, &what), 0);
	for (size_t i = 0; sheet_next(&scene->sheet, &deal, &what) == 1; i++)
		fold->add(parts[i >= cut], deal);
	fold->merge(parts[0], parts[1]);
	return parts[0];
}

static void
learn(struct scene *scene, size_t cut)
{
	stall_limits_free(scene->request.limits);
	scene->request.limits = stall_learned(fold_cut(scene,
	    &stall_learn_fold, cut));
}

static void
learns(void **state)
{
	struct scene scene;

	(void)state;
	open_scene(&scene, false);
	for (size_t cut = 0; cut <= WON + 12; cut++) {
		const struct stall_limits *limits;
		const struct stages *stages = &scene.stream.stages;
		size_t a, b;

		learn(&scene, cut);
		limits = scene.request.limits;
		a = stages_find(stages, slice_of(""), slice_of("A"))->number;
		b = stages_find(stages, slice_of(""), slice_of("B"))->number;
		/* the 23rd of 25; and what 23 of 25 needed at least */
		assert_true(limits->staged);
		assert_int_equal(limits->old[a], 23);
		assert_int_equal(limits->old[b], 46);
		assert_int_equal(limits->cycle, 69);
		assert_int_equal(limits->rushed[a], 9);
		assert_int_equal(limits->rushed[b], 6);
	}
	close_scene(&scene);
}

/* What a state comes to. */
static void
print(struct scene *scene, void *stall, struct buffer *out)
{
	struct result *result;
	const struct page page = { .format = FORMAT_CSV };
	const struct picks *picks;
	struct trouble what;
	char line[4096];
	FILE *file = tmpfile();

	assert_non_null(file);
	assert_int_equal(stall_settle(stall, &scene->stream.notices, &what), 0);
	result = stall_result(stall);
	if (result == NULL) {
		picks = stall_picks(stall);
		assert_int_equal(picks_write(picks, &scene->request.layout, stall_added,
		    STALL_ADDED, (size_t)-1, false, file, NULL), 0);
	}
	if (result != NULL)
		show_result(file, result, &page);
	result_free(result);
	rewind(file);
	while (fgets(line, sizeof line, file) != NULL)
		buffer_string(out, line);
	fclose(file);
}

static void
cut_anywhere(bool values)
{
	struct buffer whole = { 0 }, got = { 0 };
	struct scene scene;
	void *stall;

	open_scene(&scene, values);
	learn(&scene, 0);
	for (size_t cut = 0; cut <= WON + 12; cut++) {
		buffer_clear(&got);
		stall = fold_cut(&scene, &stall_fold, cut);
		assert_true(stall_count(stall) > 5);
		print(&scene, stall, &got);
		stall_fold.free(stall);
		if (cut == 0)
			buffer_add(&whole, got.at, got.len);
		assert_string_equal(buffer_text(&got), buffer_text(&whole));
	}
	assert_non_null(strstr(buffer_text(&whole), "days_stalled"));
	buffer_free(&whole);
	buffer_free(&got);
	close_scene(&scene);
}

static void
merges_bytes(void **state)
{
	(void)state;
	cut_anywhere(false);
}

static void
merges_values(void **state)
{
	(void)state;
	cut_anywhere(true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nearest_rank),
		cmocka_unit_test(reads_rules),
		cmocka_unit_test(learns),
		cmocka_unit_test(merges_bytes),
		cmocka_unit_test(merges_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
