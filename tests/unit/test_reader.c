/*
 * Every input is read in many ways - through libcsv alone or not, in pieces and
 * blocks of every size - and each reading is written out in full and compared
 * with what a simple parser of its own, below, says of the same bytes.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/text.h"
#include "csv/dialect.h"
#include "csv/reader.h"
#include "csv/source.h"

#define RANDOM_SHORT 3000	/* inputs; every eighth in all sizes of piece */
#define RANDOM_LONG 120

/* One way to read. */
struct way {
	struct slice file;
	char delimiter;
	bool libcsv_only;
	bool portable;
	size_t chunk;		/* of a read; 0: as asked */
	size_t look, read;	/* what the reader looks at and asks for in the
				 * beginning; 0: its own */
	off_t from;
	off_t to;		/* -1: no part, the whole */
	uint64_t line;
	size_t head;		/* bytes of it that are at hand, the others in fd; 0: all */
	int fd;
};

static uint64_t seed;

static struct slice
bytes(const char *at, size_t n)
{
	return (struct slice){ at, n };
}

#define FILE_OF(literal) bytes(literal, sizeof(literal) - 1)

/* Bytes to be looked at by a person. */
static void
show(struct buffer *out, struct slice text)
{
	size_t i;
	unsigned char c;

	for (i = 0; i < text.len; i++) {
		c = (unsigned char)text.at[i];
		if (c >= ' ' && c < 127 && c != '\\' && c != '[' && c != '|')
			buffer_byte(out, (char)c);
		else
			buffer_format(out, "\\%02x", c);
	}
}

static void
show_cell(struct buffer *out, struct slice raw, struct slice text, bool quoted)
{
	buffer_string(out, " [");
	show(out, raw);
	buffer_byte(out, '|');
	show(out, text);
	buffer_string(out, quoted ? "|q]" : "]");
}

static void
show_head(struct buffer *out, size_t offset, size_t line, size_t lines,
    enum line_end end, bool has_quote)
{
	buffer_format(out, "@%zu line %zu+%zu %s%s:", offset, line, lines,
	    end == LINE_NONE ? "none" : end == LINE_LF ? "lf" :
	    end == LINE_CRLF ? "crlf" : "cr", has_quote ? " quote" : "");
}

/* What the reader says. */

static void
show_record(struct buffer *out, struct reader *r, struct record *record)
{
	const struct cell *cell;
	size_t i, n;

	show_head(out, (size_t)record->offset, (size_t)record->line,
	    record->lines, record->end, record->has_quote);
	n = record_cells(record);
	for (i = 0; i < n; i++) {
		cell = record_cell(record, i);
		if (cell != NULL)
			show_cell(out, cell->raw, cell->text, cell->quoted);
		else
			buffer_format(out, " <%s>", reader_trouble(r)->text);
	}
	assert_null(record_cell(record, n));
	buffer_byte(out, '\n');
}

static void
read_all(const struct way *way, struct buffer *out)
{
	struct dialect d = { .delimiter = way->delimiter,
	    .libcsv_only = way->libcsv_only, .portable = way->portable };
	struct trouble what;
	struct source source;
	struct record *record;
	struct reader *r;
	int got;

	source_memory(&source, "deals.csv", way->file.at, way->file.len);
	source.chunk = way->chunk;
	if (way->head > 0) {
		source.head.len = way->head;
		source.whole = false;
		source.regular = true;
		source.fd = way->fd;
	}
	r = way->to < 0 ? reader_open(&source, &d) :
	    reader_open_part(&source, &d, way->from, way->to, way->line);
	if (way->look > 0)
		reader_block(r, way->look, way->read);
	while ((got = reader_next(r, &record, &what)) > 0)
		show_record(out, r, record);
	if (got < 0)
		buffer_format(out, "error %s\n", what.text);
	else
		buffer_format(out, "end @%zu line %zu\n",
		    (size_t)reader_offset(r), (size_t)reader_line(r));
	assert_int_equal(reader_next(r, &record, &what), got);
	reader_close(r);
	source_close(&source);
}

/* What the simple parser says. */

struct naive {
	struct slice file;
	char delimiter;
	size_t at;
	size_t line;
	size_t record_line;
	size_t column;
	bool has_quote;
	bool nul;		/* the cell cannot be given */
	struct buffer text;
	struct buffer cells;
};

static int
naive_at(const struct naive *n, size_t at)
{
	return at < n->file.len ? (unsigned char)n->file.at[at] : -1;
}

static bool
naive_blank(const struct naive *n, int c)
{
	return (c == ' ' || c == '\t') && c != n->delimiter;
}

static bool
naive_stops(const struct naive *n, int c)
{
	return c == -1 || c == '\n' || c == '\r' || c == n->delimiter;
}

/* Take one byte, counting lines as it goes. */
static void
naive_take(struct naive *n)
{
	int c = naive_at(n, n->at);

	if (c == '\n' || (c == '\r' && naive_at(n, n->at + 1) != '\n'))
		n->line++;
	if (c == '"')
		n->has_quote = true;
	n->at++;
}

static bool
naive_wrong(struct naive *n, struct buffer *out, size_t line, const char *text)
{
	buffer_format(out, "error deals.csv:%zu: column %zu: %s\n", line,
	    n->column, text);
	return false;
}

static bool
naive_quoted(struct naive *n, struct buffer *out)
{
	size_t opened = n->line;
	int c;

	naive_take(n);
	for (;;) {
		c = naive_at(n, n->at);
		if (c == -1)
			return naive_wrong(n, out, opened, "quote is never closed");
		naive_take(n);
		if (c == '"' && naive_at(n, n->at) != '"')
			break;
		if (c == '"')
			naive_take(n);
		buffer_byte(&n->text, (char)c);
	}
	while (naive_blank(n, naive_at(n, n->at)))
		naive_take(n);
	if (!naive_stops(n, naive_at(n, n->at)))
		return naive_wrong(n, out, n->line, "text after a closing quote");
	return true;
}

static bool
naive_cell(struct naive *n, struct buffer *out)
{
	size_t begin = n->at, first = n->at;
	bool quoted, nul = false;
	int c;

	n->column++;
	buffer_clear(&n->text);
	while (naive_blank(n, naive_at(n, first)))
		first++;
	quoted = naive_at(n, first) == '"';
	if (quoted) {
		while (n->at < first)
			naive_take(n);
		if (!naive_quoted(n, out))
			return false;
	}
	while (!naive_stops(n, c = naive_at(n, n->at))) {
		nul = nul || c == '\0';
		buffer_byte(&n->text, (char)c);
		naive_take(n);
	}
	if (nul)
		buffer_format(&n->cells, " <deals.csv:%zu: column %zu: holds a "
		    "NUL byte>", n->line, n->column);
	else
		show_cell(&n->cells, bytes(n->file.at + begin, n->at - begin),
		    bytes(n->text.at, n->text.len), quoted);
	return true;
}

static enum line_end
naive_end(struct naive *n)
{
	int c = naive_at(n, n->at);

	if (c == -1)
		return LINE_NONE;
	naive_take(n);
	if (c == '\n')
		return LINE_LF;
	if (naive_at(n, n->at) != '\n')
		return LINE_CR;
	naive_take(n);
	return LINE_CRLF;
}

static bool
naive_record(struct naive *n, struct buffer *out)
{
	size_t begin = n->at, line = n->line, end, i;
	enum line_end how;
	bool blank = true;

	n->column = 0;
	n->has_quote = false;
	buffer_clear(&n->cells);
	if (!naive_cell(n, out))
		return false;
	while (naive_at(n, n->at) == n->delimiter) {
		naive_take(n);
		if (!naive_cell(n, out))
			return false;
	}
	end = n->at;
	how = naive_end(n);
	for (i = begin; i < end; i++)
		blank = blank && naive_blank(n, naive_at(n, i));
	if (blank)
		return true;
	show_head(out, begin, line, n->line - line, how, n->has_quote);
	buffer_add(out, n->cells.at, n->cells.len);
	buffer_byte(out, '\n');
	return true;
}

static void
read_naive(const struct way *way, struct buffer *out)
{
	struct naive n = { .file = way->file, .delimiter = way->delimiter,
	    .line = 1 };
	bool right = true;

	while (right && n.at < n.file.len)
		right = naive_record(&n, out);
	if (right)
		buffer_format(out, "end @%zu line %zu\n", n.at, n.line);
	buffer_free(&n.text);
	buffer_free(&n.cells);
}

/* Comparing them. */

static void
expect(const struct way *way, struct buffer *want)
{
	struct buffer got = { 0 }, file = { 0 };

	read_all(way, &got);
	if (strcmp(buffer_text(&got), buffer_text(want)) != 0) {
		show(&file, way->file);
		fprintf(stderr, "delimiter %c, libcsv %d, portable %d, chunk %zu, "
		    "look %zu, read %zu, head %zu\n"
		    "file: %s\ngot:\n%swanted:\n%s", way->delimiter,
		    way->libcsv_only, way->portable, way->chunk, way->look,
		    way->read, way->head, buffer_text(&file), buffer_text(&got),
		    buffer_text(want));
		fail();
	}
	buffer_free(&got);
	buffer_free(&file);
}

/* Read FILE in all ways, with pieces and blocks of each STEP-th size. */
static void
expect_ways(struct slice file, char delimiter, size_t step, struct buffer *want)
{
	struct way way = { .file = file, .delimiter = delimiter, .to = -1 };
	size_t size, mode;

	for (mode = 0; mode < 3; mode++) {
		way.libcsv_only = mode == 1;
		way.portable = mode == 2;
		way.chunk = way.look = way.read = 0;
		expect(&way, want);
		for (size = 1; size <= file.len + 1; size += step) {
			way.chunk = 0;
			way.look = way.read = size;
			expect(&way, want);
			way.read = 0;	/* in the source's head */
			expect(&way, want);
			way.read = 3 * size;
			expect(&way, want);
			way.chunk = size;
			way.look = way.read = file.len + 2;
			expect(&way, want);
		}
	}
}

/* Read what is at hand of FILE, for each STEP-th size of that, and then the rest. */
static void
expect_heads(struct slice file, char delimiter, size_t step,
    struct buffer *want)
{
	struct way way = { .file = file, .delimiter = delimiter, .to = -1 };
	FILE *rest = tmpfile();

	assert_non_null(rest);
	assert_int_equal(fwrite(file.at, 1, file.len, rest), file.len);
	assert_int_equal(fflush(rest), 0);
	way.fd = fileno(rest);
	for (way.head = 1; way.head <= file.len; way.head += step)
		for (way.look = 0; way.look <= way.head; way.look +=
		    way.head / 2 + 1)
			expect(&way, want);
	fclose(rest);
}

/* Read it in all ways and compare with the simple parser. */
static void
expect_naive(struct slice file, char delimiter, size_t step)
{
	struct way way = { .file = file, .delimiter = delimiter, .to = -1 };
	struct buffer want = { 0 };

	read_naive(&way, &want);
	expect_ways(file, delimiter, step, &want);
	expect_heads(file, delimiter, step, &want);
	buffer_free(&want);
}

/* What a reading looks like, written by hand. */
static const struct reading {
	const char *name;
	const char *file;
	size_t n;
	char delimiter;
	const char *want;
} readings[] = {
#define READING(name, file, delimiter, want) \
	{ name, file, sizeof(file) - 1, delimiter, want }
	READING("nothing", "", ',', "end @0 line 1\n"),
	READING("plain", "a,b\n1,\n", ',',
	    "@0 line 1+1 lf: [a|a] [b|b]\n"
	    "@4 line 2+1 lf: [1|1] [|]\n"
	    "end @7 line 3\n"),
	READING("no last line end", "a,b\r\n,", ',',
	    "@0 line 1+1 crlf: [a|a] [b|b]\n"
	    "@5 line 2+0 none: [|] [|]\n"
	    "end @6 line 2\n"),
	READING("line ends of all kinds", "a\rb\r\nc\n", ',',
	    "@0 line 1+1 cr: [a|a]\n"
	    "@2 line 2+1 crlf: [b|b]\n"
	    "@5 line 3+1 lf: [c|c]\n"
	    "end @7 line 4\n"),
	READING("blank lines", "\n \t\r\na\r\r \nb\n  ", ',',
	    "@5 line 3+1 cr: [a|a]\n"
	    "@10 line 6+1 lf: [b|b]\n"
	    "end @14 line 7\n"),
	READING("tabs that delimit are no blanks", "\t\n\n", '\t',
	    "@0 line 1+1 lf: [|] [|]\n"
	    "end @3 line 3\n"),
	READING("blanks are kept", " a , b\n", ',',
	    "@0 line 1+1 lf: [ a | a ] [ b| b]\n"
	    "end @7 line 2\n"),
	READING("quoted", "\"a\",\"\",\"b,c\"\n", ',',
	    "@0 line 1+1 lf quote: [\"a\"|a|q] [\"\"||q] [\"b,c\"|b,c|q]\n"
	    "end @13 line 2\n"),
	READING("doubled quotes", "\"\"\"\",\"a\"\"b\"\"\"", ',',
	    "@0 line 1+0 none quote: [\"\"\"\"|\"|q] [\"a\"\"b\"\"\"|a\"b\"|q]\n"
	    "end @13 line 1\n"),
	READING("blanks outside quotes", " \"a \"\t, \"\"\"b\" \r\n", ',',
	    "@0 line 1+1 crlf quote: [ \"a \"\\09|a |q] [ \"\"\"b\" |\"b|q]\n"
	    "end @16 line 2\n"),
	READING("lines in a cell", "\"a\r\nb\rc\n\",d\ne\n", ',',
	    "@0 line 1+4 lf quote: [\"a\\0d\\0ab\\0dc\\0a\"|a\\0d\\0ab\\0dc\\0a|q]"
	    " [d|d]\n"
	    "@12 line 5+1 lf: [e|e]\n"
	    "end @14 line 6\n"),
	READING("quotes inside a cell are text", "12\" x,a\"\"\"b,\"c\"\n", ',',
	    "@0 line 1+1 lf quote: [12\" x|12\" x] [a\"\"\"b|a\"\"\"b]"
	    " [\"c\"|c|q]\n"
	    "end @16 line 2\n"),
	READING("NUL", "a\0,\"b\0\"\nc,d\n", ',',
	    "@0 line 1+1 lf quote: <deals.csv:1: column 1: holds a NUL byte>"
	    " [\"b\\00\"|b\\00|q]\n"
	    "@8 line 2+1 lf: [c|c] [d|d]\n"
	    "end @12 line 3\n"),
	READING("NUL behind lines", "\n\"\n\",\0\n", ',',
	    "@1 line 2+2 lf quote: [\"\\0a\"|\\0a|q]"
	    " <deals.csv:3: column 2: holds a NUL byte>\n"
	    "end @7 line 4\n"),
	READING("not closed", "a\nb,\"\n\",\"c\n\"\"\n\nd\n", ',',
	    "@0 line 1+1 lf: [a|a]\n"
	    "error deals.csv:3: column 3: quote is never closed\n"),
	READING("one quote", "\"", ',',
	    "error deals.csv:1: column 1: quote is never closed\n"),
	READING("text after", "\n\"a\"b,c\n", ',',
	    "error deals.csv:2: column 1: text after a closing quote\n"),
	READING("text after blanks", "a,\"\r\n\" x", ',',
	    "error deals.csv:2: column 2: text after a closing quote\n"),
	READING("a quote after blanks", "a, \"x\" \"", ',',
	    "error deals.csv:1: column 2: text after a closing quote\n"),
	READING("NUL after", "\"a\"\0", ',',
	    "error deals.csv:1: column 1: text after a closing quote\n"),
	READING("UTF-8", "\xc3\xa9;\"\xc3\xa9\"\n", ';',
	    "@0 line 1+1 lf quote: [\\c3\\a9|\\c3\\a9]"
	    " [\"\\c3\\a9\"|\\c3\\a9|q]\n"
	    "end @8 line 2\n"),
#undef READING
};

static void
test_readings(void **state)
{
	const struct reading *t = readings;
	struct buffer want;

	(void)state;
	for (; t < readings + sizeof(readings) / sizeof(readings[0]); t++) {
		want = (struct buffer){ 0 };
		buffer_string(&want, t->want);
		expect_ways(bytes(t->file, t->n), t->delimiter, 1, &want);
		buffer_free(&want);
		expect_naive(bytes(t->file, t->n), t->delimiter, 1);
	}
}

/* A small generator of our own gives the same numbers everywhere. */
static uint32_t
random_below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % n;
}

static const char delimiters[] = ",;\t";

static void
random_file(char *file, size_t n)
{
	static const char alphabet[] = "aab,,,\"\"\"\"\"\r\r\n\n\n  ;;\t\0\xc3\xa9";
	size_t i;

	for (i = 0; i < n; i++)
		file[i] = alphabet[random_below(sizeof(alphabet) - 1)];
}

static void
test_random_short(void **state)
{
	char file[32];
	size_t i, n, step;

	(void)state;
	for (i = 0; i < RANDOM_SHORT; i++) {
		n = random_below(24);
		step = i % 8 == 0 ? 1 : 4 + random_below(20);
		random_file(file, n);
		expect_naive(bytes(file, n), delimiters[random_below(3)], step);
	}
}

/* A file that is right for long enough that errors do not end it early. */
static size_t
random_right(char *file, size_t cells, char delimiter)
{
	static const char *const texts[] = { "a", "", " b ", "\"\"", "\"x\"",
	    "\"a\"\"b\"", "\"c\r\nd\"", " \"e\n\" ", "12\"", "\"\r\"", "\xc3\xa9",
	    "\"\"\"\"\"\"", "\"f;,\tg\"" };
	static const char *const ends[] = { "\n", "\r\n", "\r", "\n\n" };
	const char *text;
	size_t n = 0;

	while (cells-- > 0) {
		text = texts[random_below(sizeof(texts) / sizeof(texts[0]))];
		n += (size_t)sprintf(file + n, "%s", text);
		if (random_below(4) > 0)
			file[n++] = delimiter;
		else
			n += (size_t)sprintf(file + n, "%s", ends[random_below(4)]);
	}
	return n;
}

static void
test_random_long(void **state)
{
	char file[2048];
	char delimiter;
	size_t i, n;

	(void)state;
	for (i = 0; i < RANDOM_LONG; i++) {
		delimiter = delimiters[random_below(3)];
		n = random_right(file, 10 + random_below(60), delimiter);
		expect_naive(bytes(file, n), delimiter, 1 + random_below(20));
	}
}

/* Raw bytes, line ends, and between them nothing but blank lines. */
static void
expect_bytes(struct slice file, const struct dialect *d)
{
	struct source source;
	struct record *record;
	struct reader *r;
	struct trouble what;
	size_t at = 0, end;

	source_memory(&source, "deals.csv", file.at, file.len);
	r = reader_open(&source, d);
	while (reader_next(r, &record, &what) > 0) {
		end = (size_t)record->offset;
		for (; at < end; at++)
			assert_non_null(memchr("\r\n \t", file.at[at], 4));
		assert_memory_equal(file.at + at, record->raw.at, record->raw.len);
		at += record->raw.len;
		end = strlen(line_end_bytes(record->end));
		assert_memory_equal(file.at + at, line_end_bytes(record->end), end);
		at += end;
		assert_int_equal(reader_offset(r), at);
	}
	for (; at < file.len; at++)
		assert_non_null(memchr("\r\n \t", file.at[at], 4));
	assert_int_equal(reader_offset(r), file.len);
	reader_close(r);
	source_close(&source);
}

static void
test_bytes_come_back(void **state)
{
	struct dialect d = { .delimiter = ',' };
	char file[2048];
	size_t i;

	(void)state;
	for (i = 0; i < RANDOM_LONG; i++)
		expect_bytes(bytes(file, random_right(file, 40, ',')), &d);
}

/* Where the records of FILE begin; their lines too. */
static size_t
record_starts(struct slice file, size_t *at, uint64_t *line, size_t room)
{
	struct dialect d = { .delimiter = ',' };
	struct source source;
	struct record *record;
	struct reader *r;
	size_t n = 0;

	source_memory(&source, "deals.csv", file.at, file.len);
	r = reader_open(&source, &d);
	while (n < room && reader_next(r, &record, NULL) > 0) {
		at[n] = (size_t)record->offset;
		line[n++] = record->line;
	}
	reader_close(r);
	source_close(&source);
	return n;
}

/* Without the last line of a reading, which says where it ended. */
static void
cut_last(struct buffer *b)
{
	b->len--;
	while (b->len > 0 && b->at[b->len - 1] != '\n')
		b->len--;
}

/* A cut may fall anywhere: the second part begins with the first record that
 * begins behind it. */
static void
expect_halves(struct slice file, struct buffer *whole, size_t cut, size_t from,
    uint64_t line)
{
	struct way way = { .file = file, .delimiter = ',', .look = 7, .read = 7,
	    .to = (off_t)cut, .line = 1 };
	struct buffer got = { 0 };

	read_all(&way, &got);
	cut_last(&got);
	way.from = (off_t)from;
	way.to = (off_t)file.len;
	way.line = line;
	read_all(&way, &got);
	assert_string_equal(buffer_text(&got), buffer_text(whole));
	buffer_free(&got);
}

static void
test_parts(void **state)
{
	struct way way = { .delimiter = ',', .to = -1 };
	struct buffer whole;
	uint64_t line[64];
	size_t at[64], cut, i, n, starts, t;
	char file[1024];

	(void)state;
	for (t = 0; t < 40; t++) {
		n = random_right(file, 30, ',');
		way.file = bytes(file, n);
		whole = (struct buffer){ 0 };
		read_all(&way, &whole);
		starts = record_starts(way.file, at, line, 64);
		for (cut = i = 0; i < starts; i++)
			for (; cut <= at[i]; cut++)
				expect_halves(way.file, &whole, cut, at[i],
				    line[i]);
		buffer_free(&whole);
	}
}

/* A part ends where its last record does, which may lie behind TO. */
static void
test_part_end(void **state)
{
	struct slice file = FILE_OF("a\n\"b\n\nc\"\n\nd\n");
	struct way way = { .file = file, .delimiter = ',', .from = 2, .to = 4,
	    .line = 2 };
	struct buffer got = { 0 };

	(void)state;
	read_all(&way, &got);
	assert_string_equal(buffer_text(&got), "@2 line 2+3 lf quote: "
	    "[\"b\\0a\\0ac\"|b\\0a\\0ac|q]\nend @9 line 5\n");
	buffer_clear(&got);
	way.to = 10;
	read_all(&way, &got);
	assert_non_null(strstr(buffer_text(&got), "end @10 line 6\n"));
	buffer_clear(&got);
	way.to = 2;
	read_all(&way, &got);
	assert_string_equal(buffer_text(&got), "end @2 line 2\n");
	buffer_free(&got);
}

/* What stands before the header is passed over, and counted. */
static void
test_skip(void **state)
{
	static const char file[] = "\xef\xbb\xbfsep=;\r\na;b\r\n";
	struct dialect d = { .delimiter = ';', .skip = 10, .skip_lines = 1 };
	struct source source;
	struct record *record;
	struct trouble what;
	struct reader *r;

	(void)state;
	source_memory(&source, "deals.csv", file, sizeof(file) - 1);
	r = reader_open(&source, &d);
	assert_int_equal(reader_offset(r), 10);
	assert_int_equal(reader_line(r), 2);
	assert_int_equal(reader_next(r, &record, &what), 1);
	assert_int_equal(record->offset, 10);
	assert_int_equal(record->line, 2);
	assert_int_equal(record_cells(record), 2);
	assert_int_equal(reader_next(r, &record, &what), 0);
	reader_close(r);
	source_close(&source);
}

/* Cells are located as they are asked for, in any order, and stay. */
static void
test_lazy(void **state)
{
	struct dialect d = { .delimiter = ',' };
	const struct cell *second, *third;
	struct source source;
	struct record *record;
	struct reader *r;

	(void)state;
	source_memory(&source, "deals.csv", "a,b,c,d\0\n", 9);
	r = reader_open(&source, &d);
	assert_int_equal(reader_next(r, &record, NULL), 1);
	third = record_cell(record, 2);
	assert_true(record->found >= 3);
	second = record_cell(record, 1);
	assert_null(reader_trouble(r));
	assert_null(record_cell(record, 4));
	assert_null(reader_trouble(r));
	assert_null(record_cell(record, 3));
	assert_string_equal(reader_trouble(r)->text,
	    "deals.csv:1: column 4: holds a NUL byte");
	assert_true(slice_is(second->text, "b"));
	assert_true(slice_is(third->text, "c"));
	assert_int_equal(reader_next(r, &record, NULL), 0);
	assert_null(reader_trouble(r));
	reader_close(r);
	source_close(&source);
}

/* Limits. */

/* Read the one record of FILE: its columns, or the error it ends in. */
static size_t
read_one(struct slice file, bool libcsv_only, struct trouble *what)
{
	struct dialect d = { .delimiter = ',', .libcsv_only = libcsv_only };
	const struct trouble *wrong;
	struct source source;
	struct record *record;
	struct reader *r;
	size_t n = 0;

	what->text[0] = '\0';
	source_memory(&source, "deals.csv", file.at, file.len);
	r = reader_open(&source, &d);
	if (reader_next(r, &record, what) > 0) {
		n = record_cells(record);
		record_cell(record, 0);
		wrong = reader_trouble(r);
		if (wrong != NULL)
			*what = *wrong;
	}
	reader_close(r);
	source_close(&source);
	return n;
}

static void
test_columns(void **state)
{
	static const char wide[] = "deals.csv:1: has more than 4,096 columns";
	char file[READER_COLUMNS + 8];
	struct trouble what;
	size_t mode;

	(void)state;
	for (mode = 0; mode < 4; mode++) {
		memset(file, ',', sizeof(file));
		if (mode & 1)
			memcpy(file + READER_COLUMNS - 1, "\"a\"", 3);
		assert_int_equal(read_one(bytes(file, READER_COLUMNS - 1 +
		    (mode & 1 ? 3 : 0)), mode & 2, &what), READER_COLUMNS);
		assert_string_equal(what.text, "");
		if (!(mode & 1))
			assert_int_equal(read_one(bytes(file, READER_COLUMNS),
			    mode & 2, &what), 0);
		else
			assert_int_equal(read_one(bytes(file, READER_COLUMNS + 3),
			    mode & 2, &what), 0);
		assert_string_equal(what.text, wide);
	}
}

/* What is too much is an error whichever cells are asked for. */
static void
test_limits_unasked(void **state)
{
	struct dialect d = { .delimiter = ',' };
	struct trouble what = { "" };
	char file[2 * READER_COLUMNS];
	struct source source;
	struct record *record;
	struct reader *r;

	(void)state;
	memset(file, ',', sizeof(file));
	file[0] = 'x';
	file[READER_COLUMNS - 1] = '\n';
	source_memory(&source, "deals.csv", file, sizeof(file));
	r = reader_open(&source, &d);
	assert_int_equal(reader_next(r, &record, &what), 1);
	assert_non_null(record_cell(record, 1));
	assert_int_equal(reader_next(r, &record, &what), -1);
	assert_string_equal(what.text,
	    "deals.csv:2: has more than 4,096 columns");
	reader_close(r);
	source_close(&source);
}

/* A cell of N bytes, quotes included where QUOTED, then a line end. */
static char *
long_cell(size_t n, bool quoted)
{
	char *file = memory_get(n + 1);

	memset(file, 'x', n);
	if (quoted)
		file[0] = file[n - 1] = '"';
	file[n] = '\n';
	return file;
}

static void
expect_long(struct slice file, const char *want)
{
	struct trouble what;

	read_one(file, false, &what);
	assert_string_equal(what.text, want);
	if (strstr(want, "closed?") == NULL)
		return;		/* the other way takes its time */
	read_one(file, true, &what);
	assert_string_equal(what.text, want);
}

static void
test_long_cells(void **state)
{
	char *file;

	(void)state;
	file = long_cell(READER_CELL + 1, false);
	expect_long(bytes(file, READER_CELL), "");
	expect_long(bytes(file, READER_CELL + 2),
	    "deals.csv:1: column 1: is longer than 16 MiB");
	free(file);
	file = long_cell(READER_CELL, true);
	expect_long(bytes(file, READER_CELL + 1), "");
	file[READER_CELL - 1] = 'x';
	expect_long(bytes(file, READER_CELL),
	    "deals.csv:1: column 1: quote is never closed");
	expect_long(bytes(file, READER_CELL + 1), "deals.csv:1: column 1: is "
	    "longer than 16 MiB (is its quote closed?)");
	free(file);
}

static void
test_long_records(void **state)
{
	size_t i, n = READER_RECORD;
	char *file;

	(void)state;
	file = long_cell(n + 1, false);
	for (i = 0; i < n; i += READER_CELL / 2)
		file[i] = ',';
	file[n] = '\n';
	expect_long(bytes(file, n + 1), "");
	expect_long(bytes(file, n), "");
	file[n] = 'x';
	expect_long(bytes(file, n + 2),
	    "deals.csv:1: record is longer than 64 MiB");
	memcpy(file + 1, "\"a\",", 4);
	expect_long(bytes(file, n + 1),
	    "deals.csv:1: record is longer than 64 MiB");
	free(file);
}

/* A source that fails ends the reading, for good. */
static void
test_source_fails(void **state)
{
	struct dialect d = { .delimiter = ',' };
	struct trouble what;
	struct record *record;
	struct source source;
	struct reader *r;

	(void)state;
	source_memory(&source, "deals.csv", "a\nb", 3);
	source.whole = false;	/* the rest would come from a bad descriptor */
	source.stands = 3;
	r = reader_open(&source, &d);
	reader_block(r, 2, 2);
	assert_int_equal(reader_next(r, &record, &what), 1);
	assert_int_equal(reader_next(r, &record, &what), -1);
	assert_string_equal(what.text, "deals.csv: Bad file descriptor");
	assert_int_equal(reader_next(r, &record, &what), -1);
	assert_string_equal(what.text, "deals.csv: Bad file descriptor");
	reader_close(r);
	source_close(&source);
}

/* csv-spectrum. */

static char *
read_file(const char *folder, const char *name, const char *suffix, size_t *n)
{
	struct source source;
	struct trouble what;
	char path[PATH_MAX];
	char *copy;

	snprintf(path, sizeof(path), "%s/%s.%s", folder, name, suffix);
	if (source_open(&source, path, &what) != 0)
		return NULL;
	*n = source.head.len;
	copy = memory_copy(source.head.at, source.head.len);
	source_close(&source);
	return copy;
}

static void
json_escape(const char **at, struct buffer *out)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	const char *found = strchr(from, **at);

	if (**at == 'u')
		fail_msg("\\u is not read by this test");
	buffer_byte(out, found != NULL ? to[found - from] : **at);
	++*at;
}

/* The next string of a JSON text; false at its end. */
static bool
json_string(const char **at, struct buffer *out)
{
	buffer_clear(out);
	*at += strcspn(*at, "\"");
	if (**at == '\0')
		return false;
	++*at;
	while (**at != '"') {
		if (**at == '\\') {
			++*at;
			json_escape(at, out);
		} else
			buffer_byte(out, *(*at)++);
	}
	++*at;
	return true;
}

static void
expect_cell(const struct cell *cell, struct buffer *want)
{
	assert_non_null(cell);
	assert_int_equal(cell->text.len, want->len);
	if (want->len > 0)
		assert_memory_equal(cell->text.at, want->at, want->len);
}

/* The objects of a JSON list are the records, their names the header. (One
 * telephone number of csv-spectrum's was changed in the JSON only.) */
static void
expect_json(struct slice csv, const char *json, bool libcsv_only)
{
	struct dialect d = { .delimiter = ',', .libcsv_only = libcsv_only };
	struct source heads, rows;
	struct reader *header, *r;
	struct record *head, *row = NULL;
	struct buffer text = { 0 };
	size_t column = 0;

	source_memory(&heads, "spectrum", csv.at, csv.len);
	source_memory(&rows, "spectrum", csv.at, csv.len);
	header = reader_open(&heads, &d);
	r = reader_open(&rows, &d);
	assert_int_equal(reader_next(header, &head, NULL), 1);
	assert_int_equal(reader_next(r, &row, NULL), 1);
	while (json_string(&json, &text)) {
		if (column++ % record_cells(head) == 0) {
			assert_int_equal(reader_next(r, &row, NULL), 1);
			assert_int_equal(record_cells(row), record_cells(head));
			column = 1;
		}
		expect_cell(record_cell(head, column - 1), &text);
		assert_true(json_string(&json, &text));
		if (strcmp(buffer_text(&text), "1234567890") != 0)
			expect_cell(record_cell(row, column - 1), &text);
	}
	assert_int_equal(reader_next(r, &row, NULL), 0);
	reader_close(header);
	reader_close(r);
	source_close(&heads);
	source_close(&rows);
	buffer_free(&text);
}

static bool
expect_spectrum(const char *folder, const char *name)
{
	char path[PATH_MAX];
	size_t n, length;
	char *csv, *json;

	snprintf(path, sizeof(path), "%s/csvs", folder);
	csv = read_file(path, name, "csv", &n);
	snprintf(path, sizeof(path), "%s/json", folder);
	json = read_file(path, name, "json", &length);
	if (csv != NULL && json != NULL) {
		expect_json(bytes(csv, n), json, false);
		expect_json(bytes(csv, n), json, true);
		expect_naive(bytes(csv, n), ',', n > 200 ? 7 : 1);
	}
	free(csv);
	free(json);
	return csv != NULL && json != NULL;
}

static void
test_spectrum(void **state)
{
	static const char *const names[] = { "comma_in_quotes", "empty",
	    "empty_crlf", "escaped_quotes", "json", "location_coordinates",
	    "newlines", "newlines_crlf", "quotes_and_newlines", "simple",
	    "simple_crlf", "utf8" };
	const char *shared = getenv("SHARED");
	char folder[PATH_MAX / 2];
	size_t i, found = 0;

	(void)state;
	snprintf(folder, sizeof(folder), "%s/data/csv-spectrum",
	    shared != NULL ? shared : "../shared");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		found += expect_spectrum(folder, names[i]);
	if (found == 0) {
		print_message("# no csv-spectrum in %s: skipped\n", folder);
		skip();
	}
	assert_int_equal(found, sizeof(names) / sizeof(names[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_random_short),
		cmocka_unit_test(test_random_long),
		cmocka_unit_test(test_bytes_come_back),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_part_end),
		cmocka_unit_test(test_skip),
		cmocka_unit_test(test_lazy),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_limits_unasked),
		cmocka_unit_test(test_long_cells),
		cmocka_unit_test(test_long_records),
		cmocka_unit_test(test_source_fails),
		cmocka_unit_test(test_spectrum),
	};
	const char *given = getenv("SEED");

	seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
	seed |= seed == 0;
	printf("# SEED=%" PRIu64 "\n", seed);
	fflush(stdout);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
