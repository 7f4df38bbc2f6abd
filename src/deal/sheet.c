#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "deal/sheet.h"

#define N(slice) (int)(slice).len, (slice).at

/* Stages by the bytes of their cells, so that folding a name is done once for
 * each spelling and not once a deal. */
struct stage_cache {
	struct intern keys;
	const struct stage **at;	/* NULL: none of the stages */
	size_t room;
	struct buffer key;
};

/* Fields that decide what a deal is, whatever is asked. */
#define ALWAYS (FIELD_BIT(FIELD_STAGE) | FIELD_BIT(FIELD_STATUS) |		\
    FIELD_BIT(FIELD_PIPELINE) | FIELD_BIT(FIELD_CREATED) |			\
    FIELD_BIT(FIELD_CLOSE_DATE) | FIELD_BIT(FIELD_CLOSED) |			\
    FIELD_BIT(FIELD_STAGE_SINCE) | FIELD_BIT(FIELD_MODIFIED) |		\
    FIELD_BIT(FIELD_HISTORY))

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

void
demand_free(struct demand *demand)
{
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
	reader_close(reader);
	source_close(&head);
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
		got = schema_read(&sheet->schema, record, sheet->reading,
		    sheet->source.name, what);
	if (got == 0) {
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
	if (dialect_sniff(sheet->source.name, sheet->source.head.at,
	    sheet->source.head.len, sheet->source.whole, reading->delimiter,
	    &sheet->dialect, what) != 0) {
		source_close(&sheet->source);
		return -1;
	}
	sheet->dialect.libcsv_only = reading->libcsv_only;
	if (read_head(sheet, what) != 0) {
		source_close(&sheet->source);
		return -1;
	}
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

/* Find the columns of the headers asked for. */
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
	return 0;
}

static void
cache_free(struct stage_cache *cache)
{
	if (cache == NULL)
		return;
	intern_free(&cache->keys);
	free(cache->at);
	buffer_free(&cache->key);
	free(cache);
}

int
sheet_begin(struct sheet *sheet, const struct demand *demand,
    const struct stages *stages, struct trouble *what)
{
	field_set fields = demand->fields;

	if (stages != NULL)
		fields |= ALWAYS;
	sheet->demand = demand;
	sheet->stages = stages;
	sheet->last_column = 0;
	for (int f = 0; f < FIELD_COUNT; f++) {
		size_t column = sheet->schema.of[f];

		if ((fields & FIELD_BIT(f)) == 0 || column == COLUMN_NONE)
			continue;
		if (schema_settled(&sheet->schema, (enum field)f,
		    sheet->source.name, what) != 0)
			return -1;
		if (column + 1 > sheet->last_column)
			sheet->last_column = column + 1;
	}
	if (bind_headers(sheet, what) != 0)
		return -1;
	if (stages != NULL && sheet->schema.of[FIELD_STAGE] == COLUMN_NONE &&
	    sheet->schema.of[FIELD_STATUS] == COLUMN_NONE)
		return trouble_set(what, "%s: there is no column for the stage "
		    "(say --map stage=HEADER)", sheet->source.name);
	sheet->deal.sheet = sheet;
	cache_free(sheet->cache);
	sheet->cache = memory_zero(1, sizeof *sheet->cache);
	reader_close(sheet->reader);
	sheet->reader = reader_open(&sheet->source, &sheet->dialect);
	sheet->record_end = sheet->previous_end = sheet->header_end;
	return 0;
}

static void
notice_cell(struct sheet *sheet, enum field field, struct slice text,
    const char *wrong)
{
	char kind[128];

	snprintf(kind, sizeof kind, "%s: %s", field_row(field)->name, wrong);
	notices_add(&sheet->notices, kind, sheet->source.name,
	    sheet->deal.line, "%s: '%.*s' %s", field_row(field)->name,
	    text.len > 60 ? 60 : (int)text.len, text.at, wrong);
	sheet->deal.bad |= FIELD_BIT(field);
}

static int
get_date(struct sheet *sheet, enum field field)
{
	struct slice text = sheet->deal.text[field];
	const char *wrong;
	int day;

	if (text.len == 0)
		return DATE_NONE;
	day = date_canonical(text);
	if (day != DATE_NONE)
		return day;
	wrong = date_read(text,
	    sheet->schema.columns[sheet->schema.of[field]].dates, &day);
	if (wrong == NULL)
		return day;
	notice_cell(sheet, field, text, wrong);
	return DATE_NONE;
}

static bool
get_money(struct sheet *sheet, enum field field, int64_t *amount)
{
	struct slice text = sheet->deal.text[field];
	const char *wrong;
	bool blank;

	*amount = 0;
	if (text.len == 0)
		return false;
	if (money_canonical(text, amount) && sheet->schema.columns[
	    sheet->schema.of[field]].mark != DECIMAL_COMMA)
		return true;
	wrong = money_read(text,
	    sheet->schema.columns[sheet->schema.of[field]].mark, amount,
	    &blank);
	if (wrong == NULL)
		return !blank;
	notice_cell(sheet, field, text, wrong);
	*amount = 0;
	return false;
}

static int64_t
get_percent(struct sheet *sheet)
{
	struct slice text = sheet->deal.text[FIELD_PROBABILITY];
	const char *wrong;
	int64_t ppm;

	if (text.len == 0)
		return PERCENT_NONE;
	wrong = percent_read(text, sheet->schema.columns[
	    sheet->schema.of[FIELD_PROBABILITY]].scale, &ppm);
	if (wrong == NULL)
		return ppm;
	notice_cell(sheet, FIELD_PROBABILITY, text, wrong);
	return PERCENT_NONE;
}

/* The cells that were asked for, as texts. 1; 0: none holds any text; -1. */
static int
get_texts(struct sheet *sheet, field_set fields, struct record *record,
    struct trouble *what)
{
	struct deal *deal = &sheet->deal;
	const struct trouble *wrong;

	record_cell(record, sheet->last_column == 0 ? 0 :
	    sheet->last_column - 1);
	wrong = reader_trouble(sheet->reader);
	if (wrong != NULL)
		return trouble_set(what, "%s", wrong->text);
	for (int f = 0; f < FIELD_COUNT; f++) {
		size_t column = sheet->schema.of[f];
		const struct cell *cell;

		deal->text[f] = (struct slice){ NULL, 0 };
		if ((fields & FIELD_BIT(f)) == 0 || column == COLUMN_NONE)
			continue;
		cell = record_cell(record, column);
		if (cell != NULL)
			deal->text[f] = slice_trim(cell->text);
	}
	for (size_t i = 0; i < sheet->demand->n_headers; i++) {
		const struct cell *cell = record_cell(record,
		    sheet->extra_columns[i]);

		deal->extra[i] = cell == NULL ? (struct slice){ NULL, 0 } :
		    slice_trim(cell->text);
	}
	return 0;
}

/* The typed values of the deal's texts. */
static void
get_values(struct sheet *sheet)
{
	struct deal *deal = &sheet->deal;
	const char *wrong;

	deal->has_amount = get_money(sheet, FIELD_AMOUNT, &deal->amount);
	deal->has_cost = get_money(sheet, FIELD_COST, &deal->cost);
	deal->has_score = get_money(sheet, FIELD_SCORE, &deal->score);
	deal->probability = get_percent(sheet);
	if (!category_read(deal->text[FIELD_CATEGORY], &deal->category))
		notice_cell(sheet, FIELD_CATEGORY, deal->text[FIELD_CATEGORY],
		    "is not omitted, pipeline, best or commit");
	deal->created = get_date(sheet, FIELD_CREATED);
	deal->close_date = get_date(sheet, FIELD_CLOSE_DATE);
	deal->closed = get_date(sheet, FIELD_CLOSED);
	deal->stage_since = get_date(sheet, FIELD_STAGE_SINCE);
	deal->next_date = get_date(sheet, FIELD_NEXT_DATE);
	deal->last_activity = get_date(sheet, FIELD_LAST_ACTIVITY);
	deal->modified = get_date(sheet, FIELD_MODIFIED);
	deal->log.n = 0;
	if (deal->text[FIELD_HISTORY].len > 0) {
		wrong = history_read(deal->text[FIELD_HISTORY], &deal->log);
		if (wrong != NULL) {
			notice_cell(sheet, FIELD_HISTORY,
			    deal->text[FIELD_HISTORY], wrong);
			deal->log.n = 0;
		}
	}
}

/* The code of its currency column, in capitals; "" where it is blank. */
static void
get_currency(struct sheet *sheet)
{
	struct slice text = sheet->deal.text[FIELD_CURRENCY];
	char *code = sheet->deal.currency;

	code[0] = '\0';
	if (text.len == 0 || money_code(text, code))
		return;
	if (text.len == 3) {
		for (size_t i = 0; i < 3; i++)
			code[i] = text.at[i] >= 'a' && text.at[i] <= 'z' ?
			    (char)(text.at[i] - 'a' + 'A') : text.at[i];
		code[3] = '\0';
		return;
	}
	notice_cell(sheet, FIELD_CURRENCY, text, "is not a currency code");
}

static const struct stage *
cached_stage(struct sheet *sheet, struct slice pipeline, struct slice name)
{
	struct stage_cache *cache = sheet->cache;
	size_t number;
	bool new;

	buffer_clear(&cache->key);
	buffer_add(&cache->key, pipeline.at, pipeline.len);
	buffer_byte(&cache->key, '\0');
	buffer_add(&cache->key, name.at, name.len);
	number = intern_number(&cache->keys, (struct slice){ cache->key.at,
	    cache->key.len }, &new);
	if (new) {
		memory_room(&cache->at, &cache->room, number + 1,
		    sizeof *cache->at);
		cache->at[number] = stages_find(sheet->stages, pipeline, name);
	}
	return cache->at[number];
}

/* Stage and kind. false: the deal is none of the figures'. */
static bool
get_stage(struct sheet *sheet)
{
	struct deal *deal = &sheet->deal;
	struct slice name = deal->text[FIELD_STAGE];
	struct slice status = deal->text[FIELD_STATUS];

	deal->stage = NULL;
	if (name.len > 0) {
		deal->stage = cached_stage(sheet, deal->text[FIELD_PIPELINE],
		    name);
		if (deal->stage == NULL) {
			notice_cell(sheet, FIELD_STAGE, name,
			    "is none of the stages; the row is left out");
			return false;
		}
	} else if (status.len > 0) {
		deal->stage = &sheet->stages->pooled;
	} else {
		notice_cell(sheet, FIELD_STAGE, name,
		    "is blank; the row is left out");
		return false;
	}
	deal->kind = deal->stage->kind;
	if (status.len > 0 && !kind_read(status, &deal->kind)) {
		notice_cell(sheet, FIELD_STATUS, status,
		    "is not open, won or lost; the row is left out");
		return false;
	}
	return true;
}

/* A row with no text in any cell is no deal: LibreOffice makes such of blank
 * lines. */
static bool
is_blank(struct record *record)
{
	size_t cells;

	for (size_t i = 0; i < record->raw.len; i++)
		if (memchr(",;\t| \"", record->raw.at[i], 6) == NULL)
			return false;
	cells = record_cells(record);
	for (size_t i = 0; i < cells; i++)
		if (slice_trim(record_cell(record, i)->text).len > 0)
			return false;
	return true;
}

/* The next record that holds a deal; the header is passed over. */
static int
next_record(struct sheet *sheet, struct record **record,
    struct trouble *what)
{
	int got;

	do {
		got = reader_next(sheet->reader, record, what);
		if (got != 1)
			break;
		sheet->previous_end = sheet->record_end;
		sheet->record_end = (*record)->offset +
		    (off_t)(*record)->raw.len;
		if ((*record)->end != LINE_NONE)
			sheet->line_end = (*record)->end;
	} while ((*record)->offset < sheet->body || is_blank(*record));
	return got;
}

int
sheet_next(struct sheet *sheet, struct deal **out, struct trouble *what)
{
	struct deal *deal = &sheet->deal;
	field_set fields = sheet->demand->fields |
	    (sheet->stages != NULL ? ALWAYS : 0);
	struct record *record;
	bool usable;
	int got;

	do {
		got = next_record(sheet, &record, what);
		if (got != 1)
			return got;
		deal->record = record;
		deal->line = record->line;
		deal->bad = 0;
		deal->closed_apart =
		    sheet->schema.of[FIELD_CLOSED] != COLUMN_NONE;
		if (get_texts(sheet, fields, record, what) != 0)
			return -1;
		usable = sheet->stages == NULL || get_stage(sheet);
		if (!usable && sheet->all) {
			deal->stage = &sheet->stages->pooled;
			deal->kind = KIND_OPEN;
			usable = true;
		}
		if (usable) {
			get_values(sheet);
			get_currency(sheet);
			if (sheet->stages != NULL)
				deal_derive(deal, sheet->stages);
		}
		if (sheet->reading->strict && sheet->notices.n > 0)
			return trouble_set(what, "%s:%llu: %s",
			    sheet->source.name,
			    (unsigned long long)sheet->notices.at[0].first[0].line,
			    sheet->notices.at[0].first[0].text);
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
	return get_texts(sheet, demand->fields | ALWAYS, sheet->deal.record,
	    what);
}

void
sheet_assign(struct sheet *sheet, size_t column, struct slice text)
{
	enum field field = sheet->schema.columns[column].field;

	if (field != FIELD_NONE)
		sheet->deal.text[field] = slice_trim(text);
	for (size_t i = 0; i < sheet->demand->n_headers; i++)
		if (sheet->extra_columns[i] == column)
			sheet->deal.extra[i] = slice_trim(text);
}

void
sheet_derive(struct sheet *sheet)
{
	struct deal *deal = &sheet->deal;

	if (!get_stage(sheet)) {
		deal->stage = &sheet->stages->pooled;
		deal->kind = KIND_OPEN;
	}
	get_values(sheet);
	get_currency(sheet);
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
sheet_close(struct sheet *sheet)
{
	reader_close(sheet->reader);
	cache_free(sheet->cache);
	free(sheet->extra_columns);
	free(sheet->deal.extra);
	log_free(&sheet->deal.log);
	notices_free(&sheet->notices);
	schema_free(&sheet->schema);
	source_close(&sheet->source);
	*sheet = (struct sheet){ 0 };
}
