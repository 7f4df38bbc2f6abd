/*
 * The promise of the round trip, on files drawn at random: what was not asked
 * for comes back byte for byte. The file is drawn as lines and cells, so the test
 * knows what each change must give without reading a byte; a dry run's patch is
 * applied by a reader of patches of its own.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "csv/patch.h"
#include "deal/edit.h"

#define FILES 3000
#define LINES 12
#define CELLS 7
#define TEXT 12

static uint64_t seed;
static char path[1024];	/* the file that is edited */
static FILE *to;	/* what a run prints */

static uint32_t
below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % n;
}

/* A file, as it is drawn. */
struct drawn_cell {
	char before[4], after[4];	/* blanks around it */
	char text[TEXT + 1];	/* what it says */
	bool quoted;
};

struct drawn_line {
	size_t n;		/* cells; 0: a blank line, of BEFORE of the first */
	struct drawn_cell cells[CELLS + 2];
	const char *end;	/* "" only on the last */
	bool removed;
};

struct drawn {
	char delimiter;
	bool bom;
	size_t columns;
	size_t n;
	struct drawn_line lines[LINES];
};

static void
draw_blanks(char blanks[4], char delimiter)
{
	size_t n = below(3) == 0 ? below(3) : 0;

	for (size_t i = 0; i < n; i++)
		blanks[i] = below(3) == 0 && delimiter != '\t' ? '\t' : ' ';
	blanks[n] = '\0';
}

/* Text that begins and ends with no blank; BARE: that needs no quotes. */
static void
draw_text(char *text, char delimiter, bool bare)
{
	static const char letters[] = "aabbcc  \"\",;\t|\n\r\xc3\xa9";
	size_t n = below(5) == 0 ? 0 : 1 + below(TEXT - 2), made = 0;

	while (made < n) {
		char c = letters[below(sizeof letters - 3)];

		if (bare && (c == delimiter || c == '\n' || c == '\r' ||
		    (c == '"' && made == 0)))
			continue;
		text[made++] = c;
	}
	while (made > 0 && strchr(" \t\r\n", text[made - 1]) != NULL)
		made--;
	text[made] = '\0';
	n = strspn(text, " \t\r\n");
	memmove(text, text + n, made - n + 1);
	if (bare && text[0] == '"')
		text[0] = 'q';
	if (below(8) == 0 && strlen(text) < TEXT - 1)
		strcat(text, "\xc3\xa9");
}

static void
draw_cell(struct drawn_cell *cell, char delimiter, bool quoted)
{
	cell->quoted = quoted;
	draw_blanks(cell->before, delimiter);
	draw_blanks(cell->after, delimiter);
	draw_text(cell->text, delimiter, !quoted);
}

/* Line ends: a file of one kind, or of all. */
static const char *
draw_end(uint32_t kind)
{
	static const char *const ends[] = { "\n", "\r\n", "\r" };

	return ends[kind < 3 ? kind : below(3)];
}

static void
draw_name(char *text, const char *before, size_t number)
{
	snprintf(text, TEXT, "%s%u", before, (unsigned)number % 100);
}

static void
draw(struct drawn *file)
{
	uint32_t kind = below(5);
	uint32_t quoting = below(4);	/* none, all, by column, as it comes */
	bool by_column[CELLS + 2];

	file->delimiter = ",;\t|"[below(4)];
	file->bom = below(4) == 0;
	file->columns = 2 + below(CELLS - 2);
	file->n = 1 + below(LINES - 1);
	for (size_t i = 0; i < CELLS + 2; i++)
		by_column[i] = below(2) == 0;
	for (size_t l = 0; l < file->n; l++) {
		struct drawn_line *line = &file->lines[l];

		line->removed = false;
		line->end = draw_end(kind);
		line->n = l == 0 ? file->columns : below(5) == 0 ? 0 :
		    below(4) == 0 ? 1 + below((uint32_t)file->columns + 2) :
		    file->columns;
		for (size_t c = 0; c < line->n; c++)
			draw_cell(&line->cells[c], file->delimiter,
			    quoting == 1 || (quoting == 2 && by_column[c]) ||
			    (quoting == 3 && below(2) == 0));
		if (line->n == 0)
			draw_blanks(line->cells[0].before, file->delimiter);
		else
			draw_name(line->cells[0].text, l == 0 ? "c" : "r", l);
		for (size_t c = 1; l == 0 && c < line->n; c++)
			draw_name(line->cells[c].text, "h", c);
		/* CR and then LF would be one line end */
		if (line->n == 0 && line->cells[0].before[0] == '\0' &&
		    line->end[0] == '\n' &&
		    file->lines[l - 1].end[0] == '\r')
			line->end = "\r";
	}
	if (below(3) == 0)
		file->lines[file->n - 1].end = "";
}

static void
put_quoted(struct buffer *out, const char *text)
{
	buffer_byte(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			buffer_byte(out, '"');
		buffer_byte(out, *text);
	}
	buffer_byte(out, '"');
}

static void
put_line(const struct drawn *file, const struct drawn_line *line,
    struct buffer *out)
{
	if (line->n == 0)
		buffer_string(out, line->cells[0].before);
	for (size_t c = 0; c < line->n; c++) {
		const struct drawn_cell *cell = &line->cells[c];

		if (c > 0)
			buffer_byte(out, file->delimiter);
		buffer_string(out, cell->before);
		if (cell->quoted)
			put_quoted(out, cell->text);
		else
			buffer_string(out, cell->text);
		buffer_string(out, cell->after);
	}
	buffer_string(out, line->end);
}

/* The lines that stay; where the last one is gone that had no end, the one that
 * is last now has none. */
static void
put_file(const struct drawn *file, struct buffer *out)
{
	size_t last = file->n;

	buffer_clear(out);
	if (file->bom)
		buffer_string(out, "\xef\xbb\xbf");
	if (file->lines[file->n - 1].end[0] == '\0')
		for (last = file->n - 1; last > 0 &&
		    file->lines[last].removed; last--)
			continue;
	for (size_t l = 0; l < file->n; l++) {
		struct drawn_line line = file->lines[l];

		if (l == last)
			line.end = "";
		if (!line.removed)
			put_line(file, &line, out);
	}
}

static bool
must_quote(const char *text, char delimiter)
{
	return strchr(text, delimiter) != NULL || strpbrk(text, "\"\r\n") !=
	    NULL || (text[0] != '\0' && (strchr(" \t", text[0]) != NULL ||
	    strchr(" \t", text[strlen(text) - 1]) != NULL));
}

/* Does the column quote all that is in it, but for what must be quoted? */
static bool
quotes(const struct drawn *file, size_t column)
{
	bool all[2] = { true, true }, any[2] = { false, false };

	for (size_t l = 1; l < file->n; l++) {
		const struct drawn_line *line = &file->lines[l];
		bool filled;

		if (column >= line->n)
			continue;
		filled = line->cells[column].text[0] != '\0';
		if (line->cells[column].quoted && must_quote(
		    line->cells[column].text, file->delimiter))
			continue;
		any[filled] = true;
		all[filled] = all[filled] && line->cells[column].quoted;
	}
	return any[1] ? all[1] : any[0] ? all[0] :
	    file->lines[0].cells[column].quoted;
}

/* Change a cell as it is drawn. */
static void
change_cell(const struct drawn *file, struct drawn_line *line, size_t column,
    const char *text)
{
	struct drawn_cell *cell = &line->cells[column];
	bool quoted = quotes(file, column) || must_quote(text,
	    file->delimiter);
	bool blank = column < line->n && !cell->quoted &&
	    cell->text[0] == '\0';

	for (size_t c = line->n; c <= column; c++)
		line->cells[c] = (struct drawn_cell){ .quoted = false };
	if (column >= line->n)
		line->n = column + 1;
	if (blank || (quoted && !cell->quoted))
		cell->before[0] = cell->after[0] = '\0';
	cell->quoted = quoted;
	strcpy(cell->text, text);
}

/* What is done to the file: which cells of which lines become what. */
struct asked {
	enum { NOTHING, CHANGE, REMOVE, APPEND } what;
	bool line[LINES];
	bool cell[LINES][CELLS];
	char text[LINES][CELLS][TEXT + 1];
	size_t rows;		/* to append, of the texts of the first lines */
};

static void
draw_asked(const struct drawn *file, struct asked *asked)
{
	memset(asked, 0, sizeof *asked);
	asked->what = below(4);
	asked->rows = 1 + below(2);
	for (size_t l = 0; l < LINES; l++) {
		asked->line[l] = below(2) == 0;
		for (size_t c = 0; c < file->columns; c++) {
			asked->cell[l][c] = below(3) == 0;
			draw_text(asked->text[l][c], file->delimiter, false);
		}
		/* a row without a text is none */
		if (asked->text[l][0][0] == '\0')
			strcpy(asked->text[l][0], "new");
	}
}

/* The end of the last record that has one, blank lines apart. */
static const char *
end_seen(const struct drawn *file)
{
	for (size_t l = file->n; l-- > 0; )
		if (file->lines[l].n > 0 && file->lines[l].end[0] != '\0')
			return file->lines[l].end;
	return "\n";
}

static void
put_appended(const struct drawn *file, const struct asked *asked,
    struct buffer *out)
{
	const struct drawn_line *last = &file->lines[file->n - 1];
	const char *end = end_seen(file);
	bool open = last->end[0] == '\0' && (last->n > 0 ||
	    last->cells[0].before[0] != '\0');

	put_file(file, out);
	for (size_t row = 0; row < asked->rows; row++) {
		if (open)
			buffer_string(out, end);
		for (size_t c = 0; c < file->columns; c++) {
			const char *text = asked->text[row][c];

			if (c > 0)
				buffer_byte(out, file->delimiter);
			if (quotes(file, c) || must_quote(text,
			    file->delimiter))
				put_quoted(out, text);
			else
				buffer_string(out, text);
		}
		if (!open)
			buffer_string(out, end);
	}
}

/* What the file must be afterwards. */
static void
put_expected(const struct drawn *file, const struct asked *asked,
    struct buffer *out)
{
	struct drawn after = *file;

	if (asked->what == APPEND) {
		put_appended(file, asked, out);
		return;
	}
	for (size_t l = 1; l < file->n; l++) {
		struct drawn_line *line = &after.lines[l];

		if (line->n == 0 || !asked->line[l])
			continue;
		line->removed = asked->what == REMOVE;
		for (size_t c = 0; asked->what == CHANGE &&
		    c < file->columns; c++)
			if (asked->cell[l][c])
				change_cell(file, line, c, asked->text[l][c]);
	}
	put_file(&after, out);
}

static void
ask_change(struct edit *edit, struct record *record,
    const struct asked *asked, size_t l, size_t columns)
{
	size_t at[CELLS], n = 0;
	struct slice texts[CELLS];

	for (size_t c = 0; c < columns; c++)
		if (asked->cell[l][c]) {
			at[n] = c;
			texts[n++] = slice_of(asked->text[l][c]);
		}
	edit_cells(edit, record, at, texts, n);
}

/* The same through the edit. */
static void
ask(struct edit *edit, const struct drawn *file, const struct asked *asked)
{
	struct demand demand = { 0 };
	struct trouble what = { "" };
	struct slice texts[CELLS];
	struct deal *deal;
	size_t l = 0;
	int got;

	edit->plain = true;
	if (edit_begin(edit, &demand, &what) != 0)
		fail_msg("%s", what.text);
	while ((got = edit_next(edit, &deal, &what)) == 1) {
		for (l++; l < file->n && file->lines[l].n == 0; l++)
			continue;
		assert_true(l < file->n);
		if (asked->what == REMOVE && asked->line[l])
			edit_remove(edit, deal->record);
		if (asked->what == CHANGE && asked->line[l])
			ask_change(edit, deal->record, asked, l,
			    file->columns);
	}
	if (got < 0)
		fail_msg("%s", what.text);
	for (size_t row = 0; asked->what == APPEND && row < asked->rows;
	    row++) {
		for (size_t c = 0; c < file->columns; c++)
			texts[c] = slice_of(asked->text[row][c]);
		edit_append(edit, texts);
	}
}

static void
read_file(FILE *in, struct buffer *out)
{
	int c;

	buffer_clear(out);
	rewind(in);
	while ((c = getc(in)) != EOF)
		buffer_byte(out, (char)c);
}

static void
write_file(const struct buffer *bytes)
{
	FILE *out = fopen(path, "r+");

	assert_non_null(out);
	fwrite(bytes->at, 1, bytes->len, out);
	assert_int_equal(ftruncate(fileno(out), (off_t)bytes->len), 0);
	fclose(out);
}

/* Run it as a filter, as a dry run, or in place; OUT is what comes. */
static void
run(const struct drawn *file, const struct asked *asked, bool in_place,
    bool dry_run, struct buffer *out)
{
	struct reading reading = { .delimiter = file->delimiter };
	struct edit_request request = { .path = path, .reading = &reading,
	    .in_place = in_place, .dry_run = dry_run };
	struct trouble what = { "" };
	struct edit edit;

	rewind(to);
	assert_int_equal(ftruncate(fileno(to), 0), 0);
	if (edit_open(&edit, &request, &what) != 0)
		fail_msg("%s", what.text);
	ask(&edit, file, asked);
	if (edit_finish(&edit, to, &what) != 0)
		fail_msg("%s", what.text);
	if (in_place) {
		FILE *edited = fopen(path, "r");

		assert_non_null(edited);
		read_file(edited, out);
		fclose(edited);
		return;
	}
	assert_int_equal(fflush(to), 0);
	read_file(to, out);
}

/* A line, its LF included. */
static struct slice
next_line(struct slice *rest)
{
	const char *end = rest->len == 0 ? NULL :
	    memchr(rest->at, '\n', rest->len);
	size_t n = end == NULL ? rest->len : (size_t)(end - rest->at) + 1;
	struct slice line = { rest->at, n };

	rest->at += n;
	rest->len -= n;
	return line;
}

/* Apply a patch without context, in the simplest way. */
static void
apply_patch(struct slice old, struct slice patch, struct buffer *out)
{
	unsigned long at = 1, from, until;

	buffer_clear(out);
	while (patch.len > 0) {
		struct slice line = next_line(&patch);
		char text[64];

		if (slice_take(&line, "@@ -")) {
			snprintf(text, sizeof text, "%.*s", (int)line.len,
			    line.at);
			from = strtoul(text, NULL, 10);
			/* ",0": behind that line */
			until = from + (strncmp(strpbrk(text, ", "), ",0 ", 3) ==
			    0);
			for (; at < until; at++) {
				struct slice kept = next_line(&old);

				buffer_add(out, kept.at, kept.len);
			}
		} else if (memcmp(line.at, "---", 3) == 0) {
			next_line(&patch);
		} else if (line.at[0] == '-') {
			struct slice gone = next_line(&old);
			size_t n = line.len - 1;

			at++;
			/* "\ No newline" takes the line's end away */
			if (patch.len > 0 && patch.at[0] == '\\') {
				next_line(&patch);
				n--;
			}
			assert_int_equal(gone.len, n);
			assert_memory_equal(gone.at, line.at + 1, n);
		} else {
			assert_int_equal(line.at[0], '+');
			buffer_add(out, line.at + 1, line.len - 1);
			if (patch.len > 0 && patch.at[0] == '\\') {
				next_line(&patch);
				out->len--;
			}
		}
	}
	buffer_add(out, old.at, old.len);
}

static void
expect(const char *how, size_t number, const struct buffer *before,
    const struct buffer *expected, const struct buffer *actual)
{
	if (expected->len == actual->len && (expected->len == 0 ||
	    memcmp(expected->at, actual->at, expected->len) == 0))
		return;
	print_message("# before\n%.*s\n# expected\n%.*s\n# actual\n%.*s\n",
	    (int)before->len, before->at, (int)expected->len, expected->at,
	    (int)actual->len, actual->at);
	fail_msg("file %zu, %s", number, how);
}

static void
test_random(void **state)
{
	struct buffer before = { 0 }, expected = { 0 }, actual = { 0 },
	    applied = { 0 };
	static struct drawn file;
	static struct asked asked;

	(void)state;
	for (size_t i = 0; i < FILES; i++) {
		draw(&file);
		draw_asked(&file, &asked);
		put_file(&file, &before);
		put_expected(&file, &asked, &expected);
		if (asked.what == NOTHING)
			expect("no-op of its own", i, &before, &before,
			    &expected);
		write_file(&before);
		run(&file, &asked, false, false, &actual);
		expect("filter", i, &before, &expected, &actual);
		run(&file, &asked, false, true, &actual);
		apply_patch((struct slice){ before.at, before.len },
		    (struct slice){ actual.at, actual.len }, &applied);
		expect("patch", i, &before, &expected, &applied);
		if (i % 256 != 0)
			continue;
		run(&file, &asked, true, false, &actual);
		expect("in place", i, &before, &expected, &actual);
	}
	buffer_free(&before);
	buffer_free(&expected);
	buffer_free(&actual);
	buffer_free(&applied);
}

/* Splices drawn at random: a patch says what they do. */
static void
test_patches(void **state)
{
	struct buffer old = { 0 }, new = { 0 }, patch = { 0 }, applied = { 0 };
	struct trouble what = { "" };

	(void)state;
	for (size_t i = 0; i < FILES; i++) {
		struct splice splices[4];
		struct source source;
		size_t n = 0, at = 0;

		rewind(to);
		assert_int_equal(ftruncate(fileno(to), 0), 0);
		buffer_clear(&old);
		buffer_clear(&new);
		for (size_t b = below(40); b > 0; b--)
			buffer_byte(&old, "ab\n\n\r"[below(5)]);
		for (size_t s = below(5); s > 0; s--) {
			size_t gap = below((uint32_t)(old.len - at) + 1);
			size_t drop = below((uint32_t)(old.len - at - gap) +
			    1);
			static const char *const texts[] = { "", "x", "y\n",
			    "\nz", "\n", "a\nb\n" };
			const char *text = texts[below(6)];

			if (s > 1 && below(2) == 0)
				drop = drop > 3 ? 3 : drop;
			buffer_add(&new, old.at + at, gap);
			buffer_string(&new, text);
			splices[n++] = (struct splice){ (off_t)(at + gap),
			    drop, text, strlen(text) };
			at += gap + drop;
		}
		buffer_add(&new, old.at + at, old.len - at);
		source_memory(&source, "x", old.at, old.len);
		assert_int_equal(patch_print(to, &source, splices, n, &what),
		    0);
		source_close(&source);
		read_file(to, &patch);
		if (n == 0)
			assert_int_equal(patch.len, 0);
		apply_patch((struct slice){ old.at, old.len },
		    (struct slice){ patch.at, patch.len }, &applied);
		expect("patch of splices", i, &old, &new, &applied);
	}
	buffer_free(&old);
	buffer_free(&new);
	buffer_free(&patch);
	buffer_free(&applied);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_patches),
	};
	const char *given = getenv("SEED");
	const char *directory = getenv("TMPDIR");
	int fd, failed;

	snprintf(path, sizeof path, "%s/test_edit.XXXXXX",
	    directory != NULL ? directory : "/tmp");
	fd = mkstemp(path);
	to = tmpfile();
	if (fd == -1 || to == NULL)
		return 1;
	close(fd);
	seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
	seed |= seed == 0;
	printf("# SEED=%" PRIu64 "\n", seed);
	fflush(stdout);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	fclose(to);
	return failed;
}
