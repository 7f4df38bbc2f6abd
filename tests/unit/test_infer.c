/* Stages where there is no stages.csv: known by name, else by where they stand
 * in the histories, else by when they are first seen. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/money.h"
#include "deals.h"

/* "Lead/open/10 ..." of the stages found in a file with these rows. */
static void
infers(const char *rows, const char *expected)
{
	struct buffer text = { 0 }, out = { 0 };
	struct deals deals;

	buffer_string(&text, "pipeline,stage,history\n");
	buffer_string(&text, rows);
	deals_open(&deals, NULL, buffer_text(&text), NULL);
	for (size_t i = 0; i < deals.stages.n; i++) {
		const struct stage *stage = &deals.stages.at[i];

		buffer_string(&out, i == 0 ? "" : " ");
		if (stage->pipeline.len > 0) {
			buffer_add(&out, stage->pipeline.at,
			    stage->pipeline.len);
			buffer_byte(&out, ':');
		}
		buffer_add(&out, stage->name.at, stage->name.len);
		buffer_format(&out, "/%s/%d", kind_name(stage->kind),
		    (int)(stage->probability / 10000));
		assert_int_equal(stage->probability % 10000, 0);
		assert_int_equal(stage->max_days, MAX_DAYS_LEARNED);
	}
	assert_false(deals.stages.written);
	assert_string_equal(buffer_text(&out), expected);
	buffer_free(&text);
	buffer_free(&out);
	deals_close(&deals);
}

static void
known_names(void **state)
{
	(void)state;
	/* as in sales_pipeline.csv: Engaging is known too */
	infers(",Won,\n,Engaging,\n,Lost,\n,Prospecting,\n",
	    "Prospecting/open/10 Engaging/open/30 Won/won/100 Lost/lost/0");
	infers(",Negotiation,\n,Proposal,\n,closed-won,\n",
	    "Proposal/open/60 Negotiation/open/80 closed-won/won/100");
	/* names of the history count as well, spellings are one stage */
	infers(",proposal,Lead@2026-01-01 > Proposal@2026-01-02\n",
	    "Lead/open/10 proposal/open/60");
}

static void
usual_ones_where_there_are_none(void **state)
{
	struct deals deals;

	(void)state;
	deals_open(&deals, NULL, "id,stage\n", NULL);
	assert_true(deals.stages.n > 3);
	assert_slice(deals.stages.at[0].name, "Prospecting");
	deals_close(&deals);
}

static void
unknown_by_first_appearance(void **state)
{
	(void)state;
	infers(",Zebra,\n,Apple,\n,Won,\n,Zebra,\n",
	    "Zebra/open/33 Apple/open/66 Won/won/100");
	infers(",One,\n,Two,\n,Three,\n",
	    "One/open/25 Two/open/50 Three/open/75");
	/* behind the known open ones */
	infers(",Zebra,\n,Proposal,\n,Won,\n",
	    "Proposal/open/60 Zebra/open/80 Won/won/100");
	/* nothing won is known: up to what is surely won */
	infers(",Zebra,\n,Lost,\n", "Zebra/open/50 Lost/lost/0");
}

static void
unknown_by_histories(void **state)
{
	(void)state;
	infers(",C,A@2026-01-01 > B@2026-01-02 > C@2026-01-03\n"
	    ",A,A@2026-01-01\n,Won,\n",
	    "A/open/25 B/open/50 C/open/75 Won/won/100");
	/* most deals are open: where their histories end says nothing */
	infers(",C,A@2026-01-01 > B@2026-01-02 > C@2026-01-03\n"
	    ",B,A@2026-01-01 > B@2026-01-02\n"
	    ",B,A@2026-01-01 > B@2026-01-02\n"
	    ",B,A@2026-01-01 > B@2026-01-02\n"
	    ",D,A@2026-01-01 > B@2026-01-02 > C@2026-01-03 > D@2026-01-04\n"
	    ",D,A@2026-01-01 > B@2026-01-02 > C@2026-01-03 > D@2026-01-04\n",
	    "A/open/20 B/open/40 C/open/60 D/open/80");
	/* between the known ones they stand between */
	infers(",Won,Lead@2026-01-01 > Bake-off@2026-01-02 > "
	    "Proposal@2026-01-03 > Won@2026-01-04\n",
	    "Lead/open/10 Bake-off/open/35 Proposal/open/60 Won/won/100");
	/* those in no history behind those in some */
	infers(",New one,\n,B,A@2026-01-01 > B@2026-01-02\n",
	    "A/open/25 B/open/50 New one/open/75");
}

static void
pipelines(void **state)
{
	(void)state;
	infers("S,Lead,\nP,Talks,\nS,Won,\nP,Lost,\n",
	    "S:Lead/open/10 S:Won/won/100 P:Talks/open/50 P:Lost/lost/0");
	/* a deal that names no pipeline is in the first */
	infers("S,Lead,\n,Won,\n,Lead,\n", "S:Lead/open/10 S:Won/won/100");
	/* a history tells the pipelines it went through */
	infers("P,Handed in,pipeline=S@2026-01-01 > Lead@2026-01-01 > "
	    "pipeline=P@2026-02-01 > Talks@2026-02-01 > Won@2026-02-02\n",
	    "P:Talks/open/33 P:Handed in/open/66 P:Won/won/100 "
	    "S:Lead/open/10");
}

static void
every_row_finds_its_stage(void **state)
{
	struct deals deals;

	(void)state;
	deals_open(&deals, NULL, "pipeline,stage\nS,Lead\n,Zebra\nP,Zebra\n"
	    ",lead\n", NULL);
	deals_begin(&deals);
	assert_slice(deals_next(&deals)->stage->name, "Lead");
	assert_slice(deals_next(&deals)->stage->name, "Zebra");
	assert_int_equal(deals_next(&deals)->stage->pipe, 1);
	assert_slice(deals_next(&deals)->stage->name, "Lead");
	deals_close(&deals);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_names),
		cmocka_unit_test(usual_ones_where_there_are_none),
		cmocka_unit_test(unknown_by_first_appearance),
		cmocka_unit_test(unknown_by_histories),
		cmocka_unit_test(pipelines),
		cmocka_unit_test(every_row_finds_its_stage),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
