/* Deals written from their places are their bytes one behind the other, by any number of
 * threads, those longer than a thread reads in one go among them; and a file that ends
 * before one of them is told of. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deal/placed.h"

#define FILE_BYTES ((size_t)3 << 20)

/* As gathered.places has a number. */
static void
put_number(struct buffer *places, size_t number)
{
	for (; number > 127; number /= 128)
		buffer_byte(places, (char)(number % 128 + 128));
	buffer_byte(places, (char)number);
}

/* Places of deals in FILE, some next to each other, and what is to be written of them;
 * the last ends with it. */
static void
draw(struct slice file, struct gathered *got, struct buffer *wanted)
{
	size_t at = 0;

	while (at < file.len) {
		size_t gap = rand() % 3 == 0 ? 0 : (size_t)(rand() % 900);
		size_t n = 1 + (size_t)(rand() % (rand() % 2000 == 0 ? 700000 :
		    400));

		if (at + gap + n > file.len) {
			gap = 0;
			n = file.len - at;
		}
		put_number(&got->places, gap);
		put_number(&got->places, n);
		buffer_add(wanted, file.at + at + gap, n);
		at += gap + n;
	}
	got->last = (off_t)file.len;
}

/* What comes of it. */
static int
written(const struct gathered *got, struct slice file, size_t threads,
    struct buffer *out, struct trouble *what)
{
	struct source source;
	FILE *to = tmpfile();
	long n;
	int result;

	assert_non_null(to);
	source_memory(&source, "deals.csv", file.at, file.len);
	result = placed_write(got, &source, threads, to, what);
	source_close(&source);
	n = ftell(to);
	rewind(to);
	buffer_grow(out, (size_t)n + 1);
	out->len = fread(out->at, 1, (size_t)n, to);
	fclose(to);
	return result;
}

static void
test_places(void **state)
{
	char *bytes = memory_get(FILE_BYTES);

	(void)state;
	srand(11);
	for (size_t i = 0; i < FILE_BYTES; i++)
		bytes[i] = (char)rand();
	for (size_t round = 0; round < 24; round++) {
		struct gathered got = { .any = true };
		struct buffer wanted = { 0 }, out = { 0 };
		/* half of them are less than one thread reads, or about as much */
		struct slice file = { bytes, round % 2 == 0 ? FILE_BYTES :
		    round * (64 << 10) + 1 };
		struct trouble what;

		draw(file, &got, &wanted);
		assert_int_equal(written(&got, file, round % 6, &out, &what), 0);
		assert_int_equal(out.len, wanted.len);
		assert_memory_equal(out.at, wanted.at, out.len);
		buffer_free(&out);
		/* it was cut short meanwhile */
		file.len -= 1;
		assert_int_equal(written(&got, file, round % 6, &out, &what),
		    -1);
		assert_string_equal(what.text,
		    "deals.csv: was cut short while it was read");
		assert_memory_equal(out.at, wanted.at, out.len);
		buffer_free(&out);
		buffer_free(&wanted);
		gathered_free(&got);
	}
	free(bytes);
}

static void
test_none(void **state)
{
	struct gathered got = { .any = false };
	struct buffer out = { 0 };
	struct trouble what;

	(void)state;
	assert_int_equal(written(&got, (struct slice){ "x", 1 }, 2, &out, &what),
	    0);
	assert_int_equal(out.len, 0);
	buffer_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
