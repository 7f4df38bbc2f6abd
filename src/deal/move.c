#include <stdlib.h>
#include <string.h>

#include "deal/move.h"
#include "deal/outcome.h"

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

/* The conditions of FILTER that the deal as drafted does not fulfil, ';' between. 0,
 * or -1 with WHAT set. */
static int
find_unmet(struct draft *draft, const struct filter *filter,
    const struct demand *demand, struct buffer *unmet, struct trouble *what)
{
	struct sheet *sheet = &draft->edit->sheet;
	const struct demand *before = sheet->demand;
	struct view view;

	if (sheet_demand(sheet, demand, what) != 0) {
		sheet_demand(sheet, before, NULL);
		return -1;
	}
	draft_suppose(draft);
	deal_view(draft->deal, sheet->stages, DATE_LAST, &view);
	for (size_t i = 0; i < filter->n; i++) {
		struct filter one = { .conditions = &filter->conditions[i],
		    .n = 1 };
		struct slice text = filter->conditions[i].expression;

		if (filter_holds(&one, &view))
			continue;
		buffer_string(unmet, unmet->len > 0 ? "; " : "");
		buffer_add(unmet, text.at, text.len);
	}
	sheet_demand(sheet, before, NULL);
	return 0;
}

static int
require(struct draft *draft, const struct stage *stage, int fiscal,
    struct trouble *what)
{
	const struct schema *schema = &draft->edit->sheet.schema;
	struct demand demand = { 0 };
	struct filter filter = { 0 };
	struct buffer unmet = { 0 };
	int result;

	result = requirements(stage, draft->day, fiscal, &filter, &demand,
	    what);
	/* a sheet that has not the column does not even look */
	for (size_t i = 0; result == 0 && i < filter.n && unmet.len == 0; i++)
		if (!is_there(schema, &filter.conditions[i]))
			buffer_add(&unmet, filter.conditions[i].expression.at,
			    filter.conditions[i].expression.len);
	if (result == 0 && unmet.len == 0 && filter.n > 0)
		result = find_unmet(draft, &filter, &demand, &unmet, what);
	if (result == 0 && unmet.len > 0)
		result = trouble_set(what, "%.*s requires %s "
		    "(--skip-required moves it all the same)", N(stage->name),
		    buffer_text(&unmet));
	buffer_free(&unmet);
	filter_free(&filter);
	demand_free(&demand);
	return result;
}

/* Was FIELD assigned, so that the move leaves it as it was said? */
static bool
is_assigned(const struct move *move, enum field field)
{
	const struct assignment *one = assignments_find(move->assignments,
	    field);

	return one != NULL && (one->value.len > 0 || !move->taken_over);
}

static int
put_date(struct draft *draft, enum field field, int day, struct trouble *what)
{
	char iso[11] = "";

	if (day > DATE_LAST)
		day = DATE_LAST;
	if (day != DATE_NONE)
		date_iso(day, iso);
	return draft_field(draft, field, slice_of(iso), what);
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

/* The close date of a file that has one column for both: the closing day, or
 * open again what was expected before. Neither is a change of what is expected. */
static int
put_close_date(struct draft *draft, int day)
{
	size_t column = draft->edit->sheet.schema.of[FIELD_CLOSE_DATE];
	char iso[11] = "";

	if (column == COLUMN_NONE)
		return 0;
	if (!draft->closed)
		day = draft->deal == NULL ? DATE_NONE :
		    expected_close(draft->deal);
	if (day != DATE_NONE)
		date_iso(day, iso);
	draft_put(draft, column, slice_of(iso));
	return 0;
}

/* The day it was won or lost, or none any more. Among won stages the first one
 * stays. */
static int
put_closing(struct draft *draft, enum kind from, const struct stage *to,
    const struct move *move, struct trouble *what)
{
	bool open = to->kind == KIND_OPEN;

	if (from == to->kind)
		return 0;
	if (draft->edit->sheet.schema.of[FIELD_CLOSED] == COLUMN_NONE &&
	    draft->edit->sheet.schema.of[FIELD_WON_ON] != COLUMN_NONE)
		return 0;	/* its own columns say it */
	if (draft->edit->sheet.schema.of[FIELD_CLOSED] == COLUMN_NONE)
		return is_assigned(move, FIELD_CLOSE_DATE) ? 0 :
		    put_close_date(draft, move->day);
	if (!open && is_assigned(move, FIELD_CLOSED))
		return 0;
	return put_date(draft, FIELD_CLOSED, open ? DATE_NONE : move->day,
	    what);
}

/* The reason there is once the assignments are made. */
static struct slice
reason_there(const struct draft *draft, const struct move *move)
{
	const struct assignment *given = assignments_find(move->assignments,
	    FIELD_LOST_REASON);

	if (given != NULL)
		return given->value;
	return draft->deal == NULL ? slice_of("") :
	    draft->deal->text[FIELD_LOST_REASON];
}

/* Lost: with a reason. Open again: without. */
static int
put_reason(struct draft *draft, enum kind from, const struct stage *to,
    const struct move *move, struct trouble *what)
{
	size_t column = draft->edit->sheet.schema.of[FIELD_LOST_REASON];

	if (move->reason.len > 0 && to->kind != KIND_LOST)
		return trouble_set(what, "reason: %.*s is not a lost stage",
		    N(to->name));
	if (move->reason.len > 0 && column == COLUMN_NONE)
		return trouble_set(what, "there is no column for the reason "
		    "(lost_reason)");
	if (column == COLUMN_NONE)
		return 0;
	if (to->kind == KIND_LOST && move->reason.len > 0)
		return draft_column(draft, column, move->reason, what);
	if (to->kind == KIND_LOST && !move->taken_over &&
	    reason_there(draft, move).len == 0)
		return trouble_set(what, "%.*s needs a reason (say --reason "
		    "REASON)", N(to->name));
	if (to->kind == KIND_OPEN && from != KIND_OPEN &&
	    !is_assigned(move, FIELD_LOST_REASON))
		return draft_column(draft, column, slice_of(""), what);
	return 0;
}

/* What the new stage plans. */
static int
put_plan(struct draft *draft, const struct stage *to,
    const struct move *move, struct trouble *what)
{
	if (to->next_step.len > 0 && !is_assigned(move, FIELD_NEXT_STEP) &&
	    draft_field(draft, FIELD_NEXT_STEP, to->next_step, what) != 0)
		return -1;
	if (to->next_days >= 0 && !is_assigned(move, FIELD_NEXT_DATE))
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
	if (deal->probability != PERCENT_NONE &&
	    !is_assigned(move, FIELD_PROBABILITY) && (to->kind != KIND_OPEN ||
	    deal->probability == from->probability)) {
		percent_write(&text, to->probability, PERCENT_WHOLE,
		    DECIMAL_POINT, "");
		result = draft_field(draft, FIELD_PROBABILITY,
		    (struct slice){ text.at, text.len }, what);
	}
	if (result == 0 && deal->category != CATEGORY_NONE &&
	    !is_assigned(move, FIELD_CATEGORY) &&
	    (to->kind != KIND_OPEN || deal->category == stage_category(from)))
		result = draft_field(draft, FIELD_CATEGORY,
		    slice_of(to->kind == KIND_WON ? CATEGORY_CLOSED :
		    category_name(stage_category(to))), what);
	buffer_free(&text);
	return result;
}

int
move_begin(struct draft *draft, const struct stage *to, struct trouble *what)
{
	const struct deal *deal = draft->deal;

	draft->closed = to->kind != KIND_OPEN;
	if (deal == NULL)
		return 0;
	draft_log_stage(draft);
	return deal->kind == KIND_OPEN && draft->closed &&
	    !deal->closed_apart ? draft_log_expected(draft, what) : 0;
}

/* The stage's cell, but where won and lost are kept apart from it. */
static int
put_stage(struct draft *draft, const struct stage *to, struct trouble *what)
{
	if (to->kind != KIND_OPEN && draft->deal != NULL &&
	    outcome_apart(&draft->edit->sheet.schema))
		return 0;
	return draft_field(draft, FIELD_STAGE, to->name, what);
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
	bool since = is_assigned(move, FIELD_STAGE_SINCE);

	if (draft_log(draft, FIELD_STAGE, to->name, what) != 0 ||
	    put_reason(draft, kind, to, move, what) != 0 ||
	    put_stage(draft, to, what) != 0 ||
	    (!since && !(to->kind != KIND_OPEN && outcome_apart(
	    &draft->edit->sheet.schema)) && put_date(draft, FIELD_STAGE_SINCE, move->day,
	    what) != 0) ||
	    put_closing(draft, kind, to, move, what) != 0 ||
	    put_chances(draft, from, to, move, what) != 0 ||
	    put_plan(draft, to, move, what) != 0)
		return -1;
	return outcome_put(draft, to, move->day, what);
}

int
move_no_pipeline(const struct stages *stages, struct slice name,
    struct trouble *what)
{
	struct buffer list = { 0 };
	size_t near = 0;

	for (size_t i = 1; i < stages->n_pipelines; i++)
		if (text_distance(name, stages->pipelines[i]) <
		    text_distance(name, stages->pipelines[near]))
			near = i;
	for (size_t i = 0; i < stages->n_pipelines; i++) {
		struct slice one = stages->pipelines[i == 0 ? near :
		    i <= near ? i - 1 : i];

		buffer_string(&list, list.len > 0 ? ", " : "");
		buffer_add(&list, one.at, one.len);
	}
	trouble_set(what, "pipeline: '%.*s' is none of the pipelines (%s)",
	    N(name), list.len == 0 ? "there is but one, without a name" :
	    buffer_text(&list));
	buffer_free(&list);
	return -1;
}

/* The stage of that name in PIPELINE, NULL with WHAT set. */
static const struct stage *
named_stage(const struct stages *stages, struct slice pipeline,
    struct slice name, struct trouble *what)
{
	const struct stage *stage = stages_meant(stages, pipeline, name);
	struct buffer list = { 0 };

	if (stage != NULL)
		return stage;
	if (stages_pipeline(stages, pipeline) == stages->n_pipelines) {
		move_no_pipeline(stages, pipeline, what);
		return NULL;
	}
	stages_list(stages, pipeline, name, &list);
	trouble_set(what, "'%.*s' is none of the stages (%s)", N(name),
	    buffer_text(&list));
	buffer_free(&list);
	return NULL;
}

/* The stage that is meant, NULL with WHAT set. */
static const struct stage *
target(struct draft *draft, const struct move *move, struct trouble *what)
{
	const struct stages *stages = &draft->edit->stages;
	const struct assignment *assigned = assignments_find(
	    move->assignments, FIELD_PIPELINE);
	const struct deal *deal = draft->deal;
	const struct stage *stage = NULL;

	if (move->stage.len > 0)
		return named_stage(stages, assigned != NULL ? assigned->value :
		    deal->text[FIELD_PIPELINE], move->stage, what);
	if (assigned != NULL) {
		trouble_set(what, "pipeline: name the stage to enter in "
		    "another pipeline");
		return NULL;
	}
	if (deal->stage->number != STAGE_POOLED)
		stage = move->step > 0 ? stages_next(stages, deal->stage) :
		    stages_back(stages, deal->stage);
	if (stage == NULL)
		trouble_set(what, "there is no stage %s '%.*s'",
		    move->step > 0 ? "after" : "before",
		    N(deal->text[FIELD_STAGE]));
	return stage;
}

/* The assignments; what the move itself writes is not assigned. */
static int
assign(struct draft *draft, const struct move *move, struct trouble *what)
{
	for (size_t i = 0; i < move->assignments->n; i++) {
		const struct assignment *one = &move->assignments->at[i];

		if (one->field == FIELD_ID)
			return trouble_set(what, "%.*s: an id stays what it is",
			    N(one->name));
		if (one->field == FIELD_STAGE || one->field == FIELD_STATUS)
			return trouble_set(what, "%.*s: follows from the move",
			    N(one->name));
		if (draft_column(draft, one->column, one->value, what) != 0)
			return -1;
	}
	return 0;
}

int
move_draft(struct draft *draft, const struct move *move,
    struct trouble *what)
{
	const struct stage *to = target(draft, move, what);
	const struct deal *deal = draft->deal;
	bool stays;

	if (to == NULL)
		return -1;
	stays = deal->kind == to->kind && (to == deal->stage ||
	    (to->kind != KIND_OPEN &&
	    outcome_apart(&draft->edit->sheet.schema)));
	if (!stays && move_begin(draft, to, what) != 0)
		return -1;
	if (assign(draft, move, what) != 0)
		return -1;
	if (stays)
		return move->reason.len == 0 ? 0 :
		    put_reason(draft, deal->kind, to, move, what);
	if (move_enter(draft, to, move, what) != 0)
		return -1;
	return move->skip_required ? 0 :
	    require(draft, to, move->fiscal, what);
}
