#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/date.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* 2026年3月4日 in full-width digits */
#define FULL_WIDTH \
	"\xef\xbc\x92\xef\xbc\x90\xef\xbc\x92\xef\xbc\x96\xe5\xb9\xb4" \
	"\xef\xbc\x93\xe6\x9c\x88\xef\xbc\x94\xe6\x97\xa5"

#define NOT "is not a date"
#define TWO "could be two dates (say --dates dmy or --dates mdy)"
#define NO_DAY "is no day of the calendar"

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Every day there is, counted one by one. */
static void
test_every_day(void **state)
{
	static const int days[] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int day = DATE_FIRST, weekday = 1, year, month, dom, y, m, d, last;
	char iso[11], expected[11] = "0000-00-00";
	struct slice slice = { iso, 10 };

	(void)state;
	for (year = 1; year <= 9999; year++) {
		for (month = 1; month <= 12; month++) {
			last = days[month] + (month == 2 && is_leap(year));
			assert_int_equal(date_month_days(year, month), last);
			for (dom = 1; dom <= last; dom++) {
				date_parts(day, &y, &m, &d);
				if (date_of(year, month, dom) != day || y != year ||
				    m != month ||
				    d != dom || date_weekday(day) != weekday)
					fail_msg("%d-%d-%d", year, month, dom);
				date_iso(day, iso);
				expected[0] = (char)('0' + year / 1000);
				expected[1] = (char)('0' + year / 100 % 10);
				expected[2] = (char)('0' + year / 10 % 10);
				expected[3] = (char)('0' + year % 10);
				expected[5] = (char)('0' + month / 10);
				expected[6] = (char)('0' + month % 10);
				expected[8] = (char)('0' + dom / 10);
				expected[9] = (char)('0' + dom % 10);
				if (memcmp(iso, expected, 11) != 0 ||
				    date_canonical(slice) != day)
					fail_msg("%s %s", iso, expected);
				day++;
				weekday = weekday % 7 + 1;
			}
			if (date_month_end(day - 1) != day - 1 ||
			    date_month_end(day - last) != day - 1)
				fail_msg("%d-%d", year, month);
		}
	}
	assert_int_equal(day, DATE_LAST + 1);
}

static void
test_of(void **state)
{
	(void)state;
	assert_int_equal(date_of(1970, 1, 1), 0);
	assert_int_equal(date_of(2026, 3, 4), 20516);
	assert_int_equal(date_of(1, 1, 1), DATE_FIRST);
	assert_int_equal(date_of(9999, 12, 31), DATE_LAST);
	assert_int_equal(date_of(2000, 2, 29), 11016);
	assert_int_equal(date_of(1900, 2, 29), DATE_NONE);
	assert_int_equal(date_of(2100, 2, 29), DATE_NONE);
	assert_int_equal(date_of(2026, 2, 29), DATE_NONE);
	assert_int_equal(date_of(2026, 4, 31), DATE_NONE);
	assert_int_equal(date_of(2026, 0, 1), DATE_NONE);
	assert_int_equal(date_of(2026, 13, 1), DATE_NONE);
	assert_int_equal(date_of(2026, 1, 0), DATE_NONE);
	assert_int_equal(date_of(2026, 1, 32), DATE_NONE);
	assert_int_equal(date_of(2026, -1, -1), DATE_NONE);
	assert_int_equal(date_of(0, 12, 31), DATE_NONE);
	assert_int_equal(date_of(10000, 1, 1), DATE_NONE);
	assert_int_equal(date_of(INT_MAX, INT_MAX, INT_MAX), DATE_NONE);
	assert_int_equal(date_of(INT_MIN, INT_MIN, INT_MIN), DATE_NONE);
	date_parts(0, NULL, NULL, NULL);
}

static void
test_add_months(void **state)
{
	static const int rows[][7] = {
		{ 2026, 1, 31, 1, 2026, 2, 28 }, { 2024, 1, 31, 1, 2024, 2, 29 },
		{ 2026, 1, 31, 3, 2026, 4, 30 }, { 2026, 3, 31, -1, 2026, 2, 28 },
		{ 2024, 2, 29, 12, 2025, 2, 28 }, { 2024, 2, 29, 48, 2028, 2, 29 },
		{ 2026, 12, 15, 1, 2027, 1, 15 }, { 2026, 1, 15, -1, 2025, 12, 15 },
		{ 2026, 5, 31, 0, 2026, 5, 31 }, { 1896, 2, 29, 48, 1900, 2, 28 },
		{ 1, 2, 15, -1, 1, 1, 15 }, { 9999, 11, 30, 1, 9999, 12, 30 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_int_equal(date_add_months(date_of(rows[i][0], rows[i][1], rows[i][2]),
		    rows[i][3]),
		    date_of(rows[i][4], rows[i][5], rows[i][6]));
	assert_int_equal(date_add_months(DATE_FIRST, -1), DATE_NONE);
	assert_int_equal(date_add_months(DATE_LAST, 1), DATE_NONE);
	assert_int_equal(date_add_months(0, INT_MAX), DATE_NONE);
	assert_int_equal(date_add_months(0, INT_MIN), DATE_NONE);
}

/* ISO 8601's own examples and the ends of some years. */
static void
test_week(void **state)
{
	static const int rows[][5] = {
		{ 2005, 1, 1, 2004, 53 }, { 2005, 1, 2, 2004, 53 }, { 2005, 12, 31, 2005, 52 },
		{ 2006, 1, 1, 2005, 52 }, { 2006, 1, 2, 2006, 1 }, { 2007, 1, 1, 2007, 1 },
		{ 2007, 12, 30, 2007, 52 }, { 2007, 12, 31, 2008, 1 },
		{ 2008, 12, 28, 2008, 52 },
		{ 2008, 12, 29, 2009, 1 }, { 2009, 12, 31, 2009, 53 }, { 2010, 1, 3, 2009, 53 },
		{ 2010, 1, 4, 2010, 1 }, { 2026, 11, 16, 2026, 47 }, { 2026, 11, 22, 2026, 47 },
		{ 2026, 12, 31, 2026, 53 }, { 2027, 1, 3, 2026, 53 }, { 1, 1, 1, 1, 1 },
		{ 9999, 12, 31, 9999, 52 },
	};
	size_t i;
	int year, day;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		day = date_of(rows[i][0], rows[i][1], rows[i][2]);
		assert_int_equal(date_week(day, &year), rows[i][4]);
		assert_int_equal(year, rows[i][3]);
		assert_int_equal(date_week(day, NULL), rows[i][4]);
		assert_int_equal(date_of_week(rows[i][3], rows[i][4]),
		    day + 1 - date_weekday(day));
	}
	assert_int_equal(date_of_week(2025, 53), DATE_NONE);
	assert_int_equal(date_of_week(2026, 54), DATE_NONE);
	assert_int_equal(date_of_week(2026, 0), DATE_NONE);
	assert_int_equal(date_of_week(2026, -1), DATE_NONE);
	assert_int_equal(date_of_week(0, 1), DATE_NONE);
	assert_int_equal(date_of_week(9999, 53), DATE_NONE);
}

/* Weeks run on, one after another, and each has seven days. */
static void
test_all_weeks(void **state)
{
	int day, year, before_year = 1, week, before = 1;

	(void)state;
	for (day = DATE_FIRST + 7; day <= DATE_LAST; day += 7) {
		week = date_week(day, &year);
		if (week == 1)
			assert_true(year == before_year + 1 && (before == 52 || before == 53));
		else
			assert_true(year == before_year && week == before + 1);
		assert_int_equal(date_of_week(year, week), day);
		before_year = year;
		before = week;
	}
}

static void
test_workdays(void **state)
{
	int start = date_of(2026, 3, 2) - 10, from, to, n;

	(void)state;
	for (from = start; from < start + 15; from++) {
		n = 0;
		for (to = from + 1; to < from + 40; to++) {
			n += date_weekday(to) <= 5;
			assert_int_equal(date_workdays(from, to), n);
			assert_int_equal(date_workdays(to, from), -n);
		}
		assert_int_equal(date_workdays(from, from), 0);
	}
	assert_int_equal(date_workdays(date_of(2026, 3, 6), date_of(2026, 3, 9)), 1);
	assert_int_equal(date_workdays(date_of(1969, 12, 1), date_of(1970, 1, 5)), 25);
	assert_int_equal(date_workdays(DATE_FIRST, DATE_LAST), 2608614);
}

static void
test_iso(void **state)
{
	char iso[11];

	(void)state;
	assert_string_equal(date_iso(date_of(2026, 3, 4), iso), "2026-03-04");
	assert_string_equal(date_iso(DATE_FIRST, iso), "0001-01-01");
	assert_string_equal(date_iso(DATE_LAST, iso), "9999-12-31");
	assert_string_equal(date_iso(DATE_NONE, iso), "");
	assert_string_equal(date_iso(INT_MAX, iso), "");
}

static void
test_canonical(void **state)
{
	static const char *const wrong[] = {
		"", "2026-3-4", "2026-03-04 ", " 2026-03-04", "2026/03/04", "2026-02-29",
		"2026-13-01", "2026-00-10",
		"2026-03-00", "0000-00-00", "2026-03-0a", "2026-03-0:", "2026-03-0/",
		"20260304", "+026-03-04",
		"2026-03--4", "2026_03_04", "\357\274\22226-03-0", "today"
	};
	size_t i;

	(void)state;
	assert_int_equal(date_canonical(slice_of("2026-03-04")), date_of(2026, 3, 4));
	assert_int_equal(date_canonical(slice_of("2024-02-29")), date_of(2024, 2, 29));
	assert_int_equal(date_canonical(slice_of(NULL)), DATE_NONE);
	for (i = 0; i < COUNT(wrong); i++)
		assert_int_equal(date_canonical(slice_of(wrong[i])), DATE_NONE);
}

/* With months at hand, of any text, right or wrong by one byte: what date_canonical
 * says, the first time and the next. */
static void
test_recall(void **state)
{
	struct date_memo memo = { 0 };
	uint32_t draw = 1;
	char text[11];
	int right = 0;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		struct slice slice = { text, 10 };
		int day;

		draw = draw * 1664525 + 1013904223;
		/* many of few months, and some of all there are */
		date_iso(i % 3 == 0 ? DATE_FIRST + (int)(draw % (unsigned)
		    (DATE_LAST - DATE_FIRST)) : date_of(2025, 1, 1) +
		    (int)(draw >> 8) % 700, text);
		if (i % 4 == 0)
			text[draw >> 16 & 7] = (char)(draw >> 24);
		if (i % 40 == 1)
			text[8 + (draw >> 16 & 1)] = (char)(draw >> 24);
		day = date_canonical(slice);
		assert_int_equal(date_recall(&memo, slice), day);
		assert_int_equal(date_recall(&memo, slice), day);
		right += day != DATE_NONE;
	}
	assert_true(right > 200000);
	assert_int_equal(date_recall(&memo, slice_of("2025-01-0")), DATE_NONE);
	assert_int_equal(date_recall(&memo, slice_of(NULL)), DATE_NONE);
}

static void
check_read(const char *text, enum date_order order, int expected)
{
	int day = 77;
	const char *wrong = date_read(slice_of(text), order, &day);
	char iso[11];

	if (wrong != NULL || day != expected)
		print_error("'%s' by %d: %s, %s\n", text, (int)order, wrong == NULL ?
		    "read" : wrong,
		    date_iso(day, iso));
	assert_null(wrong);
	assert_int_equal(day, expected);
}

static void
check_wrong(const char *text, enum date_order order, const char *expected)
{
	int day;
	const char *wrong = date_read(slice_of(text), order, &day);

	if (wrong == NULL || strcmp(wrong, expected) != 0)
		print_error("'%s' by %d: %s\n", text, (int)order, wrong == NULL ?
		    "read" : wrong);
	assert_non_null(wrong);
	assert_string_equal(wrong, expected);
}

/* All these are 2026-03-04, in every column. */
static void
test_forms(void **state)
{
	static const char *const rows[] = {
		"2026-03-04", " 2026-03-04\t", "2026-3-4", "20260304", "2026/3/4", "2026/03/04",
		"2026.03.04",
		"04-Mar-2026", "4-mar-26", "4 March 2026", "4 MARCH 2026", "04 Mar 26",
		"4. March 2026", "4/Mar/2026",
		"4 March, 2026", "Mar 4, 2026", "March 4, 2026", "march 4 2026", "Mar. 4, 2026",
		"Mar-04-2026",
		"Mar 4, 26", "2026\xe5\xb9\xb4" "3\xe6\x9c\x88" "4\xe6\x97\xa5",
		"2026 \xe5\xb9\xb4 03 \xe6\x9c\x88 04 \xe6\x97\xa5",
		FULL_WIDTH,
		"46085", "46085.4321", "46085,4321", "46085.0",
		/* with times and zones */
		"2026-03-04 10:22", "2026-03-04 10:22:31", "2026-03-04T10:22",
		"2026-03-04T10:22:31Z",
		"2026-03-04T10:22:31.123Z", "2026-03-04T10:22:31,123456+01:00",
		"2026-03-04T23:00:00-0500",
		"2026-03-04T10:00:00+05:00", "2026-03-04T10:00:00+05",
		"2026-03-04T10:22:31 +0000", "2026-03-04 10:22:31 UTC",
		"2026-03-04 10:22:31 CET", "2026-03-04 00:00:00", "2026-03-04 24:00:00",
		"2026-03-04 23:59:60",
		"20260304T102231Z", "20260304T1022", "2026-03-04T102231", "20260304 10:22",
		"2026/3/4 9:05",
		"2026/3/4 9:05 AM", "2026/3/4 9:05:10 pm", "2026/3/4 9:05PM",
		"2026/3/4 12:05 AM", "2026/3/4 9:05\xe2\x80\xaf" "AM",
		"Mar 4, 2026 10:22", "Mar 4, 2026, 10:22 AM", "4 March 2026 10:22:31",
		"04-Mar-2026 10:22:31 GMT",
		"2026\xe5\xb9\xb4" "3\xe6\x9c\x88" "4\xe6\x97\xa5 10:22",
		"2026-03-04\xc2\xa0" "10:22", "2026-03-04\xe2\x80\x89 10:22", "46085 10:22",
	};
	size_t i;
	int order;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		for (order = DATES_UNKNOWN; order <= DATES_YMD; order++)
			check_read(rows[i], (enum date_order)order, date_of(2026, 3, 4));
}

static void
test_months(void **state)
{
	static const char *const names[] = {
		"January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October",
		"November", "December"
	};
	char text[32];
	int month;

	(void)state;
	for (month = 1; month <= 12; month++) {
		snprintf(text, sizeof(text), "7 %s 2026", names[month - 1]);
		check_read(text, DATES_UNKNOWN, date_of(2026, month, 7));
		snprintf(text, sizeof(text), "7-%.3s-26", names[month - 1]);
		check_read(text, DATES_UNKNOWN, date_of(2026, month, 7));
		snprintf(text, sizeof(text), "%.3s 7, 2026", names[month - 1]);
		check_read(text, DATES_UNKNOWN, date_of(2026, month, 7));
	}
	check_read("7 Sept 2026", DATES_UNKNOWN, date_of(2026, 9, 7));
	check_wrong("7 Janu 2026", DATES_UNKNOWN, NOT);
	check_wrong("7 Mars 2026", DATES_UNKNOWN, NOT);
	check_wrong("7 Ma 2026", DATES_UNKNOWN, NOT);
	check_wrong("7 Marchy 2026", DATES_UNKNOWN, NOT);
	check_wrong("31 Apr 2026", DATES_UNKNOWN, NO_DAY);
}

static void
test_serials(void **state)
{
	(void)state;
	check_read("1", DATES_UNKNOWN, date_of(1900, 1, 1));
	check_read("31", DATES_UNKNOWN, date_of(1900, 1, 31));
	check_read("59", DATES_UNKNOWN, date_of(1900, 2, 28));
	check_wrong("60", DATES_UNKNOWN, NO_DAY);
	check_wrong("60.5", DATES_UNKNOWN, NO_DAY);
	check_read("61", DATES_UNKNOWN, date_of(1900, 3, 1));
	check_read("2026", DATES_UNKNOWN, date_of(1905, 7, 18));
	check_read("36526", DATES_UNKNOWN, date_of(2000, 1, 1));
	check_read("45631", DATES_UNKNOWN, date_of(2024, 12, 5));
	check_read("46085", DATES_UNKNOWN, date_of(2026, 3, 4));
	check_read("2958465", DATES_UNKNOWN, date_of(9999, 12, 31));
	check_wrong("2958466", DATES_UNKNOWN, NOT);
	check_wrong("0", DATES_UNKNOWN, NOT);
	check_wrong("046085", DATES_UNKNOWN, NOT);
	check_wrong("-5", DATES_UNKNOWN, NOT);
	check_wrong("46085.", DATES_UNKNOWN, NOT);
	check_wrong("1772582400", DATES_UNKNOWN, NOT);
	check_wrong("1.23456789012346E+017", DATES_UNKNOWN, NOT);
}

static void
test_order(void **state)
{
	(void)state;
	check_read("3/4/2026", DATES_DMY, date_of(2026, 4, 3));
	check_read("3/4/2026", DATES_MDY, date_of(2026, 3, 4));
	check_wrong("3/4/2026", DATES_UNKNOWN, TWO);
	check_wrong("3/4/2026", DATES_YMD, TWO);
	check_wrong("03-04-26", DATES_YMD, TWO);
	check_read("03/04/26", DATES_MDY, date_of(2026, 3, 4));
	check_read("03-04-26", DATES_DMY, date_of(2026, 4, 3));
	check_read("03-04-2026 10:22", DATES_DMY, date_of(2026, 4, 3));
	check_read("12/25/2026", DATES_UNKNOWN, date_of(2026, 12, 25));
	check_read("12/25/2026", DATES_MDY, date_of(2026, 12, 25));
	check_wrong("12/25/2026", DATES_DMY, NO_DAY);
	check_read("31/12/2025", DATES_UNKNOWN, date_of(2025, 12, 31));
	check_read("31/12/25", DATES_UNKNOWN, date_of(2025, 12, 31));
	check_wrong("31/12/2025", DATES_MDY, NO_DAY);
	check_read("5/5/2026", DATES_UNKNOWN, date_of(2026, 5, 5));
	check_read("4.3.2026", DATES_UNKNOWN, date_of(2026, 3, 4));
	check_read("4.3.2026", DATES_DMY, date_of(2026, 3, 4));
	check_read("4.3.2026", DATES_MDY, date_of(2026, 4, 3));
	check_read("04.03.26", DATES_UNKNOWN, date_of(2026, 3, 4));
	check_read("4.13.2026", DATES_UNKNOWN, date_of(2026, 4, 13));
	check_wrong("13/13/2026", DATES_UNKNOWN, NO_DAY);
	check_wrong("13.13.2026", DATES_UNKNOWN, NO_DAY);
	check_wrong("31/2/2026", DATES_UNKNOWN, NO_DAY);
	check_wrong("2/30/2026", DATES_UNKNOWN, NO_DAY);
	check_wrong("0/4/2026", DATES_UNKNOWN, NO_DAY);
	check_wrong("4/0/2026", DATES_UNKNOWN, NO_DAY);
	check_read("29/2/00", DATES_UNKNOWN, date_of(2000, 2, 29));
	check_read("1/1/99", DATES_UNKNOWN, date_of(2099, 1, 1));
	check_wrong("32/1/2026", DATES_UNKNOWN, NO_DAY);
}

static void
test_none(void **state)
{
	static const char *const rows[] = {
		"", " ", "\t\r\n", "\xc2\xa0\xe3\x80\x80", "0000-00-00", "0000-00-00 00:00:00",
		"0000-00-00T00:00:00Z",
		"0000/00/00", "00/00/0000", "00.00.0000", "00000000"
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check_read(rows[i], DATES_UNKNOWN, DATE_NONE);
	check_wrong("0000-01-01", DATES_UNKNOWN, NO_DAY);
	check_wrong("0000-00-01", DATES_UNKNOWN, NO_DAY);
}

static void
test_wrong(void **state)
{
	static const char *const rows[] = {
		"x", "tomorrow", "-", "2026-03", "2026-Q1", "May-20", "5-20", "Mar 2026",
		"Mar 4", "4 Mar",
		"2026-03-04x", "2026-03-04 x", "2026-03-04T", "2026-03/04", "2026-003-04",
		"26-003-04",
		"2026-03-04 10", "2026-03-04 10:2", "2026-03-04 10:60", "2026-03-04 25:00",
		"2026-03-04 24:01",
		"2026-03-04 10:22:61", "2026-03-04 10:22:3", "2026-03-04 10:22:31.",
		"2026-03-04 13:22 PM",
		"2026-03-04 0:22 AM", "2026-03-04 10:22 XYZ", "2026-03-04 PM", "+7d",
		"3 4 2026", "2026-03-04 10:22 utc",
		"2026-03-04 10:22+5",
		"2026-03-04 10:22+05:6", "2026-03-04 10:22+05:60", "2026-03-04 10:22+24:00",
		"2026-03-04 10:22Z Z",
		"2026-03-04 102231", "2026-03-04T10:22 PM x", "2026-03-0410:22", "3/4", "3/4/",
		"3/4/226", "3/4/20261",
		"3/4-2026", "3//2026", "/3/4/2026", "123/4/2026", "4Mar2026", "4 Mar2026",
		"Mar4, 2026",
		"04-Mar-226", "2026\xe5\xb9\xb4" "3\xe6\x9c\x88",
		"26\xe5\xb9\xb4" "3\xe6\x9c\x88" "4\xe6\x97\xa5",
		"2026\xe5\xb9\xb4" "3\xe6\x9c\x88" "4", "2026W103", "123456789", "\xff",
		"2026-03-\xff", "2026-03-04,",
		"2026-03-04 , 10:22", "99999999999999999999/1/2026",
		"1/99999999999999999999/2026"
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check_wrong(rows[i], DATES_UNKNOWN, NOT);
	check_wrong("2026-02-29", DATES_UNKNOWN, NO_DAY);
	check_wrong("2026-13-01", DATES_UNKNOWN, NO_DAY);
	check_wrong("20261301 PM", DATES_UNKNOWN, NOT);
	check_wrong("20261301", DATES_UNKNOWN, NO_DAY);
	check_wrong("2026/2/30 10:00", DATES_UNKNOWN, NO_DAY);
	check_wrong("Feb 29, 2026", DATES_UNKNOWN, NO_DAY);
	check_wrong("1900-02-29", DATES_UNKNOWN, NO_DAY);
}

static void
test_order_of(void **state)
{
	static const struct {
		const char *text;
		enum date_order order;
		bool doubt;
	} rows[] = {
		{ "", DATES_UNKNOWN, false }, { "x", DATES_UNKNOWN, false },
		{ "2026-03-04", DATES_UNKNOWN, false },
		{ "2026/3/4", DATES_UNKNOWN, false }, { "46085", DATES_UNKNOWN, false },
		{ "04-Mar-2026", DATES_UNKNOWN, false }, { "31/12/2025", DATES_DMY, false },
		{ "12/31/2025", DATES_MDY, false }, { "13/1/26", DATES_DMY, false },
		{ "1/13/26", DATES_MDY, false },
		{ "31-12-2025", DATES_DMY, false }, { "12-31-2025 10:22", DATES_MDY, false },
		{ "4.3.2026", DATES_DMY, false }, { "31.12.2025", DATES_DMY, false },
		{ "12.31.2025", DATES_MDY, false },
		{ "3/4/2026", DATES_UNKNOWN, true }, { "03-04-26", DATES_UNKNOWN, true },
		{ "12/12/2026", DATES_UNKNOWN, false }, { "1/12/2026", DATES_UNKNOWN, true },
		{ "0/4/2026", DATES_UNKNOWN, false }, { "13/13/2026", DATES_UNKNOWN, false },
		{ "31/2/2026", DATES_UNKNOWN, false }, { "32/1/2026", DATES_UNKNOWN, false },
		{ "00/00/0000", DATES_UNKNOWN, false }, { "0000-00-00", DATES_UNKNOWN, false },
		{ " 31/12/2025 ", DATES_DMY, false },
	};
	size_t i;
	bool doubt;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		doubt = !rows[i].doubt;
		if (date_order_of(slice_of(rows[i].text), &doubt) != rows[i].order ||
		    doubt != rows[i].doubt)
			print_error("'%s'\n", rows[i].text);
		assert_int_equal(date_order_of(slice_of(rows[i].text), NULL), rows[i].order);
		assert_int_equal(doubt, rows[i].doubt);
	}
}

/* Any bytes: no crash, and what is read is a day. */
static void
test_any_bytes(void **state)
{
	static const char *const pieces[] = {
		"1", "2", "12", "2026", "-", "/", ".", ":", " ", "T", "Z", "Mar", "AM", "+",
		",", "\xe5\xb9\xb4",
		"\xe6\x9c\x88", "\xe6\x97\xa5", "\xff", "\xef\xbc", "46085", "10:22"
	};
	struct buffer text = { 0 };
	uint64_t seed = 88172645463325252u;
	int day, j;
	size_t i;

	(void)state;
	for (i = 0; i < 200000; i++) {
		buffer_clear(&text);
		for (j = (int)(i % 10); j > 0; j--) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			buffer_string(&text, pieces[(seed >> 33) % COUNT(pieces)]);
		}
		if (date_read(slice_of(buffer_text(&text)), (enum date_order)(i % 4),
		    &day) == NULL)
			assert_true(day == DATE_NONE ||
			    (day >= DATE_FIRST && day <= DATE_LAST));
		else
			assert_int_equal(day, DATE_NONE);
		date_order_of(slice_of(buffer_text(&text)), NULL);
	}
	buffer_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_of),
		cmocka_unit_test(test_add_months),
		cmocka_unit_test(test_week),
		cmocka_unit_test(test_all_weeks),
		cmocka_unit_test(test_workdays),
		cmocka_unit_test(test_iso),
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_recall),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_months),
		cmocka_unit_test(test_serials),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_order_of),
		cmocka_unit_test(test_any_bytes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
