/*
 * Any bytes as a file of records: the fast way, with blocks and pieces of any
 * size, and the one by libcsv alone say the same of every cell, whichever of them
 * are asked for and in whatever order; a part says the same as the whole says of
 * it; records lie one behind the other, and between them nothing but line ends and
 * blanks; a cell that is written is read back.
 */

#include <string.h>

#include "csv/reader.h"
#include "csv/source.h"
#include "csv/writer.h"
#include "fuzz.h"

#define WRITTEN 64		/* cells that are written and read again */

/* How it is read. */
struct way {
	enum { FAST, PORTABLE, LIBCSV } by;
	size_t chunk;
	size_t look, read;	/* 0: as it is */
};

/* What came of reading all of it, and of some record in the middle. */
struct told {
	struct buffer text;
	size_t mark;		/* counts down to the record that is kept: its
				 * place in the file and in the text */
	off_t offset;
	uint64_t line;
	size_t from;
};

static void
tell_record(struct buffer *out, struct record *record, struct reader *reader)
{
	size_t n = record_cells(record);
	const struct trouble *trouble;

	buffer_format(out, "\nrecord %jd %ju %zu %d %d:",
	    (intmax_t)record->offset, (uintmax_t)record->line, record->lines,
	    (int)record->end, record->has_quote);
	buffer_add(out, record->raw.at, record->raw.len);
	for (size_t i = 0; i < n; i++) {
		const struct cell *cell = record_cell(record, i);

		buffer_format(out, "\ncell %d:", cell != NULL && cell->quoted);
		if (cell == NULL)
			continue;
		buffer_add(out, cell->raw.at, cell->raw.len);
		buffer_byte(out, '=');
		buffer_add(out, cell->text.at, cell->text.len);
	}
	trouble = reader_trouble(reader);
	if (trouble != NULL)
		buffer_format(out, "\ntrouble %s", trouble->text);
}

/* What is no record: line ends, and blanks between them. */
static bool
only_blank(struct slice bytes, off_t from, off_t to)
{
	for (off_t i = from; i < to; i++)
		if (memchr("\n\r\t ", bytes.at[i], 4) == NULL)
			return false;
	return true;
}

/* The record lies behind END, and has its bytes. Returns where it ends itself. */
static off_t
place(struct slice bytes, off_t end, const struct record *record)
{
	size_t at = (size_t)record->offset;

	must(record->offset >= end, "records lie apart", bytes);
	must(only_blank(bytes, end, record->offset),
	    "between records is nothing", bytes);
	must(at + record->raw.len <= bytes.len && slice_equal(record->raw,
	    (struct slice){ bytes.at + at, record->raw.len }),
	    "a record has its bytes", bytes);
	must(record->has_quote == (record->raw.len > 0 && memchr(
	    record->raw.at, '"', record->raw.len) != NULL),
	    "a quote is seen", bytes);
	must(record->has_nul == (record->raw.len > 0 && memchr(
	    record->raw.at, '\0', record->raw.len) != NULL),
	    "a NUL is seen", bytes);
	return record->offset + (off_t)record->raw.len;
}

static struct reader *
open_way(struct source *source, struct dialect *dialect,
    const struct dialect *sniffed, struct slice bytes, struct way way)
{
	struct reader *reader;

	*dialect = *sniffed;
	dialect->libcsv_only = way.by == LIBCSV;
	dialect->portable = way.by == PORTABLE;
	source_memory(source, "f.csv", bytes.at, bytes.len);
	source->chunk = way.chunk;
	reader = reader_open(source, dialect);
	if (way.look > 0)
		reader_block(reader, way.look, way.read);
	return reader;
}

/* All that is read of it. */
static void
tell(struct slice bytes, const struct dialect *sniffed, struct way way,
    struct told *told)
{
	struct buffer *out = &told->text;
	struct dialect dialect;
	struct trouble what = { "" };
	struct source source;
	struct reader *reader = open_way(&source, &dialect, sniffed, bytes,
	    way);
	struct record *record;
	off_t end = (off_t)sniffed->skip;
	int got;

	buffer_clear(out);
	while ((got = reader_next(reader, &record, &what)) == 1) {
		end = place(bytes, end, record);
		if (told->mark-- == 0) {
			told->offset = record->offset;
			told->line = record->line;
			told->from = out->len;
		}
		tell_record(out, record, reader);
	}
	must(got != 0 || only_blank(bytes, end, (off_t)bytes.len),
	    "behind the last record is nothing", bytes);
	buffer_format(out, "\nend %d %s at %jd line %ju", got, what.text,
	    (intmax_t)reader_offset(reader), (uintmax_t)reader_line(reader));
	reader_close(reader);
	source_close(&source);
}

/* Read from record number FIRST on as a part, up to record number LAST: it is what
 * is told of them in the whole. */
static void
part(struct slice bytes, const struct dialect *dialect, size_t first,
    size_t last)
{
	struct told from = { .mark = first }, to = { .mark = last };
	struct buffer out = { 0 };
	struct trouble what;
	struct source source;
	struct reader *reader;
	struct record *record;

	tell(bytes, dialect, (struct way){ FAST, 0, 0, 0 }, &from);
	tell(bytes, dialect, (struct way){ FAST, 0, 0, 0 }, &to);
	if (from.line > 0 && to.line > 0) {
		source_memory(&source, "f.csv", bytes.at, bytes.len);
		source.regular = true;	/* parts are of such; it is read as one
					 * that is in its head as a whole */
		reader = reader_open_part(&source, dialect, from.offset,
		    to.offset, from.line);
		reader_block(reader, 1 + bytes.len % 17, bytes.len % 53);
		while (reader_next(reader, &record, &what) == 1)
			tell_record(&out, record, reader);
		must(slice_equal(slice_made(&out), (struct slice){
		    from.text.at + from.from, to.from - from.from }),
		    "a part says the same", bytes);
		must(reader_offset(reader) == to.offset,
		    "it ends where the next begins", bytes);
		must(reader_line(reader) <= to.line, "on its line", bytes);
		reader_close(reader);
		source_close(&source);
	}
	buffer_free(&from.text);
	buffer_free(&to.text);
	buffer_free(&out);
}

static bool
same_cell(const struct cell *a, const struct cell *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return a->quoted == b->quoted && slice_equal(a->raw, b->raw) &&
	    slice_equal(a->text, b->text);
}

/* Ask for some cells in some order, and for the same of libcsv's, of which all
 * are there. */
static void
subset(struct slice bytes, const struct dialect *sniffed, size_t seed)
{
	struct dialect dialects[2];
	struct source sources[2];
	struct trouble what[2];
	struct record *some, *all;
	struct reader *one = open_way(&sources[0], &dialects[0], sniffed,
	    bytes, (struct way){ FAST, 0, 1 + seed % 71,
	    seed % 3 * 80 });
	struct reader *two = open_way(&sources[1], &dialects[1], sniffed,
	    bytes, (struct way){ LIBCSV, 0, 0, 0 });

	while (reader_next(one, &some, &what[0]) == 1) {
		must(reader_next(two, &all, &what[1]) == 1,
		    "it is a record either way", bytes);
		(void)record_cells(all);
		for (size_t i = 0; i < 1 + seed % 5; i++) {
			size_t at = (seed = seed * 48271 % 2147483647) % 11;
			const struct cell *a = record_cell(some, at);
			const struct cell *b = record_cell(all, at);

			must(same_cell(a, b), "a cell says the same", bytes);
			must(a != NULL || (reader_trouble(one) == NULL) ==
			    (reader_trouble(two) == NULL),
			    "or is refused by both", bytes);
		}
	}
	must(reader_next(two, &all, &what[1]) != 1, "both end", bytes);
	reader_close(one);
	reader_close(two);
	source_close(&sources[0]);
	source_close(&sources[1]);
}

/* A cell that is written says what it was to say. */
static void
write_again(struct slice text, char delimiter)
{
	struct dialect dialect = { .delimiter = delimiter, .end = LINE_LF };
	struct slice cells[2] = { text, { "x", 1 } };
	struct buffer made = { 0 };
	struct source source;
	struct reader *reader;
	struct record *record;
	struct trouble what;
	const struct cell *cell;

	writer_record(&made, cells, 2, delimiter, LINE_LF);
	source_memory(&source, "f.csv", made.at, made.len);
	reader = reader_open(&source, &dialect);
	must(reader_next(reader, &record, &what) == 1, "what is written is read",
	    text);
	cell = record_cell(record, 0);
	must(cell != NULL && slice_equal(cell->text, text),
	    "a cell that is written says the same", text);
	must(record_cells(record) == 2, "two cells are two", text);
	reader_close(reader);
	source_close(&source);
	buffer_free(&made);
}

static void
write_all(struct slice bytes, const struct dialect *dialect)
{
	struct trouble what;
	struct source source;
	struct reader *reader;
	struct record *record;
	size_t written = 0;

	source_memory(&source, "f.csv", bytes.at, bytes.len);
	reader = reader_open(&source, dialect);
	while (written < WRITTEN && reader_next(reader, &record, &what) == 1) {
		size_t n = record_cells(record);

		for (size_t i = 0; i < n && written < WRITTEN; i++) {
			const struct cell *cell = record_cell(record, i);

			if (cell == NULL)
				continue;
			write_again(cell->text, dialect->delimiter);
			written++;
		}
	}
	reader_close(reader);
	source_close(&source);
}

/* A number that any byte changes. */
static size_t
sum(struct slice bytes)
{
	return (size_t)(slice_hash(bytes, 1) % 1000003) + 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	const struct slice bytes = { (const char *)at, n };
	const size_t seed = sum(bytes);
	const struct way ways[] = { { FAST, 1 + n % 7, 1 + seed % 61, 64 },
	    { FAST, 0, 16, 16 }, { FAST, 0, 1 + seed % 97, 0 },
	    { FAST, 0, 1 + seed % 41, 1 + seed % 331 },
	    { PORTABLE, 0, 0, 0 }, { PORTABLE, 0, 64 + seed, 64 + seed },
	    { LIBCSV, 0, 0, 0 }, { LIBCSV, 3, 1 + seed % 13, 0 } };
	struct told fast = { .mark = SIZE_MAX }, other = { .mark = SIZE_MAX };
	struct dialect dialect;
	struct trouble what;

	if (dialect_sniff("f.csv", bytes.at, n, true, 0, &dialect, &what) != 0)
		return 0;
	tell(bytes, &dialect, (struct way){ FAST, 0, 0, 0 }, &fast);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		other.mark = SIZE_MAX;
		tell(bytes, &dialect, ways[i], &other);
		if (!slice_equal(slice_made(&fast.text),
		    slice_made(&other.text)))
			fprintf(stderr, "way %zu\n%s\n\nnot\n%s\n", i,
			    other.text.at, fast.text.at);
		must(slice_equal(slice_made(&fast.text),
		    slice_made(&other.text)),
		    "all ways of reading say the same", bytes);
	}
	part(bytes, &dialect, seed % 3, seed % 3 + seed % 5);
	subset(bytes, &dialect, seed);
	write_all(bytes, &dialect);
	buffer_free(&fast.text);
	buffer_free(&other.text);
	return 0;
}
