#ifndef CSV_SOURCE_H
#define CSV_SOURCE_H

/*
 * Where the bytes of one input come from: a regular file (read with pread,
 * as often as wanted, by several threads) or a stream (read once, and held in
 * memory when it will be needed again).
 *
 * One that is decoded has UTF-8 for bytes: head, size, offsets and what is read
 * are of the text; its byte order mark, if it has any, is UTF-8's. What the file
 * itself has is called raw here.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/text.h"

#define SOURCE_HEAD (1 << 20)	/* bytes every decision about a file rests on */

struct source {
	char *name;		/* as messages say it: "deals.csv", "standard
				 * input"; owned */
	int fd;			/* -1: bytes in memory only */
	bool owned;		/* close fd at the end */
	bool regular;		/* a regular file: pread at any place */
	off_t size;		/* of a regular file, or of what is held; -1:
				 * a stream whose end has not been seen, or a
				 * text that is decoded (see source_size) */
	struct buffer head;	/* the first SOURCE_HEAD bytes, or all; room 0:
				 * not owned. Readers look at them here */
	bool whole;		/* head is all of it, the end was seen */
	off_t start;		/* where in fd offset 0 lies (standard input
				 * that was read from before) */
	off_t stands;		/* how far a stream has been read */
	size_t chunk;		/* no read gives more bytes; 0: as many as asked
				 * for. Tests make it small */
	struct decoded *decoded;	/* NULL: the bytes are the file's; owned */
	bool by_thread;		/* a stream's bytes behind the head may be read
				 * ahead by a thread. Never set here */
	struct ahead *ahead;	/* it; NULL before the first of them; owned */
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
/*
 * Right after it is opened: have it decoded. ENCODING NULL: only where a mark of
 * UTF-16 or UTF-32 begins it. UTF-8, in any spelling: it is left as it is. An
 * encoding that shifts (see csv/encoding.h) is decoded into memory as a whole,
 * any other in constant memory as it is read. 0, or -1 with WHAT set: a name
 * that is not known, a mark that says another, bytes in the head that are wrong.
 * Those behind it are told of by source_read: "deals.csv:17: byte 0x98 is not
 * windows-1251 (at offset 4093)", the offset a raw one.
 */
int source_decode(struct source *, const char *encoding,
    struct trouble *what);
/* How many bytes there are, having a text that is decoded read to its end for it
 * (not by several threads at once). -1 with WHAT set, for a stream whose end was
 * not seen too. */
off_t source_size(struct source *, struct trouble *what);

/* Hold all of a stream in memory, so that it can be read again; nothing to do
 * for a regular file. The head may move: a reader that has begun in it must not be asked
 * for more. 0, or -1 with WHAT set. */
int source_hold(struct source *, struct trouble *what);
/* Hold the first N bytes of a stream in memory, in its head; it stays one, read once
 * behind them. One that is decoded is held as a whole. As source_hold, it may
 * move the head. 0, or -1 with WHAT set. */
int source_hold_first(struct source *, size_t n, struct trouble *what);
/* Can it be read from any place, more than once? */
bool source_again(const struct source *);
/* Up to N bytes from offset AT; a stream only from its head and then from where
 * it stands. Returns how many (0: the end), or -1 with WHAT set. Threads may
 * call it together on a source that can be read again. */
ssize_t source_read(struct source *, void *into, size_t n, off_t at,
    struct trouble *what);
void source_close(struct source *);

/*
 * The way back, from a text that is decoded to the file's own bytes; for a
 * source that is not decoded they are the same. It must be one that can be read
 * again.
 */

/* The raw offset of the character that begins at DECODED, or the raw size for the
 * end. -1 with WHAT set: none begins there, or the encoding shifts. */
off_t source_raw(struct source *, off_t decoded, struct trouble *what);
/* Append the text in the file's encoding, without a mark. 0, or -1 with WHAT set
 * and nothing appended: "'€' cannot be written in iso-8859-1". */
int source_encode(struct source *, struct slice utf8, struct buffer *out,
    struct trouble *what);
/* Are the LEN bytes at DECODED, when encoded, the raw bytes again? false with
 * WHAT set: they are not, or it cannot be told. An encoding that shifts is asked
 * for the whole file. */
bool source_identical(struct source *, off_t decoded, size_t len,
    struct trouble *what);
/*
 * Make the splices, sorted and apart, raw ones: their offsets, and their bytes,
 * encoded, in the arena. A file in an encoding that shifts gets one splice for
 * all of it (the others come to nothing), and only where it is identical. 0, or
 * -1 with WHAT set; then they are good for nothing.
 */
int source_splices(struct source *, struct splice *splices, size_t n,
    struct arena *, struct trouble *what);
/* Copy the raw bytes to OUT with raw splices applied. 0, or -1 with errno;
 * *READING says which side failed (see file_splice). */
int source_copy(struct source *, int out, const struct splice *splices,
    size_t n, bool *reading);

#endif
