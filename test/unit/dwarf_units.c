/* dwarf_units.c - collapse-perf/dwarf: what is said of versions that are not known. */
#include "check.h"
#include "dwarf.h"
#include "dwarf_parts.h"

/* What is wrong with a unit of this version. */
static struct str
damage_of(unsigned char version)
{
	char info[] = {8, 0, 0, 0, 0, 0, 1, 8, 0, 0, 0, 0};
	struct dwarf_sections s = {.info = {info, sizeof(info)}};
	struct dwarf d;
	struct str what;

	info[4] = (char)version;
	dwarf_init(&d, &s, NULL);
	dwarf_list_units(&d);
	what = str_from(d.error.what);
	dwarf_release(&d);
	return what;
}

int
main(void)
{
	static const unsigned char newer[] = {6, 7, 15}, unknown[] = {0, 1, 16, 255};

	CHECK_STR(damage_of(5), STR(""));
	for (size_t i = 0; i < sizeof(newer); i++)
		CHECK_STR(damage_of(newer[i]),
		    STR("unit of a newer version of DWARF than 5, which this program knows"));
	for (size_t i = 0; i < sizeof(unknown); i++)
		CHECK_STR(damage_of(unknown[i]), STR("unit of an unknown kind"));
	return check_done();
}
