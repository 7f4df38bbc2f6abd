#include <stddef.h>
#include <string.h>

#include "base/money.h"

#define DIGITS 64		/* in an amount; with more it is none */
#define SEPARATORS 24
#define UNIT_DIGITS 4		/* MONEY_UNIT is 10^4 */
#define WHOLE_MOST 15		/* digits MONEY_MAX has before the point */

static const char not_an_amount[] = "is not an amount";
static const char two_amounts[] = "could be two amounts (say --decimal . or --decimal ,)";
static const char too_large[] = "is an amount too large";
static const char too_fine[] = "has more than four decimals";

/* What stands between two digits, or before the first of .50 */
struct separator {
	char kind;		/* '.', ',', '\'' or ' ', whatever its bytes */
	size_t at;		/* digits before it */
	struct slice bytes;
};

/* An amount as it is written. */
struct written {
	struct slice before;	/* sign or code, and the blanks to the digits */
	struct slice after;
	char codes[2][4];	/* of both; "": none, or several */
	bool sign;		/* it has a plus or minus */
	bool minus;
	bool open;		/* it has a parenthesis */
	bool closed;
	int power;		/* of ten: 3 for k; 0: none is written */

	/* what is made of it */
	size_t whole;		/* digits before the decimal sign */
	size_t groups;		/* separators that are no decimal sign */
	bool indian;
	bool doubt;		/* the only separator could be either */
	enum decimal_mark says;

	size_t n;		/* digits */
	size_t nseparators;
	/* the rest is not cleared: that would take longer than the reading */
	char digits[DIGITS];	/* 0..9 */
	struct separator separators[SEPARATORS];
};

static bool
take_blank(struct slice *text)
{
	if (text->len == 0 || (unsigned char)text->at[0] - 0x21u < 0x7f - 0x21u)
		return false;		/* at once: it is asked everywhere */
	return slice_take(text, " ") || slice_take(text, "\t") ||
	    slice_take(text, "\xc2\xa0") ||		/* U+00A0 */
	    slice_take(text, "\xe2\x80\x89") ||		/* U+2009 */
	    slice_take(text, "\xe2\x80\xaf") ||		/* U+202F */
	    slice_take(text, "\xe3\x80\x80");		/* U+3000 */
}

static bool
take_blanks(struct slice *text)
{
	size_t len = text->len;

	while (take_blank(text))
		;
	return text->len < len;
}

static bool
take_minus(struct slice *text)
{
	return slice_take(text, "-") || slice_take(text, "\xe2\x88\x92") ||	/* U+2212 */
	    slice_take(text, "\xef\xbc\x8d");					/* U+FF0D */
}

static bool
take_plus(struct slice *text)
{
	return slice_take(text, "+") || slice_take(text, "\xef\xbc\x8b");	/* U+FF0B */
}

/* The kind of separator taken, NUL where there is none. */
static char
take_kind(struct slice *text)
{
	if (slice_take(text, ".") || slice_take(text, "\xef\xbc\x8e"))		/* U+FF0E */
		return '.';
	if (slice_take(text, ",") || slice_take(text, "\xef\xbc\x8c"))		/* U+FF0C */
		return ',';
	if (slice_take(text, "'") || slice_take(text, "\xe2\x80\x99"))		/* U+2019 */
		return '\'';
	return take_blank(text) ? ' ' : '\0';
}

/* The bytes from FROM to where TEXT begins now. */
static struct slice
taken(struct slice from, const struct slice *text)
{
	from.len -= text->len;
	return from;
}

/* Take a separator if a digit follows it. */
static bool
take_separator(struct slice *text, struct separator *separator)
{
	struct slice rest = *text, behind;

	separator->kind = take_kind(&rest);
	behind = rest;
	if (separator->kind == '\0' || slice_digit(&behind) < 0)
		return false;
	separator->bytes = taken(*text, &rest);
	*text = rest;
	return true;
}

/* Take digits, and separators that have digits behind them. */
static bool
take_number(struct slice *text, struct written *w)
{
	struct separator separator;
	int digit;

	for (;;) {
		if ((digit = slice_digit(text)) >= 0) {
			if (w->n == DIGITS)
				return false;
			w->digits[w->n++] = (char)digit;
		} else if (take_separator(text, &separator)) {
			if (w->nseparators == SEPARATORS)
				return false;
			separator.at = w->n;
			w->separators[w->nseparators++] = separator;
		} else
			return w->n > 0;
	}
}

static bool
begins_number(struct slice text)
{
	struct separator separator;

	/* blanks before the digits are none of the number */
	if (take_separator(&text, &separator))
		return separator.kind == '.' || separator.kind == ',';
	return slice_digit(&text) >= 0;
}

static bool
take_currency(struct slice *text, char code[4])
{
	size_t n = money_sign(*text, code);

	if (n == 0)
		return false;
	text->at += n;
	text->len -= n;
	return true;
}

/* Take all that stands before the number. */
static bool
take_before(struct slice *text, struct written *w)
{
	struct slice from;

	while (!begins_number(*text)) {
		from = *text;
		if (take_blanks(text))
			continue;
		if (!w->sign && take_minus(text))
			w->sign = w->minus = true;
		else if (!w->sign && take_plus(text))
			w->sign = true;
		else if (!w->open &&
		    (slice_take(text, "(") || slice_take(text, "\xef\xbc\x88")))
			w->open = true;					/* U+FF08 */
		else if (w->before.len == 0 && take_currency(text, w->codes[0])) {
			take_blanks(text);
			w->before = taken(from, text);
		} else
			return false;
	}
	return true;
}

/* A word for a power of ten: letters are lower case here. */
static const struct power {
	const char *text;
	int power;
} powers[] = {
	/* where one begins another, the longer first */
	{ "k", 3 }, { "mio", 6 }, { "mln", 6 }, { "mn", 6 }, { "m", 6 }, { "bn", 9 },
	{ "b", 9 },
	{ "lakh", 5 }, { "crore", 7 },
	{ "\xe5\x8d\x83", 3 },						/* 千 */
	{ "\xe4\xb8\x87", 4 }, { "\xe8\x90\xac", 4 },			/* 万 萬 */
	{ "\xe7\x99\xbe\xe4\xb8\x87", 6 },				/* 百万 */
	{ "\xe5\x8d\x83\xe4\xb8\x87", 7 },				/* 千万 */
	{ "\xe4\xba\xbf", 8 }, { "\xe5\x84\x84", 8 },			/* 亿 億 */
	{ "\xd0\xbc\xd0\xbb\xd0\xbd", 6 },				/* млн */
};

static size_t
power_length(struct slice text, const char *name)
{
	size_t n = strlen(name), i;

	if (n > text.len)
		return 0;
	for (i = 0; i < n; i++)
		if (text_lower(text.at[i]) != name[i])
			return 0;
	return n;
}

static bool
take_power(struct slice *text, int *power)
{
	size_t i, n, most = 0;

	for (i = 0; i < sizeof(powers) / sizeof(powers[0]); i++) {
		n = power_length(*text, powers[i].text);
		if (n > most) {
			most = n;
			*power = powers[i].power;
		}
	}
	text->at += most;
	text->len -= most;
	return most > 0;
}

/* Take all that stands behind the number: a currency is tried before a power,
 * "kr" before "k". */
static bool
take_after(struct slice *text, struct written *w)
{
	struct slice from;

	for (;;) {
		from = *text;
		take_blanks(text);
		if (text->len == 0)
			return true;
		if (w->after.len == 0 && take_currency(text, w->codes[1]))
			w->after = taken(from, text);
		else if (w->after.len == 0 && w->power == 0 && !w->closed &&
		    take_power(text, &w->power))
			continue;
		else if (!w->sign && take_minus(text))
			w->sign = w->minus = true;
		else if (w->open && !w->closed &&
		    (slice_take(text, ")") || slice_take(text, "\xef\xbc\x89")))
			w->closed = true;				/* U+FF09 */
		else
			return false;
	}
}

static bool
same_currency(const struct written *w)
{
	return w->codes[0][0] == '\0' || w->codes[1][0] == '\0' ||
	    strcmp(w->codes[0], w->codes[1]) == 0;
}

/* Take a cell without blanks at its ends apart; false: it is no amount. */
static bool
scan(struct slice text, struct written *w)
{
	memset(w, 0, offsetof(struct written, digits));
	return take_before(&text, w) && take_number(&text, w) && take_after(&text, w) &&
	    w->open == w->closed && !(w->open && w->sign) && same_currency(w);
}

/* Digits behind separator I, up to the next one or the decimal sign. */
static size_t
group_length(const struct written *w, size_t i)
{
	return (i + 1 < w->groups ? w->separators[i + 1].at : w->whole) - w->separators[i].at;
}

/* Are the digits grouped rightly, by threes or the Indian way? */
static bool
is_grouped(struct written *w)
{
	bool threes = true, twos;
	size_t first, i;

	if (w->groups == 0)
		return true;
	first = w->separators[0].at;
	twos = w->separators[0].kind == ',' && w->groups > 1 && first < 3;
	for (i = 0; i < w->groups; i++) {
		if (w->separators[i].kind != w->separators[0].kind)
			return false;
		if (group_length(w, i) != 3)
			threes = false;
		if (group_length(w, i) != (i + 1 < w->groups ? 2 : 3))
			twos = false;
	}
	w->indian = twos;
	return first >= 1 && first <= 3 && w->digits[0] != 0 && (threes || twos);
}

static bool
is_only_one(const struct written *w, size_t separator)
{
	size_t i, n = 0;

	for (i = 0; i < w->nseparators; i++)
		n += w->separators[i].kind == w->separators[separator].kind;
	return n == 1;
}

/* Which separators group digits, and which one stands before the decimals;
 * false: the digits make no amount. */
static bool
classify(struct written *w)
{
	size_t n = w->nseparators;
	const struct separator *last;
	char kind;
	bool either;

	w->whole = w->n;
	w->groups = n;
	if (n == 0)
		return true;
	last = &w->separators[n - 1];
	kind = last->kind;
	either = kind == '.' || kind == ',';
	if (either && is_only_one(w, n - 1)) {
		w->doubt = n == 1 && w->n - last->at == 3 && last->at >= 1 && last->at <= 3 &&
		    w->digits[0] != 0;
		if (w->doubt)
			return true;
		w->whole = last->at;
		w->groups = n - 1;
		w->says = kind == '.' ? DECIMAL_POINT : DECIMAL_COMMA;
	} else if (either)
		w->says = kind == '.' ? DECIMAL_COMMA : DECIMAL_POINT;
	return is_grouped(w);
}

/* Bring the column's mark to bear. */
static const char *
settle(struct written *w, enum decimal_mark mark)
{
	if (w->doubt && mark == DECIMAL_UNKNOWN)
		return two_amounts;
	if (w->doubt && (w->separators[0].kind == '.') == (mark == DECIMAL_POINT)) {
		w->whole = w->separators[0].at;
		w->groups = 0;
	}
	if (mark != DECIMAL_UNKNOWN && w->says != DECIMAL_UNKNOWN && w->says != mark)
		return not_an_amount;
	return NULL;
}

/* Its value; the decimal sign lies POWER digits further on than written. */
static const char *
value_of(const struct written *w, int64_t *amount)
{
	size_t n = w->whole + (size_t)w->power + UNIT_DIGITS, i;
	int64_t value = 0;

	for (i = 0; i < n; i++) {
		/* no overflow: 10 * MONEY_MAX does not fit, so look before */
		if (value > MONEY_MAX / 10)
			return too_large;
		value = value * 10 + (i < w->n ? w->digits[i] : 0);
		if (value > MONEY_MAX)
			return too_large;
	}
	for (; i < w->n; i++)
		if (w->digits[i] != 0)
			return too_fine;
	*amount = w->minus || w->open ? -value : value;
	return NULL;
}

static const char *
read_written(struct slice text, enum decimal_mark mark, struct written *w, int64_t *amount)
{
	const char *wrong;

	if (!scan(text, w) || !classify(w))
		return not_an_amount;
	wrong = settle(w, mark);
	return wrong != NULL ? wrong : value_of(w, amount);
}

const char *
money_read(struct slice text, enum decimal_mark mark, int64_t *amount, bool *blank)
{
	struct written w;

	*amount = 0;
	text = slice_trim(text);
	if (blank != NULL)
		*blank = text.len == 0;
	if (text.len == 0 || (mark == DECIMAL_POINT && money_canonical(text, amount)))
		return NULL;
	return read_written(text, mark, &w, amount);
}

enum decimal_mark
money_mark_of(struct slice text, bool *doubt)
{
	struct written w;
	bool right = scan(slice_trim(text), &w) && classify(&w);

	if (doubt != NULL)
		*doubt = right && w.doubt;
	return right ? w.says : DECIMAL_UNKNOWN;
}

/* Copy BYTES as a string if it fits in SIZE bytes. */
static void
copy_short(char *out, size_t size, struct slice bytes)
{
	out[0] = '\0';
	if (bytes.len == 0 || bytes.len >= size)
		return;
	memcpy(out, bytes.at, bytes.len);
	out[bytes.len] = '\0';
}

/* No more than leave room for the greatest amount before them. */
static int
decimals_of(const struct written *w)
{
	size_t n = w->n - w->whole;

	return n < DIGITS / 2 ? (int)n : DIGITS / 2;
}

bool
money_style_of(struct slice text, enum decimal_mark mark, struct money_style *style)
{
	struct written w;
	int64_t amount;

	text = slice_trim(text);
	if (text.len == 0 || read_written(text, mark, &w, &amount) != NULL)
		return false;
	memset(style, 0, sizeof(*style));
	style->mark = w.says != DECIMAL_UNKNOWN ? w.says : mark;
	if (w.groups > 0)
		copy_short(style->group, sizeof(style->group), w.separators[0].bytes);
	style->indian = w.indian;
	copy_short(style->before, sizeof(style->before), w.before);
	copy_short(style->after, sizeof(style->after), w.after);
	style->decimals = w.power > 0 ? -1 : decimals_of(&w);
	style->parentheses = w.open;
	style->groups_shown = w.groups > 0 || w.whole > 3;
	style->minus_shown = w.open || w.minus;
	style->whole_shown = amount != 0 && amount % MONEY_UNIT == 0 && w.power == 0;
	style->bare = style->whole_shown && style->decimals == 0;
	return true;
}

void
money_style_add(struct money_style *style, const struct money_style *other)
{
	if (style->mark == DECIMAL_UNKNOWN)	/* 26, and then 7.000,00 */
		style->mark = other->mark;
	if (!style->groups_shown)
		memcpy(style->group, other->group, sizeof(style->group));
	if (strcmp(style->group, other->group) == 0)
		style->indian = style->indian || other->indian;
	if (!style->minus_shown)
		style->parentheses = other->parentheses;
	if (!style->whole_shown)
		style->bare = other->bare;
	if (style->decimals < 0 || (other->decimals > 0 &&
	    (style->decimals == 0 || other->decimals < style->decimals)))
		style->decimals = other->decimals;
	style->groups_shown = style->groups_shown || other->groups_shown;
	style->minus_shown = style->minus_shown || other->minus_shown;
	style->whole_shown = style->whole_shown || other->whole_shown;
}

/* The digits from *AT on behind VALUE, which grows too large without a word; *AT is
 * left at what is none. */
static uint64_t
add_digits(uint64_t value, const char **at, const char *end)
{
	unsigned digit;

	for (; *at < end && (digit = (unsigned)**at - '0') <= 9; ++*at)
		value = value * 10 + digit;
	return value;
}

bool
money_canonical(struct slice text, int64_t *amount)
{
	static const uint64_t units[UNIT_DIGITS + 1] = {
		MONEY_UNIT, MONEY_UNIT / 10, MONEY_UNIT / 100,
		MONEY_UNIT / 1000, 1
	};
	const char *at = text.at, *end = at + text.len, *first, *whole;
	size_t decimals = 0;
	uint64_t value;
	bool negative;

	*amount = money_soon(text);
	if (*amount > 0)
		return true;
	if (text.len == 0)
		return false;
	negative = *at == '-';
	first = at += negative;
	while (at < end && *at == '0')
		at++;
	whole = at;
	value = add_digits(0, &at, end);
	if (at == first || at - whole > WHOLE_MOST)
		return false;
	if (at < end) {
		decimals = (size_t)(end - at) - 1;
		if (*at++ != '.' || decimals == 0 || decimals > UNIT_DIGITS)
			return false;
		value = add_digits(value, &at, end);
	}
	if (at < end || value > (uint64_t)MONEY_MAX / units[decimals])
		return false;
	value *= units[decimals];
	*amount = negative ? -(int64_t)value : (int64_t)value;
	return true;
}

/* Does a separator stand behind the digit that has N behind it? */
static bool
group_ends(size_t n, bool indian)
{
	if (n < 3 || !indian)
		return n > 0 && n % 3 == 0;
	return (n - 3) % 2 == 0;
}

static void
write_whole(struct buffer *out, uint64_t whole, const char *group, bool indian)
{
	char digits[20];
	size_t n = 0;

	do {
		digits[n++] = (char)('0' + whole % 10);
		whole /= 10;
	} while (whole > 0);
	while (n-- > 0) {
		buffer_byte(out, digits[n]);
		if (group_ends(n, indian))
			buffer_string(out, group);
	}
}

/* At least LEAST decimals of REST ten-thousandths. */
static void
write_decimals(struct buffer *out, int rest, int least, char mark)
{
	int i;

	if (rest > 0 || least > 0)
		buffer_byte(out, mark);
	for (i = 0; rest > 0 || i < least; i++) {
		buffer_byte(out, (char)('0' + rest * 10 / MONEY_UNIT));
		rest = rest * 10 % MONEY_UNIT;
	}
}

/* How many decimals an amount of SIZE has at least. */
static int
least_decimals(uint64_t size, const struct money_style *style)
{
	uint64_t whole = size / MONEY_UNIT, rest = size % MONEY_UNIT;

	if (style->bare && rest == 0)
		return 0;
	/* 3.455 could be two amounts where nothing says what its mark is */
	if (style->mark == DECIMAL_UNKNOWN && whole > 0 && whole < 1000 &&
	    rest % 10 == 0 && rest % 100 != 0)
		return 4;
	return style->decimals;
}

void
money_write(struct buffer *out, int64_t amount, const struct money_style *style)
{
	static const struct money_style canonical = { .mark = DECIMAL_POINT,
	    .decimals = -1 };
	uint64_t size = amount < 0 ? -(uint64_t)amount : (uint64_t)amount;
	bool parentheses;

	if (style == NULL)
		style = &canonical;
	parentheses = style->parentheses && amount < 0;
	if (amount < 0)
		buffer_byte(out, parentheses ? '(' : '-');
	buffer_string(out, style->before);
	write_whole(out, size / MONEY_UNIT, style->group, style->indian);
	write_decimals(out, (int)(size % MONEY_UNIT),
	    least_decimals(size, style), style->mark == DECIMAL_COMMA ? ',' : '.');
	buffer_string(out, style->after);
	if (parentheses)
		buffer_byte(out, ')');
}

bool
money_code(struct slice text, char code[4])
{
	struct written w;
	const char *found;

	text = slice_trim(text);
	if (text.len == 0)
		return false;
	if (money_sign(text, code) == text.len)
		return code[0] != '\0';
	if (!scan(text, &w))
		return false;
	found = w.codes[0][0] != '\0' ? w.codes[0] : w.codes[1];
	memcpy(code, found, 4);
	return found[0] != '\0';
}
