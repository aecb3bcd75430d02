/*
 * leave.c - functions that need the stack of their callers' frame pointers, and end in many ways: by
 * `ret`, by a call at their very end, and with work left behind the last `pop`.
 */
static volatile unsigned long sink;

__attribute__((noinline)) static unsigned long
leaf(unsigned long n)
{
	return n * 3 + sink;
}

__attribute__((noinline)) static unsigned long
inner(unsigned long n)
{
	unsigned long a = leaf(n), b = leaf(a ^ n);

	return leaf(a * b) + leaf(a + b) + a + n;
}

__attribute__((noinline)) static unsigned long
tail(unsigned long n)
{
	unsigned long a = inner(n + 1);

	sink += a;
	return inner(a + n);
}

__attribute__((noinline)) static unsigned long
room(unsigned long n)
{
	volatile char *p = __builtin_alloca(n % 64 + 16);

	p[n % 16] = 1;
	return tail(n) + (unsigned long)p[n % 16] + inner(n);
}

int
main(void)
{
	for (unsigned long i = 0; i < 100; i++)
		sink += room(i);
	return 0;
}
