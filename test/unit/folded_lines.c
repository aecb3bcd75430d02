/*
 * folded_lines.c - lib/stacks/folded_lines: lines of any length, with any bytes, are those that a
 * search for newlines finds; and lib/base/sixteen, which it is made of.
 */
#include "folded_lines.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "sixteen.h"

enum { SIZE = 1 << 18, SEEDS = 200 };

/* Numbers that are the same each time. */
static uint32_t
next_number(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* What str_cut says of all whole lines, and folded_plain of their bytes. */
static void
check_lines(struct str text)
{
	struct folded_lines lines;
	struct str line, rest = text;

	folded_lines_over(&lines, text);
	while (str_find(rest, '\n') < rest.len) {
		struct str want = str_cut(&rest, '\n');

		if (!folded_lines_next(&lines, &line)) {
			CHECK(false);
			return;
		}
		CHECK(line.ptr == want.ptr && line.len == want.len);
		CHECK(lines.plain == (folded_plain(want) == want.len));
	}
	CHECK(!folded_lines_next(&lines, &line));
	CHECK(lines.text.ptr == rest.ptr && lines.text.len == rest.len);
	CHECK(!folded_lines_next(&lines, &line));
}

/* Fills a text: one byte of `every` is one of a few. */
static void
fill(char *text, size_t len, uint32_t every, const char *few, uint32_t *state)
{
	for (size_t i = 0; i < len; i++) {
		uint32_t n = next_number(state);

		text[i] = n % every == 0 ? few[n / every % strlen(few)]
					 : (char)(' ' + n % ('~' - ' ' + 1));
	}
}

static void
any_lines(char *text)
{
	static const char *const few[] = {"\n", "\n\x7f", "\n\t\xc3\xa9", "\x01", "\n\n\n\xff"};
	static const uint32_t every[] = {1, 2, 7, 60, 300, 5000, 100000};
	uint32_t state = 5;

	for (int i = 0; i < SEEDS; i++) {
		size_t len = i % 3 == 0 ? next_number(&state) % 400 : next_number(&state) % SIZE;

		fill(text, len, every[i % 7], few[i % 5], &state);
		check_lines(str_make(text, len));
		if (len > 100)
			check_lines(str_make(text + 3, len - 3));
	}
	check_lines(STR(""));
	check_lines(STR("\n"));
}

/* One byte that is odd, or another one, wherever it is among 64. */
static void
one_byte(void)
{
	char text[SIXTY_FOUR], other[SIXTY_FOUR];

	memset(text, 'x', sizeof(text));
	memset(other, 'x', sizeof(other));
	CHECK(sixteen_odd_of_64(text) == 0 && sixteen_unlike_of_64(text, other) == 0);
	for (size_t at = 0; at < sizeof(text); at++) {
		for (int byte = 0; byte < 256; byte++) {
			bool plain = byte >= ' ' && byte <= '~';

			text[at] = (char)byte;
			CHECK(sixteen_odd_of_64(text) == (uint64_t)!plain << at);
			CHECK(sixteen_unlike_of_64(text, other) == (uint64_t)(byte != 'x') << at);
		}
		text[at] = 'x';
	}
}

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

/* Texts that differ in one byte, or in length, near multiples of 64 and between them. */
static void
order(void)
{
	char a[200], b[200];

	memset(a, 'm', sizeof(a));
	memset(b, 'm', sizeof(b));
	for (size_t at = 0; at < sizeof(a); at++) {
		static const char bytes[] = {'\0', 'l', 'm', 'n', '\x80', '\xff'};

		for (size_t i = 0; i < sizeof(bytes); i++) {
			b[at] = bytes[i];
			for (size_t len = at; len <= sizeof(a); len += 1 + len % 7) {
				struct str left = str_make(a, sizeof(a)), right = str_make(b, len);

				CHECK(sign(sixteen_compare(left, right)) ==
				      sign(str_cmp(left, right)));
				CHECK(sign(sixteen_compare(right, left)) ==
				      sign(str_cmp(right, left)));
			}
		}
		b[at] = 'm';
	}
	CHECK(sixteen_compare(STR(""), STR("")) == 0);
}

/* A line that is as it would be written is one that comes out the same. */
static void
written(void)
{
	static const struct {
		struct str line;
		bool is;
	} lines[] = {{STR_INIT("a 1"), true}, {STR_INIT("a;b c 120"), true},
	    {STR_INIT("a 0"), true}, {STR_INIT("\xc3\xa9;b 7"), true}, {STR_INIT("#a 7"), true},
	    {STR_INIT("a 9999999999999999999"), true}, {STR_INIT("a 99999999999999999999"), false},
	    {STR_INIT("a 01"), false}, {STR_INIT("a 00"), false}, {STR_INIT("a  1"), false},
	    {STR_INIT("a\t1"), false}, {STR_INIT("a\t 1"), false}, {STR_INIT("a 1 "), false},
	    {STR_INIT("a 1\r"), false}, {STR_INIT(" a 1"), false}, {STR_INIT("\ta 1"), false},
	    {STR_INIT("a 1.5"), false}, {STR_INIT("a 1."), false}, {STR_INIT("# a 1"), false},
	    {STR_INIT("# 1"), false}, {STR_INIT("a1"), false}, {STR_INIT(" 1"), false},
	    {STR_INIT("1"), false}, {STR_INIT("a "), false}, {STR_INIT(""), false}};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct folded_line line;
		struct output out;

		if (!folded_split_written(lines[i].line, &line)) {
			CHECK(!lines[i].is);
			continue;
		}
		CHECK(lines[i].is);
		output_to_memory(&out);
		output_str(&out, line.stack);
		output_char(&out, ' ');
		folded_write_count(&out, line.count.units, line.count.places);
		CHECK_STR(output_text(&out), lines[i].line);
		output_close(&out);
	}
}

int
main(void)
{
	char *text = malloc(SIZE);

	if (text == NULL)
		return 1;
	any_lines(text);
	one_byte();
	order();
	written();
	free(text);
	return check_done();
}
