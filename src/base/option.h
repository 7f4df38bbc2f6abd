#ifndef BASE_OPTION_H
#define BASE_OPTION_H

/*
 * Options are rows. One row serves getopt_long, --help, the completions and
 * the check of the manual. Long options are not abbreviated.
 */

#include <stdio.h>

#include "base/message.h"

/* One option. */
struct option_row {
	char letter;		/* of -x; 0: only the long form */
	const char *name;	/* of --name, without dashes */
	const char *argument;	/* its name in the help; NULL: takes none;
				 * "[SUFFIX]": may be left out, --name=SUFFIX */
	const char *help;	/* one line, lower case, no full stop */
	/* Set it. INTO is the set's target; VALUE is NULL where the option takes
	 * none or it was left out. NULL, or what is wrong with VALUE, to stand
	 * after the quoted value. */
	const char *(*set)(void *into, const char *value);
};

/* Rows that share a target. */
struct option_set {
	const char *title;	/* over the rows in --help; NULL: none */
	const struct option_row *rows;
	size_t n;
	void *target;		/* handed to set */
};

/* An option that was given. */
struct option_given {
	const struct option_row *row;
	void *target;
	const char *value;	/* as set was handed it */
};

/* In the order of the command line. Zeroed: none. */
struct options_given {
	struct option_given *at;
	size_t n;
	size_t room;
};

/*
 * Read the options of ARGV by the rows of the N sets (getopt_long, operands
 * permuted to the end; "--" ends options). Returns the index of the first
 * operand, or -1 with WHAT set: "unknown option --foo (did you mean --for?)",
 * "--as-of needs a DATE", "--sort: 'x' ...".
 */
int option_read(int argc, char **argv, const struct option_set *sets,
    size_t n, struct trouble *what);
/* The same; what was given is put behind GIVEN, whose AT the caller frees. */
int option_read_given(int argc, char **argv, const struct option_set *sets,
    size_t n, struct options_given *given, struct trouble *what);

/* Print the help: "usage: NAME SYNOPSIS", WHAT it does, the options set by
 * set in 80 columns. SYNOPSIS may hold several lines. */
void option_help(FILE *, const char *synopsis, const char *what,
    const struct option_set *sets, size_t n);

/* The nearest of the N names to WORD by text_distance, NULL where none is near
 * (more than a third of its bytes away, rounded up: a swap of two letters in five
 * is two changes). For messages. */
const char *option_nearest(const char *word, const char *const *names,
    size_t n);

#endif
