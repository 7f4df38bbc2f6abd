#ifndef CSV_SOURCE_H
#define CSV_SOURCE_H

/*
 * Where the bytes of one input come from: a regular file (read with pread,
 * as often as wanted, by several threads) or a stream (read once, and held in
 * memory when it will be needed again).
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/memory.h"
#include "base/message.h"

#define SOURCE_HEAD (1 << 20)	/* bytes every decision about a file rests on */

struct source {
	char *name;		/* as messages say it: "deals.csv", "standard
				 * input"; owned */
	int fd;			/* -1: bytes in memory only */
	bool owned;		/* close fd at the end */
	bool regular;		/* a regular file: pread at any place */
	off_t size;		/* of a regular file, or of what is held; -1:
				 * a stream whose end has not been seen */
	struct buffer head;	/* the first SOURCE_HEAD bytes, or all; room 0:
				 * not owned */
	bool whole;		/* head is all of it, the end was seen */
	off_t start;		/* where in fd offset 0 lies (standard input
				 * that was read from before) */
	off_t stands;		/* how far a stream has been read */
	size_t chunk;		/* no read gives more bytes; 0: as many as asked
				 * for. Tests make it small */
};

/* Open PATH ("-" is standard input) and read its head. 0, or -1 with WHAT set
 * ("deals.csv: No such file or directory", "samples: is a directory"). */
int source_open(struct source *, const char *path, struct trouble *what);
/* Bytes in memory as an input; not copied, they must outlive it. */
void source_memory(struct source *, const char *name, const char *bytes,
    size_t n);
/* A file that is open already (an edit's), from its beginning where it is a
 * regular one; FD stays the caller's. 0, or -1 with WHAT set. */
int source_descriptor(struct source *, const char *name, int fd,
    struct trouble *what);
/* Hold all of a stream in memory, so that it can be read again; nothing to do
 * for a regular file. 0, or -1 with WHAT set. */
int source_hold(struct source *, struct trouble *what);
/* Can it be read from any place, more than once? */
bool source_again(const struct source *);
/* Up to N bytes from offset AT; a stream only from its head and then from where
 * it stands. Returns how many (0: the end), or -1 with WHAT set. Threads may
 * call it together on a source that can be read again. */
ssize_t source_read(struct source *, void *into, size_t n, off_t at,
    struct trouble *what);
void source_close(struct source *);

#endif
