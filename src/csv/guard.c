#include <string.h>

#include "csv/guard.h"

static bool
has_letters(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text_letter(text.at[i]))
			return true;
	return false;
}

static bool
is_number(struct slice text, enum decimal_mark mark)
{
	int64_t amount;
	bool blank;

	text = slice_trim(text);
	/* "-k5" is a cell's name, "-5k" an amount only here */
	if (has_letters(text))
		return false;
	if (text.len > 0 && text.at[text.len - 1] == '%')
		text = slice_trim((struct slice){ text.at, text.len - 1 });
	if (mark == DECIMAL_UNKNOWN)
		return is_number(text, DECIMAL_POINT) ||
		    is_number(text, DECIMAL_COMMA);
	return money_read(text, mark, &amount, &blank) == NULL && !blank;
}

bool
guard_starts(struct slice text)
{
	static const char *const wide[] = {
		"\uff1d", "\uff0b", "\uff0d", "\uff20"
	};

	if (text.len == 0)
		return false;
	for (size_t i = 0; *text.at == '\xef' && i < sizeof wide / sizeof *wide;
	    i++)
		if (slice_take(&text, wide[i]))
			return true;
	return memchr("=+-@\t\r\n", *text.at, 7) != NULL;
}

bool
guard_needed(struct slice text, enum decimal_mark mark)
{
	return guard_starts(text) && !is_number(text, mark);
}
