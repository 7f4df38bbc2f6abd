#include <string.h>

#include "cmd/command.h"
#include "cmd/goals.h"
#include "cmd/notes.h"
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
	return forecast_method_read(value,
	    &((struct options *)into)->forecast.method) ? NULL :
	    "is not model, weighted, trend or seasonal";
}

/* Nothing is drawn, so there is nothing to seed. */
static const char *
set_seed(void *into, const char *value)
{
	(void)into;
	return *value != '\0' && value[strspn(value, "0123456789")] == '\0' ?
	    NULL : "is not a whole number";
}

#define FLAG(name, bit) \
	static const char * \
	set_##name(void *into, const char *value) \
	{ \
		(void)value; \
		((struct options *)into)->forecast.flags |= (bit); \
		return NULL; \
	}

FLAG(deals, FORECAST_FLAG_DEALS)
FLAG(backtest, FORECAST_FLAG_BACKTEST)
FLAG(summary, FORECAST_FLAG_SUMMARY)
FLAG(calibrate, FORECAST_FLAG_CALIBRATE)

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

/* What was asked, as the fold takes it. */
static void
ask(struct options *options, const struct request *request,
    struct demand *demand)
{
	struct forecast_request *forecast = &options->forecast;
	struct trouble what;

	forecast->as_of = request->as_of;
	forecast->fiscal = request->fiscal;
	forecast->period = request->period;
	forecast->period_given = request->period_given;
	if (forecast_ask(forecast, request->by, demand, &what) != 0)
		command_usage("%s", what.text);
}

int
main(int argc, char **argv)
{
	struct options options = { .forecast.every = STEP_MONTH };
	struct forecast_request *forecast = &options.forecast;
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
	ask(&options, &request, &demand);
	command_filter(&request, &filter, &demand);
	command_open(&request, &stream, 0, 0);
	command_goals(&goals, options.goals, &request);
	forecast->filter = &filter;
	forecast->goals = &goals;
	forecast->grouping.stages = &stream.stages;
	forecast->grouping.house = request.currency == NULL ? "" :
	    request.currency;
	if (stream_fold(&stream, &demand, &forecast_fold, forecast, &state,
	    &what) != 0)
		command_fail(&what);
	result = forecast_finish(state);
	command_notices(&request, &stream.notices);
	command_notes(&request, result);
	command_show(&request, result, NULL);
	command_end(EXIT_DONE);
}
