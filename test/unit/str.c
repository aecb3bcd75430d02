/* str.c - lib/base/str: slices, numbers at their limits. */
#include "str.h"

#include "check.h"

static void
numbers(void)
{
	uint64_t v = 7;

	CHECK(str_to_u64(STR("18446744073709551615"), &v) && v == UINT64_MAX);
	v = 7;
	CHECK(!str_to_u64(STR("18446744073709551616"), &v) && v == 7);
	CHECK(!str_to_u64(STR(""), &v));
	CHECK(!str_to_u64(STR("1e3"), &v));
	CHECK(!str_to_u64(STR("-1"), &v));
	CHECK(str_hex_to_u64(STR("ffffffffFFFFFFFF"), &v) && v == UINT64_MAX);
	CHECK(str_hex_to_u64(STR("0"), &v) && v == 0);
	CHECK(!str_hex_to_u64(STR("1ffffffffffffffff"), &v));
	CHECK(!str_hex_to_u64(STR("0x1"), &v));
}

static void
slices(void)
{
	struct str rest = STR("a;b;;c");

	CHECK_STR(str_cut(&rest, ';'), STR("a"));
	CHECK_STR(str_cut(&rest, ';'), STR("b"));
	CHECK_STR(str_cut(&rest, ';'), STR(""));
	CHECK_STR(str_cut(&rest, ';'), STR("c"));
	CHECK(rest.len == 0);
	CHECK_STR(str_trim(STR(" \t a b\r\n")), STR("a b"));
	CHECK(str_find(STR("abcb"), 'b') == 1 && str_rfind(STR("abcb"), 'b') == 3);
	CHECK(str_find(STR("abc"), 'x') == 3 && str_rfind(STR("abc"), 'x') == 3);
	CHECK(str_search(STR("aab ab"), STR("ab")) == 1);
	CHECK(str_search(STR("aa"), STR("aaa")) == 2);
	CHECK(str_search(STR("aabab"), STR("bab")) == 2 && str_search(STR("ab"), STR("ab")) == 0);
	CHECK(str_search(STR("aba"), STR("")) == 0 && str_search(STR(""), STR("a")) == 0);
	CHECK(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("\xff"), STR("a")) > 0);
	CHECK(str_cmp(STR("a;"), STR("a")) > 0 && str_cmp(STR("x"), STR("x")) == 0);
	CHECK(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("a"), STR("ab")));
	CHECK(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")));
}

/* Whichever byte is the first that differs, and whichever text ends first. */
static void
alike(void)
{
	char a[40], b[40];

	memset(a, 'x', sizeof(a));
	memset(b, 'x', sizeof(b));
	for (size_t at = 0; at < sizeof(a); at++) {
		b[at] = '\xf8';
		CHECK(str_common(str_make(a, sizeof(a)), str_make(b, sizeof(b))) == at);
		CHECK(str_common(str_make(b, at), str_make(a, sizeof(a))) == at);
		b[at] = 'x';
	}
	CHECK(str_common(str_make(a, 40), str_make(b, 39)) == 39);
	CHECK(str_common(STR("ax"), STR("bx")) == 0);
}

/* What printf takes for "%.*s". */
static void
precisions(void)
{
	char text[8];

	snprintf(text, sizeof(text), "%.*s|", STR_ARG(str_head(STR("abc"), 2)));
	CHECK_STR(str_from(text), STR("ab|"));
	CHECK(str_precision(INT_MAX) == INT_MAX && str_precision(SIZE_MAX) == INT_MAX);
}

int
main(void)
{
	alike();
	precisions();
	numbers();
	slices();
	return check_done();
}
