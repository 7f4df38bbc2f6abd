#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "csv/writer.h"
#include "deal/edit.h"
#include "deal/known.h"
#include "deal/stream.h"

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

int
edit_open(struct edit *edit, const struct edit_request *request,
    struct trouble *what)
{
	*edit = (struct edit){ .request = request };
	if (open_sheet(edit, what) != 0 ||
	    source_hold(&edit->sheet.source, what) != 0 ||
	    stream_stages(&edit->stages, request->stages_path, request->path,
	    &edit->sheet, 1, what) != 0) {
		edit_cancel(edit);
		return -1;
	}
	return 0;
}

void
edit_admit(struct edit *edit, struct slice name, bool any)
{
	const struct known_stage *known = known_stage(name);
	struct stage stage = { .name = name, .max_days = MAX_DAYS_LEARNED,
	    .next_days = -1 };

	if (edit->stages.written || name.len == 0 || (known == NULL && !any))
		return;
	if (known != NULL) {
		stage.kind = known->kind;
		stage.probability = (int64_t)known->probability *
		    (PERCENT_ONE / 100);
		stage.category = known->category;
	}
	for (size_t i = 0; i < edit->stages.n_pipelines; i++) {
		stage.pipeline = edit->stages.pipelines[i];
		if (stages_find(&edit->stages, stage.pipeline, name) == NULL)
			stages_add(&edit->stages, &stage);
	}
}

void
edit_forget(struct edit *edit)
{
	edit->n = 0;
	edit->n_hunks = 0;
}

int
edit_begin(struct edit *edit, const struct demand *demand,
    struct trouble *what)
{
	edit_forget(edit);
	edit->kept_end = edit->sheet.header_end;
	edit->removed_end = -1;
	edit->sheet.all = true;
	return sheet_begin(&edit->sheet, demand, &edit->stages, what);
}

int
edit_next(struct edit *edit, struct deal **deal, struct trouble *what)
{
	int got = sheet_next(&edit->sheet, deal, what);

	if (got == 1 && edit->sheet.previous_end != edit->removed_end)
		edit->kept_end = edit->sheet.previous_end;
	return got;
}

static struct splice *
add_splice(struct edit *edit, off_t at, size_t drop, const char *bytes,
    size_t len)
{
	struct splice *splice;

	memory_room(&edit->splices, &edit->room, edit->n + 1,
	    sizeof *edit->splices);
	splice = &edit->splices[edit->n++];
	*splice = (struct splice){ at, drop,
	    arena_copy(&edit->arena, bytes, len), len };
	return splice;
}

static void
add_hunk(struct edit *edit, uint64_t line, struct slice old, struct slice new)
{
	struct hunk *hunk;

	if (!edit->request->dry_run)
		return;
	memory_room(&edit->hunks, &edit->room_hunks, edit->n_hunks + 1,
	    sizeof *edit->hunks);
	hunk = &edit->hunks[edit->n_hunks++];
	hunk->line = line;
	hunk->old = (struct slice){ arena_copy(&edit->arena, old.at, old.len),
	    old.len };
	hunk->new = (struct slice){ arena_copy(&edit->arena, new.at, new.len),
	    new.len };
}

/* Which bytes of a cell make way: the blanks around what it says stay, unless
 * the new text must be quoted, for many readers take a quote behind a blank
 * for text. */
static struct slice
replaced_part(const struct cell *cell, bool quoted)
{
	struct slice part = cell->raw;

	if (quoted)
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

/* Append to OUT the raw bytes of the record with the cells replaced, adding a
 * splice for each. */
static void
replace_cells(struct edit *edit, struct record *record,
    const size_t *columns, const struct slice *texts, size_t n,
    struct buffer *out)
{
	char delimiter = edit->sheet.dialect.delimiter;
	size_t cells = record_cells(record), at = 0, first = edit->n;
	struct buffer new = { 0 };

	for (size_t i = 0; i < n; i++) {
		bool always = edit->sheet.schema.columns[columns[i]].quoted;
		struct slice part = { record->raw.at + record->raw.len, 0 };

		buffer_clear(&new);
		if (columns[i] < cells)
			part = replaced_part(record_cell(record, columns[i]),
			    always || writer_must_quote(texts[i], delimiter));
		for (; cells <= columns[i]; cells++)
			buffer_byte(&new, delimiter);
		writer_cell(&new, texts[i], delimiter, always);
		add_splice(edit, record->offset + (part.at - record->raw.at),
		    part.len, new.at, new.len);
	}
	for (size_t i = first; i < edit->n; i++) {
		const struct splice *splice = &edit->splices[i];
		size_t to = (size_t)(splice->at - record->offset);

		buffer_add(out, record->raw.at + at, to - at);
		buffer_add(out, splice->bytes, splice->len);
		at = to + splice->drop;
	}
	buffer_add(out, record->raw.at + at, record->raw.len - at);
	buffer_free(&new);
}

void
edit_cells(struct edit *edit, struct record *record, const size_t *columns,
    const struct slice *texts, size_t n)
{
	struct buffer new = { 0 };
	struct buffer old = { 0 };

	if (n == 0)
		return;
	replace_cells(edit, record, columns, texts, n, &new);
	buffer_string(&new, line_end_bytes(record->end));
	buffer_add(&old, record->raw.at, record->raw.len);
	buffer_string(&old, line_end_bytes(record->end));
	add_hunk(edit, record->line, (struct slice){ old.at, old.len },
	    (struct slice){ new.at, new.len });
	buffer_free(&new);
	buffer_free(&old);
}

void
edit_remove(struct edit *edit, struct record *record)
{
	struct buffer old = { 0 };
	off_t from = record->offset;

	buffer_add(&old, record->raw.at, record->raw.len);
	buffer_string(&old, line_end_bytes(record->end));
	if (record->end == LINE_NONE) {
		/* the file goes on to have no last line end: the one before
		 * the row goes with it, and all that was taken out there */
		from = edit->kept_end;
		while (edit->n > 0 && edit->splices[edit->n - 1].at >= from)
			edit->n--;
	}
	add_splice(edit, from, (size_t)(record->offset - from) + old.len,
	    "", 0);
	add_hunk(edit, record->line, (struct slice){ old.at, old.len },
	    (struct slice){ NULL, 0 });
	edit->removed_end = record->offset + (off_t)record->raw.len;
	buffer_free(&old);
}

/* Where the file ends, and whether its last line has no end. */
static off_t
find_end(struct edit *edit, bool *open)
{
	struct source *source = &edit->sheet.source;
	struct trouble ignored;
	char last = '\n';

	*open = source->size > 0 &&
	    source_read(source, &last, 1, source->size - 1, &ignored) == 1 &&
	    last != '\n' && last != '\r';
	return source->size;
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

		if (i > 0)
			buffer_byte(&row, edit->sheet.dialect.delimiter);
		/* a lone empty cell would be a blank line */
		writer_cell(&row, texts[i], edit->sheet.dialect.delimiter,
		    always || (schema->n == 1 && texts[i].len == 0));
	}
	if (!open)
		buffer_string(&row, line_end);
	add_splice(edit, end, 0, row.at, row.len);
	add_hunk(edit, reader_line(edit->sheet.reader) + open,
	    (struct slice){ NULL, 0 }, open ? (struct slice){ row.at +
	    strlen(line_end), row.len - strlen(line_end) } :
	    (struct slice){ row.at, row.len });
	buffer_free(&row);
}

static size_t
count_lines(struct slice text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.at[i] == '\n' || (text.at[i] == '\r' &&
		    (i + 1 == text.len || text.at[i + 1] != '\n'));
	if (text.len > 0 && text.at[text.len - 1] != '\n' &&
	    text.at[text.len - 1] != '\r')
		n++;
	return n;
}

/* TEXT's lines, each behind SIGN. Line ends are kept: this may be a patch. */
static void
print_lines(FILE *out, char sign, struct slice text)
{
	bool begin = true;

	for (size_t i = 0; i < text.len; i++) {
		if (begin)
			putc(sign, out);
		putc(text.at[i], out);
		begin = text.at[i] == '\n';
	}
	if (text.len > 0 && !begin)
		fputs("\n\\ No newline at end of file\n", out);
}

static void
print_range(FILE *out, char sign, uint64_t line, size_t lines)
{
	fprintf(out, "%c%llu", sign, (unsigned long long)(lines == 0 &&
	    line > 0 ? line - 1 : line));
	if (lines != 1)
		fprintf(out, ",%zu", lines);
}

/* A diff without context, as diff -U0 prints it. */
static void
print_diff(const struct edit *edit, FILE *out)
{
	const char *name = edit->sheet.source.name;
	int64_t shift = 0;

	if (edit->n_hunks > 0)
		fprintf(out, "--- %s\n+++ %s\n", name, name);
	for (size_t i = 0; i < edit->n_hunks; i++) {
		const struct hunk *hunk = &edit->hunks[i];
		size_t old = count_lines(hunk->old);
		size_t new = count_lines(hunk->new);

		fputs("@@ ", out);
		print_range(out, '-', hunk->line, old);
		putc(' ', out);
		print_range(out, '+', (uint64_t)((int64_t)hunk->line + shift),
		    new);
		fputs(" @@\n", out);
		print_lines(out, '-', hunk->old);
		print_lines(out, '+', hunk->new);
		shift += (int64_t)new - (int64_t)old;
	}
}

/* A filter: everything goes to OUT, whose buffer is empty. */
static int
write_all(struct edit *edit, FILE *out, struct trouble *what)
{
	struct source *source = &edit->sheet.source;
	bool reading = false;
	int result;

	if (fflush(out) != 0)
		return trouble_set(what, "standard output: %s",
		    strerror(errno));
	if (source->fd >= 0 && source->regular)
		result = file_splice(source->fd, source->start, source->size,
		    fileno(out), edit->splices, edit->n, &reading);
	else
		result = file_splice_bytes(source->head.at, source->head.len,
		    fileno(out), edit->splices, edit->n);
	if (result == 0)
		return 0;
	if (!reading)
		file_broken_pipe(errno);
	return trouble_set(what, "%s: %s", reading ? source->name :
	    "standard output", strerror(errno));
}

int
edit_finish(struct edit *edit, FILE *out, struct trouble *what)
{
	int result = 0;

	if (edit->request->dry_run)
		print_diff(edit, out);
	else if (edit->editing) {
		edit->editing = false;	/* ended by the commit either way */
		result = file_edit_commit(&edit->file, edit->splices, edit->n,
		    what);
	} else
		result = write_all(edit, out, what);
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
	free(edit->hunks);
	arena_free(&edit->arena);
	*edit = (struct edit){ 0 };
}
