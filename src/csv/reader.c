#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "csv/cell.h"
#include "csv/reader.h"

#define EVERY (READER_COLUMNS + 1)	/* cells, and one to show there are more */

/* The cells get all the room they may need, for then a cell that was handed out
 * stays where it is; memory that no cell reached costs nothing. */
static struct reader *
reader_begin(struct source *source, const struct dialect *dialect, off_t from,
    uint64_t line)
{
	struct reader *r = memory_zero(1, sizeof(*r));

	r->source = source;
	r->dialect = dialect;
	r->line = line;
	r->to = -1;
	r->record.reader = r;
	r->record.cells = memory_more(NULL, READER_COLUMNS, sizeof(struct cell));
	r->record.bounds = memory_more(NULL, 1 + EVERY + CUT_SPARE,
	    sizeof(uint32_t));
	r->record.bounds[0] = UINT32_MAX;
	r->cut = (struct cut){ .ends = r->record.bounds + 1, .enough = EVERY };
	r->cutter = dialect->portable ? cut_portable : cut_way(0);
	block_open(&r->block, source, from, dialect->delimiter,
	    dialect->portable);
	feed_open(&r->feed, dialect->delimiter);
	return r;
}

struct reader *
reader_open(struct source *source, const struct dialect *dialect)
{
	return reader_begin(source, dialect, (off_t)dialect->skip,
	    1 + dialect->skip_lines);
}

struct reader *
reader_open_part(struct source *source, const struct dialect *dialect,
    off_t from, off_t to, uint64_t line)
{
	struct reader *r = reader_begin(source, dialect, from, line);

	r->to = to;
	return r;
}

void
reader_expect(struct reader *r, size_t n)
{
	r->cut.enough = n < EVERY ? n : EVERY;
}

void
reader_block(struct reader *r, size_t look, size_t read)
{
	block_size(&r->block, look, read);
}

void
reader_close(struct reader *r)
{
	if (r == NULL)
		return;
	feed_close(&r->feed);
	block_close(&r->block);
	free(r->record.cells);
	free(r->record.bounds);
	free(r->texts);
	free(r);
}

off_t
reader_offset(const struct reader *r)
{
	return r->block.base + (off_t)r->at;
}

uint64_t
reader_line(const struct reader *r)
{
	return r->line;
}

const struct trouble *
reader_trouble(const struct reader *r)
{
	return r->trouble.text[0] != '\0' ? &r->trouble : NULL;
}

static enum scan
record_too_long(struct reader *r)
{
	trouble_set(&r->trouble, "%s:%" PRIu64 ": record is longer than 64 MiB",
	    r->source->name, r->line);
	return SCAN_BAD;
}

/* How the line ends at END. A CR that is the last byte so far may be half of a
 * line end. */
static enum scan
line_end_at(const struct block *b, size_t end, enum line_end *kind)
{
	*kind = LINE_NONE;
	if (end == b->len)
		return SCAN_DONE;
	*kind = LINE_LF;
	if (b->at[end] == '\n')
		return SCAN_DONE;
	if (end + 1 == b->len && !b->last)
		return SCAN_MORE;
	*kind = end + 1 < b->len && b->at[end + 1] == '\n' ? LINE_CRLF : LINE_CR;
	return SCAN_DONE;
}

/* The record ends at END. */
static inline enum scan
record_end(struct reader *r, size_t end)
{
	struct record *record = &r->record;

	if (line_end_at(&r->block, end, &record->end) == SCAN_MORE)
		return SCAN_MORE;
	if (end - r->at > READER_RECORD)
		return record_too_long(r);
	record->raw = (struct slice){ r->block.at + r->at, end - r->at };
	record->has_nul = block_nul(&r->block, r->at) < end;
	record->text = end <= r->block.text ||
	    text_valid(record->raw, NULL);
	record->offset = reader_offset(r);
	record->line = r->line;
	record->lines += record->end != LINE_NONE;
	return SCAN_DONE;
}

/* A record that only a walk over its cells finds the end of. One that came to the
 * end of the block is walked again when there is more. */
static enum scan
record_walk(struct reader *r)
{
	enum scan scan;
	size_t end;

	scan = cells_walk(r, &end);
	if (scan == SCAN_DONE)
		scan = record_end(r, end);
	if (scan == SCAN_MORE) {
		block_back(&r->block, r->at);
		feed_again(&r->feed);
	}
	r->record.complete = true;
	r->record.walked = true;
	r->record.easy = r->record.doubled = false;
	if (scan == SCAN_DONE)
		r->record.has_quote = memchr(r->record.raw.at, '"',
		    r->record.raw.len) != NULL;
	return scan;
}

/* What was cut, as the record's cells. */
static void
take_cut(struct reader *r, const struct cut *cut)
{
	r->wide = cut->n > READER_COLUMNS;
	r->record.found = r->wide ? READER_COLUMNS : cut->n;
	r->record.complete = cut->all || r->wide;
}

/* It was cut. */
static enum scan
record_cut(struct reader *r)
{
	struct record *record = &r->record;
	size_t end = r->at + r->cut.end;
	enum scan scan;

	take_cut(r, &r->cut);
	record->walked = false;
	record->has_quote = r->cut.quotes;
	record->lines = 0;
	if (record->has_quote && block_next(&r->block, MAP_LINE, r->at) < end)
		record->lines = cells_lines(r->block.at + r->at, r->cut.end);
	record->doubled = r->cut.doubled;
	scan = record_end(r, end);
	record->easy = !record->has_nul && !record->doubled;
	return scan;
}

static enum scan
record_find(struct reader *r)
{
	struct block *b = &r->block;
	enum cut_end end;

	if (r->at >= b->len)
		return SCAN_MORE;
	if (r->dialect->libcsv_only)
		return record_walk(r);
	end = r->cutter(b->maps, r->at, b->len, b->last, &r->cut);
	if (end == CUT_DONE && (!r->cut.quotes || r->cut.end <= READER_CELL))
		return record_cut(r);
	/* a cell in quotes may be too long, which the walk says */
	return end == CUT_OPEN && b->len - r->at <= READER_CELL ? SCAN_MORE :
	    record_walk(r);
}

/* How far record_soon may look in the block that was read. */
static size_t
soon(const struct reader *r)
{
	off_t left = r->to - r->block.base;

	if (r->dialect->libcsv_only || r->block.has_nul)
		return 0;
	if (r->to < 0 || left >= (off_t)r->block.len)
		return r->block.len;
	return left > 0 ? (size_t)left : 0;
}

/* Read on, for what begins at r->at is not all there. */
static enum scan
record_more(struct reader *r)
{
	/* One byte more than fits may be half of a line end. */
	if (r->block.len - r->at > READER_RECORD + 1)
		return record_too_long(r);
	if (block_more(&r->block, r->at, &r->trouble) != 0)
		return SCAN_BAD;
	r->at = 0;
	r->soon = soon(r);
	return SCAN_MORE;
}

static bool
reader_ended(const struct reader *r)
{
	return (r->at == r->block.len && r->block.last) ||
	    (r->to >= 0 && reader_offset(r) >= r->to);
}

/* Step over the record. */
static void
record_pass(struct reader *r)
{
	static const size_t bytes[] = {
		[LINE_NONE] = 0, [LINE_LF] = 1, [LINE_CRLF] = 2, [LINE_CR] = 1,
	};

	r->at += r->record.raw.len + bytes[r->record.end];
	r->line += r->record.lines;
}

static bool
record_blank(const struct record *record)
{
	char delimiter = record->reader->dialect->delimiter;
	size_t i;

	for (i = 0; i < record->raw.len; i++)
		if (!cell_blank(record->raw.at[i], delimiter))
			return false;
	return true;
}

static int
reader_fail(struct reader *r, struct trouble *what)
{
	r->failed = true;
	r->soon = 0;
	if (what != NULL)
		*what = r->trouble;
	return -1;
}

void
record_reach(struct record *record)
{
	struct reader *r = record->reader;
	struct cut cut = { .ends = record->bounds + 1, .enough = EVERY };

	r->cutter(r->block.maps, (size_t)(record->raw.at - r->block.at),
	    r->block.len, r->block.last, &cut);
	take_cut(r, &cut);
}

static void
record_too_wide(const struct record *record)
{
	struct reader *r = record->reader;

	trouble_set(&r->trouble, "%s:%" PRIu64 ": has more than 4,096 columns",
	    r->source->name, record->line);
}

/* An unquoted cell that cannot be given. Quoted ones were judged before. */
static const struct cell *
cell_refuse(const struct record *record, const struct cell *cell,
    const char *text)
{
	struct reader *r = record->reader;
	uint64_t line = record->line + cells_lines(record->raw.at,
	    (size_t)(cell->raw.at - record->raw.at));

	trouble_set(&r->trouble, "%s:%" PRIu64 ": column %zu: %s",
	    r->source->name, line, (size_t)(cell - record->cells) + 1, text);
	return NULL;
}

/* A cell that was located. */
static const struct cell *
cell_at(struct record *record, size_t index)
{
	if (!record->walked) {
		struct slice raw = record_bytes(record, index);

		record->cells[index] = (struct cell){ raw,
		    record_between(record, index),
		    record_quoted(record, index) };
	}
	return record->cells + index;
}

/* Is it within the limits? A short one cannot but be, so that most records are
 * not looked at for it. */
static bool
record_fits(struct record *record)
{
	size_t i;

	record_locate(record, READER_COLUMNS - 1);
	if (record->reader->wide) {
		record_too_wide(record);
		return false;
	}
	for (i = 0; i < record->found && record->raw.len > READER_CELL; i++)
		if (cell_at(record, i)->raw.len > READER_CELL) {
			cell_refuse(record, record->cells + i,
			    "is longer than 16 MiB");
			return false;
		}
	return true;
}

/*
 * The next record if it is as nearly all are: not blank, too short to break a limit,
 * without NUL, and its line end is in the block. All that the functions before see
 * to for any, for such a one in one go; else nothing is read yet, and they do.
 */
static inline bool
record_soon(struct reader *r)
{
	struct record *record = &r->record;
	struct block *b = &r->block;
	size_t from = r->at, end;
	bool crlf;

	if (from >= r->soon || (unsigned char)b->at[from] <= ' ' ||
	    r->cutter(b->maps, from, b->len, b->last, &r->cut) != CUT_DONE ||
	    r->cut.end >= READER_COLUMNS)
		return false;
	end = from + r->cut.end;
	if (end == b->len)
		return false;
	crlf = b->at[end] != '\n';
	if (crlf && (end + 1 == b->len || b->at[end + 1] != '\n'))
		return false;
	record->raw = (struct slice){ b->at + from, r->cut.end };
	record->text = end <= b->text || text_valid(record->raw, NULL);
	record->offset = b->base + (off_t)from;
	record->end = crlf ? LINE_CRLF : LINE_LF;
	record->line = r->line;
	record->lines = 1;
	record->has_quote = r->cut.quotes;
	if (record->has_quote && block_next(b, MAP_LINE, from) < end)
		record->lines += cells_lines(b->at + from, r->cut.end);
	record->has_nul = record->walked = false;
	record->doubled = r->cut.doubled;
	record->easy = !record->doubled;
	record->found = r->cut.n;
	record->complete = r->cut.all;
	r->wide = false;
	r->at = end + 1 + crlf;
	r->line += record->lines;
	return true;
}

SELDOM static int
reader_next_any(struct reader *r, struct record **record,
    struct trouble *what)
{
	enum scan scan;

	if (r->failed)
		return reader_fail(r, what);
	r->trouble.text[0] = '\0';
	while (!reader_ended(r)) {
		scan = record_find(r);
		if (scan == SCAN_MORE)
			scan = record_more(r);
		if (scan == SCAN_BAD)
			return reader_fail(r, what);
		if (scan == SCAN_MORE)
			continue;
		record_pass(r);
		if (record_blank(&r->record))
			continue;
		if (r->record.raw.len >= READER_COLUMNS &&
		    !record_fits(&r->record))
			return reader_fail(r, what);
		*record = &r->record;
		return 1;
	}
	block_close(&r->block);
	return 0;
}

int
reader_next(struct reader *r, struct record **record, struct trouble *what)
{
	if (!record_soon(r))
		return reader_next_any(r, record, what);
	r->trouble.text[0] = '\0';
	*record = &r->record;
	return 1;
}

/* Walk the cells of one that was cut, for what one of them says libcsv alone can
 * tell. That it is a record was seen, so nothing can be wrong. */
SELDOM static void
record_walk_late(struct record *record)
{
	struct reader *r = record->reader;
	size_t at = r->at, lines = record->lines, end;

	r->at = (size_t)(record->raw.at - r->block.at);
	cells_walk(r, &end);
	r->at = at;
	record->lines = lines;
	record->walked = record->complete = true;
	record->doubled = false;
}

const struct cell *
record_seek(struct record *record, size_t index)
{
	const struct cell *cell;

	if (record->doubled)
		record_walk_late(record);
	record_locate(record, index);
	if (index >= record->found)
		return NULL;
	cell = cell_at(record, index);
	if (!cell->quoted && memchr(cell->text.at, '\0', cell->text.len) != NULL)
		return cell_refuse(record, cell, "holds a NUL byte");
	return cell;
}

size_t
record_cells(struct record *record)
{
	record_locate(record, READER_COLUMNS - 1);
	return record->found;
}
