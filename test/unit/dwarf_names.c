/*
 * Tests of collapse-perf/dwarf/dwarf_mangle: the names that are made of DIEs. With a file it says,
 * in lines as of nm, how that would call each function of its: test/perf-data.bats compares them
 * with the symbols.
 */
#include "dwarf_mangle.h"

#include <inttypes.h>

#include "bytes.h"
#include "check.h"
#include "demangle.h"
#include "elf_file.h"

static struct str
section(struct elf *e, const char *name)
{
	struct elf_error error = {.what = NULL};

	return elf_section_or_empty(e, str_from(name), &error);
}

static struct dwarf_sections
sections_of(struct elf *e)
{
	return (struct dwarf_sections){.big_endian = e->big_endian,
	    .info = section(e, ".debug_info"),
	    .abbrev = section(e, ".debug_abbrev"),
	    .line_str = section(e, ".debug_line_str"),
	    .str = section(e, ".debug_str"),
	    .str_offsets = section(e, ".debug_str_offsets"),
	    .addr = section(e, ".debug_addr"),
	    .ranges = section(e, ".debug_ranges"),
	    .rnglists = section(e, ".debug_rnglists")};
}

/* To the declaration. */
static struct dwarf_ref
declaration_of(struct dwarf_ref ref)
{
	struct dwarf_shape shape;

	while (dwarf_read_shape(ref, &shape) &&
	       (dwarf_follow(&ref, &shape.values[WANT_ABSTRACT_ORIGIN]) ||
		   dwarf_follow(&ref, &shape.values[WANT_SPECIFICATION])))
		;
	return ref;
}

static void
print_functions(struct dwarf *d, struct dwarf_unit *u)
{
	dwarf_load_functions(d, u);
	for (size_t i = 0; i < u->ranges.count; i++) {
		const struct dwarf_range *r = &u->ranges.items[i];
		struct dwarf_ref f = {d, u, u->functions[r->owner].die};
		struct str name = dwarf_scoped_name(declaration_of(f), f);

		printf("%016" PRIx64 " t %.*s\n", r->low, STR_ARG(name));
	}
}

static int
print_file(const char *path)
{
	struct elf e;
	struct elf_error error;
	struct dwarf d;
	struct dwarf_sections s;

	if (!elf_open(&e, path, &error))
		return 1;
	s = sections_of(&e);
	dwarf_init(&d, &s, NULL);
	dwarf_open(&d);
	for (size_t i = 0; i < d.unit_count; i++)
		if (d.units[i].has_code)
			print_functions(&d, &d.units[i]);
	dwarf_release(&d);
	elf_close(&e);
	return 0;
}

/*
 * Made here -----------------------------------------------------------------------
 */

enum {
	INT,
	BOX,
	CONST_BOX,
	POINTER,
	METHOD,
	BODY,
	STATIC_TEMPLATE,
	RUN,
	FIRST_CALL,
	SECOND_CALL,
	GENERIC_CALL,
	UNNAMED_METHOD,
	EXTERN_C,
	OF_GLOBAL,
	PLACES,
};

/* .debug_info, and where some of its DIEs are. */
struct made {
	struct bytes info, abbrev;
	size_t at[PLACES];
};

static void
make_abbrev(struct bytes *b)
{
	/* 1: unit: producer, language; 2, 3: namespaces, with a name and without */
	PUT(b, "\1\x11\1\x25\x8\x13\xb\0\0\2\x39\1\3\x8\0\0\3\x39\1\0\0");
	/* 4, 5: structures: name; decl_line */
	PUT(b, "\4\x13\1\3\x8\0\0\5\x13\1\x3b\xb\0\0");
	/* 6, 7: functions: name; name, artificial */
	PUT(b, "\6\x2e\1\3\x8\0\0\7\x2e\1\3\x8\x34\x19\0\0");
	/* 8, 9: parameters: type; type, artificial */
	PUT(b, "\x8\5\0\x49\x13\0\0\x9\5\0\x49\x13\x34\x19\0\0");
	/* 10: base type: name; 11, 12: pointer, const: type */
	PUT(b, "\xa\x24\0\3\x8\0\0\xb\xf\0\x49\x13\0\0\xc\x26\0\x49\x13\0\0");
	/* 13: function: name, linkage name, external; 14: template argument: name, type */
	PUT(b, "\xd\x2e\1\3\x8\x6e\x8\x3f\x19\0\0\xe\x2f\0\3\x8\x49\x13\0\0");
	/* 15: function: name, external; 16: function: specification */
	PUT(b, "\xf\x2e\0\3\x8\x3f\x19\0\0\x10\x2e\0\x47\x13\0\0");
	/* 17: block; 18: variable: name, decl_line */
	PUT(b, "\x11\xb\1\0\0\x12\x34\0\3\x8\x3b\xb\0\0");
	/* 19: function that something is in: name, external */
	PUT(b, "\x13\x2e\1\3\x8\x3f\x19\0\0");
	put(b, 1, 0);
}

static void
mark(struct made *m, size_t place)
{
	m->at[place] = m->info.len;
}

/* A DIE that refers to another. */
static void
put_reference(struct made *m, unsigned code, size_t place)
{
	put(&m->info, 1, code);
	put(&m->info, 4, m->at[place]);
}

/* A lambda's class at a line, that takes an int or an auto. */
static void
put_lambda(struct made *m, unsigned line, size_t place, bool generic)
{
	struct bytes *b = &m->info;

	put(b, 1, 5);
	put(b, 1, line);
	mark(m, place);
	if (generic) {
		PUTZ(b, "\7operator()<int>");
		put(b, 1, 14);
		PUTZ(b, "auto:1");
		put(b, 4, m->at[INT]);
	} else {
		PUTZ(b, "\7operator()");
	}
	put_reference(m, 9, POINTER);
	put_reference(m, 8, INT);
	PUT(b, "\0\0"); /* ends the operator and the class */
}

/* int run(int) */
static void
put_run(struct made *m)
{
	struct bytes *b = &m->info;

	mark(m, RUN);
	PUTZ(b, "\xdrun");
	PUTZ(b, "_ZN3geo3runEi");
	put_reference(m, 8, INT);
	put_lambda(m, 20, SECOND_CALL, false); /* DIEs need not be in the order of lines */
	put(b, 1, 17);
	put_lambda(m, 10, FIRST_CALL, false);
	put_lambda(m, 30, GENERIC_CALL, true);
	put(b, 1, 0);
	PUT(b, "\5\x0f");
	mark(m, UNNAMED_METHOD);
	PUTZ(b, "\6go");
	PUT(b, "\0\0\0"); /* ends go, its class, and run */
}

/* namespace geo { namespace { struct Box { … method() const; }; static … tmpl<int>() } … } */
static void
put_namespace(struct made *m)
{
	struct bytes *b = &m->info;

	PUTZ(b, "\2geo");
	put(b, 1, 3);
	mark(m, BOX);
	PUTZ(b, "\4Box");
	mark(m, METHOD);
	PUTZ(b, "\6method");
	put_reference(m, 9, POINTER);
	PUT(b, "\0\0"); /* ends the method and Box */
	mark(m, STATIC_TEMPLATE);
	PUTZ(b, "\6tmpl<int>");
	PUTZ(b, "\xeT");
	put(b, 4, m->at[INT]);
	PUT(b, "\0\0"); /* ends the function and the namespace without a name */
	mark(m, EXTERN_C);
	put(b, 1, 15);
	PUTZ(b, "plain");
	put_run(m);
	put(b, 1, 0);
}

static void
make_unit(struct made *m, const char *producer)
{
	struct bytes *b = &m->info;

	*m = (struct made){.info = {.len = 0}};
	make_abbrev(&m->abbrev);
	put(b, 4, 0);
	PUT(b, "\5\0\1\x8\0\0\0\0\1");
	put_text(b, producer, strlen(producer) + 1);
	put(b, 1, 0x21); /* C++14 */
	mark(m, INT);
	PUTZ(b, "\xaint");
	mark(m, CONST_BOX);
	put_reference(m, 12, BOX); /* which comes later */
	mark(m, POINTER);
	put_reference(m, 11, CONST_BOX);
	put_namespace(m);
	b->data[m->at[CONST_BOX] + 1] = (unsigned char)m->at[BOX];
	mark(m, BODY);
	put_reference(m, 16, METHOD);
	put_lambda(m, 50, OF_GLOBAL, false);
	PUTZ(b, "\x12table");
	PUT(b, "\x32\x13");
	PUTZ(b, "main");
	PUT(b, "\0\x13");
	PUTZ(b, "worker");
	PUT(b, "\0\0");
	put_length(b, 0);
}

static struct dwarf_sections
made_sections(const struct made *m)
{
	struct dwarf_sections s = {.info = bytes_text(&m->info)};

	s.abbrev = bytes_text(&m->abbrev);
	return s;
}

static void
check_name(struct dwarf *d, const struct made *m, size_t place, const char *want)
{
	struct dwarf_unit *u = dwarf_unit_at(d, m->at[place]);
	struct output shown;
	struct str name;
	bool linkage;

	output_to_memory(&shown);
	CHECK(u != NULL && dwarf_read_root(d, u));
	name = dwarf_name(d, u, m->at[place], false, &linkage);
	if (!demangle_cxx_name(name, &shown))
		output_str(&shown, name);
	CHECK_STR(output_text(&shown), str_from(want));
	output_close(&shown);
}

/* `generic`: the last of three lambdas, and the first that takes what it takes. */
static void
test_names(const char *producer, const char *generic)
{
	struct made m;
	struct dwarf d;
	struct dwarf_sections s;

	make_unit(&m, producer);
	s = made_sections(&m);
	dwarf_init(&d, &s, NULL);
	dwarf_open(&d);
	check_name(&d, &m, METHOD, "geo::(anonymous namespace)::Box::method");
	check_name(&d, &m, BODY, "geo::(anonymous namespace)::Box::method");
	check_name(&d, &m, STATIC_TEMPLATE, "geo::(anonymous namespace)::tmpl<int>");
	check_name(&d, &m, EXTERN_C, "plain");
	check_name(&d, &m, RUN, "geo::run");
	check_name(&d, &m, FIRST_CALL, "geo::run(int)::{lambda(int)#1}::operator()");
	check_name(&d, &m, SECOND_CALL, "geo::run(int)::{lambda(int)#2}::operator()");
	check_name(&d, &m, GENERIC_CALL, generic);
	check_name(&d, &m, UNNAMED_METHOD, "geo::run(int)::{unnamed type#1}::go");
	check_name(&d, &m, OF_GLOBAL, "table::{lambda(int)#1}::operator()");
	CHECK(d.error.what == NULL);
	dwarf_release(&d);
}

/* What a text becomes with so much to spend, and whether that was enough. */
static void
check_dropped(const char *text, uint64_t budget, const char *want, bool enough)
{
	struct made m;
	struct dwarf d;
	struct dwarf_sections s;
	struct dwarf_ref ref = {.d = &d};
	struct output out;

	make_unit(&m, "GNU C++14 12.2.0");
	s = made_sections(&m);
	dwarf_init(&d, &s, NULL);
	dwarf_open(&d);
	ref.die = m.at[RUN];
	ref.u = dwarf_unit_at(&d, ref.die);
	CHECK(ref.u != NULL && dwarf_read_root(&d, ref.u));
	output_to_memory(&out);
	output_str(&out, str_from(text));
	d.budget = budget;
	dwarf_drop_c_parameters(ref, ref, &out);
	CHECK_STR(output_text(&out), str_from(want));
	CHECK((d.error.what == NULL) == enough);
	output_close(&out);
	dwarf_release(&d);
}

static void
test_c_parameters(void)
{
	enum { TIMES = 200 };
	char open[TIMES * 5 + 6] = "";

	check_dropped("main(int, char**)::A", 2000, "main::A", true);
	check_dropped("main()::A, worker(int)::B", 2000, "main::A, worker::B", true);
	check_dropped("f()::A, geo::main(int)::B", 2000, "f()::A, geo::main(int)::B", true);
	for (size_t i = 0; i < TIMES; i++)
		memcpy(open + i * 5, "main(", 5);
	memcpy(open + sizeof(open) - 6, ")::A", 5);
	check_dropped(open, 5000, open, false);
}

/* Of all places, whether they are in a unit or not; with a budget, if there is one. */
static void
ask_everywhere(const struct made *m, uint64_t budget)
{
	struct dwarf_sections s = made_sections(m);
	struct dwarf d;

	dwarf_init(&d, &s, NULL);
	if (budget > 0)
		d.budget = budget;
	dwarf_open(&d);
	for (size_t place = 0; place < PLACES; place++) {
		struct dwarf_unit *u = dwarf_unit_at(&d, m->at[place]);
		bool linkage;

		if (u != NULL && dwarf_read_root(&d, u))
			CHECK(dwarf_name(&d, u, m->at[place], false, &linkage).len < 500);
	}
	dwarf_release(&d);
}

/* With every byte changed, cut at every place, and with little to spend. */
static void
test_damage(void)
{
	struct made m;
	struct bytes *parts[2] = {&m.info, &m.abbrev};

	make_unit(&m, "GNU C++14 12.2.0");
	for (size_t part = 0; part < 2; part++) {
		struct bytes *b = parts[part];
		size_t len = b->len;

		for (size_t i = 0; i < len; i++) {
			static const unsigned char changes[] = {0xff, 0x80, 1, 0x10};
			unsigned char old = b->data[i];

			b->len = i;
			ask_everywhere(&m, 0);
			b->len = len;
			for (size_t n = 0; n < sizeof(changes); n++) {
				b->data[i] = old ^ changes[n];
				ask_everywhere(&m, 0);
			}
			b->data[i] = old;
		}
	}
	for (uint64_t budget = 1; budget < 3000; budget += 3)
		ask_everywhere(&m, budget);
}

/*
 * Text ----------------------------------------------------------------------------
 */

static void
check_converted(const char *text, const char *want)
{
	struct output out;

	output_to_memory(&out);
	dwarf_convert_text(str_from(text), &out);
	CHECK_STR(output_text(&out), str_from(want));
	output_close(&out);
}

static void
test_text(void)
{
	check_converted("int", "int");
	check_converted("long unsigned int", "unsigned long");
	check_converted("short int*", "short*");
	check_converted("const char*", "char const*");
	check_converted("const volatile long long int&", "long long const volatile&");
	check_converted("int_type", "int_type");
	check_converted("std::map<const K, long int>", "std::map<K const, long>");
	check_converted("a<b<const char* const> >", "a<b<char const* const> >");
	check_converted("void(int, const char*)", "void (int, char const*)");
	check_converted("int(*)(const T&)", "int (*)(T const&)");
	check_converted("int(&)[3]", "int (&) [3]");
	check_converted("f(const int*)::T", "f(int const*)::T");
	check_converted("{anonymous}::T", "(anonymous namespace)::T");
	check_converted(
	    "app::run(double)::<lambda(const T&)>", "app::run(double)::{lambda(T const&)#1}");
	check_converted("f(int)::<lambda(const std::string&, std::string_view)>",
	    "f(int)::{lambda(std::__cxx11::basic_string<char, std::char_traits<char>, "
	    "std::allocator<char> > const&, std::basic_string_view<char, std::char_traits<char> "
	    ">)#1}");
	check_converted("std::string::npos_t", "std::string::npos_t");
	check_converted("std::integral_constant<long unsigned int, 1>",
	    "std::integral_constant<unsigned long, 1ul>");
	check_converted("std::integer_sequence<long long int, -3, 4>",
	    "std::integer_sequence<long long, -3ll, 4ll>");
	check_converted("a<std::integral_constant<unsigned int, 7>, 8>",
	    "a<std::integral_constant<unsigned int, 7u>, 8>");
	check_converted("std::integral_constant<bool, true>", "std::integral_constant<bool, true>");
	check_converted("std::integral_constant<int, 5>", "std::integral_constant<int, 5>");
	check_converted("std::chrono::duration<long int, std::ratio<1, 1000> >",
	    "std::chrono::duration<long, std::ratio<1l, 1000l> >");
	check_converted(
	    "std::array<std::array<b<2>, 3>, 4>", "std::array<std::array<b<2>, 3ul>, 4ul>");
	check_converted("my_array<int, 3>", "my_array<int, 3>");
	check_converted("(E)1", "(E)1");
	check_converted("'<'", "'<'");
	check_converted("a<b", "a<b>");
	check_converted("", "");
}

static void
test_arguments(void)
{
	struct str list = STR("a<b, c>, d(e, f), '<', (x > y)"), argument;
	static const char *const want[] = {"a<b, c>", "d(e, f)", "'<'", "(x > y)"};
	size_t n = 0;

	for (; dwarf_next_argument(&list, &argument); n++)
		CHECK_STR(argument, str_from(n < 4 ? want[n] : ""));
	CHECK(n == 4);
	CHECK(dwarf_same_argument(STR("5ul"), STR("5")));
	CHECK(!dwarf_same_argument(STR("5ul"), STR("6")));
	CHECK(!dwarf_same_argument(STR("full"), STR("f")));
	CHECK(dwarf_same_argument(STR("a<b<c> >"), STR("a<b<c>>")));
	CHECK(dwarf_same_argument(STR("f()::{lambda(int)#2}"), STR("f()::{lambda(my_int)#1}")));
	CHECK(dwarf_same_argument(STR("v::{lambda(int)#2}"), STR("{lambda(int)#1}")));
	CHECK(!dwarf_same_argument(STR("f()::{lambda(int)#2}"), STR("g()::{lambda(int)#1}")));
	CHECK(dwarf_same_argument(STR("a::v::{lambda(int)#2}"), STR("a::{lambda(int)#1}")));
	CHECK(dwarf_same_argument(STR("p<a::v::{lambda(int)#2}>"), STR("p<a::{lambda(int)#1}>")));
	CHECK(!dwarf_same_argument(STR("a::v::{lambda(int)#2}"), STR("b::{lambda(int)#1}")));
	CHECK(!dwarf_same_argument(STR("a::v::w"), STR("a::{lambda(int)#1}")));
	CHECK(!dwarf_same_argument(STR("a"), STR("ab")));
	CHECK(!dwarf_same_argument(STR("ab"), STR("a")));
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		return print_file(argv[1]);
	test_names("GNU C++14 12.2.0", "geo::run(int)::{lambda(auto:1)#3}::operator()<int>");
	test_names("GNU C++14 14.2.0", "geo::run(int)::{lambda(auto:1)#1}::operator()<int>");
	test_c_parameters();
	test_damage();
	test_text();
	test_arguments();
	return check_done();
}
