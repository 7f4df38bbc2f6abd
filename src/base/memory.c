#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/memory.h"
#include "base/message.h"

#define ARENA_FIRST ((size_t)4096)	/* bytes of an arena's first block */
#define ARENA_MOST ((size_t)1 << 20)	/* blocks double up to this */
#define LARGE_ELEMENT ((size_t)256)	/* bytes */

/* Its bytes follow it; the union aligns them for anything. */
struct arena_block {
	union {
		struct {
			struct arena_block *next;
			size_t used;
			size_t size;
		} is;
		max_align_t align;
	};
};

static _Noreturn void
no_memory(void)
{
	message_die("out of memory");
}

static size_t
product(size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		no_memory();
	return n * size;
}

void *
memory_get(size_t n)
{
	void *at = malloc(n > 0 ? n : 1);

	if (at == NULL)
		no_memory();
	return at;
}

void *
memory_zero(size_t n, size_t size)
{
	void *at;

	/* calloc gets fresh pages from the system without touching them */
	at = product(n, size) > 0 ? calloc(n, size) : calloc(1, 1);
	if (at == NULL)
		no_memory();
	return at;
}

void *
memory_more(void *at, size_t n, size_t size)
{
	size_t bytes = product(n, size);

	at = realloc(at, bytes > 0 ? bytes : 1);
	if (at == NULL)
		no_memory();
	return at;
}

void
memory_share(void)
{
#ifdef __GLIBC__
	mallopt(M_ARENA_MAX, 1);
#endif
}

char *
memory_copy(const char *at, size_t n)
{
	char *copy;

	if (n == SIZE_MAX)
		no_memory();
	copy = memory_get(n + 1);
	if (n > 0)
		memcpy(copy, at, n);
	copy[n] = '\0';
	return copy;
}

char *
memory_text(const char *text)
{
	return memory_copy(text, strlen(text));
}

/* ROOM for elements of SIZE bytes made larger for NEED: by half at least, so that
 * adding one by one costs a constant each; large ones begin with what is needed,
 * for there are many arrays with one of them. */
static size_t
larger(size_t room, size_t need, size_t size)
{
	size_t few = size < LARGE_ELEMENT ? 8 : 1;
	size_t more = room <= SIZE_MAX - room / 2 - few ?
	    room + room / 2 + few : need;

	return more > need ? more : need;
}

void
memory_grow(void *array, size_t *room, size_t need, size_t size)
{
	void *at;

	/* ARRAY points to a pointer of a type unknown here */
	memcpy(&at, array, sizeof(at));
	*room = larger(*room, need, size);
	at = memory_more(at, *room, size);
	memcpy(array, &at, sizeof(at));
}

void
buffer_grow(struct buffer *buffer, size_t n)
{
	if (n > SIZE_MAX - buffer->len)
		no_memory();
	if (buffer->len + n > buffer->room) {
		buffer->room = larger(buffer->room, buffer->len + n, 1);
		buffer->at = memory_more(buffer->at, buffer->room, 1);
	}
}

void
buffer_string(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void
buffer_format(struct buffer *buffer, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n <= 0)
		return;
	/* and the NUL that vsnprintf insists on */
	buffer_grow(buffer, (size_t)n + 1);
	va_start(args, format);
	vsnprintf(buffer->at + buffer->len, (size_t)n + 1, format, args);
	va_end(args);
	buffer->len += (size_t)n;
}

const char *
buffer_text(struct buffer *buffer)
{
	buffer_grow(buffer, 1);
	buffer->at[buffer->len] = '\0';
	return buffer->at;
}

void
buffer_free(struct buffer *buffer)
{
	free(buffer->at);
	*buffer = (struct buffer){ 0 };
}

static char *
block_bytes(struct arena_block *block)
{
	return (char *)(block + 1);
}

static struct arena_block *
block_new(size_t size)
{
	struct arena_block *block;

	if (size > SIZE_MAX - sizeof(*block))
		no_memory();
	block = memory_get(sizeof(*block) + size);
	block->is.next = NULL;
	block->is.used = 0;
	block->is.size = size;
	return block;
}

/* A block with room for N bytes, in front of the others; but one that is made
 * for a single large thing goes behind the first, which is still filling. */
static struct arena_block *
block_add(struct arena *arena, size_t n)
{
	struct arena_block *first = arena->blocks, *block;
	size_t size = first == NULL ? ARENA_FIRST : first->is.size * 2;

	if (size > ARENA_MOST || size < ARENA_FIRST)
		size = ARENA_MOST;
	if (first != NULL && n > size / 4) {
		block = block_new(n);
		block->is.next = first->is.next;
		first->is.next = block;
		return block;
	}
	block = block_new(n > size ? n : size);
	block->is.next = first;
	arena->blocks = block;
	return block;
}

/* N bytes that begin at a multiple of ALIGN, a power of two. */
static void *
arena_take(struct arena *arena, size_t n, size_t align)
{
	struct arena_block *block = arena->blocks;
	size_t at;

	at = block == NULL ? 0 : (block->is.used + align - 1) & ~(align - 1);
	if (block == NULL || at > block->is.size || n > block->is.size - at) {
		block = block_add(arena, n);
		at = 0;
	}
	block->is.used = at + n;
	return block_bytes(block) + at;
}

void *
arena_get(struct arena *arena, size_t n)
{
	return arena_take(arena, n, _Alignof(max_align_t));
}

char *
arena_copy(struct arena *arena, const char *at, size_t n)
{
	char *copy;

	if (n == SIZE_MAX)
		no_memory();
	copy = arena_take(arena, n + 1, 1);
	if (n > 0)
		memcpy(copy, at, n);
	copy[n] = '\0';
	return copy;
}

void
arena_free(struct arena *arena)
{
	struct arena_block *block, *next;

	for (block = arena->blocks; block != NULL; block = next) {
		next = block->is.next;
		free(block);
	}
	arena->blocks = NULL;
}
