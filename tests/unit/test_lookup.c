/* Side tables: which names mean one, what they say, what is wrong with them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "deals.h"
#include "deal/lookup.h"
#include "deal/reference.h"

static char path[512];

static int
make_path(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(path, sizeof path, "%s/pl-test-XXXXXX",
	    tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
	if (mkdtemp(path) == NULL)
		return -1;
	strcat(path, "/accounts.csv");
	return 0;
}

static int
remove_path(void **state)
{
	(void)state;
	remove(path);
	*strrchr(path, '/') = '\0';
	return remove(path);
}

static void
write_file(const char *text)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

/* Some deals file beside the table. */
static const char *
beside(void)
{
	static char deals[600];

	snprintf(deals, sizeof deals, "%.*s/deals.csv",
	    (int)(strrchr(path, '/') - path), path);
	return deals;
}

static void
names(void **state)
{
	static const char *const none[] = { "account", ".sector", "account.",
	    "amount.size", "history.x", "acount.sector", "" };
	struct lookup *lookup = lookup_of(slice_of("account.sector"));

	(void)state;
	assert_non_null(lookup);
	assert_int_equal(lookup->field, FIELD_ACCOUNT);
	assert_slice(lookup->name, "account.sector");
	assert_slice(lookup->column, "sector");
	lookup_free(lookup);
	lookup = lookup_of(slice_of("owner.boss.name"));
	assert_int_equal(lookup->field, FIELD_OWNER);
	assert_slice(lookup->column, "boss.name");
	lookup_free(lookup);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_null(lookup_of(slice_of(none[i])));
	lookup_free(NULL);
}

/* The same name is the same table, and asks for its field. */
static void
asked_for_once(void **state)
{
	struct demand demand = { 0 };
	struct lookup *sector = demand_lookup(&demand,
	    slice_of("account.sector"));

	(void)state;
	assert_ptr_equal(demand_lookup(&demand, slice_of("account.sector")),
	    sector);
	assert_ptr_not_equal(demand_lookup(&demand, slice_of("account.size")),
	    sector);
	assert_int_equal(demand.n_lookups, 2);
	assert_int_equal(demand.lookups[1]->number, 1);
	assert_true((demand.fields & FIELD_BIT(FIELD_ACCOUNT)) != 0);
	demand_free(&demand);
}

static void
values(void **state)
{
	static const struct reading reading;
	struct lookup *lookup = lookup_of(slice_of("account.Sector"));
	struct trouble what = { "" };

	(void)state;
	/* the key is the first column, whatever it is called; by header folded */
	write_file("customer;SECTOR;size\r\n\"Acme; Inc.\"; retail ;4\r\n;;\r\n"
	    ";nobody;1\r\nB\xc3\x84R;food;\r\nshort\r\n");
	if (lookup_load(lookup, beside(), &reading, &what) != 0)
		fail_msg("%s", what.text);
	assert_slice(lookup_value(lookup, slice_of("Acme; Inc.")), "retail");
	assert_slice(lookup_value(lookup, slice_of("acme; INC.")), "retail");
	assert_slice(lookup_value(lookup, slice_of("b\xc3\xa4r")), "food");
	assert_int_equal(lookup_value(lookup, slice_of("short")).len, 0);
	assert_int_equal(lookup_value(lookup, slice_of("Acme")).len, 0);
	assert_int_equal(lookup_value(lookup, slice_of("")).len, 0);
	/* only once: the file is not looked at again */
	assert_int_equal(lookup_load(lookup, "/nowhere/deals.csv", &reading,
	    &what), 0);
	lookup_free(lookup);
}

static void
refused(const char *name, const char *text, const struct reading *reading,
    const char *message)
{
	struct lookup *lookup = lookup_of(slice_of(name));
	struct trouble what = { "" };
	char expected[1024];

	write_file(text);
	snprintf(expected, sizeof expected, "%s%s", *message == ':' ? path :
	    "", message);
	assert_int_equal(lookup_load(lookup, beside(), reading, &what), -1);
	assert_string_equal(what.text, expected);
	lookup_free(lookup);
}

static void
what_is_wrong(void **state)
{
	static const struct reading reading;
	struct mapping other = { slice_of("account"),
	    slice_of("/nowhere/customers.csv") };
	struct reading elsewhere = { .lookups = &other, .n_lookups = 1 };

	(void)state;
	refused("account.setor", "account,size,sector,city\n", &reading,
	    ": there is no column 'setor' (there are: sector, account, size, "
	    "city)");
	refused("account.sector", "account,sector\nA,1\nB,2\na,3\n", &reading,
	    ":4: account: 'a' is there twice");
	refused("account.sector", "", &reading, ": has no header");
	refused("account.sector", "account,sector\n", &elsewhere,
	    "/nowhere/customers.csv: No such file or directory (say --lookup "
	    "account=FILE)");
}

static void
in_another_encoding(void **state)
{
	struct reading reading = { .encoding = "windows-1251" };
	struct lookup *lookup = lookup_of(slice_of("account.sector"));
	struct trouble what = { "" };

	(void)state;
	write_file("account,sector\n\xc4\xd0\xc0,\xf5\xf0\xe0\xed\xe0\n");
	if (lookup_load(lookup, beside(), &reading, &what) != 0)
		fail_msg("%s", what.text);
	assert_slice(lookup_value(lookup,
	    slice_of("\xd0\xb4\xd1\x80\xd0\xb0")),
	    "\xd1\x85\xd1\x80\xd0\xb0\xd0\xbd\xd0\xb0");
	lookup_free(lookup);
	/* one that is UTF-8 is that, whatever the deals are in */
	lookup = lookup_of(slice_of("account.sector"));
	write_file("account,sector\nA,\xc3\xa4\n");
	assert_int_equal(lookup_load(lookup, beside(), &reading, &what), 0);
	assert_slice(lookup_value(lookup, slice_of("A")), "\xc3\xa4");
	lookup_free(lookup);
}

/* A header of the deals file that reads the same goes before the table. */
static void
a_header_of_its_own(void **state)
{
	struct deals deals;
	struct reference reference;
	struct buffer text = { 0 };
	struct view view;

	(void)state;
	deals_open(&deals, USUAL_STAGES, "stage,owner,owner.name\n"
	    "Lead,7, Ana \nLead,8\n", NULL);
	reference = reference_of(slice_of("owner.name"), 1, &deals.demand);
	assert_int_equal(reference.kind, REF_LOOKUP);
	deals_begin(&deals);
	deal_view(deals_next(&deals), &deals.stages, 0, &view);
	reference_text(&reference, &view, &text);
	assert_string_equal(buffer_text(&text), "Ana");
	buffer_clear(&text);
	deal_view(deals_next(&deals), &deals.stages, 0, &view);
	reference_text(&reference, &view, &text);
	assert_int_equal(text.len, 0);
	buffer_free(&text);
	deals_close(&deals);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(asked_for_once),
		cmocka_unit_test(values),
		cmocka_unit_test(what_is_wrong),
		cmocka_unit_test(in_another_encoding),
		cmocka_unit_test(a_header_of_its_own),
	};

	return cmocka_run_group_tests(tests, make_path, remove_path);
}
