#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/date.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define WEDNESDAY "2026-03-04"	/* today, where nothing else is said */

static int
day_of(const char *iso)
{
	int day = date_canonical(slice_of(iso));

	assert_true(day != DATE_NONE);
	return day;
}

static void
check_word(const char *word, const char *today, int fiscal, const char *expected)
{
	int day = 77;
	const char *wrong = date_word(slice_of(word), day_of(today), fiscal, &day);
	char iso[11];

	if (wrong != NULL || day != day_of(expected))
		print_error("'%s': %s, %s\n", word, wrong == NULL ? "read" : wrong,
		    date_iso(day, iso));
	assert_null(wrong);
	assert_int_equal(day, day_of(expected));
}

static void
test_words(void **state)
{
	static const char *const rows[][2] = {
		{ "2026-03-31", "2026-03-31" }, { " 2026-03-31 ", "2026-03-31" },
		{ "today", "2026-03-04" }, { "Today", "2026-03-04" },
		{ "yesterday", "2026-03-03" },
		{ "tomorrow", "2026-03-05" }, { "+7d", "2026-03-11" }, { "-7d", "2026-02-25" },
		{ "+0d", "2026-03-04" },
		{ "-2w", "2026-02-18" }, { "+2W", "2026-03-18" }, { "+1m", "2026-04-04" },
		{ "-13m", "2025-02-04" },
		{ "+1q", "2026-06-04" }, { "-1q", "2025-12-04" }, { "+1y", "2027-03-04" },
		{ "-26y", "2000-03-04" },
		{ "monday", "2026-03-09" }, { "tuesday", "2026-03-10" },
		{ "wednesday", "2026-03-04" },
		{ "thursday", "2026-03-05" }, { "friday", "2026-03-06" },
		{ "saturday", "2026-03-07" },
		{ "sunday", "2026-03-08" }, { "last-monday", "2026-03-02" },
		{ "last-tuesday", "2026-03-03" },
		{ "last-wednesday", "2026-02-25" }, { "last-thursday", "2026-02-26" },
		{ "last-friday", "2026-02-27" },
		{ "last-saturday", "2026-02-28" }, { "last-sunday", "2026-03-01" },
		{ "eom", "2026-03-31" }, { "eoq", "2026-03-31" }, { "eoy", "2026-12-31" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check_word(rows[i][0], WEDNESDAY, 1, rows[i][1]);
	check_word("+1m", "2026-01-31", 1, "2026-02-28");
	check_word("-1m", "2026-03-31", 1, "2026-02-28");
	check_word("+1q", "2025-11-30", 1, "2026-02-28");
	check_word("+1y", "2024-02-29", 1, "2025-02-28");
	check_word("eom", "2024-02-01", 1, "2024-02-29");
	check_word("monday", "2026-03-02", 1, "2026-03-02");
	check_word("last-monday", "2026-03-02", 1, "2026-02-23");
	check_word("sunday", "2026-03-02", 1, "2026-03-08");
	check_word("last-sunday", "2026-03-08", 1, "2026-03-01");
}

static void
test_fiscal_words(void **state)
{
	(void)state;
	check_word("eoy", WEDNESDAY, 4, "2026-03-31");
	check_word("eoy", "2026-04-01", 4, "2027-03-31");
	check_word("eoq", WEDNESDAY, 2, "2026-04-30");
	check_word("eoq", "2026-01-31", 2, "2026-01-31");
	check_word("eoy", WEDNESDAY, 12, "2026-11-30");
	check_word("eoy", "2026-12-01", 12, "2027-11-30");
	check_word("eom", WEDNESDAY, 7, "2026-03-31");
}

static void
test_wrong_words(void **state)
{
	static const char *const rows[] = {
		"", " ", "x", "todayx", "7d", "+7", "+d", "+7dd", "+7 d", "++7d", "+-7d", "+7h",
		"+12345678d", "mon",
		"next-monday", "last-", "last-today", "eow", "2026-3-4", "2026-02-29",
		"3/4/2026", "2026-03-04 10:00",
		"20260304", "\xff", "+\xef\xbc\x91 d"
	};
	size_t i;
	int day;
	const char *wrong;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		wrong = date_word(slice_of(rows[i]), 0, 1, &day);
		if (wrong == NULL)
			print_error("'%s' was read\n", rows[i]);
		assert_non_null(wrong);
		assert_memory_equal(wrong, "is not a date", 13);
	}
	assert_string_equal(date_word(slice_of("+9999999d"), 0, 1, &day),
	    "lies outside the calendar");
	assert_string_equal(date_word(slice_of("-9999999y"), 0, 1, &day),
	    "lies outside the calendar");
	assert_string_equal(date_word(slice_of("+9999999q"), 0, 1, &day),
	    "lies outside the calendar");
	assert_string_equal(date_word(slice_of("-9999999w"), 0, 1, &day),
	    "lies outside the calendar");
	assert_string_equal(date_word(slice_of("tomorrow"), DATE_LAST, 1, &day),
	    "lies outside the calendar");
	assert_string_equal(date_word(slice_of("yesterday"), DATE_FIRST, 1, &day),
	    "lies outside the calendar");
	assert_null(date_word(slice_of("eoy"), DATE_LAST, 4, &day));
	assert_int_equal(day, DATE_LAST);
	assert_null(date_word(slice_of("eoq"), DATE_FIRST, 3, &day));
}

static void
check_period(const char *text, const char *today, int fiscal, const char *from, const char *to)
{
	struct period p = { 7, 7 };
	const char *wrong = period_read(slice_of(text), day_of(today), fiscal, &p);
	char found[24];

	if (wrong != NULL || p.from != day_of(from) || p.to != day_of(to))
		print_error("'%s' by %d: %s, %s\n", text, fiscal, wrong == NULL ?
		    "read" : wrong,
		    period_name(p, STEP_NONE, fiscal, found));
	assert_null(wrong);
	assert_int_equal(p.from, day_of(from));
	assert_int_equal(p.to, day_of(to));
}

static void
test_periods(void **state)
{
	static const char *const rows[][3] = {
		{ "2026", "2026-01-01", "2026-12-31" },
		{ " 2026 ", "2026-01-01", "2026-12-31" },
		{ "2026-Q1", "2026-01-01", "2026-03-31" },
		{ "2026-Q4", "2026-10-01", "2026-12-31" },
		{ "2026-q2", "2026-04-01", "2026-06-30" },
		{ "2026-11", "2026-11-01", "2026-11-30" },
		{ "2024-02", "2024-02-01", "2024-02-29" },
		{ "2026-W47", "2026-11-16", "2026-11-22" },
		{ "2026-w53", "2026-12-28", "2027-01-03" },
		{ "2026-W1", "2025-12-29", "2026-01-04" },
		{ "2026-W01", "2025-12-29", "2026-01-04" },
		{ "2026-11-20", "2026-11-20", "2026-11-20" },
		{ "2026-01-01..2026-02-10", "2026-01-01", "2026-02-10" },
		{ "2026-01-01 .. 2026-01-01", "2026-01-01", "2026-01-01" },
		{ "2026-01-01..", "2026-01-01", "9999-12-31" },
		{ "..2026-01-01", "0001-01-01", "2026-01-01" },
		{ "..", "0001-01-01", "9999-12-31" },
		{ "-7d..today", "2026-02-25", "2026-03-04" },
		{ "today..+1m", "2026-03-04", "2026-04-04" },
		{ "last-monday..eom", "2026-03-02", "2026-03-31" },
		{ "this-week", "2026-03-02", "2026-03-08" },
		{ "this-month", "2026-03-01", "2026-03-31" },
		{ "this-quarter", "2026-01-01", "2026-03-31" },
		{ "this-year", "2026-01-01", "2026-12-31" },
		{ "last-week", "2026-02-23", "2026-03-01" },
		{ "last-month", "2026-02-01", "2026-02-28" },
		{ "last-quarter", "2025-10-01", "2025-12-31" },
		{ "last-year", "2025-01-01", "2025-12-31" },
		{ "next-week", "2026-03-09", "2026-03-15" },
		{ "next-month", "2026-04-01", "2026-04-30" },
		{ "next-quarter", "2026-04-01", "2026-06-30" },
		{ "Next-Year", "2027-01-01", "2027-12-31" },
		{ "ytd", "2026-01-01", "2026-03-04" }, { "qtd", "2026-01-01", "2026-03-04" },
		{ "MTD", "2026-03-01", "2026-03-04" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check_period(rows[i][0], WEDNESDAY, 1, rows[i][1], rows[i][2]);
}

static void
test_fiscal_periods(void **state)
{
	(void)state;
	check_period("2026", WEDNESDAY, 4, "2025-04-01", "2026-03-31");
	check_period("2026-Q1", WEDNESDAY, 4, "2025-04-01", "2025-06-30");
	check_period("2026-Q4", WEDNESDAY, 4, "2026-01-01", "2026-03-31");
	check_period("2026-11", WEDNESDAY, 4, "2026-11-01", "2026-11-30");
	check_period("this-year", WEDNESDAY, 4, "2025-04-01", "2026-03-31");
	check_period("next-year", WEDNESDAY, 4, "2026-04-01", "2027-03-31");
	check_period("this-quarter", WEDNESDAY, 2, "2026-02-01", "2026-04-30");
	check_period("last-quarter", WEDNESDAY, 2, "2025-11-01", "2026-01-31");
	check_period("ytd", WEDNESDAY, 2, "2026-02-01", "2026-03-04");
	check_period("ytd", "2026-01-31", 2, "2025-02-01", "2026-01-31");
	check_period("2026", WEDNESDAY, 12, "2025-12-01", "2026-11-30");
	check_period("2026-Q2", WEDNESDAY, 12, "2026-03-01", "2026-05-31");
	check_period("0001", WEDNESDAY, 4, "0001-01-01", "0001-03-31");
	check_period("9999", WEDNESDAY, 12, "9998-12-01", "9999-11-30");
}

static void
test_wrong_periods(void **state)
{
	static const char *const rows[] = {
		"", "x", "26", "20260", "2026-", "2026-Q", "2026-Q0", "2026-Q5", "2026-Q11",
		"2026-1", "2026-00", "2026-13",
		"2026-W0", "2026-W54", "2025-W53", "2026-W", "2026-W471", "2026-Q1x", "2026x",
		"2026-02-29", "2026-q-11",
		"2026-w-11", "this-", "this-day", "last-monday", "this-weekx", "wtd", "ytdx",
		"2026-01-01..x", "x..2026-01-01",
		"2026-01..2026-02", "...", "today.+1m", "2026.", "2026-01-01...2026-02-01",
		"3/4/2026", "\xff",
		"2026-01-01..2026-02-01..2026-03-01"
	};
	struct period p = { 5, 6 };
	size_t i;
	const char *wrong;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		wrong = period_read(slice_of(rows[i]), 0, 1, &p);
		if (wrong == NULL)
			print_error("'%s' was read\n", rows[i]);
		assert_non_null(wrong);
		assert_memory_equal(wrong, "is not a period", 15);
	}
	assert_string_equal(period_read(slice_of("2026-01-02..2026-01-01"), 0, 1, &p),
	    "ends before it begins");
	assert_string_equal(period_read(slice_of("0000"), 0, 1, &p),
	    "lies outside the calendar");
	assert_string_equal(period_read(slice_of("0001-Q1"), 0, 4, &p),
	    "lies outside the calendar");
	assert_int_equal(p.from, DATE_FIRST);
}

static void
check_around(const char *day, enum period_step step, int fiscal, const char *from,
    const char *to,
    const char *name)
{
	struct period p = period_around(day_of(day), step, fiscal);
	char out[24];

	assert_int_equal(p.from, day_of(from));
	assert_int_equal(p.to, day_of(to));
	assert_string_equal(period_name(p, step, fiscal, out), name);
}

static void
test_around(void **state)
{
	(void)state;
	check_around(WEDNESDAY, STEP_WEEK, 1, "2026-03-02", "2026-03-08", "2026-W10");
	check_around("2027-01-01", STEP_WEEK, 1, "2026-12-28", "2027-01-03", "2026-W53");
	check_around("2025-12-29", STEP_WEEK, 7, "2025-12-29", "2026-01-04", "2026-W01");
	check_around(WEDNESDAY, STEP_MONTH, 4, "2026-03-01", "2026-03-31", "2026-03");
	check_around(WEDNESDAY, STEP_QUARTER, 1, "2026-01-01", "2026-03-31", "2026-Q1");
	check_around(WEDNESDAY, STEP_QUARTER, 4, "2026-01-01", "2026-03-31", "2026-Q4");
	check_around("2026-04-01", STEP_QUARTER, 4, "2026-04-01", "2026-06-30", "2027-Q1");
	check_around("2026-12-31", STEP_QUARTER, 12, "2026-12-01", "2027-02-28", "2027-Q1");
	check_around("2026-11-30", STEP_QUARTER, 12, "2026-09-01", "2026-11-30", "2026-Q4");
	check_around(WEDNESDAY, STEP_YEAR, 1, "2026-01-01", "2026-12-31", "2026");
	check_around(WEDNESDAY, STEP_YEAR, 4, "2025-04-01", "2026-03-31", "2026");
	check_around("0001-01-01", STEP_YEAR, 4, "0001-01-01", "0001-03-31", "0001");
	check_around("9999-12-31", STEP_YEAR, 4, "9999-04-01", "9999-12-31", "10000");
	check_around("9999-12-31", STEP_WEEK, 1, "9999-12-27", "9999-12-31", "9999-W52");
	check_around(WEDNESDAY, STEP_NONE, 1, WEDNESDAY, WEDNESDAY, "2026-03-04..2026-03-04");
}

/* For every fiscal start, and a stretch of days: the day lies in its period,
 * the next one begins the day after, a name reads back as the same period. */
static void
test_chains(void **state)
{
	struct period p, next, read;
	enum period_step step;
	char name[24];
	int fiscal, day;

	(void)state;
	for (fiscal = 1; fiscal <= 12; fiscal++) {
		for (step = STEP_WEEK; step <= STEP_YEAR; step++) {
			for (day = day_of("2023-12-25"); day < day_of("2028-03-05"); day++) {
				p = period_around(day, step, fiscal);
				assert_true(p.from <= day && day <= p.to);
				next = period_next(p, step, 1, fiscal);
				assert_int_equal(next.from, p.to + 1);
				next = period_next(next, step, -1, fiscal);
				assert_true(next.from == p.from && next.to == p.to);
				next = period_next(p, step, 0, fiscal);
				assert_true(next.from == p.from && next.to == p.to);
				period_name(p, step, fiscal, name);
				assert_null(period_read(slice_of(name), 0, fiscal, &read));
				assert_true(read.from == p.from && read.to == p.to);
			}
		}
	}
}

static void
test_next(void **state)
{
	struct period p = period_around(day_of(WEDNESDAY), STEP_MONTH, 1);
	struct period range = { day_of("2026-01-01"), day_of("2026-01-10") };
	char name[24];

	(void)state;
	assert_string_equal(period_name(period_next(p, STEP_MONTH, -15, 1), STEP_MONTH, 1,
	    name), "2024-12");
	assert_string_equal(period_name(period_next(p, STEP_MONTH, 10, 1), STEP_MONTH, 1, name),
	    "2027-01");
	assert_string_equal(period_name(period_next(range, STEP_NONE, 1, 1), STEP_NONE, 1,
	    name),
	    "2026-01-11..2026-01-20");
	assert_string_equal(period_name(period_next(range, STEP_NONE, -1, 1), STEP_NONE, 1,
	    name),
	    "2025-12-22..2025-12-31");
	/* behind the calendar's ends there is nothing */
	p = period_next(p, STEP_YEAR, 100000, 1);
	assert_true(p.from > p.to);
	p = period_next(range, STEP_YEAR, INT_MIN, 1);
	assert_true(p.from > p.to);
	p = period_next(range, STEP_WEEK, INT_MAX, 1);
	assert_true(p.from > p.to);
	p = period_next(range, STEP_NONE, INT_MIN, 1);
	assert_true(p.from > p.to);
	/* a year cut short by the calendar's beginning */
	p = period_next(period_around(DATE_FIRST, STEP_YEAR, 4), STEP_YEAR, 1, 4);
	assert_int_equal(p.from, day_of("0001-04-01"));
	assert_int_equal(p.to, day_of("0002-03-31"));
}

static void
test_steps(void **state)
{
	(void)state;
	assert_int_equal(period_step_of(slice_of("week")), STEP_WEEK);
	assert_int_equal(period_step_of(slice_of("Month")), STEP_MONTH);
	assert_int_equal(period_step_of(slice_of(" quarter ")), STEP_QUARTER);
	assert_int_equal(period_step_of(slice_of("year")), STEP_YEAR);
	assert_int_equal(period_step_of(slice_of("years")), STEP_NONE);
	assert_int_equal(period_step_of(slice_of("day")), STEP_NONE);
	assert_int_equal(period_step_of(slice_of("")), STEP_NONE);
	assert_int_equal(period_step_of(slice_of(NULL)), STEP_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_fiscal_words),
		cmocka_unit_test(test_wrong_words),
		cmocka_unit_test(test_periods),
		cmocka_unit_test(test_fiscal_periods),
		cmocka_unit_test(test_wrong_periods),
		cmocka_unit_test(test_around),
		cmocka_unit_test(test_chains),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_steps),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
