#include "deal/add.h"
#include "deal/move.h"

/* What a deal's own past is made of: another system's silence does not unmake
 * it. */
#define PAST (FIELD_BIT(FIELD_CREATED) | FIELD_BIT(FIELD_CLOSED) |	\
    FIELD_BIT(FIELD_STAGE_SINCE))

/* The day a change of stage in another system is entered under: the day it
 * gives, if the history can take it, else today. */
static int
day_of_change(const struct deal *deal, const struct incoming_row *row,
    const struct stage *to, int today)
{
	int last = deal->log.n > 0 ? deal->log.at[deal->log.n - 1].day :
	    DATE_NONE;
	int day = row->stage_since;

	if (day == DATE_NONE && to->kind != KIND_OPEN)
		day = row->closed;
	return day != DATE_NONE && day >= last && day <= today ? day : today;
}

/* Is this blank of the row one that says nothing? */
static bool
says_nothing(const struct draft *draft, const struct assignment *one)
{
	if (one->value.len > 0)
		return false;
	return draft->set[one->column] || (one->field != FIELD_NONE &&
	    (PAST & FIELD_BIT(one->field)) != 0);
}

static int
enter(struct draft *draft, const struct incoming_row *row,
    const struct stage *to, int today, struct trouble *what)
{
	struct move move = { .assignments = &row->values,
	    .taken_over = true };
	const struct assignment *pipeline = assignments_find(&row->values,
	    FIELD_PIPELINE);

	move.day = draft->day = day_of_change(draft->deal, row, to, today);
	/* a stage is one of the pipeline that the history names before it */
	if (move_begin(draft, to, what) != 0 || (pipeline != NULL &&
	    draft_column(draft, pipeline->column, pipeline->value,
	    what) != 0) || move_enter(draft, to, &move, what) != 0)
		return -1;
	draft->day = today;
	return 0;
}

int
add_over(struct draft *draft, struct edit *edit, struct deal *deal,
    struct incoming_row *row, int today, struct trouble *what)
{
	const struct assignment *pipeline = assignments_find(&row->values,
	    FIELD_PIPELINE);
	const struct stage *to, *now = deal->stage;

	row->used = true;
	draft_begin(draft, edit, deal, today);
	if (add_stage(&edit->stages, pipeline != NULL ? pipeline->value :
	    deal->text[FIELD_PIPELINE], row, now->number == STAGE_POOLED ?
	    NULL : now, &to, what) != 0)
		return -1;
	if (to != NULL && (to != now || to->kind != deal->kind) &&
	    enter(draft, row, to, today, what) != 0)
		return -1;
	for (size_t i = 0; i < row->values.n; i++) {
		const struct assignment *one = &row->values.at[i];

		if (one->field == FIELD_HISTORY || says_nothing(draft, one))
			continue;
		if (draft_column(draft, one->column, one->value, what) != 0)
			return -1;
	}
	draft_end(draft);
	return 0;
}
