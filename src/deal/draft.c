#include <stdlib.h>
#include <string.h>

#include "deal/draft.h"
#include "deal/outcome.h"
#include "deal/value.h"

#define N(slice) (int)(slice).len, (slice).at

static struct slice
keep(struct arena *arena, struct slice text)
{
	return (struct slice){ arena_copy(arena, text.at, text.len),
	    text.len };
}

void
draft_begin(struct draft *draft, struct edit *edit, struct deal *deal,
    int day)
{
	size_t columns = edit->sheet.schema.n;
	struct slice history;

	arena_free(&draft->arena);
	draft->edit = edit;
	draft->deal = deal;
	draft->day = day;
	draft->closed = deal != NULL && deal->kind != KIND_OPEN;
	draft->values = memory_more(draft->values, columns + 1,
	    sizeof *draft->values);
	draft->set = memory_more(draft->set, columns + 1, sizeof *draft->set);
	draft->columns = columns;
	memset(draft->set, 0, columns * sizeof *draft->set);
	memset(draft->values, 0, columns * sizeof *draft->values);
	draft->history_changed = false;
	buffer_clear(&draft->history);
	if (deal != NULL) {
		history = deal->text[FIELD_HISTORY];
		buffer_add(&draft->history, history.at, history.len);
	}
}

/* What a column says now, canonical: the draft's value, else the cell's. false:
 * it cannot be read, and OUT is the cell as it stands. */
static bool
current_value(struct draft *draft, size_t column, struct buffer *out)
{
	const struct column *schema = &draft->edit->sheet.schema.columns[
	    column];
	const struct cell *cell = NULL;
	struct slice text = { NULL, 0 };
	struct trouble ignored;

	if (draft->set[column]) {
		text = draft->values[column];
	} else if (draft->deal != NULL) {
		cell = record_cell(draft->deal->record, column);
		if (cell != NULL)
			text = slice_trim(cell->text);
	}
	if (value_of_cell(schema, text, out, &ignored) == 0)
		return true;
	buffer_clear(out);
	buffer_add(out, text.at, text.len);
	return false;
}

/* A second column of the same header says the same. */
static void
put_twin(struct draft *draft, size_t column, struct slice value)
{
	const struct schema *schema = &draft->edit->sheet.schema;
	enum field field = schema->columns[column].field;

	if (field != FIELD_NONE && schema->of[field] == column &&
	    schema->twin[field] != COLUMN_NONE)
		draft_put(draft, schema->twin[field], value);
}

void
draft_put(struct draft *draft, size_t column, struct slice value)
{
	struct buffer text = { 0 };

	value_format(&draft->edit->sheet.schema.columns[column], value, &text);
	draft->values[column] = keep(&draft->arena, (struct slice){ text.at,
	    text.len });
	draft->set[column] = true;
	buffer_free(&text);
	put_twin(draft, column, value);
}

/* Is there a history to keep? */
static bool
keeps_history(const struct draft *draft)
{
	return draft->edit->sheet.schema.of[FIELD_HISTORY] != COLUMN_NONE;
}

/* Is the history there one that cannot be read? */
static bool
bad_history(const struct draft *draft)
{
	return draft->deal != NULL &&
	    (draft->deal->bad & FIELD_BIT(FIELD_HISTORY)) != 0;
}

static void
read_history(const struct draft *draft, struct log *log)
{
	history_read((struct slice){ draft->history.at, draft->history.len },
	    log);
}

int
draft_log(struct draft *draft, enum field field, struct slice value,
    struct trouble *what)
{
	struct log log = { 0 };
	int last = DATE_NONE;
	char iso[2][11];

	if (!keeps_history(draft))
		return 0;
	if (bad_history(draft))
		return trouble_set(what, "history: cannot be read, so nothing "
		    "can be added to it");
	if (!history_may_hold(field, value))
		return trouble_set(what, "%s: '%.*s' cannot stand in a history",
		    field_row(field)->name, N(value));
	read_history(draft, &log);
	if (log.n > 0)
		last = log.at[log.n - 1].day;
	log_free(&log);
	if (draft->day < last)
		return trouble_set(what, "%s lies before the last entry of the "
		    "history, %s", date_iso(draft->day, iso[0]),
		    date_iso(last, iso[1]));
	history_append(&draft->history, field, value, draft->day);
	draft->history_changed = true;
	return 0;
}

/* Put an entry in its place among those that are there: behind all of its day. */
static void
log_insert(struct draft *draft, const struct log *log, enum field field,
    struct slice value, int day)
{
	struct buffer out = { 0 };
	bool done = false;

	for (size_t i = 0; i < log->n; i++) {
		if (!done && log->at[i].day > day) {
			history_append(&out, field, value, day);
			done = true;
		}
		history_append(&out, log->at[i].field, log->at[i].value,
		    log->at[i].day);
	}
	if (!done)
		history_append(&out, field, value, day);
	buffer_free(&draft->history);
	draft->history = out;
	draft->history_changed = true;
}

/* The day the deal entered the stage of its cell, where the LOG does not know:
 * what the log was completed with, or what the cells say; DATE_NONE. */
static int
stage_entered(const struct draft *draft, const struct log *log)
{
	const struct deal *deal = draft->deal;
	const struct stages *stages = &draft->edit->stages;

	if (deal->log.n > log->n)
		return deal->log.at[deal->log.n - 1].day;
	for (size_t i = 0; i < log->n; i++)
		if (log->at[i].field == FIELD_STAGE)
			return DATE_NONE;
	if (deal->stage_since != DATE_NONE)
		return deal->stage_since;
	return deal->stage == stages_first(stages, deal->stage->pipe,
	    KIND_OPEN) ? deal->created : DATE_NONE;
}

void
draft_log_stage(struct draft *draft)
{
	const struct deal *deal = draft->deal;
	struct log log = { 0 };
	int day;

	if (deal == NULL || !keeps_history(draft) || bad_history(draft) ||
	    deal->stage->number == STAGE_POOLED)
		return;
	read_history(draft, &log);
	day = stage_entered(draft, &log);
	if (day != DATE_NONE && day <= draft->day &&
	    history_may_hold(FIELD_STAGE, deal->stage->name))
		log_insert(draft, &log, FIELD_STAGE, deal->stage->name, day);
	log_free(&log);
}

/* The last value of FIELD in LOG, NULL. */
static const struct log_entry *
last_logged(const struct log *log, enum field field)
{
	for (size_t i = log->n; i-- > 0; )
		if (log->at[i].field == field)
			return &log->at[i];
	return NULL;
}

/* The day the value of a field that was never logged is entered under: when the
 * deal was created, else the first entry's. */
static int
first_day(const struct draft *draft, const struct log *log)
{
	if (draft->deal->created != DATE_NONE)
		return draft->deal->created;
	return log->n > 0 ? log->at[0].day : DATE_NONE;
}

/* Make sure that the history knows what FIELD was before this change. No value is
 * no entry, nor is one of this very day (it was never looked at), nor what
 * cannot be read. */
static int
log_old(struct draft *draft, enum field field, struct trouble *what)
{
	struct buffer old = { 0 };
	struct log log = { 0 };
	int day, result = 0;
	bool readable = current_value(draft,
	    draft->edit->sheet.schema.of[field], &old);
	struct slice value = { old.at, old.len };

	read_history(draft, &log);
	day = first_day(draft, &log);
	if (readable && value.len > 0 && last_logged(&log, field) == NULL &&
	    day != DATE_NONE && day < draft->day) {
		if (history_may_hold(field, value))
			log_insert(draft, &log, field, value, day);
		else
			result = trouble_set(what, "%s: '%.*s' cannot stand "
			    "in a history", field_row(field)->name, N(value));
	}
	buffer_free(&old);
	log_free(&log);
	return result;
}

int
draft_log_expected(struct draft *draft, struct trouble *what)
{
	size_t column = draft->edit->sheet.schema.of[FIELD_CLOSE_DATE];
	const struct log_entry *last;
	struct buffer text = { 0 };
	struct log log = { 0 };
	struct slice value;
	int day, result = 0;

	if (draft->deal == NULL || !keeps_history(draft) ||
	    bad_history(draft) || column == COLUMN_NONE)
		return 0;
	if (current_value(draft, column, &text) && text.len > 0) {
		value = (struct slice){ text.at, text.len };
		read_history(draft, &log);
		last = last_logged(&log, FIELD_CLOSE_DATE);
		day = first_day(draft, &log);
		if (last == NULL && day != DATE_NONE && day <= draft->day)
			log_insert(draft, &log, FIELD_CLOSE_DATE, value, day);
		else if (last == NULL || !slice_equal(last->value, value))
			result = draft_log(draft, FIELD_CLOSE_DATE, value,
			    what);
		log_free(&log);
	}
	buffer_free(&text);
	return result;
}

/* Is a change of FIELD entered in the history? Not that of a close date which is
 * the closing day; and what it was is then no expectation either. */
static bool
is_logged(const struct draft *draft, enum field field, bool closed)
{
	if (draft->deal == NULL || !keeps_history(draft) ||
	    field == FIELD_NONE || !field_row(field)->logged)
		return false;
	return field != FIELD_CLOSE_DATE || !closed ||
	    draft->deal->closed_apart;
}

int
draft_column(struct draft *draft, size_t column, struct slice value,
    struct trouble *what)
{
	enum field field = draft->edit->sheet.schema.columns[column].field;
	struct buffer now = { 0 };
	bool same;

	current_value(draft, column, &now);
	same = slice_equal((struct slice){ now.at, now.len }, value);
	buffer_free(&now);
	if (same)
		return 0;
	if (is_logged(draft, field, draft->closed)) {
		if (bad_history(draft))
			return draft_log(draft, field, value, what);
		if (is_logged(draft, field, draft->deal->kind != KIND_OPEN) &&
		    log_old(draft, field, what) != 0)
			return -1;
		if (draft_log(draft, field, value, what) != 0)
			return -1;
	}
	draft_put(draft, column, value);
	return 0;
}

int
draft_field(struct draft *draft, enum field field, struct slice value,
    struct trouble *what)
{
	size_t column = draft->edit->sheet.schema.of[field];

	return column == COLUMN_NONE ? 0 :
	    draft_column(draft, column, value, what);
}

/* The history's cell, once all is known. */
static void
put_history(struct draft *draft)
{
	size_t column = draft->edit->sheet.schema.of[FIELD_HISTORY];

	if (draft->history_changed)
		draft_put(draft, column, (struct slice){ draft->history.at,
		    draft->history.len });
}

void
draft_suppose(struct draft *draft)
{
	struct sheet *sheet = &draft->edit->sheet;

	put_history(draft);
	for (size_t i = 0; i < draft->columns; i++)
		if (draft->set[i])
			sheet_assign(sheet, i, draft->values[i]);
	sheet_derive(sheet);
}

void
draft_end(struct draft *draft)
{
	size_t *columns, n = 0;
	struct slice *texts;

	outcome_weigh(draft);
	put_history(draft);
	if (draft->deal == NULL) {
		edit_append(draft->edit, draft->values);
		return;
	}
	columns = memory_zero(draft->columns + 1, sizeof *columns);
	texts = memory_zero(draft->columns + 1, sizeof *texts);
	for (size_t i = 0; i < draft->columns; i++)
		if (draft->set[i]) {
			columns[n] = i;
			texts[n++] = draft->values[i];
		}
	edit_cells(draft->edit, draft->deal->record, columns, texts, n);
	free(columns);
	free(texts);
}

void
draft_free(struct draft *draft)
{
	free(draft->values);
	free(draft->set);
	buffer_free(&draft->history);
	arena_free(&draft->arena);
	*draft = (struct draft){ 0 };
}
