#ifndef SHOW_SHOW_H
#define SHOW_SHOW_H

/*
 * Results to pages. Each format is one file with one function; none knows
 * which command made the result.
 */

#include <stdio.h>

#include "measure/result.h"

enum format {
	FORMAT_AUTO = 0,	/* table on a terminal, CSV on anything else */
	FORMAT_TABLE,
	FORMAT_CSV,
	FORMAT_TSV,
	FORMAT_JSON,
	FORMAT_JSONL,
	FORMAT_MARKDOWN,
	FORMAT_HTML
};

struct page {
	enum format format;	/* not FORMAT_AUTO */
	bool no_header;		/* CSV and TSV without their first line */
	bool color;		/* escape sequences may be used */
	bool terminal;		/* it goes to one: CSV and TSV too show what
				 * would steer it */
	size_t width;		/* columns of the terminal; 0: no limit */
};

/* The format of a name (table, csv, tsv, json, jsonl, md, html), -1 if none. */
int format_named(const char *name);

/* Write it. A result of one row is, as a table, md or html, a list: title and
 * value a line each. Errors of FILE are left for its close. */
void show_result(FILE *, const struct result *, const struct page *);

/* The formats themselves. */
void show_table(FILE *, const struct result *, const struct page *);
void show_csv(FILE *, const struct result *, const struct page *);
void show_json(FILE *, const struct result *, const struct page *);
void show_markdown(FILE *, const struct result *, const struct page *);
void show_html(FILE *, const struct result *, const struct page *);
/* The table and the notes alone, for a page that holds more than one. */
void show_html_part(FILE *, const struct result *);
/* What such a page must have between <style> and </style>. */
const char *show_html_style(void);

/* Append a value as machines read it: plain, money with its currency's
 * decimals, rates and ratios with six decimals, days with two, ISO dates, "yes";
 * nothing for blank. ROW tells the currency. */
void show_plain(struct buffer *out, const struct result *, size_t row,
    size_t column);
/* Append it for people: 17,857.14, 63.2 %, 51.8; text made safe; nothing for
 * blank. WHOLE: money without decimals (show_whole of the column). */
void show_pretty(struct buffer *out, const struct result *, size_t row,
    size_t column, bool whole);

/* What both are made of. The number of a cell in its unit's ones (money: units,
 * rates: 1 is 100 %), blank where the cell holds none. */
struct ratio show_ratio(const struct result *, size_t row, size_t column);
/* Append it rounded to PLACES decimals, and never "-0". */
void show_number(struct buffer *out, struct ratio, int places);
/* Decimals of the money of a row, by its currency. */
int show_decimals(const struct result *, size_t row);
/* Are all amounts of a money column whole, as they are shown? */
bool show_whole(const struct result *, size_t column);
/* Does it stand on the right, as numbers do? */
bool show_right(const struct result *, size_t column);

/* Append a bar WIDTH columns wide at most for PART of WHOLE, in eighths of a
 * block (U+2588..U+258F); nothing for less than an eighth. */
void show_bar(struct buffer *out, double part, double whole, size_t width);
/* Draw a result's chart, with a line that says what is what; a scale for each
 * currency. Nothing where there is nothing above zero. */
void show_chart(FILE *, const struct result *, const struct page *);
/* The value of a cell for a bar; 0: none. */
double show_size(const struct result *, size_t row, size_t column);
/* The column's greatest; 0 where there is nothing to draw: no bar column,
 * nothing above zero, or money of more than one currency. */
double show_greatest(const struct result *, size_t column);

#endif
