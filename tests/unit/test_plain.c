/* Deals are read by a short path where they are written as most are, and else by the
 * whole one: both read the same. With every cell through libcsv no record takes the
 * short one, so that is what it is compared with, in files of any columns, for any
 * demand, and behind another reading of the same sheet. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "deals.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define FILES 4000
#define EVERY_FIELD (FIELD_BIT(FIELD_COUNT) - 1)

static uint32_t state_of_chance = 5;

static unsigned
draw(unsigned n)
{
	state_of_chance = state_of_chance * 1664525 + 1013904223;
	return (state_of_chance >> 16) % n;
}

static const char *
one_of(const char *const *texts, size_t n)
{
	return texts[draw((unsigned)n)];
}

#define ONE_OF(...)								\
    one_of((const char *const[]){ __VA_ARGS__ },				\
    COUNT(((const char *const[]){ __VA_ARGS__ })))

static const char *
odd_value(enum field_type type)
{
	switch (type) {
	case TYPE_MONEY:
	case TYPE_NUMBER:
		return ONE_OF("0", "007", "-12.5", "1234.5678", "99999999999",
		    "12.345678", "1e3", "000000000000000", "-", "x");
	case TYPE_DATE:
		return ONE_OF("2026-02-30", "0000-00-00", "2026-01-05 10:30",
		    "20260304", "2026-1-5", "2026-01-0a", "0000-00-00 00:00:00",
		    "soon");
	case TYPE_PERCENT:
		return ONE_OF("12.5", "130", "x");
	case TYPE_STATUS:
		return ONE_OF("active", "gone");
	case TYPE_FLAG:
		return ONE_OF("yes", "maybe");
	case TYPE_HISTORY:
		return ONE_OF("Lead@2025-01-01 > Won@2025-13-01", "Lead");
	default:
		return ONE_OF("000000000000000AAA", "000000000000000", "x y",
		    "客户", "a longer text than sixteen bytes", "\xc2\xa0z",
		    "0", "'");
	}
}

static const char *
usual_value(enum field field)
{
	if (field == FIELD_STAGE)
		return ONE_OF("Lead", "Demo", "Proposal", "Won", "Lost",
		    "Closed Won", "Meeting");
	if (field == FIELD_PIPELINE)
		return ONE_OF("a", "b", "c", "d", "e", "f", "g", "h", "i", "j",
		    "k", "l", "m", "n");
	if (field == FIELD_CURRENCY)
		return ONE_OF("EUR", "EUR", "EUR", "USD", "eur", "euro", "?");
	switch (field_row(field)->type) {
	case TYPE_MONEY:
	case TYPE_NUMBER:
		return ONE_OF("5", "123", "1234", "56789.10", "1000000",
		    "12345678", "0.5", "31609.99", "9.99");
	case TYPE_DATE:
		return ONE_OF("2025-03-04", "2025-12-31", "2026-02-28",
		    "2024-02-29", "1999-01-01");
	case TYPE_PERCENT:
		return ONE_OF("0", "10", "75", "100");
	case TYPE_STATUS:
		return ONE_OF("open", "won", "lost");
	case TYPE_CATEGORY:
		return ONE_OF("commit", "best", "pipeline", "omitted");
	case TYPE_FLAG:
		return ONE_OF("0", "1", "true", "false");
	case TYPE_HISTORY:
		return ONE_OF("Lead@2025-01-01 > Demo@2025-02-01",
		    "Lead@2025-01-01 > Won@2025-04-01",
		    "owner=ana@2025-01-01");
	default:
		return ONE_OF("ana", "Grace Ivanova", "bo", "D-1", "Acme Ltd");
	}
}

/* One in ODD is written otherwise than most. */
static void
add_cell(struct buffer *out, enum field field, unsigned odd)
{
	const char *value = "";

	if (draw(5) > 0)
		value = usual_value(field);
	if (draw(odd) == 0)
		value = odd_value(field_row(field)->type);
	switch (draw(odd)) {
	case 0:
		buffer_format(out, "\"%s\"", value);
		break;
	case 1:
		buffer_format(out, " %s", value);
		break;
	case 2:
		buffer_format(out, "%s ", value);
		break;
	case 3:
		buffer_format(out, "\"%s\"\"\"", value);
		break;
	default:
		buffer_string(out, value);
	}
}

/* A file of some of the fields, in any order, the stage or the status among them. */
static void
random_file(struct buffer *out)
{
	enum field fields[FIELD_COUNT];
	const char *end = draw(3) == 0 ? "\r\n" : "\n";
	/* few columns or many, so that rows are plain from end to end and not */
	unsigned odd = draw(2) == 0 ? 12 : 200, part = 2 + draw(4);
	bool dated = draw(4) == 0;
	size_t n = 0;

	buffer_clear(out);
	for (int f = 0; f < FIELD_COUNT; f++)
		if (draw(part) == 0 || (f == FIELD_STAGE && draw(9) > 0))
			fields[n++] = (enum field)f;
	if (n == 0)
		fields[n++] = FIELD_STAGE;
	for (size_t i = n; i-- > 1; ) {
		size_t other = draw((unsigned)i + 1);
		enum field field = fields[i];

		fields[i] = fields[other];
		fields[other] = field;
	}
	for (size_t i = 0; i < n; i++)
		buffer_format(out, "%s%s", i == 0 ? "" : ",",
		    field_row(fields[i])->name);
	if (dated)
		buffer_string(out, ",Date entered \"Lead\","
		    "Date entered \"Demo\"");
	buffer_string(out, end);
	for (int row = 0; row < 16; row++) {
		size_t cells = draw(15) == 0 ? draw((unsigned)n + 1) : n;
		bool blank = draw(20) == 0, footer = draw(20) == 0;

		for (size_t i = 0; i < cells; i++) {
			if (i > 0)
				buffer_byte(out, ',');
			if (i == 0 && footer)
				buffer_string(out, "Total");
			else if (!blank && !footer)
				add_cell(out, fields[i], odd);
		}
		for (int i = 0; i < 2 && dated && cells == n; i++) {
			buffer_byte(out, ',');
			add_cell(out, FIELD_CREATED, odd);
		}
		buffer_string(out, end);
	}
	buffer_byte(out, '\0');
}

/* All that a deal says, in words. */
static void
add_deal(struct buffer *out, const struct deal *deal)
{
	buffer_format(out, "%llu bad %llx:", (unsigned long long)deal->line,
	    (unsigned long long)deal->bad);
	for (int f = 0; f < FIELD_COUNT; f++)
		buffer_format(out, " [%.*s]", (int)deal->text[f].len,
		    deal->text[f].len == 0 ? "" : deal->text[f].at);
	buffer_format(out, " %lld %lld %lld %d%d%d %lld %d '%s'",
	    (long long)deal->amount, (long long)deal->cost,
	    (long long)deal->score, deal->has_amount, deal->has_cost,
	    deal->has_score, (long long)deal->probability,
	    (int)deal->category, deal->currency);
	buffer_format(out, " %d %d %d %d %d %d %d", deal->created,
	    deal->close_date, deal->closed, deal->stage_since,
	    deal->next_date, deal->last_activity, deal->modified);
	buffer_format(out, " %.*s %d log %zu %d: %d %d %d\n",
	    (int)deal->stage->name.len, deal->stage->name.at,
	    (int)deal->kind, deal->log.n, deal->has_log, deal->entered,
	    deal->changed, deal->closed_on);
}

/* What the sheet's deals say for a demand, and how it ends. */
static void
add_deals(struct buffer *out, struct deals *deals, field_set fields)
{
	struct deal *deal;
	int got;

	deals->demand.fields = fields;
	deals->sheet.unusable.text[0] = deals->sheet.contradiction.text[0] =
	    '\0';
	got = sheet_begin(&deals->sheet, &deals->demand, &deals->stages,
	    &deals->what);
	while (got == 0 && (got = sheet_next(&deals->sheet, &deal,
	    &deals->what)) == 1) {
		add_deal(out, deal);
		got = 0;
	}
	buffer_format(out, "%s\n%s\n", got < 0 ? deals->what.text : "",
	    deals->sheet.unusable.text);
}

/* By a reading; BEFORE: for all fields first, which must leave nothing. */
static char *
said(const char *text, struct reading reading, field_set fields, bool all,
    bool before)
{
	struct buffer out = { 0 };
	struct deals deals;
	char *says;

	deals_open(&deals, USUAL_STAGES, text, &reading);
	deals.sheet.all = all;
	if (before)
		add_deals(&out, &deals, EVERY_FIELD);
	buffer_clear(&out);
	add_deals(&out, &deals, fields);
	says = memory_text(buffer_text(&out));
	buffer_free(&out);
	deals_close(&deals);
	return says;
}

static void
both_paths(void **state)
{
	struct buffer text = { 0 };
	size_t deals = 0;

	(void)state;
	for (int i = 0; i < FILES; i++) {
		field_set fields = draw(4) == 0 ? EVERY_FIELD : 0;
		bool all = draw(4) == 0;
		char *right, *quick, *again, *portable;

		for (int f = 0; f < FIELD_COUNT; f++)
			if (draw(4) == 0)
				fields |= FIELD_BIT(f);
		random_file(&text);
		right = said(text.at, (struct reading){ .libcsv_only = true },
		    fields, all, false);
		quick = said(text.at, (struct reading){ .strict = false },
		    fields, all, false);
		again = said(text.at, (struct reading){ .strict = false },
		    fields, all, true);
		portable = said(text.at, (struct reading){ .portable = true },
		    fields, all, false);
		assert_string_equal(quick, right);
		assert_string_equal(again, right);
		assert_string_equal(portable, right);
		for (const char *at = right; (at = strstr(at, " log ")) != NULL;
		    at++)
			deals++;
		free(right);
		free(quick);
		free(again);
		free(portable);
	}
	assert_true(deals > FILES * 4);
	buffer_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
