#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "deal/vendor.h"

#define COUNT(array) (sizeof (array) / sizeof *(array))

static const struct vendor_column canonical[] = {
	{ "id", FIELD_ID, NULL },
	{ "name", FIELD_NAME, NULL },
	{ "account", FIELD_ACCOUNT, NULL },
	{ "contact", FIELD_CONTACT, NULL },
	{ "owner", FIELD_OWNER, NULL },
	{ "pipeline", FIELD_PIPELINE, NULL },
	{ "stage", FIELD_STAGE, NULL },
	{ "status", FIELD_STATUS, NULL },
	{ "amount", FIELD_AMOUNT, NULL },
	{ "currency", FIELD_CURRENCY, NULL },
	{ "probability", FIELD_PROBABILITY, NULL },
	{ "category", FIELD_CATEGORY, NULL },
	{ "created", FIELD_CREATED, NULL },
	{ "close_date", FIELD_CLOSE_DATE, NULL },
	{ "closed", FIELD_CLOSED, NULL },
	{ "stage_since", FIELD_STAGE_SINCE, NULL },
	{ "product", FIELD_PRODUCT, NULL },
	{ "source", FIELD_SOURCE, NULL },
	{ "lost_reason", FIELD_LOST_REASON, NULL },
	{ "cost", FIELD_COST, NULL },
	{ "next_step", FIELD_NEXT_STEP, NULL },
	{ "next_date", FIELD_NEXT_DATE, NULL },
	{ "last_activity", FIELD_LAST_ACTIVITY, NULL },
	{ "modified", FIELD_MODIFIED, NULL },
	{ "score", FIELD_SCORE, NULL },
	{ "grade", FIELD_GRADE, NULL },
	{ "history", FIELD_HISTORY, NULL },
	{ "notes", FIELD_NOTES, NULL },
};

/* The list view's own order. */
static const struct vendor_column pipedrive[] = {
	{ "Deal - ID", FIELD_ID, NULL },
	{ "Deal - Title", FIELD_NAME, NULL },
	{ "Deal - Owner", FIELD_OWNER, NULL },
	{ "Deal - Value", FIELD_AMOUNT, NULL },
	{ "Deal - Currency of Value", FIELD_CURRENCY, NULL },
	{ "Deal - Weighted value", FIELD_WEIGHTED_AMOUNT, NULL },
	{ "Deal - Currency of Weighted value", FIELD_CURRENCY, NULL },
	{ "Deal - Probability", FIELD_PROBABILITY, NULL },
	{ "Deal - Organization", FIELD_ACCOUNT, NULL },
	{ "Deal - Pipeline", FIELD_PIPELINE, NULL },
	{ "Deal - Contact person", FIELD_CONTACT, NULL },
	{ "Deal - Stage", FIELD_STAGE, NULL },
	{ "Deal - Status", FIELD_STATUS, NULL },
	{ "Deal - Deal created", FIELD_CREATED, NULL },
	{ "Deal - Update time", FIELD_MODIFIED, NULL },
	{ "Deal - Last stage change", FIELD_STAGE_SINCE, NULL },
	{ "Deal - Next activity date", FIELD_NEXT_DATE, NULL },
	{ "Deal - Last activity date", FIELD_LAST_ACTIVITY, NULL },
	{ "Deal - Won time", FIELD_WON_ON, NULL },
	{ "Deal - Lost time", FIELD_LOST_ON, NULL },
	{ "Deal - Deal closed on", FIELD_CLOSED, NULL },
	{ "Deal - Lost reason", FIELD_LOST_REASON, NULL },
	{ "Deal - Expected close date", FIELD_CLOSE_DATE, NULL },
	{ "Deal - Product name", FIELD_PRODUCT, NULL },
	{ "Deal - Source channel", FIELD_SOURCE, NULL },
};

/* Object names, in the order of a data export. Look-ups are by name, as a query
 * that follows them heads its columns: the ids are the system's own. */
static const struct vendor_column salesforce[] = {
	{ "Id", FIELD_ID, NULL },
	{ "IsDeleted", FIELD_NONE, "0" },
	{ "Account.Name", FIELD_ACCOUNT, NULL },
	{ "Name", FIELD_NAME, NULL },
	{ "Description", FIELD_NOTES, NULL },
	{ "StageName", FIELD_STAGE, NULL },
	{ "Amount", FIELD_AMOUNT, NULL },
	{ "Probability", FIELD_PROBABILITY, NULL },
	{ "ExpectedRevenue", FIELD_WEIGHTED_AMOUNT, NULL },
	{ "CloseDate", FIELD_CLOSE_DATE, NULL },
	{ "Type", FIELD_NONE, NULL },
	{ "NextStep", FIELD_NEXT_STEP, NULL },
	{ "LeadSource", FIELD_SOURCE, NULL },
	{ "IsClosed", FIELD_IS_CLOSED, NULL },
	{ "IsWon", FIELD_IS_WON, NULL },
	{ "ForecastCategoryName", FIELD_CATEGORY, NULL },
	{ "CurrencyIsoCode", FIELD_CURRENCY, NULL },
	{ "Owner.Name", FIELD_OWNER, NULL },
	{ "CreatedDate", FIELD_CREATED, NULL },
	{ "LastModifiedDate", FIELD_MODIFIED, NULL },
	{ "LastActivityDate", FIELD_LAST_ACTIVITY, NULL },
	{ "LastStageChangeDate", FIELD_STAGE_SINCE, NULL },
	{ "Contact.Name", FIELD_CONTACT, NULL },
};

static const struct vendor_column hubspot[] = {
	{ "Record ID", FIELD_ID, NULL },
	{ "Deal Name", FIELD_NAME, NULL },
	{ "Deal Stage", FIELD_STAGE, NULL },
	{ "Pipeline", FIELD_PIPELINE, NULL },
	{ "Amount", FIELD_AMOUNT, NULL },
	{ "Currency", FIELD_CURRENCY, NULL },
	{ "Deal owner", FIELD_OWNER, NULL },
	{ "Close Date", FIELD_CLOSE_DATE, NULL },
	{ "Create Date", FIELD_CREATED, NULL },
	{ "Last Activity Date", FIELD_LAST_ACTIVITY, NULL },
	{ "Next Activity Date", FIELD_NEXT_DATE, NULL },
	{ "Last Modified Date", FIELD_MODIFIED, NULL },
	{ "Deal Type", FIELD_NONE, NULL },
	{ "Closed Lost Reason", FIELD_LOST_REASON, NULL },
	{ "Original Source Type", FIELD_SOURCE, NULL },
	{ "Next step", FIELD_NEXT_STEP, NULL },
	{ "Associated Company", FIELD_ACCOUNT, NULL },
	{ "Associated Contact", FIELD_CONTACT, NULL },
	{ "Forecast category", FIELD_CATEGORY, NULL },
	{ "Deal probability", FIELD_PROBABILITY, NULL },
	{ "Weighted amount", FIELD_WEIGHTED_AMOUNT, NULL },
	{ "Deal Description", FIELD_NOTES, NULL },
};

/*
 * The systems. Signatures are of headers only that system has together, for what
 * follows from them is worse than nothing in another file: Close's amounts are
 * divided by a hundred. A file none is of needs none: its headers say it all.
 */
static const struct vendor vendors[] = {
	/* no signature: the headers are what the fields are called */
	{ .name = "canonical",
	    .columns = canonical, .n_columns = COUNT(canonical) },
	{ .name = "salesforce",
	    .signatures = { "stagename|closedate|isclosed|iswon",
		"stagename|closedate|forecastcategory|systemmodstamp",
		"stagename|closedate|isdeleted" },
	    .columns = salesforce, .n_columns = COUNT(salesforce),
	    .flags = { "0", "1" },
	    .date_format = "2026-03-04 00:00:00",
	    .quote_all = true },
	{ .name = "hubspot",
	    .signatures = { "recordid|dealname|dealstage",
		"dealname|dealstage|hubspotownerid",
		"dealname|dealstage|pipeline|closedlostreason" },
	    .columns = hubspot, .n_columns = COUNT(hubspot),
	    .flags = { "false", "true" },
	    .date_format = "2026-03-04 00:00" },
	{ .name = "pipedrive",
	    .signatures = { "dealtitle|dealstage", "dealid|dealtitle|dealvalue",
		"dealtitle|dealstatus|dealvalue" },
	    .columns = pipedrive, .n_columns = COUNT(pipedrive),
	    .status = { "Open", "Won", "Lost" },
	    .date_format = "2026-03-04 00:00:00" },
	/* the report's boxes, which the fields' names would take for dates */
	{ .name = "salesforce-report",
	    .signatures = { "opportunityname|fiscalperiod|stage",
		"opportunityname|opportunityowner|probability%|stage",
		"opportunityid|opportunityowner|closedate|stage" },
	    .overrides = "closed=is_closed|won=is_won",
	    .flags = { "0", "1" } },
	{ .name = "close",
	    .signatures = { "statuslabel|statustype|value|valueperiod",
		"statuslabel|value|valueformatted|valueperiod" },
	    .cents = true,
	    .status = { "active", "won", "lost" } },
	/* what Odoo expects is the whole amount; in Salesforce it is weighted */
	{ .name = "odoo",
	    .signatures = { "stageid|expectedrevenue",
		"expectedclosing|expectedrevenue|stage",
		"salesperson|expectedrevenue|stage" },
	    .overrides = "expectedrevenue=amount|"
		"proratedrevenue=weighted_amount" },
	{ .name = "espocrm",
	    .signatures = { "accountname|amountcurrency|assignedusername|stage",
		"amountcurrency|closedate|laststage|stage" } },
	{ .name = "suitecrm",
	    .signatures = { "opportunityname|opportunityamount|salesstage",
		"opportunityname|expectedclosedate|salesstage" } },
	/* a document's name is its key there */
	{ .name = "frappe",
	    .signatures = { "organization|dealvalue|dealowner|status",
		"organization|dealowner|expectedclosuredate|status",
		"organization|annualrevenue|dealowner|status" },
	    .overrides = "name=id|status=stage",
	    .status_is_stage = true },
};

/* The headers of a file, folded, one behind the other. */
struct folded {
	struct buffer bytes;
	size_t *ends;
	size_t n;
};

static bool
folded_has(const struct folded *folded, struct slice header)
{
	size_t start = 0;

	for (size_t i = 0; i < folded->n; start = folded->ends[i], i++)
		if (folded->ends[i] - start == header.len && header.len > 0 &&
		    memcmp(folded->bytes.at + start, header.at, header.len) == 0)
			return true;
	return false;
}

static bool
has_signature(const struct vendor *vendor, const struct folded *folded)
{
	for (size_t i = 0; i < COUNT(vendor->signatures) &&
	    vendor->signatures[i] != NULL; i++) {
		struct slice rest = slice_of(vendor->signatures[i]), header;
		bool all = true;

		while (all && slice_next(&rest, '|', &header))
			all = folded_has(folded, header);
		if (all)
			return true;
	}
	return false;
}

const struct vendor *
vendor_of(const struct slice *headers, size_t n)
{
	struct folded folded = { .n = n };
	const struct vendor *found = NULL;

	folded.ends = memory_zero(n, sizeof *folded.ends);
	for (size_t i = 0; i < n; i++) {
		text_fold_header(headers[i], &folded.bytes);
		folded.ends[i] = folded.bytes.len;
	}
	for (size_t i = 0; found == NULL && i < COUNT(vendors); i++)
		if (has_signature(&vendors[i], &folded))
			found = &vendors[i];
	buffer_free(&folded.bytes);
	free(folded.ends);
	return found;
}

const struct vendor *
vendor_named(struct slice name)
{
	for (size_t i = 0; i < COUNT(vendors); i++)
		if (text_same(name, slice_of(vendors[i].name)))
			return &vendors[i];
	return NULL;
}

size_t
vendor_targets(const char *names[16])
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT(vendors) && n < 16; i++)
		if (vendors[i].n_columns > 0)
			names[n++] = vendors[i].name;
	return n;
}

enum field
vendor_field(const struct vendor *vendor, struct slice header)
{
	struct buffer folded = { 0 };
	struct slice rest, override, name;
	enum field found = FIELD_NONE;

	if (vendor == NULL || vendor->overrides == NULL)
		return FIELD_NONE;
	text_fold_header(header, &folded);
	rest = slice_of(vendor->overrides);
	while (found == FIELD_NONE && slice_next(&rest, '|', &override))
		if (slice_next(&override, '=', &name) &&
		    slice_equal(name, (struct slice){ folded.at, folded.len }))
			found = field_named(override);
	buffer_free(&folded);
	return found;
}

/* Take WHAT, ASCII in small letters, off the front whatever the case. */
static bool
take_word(struct slice *text, const char *what)
{
	size_t n = strlen(what);

	if (text->len < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (text_lower(text->at[i]) != what[i])
			return false;
	text->at += n;
	text->len -= n;
	return true;
}

static bool
drop_end(struct slice *text, const char *end)
{
	size_t n = strlen(end);

	if (text->len < n || memcmp(text->at + text->len - n, end, n) != 0)
		return false;
	text->len -= n;
	return true;
}

/* Take a pair of quotes off both ends. */
static bool
drop_quotes(struct slice *text)
{
	static const char *const quotes[][2] = { { "\"", "\"" }, { "“", "”" },
	    { "„", "“" }, { "„", "”" }, { "”", "”" }, { "«", "»" }, { "'", "'" },
	    { "「", "」" } };

	for (size_t i = 0; i < COUNT(quotes); i++) {
		struct slice inner = *text;

		if (slice_take(&inner, quotes[i][0]) &&
		    drop_end(&inner, quotes[i][1])) {
			*text = slice_trim(inner);
			return true;
		}
	}
	return false;
}

/* "Demo (first) (Sales (EU))": the brackets that end TEXT hold the pipeline. */
static bool
split_pipeline(struct slice text, struct slice *stage, struct slice *pipeline)
{
	size_t at = text.len, depth = 0;

	*stage = text;
	*pipeline = (struct slice){ 0 };
	if (text.len == 0 || text.at[text.len - 1] != ')')
		return false;
	do {
		at--;
		depth += text.at[at] == ')';
		depth -= text.at[at] == '(';
	} while (depth > 0 && at > 0);
	if (depth > 0 || at == 0)
		return false;
	*stage = slice_trim((struct slice){ text.at, at });
	*pipeline = slice_trim((struct slice){ text.at + at + 1,
	    text.len - at - 2 });
	return stage->len > 0;
}

/*
 * HubSpot leaves "Date entered" in English in most of its languages; the others
 * are those its documentation has. Without quotes or a pipeline in brackets a
 * header like "Date entered system" is of no stage.
 */
static bool
take_label(struct slice *text)
{
	static const char *const before[] = { "date entered ",
	    "fecha introducida ", "datum in " };
	static const char *const behind[] = { "に入った日付", "を開始した日付" };

	for (size_t i = 0; i < COUNT(before); i++)
		if (take_word(text, before[i]))
			return true;
	for (size_t i = 0; i < COUNT(behind); i++)
		if (drop_end(text, behind[i]))
			return true;
	return false;
}

bool
vendor_stage_date(struct slice header, struct slice *stage,
    struct slice *pipeline)
{
	struct slice text = slice_trim(header);
	bool quoted, named;

	*pipeline = (struct slice){ 0 };
	if (take_word(&text, "hs_date_entered_") ||
	    take_word(&text, "hs_v2_date_entered_")) {
		*stage = text;
		return text.len > 0 && !slice_is(text, "current_stage");
	}
	if (!take_label(&text))
		return false;
	text = slice_trim(text);
	quoted = drop_quotes(&text);
	named = split_pipeline(text, stage, pipeline);
	if (named)
		drop_quotes(stage);	/* 'Date entered "Demo" (Sales)' */
	return (quoted || named) && stage->len > 0;
}
