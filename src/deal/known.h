#ifndef DEAL_KNOWN_H
#define DEAL_KNOWN_H

/*
 * Stages known by their name alone: those of the presets in four languages and
 * those of the CRMs. Where a workspace has no stages.csv, a known name gives a
 * stage its kind, its place and its probability.
 */

#include "deal/field.h"

struct known_stage {
	const char *names[4];	/* en, zh, id, bg; NULL: not in that language */
	const char *aliases;	/* other names of it, '|' between; NULL: none */
	enum kind kind;
	int rank;		/* place among all known ones, the first least */
	int probability;	/* percent */
	enum category category;	/* CATEGORY_OMITTED before a qualification, else
				 * CATEGORY_NONE: by probability */
};

/* The row of a name (folded as headers are: "Closed Won" is "closedwon"),
 * NULL where it is not known. */
const struct known_stage *known_stage(struct slice name);

#endif
