#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deal/check_rule.h"

static struct finding *
add_finding(struct check *check, uint64_t line, struct slice field)
{
	struct findings *all = check->findings;
	struct finding *one;

	memory_room(&all->at, &all->room, all->n + 1, sizeof *all->at);
	one = &all->at[all->n];
	*one = (struct finding){ .line = line, .number = all->n,
	    .file = check->table->name, .order = check->table->order,
	    .field = arena_copy(&all->arena, field.at, field.len) };
	all->n++;
	return one;
}

void
found(struct check *check, uint64_t line, struct slice field,
    const char *format, ...)
{
	struct finding *one = add_finding(check, line, field);
	char text[1024];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof text, format, list);
	va_end(list);
	one->message = arena_copy(&check->findings->arena, text, strlen(text));
}

/* Take "NAME: " off the front where it is a word. */
static struct slice
take_field(struct slice *text)
{
	struct slice field = { text->at, 0 };

	while (field.len < text->len && (text_letter(text->at[field.len]) ||
	    text->at[field.len] == '_'))
		field.len++;
	if (field.len == 0 || text->len < field.len + 2 ||
	    memcmp(text->at + field.len, ": ", 2) != 0)
		return (struct slice){ NULL, 0 };
	text->at += field.len + 2;
	text->len -= field.len + 2;
	return field;
}

void
found_trouble(struct check *check, const struct trouble *what)
{
	struct slice text = slice_of(what->text), field;
	uint64_t line = 0;
	int digit;

	if (slice_take(&text, check->table->name) && slice_take(&text, ":"))
		while ((digit = slice_digit(&text)) >= 0)
			line = line * 10 + (uint64_t)digit;
	slice_take(&text, ":");
	text = slice_trim(text);
	field = take_field(&text);
	found(check, line, field, "%.*s", (int)text.len, text.at);
}

struct slice
check_field(enum field field)
{
	return slice_of(field_row(field)->name);
}

static int
by_place(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

void
findings_sort(struct findings *all)
{
	if (all->n > 1)
		qsort(all->at, all->n, sizeof *all->at, by_place);
}

size_t
findings_left(const struct findings *all)
{
	size_t left = 0;

	for (size_t i = 0; i < all->n; i++)
		left += all->at[i].mended == NULL;
	return left;
}

void
finding_line(const struct finding *one, struct buffer *out)
{
	text_safe(slice_of(one->file), out);
	if (one->line > 0)
		buffer_format(out, ":%llu", (unsigned long long)one->line);
	buffer_string(out, ": ");
	if (one->field[0] != '\0') {
		text_safe(slice_of(one->field), out);
		buffer_string(out, ": ");
	}
	text_safe(slice_of(one->message), out);
	if (one->mended != NULL) {
		buffer_string(out, "; mended: ");
		text_safe(slice_of(one->mended), out);
	}
}

void
findings_free(struct findings *all)
{
	free(all->at);
	arena_free(&all->arena);
	*all = (struct findings){ 0 };
}
