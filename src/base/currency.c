#include <stdlib.h>
#include <string.h>

#include "base/money.h"

/* ISO 4217, with codes lately gone that old deals still have;
 * sorted. */
struct currency {
	char code[4];
	unsigned char decimals;
};

static const struct currency currencies[] = {
	{ "AED", 2 }, { "AFN", 2 }, { "ALL", 2 }, { "AMD", 2 }, { "ANG", 2 }, { "AOA", 2 },
	{ "ARS", 2 }, { "AUD", 2 }, { "AWG", 2 }, { "AZN", 2 }, { "BAM", 2 }, { "BBD", 2 },
	{ "BDT", 2 }, { "BGN", 2 }, { "BHD", 3 }, { "BIF", 0 }, { "BMD", 2 }, { "BND", 2 },
	{ "BOB", 2 }, { "BRL", 2 }, { "BSD", 2 }, { "BTN", 2 }, { "BWP", 2 }, { "BYN", 2 },
	{ "BYR", 0 }, { "BZD", 2 }, { "CAD", 2 }, { "CDF", 2 }, { "CHF", 2 }, { "CLF", 4 },
	{ "CLP", 0 }, { "CNY", 2 }, { "COP", 2 }, { "CRC", 2 }, { "CUC", 2 }, { "CUP", 2 },
	{ "CVE", 2 }, { "CZK", 2 }, { "DJF", 0 }, { "DKK", 2 }, { "DOP", 2 }, { "DZD", 2 },
	{ "EGP", 2 }, { "ERN", 2 }, { "ETB", 2 }, { "EUR", 2 }, { "FJD", 2 }, { "FKP", 2 },
	{ "GBP", 2 }, { "GEL", 2 }, { "GHS", 2 }, { "GIP", 2 }, { "GMD", 2 }, { "GNF", 0 },
	{ "GTQ", 2 }, { "GYD", 2 }, { "HKD", 2 }, { "HNL", 2 }, { "HRK", 2 }, { "HTG", 2 },
	{ "HUF", 2 }, { "IDR", 2 }, { "ILS", 2 }, { "INR", 2 }, { "IQD", 3 }, { "IRR", 2 },
	{ "ISK", 0 }, { "JMD", 2 }, { "JOD", 3 }, { "JPY", 0 }, { "KES", 2 }, { "KGS", 2 },
	{ "KHR", 2 }, { "KMF", 0 }, { "KPW", 2 }, { "KRW", 0 }, { "KWD", 3 }, { "KYD", 2 },
	{ "KZT", 2 }, { "LAK", 2 }, { "LBP", 2 }, { "LKR", 2 }, { "LRD", 2 }, { "LSL", 2 },
	{ "LTL", 2 }, { "LVL", 2 }, { "LYD", 3 }, { "MAD", 2 }, { "MDL", 2 }, { "MGA", 2 },
	{ "MKD", 2 }, { "MMK", 2 }, { "MNT", 2 }, { "MOP", 2 }, { "MRU", 2 }, { "MUR", 2 },
	{ "MVR", 2 }, { "MWK", 2 }, { "MXN", 2 }, { "MYR", 2 }, { "MZN", 2 }, { "NAD", 2 },
	{ "NGN", 2 }, { "NIO", 2 }, { "NOK", 2 }, { "NPR", 2 }, { "NZD", 2 }, { "OMR", 3 },
	{ "PAB", 2 }, { "PEN", 2 }, { "PGK", 2 }, { "PHP", 2 }, { "PKR", 2 }, { "PLN", 2 },
	{ "PYG", 0 }, { "QAR", 2 }, { "RON", 2 }, { "RSD", 2 }, { "RUB", 2 }, { "RWF", 0 },
	{ "SAR", 2 }, { "SBD", 2 }, { "SCR", 2 }, { "SDG", 2 }, { "SEK", 2 }, { "SGD", 2 },
	{ "SHP", 2 }, { "SLE", 2 }, { "SLL", 2 }, { "SOS", 2 }, { "SRD", 2 }, { "SSP", 2 },
	{ "STN", 2 }, { "SVC", 2 }, { "SYP", 2 }, { "SZL", 2 }, { "THB", 2 }, { "TJS", 2 },
	{ "TMT", 2 }, { "TND", 3 }, { "TOP", 2 }, { "TRY", 2 }, { "TTD", 2 }, { "TWD", 2 },
	{ "TZS", 2 }, { "UAH", 2 }, { "UGX", 0 }, { "USD", 2 }, { "UYI", 0 }, { "UYU", 2 },
	{ "UZS", 2 }, { "VED", 2 }, { "VES", 2 }, { "VND", 0 }, { "VUV", 0 }, { "WST", 2 },
	{ "XAF", 0 }, { "XCD", 2 }, { "XCG", 2 }, { "XOF", 0 }, { "XPF", 0 }, { "YER", 2 },
	{ "ZAR", 2 }, { "ZMW", 2 }, { "ZWG", 2 }, { "ZWL", 2 },
};

/* What people write instead. The longest sign that fits is taken. */
struct sign {
	char text[12];		/* UTF-8 */
	char code[4];		/* "": it could be several */
};

static const struct sign signs[] = {
	{ "\xe2\x82\xac", "EUR" },			/* € */
	{ "\xc2\xa3", "GBP" },				/* £ */
	{ "\xc2\xa5", "" },				/* ¥: yen and yuan */
	{ "\xef\xbf\xa5", "" },				/* ￥ */
	{ "CN\xc2\xa5", "CNY" }, { "JP\xc2\xa5", "JPY" },
	{ "$", "" }, { "\xef\xbc\x84", "" },		/* ＄ */
	{ "US$", "USD" }, { "R$", "BRL" }, { "A$", "AUD" }, { "AU$", "AUD" },
	{ "C$", "CAD" }, { "CA$", "CAD" }, { "HK$", "HKD" }, { "NT$", "TWD" },
	{ "NZ$", "NZD" }, { "S$", "SGD" }, { "MX$", "MXN" }, { "Mex$", "MXN" },
	{ "z\xc5\x82", "PLN" },				/* zł */
	{ "K\xc4\x8d", "CZK" },				/* Kč */
	{ "\xd0\xbb\xd0\xb2", "BGN" },			/* лв */
	{ "\xd0\xbb\xd0\xb2.", "BGN" },
	{ "kr", "" }, { "kr.", "" }, { "Kr", "" }, { "Kr.", "" },
	{ "\xe2\x82\xb9", "INR" },			/* ₹ */
	{ "Rs", "" }, { "Rs.", "" },
	{ "\xe2\x82\xbd", "RUB" },			/* ₽ */
	{ "\xd1\x80\xd1\x83\xd0\xb1", "RUB" },		/* руб */
	{ "\xd1\x80\xd1\x83\xd0\xb1.", "RUB" },
	{ "\xe2\x82\xba", "TRY" }, { "TL", "TRY" },	/* ₺ */
	{ "\xe2\x82\xb4", "UAH" },			/* ₴ */
	{ "\xd0\xb3\xd1\x80\xd0\xbd", "UAH" },		/* грн */
	{ "\xe0\xb8\xbf", "THB" },			/* ฿ */
	{ "Rp", "IDR" }, { "Rp.", "IDR" },
	{ "\xe5\x85\x83", "CNY" },			/* 元 */
	{ "\xe4\xba\xba\xe6\xb0\x91\xe5\xb8\x81", "CNY" },	/* 人民币 */
	{ "RMB", "CNY" },
	{ "\xe5\x86\x86", "JPY" },			/* 円 */
	{ "\xe5\x9c\x93", "" },				/* 圓 */
	{ "\xe2\x82\xa9", "KRW" }, { "\xec\x9b\x90", "KRW" },	/* ₩ 원 */
	{ "\xe2\x82\xaa", "ILS" },			/* ₪ */
	{ "\xe2\x82\xab", "VND" }, { "\xc4\x91", "VND" },	/* ₫ đ */
	{ "\xe2\x82\xb1", "PHP" },			/* ₱ */
	{ "\xe2\x82\xa6", "NGN" },			/* ₦ */
	{ "\xe2\x82\xb8", "KZT" },			/* ₸ */
	{ "\xe2\x82\xa1", "" },				/* ₡: Costa Rica, El Salvador */
	{ "\xe2\x82\xb2", "PYG" },			/* ₲ */
	{ "\xe2\x82\xbe", "GEL" },			/* ₾ */
	{ "\xd6\x8f", "AMD" },				/* ֏ */
	{ "\xe2\x82\xbc", "AZN" },			/* ₼ */
	{ "\xe2\x82\xb5", "GHS" },			/* ₵ */
	{ "\xe1\x9f\x9b", "KHR" },			/* ៛ */
	{ "Ft", "HUF" }, { "lei", "RON" }, { "RM", "MYR" }, { "R", "ZAR" },
	{ "S/", "PEN" }, { "S/.", "PEN" }, { "Fr", "CHF" }, { "Fr.", "CHF" },
	{ "SFr.", "CHF" }, { "KM", "BAM" }, { "din", "" }, { "din.", "" },
};

/* Does a word go on behind the N bytes TEXT begins with, which end in a letter
 * themselves? "kr" is in "kroner", "R$" is nowhere but in itself. */
static bool
goes_on(struct slice text, size_t n)
{
	return n < text.len && text_letter(text.at[n - 1]) && text_letter(text.at[n]);
}

static int
by_code(const void *code, const void *currency)
{
	return memcmp(code, ((const struct currency *)currency)->code, 3);
}

static const struct currency *
currency_of(struct slice code)
{
	char upper[3];
	size_t i;

	if (code.len != 3)
		return NULL;
	for (i = 0; i < 3; i++) {
		if (!text_letter(code.at[i]))
			return NULL;
		upper[i] = (char)(text_lower(code.at[i]) - ('a' - 'A'));
	}
	return bsearch(upper, currencies, sizeof(currencies) / sizeof(currencies[0]),
	    sizeof(currencies[0]), by_code);
}

static const struct sign *
longest_sign(struct slice text)
{
	const struct sign *longest = NULL;
	struct slice rest;
	size_t i, n, most = 0;

	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (signs[i].text[0] != text.at[0])	/* spares most of the work */
			continue;
		rest = text;
		n = strlen(signs[i].text);
		if (n > most && slice_take(&rest, signs[i].text) && !goes_on(text, n)) {
			most = n;
			longest = &signs[i];
		}
	}
	return longest;
}

/* Of ASCII only letters and the dollar begin any. */
static bool
may_begin(char c)
{
	return text_letter(c) || c == '$' || (unsigned char)c >= 0x80;
}

size_t
money_sign(struct slice text, char code[4])
{
	struct slice three = { text.at, text.len < 3 ? text.len : 3 };
	const struct currency *currency;
	const struct sign *sign;

	if (text.len == 0 || !may_begin(text.at[0]))
		return 0;
	currency = currency_of(three);
	sign = longest_sign(text);
	if (sign != NULL) {
		memcpy(code, sign->code, 4);
		return strlen(sign->text);
	}
	if (currency == NULL || goes_on(text, 3))
		return 0;
	memcpy(code, currency->code, 4);
	return 3;
}

int
money_decimals(struct slice code)
{
	const struct currency *currency = currency_of(slice_trim(code));

	return currency == NULL ? 2 : currency->decimals;
}
