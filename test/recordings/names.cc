// names.cc - C++ names of several kinds: templates, operators, lambdas, results.
#include <cstddef>

namespace shapes
{
template <class T> struct Sum {
	T total{};
	__attribute__((noinline)) void add(T x) const volatile
	{
		for (int i = 0; i < 2000; i++)
			const_cast<volatile T &>(total) += x;
	}
	__attribute__((noinline)) Sum &operator+=(const Sum &other)
	{
		add(other.total);
		return *this;
	}
};
} // namespace shapes

namespace
{
template <class F> __attribute__((noinline)) void
void_or_not(F &&f, int n)
{
	for (int i = 0; i < n; i++)
		f(i);
}
} // namespace

int
main()
{
	shapes::Sum<double> a, b;
	volatile std::size_t sink = 0;

	void_or_not([&](int i) { a += b; sink += static_cast<std::size_t>(i); }, 60000);
	return 0;
}
