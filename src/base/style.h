#ifndef BASE_STYLE_H
#define BASE_STYLE_H

/*
 * How a column writes its dates and percents, so that a new one looks like them.
 * Amounts have theirs in base/money.h.
 */

#include <stdbool.h>

#include "base/date.h"
#include "base/money.h"

/* Zeroed: nothing seen yet, dates are written as ISO. */
struct date_style {
	/* What stands for a date: Y 2026, y 26, M 03 or 3, D 04 or 4, B March,
	 * b Mar, S a serial number of Excel's; all else stands for itself, a
	 * time among it as midnight. */
	char layout[48];
	bool padded;		/* a day below ten has its zero */
	bool padding_known;	/* a cell was seen that shows it */
};

/* Let CELL, a date its column's ORDER reads, say how the column writes. What it
 * does not show (whether days are padded) is left to later cells. One whose order
 * is in doubt shows that alone. */
void date_style_learn(struct date_style *, struct slice cell,
    enum date_order order);

/* Has it all been shown? */
static inline bool
date_style_known(const struct date_style *style)
{
	return style->layout[0] != '\0' && style->padding_known;
}

/* Append DAY as the column writes its dates. */
void date_style_write(const struct date_style *, int day, struct buffer *out);

/* Zeroed: nothing seen yet. */
struct percent_style {
	char sign[8];		/* behind the number: "", "%", " %" */
	enum decimal_mark mark;	/* of one that has decimals */
	int decimals;		/* as many at least */
	bool bare;		/* but whole ones have none */
	bool known;
};

void percent_style_learn(struct percent_style *, struct slice cell);
/* Append PPM in SCALE with MARK. */
void percent_style_write(const struct percent_style *, int64_t ppm,
    enum percent_scale, enum decimal_mark mark, struct buffer *out);

#endif
