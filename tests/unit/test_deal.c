/* A deal as it stood: measures.md, "The file as it stood". */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "deals.h"

static void
add_date(struct buffer *out, const char *name, int day)
{
	char iso[11];

	if (day != DATE_NONE)
		buffer_format(out, " %s %s", name, date_iso(day, iso));
}

static void
add_text(struct buffer *out, const char *name, struct slice text)
{
	if (text.len > 0)
		buffer_format(out, " %s %.*s", name, (int)text.len, text.at);
}

/* What is known of it, a word after the other. */
static void
describe(const struct view *view, struct buffer *out)
{
	if (!view->there) {
		buffer_string(out, "not there");
		return;
	}
	buffer_string(out, kind_name(view->kind));
	if (view->stage->number == STAGE_POOLED)
		buffer_string(out, " pooled");
	else
		add_text(out, "in", view->stage->name);
	add_date(out, "since", view->since);
	if (view->has_amount) {
		buffer_byte(out, ' ');
		money_write(out, view->amount, NULL);
	}
	add_text(out, "by", *view->owner);
	add_date(out, "created", view->created);
	add_date(out, "expected", view->close_date);
	add_date(out, "closed", view->closed);
	add_text(out, "because", view->lost_reason);
	add_text(out, "next", view->next_step);
	add_date(out, "on", view->next_date);
	add_date(out, "touched", view->last_activity);
	if (view->pushes > 0)
		buffer_format(out, " pushed %u", view->pushes);
}

/* The one deal of the file TEXT on DAY is as EXPECTED says. */
static void
stood(const char *text, const char *day, const char *expected)
{
	struct buffer out = { 0 };
	struct deals deals;
	struct view view;

	deals_open(&deals, USUAL_STAGES, text, NULL);
	deals_begin(&deals);
	deal_view(deals_next(&deals), &deals.stages, day_of_text(day), &view);
	describe(&view, &out);
	if (strcmp(buffer_text(&out), expected) != 0)
		fail_msg("on %s: '%s', not '%s'", day, buffer_text(&out),
		    expected);
	buffer_free(&out);
	deals_close(&deals);
}

static void
without_a_history(void **state)
{
	static const char open[] = "stage,amount,owner,created,close_date\n"
	    "Demo,100,ana,2026-01-10,2026-06-30\n";
	static const char won[] = "stage,amount,created,close_date,closed\n"
	    "Won,100,2026-01-10,2026-06-30,2026-03-01\n";

	(void)state;
	stood(open, "2026-01-09", "not there");
	/* nothing is known to have changed since */
	stood(open, "2026-01-10", "open in Demo 100 by ana created 2026-01-10 "
	    "expected 2026-06-30");
	stood(open, "2030-01-01", "open in Demo 100 by ana created 2026-01-10 "
	    "expected 2026-06-30");
	/* it closed later: where it stood is not known, nor what was expected */
	stood(won, "2026-02-28", "open pooled 100 created 2026-01-10");
	stood(won, "2026-03-01", "won in Won since 2026-03-01 100 created "
	    "2026-01-10 expected 2026-06-30 closed 2026-03-01");
}

static void
close_date_where_there_is_no_closed(void **state)
{
	static const char lost[] = "stage,created,close_date,lost_reason\n"
	    "Lost,2026-01-10,2026-03-01,price\n";
	static const char behind[] = "stage,created,close_date,history\n"
	    "Won,2026-01-10,2026-03-01,Lead@2026-01-10 > Demo@2026-02-01\n";

	(void)state;
	stood(lost, "2026-02-28", "open pooled created 2026-01-10");
	stood(lost, "2026-03-01", "lost in Lost since 2026-03-01 created "
	    "2026-01-10 expected 2026-03-01 closed 2026-03-01 because price");
	/* and a log that does not end in the stage gets it on that day */
	stood(behind, "2026-02-28",
	    "open in Demo since 2026-02-01 created 2026-01-10");
	stood(behind, "2026-03-01", "won in Won since 2026-03-01 created "
	    "2026-01-10 expected 2026-03-01 closed 2026-03-01");
}

static void
closed_in_the_future(void **state)
{
	static const char text[] = "stage,created,closed,lost_reason,"
	    "next_step,next_date\n"
	    "Lost,2026-01-10,2026-09-01,price,call again,2026-12-01\n";

	(void)state;
	stood(text, "2026-08-31", "open pooled created 2026-01-10");
	stood(text, "2026-09-01", "lost in Lost since 2026-09-01 created "
	    "2026-01-10 closed 2026-09-01 because price next call again on "
	    "2026-12-01");
}

static void
before_it_was_created(void **state)
{
	static const char closed[] = "stage,created,closed\n"
	    "Won,2026-05-10,2026-03-01\n";
	static const char logged[] = "stage,created,history\n"
	    "Demo,2026-05-10,Lead@2026-05-01 > Demo@2026-05-20\n";

	(void)state;
	stood(closed, "2026-02-28", "not there");
	stood(closed, "2026-03-01",
	    "won in Won since 2026-03-01 closed 2026-03-01");
	stood(closed, "2026-05-10", "won in Won since 2026-03-01 created "
	    "2026-05-10 closed 2026-03-01");
	stood(logged, "2026-04-30", "not there");
	stood(logged, "2026-05-09", "open in Lead since 2026-05-01");
	stood(logged, "2026-05-20",
	    "open in Demo since 2026-05-20 created 2026-05-10");
}

#define LOGGED "stage,amount,owner,created,close_date,closed,history\n"	\
    "Won,500,lin,2026-01-01,2026-05-31,2026-05-20,"			\
    "Lead@2026-01-01 > amount=100@2026-01-01 > owner=ana@2026-01-01 > "	\
    "close_date=2026-03-31@2026-01-01 > Demo@2026-02-01 > "		\
    "amount=300.5@2026-02-10 > close_date=2026-04-30@2026-03-15 > "	\
    "owner=lin@2026-03-20 > Proposal@2026-04-01 > amount=500@2026-04-01 > " \
    "close_date=2026-05-31@2026-04-20 > Won@2026-05-20\n"

static void
with_a_history(void **state)
{
	(void)state;
	stood(LOGGED, "2025-12-31", "not there");
	stood(LOGGED, "2026-01-01", "open in Lead since 2026-01-01 100 by ana "
	    "created 2026-01-01 expected 2026-03-31");
	stood(LOGGED, "2026-02-09", "open in Demo since 2026-02-01 100 by ana "
	    "created 2026-01-01 expected 2026-03-31");
	stood(LOGGED, "2026-03-15", "open in Demo since 2026-02-01 300.5 by "
	    "ana created 2026-01-01 expected 2026-04-30 pushed 1");
	stood(LOGGED, "2026-05-19", "open in Proposal since 2026-04-01 500 by "
	    "lin created 2026-01-01 expected 2026-05-31 pushed 2");
	stood(LOGGED, "2026-05-20", "won in Won since 2026-05-20 500 by lin "
	    "created 2026-01-01 expected 2026-05-31 closed 2026-05-20 "
	    "pushed 2");
}

/* A field first logged after the day: nobody knows what it was. */
static void
logged_only_later(void **state)
{
	static const char text[] = "stage,amount,created,close_date,history\n"
	    "Lead,500,2026-01-01,2026-09-30,Lead@2026-01-01 > "
	    "amount=500@2026-03-01 > close_date=2026-09-30@2026-04-01\n";
	static const char blanked[] = "stage,amount,created,history\n"
	    "Lead,70,2026-01-01,Lead@2026-01-01 > amount=50@2026-01-01 > "
	    "amount=@2026-02-01 > amount=70@2026-03-01\n";

	(void)state;
	stood(text, "2026-02-28",
	    "open in Lead since 2026-01-01 created 2026-01-01");
	stood(text, "2026-03-01",
	    "open in Lead since 2026-01-01 500 created 2026-01-01");
	stood(text, "2026-04-01", "open in Lead since 2026-01-01 500 created "
	    "2026-01-01 expected 2026-09-30");
	stood(blanked, "2026-01-31",
	    "open in Lead since 2026-01-01 50 created 2026-01-01");
	stood(blanked, "2026-02-01",
	    "open in Lead since 2026-01-01 created 2026-01-01");
}

static void
reopened(void **state)
{
	static const char open[] = "stage,created,close_date,history\n"
	    "Demo,2026-01-01,2026-09-30,Lead@2026-01-01 > Lost@2026-02-01 > "
	    "Demo@2026-03-01\n";
	static const char again[] = "stage,created,closed,history\n"
	    "Won,2026-01-01,2026-05-01,Lead@2026-01-01 > Won@2026-02-01 > "
	    "Fulfilment@2026-02-10 > Demo@2026-03-01 > Won@2026-05-01\n";

	(void)state;
	stood(open, "2026-01-31", "open in Lead since 2026-01-01 created "
	    "2026-01-01 expected 2026-09-30");
	stood(open, "2026-02-10", "lost in Lost since 2026-02-01 created "
	    "2026-01-01 expected 2026-09-30 closed 2026-02-01");
	stood(open, "2026-03-01", "open in Demo since 2026-03-01 created "
	    "2026-01-01 expected 2026-09-30");
	/* won from the first of the won stages on */
	stood(again, "2026-02-20", "won in Fulfilment since 2026-02-10 created "
	    "2026-01-01 closed 2026-02-01");
	stood(again, "2026-03-01",
	    "open in Demo since 2026-03-01 created 2026-01-01");
	stood(again, "2026-05-01", "won in Won since 2026-05-01 created "
	    "2026-01-01 closed 2026-05-01");
}

/* Status in a column of its own wins over the stage's kind. */
static void
status_apart(void **state)
{
	static const char won[] = "stage,status,created,closed,history\n"
	    "Proposal,won,2026-01-01,2026-04-01,Lead@2026-01-01 > "
	    "Proposal@2026-02-01\n";
	static const char no_stage[] = "stage,status,created,closed\n"
	    ",lost,2026-01-01,2026-04-01\n";
	static const char open[] = "stage,status,created,modified\n"
	    "Won,open,2026-01-01,2026-04-01\n";

	(void)state;
	stood(won, "2026-03-31",
	    "open in Proposal since 2026-02-01 created 2026-01-01");
	stood(won, "2026-04-01", "won in Proposal since 2026-02-01 created "
	    "2026-01-01 closed 2026-04-01");
	stood(no_stage, "2026-03-31", "open pooled created 2026-01-01");
	stood(no_stage, "2026-04-01", "lost pooled since 2026-04-01 created "
	    "2026-01-01 closed 2026-04-01");
	stood(open, "2026-03-31", "open pooled created 2026-01-01");
	stood(open, "2026-04-01", "open in Won created 2026-01-01");
}

static void
stage_since_alone(void **state)
{
	static const char open[] = "stage,created,stage_since,modified\n"
	    "Demo,2026-01-01,2026-02-01,2026-03-01\n";

	(void)state;
	stood(open, "2026-01-31", "open pooled created 2026-01-01");
	/* changed later, but not its stage */
	stood(open, "2026-02-01",
	    "open in Demo since 2026-02-01 created 2026-01-01");
	stood(open, "2026-03-01",
	    "open in Demo since 2026-02-01 created 2026-01-01");
}

/* Touched after it was closed: that it was closed by then is known. */
static void
changed_after_the_close(void **state)
{
	static const char text[] = "stage,created,closed,modified,lost_reason\n"
	    "Lost,2026-01-01,2026-02-01,2026-06-01,price\n";

	(void)state;
	stood(text, "2026-01-31", "open pooled created 2026-01-01");
	stood(text, "2026-05-31",
	    "lost in Lost created 2026-01-01 closed 2026-02-01");
	stood(text, "2026-06-01", "lost in Lost since 2026-02-01 created "
	    "2026-01-01 closed 2026-02-01 because price");
}

static void
closed_on_a_day_unknown(void **state)
{
	static const char text[] = "stage,created,closed,modified\n"
	    "Won,2026-01-01,,2026-06-01\n";
	static const char logged[] = "stage,created,closed,history\n"
	    "Won,2026-01-01,,Lead@2026-01-01 > Won@2026-03-01 > "
	    "amount=5@2026-04-01\n";

	(void)state;
	/* what was written later cannot be seen */
	stood(text, "2026-05-31", "open pooled created 2026-01-01");
	stood(text, "2026-06-01", "won in Won created 2026-01-01");
	/* the history may know the day */
	stood(logged, "2026-04-01", "won in Won since 2026-03-01 created "
	    "2026-01-01 closed 2026-03-01");
}

static void
no_day_at_all(void **state)
{
	(void)state;
	stood("stage,amount\nDemo,5\n", "0001-01-01", "open in Demo 5");
	stood("stage,closed\nLost,\n", "0001-01-01", "lost in Lost");
	stood("stage,modified\nLost,2026-01-01\n", "2025-12-31",
	    "open pooled");
}

/* The stage cell counts as the last entry where the log does not end in it. */
static void
log_behind_the_cell(void **state)
{
	static const char since[] = "stage,created,stage_since,history\n"
	    "Proposal,2026-01-01,2026-03-01,Lead@2026-01-01 > "
	    "Demo@2026-02-01\n";
	static const char nothing[] = "stage,created,history\n"
	    "Proposal,2026-01-01,Lead@2026-01-01 > Demo@2026-02-01\n";
	static const char closed[] = "stage,created,closed,history\n"
	    "Lost,2026-01-01,2026-03-01,Lead@2026-01-01 > "
	    "Demo@2026-02-01\n";
	static const char alias[] = "stage,created,history\n"
	    "Demo,2026-01-01,Lead@2026-01-01 > Meeting@2026-02-01\n";

	(void)state;
	stood(since, "2026-02-28",
	    "open in Demo since 2026-02-01 created 2026-01-01");
	stood(since, "2026-03-01",
	    "open in Proposal since 2026-03-01 created 2026-01-01");
	stood(nothing, "2026-01-31",
	    "open in Lead since 2026-01-01 created 2026-01-01");
	stood(nothing, "2026-02-01",
	    "open in Proposal since 2026-02-01 created 2026-01-01");
	stood(closed, "2026-02-28",
	    "open in Demo since 2026-02-01 created 2026-01-01");
	stood(closed, "2026-03-01", "lost in Lost since 2026-03-01 created "
	    "2026-01-01 closed 2026-03-01");
	/* a former name is the same stage */
	stood(alias, "2026-02-01",
	    "open in Demo since 2026-02-01 created 2026-01-01");
}

static void
unknown_stages(void **state)
{
	static const char text[] = "stage,created,history\n"
	    "Demo,2026-01-01,Lead@2026-01-01 > Haggling@2026-02-01 > "
	    "Demo@2026-03-01\n";

	(void)state;
	stood(text, "2026-02-10",
	    "open pooled since 2026-02-01 created 2026-01-01");
}

static void
last_activity(void **state)
{
	static const char text[] = "stage,created,last_activity,history\n"
	    "Demo,2026-01-01,2026-04-01,Lead@2026-01-01 > Demo@2026-02-01\n";
	static const char bare[] = "stage,created,last_activity\n"
	    "Demo,2026-01-01,2026-04-01\n";

	(void)state;
	stood(text, "2026-04-01", "open in Demo since 2026-02-01 created "
	    "2026-01-01 touched 2026-04-01");
	/* a later one hides an earlier one: the last entry serves */
	stood(text, "2026-03-31", "open in Demo since 2026-02-01 created "
	    "2026-01-01 touched 2026-02-01");
	stood(text, "2026-01-15", "open in Lead since 2026-01-01 created "
	    "2026-01-01 touched 2026-01-01");
	stood(bare, "2026-03-31", "open in Demo created 2026-01-01");
}

static void
chance_on(const char *text, const char *day, int64_t ppm,
    enum category category)
{
	struct deals deals;
	struct view view;

	deals_open(&deals, USUAL_STAGES, text, NULL);
	deals_begin(&deals);
	deal_view(deals_next(&deals), &deals.stages, day_of_text(day), &view);
	assert_int_equal(view_probability(&view), ppm);
	assert_int_equal(view_category(&view), category);
	deals_close(&deals);
}

/* Its own of today; of a day in the past its stage's. */
static void
chances(void **state)
{
	static const char own[] = "stage,probability,category,created,history\n"
	    "Proposal,85,commit,2026-01-01,Lead@2026-01-01 > "
	    "Demo@2026-02-01 > Proposal@2026-03-01\n";

	(void)state;
	chance_on(own, "2026-03-01", 850000, CATEGORY_COMMIT);
	chance_on(own, "2026-02-28", 400000, CATEGORY_BEST);
	chance_on(own, "2026-01-31", 100000, CATEGORY_OMITTED);
	chance_on("stage\nProposal\n", "2026-01-01", 600000, CATEGORY_BEST);
	assert_int_equal(category_of(399999), CATEGORY_PIPELINE);
	assert_int_equal(category_of(400000), CATEGORY_BEST);
	assert_int_equal(category_of(749999), CATEGORY_BEST);
	assert_int_equal(category_of(750000), CATEGORY_COMMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_history),
		cmocka_unit_test(close_date_where_there_is_no_closed),
		cmocka_unit_test(closed_in_the_future),
		cmocka_unit_test(before_it_was_created),
		cmocka_unit_test(with_a_history),
		cmocka_unit_test(logged_only_later),
		cmocka_unit_test(reopened),
		cmocka_unit_test(status_apart),
		cmocka_unit_test(stage_since_alone),
		cmocka_unit_test(changed_after_the_close),
		cmocka_unit_test(closed_on_a_day_unknown),
		cmocka_unit_test(no_day_at_all),
		cmocka_unit_test(log_behind_the_cell),
		cmocka_unit_test(unknown_stages),
		cmocka_unit_test(last_activity),
		cmocka_unit_test(chances),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
