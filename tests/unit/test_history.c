/* The history cell: every form, what is no history, and back again. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "deal/history.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct expected {
	enum field field;
	const char *value;
	const char *day;
};

static void
assert_reads(const char *cell, const struct expected *entries, size_t n)
{
	struct log log = { 0 };
	const char *wrong = history_read(slice_of(cell), &log);

	if (wrong != NULL)
		fail_msg("'%s' %s", cell, wrong);
	assert_int_equal(log.n, n);
	for (size_t i = 0; i < n; i++) {
		char iso[11];

		assert_int_equal(log.at[i].field, entries[i].field);
		if (!slice_is(log.at[i].value, entries[i].value))
			fail_msg("'%s': entry %zu is '%.*s', not '%s'", cell,
			    i, (int)log.at[i].value.len, log.at[i].value.at,
			    entries[i].value);
		assert_string_equal(date_iso(log.at[i].day, iso),
		    entries[i].day);
		assert_null(log.at[i].stage);
	}
	log_free(&log);
}

#define READS(cell, ...) do {						\
	static const struct expected expected[] = { __VA_ARGS__ };	\
									\
	assert_reads(cell, expected, COUNT(expected));			\
} while (0)

static void
every_form(void **state)
{
	(void)state;
	assert_reads("", NULL, 0);
	assert_reads(" \t", NULL, 0);
	READS("Lead@2026-01-03", { FIELD_STAGE, "Lead", "2026-01-03" });
	READS("  Lead@2026-01-03 ", { FIELD_STAGE, "Lead", "2026-01-03" });
	READS("Prospecting@2026-01-03 > Qualification@2026-01-20 > "
	    "amount=9000@2026-02-01 > Proposal@2026-02-11 > "
	    "close_date=2026-04-30@2026-03-15",
	    { FIELD_STAGE, "Prospecting", "2026-01-03" },
	    { FIELD_STAGE, "Qualification", "2026-01-20" },
	    { FIELD_AMOUNT, "9000", "2026-02-01" },
	    { FIELD_STAGE, "Proposal", "2026-02-11" },
	    { FIELD_CLOSE_DATE, "2026-04-30", "2026-03-15" });
	READS("owner=ana@2026-01-01 > pipeline=Partners@2026-01-01",
	    { FIELD_OWNER, "ana", "2026-01-01" },
	    { FIELD_PIPELINE, "Partners", "2026-01-01" });
	READS("潜在客户@2026-01-03 > Загубена@2026-01-03",
	    { FIELD_STAGE, "潜在客户", "2026-01-03" },
	    { FIELD_STAGE, "Загубена", "2026-01-03" });
}

static void
values_of_all_kinds(void **state)
{
	(void)state;
	/* only these four fields are known; all else is part of a stage */
	READS("score=5@2026-01-03", { FIELD_STAGE, "score=5", "2026-01-03" });
	READS("Owner=ana@2026-01-03",
	    { FIELD_STAGE, "Owner=ana", "2026-01-03" });
	READS("a=b=c@2026-01-03 > owner=a=b@2026-01-03",
	    { FIELD_STAGE, "a=b=c", "2026-01-03" },
	    { FIELD_OWNER, "a=b", "2026-01-03" });
	READS("owner=ana@acme.com@2026-01-03",
	    { FIELD_OWNER, "ana@acme.com", "2026-01-03" });
	READS("A > B@2026-01-03 > C > D@2026-01-04",
	    { FIELD_STAGE, "A > B", "2026-01-03" },
	    { FIELD_STAGE, "C > D", "2026-01-04" });
	READS("Call @ 9@2026-01-03", { FIELD_STAGE, "Call @ 9", "2026-01-03" });
	READS("Q@2026-01-03 old@2026-01-04",
	    { FIELD_STAGE, "Q@2026-01-03 old", "2026-01-04" });
	READS("Q@2026-13-03@2026-01-04",
	    { FIELD_STAGE, "Q@2026-13-03", "2026-01-04" });
	READS("Q@2026-01-03 >@2026-01-04",
	    { FIELD_STAGE, "Q@2026-01-03 >", "2026-01-04" });
	READS("owner=@2026-01-03 > amount=@2026-01-04",
	    { FIELD_OWNER, "", "2026-01-03" },
	    { FIELD_AMOUNT, "", "2026-01-04" });
	READS("two\nlines@2026-01-03", { FIELD_STAGE, "two\nlines",
	    "2026-01-03" });
	READS("A@0001-01-01 > B@9999-12-31", { FIELD_STAGE, "A", "0001-01-01" },
	    { FIELD_STAGE, "B", "9999-12-31" });
}

static void
malformed(void **state)
{
	static const char *const cells[] = {
		"Lead", "@", "Lead@", "Lead@2026", "Lead@2026-01-3",
		"Lead@2026-02-29", "Lead@0000-00-00", "Lead@2026-01-03 >",
		"Lead@2026-01-03 > ", "Lead@2026-01-03 > Demo",
		"Lead@2026-01-03 > Demo@", "Lead@2026-01-03> Demo",
		"Lead@2026-01-03T10:00", "Lead 2026-01-03", "@2026-01-03",
		"Lead@2026-01-03 > @2026-01-04", "2026-01-03",
		"Lead@03.01.2026",
	};
	struct log log = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cells); i++) {
		const char *wrong = history_read(slice_of(cells[i]), &log);

		if (wrong == NULL)
			fail_msg("'%s' is a history", cells[i]);
		assert_memory_equal(wrong, "is not a history", 16);
	}
	assert_string_equal(history_read(slice_of("B@2026-01-04 > "
	    "A@2026-01-03"), &log), "goes back in time");
	log_free(&log);
}

/* Log is emptied, its room kept. */
static void
read_again(void **state)
{
	struct log log = { 0 };

	(void)state;
	assert_null(history_read(slice_of("A@2026-01-01 > B@2026-01-02"),
	    &log));
	assert_int_equal(log.n, 2);
	assert_null(history_read(slice_of("C@2026-01-01"), &log));
	assert_int_equal(log.n, 1);
	assert_null(history_read(slice_of(""), &log));
	assert_int_equal(log.n, 0);
	log_free(&log);
}

static void
what_may_stand_in_it(void **state)
{
	(void)state;
	assert_true(history_may_hold(FIELD_STAGE, slice_of("Lead")));
	assert_true(history_may_hold(FIELD_STAGE, slice_of("A > B")));
	assert_true(history_may_hold(FIELD_STAGE, slice_of("score=5")));
	assert_true(history_may_hold(FIELD_OWNER, slice_of("ana@acme.com")));
	assert_true(history_may_hold(FIELD_OWNER, slice_of("")));
	assert_true(history_may_hold(FIELD_OWNER, slice_of("x@2026-01-01")));
	assert_false(history_may_hold(FIELD_STAGE, slice_of("")));
	assert_false(history_may_hold(FIELD_STAGE, slice_of("owner=ana")));
	assert_false(history_may_hold(FIELD_STAGE, slice_of("amount=")));
	assert_false(history_may_hold(FIELD_OWNER,
	    slice_of("x@2026-01-01 > y")));
	assert_false(history_may_hold(FIELD_STAGE, slice_of(" Lead")));
}

static unsigned
draw(unsigned n)
{
	static uint32_t state = 20261;

	state = state * 1664525 + 1013904223;
	return (state >> 16) % n;
}

/* A value of pieces that are apt to be misread. */
static void
random_value(struct buffer *value)
{
	static const char *const pieces[] = {
		"@", " > ", "=", "owner", "amount=", "2026-01-03", "a", " ",
		">", "@2026-01-04", "\n", "é", "Lead", "-", "\"", ","
	};

	buffer_clear(value);
	for (unsigned n = draw(6); n > 0; n--)
		buffer_string(value, pieces[draw(COUNT(pieces))]);
}

/* What may be held, and only that, comes back as it was. */
static void
round_trip(void **state)
{
	static const enum field fields[] = { FIELD_STAGE, FIELD_AMOUNT,
	    FIELD_CLOSE_DATE, FIELD_OWNER, FIELD_PIPELINE };
	struct buffer cell = { 0 }, values[8] = { { 0 } };
	struct log log = { 0 };
	size_t held = 0;

	(void)state;
	for (size_t round = 0; round < 20000; round++) {
		enum field of[8];
		size_t n = 0, want = 1 + draw(8);

		buffer_clear(&cell);
		while (n < want) {
			of[n] = fields[draw(COUNT(fields))];
			random_value(&values[n]);
			if (!history_may_hold(of[n], (struct slice){
			    values[n].at, values[n].len }))
				continue;
			history_append(&cell, of[n], (struct slice){
			    values[n].at, values[n].len }, (int)n / 2);
			n++;
		}
		if (history_read((struct slice){ cell.at, cell.len },
		    &log) != NULL || log.n != n)
			fail_msg("'%s' is not read back",
			    buffer_text(&cell));
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(log.at[i].field, of[i]);
			assert_int_equal(log.at[i].day, i / 2);
			assert_int_equal(log.at[i].value.len, values[i].len);
			assert_true(values[i].len == 0 ||
			    memcmp(log.at[i].value.at, values[i].at,
			    values[i].len) == 0);
		}
		held += n;
	}
	assert_true(held > 40000);
	for (size_t i = 0; i < COUNT(values); i++)
		buffer_free(&values[i]);
	buffer_free(&cell);
	log_free(&log);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form),
		cmocka_unit_test(values_of_all_kinds),
		cmocka_unit_test(malformed),
		cmocka_unit_test(read_again),
		cmocka_unit_test(what_may_stand_in_it),
		cmocka_unit_test(round_trip),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
