#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/options_text.h"
#include "measure/attainment.h"

struct options {
	const char *goals;	/* NULL: goals.csv beside the deals */
	bool deals;
	bool exit_code;
};

OPTION_TEXT(struct options, goals)
OPTION_FLAG(struct options, deals)
OPTION_FLAG(struct options, exit_code)

static const struct option_row rows[] = {
	{ 0, "goals", "FILE", "the goals (goals.csv beside the deals)",
	    set_goals },
	{ 0, "deals", NULL, "the deals to chase, the most promising first",
	    set_deals },
	{ 0, "exit-code", NULL, "exit with 1 if a goal is behind its pace",
	    set_exit_code },
};

static const struct command command = {
	.synopsis = "[-P PERIOD] [--deals] [--exit-code] [FILE...]",
	.purpose = "how far goals are reached, what is still needed, and the "
	    "odds",
	.sums_up = true,
	.only = "stages,pipeline,where,map,lookup,delimiter,encoding,dates,"
	    "decimal,currency,as-of,fiscal-start,strict,quiet,color,period,"
	    "activities,rates,threads,sort,limit,output,no-header",
	.rows = rows,
	.n_rows = sizeof rows / sizeof *rows,
};

/* The goals there are; without any there is nothing to say. */
static void
open_goals(struct goals *goals, const struct options *options,
    const struct request *request)
{
	const char *named = getenv("PL_GOALS");
	struct goals_request asked = {
		.path = options->goals != NULL ? options->goals :
		    named != NULL && *named != '\0' ? named : NULL,
		.deals = request->n_operands > 0 ? request->operands[0] :
		    request->default_path,
		.today = request->as_of,
		.fiscal = request->fiscal,
		.decimal = request->reading.decimal,
	};
	struct trouble what;

	if (goals_open(goals, &asked, &what) != 0)
		command_fail(&what);
	if (goals->name == NULL)
		message_die("no goals: there is no goals.csv %s%s (say "
		    "--goals FILE)", strcmp(asked.deals, "-") == 0 ? "here" :
		    "beside ", strcmp(asked.deals, "-") == 0 ? "" :
		    asked.deals);
}

/* A page for people is brief, and has the notes below the rows. */
static void
show(struct request *request, struct result *result, bool deals)
{
	enum format format = command_page(request).format;
	bool page = format == FORMAT_TABLE || format == FORMAT_MARKDOWN ||
	    format == FORMAT_HTML;
	struct trouble what;

	/* by what is not shown too */
	if (request->sort != NULL &&
	    result_sort(result, request->sort, &what) != 0)
		command_usage("--sort: %s", what.text);
	request->sort = NULL;
	if (request->limit != LIMIT_NONE)
		result_limit(result, request->limit);
	for (size_t i = 0; i < result->n_notes && !page && !request->quiet;
	    i++)
		message_say("%s", result->notes[i]);
	if (page && !deals)
		attainment_brief(result);
	command_show(request, result, NULL);
}

/* What was asked, as the fold takes it. */
static void
ask(struct attainment_request *asked, const struct request *request,
    struct demand *demand)
{
	struct trouble what;

	asked->as_of = request->as_of;
	asked->fiscal = request->fiscal;
	asked->period = request->period_given ? request->period :
	    (struct period){ request->as_of, request->as_of };
	asked->grouping.house = request->currency == NULL ? "" :
	    request->currency;
	if (attainment_ask(asked, demand, &what) != 0)
		command_fail(&what);
}

int
main(int argc, char **argv)
{
	struct options options = { 0 };
	struct attainment_request asked = { 0 };
	struct command own = command;
	struct request request;
	struct demand demand = { 0 };
	struct filter filter;
	struct stream stream;
	struct goals goals;
	struct result *result;
	struct trouble what;
	bool behind;
	void *state;

	own.target = &options;
	command_begin(&request, &own, argc, argv);
	command_filter(&request, &filter, &demand);
	command_open(&request, &stream, 0, 0);
	open_goals(&goals, &options, &request);
	asked.goals = &goals;
	asked.deals = options.deals;
	asked.filter = &filter;
	asked.grouping.stages = &stream.stages;
	ask(&asked, &request, &demand);
	if (stream_fold(&stream, &demand, &attainment_fold, &asked, &state,
	    &what) != 0)
		command_fail(&what);
	behind = attainment_behind(state);
	result = options.deals ? attainment_deals(state) :
	    attainment_finish(state);
	command_notices(&request, &stream.notices);
	show(&request, result, options.deals);
	attainment_fold.free(state);
	attainment_request_free(&asked);
	command_end(options.exit_code && behind ? EXIT_NO : EXIT_DONE);
}
