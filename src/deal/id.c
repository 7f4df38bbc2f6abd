#include <stdlib.h>
#include <string.h>

#include "deal/id.h"

#define DIGITS_MOST 15	/* more is no number that is counted up */
#define LARGEST UINT64_C(999999999999999)
#define BEYOND "1000000000000000"
#define FIRST "D-0001"

/* How many digits an id ends in; 0: no form that goes on. */
static size_t
digits_at_end(struct slice id)
{
	size_t n = 0;

	while (n < id.len && id.at[id.len - 1 - n] >= '0' &&
	    id.at[id.len - 1 - n] <= '9')
		n++;
	return n > DIGITS_MOST ? 0 : n;
}

/* Prefix and width; a number without leading zeros has width 0, for the next
 * may be longer. */
static void
form_key(struct slice id, size_t digits, struct buffer *key)
{
	bool padded = digits > 1 && id.at[id.len - digits] == '0';

	buffer_byte(key, padded ? (char)digits : '\0');
	buffer_add(key, id.at, id.len - digits);
}

/* Is the last form that of the id too? Most ids of a file have one. */
static bool
is_last(const struct id_forms *forms, struct slice id, size_t digits)
{
	bool padded = digits > 1 && id.at[id.len - digits] == '0';
	struct slice key;

	if (forms->forms.n == 0)
		return false;
	key = intern_text(&forms->forms, forms->last);
	return key.len == 1 + id.len - digits &&
	    key.at[0] == (padded ? (char)digits : '\0') &&
	    memcmp(key.at + 1, id.at, id.len - digits) == 0;
}

/* Make the form of that key the last one. */
static struct id_form *
form_of(struct id_forms *forms, struct slice key)
{
	bool new;

	forms->last = intern_number(&forms->forms, key, &new);
	memory_room(&forms->at, &forms->room, forms->last + 1,
	    sizeof *forms->at);
	if (new)
		forms->at[forms->last] = (struct id_form){ 0, 0 };
	return &forms->at[forms->last];
}

static void
count_ids(struct id_form *form, uint64_t count, uint64_t largest)
{
	form->count += count;
	if (largest > form->largest)
		form->largest = largest;
}

static bool
ends_beyond(struct slice id)
{
	size_t n = strlen(BEYOND);

	return id.len >= n && memcmp(id.at + id.len - n, BEYOND, n) == 0;
}

void
id_forms_see(struct id_forms *forms, struct slice id)
{
	struct buffer key = { 0 };
	size_t digits = digits_at_end(id);
	uint64_t value = 0;

	if (id.len == 0)
		return;
	forms->ids++;
	if (digits == 0) {
		forms->beyond = forms->beyond || ends_beyond(id);
		return;
	}
	for (size_t i = id.len - digits; i < id.len; i++)
		value = value * 10 + (uint64_t)(id.at[i] - '0');
	if (!is_last(forms, id, digits)) {
		form_key(id, digits, &key);
		form_of(forms, (struct slice){ key.at, key.len });
		buffer_free(&key);
	}
	count_ids(&forms->at[forms->last], 1, value);
}

void
id_forms_merge(struct id_forms *into, struct id_forms *from)
{
	for (size_t i = 0; i < from->forms.n; i++)
		count_ids(form_of(into, intern_text(&from->forms, i)),
		    from->at[i].count, from->at[i].largest);
	into->ids += from->ids;
	into->beyond = into->beyond || from->beyond;
	id_forms_free(from);
}

/* D-0999 has a width and D-1000 shows none: of one prefix they are one form. */
static size_t
commonest(const struct id_forms *forms, uint64_t *count, uint64_t *largest,
    size_t *width)
{
	size_t best = INTERN_NONE;

	*count = 0;
	for (size_t i = 0; i < forms->forms.n; i++) {
		struct slice key = intern_text(&forms->forms, i), other;
		uint64_t sum = forms->at[i].count, most = forms->at[i].largest;
		size_t wide = (unsigned char)key.at[0];

		for (size_t j = 0; wide > 0 && j < forms->forms.n; j++) {
			other = intern_text(&forms->forms, j);
			if (other.at[0] != '\0' || other.len != key.len ||
			    memcmp(other.at + 1, key.at + 1, key.len - 1) != 0)
				continue;
			sum += forms->at[j].count;
			if (forms->at[j].largest > most)
				most = forms->at[j].largest;
		}
		if (sum > *count) {
			*count = sum;
			*largest = most;
			*width = wide;
			best = i;
		}
	}
	return best;
}

bool
id_forms_next(struct id_forms *forms, struct buffer *out)
{
	uint64_t count, largest = 0;
	size_t width = 0, form;
	size_t from = out->len;
	struct slice prefix;

	if (forms->ids == 0) {
		buffer_string(out, FIRST);
	} else {
		form = commonest(forms, &count, &largest, &width);
		if (form == INTERN_NONE || count * 2 <= forms->ids ||
		    (largest == LARGEST && forms->beyond))
			return false;
		prefix = intern_text(&forms->forms, form);
		buffer_add(out, prefix.at + 1, prefix.len - 1);
		buffer_format(out, "%0*llu", (int)width,
		    (unsigned long long)largest + 1);
	}
	id_forms_see(forms, (struct slice){ out->at + from,
	    out->len - from });
	return true;
}

void
id_forms_free(struct id_forms *forms)
{
	intern_free(&forms->forms);
	free(forms->at);
	*forms = (struct id_forms){ 0 };
}
