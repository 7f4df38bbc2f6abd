#ifndef DEAL_DECODE_H
#define DEAL_DECODE_H

/*
 * The sheet's own part that makes typed values of a deal's texts.
 */

#include "deal/sheet.h"

/* Stage and kind by the cells. false: the deal is none of the figures'
 * (noticed). */
bool decode_stage(struct sheet *);

/* The same where the stage alone tells, and it is one of the stages; else false, and
 * decode_stage must. Inline: asked for every deal. */
static inline bool
decode_stage_soon(struct sheet *sheet)
{
	struct deal *deal = &sheet->deal;
	const struct stage *stage;

	if (sheet->status || deal->text[FIELD_STAGE].len == 0)
		return false;
	stage = stage_cached(sheet->cache, deal->text[FIELD_PIPELINE],
	    deal->text[FIELD_STAGE]);
	if (stage == NULL)
		return false;
	deal->stage = stage;
	deal->kind = stage->kind;
	return true;
}

/* Those of FIELDS that decode_values makes a value of, in its order; how many. */
size_t decode_fields(field_set fields, enum field into[FIELD_COUNT]);
/* The way to read a field that is in COLUMN. */
struct wanted decode_way(const struct sheet *, enum field, size_t column);
/* Amounts, dates, history and the rest; what cannot be read is noticed. */
void decode_values(struct sheet *);
/* Or, in three steps: no cell says anything yet, which is not needed behind a deal that
 * had no values but those that have a way; these by it; and, if that served for all of
 * them, those that have none. */
void decode_begin(struct sheet *);
void decode_late(struct sheet *);

/*
 * Behind decode_begin: read a value by its way from a cell's bytes. False where it is
 * not what they say: then what is between their quotes is tried, and decode_amount;
 * and where these do not serve, decode_values must. Inline: asked for every cell.
 */
typedef bool decoder(struct sheet *, const struct wanted *, struct slice text);

static inline bool
decode_date(struct sheet *sheet, const struct wanted *wanted,
    struct slice text)
{
	int day = date_recall(&sheet->dates, text);

	memcpy((char *)&sheet->deal + wanted->value, &day, sizeof day);
	return day != DATE_NONE || text.len == 0;
}

/* One that is canonical, but not as most amounts are written. */
bool decode_amount(struct sheet *, const struct wanted *, struct slice text);

static inline bool
decode_money(struct sheet *sheet, const struct wanted *wanted,
    struct slice text)
{
	int64_t amount = money_soon(text);
	const bool has = amount != 0;

	memcpy((char *)&sheet->deal + wanted->value, &amount, sizeof amount);
	memcpy((char *)&sheet->deal + wanted->has, &has, sizeof has);
	return has || text.len == 0;
}

/* Most often it is the one of the deal before. */
static inline bool
decode_currency(struct sheet *sheet, const struct wanted *wanted,
    struct slice text)
{
	(void)wanted;
	if (text.len == 0)
		sheet->deal.currency[0] = '\0';
	return text.len == 0 || (text.len == 3 &&
	    text_equal(text.at, sheet->deal.currency, 3));
}

#endif
