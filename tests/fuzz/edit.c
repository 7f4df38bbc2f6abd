/*
 * Any bytes as a file of deals of which one thing is changed: a cell, a row taken
 * out, a row put behind. The first four bytes say what; then comes a line, the new
 * text, and then the file. Only the bytes of what was asked for are others, and
 * read again it says the new; a value is read back as itself; the patch of a dry
 * run makes the same file; and in a file's own encoding all of it is the same.
 */

#include <string.h>

#include "csv/encoding.h"
#include "csv/patch.h"
#include "deal/edit.h"
#include "deal/stream.h"
#include "deal/value.h"
#include "fuzz.h"

static const char *const encodings[] = { NULL, "windows-1252", "GB18030",
    "UTF-16LE", "UTF-7", "Shift_JIS" };

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum what { SET_TEXT, SET_VALUE, REMOVE, APPEND, WHATS };

struct change {
	enum what what;
	size_t row, column;	/* behind the header; among the cells */
	const char *encoding;
	struct slice text;
};

/* The text of a source as a whole. */
static bool
text_of(struct source *source, struct buffer *out)
{
	struct trouble what;
	char room[4096];
	off_t at = 0;
	ssize_t n;

	while ((n = source_read(source, room, sizeof room, at, &what)) > 0) {
		buffer_add(out, room, (size_t)n);
		at += n;
	}
	return n == 0;
}

/* The splices, in order, put into BYTES. */
static void
apply(struct slice bytes, const struct splice *splices, size_t n,
    struct buffer *out)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		must((size_t)splices[i].at >= at && (size_t)splices[i].at +
		    splices[i].drop <= bytes.len, "splices are apart", bytes);
		if ((size_t)splices[i].at > at)
			buffer_add(out, bytes.at + at,
			    (size_t)splices[i].at - at);
		if (splices[i].len > 0)
			buffer_add(out, splices[i].bytes, splices[i].len);
		at = (size_t)splices[i].at + splices[i].drop;
	}
	if (bytes.len > at)
		buffer_add(out, bytes.at + at, bytes.len - at);
}

static struct slice
take_line(struct slice *rest)
{
	const char *end = rest->len == 0 ? NULL :
	    memchr(rest->at, '\n', rest->len);
	struct slice line = { rest->at, end == NULL ? rest->len :
	    (size_t)(end - rest->at) + 1 };

	if (line.len > 0)
		rest->at += line.len;
	rest->len -= line.len;
	return line;
}

/* "-3,2" and the like: where, and how many lines. */
static void
take_range(const char **at, size_t *line, size_t *n)
{
	char *end;

	*line = strtoul(*at + 1, &end, 10);
	*n = 1;
	if (*end == ',')
		*n = strtoul(end + 1, &end, 10);
	*at = end + 1;
}

/* The next line of a patch; without its end where "\ No newline" follows. */
static struct slice
patch_line(struct slice *patch)
{
	struct slice line = take_line(patch);

	if (patch->len > 0 && *patch->at == '\\') {
		line.len--;
		take_line(patch);
	}
	line.at++;
	line.len--;
	return line;
}

/* Put a patch without context into BYTES, as patch(1) does. */
static void
apply_patch(struct slice bytes, struct slice patch, struct buffer *out)
{
	size_t at = 1;
	struct slice line;

	if (patch.len > 0) {
		take_line(&patch);
		take_line(&patch);
	}
	while (patch.len > 0) {
		struct slice head = take_line(&patch);
		const char *from = head.at + 3;
		size_t old, n_old, new, n_new;

		must(slice_take(&head, "@@ -"), "a hunk begins", head);
		take_range(&from, &old, &n_old);
		take_range(&from, &new, &n_new);
		for (old += n_old == 0; at < old; at++) {
			line = take_line(&bytes);
			buffer_add(out, line.at, line.len);
		}
		for (; n_old > 0; n_old--, at++)
			must(slice_equal(take_line(&bytes),
			    patch_line(&patch)), "the old line is there",
			    bytes);
		for (; n_new > 0; n_new--) {
			line = patch_line(&patch);
			buffer_add(out, line.at, line.len);
		}
	}
	if (bytes.len > 0)
		buffer_add(out, bytes.at, bytes.len);
}

/* What a dry run prints makes the same of it. */
static void
check_patch(struct edit *edit, struct slice old, struct slice new)
{
	struct buffer made = { 0 };
	struct trouble what;
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	must(out != NULL && patch_print(out, &edit->sheet.source,
	    edit->splices, edit->n, &what) == 0, "a patch is printed", old);
	fclose(out);
	apply_patch(old, (struct slice){ text, n }, &made);
	must(slice_equal(slice_made(&made), new), "the patch does the same",
	    (struct slice){ text, n });
	buffer_free(&made);
	free(text);
}

/* In the bytes of the file it is the same. */
static void
check_raw(struct edit *edit, struct slice raw, struct slice new,
    const char *encoding)
{
	struct buffer made = { 0 }, again = { 0 };
	struct trouble what;
	struct source source;

	if (source_splices(&edit->sheet.source, edit->splices, edit->n,
	    &edit->arena, &what) != 0)
		return;		/* a text that the encoding has not */
	apply(raw, edit->splices, edit->n, &made);
	source_memory(&source, "f.csv", made.at, made.len);
	must(source_decode(&source, encoding, &what) == 0 &&
	    text_of(&source, &again), "it is still of its encoding", raw);
	must(slice_equal(slice_made(&again), new),
	    "encoded and decoded it is the same", raw);
	source_close(&source);
	buffer_free(&made);
	buffer_free(&again);
}

/* The changed record, read again. */
static void
check_cell(struct record *old, struct record *new, const struct change *change,
    struct slice text)
{
	size_t n = record_cells(old), more = record_cells(new);
	const struct cell *cell = record_cell(new, change->column);

	must(more == (n > change->column ? n : change->column + 1),
	    "it has as many cells", new->raw);
	must(cell != NULL && slice_equal(cell->quoted ? cell->text :
	    slice_trim_blanks(cell->text), cell->quoted ? text :
	    slice_trim_blanks(text)), "the cell says the new", new->raw);
	for (size_t i = 0; i < more; i++) {
		const struct cell *a = record_cell(old, i);
		const struct cell *b = record_cell(new, i);

		if (i != change->column && i < n)
			must((a == NULL) == (b == NULL) && (a == NULL ||
			    slice_equal(a->raw, b->raw)),
			    "another cell is as it was", new->raw);
		if (i != change->column && i >= n)
			must(b->raw.len == 0, "it grows by blanks", new->raw);
	}
}

/* Read the old and the new side by side: they differ in what was asked for. */
static void
check_rows(struct edit *edit, struct slice old, struct slice new,
    const struct change *change, off_t where, struct slice text)
{
	struct source sources[2];
	struct reader *readers[2];
	struct record *a, *b;
	struct trouble what;
	int got[2];

	source_memory(&sources[0], "old.csv", old.at, old.len);
	source_memory(&sources[1], "new.csv", new.at, new.len);
	for (int i = 0; i < 2; i++)
		readers[i] = reader_open(&sources[i], &edit->sheet.dialect);
	while ((got[0] = reader_next(readers[0], &a, &what)) == 1) {
		if (change->what == REMOVE && a->offset == where)
			continue;
		got[1] = reader_next(readers[1], &b, &what);
		must(got[1] == 1, "a row is still there", a->raw);
		if (change->what <= SET_VALUE && a->offset == where)
			check_cell(a, b, change, text);
		else
			must(slice_equal(a->raw, b->raw),
			    "another row is as it was", b->raw);
	}
	must(got[0] == 0, "the file can be read", old);
	got[1] = reader_next(readers[1], &b, &what);
	if (change->what == APPEND) {
		must(got[1] == 1 && record_cell(b, change->column %
		    edit->sheet.schema.n) != NULL, "a row is there", new);
		must(slice_equal(record_cell(b, change->column %
		    edit->sheet.schema.n)->text, text), "and says it", new);
		got[1] = reader_next(readers[1], &b, &what);
	}
	must(got[1] == 0, "no row is new", new);
	for (int i = 0; i < 2; i++) {
		reader_close(readers[i]);
		source_close(&sources[i]);
	}
}

/* The text for the cell: as it is, or the value that it is as the column writes
 * it, which is read as the same. false: it is no value of the column. */
static bool
make_text(const struct edit *edit, const struct change *change,
    struct buffer *out)
{
	const struct schema *schema = &edit->sheet.schema;
	const struct column *column = &schema->columns[change->column];
	struct buffer value = { 0 }, again = { 0 };
	struct trouble what;
	bool made;

	if (change->what != SET_VALUE) {
		buffer_add(out, change->text.at, change->text.len);
		return true;
	}
	made = change->column < schema->n && value_canonical(column->field,
	    change->text, 20000, 1, &value, &what) == 0;
	if (made) {
		value_format(column, slice_made(&value), out);
		must(value_of_cell(column, slice_trim(slice_made(out)), &again,
		    &what) == 0, "what a column writes it reads",
		    slice_made(out));
		must(slice_equal(slice_trim(slice_made(&value)),
		    slice_trim(slice_made(&again))), "as the same value",
		    slice_made(out));
	}
	buffer_free(&value);
	buffer_free(&again);
	return made;
}

/* Make the change; where the record lies, -1: nothing was changed. */
static off_t
make(struct edit *edit, const struct change *change, struct slice text)
{
	size_t n = edit->sheet.schema.n, row = 0;
	struct deal *deal;
	struct trouble what;
	struct slice *texts;
	off_t where = -1;
	int got;

	while ((got = edit_next(edit, &deal, &what)) == 1) {
		if (row++ != change->row || change->what == APPEND)
			continue;
		where = deal->record->offset;
		if (change->what == REMOVE)
			edit_remove(edit, deal->record);
		else
			edit_cells(edit, deal->record, &change->column, &text,
			    1);
	}
	if (got != 0 || (where < 0 && change->what != APPEND))
		return -1;
	if (change->what == APPEND) {
		texts = memory_zero(n, sizeof *texts);
		texts[change->column % n] = text;
		edit_append(edit, texts);
		free(texts);
		where = 0;
	}
	return where;
}

static void
run(struct edit *edit, struct slice raw, const struct change *change)
{
	struct buffer text = { 0 }, old = { 0 }, new = { 0 };
	off_t where;

	if (change->column < edit->sheet.schema.n &&
	    make_text(edit, change, &text) &&
	    (where = make(edit, change, slice_made(&text))) >= 0 &&
	    edit->undone.text[0] == '\0') {
		must(text_of(&edit->sheet.source, &old), "it is read", raw);
		apply(slice_made(&old), edit->splices, edit->n, &new);
		check_rows(edit, slice_made(&old), slice_made(&new), change,
		    where, slice_made(&text));
		check_patch(edit, slice_made(&old), slice_made(&new));
		check_raw(edit, raw, slice_made(&new), change->encoding);
	}
	buffer_free(&text);
	buffer_free(&old);
	buffer_free(&new);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	struct edit_request request = { .path = "f.csv" };
	struct edit edit = { .request = &request };
	struct demand demand = { .fields = FIELD_BIT(FIELD_COUNT) - 1 };
	struct slice rest = { (const char *)at + 4, n - 4 };
	struct reading reading = { 0 };
	struct change change;
	struct source source;
	struct trouble what;

	if (n < 5)
		return 0;
	change = (struct change){ at[0] % WHATS, at[1] % 16, at[2] % 16,
	    encodings[at[3] % COUNT(encodings)], take_line(&rest) };
	if (change.text.len > 0 && change.text.at[change.text.len - 1] == '\n')
		change.text.len--;
	if (!text_valid(change.text, NULL) || (change.encoding != NULL &&
	    !encoding_known(change.encoding)))
		return 0;
	reading.encoding = change.encoding;
	source_memory(&source, "f.csv", rest.at, rest.len);
	if (sheet_take(&edit.sheet, &source, &reading, &what) != 0)
		return 0;
	if (stream_stages(&edit.stages, NULL, "/nowhere/f.csv", &edit.sheet, 1,
	    &what) == 0 && edit_begin(&edit, &demand, &what) == 0)
		run(&edit, rest, &change);
	edit_cancel(&edit);
	demand_free(&demand);
	return 0;
}
