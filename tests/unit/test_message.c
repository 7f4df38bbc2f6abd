/* What a command says, byte for byte, and in how many writes. */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/message.h"

/* Standard error while a test looks at it: a socket that keeps each write
 * apart. */
static struct {
	int saved;
	int reader;
} heard;

static void
listen_to_stderr(void)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	heard.saved = dup(STDERR_FILENO);
	assert_int_not_equal(dup2(pair[1], STDERR_FILENO), -1);
	close(pair[1]);
	heard.reader = pair[0];
}

/* The next write's bytes as a string; "" when there is none. */
static const char *
next_write(void)
{
	static char bytes[16384];
	ssize_t n;

	n = recv(heard.reader, bytes, sizeof(bytes) - 1, MSG_DONTWAIT);
	bytes[n > 0 ? n : 0] = '\0';
	return bytes;
}

static void
stop_listening(void)
{
	dup2(heard.saved, STDERR_FILENO);
	close(heard.saved);
	close(heard.reader);
}

static int
quiet_at_start(void **state)
{
	(void)state;
	message_name("/usr/bin/pl-test");
	listen_to_stderr();
	return 0;
}

static int
quiet_at_end(void **state)
{
	(void)state;
	stop_listening();
	return 0;
}

static void
the_name_is_the_last_component(void **state)
{
	(void)state;
	assert_string_equal(message_program(), "pl");
	message_name("");
	assert_string_equal(message_program(), "pl");
	message_name(NULL);
	assert_string_equal(message_program(), "pl");
	message_name("/usr/local/bin/pl-add");
	assert_string_equal(message_program(), "pl-add");
	message_name("./pl-move");
	assert_string_equal(message_program(), "pl-move");
	message_name("pl-rm");
	assert_string_equal(message_program(), "pl-rm");
}

static void
a_message_is_one_write(void **state)
{
	(void)state;
	message_say("%s:%d: no", "deals.csv", 17);
	message_say("second");
	assert_string_equal(next_write(), "pl-test: deals.csv:17: no\n");
	assert_string_equal(next_write(), "pl-test: second\n");
	assert_string_equal(next_write(), "");
	message_say("caf\xc3\xa9 is one write too");
	assert_string_equal(next_write(), "pl-test: caf\xc3\xa9 is one write too\n");
}

static void
control_characters_are_shown(void **state)
{
	const char *at;

	(void)state;
	message_say("'a\033[2Jb\nc\a'");
	at = next_write();
	assert_null(strchr(at, '\033'));
	assert_null(strchr(at, '\a'));
	assert_ptr_equal(strchr(at, '\n'), at + strlen(at) - 1);
	assert_non_null(strstr(at, "\xe2\x90\x9b[2Jb c\xe2\x90\x87"));
	message_say("bidi \xe2\x80\xae and not \xff utf-8");
	at = next_write();
	assert_null(strstr(at, "\xe2\x80\xae"));
	assert_null(strchr(at, '\xff'));
	assert_string_equal(next_write(), "");
}

static void
a_long_message_is_cut(void **state)
{
	char text[9000];
	const char *at;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	message_say("%s", text);
	at = next_write();
	assert_true(strlen(at) > 4000);
	assert_string_equal(at + strlen(at) - 5, "x...\n");
	assert_string_equal(next_write(), "");
}

static void
dying_says_why_and_exits_2(void **state)
{
	int status;
	pid_t child;

	(void)state;
	child = fork();
	if (child == 0) {
		/* exit() would print this process's own TAP a second time. */
		fclose(stdout);
		message_die("no %s", "deals");
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_TROUBLE);
	assert_string_equal(next_write(), "pl-test: no deals\n");
}

static void
trouble_is_minus_one_and_a_text(void **state)
{
	struct trouble what = { "" };

	(void)state;
	assert_int_equal(trouble_set(&what, "%s: %d", "a", 1), -1);
	assert_string_equal(what.text, "a: 1");
	assert_int_equal(trouble_set(NULL, "%s", "nobody asks"), -1);
}

static void
trouble_may_hold_the_trouble_before(void **state)
{
	struct trouble what = { "" };

	(void)state;
	trouble_set(&what, "deals.csv: no");
	trouble_set(&what, "while reading: %s, %s", what.text, what.text);
	assert_string_equal(what.text, "while reading: deals.csv: no, deals.csv: no");
}

/* Whatever the place of the cut, no character is cut in two, and the text is
 * as long as it can be. */
static void
trouble_is_cut_between_characters(void **state)
{
	struct trouble what;
	char text[2000];
	size_t i, len, pad;

	(void)state;
	for (pad = 0; pad < 4; pad++) {
		memset(text, 'x', pad);
		for (i = pad; i + 4 < sizeof(text); i += 4)
			memcpy(text + i, "\xf0\x9f\x98\x80", 4);
		text[i] = '\0';
		trouble_set(&what, "%s", text);
		len = strlen(what.text);
		assert_true(len < sizeof(what.text) && len > sizeof(what.text) - 5);
		assert_string_equal(what.text + len - 3, "...");
		assert_int_equal((len - 3 - pad) % 4, 0);
		assert_memory_equal(what.text, text, len - 3);
	}
}

static void
trouble_that_fits_is_whole(void **state)
{
	struct trouble what;
	char text[sizeof(what.text) + 1];

	(void)state;
	memset(text, 'y', sizeof(text));
	text[sizeof(what.text) - 1] = '\0';
	trouble_set(&what, "%s", text);
	assert_string_equal(what.text, text);
	text[sizeof(what.text) - 1] = 'y';
	text[sizeof(what.text)] = '\0';
	trouble_set(&what, "%s", text);
	assert_int_equal(strlen(what.text), sizeof(what.text) - 1);
	assert_string_equal(what.text + sizeof(what.text) - 4, "...");
}

static void
three_of_a_kind_are_named_and_all_counted(void **state)
{
	struct notices notices = { 0 };
	int i;

	(void)state;
	for (i = 1; i <= 5; i++)
		notices_add(&notices, "amount: not an amount", "deals.csv", (uint64_t)i * 10,
		    "amount: '%dx' is not an amount", i);
	notices_add(&notices, "a hint", NULL, 0, "newest date is %s", "2017-12-31");
	notices_add(&notices, "whole", "old.csv", 0, "has no header");
	assert_int_equal(notices.n, 3);
	assert_int_equal(notices_count(&notices), 7);
	notices_print(&notices);
	assert_string_equal(next_write(), "pl-test: deals.csv:10: amount: '1x' is not an amount\n");
	assert_string_equal(next_write(), "pl-test: deals.csv:20: amount: '2x' is not an amount\n");
	assert_string_equal(next_write(), "pl-test: deals.csv:30: amount: '3x' is not an amount\n");
	assert_string_equal(next_write(), "pl-test: amount: not an amount: and 2 more\n");
	assert_string_equal(next_write(), "pl-test: newest date is 2017-12-31\n");
	assert_string_equal(next_write(), "pl-test: old.csv: has no header\n");
	assert_string_equal(next_write(), "");
	notices_free(&notices);
	assert_int_equal(notices.n, 0);
	assert_int_equal(notices_count(&notices), 0);
}

static void
three_are_not_followed_by_more(void **state)
{
	struct notices notices = { 0 };
	int i;

	(void)state;
	for (i = 1; i <= 3; i++)
		notices_add(&notices, "k", "f", (uint64_t)i, "t");
	notices_print(&notices);
	assert_string_equal(next_write(), "pl-test: f:1: t\n");
	assert_string_equal(next_write(), "pl-test: f:2: t\n");
	assert_string_equal(next_write(), "pl-test: f:3: t\n");
	assert_string_equal(next_write(), "");
	notices_free(&notices);
}

static void
merged_notices_move_their_lines(void **state)
{
	struct notices into = { 0 }, from = { 0 };
	int i;

	(void)state;
	notices_add(&into, "a", "f", 7, "first");
	for (i = 1; i <= 4; i++)
		notices_add(&from, "a", "f", (uint64_t)i, "later %d", i);
	notices_add(&from, "b", "f", 5, "new");
	notices_add(&from, "c", "f", 0, "no line");
	notices_merge(&into, &from, 100);
	assert_int_equal(from.n, 0);
	assert_null(from.at);
	assert_int_equal(into.n, 3);
	assert_int_equal(notices_count(&into), 7);
	notices_print(&into);
	assert_string_equal(next_write(), "pl-test: f:7: first\n");
	assert_string_equal(next_write(), "pl-test: f:101: later 1\n");
	assert_string_equal(next_write(), "pl-test: f:102: later 2\n");
	assert_string_equal(next_write(), "pl-test: a: and 2 more\n");
	assert_string_equal(next_write(), "pl-test: f:105: new\n");
	assert_string_equal(next_write(), "pl-test: f: no line\n");
	assert_string_equal(next_write(), "");
	notices_free(&into);
}

/* Parts joined in any grouping say what one reader of the whole would. */
static void
merging_equals_reading_at_once(void **state)
{
	struct notices whole = { 0 }, joined = { 0 }, part;
	uint64_t line, start, size;
	size_t i, k;

	(void)state;
	for (line = 1; line <= 60; line++)
		notices_add(&whole, line % 7 == 0 ? "seven" : "other", "f", line, "at %d",
		    (int)line % 5);
	for (start = 0, size = 1; start < 60; start += size, size++) {
		part = (struct notices){ 0 };
		for (line = start + 1; line <= start + size && line <= 60; line++)
			notices_add(&part, line % 7 == 0 ? "seven" : "other", "f",
			    line - start, "at %d", (int)line % 5);
		notices_merge(&joined, &part, start);
	}
	assert_int_equal(joined.n, whole.n);
	for (i = 0; i < whole.n; i++) {
		assert_string_equal(joined.at[i].kind, whole.at[i].kind);
		assert_int_equal(joined.at[i].count, whole.at[i].count);
		for (k = 0; k < 3; k++) {
			assert_int_equal(joined.at[i].first[k].line, whole.at[i].first[k].line);
			assert_string_equal(joined.at[i].first[k].text,
			    whole.at[i].first[k].text);
		}
	}
	notices_free(&whole);
	notices_free(&joined);
}

#define HEARD(test) cmocka_unit_test_setup_teardown(test, quiet_at_start, quiet_at_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_name_is_the_last_component),
		HEARD(a_message_is_one_write),
		HEARD(control_characters_are_shown),
		HEARD(a_long_message_is_cut),
		HEARD(dying_says_why_and_exits_2),
		cmocka_unit_test(trouble_is_minus_one_and_a_text),
		cmocka_unit_test(trouble_may_hold_the_trouble_before),
		cmocka_unit_test(trouble_is_cut_between_characters),
		cmocka_unit_test(trouble_that_fits_is_whole),
		HEARD(three_of_a_kind_are_named_and_all_counted),
		HEARD(three_are_not_followed_by_more),
		HEARD(merged_notices_move_their_lines),
		cmocka_unit_test(merging_equals_reading_at_once),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
