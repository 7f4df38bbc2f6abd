#include <string.h>

#include "deal/check_rule.h"

/*
 * What the deals' cells say of activities, beside what activities.csv does. A
 * step that was planned in the cells alone is nobody's mistake.
 */

/* What activities.csv knows of the deal; NULL: nothing, or two deals share it. */
static const struct check_known *
known_of(const struct check *check, const struct deal *deal)
{
	size_t number;

	if (check->beside[BESIDE_ACTIVITIES] == NULL ||
	    deal->text[FIELD_ID].len == 0)
		return NULL;
	number = intern_find(&check->ids, deal->text[FIELD_ID]);
	return number == INTERN_NONE || check->known[number].twice ? NULL :
	    &check->known[number];
}

static size_t
column_of(const struct deal *deal, enum field field)
{
	return deal->sheet->schema.of[field];
}

void
check_last_activity(struct check *check, const struct deal *deal)
{
	const struct check_known *known = known_of(check, deal);
	char iso[11];

	if (known == NULL || known->done == DATE_NONE ||
	    column_of(deal, FIELD_LAST_ACTIVITY) == COLUMN_NONE ||
	    (deal->bad & FIELD_BIT(FIELD_LAST_ACTIVITY)) != 0 ||
	    deal->last_activity >= known->done)
		return;
	date_iso(known->done, iso);
	if (deal->last_activity == DATE_NONE)
		found(check, deal->line, check_field(FIELD_LAST_ACTIVITY),
		    "is blank, and activities.csv has %s", iso);
	else
		found(check, deal->line, check_field(FIELD_LAST_ACTIVITY),
		    "'%.*s' is behind activities.csv (%s)",
		    SHOWN(deal->text[FIELD_LAST_ACTIVITY]), iso);
}

bool
check_last_activity_mend(struct check *check, const struct deal *deal,
    struct buffer *out)
{
	char iso[11];

	buffer_string(out, date_iso(known_of(check, deal)->done, iso));
	draft_put(&check->draft, column_of(deal, FIELD_LAST_ACTIVITY),
	    slice_of(iso));
	return true;
}

/* Has the deal been overtaken by what activities.csv knows? NULL: no. */
static const char *
overtaken(const struct deal *deal, const struct check_known *known)
{
	struct slice step = deal->text[FIELD_NEXT_STEP];

	if (step.len == 0 && deal->next_date == DATE_NONE)
		return known->due != DATE_NONE && deal->kind == KIND_OPEN ?
		    "is blank" : NULL;
	if (known->planned)
		return known->due < deal->next_date ? "comes later" : NULL;
	if (known->over)
		return "is over";
	return known->due != DATE_NONE && step.len > 0 &&
	    text_same(step, known->subject) ? "was put on another day" : NULL;
}

/* "'Call' on 2026-10-01", of the next one planned. */
static void
next_text(const struct check_known *known, struct buffer *out)
{
	char iso[11];

	if (known->due == DATE_NONE)
		buffer_string(out, "nothing");
	else if (known->subject.len == 0)
		buffer_string(out, date_iso(known->due, iso));
	else
		buffer_format(out, "'%.*s' on %s", SHOWN(known->subject),
		    date_iso(known->due, iso));
}

/* It takes both columns to tell what is meant. */
static bool
has_plan(const struct check *check, const struct deal *deal)
{
	return check->staged != NULL &&
	    column_of(deal, FIELD_NEXT_STEP) != COLUMN_NONE &&
	    column_of(deal, FIELD_NEXT_DATE) != COLUMN_NONE &&
	    (deal->bad & FIELD_BIT(FIELD_NEXT_DATE)) == 0;
}

void
check_next_step(struct check *check, const struct deal *deal)
{
	const struct check_known *known = known_of(check, deal);
	struct slice step = deal->text[FIELD_NEXT_STEP];
	struct buffer next = { 0 };
	const char *wrong;

	if (known == NULL || !has_plan(check, deal))
		return;
	wrong = overtaken(deal, known);
	if (wrong == NULL)
		return;
	next_text(known, &next);
	if (step.len == 0)
		found(check, deal->line, check_field(FIELD_NEXT_STEP),
		    "%s; activities.csv plans %s", wrong, buffer_text(&next));
	else
		found(check, deal->line, check_field(FIELD_NEXT_STEP),
		    "'%.*s' %s; activities.csv plans %s", SHOWN(step), wrong,
		    buffer_text(&next));
	buffer_free(&next);
}

bool
check_next_step_mend(struct check *check, const struct deal *deal,
    struct buffer *out)
{
	const struct check_known *known = known_of(check, deal);
	char iso[11] = "";

	if (known->due != DATE_NONE)
		date_iso(known->due, iso);
	draft_put(&check->draft, column_of(deal, FIELD_NEXT_STEP),
	    known->due == DATE_NONE ? slice_of("") : known->subject);
	draft_put(&check->draft, column_of(deal, FIELD_NEXT_DATE),
	    slice_of(iso));
	if (known->due == DATE_NONE)
		buffer_string(out, "blank");
	else
		next_text(known, out);
	return true;
}
