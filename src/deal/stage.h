#ifndef DEAL_STAGE_H
#define DEAL_STAGE_H

/*
 * The stages a deal passes, of any number of pipelines: read from stages.csv,
 * or inferred from the deals where there is none.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/intern.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/text.h"
#include "csv/source.h"
#include "deal/field.h"

#define MAX_DAYS_LEARNED (-1)	/* blank: learned from won deals */
#define MAX_DAYS_NEVER (-2)	/* "never" stalls */

struct stage {
	struct slice pipeline;	/* "" is the unnamed one */
	struct slice name;
	enum kind kind;
	int64_t probability;	/* parts per million to be won from here */
	int max_days;		/* days, or one of the above */
	enum category category;	/* CATEGORY_NONE: by probability */
	struct slice required;	/* filters separated by ';' */
	struct slice next_step;
	int next_days;		/* days after entering; -1: none */
	struct slice next_owner;
	struct slice cadence;
	struct slice questions;
	struct slice activities;
	struct slice exit_criteria;
	struct slice aliases;	/* other names, '|' between */
	size_t number;		/* index in struct stages: order of the file */
	size_t pipe;		/* number of its pipeline, 0 the first */
};

/* All of them. Stages of a pipeline stand in order, not always together. */
struct stages {
	struct stage *at;
	size_t n;
	size_t room;
	struct slice *pipelines;	/* in order of first appearance */
	size_t n_pipelines;
	size_t pipes_room;
	struct intern pipes;	/* the same, folded */
	size_t blank;		/* that of a deal that names none: the one without a
				 * name, else the first */
	size_t (*firsts)[KIND_LOST + 1];	/* by pipeline and kind: the number
				 * of its first stage and 1; 0: none */
	size_t firsts_room;
	bool written;		/* from a stages.csv, not inferred */
	char *name;		/* of that file; NULL */
	struct stage pooled;	/* an open stage for what is not known to be in
				 * any (number == STAGE_POOLED) */
	struct intern index;	/* pipeline, NUL, folded name or alias */
	size_t *by_index;	/* stage number of an index entry */
	size_t by_room;
	struct intern names;	/* of all pipelines, as they are written */
	size_t *by_name;	/* the first such stage's number */
	size_t names_room;
	struct intern known;	/* pipeline and what its stages are known as, where
				 * there are too many to look through */
	size_t *by_known;	/* the first such stage's number */
	size_t known_room;
	struct arena arena;
};

struct words;

#define STAGE_POOLED ((size_t)-1)

/* None yet, but the pooled one. */
void stages_begin(struct stages *);

/* Read a stages.csv. 0, or -1 with WHAT set (file, line, field). */
int stages_read(struct stages *, struct source *, struct trouble *what);

/* The cell of a stages.csv's header that holds the column of that name (folded),
 * -1 if none does. */
struct record;
long stages_column(struct record *header, const char *name);

/* Add one stage; the texts are copied. Returns it, valid until the next. NULL
 * if the pipeline has one of that name already. */
struct stage *stages_add(struct stages *, const struct stage *);

/* The stage of that name (or alias, folded) in that pipeline (blank: the unnamed
 * one, else the first), NULL if there is none. */
const struct stage *stages_find(const struct stages *, struct slice pipeline,
    struct slice name);

/* The stage that a name of another system means: by its name or alias, else the
 * one that is known to be the same ("Closed Won" and "Won"); NULL. */
const struct stage *stages_meant(const struct stages *, struct slice pipeline,
    struct slice name);

/* The first stage of exactly that name in any pipeline, NULL. */
const struct stage *stages_named(const struct stages *, struct slice name);

/* The first open stage of a pipeline, NULL if it has none. The same for the
 * first won one. */
const struct stage *stages_first(const struct stages *, size_t pipe,
    enum kind);
/* The number of a pipeline (blank: that of the unnamed one, else 0), n_pipelines
 * if there is none such. */
size_t stages_pipeline(const struct stages *, struct slice pipeline);
/* The open or won stage after STAGE in its pipeline, the open one before it;
 * NULL at the end. Never a lost one. */
const struct stage *stages_next(const struct stages *, const struct stage *);
const struct stage *stages_back(const struct stages *, const struct stage *);

/* "Prospecting, Qualification, ..." for messages, the nearest to NAME first. */
void stages_list(const struct stages *, struct slice pipeline,
    struct slice name, struct buffer *out);

/* As words (base/words.h): all that figures rest on, not the playbook. Read again
 * into STAGES, which is begun. 0, or -1 with WHAT set. */
void stages_put(const struct stages *, struct buffer *out);
int stages_get(struct stages *, struct words *, struct trouble *what);

/* Append them as a stages.csv. */
void stages_write(const struct stages *, struct buffer *out);
void stages_free(struct stages *);

/*
 * Inference: every deal's stage and history are shown to it, then it is
 * settled into struct stages.
 */
struct inference {
	struct intern names;	/* pipeline, NUL, name; the empty texts are
				 * pipelines that a cell left blank */
	struct inferred *at;	/* by number of name */
	size_t room;
	bool unnamed;		/* some deal names no pipeline */
	bool unplaced;		/* some deal was in a pipeline that it may show no
				 * stage of */
	bool apart;		/* some file keeps the status apart from the stage */
};

/* A deal's stage, as its cells say. */
void inference_stage(struct inference *, struct slice pipeline,
    struct slice name);
/* A deal's history: N names in order. */
void inference_history(struct inference *, struct slice pipeline,
    const struct slice *names, size_t n);
/* Would more deals of the same stages change nothing of what is made of them? Not
 * where all are known by name, nor where no HISTORIES place the others. */
bool inference_stands(const struct inference *, bool histories);
/* What was seen as words (base/words.h), and read again, as seen behind what it has
 * seen. 0, or -1 with WHAT set. */
void inference_put(const struct inference *, struct buffer *out);
int inference_get(struct inference *, struct words *, struct trouble *what);
/* Ends it without. */
void inference_free(struct inference *);
/* Make the stages: known names in their known order, the others placed by
 * their median position in the histories, else after the known open ones in
 * order of first appearance; probabilities of those spread evenly between their
 * neighbours'. Ends the inference. */
void inference_settle(struct inference *, struct stages *);

#endif
