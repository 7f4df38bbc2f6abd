#include <stdlib.h>

#include "show/show.h"

/* Grey that is half seen on white and on black, so that one sheet serves
 * both; the browser brings the rest. */
static const char style[] =
    ":root { color-scheme: light dark }\n"
    "body { font: 15px/1.5 system-ui, sans-serif; margin: 2em }\n"
    ".wide { overflow-x: auto }\n"
    "table { border-collapse: collapse; font-variant-numeric: tabular-nums }\n"
    "caption { font-weight: 600; padding: .4em 0; text-align: left }\n"
    "th, td { border-bottom: 1px solid rgba(128, 128, 128, .4);\n"
    "  padding: .3em .8em; text-align: left; vertical-align: top }\n"
    "tbody th { font-weight: 400 }\n"
    "thead th { vertical-align: bottom }\n"
    ".n { text-align: right; white-space: nowrap }\n"
    ".bar { background: #4080c0; display: block; height: .3em;\n"
    "  min-width: 1px }\n"
    ".note { opacity: .75 }\n";

const char *
show_html_style(void)
{
	return style;
}

static void
add_escaped(struct buffer *out, struct slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		switch (text.at[i]) {
		case '&':
			buffer_string(out, "&amp;");
			break;
		case '<':
			buffer_string(out, "&lt;");
			break;
		case '>':
			buffer_string(out, "&gt;");
			break;
		case '"':
			buffer_string(out, "&quot;");
			break;
		case '\'':
			buffer_string(out, "&#39;");
			break;
		default:
			buffer_byte(out, text.at[i]);
		}
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

/* What the cells of a column have in common. */
struct html_column {
	bool whole;
	double greatest;	/* its bars end here; 0: none */
};

static struct html_column *
columns_of(const struct result *r)
{
	struct html_column *columns;
	size_t i;

	columns = memory_zero(r->n_columns, sizeof(*columns));
	for (i = 0; i < r->n_columns; i++) {
		columns[i].whole = show_whole(r, i);
		columns[i].greatest = show_greatest(r, i);
	}
	return columns;
}

static void
add_bar(struct buffer *out, double part, double whole)
{
	int tenths;

	if (!(part > 0) || !(whole > 0))
		return;
	/* in whole numbers: a locale may have a comma for the point */
	tenths = (int)(part / whole * 1000 + 0.5);
	buffer_format(out, "<span class=\"bar\" style=\"width: %d.%d%%\">"
	    "</span>", tenths / 10, tenths % 10);
}

static void
add_value(struct buffer *out, const struct result *r, size_t row, size_t i,
    const struct html_column *column)
{
	struct buffer pretty = { 0 };

	show_pretty(&pretty, r, row, i, column->whole);
	add_escaped(out, slice_of(buffer_text(&pretty)));
	add_bar(out, show_size(r, row, i), column->greatest);
	buffer_free(&pretty);
}

static void
add_header(struct buffer *out, const struct result *r)
{
	size_t i;

	buffer_string(out, "<thead>\n<tr>");
	for (i = 0; i < r->n_columns; i++) {
		buffer_string(out, show_right(r, i) ?
		    "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
		add_text(out, r->columns[i].title);
		buffer_string(out, "</th>");
	}
	buffer_string(out, "</tr>\n</thead>\n");
}

static void
add_row(struct buffer *out, const struct result *r, size_t row,
    const struct html_column *columns)
{
	const char *name;
	size_t i;

	buffer_string(out, "<tr>");
	for (i = 0; i < r->n_columns; i++) {
		name = r->columns[i].group ? "th" : "td";
		buffer_format(out, "<%s%s%s>", name,
		    r->columns[i].group ? " scope=\"row\"" : "",
		    show_right(r, i) ? " class=\"n\"" : "");
		add_value(out, r, row, i, &columns[i]);
		buffer_format(out, "</%s>", name);
	}
	buffer_string(out, "</tr>\n");
}

static void
add_rows(struct buffer *out, const struct result *r)
{
	struct html_column *columns = columns_of(r);
	size_t row;

	add_header(out, r);
	buffer_string(out, "<tbody>\n");
	for (row = 0; row < r->n_rows; row++)
		add_row(out, r, row, columns);
	buffer_string(out, "</tbody>\n");
	free(columns);
}

/* The only row: a line a column, and no bars, as each would be full. */
static void
add_list(struct buffer *out, const struct result *r)
{
	struct html_column column = { 0 };
	size_t i;

	buffer_string(out, "<tbody>\n");
	for (i = 0; i < r->n_columns; i++) {
		buffer_string(out, "<tr><th scope=\"row\">");
		add_text(out, r->columns[i].title);
		buffer_string(out, show_right(r, i) ?
		    "</th><td class=\"n\">" : "</th><td>");
		column.whole = show_whole(r, i);
		add_value(out, r, 0, i, &column);
		buffer_string(out, "</td></tr>\n");
	}
	buffer_string(out, "</tbody>\n");
}

static void
add_table(struct buffer *out, const struct result *r)
{
	buffer_string(out, "<div class=\"wide\">\n<table>\n");
	if (r->title != NULL) {
		buffer_string(out, "<caption>");
		add_text(out, r->title);
		buffer_string(out, "</caption>\n");
	}
	if (r->n_rows == 1)
		add_list(out, r);
	else
		add_rows(out, r);
	buffer_string(out, "</table>\n</div>\n");
}

static void
add_part(struct buffer *out, const struct result *r)
{
	size_t i;

	add_table(out, r);
	for (i = 0; i < r->n_notes; i++) {
		buffer_string(out, "<p class=\"note\">");
		add_text(out, r->notes[i]);
		buffer_string(out, "</p>\n");
	}
}

void
show_html_part(FILE *file, const struct result *r)
{
	struct buffer out = { 0 };

	add_part(&out, r);
	(void)fwrite(out.at, 1, out.len, file);
	buffer_free(&out);
}

void
show_html(FILE *file, const struct result *r, const struct page *page)
{
	struct buffer out = { 0 };

	(void)page;
	buffer_string(&out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">\n<title>");
	add_text(&out, r->title != NULL ? r->title : "pl");
	buffer_format(&out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n",
	    style);
	add_part(&out, r);
	buffer_string(&out, "</body>\n</html>\n");
	(void)fwrite(out.at, 1, out.len, file);
	buffer_free(&out);
}
