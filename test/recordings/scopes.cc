/*
 * scopes.cc - functions that no other file can see, of all kinds of names: of anonymous
 * namespaces, local classes, lambdas, templates of these. g++ gives them no linkage names.
 */
#include <algorithm>
#include <map>
#include <numeric>
#include <ostream>
#include <set>
#include <string>
#include <vector>

static volatile int sink;

namespace app {
namespace {

enum Kind { NONE, SOME };
enum class Colour : unsigned char { RED, GREEN = 200 };

struct Item {
	int key;
	Kind kind;
	bool operator<(const Item &o) const { return key < o.key; }
	explicit operator bool() const { return sink != key; }
	operator int() { return key + sink; }
	int operator()(int n) const { return key * n + sink; }
	int operator[](int n) volatile { return key + n + sink; }
	Item *operator->() { return this; }
	template <class T> bool operator<<(T n) { return key << n != sink; }
	Item(int k) : key(k), kind(SOME) { sink += k; }
	Item(const Item &o) : key(o.key), kind(o.kind) { sink++; }
	Item &operator=(const Item &o)
	{
		key = o.key;
		sink += key;
		return *this;
	}
	~Item() { sink -= key; }
};

inline bool operator==(const Item &a, const Item &b) { return a.key == b.key && sink; }

template <class T> bool operator<(const std::vector<T> &a, int b) { return int(a.size()) < b + sink; }

template <Kind K, int N = -3> struct Tagged {
	template <class T> T get(T t) const { return T(t + N + K + sink); }
};

template <Colour C, char Ch, bool B, unsigned long U, long long L> int values()
{
	return int(C) + Ch + B + int(U) + int(L) + sink;
}

template <class... T> struct Pack {
	template <class... U> static int count(U &&...) { return int(sizeof...(T) + sizeof...(U)) + sink; }
};

template <class T> struct Function;
template <class R, class... P> struct Function<R(P...)> {
	R (*f)(P...);
	R call(P... p) { return f(p...) + sink; }
};

template <class T> int by_value(T) { return int(sizeof(T)) + sink; }
template <class T> int by_reference(T &&) { return int(sizeof(T)) + sink; }
template <class F, class... A> int call(F f, A... a) { return f(a...) + sink; }

struct Base {
	virtual int go(int) = 0;
	virtual ~Base() { sink++; }
};

struct Derived : Base {
	int v = 3;
	int go(int x) override
	{
		auto add = [this, x](int n) { return v + n + x + sink; };
		return add(x) + [=]() { return v - sink; }();
	}
	int get() const
	{
		auto own = [this] { return v * sink; };
		return own();
	}
};

inline namespace v2 {
struct Inner {
	int write(std::ostream *o, std::string *s)
	{
		auto l = [&](std::ostream *out, std::string &t) { return int(out != 0) + int(t.size()) + sink; };
		return l(o, *s);
	}
};
}

const auto global = [](int x) { return x + sink; };

/* Classes that are specialised have no DIEs for their arguments: their names alone tell. */
template <class... T> struct Special;
template <class F, class T> struct Special<F, T> {
	F f;
	int run(T t) { return f(t) + sink; }
};
template <class F, class A, class B> struct Special<F, A, B> {
	F f;
	template <class G> int run(G g) { return f(1, 2.5) + g(3) + sink; }
};
template <class T> struct Empty {
	static int size() { return int(sizeof(T)) + sink; }
};

int many(int n)
{
	auto first = [](int x) { return x + sink; };
	auto second = [n](int x) { return x * n + sink; };
	auto other = [](long x) { return int(x) - sink; };
	auto both = [](auto x, const auto &y) { return int(x + y) + sink; };
	Special<decltype(first), int> a{first};
	Special<decltype(second), int> b{second};
	Special<decltype(other), long> c{other};
	Special<decltype(both), int, double> d{both};
	return a.run(1) + b.run(2) + c.run(3L) + d.run(first) + d.run(other) +
	       Empty<Special<decltype(other), long>>::size() +
	       Empty<Special<decltype(second), int>>::size();
}

int plain(int n) { return n + sink; }
struct Called {
	int n;
	int get(int x) const { return n + x + sink; }
	int set(int x) { return n = x + sink; }
	template <class T> operator T *() { return sink ? nullptr : (T *) this; }
};
template <int (*F)(int)> int through(int n) { return F(n) + sink; }
template <int (Called::*M)(int) const> int through_const(const Called &c) { return (c.*M)(1) + sink; }
template <int (Called::*M)(int)> int through_member(Called &c) { return (c.*M)(1) + sink; }
template <int Called::*D> int through_field(Called &c) { return c.*D + sink; }
const char letters[] = "abc";
template <const char *S> int through_pointer() { return S[0] + sink; }

typedef double Two __attribute__((vector_size(16)));
template <class T> Two doubled(T t) { return t + t * sink; }

int operator""_of(unsigned long long n) { return int(n) + sink; }
template <class F> int self(F f, int n) { return f(n) + sink; }
/* No DIE has the number. */
template <class T, int, class U = long> int without_name(T t, U u = 3) { return int(t) + int(u) + sink; }

} // namespace

/* A lambda that is handed to itself, and what is made of one. */
template <class F> struct Repeated {
	F f;
	template <class T> int operator()(T t) const { return f(*this, t) + sink; }
};
template <class T> int with_itself(T limit)
{
	auto fib = [](auto self, int n) -> int {
		return n < 2 ? n + sink : self(self, n - 1) + self(self, n - 2);
	};
	auto down = [](const auto &self, auto n, auto &&then) -> int {
		return n > 0 ? self(self, n - 1, then) + sink : then(n);
	};
	auto same = [](auto *self, auto other) { return int(self == &other) + sink; };
	auto again = [](auto self, int n) -> int { return n > 0 ? self(n - 1) : sink; };
	Repeated<decltype(again)> repeated{again};
	return fib(fib, int(limit)) + down(down, limit, [](auto x) { return int(x) + sink; }) +
	       same(&same, same) + repeated(3);
}

static int odd_ones(int n)
{
	Called c{n};
	Two two = {1.5, 2.5};
	auto rest = [](auto x, auto... xs) { return int(x) + int(sizeof...(xs)) + sink; };
	return many(n) + through<plain>(n) + through<&plain>(n) + through_const<&Called::get>(c) +
	       through_member<&Called::set>(c) + through_field<&Called::n>(c) +
	       through_pointer<letters>() + (static_cast<long *>(c) == nullptr) + int(doubled(two)[1]) +
	       3_of + without_name<char, 5>('c') + with_itself(5) + with_itself(6L) + rest(n) + rest(n, 2.5) + Empty<const void *>::size() +
	       by_value(static_cast<std::vector<const volatile void *> *>(nullptr));
}

static int work(int n)
{
	std::vector<Item> v;
	for (int i = 0; i < n; i++)
		v.push_back(Item(n - i));
	std::sort(v.begin(), v.end());
	std::sort(v.begin(), v.end(), [](const Item &a, const Item &b) { return a.key > b.key; });
	std::map<Kind, std::vector<Item>> m;
	for (const Item &i : v)
		m[i.kind].push_back(i);
	std::set<unsigned long> s;
	for (const Item &i : v)
		s.insert((unsigned long)i.key);
	int sum = std::accumulate(
	    v.begin(), v.end(), 0, [&](int a, const Item &b) { return a + b.key + int(s.size()); });
	sum += v[0](3) + v[0][4] + int(v[0]) + bool(v[1]) + v[0]->key + (v[0] << 3) + (v < 3);
	sum += v[0] == v[1];
	sum += Tagged<SOME>().get(4) + Tagged<SOME>().get(4L) + Tagged<NONE, 7>().get('c');
	sum += values<Colour::GREEN, 'z', true, 18446744073709551615ul, -5ll>();
	sum += Pack<int, Item, const char *[3]>::count(1, v[0], "abc", 2.5f) + Pack<>::count();
	Function<int(int, Item *)> f{[](int a, Item *i) { return a + i->key + sink; }};
	sum += f.call(3, &v[0]);
	sum += by_value((int (*(*)(double))(long)) nullptr) + by_value((int Item::*) nullptr) +
	       by_value((int (Base::*)(int)) nullptr) + by_value((int (Derived::*)() const) nullptr) +
	       by_value(nullptr) + by_value((const volatile int *const *) nullptr) + by_value((void *) 0) +
	       by_value((int (*)(const char *, ...)) nullptr) + by_value((int (*)[3][4]) nullptr) +
	       by_value((long double) 3) + by_value(L'c') + by_value(u'c') + by_value(U'c') +
	       by_value((signed char) 3) + by_value((unsigned short) 4) + by_value((unsigned long long) 4);
	int array[3] = {1, 2, 3};
	sum += by_reference(array) + by_reference(3) + by_reference(sum) + by_reference(v) +
	       by_reference("abc");
	struct {
		int z;
		int operator()(int q) { return q + z + sink; }
	} unnamed{3};
	union {
		int z;
		int get() { return z + sink; }
	} second{4};
	sum += unnamed(4) + second.get();
	struct Local {
		Kind k;
		int t(int x)
		{
			struct Deeper {
				int y;
				int g() { return [this](int w) { return w + y + sink; }(4); }
			} d{x};
			return d.g() + k;
		}
	} local{SOME};
	sum += local.t(3) + by_value(local);
	auto generic = [](auto a, const auto &b, auto *c, int d) { return int(a + b) + *c + d + sink; };
	sum += generic(1, 2.5, &sum, 4) + call([](auto... xs) { return int(sizeof...(xs)); }, 1, 'c');
	{
		auto in_block = [](long x) { return int(x) + sink; };
		sum += call(in_block, 3L);
	}
	Derived derived;
	Inner inner;
	std::string text("text");
	sum += derived.go(4) + derived.get() + inner.write(nullptr, &text) + global(sum);
	return sum;
}

int (*keep)(int) = work;

} // namespace app

static int twice(int n) { return [](int m) { return 2 * m + sink; }(n); }
static int (*const outside[])(int) = {[](int x) { return x + sink; }};

struct Holder {
	int (*f)(int) = [](int x) { return 4 + x + sink; };
	int run() { return f(3); }
} holder;

/* What is in functions whose names have no parameters. */
extern "C" int c_function(int n, const char *)
{
	struct Local {
		int n;
		bool operator<(const Local &o) const { return n < o.n; }
	};
	std::vector<Local> v;
	for (int i = 0; i < n; i++)
		v.push_back({n - i});
	std::sort(v.begin(), v.end());
	std::sort(v.begin(), v.end(), [](const auto &a, const auto &b) { return a.n > b.n; });
	return v[0].n;
}

struct Kept {
	int n;
	template <class T> int with(T t) { return int(t.n + n) + sink; }
};

int main(int, char **)
{
	struct Local {
		int n;
		int (*f)(int);
		bool operator<(const Local &o) const { return n < o.n; }
	};
	auto here = [](int x) { return x - sink; };
	auto less = [](auto &a, auto &b) { return a < b; };
	std::vector<Local> locals;
	for (int i = 0; i < 30; i++)
		locals.push_back({i * 7 % 31, [](int x) { return x * sink; }});
	std::sort(locals.begin(), locals.end(), less);
	std::set<Local> set(locals.begin(), locals.end());
	sink = Kept{3}.with(*set.begin()) + c_function(5, "") + locals[0].f(3);
	for (int i = 0; i < 20000; i++)
		sink = app::work(10) + app::odd_ones(2) + twice(3) + outside[0](3) + holder.run() + here(4);
	return 0;
}
