#ifndef DEAL_CONVERT_H
#define DEAL_CONVERT_H

/*
 * A deals file as another deals file: under another system's header, with more
 * columns, with a log folded into its histories, in another dialect; or the
 * stages its deals entered. What is not asked for stays as it is, byte for byte.
 * Nothing is written before all of it is known to be right: files are read twice,
 * streams are held in memory.
 */

#include <stdio.h>

#include "base/file.h"
#include "csv/relay.h"
#include "csv/sink.h"
#include "deal/events.h"
#include "deal/sheet.h"
#include "deal/target.h"

#define CONVERT_COLUMNS 64	/* that can be added at once */

struct convert_request {
	const char *path;	/* "-": standard input */
	const char *stages_path;	/* as in stream_request */
	const struct reading *reading;
	const char *to;		/* the system whose header it gets; NULL */
	struct slice add[CONVERT_COLUMNS];	/* columns behind the others */
	size_t n_add;
	const char *fold;	/* a log (deal/events.h); NULL */
	bool events;		/* print the stages entered, not the deals */
	int day;		/* up to which a deal is still in its stage */
	bool as_it_stood;	/* only what was entered by then */
	const char *encoding;	/* NULL: as it is */
	int mark;		/* byte order mark: 1 with, -1 without, 0 as
				 * the encoding has it */
	enum line_end end;	/* LINE_NONE: as they are */
	char delimiter;		/* 0: as it is */
	bool guard;		/* guard cells that would be run */
	bool in_place;
	struct file_edit_options file;
};

/* A column that is put behind the others. */
struct convert_column {
	struct slice header;
	enum field field;	/* FIELD_NONE: of no field */
};

struct convert {
	const struct convert_request *request;
	struct file_edit file;	/* of an edit in place */
	bool editing;
	struct sheet sheet;
	struct stages stages;
	struct demand demand;
	bool idle;		/* nothing is asked for */
	bool deals;		/* it matters which records are deals */
	bool settle;		/* and what their stages are */
	struct events events;
	bool has_events;
	struct target target;
	bool has_target;
	struct convert_column added[CONVERT_COLUMNS];
	size_t n_added;		/* 0 with a target, which has them */
	bool make_history;	/* where there is none, from the other cells */
	struct relay relay;
	struct sink sink;
	struct notices notices;

	/* of the current pass */
	struct reader *reader;	/* every record there is */
	struct deal *deal;	/* the next that is a deal; NULL: none is left */
	struct buffer history;	/* of the current deal, as it becomes */
	bool history_changed;
	struct buffer line;	/* what is written of a record */
	struct buffer text;	/* of a cell */
};

/* Open FILE, locked where it is edited in place, and find what is asked for. 0,
 * or -1 with WHAT set and nothing held. */
int convert_open(struct convert *, const struct convert_request *,
    struct trouble *what);

/* Read all of it and write it: to OUT, or in place. 0, or -1 with WHAT set; then
 * FILE is as it was, and nothing was written to OUT unless that is what failed.
 * Errors of OUT are left for its close. */
int convert_write(struct convert *, FILE *out, struct trouble *what);

void convert_close(struct convert *);

/* One pass (convert_rows.c): every record read, made anew and written to the
 * sink. 0, or -1 with WHAT set. */
int convert_pass(struct convert *, struct trouble *what);

#endif
