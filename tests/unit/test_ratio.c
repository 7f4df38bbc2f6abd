#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/ratio.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define MOST ((int128)((uint128)-1 >> 1))
#define LEAST (-MOST - 1)

static void
check_ratio(struct ratio r, int places, const char *expected)
{
	struct buffer out = { 0 };

	ratio_write(&out, r, places);
	assert_string_equal(buffer_text(&out), expected);
	buffer_free(&out);
}

static struct ratio
ratio_from(int128 a, int128 b, int128 c, int128 d)
{
	struct ratio r = { { a, b }, { c, d } };

	return r;
}

static void
test_write(void **state)
{
	static const struct {
		int top, bottom, places;
		const char *expected;
	} rows[] = {
		{ 3, 4, 2, "0.75" }, { 3, 4, 0, "1" }, { 1, 3, 6, "0.333333" },
		{ 2, 3, 6, "0.666667" },
		{ 0, 7, 2, "0.00" }, { 0, 7, 0, "0" }, { 500000, 28, 2, "17857.14" },
		{ -1, 3, 6, "-0.333333" }, { -2, 3, 0, "-1" }, { 1, 1, 9, "1.000000000" },
		/* half to even, both ways and below 0 */
		{ 1, 2, 0, "0" }, { 3, 2, 0, "2" }, { 5, 2, 0, "2" }, { 7, 2, 0, "4" },
		{ -1, 2, 0, "0" }, { -3, 2, 0, "-2" }, { -5, 2, 0, "-2" },
		{ 125, 1000, 2, "0.12" }, { 135, 1000, 2, "0.14" }, { -125, 1000, 2, "-0.12" },
		{ 1250001, 10000000, 2, "0.13" }, { 1249999, 10000000, 2, "0.12" },
		{ 999999, 1000000, 2, "1.00" }, { -999, 1000, 2, "-1.00" },
		{ -1, 1000, 2, "0.00" },
		{ 5, 1000, 2, "0.00" }, { 15, 1000, 2, "0.02" }, { 100, 7, 9, "14.285714286" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check_ratio(ratio_of(rows[i].top, rows[i].bottom), rows[i].places,
		    rows[i].expected);
}

static void
test_blank(void **state)
{
	(void)state;
	assert_true(ratio_blank(ratio_of(1, 0)));
	assert_true(ratio_blank(ratio_from(1, 1, 1, 0)));
	assert_false(ratio_blank(ratio_of(0, 1)));
	check_ratio(ratio_of(1, 0), 2, "");
	assert_true(ratio_double(ratio_of(1, 0)) == 0);
}

/* 40 open deals, 500,000 won with 28, one in four, 50 days: measures(7). */
static void
test_velocity(void **state)
{
	(void)state;
	check_ratio(ratio_from(40 * (int128)500000, 1, 28 * 4, 50), 2, "3571.43");
	check_ratio(ratio_from(40 * (int128)500000 * MONEY_UNIT, 7, 28 * (int128)MONEY_UNIT,
	    28 * 50), 2,
	    "3571.43");
	check_ratio(ratio_of(500000, 28), 6, "17857.142857");
}

/* Products of 254 bits. */
static void
test_wide(void **state)
{
	int128 third = MOST / 3;

	(void)state;
	check_ratio(ratio_from(MOST, MOST, MOST, MOST), 9, "1.000000000");
	check_ratio(ratio_from(LEAST, MOST, MOST, MOST), 0, "-1");
	check_ratio(ratio_from(LEAST, LEAST, MOST, MOST), 9, "1.000000000");
	check_ratio(ratio_from(third, third, MOST, MOST), 6, "0.111111");
	check_ratio(ratio_from(third, 2 * third, third, third), 2, "2.00");
	check_ratio(ratio_from(third, 3, third, 2), 0, "2");
	check_ratio(ratio_from(third, 5, third, 2), 0, "2");
	check_ratio(ratio_from(third, -5, third, 2), 0, "-2");
	/* a hair above the half and below it */
	assert_true(ratio_round(ratio_of(MOST, MOST - 1), 0) == 1);
	assert_true(ratio_round(ratio_of(MOST / 2 + 1, MOST), 0) == 1);
	assert_true(ratio_round(ratio_of(MOST / 2, MOST), 0) == 0);
}

static void
test_saturated(void **state)
{
	(void)state;
	assert_true(ratio_round(ratio_of(MOST, 1), 0) == MOST);
	assert_true(ratio_round(ratio_of(LEAST, 1), 0) == -MOST);
	assert_true(ratio_round(ratio_of(MOST, 1), 9) == MOST);
	assert_true(ratio_round(ratio_from(MOST, MOST, 1, 1), 9) == MOST);
	assert_true(ratio_round(ratio_from(LEAST, MOST, 1, 1), 0) == -MOST);
	assert_true(ratio_round(ratio_from(MOST, 2, 4, 1), 0) == MOST / 2 + 1);
	assert_true(ratio_round(ratio_of(MOST - 1, 1), 0) == MOST - 1);
}

static void
check_order(struct ratio a, struct ratio b, int order)
{
	assert_int_equal(ratio_compare(a, b), order);
	assert_int_equal(ratio_compare(b, a), -order);
	assert_int_equal(ratio_compare(a, a), 0);
}

static void
test_compare(void **state)
{
	(void)state;
	check_order(ratio_of(1, 3), ratio_of(2, 6), 0);
	check_order(ratio_of(1, 3), ratio_of(1, 2), -1);
	check_order(ratio_of(-1, 3), ratio_of(-1, 2), 1);
	check_order(ratio_of(-1, 3), ratio_of(1, 300), -1);
	check_order(ratio_of(0, 3), ratio_of(0, 5), 0);
	check_order(ratio_of(0, 3), ratio_of(1, 5), -1);
	check_order(ratio_of(0, 3), ratio_of(-1, 5), 1);
	check_order(ratio_from(-2, -3, 1, 1), ratio_of(6, 1), 0);
	check_order(ratio_of(MOST, MOST - 1), ratio_of(MOST - 1, MOST - 2), -1);
	check_order(ratio_from(MOST, MOST, MOST - 1, MOST - 1),
	    ratio_from(MOST - 1, MOST - 1, MOST - 2, MOST - 2), -1);
	check_order(ratio_from(LEAST, LEAST, 1, 1), ratio_from(MOST, MOST, 1, 1), 1);
}

/* Against 128-bit arithmetic, where that is wide enough. */
static void
test_small(void **state)
{
	int top, bottom;
	int128 twice, expected;

	(void)state;
	for (top = -60; top <= 60; top++) {
		for (bottom = 1; bottom <= 40; bottom++) {
			/* floor(x + 1/2), and one less where that was a tie to an odd one */
			twice = 2 * (int128)top * 100 + bottom;
			expected = twice / (2 * bottom) - (twice % (2 * bottom) < 0);
			if (twice % (2 * bottom) == 0 && expected % 2 != 0)
				expected--;
			assert_true(ratio_round(ratio_of(top, bottom), 2) == expected);
		}
	}
}

static void
test_double(void **state)
{
	(void)state;
	assert_true(ratio_double(ratio_of(3, 4)) == 0.75);
	assert_true(ratio_double(ratio_of(-3, 4)) == -0.75);
	assert_true(ratio_double(ratio_from(MOST, MOST, MOST, MOST)) == 1);
}

static void
check_decimal(int128 value, int scale, int places, const char *expected)
{
	struct buffer out = { 0 };

	decimal_write(&out, value, scale, places);
	assert_string_equal(buffer_text(&out), expected);
	buffer_free(&out);
}

static void
test_decimal(void **state)
{
	(void)state;
	check_decimal(0, 0, 0, "0");
	check_decimal(0, 4, 2, "0.00");
	check_decimal(12345, 0, 0, "12345");
	check_decimal(12345, 0, 2, "12345.00");
	check_decimal(12345, 2, 2, "123.45");
	check_decimal(12345, 2, 4, "123.4500");
	check_decimal(12345, 4, 2, "1.23");
	check_decimal(5, 4, 4, "0.0005");
	check_decimal(5, 4, 6, "0.000500");
	check_decimal(5, 4, 0, "0");
	check_decimal(5000, 4, 0, "0");
	check_decimal(5001, 4, 0, "1");
	check_decimal(15000, 4, 0, "2");
	check_decimal(25000, 4, 0, "2");
	check_decimal(-25000, 4, 0, "-2");
	check_decimal(-35000, 4, 0, "-4");
	check_decimal(-5000, 4, 0, "0");
	check_decimal(-49, 4, 2, "0.00");
	check_decimal(-51, 4, 2, "-0.01");
	check_decimal(99995, 4, 3, "10.000");
	check_decimal(MOST, 0, 0, "170141183460469231731687303715884105727");
	check_decimal(LEAST, 0, 0, "-170141183460469231731687303715884105728");
	check_decimal(MOST, 0, 3, "170141183460469231731687303715884105727.000");
	check_decimal(MOST, 38, 0, "2");
	check_decimal(MOST, 39, 0, "0");
	check_decimal(MOST, 100, 2, "0.00");
	check_decimal(MOST, 39, 39, "0.170141183460469231731687303715884105727");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_blank),
		cmocka_unit_test(test_velocity),
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_saturated),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_double),
		cmocka_unit_test(test_decimal),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
