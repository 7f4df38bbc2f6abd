#include <string.h>

#include "base/ratio.h"

/* Two products of two 128-bit factors are 256 bits wide, and a comparison
 * multiplies one with another: 512 bits hold all there is here. */
#define LIMBS 8

#define INT128_MOST ((uint128)-1 >> 1)

/* A whole number that is not negative, lowest limb first. */
struct wide {
	uint64_t limb[LIMBS];
};

static uint128
magnitude(int128 value)
{
	return value < 0 ? -(uint128)value : (uint128)value;
}

static int
sign_of(int128 value)
{
	return (value > 0) - (value < 0);
}

static struct wide
wide_of(uint128 value)
{
	struct wide w = { { (uint64_t)value, (uint64_t)(value >> 64) } };

	return w;
}

/* The product; limbs above the highest are lost (none are, see LIMBS). */
static struct wide
wide_product(struct wide a, struct wide b)
{
	struct wide product = { { 0 } };
	uint128 sum;
	uint64_t carry;
	size_t i, j;

	for (i = 0; i < LIMBS; i++) {
		carry = 0;
		for (j = 0; a.limb[i] != 0 && i + j < LIMBS; j++) {
			sum = (uint128)a.limb[i] * b.limb[j] + product.limb[i + j] + carry;
			product.limb[i + j] = (uint64_t)sum;
			carry = (uint64_t)(sum >> 64);
		}
	}
	return product;
}

static struct wide
wide_factors(const int128 factor[2])
{
	return wide_product(wide_of(magnitude(factor[0])), wide_of(magnitude(factor[1])));
}

static int
wide_compare(const struct wide *a, const struct wide *b)
{
	size_t i;

	for (i = LIMBS; i-- > 0;)
		if (a->limb[i] != b->limb[i])
			return a->limb[i] < b->limb[i] ? -1 : 1;
	return 0;
}

/* A = 2 A + BIT */
static void
wide_double(struct wide *a, unsigned bit)
{
	size_t i;

	for (i = LIMBS; i-- > 1;)
		a->limb[i] = a->limb[i] << 1 | a->limb[i - 1] >> 63;
	a->limb[0] = a->limb[0] << 1 | bit;
}

/* A = A - B, where B is not greater. */
static void
wide_subtract(struct wide *a, const struct wide *b)
{
	uint64_t borrow = 0, before;
	size_t i;

	for (i = 0; i < LIMBS; i++) {
		before = a->limb[i];
		a->limb[i] = before - b->limb[i] - borrow;
		borrow = before < b->limb[i] || (before == b->limb[i] && borrow);
	}
}

/* TOP / BOTTOM rounded half to even, INT128_MOST where it is more. Bit by bit:
 * it is done a few times for each figure printed. */
static uint128
wide_quotient(const struct wide *top, const struct wide *bottom)
{
	struct wide rest = { { 0 } };
	uint128 quotient = 0;
	size_t i = LIMBS * 64;
	int half;

	while (i > 0 && top->limb[i / 64 - 1] == 0)
		i -= 64;
	while (i-- > 0) {
		if (quotient > INT128_MOST / 2)
			return INT128_MOST;
		quotient <<= 1;
		wide_double(&rest, top->limb[i / 64] >> i % 64 & 1);
		if (wide_compare(&rest, bottom) >= 0) {
			wide_subtract(&rest, bottom);
			quotient |= 1;
		}
	}
	wide_double(&rest, 0);
	half = wide_compare(&rest, bottom);
	if (half > 0 || (half == 0 && quotient % 2 == 1))
		quotient++;
	return quotient < INT128_MOST ? quotient : INT128_MOST;
}

static uint128
power_of_ten(int n)
{
	uint128 power = 1;

	while (n-- > 0)
		power *= 10;
	return power;
}

static int
ratio_sign(struct ratio r)
{
	return sign_of(r.top[0]) * sign_of(r.top[1]);
}

struct ratio
ratio_of(int128 top, int128 bottom)
{
	struct ratio r = { { top, 1 }, { bottom, 1 } };

	return r;
}

bool
ratio_blank(struct ratio r)
{
	return r.bottom[0] == 0 || r.bottom[1] == 0;
}

int
ratio_compare(struct ratio a, struct ratio b)
{
	int sign = ratio_sign(a);
	struct wide left, right;

	if (sign != ratio_sign(b))
		return sign < ratio_sign(b) ? -1 : 1;
	left = wide_product(wide_factors(a.top), wide_factors(b.bottom));
	right = wide_product(wide_factors(b.top), wide_factors(a.bottom));
	return sign * wide_compare(&left, &right);
}

/* The product of both factors and UNIT, if it can be had in 128 bits. */
static bool
small_product(const int128 factor[2], uint128 unit, uint128 *product)
{
	return !__builtin_mul_overflow(magnitude(factor[0]),
	    magnitude(factor[1]), product) &&
	    !__builtin_mul_overflow(*product, unit, product);
}

/* TOP / BOTTOM rounded half to even, INT128_MOST where it is more. */
static uint128
small_quotient(uint128 top, uint128 bottom)
{
	uint128 quotient = top / bottom, rest = top % bottom;

	/* twice the rest may be more than 128 bits */
	if (rest > bottom - rest ||
	    (rest == bottom - rest && quotient % 2 == 1))
		quotient++;
	return quotient < INT128_MOST ? quotient : INT128_MOST;
}

int128
ratio_round(struct ratio r, int places)
{
	uint128 small_top, small_bottom;
	struct wide top, bottom;
	int128 value;

	if (small_product(r.top, power_of_ten(places), &small_top) &&
	    small_product(r.bottom, 1, &small_bottom)) {
		value = (int128)small_quotient(small_top, small_bottom);
		return ratio_sign(r) < 0 ? -value : value;
	}
	top = wide_product(wide_factors(r.top), wide_of(power_of_ten(places)));
	bottom = wide_factors(r.bottom);
	value = (int128)wide_quotient(&top, &bottom);
	return ratio_sign(r) < 0 ? -value : value;
}

void
ratio_write(struct buffer *out, struct ratio r, int places)
{
	if (!ratio_blank(r))
		decimal_write(out, ratio_round(r, places), places, places);
}

double
ratio_double(struct ratio r)
{
	if (ratio_blank(r))
		return 0;
	return (double)r.top[0] / (double)r.bottom[0] *
	    ((double)r.top[1] / (double)r.bottom[1]);
}

/* VALUE without its last N digits, rounded half to even. */
static uint128
drop_digits(uint128 value, int n)
{
	uint128 unit, rest;

	if (n <= 0)
		return value;
	if (n > 38)		/* 10^39 is more than 128 bits, the half too */
		return 0;
	unit = power_of_ten(n);
	rest = value % unit;
	value /= unit;
	if (rest > unit / 2 || (rest == unit / 2 && value % 2 == 1))
		value++;
	return value;
}

void
decimal_write(struct buffer *out, int128 value, int scale, int places)
{
	uint128 rest = drop_digits(magnitude(value), scale - places);
	int known = scale < places ? scale : places;	/* decimals REST has */
	char digits[64];
	int n = 0, i;

	if (value < 0 && rest != 0)
		buffer_byte(out, '-');
	for (; rest != 0; rest /= 10)
		digits[n++] = (char)('0' + (int)(rest % 10));
	for (i = n; i > known; i--)
		buffer_byte(out, digits[i - 1]);
	if (n <= known)
		buffer_byte(out, '0');
	if (places > 0)
		buffer_byte(out, '.');
	for (i = known; i > known - places; i--)
		buffer_byte(out, i > 0 && i <= n ? digits[i - 1] : '0');
}
