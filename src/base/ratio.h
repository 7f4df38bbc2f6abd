#ifndef BASE_RATIO_H
#define BASE_RATIO_H

/*
 * An exact quotient, kept as its factors until it is printed, and rounded
 * then, once, half to even. value = (top[0] * top[1]) / (bottom[0] *
 * bottom[1]); the products are 256 bits wide, so nothing overflows.
 */

#include <stdbool.h>

#include "base/memory.h"
#include "base/money.h"

struct ratio {
	int128 top[2];
	int128 bottom[2];	/* never negative; 0: nothing to divide by */
};

/* TOP / BOTTOM; BOTTOM 0 makes it blank. BOTTOM is not negative. */
struct ratio ratio_of(int128 top, int128 bottom);
/* Has it nothing to divide by? Then it is blank. */
bool ratio_blank(struct ratio);
/* <0, 0, >0 as A is less than, equal to, greater than B; neither is blank. */
int ratio_compare(struct ratio a, struct ratio b);
/* value * 10^PLACES rounded half to even, saturated at 128 bits. PLACES is
 * 0..9. Not blank. */
int128 ratio_round(struct ratio, int places);
/* Append the value with exactly PLACES decimals and a point: 0.631501. */
void ratio_write(struct buffer *out, struct ratio, int places);
/* As a floating-point number, for bars and drawings only. */
double ratio_double(struct ratio);
/* Append VALUE / 10^SCALE with exactly PLACES decimals, half to even. */
void decimal_write(struct buffer *out, int128 value, int scale, int places);

#endif
