#include <stdlib.h>
#include <string.h>

#include "show/show.h"

/* The two or three bytes at AT that are one of the characters a reader must
 * not meet raw: C1 controls, line and paragraph separators, and those that
 * turn the direction of text. Their code point, 0 for anything else. *LEN is
 * how many bytes it takes. */
static unsigned
special(const unsigned char *at, size_t left, size_t *len)
{
	unsigned code;

	*len = 2;
	if (left >= 2 && at[0] == 0xc2 && at[1] < 0xa0)
		return at[1];
	if (left >= 2 && at[0] == 0xd8 && at[1] == 0x9c)
		return 0x061c;
	*len = 3;
	if (left < 3 || at[0] != 0xe2 || at[1] < 0x80 || at[1] > 0x81)
		return 0;
	code = 0x2000u | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
	if (code == 0x200e || code == 0x200f ||
	    (code >= 0x2028 && code <= 0x202e) ||
	    (code >= 0x2066 && code <= 0x2069))
		return code;
	return 0;
}

static void
add_ascii(struct buffer *out, unsigned char c)
{
	static const char from[] = "\"\\\n\r\t", to[] = "\"\\nrt";
	const char *found = c == '\0' ? NULL : strchr(from, c);

	if (found != NULL) {
		buffer_byte(out, '\\');
		buffer_byte(out, to[found - from]);
	} else if (c < 0x20 || c == 0x7f) {
		buffer_format(out, "\\u%04x", c);
	} else {
		buffer_byte(out, (char)c);
	}
}

/* Text that is UTF-8. */
static void
add_valid(struct buffer *out, struct slice text)
{
	const unsigned char *at = (const unsigned char *)text.at;
	size_t i = 0, len;
	unsigned code;

	while (i < text.len) {
		if (at[i] < 0x80) {
			add_ascii(out, at[i++]);
			continue;
		}
		code = special(at + i, text.len - i, &len);
		if (code != 0) {
			buffer_format(out, "\\u%04x", code);
			i += len;
		} else {
			buffer_byte(out, text.at[i++]);
		}
	}
}

static void
add_string(struct buffer *out, struct slice text)
{
	size_t bad;

	buffer_byte(out, '"');
	while (!text_valid(text, &bad)) {
		add_valid(out, (struct slice){ text.at, bad });
		buffer_string(out, "\ufffd");
		text.at += bad + 1;
		text.len -= bad + 1;
	}
	add_valid(out, text);
	buffer_byte(out, '"');
}

static void
add_value(struct buffer *out, const struct result *r, size_t row,
    size_t column)
{
	const struct value *v = result_value(r, row, column);
	size_t before = out->len;

	if (v->kind == VALUE_YES) {
		buffer_string(out, "true");
	} else if (v->kind == VALUE_TEXT) {
		add_string(out, v->text);
	} else if (v->kind == VALUE_DATE) {
		buffer_byte(out, '"');
		show_plain(out, r, row, column);
		buffer_byte(out, '"');
	} else {
		show_plain(out, r, row, column);
		if (out->len == before)
			buffer_string(out, r->columns[column].unit ==
			    UNIT_YES ? "false" : "null");
	}
}

static bool
is_taken(const struct result *r, const char *const *keys, size_t n,
    const char *key)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	/* nor may it take the name of a column that is still to come */
	for (; i < r->n_columns; i++)
		if (strcmp(r->columns[i].key, key) == 0)
			return true;
	return false;
}

/* The keys of the columns, in ARENA. A header may stand twice in a file, or be that
 * of a measure, but most readers of an object keep one value a key: the second x
 * is x_2. */
static const char *const *
keys_of(const struct result *r, struct arena *arena)
{
	const char **keys = arena_get(arena,
	    (r->n_columns + 1) * sizeof *keys);
	struct buffer key = { 0 };
	size_t i, k, number;

	for (i = 0; i < r->n_columns; i++) {
		keys[i] = r->columns[i].key;
		for (k = 0; k < i && strcmp(keys[i], r->columns[k].key) != 0; k++)
			;
		if (k == i)
			continue;
		number = 1;
		do {
			buffer_clear(&key);
			buffer_format(&key, "%s_%zu", r->columns[i].key, ++number);
		} while (is_taken(r, keys, i, buffer_text(&key)));
		keys[i] = arena_copy(arena, key.at, key.len);
	}
	buffer_free(&key);
	return keys;
}

static void
add_object(struct buffer *out, const struct result *r, size_t row,
    const char *const *keys)
{
	size_t i;

	buffer_byte(out, '{');
	for (i = 0; i < r->n_columns; i++) {
		if (i > 0)
			buffer_byte(out, ',');
		add_string(out, slice_of(keys[i]));
		buffer_byte(out, ':');
		add_value(out, r, row, i);
	}
	buffer_byte(out, '}');
}

void
show_json(FILE *file, const struct result *r, const struct page *page)
{
	bool array = page->format == FORMAT_JSON;
	struct buffer out = { 0 };
	struct arena arena = { 0 };
	const char *const *keys = keys_of(r, &arena);
	size_t row;

	if (array)
		(void)fputc('[', file);
	for (row = 0; row < r->n_rows; row++) {
		if (array)
			(void)fputs(row > 0 ? ",\n" : "\n", file);
		add_object(&out, r, row, keys);
		(void)fwrite(out.at, 1, out.len, file);
		if (!array)
			(void)fputc('\n', file);
		buffer_clear(&out);
	}
	if (array)
		(void)fputs(r->n_rows > 0 ? "\n]\n" : "]\n", file);
	buffer_free(&out);
	arena_free(&arena);
}
