#include <string.h>

#include "cmd/environment.h"
#include "cmd/options.h"
#include "cmd/travel.h"

#define TODAY ", today"	/* behind an as-of that nobody gave */

/* What an option is of: what the figures are; how a file of deals is read, of each
 * its own; how the figures are printed. */
enum role { ROLE_QUESTION, ROLE_READING, ROLE_OUTPUT, ROLE_EITHER };

static enum role
role_of(const struct option_row *row)
{
	static const char reading[] = "stages,map,lookup,delimiter,encoding,"
	    "dates,decimal,currency,as-of,strict,threads,activities,rates";
	static const char output[] = "output,sort,no-header,exit-code";
	static const char either[] = "partial,merge,summary,list-metrics,quiet,"
	    "color,help,version";

	if (options_listed(output, row->name) || row->letter == 'N')
		return ROLE_OUTPUT;
	return options_listed(reading, row->name) ? ROLE_READING :
	    options_listed(either, row->name) ? ROLE_EITHER : ROLE_QUESTION;
}

void
question_check(const struct request *request)
{
	for (size_t i = 0; i < request->given.n; i++) {
		const struct option_row *row = request->given.at[i].row;
		enum role role = role_of(row);

		if (request->partial && role == ROLE_OUTPUT)
			command_usage("--%s is of printing: it goes with --merge, "
			    "without --partial", row->name);
		if (request->merge && (role == ROLE_QUESTION ||
		    role == ROLE_READING))
			command_usage("--%s goes with --partial: the states say "
			    "what was asked", row->name);
	}
}

/* Every row that may be of the question, in one order; NULL behind the last. What
 * it is set in is *TARGET. */
static const struct option_row *
row_at(const struct command *command, struct request *request, size_t i,
    void **target)
{
	*target = command->target;
	if (i < command->n_rows)
		return &command->rows[i];
	*target = request;
	i -= command->n_rows;
	if (i < options_n_sum)
		return &options_sum[i];
	i -= options_n_sum;
	return i < options_n_read ? &options_read[i] : NULL;
}

/* What was given of one option: of those that add up all, else the last. */
static void
add_option(struct pairs *question, const struct options_given *given,
    const struct option_row *row)
{
	bool all = options_listed("where,pipeline", row->name);

	for (size_t i = 0; i < given->n; i++) {
		const char *value = given->at[i].value;
		bool last = true;

		for (size_t k = i + 1; k < given->n; k++)
			last = last && strcmp(given->at[k].row->name,
			    row->name) != 0;
		if (strcmp(given->at[i].row->name, row->name) == 0 &&
		    (all || last))
			pairs_add(question, row->name, value == NULL ? "" :
			    value);
	}
}

/* The same whatever the order the options were given in. */
void
question_of(struct pairs *question, const struct request *request,
    const struct command *command)
{
	const struct option_row *row;
	char as_of[11 + sizeof TODAY];
	void *target;

	date_iso(request->as_of, as_of);
	if (!request->as_of_given)
		strcat(as_of, TODAY);
	pairs_add(question, "as-of", as_of);
	pairs_add(question, "currency", request->currency == NULL ? "" :
	    request->currency);
	for (size_t i = 0; (row = row_at(command, NULL, i, &target)) != NULL;
	    i++)
		if (role_of(row) == ROLE_QUESTION)
			add_option(question, &request->given, row);
}

/* One pair, as if it had been given. NULL, or what is wrong with it. */
static const char *
ask(const struct pair *pair, struct request *request,
    const struct command *command)
{
	struct slice value = slice_of(pair->value);
	const struct option_row *row;
	void *target;

	if (strcmp(pair->name, "as-of") == 0) {
		request->as_of_given = value.len == 10;
		if (value.len > 10 && strcmp(pair->value + 10, TODAY) == 0)
			value.len = 10;
		request->as_of = date_canonical(value);
		return request->as_of == DATE_NONE ? "is not a day" : NULL;
	}
	if (strcmp(pair->name, "currency") == 0) {
		request->currency = value.len == 0 ? NULL : pair->value;
		return value.len == 0 || value.len == 3 ? NULL :
		    "is not a currency code";
	}
	for (size_t i = 0; (row = row_at(command, request, i, &target)) != NULL;
	    i++)
		if (role_of(row) == ROLE_QUESTION && strcmp(row->name,
		    pair->name) == 0)
			return row->set(target, row->argument == NULL ? NULL :
			    pair->value);
	return "is no option here";
}

void
question_ask(const struct pairs *question, struct request *request,
    const struct command *command)
{
	request->as_of = DATE_NONE;
	for (size_t i = 0; i < question->n; i++) {
		const struct pair *pair = &question->at[i];
		const char *wrong = ask(pair, request, command);

		if (wrong != NULL)
			message_die("the states ask for %s '%s', which %s",
			    pair->name, pair->value, wrong);
	}
	if (request->as_of == DATE_NONE)
		message_die("the states are of no day");
	environment_period(request);
}
