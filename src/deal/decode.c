#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deal/decode.h"

#define CENTS 100

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
	if (sheet->unusable.text[0] == '\0')
		trouble_set(&sheet->unusable, "%s:%llu: %s: '%.*s' %s",
		    sheet->source.name, (unsigned long long)sheet->deal.line,
		    field_row(field)->name, text.len > 60 ? 60 : (int)text.len,
		    text.at, wrong);
}

/* A value that cannot be read as its column is written, but could be the other way
 * round, says that the column is not what it was taken for: nothing of the file can
 * be trusted then. */
static void
contradict(struct sheet *sheet, enum field field, struct slice text,
    const char *as, const char *option)
{
	if (sheet->contradiction.text[0] == '\0')
		trouble_set(&sheet->contradiction, "%s:%llu: %s: '%.*s' is %s, "
		    "but the column was written otherwise before (say %s)",
		    sheet->source.name, (unsigned long long)sheet->deal.line,
		    field_row(field)->name, text.len > 60 ? 60 :
		    (int)text.len, text.at, as, option);
}

static void
check_date(struct sheet *sheet, enum field field, struct slice text,
    enum date_order order)
{
	bool month_first = order == DATES_DMY;
	int day;

	if ((order == DATES_DMY || order == DATES_MDY) && date_read(text,
	    month_first ? DATES_MDY : DATES_DMY, &day) == NULL)
		contradict(sheet, field, text, month_first ?
		    "a date with the month first" :
		    "a date with the day first",
		    "--dates dmy, --dates mdy or mend it");
}

static void
check_money(struct sheet *sheet, enum field field, struct slice text,
    enum decimal_mark mark)
{
	bool comma = mark == DECIMAL_POINT;
	int64_t amount;
	bool blank;

	if (mark != DECIMAL_UNKNOWN && money_read(text, comma ?
	    DECIMAL_COMMA : DECIMAL_POINT, &amount, &blank) == NULL)
		contradict(sheet, field, text, comma ?
		    "an amount with a decimal comma" :
		    "an amount with a decimal point",
		    "--decimal . or --decimal , or mend it");
}

static int
get_date(struct sheet *sheet, enum field field)
{
	struct slice text = sheet->deal.text[field];
	const char *wrong;
	int day;

	wrong = date_read(text,
	    sheet->schema.columns[sheet->schema.of[field]].dates, &day);
	if (wrong == NULL)
		return day;
	check_date(sheet, field, text,
	    sheet->schema.columns[sheet->schema.of[field]].dates);
	notice_cell(sheet, field, text, wrong);
	return DATE_NONE;
}

static bool
get_money(struct sheet *sheet, enum field field, int64_t *amount)
{
	struct slice text = sheet->deal.text[field];
	const struct column *column;
	const char *wrong;
	bool blank;

	*amount = 0;
	if (text.len == 0)
		return false;
	column = &sheet->schema.columns[sheet->schema.of[field]];
	if (column->mark != DECIMAL_COMMA && !column->cents &&
	    money_canonical(text, amount))
		return true;
	wrong = money_read(text, column->mark, amount, &blank);
	if (column->cents)
		*amount /= CENTS;
	if (wrong == NULL)
		return !blank;
	check_money(sheet, field, text, column->mark);
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


/* SuiteCRM writes the name of a currency. */
static bool
named(struct slice text, char code[4])
{
	static const char *const names[][2] = {
		{ "euro", "EUR" }, { "euros", "EUR" }, { "us dollar", "USD" },
		{ "us dollars", "USD" }, { "u.s. dollar", "USD" },
		{ "british pound", "GBP" }, { "pound sterling", "GBP" },
		{ "swiss franc", "CHF" }, { "bulgarian lev", "BGN" },
		{ "japanese yen", "JPY" }, { "chinese yuan", "CNY" },
		{ "indonesian rupiah", "IDR" },
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_same(text, slice_of(names[i][0]))) {
			memcpy(code, names[i][1], 4);
			return true;
		}
	return false;
}

/* Three letters that no list has: a currency all the same, never added to another. */
static bool
lettered(struct slice text, char code[4])
{
	if (text.len != 3)
		return false;
	for (size_t i = 0; i < 3; i++) {
		if (!text_letter(text.at[i]))
			return false;
		code[i] = (char)(text_lower(text.at[i]) - 'a' + 'A');
	}
	code[3] = '\0';
	return true;
}

/* The code of its currency column, in capitals; "" where it is blank. Where it is
 * none, nobody knows what the amount is in: no figure counts it as the house's. */
static void
get_currency(struct sheet *sheet)
{
	struct deal *deal = &sheet->deal;
	struct slice text = deal->text[FIELD_CURRENCY];
	char *code = deal->currency;

	/* most often it is the one of the deal before */
	if (text.len == 3 && memcmp(text.at, code, 3) == 0)
		return;
	code[0] = '\0';
	if (text.len == 0 || money_code(text, code) || named(text, code) ||
	    lettered(text, code))
		return;
	code[0] = '\0';
	if (sheet->all) {
		notice_cell(sheet, FIELD_CURRENCY, text,
		    "is not a currency code");
		return;
	}
	notice_cell(sheet, FIELD_CURRENCY, text,
	    "is not a currency code; the amount is left out");
	deal->amount = deal->cost = 0;
	deal->has_amount = deal->has_cost = false;
}

/* Without a history, the days its stages were entered, in order. */
static void
log_of_dates(struct sheet *sheet)
{
	const struct schema *schema = &sheet->schema;
	struct deal *deal = &sheet->deal;
	struct log *log = &deal->log;

	for (size_t i = 0; i < schema->n_stage_columns; i++) {
		const struct stage_column *from = &schema->stage_columns[i];
		const struct cell *cell = record_cell(deal->record,
		    from->column);
		struct slice text = cell == NULL ? slice_of("") :
		    slice_trim(cell->text);
		const struct stage *stage;
		size_t at;
		int day;

		if (text.len == 0 || (from->pipeline.len > 0 &&
		    deal->text[FIELD_PIPELINE].len > 0 && !text_same(
		    from->pipeline, deal->text[FIELD_PIPELINE])) ||
		    date_read(text, schema->columns[from->column].dates,
		    &day) != NULL || day == DATE_NONE)
			continue;
		stage = sheet->stages == NULL ? NULL :
		    stage_cached_meant(sheet->cache,
		    deal->text[FIELD_PIPELINE], from->stage);
		memory_room(&log->at, &log->room, log->n + 1, sizeof *log->at);
		for (at = log->n; at > 0 && (log->at[at - 1].day > day ||
		    (log->at[at - 1].day == day && stage != NULL &&
		    log->at[at - 1].stage != NULL &&
		    log->at[at - 1].stage->number > stage->number)); at--)
			log->at[at] = log->at[at - 1];
		log->n++;
		log->at[at] = (struct log_entry){ .field = FIELD_STAGE,
		    .day = day, .stage = stage,
		    .value = stage != NULL ? stage->name : from->stage };
	}
}

/* The fields that have values, in the order these are got and complained of. */
static const enum field valued[] = {
	FIELD_AMOUNT, FIELD_COST, FIELD_SCORE, FIELD_PROBABILITY,
	FIELD_CATEGORY, FIELD_CREATED, FIELD_CLOSE_DATE, FIELD_CLOSED,
	FIELD_WON_ON, FIELD_LOST_ON, FIELD_STAGE_SINCE, FIELD_NEXT_DATE,
	FIELD_LAST_ACTIVITY, FIELD_MODIFIED, FIELD_CURRENCY, FIELD_HISTORY,
};

#define N_VALUED (sizeof valued / sizeof *valued)

size_t
decode_fields(field_set fields, enum field into[FIELD_COUNT])
{
	size_t n = 0;

	for (size_t i = 0; i < N_VALUED; i++)
		if ((fields & FIELD_BIT(valued[i])) != 0)
			into[n++] = valued[i];
	return n;
}

void
decode_begin(struct sheet *sheet)
{
	struct deal *deal = &sheet->deal;

	deal->amount = deal->cost = deal->score = 0;
	deal->has_amount = deal->has_cost = deal->has_score = false;
	deal->probability = PERCENT_NONE;
	deal->category = CATEGORY_NONE;
	deal->created = deal->close_date = deal->closed = DATE_NONE;
	deal->stage_since = deal->next_date = DATE_NONE;
	deal->last_activity = deal->modified = DATE_NONE;
	deal->log.n = 0;
}

static void
get_history(struct sheet *sheet)
{
	struct deal *deal = &sheet->deal;
	const char *wrong = history_read(deal->text[FIELD_HISTORY],
	    &deal->log);

	if (wrong == NULL)
		return;
	notice_cell(sheet, FIELD_HISTORY, deal->text[FIELD_HISTORY], wrong);
	deal->log.n = 0;
}

/* The value of one field that is not blank. */
static void
get_value(struct sheet *sheet, enum field field)
{
	struct deal *deal = &sheet->deal;

	switch (field) {
	case FIELD_AMOUNT:
		deal->has_amount = get_money(sheet, field, &deal->amount);
		break;
	case FIELD_COST:
		deal->has_cost = get_money(sheet, field, &deal->cost);
		break;
	case FIELD_SCORE:
		deal->has_score = get_money(sheet, field, &deal->score);
		break;
	case FIELD_PROBABILITY:
		deal->probability = get_percent(sheet);
		break;
	case FIELD_CATEGORY:
		if (!category_read(deal->text[field], &deal->category))
			notice_cell(sheet, field, deal->text[field],
			    "is not omitted, pipeline, best or commit");
		break;
	case FIELD_CREATED:
		deal->created = get_date(sheet, field);
		break;
	case FIELD_CLOSE_DATE:
		deal->close_date = get_date(sheet, field);
		break;
	case FIELD_CLOSED:
		deal->closed = get_date(sheet, field);
		break;
	case FIELD_WON_ON:
	case FIELD_LOST_ON:
		if (deal->closed == DATE_NONE && deal->kind == (field ==
		    FIELD_WON_ON ? KIND_WON : KIND_LOST))
			deal->closed = get_date(sheet, field);
		break;
	case FIELD_STAGE_SINCE:
		deal->stage_since = get_date(sheet, field);
		break;
	case FIELD_NEXT_DATE:
		deal->next_date = get_date(sheet, field);
		break;
	case FIELD_LAST_ACTIVITY:
		deal->last_activity = get_date(sheet, field);
		break;
	case FIELD_MODIFIED:
		deal->modified = get_date(sheet, field);
		break;
	case FIELD_CURRENCY:
		get_currency(sheet);
		break;
	case FIELD_HISTORY:
		get_history(sheet);
		break;
	default:
		break;
	}
}

/* Where in a deal the fields that have a way have their values. */
struct place {
	enum way way;
	size_t value, has;
};

#define DATE(name) { WAY_DATE, offsetof(struct deal, name), 0 }
#define MONEY(name) { WAY_MONEY, offsetof(struct deal, name),			\
    offsetof(struct deal, has_##name) }

static const struct place places[FIELD_COUNT] = {
	[FIELD_AMOUNT] = MONEY(amount),
	[FIELD_COST] = MONEY(cost),
	[FIELD_SCORE] = MONEY(score),
	[FIELD_CURRENCY] = { WAY_CURRENCY, 0, 0 },
	[FIELD_CREATED] = DATE(created),
	[FIELD_CLOSE_DATE] = DATE(close_date),
	[FIELD_CLOSED] = DATE(closed),
	[FIELD_STAGE_SINCE] = DATE(stage_since),
	[FIELD_NEXT_DATE] = DATE(next_date),
	[FIELD_LAST_ACTIVITY] = DATE(last_activity),
	[FIELD_MODIFIED] = DATE(modified),
};

/* Does the column, as far as it was seen, write its values in the canonical way? */
static bool
is_canonical(const struct column *column, enum way way)
{
	const struct money_style *money = &column->money;
	const char *layout = column->date_style.layout;

	if (way == WAY_DATE)
		return layout[0] == '\0' || strcmp(layout, "Y-M-D") == 0;
	return column->mark != DECIMAL_COMMA && !column->cents &&
	    (!column->has_money || (money->before[0] == '\0' &&
	    money->after[0] == '\0' && money->group[0] == '\0' &&
	    !money->parentheses));
}

struct wanted
decode_way(const struct sheet *sheet, enum field field, size_t column)
{
	const struct place *place = &places[field];
	struct wanted wanted = { field, place->way, column,
	    offsetof(struct deal, text) + field * sizeof(struct slice),
	    place->value, place->has };

	if ((wanted.way == WAY_DATE || wanted.way == WAY_MONEY) &&
	    !is_canonical(&sheet->schema.columns[column], wanted.way))
		wanted.way = WAY_TEXT;
	return wanted;
}

bool
decode_amount(struct sheet *sheet, const struct wanted *wanted,
    struct slice text)
{
	char *deal = (char *)&sheet->deal;
	int64_t amount;
	bool has = true;

	/* that long it may be an empty look-up */
	if (text.len >= 15 || !money_canonical(text, &amount))
		return false;
	memcpy(deal + wanted->value, &amount, sizeof amount);
	memcpy(deal + wanted->has, &has, sizeof has);
	return true;
}

/* The values of these fields. */
static void
get_values(struct sheet *sheet, const enum field *fields, size_t n)
{
	struct deal *deal = &sheet->deal;

	for (size_t i = 0; i < n; i++)
		/* a blank currency is a value too */
		if (deal->text[fields[i]].len > 0 ||
		    fields[i] == FIELD_CURRENCY)
			get_value(sheet, fields[i]);
	if (deal->text[FIELD_HISTORY].len == 0 && sheet->dates_stages)
		log_of_dates(sheet);
}

void
decode_values(struct sheet *sheet)
{
	decode_begin(sheet);
	if (sheet->assigned)
		get_values(sheet, valued, N_VALUED);
	else
		get_values(sheet, sheet->decoded, sheet->n_decoded);
}

void
decode_late(struct sheet *sheet)
{
	get_values(sheet, sheet->late, sheet->n_late);
}

/* A row that no figure can use. Who edits or lists keeps it all the same. */
static bool
refuse(struct sheet *sheet, enum field field, struct slice text,
    const char *wrong)
{
	char reason[96];

	snprintf(reason, sizeof reason, "%s%s", wrong, sheet->all ? "" :
	    "; the row is left out");
	notice_cell(sheet, field, text, reason);
	return false;
}

/* Closed and won as flags of their own: they win over the stage's kind. */
static bool
get_flags(struct sheet *sheet)
{
	static const enum field fields[] = { FIELD_IS_CLOSED, FIELD_IS_WON };
	struct deal *deal = &sheet->deal;
	bool flags[2] = { false, false };

	if (deal->text[FIELD_IS_CLOSED].len == 0 &&
	    deal->text[FIELD_IS_WON].len == 0)
		return true;
	for (size_t i = 0; i < 2; i++)
		if (!flag_read(deal->text[fields[i]], &flags[i]))
			return refuse(sheet, fields[i], deal->text[fields[i]],
			    "is not 0 or 1, false or true");
	/* a file that has but the one for won says nothing of lost */
	if (flags[1])
		deal->kind = KIND_WON;
	else if (flags[0])
		deal->kind = KIND_LOST;
	else if (sheet->schema.of[FIELD_IS_CLOSED] != COLUMN_NONE)
		deal->kind = KIND_OPEN;
	return true;
}

bool
decode_stage(struct sheet *sheet)
{
	struct deal *deal = &sheet->deal;
	struct slice name = deal->text[FIELD_STAGE];
	struct slice status = deal->text[FIELD_STATUS];

	deal->stage = NULL;
	if (name.len > 0) {
		deal->stage = stage_cached(sheet->cache,
		    deal->text[FIELD_PIPELINE], name);
		if (deal->stage == NULL)
			return refuse(sheet, FIELD_STAGE, name,
			    "is none of the stages");
	} else if (status.len > 0 ||
	    deal->text[FIELD_IS_CLOSED].len > 0) {
		deal->stage = &sheet->stages->pooled;
	} else {
		return refuse(sheet, FIELD_STAGE, name, "is blank");
	}
	deal->kind = deal->stage->kind;
	if (status.len > 0 && !kind_read(status, &deal->kind))
		return refuse(sheet, FIELD_STATUS, status,
		    "is not open, won or lost");
	return get_flags(sheet);
}
