#include "show/show.h"

void
show_bar(struct buffer *out, double part, double whole, size_t width)
{
	static const char *const eighths[] = {
		"", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a",
		"\u2589"
	};
	double share;
	size_t n, i;

	if (!(part > 0) || !(whole > 0))
		return;
	share = part < whole ? part / whole : 1;
	/* a little more, lest 3 / 10 * 80 be 23.99... */
	n = (size_t)(share * (double)width * 8 + 1e-9);
	for (i = 0; i < n / 8; i++)
		buffer_string(out, "\u2588");
	buffer_string(out, eighths[n % 8]);
}

double
show_size(const struct result *r, size_t row, size_t column)
{
	struct ratio ratio = show_ratio(r, row, column);

	return ratio_blank(ratio) ? 0 : ratio_double(ratio);
}

/* Can the rows be held against each other? Euro and yen cannot. */
static bool
comparable(const struct result *r, size_t column)
{
	size_t row;

	if (!unit_is_money(r->columns[column].unit) ||
	    r->currency == RESULT_NONE)
		return true;
	for (row = 1; row < r->n_rows; row++)
		if (!slice_equal(result_value(r, row, r->currency)->text,
		    result_value(r, 0, r->currency)->text))
			return false;
	return true;
}

double
show_greatest(const struct result *r, size_t column)
{
	double greatest = 0, size;
	size_t row;

	if (!r->columns[column].bar || !comparable(r, column))
		return 0;
	for (row = 0; row < r->n_rows; row++) {
		size = show_size(r, row, column);
		if (size > greatest)
			greatest = size;
	}
	return greatest;
}
