#ifndef DEAL_PICK_H
#define DEAL_PICK_H

/*
 * Deals picked out of files to be printed again (layout.h says how): chosen by a
 * filter, put in order, cut off behind so many.
 */

#include <stdio.h>

#include "deal/layout.h"
#include "deal/stream.h"

/* What a picked deal is sorted by: numbers stand before texts, blanks last. */
enum key_kind {
	KEY_NUMBER,
	KEY_TEXT,		/* by bytes */
	KEY_BLANK
};

struct pick_key {
	enum key_kind kind;
	int128 number;
	struct slice text;
};

/* One of the fields of -S. */
struct pick_order {
	struct reference reference;
	size_t own;		/* place among the caller's own keys, PICK_OWN: none
				 * of these but REFERENCE */
	bool down;
};

#define PICK_OWN ((size_t)-1)
#define PICK_ORDERS 16

struct pick_orders {
	struct pick_order at[PICK_ORDERS];
	size_t n;
};

/*
 * Read "stage,-amount": references, and before these the names in OWN (NULL
 * behind the last; NULL: none). What they need is added to DEMAND. KEYS must
 * outlive them. 0, or -1 with WHAT set.
 */
int pick_orders_read(struct pick_orders *, const char *keys,
    const char *const *own, int fiscal, struct demand *, struct trouble *what);

/* The key of a deal as it stood: stages and pipelines by their order, money,
 * percents, days and numbers by number, dates by day, all else by bytes. The
 * text is not copied but into SPARE. */
struct pick_key pick_key_of(const struct reference *, const struct view *,
    const struct stages *, struct buffer *spare);

/* A deal that was picked. */
struct picked {
	size_t number;		/* how many were picked before it */
	size_t at;		/* its bytes in the picks' */
	size_t len;
	enum line_end end;
	struct pick_key *keys;	/* n_keys of them; in the arena */
};

/* Those picked, as bytes, in memory. Zeroed but for n_keys: empty. */
struct picks {
	struct picked *at;
	size_t n;
	size_t room;
	size_t n_keys;
	struct buffer bytes;
	struct arena arena;	/* of keys and their texts */
};

/* Add one whose bytes were appended to picks->bytes from FROM on. Its keys are
 * copied. */
void picks_add(struct picks *, size_t from, enum line_end,
    const struct pick_key *keys);
/* Add those of FROM, which is emptied, behind those of INTO. */
void picks_merge(struct picks *into, struct picks *from);
/* Put them in order: DOWN[i] turns key i round, but blanks stay last; equal ones
 * stand as they were picked. */
void picks_sort(struct picks *, const bool *down);
/* Write the header, unless NO_HEADER, and the first LIMIT of them to OUT, N ADDED
 * columns behind the layout's. */
int picks_write(const struct picks *, const struct layout *,
    const char *const *added, size_t n, size_t limit, bool no_header,
    FILE *out,
    struct trouble *what);
void picks_free(struct picks *);

/* What pl-list is asked for. */
struct pick_request {
	const char *columns;	/* -c; NULL: all of the first file */
	const char *main;	/* fields, those of which that are filled stand for
				 * all where columns is NULL; NULL: all */
	const char *sort;	/* -S, NULL: as they come */
	size_t limit;		/* (size_t)-1: all */
	const struct filter *filter;	/* its needs are in the demand */
	bool as_it_stood;	/* else as the cells say, whatever their dates */
	int as_of;
	int fiscal;
	bool no_header;
};

struct pick {
	const struct pick_request *request;
	struct stream stream;	/* stages are settled only where they matter */
	struct demand *demand;
	struct layout layout;
	struct pick_orders orders;
	struct picks picks;	/* of a sort */
	bool derive;		/* stages and what follows from them matter */
	struct buffer names;	/* of the main columns */
	struct notices notices;	/* what there is to say when all is read */
};

/* Open the files. 0, or -1 with WHAT set and nothing held. */
int pick_open(struct pick *, const struct pick_request *,
    const struct stream_request *, struct demand *, struct trouble *what);

/* For who reads the files in his own way: begin to read one, look at one of its
 * deals, and, is every deal written as its bytes? Then reading it is all that can
 * go wrong. */
int pick_begin(struct pick *, struct sheet *, struct trouble *what);
void pick_view(struct pick *, struct deal *, struct view *);
bool pick_as_bytes(const struct pick *);

/*
 * Show VISIT every deal that is picked, as it stood, up to the limit where there
 * is no sort; -1 from it ends it. NULL: only read them all. No row is left out for
 * its stage. 0, or -1 with WHAT set.
 */
int pick_visit(struct pick *,
    int (*visit)(void *with, const struct view *, struct trouble *what),
    void *with, struct trouble *what);

/* The same in the order asked for: the keys of a deal. KEYS has room for
 * PICK_ORDERS; their texts lie in SPARES, as many buffers. */
void pick_keys(const struct pick *, const struct view *,
    struct pick_key *keys, struct buffer *spares);
/* Sort picks->picks as asked. */
void pick_sort(struct pick *);

/*
 * Write the picked deals to OUT. Nothing is written before all was read and found
 * right: what is little or sorted is kept, for the rest files are read twice, and
 * pipes are held. Where nothing is asked for, the bytes of the one file. 0, or -1
 * with WHAT set.
 */
int pick_write(struct pick *, FILE *out, struct trouble *what);

void pick_close(struct pick *);

#endif
