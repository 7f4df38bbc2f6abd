#ifndef DEAL_EDIT_H
#define DEAL_EDIT_H

/*
 * Changing a deals file: in place, or as a filter from it to standard output.
 * A change is a replacement of the bytes of a cell, a row taken out, or a row put
 * behind the last. Nothing is written before all of them are known, and what is
 * not replaced is copied as it was.
 */

#include <stdio.h>

#include "base/file.h"
#include "base/message.h"
#include "deal/sheet.h"
#include "deal/stage.h"

struct edit_request {
	const char *path;	/* "-": standard input, which cannot be edited
				 * in place */
	const char *stages_path;	/* as in stream_request */
	const struct reading *reading;
	bool in_place;
	bool dry_run;		/* print a diff instead of writing */
	struct file_edit_options file;
};

/* One changed stretch, for the diff. */
struct hunk {
	uint64_t line;		/* first line of the old text, or behind which
				 * the new stands */
	struct slice old;	/* with its line end; empty: a row added */
	struct slice new;	/* empty: a row taken out */
};

struct edit {
	struct sheet sheet;
	struct stages stages;
	const struct edit_request *request;
	struct file_edit file;	/* of an edit in place */
	bool editing;		/* file is held */
	struct splice *splices;	/* in the file's order, for so they come */
	size_t n;
	size_t room;
	struct hunk *hunks;	/* of a dry run, in the file's order */
	size_t n_hunks;
	size_t room_hunks;
	struct arena arena;	/* bytes of splices and hunks */

	off_t kept_end;		/* where the last record that stays ends,
				 * without its line end */
	off_t removed_end;	/* the same of the last that was taken out */
};

/* Open and lock the file and settle its stages. 0, or -1 with WHAT set and
 * nothing held. */
int edit_open(struct edit *, const struct edit_request *,
    struct trouble *what);

/* Let NAME be one of the stages of every pipeline, where no stages.csv says which
 * there are and what it comes to is known by its name, or ANY is set. Before
 * edit_begin. */
void edit_admit(struct edit *, struct slice name, bool any);

/* Begin (again) to read its deals: sheet_begin with the edit's stages. */
int edit_begin(struct edit *, const struct demand *, struct trouble *what);
/* The next deal, as sheet_next. */
int edit_next(struct edit *, struct deal **, struct trouble *what);

/* New bytes for the cells of the current record: N columns and the bytes their
 * cells are to have (schema_format's), both sorted by column. */
void edit_cells(struct edit *, struct record *, const size_t *columns,
    const struct slice *texts, size_t n);
/* Take the current record out. */
void edit_remove(struct edit *, struct record *);
/* Put a row of as many cells as the header has behind the last record; after
 * all have been read. */
void edit_append(struct edit *, const struct slice *texts);

/*
 * Write: in place, or all of it to OUT, or the diff to OUT. Ends the edit. 0, or
 * -1 with WHAT set; then FILE is as it was.
 */
int edit_finish(struct edit *, FILE *out, struct trouble *what);
/* Forget all changes made so far: edit_finish then passes the input through. */
void edit_forget(struct edit *);
/* End it without a change. */
void edit_cancel(struct edit *);

#endif
