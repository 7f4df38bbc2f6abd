#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

/*
 * Memory that is there or ends the run: "out of memory", exit status 2.
 * Nothing that has a temporary file open allocates (see base/file.h), so
 * ending the run this way leaves nothing behind.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Before a function that is seldom needed by what is done for every deal, which so
 * stays short. */
#define SELDOM __attribute__((noinline, cold))

/* N bytes, not cleared. N may be 0. The caller frees them with free(). */
void *memory_get(size_t n);
/* N times SIZE bytes, cleared; the product is checked. */
void *memory_zero(size_t n, size_t size);
/* AT made N times SIZE bytes long, as realloc does; the product is checked. */
void *memory_more(void *at, size_t n, size_t size);
/* A copy of the N bytes at AT with a NUL after them. */
char *memory_copy(const char *at, size_t n);
/* A copy of the string TEXT. */
char *memory_text(const char *text);

/* Let threads that begin from now on have memory from one place. glibc would give each a
 * place of its own, which grows by a page at a time, and each time the system stops all
 * of them. */
void memory_share(void);

void memory_grow(void *array, size_t *room, size_t need, size_t size);

/* Make room in the array at *ARRAY, of elements of SIZE bytes and with room
 * for *ROOM, for at least NEED elements; *ROOM grows by halves or more. */
static inline void
memory_room(void *array, size_t *room, size_t need, size_t size)
{
	if (need > *room)
		memory_grow(array, room, need, size);
}

/* Bytes that grow. at is NULL while nothing was added; never NUL-terminated
 * but by buffer_text. */
struct buffer {
	char *at;		/* owned */
	size_t len;		/* bytes in it */
	size_t room;		/* bytes allocated */
};

void buffer_grow(struct buffer *, size_t n);	/* room for N more */

static inline void
buffer_add(struct buffer *buffer, const char *at, size_t n)
{
	if (n > buffer->room - buffer->len)
		buffer_grow(buffer, n);
	if (n > 0)
		/* cppcheck-suppress uninitvar ; an empty slice's AT is nothing */
		memcpy(buffer->at + buffer->len, at, n);
	buffer->len += n;
}

static inline void
buffer_byte(struct buffer *buffer, char c)
{
	if (buffer->len == buffer->room)
		buffer_grow(buffer, 1);
	buffer->at[buffer->len++] = c;
}

void buffer_string(struct buffer *, const char *text);
void buffer_format(struct buffer *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The bytes as a string: a NUL is put behind them (not counted in len).
 * Valid until the next change. Never NULL. */
const char *buffer_text(struct buffer *);
/* len = 0, keeps the room. */
static inline void
buffer_clear(struct buffer *buffer)
{
	buffer->len = 0;
}

void buffer_free(struct buffer *);

/* Many small things that live and die together. Zeroed: empty. */
struct arena {
	struct arena_block *blocks;
};

/* N bytes of the arena, aligned for anything, not cleared. */
void *arena_get(struct arena *, size_t n);
/* A copy of N bytes with a NUL behind them. */
char *arena_copy(struct arena *, const char *at, size_t n);
void arena_free(struct arena *);

#endif
