#ifndef CMD_PAIR_H
#define CMD_PAIR_H

/*
 * The two files that pl-diff compares, or the one it looks at twice.
 */

#include "cmd/command.h"
#include "measure/changes.h"

struct pair {
	struct request *request;
	bool two;
	struct filter filter;
	struct demand demand;
	struct stream new, old;	/* old: only of two */
};

/*
 * Open the operands, OLD and NEW where there are TWO. A file without a stages.csv
 * beside it is read by that of the other; rates.csv is the one beside NEW, else
 * beside OLD, and side tables are those beside NEW. Ends the run with 2 on trouble.
 */
void pair_open(struct pair *, struct comparison *, bool two);

/* Show the comparison both: once, or with rates twice. Ends the run with 2 on
 * trouble. */
void pair_run(struct pair *, struct comparison *);

void pair_close(struct pair *);

#endif
