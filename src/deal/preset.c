#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "deal/known.h"
#include "deal/preset.h"

#define LANGUAGES 4		/* en, zh, id, bg: as in struct known_stage */
#define STAGES 9		/* of a preset, at most */
#define NEVER MAX_DAYS_NEVER
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What a stage says to the person who works in it. */
struct words {
	const char *next_step;
	const char *questions;
	const char *activities;
	const char *exit_criteria;
};

/*
 * The playbook. A stage's words stand together in all languages, so that a
 * translator sees what the others say.
 */
static const struct words prospecting[LANGUAGES] = {
	{ "find the right person and make first contact",
	    "Do they look like our best customers? Who feels the problem we "
	    "solve? Why would they listen now?",
	    "Research the company; ask for an introduction; call and write in "
	    "turn, seven times before giving up",
	    "Somebody answered and agreed to a conversation" },
	{ "找到合适的人，建立首次联系",
	    "他们像我们最好的客户吗？谁最头疼我们能解决的问题？他们为什么现在愿意听？",
	    "了解公司背景；请人引荐；电话和邮件交替跟进，至少七次再放弃",
	    "对方已回应，并同意谈一谈" },
	{ "temukan orang yang tepat dan buat kontak pertama",
	    "Apakah mereka mirip pelanggan terbaik kita? Siapa yang merasakan "
	    "masalah yang kita selesaikan? Mengapa mereka mau mendengarkan "
	    "sekarang?",
	    "Pelajari perusahaannya; minta diperkenalkan; telepon dan kirim "
	    "email bergantian, tujuh kali sebelum menyerah",
	    "Ada yang menjawab dan bersedia berbicara" },
	{ "намерете точния човек и се свържете с него",
	    "Приличат ли на най-добрите ни клиенти? Кой усеща проблема, който "
	    "решаваме? Защо биха ни изслушали точно сега?",
	    "Проучете фирмата; помолете някой да ви представи; редувайте "
	    "обаждания и имейли, поне седем пъти, преди да се откажете",
	    "Някой е отговорил и се е съгласил на разговор" },
};

static const struct words lead[LANGUAGES] = {
	{ "answer the lead and agree on a call",
	    "Where did they hear of us? What made them look for help now? Are "
	    "they a company we can serve well?",
	    "Answer the same day; look up the company; offer two dates for a "
	    "call",
	    "They answered, and a conversation about their needs is agreed" },
	{ "回复线索并约定通话",
	    "他们从哪里知道我们的？是什么让他们现在寻求帮助？我们能服务好这家公司吗？",
	    "当天回复；了解公司情况；给出两个通话时间供选择",
	    "对方已回复，并约好谈一谈需求" },
	{ "jawab calon pelanggan dan sepakati waktu telepon",
	    "Dari mana mereka mengenal kita? Apa yang membuat mereka mencari "
	    "bantuan sekarang? Apakah perusahaan ini bisa kita layani dengan "
	    "baik?",
	    "Jawab pada hari yang sama; cari tahu tentang perusahaannya; "
	    "tawarkan dua pilihan waktu untuk menelepon",
	    "Mereka menjawab, dan pembicaraan tentang kebutuhan mereka sudah "
	    "disepakati" },
	{ "отговорете и уговорете обаждане",
	    "Откъде са научили за нас? Какво ги накара да търсят помощ точно "
	    "сега? Можем ли да обслужим добре такава фирма?",
	    "Отговорете още същия ден; проучете фирмата; предложете две дати "
	    "за разговор",
	    "Отговорили са и е уговорен разговор за нуждите им" },
};

static const struct words qualification[LANGUAGES] = {
	{ "call about budget, need, authority and timing",
	    "Is there a budget that fits? Do we solve a pain they feel? Do they "
	    "have the authority to decide, or who else has? Are they ready now?",
	    "Have a real conversation; ask more than you tell; write down who "
	    "decides and how they buy",
	    "A real conversation took place, they are in a buying process, and "
	    "we speak to the person who decides (MQL to SQL)" },
	{ "通话了解预算、需求、决策权和时间",
	    "预算是否合适？我们能解决他们的痛点吗？对方有权决定吗，还有谁参与？"
	    "现在时机成熟吗？",
	    "进行一次真正的对话；多问少说；记下谁拍板、怎么采购",
	    "双方已有真正的对话，对方处于采购流程中，我们正在与决策人沟通"
	    "（MQL 转为 SQL）" },
	{ "telepon soal anggaran, kebutuhan, wewenang, dan waktu",
	    "Apakah ada anggaran yang sesuai? Apakah kita menyelesaikan masalah "
	    "yang benar-benar mereka rasakan? Apakah mereka berwenang "
	    "memutuskan, atau siapa lagi? Apakah mereka siap sekarang?",
	    "Lakukan percakapan yang sungguh-sungguh; lebih banyak bertanya "
	    "daripada bercerita; catat siapa yang memutuskan dan bagaimana "
	    "mereka membeli",
	    "Percakapan yang sungguh-sungguh sudah terjadi, mereka sedang dalam "
	    "proses membeli, dan kita berbicara dengan pengambil keputusan (MQL "
	    "menjadi SQL)" },
	{ "обадете се за бюджет, нужда, правомощия и срок",
	    "Има ли подходящ бюджет? Решаваме ли проблем, който наистина ги "
	    "боли? Имат ли право да решават, или кой друг? Готови ли са сега?",
	    "Проведете истински разговор; питайте повече, отколкото говорите; "
	    "запишете кой решава и как купуват",
	    "Проведен е истински разговор, те са в процес на покупка и говорим "
	    "с човека, който решава (от MQL към SQL)" },
};

static const struct words contact[LANGUAGES] = {
	{ "have a second conversation with a new person there",
	    "Who else does the problem affect? How do they work today? What "
	    "have they tried before?",
	    "Speak to two people or more; listen for their words; send "
	    "something useful after every call",
	    "We know who is involved, and they know what we do" },
	{ "再谈一次，并认识一位新的相关人员",
	    "还有谁受这个问题影响？他们现在是怎么做的？以前试过哪些办法？",
	    "至少与两个人沟通；留意他们自己的说法；每次通话后发一些有用的资料",
	    "我们清楚有哪些相关人员，他们也了解我们做什么" },
	{ "berbincang lagi, kali ini dengan orang baru di sana",
	    "Siapa lagi yang terkena masalah ini? Bagaimana cara kerja mereka "
	    "sekarang? Apa yang sudah pernah mereka coba?",
	    "Bicaralah dengan dua orang atau lebih; perhatikan kata-kata mereka "
	    "sendiri; kirim sesuatu yang berguna setelah setiap telepon",
	    "Kita tahu siapa saja yang terlibat, dan mereka tahu apa yang kita "
	    "kerjakan" },
	{ "проведете втори разговор, с още един човек от фирмата",
	    "Кого още засяга проблемът? Как работят днес? Какво вече са "
	    "опитвали?",
	    "Говорете с поне двама души; запомнете техните думи; след всеки "
	    "разговор изпратете нещо полезно",
	    "Знаем кои са участниците и те знаят с какво се занимаваме" },
};

static const struct words relationship[LANGUAGES] = {
	{ "share something useful for their work",
	    "How is their work measured? Who speaks for us when we are not in "
	    "the room? What do they still doubt?",
	    "Share what helps them without asking for anything; introduce "
	    "them to a customer like them; keep every small promise",
	    "Somebody there wants us to win, and they agreed to see a demo" },
	{ "分享对他们工作有用的内容",
	    "他们的考核指标是什么？我们不在场时谁替我们说话？他们还有什么疑虑？",
	    "分享有帮助的内容，不求回报；介绍一位类似的客户给他们认识；"
	    "小承诺也要兑现",
	    "对方内部有人希望我们赢，并同意看演示" },
	{ "bagikan sesuatu yang berguna bagi pekerjaan mereka",
	    "Apa ukuran keberhasilan kerja mereka? Siapa yang membela kita saat "
	    "kita tidak ada di ruangan? Apa yang masih mereka ragukan?",
	    "Bagikan hal yang membantu tanpa meminta imbalan; kenalkan dengan "
	    "pelanggan yang serupa; tepati setiap janji kecil",
	    "Ada orang dalam yang ingin kita menang, dan mereka setuju melihat "
	    "demo" },
	{ "споделете нещо полезно за работата им",
	    "По какво ги оценяват? Кой говори за нас, когато не сме в стаята? "
	    "В какво още се съмняват?",
	    "Споделяйте полезни неща, без да искате нищо; запознайте ги с "
	    "подобен на тях клиент; спазвайте и най-малките обещания",
	    "Някой при тях иска ние да спечелим и са се съгласили да видят "
	    "демонстрация" },
};

static const struct words needs[LANGUAGES] = {
	{ "go through their needs with the people who will use it",
	    "What is the problem, and what does it cost them? What must a "
	    "solution do, and what not? Is there a budget, who decides, and "
	    "by when?",
	    "Interview those who will use it; put the need in one paragraph; "
	    "let them correct it",
	    "They agree with our description of the need, the budget and the "
	    "way to a decision" },
	{ "与使用者一起梳理需求",
	    "问题是什么，代价有多大？方案必须做到什么，不需要什么？有没有预算，"
	    "谁来决定，什么时候决定？",
	    "访谈将来的使用者；把需求写成一段话；请对方修改确认",
	    "对方认可我们对需求、预算和决策过程的描述" },
	{ "bahas kebutuhan bersama para pemakainya",
	    "Apa masalahnya, dan berapa kerugiannya? Apa yang harus dan tidak "
	    "perlu dilakukan solusinya? Apakah ada anggaran, siapa yang "
	    "memutuskan, dan kapan?",
	    "Wawancarai calon pemakai; tuliskan kebutuhan dalam satu paragraf; "
	    "minta mereka mengoreksinya",
	    "Mereka setuju dengan uraian kita tentang kebutuhan, anggaran, dan "
	    "jalan menuju keputusan" },
	{ "обсъдете нуждите с хората, които ще го ползват",
	    "Какъв е проблемът и колко им струва? Какво трябва да прави "
	    "решението и какво не? Има ли бюджет, кой решава и докога?",
	    "Поговорете с бъдещите потребители; опишете нуждата в един абзац; "
	    "помолете ги да го поправят",
	    "Съгласни са с нашето описание на нуждата, бюджета и пътя до "
	    "решението" },
};

static const struct words meeting[LANGUAGES] = {
	{ "agree on an agenda and hold the meeting",
	    "What would success look like to them? What does it cost them to "
	    "change nothing? Who else should be in the room?",
	    "Send an agenda; show their own value, not our features; send the "
	    "minutes the same day",
	    "They saw their own value, a mutual action plan is agreed, and "
	    "clear next steps are written down" },
	{ "商定议程并完成拜访",
	    "在他们看来，怎样才算成功？维持现状的代价有多大？还有谁应该参加？",
	    "提前发送议程；讲对方的价值，而不是我们的功能；当天发出会议纪要",
	    "对方看到了自己的价值，双方商定了共同行动计划，下一步已写清楚" },
	{ "sepakati agenda dan adakan pertemuan",
	    "Seperti apa keberhasilan bagi mereka? Berapa kerugiannya bila "
	    "tidak ada yang berubah? Siapa lagi yang perlu hadir?",
	    "Kirim agenda; tunjukkan nilai bagi mereka, bukan fitur kita; kirim "
	    "notulen pada hari yang sama",
	    "Mereka melihat nilai bagi mereka sendiri, rencana tindakan bersama "
	    "disepakati, dan langkah berikutnya tertulis dengan jelas" },
	{ "уточнете дневния ред и проведете срещата",
	    "Как изглежда успехът за тях? Колко им струва да не променят нищо? "
	    "Кой още трябва да присъства?",
	    "Изпратете дневен ред; покажете ползата за тях, а не нашите "
	    "функции; изпратете протокол още същия ден",
	    "Видели са собствената си полза, съгласуван е общ план за действие "
	    "и следващите стъпки са ясно записани" },
};

static const struct words demo[LANGUAGES] = {
	{ "prepare the demo around their own case",
	    "Which three things do they have to see? Who will use it every "
	    "day? What would keep them from buying?",
	    "Rehearse with their data; show only what they need; stop often and "
	    "ask",
	    "They saw their own value in it, a mutual action plan is agreed, "
	    "and clear next steps are written down" },
	{ "围绕对方的实际情况准备演示",
	    "他们一定要看到的三件事是什么？谁会天天使用？什么会阻碍他们购买？",
	    "用对方的数据预演；只演示他们需要的；经常停下来提问",
	    "对方从中看到了自己的价值，双方商定了共同行动计划，下一步已写清楚" },
	{ "siapkan demo berdasarkan kasus mereka sendiri",
	    "Tiga hal apa yang harus mereka lihat? Siapa yang akan memakainya "
	    "setiap hari? Apa yang bisa membuat mereka batal membeli?",
	    "Latihan dengan data mereka; tunjukkan hanya yang mereka perlukan; "
	    "sering berhenti dan bertanya",
	    "Mereka melihat nilainya bagi mereka sendiri, rencana tindakan "
	    "bersama disepakati, dan langkah berikutnya tertulis dengan jelas" },
	{ "подгответе демонстрация по техния случай",
	    "Кои три неща трябва да видят? Кой ще го ползва всеки ден? Какво би "
	    "ги спряло да купят?",
	    "Репетирайте с техни данни; показвайте само нужното; спирайте често "
	    "и питайте",
	    "Видели са собствената си полза, съгласуван е общ план за действие "
	    "и следващите стъпки са ясно записани" },
};

static const struct words consideration[LANGUAGES] = {
	{ "ask how they will compare and decide",
	    "What else are they looking at, doing nothing included? What will "
	    "they compare on? What would make the choice easy?",
	    "Send a customer story like theirs; work out the benefit together; "
	    "answer every open point in writing",
	    "They told us how they will decide, and we are on the short list "
	    "with a price" },
	{ "了解他们如何比较和决定",
	    "他们还在看哪些选择，包括维持现状？按什么标准比较？怎样能让选择变得容易？",
	    "发送类似客户的案例；一起算清收益；书面答复每一个未决问题",
	    "对方说明了决策标准，我们已报价并进入候选名单" },
	{ "tanyakan cara mereka membandingkan dan memutuskan",
	    "Pilihan apa lagi yang mereka lihat, termasuk tidak melakukan "
	    "apa-apa? Apa dasar perbandingannya? Apa yang membuat pilihan itu "
	    "mudah?",
	    "Kirim kisah pelanggan yang serupa; hitung manfaatnya bersama; "
	    "jawab setiap pertanyaan secara tertulis",
	    "Mereka menyebutkan dasar keputusannya, dan kita masuk daftar "
	    "pilihan dengan harga" },
	{ "попитайте как ще сравняват и решават",
	    "Какво друго разглеждат, включително да не правят нищо? По какво "
	    "ще сравняват? Какво би направило избора лесен?",
	    "Изпратете история на подобен клиент; пресметнете ползата заедно; "
	    "отговорете писмено на всеки отворен въпрос",
	    "Казали са ни по какво ще решат и сме сред избраните, с цена" },
};

static const struct words proposal[LANGUAGES] = {
	{ "go through the proposal together",
	    "Will everyone who decides read it? How will they compare offers? "
	    "What is still missing for a yes?",
	    "Begin with a summary of one page; present it in person; ask what "
	    "they think before sending more",
	    "Pain, solution, price and timeline are in it, and they went "
	    "through it with us" },
	{ "与对方一起过一遍提案",
	    "所有决策人都会看吗？他们会怎样比较报价？离点头还差什么？",
	    "开头放一页摘要；当面讲解；先听反馈，再补充材料",
	    "痛点、方案、价格和时间表都已写明，并与对方一起过了一遍" },
	{ "bahas penawaran bersama mereka",
	    "Apakah semua pengambil keputusan akan membacanya? Bagaimana mereka "
	    "membandingkan penawaran? Apa yang masih kurang untuk jawaban ya?",
	    "Awali dengan ringkasan satu halaman; sampaikan langsung; minta "
	    "tanggapan sebelum mengirim lebih banyak",
	    "Masalah, solusi, harga, dan jadwal tercantum di dalamnya, dan "
	    "mereka sudah membahasnya bersama kita" },
	{ "прегледайте предложението заедно",
	    "Ще го прочетат ли всички, които решават? Как ще сравняват "
	    "офертите? Какво още им пречи да се съгласят?",
	    "Започнете с резюме от една страница; представете го лично; "
	    "попитайте за мнение, преди да пращате още",
	    "Проблемът, решението, цената и сроковете са в него и са го "
	    "прегледали с нас" },
};

static const struct words negotiation[LANGUAGES] = {
	{ "agree on scope, price and expectations",
	    "What matters to them more than the price? What can we trade "
	    "instead of giving it away? Who signs, and when?",
	    "Trade, never just give in; involve legal and purchasing early; put "
	    "every agreement in writing",
	    "Scope, price and expectations are agreed, or the deal is given "
	    "up" },
	{ "谈妥范围、价格和预期",
	    "除了价格，他们更看重什么？我们可以用什么来交换，而不是白白让步？"
	    "谁签字，什么时候签？",
	    "用条件换条件，不单方面让步；尽早让法务和采购参与；每项约定都落到书面",
	    "范围、价格和预期已达成一致，否则放弃这笔交易" },
	{ "sepakati lingkup, harga, dan harapan",
	    "Apa yang lebih penting bagi mereka daripada harga? Apa yang bisa "
	    "kita tukarkan, bukan kita berikan begitu saja? Siapa yang "
	    "menandatangani, dan kapan?",
	    "Tukar, jangan sekadar mengalah; libatkan bagian hukum dan pembelian "
	    "sejak awal; tuliskan setiap kesepakatan",
	    "Lingkup, harga, dan harapan sudah disepakati, atau transaksinya "
	    "dilepas" },
	{ "договорете обхват, цена и очаквания",
	    "Какво е по-важно за тях от цената? Какво можем да разменим, вместо "
	    "да подарим? Кой подписва и кога?",
	    "Разменяйте, не отстъпвайте даром; включете рано юристите и отдела "
	    "по покупки; записвайте всяка уговорка",
	    "Обхватът, цената и очакванията са договорени или се отказваме от "
	    "сделката" },
};

static const struct words closing[LANGUAGES] = {
	{ "ask for a yes or a no",
	    "What stands between us and the signature? What happens if they "
	    "have not decided by the agreed day? Would they rather say no?",
	    "Agree on the day of the decision; clear up the last doubts; ask "
	    "for the signature",
	    "A yes or a no, never limbo" },
	{ "请对方明确答复：签还是不签",
	    "离签字还差什么？到了约定日期还没决定会怎样？他们是不是其实想拒绝？",
	    "约定决策日期；消除最后的疑虑；主动请对方签字",
	    "得到明确的是或否，绝不悬而不决" },
	{ "minta jawaban ya atau tidak",
	    "Apa yang masih menghalangi tanda tangan? Bagaimana jika mereka "
	    "belum memutuskan pada hari yang disepakati? Apakah mereka "
	    "sebenarnya ingin menolak?",
	    "Sepakati hari keputusan; hilangkan keraguan terakhir; minta tanda "
	    "tangan",
	    "Jawabannya ya atau tidak, jangan menggantung" },
	{ "поискайте отговор: да или не",
	    "Какво ни дели от подписа? Какво става, ако не решат до уговорения "
	    "ден? Дали не предпочитат да откажат?",
	    "Уговорете ден за решението; разсейте последните съмнения; "
	    "поискайте подпис",
	    "Ясно да или не, никога неизвестност" },
};

static const struct words won[LANGUAGES] = {
	{ "referral, renewal",
	    "What made them choose us? Whom could they introduce us to?",
	    "Say thank you; pass on everything that was promised; ask for a "
	    "referral",
	    "It is signed, and everyone who delivers knows what was promised" },
	{ "转介绍，续约",
	    "他们为什么选择我们？可以把我们介绍给谁？",
	    "表示感谢；把所有承诺交接清楚；请对方转介绍",
	    "合同已签，负责交付的人都清楚承诺了什么" },
	{ "referensi, perpanjangan",
	    "Apa yang membuat mereka memilih kita? Kepada siapa mereka bisa "
	    "memperkenalkan kita?",
	    "Ucapkan terima kasih; teruskan semua yang sudah dijanjikan; minta "
	    "referensi",
	    "Kontrak sudah ditandatangani, dan semua pelaksana tahu apa yang "
	    "dijanjikan" },
	{ "препоръка, подновяване",
	    "Защо избраха нас? С кого биха могли да ни запознаят?",
	    "Благодарете; предайте всичко обещано на изпълнителите; поискайте "
	    "препоръка",
	    "Подписано е и всички, които изпълняват, знаят какво е обещано" },
};

static const struct words fulfilment[LANGUAGES] = {
	{ "referral, renewal",
	    "Do they get what we promised? Who looks after them from now on? "
	    "When is the right moment to renew, or for more?",
	    "Start with everyone at one table; ask how it goes after the first "
	    "month; ask for a reference",
	    "Promises are kept, the customer is handed to customer success, and "
	    "the moment for renewal and more is planned" },
	{ "转介绍，续约",
	    "他们得到我们承诺的了吗？今后由谁负责这个客户？什么时候适合谈续约或增购？",
	    "召集各方开启动会；一个月后回访；请对方做参考客户",
	    "承诺已兑现，客户已移交客户成功团队，续约和增购的时机已安排" },
	{ "referensi, perpanjangan",
	    "Apakah mereka menerima apa yang kita janjikan? Siapa yang mengurus "
	    "mereka mulai sekarang? Kapan saat yang tepat untuk perpanjangan "
	    "atau tambahan?",
	    "Mulai dengan pertemuan semua pihak; tanyakan kabarnya setelah satu "
	    "bulan; minta menjadi referensi",
	    "Janji ditepati, pelanggan diserahkan ke tim sukses pelanggan, dan "
	    "saat untuk perpanjangan dan tambahan sudah direncanakan" },
	{ "препоръка, подновяване",
	    "Получават ли обещаното? Кой се грижи за тях оттук нататък? Кога е "
	    "подходящият момент за подновяване или за още?",
	    "Започнете с обща среща; попитайте след първия месец как върви; "
	    "помолете ги за референция",
	    "Обещанията са спазени, клиентът е предаден на екипа за грижа за "
	    "клиента и е планирано кога да говорим за подновяване и за още" },
};

static const struct words lost[LANGUAGES] = {
	{ "contact again",
	    "Why did we lose, in their own words? What would have to change for "
	    "a second chance?",
	    "Thank them for their time; write down the true reason; note when "
	    "their contract with the competitor ends",
	    "The reason is known, and so is when to come back" },
	{ "再次联系",
	    "用他们自己的话说，我们为什么输了？什么变化会带来第二次机会？",
	    "感谢对方的时间；记下真实原因；记下他们与别家的合同何时到期",
	    "原因已清楚，也知道何时再联系" },
	{ "hubungi lagi",
	    "Mengapa kita kalah, menurut kata-kata mereka sendiri? Apa yang "
	    "harus berubah agar ada kesempatan kedua?",
	    "Ucapkan terima kasih atas waktu mereka; catat alasan yang "
	    "sebenarnya; catat kapan kontrak mereka dengan pihak lain berakhir",
	    "Alasannya diketahui, begitu juga kapan harus kembali" },
	{ "свържете се отново",
	    "Защо загубихме, с техни думи? Какво трябва да се промени за втори "
	    "шанс?",
	    "Благодарете за отделеното време; запишете истинската причина; "
	    "отбележете кога изтича договорът им с конкурента",
	    "Знаем причината и кога да се върнем" },
};

static const struct words awareness[LANGUAGES] = {
	{ "offer something worth reading",
	    "Which problem brought them here? Where did they find us? Are they "
	    "the kind of company we look for?",
	    "Publish answers to their questions; be where they look; invite "
	    "them to subscribe",
	    "They left a name and an address" },
	{ "提供值得一读的内容",
	    "是什么问题把他们带来的？他们从哪里找到我们？是我们要找的那类公司吗？",
	    "发布能回答他们问题的内容；出现在他们会找的地方；邀请订阅",
	    "对方留下了姓名和联系方式" },
	{ "tawarkan sesuatu yang layak dibaca",
	    "Masalah apa yang membawa mereka ke sini? Di mana mereka menemukan "
	    "kita? Apakah ini jenis perusahaan yang kita cari?",
	    "Terbitkan jawaban atas pertanyaan mereka; hadir di tempat mereka "
	    "mencari; ajak berlangganan",
	    "Mereka meninggalkan nama dan alamat" },
	{ "предложете нещо, което си струва да се прочете",
	    "Какъв проблем ги доведе? Къде ни откриха? Такива фирми ли "
	    "търсим?",
	    "Публикувайте отговори на въпросите им; бъдете там, където търсят; "
	    "поканете ги да се абонират",
	    "Оставили са име и адрес" },
};

static const struct words interest[LANGUAGES] = {
	{ "send more on what they looked at",
	    "What do they read, and what do they skip? Is it one person or a "
	    "whole team? What are they trying to get done?",
	    "Write to them by name; send a customer story; invite them to a "
	    "webinar",
	    "They came back by themselves, or asked a question" },
	{ "就他们看过的内容发送更多资料",
	    "他们读什么，跳过什么？是一个人还是整个团队？他们想做成什么事？",
	    "写信时称呼姓名；发送客户案例；邀请参加线上讲座",
	    "对方主动再次访问，或提出了问题" },
	{ "kirim lebih banyak tentang hal yang mereka lihat",
	    "Apa yang mereka baca, dan apa yang mereka lewati? Satu orang atau "
	    "satu tim? Apa yang ingin mereka capai?",
	    "Sapa dengan nama; kirim kisah pelanggan; undang ke webinar",
	    "Mereka kembali dengan sendirinya, atau mengajukan pertanyaan" },
	{ "изпратете още за това, което са разгледали",
	    "Какво четат и какво пропускат? Един човек ли е или цял екип? Какво "
	    "се опитват да постигнат?",
	    "Обръщайте се по име; изпратете история на клиент; поканете ги на "
	    "уебинар",
	    "Върнали са се сами или са задали въпрос" },
};

static const struct words evaluation[LANGUAGES] = {
	{ "help them compare",
	    "What do they compare us with? Which question comes up again and "
	    "again? Who else will have a say?",
	    "Publish prices and comparisons; offer a trial; answer within the "
	    "day",
	    "They know what it does and costs, and it may fit" },
	{ "帮助他们做比较",
	    "他们拿我们和谁比？哪个问题反复出现？还有谁会参与意见？",
	    "公开价格和对比；提供试用；当天答复",
	    "对方了解功能和价格，并觉得可能合适" },
	{ "bantu mereka membandingkan",
	    "Dengan apa mereka membandingkan kita? Pertanyaan apa yang muncul "
	    "terus? Siapa lagi yang akan ikut menentukan?",
	    "Terbitkan harga dan perbandingan; tawarkan uji coba; jawab pada "
	    "hari yang sama",
	    "Mereka tahu apa gunanya dan berapa harganya, dan mungkin cocok" },
	{ "помогнете им да сравнят",
	    "С какво ни сравняват? Кой въпрос се повтаря отново и отново? Кой "
	    "още ще има думата?",
	    "Публикувайте цени и сравнения; предложете пробен период; "
	    "отговаряйте в рамките на деня",
	    "Знаят какво прави и колко струва и може да им подхожда" },
};

static const struct words engagement[LANGUAGES] = {
	{ "offer a conversation with sales",
	    "Do they want to talk, or only to look? Do they fit who we sell to? "
	    "What should sales know before calling?",
	    "Ask directly for a conversation; score the lead; write a note for "
	    "sales",
	    "They agreed to be called, and sales took the lead over" },
	{ "邀请与销售谈一谈",
	    "他们想谈，还是只想看看？他们符合我们的目标客户吗？销售联系前应知道什么？",
	    "直接邀请面谈或通话；给线索评分；给销售写一份说明",
	    "对方同意接听电话，销售已接手线索" },
	{ "tawarkan percakapan dengan tim penjualan",
	    "Apakah mereka ingin bicara, atau hanya melihat-lihat? Apakah "
	    "mereka cocok dengan sasaran kita? Apa yang perlu diketahui tim "
	    "penjualan sebelum menelepon?",
	    "Ajak bicara secara langsung; beri skor; tulis catatan untuk tim "
	    "penjualan",
	    "Mereka bersedia ditelepon, dan tim penjualan sudah menerimanya" },
	{ "предложете разговор с търговец",
	    "Искат ли да говорят, или само разглеждат? Подходящи ли са за "
	    "нас? Какво трябва да знае търговецът, преди да се обади?",
	    "Поканете ги направо на разговор; оценете контакта; напишете "
	    "бележка за търговеца",
	    "Съгласили са се да им се обадим и търговецът е поел контакта" },
};

static const struct words handed[LANGUAGES] = {
	{ "ask sales how the first call went",
	    "Was it a good lead, and why? Which campaign brought it?",
	    "Add the deal to the sales pipeline; ask sales for a verdict; do "
	    "more of what brings good leads",
	    "Sales has called them" },
	{ "向销售了解首次通话的情况",
	    "这是好线索吗，为什么？是哪个活动带来的？",
	    "在销售管道中新建交易；请销售给出评价；多做能带来好线索的事",
	    "销售已与对方通话" },
	{ "tanyakan hasil telepon pertama kepada tim penjualan",
	    "Apakah ini prospek yang baik, dan mengapa? Kampanye mana yang "
	    "membawanya?",
	    "Tambahkan transaksi ke pipeline penjualan; minta penilaian tim "
	    "penjualan; perbanyak hal yang membawa prospek baik",
	    "Tim penjualan sudah menelepon mereka" },
	{ "попитайте търговеца как мина първият разговор",
	    "Добър ли беше контактът и защо? Коя кампания го доведе?",
	    "Добавете сделката при продажбите; поискайте оценка от търговеца; "
	    "правете повече от това, което води добри контакти",
	    "Търговецът им се е обадил" },
};

static const struct words dropped[LANGUAGES] = {
	{ "contact again",
	    "What made them leave? Was it never a fit, or only the wrong time?",
	    "Write down the true reason; stop writing to those who do not want "
	    "it; plan a new try for the rest",
	    "The reason is known" },
	{ "再次联系",
	    "他们为什么离开？是根本不合适，还是只是时机不对？",
	    "记下真实原因；不再打扰不愿接收的人；为其他人安排下一次尝试",
	    "原因已清楚" },
	{ "hubungi lagi",
	    "Apa yang membuat mereka pergi? Memang tidak cocok, atau hanya "
	    "waktunya yang salah?",
	    "Catat alasan yang sebenarnya; berhenti menulis kepada yang tidak "
	    "mau; rencanakan upaya baru untuk yang lain",
	    "Alasannya diketahui" },
	{ "свържете се отново",
	    "Защо се отказаха? Не си подхождаме или само моментът не беше "
	    "подходящ?",
	    "Запишете истинската причина; не пишете повече на тези, които не "
	    "искат; планирайте нов опит за останалите",
	    "Причината е известна" },
};

/* What a stage does, whatever the language. */
struct play {
	const char *stage;	/* its English name in the registry */
	int max_days;
	int next_days;		/* its words have a next step in each language */
	const char *required;	/* NULL: nothing */
	const struct words *words;
};

/*
 * Little is required, so that the presets are in nobody's way: who we speak
 * to once a deal is qualified, and why it was lost.
 */
static const struct play plays[] = {
	{ "Prospecting", 30, 3, NULL, prospecting },
	{ "Lead", 14, 1, NULL, lead },
	{ "Qualification", 21, 7, "contact", qualification },
	{ "Contact", 21, 7, NULL, contact },
	{ "Relationship", 60, 14, NULL, relationship },
	{ "Needs analysis", 21, 7, NULL, needs },
	{ "Meeting", 21, 7, NULL, meeting },
	{ "Demo", 21, 5, NULL, demo },
	{ "Consideration", 30, 7, NULL, consideration },
	{ "Proposal", 21, 3, NULL, proposal },
	{ "Negotiation", 30, 7, NULL, negotiation },
	{ "Closing", 14, 7, NULL, closing },
	{ "Decision", 14, 7, NULL, closing },
	{ "Won", NEVER, 90, NULL, won },
	{ "Fulfilment", 60, 90, NULL, fulfilment },
	{ "Delivery", 45, 90, NULL, fulfilment },
	{ "Lost", NEVER, 90, "lost_reason", lost },
	{ "Awareness", 90, 14, NULL, awareness },
	{ "Interest", 60, 7, NULL, interest },
	{ "Evaluation", 30, 7, NULL, evaluation },
	{ "Engagement", 14, 3, NULL, engagement },
	{ "Handed over", NEVER, 7, NULL, handed },
	{ "Dropped", NEVER, 90, "lost_reason", dropped },
};

struct preset {
	const char *pipeline[LANGUAGES];	/* NULL: the unnamed one */
	bool omitted;		/* none of its open stages is forecast */
	const char *stages[STAGES + 1];	/* English names, then NULL */
};

static const char *const names[] = {
	"standard", "relationship", "lean", "delivery", "funnel"
};

/* In the order of names. What is in the marketing funnel is counted when it
 * has become a deal of the sales pipeline, so its amounts are omitted. */
static const struct preset presets[] = {
	{ { NULL }, false,
	    { "Prospecting", "Qualification", "Meeting", "Proposal",
	    "Negotiation", "Closing", "Won", "Fulfilment", "Lost" } },
	{ { NULL }, false,
	    { "Prospecting", "Qualification", "Contact", "Relationship", "Demo",
	    "Closing", "Won", "Lost" } },
	{ { NULL }, false,
	    { "Lead", "Needs analysis", "Proposal", "Negotiation", "Won",
	    "Lost" } },
	{ { NULL }, false,
	    { "Prospecting", "Qualification", "Consideration", "Decision",
	    "Delivery", "Lost" } },
	{ { "Marketing", "市场营销", "Pemasaran", "Маркетинг" }, true,
	    { "Awareness", "Interest", "Evaluation", "Engagement",
	    "Handed over", "Dropped" } },
};

static const char *const languages[LANGUAGES] = { "en", "zh", "id", "bg" };

const char *const *
preset_names(size_t *n)
{
	*n = COUNT(names);
	return names;
}

const char *const *
preset_languages(size_t *n)
{
	*n = LANGUAGES;
	return languages;
}

/* The place of NAME among the N of LIST, N if it is none of them. */
static size_t
place_in(const char *const *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], name) == 0)
			return i;
	return n;
}

bool
preset_language(const char *language)
{
	return place_in(languages, LANGUAGES, language) < LANGUAGES;
}

static const struct play *
play_of(const char *stage)
{
	for (size_t i = 0; i < COUNT(plays); i++)
		if (strcmp(plays[i].stage, stage) == 0)
			return &plays[i];
	return NULL;
}

static int
add_stage(const struct preset *preset, const char *name, size_t language,
    struct stages *into, struct trouble *what)
{
	const struct known_stage *known = known_stage(slice_of(name));
	const struct play *play = play_of(name);
	struct stage stage = { 0 };
	const struct words *words;

	if (known == NULL || play == NULL)
		return trouble_set(what, "no playbook for '%s'", name);
	words = &play->words[language];
	stage.pipeline = slice_of(preset->pipeline[language]);
	stage.name = slice_of(known->names[language]);
	stage.kind = known->kind;
	stage.probability = (int64_t)known->probability * (PERCENT_ONE / 100);
	stage.max_days = play->max_days;
	stage.category = preset->omitted && known->kind == KIND_OPEN ?
	    CATEGORY_OMITTED : known->category;
	stage.required = slice_of(play->required);
	stage.next_step = slice_of(words->next_step);
	stage.next_days = play->next_days;
	stage.questions = slice_of(words->questions);
	stage.activities = slice_of(words->activities);
	stage.exit_criteria = slice_of(words->exit_criteria);
	if (stages_add(into, &stage) == NULL)
		return trouble_set(what, "there is a stage '%s' already",
		    known->names[language]);
	return 0;
}

/* "no preset 'x' (there are a, b, c)". */
static int
none_of(struct trouble *what, const char *noun, const char *name,
    const char *const *list, size_t n)
{
	struct buffer all = { 0 };

	for (size_t i = 0; i < n; i++)
		buffer_format(&all, "%s%s", i == 0 ? "" : ", ", list[i]);
	trouble_set(what, "no %s '%s' (there are %s)", noun, name,
	    buffer_text(&all));
	buffer_free(&all);
	return -1;
}

int
preset_stages(const char *preset, const char *language, struct stages *into,
    struct trouble *what)
{
	size_t number = place_in(names, COUNT(names), preset);
	size_t tongue = place_in(languages, LANGUAGES, language);
	const char *const *stage;

	if (number == COUNT(names))
		return none_of(what, "preset", preset, names, COUNT(names));
	if (tongue == LANGUAGES)
		return none_of(what, "language", language, languages, LANGUAGES);
	for (stage = presets[number].stages; *stage != NULL; stage++)
		if (add_stage(&presets[number], *stage, tongue, into, what) != 0)
			return -1;
	return 0;
}

#define ACTIVITIES "deal,due,done,type,owner,subject,outcome,cadence,note\n"
#define GOALS "period,measure,target,call,owner,pipeline\n"
#define RATES "date,from,to,rate\n"

/* Points that are the same in all languages, then those of sources and the
 * name of the best grade, which are words of the person's own. */
#define SCORES \
	"field,match,points,once\n" \
	"activity,reply,20,no\n" \
	"activity,meeting confirmed,30,no\n" \
	"activity,demo,25,yes\n" \
	"activity,no-show,-15,no\n" \
	"amount,>=10000,15,\n"
#define GRADES \
	"grade,MQL,30,\n" \
	"grade,SQL,60,\n"
#define CADENCES "cadence,day,type,subject,owner,stop\n"
#define STOP ",,reply;meeting\n"

/* A file that pl-init may create. */
struct start {
	const char *in[LANGUAGES];
};

static const char *const files[] = {
	"activities", "goals", "scores", "cadences", "rates"
};

/* In the order of files. */
static const struct start starts[] = {
	{ { ACTIVITIES, ACTIVITIES, ACTIVITIES, ACTIVITIES } },
	{ { GOALS, GOALS, GOALS, GOALS } },
	{ { SCORES "source,website|event,10,\n" GRADES "grade,hot,90,\n",
	    SCORES "source,官网|展会,10,\n" GRADES "grade,热门,90,\n",
	    SCORES "source,situs web|pameran,10,\n" GRADES "grade,panas,90,\n",
	    SCORES "source,уебсайт|изложение,10,\n" GRADES
	    "grade,гореща,90,\n" } },
	{ { CADENCES
	    "outreach,0,email,introduce yourself with one idea for them" STOP
	    "outreach,3,call,call about the email" STOP
	    "outreach,7,email,send the story of a customer like them" STOP
	    "outreach,14,call,last try: is it worth talking?" STOP
	    "proposal,2,call,ask what they think of the proposal" STOP
	    "proposal,7,email,answer the open questions in writing" STOP
	    "closing,-7,call,a week to go: what is missing for a yes?" STOP
	    "closing,-1,email,confirm the day of the decision" STOP,
	    CADENCES
	    "开拓,0,email,自我介绍，并带去一个对他们有用的想法" STOP
	    "开拓,3,call,电话跟进邮件" STOP
	    "开拓,7,email,发送类似客户的案例" STOP
	    "开拓,14,call,最后一次尝试：值得谈一谈吗？" STOP
	    "提案,2,call,询问对提案的看法" STOP
	    "提案,7,email,书面答复未决问题" STOP
	    "成交,-7,call,还有一周：离点头还差什么？" STOP
	    "成交,-1,email,确认决策日期" STOP,
	    CADENCES
	    "perkenalan,0,email,perkenalkan diri dengan satu gagasan untuk "
	    "mereka" STOP
	    "perkenalan,3,call,telepon tentang email itu" STOP
	    "perkenalan,7,email,kirim kisah pelanggan yang serupa" STOP
	    "perkenalan,14,call,upaya terakhir: apakah layak dibicarakan?" STOP
	    "penawaran,2,call,tanyakan pendapat mereka tentang penawaran" STOP
	    "penawaran,7,email,jawab pertanyaan yang tersisa secara "
	    "tertulis" STOP
	    "penutupan,-7,call,tinggal seminggu: apa yang masih kurang?" STOP
	    "penutupan,-1,email,pastikan hari keputusan" STOP,
	    CADENCES
	    "запознаване,0,email,представете се с една идея за тях" STOP
	    "запознаване,3,call,обадете се във връзка с имейла" STOP
	    "запознаване,7,email,изпратете история на подобен клиент" STOP
	    "запознаване,14,call,последен опит: струва ли си да говорим?" STOP
	    "предложение,2,call,попитайте какво мислят за предложението" STOP
	    "предложение,7,email,отговорете писмено на въпросите" STOP
	    "затваряне,-7,call,остава седмица: какво още им пречи?" STOP
	    "затваряне,-1,email,потвърдете деня на решението" STOP } },
	{ { RATES, RATES, RATES, RATES } },
};

const char *const *
preset_files(size_t *n)
{
	*n = COUNT(files);
	return files;
}

const char *
preset_file(const char *name, const char *language)
{
	size_t file = place_in(files, COUNT(files), name);
	size_t tongue = place_in(languages, LANGUAGES, language);

	if (file == COUNT(files) || tongue == LANGUAGES)
		return NULL;
	return starts[file].in[tongue];
}
