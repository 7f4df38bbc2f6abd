/* Visits to a stage: quantiles of those that ended and those that run. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "measure/stay.h"

/* Visits of these days, ended or running ("12+"), worth 1 each. */
static struct stays
stays_text(const char *text)
{
	struct stays stays = { 0 };
	struct slice rest = slice_of(text), word;

	while (slice_next(&rest, ' ', &word)) {
		bool running = word.at[word.len - 1] == '+';
		int days = 0;

		for (size_t i = 0; i < word.len - running; i++)
			days = days * 10 + (word.at[i] - '0');
		stays_add(&stays, days, running, true, 1);
	}
	return stays;
}

static void
assert_quantiles(const char *text, int median, int p90)
{
	struct stays stays = stays_text(text);

	assert_int_equal(stays_quantile(&stays, 50), median);
	assert_int_equal(stays_quantile(&stays, 90), p90);
	stays_free(&stays);
}

/* The smallest t with S(t) at or below what is left. */
static void
quantiles(void **state)
{
	(void)state;
	assert_quantiles("", STAY_NONE, STAY_NONE);
	assert_quantiles("7", 7, 7);
	assert_quantiles("7+", STAY_NONE, STAY_NONE);
	assert_quantiles("0 0 0", 0, 0);
	/* 1 of 4 left is a quarter, 2 of 4 are the half itself */
	assert_quantiles("1 2 3 4", 2, 4);
	assert_quantiles("1 2 3 4 5", 3, 5);
	assert_quantiles("1 2 3 4 5 6 7 8 9 10", 5, 9);
	/* S: 5/6, then 5/6 x 3/4 = 15/24, then x 1/2 = 15/48 */
	assert_quantiles("6 7+ 10 15+ 19 25+", 19, STAY_NONE);
	/* the example of Kaplan and Meier's readers: 6-MP, 21 patients */
	assert_quantiles("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ "
	    "32+ 32+ 34+ 35+", 23, STAY_NONE);
}

/* On a tie the event comes first: the censored one was still at risk. */
static void
ties(void **state)
{
	(void)state;
	assert_quantiles("5 5+", 5, STAY_NONE);
	assert_quantiles("5 5 5+ 9", 5, 9);
	assert_quantiles("4+ 5 5+", 5, STAY_NONE);
	/* running ones alone change no share, but who is at risk after them */
	assert_quantiles("1 5+ 5+ 5+ 6", 6, 6);
}

/* Exact where the shares are: three thirds, seven sevenths. */
static void
exact_shares(void **state)
{
	struct stays stays = { 0 };

	(void)state;
	/* 1/3 x 3/4 ... each quotient inexact, their product one half */
	for (int day = 1; day <= 1000; day++)
		stays_add(&stays, day, false, false, 0);
	assert_int_equal(stays_quantile(&stays, 50), 500);
	assert_int_equal(stays_quantile(&stays, 90), 900);
	stays_free(&stays);
}

static void
assert_median_ended(const char *text, int halves)
{
	struct stays stays = stays_text(text);

	assert_int_equal(stays_median_ended(&stays), halves);
	stays_free(&stays);
}

static void
median_of_those_that_ended(void **state)
{
	(void)state;
	assert_median_ended("", STAY_NONE);
	assert_median_ended("3+ 4+", STAY_NONE);
	assert_median_ended("3", 6);
	assert_median_ended("3 4", 7);
	assert_median_ended("3 4 4 9", 8);
	assert_median_ended("1+ 3 3 4 90+ 90", 7);
	assert_median_ended("0 0 9", 0);
}

static void
means(void **state)
{
	struct stays stays = stays_text("1 2 4 100+");
	struct stays running = stays_text("100+");
	struct buffer text = { 0 };

	(void)state;
	ratio_write(&text, stays_mean(&stays).ratio, 2);
	assert_string_equal(buffer_text(&text), "2.33");
	assert_int_equal(stays_mean(&running).kind, VALUE_BLANK);
	buffer_free(&text);
	stays_free(&stays);
	stays_free(&running);
}

static void
drags(void **state)
{
	struct stays stays = { 0 };

	(void)state;
	stays_add(&stays, 10, false, true, 300);
	stays_add(&stays, 12, true, true, 50);
	stays_add(&stays, 12, false, false, 0);
	/* twice, and times the two deals with an amount, whose mean is 175 */
	assert_true(stays_drag(&stays, 16, 2, 350) ==
	    2 * 2 * (300 * 2 + 50 * 4 + 175 * 4));
	/* a limit of 10 and a half */
	assert_true(stays_drag(&stays, 21, 2, 350) ==
	    2 * (50 * 3 + 175 * 3));
	assert_true(stays_drag(&stays, 24, 2, 350) == 0);
	/* none has an amount: 1 each */
	stays_free(&stays);
	stays_add(&stays, 12, false, false, 0);
	stays_add(&stays, 3, false, false, 0);
	assert_true(stays_drag(&stays, 8, 0, 0) == 2 * 8);
	stays_free(&stays);
}

/* Merged in any way they are what they are together. */
static void
merges(void **state)
{
	static const char *const parts[] = { "5 3+ 9", "", "3 3 70+", "9+ 1" };
	struct stays whole = stays_text("5 3+ 9 3 3 70+ 9+ 1");

	(void)state;
	for (int order = 0; order < 4; order++) {
		struct stays merged = { 0 };

		for (int i = 0; i < 4; i++) {
			struct stays part = stays_text(parts[(i + order) % 4]);

			stays_merge(&merged, &part);
			stays_free(&part);
		}
		assert_int_equal(merged.n, whole.n);
		assert_memory_equal(merged.at, whole.at,
		    whole.n * sizeof *whole.at);
		stays_free(&merged);
	}
	stays_free(&whole);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles),
		cmocka_unit_test(ties),
		cmocka_unit_test(exact_shares),
		cmocka_unit_test(median_of_those_that_ended),
		cmocka_unit_test(means),
		cmocka_unit_test(drags),
		cmocka_unit_test(merges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
