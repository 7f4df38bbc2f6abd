/*
 * What is promised of writing, on files drawn at random: a dialect, columns
 * with a style each, rows, and then one edit. A simple model of its own draws the
 * file as bytes and says which bytes must come out: those of the cells that were
 * asked for and no others. Both ways of reading must find the model's cells, in
 * what went in and in what came out. At last both ways read the files of
 * tests/corpus alike.
 *
 * SEED=N (PL_SEED by hand) is the first case's seed, each next one's is one more;
 * CASES=N is how many there are.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "deal/add.h"
#include "deal/change.h"
#include "deal/move.h"

#define CASES 10000
#define COLUMNS 12
#define CELLS 16		/* of a row, those beyond the header too */
#define ROWS 9
#define TODAY "2026-09-30"

enum type { ID, TEXT, STAGE, MONEY, DATE, PERCENT, HISTORY };

/* How a column writes. */
struct style {
	enum { QUOTE_NEVER, QUOTE_ALWAYS, QUOTE_SOMETIMES } quoting;
	/* money */
	char mark;		/* '.' or ',' */
	const char *group;
	bool indian;
	const char *before, *after;
	int decimals;		/* 0, 2, 3 */
	/* dates */
	const char *layout;	/* Y M D, b: Mar, T: a time, S: a serial */
	bool padded;
	enum date_order order;	/* to be told; DATES_UNKNOWN: needs none */
	/* percents */
	const char *sign;
	bool fraction;
};

struct mcolumn {
	const char *header;
	enum type type;
	struct style style;
};

struct mcell {
	struct slice raw;
	struct slice text;
	bool quoted;
	/* what it says, by the column's type; none where it is blank */
	bool blank;
	int64_t number;		/* ten-thousandths, day, percent */
};

struct mrow {
	bool record;		/* else a blank line, or one of no text */
	struct mcell cells[CELLS];
	size_t n;
	struct slice raw;	/* of a blank line */
	const char *end;
	bool gone;
};

struct model {
	struct arena arena;
	char delimiter;
	const char *prefix;	/* BOM and sep= line */
	const char *encoding;	/* NULL: UTF-8; else as --encoding says it */
	const char *mark;	/* bytes before all others: of UTF-16 */
	bool tell_encoding;
	const char *end;	/* NULL: mixed */
	bool open;		/* no last line end */
	bool blanks;		/* around cells */
	bool ragged;
	bool wide;		/* any letter, not only Latin and Cyrillic */
	struct mcolumn columns[COLUMNS];
	size_t n;
	struct mrow rows[ROWS + 1];	/* the header is the first */
	size_t n_rows;
	struct reading reading;
};

static uint64_t first_seed, state;
static uint64_t cases = CASES;
static char directory[] = "/tmp/test_roundtrip.XXXXXX";
static char path[sizeof directory + 16];
static FILE *out;
static struct buffer before, expected, actual;

/* Drawing. */

static uint64_t
draw(uint64_t n)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (z ^ z >> 31) % n;
}

static bool
chance(unsigned percent)
{
	return draw(100) < percent;
}

static const char *
one_of(const char *const *list, size_t n)
{
	return list[draw(n)];
}

#define ONE_OF(...) one_of((const char *const[]){ __VA_ARGS__ },		\
    sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static struct slice
keep(struct model *m, const struct buffer *bytes)
{
	return (struct slice){ arena_copy(&m->arena, bytes->len > 0 ?
	    bytes->at : "", bytes->len), bytes->len };
}

static struct slice
keep_text(struct model *m, const char *text)
{
	return (struct slice){ arena_copy(&m->arena, text, strlen(text)),
	    strlen(text) };
}

/* How a column writes a value: the model's own way. */

static void
write_money(const struct style *style, int64_t amount, struct buffer *to)
{
	char digits[24];
	int64_t size = amount < 0 ? -amount : amount;
	int n = snprintf(digits, sizeof digits, "%" PRId64, size / 10000);

	if (amount < 0)
		buffer_byte(to, '-');
	buffer_string(to, style->before);
	for (int i = 0; i < n; i++) {
		int left = n - i;

		if (i > 0 && left >= 3 && (left == 3 || (style->indian ?
		    left % 2 == 1 : left % 3 == 0)))
			buffer_string(to, style->group);
		buffer_byte(to, digits[i]);
	}
	if (style->decimals > 0) {
		snprintf(digits, sizeof digits, "%04" PRId64, size % 10000);
		buffer_byte(to, style->mark);
		buffer_add(to, digits, (size_t)style->decimals);
	}
	buffer_string(to, style->after);
}

static void
write_date(const struct style *style, int day, bool midnight,
    struct buffer *to)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int year, month, dom;

	date_parts(day, &year, &month, &dom);
	for (const char *at = style->layout; *at != '\0'; at++)
		if (*at == 'Y')
			buffer_format(to, "%04d", year);
		else if (*at == 'y')
			buffer_format(to, "%02d", year % 100);
		else if (*at == 'M')
			buffer_format(to, style->padded ? "%02d" : "%d",
			    month);
		else if (*at == 'D')
			buffer_format(to, style->padded ? "%02d" : "%d", dom);
		else if (*at == 'b')
			buffer_add(to, months + 3 * (month - 1), 3);
		else if (*at == 'S')
			buffer_format(to, "%d", day + 25569);
		else if (*at == 'T' && midnight)
			buffer_string(to, " 00:00:00");
		else if (*at == 'T')
			buffer_format(to, " %02d:%02d:%02d", (int)draw(24),
			    (int)draw(60), (int)draw(60));
		else
			buffer_byte(to, *at);
}

static void
write_percent(const struct style *style, int64_t percent, struct buffer *to)
{
	if (style->fraction)
		buffer_format(to, "0%c%02d", style->mark, (int)percent);
	else
		buffer_format(to, "%d%s", (int)percent, style->sign);
}

static void
write_value(const struct mcolumn *column, int64_t number, bool midnight,
    struct buffer *to)
{
	if (column->type == MONEY)
		write_money(&column->style, number, to);
	else if (column->type == DATE)
		write_date(&column->style, (int)number, midnight, to);
	else
		write_percent(&column->style, number, to);
}

/* The value as the command line says it. */
static void
write_canonical(enum type type, int64_t number, struct buffer *to)
{
	static const struct style plain = { .mark = '.', .group = "",
	    .before = "", .after = "", .decimals = 3, .layout = "Y-M-D",
	    .padded = true, .sign = "" };

	write_value(&(struct mcolumn){ .type = type, .style = plain }, number,
	    true, to);
}

/* Drawing a file. */

static void
draw_money(struct model *m, struct style *style)
{
	static const char *const groups[] = { "", "", ",", " ", "'",
	    "\xc2\xa0" };
	static const char *const signs[] = { "", "", "$", "EUR ", "£" };

	style->mark = chance(60) ? '.' : ',';
	style->group = one_of(groups, 6);
	if (style->mark == ',' && *style->group == ',')
		style->group = ".";
	style->indian = *style->group == ',' && chance(30);
	style->before = one_of(signs, 5);
	style->after = *style->before == '\0' && chance(30) ?
	    ONE_OF(" EUR", " $", "\xc2\xa0" "USD") : "";
	style->decimals = (int)draw(4) == 0 ? 3 : chance(30) ? 0 : 2;
	/* without a cell that leaves no doubt it must be said */
	if (style->decimals != 2 || chance(20))
		m->reading.decimal = style->mark == ',' ? DECIMAL_COMMA :
		    DECIMAL_POINT;
}

static void
draw_date(struct model *m, struct style *style)
{
	static const struct {
		const char *layout;
		enum date_order order;
	} kinds[] = {
		{ "Y-M-D", DATES_UNKNOWN }, { "Y-M-DT", DATES_UNKNOWN },
		{ "YMD", DATES_UNKNOWN }, { "Y/M/D", DATES_UNKNOWN },
		{ "D.M.Y", DATES_UNKNOWN }, { "D/M/Y", DATES_DMY },
		{ "M/D/Y", DATES_MDY }, { "D-M-Y", DATES_DMY },
		{ "M/D/y", DATES_MDY }, { "D-b-Y", DATES_UNKNOWN },
		{ "b D, Y", DATES_UNKNOWN }, { "D/M/YT", DATES_DMY },
		{ "S", DATES_UNKNOWN }, { "Y年M月D日", DATES_UNKNOWN },
	};
	size_t i = draw(m->wide ? 14 : 13);

	/* one order is said for all columns */
	if (kinds[i].order != DATES_UNKNOWN && m->reading.dates !=
	    DATES_UNKNOWN && m->reading.dates != kinds[i].order)
		i = 0;
	style->layout = kinds[i].layout;
	style->order = kinds[i].order;
	if (style->order != DATES_UNKNOWN)
		m->reading.dates = style->order;
	style->padded = i < 3 || chance(60);
}

static void
draw_style(struct model *m, struct mcolumn *column)
{
	struct style *style = &column->style;

	style->quoting = chance(50) ? QUOTE_NEVER : chance(50) ? QUOTE_ALWAYS :
	    QUOTE_SOMETIMES;
	if (column->type == MONEY)
		draw_money(m, style);
	else if (column->type == DATE)
		draw_date(m, style);
	if (column->type != PERCENT)
		return;
	style->fraction = chance(30);
	style->sign = ONE_OF("", "%", " %");
	style->mark = chance(70) ? '.' : ',';
}

static void
add_column(struct model *m, const char *header, enum type type)
{
	m->columns[m->n++] = (struct mcolumn){ .header = header,
	    .type = type };
}

/* Which columns there are, in any order. MOVES: for a move, of whose doings the
 * model knows those that it has columns for. */
static void
draw_columns(struct model *m, bool moves)
{
	add_column(m, "id", ID);
	add_column(m, "name", TEXT);
	add_column(m, "stage", STAGE);
	if (chance(50))
		add_column(m, "Region", TEXT);
	if (chance(50) && !moves)
		add_column(m, "amount", MONEY);
	if (chance(50) && !moves)
		add_column(m, "close_date", DATE);
	if (chance(40) && !moves)
		add_column(m, "probability", PERCENT);
	if (chance(40) && moves)
		add_column(m, "stage_since", DATE);
	if (chance(40) && moves)
		add_column(m, "closed", DATE);
	if (chance(50))
		add_column(m, "history", HISTORY);
	if (chance(20)) {
		add_column(m, "x", TEXT);
		add_column(m, "x", TEXT);
	}
	if (chance(20))
		add_column(m, "", TEXT);
	for (size_t i = m->n; i-- > 1; ) {
		size_t j = draw(i + 1);
		struct mcolumn swap = m->columns[i];

		m->columns[i] = m->columns[j];
		m->columns[j] = swap;
	}
	for (size_t i = 0; i < m->n; i++)
		draw_style(m, &m->columns[i]);
}

static void
draw_dialect(struct model *m)
{
	static const struct {
		const char *name, *mark;
		bool tell, wide;
	} encodings[] = {
		{ "UTF-16LE", "\xff\xfe", false, true },
		{ "UTF-16BE", "\xfe\xff", false, true },
		{ "windows-1251", "", true, false },
		{ "windows-1252", "", true, false },
	};
	size_t i;

	m->delimiter = ",,;\t|"[draw(5)];
	m->end = ONE_OF("\n", "\n", "\r\n", "\r\n", "\r", NULL);
	m->open = chance(30);
	m->blanks = chance(25);
	m->ragged = chance(25);
	m->wide = true;
	m->mark = "";
	m->prefix = "";
	if (chance(15)) {
		i = draw(4);
		m->encoding = encodings[i].name;
		m->mark = encodings[i].mark;
		m->tell_encoding = encodings[i].tell;
		m->wide = encodings[i].wide;
	} else if (chance(20)) {
		m->prefix = "\xef\xbb\xbf";
	}
	if (chance(10))
		m->prefix = arena_copy(&m->arena, (char[]){ 's', 'e', 'p', '=',
		    m->delimiter, '\n' }, 6);
	if (m->tell_encoding)
		m->reading.encoding = m->encoding;
	if (chance(25))
		m->reading.delimiter = m->delimiter;
}

static bool
must_quote(const struct model *m, struct slice text)
{
	static const char blanks[] = " \t";

	if (text.len == 0)
		return false;
	if (memchr(blanks, text.at[0], 2) != NULL ||
	    memchr(blanks, text.at[text.len - 1], 2) != NULL)
		return true;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == m->delimiter || text.at[i] == '\0' ||
		    memchr("\"\r\n", text.at[i], 3) != NULL)
			return true;
	return false;
}

static void
put_quoted(struct slice text, struct buffer *to)
{
	buffer_byte(to, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"')
			buffer_byte(to, '"');
		buffer_byte(to, text.at[i]);
	}
	buffer_byte(to, '"');
}

/* A text that says something at both of its ends. */
static void
draw_text(struct model *m, bool nul, struct buffer *to)
{
	static const char *const parts[] = { "a", "B", "7", " ", "-", "'",
	    ",", ";", "|", "\"", "\n", "\r\n", "\r", "\t", "  ", "@", "=", ".",
	    "\0" };
	static const char *const wide[] = { "é", "ж", "中", "🚀", "e\xcc\x81" };
	size_t n = draw(8);

	buffer_byte(to, (char)('n' + draw(4)));
	for (size_t i = 0; i < n; i++) {
		size_t part = draw(19);

		if (m->wide && chance(20))
			buffer_string(to, one_of(wide, 5));
		else if (part < 18)
			buffer_string(to, parts[part]);
		else if (nul)
			buffer_byte(to, '\0');
	}
	buffer_byte(to, (char)('n' + draw(4)));
}

/* Draw how a cell is written; what it says is known. */
static void
wrap_cell(struct model *m, const struct style *style, struct mcell *cell)
{
	struct buffer raw = { 0 };
	const char *blanks = m->delimiter == '\t' ? "  " : " \t";
	/* a quote inside is text as long as it is not the first byte */
	bool must = must_quote(m, cell->text) && (cell->text.at[0] == '"' ||
	    !(chance(30) && memchr(cell->text.at, '"', cell->text.len) !=
	    NULL));

	for (size_t i = 0; i < cell->text.len && !must; i++)
		must = cell->text.at[i] == m->delimiter || cell->text.at[i] ==
		    '\0' || memchr("\r\n", cell->text.at[i], 2) != NULL;
	cell->quoted = must || style->quoting == QUOTE_ALWAYS ||
	    (style->quoting == QUOTE_SOMETIMES && chance(50));
	if (m->blanks && chance(40))
		buffer_byte(&raw, blanks[draw(2)]);
	if (cell->quoted)
		put_quoted(cell->text, &raw);
	else
		buffer_add(&raw, cell->text.at, cell->text.len);
	if (m->blanks && chance(40))
		buffer_byte(&raw, blanks[draw(2)]);
	cell->raw = keep(m, &raw);
	if (!cell->quoted)	/* the blanks are its own, then */
		cell->text = cell->raw;
	buffer_free(&raw);
}

static int64_t
draw_number(const struct mcolumn *column)
{
	static const int64_t units[] = { 10000, 0, 100, 10 };
	int64_t amount;

	if (column->type == DATE)
		return date_of(2026, 1, 1) + (int64_t)draw(700);
	if (column->type == PERCENT)
		return 2 + (int64_t)draw(98);
	amount = (int64_t)draw(chance(50) ? 1000 : 20000000) * 10000 +
	    (int64_t)draw(10000);
	amount -= amount % units[column->style.decimals];
	return chance(10) && column->style.decimals == 2 ? -amount : amount;
}

static void
draw_cell(struct model *m, size_t at, size_t number, const char *stage,
    struct mcell *cell)
{
	const struct mcolumn *column = &m->columns[at];
	struct buffer text = { 0 };

	*cell = (struct mcell){ .blank = false };
	if (column->type == ID) {
		buffer_format(&text, "D-%04zu", number);
	} else if (column->type == STAGE) {
		buffer_string(&text, stage);
	} else if (column->type == HISTORY) {
		buffer_format(&text, "%s@2026-01-02", stage);
	} else if (chance(20)) {
		cell->blank = true;
	} else if (column->type == TEXT) {
		draw_text(m, strcmp(column->header, "name") != 0 && chance(10),
		    &text);
	} else {
		cell->number = draw_number(column);
		write_value(column, cell->number, false, &text);
	}
	cell->text = keep(m, &text);
	buffer_free(&text);
	wrap_cell(m, &column->style, cell);
}

/* Does a row of these cells show no text at all? */
static bool
shows_nothing(const struct mrow *row)
{
	for (size_t i = 0; i < row->n; i++)
		for (size_t j = 0; j < row->cells[i].raw.len; j++)
			if (memchr(" \t", row->cells[i].raw.at[j], 2) == NULL)
				return false;
	return true;
}

static void
draw_row(struct model *m, struct mrow *row, size_t number)
{
	const char *stage = ONE_OF("Lead", "Demo", "Proposal", "Won", "Lost");
	size_t n = m->n;

	*row = (struct mrow){ .record = true };
	if (m->ragged && chance(30))
		n = 1 + draw(m->n);
	else if (m->ragged && chance(30))
		n = m->n + 1 + draw(CELLS - m->n);
	for (; row->n < n; row->n++)
		if (row->n < m->n)
			draw_cell(m, row->n, number, stage,
			    &row->cells[row->n]);
		else
			row->cells[row->n] = (struct mcell){
			    .raw = slice_of("more"), .text = slice_of("more") };
}

/* A line of nothing, or of blanks, or of delimiters. */
static void
draw_blank_line(struct model *m, struct mrow *row)
{
	*row = (struct mrow){ .record = false };
	if (m->ragged && chance(50)) {
		row->n = m->n;
		for (size_t i = 0; i < row->n; i++)
			row->cells[i] = (struct mcell){ .raw = slice_of(""),
			    .text = slice_of(""), .blank = true };
	} else {
		row->raw = slice_of(chance(60) || m->delimiter == '\t' ? "" :
		    " \t ");
	}
}

/* The bytes of a row, without its end. */
static void
row_bytes(const struct model *m, const struct mrow *row, struct buffer *to)
{
	buffer_add(to, row->raw.at, row->raw.len);
	for (size_t i = 0; i < row->n; i++) {
		if (i > 0)
			buffer_byte(to, m->delimiter);
		buffer_add(to, row->cells[i].raw.at, row->cells[i].raw.len);
	}
}

/* CR and LF are two ends only where no blank line makes one of them. */
static void
draw_ends(struct model *m)
{
	for (size_t i = 0; i < m->n_rows; i++) {
		struct mrow *row = &m->rows[i];

		row->end = m->end != NULL ? m->end : ONE_OF("\n", "\r\n",
		    "\r");
		if (i > 0 && strcmp(m->rows[i - 1].end, "\r") == 0 &&
		    row->n == 0 && row->raw.len == 0 && *row->end == '\n')
			row->end = "\r";
	}
	if (m->open && !(m->n_rows > 1 && m->rows[m->n_rows - 1].n == 0))
		m->rows[m->n_rows - 1].end = "";
}

static void
draw_header(struct model *m)
{
	struct mrow *row = &m->rows[0];
	bool quoted = chance(30);

	row->record = true;
	row->n = m->n;
	for (size_t i = 0; i < m->n; i++) {
		struct mcell *cell = &row->cells[i];

		cell->text = keep_text(m, m->columns[i].header);
		wrap_cell(m, &(struct style){ .quoting = quoted ?
		    QUOTE_ALWAYS : QUOTE_NEVER }, cell);
	}
	m->n_rows = 1;
}

static void
draw_file(struct model *m, bool moves)
{
	size_t rows = draw(ROWS - 1);

	*m = (struct model){ .delimiter = ',' };
	draw_dialect(m);
	draw_columns(m, moves);
	draw_header(m);
	for (size_t i = 0; i < rows; i++) {
		struct mrow *row = &m->rows[m->n_rows];

		if (chance(12)) {
			draw_blank_line(m, row);
		} else {
			draw_row(m, row, m->n_rows);
			row->record = !shows_nothing(row);
			if (row->n == 1 && !row->record) {
				row->raw = row->cells[0].raw;
				row->n = 0;
			}
		}
		m->n_rows++;
	}
	draw_ends(m);
}

/* The file in the encoding it has. */
static void
encode(const struct model *m, const struct buffer *text, struct buffer *to)
{
	char bytes[1 << 16], *into = bytes, *from = text->at;
	size_t left = text->len, room = sizeof bytes;
	iconv_t cd;

	if (m->encoding == NULL) {
		buffer_add(to, text->at, text->len);
		return;
	}
	buffer_string(to, m->mark);
	cd = iconv_open(m->encoding, "UTF-8");
	assert_true(cd != (iconv_t)-1);
	if (iconv(cd, &from, &left, &into, &room) == (size_t)-1 || left > 0)
		fail_msg("the test drew what %s has not", m->encoding);
	iconv_close(cd);
	buffer_add(to, bytes, sizeof bytes - room);
}

static void
file_bytes(const struct model *m, struct buffer *to)
{
	struct buffer text = { 0 };

	buffer_clear(to);
	buffer_string(&text, m->prefix);
	for (size_t i = 0; i < m->n_rows; i++)
		if (!m->rows[i].gone) {
			row_bytes(m, &m->rows[i], &text);
			buffer_string(&text, m->rows[i].end);
		}
	encode(m, &text, to);
	buffer_free(&text);
}
