/* Wilson's bounds, against worked ones. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "measure/interval.h"

/* The bounds of K in N, as they are printed. */
static void
assert_bounds(uint64_t k, uint64_t n, const char *low, const char *high)
{
	struct value bounds[2];
	struct buffer text = { 0 };

	interval_wilson(k, n, &bounds[0], &bounds[1]);
	for (int i = 0; i < 2; i++) {
		buffer_clear(&text);
		assert_int_equal(bounds[i].kind, VALUE_RATIO);
		ratio_write(&text, bounds[i].ratio, 6);
		assert_string_equal(buffer_text(&text), i == 0 ? low : high);
	}
	buffer_free(&text);
}

static void
worked(void **state)
{
	(void)state;
	assert_bounds(20, 100, "0.133367", "0.288829");
	assert_bounds(1, 2, "0.094531", "0.905469");
	assert_bounds(3, 4, "0.300642", "0.954413");
}

/* None and all: the bound on that side is exact. */
static void
none_and_all(void **state)
{
	(void)state;
	assert_bounds(0, 1, "0.000000", "0.793451");
	assert_bounds(1, 1, "0.206549", "1.000000");
	assert_bounds(0, 10, "0.000000", "0.277533");
	assert_bounds(10, 10, "0.722467", "1.000000");
	assert_bounds(0, UINT64_C(1000000000000), "0.000000", "0.000000");
}

static void
of_nothing(void **state)
{
	struct value low, high;

	(void)state;
	interval_wilson(0, 0, &low, &high);
	assert_int_equal(low.kind, VALUE_BLANK);
	assert_int_equal(high.kind, VALUE_BLANK);
}

/* The share lies between, and more cases bring the bounds nearer. */
static void
around_the_share(void **state)
{
	struct value low, high, before = value_ratio(ratio_of(0, 1));

	(void)state;
	for (uint64_t n = 1; n < 200; n++)
		for (uint64_t k = 0; k <= n; k++) {
			struct ratio share = ratio_of((int128)k, (int128)n);

			interval_wilson(k, n, &low, &high);
			assert_true(ratio_compare(low.ratio, share) <= 0);
			assert_true(ratio_compare(high.ratio, share) >= 0);
		}
	for (uint64_t n = 1; n < 1000000; n *= 10) {
		interval_wilson(n, 2 * n, &low, &high);
		assert_true(ratio_compare(before.ratio, low.ratio) < 0);
		before = low;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(worked),
		cmocka_unit_test(none_and_all),
		cmocka_unit_test(of_nothing),
		cmocka_unit_test(around_the_share),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
