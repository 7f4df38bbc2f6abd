#include "cmd/travel.h"
#include "measure/funnel.h"

static const struct command command = {
	.synopsis = "[-b FIELD,...] [-P PERIOD] [FILE...]",
	.purpose = "how far deals come, stage by stage, and where they stick",
	.sums_up = true,
	.travels = true,
};

int
main(int argc, char **argv)
{
	struct funnel_request funnel = { 0 };
	struct request request;
	struct demand demand = { 0 };
	struct filter filter;
	struct stream stream;
	struct travel travel;
	struct trouble what;
	struct buffer hints = { 0 };
	void *state;

	command_begin(&request, &command, argc, argv);
	travel_begin(&travel, "pl-funnel", &request, &command);
	if (funnel_ask(&funnel, request.by, request.fiscal, &demand,
	    &what) != 0)
		command_usage("%s", what.text);
	command_filter(&request, &filter, &demand);
	request.hopeful = true;
	travel_open(&travel, &request, &stream);
	funnel.stages = funnel.grouping.stages = &stream.stages;
	funnel.grouping.house = request.currency == NULL ? "" :
	    request.currency;
	funnel.filter = &filter;
	funnel.as_of = request.as_of;
	funnel.period = request.period;
	travel_fold(&travel, &request, &stream, &demand, &funnel_portable,
	    &funnel, &state);
	funnel_hints(state, &hints);
	command_notices(&request, &stream.notices);
	command_hints(&request, &hints);
	command_show(&request, funnel_finish(state), NULL);
	funnel_fold.free(state);
	command_end(EXIT_DONE);
}
