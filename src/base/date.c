#include <stdint.h>
#include <string.h>

#include "base/date.h"

#define SERIAL_LAST 2958465	/* Excel's 9999-12-31 */
#define SERIAL_WRONG 60		/* its 29 February 1900, which never was */
#define SERIAL_ZERO (-25569)	/* the day serial 0 would be, from 61 on */

static const char not_a_date[] = "is not a date";
static const char no_day[] = "is no day of the calendar";
static const char two_dates[] = "could be two dates (say --dates dmy or --dates mdy)";

int
date_month_days(int year, int month)
{
	static const char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
		return 29;
	return days[month - 1];
}

int
date_of(int year, int month, int dom)
{
	/* days of a common year before its months */
	static const short before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	unsigned past;
	int leap_day;

	/* the length of the month matters only at its end */
	if (year < 1 || year > 9999 || month < 1 || month > 12 ||
	    dom < 1 || (dom > 28 && dom > date_month_days(year, month)))
		return DATE_NONE;
	/* one that cannot be below zero is divided faster */
	past = (unsigned)year - 1;
	leap_day = month > 2 && year % 4 == 0 &&
	    date_month_days(year, 2) == 29;
	return DATE_FIRST + (int)(past * 365 + past / 4 - past / 100 +
	    past / 400) + before[month - 1] + leap_day + dom - 1;
}

/* DAY / SIZE rounded down. */
static int64_t
floor_div(int64_t day, int64_t size)
{
	return day / size - (day % size < 0);
}

/* After Howard Hinnant: eras of 400 years that begin in March, so that the leap
 * day is the last of its year. */
void
date_parts(int day, int *year, int *month, int *dom)
{
	int64_t shifted = (int64_t)day + 719468, era = floor_div(shifted, 146097);
	int of_era = (int)(shifted - era * 146097);
	int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * y + y / 4 - y / 100);
	int m = (5 * of_year + 2) / 153;

	if (dom != NULL)
		*dom = of_year - (153 * m + 2) / 5 + 1;
	m += m < 10 ? 3 : -9;
	if (month != NULL)
		*month = m;
	if (year != NULL)
		*year = (int)(era * 400) + y + (m <= 2);
}

/* Days since a Monday. */
static int64_t
since_monday(int day)
{
	return (int64_t)day + 3;	/* day -3 was one */
}

int
date_weekday(int day)
{
	int64_t days = since_monday(day);

	return (int)(days - 7 * floor_div(days, 7)) + 1;
}

int
date_add_months(int day, int count)
{
	int year, month, dom, days;
	int64_t months;

	date_parts(day, &year, &month, &dom);
	months = (int64_t)year * 12 + month - 1 + count;
	if (months < 12 || months >= 120000)
		return DATE_NONE;
	year = (int)(months / 12);
	month = (int)(months % 12) + 1;
	days = date_month_days(year, month);
	return date_of(year, month, dom < days ? dom : days);
}

int
date_month_end(int day)
{
	int year, month;

	date_parts(day, &year, &month, NULL);
	return date_of(year, month, date_month_days(year, month));
}

int
date_week(int day, int *year)
{
	/* a week belongs to the year its Thursday lies in */
	int thursday = day + 4 - date_weekday(day), of;

	date_parts(thursday, &of, NULL, NULL);
	if (year != NULL)
		*year = of;
	return (thursday - date_of(of, 1, 1)) / 7 + 1;
}

int
date_of_week(int year, int week)
{
	int day = date_of(year, 1, 4), of;

	if (day == DATE_NONE || week < 1 || week > 53)
		return DATE_NONE;
	day += 7 * (week - 1) + 1 - date_weekday(day);
	if (day > DATE_LAST || date_week(day, &of) != week || of != year)
		return DATE_NONE;
	return day;
}

/* Working days from a Monday long ago to DAY, included. */
static int64_t
workdays_to(int day)
{
	int64_t days = since_monday(day) + 1, weeks = floor_div(days, 7),
	    rest = days - 7 * weeks;

	return weeks * 5 + (rest < 5 ? rest : 5);
}

int
date_workdays(int from, int to)
{
	return (int)(workdays_to(to) - workdays_to(from));
}

static void
write_digits(char *out, int value, int n)
{
	while (n-- > 0) {
		out[n] = (char)('0' + value % 10);
		value /= 10;
	}
}

char *
date_iso(int day, char out[11])
{
	int year, month, dom;

	out[0] = '\0';
	if (day < DATE_FIRST || day > DATE_LAST)
		return out;
	date_parts(day, &year, &month, &dom);
	write_digits(out, year, 4);
	out[4] = '-';
	write_digits(out + 5, month, 2);
	out[7] = '-';
	write_digits(out + 8, dom, 2);
	out[10] = '\0';
	return out;
}

/* Two digits, or a number below zero. */
static int
two_digits(const char *at)
{
	int tens = at[0] - '0', ones = at[1] - '0';

	return (unsigned)tens > 9 || (unsigned)ones > 9 ? -10000 : tens * 10 + ones;
}

/* Of the eight bytes YYYY-MM-, each less what it is at least. */
#define DASHES UINT64_C(0x2d30302d30303030)
/* Added to these, it carries into the high bit where a digit is above 9 or a dash is
 * none. */
#define TOO_MUCH UINT64_C(0x7f76767f76767676)
#define HIGH UINT64_C(0x8080808080808080)

int
date_canonical(struct slice text)
{
	uint64_t digits, pairs;
	int dom;

	if (text.len != 10)
		return DATE_NONE;
	digits = text_load8(text.at) ^ DASHES;
	dom = two_digits(text.at + 8);
	if (((digits | (digits + TOO_MUCH)) & HIGH) != 0 || dom < 0)
		return DATE_NONE;
	/* each digit ten times and the one behind it */
	pairs = digits * 10 + (digits >> 8);
	return date_of((int)(pairs & 0xff) * 100 + (int)(pairs >> 16 & 0xff),
	    (int)(pairs >> 40 & 0xff), dom);
}

int
date_learn(struct date_month *month, struct slice text)
{
	int day = date_canonical(text), year, dom, number;

	if (day == DATE_NONE)
		return day;
	date_parts(day, &year, &number, &dom);
	month->text = text_load8(text.at);
	month->before = day - dom;
	month->days = date_month_days(year, number);
	return day;
}

/*
 * A cell is scanned by one form after another; each takes what it knows from
 * the front of a slice. The time behind it is checked for all of them.
 */

enum shape {
	SHAPE_DATE,		/* year, month and day are known */
	SHAPE_PAIR,		/* first and second are day and month, or the reverse */
	SHAPE_SERIAL		/* Excel's */
};

struct written {
	enum shape shape;
	int year, month, dom;	/* SHAPE_DATE; year of SHAPE_PAIR too */
	int first, second;	/* SHAPE_PAIR */
	bool dots;		/* it has dots between: Europe's way */
	int serial;
	bool iso;		/* a T may stand before the time */
};

static bool
take(struct slice *text, char c)
{
	if (text->len == 0 || text->at[0] != c)
		return false;
	text->at++;
	text->len--;
	return true;
}

/* Take all digits there are; returns how many, ten for more than nine: their
 * value never matters. */
static int
take_digits(struct slice *text, int *value)
{
	int n = 0, digit;

	*value = 0;
	while ((digit = slice_digit(text)) >= 0) {
		if (n < 9)
			*value = *value * 10 + digit;
		if (n < 10)
			n++;
	}
	return n;
}

/* Take a number of LEAST to MOST digits. */
static bool
take_number(struct slice *text, int least, int most, int *value)
{
	int n = take_digits(text, value);

	return n >= least && n <= most;
}

/* Take blanks, the narrow no-break one too, which Unicode's own formats put
 * before AM and PM. */
static bool
take_blanks(struct slice *text)
{
	bool any = false;

	while (take(text, ' ') || take(text, '\t') || slice_take(text, "\xc2\xa0") ||
	    slice_take(text, "\xe2\x80\xaf") || slice_take(text, "\xe2\x80\x89"))
		any = true;
	return any;
}

/* The year of a date that does not begin with it: 2026 or 26. */
static bool
take_last_year(struct slice *text, int *year)
{
	int n = take_digits(text, year);

	if (n == 2)
		*year += 2000;
	return n == 2 || n == 4;
}

static bool
take_separator(struct slice *text, char *separator)
{
	if (text->len == 0 || memchr("-/.", text->at[0], 3) == NULL)
		return false;
	*separator = text->at[0];
	return take(text, *separator);
}

/* What stands between day, name of the month and year. */
static bool
take_gap(struct slice *text)
{
	bool mark;

	if (take(text, '-') || take(text, '/'))
		return true;
	mark = take(text, '.') || take(text, ',');
	return take_blanks(text) || mark;
}

static bool
is_month(struct slice word, const char *name)
{
	size_t i;

	for (i = 0; i < word.len; i++)
		if (name[i] == '\0' || text_lower(word.at[i]) != name[i])
			return false;
	return word.len == 3 || name[word.len] == '\0' || (word.len == 4 && name[0] == 's');
}

static bool
take_month(struct slice *text, int *month)
{
	static const char *const names[] = {
		"january", "february", "march", "april", "may", "june", "july", "august",
		"september", "october", "november", "december"
	};
	struct slice word = { text->at, 0 };

	while (word.len < text->len && text_letter(text->at[word.len]))
		word.len++;
	if (word.len < 3)
		return false;
	for (*month = 1; *month <= 12; ++*month) {
		if (is_month(word, names[*month - 1])) {
			text->at += word.len;
			text->len -= word.len;
			return true;
		}
	}
	return false;
}

/* 2026-03-04, 2026/3/4, 2026.3.4 */
static bool
scan_year_first(struct slice *text, struct written *w)
{
	char separator;

	w->shape = SHAPE_DATE;
	w->iso = true;
	return take_number(text, 4, 4, &w->year) && take_separator(text, &separator) &&
	    take_number(text, 1, 2, &w->month) && take(text, separator) &&
	    take_number(text, 1, 2, &w->dom);
}

/* 3/4/2026, 4.3.2026, 03-04-26 */
static bool
scan_year_last(struct slice *text, struct written *w)
{
	char separator;

	if (!take_number(text, 1, 2, &w->first) || !take_separator(text, &separator))
		return false;
	w->shape = SHAPE_PAIR;
	w->dots = separator == '.';
	return take_number(text, 1, 2, &w->second) && take(text, separator) &&
	    take_last_year(text, &w->year);
}

/* 4 March 2026, 04-Mar-26 */
static bool
scan_day_name(struct slice *text, struct written *w)
{
	w->shape = SHAPE_DATE;
	return take_number(text, 1, 2, &w->dom) && take_gap(text) &&
	    take_month(text, &w->month) && take_gap(text) && take_last_year(text, &w->year);
}

/* Mar 4, 2026 */
static bool
scan_name_day(struct slice *text, struct written *w)
{
	w->shape = SHAPE_DATE;
	return take_month(text, &w->month) && take_gap(text) &&
	    take_number(text, 1, 2, &w->dom) && take_gap(text) &&
	    take_last_year(text, &w->year);
}

/* One of 2026年3月4日 */
static bool
take_counted(struct slice *text, int least, int most, const char *counter, int *value)
{
	take_blanks(text);
	if (!take_number(text, least, most, value))
		return false;
	take_blanks(text);
	return slice_take(text, counter);
}

static bool
scan_chinese(struct slice *text, struct written *w)
{
	w->shape = SHAPE_DATE;
	return take_counted(text, 4, 4, "\xe5\xb9\xb4", &w->year) &&
	    take_counted(text, 1, 2, "\xe6\x9c\x88", &w->month) &&
	    take_counted(text, 1, 2, "\xe6\x97\xa5", &w->dom);
}

/* 20260304 */
static bool
scan_compact(struct slice *text, struct written *w)
{
	int number;

	if (!take_number(text, 8, 8, &number))
		return false;
	w->shape = SHAPE_DATE;
	w->iso = true;
	w->year = number / 10000;
	w->month = number / 100 % 100;
	w->dom = number % 100;
	return true;
}

/* 46085, 46085.4321 */
static bool
scan_serial(struct slice *text, struct written *w)
{
	int fraction;

	if (text->len > 0 && text->at[0] == '0')
		return false;
	w->shape = SHAPE_SERIAL;
	if (!take_number(text, 1, 7, &w->serial))
		return false;
	return (!take(text, '.') && !take(text, ',')) || take_digits(text, &fraction) > 0;
}

/* Z, +01:00, -0500, UTC, or one of the names people's machines write. */
static bool
is_zone(struct slice text)
{
	static const char *const names[] = {
		"Z", "UTC", "GMT", "WET", "WEST", "BST", "IST", "CET", "CEST", "EET", "EEST",
		"MSK", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "JST", "KST",
		"HKT", "SGT", "WIB", "AEST", "AEDT"
	};
	int hour, minute = 0;
	size_t i;

	if (take(&text, '+') || take(&text, '-')) {
		i = (size_t)take_digits(&text, &hour);
		if (i == 4) {
			minute = hour % 100;
			hour /= 100;
		} else if (i != 2 || (take(&text, ':') && !take_number(&text, 2, 2, &minute)))
			return false;
		return text.len == 0 && hour <= 15 && minute <= 59;
	}
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_is(text, names[i]))
			return true;
	return false;
}

/* Hours, minutes and seconds; COMPACT: 102231 may be. */
static bool
take_clock(struct slice *text, bool compact, int *hour, int *minute, int *second)
{
	int n = take_digits(text, hour), fraction;

	*second = 0;
	if (compact && (n == 4 || n == 6)) {
		if (n == 6) {
			*second = *hour % 100;
			*hour /= 100;
		}
		*minute = *hour % 100;
		*hour /= 100;
	} else if (n < 1 || n > 2 || !take(text, ':') || !take_number(text, 2, 2, minute) ||
	    (take(text, ':') && !take_number(text, 2, 2, second)))
		return false;
	return (!take(text, '.') && !take(text, ',')) || take_digits(text, &fraction) > 0;
}

/* Take AM or PM; they make HOUR one of twelve. */
static bool
take_half(struct slice *text, int hour, bool *wrong)
{
	if (text->len < 2 || text_lower(text->at[1]) != 'm' ||
	    (text_lower(text->at[0]) != 'a' && text_lower(text->at[0]) != 'p'))
		return false;
	text->at += 2;
	text->len -= 2;
	*wrong = hour < 1 || hour > 12;
	return true;
}

static bool
is_time(struct slice text, bool compact)
{
	int hour, minute, second;
	bool wrong = false;

	if (!take_clock(&text, compact, &hour, &minute, &second))
		return false;
	if (hour > 24 || minute > 59 || second > 60 || (hour == 24 && minute + second > 0))
		return false;
	take_blanks(&text);
	if (take_half(&text, hour, &wrong))
		take_blanks(&text);
	return !wrong && (text.len == 0 || is_zone(text));
}

/* Is what stands behind the date nothing, or a time? */
static bool
is_rest(struct slice text, bool iso)
{
	if (text.len == 0)
		return true;
	if (iso && take(&text, 'T'))
		return is_time(text, true);
	take(&text, ',');
	return take_blanks(&text) && is_time(text, false);
}

/* Read a cell without blanks at its ends; false: it is no date of any form. */
static bool
scan(struct slice text, struct written *w)
{
	static bool (*const forms[])(struct slice *, struct written *) = {
		scan_year_first, scan_year_last, scan_day_name, scan_name_day, scan_chinese,
		scan_compact, scan_serial
	};
	struct slice rest;
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		rest = text;
		memset(w, 0, sizeof(*w));
		if (forms[i](&rest, w) && is_rest(rest, w->iso))
			return true;
	}
	return false;
}

/* The order that a pair shows by itself. */
static enum date_order
order_of(const struct written *w)
{
	if (w->first > 12 && w->second <= 12)
		return DATES_DMY;
	if (w->second > 12 && w->first <= 12)
		return DATES_MDY;
	if (w->dots)
		return DATES_DMY;
	return DATES_UNKNOWN;
}

static const char *
resolve_pair(const struct written *w, enum date_order order, int *day)
{
	if (w->first == 0 && w->second == 0 && w->year == 0)
		return NULL;
	if (order != DATES_DMY && order != DATES_MDY)
		order = order_of(w);
	if (order == DATES_UNKNOWN && w->first != w->second && w->first <= 12)
		return w->first > 0 && w->second > 0 ? two_dates : no_day;
	if (order == DATES_MDY)
		*day = date_of(w->year, w->first, w->second);
	else
		*day = date_of(w->year, w->second, w->first);
	return *day == DATE_NONE ? no_day : NULL;
}

static const char *
resolve_serial(int serial, int *day)
{
	if (serial > SERIAL_LAST)
		return not_a_date;
	if (serial == SERIAL_WRONG)
		return no_day;
	*day = SERIAL_ZERO + serial + (serial < SERIAL_WRONG);
	return NULL;
}

static const char *
resolve(const struct written *w, enum date_order order, int *day)
{
	*day = DATE_NONE;
	switch (w->shape) {
	case SHAPE_PAIR:
		return resolve_pair(w, order, day);
	case SHAPE_SERIAL:
		return resolve_serial(w->serial, day);
	case SHAPE_DATE:
		break;
	}
	if (w->year == 0 && w->month == 0 && w->dom == 0)
		return NULL;
	*day = date_of(w->year, w->month, w->dom);
	return *day == DATE_NONE ? no_day : NULL;
}

const char *
date_read(struct slice text, enum date_order order, int *day)
{
	struct written w;

	*day = date_canonical(text);
	if (*day != DATE_NONE)
		return NULL;
	text = slice_trim(text);
	if (text.len == 0)
		return NULL;
	if (!scan(text, &w))
		return not_a_date;
	return resolve(&w, order, day);
}

enum date_order
date_order_of(struct slice text, bool *doubt)
{
	struct written w;
	const char *wrong;
	int day;

	if (doubt != NULL)
		*doubt = false;
	text = slice_trim(text);
	if (text.len == 0 || !scan(text, &w) || w.shape != SHAPE_PAIR)
		return DATES_UNKNOWN;
	wrong = resolve(&w, DATES_UNKNOWN, &day);
	if (wrong == two_dates && doubt != NULL)
		*doubt = true;
	return wrong != NULL || day == DATE_NONE ? DATES_UNKNOWN : order_of(&w);
}
