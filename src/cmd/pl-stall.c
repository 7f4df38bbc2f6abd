#include <stdlib.h>
#include <string.h>

#include "cmd/options_text.h"
#include "cmd/travel.h"
#include "measure/list.h"
#include "measure/stall.h"

struct options {
	const char *rules;	/* NULL: the default ones */
	size_t first;		/* -N */
	bool exit_code;
	struct stall_request stall;
};

static const char *
set_clock(void *into, const char *value)
{
	return stall_clock_read(value, &((struct options *)into)->stall.clock) ?
	    NULL : "is not stage, created, changed or activity";
}

OPTION_TEXT(struct options, rules)
OPTION_NUMBER(struct options, limit, stall.limit)
OPTION_NUMBER(struct options, pushes, stall.pushes)
OPTION_NUMBER(struct options, silent_days, stall.silent_days)
OPTION_NUMBER(struct options, first, first)
OPTION_SWITCH(struct options, honor_next, stall.honor_next)
OPTION_SWITCH(struct options, workdays, stall.workdays)
OPTION_SWITCH(struct options, summary, stall.summary)
OPTION_FLAG(struct options, exit_code)

static const struct option_row rows[] = {
	{ 0, "rules", "RULE,...", "of old, overdue, pushed, no-next, late-next, "
	    "silent, rushed, gaps, or all", set_rules },
	{ 0, "clock", "CLOCK", "what old counts from: stage, created, changed or "
	    "activity", set_clock },
	{ 0, "limit", "DAYS", "what is old, instead of each stage's own limit",
	    set_limit },
	{ 0, "honor-next", NULL, "a step planned for today or later lifts old "
	    "and silent", set_honor_next },
	{ 0, "workdays", NULL, "Saturdays and Sundays do not count", set_workdays },
	{ 0, "pushes", "COUNT", "how many pushes are too many (3)", set_pushes },
	{ 0, "silent-days", "DAYS", "how long is not yet silent (30)",
	    set_silent_days },
	{ 0, "summary", NULL, "a row a stage", set_summary },
	{ 0, "exit-code", NULL, "exit with 1 if anything is stalled",
	    set_exit_code },
	{ 'N', "first", "COUNT", "the first rows only", set_first },
};

/* The shared options but --limit, which means something else here. */
static const struct command command = {
	.synopsis = "[--rules RULE,...] [--clock CLOCK] [--limit DAYS] "
	    "[--summary] [FILE...]",
	.purpose = "the deals that stand still, worst first",
	.lists = true,
	.travels = true,
	.only = "stages,pipeline,where,map,lookup,delimiter,encoding,dates,"
	    "decimal,currency,as-of,fiscal-start,strict,quiet,color,sort,"
	    "output,no-header",
	.rows = rows,
	.n_rows = sizeof rows / sizeof *rows,
};

/* The stalled deals, listed; how many there are. */
static size_t
list(struct stall_request *stall, struct request *request,
    struct stream *stream, const struct demand *demand)
{
	struct result *result;
	struct trouble what;
	void *state;

	if (stall_run(stall, stream, demand, &state, &what) != 0)
		command_fail(&what);
	command_notices(request, &stream->notices);
	result = stall_result(state);
	request->sort = NULL;	/* by what need not be shown; done */
	if (result != NULL)
		command_show(request, result, NULL);
	else if (stall_count(state) > 0 && picks_write(stall_picks(state),
	    &stall->layout, stall_added, STALL_ADDED, request->limit,
	    request->no_header, stdout, &what) != 0)
		command_fail(&what);
	return stall_count(state);
}

static size_t
sum_up(struct stall_request *stall, struct travel *travel,
    struct request *request, struct stream *stream,
    const struct demand *demand)
{
	void *state;

	travel_fold(travel, request, stream, demand, &stall_portable, stall,
	    &state);
	stall_summary_settle(state, stall, &stream->notices);
	command_show(request, stall_summary_result(state), &stream->notices);
	return stall_summary_count(state);
}

int
main(int argc, char **argv)
{
	struct options options = { .first = LIMIT_NONE, .stall = {
	    .limit = STALL_NO_DAYS, .pushes = 3, .silent_days = 30 } };
	struct stall_request *stall = &options.stall;
	struct command own = command;
	struct request request;
	struct demand demand = { 0 };
	struct filter filter;
	struct stream stream;
	struct travel travel;
	struct trouble what;
	struct page page;
	size_t stalled;

	own.target = &options;
	command_begin(&request, &own, argc, argv);
	stall->travels = request.partial || request.merge;
	if (request.partial && !request.merge && !stall->summary)
		command_usage("--partial goes with --summary");
	stall->summary = stall->summary || request.merge;
	travel_begin(&travel, "pl-stall", &request, &own);
	request.limit = options.first;
	if (stall_rules_read(options.rules, &stall->rules, &what) != 0)
		command_usage("%s", what.text);
	if (stall->clock != CLOCK_STAGE && stall->limit == STALL_NO_DAYS)
		command_usage("--clock needs --limit DAYS");
	command_filter(&request, &filter, &demand);
	travel_open(&travel, &request, &stream);
	page = command_page(&request);
	stall->filter = &filter;
	stall->as_of = request.as_of;
	stall->as_it_stood = request.as_of_text != NULL;
	stall->fiscal = request.fiscal;
	stall->house = request.currency == NULL ? "" : request.currency;
	stall->values = request.format != FORMAT_AUTO ||
	    page.format != FORMAT_CSV;
	stall->main = page.format == FORMAT_TABLE ||
	    page.format == FORMAT_MARKDOWN || page.format == FORMAT_HTML ?
	    "id,name,owner,stage,amount" : NULL;
	stall->sort = request.sort;
	if (stall_ask(stall, &stream, &demand, &what) != 0)
		command_fail(&what);
	stalled = stall->summary ? sum_up(stall, &travel, &request, &stream,
	    &demand) : list(stall, &request, &stream, &demand);
	command_end(options.exit_code && stalled > 0 ? EXIT_NO : EXIT_DONE);
}
