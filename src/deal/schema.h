#ifndef DEAL_SCHEMA_H
#define DEAL_SCHEMA_H

/*
 * What the columns of one file are: which header stands for which field, and
 * how the cells below it are written.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/message.h"
#include "base/money.h"
#include "base/style.h"
#include "csv/reader.h"
#include "deal/field.h"
#include "deal/vendor.h"

#define COLUMN_NONE ((size_t)-1)
#define CATEGORY_WORDS 6

/* A FIELD=HEADER of -m or $PL_MAP. */
struct mapping {
	struct slice field;
	struct slice header;
};

/* What the reader of a file is told rather than finds. */
struct reading {
	char delimiter;		/* 0: sniffed */
	const char *encoding;	/* NULL: UTF-8 */
	enum date_order dates;	/* DATES_UNKNOWN: by the values */
	enum decimal_mark decimal;	/* DECIMAL_UNKNOWN: by the values */
	struct mapping *mappings;
	size_t n_mappings;
	bool two_files;		/* each header of the mappings is of one of two
				 * files, not always of this */
	const char *activities;	/* NULL: activities.csv beside the deals */
	struct mapping *lookups;	/* FIELD=FILE: side tables */
	size_t n_lookups;
	size_t threads;		/* that may read one file; 0: one */
	off_t part;		/* bytes a thread is worth; 0: PART_LEAST. Tests
				 * make it small */
	bool strict;		/* a row that cannot be used is an error */
	bool libcsv_only;	/* every cell through libcsv, for tests */
	bool portable;		/* without the machine's vectors, for tests */
};

/* How the cells of one column are written. */
struct column {
	struct slice header;	/* trimmed; in the schema's arena */
	enum field field;	/* FIELD_NONE: carried along */
	enum date_order dates;
	enum decimal_mark mark;
	enum percent_scale scale;
	bool scale_sure;	/* more than one cell says that it is of percents, so
				 * that one may be changed */
	struct money_style money;	/* of an amount that was seen */
	bool has_money;
	struct date_style date_style;
	struct percent_style percent_style;
	struct slice words[3];	/* of a status: how it says open, won, lost; of a
				 * flag: no, yes; empty: not seen */
	struct slice categories[CATEGORY_WORDS];	/* of a category, by enum category; the
				 * last: of what is closed */
	bool cents;		/* amounts are whole cents */
	bool stage_date;	/* holds the day a stage was entered */
	bool other_words;	/* of a status: a word was seen that is none */
	bool quoted;		/* every cell seen was quoted that holds a text
				 * which need not be; where none was seen, every
				 * blank one; where there is none, the header */
	bool filled;		/* a cell that is not blank was seen */
	bool shown;		/* one was that shows whether the column quotes */
	bool seen;		/* or at least a blank one */
	uint64_t doubt;		/* line of a value in doubt that none settles;
				 * 0: none */
	struct slice doubtful;	/* that value */
};

struct schema {
	struct column *columns;
	size_t n;
	size_t of[FIELD_COUNT];	/* column of a field, COLUMN_NONE */
	size_t rival[FIELD_COUNT];	/* another header as good, COLUMN_NONE */
	bool differs[FIELD_COUNT];	/* the rival's cells do, as far as seen */
	size_t twin[FIELD_COUNT];	/* a second column of the very same header
				 * and, as far as seen, the same cells */
	struct stage_column *stage_columns;	/* dates a stage was entered */
	size_t n_stage_columns;
	const struct vendor *vendor;	/* whose export it is, NULL */
	bool closed_stages;	/* some stage seen is known as won or lost */
	struct learning *learning;	/* NULL but between the first schema_learn and
				 * schema_learned */
	const struct reading *reading;
	char delimiter;		/* of the file; 0: not known */
	struct arena arena;
};

/* A column that holds the day its stage was entered. */
struct stage_column {
	size_t column;
	struct slice stage;
	struct slice pipeline;	/* empty: any */
};

/*
 * Read the header RECORD. FILE is for messages. 0, or -1 with WHAT set: a
 * mapping that names no field or no header (the nearest named).
 */
int schema_read(struct schema *, struct record *header,
    const struct reading *, const char *file, struct trouble *what);

/* Let RECORD, one of the first of the file, say how its columns are written. */
void schema_learn(struct schema *, struct record *);

/* All that could be learned is known: what a column without evidence is. */
void schema_learned(struct schema *);

/* A field is needed whose column is in doubt: -1 with WHAT set, naming the
 * line and the option that settles it, or the two headers and -m. 0: no doubt. */
int schema_settled(const struct schema *, enum field, const char *file,
    struct trouble *what);

/* The same for one column: is its order of dates or its decimal sign in doubt? */
int schema_settled_column(const struct schema *, size_t column,
    const char *file, struct trouble *what);

/* The column of a header (folded, exact first), COLUMN_NONE. */
size_t schema_find(const struct schema *, struct slice header);

/* The field names and headers nearest to NAME, for "unknown column". */
void schema_nearest(const struct schema *, struct slice name,
    struct buffer *out);

void schema_free(struct schema *);

#endif
