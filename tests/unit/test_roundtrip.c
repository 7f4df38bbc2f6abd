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

#ifdef __SANITIZE_ADDRESS__	/* slow */
#define CASES 3000
#else
#define CASES 10000
#endif
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
	struct mcell cells[CELLS];
	size_t n;		/* 0: a blank line */
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
	    .before = "", .after = "", .decimals = 4, .layout = "Y-M-D",
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
	style->before = one_of(signs, m->wide ? 5 : 4);
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
		{ "D.M.Y", DATES_DMY }, { "D/M/Y", DATES_DMY },
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
	/* tabs around the header's cells may be taken for what separates them */
	if (chance(25) || m->blanks)
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
	const char *letter = m->encoding == NULL ? "ü" :
	    strcmp(m->encoding, "windows-1251") == 0 ? "ж" : "é";
	size_t n = draw(8);

	buffer_byte(to, (char)('n' + draw(4)));
	for (size_t i = 0; i < n; i++) {
		size_t part = draw(19);

		if (chance(20))
			buffer_string(to, m->wide ? one_of(wide, 5) : letter);
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

	*row = (struct mrow){ .n = 0 };
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
	*row = (struct mrow){ .n = 0 };
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
	m->ragged = m->ragged && !moves;
	draw_columns(m, moves);
	draw_header(m);
	for (size_t i = 0; i < rows; i++) {
		struct mrow *row = &m->rows[m->n_rows];

		if (chance(12)) {
			draw_blank_line(m, row);
		} else {
			draw_row(m, row, m->n_rows);
			if (row->n == 1 && shows_nothing(row)) {
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

/* What must come out. */

static bool
is_trimmed_blank(struct slice text)
{
	return slice_trim(text).len == 0;
}

/* Does the column quote a new text though it need not be? */
static bool
quotes_always(const struct model *m, size_t at)
{
	bool all[2] = { true, true }, seen[2] = { false, false };

	for (size_t i = 1; i < m->n_rows; i++) {
		const struct mcell *cell = &m->rows[i].cells[at];
		bool filled;

		if (at >= m->rows[i].n)
			continue;
		filled = !is_trimmed_blank(cell->text);
		if (filled && cell->quoted && must_quote(m, cell->text))
			continue;
		seen[filled] = true;
		all[filled] = all[filled] && cell->quoted;
	}
	return seen[1] ? all[1] : seen[0] ? all[0] : m->rows[0].cells[
	    at].quoted;
}

/* The cells of a column that say how it writes. */
static bool
next_value(const struct model *m, size_t at, size_t *row, int64_t *number)
{
	while (++*row < m->n_rows)
		if (at < m->rows[*row].n && !is_trimmed_blank(
		    m->rows[*row].cells[at].text)) {
			*number = m->rows[*row].cells[at].number;
			return true;
		}
	return false;
}

/* The column's style as far as its cells show it. */
static struct mcolumn
shown_style(const struct model *m, size_t at)
{
	struct mcolumn column = m->columns[at];
	struct style *style = &column.style;
	bool any = false, groups = false, padding = false;
	size_t row = 0;
	int64_t number;

	while (next_value(m, at, &row, &number)) {
		int month = 0, dom = 0;

		any = true;
		if (column.type == DATE)
			date_parts((int)number, NULL, &month, &dom);
		padding = padding || (dom > 0 && dom < 10) || (month > 0 &&
		    month < 10 && strchr(style->layout, 'M') != NULL);
		groups = groups || number >= 10000000 || number <= -10000000;
	}
	if (!groups)
		style->group = "";
	if (!padding)
		style->padded = true;
	if (!any && column.type == DATE)
		*style = (struct style){ .layout = "Y-M-D", .padded = true };
	if (!any && column.type == PERCENT)
		*style = (struct style){ .sign = "" };
	if (!any && column.type == MONEY)
		*style = (struct style){ .group = "", .before = "",
		    .after = "", .decimals = -1, .mark =
		    m->reading.decimal == DECIMAL_COMMA ? ',' : '.' };
	return column;
}

/* Is an Indian grouping shown? A million and a half is 15,00,000. */
static bool
shows_indian(const struct model *m, size_t at)
{
	size_t row = 0;
	int64_t number;

	while (next_value(m, at, &row, &number))
		if (number >= INT64_C(1000000000) ||
		    number <= -INT64_C(1000000000))
			return true;
	return false;
}

/* No evidence: point, no sign, as many decimals as there are. */
static void
write_bare(char mark, int64_t amount, struct buffer *to)
{
	char text[32];
	size_t n;

	n = (size_t)snprintf(text, sizeof text, "%s%" PRId64 "%c%04" PRId64,
	    amount < 0 ? "-" : "", (amount < 0 ? -amount : amount) / 10000,
	    mark, (amount < 0 ? -amount : amount) % 10000);
	while (text[n - 1] == '0')
		n--;
	if (text[n - 1] == mark)
		n--;
	buffer_add(to, text, n);
}

/* The new text of a cell that is given a number. */
static struct slice
new_text(struct model *m, size_t at, int64_t number)
{
	struct mcolumn column = shown_style(m, at);
	struct buffer text = { 0 };
	struct slice kept;

	column.style.indian = column.style.indian && shows_indian(m, at);
	if (column.type == MONEY && column.style.decimals < 0)
		write_bare(column.style.mark, number, &text);
	else
		write_value(&column, number, true, &text);
	kept = keep(m, &text);
	buffer_free(&text);
	return kept;
}

/* Give a cell new text, in the bytes that format.md says. */
static void
put_text(struct model *m, struct mrow *row, size_t at, struct slice text,
    bool always)
{
	struct mcell *cell = &row->cells[at];
	bool quote = always || must_quote(m, text);
	struct buffer raw = { 0 };
	struct slice old = cell->raw;
	size_t head = 0, tail = 0;

	for (; row->n <= at; row->n++)
		row->cells[row->n] = (struct mcell){ .raw = slice_of(""),
		    .text = slice_of(""), .blank = true };
	old = cell->raw;
	/* blanks around stay, but where a first quote comes in, and where
	 * there is nothing else */
	if (!quote || cell->quoted) {
		while (head < old.len && (old.at[head] == ' ' ||
		    old.at[head] == '\t'))
			head++;
		while (head < old.len && tail < old.len &&
		    (old.at[old.len - 1 - tail] == ' ' ||
		    old.at[old.len - 1 - tail] == '\t'))
			tail++;
		if (head == old.len)
			head = tail = 0;
	}
	buffer_add(&raw, old.at, head);
	if (quote)
		put_quoted(text, &raw);
	else
		buffer_add(&raw, text.at, text.len);
	buffer_add(&raw, old.at + old.len - tail, tail);
	cell->quoted = quote;
	cell->raw = keep(m, &raw);
	cell->text = quote ? text : cell->raw;
	cell->blank = text.len == 0;
	buffer_free(&raw);
}

/* One edit, as the model makes it and as the library does. */

struct assigned {
	size_t column;
	bool blank;
	int64_t number;
	struct slice text;	/* of a text */
	struct slice formatted;	/* as the column writes it */
	bool always;		/* and whether it quotes */
	char command[512];	/* "amount=12.50" */
};

struct change {
	enum { SET, NOTHING, NO_MATCH, ADD, REMOVE, MOVE } kind;
	bool chosen[ROWS + 1];	/* rows */
	struct assigned all[4];
	size_t n;
	const char *stage;
	bool always;		/* the history's column quotes */
	char ids[256];
};

static size_t
column_of(const struct model *m, const char *header)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->columns[i].header, header) == 0)
			return i;
	return COLUMNS;
}

static bool
has_cell(const struct mrow *row, size_t at)
{
	return at < row->n && !is_trimmed_blank(row->cells[at].text);
}

static bool
has_nul(struct slice text)
{
	return text.len > 0 && memchr(text.at, '\0', text.len) != NULL;
}

/* What the command line says of an assignment. */
static void
spell(const struct model *m, struct assigned *one)
{
	const struct mcolumn *column = &m->columns[one->column];
	struct buffer text = { 0 };

	buffer_format(&text, "%s=", column->header);
	if (!one->blank && column->type == TEXT)
		buffer_add(&text, one->text.at, one->text.len);
	else if (!one->blank)
		write_canonical(column->type, one->number, &text);
	snprintf(one->command, sizeof one->command, "%s", buffer_text(&text));
	buffer_free(&text);
}

/* How the column will write it, found before anything is changed. */
static void
format(struct model *m, struct assigned *one)
{
	one->always = quotes_always(m, one->column);
	if (one->blank)
		one->formatted = slice_of("");
	else if (m->columns[one->column].type == TEXT)
		one->formatted = one->text;
	else
		one->formatted = new_text(m, one->column, one->number);
	spell(m, one);
}

static bool
is_settable(const struct model *m, size_t at)
{
	enum type type = m->columns[at].type;

	return type != ID && type != STAGE && type != HISTORY &&
	    *m->columns[at].header != '\0' &&
	    strcmp(m->columns[at].header, "x") != 0;
}

static void
draw_assigned(struct model *m, size_t at, struct assigned *one)
{
	const struct mcolumn *column = &m->columns[at];
	struct buffer text = { 0 };

	*one = (struct assigned){ .column = at, .blank = chance(15) };
	if (column->type == TEXT) {
		draw_text(m, false, &text);
		one->text = keep(m, &text);
	} else {
		one->number = draw_number(column);
	}
	buffer_free(&text);
	format(m, one);
}

/* Some of the rows that have an id. */
static size_t
choose_rows(struct model *m, struct change *change, size_t most)
{
	size_t id = column_of(m, "id"), n = 0;

	for (size_t i = 1; i < m->n_rows && n < most; i++)
		if (has_cell(&m->rows[i], id) && chance(50)) {
			change->chosen[i] = true;
			n++;
			snprintf(change->ids + strlen(change->ids),
			    sizeof change->ids - strlen(change->ids),
			    "%sD-%04zu", n > 1 ? "," : "", i);
		}
	return n;
}

static void
draw_assignments(struct model *m, struct change *change)
{
	for (size_t i = 0; i < m->n && change->n < 3; i++)
		if (is_settable(m, i) && chance(40))
			draw_assigned(m, i, &change->all[change->n++]);
	if (change->n == 0)
		draw_assigned(m, column_of(m, "name"),
		    &change->all[change->n++]);
}

/* A row is given what it says already. */
static bool
draw_nothing(struct model *m, struct change *change)
{
	size_t row = 0;

	if (choose_rows(m, change, 1) == 0)
		return false;
	while (!change->chosen[row])
		row++;
	for (size_t i = 0; i < m->n && change->n < 4; i++) {
		const struct mcell *cell = &m->rows[row].cells[i];
		struct assigned *one = &change->all[change->n];
		bool there = has_cell(&m->rows[row], i);

		if (!is_settable(m, i) || (there && has_nul(cell->text)))
			continue;
		*one = (struct assigned){ .column = i, .blank = !there,
		    .number = cell->number };
		if (there)
			one->text = slice_trim(cell->text);
		spell(m, one);
		change->n++;
	}
	return true;
}

/* The history that comes of assignments to logged fields. */
static void
log_changes(struct model *m, struct mrow *row, const struct change *change)
{
	size_t at = column_of(m, "history"), stage = column_of(m, "stage");
	bool over = has_cell(row, stage) && (slice_is(slice_trim(
	    row->cells[stage].text), "Won") || slice_is(slice_trim(
	    row->cells[stage].text), "Lost"));
	struct buffer old = { 0 }, new = { 0 };

	if (at == COLUMNS)
		return;
	if (has_cell(row, at)) {
		struct slice text = slice_trim(row->cells[at].text);

		buffer_add(&old, text.at, text.len);
	}
	for (size_t i = 0; i < change->n; i++) {
		const struct assigned *one = &change->all[i];
		const struct mcolumn *column = &m->columns[one->column];
		bool there = has_cell(row, one->column);

		if ((column->type != MONEY && column->type != DATE) ||
		    (column->type == DATE && over) || (!there && one->blank) ||
		    (there && !one->blank && one->number == row->cells[
		    one->column].number))
			continue;
		if (there && old.len > 0) {
			buffer_format(&old, " > %s=", column->header);
			if (column->type == MONEY)
				write_bare('.', row->cells[
				    one->column].number, &old);
			else
				write_canonical(DATE, row->cells[
				    one->column].number, &old);
			buffer_string(&old, "@2026-01-02");
		}
		buffer_format(&new, " > %s=", column->header);
		if (!one->blank && column->type == MONEY)
			write_bare('.', one->number, &new);
		else if (!one->blank)
			write_canonical(DATE, one->number, &new);
		buffer_string(&new, "@" TODAY);
	}
	if (new.len > 0) {
		buffer_add(&old, new.at + (old.len > 0 ? 0 : 3),
		    new.len - (old.len > 0 ? 0 : 3));
		put_text(m, row, at, keep(m, &old), change->always);
	}
	buffer_free(&old);
	buffer_free(&new);
}

/* Does the cell say that already? */
static bool
says(const struct model *m, const struct mrow *row, const struct assigned *one)
{
	if (!has_cell(row, one->column))
		return one->blank;
	if (one->blank)
		return false;
	if (m->columns[one->column].type != TEXT)
		return row->cells[one->column].number == one->number;
	return slice_equal(slice_trim(row->cells[one->column].text),
	    one->text);
}

static void
model_set(struct model *m, const struct change *change)
{
	for (size_t i = 1; i < m->n_rows; i++) {
		struct mrow *row = &m->rows[i];

		if (!change->chosen[i])
			continue;
		log_changes(m, row, change);
		for (size_t j = 0; j < change->n; j++) {
			const struct assigned *one = &change->all[j];

			if (says(m, row, one))
				continue;
			put_text(m, row, one->column, one->formatted,
			    one->always);
			row->cells[one->column].number = one->number;
		}
	}
}

/* The kind of line end that was seen last, on a line with cells. */
static const char *
last_end(const struct model *m)
{
	for (size_t i = m->n_rows; i-- > 0; )
		if (m->rows[i].n > 0 && *m->rows[i].end != '\0')
			return m->rows[i].end;
	return "\n";
}

static void
model_add(struct model *m, const struct change *change)
{
	struct mrow *row = &m->rows[m->n_rows];
	const char *end = last_end(m);
	struct slice texts[COLUMNS];
	bool always[COLUMNS];
	char next[16] = "D-0001";
	size_t id = column_of(m, "id");

	for (size_t i = 0; i < m->n_rows; i++)
		if (i > 0 && has_cell(&m->rows[i], id))
			snprintf(next, sizeof next, "D-%04u",
			    (unsigned)i + 1);
	for (size_t i = 0; i < m->n; i++) {
		enum type type = m->columns[i].type;

		always[i] = quotes_always(m, i);
		texts[i] = type == ID ? keep_text(m, next) : type == STAGE ?
		    slice_of("Lead") : type == HISTORY ?
		    slice_of("Lead@" TODAY) : slice_of("");
		if (strcmp(m->columns[i].header, "stage_since") == 0)
			texts[i] = new_text(m, i, date_canonical(slice_of(
			    TODAY)));
	}
	for (size_t i = 0; i < change->n; i++)
		texts[change->all[i].column] = change->all[i].formatted;
	*row = (struct mrow){ .n = 0 };
	for (size_t i = 0; i < m->n; i++)
		put_text(m, row, i, texts[i], always[i]);
	row->end = end;
	if (*m->rows[m->n_rows - 1].end == '\0') {
		m->rows[m->n_rows - 1].end = end;
		row->end = "";
	}
	m->n_rows++;
}

static void
model_remove(struct model *m, const struct change *change)
{
	size_t last = m->n_rows - 1, i = last;

	for (size_t j = 1; j < m->n_rows; j++)
		m->rows[j].gone = change->chosen[j];
	if (!m->rows[last].gone || *m->rows[last].end != '\0')
		return;
	while (m->rows[i].gone)
		i--;
	m->rows[i].end = "";
}

static void
model_move(struct model *m, const struct change *change)
{
	int today = date_canonical(slice_of(TODAY));
	bool won = strcmp(change->stage, "Won") == 0;

	for (size_t i = 1; i < m->n_rows; i++) {
		struct mrow *row = &m->rows[i];
		struct slice texts[COLUMNS];
		bool always[COLUMNS], set[COLUMNS];

		if (!change->chosen[i])
			continue;
		for (size_t j = 0; j < m->n; j++) {
			const char *header = m->columns[j].header;
			struct buffer text = { 0 };

			always[j] = quotes_always(m, j);
			set[j] = true;
			if (strcmp(header, "stage") == 0) {
				texts[j] = slice_of(change->stage);
			} else if (m->columns[j].type == HISTORY) {
				struct slice old = slice_trim(
				    row->cells[j].text);

				buffer_add(&text, old.at, old.len);
				buffer_format(&text, " > %s@" TODAY,
				    change->stage);
				texts[j] = keep(m, &text);
			} else if (strcmp(header, "stage_since") == 0 ||
			    (strcmp(header, "closed") == 0 && won)) {
				set[j] = !has_cell(row, j) || row->cells[
				    j].number != today;
				texts[j] = new_text(m, j, today);
			} else {
				set[j] = false;
			}
			buffer_free(&text);
		}
		for (size_t j = 0; j < m->n; j++)
			if (set[j])
				put_text(m, row, j, texts[j], always[j]);
	}
}

/* A deal that is open goes to another stage. */
static bool
draw_move(struct model *m, struct change *change)
{
	size_t stage = column_of(m, "stage"), row = 0;
	struct slice now;

	if (choose_rows(m, change, 1) == 0)
		return false;
	while (!change->chosen[row])
		row++;
	now = slice_trim(m->rows[row].cells[stage].text);
	change->stage = ONE_OF("Demo", "Proposal", "Won");
	return !slice_is(now, "Won") && !slice_is(now, "Lost") &&
	    !slice_is(now, change->stage);
}

/* Draw a change and make it in the model. */
static void
draw_change(struct model *m, bool moves, struct change *change)
{
	size_t history = column_of(m, "history");

	*change = (struct change){ .kind = moves ? MOVE : draw(5) };
	change->always = history < COLUMNS && quotes_always(m, history);
	switch (change->kind) {
	case SET:
		draw_assignments(m, change);
		if (choose_rows(m, change, ROWS) > 0)
			model_set(m, change);
		else
			change->kind = NO_MATCH;
		break;
	case NOTHING:
		if (draw_nothing(m, change))
			break;
		*change = (struct change){ .kind = NO_MATCH };
		/* FALLTHROUGH */
	case NO_MATCH:
		draw_assignments(m, change);
		break;
	case ADD:
		draw_assignments(m, change);
		model_add(m, change);
		break;
	case REMOVE:
		if (choose_rows(m, change, ROWS) > 0)
			model_remove(m, change);
		else
			change->kind = NO_MATCH;
		break;
	case MOVE:
		if (draw_move(m, change)) {
			model_move(m, change);
			break;
		}
		*change = (struct change){ .kind = NO_MATCH };
		draw_assignments(m, change);
		break;
	}
	if (change->kind == NO_MATCH && change->n == 0)
		draw_assignments(m, change);
}

/* The library. */

static int
make_set(void *with, struct draft *draft, size_t number, struct trouble *what)
{
	const struct assignments *all = with;

	(void)number;
	for (size_t i = 0; i < all->n; i++)
		if (draft_column(draft, all->at[i].column, all->at[i].value,
		    what) != 0)
			return -1;
	draft_end(draft);
	return 0;
}

static int
make_move(void *with, struct draft *draft, size_t number, struct trouble *what)
{
	(void)number;
	if (move_draft(draft, with, what) != 0)
		return -1;
	draft_end(draft);
	return 0;
}

static int
make_removal(void *with, struct draft *draft, size_t number,
    struct trouble *what)
{
	(void)with;
	(void)number;
	(void)what;
	edit_remove(draft->edit, draft->deal->record);
	return 0;
}

static void
forget_id(void *with, struct slice id)
{
	(void)with;
	(void)id;
}

static int
run_add(struct edit *edit, struct demand *demand,
    const struct assignments *all, int today, struct trouble *what)
{
	struct incoming incoming = { 0 };
	struct add_request request = { .incoming = &incoming, .day = today,
	    .added = forget_id };
	int result;

	edit_admit(edit, slice_of("Lead"));
	incoming_assign(&incoming, all);
	result = add_run(edit, &request, demand, what);
	incoming_free(&incoming);
	return result;
}

static int
run_change(struct edit *edit, struct demand *demand,
    const struct change *change, const struct assignments *all, int today,
    struct trouble *what)
{
	static const struct assignments none;
	struct selection selection = { .file = NULL };
	struct filter filter = { .n = 0 };
	struct move move = { .stage = slice_of(change->stage), .day = today,
	    .fiscal = 1, .assignments = &none };
	change_maker make = change->kind == MOVE ? make_move :
	    change->kind == REMOVE ? make_removal : make_set;
	int result;

	selection.filter = &filter;
	selection_take(&selection, slice_of(change->kind == NO_MATCH ? "zzz" :
	    change->ids), what);
	if (change->kind == MOVE) {
		edit_admit(edit, move.stage);
		assert_int_equal(move_demand(&edit->stages, today, 1, demand,
		    what), 0);
	}
	result = change_run(edit, &selection, demand, today, today, make,
	    change->kind == MOVE ? (void *)&move : (void *)(uintptr_t)all,
	    what);
	selection_free(&selection);
	return result == EXIT_TROUBLE ? -1 : 0;
}

/* Make the change; what is written is in ACTUAL. */
static int
make_change(const struct model *m, const struct change *change,
    struct trouble *what)
{
	struct edit_request request = { .path = path, .reading = &m->reading };
	struct demand demand = { .fields = FIELD_BIT(FIELD_ID) |
	    FIELD_BIT(FIELD_LOST_REASON) | FIELD_BIT(FIELD_PROBABILITY) |
	    FIELD_BIT(FIELD_CATEGORY) };
	int today = date_canonical(slice_of(TODAY)), result = 0;
	struct assignments all = { 0 };
	struct edit edit;

	if (edit_open(&edit, &request, what) != 0)
		return -1;
	for (size_t i = 0; i < change->n && result == 0; i++)
		result = assignments_take(&all, change->all[i].command, what);
	if (change->kind == ADD && result == 0)
		result = assignments_take(&all, "stage=Lead", what);
	if (result == 0)
		result = assignments_bind(&all, &edit.sheet, today, 1, what);
	if (result == 0)
		result = change->kind == ADD ? run_add(&edit, &demand, &all,
		    today, what) : run_change(&edit, &demand, change, &all,
		    today, what);
	if (result == 0)
		result = edit_finish(&edit, out, what);
	else
		edit_cancel(&edit);
	assignments_free(&all);
	demand_free(&demand);
	return result;
}

/* What is said of ids that are not there is not for the screen. */
static int
make_quietly(const struct model *m, const struct change *change,
    struct trouble *what)
{
	int screen = dup(2), nowhere = open("/dev/null", O_WRONLY), result;

	assert_true(screen >= 0 && nowhere >= 0);
	dup2(nowhere, 2);
	result = make_change(m, change, what);
	dup2(screen, 2);
	close(screen);
	close(nowhere);
	return result;
}

/* Comparing. */

static void
write_file(const struct buffer *bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes->at, bytes->len),
	    (ssize_t)bytes->len);
	close(fd);
}

static void
read_output(void)
{
	off_t n = lseek(fileno(out), 0, SEEK_END);

	assert_true(n >= 0);
	buffer_clear(&actual);
	memory_room(&actual.at, &actual.room, (size_t)n + 1, 1);
	assert_int_equal(pread(fileno(out), actual.at, (size_t)n, 0), n);
	actual.len = (size_t)n;
}

static void
show(const char *name, const struct buffer *bytes)
{
	struct buffer text = { 0 };

	for (size_t i = 0; i < bytes->len; i++) {
		unsigned char c = (unsigned char)bytes->at[i];

		if (c == '\n')
			buffer_string(&text, "\\n\n");
		else if (c >= ' ' && c < 127)
			buffer_byte(&text, (char)c);
		else
			buffer_format(&text, "\\x%02x", c);
	}
	print_error("%s:\n%s\n", name, buffer_text(&text));
	buffer_free(&text);
}

static void
fail_case(uint64_t seed, const struct change *change, const char *why)
{
	static const char *const kinds[] = { "set", "set what it says",
	    "no match", "add", "remove", "move" };

	print_error("%s: %s %s", kinds[change->kind], change->ids,
	    change->stage == NULL ? "" : change->stage);
	for (size_t i = 0; i < change->n; i++)
		print_error(" '%s'", change->all[i].command);
	print_error("\n");
	show("before", &before);
	show("expected", &expected);
	show("actual", &actual);
	fail_msg("%s (again: SEED=%" PRIu64 " CASES=1 build/unit/"
	    "test_roundtrip)", why, seed);
}

/* Do both ways of reading find the model's cells? NULL, or what is wrong. */
static const char *
compare_cells(const struct model *m, const struct buffer *bytes, bool libcsv)
{
	struct source source;
	struct dialect dialect;
	struct trouble what;
	struct reader *reader;
	struct record *record;
	const char *wrong = NULL;
	size_t row = 0;
	int got = 0;

	source_memory(&source, "deals.csv", bytes->at, bytes->len);
	if (source_decode(&source, m->reading.encoding, &what) != 0 ||
	    dialect_sniff("deals.csv", source.head.at, source.head.len,
	    source.whole, m->reading.delimiter, &dialect, &what) != 0)
		return "cannot be read";
	dialect.libcsv_only = libcsv;
	reader = reader_open(&source, &dialect);
	for (; row < m->n_rows && wrong == NULL; row++) {
		const struct mrow *want = &m->rows[row];

		if (want->gone || want->n == 0)
			continue;
		got = reader_next(reader, &record, &what);
		if (got != 1 || record_cells(record) != want->n)
			wrong = "a record is another";
		for (size_t i = 0; wrong == NULL && i < want->n; i++) {
			const struct cell *cell = record_cell(record, i);

			if (cell == NULL || cell->quoted !=
			    want->cells[i].quoted ||
			    !slice_equal(cell->raw, want->cells[i].raw) ||
			    !slice_equal(cell->text, want->cells[i].text))
				wrong = "a cell is another";
		}
	}
	if (wrong == NULL && reader_next(reader, &record, &what) != 0)
		wrong = "there are more records";
	reader_close(reader);
	source_close(&source);
	return wrong;
}

static void
check_cells(const struct model *m, const struct buffer *bytes, uint64_t seed,
    const struct change *change)
{
	for (int libcsv = 0; libcsv < 2; libcsv++) {
		const char *wrong = compare_cells(m, bytes, libcsv == 1);

		if (wrong != NULL)
			fail_case(seed, change, wrong);
	}
}

static void
run_case(uint64_t seed)
{
	static struct change none = { .kind = NO_MATCH };
	static struct model m;
	struct change change;
	struct trouble what;
	bool moves;

	state = seed;
	moves = chance(25);
	draw_file(&m, moves);
	if (m.reading.dates == DATES_UNKNOWN && chance(10))
		m.reading.dates = DATES_YMD;
	m.reading.libcsv_only = chance(30);
	m.reading.portable = chance(50);
	file_bytes(&m, &before);
	buffer_clear(&expected);
	buffer_clear(&actual);
	check_cells(&m, &before, seed, &none);
	draw_change(&m, moves, &change);
	file_bytes(&m, &expected);
	write_file(&before);
	assert_int_equal(ftruncate(fileno(out), 0), 0);
	assert_int_equal(lseek(fileno(out), 0, SEEK_SET), 0);
	if (make_quietly(&m, &change, &what) != 0)
		fail_case(seed, &change, what.text);
	read_output();
	if (actual.len != expected.len || memcmp(actual.at, expected.at,
	    actual.len) != 0)
		fail_case(seed, &change, "other bytes");
	check_cells(&m, &actual, seed, &change);
	arena_free(&m.arena);
}

static void
test_cases(void **data)
{
	(void)data;
	print_message("SEED=%" PRIu64 " CASES=%" PRIu64 "\n", first_seed,
	    cases);
	for (uint64_t i = 0; i < cases; i++)
		run_case(first_seed + i);
}

/* The files of tests/corpus, by both ways. */

/* What is after "% --encoding " in NAME.expect. */
static bool
corpus_encoding(const char *name, char encoding[64])
{
	char file[512], line[512];
	FILE *in;

	snprintf(file, sizeof file, "tests/corpus/%.*s.expect",
	    (int)(strlen(name) - 4), name);
	in = fopen(file, "r");
	*encoding = '\0';
	while (in != NULL && fgets(line, sizeof line, in) != NULL)
		if (sscanf(line, "%% --encoding %63s", encoding) == 1)
			break;
	if (in != NULL)
		fclose(in);
	return *encoding != '\0';
}

static void
tell_record(struct reader *reader, struct record *record, struct buffer *to)
{
	size_t n = record_cells(record);

	buffer_format(to, "%lld %llu %d:", (long long)record->offset,
	    (unsigned long long)record->line, (int)record->end);
	for (size_t i = 0; i < n; i++) {
		const struct cell *cell = record_cell(record, i);

		if (cell == NULL) {
			buffer_format(to, " <%s>",
			    reader_trouble(reader)->text);
			continue;
		}
		buffer_string(to, cell->quoted ? " \"" : " '");
		buffer_add(to, cell->raw.at, cell->raw.len);
		buffer_byte(to, '|');
		buffer_add(to, cell->text.at, cell->text.len);
	}
	buffer_byte(to, '\n');
}

/* All that is read of a file, or what is wrong with it. */
static void
tell_file(const char *name, bool libcsv, struct buffer *to)
{
	char file[512], encoding[64];
	struct source source;
	struct dialect dialect;
	struct trouble what = { "" };
	struct reader *reader;
	struct record *record;
	bool encoded = corpus_encoding(name, encoding);
	int got = 1;

	snprintf(file, sizeof file, "tests/corpus/%s", name);
	assert_int_equal(source_open(&source, file, &what), 0);
	if (source_decode(&source, encoded ? encoding : NULL, &what) == 0 &&
	    dialect_sniff(name, source.head.at, source.head.len, source.whole,
	    '\0', &dialect, &what) == 0) {
		dialect.libcsv_only = libcsv;
		reader = reader_open(&source, &dialect);
		while ((got = reader_next(reader, &record, &what)) == 1)
			tell_record(reader, record, to);
		reader_close(reader);
	}
	buffer_format(to, "%d %s\n", got, what.text);
	source_close(&source);
}

static void
test_corpus(void **data)
{
	struct buffer fast = { 0 }, slow = { 0 };
	DIR *dir = opendir("tests/corpus");
	struct dirent *entry;
	size_t n = 0;

	(void)data;
	if (dir == NULL)
		skip();
	while ((entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name);

		if (len < 5 || strcmp(entry->d_name + len - 4, ".csv") != 0)
			continue;
		n++;
		buffer_clear(&fast);
		buffer_clear(&slow);
		tell_file(entry->d_name, false, &fast);
		tell_file(entry->d_name, true, &slow);
		if (fast.len == slow.len && memcmp(fast.at, slow.at,
		    fast.len) == 0)
			continue;
		show("the fast way", &fast);
		show("libcsv's", &slow);
		fail_msg("%s is read differently", entry->d_name);
	}
	closedir(dir);
	buffer_free(&fast);
	buffer_free(&slow);
	assert_true(n >= 150);
}

static uint64_t
number_of(const char *name, uint64_t otherwise)
{
	const char *given = getenv(name);

	return given == NULL ? otherwise : strtoull(given, NULL, 10);
}

static int
begin(void **data)
{
	char name[sizeof directory + 16];

	(void)data;
	first_seed = number_of("PL_SEED", number_of("SEED",
	    (uint64_t)time(NULL) * 100000));
	cases = number_of("CASES", CASES);
	if (mkdtemp(directory) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/deals.csv", directory);
	snprintf(name, sizeof name, "%s/out", directory);
	out = fopen(name, "w+");
	return out == NULL ? -1 : 0;
}

static int
end(void **data)
{
	char name[sizeof directory + 16];

	(void)data;
	fclose(out);
	snprintf(name, sizeof name, "%s/out", directory);
	unlink(name);
	unlink(path);
	buffer_free(&before);
	buffer_free(&expected);
	buffer_free(&actual);
	return rmdir(directory);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests_name("roundtrip", tests, begin, end);
}
