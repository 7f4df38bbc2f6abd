#ifndef CMD_TRAVEL_H
#define CMD_TRAVEL_H

/*
 * Past one machine: a command with --partial prints the state of its figures in
 * place of them, and with --merge takes states in place of deals. The question (of
 * which day, what to sum up, how) is the states': options that are of it, or of how
 * deals are read, are none of --merge's; those of how figures are printed are none of
 * --partial's. What there is to notice travels too, and is said by who merges.
 */

#include "cmd/command.h"
#include "measure/partial.h"

struct travel {
	const struct command *command;
	struct partial partial;	/* what the state is of */
	struct merging *merging;	/* NULL without --merge */
	struct buffer *blocks;	/* what was read, a file each */
	size_t n_blocks;
};

/* Right after command_begin: where --merge was given, read the states and put their
 * question into REQUEST and the command's own options, as if it had been given. Ends
 * the run with 2 on trouble. NAME is what the states are of. */
void travel_begin(struct travel *, const char *name, struct request *,
    const struct command *);

/* Open the deals, or make STREAM of the states. Ends the run with 2 on trouble. */
void travel_open(struct travel *, struct request *, struct stream *);

/* Run all deals through the fold of PORTABLE, or merge the states; ASKED is the
 * measure's. With --partial, print what came of it and end the run. Ends it with 2
 * on trouble. */
void travel_fold(struct travel *, const struct request *, struct stream *,
    const struct demand *, const struct portable *, const void *asked,
    void **state);

/* The question of a run, and back (cmd/question.c). */
void question_of(struct pairs *, const struct request *,
    const struct command *);
void question_ask(const struct pairs *, struct request *,
    const struct command *);
/* Ends the run for an option that --partial or --merge cannot go with. */
void question_check(const struct request *);

#endif
