/*
 * fuzz_dwarf.c - any bytes as debug data.
 *
 *	byte order, and what split units find (1 byte); ten times: the length (2
 *	bytes) and the bytes of a section, in the order of struct dwarf_sections;
 *	then addresses to ask for
 *
 * Split units find these same sections, whole or as a package whose index is
 * what .debug_line_str has.
 */
#include "common.h"

#include "cursor.h"
#include "dwarf_mangle.h"

enum { SWAPPED = 1, NO_SPLIT = 2, PACKAGE = 4 };

static enum dwarf_found
find_file(void *context, const struct dwarf_split *wanted, struct dwarf_sections *sections,
    uint64_t *read)
{
	*sections = *(struct dwarf_sections *)context;
	*read = sections->info.len + wanted->name.len;
	return wanted->id & 1 ? DWARF_UNREADABLE : DWARF_FOUND;
}

static enum dwarf_found
find_in_package(void *context, const struct dwarf_split *wanted, struct dwarf_sections *sections,
    uint64_t *read)
{
	struct dwarf_sections *package = context;

	*read = package->info.len;
	return dwarf_package_unit(package, package->line_str, wanted->id, sections);
}

static size_t
ask(struct dwarf *d, uint64_t address, bool places)
{
	struct dwarf_frame frames[32];
	size_t n = dwarf_frames(d, address, places, frames, 32), sum = 0;

	MUST(n <= 32);
	for (size_t i = 0; i < n; i++) {
		const struct dwarf_place *p = &frames[i].place;

		/* The last one is the real function, no other is. */
		MUST(frames[i].inlined == (i + 1 < n));
		for (size_t at = 0; at < frames[i].name.len; at++)
			sum += (unsigned char)frames[i].name.ptr[at];
		for (size_t at = 0; at < p->file.len; at++)
			sum += (unsigned char)p->file.ptr[at];
		for (size_t at = 0; at < p->directory.len; at++)
			sum += (unsigned char)p->directory.ptr[at];
	}
	return sum;
}

/* Names made of what functions are in, of all functions that have code. */
static size_t
name_all(struct dwarf *d)
{
	size_t sum = 0;

	for (size_t i = 0; i < d->unit_count; i++) {
		struct dwarf_unit *u = &d->units[i];

		dwarf_load_functions(d, u);
		for (size_t f = 0; f < u->function_count; f++) {
			struct dwarf_ref ref = {d, u, u->functions[f].die};
			struct str name = dwarf_scoped_name(ref, ref);
			struct output text;

			MUST(name.len <= (size_t)2 * MANGLE_MAX);
			MUST(name.ptr == dwarf_scoped_name(ref, ref).ptr || name.len == 0);
			output_to_memory(&text);
			dwarf_convert_text(name, &text);
			MUST(text.len <= 16 * name.len + 64);
			sum += text.len;
			output_close(&text);
		}
	}
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct cursor c = cursor_make(str_make((const char *)bytes, size), 0, false);
	uint8_t kind = cursor_u8(&c);
	struct dwarf_sections s = {.big_endian = (kind & SWAPPED) != 0};
	struct str *parts[] = {&s.info, &s.abbrev, &s.aranges, &s.line, &s.line_str, &s.str,
	    &s.str_offsets, &s.addr, &s.ranges, &s.rnglists};
	struct dwarf d, alternate;
	size_t sum = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		*parts[i] = cursor_bytes(&c, cursor_u16(&c));
	dwarf_init(&alternate, &s, NULL);
	dwarf_init(&d, &s, &alternate);
	d.finder = (struct dwarf_finder){kind & PACKAGE ? find_in_package : find_file, &s};
	if (kind & NO_SPLIT)
		d.finder.find = NULL;
	for (uint64_t at = 0x1000; at < 0x3000; at += 0x5f)
		sum += ask(&d, at, at & 1);
	while (cursor_more(&c))
		sum += ask(&d, cursor_u32(&c), true);
	sum += name_all(&d);
	dwarf_release(&d);
	dwarf_release(&alternate);
	return sum == SIZE_MAX;
}
