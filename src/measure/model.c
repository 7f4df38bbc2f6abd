#include "base/date.h"
#include "measure/model.h"

#define PRIOR 10		/* deals that the coarser share counts for */

size_t
model_cell(size_t stage, enum due due, int age_days)
{
	static const int bands[AGES] = { 0, 7, 14, 30, 60, 90, 120, 180 };
	size_t age = AGES - 1;

	while (age > 0 && age_days < bands[age])
		age--;
	return (stage * DUE_COUNT + due) * AGES + age;
}

enum due
model_due(int due, int from, int to)
{
	if (due == DATE_NONE)
		return DUE_NONE;
	return due < from ? DUE_BEFORE : due <= to ? DUE_IN : DUE_AFTER;
}

static struct tally
sum(const struct tally *tallies, size_t n)
{
	struct tally all = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		all.n += tallies[i].n;
		all.won += tallies[i].won;
	}
	return all;
}

static double
shrunk(struct tally tally, double coarser)
{
	return (tally.won + PRIOR * coarser) / (tally.n + PRIOR);
}

void
model_learn(const struct tally *tallies, size_t n_stages, double *odds)
{
	struct tally all = sum(tallies, n_stages * CELLS_OF_STAGE);
	double of_all = all.n > 0 ? all.won / all.n : 0;

	for (size_t stage = 0; stage < n_stages; stage++) {
		const struct tally *in = &tallies[stage * CELLS_OF_STAGE];
		double of_stage = shrunk(sum(in, CELLS_OF_STAGE), of_all);

		for (size_t due = 0; due < DUE_COUNT; due++) {
			const struct tally *at = &in[due * AGES];
			double of_due = shrunk(sum(at, AGES), of_stage);

			for (size_t age = 0; age < AGES; age++)
				*odds++ = shrunk(at[age], of_due);
		}
	}
}
