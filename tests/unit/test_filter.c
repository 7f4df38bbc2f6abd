/* Filters: every operator on every type, blanks, any of, words for dates, what
 * is wrong with an expression. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "deals.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Two deals: one with everything, one with nothing. */
static const char file[] =
    "id,name,account,owner,stage,amount,probability,category,created,"
    "close_date,stage_since,score,notes,Seats,Since,lost_reason\n"
    "D-1,Großer  Auftrag,Acme,ANA,Proposal,1234.50,,best,2026-01-10,"
    "2026-06-30,2026-03-01,7.5,\"a|b, c=d\",\"1,200.5\",2026-02-03,\n"
    "D-2,,,,Lost,,,,,,,,,,,price\n";

#define TODAY "2026-03-11"	/* a Wednesday */

/* 1, 0 whether EXPR holds of deal NUMBER; -1 with WHAT set. */
static int
holds(const char *expr, int number, bool bare, struct trouble *what)
{
	struct filter filter = { 0 };
	struct deals deals;
	struct deal *deal = NULL;
	struct view view;
	int result;

	deals_open(&deals, USUAL_STAGES, file, NULL);
	result = filter_add(&filter, slice_of(expr), day_of_text(TODAY), 1,
	    bare, &deals.demand, what);
	if (result == 0 && sheet_begin(&deals.sheet, &deals.demand,
	    &deals.stages, what) != 0)
		result = -1;
	for (int i = 0; result == 0 && i < number; i++)
		deal = deals_next(&deals);
	if (result == 0) {
		deal_view(deal, &deals.stages, day_of_text(TODAY), &view);
		result = filter_holds(&filter, &view);
		assert_ptr_equal(filter_fails(&filter, &view),
		    result ? NULL : &filter.conditions[0]);
	}
	filter_free(&filter);
	deals_close(&deals);
	return result;
}

/* EXPR holds of the first deal as FULL says, of the second as BLANK says. */
static void
expect(const char *expr, bool bare, int full, int blank)
{
	struct trouble what = { "" };
	int first = holds(expr, 1, bare, &what);
	int second = holds(expr, 2, bare, &what);

	if (first != full || second != blank)
		fail_msg("'%s': %d and %d, not %d and %d %s", expr, first,
		    second, full, blank, what.text);
}

struct expectation {
	const char *expr;
	int full, blank;
};

static void
expect_all(const struct expectation *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect(all[i].expr, false, all[i].full, all[i].blank);
}

static void
texts(void **state)
{
	static const struct expectation all[] = {
		{ "owner=ana", 1, 0 }, { "owner = Ana ", 1, 0 },
		{ "owner=an", 0, 0 }, { "owner!=ana", 0, 1 },
		{ "name=grosser auftrag", 1, 0 },
		{ "name~SSER A", 1, 0 }, { "name!~sser", 0, 1 },
		{ "name~", 1, 1 },
		{ "account<b", 1, 0 }, { "account>b", 0, 0 },
		{ "account>=ACME", 1, 0 }, { "account<=acme", 1, 0 },
		{ "account>acme", 0, 0 }, { "account<acme", 0, 0 },
		{ "stage=proposal", 1, 0 }, { "status=open", 1, 0 },
		{ "status=LOST", 0, 1 }, { "status!=open|won", 0, 1 },
		{ "lost_reason=price", 0, 1 }, { "category=BEST", 1, 0 },
	};

	(void)state;
	expect_all(all, COUNT(all));
}

static void
blanks_and_any_of(void **state)
{
	static const struct expectation all[] = {
		{ "owner=", 0, 1 }, { "owner!=", 1, 0 },
		{ "amount=", 0, 1 }, { "amount!=", 1, 0 },
		{ "created=", 0, 1 }, { "created!=", 1, 0 },
		{ "Seats=", 0, 1 }, { "Seats!=", 1, 0 },
		{ "owner=bob|ana|lin", 1, 0 }, { "owner!=bob|ana", 0, 1 },
		{ "owner=bob| ana ", 1, 0 }, { "owner=bob|lin", 0, 0 },
		{ "amount=1|1234.5", 1, 0 }, { "amount!=1|2", 1, 1 },
		{ "created=2026-01-09|2026-01-10", 1, 0 },
		/* holds takes the text as it is */
		{ "notes~a|b", 1, 0 }, { "notes~b|a", 0, 0 },
		/* the leftmost operator decides */
		{ "notes=a|b", 0, 0 }, { "notes~c=d", 1, 0 },
		{ "notes!~c=e", 1, 1 },
	};

	(void)state;
	expect_all(all, COUNT(all));
}

static void
numbers(void **state)
{
	static const struct expectation all[] = {
		{ "amount=1234.5", 1, 0 }, { "amount=1234.50", 1, 0 },
		{ "amount!=1234.5", 0, 1 }, { "amount<1234.5", 0, 0 },
		{ "amount<=1234.5", 1, 0 }, { "amount>1234.49", 1, 0 },
		{ "amount>=1235", 0, 0 }, { "amount>1k", 1, 0 },
		{ "amount=1,234.50", 1, 0 },
		{ "score>=7.5", 1, 0 }, { "score>7.5", 0, 0 },
		{ "score<10", 1, 0 },	/* by number, not by text */
		/* the stage's, where it has none of its own */
		{ "probability=60", 1, 0 }, { "probability>=0.6", 1, 0 },
		{ "probability<60%", 0, 1 }, { "probability=0", 0, 1 },
		{ "age=60", 1, 0 }, { "age>59", 1, 0 }, { "age<60", 0, 0 },
		{ "age=", 0, 1 },	/* a closed deal does not age */
		{ "days_in_stage=10", 1, 0 }, { "days_in_stage>10", 0, 0 },
		{ "weighted=740.7", 1, 0 }, { "size=1000", 1, 0 },
		{ "size<=100", 0, 0 },
		/* text holds whatever the type */
		{ "amount~234", 1, 0 }, { "amount!~234", 0, 1 },
	};

	(void)state;
	expect_all(all, COUNT(all));
}

static void
dates(void **state)
{
	static const struct expectation all[] = {
		{ "created=2026-01-10", 1, 0 }, { "created<2026-01-10", 0, 0 },
		{ "created<=2026-01-10", 1, 0 }, { "created>2026-01-09", 1, 0 },
		{ "created<today", 1, 0 }, { "close_date>today", 1, 0 },
		{ "close_date>+3m", 1, 0 }, { "close_date>+4m", 0, 0 },
		{ "close_date=eoq", 0, 0 }, { "close_date<=eoy", 1, 0 },
		{ "created>=-60d", 1, 0 }, { "created>=-59d", 0, 0 },
		{ "created<monday", 1, 0 }, { "created!=today", 1, 1 },
		{ "created_month=2026-01", 1, 0 },
		{ "created_quarter=2026-q1", 1, 0 },
		{ "created_year!=2026", 0, 1 },
		{ "created~2026-01", 1, 0 },
	};

	(void)state;
	expect_all(all, COUNT(all));
}

/* Headers that are no field: equal is text, less and greater as the value
 * reads. */
static void
headers(void **state)
{
	static const struct expectation all[] = {
		{ "Seats=1,200.5", 1, 0 }, { "seats=1,200.5", 1, 0 },
		{ "Seats=1200.5", 0, 0 },
		{ "Seats>=1200.5", 1, 0 }, { "Seats>1200.5", 0, 0 },
		{ "Seats<9999", 1, 0 },
		{ "Since<2026-02-04", 1, 0 }, { "Since<today", 1, 0 },
		{ "Since>2026-02-03", 0, 0 }, { "Since<x", 1, 0 },
	};

	(void)state;
	expect_all(all, COUNT(all));
}

/* A requirement of stages.csv: a bare field is filled. */
static void
bare(void **state)
{
	(void)state;
	expect("owner", true, 1, 0);
	expect(" amount ", true, 1, 0);
	expect("created", true, 1, 0);
	expect("Seats", true, 1, 0);
	expect("score>=5", true, 1, 0);
	expect("lost_reason=price|timing", true, 0, 1);
}

static void
wrong(const char *expr, const char *message)
{
	struct trouble what = { "" };
	struct filter filter = { 0 };
	struct demand demand = { 0 };

	assert_int_equal(filter_add(&filter, slice_of(expr),
	    day_of_text(TODAY), 1, false, &demand, &what), -1);
	assert_string_equal(what.text, message);
	assert_int_equal(filter.n, 0);
	filter_free(&filter);
	demand_free(&demand);
}

static void
messages(void **state)
{
	struct trouble what = { "" };

	(void)state;
	wrong("owner", "'owner' is not FIELD OP VALUE (=, !=, <, <=, >, >=, ~ "
	    "or !~)");
	wrong("", "'' is not FIELD OP VALUE (=, !=, <, <=, >, >=, ~ or !~)");
	wrong("=ana", "'=ana' names no field");
	wrong(" !=", "'!=' names no field");
	wrong("amount>12x", "'amount': '12x' is not an amount");
	wrong("amount=1|x", "'amount': 'x' is not an amount");
	wrong("amount=1.234", "'amount': '1.234' could be two amounts (say "
	    "--decimal . or --decimal ,)");
	wrong("created<soon", "'created': 'soon' is not a date (YYYY-MM-DD, "
	    "today, +7d, -1m, monday, last-monday, eom, eoq, eoy)");
	wrong("probability>101",
	    "'probability': '101' is not between 0 and 100 percent");
	wrong("age>old", "'age': 'old' is not a number of days");
	wrong("age>2.5", "'age': '2.5' is not a number of days");
	wrong("amount<", "'amount': compared with nothing");
	wrong("owner>=", "'owner': compared with nothing");
	/* what is no field may be a header: the sheet knows */
	assert_int_equal(holds("colour=red", 1, false, &what), -1);
	assert_holds(what.text, "deals.csv: there is no column 'colour'");
}

/* All must hold; the first that does not is named. */
static void
several(void **state)
{
	struct filter filter = { 0 };
	struct trouble what = { "" };
	struct deals deals;
	struct view view;

	(void)state;
	deals_open(&deals, USUAL_STAGES, file, NULL);
	assert_true(filter_holds(&filter, &view));
	assert_int_equal(filter_add(&filter, slice_of("owner=ana"), 0, 1,
	    false, &deals.demand, &what), 0);
	assert_int_equal(filter_add(&filter, slice_of("amount>5000"), 0, 1,
	    false, &deals.demand, &what), 0);
	deals_begin(&deals);
	deal_view(deals_next(&deals), &deals.stages, day_of_text(TODAY),
	    &view);
	assert_slice(filter_fails(&filter, &view)->expression, "amount>5000");
	deal_view(deals_next(&deals), &deals.stages, day_of_text(TODAY),
	    &view);
	assert_slice(filter_fails(&filter, &view)->expression, "owner=ana");
	filter_free(&filter);
	deals_close(&deals);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(blanks_and_any_of),
		cmocka_unit_test(numbers),
		cmocka_unit_test(dates),
		cmocka_unit_test(headers),
		cmocka_unit_test(bare),
		cmocka_unit_test(messages),
		cmocka_unit_test(several),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
