/* pl-goal: attainment of goals; the same for a file cut anywhere. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "deals.h"
#include "measure/attainment.h"
#include "show/show.h"

#define DEALS 240		/* of the file below */

static const struct filter no_filter;

static const char some_goals[] =
    "period,measure,target,call,owner\n"
    "2026,amount,40000,,\n"
    "2026-Q3,amount,9000,8000,ana\n"
    "2026-Q3,deals,9,,\n"
    "2026-Q3,leads,40,,boris\n"
    "2026-07-01..2027-06-30,deals,30,,ana\n"
    "2025,amount,1,,\n";

/* Two and a half years: a deal begun every four days, most of them decided after
 * some months, two won to one lost; amounts in two currencies. */
static void
make_file(struct buffer *out)
{
	int first = date_of(2024, 1, 1), last = date_of(2026, 8, 15);
	char iso[3][11];

	buffer_string(out, "id,stage,amount,currency,owner,created,"
	    "close_date,closed,history\n");
	for (int i = 0; i < DEALS; i++) {
		int day = first + 4 * i, end = day + 30 + i * 37 % 120;
		const char *stage = end > last ? "Demo" : i % 3 == 0 ? "Lost" :
		    "Won";

		date_iso(day, iso[0]);
		date_iso(day + 10, iso[1]);
		date_iso(end, iso[2]);
		buffer_format(out, "D%d,%s,%s%d,%s,%s,%s,%s,%s,"
		    "Lead@%s > Demo@%s", i, stage, i % 11 == 0 ? "" : "1",
		    i * 53 % 900, i % 29 == 0 ? "USD" : "EUR",
		    i % 2 == 0 ? "ana" : "boris", iso[0], iso[2],
		    end > last ? "" : iso[2], iso[0], iso[1]);
		if (end <= last)
			buffer_format(out, " > %s@%s", stage, iso[2]);
		buffer_byte(out, '\n');
	}
}

struct scene {
	struct buffer file;
	struct deals deals;
	struct goals goals;
	struct attainment_request request;
};

static void
open_goals(struct scene *scene, const char *text)
{
	struct goals_request request = { .today = date_of(2026, 8, 15),
	    .fiscal = 1 };
	struct source source;
	struct trouble what = { "" };

	source_memory(&source, "goals.csv", text, strlen(text));
	if (goals_read(&scene->goals, &source, &request, &what) != 0)
		fail_msg("%s", what.text);
	source_close(&source);
}

static void
open_scene(struct scene *scene, const char *goals, bool deals)
{
	struct trouble what = { "" };

	*scene = (struct scene){ .request = { .filter = &no_filter,
	    .as_of = date_of(2026, 8, 15), .fiscal = 1, .deals = deals,
	    .period = { date_of(2026, 8, 15), date_of(2026, 8, 15) } } };
	make_file(&scene->file);
	deals_open(&scene->deals, USUAL_STAGES, buffer_text(&scene->file),
	    NULL);
	open_goals(scene, goals);
	scene->request.goals = &scene->goals;
	scene->request.grouping.stages = &scene->deals.stages;
	scene->request.grouping.house = "EUR";
	if (attainment_ask(&scene->request, &scene->deals.demand, &what) != 0)
		fail_msg("%s", what.text);
	/* no file of activities beside what is in memory */
	scene->deals.demand.fields &= ~ASK_ACTIVITIES;
}

static void
close_scene(struct scene *scene)
{
	attainment_request_free(&scene->request);
	goals_free(&scene->goals);
	deals_close(&scene->deals);
	buffer_free(&scene->file);
}

/* Fold the deals in three parts, cut at A and B, and merge them. */
static void *
fold_cut(struct scene *scene, size_t a, size_t b)
{
	const struct fold *fold = &attainment_fold;
	void *parts[] = { fold->begin(&scene->request),
	    fold->begin(&scene->request), fold->begin(&scene->request) };

	deals_begin(&scene->deals);
	for (size_t i = 0; i < DEALS; i++)
		fold->add(parts[(i >= a) + (i >= b)],
		    deals_next(&scene->deals));
	fold->merge(parts[1], parts[2]);
	fold->merge(parts[0], parts[1]);
	return parts[0];
}

static void
print(struct result *result, struct buffer *out)
{
	const struct page page = { .format = FORMAT_CSV };
	char line[4096];
	FILE *file = tmpfile();

	assert_non_null(file);
	show_result(file, result, &page);
	for (size_t i = 0; i < result->n_notes; i++)
		fprintf(file, "%s\n", result->notes[i]);
	result_free(result);
	rewind(file);
	while (fgets(line, sizeof line, file) != NULL)
		buffer_string(out, line);
	fclose(file);
}

static void
cut_anywhere(bool deals, struct buffer *whole)
{
	struct buffer got = { 0 };
	struct scene scene;

	open_scene(&scene, some_goals, deals);
	for (size_t cut = 0; cut <= DEALS; cut += 20) {
		void *goal = fold_cut(&scene, cut, cut + cut / 2);

		buffer_clear(&got);
		assert_true(attainment_behind(goal));
		print(deals ? attainment_deals(goal) :
		    attainment_finish(goal), &got);
		attainment_fold.free(goal);
		if (cut == 0)
			buffer_add(whole, got.at, got.len);
		assert_string_equal(buffer_text(&got), buffer_text(whole));
	}
	buffer_free(&got);
	close_scene(&scene);
}

static void
merges_goals(void **state)
{
	struct buffer whole = { 0 };

	(void)state;
	cut_anywhere(false, &whole);
	assert_holds(buffer_text(&whole), "\n2026-Q3,amount,ana,,9000.00,");
	assert_holds(buffer_text(&whole), "\n2026-Q3,leads,boris,,40,,6,");
	assert_holds(buffer_text(&whole), "9 deals are not in EUR");
	/* learned, not stated */
	assert_null(strstr(buffer_text(&whole), "too short"));
	assert_null(strstr(buffer_text(&whole), "2025"));
	buffer_free(&whole);
}

static void
merges_deals(void **state)
{
	struct buffer whole = { 0 };

	(void)state;
	cut_anywhere(true, &whole);
	assert_holds(buffer_text(&whole), "id,currency,name,owner,stage,");
	assert_holds(buffer_text(&whole), ",Demo,");
	buffer_free(&whole);
}

/* The chance of the row NUMBER. */
static double
chance_of(const char *goals, size_t number)
{
	struct scene scene;
	struct result *result;
	double chance;
	void *goal;

	open_scene(&scene, goals, false);
	goal = fold_cut(&scene, DEALS, DEALS);
	result = attainment_finish(goal);
	chance = show_size(result, number, result_find(result, "chance"));
	result_free(result);
	attainment_fold.free(goal);
	close_scene(&scene);
	return chance;
}

/* More is never likelier; two halves of the deals bring no more than all. */
static void
chances_are_in_order(void **state)
{
	double last = 1;

	(void)state;
	for (int target = 1000; target <= 256000; target *= 2) {
		char text[128];
		double chance, half;

		snprintf(text, sizeof text, "period,target,owner\n2026,%d,\n"
		    "2026,%d,ana\n", target, target);
		chance = chance_of(text, 0);
		half = chance_of(text, 1);
		assert_true(chance >= 0 && chance <= last);
		assert_true(half <= chance);
		last = chance;
	}
	assert_true(last < 0.001);
}

static void
refuses(void **state)
{
	static const struct {
		const char *goals;
		const char *message;
	} cases[] = {
		{ "period,target\n2027,1\n", "goals.csv: no goal is for a "
		    "period that holds 2026-08-15" },
		{ "period,target,activity\n2026,1,call\n", "goals.csv:2: "
		    "activity: a goal is of deals, not of a type of activity" },
		{ "period,target,amount\n2026,1,x\n", "goals.csv:2: 'amount': "
		    "'x' is not an amount" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene scene = { .request = { .as_of =
		    date_of(2026, 8, 15), .fiscal = 1, .period = {
		    date_of(2026, 8, 15), date_of(2026, 8, 15) } } };
		struct demand demand = { 0 };
		struct trouble what = { "" };

		open_goals(&scene, cases[i].goals);
		scene.request.goals = &scene.goals;
		assert_int_equal(attainment_ask(&scene.request, &demand,
		    &what), -1);
		assert_string_equal(what.text, cases[i].message);
		attainment_request_free(&scene.request);
		goals_free(&scene.goals);
		demand_free(&demand);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merges_goals),
		cmocka_unit_test(merges_deals),
		cmocka_unit_test(chances_are_in_order),
		cmocka_unit_test(refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
