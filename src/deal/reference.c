#include <string.h>

#include "deal/reference.h"

static const struct {
	const char *name;
	enum reference_kind kind;
	field_set needs;
} computed[] = {
	{ "status", REF_STATUS, 0 },
	{ "activity", REF_ACTIVITY, ASK_ACTIVITIES },
	{ "age", REF_AGE, FIELD_BIT(FIELD_CREATED) },
	{ "days_in_stage", REF_DAYS_IN_STAGE, FIELD_BIT(FIELD_HISTORY) },
	{ "weighted", REF_WEIGHTED,
	    FIELD_BIT(FIELD_AMOUNT) | FIELD_BIT(FIELD_PROBABILITY) },
	{ "size", REF_SIZE, FIELD_BIT(FIELD_AMOUNT) },
};

/* created_month: a field that is a date, and a step. */
static bool
period_reference(struct slice name, struct reference *reference)
{
	struct slice field, step;
	size_t at = name.len;

	while (at > 0 && name.at[at - 1] != '_')
		at--;
	if (at < 2)
		return false;
	field = (struct slice){ name.at, at - 1 };
	step = (struct slice){ name.at + at, name.len - at };
	reference->step = period_step_of(step);
	reference->field = field_named(field);
	if (reference->step == STEP_NONE || reference->field == FIELD_NONE ||
	    field_row(reference->field)->type != TYPE_DATE)
		return false;
	reference->kind = REF_PERIOD;
	return true;
}

struct reference
reference_of(struct slice name, int fiscal, struct demand *demand)
{
	struct reference reference = { .kind = REF_HEADER, .name = name,
	    .field = FIELD_NONE, .fiscal = fiscal };

	for (size_t i = 0; i < sizeof computed / sizeof *computed; i++)
		if (slice_is(name, computed[i].name)) {
			reference.kind = computed[i].kind;
			demand->fields |= computed[i].needs;
			return reference;
		}
	if (period_reference(name, &reference)) {
		demand->fields |= FIELD_BIT(reference.field);
		return reference;
	}
	reference.field = field_named(name);
	if (reference.field != FIELD_NONE) {
		reference.kind = REF_FIELD;
		demand->fields |= FIELD_BIT(reference.field);
		return reference;
	}
	reference.lookup = demand_lookup(demand, name);
	if (reference.lookup != NULL)
		reference.kind = REF_LOOKUP;
	else
		reference.extra = demand_header(demand, name);
	return reference;
}

enum value_type
reference_type(const struct reference *reference)
{
	switch (reference->kind) {
	case REF_AGE:
	case REF_DAYS_IN_STAGE:
	case REF_WEIGHTED:
	case REF_SIZE:
		return AS_NUMBER;
	case REF_FIELD:
		switch (field_row(reference->field)->type) {
		case TYPE_MONEY:
		case TYPE_PERCENT:
		case TYPE_NUMBER:
			return AS_NUMBER;
		case TYPE_DATE:
			return AS_DATE;
		default:
			return AS_TEXT;
		}
	default:
		return AS_TEXT;
	}
}

/* A date field as it stood. */
static int
view_date(enum field field, const struct view *view)
{
	switch (field) {
	case FIELD_CREATED:
		return view->created;
	case FIELD_CLOSE_DATE:
		return view->close_date;
	case FIELD_CLOSED:
		return view->closed;
	case FIELD_STAGE_SINCE:
		return view->since;
	case FIELD_NEXT_DATE:
		return view->next_date;
	case FIELD_LAST_ACTIVITY:
		return view->last_activity;
	case FIELD_MODIFIED:
		return view->deal->modified <= view->day ?
		    view->deal->modified : DATE_NONE;
	default:
		return DATE_NONE;
	}
}

/* A text field as it stood. */
static struct slice
view_text(enum field field, const struct view *view)
{
	switch (field) {
	case FIELD_STAGE:
		return view->current && view->deal->text[FIELD_STAGE].len > 0 ?
		    view->stage->name.len > 0 ? view->stage->name :
		    view->deal->text[FIELD_STAGE] : view->stage->name;
	case FIELD_OWNER:
		return *view->owner;
	case FIELD_PIPELINE:
		return view->pipeline;
	case FIELD_LOST_REASON:
		return view->lost_reason;
	case FIELD_NEXT_STEP:
		return view->next_step;
	default:
		return view->deal->text[field];
	}
}

struct slice
reference_lookup(const struct reference *reference, const struct view *view)
{
	const struct deal *deal = view->deal;
	size_t own = deal->sheet->own_columns[reference->lookup->number];

	if (own != COLUMN_NONE) {
		const struct cell *cell = record_cell(deal->record, own);

		return cell == NULL ? (struct slice){ NULL, 0 } :
		    slice_trim(cell->text);
	}
	return lookup_value(reference->lookup,
	    view_text(reference->lookup->field, view));
}

static bool
field_number(enum field field, const struct view *view, int64_t *number)
{
	const struct deal *deal = view->deal;

	switch (field) {
	case FIELD_AMOUNT:
		*number = view->amount;
		return view->has_amount;
	case FIELD_PROBABILITY:
		*number = view_probability(view);
		return true;
	case FIELD_COST:
		*number = view->cost;
		return view->has_cost;
	case FIELD_SCORE:
		*number = deal->score;
		return deal->has_score;
	default:
		return false;
	}
}

/* The lower bound of an amount's power of ten, in ten-thousandths. */
static int64_t
size_of_amount(int64_t amount)
{
	int64_t bound = MONEY_UNIT;

	if (amount < MONEY_UNIT)
		return 0;
	while (amount / 10 >= bound)
		bound *= 10;
	return bound;
}

static bool
computed_number(const struct reference *reference, const struct view *view,
    int64_t *number)
{
	struct ratio weighted;

	switch (reference->kind) {
	case REF_AGE:
		if (view->kind != KIND_OPEN || view->created == DATE_NONE)
			return false;
		*number = view->day - view->created;
		return true;
	case REF_DAYS_IN_STAGE:
		if (view->since == DATE_NONE)
			return false;
		*number = view->day - view->since;
		return true;
	case REF_WEIGHTED:
		weighted = ratio_of((int128)view->amount * view_probability(view),
		    PERCENT_ONE);
		*number = (int64_t)ratio_round(weighted, 0);
		return view->has_amount;
	case REF_SIZE:
		*number = size_of_amount(view->amount);
		return view->has_amount;
	default:
		return false;
	}
}

bool
reference_number(const struct reference *reference, const struct view *view,
    int64_t *number)
{
	int day;

	if (reference->kind != REF_FIELD)
		return computed_number(reference, view, number);
	if (field_row(reference->field)->type != TYPE_DATE)
		return field_number(reference->field, view, number);
	day = view_date(reference->field, view);
	*number = day;
	return day != DATE_NONE;
}

static void
append_date(int day, struct buffer *out)
{
	char iso[11];

	if (day != DATE_NONE)
		buffer_string(out, date_iso(day, iso));
}

static void
append_field(enum field field, const struct view *view, struct buffer *out)
{
	int64_t number;
	struct slice text;

	switch (field_row(field)->type) {
	case TYPE_DATE:
		append_date(view_date(field, view), out);
		return;
	case TYPE_MONEY:
	case TYPE_NUMBER:
		if (field_number(field, view, &number))
			money_write(out, number, NULL);
		return;
	case TYPE_PERCENT:
		percent_write(out, view_probability(view), PERCENT_WHOLE,
		    DECIMAL_POINT, "");
		return;
	case TYPE_CATEGORY:
		buffer_string(out, category_name(view_category(view)));
		return;
	case TYPE_STATUS:
		buffer_string(out, kind_name(view->kind));
		return;
	default:
		text = view_text(field, view);
		buffer_add(out, text.at, text.len);
	}
}

static void
append_activity(const struct view *view, struct buffer *out)
{
	struct slice text;

	if (view->activity == ACTIVITY_ALL)
		buffer_byte(out, ACTIVITY_ALL_MARK);
	if (view->activity == ACTIVITY_ALL || view->activity == ACTIVITY_BLANK)
		return;
	text = intern_text(&view->deal->touches->types, view->activity);
	buffer_add(out, text.at, text.len);
}

void
reference_text(const struct reference *reference, const struct view *view,
    struct buffer *out)
{
	struct slice text;
	int64_t number;
	char name[24];
	int day;

	switch (reference->kind) {
	case REF_FIELD:
		append_field(reference->field, view, out);
		return;
	case REF_HEADER:
		text = view->deal->extra[reference->extra];
		buffer_add(out, text.at, text.len);
		return;
	case REF_LOOKUP:
		text = reference_lookup(reference, view);
		buffer_add(out, text.at, text.len);
		return;
	case REF_ACTIVITY:
		append_activity(view, out);
		return;
	case REF_STATUS:
		buffer_string(out, kind_name(view->kind));
		return;
	case REF_PERIOD:
		day = view_date(reference->field, view);
		if (day != DATE_NONE)
			buffer_string(out, period_name(period_around(day,
			    reference->step, reference->fiscal),
			    reference->step, reference->fiscal, name));
		return;
	case REF_AGE:
	case REF_DAYS_IN_STAGE:
		if (computed_number(reference, view, &number))
			buffer_format(out, "%lld", (long long)number);
		return;
	case REF_WEIGHTED:
	case REF_SIZE:
		if (computed_number(reference, view, &number))
			money_write(out, number, NULL);
		return;
	}
}

bool
reference_at_hand(const struct reference *reference, const struct view *view,
    struct slice *text)
{
	switch (reference->kind) {
	case REF_FIELD:
		if (field_row(reference->field)->type != TYPE_TEXT)
			return false;
		*text = view_text(reference->field, view);
		return true;
	case REF_LOOKUP:
		*text = reference_lookup(reference, view);
		return true;
	default:
		return false;
	}
}

/* Where a stage's name stands: by its pipeline and place. */
static int64_t
stage_place(const struct stages *stages, struct slice name)
{
	const struct stage *stage = stages_named(stages, name);

	return stage == NULL ? REFERENCE_UNPLACED : (int64_t)stage->number;
}

static int64_t
pipeline_place(const struct stages *stages, struct slice name)
{
	size_t pipe = name.len == 0 ? stages->n_pipelines :
	    stages_pipeline(stages, name);

	return pipe == stages->n_pipelines ? REFERENCE_UNPLACED : (int64_t)pipe;
}

int64_t
reference_place(const struct reference *reference,
    const struct stages *stages, struct slice text)
{
	int64_t amount;
	enum kind kind;

	if (text.len == 0)
		return REFERENCE_BLANK;
	if (reference->kind == REF_STATUS || (reference->kind == REF_FIELD &&
	    reference->field == FIELD_STATUS))
		return kind_read(text, &kind) ? (int64_t)kind : REFERENCE_UNPLACED;
	if (reference->kind == REF_FIELD && reference->field == FIELD_STAGE)
		return stage_place(stages, text);
	if (reference->kind == REF_FIELD && reference->field == FIELD_PIPELINE)
		return pipeline_place(stages, text);
	if (reference_type(reference) == AS_NUMBER)
		return money_canonical(text, &amount) ? amount : REFERENCE_UNPLACED;
	return REFERENCE_UNPLACED;
}
