/*
 * Any bytes as deals that several threads read together, the first byte saying how
 * many and how much is worth one: deals, notices and trouble are those of one
 * thread.
 */

#include "deal/parts.h"
#include "fuzz.h"

static void *
begin(const void *request)
{
	(void)request;
	return memory_zero(1, sizeof(struct buffer));
}

static void
add(void *state, const struct deal *deal)
{
	struct buffer *out = state;

	buffer_format(out, "\n%jd %s %d %jd %d %zu:",
	    (intmax_t)deal->record->offset, deal->stage->name.len > 0 ? "staged" :
	    "", (int)deal->kind, (intmax_t)deal->amount, deal->entered,
	    deal->log.n);
	for (int f = 0; f < FIELD_COUNT; f++) {
		buffer_byte(out, '|');
		if (deal->text[f].len > 0)
			buffer_add(out, deal->text[f].at, deal->text[f].len);
	}
}

static void
merge(void *into, void *from)
{
	struct buffer *more = from;

	if (more->len > 0)
		buffer_add(into, more->at, more->len);
	buffer_free(more);
	free(more);
}

static void
end(void *state)
{
	buffer_free(state);
	free(state);
}

static const struct fold fold = { begin, add, merge, end };

static void
tell_notices(struct buffer *out, const struct notices *notices)
{
	for (size_t i = 0; i < notices->n; i++) {
		const struct notice *notice = &notices->at[i];

		buffer_format(out, "\nnotice %s %ju", notice->kind,
		    (uintmax_t)notice->count);
		for (size_t k = 0; k < 3 && notice->first[k].text != NULL; k++)
			buffer_format(out, "; %ju: %s",
			    (uintmax_t)notice->first[k].line,
			    notice->first[k].text);
	}
}

/* Read it with so many threads, for each of which so many bytes are enough. */
static void
read_deals(struct slice bytes, size_t threads, off_t least, struct buffer *out)
{
	struct reading reading = { .threads = threads, .part = least };
	struct demand demand = { .fields = FIELD_BIT(FIELD_COUNT) - 1 };
	struct trouble what = { "" };
	struct stages stages = { 0 };
	struct source source;
	struct sheet sheet;
	struct deal *deal;
	void *state = begin(NULL);
	size_t n;
	int got = 1;

	source_memory(&source, "f.csv", bytes.at, bytes.len);
	source.regular = true;	/* it is in its head as a whole */
	if (sheet_take(&sheet, &source, &reading, &what) != 0) {
		end(state);
		return;
	}
	if (stream_stages(&stages, NULL, "/nowhere/deals.csv", &sheet, 1,
	    &what) == 0 && sheet_begin(&sheet, &demand, &stages, &what) == 0) {
		n = parts_of(&sheet);
		if (n > 1)
			got = parts_fold(&sheet, n, &fold, NULL, &state, &what);
		else
			while ((got = sheet_next(&sheet, &deal, &what)) == 1)
				add(state, deal);
	}
	buffer_format(out, "%d %s", got, what.text);
	tell_notices(out, &sheet.notices);
	if (got == 0)
		merge(out, state);
	else
		end(state);
	sheet_close(&sheet);
	stages_free(&stages);
	demand_free(&demand);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	struct slice bytes = { (const char *)at + 1, n - 1 };
	struct buffer one = { 0 }, many = { 0 };

	if (n == 0)
		return 0;
	read_deals(bytes, 1, 0, &one);
	read_deals(bytes, 2 + *at % 6, 1 + *at / 6, &many);
	if (!slice_equal(slice_made(&one), slice_made(&many)))
		fprintf(stderr, "one thread\n%s\n\nmany\n%s\n",
		    buffer_text(&one), buffer_text(&many));
	must(slice_equal(slice_made(&one), slice_made(&many)),
	    "threads read the same", bytes);
	buffer_free(&one);
	buffer_free(&many);
	return 0;
}
