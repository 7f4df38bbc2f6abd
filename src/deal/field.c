#include <string.h>

#include "base/memory.h"
#include "deal/field.h"

/* Rows stand in the order of enum field: pl-init writes the columns so. */
static const struct field_row rows[] = {
	{ FIELD_ID, "id", TYPE_TEXT, false, false,
	    "deal id|opportunity id|record id|deal - id|lead id|deal no|deal number|"
	    "编号|商机编号|nomor|номер" },
	{ FIELD_NAME, "name", TYPE_TEXT, false, false,
	    "deal name|dealname|opportunity name|deal - title|title|deal|"
	    "opportunity|deal title|名称|商机名称|交易名称|nama|nama transaksi|"
	    "име|сделка" },
	{ FIELD_ACCOUNT, "account", TYPE_TEXT, false, false,
	    "account name|accountname|deal - organization|organization|"
	    "associated company|company|company name|customer|client|"
	    "lead name|partner|客户|客户名称|公司|pelanggan|perusahaan|akun|"
	    "клиент|фирма" },
	{ FIELD_CONTACT, "contact", TYPE_TEXT, false, false,
	    "contact name|deal - contact person|contact person|"
	    "associated contact|primary contact|联系人|kontak|контакт" },
	{ FIELD_OWNER, "owner", TYPE_TEXT, true, false,
	    "opportunity owner|deal owner|deal - owner|sales agent|sales rep|"
	    "salesperson|rep|assigned user name|assigned to|user name|"
	    "hubspot owner id|deal owner name|account executive|负责人|销售|"
	    "pemilik|tenaga penjual|отговорник|търговец" },
	{ FIELD_PIPELINE, "pipeline", TYPE_TEXT, true, false,
	    "deal - pipeline|pipeline name|sales pipeline|管道|销售管道|"
	    "saluran|тръба|фуния" },
	{ FIELD_STAGE, "stage", TYPE_TEXT, false, false,
	    "deal stage|dealstage|stage name|stagename|deal - stage|"
	    "sales stage|stage id|status label|阶段|tahap|етап" },
	{ FIELD_STATUS, "status", TYPE_STATUS, false, true,
	    "deal - status|status type|deal status|状态|статус" },
	{ FIELD_AMOUNT, "amount", TYPE_MONEY, true, false,
	    "deal value|close value|deal - value|value|deal amount|"
	    "expected revenue amount|amount in company currency|"
	    "opportunity amount|金额|nilai|jumlah|сума|стойност" },
	{ FIELD_CURRENCY, "currency", TYPE_TEXT, false, false,
	    "currency code|currency iso code|currencyisocode|"
	    "deal - currency of value|opportunity currency|amount currency|"
	    "value currency|deal currency|货币|币种|mata uang|валута" },
	{ FIELD_PROBABILITY, "probability", TYPE_PERCENT, false, false,
	    "probability (%)|probability, %|deal - probability|win probability|"
	    "deal probability|confidence|概率|赢率|probabilitas|вероятност" },
	{ FIELD_CATEGORY, "category", TYPE_CATEGORY, false, false,
	    "forecast category|forecastcategoryname|forecastcategory|"
	    "预测类别|kategori|категория" },
	{ FIELD_CREATED, "created", TYPE_DATE, false, false,
	    "created date|create date|createdate|createddate|created on|"
	    "created at|creation date|deal - deal created|deal created|"
	    "date created|engage date|date entered|创建日期|创建时间|dibuat|"
	    "tanggal dibuat|създадена|дата на създаване" },
	{ FIELD_CLOSE_DATE, "close_date", TYPE_DATE, true, false,
	    "closedate|expected close date|deal - expected close date|"
	    "expected closing|expected closure date|date deadline|"
	    "预计成交日期|成交日期|tanggal tutup|дата на затваряне" },
	{ FIELD_CLOSED, "closed", TYPE_DATE, false, false,
	    "closed date|closed on|deal - deal closed on|date closed|"
	    "actual close date|实际成交日期|ditutup|затворена" },
	{ FIELD_STAGE_SINCE, "stage_since", TYPE_DATE, false, false,
	    "last stage change|deal - last stage change|"
	    "last stage change date|laststagechangedate|date open" },
	{ FIELD_PRODUCT, "product", TYPE_TEXT, false, false,
	    "product name|deal - product|产品|produk|продукт" },
	{ FIELD_SOURCE, "source", TYPE_TEXT, false, false,
	    "lead source|leadsource|original source type|original source|"
	    "deal - source channel|source channel|source name|campaign|来源|"
	    "线索来源|sumber|източник" },
	{ FIELD_LOST_REASON, "lost_reason", TYPE_TEXT, false, false,
	    "deal - lost reason|closed lost reason|loss reason|"
	    "reason lost|lost reason id|输单原因|alasan kalah|"
	    "причина за загуба" },
	{ FIELD_COST, "cost", TYPE_MONEY, false, false,
	    "acquisition cost|cost of sale|成本|biaya|разход" },
	{ FIELD_NEXT_STEP, "next_step", TYPE_TEXT, false, false,
	    "nextstep|next activity|下一步|langkah berikutnya|"
	    "следваща стъпка" },
	{ FIELD_NEXT_DATE, "next_date", TYPE_DATE, false, false,
	    "next activity date|deal - next activity date|next step date|"
	    "下次跟进日期|tanggal berikutnya|следваща дата" },
	{ FIELD_LAST_ACTIVITY, "last_activity", TYPE_DATE, false, false,
	    "last activity date|deal - last activity date|lastactivitydate|"
	    "最近活动|aktivitas terakhir|последна активност" },
	{ FIELD_MODIFIED, "modified", TYPE_DATE, false, true,
	    "last modified date|lastmodifieddate|modified at|write date|"
	    "deal - update time|update time|date updated|date modified|"
	    "hs lastmodifieddate|修改日期|diubah|променена" },
	{ FIELD_SCORE, "score", TYPE_NUMBER, false, false,
	    "lead score|deal score|评分|skor|оценка" },
	{ FIELD_GRADE, "grade", TYPE_TEXT, false, false,
	    "lead grade|rating|等级|клас" },
	{ FIELD_HISTORY, "history", TYPE_HISTORY, false, false,
	    "stage history|历史|riwayat|история" },
	{ FIELD_NOTES, "notes", TYPE_TEXT, false, false,
	    "note|description|comment|comments|备注|catatan|бележки" },
	{ FIELD_IS_CLOSED, "is_closed", TYPE_FLAG, false, true,
	    "isclosed|closed flag|is closed (numeric)|deal closed" },
	{ FIELD_IS_WON, "is_won", TYPE_FLAG, false, true,
	    "iswon|is closed won|hs is closed won" },
	{ FIELD_WON_ON, "won_on", TYPE_DATE, false, true,
	    "deal - won time|won time|date won|won date" },
	{ FIELD_LOST_ON, "lost_on", TYPE_DATE, false, true,
	    "deal - lost time|lost time|date lost|lost date" },
	{ FIELD_WEIGHTED_AMOUNT, "weighted_amount", TYPE_MONEY, false, true,
	    "deal - weighted value|weighted value|expected revenue|"
	    "expectedrevenue|expected value|expected deal value|"
	    "prorated revenue|weighted amount" },
};

static const char *const categories[] = {
	"", "omitted", "pipeline", "best", "commit"
};

static const char *const kinds[] = { "open", "won", "lost" };

const struct field_row *
field_row(enum field field)
{
	return &rows[field];
}

/* Does FOLDED equal TEXT once that is folded? SPARE is lent. */
static bool
folds_to(struct slice folded, struct slice text, struct buffer *spare)
{
	buffer_clear(spare);
	text_fold_header(text, spare);
	return slice_equal(folded, (struct slice){ spare->at, spare->len });
}

enum field
field_named(struct slice name)
{
	struct buffer folded = { 0 }, spare = { 0 };
	enum field found = FIELD_NONE;

	text_fold_header(name, &folded);
	for (size_t i = 0; i < FIELD_COUNT && found == FIELD_NONE; i++)
		if (folds_to((struct slice){ folded.at, folded.len },
		    slice_of(rows[i].name), &spare))
			found = rows[i].field;
	buffer_free(&folded);
	buffer_free(&spare);
	return found;
}

/* The place of FOLDED among a row's names, -1 if it is none of them. */
static int
row_rank(const struct field_row *row, struct slice folded,
    struct buffer *spare)
{
	struct slice rest = slice_of(row->aliases), alias;
	int rank = 0;

	if (folds_to(folded, slice_of(row->name), spare))
		return 0;
	while (slice_next(&rest, '|', &alias)) {
		rank++;
		if (folds_to(folded, alias, spare))
			return rank;
	}
	return -1;
}

enum field
field_of_header(struct slice header, int *rank)
{
	struct buffer folded = { 0 }, spare = { 0 };
	enum field found = FIELD_NONE;

	text_fold_header(header, &folded);
	for (size_t i = 0; folded.len > 0 && i < FIELD_COUNT; i++) {
		int place = row_rank(&rows[i],
		    (struct slice){ folded.at, folded.len }, &spare);

		if (place >= 0) {
			if (rank != NULL)
				*rank = place;
			found = rows[i].field;
			break;
		}
	}
	buffer_free(&folded);
	buffer_free(&spare);
	return found;
}

bool
category_read(struct slice text, enum category *category)
{
	static const struct {
		const char *name;
		enum category category;
	} names[] = {
		{ "omitted", CATEGORY_OMITTED },
		{ "pipeline", CATEGORY_PIPELINE },
		{ "best", CATEGORY_BEST },
		{ "best case", CATEGORY_BEST },
		{ "bestcase", CATEGORY_BEST },
		{ "most likely", CATEGORY_COMMIT },
		{ "commit", CATEGORY_COMMIT },
		{ "forecast", CATEGORY_COMMIT },
		{ "closed", CATEGORY_COMMIT },
		{ "closed won", CATEGORY_COMMIT },
		{ "closed lost", CATEGORY_OMITTED },
		{ "not forecasted", CATEGORY_OMITTED },
		{ "omit", CATEGORY_OMITTED },
	};

	text = slice_trim(text);
	*category = CATEGORY_NONE;
	if (text.len == 0)
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_same(text, slice_of(names[i].name))) {
			*category = names[i].category;
			return true;
		}
	return false;
}

const char *
category_name(enum category category)
{
	return categories[category];
}

bool
flag_read(struct slice text, bool *flag)
{
	static const char *const no[] = { "", "0", "false", "no", "n", "off" };
	static const char *const yes[] = { "1", "true", "yes", "y", "on" };

	text = slice_trim(text);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (text_same(text, slice_of(no[i]))) {
			*flag = false;
			return true;
		}
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (text_same(text, slice_of(yes[i]))) {
			*flag = true;
			return true;
		}
	return false;
}

const char *
kind_name(enum kind kind)
{
	return kinds[kind];
}

bool
kind_read(struct slice text, enum kind *kind)
{
	text = slice_trim(text);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_same(text, slice_of(kinds[i]))) {
			*kind = (enum kind)i;
			return true;
		}
	*kind = KIND_OPEN;
	return text_same(text, slice_of("active"));
}
