#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "deal/check_rule.h"

/*
 * The history is read again here, for the deal's own was completed with the
 * stage of its cell; its first entries are those of the cell, and their stages
 * are known.
 */

static bool
has_history(const struct deal *deal)
{
	return deal->sheet->schema.of[FIELD_HISTORY] != COLUMN_NONE;
}

/* What is wrong with the value of an entry of a field; NULL: nothing. */
static const char *
wrong_value(const struct log_entry *entry)
{
	int64_t amount;

	if (entry->value.len == 0)
		return NULL;
	if (entry->field == FIELD_AMOUNT &&
	    !money_canonical(entry->value, &amount))
		return "is not a plain amount";
	if (entry->field == FIELD_CLOSE_DATE &&
	    date_canonical(entry->value) == DATE_NONE)
		return "is not a date as YYYY-MM-DD";
	return NULL;
}

/* An entry as the cell has it. */
static void
entry_text(const struct log_entry *entry, struct buffer *out)
{
	buffer_clear(out);
	history_append(out, entry->field, entry->value, entry->day);
}

static void
check_entries(struct check *check, const struct deal *deal)
{
	struct buffer text = { 0 };

	for (size_t i = 0; i < check->log.n; i++) {
		const char *wrong = wrong_value(&check->log.at[i]);

		if (wrong == NULL)
			continue;
		entry_text(&check->log.at[i], &text);
		found(check, deal->line, check_field(FIELD_HISTORY), "'%.*s' "
		    "%s", SHOWN(((struct slice){ text.at, text.len })), wrong);
	}
	buffer_free(&text);
}

void
check_history(struct check *check, const struct deal *deal)
{
	struct slice cell = deal->text[FIELD_HISTORY];
	struct buffer text = { 0 };
	const char *wrong;

	check->log.n = 0;
	if (!has_history(deal))
		return;
	wrong = history_read(cell, &check->log);
	if (wrong == NULL) {
		check_entries(check, deal);
		return;
	}
	if (check->log.n == 0) {
		found(check, deal->line, check_field(FIELD_HISTORY), "'%.*s' "
		    "%s", SHOWN(cell), wrong);
		return;
	}
	entry_text(&check->log.at[check->log.n - 1], &text);
	found(check, deal->line, check_field(FIELD_HISTORY), "%s, after "
	    "'%.*s'", wrong, SHOWN(((struct slice){ text.at, text.len })));
	buffer_free(&text);
}

/* The stage the cell's history ends in, with its day; NULL: it names none. */
static const struct log_entry *
last_entry(const struct check *check, const struct deal *deal)
{
	for (size_t i = check->log.n; i-- > 0; )
		if (check->log.at[i].field == FIELD_STAGE)
			return &deal->log.at[i];
	return NULL;
}

/* A stage no history can tell of, or one nothing is known of. */
static bool
is_judged(const struct check *check, const struct deal *deal)
{
	return has_history(deal) && check->staged != NULL &&
	    deal->stage->number != STAGE_POOLED &&
	    (deal->bad & (FIELD_BIT(FIELD_HISTORY) |
	    FIELD_BIT(FIELD_STAGE))) == 0;
}

/* Where a status is kept apart from the stage, a history may end in what it came
 * to. */
static bool
ends_rightly(const struct deal *deal, const struct log_entry *last)
{
	return last != NULL && (last->stage == deal->stage ||
	    (deal->kind != deal->stage->kind &&
	    last->stage->kind == deal->kind));
}

void
check_history_end(struct check *check, const struct deal *deal)
{
	const struct log_entry *last;

	if (!is_judged(check, deal))
		return;
	last = last_entry(check, deal);
	if (ends_rightly(deal, last))
		return;
	if (last == NULL)
		found(check, deal->line, check_field(FIELD_HISTORY), "%s, and "
		    "the stage is '%.*s'", check->log.n == 0 ? "is blank" :
		    "names no stage", SHOWN(deal->stage->name));
	else
		found(check, deal->line, check_field(FIELD_HISTORY), "ends in "
		    "'%.*s', and the stage is '%.*s'", SHOWN(last->value),
		    SHOWN(deal->stage->name));
}

/* The day the deal entered its stage, by its cells: stage_since; else the closing
 * day; else, of a deal that has not moved yet, when it was created; else today. */
static int
entered_on(const struct check *check, const struct deal *deal,
    const struct log_entry *last)
{
	int closed = deal->closed != DATE_NONE || deal->closed_apart ?
	    deal->closed : deal->close_date;

	if (deal->stage_since != DATE_NONE)
		return deal->stage_since;
	if (deal->stage->kind != KIND_OPEN && closed != DATE_NONE)
		return closed;
	if (last == NULL && deal->created != DATE_NONE && deal->stage ==
	    stages_first(check->staged, deal->stage->pipe, KIND_OPEN))
		return deal->created;
	return check->request->today;
}

/* Put the stage among the entries, behind those of its day and before. */
bool
check_history_mend(struct check *check, const struct deal *deal,
    struct buffer *out)
{
	const struct log_entry *last = last_entry(check, deal);
	struct slice name = deal->stage->name;
	struct buffer cell = { 0 };
	bool done = false;
	int day = entered_on(check, deal, last);

	/* it went on to another stage after that, or was not there yet: who
	 * knows which is right */
	if ((last != NULL && day < last->day) ||
	    (deal->created != DATE_NONE && day < deal->created) ||
	    !history_may_hold(FIELD_STAGE, name))
		return false;
	for (size_t i = 0; i < check->log.n; i++) {
		const struct log_entry *entry = &check->log.at[i];

		if (!done && entry->day > day) {
			history_append(&cell, FIELD_STAGE, name, day);
			done = true;
		}
		history_append(&cell, entry->field, entry->value, entry->day);
	}
	if (!done)
		history_append(&cell, FIELD_STAGE, name, day);
	draft_put(&check->draft, deal->sheet->schema.of[FIELD_HISTORY],
	    (struct slice){ cell.at, cell.len });
	history_append(out, FIELD_STAGE, name, day);
	buffer_free(&cell);
	return true;
}

/* Remember the stages of a history that are none. */
void
check_history_stages(struct check *check, const struct deal *deal)
{
	if (!is_judged(check, deal) || !check->staged->written)
		return;
	for (size_t i = 0; i < check->log.n; i++) {
		const struct log_entry *entry = &deal->log.at[i];
		size_t number;
		bool new;

		if (entry->field != FIELD_STAGE || entry->value.len == 0 ||
		    entry->stage->number != STAGE_POOLED)
			continue;
		number = intern_number(&check->past, entry->value, &new);
		memory_room(&check->past_at, &check->past_room, number + 1,
		    sizeof *check->past_at);
		if (new)
			check->past_at[number] = (struct check_past){
			    deal->line, 0 };
		check->past_at[number].count++;
	}
}

/* One finding a name: an alias in stages.csv settles all of them. */
void
check_history_past(struct check *check)
{
	for (size_t i = 0; i < check->past.n; i++) {
		const struct check_past *past = &check->past_at[i];

		found(check, past->line, check_field(FIELD_HISTORY), "'%.*s' is "
		    "none of the stages (%llu %s; an alias would tell which it "
		    "is)", SHOWN(intern_text(&check->past, i)),
		    (unsigned long long)past->count, past->count == 1 ?
		    "entry" : "entries");
	}
	intern_free(&check->past);
}
