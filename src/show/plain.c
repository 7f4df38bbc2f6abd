#include "base/date.h"
#include "show/show.h"

int
show_decimals(const struct result *r, size_t row)
{
	const struct value *code;

	if (r->currency == RESULT_NONE)
		return money_decimals(slice_of(r->house));
	code = result_value(r, row, r->currency);
	if (code->kind == VALUE_TEXT)
		return money_decimals(code->text);
	return money_decimals(slice_of(""));
}

bool
show_right(const struct result *r, size_t column)
{
	switch (r->columns[column].unit) {
	case UNIT_TEXT:
	case UNIT_STAGE:
	case UNIT_DATE:
	case UNIT_YES:
		return false;
	default:
		return true;
	}
}

/* Money is kept in ten-thousandths: a division by 10,000 that is left to the
 * ratio, so that it is rounded only once. */
static struct ratio
in_units(struct ratio ratio)
{
	/* the lesser factor, so that it does not overflow */
	if (ratio.bottom[0] < ratio.bottom[1])
		ratio.bottom[0] *= MONEY_UNIT;
	else
		ratio.bottom[1] *= MONEY_UNIT;
	return ratio;
}

struct ratio
show_ratio(const struct result *r, size_t row, size_t column)
{
	const struct value *v = result_value(r, row, column);
	struct ratio ratio;

	if (v->kind == VALUE_COUNT)
		return ratio_of(v->whole, 1);
	if (v->kind == VALUE_WHOLE)
		ratio = ratio_of(v->whole, 1);
	else if (v->kind == VALUE_RATIO)
		ratio = v->ratio;
	else
		return ratio_of(0, 0);
	if (ratio_blank(ratio))
		return ratio;
	return unit_is_money(r->columns[column].unit) ? in_units(ratio) : ratio;
}

void
show_number(struct buffer *out, struct ratio ratio, int places)
{
	decimal_write(out, ratio_round(ratio, places), places, places);
}

static int
places_of(const struct result *r, size_t row, size_t column)
{
	if (result_value(r, row, column)->kind == VALUE_COUNT)
		return 0;
	switch (r->columns[column].unit) {
	case UNIT_MONEY:
	case UNIT_MONEY_MEAN:
		return show_decimals(r, row);
	case UNIT_RATE:
	case UNIT_RATIO:
		return 6;
	case UNIT_DAYS:
		return 2;
	default:
		return 0;
	}
}

void
show_plain(struct buffer *out, const struct result *r, size_t row,
    size_t column)
{
	const struct value *v = result_value(r, row, column);
	struct ratio ratio;
	char date[11];

	switch (v->kind) {
	case VALUE_TEXT:
		buffer_add(out, v->text.at, v->text.len);
		break;
	case VALUE_WHOLE:
	case VALUE_COUNT:
	case VALUE_RATIO:
		ratio = show_ratio(r, row, column);
		if (!ratio_blank(ratio))
			show_number(out, ratio, places_of(r, row, column));
		break;
	case VALUE_DATE:
		buffer_string(out, date_iso((int)v->whole, date));
		break;
	case VALUE_YES:
		buffer_string(out, "yes");
		break;
	case VALUE_BLANK:
		break;
	}
}
