#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "deal/preset.h"
#include "deal/parts.h"
#include "deal/stream.h"

#define STAGES_FILE "stages.csv"
#define PIPE_HELD (8 << 20)	/* bytes of a pipe that stages are inferred from */

static int
read_stages_at(struct stages *stages, const char *path, struct trouble *what)
{
	struct source source;
	int result;

	if (source_open(&source, path, what) != 0)
		return -1;
	result = source_decode(&source, NULL, what);
	if (result == 0)
		result = stages_read(stages, &source, what);
	source_close(&source);
	return result;
}

/* A file that keeps the status apart has stages for open deals alone: won and
 * lost are stages too, to be moved to. */
static void
add_outcomes(struct stages *stages)
{
	static const enum kind kinds[] = { KIND_WON, KIND_LOST };
	static const char *const names[] = { "Won", "Lost" };

	for (size_t p = 0; p < stages->n_pipelines; p++)
		for (size_t k = 0; k < 2; k++) {
			struct stage stage = { .name = slice_of(names[k]),
			    .pipeline = stages->pipelines[p],
			    .kind = kinds[k], .next_days = -1,
			    .max_days = MAX_DAYS_LEARNED,
			    .probability = kinds[k] == KIND_WON ?
			    PERCENT_ONE : 0 };

			if (stages_first(stages, p, kinds[k]) == NULL)
				stages_add(stages, &stage);
		}
}

int
stream_infer(struct stages *stages, struct inference *inference,
    struct trouble *what)
{
	bool apart = inference->apart;

	stages_begin(stages);
	inference_settle(inference, stages);
	if (apart)
		add_outcomes(stages);
	/* no deal names a stage yet: the usual ones */
	return stages->n > 0 ? 0 :
	    preset_stages("standard", "en", stages, what);
}

/* Make the stages of what was gathered, which is freed; EVIDENCE (may be NULL) is
 * what it was, as words. */
static int
settle_stages(struct stages *stages, struct inference *inference,
    struct sheet *sheets, size_t n, struct buffer *evidence,
    struct trouble *what)
{
	for (size_t i = 0; i < n; i++)
		inference->apart = inference->apart ||
		    sheets[i].schema.of[FIELD_STATUS] != COLUMN_NONE ||
		    sheets[i].schema.of[FIELD_IS_CLOSED] != COLUMN_NONE;
	if (evidence != NULL)
		inference_put(inference, evidence);
	return stream_infer(stages, inference, what);
}

static int
infer_stages(struct stages *stages, struct sheet *sheets, size_t n,
    struct buffer *evidence, struct trouble *what)
{
	struct inference inference = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (source_hold(&sheets[i].source, what) != 0 ||
		    sheet_infer(&sheets[i], &inference, what) != 0) {
			/* settling frees what was gathered */
			inference_settle(&inference, stages);
			return -1;
		}
	}
	return settle_stages(stages, &inference, sheets, n, evidence, what);
}

/*
 * Infer from the heads, if that will do until a fold meets a stage they have not:
 * then the names in them are what was seen. Names of a later file that the first
 * lacks would stand elsewhere by a later deal of the first, and unknown ones by
 * every history; then all deals are asked. A pipe that goes on is held so far that
 * there is little chance of another name behind.
 */
static int
infer_hopefully(struct stream *stream, struct trouble *what)
{
	struct inference inference = { 0 };
	bool stands = true, whole = true;
	size_t first = 0;

	for (size_t i = 0; i < stream->n; i++) {
		struct sheet *sheet = &stream->sheets[i];

		if (source_hold_first(&sheet->source, PIPE_HELD, what) != 0) {
			inference_settle(&inference, &stream->stages);
			return -1;
		}
		sheet_infer_head(sheet, &inference);
		first = i == 0 ? inference.names.n : first;
		whole = whole && sheet->source.whole;
		stands = stands && inference.names.n == first &&
		    sheet->schema.n_stage_columns == 0 &&
		    inference_stands(&inference,
		    sheet->schema.of[FIELD_HISTORY] != COLUMN_NONE);
	}
	if (!stands && !whole) {
		struct stages none = { 0 };

		inference_settle(&inference, &none);
		stages_free(&none);
		return infer_stages(&stream->stages, stream->sheets,
		    stream->n, NULL, what);
	}
	stream->guessed = !whole;
	for (size_t i = 0; i < inference.names.n; i++)
		intern_number(&stream->seen, intern_text(&inference.names, i),
		    NULL);
	for (size_t i = 0; i < stream->n && !whole; i++)
		stream->sheets[i].seen = &stream->seen;
	return settle_stages(&stream->stages, &inference, stream->sheets,
	    stream->n, NULL, what);
}

void
stream_right(struct stream *stream)
{
	stream->guessed = false;
	intern_free(&stream->seen);
	for (size_t i = 0; i < stream->n; i++)
		stream->sheets[i].seen = NULL;
}

int
stream_settle(struct stream *stream, struct trouble *what)
{
	if (!stream->guessed)
		return 0;
	stream_right(stream);
	stages_free(&stream->stages);
	return infer_stages(&stream->stages, stream->sheets, stream->n, NULL,
	    what);
}

/* Read the stages.csv that is meant. 1; 0: there is none; -1 with WHAT set. */
static int
read_stages(struct stages *stages, const char *stages_path,
    const char *path, struct trouble *what)
{
	char *beside;
	int result = 0;

	stages_begin(stages);
	if (stages_path != NULL)
		return read_stages_at(stages, stages_path, what) != 0 ? -1 : 1;
	beside = strcmp(path, "-") == 0 ? memory_text(STAGES_FILE) :
	    file_beside(path, STAGES_FILE);
	if (file_filled(beside))
		result = read_stages_at(stages, beside, what) != 0 ? -1 : 1;
	free(beside);
	return result;
}

int
stream_stages(struct stages *stages, const char *stages_path,
    const char *path, struct sheet *sheets, size_t n, struct trouble *what)
{
	int got = read_stages(stages, stages_path, path, what);

	if (got == 0)
		return infer_stages(stages, sheets, n, NULL, what);
	return got < 0 ? -1 : 0;
}

int
stream_guess(struct stream *stream, const char *stages_path,
    const char *path, struct trouble *what)
{
	int got = read_stages(&stream->stages, stages_path, path, what);

	if (got == 0)
		return infer_hopefully(stream, what);
	return got < 0 ? -1 : 0;
}

/* The same for a stream; ANOTHER serves where none are named. */
static int
open_stages(struct stream *stream, const struct stream_request *request,
    const char *another, struct trouble *what)
{
	const char *path = request->stages_path != NULL ?
	    request->stages_path : another;
	int got;

	if (request->hopeful && !request->travels)
		return stream_guess(stream, path, request->paths[0], what);
	got = read_stages(&stream->stages, path, request->paths[0], what);
	if (got == 0)
		return infer_stages(&stream->stages, stream->sheets,
		    stream->n, request->travels ? &stream->evidence : NULL,
		    what);
	return got < 0 ? -1 : 0;
}

/* The stages of another file, where these have none: owned by the caller, NULL. */
static char *
stages_of_another(const struct stream_request *request)
{
	char *own = file_beside(request->paths[0], STAGES_FILE);
	char *others = request->stages_beside == NULL || file_filled(own) ?
	    NULL : file_beside(request->stages_beside, STAGES_FILE);

	free(own);
	if (others == NULL || file_filled(others))
		return others;
	free(others);
	return NULL;
}

int
stream_open(struct stream *stream, const struct stream_request *request,
    struct trouble *what)
{
	char *another;
	int result;

	*stream = (struct stream){ 0 };
	stream->sheets = memory_zero(request->n_paths, sizeof(struct sheet));
	for (size_t i = 0; i < request->n_paths; i++) {
		if (sheet_open(&stream->sheets[i], request->paths[i],
		    request->reading, what) != 0) {
			stream_close(stream);
			return -1;
		}
		stream->n++;
	}
	another = stages_of_another(request);
	result = open_stages(stream, request, another, what);
	free(another);
	if (result != 0)
		stream_close(stream);
	return result;
}

/* Read the activities, where they are asked for. */
static int
load_activities(struct stream *stream, const struct demand *demand,
    struct trouble *what)
{
	struct activities_request request = {
		.path = stream->sheets[0].reading->activities,
		.deals = stream->sheets[0].source.name,
		.dates = stream->sheets[0].reading->dates };

	if ((demand->fields & ASK_ACTIVITIES) == 0)
		return 0;
	if (stream->touches.name == NULL && touches_read(&stream->touches,
	    &request, &stream->notices, what) != 0)
		return -1;
	for (size_t i = 0; i < stream->n; i++)
		stream->sheets[i].touches = &stream->touches;
	return 0;
}

int
stream_visit(struct stream *stream, const struct demand *demand,
    int (*visit)(void *with, struct deal *, struct trouble *what),
    void *with, struct trouble *what)
{
	if (stream_settle(stream, what) != 0 ||
	    load_activities(stream, demand, what) != 0)
		return -1;
	for (size_t i = 0; i < stream->n; i++) {
		struct sheet *sheet = &stream->sheets[i];
		struct deal *deal;
		int got;

		if (sheet_begin(sheet, demand, &stream->stages, what) != 0)
			return -1;
		while ((got = sheet_next(sheet, &deal, what)) == 1)
			if (visit(with, deal, what) != 0)
				return -1;
		notices_merge(&stream->notices, &sheet->notices, 0);
		if (got < 0)
			return -1;
	}
	return 0;
}

/* One sheet through the fold, by as many threads as it is worth. */
static int
fold_sheet(struct sheet *sheet, const struct fold *fold, const void *request,
    void **state, struct trouble *what)
{
	size_t parts = parts_of(sheet);
	struct deal *deal;
	int got;

	if (parts > 1)
		return parts_fold(sheet, parts, fold, request, state, what);
	while ((got = sheet_next(sheet, &deal, what)) == 1)
		fold->add(*state, deal);
	return got;
}

/* All sheets through the fold. 1: a stage was met that was not seen, in files that
 * can be read again. */
static int
fold_all(struct stream *stream, const struct demand *demand,
    const struct fold *fold, const void *request, void **state,
    struct trouble *what)
{
	struct notices notices = { 0 };
	bool again = true, unseen = false;
	int got = 0;

	*state = fold->begin(request);
	for (size_t i = 0; i < stream->n && got == 0; i++) {
		struct sheet *sheet = &stream->sheets[i];

		got = sheet_begin(sheet, demand, &stream->stages, what);
		if (got == 0)
			got = fold_sheet(sheet, fold, request, state, what);
		notices_merge(&notices, &sheet->notices, 0);
		unseen = unseen || sheet->unseen;
		again = again && source_again(&sheet->source);
	}
	if (got != 0) {
		fold->free(*state);
		*state = NULL;
	}
	if (got != 0 && unseen && again)
		got = 1;
	else
		notices_merge(&stream->notices, &notices, 0);
	notices_free(&notices);
	return got;
}

int
stream_fold(struct stream *stream, const struct demand *demand,
    const struct fold *fold, const void *request, void **state,
    struct trouble *what)
{
	int got;

	*state = NULL;
	if (load_activities(stream, demand, what) != 0)
		return -1;
	got = fold_all(stream, demand, fold, request, state, what);
	if (got != 1)
		return got;
	if (stream_settle(stream, what) != 0)
		return -1;
	return fold_all(stream, demand, fold, request, state, what);
}

/* The first day it may ever be looked at as closed on, by DAY; DATE_NONE. */
static int
first_closed(const struct deal *deal, int day)
{
	int first = deal->closed_on <= day ? deal->closed_on : DATE_NONE;

	for (size_t i = 0; i < deal->log.n; i++) {
		const struct log_entry *entry = &deal->log.at[i];

		if (entry->field == FIELD_STAGE && entry->day <= day &&
		    entry->stage->kind != KIND_OPEN &&
		    (first == DATE_NONE || entry->day < first))
			first = entry->day;
	}
	return first;
}

/* Can the deal be converted on every day it may have to be, the first one it was
 * closed on or the one that is looked from? Else its currency cannot. */
static int
try_rate(void *with, struct deal *deal, struct trouble *what)
{
	struct rates *rates = with;
	int day;
	int64_t amount = 0;

	(void)what;
	if (!rates_apply(rates, deal->currency) ||
	    (deal->entered != DATE_NONE && deal->entered > rates->as_of))
		return 0;
	day = first_closed(deal, rates->as_of);
	if (!rates_convert(rates, deal->currency, day != DATE_NONE ? day :
	    rates->as_of, &amount))
		rates_keep_apart(rates, deal->currency);
	else
		intern_number(&rates->converted, slice_of(deal->currency),
		    NULL);
	return 0;
}

int
stream_rates(struct stream *stream, const char *path, const char *house,
    int as_of, struct trouble *what)
{
	struct demand demand = { .fields = FIELD_BIT(FIELD_CURRENCY) };
	int got = rates_find(&stream->rates, path,
	    stream->sheets[0].source.name, house, as_of, what);

	if (got != 1)
		return got;
	for (size_t i = 0; i < stream->n; i++)
		if (source_hold(&stream->sheets[i].source, what) != 0)
			return -1;
	if (stream_visit(stream, &demand, try_rate, &stream->rates, what) != 0)
		return -1;
	notices_free(&stream->notices);
	for (size_t i = 0; i < stream->n; i++)
		stream->sheets[i].rates = &stream->rates;
	return 0;
}

void
stream_close(struct stream *stream)
{
	for (size_t i = 0; i < stream->n; i++)
		sheet_close(&stream->sheets[i]);
	free(stream->sheets);
	stages_free(&stream->stages);
	rates_free(&stream->rates);
	touches_free(&stream->touches);
	intern_free(&stream->seen);
	notices_free(&stream->notices);
	buffer_free(&stream->evidence);
	*stream = (struct stream){ 0 };
}
