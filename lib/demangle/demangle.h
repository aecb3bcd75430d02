/*
 * demangle.h - readable names from mangled ones: Rust (legacy and v0), C++ and others.
 *
 * Input is any bytes. Every function appends to a memory output and returns
 * true, or returns false with the output as it was: the name is not a mangled
 * one of this kind, or it has more than DEMANGLE_MAX_NAME bytes, would print as
 * more than DEMANGLE_MAX_OUTPUT, or is nested deeper than any compiler's.
 * Without memory the output's error is set, too. Time
 * is linear in the length of the name and of what is printed; no call looks at
 * the locale, keeps anything between calls, or needs more than about 512 KB of
 * stack.
 */
#ifndef DEMANGLE_H
#define DEMANGLE_H

#include <stdbool.h>

#include "output.h"
#include "str.h"

enum { DEMANGLE_MAX_NAME = 1 << 16, DEMANGLE_MAX_OUTPUT = 1 << 18 };

/*
 * A symbol of any language as perf shows its function, without parameters, result,
 * hash, and what an optimiser put behind it: C++, Rust (whole, and as a C++ demangler
 * leaves it), OCaml, Java's descriptors, D, Haskell. "@plt" stays.
 */
bool demangle_symbol(struct str symbol, struct output *out);

/*
 * The same of a name that a profiler printed: `camlLwt__bind_13` stays, as every perf
 * since 4.18 prints Lwt.bind_13, and who has an older one knows the names so.
 */
bool demangle_name(struct str name, struct output *out);

/*
 * A mangled Rust name: `_ZN4core3fmt5write17h0123456789abcdefE` (legacy: only
 * with that hash, else it is C++) or `_RNvNtC4core3fmt5write` (v0). Printed
 * without hash and crate disambiguators: `core::fmt::write`. A suffix a linker
 * or optimiser put behind (`.cold`) stays; `.llvm.NUMBER` goes.
 */
bool demangle_rust(struct str mangled, struct output *out);

/*
 * A legacy Rust name that a C++ demangler has been at, as perf prints it:
 * `core::ptr::drop_in_place$LT$T$GT$::h0123456789abcdef`. Only with that hash
 * at the end, or before ` [clone .SUFFIX]` and the like.
 */
bool demangle_rust_legacy_partial(struct str name, struct output *out);

/*
 * The v0 mangling alone: mangled starts with `_R`. demangle_rust calls it.
 * *rest is what stands behind the name (a suffix), or is left alone on false.
 */
bool demangle_rust_v0(struct str mangled, struct output *out, struct str *rest);

/*
 * A C++ name as LLVM's demangler prints it, `f(int)::'lambda0'(char)::operator()(char) const`, in
 * GNU's form, `f(int)::{lambda(char)#2}::operator()(char) const`. False where nothing in it differs.
 */
bool demangle_llvm(struct str name, struct output *out);

/*
 * A mangled C++ name of the Itanium ABI: `_ZN3foo3barEi` is `foo::bar(int)`.
 * Suffixes of clones are printed as ` [clone .cold]`.
 */
bool demangle_cxx(struct str mangled, struct output *out);

/*
 * The same without what is not the name, as perf and `c++filt -p` print it:
 * parameters, result, const behind them, and clones' suffixes.
 */
bool demangle_cxx_name(struct str mangled, struct output *out);

#endif
