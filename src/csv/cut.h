#ifndef CSV_CUT_H
#define CSV_CUT_H

/*
 * Where a record ends and its cells do, from the maps of its bytes alone. That can be
 * told of a record whose quotes are all the first and the last byte of a cell or doubled
 * between these, as nearly all are; any other is left to a walk over its cells. Whether
 * a byte lies in quotes is counted from the record's own first byte, so a stray quote
 * misleads nobody behind it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "csv/map.h"

enum cut_end {
	CUT_DONE = 0,
	CUT_OPEN,		/* its end is not among the bytes */
	CUT_HARD		/* it must be walked */
};

/* The cells beyond those asked for that may be located with the last of them; no
 * cutter writes behind these. */
#define CUT_SPARE MAP_BYTES

/* What is asked of a cutter, and what it found. Places are counted from the record's
 * first byte. */
struct cut {
	uint32_t *ends;		/* where its cells end goes here; room for
				 * enough and CUT_SPARE of them */
	size_t enough;		/* cells that are asked for */
	size_t n;		/* cells that were located */
	bool all;		/* these are all it has */
	bool quotes;		/* there are some */
	bool doubled;		/* and doubled ones, so that what a cell says is not
				 * what stands between its quotes */
	size_t end;		/* of the record: its line end, or behind the last
				 * byte */
};

/*
 * Cut the record that begins at FROM, below LEN, in a block of LEN bytes whose maps
 * these are. WHOLE: nothing comes behind these bytes, so a record may end there
 * without a line end.
 */
typedef enum cut_end record_cutter(const struct map *maps, size_t from,
    size_t len, bool whole, struct cut *);

record_cutter cut_portable;
/* The ways of this machine, the fastest (0) first, cut_portable last; NULL behind
 * it. */
record_cutter *cut_way(size_t index);

#endif
