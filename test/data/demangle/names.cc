// Names of every sort that a C++ 17 program has. It is compiled, not run.
#include <algorithm>
#include <complex>
#include <functional>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>

namespace shop {
inline namespace v2 {

struct Price {
	int cents;
	Price operator+(const Price &other) const { return {cents + other.cents}; }
	Price &operator+=(Price other) { cents += other.cents; return *this; }
	Price operator++(int) { return {cents++}; }
	Price &operator++() { ++cents; return *this; }
	bool operator<(const Price &other) const { return cents < other.cents; }
	bool operator!() const { return cents == 0; }
	int operator()(int times) const & { return cents * times; }
	int operator()(int times) && { return cents * times + 1; }
	int operator[](long digit) const { return cents / (int)digit; }
	Price *operator->() { return this; }
	bool operator,(int) { return true; }
	explicit operator bool() const { return cents != 0; }
	template <class T> operator T *() const { return nullptr; }
	int plain(int x) const { return x + cents; }
	int quiet(int x) const noexcept { return x - cents; }
	static void *operator new(size_t n) { return ::operator new(n); }
	static void operator delete(void *p) { ::operator delete(p); }
};

template <class T, class... U> struct Basket : U... {
	T first;
	template <class... V> auto apply(V &&...v) const -> decltype((v(first) + ...)) { return (v(first) + ...); }
	template <class V> static V shared;
	struct Inside { template <class V> V get(V v) { return v; } };
};
template <class T, class... U> template <class V> V Basket<T, U...>::shared = V();

template <template <class...> class C, class... T> C<T...> make(T... t) { return C<T...>{t...}; }
template <auto V, class = decltype(V)> struct Constant { int get() const { return (int)(long)V; } };

} // namespace v2
} // namespace shop

using shop::Price;

struct Base { virtual Base *clone() { return this; } virtual int id() { return 1; } virtual ~Base() {} };
struct Left : virtual Base { int id() override { return 2; } };
struct Right : virtual Base { int id() override { return 3; } };
struct Both : Left, Right { int id() override { return 4; } Both *clone() override { return this; } };
struct Named { Named(int, std::string) {} virtual ~Named() {} };
struct Heir : Base, Named { using Named::Named; };

enum class Colour : short { red = -3, blue = 7 };
template <Colour c> int colour() { return (int)c; }
template <bool b, char c, unsigned long u, long long l, short s> int literals() { return b + c + (int)u + (int)l + s; }
template <int (*f)(int)> int through() { return f(1); }
template <int Price::*p> int member(Price &x) { return x.*p; }
template <int (Price::*p)(int) const> int method(Price &x) { return (x.*p)(2); }
template <const int &r> int reference() { return r; }
template <std::nullptr_t> int nothing() { return 0; }

template <class T> auto minus(T a, T b) -> decltype(a - b) { return a - b; }
template <class T> auto larger(T a) -> std::enable_if_t<(sizeof(T) > 3 && !std::is_same<T, char>::value), T> { return a; }
template <class T> typename std::enable_if<std::is_integral<T>::value, T>::type half(T t) { return t / 2; }
template <int N, class T> auto elements(T (&a)[N]) -> T (&)[N] { return a; }
template <class R, class... A> R call(R (*f)(A...), A... a) { return f(a...); }
template <class R, class C, class... A> R call_method(C &c, R (C::*f)(A...) const, A... a) { return (c.*f)(a...); }
template <class R, class C, class... A> R call_quiet(C &c, R (C::*f)(A...) const noexcept, A... a) { return (c.*f)(a...); }
template <class T> int sized(int (&)[sizeof(T) + 1]) { return sizeof(T); }
template <class... T> int counted(int (&)[sizeof...(T)], T...) { return sizeof...(T); }
template <class... T> auto pairs(T...) -> std::tuple<std::vector<T>..., std::pair<T, T *>...> { return {}; }
template <class T, int... I> int sequence(std::integer_sequence<T, I...>) { return (I + ... + 0); }
template <class T> auto casts(T t) -> decltype(static_cast<long>(t), (char)t, T{}, new T(t), !t, -t, ~t, t ? 1 : 2, t < 3, t > 4, t << 1, *&t, t == t && t || t, sizeof(t), t += 1, ++t, t--, nullptr) { return nullptr; }
template <class T, class F> auto nested(F f) { return [f](T t) { return [&](auto u) { return f(t) + u; }(1); }(3); }
template <class... T> struct Overload : T... { using T::operator()...; };
template <class... T> Overload(T...) -> Overload<T...>;

typedef float Vector __attribute__((vector_size(16)));
Vector add(Vector a, Vector b) { return a + b; }
_Complex double complex(_Complex float a) { return a; }
void (*choose(int (*)(char, ...), char16_t, char32_t, wchar_t))(int (&)[3]) { return nullptr; }
void qualified(const volatile int *const *, int *__restrict, const char (*)[4][5], int Price::*, int (Price::*)(int) const) {}
long double operator""_long(long double x) { return x; }
std::string operator""_text(const char *s, size_t n) { return {s, n}; }
void defaults(int = [] { return 1; }(), int = [](int x) { return x; }(2)) {}

static int file_only(int x) { return x; }
static thread_local std::string per_thread = "x";
extern const int constant;
const int constant = 4;
int variable = 3;
namespace { struct Hidden { template <class T> T get(T t) { return t; } }; }
inline std::string &single() { static std::string s = [] { return std::string("first"); }(); return s; }
auto generic = [](auto x, auto &&...y) -> decltype(auto) { return x + (y + ... + 0); };

int
main(int argc, char **argv)
{
	std::string text = argv[0];
	std::smatch match;
	std::cout << std::regex_match(text, match, std::regex("a(b|c)*[[:alpha:]]+\\d{2,3}")) << per_thread;
	std::variant<int, std::string, std::vector<double>, std::monostate> v = 3;
	std::visit(Overload{[](int i) { return i; }, [](const std::string &s) { return (int)s.size(); }, [](auto &&) { return 0; }}, v);
	std::function<int(int, std::string &&)> f = [&, argc](int a, std::string &&) mutable { return a + argc; };
	f(1, "x");
	std::function<void()> g = std::bind([](int, int) {}, 1, 2);
	g();
	std::map<std::string, std::unordered_map<int, std::optional<char>>> m;
	m["a"][1] = 'c';
	std::shared_ptr<Base> shared = std::make_shared<Both>();
	std::unique_ptr<Named, void (*)(Named *)> owned(new Heir(1, "x"), [](Named *n) { delete n; });
	std::vector<Price> prices{{3}, {1}};
	std::sort(prices.begin(), prices.end());
	std::sort(prices.begin(), prices.end(), [](const Price &a, const Price &b) { return b < a; });
	Price p{3};
	int three[3], two[2], five[5];
	p + p, p += p, p++, ++p, !p, p(1), std::move(p)(2), p[3], p->cents;
	(void)(int *)p, (void)(std::vector<int> *)p, (void)(bool)p;
	shop::make<std::tuple>(1, 'a', 2.0), shop::make<shop::Basket>(3), shop::Basket<int>::shared<char> = 'x';
	shop::Basket<int>{3}.apply([](int i) { return i; }), shop::Basket<char>::Inside{}.get(text);
	shop::Constant<5>{}.get(), shop::Constant<&variable>{}.get(), shop::Constant<Colour::red>{}.get();
	colour<Colour::red>(), literals<true, 'x', 5, -6, 7>(), through<file_only>(), member<&Price::cents>(p);
	method<&Price::plain>(p), reference<constant>(), nothing<nullptr>();
	minus(3, 4), larger(3), half(8), elements(three), call(file_only, 3), call_method(p, &Price::plain, 3);
	call_quiet(p, &Price::quiet, 3), sized<int>(five), counted(two, 1, 2.0), pairs(1, 'c', 2.0), casts(3);
	sequence(std::make_integer_sequence<int, 4>{}), nested<long>([](auto x) { return x; });
	1.0_long, "x"_text, defaults(), Hidden{}.get(3), single(), generic(1, 2, 3.0f);
	struct Local { int x; void f() { struct Deep { static void g() { [] {}(); } }; Deep::g(); } } local{1};
	local.f();
	std::vector<Local> locals{local};
	return shared->id();
}
