/* The forecast as a fold: however the deals are cut, the figures are the same. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/forecast.h"
#include "show/show.h"

#define HEADER "id,owner,stage,amount,currency,probability,category,created," \
    "close_date,closed,history\n"

/* Won, lost, overdue, undated, omitted, without an amount, in two currencies,
 * and one that was open on T and was won later. */
static const char deals[] = HEADER
    "1,ana,Proposal,10000,EUR,,,2026-01-05,2026-09-30,,\n"
    "2,ana,Qualification,5000,EUR,,,2026-02-05,2026-10-15,,\n"
    "3,boris,Proposal,700.25,USD,33,commit,2026-02-05,2026-11-01,,\n"
    "4,boris,Won,1200,EUR,,,2026-03-01,2026-09-01,2026-09-02,\n"
    "5,lin,Won,99.99,USD,,,2026-03-01,2026-08-01,2026-08-02,\n"
    "6,lin,Lost,50,EUR,,,2026-03-01,2026-08-01,2026-08-02,\n"
    "7,ana,Negotiation,8000,EUR,,,2026-03-01,2026-07-01,,\n"
    "8,ana,Negotiation,300,USD,,,2026-03-01,,,\n"
    "9,lin,Prospecting,400,EUR,,,2026-03-01,2026-10-01,,\n"
    "10,lin,Proposal,,EUR,,,2026-03-01,2026-10-02,,\n"
    "11,boris,Won,640,EUR,,,2026-03-01,2026-10-20,2026-10-20,"
    "Proposal@2026-03-01 > close_date=2026-12-01@2026-03-01 > "
    "Won@2026-10-20\n"
    "12,ana,Won,77,EUR,,,2026-03-01,,,\n";

#define N_DEALS 12

/* What all tests have. */
struct file {
	struct sheet sheet;
	struct stages stages;
	struct demand demand;
	struct filter filter;
	struct goals goals;
	struct forecast_request request;
};

static void
file_open(struct file *file, const char *text, const char *by)
{
	static const struct reading reading;
	struct source source;
	struct trouble what = { "" };

	*file = (struct file){ .request = { .every = STEP_MONTH, .fiscal = 1,
	    .as_of = date_of(2026, 9, 15) } };
	source_memory(&source, "deals.csv", text, strlen(text));
	if (sheet_take(&file->sheet, &source, &reading, &what) != 0 ||
	    stream_stages(&file->stages, NULL, "/nowhere/deals.csv",
	    &file->sheet, 1, &what) != 0 ||
	    forecast_ask(&file->request, by, &file->demand, &what) != 0)
		fail_msg("%s", what.text);
	file->request.filter = &file->filter;
	file->request.goals = &file->goals;
	file->request.grouping.stages = &file->stages;
	file->request.grouping.house = "";
}

static void
file_close(struct file *file)
{
	sheet_close(&file->sheet);
	stages_free(&file->stages);
	demand_free(&file->demand);
	filter_free(&file->filter);
}

/* The figures and the notes, as a text to be freed. */
static char *
text_of(void *state)
{
	struct result *result = forecast_finish(state);
	struct page page = { .format = FORMAT_CSV };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	show_result(out, result, &page);
	for (size_t i = 0; i < result->n_notes; i++)
		fprintf(out, "%s\n", result->notes[i]);
	fclose(out);
	result_free(result);
	return text;
}

/* Fold the deals, cut behind the first FIRST and the first SECOND of them. */
static char *
folded(struct file *file, size_t first, size_t second)
{
	struct trouble what = { "" };
	struct deal *deal;
	void *parts[3];
	char *text;
	size_t n = 0;

	for (size_t i = 0; i < 3; i++)
		parts[i] = forecast_fold.begin(&file->request);
	assert_int_equal(sheet_begin(&file->sheet, &file->demand,
	    &file->stages, &what), 0);
	for (; sheet_next(&file->sheet, &deal, &what) == 1; n++)
		forecast_fold.add(parts[n < first ? 0 : n < second ? 1 : 2],
		    deal);
	assert_int_equal(n, N_DEALS);
	forecast_fold.merge(parts[1], parts[2]);
	forecast_fold.merge(parts[0], parts[1]);
	text = text_of(parts[0]);
	forecast_fold.free(parts[0]);
	return text;
}

static void
same_however_cut(const char *by, enum forecast_method method,
    enum forecast_view view)
{
	struct file file;
	char *whole, *text;

	file_open(&file, deals, by);
	file.request.method = method;
	file.request.view = view;
	whole = folded(&file, N_DEALS, N_DEALS);
	for (size_t i = 0; i <= N_DEALS; i++)
		for (size_t j = i; j <= N_DEALS; j++) {
			text = folded(&file, i, j);
			assert_string_equal(text, whole);
			free(text);
		}
	free(whole);
	file_close(&file);
}

static void
cut_anywhere(void **state)
{
	(void)state;
	same_however_cut(NULL, FORECAST_AUTO, FORECAST_ROWS);
	same_however_cut(NULL, FORECAST_MODEL, FORECAST_ROWS);
	same_however_cut(NULL, FORECAST_MODEL, FORECAST_DEALS);
	same_however_cut(NULL, FORECAST_AUTO, FORECAST_BACKTEST);
	same_however_cut(NULL, FORECAST_AUTO, FORECAST_CALIBRATE);
}

static void
cut_anywhere_in_groups(void **state)
{
	(void)state;
	same_however_cut("owner", FORECAST_MODEL, FORECAST_ROWS);
	same_however_cut("stage,created_quarter", FORECAST_MODEL,
	    FORECAST_ROWS);
}

static void
figures(void **state)
{
	struct file file;
	char *text;

	(void)state;
	file_open(&file, deals, NULL);
	text = folded(&file, 3, 7);
	assert_string_equal(text,
	    "currency,period,closed,commit,best,pipeline,weighted,expected,"
	    "new_business,p10,p50,p90,target,chance\n"
	    "EUR,2026-09,1200.00,8000.00,18000.00,18000.00,12400.00,13600.00,,,,,,\n"
	    "EUR,2026-10,0.00,0.00,0.00,5000.00,1000.00,1000.00,,,,,,\n"
	    "EUR,2026-11,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,\n"
	    "EUR,2026-12,0.00,0.00,640.00,640.00,384.00,384.00,,,,,,\n"
	    "USD,2026-09,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,\n"
	    "USD,2026-10,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,\n"
	    "USD,2026-11,0.00,700.25,700.25,700.25,231.08,231.08,,,,,,\n"
	    "USD,2026-12,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,\n"
	    "the past is too short for the model: 1 of 6 months to learn from, "
	    "9 of 50 open deals seen in them; expected is closed and weighted\n"
	    "no close date: 1 open deal (300 USD), in no period\n"
	    "overdue: 1 open deal (8,000 EUR), counted in 2026-09\n"
	    "no amount: 1 open deal, counted as nothing\n"
	    "no closing day: 1 won deal (77 EUR), in no period\n");
	free(text);
	file_close(&file);
}

/* A range without an end goes as far as there is anything. */
static void
open_ranges(void **state)
{
	struct file file;
	char *text;

	(void)state;
	file_open(&file, deals, NULL);
	file.request.period = (struct period){ DATE_FIRST, DATE_LAST };
	text = folded(&file, 5, 5);
	assert_non_null(strstr(text, "\nEUR,2026-08,0.00,"));
	assert_non_null(strstr(text, "\nUSD,2026-12,"));
	assert_null(strstr(text, "2026-07"));
	assert_null(strstr(text, "2027"));
	free(text);
	file_close(&file);
}

/* The calendar ends; so do the rows. */
static void
last_days(void **state)
{
	struct file file;
	char *text;

	(void)state;
	file_open(&file, deals, NULL);
	file.request.as_of = DATE_LAST;
	assert_int_equal(forecast_ask(&file.request, NULL, &file.demand,
	    NULL), 0);
	text = folded(&file, 5, 5);
	assert_non_null(strstr(text, "EUR,9999-12,0.00,8000.00,"));
	free(text);
	file_close(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(cut_anywhere_in_groups),
		cmocka_unit_test(figures),
		cmocka_unit_test(open_ranges),
		cmocka_unit_test(last_days)
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
