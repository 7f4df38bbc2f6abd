#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "base/ratio.h"
#include "deal/rates.h"
#include "deal/table.h"

#define DIGITS_MOST 17
#define FILE_NAME "rates.csv"

enum { DATE, FROM, TO, RATE, COLUMNS };

static const char *const names[COLUMNS] = { "date", "from", "to", "rate" };

/* A rate is a plain number: digits, and a point with more behind it. */
static const char *
read_rate(struct slice text, struct rate *rate)
{
	bool point = false;
	size_t digits = 0;

	rate->top = 0;
	rate->bottom = 1;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (text.at[i] < '0' || text.at[i] > '9' ||
		    ++digits > DIGITS_MOST)
			return "is not a rate (digits and a point)";
		rate->top = rate->top * 10 + (text.at[i] - '0');
		if (point)
			rate->bottom *= 10;
	}
	return rate->top > 0 ? NULL : "is not a rate above 0";
}

static const char *
read_code(struct slice text, char code[4])
{
	if (text.len != 3)
		return "is not a currency code";
	for (size_t i = 0; i < 3; i++) {
		code[i] = text.at[i] >= 'a' && text.at[i] <= 'z' ?
		    (char)(text.at[i] - 'a' + 'A') : text.at[i];
		if (code[i] < 'A' || code[i] > 'Z')
			return "is not a currency code";
	}
	code[3] = '\0';
	return NULL;
}

static int
read_row(struct rates *rates, struct table *table,
    const size_t columns[COLUMNS], struct trouble *what)
{
	struct rate rate = { .order = rates->n };
	const char *wrong;
	size_t at = DATE;

	wrong = date_read(table_cell(table, columns[DATE]), DATES_UNKNOWN,
	    &rate.day);
	if (wrong == NULL && rate.day == DATE_NONE)
		wrong = "is not a date";
	if (wrong == NULL)
		wrong = read_code(table_cell(table, columns[at = FROM]),
		    rate.from);
	if (wrong == NULL)
		wrong = read_code(table_cell(table, columns[at = TO]),
		    rate.to);
	if (wrong == NULL)
		wrong = read_rate(table_cell(table, columns[at = RATE]),
		    &rate);
	if (wrong != NULL)
		return table_wrong(table, columns[at], wrong, what);
	memory_room(&rates->at, &rates->room, rates->n + 1,
	    sizeof *rates->at);
	rates->at[rates->n++] = rate;
	return 0;
}

static int
by_other(const void *a, const void *b)
{
	const struct rate *x = a, *y = b;
	int order = strcmp(x->other, y->other);

	if (order != 0)
		return order;
	if (x->day != y->day)
		return (x->day > y->day) - (x->day < y->day);
	return x->direct != y->direct ? x->direct - y->direct :
	    (x->order > y->order) - (x->order < y->order);
}

/* The only currency that is converted to. */
static int
find_house(struct rates *rates, const char *path, const char *house,
    struct trouble *what)
{
	snprintf(rates->house, sizeof rates->house, "%s", house);
	for (size_t i = 0; i < rates->n && *house == '\0'; i++) {
		if (rates->house[0] == '\0')
			memcpy(rates->house, rates->at[i].to, 4);
		else if (strcmp(rates->house, rates->at[i].to) != 0)
			return trouble_set(what, "%s: converts to %s and to %s "
			    "(say --currency CODE)", path, rates->house,
			    rates->at[i].to);
	}
	return 0;
}

int
rates_read(struct rates *rates, const char *path, const char *house,
    int as_of, struct trouble *what)
{
	struct table table;
	size_t columns[COLUMNS];
	int got = 0;

	*rates = (struct rates){ .as_of = as_of };
	if (table_open(&table, path, what) != 0)
		return -1;
	for (int i = 0; i < COLUMNS && got == 0; i++)
		got = table_need(&table, slice_of(names[i]), &columns[i],
		    what);
	while (got == 0 && (got = table_next(&table, what)) == 1)
		got = read_row(rates, &table, columns, what);
	table_close(&table);
	if (got == 0)
		got = find_house(rates, path, house, what);
	if (got != 0) {
		rates_free(rates);
		return -1;
	}
	for (size_t i = 0; i < rates->n; i++) {
		struct rate *rate = &rates->at[i];

		rate->direct = strcmp(rate->to, rates->house) == 0;
		if (rate->direct)
			memcpy(rate->other, rate->from, 4);
		else if (strcmp(rate->from, rates->house) == 0)
			memcpy(rate->other, rate->to, 4);
	}
	if (rates->n > 1)
		qsort(rates->at, rates->n, sizeof *rates->at, by_other);
	return 0;
}

int
rates_find(struct rates *rates, const char *path, const char *beside,
    const char *house, int as_of, struct trouble *what)
{
	char *found = path != NULL ? memory_text(path) :
	    file_beside(beside, FILE_NAME);
	int got = 0;

	if (path != NULL || file_filled(found))
		got = rates_read(rates, found, house, as_of, what) == 0 ? 1 :
		    -1;
	free(found);
	return got;
}

/* The newest rate between CURRENCY and the house's by DAY, NULL. */
static const struct rate *
newest(const struct rates *rates, const char *currency, int day)
{
	size_t low = 0, high = rates->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(rates->at[middle].other, currency);

		if (order < 0 || (order == 0 && rates->at[middle].day <= day))
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && strcmp(rates->at[low - 1].other, currency) == 0 ?
	    &rates->at[low - 1] : NULL;
}

bool
rates_convert(const struct rates *rates, const char *currency, int day,
    int64_t *amount)
{
	const struct rate *rate = newest(rates, currency, day);
	int decimals = money_decimals(slice_of(rates->house));
	int64_t unit = MONEY_UNIT;
	struct ratio converted = { { *amount, 0 }, { 0, 1 } };
	int128 units;

	if (rate == NULL)
		return false;
	for (int i = 0; i < decimals; i++)
		unit /= 10;
	converted.top[1] = rate->direct ? rate->top : rate->bottom;
	converted.bottom[0] = unit;
	converted.bottom[1] = rate->direct ? rate->bottom : rate->top;
	units = ratio_round(converted, 0);
	if (units > INT64_MAX / unit || units < -(INT64_MAX / unit))
		return false;
	*amount = (int64_t)units * unit;
	return true;
}

bool
rates_apply(const struct rates *rates, const char *currency)
{
	return currency[0] != '\0' && rates->house[0] != '\0' &&
	    strcmp(currency, rates->house) != 0 &&
	    intern_find(&rates->apart, slice_of(currency)) == INTERN_NONE;
}

void
rates_keep_apart(struct rates *rates, const char *currency)
{
	intern_number(&rates->apart, slice_of(currency), NULL);
}

void
rates_free(struct rates *rates)
{
	free(rates->at);
	intern_free(&rates->apart);
	intern_free(&rates->converted);
	*rates = (struct rates){ 0 };
}
