#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "measure/partial.h"

void
pairs_add(struct pairs *pairs, const char *name, const char *value)
{
	memory_room(&pairs->at, &pairs->room, pairs->n + 1,
	    sizeof *pairs->at);
	pairs->at[pairs->n++] = (struct pair){ memory_text(name),
	    memory_text(value) };
}

void
pairs_free(struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->n; i++) {
		free(pairs->at[i].name);
		free(pairs->at[i].value);
	}
	free(pairs->at);
	*pairs = (struct pairs){ 0 };
}

/*
 * Files beside the deals.
 */

static void
add_sum(struct pairs *files, const char *name, uint64_t sum)
{
	char text[PARTIAL_SUM_DIGITS + 1];

	snprintf(text, sizeof text, "%016" PRIx64, sum);
	pairs_add(files, name, text);
}

static uint64_t
rates_sum(const struct rates *rates)
{
	uint64_t sum = words_sum_text(WORDS_SUM, slice_of(rates->house));

	for (size_t i = 0; i < rates->n; i++) {
		const struct rate *rate = &rates->at[i];

		sum = words_sum_number(sum, rate->day);
		sum = words_sum_text(sum, slice_of(rate->from));
		sum = words_sum_text(sum, slice_of(rate->to));
		sum = words_sum_number(sum, rate->top);
		sum = words_sum_number(sum, rate->bottom);
	}
	return sum;
}

/* Of the deals in their order, whose touches are in theirs. */
static uint64_t
touches_sum(const struct touches *touches)
{
	uint64_t sum = words_sum_number(WORDS_SUM, touches->name != NULL);

	for (size_t i = 0; i < touches->ids.n; i++) {
		sum = words_sum_text(sum, intern_text(&touches->ids, i));
		for (size_t k = touches->first[i]; k != TOUCH_NONE;
		    k = touches->at[k].next) {
			sum = words_sum_number(sum, touches->at[k].day);
			sum = words_sum_text(sum, intern_text(&touches->types,
			    touches->at[k].type));
		}
	}
	return sum;
}

static uint64_t
lookup_sum(const struct lookup *lookup)
{
	uint64_t sum = WORDS_SUM;

	for (size_t i = 0; i < lookup->keys.n; i++) {
		sum = words_sum_text(sum, intern_text(&lookup->keys, i));
		sum = words_sum_text(sum, lookup->values[i]);
	}
	return sum;
}

void
partial_files(struct partial *partial, const struct stream *stream,
    const struct demand *demand)
{
	add_sum(&partial->files, "rates.csv", rates_sum(&stream->rates));
	if ((demand->fields & ASK_ACTIVITIES) != 0)
		add_sum(&partial->files, "activities.csv",
		    touches_sum(&stream->touches));
	for (size_t i = 0; i < demand->n_lookups; i++) {
		const struct lookup *lookup = demand->lookups[i];
		char *name;

		if (!lookup->loaded)
			continue;
		name = memory_copy(lookup->name.at, lookup->name.len);
		add_sum(&partial->files, name, lookup_sum(lookup));
		free(name);
	}
}

/*
 * Writing.
 */

static void
put_pairs(struct buffer *out, const struct pairs *pairs)
{
	words_put_number(out, (int128)pairs->n);
	for (size_t i = 0; i < pairs->n; i++) {
		words_put_text(out, slice_of(pairs->at[i].name));
		words_put_text(out, slice_of(pairs->at[i].value));
	}
}

/* The names, without those that BUT has (NULL: none). */
static void
put_names(struct buffer *out, const struct intern *names,
    const struct intern *but)
{
	size_t n = 0;

	for (size_t i = 0; i < names->n; i++)
		n += but == NULL || intern_find(but, intern_text(names, i)) ==
		    INTERN_NONE;
	words_put_number(out, (int128)n);
	for (size_t i = 0; i < names->n; i++)
		if (but == NULL || intern_find(but, intern_text(names, i)) ==
		    INTERN_NONE)
			words_put_text(out, intern_text(names, i));
}

/* Is it of a file that every shard reads, the activities? */
static bool
is_common(const struct notice *notice, const struct touches *touches)
{
	return touches->name != NULL && notice->count > 0 &&
	    notice->first[0].file != NULL &&
	    strcmp(notice->first[0].file, touches->name) == 0;
}

/* Those that every shard has, and those that are of this one's deals. */
static void
put_notices(struct buffer *out, const struct stream *stream, bool common)
{
	struct notices some = { memory_zero(stream->notices.n + 1,
	    sizeof *some.at), 0 };

	for (size_t i = 0; i < stream->notices.n; i++)
		if (is_common(&stream->notices.at[i], &stream->touches) ==
		    common)
			some.at[some.n++] = stream->notices.at[i];
	words_put_notices(out, &some);
	free(some.at);
}

void
partial_write(const struct partial *partial, const struct stream *stream,
    const struct portable *portable, const void *state, struct buffer *out)
{
	size_t from = out->len;

	words_put(out, PARTIAL_MAGIC);
	words_put_number(out, PARTIAL_VERSION);
	words_put(out, partial->command);
	put_pairs(out, &partial->question);
	put_pairs(out, &partial->files);
	put_names(out, &stream->rates.apart, NULL);
	put_names(out, &stream->rates.converted, &stream->rates.apart);
	stages_put(&stream->stages, out);
	buffer_add(out, stream->evidence.at, stream->evidence.len);
	put_notices(out, stream, true);
	put_notices(out, stream, false);
	portable->save(state, out);
	words_put(out, PARTIAL_END);
	buffer_format(out, "%016" PRIx64, words_sum(WORDS_SUM,
	    (struct slice){ out->at + from, out->len - from }));
}
