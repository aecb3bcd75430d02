/* dwarf_ranges.c - collapse-perf/dwarf/dwarf_ranges: the ranges around an address, innermost first. */
#include "check.h"
#include "dwarf_parts.h"

/* low, high, and a letter for the owner. */
static struct dwarf_range outer_and_inner[] = {{0x1000, 0x2000, 'a', 0}, {0x1000, 0x1800, 'b', 0},
    {0x1000, 0x1800, 'c', 0}, {0x1100, 0x1200, 'd', 0}, {0x1200, 0x1300, 'e', 0},
    {0x1400, 0x1800, 'f', 0}, {0x3000, 0x3001, 'g', 0}};

enum { RANGES = sizeof(outer_and_inner) / sizeof(*outer_and_inner) };

/* The owners of the ranges that hold an address, in order. */
static struct str
around(const struct dwarf_range_set *set, uint64_t address, char text[RANGES])
{
	const struct dwarf_range *r;
	uint32_t at = 0;
	size_t n = 0;

	while ((r = dwarf_next_range(set, address, &at)) != NULL && n < RANGES)
		text[n++] = (char)r->owner;
	return str_make(text, n);
}

static const struct {
	uint64_t address;
	struct str owners;
} rows[] = {{0xfff, STR_INIT("")}, {0x1000, STR_INIT("cba")}, {0x10ff, STR_INIT("cba")},
    {0x1100, STR_INIT("dcba")}, {0x11ff, STR_INIT("dcba")}, {0x1200, STR_INIT("ecba")},
    {0x12ff, STR_INIT("ecba")}, {0x1300, STR_INIT("cba")}, {0x1400, STR_INIT("fcba")},
    {0x17ff, STR_INIT("fcba")}, {0x1800, STR_INIT("a")}, {0x1fff, STR_INIT("a")},
    {0x2000, STR_INIT("")}, {0x3000, STR_INIT("g")}, {0x3001, STR_INIT("")}};

/* Whatever order they come in. */
int
main(void)
{
	struct dwarf_range turned[RANGES];
	struct dwarf_range_set set = {.items = turned, .count = RANGES};
	char text[RANGES];

	for (size_t shift = 0; shift < RANGES; shift++) {
		for (size_t i = 0; i < RANGES; i++)
			turned[i] = outer_and_inner[(i * 3 + shift) % RANGES];
		dwarf_sort_ranges(&set);
		for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
			CHECK_STR(around(&set, rows[i].address, text), rows[i].owners);
	}
	return check_done();
}
