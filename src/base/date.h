#ifndef BASE_DATE_H
#define BASE_DATE_H

/*
 * Dates are days: whole numbers, counted from 1970-01-01 (day 0) in the
 * proleptic Gregorian calendar, from 0001-01-01 to 9999-12-31. No time of
 * day, no zone. Arithmetic after Howard Hinnant's civil days.
 */

#include <limits.h>
#include <stdint.h>
#include <stdbool.h>

#include "base/text.h"

#define DATE_NONE INT_MIN	/* no date: blank, or a zero date */
#define DATE_FIRST (-719162)	/* 0001-01-01 */
#define DATE_LAST 2932896	/* 9999-12-31 */

/* In which order a column writes day, month and year where it is in doubt. */
enum date_order {
	DATES_UNKNOWN = 0,	/* in doubt: 3/4/2026 is refused */
	DATES_DMY,
	DATES_MDY,
	DATES_YMD		/* ISO and all else that begins with the year */
};

/* The day of a calendar date, DATE_NONE if there is none such. */
int date_of(int year, int month, int day);
/* The calendar date of DAY (not DATE_NONE). Any pointer may be NULL. */
void date_parts(int day, int *year, int *month, int *dom);
int date_weekday(int day);		/* 1 Monday .. 7 Sunday */
int date_month_days(int year, int month);	/* 28..31 */
/* DAY moved by COUNT months, clamped to the month's end; DATE_NONE outside
 * the calendar. */
int date_add_months(int day, int count);
int date_month_end(int day);		/* last day of DAY's month */
/* ISO week (1..53) and the year it belongs to (may be NULL). */
int date_week(int day, int *year);
/* The Monday of ISO week WEEK of YEAR, DATE_NONE if there is no such week. */
int date_of_week(int year, int week);
/* Days of Monday to Friday in FROM (excluded) .. TO (included); negative if
 * TO lies before FROM. */
int date_workdays(int from, int to);

/* "2026-03-04" and a NUL; OUT has room for 11 bytes. */
char *date_iso(int day, char out[11]);

/*
 * Read a cell. All the forms of deals(5): ISO date or date-time (the time and
 * zone dropped, but checked to be one), 20260304, 2026/3/4, 3/4/2026,
 * 4.3.2026, 03/04/26 (20YY), 04-Mar-2026, 4 March 2026, Mar 4, 2026 (English
 * month names, full or three letters), 2026年3月4日, Excel serials (1 to
 * 2958465: 1900 system with its 29 February 1900, serial 60, which is refused;
 * a fraction is a time and dropped). Any of them may carry a time after a
 * blank. Zero dates (0000-00-00, 0000-00-00 00:00:00) are no date.
 * ORDER says what 3/4/2026 is. *DAY is DATE_NONE for a blank cell.
 * Returns NULL, or what is wrong, to stand after the quoted cell: "is not a
 * date", "could be two dates (say --dates dmy or --dates mdy)", "is no day of
 * the calendar".
 */
const char *date_read(struct slice, enum date_order order, int *day);

/* What a cell says of its column's order: a value that leaves no doubt gives
 * DATES_DMY (31/12/2025) or DATES_MDY (12/31/2025); 4.3.2026 with dots is
 * DATES_DMY unless impossible; anything that needs no order, or is in doubt or
 * no date gives DATES_UNKNOWN, in doubt with *DOUBT set (may be NULL). */
enum date_order date_order_of(struct slice, bool *doubt);

/* Only YYYY-MM-DD, the canonical form: the day, or DATE_NONE. Fast. */
int date_canonical(struct slice);

/* The months of dates that were read, where the next is likely to find its own. All
 * 0 in the beginning. */
#define DATE_MEMO 256

struct date_memo {
	struct date_month {
		uint64_t text;		/* YYYY-MM- as a number; 0: none */
		int before;		/* the day before its first */
		int days;		/* how many it has */
	} months[DATE_MEMO];
};

/* date_recall for a month that is not at hand. */
int date_learn(struct date_month *, struct slice text);

/* date_canonical, faster where many dates are of few months. */
static inline int
date_recall(struct date_memo *memo, struct slice text)
{
	struct date_month *month;
	uint64_t bytes;
	unsigned tens, ones;
	int dom;

	if (text.len != 10)
		return DATE_NONE;
	bytes = text_load8(text.at);
	/* by the year's last digit and the month: these digits, brought together
	 * in the highest byte */
	month = &memo->months[(bytes & UINT64_C(0x000f01000f000000)) *
	    ((UINT64_C(1) << 36) + (10 << 16) + (1 << 8)) >> 56];
	tens = (unsigned)text.at[8] - '0';
	ones = (unsigned)text.at[9] - '0';
	dom = (int)(tens * 10 + ones);
	if (month->text == bytes && tens <= 9 && ones <= 9 && dom > 0 &&
	    dom <= month->days)
		return month->before + dom;
	return date_learn(month, text);
}

/*
 * Read a DATE of the command line, relative to TODAY: ISO, or today,
 * yesterday, tomorrow, +7d, -2w, +1m (clamped), +1q, +1y, monday..sunday (the
 * first on or after TODAY), last-monday.. (the last before TODAY), eom, eoq,
 * eoy (last day of the running month, quarter, year; FISCAL is the month
 * quarters and years begin in, 1..12). NULL, or what is wrong.
 */
const char *date_word(struct slice, int today, int fiscal, int *day);

/* A stretch of days, both ends included; from > to is empty. */
struct period {
	int from;
	int to;
};

enum period_step {
	STEP_NONE = 0,
	STEP_WEEK,		/* Monday to Sunday */
	STEP_MONTH,
	STEP_QUARTER,
	STEP_YEAR
};

/*
 * Read a PERIOD: 2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-20 (one day),
 * DATE..DATE (either end may be left out: DATE_FIRST, DATE_LAST), this-week,
 * this-month, this-quarter, this-year, last-..., next-..., ytd, qtd, mtd (up
 * to TODAY). Fiscal years are named for the year they end in, so with FISCAL
 * 4, 2026 is 2025-04-01..2026-03-31. NULL, or what is wrong.
 */
const char *period_read(struct slice, int today, int fiscal,
    struct period *);

/* The week, month, quarter or year DAY lies in. */
struct period period_around(int day, enum period_step, int fiscal);
/* The COUNT-th one after PERIOD (negative: before). */
struct period period_next(struct period, enum period_step, int count,
    int fiscal);
/* Its name: 2026-W47, 2026-11, 2026-Q4, 2026; OUT has room for 24 bytes.
 * STEP_NONE: "2026-01-01..2026-02-10". */
char *period_name(struct period, enum period_step, int fiscal, char out[24]);
/* week, month, quarter, year; STEP_NONE where it is none of them. */
enum period_step period_step_of(struct slice);

#endif
