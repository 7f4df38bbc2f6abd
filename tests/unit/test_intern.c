#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"

#define MANY 100000

static struct slice
text_of(size_t i, char room[64])
{
	struct slice text = { room, 0 };

	text.len = (size_t)snprintf(room, 64, "text %zu%s", i, i % 3 == 0 ?
	    " and some more" : "");
	return text;
}

static void
test_empty(void **state)
{
	struct intern table = { 0 };
	bool new = false;

	(void)state;
	assert_true(intern_find(&table, slice_of("a")) == INTERN_NONE);
	assert_int_equal(intern_number(&table, slice_of(NULL), &new), 0);
	assert_true(new);
	assert_int_equal(intern_number(&table, slice_of(""), &new), 0);
	assert_false(new);
	assert_int_equal(intern_text(&table, 0).len, 0);
	assert_string_equal(intern_text(&table, 0).at, "");
	intern_free(&table);
	assert_int_equal(table.n, 0);
	intern_free(&table);
}

static void
test_few(void **state)
{
	struct intern table = { 0 };
	struct slice with_nul = { "a\0b", 3 };

	(void)state;
	assert_int_equal(intern_number(&table, slice_of("b"), NULL), 0);
	assert_int_equal(intern_number(&table, slice_of("a"), NULL), 1);
	assert_int_equal(intern_number(&table, with_nul, NULL), 2);
	assert_int_equal(intern_number(&table, slice_of("b"), NULL), 0);
	assert_int_equal(intern_find(&table, slice_of("a")), 1);
	assert_int_equal(intern_find(&table, with_nul), 2);
	assert_true(intern_find(&table, slice_of("A")) == INTERN_NONE);
	assert_int_equal(table.n, 3);
	assert_int_equal(intern_text(&table, 2).len, 3);
	assert_memory_equal(intern_text(&table, 2).at, "a\0b", 4);
	intern_free(&table);
}

/* Texts that are chosen to fall into one slot of so many, by whoever knows the
 * seed, fall into as many as any others under another: the seed is the address of
 * the slots, and another each time they grow. */
static void
test_chosen(void **state)
{
	enum { SLOTS = 1024, CHOSEN = 1000 };
	static bool taken[SLOTS];
	char room[64];
	size_t found = 0, differ = 0;

	(void)state;
	for (size_t i = 0; found < CHOSEN; i++) {
		struct slice text = text_of(i, room);
		size_t slot;

		if (slice_hash(text, 1) % SLOTS != 0)
			continue;
		found++;
		slot = slice_hash(text, 4096) % SLOTS;
		differ += !taken[slot];
		taken[slot] = true;
	}
	/* about 1 - 1/e of the slots, as of texts that nobody chose */
	assert_in_range(differ, SLOTS / 2, SLOTS * 3 / 4);
}

/* Numbers and texts stay as they were while the table grows, and wherever the
 * table itself is moved to. */
static void
test_many(void **state)
{
	struct intern table = { 0 }, moved;
	char room[64];
	const char *first;
	size_t i;
	bool new;

	(void)state;
	intern_number(&table, text_of(0, room), NULL);
	first = intern_text(&table, 0).at;
	for (i = 0; i < MANY; i++) {
		assert_int_equal(intern_number(&table, text_of(i, room), &new), i);
		assert_int_equal(new, i > 0);
	}
	assert_ptr_equal(intern_text(&table, 0).at, first);
	moved = table;
	memset(&table, 0, sizeof(table));
	for (i = 0; i < MANY; i++) {
		assert_int_equal(intern_find(&moved, text_of(i, room)), i);
		assert_true(slice_is(intern_text(&moved, i), room));
		assert_string_equal(intern_text(&moved, i).at, room);
	}
	for (; i < 2 * MANY; i++)
		assert_true(intern_find(&moved, text_of(i, room)) == INTERN_NONE);
	assert_int_equal(moved.n, MANY);
	intern_free(&moved);
}

static void
test_arena(void **state)
{
	struct arena arena = { 0 };
	char *large, *text;
	size_t i, n;

	(void)state;
	text = arena_copy(&arena, "abc", 3);
	large = arena_get(&arena, 5000000);
	memset(large, 'x', 5000000);
	for (i = 0; i < 20000; i++) {
		n = i * 7919 % 300;
		if (i % 2 == 0)
			memset(arena_get(&arena, n), 'y', n);
		else
			assert_string_equal(arena_copy(&arena, "z", 1), "z");
		assert_int_equal((uintptr_t)arena_get(&arena, 1) % _Alignof(max_align_t), 0);
	}
	assert_string_equal(text, "abc");
	for (i = 0; i < 5000000; i++)
		if (large[i] != 'x')
			fail();
	arena_free(&arena);
	assert_null(arena.blocks);
}

static void
test_buffer(void **state)
{
	struct buffer buffer = { 0 };
	size_t i;

	(void)state;
	assert_string_equal(buffer_text(&buffer), "");
	buffer_add(&buffer, NULL, 0);
	buffer_string(&buffer, "ab");
	buffer_byte(&buffer, 'c');
	buffer_format(&buffer, "%d-%s", 12, "x");
	buffer_format(&buffer, "%s", "");
	assert_string_equal(buffer_text(&buffer), "abc12-x");
	assert_int_equal(buffer.len, 7);
	buffer_clear(&buffer);
	for (i = 0; i < 100000; i++)
		buffer_byte(&buffer, (char)('a' + i % 26));
	for (i = 0; i < 100000; i++)
		if (buffer.at[i] != (char)('a' + i % 26))
			fail();
	buffer_free(&buffer);
	assert_null(buffer.at);
}

static void
test_room(void **state)
{
	int *array = NULL;
	size_t room = 0, i, moves = 0, before;
	char *copy;

	(void)state;
	for (i = 0; i < 100000; i++) {
		before = room;
		memory_room(&array, &room, i + 1, sizeof(*array));
		moves += room != before;
		assert_true(room > i);
		array[i] = (int)i;
	}
	assert_true(moves < 40);
	for (i = 0; i < 100000; i++)
		assert_int_equal(array[i], i);
	free(array);
	free(memory_get(0));
	free(memory_zero(0, 8));
	free(memory_more(NULL, 0, 8));
	copy = memory_copy("a\0b", 3);
	assert_memory_equal(copy, "a\0b", 4);
	free(copy);
	copy = memory_text("");
	assert_string_equal(copy, "");
	free(copy);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_few),
		cmocka_unit_test(test_chosen),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_buffer),
		cmocka_unit_test(test_room),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
