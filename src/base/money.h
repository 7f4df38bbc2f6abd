#ifndef BASE_MONEY_H
#define BASE_MONEY_H

/*
 * Money is whole numbers of ten-thousandths of its unit (MONEY_UNIT to 1).
 * One amount fits 64 bits (to +-10^14 units), sums are 128 bits wide. No
 * floating point comes near it. Plain numbers (scores) are read the same way.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

#define MONEY_UNIT 10000
#define MONEY_MAX INT64_C(1000000000000000000)	/* 10^14 units */

/* Which sign stands before the decimals in a column. */
enum decimal_mark {
	DECIMAL_UNKNOWN = 0,	/* in doubt: 1.234 is refused */
	DECIMAL_POINT,
	DECIMAL_COMMA
};

/* How a column writes its amounts, for writing one more like them. */
struct money_style {
	enum decimal_mark mark;	/* DECIMAL_UNKNOWN: point, and 3.4550 has four
				 * decimals, for 3.455 would be refused */
	char group[4];		/* thousands separator, UTF-8; "" is none */
	bool indian;		/* 12,34,567: three, then two by two */
	char before[16];	/* sign or code before the digits, blanks too */
	char after[16];		/* the same behind them */
	int decimals;		/* as many are written at least; -1: as needed */
	bool parentheses;	/* (1,234.50) for negative amounts */
	bool bare;		/* a whole amount has no decimals for all that */
	bool groups_shown;	/* a cell was long enough to show its groups, */
	bool minus_shown;	/* one was negative, */
	bool whole_shown;	/* one was whole, and not 0 */
};

/*
 * Read a cell: 1234.5, 1,234.50, 1.234,50, 1 234,50 (also U+00A0, U+2009,
 * U+202F), 1'234.50 (also U+2019), Indian groups (12,34,567.00), with a
 * currency sign or three-letter code before or after, (1,234.50), -1,234.50,
 * 1,234.50-, +5, 12k, 1.2M, 3bn, 12万, 1.5亿. One separator before exactly
 * three digits is in doubt and read by MARK (1.234 is 1234 where MARK is
 * DECIMAL_COMMA); a value that contradicts MARK is wrong. Digits must be
 * grouped rightly. Full-width digits count as digits. More than four decimals
 * are right only where the rest are zeros, after k, M and the like are
 * multiplied in. Two currencies in a cell are wrong.
 * Returns NULL with *AMOUNT set (*BLANK true for a blank cell, and 0), or what
 * is wrong, to stand after the quoted cell: "is not an amount", "could be two
 * amounts (say --decimal . or --decimal ,)", "is an amount too large", "has
 * more than four decimals".
 */
const char *money_read(struct slice, enum decimal_mark mark, int64_t *amount,
    bool *blank);

/* What a cell says of its column: DECIMAL_POINT, DECIMAL_COMMA, or
 * DECIMAL_UNKNOWN, in doubt (1.234, 1,234) with *DOUBT set (may be NULL). */
enum decimal_mark money_mark_of(struct slice, bool *doubt);

/* How a cell is written, as far as it says (STYLE filled in full). false:
 * it is blank or no amount. */
bool money_style_of(struct slice, enum decimal_mark mark, struct money_style *);

/* Let OTHER, of another cell of the column, add what STYLE's own did not show. */
void money_style_add(struct money_style *style,
    const struct money_style *other);

/* Only [-]digits[.digits], the canonical form, at most four decimals. false:
 * anything else (then money_read decides), and *AMOUNT may be 0. Fast. */
bool money_canonical(struct slice, int64_t *amount);

/* N digits, four to eight, as a number; UINT64_MAX: not all are. All at once, as bytes
 * of one word (the first digit its lowest), in pairs of pairs. */
static inline uint64_t
money_digits(const char *at, size_t n)
{
	const uint64_t zeros = UINT64_C(0x3030303030303030);
	const uint64_t high = UINT64_C(0xf0f0f0f0f0f0f0f0);
	uint64_t digits = text_load4(at) |
	    text_load4(at + n - 4) << (n - 4) * 8;

	/* what is not there is 0 */
	digits = (digits ^ zeros) << (8 - n) * 8;
	if (((digits | (digits + UINT64_C(0x0606060606060606))) & high) != 0)
		return UINT64_MAX;
	digits = digits * (1 + (10 << 8)) >> 8;
	digits = (digits & UINT64_C(0x00ff00ff00ff00ff)) *
	    (1 + (100 << 16)) >> 16;
	return (digits & UINT64_C(0x0000ffff0000ffff)) *
	    (1 + (UINT64_C(10000) << 32)) >> 32;
}

/*
 * money_canonical of an amount as most are written: such digits that begin with none
 * of 0, and two decimals or none. 0: it is not so. Whether it has decimals is no
 * branch, for nobody could guess it. Inline: asked for every deal.
 */
static inline int64_t
money_soon(struct slice text)
{
	unsigned tenths, cents;
	uint64_t whole, part;
	size_t n;

	if (text.len < 4 || text.at[0] == '0')
		return 0;
	part = text.at[text.len - 3] == '.';
	n = text.len - 3 * part;
	if (n - 4 > 4)
		return 0;
	/* the last digits, be they decimals or not */
	tenths = (unsigned)text.at[text.len - 2] - '0';
	cents = (unsigned)text.at[text.len - 1] - '0';
	whole = money_digits(text.at, n);
	if (whole == UINT64_MAX || tenths > 9 || cents > 9)
		return 0;
	return (int64_t)(whole * MONEY_UNIT + (part * (MONEY_UNIT / 100)) *
	    (tenths * 10 + cents));
}

/* Append an amount to OUT: as STYLE says, or (STYLE NULL) canonical: point,
 * no groups, as many decimals as it has, none where it is whole. */
void money_write(struct buffer *out, int64_t amount,
    const struct money_style *style);

/* Bytes of the currency sign or three-letter code that TEXT begins with, 0 where
 * it begins with none. CODE is its ISO 4217 code, "" where it could be several
 * ($, kr). Letters are taken whole: no "R" in "Rest". */
size_t money_sign(struct slice text, char code[4]);

/* The three-letter code or the sign in a cell as an ISO 4217 code, in CODE
 * ("EUR"), false where it has none or an ambiguous one ($ is left alone). The
 * cell may hold nothing else. */
bool money_code(struct slice, char code[4]);

/* Decimals of a currency by ISO 4217 (JPY 0, EUR 2, KWD 3); 2 where CODE is
 * unknown or empty. */
int money_decimals(struct slice code);

/*
 * Percents are whole parts per million: 45 % is 450000.
 */
#define PERCENT_ONE 1000000
#define PERCENT_NONE (-1)	/* blank */

/* How a column writes its percents. */
enum percent_scale {
	PERCENT_UNKNOWN = 0,	/* by the value: above 1 a percent */
	PERCENT_WHOLE,		/* 45 is 45 % */
	PERCENT_FRACTION	/* 0.45 is 45 % */
};

/* Read 45, 45%, 0.45, "45,5 %", 45.5. With a sign % it is a percent whatever
 * SCALE says. Outside 0..100 % is wrong; what is finer than a part per million
 * is rounded half to even. *PPM is PERCENT_NONE for blank.
 * NULL, or what is wrong: "is not a percentage", "is not between 0 and 100
 * percent". */
const char *percent_read(struct slice, enum percent_scale, int64_t *ppm);

/* Would it be read as a fraction, written as a percent without a sign in a column that
 * says nothing of its scale? */
static inline bool
percent_is_small(int64_t ppm)
{
	return ppm > 0 && ppm <= PERCENT_ONE / 100;
}

/* Append PPM as 45, 45.5 (WHOLE) or 0.45 (FRACTION), with SIGN (" %", "%" or
 * "") behind and MARK for the point. */
void percent_write(struct buffer *out, int64_t ppm, enum percent_scale,
    enum decimal_mark, const char *sign);

#endif
