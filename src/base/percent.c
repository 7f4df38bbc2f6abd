#include "base/money.h"

#define FINE INT64_C(1000000000)	/* a number is read in billionths... */
#define FINE_DIGITS 9
#define MOST_WHOLE 1000000		/* ...and counts as this from there on */

static const char not_a_percentage[] = "is not a percentage";
static const char not_between[] = "is not between 0 and 100 percent";

/* A number that is not negative. */
struct number {
	int64_t fine;		/* billionths */
	bool more;		/* and a little more */
};

static size_t
take_whole(struct slice *text, struct number *number)
{
	int64_t whole = 0;
	size_t n = 0;
	int digit;

	for (; (digit = slice_digit(text)) >= 0; n++)
		whole = whole < MOST_WHOLE ? whole * 10 + digit : whole;
	number->fine = whole * FINE;
	return n;
}

static size_t
take_decimals(struct slice *text, struct number *number)
{
	int64_t unit = FINE;
	size_t n = 0;
	int digit;

	for (; (digit = slice_digit(text)) >= 0; n++) {
		unit /= 10;
		number->fine += digit * unit;
		if (unit == 0 && digit > 0)
			number->more = true;
	}
	return n;
}

/* 45, 45.5, 45,5, .5 */
static bool
take_number(struct slice *text, struct number *number)
{
	size_t whole = take_whole(text, number);

	if (!slice_take(text, ".") && !slice_take(text, ","))
		return whole > 0;
	return take_decimals(text, number) > 0;
}

/* FINE / UNIT rounded half to even. */
static int64_t
rounded(struct number number, int64_t unit)
{
	int64_t value = number.fine / unit, rest = number.fine % unit;

	if (rest > unit / 2 || (rest == unit / 2 && (number.more || value % 2 == 1)))
		value++;
	return value;
}

const char *
percent_read(struct slice text, enum percent_scale scale, int64_t *ppm)
{
	struct number number = { 0, false };
	bool negative;
	int64_t one;

	*ppm = PERCENT_NONE;
	text = slice_trim(text);
	if (text.len == 0)
		return NULL;
	negative = slice_take(&text, "-") || slice_take(&text, "\xe2\x88\x92");
	if (!negative)
		slice_take(&text, "+");
	if (!take_number(&text, &number))
		return not_a_percentage;
	text = slice_trim(text);
	if (slice_take(&text, "%") || slice_take(&text, "\xef\xbc\x85"))
		scale = PERCENT_WHOLE;
	if (text.len > 0)
		return not_a_percentage;
	if (scale == PERCENT_UNKNOWN)
		scale = number.fine > FINE || (number.fine == FINE && number.more) ?
		    PERCENT_WHOLE : PERCENT_FRACTION;
	one = scale == PERCENT_WHOLE ? 100 * FINE : FINE;
	if (number.fine > one || (number.fine == one && number.more) ||
	    (negative && (number.fine > 0 || number.more)))
		return not_between;
	*ppm = rounded(number, one / PERCENT_ONE);
	return NULL;
}

void
percent_write(struct buffer *out, int64_t ppm, enum percent_scale scale,
    enum decimal_mark mark, const char *sign)
{
	int64_t one = scale == PERCENT_FRACTION ? PERCENT_ONE : PERCENT_ONE / 100;
	int64_t rest = ppm % one;

	if (ppm < 0)
		return;
	buffer_format(out, "%lld", (long long)(ppm / one));
	if (rest > 0)
		buffer_byte(out, mark == DECIMAL_COMMA ? ',' : '.');
	for (; rest > 0; rest = rest * 10 % one)
		buffer_byte(out, (char)('0' + rest * 10 / one));
	buffer_string(out, sign);
}
