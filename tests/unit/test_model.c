/* The shares that are learned, the weights, the level, the shock: by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/date.h"
#include "measure/combine.h"
#include "measure/landmark.h"
#include "measure/model.h"

#define NEAR 1e-9

static void
near_by(double actual, double expected, double tolerance)
{
	if (!(fabs(actual - expected) <= tolerance))
		fail_msg("%.12g is not %.12g", actual, expected);
}

static void
cells(void **state)
{
	(void)state;
	assert_int_equal(model_cell(0, DUE_NONE, 0), 0);
	assert_int_equal(model_cell(0, DUE_NONE, 6), 0);
	assert_int_equal(model_cell(0, DUE_NONE, 7), 1);
	assert_int_equal(model_cell(0, DUE_NONE, 89), 4);
	assert_int_equal(model_cell(0, DUE_NONE, 180), 7);
	assert_int_equal(model_cell(0, DUE_NONE, 5000), 7);
	assert_int_equal(model_cell(0, DUE_NONE, -3), 0);
	assert_int_equal(model_cell(1, DUE_IN, 14), CELLS_OF_STAGE + 18);
	assert_int_equal(model_due(DATE_NONE, 10, 20), DUE_NONE);
	assert_int_equal(model_due(9, 10, 20), DUE_BEFORE);
	assert_int_equal(model_due(10, 10, 20), DUE_IN);
	assert_int_equal(model_due(20, 10, 20), DUE_IN);
	assert_int_equal(model_due(21, 10, 20), DUE_AFTER);
}

/* 100 deals of two stages, 20 won: of the first 40 and 16, of these 20 and 12 to
 * be closed in the period, of these 10 and 8 not a week in the stage.
 * All: .2. Stage: (16 + 2) / 50 = .36. Due: (12 + 3.6) / 30 = .52.
 * Age: (8 + 5.2) / 20 = .66. */
static void
shrunk(void **state)
{
	struct tally tallies[2 * CELLS_OF_STAGE] = { { 0, 0 } };
	double odds[2 * CELLS_OF_STAGE];

	(void)state;
	tallies[model_cell(0, DUE_IN, 0)] = (struct tally){ 10, 8 };
	tallies[model_cell(0, DUE_IN, 30)] = (struct tally){ 10, 4 };
	tallies[model_cell(0, DUE_AFTER, 0)] = (struct tally){ 20, 4 };
	tallies[model_cell(1, DUE_NONE, 0)] = (struct tally){ 60, 4 };
	model_learn(tallies, 2, odds);
	near_by(odds[model_cell(0, DUE_IN, 0)], 0.66, NEAR);
	near_by(odds[model_cell(0, DUE_IN, 7)], 0.52, NEAR);
	near_by(odds[model_cell(0, DUE_BEFORE, 7)], 0.36, NEAR);
	/* (4 + 2) / 70, then (4 + 10 * that) / 70 twice */
	near_by(odds[model_cell(1, DUE_IN, 0)], 6.0 / 70, NEAR);
	near_by(odds[model_cell(1, DUE_NONE, 0)],
	    (4 + 10 * (4 + 10 * 6.0 / 70) / 70) / 70, NEAR);
}

static void
unseen(void **state)
{
	struct tally tallies[CELLS_OF_STAGE] = { { 0, 0 } };
	double odds[CELLS_OF_STAGE];

	(void)state;
	model_learn(tallies, 1, odds);
	for (size_t i = 0; i < CELLS_OF_STAGE; i++)
		near_by(odds[i], 0, 0);
}

static void
weights(void **state)
{
	static const bool all[] = { true, true, true };
	static const bool two[] = { false, true, true };
	struct trial trials[24] = { { { 0 }, { false }, 0 } };
	double w[METHOD_COUNT];

	(void)state;
	/* nothing to go by: all alike */
	combine_weights(trials, 0, all, w);
	for (int m = 0; m < METHOD_COUNT; m++)
		near_by(w[m], 1.0 / 3, NEAR);
	combine_weights(trials, 0, two, w);
	near_by(w[METHOD_MODEL], 0, 0);
	near_by(w[METHOD_TREND], 0.5, NEAR);
	/* one is always right, the others miss by 100 either way */
	for (size_t i = 0; i < 24; i++)
		trials[i] = (struct trial){ { 1000, i % 2 ? 900 : 1100,
		    1100 }, { true, true, true }, 1000 };
	combine_weights(trials, 24, all, w);
	assert_true(w[METHOD_MODEL] > 0.95);
	near_by(w[0] + w[1] + w[2], 1, NEAR);
	/* two that miss in turn are best together */
	for (size_t i = 0; i < 24; i++)
		trials[i] = (struct trial){ { 0, i % 2 ? 900 : 1100,
		    i % 2 ? 1100 : 900 }, { false, true, true }, 1000 };
	combine_weights(trials, 24, two, w);
	near_by(w[METHOD_TREND], 0.5, 0.01);
	near_by(w[METHOD_MODEL], 0, 0);
}

static void
level(void **state)
{
	struct sign signs[24] = { { 0, 0 } };

	(void)state;
	near_by(combine_level(signs, 0), 1, 0);
	for (size_t i = 0; i < 24; i++)
		signs[i] = (struct sign){ 1, 0.01 };
	near_by(combine_level(signs, 24), 1, NEAR);
	/* the last three of 24 are half of what they were: nearly followed */
	for (size_t i = 0; i < 3; i++)
		signs[i].ratio = 0.5;
	assert_true(combine_level(signs, 24) < 0.65);
	/* one that is off is chance, the more the less there is to see */
	signs[1].ratio = signs[2].ratio = 1;
	assert_true(combine_level(signs, 24) > 0.7);
	for (size_t i = 0; i < 24; i++)
		signs[i].variance = 1;
	assert_true(combine_level(signs, 24) > 0.95);
}

static void
shock(void **state)
{
	struct miss misses[24] = { { 0, 0, 0 } };

	(void)state;
	/* four times the usual, 0.0075, and nothing else */
	near_by(combine_shock(misses, 0), sqrt(0.0075), NEAR);
	/* chance alone explains it */
	for (size_t i = 0; i < 24; i++)
		misses[i] = (struct miss){ 100, i % 2 ? 90 : 110, 100 };
	near_by(combine_shock(misses, 24), sqrt(4 * 0.0075 / 28), NEAR);
	/* misses of 20 % without any chance */
	for (size_t i = 0; i < 24; i++)
		misses[i] = (struct miss){ 100, i % 2 ? 80 : 120, 0 };
	near_by(combine_shock(misses, 24),
	    sqrt((24 * 0.04 + 4 * 0.0075) / 28), NEAR);
	/* less than chance would have it */
	for (size_t i = 0; i < 24; i++)
		misses[i] = (struct miss){ 100, 100, 900 };
	near_by(combine_shock(misses, 24), 0, 0);
}

static void
landmarks(void **state)
{
	(void)state;
	/* the last of a month stays the last; else the day, clamped */
	assert_int_equal(landmark_shift(date_of(2026, 2, 28), -1),
	    date_of(2026, 1, 31));
	assert_int_equal(landmark_shift(date_of(2026, 3, 30), -1),
	    date_of(2026, 2, 28));
	assert_int_equal(landmark_shift(date_of(2026, 3, 15), -3),
	    date_of(2025, 12, 15));
	assert_int_equal(landmark_shift(date_of(2024, 2, 29), 12),
	    date_of(2025, 2, 28));
	assert_int_equal(landmark_shift(date_of(1, 1, 15), -1), DATE_FIRST);
	assert_int_equal(landmark_shift(DATE_LAST, 1), DATE_LAST);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells),
		cmocka_unit_test(shrunk),
		cmocka_unit_test(unseen),
		cmocka_unit_test(weights),
		cmocka_unit_test(level),
		cmocka_unit_test(shock),
		cmocka_unit_test(landmarks)
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
