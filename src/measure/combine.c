#include <math.h>
#include <stdlib.h>

#include "measure/combine.h"

static double param(const char *n, double d){const char*v=getenv(n);return v?atof(v):d;}

static double
squares(const struct trial *trials, size_t n, const double w[METHOD_COUNT])
{
	double sum = 0, wt = 1, d = param("DISC", 1);
	for (size_t i = 0; i < n; i++, wt *= d) {
		double f = 0, have = 0;
		for (int m = 0; m < METHOD_COUNT; m++)
			if (trials[i].has[m]) { f += w[m]*trials[i].said[m]; have += w[m]; }
		if (have > 0) f /= have; else f = trials[i].said[0];
		sum += wt * (f - trials[i].actual) * (f - trials[i].actual);
	}
	return sum;
}

void
combine_weights(const struct trial *trials, size_t n,
    const bool has[METHOD_COUNT], double weights[METHOD_COUNT])
{
	double inv[METHOD_COUNT] = {0}, total = 0;
	double prior = param("PRIORN", 1), power = param("POWER", 2);
	/* inverse squared errors, with a prior of PRIORN trials at the mean error */
	double mean = 0; double c = 0;
	double se[METHOD_COUNT]={0}, cn[METHOD_COUNT]={0};double d = param("DISC", 1);
	for (int m = 0; m < METHOD_COUNT; m++) {
		double wt = 1;
		for (size_t i = 0; i < n; i++, wt *= d) if (trials[i].has[m]) {
			double e = trials[i].said[m]-trials[i].actual;
			se[m] += wt*e*e; cn[m]+=wt; mean += wt*e*e; c+=wt;
		}
	}
	mean = c ? mean/c : 1;
	if (mean <= 0) mean = 1;
	for (int m = 0; m < METHOD_COUNT; m++) if (has[m]) {
		inv[m] = pow((se[m] + prior*mean)/(cn[m]+prior)/mean + 1e-9, -power);
		total += inv[m];
	}
	for (int m = 0; m < METHOD_COUNT; m++) weights[m] = total>0? inv[m]/total : 0;
	double ls = param("LS", 10);	/* trials the inverse weights count for */
	if (ls > 0 && n > 0) {
		double best = -1, bw[METHOD_COUNT];
		int S = 20;
		for (int a = 0; a <= S; a++) for (int b = 0; a + b <= S; b++) {
			double w[METHOD_COUNT] = { (double)a/S, (double)b/S, (double)(S-a-b)/S };
			bool ok = true;
			for (int m = 0; m < METHOD_COUNT; m++) if (!has[m] && w[m] > 0) ok = false;
			if (!ok) continue;
			double q = squares(trials, n, w);
			if (best < 0 || q < best) { best = q; for (int m=0;m<METHOD_COUNT;m++) bw[m]=w[m]; }
		}
		if (best >= 0) for (int m=0;m<METHOD_COUNT;m++)
			weights[m] = (bw[m]*(double)n + weights[m]*ls)/((double)n+ls);
	}
}

double
combine_level(const struct reading_of *r, size_t n)
{
	static const double walks[] = { 0, 0.0025, 0.01, 0.04 };
	double best = 1, likely = -1e300;
	double p0 = param("P0",0.0025);
	size_t nw = (size_t)param("WALKS", 4);

	for (size_t k = 0; k < nw; k++) {
		double level = 1, var = p0, ll = k == 0 ? param("LL0", 1) : 0;
		for (size_t i = n; i-- > 0; ) {
			double s, gain;
			if (r[i].variance <= 0) continue;
			var += walks[k];
			s = var + r[i].variance + param("OBS",0);
			ll -= 0.5*(log(s) + (r[i].ratio-level)*(r[i].ratio-level)/s);
			gain = var/s;
			level += gain*(r[i].ratio-level);
			var *= 1-gain;
		}
		if (ll > likely) { likely = ll; best = level; }
	}
	if (best < 0.1) best = 0.1;
	if (best > 10) best = 10;
	return best;
}

double
combine_shock(const struct reading_of *r, size_t n)
{
	double sum = 0, w = param("SHOCKN", 4) , prior = param("SHOCK0", 0.02);
	if (n == 0) return 0.2;
	for (size_t i = 0; i < n; i++) {
		sum += (r[i].ratio-1)*(r[i].ratio-1) - r[i].variance;
	}
	sum = (sum + w*prior)/((double)n + w);
	return sum > 0 ? sqrt(sum) : 0;
}
