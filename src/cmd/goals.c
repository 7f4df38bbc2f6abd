#include <stdlib.h>

#include "cmd/goals.h"

void
command_goals(struct goals *goals, const char *named,
    const struct request *request)
{
	const char *path = getenv("PL_GOALS");
	struct goals_request asked = {
		.path = named != NULL ? named :
		    path != NULL && *path != '\0' ? path : NULL,
		.deals = request->n_operands > 0 ? request->operands[0] :
		    request->default_path,
		.today = request->as_of,
		.fiscal = request->fiscal,
		.decimal = request->reading.decimal,
	};
	struct trouble what;

	if (goals_open(goals, &asked, &what) != 0)
		command_fail(&what);
}
