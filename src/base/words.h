#ifndef BASE_WORDS_H
#define BASE_WORDS_H

/*
 * What travels from one machine to another, as words: a line of ASCII with one
 * blank between two words, so that any tool that passes lines on passes it on as
 * it is, whatever its locale, its tabs or the order it gives lines in. A text is
 * one word: what is no printable ASCII, and '%' itself, is written as %XX; an
 * empty one is "%". Numbers are decimal and whole.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/message.h"
#include "base/money.h"
#include "base/text.h"

#define WORDS_COUNT_MOST INT64_C(10000000000)	/* deals, all the world's */
#define WORDS_MONEY_MOST ((int128)MONEY_MAX * WORDS_COUNT_MOST)

/*
 * Writing: each appends one word and a blank.
 */

void words_put(struct buffer *, const char *word);
void words_put_text(struct buffer *, struct slice text);
void words_put_number(struct buffer *, int128 number);
/* "key=number", and "number*times" */
void words_put_pair(struct buffer *, const char *key, int128 number);
void words_put_times(struct buffer *, int64_t number, uint64_t times);

/*
 * Reading. Each takes one word and returns 0, or -1 with WHAT set to what is wrong
 * with it: "shard3:2: word 17: 'x' is not a number". Zeroed but for these three it
 * stands before the first word.
 */
struct words {
	struct slice rest;	/* what is left of the line */
	const char *file;	/* for messages; not owned */
	uint64_t line;
	uint64_t n;		/* words taken */
	struct slice word;	/* the last one */
	struct buffer spare;	/* of words_text */
};

/* The word taken last is not what it should be: sets WHAT to "... 'x' WRONG",
 * returns -1. */
int words_wrong(const struct words *, const char *wrong, struct trouble *what);

/* Any word. */
int words_get(struct words *, struct trouble *what);
/* This very one. */
int words_expect(struct words *, const char *word, struct trouble *what);
/* A text; valid until the next. */
int words_text(struct words *, struct slice *text, struct trouble *what);
/* A number from LEAST to MOST. */
int words_number(struct words *, int128 least, int128 most, int128 *number,
    struct trouble *what);
/* How many there are of something, 0 to WORDS_COUNT_MOST. */
int words_count(struct words *, uint64_t *count, struct trouble *what);
/* A sum of as many amounts. */
int words_money(struct words *, int128 *sum, struct trouble *what);
/* A day of the calendar, or DATE_NONE ("none"). */
int words_day(struct words *, int *day, struct trouble *what);
void words_put_day(struct buffer *, int day);
/* "key=number"; the key is a part of the line. */
int words_pair(struct words *, struct slice *key, int128 least, int128 most,
    int128 *number, struct trouble *what);
/* "number*times" */
int words_times(struct words *, int128 least, int128 most, int128 *number,
    uint64_t *times, struct trouble *what);
void words_free(struct words *);

/* Notices, and read again behind those that INTO has; the files they name are
 * kept in NAMES, which must outlive them. */
void words_put_notices(struct buffer *, const struct notices *);
int words_notices(struct words *, struct notices *into, struct arena *names,
    struct trouble *what);

/* A sum over bytes by which a text that was changed or cut on its way is noticed
 * (FNV-1a, 64 bits, by Fowler, Noll and Vo): that of SUM, WORDS_SUM at first, and
 * the bytes. */
#define WORDS_SUM UINT64_C(14695981039346656037)
uint64_t words_sum(uint64_t sum, struct slice bytes);
/* The same of a number, and of a text so that two of them are never one. */
uint64_t words_sum_number(uint64_t sum, int64_t number);
uint64_t words_sum_text(uint64_t sum, struct slice text);

#endif
