#include <string.h>

#include <csv.h>

#include "csv/writer.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool
writer_must_quote(struct slice text, char delimiter)
{
	size_t i;
	char c;

	if (text.len == 0)
		return false;
	if (is_blank(text.at[0]) || is_blank(text.at[text.len - 1]))
		return true;
	for (i = 0; i < text.len; i++) {
		c = text.at[i];
		if (c == delimiter || c == '"' || c == '\r' || c == '\n' ||
		    c == '\0')
			return true;
	}
	return false;
}

/* libcsv says how many bytes it needs before it writes them. */
static void
writer_quoted(struct buffer *out, struct slice text)
{
	const char *from = text.len > 0 ? text.at : "";
	size_t need = csv_write(NULL, 0, from, text.len);

	memory_room(&out->at, &out->room, out->len + need, 1);
	csv_write(out->at + out->len, need, from, text.len);
	out->len += need;
}

void
writer_cell(struct buffer *out, struct slice text, char delimiter, bool always)
{
	if (always || writer_must_quote(text, delimiter))
		writer_quoted(out, text);
	else if (text.len > 0)
		buffer_add(out, text.at, text.len);
}

void
writer_record(struct buffer *out, const struct slice *cells, size_t n,
    char delimiter, enum line_end end)
{
	bool blank = n == 1 && cells[0].len == 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (i > 0)
			buffer_byte(out, delimiter);
		writer_cell(out, cells[i], delimiter, blank);
	}
	buffer_string(out, line_end_bytes(end));
}
