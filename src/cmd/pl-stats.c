#include <stdlib.h>
#include <string.h>

#include "cmd/options_text.h"
#include "cmd/travel.h"
#include "measure/stats.h"

/* The command's own options. */
struct options {
	const char *metrics;
	bool list;
	bool intervals;
	struct stats_request stats;
};

OPTION_TEXT(struct options, metrics)
OPTION_FLAG(struct options, list)
OPTION_FLAG(struct options, intervals)

static const char *
set_every(void *into, const char *value)
{
	struct options *options = into;

	options->stats.every = period_step_of(slice_of(value));
	return options->stats.every == STEP_NONE ?
	    "is not week, month, quarter or year" : NULL;
}

static const char *
set_lifespan(void *into, const char *value)
{
	struct options *options = into;

	return money_canonical(slice_of(value), &options->stats.lifespan) &&
	    options->stats.lifespan >= 0 ? NULL : "is not a number of years";
}

static const struct option_row rows[] = {
	{ 'M', "metrics", "METRIC,...", "these figures, or all", set_metrics },
	{ 0, "list-metrics", NULL, "name the metrics and what they mean",
	    set_list },
	{ 0, "intervals", NULL, "95 % bounds beside each share",
	    set_intervals },
	{ 0, "every", "STEP", "a row for each week, month, quarter or year",
	    set_every },
	{ 0, "lifespan", "YEARS", "how long a customer stays, for clv",
	    set_lifespan },
};

static const struct command command = {
	.synopsis = "[-b FIELD,...] [-M METRIC,...] [-P PERIOD] [FILE...]",
	.purpose = "what is in the pipeline, what came of it, how fast",
	.sums_up = true,
	.travels = true,
	.rows = rows,
	.n_rows = sizeof rows / sizeof *rows,
};

int
main(int argc, char **argv)
{
	struct options options = { .stats.lifespan = -1 };
	struct command own = command;
	struct request request;
	struct demand demand = { 0 };
	struct filter filter;
	struct stream stream;
	struct travel travel;
	struct trouble what;
	struct buffer hints = { 0 };
	void *state;

	own.target = &options;
	command_begin(&request, &own, argc, argv);
	if (options.list) {
		command_show(&request, stats_list(), NULL);
		command_end(EXIT_DONE);
	}
	travel_begin(&travel, "pl-stats", &request, &own);
	options.stats.fiscal = request.fiscal;
	options.stats.intervals = options.intervals;
	if (stats_ask(&options.stats, options.metrics, request.by, &demand,
	    &what) != 0)
		command_usage("%s", what.text);
	command_filter(&request, &filter, &demand);
	request.hopeful = true;
	travel_open(&travel, &request, &stream);
	options.stats.stages = &stream.stages;
	options.stats.filter = &filter;
	options.stats.as_of = request.as_of;
	options.stats.period = request.period;
	options.stats.period_given = request.period_given;
	options.stats.grouping.stages = &stream.stages;
	options.stats.grouping.house = request.currency == NULL ? "" : request.currency;
	travel_fold(&travel, &request, &stream, &demand, &stats_portable,
	    &options.stats, &state);
	stats_hints(state, request.as_of_given, &hints);
	command_notices(&request, &stream.notices);
	command_hints(&request, &hints);
	command_show(&request, stats_finish(state), NULL);
	stats_fold.free(state);
	command_end(EXIT_DONE);
}
