#ifndef DEAL_SHEET_H
#define DEAL_SHEET_H

/*
 * One file of deals, opened: its dialect, its columns, its records as deals.
 */

#include "base/message.h"
#include "csv/reader.h"
#include "deal/deal.h"
#include "deal/lookup.h"
#include "deal/schema.h"

/* What a command asks of each deal. A cell that is not asked for is neither
 * located nor decoded. */
struct demand {
	field_set fields;
	struct slice *headers;	/* other headers, in the order of deal.extra */
	size_t n_headers;
	size_t room;
	struct lookup **lookups;	/* columns of side tables; owned */
	size_t n_lookups;
};

/* Ask for a header; its place in deal.extra. The text is not copied. */
size_t demand_header(struct demand *, struct slice header);
/* Ask for a column of a side table, "account.sector": NULL if NAME is none. The
 * same name gives the same lookup; it is loaded when the sheet begins. */
struct lookup *demand_lookup(struct demand *, struct slice name);
void demand_free(struct demand *);

/* How a field's value is read where its cell is written as most are. */
enum way {
	WAY_TEXT,		/* it has none but its text, or it is read later */
	WAY_DATE,
	WAY_MONEY,
	WAY_CURRENCY,
	WAYS
};

/* A field that is asked for and the column it is in. */
struct wanted {
	enum field field;
	enum way way;
	size_t column;
	size_t text;		/* where in the deal its text is */
	size_t value;		/* and its value, but for WAY_TEXT and
				 * WAY_CURRENCY */
	size_t has;		/* and, for WAY_MONEY, whether it has one */
};

struct sheet {
	const struct sheet *whole;	/* what it is a part of; NULL: of none */
	uint64_t lines_before;	/* of a part, when it is merged: what is to be
				 * added to its lines */
	struct source source;
	struct dialect dialect;
	struct schema schema;
	const struct reading *reading;
	off_t body;		/* where the first record behind the header
				 * begins, and its line */
	uint64_t body_line;
	off_t header_end;	/* where the header ends, without its line end */
	bool all;		/* rows whose stage is none of the stages are
				 * deals too, in the pooled stage: for who edits */
	bool footer;		/* the lines behind a report have begun */
	off_t record_end;	/* where the last record read ends, and the one
				 * before it, without their line ends */
	off_t previous_end;
	enum line_end line_end;	/* the last kind seen; of a part LINE_NONE
				 * before */

	struct reader *reader;
	const struct stages *stages;	/* NULL: stages are not resolved */
	const struct demand *demand;
	size_t *extra_columns;	/* of demand's headers */
	size_t *own_columns;	/* of demand's lookups: where a header of this file
				 * says the same, its column; COLUMN_NONE */
	size_t last_column;	/* one past the last column asked for */
	struct wanted wanted[FIELD_COUNT];	/* of the fields asked for, */
	size_t n_wanted;
	struct wanted by_way[FIELD_COUNT];	/* and once more, by their ways: */
	size_t way_end[WAYS];	/* where those of each end */
	enum field decoded[FIELD_COUNT];	/* those of them with values, and of
						 * these those without a way */
	size_t n_decoded;
	enum field late[FIELD_COUNT];
	size_t n_late;
	bool status;		/* a column that is asked for tells it, or flags */
	bool forget;		/* the deal has values that its ways will not set:
				 * of another demand, or without a way */
	bool plain;		/* the values of the current deal that have a way
				 * were read by it */
	bool dates_stages;	/* sheet_dates_stages */
	bool assigned;		/* sheet_assign set a text that may be of none
				 * of these */
	off_t valid;		/* bytes that were seen to be UTF-8 */
	const struct intern *seen;	/* names the stages were inferred from:
					 * any other ends the reading; NULL: all
					 * are welcome */
	bool unseen;		/* that is why it ended */
	const struct rates *rates;	/* to convert by; NULL: nothing is */
	const struct touches *touches;	/* NULL: not asked for */
	struct touches own_touches;	/* what that is where nobody lent any */
	struct deal deal;	/* the current one */
	struct stage_cache *cache;	/* of the stages; NULL without */
	struct date_memo dates;	/* of its dates */
	struct notices notices;
	struct trouble contradiction;	/* of what a column was taken for */
	struct trouble unusable;	/* the first cell that could not be used */
};

/* Open the file at PATH ("-": standard input), read its header and let its
 * head say how it is written. 0, or -1 with WHAT set and nothing held. */
int sheet_open(struct sheet *, const char *path, const struct reading *,
    struct trouble *what);
/* The same for a source that is open; taken over. */
int sheet_take(struct sheet *, struct source *, const struct reading *,
    struct trouble *what);

/* Begin (again) to read deals from the first. STAGES may be NULL: then deals
 * have their cells and nothing derived. 0, or -1 with WHAT set: a header asked
 * for that is not there, a column that is in doubt. */
int sheet_begin(struct sheet *, const struct demand *, const struct stages *,
    struct trouble *what);

/* The next deal: rows with no text in any cell are passed over, and so are
 * (unless all is set) rows whose stage is none of the stages (noticed). 1; 0 at the end; -1 with
 * WHAT set. */
int sheet_next(struct sheet *, struct deal **, struct trouble *what);

/* Ask for something else of the current deal: its texts are located anew. For
 * judging one deal by what only its stage asks. 0, or -1 with WHAT (may be NULL)
 * set. */
int sheet_demand(struct sheet *, const struct demand *, struct trouble *what);

/* Do the columns that date the stages serve for the history of its deals? */
bool sheet_dates_stages(const struct sheet *);

/* Suppose that COLUMN of the current deal held TEXT, which must live as long as
 * the deal; sheet_derive then works out again what follows. For judging a
 * change before it is made. */
void sheet_assign(struct sheet *, size_t column, struct slice text);
void sheet_derive(struct sheet *);

/* Make PART a reader of the deals whose records begin in [FROM, TO) of a regular
 * file's sheet that has begun; it shares all but its place with WHOLE, which must
 * outlive it. Its lines are counted from LINE on. */
void sheet_part(struct sheet *part, struct sheet *whole, off_t from,
    off_t to, uint64_t line);
void sheet_part_close(struct sheet *part);

/* The sheet that stands for the file: not a part of it. */
static inline const struct sheet *
sheet_whole(const struct sheet *sheet)
{
	return sheet->whole != NULL ? sheet->whole : sheet;
}

/* Show every deal's stage and history to INFERENCE. 0, or -1 with WHAT set. */
int sheet_infer(struct sheet *, struct inference *, struct trouble *what);
/* The same for the deals that lie in the source's head; what is wrong with them is
 * left to who reads them. */
void sheet_infer_head(struct sheet *, struct inference *);

void sheet_close(struct sheet *);

#endif
