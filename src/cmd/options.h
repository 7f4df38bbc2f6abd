#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

/*
 * The rows of the options that commands share; the target is a struct request.
 */

#include "cmd/command.h"

extern const struct option_row options_read[];	/* how to read deals */
extern const size_t options_n_read;
extern const struct option_row options_help[];	/* everywhere */
extern const size_t options_n_help;
extern const struct option_row options_sum[];	/* what to sum up */
extern const size_t options_n_sum;
extern const struct option_row options_output[];	/* how to print it */
extern const size_t options_n_output;
extern const struct option_row options_travel[];	/* past one machine */
extern const size_t options_n_travel;
extern const struct option_row options_write[];	/* what writes deals */
extern const size_t options_n_write;

/* Is NAME in the LIST, ',' between? */
bool options_listed(const char *list, const char *name);

/* Add an EXPR of -w, BEFORE put before it. */
void options_where(struct request *, const char *before, const char *expr);

/* Add a FIELD=HEADER. NULL, or what is wrong with it. */
const char *options_map(struct request *, struct slice text);
/* Add a FIELD=FILE. The same. */
const char *options_lookup(struct request *, struct slice text);
/* Take the house currency of a request. The same. */
const char *options_currency(void *into, const char *value);

#endif
