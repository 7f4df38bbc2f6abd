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
	bool dry_run;		/* print a patch instead of writing */
	bool hopeful;		/* stages that are inferred may be from the head of
				 * the file: who reads on calls edit_settle */
	struct file_edit_options file;
};

/* A stage that was admitted: its texts live in the edit's arena. */
struct edit_name {
	bool any;		/* whatever it is, in this pipeline */
	struct slice pipeline;
	struct slice name;
};

struct edit {
	struct sheet sheet;
	struct stages stages;
	bool guessed;		/* the stages were inferred from the head of the
				 * file, which names those in SEEN */
	struct intern seen;
	struct edit_name *names;	/* that were admitted */
	size_t n_names;
	size_t names_room;
	const struct edit_request *request;
	struct file_edit file;	/* of an edit in place */
	bool editing;		/* file is held */
	bool plain;		/* deals have their cells and nothing derived, so
				 * that no column need be clear: set before
				 * edit_begin */
	struct splice *splices;	/* in the file's order, for so they come */
	size_t n;
	size_t room;
	struct trouble undone;	/* why a change cannot be made: the file's encoding,
				 * a NUL in the cell, a limit; empty: it can */
	bool prepared;		/* the splices are the file's own bytes */
	struct arena arena;	/* bytes of the splices */
};

/* Open and lock the file and settle its stages. 0, or -1 with WHAT set and
 * nothing held. */
int edit_open(struct edit *, const struct edit_request *,
    struct trouble *what);

/*
 * Where no stages.csv says which stages there are, let NAME be one more of every
 * pipeline, if it is known by its name what it comes to (and the pipeline has
 * none that is the same by another name). Before edit_begin.
 */
void edit_admit(struct edit *, struct slice name);
/* The same of one pipeline, which may be new, whatever the name is: the stages
 * of another system's file. */
void edit_admit_any(struct edit *, struct slice pipeline, struct slice name);

/* Where the stages were guessed: they are RIGHT, for no deal names any other; else
 * infer them from all deals, and admit again what was admitted. 0, or -1 with WHAT
 * set. */
int edit_settle(struct edit *, bool right, struct trouble *what);

/* Begin (again) to read its deals: sheet_begin with the edit's stages (plain: with
 * none). */
int edit_begin(struct edit *, const struct demand *, struct trouble *what);
/* The next deal, as sheet_next. */
int edit_next(struct edit *, struct deal **, struct trouble *what);
/* Have the next deal be the one that begins at AT, on LINE. Not for who appends. */
void edit_seek(struct edit *, off_t at, uint64_t line);

/* New bytes for the cells of the current record: N columns and the bytes their
 * cells are to have (schema_format's), both sorted by column. */
void edit_cells(struct edit *, struct record *, const size_t *columns,
    const struct slice *texts, size_t n);
/* Take the current record out, with its line end; the last one of a file without
 * a last line end takes the line end before it along. */
void edit_remove(struct edit *, struct record *);
/* Put a row of as many cells as the header has behind all there is; after all
 * records have been read. */
void edit_append(struct edit *, const struct slice *texts);

/* All that edit_finish does before it writes and that may be refused: encoding, and
 * all that takes memory. No change may follow. 0, or -1 with WHAT set; then
 * edit_finish or edit_cancel ends the edit. */
int edit_prepare(struct edit *, struct trouble *what);
/*
 * Write: in place, or all of it to OUT, or the patch to OUT. Ends the edit. 0, or
 * -1 with WHAT set; then FILE is as it was.
 */
int edit_finish(struct edit *, FILE *out, struct trouble *what);
/* Forget all changes made so far: edit_finish then passes the input through. */
void edit_forget(struct edit *);
/* End it without a change. */
void edit_cancel(struct edit *);

#endif
