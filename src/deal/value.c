#include <string.h>

#include "deal/value.h"

#define CENTS 100

static const char *
canonical_money(struct slice value, struct buffer *out)
{
	bool doubt = false, blank;
	const char *wrong;
	int64_t amount;

	money_mark_of(value, &doubt);
	if (doubt)
		return "could be two amounts (leave out the separator, or write "
		    "the decimals out)";
	wrong = money_read(value, DECIMAL_UNKNOWN, &amount, &blank);
	if (wrong == NULL && !blank)
		money_write(out, amount, NULL);
	return wrong;
}

static const char *
canonical_date(struct slice value, int today, int fiscal, struct buffer *out)
{
	const char *wrong;
	char iso[11];
	int day;

	wrong = date_word(value, today, fiscal, &day);
	if (wrong == NULL)
		buffer_string(out, date_iso(day, iso));
	return wrong;
}

static const char *
canonical_percent(struct slice value, enum percent_scale scale,
    struct buffer *out)
{
	const char *wrong;
	int64_t ppm;

	wrong = percent_read(value, scale, &ppm);
	if (wrong == NULL && ppm != PERCENT_NONE)
		percent_write(out, ppm, PERCENT_WHOLE, DECIMAL_POINT, "");
	return wrong;
}

static const char *
canonical_category(struct slice value, struct buffer *out)
{
	enum category category;

	if (!category_read(value, &category))
		return "is not omitted, pipeline, best or commit";
	buffer_string(out, category_name(category));
	return NULL;
}

static const char *
canonical_status(struct slice value, struct buffer *out)
{
	enum kind kind;

	if (!kind_read(value, &kind))
		return "is not open, won or lost";
	buffer_string(out, kind_name(kind));
	return NULL;
}

static const char *
canonical_flag(struct slice value, struct buffer *out)
{
	bool flag;

	if (!flag_read(value, &flag))
		return "is not 0 or 1, false or true";
	buffer_byte(out, flag ? '1' : '0');
	return NULL;
}

static int
wrong_value(enum field field, struct slice value, const char *wrong,
    struct trouble *what)
{
	return trouble_set(what, "%s: '%.*s' %s", field_row(field)->name,
	    value.len > 60 ? 60 : (int)value.len, value.at, wrong);
}

int
value_canonical(enum field field, struct slice value, int today, int fiscal,
    struct buffer *out, struct trouble *what)
{
	const char *wrong = NULL;

	value = slice_trim(value);
	if (value.len == 0)
		return 0;
	switch (field == FIELD_NONE ? TYPE_TEXT : field_row(field)->type) {
	case TYPE_MONEY:
	case TYPE_NUMBER:
		wrong = canonical_money(value, out);
		break;
	case TYPE_DATE:
		wrong = canonical_date(value, today, fiscal, out);
		break;
	case TYPE_PERCENT:
		wrong = canonical_percent(value, PERCENT_UNKNOWN, out);
		break;
	case TYPE_CATEGORY:
		wrong = canonical_category(value, out);
		break;
	case TYPE_STATUS:
		wrong = canonical_status(value, out);
		break;
	case TYPE_FLAG:
		wrong = canonical_flag(value, out);
		break;
	case TYPE_TEXT:
	case TYPE_HISTORY:
		buffer_add(out, value.at, value.len);
		break;
	}
	return wrong == NULL ? 0 : wrong_value(field, value, wrong, what);
}

static const char *
cell_date(const struct column *column, struct slice cell, struct buffer *out)
{
	const char *wrong;
	char iso[11];
	int day;

	wrong = date_read(cell, column->dates, &day);
	if (wrong == NULL && day != DATE_NONE)
		buffer_string(out, date_iso(day, iso));
	return wrong;
}

static const char *
cell_money(const struct column *column, struct slice cell,
    struct buffer *out)
{
	const char *wrong;
	int64_t amount;
	bool blank;

	wrong = money_read(cell, column->mark, &amount, &blank);
	if (wrong == NULL && !blank)
		money_write(out, column->cents ? amount / CENTS : amount,
		    NULL);
	return wrong;
}

int
value_of_cell(const struct column *column, struct slice cell,
    struct buffer *out, struct trouble *what)
{
	enum field field = column->field;
	const char *wrong = NULL;

	cell = slice_trim(cell);
	if (cell.len == 0)
		return 0;
	switch (field == FIELD_NONE ? TYPE_TEXT : field_row(field)->type) {
	case TYPE_MONEY:
	case TYPE_NUMBER:
		wrong = cell_money(column, cell, out);
		break;
	case TYPE_DATE:
		wrong = cell_date(column, cell, out);
		break;
	case TYPE_PERCENT:
		wrong = canonical_percent(cell, column->scale, out);
		break;
	case TYPE_CATEGORY:
		wrong = canonical_category(cell, out);
		break;
	case TYPE_STATUS:
		wrong = canonical_status(cell, out);
		break;
	case TYPE_FLAG:
		wrong = canonical_flag(cell, out);
		break;
	case TYPE_TEXT:
	case TYPE_HISTORY:
		buffer_add(out, cell.at, cell.len);
		break;
	}
	return wrong == NULL ? 0 : wrong_value(field, cell, wrong, what);
}

static void
format_money(const struct column *column, struct slice value,
    struct buffer *out)
{
	int64_t amount = 0;

	money_canonical(value, &amount);
	if (column->cents)
		amount *= CENTS;
	if (column->has_money)
		money_write(out, amount, &column->money);
	else
		money_write(out, amount, &(struct money_style){
		    .mark = column->mark, .decimals = -1 });
}

static void
format_percent(const struct column *column, struct slice value,
    struct buffer *out)
{
	int64_t ppm;

	if (percent_read(value, PERCENT_WHOLE, &ppm) != NULL)
		return;
	percent_style_write(&column->percent_style, ppm,
	    column->scale == PERCENT_FRACTION ? PERCENT_FRACTION :
	    PERCENT_WHOLE, column->mark, out);
	/* the cell that is changed may be the only one that says more */
	if (!column->scale_sure && column->scale != PERCENT_FRACTION &&
	    column->percent_style.sign[0] == '\0' && percent_is_small(ppm))
		buffer_byte(out, '%');
}

static void
format_date(const struct column *column, struct slice value,
    struct buffer *out)
{
	int day = date_canonical(value);

	if (day == DATE_NONE)
		buffer_add(out, value.at, value.len);
	else
		date_style_write(&column->date_style, day, out);
}

/* Append TEXT in the letters' case of LIKE: "Won" where another is "Open". */
static void
add_like(struct slice text, struct slice like, struct buffer *out)
{
	size_t from = out->len;

	buffer_add(out, text.at, text.len);
	for (size_t i = from; i < out->len; i++) {
		bool upper = like.len > 1 && like.at[0] >= 'A' &&
		    like.at[0] <= 'Z' && (i == from || (like.at[1] >= 'A' &&
		    like.at[1] <= 'Z'));

		if (upper && out->at[i] >= 'a' && out->at[i] <= 'z')
			out->at[i] = (char)(out->at[i] - 'a' + 'A');
	}
}

/* The first of N words that was seen; empty: none was. */
static struct slice
first_seen(const struct slice *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (words[i].len > 0)
			return words[i];
	return (struct slice){ NULL, 0 };
}

/* In the column's own word for it, if it was seen; else like another. */
static void
format_word(const struct column *column, struct slice value, size_t which,
    struct buffer *out)
{
	const struct slice *words = column->words;

	if (words[which].len > 0)
		buffer_add(out, words[which].at, words[which].len);
	else
		add_like(value, first_seen(words, 3), out);
}

static void
format_status(const struct column *column, struct slice value,
    struct buffer *out)
{
	enum kind kind = KIND_OPEN;

	kind_read(value, &kind);
	format_word(column, value, kind, out);
}

/* As the column calls it; "commit" of a deal that is over is what it calls
 * closed, where it does. */
static void
format_category(const struct column *column, struct slice value,
    struct buffer *out)
{
	bool closed = slice_is(value, CATEGORY_CLOSED);
	struct slice word = { NULL, 0 };
	enum category category;

	if (closed)
		word = column->categories[CATEGORY_WORDS - 1];
	if (word.len == 0 && category_read(value, &category))
		word = column->categories[category];
	if (word.len > 0)
		buffer_add(out, word.at, word.len);
	else
		add_like(closed ? slice_of(category_name(CATEGORY_COMMIT)) :
		    value, first_seen(column->categories, CATEGORY_WORDS),
		    out);
}

/* The other of a pair of which only one was seen. */
static void
format_flag(const struct column *column, struct slice value,
    struct buffer *out)
{
	static const char *const pairs[][2] = { { "false", "true" },
	    { "no", "yes" }, { "n", "y" }, { "off", "on" } };
	bool flag = false;

	flag_read(value, &flag);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (text_same(column->words[!flag], slice_of(
		    pairs[i][!flag])) || text_same(column->words[flag],
		    slice_of(pairs[i][flag])))
			value = slice_of(pairs[i][flag]);
	format_word(column, value, flag, out);
}

void
value_format(const struct column *column, struct slice value,
    struct buffer *out)
{
	if (value.len == 0)
		return;
	switch (column->stage_date ? TYPE_DATE : column->field == FIELD_NONE ?
	    TYPE_TEXT : field_row(column->field)->type) {
	case TYPE_MONEY:
	case TYPE_NUMBER:
		format_money(column, value, out);
		break;
	case TYPE_PERCENT:
		format_percent(column, value, out);
		break;
	case TYPE_DATE:
		format_date(column, value, out);
		break;
	case TYPE_STATUS:
		format_status(column, value, out);
		break;
	case TYPE_CATEGORY:
		format_category(column, value, out);
		break;
	case TYPE_FLAG:
		format_flag(column, value, out);
		break;
	default:
		buffer_add(out, value.at, value.len);
	}
}
