#include <stdlib.h>

#include "cmd/command.h"
#include "cmd/options_text.h"
#include "measure/changes.h"

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

/* Read the one file, or the old one. */
static void
run(struct comparison *comparison, struct request *request, int first,
    int (*visit)(void *, struct deal *, struct trouble *))
{
	struct stream_request files = command_files(request, first, 0);
	struct demand demand = { 0 };
	struct filter filter;
	struct stream stream;
	struct trouble what;

	files.n_paths = 1;
	look_demand(&demand);
	command_filter(request, &filter, &demand);
	if (stream_open(&stream, &files, &what) != 0 ||
	    stream_rates(&stream, request->rates, comparison->request.house,
	    request->as_of, &what) != 0)
		command_fail(&what);
	comparison->stages = &stream.stages;
	comparison->filter = &filter;
	if (stream_visit(&stream, &demand, visit, comparison, &what) != 0)
		command_fail(&what);
	command_notices(request, &stream.notices);
	stream_close(&stream);
	filter_free(&filter);
	demand_free(&demand);
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
		.only = "stages,pipeline,where,map,lookup,delimiter,dates,"
		    "decimal,currency,as-of,fiscal-start,strict,quiet,color,"
		    "rates,period,sort,limit,output,no-header",
		.rows = rows, .n_rows = sizeof rows / sizeof *rows,
		.target = &options,
	};
	struct request request;
	struct comparison comparison = { .old = NULL };
	const char *wrong = NULL;

	command_begin(&request, &command, argc, argv);
	comparison.as_of = request.as_of;
	comparison.request = (struct changes_request){
		.period = request.period, .period_given = request.period_given,
		.deals = options.deals,
		.house = request.currency == NULL ? "" : request.currency };
	if (options.since != NULL)
		wrong = date_word(slice_of(options.since), request.as_of,
		    request.fiscal, &comparison.since);
	if (wrong != NULL)
		command_usage("--since: '%s' %s", options.since, wrong);
	if (request.n_operands > 2 || (options.since != NULL ?
	    request.n_operands > 1 : request.n_operands != 2))
		command_usage("two files, OLD and NEW, or --since DATE and one");
	comparison.changes = changes_begin(&comparison.request);
	if (options.since == NULL) {
		comparison.old = look_new();
		run(&comparison, &request, 0, comparison_old);
	}
	run(&comparison, &request, options.since == NULL ? 1 : 0, comparison_new);
	comparison_end(&comparison);
	if (!changes_proved(comparison.changes))
		message_die("opening and changes do not come to closing: "
		    "an error of this program");
	command_show(&request, options.deals ?
	    changes_deals(comparison.changes) :
	    changes_finish(comparison.changes), NULL);
	command_end(EXIT_DONE);
}
