/*
 * Any bytes as the words of a state that is whole, its sum right: each measure reads
 * it or says what is wrong; what was read, written again, is read as the same.
 */

#include <inttypes.h>
#include <string.h>

#include "fuzz.h"
#include "measure/funnel.h"
#include "measure/stall.h"
#include "measure/stats.h"

/* More of one number than a fuzzer has memory for: "5*9999999". */
static bool
is_huge(struct slice text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.len; i++) {
		digits = text.at[i] == '*' || (digits > 0 &&
		    text_digit(text.at[i])) ? digits + 1 : 0;
		if (digits > 5)
			return true;
	}
	return false;
}

/* Words with an end and its sum behind them. */
static void
frame(struct buffer *line, struct slice words)
{
	buffer_add(line, words.at, words.len);
	buffer_string(line, PARTIAL_END " ");
	buffer_format(line, "%016" PRIx64, words_sum(WORDS_SUM,
	    (struct slice){ line->at, line->len }));
}

struct asked {
	const char *command;
	const struct portable *portable;
	void *request;
	const struct stages **stages;	/* where the request has them */
};

/* Read TEXT; what came of it, written again. false: it is refused. */
static bool
read_state(const struct asked *asked, struct slice text, struct buffer *out)
{
	struct merging *merging = merging_begin(asked->command);
	struct stream stream = { 0 };
	struct trouble what = { "" };
	void *state = NULL;
	bool is = merging_add(merging, "state", 1, text, &what) == 0 &&
	    merging_settle(merging, &stream, &what) == 0;

	if (is) {
		*asked->stages = &stream.stages;
		is = merging_fold(merging, asked->portable, asked->request,
		    &state, &what) == 0;
	}
	if (is) {
		partial_write(merging_partial(merging), &stream,
		    asked->portable, state, out);
		asked->portable->fold->free(state);
	}
	must(is || what.text[0] != '\0', "it says what is wrong", text);
	stream_close(&stream);
	merging_free(merging);
	return is;
}

static void
try(const struct asked *asked, struct slice words)
{
	struct buffer line = { 0 }, first = { 0 }, second = { 0 };

	frame(&line, words);
	if (read_state(asked, slice_made(&line), &first)) {
		must(read_state(asked, slice_made(&first), &second),
		    "what was written is read", slice_made(&first));
		must(slice_equal(slice_made(&first), slice_made(&second)),
		    "and is the same", slice_made(&first));
	}
	buffer_free(&line);
	buffer_free(&first);
	buffer_free(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	const struct slice words = { (const char *)at, n };
	struct grouping by = { .n = 1, .house = "" };
	struct filter none = { 0 };
	struct stats_request stats = { .filter = &none, .grouping = by,
	    .lifespan = -1 };
	struct funnel_request funnel = { .filter = &none, .grouping = by };
	struct stall_request stall = { .filter = &none, .house = "",
	    .limit = STALL_NO_DAYS, .rules = (1u << STALL_RULES) - 1 };
	const struct asked all[] = {
		{ "pl-stats", &stats_portable, &stats, &stats.stages },
		{ "pl-funnel", &funnel_portable, &funnel, &funnel.stages },
		{ "pl-stall", &stall_portable, &stall, &stall.stages },
	};

	if (is_huge(words))
		return 0;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		try(&all[i], words);
	return 0;
}
