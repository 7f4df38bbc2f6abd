#ifndef CSV_DECODED_H
#define CSV_DECODED_H

/*
 * A source in another encoding as UTF-8, in constant memory. Places in both, one
 * for each stretch that was decoded, are kept: decoding begins at the nearest one.
 * Only source.c and giveback.c need to know of it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/memory.h"
#include "base/message.h"
#include "csv/encoding.h"
#include "csv/source.h"

struct decoded;

/* Takes over both. */
struct decoded *decoded_open(const struct source *raw, struct encoding *);
/* Decode the head of the source into the buffer: SOURCE_HEAD bytes at most, or
 * all that an encoding has that shifts. *WHOLE: this is all there is. 0, or -1
 * with WHAT set. */
int decoded_head(struct decoded *, struct buffer *head, bool *whole,
    struct trouble *what);
/* As source_read reads, but never from the head. */
ssize_t decoded_read(struct decoded *, void *into, size_t n, off_t at,
    struct trouble *what);
/* The source is held in memory by now: it may be read again. */
void decoded_held(struct decoded *);
/* How long the text is; reads on to its end where that must be. -1 with WHAT
 * set. */
off_t decoded_size(struct decoded *, struct trouble *what);
/* Where in the source what is at AT begins. -1 with WHAT set. */
off_t decoded_raw(struct decoded *, off_t at, struct trouble *what);

struct source *decoded_source(struct decoded *);
const struct encoding *decoded_encoding(const struct decoded *);
/* Gives the source back to INTO (NULL: closes it). */
void decoded_close(struct decoded *, struct source *into);

#endif
