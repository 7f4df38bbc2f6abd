/*
 * Any bytes in some encoding, which the first byte chooses: in pieces of any size
 * they say the same text, which is UTF-8, and the way back is the way there.
 */

#include <string.h>

#include "csv/encoding.h"
#include "csv/source.h"
#include "fuzz.h"

static const char *const names[] = { "windows-1252", "windows-1251", "KOI8-R",
    "GB18030", "Shift_JIS", "CP932", "Big5", "EUC-KR", "UTF-16LE", "UTF-16BE",
    "UTF-16", "UTF-32", "ISO-2022-JP", "UTF-7", "windows-1255", "windows-1258",
    "TCVN", "HZ", "macintosh", "IBM850", "BIG5-HKSCS", "EUC-JISX0213" };

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The text as it is read in steps of STEP bytes. false: it cannot be. */
static bool
decode(struct slice bytes, const char *name, size_t chunk, size_t step,
    struct buffer *out)
{
	struct trouble what = { "" };
	struct source source;
	char room[512];
	ssize_t got = -1;
	off_t at = 0;

	buffer_clear(out);
	source_memory(&source, "f.csv", bytes.at, bytes.len);
	source.chunk = chunk;
	if (source_decode(&source, name, &what) == 0)
		while ((got = source_read(&source, room, step, at, &what)) > 0) {
			buffer_add(out, room, (size_t)got);
			at += got;
		}
	if (got == 0)
		must(source_size(&source, &what) == at, "it is so long", bytes);
	must(got >= 0 || what.text[0] != '\0', "it says what is wrong", bytes);
	source_close(&source);
	return got == 0;
}

/* What can be written in it again is read as the same. */
static void
encode(struct slice text, const char *name)
{
	struct encoding *encoding = encoding_open(name);
	struct buffer made = { 0 }, again = { 0 };
	struct trouble what = { "" };
	struct slice raw;

	if (encoding == NULL)
		return;
	if (encoding_encode(encoding, text, &made, &what) == 0) {
		raw = slice_made(&made);
		must(encoding_decode_all(encoding, &raw, &again) == ENCODING_ALL,
		    "what is encoded is decoded", text);
		must(text_same(slice_made(&again), text),
		    "to the same text", text);
	}
	encoding_close(encoding);
	buffer_free(&made);
	buffer_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	struct buffer whole = { 0 }, pieces = { 0 };
	struct slice bytes = { (const char *)at, n };
	const char *name;
	bool read, other;

	if (n == 0)
		return 0;
	name = names[at[0] % COUNT(names)];
	bytes.at++;
	bytes.len--;
	if (!encoding_known(name))
		return 0;
	read = decode(bytes, name, 0, 512, &whole);
	other = decode(bytes, name, 1 + n % 5, 1 + n % 67, &pieces);
	must(read == other, "it is read in pieces too", bytes);
	must(!read || slice_equal(slice_made(&whole), slice_made(&pieces)),
	    "and is the same text", bytes);
	if (read) {
		must(text_valid(slice_made(&whole), NULL), "it is UTF-8", bytes);
		encode(slice_made(&whole), name);
	}
	if (text_valid(bytes, NULL))
		encode(bytes, name);
	buffer_free(&whole);
	buffer_free(&pieces);
	return 0;
}
