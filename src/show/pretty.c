#include "show/show.h"

/* Is it whole once rounded to PLACES decimals? */
static bool
is_whole(struct ratio ratio, int places)
{
	int128 one = 1;
	int i;

	for (i = 0; i < places; i++)
		one *= 10;
	return ratio_round(ratio, places) % one == 0;
}

bool
show_whole(const struct result *r, size_t column)
{
	struct ratio ratio;
	size_t row;

	if (!unit_is_money(r->columns[column].unit))
		return false;
	for (row = 0; row < r->n_rows; row++) {
		ratio = show_ratio(r, row, column);
		if (!ratio_blank(ratio) &&
		    !is_whole(ratio, show_decimals(r, row)))
			return false;
	}
	return true;
}

/* A written number with a comma before every third digit of its whole part. */
static void
group_digits(struct buffer *out, const char *number)
{
	size_t digits = 0, i;

	if (*number == '-')
		buffer_byte(out, *number++);
	while (number[digits] >= '0' && number[digits] <= '9')
		digits++;
	for (i = 0; i < digits; i++) {
		if (i > 0 && (digits - i) % 3 == 0)
			buffer_byte(out, ',');
		buffer_byte(out, number[i]);
	}
	buffer_string(out, number + digits);
}

static void
write_rate(struct buffer *out, struct ratio ratio)
{
	/* 0.632 of one is 63.2 of a hundred */
	decimal_write(out, ratio_round(ratio, 3), 1, 1);
	buffer_string(out, " %");
}

static int
places_of(const struct result *r, size_t row, size_t column, bool whole)
{
	if (result_value(r, row, column)->kind == VALUE_COUNT)
		return 0;
	switch (r->columns[column].unit) {
	case UNIT_MONEY:
	case UNIT_MONEY_MEAN:
		return whole ? 0 : show_decimals(r, row);
	case UNIT_RATIO:
		return 2;
	case UNIT_DAYS:
		return 1;
	default:
		return 0;
	}
}

static void
write_number(struct buffer *out, const struct result *r, size_t row,
    size_t column, bool whole)
{
	struct ratio ratio = show_ratio(r, row, column);
	struct buffer number = { 0 };

	if (ratio_blank(ratio))
		return;
	if (r->columns[column].unit == UNIT_RATE)
		write_rate(&number, ratio);
	else
		show_number(&number, ratio, places_of(r, row, column, whole));
	group_digits(out, buffer_text(&number));
	buffer_free(&number);
}

void
show_pretty(struct buffer *out, const struct result *r, size_t row,
    size_t column, bool whole)
{
	const struct value *v = result_value(r, row, column);

	if (v->kind == VALUE_TEXT)
		text_safe(v->text, out);
	else if (v->kind == VALUE_WHOLE || v->kind == VALUE_COUNT ||
	    v->kind == VALUE_RATIO)
		write_number(out, r, row, column, whole);
	else
		show_plain(out, r, row, column);
}
