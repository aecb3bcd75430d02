/*
 * aarch64.c - the program of aarch64.data: frames of all kinds, without a library.
 *
 *	aarch64-linux-gnu-gcc -O2 -static -nostdlib -fno-optimize-sibling-calls \
 *	    -fno-stack-protector -Wl,--build-id -Wl,-z,max-page-size=4096 -o aarch64.elf aarch64.c
 *
 * It ran in an emulator, and was stopped every few instructions. aarch64.data
 * has the registers and the stack of each stop, in the form perf record gives
 * them; aarch64.folded what a debugger said of the frames there.
 */
static volatile unsigned sink;

__attribute__((noipa)) static unsigned
leaf(unsigned n)
{
	sink += n;
	return sink * n;
}

/* Its frame is as large as it is told: the CFA is found from the frame pointer. */
__attribute__((noipa)) static unsigned
variable(unsigned n)
{
	volatile unsigned char *room = __builtin_alloca(n * 16);

	for (unsigned i = 0; i < n; i++)
		room[i * 16] = (unsigned char)leaf(i);
	return room[n * 8];
}

/* Registers of floating point are saved, too. */
__attribute__((noipa)) static double
floating(double a, double b, unsigned n)
{
	if (n == 0)
		return a * leaf(3) + b;
	return floating(a + 1, b * a, n - 1) * a + b;
}

__attribute__((noipa)) static unsigned
recursive(unsigned n)
{
	unsigned below = n == 0 ? variable(2) : recursive(n - 1);

	return below * leaf(n);
}

static unsigned (*volatile by_pointer)(unsigned) = recursive;

__attribute__((noipa)) static unsigned
work(void)
{
	unsigned sum = by_pointer(3);

	sum += (unsigned)floating(sum, 2.5, 2);
	return sum + leaf(sum);
}

static void
leave(void)
{
	register long number __asm__("x8") = 94;
	register long status __asm__("x0") = 0;

	__asm__ volatile("svc #0" : : "r"(number), "r"(status));
	__builtin_unreachable();
}

void _start(void);

void
_start(void)
{
	for (int i = 0; i < 2; i++)
		sink += work();
	leave();
}
