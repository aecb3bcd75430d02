/*
 * Tests of collapse-perf/dwarf/dwarf_split: which parts of a package are a unit's.
 * That split units are found and read, test/perf-data.bats shows.
 */
#include "dwarf.h"

#include "bytes.h"
#include "check.h"

enum { INFO = 1, ABBREV = 3, STR_OFFSETS = 6, COLUMNS = 3, UNITS = 2, SLOTS = 4 };

/* Both ids want slot 1: the second one goes on to slot 1 + 3. */
#define FIRST_ID ((uint64_t)0x1111111100000001)
#define SECOND_ID ((uint64_t)0x2222222200000005)

/* An index of two units, as DWARF 5 has it (7.3.5.3); before it, of version 2. */
static void
make_index(struct bytes *x, unsigned version)
{
	static const unsigned offsets[UNITS][COLUMNS] = {{0, 0, 4}, {10, 2, 0}};
	static const unsigned sizes[UNITS][COLUMNS] = {{10, 2, 3}, {5, 1, 4}};

	x->len = 0;
	put(x, 4, version);
	put(x, 4, COLUMNS);
	put(x, 4, UNITS);
	put(x, 4, SLOTS);
	put(x, 8, 0);
	put(x, 8, FIRST_ID);
	put(x, 8, 0);
	put(x, 8, 0);
	/* step of the second: (0x22222222 & 3) | 1 = 3, so slot 0 */
	for (unsigned i = 0; i < 8; i++)
		x->data[16 + i] = (unsigned char)(SECOND_ID >> 8 * i);
	put(x, 4, 2);
	put(x, 4, 1);
	put(x, 4, 0);
	put(x, 4, 0);
	put(x, 4, INFO);
	put(x, 4, ABBREV);
	put(x, 4, STR_OFFSETS);
	for (unsigned i = 0; i < UNITS * COLUMNS; i++)
		put(x, 4, offsets[i / COLUMNS][i % COLUMNS]);
	for (unsigned i = 0; i < UNITS * COLUMNS; i++)
		put(x, 4, sizes[i / COLUMNS][i % COLUMNS]);
}

static const struct dwarf_sections package = {.info = STR_INIT("0123456789abcde"),
    .abbrev = STR_INIT("xyz"),
    .str = STR_INIT("all"),
    .str_offsets = STR_INIT("stuvwxy")};

static void
test_units(unsigned version)
{
	struct bytes x;
	struct dwarf_sections unit;

	make_index(&x, version);
	CHECK(dwarf_package_unit(&package, bytes_text(&x), FIRST_ID, &unit) == DWARF_FOUND);
	CHECK_STR(unit.info, STR("0123456789"));
	CHECK_STR(unit.abbrev, STR("xy"));
	CHECK_STR(unit.str_offsets, STR("wxy"));
	CHECK_STR(unit.str, STR("all"));
	CHECK(dwarf_package_unit(&package, bytes_text(&x), SECOND_ID, &unit) == DWARF_FOUND);
	CHECK_STR(unit.info, STR("abcde"));
	CHECK_STR(unit.abbrev, STR("z"));
	CHECK_STR(unit.str_offsets, STR("stuv"));
	CHECK(dwarf_package_unit(&package, bytes_text(&x), FIRST_ID + 1, &unit) == DWARF_MISSING);
	CHECK(dwarf_package_unit(&package, bytes_text(&x), 0, &unit) == DWARF_MISSING);
}

/* Whatever is changed, what is found is within the package. */
static void
test_damage(void)
{
	struct bytes x;
	struct dwarf_sections unit;
	size_t len;

	make_index(&x, 5);
	len = x.len;
	for (x.len = 0; x.len < len; x.len++)
		CHECK(dwarf_package_unit(&package, bytes_text(&x), FIRST_ID, &unit) ==
		      DWARF_UNREADABLE);
	for (size_t i = 0; i < len; i++) {
		unsigned char old = x.data[i];

		x.data[i] ^= 0x81;
		if (dwarf_package_unit(&package, bytes_text(&x), FIRST_ID, &unit) == DWARF_FOUND)
			CHECK(unit.info.ptr >= package.info.ptr &&
			      unit.info.ptr + unit.info.len <= package.info.ptr + package.info.len);
		x.data[i] = old;
	}
	make_index(&x, 3);
	CHECK(dwarf_package_unit(&package, bytes_text(&x), FIRST_ID, &unit) == DWARF_UNREADABLE);
}

int
main(void)
{
	test_units(2);
	test_units(5);
	test_damage();
	return check_done();
}
