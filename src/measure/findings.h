#ifndef MEASURE_FINDINGS_H
#define MEASURE_FINDINGS_H

/*
 * What the checker found, as a table.
 */

#include "deal/check.h"
#include "measure/result.h"

/* A row a finding: file, line, field, message; with MENDED also what it is now,
 * blank where it was left. */
struct result *findings_table(const struct findings *, bool mended);

/* What is looked for, a row a rule. */
struct result *findings_rules(void);

#endif
