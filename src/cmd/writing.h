#ifndef CMD_WRITING_H
#define CMD_WRITING_H

/*
 * What the commands share that write deals.
 */

#include "cmd/command.h"
#include "deal/change.h"
#include "deal/edit.h"
#include "deal/incoming.h"

struct writing {
	struct edit_request request;
	struct edit edit;
	struct filter filter;
	struct demand demand;
	struct selection selection;
	struct assignments assignments;
};

/*
 * Sort the operands into assignments and at most one file, open that (or the file
 * meant where none is named) and bind the assignments to its columns. With IDS,
 * and no -w, the first operand is the IDs. *STAGE (may be NULL: none) takes one
 * operand more, before assignments and file. Ends the run with 2 on trouble.
 */
void writing_open(struct writing *, struct request *, bool ids,
    const char **stage);

/* Refuse an assignment of FIELD: "NAME: WHY". */
void writing_refuse(struct writing *, enum field, const char *why);

/* Say which columns of another file have no place in this one, unless quiet. */
void writing_left_out(const struct request *, struct incoming *);

/* Change the deals that are meant, as of DAY, write, say notices, then, where
 * deals were changed, SAY (may be NULL) to standard error, end the run. */
void writing_run(struct writing *, struct request *, int day,
    change_maker make, void *with, struct buffer *say)
    __attribute__((noreturn));

/* Write what the edit holds, then SAY (may be NULL) to the stream TO, and end the
 * run with STATUS. */
void writing_end(struct writing *, struct request *, int status, FILE *to,
    struct buffer *say) __attribute__((noreturn));

#endif
