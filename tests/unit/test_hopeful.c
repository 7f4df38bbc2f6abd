/*
 * Stages inferred from the head of a file come to the same figures as those
 * inferred from all of it, whatever turns up behind.
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
#include "deal/stream.h"

#define ROWS 40000	/* some 1.5 MiB */

/* What a fold saw, as a text: how many deals of each stage by its number. */
struct seen {
	unsigned long stages[64];
	unsigned long pooled;
};

static void *
seen_begin(const void *request)
{
	(void)request;
	return memory_zero(1, sizeof(struct seen));
}

static void
seen_add(void *state, const struct deal *deal)
{
	struct seen *seen = state;

	if (deal->stage->number == STAGE_POOLED)
		seen->pooled++;
	else
		seen->stages[deal->stage->number % 64]++;
}

static void
seen_merge(void *into_state, void *from_state)
{
	struct seen *into = into_state, *from = from_state;

	for (size_t i = 0; i < 64; i++)
		into->stages[i] += from->stages[i];
	into->pooled += from->pooled;
	free(from);
}

static const struct fold seen_fold = {
	seen_begin, seen_add, seen_merge, free
};

/* In a directory where no stages.csv lies. */
static char directory[] = "/tmp/pl-test-hopeful.XXXXXX";
static char path[] = "first.csv";
static char second[] = "second.csv";

static void
store(const char *name, const struct buffer *bytes)
{
	FILE *file = fopen(name, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes->at, 1, bytes->len, file), bytes->len);
	assert_int_equal(fclose(file), 0);
}

/* ROWS deals, of which row LATE (0: none) is in the stage NEW. */
static void
deals(struct buffer *out, const char *const *stages, size_t n, int late,
    const char *new, const char *history)
{
	buffer_clear(out);
	buffer_format(out, "id,stage,pipeline,notes%s\n",
	    history != NULL ? ",history" : "");
	for (int i = 1; i <= ROWS; i++)
		buffer_format(out, "D-%06d,%s,,\"a note, of some length\"%s%s\n",
		    i, i == late ? new : stages[(size_t)i % n],
		    history != NULL ? "," : "", history == NULL ? "" :
		    i == late ? history : "Lead@2026-01-01");
}

/* The stages in order and how many deals each has; what is wrong. */
static void
figures(char **paths, size_t n, bool hopeful, size_t threads,
    struct buffer *out)
{
	struct reading reading = { .threads = threads, .part = 100000 };
	struct stream_request request = { .paths = paths, .n_paths = n,
	    .reading = &reading, .hopeful = hopeful };
	struct demand demand = { .fields = 0 };
	struct trouble what = { "" };
	struct stream stream;
	struct seen *seen;
	void *state;

	buffer_clear(out);
	assert_int_equal(stream_open(&stream, &request, &what), 0);
	if (stream_fold(&stream, &demand, &seen_fold, NULL, &state,
	    &what) == 0) {
		seen = state;
		for (size_t i = 0; i < stream.stages.n; i++)
			buffer_format(out, "%.*s %lld %lu\n",
			    (int)stream.stages.at[i].name.len,
			    stream.stages.at[i].name.at,
			    (long long)stream.stages.at[i].probability,
			    seen->stages[i]);
		buffer_format(out, "%lu pooled, %llu notices\n", seen->pooled,
		    (unsigned long long)notices_count(&stream.notices));
		free(state);
	} else {
		buffer_string(out, what.text);
	}
	stream_close(&stream);
}

static void
same(char **paths, size_t n)
{
	struct buffer all = { 0 }, head = { 0 };

	figures(paths, n, false, 1, &all);
	for (size_t threads = 1; threads < 4; threads += 2) {
		figures(paths, n, true, threads, &head);
		assert_string_equal(buffer_text(&head), buffer_text(&all));
	}
	buffer_free(&all);
	buffer_free(&head);
}

static const char *const known[] = { "Lead", "Proposal", "Won", "Lost" };
static const char *const strange[] = { "Alpha", "Lead", "Beta", "Won" };

static void
test_files(void **state)
{
	static const char *const names[] = { NULL, "Negotiation", "Demo 2",
	    "WON", "Gamma", "alpha", "" };
	struct buffer bytes = { 0 };
	char *paths[] = { path, second };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (int j = 0; j < 4; j++) {
			deals(&bytes, j < 2 ? known : strange, 4,
			    names[i] == NULL ? 0 : ROWS - 10, names[i],
			    j % 2 == 0 ? NULL :
			    "Lead@2026-01-01 > Delta@2026-02-02");
			store(path, &bytes);
			same(paths, 1);
			deals(&bytes, known, 3, 5, "Meeting", NULL);
			store(second, &bytes);
			same(paths, 2);
		}
	buffer_free(&bytes);
}

/* Through a pipe all is the same but where a name turns up behind what is held. */
static void
piped(const struct buffer *bytes, struct buffer *out)
{
	char *paths[] = { (char[]){ "-" } };
	int ends[2], saved = dup(STDIN_FILENO);
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		size_t at = 0;
		ssize_t n = 1;

		close(ends[0]);
		while (at < bytes->len && n > 0) {
			n = write(ends[1], bytes->at + at, bytes->len - at);
			at += n > 0 ? (size_t)n : 0;
		}
		_exit(0);
	}
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	figures(paths, 1, true, 1, out);
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void
test_pipes(void **state)
{
	struct buffer bytes = { 0 }, long_one = { 0 }, out = { 0 }, all = { 0 };
	char *paths[] = { path };

	(void)state;
	deals(&bytes, known, 4, ROWS - 10, "Demo 2", NULL);
	store(path, &bytes);
	figures(paths, 1, false, 1, &all);
	piped(&bytes, &out);	/* 8 MiB are held */
	assert_string_equal(buffer_text(&out), buffer_text(&all));
	deals(&bytes, known, 4, 0, NULL, NULL);
	buffer_add(&long_one, bytes.at, bytes.len);
	for (int i = 0; i < 8; i++) {
		size_t header = strlen("id,stage,pipeline,notes\n");

		buffer_add(&long_one, bytes.at + header, bytes.len - header);
	}
	store(path, &long_one);
	figures(paths, 1, false, 1, &all);
	piped(&long_one, &out);
	assert_string_equal(buffer_text(&out), buffer_text(&all));
	buffer_string(&long_one, "D-9,Demo 2,,\n");
	piped(&long_one, &out);
	assert_string_equal(buffer_text(&out), "standard input:360002: stage: "
	    "'Demo 2' is new here, behind the first 8 MiB (say --stages FILE, "
	    "or name the file instead of a pipe)");
	buffer_free(&bytes);
	buffer_free(&long_one);
	buffer_free(&out);
	buffer_free(&all);
}

static int
begin(void **state)
{
	(void)state;
	return mkdtemp(directory) == NULL || chdir(directory) != 0;
}

static int
end(void **state)
{
	(void)state;
	unlink(path);
	unlink(second);
	return rmdir(directory);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_pipes),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
