#ifndef DEAL_LAYOUT_H
#define DEAL_LAYOUT_H

/*
 * How deals that were read are written again: in the dialect of the first file
 * and under its header, or under some of its columns and what is computed. What
 * need not change is written with the bytes it has.
 */

#include "deal/reference.h"

struct layout_column {
	struct slice name;	/* its header; not owned */
	size_t column;		/* of the first file; COLUMN_NONE: computed */
	enum field field;	/* of that column, FIELD_NONE */
	struct reference reference;	/* what is computed */
};

/* Another file's place for each column of the first. */
struct layout_file {
	size_t *columns;	/* COLUMN_NONE: it has none such */
	bool *rewrite;		/* its values are written in another way than the
				 * first file's: decimal sign, date order */
	bool same;		/* its records serve as they are */
};

struct layout {
	struct sheet *sheets;	/* not owned; the first is the model */
	size_t n_sheets;
	struct layout_column *columns;
	size_t n;
	bool all;		/* these are the first file's, all in its order */
	bool as_it_stood;	/* cells are those of the view's day */
	struct layout_file *files;
	struct slice *header;	/* cells of the first header, as bytes */
	struct arena arena;
};

/*
 * Lay out the columns NAMES ("name,amount,age"; NULL: all of the first file):
 * fields and headers of the first file, or what a reference computes. What these
 * need is added to DEMAND. The columns of other files that the first one lacks
 * are left out, and NOTICES says so. 0, or -1 with WHAT set: a name that is
 * neither, the nearest named. The sheets and NAMES must outlive it.
 */
int layout_begin(struct layout *, struct sheet *sheets, size_t n,
    const char *names, bool as_it_stood, int fiscal, struct demand *,
    struct notices *, struct trouble *what);

/* Of NAMES, the fields that the first file has and fills, ',' between: for a
 * page that has not room for all. Empty where it has none of them. */
void layout_filled(const struct sheet *first, const char *names,
    struct buffer *out);

/* Does it compute anything, or show cells, that deal_derive must have made? */
bool layout_derived(const struct layout *);
/* The same of one reference. */
bool reference_derived(const struct reference *);

/* Append the header with its line end, ADDED columns behind it; before it, what
 * stands there in the first file (BOM, sep= line) and, where all columns are laid
 * out, blank lines. */
void layout_header(const struct layout *, const char *const *added, size_t n,
    struct buffer *out);

/*
 * Append the record of the deal as it stood, without a line end, ADDED cells
 * behind it. 0, or -1 with WHAT set: a cell that cannot be given (NUL bytes).
 */
int layout_deal(const struct layout *, const struct view *,
    const struct slice *added, size_t n, struct buffer *out,
    struct trouble *what);

/* The line end the deal's record has there, LINE_NONE where none follows. */
enum line_end layout_end(const struct layout *, const struct deal *);

/* Append the value of a column of the deal as it stood, canonical: 0. 1: it cannot be
 * read as what its field is, and is appended as it stands. -1 with WHAT set. */
int layout_value(const struct layout *, size_t column, const struct view *,
    struct buffer *out, struct trouble *what);

void layout_free(struct layout *);

#endif
