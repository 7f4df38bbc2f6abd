#ifndef CSV_ENCODING_H
#define CSV_ENCODING_H

/*
 * Encodings but UTF-8, by the names iconv knows: bytes to UTF-8 and back,
 * exactly. Nothing is replaced, left out or transliterated.
 *
 * A character stands for itself wherever it stands, so that decoding may begin at
 * any. Two kinds are the exception. Encodings that shift (ISO-2022-*, UTF-7, HZ,
 * EBCDIC with double bytes) and TSCII must be decoded as a whole. Letters and
 * their marks in encodings of single bytes (windows-1255, windows-1258, TCVN) are
 * decoded each for itself and never composed.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/text.h"

/* Never changes once it is open: threads may share it. */
struct encoding;

enum encoding_end {
	ENCODING_ALL = 0,	/* every byte was taken */
	ENCODING_FULL,		/* there is no room for the next character */
	ENCODING_CUT,		/* the bytes end inside a character */
	ENCODING_BAD		/* the next bytes are no character */
};

/* Is NAME an encoding, UTF-8 in any spelling among them? */
bool encoding_known(const char *name);
/* NULL: iconv does not know NAME. */
struct encoding *encoding_open(const char *name);
void encoding_close(struct encoding *);	/* NULL: nothing */

/* As it was opened. */
const char *encoding_name(const struct encoding *);
/* Must it be decoded from its first byte on? */
bool encoding_shifts(const struct encoding *);
/* One byte a character? */
bool encoding_single(const struct encoding *);

/*
 * Decode from a character's first byte on, into the ROOM bytes at INTO, of which
 * *LEN are then used. *RAW is what is left of it: it begins with what was not
 * decoded. Only whole characters are. Not for an encoding that shifts.
 */
enum encoding_end encoding_decode(const struct encoding *, struct slice *raw,
    char *into, size_t room, size_t *len);
/* Append all of *RAW decoded to OUT, of any encoding; never ENCODING_FULL. */
enum encoding_end encoding_decode_all(const struct encoding *,
    struct slice *raw, struct buffer *out);

/*
 * Append TEXT to OUT in the encoding, without a byte order mark. What decodes to
 * another text again, canonical equivalence apart, cannot be written. 0, or
 * -1 with WHAT set ("'€' cannot be written in iso-8859-1") and nothing appended.
 */
int encoding_encode(const struct encoding *, struct slice text,
    struct buffer *out, struct trouble *what);

/* The encoding whose byte order mark the N bytes begin with: "UTF-8",
 * "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"; NULL: none. */
const char *encoding_mark(const char *at, size_t n);
/* The byte order of UTF-16 that has no mark, as the NULs of its ASCII characters
 * show it: "UTF-16LE", "UTF-16BE"; NULL: it is none. */
const char *encoding_wide(const char *at, size_t n);

/* The same name, but for case and what is neither letter nor digit? */
bool encoding_same(const char *name, const char *other);
/* Is it UTF-8, in any spelling? */
bool encoding_utf8(const char *name);
/* "UTF-16" or "UTF-32", where NAME is one of these without its byte order, in any
 * spelling; NULL: it is none. */
const char *encoding_unordered(const char *name);

#endif
