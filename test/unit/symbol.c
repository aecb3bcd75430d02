/* symbol.c - lib/stacks/symbol: parameter lists, inlined chains, dsos. */
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

static void
stays(struct str name)
{
	cuts(name, name);
}

static void
parameters(void)
{
	cuts(STR("main(int, char**)"), STR("main"));
	cuts(STR("A::operator->() const"), STR("A::operator->"));
	cuts(STR("A::operator->*(int)"), STR("A::operator->*"));
	cuts(STR("B::operator<<(int)"), STR("B::operator<<"));
	cuts(STR("B::operator<< <char>(int)"), STR("B::operator<< <char>"));
	cuts(STR("B::operator<(B const&)"), STR("B::operator<"));
	cuts(STR("C::operator()(int) const"), STR("C::operator()"));
	cuts(STR("C::operator[](int)"), STR("C::operator[]"));
	cuts(STR("C::operator bool() const"), STR("C::operator bool"));
	cuts(STR("main::{lambda()#1}::operator()() const"), STR("main::{lambda()#1}::operator()"));
	cuts(STR("f<(Kind)1>(int)"), STR("f<(Kind)1>"));
	cuts(STR("f<((1)>(2))>(int)"), STR("f<((1)>(2))>"));
	cuts(STR("f<&(a->b)>(int)"), STR("f<&(a->b)>"));
	cuts(STR("(anonymous namespace)::f(int)"), STR("(anonymous namespace)::f"));
	cuts(STR("a::(anonymous namespace)::f(int)"), STR("a::(anonymous namespace)::f"));
	cuts(STR("my_operator<int>(x)"), STR("my_operator<int>"));
	cuts(STR("f(int"), STR("f"));
	cuts(STR("f(a(int)::b)"), STR("f"));
	cuts(STR("f() const"), STR("f"));
	stays(STR("<fn() -> i32 as FnOnce<()>>::call_once"));
	stays(STR("std::_Function_handler<void (vg::Alignment&), main_gaffe(int, "
		  "char**)::{lambda()#1}>::_M_invoke"));
	stays(STR("net/http.(*Client).Do"));
	stays(STR("main.F[go.shape.func(int) string]"));
	stays(STR(""));
}

static void
enclosing(void)
{
	cuts(STR("f(int)::{lambda(char)#1}::operator()(char) const [clone .isra.0]"),
	    STR("f::{lambda(char)#1}::operator()"));
	cuts(STR("f(int) const::{lambda()#1}::operator()() const"),
	    STR("f::{lambda()#1}::operator()"));
	cuts(STR("A::f<int>(g<(char)1>, int (*)(h)) const volatile &&::L::m(int)"),
	    STR("A::f<int>::L::m"));
	cuts(STR("f(int)::{lambda()#2}::operator()() const &::L::m() &"),
	    STR("f::{lambda()#2}::operator()::L::m"));
	cuts(STR("f(int)::$_0::operator()(int) const"), STR("f::$_0::operator()"));
	cuts(STR("f(int) noexcept::'lambda'(char)::operator()(char) const"),
	    STR("f::'lambda'::operator()"));
	cuts(STR("f(int)[abi:cxx11]::L::m()"), STR("f::L::m"));
	cuts(STR("f[abi:cxx11](int)::L::m()"), STR("f[abi:cxx11]::L::m"));
	cuts(STR("f(int)::{lambda(char)#1}::operator()"), STR("f::{lambda(char)#1}::operator()"));
	cuts(STR("f(int)::x"), STR("f::x"));
	cuts(STR("f(int)[abi:"), STR("f"));
}

static void
results(void)
{
	cuts(STR("void std::sort<int*>(int*, int*)"), STR("std::sort<int*>"));
	cuts(STR("decltype(auto) f<int>(int)"), STR("f<int>"));
	cuts(STR("decltype ({parm#1}) f<int>(int)"), STR("f<int>"));
	cuts(STR("decltype ((g)(1)) ns::f<int>(int)"), STR("ns::f<int>"));
	cuts(STR("std::__detail::_MakeUniq<std::string>::__single_object "
		 "std::make_unique<std::string, int>(int&&)"),
	    STR("std::make_unique<std::string, int>"));
	cuts(STR("unsigned long const& A<int, char>::f<int>(int) const"),
	    STR("A<int, char>::f<int>"));
	cuts(STR("bool std::operator< <char>(char)"), STR("std::operator< <char>"));
	cuts(STR("std::ostream& std::operator<< <char>(char)"), STR("std::operator<< <char>"));
	cuts(STR("bool operator><int>(int)"), STR("operator><int>"));
	cuts(STR("void* operator new<int>(unsigned long, int)"), STR("operator new<int>"));
	cuts(STR("auto f(int)::{lambda(auto:1)#1}::operator()<int>(int) const"),
	    STR("f::{lambda(auto:1)#1}::operator()<int>"));
	cuts(STR("void f<int>(int)::{lambda()#1}::operator()() const"),
	    STR("f<int>::{lambda()#1}::operator()"));
	cuts(STR("void (*f<int>(int))(char)"), STR("f<int>"));
	cuts(STR("int (&ns::f<int>(int)) [3]"), STR("ns::f<int>"));
	cuts(STR("int (*(anonymous namespace)::f<int>(int))(char)"),
	    STR("(anonymous namespace)::f<int>"));
	cuts(STR("void (*)(int)"), STR("void"));
	cuts(STR("a (*(b)"), STR("a"));
	cuts(STR("a (*"), STR("a"));
	stays(STR(" (a)"));
	cuts(STR("A::operator int (&)[3]() const"), STR("A::operator int (&)[3]"));
	cuts(STR("A::operator B<int>()"), STR("A::operator B<int>"));
	cuts(STR("A::operator unsigned long() const"), STR("A::operator unsigned long"));
	cuts(STR("A::operator unsigned long() const::{lambda()#1}::operator()() const"),
	    STR("A::operator unsigned long::{lambda()#1}::operator()"));
	cuts(STR("A::operator void (*)(int)()"), STR("A::operator void (*)(int)"));
	cuts(STR("A::operator void (*)(int)"), STR("A::operator void (*)(int)"));
	cuts(STR("bool A::operator>(A const&)"), STR("bool A::operator>"));
	cuts(STR("non-virtual thunk to A<int>::f(int)"), STR("non-virtual thunk to A<int>::f"));
	cuts(STR("guard variable for void f<int>(int)::x"), STR("guard variable for f<int>::x"));
	cuts(STR("operator delete(void*, unsigned long)@plt"), STR("operator delete@plt"));
	cuts(STR("void f<int>(int) const@plt"), STR("f<int>@plt"));
	stays(STR("operator delete@plt"));
	stays(STR("my_decltype"));
	cuts(STR("my_decltype(int)"), STR("my_decltype"));
}

static void
scripts(void)
{
	stays(STR("py::A.<lambda>:/x/(a).py"));
	stays(STR("py::f(x):lib/a.py"));
	stays(STR("py::f(x):<string>"));
	stays(STR("RegExp:(a|b)"));
	stays(STR("JS:*f /x(1)/a.js"));
	stays(STR("Eval:~(x)"));
	cuts(STR("JS::Call(JSContext*)"), STR("JS::Call"));
	cuts(STR("Eval::evaluate(Position const&)"), STR("Eval::evaluate"));
	cuts(STR("RegExp::match(char const*)"), STR("RegExp::match"));
	cuts(STR("py::object::call(int)"), STR("py::object::call"));
	cuts(STR("py::f<int>(::g)"), STR("py::f<int>"));
}

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
	splits(STR("a->b->c"), STR("a|b|c"));
	splits(STR("A;::<init>->B;::run"), STR("A;::<init>|B;::run"));
	splits(STR("A::operator->() const"), STR("A::operator->() const"));
	splits(STR("A::operator->->B"), STR("A::operator->|B"));
	splits(STR("<fn() -> i32 as F>::call"), STR("<fn() -> i32 as F>::call"));
	splits(STR("f() -> int"), STR("f() -> int"));
	splits(STR("g<a->b>"), STR("g<a->b>"));
	splits(STR("RegExp:a->b"), STR("RegExp:a->b"));
	splits(STR(""), STR(""));
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
	CHECK(symbol_dso_is_kernel(STR("[kernel.kallsyms]")));
	CHECK(symbol_dso_is_kernel(STR("[guest.kernel.kallsyms]")));
	CHECK(symbol_dso_is_kernel(STR("[xfs]")));
	CHECK(symbol_dso_is_kernel(STR("/lib/modules/5.4/build/vmlinux")));
	CHECK(symbol_dso_is_kernel(STR("/usr/lib/debug/boot/vmlinux-5.4.14-x")));
	CHECK(symbol_dso_is_kernel(STR("/lib/modules/a/mlx5_core.ko.zst")));
	CHECK(symbol_dso_is_kernel(STR("bpf_prog_6deef7357e7b4530_sd_fw_ingress")));
	CHECK(!symbol_dso_is_kernel(STR("[unknown]")));
	CHECK(!symbol_dso_is_kernel(STR("[heap]")));
	CHECK(!symbol_dso_is_kernel(STR("[stack:12]")));
	CHECK(!symbol_dso_is_kernel(STR("[anon:libc_malloc]")));
	CHECK(!symbol_dso_is_kernel(STR("[JIT] tid 7")));
	CHECK(!symbol_dso_is_kernel(STR("/usr/bin/vmlinuxer")));
	CHECK(!symbol_dso_is_kernel(STR("/usr/lib/x.so")));
	CHECK(symbol_dso_is_jit(STR("/tmp/perf-12.map")));
	CHECK(symbol_dso_is_jit(STR("/proc/7/root/tmp/perf-12.map")));
	CHECK(symbol_dso_is_jit(STR("/home/x/jitted-12-3.so")));
	CHECK(symbol_dso_is_jit(STR("[JIT] tid 7")));
	CHECK(!symbol_dso_is_jit(STR("/tmp/perf-x.map")));
	CHECK(!symbol_dso_is_jit(STR("/tmp/perf-12.map.gz")));
	CHECK(!symbol_dso_is_jit(STR("/usr/bin/perf")));
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
	parameters();
	enclosing();
	results();
	scripts();
	chains();
	pieces();
	dsos();
	choices();
	return check_done();
}
