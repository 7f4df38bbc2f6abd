#ifndef DEAL_DECODE_H
#define DEAL_DECODE_H

/*
 * The sheet's own part that makes typed values of a deal's texts.
 */

#include "deal/sheet.h"

/* Stage and kind by the cells. false: the deal is none of the figures'
 * (noticed). */
bool decode_stage(struct sheet *);
/* Those of FIELDS that decode_values makes a value of, in its order; how many. */
size_t decode_fields(field_set fields, enum field into[FIELD_COUNT]);
/* Amounts, dates, history and the rest; what cannot be read is noticed. */
void decode_values(struct sheet *);

#endif
