#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "csv/patch.h"
#include "csv/writer.h"
#include "deal/edit.h"
#include "deal/known.h"
#include "deal/stream.h"

#define SEEK_BLOCK (16 << 10)	/* bytes read for a deal that is sought */

static int
open_sheet(struct edit *edit, struct trouble *what)
{
	const struct edit_request *request = edit->request;
	struct source source;

	if (!request->in_place || request->dry_run)
		return sheet_open(&edit->sheet, request->path,
		    request->reading, what);
	if (strcmp(request->path, "-") == 0)
		return trouble_set(what,
		    "standard input cannot be edited in place");
	if (file_edit_begin(&edit->file, request->path, &request->file,
	    what) != 0)
		return -1;
	edit->editing = true;
	if (source_descriptor(&source, request->path, edit->file.fd,
	    what) != 0)
		return -1;
	return sheet_take(&edit->sheet, &source, request->reading, what);
}

/* Read the stages, or infer them: from the head of the file, if that may do. */
static int
open_stages(struct edit *edit, struct trouble *what)
{
	const struct edit_request *request = edit->request;
	struct stream stream = { .sheets = &edit->sheet, .n = 1 };
	int result;

	if (!request->hopeful)
		return stream_stages(&edit->stages, request->stages_path,
		    request->path, &edit->sheet, 1, what);
	result = stream_guess(&stream, request->stages_path, request->path,
	    what);
	edit->stages = stream.stages;
	edit->seen = stream.seen;
	edit->guessed = stream.guessed;
	edit->sheet.seen = NULL;	/* edit_settle sees to that */
	return result;
}

int
edit_open(struct edit *edit, const struct edit_request *request,
    struct trouble *what)
{
	*edit = (struct edit){ .request = request };
	if (open_sheet(edit, what) != 0 ||
	    source_hold(&edit->sheet.source, what) != 0 ||
	    open_stages(edit, what) != 0) {
		edit_cancel(edit);
		return -1;
	}
	return 0;
}

/* Has the pipeline a stage that NAME, KNOWN, is another word for? */
static bool
has_known(const struct stages *stages, struct slice pipeline,
    const struct known_stage *known)
{
	size_t pipe = stages_pipeline(stages, pipeline);

	for (size_t i = 0; known != NULL && i < stages->n; i++)
		if (stages->at[i].pipe == pipe &&
		    known_stage(stages->at[i].name) == known)
			return true;
	return false;
}

static void
admit(struct stages *stages, struct slice pipeline, struct slice name,
    const struct known_stage *known)
{
	struct stage stage = { .pipeline = pipeline, .name = name,
	    .max_days = MAX_DAYS_LEARNED, .next_days = -1 };

	if (stages_find(stages, pipeline, name) != NULL ||
	    has_known(stages, pipeline, known))
		return;
	if (known != NULL) {
		stage.kind = known->kind;
		stage.probability = (int64_t)known->probability *
		    (PERCENT_ONE / 100);
		stage.category = known->category;
	}
	stages_add(stages, &stage);
}

/* Admit a name of what was remembered. */
static void
admit_name(struct edit *edit, const struct edit_name *one)
{
	const struct known_stage *known = known_stage(one->name);
	struct stages *stages = &edit->stages;
	struct slice pipeline = one->pipeline;

	if (one->any) {
		if (pipeline.len == 0 && stages->n_pipelines > 0)
			pipeline = stages->pipelines[0];
		admit(stages, pipeline, one->name, known);
		return;
	}
	for (size_t i = 0; known != NULL && i < stages->n_pipelines; i++)
		admit(stages, stages->pipelines[i], one->name, known);
}

/* Admit it, now and when they are inferred anew. */
static void
admit_also(struct edit *edit, bool any, struct slice pipeline,
    struct slice name)
{
	struct edit_name one = { .any = any,
	    .pipeline = { arena_copy(&edit->arena, pipeline.at, pipeline.len),
	    pipeline.len },
	    .name = { arena_copy(&edit->arena, name.at, name.len), name.len } };

	if (edit->stages.written || name.len == 0)
		return;
	memory_room(&edit->names, &edit->names_room, edit->n_names + 1,
	    sizeof *edit->names);
	edit->names[edit->n_names++] = one;
	admit_name(edit, &one);
}

void
edit_admit(struct edit *edit, struct slice name)
{
	admit_also(edit, false, (struct slice){ NULL, 0 }, name);
}

void
edit_admit_any(struct edit *edit, struct slice pipeline, struct slice name)
{
	admit_also(edit, true, pipeline, name);
}

int
edit_settle(struct edit *edit, bool right, struct trouble *what)
{
	const struct edit_request *request = edit->request;

	if (!edit->guessed)
		return 0;
	edit->guessed = false;
	intern_free(&edit->seen);
	if (right)
		return 0;
	stages_free(&edit->stages);
	if (stream_stages(&edit->stages, request->stages_path, request->path,
	    &edit->sheet, 1, what) != 0)
		return -1;
	for (size_t i = 0; i < edit->n_names; i++)
		admit_name(edit, &edit->names[i]);
	return 0;
}

void
edit_forget(struct edit *edit)
{
	edit->n = 0;
	edit->prepared = false;
}

int
edit_begin(struct edit *edit, const struct demand *demand,
    struct trouble *what)
{
	edit_forget(edit);
	edit->sheet.all = true;
	return sheet_begin(&edit->sheet, demand,
	    edit->plain ? NULL : &edit->stages, what);
}

int
edit_next(struct edit *edit, struct deal **deal, struct trouble *what)
{
	return sheet_next(&edit->sheet, deal, what);
}

void
edit_seek(struct edit *edit, off_t at, uint64_t line)
{
	struct sheet *sheet = &edit->sheet;

	reader_close(sheet->reader);
	sheet->reader = reader_open_part(&sheet->source, &sheet->dialect, at, -1,
	    line);
	reader_block(sheet->reader, SEEK_BLOCK, SEEK_BLOCK);
}

static void
add_splice(struct edit *edit, off_t at, size_t drop, const char *bytes,
    size_t len)
{
	struct splice *splice;

	memory_room(&edit->splices, &edit->room, edit->n + 1,
	    sizeof *edit->splices);
	splice = &edit->splices[edit->n++];
	*splice = (struct splice){ at, drop,
	    arena_copy(&edit->arena, bytes, len), len };
}

/* Which bytes of a cell make way: the blanks around what it says stay, unless
 * the new text is to be the first there that is quoted, for many readers take a
 * quote behind a blank for text. */
static struct slice
replaced_part(const struct cell *cell, bool quoted)
{
	struct slice part = cell->raw;

	if (quoted && !cell->quoted)
		return part;
	while (part.len > 0 && (*part.at == ' ' || *part.at == '\t')) {
		part.at++;
		part.len--;
	}
	while (part.len > 0 && (part.at[part.len - 1] == ' ' ||
	    part.at[part.len - 1] == '\t'))
		part.len--;
	return part.len == 0 ? cell->raw : part;
}

/* What no command could read again is not written: a cell of CELL bytes in a record
 * of RECORD, on LINE (0: a new one). */
static void
check_limits(struct edit *edit, uint64_t line, size_t column, size_t cell,
    size_t record)
{
	struct buffer place = { 0 };

	if (edit->undone.text[0] != '\0' ||
	    (cell <= READER_CELL && record <= READER_RECORD))
		return;
	buffer_string(&place, edit->sheet.source.name);
	if (line > 0)
		buffer_format(&place, ":%ju", (uintmax_t)line);
	if (cell > READER_CELL)
		trouble_set(&edit->undone, "%s: column %zu: would be longer "
		    "than 16 MiB", buffer_text(&place), column + 1);
	else
		trouble_set(&edit->undone, "%s: record would be longer than "
		    "64 MiB", buffer_text(&place));
	buffer_free(&place);
}

void
edit_cells(struct edit *edit, struct record *record, const size_t *columns,
    const struct slice *texts, size_t n)
{
	char delimiter = edit->sheet.dialect.delimiter;
	size_t cells = record_cells(record), whole = record->raw.len;
	struct buffer new = { 0 };
	struct trouble wrong;

	/* what reads alike may be other bytes: such a record is not touched */
	if (n > 0 && edit->undone.text[0] == '\0' && !source_identical(
	    &edit->sheet.source, record->offset, record->raw.len, &wrong))
		trouble_set(&edit->undone, "%s", wrong.text);
	for (size_t i = 0; i < n; i++) {
		/* a lone empty cell would be a blank line */
		bool always = edit->sheet.schema.columns[columns[i]].quoted ||
		    (cells == 1 && columns[n - 1] == 0 && texts[i].len == 0);
		const struct cell *cell = record_cell(record, columns[i]);
		struct slice part = { record->raw.at + record->raw.len, 0 };

		buffer_clear(&new);
		if (cell != NULL)
			part = replaced_part(cell, always ||
			    writer_must_quote(texts[i], delimiter));
		else if (columns[i] < cells)	/* a NUL is in it */
			trouble_set(&edit->undone, "%s",
			    reader_trouble(edit->sheet.reader)->text);
		for (; cells <= columns[i]; cells++)
			buffer_byte(&new, delimiter);
		writer_cell(&new, texts[i], delimiter, always);
		whole = whole - part.len + new.len;
		check_limits(edit, record->line, columns[i], new.len, whole);
		add_splice(edit, record->offset + (part.at - record->raw.at),
		    part.len, new.at, new.len);
	}
	buffer_free(&new);
}

/* Where the line end that stands right before AT begins. */
static off_t
line_end_before(struct edit *edit, off_t at)
{
	struct trouble ignored;
	char two[2] = "";
	off_t n = at < 2 ? at : 2;

	if (source_read(&edit->sheet.source, two, (size_t)n, at - n,
	    &ignored) != n || n == 0)
		return at;
	if (two[n - 1] == '\n' && n == 2 && two[0] == '\r')
		return at - 2;
	return two[n - 1] == '\n' || two[n - 1] == '\r' ? at - 1 : at;
}

void
edit_remove(struct edit *edit, struct record *record)
{
	off_t from = record->offset;
	off_t end = from + (off_t)record->raw.len +
	    (off_t)strlen(line_end_bytes(record->end));

	/* the file goes on to have no last line end: the one before the row goes
	 * with it, wherever that is once the rows before it are gone */
	if (record->end == LINE_NONE) {
		const struct splice *last;

		while (edit->n > 0 && (last = &edit->splices[edit->n - 1],
		    last->at + (off_t)last->drop == from)) {
			from = last->at;
			edit->n--;
		}
		from = line_end_before(edit, from);
	}
	add_splice(edit, from, (size_t)(end - from), "", 0);
}

/* Where the file ends, and whether its last line has no end. */
static off_t
find_end(struct edit *edit, bool *open)
{
	struct source *source = &edit->sheet.source;
	struct trouble ignored;
	char last = '\n';
	off_t size = source_size(source, &ignored);

	*open = size > 0 && source_read(source, &last, 1, size - 1,
	    &ignored) == 1 && last != '\n' && last != '\r';
	return size;
}

void
edit_append(struct edit *edit, const struct slice *texts)
{
	const struct schema *schema = &edit->sheet.schema;
	const char *line_end = line_end_bytes(edit->sheet.line_end ==
	    LINE_NONE ? edit->sheet.dialect.end : edit->sheet.line_end);
	struct buffer row = { 0 };
	bool open;
	off_t end = find_end(edit, &open);

	/* a file that ends without a line end goes on to do so */
	if (open)
		buffer_string(&row, line_end);
	for (size_t i = 0; i < schema->n; i++) {
		bool always = schema->columns[i].quoted;
		size_t from;

		if (i > 0)
			buffer_byte(&row, edit->sheet.dialect.delimiter);
		from = row.len;
		/* a lone empty cell would be a blank line */
		writer_cell(&row, texts[i], edit->sheet.dialect.delimiter,
		    always || (schema->n == 1 && texts[i].len == 0));
		check_limits(edit, 0, i, row.len - from, row.len);
	}
	if (!open)
		buffer_string(&row, line_end);
	add_splice(edit, end, 0, row.at, row.len);
	buffer_free(&row);
}

/* "pl-set ... deals.csv >>deals.csv" would put the file behind itself. */
static int
check_output(const struct source *source, int out, struct trouble *what)
{
	struct stat from, to;

	if (source->fd < 0 || !source->regular ||
	    fstat(source->fd, &from) != 0 || fstat(out, &to) != 0 ||
	    from.st_dev != to.st_dev || from.st_ino != to.st_ino)
		return 0;
	return trouble_set(what, "%s: is standard output too (say --in-place)",
	    source->name);
}

/* A filter: everything goes to OUT, whose buffer is empty. */
static int
write_all(struct edit *edit, FILE *out, struct trouble *what)
{
	struct source *source = &edit->sheet.source;
	bool reading = false;
	int result;

	if (check_output(source, fileno(out), what) != 0)
		return -1;
	if (fflush(out) != 0)
		return trouble_set(what, "standard output: %s",
		    strerror(errno));
	result = source_copy(source, fileno(out), edit->splices, edit->n,
	    &reading);
	if (result == 0)
		return 0;
	if (!reading)
		file_broken_pipe(errno);
	return trouble_set(what, "%s: %s", reading ? source->name :
	    "standard output", strerror(errno));
}

int
edit_prepare(struct edit *edit, struct trouble *what)
{
	if (edit->prepared)
		return 0;
	if (edit->undone.text[0] != '\0')
		return trouble_set(what, "%s", edit->undone.text);
	if (!edit->request->dry_run && source_splices(&edit->sheet.source,
	    edit->splices, edit->n, &edit->arena, what) != 0)
		return -1;
	edit->prepared = true;
	return 0;
}

int
edit_finish(struct edit *edit, FILE *out, struct trouble *what)
{
	int result = edit_prepare(edit, what);

	if (result != 0) {
		edit_cancel(edit);
		return -1;
	}
	if (edit->request->dry_run) {
		result = patch_print(out, &edit->sheet.source, edit->splices,
		    edit->n, what);
	} else if (edit->editing) {
		edit->editing = false;	/* ended by the commit either way */
		result = file_edit_commit(&edit->file, edit->splices, edit->n,
		    what);
	} else {
		result = write_all(edit, out, what);
	}
	edit_cancel(edit);
	return result;
}

void
edit_cancel(struct edit *edit)
{
	sheet_close(&edit->sheet);
	stages_free(&edit->stages);
	if (edit->editing)
		file_edit_cancel(&edit->file);
	free(edit->splices);
	free(edit->names);
	intern_free(&edit->seen);
	arena_free(&edit->arena);
	*edit = (struct edit){ 0 };
}
