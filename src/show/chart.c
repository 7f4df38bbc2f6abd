/*
 * A chart of lines: what is sure, what may be, and the range of what is to be
 * expected, row by row on one scale.
 */

#include <stdlib.h>
#include <string.h>

#include "show/show.h"

#define WIDTH 80		/* columns where the page sets no limit */
#define GAP 2
#define LEAST 16		/* columns that can show anything */

static const char *const shades[CHART_PARTS] = {
	"\u2588", "\u2593", "\u2592"
};

/* What stands in a column, the later over the earlier. */
#define RANGE "\u2500"
#define LOW "\u251c"
#define HIGH "\u2524"
#define VALUE "\u25cf"
#define MARK "\u2503"

struct chart {
	const struct result *result;
	const struct page *page;
	size_t *widths;		/* of the columns of labels */
	size_t labels;		/* columns of the terminal that they take */
	size_t width;		/* and the lines behind them */
	const char **cells;	/* what stands in each column; NULL: a blank */
	struct buffer text;
};

/* Add what a row is of, the columns below one another. */
static void
add_label(const struct chart *c, size_t row, struct buffer *out)
{
	const struct result *r = c->result;

	for (size_t i = 0; i < r->n_columns; i++) {
		size_t begin = out->len, width;

		if (!r->columns[i].group)
			continue;
		show_pretty(out, r, row, i, false);
		width = text_width((struct slice){ out->at + begin,
		    out->len - begin });
		for (; width < c->widths[i] + GAP; width++)
			buffer_byte(out, ' ');
	}
}

/* The columns that the labels take, with a gap behind each. */
static void
measure_labels(struct chart *c)
{
	const struct result *r = c->result;

	c->widths = memory_zero(r->n_columns, sizeof *c->widths);
	for (size_t i = 0; i < r->n_columns; i++) {
		if (!r->columns[i].group)
			continue;
		for (size_t row = 0; row < r->n_rows; row++) {
			size_t width;

			buffer_clear(&c->text);
			show_pretty(&c->text, r, row, i, false);
			width = text_width((struct slice){ c->text.at,
			    c->text.len });
			if (width > c->widths[i])
				c->widths[i] = width;
		}
		c->labels += c->widths[i] + GAP;
	}
}

/* Where a part ends: each holds the one before it, behind the first. */
static double
part_end(const struct result *r, size_t row, size_t part)
{
	double first = show_size(r, row, r->chart.parts[0]);

	return part == 0 ? first :
	    first + show_size(r, row, r->chart.parts[part]);
}

static double
size_of(const struct result *r, size_t row, size_t column)
{
	return column == RESULT_NONE ? 0 : show_size(r, row, column);
}

static bool
has(const struct result *r, size_t row, size_t column)
{
	return column != RESULT_NONE &&
	    result_value(r, row, column)->kind != VALUE_BLANK;
}

/* The greatest of the rows that are in the currency of ROW. */
static double
greatest(const struct result *r, size_t row)
{
	const struct result_chart *chart = &r->chart;
	double most = 0;

	for (size_t i = 0; i < r->n_rows; i++) {
		double sizes[] = { part_end(r, i, chart->n_parts - 1),
		    size_of(r, i, chart->high), size_of(r, i, chart->value),
		    size_of(r, i, chart->mark) };

		if (r->currency != RESULT_NONE && !slice_equal(
		    result_value(r, i, r->currency)->text,
		    result_value(r, row, r->currency)->text))
			continue;
		for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
			if (sizes[k] > most)
				most = sizes[k];
	}
	return most;
}

/* The column a value falls in. */
static size_t
place(const struct chart *c, double value, double most)
{
	double share = most > 0 && value > 0 ? value / most : 0;
	size_t at = (size_t)(share * (double)c->width + 1e-9);

	return at < c->width ? at : c->width - 1;
}

static void
draw_parts(struct chart *c, size_t row, double most)
{
	size_t at = 0;

	for (size_t part = 0; part < c->result->chart.n_parts; part++) {
		double end = part_end(c->result, row, part);
		size_t upto = most > 0 && end > 0 ?
		    (size_t)(end / most * (double)c->width + 0.5) : 0;

		while (at < upto && at < c->width)
			c->cells[at++] = shades[part];
	}
}

static void
draw_range(struct chart *c, size_t row, double most)
{
	const struct result *r = c->result;
	const struct result_chart *chart = &r->chart;

	if (has(r, row, chart->low) && has(r, row, chart->high)) {
		size_t low = place(c, size_of(r, row, chart->low), most);
		size_t high = place(c, size_of(r, row, chart->high), most);

		for (size_t i = low; i < high; i++)
			if (c->cells[i] == NULL)
				c->cells[i] = RANGE;
		if (low < high) {
			c->cells[low] = LOW;
			c->cells[high] = HIGH;
		}
	}
	if (has(r, row, chart->value))
		c->cells[place(c, size_of(r, row, chart->value), most)] =
		    VALUE;
	if (has(r, row, chart->mark))
		c->cells[place(c, size_of(r, row, chart->mark), most)] = MARK;
}

static void
draw_row(struct chart *c, FILE *file, size_t row)
{
	double most = greatest(c->result, row);
	size_t last = 0;

	memset(c->cells, 0, c->width * sizeof *c->cells);
	if (most > 0) {
		draw_parts(c, row, most);
		draw_range(c, row, most);
	}
	buffer_clear(&c->text);
	add_label(c, row, &c->text);
	for (size_t i = 0; i < c->width; i++)
		if (c->cells[i] != NULL)
			last = i + 1;
	for (size_t i = 0; i < last; i++)
		buffer_string(&c->text, c->cells[i] == NULL ? " " :
		    c->cells[i]);
	while (c->text.len > 0 && c->text.at[c->text.len - 1] == ' ')
		c->text.len--;
	(void)fwrite(c->text.at, 1, c->text.len, file);
	(void)fputc('\n', file);
}

/* What is what, below the lines as far as there is room. */
static void
draw_key(struct chart *c, FILE *file, size_t all)
{
	const struct result *r = c->result;
	const struct result_chart *chart = &r->chart;
	struct buffer *key = &c->text;
	size_t width, indent = c->labels;

	buffer_clear(key);
	for (size_t i = 0; i < chart->n_parts; i++)
		buffer_format(key, "%s %s  ", shades[i],
		    r->columns[chart->parts[i]].title);
	buffer_format(key, VALUE " %s  " LOW RANGE HIGH " %s to %s  " MARK
	    " %s", r->columns[chart->value].title,
	    r->columns[chart->low].title, r->columns[chart->high].title,
	    r->columns[chart->mark].title);
	width = text_width((struct slice){ key->at, key->len });
	if (indent + width > all)
		indent = all > width ? all - width : 0;
	(void)fprintf(file, "%*s%s\n", (int)indent, "", buffer_text(key));
}

void
show_chart(FILE *file, const struct result *r, const struct page *page)
{
	struct chart c = { .result = r, .page = page };
	size_t all = page->width > 0 ? page->width : WIDTH;
	bool any = false;

	measure_labels(&c);
	for (size_t row = 0; row < r->n_rows; row++)
		any |= greatest(r, row) > 0;
	c.width = all > c.labels ? all - c.labels : 0;
	if (any && c.width >= LEAST) {
		c.cells = memory_zero(c.width, sizeof *c.cells);
		(void)fputc('\n', file);
		for (size_t row = 0; row < r->n_rows; row++)
			draw_row(&c, file, row);
		draw_key(&c, file, all);
		free(c.cells);
	}
	free(c.widths);
	buffer_free(&c.text);
}
