#ifndef CSV_SINK_H
#define CSV_SINK_H

/*
 * Where text goes that is made of a file: encoded, into memory, to a stream, or
 * nowhere, to learn whether all of it can be written.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/message.h"
#include "csv/encoding.h"
#include "csv/source.h"

/* Text that waits to be encoded, and what each piece of it was made of. */
struct sink_piece {
	size_t end;		/* of the piece, in what waits */
	uint64_t line;
};

struct sink {
	struct source *source;	/* what it is made of, for messages */
	bool as_source;		/* in the encoding that has */
	struct encoding *encoding;	/* else in this one; NULL: UTF-8; owned */
	bool mark;		/* begin with a byte order mark */
	FILE *out;		/* NULL: not there */
	struct buffer *into;	/* NULL: not there */
	bool failed;		/* OUT would take no more: it says so itself */
	struct buffer waits;	/* encoding a little at a time is slow */
	struct sink_piece *pieces;
	size_t n;
	size_t room;
	struct buffer spare;
};

/*
 * Write as NAME says (NULL: as the source, UTF-8: plain), with a byte order mark
 * where MARK is above 0, without one where it is below, else where the source
 * has one (HAD_MARK) or the encoding needs one: UTF-16 and UTF-32. 0, or -1 with
 * WHAT set: no such encoding.
 */
int sink_open(struct sink *, struct source *, const char *name, int mark,
    bool had_mark, struct trouble *what);

/* Is OUT another file than the source? What is written would be read again. 0, or
 * -1 with WHAT set. */
int sink_apart(const struct sink *, FILE *out, struct trouble *what);

/* Begin (again): OUT or INTO, or neither. */
int sink_begin(struct sink *, FILE *out, struct buffer *into,
    struct trouble *what);
/* Write TEXT, made of the source's line LINE. 0, or -1 with WHAT set: a character
 * that the encoding has not, in this text or in one before. */
int sink_write(struct sink *, struct slice text, uint64_t line,
    struct trouble *what);
/* All texts have been written: those that wait. 0, or -1 with WHAT set. */
int sink_end(struct sink *, struct trouble *what);

void sink_close(struct sink *);

#endif
