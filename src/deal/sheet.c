#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "deal/decode.h"
#include "deal/sheet.h"

#define N(slice) (int)(slice).len, (slice).at

/* Fields that decide what a deal is, whatever is asked. */
#define ALWAYS (FIELD_BIT(FIELD_STAGE) | FIELD_BIT(FIELD_STATUS) |		\
    FIELD_BIT(FIELD_PIPELINE) | FIELD_BIT(FIELD_CREATED) |			\
    FIELD_BIT(FIELD_CLOSED) | FIELD_BIT(FIELD_STAGE_SINCE) |			\
    FIELD_BIT(FIELD_MODIFIED) | FIELD_BIT(FIELD_HISTORY) |			\
    FIELD_BIT(FIELD_IS_CLOSED) | FIELD_BIT(FIELD_IS_WON) |			\
    FIELD_BIT(FIELD_WON_ON) | FIELD_BIT(FIELD_LOST_ON))

/* Fields that say more of its kind than its stage. */
#define STATUS (FIELD_BIT(FIELD_STATUS) | FIELD_BIT(FIELD_IS_CLOSED) |		\
    FIELD_BIT(FIELD_IS_WON))

static bool
closed_apart(const struct sheet *sheet)
{
	return sheet->schema.of[FIELD_CLOSED] != COLUMN_NONE ||
	    sheet->schema.of[FIELD_WON_ON] != COLUMN_NONE;
}

/* What is asked for, and what that rests on. */
static field_set
fields_needed(const struct sheet *sheet)
{
	field_set fields = sheet->demand->fields;

	/* a row with a stage is a deal beyond doubt */
	if (sheet->schema.rival[FIELD_STAGE] == COLUMN_NONE)
		fields |= FIELD_BIT(FIELD_STAGE);
	if (sheet->stages != NULL)
		fields |= ALWAYS;
	/* where the day it was closed is kept apart, no other stands for it */
	if (sheet->stages != NULL && (sheet->all || !closed_apart(sheet)))
		fields |= FIELD_BIT(FIELD_CLOSE_DATE);
	if (sheet->touches != NULL)
		fields |= FIELD_BIT(FIELD_ID);
	/* who edits must keep the weighted amount right */
	if (sheet->all &&
	    sheet->schema.of[FIELD_WEIGHTED_AMOUNT] != COLUMN_NONE)
		fields |= FIELD_BIT(FIELD_AMOUNT) |
		    FIELD_BIT(FIELD_PROBABILITY);
	return fields;
}

size_t
demand_header(struct demand *demand, struct slice header)
{
	for (size_t i = 0; i < demand->n_headers; i++)
		if (slice_equal(demand->headers[i], header))
			return i;
	memory_room(&demand->headers, &demand->room, demand->n_headers + 1,
	    sizeof *demand->headers);
	demand->headers[demand->n_headers] = header;
	return demand->n_headers++;
}

struct lookup *
demand_lookup(struct demand *demand, struct slice name)
{
	struct lookup *lookup = lookup_of(name);

	if (lookup == NULL)
		return NULL;
	for (size_t i = 0; i < demand->n_lookups; i++)
		if (demand->lookups[i]->field == lookup->field &&
		    slice_equal(demand->lookups[i]->column, lookup->column)) {
			lookup_free(lookup);
			return demand->lookups[i];
		}
	demand->lookups = memory_more(demand->lookups, demand->n_lookups + 1,
	    sizeof *demand->lookups);
	lookup->number = demand->n_lookups;
	demand->lookups[demand->n_lookups++] = lookup;
	demand->fields |= FIELD_BIT(lookup->field);
	return lookup;
}

void
demand_free(struct demand *demand)
{
	for (size_t i = 0; i < demand->n_lookups; i++)
		lookup_free(demand->lookups[i]);
	free(demand->lookups);
	free(demand->headers);
	*demand = (struct demand){ 0 };
}

/* Let the records of the head say how the columns are written. Nothing that is
 * wrong with them ends it here: who reads them will say so. */
static void
learn(struct sheet *sheet)
{
	struct source head;
	struct reader *reader;
	struct record *record;
	struct trouble ignored;

	source_memory(&head, sheet->source.name, sheet->source.head.at,
	    sheet->source.head.len);
	reader = reader_open(&head, &sheet->dialect);
	if (reader_next(reader, &record, &ignored) == 1)
		while (reader_next(reader, &record, &ignored) == 1)
			/* the head's last record may be cut short */
			if (sheet->source.whole || record->end != LINE_NONE)
				schema_learn(&sheet->schema, record);
	schema_learned(&sheet->schema);
	reader_close(reader);
	source_close(&head);
}

/* Is the header one that can be read as a whole? 1; -1 with WHAT set. */
static int
check_header(const struct sheet *sheet, struct reader *reader,
    struct record *record, struct trouble *what)
{
	if (record->end == LINE_NONE && !sheet->source.whole)
		return trouble_set(what, "%s:%ju: the header is longer than 1 MiB",
		    sheet->source.name, (uintmax_t)record->line);
	(void)record_cells(record);
	if (reader_trouble(reader) != NULL)
		return trouble_set(what, "%s", reader_trouble(reader)->text);
	return 1;
}

static int
read_head(struct sheet *sheet, struct trouble *what)
{
	struct source head;
	struct reader *reader;
	struct record *record;
	int got;

	source_memory(&head, sheet->source.name, sheet->source.head.at,
	    sheet->source.head.len);
	reader = reader_open(&head, &sheet->dialect);
	got = reader_next(reader, &record, what);
	if (got == 0)
		got = trouble_set(what, "%s: is empty (%s)",
		    sheet->source.name, sheet->source.fd == STDIN_FILENO ?
		    "no deals: name a file" :
		    "a deals file begins with a header line");
	if (got == 1)
		got = check_header(sheet, reader, record, what);
	if (got == 1)
		got = schema_read(&sheet->schema, record, sheet->reading,
		    sheet->source.name, what);
	if (got == 0) {
		sheet->schema.delimiter = sheet->dialect.delimiter;
		sheet->header_end = record->offset + (off_t)record->raw.len;
		sheet->line_end = record->end;
		sheet->body = reader_offset(reader);
		sheet->body_line = reader_line(reader);
	}
	reader_close(reader);
	source_close(&head);
	return got < 0 ? -1 : 0;
}

int
sheet_take(struct sheet *sheet, struct source *source,
    const struct reading *reading, struct trouble *what)
{
	*sheet = (struct sheet){ .source = *source, .reading = reading };
	sheet->source.by_thread = reading->threads > 1;
	if (source_decode(&sheet->source, reading->encoding, what) != 0 ||
	    dialect_sniff(sheet->source.name, sheet->source.head.at,
	    sheet->source.head.len, sheet->source.whole, reading->delimiter,
	    &sheet->dialect, what) != 0) {
		source_close(&sheet->source);
		return -1;
	}
	sheet->dialect.libcsv_only = reading->libcsv_only;
	sheet->dialect.portable = reading->portable;
	if (read_head(sheet, what) != 0) {
		source_close(&sheet->source);
		return -1;
	}
	sheet->valid = (off_t)sheet->source.head.len;
	learn(sheet);
	return 0;
}

int
sheet_open(struct sheet *sheet, const char *path,
    const struct reading *reading, struct trouble *what)
{
	struct source source;

	if (source_open(&source, path, what) != 0)
		return -1;
	return sheet_take(sheet, &source, reading, what);
}

/* The side tables. A file may have a header with a dot of its own, as exports do
 * (owner.name): what it says itself goes before. */
static int
bind_lookups(struct sheet *sheet, struct trouble *what)
{
	const struct demand *demand = sheet->demand;

	sheet->own_columns = memory_more(sheet->own_columns,
	    demand->n_lookups + 1, sizeof *sheet->own_columns);
	for (size_t i = 0; i < demand->n_lookups; i++) {
		struct lookup *lookup = demand->lookups[i];
		size_t column = 0;

		while (column < sheet->schema.n && !slice_equal(lookup->name,
		    sheet->schema.columns[column].header))
			column++;
		sheet->own_columns[i] = column < sheet->schema.n ? column :
		    COLUMN_NONE;
		if (column < sheet->schema.n) {
			if (column + 1 > sheet->last_column)
				sheet->last_column = column + 1;
		} else if (lookup_load(lookup, sheet->source.name,
		    sheet->reading, what) != 0) {
			return -1;
		}
	}
	return 0;
}

/* Find the columns of the headers asked for, and the side tables. */
static int
bind_headers(struct sheet *sheet, struct trouble *what)
{
	const struct demand *demand = sheet->demand;

	sheet->extra_columns = memory_more(sheet->extra_columns,
	    demand->n_headers + 1, sizeof *sheet->extra_columns);
	sheet->deal.extra = memory_more(sheet->deal.extra,
	    demand->n_headers + 1, sizeof *sheet->deal.extra);
	for (size_t i = 0; i < demand->n_headers; i++) {
		size_t column = schema_find(&sheet->schema,
		    demand->headers[i]);
		struct buffer near = { 0 };

		sheet->extra_columns[i] = column;
		if (column != COLUMN_NONE) {
			if (column + 1 > sheet->last_column)
				sheet->last_column = column + 1;
			continue;
		}
		schema_nearest(&sheet->schema, demand->headers[i], &near);
		trouble_set(what, "%s: there is no column '%.*s' "
		    "(nearest: %s)", sheet->source.name,
		    N(demand->headers[i]), buffer_text(&near));
		buffer_free(&near);
		return -1;
	}
	return bind_lookups(sheet, what);
}

bool
sheet_dates_stages(const struct sheet *sheet)
{
	const struct schema *schema = &sheet->schema;

	return schema->n_stage_columns > 0 &&
	    schema->of[FIELD_HISTORY] == COLUMN_NONE &&
	    (sheet->stages != NULL ||
	    (sheet->demand->fields & FIELD_BIT(FIELD_HISTORY)) != 0);
}

/* Without a history the dates of the stages tell it. */
static int
bind_stage_dates(struct sheet *sheet, struct trouble *what)
{
	const struct schema *schema = &sheet->schema;

	if (!sheet_dates_stages(sheet))
		return 0;
	for (size_t i = 0; i < schema->n_stage_columns; i++) {
		size_t column = schema->stage_columns[i].column;

		if (schema_settled_column(schema, column, sheet->source.name,
		    what) != 0)
			return -1;
		if (column + 1 > sheet->last_column)
			sheet->last_column = column + 1;
	}
	return 0;
}

/* The activities beside the file, where they are asked for and none were lent. */
static int
load_touches(struct sheet *sheet, struct trouble *what)
{
	struct activities_request request = {
		.path = sheet->reading->activities,
		.deals = sheet->source.name, .dates = sheet->reading->dates };

	if ((sheet->demand->fields & ASK_ACTIVITIES) == 0 ||
	    sheet->touches != NULL)
		return 0;
	if (touches_read(&sheet->own_touches, &request, &sheet->notices,
	    what) != 0)
		return -1;
	sheet->touches = &sheet->own_touches;
	return 0;
}

/* What is the same for all its deals. */
static void
begin_deal(struct sheet *sheet)
{
	struct deal *deal = &sheet->deal;

	deal->sheet = sheet;
	deal->rates = sheet->rates;
	deal->touches = sheet->touches;
	deal->cache = sheet->cache;
	deal->closed_apart = closed_apart(sheet);
	sheet->forget = true;
}

/* The fields whose texts are got once more, by their ways. */
static void
list_ways(struct sheet *sheet)
{
	size_t n = 0;

	for (int way = 0; way < WAYS; way++) {
		for (size_t i = 0; i < sheet->n_wanted; i++)
			if (sheet->wanted[i].way == (enum way)way)
				sheet->by_way[n++] = sheet->wanted[i];
		sheet->way_end[way] = n;
	}
}

/* List the fields whose texts are got, forgetting what other ones held. */
static void
want(struct sheet *sheet)
{
	field_set fields = fields_needed(sheet), there = 0, late = 0;

	sheet->forget = true;
	memset(sheet->deal.text, 0, sizeof sheet->deal.text);
	sheet->deal.currency[0] = '\0';
	sheet->assigned = false;
	sheet->n_wanted = 0;
	for (int f = 0; f < FIELD_COUNT; f++)
		if ((fields & FIELD_BIT(f)) != 0 &&
		    sheet->schema.of[f] != COLUMN_NONE) {
			struct wanted wanted = decode_way(sheet,
			    (enum field)f, sheet->schema.of[f]);

			sheet->wanted[sheet->n_wanted++] = wanted;
			there |= FIELD_BIT(f);
			if (wanted.column + 1 > sheet->last_column)
				sheet->last_column = wanted.column + 1;
			if (wanted.way == WAY_TEXT)
				late |= FIELD_BIT(f);
		}
	list_ways(sheet);
	sheet->n_decoded = decode_fields(there, sheet->decoded);
	sheet->n_late = decode_fields(late, sheet->late);
	sheet->dates_stages = sheet_dates_stages(sheet);
	sheet->status = (there & STATUS) != 0;
}

static int
bind_fields(struct sheet *sheet, struct trouble *what)
{
	for (size_t i = 0; i < sheet->n_wanted; i++) {
		const struct wanted *wanted = &sheet->wanted[i];

		if (schema_settled(&sheet->schema, wanted->field,
		    sheet->source.name, what) != 0)
			return -1;
	}
	return 0;
}

int
sheet_begin(struct sheet *sheet, const struct demand *demand,
    const struct stages *stages, struct trouble *what)
{
	sheet->demand = demand;
	sheet->stages = stages;
	sheet->last_column = 0;
	want(sheet);
	if (bind_fields(sheet, what) != 0)
		return -1;
	if (bind_headers(sheet, what) != 0 ||
	    bind_stage_dates(sheet, what) != 0)
		return -1;
	if (load_touches(sheet, what) != 0)
		return -1;
	want(sheet);	/* the id too, where there are activities */
	if (stages != NULL && sheet->schema.of[FIELD_STAGE] == COLUMN_NONE &&
	    sheet->schema.of[FIELD_STATUS] == COLUMN_NONE)
		return trouble_set(what, "%s: there is no column for the stage "
		    "(say --map stage=HEADER)", sheet->source.name);
	stage_cache_free(sheet->cache);
	sheet->cache = stages == NULL ? NULL :
	    stage_cache_new(stages, sheet->seen);
	sheet->unseen = false;
	begin_deal(sheet);
	reader_close(sheet->reader);
	sheet->reader = reader_open(&sheet->source, &sheet->dialect);
	reader_expect(sheet->reader, sheet->last_column);
	sheet->record_end = sheet->previous_end = sheet->header_end;
	sheet->footer = false;
	return 0;
}

/* Salesforce writes a look-up that leads nowhere as zeros. */
static bool
is_empty_lookup(struct slice text)
{
	return slice_is(text, "000000000000000AAA") ||
	    slice_is(text, "000000000000000");
}

static inline struct slice
without_empty_lookup(struct slice text)
{
	return text.len >= 15 && text.at[0] == '0' && is_empty_lookup(text) ?
	    (struct slice){ NULL, 0 } : text;
}

/* The cells that are asked for later on, so that one that cannot be given is not
 * taken for a blank one. */
static void
ask_others(const struct sheet *sheet, struct record *record)
{
	const struct schema *schema = &sheet->schema;

	for (size_t i = 0; i < sheet->demand->n_lookups; i++)
		if (sheet->own_columns[i] != COLUMN_NONE)
			record_cell(record, sheet->own_columns[i]);
	for (size_t i = 0; sheet->dates_stages &&
	    i < schema->n_stage_columns; i++)
		record_cell(record, schema->stage_columns[i].column);
}

/* May the text of an easy record's cell be other than its bytes? Not if these begin
 * with what is no blank, no quote, and no zero of an empty look-up, and do not end
 * with a blank. */
static inline bool
is_dressed(struct slice bytes)
{
	return (unsigned char)(bytes.at[0] - '1') > '~' - '1' ||
	    (unsigned char)(bytes.at[bytes.len - 1] - '!') > '~' - '!';
}

static inline struct slice
put_text(struct deal *deal, const struct wanted *wanted, struct slice text)
{
	memcpy((char *)deal + wanted->text, &text, sizeof text);
	return text;
}

/* record_bytes, where the cells of one record are got one after the other. */
static inline struct slice
easy_bytes(const char *at, const uint32_t *bounds, const struct wanted *wanted)
{
	uint32_t from = bounds[wanted->column] + 1;

	return (struct slice){ at + from, bounds[wanted->column + 1] - from };
}

/* get_value where the bytes are not the value, nor blank: what is between the quotes
 * may be, or an amount that is written otherwise. */
SELDOM static bool
get_value_between(struct sheet *sheet, const struct wanted *wanted,
    struct slice bytes, decoder *decode)
{
	struct slice text = put_text(&sheet->deal, wanted,
	    record_unquoted(bytes));

	return decode(sheet, wanted, text) || (wanted->way == WAY_MONEY &&
	    decode_amount(sheet, wanted, text));
}

/* The text and the value of a field with a way. Bytes with blanks around them are not
 * the value they ought to be: so these need not be looked for, and quotes need not
 * before. */
static inline bool
get_value(struct sheet *sheet, const struct wanted *wanted,
    struct slice bytes, decoder *decode)
{
	put_text(&sheet->deal, wanted, bytes);
	return decode(sheet, wanted, bytes) ||
	    get_value_between(sheet, wanted, bytes, decode);
}

/* The texts of the fields of a record that was cut, has no NUL, and has the cells that
 * are asked for; and the values of those with a way. false: one of them is written
 * otherwise than most are, as with a doubled quote. */
static inline bool
get_easy(struct sheet *sheet, const struct record *record)
{
	const char *at = record->raw.at;
	const uint32_t *bounds = record->bounds;
	const struct wanted *wanted = sheet->by_way;
	const struct wanted *texts = wanted + sheet->way_end[WAY_TEXT];
	const struct wanted *dates = wanted + sheet->way_end[WAY_DATE];
	const struct wanted *money = wanted + sheet->way_end[WAY_MONEY];
	const struct wanted *currency = wanted + sheet->way_end[WAY_CURRENCY];
	struct slice text;

	if (sheet->forget) {
		decode_begin(sheet);
		sheet->forget = sheet->n_late > 0 || sheet->dates_stages;
	}
	for (; wanted < texts; wanted++) {
		text = easy_bytes(at, bounds, wanted);
		if (text.len > 0 && is_dressed(text)) {
			text = record_unquoted(text);
			if (record->doubled && memchr(text.at, '"', text.len) !=
			    NULL)
				return false;
			text = without_empty_lookup(slice_trim(text));
		}
		put_text(&sheet->deal, wanted, text);
	}
	for (; wanted < dates; wanted++)
		if (!get_value(sheet, wanted, easy_bytes(at, bounds, wanted),
		    decode_date))
			return false;
	for (; wanted < money; wanted++)
		if (!get_value(sheet, wanted, easy_bytes(at, bounds, wanted),
		    decode_money))
			return false;
	for (; wanted < currency; wanted++)
		if (!get_value(sheet, wanted, easy_bytes(at, bounds, wanted),
		    decode_currency))
			return false;
	return true;
}

/* Those of other headers. */
static inline void
get_extra(struct sheet *sheet, struct record *record)
{
	for (size_t i = 0; i < sheet->demand->n_headers; i++)
		sheet->deal.extra[i] = slice_trim(record_text(record,
		    sheet->extra_columns[i]));
}

/* Is the record a deal's beyond doubt, with all that is asked for written as most is?
 * Then it has its texts and values; else what it has says nothing. */
static inline bool
get_plain(struct sheet *sheet, struct record *record)
{
	if (record->walked || record->has_nul ||
	    record->found < sheet->last_column ||
	    record->offset < sheet->body || sheet->assigned ||
	    !get_easy(sheet, record) || sheet->deal.text[FIELD_STAGE].len == 0)
		return false;
	get_extra(sheet, record);
	return true;
}

/* The cells that were asked for, as texts, of any record. 0; -1 with WHAT set: one of
 * them cannot be given. */
SELDOM static int
get_texts(struct sheet *sheet, struct record *record, struct trouble *what)
{
	const struct trouble *wrong;

	if (sheet->assigned)
		want(sheet);
	record_locate(record, sheet->last_column == 0 ? 0 :
	    sheet->last_column - 1);
	for (size_t i = 0; i < sheet->n_wanted; i++)
		sheet->deal.text[sheet->wanted[i].field] =
		    without_empty_lookup(slice_trim(record_text(record,
		    sheet->wanted[i].column)));
	get_extra(sheet, record);
	if (record->has_nul)
		ask_others(sheet, record);
	wrong = reader_trouble(sheet->reader);
	return wrong == NULL ? 0 : trouble_set(what, "%s", wrong->text);
}

/* Bytes a row without a text is made of, whatever the delimiter. */
static bool
may_be_blank(char c)
{
	return c == ',' || c == ';' || c == '\t' || c == '|' || c == ' ' ||
	    c == '"';
}

/* A row with no text in any cell is no deal: LibreOffice makes such of blank
 * lines. */
static bool
is_blank(struct record *record)
{
	size_t cells;

	for (size_t i = 0; i < record->raw.len; i++)
		if (!may_be_blank(record->raw.at[i]))
			return false;
	cells = record_cells(record);
	for (size_t i = 0; i < cells; i++)
		if (slice_trim(record_cell(record, i)->text).len > 0)
			return false;
	return true;
}

/* Does the text begin as the last lines of a report do? */
static bool
begins_footer(struct slice text)
{
	static const char *const words[] = {
		"grand total", "total", "subtotal", "sum", "confidential",
		"copyright", "generated by", "report generated", "filtered by",
		"as of ", "合计", "总计", "jumlah", "общо"
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i]);

		if (text.len >= n && text_same(slice_of(words[i]),
		    (struct slice){ text.at, n }))
			return true;
	}
	return false;
}

/* Is this one of the lines that reports put behind the deals? It has no stage, and
 * begins as such lines do; behind the first of them, all that have no stage and
 * fewer cells than the header. Said once. */
static bool
is_footer(struct sheet *sheet, struct record *record)
{
	size_t stage = sheet->schema.of[FIELD_STAGE];
	size_t status = sheet->schema.of[FIELD_STATUS];
	const struct cell *cell;
	struct slice text = { NULL, 0 };

	if (stage == COLUMN_NONE)
		stage = status;
	if (stage == COLUMN_NONE)
		return false;
	if (slice_trim(record_text(record, stage)).len > 0)
		return false;
	for (size_t i = 0; text.len == 0 && (cell = record_cell(record,
	    i)) != NULL; i++)
		text = slice_trim(cell->text);
	if (!begins_footer(text) && (!sheet->footer ||
	    record_cells(record) >= sheet->schema.n))
		return false;
	sheet->footer = true;
	notices_add(&sheet->notices, "the footer of a report, left out",
	    sheet->source.name, record->line, "'%.*s' is the footer of a "
	    "report, left out", text.len > 60 ? 60 : (int)text.len, text.at);
	return true;
}

/* A record far down that is not UTF-8: by line and column, as the first ones. */
SELDOM static int
not_text(struct sheet *sheet, struct record *record, struct trouble *what)
{
	uint64_t line = record->line;
	size_t bad = 0, column = 0;

	text_valid(record->raw, &bad);
	for (size_t i = 0; i < bad; i++)
		line += record->raw.at[i] == '\n';
	while (record_cell(record, column) != NULL && record_cell(record,
	    column)->raw.at + record_cell(record, column)->raw.len <=
	    record->raw.at + bad)
		column++;
	return trouble_set(what, "%s:%llu: column %zu: byte 0x%02X is not UTF-8 "
	    "(say --encoding NAME)", sheet->source.name,
	    (unsigned long long)line, column + 1,
	    (unsigned)(unsigned char)record->raw.at[bad]);
}

/* Is it the header, or another that is no deal's? */
SELDOM static bool
is_none(struct sheet *sheet, struct record *record)
{
	return record->offset < sheet->body || is_blank(record) ||
	    is_footer(sheet, record);
}

/* The next record. 1; 0 at the end; -1 with WHAT set. */
static inline int
next_record(struct sheet *sheet, struct record **out, struct trouble *what)
{
	int got = reader_next(sheet->reader, out, what);
	const struct record *record;

	if (got != 1)
		return got;
	record = *out;
	sheet->previous_end = sheet->record_end;
	sheet->record_end = record->offset + (off_t)record->raw.len;
	if (record->end != LINE_NONE)
		sheet->line_end = record->end;
	/* the head was looked at when its dialect was found */
	if (!record->text && sheet->record_end > sheet->valid)
		return not_text(sheet, *out, what);
	return 1;
}

/* What the cells of the record say. false: it is no deal. */
static inline bool
read_deal(struct sheet *sheet)
{
	struct deal *deal = &sheet->deal;
	bool usable = sheet->stages == NULL || decode_stage_soon(sheet) ||
	    decode_stage(sheet);

	if (!usable && sheet->all) {
		deal->stage = &sheet->stages->pooled;
		deal->kind = KIND_OPEN;
		usable = true;
	}
	if (!usable)
		return false;
	if (!sheet->plain)
		decode_values(sheet);
	else if (sheet->n_late > 0 || sheet->dates_stages)
		decode_late(sheet);
	if (sheet->touches != NULL)
		deal->touch = touches_of(sheet->touches, deal->text[FIELD_ID]);
	if (sheet->stages != NULL)
		deal_derive(deal, sheet->stages);
	return true;
}

/* A stage was not seen when they were inferred, or may be one of those a row that
 * is left out names: is it so? */
SELDOM static bool
all_seen(struct sheet *sheet, bool usable, struct trouble *what)
{
	struct deal *deal = &sheet->deal;
	struct slice name;

	if (!usable && deal->text[FIELD_HISTORY].len > 0 &&
	    history_read(deal->text[FIELD_HISTORY], &deal->log) == NULL)
		deal_resolve(deal, sheet->stages);
	if (!stage_cache_unseen(sheet->cache, &name))
		return true;
	sheet->unseen = true;
	trouble_set(what, "%s:%llu: stage: '%.*s' is new here, behind the first "
	    "8 MiB (say --stages FILE, or name the file instead of a pipe)",
	    sheet->source.name, (unsigned long long)deal->line,
	    name.len > 60 ? 60 : (int)name.len, name.at);
	return false;
}

int
sheet_next(struct sheet *sheet, struct deal **out, struct trouble *what)
{
	struct deal *deal = &sheet->deal;
	struct record *record;
	bool usable;
	int got;

	do {
		usable = false;
		got = next_record(sheet, &record, what);
		if (got != 1)
			return got;
		sheet->plain = get_plain(sheet, record);
		if (!sheet->plain && is_none(sheet, record))
			continue;
		deal->record = record;
		deal->line = record->line;
		deal->bad = 0;
		if (!sheet->plain && get_texts(sheet, record, what) != 0)
			return -1;
		usable = read_deal(sheet);
		if (sheet->seen != NULL && sheet->stages != NULL &&
		    (!usable || stage_cache_unseen(sheet->cache, NULL)) &&
		    !all_seen(sheet, usable, what))
			return -1;
		if (sheet->contradiction.text[0] != '\0' && !sheet->all)
			return trouble_set(what, "%s",
			    sheet->contradiction.text);
		if (sheet->unusable.text[0] != '\0' && sheet->reading->strict)
			return trouble_set(what, "%s", sheet->unusable.text);
	} while (!usable);
	*out = deal;
	return 1;
}

int
sheet_demand(struct sheet *sheet, const struct demand *demand,
    struct trouble *what)
{
	sheet->demand = demand;
	if (bind_headers(sheet, what) != 0)
		return -1;
	want(sheet);
	return get_texts(sheet, sheet->deal.record, what);
}

void
sheet_assign(struct sheet *sheet, size_t column, struct slice text)
{
	enum field field = sheet->schema.columns[column].field;

	if (field != FIELD_NONE)
		sheet->deal.text[field] = slice_trim(text);
	sheet->assigned = true;
	for (size_t i = 0; i < sheet->demand->n_headers; i++)
		if (sheet->extra_columns[i] == column)
			sheet->deal.extra[i] = slice_trim(text);
}

void
sheet_derive(struct sheet *sheet)
{
	struct deal *deal = &sheet->deal;

	if (!decode_stage(sheet)) {
		deal->stage = &sheet->stages->pooled;
		deal->kind = KIND_OPEN;
	}
	decode_values(sheet);
	deal_derive(deal, sheet->stages);
}

/* The stages a deal's history names, with the pipeline each was in, are shown
 * one pipeline's stretch at a time. */
static void
infer_history(struct inference *inference, const struct deal *deal)
{
	struct slice pipeline = deal->text[FIELD_PIPELINE];
	struct slice names[256];
	size_t n = 0;

	for (size_t i = 0; i < deal->log.n; i++)
		if (deal->log.at[i].field == FIELD_PIPELINE) {
			pipeline = deal->log.at[i].value;
			break;
		}
	for (size_t i = 0; i < deal->log.n; i++) {
		const struct log_entry *entry = &deal->log.at[i];

		inference->unplaced = inference->unplaced ||
		    entry->field == FIELD_PIPELINE;
		if (entry->field == FIELD_PIPELINE &&
		    !slice_equal(entry->value, pipeline)) {
			inference_history(inference, pipeline, names, n);
			pipeline = entry->value;
			n = 0;
		}
		if (entry->field == FIELD_STAGE &&
		    n < sizeof names / sizeof *names)
			names[n++] = entry->value;
	}
	inference_history(inference, pipeline, names, n);
}

int
sheet_infer(struct sheet *sheet, struct inference *inference,
    struct trouble *what)
{
	struct demand demand = { .fields = FIELD_BIT(FIELD_STAGE) |
	    FIELD_BIT(FIELD_PIPELINE) | FIELD_BIT(FIELD_HISTORY) };
	struct deal *deal;
	int got;

	if (sheet_begin(sheet, &demand, NULL, what) != 0)
		return -1;
	while ((got = sheet_next(sheet, &deal, what)) == 1) {
		inference->unnamed = inference->unnamed ||
		    deal->text[FIELD_PIPELINE].len == 0;
		inference->unplaced = inference->unplaced ||
		    deal->text[FIELD_STAGE].len == 0;
		inference_stage(inference, deal->text[FIELD_PIPELINE],
		    deal->text[FIELD_STAGE]);
		infer_history(inference, deal);
	}
	/* what is wrong with the cells is said when they are used */
	notices_free(&sheet->notices);
	sheet->demand = NULL;
	return got;
}

void
sheet_infer_head(struct sheet *sheet, struct inference *inference)
{
	struct source source = sheet->source;
	off_t end = (off_t)source.head.len;

	source_memory(&sheet->source, source.name, source.head.at,
	    source.head.len);
	/* the last record may be cut short */
	if (!source.whole)
		while (end > 0 && source.head.at[end - 1] != '\n')
			end--;
	sheet->source.head.len = (size_t)end;
	sheet_infer(sheet, inference, NULL);
	sheet->unusable.text[0] = sheet->contradiction.text[0] = '\0';
	source_close(&sheet->source);
	sheet->source = source;
}

void
sheet_part(struct sheet *part, struct sheet *whole, off_t from, off_t to,
    uint64_t line)
{
	*part = *whole;
	part->whole = whole;
	part->line_end = LINE_NONE;
	part->cache = whole->stages == NULL ? NULL :
	    stage_cache_new(whole->stages, whole->seen);
	part->deal = (struct deal){ .extra = NULL };
	begin_deal(part);
	part->deal.extra = memory_zero(whole->demand->n_headers + 1,
	    sizeof *part->deal.extra);
	part->notices = (struct notices){ 0 };
	part->reader = reader_open_part(&whole->source, &whole->dialect, from,
	    to, line);
	reader_expect(part->reader, part->last_column);
}

void
sheet_part_close(struct sheet *part)
{
	reader_close(part->reader);
	stage_cache_free(part->cache);
	free(part->deal.extra);
	log_free(&part->deal.log);
	notices_free(&part->notices);
}

void
sheet_close(struct sheet *sheet)
{
	reader_close(sheet->reader);
	stage_cache_free(sheet->cache);
	free(sheet->extra_columns);
	free(sheet->own_columns);
	free(sheet->deal.extra);
	log_free(&sheet->deal.log);
	notices_free(&sheet->notices);
	touches_free(&sheet->own_touches);
	schema_free(&sheet->schema);
	source_close(&sheet->source);
	*sheet = (struct sheet){ 0 };
}
