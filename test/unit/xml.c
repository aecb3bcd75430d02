/*
 * xml.c - flamegraph-svg/svg/xml: bytes as XML text, attributes that may be copied.
 */
#include "xml.h"

#include "check.h"

static void
check(struct str s, struct str want, struct str want_ascii)
{
	struct output out;

	output_to_memory(&out);
	xml_text(&out, s);
	CHECK_STR(output_text(&out), want);
	output_clear(&out);
	xml_text_ascii(&out, s);
	CHECK_STR(output_text(&out), want_ascii);
	output_close(&out);
}

static void
check_text_of_bytes(void)
{
#define U "\xef\xbf\xbd"
	check(STR(""), STR(""), STR(""));
	check(STR("a<b>&\"'c"), STR("a&lt;b&gt;&amp;&quot;'c"), STR("a&lt;b&gt;&amp;&quot;'c"));
	check(STR("]]>"), STR("]]&gt;"), STR("]]&gt;"));
	check(STR("\0\x1b\x7f\t\r\n"), STR(U U "\x7f\t&#13;\n"),
	    STR("&#65533;&#65533;\x7f\t&#13;\n"));
	check(STR("\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80"),
	    STR("\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80"), STR("&#233;&#26085;&#128512;"));
	/* Cut off, overlong, a surrogate, above U+10FFFF, U+FFFE and U+FFFF. */
	check(STR("\xc3"), STR(U), STR("&#65533;"));
	check(STR("\xc0\x80x"), STR(U U "x"), STR("&#65533;&#65533;x"));
	check(STR("\xed\xa0\x80"), STR(U U U), STR("&#65533;&#65533;&#65533;"));
	check(STR("\xf4\x90\x80\x80"), STR(U U U U), STR("&#65533;&#65533;&#65533;&#65533;"));
	check(STR("\xef\xbf\xbe\xef\xbf\xbf"), STR(U U), STR("&#65533;&#65533;"));
#undef U
}

static void
check_attributes(void)
{
	CHECK(xml_is_attributes(STR("")));
	CHECK(xml_is_attributes(STR(" a=\"1\"  b-c = '<'x='2'")) == false);
	CHECK(xml_is_attributes(STR(" a=\"1\"  b-c = 'x\"y' _d.e='&lt;&amp;'")));
	CHECK(!xml_is_attributes(STR("\va=\"1\"")) && !xml_is_attributes(STR("a=\"1\"\fb=\"2\"")));
	CHECK(!xml_is_attributes(STR("a")));
	CHECK(!xml_is_attributes(STR("a=1")));
	CHECK(!xml_is_attributes(STR("a=\"1")));
	CHECK(!xml_is_attributes(STR("a=\"1\"b=\"2\"")));
	CHECK(!xml_is_attributes(STR("a=\"1\" a=\"2\"")));
	CHECK(!xml_is_attributes(STR("a=\"&nbsp;\"")));
	CHECK(!xml_is_attributes(STR("a=\"&\"")));
	CHECK(!xml_is_attributes(STR("a=\"\x01\"")));
	CHECK(!xml_is_attributes(STR("a=\"\xff\"")));
	CHECK(!xml_is_attributes(STR("x:a=\"1\"")));
	CHECK(!xml_is_attributes(STR("1a=\"1\"")));
	CHECK(!xml_is_attributes(STR("a=\"1\"/>")));
}

int
main(void)
{
	check_text_of_bytes();
	check_attributes();
	return check_done();
}
