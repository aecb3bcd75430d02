/* demangle_name.c - lib/demangle: names of any language; OCaml, Java, Haskell, D. */
#include "demangle_check.h"

static const struct pair any[] = {
    {"_ZN3foo3barEi", "foo::bar"},
    {"_ZN3foo3barEv.cold", "foo::bar"},
    {"_ZdlPvm@plt", "operator delete@plt"},
    {"_RNvC4core5write.cold", "core::write"},
    {"_ZN4core3fmt5write17h0123456789abcdefE.llvm.99", "core::fmt::write"},
    {"main::_$u7b$$u7b$closure$u7d$$u7d$::h0123456789abcdef", "main::{{closure}}"},
    {"foo::h0123456789abcdef", "foo"},
    {"main", NULL},
    {"", NULL},
    {"foo.llvm.1234567890", NULL},
    {"?Foo@Bar@@QEAAXXZ", NULL},
    {"__mymodule_MOD_sub", NULL},
    {"main.(*T).Get[go.shape.int]", NULL},
    {"free@plt", NULL},
};

/* As LLVM's demangler prints them; parameters are cut elsewhere. */
static const struct pair llvm[] = {
    {"f(int)::'lambda'(int)::operator()(int) const",
	"f(int)::{lambda(int)#1}::operator()(int) const"},
    {"f::'lambda0'()::operator()() const", "f::{lambda()#2}::operator()() const"},
    {"f::'lambda11'(void (*)(char))::x", "f::{lambda(void (*)(char))#13}::x"},
    {"void g<main::'lambda'(h()::'lambda1'(int))>(a)",
	"void g<main::{lambda(h()::{lambda(int)#3})#1}>(a)"},
    {"a::'unnamed'::m()", "a::{unnamed type#1}::m()"},
    {"a::'unnamed2'::m()", "a::{unnamed type#4}::m()"},
    {"f::'lambda'", NULL},
    {"f::'lambda'(int", NULL},
    {"f::'lambda'int)", NULL},
    {"f::'lambda", NULL},
    {"f::'lambdas'(int)", NULL},
    {"f::'lambda1234567890'(int)", NULL},
    {"<&'lambda T as X>::f", NULL},
};

static const struct pair ocaml[] = {
    {"camlStdlib__List__map_1234", "Stdlib.List.map_1234"},
    {"camlStdlib__List.map_1234", "Stdlib.List.map_1234"},
    {"camlDune__exe__Main__$2b$2b_77", "Dune.exe.Main.++_77"},
    {"camlMy_mod__fun_512", "My_mod.fun_512"},
    {"camlA__$0a_1", "A.$0a_1"},
    {"camlA__$2b", "A.+"},
    {"camlA__$2", "A.$2"},
    {"camlA__$zz", "A.$zz"},
    {"camlback", NULL},
    {"caml_main", NULL},
    {"caml", NULL},
};

static const struct pair java[] = {
    {"Lcom/acme/Foo;run(I)V", "com.acme.Foo.run"},
    {"Lcom/acme/Foo$Bar;run([Ljava/lang/String;[[J)Lx/Y;", "com.acme.Foo$Bar.run"},
    {"LFoo;<init>()V", "Foo<init>"},
    {"LFoo;run(I)", NULL},
    {"LFoo;run(Q)V", NULL},
    {"LFoo;run(I)VV", NULL},
    {"LFoo;(I)V", NULL},
    {"LFoo;::run(I)V", NULL},
    {"LFoo;run(L)V", NULL},
    {"LFoo;run", NULL},
    {"Foo;run(I)V", NULL},
    {"LFoo::run(int)", NULL},
};

static const struct pair haskell[] = {
    {"base_GHCziBase_map_info", "base_GHC.Base_map_info"},
    {"containerszm0zi6zi5zi1_DataziMapziInternal_insert_info",
	"containers-0.6.5.1_Data.Map.Internal_insert_info"},
    {"base_GHCziBase_zpzp_entry", "base_GHC.Base_++_entry"},
    {"base_GHCziShow_zdwshowSignedInt_info", "base_GHC.Show_$wshowSignedInt_info"},
    {"base_GHCziClasses_zdfEqIntzuzdczeze_info", "base_GHC.Classes_$fEqInt_$c==_info"},
    {"ghczmprim_GHCziTuple_Z2T_con_info", "ghc-prim_GHC.Tuple_(,)_con_info"},
    {"base_GHCziBase_Z1H_closure", "base_GHC.Base_(##)_closure"},
    {"Main_zdwgo_info", "Main_$wgo_info"},
    {"base_GHCziBase_fzq_info", "base_GHC.Base_f'_info"},
    {"Main_z2227U_info", "Main_\xe2\x88\xa7_info"},
    {"Main_main_info", NULL},
    {"base_Data_Map_insert_info", NULL},
    {"get_size_info", NULL},
    {"foo_Bar_resize_info", NULL},
    {"pizza_info", NULL},
    {"zip_info", NULL},
    {"base_GHCziBase_map", NULL},
    {"Main_zdw_z", NULL},
    {"Main_zd2_Z9_info", NULL},
    {"Main_Z99T_info", NULL},
};

static const struct pair d[] = {
    {"_D4main3fooFiZv", "main.foo"},
    {"_D3std5stdio4File5flushMFZv", "std.stdio.File.flush"},
    {"_D4main3fooFiAyaZ3barMFNaNbZv", "main.foo.bar"},
    {"_D4main3fooFC4main1AZQh", "main.foo"},
    {"_D4main3fooMxFNaNbKiJlLkMPiZAya", "main.foo"},
    {"_D4main3fooFHiAaG3iDFZvNgSi1AXv", NULL},
    {"_D4main3fooFHiAaG3iDFZvNgiXv", "main.foo"},
    {"_D4main3foo6__initZ", "main.foo.__init"},
    {"_D4main1ai", "main.a"},
    {"_D4main1A6__ctorMFZCQoQh.part.0", NULL},
    {"_D4main1A6__ctorMFZCQsQp.part.0", "main.A.this"},
    {"_D4main1A6__dtorMFZv.localalias", "main.A.~this"},
    {"_D4mainQf3barFZv", "main.main.bar"},
    {"_D4main__T3fooTiZQhFiZv", NULL},
    {"_D4main10__T3fooTiZ3fooFiZv", NULL},
    {"_D4main3fooFiZ", NULL},
    {"_D4main3fooFiZvv", NULL},
    {"_D99main3fooFiZv", NULL},
    {"_D4mainQa", NULL},
    {"_D", NULL},
    {"_D_foo", NULL},
    {"_Dmain", NULL},
};

int
main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return check_filter(demangle_symbol);
	CHECK_NAMES(demangle_symbol, any);
	CHECK_NAMES(demangle_name, llvm);
	CHECK_NAMES(demangle_symbol, ocaml);
	CHECK_NAMES(demangle_name, java);
	CHECK_NAMES(demangle_name, haskell);
	CHECK_NAMES(demangle_name, d);
	return check_done();
}
