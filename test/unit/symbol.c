/* symbol.c - lib/names/symbol: parameter lists, inlined chains, dsos. */
#include "symbol.h"

#include "check.h"

static void
cuts(struct str name, struct str want)
{
	struct output scratch;

	output_to_memory(&scratch);
	CHECK_STR(symbol_cut_parameters(name, &scratch), want);
	output_close(&scratch);
}

/* A name, and what is left of it; NULL: all. */
struct row {
	const char *name, *want;
};

static void
cuts_all(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cuts(str_from(rows[i].name),
		    str_from(rows[i].want != NULL ? rows[i].want : rows[i].name));
}

#define CHECK_CUTS(rows) cuts_all(rows, sizeof(rows) / sizeof(*(rows)))

static const struct row parameters[] = {
    {"main(int, char**)", "main"},
    {"A::operator->() const", "A::operator->"},
    {"A::operator->*(int)", "A::operator->*"},
    {"B::operator<<(int)", "B::operator<<"},
    {"B::operator<< <char>(int)", "B::operator<< <char>"},
    {"B::operator<(B const&)", "B::operator<"},
    {"C::operator()(int) const", "C::operator()"},
    {"C::operator[](int)", "C::operator[]"},
    {"C::operator bool() const", "C::operator bool"},
    {"main::{lambda()#1}::operator()() const", "main::{lambda()#1}::operator()"},
    {"f<(Kind)1>(int)", "f<(Kind)1>"},
    {"f<((1)>(2))>(int)", "f<((1)>(2))>"},
    {"f<&(a->b)>(int)", "f<&(a->b)>"},
    {"(anonymous namespace)::f(int)", "(anonymous namespace)::f"},
    {"a::(anonymous namespace)::f(int)", "a::(anonymous namespace)::f"},
    {"my_operator<int>(x)", "my_operator<int>"},
    {"f(int", "f"},
    {"f(a(int)::b)", "f"},
    {"f() const", "f"},
    {"<fn() -> i32 as FnOnce<()>>::call_once", NULL},
    {"std::_Function_handler<void (vg::Alignment&), main_gaffe(int, "
     "char**)::{lambda()#1}>::_M_invoke",
	NULL},
    {"net/http.(*Client).Do", NULL},
    {"main.F[go.shape.func(int) string]", NULL},
    {"", NULL},
};

static const struct row enclosing[] = {
    {"f(int)::{lambda(char)#1}::operator()(char) const [clone .isra.0]",
	"f::{lambda(char)#1}::operator()"},
    {"f(int) const::{lambda()#1}::operator()() const", "f::{lambda()#1}::operator()"},
    {"A::f<int>(g<(char)1>, int (*)(h)) const volatile &&::L::m(int)", "A::f<int>::L::m"},
    {"f(int)::{lambda()#2}::operator()() const &::L::m() &", "f::{lambda()#2}::operator()::L::m"},
    {"f(int)::$_0::operator()(int) const", "f::$_0::operator()"},
    {"f(int) noexcept::'lambda'(char)::operator()(char) const", "f::'lambda'::operator()"},
    {"f(int)[abi:cxx11]::L::m()", "f::L::m"},
    {"f[abi:cxx11](int)::L::m()", "f[abi:cxx11]::L::m"},
    {"f(int)::{lambda(char)#1}::operator()", "f::{lambda(char)#1}::operator()"},
    {"f(int)::x", "f::x"},
    {"f(int)[abi:", "f"},
};

static const struct row results[] = {
    {"void std::sort<int*>(int*, int*)", "std::sort<int*>"},
    {"decltype(auto) f<int>(int)", "f<int>"},
    {"decltype ({parm#1}) f<int>(int)", "f<int>"},
    {"decltype ((g)(1)) ns::f<int>(int)", "ns::f<int>"},
    {"std::__detail::_MakeUniq<std::string>::__single_object "
     "std::make_unique<std::string, int>(int&&)",
	"std::make_unique<std::string, int>"},
    {"unsigned long const& A<int, char>::f<int>(int) const", "A<int, char>::f<int>"},
    {"bool std::operator< <char>(char)", "std::operator< <char>"},
    {"std::ostream& std::operator<< <char>(char)", "std::operator<< <char>"},
    {"bool operator><int>(int)", "operator><int>"},
    {"void* operator new<int>(unsigned long, int)", "operator new<int>"},
    {"auto f(int)::{lambda(auto:1)#1}::operator()<int>(int) const",
	"f::{lambda(auto:1)#1}::operator()<int>"},
    {"void f<int>(int)::{lambda()#1}::operator()() const", "f<int>::{lambda()#1}::operator()"},
    {"void (*f<int>(int))(char)", "f<int>"},
    {"int (&ns::f<int>(int)) [3]", "ns::f<int>"},
    {"int (*(anonymous namespace)::f<int>(int))(char)", "(anonymous namespace)::f<int>"},
    {"void (A<int>::*&&std::forward<void (A<int>::*)()>(int&))()",
	"std::forward<void (A<int>::*)()>"},
    {"int ((anonymous namespace)::A::*f<int>(int))(char)", "f<int>"},
    {"A::operator void (B::*)(int)() const", "A::operator void (B::*)(int)"},
    {"double __vector(2) ns::f<int>(int) const", "ns::f<int>"},
    {"ns::if_<((n<int>)())<=(32), unsigned>::type ns::f<int>(int)", "ns::f<int>"},
    {"ns::if_<(1)<(2), (1)<=>(2), (1)<<(2)>::type f<int>(int)", "f<int>"},
    {"bool A::operator()<(Kind)1>(int)", "A::operator()<(Kind)1>"},
    {"std::function<int ()>::f(int)", "std::function<int ()>::f"},
    {"a (B::*", "a"},
    {"void (*)(int)", "void"},
    {"a (*(b)", "a"},
    {"a (*", "a"},
    {" (a)", NULL},
    {"A::operator int (&)[3]() const", "A::operator int (&)[3]"},
    {"A::operator B<int>()", "A::operator B<int>"},
    {"A::operator unsigned long() const", "A::operator unsigned long"},
    {"A::operator unsigned long() const::{lambda()#1}::operator()() const",
	"A::operator unsigned long::{lambda()#1}::operator()"},
    {"A::operator void (*)(int)()", "A::operator void (*)(int)"},
    {"A::operator void (*)(int)", "A::operator void (*)(int)"},
    {"bool A::operator>(A const&)", "bool A::operator>"},
    {"non-virtual thunk to A<int>::f(int)", "non-virtual thunk to A<int>::f"},
    {"guard variable for void f<int>(int)::x", "guard variable for f<int>::x"},
    {"operator delete(void*, unsigned long)@plt", "operator delete@plt"},
    {"void f<int>(int) const@plt", "f<int>@plt"},
    {"operator delete@plt", NULL},
    {"my_decltype", NULL},
    {"my_decltype(int)", "my_decltype"},
};

static const struct row scripts[] = {
    {"py::A.<lambda>:/x/(a).py", NULL},
    {"py::f(x):lib/a.py", NULL},
    {"py::f(x):<string>", NULL},
    {"RegExp:(a|b)", NULL},
    {"JS:*f /x(1)/a.js", NULL},
    {"Eval:~(x)", NULL},
    {"JS::Call(JSContext*)", "JS::Call"},
    {"Eval::evaluate(Position const&)", "Eval::evaluate"},
    {"RegExp::match(char const*)", "RegExp::match"},
    {"py::object::call(int)", "py::object::call"},
    {"py::f<int>(::g)", "py::f<int>"},
};

static void
splits(struct str chain, struct str want)
{
	char got[200];
	size_t n = 0;
	struct str function;

	while (symbol_next_inlined(&chain, &function)) {
		if (n > 0)
			got[n++] = '|';
		memcpy(got + n, function.ptr, function.len);
		n += function.len;
	}
	CHECK_STR(str_make(got, n), want);
}

static void
chains(void)
{
	static const struct row rows[] = {
	    {"a->b->c", "a|b|c"},
	    {"A;::<init>->B;::run", "A;::<init>|B;::run"},
	    {"A::operator->() const", "A::operator->() const"},
	    {"A::operator->->B", "A::operator->|B"},
	    {"<fn() -> i32 as F>::call", "<fn() -> i32 as F>::call"},
	    {"f() -> int", "f() -> int"},
	    {"g<a->b>", "g<a->b>"},
	    {"RegExp:a->b", "RegExp:a->b"},
	    {"", ""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		splits(str_from(rows[i].name), str_from(rows[i].want));
}

static void
pieces(void)
{
	CHECK_STR(symbol_cut_offset(STR("main+0x1f")), STR("main"));
	CHECK_STR(symbol_cut_offset(STR("main+0x1f+0x2")), STR("main+0x1f"));
	CHECK_STR(symbol_cut_offset(STR("operator+")), STR("operator+"));
	CHECK_STR(symbol_cut_offset(STR("a+0x")), STR("a+0x"));
	CHECK_STR(symbol_cut_offset(STR("a+0xfg")), STR("a+0xfg"));
	CHECK_STR(symbol_basename(STR("/usr/lib/x.so")), STR("x.so"));
	CHECK_STR(symbol_basename(STR("[vdso]")), STR("[vdso]"));
}

static void
dsos(void)
{
	enum of { NEITHER, KERNEL, JIT };
	static const struct {
		const char *dso;
		enum of of;
	} rows[] = {
	    {"[kernel.kallsyms]", KERNEL},
	    {"[guest.kernel.kallsyms]", KERNEL},
	    {"[xfs]", KERNEL},
	    {"/lib/modules/5.4/build/vmlinux", KERNEL},
	    {"/usr/lib/debug/boot/vmlinux-5.4.14-x", KERNEL},
	    {"/lib/modules/a/mlx5_core.ko.zst", KERNEL},
	    {"bpf_prog_6deef7357e7b4530_sd_fw_ingress", KERNEL},
	    {"[unknown]", NEITHER},
	    {"[heap]", NEITHER},
	    {"[stack:12]", NEITHER},
	    {"[anon:libc_malloc]", NEITHER},
	    {"[JIT] tid 7", JIT},
	    {"/usr/bin/vmlinuxer", NEITHER},
	    {"/usr/lib/x.so", NEITHER},
	    {"/tmp/perf-12.map", JIT},
	    {"/proc/7/root/tmp/perf-12.map", JIT},
	    {"/home/x/jitted-12-3.so", JIT},
	    {"/tmp/perf-x.map", NEITHER},
	    {"/tmp/perf-12.map.gz", NEITHER},
	    {"/usr/bin/perf", NEITHER},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str dso = str_from(rows[i].dso);

		CHECK(symbol_dso_is_kernel(dso) == (rows[i].of == KERNEL));
		CHECK(symbol_dso_is_jit(dso) == (rows[i].of == JIT));
	}
}

static void
choices(void)
{
	CHECK(symbol_second_is_better(STR("__read"), STR("_r")));
	CHECK(!symbol_second_is_better(STR("r"), STR("_read")));
	CHECK(symbol_second_is_better(STR("read"), STR("read_it")));
	CHECK(!symbol_second_is_better(STR("read"), STR("r")));
	CHECK(!symbol_second_is_better(STR("sys_read"), STR("SyS_read")));
	CHECK(symbol_second_is_better(STR("SyS_read"), STR("sys_read")));
	CHECK(symbol_second_is_better(STR("compat_SyS_x"), STR("compat_sys_x")));
}

int
main(void)
{
	CHECK_CUTS(parameters);
	CHECK_CUTS(enclosing);
	CHECK_CUTS(results);
	CHECK_CUTS(scripts);
	chains();
	pieces();
	dsos();
	choices();
	return check_done();
}
