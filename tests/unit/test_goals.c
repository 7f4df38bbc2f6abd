/* goals.csv: what is read, what is refused, which goal is meant. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "deal/goals.h"

#define DAY(y, m, d) date_of(y, m, d)

static int
read_with(const char *text, struct goals *goals, enum decimal_mark decimal,
    int fiscal, size_t chunk, struct trouble *what)
{
	struct goals_request request = { .today = DAY(2026, 9, 30),
	    .fiscal = fiscal, .decimal = decimal };
	struct source source;
	int result;

	source_memory(&source, "goals.csv", text, strlen(text));
	source.chunk = chunk;
	result = goals_read(goals, &source, &request, what);
	source_close(&source);
	return result;
}

static void
read_goals(const char *text, struct goals *goals)
{
	struct trouble what = { "" };

	if (read_with(text, goals, DECIMAL_UNKNOWN, 1, 0, &what) != 0)
		fail_msg("%s", what.text);
}

/* It is refused, with this message, and nothing is held. */
static void
refused(const char *text, const char *message)
{
	struct goals goals;
	struct trouble what = { "" };

	assert_int_equal(read_with(text, &goals, DECIMAL_UNKNOWN, 1, 0,
	    &what), -1);
	assert_string_equal(what.text, message);
	assert_null(goals.at);
	assert_null(goals.name);
}

static const char sample[] =
    "period,measure,target,call,owner,pipeline,product.series\n"
    "2026,amount,320000,,,,\n"
    "2026-Q3,,12000.50,8000,ana,,\n"
    "2026-11,Deals,10,9,,,\n"
    "\n"
    ",,,,,,\n"
    "2026-Q4,leads,20,,boris, Renewals ,fleet\n"
    "2026-09-01..2026-09-15,activities,0\n";

static void
expect_sample(const struct goals *goals)
{
	const struct goal *goal = goals->at;

	assert_int_equal(goals->n, 5);
	assert_string_equal(goals->name, "goals.csv");
	assert_int_equal(goal->period.from, DAY(2026, 1, 1));
	assert_int_equal(goal->period.to, DAY(2026, 12, 31));
	assert_int_equal(goal->measure, GOAL_AMOUNT);
	assert_int_equal(goal->target, INT64_C(3200000000));
	assert_false(goal->has_call);
	assert_int_equal(goal->n, 0);
	assert_int_equal(goal->line, 2);
	goal++;
	assert_int_equal(goal->measure, GOAL_AMOUNT);
	assert_int_equal(goal->target, 120005000);
	assert_true(goal->has_call);
	assert_int_equal(goal->call, 80000000);
	assert_int_equal(goal->n, 1);
	assert_true(slice_is(goal->conditions[0].field, "owner"));
	assert_true(slice_is(goal->conditions[0].value, "ana"));
	goal++;
	assert_int_equal(goal->measure, GOAL_DEALS);
	assert_int_equal(goal->period.to, DAY(2026, 11, 30));
	goal++;
	assert_int_equal(goal->measure, GOAL_LEADS);
	assert_int_equal(goal->line, 7);
	assert_int_equal(goal->n, 3);
	assert_true(slice_is(goal->conditions[1].value, "Renewals"));
	assert_true(slice_is(goal->conditions[2].field, "product.series"));
	goal++;
	assert_int_equal(goal->measure, GOAL_ACTIVITIES);
	assert_int_equal(goal->target, 0);
	assert_int_equal(goal->period.to, DAY(2026, 9, 15));
}

static void
reads(void **state)
{
	struct goals goals;

	(void)state;
	read_goals(sample, &goals);
	expect_sample(&goals);
	goals_free(&goals);
	goals_free(&goals);
}

static void
reads_at_every_chunk_size(void **state)
{
	struct trouble what = { "" };
	struct goals goals;

	(void)state;
	for (size_t chunk = 1; chunk <= sizeof sample; chunk++) {
		assert_int_equal(read_with(sample, &goals, DECIMAL_UNKNOWN, 1,
		    chunk, &what), 0);
		expect_sample(&goals);
		goals_free(&goals);
	}
}

static void
reads_other_dialects(void **state)
{
	struct goals goals;

	(void)state;
	read_goals("\xef\xbb\xbfTarget;Period;Owner;\r\n"
	    "\"1.234,50\";2026;ana;\r\n"
	    "12.000;2026-Q1;\"Smith; Jo\"", &goals);
	assert_int_equal(goals.n, 2);
	assert_int_equal(goals.at[0].target, 12345000);
	assert_int_equal(goals.at[1].target, 120000000);
	assert_true(slice_is(goals.at[1].conditions[0].value, "Smith; Jo"));
	goals_free(&goals);
	read_goals("period,target\n", &goals);
	assert_int_equal(goals.n, 0);
	goals_free(&goals);
}

static void
takes_the_decimal_sign_and_the_fiscal_year(void **state)
{
	struct trouble what = { "" };
	struct goals goals;

	(void)state;
	assert_int_equal(read_with("period,target\n2026,12.000\n", &goals,
	    DECIMAL_COMMA, 4, 0, &what), 0);
	assert_int_equal(goals.at[0].target, 120000000);
	assert_int_equal(goals.at[0].period.from, DAY(2025, 4, 1));
	goals_free(&goals);
}

static void
refuses(void **state)
{
	(void)state;
	refused("", "goals.csv: has no header");
	refused("measure,target\n", "goals.csv:1: there is no column 'period'");
	refused("period,owner\n", "goals.csv:1: there is no column 'target'");
	refused("period,target,owner,Owner\n",
	    "goals.csv:1: there are two columns 'Owner'");
	refused("period,target\n2026-Q5,1\n",
	    "goals.csv:2: period: '2026-Q5' is not a period (2026, "
	    "2026-Q4, 2026-11, 2026-W47, DATE..DATE, this-month, "
	    "last-quarter, ytd)");
	refused("period,target\n2026,1\n,5\n",
	    "goals.csv:3: period: is blank");
	refused("period,target\n2026,\n", "goals.csv:2: target: is blank");
	refused("period,target\n2026,12x\n",
	    "goals.csv:2: target: '12x' is not an amount");
	refused("period,target\n2026,-5\n",
	    "goals.csv:2: target: '-5' is less than nothing");
	refused("period,target,call\n2026,5,soon\n",
	    "goals.csv:2: call: 'soon' is not an amount");
	refused("period,measure,target\n2026,calls,5\n", "goals.csv:2: measure: "
	    "'calls' is not amount, deals, leads or activities");
	refused("period,measure,target\n2026,deals,5.5\n",
	    "goals.csv:2: target: '5.5' is not a whole number");
	refused("period,target\n2026,320,000\n",
	    "goals.csv:2: has more cells than the header");
	refused("period,target\n2026,12.000\n", "goals.csv:2: target: '12.000' "
	    "could be two amounts (say --decimal . or --decimal ,)");
	refused("period,target,owner\n2026,1,ana\n2026,2,\n2026,3,Ana\n",
	    "goals.csv:4: the same goal stands on line 2");
	refused("period,target\n2026,\"1\n",
	    "goals.csv:2: column 2: quote is never closed");
}

static void
finds(void **state)
{
	const struct goal_condition boris = { slice_of("owner"),
	    slice_of("BORIS") }, all[] = {
		{ slice_of("product.series"), slice_of("Fleet") }, boris,
		{ slice_of("Pipeline"), slice_of("renewals") }, boris,
	}, blank = { slice_of("owner"), slice_of("") };
	struct period year = { DAY(2026, 1, 1), DAY(2026, 12, 31) };
	struct period q4 = { DAY(2026, 10, 1), DAY(2026, 12, 31) };
	struct goals goals;

	(void)state;
	read_goals(sample, &goals);
	assert_ptr_equal(goals_find(&goals, GOAL_AMOUNT, year, NULL, 0),
	    &goals.at[0]);
	assert_null(goals_find(&goals, GOAL_DEALS, year, NULL, 0));
	assert_null(goals_find(&goals, GOAL_AMOUNT, q4, NULL, 0));
	assert_null(goals_find(&goals, GOAL_AMOUNT, year, &boris, 1));
	assert_null(goals_find(&goals, GOAL_AMOUNT, year, &blank, 1));
	assert_null(goals_find(&goals, GOAL_LEADS, q4, &boris, 1));
	assert_ptr_equal(goals_find(&goals, GOAL_LEADS, q4, all, 4),
	    &goals.at[3]);
	goals_free(&goals);
}

static void
opens(void **state)
{
	struct goals_request request = { .deals = "/nowhere/deals.csv",
	    .fiscal = 1 };
	struct trouble what = { "" };
	struct goals goals;

	(void)state;
	assert_int_equal(goals_open(&goals, &request, &what), 0);
	assert_int_equal(goals.n, 0);
	assert_null(goals.name);
	goals_free(&goals);
	request.path = "/nowhere/goals.csv";
	assert_int_equal(goals_open(&goals, &request, &what), -1);
	assert_string_equal(what.text,
	    "/nowhere/goals.csv: No such file or directory");
	assert_string_equal(goal_measure_name(GOAL_LEADS), "leads");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(reads_at_every_chunk_size),
		cmocka_unit_test(reads_other_dialects),
		cmocka_unit_test(takes_the_decimal_sign_and_the_fiscal_year),
		cmocka_unit_test(refuses),
		cmocka_unit_test(finds),
		cmocka_unit_test(opens)
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
