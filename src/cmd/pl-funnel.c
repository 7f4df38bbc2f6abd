#include "cmd/command.h"
#include "measure/funnel.h"

static const struct command command = {
	.synopsis = "[-b FIELD,...] [-P PERIOD] [FILE...]",
	.purpose = "how far deals come, stage by stage, and where they stick",
	.sums_up = true,
};

int
main(int argc, char **argv)
{
	struct funnel_request funnel = { 0 };
	struct request request;
	struct demand demand = { 0 };
	struct filter filter;
	struct stream stream;
	struct trouble what;
	struct buffer hints = { 0 };
	void *state;

	command_begin(&request, &command, argc, argv);
	if (funnel_ask(&funnel, request.by, request.fiscal, &demand,
	    &what) != 0)
		command_usage("%s", what.text);
	command_filter(&request, &filter, &demand);
	request.hopeful = true;
	command_open(&request, &stream, 0, 0);
	funnel.stages = funnel.grouping.stages = &stream.stages;
	funnel.grouping.house = request.currency == NULL ? "" :
	    request.currency;
	funnel.filter = &filter;
	funnel.as_of = request.as_of;
	funnel.period = request.period;
	if (stream_fold(&stream, &demand, &funnel_fold, &funnel, &state,
	    &what) != 0)
		command_fail(&what);
	funnel_hints(state, &hints);
	command_notices(&request, &stream.notices);
	command_hints(&request, &hints);
	command_show(&request, funnel_finish(state), NULL);
	funnel_fold.free(state);
	command_end(EXIT_DONE);
}
