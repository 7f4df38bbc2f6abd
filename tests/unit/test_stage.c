/* stages.csv: what it says, what is wrong with it, how stages are found. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/money.h"
#include "deals.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
read_all(struct stages *stages, const char *text)
{
	struct trouble what = { "" };

	if (stages_text(stages, text, &what) != 0)
		fail_msg("%s", what.text);
}

static void
refused(const char *text, const char *message)
{
	struct trouble what = { "" };
	struct stages stages;

	assert_int_equal(stages_text(&stages, text, &what), -1);
	assert_string_equal(what.text, message);
	stages_free(&stages);
}

static const struct stage *
find(const struct stages *stages, const char *pipeline, const char *name)
{
	return stages_find(stages, slice_of(pipeline), slice_of(name));
}

static void
kinds_and_chances(void **state)
{
	struct stages stages;

	(void)state;
	read_all(&stages, "stage,kind,probability,max_days,category,next_days\n"
	    "A,open,12.5,never,,\n"
	    "B,OPEN,40%,30,Commit,7\n"
	    "C,,1,0,best case,0\n"
	    "D,won,,,,\n"
	    "E,Lost,,99999,omitted,\n");
	assert_int_equal(stages.n, 5);
	assert_true(stages.written);
	assert_string_equal(stages.name, "stages.csv");
	assert_int_equal(stages.at[0].kind, KIND_OPEN);
	assert_int_equal(stages.at[0].probability, 125000);
	assert_int_equal(stages.at[0].max_days, MAX_DAYS_NEVER);
	assert_int_equal(stages.at[0].category, CATEGORY_NONE);
	assert_int_equal(stages.at[0].next_days, -1);
	assert_int_equal(stages.at[1].probability, 400000);
	assert_int_equal(stages.at[1].max_days, 30);
	assert_int_equal(stages.at[1].category, CATEGORY_COMMIT);
	assert_int_equal(stages.at[1].next_days, 7);
	/* 1 is one in a hundred here */
	assert_int_equal(stages.at[2].probability, 10000);
	assert_int_equal(stages.at[2].max_days, 0);
	assert_int_equal(stages.at[2].category, CATEGORY_BEST);
	assert_int_equal(stages.at[2].next_days, 0);
	assert_int_equal(stages.at[3].kind, KIND_WON);
	assert_int_equal(stages.at[3].probability, PERCENT_ONE);
	assert_int_equal(stages.at[3].max_days, MAX_DAYS_LEARNED);
	assert_int_equal(stages.at[4].kind, KIND_LOST);
	assert_int_equal(stages.at[4].probability, 0);
	assert_int_equal(stages.at[4].max_days, 99999);
	stages_free(&stages);
}

/* Columns that are not there, or blank: the name tells, as it does where there
 * is no stages.csv. */
static void
by_name_alone(void **state)
{
	struct stages stages;

	(void)state;
	read_all(&stages, "stage,kind\nNegotiation,\nBake-off,\nWon,\n"
	    "Closed Lost,\nHandshake,won\n");
	assert_int_equal(stages.at[0].kind, KIND_OPEN);
	assert_int_equal(stages.at[0].probability, 800000);
	assert_int_equal(stages.at[1].kind, KIND_OPEN);
	assert_int_equal(stages.at[1].probability, 0);
	assert_int_equal(stages.at[2].kind, KIND_WON);
	assert_int_equal(stages.at[2].probability, PERCENT_ONE);
	assert_int_equal(stages.at[3].kind, KIND_LOST);
	assert_int_equal(stages.at[3].probability, 0);
	assert_int_equal(stages.at[4].kind, KIND_WON);
	stages_free(&stages);
}

static void
found_by_name_and_alias(void **state)
{
	struct stages stages;

	(void)state;
	read_all(&stages, "pipeline,stage,kind,probability,aliases\n"
	    "Sales,Lead,open,10,New| In  bound ||\n"
	    "Sales,Demo,open,40,Lead|Meeting\n"
	    "Sales,Won,won,,\n"
	    "Partners,Lead,open,5,\n"
	    "Partners,Meeting,open,50,\n"
	    "Partners,Signed,won,,Won\n");
	assert_int_equal(stages.n_pipelines, 2);
	assert_ptr_equal(find(&stages, "", "lead"), &stages.at[0]);
	assert_ptr_equal(find(&stages, "Sales", " LEAD "), &stages.at[0]);
	assert_ptr_equal(find(&stages, "sales", "new"), &stages.at[0]);
	assert_ptr_equal(find(&stages, "Sales", "in bound"), &stages.at[0]);
	assert_ptr_equal(find(&stages, "Sales", "meeting"), &stages.at[1]);
	assert_ptr_equal(find(&stages, "Partners", "Lead"), &stages.at[3]);
	assert_ptr_equal(find(&stages, "Partners", "Meeting"), &stages.at[4]);
	assert_ptr_equal(find(&stages, "Partners", "Won"), &stages.at[5]);
	assert_null(find(&stages, "Partners", "Demo"));
	assert_null(find(&stages, "Nowhere", "Lead"));
	assert_null(find(&stages, "Sales", ""));
	assert_null(find(&stages, "Sales", "Leads"));
	assert_int_equal(stages_pipeline(&stages, slice_of("partners")), 1);
	assert_int_equal(stages_pipeline(&stages, slice_of("x")), 2);
	stages_free(&stages);
}

/* A stage's own name beats another's alias, whichever comes first. */
static void
name_beats_alias(void **state)
{
	struct stages stages;

	(void)state;
	read_all(&stages, "stage,kind,probability,aliases\n"
	    "A,open,1,B|C\nB,open,2,A\nD,open,3,C\n");
	assert_ptr_equal(find(&stages, "", "A"), &stages.at[0]);
	assert_ptr_equal(find(&stages, "", "B"), &stages.at[1]);
	assert_ptr_equal(find(&stages, "", "C"), &stages.at[0]);
	stages_free(&stages);
}

static void
next_and_back(void **state)
{
	struct stages stages;

	(void)state;
	/* pipelines need not stand together */
	read_all(&stages, "pipeline,stage,kind,probability\n"
	    "S,A,open,1\nP,X,open,1\nS,L,lost,\nS,B,open,2\nP,Y,won,\n"
	    "S,W,won,\nS,F,won,\n");
	assert_ptr_equal(stages_next(&stages, &stages.at[0]), &stages.at[3]);
	assert_ptr_equal(stages_next(&stages, &stages.at[3]), &stages.at[5]);
	assert_ptr_equal(stages_next(&stages, &stages.at[5]), &stages.at[6]);
	assert_null(stages_next(&stages, &stages.at[6]));
	assert_ptr_equal(stages_next(&stages, &stages.at[1]), &stages.at[4]);
	assert_null(stages_back(&stages, &stages.at[0]));
	assert_ptr_equal(stages_back(&stages, &stages.at[3]), &stages.at[0]);
	assert_ptr_equal(stages_back(&stages, &stages.at[6]), &stages.at[3]);
	assert_null(stages_back(&stages, &stages.at[1]));
	assert_ptr_equal(stages_first(&stages, 0, KIND_OPEN), &stages.at[0]);
	assert_ptr_equal(stages_first(&stages, 0, KIND_WON), &stages.at[5]);
	assert_ptr_equal(stages_first(&stages, 0, KIND_LOST), &stages.at[2]);
	assert_null(stages_first(&stages, 1, KIND_LOST));
	stages_free(&stages);
}

static void
messages(void **state)
{
	(void)state;
	refused("", "stages.csv: has no header");
	refused("stage,kind\n", "stages.csv: has no stages");
	refused("name,kind\nA,open\n",
	    "stages.csv:1: there is no column 'stage'");
	refused("stage,kind\nA,open\n\nB,maybe\n",
	    "stages.csv:4: kind: 'maybe' is not open, won or lost");
	refused("stage,probability\nA,101\n", "stages.csv:2: probability: "
	    "'101' is not between 0 and 100 percent");
	refused("stage,probability\nA,x\n",
	    "stages.csv:2: probability: 'x' is not a percentage");
	refused("stage,max_days\nA,-1\n",
	    "stages.csv:2: max_days: '-1' is not a number of days");
	refused("stage,max_days\nA,100000\n",
	    "stages.csv:2: max_days: '100000' is not a number of days");
	refused("stage,next_days\nA,soon\n",
	    "stages.csv:2: next_days: 'soon' is not a number of days");
	refused("stage,category\nA,sure\n", "stages.csv:2: category: 'sure' is "
	    "not omitted, pipeline, best or commit");
	refused("stage,kind\n,open\n", "stages.csv:2: stage: is blank");
	refused("stage,kind\nA,open\n\"a\",open\n",
	    "stages.csv:3: stage: 'a' is there twice");
	refused("stage,kind\n\"A,open\n", "stages.csv:2: column 1: quote is "
	    "never closed");
}

/* The same stage in two pipelines is two stages. */
static void
same_name_in_two_pipelines(void **state)
{
	struct stages stages;

	(void)state;
	read_all(&stages, "pipeline,stage\nS,A\nP,A\n,A\n");
	assert_int_equal(stages.n, 3);
	assert_int_equal(stages.n_pipelines, 3);
	stages_free(&stages);
}

/* Any order of columns, headers folded, others carried by; written again it
 * says the same. */
static void
written_again(void **state)
{
	static const char text[] = "Max Days;STAGE;mine;Exit-Criteria;kind;"
	    "probability;required;aliases\r\n"
	    "never;Lead;x;\"talks; really\";open;12.5;contact;New|Old\r\n"
	    ";Won;;\"two\nlines\";won;;;\r\n";
	struct buffer out = { 0 }, again = { 0 };
	struct stages stages;

	(void)state;
	read_all(&stages, text);
	assert_int_equal(stages.at[0].max_days, MAX_DAYS_NEVER);
	assert_slice(stages.at[0].exit_criteria, "talks; really");
	assert_slice(stages.at[1].exit_criteria, "two\nlines");
	assert_slice(stages.at[0].required, "contact");
	stages_write(&stages, &out);
	assert_string_equal(buffer_text(&out), "pipeline,stage,kind,"
	    "probability,max_days,category,required,next_step,next_days,"
	    "next_owner,cadence,questions,activities,exit_criteria,aliases\n"
	    ",Lead,open,12.5,never,,contact,,,,,,,talks; really,New|Old\n"
	    ",Won,won,100,,,,,,,,,,\"two\nlines\",\n");
	stages_free(&stages);
	read_all(&stages, buffer_text(&out));
	stages_write(&stages, &again);
	assert_string_equal(buffer_text(&again), buffer_text(&out));
	stages_free(&stages);
	buffer_free(&out);
	buffer_free(&again);
}

static void
listed_nearest_first(void **state)
{
	struct buffer out = { 0 };
	struct stages stages;

	(void)state;
	read_all(&stages, "pipeline,stage\nS,Lead\nS,Demo\nS,Proposal\nP,Prop\n");
	stages_list(&stages, slice_of(""), slice_of("proposl"), &out);
	assert_string_equal(buffer_text(&out), "Proposal, Lead, Demo");
	buffer_free(&out);
	stages_free(&stages);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_and_chances),
		cmocka_unit_test(by_name_alone),
		cmocka_unit_test(found_by_name_and_alias),
		cmocka_unit_test(name_beats_alias),
		cmocka_unit_test(next_and_back),
		cmocka_unit_test(messages),
		cmocka_unit_test(same_name_in_two_pipelines),
		cmocka_unit_test(written_again),
		cmocka_unit_test(listed_nearest_first),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
