/* pl-stats as a fold: a file cut anywhere, in any number of parts, merged in
 * any way that keeps their order, has the figures of the whole. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "deals.h"
#include "measure/stats.h"
#include "show/show.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define N_DEALS 60
#define PARTS_MOST 9
#define AS_OF "2026-06-15"

static uint32_t state_of_chance = 7;

static unsigned
draw(unsigned n)
{
	state_of_chance = state_of_chance * 1664525 + 1013904223;
	return (state_of_chance >> 16) % n;
}

/* A day of 2025 or 2026, or, now and then, none. */
static void
add_day(struct buffer *out)
{
	char iso[11];

	if (draw(8) > 0)
		buffer_string(out, date_iso(date_of(2025, 1, 1) +
		    (int)draw(600), iso));
}

static void
add_history(struct buffer *out)
{
	static const char *const values[] = { "Lead", "Demo", "Proposal",
	    "Won", "Lost", "owner=ana", "amount=77.5", "amount=",
	    "close_date=2026-08-01", "close_date=2026-01-01", "Gone" };
	int day = date_of(2025, 1, 1) + (int)draw(300);
	char iso[11];

	for (unsigned i = 0, n = draw(7); i < n; i++) {
		buffer_format(out, "%s%s@%s", i == 0 ? "" : " > ",
		    values[draw(COUNT(values))], date_iso(day, iso));
		day += (int)draw(60);
	}
}

/* A file of deals of all kinds. */
static void
random_deals(struct buffer *out)
{
	static const char *const stages[] = { "Lead", "Demo", "Proposal",
	    "Won", "Won", "Fulfilment", "Lost", "Closed Won" };
	static const char *const owners[] = { "ana", "bob", "lin", "" };
	static const char *const accounts[] = { "Acme", "Beta", "Core", "" };
	static const char *const sources[] = { "referral", "web", "" };
	static const char *const currencies[] = { "EUR", "EUR", "USD", "" };

	buffer_clear(out);
	buffer_string(out, "id,stage,owner,account,source,currency,amount,"
	    "cost,probability,created,close_date,closed,modified,history\n");
	for (int i = 0; i < N_DEALS; i++) {
		buffer_format(out, "%d,%s,%s,%s,%s,%s,", i,
		    stages[draw(COUNT(stages))], owners[draw(COUNT(owners))],
		    accounts[draw(COUNT(accounts))],
		    sources[draw(COUNT(sources))],
		    currencies[draw(COUNT(currencies))]);
		if (draw(6) > 0)
			buffer_format(out, "%u.%02u", draw(90000), draw(100));
		buffer_byte(out, ',');
		if (draw(2) > 0)
			buffer_format(out, "%u", draw(500));
		buffer_format(out, ",%s,", draw(4) > 0 ? "" : "35");
		for (int d = 0; d < 3; d++) {
			add_day(out);
			buffer_byte(out, ',');
		}
		if (draw(3) == 0)
			add_day(out);
		buffer_byte(out, ',');
		if (draw(3) > 0)
			add_history(out);
		buffer_byte(out, '\n');
	}
}

/* What the file is asked for. */
struct asked {
	const char *by;
	enum period_step every;
	const char *period;
	int64_t lifespan;
};

static const struct asked askeds[] = {
	{ NULL, STEP_NONE, NULL, -1 },
	{ NULL, STEP_MONTH, NULL, -1 },
	{ NULL, STEP_WEEK, "2025-11-03..2026-02-10", 25000 },
	{ "owner", STEP_NONE, NULL, -1 },
	{ "stage,owner", STEP_QUARTER, NULL, -1 },
	{ "created_month", STEP_NONE, "2025-03-01..2026-03-31", -1 },
	{ "size,account", STEP_YEAR, NULL, -1 },
};

/* Request, and demand of the deals, for ASKED. */
static void
ask(struct deals *deals, const struct asked *asked, const struct filter *filter,
    struct stats_request *request)
{
	struct period all = { DATE_FIRST, day_of_text(AS_OF) };

	*request = (struct stats_request){ .stages = &deals->stages,
	    .filter = filter, .as_of = day_of_text(AS_OF), .period = all,
	    .every = asked->every, .fiscal = 1, .lifespan = asked->lifespan,
	    .grouping = { .stages = &deals->stages, .house = "" } };
	if (asked->period != NULL) {
		request->period_given = true;
		assert_null(period_read(slice_of(asked->period),
		    request->as_of, 1, &request->period));
	}
	deals->demand.fields = 0;
	assert_int_equal(stats_ask(request, "all", asked->by, &deals->demand,
	    &deals->what), 0);
}

/* The figures as CSV, to be freed; ends STATE. */
static char *
text_of(void *state)
{
	struct result *result = stats_finish(state);
	struct page page = { .format = FORMAT_CSV };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	show_result(out, result, &page);
	fclose(out);
	result_free(result);
	stats_fold.free(state);
	return text;
}

/* Fold the deals, part I ending before deal ENDS[I]; then merge neighbours, any
 * two at a time, until one is left. */
static char *
folded(struct deals *deals, const struct stats_request *request,
    const size_t *ends, size_t n_parts)
{
	void *parts[PARTS_MOST];
	size_t part = 0;

	for (size_t i = 0; i < n_parts; i++)
		parts[i] = stats_fold.begin(request);
	deals_begin(deals);
	for (size_t i = 0; i < N_DEALS; i++) {
		while (i >= ends[part])
			part++;
		stats_fold.add(parts[part], deals_next(deals));
	}
	for (; n_parts > 1; n_parts--) {
		size_t at = draw((unsigned)n_parts - 1);

		stats_fold.merge(parts[at], parts[at + 1]);
		memmove(&parts[at + 1], &parts[at + 2],
		    (n_parts - at - 2) * sizeof *parts);
	}
	return text_of(parts[0]);
}

static int
by_size(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
random_cut(size_t *ends, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ends[i] = draw(N_DEALS + 1);
	ends[n - 1] = N_DEALS;
	qsort(ends, n, sizeof *ends, by_size);
}

static void
any_cut_is_the_whole(void **state)
{
	static const size_t whole_end = N_DEALS;
	struct buffer text = { 0 };
	struct filter filter = { 0 };
	size_t cuts = 0, ends[PARTS_MOST];

	(void)state;
	for (size_t file = 0; cuts < 1000; file++) {
		const struct asked *asked = &askeds[file % COUNT(askeds)];
		struct stats_request request;
		struct deals deals;
		char *whole;

		random_deals(&text);
		deals_open(&deals, USUAL_STAGES, buffer_text(&text), NULL);
		ask(&deals, asked, &filter, &request);
		whole = folded(&deals, &request, &whole_end, 1);
		for (int i = 0; i < 25; i++, cuts++) {
			size_t n = 2 + draw(PARTS_MOST - 1);
			char *cut;

			random_cut(ends, n);
			cut = folded(&deals, &request, ends, n);
			assert_string_equal(cut, whole);
			free(cut);
		}
		free(whole);
		deals_close(&deals);
	}
	buffer_free(&text);
}

/* The figures TEXT comes to, with METRICS. */
static char *
figures(const char *text, const char *keys, const char *by)
{
	struct filter filter = { 0 };
	struct stats_request request;
	struct asked none = { NULL, STEP_NONE, NULL, -1 };
	struct deals deals;
	struct deal *deal;
	void *state;
	char *csv;

	deals_open(&deals, USUAL_STAGES, text, NULL);
	ask(&deals, &none, &filter, &request);
	request.n_metrics = request.grouping.n = 0;
	assert_int_equal(stats_ask(&request, keys, by, &deals.demand,
	    &deals.what), 0);
	state = stats_fold.begin(&request);
	deals_begin(&deals);
	while (sheet_next(&deals.sheet, &deal, &deals.what) == 1)
		stats_fold.add(state, deal);
	csv = text_of(state);
	deals_close(&deals);
	return csv;
}

static void
comes_to(const char *text, const char *keys, const char *by,
    const char *expected)
{
	char *csv = figures(text, keys, by);

	assert_string_equal(csv, expected);
	free(csv);
}

static void
no_deals(void **state)
{
	(void)state;
	comes_to("stage\n", "deals,pipeline,win_rate,avg_deal,advanced,cost",
	    NULL, "deals,pipeline,win_rate,avg_deal,advanced,cost\n"
	    "0,0.00,,,,\n");
	comes_to("stage,owner\n", "deals", "owner", "owner,deals\n");
}

/* A customer whom ana won first is repeat business of bob. */
static void
repeat_business_of_groups(void **state)
{
	static const char text[] = "stage,owner,account,closed,cost\n"
	    "Won,ana,Acme,2026-01-01,10\nWon,bob,Acme,2026-02-01,20\n"
	    "Won,bob,Beta,2026-03-01,30\n";

	(void)state;
	comes_to(text, "customers,repeat_rate,cost_per_customer", NULL,
	    "customers,repeat_rate,cost_per_customer\n2,0.333333,30.00\n");
	comes_to(text, "customers,repeat_rate,cost_per_customer", "owner",
	    "owner,customers,repeat_rate,cost_per_customer\n"
	    "ana,1,0.000000,10.00\nbob,2,0.500000,50.00\n");
}

/* Groups stand in their own order, blank last; so do currencies. */
static void
order_of_groups(void **state)
{
	(void)state;
	comes_to("stage\nWon\nLost\nLead\nProposal\nClosed Won\n", "deals",
	    "stage", "stage,deals\nLead,1\nProposal,1\nWon,2\nLost,1\n");
	comes_to("stage,amount\nLead,99\nLead,\nLead,100\nLead,5\nLead,0.5\n"
	    "Lead,1000000\n", "deals", "size", "size,deals\n0.00,1\n1.00,1\n"
	    "10.00,1\n100.00,1\n1000000.00,1\n,1\n");
	comes_to("stage,currency,amount\nLead,,1\nLead,usd,2\nLead,EUR,3\n",
	    "pipeline", NULL,
	    "currency,pipeline\nEUR,3.00\nUSD,2.00\n,1.00\n");
}

static void
metrics_by_name(void **state)
{
	struct stats_request request = { .fiscal = 1 };
	struct demand demand = { 0 };
	struct trouble what = { "" };

	(void)state;
	assert_int_equal(stats_ask(&request, "won, win_rat", NULL, &demand,
	    &what), -1);
	assert_holds(what.text, "--metrics: 'win_rat' is not a metric (did "
	    "you mean win_rate?");
	assert_int_equal(stats_ask(&request, NULL,
	    "a,b,c,d,e,f,g,h,i", &demand, &what), -1);
	assert_holds(what.text, "--by: more than 8 fields");
	demand_free(&demand);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_cut_is_the_whole),
		cmocka_unit_test(no_deals),
		cmocka_unit_test(repeat_business_of_groups),
		cmocka_unit_test(order_of_groups),
		cmocka_unit_test(metrics_by_name),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
