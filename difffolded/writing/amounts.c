/*
 * amounts.c - numbers of a table; see amounts.h.
 *
 *	3051153378 ns of 3.05 s in all     3,051.15 ms
 *	13203955400 cycles                 13,203,955,400
 */
#include "amounts.h"

#include "counted.h"
#include "scale.h"

static const uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

/* Units that are scaled, each with its size in the smallest one of its kind. */
struct step {
	const char *unit;   /* as profiles say it; NULL: none does */
	const char *symbol; /* as it is shown */
	uint64_t size;
};

static const struct step times[] = {
    {"ns", "ns", 1}, {"us", "\xc2\xb5s", 1000}, {"ms", "ms", 1000000}, {"s", "s", 1000000000}};
static const struct step bytes[] = {{"bytes", "B", 1}, {NULL, "KiB", (uint64_t)1 << 10},
    {NULL, "MiB", (uint64_t)1 << 20}, {NULL, "GiB", (uint64_t)1 << 30},
    {NULL, "TiB", (uint64_t)1 << 40}};

enum { TIMES = sizeof(times) / sizeof(times[0]), BYTES = sizeof(bytes) / sizeof(bytes[0]) };

/* Of the largest amount so many, at least, in the step that is chosen. */
enum { LEAST = 100 };

/* From here on numbers that are not scaled are long enough without decimals. */
enum { LARGE = 10000 };

static void
set_step(struct amounts *a, const struct step *step, uint64_t base)
{
	bool larger = step->size >= base;

	a->symbol = str_from(step->symbol);
	a->multiply = larger ? 1 : base / step->size;
	a->divide = larger ? step->size / base : 1;
}

static bool
is_enough(const struct amounts *a, uint64_t largest)
{
	uint64_t product;

	return __builtin_mul_overflow(largest, a->multiply, &product) ||
	       product / powers[a->places] / a->divide >= LEAST;
}

static void
fit(struct amounts *a, const struct step *steps, size_t n, uint64_t base, uint64_t largest)
{
	size_t i = n - 1;

	do
		set_step(a, &steps[i], base);
	while (!is_enough(a, largest) && i-- > 0);
	/* As many decimals as there are: none of whole nanoseconds. */
	a->decimals = a->divide > 1 ? 2 : a->places < 2 ? a->places : 2;
}

struct amounts
amounts_for(struct str unit, uint64_t largest, unsigned places)
{
	struct amounts a = {unit, places, 1, 1, places < 2 ? places : 2};

	if (largest / powers[places] >= LARGE)
		a.decimals = 0;
	for (size_t i = 0; i < TIMES; i++)
		if (str_eq(unit, str_from(times[i].unit)) ||
		    str_eq(unit, str_from(times[i].symbol)))
			fit(&a, times, TIMES, times[i].size, largest);
	if (str_eq(unit, str_from(bytes[0].unit)))
		fit(&a, bytes, BYTES, 1, largest);
	return a;
}

void
amounts_write(struct output *out, const struct amounts *a, uint64_t units)
{
	uint64_t n = scale(units, a->multiply * powers[a->decimals], a->divide * powers[a->places]);

	counted_write_number(out, n / powers[a->decimals], 0);
	if (a->decimals > 0)
		output_printf(out, ".%0*u", (int)a->decimals, (unsigned)(n % powers[a->decimals]));
}

void
amounts_write_change(struct output *out, const struct amounts *a, struct change change)
{
	if (change.size > 0)
		output_char(out, change.shrank ? '-' : '+');
	amounts_write(out, a, change.size);
}

static void
write_hundredths(struct output *out, uint64_t n)
{
	counted_write_number(out, n / 100, 0);
	output_printf(out, ".%02u", (unsigned)(n % 100));
}

void
amounts_write_percent(struct output *out, uint64_t part, uint64_t whole)
{
	if (whole == 0)
		output_char(out, '-');
	else
		write_hundredths(out, scale(part, UINT64_C(10000), whole));
}

void
amounts_write_percent_change(struct output *out, struct change change, uint64_t whole)
{
	if (change.size > 0 && whole > 0)
		output_char(out, change.shrank ? '-' : '+');
	amounts_write_percent(out, change.size, whole);
}

void
amounts_write_words(struct output *out, struct str unit, uint64_t units, unsigned places)
{
	if (unit.len > 0)
		counted_write_amount(out, unit, units, places);
	else
		counted_write_number(out, units, places);
}

void
amounts_write_points(struct output *out, uint64_t points)
{
	write_hundredths(out, scale(points, 100, COMPARISON_POINT));
}

void
amounts_write_chance(struct output *out, struct chance chance, uint32_t ways)
{
	unsigned thousandths;

	if (ways == 0)
		return;
	if (!chance.significant) {
		output_char(out, '~');
		return;
	}
	thousandths = (unsigned)scale(chance.ways, 1000, ways);
	if (thousandths == 0)
		OUTPUT_LITERAL(out, "<0.001");
	else
		output_printf(out, "0.%03u", thousandths);
}
