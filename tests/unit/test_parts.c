/*
 * A file read by several threads gives what one thread gives, wherever it is cut:
 * between records, in the midst of them, in quoted cells that hold what looks
 * like records.
 */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "deal/parts.h"
#include "deal/stream.h"

/* What a fold saw: a sum that depends on the order of the deals. */
struct seen {
	uint64_t deals;
	uint64_t sum;		/* of texts, the later the heavier */
	uint64_t weight;	/* what a state before this one is worth */
	int128 amount;
};

#define STEP UINT64_C(6364136223846793005)

static void *
seen_begin(const void *request)
{
	struct seen *seen = memory_zero(1, sizeof *seen);

	(void)request;
	seen->weight = 1;
	return seen;
}

static void
seen_add(void *state, const struct deal *deal)
{
	struct seen *seen = state;

	seen->deals++;
	seen->sum = seen->sum * STEP + slice_hash(deal->text[FIELD_ID], 7) +
	    slice_hash(deal->text[FIELD_NOTES], 9);
	seen->weight *= STEP;
	seen->amount += deal->amount;
}

static void
seen_merge(void *into_state, void *from_state)
{
	struct seen *into = into_state, *from = from_state;

	into->deals += from->deals;
	into->sum = into->sum * from->weight + from->sum;
	into->weight *= from->weight;
	into->amount += from->amount;
	free(from);
}

static const struct fold seen_fold = {
	seen_begin, seen_add, seen_merge, free
};

static char path[] = "/tmp/pl-test-parts.XXXXXX";

static void
store(const struct buffer *bytes)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes->at, 1, bytes->len, file), bytes->len);
	assert_int_equal(fclose(file), 0);
}

/* Read it with so many threads; the notices as a text. */
static int
run(size_t threads, off_t part, struct seen *seen, struct buffer *notices,
    struct trouble *what)
{
	struct reading reading = { .threads = threads, .part = part };
	char *paths[] = { path };
	struct stream_request request = { .paths = paths, .n_paths = 1,
	    .reading = &reading };
	struct demand demand = { .fields = FIELD_BIT(FIELD_ID) |
	    FIELD_BIT(FIELD_NOTES) | FIELD_BIT(FIELD_AMOUNT) };
	struct stream stream;
	void *state = NULL;
	int got;

	buffer_clear(notices);
	what->text[0] = '\0';
	if (stream_open(&stream, &request, what) != 0)
		return -1;
	got = stream_fold(&stream, &demand, &seen_fold, NULL, &state, what);
	if (got == 0)
		*seen = *(struct seen *)state;
	free(state);
	for (size_t i = 0; i < stream.notices.n; i++) {
		const struct notice *notice = &stream.notices.at[i];

		buffer_format(notices, "%s %llu:", notice->kind,
		    (unsigned long long)notice->count);
		for (size_t f = 0; f < 3 && f < notice->count; f++)
			buffer_format(notices, " %llu %s",
			    (unsigned long long)notice->first[f].line,
			    notice->first[f].text);
	}
	stream_close(&stream);
	return got;
}

static void
same_on_all(off_t part)
{
	static const size_t threads[] = { 2, 3, 7, 16 };
	struct buffer one = { 0 }, many = { 0 };
	struct seen first = { 0 }, other = { 0 };
	struct trouble what, wrong;
	int got = run(1, part, &first, &one, &what);

	for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
		assert_int_equal(run(threads[i], part, &other, &many,
		    &wrong), got);
		assert_string_equal(wrong.text, what.text);
		if (got != 0)
			continue;
		assert_int_equal(other.deals, first.deals);
		assert_true(other.sum == first.sum);
		assert_true(other.amount == first.amount);
		assert_string_equal(buffer_text(&many), buffer_text(&one));
	}
	buffer_free(&one);
	buffer_free(&many);
}

static uint64_t state;

static unsigned
draw(unsigned below)
{
	state = state * STEP + 1442695040888963407;
	return (unsigned)(state >> 33) % below;
}

/* A note that may hold what looks like the end of it, and records behind. */
static void
add_note(struct buffer *out, unsigned lines)
{
	buffer_byte(out, '"');
	for (unsigned i = 0; i < lines; i++)
		buffer_format(out, "said \"\"no\"\"\nX-%u,Won,5%u,fake\n", i,
		    draw(100));
	buffer_string(out, "\"");
}

static void
make_file(struct buffer *out)
{
	unsigned rows = 20 + draw(400);
	const char *end = draw(3) == 0 ? "\r\n" : "\n";

	buffer_clear(out);
	buffer_format(out, "id,stage,amount,notes%s", end);
	for (unsigned i = 0; i < rows; i++) {
		buffer_format(out, "D-%u,%s,%u", i, draw(2) ? "Won" :
		    "Proposal", draw(5000));
		if (draw(40) == 0)
			buffer_string(out, "x");	/* no amount */
		buffer_byte(out, ',');
		if (draw(6) == 0)
			add_note(out, 1 + draw(30));
		else if (draw(9) == 0)
			buffer_string(out, "12\" monitor");
		buffer_string(out, i + 1 == rows && draw(2) ? "" : end);
		if (draw(50) == 0)
			buffer_string(out, end);
	}
}

static void
any_file(void **unused)
{
	struct buffer file = { 0 };

	(void)unused;
	for (unsigned seed = 1; seed <= 60; seed++) {
		state = seed;
		make_file(&file);
		store(&file);
		same_on_all(64 + draw(2000));
	}
	buffer_free(&file);
}

static void
a_cell_of_fake_records(void **unused)
{
	struct buffer file = { 0 };

	(void)unused;
	state = 5;
	buffer_string(&file, "id,stage,amount,notes\nD-1,Won,10,\"");
	while (file.len < 2 * 1024 * 1024)
		buffer_format(&file, "X-%u,Won,1000000,\"\"\n", draw(1000));
	buffer_string(&file, "\"\nD-2,Won,20,\nD-3,Lost,x,\n");
	store(&file);
	same_on_all(100000);
	buffer_free(&file);
}

static void
trouble_is_told_with_its_line(void **unused)
{
	struct buffer file = { 0 };
	struct trouble what;
	struct seen seen;
	struct buffer notices = { 0 };

	(void)unused;
	buffer_string(&file, "id,stage,amount,notes\n");
	for (unsigned i = 0; i < 500; i++)
		buffer_format(&file, "D-%u,Won,5,\n", i);
	buffer_string(&file, "D-500,Won,5,\"open\nD-501,Won,5,\n");
	store(&file);
	assert_int_equal(run(7, 500, &seen, &notices, &what), -1);
	assert_non_null(strstr(what.text, ":502: "));
	same_on_all(500);
	buffer_free(&file);
	buffer_free(&notices);
}

static int
begin(void **unused)
{
	int fd = mkstemp(path);

	(void)unused;
	return fd == -1 ? -1 : close(fd);
}

static int
end(void **unused)
{
	(void)unused;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_file),
		cmocka_unit_test(a_cell_of_fake_records),
		cmocka_unit_test(trouble_is_told_with_its_line),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, begin, end);
}
