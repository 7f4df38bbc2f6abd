#include <string.h>

#include "csv/patch.h"

#define BLOCK ((size_t)64 * 1024)

/* The lines that differ from one place on, up to where both are at a line's end
 * again. */
struct hunk {
	bool open;
	uint64_t line;		/* the old file's first line of it */
	struct buffer old, new;
	bool done;		/* it may end with so many bytes of each: what is
				 * behind them is the same line in both */
	size_t old_done, new_done;
};

struct walk {
	FILE *out;
	struct source *source;
	struct buffer block;	/* bytes of the old file... */
	off_t from;		/* ...from here on */
	off_t at;		/* the next old byte */
	uint64_t line;		/* the line that lies on, from 1 */
	struct buffer before;	/* the bytes of that line before it, while no
				 * hunk is open */
	struct hunk hunk;
	int64_t shift;		/* lines the new file has more so far */
	bool begun;		/* the names are printed */
	struct trouble *what;
};

/* The next old byte; EOF at the end, -2 with WHAT set. */
static int
next_byte(struct walk *walk)
{
	off_t in = walk->at - walk->from;
	ssize_t n;

	if (in >= (off_t)walk->block.len) {
		memory_room(&walk->block.at, &walk->block.room, BLOCK, 1);
		n = source_read(walk->source, walk->block.at, BLOCK, walk->at,
		    walk->what);
		if (n < 0)
			return -2;
		walk->block.len = (size_t)n;
		walk->from = walk->at;
		if (n == 0)
			return EOF;
		in = 0;
	}
	walk->at++;
	walk->line += walk->block.at[in] == '\n';
	return (unsigned char)walk->block.at[in];
}

static bool
at_line_end(const struct buffer *text)
{
	return text->len == 0 || text->at[text->len - 1] == '\n';
}

static uint64_t
count_lines(const struct buffer *text)
{
	uint64_t n = !at_line_end(text);

	for (size_t i = 0; i < text->len; i++)
		n += text->at[i] == '\n';
	return n;
}

static void
print_names(struct walk *walk)
{
	const char *name = walk->source->name;
	/* who reads a patch takes a name to end at a blank, but for a tab */
	const char *end = strchr(name, ' ') == NULL ? "" : "\t";

	if (walk->source->fd == 0)
		name = "-", end = "";
	if (!walk->begun)
		fprintf(walk->out, "--- %s%s\n+++ %s%s\n", name, end, name,
		    end);
	walk->begun = true;
}

/* Of no lines the place is the line before. */
static void
print_range(FILE *out, char sign, uint64_t line, uint64_t lines)
{
	fprintf(out, "%c%llu", sign,
	    (unsigned long long)(lines == 0 ? line - 1 : line));
	if (lines != 1)
		fprintf(out, ",%llu", (unsigned long long)lines);
}

static void
print_lines(FILE *out, char sign, const struct buffer *text)
{
	for (size_t i = 0; i < text->len; i++) {
		if (i == 0 || text->at[i - 1] == '\n')
			putc(sign, out);
		putc(text->at[i], out);
	}
	if (!at_line_end(text))
		fputs("\n\\ No newline at end of file\n", out);
}

static void
close_hunk(struct walk *walk)
{
	struct hunk *hunk = &walk->hunk;
	uint64_t old, new;

	hunk->open = false;
	if (hunk->done) {
		hunk->old.len = hunk->old_done;
		hunk->new.len = hunk->new_done;
	}
	if (hunk->old.len == hunk->new.len && (hunk->old.len == 0 ||
	    memcmp(hunk->old.at, hunk->new.at, hunk->old.len) == 0))
		return;
	old = count_lines(&hunk->old);
	new = count_lines(&hunk->new);
	print_names(walk);
	fputs("@@ ", walk->out);
	print_range(walk->out, '-', hunk->line, old);
	putc(' ', walk->out);
	print_range(walk->out, '+', (uint64_t)((int64_t)hunk->line +
	    walk->shift), new);
	fputs(" @@\n", walk->out);
	print_lines(walk->out, '-', &hunk->old);
	print_lines(walk->out, '+', &hunk->new);
	walk->shift += (int64_t)new - (int64_t)old;
}

/* An old byte that stays. */
static void
keep_byte(struct walk *walk, char c)
{
	struct hunk *hunk = &walk->hunk;

	if (!hunk->open) {
		buffer_byte(&walk->before, c);
		if (c == '\n')
			buffer_clear(&walk->before);
		return;
	}
	buffer_byte(&hunk->old, c);
	buffer_byte(&hunk->new, c);
	if (c != '\n')
		return;
	if (hunk->done) {
		close_hunk(walk);
		return;
	}
	hunk->done = true;
	hunk->old_done = hunk->old.len;
	hunk->new_done = hunk->new.len;
}

/* The hunk that a splice lies in: one that ends on the line before goes on. */
static void
open_hunk(struct walk *walk)
{
	struct hunk *hunk = &walk->hunk;

	if (!hunk->open) {
		buffer_clear(&hunk->old);
		buffer_clear(&hunk->new);
		buffer_add(&hunk->old, walk->before.at, walk->before.len);
		buffer_add(&hunk->new, walk->before.at, walk->before.len);
		buffer_clear(&walk->before);
		hunk->line = walk->line;
	}
	hunk->open = true;
	hunk->done = false;
}

static int
apply(struct walk *walk, const struct splice *splice)
{
	struct hunk *hunk = &walk->hunk;
	int c;

	while (walk->at < splice->at) {
		if ((c = next_byte(walk)) < 0)
			return c;
		keep_byte(walk, (char)c);
	}
	open_hunk(walk);
	while (walk->at < splice->at + (off_t)splice->drop) {
		if ((c = next_byte(walk)) < 0)
			return c;
		buffer_byte(&hunk->old, (char)c);
	}
	buffer_add(&hunk->new, splice->bytes, splice->len);
	if (at_line_end(&hunk->old) && at_line_end(&hunk->new)) {
		hunk->done = true;
		hunk->old_done = hunk->old.len;
		hunk->new_done = hunk->new.len;
	}
	return 0;
}

int
patch_print(FILE *out, struct source *source, const struct splice *splices,
    size_t n, struct trouble *what)
{
	struct walk walk = { .out = out, .source = source, .line = 1,
	    .what = what };
	int c = 0;

	for (size_t i = 0; i < n && c >= 0; i++)
		c = apply(&walk, &splices[i]);
	while (walk.hunk.open && c >= 0)
		if ((c = next_byte(&walk)) >= 0)
			keep_byte(&walk, (char)c);
	if (walk.hunk.open && c != -2)
		close_hunk(&walk);
	buffer_free(&walk.block);
	buffer_free(&walk.before);
	buffer_free(&walk.hunk.old);
	buffer_free(&walk.hunk.new);
	return c == -2 ? -1 : 0;
}
