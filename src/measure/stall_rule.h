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
	unsigned asked;		/* bits of the rules that may hold of it */
	unsigned held;		/* bits of the rules that hold */
};

/* Which rules asked for can never hold, since no file has their columns: bits, and
 * one for the clock of old. */
#define STALL_LACKS (STALL_RULES + 1)
unsigned stall_lacks(const struct stall_request *, const struct stream *);
/* Say so of LACKS; of one FILE, or (NULL) of all. */
void stall_say_lacks(const struct stall_request *, unsigned lacks,
    const char *file, struct notices *);
/* Make request->required. 0, or -1 with WHAT set: also where it travels and a column
 * is not there, which another shard may have. */
int stall_ask_gaps(struct stall_request *, const struct stream *,
    struct demand *, struct notices *, struct trouble *what);

/* Can it stall? Open deals, and won ones in a won stage with max_days. */
bool stall_candidate(const struct view *);
/* Read its clock, find its limit, see which rules hold. */
void stall_judge(const struct stall_request *, const struct view *,
    struct judged *);
/* Days left to its close date, by which rushed is judged; STALL_NO_DAYS: it is not.
 * Do so many, at that stage, mean that it is rushed? */
int stall_left(const struct judged *);
bool stall_rushes(const struct stall_request *, const struct stage *,
    int left);
/* Say which rules held of nothing because there was no limit to hold them to;
 * LIMITED: some deal had one for old. */
void stall_say_unlimited(const struct stall_request *, bool limited,
    struct notices *);
/* Does anything hang on what can be learned? */
bool stall_learns(const struct stall_request *);
/* Days over the limit, 0 where it is not. */
int stall_over(const struct judged *);
/* The limit of a stage. DATED: of a deal that is known to have entered it on some
 * day, so that the clock reads days in the stage. */
int stall_limit(const struct stall_request *, const struct stage *,
    bool dated);
/* Append "old;silent". */
void stall_names(unsigned held, struct buffer *out);

#endif
