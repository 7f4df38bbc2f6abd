#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/goals.h"
#include "measure/forecast.h"

/* The command's own options. */
struct options {
	const char *goals;	/* NULL: goals.csv beside the deals */
	bool deals, backtest, summary, calibrate;
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
	static const char *const names[] = { "model", "weighted", "trend",
	    "seasonal" };

	for (int i = 0; i < 4; i++)
		if (strcmp(value, names[i]) == 0) {
			((struct options *)into)->forecast.method =
			    (enum forecast_method)(FORECAST_MODEL + i);
			return NULL;
		}
	return "is not model, weighted, trend or seasonal";
}

/* Nothing is drawn, so there is nothing to seed. */
static const char *
set_seed(void *into, const char *value)
{
	(void)into;
	return *value != '\0' && value[strspn(value, "0123456789")] == '\0' ?
	    NULL : "is not a whole number";
}

#define FLAG(name) \
	static const char * \
	set_##name(void *into, const char *value) \
	{ \
		(void)value; \
		((struct options *)into)->name = true; \
		return NULL; \
	}

FLAG(deals)
FLAG(backtest)
FLAG(summary)
FLAG(calibrate)

static const char *
set_goals(void *into, const char *value)
{
	((struct options *)into)->goals = value;
	return NULL;
}

static const struct option_row rows[] = {
	{ 0, "every", "STEP", "a row for each month or quarter", set_every },
	{ 0, "method", "METHOD", "model, weighted, trend or seasonal",
	    set_method },
	{ 0, "seed", "N", "taken, and without effect: nothing is drawn",
	    set_seed },
	{ 0, "deals", NULL, "the open deals, likeliest first", set_deals },
	{ 0, "backtest", NULL, "what would have been said, and what came",
	    set_backtest },
	{ 0, "summary", NULL, "of the backtest: how well each method did",
	    set_summary },
	{ 0, "calibrate", NULL, "what the stages' probabilities really are",
	    set_calibrate },
	{ 0, "goals", "FILE", "the goals (goals.csv beside the deals)",
	    set_goals },
};

static const struct command command = {
	.synopsis = "[--every month|quarter] [--method METHOD] [-b FIELD,...] "
	    "[-P PERIOD] [FILE...]\n--deals | --backtest [--summary] | "
	    "--calibrate [-P PERIOD] [FILE...]",
	.purpose = "what is won, committed and likely, period by period",
	.sums_up = true,
	.rows = rows,
	.n_rows = sizeof rows / sizeof *rows,
};

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

/* Which of the results it is. */
static void
settle_view(struct options *options)
{
	if (options->deals + options->backtest + options->calibrate > 1)
		command_usage("only one of --deals, --backtest, --calibrate");
	if (options->summary && !options->backtest)
		command_usage("--summary goes with --backtest");
	if (options->deals)
		options->forecast.view = FORECAST_DEALS;
	if (options->backtest)
		options->forecast.view = options->summary ? FORECAST_SUMMARY :
		    FORECAST_BACKTEST;
	if (options->calibrate)
		options->forecast.view = FORECAST_CALIBRATE;
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
	if (forecast->view != FORECAST_ROWS && request->by != NULL)
		command_usage("-b goes with rows of periods");
	if (forecast_ask(forecast, request->by, demand, &what) != 0)
		command_usage("%s", what.text);
}

/* Fold the deals of an open stream into the result. */
static struct result *
forecast(struct request *request, struct options *options,
    const struct demand *demand, struct stream *stream)
{
	struct trouble what;
	void *state;

	options->forecast.grouping.stages = &stream->stages;
	options->forecast.grouping.house = request->currency == NULL ? "" :
	    request->currency;
	if (stream_fold(stream, demand, &forecast_fold, &options->forecast,
	    &state, &what) != 0)
		command_fail(&what);
	return forecast_finish(state);
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

	own.target = &options;
	command_begin(&request, &own, argc, argv);
	settle_view(&options);
	ask(&options.forecast, &request, &demand);
	command_filter(&request, &filter, &demand);
	command_open(&request, &stream, 0, 0);
	command_goals(&goals, options.goals, &request);
	options.forecast.filter = &filter;
	options.forecast.goals = &goals;
	result = forecast(&request, &options, &demand, &stream);
	command_notices(&request, &stream.notices);
	say_notes(&request, result);
	command_show(&request, result, NULL);
	command_end(EXIT_DONE);
}
