#ifndef CMD_ENVIRONMENT_H
#define CMD_ENVIRONMENT_H

/*
 * What the environment and the clock say where the command line is silent. Each
 * ends the run with 2 where that cannot be understood.
 */

#include "cmd/command.h"

/* PL_MAP, PL_OUTPUT, PL_CURRENCY, PL_STAGES, PL_RATES, PL_ACTIVITIES, PL_READER:
 * before the options. */
void environment_read(struct request *);
/* The as-of day: --as-of, else PL_TODAY, else the clock; the words of the one
 * are relative to the next. Behind the options. */
void environment_today(struct request *);
/* The period of -P, relative to that day. */
void environment_period(struct request *);

#endif
