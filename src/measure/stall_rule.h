#ifndef MEASURE_STALL_RULE_H
#define MEASURE_STALL_RULE_H

/*
 * The rules of pl-stall, a row each: for stall.c, which folds the deals they are
 * held against.
 */

#include "measure/stall.h"

/* A deal that is judged. */
struct judged {
	const struct stall_request *request;
	const struct view *view;
	int days;		/* what the clock reads, STALL_NO_DAYS */
	int limit;		/* STALL_NO_DAYS: none */
	unsigned held;		/* bits of the rules that hold */
};

/* Say which rules asked for can never hold, since no file has their columns. */
void stall_ask_columns(const struct stall_request *, const struct stream *,
    struct notices *);
/* Make request->required. 0, or -1 with WHAT set. */
int stall_ask_gaps(struct stall_request *, const struct stream *,
    struct demand *, struct notices *, struct trouble *what);

/* Can it stall? Open deals, and won ones in a won stage with max_days. */
bool stall_candidate(const struct view *);
/* Read its clock, find its limit, see which rules hold. */
void stall_judge(const struct stall_request *, const struct view *,
    struct judged *);
/* Days over the limit, 0 where it is not. */
int stall_over(const struct judged *);
/* The limit of a stage. DATED: of a deal that is known to have entered it on some
 * day, so that the clock reads days in the stage. */
int stall_limit(const struct stall_request *, const struct stage *,
    bool dated);
/* Append "old;silent". */
void stall_names(unsigned held, struct buffer *out);

#endif
