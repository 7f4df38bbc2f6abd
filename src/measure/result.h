#ifndef MEASURE_RESULT_H
#define MEASURE_RESULT_H

/*
 * What every command that sums up makes, and every format shows: a table with
 * typed columns. Values are exact; rounding is the showing's.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/ratio.h"
#include "base/text.h"

enum unit {
	UNIT_TEXT,		/* text of the file */
	UNIT_STAGE,		/* the same, a stage's name */
	UNIT_COUNT,		/* whole number */
	UNIT_MONEY,		/* ten-thousandths; the row's currency */
	UNIT_MONEY_MEAN,	/* ratio of money to a count, in ten-thousandths */
	UNIT_RATE,		/* fraction 0..1: 0.631501, 63.2 % */
	UNIT_RATIO,		/* any quotient, six decimals: 3.000000 */
	UNIT_DAYS,		/* ratio in days, two decimals */
	UNIT_DAY_COUNT,		/* whole days */
	UNIT_DATE,
	UNIT_YES		/* "yes" or blank */
};

enum value_kind {
	VALUE_BLANK,		/* nothing to say: "", null */
	VALUE_TEXT,
	VALUE_WHOLE,		/* UNIT_COUNT, UNIT_MONEY, UNIT_DAY_COUNT */
	VALUE_COUNT,		/* a whole number, whatever the column's unit */
	VALUE_RATIO,
	VALUE_DATE,		/* whole holds the day */
	VALUE_YES
};

struct value {
	enum value_kind kind;
	int128 whole;
	struct ratio ratio;
	struct slice text;	/* in the result's arena */
};

struct result_column {
	const char *key;	/* header in CSV, key in JSON; in the arena or
				 * static */
	const char *title;	/* header in tables */
	enum unit unit;
	bool group;		/* a -b column: says what the row is of */
	bool bar;		/* a table draws a bar for it, as long as the
				 * value to the column's greatest */
};

/* Columns that a table also draws, a line a row: parts behind one another, and
 * over them a value with its range and a mark (RESULT_NONE: no such column).
 * Each part holds those before it; the first is added to all the others. */
#define CHART_PARTS 3

struct result_chart {
	size_t parts[CHART_PARTS];
	size_t n_parts;		/* 0: nothing is drawn */
	size_t value, low, high, mark;
};

/* The rows are an array of n_rows * n_columns values. */
struct result {
	char *title;		/* of the page's section; NULL: none; arena */
	struct result_column *columns;
	size_t n_columns;
	struct value *values;
	size_t n_rows;
	size_t room;
	size_t currency;	/* column that holds the row's currency code, for
				 * its decimals; RESULT_NONE: the house's */
	char house[4];		/* house currency, "" where unknown */
	struct result_chart chart;
	char **notes;		/* lines below a table, labels in the result */
	size_t n_notes;
	struct arena arena;
};

#define RESULT_NONE ((size_t)-1)

/* Is it money, whose decimals are its currency's? */
bool unit_is_money(enum unit);

/* An empty result. */
struct result *result_new(const char *title);
/* Add a column (before any row). KEY and TITLE are copied. Its index. */
size_t result_column(struct result *, const char *key, const char *title,
    enum unit);
/* Add a row of blanks: its first value, n_columns of them, valid until the
 * next row. */
struct value *result_row(struct result *);
struct value *result_value(const struct result *, size_t row, size_t column);
/* Add a line to be shown below it; copied. */
void result_note(struct result *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

struct value value_blank(void);
struct value value_whole(int128);
struct value value_count(int128);
struct value value_ratio(struct ratio);	/* blank where it is blank */
struct value value_date(int day);	/* DATE_NONE: blank */
struct value value_yes(bool);		/* false: blank */
struct value value_text(struct result *, struct slice);	/* copied; empty: blank */

/*
 * Sort the rows by KEYS: "won,-win_rate" ('-': descending), column keys.
 * Numbers by number, dates by date, text by bytes; blanks last either way;
 * equal rows keep their order. 0, or -1 with WHAT set naming the columns.
 */
struct trouble;
int result_sort(struct result *, const char *keys, struct trouble *what);
/* Keep the first N rows. */
void result_limit(struct result *, size_t n);
/* Take a column out. */
void result_without(struct result *, size_t column);
/* The column of KEY, RESULT_NONE if there is none. */
size_t result_find(const struct result *, const char *key);
void result_free(struct result *);

#endif
