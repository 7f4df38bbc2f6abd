#include <inttypes.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/ratio.h"
#include "base/words.h"

#define SHOWN 60	/* bytes of a word in a message */
#define N(slice) (slice).len > SHOWN ? SHOWN : (int)(slice).len, (slice).at
#define DIGITS_MOST 38	/* more do not fit 128 bits for sure */
#define NONE "none"

/*
 * Writing.
 */

void
words_put(struct buffer *out, const char *word)
{
	buffer_string(out, word);
	buffer_byte(out, ' ');
}

void
words_put_text(struct buffer *out, struct slice text)
{
	static const char digits[] = "0123456789ABCDEF";

	if (text.len == 0)
		buffer_byte(out, '%');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if (c > ' ' && c <= '~' && c != '%') {
			buffer_byte(out, (char)c);
			continue;
		}
		buffer_byte(out, '%');
		buffer_byte(out, digits[c >> 4]);
		buffer_byte(out, digits[c & 15]);
	}
	buffer_byte(out, ' ');
}

void
words_put_number(struct buffer *out, int128 number)
{
	decimal_write(out, number, 0, 0);
	buffer_byte(out, ' ');
}

void
words_put_pair(struct buffer *out, const char *key, int128 number)
{
	buffer_string(out, key);
	buffer_byte(out, '=');
	words_put_number(out, number);
}

void
words_put_times(struct buffer *out, int64_t number, uint64_t times)
{
	decimal_write(out, number, 0, 0);
	buffer_byte(out, '*');
	words_put_number(out, (int128)times);
}

void
words_put_day(struct buffer *out, int day)
{
	char iso[11];

	words_put(out, day == DATE_NONE ? NONE : date_iso(day, iso));
}

/*
 * Reading.
 */

int
words_wrong(const struct words *words, const char *wrong,
    struct trouble *what)
{
	return trouble_set(what, "%s:%" PRIu64 ": word %" PRIu64 ": '%.*s' %s",
	    words->file, words->line, words->n, N(words->word), wrong);
}

int
words_get(struct words *words, struct trouble *what)
{
	words->n++;
	if (slice_next(&words->rest, ' ', &words->word))
		return 0;
	return trouble_set(what, "%s:%" PRIu64 ": is cut short: there is no "
	    "word %" PRIu64, words->file, words->line, words->n);
}

int
words_expect(struct words *words, const char *word, struct trouble *what)
{
	char wrong[80] = "is not '";
	size_t n = strlen(wrong), len = strlen(word);

	if (words_get(words, what) != 0)
		return -1;
	if (slice_is(words->word, word))
		return 0;
	if (len > sizeof wrong - n - 2)
		len = sizeof wrong - n - 2;
	memcpy(wrong + n, word, len);
	memcpy(wrong + n + len, "'", 2);
	return words_wrong(words, wrong, what);
}

static int
hex(char c)
{
	return text_digit(c) ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 :
	    -1;
}

/* Only what words_put_text writes: one text, one word. */
int
words_text(struct words *words, struct slice *text, struct trouble *what)
{
	struct buffer *spare = &words->spare;
	struct slice word;

	if (words_get(words, what) != 0)
		return -1;
	word = words->word;
	buffer_clear(spare);
	for (size_t i = 0; i < word.len && !slice_is(word, "%"); i++) {
		int high, low;

		if (word.at[i] <= ' ' || word.at[i] > '~')
			return words_wrong(words, "is not a text", what);
		if (word.at[i] != '%') {
			buffer_byte(spare, word.at[i]);
			continue;
		}
		high = i + 2 < word.len ? hex(word.at[i + 1]) : -1;
		low = i + 2 < word.len ? hex(word.at[i + 2]) : -1;
		if (high < 0 || low < 0)
			return words_wrong(words, "is not a text", what);
		buffer_byte(spare, (char)(high * 16 + low));
		i += 2;
	}
	*text = (struct slice){ spare->at, spare->len };
	return 0;
}

/* Digits and perhaps a minus before them, as decimal_write has them. */
static bool
read_number(struct slice text, int128 *number)
{
	bool minus = slice_take(&text, "-");

	*number = 0;
	if (text.len == 0 || text.len > DIGITS_MOST ||
	    (*text.at == '0' && (text.len > 1 || minus)))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (!text_digit(text.at[i]))
			return false;
		*number = *number * 10 + (text.at[i] - '0');
	}
	if (minus)
		*number = -*number;
	return true;
}

static int
number_in(struct words *words, struct slice text, int128 least, int128 most,
    int128 *number, struct trouble *what)
{
	if (!read_number(text, number))
		return words_wrong(words, "is not a number", what);
	if (*number < least || *number > most)
		return words_wrong(words, "is out of range", what);
	return 0;
}

int
words_number(struct words *words, int128 least, int128 most, int128 *number,
    struct trouble *what)
{
	return words_get(words, what) != 0 ? -1 :
	    number_in(words, words->word, least, most, number, what);
}

int
words_count(struct words *words, uint64_t *count, struct trouble *what)
{
	int128 number;

	if (words_number(words, 0, WORDS_COUNT_MOST, &number, what) != 0)
		return -1;
	*count = (uint64_t)number;
	return 0;
}

int
words_money(struct words *words, int128 *sum, struct trouble *what)
{
	return words_number(words, -WORDS_MONEY_MOST, WORDS_MONEY_MOST, sum,
	    what);
}

int
words_day(struct words *words, int *day, struct trouble *what)
{
	if (words_get(words, what) != 0)
		return -1;
	*day = date_canonical(words->word);
	return *day != DATE_NONE || slice_is(words->word, NONE) ? 0 :
	    words_wrong(words, "is not a day", what);
}

/* Cut a word at its first MARK. */
static int
cut(struct words *words, char mark, struct slice *before,
    struct slice *behind, struct trouble *what)
{
	const char *at;

	if (words_get(words, what) != 0)
		return -1;
	at = words->word.len == 0 ? NULL : memchr(words->word.at, mark,
	    words->word.len);
	if (at == NULL)
		return words_wrong(words, mark == '=' ? "is not KEY=NUMBER" :
		    "is not NUMBER*TIMES", what);
	*before = (struct slice){ words->word.at,
	    (size_t)(at - words->word.at) };
	*behind = (struct slice){ at + 1, words->word.len - before->len - 1 };
	return 0;
}

int
words_pair(struct words *words, struct slice *key, int128 least, int128 most,
    int128 *number, struct trouble *what)
{
	struct slice text;

	return cut(words, '=', key, &text, what) != 0 ? -1 :
	    number_in(words, text, least, most, number, what);
}

int
words_times(struct words *words, int128 least, int128 most, int128 *number,
    uint64_t *times, struct trouble *what)
{
	struct slice before, behind;
	int128 count;

	if (cut(words, '*', &before, &behind, what) != 0 ||
	    number_in(words, before, least, most, number, what) != 0 ||
	    number_in(words, behind, 1, WORDS_COUNT_MOST, &count, what) != 0)
		return -1;
	*times = (uint64_t)count;
	return 0;
}

void
words_free(struct words *words)
{
	buffer_free(&words->spare);
}

/*
 * Notices.
 */

#define KEPT (sizeof ((struct notice *)NULL)->first /			\
    sizeof ((struct notice *)NULL)->first[0])

static size_t
kept(const struct notice *notice)
{
	return notice->count < KEPT ? (size_t)notice->count : KEPT;
}

void
words_put_notices(struct buffer *out, const struct notices *notices)
{
	words_put_number(out, (int128)notices->n);
	for (size_t i = 0; i < notices->n; i++) {
		const struct notice *notice = &notices->at[i];

		words_put_text(out, slice_of(notice->kind));
		words_put_number(out, (int128)notice->count);
		for (size_t k = 0; k < kept(notice); k++) {
			words_put_text(out, slice_of(notice->first[k].file));
			words_put_number(out, (int128)notice->first[k].line);
			words_put_text(out, slice_of(notice->first[k].text));
		}
	}
}

/* A copy with a NUL behind it; owned by the caller. */
static int
owned_text(struct words *words, char **text, struct trouble *what)
{
	struct slice read;

	*text = NULL;
	if (words_text(words, &read, what) != 0)
		return -1;
	if (read.len > 0 && memchr(read.at, '\0', read.len) != NULL)
		return words_wrong(words, "holds a NUL", what);
	*text = memory_copy(read.at, read.len);
	return 0;
}

/* What was kept of one notice; no more is counted of it than was read. */
static int
read_notice(struct words *words, struct notice *notice, struct arena *names,
    struct trouble *what)
{
	uint64_t count;
	int128 line;
	char *name;

	if (owned_text(words, &notice->kind, what) != 0 ||
	    words_count(words, &count, what) != 0)
		return -1;
	for (size_t k = 0; k < KEPT && k < count; k++) {
		if (owned_text(words, &name, what) != 0)
			return -1;
		notice->first[k].file = *name == '\0' ? NULL :
		    arena_copy(names, name, strlen(name));
		free(name);
		notice->count = k;
		if (words_number(words, 0, INT64_MAX, &line, what) != 0 ||
		    owned_text(words, &notice->first[k].text, what) != 0)
			return -1;
		notice->first[k].line = (uint64_t)line;
	}
	notice->count = count;
	return 0;
}

int
words_notices(struct words *words, struct notices *into, struct arena *names,
    struct trouble *what)
{
	uint64_t n;

	if (words_count(words, &n, what) != 0)
		return -1;
	for (uint64_t i = 0; i < n; i++) {
		struct notices one = { memory_zero(1, sizeof *one.at), 1 };

		if (read_notice(words, one.at, names, what) != 0) {
			notices_free(&one);
			return -1;
		}
		notices_merge(into, &one, 0);
	}
	return 0;
}

/*
 * Sums.
 */

uint64_t
words_sum(uint64_t sum, struct slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		sum ^= (unsigned char)bytes.at[i];
		sum *= UINT64_C(1099511628211);
	}
	return sum;
}

uint64_t
words_sum_number(uint64_t sum, int64_t number)
{
	struct buffer text = { 0 };

	words_put_number(&text, number);
	sum = words_sum(sum, (struct slice){ text.at, text.len });
	buffer_free(&text);
	return sum;
}

uint64_t
words_sum_text(uint64_t sum, struct slice text)
{
	return words_sum(words_sum_number(sum, (int64_t)text.len), text);
}
