#ifndef CMD_NOTES_H
#define CMD_NOTES_H

/*
 * What is to be said of a result besides its figures.
 */

#include "cmd/command.h"

/* Say the notes of a result, unless quiet, where the page is for machines: for
 * people they stand below the table. */
void command_notes(const struct request *, const struct result *);

#endif
