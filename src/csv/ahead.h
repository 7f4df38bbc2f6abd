#ifndef CSV_AHEAD_H
#define CSV_AHEAD_H

/*
 * A stream read by a thread of its own, some way ahead of who wants its bytes, so
 * that they are looked at while the next ones arrive.
 */

#include <stddef.h>
#include <sys/types.h>

#define AHEAD_BLOCK (256 << 10)	/* bytes of each of its two blocks */

struct ahead;

/* Read FD from where it stands, which must stay open and be read by no other until
 * ahead_end. NULL: no thread can be had. */
struct ahead *ahead_begin(int fd);
/* The next bytes, at most N, at least one where there is any; 0: the end; -1 with
 * errno. Waits for them. */
ssize_t ahead_read(struct ahead *, void *into, size_t n);
/* Stop, whether all was read or not. NULL: nothing to do. */
void ahead_end(struct ahead *);

#endif
