/* The registry of fields: which header is which, in every system and language. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/memory.h"
#include "deal/field.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The headers of a file, '|' between, each with the name of its field behind
 * '='; no name: it is none. */
static void
assert_fields(const char *headers)
{
	struct slice rest = slice_of(headers), part;
	int wrong = 0;

	while (slice_next(&rest, '|', &part)) {
		struct slice header = part;
		enum field expected, got;

		while (header.len > 0 && header.at[header.len - 1] != '=')
			header.len--;
		assert_true(header.len > 0);
		expected = field_named((struct slice){ header.at + header.len,
		    part.len - header.len });
		if (part.len > header.len)
			assert_int_not_equal(expected, FIELD_NONE);
		header.len--;
		got = field_of_header(header, NULL);
		if (got == expected)
			continue;
		print_message("'%.*s' is %s, not %.*s\n", (int)header.len,
		    header.at, got == FIELD_NONE ? "none" :
		    field_row(got)->name, (int)(part.len - header.len - 1),
		    header.at + header.len + 1);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* Each of the headers, '|' between, is FIELD. */
static void
assert_all(enum field field, const char *headers)
{
	struct slice rest = slice_of(headers), header;
	int wrong = 0;

	while (slice_next(&rest, '|', &header)) {
		enum field got = field_of_header(header, NULL);

		if (got == field)
			continue;
		print_message("'%.*s' is %s\n", (int)header.len, header.at,
		    got == FIELD_NONE ? "none" : field_row(got)->name);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static int
rank_of(const char *header)
{
	int rank = -1;

	assert_int_not_equal(field_of_header(slice_of(header), &rank),
	    FIELD_NONE);
	return rank;
}

/* The registry is as field.c says it must be. */
static void
aliases_stand_as_they_are_compared(void **state)
{
	struct buffer folded = { 0 };

	(void)state;
	for (int f = 0; f < FIELD_COUNT; f++) {
		const struct field_row *row = field_row((enum field)f);
		struct slice rest = slice_of(row->aliases), alias;
		int rank = 0, got;

		assert_int_equal(row->field, f);
		while (slice_next(&rest, '|', &alias)) {
			struct buffer plain = { 0 };

			rank++;
			assert_true(alias.len > 1);
			/* one of a to z is a capital, which finds it */
			assert_false(*alias.at >= 'a' && *alias.at <= 'z');
			buffer_clear(&folded);
			text_fold_header(alias, &folded);
			for (size_t i = 0; i < alias.len; i++)
				if (alias.at[i] != ' ')
					buffer_byte(&plain, i == 0 ?
					    text_lower(*alias.at) : alias.at[i]);
			if (folded.len != plain.len ||
			    memcmp(folded.at, plain.at, plain.len) != 0)
				print_message("'%.*s' is not folded\n",
				    (int)alias.len, alias.at);
			assert_int_equal(folded.len, plain.len);
			assert_memory_equal(folded.at, plain.at, plain.len);
			buffer_free(&plain);
			/* none stands twice, here or in another row */
			if (field_of_header(alias, &got) != row->field ||
			    got != rank)
				print_message("'%.*s' stands twice\n",
				    (int)alias.len, alias.at);
			assert_int_equal(field_of_header(alias, &got), f);
			assert_int_equal(got, rank);
		}
	}
	buffer_free(&folded);
}

static void
own_names_come_first(void **state)
{
	(void)state;
	for (int f = 0; f < FIELD_COUNT; f++) {
		struct slice name = slice_of(field_row((enum field)f)->name);
		int rank = -1;

		assert_int_equal(field_of_header(name, &rank), f);
		assert_int_equal(rank, 0);
		assert_int_equal(field_named(name), f);
	}
	assert_all(FIELD_CLOSE_DATE, "Close Date|CLOSE-DATE| close_date |"
	    "closeDate|Close  date:|ＣＬＯＳＥ ＤＡＴＥ|Close Date*");
	assert_int_equal(field_named(slice_of("Deal - Title")), FIELD_NONE);
	assert_int_equal(field_named(slice_of("")), FIELD_NONE);
	assert_int_equal(field_named((struct slice){ NULL, 0 }), FIELD_NONE);
	assert_int_equal(field_of_header((struct slice){ NULL, 0 }, NULL),
	    FIELD_NONE);
}

static void
pipedrive(void **state)
{
	(void)state;
	assert_fields("Deal - ID=id|Deal - Title=name|Deal - Creator=|"
	    "Deal - Owner=owner|Deal - Value=amount|"
	    "Deal - Currency of Value=currency|"
	    "Deal - Weighted value=weighted_amount|"
	    "Deal - Currency of Weighted value=|"
	    "Deal - Probability=probability|Deal - Organization=account|"
	    "Deal - Organization ID=|Deal - Pipeline=pipeline|"
	    "Deal - Contact person=contact|Deal - Contact person ID=|"
	    "Deal - Stage=stage|Deal - Label=|Deal - Status=status|"
	    "Deal - Deal created=created|Deal - Update time=modified|"
	    "Deal - Last stage change=stage_since|"
	    "Deal - Next activity date=next_date|"
	    "Deal - Last activity date=last_activity|Deal - Won time=won_on|"
	    "Deal - Lost time=lost_on|Deal - Deal closed on=closed|"
	    "Deal - Lost reason=lost_reason|Deal - Visible to=|"
	    "Deal - Total activities=|Deal - Done activities=|"
	    "Deal - Activities to do=|Deal - Email messages count=|"
	    "Deal - Expected close date=close_date|Deal - Product quantity=|"
	    "Deal - Product name=product|Deal - Product amount=|"
	    "Deal - Source channel=source|Deal - Source channel ID=|"
	    "Deal - Creation date=created|Deal - Closed on=closed|"
	    "Deal - Currency of value=currency");
	assert_fields("ID=id|Title=name|Creator=|Owner=owner|Value=amount|"
	    "Currency of Value=currency|Weighted value=weighted_amount|"
	    "Organization=account|Organization ID=|Contact person=contact|"
	    "Deal created=created|Update time=modified|Deal closed on=closed|"
	    "Last stage change=stage_since|Source channel=source");
	/* as the API names them */
	assert_fields("id=id|title=name|value=amount|currency=currency|"
	    "stage_id=stage|pipeline_id=pipeline|status=status|"
	    "add_time=created|update_time=modified|"
	    "stage_change_time=stage_since|next_activity_date=next_date|"
	    "last_activity_date=last_activity|won_time=won_on|"
	    "lost_time=lost_on|close_time=closed|lost_reason=lost_reason|"
	    "expected_close_date=close_date|probability=probability|"
	    "weighted_value=weighted_amount|org_name=account|"
	    "person_name=contact|owner_name=owner|creator_user_id=|"
	    "visible_to=|label=|email_messages_count=|products_count=");
	/* in Portuguese */
	assert_fields("Negócio - Título=name|Negócio - Proprietário=owner|"
	    "Negócio - Valor=amount|Negócio - Moeda=currency|"
	    "Negócio - Organização=account|Negócio - Funil=pipeline|"
	    "Negócio - Pessoa de contato=contact|Negócio - Etapa=stage|"
	    "Negócio - Negócio criado=created|"
	    "Negócio - Última alteração de etapa=stage_since|"
	    "Negócio - Data de ganho=won_on|Negócio - Data de perda=lost_on|"
	    "Negócio - Negócio fechado em=closed|"
	    "Negócio - Motivo da perda=lost_reason|"
	    "Negócio - Data de fechamento esperada=close_date|"
	    "Negócio - Criador=|Negócio - Total de atividades=");
}

static void
salesforce(void **state)
{
	(void)state;
	assert_fields("Id=id|IsDeleted=|AccountId=account|IsPrivate=|Name=name|"
	    "Description=notes|StageName=stage|StageSortOrder=|Amount=amount|"
	    "Probability=probability|ExpectedRevenue=weighted_amount|"
	    "TotalOpportunityQuantity=|CloseDate=close_date|Type=|"
	    "NextStep=next_step|LeadSource=source|IsClosed=is_closed|"
	    "IsWon=is_won|ForecastCategory=category|"
	    "ForecastCategoryName=category|CurrencyIsoCode=currency|"
	    "CampaignId=|HasOpportunityLineItem=|Pricebook2Id=|OwnerId=owner|"
	    "CreatedDate=created|CreatedById=|LastModifiedDate=modified|"
	    "LastModifiedById=|SystemModstamp=modified|"
	    "LastActivityDate=last_activity|LastActivityInDays=|"
	    "LastStageChangeDate=stage_since|LastStageChangeInDays=|"
	    "FiscalYear=|FiscalQuarter=|Fiscal=|ContactId=contact|"
	    "LastViewedDate=|LastReferencedDate=|PushCount=|"
	    "Account.Name=account|Owner.Name=owner|Contact.Name=contact|"
	    "Opportunity.StageName=stage|Loss_Reason__c=lost_reason|"
	    "Cost__c=cost|Whatever__c=");
	assert_fields("Opportunity ID=id|Opportunity Name=name|"
	    "Account Name=account|Opportunity Owner=owner|Owner Role=|"
	    "Account Owner=|Stage=stage|Amount=amount|"
	    "Amount (converted)=amount|Expected Revenue=weighted_amount|"
	    "Probability (%)=probability|Fiscal Period=|Age=|"
	    "Close Date=close_date|Created Date=created|Created By=|"
	    "Next Step=next_step|Lead Source=source|Type=|"
	    "Last Activity=last_activity|Opportunity Currency=currency|"
	    "Amount Currency=currency|Expected Revenue Currency=|"
	    "Forecast Category=category|Last Modified By=|"
	    "Last Modified Date=modified|Last Modified By Alias=|"
	    "Last Stage Change Date=stage_since|Stage Duration=|"
	    "Opportunity: Opportunity Name=name|Opportunity: Close Date="
	    "close_date|Opportunity: Last Modified By=|"
	    "Opportunity: Created By=|Account: Account Name=account|"
	    "Account: Close Date=|Account: Created Date=|"
	    "Opportunity Owner: Full Name=owner|Opportunity Record Type=|"
	    "Last Modified By: Full Name=|Created By: Full Name=");
}

static void
hubspot(void **state)
{
	(void)state;
	assert_fields("Record ID=id|Deal Name=name|Deal Stage=stage|"
	    "Pipeline=pipeline|Amount=amount|Amount in company currency=amount|"
	    "Deal owner=owner|Close Date=close_date|Create Date=created|"
	    "Last Activity Date=last_activity|Deal Type=|"
	    "Closed Lost Reason=lost_reason|Closed Won Reason=|"
	    "Original Source Type=source|Next step=next_step|"
	    "Associated Company=account|Associated Company IDs=|"
	    "Associated Company (Primary)=account|Associated Contact=contact|"
	    "Associated Contact IDs=|Forecast category=category|"
	    "Forecast amount=|Weighted amount=weighted_amount|"
	    "Weighted amount in company currency=weighted_amount|"
	    "Deal probability=probability|Currency=currency|"
	    "Last Modified Date=modified|Next Activity Date=next_date|"
	    "Last Contacted=last_activity|Deal Description=notes|"
	    "Is Closed Won=is_won|Is Deal Closed?=is_closed|"
	    "Is closed lost=|Closed Deal Amount=|Days to close=|"
	    "Annual contract value=|Annual recurring revenue=|"
	    "Original Traffic Source=source|"
	    "Original Traffic Source Drill-Down 1=|Owner Assigned Date=|"
	    "HubSpot Team=|Number of Associated Contacts=|Deal Score=score|"
	    "Date entered current stage=stage_since|"
	    "Date entered \"Appointment Scheduled (Sales Pipeline)\"=|"
	    "Date exited \"Appointment Scheduled (Sales Pipeline)\"=|"
	    "Time in \"Closed Won (Sales Pipeline)\"=");
	assert_fields("hs_object_id=id|dealname=name|dealstage=stage|"
	    "pipeline=pipeline|amount=amount|amount_in_home_currency=amount|"
	    "closedate=close_date|createdate=created|hs_createdate=created|"
	    "hubspot_owner_id=owner|hs_lastmodifieddate=modified|"
	    "hs_date_entered_closedwon=|hs_v2_date_entered_closedwon=|"
	    "hs_v2_date_exited_closedwon=|"
	    "hs_v2_date_entered_current_stage=stage_since|"
	    "hs_analytics_source=source|closed_lost_reason=lost_reason|"
	    "closed_won_reason=|hs_next_step=next_step|"
	    "hs_manual_forecast_category=category|"
	    "hs_projected_amount=weighted_amount|hs_is_closed_won=is_won|"
	    "hs_is_closed=is_closed|hs_is_closed_lost=|"
	    "hs_deal_stage_probability=probability|"
	    "deal_currency_code=currency|notes_last_updated=last_activity|"
	    "notes_last_contacted=last_activity|"
	    "notes_next_activity_date=next_date|dealtype=|num_notes=|"
	    "days_to_close=|hs_time_in_closedwon=|properties.dealname=name|"
	    "properties.amount=amount");
}

static void
other_systems(void **state)
{
	(void)state;
	/* Close */
	assert_fields("id=id|lead_name=account|status_id=|status_label=stage|"
	    "status_type=status|pipeline_name=pipeline|value=amount|"
	    "value_formatted=|value_period=|value_currency=currency|"
	    "confidence=probability|expected_value=weighted_amount|"
	    "annualized_value=|date_created=created|date_updated=modified|"
	    "date_won=won_on|date_lost=lost_on|note=notes|user_name=owner|"
	    "contact_name=contact");
	/* Odoo; expected_revenue: see test_vendor.c */
	assert_fields("name=name|partner_id=account|stage_id=stage|"
	    "prorated_revenue=weighted_amount|probability=probability|"
	    "date_deadline=close_date|date_open=|date_closed=closed|day_open=|"
	    "day_close=|lost_reason_id=lost_reason|recurring_revenue=|"
	    "recurring_plan=|user_id=owner|team_id=|source_id=source|"
	    "medium_id=|campaign_id=|create_date=created|write_date=modified|"
	    "date_last_stage_update=stage_since|planned_revenue=amount");
	assert_fields("Opportunity=name|Customer=account|Stage=stage|"
	    "Probability=probability|Expected Closing=close_date|"
	    "Salesperson=owner|Sales Team=|Created on=created|"
	    "Closed Date=closed|Lost Reason=lost_reason|"
	    "Last Stage Update=stage_since|Last Updated on=modified");
	/* EspoCRM */
	assert_fields("id=id|name=name|accountName=account|accountId=account|"
	    "stage=stage|amount=amount|amountCurrency=currency|"
	    "amountWeightedConverted=weighted_amount|"
	    "probability=probability|closeDate=close_date|"
	    "leadSource=source|contactName=contact|assignedUserName=owner|"
	    "assignedUserId=owner|createdAt=created|createdById=|"
	    "modifiedAt=modified|modifiedById=|lastStage=|description=notes");
	/* SuiteCRM */
	assert_fields("Opportunity Name=name|ID=id|Date Created=created|"
	    "Date Modified=modified|Description=notes|Assigned to=owner|"
	    "Type=|Account Name=account|Lead Source=source|"
	    "Opportunity Amount=amount|Currency=currency|"
	    "Expected Close Date=close_date|Next Step=next_step|"
	    "Sales Stage=stage|Probability (%)=probability|Modified By=|"
	    "Created By=|Deleted=");
	/* Frappe; name and status: see test_vendor.c */
	assert_fields("organization=account|probability=probability|"
	    "deal_value=amount|expected_closure_date=close_date|"
	    "closed_date=closed|lost_reason=lost_reason|currency=currency|"
	    "exchange_rate=|source=source|territory=|deal_owner=owner|"
	    "next_step=next_step|creation=created|modified=modified");
	/* a teaching set */
	assert_fields("opportunity_id=id|sales_agent=owner|product=product|"
	    "account=account|deal_stage=stage|engage_date=created|"
	    "close_date=close_date|close_value=amount");
}

static void
spreadsheets(void **state)
{
	(void)state;
	assert_all(FIELD_AMOUNT, "Deal Value, $|Value (EUR)|Deal Amount|"
	    "Deal size|Est. Value|Contract value|Total value|Amount, EUR|"
	    "Amount in USD|Value €|Deal size [GBP]|Amount (US$)|Amount (usd)|"
	    "Opportunity Value|Est. Revenue|Value (in EUR)|Value (R$)|$ Value");
	assert_all(FIELD_CLOSE_DATE, "Est. close|Expected close|Est Close Date|"
	    "Expected Close|Target close date|Projected Close|Close by|"
	    "Anticipated Close Date|Close date (est.)|Closing date|"
	    "Deal - Close Date (local)|Close Date (dd/mm/yyyy)|"
	    "Close Date (YYYY-MM-DD)|Close date (UTC)|Forecast close|"
	    "Expected Close Date *");
	assert_all(FIELD_OWNER, "Sales rep|Rep|Salesperson|Sales Person|"
	    "Account Executive|Assigned To|Sales Rep Name|Deal Owner*|"
	    "Responsible|Owner name");
	assert_all(FIELD_PROBABILITY, "Probability, %|Win %|Win probability|"
	    "Probability|Prob. (%)|Likelihood|Chance (%)|% Probability|"
	    "Probability [%]|Close probability|Probability (0-100)|"
	    "Chance of success");
	assert_all(FIELD_CREATED, "Lead date|Date added|Opened|Created|"
	    "Date Created|Creation Date|Open date|Enquiry date");
	assert_all(FIELD_ACCOUNT, "Customer name|Client|Company|Organisation|"
	    "Company Name|Client name|Prospect");
	assert_all(FIELD_STAGE, "Pipeline stage|Deal Stage|Sales Stage|Phase|"
	    "Stage (required)");
	assert_all(FIELD_NEXT_STEP, "Next steps|Next action|Next Step");
	assert_all(FIELD_NEXT_DATE, "Follow-up date|Next follow-up|"
	    "Next step date|Next Contact Date");
	assert_all(FIELD_LAST_ACTIVITY, "Last contact|Last contacted|"
	    "Last touch|Last Activity");
	assert_all(FIELD_LOST_REASON, "Lost reason|Loss reason|"
	    "Reason for loss|Reason lost");
	assert_all(FIELD_NOTES, "Comments|Remarks|Notes|Comment");
	assert_all(FIELD_WEIGHTED_AMOUNT, "Weighted value|Weighted amount|"
	    "Weighted Value (EUR)|Weighted");
	assert_all(FIELD_CLOSED, "Actual close date|Closed on|Date closed|"
	    "Close date (actual)");
	assert_fields("Name=name|Account=account|Owner=owner|Stage=stage|"
	    "Amount=amount|Created=created|Close date=close_date|"
	    "Closed=closed|Product=product|Source=source|"
	    "Lost reason=lost_reason|Cost=cost|Notes=notes|Id=id");
}

static void
units(void **state)
{
	(void)state;
	assert_all(FIELD_AMOUNT, "Сума, лв.|Сума (лв)|Стойност, EUR|金额（元）|"
	    "金额(人民币)|Nilai (Rp)|Nilai, IDR|Betrag in EUR|Montant (€)|"
	    "Deal Value (EUR)*|Importe, €");
	assert_all(FIELD_PROBABILITY, "Вероятност, %|概率（%）|赢率 %|"
	    "Wahrscheinlichkeit (%)|Peluang (%)");
	/* a scale is not a unit: the amounts would be taken for too little */
	assert_all(FIELD_NONE, "金额（万元）|Amount (k)|Amount (000s)|"
	    "Amount (thousands)|Amount, k€|Сума, хил. лв.|Nilai (juta)|"
	    "Value (M)");
	/* nor what says that it is something else */
	assert_all(FIELD_NONE, "Stage (previous)|Name (USD)|"
	    "Amount (%)|Probability (EUR)|Close Date (%)|Stage (%)|"
	    "Owner, previous|Amount (lost)|Close Date (days)|Amount, old|"
	    "Amount ()x|(USD)|, USD|Created (by)");
}

static void
what_is_no_field(void **state)
{
	(void)state;
	assert_all(FIELD_NONE, "|x|Account Owner|Last Modified By|Created By|"
	    "Stage Duration|Days in stage|Age|Deal owner ID|Deal Type|Type|"
	    "Industry|Country|Phone|Email|Quantity|Contact owner|"
	    "Company owner|Account: Owner|Contact: Name: Owner|"
	    "Person - Owner|Organization - Created|Account - Close Date|"
	    "Previous Stage|Original Amount|Budget|Discount|Tax|Margin|"
	    "Annual Revenue|Days to close|Date|Time|"
	    "Not the amount|Amounts paid|Stage2|阶段停留时间|客户电话|"
	    "Tanggal lahir|Дата|Телефон|-|,|()|$|%|=|Deal - Deal - Owner ID");
}

static void
better_headers_win(void **state)
{
	static const char *const pairs[][2] = {
		{ "Amount", "Amount in company currency" },
		{ "Amount", "Deal Value" },
		{ "Amount", "Amount (converted)" },
		{ "Amount", "Amount (USD)" },
		{ "Deal Value", "Deal Value, $" },
		{ "Value", "amount_in_home_currency" },
		{ "Deal Owner", "hubspot_owner_id" },
		{ "Opportunity Owner", "OwnerId" },
		{ "AccountName", "AccountId" },
		{ "Associated Company", "partner_id" },
		{ "id", "lead_id" },
		{ "Opportunity ID", "lead_id" },
		{ "deal_value", "expected_deal_value" },
		{ "stage_name", "stage_id" },
		{ "Status label", "stage_id" },
		{ "Stage", "Opportunity: Stage" },
		{ "Close Date", "Opportunity: Close Date" },
		{ "LastModifiedDate", "SystemModstamp" },
		{ "createdate", "hs_createdate" },
		{ "ForecastCategoryName", "hs_manual_forecast_category" },
		{ "Weighted amount", "Weighted amount in company currency" },
		{ "Lead Source", "Campaign" },
		{ "Last Activity Date", "Last contacted" },
		{ "Betrag", "Betrag in Firmenwährung" },
		{ "金额", "会社通貨での金額" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		if (rank_of(pairs[i][0]) >= rank_of(pairs[i][1]))
			print_message("'%s' is no better than '%s'\n",
			    pairs[i][0], pairs[i][1]);
		assert_int_equal(field_of_header(slice_of(pairs[i][0]), NULL),
		    field_of_header(slice_of(pairs[i][1]), NULL));
		assert_true(rank_of(pairs[i][0]) < rank_of(pairs[i][1]));
	}
	/* neither is: the user is asked */
	assert_int_equal(rank_of("Amount (USD)"), rank_of("Amount (EUR)"));
	assert_int_equal(rank_of("Deal - Status"), rank_of("deal status"));
	assert_int_equal(rank_of("stage"), 0);
	assert_int_equal(rank_of("deal stage"), 1);
}

/* What HubSpot exports, in its other languages, in this order: name, stage,
 * amount, owner, close date, create date, last activity, lost reason, source,
 * next step, company, contact, category, weighted amount, last modified. */
static const enum field exported[] = { FIELD_NAME, FIELD_STAGE,
    FIELD_AMOUNT, FIELD_OWNER, FIELD_CLOSE_DATE, FIELD_CREATED,
    FIELD_LAST_ACTIVITY, FIELD_LOST_REASON, FIELD_SOURCE,
    FIELD_NEXT_STEP, FIELD_ACCOUNT, FIELD_CONTACT, FIELD_CATEGORY,
    FIELD_WEIGHTED_AMOUNT, FIELD_MODIFIED };
static const char *const languages[][COUNT(exported)] = {
	{ "Deal-Name", "Deal-Phase", "Betrag",
	    "Zuständiger Mitarbeiter für Deal", "Abschlussdatum",
	    "Erstellungsdatum", "Datum der letzten Aktivität",
	    "Grund für „Abgeschlossen und verloren“",
	    "Ursprüngliche Quelle", "Nächster Schritt",
	    "Zugeordnetes Unternehmen", "Zugeordneter Kontakt",
	    "Prognosekategorie", "Gewichteter Betrag",
	    "Datum der letzten Änderung" },
	{ "Nombre del negocio", "Etapa del negocio", "Importe",
	    "Propietario del negocio", "Fecha de cierre",
	    "Fecha de creación", "Fecha de la última actividad",
	    "Motivo de cierre perdido", "Fuente original",
	    "Próximo paso", "Empresa asociada", "Contacto asociado",
	    "Categoría de pronóstico", "Importe ponderado",
	    "Fecha de la última modificación" },
	{ "Kaupan nimi", "Kaupan vaihe", "Summa", "Kaupan omistaja",
	    "Sulkemispäivä", "Luontipäivä", "Viimeisin toimintapäivä",
	    "Häviön syy", "Alkuperäinen lähde", "Seuraava vaihe",
	    "Liittyvä yritys", "Liittyvä kontakti", "Ennusteluokka",
	    "Painotettu summa", "Viimeisin muokkauspäivä" },
	{ "Nom de la transaction", "Phase de la transaction", "Montant",
	    "Propriétaire de la transaction", "Date de fermeture",
	    "Date de création", "Date de la dernière activité",
	    "Motif de la perte", "Source d’origine", "Étape suivante",
	    "Entreprise associée", "Contact associé",
	    "Catégorie de prévision", "Montant pondéré",
	    "Date de la dernière modification" },
	{ "Nome trattativa", "Fase trattativa", "Importo",
	    "Proprietario della trattativa", "Data di chiusura",
	    "Data di creazione", "Data dell'ultima attività",
	    "Motivo della chiusura persa", "Fonte originale",
	    "Passaggio successivo", "Azienda Associata",
	    "Contatto associato", "Categoria di previsione",
	    "Importo ponderato", "Data dell'ultima modifica" },
	{ "取引名", "取引ステージ", "金額", "取引担当者", "クローズ日", "作成日",
	    "最終アクティビティー日", "失注理由", "元のソース", "次のステップ",
	    "関連付けられている会社", "関連付けられているコンタクト",
	    "予測カテゴリー", "加重金額", "最終更新日" },
	{ "Dealnaam", "Dealfase", "Bedrag", "Dealeigenaar",
	    "Sluitingsdatum", "Aanmaakdatum",
	    "Datum van laatste activiteit", "Reden gesloten verloren",
	    "Oorspronkelijke bron", "Volgende stap",
	    "Gekoppeld bedrijf", "Gekoppeld contact",
	    "Prognosecategorie", "Gewogen bedrag",
	    "Datum laatst gewijzigd" },
	{ "Nazwa transakcji", "Etap transakcji", "Kwota",
	    "Właściciel transakcji", "Data zamknięcia",
	    "Data utworzenia", "Data ostatniej aktywności",
	    "Powód zamknięcia przegranej", "Oryginalne źródło",
	    "Następny krok", "Powiązana firma", "Powiązany kontakt",
	    "Kategoria prognozy", "Kwota ważona",
	    "Data ostatniej modyfikacji" },
	{ "Nome do negócio", "Etapa do negócio", "Valor",
	    "Proprietário do negócio", "Data de fechamento",
	    "Data de criação", "Data da última atividade",
	    "Motivo de fechamento perdido", "Fonte original",
	    "Próxima etapa", "Empresa associada", "Contato associado",
	    "Categoria de previsão", "Valor ponderado",
	    "Data da última modificação" },
	{ "Affärsnamn", "Affärsfas", "Belopp", "Affärsägare",
	    "Stängningsdatum", "Skapandedatum",
	    "Datum för senaste aktivitet", "Orsak till förlust",
	    "Ursprunglig källa", "Nästa steg", "Associerat företag",
	    "Associerad kontakt", "Prognoskategori", "Viktat belopp",
	    "Datum för senaste ändring" },
};

static void
hubspot_in_other_languages(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(languages); i++)
		for (size_t k = 0; k < COUNT(exported); k++)
			assert_all(exported[k], languages[i][k]);
	assert_all(FIELD_ID, "Datensatz-ID|ID de registro|Tietueen tunnus|"
	    "ID de fiche d'informations|ID record|レコードID|"
	    "Identyfikator rekordu|ID do registro|Post-ID|Record-ID");
	assert_all(FIELD_PIPELINE, "Pipeline|パイプライン|Pijplijn|Lejek|"
	    "Myyntiputki|Embudo|Funil");
	assert_all(FIELD_AMOUNT, "Betrag in Firmenwährung|"
	    "Summa yrityksen valuutassa|会社通貨での金額|"
	    "Kwota w walucie firmowej");
	assert_all(FIELD_IS_WON, "È con chiusura vinta");
	assert_all(FIELD_NONE, "È con chiusura persa|Art des Deals|"
	    "Eigentümer des Unternehmens|Type de transaction");
}

static void
chinese(void **state)
{
	(void)state;
	assert_fields("编号=id|商机名称=name|客户名称=account|联系人=contact|"
	    "负责人=owner|销售管道=pipeline|阶段=stage|销售阶段=stage|状态=status|"
	    "金额=amount|预计成交金额=amount|币种=currency|概率=probability|"
	    "赢率=probability|可能性 (%)=probability|预测类别=category|"
	    "创建日期=created|创建时间=created|预计成交日期=close_date|"
	    "结束日期=close_date|实际成交日期=closed|阶段变更时间=stage_since|"
	    "产品=product|来源=source|线索来源=source|输单原因=lost_reason|"
	    "成本=cost|下一步=next_step|下次跟进时间=next_date|"
	    "最后跟进时间=last_activity|更新时间=modified|评分=score|等级=grade|"
	    "备注=notes|赢单日期=won_on|输单日期=lost_on|"
	    "加权金额=weighted_amount|是否赢单=is_won|階段=stage|負責人=owner|"
	    "客戶=account|创建人=|所属部门=|商机 - 阶段=stage|商机：金额=amount");
}

static void
indonesian(void **state)
{
	(void)state;
	assert_fields("Nomor=id|Nama=name|Nama Peluang=name|Pelanggan=account|"
	    "Nama Perusahaan=account|Narahubung=contact|Kontak=contact|"
	    "Pemilik=owner|Penanggung jawab=owner|Saluran=pipeline|"
	    "Tahap=stage|Tahap Penjualan=stage|Nilai=amount|Jumlah=amount|"
	    "Nilai Transaksi (Rp)=amount|Mata uang=currency|"
	    "Probabilitas,%=probability|Kemungkinan=probability|"
	    "Kategori=category|Dibuat=created|Tanggal dibuat=created|"
	    "Tanggal tutup=close_date|Perkiraan Penutupan=close_date|"
	    "Ditutup=closed|Produk=product|Sumber=source|"
	    "Alasan kalah=lost_reason|Biaya=cost|"
	    "Langkah berikutnya=next_step|Tanggal berikutnya=next_date|"
	    "Aktivitas terakhir=last_activity|Diubah=modified|Skor=score|"
	    "Riwayat=history|Catatan=notes|Tanggal menang=won_on|"
	    "Nilai tertimbang=weighted_amount|Dibuat oleh=|Diubah oleh=|"
	    "Perubahan tahap terakhir=stage_since");
}

static void
bulgarian(void **state)
{
	(void)state;
	assert_fields("Номер=id|Име=name|Сделка=name|Клиент=account|"
	    "ФИРМА=account|Лице за контакт=contact|Отговорник=owner|"
	    "Търговец=owner|Фуния=pipeline|Етап=stage|Етап на сделката=stage|"
	    "Статус=status|Сума=amount|Стойност на сделката=amount|"
	    "Стойност (EUR)=amount|Валута=currency|Вероятност=probability|"
	    "Категория=category|Създадена=created|Дата на създаване=created|"
	    "Дата на затваряне=close_date|Очаквано приключване=close_date|"
	    "Приключена на=closed|Последна промяна на етапа=stage_since|"
	    "Продукт=product|Източник=source|Причина за загуба=lost_reason|"
	    "Разход=cost|Следваща стъпка=next_step|Следваща дата=next_date|"
	    "Последен контакт=last_activity|Последна промяна=modified|"
	    "Оценка=score|История=history|Бележки=notes|"
	    "Дата на спечелване=won_on|Претеглена стойност=weighted_amount|"
	    "Създадена от=|Променена от=|Сделка - Етап=stage");
}

static void
words_of_values(void **state)
{
	enum category category;
	enum kind kind;
	bool flag;

	(void)state;
	assert_true(category_read(slice_of("Best Case"), &category));
	assert_int_equal(category, CATEGORY_BEST);
	assert_true(category_read(slice_of("Forecast"), &category));
	assert_int_equal(category, CATEGORY_COMMIT);
	assert_true(category_read(slice_of(" "), &category));
	assert_int_equal(category, CATEGORY_NONE);
	assert_false(category_read(slice_of("Maybe"), &category));
	assert_true(flag_read(slice_of("TRUE"), &flag) && flag);
	assert_true(flag_read(slice_of("0"), &flag) && !flag);
	assert_false(flag_read(slice_of("2"), &flag));
	assert_true(kind_read(slice_of("Won"), &kind));
	assert_int_equal(kind, KIND_WON);
	assert_true(kind_read(slice_of("active"), &kind));
	assert_int_equal(kind, KIND_OPEN);
	assert_false(kind_read(slice_of("Proposal"), &kind));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aliases_stand_as_they_are_compared),
		cmocka_unit_test(own_names_come_first),
		cmocka_unit_test(pipedrive),
		cmocka_unit_test(salesforce),
		cmocka_unit_test(hubspot),
		cmocka_unit_test(other_systems),
		cmocka_unit_test(spreadsheets),
		cmocka_unit_test(units),
		cmocka_unit_test(what_is_no_field),
		cmocka_unit_test(better_headers_win),
		cmocka_unit_test(hubspot_in_other_languages),
		cmocka_unit_test(chinese),
		cmocka_unit_test(indonesian),
		cmocka_unit_test(bulgarian),
		cmocka_unit_test(words_of_values),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("field", tests, NULL, NULL);
}
