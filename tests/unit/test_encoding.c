/* Files that are not UTF-8, there and back again. */
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "csv/dialect.h"
#include "csv/encoding.h"
#include "csv/likely.h"
#include "csv/reader.h"
#include "csv/source.h"

#define MEBIBYTE ((size_t)1 << 20)
#define LARGE (MEBIBYTE + 400000)	/* a head and several blocks */

static char folder[4096];
static char path[4200];
static uint64_t seed;

/* An encoding, and characters it has. */
struct alphabet {
	const char *encoding;
	const char *letters[12];
};

static const struct alphabet alphabets[] = {
	{ "UTF-16LE", { "a", ",", "\r\n", "\n", "é", "Ж", "中", "😀", "𝄞" } },
	{ "UTF-16BE", { "a", ",", "\r\n", "\"", "é", "Ж", "ÿ", "Ċ", "😀" } },
	{ "windows-1251", { "a", ",", "\r", "\n", "Ж", "я", "№", "€", "ё" } },
	{ "windows-1252", { "a", ",", "\r\n", "ß", "é", "€", "’", "Ÿ" } },
	{ "GB18030", { "a", ",", "\n", "中", "客", "é", "ñ", "€", "😀", "𠀀" } },
	{ "Shift_JIS", { "a", ",", "\n", "株", "ー", "ｶ", "あ", "¥", "ソ" } },
	{ "EUC-KR", { "a", ",", "\n", "가", "나", "金", "다" } },
	{ "UTF-32BE", { "a", "\n", "é", "中", "😀" } },
	{ "Big5", { "a", "\n", "客", "功", "許" } },
	{ "windows-1258", { "a", "\n", "ê", "\xcc\x81", "ư", "đ", "e" } },
};

#define N_ALPHABETS (sizeof(alphabets) / sizeof(alphabets[0]))

/* A text in both forms, and where its characters begin in each. */
struct sample {
	const char *encoding;
	struct buffer text;
	struct buffer raw;
	size_t *at;		/* chars + 1 of them */
	size_t *raw_at;
	size_t chars;
};

static size_t
any(size_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(seed >> 33) % below;
}

/* The reference: all at once, by iconv alone. */
static void
convert(const char *to, const char *from, const char *at, size_t n,
    struct buffer *out)
{
	iconv_t way = iconv_open(to, from);
	static char room[65536];
	char *bytes = (char *)at, *into;
	size_t left, got;

	assert_true(way != (iconv_t)-1);
	do {
		into = room;
		left = sizeof(room);
		got = iconv(way, &bytes, &n, &into, &left);
		assert_true(got != (size_t)-1 || errno == E2BIG);
		buffer_add(out, room, (size_t)(into - room));
	} while (got == (size_t)-1);
	into = room;
	left = sizeof(room);
	iconv(way, NULL, NULL, &into, &left);
	buffer_add(out, room, (size_t)(into - room));
	iconv_close(way);
}

static struct sample
sample_make(const struct alphabet *a, size_t raw)
{
	struct sample s = { .encoding = a->encoding };
	struct buffer letters[12] = { { 0 } };
	size_t n, i, room = 0, room_raw = 0;

	for (n = 0; n < 12 && a->letters[n] != NULL; n++)
		convert(a->encoding, "UTF-8", a->letters[n],
		    strlen(a->letters[n]), &letters[n]);
	for (;; s.chars++) {
		memory_room(&s.at, &room, s.chars + 1, sizeof(size_t));
		memory_room(&s.raw_at, &room_raw, s.chars + 1, sizeof(size_t));
		s.at[s.chars] = s.text.len;
		s.raw_at[s.chars] = s.raw.len;
		if (s.raw.len >= raw)
			break;
		i = any(n);
		buffer_string(&s.text, a->letters[i]);
		buffer_add(&s.raw, letters[i].at, letters[i].len);
	}
	for (i = 0; i < n; i++)
		buffer_free(&letters[i]);
	return s;
}

static void
sample_free(struct sample *s)
{
	buffer_free(&s->text);
	buffer_free(&s->raw);
	free(s->at);
	free(s->raw_at);
}

static void
make_file(const char *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(file_write(fd, bytes, n), 0);
	close(fd);
}

/* The file open and decoded. CHUNK: the raw bytes come so many at a time. */
static void
open_file(struct source *s, const char *encoding, size_t chunk)
{
	struct trouble what = { "" };

	assert_int_equal(source_open(s, path, &what), 0);
	s->chunk = chunk;
	if (source_decode(s, encoding, &what) != 0)
		fail_msg("%s: %s", encoding, what.text);
	s->chunk = 0;
}

static void
open_sample(struct source *s, const struct sample *sample)
{
	make_file(sample->raw.at, sample->raw.len);
	open_file(s, sample->encoding, 0);
}

/* A pipe that a child fills, as an open source. */
static void
open_pipe(struct source *s, const char *bytes, size_t n, pid_t *child)
{
	struct trouble what = { "" };
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	*child = fork();
	if (*child == 0) {
		close(ends[0]);
		file_write(ends[1], bytes, n);
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(source_descriptor(s, "pipe", ends[0], &what), 0);
	s->owned = true;
}

/* Read on from FROM, STEP at a time: it is the text to its end. */
static void
expect_text(struct source *s, const struct buffer *text, size_t from,
    size_t step)
{
	char *piece = memory_get(step);
	struct trouble what = { "" };
	size_t at = from;
	ssize_t got;

	while ((got = source_read(s, piece, step, (off_t)at, &what)) > 0) {
		assert_true((size_t)got <= step && at + (size_t)got <= text->len);
		if (memcmp(piece, text->at + at, (size_t)got) != 0)
			fail_msg("not the text at %zu", at);
		at += (size_t)got;
	}
	assert_string_equal(what.text, "");
	assert_int_equal(got, 0);
	assert_int_equal(at, text->len);
	free(piece);
}

static void
test_every_chunk(void **state)
{
	struct sample sample;
	struct trouble what;
	struct source s;
	size_t i, chunk;

	(void)state;
	for (i = 0; i < N_ALPHABETS; i++) {
		sample = sample_make(&alphabets[i], 400);
		for (chunk = 1; chunk < 20; chunk++) {
			make_file(sample.raw.at, sample.raw.len);
			open_file(&s, sample.encoding, chunk);
			assert_true(s.whole && source_again(&s));
			assert_int_equal(s.size, sample.text.len);
			assert_int_equal(source_size(&s, &what), sample.text.len);
			expect_text(&s, &sample.text, 0, chunk);
			s.chunk = chunk;
			expect_text(&s, &sample.text, any(sample.text.len), 100);
			source_close(&s);
		}
		sample_free(&sample);
	}
}

/* The reads lie where they may; the text is the same. */
static void
expect_random(struct source *s, const struct buffer *text, size_t reads)
{
	char *piece = memory_get(300000);
	struct trouble what = { "" };
	size_t at, n;
	ssize_t got;

	for (; reads > 0; reads--) {
		at = any(text->len);
		n = 1 + any(any(3) == 0 ? 300000 : 50);
		got = source_read(s, piece, n, (off_t)at, &what);
		if (got <= 0 || memcmp(piece, text->at + at, (size_t)got) != 0)
			fail_msg("read of %zu at %zu: %zd %s", n, at, got,
			    what.text);
	}
	got = source_read(s, piece, 10, (off_t)text->len, &what);
	assert_int_equal(got, 0);
	got = source_read(s, piece, 10, (off_t)text->len + 1000000, &what);
	assert_int_equal(got, 0);
	free(piece);
}

static void
expect_places(struct source *s, const struct sample *sample, size_t checks)
{
	struct trouble what = { "" };
	size_t i, at;
	off_t raw;

	for (; checks > 0; checks--) {
		i = any(sample->chars + 1);
		raw = source_raw(s, (off_t)sample->at[i], &what);
		if (raw != (off_t)sample->raw_at[i])
			fail_msg("%s: %zu is at %zu, not %jd (%s)",
			    sample->encoding, sample->at[i], sample->raw_at[i],
			    (intmax_t)raw, what.text);
		at = sample->at[i] + 1;
		/* "\r\n" is two */
		if (i == sample->chars || at == sample->at[i + 1] ||
		    sample->text.at[at] == '\n')
			continue;
		assert_int_equal(source_raw(s, (off_t)at, &what), -1);
		what.text[0] = '\0';
	}
	assert_int_equal(source_raw(s, (off_t)sample->text.len, &what),
	    sample->raw.len);
	assert_int_equal(source_raw(s, (off_t)sample->text.len + 1, &what), -1);
}

static void
test_large_file(void **state)
{
	struct sample sample;
	struct trouble what;
	struct source s;
	size_t i;

	(void)state;
	for (i = 0; i < N_ALPHABETS; i++) {
		sample = sample_make(&alphabets[i], LARGE + any(1000));
		open_sample(&s, &sample);
		assert_false(s.whole);
		assert_true(source_again(&s));
		assert_int_equal(s.size, -1);
		assert_true(s.head.len > MEBIBYTE / 8);
		expect_places(&s, &sample, 100);
		expect_random(&s, &sample.text, 100);
		assert_int_equal(source_size(&s, &what), sample.text.len);
		assert_int_equal(s.size, sample.text.len);
		source_close(&s);
		open_sample(&s, &sample);
		expect_text(&s, &sample.text, 0, 131072);
		expect_text(&s, &sample.text, any(sample.text.len), 70001);
		s.chunk = 4099;
		expect_text(&s, &sample.text, 0, 100000);
		expect_random(&s, &sample.text, 100);
		source_close(&s);
		open_file(&s, sample.encoding, 7919);
		expect_text(&s, &sample.text, 0, 131072);
		expect_places(&s, &sample, 100);
		source_close(&s);
		sample_free(&sample);
	}
}

/* Every character of a text that is longer than the head. */
static void
test_every_place(void **state)
{
	struct sample sample = sample_make(&alphabets[4], MEBIBYTE + 100000);
	struct trouble what;
	struct source s;
	size_t i;

	(void)state;
	open_sample(&s, &sample);
	for (i = 0; i <= sample.chars; i++)
		if (source_raw(&s, (off_t)sample.at[i], &what) !=
		    (off_t)sample.raw_at[i])
			fail_msg("%zu", sample.at[i]);
	source_close(&s);
	sample_free(&sample);
}

struct thread {
	pthread_t id;
	struct source *source;
	const struct buffer *text;
	uint64_t seed;
	bool failed;
};

static void *
read_much(void *data)
{
	struct thread *t = data;
	struct trouble what;
	char piece[5000];
	size_t i, at;
	ssize_t got;

	for (i = 0; i < 300 && !t->failed; i++) {
		t->seed = t->seed * UINT64_C(6364136223846793005) + 1;
		at = (size_t)(t->seed >> 33) % t->text->len;
		got = source_read(t->source, piece, sizeof(piece), (off_t)at,
		    &what);
		t->failed = got <= 0 ||
		    memcmp(piece, t->text->at + at, (size_t)got) != 0;
	}
	return NULL;
}

static void
test_threads(void **state)
{
	struct sample sample = sample_make(&alphabets[4], LARGE);
	struct thread threads[4];
	struct source s;
	size_t i;

	(void)state;
	open_sample(&s, &sample);
	for (i = 0; i < 4; i++) {
		threads[i] = (struct thread){ .source = &s,
		    .text = &sample.text, .seed = i };
		assert_int_equal(pthread_create(&threads[i].id, NULL, read_much,
		    &threads[i]), 0);
	}
	for (i = 0; i < 4; i++) {
		pthread_join(threads[i].id, NULL);
		assert_false(threads[i].failed);
	}
	source_close(&s);
	sample_free(&sample);
}

static void
test_pipe(void **state)
{
	static const size_t steps[] = { 131072, 999, 1 << 20 };
	struct trouble what = { "" };
	struct sample sample;
	struct source s;
	pid_t child;
	size_t i;
	char byte;

	(void)state;
	for (i = 0; i < N_ALPHABETS; i++) {
		sample = sample_make(&alphabets[i], LARGE + any(9));
		open_pipe(&s, sample.raw.at, sample.raw.len, &child);
		s.chunk = i % 2 == 0 ? 0 : 10007;
		assert_int_equal(source_decode(&s, sample.encoding, &what), 0);
		s.chunk = 0;
		assert_false(source_again(&s));
		assert_int_equal(source_size(&s, &what), -1);
		assert_string_equal(what.text,
		    "pipe: its end has not been read yet");
		what.text[0] = '\0';
		expect_text(&s, &sample.text, 0, steps[i % 3]);
		assert_int_equal(source_read(&s, &byte, 1, 0, &what), 1);
		assert_int_equal(source_read(&s, &byte, 1,
		    (off_t)sample.text.len - 1, &what), -1);
		assert_string_equal(what.text, "pipe: cannot be read twice");
		what.text[0] = '\0';
		assert_int_equal(source_size(&s, &what), sample.text.len);
		assert_int_equal(source_hold(&s, &what), -1);
		what.text[0] = '\0';
		source_close(&s);
		waitpid(child, NULL, 0);
		sample_free(&sample);
	}
}

/* Byte for byte, so that characters are handed out in pieces. */
static void
test_slow_pipe(void **state)
{
	struct sample sample = sample_make(&alphabets[0], MEBIBYTE + 5000);
	struct trouble what = { "" };
	struct source s;
	pid_t child;
	size_t step;

	(void)state;
	for (step = 1; step < 4; step++) {
		open_pipe(&s, sample.raw.at, sample.raw.len, &child);
		assert_int_equal(source_decode(&s, sample.encoding, &what), 0);
		expect_text(&s, &sample.text, 0, step);
		source_close(&s);
		waitpid(child, NULL, 0);
	}
	sample_free(&sample);
}

static void
test_held_pipe(void **state)
{
	struct trouble what = { "" };
	struct sample sample;
	struct source s;
	pid_t child;
	size_t i;

	(void)state;
	for (i = 0; i < N_ALPHABETS; i++) {
		sample = sample_make(&alphabets[i], LARGE);
		open_pipe(&s, sample.raw.at, sample.raw.len, &child);
		assert_int_equal(source_decode(&s, sample.encoding, &what), 0);
		assert_int_equal(source_hold(&s, &what), 0);
		assert_true(source_again(&s));
		expect_random(&s, &sample.text, 100);
		expect_places(&s, &sample, 100);
		expect_text(&s, &sample.text, 0, 100000);
		assert_int_equal(source_hold(&s, &what), 0);
		assert_int_equal(source_size(&s, &what), sample.text.len);
		source_close(&s);
		waitpid(child, NULL, 0);
		sample_free(&sample);
	}
}

/* Decode N bytes in memory; the trouble, or the text. */
static const char *
decode(const char *bytes, size_t n, const char *encoding)
{
	static struct trouble what;
	static char text[2000];
	struct source s;
	size_t got;

	what.text[0] = '\0';
	source_memory(&s, "f.csv", bytes, n);
	if (source_decode(&s, encoding, &what) != 0) {
		assert_null(s.decoded);
		assert_int_equal(s.head.len, n);
		source_close(&s);
		return what.text;
	}
	got = s.head.len < sizeof(text) ? s.head.len : sizeof(text) - 1;
	if (got > 0)
		memcpy(text, s.head.at, got);
	text[got] = '\0';
	assert_int_equal(source_size(&s, &what), s.head.len);
	source_close(&s);
	return text;
}

#define EXPECT(bytes, encoding, text) \
	assert_string_equal(decode(bytes, sizeof(bytes) - 1, encoding), text)

static void
test_marks(void **state)
{
	(void)state;
	EXPECT("\xff\xfe" "a\0,\0", NULL, "\xef\xbb\xbf" "a,");
	EXPECT("\xfe\xff" "\0a\0,", NULL, "\xef\xbb\xbf" "a,");
	EXPECT("\xfe\xff" "\0a\0,", "UTF-16BE", "\xef\xbb\xbf" "a,");
	EXPECT("\xff\xfe" "a\0", "utf16", "\xef\xbb\xbf" "a");
	EXPECT("\xfe\xff\0a", "UCS-2", "\xef\xbb\xbf" "a");
	EXPECT("\xff\xfe", NULL, "\xef\xbb\xbf");
	EXPECT("\xff\xfe\0\0a\0\0\0", NULL, "\xef\xbb\xbf" "a");
	EXPECT("\0\0\xfe\xff\0\0\0a", "UTF-32", "\xef\xbb\xbf" "a");
	EXPECT("a\0,\0", "UTF-16LE", "a,");
	EXPECT("\x84\x31\x95\x33" "a", "GB18030", "\xef\xbb\xbf" "a");
	EXPECT("", NULL, "");
	EXPECT("", "UTF-16LE", "");
	EXPECT("", "windows-1251", "");
	EXPECT("", "ISO-2022-JP", "");
	EXPECT("\xc3\xa9", NULL, "é");
	EXPECT("\xc3\xa9", "UTF-8", "é");
	EXPECT("\xef\xbb\xbf\xc3\xa9", "utf8", "\xef\xbb\xbfé");
	EXPECT("\xff", "Utf_8", "\xff");
	EXPECT("a\0,\0", "UTF-16", "f.csv: has no byte order mark "
	    "(say --encoding UTF-16LE)");
	EXPECT("ab", "UTF-16", "f.csv: has no byte order mark "
	    "(say --encoding UTF-16LE or BE)");
	EXPECT("\xff\xfe" "a\0", "UTF-16BE", "f.csv: begins with the byte order "
	    "mark of UTF-16LE, not of UTF-16BE (leave out --encoding)");
	EXPECT("\xff\xfe" "a\0", "UTF-8", "f.csv: begins with the byte order "
	    "mark of UTF-16LE, not of UTF-8 (leave out --encoding)");
	EXPECT("\xef\xbb\xbf" "a", "windows-1251", "f.csv: begins with the byte "
	    "order mark of UTF-8, not of windows-1251 (leave out --encoding)");
	EXPECT("a", "nonsense", "--encoding: 'nonsense' is not known");
	EXPECT("a", "", "--encoding: '' is not known");
	EXPECT("a", "ISO-8859-1//TRANSLIT",
	    "--encoding: 'ISO-8859-1//TRANSLIT' is not known");
}

static void
test_wrong_bytes(void **state)
{
	(void)state;
	EXPECT("a\nb\r\nc\rd\x98", "windows-1251",
	    "f.csv:4: byte 0x98 is not windows-1251 (at offset 8)");
	EXPECT("\x81", "windows-1252",
	    "f.csv:1: byte 0x81 is not windows-1252 (at offset 0)");
	EXPECT("a\n\xff\xff", "GB18030",
	    "f.csv:2: bytes 0xff 0xff are not GB18030 (at offset 2)");
	EXPECT("a\0\n\0\0\xdc\0\0", "UTF-16LE",
	    "f.csv:2: bytes 0x00 0xdc are not UTF-16LE (at offset 4)");
	EXPECT("a\0\n\0\x3d\xd8", "UTF-16LE", "f.csv:2: the last character is "
	    "cut short in UTF-16LE (at offset 4)");
	EXPECT("a\0\n\0x", "UTF-16LE", "f.csv:2: the last character is cut "
	    "short in UTF-16LE (at offset 4)");
	EXPECT("a\n\xd6", "GB18030", "f.csv:2: the last character is cut "
	    "short in GB18030 (at offset 2)");
	EXPECT("a\n\x1b$B\xff", "ISO-2022-JP",
	    "f.csv:2: byte 0xff is not ISO-2022-JP (at offset 5)");
}

/* The same is told wherever the bytes lie and however they are read. */
static void
expect_wrong_far(bool piped, size_t step, const char *raw, size_t n,
    const char *want)
{
	struct trouble what = { "" };
	char *piece = memory_get(step), text[300];
	struct source s;
	pid_t child = 0;
	off_t at = 0;
	ssize_t got;

	if (piped)
		open_pipe(&s, raw, n, &child);
	else
		assert_int_equal(source_open(&s, path, &what), 0);
	assert_int_equal(source_decode(&s, "GB18030", &what), 0);
	while ((got = source_read(&s, piece, step, at, &what)) > 0)
		at += got;
	assert_int_equal(got, -1);
	assert_int_equal(at, n - 2);
	snprintf(text, sizeof(text), "%s:%s", s.name, want);
	assert_string_equal(what.text, text);
	what.text[0] = '\0';
	assert_int_equal(source_size(&s, &what), -1);
	if (!piped)
		assert_string_equal(what.text, text);
	source_close(&s);
	if (piped)
		waitpid(child, NULL, 0);
	free(piece);
}

static void
test_wrong_far(void **state)
{
	size_t n = 2 * MEBIBYTE + 77, i;
	char *raw = memory_get(n);
	const char *want = "174770: bytes 0xff 0xfe are not GB18030 "
	    "(at offset 2097227)";

	(void)state;
	for (i = 0; i < n; i++)
		raw[i] = "abcdefghij\r\n"[i % 12];
	raw[n - 2] = '\xff';
	raw[n - 1] = '\xfe';
	make_file(raw, n);
	for (i = 3000; i < 200000; i = i * 3 + 1) {
		expect_wrong_far(false, i, raw, n, want);
		expect_wrong_far(true, i, raw, n, want);
	}
	free(raw);
}

static void
test_cut_far(void **state)
{
	size_t n = 2 * MEBIBYTE + 1;
	char *raw = memory_zero(n, 1), piece[70000];
	struct trouble what;
	struct source s;
	off_t at = 0;
	ssize_t got;

	(void)state;
	make_file(raw, n);
	open_file(&s, "UTF-16LE", 0);
	while ((got = source_read(&s, piece, sizeof(piece), at, &what)) > 0)
		at += got;
	assert_int_equal(got, -1);
	assert_int_equal(at, MEBIBYTE);
	assert_non_null(strstr(what.text, ":1: the last character is cut short "
	    "in UTF-16LE (at offset 2097152)"));
	source_close(&s);
	free(raw);
}

/* Encode TEXT as the encoding of an empty file; the trouble, or the bytes. */
static const char *
encode(const char *encoding, const char *text)
{
	static struct trouble what;
	static char bytes[sizeof(what.text)];
	struct buffer out = { 0 };
	struct source s;

	source_memory(&s, "f.csv", "", 0);
	assert_int_equal(source_decode(&s, encoding, &what), 0);
	buffer_string(&out, "=");
	if (source_encode(&s, slice_of(text), &out, &what) != 0) {
		assert_int_equal(out.len, 1);
		snprintf(bytes, sizeof(bytes), "%s", what.text);
	} else {
		memcpy(bytes, out.at + 1, out.len - 1);
		memset(bytes + out.len - 1, 0, 2);
	}
	buffer_free(&out);
	source_close(&s);
	return bytes;
}

static void
test_encode(void **state)
{
	(void)state;
	assert_string_equal(encode("windows-1251", "Да €"), "\xc4\xe0 \x88");
	assert_string_equal(encode("GB18030", "中"), "\xd6\xd0");
	assert_memory_equal(encode("UTF-16LE", "é😀"), "\xe9\0\x3d\xd8\0\xde", 6);
	assert_memory_equal(encode("UTF-16BE", "é"), "\0\xe9", 2);
	assert_string_equal(encode("windows-1258", "e\xcc\x81"), "e\xec");
	assert_string_equal(encode("windows-1258", "ế"), "\xea\xec");
	assert_string_equal(encode("UTF-8", "€"), "€");
	assert_string_equal(encode("ISO-2022-JP", "a中"), "a\x1b$BCf\x1b(B");
	assert_string_equal(encode("iso-8859-1", "12 €"),
	    "'€' cannot be written in iso-8859-1");
	assert_string_equal(encode("windows-1251", "Müller"),
	    "'ü' cannot be written in windows-1251");
	assert_string_equal(encode("windows-1252", "“Łódź”"),
	    "'Ł' cannot be written in windows-1252");
	assert_string_equal(encode("windows-1252", "e\xcc\x81"),
	    "U+0301 cannot be written in windows-1252");
	assert_string_equal(encode("Shift_JIS", "日本😀"),
	    "'😀' cannot be written in Shift_JIS");
	assert_string_equal(encode("iso-8859-1", "a\xe2\x80\x8b"),
	    "U+200B cannot be written in iso-8859-1");
	/* iconv drops tag characters without a word */
	assert_string_equal(encode("iso-8859-1", "a\xf3\xa0\x81\x81"),
	    "U+E0041 cannot be written in iso-8859-1");
	assert_string_equal(encode("UTF-16LE", "a\xff"),
	    "bytes that are not UTF-8 cannot be written in UTF-16LE");
}

/* Random splices at characters of the text; where its edits lie in both. */
static size_t
draw_splices(const struct sample *sample, const struct alphabet *a,
    struct splice *splices, size_t most, struct arena *arena)
{
	struct buffer bytes = { 0 };
	size_t i = 0, n, letters, drop, k;

	for (letters = 0; letters < 12 && a->letters[letters] != NULL;)
		letters++;
	for (n = 0; n < most; n++) {
		i += any(1 + 2 * sample->chars / most);
		if (i > sample->chars)
			break;
		drop = any(4) == 0 ? 0 : any(20);
		if (drop > sample->chars - i)
			drop = sample->chars - i;
		buffer_clear(&bytes);
		for (k = any(8); k > 0; k--)
			buffer_string(&bytes, a->letters[any(letters)]);
		splices[n] = (struct splice){ (off_t)sample->at[i],
		    sample->at[i + drop] - sample->at[i],
		    arena_copy(arena, bytes.at, bytes.len), bytes.len };
		i += drop;
	}
	buffer_free(&bytes);
	return n;
}

static void
apply(const struct buffer *text, const struct splice *splices, size_t n,
    struct buffer *out)
{
	size_t from = 0, i;

	for (i = 0; i < n; i++) {
		buffer_add(out, text->at + from, (size_t)splices[i].at - from);
		buffer_add(out, splices[i].bytes, splices[i].len);
		from = (size_t)splices[i].at + splices[i].drop;
	}
	buffer_add(out, text->at + from, text->len - from);
}

/* What source_copy writes is what the whole text, edited, encodes to. */
static void
expect_splices(struct source *s, const struct sample *sample,
    const struct alphabet *a, size_t most)
{
	struct splice *splices = memory_zero(most, sizeof(*splices));
	struct buffer text = { 0 }, raw = { 0 };
	struct arena arena = { 0 };
	struct trouble what = { "" };
	char other[4300], *bytes;
	bool reading;
	size_t n;
	int fd;

	n = draw_splices(sample, a, splices, most, &arena);
	apply(&sample->text, splices, n, &text);
	convert(a->encoding, "UTF-8", text.at, text.len, &raw);
	if (source_splices(s, splices, n, &arena, &what) != 0)
		fail_msg("%s", what.text);
	snprintf(other, sizeof(other), "%s.new", path);
	fd = open(other, O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_int_equal(source_copy(s, fd, splices, n, &reading), 0);
	bytes = memory_get(raw.len + 1);
	assert_int_equal(file_read(fd, bytes, raw.len + 1, 0), raw.len);
	assert_true(raw.len == 0 || memcmp(bytes, raw.at, raw.len) == 0);
	close(fd);
	unlink(other);
	free(bytes);
	buffer_free(&text);
	buffer_free(&raw);
	arena_free(&arena);
	free(splices);
}

static void
test_splices(void **state)
{
	struct trouble what = { "" };
	struct sample sample;
	struct source s;
	size_t i, k;
	pid_t child;

	(void)state;
	for (i = 0; i < N_ALPHABETS; i++) {
		for (k = 0; k < 30; k++) {
			sample = sample_make(&alphabets[i], any(500));
			open_sample(&s, &sample);
			expect_splices(&s, &sample, &alphabets[i], 1 + any(20));
			source_close(&s);
			sample_free(&sample);
		}
		sample = sample_make(&alphabets[i], LARGE + any(100));
		open_sample(&s, &sample);
		expect_splices(&s, &sample, &alphabets[i], 500);
		source_close(&s);
		open_pipe(&s, sample.raw.at, sample.raw.len, &child);
		assert_int_equal(source_decode(&s, sample.encoding, &what), 0);
		assert_int_equal(source_hold(&s, &what), 0);
		expect_splices(&s, &sample, &alphabets[i], 500);
		source_close(&s);
		waitpid(child, NULL, 0);
		sample_free(&sample);
	}
}

static void
test_refused_splices(void **state)
{
	struct splice splices[2] = { { 1, 1, "x", 1 }, { 3, 2, "中", 3 } };
	struct trouble what;
	struct arena arena = { 0 };
	struct source s;

	(void)state;
	source_memory(&s, "f.csv", "ab\xe9" "cd", 5);
	assert_int_equal(source_splices(&s, splices, 2, &arena, &what), 0);
	assert_int_equal(splices[1].at, 3);
	assert_int_equal(source_decode(&s, "windows-1252", &what), 0);
	assert_int_equal(source_splices(&s, splices, 2, &arena, &what), -1);
	assert_string_equal(what.text, "f.csv: no character begins at 3");
	splices[0] = (struct splice){ 0, 0, "é", 2 };
	splices[1] = (struct splice){ 4, 1, "中", 3 };
	assert_int_equal(source_splices(&s, splices, 2, &arena, &what), -1);
	assert_string_equal(what.text, "'中' cannot be written in windows-1252");
	assert_int_equal(splices[0].len, 1);
	source_close(&s);
	arena_free(&arena);
}

static void
test_identical(void **state)
{
	struct trouble what = { "" };
	struct source s;

	(void)state;
	source_memory(&s, "f.csv", "\xff", 1);
	assert_true(source_identical(&s, 0, 1, &what));
	source_close(&s);
	source_memory(&s, "f.csv", "a\xd6\xd0\n\x84\x31\x95\x33", 8);
	assert_int_equal(source_decode(&s, "GB18030", &what), 0);
	assert_true(source_identical(&s, 0, s.head.len, &what));
	assert_true(source_identical(&s, 1, 3, &what));
	assert_true(source_identical(&s, 1, 0, &what));
	assert_false(source_identical(&s, 1, 1, &what));
	assert_string_equal(what.text, "f.csv: no character begins at 2");
	source_close(&s);
	/* the same sign twice: 0x81ca is the one that is written */
	source_memory(&s, "f.csv", "a\x81\xca" "b\xfa\x54", 6);
	if (source_decode(&s, "CP932", &what) == 0) {
		assert_true(source_identical(&s, 0, 5, &what));
		assert_false(source_identical(&s, 4, s.head.len - 4, &what));
		assert_string_equal(what.text,
		    "f.csv: would not be the same bytes again in CP932");
	}
	source_close(&s);
}

/* Encodings that shift: read in memory, edited as a whole. */
static void
test_shifts(void **state)
{
	static const struct alphabet all[] = {
		{ "ISO-2022-JP", { "a", "\n", "中", "国", "あ", "," } },
		{ "ISO-2022-KR", { "a", "\n", "가", "나", "," } },
		{ "UTF-7", { "a", "\n", "é", "中", "😀", "b" } },
	};
	struct trouble what = { "" };
	struct sample sample;
	struct source s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (!encoding_known(all[i].encoding))
			continue;
		sample = sample_make(&all[i], LARGE);
		buffer_clear(&sample.raw);
		convert(all[i].encoding, "UTF-8", sample.text.at,
		    sample.text.len, &sample.raw);
		open_sample(&s, &sample);
		assert_true(s.whole);
		assert_int_equal(source_size(&s, &what), sample.text.len);
		expect_text(&s, &sample.text, 0, 100000);
		expect_random(&s, &sample.text, 50);
		assert_int_equal(source_raw(&s, 0, &what), -1);
		assert_true(source_identical(&s, 5, 5, &what));
		expect_splices(&s, &sample, &all[i], 20);
		source_close(&s);
		sample_free(&sample);
	}
	source_memory(&s, "f.csv", "\x1b(Ba", 4);
	what.text[0] = '\0';
	assert_int_equal(source_decode(&s, "ISO-2022-JP", &what), 0);
	assert_int_equal(s.head.len, 1);
	assert_false(source_identical(&s, 0, 1, &what));
	assert_string_equal(what.text,
	    "f.csv: would not be the same bytes again in ISO-2022-JP");
	source_close(&s);
}

/* One character that is two of Unicode lies across every end of a read. */
static void
test_pairs(void **state)
{
	static const struct alphabet hkscs = { "BIG5-HKSCS",
	    { "a", "Ê\xcc\x84", "客", "ê\xcc\x8c" } };
	struct sample sample;
	struct source s;
	size_t chunk;

	(void)state;
	if (!encoding_known("BIG5-HKSCS"))
		skip();
	sample = sample_make(&hkscs, MEBIBYTE + 100000);
	open_sample(&s, &sample);
	for (chunk = 65530; chunk < 65540; chunk++)
		expect_text(&s, &sample.text, 0, chunk);
	for (chunk = 0; chunk < 2000; chunk++)
		assert_int_equal(source_raw(&s, (off_t)sample.at[chunk * 10],
		    NULL), sample.raw_at[chunk * 10]);
	expect_random(&s, &sample.text, 100);
	source_close(&s);
	sample_free(&sample);
}

/* A text as it comes out of a spreadsheet, and the encoding to suggest. */
static const struct guess {
	const char *encoding;
	const char *text;
} guesses[] = {
	/* German, French, Spanish, Portuguese, the Nordic ones */
	{ "windows-1252", "Name;Ort;Betrag\nMüller;Köln;1.234,50\n" },
	{ "windows-1252", "Größe;Straße\nSchöne Grüße;Übergang\n" },
	{ "windows-1252", "MÜNCHEN;FÜSSEN\n" },
	{ "windows-1252", "Société;Étape\nL’été à la plage;1 234,50 €\n" },
	{ "windows-1252", "Créée;Œuvre déjà payée\n" },
	{ "windows-1252", "Peña;Muñoz\nSão João;Ação\nMalmö;Ærø\n" },
	{ "windows-1252", "price\r\n12 €\r\n" },
	/* Bulgarian, Russian */
	{ "windows-1251", "Проучване\n" },
	{ "windows-1251", "етап,сума,клиент,отговорник\nСпечелена,100,Фирма,Иван\n" },
	{ "windows-1251", "Сделка,Етап\nНова,Сума\n" },
	{ "windows-1251", "Этап;Клиент\nПереговоры;ООО «Ромашка»\n" },
	{ "windows-1251", "СДЕЛКА;СУММА\n" },
	{ "windows-1251", "№;Фамилия\n1;Ёлкин\n" },
	{ "KOI8-R", "Стадия,сумма\nСделка 1,Переговоры\n" },
	{ "KOI8-R", "СДЕЛКА;СУММА\n" },
	/* Chinese, Japanese */
	{ "GB18030", "阶段,金额\n\n客户,负责人\n" },
	{ "GB18030", "名称,阶段,金额\n北京科技有限公司,谈判,1000\n" },
	{ "GB18030", "潜在客户,需求分析\n赢单,输单\n" },
	{ "Big5", "客戶,金額\n階段,負責人\n" },
	{ "Big5", "名稱,階段\n臺北科技股份有限公司,談判\n" },
	{ "Shift_JIS", "商談,金額\n" },
	{ "Shift_JIS", "案件名,取引先,フェーズ\n株式会社山田,提案,さくら\n" },
	{ "CP932", "案件名,取引先\n㈱山田,提案\n" },
};

static void
test_likely(void **state)
{
	struct buffer raw = { 0 };
	const char *told;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++) {
		if (!encoding_known(guesses[i].encoding))
			continue;
		buffer_clear(&raw);
		convert(guesses[i].encoding, "UTF-8", guesses[i].text,
		    strlen(guesses[i].text), &raw);
		told = likely_encoding(raw.at, raw.len);
		if (told == NULL || strcmp(told, guesses[i].encoding) != 0)
			fail_msg("%s: %s", guesses[i].text, told);
		assert_false(likely_utf8(raw.at, raw.len));
	}
	buffer_free(&raw);
	assert_null(likely_encoding("", 0));
	assert_null(likely_encoding("abc", 3));
	assert_null(likely_encoding("a\n\x81 \xe9\n", 6));
	assert_true(likely_utf8("é, ü, \xff", 9));
	assert_false(likely_utf8("\xff", 1));
}

/* No bytes, cut anywhere, are read beyond their end (the sanitizers look). */
static void
test_likely_bytes(void **state)
{
	char *bytes;
	size_t i, n, k;

	(void)state;
	for (i = 0; i < 2000; i++) {
		n = any(12);
		bytes = memory_get(n);
		for (k = 0; k < n; k++)
			bytes[k] = (char)(any(3) == 0 ? any(256) :
			    0x80 + any(128));
		likely_encoding(bytes, n);
		likely_utf8(bytes, n);
		encoding_wide(bytes, n);
		encoding_mark(bytes, n);
		free(bytes);
	}
}

/* The reader sees records as if the file were UTF-8. */
static void
test_reader(void **state)
{
	static const char file[] = "\xff\xfen\0a\0m\0e\0\t\0v\0\r\0\n\0"
	    "\"\0\xe9\0\n\0x\0\"\0\t\0001\0\r\0\n\0";
	struct trouble what = { "" };
	struct record *record;
	struct reader *reader;
	struct dialect d;
	struct source s;

	(void)state;
	source_memory(&s, "f.csv", file, sizeof(file) - 1);
	assert_int_equal(source_decode(&s, NULL, &what), 0);
	assert_int_equal(dialect_sniff(s.name, s.head.at, s.head.len, s.whole, 0,
	    &d, &what), 0);
	assert_true(d.bom);
	assert_int_equal(d.skip, 3);
	assert_int_equal(d.delimiter, '\t');
	assert_int_equal(d.end, LINE_CRLF);
	reader = reader_open(&s, &d);
	assert_int_equal(reader_next(reader, &record, &what), 1);
	assert_int_equal(source_raw(&s, record->offset, &what), 2);
	assert_int_equal(reader_next(reader, &record, &what), 1);
	assert_int_equal(source_raw(&s, record->offset, &what), 18);
	assert_int_equal(record->line, 2);
	assert_true(slice_is(record_cell(record, 0)->text, "é\nx"));
	reader_close(reader);
	source_close(&s);
}

static int
folder_make(void **state)
{
	const char *temporary = getenv("TMPDIR");
	const char *drawn = getenv("PL_SEED");

	(void)state;
	seed = drawn != NULL ? strtoull(drawn, NULL, 10) : 20260304;
	snprintf(folder, sizeof(folder), "%s/pl-encoding-XXXXXX",
	    temporary != NULL ? temporary : "/tmp");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/deals.csv", folder);
	return 0;
}

static int
folder_remove(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_chunk),
		cmocka_unit_test(test_large_file),
		cmocka_unit_test(test_every_place),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_pipe),
		cmocka_unit_test(test_slow_pipe),
		cmocka_unit_test(test_held_pipe),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_wrong_bytes),
		cmocka_unit_test(test_wrong_far),
		cmocka_unit_test(test_cut_far),
		cmocka_unit_test(test_encode),
		cmocka_unit_test(test_splices),
		cmocka_unit_test(test_refused_splices),
		cmocka_unit_test(test_identical),
		cmocka_unit_test(test_shifts),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_likely),
		cmocka_unit_test(test_likely_bytes),
		cmocka_unit_test(test_reader),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
