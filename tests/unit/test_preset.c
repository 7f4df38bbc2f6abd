/* Known stages: their kinds and order; presets and files, in every language. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "deal/known.h"
#include "deal/preset.h"
#include "deal/stage.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct known_stage *
known(const char *name)
{
	const struct known_stage *row = known_stage(slice_of(name));

	if (row == NULL)
		print_message("'%s' is not known\n", name);
	assert_non_null(row);
	return row;
}

/* Are the N names known, and each behind the one before? */
static void
assert_order(const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct known_stage *row = known(names[i]);

		if (i == 0)
			continue;
		if (row->rank <= known(names[i - 1])->rank)
			print_message("'%s' does not follow '%s'\n", names[i],
			    names[i - 1]);
		assert_true(row->rank > known(names[i - 1])->rank);
		assert_true(row->kind >= known(names[i - 1])->kind);
		if (row->kind == KIND_OPEN)
			assert_true(row->probability >=
			    known(names[i - 1])->probability);
	}
}

static void
crm_stages_stand_in_their_order(void **state)
{
	static const char *const crms[][11] = {
		{ "Appointment Scheduled", "Qualified To Buy",
		    "Presentation Scheduled", "Decision Maker Bought-In",
		    "Contract Sent", "Closed Won", "Closed Lost" },
		{ "appointmentscheduled", "qualifiedtobuy",
		    "presentationscheduled", "decisionmakerboughtin",
		    "contractsent", "closedwon", "closedlost" },
		{ "Prospecting", "Qualification", "Needs Analysis",
		    "Value Proposition", "Id. Decision Makers",
		    "Perception Analysis", "Proposal/Price Quote",
		    "Negotiation/Review", "Closed Won", "Closed Lost" },
		{ "Prospecting", "Qualification", "Proposal", "Negotiation",
		    "Closed Won", "Closed Lost" },
		{ "Qualification", "Demo/Making", "Proposal/Quotation",
		    "Negotiation", "Ready to Close", "Won", "Lost" },
		{ "Qualified", "Contact Made", "Demo Scheduled",
		    "Proposal Made", "Negotiations Started", "Won", "Lost" },
		{ "New", "Qualified", "Proposition", "Won" },
		{ "Prospecting", "Engaging", "Won", "Lost" },
		{ "Active", "Won", "Lost" },
		{ "Demo Completed", "Proposal Sent", "Contract Sent", "Won",
		    "Lost" },
		{ "1-Qualify", "2-Develop", "3-Propose", "4-Close" },
		{ "Lead In", "Contact Made", "Needs Defined", "Proposal Made",
		    "Negotiations Started" },
		{ "潜在客户", "已联系", "需求分析", "提案", "谈判", "赢单",
		    "输单" },
		{ "Won", "Fulfillment", "Delivery", "Renewed", "Lost" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(crms); i++) {
		size_t n = 0;

		while (n < COUNT(crms[i]) && crms[i][n] != NULL)
			n++;
		assert_order(crms[i], n);
	}
}

static void
hubspot_probabilities(void **state)
{
	static const struct {
		const char *label, *id;
		int probability;
	} rows[] = {
		{ "Appointment Scheduled", "appointmentscheduled", 20 },
		{ "Qualified To Buy", "qualifiedtobuy", 40 },
		{ "Presentation Scheduled", "presentationscheduled", 60 },
		{ "Decision Maker Bought-In", "decisionmakerboughtin", 80 },
		{ "Contract Sent", "contractsent", 90 },
		{ "Closed Won", "closedwon", 100 },
		{ "Closed Lost", "closedlost", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_ptr_equal(known(rows[i].label), known(rows[i].id));
		assert_int_equal(known(rows[i].id)->probability,
		    rows[i].probability);
	}
}

static void
closed_in_every_language(void **state)
{
	static const struct {
		const char *won, *lost;
	} rows[] = {
		{ "Abgeschlossen und gewonnen", "Abgeschlossen und verloren" },
		{ "Gewonnen", "Verloren" },
		{ "Cierre ganado", "Cierre perdido" },
		{ "Ganado", "Perdido" },
		{ "Voitettu", "Hävitty" },
		{ "Fermé gagné", "Fermé perdu" },
		{ "FERMÉ GAGNÉ", "FERMÉ PERDU" },
		{ "Chiuso vinto", "Chiuso perso" },
		{ "成約", "失注" },
		{ "クローズ（受注）", "クローズ（失注）" },
		{ "Gesloten en gewonnen", "Gesloten en verloren" },
		{ "Zamknięte - wygrane", "Zamknięte - przegrane" },
		{ "Negócio fechado", "Negócio perdido" },
		{ "Ganho", "Fechado perdido" },
		{ "Stängd vunnen", "Stängd förlorad" },
		{ "赢单", "输单" },
		{ "Menang", "Kalah" },
		{ "СПЕЧЕЛЕНА", "Загубена" },
		{ "Won", "Disqualified" },
		{ "Closed", "Abandoned" },
		{ "closed_won", "closed-lost" },
		{ "6 - Closed Won", "7 - Closed Lost" },
		{ "Fulfillment", "Churned" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(known(rows[i].won)->kind, KIND_WON);
		assert_int_equal(known(rows[i].won)->probability, 100);
		assert_int_equal(known(rows[i].lost)->kind, KIND_LOST);
		assert_int_equal(known(rows[i].lost)->probability, 0);
	}
}

static void
what_is_not_known(void **state)
{
	static const char *const names[] = {
		"", " ", "-", "42", "Wonderland", "Lostine", "W", "on",
		"Won Lost", "Security questionnaire", "|", "\xff"
	};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		assert_null(known_stage(slice_of(names[i])));
	assert_null(known_stage((struct slice){ NULL, 0 }));
}

static void
early_stages_are_omitted(void **state)
{
	static const char *const early[] = {
		"Awareness", "New lead", "Lead", "Interest", "Prospecting",
		"Contacted"
	};
	static const char *const later[] = {
		"Qualification", "Engaging", "Appointment Scheduled", "Proposal",
		"Won", "Lost"
	};

	(void)state;
	for (size_t i = 0; i < COUNT(early); i++)
		assert_int_equal(known(early[i])->category, CATEGORY_OMITTED);
	for (size_t i = 0; i < COUNT(later); i++)
		assert_int_equal(known(later[i])->category, CATEGORY_NONE);
}

static void
check_stage(const struct stage *stage)
{
	const struct known_stage *row = known_stage(stage->name);

	assert_non_null(row);
	assert_int_equal(row->kind, stage->kind);
	assert_int_equal(stage->probability, (int64_t)row->probability *
	    (PERCENT_ONE / 100));
	assert_true(stage->max_days > 0 || stage->max_days == MAX_DAYS_NEVER);
	assert_true(stage->kind != KIND_OPEN || stage->max_days > 0);
	assert_true(stage->next_days > 0);
	assert_true(stage->next_step.len > 0);
	assert_true(stage->questions.len > 0);
	assert_true(stage->activities.len > 0);
	assert_true(stage->exit_criteria.len > 0);
	assert_true(text_valid(stage->questions, NULL));
	if (stage->kind == KIND_LOST)
		assert_true(slice_is(stage->required, "lost_reason"));
}

static void
check_preset(const char *preset, const char *language)
{
	struct stages stages = { 0 };
	struct trouble what = { "" };
	size_t won = 0, lost = 0;

	assert_int_equal(preset_stages(preset, language, &stages, &what), 0);
	assert_string_equal(what.text, "");
	assert_true(stages.n >= 6);
	assert_int_equal(stages.n_pipelines, 1);
	assert_int_equal(stages.at[0].kind, KIND_OPEN);
	assert_int_equal(stages.at[0].category, CATEGORY_OMITTED);
	for (size_t i = 0; i < stages.n; i++) {
		check_stage(&stages.at[i]);
		assert_int_equal(stages.at[i].pipe, 0);
		won += stages.at[i].kind == KIND_WON;
		lost += stages.at[i].kind == KIND_LOST;
		if (i == 0)
			continue;
		assert_true(stages.at[i].kind >= stages.at[i - 1].kind);
		assert_true(stages.at[i].kind == KIND_LOST ||
		    stages.at[i].probability >= stages.at[i - 1].probability);
		assert_true(known_stage(stages.at[i].name)->rank >
		    known_stage(stages.at[i - 1].name)->rank);
	}
	assert_true(won > 0 && lost > 0);
	stages_free(&stages);
}

static void
every_preset_in_every_language(void **state)
{
	size_t n, m;
	const char *const *presets = preset_names(&n);
	const char *const *languages = preset_languages(&m);

	(void)state;
	assert_int_equal(n, 5);
	assert_int_equal(m, 4);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m; j++)
			check_preset(presets[i], languages[j]);
}

/* Is the preset made of these, '|' between? */
static void
assert_stages(const char *preset, const char *language, const char *list)
{
	struct stages stages = { 0 };
	struct slice rest = slice_of(list), name;
	size_t i = 0;

	assert_int_equal(preset_stages(preset, language, &stages, NULL), 0);
	while (slice_next(&rest, '|', &name)) {
		assert_true(i < stages.n);
		if (!slice_equal(stages.at[i].name, name))
			print_message("'%.*s' in place of '%.*s'\n",
			    (int)stages.at[i].name.len, stages.at[i].name.at,
			    (int)name.len, name.at);
		assert_true(slice_equal(stages.at[i].name, name));
		i++;
	}
	assert_int_equal(i, stages.n);
	stages_free(&stages);
}

static void
names_are_those_of_the_manual(void **state)
{
	(void)state;
	assert_stages("standard", "en", "Prospecting|Qualification|Meeting|"
	    "Proposal|Negotiation|Closing|Won|Fulfilment|Lost");
	assert_stages("standard", "bg", "Проучване|Квалификация|Среща|"
	    "Предложение|Преговори|Затваряне|Спечелена|Изпълнение|Загубена");
	assert_stages("relationship", "en", "Prospecting|Qualification|"
	    "Contact|Relationship|Demo|Closing|Won|Lost");
	assert_stages("relationship", "zh",
	    "挖需|资质|联系|建立关系|演示|成交中|赢单|输单");
	assert_stages("lean", "en",
	    "Lead|Needs analysis|Proposal|Negotiation|Won|Lost");
	assert_stages("lean", "zh", "潜在客户|需求分析|提案|谈判|赢单|输单");
	assert_stages("delivery", "en", "Prospecting|Qualification|"
	    "Consideration|Decision|Delivery|Lost");
	assert_stages("delivery", "id", "Prospek|Kualifikasi|Pertimbangan|"
	    "Keputusan|Pengiriman|Kalah");
	assert_stages("funnel", "en", "Awareness|Interest|Evaluation|"
	    "Engagement|Handed over|Dropped");
	assert_stages("funnel", "id", "Kesadaran|Minat|Evaluasi|Keterlibatan|"
	    "Diserahkan|Gugur");
}

static void
standard_probabilities(void **state)
{
	static const int percents[] = { 10, 20, 40, 60, 80, 90, 100, 100, 0 };
	struct stages stages = { 0 };

	(void)state;
	assert_int_equal(preset_stages("standard", "en", &stages, NULL), 0);
	assert_int_equal(stages.n, COUNT(percents));
	for (size_t i = 0; i < stages.n; i++)
		assert_int_equal(stages.at[i].probability, percents[i] *
		    (PERCENT_ONE / 100));
	assert_true(slice_is(stages.at[1].required, "contact"));
	assert_int_equal(stages.at[1].category, CATEGORY_NONE);
	assert_int_equal(stages.at[5].max_days, 14);
	assert_true(slice_is(stages.at[6].next_step, "referral, renewal"));
	assert_int_equal(stages.at[6].next_days, 90);
	assert_true(slice_is(stages.at[8].next_step, "contact again"));
	assert_int_equal(stages.at[8].next_days, 90);
	stages_free(&stages);
}

static void
funnel_stands_beside_another(void **state)
{
	struct stages stages = { 0 };
	struct trouble what = { "" };

	(void)state;
	assert_int_equal(preset_stages("lean", "en", &stages, &what), 0);
	assert_int_equal(preset_stages("funnel", "en", &stages, &what), 0);
	assert_int_equal(stages.n_pipelines, 2);
	assert_int_equal(stages.pipelines[0].len, 0);
	assert_true(slice_is(stages.pipelines[1], "Marketing"));
	assert_int_equal(stages.n, 12);
	for (size_t i = 6; i < 10; i++)
		assert_int_equal(stages.at[i].category, CATEGORY_OMITTED);
	assert_int_equal(preset_stages("lean", "en", &stages, &what), -1);
	assert_string_equal(what.text, "there is a stage 'Lead' already");
	stages_free(&stages);
}

static void
what_is_no_preset(void **state)
{
	struct stages stages = { 0 };
	struct trouble what = { "" };

	(void)state;
	assert_int_equal(preset_stages("big", "en", &stages, &what), -1);
	assert_string_equal(what.text, "no preset 'big' (there are standard, "
	    "relationship, lean, delivery, funnel)");
	assert_int_equal(preset_stages("lean", "de", &stages, &what), -1);
	assert_string_equal(what.text,
	    "no language 'de' (there are en, zh, id, bg)");
	assert_int_equal(stages.n, 0);
	assert_true(preset_language("bg"));
	assert_false(preset_language("de"));
	assert_false(preset_language("EN"));
	assert_false(preset_language(""));
	stages_free(&stages);
}

static size_t
commas(struct slice line)
{
	size_t n = 0;

	for (size_t i = 0; i < line.len; i++)
		n += line.at[i] == ',';
	return n;
}

/* Every line has as many cells as the header (none is quoted). */
static void
check_file(const char *text, const char *header, bool rows)
{
	struct slice rest = slice_of(text), line;
	size_t n = 0;

	assert_true(text_valid(rest, NULL));
	assert_int_equal(text[strlen(text) - 1], '\n');
	while (slice_next(&rest, '\n', &line)) {
		if (line.len == 0)
			continue;
		if (n++ == 0)
			assert_true(slice_is(line, header));
		assert_int_equal(commas(line), commas(slice_of(header)));
		assert_null(memchr(line.at, '"', line.len));
	}
	assert_true(rows ? n > 5 : n == 1);
}

static void
files_of_a_workspace(void **state)
{
	size_t n, m;
	const char *const *names = preset_files(&n);
	const char *const *languages = preset_languages(&m);

	(void)state;
	assert_int_equal(n, 5);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m; j++)
			assert_non_null(preset_file(names[i], languages[j]));
	for (size_t j = 0; j < m; j++) {
		check_file(preset_file("activities", languages[j]), "deal,due,"
		    "done,type,owner,subject,outcome,cadence,note", false);
		check_file(preset_file("goals", languages[j]),
		    "period,measure,target,call,owner,pipeline", false);
		check_file(preset_file("rates", languages[j]),
		    "date,from,to,rate", false);
		check_file(preset_file("scores", languages[j]),
		    "field,match,points,once", true);
		check_file(preset_file("cadences", languages[j]),
		    "cadence,day,type,subject,owner,stop", true);
	}
	assert_null(preset_file("deals", "en"));
	assert_null(preset_file("goals", "de"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crm_stages_stand_in_their_order),
		cmocka_unit_test(hubspot_probabilities),
		cmocka_unit_test(closed_in_every_language),
		cmocka_unit_test(what_is_not_known),
		cmocka_unit_test(early_stages_are_omitted),
		cmocka_unit_test(every_preset_in_every_language),
		cmocka_unit_test(names_are_those_of_the_manual),
		cmocka_unit_test(standard_probabilities),
		cmocka_unit_test(funnel_stands_beside_another),
		cmocka_unit_test(what_is_no_preset),
		cmocka_unit_test(files_of_a_workspace),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("preset", tests, NULL, NULL);
}
