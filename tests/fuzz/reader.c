/*
 * Any bytes as a file of records: the fast way, with blocks and pieces of any
 * size, and the one by libcsv alone say the same of every cell; records lie one
 * behind the other; a cell that is written is read back.
 */

#include "csv/reader.h"
#include "csv/source.h"
#include "csv/writer.h"
#include "fuzz.h"

#define WRITTEN 64		/* cells that are written and read again */

/* How it is read. */
struct way {
	bool libcsv_only;
	size_t chunk;
	size_t block;
};

static void
tell_record(struct buffer *out, struct record *record, struct reader *reader)
{
	size_t n = record_cells(record);
	const struct trouble *trouble = reader_trouble(reader);

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

/* All that is read of it. */
static void
tell(struct slice bytes, const struct dialect *sniffed, struct way way,
    struct buffer *out)
{
	struct dialect dialect = *sniffed;
	struct trouble what = { "" };
	struct source source;
	struct reader *reader;
	struct record *record;
	off_t end = 0;
	int got;

	dialect.libcsv_only = way.libcsv_only;
	source_memory(&source, "f.csv", bytes.at, bytes.len);
	source.chunk = way.chunk;
	reader = reader_open(&source, &dialect);
	if (way.block > 0)
		reader_block(reader, way.block);
	while ((got = reader_next(reader, &record, &what)) == 1) {
		must(record->offset >= end, "records lie apart", bytes);
		end = record->offset + (off_t)record->raw.len;
		must((size_t)end <= bytes.len && slice_equal(record->raw,
		    (struct slice){ bytes.at + record->offset,
		    record->raw.len }), "a record has its bytes", bytes);
		tell_record(out, record, reader);
	}
	buffer_format(out, "\nend %d %s at %jd line %ju", got, what.text,
	    (intmax_t)reader_offset(reader), (uintmax_t)reader_line(reader));
	reader_close(reader);
	source_close(&source);
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

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	const struct slice bytes = { (const char *)at, n };
	const struct way ways[] = { { false, 1 + n % 7, 1 + n % 61 },
	    { false, 0, 16 }, { true, 0, 0 }, { true, 3, 1 + n % 13 } };
	struct buffer fast = { 0 }, other = { 0 };
	struct dialect dialect;
	struct trouble what;

	if (dialect_sniff("f.csv", bytes.at, n, true, 0, &dialect, &what) != 0)
		return 0;
	tell(bytes, &dialect, (struct way){ false, 0, 0 }, &fast);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		buffer_clear(&other);
		tell(bytes, &dialect, ways[i], &other);
		if (!slice_equal(slice_made(&fast), slice_made(&other)))
			fprintf(stderr, "way %zu\n%s\n\nnot\n%s\n", i, other.at,
			    fast.at);
		must(slice_equal(slice_made(&fast), slice_made(&other)),
		    "all ways of reading say the same", bytes);
	}
	write_all(bytes, &dialect);
	buffer_free(&fast);
	buffer_free(&other);
	return 0;
}
