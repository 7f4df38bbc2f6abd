#ifndef DEAL_STREAM_H
#define DEAL_STREAM_H

/*
 * Deals of one file or many, run through a fold. What is found in the file
 * before the figures can be made, the stages above all, is found here.
 */

#include "base/message.h"
#include "deal/filter.h"
#include "deal/sheet.h"
#include "deal/stage.h"

/*
 * A measure: a state that deals are added to, and that two of are merged into
 * one. Merging must be exact and must not depend on where the deals were cut:
 * merge(a, b) is what a would be had b's deals been added to it, in order.
 */
struct fold {
	/* A new empty state of the measure REQUEST describes. */
	void *(*begin)(const void *request);
	void (*add)(void *state, const struct deal *);
	/* Add FROM, of later deals, to INTO; FROM is freed. */
	void (*merge)(void *into, void *from);
	void (*free)(void *state);
};

/* What all commands are told of their input. */
struct stream_request {
	char *const *paths;	/* "-" is standard input */
	size_t n_paths;
	const char *stages_path;	/* NULL: stages.csv beside the first
					 * file, else inferred */
	const char *stages_beside;	/* a file: before they are inferred, the
					 * stages.csv beside it serves; NULL */
	const struct reading *reading;
	bool hopeful;		/* one fold is all that is made of it, and its
				 * stages are not looked at before: where they
				 * are inferred, they may be from the heads of
				 * the files, until a fold meets another */
	bool travels;		/* what comes of it goes on to another machine:
				 * where stages are inferred, what they are
				 * inferred from is kept */
};

struct stream {
	struct sheet *sheets;
	size_t n;
	struct stages stages;
	struct notices notices;	/* of all sheets, in their order */
	struct rates rates;
	struct touches touches;
	bool guessed;		/* the stages were inferred from the heads of the
				 * files, which name these (hopeful) */
	struct intern seen;
	struct buffer evidence;	/* of stages that were inferred, as words; empty
				 * unless it travels */
};

/* Open all files and settle the stages. 0, or -1 with WHAT set and nothing
 * held. */
int stream_open(struct stream *, const struct stream_request *,
    struct trouble *what);

/* Run all deals through FOLD; *STATE is the result, the caller's to free. Where the
 * stages change by it (see hopeful) it is begun anew. 0, or -1 with WHAT set. */
int stream_fold(struct stream *, const struct demand *, const struct fold *,
    const void *request, void **state, struct trouble *what);

/* Read deal by deal instead: VISIT is shown each; -1 from it ends it. 0, or -1
 * with WHAT set. */
int stream_visit(struct stream *, const struct demand *,
    int (*visit)(void *with, struct deal *, struct trouble *what),
    void *with, struct trouble *what);

/*
 * Convert amounts from now on, by the rates at PATH (NULL: rates.csv beside the
 * first file, if there is one) to HOUSE ("": the only currency they convert to).
 * All deals are looked at once: a currency of which any deal lacks a rate is kept
 * apart, whole. 0, or -1 with WHAT set.
 */
int stream_rates(struct stream *, const char *path, const char *house,
    int as_of, struct trouble *what);

void stream_close(struct stream *);

/* Make the stages of what was gathered, which is freed; of nothing, the usual ones.
 * 0, or -1 with WHAT set. */
int stream_infer(struct stages *, struct inference *, struct trouble *what);

/* The stages for a file that is open already: STAGES_PATH, else stages.csv
 * beside PATH ("-": in the working directory) unless that is empty, else inferred
 * from the N sheets. 0, or -1 with WHAT set. */
int stream_stages(struct stages *, const char *stages_path, const char *path,
    struct sheet *sheets, size_t n, struct trouble *what);
/*
 * The same for a stream whose sheets are open (nothing else of it need be set);
 * where they are inferred, it may be from the heads of the files (see hopeful):
 * then stream->guessed is set, and a sheet that meets another name ends there, and
 * says so (sheet.unseen).
 */
int stream_guess(struct stream *, const char *stages_path, const char *path,
    struct trouble *what);
/* They were guessed rightly: all deals have been read. */
void stream_right(struct stream *);
/* Where they were guessed: infer them from all deals. 0, or -1 with WHAT set. */
int stream_settle(struct stream *, struct trouble *what);

#endif
