/*
 * Any bytes as a filter of three deals, a bare one where a blank comes first: it
 * holds, or says what does not.
 */

#include <string.h>

#include "deal/filter.h"
#include "deal/stream.h"
#include "fuzz.h"

#define TODAY 20000

static const char deals[] =
    "id,name,account,owner,pipeline,stage,amount,probability,created,"
    "close_date,score,Seats,notes\n"
    "D-1,Gro\303\237er Auftrag,Acme,ana,,Lead,1234.5,45,2026-01-10,2026-12-31,"
    "7.5,\"1,200.5\",a|b\n"
    "D-2,,,,,Lost,,,,,,,\n"
    "D-3,\345\256\242\346\210\267,x,BOB,Partners,Won,-3,,2025-02-28,2025-03-01,0,"
    "x,\"two\nlines\"\n";

static void
judge(struct slice expr, bool bare)
{
	struct trouble what = { "" };
	struct reading reading = { 0 };
	struct demand demand = { .fields = FIELD_BIT(FIELD_COUNT) - 1 };
	struct filter filter = { 0 };
	struct stages stages = { 0 };
	struct source source;
	struct sheet sheet;
	struct deal *deal;
	struct view view;

	if (filter_add(&filter, expr, TODAY, 1, bare, &demand, &what) != 0) {
		must(what.text[0] != '\0', "it says what is wrong", expr);
		filter_free(&filter);
		demand_free(&demand);
		return;
	}
	source_memory(&source, "deals.csv", deals, sizeof deals - 1);
	must(sheet_take(&sheet, &source, &reading, &what) == 0, what.text, expr);
	must(stream_stages(&stages, NULL, "/nowhere/deals.csv", &sheet, 1,
	    &what) == 0, what.text, expr);
	if (sheet_begin(&sheet, &demand, &stages, &what) == 0)
		while (sheet_next(&sheet, &deal, &what) == 1) {
			deal_view(deal, &stages, TODAY, &view);
			must(filter_holds(&filter, &view) ==
			    (filter_fails(&filter, &view) == NULL),
			    "it holds, or one fails", expr);
		}
	sheet_close(&sheet);
	stages_free(&stages);
	filter_free(&filter);
	demand_free(&demand);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	judge((struct slice){ (const char *)at, n }, n > 0 && *at == ' ');
	return 0;
}
