/*
 * Tests of the frame of ELF files: sections, segments and compressed sections, in files of 32 and 64
 * bits and of both byte orders, with counts in the file header and where they are too large for it.
 */
#include <stdlib.h>

#include "check.h"
#include "elf_file.h"
#include "mem.h"

enum { ROOM = 1024, SEGMENTS_AT = 64, SECTIONS = 5, NAMES = 4, ELSEWHERE = 0xffff };

static const char names[] = "\0.text\0.debug_info\0.zdebug_line\0.shstrtab";

/* "stored" in a zlib stream, behind what says how long it is. */
#define ZLIB "\170\1\1\6\0\371\377stored\11\74\2\222"

struct kind {
	bool is_64;
	bool big_endian;
	bool elsewhere; /* counts stand in section 0 */
};

struct image {
	struct kind kind;
	size_t at;
	unsigned char bytes[ROOM];
};

static void
put(struct image *i, unsigned size, uint64_t value)
{
	for (unsigned n = 0; n < size; n++) {
		unsigned shift = 8 * (i->kind.big_endian ? size - 1 - n : n);

		i->bytes[i->at++] = (unsigned char)(value >> shift);
	}
}

static void
put_word(struct image *i, uint64_t value)
{
	put(i, i->kind.is_64 ? 8 : 4, value);
}

static void
put_bytes(struct image *i, const char *bytes, size_t n)
{
	memcpy(i->bytes + i->at, bytes, n);
	i->at += n;
}

/* name, type, flags, address, offset, size, link, info, alignment, size of an entry */
static void
put_section(struct image *i, const uint64_t v[10])
{
	put(i, 4, v[0]);
	put(i, 4, v[1]);
	for (int field = 2; field < 6; field++)
		put_word(i, v[field]);
	put(i, 4, v[6]);
	put(i, 4, v[7]);
	put_word(i, v[8]);
	put_word(i, v[9]);
}

static void
put_segment(struct image *i, uint64_t type, uint64_t flags, uint64_t offset, uint64_t address)
{
	put(i, 4, type);
	if (i->kind.is_64)
		put(i, 4, flags);
	put_word(i, offset);
	put_word(i, address);
	put_word(i, 0x7777); /* physical */
	put_word(i, 0x100);
	put_word(i, 0x200);
	if (!i->kind.is_64)
		put(i, 4, flags);
	put_word(i, 0x1000);
}

static void
put_header(struct image *i, uint64_t sections_at)
{
	bool elsewhere = i->kind.elsewhere;

	put_bytes(i, "\177ELF", 4);
	put(i, 1, i->kind.is_64 ? 2 : 1);
	put(i, 1, i->kind.big_endian ? 2 : 1);
	i->at = 16;
	put(i, 2, 3);
	put(i, 2, ELF_AARCH64);
	put(i, 4, 1);
	put_word(i, 0x5555);
	put_word(i, SEGMENTS_AT);
	put_word(i, sections_at);
	put(i, 4, 0);
	put(i, 2, 64);
	put(i, 2, i->kind.is_64 ? 56 : 32);
	put(i, 2, elsewhere ? ELSEWHERE : 2);
	put(i, 2, i->kind.is_64 ? 64 : 40);
	put(i, 2, elsewhere ? 0 : SECTIONS);
	put(i, 2, elsewhere ? ELSEWHERE : NAMES);
}

/* The bytes of a compressed section, from `at` on; their number. */
static size_t
put_compressed(struct image *i, size_t at, bool old)
{
	i->at = at;
	if (old) {
		put_bytes(i, "ZLIB\0\0\0\0\0\0\0\6", 12);
	} else {
		put(i, 4, 1);
		if (i->kind.is_64)
			put(i, 4, 0);
		put_word(i, 6);
		put_word(i, 1);
	}
	put_bytes(i, ZLIB, sizeof(ZLIB) - 1);
	return i->at - at;
}

/* The section headers are the last of the file; its length. */
static size_t
make_image(struct image *i, struct kind kind)
{
	size_t each = kind.is_64 ? 64 : 40, sections_at = ROOM - SECTIONS * each, flagged, old;
	bool elsewhere = kind.elsewhere;

	*i = (struct image){.kind = kind};
	put_header(i, sections_at);
	i->at = SEGMENTS_AT;
	put_segment(i, 1, 5, 0x200, 0x10200);
	put_segment(i, 1, 6, 0x300, 0x20300);
	i->at = 256;
	put_bytes(i, names, sizeof(names));
	flagged = put_compressed(i, 384, false);
	old = put_compressed(i, 448, true);
	i->at = sections_at;
	put_section(i, (uint64_t[]){0, 0, 0, 0, 0, elsewhere ? SECTIONS : 0, elsewhere ? NAMES : 0,
			   elsewhere ? 2 : 0, 0, 0});
	put_section(i, (uint64_t[]){1, 1, 6, 0x10210, 0x210, 0x20, 3, 4, 16, 24});
	put_section(i, (uint64_t[]){7, 1, 0x800, 0, 384, flagged, 0, 0, 1, 0});
	put_section(i, (uint64_t[]){19, 1, 0, 0, 448, old, 0, 0, 1, 0});
	put_section(i, (uint64_t[]){32, 3, 0, 0, 256, sizeof(names), 0, 0, 1, 0});
	return i->at;
}

static void
check_sections(struct elf *e)
{
	const struct elf_section *text = elf_section(e, STR(".text"));
	struct elf_error error;
	struct str bytes;

	CHECK(e->section_count == SECTIONS && text == &e->sections[1]);
	if (text == NULL)
		return;
	CHECK(text->type == 1 && text->flags == 6 && text->address == 0x10210);
	CHECK(text->offset == 0x210 && text->size == 0x20 && text->link == 3 && text->info == 4);
	CHECK(text->entry_size == 24);
	CHECK(elf_section_raw(e, text).ptr == e->image.ptr + 0x210);
	CHECK(elf_section_bytes(e, STR(".debug_info"), &bytes, &error));
	CHECK_STR(bytes, STR("stored"));
	CHECK(elf_section_bytes(e, STR(".debug_line"), &bytes, &error));
	CHECK_STR(bytes, STR("stored"));
	CHECK(elf_section_bytes(e, STR(".debug_str"), &bytes, &error) && bytes.len == 0);
	CHECK(elf_section_raw(e, NULL).len == 0);
}

static void
check_segments(const struct elf *e)
{
	uint64_t to;

	CHECK(e->segment_count == 2);
	if (e->segment_count != 2)
		return;
	CHECK(e->segments[0].type == 1 && e->segments[0].flags == 5);
	CHECK(e->segments[0].offset == 0x200 && e->segments[0].address == 0x10200);
	CHECK(e->segments[0].file_size == 0x100 && e->segments[0].memory_size == 0x200);
	CHECK(e->segments[1].flags == 6);
	CHECK(elf_address(e, 0x2ff, &to) && to == 0x102ff);
	CHECK(elf_address(e, 0x300, &to) && to == 0x20300);
	CHECK(!elf_address(e, 0x1ff, &to) && !elf_address(e, 0x400, &to));
	CHECK(elf_offset(e, 0x203ff, &to) && to == 0x3ff);
	CHECK(elf_offset(e, 0x204ff, &to) && to == 0x4ff); /* cleared memory counts */
	CHECK(!elf_offset(e, 0x20500, &to) && !elf_offset(e, 0x10400, &to));
}

static void
every_kind(void)
{
	for (int n = 0; n < 8; n++) {
		const struct kind kind = {(n & 1) != 0, (n & 2) != 0, (n & 4) != 0};
		struct image i;
		struct elf e;
		struct elf_error error;
		size_t len = make_image(&i, kind);

		CHECK(elf_open_image(&e, str_make((const char *)i.bytes, len), &error));
		CHECK(e.is_64 == kind.is_64 && e.big_endian == kind.big_endian);
		CHECK(e.type == 3 && e.machine == ELF_AARCH64);
		check_sections(&e);
		check_segments(&e);
		elf_close(&e);
	}
}

/* A byte of a good file that is changed, and what is said of it. */
static void
damage(void)
{
	static const struct {
		size_t at;
		unsigned char byte;
		const char *what;
	} rows[] = {{0, 'e', "not an ELF file"}, {4, 3, "unknown class of ELF file"},
	    {4, 0, "unknown class of ELF file"}, {5, 3, "unknown byte order"},
	    {5, 0, "unknown byte order"}, {58, 63, "section headers too small"},
	    {60, 6, "section headers outside the file"}, {54, 55, "program headers too small"},
	    {57, 5, "too many program headers"}, {33, 4, "program headers outside the file"}};

	for (size_t n = 0; n < sizeof(rows) / sizeof(*rows); n++) {
		struct image i;
		struct elf e;
		struct elf_error error = {NULL, 0, 0};
		size_t len = make_image(&i, (struct kind){true, false, false});

		i.bytes[rows[n].at] = rows[n].byte;
		CHECK(!elf_open_image(&e, str_make((const char *)i.bytes, len), &error));
		CHECK_STR(str_from(error.what), str_from(rows[n].what));
	}
}

/* Bytes of the compressed sections that are changed, and what is said when they are asked for. */
static void
damaged_sections(void)
{
	static const struct {
		size_t at;
		unsigned char byte;
		const char *section;
		const char *what;
	} rows[] = {
	    {384, 2, ".debug_info", "compressed with zstd: install the program zstd to read it"},
	    {384, 9, ".debug_info", "section compressed in an unknown way"},
	    {392, 7, ".debug_info", "damaged data in a compressed section"},
	    {395, 9, ".debug_info", "compressed section claims too large a size"},
	    {408, 0, ".debug_info", "damaged data in a compressed section"},
	    {448, 'z', ".debug_line", "compressed section cut short"},
	    {459, 5, ".debug_line", "damaged data in a compressed section"},
	    {ROOM - 3 * 64 + 25, 9, ".debug_info", "section outside the file"}};

	/* Without the programs; what they unpack, test/packed.bats shows. */
	CHECK(setenv("PATH", "/nonexistent", 1) == 0);
	for (size_t n = 0; n < sizeof(rows) / sizeof(*rows); n++) {
		struct image i;
		struct elf e;
		struct elf_error error = {NULL, 0, 0};
		size_t len = make_image(&i, (struct kind){true, false, false});
		struct str bytes;

		i.bytes[rows[n].at] = rows[n].byte;
		CHECK(elf_open_image(&e, str_make((const char *)i.bytes, len), &error));
		CHECK(!elf_section_bytes(&e, str_from(rows[n].section), &bytes, &error));
		CHECK(bytes.len == 0);
		CHECK_STR(str_from(error.what), str_from(rows[n].what));
		elf_close(&e);
	}
}

/* Bytes that several section headers share count for each: more than may come of all is refused. */
static void
too_much(void)
{
	struct image i;
	size_t len = make_image(&i, (struct kind){true, false, false});
	struct elf_error error;
	struct elf e;
	struct str bytes;

	CHECK(elf_open_image(&e, str_make((const char *)i.bytes, len), &error));
	CHECK(e.may_unpack > len);
	e.may_unpack = 17; /* of "stored", twice and not again */
	CHECK(elf_section_bytes(&e, STR(".debug_info"), &bytes, &error) && bytes.len == 6);
	CHECK(elf_section_bytes(&e, STR(".debug_line"), &bytes, &error) && bytes.len == 6);
	CHECK(!elf_section_bytes(&e, STR(".debug_info"), &bytes, &error) && bytes.len == 0);
	CHECK_STR(str_from(error.what),
	    STR("compressed sections become far larger than those of any compiler"));
	elf_close(&e);
}

/* Cut anywhere it is an error, or has less. */
static void
cut(void)
{
	struct image i;
	size_t len = make_image(&i, (struct kind){true, false, false});

	for (size_t n = 0; n < len; n++) {
		char *copy = mem_alloc(n);
		struct elf e;
		struct elf_error error;

		memcpy(copy, i.bytes, n);
		CHECK(!elf_open_image(&e, str_make(copy, n), &error));
		CHECK(error.what != NULL);
		mem_free(copy);
	}
}

int
main(void)
{
	every_kind();
	damage();
	too_much();
	damaged_sections();
	cut();
	return check_done();
}
