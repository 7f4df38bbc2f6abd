#include <stdlib.h>
#include <string.h>

#include "deal/events.h"
#include "deal/sheet.h"
#include "deal/value.h"

#define N(slice) (int)(slice).len, (slice).at
#define MINUTE 60L
#define HOUR (60 * MINUTE)

/* What a column of the log is for. */
enum role {
	ROLE_ID,
	ROLE_DAY,
	ROLE_STAGE,
	ROLE_FIELD,
	ROLE_NEW,
	ROLE_OLD,
	ROLE_AMOUNT,
	ROLE_CLOSE_DATE,
	ROLE_OWNER,
	ROLE_PIPELINE,
	ROLE_COUNT
};

/* Headers of each, the best first, and the field whose own names serve too, and
 * under which the column is read. */
static const struct {
	const char *headers;
	enum field field;
} roles[ROLE_COUNT] = {
	[ROLE_ID] = { "opportunity id|deal id|deal - id|record id|object id|"
	    "hs object id|id|deal|opportunity", FIELD_ID },
	[ROLE_DAY] = { "created date|change date|changed at|changed on|"
	    "date changed|log time|timestamp|date|time|entered|date entered|"
	    "entered on|entered at|update time|updated at|changed|when|day|"
	    "since|日期|时间|tanggal|дата", FIELD_STAGE_SINCE },
	[ROLE_STAGE] = { "stage name|deal stage|stage|to stage|new stage|"
	    "stage label|to", FIELD_STAGE },
	[ROLE_FIELD] = { "field|field name|field key|property|property name|"
	    "changed field", FIELD_NONE },
	[ROLE_NEW] = { "new value|new|property value|to value|value",
	    FIELD_NONE },
	[ROLE_OLD] = { "old value|old|from value|previous value", FIELD_NONE },
	[ROLE_AMOUNT] = { "amount|deal value|deal amount|value",
	    FIELD_AMOUNT },
	[ROLE_CLOSE_DATE] = { "close date|expected close date",
	    FIELD_CLOSE_DATE },
	[ROLE_OWNER] = { "owner|deal owner|owner name", FIELD_OWNER },
	[ROLE_PIPELINE] = { "pipeline|pipeline name|deal pipeline",
	    FIELD_PIPELINE },
};

/* The log being read. */
struct reading_log {
	struct events *events;
	struct reading reading;	/* of the log, with its mappings */
	struct mapping mappings[ROLE_COUNT];
	struct slice headers[ROLE_COUNT];	/* empty: no such column */
	struct demand demand;
	size_t extra[ROLE_COUNT];	/* of those that no field has */
	struct notices *notices;
	size_t down;		/* times a row was older than the one before */
	size_t up;
	int day;		/* of the row */
	long time;
	size_t place;
};

static bool
same_header(struct slice a, struct slice b)
{
	struct buffer one = { 0 }, two = { 0 };
	bool same;

	text_fold_header(a, &one);
	text_fold_header(b, &two);
	same = one.len > 0 && slice_equal((struct slice){ one.at, one.len },
	    (struct slice){ two.at, two.len });
	buffer_free(&one);
	buffer_free(&two);
	return same;
}

/* The header in RECORD that has the best of a role's names. */
static struct slice
find_header(struct record *record, enum role role)
{
	struct slice rest = slice_of(roles[role].headers), name, header;
	size_t cells = record_cells(record);

	while (slice_next(&rest, '|', &name))
		for (size_t i = 0; i < cells; i++) {
			header = slice_trim(record_cell(record, i)->text);
			if (same_header(header, name))
				return header;
		}
	for (size_t i = 0; i < cells && roles[role].field != FIELD_NONE; i++) {
		header = slice_trim(record_cell(record, i)->text);
		if (field_of_header(header, NULL) == roles[role].field)
			return header;
	}
	return (struct slice){ NULL, 0 };
}

static int
lacks(const char *name, const char *is, struct trouble *what)
{
	return trouble_set(what, "%s: there is no column for %s", name, is);
}

/* Which column is for what. */
static int
find_roles(struct reading_log *log, struct record *record, const char *name,
    struct trouble *what)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		struct slice found = find_header(record, (enum role)i);

		if (found.len > 0)
			log->headers[i] = (struct slice){ arena_copy(
			    &log->events->arena, found.at, found.len),
			    found.len };
	}
	if (log->headers[ROLE_FIELD].len == 0 ||
	    log->headers[ROLE_NEW].len == 0)
		log->headers[ROLE_FIELD] = log->headers[ROLE_NEW] =
		    log->headers[ROLE_OLD] = slice_of("");
	else		/* "value" is what the field came to be */
		for (int i = 0; i < ROLE_COUNT; i++)
			if (i != ROLE_NEW && slice_equal(log->headers[i],
			    log->headers[ROLE_NEW]))
				log->headers[i] = slice_of("");
	if (log->headers[ROLE_ID].len == 0)
		return lacks(name, "the deal's id", what);
	if (log->headers[ROLE_DAY].len == 0)
		return lacks(name, "the day of a change", what);
	if (log->headers[ROLE_STAGE].len == 0 &&
	    log->headers[ROLE_FIELD].len == 0)
		return lacks(name, "the stage (nor two for a field and its new "
		    "value)", what);
	return 0;
}

/* The header is looked at before the file is opened as deals are, for its columns
 * are named otherwise. */
static int
read_header(struct reading_log *log, struct source *source,
    struct trouble *what)
{
	struct dialect dialect;
	struct source head;
	struct reader *reader;
	struct record *record;
	int got;

	if (dialect_sniff(source->name, source->head.at, source->head.len,
	    source->whole, 0, &dialect, what) != 0)
		return -1;
	source_memory(&head, source->name, source->head.at,
	    source->head.len);
	reader = reader_open(&head, &dialect);
	got = reader_next(reader, &record, what);
	if (got == 0)
		got = trouble_set(what, "%s: is empty", source->name);
	if (got == 1)
		got = find_roles(log, record, source->name, what);
	reader_close(reader);
	source_close(&head);
	return got;
}

/* Let the sheet read the columns that are typed as the fields they are, and the
 * others as texts. */
static void
map_roles(struct reading_log *log)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		if (log->headers[i].len == 0)
			continue;
		if (roles[i].field == FIELD_NONE) {
			log->extra[i] = demand_header(&log->demand,
			    log->headers[i]);
			continue;
		}
		log->mappings[log->reading.n_mappings++] = (struct mapping){
		    slice_of(field_row(roles[i].field)->name),
		    log->headers[i] };
		log->demand.fields |= FIELD_BIT(roles[i].field);
	}
	log->reading.mappings = log->mappings;
	log->reading.delimiter = '\0';
	log->reading.strict = false;
}

/* Take a number off the front; -1 where there is none. */
static long
take_number(struct slice *text)
{
	long number = -1;

	while (text->len > 0 && text_digit(*text->at) && number < 100) {
		number = (number < 0 ? 0 : number * 10) + (*text->at - '0');
		text->at++;
		text->len--;
	}
	return number;
}

/* The time of the day in a cell: 9:05, 21:05:59, 9:05 PM. */
static long
time_of(struct slice text)
{
	const char *colon = text.len == 0 ? NULL :
	    memchr(text.at, ':', text.len);
	const char *from = colon;
	struct slice rest;
	long hour, minute, second = 0;

	while (from != NULL && from > text.at && text_digit(from[-1]))
		from--;
	if (colon == NULL)
		return -1;
	rest = (struct slice){ from, (size_t)(text.at + text.len - from) };
	hour = take_number(&rest);
	if (!slice_take(&rest, ":") || (minute = take_number(&rest)) < 0)
		return -1;
	if (slice_take(&rest, ":"))
		second = take_number(&rest);
	rest = slice_trim(rest);
	if (rest.len >= 2 && text_lower(rest.at[1]) == 'm')
		hour = hour % 12 + (text_lower(*rest.at) == 'p' ? 12 : 0);
	return hour * HOUR + minute * MINUTE + second;
}

static struct slice
keep(struct reading_log *log, struct slice text)
{
	return text.len == 0 ? (struct slice){ NULL, 0 } : (struct slice){
	    arena_copy(&log->events->arena, text.at, text.len), text.len };
}

/* Salesforce's ids are 15 characters, and 18 where letters' case may be lost. */
static struct slice
short_id(struct slice id)
{
	for (size_t i = 0; i < id.len; i++)
		if (!text_letter(id.at[i]) && !text_digit(id.at[i]))
			return id;
	if (id.len == 18 && memcmp(id.at, "006", 3) == 0)
		id.len = 15;
	return id;
}

static void
add_event(struct reading_log *log, const struct deal *row, enum field field,
    struct slice value, struct slice old)
{
	struct events *events = log->events;

	value = slice_trim(value);
	if (value.len == 0)
		return;
	if (!text_valid(value, NULL) || !history_may_hold(field, value)) {
		notices_add(log->notices, "cannot stand in a history",
		    events->name, row->line, "'%.*s' cannot stand in a history",
		    N(value));
		return;
	}
	memory_room(&events->at, &events->room, events->n + 1,
	    sizeof *events->at);
	events->at[events->n++] = (struct event){
		.deal = intern_number(&events->ids, short_id(
		    row->text[FIELD_ID]), NULL),
		.day = log->day, .time = log->time, .place = log->place,
		.field = field, .value = keep(log, value),
		.old = keep(log, slice_trim(old)),
	};
}

/* A value of a column for all fields; what cannot be read is noticed. */
static bool
canonical(struct reading_log *log, const struct deal *row, enum field field,
    struct slice text, struct buffer *out)
{
	struct column column = { .field = field, .dates = log->reading.dates,
	    .mark = log->reading.decimal };
	struct trouble what;

	if (value_of_cell(&column, text, out, &what) == 0)
		return true;
	notices_add(log->notices, "values that cannot be read",
	    log->events->name, row->line, "%s", what.text);
	return false;
}

/* A row that says which field changed. */
static void
add_change(struct reading_log *log, const struct deal *row)
{
	struct slice name = row->extra[log->extra[ROLE_FIELD]];
	struct buffer value = { 0 }, old = { 0 };
	enum field field = field_of_header(name, NULL);

	if (field == FIELD_NONE || (field != FIELD_STAGE &&
	    !field_row(field)->logged))
		return;
	if (canonical(log, row, field, row->extra[log->extra[ROLE_NEW]],
	    &value) && (log->headers[ROLE_OLD].len == 0 || canonical(log, row,
	    field, row->extra[log->extra[ROLE_OLD]], &old)))
		add_event(log, row, field, (struct slice){ value.at,
		    value.len }, (struct slice){ old.at, old.len });
	buffer_free(&value);
	buffer_free(&old);
}

/* A row that says what the deal came to be. */
static void
add_state(struct reading_log *log, const struct deal *row)
{
	static const struct slice none = { NULL, 0 };
	struct buffer text = { 0 };
	char iso[11];

	add_event(log, row, FIELD_PIPELINE, row->text[FIELD_PIPELINE], none);
	add_event(log, row, FIELD_STAGE, row->text[FIELD_STAGE], none);
	if (row->has_amount) {
		money_write(&text, row->amount, NULL);
		add_event(log, row, FIELD_AMOUNT, (struct slice){ text.at,
		    text.len }, none);
	}
	if (row->close_date != DATE_NONE)
		add_event(log, row, FIELD_CLOSE_DATE, slice_of(date_iso(
		    row->close_date, iso)), none);
	add_event(log, row, FIELD_OWNER, row->text[FIELD_OWNER], none);
	buffer_free(&text);
}

/* Note in which direction of time the file is written. */
static void
see_order(struct reading_log *log, int day, long time)
{
	if (log->place > 0 && (day < log->day || (day == log->day &&
	    time < log->time)))
		log->down++;
	else if (log->place > 0 && (day > log->day || time > log->time))
		log->up++;
	log->day = day;
	log->time = time;
	log->place++;
}

static void
add_row(struct reading_log *log, const struct deal *row)
{
	if (row->text[FIELD_ID].len == 0) {
		notices_add(log->notices, "rows without an id",
		    log->events->name, row->line, "no id, left out");
		return;
	}
	if (row->stage_since == DATE_NONE) {
		notices_add(log->notices, "rows without a day",
		    log->events->name, row->line, "no day, left out");
		return;
	}
	see_order(log, row->stage_since, time_of(
	    row->text[FIELD_STAGE_SINCE]));
	if (log->headers[ROLE_FIELD].len > 0)
		add_change(log, row);
	else
		add_state(log, row);
}

/* The sheet's name is gone when they are said. */
static void
hand_notices(struct reading_log *log, struct notices *notices)
{
	for (size_t i = 0; i < notices->n; i++)
		for (size_t k = 0; k < 3; k++)
			notices->at[i].first[k].file = log->events->name;
	notices_merge(log->notices, notices, 0);
}

static int
read_rows(struct reading_log *log, struct sheet *sheet, struct trouble *what)
{
	struct deal *row;
	int got;

	if (sheet_begin(sheet, &log->demand, NULL, what) != 0)
		return -1;
	while ((got = sheet_next(sheet, &row, what)) == 1)
		add_row(log, row);
	hand_notices(log, &sheet->notices);
	return got;
}

/* Of one row: where it is, what it is in there, and the rest. */
static int
rank_of(enum field field)
{
	return field == FIELD_PIPELINE ? -2 : field == FIELD_STAGE ? -1 :
	    (int)field;
}

static int
by_deal(const void *one, const void *two)
{
	const struct event *a = one, *b = two;

	if (a->deal != b->deal)
		return a->deal < b->deal ? -1 : 1;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	return rank_of(a->field) - rank_of(b->field);
}

/* Put them in order and find each deal's; what is equal in time stands as the
 * file has it, from its older end. */
static void
settle(struct events *events, bool newest_first)
{
	size_t i;

	for (i = 0; newest_first && i < events->n; i++)
		events->at[i].place = SIZE_MAX - events->at[i].place;
	if (events->n > 0)
		qsort(events->at, events->n, sizeof *events->at, by_deal);
	events->deals = memory_zero(events->ids.n + 1,
	    sizeof *events->deals);
	for (i = 0; i < events->n; i++) {
		struct event_deal *deal = &events->deals[events->at[i].deal];

		if (deal->n == 0)
			deal->first = i;
		if (deal->n++ == 0 ||
		    events->at[i].place != events->at[i - 1].place)
			deal->rows++;
	}
}

int
events_read(struct events *events, const char *path,
    const struct reading *reading, struct notices *notices,
    struct trouble *what)
{
	struct reading_log log = { .events = events, .reading = *reading,
	    .notices = notices };
	struct source source;
	struct sheet sheet;
	int result;

	*events = (struct events){ 0 };
	log.reading.n_mappings = 0;
	if (source_open(&source, path, what) != 0)
		return -1;
	events->name = memory_text(source.name);
	if (source_decode(&source, reading->encoding, what) != 0 ||
	    read_header(&log, &source, what) != 0) {
		source_close(&source);
		events_free(events);
		return -1;
	}
	map_roles(&log);
	result = sheet_take(&sheet, &source, &log.reading, what);
	if (result == 0) {
		result = read_rows(&log, &sheet, what);
		sheet_close(&sheet);
	}
	demand_free(&log.demand);
	if (result == 0)
		settle(events, log.down > log.up);
	else
		events_free(events);
	return result;
}

size_t
events_of(const struct events *events, struct slice id)
{
	return intern_find(&events->ids, short_id(id));
}

bool
events_tell(const struct events *events, struct slice id)
{
	size_t number = events_of(events, id);
	const struct event_deal *deal;

	if (number == INTERN_NONE)
		return false;
	deal = &events->deals[number];
	for (size_t i = deal->first; i < deal->first + deal->n; i++)
		if (events->at[i].field == FIELD_STAGE)
			return true;
	return false;
}

void
events_again(struct events *events)
{
	for (size_t i = 0; i < events->ids.n; i++)
		events->deals[i].line = 0;
}

void
events_left(const struct events *events, struct notices *notices)
{
	for (size_t i = 0; i < events->ids.n; i++) {
		struct slice id = intern_text(&events->ids, i);

		if (events->deals[i].n == 0 || events->deals[i].line > 0)
			continue;
		notices_add(notices, "ids that no deal has", events->name, 0,
		    "no deal has the id '%.*s' (%zu %s)", N(id),
		    events->deals[i].rows, events->deals[i].rows == 1 ?
		    "row" : "rows");
	}
}

void
events_free(struct events *events)
{
	free(events->name);
	free(events->at);
	free(events->deals);
	intern_free(&events->ids);
	arena_free(&events->arena);
	*events = (struct events){ 0 };
}
