#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/options_text.h"
#include "cmd/pair.h"

struct options {
	const char *since;
	bool deals;
};

OPTION_TEXT(struct options, since)
OPTION_FLAG(struct options, deals)

static const struct option_row rows[] = {
	{ 0, "since", "DATE", "one file: what happened since then, by the "
	    "histories", set_since },
	{ 0, "deals", NULL, "the deals behind each line", set_deals },
};

/* The day of the old look, of one file. */
static int
since_day(const struct request *request, const char *since)
{
	int day;
	const char *wrong = date_word(slice_of(since), request->as_of,
	    request->fiscal, &day);

	if (wrong != NULL)
		command_usage("--since: '%s' %s", since, wrong);
	if (day > request->as_of)
		command_usage("--since: '%s' is after the day that is looked "
		    "from", since);
	return day;
}

int
main(int argc, char **argv)
{
	struct options options = { NULL, false };
	struct command command = {
		.synopsis = "[-P PERIOD] OLD NEW\n"
		    "[-P PERIOD] --since DATE [FILE]",
		.purpose = "what happened to the pipeline between two looks",
		.sums_up = true,
		.only = "stages,pipeline,where,map,lookup,delimiter,encoding,"
		    "dates,decimal,currency,as-of,fiscal-start,strict,quiet,"
		    "color,activities,rates,period,sort,limit,output,no-header",
		.rows = rows, .n_rows = sizeof rows / sizeof *rows,
		.target = &options,
	};
	struct request request;
	struct pair pair = { .request = &request };
	struct comparison comparison = { .old = NULL };
	bool two;

	command_begin(&request, &command, argc, argv);
	two = options.since == NULL;
	if (two ? request.n_operands != 2 : request.n_operands > 1)
		command_usage("two files, OLD and NEW, or --since DATE and one");
	if (two && strcmp(request.operands[0], "-") == 0 &&
	    strcmp(request.operands[1], "-") == 0)
		command_usage("standard input cannot be both files");
	comparison.as_of = request.as_of;
	comparison.since = two ? DATE_NONE : since_day(&request,
	    options.since);
	comparison.request = (struct changes_request){
		.period = request.period, .period_given = request.period_given,
		.deals = options.deals,
		.house = request.currency == NULL ? "" : request.currency };
	pair_open(&pair, &comparison, two);
	comparison.changes = changes_begin(&comparison.request);
	pair_run(&pair, &comparison);
	command_show(&request, options.deals ?
	    changes_deals(comparison.changes) :
	    changes_finish(comparison.changes), NULL);
	changes_free(comparison.changes);
	pair_close(&pair);
	command_end(EXIT_DONE);
}
