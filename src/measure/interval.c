#include <math.h>

#include "measure/interval.h"

#define Z 1.959964
#define BILLION INT64_C(1000000000)

/* A share as a ratio: nine decimals are more than are ever shown. */
static struct value
share(double x)
{
	if (x < 0)
		x = 0;
	if (x > 1)
		x = 1;
	return value_ratio(ratio_of((int128)(x * (double)BILLION + 0.5),
	    BILLION));
}

void
interval_wilson(uint64_t k, uint64_t n, struct value *low,
    struct value *high)
{
	double count = (double)n, p, z2 = Z * Z, center, half, scale;

	*low = *high = value_blank();
	if (n == 0)
		return;
	p = (double)k / count;
	center = p + z2 / (2 * count);
	half = Z * sqrt(p * (1 - p) / count + z2 / (4 * count * count));
	scale = 1 + z2 / count;
	/* none and all are exact: no bound lies beyond them */
	*low = k == 0 ? share(0) : share((center - half) / scale);
	*high = k == n ? share(1) : share((center + half) / scale);
}
