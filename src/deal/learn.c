#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "csv/writer.h"
#include "deal/known.h"
#include "deal/schema.h"

/* What is kept while a file's columns are learned. */
struct learning {
	size_t *columns;	/* of which more can be learned, in their order */
	size_t n;
	enum field rivals[FIELD_COUNT];	/* that have one, and did not differ from it */
	size_t n_rivals;
	struct intern stages;	/* that were seen */
	struct date_memo dates;
};

static struct learning *
learning_begin(const struct schema *schema)
{
	struct learning *learning = memory_zero(1, sizeof *learning);

	learning->columns = memory_more(NULL, schema->n + 1,
	    sizeof *learning->columns);
	while (learning->n < schema->n) {
		learning->columns[learning->n] = learning->n;
		learning->n++;
	}
	for (int f = 0; f < FIELD_COUNT; f++)
		if (schema->rival[f] != COLUMN_NONE)
			learning->rivals[learning->n_rivals++] = (enum field)f;
	return learning;
}

static void
learning_free(struct learning *learning)
{
	if (learning == NULL)
		return;
	intern_free(&learning->stages);
	free(learning->columns);
	free(learning);
}

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

/* A canonical amount as most are, of a column that has shown how it writes such: it
 * would change nothing. */
static bool
shows_nothing_new(const struct column *column, struct slice text)
{
	const struct money_style *style = &column->money;

	if (!column->has_money || !style->groups_shown ||
	    !style->whole_shown || style->mark != column->mark ||
	    money_soon(text) == 0)
		return false;
	if (text.at[text.len - 3] == '.')
		return style->mark == DECIMAL_POINT && style->decimals > 0 &&
		    style->decimals <= 2;
	return style->decimals >= 0;
}

static void
learn_money(struct schema *schema, struct column *column,
    const struct record *record, struct slice text)
{
	bool in_doubt = false;

	if (shows_nothing_new(column, text))
		return;
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
	if (column->dates != DATES_UNKNOWN ||
	    date_recall(&schema->learning->dates, text) != DATE_NONE)
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
	bool whole;

	if (column->scale_sure)
		return;
	if (percent_read(text, PERCENT_WHOLE, &ppm) != NULL)
		return;		/* what is no percent at all says nothing */
	whole = percent_read(text, PERCENT_FRACTION, &ppm) != NULL ||
	    memchr(text.at, '%', text.len) != NULL;
	column->scale_sure = whole && column->scale == PERCENT_WHOLE;
	if (whole)
		column->scale = PERCENT_WHOLE;
	else if (column->scale == PERCENT_UNKNOWN)
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
	if (!date_style_known(&column->date_style))
		date_style_learn(&column->date_style, text, column->dates);
}

/* Does the file's stage itself say that a deal is won or lost? Each name is
 * looked up once. */
static void
learn_stage(struct schema *schema, struct slice text)
{
	const struct known_stage *known;
	bool new;

	intern_number(&schema->learning->stages, text, &new);
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
	struct learning *learning = schema->learning;
	size_t left = 0;

	for (size_t i = 0; i < learning->n_rivals; i++) {
		enum field f = learning->rivals[i];
		const struct cell *a, *b;

		a = record_cell(record, schema->of[f]);
		b = record_cell(record, schema->rival[f]);
		schema->differs[f] = a == NULL || b == NULL ||
		    !slice_equal(slice_trim(a->text), slice_trim(b->text));
		if (!schema->differs[f])
			learning->rivals[left++] = f;
	}
	learning->n_rivals = left;
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

static void
learn_column(struct schema *schema, size_t index, struct record *record)
{
	struct column *column = &schema->columns[index];
	struct slice cell = record_text(record, index);
	struct slice text = slice_trim(cell);

	learn_quoting(schema, column, cell, record_quoted(record, index),
	    text.len > 0);
	if (text.len > 0)
		learn_cell(schema, column, record, text);
}

/* How many of its cells can be given, from the first on. */
static size_t
cells_given(struct record *record)
{
	size_t cells = record_cells(record), n = 0;

	if (!record->has_nul)
		return cells;
	while (n < cells && record_cell(record, n) != NULL)
		n++;
	return n;
}

void
schema_learn(struct schema *schema, struct record *record)
{
	size_t cells = cells_given(record), left = 0;
	struct learning *learning;

	if (schema->learning == NULL)
		schema->learning = learning_begin(schema);
	learning = schema->learning;
	for (size_t i = 0; i < learning->n; i++) {
		size_t index = learning->columns[i];

		if (index < cells)
			learn_column(schema, index, record);
		if (!says_no_more(&schema->columns[index]))
			learning->columns[left++] = index;
	}
	learning->n = left;
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
	learning_free(schema->learning);
	schema->learning = NULL;
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
