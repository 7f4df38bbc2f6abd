/*
 * How the forecast would have done: what was said of each month, and of each
 * three, on the evening before, by what was known then.
 */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/forecast_state.h"

#define MONTHS 24		/* that are looked back on, unless a period says */

/* The methods of the summary: those that are combined, and the stated one. */
enum contender {
	CONTENDER_MODEL,		/* the combination, as it is printed */
	CONTENDER_WEIGHTED,
	CONTENDER_TREND,
	CONTENDER_SEASONAL,
	CONTENDER_COUNT
};

static const char *const names[CONTENDER_COUNT] = {
	"model", "weighted", "trend", "seasonal"
};

static const int horizons[] = { 1, 3 };

/* Sums over the periods a method had something to say of. */
struct score {
	size_t n;
	double said, missed, actual;
	size_t inside;		/* within p10 to p90 */
	size_t tried;		/* that had odds */
	double crps;
	double brier, deals;
};

static double
said_by(const struct moment *at, enum contender who)
{
	switch (who) {
	case CONTENDER_MODEL:
		return at->expected;
	case CONTENDER_WEIGHTED:
		return at->weighted;
	case CONTENDER_TREND:
		return at->trend;
	default:
		return at->seasonal;
	}
}

static bool
has_said(const struct moment *at, enum contender who)
{
	switch (who) {
	case CONTENDER_MODEL:
		return at->landmarks > 0 || at->n_stretches > 0;
	case CONTENDER_TREND:
		return at->n_stretches > 0;
	case CONTENDER_SEASONAL:
		return at->season.from <= at->season.to;
	default:
		return true;
	}
}

/* Is landmark E one whose forecast is shown? */
static bool
is_tried(const struct finish *finish, const struct foresight *foresight,
    size_t e)
{
	const struct forecast_request *request = finish->request;
	const struct moment *at = &foresight->at[e];

	if (!at->over || !at->counts)
		return false;
	return request->period_given ?
	    at->window.from >= request->period.from &&
	    at->window.to <= request->period.to : e <= MONTHS;
}

static void
score_odds(const struct foresight *foresight, size_t e, struct score *score,
    struct odds *odds)
{
	const struct moment *at = &foresight->at[e];

	score->tried++;
	score->inside += at->actual >= odds_percentile(odds, 0.1) &&
	    at->actual <= odds_percentile(odds, 0.9);
	score->crps += odds_crps(odds, at->actual);
	score->brier += at->brier;
	score->deals += at->deals;
}

/* A point's CRPS is how far it was off. */
static void
score_point(const struct moment *at, enum contender who, struct score *score)
{
	double said = said_by(at, who);

	score->n++;
	score->said += said;
	score->missed += fabs(said - at->actual);
	score->actual += at->actual;
	if (who == CONTENDER_MODEL)
		return;
	score->crps += fabs(said - at->actual);
	score->tried++;
	if (who == CONTENDER_WEIGHTED) {
		score->brier += at->brier_stated;
		score->deals += at->deals;
	}
}

/*
 * The rows.
 */

static void
add_row_columns(struct finish *finish)
{
	static const char *const money[] = { "actual", "model", "weighted",
	    "trend", "seasonal", "p10", "p90" };
	struct result *result = finish->result;
	size_t column;

	if (finish->currency) {
		column = result_column(result, "currency", "currency",
		    UNIT_TEXT);
		result->columns[column].group = true;
		result->currency = column;
	}
	column = result_column(result, "asof", "as of", UNIT_DATE);
	result->columns[column].group = true;
	column = result_column(result, "period", "period", UNIT_TEXT);
	result->columns[column].group = true;
	result_column(result, "horizon", "months", UNIT_COUNT);
	for (size_t i = 0; i < sizeof money / sizeof *money; i++)
		result_column(result, money[i], money[i], UNIT_MONEY);
}

static struct value
said_value(const struct moment *at, enum contender who)
{
	return has_said(at, who) ? forecast_money(said_by(at, who)) :
	    value_blank();
}

static void
add_trial(struct finish *finish, const struct foresight *foresight, size_t e,
    int horizon, struct odds *odds)
{
	const struct moment *at = &foresight->at[e];
	struct result *result = finish->result;
	struct value *values = result_row(result);
	size_t k = 0;
	char name[24];

	if (finish->currency)
		values[k++] = value_text(result, foresight->currency);
	values[k++] = value_date(foresight->marks->days[e]);
	values[k++] = value_text(result, slice_of(period_name(at->window,
	    horizon == 1 ? STEP_MONTH : STEP_NONE, 1, name)));
	values[k++] = value_whole(horizon);
	values[k++] = value_whole((int128)at->actual);
	for (int who = 0; who < CONTENDER_COUNT; who++)
		values[k++] = said_value(at, (enum contender)who);
	if (odds != NULL) {
		values[k++] = forecast_money(odds_percentile(odds, 0.1));
		values[k] = forecast_money(odds_percentile(odds, 0.9));
	}
}

/*
 * The summary.
 */

static void
add_summary_columns(struct finish *finish)
{
	struct result *result = finish->result;
	size_t column;

	if (finish->currency) {
		column = result_column(result, "currency", "currency",
		    UNIT_TEXT);
		result->columns[column].group = true;
		result->currency = column;
	}
	column = result_column(result, "method", "method", UNIT_TEXT);
	result->columns[column].group = true;
	column = result_column(result, "horizon", "months", UNIT_COUNT);
	result->columns[column].group = true;
	result_column(result, "n", "periods", UNIT_COUNT);
	result_column(result, "wape", "wape", UNIT_RATIO);
	result_column(result, "bias", "bias", UNIT_RATIO);
	result_column(result, "coverage", "coverage", UNIT_RATE);
	result_column(result, "crps", "crps", UNIT_MONEY);
	result_column(result, "brier", "brier", UNIT_RATIO);
}

/* TOP / BOTTOM, blank where there is nothing to divide by. */
static struct value
share_of(double top, double bottom)
{
	return bottom > 0 ? forecast_rate(top / bottom) : value_blank();
}

static void
add_score(struct finish *finish, struct slice currency, enum contender who,
    int horizon, const struct score *score)
{
	struct result *result = finish->result;
	struct value *values = result_row(result);
	size_t k = 0;

	if (finish->currency)
		values[k++] = value_text(result, currency);
	values[k++] = value_text(result, slice_of(names[who]));
	values[k++] = value_whole(horizon);
	values[k++] = value_whole((int128)score->n);
	values[k++] = share_of(score->missed, score->actual);
	values[k++] = share_of(score->said, score->actual);
	values[k++] = who == CONTENDER_MODEL ? share_of((double)score->inside,
	    (double)score->tried) : value_blank();
	values[k++] = score->tried > 0 ?
	    forecast_money(score->crps / (double)score->tried) : value_blank();
	values[k] = share_of(score->brier, score->deals);
}

/* Go through the landmarks of a horizon, the oldest first. */
static void
try_horizon(struct finish *finish, const struct foresight *foresight,
    int horizon, struct score scores[CONTENDER_COUNT])
{
	for (size_t e = foresight->n + 1; e-- > 0; ) {
		const struct moment *at = &foresight->at[e];
		struct odds odds;
		bool has_odds;

		if (!is_tried(finish, foresight, e))
			continue;
		has_odds = foresight_distribution(foresight, e, SIGHT_NONE,
		    at->expected, &odds);
		if (finish->request->view == FORECAST_BACKTEST)
			add_trial(finish, foresight, e, horizon,
			    has_odds ? &odds : NULL);
		for (int who = 0; who < CONTENDER_COUNT; who++)
			if (has_said(at, (enum contender)who))
				score_point(at, (enum contender)who,
				    &scores[who]);
		if (has_odds)
			score_odds(foresight, e, &scores[CONTENDER_MODEL],
			    &odds);
		odds_free(&odds);
	}
}

static void
try_currency(struct finish *finish, struct slice currency)
{
	const struct landmarks *marks = &finish->forecast->marks;
	struct score scores[2][CONTENDER_COUNT] = { 0 };
	struct period window = foresight_pulse(marks);
	struct foresight pulse, far;

	foresight_make(&pulse, marks, window, currency, NULL);
	window.to = landmark_shift(marks->days[0], horizons[1]);
	foresight_make(&far, marks, window, currency, &pulse);
	try_horizon(finish, &pulse, horizons[0], scores[0]);
	try_horizon(finish, &far, horizons[1], scores[1]);
	if (finish->request->view == FORECAST_SUMMARY)
		for (int who = 0; who < CONTENDER_COUNT; who++)
			for (size_t i = 0; i < 2; i++)
				add_score(finish, currency,
				    (enum contender)who, horizons[i],
				    &scores[i][who]);
	foresight_free(&pulse);
	foresight_free(&far);
}

void
forecast_backtest(struct finish *finish)
{
	if (finish->request->view == FORECAST_BACKTEST)
		add_row_columns(finish);
	else
		add_summary_columns(finish);
	for (size_t i = 0; i < finish->n; i++) {
		struct slice currency = group_part(finish->groups[i]->key, 0);

		if (i == 0 || !slice_equal(currency,
		    group_part(finish->groups[i - 1]->key, 0)))
			try_currency(finish, currency);
	}
}
