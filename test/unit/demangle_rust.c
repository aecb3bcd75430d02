/* demangle_rust.c - lib/demangle: Rust names, legacy, v0 and half undone; and what is none. */
#include "demangle_check.h"

#define H "17h05af221e174051e9E"

static const struct pair legacy[] = {
    {"_ZN3foo3bar" H, "foo::bar"},
    {"__ZN3foo3bar" H, "foo::bar"},
    {"ZN3foo3bar" H, "foo::bar"},
    {"_ZN3foo3bar" H ".llvm.8126435", "foo::bar"},
    {"_ZN3foo3bar" H ".llvm.8126435.cold", "foo::bar.cold"},
    {"_ZN3foo3bar" H ".cold.1", "foo::bar.cold.1"},
    {"_ZN4core3ptr42drop_in_place$LT$alloc..string..String$GT$" H,
	"core::ptr::drop_in_place<alloc::string::String>"},
    {"_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar" H,
	"<Test + 'static as foo::Bar<Test>>::bar"},
    {"_ZN12test$RF$$BP$3_$a" H, "test&*::$a"},
    {"_ZN8$u1f600$1a" H, "\xf0\x9f\x98\x80::a"},
    {"_ZN22$LP$$C$$RP$$SP$$u7b$xx1a" H, "(,)@{xx::a"},
    {"_ZN28_$u7b$$u7b$closure$u7d$$u7d$1a" H, "{{closure}}::a"},
    {"_ZN1.2..3..." H, ".::::::::."},
    /* Escapes that are none stay, and no control character comes out of one. */
    {"_ZN5$u7f$3$u$5$uzz$1$4$ZZ$8$ud800$x" H, "$u7f$::$u$::$uzz$::$::$ZZ$::$ud800$x"},
    {"_ZN3foo3barE", NULL},
    {"_ZN" H, NULL},
    {"_ZN3foo17h05af221e174051egE", NULL},
    {"_ZN3foo16h05af221e174051eE", NULL},
    {"_ZN3foo17h05af221e174051e9", NULL},
    {"_ZN3foo3ba" H, NULL},
    {"_ZN99999999999999999999foo" H, NULL},
    {"_ZN3foo3bar" H "x", NULL},
    {"_ZN3foo3bar" H ".llvm.12@3.cold", "foo::bar.cold"},
    {"_ZN3foo3bar" H ".llvm.", "foo::bar.llvm."},
    {"_ZN3foo3bar" H ".llvm.x", "foo::bar.llvm.x"},
    {"_ZN13$u110000$$u9$3bar" H, "$u110000$$u9$::bar"},
    {"_ZN5$ua0$3bar" H, "\xc2\xa0::bar"},
    {"_ZN3foo3bar" H ".a b", NULL},
    {"_ZN", NULL},
    {"_Z", NULL},
    {"foo", NULL},
    {"", NULL},
};

static const struct pair v0_paths[] = {
    {"_RNvC1a1b", "a::b"},
    {"__RNvC1a1b", "a::b"},
    {"_RNvNtNtCs1234_7mycrate3foo3bar3baz", "mycrate::foo::bar::baz"},
    {"_RNvC6_123foo3bar", "123foo::bar"},
    {"_RNCNCC1as_0s1_0", "a::{closure#1}::{closure#3}"},
    {"_RNCNvC1a1b0", "a::b::{closure#0}"},
    {"_RNSC1a6vtable", "a::{shim:vtable#0}"},
    {"_RNXC1a1bCs_1a", "a::{X:b#0}"},
    {"_RNvMC1aINtC1a1SpE1f", "<a::S<_>>::f"},
    {"_RNvMs0_NtC1a1bhs_1f", "<u8>::f"},
    {"_RNvXs0_C1aNtC1a1SNtC1a1T1f", "<a::S as a::T>::f"},
    {"_RNvYNtC1a1SINtC1a1TjE1f", "<a::S as a::T<usize>>::f"},
    {"_RNvXC1aINtC1a1SINtB4_1ShEENtC1a1T1f", NULL},
    {"_RNvXC1aINtC1a1SIB6_hEENtC1a1T1f", "<a::S<a::S<u8>> as a::T>::f"},
    {"_RINvNtC1a1bhE", NULL},
    {"_RINvC1a1bINtC1a1VhEE", "a::b::<a::V<u8>>"},
    {"_RINvC1a1bhEC1c", "a::b::<u8>"},
    {"_RINvC1a1bB0_E", "a::b::<a::b>"},
    {"_RNvC1au8gdel_5qa", "a::g\xc3\xb6"
			  "del"},
    {"_RNvNtC1au9aba_rrrrr1x", "a::a\xe1\x95\xaf"
			       "ba\xe1\x95\xb5\xe1\x95\xb2::x"},
    {"_RNvC1au4__!!!", "a::punycode{_!!!}"},
    {"_RNvC1a1b.llvm.1234", "a::b"},
    {"_RNvC1a1b.cold.0", "a::b.cold.0"},
    {"_RNvC1a1b.llvm.1234.cold", "a::b.cold"},
    {"_RNvC1a1b$x", "a::b$x"},
    {"_RNvC1a1bx", NULL},
    {"_RNvC1a2b", NULL},
    {"_R1NvC1a1b", NULL},
    {"_RNvB_1b", NULL},
    {"_RNvBz_1b", NULL},
    {"_RNvB0_1b", NULL},
    {"_RNvCsZZZZZZZZZZZZ_1a1b", NULL},
    {"_R", NULL},
    {"_RN", NULL},
    {"RNvC1a1b", NULL},
};

static const struct pair v0_types[] = {
    {"_RINvC1a1babcdefhijlmnostuvxyzpE",
	"a::b::<i8, bool, char, f64, str, f32, u8, isize, usize, i32, u32, i128, u128, i16, u16, "
	"(), ..., i64, u64, !, _>"},
    {"_RINvC1a1bRhQhPhOhE", "a::b::<&u8, &mut u8, *const u8, *mut u8>"},
    {"_RINvC1a1bRL_eShAhj7_E", "a::b::<&str, [u8], [u8; 7]>"},
    {"_RINvC1a1bTETaETabEE", "a::b::<(), (i8,), (i8, bool)>"},
    {"_RINvC1a1bL_FEuFaEbFUKCabEuE", "a::b::<'_, fn(), fn(i8) -> bool, unsafe extern \"C\" "
				     "fn(i8, bool)>"},
    {"_RINvC1a1bFK8C_unwindEmE", "a::b::<extern \"C-unwind\" fn() -> u32>"},
    {"_RINvC1a1bFG_RL0_hEuE", "a::b::<for<'a> fn(&'a u8)>"},
    {"_RINvC1a1bFG_DG_INtC1a1TRL0_hRL1_hEEL0_EuE",
	"a::b::<for<'a> fn(dyn for<'b> a::T<&'b u8, &'a u8> + 'a)>"},
    {"_RINvC1a1bDNtC1a1TEL_E", "a::b::<dyn a::T>"},
    {"_RINvC1a1bDNtC1a1TNtC1a1UEL_E", "a::b::<dyn a::T + a::U>"},
    {"_RINvC1a1bDNtC1a1Tp1Ahp1BeEL_E", "a::b::<dyn a::T<A = u8, B = str>>"},
    {"_RINvC1a1bDINtC1a1Thp1AhEL_E", NULL},
    {"_RINvC1a1bDINtC1a1ThEp1AeEL_E", "a::b::<dyn a::T<u8, A = str>>"},
    {"_RINvC1a1bDINtC1a1ThEEL_DB8_p1AeEL_E", "a::b::<dyn a::T<u8>, dyn a::T<u8, A = str>>"},
    {"_RINvC1a1bWmRm1_mff_E", "a::b::<u32 is 1..=255>"},
    {"_RINvC1a1bWmORm1_mff_Rm1_m3_EE", "a::b::<u32 is 1..=255 | 1..=3>"},
    {"_RNvC1au4zzzz", "a::punycode{zzzz}"},
    {"_RNvC1au14zzzzzzzzzzzzzz", "a::punycode{zzzzzzzzzzzzzz}"},
    {"_RNvC1au3_99", NULL},
    {"_RNvC1au4abc_", "a::punycode{abc_}"},
    {"_RNSNvC1a1f3abc", "a::f::{shim:abc#0}"},
    {"_RNzNvC1a1f3abc", "a::f::abc"},
    {"_RN1NvC1a1f3abc", NULL},
    {"_RNvC1aB99999999999999999_1f", NULL},
    {"_RNvC99999999999999999999a1f", NULL},
    {"_RNvCsZZZZZZZZZZZZZ_1a1f", NULL},
    {"_RINvC1a1bFK0EuE", NULL},
    {"_RINvC1a1bFKu3c_dEuE", NULL},
    {"_RINvC1a1bWPmNE", "a::b::<*const u32 is !null>"},
    {"_RINvC1a1bDNtC1a1TEL0_E", NULL},
    {"_RINvC1a1bL0_E", NULL},
    {"_RINvC1a1bkE", NULL},
    {"_RINvC1a1bTTB8_EEE", NULL},
};

static const struct pair v0_consts[] = {
    {"_RINvC1a1bKc_Kb_Kh_KRee282ac_E", "a::b::<'\\0', false, 0, \"\xe2\x82\xac\">"},
    {"_RINvC1a1bKc1234567_E", NULL},
    {"_RINvC1a1bKcg_E", NULL},
    {"_RINvC1a1bKj7B_E", NULL},
    {"_RINvC1a1bKVNtC1a1SXE", NULL},
    {"_RINvC1a1bKh7b_Kan80_Kb0_Kb1_KpE", "a::b::<123, -128, false, true, _>"},
    {"_RINvC1a1bKj_Kj0_Kj00f_E", "a::b::<0, 0, 15>"},
    {"_RINvC1a1bKo123456789abcdef0_Ko123456789abcdef0123_E",
	"a::b::<1311768467463790320, 0x123456789abcdef0123>"},
    {"_RINvC1a1bKc27_Kca_Kc1f600_Kc5c_Kc22_Kc0_Kc301_E",
	"a::b::<'\\'', '\\n', '\xf0\x9f\x98\x80', '\\\\', '\"', '\\0', '\\u{301}'>"},
    {"_RINvC1a1bKRe616263_E", "a::b::<\"abc\">"},
    {"_RINvC1a1bKRe2227c3a90a_E", "a::b::<\"\\\"'\xc3\xa9\\n\">"},
    {"_RINvC1a1bKe616263_E", "a::b::<{*\"abc\"}>"},
    {"_RINvC1a1bKRj1_KQj1_KAj1_j2_EKTj1_EKTEKRRRe61_E",
	"a::b::<{&1}, {&mut 1}, {[1, 2]}, {(1,)}, {()}, {&&\"a\"}>"},
    {"_RINvC1a1bKVNtC1a1SS1xj1_1yj2_EE", "a::b::<{a::S { x: 1, y: 2 }}>"},
    {"_RINvC1a1bKVNtC1a1STj1_j2_EKVNtC1a1SUE", "a::b::<{a::S(1, 2)}, {a::S}>"},
    {"_RINvC1a1bKj1_KB8_E", "a::b::<1, 1>"},
    {"_RINvC1a1bKRe6_E", NULL},
    {"_RINvC1a1bKRec3_E", NULL},
    {"_RINvC1a1bKReC3_E", NULL},
    {"_RINvC1a1bKb2_E", NULL},
    {"_RINvC1a1bKcd800_E", NULL},
    {"_RINvC1a1bKc110000_E", NULL},
    {"_RINvC1a1bKj1E", NULL},
    {"_RINvC1a1bKB5_E", NULL},
};

static const struct pair partial[] = {
    {"foo::bar::h05af221e174051e9", "foo::bar"},
    {"_$LT$T$u20$as$u20$core..any..Any$GT$::type_id::h05af221e174051e9",
	"<T as core::any::Any>::type_id"},
    {"core::ptr::drop_in_place$LT$$u5b$u8$u5d$$GT$::h05af221e174051e9",
	"core::ptr::drop_in_place<[u8]>"},
    {"a::_$u7b$$u7b$closure$u7d$$u7d$::h05af221e174051e9", "a::{{closure}}"},
    {"a::b::h05af221e174051e9 (.llvm.15516475458848885060)", "a::b"},
    {"a::b::h05af221e174051e9.llvm.15516475458848885060", "a::b"},
    {"a::b::h05af221e174051e9 [clone .llvm.12]", "a::b"},
    {"a::b::h05af221e174051e9 [clone .cold]", "a::b [clone .cold]"},
    {"a::b::h05af221e174051e9.cold", "a::b.cold"},
    {"a::b::h05af221e174051e9 [clone .a b]", "a::b [clone .a b]"},
    {"a::b::h05af221e174051e9 more", NULL},
    {"a::b::h05af221e174051e9.a b", NULL},
    {"a::h05af221e174051e", NULL},
    {"a::h05af221e174051e9a", NULL},
    {"::h05af221e174051e9", NULL},
    {"h05af221e174051e9", NULL},
    {"a::b", NULL},
    {"", NULL},
};

/* What a hostile name asks for: depth, or text that doubles with each reference. */
static void
bounds(void)
{
	struct output name, out;

	check_nested(demangle_rust, "_RINvC1a1b", "R", 100000, "hE", 0);
	check_nested(demangle_rust, "_RINvC1a1b", "R", 300, "hE", 310);

	output_to_memory(&name);
	output_to_memory(&out);
	OUTPUT_LITERAL(&name, "_RINvC1a1bTaaaaE");
	for (size_t i = 0, at = 8, next; i < 30; i++, at = next) {
		next = name.len - 2;
		OUTPUT_LITERAL(&name, "T");
		for (int k = 0; k < 4; k++)
			output_printf(&name, "B%c%c_",
			    "0123456789abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(at - 1) / 62],
			    "0123456789abcdefghijklmno"
			    "pqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[(at - 1) % 62]);
		OUTPUT_LITERAL(&name, "E");
	}
	OUTPUT_LITERAL(&name, "E");
	CHECK(!demangle_rust(output_text(&name), &out) && out.len == 0);

	output_clear(&name);
	OUTPUT_LITERAL(&name, "_RINvC1a1bFGzzzzzzzz_EuE");
	CHECK(!demangle_rust(output_text(&name), &out) && out.len == 0);
	output_close(&name);
	output_close(&out);
}

int
main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return check_filter(demangle_rust);
	CHECK_NAMES(demangle_rust, legacy);
	CHECK_NAMES(demangle_rust, v0_paths);
	CHECK_NAMES(demangle_rust, v0_types);
	CHECK_NAMES(demangle_rust, v0_consts);
	CHECK_NAMES(demangle_rust_legacy_partial, partial);
	bounds();
	return check_done();
}
