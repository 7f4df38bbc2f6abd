#include <stdlib.h>
#include <string.h>

#include "deal/move.h"

#define N(slice) (int)(slice).len, (slice).at

/* The requirements of a stage as a filter. */
static int
requirements(const struct stage *stage, int today, int fiscal,
    struct filter *filter, struct demand *demand, struct trouble *what)
{
	struct slice rest = stage->required, part;
	struct trouble wrong;

	while (slice_next(&rest, ';', &part)) {
		if (slice_trim(part).len == 0)
			continue;
		if (filter_add(filter, part, today, fiscal, true, demand,
		    &wrong) != 0)
			return trouble_set(what, "stages: '%.*s' requires: %s",
			    N(stage->name), wrong.text);
	}
	return 0;
}

int
move_demand(const struct stages *stages, int today, int fiscal,
    struct demand *demand, struct trouble *what)
{
	for (size_t i = 0; i < stages->n; i++) {
		struct filter filter = { 0 };
		struct demand needs = { 0 };
		int result = requirements(&stages->at[i], today, fiscal,
		    &filter, &needs, what);

		demand->fields |= needs.fields;
		filter_free(&filter);
		demand_free(&needs);
		if (result != 0)
			return -1;
	}
	return 0;
}

/* Does the column a condition asks for stand in the file? One that does not
 * can hold nothing. */
static bool
is_there(const struct schema *schema, const struct condition *condition)
{
	const struct reference *reference = &condition->reference;

	if (reference->kind == REF_HEADER)
		return schema_find(schema, reference->name) != COLUMN_NONE;
	return true;
}

static int
require(struct draft *draft, const struct stage *stage, int fiscal,
    struct trouble *what)
{
	struct sheet *sheet = &draft->edit->sheet;
	struct demand demand = { 0 };
	const struct demand *before = sheet->demand;
	struct filter filter = { 0 };
	const struct condition *fails = NULL;
	struct view view;
	int result;

	result = requirements(stage, draft->day, fiscal, &filter, &demand,
	    what);
	for (size_t i = 0; result == 0 && i < filter.n && fails == NULL; i++)
		if (!is_there(&sheet->schema, &filter.conditions[i]))
			fails = &filter.conditions[i];
	if (result == 0 && fails == NULL && filter.n > 0) {
		result = sheet_demand(sheet, &demand, what);
		if (result == 0) {
			draft_suppose(draft);
			deal_view(draft->deal, sheet->stages, DATE_LAST, &view);
			fails = filter_fails(&filter, &view);
		}
		sheet_demand(sheet, before, NULL);
	}
	if (fails != NULL)
		result = trouble_set(what, "%.*s requires %.*s (--skip-required "
		    "moves it all the same)", N(stage->name),
		    N(fails->expression));
	filter_free(&filter);
	demand_free(&demand);
	return result;
}

static int
put_date(struct draft *draft, enum field field, int day, struct trouble *what)
{
	char iso[11] = "";

	if (day != DATE_NONE)
		date_iso(day, iso);
	return draft_field(draft, field, slice_of(iso), what);
}

/* The close date of a file that has one column for both: not a change of what is
 * expected, so only the expectation is entered in the history. */
static int
put_close_date(struct draft *draft, int day, struct trouble *what)
{
	size_t column = draft->edit->sheet.schema.of[FIELD_CLOSE_DATE];
	char iso[11] = "";

	if (column == COLUMN_NONE)
		return 0;
	if (draft_log_old(draft, FIELD_CLOSE_DATE, what) != 0)
		return -1;
	if (day != DATE_NONE)
		date_iso(day, iso);
	draft_put(draft, column, slice_of(iso));
	return 0;
}

/* The last close date the history knows, DATE_NONE. */
static int
expected_close(const struct deal *deal)
{
	for (size_t i = deal->log.n; i-- > 0; )
		if (deal->log.at[i].field == FIELD_CLOSE_DATE)
			return date_canonical(deal->log.at[i].value);
	return DATE_NONE;
}

/* The day it was won or lost, or none any more. Among won stages the first one
 * stays. */
static int
put_closing(struct draft *draft, enum kind from, const struct stage *to,
    const struct move *move, struct trouble *what)
{
	bool apart = draft->edit->sheet.schema.of[FIELD_CLOSED] !=
	    COLUMN_NONE;
	int day = to->kind == KIND_OPEN ? DATE_NONE : move->day;

	if (from == to->kind)
		return 0;
	if (apart)
		return put_date(draft, FIELD_CLOSED, day, what);
	if (to->kind == KIND_OPEN)
		day = draft->deal == NULL ? DATE_NONE :
		    expected_close(draft->deal);
	return put_close_date(draft, day, what);
}

/* Lost: with a reason. Open again: without. */
static int
put_reason(struct draft *draft, enum kind from, const struct stage *to,
    const struct move *move, struct trouble *what)
{
	size_t column = draft->edit->sheet.schema.of[FIELD_LOST_REASON];
	const struct assignment *given = assignments_find(move->assignments,
	    FIELD_LOST_REASON);
	struct slice reason = given != NULL ? given->value : move->reason;

	if (move->reason.len > 0 && column == COLUMN_NONE)
		return trouble_set(what, "there is no column for the reason "
		    "(lost_reason)");
	if (to->kind == KIND_OPEN && from != KIND_OPEN && given == NULL)
		return draft_field(draft, FIELD_LOST_REASON, slice_of(""),
		    what);
	if (to->kind != KIND_LOST || column == COLUMN_NONE)
		return 0;
	if (reason.len == 0 && !move->taken_over && (draft->deal == NULL ||
	    draft->deal->text[FIELD_LOST_REASON].len == 0))
		return trouble_set(what, "%.*s: why? (say --reason REASON)",
		    N(to->name));
	return reason.len == 0 ? 0 :
	    draft_field(draft, FIELD_LOST_REASON, reason, what);
}

/* What the new stage plans. */
static int
put_plan(struct draft *draft, const struct stage *to,
    const struct move *move, struct trouble *what)
{
	bool step = assignments_find(move->assignments,
	    FIELD_NEXT_STEP) != NULL;
	bool date = assignments_find(move->assignments,
	    FIELD_NEXT_DATE) != NULL;

	if (to->next_step.len > 0 && !step &&
	    draft_field(draft, FIELD_NEXT_STEP, to->next_step, what) != 0)
		return -1;
	if (to->next_days >= 0 && !date)
		return put_date(draft, FIELD_NEXT_DATE,
		    move->day + to->next_days, what);
	return 0;
}

static enum category
stage_category(const struct stage *stage)
{
	if (stage->kind == KIND_LOST)
		return CATEGORY_OMITTED;
	if (stage->category != CATEGORY_NONE)
		return stage->category;
	return category_of(stage->probability);
}

/* Probability and category follow where they said what the old stage says, and
 * always when it is over. A blank cell follows by itself. */
static int
put_chances(struct draft *draft, const struct stage *from,
    const struct stage *to, const struct move *move, struct trouble *what)
{
	const struct deal *deal = draft->deal;
	struct buffer text = { 0 };
	int result = 0;

	if (deal == NULL)
		return 0;
	if (deal->probability != PERCENT_NONE && assignments_find(
	    move->assignments, FIELD_PROBABILITY) == NULL &&
	    (to->kind != KIND_OPEN ||
	    deal->probability == from->probability)) {
		percent_write(&text, to->probability, PERCENT_WHOLE,
		    DECIMAL_POINT, "");
		result = draft_field(draft, FIELD_PROBABILITY,
		    (struct slice){ text.at, text.len }, what);
	}
	if (result == 0 && deal->category != CATEGORY_NONE &&
	    assignments_find(move->assignments, FIELD_CATEGORY) == NULL &&
	    (to->kind != KIND_OPEN || deal->category == stage_category(from)))
		result = draft_field(draft, FIELD_CATEGORY,
		    slice_of(category_name(stage_category(to))), what);
	buffer_free(&text);
	return result;
}

int
move_enter(struct draft *draft, const struct stage *to,
    const struct move *move, struct trouble *what)
{
	static const struct stage nowhere = { .kind = KIND_OPEN,
	    .number = STAGE_POOLED, .next_days = -1 };
	const struct stage *from = draft->deal == NULL ? &nowhere :
	    draft->deal->stage;
	enum kind kind = draft->deal == NULL ? KIND_OPEN : draft->deal->kind;
	size_t status = draft->edit->sheet.schema.of[FIELD_STATUS];

	if (draft_log(draft, FIELD_STAGE, to->name, what) != 0 ||
	    put_reason(draft, kind, to, move, what) != 0 ||
	    draft_field(draft, FIELD_STAGE, to->name, what) != 0 ||
	    put_date(draft, FIELD_STAGE_SINCE, move->day, what) != 0 ||
	    put_closing(draft, kind, to, move, what) != 0 ||
	    put_chances(draft, from, to, move, what) != 0 ||
	    put_plan(draft, to, move, what) != 0)
		return -1;
	return status == COLUMN_NONE ? 0 : draft_field(draft, FIELD_STATUS,
	    slice_of(kind_name(to->kind)), what);
}

/* The stage that is meant, NULL with WHAT set. */
static const struct stage *
target(struct draft *draft, const struct move *move, struct trouble *what)
{
	const struct stages *stages = &draft->edit->stages;
	const struct assignment *assigned = assignments_find(
	    move->assignments, FIELD_PIPELINE);
	struct slice pipeline = assigned != NULL ? assigned->value :
	    draft->deal->text[FIELD_PIPELINE];
	const struct stage *stage = NULL;
	struct buffer list = { 0 };

	if (move->stage.len > 0) {
		stage = stages_find(stages, pipeline, move->stage);
		if (stage == NULL) {
			stages_list(stages, pipeline, move->stage, &list);
			trouble_set(what, "'%.*s' is none of the stages (%s)",
			    N(move->stage), buffer_text(&list));
			buffer_free(&list);
		}
		return stage;
	}
	if (draft->deal->stage->number != STAGE_POOLED)
		stage = move->step > 0 ?
		    stages_next(stages, draft->deal->stage) :
		    stages_back(stages, draft->deal->stage);
	if (stage == NULL)
		trouble_set(what, "there is no stage %s '%.*s'",
		    move->step > 0 ? "after" : "before",
		    N(draft->deal->text[FIELD_STAGE]));
	return stage;
}

int
move_draft(struct draft *draft, const struct move *move,
    struct trouble *what)
{
	const struct stage *to = target(draft, move, what);

	if (to == NULL)
		return -1;
	for (size_t i = 0; i < move->assignments->n; i++) {
		const struct assignment *one = &move->assignments->at[i];

		if (one->field == FIELD_STAGE || one->field == FIELD_STATUS)
			return trouble_set(what, "%.*s: is what the move writes",
			    N(one->name));
		if (draft_column(draft, one->column, one->value, what) != 0)
			return -1;
	}
	if (to == draft->deal->stage && draft->deal->kind == to->kind)
		return 0;
	if (move_enter(draft, to, move, what) != 0)
		return -1;
	return move->skip_required ? 0 :
	    require(draft, to, move->fiscal, what);
}
