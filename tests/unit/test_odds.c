/* Distributions with worked numbers. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/money.h"
#include "measure/odds.h"

#define NEAR 1e-9

static void
near_by(double actual, double expected, double tolerance)
{
	if (!(fabs(actual - expected) <= tolerance))
		fail_msg("%.12g is not %.12g", actual, expected);
}

/* Four deals: 10,000 at .1, 20,000 at .2, 30,000 at .5, 40,000 at .8. */
static const struct chance four[] = {
	{ INT64_C(10000) * MONEY_UNIT, 0.1 },
	{ INT64_C(20000) * MONEY_UNIT, 0.2 },
	{ INT64_C(30000) * MONEY_UNIT, 0.5 },
	{ INT64_C(40000) * MONEY_UNIT, 0.8 }
};

static void
four_deals(void **state)
{
	struct odds_request request = { .chances = four, .n = 4 };
	struct odds odds;

	(void)state;
	odds_make(&odds, &request);
	near_by(odds_mean(&odds) / MONEY_UNIT, 52000, NEAR);
	near_by(odds_percentile(&odds, 0.1) / MONEY_UNIT, 30000, NEAR);
	near_by(odds_percentile(&odds, 0.5) / MONEY_UNIT, 50000, NEAR);
	near_by(odds_percentile(&odds, 0.9) / MONEY_UNIT, 80000, NEAR);
	near_by(odds_crps(&odds, 70000.0 * MONEY_UNIT) / MONEY_UNIT, 9075.92,
	    1e-6);
	/* all of them; more than there is; nothing at all */
	near_by(odds_reached(&odds, 100000.0 * MONEY_UNIT), 0.008, NEAR);
	near_by(odds_reached(&odds, 100001.0 * MONEY_UNIT), 0, NEAR);
	near_by(odds_reached(&odds, 0), 1, NEAR);
	near_by(odds_reached(&odds, -5), 1, NEAR);
	odds_free(&odds);
}

static void
wins(void **state)
{
	static const double expected[] = { 0.072, 0.386, 0.420, 0.114, 0.008 };
	struct chance ones[4];
	struct odds_request request = { .chances = ones, .n = 4 };
	struct odds odds;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		ones[i] = (struct chance){ 1, four[i].odds };
	odds_make(&odds, &request);
	assert_int_equal(odds.n, 5);
	for (size_t i = 0; i < 5; i++)
		near_by(odds.share[i], expected[i], NEAR);
	near_by(odds_reached(&odds, 2), 0.542, NEAR);
	odds_free(&odds);
}

/* With ten open deals at .4 and four more to win: P(at least 4 of 10). */
static void
four_of_ten(void **state)
{
	struct chance ten[10];
	struct odds_request request = { .chances = ten, .n = 10 };
	struct odds odds;

	(void)state;
	for (size_t i = 0; i < 10; i++)
		ten[i] = (struct chance){ 1, 0.4 };
	odds_make(&odds, &request);
	near_by(odds_reached(&odds, 4), 0.6177193984, NEAR);
	odds_free(&odds);
}

static void
nothing(void **state)
{
	struct odds_request request = { .chances = four };
	struct odds odds;

	(void)state;
	odds_make(&odds, &request);
	assert_int_equal(odds.n, 1);
	near_by(odds_mean(&odds), 0, 0);
	near_by(odds_percentile(&odds, 0.9), 0, 0);
	near_by(odds_reached(&odds, 0), 1, 0);
	near_by(odds_reached(&odds, 1), 0, 0);
	near_by(odds_crps(&odds, 70), 70, 0);
	odds_free(&odds);
}

/* The percentile is the smallest value with a cumulative share of q or more. */
static void
smallest(void **state)
{
	static const struct chance one[] = { { 10, 0.5 } };
	struct odds_request request = { .chances = one, .n = 1 };
	struct odds odds;

	(void)state;
	odds_make(&odds, &request);
	near_by(odds_percentile(&odds, 0.5), 0, 0);
	near_by(odds_percentile(&odds, 0.500001), 10, 0);
	odds_free(&odds);
}

/* A credit that may come costs what it costs. */
static void
negative(void **state)
{
	static const struct chance two[] = { { -100, 0.25 }, { 200, 0.5 } };
	struct odds_request request = { .chances = two, .n = 2 };
	struct odds odds;

	(void)state;
	odds_make(&odds, &request);
	near_by(odds_mean(&odds), 75, NEAR);
	near_by(odds_percentile(&odds, 0.1), -100, NEAR);
	near_by(odds_reached(&odds, 200), 0.375, NEAR);
	odds_free(&odds);
}

/* The odds are moved until the mean is what it is to be; a shock widens it and
 * leaves the mean. */
static void
scaled(void **state)
{
	struct odds_request request = { .chances = four, .n = 4,
	    .scaled = true, .mean = 40000.0 * MONEY_UNIT };
	struct odds odds, shaken;

	(void)state;
	odds_make(&odds, &request);
	near_by(odds_mean(&odds) / MONEY_UNIT, 40000, 1e-3);
	request.shock = 0.3;
	odds_make(&shaken, &request);
	near_by(odds_mean(&shaken) / MONEY_UNIT, 40000, 400);
	assert_true(odds_percentile(&shaken, 0.1) <=
	    odds_percentile(&odds, 0.1));
	assert_true(odds_percentile(&shaken, 0.9) >=
	    odds_percentile(&odds, 0.9));
	odds_free(&odds);
	odds_free(&shaken);
}

/* Amounts without a common measure, and more deals than are taken one by one:
 * the grid is near what is exact, in whatever order they come. */
static void
many(void **state)
{
	enum { N = 3000 };
	struct chance *chances = calloc(N, sizeof *chances);
	struct chance *turned = calloc(N, sizeof *turned);
	struct odds_request request = { .chances = chances, .n = N };
	struct odds odds, other;
	double mean = 0, variance = 0, seen = 0;

	(void)state;
	assert_non_null(chances);
	assert_non_null(turned);
	for (size_t i = 0; i < N; i++) {
		double amount = (double)(1000003 + i * 7919 % 65537 * 991);

		chances[i].amount = (int64_t)amount;
		chances[i].odds = 0.02 + (double)(i % 13) / 40;
		turned[N - 1 - i] = chances[i];
		mean += amount * chances[i].odds;
		variance += amount * amount * chances[i].odds *
		    (1 - chances[i].odds);
	}
	odds_make(&odds, &request);
	near_by(odds_mean(&odds) / mean, 1, 1e-6);
	for (size_t i = 0; i < odds.n; i++) {
		double off = odds.base + (double)i * odds.step - mean;

		seen += off * off * odds.share[i];
	}
	near_by(sqrt(seen / variance), 1, 0.02);
	near_by((odds_percentile(&odds, 0.9) - mean) / sqrt(variance), 1.2816,
	    0.05);
	request.chances = turned;
	odds_make(&other, &request);
	assert_int_equal(odds.n, other.n);
	assert_memory_equal(odds.share, other.share,
	    odds.n * sizeof *odds.share);
	odds_free(&odds);
	odds_free(&other);
	free(chances);
	free(turned);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_deals),
		cmocka_unit_test(wins),
		cmocka_unit_test(four_of_ten),
		cmocka_unit_test(nothing),
		cmocka_unit_test(smallest),
		cmocka_unit_test(negative),
		cmocka_unit_test(scaled),
		cmocka_unit_test(many)
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
