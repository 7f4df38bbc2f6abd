#include <string.h>

#include "base/memory.h"
#include "base/money.h"
#include "deal/field.h"

/*
 * Rows stand in the order of enum field: pl-init writes the columns so. The
 * aliases of a row: English first, of CRMs and of people's own sheets; then those
 * of HubSpot's exports in its other languages (de, es, fi, fr, it, ja, nl, pl,
 * pt, sv) with the plain words; then zh, id, bg. What says less surely what the
 * field is (an id instead of a name, an amount in another currency) stands last
 * and so yields to any other. None stands twice in the registry: the first
 * language that has a word keeps it.
 *
 * An alias is written as headers are folded, but that there may be blanks in it
 * and that one of a to z it begins with is a capital. So it is compared as it
 * stands, and found at once: a file's header is looked for among all aliases of
 * all rows, and the capital is nowhere but at the beginning of one.
 */
static const struct field_row rows[] = {
	{ FIELD_ID, "id", TYPE_TEXT, false, false,
	    "Deal id|Opportunity id|Record id|Id 18|Case safe id|"
	    "Hs object id|Deal no|Deal number|Deal ref|Deal reference|"
	    "Deal code|Opportunity no|Opportunity number|Opp id|"
	    "Pipedrive system id|Reference|Ref|No|Record no|Datensatz id|"
	    "Deal nr|Id de registro|Id del negocio|Id del registro|"
	    "Tietueen tunnus|Tunniste|Id de fiche dinformations|"
	    "Id de la fiche dinformations|Id de la transaction|Id record|"
	    "Id trattativa|"
	    "レコードid|取引id|"
	    "Identyfikator rekordu|Id rekordu|Id do registro|Id do negócio|"
	    "Post id|"
	    "编号|商机编号|商机id|交易编号|项目编号|序号|業務機會編號|"
	    "Nomor|Id transaksi|Nomor transaksi|Id peluang|"
	    "номер|ид|номер на сделка|номер на сделката|ид на сделката|"
	    "Lead id" },
	{ FIELD_NAME, "name", TYPE_TEXT, false, false,
	    "Deal name|Opportunity name|Title|Deal title|Opportunity title|"
	    "Deal|Opportunity|Opp name|Opportunity opportunity name|"
	    "Opportunity description|Project name|Project|Subject|Topic|"
	    "Deal topic|Nombre del negocio|Nombre|Título|Kaupan nimi|Nimi|"
	    "Nom de la transaction|Nom|Nome della trattativa|Nome trattativa|"
	    "Trattativa|Nome affare|Nome|"
	    "取引名|商談名|案件名|"
	    "Deal naam|Naam van deal|Naam|Nazwa transakcji|Nazwa|"
	    "Nome do negócio|Affärsnamn|Affärens namn|Namn|"
	    "名称|商机名称|交易名称|项目名称|业务机会名称|业务机会名|"
	    "机会名称|商机主题|主题|商机|名稱|商機名稱|"
	    "Nama|Nama transaksi|Nama peluang|Nama proyek|Nama kesepakatan|"
	    "Peluang|Transaksi|Judul|"
	    "име|сделка|име на сделка|име на сделката|наименование|заглавие|"
	    "възможност|име на възможността|проект|тема" },
	{ FIELD_ACCOUNT, "account", TYPE_TEXT, false, false,
	    "Account name|Organization|Organisation|Associated company|"
	    "Associated company primary|Primary associated company|"
	    "Associated company name|Primary company|Company|Company name|"
	    "Customer|Customer name|Client|Client name|Organization name|"
	    "Organisation name|Org name|Account account name|Firm|"
	    "Business name|Lead name|Lead company|Partner|Prospect|"
	    "Prospect name|Buyer|Customer company|Zugeordnetes unternehmen|"
	    "Verknüpftes unternehmen|Zugehöriges unternehmen|Unternehmen|"
	    "Unternehmensname|Firma|Firmenname|Kunde|Kundenname|"
	    "Empresa asociada|Empresa|Nombre de la empresa|Cliente|"
	    "Liittyvä yritys|Liitetty yritys|Yhdistetty yritys|Yritys|"
	    "Asiakas|Entreprise associée|Entreprise|Nom de lentreprise|"
	    "Client associé|Société|Azienda associata|Azienda|Nome azienda|"
	    "関連付けられている会社|関連付けられた会社|関連する会社|関連会社|"
	    "会社|会社名|取引先名|取引先|顧客|顧客名|"
	    "Gekoppeld bedrijf|Geassocieerd bedrijf|Bijbehorend bedrijf|"
	    "Bedrijf|Bedrijfsnaam|Klant|Powiązana firma|Klient|Nazwa firmy|"
	    "Empresa associada|Nome da empresa|Organização|Organización|"
	    "Associerat företag|Tillhörande företag|Företag|Företagsnamn|"
	    "Kund|"
	    "客户|客户名称|客户名|公司|公司名称|企业名称|单位名称|帐户名|"
	    "账户名|客戶|客戶名稱|"
	    "Pelanggan|Nama pelanggan|Perusahaan|Nama perusahaan|Klien|"
	    "Nama klien|Akun|Nama akun|Organisasi|Konsumen|"
	    "клиент|име на клиент|име на клиента|фирма|име на фирмата|"
	    "компания|организация|дружество|контрагент|акаунт|"
	    "Partner id|Account id" },
	{ FIELD_CONTACT, "contact", TYPE_TEXT, false, false,
	    "Contact name|Contact person|Associated contact|"
	    "Associated contact primary|Primary associated contact|"
	    "Associated contacts|Primary contact|Main contact|Key contact|"
	    "Decision maker|Person name|Person|Contact full name|"
	    "Primary contact name|Zugeordneter kontakt|Verknüpfter kontakt|"
	    "Zugehöriger kontakt|Kontakt|Ansprechpartner|Kontaktperson|"
	    "Contacto asociado|Contacto|Persona de contacto|"
	    "Liittyvä kontakti|Liittyvä yhteystieto|Liitetty kontakti|"
	    "Yhteyshenkilö|Contact associé|Contatto associato|Contatto|"
	    "関連付けられているコンタクト|関連付けられたコンタクト|"
	    "関連するコンタクト|コンタクト|"
	    "Gekoppeld contact|Geassocieerd contact|Bijbehorend contact|"
	    "Contactpersoon|Powiązany kontakt|Contato associado|Contato|"
	    "Pessoa de contato|Pessoa de contacto|Associerad kontakt|"
	    "Tillhörande kontakt|"
	    "联系人|联系人姓名|主要联系人|客户联系人|决策人|聯絡人|"
	    "Nama kontak|Narahubung|Kontak|Kontak utama|"
	    "контакт|лице за контакт|контактно лице|име на контакт|"
	    "основен контакт|"
	    "Contact id" },
	{ FIELD_OWNER, "owner", TYPE_TEXT, true, false,
	    "Opportunity owner|Deal owner|Sales agent|Sales rep|Sales person|"
	    "Rep|Rep name|Owner name|Opportunity owner full name|"
	    "Owner full name|Deal owner name|Opportunity owner name|"
	    "Sales owner|Sales representative|Sales rep name|"
	    "Sales person name|Sales executive|Account executive|Ae|"
	    "Assigned user name|Assigned to|Assigned user|Assigned to name|"
	    "Assignee|Assigned rep|Seller|Responsible|Responsible person|"
	    "User name|Agent|Agent name|Opportunity owner alias|Owner alias|"
	    "Lead owner|Account manager|Für deal zuständiger mitarbeiter|"
	    "Zuständiger mitarbeiter für deal|Zuständiger mitarbeiter|"
	    "Deal inhaber|Deal eigentümer|Deal besitzer|Verantwortlicher|"
	    "Verantwortlich|Vertriebsmitarbeiter|Verkäufer|"
	    "Propietario del negocio|Propietario|Responsable|Vendedor|"
	    "Kaupan omistaja|Omistaja|Vastuuhenkilö|Myyjä|"
	    "Propriétaire de la transaction|Propriétaire|"
	    "Proprietario della trattativa|Proprietario trattativa|"
	    "Proprietario|Responsabile|Venditore|"
	    "取引担当者|取引の担当者|取引所有者|担当者|商談所有者|所有者|"
	    "営業担当者|営業担当|"
	    "Deal eigenaar|Eigenaar van deal|Eigenaar|Verkoper|"
	    "Właściciel transakcji|Właściciel|Opiekun|Handlowiec|"
	    "Proprietário do negócio|Proprietário|Responsável|Affärsägare|"
	    "ägare av affär|Affärens ägare|ägare|Ansvarig|Säljare|"
	    "负责人|销售|销售员|销售人员|销售代表|业务员|商机负责人|"
	    "业务机会所有人|所有人|客户经理|跟进人|負責人|業務人員|"
	    "Pemilik|Tenaga penjual|Penjual|Staf penjualan|Penanggung jawab|"
	    "Pic|Pemilik transaksi|Pemilik peluang|Ditugaskan ke|"
	    "Ditugaskan kepada|"
	    "отговорник|търговец|отговорен|отговорно лице|собственик|"
	    "собственик на сделката|отговорник на сделката|"
	    "търговски представител|продавач|възложена на|възложено на|"
	    "User id|Owner id|Hubspot owner id|Assigned user id" },
	{ FIELD_PIPELINE, "pipeline", TYPE_TEXT, true, false,
	    "Deal pipeline|Pipeline name|Sales pipeline|Sales process|Funnel|"
	    "Sales funnel|Funnel name|Vertriebspipeline|Embudo|"
	    "Embudo de ventas|Myyntiputki|Putki|"
	    "パイプライン|取引パイプライン|"
	    "Pijplijn|Verkooppijplijn|Lejek|Lejek sprzedaży|Funil|"
	    "Funil de vendas|Pipeline de vendas|"
	    "管道|销售管道|销售流程|商机类型组|漏斗|销售漏斗|"
	    "Saluran|Saluran penjualan|Alur penjualan|Corong penjualan|"
	    "тръба|фуния|търговска фуния|фуния на продажбите|"
	    "Pipeline id" },
	{ FIELD_STAGE, "stage", TYPE_TEXT, false, false,
	    "Deal stage|Stage name|Sales stage|Pipeline stage|"
	    "Opportunity stage|Current stage|Status label|Phase|Sales phase|"
	    "Deal phase|Funnel stage|Stage label|Deal stage name|"
	    "Vertriebsphase|Phase des deals|Etapa del negocio|Etapa|"
	    "Fase del negocio|Fase|Kaupan vaihe|Vaihe|"
	    "Phase de la transaction|étape de la transaction|étape|"
	    "Fase della trattativa|Fase trattativa|Fase affare|"
	    "取引ステージ|ステージ|フェーズ|商談フェーズ|"
	    "Deal fase|Verkoopfase|Etap transakcji|Etap|Etap sprzedaży|"
	    "Etapa do negócio|Fase do negócio|Fase do funil|Affärsfas|"
	    "Affärssteg|Affärsstadium|Steg|Fas|"
	    "阶段|销售阶段|商机阶段|交易阶段|项目阶段|階段|銷售階段|"
	    "Tahap|Tahapan|Tahap penjualan|Tahap transaksi|Tahap peluang|"
	    "етап|етап на сделката|етап на сделка|етап на продажба|"
	    "етап на продажбата|фаза|стадий|"
	    "Stage id" },
	{ FIELD_STATUS, "status", TYPE_STATUS, false, true,
	    "Deal status|Opportunity status|Status type|Won lost|Win loss|"
	    "Open won lost|Estado del negocio|Tila|Kaupan tila|Statut|"
	    "Stato trattativa|"
	    "ステータス|取引ステータス|状态|商机状态|交易状态|狀態|"
	    "Status transaksi|Status peluang|"
	    "статус|състояние|статус на сделката" },
	{ FIELD_AMOUNT, "amount", TYPE_MONEY, true, false,
	    "Deal amount|Deal value|Close value|Opportunity amount|"
	    "Opportunity value|Value|Deal size|Opportunity size|Amount value|"
	    "$amount|$value|Total amount|Total value|Total deal value|"
	    "Contract value|Total contract value|Tcv|Potential value|"
	    "Estimated value|Est value|Estimated amount|Est amount|"
	    "Estimated revenue|Est revenue|Potential revenue|Planned revenue|"
	    "Expected revenue amount|Deal revenue|Revenue|Sale amount|"
	    "Sales amount|Sales value|Quote amount|Quote value|Betrag|"
	    "Deal betrag|Deal wert|Wert|Auftragswert|Importe|"
	    "Importe del negocio|Valor|Valor del negocio|Monto|Summa|"
	    "Kaupan summa|Kaupan arvo|Arvo|Montant|Montant de la transaction|"
	    "Valeur|Importo|Importo trattativa|Valore|"
	    "金額|取引金額|取引額|商談金額|"
	    "Bedrag|Deal bedrag|Deal waarde|Waarde|Kwota|Kwota transakcji|"
	    "Wartość|Wartość transakcji|Valor do negócio|Quantia|Belopp|"
	    "Affärsbelopp|Affärsvärde|Värde|"
	    "金额|商机金额|交易金额|预计金额|预计成交金额|预计销售金额|"
	    "销售金额|预估金额|合同金额|成交金额|销售额|总金额|預計金額|"
	    "Nilai|Jumlah|Nilai transaksi|Nilai penjualan|Nilai peluang|"
	    "Nilai kesepakatan|Jumlah transaksi|Nominal|Nilai kontrak|"
	    "Estimasi nilai|Perkiraan nilai|"
	    "сума|стойност|стойност на сделката|сума на сделката|"
	    "обща стойност|обща сума|размер на сделката|прогнозна стойност|"
	    "Expected deal value|Amount converted|Amount in company currency|"
	    "Amount in home currency|Betrag in firmenwährung|"
	    "Betrag in unternehmenswährung|"
	    "Importe en la moneda de la empresa|"
	    "Valor en la moneda de la empresa|Summa yrityksen valuutassa|"
	    "Montant dans la devise de lentreprise|"
	    "Importo nella valuta dellazienda|Importo nella valuta aziendale|"
	    "会社通貨での金額|"
	    "Bedrag in bedrijfsvaluta|Kwota w walucie firmowej|"
	    "Kwota w walucie firmy|Valor na moeda da empresa|"
	    "Belopp i företagets valuta|Belopp i företagsvaluta|"
	    "金额转换|"
	    "Jumlah dikonversi" },
	{ FIELD_CURRENCY, "currency", TYPE_TEXT, false, false,
	    "Currency code|Currency iso code|Currency of value|"
	    "Deal currency of value|Opportunity currency|Deal currency|"
	    "Deal currency code|Amount currency|Value currency|Currency name|"
	    "Iso currency|Ccy|Währung|Deal währung|Moneda|Divisa|Valuutta|"
	    "Devise|Valuta|"
	    "通貨|"
	    "Waluta|Moeda|"
	    "货币|币种|货币单位|金额货币|貨幣|幣別|"
	    "Mata uang|Kode mata uang|"
	    "валута|код на валута|код на валутата" },
	{ FIELD_PROBABILITY, "probability", TYPE_PERCENT, false, false,
	    "Probability %|%probability|Deal probability|Win probability|"
	    "Deal stage probability|Hs deal stage probability|"
	    "Probability of winning|Probability to close|"
	    "Probability of closing|Close probability|Closing probability|"
	    "Success probability|Success rate|Success rate %|Win %|%win|"
	    "Win chance|Chance|Chance %|%chance|Chance to win|"
	    "Chance of winning|Chance of success|Likelihood|"
	    "Likelihood to close|Likelihood of closing|Odds|Prob|Prob %|"
	    "Confidence|Confidence %|Wahrscheinlichkeit|"
	    "Deal wahrscheinlichkeit|Abschlusswahrscheinlichkeit|"
	    "Probabilidad|Probabilidad del negocio|Todennäköisyys|"
	    "Kaupan todennäköisyys|Probabilité|Probabilité de la transaction|"
	    "Probabilità|Probabilità trattativa|Probabilità della trattativa|"
	    "取引確度|確度|確率|成約確率|"
	    "Waarschijnlijkheid|Kans|Slagingskans|Prawdopodobieństwo|"
	    "Probabilidade|Probabilidade do negócio|Sannolikhet|"
	    "Affärssannolikhet|"
	    "概率|概率 %|赢率|赢率 %|可能性|可能性 %|成交概率|成交率|成功率|"
	    "赢单率|赢单概率|機率|"
	    "Probabilitas|Probabilitas %|Peluang %|Kemungkinan|"
	    "Kemungkinan menang|Peluang menang|Kemungkinan berhasil|"
	    "вероятност|вероятност %|вероятност за успех|"
	    "вероятност за спечелване|шанс|шанс за успех|"
	    "Hs forecast probability|Forecast probability" },
	{ FIELD_CATEGORY, "category", TYPE_CATEGORY, false, false,
	    "Forecast category|Forecast category name|Deal forecast category|"
	    "Hs manual forecast category|Forecast type|Forecast status|"
	    "Prognosekategorie|Forecast kategorie|Categoría de pronóstico|"
	    "Categoría de previsión|Categoría de la previsión|Ennusteluokka|"
	    "Ennustekategoria|Ennusteen luokka|Catégorie de prévision|"
	    "Catégorie de prévisions|Categoria di previsione|"
	    "予測カテゴリー|予測カテゴリ|フォーキャストカテゴリー|"
	    "売上予測カテゴリー|売上予測カテゴリ|見込みカテゴリー|"
	    "Prognosecategorie|Forecast categorie|Kategoria prognozy|"
	    "Categoria de previsão|Categoria da previsão|Prognoskategori|"
	    "预测类别|预测分类|预测类型|預測類別|"
	    "Kategori|Kategori perkiraan|Kategori prakiraan|"
	    "Kategori forecast|"
	    "категория|категория на прогнозата|прогнозна категория|"
	    "категория прогноза" },
	{ FIELD_CREATED, "created", TYPE_DATE, false, false,
	    "Created date|Create date|Created on|Created at|Created time|"
	    "Create time|Creation date|Creation|Creation time|Deal created|"
	    "Deal creation date|Deal created date|Deal created at|"
	    "Deal created on|Opportunity created date|Date created|"
	    "Date created on|Add time|Date added|Added|Added on|Added at|"
	    "Date entered|Entry date|Date opened|Opened|Opened on|Open date|"
	    "Opened date|Engage date|Engaged on|Lead date|Lead created|"
	    "Lead created date|Lead creation date|Date of lead|Enquiry date|"
	    "Inquiry date|Erstellungsdatum|Erstelldatum|Erstellt am|Erstellt|"
	    "Datum der erstellung|Angelegt am|Fecha de creación|Creado el|"
	    "Creado|Luontipäivä|Luotu|Luontipäivämäärä|Date de création|"
	    "Créé le|Data di creazione|Data creazione|Creato il|"
	    "作成日|作成日時|登録日|"
	    "Aanmaakdatum|Aangemaakt op|Datum aangemaakt|Aangemaakt|"
	    "Data utworzenia|Utworzono|Data de criação|Criado em|"
	    "Negócio criado|Negócio criado em|Skapandedatum|Skapad datum|"
	    "Skapad den|Skapad|Skapat datum|"
	    "创建日期|创建时间|创建于|建立日期|建立时间|录入日期|录入时间|"
	    "立项日期|建立時間|"
	    "Dibuat|Tanggal dibuat|Dibuat pada|Tanggal pembuatan|"
	    "Waktu dibuat|Tanggal masuk|"
	    "създадена|дата на създаване|създаден|създадено|създадена на|"
	    "създаден на|създадено на|дата на откриване|дата на въвеждане|"
	    "Hs createdate|Hubspot create date" },
	{ FIELD_CLOSE_DATE, "close_date", TYPE_DATE, true, false,
	    "Expected close date|Deal close date|Opportunity close date|"
	    "Closing date|Expected closing|Expected closing date|"
	    "Expected close|Expected closure|Expected closure date|"
	    "Close date expected|Estimated close date|Estimated close|"
	    "Estimated closing date|Est close date|Est close|Est closing|"
	    "Est closing date|Close date est|Close date estimated|"
	    "Exp close date|Exp close|Projected close date|Projected close|"
	    "Projected closing date|Anticipated close date|Anticipated close|"
	    "Anticipated closing date|Forecast close date|Forecast close|"
	    "Forecasted close date|Target close date|Target close|"
	    "Target closing date|Planned close date|Planned close|"
	    "Likely close date|Close by|Due to close|Expected to close|"
	    "Date deadline|Expected date of closing|Abschlussdatum|"
	    "Erwartetes abschlussdatum|Voraussichtliches abschlussdatum|"
	    "Voraussichtlicher abschluss|Erwarteter abschluss|"
	    "Abschlusstermin|Geplanter abschluss|Fecha de cierre|"
	    "Fecha de cierre prevista|Fecha prevista de cierre|"
	    "Fecha de cierre esperada|Sulkemispäivä|Sulkemispäivämäärä|"
	    "Päättymispäivä|Kaupan sulkemispäivä|Suljepäivä|"
	    "Date de fermeture|Date de fermeture prévue|Date de clôture|"
	    "Date de clôture prévue|Date de cloture|Data di chiusura|"
	    "Data chiusura|Data di chiusura prevista|Data chiusura prevista|"
	    "クローズ日|クローズ予定日|完了予定日|成約予定日|受注予定日|"
	    "Sluitingsdatum|Verwachte sluitingsdatum|Sluitdatum|"
	    "Verwachte sluiting|Data zamknięcia|Przewidywana data zamknięcia|"
	    "Oczekiwana data zamknięcia|Planowana data zamknięcia|"
	    "Data de fechamento|Data de fechamento esperada|"
	    "Data de fechamento prevista|Data prevista de fechamento|"
	    "Data de encerramento|Data de fecho|Stängningsdatum|Slutdatum|"
	    "Förväntat stängningsdatum|Förväntat slutdatum|Avslutsdatum|"
	    "预计成交日期|成交日期|预计成交时间|预计结单日期|预计结束日期|"
	    "预计关闭日期|关闭日期|结束日期|结单日期|预计签约日期|"
	    "预计签单日期|预计赢单日期|预期成交日期|預計成交日期|"
	    "預計結案日期|"
	    "Tanggal tutup|Tanggal penutupan|Tutup tanggal|Perkiraan tutup|"
	    "Perkiraan penutupan|Perkiraan tanggal penutupan|"
	    "Perkiraan tanggal tutup|Estimasi penutupan|"
	    "Estimasi tanggal penutupan|Estimasi tanggal tutup|"
	    "Target penutupan|Target tanggal tutup|Tanggal closing|"
	    "Perkiraan closing|Tanggal perkiraan tutup|"
	    "дата на затваряне|дата на приключване|очаквано затваряне|"
	    "очаквано приключване|очаквана дата на затваряне|"
	    "очаквана дата на приключване|очаквана дата|"
	    "планирана дата на затваряне|прогнозна дата на затваряне" },
	{ FIELD_CLOSED, "closed", TYPE_DATE, false, false,
	    "Closed date|Closed on|Deal closed on|Date closed|Closed at|"
	    "Actual close date|Actual close|Actual closing date|"
	    "Actual closed date|Close date actual|Close time|Closed time|"
	    "Deal closed date|Tatsächliches abschlussdatum|Geschlossen am|"
	    "Abgeschlossen am|Fecha de cierre real|Cerrado el|"
	    "Todellinen sulkemispäivä|Suljettu|Date de clôture réelle|"
	    "Date de fermeture réelle|Fermé le|Data di chiusura effettiva|"
	    "Chiuso il|"
	    "完了日|実際のクローズ日|"
	    "Gesloten op|Werkelijke sluitingsdatum|"
	    "Rzeczywista data zamknięcia|Zamknięto|Negócio fechado em|"
	    "Fechado em|Data de fechamento real|Stängd|Stängd den|"
	    "Faktiskt stängningsdatum|"
	    "实际成交日期|实际成交时间|成交时间|实际结单日期|实际关闭日期|"
	    "实际结束日期|關閉時間|"
	    "Ditutup|Ditutup pada|Tanggal ditutup|Tanggal penutupan aktual|"
	    "затворена|затворен|затворено|затворена на|приключена|"
	    "приключена на|реална дата на затваряне|"
	    "действителна дата на затваряне|фактическа дата на затваряне" },
	{ FIELD_STAGE_SINCE, "stage_since", TYPE_DATE, false, false,
	    "Last stage change|Last stage change date|Stage change time|"
	    "Stage change date|Stage changed|Stage changed on|"
	    "Last stage update|Date last stage update|Stage updated|"
	    "Stage updated at|Stage date|Stage entered|Stage entered on|"
	    "Stage entry date|Stage start date|Date entered stage|"
	    "Date entered current stage|Entered stage|Entered stage on|"
	    "Current stage since|In stage since|"
	    "Hs v2 date entered current stage|Hs date entered current stage|"
	    "última alteração de etapa|último cambio de etapa|"
	    "阶段变更时间|阶段更新时间|进入阶段时间|进入阶段日期|"
	    "进入当前阶段时间|最后阶段变更|"
	    "Perubahan tahap terakhir|Tanggal masuk tahap|Tanggal tahap|"
	    "последна промяна на етапа|дата на етапа|в етапа от|етап от" },
	{ FIELD_PRODUCT, "product", TYPE_TEXT, false, false,
	    "Product name|Products|Deal product|Product service|"
	    "Product or service|Products services|Product of interest|"
	    "Product interest|Service|Offering|Produkt|Produkte|Producto|"
	    "Tuote|Produit|Prodotto|"
	    "製品|商品|製品名|商品名|"
	    "Produto|Nome do produto|"
	    "产品|产品名称|商品名称|意向产品|產品|產品名稱|"
	    "Produk|Nama produk|Layanan|Produk layanan|"
	    "продукт|продукт услуга|услуга|име на продукта" },
	{ FIELD_SOURCE, "source", TYPE_TEXT, false, false,
	    "Lead source|Original source type|Original source|"
	    "Original traffic source|Hs analytics source|Deal source|"
	    "Opportunity source|Source channel|Source name|Source id|"
	    "Source origin|Lead origin|Origin|Channel|Marketing channel|"
	    "Marketing source|Acquisition channel|Acquisition source|"
	    "Traffic source|Referral source|Deal lead source|Source of lead|"
	    "Ursprüngliche quelle|Art der ursprünglichen quelle|"
	    "Originalquelle|Quelle|Lead quelle|Herkunft|Fuente original|"
	    "Tipo de fuente original|Fuente|Origen|Alkuperäinen lähde|"
	    "Alkuperäisen lähteen tyyppi|Lähde|Source dorigine|"
	    "Source originale|Type de source dorigine|Origine|"
	    "Fonte originale|Tipo di fonte originale|Fonte|"
	    "元のソース|元のソースタイプ|オリジナルソース|元の参照元|参照元|"
	    "リードソース|流入元|"
	    "Oorspronkelijke bron|Originele bron|Type originele bron|Bron|"
	    "Oryginalne źródło|Pierwotne źródło|źródło|"
	    "Typ oryginalnego źródła|Fonte original|Tipo de fonte original|"
	    "Origem|Origem original|Origem do negócio|Ursprunglig källa|"
	    "Typ av ursprunglig källa|Källa|"
	    "来源|线索来源|商机来源|客户来源|潜在客户来源|潜在顾客源|渠道|"
	    "来源渠道|來源|"
	    "Sumber|Sumber prospek|Sumber lead|Sumber peluang|"
	    "Sumber pelanggan|Asal prospek|"
	    "източник|източник на клиента|източник на лийда|"
	    "източник на сделката|канал|произход|"
	    "Latest source|Latest traffic source|Hs analytics latest source|"
	    "Campaign|Campaign name" },
	{ FIELD_LOST_REASON, "lost_reason", TYPE_TEXT, false, false,
	    "Closed lost reason|Loss reason|Reason lost|Reason for loss|"
	    "Reason for losing|Deal lost reason|Lost because|Why lost|"
	    "Reason of loss|Lost reason id|Grund für verlorenen abschluss|"
	    "Grund für verlust|Grund für closed lost|"
	    "Grund für abgeschlossen und verloren|Grund für den verlust|"
	    "Verlustgrund|Motivo de cierre perdido|Motivo de negocio perdido|"
	    "Motivo de la pérdida|Motivo de pérdida|Razón de pérdida|"
	    "Häviön syy|Syy häviöön|Suljettu hävitty syy|Menetyksen syy|"
	    "Motif de la perte|Raison de la perte|Motif de perte|"
	    "Raison de fermeture perdue|Raison du closed lost|"
	    "Motivo della chiusura persa|Motivo chiusura persa|"
	    "Motivo della perdita|Motivo perdita|"
	    "失注理由|失注の理由|クローズした失注の理由|不成立の理由|"
	    "Reden gesloten verloren|Reden voor gesloten verloren|"
	    "Reden verloren|Reden van verlies|Reden voor verlies|"
	    "Powód zamknięcia przegranej|Powód przegranej|Powód utraty|"
	    "Przyczyna przegranej|Motivo de fechamento perdido|"
	    "Motivo do fechamento perdido|Motivo da perda|Motivo de perda|"
	    "Orsak till förlust|Anledning till förlust|"
	    "Orsak till förlorad affär|Orsak till stängd och förlorad|"
	    "输单原因|丢单原因|失败原因|流失原因|输单理由|輸單原因|"
	    "Alasan kalah|Alasan gagal|Alasan kehilangan|Penyebab kalah|"
	    "причина за загуба|причина за загубване|причина за отказ|"
	    "причина за загубата" },
	{ FIELD_COST, "cost", TYPE_MONEY, false, false,
	    "Acquisition cost|Cost of sale|Cost of sales|Costs|Deal cost|"
	    "Sales cost|Cost to acquire|"
	    "成本|获客成本|销售成本|费用|"
	    "Biaya|Biaya akuisisi|Biaya penjualan|"
	    "разход|разходи|цена на придобиване|разход за придобиване" },
	{ FIELD_NEXT_STEP, "next_step", TYPE_TEXT, false, false,
	    "Next steps|Hs next step|Next action|Next actions|Next activity|"
	    "Next activity subject|Action item|Next task|Nächster schritt|"
	    "Nächste schritte|Próximo paso|Siguiente paso|Seuraava vaihe|"
	    "Seuraava askel|étape suivante|Prochaine étape|"
	    "Passaggio successivo|Fase successiva|Prossimo passo|"
	    "Prossimo passaggio|"
	    "次のステップ|次のアクション|"
	    "Volgende stap|Następny krok|Kolejny krok|Próxima etapa|"
	    "Próximo passo|Próxima atividade|Nästa steg|"
	    "下一步|下一步计划|下一步行动|下一步骤|下步计划|"
	    "Langkah berikutnya|Langkah selanjutnya|Tindakan berikutnya|"
	    "Tindak lanjut|Aktivitas berikutnya|"
	    "следваща стъпка|следващи стъпки|следващо действие|"
	    "следваща задача" },
	{ FIELD_NEXT_DATE, "next_date", TYPE_DATE, false, false,
	    "Next activity date|Next step date|Next step due date|"
	    "Next action date|Notes next activity date|Date action next|"
	    "Follow up date|Next follow up|Next follow up date|Follow up on|"
	    "Next contact date|Next call date|Next meeting date|"
	    "Datum der nächsten aktivität|Fecha de la próxima actividad|"
	    "Date de la prochaine activité|Data della prossima attività|"
	    "次のアクティビティー日|"
	    "Datum volgende activiteit|Data następnej aktywności|"
	    "Data da próxima atividade|Datum för nästa aktivitet|"
	    "下次跟进日期|下次跟进时间|下次联系时间|下次联系日期|下一步日期|"
	    "Tanggal berikutnya|Tanggal tindak lanjut|"
	    "Tanggal langkah berikutnya|Tanggal aktivitas berikutnya|"
	    "Jadwal berikutnya|"
	    "следваща дата|дата на следваща стъпка|дата на следващата стъпка|"
	    "дата на следващо действие|дата на следващ контакт" },
	{ FIELD_LAST_ACTIVITY, "last_activity", TYPE_DATE, false, false,
	    "Last activity date|Notes last updated|Last activity on|"
	    "Last activity time|Last contact|Last contact date|"
	    "Last contacted|Last contacted date|Notes last contacted|"
	    "Last touch|Last touch date|Last touched|Last interaction|"
	    "Last interaction date|Last communication|Last engagement date|"
	    "Last action date|Last follow up|Datum der letzten aktivität|"
	    "Letztes aktivitätsdatum|Letzte aktivität|Letzter kontakt|"
	    "Fecha de la última actividad|Fecha de última actividad|"
	    "última actividad|Viimeisin toimintapäivä|"
	    "Viimeisimmän aktiviteetin päivämäärä|"
	    "Viimeisimmän toiminnan päivämäärä|Viimeisin aktiviteetti|"
	    "Viimeisen toiminnan päivämäärä|Date de la dernière activité|"
	    "Date de dernière activité|Dernière activité|"
	    "Data dellultima attività|Data ultima attività|"
	    "Data di ultima attività|Ultima attività|"
	    "最終アクティビティー日|最終アクティビティ日|"
	    "最終アクティビティー日時|前回のアクティビティー日|最終活動日|"
	    "Datum van laatste activiteit|Datum laatste activiteit|"
	    "Laatste activiteitsdatum|Laatste activiteit|"
	    "Data ostatniej aktywności|Data ostatniego działania|"
	    "Ostatnia aktywność|Data da última atividade|última atividade|"
	    "Datum för senaste aktivitet|Senaste aktivitetsdatum|"
	    "Senaste aktivitet|"
	    "最近活动|最近活动日期|上次活动日期|最后活动日期|最近跟进时间|"
	    "最近跟进日期|最后跟进时间|最后跟进日期|上次联系时间|"
	    "最后联系时间|"
	    "Aktivitas terakhir|Tanggal aktivitas terakhir|Kontak terakhir|"
	    "Tanggal kontak terakhir|"
	    "последна активност|дата на последна активност|"
	    "дата на последната активност|последен контакт|"
	    "дата на последен контакт|последно действие" },
	{ FIELD_MODIFIED, "modified", TYPE_DATE, false, true,
	    "Last modified date|Last modified|Last modified on|"
	    "Last modified at|Last modified time|Modified at|Modified on|"
	    "Modified date|Modified time|Date modified|Hs lastmodifieddate|"
	    "Write date|Update time|Update date|Date updated|Updated|"
	    "Updated at|Updated on|Last updated|Last updated at|"
	    "Last updated on|Last updated date|Last update|Last changed|"
	    "Date changed|Last change|Last updated time|"
	    "Datum der letzten änderung|Letztes änderungsdatum|"
	    "Zuletzt geändert am|Zuletzt geändert|Letzte änderung|"
	    "Geändert am|Fecha de la última modificación|"
	    "Fecha de última modificación|última modificación|"
	    "Fecha de modificación|Viimeisin muokkauspäivä|Viimeksi muokattu|"
	    "Viimeisimmän muutoksen päivämäärä|Muokattu|"
	    "Date de la dernière modification|Date de dernière modification|"
	    "Dernière modification|Modifié le|Data dellultima modifica|"
	    "Data ultima modifica|Data di ultima modifica|Ultima modifica|"
	    "最終更新日|最終更新日時|最終変更日|更新日|更新日時|"
	    "Datum laatst gewijzigd|Laatst gewijzigd op|Laatst gewijzigd|"
	    "Laatste wijzigingsdatum|Datum laatste wijziging|"
	    "Data ostatniej modyfikacji|Ostatnia modyfikacja|"
	    "Ostatnio zmodyfikowano|Data da última modificação|"
	    "última modificação|Horário da atualização|Atualizado em|"
	    "Datum för senaste ändring|Senast ändrad|Senaste ändringsdatum|"
	    "Senast uppdaterad|"
	    "修改日期|修改时间|更新时间|更新日期|最后修改时间|最后修改日期|"
	    "上次修改日期|最后更新时间|最近更新时间|更新時間|"
	    "Diubah|Terakhir diubah|Tanggal diubah|Diubah pada|Diperbarui|"
	    "Terakhir diperbarui|Diperbarui pada|Dimodifikasi|"
	    "Tanggal pembaruan|"
	    "променена|последна промяна|дата на промяна|променен|променено|"
	    "дата на последна промяна|обновена|обновено|последно обновяване|"
	    "последна актуализация|"
	    "System modstamp" },
	{ FIELD_SCORE, "score", TYPE_NUMBER, false, false,
	    "Lead score|Deal score|Opportunity score|Hubspot score|"
	    "Hs deal score|Pontuação do negócio|"
	    "评分|得分|线索评分|商机评分|分数|"
	    "Skor|Skor prospek|Skor lead|"
	    "оценка|точки|брой точки" },
	{ FIELD_GRADE, "grade", TYPE_TEXT, false, false,
	    "Lead grade|Deal grade|Rating|Lead rating|"
	    "等级|级别|客户级别|商机等级|"
	    "Peringkat|"
	    "клас|рейтинг" },
	{ FIELD_HISTORY, "history", TYPE_HISTORY, false, false,
	    "Stage history|"
	    "历史|阶段历史|"
	    "Riwayat|Riwayat tahap|"
	    "история|история на етапите" },
	{ FIELD_NOTES, "notes", TYPE_TEXT, false, false,
	    "Note|Deal notes|Description|Deal description|Comment|Comments|"
	    "Remark|Remarks|Additional notes|Additional information|Notizen|"
	    "Notiz|Bemerkung|Bemerkungen|Beschreibung|Notas|Descripción|"
	    "Muistiinpanot|Kuvaus|Remarques|Commentaires|Note interne|"
	    "Descrizione|"
	    "メモ|備考|説明|"
	    "Opmerkingen|Beschrijving|Notatki|Opis|Descrição|Observações|"
	    "Anteckningar|Beskrivning|"
	    "备注|描述|说明|跟进记录|備註|"
	    "Catatan|Keterangan|Deskripsi|Komentar|"
	    "бележки|бележка|забележка|забележки|коментар|коментари|описание" },
	{ FIELD_IS_CLOSED, "is_closed", TYPE_FLAG, false, true,
	    "Closed flag|Is closed numeric|Is deal closed|Hs is closed|"
	    "已关闭|是否关闭|已结束" },
	{ FIELD_IS_WON, "is_won", TYPE_FLAG, false, true,
	    "Is closed won|Hs is closed won|Won flag|Is closed won numeric|"
	    "è con chiusura vinta|"
	    "是否赢单|已赢得" },
	{ FIELD_WON_ON, "won_on", TYPE_DATE, false, true,
	    "Deal won time|Won time|Date won|Won date|Won at|Win date|"
	    "Closed won date|Deal won on|Deal won date|Sold on|Date sold|"
	    "Sold date|Data de ganho|"
	    "赢单日期|赢单时间|"
	    "Tanggal menang|"
	    "спечелена на|дата на спечелване" },
	{ FIELD_LOST_ON, "lost_on", TYPE_DATE, false, true,
	    "Deal lost time|Lost time|Date lost|Lost date|Lost at|Loss date|"
	    "Closed lost date|Deal lost on|Deal lost date|Data de perda|"
	    "输单日期|输单时间|"
	    "Tanggal kalah|"
	    "загубена на|дата на загуба|дата на загубване" },
	{ FIELD_WEIGHTED_AMOUNT, "weighted_amount", TYPE_MONEY, false, true,
	    "Weighted value|Weighted deal value|Weighted deal amount|"
	    "Expected revenue|Expected value|Prorated revenue|"
	    "Weighted revenue|Weighted pipeline|Weighted forecast|Weighted|"
	    "Hs projected amount|Probability weighted amount|Amount weighted|"
	    "Amount weighted converted|Risk adjusted value|"
	    "Gewichteter betrag|Importe ponderado|Valor ponderado|"
	    "Painotettu summa|Montant pondéré|Importo ponderato|"
	    "加重金額|重み付け金額|重み付き金額|加重された金額|"
	    "Gewogen bedrag|Kwota ważona|Ważona kwota|Viktat belopp|"
	    "加权金额|金额加权|加权价值|预期收入|"
	    "Nilai tertimbang|Jumlah tertimbang|Pendapatan yang diharapkan|"
	    "Perkiraan pendapatan|"
	    "претеглена стойност|претеглена сума|очакван приход|"
	    "очаквани приходи|"
	    "Weighted amount in company currency|"
	    "Hs projected amount in home currency" },
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

/* Does a name of the registry that begins at AT, up to a '|' or the end, fold
 * to FOLDED? */
static bool
spells(const char *at, struct slice folded)
{
	size_t n = 0;

	for (; *at != '\0' && *at != '|'; at++) {
		if (*at == ' ' || *at == '_')
			continue;
		if (n == folded.len || text_lower(*at) != folded.at[n])
			return false;
		n++;
	}
	return n == folded.len;
}

enum field
field_named(struct slice name)
{
	struct buffer buffer = { 0 };
	enum field found = FIELD_NONE;
	struct slice folded;

	text_fold_header(name, &buffer);
	folded = (struct slice){ buffer.at, buffer.len };
	for (size_t i = 0; folded.len > 0 && i < FIELD_COUNT; i++)
		if (spells(rows[i].name, folded)) {
			found = rows[i].field;
			break;
		}
	buffer_free(&buffer);
	return found;
}

/* The byte by which aliases that begin as FOLDED does are found: the capital,
 * or the last byte of another character, which is AFTER bytes behind the first
 * and may stand elsewhere too. */
static char
mark_of(struct slice folded, size_t *after)
{
	char first = folded.at[0];

	*after = 0;
	if (text_letter(first))
		return (char)(first - ('a' - 'A'));
	while (*after + 1 < folded.len &&
	    ((unsigned char)folded.at[*after + 1] & 0xc0) == 0x80)
		(*after)++;
	return folded.at[*after];
}

/* The place of FOLDED, which is not empty, among a row's names, -1 if it is none
 * of them. */
static int
row_rank(const struct field_row *row, struct slice folded)
{
	size_t after;
	char mark = mark_of(folded, &after);
	const char *at = row->aliases;
	int rank = 1;

	if (spells(row->name, folded))
		return 0;
	while ((at = strchr(at, mark)) != NULL) {
		const char *start = at - after;

		if ((size_t)(at - row->aliases) >= after &&
		    (start == row->aliases || start[-1] == '|') &&
		    spells(start, folded)) {
			while (start > row->aliases)
				rank += *--start == '|';
			return rank;
		}
		at++;
	}
	return -1;
}

/* What a header may say besides the field's name. */
struct wording {
	struct slice name;	/* the rest */
	struct slice unit;	/* "USD" of "Amount (USD)"; empty: none */
};

static bool
ends_with(struct slice text, const char *end)
{
	size_t n = strlen(end);

	return text.len >= n && memcmp(text.at + text.len - n, end, n) == 0;
}

/* Where PART begins last in TEXT, TEXT.len where it does not. */
static size_t
last_of(struct slice text, const char *part)
{
	size_t n = strlen(part);

	for (size_t at = text.len; at-- > 0; )
		if (text.len - at >= n && memcmp(text.at + at, part, n) == 0)
			return at;
	return text.len;
}

/* Split TEXT before and behind the N bytes at AT. */
static struct wording
split(struct slice text, size_t at, size_t n)
{
	return (struct wording){
	    .name = slice_trim((struct slice){ text.at, at }),
	    .unit = slice_trim((struct slice){ text.at + at + n,
		text.len - at - n }) };
}

/* "Amount (USD)", "Deal Value, $", "Amount in EUR", "Value €": the unit stands
 * in brackets, behind a comma, or is the last word. */
static struct wording
without_unit(struct slice header)
{
	static const char *const brackets[][2] = { { "(", ")" }, { "[", "]" },
	    { "（", "）" }, { "【", "】" }, { "［", "］" } };
	static const char *const behind[] = { ",", "，", " in ", " " };
	size_t at;

	while (ends_with(header, "*") || ends_with(header, ":")) {
		header.len--;
		header = slice_trim(header);
	}
	for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++)
		if (ends_with(header, brackets[i][1]) &&
		    (at = last_of(header, brackets[i][0])) < header.len) {
			header.len -= strlen(brackets[i][1]);
			return split(header, at, strlen(brackets[i][0]));
		}
	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
		if ((at = last_of(header, behind[i])) < header.len)
			return split(header, at, strlen(behind[i]));
	return (struct wording){ 0 };
}

/* Is FOLDED one of the words ('|' between)? */
static bool
is_among(struct slice folded, const char *words)
{
	struct slice rest = slice_of(words), word;

	while (slice_next(&rest, '|', &word))
		if (slice_equal(folded, word))
			return true;
	return false;
}

/* "dd/mm/yyyy", "TT.MM.JJJJ", "UTC+2", "local". */
static bool
is_date_unit(struct slice folded)
{
	static const char letters[] = "dmyhstja";
	size_t n = 0;

	if (folded.len <= 8 && (slice_take(&folded, "utc") ||
	    slice_take(&folded, "gmt")))
		return true;
	while (n < folded.len && strchr(letters, folded.at[n]) != NULL &&
	    folded.at[n] != '\0')
		n++;
	return (n == folded.len && n >= 6 && last_of(folded, "mm") < n) ||
	    is_among(folded, "local|date|cet|cest|est|edt|pst|pdt|年月日|"
	    "ддммгггг|ггггммдд");
}

static bool
is_money_unit(struct slice unit, struct slice folded)
{
	char upper[4], code[4];

	if (unit.len > 0 && money_sign(unit, code) == unit.len)
		return true;
	if (unit.len == 3) {
		for (size_t i = 0; i < 3; i++)
			upper[i] = unit.at[i] >= 'a' && unit.at[i] <= 'z' ?
			    (char)(unit.at[i] - ('a' - 'A')) : unit.at[i];
		if (money_sign((struct slice){ upper, 3 }, code) == 3)
			return true;
	}
	return is_among(folded, "euro|euros|dollar|dollars|usdollars|us$|usd$|"
	    "eur€|gbp£|pounds|yuan|rupiah|лева|евро|долари|美元|欧元|人民币元");
}

#define TYPE_BIT(type) (1U << (type))

/*
 * The types of which a field may be in UNIT, one bit each; 0: it is no unit. A
 * scale is none, "(k)", "万元": the cells would be read as too little, so such a
 * header stands for no field.
 */
static unsigned
unit_types(struct slice unit)
{
	struct buffer buffer = { 0 };
	struct slice folded;
	unsigned types = 0;

	slice_take(&unit, "in ");
	text_fold_header(unit, &buffer);
	folded = (struct slice){ buffer.at, buffer.len };
	if (is_among(folded, "required|optional|mandatory|必填|选填|wajib|"
	    "opsional|задължително"))
		types = ~0U;
	else if (is_among(folded, "%|percent|pct|0100|01|0100%"))
		types = TYPE_BIT(TYPE_PERCENT) | TYPE_BIT(TYPE_NUMBER);
	else if (is_date_unit(folded))
		types = TYPE_BIT(TYPE_DATE);
	if (is_money_unit(unit, folded))
		types |= TYPE_BIT(TYPE_MONEY);
	buffer_free(&buffer);
	return types;
}

/* "Opportunity: Close Date", "Deal - Close Date", "properties.amount": what
 * stands behind the thing all columns are of. Behind any other, "Account:
 * Owner", it is no field of the deal. Empty: there is none. */
static struct slice
without_entity(struct slice header)
{
	static const char *const marks[] = { " - ", ": ", " – ", " — ", "：",
	    "." };
	struct buffer buffer = { 0 };
	struct slice found = { 0 };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		const char *end = NULL;
		size_t n = strlen(marks[i]), at = 0;

		while (at + n < header.len && end == NULL)
			if (memcmp(header.at + at, marks[i], n) == 0)
				end = header.at + at;
			else
				at++;
		if (end == NULL)
			continue;
		buffer_clear(&buffer);
		text_fold_header((struct slice){ header.at, at }, &buffer);
		if (is_among((struct slice){ buffer.at, buffer.len },
		    "deal|deals|opportunity|opportunities|opp|lead|sale|crmdeal|"
		    "properties|fields|negocio|negócio|trattativa|transaction|"
		    "transakcja|affär|kauppa|取引|商談|商机|交易|业务机会|"
		    "peluang|transaksi|сделка|възможност")) {
			found = (struct slice){ end + n, header.len - at - n };
			break;
		}
	}
	buffer_free(&buffer);
	return slice_trim(found);
}

/* The field of just this text. */
static enum field
field_spelled(struct slice text, struct buffer *spare, int *rank)
{
	struct slice folded;

	buffer_clear(spare);
	text_fold_header(text, spare);
	folded = (struct slice){ spare->at, spare->len };
	for (size_t i = 0; folded.len > 0 && i < FIELD_COUNT; i++) {
		*rank = row_rank(&rows[i], folded);
		if (*rank >= 0)
			return rows[i].field;
	}
	return FIELD_NONE;
}

/* The field of a text or of the text without its unit. */
static enum field
field_worded(struct slice text, struct buffer *spare, int *rank)
{
	enum field found = field_spelled(text, spare, rank);
	struct wording wording;
	unsigned types = ~0U;

	if (found != FIELD_NONE)
		return found;
	wording = without_unit(text);
	if (ends_with(text, "__c"))	/* Salesforce's mark of a custom field */
		wording = (struct wording){ .name = { text.at, text.len - 3 } };
	if (wording.unit.len > 0)
		types = unit_types(wording.unit);
	if (wording.name.len == 0 || types == 0)
		return FIELD_NONE;
	found = field_spelled(wording.name, spare, rank);
	(*rank)++;
	return found != FIELD_NONE && (types & TYPE_BIT(rows[found].type)) != 0 ?
	    found : FIELD_NONE;
}

/*
 * The longest reading wins: all of the header, then without its unit, then
 * without the entity before it. Each that was left out is as much worse as the
 * next alias, so that where this leaves two alike the user is asked.
 */
enum field
field_of_header(struct slice header, int *rank)
{
	struct buffer spare = { 0 };
	struct slice trimmed = slice_trim(header), rest;
	int place = 0;
	enum field found = field_worded(trimmed, &spare, &place);

	if (found == FIELD_NONE) {
		rest = without_entity(trimmed);
		if (rest.len > 0) {
			found = field_worded(rest, &spare, &place);
			place++;
		}
	}
	if (found != FIELD_NONE && rank != NULL)
		*rank = place;
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
