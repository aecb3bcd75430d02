/*
 * symbol.h - what a function's name is made of: parameter lists, inlined
 * chains, and which dso is the kernel's or a JIT's.
 *
 * Names are C++, Rust, Go, Java, JavaScript or Python names as profilers print
 * them. What comes back are slices of what went in, but for what a scratch
 * output holds.
 */
#ifndef SYMBOL_H
#define SYMBOL_H

#include <stdbool.h>

#include "output.h"
#include "str.h"

/*
 * A name as a frame, or a part of one: ':' for every ';', and a space for a newline,
 * which symbol tables may hold.
 */
void symbol_write(struct output *out, struct str name);

/*
 * Whether a name is of Python or JavaScript, as "py::f:/a/b.py": what looks like a
 * parameter list or a class there is a path, or the source. "JS::Call(int)" and
 * "py::object::call()" are of C++ namespaces.
 */
bool symbol_is_script(struct str name);

/*
 * A name without parameter lists: each that begins with a '(' outside <> [] {},
 * which does not follow a '.' (Go: net/http.(*Client).Do) and does not open
 * "(anonymous namespace)" or decltype(...). What qualifies a list (const, &) goes
 * with it, and so does what stands behind the last one, but for "@plt". operator()
 * and the like are names. The result of a template function goes, too. Names of
 * Python and JavaScript functions stay whole. What is given is `name`, or in
 * scratch, whose error is set without memory.
 *
 *	std::vector<int>::at(unsigned long) const  ->  std::vector<int>::at
 *	void std::sort<int*>(int*, int*)           ->  std::sort<int*>
 *	f(int)::{lambda()#1}::operator()() const   ->  f::{lambda()#1}::operator()
 *	operator delete(void*)@plt                 ->  operator delete@plt
 */
struct str symbol_cut_parameters(struct str name, struct output *scratch);

/*
 * Without what a Java method returns, for a name whose parameters were cut off. The JVM has it in
 * its map of what it compiled (jcmd PID Compiler.perfmap, -XX:+DumpPerfMapAtExit).
 *
 *	java.lang.Object java.util.HashMap.get  ->  java.util.HashMap.get
 */
struct str symbol_cut_java_result(struct str name);

/*
 * Takes the outermost function from a chain "outer->inner->innermost", as Java
 * agents print inlined methods. No split at operator->, inside brackets, or
 * behind a space (fn() -> i32). False, once *chain is used up.
 */
bool symbol_next_inlined(struct str *chain, struct str *function);

/* Without one "+0x1f" at its end. */
struct str symbol_cut_offset(struct str name);

/*
 * Of two names of one place, the first of which comes before the other: whether
 * the second one is to be shown. As in perf (choose_best_symbol): that with fewer
 * underscores before it, then the longer one, then the first, but for an alias
 * of a system call (SyS_read).
 */
bool symbol_second_is_better(struct str first, struct str second);

/* What stands behind the last '/', or all of it. */
struct str symbol_basename(struct str path);

/* Whether a dso is the kernel, one of its modules, or a BPF program. */
bool symbol_dso_is_kernel(struct str dso);

/* Whether a dso holds code that was compiled at run time. */
bool symbol_dso_is_jit(struct str dso);

/* A name without the mark that collapse programs put at its end: _[k], _[i], _[j], _[w]. */
struct str symbol_unmarked(struct str name);

#endif
