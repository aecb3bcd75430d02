/*
 * elf_file.c - the frame of an ELF file; see elf_file.h. System V ABI, chapters 4 and 5.
 *
 *	7f 'E' 'L' 'F'  class  byte order  ...  type  machine  ...  -> tables of
 *	program headers (segments, what is loaded where) and
 *	section headers (names and places of the parts)
 */
#include "elf_parts.h"

#include <errno.h>

enum {
	PT_LOAD = 1,
	PT_NOTE = 4,
	NOTE_BUILD_ID = 3,
	/* Linux runs no file with more than fit 64 KB. */
	MOST_SEGMENTS = 1170,
	/* "more than fits here: look into section header 0" */
	COUNT_ELSEWHERE = 0xffff,
	/*
	 * What all compressed sections of a file may become: so much of any file, and so much for each
	 * of its bytes. Debug data become 3 to 8 times as large; a file of a megabyte may claim a
	 * thousand, and that the same megabyte stands behind each of its sections.
	 */
	MOST_UNPACKED = 32 << 20,
	UNPACKED_A_BYTE = 16,
};

/* The file header's fields that are of use. */
struct header {
	uint64_t segments_at;
	uint64_t sections_at;
	uint16_t segment_size;
	uint32_t segment_count;
	uint16_t section_size;
	uint64_t section_count;
	uint32_t names;
};

static bool
fail(struct elf_error *error, const char *what, uint64_t offset)
{
	*error = (struct elf_error){what, offset, 0};
	return false;
}

static bool
fail_without_memory(struct elf_error *error, const char *what, uint64_t offset)
{
	*error = (struct elf_error){what, offset, ENOMEM};
	return false;
}

static bool
read_header(struct elf *e, struct header *h, struct elf_error *error)
{
	struct cursor c;

	if (!str_starts(e->image, STR("\177ELF")) || e->image.len < 16)
		return fail(error, "not an ELF file", 0);
	if (e->image.ptr[4] < 1 || e->image.ptr[4] > 2)
		return fail(error, "unknown class of ELF file", 4);
	if (e->image.ptr[5] < 1 || e->image.ptr[5] > 2)
		return fail(error, "unknown byte order", 5);
	e->is_64 = e->image.ptr[4] == 2;
	e->big_endian = e->image.ptr[5] == 2;
	c = cursor_make(e->image, 16, e->big_endian);
	e->type = cursor_u16(&c);
	e->machine = cursor_u16(&c);
	cursor_skip(&c, 4);
	elf_read_word(&c, e->is_64); /* the entry point */
	h->segments_at = elf_read_word(&c, e->is_64);
	h->sections_at = elf_read_word(&c, e->is_64);
	cursor_skip(&c, 6);
	h->segment_size = cursor_u16(&c);
	h->segment_count = cursor_u16(&c);
	h->section_size = cursor_u16(&c);
	h->section_count = cursor_u16(&c);
	h->names = cursor_u16(&c);
	return !c.failed || fail(error, "file header cut short", c.fault);
}

static struct elf_section
read_section(struct cursor *c, bool is_64, uint32_t *name)
{
	struct elf_section s = {0};

	*name = cursor_u32(c);
	s.type = cursor_u32(c);
	s.flags = elf_read_word(c, is_64);
	s.address = elf_read_word(c, is_64);
	s.offset = elf_read_word(c, is_64);
	s.size = elf_read_word(c, is_64);
	s.link = cursor_u32(c);
	s.info = cursor_u32(c);
	elf_read_word(c, is_64); /* alignment */
	s.entry_size = elf_read_word(c, is_64);
	return s;
}

static struct elf_segment
read_segment(struct cursor *c, bool is_64)
{
	struct elf_segment s = {0};

	s.type = cursor_u32(c);
	if (is_64)
		s.flags = cursor_u32(c);
	s.offset = elf_read_word(c, is_64);
	s.address = elf_read_word(c, is_64);
	elf_read_word(c, is_64); /* physical address */
	s.file_size = elf_read_word(c, is_64);
	s.memory_size = elf_read_word(c, is_64);
	if (!is_64)
		s.flags = cursor_u32(c);
	return s;
}

/* True, when a table of count * size bytes at `at` lies within the file. */
static bool
table_fits(const struct elf *e, uint64_t at, uint64_t count, uint64_t size)
{
	uint64_t bytes;

	return !__builtin_mul_overflow(count, size, &bytes) && at <= e->image.len &&
	       bytes <= e->image.len - at;
}

/* Counts too large for the file header are in section header 0. */
static void
read_large_counts(const struct elf *e, struct header *h)
{
	struct cursor c = cursor_make(e->image, (size_t)h->sections_at, e->big_endian);
	uint32_t name;
	struct elf_section first = read_section(&c, e->is_64, &name);

	if (c.failed)
		return;
	if (h->section_count == 0)
		h->section_count = first.size;
	if (h->names == COUNT_ELSEWHERE)
		h->names = first.link;
	if (h->segment_count == COUNT_ELSEWHERE)
		h->segment_count = first.info;
}

/* A section's name: what stands at `at` in the section of names. */
static struct str
section_name(const struct elf *e, struct str names, uint32_t at)
{
	struct cursor c = cursor_make(names, at, e->big_endian);

	return cursor_string(&c);
}

static bool
read_sections(struct elf *e, const struct header *h, struct elf_error *error)
{
	struct str names = {"", 0};

	if (h->sections_at == 0 || h->section_count == 0)
		return true;
	if (h->section_size < (e->is_64 ? 64 : 40))
		return fail(error, "section headers too small", h->sections_at);
	if (!table_fits(e, h->sections_at, h->section_count, h->section_size))
		return fail(error, "section headers outside the file", h->sections_at);
	e->sections = ARENA_NEW(&e->arena, struct elf_section, (size_t)h->section_count);
	if (e->sections == NULL)
		return fail_without_memory(error, "no memory for section headers", h->sections_at);
	e->section_count = (size_t)h->section_count;
	for (int pass = 0; pass < 2; pass++) { /* names are read when their section is known */
		for (size_t i = 0; i < e->section_count; i++) {
			struct cursor c = cursor_make(
			    e->image, (size_t)h->sections_at + i * h->section_size, e->big_endian);
			uint32_t name;

			e->sections[i] = read_section(&c, e->is_64, &name);
			e->sections[i].name = section_name(e, names, name);
		}
		if (h->names >= e->section_count)
			break;
		names = elf_section_raw(e, &e->sections[h->names]);
	}
	return true;
}

static bool
read_segments(struct elf *e, const struct header *h, struct elf_error *error)
{
	if (h->segments_at == 0 || h->segment_count == 0)
		return true;
	if (h->segment_size < (e->is_64 ? 56 : 32))
		return fail(error, "program headers too small", h->segments_at);
	if (h->segment_count > MOST_SEGMENTS) /* all are looked through for each address */
		return fail(error, "too many program headers", h->segments_at);
	if (!table_fits(e, h->segments_at, h->segment_count, h->segment_size))
		return fail(error, "program headers outside the file", h->segments_at);
	e->segments = ARENA_NEW(&e->arena, struct elf_segment, h->segment_count);
	if (e->segments == NULL)
		return fail_without_memory(error, "no memory for program headers", h->segments_at);
	e->segment_count = h->segment_count;
	for (size_t i = 0; i < e->segment_count; i++) {
		struct cursor c = cursor_make(
		    e->image, (size_t)h->segments_at + i * h->segment_size, e->big_endian);

		e->segments[i] = read_segment(&c, e->is_64);
	}
	return true;
}

static size_t
may_unpack(size_t size)
{
	size_t most;

	if (__builtin_mul_overflow(size, (size_t)UNPACKED_A_BYTE, &most) ||
	    __builtin_add_overflow(most, (size_t)MOST_UNPACKED, &most))
		most = SIZE_MAX;
	return most;
}

bool
elf_open_image(struct elf *e, struct str image, struct elf_error *error)
{
	struct header h = {0};

	*e = (struct elf){.image = image, .may_unpack = may_unpack(image.len)};
	*error = (struct elf_error){NULL, 0, 0};
	arena_init(&e->arena);
	if (!read_header(e, &h, error))
		return false;
	if (h.sections_at != 0 && h.sections_at < image.len)
		read_large_counts(e, &h);
	if (read_sections(e, &h, error) && read_segments(e, &h, error))
		return true;
	arena_release(&e->arena);
	return false;
}

bool
elf_open_fd(struct elf *e, int fd, const char *path, struct elf_error *error)
{
	struct elf_map map;
	struct str copy;

	if (!(fd >= 0 ? elf_map_open_fd(&map, fd) : elf_map_open(&map, path))) {
		*error = (struct elf_error){"cannot open", 0, errno};
		return false;
	}
	if (!elf_open_image(e, map.bytes, error)) {
		elf_map_close(&map);
		return false;
	}
	e->map = map;
	copy = arena_str(&e->arena, str_make(path, strlen(path) + 1));
	e->path = copy.ptr;
	return true;
}

bool
elf_open(struct elf *e, const char *path, struct elf_error *error)
{
	return elf_open_fd(e, -1, path, error);
}

bool
elf_changed(const struct elf *e)
{
	return e->path != NULL && elf_map_changed(&e->map, e->path);
}

void
elf_close(struct elf *e)
{
	arena_release(&e->arena);
	elf_map_close(&e->map);
	*e = (struct elf){.image = {NULL, 0}};
}

const struct elf_section *
elf_section(const struct elf *e, struct str name)
{
	for (size_t i = 0; i < e->section_count; i++)
		if (str_eq(e->sections[i].name, name))
			return &e->sections[i];
	return NULL;
}

struct str
elf_section_raw(const struct elf *e, const struct elf_section *section)
{
	if (section == NULL || section->type == SHT_NOBITS ||
	    !table_fits(e, section->offset, section->size, 1))
		return (struct str){"", 0};
	return str_make(e->image.ptr + section->offset, (size_t)section->size);
}

bool
elf_address(const struct elf *e, uint64_t offset, uint64_t *address)
{
	for (size_t i = 0; i < e->segment_count; i++) {
		const struct elf_segment *s = &e->segments[i];

		if (s->type != PT_LOAD || offset < s->offset || offset - s->offset >= s->file_size)
			continue;
		*address = s->address + (offset - s->offset);
		return true;
	}
	return false;
}

bool
elf_offset(const struct elf *e, uint64_t address, uint64_t *offset)
{
	for (size_t i = 0; i < e->segment_count; i++) {
		const struct elf_segment *s = &e->segments[i];
		uint64_t size = s->file_size > s->memory_size ? s->file_size : s->memory_size;

		if (s->type != PT_LOAD || address < s->address || address - s->address >= size)
			continue;
		*offset = s->offset + (address - s->address);
		return true;
	}
	return false;
}

struct str
elf_loaded(const struct elf *e, uint64_t address, uint64_t *start)
{
	for (size_t i = 0; i < e->segment_count; i++) {
		const struct elf_segment *s = &e->segments[i];

		if (s->type != PT_LOAD || address < s->address ||
		    address - s->address >= s->file_size ||
		    !table_fits(e, s->offset, s->file_size, 1))
			continue;
		*start = s->address;
		return str_make(e->image.ptr + s->offset, (size_t)s->file_size);
	}
	return (struct str){"", 0};
}

/* The build-id in a run of notes {name size, size, type, name, bytes}. */
static struct str
build_id_note(const struct elf *e, struct str notes)
{
	struct cursor c = cursor_make(notes, 0, e->big_endian);

	while (cursor_more(&c)) {
		uint32_t name_size = cursor_u32(&c);
		uint32_t size = cursor_u32(&c);
		uint32_t type = cursor_u32(&c);
		struct str name = cursor_bytes(&c, name_size);
		struct str bytes;

		cursor_skip(&c, -name_size & 3);
		bytes = cursor_bytes(&c, size);
		if (!c.failed && type == NOTE_BUILD_ID && str_eq(name, str_make("GNU", 4)))
			return bytes;
		cursor_skip(&c, -size & 3);
	}
	return (struct str){"", 0};
}

struct str
elf_build_id(const struct elf *e)
{
	struct str id = {"", 0}, notes;
	size_t left = e->image.len; /* all notes are no more than the file, if none is in two */

	/* Sections first: the segments of a separate debug file point nowhere. */
	for (size_t i = 0; i < e->section_count && id.len == 0; i++) {
		notes = elf_section_raw(e, &e->sections[i]);
		if (e->sections[i].type != SHT_NOTE || notes.len > left)
			continue;
		left -= notes.len;
		id = build_id_note(e, notes);
	}
	for (size_t i = 0; i < e->segment_count && id.len == 0; i++) {
		const struct elf_segment *s = &e->segments[i];

		if (s->type != PT_NOTE || s->file_size > left ||
		    !table_fits(e, s->offset, s->file_size, 1))
			continue;
		left -= (size_t)s->file_size;
		id = build_id_note(e, str_make(e->image.ptr + s->offset, (size_t)s->file_size));
	}
	return id;
}

bool
elf_debuglink(const struct elf *e, struct str *name, uint32_t *crc)
{
	struct str bytes = elf_section_raw(e, elf_section(e, STR(".gnu_debuglink")));
	struct cursor c = cursor_make(bytes, 0, e->big_endian);

	*name = cursor_string(&c);
	cursor_skip(&c, -c.at & 3);
	*crc = cursor_u32(&c);
	return !c.failed && name->len > 0;
}

/* .debug_sup: version, whether this is the common file, its name, a check sum (DWARF 5, 7.3.6). */
static bool
read_supplement(const struct elf *e, bool common, struct str *name, struct str *sum)
{
	struct str bytes = elf_section_raw(e, elf_section(e, STR(".debug_sup")));
	struct cursor c = cursor_make(bytes, 0, e->big_endian);
	uint16_t version = cursor_u16(&c);
	bool is_common = cursor_u8(&c) != 0;

	*name = cursor_string(&c);
	*sum = cursor_bytes(&c, cursor_uleb(&c));
	return !c.failed && version >= 2 && is_common == common;
}

bool
elf_debugaltlink(const struct elf *e, struct str *name, struct str *id)
{
	struct str bytes = elf_section_raw(e, elf_section(e, STR(".gnu_debugaltlink")));
	struct cursor c = cursor_make(bytes, 0, e->big_endian);

	if (bytes.len == 0)
		return read_supplement(e, false, name, id) && name->len > 0;
	*name = cursor_string(&c);
	*id = str_skip(bytes, c.at);
	return !c.failed && name->len > 0;
}

bool
elf_is_alternate(const struct elf *e, struct str id)
{
	struct str name, sum;

	return str_eq(elf_build_id(e), id) ||
	       (read_supplement(e, true, &name, &sum) && str_eq(sum, id));
}
