#ifndef CSV_GUARD_H
#define CSV_GUARD_H

/*
 * Cells that a spreadsheet would run as a formula, whoever wrote them there: a
 * lead's name may come from a form that anybody can fill in.
 */

#include <stdbool.h>

#include "base/money.h"
#include "base/text.h"

#define GUARD '\''		/* before such a text it makes it a text */

/* Does it begin with what makes a spreadsheet run a cell: = + - @, their full-width
 * forms (U+FF1D, U+FF0B, U+FF0D, U+FF20; East Asian versions take them for the same),
 * TAB, CR or LF? */
bool guard_starts(struct slice text);

/*
 * Would TEXT be run: it begins so (guard_starts), and is no number. A number is
 * digits with a sign before, the decimal sign MARK (DECIMAL_UNKNOWN: either),
 * separators of thousands, currency signs and a percent sign; letters make it none.
 */
bool guard_needed(struct slice text, enum decimal_mark mark);

#endif
