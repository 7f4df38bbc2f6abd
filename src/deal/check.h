#ifndef DEAL_CHECK_H
#define DEAL_CHECK_H

/*
 * All that is wrong in a workspace: its deals, and the files beside them. What
 * is looked for is a registry of rules (deal/check_rule.h). What has one right
 * answer can be mended in the same go.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "deal/schema.h"

/* One thing that is wrong. Texts are in the findings' arena. */
struct finding {
	const char *file;
	uint64_t line;		/* of its row; 0: no line to name */
	const char *field;	/* or header; "": the row, or the file */
	const char *message;	/* "'12x' is not an amount" */
	const char *mended;	/* what it is now; NULL: as it was */
	size_t order;		/* of its file: deals first, as they were given */
	size_t number;		/* how many were found before it */
};

/* All of them, file by file and line by line. Zeroed: none. */
struct findings {
	struct finding *at;
	size_t n;
	size_t room;
	struct arena arena;
};

struct check_request {
	char *const *paths;	/* the deals; "-" is standard input */
	size_t n_paths;
	/* NULL: beside the first deals file, if they are there. */
	const char *stages_path;
	const char *activities_path;
	const char *goals_path;
	const struct reading *reading;
	int today;		/* a day */
	int fiscal;		/* month years begin in, 1..12 */
	bool mend;		/* the deals files, in place */
	bool dry_run;		/* mend nothing, but print the patch */
	struct file_edit_options file;
	/* Called, where it is not NULL, when all has been found and nothing has
	 * been written: what takes memory is done there, for it can be refused. */
	void (*found)(const struct findings *, void *with);
	void *with;
};

/*
 * Look at everything, and mend it where REQUEST says so: nothing is written
 * before all has been read. The patch of a dry run goes to OUT. Memory is taken
 * for ids, for spellings and for what was found, not for rows. 0, or -1 with
 * WHAT set: a file that cannot be read to its end (its line and column, as far
 * as there is one), or not be written.
 */
int check_run(struct findings *, const struct check_request *, FILE *out,
    struct trouble *what);

/* How many of them are as they were. */
size_t findings_left(const struct findings *);

/* Append it as a line, without its end: "deals.csv:17: amount: '12x' is not an
 * amount". Text of the file is made safe. */
void finding_line(const struct finding *, struct buffer *out);

void findings_free(struct findings *);

/* What is looked for: a short name and a line of each, in order; false where
 * there is no rule of that NUMBER. */
bool check_rule_named(size_t number, const char **key, const char **what);

#endif
