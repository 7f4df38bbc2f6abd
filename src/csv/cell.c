#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "csv/cell.h"

/* One cell on the walk, as places in the block. */
struct step {
	size_t at;		/* its first byte */
	size_t begin;		/* the first that is no blank */
	size_t end;		/* its delimiter, line end or the last end, or
				 * how far it was looked at */
	size_t column;		/* from 1 */
	struct slice text;
	bool quoted;
	bool ends_record;
};

static bool
ends_line(char c)
{
	return c == '\n' || c == '\r';
}

size_t
cells_lines(const char *at, size_t n)
{
	const char *end = at + n, *found = at;
	size_t lines = 0;

	while ((found = memchr(found, '\n', (size_t)(end - found))) != NULL) {
		found++;
		lines++;
	}
	found = at;
	while ((found = memchr(found, '\r', (size_t)(end - found))) != NULL) {
		found++;
		lines += found == end || *found != '\n';
	}
	return lines;
}

/* Say what is wrong with a cell, on the line that byte AT lies on. */
static enum scan
cell_wrong(struct reader *r, const struct step *s, size_t at, const char *text)
{
	uint64_t line = r->line + r->record.lines +
	    cells_lines(r->block.at + s->at, at - s->at);

	trouble_set(&r->trouble, "%s:%" PRIu64 ": column %zu: %s",
	    r->source->name, line, s->column, text);
	return SCAN_BAD;
}

static enum scan
cell_too_long(struct reader *r, const struct step *s)
{
	return cell_wrong(r, s, s->begin,
	    "is longer than 16 MiB (is its quote closed?)");
}

/* Where the next cell's text goes. There is room for all texts of a record from
 * its first cell on, which is when the block may have grown. */
static void
texts_begin(struct reader *r)
{
	if (r->texts_len == 0 && r->texts_room < r->block.room) {
		free(r->texts);
		r->texts = memory_get(r->block.room);
		r->texts_room = r->block.room;
	}
	r->feed.into = r->texts + r->texts_len;
}

static void
texts_add(struct reader *r, struct slice *text)
{
	*text = (struct slice){ r->feed.into, r->feed.len };
	r->texts_len += r->feed.len;
}

/* What libcsv said of a cell of which USED bytes from BEGIN on were fed. */
static enum scan
cell_fed(struct reader *r, struct step *s, enum feed_end end, size_t used)
{
	s->end = s->begin + used;
	switch (end) {
	case FEED_DONE:
		texts_add(r, &s->text);
		return SCAN_DONE;
	case FEED_OPEN:
		return cell_wrong(r, s, s->begin, "quote is never closed");
	case FEED_AFTER:
		return cell_wrong(r, s, s->end,
		    "text after a closing quote");
	case FEED_MORE:
		break;
	}
	return SCAN_MORE;
}

static enum scan
cell_feed(struct reader *r, struct step *s)
{
	const struct block *b = &r->block;
	enum feed_end end;
	size_t used;

	texts_begin(r);
	end = feed_quoted(&r->feed, b->at + s->begin, b->len - s->begin,
	    b->last, &used);
	return cell_fed(r, s, end, used);
}

/* Most quoted cells hold no quote and end right behind theirs: those are what
 * they say. All others are libcsv's. */
static enum scan
cell_quoted(struct reader *r, struct step *s)
{
	struct block *b = &r->block;
	size_t text = s->begin + 1;
	size_t quote = block_next(b, MAP_QUOTE, text);
	size_t end = quote + 1;

	s->quoted = true;
	if (end < b->len ? b->at[end] == r->dialect->delimiter ||
	    ends_line(b->at[end]) : end == b->len && b->last) {
		s->text = (struct slice){ b->at + text, quote - text };
		s->end = end;
		return SCAN_DONE;
	}
	return cell_feed(r, s);
}

static enum scan
cell_plain(struct reader *r, struct step *s)
{
	struct block *b = &r->block;

	s->end = map_next(b->maps, MAP_DELIMITER, s->begin,
	    block_next(b, MAP_LINE, s->begin));
	if (s->end == b->len && !b->last)
		return SCAN_MORE;
	s->text = (struct slice){ b->at + s->at, s->end - s->at };
	return SCAN_DONE;
}

static enum scan
cell_one(struct reader *r, struct step *s)
{
	struct block *b = &r->block;
	enum scan scan;

	scan = s->begin < b->len && b->at[s->begin] == '"' ?
	    cell_quoted(r, s) : cell_plain(r, s);
	s->ends_record = scan == SCAN_DONE && (s->end == b->len ||
	    b->at[s->end] != r->dialect->delimiter);
	return scan;
}

/* Whole lines that libcsv is fed: a record as most are written. */
struct line {
	struct reader *reader;
	const char *at;		/* where its next cell begins */
	size_t rows;		/* how many records ended */
	bool strange;		/* more cells than those of one record */
};

/* How many bytes the cell at AT has in the file whose text is this. */
static size_t
bytes_of(const char *at, const char *text, size_t len)
{
	const char *end = text + len;
	size_t bytes = len;

	if (*at != '"')
		return bytes;
	/* each quote of the text was written twice */
	while ((text = memchr(text, '"', (size_t)(end - text))) != NULL) {
		text++;
		bytes++;
	}
	return bytes + 2;
}

static void
line_cell(void *text, size_t len, void *state)
{
	struct line *line = state;
	struct reader *r = line->reader;
	struct record *record = &r->record;
	struct cell *cell = record->cells + record->found;

	if (line->rows > 0 || record->found == READER_COLUMNS) {
		line->strange = true;
		return;
	}
	record->found++;
	cell->quoted = *line->at == '"';
	cell->raw = (struct slice){ line->at, bytes_of(line->at, text, len) };
	cell->text = (struct slice){ r->texts + r->texts_len, len };
	memcpy(r->texts + r->texts_len, text, len);
	r->texts_len += len;
	line->at += cell->raw.len + 1;
}

static void
line_row(int end, void *state)
{
	struct line *line = state;

	(void)end;
	line->rows++;
}

/* The record that begins at reader->at, if libcsv finds that it ends with a line, at
 * LF or CRLF, and that its cells are strictly what they ought to be: without quotes, or
 * all between them. false: it is none, and is as if it had not been looked at. */
static bool
walk_lines(struct reader *r, size_t *end)
{
	const char *from = r->block.at + r->at, *feed = from - 1, *next;
	struct line line = { .reader = r, .at = from };
	bool fed;

	texts_begin(r);
	do {
		next = feed + 1;
		feed = memchr(next, '\n', r->block.len - (size_t)(next -
		    r->block.at));
		fed = feed != NULL && feed - from <= READER_CELL &&
		    feed_line(&r->feed, next, (size_t)(feed - next) + 1,
		    line_cell, line_row, &line);
	} while (fed && line.rows == 0);
	if (fed && line.rows == 1 && !line.strange && feed + 1 - line.at <= 1) {
		*end = (size_t)(line.at - 1 - r->block.at);
		/* a line end between quotes is one too */
		if (block_next(&r->block, MAP_LINE, r->at) < *end)
			r->record.lines = cells_lines(from, *end - r->at);
		return true;
	}
	feed_again(&r->feed);
	r->record.found = r->texts_len = 0;
	return false;
}

/* The reference: what a quote begins is strict, all else is text, and nothing
 * but libcsv says where it ends. */
static enum scan
cell_bytes(struct reader *r, struct step *s)
{
	const struct block *b = &r->block;
	enum feed_end end;
	enum scan scan;
	size_t used;

	s->quoted = s->begin < b->len && b->at[s->begin] == '"';
	if (!s->quoted)
		s->begin = s->at;
	texts_begin(r);
	end = feed_bytes(&r->feed, b->at + s->begin, b->len - s->begin, b->last,
	    s->quoted, &used);
	scan = cell_fed(r, s, end, used);
	s->ends_record = r->feed.row;
	return scan;
}

static enum scan
step_read(struct reader *r, struct step *s)
{
	const struct block *b = &r->block;

	s->begin = s->end = s->at;
	s->quoted = false;
	while (s->begin < b->len &&
	    cell_blank(b->at[s->begin], r->dialect->delimiter))
		s->begin++;
	return r->dialect->libcsv_only ? cell_bytes(r, s) : cell_one(r, s);
}

/* Keep what was found. */
static void
step_keep(struct reader *r, const struct step *s)
{
	struct record *record = &r->record;
	struct block *b = &r->block;

	if (s->quoted && block_next(b, MAP_LINE, s->at) < s->end)
		record->lines += cells_lines(b->at + s->at, s->end - s->at);
	if (record->found == READER_COLUMNS) {
		r->wide = true;
		return;
	}
	record->cells[record->found++] = (struct cell){
		.raw = { b->at + s->at, s->end - s->at },
		.text = s->text,
		.quoted = s->quoted,
	};
}

/* A quoted cell is too long before its end is known: else a quote that is never
 * closed would take in all the rest of a large file. */
static bool
step_long(const struct step *s)
{
	return s->quoted && s->end - s->at > READER_CELL;
}

enum scan
cells_walk(struct reader *r, size_t *end)
{
	struct step s = { .at = r->at };
	enum scan scan;

	r->record.found = r->record.lines = r->texts_len = 0;
	r->wide = false;
	*end = r->at;
	if (ends_line(r->block.at[r->at]))
		return SCAN_DONE;	/* libcsv has no word for such a line */
	if (r->dialect->libcsv_only && walk_lines(r, end))
		return SCAN_DONE;
	do {
		s.column++;
		scan = step_read(r, &s);
		if (step_long(&s))
			return cell_too_long(r, &s);
		if (scan != SCAN_DONE)
			return scan;
		step_keep(r, &s);
		*end = s.end;
		s.at = s.end + 1;
	} while (!s.ends_record);
	return SCAN_DONE;
}
