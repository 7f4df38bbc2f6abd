#include <stdlib.h>
#include <string.h>

#include "show/show.h"

/* Would some readers of Markdown make a link of what stands around text.at[I]:
 * the colon of http://, the point of www.? (Of addresses of mail they make one
 * whatever is escaped.) */
static bool
links(struct slice text, size_t i)
{
	struct slice rest = { text.at + i, text.len - i };

	if (text.at[i] == ':')
		return slice_take(&rest, "://");
	return text.at[i] == '.' && i >= 3 && text_lower(text.at[i - 1]) == 'w' &&
	    text_lower(text.at[i - 2]) == 'w' && text_lower(text.at[i - 3]) == 'w';
}

/* Append text that was made safe so that it says only itself: no markup, no
 * HTML, no entity, no link, no end of the cell. */
static void
add_escaped(struct buffer *out, struct slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		if ((text.at[i] != '\0' &&
		    strchr("\\`*_[]<>&|~#$", text.at[i]) != NULL) ||
		    links(text, i))
			buffer_byte(out, '\\');
		buffer_byte(out, text.at[i]);
	}
}

static void
add_text(struct buffer *out, const char *text)
{
	struct buffer safe = { 0 };

	text_safe(slice_of(text), &safe);
	add_escaped(out, slice_of(buffer_text(&safe)));
	buffer_free(&safe);
}

static void
add_value(struct buffer *out, const struct result *r, size_t row,
    size_t column, bool whole)
{
	struct buffer pretty = { 0 };

	show_pretty(&pretty, r, row, column, whole);
	add_escaped(out, slice_of(buffer_text(&pretty)));
	buffer_free(&pretty);
}

static void
add_header(struct buffer *out, const struct result *r)
{
	size_t i;

	for (i = 0; i < r->n_columns; i++) {
		buffer_string(out, "| ");
		add_text(out, r->columns[i].title);
		buffer_byte(out, ' ');
	}
	buffer_string(out, "|\n");
	for (i = 0; i < r->n_columns; i++)
		buffer_string(out, show_right(r, i) ? "| ---: " : "| --- ");
	buffer_string(out, "|\n");
}

static void
add_table(struct buffer *out, const struct result *r)
{
	bool *whole = memory_zero(r->n_columns, sizeof(*whole));
	size_t row, i;

	add_header(out, r);
	for (i = 0; i < r->n_columns; i++)
		whole[i] = show_whole(r, i);
	for (row = 0; row < r->n_rows; row++) {
		for (i = 0; i < r->n_columns; i++) {
			buffer_string(out, "| ");
			add_value(out, r, row, i, whole[i]);
			buffer_byte(out, ' ');
		}
		buffer_string(out, "|\n");
	}
	free(whole);
}

/* The only row. */
static void
add_list(struct buffer *out, const struct result *r)
{
	size_t i;

	for (i = 0; i < r->n_columns; i++) {
		buffer_string(out, "- **");
		add_text(out, r->columns[i].title);
		buffer_string(out, "**: ");
		add_value(out, r, 0, i, show_whole(r, i));
		buffer_byte(out, '\n');
	}
}

/* A paragraph each; one that begins like a list or a rule is none. */
static void
add_note(struct buffer *out, const char *note)
{
	buffer_byte(out, '\n');
	if (*note != '\0' && strchr("-+=", *note) != NULL)
		buffer_byte(out, '\\');
	add_text(out, note);
	buffer_byte(out, '\n');
}

void
show_markdown(FILE *file, const struct result *r, const struct page *page)
{
	struct buffer out = { 0 };
	size_t i;

	(void)page;
	if (r->title != NULL) {
		buffer_string(&out, "## ");
		add_text(&out, r->title);
		buffer_string(&out, "\n\n");
	}
	if (r->n_rows == 1)
		add_list(&out, r);
	else if (r->n_columns > 0)
		add_table(&out, r);
	for (i = 0; i < r->n_notes; i++)
		add_note(&out, r->notes[i]);
	(void)fwrite(buffer_text(&out), 1, out.len, file);
	buffer_free(&out);
}
