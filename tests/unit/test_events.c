/* Logs of changes, read and folded into histories. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "deals.h"
#include "deal/events.h"
#include "deal/past.h"

#define RANDOM_LOGS 500
#define CHANGES 12
#define MANY 3000

static uint64_t seed;

static uint32_t
random_below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % n;
}

/* Read the log TEXT. */
static int
read_log(struct events *events, const char *text, struct notices *notices,
    struct trouble *what)
{
	const char *directory = getenv("TMPDIR");
	struct reading reading = { 0 };
	char path[256];
	int fd, result;

	snprintf(path, sizeof path, "%s/eventsXXXXXX",
	    directory != NULL ? directory : "/tmp");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(file_write(fd, text, strlen(text)), 0);
	close(fd);
	result = events_read(events, path, &reading, notices, what);
	unlink(path);
	return result;
}

/* Fold the log into the history of the first deal of DEALS; *CELL is what
 * becomes of it. */
static void
fold_log(const char *deals_text, const char *log, struct buffer *cell)
{
	struct deals deals;
	struct events events;
	struct notices notices = { 0 };
	struct trouble what = { "" };
	struct deal *deal;

	deals_open(&deals, USUAL_STAGES, deals_text, NULL);
	deals_begin(&deals);
	deal = deals_next(&deals);
	if (read_log(&events, log, &notices, &what) != 0)
		fail_msg("%s", what.text);
	buffer_clear(cell);
	buffer_add(cell, deal->text[FIELD_HISTORY].at,
	    deal->text[FIELD_HISTORY].len);
	if (events_fold(&events, deal, cell, &notices, &what) != 0)
		fail_msg("%s", what.text);
	if (notices_count(&notices) > 0)
		fail_msg("%s", notices.at[0].first[0].text);
	notices_free(&notices);
	events_free(&events);
	deals_close(&deals);
}

/* The history of a deal created on the first of January becomes WANT. */
static void
expect(const char *history, const char *log, const char *want)
{
	struct buffer deals = { 0 }, cell = { 0 };

	buffer_format(&deals, "id,stage,amount,owner,created,history\n"
	    "1,Proposal,500,ana,2026-01-01,%s\n", history);
	fold_log(buffer_text(&deals), log, &cell);
	assert_string_equal(buffer_text(&cell), want);
	buffer_free(&deals);
	buffer_free(&cell);
}

#define LOG "deal,stage,date\n"
#define A "Lead@2026-01-01"
#define B "Demo@2026-01-05"
#define C "Proposal@2026-01-05"

static void
test_order(void **state)
{
	(void)state;
	expect("", LOG "1,Demo,2026-01-05\n1,Lead,2026-01-01\n", A " > " B);
	expect("", LOG "1,Lead,2026-01-01\n1,Demo,2026-01-05\n"
	    "1,Proposal,2026-01-05\n", A " > " B " > " C);
	/* the newest first */
	expect("", LOG "1,Proposal,2026-01-05\n1,Demo,2026-01-05\n"
	    "1,Lead,2026-01-01\n", A " > " B " > " C);
	/* or by the time of the day */
	expect("", LOG "1,Proposal,2026-01-05 3:05 PM\n1,Lead,2026-01-01\n"
	    "1,Demo,2026-01-05 11:00 AM\n", A " > " B " > " C);
	/* there and back on one day */
	expect("", LOG "1,Demo,2026-01-05T09:00\n1,Proposal,2026-01-05T10:00\n"
	    "1,Demo,2026-01-05T11:00\n", B " > " C " > " B);
}

static void
test_repeats(void **state)
{
	(void)state;
	expect("", LOG "1,Demo,2026-01-05\n1,Demo,2026-01-05\n"
	    "1,demo ,2026-01-07\n", B);
	/* by another name of the stage */
	expect(A " > " B, LOG "1,Meeting,2026-01-06\n", A " > " B);
	/* what was written twice by hand stays */
	expect("Lead@2026-01-01 > Lead@2026-01-02",
	    LOG "1,Demo,2026-01-05\n",
	    "Lead@2026-01-01 > Lead@2026-01-02 > " B);
	/* nothing new: not a byte changes */
	expect(A " > amount=5@2026-01-05 > " B, LOG "1,Lead,2026-01-01\n"
	    "1,Demo,2026-01-05\n", A " > amount=5@2026-01-05 > " B);
	/* what is new goes where the log has it */
	expect(C, LOG "1,Lead,2026-01-01\n1,Demo,2026-01-05\n"
	    "1,Proposal,2026-01-05\n", A " > " B " > " C);
	expect(B, LOG "1,Demo,2026-01-05\n1,Proposal,2026-01-05\n",
	    B " > " C);
}

static void
test_values(void **state)
{
	static const char head[] = "deal,date,stage,amount,owner\n";
	char log[256];

	(void)state;
	/* what was never changed needs no entry */
	snprintf(log, sizeof log, "%s1,2026-01-01,Lead,500,ana\n"
	    "1,2026-01-05,Demo,\"500,00\",ana\n", head);
	expect("", log, A " > " B);
	snprintf(log, sizeof log, "%s1,2026-01-01,Lead,400,ana\n"
	    "1,2026-01-05,Demo,500,ana\n", head);
	expect("", log, A " > amount=400@2026-01-01 > " B
	    " > amount=500@2026-01-05");
	/* what came later does */
	snprintf(log, sizeof log, "%s1,2026-01-01,Lead,,ana\n"
	    "1,2026-01-05,Demo,500,ana\n", head);
	expect("", log, A " > " B " > amount=500@2026-01-05");
	/* and what is another now */
	snprintf(log, sizeof log, "%s1,2026-01-01,Lead,500,bo\n", head);
	expect("", log, A " > owner=bo@2026-01-01");
}

static void
test_changes(void **state)
{
	static const char head[] = "dealId,Field,Old Value,New Value,Date\n";
	char log[512];

	(void)state;
	snprintf(log, sizeof log, "%s1,stage,Lead,Demo,2026-01-05\n"
	    "1,amount,400,500,2026-01-05\n1,colour,red,blue,2026-01-05\n"
	    "1,stage,Demo,Proposal,2026-01-05\n", head);
	expect("", log, A " > amount=400@2026-01-01 > " B
	    " > amount=500@2026-01-05 > " C);
	/* the history knows better what was before */
	expect("Demo@2025-12-30", log, "Demo@2025-12-30 > "
	    "amount=400@2026-01-01 > amount=500@2026-01-05 > " C);
}

static void
refused(const char *log, const char *part)
{
	struct events events;
	struct notices notices = { 0 };
	struct trouble what = { "" };

	assert_int_equal(read_log(&events, log, &notices, &what), -1);
	assert_holds(what.text, part);
	assert_null(events.at);
	notices_free(&notices);
}

static void
test_refused(void **state)
{
	(void)state;
	refused("", "is empty");
	refused("stage,date\n", "no column for the deal's id");
	refused("deal,stage\n", "no column for the day of a change");
	refused("deal,date\n", "no column for the stage");
	refused("deal,date,value\n", "no column for the stage");
	refused("deal,stage,date\n1,Demo,3/4/2026\n", "two dates");
	refused("deal,stage,date\n1,\"Demo\n", "never closed");
}

static void
test_ids(void **state)
{
	struct events events;
	struct notices notices = { 0 };
	struct trouble what = { "" };

	(void)state;
	assert_int_equal(read_log(&events, LOG "0065g00000Fw002,Lead,"
	    "2026-01-01\nD-1,Lead,2026-01-01\nD-1,,2026-01-02\n", &notices,
	    &what), 0);
	assert_true(events_tell(&events, slice_of("0065g00000Fw002AAA")));
	assert_true(events_tell(&events, slice_of("D-1")));
	assert_false(events_tell(&events, slice_of("D-2")));
	events_left(&events, &notices);
	assert_int_equal(notices_count(&notices), 2);
	notices_free(&notices);
	events_free(&events);
}

/* A log of random changes, a row a change, in order. */
static size_t
random_log(char rows[CHANGES][64])
{
	static const char *const stages[] = { "Lead", "Demo", "Proposal",
	    "Won", "Lost" };
	size_t n = random_below(CHANGES) + 1;
	uint32_t day = 1;

	for (size_t i = 0; i < n; i++) {
		day += random_below(3);
		snprintf(rows[i], sizeof rows[i],
		    "1,%s,%u,2026-03-%02uT%02zu:00:00\n",
		    stages[random_below(5)], 100 * random_below(3) + 1, day, i);
	}
	return n;
}

/* Row FROM to TO of it as a log, in any order. */
static void
some_of(char rows[CHANGES][64], size_t from, size_t to, struct buffer *log)
{
	size_t order[CHANGES];

	buffer_clear(log);
	buffer_string(log, "deal,stage,amount,date\n");
	for (size_t i = from; i < to; i++)
		order[i] = i;
	for (size_t i = from; i < to; i++) {
		size_t other = from + random_below((uint32_t)(to - from));
		size_t swap = order[i];

		order[i] = order[other];
		order[other] = swap;
	}
	for (size_t i = from; i < to; i++)
		buffer_string(log, rows[order[i]]);
}

static void
fold_into(struct buffer *cell, struct buffer *log)
{
	struct buffer deals = { 0 };

	buffer_format(&deals, "id,stage,amount,history\n1,Lead,,%s\n",
	    buffer_text(cell));
	fold_log(buffer_text(&deals), buffer_text(log), cell);
	buffer_free(&deals);
}

/* The entries of one field. Those of two fields on one day may stand in any
 * order. */
static void
only(const struct buffer *cell, enum field field, struct buffer *out)
{
	struct log log = { 0 };

	buffer_clear(out);
	assert_null(history_read((struct slice){ cell->at, cell->len }, &log));
	for (size_t i = 0; i < log.n; i++)
		if (log.at[i].field == field)
			history_append(out, field, log.at[i].value,
			    log.at[i].day);
	log_free(&log);
}

static void
same_history(const struct buffer *a, const struct buffer *b)
{
	static const enum field fields[] = { FIELD_STAGE, FIELD_AMOUNT };
	struct buffer one = { 0 }, two = { 0 };

	for (size_t i = 0; i < 2; i++) {
		only(a, fields[i], &one);
		only(b, fields[i], &two);
		assert_string_equal(buffer_text(&one), buffer_text(&two));
	}
	buffer_free(&one);
	buffer_free(&two);
}

/* The first row of the day of row AT. */
static size_t
day_begins(char rows[CHANGES][64], size_t at)
{
	const char *day = strstr(rows[at], "2026-");

	while (at > 0 && strncmp(strstr(rows[at - 1], "2026-"), day, 10) == 0)
		at--;
	return at;
}

/* A log folded month by month, each time from its beginning or from that of a
 * day, gives what all of it gives at once; and folding it again changes
 * nothing. */
static void
test_random(void **state)
{
	(void)state;
	for (int i = 0; i < RANDOM_LOGS; i++) {
		char rows[CHANGES][64];
		struct buffer log = { 0 }, once = { 0 }, parts = { 0 };
		size_t n = random_log(rows), at = 0, to;

		some_of(rows, 0, n, &log);
		fold_into(&once, &log);
		for (to = 0; to < n; ) {
			to += random_below((uint32_t)(n - to)) + 1;
			some_of(rows, random_below(2) ? 0 :
			    day_begins(rows, at), to, &log);
			fold_into(&parts, &log);
			at = to;
		}
		same_history(&parts, &once);
		buffer_clear(&parts);
		buffer_add(&parts, once.at, once.len);
		some_of(rows, 0, n, &log);
		fold_into(&parts, &log);
		assert_string_equal(buffer_text(&parts), buffer_text(&once));
		buffer_free(&log);
		buffer_free(&once);
		buffer_free(&parts);
	}
}

/* A log of MANY changes of one day. */
static void
day_of_many(struct buffer *log)
{
	buffer_clear(log);
	buffer_string(log, LOG);
	for (int i = 0; i < MANY; i++)
		buffer_format(log, "1,S%u,2026-03-01\n", random_below(MANY));
}

/* The history of it keeps what it had, and has all that the log has, in order,
 * even where there are too many for the longest sequence that both have; so the
 * log can be folded again. */
static void
test_many(void **state)
{
	struct buffer one = { 0 }, other = { 0 }, cell = { 0 }, want = { 0 };

	(void)state;
	day_of_many(&one);
	day_of_many(&other);
	fold_into(&cell, &one);
	fold_into(&want, &one);
	fold_into(&want, &other);
	assert_true(want.len > cell.len);
	buffer_clear(&cell);
	buffer_add(&cell, want.at, want.len);
	fold_into(&cell, &one);
	assert_string_equal(buffer_text(&cell), buffer_text(&want));
	fold_into(&cell, &other);
	assert_string_equal(buffer_text(&cell), buffer_text(&want));
	buffer_free(&one);
	buffer_free(&other);
	buffer_free(&cell);
	buffer_free(&want);
}

/* What the cells of a row tell of its past. */
static void
expect_past(const char *stages, const char *text, enum past past,
    const char *want)
{
	struct deals deals;
	struct buffer out = { 0 };

	deals_open(&deals, stages, text, NULL);
	deals_begin(&deals);
	past_write(deals_next(&deals), past, &out);
	assert_string_equal(buffer_text(&out), want);
	buffer_free(&out);
	deals_close(&deals);
}

static void
test_past(void **state)
{
	static const char dates[] = "id,stage,close_date,"
	    "\"Date entered \"\"Lead (P)\"\"\",\"Date entered \"\"Won (P)\"\"\"\n"
	    "1,Won,2026-02-05,2026-01-02,\n";
	static const char guess[] = "id,stage,modified,"
	    "\"Date entered \"\"Lead (P)\"\"\",\"Date entered \"\"Won (P)\"\"\"\n"
	    "1,Demo,2026-02-05,2026-01-02,\n";

	(void)state;
	expect_past(USUAL_STAGES, "id,stage,created\n1,Lead,2026-01-02\n",
	    PAST_CREATED, "Lead@2026-01-02");
	expect_past(USUAL_STAGES, "id,stage,created\n1,Lead,2026-01-02\n",
	    PAST_DAYS, "");
	expect_past(USUAL_STAGES, "id,stage,created\n1,Demo,2026-01-02\n",
	    PAST_CREATED, "");
	expect_past(USUAL_STAGES, "id,stage,stage_since\n1,meeting,2026-01-02\n",
	    PAST_DAYS, "meeting@2026-01-02");
	expect_past(USUAL_STAGES, "id,stage,stage_since\n1,Demo,2026-01-02\n",
	    PAST_DATES, "");
	expect_past(USUAL_STAGES, "id,stage,closed\n1,Won,2026-01-02\n",
	    PAST_DAYS, "Won@2026-01-02");
	expect_past(USUAL_STAGES, "id,stage,closed\n1,Fulfilment,2026-01-02\n",
	    PAST_DAYS, "");
	expect_past(USUAL_STAGES, "id,stage,status,closed\n"
	    "1,Demo,won,2026-01-02\n", PAST_CREATED, "");
	expect_past(USUAL_STAGES, "id,stage,closed\n1,Won,\n", PAST_DAYS, "");
	/* the stage it is in has no date, but is known by its closing */
	expect_past(USUAL_STAGES, dates, PAST_DATES,
	    "Lead@2026-01-02 > Won@2026-02-05");
	/* it is not by a change of the row */
	expect_past(USUAL_STAGES, guess, PAST_DATES, "Lead@2026-01-02");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_repeats),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_past),
	};
	const char *given = getenv("SEED");

	seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
	seed |= seed == 0;
	printf("# SEED=%" PRIu64 "\n", seed);
	fflush(stdout);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
