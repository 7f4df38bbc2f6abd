/* The systems whose exports are read: how they are known, what follows. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <string.h>

#include "deal/vendor.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MOST 64

struct sheet {
	struct slice headers[MOST];
	size_t n;
};

static struct sheet
sheet_of(const char *headers)
{
	struct sheet sheet = { .n = 0 };
	struct slice rest = slice_of(headers);

	while (slice_next(&rest, '|', &sheet.headers[sheet.n])) {
		sheet.n++;
		assert_true(sheet.n < MOST);
	}
	return sheet;
}

static const char *
name_of(const char *headers)
{
	struct sheet sheet = sheet_of(headers);
	const struct vendor *vendor = vendor_of(sheet.headers, sheet.n);

	return vendor == NULL ? "none" : vendor->name;
}

/* The header that a file with these headers has for FIELD, as a schema finds
 * it: the vendor's word first, then the best rank; two alike, but the very same
 * header: "two". */
static const char *
header_of(const char *headers, enum field field)
{
	static char name[128];
	struct sheet sheet = sheet_of(headers);
	const struct vendor *vendor = vendor_of(sheet.headers, sheet.n);
	struct slice best = { 0 };
	int least = INT_MAX;
	bool two = false;

	for (size_t i = 0; i < sheet.n; i++) {
		int rank = 0;
		enum field found = vendor_field(vendor, sheet.headers[i]);

		if (found == FIELD_NONE)
			found = field_of_header(sheet.headers[i], &rank);
		if (found != field || rank > least)
			continue;
		two = rank == least && !slice_equal(best, sheet.headers[i]);
		best = sheet.headers[i];
		least = rank;
	}
	if (two)
		return "two";
	assert_true(best.len < sizeof name);
	memcpy(name, best.len == 0 ? "" : best.at, best.len);
	name[best.len] = '\0';
	return name;
}

/* The headers of the files in samples/exports. */
static const char close[] = "id|lead_id|lead_name|status_id|status_label|"
    "status_type|pipeline_name|value|value_formatted|value_period|"
    "value_currency|confidence|expected_value|annualized_value|date_created|"
    "date_updated|date_won|date_lost|note|user_name|contact_name";
static const char espocrm[] = "id|name|accountName|stage|amount|"
    "amountCurrency|probability|closeDate|leadSource|contactName|"
    "assignedUserName|createdAt|modifiedAt|lastStage|description";
static const char excel[] = "Name|Account|Owner|Stage|Amount|Created|"
    "Close date|Closed|Product|Source|Lost reason|Cost|Notes|Id";
static const char frappe[] = "name|organization|status|probability|deal_value|"
    "expected_deal_value|expected_closure_date|closed_date|lost_reason|"
    "currency|exchange_rate|source|territory|deal_owner|next_step|creation|"
    "modified";
static const char hubspot[] = "Record ID|Deal Name|Deal Stage|Pipeline|Amount|"
    "Amount in company currency|Deal owner|Close Date|Create Date|"
    "Last Activity Date|Deal Type|Closed Lost Reason|Original Source Type|"
    "Next step|Associated Company|Associated Company IDs|Associated Contact|"
    "Forecast category|Weighted amount|"
    "Date entered \"Closed Won (Sales Pipeline)\"";
static const char odoo[] = "id|name|partner_id|stage_id|expected_revenue|"
    "prorated_revenue|probability|date_deadline|date_open|date_closed|"
    "lost_reason_id|user_id|team_id|source_id|create_date|write_date";
static const char odoo_labels[] = "Opportunity|Customer|Stage|"
    "Expected Revenue|Probability|Expected Closing|Salesperson|Sales Team|"
    "Created on|Closed Date|Lost Reason";
static const char pipedrive[] = "Deal - ID|Deal - Title|Deal - Owner|"
    "Deal - Value|Deal - Currency of Value|Deal - Weighted value|"
    "Deal - Currency of Weighted value|Deal - Probability|"
    "Deal - Organization|Deal - Organization ID|Deal - Pipeline|"
    "Deal - Contact person|Deal - Stage|Deal - Label|Deal - Status|"
    "Deal - Deal created|Deal - Update time|Deal - Last stage change|"
    "Deal - Next activity date|Deal - Last activity date|Deal - Won time|"
    "Deal - Lost time|Deal - Deal closed on|Deal - Lost reason|"
    "Deal - Status|Deal - Total activities|Deal - Done activities|"
    "Deal - Activities to do|Deal - Expected close date|"
    "Deal - Source channel";
static const char report[] = "Opportunity ID|Opportunity Name|Account Name|"
    "Opportunity Owner|Stage|Amount|Expected Revenue|Probability (%)|"
    "Fiscal Period|Age|Close Date|Created Date|Next Step|Lead Source|Type|"
    "Last Activity|Forecast Category|Closed|Won";
static const char salesforce[] = "Id|IsDeleted|AccountId|IsPrivate|Name|"
    "Description|StageName|StageSortOrder|Amount|Probability|"
    "ExpectedRevenue|TotalOpportunityQuantity|CloseDate|Type|NextStep|"
    "LeadSource|IsClosed|IsWon|ForecastCategory|ForecastCategoryName|"
    "CampaignId|HasOpportunityLineItem|Pricebook2Id|OwnerId|CreatedDate|"
    "CreatedById|LastModifiedDate|LastModifiedById|SystemModstamp|"
    "LastActivityDate|LastStageChangeDate|FiscalYear|FiscalQuarter|"
    "ContactId";
static const char suitecrm[] = "Opportunity Name|ID|Date Created|"
    "Date Modified|Description|Assigned to|Type|Account Name|Lead Source|"
    "Opportunity Amount|Currency|Expected Close Date|Next Step|Sales Stage|"
    "Probability (%)";

static void
systems_are_known(void **state)
{
	(void)state;
	assert_string_equal(name_of(close), "close");
	assert_string_equal(name_of(espocrm), "espocrm");
	assert_string_equal(name_of(frappe), "frappe");
	assert_string_equal(name_of(hubspot), "hubspot");
	assert_string_equal(name_of(odoo), "odoo");
	assert_string_equal(name_of(odoo_labels), "odoo");
	assert_string_equal(name_of(pipedrive), "pipedrive");
	assert_string_equal(name_of(report), "salesforce-report");
	assert_string_equal(name_of(salesforce), "salesforce");
	assert_string_equal(name_of(suitecrm), "suitecrm");
	assert_string_equal(name_of("dealname|dealstage|amount|closedate|"
	    "createdate|hubspot_owner_id|hs_lastmodifieddate"), "hubspot");
	assert_string_equal(name_of("Deal - Title|Deal - Stage|Deal - Value"),
	    "pipedrive");
}

static void
other_files_are_nobodys(void **state)
{
	char all[2048] = "";

	(void)state;
	assert_string_equal(name_of(excel), "none");
	assert_string_equal(name_of("opportunity_id|sales_agent|product|"
	    "account|deal_stage|engage_date|close_date|close_value"), "none");
	assert_string_equal(name_of("Name|Stage|Amount|Closed|Won"), "none");
	assert_string_equal(name_of("Opportunity Name|Stage|Close Date|Closed"),
	    "none");
	assert_string_equal(name_of("Opportunity|Stage|Expected Revenue"),
	    "none");
	assert_string_equal(name_of("name|status|value|confidence"), "none");
	assert_string_equal(name_of("name|organization|status|owner|source"),
	    "none");
	assert_null(vendor_of(NULL, 0));
	/* a canonical file, whatever fields it has */
	for (int f = 0; f < FIELD_COUNT; f++) {
		strcat(all, field_row((enum field)f)->name);
		strcat(all, "|");
	}
	assert_string_equal(name_of(all), "none");
}

static void
what_their_headers_mean(void **state)
{
	(void)state;
	/* the one word two systems use for two things */
	assert_string_equal(header_of(odoo, FIELD_AMOUNT), "expected_revenue");
	assert_string_equal(header_of(odoo, FIELD_WEIGHTED_AMOUNT),
	    "prorated_revenue");
	assert_string_equal(header_of(odoo_labels, FIELD_AMOUNT),
	    "Expected Revenue");
	assert_string_equal(header_of(salesforce, FIELD_AMOUNT), "Amount");
	assert_string_equal(header_of(salesforce, FIELD_WEIGHTED_AMOUNT),
	    "ExpectedRevenue");
	assert_string_equal(header_of(report, FIELD_WEIGHTED_AMOUNT),
	    "Expected Revenue");
	/* boxes of a report, not days */
	assert_string_equal(header_of(report, FIELD_IS_CLOSED), "Closed");
	assert_string_equal(header_of(report, FIELD_IS_WON), "Won");
	assert_string_equal(header_of(report, FIELD_CLOSED), "");
	assert_string_equal(header_of(excel, FIELD_CLOSED), "Closed");
	/* Frappe's status is a stage, its name a key */
	assert_string_equal(header_of(frappe, FIELD_STAGE), "status");
	assert_string_equal(header_of(frappe, FIELD_STATUS), "");
	assert_string_equal(header_of(frappe, FIELD_ID), "name");
	assert_string_equal(header_of(frappe, FIELD_AMOUNT), "deal_value");
	assert_string_equal(header_of(close, FIELD_ID), "id");
	assert_string_equal(header_of(close, FIELD_ACCOUNT), "lead_name");
	assert_string_equal(header_of(close, FIELD_STAGE), "status_label");
	assert_string_equal(header_of(close, FIELD_STATUS), "status_type");
	assert_int_equal(vendor_field(NULL, slice_of("name")), FIELD_NONE);
	assert_int_equal(vendor_field(vendor_named(slice_of("odoo")),
	    slice_of("name")), FIELD_NONE);
	assert_int_equal(vendor_field(vendor_named(slice_of("hubspot")),
	    slice_of("Deal Name")), FIELD_NONE);
}

/* In no export are two different headers as good for one field. */
static void
no_export_is_in_doubt(void **state)
{
	static const char *const exports[] = { close, espocrm, excel, frappe,
	    hubspot, odoo, odoo_labels, pipedrive, report, salesforce,
	    suitecrm };

	(void)state;
	for (size_t i = 0; i < COUNT(exports); i++) {
		for (int f = 0; f < FIELD_COUNT; f++)
			assert_string_not_equal(header_of(exports[i],
			    (enum field)f), "two");
		/* and what a pipeline is made of is in all of them */
		assert_string_not_equal(header_of(exports[i], FIELD_STAGE), "");
		assert_string_not_equal(header_of(exports[i], FIELD_AMOUNT), "");
		assert_string_not_equal(header_of(exports[i], FIELD_ACCOUNT),
		    "");
		assert_string_not_equal(header_of(exports[i], FIELD_OWNER), "");
		if (exports[i] != close)	/* it has none */
			assert_string_not_equal(header_of(exports[i],
			    FIELD_CLOSE_DATE), "");
		assert_string_not_equal(header_of(exports[i], FIELD_CREATED),
		    "");
	}
}

static void
what_they_do(void **state)
{
	const char *names[16];
	size_t n = vendor_targets(names);
	const struct vendor *vendor;

	(void)state;
	assert_int_equal(n, 4);
	assert_string_equal(names[0], "canonical");
	assert_string_equal(names[1], "salesforce");
	assert_string_equal(names[2], "hubspot");
	assert_string_equal(names[3], "pipedrive");
	assert_null(vendor_named(slice_of("")));
	assert_null(vendor_named(slice_of("sugar")));
	vendor = vendor_named(slice_of("HubSpot"));
	assert_non_null(vendor);
	assert_false(vendor->cents);
	vendor = vendor_named(slice_of("close"));
	assert_true(vendor->cents);
	assert_string_equal(vendor->status[0], "active");
	assert_int_equal(vendor->n_columns, 0);
	vendor = vendor_named(slice_of("frappe"));
	assert_true(vendor->status_is_stage);
	vendor = vendor_named(slice_of("salesforce"));
	assert_true(vendor->quote_all);
	vendor = vendor_named(slice_of("pipedrive"));
	assert_string_equal(vendor->status[1], "Won");
}

/* What is written is known again, each column for what it was. */
static void
columns_are_read_back(void **state)
{
	const char *names[16];
	size_t n = vendor_targets(names);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct vendor *vendor = vendor_named(slice_of(names[i]));
		struct slice headers[MOST];
		field_set seen = 0;

		for (size_t k = 0; k < vendor->n_columns; k++) {
			const struct vendor_column *column = &vendor->columns[k];
			enum field field;

			headers[k] = slice_of(column->header);
			field = field_of_header(headers[k], NULL);
			if (column->field == FIELD_NONE) {
				assert_int_equal(field, FIELD_NONE);
				continue;
			}
			assert_null(column->constant);
			/* the currency of another column, once more */
			if (field == FIELD_NONE)
				assert_true(seen & FIELD_BIT(column->field));
			else
				assert_int_equal(field, column->field);
			seen |= FIELD_BIT(column->field);
		}
		if (i > 0)
			assert_ptr_equal(vendor_of(headers, vendor->n_columns),
			    vendor);
		else
			assert_null(vendor_of(headers, vendor->n_columns));
		assert_true(seen & FIELD_BIT(FIELD_ID));
		assert_true(seen & FIELD_BIT(FIELD_STAGE));
		assert_true(seen & FIELD_BIT(FIELD_AMOUNT));
		assert_true(seen & FIELD_BIT(FIELD_CLOSE_DATE));
	}
}

static void
assert_stage(const char *header, const char *expected_stage,
    const char *expected_pipeline)
{
	struct slice stage, pipeline;

	if (!vendor_stage_date(slice_of(header), &stage, &pipeline))
		print_message("'%s' is no date of a stage\n", header);
	assert_true(vendor_stage_date(slice_of(header), &stage, &pipeline));
	assert_true(slice_is(stage, expected_stage));
	assert_true(slice_is(pipeline, expected_pipeline));
}

static void
dates_of_stages(void **state)
{
	static const char *const none[] = { "", "Date entered", "date_entered",
	    "Date entered system", "Date entered \"\"", "Date entered ()",
	    "Date entered (Sales)", "Date entered current stage",
	    "Date exited \"Closed Won (Sales Pipeline)\"",
	    "Time in \"Closed Won (Sales Pipeline)\"",
	    "hs_v2_date_entered_current_stage", "hs_date_entered_",
	    "hs_date_exited_closedwon", "hs_time_in_closedwon",
	    "Close Date", "Date entered \"", "Date entered Won)", "に入った日付" };
	struct slice stage, pipeline;

	(void)state;
	assert_stage("Date entered \"Appointment Scheduled (Sales Pipeline)\"",
	    "Appointment Scheduled", "Sales Pipeline");
	assert_stage("date entered \"Reunião realizada (SQL) "
	    "(Closer - Pipeline de Vendas)\"", "Reunião realizada (SQL)",
	    "Closer - Pipeline de Vendas");
	assert_stage("Date entered \"Demo (Sales (EU))\"", "Demo", "Sales (EU)");
	assert_stage("Date entered \"Demo\"", "Demo", "");
	assert_stage("Date entered \"Demo\" (Sales)", "Demo", "Sales");
	assert_stage("Date entered “Demo (Sales)”", "Demo", "Sales");
	assert_stage(" Date entered Closed Won (Sales) ", "Closed Won", "Sales");
	assert_stage("hs_date_entered_closedwon", "closedwon", "");
	assert_stage("hs_v2_date_entered_176875376", "176875376", "");
	assert_stage("HS_V2_DATE_ENTERED_abc123_999", "abc123_999", "");
	assert_stage("Fecha introducida \"Demo (Ventas)\"", "Demo", "Ventas");
	assert_stage("Datum in \"Demo (Försäljning)\"", "Demo", "Försäljning");
	assert_stage("「提案 (営業)」に入った日付", "提案", "営業");
	assert_stage("\"提案 (営業)\"を開始した日付", "提案", "営業");
	for (size_t i = 0; i < COUNT(none); i++) {
		if (vendor_stage_date(slice_of(none[i]), &stage, &pipeline))
			print_message("'%s' is a date of a stage\n", none[i]);
		assert_false(vendor_stage_date(slice_of(none[i]), &stage,
		    &pipeline));
	}
	assert_false(vendor_stage_date((struct slice){ NULL, 0 }, &stage,
	    &pipeline));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(systems_are_known),
		cmocka_unit_test(other_files_are_nobodys),
		cmocka_unit_test(what_their_headers_mean),
		cmocka_unit_test(no_export_is_in_doubt),
		cmocka_unit_test(what_they_do),
		cmocka_unit_test(columns_are_read_back),
		cmocka_unit_test(dates_of_stages),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("vendor", tests, NULL, NULL);
}
