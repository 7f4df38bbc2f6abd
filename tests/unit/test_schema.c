/* The columns of a file: which header is which field, how its cells are
 * written, what is left in doubt. */
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
opened(struct deals *deals, const char *text, const struct reading *reading)
{
	deals_open(deals, USUAL_STAGES, text, reading);
}

static size_t
column(const struct deals *deals, enum field field)
{
	return deals->sheet.schema.of[field];
}

/* What opening TEXT, or asking for all its fields, comes to. */
static const char *
trouble_of(const char *text, const struct reading *reading)
{
	static struct trouble what;
	static const struct reading plain;
	struct demand demand = { .fields = FIELD_BIT(FIELD_COUNT) - 1 };
	struct source source;
	struct sheet sheet;

	what.text[0] = '\0';
	source_memory(&source, "deals.csv", text, strlen(text));
	if (sheet_take(&sheet, &source, reading != NULL ? reading : &plain,
	    &what) != 0)
		return what.text;
	if (sheet_begin(&sheet, &demand, NULL, &what) == 0)
		what.text[0] = '\0';
	sheet_close(&sheet);
	return what.text;
}

static void
headers_are_folded(void **state)
{
	struct deals deals;

	(void)state;
	opened(&deals, " ID ,\"Close-Date\",LOST REASON,Next_Step,Stage Since,"
	    "colour,STAGE,\n1,,,,,red,Lead,\n", NULL);
	assert_int_equal(column(&deals, FIELD_ID), 0);
	assert_int_equal(column(&deals, FIELD_CLOSE_DATE), 1);
	assert_int_equal(column(&deals, FIELD_LOST_REASON), 2);
	assert_int_equal(column(&deals, FIELD_NEXT_STEP), 3);
	assert_int_equal(column(&deals, FIELD_STAGE_SINCE), 4);
	assert_int_equal(column(&deals, FIELD_STAGE), 6);
	assert_int_equal(column(&deals, FIELD_AMOUNT), COLUMN_NONE);
	assert_int_equal(deals.sheet.schema.columns[5].field, FIELD_NONE);
	assert_int_equal(deals.sheet.schema.columns[1].field,
	    FIELD_CLOSE_DATE);
	assert_int_equal(deals.sheet.schema.n, 8);
	deals_close(&deals);
}

static void
aliases(void **state)
{
	struct deals deals;

	(void)state;
	/* sales_pipeline.csv as it is */
	opened(&deals, "opportunity_id,sales_agent,product,account,deal_stage,"
	    "engage_date,close_date,close_value\n"
	    "1C1I7A6R,Moses Frase,GTX Plus Basic,Cancity,Won,2016-10-20,"
	    "2017-03-01,1054\n", NULL);
	assert_int_equal(column(&deals, FIELD_ID), 0);
	assert_int_equal(column(&deals, FIELD_OWNER), 1);
	assert_int_equal(column(&deals, FIELD_STAGE), 4);
	assert_int_equal(column(&deals, FIELD_CREATED), 5);
	assert_int_equal(column(&deals, FIELD_CLOSE_DATE), 6);
	assert_int_equal(column(&deals, FIELD_AMOUNT), 7);
	deals_close(&deals);

	/* the field's own name is better than any alias, wherever it stands */
	opened(&deals, "Value,amount,Deal Name,stage,title\n1,2,a,Lead,b\n",
	    NULL);
	assert_int_equal(column(&deals, FIELD_AMOUNT), 1);
	assert_int_equal(deals.sheet.schema.columns[0].field, FIELD_NONE);
	assert_int_equal(column(&deals, FIELD_NAME), 2);
	deals_close(&deals);

	opened(&deals, "金额,阶段,负责人\n1,Lead,李\n", NULL);
	assert_int_equal(column(&deals, FIELD_AMOUNT), 0);
	assert_int_equal(column(&deals, FIELD_STAGE), 1);
	assert_int_equal(column(&deals, FIELD_OWNER), 2);
	deals_close(&deals);
}

#define MAP(field, header) { { field, sizeof field - 1 },		\
    { header, sizeof header - 1 } }

static void
mappings(void **state)
{
	struct mapping to_total[] = { MAP("amount", "the total") };
	struct mapping steal[] = { MAP("cost", "Amount") };
	struct mapping no_field[] = { MAP("price", "Total") };
	struct mapping no_header[] = { MAP("amount", "Totl") };
	struct reading reading = { .mappings = to_total, .n_mappings = 1 };
	struct deals deals;

	(void)state;
	opened(&deals, "stage,amount,The Total\nLead,1,2\n", &reading);
	assert_int_equal(column(&deals, FIELD_AMOUNT), 2);
	assert_int_equal(deals.sheet.schema.columns[1].field, FIELD_NONE);
	deals_close(&deals);

	/* a column that is mapped is no longer what its header says */
	reading.mappings = steal;
	opened(&deals, "stage,Amount\nLead,1\n", &reading);
	assert_int_equal(column(&deals, FIELD_COST), 1);
	assert_int_equal(column(&deals, FIELD_AMOUNT), COLUMN_NONE);
	deals_close(&deals);

	reading.mappings = no_field;
	assert_string_equal(trouble_of("stage,Total\nLead,1\n", &reading),
	    "--map: 'price' is not a field");
	reading.mappings = no_header;
	assert_string_equal(trouble_of("stage,Total,x\nLead,1,\n", &reading),
	    "deals.csv: there is no column 'Totl' (nearest: Total, stage, x)");
}

static void
two_headers_for_one_field(void **state)
{
	static const char text[] = "stage,Amount,amount\nLead,1,2\n";
	struct mapping first[] = { MAP("amount", "Amount") };
	struct mapping other[] = { MAP("cost", "Amount") };
	struct mapping rival[] = { MAP("cost", "amount") };
	struct reading reading = { .mappings = first, .n_mappings = 1 };
	struct deals deals;

	(void)state;
	assert_string_equal(trouble_of(text, NULL), "deals.csv: two columns "
	    "could be the amount: 'Amount' and 'amount' (say --map "
	    "amount=HEADER)");
	assert_string_equal(trouble_of(text, &reading), "");
	/* where one of the two is mapped to something else the other is left */
	reading.mappings = other;
	opened(&deals, text, &reading);
	assert_int_equal(column(&deals, FIELD_COST), 1);
	assert_int_equal(column(&deals, FIELD_AMOUNT), 2);
	deals_close(&deals);
	reading.mappings = rival;
	assert_string_equal(trouble_of(text, &reading), "");
	opened(&deals, "stage,Amount,amount\n", &reading);
	assert_int_equal(column(&deals, FIELD_AMOUNT), 1);
	assert_int_equal(column(&deals, FIELD_COST), 2);
	deals_close(&deals);
}

/* A better header is no rival. */
static void
no_rivals(void **state)
{
	(void)state;
	assert_string_equal(trouble_of("stage,value,amount\nLead,1,2\n", NULL),
	    "");
	assert_string_equal(trouble_of("stage,value,deal value,amount\n"
	    "Lead,1,2,3\n", NULL), "");
}

static void
dates_in_doubt(void **state)
{
	struct reading reading = { .dates = DATES_MDY };
	struct deals deals;

	(void)state;
	assert_string_equal(trouble_of("stage,created\nLead,\n\nLead,"
	    "3/4/2026\nLead,5/6/2026\n", NULL), "deals.csv:4: created: "
	    "'3/4/2026' could be two dates (say --dates dmy or --dates mdy)");
	assert_string_equal(trouble_of("stage,created\n\"Lead\",3/4/2026\n",
	    &reading), "");
	/* one value that leaves no doubt decides for all, before it too */
	opened(&deals, "stage,created,closed\nLead,3/4/2026,2026-01-02\n"
	    "Lead,31/12/2025,5/13/2026\n", NULL);
	deals_begin(&deals);
	assert_int_equal(deals_next(&deals)->created,
	    day_of_text("2026-04-03"));
	assert_int_equal(deals_next(&deals)->closed,
	    day_of_text("2026-05-13"));
	deals_close(&deals);
	/* each column for itself; one that no one asks for may stay in doubt */
	assert_string_equal(trouble_of("stage,created,whatever\n"
	    "Lead,31/12/2025,3/4/2026\n", NULL), "");
}

static void
decimals_in_doubt(void **state)
{
	struct reading reading = { .decimal = DECIMAL_COMMA };
	struct deals deals;

	(void)state;
	assert_string_equal(trouble_of("stage;amount\nLead;12\nLead;1,234\n",
	    NULL), "deals.csv:3: amount: '1,234' could be two amounts (say "
	    "--decimal . or --decimal ,)");
	opened(&deals, "stage;amount;cost\nLead;1,234;1.234\nLead;1,5;1.5\n",
	    NULL);
	deals_begin(&deals);
	assert_int_equal(deals_next(&deals)->amount, 12340);
	assert_int_equal(deals_next(&deals)->cost, 15000);
	deals_close(&deals);
	opened(&deals, "stage;amount\nLead;1.234\n", &reading);
	deals_begin(&deals);
	assert_int_equal(deals_next(&deals)->amount, 12340000);
	deals_close(&deals);
}

static int64_t
probability(const char *text, int row)
{
	struct deals deals;
	struct deal *deal = NULL;
	int64_t ppm;

	opened(&deals, text, NULL);
	deals_begin(&deals);
	for (int i = 0; i < row; i++)
		deal = deals_next(&deals);
	ppm = deal->probability;
	deals_close(&deals);
	return ppm;
}

static void
percents_by_the_column(void **state)
{
	(void)state;
	assert_int_equal(probability("stage,probability\nLead,0.45\n", 1),
	    450000);
	assert_int_equal(probability("stage,probability\nLead,45\n", 1),
	    450000);
	assert_int_equal(probability("stage,probability\nLead,0.5\n"
	    "Lead,45\n", 1), 5000);
	/* 0 and 1 alone are fractions */
	assert_int_equal(probability("stage,probability\nLead,1\nLead,0\n", 1),
	    PERCENT_ONE);
	assert_int_equal(probability("stage,probability\nLead,1\nLead,50\n",
	    1), 10000);
	/* what is no percent says nothing of the others */
	assert_int_equal(probability("stage,probability\nLead,n/a\n"
	    "Lead,0.45\n", 2), 450000);
	assert_int_equal(probability("stage,probability\nLead,0.45\n"
	    "Lead,tbd\n", 1), 450000);
}

static void
headers_found(void **state)
{
	struct buffer near = { 0 };
	struct deals deals;

	(void)state;
	opened(&deals, "stage,My Header,my-header,\nLead,1,2,3\n", NULL);
	assert_int_equal(schema_find(&deals.sheet.schema,
	    slice_of("my-header")), 2);
	assert_int_equal(schema_find(&deals.sheet.schema,
	    slice_of("My Header")), 1);
	assert_int_equal(schema_find(&deals.sheet.schema,
	    slice_of("MY_HEADER")), 1);
	assert_int_equal(schema_find(&deals.sheet.schema, slice_of("-")),
	    COLUMN_NONE);
	assert_int_equal(schema_find(&deals.sheet.schema, slice_of("mine")),
	    COLUMN_NONE);
	schema_nearest(&deals.sheet.schema, slice_of("stag"), &near);
	assert_memory_equal(near.at, "stage, ", 7);
	buffer_free(&near);
	deals_close(&deals);
}

/* A column quotes if all its cells with a text do. */
static void
quoting(void **state)
{
	struct deals deals;

	(void)state;
	opened(&deals, "stage,\"name\",\"notes\",owner\n"
	    "Lead,\"a\",b,\n\"Lead\",\"c\",\"d\",\"\"\nLead,,,\n", NULL);
	assert_false(deals.sheet.schema.columns[0].quoted);
	assert_true(deals.sheet.schema.columns[1].quoted);
	assert_false(deals.sheet.schema.columns[2].quoted);
	assert_false(deals.sheet.schema.columns[3].quoted);
	deals_close(&deals);
	opened(&deals, "stage,\"name\"\n", NULL);
	assert_false(deals.sheet.schema.columns[0].quoted);
	assert_true(deals.sheet.schema.columns[1].quoted);
	deals_close(&deals);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_folded),
		cmocka_unit_test(aliases),
		cmocka_unit_test(mappings),
		cmocka_unit_test(two_headers_for_one_field),
		cmocka_unit_test(no_rivals),
		cmocka_unit_test(dates_in_doubt),
		cmocka_unit_test(decimals_in_doubt),
		cmocka_unit_test(percents_by_the_column),
		cmocka_unit_test(headers_found),
		cmocka_unit_test(quoting),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
