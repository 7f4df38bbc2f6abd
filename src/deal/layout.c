#include <stdlib.h>
#include <string.h>

#include "csv/writer.h"
#include "deal/layout.h"
#include "deal/value.h"

#define N(slice) (int)(slice).len, (slice).at

/* Fields whose cells a look back may change. */
#define LOOKED_BACK (FIELD_BIT(FIELD_OWNER) | FIELD_BIT(FIELD_PIPELINE) |	\
    FIELD_BIT(FIELD_STAGE) | FIELD_BIT(FIELD_STATUS) |				\
    FIELD_BIT(FIELD_AMOUNT) | FIELD_BIT(FIELD_PROBABILITY) |			\
    FIELD_BIT(FIELD_CATEGORY) | FIELD_BIT(FIELD_CREATED) |			\
    FIELD_BIT(FIELD_CLOSE_DATE) | FIELD_BIT(FIELD_CLOSED) |			\
    FIELD_BIT(FIELD_STAGE_SINCE) | FIELD_BIT(FIELD_LOST_REASON) |		\
    FIELD_BIT(FIELD_NEXT_STEP) | FIELD_BIT(FIELD_NEXT_DATE) |			\
    FIELD_BIT(FIELD_LAST_ACTIVITY) | FIELD_BIT(FIELD_MODIFIED) |		\
    FIELD_BIT(FIELD_HISTORY) | FIELD_BIT(FIELD_IS_CLOSED) |			\
    FIELD_BIT(FIELD_IS_WON) | FIELD_BIT(FIELD_WON_ON) |			\
    FIELD_BIT(FIELD_LOST_ON))

/* Fields that are not what their cell says alone. */
#define DERIVED (FIELD_BIT(FIELD_STAGE) | FIELD_BIT(FIELD_STATUS) |		\
    FIELD_BIT(FIELD_PIPELINE) | FIELD_BIT(FIELD_PROBABILITY) |			\
    FIELD_BIT(FIELD_CATEGORY) | FIELD_BIT(FIELD_CLOSED) |			\
    FIELD_BIT(FIELD_STAGE_SINCE))

static const char blanks[] = " \t";

bool
reference_derived(const struct reference *reference)
{
	switch (reference->kind) {
	case REF_HEADER:
	case REF_LOOKUP:
	case REF_SIZE:
		return false;
	case REF_FIELD:
	case REF_PERIOD:
		return (DERIVED & FIELD_BIT(reference->field)) != 0;
	default:
		return true;
	}
}

bool
layout_derived(const struct layout *layout)
{
	for (size_t i = 0; i < layout->n; i++)
		if (layout->columns[i].column == COLUMN_NONE &&
		    reference_derived(&layout->columns[i].reference))
			return true;
	return layout->as_it_stood;
}

/*
 * Which columns.
 */

/* The column of the first file that NAME means, COLUMN_NONE. */
static size_t
column_named(const struct schema *schema, struct slice name)
{
	enum field field = field_named(name);

	if (field != FIELD_NONE && schema->of[field] != COLUMN_NONE)
		return schema->of[field];
	return schema_find(schema, name);
}

/* The field of a column, or of the column it is the twin of. */
static enum field
field_at(const struct schema *schema, size_t column)
{
	for (int f = 0; f < FIELD_COUNT; f++)
		if (schema->of[f] == column || schema->twin[f] == column)
			return (enum field)f;
	return FIELD_NONE;
}

static void
add_cells_of(struct layout *layout, size_t column)
{
	const struct schema *schema = &layout->sheets[0].schema;

	layout->columns[layout->n++] = (struct layout_column){
	    .name = schema->columns[column].header, .column = column,
	    .field = field_at(schema, column) };
}

/* A name that is no column may still be computed. */
static int
add_named(struct layout *layout, struct slice name, int fiscal,
    struct demand *demand, struct trouble *what)
{
	const struct sheet *first = &layout->sheets[0];
	size_t column = column_named(&first->schema, name);
	struct demand own = { 0 };
	struct buffer near = { 0 };
	struct reference reference;

	if (column != COLUMN_NONE) {
		add_cells_of(layout, column);
		return 0;
	}
	reference = reference_of(name, fiscal, &own);
	demand_free(&own);
	if (reference.kind != REF_FIELD && reference.kind != REF_HEADER) {
		layout->columns[layout->n++] = (struct layout_column){
		    .name = name, .column = COLUMN_NONE, .field = FIELD_NONE,
		    .reference = reference_of(name, fiscal, demand) };
		return 0;
	}
	schema_nearest(&first->schema, name, &near);
	trouble_set(what, "%s: there is no column '%.*s' (nearest: %s)",
	    first->source.name, N(name), buffer_text(&near));
	buffer_free(&near);
	return -1;
}

static int
add_columns(struct layout *layout, const char *names, int fiscal,
    struct demand *demand, struct trouble *what)
{
	const struct schema *schema = &layout->sheets[0].schema;
	struct slice rest = slice_of(names), name;
	size_t n = 1;

	for (size_t i = 0; i < rest.len; i++)
		n += rest.at[i] == ',';
	layout->all = names == NULL;
	layout->columns = memory_zero(layout->all ? schema->n + 1 : n,
	    sizeof *layout->columns);
	if (layout->all)
		for (size_t i = 0; i < schema->n; i++)
			add_cells_of(layout, i);
	while (slice_next(&rest, ',', &name))
		if (add_named(layout, slice_trim(name), fiscal, demand,
		    what) != 0)
			return -1;
	return 0;
}

void
layout_filled(const struct sheet *first, const char *names,
    struct buffer *out)
{
	struct slice rest = slice_of(names), name;

	while (slice_next(&rest, ',', &name)) {
		size_t column = first->schema.of[field_named(name)];

		if (column == COLUMN_NONE ||
		    !first->schema.columns[column].filled)
			continue;
		if (out->len > 0)
			buffer_byte(out, ',');
		buffer_add(out, name.at, name.len);
	}
}

/*
 * The other files.
 */

/* Are the values of two columns written in the same way? */
static bool
same_style(const struct column *a, const struct column *b)
{
	if (a->field == FIELD_NONE)
		return true;
	switch (field_row(a->field)->type) {
	case TYPE_MONEY:
	case TYPE_NUMBER:
		return a->mark == b->mark;
	case TYPE_PERCENT:
		return a->mark == b->mark && a->scale == b->scale;
	case TYPE_DATE:
		return a->dates == b->dates;
	default:
		return true;
	}
}

/* Where SHEET has what COLUMN of the first file holds: by field, else by
 * header. */
static size_t
column_in(const struct sheet *sheet, const struct column *column)
{
	size_t place = COLUMN_NONE;

	if (column->field != FIELD_NONE)
		place = sheet->schema.of[column->field];
	return place != COLUMN_NONE ? place :
	    schema_find(&sheet->schema, column->header);
}

static void
lay_file(struct layout *layout, size_t index, struct demand *demand)
{
	const struct sheet *first = &layout->sheets[0];
	const struct sheet *sheet = &layout->sheets[index];
	struct layout_file *file = &layout->files[index];
	size_t n = first->schema.n;

	file->columns = memory_zero(n + 1, sizeof *file->columns);
	file->rewrite = memory_zero(n + 1, sizeof *file->rewrite);
	file->same = sheet->schema.n == n &&
	    sheet->dialect.delimiter == first->dialect.delimiter;
	for (size_t i = 0; i < n; i++) {
		const struct column *column = &first->schema.columns[i];
		size_t place = index == 0 ? i : column_in(sheet, column);

		file->columns[i] = place;
		file->rewrite[i] = place != COLUMN_NONE &&
		    !same_style(column, &sheet->schema.columns[place]);
		/* what is in doubt must be settled before it is rewritten */
		if (file->rewrite[i])
			demand->fields |= FIELD_BIT(column->field);
		if (place != i || file->rewrite[i])
			file->same = false;
	}
}

/* Say which columns of a file have no place under the first header. */
static void
notice_lacking(const struct layout *layout, size_t index,
    struct notices *notices)
{
	const struct sheet *sheet = &layout->sheets[index];
	const struct layout_file *file = &layout->files[index];
	struct buffer names = { 0 };

	for (size_t i = 0; i < sheet->schema.n; i++) {
		bool placed = false;

		for (size_t c = 0; c < layout->sheets[0].schema.n; c++)
			placed = placed || file->columns[c] == i;
		if (placed)
			continue;
		buffer_string(&names, names.len > 0 ? ", '" : "'");
		text_safe(sheet->schema.columns[i].header, &names);
		buffer_byte(&names, '\'');
	}
	if (names.len > 0)
		notices_add(notices, "columns left out", sheet->source.name, 0,
		    "%s %s no column of %s and %s left out",
		    buffer_text(&names), memchr(names.at, ',', names.len) ==
		    NULL ? "is" : "are", layout->sheets[0].source.name,
		    memchr(names.at, ',', names.len) == NULL ? "is" : "are");
	buffer_free(&names);
}

/* The bytes of the first header's cells, which the sheet does not keep. */
static int
keep_header(struct layout *layout, struct trouble *what)
{
	const struct sheet *first = &layout->sheets[0];
	struct source head;
	struct reader *reader;
	struct record *record;
	int got;

	source_memory(&head, first->source.name, first->source.head.at,
	    first->source.head.len);
	reader = reader_open(&head, &first->dialect);
	got = reader_next(reader, &record, what);
	layout->header = memory_zero(first->schema.n + 1,
	    sizeof *layout->header);
	for (size_t i = 0; got == 1 && i < first->schema.n; i++) {
		const struct cell *cell = record_cell(record, i);

		if (cell != NULL)
			layout->header[i] = (struct slice){
			    arena_copy(&layout->arena, cell->raw.at,
			    cell->raw.len), cell->raw.len };
	}
	reader_close(reader);
	source_close(&head);
	return got == 1 ? 0 : -1;
}

int
layout_begin(struct layout *layout, struct sheet *sheets, size_t n,
    const char *names, bool as_it_stood, int fiscal, struct demand *demand,
    struct notices *notices, struct trouble *what)
{
	*layout = (struct layout){ .sheets = sheets, .n_sheets = n,
	    .as_it_stood = as_it_stood };
	layout->files = memory_zero(n, sizeof *layout->files);
	if (keep_header(layout, what) != 0 ||
	    add_columns(layout, names, fiscal, demand, what) != 0) {
		layout_free(layout);
		return -1;
	}
	if (as_it_stood)
		demand->fields |= LOOKED_BACK;
	for (size_t i = 0; i < n; i++) {
		lay_file(layout, i, demand);
		if (layout->all)
			notice_lacking(layout, i, notices);
	}
	return 0;
}

void
layout_free(struct layout *layout)
{
	for (size_t i = 0; layout->files != NULL && i < layout->n_sheets;
	    i++) {
		free(layout->files[i].columns);
		free(layout->files[i].rewrite);
	}
	free(layout->files);
	free(layout->columns);
	free(layout->header);
	arena_free(&layout->arena);
	*layout = (struct layout){ 0 };
}

/*
 * Cells as they stood.
 */

static const struct layout_file *
file_of(const struct layout *layout, const struct deal *deal)
{
	return &layout->files[sheet_whole(deal->sheet) - layout->sheets];
}

static bool
date_then(int then, int now, struct buffer *out)
{
	char iso[11];

	if (then == now)
		return false;
	if (then != DATE_NONE)
		buffer_string(out, date_iso(then, iso));
	return true;
}

static bool
text_then(struct slice then, struct slice now, struct buffer *out)
{
	if (slice_equal(then, now))
		return false;
	buffer_add(out, then.at, then.len);
	return true;
}

/* The history up to the day: its entries stand in the order of time. */
static bool
history_then(const struct view *view, struct buffer *out)
{
	struct slice cell = view->deal->text[FIELD_HISTORY];
	const struct log *log = &view->deal->log;
	size_t end = 0;

	if (log->n == 0 || log->at[log->n - 1].day <= view->day)
		return false;
	for (size_t i = 0; i < log->n && log->at[i].day <= view->day; i++) {
		const char *at = log->at[i].value.at;

		/* the stage cell may stand in the log, but not in its cell */
		if (at >= cell.at && at < cell.at + cell.len)
			end = (size_t)(at - cell.at) + log->at[i].value.len +
			    strlen("@2026-01-03");
	}
	buffer_add(out, cell.at, end);
	return true;
}

/* The stage, and the money, that may be logged. */
static bool
figure_then(enum field field, const struct view *view, struct buffer *out)
{
	const struct deal *deal = view->deal;

	if (field == FIELD_STAGE)
		return view->stage != deal->stage &&
		    text_then(view->stage->name, deal->text[field], out);
	if (field == FIELD_STATUS)
		return view->kind != deal->kind &&
		    text_then(slice_of(kind_name(view->kind)),
		    deal->text[field], out);
	if (view->has_amount == deal->has_amount &&
	    (!deal->has_amount || view->amount == deal->amount))
		return false;
	if (view->has_amount)
		money_write(out, view->amount, NULL);
	return true;
}

static bool
flag_then(bool then, bool now, struct buffer *out)
{
	if (then != now)
		buffer_byte(out, then ? '1' : '0');
	return then != now;
}

/* What CRMs keep beside the stage of how it ended. */
static bool
closing_then(enum field field, const struct view *view, struct buffer *out)
{
	const struct deal *deal = view->deal;
	bool filled = deal->text[field].len > 0;

	switch (field) {
	case FIELD_IS_CLOSED:
		return filled && flag_then(view->kind != KIND_OPEN,
		    deal->kind != KIND_OPEN, out);
	case FIELD_IS_WON:
		return filled && flag_then(view->kind == KIND_WON,
		    deal->kind == KIND_WON, out);
	case FIELD_WON_ON:
		return filled && view->kind != KIND_WON;
	case FIELD_LOST_ON:
		return filled && view->kind != KIND_LOST;
	default:
		return false;
	}
}

/* The value a cell had, canonical, where that is not what it says now. */
static bool
value_then(enum field field, const struct view *view, struct buffer *out)
{
	const struct deal *deal = view->deal;

	switch (field) {
	case FIELD_OWNER:
		return text_then(*view->owner, deal->text[field], out);
	case FIELD_PIPELINE:
		return text_then(view->pipeline, deal->text[field], out);
	case FIELD_STAGE:
	case FIELD_STATUS:
	case FIELD_AMOUNT:
		return figure_then(field, view, out);
	case FIELD_PROBABILITY:
	case FIELD_CATEGORY:	/* the stage's, which a blank cell means */
	case FIELD_LOST_REASON:
	case FIELD_NEXT_STEP:
	case FIELD_NEXT_DATE:
		return !view->current && deal->text[field].len > 0;
	case FIELD_CREATED:
		return date_then(view->created, deal->created, out);
	case FIELD_CLOSE_DATE:
		return date_then(view->close_date, deal->close_date, out);
	case FIELD_CLOSED:
		return !view->current && date_then(view->closed,
		    deal->closed, out);
	case FIELD_STAGE_SINCE:
		return !view->current && date_then(view->since,
		    deal->stage_since, out);
	case FIELD_LAST_ACTIVITY:
		return date_then(view->last_activity, deal->last_activity, out);
	case FIELD_MODIFIED:
		return deal->modified > view->day;
	case FIELD_HISTORY:
		return history_then(view, out);
	default:
		return closing_then(field, view, out);
	}
}

/* The same of a column; one that tells when a stage was entered is blank before
 * that day. */
static bool
cell_then(const struct layout *layout, const struct layout_column *column,
    const struct view *view, struct buffer *out)
{
	const struct deal *deal = view->deal;
	const struct schema *schema = &deal->sheet->schema;
	const struct cell *cell;
	size_t place;
	int day;

	if (!layout->as_it_stood)
		return false;
	if (column->field != FIELD_NONE)
		return value_then(column->field, view, out);
	place = file_of(layout, deal)->columns[column->column];
	if (place == COLUMN_NONE || !schema->columns[place].stage_date)
		return false;
	cell = record_cell(deal->record, place);
	return cell != NULL && date_read(slice_trim(cell->text),
	    schema->columns[place].dates, &day) == NULL && day != DATE_NONE &&
	    day > view->day;
}

/* Is any cell another than now? */
static bool
differs(const struct layout *layout, const struct view *view)
{
	return layout->as_it_stood && (!view->current ||
	    view->last_activity != view->deal->last_activity);
}

/*
 * Records.
 */

/* The deal's cell for a column of the first file; NULL with *WRONG false where it
 * has none, true where it cannot be given. */
static const struct cell *
find_cell(const struct layout *layout, size_t column, const struct deal *deal,
    struct trouble *what, bool *wrong)
{
	size_t place = file_of(layout, deal)->columns[column];
	const struct cell *cell = place == COLUMN_NONE ? NULL :
	    record_cell(deal->record, place);
	const struct trouble *trouble;

	*wrong = false;
	if (cell == NULL && (trouble = reader_trouble(deal->sheet->reader)) !=
	    NULL) {
		*wrong = true;
		trouble_set(what, "%s", trouble->text);
	}
	return cell;
}

/* A cell of another file, under the first file's header. */
static void
relay_cell(const struct layout *layout, size_t column, const struct deal *deal,
    const struct cell *cell, struct buffer *out)
{
	const struct sheet *first = &layout->sheets[0];
	const struct layout_file *file = file_of(layout, deal);
	struct buffer value = { 0 }, text = { 0 };
	struct slice is = cell->text;

	if (file->rewrite[column] && value_of_cell(&deal->sheet->schema.columns[
	    file->columns[column]], cell->text, &value, NULL) == 0) {
		value_format(&first->schema.columns[column],
		    (struct slice){ value.at, value.len }, &text);
		is = (struct slice){ text.at, text.len };
	}
	writer_cell(out, is, first->dialect.delimiter, cell->quoted);
	buffer_free(&value);
	buffer_free(&text);
}

/* One column of a record. */
static int
lay_cell(const struct layout *layout, const struct layout_column *column,
    const struct view *view, struct buffer *out, struct trouble *what)
{
	const struct sheet *first = &layout->sheets[0];
	const struct deal *deal = view->deal;
	struct buffer value = { 0 }, text = { 0 };
	const struct cell *cell = NULL;
	bool wrong = false;

	if (column->column == COLUMN_NONE) {
		reference_text(&column->reference, view, &text);
		writer_cell(out, (struct slice){ text.at, text.len },
		    first->dialect.delimiter, false);
	} else if (cell_then(layout, column, view, &value)) {
		const struct column *like = &first->schema.columns[
		    column->field == FIELD_NONE ? column->column :
		    first->schema.of[column->field]];

		value_format(like, (struct slice){ value.at, value.len },
		    &text);
		writer_cell(out, (struct slice){ text.at, text.len },
		    first->dialect.delimiter, like->quoted);
	} else {
		cell = find_cell(layout, column->column, deal, what, &wrong);
		if (cell != NULL && (sheet_whole(deal->sheet) == first ||
		    file_of(layout, deal)->same))
			buffer_add(out, cell->raw.at, cell->raw.len);
		else if (cell != NULL)
			relay_cell(layout, column->column, deal, cell, out);
	}
	buffer_free(&value);
	buffer_free(&text);
	return wrong ? -1 : 0;
}

/* What would be a blank line is written as an empty quoted cell. */
static void
no_blank_line(struct buffer *out, size_t from)
{
	for (size_t i = from; i < out->len; i++)
		if (memchr(blanks, out->at[i], sizeof blanks - 1) == NULL)
			return;
	out->len = from;
	buffer_string(out, "\"\"");
}

static void
add_more(const struct layout *layout, const struct slice *added, size_t n,
    struct buffer *out)
{
	char delimiter = layout->sheets[0].dialect.delimiter;

	for (size_t i = 0; i < n; i++) {
		buffer_byte(out, delimiter);
		writer_cell(out, added[i], delimiter, false);
	}
}

/* The record as it is, filled up to the header's length where more follows. */
static bool
lay_bytes(const struct layout *layout, const struct view *view, size_t n_added,
    struct buffer *out)
{
	const struct deal *deal = view->deal;
	size_t cells;

	if (!layout->all || !file_of(layout, deal)->same ||
	    differs(layout, view))
		return false;
	cells = n_added == 0 ? 0 : record_cells(deal->record);
	if (cells > layout->n)	/* would stand under the added headers */
		return false;
	buffer_add(out, deal->record->raw.at, deal->record->raw.len);
	for (; n_added > 0 && cells < layout->n; cells++)
		buffer_byte(out, layout->sheets[0].dialect.delimiter);
	return true;
}

int
layout_deal(const struct layout *layout, const struct view *view,
    const struct slice *added, size_t n, struct buffer *out,
    struct trouble *what)
{
	size_t from = out->len;

	if (!lay_bytes(layout, view, n, out)) {
		for (size_t i = 0; i < layout->n; i++) {
			if (i > 0)
				buffer_byte(out,
				    layout->sheets[0].dialect.delimiter);
			if (lay_cell(layout, &layout->columns[i], view, out,
			    what) != 0)
				return -1;
		}
		if (layout->n == 1 && n == 0)
			no_blank_line(out, from);
	}
	add_more(layout, added, n, out);
	return 0;
}

enum line_end
layout_end(const struct layout *layout, const struct deal *deal)
{
	const struct sheet *first = &layout->sheets[0];

	return sheet_whole(deal->sheet) == first ||
	    deal->record->end == LINE_NONE ? deal->record->end : first->dialect.end;
}

void
layout_header(const struct layout *layout, const char *const *added, size_t n,
    struct buffer *out)
{
	const struct sheet *first = &layout->sheets[0];
	char delimiter = first->dialect.delimiter;

	if (layout->all && n == 0) {
		buffer_add(out, first->source.head.at, (size_t)first->body);
		return;
	}
	buffer_add(out, first->source.head.at, first->dialect.skip);
	for (size_t i = 0; i < layout->n; i++) {
		const struct layout_column *column = &layout->columns[i];

		if (i > 0)
			buffer_byte(out, delimiter);
		if (column->column != COLUMN_NONE)
			buffer_add(out, layout->header[column->column].at,
			    layout->header[column->column].len);
		else
			writer_cell(out, column->name, delimiter, false);
	}
	for (size_t i = 0; i < n; i++) {
		buffer_byte(out, delimiter);
		writer_cell(out, slice_of(added[i]), delimiter, false);
	}
	buffer_string(out, line_end_bytes(first->dialect.end));
}

int
layout_value(const struct layout *layout, size_t index,
    const struct view *view, struct buffer *out, struct trouble *what)
{
	const struct layout_column *column = &layout->columns[index];
	const struct deal *deal = view->deal;
	const struct cell *cell;
	size_t place, from = out->len;
	bool wrong;

	if (column->column == COLUMN_NONE) {
		reference_text(&column->reference, view, out);
		return 0;
	}
	if (cell_then(layout, column, view, out))
		return 0;
	cell = find_cell(layout, column->column, deal, what, &wrong);
	if (cell == NULL)
		return wrong ? -1 : 0;
	place = file_of(layout, deal)->columns[column->column];
	if (value_of_cell(&deal->sheet->schema.columns[place], cell->text, out,
	    NULL) == 0)
		return 0;
	out->len = from;
	buffer_add(out, cell->text.at, cell->text.len);
	return 1;
}
