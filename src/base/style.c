#include <string.h>

#include "base/style.h"

#define EXCEL_ZERO (-25569)	/* 1899-12-30: what serials count from */

static const char *const months[] = {
	"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December"
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* How many digits, or ASCII letters, the text begins with. */
static size_t
run(struct slice text, bool (*is)(char))
{
	size_t n = 0;

	while (n < text.len && is(text.at[n]))
		n++;
	return n;
}

/* The month a word names: 1 to 12; 0: none. May is both long and short. */
static int
month_of(struct slice word)
{
	for (int i = 0; i < 12; i++)
		if (word.len >= 3 && word.len <= strlen(months[i]) &&
		    text_same(word, (struct slice){ months[i], word.len }) &&
		    (word.len == 3 || months[i][word.len] == '\0'))
			return i + 1;
	return 0;
}

/* A layout as it is made. */
struct sketch {
	char at[48];
	size_t n;
	int parts;		/* year, month and day found so far */
	bool padding_known;
	bool padded;
};

static void
put(struct sketch *sketch, char c)
{
	if (sketch->n < sizeof sketch->at - 1)
		sketch->at[sketch->n++] = c;
}

/* What the next group of digits of a date is, by the order and what was found:
 * a year shows itself by its digits. */
static char
part_of(enum date_order order, int parts, size_t digits, bool named)
{
	if (digits == 4)
		return 'Y';
	if (named)		/* 4 March 26: the month is a word */
		return parts == 2 ? 'y' : 'D';
	if (order == DATES_YMD)
		return parts == 0 ? 'y' : parts == 1 ? 'M' : 'D';
	if (parts == 2)
		return 'y';
	if (order == DATES_MDY)
		return parts == 0 ? 'M' : 'D';
	return parts == 0 ? 'D' : 'M';
}

static void
put_digits(struct sketch *sketch, struct slice digits, enum date_order order,
    bool named)
{
	char part = part_of(order, sketch->parts, digits.len, named);

	if (part == 'M' || part == 'D') {
		if (digits.len == 1 || *digits.at == '0') {
			sketch->padding_known = true;
			sketch->padded = digits.len == 2;
		}
	}
	put(sketch, part);
	sketch->parts++;
}

/* The rest of a cell behind its date: a time, as midnight; a zone as it is. */
static void
put_time(struct sketch *sketch, struct slice rest)
{
	bool zone = false, twelve = false;

	for (size_t i = 0; i < rest.len; i++)
		twelve = twelve || rest.at[i] == 'M' || rest.at[i] == 'm';
	for (size_t i = 0, digits = 0; i < rest.len; i++) {
		char c = rest.at[i];

		zone = zone || c == '+' || c == '-' || c == 'Z';
		if (zone || !is_digit(c)) {
			digits = digits > 0 ? 2 : 0;	/* the hour is over */
			put(sketch, c == 'P' ? 'A' : c == 'p' ? 'a' : c);
			continue;
		}
		if (digits == 0 && twelve && (i + 1 == rest.len ||
		    !is_digit(rest.at[i + 1])))
			put(sketch, '1');	/* 9:30 AM: 12:00 AM */
		put(sketch, twelve && digits < 2 ? digits == 0 &&
		    i + 1 < rest.len && is_digit(rest.at[i + 1]) ? '1' : '2' :
		    '0');
		digits++;
	}
}

/* 20260304: eight digits and no more. */
static bool
is_compact(struct slice cell)
{
	return cell.len == 8 && run(cell, is_digit) == 8;
}

static void
sketch_date(struct sketch *sketch, struct slice cell, enum date_order order)
{
	struct slice rest = cell;
	bool named = false;

	for (size_t i = 0; i + 3 <= cell.len; i++)
		named = named || month_of((struct slice){ cell.at + i, 3 }) > 0;
	if (run(rest, is_digit) == 4)
		order = DATES_YMD;
	while (rest.len > 0 && sketch->parts < 3) {
		size_t digits = run(rest, is_digit);
		size_t letters = run(rest, is_letter);
		size_t n = digits > 0 ? digits : letters;

		if (digits > 0) {
			put_digits(sketch, (struct slice){ rest.at, n }, order,
			    named);
		} else if (month_of((struct slice){ rest.at, letters }) > 0) {
			put(sketch, letters == 3 ? 'b' : 'B');
			sketch->parts++;
		} else {
			n = 1;
			put(sketch, *rest.at);
		}
		rest.at += n;
		rest.len -= n;
	}
	put_time(sketch, rest);
}

/* Does the date itself show which part is what: its first digits are a year or a
 * serial number, or there is a month's name? */
static bool
needs_no_order(struct slice cell)
{
	for (size_t i = 0; i + 3 <= cell.len; i++)
		if (month_of((struct slice){ cell.at + i, 3 }) > 0)
			return true;
	return run(cell, is_digit) >= 4;
}

/* Are days below ten padded? A cell whose order is in doubt says as much. */
static void
learn_padding(struct date_style *style, const struct sketch *sketch)
{
	if (!sketch->padding_known || style->padding_known)
		return;
	style->padding_known = true;
	style->padded = sketch->padded;
}

/* Excel's number of DAY: before its 29 February 1900 it is one less. */
static int
serial_of(int day)
{
	int serial = day - EXCEL_ZERO;

	return serial > 60 ? serial : serial - 1;
}

static void
write_part(char part, int day, bool padded, struct buffer *out)
{
	int year, month, dom;

	date_parts(day, &year, &month, &dom);
	switch (part) {
	case 'Y':
		buffer_format(out, "%04d", year);
		break;
	case 'y':		/* two digits are read as 20YY */
		if (year / 100 != 20)
			buffer_format(out, "%04d", year);
		else
			buffer_format(out, "%02d", year % 100);
		break;
	case 'M':
		buffer_format(out, padded ? "%02d" : "%d", month);
		break;
	case 'D':
		buffer_format(out, padded ? "%02d" : "%d", dom);
		break;
	case 'B':
		buffer_string(out, months[month - 1]);
		break;
	case 'b':
		buffer_add(out, months[month - 1], 3);
		break;
	case 'S':
		buffer_format(out, "%d", serial_of(day));
		break;
	}
}

void
date_style_write(const struct date_style *style, int day, struct buffer *out)
{
	bool padded = style->padded || !style->padding_known;
	char iso[11];
	int parts = 0;

	if (style->layout[0] == '\0' || (style->layout[0] == 'S' &&
	    serial_of(day) < 1)) {
		buffer_string(out, date_iso(day, iso));
		return;
	}
	for (const char *at = style->layout; *at != '\0'; at++)
		if (parts < 3 && strchr("YyMDBbS", *at) != NULL) {
			write_part(*at, day, padded, out);
			parts++;
		} else {
			buffer_byte(out, *at);
		}
}

/* Take the layout that was made of CELL, if it says the same day: 42026 10:00 is
 * no day, month and year, and what is no date is written like none. */
static void
learn_layout(struct date_style *style, const struct sketch *sketch,
    struct slice cell, enum date_order order)
{
	struct buffer made = { 0 };
	int day, again;

	memcpy(style->layout, sketch->at, sketch->n + 1);
	if (date_read(cell, order, &day) != NULL || day == DATE_NONE) {
		style->layout[0] = '\0';
		return;
	}
	date_style_write(style, day, &made);
	if (date_read((struct slice){ made.at, made.len }, order,
	    &again) != NULL || again != day)
		style->layout[0] = '\0';
	buffer_free(&made);
}

/* What is learned of an ISO date, which most are: no more than the long way would
 * find. */
static void
learn_iso(struct date_style *style, struct slice cell)
{
	const struct sketch sketch = { .padded = true,
	    .padding_known = cell.at[5] == '0' || cell.at[8] == '0' };

	if (style->layout[0] == '\0')
		strcpy(style->layout, "Y-M-D");
	learn_padding(style, &sketch);
}

void
date_style_learn(struct date_style *style, struct slice cell,
    enum date_order order)
{
	struct sketch sketch = { .n = 0 };

	cell = slice_trim(cell);
	if (date_style_known(style) || cell.len == 0 || cell.len >= sizeof style->layout)
		return;
	if (date_canonical(cell) != DATE_NONE) {
		learn_iso(style, cell);
		return;
	}
	if (is_compact(cell)) {
		strcpy(style->layout, "YMD");
		style->padded = style->padding_known = true;
		return;
	}
	if (run(cell, is_digit) == cell.len) {
		strcpy(style->layout, "S");
		style->padding_known = true;
		return;
	}
	sketch_date(&sketch, cell, order);
	if (sketch.parts != 3)
		return;
	if (style->layout[0] == '\0' && (order != DATES_UNKNOWN ||
	    needs_no_order(cell)))
		learn_layout(style, &sketch, cell, order);
	learn_padding(style, &sketch);
}

/* Full-width ones: what a number goes on with is no sign. */
static bool
has_digit(const char *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct slice rest = { at + i, n - i };

		if (slice_digit(&rest) >= 0)
			return true;
	}
	return false;
}

/* The decimals of a percent: the fewest that any has which has some. */
static void
learn_decimals(struct percent_style *style, int decimals,
    enum decimal_mark mark)
{
	if (decimals == 0) {
		style->bare = true;
		return;
	}
	if (style->decimals == 0 || decimals < style->decimals)
		style->decimals = decimals;
	if (style->mark == DECIMAL_UNKNOWN)
		style->mark = mark;
}

void
percent_style_learn(struct percent_style *style, struct slice cell)
{
	enum decimal_mark mark = DECIMAL_UNKNOWN;
	size_t digits = 0;
	int decimals = 0;
	int64_t ppm;

	/* what is no percent is written like none */
	if (percent_read(cell, PERCENT_WHOLE, &ppm) != NULL)
		return;
	cell = slice_trim(cell);
	for (; digits < cell.len && (is_digit(cell.at[digits]) ||
	    cell.at[digits] == '.' || cell.at[digits] == ','); digits++)
		if (is_digit(cell.at[digits]))
			decimals += mark != DECIMAL_UNKNOWN;
		else
			mark = cell.at[digits] == ',' ? DECIMAL_COMMA :
			    DECIMAL_POINT;
	if (digits == 0 || cell.len - digits >= sizeof style->sign ||
	    has_digit(cell.at + digits, cell.len - digits))
		return;
	learn_decimals(style, decimals, mark);
	if (style->known)
		return;
	memcpy(style->sign, cell.at + digits, cell.len - digits);
	style->sign[cell.len - digits] = '\0';
	style->known = true;
}

void
percent_style_write(const struct percent_style *style, int64_t ppm,
    enum percent_scale scale, enum decimal_mark mark, struct buffer *out)
{
	struct buffer number = { 0 };
	int decimals = 0, least = style->decimals;
	bool point = false;

	if (style->mark != DECIMAL_UNKNOWN)
		mark = style->mark;
	percent_write(&number, ppm, scale, mark, "");
	for (size_t i = 0; i < number.len; i++) {
		decimals += point;
		point = point || !is_digit(number.at[i]);
	}
	if (style->bare && !point)
		least = 0;
	/* 45.00 % and 0.50 go on to have their zeros */
	if (decimals < least && !point)
		buffer_byte(&number, mark == DECIMAL_COMMA ? ',' : '.');
	for (; decimals < least; decimals++)
		buffer_byte(&number, '0');
	buffer_add(out, number.at, number.len);
	buffer_string(out, style->sign);
	buffer_free(&number);
}
