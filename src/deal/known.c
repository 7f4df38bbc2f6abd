#include "base/memory.h"
#include "base/text.h"
#include "deal/known.h"

/*
 * One row a concept, in the order of rank; ranks leave room for more between
 * them. Open rows stand by how far along a deal is, so their probabilities
 * never fall. Of names that CRMs give the same step the commonest is the row's
 * and the others are aliases. Every name and alias ends in a small letter or
 * one that has no case, and none stands twice.
 *
 * Probabilities: HubSpot's, SuiteCRM's and EspoCRM's own where they agree
 * with the presets.
 */
#define OMITTED CATEGORY_OMITTED
#define NONE CATEGORY_NONE

static const struct known_stage open_rows[] = {
	{ { "Awareness", "认知", "Kesadaran", "Осведоменост" },
	    "aware|visitor|subscriber|了解", KIND_OPEN, 10, 5, OMITTED },
	{ { "New", "新建", "Baru", "Нова" },
	    "new opportunity|new deal|new lead|not started|untouched|unassigned|"
	    "not contacted|backlog|新线索|新商机|未处理|未联系|prospek baru|"
	    "lead baru|peluang baru|нов|ново|нов контакт|нова сделка",
	    KIND_OPEN, 20, 5, OMITTED },
	{ { "Lead", "潜在客户", "Calon pelanggan", "Потенциален клиент" },
	    "leads|lead in|leads in|raw lead|potential|potential customer|suspect|"
	    "target|incoming|inbound|inquiry|enquiry|mql|marketing qualified lead|"
	    "lead generation|lead generated|线索|潜客|意向客户|calon|"
	    "permintaan masuk|лийд|лид|запитване|потенциален",
	    KIND_OPEN, 30, 10, OMITTED },
	{ { "Nurturing", "培育", "Pembinaan", "Подгряване" },
	    "nurture|lead nurturing|培育中", KIND_OPEN, 40, 10, OMITTED },
	{ { "Interest", "兴趣", "Minat", "Интерес" },
	    "interested|有兴趣|有意向|感兴趣|berminat|tertarik|заинтересован",
	    KIND_OPEN, 50, 10, OMITTED },
	{ { "Prospecting", "挖需", "Prospek", "Проучване" },
	    "prospect|prospects|prospection|research|outreach|开发|客户开发|"
	    "初步接洽|初期沟通|寻找客户|prospeksi|mencari prospek|pencarian|"
	    "проспектиране|търсене на клиенти",
	    KIND_OPEN, 60, 10, OMITTED },
	{ { "Attempted to contact", "尝试联系", "Upaya kontak", "Опит за контакт" },
	    "attempted contact|attempting contact|attempting|connecting|"
	    "contacting|no answer|联系中", KIND_OPEN, 70, 10, OMITTED },
	{ { "Contacted", "已联系", "Sudah dihubungi", "Осъществен контакт" },
	    "connected|working contacted|open contacted|reached out|responded|"
	    "first contact|initial contact|初次联系|首次联系|dihubungi|"
	    "kontak pertama|първи контакт",
	    KIND_OPEN, 80, 15, OMITTED },
	{ { "Qualification", "资质", "Kualifikasi", "Квалификация" },
	    "qualified|qualify|qualifying|qualified lead|qualified opportunity|"
	    "lead qualified|lead qualification|sql|sales qualified lead|sal|"
	    "opportunity|资格审查|资格确认|资质审查|资质确认|商机|商机确认|"
	    "确认商机|合格|已确认|验证客户|terkualifikasi|memenuhi syarat|peluang|"
	    "квалифицирана|квалифициран|квалифициране|възможност",
	    KIND_OPEN, 90, 20, NONE },
	{ { "Appointment Scheduled", "已约见", "Janji temu dijadwalkan",
	    "Насрочена среща" },
	    "appointment|appointment set|appointment booked|meeting scheduled|"
	    "meeting booked|meeting set|call scheduled|call booked|demo booked|"
	    "约见|预约|janji temu|уговорена среща",
	    KIND_OPEN, 100, 20, NONE },
	{ { "Contact", "联系", "Kontak", "Контакт" },
	    "contact made|follow up|following up|in contact|in conversation|跟进|"
	    "跟进中|联系客户|沟通|tindak lanjut|hubungi|проследяване|"
	    "връзка с клиента", KIND_OPEN, 110, 25, NONE },
	{ { "Needs analysis", "需求分析", "Analisis kebutuhan",
	    "Анализ на нуждите" },
	    "needs assessment|needs defined|needs identified|need analysis|"
	    "discovery|discovery call|discovery meeting|discovery completed|"
	    "requirements|requirements gathering|scoping|assessment|diagnosis|"
	    "develop|需求确认|需求调研|需求|发现需求|analisa kebutuhan|"
	    "penemuan|identifikasi kebutuhan|анализ на потребностите|"
	    "анализ на нужди|откриване на нуждите",
	    KIND_OPEN, 120, 25, NONE },
	{ { "Engaging", "接洽", "Pendekatan", "Ангажиране" },
	    "engaged|active engagement|接洽中", KIND_OPEN, 130, 30, NONE },
	{ { "Value Proposition", "价值主张", "Proposisi nilai",
	    "Стойностно предложение" },
	    "value prop|solution design|solution|solution proposed|解决方案|"
	    "方案设计|solusi|решение за клиента",
	    KIND_OPEN, 140, 30, NONE },
	{ { "Relationship", "建立关系", "Membangun hubungan",
	    "Изграждане на отношения" },
	    "relationship building|building relationship|build relationship|"
	    "rapport|关系建立|hubungan|отношения|взаимоотношения",
	    KIND_OPEN, 150, 40, NONE },
	{ { "Meeting", "拜访", "Pertemuan", "Среща" },
	    "meetings|meeting held|meeting completed|first meeting|site visit|"
	    "visit|appointment completed|会面|会议|面谈|客户拜访|上门拜访|rapat|"
	    "kunjungan|temu|срещи|проведена среща|посещение",
	    KIND_OPEN, 160, 40, NONE },
	{ { "Active", "进行中", "Aktif", "Активна" },
	    "open|in progress|ongoing|working|in process|打开|berjalan|"
	    "sedang berjalan|terbuka|dalam proses|в процес|отворена|активен",
	    KIND_OPEN, 170, 40, NONE },
	{ { "Qualified To Buy", "具备购买条件", "Siap membeli",
	    "Готовност за покупка" },
	    "ready to buy|有购买资格", KIND_OPEN, 180, 40, NONE },
	{ { "Id. Decision Makers", "确定决策人", "Identifikasi pengambil keputusan",
	    "Определяне на вземащите решение" },
	    "identify decision makers|identifying decision makers|"
	    "identified decision makers|decision makers identified|确定决策者|"
	    "识别决策者|mengidentifikasi pengambil keputusan",
	    KIND_OPEN, 190, 40, NONE },
	{ { "Evaluation", "评估", "Evaluasi", "Оценяване" },
	    "evaluating|in evaluation|technical evaluation|under review|"
	    "in review|评估中|方案评估|evaluasi teknis|оценка|в оценка",
	    KIND_OPEN, 200, 40, NONE },
	{ { "Consideration", "考虑", "Pertimbangan", "Обмисляне" },
	    "considering|intent|考虑中|mempertimbangkan|обмисля|разглеждане",
	    KIND_OPEN, 210, 50, NONE },
	{ { "Perception Analysis", "认知分析", "Analisis persepsi",
	    "Анализ на възприятията" },
	    "perception|感知分析", KIND_OPEN, 220, 50, NONE },
	{ { "Demo", "演示", "Demo", "Демонстрация" },
	    "demonstration|demo making|demo scheduled|demo completed|demo done|"
	    "demo held|product demo|产品演示|方案演示|demo produk|demonstrasi|демо",
	    KIND_OPEN, 230, 50, NONE },
	{ { "Trial", "试用", "Uji coba", "Пробен период" },
	    "pilot|poc|proof of concept|proof of value|trial started|free trial|"
	    "in trial|business case|validation|试点|概念验证|masa percobaan|"
	    "пилот|тест", KIND_OPEN, 240, 50, NONE },
	{ { "Engagement", "互动", "Keterlibatan", "Ангажираност" },
	    "参与", KIND_OPEN, 250, 50, NONE },
	{ { "Presentation Scheduled", "已安排演示", "Presentasi dijadwalkan",
	    "Насрочена презентация" },
	    "presentation|presentation made|presented|presentasi|方案介绍|方案宣讲|"
	    "презентация", KIND_OPEN, 260, 60, NONE },
	{ { "Proposal", "提案", "Penawaran", "Предложение" },
	    "proposals|proposal price quote|proposal quotation|proposal quote|"
	    "proposal made|proposal sent|proposal presented|proposal submitted|"
	    "propose|proposition|quote|quotes|quoted|quote sent|quotation|"
	    "quotation sent|price quote|pricing|offer|offer sent|offer made|"
	    "estimate|estimate sent|bid|tender|rfp|方案|方案报价|报价|已报价|"
	    "提交方案|提案报价|投标|penawaran harga|penawaran dikirim|"
	    "pengajuan proposal|usulan|оферта|изпратена оферта|"
	    "изпратено предложение|офериране",
	    KIND_OPEN, 270, 60, NONE },
	{ { "Proposal review", "方案评审", "Tinjauan penawaran",
	    "Преглед на предложението" },
	    "proposal under review|quote follow up|shortlisted|short list|"
	    "反馈|入围", KIND_OPEN, 280, 70, NONE },
	{ { "Negotiation", "谈判", "Negosiasi", "Преговори" },
	    "negotiations|negotiating|negotiation review|negotiations started|"
	    "in negotiation|contract negotiation|commercial negotiation|"
	    "谈判中|商务谈判|谈判审核|谈判复审|议价|negosiasi kontrak|tawar menawar|"
	    "договаряне|преговаряне|в преговори",
	    KIND_OPEN, 290, 80, NONE },
	{ { "Decision Maker Bought-In", "决策者认可",
	    "Pengambil keputusan setuju", "Подкрепа от вземащия решение" },
	    "decision maker buy in|decision maker engaged|buy in|决策人认可",
	    KIND_OPEN, 300, 80, NONE },
	{ { "Decision", "决策", "Keputusan", "Решение" },
	    "decision making|decision pending|pending decision|awaiting decision|"
	    "final decision|final review|final approval|approval|决策中|待决策|审批|"
	    "pengambilan keputusan|persetujuan|вземане на решение|"
	    "очаква решение", KIND_OPEN, 310, 80, NONE },
	{ { "Legal review", "法务审核", "Tinjauan hukum", "Правен преглед" },
	    "legal|legal and procurement|procurement|purchasing|security review|"
	    "redlines|采购审批|采购流程|pengadaan|юридически преглед",
	    KIND_OPEN, 320, 85, NONE },
	{ { "Verbal", "口头同意", "Setuju lisan", "Устно съгласие" },
	    "verbal commitment|verbal commit|verbal agreement|verbal yes|"
	    "verbal approval|verbally won|agreed|committed|commit|口头承诺|"
	    "persetujuan lisan|устно потвърждение",
	    KIND_OPEN, 330, 90, NONE },
	{ { "Closing", "成交中", "Penutupan", "Затваряне" },
	    "close|ready to close|closing soon|final stage|即将成交|准备成交|"
	    "临门一脚|siap ditutup|tutup|приключване|финализиране",
	    KIND_OPEN, 340, 90, NONE },
	{ { "Contract", "合同", "Kontrak", "Договор" },
	    "contracts|contract sent|contracting|contract out|contract review|"
	    "contract pending|agreement sent|awaiting signature|"
	    "pending signature|order pending|已发合同|发送合同|合同已发送|合同审批|"
	    "签约|签约中|签订合同|kontrak dikirim|изпратен договор|"
	    "подписване на договор", KIND_OPEN, 350, 90, NONE },
};

/*
 * HubSpot's and Salesforce's closed stages in their other languages: de, es,
 * fi, fr, it, ja, nl, pl, pt, sv, each with the plain words. What two
 * languages share stands with the first.
 */
#define WON_ELSEWHERE \
	"abgeschlossen und gewonnen|abgeschlossen gewonnen|abschluss gewonnen|" \
	"geschlossen und gewonnen|geschlossen gewonnen|gewonnen|" \
	"cierre ganado|cerrado ganado|cerrada ganada|cerrada y ganada|" \
	"cerrado y ganado|ganado|ganada|" \
	"suljettu voitettu|suljettu ja voitettu|voitettu|kauppa voitettu|" \
	"päätetty voitettu|" \
	"fermé gagné|fermée gagnée|fermé et gagné|conclu gagné|cloturé gagné|" \
	"clôturé gagné|gagné|gagnée|conclu|" \
	"chiuso vinto|chiusa vinta|chiuso e vinto|chiusura vinta|vinto|vinta|" \
	"成約|成約済み|受注|受注済み|クローズ受注|契約締結|完了成立|成立|" \
	"gesloten en gewonnen|gesloten gewonnen|gewonnen deal|" \
	"zamknięte wygrane|zamknięta wygrana|zamknięto wygrana|zamknięty wygrany|" \
	"zamknięte i wygrane|wygrane|wygrana|wygrany|" \
	"negócio fechado|fechado ganho|fechada ganha|fechado e ganho|" \
	"fechamento ganho|negócio ganho|ganho|ganha|" \
	"stängd vunnen|stängd och vunnen|avslutad vunnen|avslutad och vunnen|" \
	"avslutat vunnet|vunnen|vunnet"
#define LOST_ELSEWHERE \
	"abgeschlossen und verloren|abgeschlossen verloren|abschluss verloren|" \
	"geschlossen und verloren|geschlossen verloren|verloren|" \
	"cierre perdido|cerrado perdido|cerrada perdida|cerrada y perdida|" \
	"cerrado y perdido|perdido|perdida|" \
	"suljettu hävitty|suljettu ja hävitty|suljettu menetetty|hävitty|" \
	"menetetty|kauppa hävitty|päätetty hävitty|" \
	"fermé perdu|fermée perdue|fermé et perdu|conclu perdu|cloturé perdu|" \
	"clôturé perdu|perdu|perdue|" \
	"chiuso perso|chiusa persa|chiuso e perso|chiusura persa|perso|persa|" \
	"失注|失注済み|クローズ失注|完了不成立|不成立|" \
	"gesloten en verloren|gesloten verloren|verloren deal|" \
	"zamknięte przegrane|zamknięta przegrana|zamknięto przegrana|" \
	"zamknięty przegrany|zamknięte i przegrane|zamknięte utracone|" \
	"przegrane|przegrana|przegrany|utracone|utracona|" \
	"negócio perdido|fechado perdido|fechada perdida|fechado e perdido|" \
	"fechamento perdido|" \
	"stängd förlorad|stängd och förlorad|avslutad förlorad|" \
	"avslutad och förlorad|avslutat förlorat|förlorad|förlorat"

static const struct known_stage closed_rows[] = {
	{ { "Won", "赢单", "Menang", "Спечелена" },
	    "closed won|closed as won|close won|deal won|won deal|win|wins|closed|"
	    "closed and won|sold|sale|sale made|customer|client|signed|"
	    "contract signed|order received|po received|成交|已成交|赢|贏單|已赢单|"
	    "赢得|成单|已签约|合同已签|关闭赢单|结束赢单|赢得并结束|成交关闭|dimenangkan|berhasil|"
	    "menang tutup|tutup menang|ditutup menang|kesepakatan|terjual|"
	    "спечелен|спечелено|спечелени|затворена спечелена|"
	    "приключена спечелена|успешна|продажба|подписан договор|"
	    WON_ELSEWHERE, KIND_WON, 1010, 100, NONE },
	{ { "Fulfilment", "履约", "Pemenuhan", "Изпълнение" },
	    "fulfillment|fulfilled|onboarding|implementation|in production|执行|"
	    "实施|实施中|pelaksanaan|pemenuhan pesanan|внедряване|"
	    "изпълнение на поръчката", KIND_WON, 1020, 100, NONE },
	{ { "Delivery", "交付", "Pengiriman", "Доставка" },
	    "deliver|delivered|in delivery|shipped|completed|已交付|交付中|发货|"
	    "已完成|terkirim|dikirim|penyerahan|selesai|доставена|доставено|"
	    "завършена", KIND_WON, 1030, 100, NONE },
	{ { "Paid", "已回款", "Lunas", "Платена" },
	    "invoiced|payment received|回款|已付款|已开票|dibayar|ditagih|платено|"
	    "фактурирана", KIND_WON, 1040, 100, NONE },
	{ { "Renewed", "已续约", "Diperpanjang", "Подновена" },
	    "closed renewed|upsold|expanded|续约成功|diperbarui|подновено",
	    KIND_WON, 1050, 100, NONE },
	{ { "Handed over", "已移交", "Diserahkan", "Предадена" },
	    "hand over|handed over to sales|handed off|hand off|"
	    "converted|closed converted|移交|移交销售|已转化|转化|serah terima|"
	    "diserahkan ke penjualan|terkonversi|предадена на продажби|"
	    "предаване", KIND_WON, 1060, 100, NONE },
	{ { "Lost", "输单", "Kalah", "Загубена" },
	    "closed lost|closed as lost|close lost|deal lost|lost deal|loss|"
	    "closed and lost|closed lost to competition|lost to competition|"
	    "lost to competitor|rejected|declined|输|輸單|已输单|丢单|失败|已失败|"
	    "关闭输单|结束输单|失去并结束|丢失关闭|kalah tutup|tutup kalah|ditutup kalah|gagal|"
	    "hilang|ditolak|загубен|загубено|загубени|затворена загубена|"
	    "приключена загубена|изгубена|отказ|отказана|неуспешна|"
	    LOST_ELSEWHERE, KIND_LOST, 2010, 0, NONE },
	{ { "Disqualified", "不合格", "Tidak memenuhi syarat",
	    "Неподходяща" },
	    "unqualified|not qualified|bad fit|not a fit|no fit|not interested|"
	    "closed not converted|not converted|invalid|junk|spam|duplicate|"
	    "无效|无效线索|不感兴趣|tidak berminat|tidak cocok|неквалифицирана|"
	    "незаинтересован", KIND_LOST, 2020, 0, NONE },
	{ { "Abandoned", "放弃", "Ditinggalkan", "Изоставена" },
	    "abandon|canceled|cancelled|withdrawn|no decision|closed no decision|"
	    "dead|gone dark|no response|unresponsive|expired|已放弃|已取消|取消|"
	    "无决定|dibatalkan|batal|отменена|отменено|анулирана|без решение",
	    KIND_LOST, 2030, 0, NONE },
	{ { "Dropped", "流失", "Gugur", "Отпаднала" },
	    "drop|dropped out|已流失|退出|keluar|отпаднал|отпаднало",
	    KIND_LOST, 2040, 0, NONE },
	{ { "Churned", "客户流失", "Berhenti berlangganan", "Напуснал клиент" },
	    "churn|not renewed|未续约|不续约|tidak diperpanjang|неподновена",
	    KIND_LOST, 2050, 0, NONE },
};

#undef OMITTED
#undef NONE

/* Does TEXT fold to FOLDED? Folding leaves the last byte of a name here as it is,
 * and of a first letter but its case, so that few of them need be folded. SPARE is
 * lent. */
static bool
folds_to(struct slice folded, struct slice text, struct buffer *spare)
{
	if (text.len < folded.len ||
	    text.at[text.len - 1] != folded.at[folded.len - 1] ||
	    (text_letter(text.at[0]) &&
	    text_lower(text.at[0]) != folded.at[0]))
		return false;
	buffer_clear(spare);
	text_fold_header(text, spare);
	return slice_equal(folded, (struct slice){ spare->at, spare->len });
}

static bool
row_is(const struct known_stage *row, struct slice folded,
    struct buffer *spare)
{
	for (size_t i = 0; i < sizeof row->names / sizeof *row->names; i++)
		if (row->names[i] != NULL &&
		    folds_to(folded, slice_of(row->names[i]), spare))
			return true;
	return false;
}

static bool
row_has(const struct known_stage *row, struct slice folded,
    struct buffer *spare)
{
	struct slice rest = slice_of(row->aliases), alias;

	while (slice_next(&rest, '|', &alias))
		if (folds_to(folded, alias, spare))
			return true;
	return false;
}

/* The first row that HAS it. */
static const struct known_stage *
row_where(bool (*has)(const struct known_stage *, struct slice,
    struct buffer *), struct slice folded, struct buffer *spare)
{
	for (size_t i = 0; i < sizeof open_rows / sizeof *open_rows; i++)
		if (has(&open_rows[i], folded, spare))
			return &open_rows[i];
	for (size_t i = 0; i < sizeof closed_rows / sizeof *closed_rows; i++)
		if (has(&closed_rows[i], folded, spare))
			return &closed_rows[i];
	return NULL;
}

/* Most are called by their names, which are fewer than their other ones. */
static const struct known_stage *
row_of(struct slice folded)
{
	struct buffer spare = { 0 };
	const struct known_stage *found;

	if (folded.len == 0)
		return NULL;
	found = row_where(row_is, folded, &spare);
	if (found == NULL)
		found = row_where(row_has, folded, &spare);
	buffer_free(&spare);
	return found;
}

const struct known_stage *
known_stage(struct slice name)
{
	struct buffer buffer = { 0 };
	const struct known_stage *found;
	struct slice folded;

	text_fold_header(name, &buffer);
	folded = (struct slice){ buffer.at, buffer.len };
	/* People number their stages: "4. Closed Won", "2-Develop". */
	while (folded.len > 0 && *folded.at >= '0' && *folded.at <= '9') {
		folded.at++;
		folded.len--;
	}
	found = row_of(folded);
	buffer_free(&buffer);
	return found;
}
