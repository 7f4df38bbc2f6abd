#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/list.h"

static enum unit
unit_of_field(enum field field)
{
	if (field == FIELD_STAGE)
		return UNIT_STAGE;
	switch (field_row(field)->type) {
	case TYPE_MONEY:
		return UNIT_MONEY;
	case TYPE_PERCENT:
		return UNIT_RATE;
	case TYPE_DATE:
		return UNIT_DATE;
	case TYPE_NUMBER:
		return UNIT_COUNT;
	default:
		return UNIT_TEXT;
	}
}

static enum unit
unit_of(const struct layout_column *column)
{
	if (column->column != COLUMN_NONE)
		return column->field == FIELD_NONE ? UNIT_TEXT :
		    unit_of_field(column->field);
	switch (column->reference.kind) {
	case REF_AGE:
	case REF_DAYS_IN_STAGE:
		return UNIT_DAY_COUNT;
	case REF_WEIGHTED:
	case REF_SIZE:
		return UNIT_MONEY;
	default:
		return UNIT_TEXT;
	}
}

void
list_columns(struct result *result, const struct layout *layout,
    const char *house)
{
	char name[256];

	snprintf(result->house, sizeof result->house, "%s", house);
	for (size_t i = 0; i < layout->n; i++) {
		const struct layout_column *column = &layout->columns[i];
		size_t at;

		snprintf(name, sizeof name, "%.*s", (int)column->name.len,
		    column->name.at);
		at = result_column(result, name, name, unit_of(column));
		if (column->field == FIELD_CURRENCY)
			result->currency = at;
	}
}

/* What a canonical text says, else it as it is: nothing is lost in a listing. */
static struct value
value_of(struct result *result, enum unit unit, struct slice text)
{
	int64_t number;
	int day;

	switch (unit) {
	case UNIT_MONEY:
		if (money_canonical(text, &number))
			return value_whole(number);
		break;
	case UNIT_COUNT:
	case UNIT_DAY_COUNT:
		if (money_canonical(text, &number) && number % MONEY_UNIT == 0)
			return value_whole(number / MONEY_UNIT);
		break;
	case UNIT_RATE:
		if (percent_read(text, PERCENT_WHOLE, &number) == NULL &&
		    number != PERCENT_NONE)
			return value_ratio(ratio_of(number, PERCENT_ONE));
		break;
	case UNIT_DATE:
		day = date_canonical(text);
		if (day != DATE_NONE)
			return value_date(day);
		break;
	default:
		break;
	}
	return value_text(result, text);
}

int
list_row(struct result *result, struct value *row,
    const struct layout *layout, const struct view *view,
    struct trouble *what)
{
	struct buffer text = { 0 };
	int status = 0;

	for (size_t i = 0; i < layout->n && status >= 0; i++) {
		struct slice value;

		buffer_clear(&text);
		status = layout_value(layout, i, view, &text, what);
		value = (struct slice){ text.at, text.len };
		/* what cannot be read may look as if it could: 1.234 in doubt */
		if (status == 0)
			row[i] = value_of(result, result->columns[i].unit,
			    value);
		else if (status > 0)
			row[i] = value_text(result, value);
	}
	buffer_free(&text);
	return status < 0 ? -1 : 0;
}

void
list_merge(struct result *into, struct result *from)
{
	for (size_t r = 0; r < from->n_rows; r++) {
		struct value *row = result_row(into);

		for (size_t c = 0; c < from->n_columns; c++) {
			row[c] = *result_value(from, r, c);
			if (row[c].kind == VALUE_TEXT)
				row[c] = value_text(into, row[c].text);
		}
	}
	result_free(from);
}

void
list_order(struct result *result, const struct picks *picks)
{
	size_t width = result->n_columns;
	struct value *values = memory_more(NULL, picks->n * width + 1,
	    sizeof *values);

	for (size_t i = 0; i < picks->n; i++)
		memcpy(values + i * width,
		    result_value(result, picks->at[i].number, 0),
		    width * sizeof *values);
	free(result->values);
	result->values = values;
	result->room = picks->n * width + 1;
}

struct listing {
	struct pick *pick;
	struct result *result;
	struct buffer spares[PICK_ORDERS];
};

static int
list_deal(void *with, const struct view *view, struct trouble *what)
{
	struct listing *listing = with;
	struct pick *pick = listing->pick;
	struct pick_key keys[PICK_ORDERS];

	if (list_row(listing->result, result_row(listing->result),
	    &pick->layout, view, what) != 0)
		return -1;
	if (pick->orders.n == 0)
		return 0;
	pick_keys(pick, view, keys, listing->spares);
	picks_add(&pick->picks, pick->picks.bytes.len, LINE_NONE, keys);
	return 0;
}

struct result *
list_result(struct pick *pick, const char *house, struct trouble *what)
{
	struct listing listing = { .pick = pick, .result = result_new(NULL) };
	int status;

	list_columns(listing.result, &pick->layout, house);
	status = pick_visit(pick, list_deal, &listing, what);
	if (status == 0 && pick->orders.n > 0) {
		pick_sort(pick);
		list_order(listing.result, &pick->picks);
	}
	for (size_t i = 0; i < PICK_ORDERS; i++)
		buffer_free(&listing.spares[i]);
	if (status == 0) {
		result_limit(listing.result, pick->request->limit);
		return listing.result;
	}
	result_free(listing.result);
	return NULL;
}
