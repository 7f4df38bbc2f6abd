#ifndef MEASURE_PARTIAL_H
#define MEASURE_PARTIAL_H

/*
 * A measure's state, when it travels: what was asked, of which stages, by which
 * files beside the deals, what there was to notice, and all that was added up, as
 * one line of words (base/words.h). Many of them, of the same question, are merged
 * into what one run over all the deals would have come to, or refused: what was
 * decided shard by shard must be what the whole would have decided.
 *
 *	pl-state VERSION COMMAND question files currencies stages notices figures
 *	end SUM
 */

#include "base/words.h"
#include "deal/stream.h"

#define PARTIAL_MAGIC "pl-state"
#define PARTIAL_VERSION 1	/* of what follows; another is refused */
#define PARTIAL_END "end"
#define PARTIAL_SUM_DIGITS 16

/* A fold whose state can travel. */
struct portable {
	const struct fold *fold;
	/* Append all that was added to STATE, as words; a stage is its number. */
	void (*save)(const void *state, struct buffer *out);
	/* Add what was saved to STATE, which has nothing: what was stage i is
	 * stage places[i] here, one of N. 0, or -1 with WHAT set. */
	int (*load)(void *state, struct words *, const size_t *places, size_t n,
	    struct trouble *what);
	/* Does it hold nothing that hangs on any stage? */
	bool (*stageless)(const void *state);
};

/* Names and values, in order. Zeroed: none. */
struct pairs {
	struct pair {
		char *name;
		char *value;
	} *at;
	size_t n;
	size_t room;
};

void pairs_add(struct pairs *, const char *name, const char *value);
void pairs_free(struct pairs *);

/* What a state is of. */
struct partial {
	const char *command;
	struct pairs question;	/* all that the figures hang on besides the
				 * deals; another question is refused */
	struct pairs files;	/* sums over the files beside the deals that were
				 * read: of the same name, another is refused */
};

/* Name the files beside the deals that DEMAND has had read, and what is in them. */
void partial_files(struct partial *, const struct stream *,
    const struct demand *);

/* Append the line, without its end. */
void partial_write(const struct partial *, const struct stream *,
    const struct portable *, const void *state, struct buffer *out);

/*
 * Merging: all are read and compared, then the stages are settled, then the figures
 * are added up.
 */
struct merging;

struct merging *merging_begin(const char *command);
/* Read one line, without its end; TEXT must live as long as the merging, FILE and
 * LINE are for messages. 0, or -1 with WHAT set. */
int merging_add(struct merging *, const char *file, uint64_t line,
    struct slice text, struct trouble *what);
/* How many there are. */
size_t merging_count(const struct merging *);
/* What they are of; the merging's. At least one was added. */
const struct partial *merging_partial(const struct merging *);
/* Make STREAM (of no files) what one over all the deals would be: its stages, its
 * notices, the currencies kept apart. 0, or -1 with WHAT set. */
int merging_settle(struct merging *, struct stream *, struct trouble *what);
/* Add all up, in the order they were added. *STATE is the caller's to free. 0, or -1
 * with WHAT set: a state that cannot be read, or that knew other stages. */
int merging_fold(struct merging *, const struct portable *,
    const void *request, void **state, struct trouble *what);
void merging_free(struct merging *);

#endif
