#include <string.h>

#include "csv/writer.h"
#include "deal/known.h"
#include "deal/schema.h"

static void
doubt(struct schema *schema, struct column *column, const struct record *record,
    struct slice text)
{
	if (column->doubt != 0)
		return;
	column->doubt = record->line;
	column->doubtful = (struct slice){ arena_copy(&schema->arena, text.at,
	    text.len), text.len };
}

/* How the column writes, by one cell more. */
static void
learn_money_style(struct column *column, struct slice text)
{
	struct money_style style;

	if (!money_style_of(text, column->mark, &style))
		return;
	if (column->has_money)
		money_style_add(&column->money, &style);
	else
		column->money = style;
	column->has_money = true;
}

static void
learn_money(struct schema *schema, struct column *column,
    const struct record *record, struct slice text)
{
	bool in_doubt = false;

	if (column->mark == DECIMAL_UNKNOWN) {
		column->mark = money_mark_of(text, &in_doubt);
		if (in_doubt)
			doubt(schema, column, record, text);
		/* what was in doubt is not any more */
		if (column->mark != DECIMAL_UNKNOWN && column->doubt != 0)
			learn_money_style(column, column->doubtful);
	}
	learn_money_style(column, text);
}

static void
learn_date(struct schema *schema, struct column *column,
    const struct record *record, struct slice text)
{
	bool in_doubt = false;

	/* most are ISO dates, and these say nothing of the others */
	if (column->dates != DATES_UNKNOWN || date_canonical(text) != DATE_NONE)
		return;
	column->dates = date_order_of(text, &in_doubt);
	if (in_doubt)
		doubt(schema, column, record, text);
}

/* One value above 1 makes a column of percents; a column of nothing else is
 * fractions. Without one seen the values decide, each for itself, the same. */
static void
learn_percent(struct column *column, struct slice text)
{
	int64_t ppm;

	if (column->scale == PERCENT_WHOLE)
		return;
	if (percent_read(text, PERCENT_WHOLE, &ppm) != NULL)
		return;		/* what is no percent at all says nothing */
	if (percent_read(text, PERCENT_FRACTION, &ppm) != NULL ||
	    memchr(text.at, '%', text.len) != NULL)
		column->scale = PERCENT_WHOLE;
	else
		column->scale = PERCENT_FRACTION;
}

/* A column quotes if every cell does that holds a text which need not be quoted;
 * of blanks alone, if these do. */
static void
learn_quoting(const struct schema *schema, struct column *column,
    struct slice cell, bool quoted, bool filled)
{
	column->filled = column->filled || filled;
	if (filled && quoted && writer_must_quote(cell, schema->delimiter))
		return;
	if (!column->seen || (filled && !column->shown))
		column->quoted = quoted;
	else if (filled == column->shown)
		column->quoted = column->quoted && quoted;
	column->seen = true;
	column->shown = column->shown || filled;
}

/* How a status or a flag says what it says. */
static void
learn_word(struct schema *schema, struct column *column, struct slice text)
{
	enum kind kind = KIND_OPEN;
	bool flag = false;
	size_t which;

	if (field_row(column->field)->type == TYPE_FLAG) {
		if (!flag_read(text, &flag))
			return;
		which = flag;
	} else {
		if (!kind_read(text, &kind)) {
			column->other_words = true;
			return;
		}
		which = kind;
	}
	if (column->words[which].len == 0)
		column->words[which] = (struct slice){ arena_copy(
		    &schema->arena, text.at, text.len), text.len };
}

/* How it calls a forecast category; what is closed has a word of its own. */
static void
learn_category(struct schema *schema, struct column *column,
    struct slice text)
{
	enum category category;
	size_t which;

	if (!category_read(text, &category))
		return;
	which = text_holds(text, slice_of("closed")) ? CATEGORY_WORDS - 1 :
	    (size_t)category;
	if (column->categories[which].len == 0)
		column->categories[which] = (struct slice){ arena_copy(
		    &schema->arena, text.at, text.len), text.len };
}

/* Dates of stages are dates as others are. */
static void
learn_stage_date(struct schema *schema, struct column *column,
    const struct record *record, struct slice text)
{
	learn_date(schema, column, record, text);
	date_style_learn(&column->date_style, text, column->dates);
}

/* Does the file's stage itself say that a deal is won or lost? Each name is
 * looked up once. */
static void
learn_stage(struct schema *schema, struct slice text)
{
	const struct known_stage *known;
	bool new;

	intern_number(&schema->stages_seen, text, &new);
	if (!new)
		return;
	known = known_stage(text);
	schema->closed_stages = known != NULL && known->kind != KIND_OPEN;
}

static void
learn_cell(struct schema *schema, struct column *column,
    const struct record *record, struct slice text)
{
	if (column->stage_date)
		learn_stage_date(schema, column, record, text);
	if (column->field == FIELD_NONE)
		return;
	switch (field_row(column->field)->type) {
	case TYPE_MONEY:
	case TYPE_NUMBER:
		learn_money(schema, column, record, text);
		break;
	case TYPE_DATE:
		learn_stage_date(schema, column, record, text);
		break;
	case TYPE_PERCENT:
		learn_percent(column, text);
		percent_style_learn(&column->percent_style, text);
		break;
	case TYPE_STATUS:
	case TYPE_FLAG:
		learn_word(schema, column, text);
		break;
	case TYPE_CATEGORY:
		learn_category(schema, column, text);
		break;
	default:
		if (column->field == FIELD_STAGE && !schema->closed_stages)
			learn_stage(schema, text);
	}
}

/* Two columns of one header are one if they say the same. */
static void
compare_rivals(struct schema *schema, struct record *record)
{
	for (int f = 0; f < FIELD_COUNT; f++) {
		const struct cell *a, *b;

		if (schema->rival[f] == COLUMN_NONE || schema->differs[f])
			continue;
		a = record_cell(record, schema->of[f]);
		b = record_cell(record, schema->rival[f]);
		schema->differs[f] = a == NULL || b == NULL ||
		    !slice_equal(slice_trim(a->text), slice_trim(b->text));
	}
}

/* Most columns are text of which nothing is asked but whether it is always quoted, and
 * one cell that is not has the last word in that. */
static bool
says_no_more(const struct column *column)
{
	return column->shown && !column->quoted && !column->stage_date &&
	    (column->field == FIELD_NONE || (column->field != FIELD_STAGE &&
	    field_row(column->field)->type == TYPE_TEXT));
}

void
schema_learn(struct schema *schema, struct record *record)
{
	size_t cells = record_cells(record);

	for (size_t i = 0; i < schema->n && i < cells; i++) {
		struct column *column = &schema->columns[i];
		struct slice cell, text;

		if (column->plain && !record->has_nul)
			continue;
		if (record->has_nul && record_cell(record, i) == NULL)
			break;
		cell = record_text(record, i);
		text = slice_trim(cell);
		learn_quoting(schema, column, cell, record_quoted(record, i),
		    text.len > 0);
		if (text.len > 0)
			learn_cell(schema, column, record, text);
		column->plain = says_no_more(column);
	}
	compare_rivals(schema, record);
}

/* Frappe calls the stage "status": where there is no other stage, a status that
 * says more than open, won and lost is it. */
static void
status_for_stage(struct schema *schema)
{
	size_t status = schema->of[FIELD_STATUS];

	if (schema->of[FIELD_STAGE] != COLUMN_NONE || status == COLUMN_NONE ||
	    !schema->columns[status].other_words)
		return;
	schema->of[FIELD_STAGE] = status;
	schema->of[FIELD_STATUS] = COLUMN_NONE;
	schema->columns[status].field = FIELD_STAGE;
}

/* What was learned of the one column holds for its twin. */
static void
twin_column(struct schema *schema, enum field field)
{
	struct column *twin = &schema->columns[schema->twin[field]];
	bool quoted = twin->quoted;
	struct slice header = twin->header;

	*twin = schema->columns[schema->of[field]];
	twin->quoted = quoted;
	twin->header = header;
}

void
schema_learned(struct schema *schema)
{
	status_for_stage(schema);
	intern_free(&schema->stages_seen);
	for (int f = 0; f < FIELD_COUNT; f++) {
		size_t rival = schema->rival[f];

		if (rival == COLUMN_NONE || schema->differs[f] ||
		    !slice_equal(schema->columns[rival].header,
		    schema->columns[schema->of[f]].header))
			continue;
		schema->twin[f] = rival;
		schema->rival[f] = COLUMN_NONE;
		twin_column(schema, (enum field)f);
	}
}
