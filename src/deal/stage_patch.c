#include <stdlib.h>
#include <string.h>

#include "csv/reader.h"
#include "csv/writer.h"
#include "deal/stage_draft.h"

#define COLUMN_NONE ((size_t)-1)

enum { CELL_PIPELINE, CELL_NAME, CELL_ALIASES, CELLS };

/* A stages.csv being changed. */
struct patch {
	struct stages before;
	struct drafts drafts;	/* of these */
	const char *name;	/* of the file */
	char delimiter;
	enum line_end end;	/* last kind seen */
	bool open_end;		/* the last record has none */
	bool cut_end;		/* the last record is taken out */
	size_t where[CELLS];	/* column of each cell */
	size_t columns;		/* cells the header has */
	size_t wide;		/* cells it is going to have */
	struct splice *splices;
	size_t n;
	size_t room;
	struct slice *copies;	/* of each draft that is a copy, its row */
	off_t behind;		/* where the last record ends */
	struct arena arena;	/* bytes of the splices */
};

static const char *const headers[CELLS] = { "pipeline", "stage", "aliases" };

static struct slice
stage_cell(const struct stage *stage, int cell)
{
	return cell == CELL_PIPELINE ? stage->pipeline :
	    cell == CELL_NAME ? stage->name : stage->aliases;
}

static void
put_splice(struct patch *patch, off_t at, size_t drop, struct slice bytes)
{
	memory_room(&patch->splices, &patch->room, patch->n + 1,
	    sizeof *patch->splices);
	patch->splices[patch->n++] = (struct splice){ at, drop,
	    arena_copy(&patch->arena, bytes.at, bytes.len), bytes.len };
}

/* Does any draft need a cell to say something else than its stage does? */
static bool
changes_cell(const struct patch *patch, int cell)
{
	for (size_t i = 0; i < patch->drafts.n; i++) {
		const struct draft *draft = &patch->drafts.at[i];

		if (!slice_equal(stage_cell(&draft->stage, cell),
		    stage_cell(&patch->before.at[draft->from], cell)))
			return true;
	}
	return false;
}

/* Find the columns; those that are missed and needed come behind the others. */
static void
patch_header(struct patch *patch, struct record *header)
{
	struct buffer more = { 0 };

	patch->columns = patch->wide = record_cells(header);
	for (int i = 0; i < CELLS; i++) {
		long at = stages_column(header, headers[i]);

		patch->where[i] = at < 0 ? COLUMN_NONE : (size_t)at;
		if (at >= 0 || !changes_cell(patch, i))
			continue;
		patch->where[i] = patch->wide++;
		buffer_byte(&more, patch->delimiter);
		buffer_string(&more, headers[i]);
	}
	if (more.len > 0)
		put_splice(patch, header->offset + (off_t)header->raw.len, 0,
		    (struct slice){ more.at, more.len });
	buffer_free(&more);
}

/* The cell of a stage's row that column C holds, -1: none that changes. */
static int
changed_cell(const struct patch *patch, const struct draft *draft, size_t c)
{
	for (int i = 0; i < CELLS; i++)
		if (patch->where[i] == c &&
		    !slice_equal(stage_cell(&draft->stage, i),
		    stage_cell(&patch->before.at[draft->from], i)))
			return i;
	return -1;
}

/* Append the bytes of RECORD as DRAFT wants it, without a line end. */
static void
write_row(const struct patch *patch, struct record *record,
    const struct draft *draft, struct buffer *out)
{
	size_t cells = record_cells(record), all = cells;

	/* a short row is padded no further than needed */
	for (int i = 0; i < CELLS; i++)
		if (patch->where[i] != COLUMN_NONE &&
		    patch->where[i] >= all && changed_cell(patch, draft,
		    patch->where[i]) >= 0)
			all = patch->where[i] + 1;
	if (patch->wide > patch->columns && all < patch->wide)
		all = patch->wide;
	for (size_t c = 0; c < all; c++) {
		const struct cell *cell = c < cells ?
		    record_cell(record, c) : NULL;
		int i = changed_cell(patch, draft, c);

		if (c > 0)
			buffer_byte(out, patch->delimiter);
		if (i >= 0)
			writer_cell(out, stage_cell(&draft->stage, i),
			    patch->delimiter, cell != NULL && cell->quoted);
		else if (cell != NULL)
			buffer_add(out, cell->raw.at, cell->raw.len);
	}
}

/* A row that would not fit below a header made wider, or that cannot be
 * copied. */
static int
check_row(const struct patch *patch, struct record *record,
    const struct reader *reader, struct trouble *what)
{
	size_t cells = record_cells(record);

	for (size_t c = 0; c < cells; c++)
		if (record_cell(record, c) == NULL)
			return trouble_set(what, "%s",
			    reader_trouble(reader)->text);
	if (patch->wide > patch->columns && cells > patch->columns)
		return trouble_set(what, "%s:%llu: has more cells than the "
		    "header", patch->name, (unsigned long long)record->line);
	return 0;
}

/* The row of stage NUMBER: changed, taken out or kept; its copies are put
 * by. */
static void
patch_row(struct patch *patch, struct record *record, size_t number)
{
	size_t ending = strlen(line_end_bytes(record->end));
	struct buffer row = { 0 };
	bool stays = false;

	for (size_t i = 0; i < patch->drafts.n; i++) {
		const struct draft *draft = &patch->drafts.at[i];

		if (draft->from != number)
			continue;
		buffer_clear(&row);
		write_row(patch, record, draft, &row);
		if (draft->copy) {
			patch->copies[i] = (struct slice){ arena_copy(
			    &patch->arena, row.at, row.len), row.len };
			continue;
		}
		stays = true;
		if (!slice_equal((struct slice){ row.at, row.len },
		    record->raw))
			put_splice(patch, record->offset, record->raw.len,
			    (struct slice){ row.at, row.len });
	}
	if (!stays)
		put_splice(patch, record->offset, record->raw.len + ending,
		    slice_of(""));
	buffer_free(&row);
	patch->behind = record->offset + (off_t)(record->raw.len + ending);
	patch->open_end = record->end == LINE_NONE;
	patch->cut_end = !stays;
	if (record->end != LINE_NONE)
		patch->end = record->end;
}

/* The copies go behind the last row; a file without a last line end stays
 * one. */
static void
patch_end(struct patch *patch)
{
	const char *end = line_end_bytes(patch->end);
	struct buffer rows = { 0 };
	bool first = patch->open_end && patch->cut_end;

	for (size_t i = 0; i < patch->drafts.n; i++) {
		if (!patch->drafts.at[i].copy)
			continue;
		if (patch->open_end && !first)
			buffer_string(&rows, end);
		first = false;
		buffer_add(&rows, patch->copies[i].at, patch->copies[i].len);
		if (!patch->open_end)
			buffer_string(&rows, end);
	}
	if (rows.len > 0)
		put_splice(patch, patch->behind, 0,
		    (struct slice){ rows.at, rows.len });
	buffer_free(&rows);
}

/* Go through the file and find what changes. */
static int
patch_file(struct patch *patch, struct source *source, struct trouble *what)
{
	struct dialect dialect;
	struct reader *reader;
	struct record *record;
	int got;

	if (dialect_sniff(source->name, source->head.at, source->head.len,
	    source->whole, 0, &dialect, what) != 0)
		return -1;
	patch->delimiter = dialect.delimiter;
	patch->end = dialect.end;
	patch->copies = memory_zero(patch->drafts.n, sizeof *patch->copies);
	reader = reader_open(source, &dialect);
	got = reader_next(reader, &record, what);
	if (got == 1)
		patch_header(patch, record);
	for (size_t i = 0; got == 1; i++) {
		got = reader_next(reader, &record, what);
		if (got == 1 && check_row(patch, record, reader, what) != 0)
			got = -1;
		if (got == 1)
			patch_row(patch, record, i);
	}
	if (got == 0)
		patch_end(patch);
	reader_close(reader);
	return got;
}

static void
patch_free(struct patch *patch)
{
	stages_free(&patch->before);
	drafts_free(&patch->drafts);
	free(patch->copies);
	free(patch->splices);
	arena_free(&patch->arena);
}

/* What the changes make of the file that is open, into PATCH. */
static int
change_source(struct patch *patch, struct source *source,
    const struct stage_change *changes, size_t n, struct trouble *what)
{
	if (stages_read(&patch->before, source, what) != 0 ||
	    drafts_make(&patch->drafts, &patch->before, changes, n, what) != 0)
		return -1;
	patch->name = source->name;
	return patch_file(patch, source, what);
}

int
stages_change_file(const char *path, const struct stage_change *changes,
    size_t n, const struct file_edit_options *options, struct trouble *what)
{
	struct patch patch = { 0 };
	struct file_edit edit;
	struct source source;
	int result;

	if (file_edit_begin(&edit, path, options, what) != 0)
		return -1;
	result = source_descriptor(&source, path, edit.fd, what);
	if (result == 0) {
		result = change_source(&patch, &source, changes, n, what);
		source_close(&source);
	}
	if (result == 0)
		result = file_edit_commit(&edit, patch.splices, patch.n, what);
	else
		file_edit_cancel(&edit);
	patch_free(&patch);
	return result;
}
