/* folded.c - lib/stacks/folded: which lines count, and counts that stay exact. */
#include "folded.h"

#include "check.h"
#include "output.h"

static void
is_count(struct str text, uint64_t units, unsigned places)
{
	struct folded_count c;

	CHECK(folded_number(text, &c));
	CHECK(c.units == units && c.places == places);
}

static void
counts(void)
{
	struct folded_count c;

	is_count(STR("0"), 0, 0);
	is_count(STR("31.25"), 3125, 2);
	is_count(STR(".5"), 5, 1);
	is_count(STR("5."), 5, 0);
	is_count(STR("5.00"), 5, 0);
	is_count(STR("1.0000004"), 1, 0);
	is_count(STR("1.0000005"), 1000001, 6);
	is_count(STR("18446744073709551615"), UINT64_MAX, 0);
	CHECK(folded_number(STR("18446744073709551616"), &c) && c.saturated);
	CHECK(!folded_number(STR("1e3"), &c));
	CHECK(!folded_number(STR("-5"), &c));
	CHECK(!folded_number(STR("."), &c));
	CHECK(!folded_number(STR(""), &c));
	CHECK(!folded_number(STR("1.2.3"), &c));
}

/* Counts with more decimals than before: as they are, or the largest there is. */
static void
scales(void)
{
	bool saturated = false;

	CHECK(
	    folded_scale(7, 2, 2, &saturated) == 7 && folded_scale(7, 0, 6, &saturated) == 7000000);
	CHECK(
	    folded_scale(UINT64_MAX / 10, 0, 1, &saturated) == UINT64_MAX / 10 * 10 && !saturated);
	CHECK(folded_scale(UINT64_MAX / 10 + 1, 0, 1, &saturated) == UINT64_MAX && saturated);
}

static void
lines(void)
{
	struct folded_line l;

	CHECK(folded_parse(STR("main;a b\t 12\r\n"), &l) == FOLDED_STACK);
	CHECK_STR(l.stack, STR("main;a b"));
	CHECK(l.count.units == 12);
	CHECK(folded_parse(STR("a;thread 12 7"), &l) == FOLDED_STACK);
	CHECK_STR(l.stack, STR("a;thread 12"));
	CHECK(folded_split(l.stack, &l) && l.count.units == 12);
	CHECK_STR(l.stack, STR("a;thread"));
	CHECK(folded_parse(STR("   \r"), &l) == FOLDED_BLANK);
	CHECK(folded_parse(STR("# note 1"), &l) == FOLDED_BLANK);
	CHECK(folded_parse(STR("#hash;a 1"), &l) == FOLDED_STACK);
	CHECK(folded_parse(STR("12"), &l) == FOLDED_BAD);
	CHECK(folded_parse(STR("a -5"), &l) == FOLDED_BAD);
	CHECK(folded_parse(STR("a"), &l) == FOLDED_BAD);
}

/* Any byte that is not printable, wherever it is, within any number of those that are. */
static void
plain_bytes(void)
{
	char text[160];

	memset(text, 'a', sizeof(text));
	for (size_t len = 0; len <= sizeof(text); len++)
		CHECK(folded_plain(str_make(text, len)) == len);
	for (int byte = 0; byte < 256; byte++) {
		bool plain = byte >= ' ' && byte <= '~';

		for (size_t at = 0; at < sizeof(text); at++) {
			text[at] = (char)byte;
			CHECK(folded_plain(str_make(text, 150)) == (plain || at >= 150 ? 150 : at));
			text[at] = 'a';
		}
	}
}

/* A line that a text begins with is cut off. */
static void
is_usual(struct str line, struct str stack, uint64_t units, unsigned places)
{
	struct folded_line l = {.count = {0, 0, false}};
	struct output text;
	struct str rest;

	output_to_memory(&text);
	output_str(&text, line);
	OUTPUT_LITERAL(&text, "\nnext 1");
	rest = output_text(&text);
	CHECK(folded_cut(&rest, &l));
	CHECK_STR(l.stack, stack);
	CHECK(l.count.units == units && l.count.places == places && !l.count.saturated);
	CHECK_STR(rest, STR("next 1"));
	output_close(&text);
}

static void
is_other(struct str text)
{
	struct folded_line l;
	struct str rest = text;

	CHECK(!folded_cut(&rest, &l));
	CHECK(rest.ptr == text.ptr && rest.len == text.len);
}

static void
usual_lines(void)
{
	is_usual(STR("a 1"), STR("a"), 1, 0);
	is_usual(STR("main;a b 12"), STR("main;a b"), 12, 0);
	is_usual(STR("a;thread 12 007"), STR("a;thread 12"), 7, 0);
	is_usual(STR("a  7"), STR("a"), 7, 0);
	is_usual(STR("a 31.250"), STR("a"), 3125, 2);
	is_usual(STR("a 9999999999999999999"), STR("a"), UINT64_C(9999999999999999999), 0);
	is_usual(STR("a 00000000000000000000005"), STR("a"), 5, 0);
	is_usual(STR("a 1\r"), STR("a"), 1, 0);
	is_usual(STR("a\tb 1"), STR("a\tb"), 1, 0);
	is_usual(STR("\xc3\xa9 1"), STR("\xc3\xa9"), 1, 0);
	is_other(STR("a 1"));
	is_other(STR("\na 1\n"));
	is_other(STR(" a 1\n"));
	is_other(STR("# a 1\n"));
	is_other(STR("\ta 1\n"));
	is_other(STR("a x\n"));
	is_other(STR("a1\n"));
	is_other(STR("12\n"));
	is_other(STR(""));
}

static void
writes(uint64_t units, unsigned places, struct str want)
{
	struct output out;

	output_to_memory(&out);
	folded_write_count(&out, units, places);
	CHECK_STR(output_text(&out), want);
	output_close(&out);
}

int
main(void)
{
	counts();
	scales();
	lines();
	plain_bytes();
	usual_lines();
	writes(0, 0, STR("0"));
	writes(UINT64_MAX, 0, STR("18446744073709551615"));
	writes(3125, 2, STR("31.25"));
	writes(3100, 2, STR("31"));
	writes(5, 6, STR("0.000005"));
	writes(1000500, 6, STR("1.0005"));
	writes(5, 1, STR("0.5"));
	return check_done();
}
