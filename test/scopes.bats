#!/usr/bin/env bats
# collapse-perf: an inlined function has the name that it has where it is not inlined. g++ gives
# functions that no other file can see no name for the linker: it is made of what they are in.

load helper

setup() {
	needs g++ nm
	cd "$BATS_TEST_TMPDIR" || return 1
}

# cleaned - names from stdin, one a line, as collapse-perf shows them.
cleaned() {
	"$UNIT/demangle_cxx" - | awk '{ printf "p 1 1.0: 1 cpu-clock: \n\t1 %s (x)\n\n", $0 }' >text
	collapse-perf -q --no-merge --no-comm text | sed 's/ 1$//'
}

# functions PROGRAM - its functions' addresses, a tab, and their symbols.
functions() {
	nm --defined-only "$1" | awk '$2 ~ /[tTwW]/' | sort -u -k 1,1 | sed 's/ . /\t/'
}

# The name of a function has no arguments for parameters without a name: std::pair's last one.
not_known='^std::(pair|tuple|__cxx11::basic_string)<.*>::(pair|tuple|basic_string)<'

@test "names that are made of debug data are those of the symbols, of every function" {
	for options in -O0 "-O2 -fno-inline -fno-ipa-icf" "-O0 -gdwarf-4" "-O1 -fno-inline -fno-ipa-icf -flto"; do
		# shellcheck disable=SC2086 # several words
		g++ -w -g $options -o program "$ROOT/test/recordings/scopes.cc"
		functions program >symbols
		"$UNIT/dwarf_names" program | sort -u -k 1,1 | sed 's/ . /\t/' >made
		join -t "$(printf '\t')" symbols made >both
		[ "$(wc -l <both)" -gt 150 ]
		cut -f 2 both | sed 's/[.]cold$//' | cleaned >want
		cut -f 3 both | cleaned >got
		paste want got | grep -vE "$not_known" | awk -F '\t' '$1 != $2' >odd || true
		diff -u /dev/null odd || { echo "options: $options"; return 1; }
	done
}

# inlined PROGRAM - all names that collapse-perf has for its addresses.
inlined() {
	nm -S --defined-only "$1" | awk -v dso="$PWD/$1" '
		function number(hex, i, n)
		{
			for (i = n = 0; i++ < length(hex);)
				n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
			return n
		}
		NF == 4 && $3 ~ /[tTwW]/ && !seen[$1]++ {
			start = number($1)
			size = number($2)
			for (at = 0; at < size; at++)
				printf "p 1 1.0: 1 cpu-clock: \n\t%x real+0x%x (%s)\n\n", start + at, at, dso
		}' >addresses
	collapse-perf -q --inline --no-comm addresses | sed 's/ [0-9]*$//' | tr ';' '\n' |
		grep -vx real | sort -u
}

@test "inlined functions have the names that they have where they are not inlined" {
	for compiler in g++ clang++; do
		command -v "$compiler" >/dev/null || continue
		"$compiler" -w -g -O2 -o program "$ROOT/test/recordings/scopes.cc"
		"$compiler" -w -g -O0 -o plain "$ROOT/test/recordings/scopes.cc"
		functions plain | cut -f 2 | cleaned | sort -u >symbols
		inlined program >shown
		# Those of the one that no symbol of the other has.
		functions program | cut -f 2 | cleaned | sort -u | cat - symbols | sort -u >known
		comm -23 shown known | grep -vE "$not_known" >odd || true
		diff -u /dev/null odd || { echo "compiler: $compiler"; return 1; }
		grep -qxF 'app::(anonymous namespace)::Derived::get' shown
		grep -qE '^app::work::.*lambda|^app::work.*::[$]_' shown
		grep -qxF 'app::work::Local::t::Deeper::g' shown
		grep -qF "std::less<main::Local>" shown
	done
}

@test "the same names where dwz has moved what two programs have in common" {
	needs dwz
	g++ -w -g -O2 -o program "$ROOT/test/recordings/scopes.cc"
	inlined program >want
	for options in "" -5; do
		cp program first
		cp program second
		# shellcheck disable=SC2086 # one word, or none
		dwz $options -m common.dwz first second
		inlined first >got
		diff -u want got
	done
}

@test "types in units of their own: what is lost is only where a class without a name stands" {
	local version

	for version in 4 5; do
		g++ -w -g -O2 -gdwarf-$version -fdebug-types-section -o program "$ROOT/test/recordings/scopes.cc"
		g++ -w -g -O2 -o plain "$ROOT/test/recordings/scopes.cc"
		inlined plain >want
		inlined program >got
		grep -qxF 'app::(anonymous namespace)::Derived::get' got
		grep -qxF 'app::(anonymous namespace)::Tagged<(app::(anonymous namespace)::Kind)1, -3>::get<int>' got
		comm -13 want got | grep -vE "[{](lambda[(]|unnamed type#)|_Iter_less_iter|$not_known" >odd || true
		diff -u /dev/null odd || { echo "DWARF $version"; return 1; }
	done
}

@test "arguments by default of parameters without a name are those of other instances, where they agree" {
	cat >program.cc <<-'END'
		#include <type_traits>
		static volatile int sink;
		constexpr int checked(int n) { return n; }
		template <class T, typename std::enable_if<std::is_class<T>::value, int>::type = 0>
		inline int picked(T t) { return t.n + sink; }
		template <class T, class... U, class = void, bool = true, unsigned long = 7>
		inline int many(T t, U...) { return t.n * sink; }
		template <class T, class = void, class... U>
		inline int before(T t, U...) { return t.n / sink; }
		template <class T, unsigned long = sizeof(T)>
		inline int sized(T t) { return t.n - sink; }
		template <class T, int, class U = long>
		inline int numbered(T t) { return t.n + int(U(sink)); }
		template <class T> struct Holder {
			T t;
			template <int (*)(int) = checked> int get() { return t.n & sink; }
		};
		struct One { char n; };
		struct Two { short n; };
		namespace { struct Own { int n; }; }
		template <class T> int all(T t)
		{
			return picked(t) + many(t) + many(t, 1) + before(t) +
				sized(t) + numbered<T, 5>(t) + Holder<T>{t}.get();
		}
		int main(int, char **)
		{
			struct Local { int n; };
			return all(One{1}) + all(Two{2}) + all(Own{3}) + all(Local{4});
		}
	END
	g++ -w -g -O2 -std=c++17 -o program program.cc
	inlined program | grep -E 'Own|(all|numbered)<.*Local' >got
	cat >want <<-'END'
		Holder<(anonymous namespace)::Own>::get<&(checked(int))>
		all<(anonymous namespace)::Own>
		all<main::Local>
		before<(anonymous namespace)::Own>
		many<(anonymous namespace)::Own, , void, true, 7ul>
		many<(anonymous namespace)::Own, int, void, true, 7ul>
		numbered<(anonymous namespace)::Own, 5, long>
		numbered<main::Local, 5, long>
		picked<(anonymous namespace)::Own, 0>
		sized<(anonymous namespace)::Own>
	END
	LC_ALL=C sort -o got got
	LC_ALL=C sort -o want want
	diff -u want got
}

@test "lambdas of one list that are written alike are told apart, and those that take a std::string known" {
	cat >program.cc <<-'END'
		#include <string>
		#include <tuple>
		static volatile int sink;
		template <class... F> inline int each(std::tuple<F...> &t, int n)
		{
			return std::apply([n](auto &...f) { return (f(n) + ...); }, t) + sink;
		}
		template <class F> inline int call(std::tuple<F, int> &t, std::string s)
		{
			return std::get<0>(t)(s) + std::get<1>(t) + sink;
		}
		int main(int argc, char **)
		{
			auto other = [](int n) { return n & sink; };
			auto first = [](int n) { return n + sink; };
			auto second = [](int n) { return n * sink; };
			auto length = [](const std::string &s) { return int(s.size()) ^ sink; };
			auto two = std::make_tuple(first, second);
			auto named = std::make_tuple(length, other(argc));
			return each(two, argc) + call(named, "x");
		}
	END
	g++ -w -g -O2 -std=c++17 -o program program.cc
	g++ -w -g -O0 -std=c++17 -o plain program.cc
	inlined program | grep -E '^(each|call|std::(get|apply|__apply_impl))<' >got
	nm plain | awk 'NF == 3 { print "p 1 1.0: 1 cpu-clock: \n\t1 " $3 " (x)\n" }' >text
	collapse-perf -q --no-merge --no-comm text | sed 's/ 1$//' |
		grep -E '^(each|call|std::(get|apply|__apply_impl))<' | sort -u >known
	grep -F 'tuple<main::{lambda(int)#2}, main::{lambda(int)#3}>' known
	[ "$(wc -l <got)" -ge 3 ]
	comm -23 got known >odd
	diff -u /dev/null odd
}
