/*
 * short_name.c - lib/short_name: what is left of a name in so many columns.
 *
 *	short_name              the checks
 *	short_name FILE         "ROOM NAME" lines in, the texts out, for comparing them
 *	                        with those of the viewer
 */
#include "short_name.h"

#include <unistd.h>

#include "check.h"
#include "columns.h"
#include "input.h"

static void
fits(const char *name, size_t room, const char *want)
{
	struct short_name s;
	struct str text;

	short_name_init(&s);
	text = short_name_fit(&s, str_from(name), room, STR(""), STR(""));
	CHECK_STR(text, str_from(want));
	CHECK(columns_of(text) <= room);
	short_name_release(&s);
}

static void
templates(void)
{
	static const char compare[] =
	    "std::__cxx11::basic_string<char, std::char_traits<char> >::compare(char const*) const";

	fits(compare, 100, compare);
	fits(compare, 84,
	    "std::__cxx11::basic_string<char, std::char_traits<\xe2\x80\xa6> >::compare(char "
	    "const*)");
	fits(compare, 50, "std::__cxx11::basic_string<\xe2\x80\xa6>::compare(\xe2\x80\xa6)");
	fits(compare, 40, "__cxx11::basic_string<\xe2\x80\xa6>::compare(\xe2\x80\xa6)");
	fits(compare, 30, "basic_string<\xe2\x80\xa6>::compare(\xe2\x80\xa6)");
	fits(compare, 12, "compare(\xe2\x80\xa6)");
	fits(compare, 9, "compare");
	fits(compare, 6,
	    "comp\xe2\x80\xa6"
	    "e");
	fits(compare, 4, "com\xe2\x80\xa6");
	fits(compare, 2, "");
}

/* What is shown of a name in 30, 18 and 8 columns. */
static void
shrinks(const char *name, const char *thirty, const char *eighteen, const char *eight)
{
	fits(name, 30, thirty);
	fits(name, 18, eighteen);
	fits(name, 8, eight);
}

#define DOTS "\xe2\x80\xa6"

static void
languages(void)
{
	shrinks("<alloc::vec::Vec<T> as core::iter::IntoIterator>::into_it",
	    "<Vec as IntoIterator>::into_it", "into_it", "into_it");
	shrinks("core::ptr::drop_in_place::<alloc::vec::Vec<u8>>",
	    "core::ptr::drop_in_place::<" DOTS ">", "drop_in_place::<" DOTS ">", "drop_" DOTS "ce");
	shrinks("tokio::runtime::task::harness::poll::{{closure}}", "harness::poll::{{closure}}",
	    "poll::{{closure}}", "poll{}");
	shrinks("main::{lambda(int, char const*)#1}::operator()(int) const",
	    "main::{lambda#1}::operator()", "main{}", "main{}");
	shrinks("handle/<lambda>", "handle/<lambda>", "handle/<lambda>", "handle{}");
	shrinks("/<lambda>", "/<lambda>", "/<lambda>", "{}");
	shrinks("std::less<int>::operator()(int, int) const",
	    "std::less<" DOTS ">::operator()(" DOTS ")", "less::operator()", "less()");
	shrinks("java.util.concurrent.ThreadPoolExecutor$Worker.run",
	    "ThreadPoolExecutor$Worker.run", "run", "run");
	shrinks("java/util/HashMap.put", "java/util/HashMap.put", "util/HashMap.put", "put");
	shrinks(
	    "github.com/user/pkg.(*T).Method", "user/pkg.(*T).Method", "pkg.(*T).Method", "Method");
	shrinks("JS:*fib /opt/app/src/long/way/w.js:3:13", "JS:*fib w.js:3:13", "JS:*fib w.js:3:13",
	    "fib");
	shrinks(
	    "JS:^ /opt/app/somewhere/else/w.js:1:1", "JS:^ w.js:1:1", "JS:^ w.js:1:1", "w.js:1:1");
	shrinks(
	    "py::func:/usr/lib/python3.11/file.py", "py::func:file.py", "py::func:file.py", "func");
	shrinks(
	    "func (site/lib/package/file.py:12)", "func (file.py:12)", "func (file.py:12)", "func");
	shrinks("/usr/lib/x86_64-linux-gnu/libz.so.1.2", "x86_64-linux-gnu/libz.so.1.2",
	    "libz.so.1.2", "libz." DOTS ".2");
	shrinks("[/usr/lib/x86_64-linux-gnu/libz.so.1]", "[libz.so.1]", "[libz.so.1]",
	    "[libz" DOTS "1]");
	shrinks("[perf-8832.map]", "[perf-8832.map]", "[perf-8832.map]", "[perf" DOTS "p]");
	shrinks("finish_task_switch.isra.0", "finish_task_switch.isra.0",
	    "finish_task_" DOTS "sra.0", "finis" DOTS ".0");
	shrinks("virtual thunk to v8::internal::OFStream::~OFStream",
	    "internal::OFStream::~OFStream", "~OFStream", "~OFSt" DOTS "am");
	shrinks("(anonymous namespace)::Foo<int>::bar[abi:cxx11](char)",
	    "(anon)::Foo<int>::bar(char)", "Foo<" DOTS ">::bar(" DOTS ")", "bar(" DOTS ")");
	shrinks("a<b<c::not_closed_at_all_whatever_follows",
	    "a<b<c::not_closed_at" DOTS "r_follows", "a<b<c::not_c" DOTS "llows",
	    "a<b<c" DOTS "ws");
	fits("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 5, "\xe6\x97\xa5\xe6\x9c\xac" DOTS);
}

/* Places, lambdas, qualifiers, brackets that are none: of each what is left in so much room. */
static void
forms(void)
{
	static const struct {
		const char *name;
		size_t room;
		const char *want;
	} rows[] = {
	    {"run src.c:12", 8, "run"},
	    {"run (src.py:12)", 8, "run"},
	    {"run src.c:x", 8, "src.c:x"},
	    {"run src.", 8, "run src."},
	    {"run src", 8, "run src"},
	    {"timer node:fs:5:1", 8, "timer"},
	    {"f see http://x/y", 8, "f see y"},
	    {"main::<lambda(int)>::_FUN(int)", 18, "<lambda>::_FUN(" DOTS ")"},
	    {"main::<lambda(int)>::_FUN(int)", 8, "_FUN(" DOTS ")"},
	    {"a::b::c::d::e::f::g::h::i::j::k::l::m::n::o::p::q::r::s::last", 30,
		"l::m::n::o::p::q::r::s::last"},
	    {"a::b::c::d::e::f::g::h::i::j::k::l::m::n::o::p::q::r::s::last", 18,
		"p::q::r::s::last"},
	    {"a::b::c::d::e::f::g::h::i::j::k::l::m::n::o::p::q::r::s::last", 8, "s::last"},
	    {"func:/opt/app/lib/x.py", 18, "func:x.py"},
	    {"func:/opt/app/lib/x.py", 8, "func"},
	    {"f const&", 8, "f const&"},
	    {"A::f() const &", 8, "A::f()"},
	    {"A::f() volatile", 8, "A::f()"},
	    {"A::f(int) [clone .cold]", 18, "A::f(int)"},
	    {"A::f(int) [clone .cold]", 8, "A::f(" DOTS ")"},
	    {"a->b->c", 8, "a->b->c"},
	    {"x<1>2>::y", 8, "y"},
	    {"$f::g", 8, "$f::g"},
	    {"f (*)", 8, "f (*)"},
	    {"f (a*b/c)", 8, "f (" DOTS ")"},
	    {"::<lambda_1>::call", 8, "call"},
	    {"std::function<void(int)>::operator()", 18, "function()"},
	    {"std::function<void(int)>::operator()", 8, "funct" DOTS "()"},
	    {"a.b.3.c.d", 8, "a.b.3" DOTS ".d"},
	    {"a..b.c", 8, "a..b.c"},
	    {"f\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	     "::g",
		8, "g"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		fits(rows[i].name, rows[i].room, rows[i].want);
}

/* Two names whose short forms are the same show what they differ in. */
static void
neighbours(void)
{
	static const char first[] = "std::copy<shop::Order*, std::vector<shop::Order> >";
	static const char second[] = "std::copy<shop::Item*, std::vector<shop::Item> >";
	struct short_name s;
	struct str text;

	short_name_init(&s);
	text =
	    short_name_fit(&s, str_from(second), 14, str_from(first), STR("std::copy<" DOTS ">"));
	CHECK_STR(text, STR("copy" DOTS "Item*, s" DOTS));
	text = short_name_fit(&s, str_from(second), 14, str_from(first), STR("sort<" DOTS ">"));
	CHECK_STR(text, STR("std::copy<" DOTS ">"));
	/* Not within a character. */
	text = short_name_fit(&s, STR("aaaaaaaaaaaaaaaaaaaa\xc3\xa9xxxxxxxxxxxx"), 8,
	    STR("aaaaaaaaaaaaaaaaaaaa\xc3\xa8xxxxxxxxxxxx"), STR("aaaaa" DOTS "xx"));
	CHECK_STR(text, STR(DOTS "\xc3\xa9"
				 "xxxxx" DOTS));
	/* What the difference leaves is the beginning's, but not where both look alike again. */
	text = short_name_fit(&s, STR("std::_Destroy<Order*>"), 6,
	    STR("std::_Destroy<Order*, Order>"), STR("_Des" DOTS "y"));
	CHECK_STR(text, STR("_Des" DOTS ">"));
	text = short_name_fit(&s, STR("aaaaaaaa2"), 6, STR("aaaaaaaa12"), STR("aaaa" DOTS "2"));
	CHECK_STR(text, STR(DOTS "2"));
	short_name_release(&s);
}

/* Prints what "ROOM NAME" or "ROOM NAME\tRIVAL\tTEXT" asks for. */
static int
print_texts(const char *path)
{
	struct short_name s;
	struct output out;
	struct input in;
	struct str line;

	if (!input_open(&in, path))
		return 2;
	output_init(&out, STDOUT_FILENO);
	short_name_init(&s);
	while (input_line(&in, &line)) {
		uint64_t room = 0;
		bool number = str_to_u64(str_cut(&line, ' '), &room);
		struct str name = str_cut(&line, '\t'), rival = str_cut(&line, '\t');

		CHECK(number);
		output_str(&out, short_name_fit(&s, name, (size_t)room, rival, line));
		output_char(&out, '\n');
	}
	short_name_release(&s);
	input_close(&in);
	return output_close(&out) ? check_done() : 1;
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		return print_texts(argv[1]);
	templates();
	languages();
	forms();
	neighbours();
	return check_done();
}
