#ifndef DEAL_VALUE_H
#define DEAL_VALUE_H

/*
 * Values of the command line and of other files, made canonical (point, ISO
 * dates), and canonical values as a column writes them.
 */

#include "base/message.h"
#include "deal/schema.h"

/*
 * Append VALUE of the command line, for FIELD (FIELD_NONE: text), in canonical
 * form: a date may be a word relative to TODAY; a lone separator before three
 * digits is refused. Blank is blank. 0, or -1 with WHAT set: "amount: '12x' is not
 * an amount".
 */
int value_canonical(enum field, struct slice value, int today, int fiscal,
    struct buffer *out, struct trouble *what);

/* The same for a cell of a file, read as its column is written. */
int value_of_cell(const struct column *, struct slice cell,
    struct buffer *out, struct trouble *what);

/* Append the canonical VALUE as COLUMN writes its values. */
void value_format(const struct column *, struct slice value,
    struct buffer *out);

#endif
