#ifndef MEASURE_LIST_H
#define MEASURE_LIST_H

/*
 * Deals as rows of a result, for the formats that are no deals file.
 */

#include "deal/pick.h"
#include "measure/result.h"

/* Give RESULT, empty yet, the columns of a layout, and the house currency. */
void list_columns(struct result *, const struct layout *, const char *house);

/* Fill these columns of ROW with the deal as it stood: typed where its cells can
 * be read as what their fields are, else their text. 0, or -1 with WHAT set. */
int list_row(struct result *, struct value *row, const struct layout *,
    const struct view *, struct trouble *what);

/* Add the rows of FROM, which has the same columns and is freed, to INTO. */
void list_merge(struct result *into, struct result *from);

/* Put the rows in the order of the picks, which were added in the order of the
 * rows. */
void list_order(struct result *, const struct picks *);

/* The deals picked, sorted and cut off as asked. NULL with WHAT set. */
struct result *list_result(struct pick *, const char *house,
    struct trouble *what);

#endif
