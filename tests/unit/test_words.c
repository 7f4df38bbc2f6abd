/* Words: what is written is read again, and nothing else is. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "measure/metric.h"

static struct words
words_of(const char *text)
{
	return (struct words){ .rest = slice_of(text), .file = "f",
	    .line = 2 };
}

static void
texts(void **unused)
{
	static const struct {
		const char *text;
		size_t len;
		const char *word;
	} known[] = {
		{ "", 0, "% " }, { "%", 1, "%25 " }, { "a b", 3, "a%20b " },
		{ "EUR\0ana", 7, "EUR%00ana " }, { "\n\t\x7f", 3, "%0A%09%7F " },
		{ "客", 3, "%E5%AE%A2 " }, { "a=b,c|d;e'\"~", 12,
		    "a=b,c|d;e'\"~ " },
	};
	struct trouble what;

	(void)unused;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct buffer out = { 0 };
		struct words words;
		struct slice got;

		words_put_text(&out, (struct slice){ known[i].text,
		    known[i].len });
		assert_string_equal(buffer_text(&out), known[i].word);
		words = words_of(buffer_text(&out));
		assert_int_equal(words_text(&words, &got, &what), 0);
		assert_int_equal(got.len, known[i].len);
		assert_true(got.len == 0 || memcmp(got.at, known[i].text,
		    got.len) == 0);
		assert_int_equal(words.rest.len, 0);
		words_free(&words);
		buffer_free(&out);
	}
}

static void
texts_refused(void **unused)
{
	static const char *const wrong[] = { "a%", "%2", "%2x", "%2a", "a%%",
	    "a\tb", "\xe5", "", NULL };
	struct trouble what;
	struct slice got;

	(void)unused;
	for (size_t i = 0; wrong[i] != NULL; i++) {
		struct words words = words_of(wrong[i]);

		assert_int_equal(words_text(&words, &got, &what), -1);
		assert_non_null(strstr(what.text, "f:2: "));
		words_free(&words);
	}
}

static void
numbers(void **unused)
{
	static const char *const wrong[] = { "", "-", "00", "01", "-0", "+1",
	    "1 ", "1.0", "1e3", "x", "123456789012345678901234567890123456789",
	    "1001", "-1001", NULL };
	struct trouble what;
	int128 number;

	(void)unused;
	for (int n = -1000; n <= 1000; n++) {
		struct buffer out = { 0 };
		struct words words;

		words_put_number(&out, n);
		words = words_of(buffer_text(&out));
		assert_int_equal(words_number(&words, -1000, 1000, &number,
		    &what), 0);
		assert_true(number == n);
		buffer_free(&out);
	}
	for (size_t i = 0; wrong[i] != NULL; i++) {
		struct words words = words_of(wrong[i]);
		int got = words_number(&words, -1000, 1000, &number, &what);

		/* what is behind a blank is another word */
		assert_int_equal(got, strcmp(wrong[i], "1 ") == 0 ? 0 : -1);
	}
}

static void
days(void **unused)
{
	struct words words = words_of("0001-01-01 none 9999-12-31 2026-02-30");
	struct trouble what;
	int day;

	(void)unused;
	assert_int_equal(words_day(&words, &day, &what), 0);
	assert_int_equal(day, DATE_FIRST);
	assert_int_equal(words_day(&words, &day, &what), 0);
	assert_int_equal(day, DATE_NONE);
	assert_int_equal(words_day(&words, &day, &what), 0);
	assert_int_equal(day, DATE_LAST);
	assert_int_equal(words_day(&words, &day, &what), -1);
	assert_string_equal(what.text, "f:2: word 4: '2026-02-30' is not a day");
	assert_int_equal(words_day(&words, &day, &what), -1);
	assert_string_equal(what.text,
	    "f:2: is cut short: there is no word 5");
}

/* The published values of FNV-1a, 64 bits. */
static void
sums(void **unused)
{
	(void)unused;
	assert_true(words_sum(WORDS_SUM, slice_of("")) ==
	    UINT64_C(0xcbf29ce484222325));
	assert_true(words_sum(WORDS_SUM, slice_of("a")) ==
	    UINT64_C(0xaf63dc4c8601ec8c));
	assert_true(words_sum(WORDS_SUM, slice_of("foobar")) ==
	    UINT64_C(0x85944171f73967e8));
}

/* Every member of a tally is merged and travels: all that comes before its lists is
 * counted among the rows. */
static void
whole_tally(void **unused)
{
	struct tally from = { 0 }, into = { 0 }, read = { 0 };
	size_t scalars = offsetof(struct tally, won_amounts);
	struct buffer out = { 0 };
	struct trouble what;
	struct words words;

	(void)unused;
#define ONE(name) from.name = 1;
	TALLY_MEMBERS(ONE, ONE)
	numbers_add(&from.won_amounts, 7);
	numbers_add(&from.won_amounts, -3);
	numbers_add(&from.won_amounts, 7);
	customers_add(&from.customers, slice_of("Acme"), DATE_NONE);
	customers_add(&from.customers, slice_of("Bo"), 20000);
	tally_put(&from, &out);
	words = words_of(buffer_text(&out));
	assert_int_equal(tally_get(&read, &words, &what), 0);
	assert_int_equal(words.rest.len, 0);
	tally_merge(&into, &from);
	assert_memory_equal(&into, &read, scalars);
	assert_int_equal(read.won_amounts.n, 3);
	assert_int_equal(read.won_amounts.at[0], -3);
	assert_int_equal(read.won_amounts.at[2], 7);
	assert_int_equal(read.customers.names.n, 2);
	assert_int_equal(read.customers.at[0].first, DATE_NONE);
	assert_int_equal(read.customers.at[1].last, 20000);
	tally_free(&into);
	tally_free(&read);
	words_free(&words);
	buffer_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(texts_refused),
		cmocka_unit_test(numbers),
		cmocka_unit_test(days),
		cmocka_unit_test(sums),
		cmocka_unit_test(whole_tally),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
