/* pl-funnel as a fold: a file cut anywhere and merged has the rows of the whole. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "deals.h"
#include "measure/funnel.h"
#include "show/show.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define N_DEALS 60
#define PARTS_MOST 7
#define AS_OF "2026-06-15"
#define HEADER "pipeline,stage,reached,to_next,to_next_low,to_next_high," \
    "overall,lost,here,skipped,mean_days,median_days,p90_days,drag," \
    "bottleneck\n"

static uint32_t state_of_chance = 7;

static unsigned
draw(unsigned n)
{
	state_of_chance = state_of_chance * 1664525 + 1013904223;
	return (state_of_chance >> 16) % n;
}

static void
random_deals(struct buffer *out)
{
	static const char *const stages[] = { "Lead", "Demo", "Proposal",
	    "Won", "Fulfilment", "Lost" };
	static const char *const owners[] = { "ana", "bob", "" };
	static const char *const currencies[] = { "EUR", "EUR", "USD" };
	char iso[11];

	buffer_clear(out);
	buffer_string(out, "stage,owner,currency,amount,created,stage_since,"
	    "history\n");
	for (int i = 0; i < N_DEALS; i++) {
		int day = date_of(2025, 1, 1) + (int)draw(500);

		buffer_format(out, "%s,%s,%s,", stages[draw(COUNT(stages))],
		    owners[draw(COUNT(owners))],
		    currencies[draw(COUNT(currencies))]);
		if (draw(4) > 0)
			buffer_format(out, "%u.%02u", draw(9000), draw(100));
		buffer_format(out, ",%s,", draw(9) > 0 ? date_iso(day, iso) :
		    "");
		buffer_format(out, "%s,", draw(2) > 0 ? date_iso(day +
		    (int)draw(60), iso) : "");
		for (unsigned n = draw(6); n > 0; n--) {
			buffer_format(out, "%s@%s%s",
			    stages[draw(COUNT(stages))], date_iso(day, iso),
			    n > 1 ? " > " : "");
			day += (int)draw(50);
		}
		buffer_byte(out, '\n');
	}
}

static void
ask(struct deals *deals, const char *by, const struct filter *filter,
    struct funnel_request *request)
{
	*request = (struct funnel_request){ .stages = &deals->stages,
	    .filter = filter, .as_of = day_of_text(AS_OF),
	    .period = { DATE_FIRST, DATE_LAST },
	    .grouping = { .stages = &deals->stages, .house = "" } };
	deals->demand.fields = 0;
	assert_int_equal(funnel_ask(request, by, 1, &deals->demand,
	    &deals->what), 0);
}

/* The rows as CSV, to be freed; ends STATE. */
static char *
text_of(void *state)
{
	struct result *result = funnel_finish(state);
	struct page page = { .format = FORMAT_CSV };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	show_result(out, result, &page);
	fclose(out);
	result_free(result);
	funnel_fold.free(state);
	return text;
}

/* Fold the deals in N parts, each deal in any of the later ones, and merge. */
static char *
folded(struct deals *deals, const struct funnel_request *request,
    size_t n_parts)
{
	void *parts[PARTS_MOST];
	size_t part = 0;

	for (size_t i = 0; i < n_parts; i++)
		parts[i] = funnel_fold.begin(request);
	deals_begin(deals);
	for (size_t i = 0; i < N_DEALS; i++) {
		while (part + 1 < n_parts && draw(N_DEALS / 4) == 0)
			part++;
		funnel_fold.add(parts[part], deals_next(deals));
	}
	for (; n_parts > 1; n_parts--) {
		size_t at = draw((unsigned)n_parts - 1);

		funnel_fold.merge(parts[at], parts[at + 1]);
		memmove(&parts[at + 1], &parts[at + 2],
		    (n_parts - at - 2) * sizeof *parts);
	}
	return text_of(parts[0]);
}

static void
any_cut_is_the_whole(void **state)
{
	static const char *const bys[] = { NULL, "owner", "created_quarter" };
	struct buffer text = { 0 };
	struct filter filter = { 0 };

	(void)state;
	for (size_t file = 0; file < 30; file++) {
		struct funnel_request request;
		struct deals deals;
		char *whole;

		random_deals(&text);
		deals_open(&deals, USUAL_STAGES, buffer_text(&text), NULL);
		ask(&deals, bys[file % COUNT(bys)], &filter, &request);
		whole = folded(&deals, &request, 1);
		for (int i = 0; i < 20; i++) {
			char *cut = folded(&deals, &request,
			    2 + draw(PARTS_MOST - 1));

			assert_string_equal(cut, whole);
			free(cut);
		}
		free(whole);
		deals_close(&deals);
	}
	buffer_free(&text);
}

/* The rows that TEXT comes to with these stages, and its hints. */
static void
comes_to(const char *stages, const char *text, const char *expected,
    const char *hints)
{
	struct filter filter = { 0 };
	struct funnel_request request;
	struct buffer lines = { 0 };
	struct deals deals;
	struct deal *deal;
	void *fold;
	char *csv;

	deals_open(&deals, stages, text, NULL);
	ask(&deals, NULL, &filter, &request);
	fold = funnel_fold.begin(&request);
	deals_begin(&deals);
	while (sheet_next(&deals.sheet, &deal, &deals.what) == 1)
		funnel_fold.add(fold, deal);
	funnel_hints(fold, &lines);
	assert_string_equal(buffer_text(&lines), hints);
	csv = text_of(fold);
	assert_string_equal(csv, expected);
	free(csv);
	buffer_free(&lines);
	deals_close(&deals);
}

static void
no_deals(void **state)
{
	(void)state;
	comes_to(USUAL_STAGES, "stage,created\n", HEADER, "");
}

/* The won stage is the last one, wherever it stands; without one the won deals are
 * at the last there is. */
static void
odd_stages(void **state)
{
	(void)state;
	comes_to("stage,kind\nWon,won\nLead,open\nLost,lost\nDemo,open\n",
	    "stage,created\nWon,2026-01-01\nDemo,2026-01-01\n", HEADER
	    ",Lead,2,1.000000,0.342380,1.000000,1.000000,0,0,,,,,,\n"
	    ",Demo,2,0.500000,0.094531,0.905469,1.000000,0,1,,,,,,\n"
	    ",Won,1,,,,0.500000,0,0,,,,,,\n",
	    "no history: 2 deals, whose times in stages are not known\n");
	comes_to("stage,kind\nLead,open\nDemo,open\n",
	    "stage,status,created\nLead,won,2026-01-01\nLead,open,2026-01-01\n",
	    HEADER
	    ",Lead,2,0.500000,0.094531,0.905469,1.000000,0,1,,,,,,\n"
	    ",Demo,1,,,,0.500000,0,0,,,,,,\n",
	    "no history: 2 deals, whose times in stages are not known\n");
	/* what is neither */
	comes_to("stage,kind\nLost,lost\n", "stage,created\nLost,2026-01-01\n",
	    HEADER ",unknown,1,,,,,1,0,,,,,,\n",
	    "no history: 1 deal, whose times in stages are not known\n");
}

static void
undated(void **state)
{
	(void)state;
	comes_to(USUAL_STAGES, "stage\nLead\nLead\n", HEADER,
	    "no created date: 2 deals, left out\n");
}

/* By pipeline they are anyway; by stage there is no saying what is meant. */
static void
grouped(void **state)
{
	struct funnel_request request = { .as_of = 0 };
	struct demand demand = { 0 };
	struct trouble what;

	(void)state;
	assert_int_equal(funnel_ask(&request, "owner,pipeline,source", 1,
	    &demand, &what), 0);
	assert_int_equal(request.grouping.n, 2);
	assert_int_equal(request.grouping.by[1].field, FIELD_SOURCE);
	assert_int_equal(funnel_ask(&request, "stage", 1, &demand, &what), -1);
	assert_string_equal(what.text, "--by: a row is a stage already");
	demand_free(&demand);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_cut_is_the_whole),
		cmocka_unit_test(no_deals),
		cmocka_unit_test(odd_stages),
		cmocka_unit_test(undated),
		cmocka_unit_test(grouped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
