#include <stdint.h>
#include <string.h>

#include "base/date.h"

/* Months are counted from January of the year 0, so month 12 is the first of
 * the calendar and month 119999 its last. */
#define MONTH_FIRST 12
#define MONTH_END 120000	/* one behind the last */

#define WORD_DIGITS 7		/* +3000000d is out of the calendar anyway */

static const char outside[] = "lies outside the calendar";
static const char not_a_date[] =
    "is not a date (YYYY-MM-DD, today, +7d, -1m, monday, last-monday, eom, eoq, eoy)";
static const char not_a_period[] =
    "is not a period (2026, 2026-Q4, 2026-11, 2026-W47, DATE..DATE, this-month, "
    "last-quarter, ytd)";

static const char *const step_names[] = { NULL, "week", "month", "quarter", "year" };

/* Take PREFIX, in any case, from the front of TEXT. */
static bool
take_prefix(struct slice *text, const char *prefix)
{
	size_t n = strlen(prefix), i;

	if (text->len < n)
		return false;
	for (i = 0; i < n; i++)
		if (text_lower(text->at[i]) != prefix[i])
			return false;
	text->at += n;
	text->len -= n;
	return true;
}

/* Take a number of LEAST to MOST digits, no more than nine. */
static bool
take_number(struct slice *text, size_t least, size_t most, int *value)
{
	size_t n = 0;

	*value = 0;
	while (n < text->len && n < most && text_digit(text->at[n]))
		*value = *value * 10 + (text->at[n++] - '0');
	if (n < least || (n < text->len && text_digit(text->at[n])))
		return false;
	text->at += n;
	text->len -= n;
	return true;
}

static bool
is_word(struct slice text, const char *word)
{
	return take_prefix(&text, word) && text.len == 0;
}

/* The weekday of a name, 1 Monday .. 7 Sunday; 0: none. */
static int
weekday_of(struct slice text)
{
	static const char *const names[] = {
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
	};
	int i;

	for (i = 0; i < 7; i++)
		if (is_word(text, names[i]))
			return i + 1;
	return 0;
}

/* DAY or, where it lies outside the calendar, what is wrong. */
static const char *
checked(int64_t found, int *day)
{
	if (found < DATE_FIRST || found > DATE_LAST)
		return outside;
	*day = (int)found;
	return NULL;
}

/* +7d, -2w, +1m, +1q, +1y behind the sign. */
static const char *
relative(struct slice text, int sign, int today, int *day)
{
	int count;

	if (!take_number(&text, 1, WORD_DIGITS, &count) || text.len != 1)
		return not_a_date;
	count *= sign;
	switch (text_lower(text.at[0])) {
	case 'd':
		return checked((int64_t)today + count, day);
	case 'w':
		return checked((int64_t)today + 7 * (int64_t)count, day);
	case 'm':
		return checked(date_add_months(today, count), day);
	case 'q':
		return checked(date_add_months(today, 3 * count), day);
	case 'y':
		return checked(date_add_months(today, 12 * count), day);
	}
	return not_a_date;
}

/* The words that name one day; false: it is none of them. */
static bool
named_day(struct slice text, int today, int fiscal, int64_t *day)
{
	int weekday;

	if (is_word(text, "today"))
		*day = today;
	else if (is_word(text, "yesterday"))
		*day = (int64_t)today - 1;
	else if (is_word(text, "tomorrow"))
		*day = (int64_t)today + 1;
	else if (is_word(text, "eom"))
		*day = date_month_end(today);
	else if (is_word(text, "eoq"))
		*day = period_around(today, STEP_QUARTER, fiscal).to;
	else if (is_word(text, "eoy"))
		*day = period_around(today, STEP_YEAR, fiscal).to;
	else if ((weekday = weekday_of(text)) > 0)
		*day = (int64_t)today + (weekday + 7 - date_weekday(today)) % 7;
	else if (take_prefix(&text, "last-") && (weekday = weekday_of(text)) > 0)
		*day = (int64_t)today - 1 - (date_weekday(today) + 6 - weekday) % 7;
	else
		return false;
	return true;
}

const char *
date_word(struct slice text, int today, int fiscal, int *day)
{
	int64_t found;
	int exact;

	text = slice_trim(text);
	exact = date_canonical(text);
	if (exact != DATE_NONE)
		return checked(exact, day);
	if (take_prefix(&text, "+"))
		return relative(text, 1, today, day);
	if (take_prefix(&text, "-"))
		return relative(text, -1, today, day);
	if (named_day(text, today, fiscal, &found))
		return checked(found, day);
	return not_a_date;
}

static int
month_of(int day)
{
	int year, month;

	date_parts(day, &year, &month, NULL);
	return year * 12 + month - 1;
}

/* The first day of a month; outside the calendar, the nearest of it or, behind
 * it, one more. */
static int
month_start(int64_t month)
{
	if (month < MONTH_FIRST)
		return DATE_FIRST;
	if (month >= MONTH_END)
		return DATE_LAST + 1;
	return date_of((int)(month / 12), (int)(month % 12) + 1, 1);
}

static struct period
months(int64_t first, int64_t n)
{
	struct period p = { month_start(first), month_start(first + n) - 1 };

	return p;
}

/* Days that may lie outside the calendar, cut to it. */
static struct period
days(int64_t from, int64_t to)
{
	struct period p;

	p.from = (int)(from < DATE_FIRST ? DATE_FIRST : from > DATE_LAST ?
	    DATE_LAST + 1 : from);
	p.to = (int)(to > DATE_LAST ? DATE_LAST : to < DATE_FIRST ? DATE_FIRST - 1 : to);
	return p;
}

static int
step_months(enum period_step step)
{
	return step == STEP_YEAR ? 12 : step == STEP_QUARTER ? 3 : 1;
}

/* The month in which DAY's month, quarter or year begins. */
static int
step_start(int day, enum period_step step, int fiscal)
{
	int month = month_of(day);

	return month - (month + 12 - (fiscal - 1)) % 12 % step_months(step);
}

struct period
period_around(int day, enum period_step step, int fiscal)
{
	int64_t monday;

	switch (step) {
	case STEP_NONE:
		return days(day, day);
	case STEP_WEEK:
		monday = (int64_t)day + 1 - date_weekday(day);
		return days(monday, monday + 6);
	default:
		return months(step_start(day, step, fiscal), step_months(step));
	}
}

struct period
period_next(struct period p, enum period_step step, int count, int fiscal)
{
	int64_t length = (int64_t)p.to - p.from + 1;

	if (step == STEP_WEEK) {
		p.from += 1 - date_weekday(p.from);
		length = 7;
	}
	if (step == STEP_WEEK || step == STEP_NONE)
		return days(p.from + count * length,
		    p.from + ((int64_t)count + 1) * length - 1);
	return months(step_start(p.from, step, fiscal) + (int64_t)count * step_months(step),
	    step_months(step));
}

/* The fiscal year DAY lies in, named for the year it ends in. */
static int
fiscal_year(int day, int fiscal)
{
	return (step_start(day, STEP_YEAR, fiscal) + 11) / 12;
}

static int
fiscal_quarter(int day, int fiscal)
{
	return (month_of(day) - step_start(day, STEP_YEAR, fiscal)) / 3 + 1;
}

/* Append TEXT and VALUE in at least N digits; returns the end. */
static char *
add_number(char *at, const char *text, int value, int n)
{
	char digits[12] = "";
	int i = 0;

	while (*text != '\0')
		*at++ = *text++;
	for (; value > 0 || i < n; value /= 10)
		digits[i++] = (char)('0' + value % 10);
	while (i > 0)
		*at++ = digits[--i];
	*at = '\0';
	return at;
}

char *
period_name(struct period p, enum period_step step, int fiscal, char out[24])
{
	int year, number;

	switch (step) {
	case STEP_WEEK:
		number = date_week(p.from, &year);
		add_number(add_number(out, "", year, 4), "-W", number, 2);
		break;
	case STEP_MONTH:
		date_parts(p.from, &year, &number, NULL);
		add_number(add_number(out, "", year, 4), "-", number, 2);
		break;
	case STEP_QUARTER:
		add_number(add_number(out, "", fiscal_year(p.from, fiscal), 4), "-Q",
		    fiscal_quarter(p.from, fiscal), 1);
		break;
	case STEP_YEAR:
		add_number(out, "", fiscal_year(p.from, fiscal), 4);
		break;
	case STEP_NONE:
		date_iso(p.from, out);
		strcpy(out + strlen(out), "..");
		date_iso(p.to, out + strlen(out));
		break;
	}
	return out;
}

enum period_step
period_step_of(struct slice text)
{
	enum period_step step;

	text = slice_trim(text);
	for (step = STEP_WEEK; step <= STEP_YEAR; step++)
		if (is_word(text, step_names[step]))
			return step;
	return STEP_NONE;
}

/* this-month, last-quarter, next-year */
static bool
read_relative(struct slice text, int today, int fiscal, struct period *p)
{
	enum period_step step;
	int count;

	if (take_prefix(&text, "this-"))
		count = 0;
	else if (take_prefix(&text, "last-"))
		count = -1;
	else if (take_prefix(&text, "next-"))
		count = 1;
	else
		return false;
	step = period_step_of(text);
	if (step == STEP_NONE)
		return false;
	*p = period_next(period_around(today, step, fiscal), step, count, fiscal);
	return true;
}

/* ytd, qtd, mtd */
static bool
read_to_date(struct slice text, int today, int fiscal, struct period *p)
{
	enum period_step step;

	if (is_word(text, "ytd"))
		step = STEP_YEAR;
	else if (is_word(text, "qtd"))
		step = STEP_QUARTER;
	else if (is_word(text, "mtd"))
		step = STEP_MONTH;
	else
		return false;
	*p = period_around(today, step, fiscal);
	p->to = today;
	return true;
}

/* What stands behind a year: PREFIX and a number, and no more. */
static bool
read_part(struct slice text, const char *prefix, size_t least, size_t most, int *number)
{
	return take_prefix(&text, prefix) && take_number(&text, least, most, number) &&
	    text.len == 0;
}

/* 2026, 2026-Q4, 2026-W47, 2026-11, 2026-11-20 */
static const char *
read_calendar(struct slice text, int fiscal, struct period *p)
{
	int day = date_canonical(text), year, n, start;

	if (day != DATE_NONE) {
		*p = days(day, day);
		return NULL;
	}
	if (!take_number(&text, 4, 4, &year))
		return not_a_period;
	if (year == 0)
		return outside;
	start = year * 12 - (fiscal > 1 ? 12 - (fiscal - 1) : 0);
	if (text.len == 0)
		*p = months(start, 12);
	else if (read_part(text, "-q", 1, 1, &n) && n >= 1 && n <= 4)
		*p = months(start + 3 * (n - 1), 3);
	else if (read_part(text, "-w", 1, 2, &n) && (day = date_of_week(year, n)) != DATE_NONE)
		*p = period_around(day, STEP_WEEK, fiscal);
	else if (read_part(text, "-", 2, 2, &n) && n >= 1 && n <= 12)
		*p = months(year * 12 + n - 1, 1);
	else
		return not_a_period;
	return NULL;
}

/* DATE..DATE, with N bytes before the dots. */
static const char *
read_range(struct slice text, size_t n, int today, int fiscal, struct period *p)
{
	struct slice from = { text.at, n }, to = { text.at + n + 2, text.len - n - 2 };
	struct period range = { DATE_FIRST, DATE_LAST };
	const char *wrong = NULL;

	if (slice_trim(from).len > 0)
		wrong = date_word(from, today, fiscal, &range.from);
	if (wrong == NULL && slice_trim(to).len > 0)
		wrong = date_word(to, today, fiscal, &range.to);
	if (wrong != NULL)
		return wrong == outside ? outside : not_a_period;
	if (range.from > range.to)
		return "ends before it begins";
	*p = range;
	return NULL;
}

const char *
period_read(struct slice text, int today, int fiscal, struct period *p)
{
	const char *wrong;
	size_t i;

	text = slice_trim(text);
	for (i = 0; i + 1 < text.len; i++)
		if (text.at[i] == '.' && text.at[i + 1] == '.')
			return read_range(text, i, today, fiscal, p);
	if (read_relative(text, today, fiscal, p) || read_to_date(text, today, fiscal, p))
		return NULL;
	wrong = read_calendar(text, fiscal, p);
	if (wrong == NULL && p->from > p->to)
		return outside;
	return wrong;
}
