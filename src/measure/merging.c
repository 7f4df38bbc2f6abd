#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "measure/partial.h"

#define MAGIC PARTIAL_MAGIC " "
#define END PARTIAL_END " "
#define SUM_DIGITS PARTIAL_SUM_DIGITS
#define N(slice) (int)(slice).len, (slice).at

/* One that was read as far as its figures. */
struct held {
	struct words words;	/* before the figures */
	struct slice stages_text;	/* its stages as words */
	struct stages stages;
	bool unnamed;		/* some deal of it names no pipeline, */
	bool unplaced;		/* or was in one that it may show no stage of */
	struct trouble strange;	/* why its stages are not those of the whole;
				 * empty: they are */
	size_t *places;		/* of its stages among those; of N */
	size_t n;
};

struct merging {
	const char *command;
	struct partial partial;	/* of the first; files of all */
	struct held *at;
	size_t n;
	size_t room;
	struct inference inference;	/* of all, where stages are inferred */
	struct rates rates;	/* apart and converted, of all */
	struct notices common;	/* of the first */
	struct notices notices;	/* of all */
	struct arena names;	/* files that the notices name */
};

struct merging *
merging_begin(const char *command)
{
	struct merging *merging = memory_zero(1, sizeof *merging);

	merging->partial.command = merging->command = command;
	return merging;
}

size_t
merging_count(const struct merging *merging)
{
	return merging->n;
}

const struct partial *
merging_partial(const struct merging *merging)
{
	return &merging->partial;
}

void
merging_free(struct merging *merging)
{
	for (size_t i = 0; i < merging->n; i++) {
		words_free(&merging->at[i].words);
		stages_free(&merging->at[i].stages);
		free(merging->at[i].places);
	}
	free(merging->at);
	pairs_free(&merging->partial.question);
	pairs_free(&merging->partial.files);
	inference_free(&merging->inference);
	rates_free(&merging->rates);
	notices_free(&merging->common);
	notices_free(&merging->notices);
	arena_free(&merging->names);
	free(merging);
}

/*
 * The frame: all of the line is there, and nothing of it was changed.
 */

static bool
ends_whole(struct slice text)
{
	size_t last = strlen(END) + SUM_DIGITS;

	if (text.len < last || memcmp(text.at + text.len - last, END,
	    strlen(END)) != 0 || (text.len > last &&
	    text.at[text.len - last - 1] != ' '))
		return false;
	for (size_t i = 0; i < SUM_DIGITS; i++)
		if (strchr("0123456789abcdef", text.at[text.len - 1 - i]) ==
		    NULL)
			return false;
	return true;
}

/* Leave the words before the sum. What passes lines on may put a tab behind a line,
 * or end it as DOS does. */
static int
unframe(struct words *words, struct trouble *what)
{
	struct slice *text = &words->rest;
	char sum[SUM_DIGITS + 1];

	while (text->len > 0 && (text->at[text->len - 1] == '\t' ||
	    text->at[text->len - 1] == '\r'))
		text->len--;
	if (text->len < strlen(MAGIC) || memcmp(text->at, MAGIC,
	    strlen(MAGIC)) != 0)
		return trouble_set(what, "%s:%" PRIu64 ": is no state (--partial "
		    "makes them)", words->file, words->line);
	if (!ends_whole(*text))
		return trouble_set(what, "%s:%" PRIu64 ": is cut short: its end "
		    "is missing", words->file, words->line);
	text->len -= SUM_DIGITS;
	snprintf(sum, sizeof sum, "%016" PRIx64, words_sum(WORDS_SUM, *text));
	if (memcmp(sum, text->at + text->len, SUM_DIGITS) != 0)
		return trouble_set(what, "%s:%" PRIu64 ": was changed: its sum is "
		    "another", words->file, words->line);
	text->len -= strlen(END);
	return 0;
}

static int
read_title(struct words *words, const char *command, struct trouble *what)
{
	int128 version;

	if (words_get(words, what) != 0 || words_number(words, 0, INT64_MAX,
	    &version, what) != 0)
		return -1;
	if (version != PARTIAL_VERSION)
		return trouble_set(what, "%s:%" PRIu64 ": is a state of version "
		    "%.*s, not %d", words->file, words->line, N(words->word),
		    PARTIAL_VERSION);
	if (words_get(words, what) != 0)
		return -1;
	return slice_is(words->word, command) ? 0 : trouble_set(what,
	    "%s:%" PRIu64 ": is a state of %.*s, not of %s", words->file,
	    words->line, N(words->word), command);
}

/*
 * What it is of.
 */

static char *
owned_text(struct words *words, struct trouble *what)
{
	struct slice text;

	if (words_text(words, &text, what) != 0)
		return NULL;
	if (text.len > 0 && memchr(text.at, '\0', text.len) != NULL) {
		words_wrong(words, "holds a NUL", what);
		return NULL;
	}
	return memory_copy(text.at, text.len);
}

static int
read_pairs(struct words *words, struct pairs *pairs, struct trouble *what)
{
	uint64_t n;

	if (words_count(words, &n, what) != 0)
		return -1;
	while (n-- > 0) {
		char *name = owned_text(words, what);
		char *value = name == NULL ? NULL : owned_text(words, what);

		if (value != NULL)
			pairs_add(pairs, name, value);
		free(name);
		free(value);
		if (value == NULL)
			return -1;
	}
	return 0;
}

/* The values of NAME, in order, as one text. */
static void
values_of(const struct pairs *pairs, const char *name, struct buffer *out)
{
	for (size_t i = 0; i < pairs->n; i++)
		if (strcmp(pairs->at[i].name, name) == 0)
			buffer_format(out, "%s'%s'", out->len > 0 ? " " : "",
			    pairs->at[i].value);
	if (out->len == 0)
		buffer_string(out, "not given");
}

/* Is any value of NAME in A another in B? */
static int
compare_name(const struct merging *merging, const struct pairs *own,
    const char *name, const struct words *words, struct trouble *what)
{
	const struct words *first = &merging->at[0].words;
	struct buffer here = { 0 }, there = { 0 };
	int got = 0;

	values_of(own, name, &here);
	values_of(&merging->partial.question, name, &there);
	if (strcmp(buffer_text(&here), buffer_text(&there)) != 0)
		got = trouble_set(what, "%s:%" PRIu64 ": answers another "
		    "question: %s is %s, and %s in %s:%" PRIu64, words->file,
		    words->line, name, buffer_text(&here),
		    buffer_text(&there), first->file, first->line);
	buffer_free(&here);
	buffer_free(&there);
	return got;
}

static int
compare_question(const struct merging *merging, const struct pairs *own,
    const struct words *words, struct trouble *what)
{
	const struct pairs *of = &merging->partial.question;

	for (size_t i = 0; i < of->n; i++)
		if (compare_name(merging, own, of->at[i].name, words,
		    what) != 0)
			return -1;
	for (size_t i = 0; i < own->n; i++)
		if (compare_name(merging, own, own->at[i].name, words,
		    what) != 0)
			return -1;
	return 0;
}

static int
read_question(struct merging *merging, struct words *words,
    struct trouble *what)
{
	struct pairs own = { 0 };
	int got = read_pairs(words, &own, what);

	if (got == 0 && merging->n > 0) {
		got = compare_question(merging, &own, words, what);
		pairs_free(&own);
		return got;
	}
	pairs_free(&merging->partial.question);
	merging->partial.question = own;
	return got;
}

/* Of one name, one sum. */
static int
compare_file(struct pairs *files, const struct pair *file,
    const struct words *words, struct trouble *what)
{
	for (size_t i = 0; i < files->n; i++) {
		if (strcmp(files->at[i].name, file->name) != 0)
			continue;
		return strcmp(files->at[i].value, file->value) == 0 ? 0 :
		    trouble_set(what, "%s:%" PRIu64 ": was made with another "
		    "%s than those before it", words->file, words->line,
		    file->name);
	}
	pairs_add(files, file->name, file->value);
	return 0;
}

static int
read_files(struct merging *merging, struct words *words,
    struct trouble *what)
{
	struct pairs own = { 0 };
	int got = read_pairs(words, &own, what);

	for (size_t i = 0; i < own.n && got == 0; i++)
		got = compare_file(&merging->partial.files, &own.at[i], words,
		    what);
	pairs_free(&own);
	return got;
}

/*
 * Currencies: one that lacks a rate anywhere is kept apart as a whole, so none may
 * have been converted elsewhere.
 */

static int
read_currencies(struct words *words, struct intern *into,
    const struct intern *never, struct trouble *what)
{
	struct slice code;
	uint64_t n;

	if (words_count(words, &n, what) != 0)
		return -1;
	while (n-- > 0) {
		if (words_text(words, &code, what) != 0)
			return -1;
		if (code.len != 3)
			return words_wrong(words, "is no currency", what);
		if (intern_find(never, code) != INTERN_NONE)
			return trouble_set(what, "%s:%" PRIu64 ": %.*s lacks a "
			    "rate in one state and is converted in another: "
			    "together it could not be (give it a rate for its "
			    "first day, or none)", words->file, words->line,
			    N(code));
		intern_number(into, code, NULL);
	}
	return 0;
}

/*
 * Stages.
 */

static int
read_stages(struct merging *merging, struct held *held, struct trouble *what)
{
	const struct held *first = &merging->at[0];
	struct inference *all = &merging->inference;
	bool unnamed = all->unnamed, unplaced = all->unplaced;
	int got = 0;

	held->stages_text = held->words.rest;
	if (stages_get(&held->stages, &held->words, what) != 0)
		return -1;
	held->stages_text.len -= held->words.rest.len;
	if (merging->n > 0 && held->stages.written != first->stages.written)
		return trouble_set(what, "%s:%" PRIu64 ": its stages were %s, and "
		    "%s in %s:%" PRIu64 " (say the same --stages FILE for all)",
		    held->words.file, held->words.line, held->stages.written ?
		    "written down" : "inferred", held->stages.written ?
		    "inferred" : "written down", first->words.file,
		    first->words.line);
	if (merging->n > 0 && held->stages.written &&
	    !slice_equal(held->stages_text, first->stages_text))
		return trouble_set(what, "%s:%" PRIu64 ": its stages are not those "
		    "of %s:%" PRIu64 " (say the same --stages FILE for all)",
		    held->words.file, held->words.line, first->words.file,
		    first->words.line);
	if (!held->stages.written) {
		all->unnamed = all->unplaced = false;
		got = inference_get(all, &held->words, what);
		held->unnamed = all->unnamed;
		held->unplaced = all->unplaced;
		all->unnamed = all->unnamed || unnamed;
		all->unplaced = all->unplaced || unplaced;
	}
	return got;
}

/* The stage of ALL that stage I of OWN is: the same in all that figures rest on.
 * STAGE_POOLED: there is none. */
static size_t
place_of(const struct stages *all, const struct stages *own, size_t i)
{
	const struct stage *stage = &own->at[i];

	for (size_t k = 0; k < all->n; k++) {
		const struct stage *at = &all->at[k];

		if (slice_equal(at->pipeline, stage->pipeline) &&
		    slice_equal(at->name, stage->name))
			return at->kind == stage->kind &&
			    at->probability == stage->probability &&
			    at->category == stage->category ? k :
			    STAGE_POOLED;
	}
	return STAGE_POOLED;
}

/* Does it come behind the one before it in its pipeline there too, and is the first
 * won one the first there? */
static bool
stands_alike(const struct stages *all, const struct held *held, size_t i)
{
	const struct stages *own = &held->stages;
	const struct stage *stage = &own->at[i];

	for (size_t k = i; k-- > 0; )
		if (own->at[k].pipe == stage->pipe) {
			if (held->places[k] > held->places[i])
				return false;
			break;
		}
	return stage->kind != KIND_WON ||
	    stages_first(own, stage->pipe, KIND_WON) != stage ||
	    stages_first(all, all->at[held->places[i]].pipe, KIND_WON) ==
	    &all->at[held->places[i]];
}

/* Find the places of its stages among all. What was inferred from a shard serves only
 * where the whole infers it as well. */
static void
place_stages(struct held *held, const struct stages *all)
{
	const struct stages *own = &held->stages;
	const struct stage *strange = NULL;

	held->n = own->n;
	held->places = memory_zero(own->n + 1, sizeof *held->places);
	for (size_t i = 0; i < own->n && strange == NULL; i++) {
		held->places[i] = place_of(all, own, i);
		if (held->places[i] == STAGE_POOLED ||
		    !stands_alike(all, held, i))
			strange = &own->at[i];
	}
	/* a deal that names no pipeline is in the first, and so is one that names
	 * a pipeline without stages */
	if (strange == NULL && (held->unnamed || held->unplaced) &&
	    (!slice_equal(own->pipelines[0], all->pipelines[0]) ||
	    (held->unplaced && own->n_pipelines != all->n_pipelines)))
		strange = &own->at[0];
	if (strange != NULL)
		trouble_set(&held->strange, "%s:%" PRIu64 ": the stages inferred "
		    "from its deals are not those of all: '%.*s' is another "
		    "(write them down first, pl-stages FILE... >stages.csv, and "
		    "say --stages stages.csv)", held->words.file,
		    held->words.line, N(strange->name));
}

int
merging_settle(struct merging *merging, struct stream *stream,
    struct trouble *what)
{
	*stream = (struct stream){ 0 };
	if (merging->at[0].stages.written) {
		struct words words = { .rest = merging->at[0].stages_text };

		if (stages_get(&stream->stages, &words, what) != 0)
			return -1;
		words_free(&words);
	} else {
		inference_put(&merging->inference, &stream->evidence);
		if (stream_infer(&stream->stages, &merging->inference,
		    what) != 0)
			return -1;
	}
	for (size_t i = 0; i < merging->n; i++)
		place_stages(&merging->at[i], &stream->stages);
	if (merging->common.n > 0)
		stream->touches.name = memory_text(
		    merging->common.at[0].first[0].file);
	notices_merge(&stream->notices, &merging->common, 0);
	notices_merge(&stream->notices, &merging->notices, 0);
	stream->rates = merging->rates;
	merging->rates = (struct rates){ 0 };
	return 0;
}

/*
 * One line.
 */

/* What all shards read is noticed once. */
static int
read_notices(struct merging *merging, struct words *words,
    struct trouble *what)
{
	struct notices common = { 0 };
	int got = words_notices(words, &common, &merging->names, what);

	if (got == 0 && common.n > 0 && (common.at[0].count == 0 ||
	    common.at[0].first[0].file == NULL))
		got = words_wrong(words, "ends notices of no file", what);
	if (got == 0 && merging->n == 0)
		notices_merge(&merging->common, &common, 0);
	notices_free(&common);
	return got != 0 ? -1 : words_notices(words, &merging->notices,
	    &merging->names, what);
}

static int
read_held(struct merging *merging, struct held *held, struct trouble *what)
{
	struct words *words = &held->words;
	struct rates *rates = &merging->rates;

	if (unframe(words, what) != 0 ||
	    read_title(words, merging->command, what) != 0 ||
	    read_question(merging, words, what) != 0 ||
	    read_files(merging, words, what) != 0 ||
	    read_currencies(words, &rates->apart, &rates->converted,
	    what) != 0 ||
	    read_currencies(words, &rates->converted, &rates->apart,
	    what) != 0 || read_stages(merging, held, what) != 0)
		return -1;
	return read_notices(merging, words, what);
}

int
merging_add(struct merging *merging, const char *file, uint64_t line,
    struct slice text, struct trouble *what)
{
	struct held *held;
	int got;

	memory_room(&merging->at, &merging->room, merging->n + 1,
	    sizeof *merging->at);
	held = &merging->at[merging->n];
	*held = (struct held){ .words = { .rest = text, .file = file,
	    .line = line } };
	got = read_held(merging, held, what);
	merging->n++;
	return got;
}

/*
 * Figures.
 */

static int
add_held(struct held *held, const struct portable *portable,
    const void *request, void *into, struct trouble *what)
{
	bool strange = held->strange.text[0] != '\0';
	void *state;
	int got;

	state = portable->fold->begin(request);
	/* where none of its stages has a place here it may name none */
	got = portable->load(state, &held->words, held->places, strange ? 0 :
	    held->n, what);
	if (strange && (got != 0 || !portable->stageless(state)))
		got = trouble_set(what, "%s", held->strange.text);
	if (got == 0 && held->words.rest.len > 0)
		got = words_get(&held->words, what) != 0 ? -1 :
		    words_wrong(&held->words, "is too much", what);
	if (got == 0)
		portable->fold->merge(into, state);
	else
		portable->fold->free(state);
	return got;
}

int
merging_fold(struct merging *merging, const struct portable *portable,
    const void *request, void **state, struct trouble *what)
{
	int got = 0;

	*state = portable->fold->begin(request);
	for (size_t i = 0; i < merging->n && got == 0; i++)
		got = add_held(&merging->at[i], portable, request, *state,
		    what);
	if (got != 0) {
		portable->fold->free(*state);
		*state = NULL;
	}
	return got;
}
