#ifndef MEASURE_PLAYBOOK_H
#define MEASURE_PLAYBOOK_H

/*
 * The stages in force as a table.
 */

#include "deal/stage.h"
#include "measure/result.h"

enum playbook_form {
	PLAYBOOK_SHORT = 0,	/* for people: without the playbook, and without
				 * columns that are blank throughout */
	PLAYBOOK_LONG,		/* the same with the playbook */
	PLAYBOOK_FILE,		/* every column, as stages.csv has them:
				 * percents as they are written there */
	PLAYBOOK_DATA		/* every column; probability is a rate */
};

/* All of them, a row each. */
struct result *playbook_table(const struct stages *, enum playbook_form);

/* One of them, in the long form. */
struct result *playbook_stage(const struct stage *);

#endif
