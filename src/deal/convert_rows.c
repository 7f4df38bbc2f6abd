#include <stdlib.h>
#include <string.h>

#include "deal/convert.h"
#include "deal/past.h"

#define EVENTS_HEADER "id", "stage", "entered", "left", "days"
#define EVENTS_COLUMNS 5

static struct slice
text_of(const struct buffer *buffer)
{
	return (struct slice){ buffer->at, buffer->len };
}

/*
 * Histories.
 */

/* What is taken for the past of a deal whose file has no history. Dates of stages
 * count no more where there is one; what a log tells needs no guess. */
static enum past
past_of(const struct convert *convert)
{
	if (!convert->make_history)
		return PAST_DATES;
	return convert->has_events && events_tell(&convert->events,
	    convert->deal->text[FIELD_ID]) ? PAST_DAYS : PAST_CREATED;
}

/* The history of the current deal as it becomes. */
static int
make_history(struct convert *convert, struct trouble *what)
{
	const struct deal *deal = convert->deal;
	bool there = convert->sheet.schema.of[FIELD_HISTORY] != COLUMN_NONE;
	struct slice cell = deal->text[FIELD_HISTORY];

	buffer_clear(&convert->history);
	if (there)
		buffer_add(&convert->history, cell.at, cell.len);
	else if (convert->settle)
		past_write(deal, past_of(convert), &convert->history);
	if (convert->has_events && events_fold(&convert->events, deal,
	    &convert->history, &convert->notices, what) != 0)
		return -1;
	convert->history_changed = there && !slice_equal(cell,
	    text_of(&convert->history));
	return 0;
}

/*
 * A record as it was, but for what is asked for.
 */

static bool
is_blank(const struct cell *cell)
{
	return slice_trim(cell->text).len == 0;
}

/* The text of an added column. */
static void
added_text(struct convert *convert, const struct convert_column *column)
{
	const struct deal *deal = convert->deal;
	enum field field = column->field;
	char iso[11];

	buffer_clear(&convert->text);
	if (field == FIELD_HISTORY)
		buffer_add(&convert->text, convert->history.at,
		    convert->history.len);
	else if (convert->settle && deal->closed_on != DATE_NONE &&
	    (field == FIELD_CLOSED ||
	    (field == FIELD_WON_ON && deal->kind == KIND_WON) ||
	    (field == FIELD_LOST_ON && deal->kind == KIND_LOST)))
		buffer_string(&convert->text, date_iso(deal->closed_on, iso));
}

/* Are all cells of the file quoted, as far as was seen? */
static bool
quotes_all(const struct schema *schema)
{
	for (size_t i = 0; i < schema->n; i++)
		if (!schema->columns[i].quoted)
			return false;
	return true;
}

/* Put the added cells behind those of the header's columns, HEADER saying that
 * this is it. Blank cells that a row has there already make way. */
static int
add_cells(struct convert *convert, struct record *record, bool header,
    struct trouble *what)
{
	size_t n = convert->sheet.schema.n, cells = record_cells(record);
	bool always = header ? record_cell(record, n - 1)->quoted :
	    quotes_all(&convert->sheet.schema);

	for (size_t i = cells; i < n; i++)
		buffer_byte(&convert->line, convert->relay.to);
	for (size_t i = n; i < cells; i++)
		if (!is_blank(record_cell(record, i)))
			return trouble_set(what, "%s:%llu: has more cells than "
			    "the header, and one would stand in the new column",
			    convert->sheet.source.name,
			    (unsigned long long)record->line);
	for (size_t i = 0; i < convert->n_added; i++) {
		buffer_byte(&convert->line, convert->relay.to);
		if (!header)
			added_text(convert, &convert->added[i]);
		relay_text(&convert->relay, header ?
		    convert->added[i].header : text_of(&convert->text),
		    always, &convert->line);
	}
	for (size_t i = n + convert->n_added; i < cells; i++)
		buffer_byte(&convert->line, convert->relay.to);
	return 0;
}

/* The cells of a record, the history replaced where it is another now. */
static void
relay_cells(struct convert *convert, struct record *record, size_t most,
    bool changed)
{
	const struct schema *schema = &convert->sheet.schema;
	size_t history = schema->of[FIELD_HISTORY];
	size_t cells = record_cells(record), i;

	if (cells > most)
		cells = most;
	for (i = 0; i < cells || (changed && i <= history); i++) {
		if (i > 0)
			buffer_byte(&convert->line, convert->relay.to);
		if (changed && i == history)
			relay_text(&convert->relay, text_of(
			    &convert->history),
			    schema->columns[history].quoted, &convert->line);
		else if (i < cells)
			relay_cell(&convert->relay, record_cell(record, i),
			    &convert->line);
	}
}

static bool
is_header(const struct convert *convert, const struct record *record)
{
	return record->offset < convert->sheet.body;
}

static int
relay_record(struct convert *convert, struct record *record, bool is_deal,
    struct trouble *what)
{
	const struct relay *relay = &convert->relay;
	bool changed = is_deal && convert->history_changed;
	bool header = is_header(convert, record);
	bool more = convert->n_added > 0 && (header || is_deal);

	if (relay->from == relay->to && !relay->guard && !changed && !more)
		buffer_add(&convert->line, record->raw.at, record->raw.len);
	else
		relay_cells(convert, record, more ? convert->sheet.schema.n :
		    (size_t)-1, changed);
	if (more && add_cells(convert, record, header, what) != 0)
		return -1;
	relay_end(relay, record->end, &convert->line);
	return 0;
}

/*
 * A deal under another header.
 */

static void
target_header(struct convert *convert)
{
	const struct target *target = &convert->target;

	for (size_t i = 0; i < target->n; i++) {
		if (i > 0)
			buffer_byte(&convert->line, convert->relay.to);
		relay_text(&convert->relay, target->columns[i].header,
		    target->vendor->quote_all, &convert->line);
	}
	relay_end(&convert->relay, LINE_LF, &convert->line);
}

static void
target_record(struct convert *convert)
{
	struct target *target = &convert->target;

	target_see(target, convert->deal->record);
	for (size_t i = 0; i < target->n; i++) {
		buffer_clear(&convert->text);
		target_cell(target, &target->columns[i], convert->deal,
		    text_of(&convert->history), &convert->text);
		if (i > 0)
			buffer_byte(&convert->line, convert->relay.to);
		relay_text(&convert->relay, text_of(&convert->text),
		    target->vendor->quote_all, &convert->line);
	}
	relay_end(&convert->relay, LINE_LF, &convert->line);
}

/*
 * The stages that were entered.
 */

static void
event_row(struct convert *convert, const struct slice *cells)
{
	for (size_t i = 0; i < EVENTS_COLUMNS; i++) {
		if (i > 0)
			buffer_byte(&convert->line, convert->relay.to);
		relay_text(&convert->relay, cells[i], false, &convert->line);
	}
	relay_end(&convert->relay, LINE_LF, &convert->line);
}

static void
events_header(struct convert *convert)
{
	static const char *const names[] = { EVENTS_HEADER };
	struct slice cells[EVENTS_COLUMNS];

	for (size_t i = 0; i < EVENTS_COLUMNS; i++)
		cells[i] = slice_of(names[i]);
	event_row(convert, cells);
}

/* The last day of a visit that has not ended: only open stages are waited in. */
static int
visit_end(const struct convert *convert, struct slice stage)
{
	const struct stage *found = stages_find(&convert->stages,
	    convert->deal->text[FIELD_PIPELINE], stage);

	return convert->deal->kind != KIND_OPEN || (found != NULL &&
	    found->kind != KIND_OPEN) ? DATE_NONE : convert->request->day;
}

/* The next stage entered behind entry AT, NULL. */
static const struct log_entry *
next_stage(const struct log *log, size_t at)
{
	for (size_t i = at + 1; i < log->n; i++)
		if (log->at[i].field == FIELD_STAGE)
			return &log->at[i];
	return NULL;
}

static void
event_of(struct convert *convert, const struct log *log, size_t at)
{
	const struct convert_request *request = convert->request;
	const struct log_entry *entry = &log->at[at];
	const struct log_entry *next = next_stage(log, at);
	char entered[11], left[11] = "", days[16] = "";
	int end;

	if (request->as_it_stood && entry->day > request->day)
		return;
	if (next != NULL && request->as_it_stood && next->day > request->day)
		next = NULL;
	end = next != NULL ? next->day : visit_end(convert, entry->value);
	if (next != NULL)
		date_iso(next->day, left);
	if (end != DATE_NONE && end >= entry->day)
		snprintf(days, sizeof days, "%d", end - entry->day);
	event_row(convert, (struct slice[]){
	    convert->deal->text[FIELD_ID], entry->value,
	    slice_of(date_iso(entry->day, entered)), slice_of(left),
	    slice_of(days) });
}

static void
events_record(struct convert *convert)
{
	struct log log = { 0 };

	if (history_read(text_of(&convert->history), &log) == NULL)
		for (size_t i = 0; i < log.n; i++)
			if (log.at[i].field == FIELD_STAGE)
				event_of(convert, &log, i);
	log_free(&log);
}

/*
 * All of it.
 */

/* Every cell of the record can be given, and is text. */
static int
check_record(struct convert *convert, struct record *record,
    struct trouble *what)
{
	const struct trouble *wrong;
	size_t cells = record_cells(record);

	for (size_t i = 0; i < cells; i++)
		record_cell(record, i);
	wrong = reader_trouble(convert->reader);
	if (wrong != NULL)
		return trouble_set(what, "%s", wrong->text);
	if (!text_valid(record->raw, NULL))
		return trouble_set(what, "%s:%llu: is not UTF-8",
		    convert->sheet.source.name,
		    (unsigned long long)record->line);
	return 0;
}

/* Is RECORD the next deal? The sheet passes over what is none. */
static int
match_deal(struct convert *convert, const struct record *record,
    struct trouble *what)
{
	if (!convert->deals || is_header(convert, record))
		return 0;
	if (convert->deal != NULL &&
	    convert->deal->record->offset < record->offset) {
		int got = sheet_next(&convert->sheet, &convert->deal, what);

		if (got < 0)
			return -1;
		if (got == 0)
			convert->deal = NULL;
	}
	if (convert->deal == NULL ||
	    convert->deal->record->offset != record->offset)
		return 0;
	return make_history(convert, what) == 0 ? 1 : -1;
}

static int
make_record(struct convert *convert, struct record *record,
    struct trouble *what)
{
	int is_deal = match_deal(convert, record, what);
	bool anew = convert->has_target || convert->request->events;

	if (is_deal < 0)
		return -1;
	if (!anew)
		return relay_record(convert, record, is_deal, what);
	if (convert->request->events) {
		if (is_header(convert, record))
			events_header(convert);
		else if (is_deal)
			events_record(convert);
	} else if (is_header(convert, record))
		target_header(convert);
	else if (is_deal)
		target_record(convert);
	return 0;
}

/* The bytes from FROM to TO, which lie between records. */
static int
make_between(struct convert *convert, off_t from, off_t to,
    struct trouble *what)
{
	struct buffer bytes = { 0 };
	char piece[512];
	ssize_t got = 1;

	if (convert->has_target || convert->request->events)
		return 0;
	while (from < to && got > 0) {
		size_t most = to - from < (off_t)sizeof piece ?
		    (size_t)(to - from) : sizeof piece;

		got = source_read(&convert->sheet.source, piece, most, from,
		    what);
		if (got > 0)
			buffer_add(&bytes, piece, (size_t)got);
		from += got;
	}
	relay_between(&convert->relay, text_of(&bytes), &convert->line);
	buffer_free(&bytes);
	return got < 0 ? -1 : 0;
}

static int
write_line(struct convert *convert, uint64_t line, struct trouble *what)
{
	int result = convert->idle ? 0 : sink_write(&convert->sink,
	    text_of(&convert->line), line, what);

	buffer_clear(&convert->line);
	return result;
}

/* A sep= line, where what is written has one too. */
static int
write_prefix(struct convert *convert, struct trouble *what)
{
	const struct sheet *sheet = &convert->sheet;
	size_t from = sheet->dialect.bom ? 3 : 0;

	if (!convert->has_target && !convert->request->events &&
	    sheet->dialect.skip > from)
		relay_prefix(&convert->relay, (struct slice){
		    sheet->source.head.at + from, sheet->dialect.skip - from },
		    &convert->line);
	return write_line(convert, 1, what);
}

static int
write_records(struct convert *convert, struct trouble *what)
{
	off_t at = (off_t)convert->sheet.dialect.skip;
	struct record *record;
	int got;

	while ((got = reader_next(convert->reader, &record, what)) == 1) {
		if (make_between(convert, at, record->offset, what) != 0 ||
		    check_record(convert, record, what) != 0 ||
		    make_record(convert, record, what) != 0 ||
		    write_line(convert, record->line, what) != 0)
			return -1;
		at = record->offset + (off_t)(record->raw.len +
		    strlen(line_end_bytes(record->end)));
	}
	if (got == 0)
		got = make_between(convert, at,
		    reader_offset(convert->reader), what);
	if (got != 0 || write_line(convert, reader_line(convert->reader),
	    what) != 0)
		return -1;
	return convert->idle ? 0 : sink_end(&convert->sink, what);
}

/* The first deal, before any record is asked which it is. */
static int
first_deal(struct convert *convert, struct trouble *what)
{
	int got;

	if (!convert->deals)
		return 0;
	if (convert->has_events)
		events_again(&convert->events);
	if (sheet_begin(&convert->sheet, &convert->demand, convert->settle ?
	    &convert->stages : NULL, what) != 0)
		return -1;
	got = sheet_next(&convert->sheet, &convert->deal, what);
	if (got != 1)
		convert->deal = NULL;
	return got < 0 ? -1 : 0;
}

int
convert_pass(struct convert *convert, struct trouble *what)
{
	if (first_deal(convert, what) != 0)
		return -1;
	reader_close(convert->reader);
	convert->reader = reader_open(&convert->sheet.source,
	    &convert->sheet.dialect);
	return write_prefix(convert, what) == 0 ?
	    write_records(convert, what) : -1;
}
