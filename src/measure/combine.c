#include <math.h>

#include "measure/combine.h"

#define PARTS 20		/* a weight is tried in twentieths */
#define INVERSE_TRIALS 10	/* that the inverse errors count for */
#define LEVEL_FIRST 0.0025	/* variance of the level before it was seen */
#define STILL 0.5		/* log-likelihood that standing still has more */
#define SHOCK_TRIALS 4		/* that the usual shock counts for */
#define SHOCK_USUAL 0.0075	/* its variance */

/* The squared error of the combination over the trials. A method that said
 * nothing leaves its weight to the others. */
static double
squared_error(const struct trial *trials, size_t n,
    const double weights[METHOD_COUNT])
{
	double error = 0;

	for (size_t i = 0; i < n; i++) {
		double said = 0, weight = 0, miss;

		for (int m = 0; m < METHOD_COUNT; m++)
			if (trials[i].has[m]) {
				said += weights[m] * trials[i].said[m];
				weight += weights[m];
			}
		miss = (weight > 0 ? said / weight : 0) - trials[i].actual;
		error += miss * miss;
	}
	return error;
}

/* Weights by each method's own squared errors. */
static void
inverse_weights(const struct trial *trials, size_t n,
    const bool may[METHOD_COUNT], double weights[METHOD_COUNT])
{
	double error[METHOD_COUNT] = { 0 }, times[METHOD_COUNT] = { 0 };
	double all = 0, count = 0, mean, total = 0;

	for (size_t i = 0; i < n; i++)
		for (int m = 0; m < METHOD_COUNT; m++)
			if (trials[i].has[m]) {
				double miss = trials[i].said[m] -
				    trials[i].actual;

				error[m] += miss * miss;
				times[m]++;
				all += miss * miss;
				count++;
			}
	mean = all > 0 ? all / count : 1;
	for (int m = 0; m < METHOD_COUNT; m++) {
		double own = (error[m] / mean + 1) / (times[m] + 1);

		weights[m] = may[m] ? 1 / (own * own) : 0;
		total += weights[m];
	}
	for (int m = 0; m < METHOD_COUNT; m++)
		weights[m] = total > 0 ? weights[m] / total : 0;
}

/* The weights, in twentieths, with the least squared error over the trials. */
static void
least_weights(const struct trial *trials, size_t n,
    const bool may[METHOD_COUNT], double weights[METHOD_COUNT])
{
	double least = INFINITY;

	for (int model = 0; model <= PARTS; model++)
		for (int trend = 0; model + trend <= PARTS; trend++) {
			int seasonal = PARTS - model - trend;
			const double tried[METHOD_COUNT] = {
				(double)model / PARTS, (double)trend / PARTS,
				(double)seasonal / PARTS };
			double error;

			if ((model > 0 && !may[METHOD_MODEL]) ||
			    (trend > 0 && !may[METHOD_TREND]) ||
			    (seasonal > 0 && !may[METHOD_SEASONAL]))
				continue;
			error = squared_error(trials, n, tried);
			if (error >= least)
				continue;
			least = error;
			for (int m = 0; m < METHOD_COUNT; m++)
				weights[m] = tried[m];
		}
}

void
combine_weights(const struct trial *trials, size_t n,
    const bool may[METHOD_COUNT], double weights[METHOD_COUNT])
{
	double least[METHOD_COUNT] = { 0 };

	inverse_weights(trials, n, may, weights);
	if (n == 0)
		return;
	least_weights(trials, n, may, least);
	for (int m = 0; m < METHOD_COUNT; m++)
		weights[m] = (INVERSE_TRIALS * weights[m] +
		    (double)n * least[m]) / (INVERSE_TRIALS + (double)n);
}

/* The level by a walk of that variance a step, and how likely it makes them. */
static double
follow(const struct sign *signs, size_t n, double walk, double noise,
    double *likely)
{
	double level = 1, variance = LEVEL_FIRST;

	*likely = 0;
	for (size_t i = n; i-- > 0; ) {
		double miss = signs[i].ratio - level, spread;

		variance += walk;
		spread = variance + signs[i].variance + noise;
		*likely -= (log(spread) + miss * miss / spread) / 2;
		level += variance / spread * miss;
		variance *= (signs[i].variance + noise) / spread;
	}
	return level;
}

double
combine_level(const struct sign *signs, size_t n)
{
	static const double walks[] = { 0, 0.0025, 0.01, 0.04 };
	static const double noises[] = { 0, 0.0025, 0.01, 0.04 };
	double most = -INFINITY, level = 1;

	for (size_t i = 0; i < sizeof walks / sizeof *walks; i++)
		for (size_t j = 0; j < sizeof noises / sizeof *noises; j++) {
			double likely, other = follow(signs, n, walks[i],
			    noises[j], &likely);

			if (walks[i] <= 0)
				likely += STILL;
			if (likely > most) {
				most = likely;
				level = other;
			}
		}
	return level < 0.1 ? 0.1 : level > 10 ? 10 : level;
}

double
combine_shock(const struct miss *misses, size_t n)
{
	double excess = 0, squares = 0, variance = 0;

	for (size_t i = 0; i < n; i++) {
		double miss = misses[i].actual - misses[i].expected;

		excess += miss * miss - misses[i].variance;
		squares += misses[i].expected * misses[i].expected;
	}
	if (squares > 0)
		variance = (double)n * excess / squares;
	variance = (variance + SHOCK_TRIALS * SHOCK_USUAL) /
	    ((double)n + SHOCK_TRIALS);
	return variance > 0 ? sqrt(variance) : 0;
}
