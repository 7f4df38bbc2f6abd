#include <string.h>

#include "cmd/options.h"
#include "cmd/options_text.h"

void
options_where(struct request *request, const char *before, const char *value)
{
	struct buffer text = { 0 };

	buffer_string(&text, before);
	buffer_string(&text, value);
	memory_room(&request->where, &request->room_where,
	    request->n_where + 1, sizeof *request->where);
	request->where[request->n_where++] = (struct slice){
	    arena_copy(&request->arena, text.at, text.len), text.len };
	buffer_free(&text);
}

/* Split FIELD=WHAT; FIELD must be one. */
static const char *
read_mapping(struct slice text, struct mapping *map)
{
	const char *equals = memchr(text.at, '=', text.len);

	if (equals == NULL)
		return "lacks a '='";
	map->field = slice_trim((struct slice){ text.at,
	    (size_t)(equals - text.at) });
	map->header = slice_trim((struct slice){ equals + 1,
	    text.len - (size_t)(equals + 1 - text.at) });
	return field_named(map->field) == FIELD_NONE ?
	    "names no field (deals(5) lists them)" : NULL;
}

const char *
options_map(struct request *request, struct slice text)
{
	struct reading *reading = &request->reading;

	reading->mappings = memory_more(reading->mappings,
	    reading->n_mappings + 1, sizeof *reading->mappings);
	return read_mapping(text, &reading->mappings[reading->n_mappings++]);
}

const char *
options_lookup(struct request *request, struct slice text)
{
	struct reading *reading = &request->reading;

	reading->lookups = memory_more(reading->lookups,
	    reading->n_lookups + 1, sizeof *reading->lookups);
	return read_mapping(text, &reading->lookups[reading->n_lookups++]);
}

const char *
options_currency(void *into, const char *value)
{
	struct request *request = into;
	char *code = arena_copy(&request->arena, value, strlen(value));

	if (strlen(value) != 3)
		return "is not a currency code (three letters)";
	for (size_t i = 0; i < 3; i++) {
		if (code[i] >= 'a' && code[i] <= 'z')
			code[i] = (char)(code[i] - 'a' + 'A');
		if (code[i] < 'A' || code[i] > 'Z')
			return "is not a currency code (three letters)";
	}
	request->currency = code;
	return NULL;
}

const char *
options_whole(const char *value, long most, long *number)
{
	*number = 0;
	if (*value == '\0')
		return "is not a whole number";
	for (; *value != '\0'; value++) {
		if (*value < '0' || *value > '9')
			return "is not a whole number";
		*number = *number * 10 + (*value - '0');
		if (*number > most)
			return "is too large";
	}
	return NULL;
}
