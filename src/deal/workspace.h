#ifndef DEAL_WORKSPACE_H
#define DEAL_WORKSPACE_H

/*
 * A new workspace: a directory with an empty deals file, its stages, and what
 * else was asked for beside them.
 */

#include "base/message.h"

struct workspace {
	const char *directory;	/* made where it is not there */
	const char *presets;	/* "standard,funnel": the pipelines, in order */
	const char *language;	/* of preset_languages */
	const char *with;	/* "activities,goals", of preset_files; NULL: none */
};

/*
 * Make it: deals.csv with a header of every field that is not optional,
 * stages.csv, and the files of WITH. Nothing that is there is written over:
 * then, and on any other failure, WHAT says which files are there or what went
 * wrong, and the directory is as it was. 0, or -1.
 */
int workspace_make(const struct workspace *, struct trouble *what);

#endif
