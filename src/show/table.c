/*
 * A table for a terminal. Where it is too wide, titles are broken into up to
 * three lines, then the widest text columns are cut, and then the columns are
 * dealt out to blocks, one below the other, which all begin with the columns
 * that say what a row is of. Numbers are never cut.
 */

#include <stdlib.h>

#include "show/show.h"

#define BLANK "\u00b7"		/* what stands for nothing */
#define CUT "\u2026"		/* what stands for the rest of a text */
#define RULE "\u2500"
#define GAP 2			/* columns of the terminal between two of ours */
#define TITLE_LINES 3
#define WORD 16			/* longer words of a title may be broken */
#define TEXT_FLOOR 12		/* text is cut to this rather than broken off */
#define TEXT_LEAST 4		/* and to this where it must be */
#define BAR_LEAST 4
#define BAR_MOST 24

/* A column as it is drawn; widths are columns of the terminal. */
struct lane {
	size_t column;		/* of the result */
	struct slice title;	/* made safe; in the sheet's arena */
	size_t cells;		/* width of the widest cell */
	size_t least;		/* what it may be cut to */
	size_t width;		/* what it gets, its bar apart */
	size_t bar;		/* of the bar behind it, 0: none */
	double greatest;	/* what a full bar stands for, 0: no bars */
	bool right;
	bool whole;
};

/* A table in the making. */
struct sheet {
	const struct result *result;
	const struct page *page;
	FILE *file;
	struct lane *lanes;	/* those that every block begins with first */
	size_t n_labels;	/* how many these are */
	size_t from;		/* first of the block's other lanes */
	size_t n;		/* lanes of the block, labels included */
	struct buffer cell;
	struct buffer line;
	struct arena arena;
};

static struct slice
slice_from(const struct buffer *b)
{
	return (struct slice){ b->at, b->len };
}

static void
add_many(struct buffer *out, const char *text, size_t n)
{
	while (n-- > 0)
		buffer_string(out, text);
}

/* Write the line, without blanks at its end, between the escape sequences
 * BEFORE and reset where the page has colour. */
static void
end_line(struct sheet *s, const char *before)
{
	struct buffer *line = &s->line;
	bool color = s->page->color && before != NULL;

	while (line->len > 0 && line->at[line->len - 1] == ' ')
		line->len--;
	if (color)
		(void)fputs(before, s->file);
	if (line->len > 0)
		(void)fwrite(line->at, 1, line->len, s->file);
	(void)fputs(color ? "\033[0m\n" : "\n", s->file);
	buffer_clear(line);
}

/* Add a text WIDTH columns wide, cut or filled up with blanks. */
static void
add_padded(struct buffer *out, struct slice text, size_t width, bool right)
{
	size_t taken = text_width(text);

	if (taken > width) {
		text = slice_trim(text_cut(text, width - 1));
		taken = text_width(text) + 1;
		buffer_add(out, text.at, text.len);
		buffer_string(out, CUT);
		text.len = 0;
	}
	if (right && taken < width)
		add_many(out, " ", width - taken);
	buffer_add(out, text.at, text.len);
	if (!right && taken < width)
		add_many(out, " ", width - taken);
}

/* Fill the sheet's cell with what is shown for a value. */
static struct slice
cell_text(struct sheet *s, size_t row, const struct lane *lane)
{
	buffer_clear(&s->cell);
	show_pretty(&s->cell, s->result, row, lane->column, lane->whole);
	if (s->cell.len == 0)
		buffer_string(&s->cell, BLANK);
	return slice_from(&s->cell);
}

/*
 * Breaking text into lines.
 */

/* Where in TEXT a line of WIDTH columns ends: at a blank, else anywhere. */
static size_t
line_end(struct slice text, size_t width)
{
	struct slice line = text_cut(text, width);
	size_t i;

	if (line.len == text.len || text.at[line.len] == ' ')
		return line.len;
	for (i = line.len; i > 0; i--)
		if (line.at[i - 1] == ' ')
			return i - 1;
	/* a wide character in one column: go on all the same */
	if (line.len == 0)
		line = text_cut(text, 2);
	return line.len > 0 ? line.len : text.len;
}

/* Cut the next line of WIDTH columns from *REST; false: nothing is left. */
static bool
next_line(struct slice *rest, size_t width, struct slice *line)
{
	size_t len;

	*rest = slice_trim(*rest);
	if (rest->len == 0)
		return false;
	len = line_end(*rest, width);
	*line = slice_trim((struct slice){ rest->at, len });
	rest->at += len;
	rest->len -= len;
	return true;
}

static size_t
count_lines(struct slice text, size_t width)
{
	struct slice line;
	size_t n = 0;

	while (next_line(&text, width, &line))
		n++;
	return n;
}

static size_t
longest_word(struct slice text)
{
	size_t longest = 1, width;
	struct slice word;

	while (slice_next(&text, ' ', &word)) {
		width = text_width(word);
		if (width > longest)
			longest = width;
	}
	return longest;
}

/* The least width at which a title takes no more than N lines. */
static size_t
title_width(struct slice title, size_t n)
{
	size_t all = text_width(title), width = longest_word(title);

	if (n > 1 && width > WORD)
		width = WORD;
	while (width < all && count_lines(title, width) > n)
		width++;
	return width;
}

/*
 * Choosing widths.
 */

/* The I-th lane of the block. */
static struct lane *
lane_at(const struct sheet *s, size_t i)
{
	return &s->lanes[i < s->n_labels ? i : s->from + i - s->n_labels];
}

/* How wide a lane is with N lines for its title and text cut to FLOOR. */
static size_t
lane_need(const struct lane *lane, size_t n, size_t floor)
{
	size_t title = title_width(lane->title, n), cells = lane->cells;

	if (!lane->right && cells > floor)
		cells = floor;
	return cells > title ? cells : title;
}

static size_t
block_width(const struct sheet *s)
{
	size_t i, width = 0;

	for (i = 0; i < s->n; i++)
		width += lane_at(s, i)->width + (i > 0 ? GAP : 0);
	return width;
}

/* The widest lane that can still give way, NULL if there is none. */
static struct lane *
widest(const struct sheet *s)
{
	struct lane *lane, *best = NULL;
	size_t i;

	for (i = 0; i < s->n; i++) {
		lane = lane_at(s, i);
		if (lane->width > lane->least &&
		    (best == NULL || lane->width > best->width))
			best = lane;
	}
	return best;
}

/* Does the block fit with N lines for titles and text cut to FLOOR? Sets the
 * widths either way. */
static bool
fit_with(struct sheet *s, size_t n, size_t floor)
{
	struct lane *lane;
	size_t i, width;

	for (i = 0; i < s->n; i++) {
		lane = lane_at(s, i);
		lane->width = lane_need(lane, n, SIZE_MAX);
		lane->least = lane_need(lane, n, floor);
	}
	if (s->page->width == 0)
		return true;
	for (width = block_width(s); width > s->page->width; width--) {
		if ((lane = widest(s)) == NULL)
			return false;
		lane->width--;
	}
	return true;
}

static void
fit(struct sheet *s)
{
	static const size_t floors[] = { SIZE_MAX, TEXT_FLOOR, TEXT_LEAST };
	size_t i, n;

	for (i = 0; i < sizeof(floors) / sizeof(floors[0]); i++)
		for (n = 1; n <= TITLE_LINES; n++)
			if (fit_with(s, n, floors[i]))
				return;
}

/* Give the bars the room that is left over. */
static void
fit_bars(struct sheet *s)
{
	size_t i, bars = 0, taken = block_width(s);
	size_t room = SIZE_MAX;

	for (i = 0; i < s->n; i++)
		bars += lane_at(s, i)->greatest > 0;
	if (bars == 0)
		return;
	if (s->page->width > 0) {
		room = taken < s->page->width ? s->page->width - taken : 0;
		room /= bars;
	}
	/* a blank lies between a number and its bar */
	if (room > BAR_MOST + 1)
		room = BAR_MOST + 1;
	for (i = 0; i < s->n; i++)
		if (lane_at(s, i)->greatest > 0)
			lane_at(s, i)->bar = room > BAR_LEAST ? room - 1 : 0;
}

/* Do the labels leave room for each of the other lanes? */
static bool
labels_fit(struct sheet *s)
{
	size_t all = s->result->n_columns;

	s->from = s->n_labels;
	s->n = s->n_labels < all ? s->n_labels + 1 : all;
	do {
		if (!fit_with(s, TITLE_LINES, TEXT_LEAST))
			return false;
	} while (++s->from < all);
	return true;
}

/* Begin a block at the lane FROM: as many as there is room for, but one. */
static void
take_block(struct sheet *s, size_t from)
{
	size_t most = s->n_labels + s->result->n_columns - from;

	s->from = from;
	s->n = s->n_labels < most ? s->n_labels + 1 : most;
	while (s->n < most) {
		s->n++;
		if (!fit_with(s, TITLE_LINES, TEXT_FLOOR)) {
			s->n--;
			break;
		}
	}
	fit(s);
	fit_bars(s);
}

/*
 * Drawing.
 */

static void
add_gap(struct sheet *s, size_t i)
{
	if (i > 0)
		add_many(&s->line, " ", GAP);
}

/* Line LINE of the title of a lane, titles standing on the last of LINES. */
static struct slice
title_line(const struct lane *lane, size_t line, size_t lines)
{
	struct slice rest = lane->title, text = { NULL, 0 };
	size_t first = lines - count_lines(lane->title, lane->width), i;

	for (i = first; i <= line; i++)
		(void)next_line(&rest, lane->width, &text);
	return text;
}

static void
draw_header(struct sheet *s)
{
	const struct lane *lane;
	size_t i, n, line, lines = 0;

	for (i = 0; i < s->n; i++) {
		lane = lane_at(s, i);
		n = count_lines(lane->title, lane->width);
		if (n > lines)
			lines = n;
	}
	for (line = 0; line < lines; line++) {
		for (i = 0; i < s->n; i++) {
			lane = lane_at(s, i);
			add_gap(s, i);
			add_padded(&s->line, title_line(lane, line, lines),
			    lane->width, lane->right);
			if (lane->bar > 0)
				add_many(&s->line, " ", lane->bar + 1);
		}
		end_line(s, "\033[1m");
	}
}

static void
draw_rule(struct sheet *s)
{
	const struct lane *lane;
	size_t i;

	for (i = 0; i < s->n; i++) {
		lane = lane_at(s, i);
		add_gap(s, i);
		add_many(&s->line, RULE,
		    lane->width + (lane->bar > 0 ? lane->bar + 1 : 0));
	}
	end_line(s, "\033[2m");
}

static void
add_bar(struct sheet *s, size_t row, const struct lane *lane)
{
	struct buffer *bar = &s->cell;

	buffer_clear(bar);
	show_bar(bar, show_size(s->result, row, lane->column), lane->greatest,
	    lane->bar);
	buffer_byte(&s->line, ' ');
	add_padded(&s->line, slice_from(bar), lane->bar, false);
}

static void
draw_row(struct sheet *s, size_t row)
{
	const struct lane *lane;
	size_t i;

	for (i = 0; i < s->n; i++) {
		lane = lane_at(s, i);
		add_gap(s, i);
		add_padded(&s->line, cell_text(s, row, lane), lane->width,
		    lane->right);
		if (lane->bar > 0)
			add_bar(s, row, lane);
	}
	end_line(s, NULL);
}

static void
draw_block(struct sheet *s)
{
	size_t row;

	if (s->from > s->n_labels)
		end_line(s, NULL);
	draw_header(s);
	draw_rule(s);
	for (row = 0; row < s->result->n_rows; row++)
		draw_row(s, row);
}

/* A column that every block repeats is as wide in all as in the narrowest. */
static void
narrow_labels(struct sheet *s)
{
	size_t i;

	for (i = 0; i < s->n_labels; i++)
		if (!s->lanes[i].right && s->lanes[i].cells > s->lanes[i].width)
			s->lanes[i].cells = s->lanes[i].width;
}

/* Go through the blocks: DO_BLOCK is called for each. */
static void
each_block(struct sheet *s, void (*do_block)(struct sheet *))
{
	size_t from = s->n_labels;

	do {
		take_block(s, from);
		do_block(s);
		from += s->n - s->n_labels;
	} while (from < s->result->n_columns);
}

static void
draw_blocks(struct sheet *s)
{
	while (s->n_labels > 1 && !labels_fit(s))
		s->n_labels--;
	each_block(s, narrow_labels);
	each_block(s, draw_block);
}

/* The widest title, and the widest number that stands on the right. */
static void
list_widths(const struct sheet *s, size_t *title, size_t *number)
{
	const struct lane *lane;
	size_t i, width;

	*title = *number = 0;
	for (i = 0; i < s->result->n_columns; i++) {
		lane = &s->lanes[i];
		width = text_width(lane->title);
		if (width > *title)
			*title = width;
		if (lane->right && lane->cells > *number)
			*number = lane->cells;
	}
	/* half a page is enough for a title */
	if (s->page->width > 0 && *title > s->page->width / 2)
		*title = s->page->width / 2 > 0 ? s->page->width / 2 : 1;
}

/* The only row, a line a column. */
static void
draw_list(struct sheet *s)
{
	size_t i, title, number, width = s->page->width, room = SIZE_MAX;
	const struct lane *lane;
	struct slice text;

	list_widths(s, &title, &number);
	if (width > 0)
		room = width > title + GAP ? width - title - GAP : 1;
	for (i = 0; i < s->result->n_columns; i++) {
		lane = &s->lanes[i];
		add_padded(&s->line, lane->title, title, false);
		add_many(&s->line, " ", GAP);
		text = cell_text(s, 0, lane);
		width = text_width(text);
		if (lane->right)
			width = number;
		else if (width > room)
			width = room;
		add_padded(&s->line, text, width, lane->right);
		end_line(s, NULL);
	}
}

static void
draw_note(struct sheet *s, const char *note)
{
	size_t width = s->page->width > 0 ? s->page->width : SIZE_MAX;
	struct slice rest, line;

	buffer_clear(&s->cell);
	text_safe(slice_of(note), &s->cell);
	rest = slice_from(&s->cell);
	while (next_line(&rest, width, &line)) {
		buffer_add(&s->line, line.at, line.len);
		end_line(s, "\033[2m");
	}
}

static void
measure(struct sheet *s, struct lane *lane)
{
	size_t row, width, limit = s->page->width;

	for (row = 0; row < s->result->n_rows; row++) {
		width = text_width(cell_text(s, row, lane));
		if (width > lane->cells)
			lane->cells = width;
	}
	/* a text wider than the page is cut anyway */
	if (!lane->right && limit > 0 && lane->cells > limit)
		lane->cells = limit;
}

static void
add_lane(struct sheet *s, struct lane *lane, size_t column)
{
	const struct result *r = s->result;

	lane->column = column;
	lane->right = show_right(r, column);
	lane->whole = show_whole(r, column);
	lane->greatest = show_greatest(r, column);
	text_safe(slice_of(r->columns[column].title), &s->cell);
	lane->title.at = arena_copy(&s->arena, buffer_text(&s->cell),
	    s->cell.len);
	lane->title.len = s->cell.len;
	measure(s, lane);
	buffer_clear(&s->cell);
}

/* Groups first: they head every block. Without any, the first column does. */
static void
add_lanes(struct sheet *s)
{
	const struct result *r = s->result;
	size_t i, n = 0;

	s->lanes = memory_zero(r->n_columns, sizeof(*s->lanes));
	for (i = 0; i < r->n_columns; i++)
		if (r->columns[i].group)
			add_lane(s, &s->lanes[n++], i);
	s->n_labels = n > 0 ? n : 1;
	for (i = 0; i < r->n_columns; i++)
		if (!r->columns[i].group)
			add_lane(s, &s->lanes[n++], i);
}

static void
draw_title(struct sheet *s)
{
	text_safe(slice_of(s->result->title), &s->line);
	end_line(s, "\033[1m");
}

void
show_table(FILE *file, const struct result *r, const struct page *page)
{
	struct sheet s = { .result = r, .page = page, .file = file };
	size_t i;

	if (r->n_rows > 0 && r->n_columns > 0) {
		add_lanes(&s);
		if (r->title != NULL)
			draw_title(&s);
		if (r->n_rows == 1)
			draw_list(&s);
		else
			draw_blocks(&s);
		if (r->chart.n_parts > 0)
			show_chart(file, r, page);
		if (r->n_notes > 0)
			end_line(&s, NULL);
	}
	for (i = 0; i < r->n_notes; i++)
		draw_note(&s, r->notes[i]);
	free(s.lanes);
	buffer_free(&s.cell);
	buffer_free(&s.line);
	arena_free(&s.arena);
}
