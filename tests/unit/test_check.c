/* The checker: its findings in order, what is mended, random damage. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "deal/check.h"

#define ROUNDS 400

static char directory[256];
static const struct reading reading = { .delimiter = '\0' };

static const char *
at(const char *name)
{
	static char path[4][300];
	static int turn;

	turn = (turn + 1) % 4;
	snprintf(path[turn], sizeof path[turn], "%s/%s", directory, name);
	return path[turn];
}

static int
make_directory(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(directory, sizeof directory, "%s/pl-check-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	return mkdtemp(directory) == NULL ? -1 : 0;
}

static int
remove_directory(void **state)
{
	static const char *const names[] = { "deals.csv", "other.csv",
	    "stages.csv", "activities.csv", "goals.csv" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(at(names[i]));
	return rmdir(directory);
}

static void
write_file(const char *name, const char *text)
{
	FILE *file = fopen(at(name), "wb");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
read_file(const char *name, struct buffer *out)
{
	FILE *file = fopen(at(name), "rb");
	int c;

	assert_non_null(file);
	buffer_clear(out);
	while ((c = getc(file)) != EOF)
		buffer_byte(out, (char)c);
	fclose(file);
}

/* Check (and mend) deals.csv and, if it is asked for, other.csv. */
static int
run(struct findings *findings, bool mend, bool both, struct trouble *what)
{
	char *paths[2] = { (char *)(uintptr_t)at("deals.csv"),
	    (char *)(uintptr_t)at("other.csv") };
	struct check_request request = { .paths = paths,
	    .n_paths = both ? 2 : 1, .reading = &reading,
	    .today = date_of(2026, 9, 30), .fiscal = 1, .mend = mend,
	    .file = { .wait = 1 } };

	return check_run(findings, &request, stdout, what);
}

/* The lines of what is found, without the directory. */
static void
lines_of(const struct findings *findings, struct buffer *out)
{
	size_t skip = strlen(directory) + 1;
	struct buffer line = { 0 };

	buffer_clear(out);
	for (size_t i = 0; i < findings->n; i++) {
		buffer_clear(&line);
		finding_line(&findings->at[i], &line);
		buffer_string(out, buffer_text(&line) + skip);
		buffer_byte(out, '\n');
	}
	buffer_free(&line);
}

static void
finds(const char *deals, bool mend, const char *expected, size_t left)
{
	struct findings findings;
	struct buffer lines = { 0 };
	struct trouble what = { "" };

	write_file("deals.csv", deals);
	if (run(&findings, mend, false, &what) != 0)
		fail_msg("%s", what.text);
	lines_of(&findings, &lines);
	assert_string_equal(buffer_text(&lines), expected);
	assert_int_equal(findings_left(&findings), left);
	buffer_free(&lines);
	findings_free(&findings);
}

static void
holds(const char *name, const char *expected)
{
	struct buffer text = { 0 };

	read_file(name, &text);
	assert_string_equal(buffer_text(&text), expected);
	buffer_free(&text);
}

/* By line, not as they were met; what is found at the end too. */
static void
test_order(void **state)
{
	(void)state;
	finds("id,stage,owner,x\n"
	    "1,Lead,Ana,\n"
	    ",Lead,ana,=A1\n"
	    "1,Lead,ana,", false,
	    "deals.csv:2: owner: 'Ana' (1 deal) is written 'ana' elsewhere (2)\n"
	    "deals.csv:3: x: '=A1' would be run as a formula by a spreadsheet\n"
	    "deals.csv:3: id: is blank\n"
	    "deals.csv:4: id: '1' is on line 2 too\n"
	    "deals.csv:4: is the last line and has no line end\n", 5);
	finds("id,stage\n1,Lead\n", false, "", 0);
}

static void
test_mended(void **state)
{
	(void)state;
	finds("id,stage\n7,Lead\n,Lead\n,lead\n", true,
	    "deals.csv:3: id: is blank; mended: 8\n"
	    "deals.csv:4: id: is blank; mended: 9\n"
	    "deals.csv:4: stage: 'lead' is written 'Lead' elsewhere; mended: "
	    "Lead\n", 0);
	holds("deals.csv", "id,stage\n7,Lead\n8,Lead\n9,Lead\n");
	finds("id,stage\nx,Lead\n,lead\n", true,
	    "deals.csv:3: id: is blank\n"
	    "deals.csv:3: stage: 'lead' is written 'Lead' elsewhere; mended: "
	    "Lead\n", 1);
	holds("deals.csv", "id,stage\nx,Lead\n,Lead\n");
}

/* Two files: in their order; stages and activities are of both. */
static void
test_both(void **state)
{
	struct findings findings;
	struct buffer lines = { 0 };
	struct trouble what = { "" };

	(void)state;
	write_file("stages.csv", "stage,kind\nLead,open\nWon,won\n");
	write_file("activities.csv", "deal,due\n1,2026-01-01\n2,2026-01-01\n"
	    "3,2026-01-01\n");
	write_file("deals.csv", "id,stage\n1,Leed\n");
	write_file("other.csv", "id,stage\n2,Wonn\n,Lead\n");
	assert_int_equal(run(&findings, true, true, &what), 0);
	lines_of(&findings, &lines);
	assert_string_equal(buffer_text(&lines),
	    "deals.csv:2: stage: 'Leed' is none of the stages (nearest: Lead)\n"
	    "other.csv:2: stage: 'Wonn' is none of the stages (nearest: Won)\n"
	    "other.csv:3: id: is blank; mended: 4\n"
	    "activities.csv:4: deal: there is no deal '3'\n");
	holds("other.csv", "id,stage\n2,Wonn\n4,Lead\n");
	findings_free(&findings);
	buffer_free(&lines);
	unlink(at("stages.csv"));
	unlink(at("activities.csv"));
}

/* Beyond repair: nothing is found, nothing is touched. */
static void
test_ruin(void **state)
{
	struct findings findings;
	struct trouble what = { "" };

	(void)state;
	write_file("deals.csv", "id,stage\n1,Lead\n,Lead\n");
	write_file("other.csv", "id,stage\n1,\"Lead\n");
	assert_int_equal(run(&findings, true, true, &what), -1);
	assert_string_equal(what.text + strlen(directory) + 1,
	    "other.csv:2: column 2: quote is never closed");
	assert_int_equal(findings.n, 0);
	assert_null(findings.at);
	holds("deals.csv", "id,stage\n1,Lead\n,Lead\n");
}

/* Every rule has a name of its own and a line. */
static void
test_rules(void **state)
{
	const char *key, *other, *what;
	size_t n = 0;

	(void)state;
	for (; check_rule_named(n, &key, &what); n++) {
		assert_true(*key != '\0' && *what != '\0');
		for (size_t i = 0; i < n; i++) {
			check_rule_named(i, &other, &what);
			assert_string_not_equal(key, other);
		}
	}
	assert_true(n > 20);
}

/*
 * Random damage: mending touches no line it does not name, and once is enough.
 */

static uint64_t seed = 20260930;

static size_t
draw(size_t n)
{
	seed = seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return (size_t)(seed >> 33) % n;
}

static const char *
pick(const char *const *from, size_t n)
{
	return from[draw(n)];
}

#define PICK(...) pick((const char *const[]){ __VA_ARGS__ },			\
    sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void
random_deals(struct buffer *out, const char *end)
{
	size_t rows = 1 + draw(8);

	buffer_clear(out);
	buffer_format(out, "id,stage,created,closed,stage_since,next_step,"
	    "next_date,last_activity,history%s", end);
	for (size_t i = 0; i < rows; i++)
		buffer_format(out, "%s,%s,%s,%s,%s,%s,%s,%s,%s%s",
		    PICK("", "D-1", "D-2", "D-3", "D-10", "\"\""),
		    PICK("Lead", " lead", "\"LEAD \"", "Quote", "Won", "wun",
		    "Proposal ", "\tLost"),
		    PICK("", "2026-01-01", "x"), PICK("", "2026-03-01"),
		    PICK("", "2026-02-01", "2025-01-01"),
		    PICK("", "Call", "\"By, hand\"", "=x"),
		    PICK("", "2026-05-01", "2026-06-01"),
		    PICK("", "2026-01-01", "2026-12-31"),
		    PICK("", "Lead@2026-01-01", "bad",
		    "Lead@2026-01-01 > Proposal@2026-02-01",
		    "\"Lead@2026-01-01 > Old, one@2026-01-05\""), end);
}

/* Line NUMBER of TEXT, empty behind the last. */
static struct slice
line_at(const struct buffer *text, size_t number)
{
	struct slice rest = { text->at, text->len }, line = { NULL, 0 };

	for (size_t i = 0; i < number; i++)
		if (!slice_next(&rest, '\n', &line))
			return (struct slice){ NULL, 0 };
	return line;
}

static bool
is_mended(const struct findings *findings, size_t line)
{
	for (size_t i = 0; i < findings->n; i++)
		if (findings->at[i].order == 0 &&
		    findings->at[i].line == line &&
		    findings->at[i].mended != NULL)
			return true;
	return false;
}

static void
one_round(const char *end)
{
	struct findings first, again;
	struct buffer old = { 0 }, new = { 0 }, last = { 0 };
	struct trouble what = { "" };

	random_deals(&old, end);
	write_file("deals.csv", buffer_text(&old));
	assert_int_equal(run(&first, true, false, &what), 0);
	read_file("deals.csv", &new);
	for (size_t i = 1; i < 10; i++)
		assert_int_equal(is_mended(&first, i), !slice_equal(
		    line_at(&old, i), line_at(&new, i)));
	assert_int_equal(run(&again, true, false, &what), 0);
	read_file("deals.csv", &last);
	assert_string_equal(buffer_text(&new), buffer_text(&last));
	assert_int_equal(findings_left(&again), again.n);
	assert_true(again.n <= findings_left(&first));
	findings_free(&first);
	findings_free(&again);
	buffer_free(&old);
	buffer_free(&new);
	buffer_free(&last);
}

static void
test_random(void **state)
{
	(void)state;
	print_message("# seed %llu\n", (unsigned long long)seed);
	write_file("stages.csv", "stage,kind,aliases\nLead,open,\n"
	    "Proposal,open,Quote\nWon,won,\nLost,lost,\n");
	write_file("activities.csv", "deal,due,done,subject\n"
	    "D-1,2026-05-01,2026-05-02,Call\nD-1,2026-06-01,,Call\n"
	    "D-2,2026-06-01,,\"Meet, \"\"at last\"\"\"\n"
	    "D-11,2026-05-01,,Call\n");
	for (int i = 0; i < ROUNDS; i++)
		one_round(i % 2 == 0 ? "\n" : "\r\n");
	unlink(at("stages.csv"));
	unlink(at("activities.csv"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_mended),
		cmocka_unit_test(test_both),
		cmocka_unit_test(test_ruin),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
