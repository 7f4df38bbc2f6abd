#include "cmd/command.h"
#include "measure/list.h"

/* What a person looks for first, as far as the file has it. */
#define MAIN_FIELDS "id,name,account,owner,stage,amount,close_date"

static const char *
set_columns(void *into, const char *value)
{
	struct pick_request *pick = into;

	if (*value == '\0')
		return "names no field";
	pick->columns = value;
	return NULL;
}

static const struct option_row rows[] = {
	{ 'c', "columns", "FIELD,...", "these columns, in this order; fields, "
	    "headers, status, age, days_in_stage, weighted", set_columns },
};

static const struct command command = {
	.synopsis = "[-c FIELD,...] [-w EXPR] [-S FIELD,-FIELD] [-N COUNT] "
	    "[FILE...]",
	.purpose = "pick deals, sort them, cut columns: deals in, deals out",
	.lists = true,
	.rows = rows,
	.n_rows = sizeof rows / sizeof *rows,
};

/* Is the page for people, with room for the main columns only? */
static bool
for_people(const struct page *page)
{
	return page->format == FORMAT_TABLE || page->format == FORMAT_MARKDOWN ||
	    page->format == FORMAT_HTML;
}

int
main(int argc, char **argv)
{
	struct pick_request asked = { 0 };
	struct command own = command;
	struct request request;
	struct demand demand = { 0 };
	struct stream_request files;
	struct filter filter;
	struct trouble what;
	struct result *result;
	struct page page;
	struct pick pick;
	bool deals;

	own.target = &asked;
	command_begin(&request, &own, argc, argv);
	command_filter(&request, &filter, &demand);
	files = command_files(&request, 0, 0);
	page = command_page(&request);
	deals = request.format == FORMAT_AUTO && page.format == FORMAT_CSV;
	asked.main = for_people(&page) ? MAIN_FIELDS : NULL;
	asked.sort = request.sort;
	asked.limit = request.limit;
	asked.filter = &filter;
	asked.as_it_stood = request.as_of_text != NULL;
	asked.as_of = request.as_of;
	asked.fiscal = request.fiscal;
	asked.no_header = request.no_header;
	if (pick_open(&pick, &asked, &files, &demand, &what) != 0)
		command_fail(&what);
	if (deals) {
		if (pick_write(&pick, stdout, &what) != 0)
			command_fail(&what);
		command_notices(&request, &pick.notices);
		command_end(EXIT_DONE);
	}
	result = list_result(&pick, request.currency == NULL ? "" :
	    request.currency, &what);
	if (result == NULL)
		command_fail(&what);
	request.sort = NULL;	/* by fields that need not be shown; done */
	command_show(&request, result, &pick.notices);
	command_end(EXIT_DONE);
}
