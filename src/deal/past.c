#include "deal/past.h"

/* The day the cells say that the deal entered the stage it is in. */
static int
stage_day(const struct deal *deal, enum past past)
{
	const struct stages *stages = deal->sheet->stages;
	const struct stage *stage = deal->stage;

	if (stage->number == STAGE_POOLED)
		return DATE_NONE;
	if (deal->stage_since != DATE_NONE)
		return deal->stage_since;
	/* where the status is kept apart, a closing is no change of stage; and a
	 * won deal may have gone on to a stage behind the first such */
	if (stage->kind == KIND_LOST || (stage->kind == KIND_WON &&
	    stage == stages_first(stages, stage->pipe, KIND_WON)))
		return stage->kind == deal->kind ? deal->closed_on : DATE_NONE;
	return past == PAST_CREATED &&
	    stage == stages_first(stages, stage->pipe, KIND_OPEN) ?
	    deal->created : DATE_NONE;
}

/* Does a column for the days stages were entered tell this one's? */
static bool
has_own_date(const struct deal *deal)
{
	const struct schema *schema = &deal->sheet->schema;

	for (size_t i = 0; i < schema->n_stage_columns; i++) {
		const struct stage_column *from = &schema->stage_columns[i];
		const struct cell *cell = record_cell(deal->record,
		    from->column);

		if (cell != NULL && slice_trim(cell->text).len > 0 &&
		    stages_find(deal->sheet->stages,
		    deal->text[FIELD_PIPELINE], from->stage) == deal->stage)
			return true;
	}
	return false;
}

static void
append_stage(struct buffer *out, struct slice name, int day)
{
	if (day != DATE_NONE && name.len > 0 &&
	    history_may_hold(FIELD_STAGE, name))
		history_append(out, FIELD_STAGE, name, day);
}

/* The log is made of the stages' dates, and ends in the stage the deal is in,
 * under a day that may be no more than a guess. */
static void
write_log(const struct deal *deal, struct buffer *out)
{
	bool known = deal->stage->number == STAGE_POOLED ||
	    has_own_date(deal) || stage_day(deal, PAST_DAYS) != DATE_NONE;

	for (size_t i = 0; i < deal->log.n; i++) {
		const struct log_entry *entry = &deal->log.at[i];

		if (entry->field == FIELD_STAGE && (known ||
		    i + 1 < deal->log.n || entry->stage != deal->stage))
			append_stage(out, entry->value, entry->day);
	}
}

void
past_write(const struct deal *deal, enum past past, struct buffer *out)
{
	if (deal->sheet->schema.of[FIELD_HISTORY] == COLUMN_NONE &&
	    deal->has_log)
		write_log(deal, out);
	else if (past != PAST_DATES)
		append_stage(out, deal->text[FIELD_STAGE],
		    stage_day(deal, past));
}
