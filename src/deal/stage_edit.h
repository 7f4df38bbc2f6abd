#ifndef DEAL_STAGE_EDIT_H
#define DEAL_STAGE_EDIT_H

/*
 * Changes to the stages of a workspace: a pipeline copied, a stage renamed or
 * merged. The old name of a stage stays with it as an alias, so that deals and
 * their histories find it as before.
 */

#include "base/file.h"
#include "deal/stage.h"

struct stage_change {
	bool copy;		/* copy a pipeline; else rename a stage */
	struct slice old;
	struct slice new;
	struct slice pipeline;	/* the renamed stage's; at NULL: every one that
				 * has it. A copy has none */
};

/* Take "OLD=NEW" apart, at the first '='. NULL, or what is wrong with it. */
const char *stage_change_read(const char *text, bool copy,
    struct stage_change *);

/* Leave only the stages of the pipeline NAME (blank: the first; at NULL: all).
 * 0, or -1 with WHAT set, naming those there are, the nearest first. */
int stages_choose(struct stages *, struct slice name, struct trouble *what);

/*
 * Make the N changes, one after the other. A copy stands behind all others. A
 * stage is merged where its new name is another stage's, of the same kind and in
 * the same pipeline. 0, or -1 with WHAT set (a name that is none, with those
 * there are, the nearest first) and STAGES as they were.
 */
int stages_change(struct stages *, const struct stage_change *, size_t n,
    struct trouble *what);

/*
 * The same in a stages.csv itself: rows that do not change keep their bytes,
 * and so do the other cells of those that do. A column that is missed (pipeline,
 * aliases) is put behind the others, in every row. 0, or -1 with WHAT set and
 * the file as it was.
 */
int stages_change_file(const char *path, const struct stage_change *,
    size_t n, const struct file_edit_options *, struct trouble *what);

#endif
