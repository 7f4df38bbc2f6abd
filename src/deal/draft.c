#include <stdlib.h>
#include <string.h>

#include "deal/draft.h"

#define N(slice) (int)(slice).len, (slice).at

static struct slice
keep(struct arena *arena, struct slice text)
{
	return (struct slice){ arena_copy(arena, text.at, text.len),
	    text.len };
}

int
assignments_take(struct assignments *all, const char *text,
    struct trouble *what)
{
	const char *equals = strchr(text, '=');
	struct assignment *one;
	struct slice name;

	if (equals == NULL)
		return trouble_set(what, "'%s' is not column=value", text);
	name = slice_trim((struct slice){ text, (size_t)(equals - text) });
	if (name.len == 0)
		return trouble_set(what, "'%s' names no column", text);
	memory_room(&all->at, &all->room, all->n + 1, sizeof *all->at);
	one = &all->at[all->n++];
	*one = (struct assignment){ .name = keep(&all->arena, name),
	    .value = keep(&all->arena, slice_of(equals + 1)),
	    .field = FIELD_NONE, .column = COLUMN_NONE };
	return 0;
}

static int
unknown_column(const struct schema *schema, struct slice name,
    struct trouble *what)
{
	struct buffer near = { 0 };

	schema_nearest(schema, name, &near);
	trouble_set(what, "there is no column '%.*s' (nearest: %s)", N(name),
	    buffer_text(&near));
	buffer_free(&near);
	return -1;
}

static int
bind_one(struct assignments *all, struct assignment *one,
    const struct schema *schema, int today, int fiscal, struct trouble *what)
{
	struct buffer value = { 0 };
	int result;

	one->field = field_named(one->name);
	one->column = one->field == FIELD_NONE ?
	    schema_find(schema, one->name) : schema->of[one->field];
	if (one->column == COLUMN_NONE)
		return unknown_column(schema, one->name, what);
	one->field = schema->columns[one->column].field;
	if (one->field == FIELD_HISTORY)
		return trouble_set(what, "history: is kept by the commands");
	for (const struct assignment *other = all->at; other < one; other++)
		if (other->column == one->column)
			return trouble_set(what, "'%.*s' is given twice",
			    N(one->name));
	result = value_canonical(one->field, one->value, today, fiscal, &value,
	    what);
	one->value = keep(&all->arena, (struct slice){ value.at, value.len });
	buffer_free(&value);
	return result;
}

int
assignments_bind(struct assignments *all, const struct schema *schema,
    int today, int fiscal, struct trouble *what)
{
	for (size_t i = 0; i < all->n; i++)
		if (bind_one(all, &all->at[i], schema, today, fiscal,
		    what) != 0)
			return -1;
	return 0;
}

const struct assignment *
assignments_find(const struct assignments *all, enum field field)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].field == field)
			return &all->at[i];
	return NULL;
}

void
assignments_free(struct assignments *all)
{
	free(all->at);
	arena_free(&all->arena);
	*all = (struct assignments){ 0 };
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

/* What a column says now, canonical: the draft's value, else the cell's. */
static void
current_value(struct draft *draft, size_t column, struct buffer *out)
{
	const struct column *schema = &draft->edit->sheet.schema.columns[
	    column];
	struct trouble ignored;
	const struct cell *cell;

	if (draft->set[column]) {
		value_of_cell(schema, draft->values[column], out, &ignored);
		return;
	}
	if (draft->deal == NULL)
		return;
	cell = record_cell(draft->deal->record, column);
	if (cell == NULL)
		return;
	/* what cannot be read is compared as it stands */
	if (value_of_cell(schema, cell->text, out, &ignored) != 0) {
		struct slice text = slice_trim(cell->text);

		buffer_clear(out);
		buffer_add(out, text.at, text.len);
	}
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
}

/* Is there a history to keep? */
static bool
keeps_history(const struct draft *draft)
{
	return draft->edit->sheet.schema.of[FIELD_HISTORY] != COLUMN_NONE;
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
	if (draft->deal != NULL &&
	    (draft->deal->bad & FIELD_BIT(FIELD_HISTORY)) != 0)
		return trouble_set(what, "history: '%.*s' cannot be read, so "
		    "nothing can be added to it", N(
		    draft->deal->text[FIELD_HISTORY]));
	if (!history_may_hold(field, value))
		return trouble_set(what, "%s: '%.*s' cannot stand in a history",
		    field_row(field)->name, N(value));
	history_read((struct slice){ draft->history.at, draft->history.len },
	    &log);
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

int
draft_log_old(struct draft *draft, enum field field, struct trouble *what)
{
	size_t column = draft->edit->sheet.schema.of[field];
	struct buffer old = { 0 };
	struct log log = { 0 };
	bool known = false;
	int day, result = 0;

	if (draft->deal == NULL || !keeps_history(draft) ||
	    column == COLUMN_NONE)
		return 0;
	history_read((struct slice){ draft->history.at, draft->history.len },
	    &log);
	for (size_t i = 0; i < log.n; i++)
		known = known || log.at[i].field == field;
	current_value(draft, column, &old);
	day = draft->deal->created != DATE_NONE ? draft->deal->created :
	    log.n > 0 ? log.at[0].day : DATE_NONE;
	/* no value is no entry, and one of the same day would say nothing */
	if (!known && old.len > 0 && day != DATE_NONE && day < draft->day) {
		struct slice value = { old.at, old.len };

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
	if (draft->deal != NULL && field != FIELD_NONE &&
	    field_row(field)->logged &&
	    (draft_log_old(draft, field, what) != 0 ||
	    draft_log(draft, field, value, what) != 0))
		return -1;
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
