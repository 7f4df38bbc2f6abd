#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "measure/list.h"
#include "measure/stall.h"

struct options {
	const char *rules;	/* NULL: the default ones */
	size_t first;		/* -N */
	bool exit_code;
	struct stall_request stall;
};

static const char *
set_rules(void *into, const char *value)
{
	((struct options *)into)->rules = value;
	return NULL;
}

static const char *
set_clock(void *into, const char *value)
{
	return stall_clock_read(value, &((struct options *)into)->stall.clock) ?
	    NULL : "is not stage, created, changed or activity";
}

/* A whole number of at most six digits. */
#define NUMBER(name, member)						\
static const char *							\
set_##name(void *into, const char *value)				\
{									\
	size_t n = strspn(value, "0123456789");				\
	if (n == 0 || n > 6 || value[n] != '\0')			\
		return "is not a whole number up to 999999";		\
	((struct options *)into)->member = atoi(value);			\
	return NULL;							\
}

#define FLAG(name, member)						\
static const char *							\
set_##name(void *into, const char *value)				\
{									\
	(void)value;							\
	((struct options *)into)->member = true;			\
	return NULL;							\
}

NUMBER(limit, stall.limit)
NUMBER(pushes, stall.pushes)
NUMBER(silent_days, stall.silent_days)
NUMBER(first, first)
FLAG(honor_next, stall.honor_next)
FLAG(workdays, stall.workdays)
FLAG(summary, stall.summary)
FLAG(exit_code, exit_code)

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
	.only = "stages,pipeline,where,map,lookup,delimiter,encoding,dates,"
	    "decimal,currency,as-of,fiscal-start,strict,quiet,color,sort,"
	    "output,no-header",
	.rows = rows,
	.n_rows = sizeof rows / sizeof *rows,
};

static void
print(const struct stall_request *stall, struct request *request, void *state)
{
	struct result *result = stall_result(state);
	struct trouble what;

	if (!stall->summary)	/* by what need not be shown; done */
		request->sort = NULL;
	if (result != NULL)
		command_show(request, result, NULL);
	else if (stall_count(state) > 0 && picks_write(stall_picks(state),
	    &stall->layout, stall_added, STALL_ADDED, request->limit,
	    request->no_header, stdout, &what) != 0)
		command_fail(&what);
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
	struct trouble what;
	struct page page;
	void *state;

	own.target = &options;
	command_begin(&request, &own, argc, argv);
	request.limit = options.first;
	if (stall_rules_read(options.rules, &stall->rules, &what) != 0)
		command_usage("%s", what.text);
	if (stall->clock != CLOCK_STAGE && stall->limit == STALL_NO_DAYS)
		command_usage("--clock needs --limit DAYS");
	command_filter(&request, &filter, &demand);
	command_open(&request, &stream, 0, 0);
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
	if (stall_ask(stall, &stream, &demand, &what) != 0 ||
	    stall_run(stall, &stream, &demand, &state, &what) != 0)
		command_fail(&what);
	command_notices(&request, &stream.notices);
	print(stall, &request, state);
	command_end(options.exit_code && stall_count(state) > 0 ? EXIT_NO :
	    EXIT_DONE);
}
