#include "base/ratio.h"
#include "deal/outcome.h"

#define CENT (MONEY_UNIT / 100)

bool
outcome_apart(const struct schema *schema)
{
	return !schema->closed_stages &&
	    schema->of[FIELD_STAGE] != COLUMN_NONE &&
	    (schema->of[FIELD_STATUS] != COLUMN_NONE ||
	    schema->of[FIELD_IS_CLOSED] != COLUMN_NONE);
}

static int
put_flag(struct draft *draft, enum field field, bool flag,
    struct trouble *what)
{
	return draft_field(draft, field, slice_of(flag ? "1" : "0"), what);
}

static int
put_day(struct draft *draft, enum field field, bool is, int day,
    struct trouble *what)
{
	char iso[11] = "";

	if (is)
		date_iso(day, iso);
	return draft_field(draft, field, slice_of(iso), what);
}

/* The times of won and lost; among won stages the first one stays. */
static int
put_days(struct draft *draft, const struct stage *to, int day,
    struct trouble *what)
{
	enum kind from = draft->deal == NULL ? KIND_OPEN : draft->deal->kind;

	if (from == to->kind)
		return 0;
	if (put_day(draft, FIELD_WON_ON, to->kind == KIND_WON, day, what) != 0)
		return -1;
	return put_day(draft, FIELD_LOST_ON, to->kind == KIND_LOST, day,
	    what);
}

/* The column for the day this stage was entered, where the file has one. */
static void
put_stage_date(struct draft *draft, const struct stage *to, int day)
{
	const struct schema *schema = &draft->edit->sheet.schema;
	char iso[11];

	for (size_t i = 0; i < schema->n_stage_columns; i++) {
		const struct stage_column *column = &schema->stage_columns[i];

		if ((column->pipeline.len == 0 || to->pipeline.len == 0 ||
		    text_same(column->pipeline, to->pipeline)) &&
		    stages_meant(&draft->edit->stages, to->pipeline,
		    column->stage) == to)
			draft_put(draft, column->column,
			    slice_of(date_iso(day, iso)));
	}
}

int
outcome_put(struct draft *draft, const struct stage *to, int day,
    struct trouble *what)
{
	if (draft_field(draft, FIELD_STATUS, slice_of(kind_name(to->kind)),
	    what) != 0 ||
	    put_flag(draft, FIELD_IS_CLOSED, to->kind != KIND_OPEN,
	    what) != 0 ||
	    put_flag(draft, FIELD_IS_WON, to->kind == KIND_WON, what) != 0)
		return -1;
	put_stage_date(draft, to, day);
	return put_days(draft, to, day, what);
}

/* Is one of the columns it is made of changed by the draft? */
static bool
touches_weight(const struct draft *draft)
{
	static const enum field fields[] = { FIELD_AMOUNT, FIELD_PROBABILITY,
	    FIELD_STAGE, FIELD_STATUS, FIELD_IS_CLOSED };
	const struct schema *schema = &draft->edit->sheet.schema;

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		size_t column = schema->of[fields[i]];

		if (column != COLUMN_NONE && draft->set[column])
			return true;
	}
	return false;
}

void
outcome_weigh(struct draft *draft)
{
	struct sheet *sheet = &draft->edit->sheet;
	size_t column = sheet->schema.of[FIELD_WEIGHTED_AMOUNT];
	struct buffer text = { 0 };
	struct ratio weighted;
	struct view view;
	int64_t probability;

	if (draft->deal == NULL || column == COLUMN_NONE ||
	    draft->set[column] || !touches_weight(draft))
		return;
	draft_suppose(draft);
	deal_view(draft->deal, &draft->edit->stages, DATE_LAST, &view);
	if (!view.has_amount)
		return;
	probability = view_probability(&view);
	if (view.kind != KIND_OPEN && draft->deal->probability ==
	    PERCENT_NONE)
		probability = view.kind == KIND_WON ? PERCENT_ONE : 0;
	weighted = ratio_of((int128)view.amount * probability,
	    (int128)PERCENT_ONE * CENT);
	money_write(&text, (int64_t)ratio_round(weighted, 0) * CENT, NULL);
	draft_put(draft, column, (struct slice){ text.at, text.len });
	buffer_free(&text);
}
