/*
 * Any bytes as amounts, percents and currencies: within the limits, and what is
 * written as the cell was says the same.
 */

#include "base/style.h"
#include "fuzz.h"

static void
read_amount(struct slice text, enum decimal_mark mark)
{
	struct money_style style;
	struct buffer made = { 0 };
	int64_t amount, again;
	bool blank;

	if (money_canonical(text, &again)) {
		if (mark != DECIMAL_POINT)
			return;
		must(money_read(text, mark, &amount, &blank) == NULL &&
		    amount == again, "canonical is the same", text);
	}
	if (money_read(text, mark, &amount, &blank) != NULL)
		return;
	must(amount >= -MONEY_MAX && amount <= MONEY_MAX,
	    "an amount is within the limits", text);
	must(!blank || amount == 0, "blank is nothing", text);
	money_write(&made, amount, NULL);
	must(money_canonical(slice_made(&made), &again) && again == amount,
	    "the canonical form is the same amount", text);
	buffer_clear(&made);
	money_write(&made, amount, &(struct money_style){ .decimals = -1 });
	must(money_read(slice_made(&made), DECIMAL_UNKNOWN, &again, &blank) ==
	    NULL && again == amount, "it is read where no other is", text);
	if (money_style_of(text, mark, &style)) {
		buffer_clear(&made);
		money_write(&made, amount, &style);
		must(money_read(slice_made(&made), style.mark, &again, &blank) ==
		    NULL && again == amount,
		    "what a style writes is the same amount", text);
	}
	buffer_free(&made);
}

static void
read_percent(struct slice text, enum percent_scale scale)
{
	struct percent_style style = { 0 };
	struct buffer made = { 0 };
	int64_t ppm, again;

	if (percent_read(text, scale, &ppm) != NULL || ppm == PERCENT_NONE)
		return;
	must(ppm >= 0 && ppm <= PERCENT_ONE, "a percent is one", text);
	percent_style_learn(&style, text);
	/* a column of fractions has no signs */
	if (scale == PERCENT_WHOLE || (scale == PERCENT_FRACTION &&
	    style.sign[0] == '\0')) {
		percent_style_write(&style, ppm, scale, DECIMAL_POINT, &made);
		must(percent_read(slice_made(&made), scale, &again) == NULL &&
		    again == ppm, "what is written is the same percent", text);
	}
	buffer_free(&made);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	struct slice rest = { (const char *)at, n }, text;
	char code[4];
	bool doubt;

	while (slice_next(&rest, '\n', &text)) {
		for (int mark = DECIMAL_UNKNOWN; mark <= DECIMAL_COMMA; mark++)
			read_amount(text, (enum decimal_mark)mark);
		for (int scale = PERCENT_UNKNOWN; scale <= PERCENT_FRACTION; scale++)
			read_percent(text, (enum percent_scale)scale);
		(void)money_mark_of(text, &doubt);
		(void)money_code(text, code);
		must(money_sign(text, code) <= text.len, "a sign is in it", text);
		(void)money_decimals(text);
	}
	return 0;
}
