#include <stdlib.h>

#include "csv/writer.h"
#include "show/show.h"

/* A line in the making: the cells lie in text one behind the other. */
struct csv_line {
	struct buffer text;
	size_t *ends;		/* where in text each cell ends */
	struct slice *cells;
	struct buffer out;
};

static void
tsv_record(struct csv_line *line, size_t n)
{
	size_t i, j;
	char c;

	/* a tab-separated cell has no quotes that could hold these */
	for (i = 0; i < n; i++) {
		if (i > 0)
			buffer_byte(&line->out, '\t');
		for (j = 0; j < line->cells[i].len; j++) {
			c = line->cells[i].at[j];
			if (c == '\t' || c == '\n' || c == '\r' || c == '\0')
				c = ' ';
			buffer_byte(&line->out, c);
		}
	}
	buffer_byte(&line->out, '\n');
}

static void
write_line(FILE *file, struct csv_line *line, size_t n, bool tabs)
{
	const char *text = buffer_text(&line->text);
	size_t i, from = 0;

	for (i = 0; i < n; i++) {
		line->cells[i] = (struct slice){ text + from,
		    line->ends[i] - from };
		from = line->ends[i];
	}
	if (tabs)
		tsv_record(line, n);
	else
		writer_record(&line->out, line->cells, n, ',', LINE_LF);
	(void)fwrite(line->out.at, 1, line->out.len, file);
	buffer_clear(&line->text);
	buffer_clear(&line->out);
}

/* Text that would steer a terminal is shown there instead of sent. A key may be a
 * header of the file. */
static void
add_header(struct csv_line *line, const struct result *r, bool terminal)
{
	size_t i;

	for (i = 0; i < r->n_columns; i++) {
		if (terminal)
			text_safe(slice_of(r->columns[i].key), &line->text);
		else
			buffer_string(&line->text, r->columns[i].key);
		line->ends[i] = line->text.len;
	}
}

static void
add_cell(struct csv_line *line, const struct result *r, size_t row, size_t i,
    bool terminal)
{
	struct buffer raw = { 0 };

	if (!terminal) {
		show_plain(&line->text, r, row, i);
		return;
	}
	show_plain(&raw, r, row, i);
	text_safe((struct slice){ raw.at, raw.len }, &line->text);
	buffer_free(&raw);
}

static void
add_row(struct csv_line *line, const struct result *r, size_t row,
    bool terminal)
{
	size_t i;

	for (i = 0; i < r->n_columns; i++) {
		add_cell(line, r, row, i, terminal);
		line->ends[i] = line->text.len;
	}
}

void
show_csv(FILE *file, const struct result *r, const struct page *page)
{
	struct csv_line line = { 0 };
	bool tabs = page->format == FORMAT_TSV;
	size_t row;

	if (r->n_columns == 0)
		return;
	line.ends = memory_zero(r->n_columns, sizeof(*line.ends));
	line.cells = memory_zero(r->n_columns, sizeof(*line.cells));
	if (!page->no_header) {
		add_header(&line, r, page->terminal);
		write_line(file, &line, r->n_columns, tabs);
	}
	for (row = 0; row < r->n_rows; row++) {
		add_row(&line, r, row, page->terminal);
		write_line(file, &line, r->n_columns, tabs);
	}
	free(line.ends);
	free(line.cells);
	buffer_free(&line.text);
	buffer_free(&line.out);
}
