#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "measure/forecast.h"

/* The command's own options. */
struct options {
	const char *goals;	/* NULL: goals.csv beside the deals */
	struct forecast_request forecast;
};

static const char *
set_every(void *into, const char *value)
{
	struct options *options = into;

	options->forecast.every = period_step_of(slice_of(value));
	return options->forecast.every == STEP_MONTH ||
	    options->forecast.every == STEP_QUARTER ? NULL :
	    "is not month or quarter";
}

static const char *
set_method(void *into, const char *value)
{
	static const char *const to_come[] = { "model", "trend", "seasonal" };

	(void)into;
	for (size_t i = 0; i < sizeof to_come / sizeof *to_come; i++)
		if (strcmp(value, to_come[i]) == 0)
			return "is not there yet; weighted is";
	return strcmp(value, "weighted") == 0 ? NULL : "is not weighted (or, "
	    "not there yet: model, trend, seasonal)";
}

static const char *
set_goals(void *into, const char *value)
{
	((struct options *)into)->goals = value;
	return NULL;
}

static const struct option_row rows[] = {
	{ 0, "every", "STEP", "a row for each month or quarter", set_every },
	{ 0, "method", "METHOD", "how it is forecast: weighted", set_method },
	{ 0, "goals", "FILE", "the goals (goals.csv beside the deals)",
	    set_goals },
};

static const struct command command = {
	.synopsis = "[--every month|quarter] [-b FIELD,...] [-P PERIOD] "
	    "[FILE...]",
	.purpose = "what is won, committed and likely, period by period",
	.sums_up = true,
	.rows = rows,
	.n_rows = sizeof rows / sizeof *rows,
};

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
}

/* A page for people has the notes below the table; for machines, a person may
 * stand beside. */
static void
say_notes(const struct request *request, const struct result *result)
{
	enum format format = command_page(request).format;

	if (!request->quiet && format != FORMAT_TABLE &&
	    format != FORMAT_MARKDOWN && format != FORMAT_HTML)
		for (size_t i = 0; i < result->n_notes; i++)
			message_say("%s", result->notes[i]);
}

/* What was asked, as the fold takes it. */
static void
ask(struct forecast_request *forecast, const struct request *request,
    struct demand *demand)
{
	struct trouble what;

	forecast->as_of = request->as_of;
	forecast->fiscal = request->fiscal;
	forecast->period = request->period;
	forecast->period_given = request->period_given;
	forecast->grouping.house = request->currency == NULL ? "" :
	    request->currency;
	if (forecast_ask(forecast, request->by, demand, &what) != 0)
		command_usage("%s", what.text);
}

int
main(int argc, char **argv)
{
	struct options options = { .forecast.every = STEP_MONTH };
	struct command own = command;
	struct request request;
	struct demand demand = { 0 };
	struct filter filter;
	struct stream stream;
	struct goals goals;
	struct result *result;
	struct trouble what;
	void *state;

	own.target = &options;
	command_begin(&request, &own, argc, argv);
	ask(&options.forecast, &request, &demand);
	command_filter(&request, &filter, &demand);
	command_open(&request, &stream, 0, 0);
	open_goals(&goals, &options, &request);
	options.forecast.grouping.stages = &stream.stages;
	options.forecast.filter = &filter;
	options.forecast.goals = &goals;
	if (stream_fold(&stream, &demand, &forecast_fold, &options.forecast,
	    &state, &what) != 0)
		command_fail(&what);
	result = forecast_finish(state);
	command_notices(&request, &stream.notices);
	say_notes(&request, result);
	command_show(&request, result, NULL);
	command_end(EXIT_DONE);
}
