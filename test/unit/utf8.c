/* utf8.c - lib/base/utf8: the first and the last character of each length, and what is none. */
#include "utf8.h"

#include "check.h"

#define TEXT(literal)                                                                              \
	{                                                                                          \
		literal, sizeof(literal) - 1                                                       \
	}

static const struct {
	struct str text;
	uint32_t code;
} good[] = {{TEXT("\0"), 0}, {TEXT("\x7f"), 0x7f}, {TEXT("\xc2\x80"), 0x80},
    {TEXT("\xdf\xbf"), 0x7ff}, {TEXT("\xe0\xa0\x80"), 0x800}, {TEXT("\xec\xbf\xbf"), 0xcfff},
    {TEXT("\xed\x80\x80"), 0xd000}, {TEXT("\xed\x9f\xbf"), 0xd7ff}, {TEXT("\xee\x80\x80"), 0xe000},
    {TEXT("\xef\xbf\xbf"), 0xffff}, {TEXT("\xf0\x90\x80\x80"), 0x10000},
    {TEXT("\xf0\xbf\xbf\xbf"), 0x3ffff}, {TEXT("\xf1\x80\x80\x80"), 0x40000},
    {TEXT("\xf3\xbf\xbf\xbf"), 0xfffff}, {TEXT("\xf4\x80\x80\x80"), 0x100000},
    {TEXT("\xf4\x8f\xbf\xbf"), 0x10ffff}};

static const struct str bad[] = {TEXT("\x80"), TEXT("\xbf"),  /* a continuation alone */
    TEXT("\xc0\x80"), TEXT("\xc1\xbf"),			      /* overlong, of two bytes */
    TEXT("\xe0\x80\x80"), TEXT("\xe0\x9f\xbf"),		      /* of three */
    TEXT("\xf0\x80\x80\x80"), TEXT("\xf0\x8f\xbf\xbf"),	      /* of four */
    TEXT("\xed\xa0\x80"), TEXT("\xed\xbf\xbf"),		      /* surrogates */
    TEXT("\xf4\x90\x80\x80"), TEXT("\xf5\x80\x80\x80"),	      /* beyond the last */
    TEXT("\xff"), TEXT("\xfe"), TEXT("\xf8\x88\x80\x80\x80"), /* no such first byte */
    TEXT("\xc2"), TEXT("\xe1\x80"), TEXT("\xf1\x80\x80"),     /* cut */
    TEXT("\xc2\x7f"), TEXT("\xc2\xc0"),			      /* no continuation behind */
    TEXT("\xe1\x80\x7f"), TEXT("\xe1\x7f\x80"), TEXT("\xe1\x80\xc0"), TEXT("\xf1\x80\x80\x7f"),
    TEXT("\xf1\x80\x7f\x80"), TEXT("")};

int
main(void)
{
	char p[4];

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct str s = good[i].text;
		char longer[8] = {0};

		CHECK(utf8_length(s) == s.len);
		CHECK(utf8_code_point(s.ptr, s.len) == good[i].code);
		CHECK_STR(str_make(p, utf8_encode(good[i].code, p)), s);
		memcpy(longer, s.ptr, s.len);
		CHECK(utf8_length(str_make(longer, sizeof(longer))) == s.len);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (utf8_length(bad[i]) != 0)
			fprintf(stderr, "row %zu of what is none:\n", i);
		CHECK(utf8_length(bad[i]) == 0);
	}
	CHECK(utf8_encode(0xd800, p) == 0 && utf8_encode(0xdfff, p) == 0);
	CHECK(utf8_encode(0x110000, p) == 0);
	return check_done();
}
