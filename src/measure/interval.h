#ifndef MEASURE_INTERVAL_H
#define MEASURE_INTERVAL_H

/*
 * How sure a share is.
 */

#include <stdint.h>

#include "measure/result.h"

/* Wilson's 95 % bounds (z = 1.959964; Wilson 1927) of K in N, as rates; blank
 * where N is 0. 20 in 100: 0.133367 and 0.288829. */
void interval_wilson(uint64_t k, uint64_t n, struct value *low,
    struct value *high);

#endif
