#ifndef CMD_GOALS_H
#define CMD_GOALS_H

/*
 * The goals of commands that look at them.
 */

#include "cmd/command.h"
#include "deal/goals.h"

/* Read the goals: NAMED (--goals), else PL_GOALS, else goals.csv beside the deals
 * if there is one. The deals are open. Ends the run with 2 on trouble. */
void command_goals(struct goals *, const char *named, const struct request *);

#endif
