/*
 * elf_unpack.c - what is compressed in ELF files.
 *
 *	SHF_COMPRESSED    {type, size, alignment} before the data (gABI, "Section Compression")
 *	.zdebug_info      "ZLIB", the size as 8 bytes, highest first, and the data
 *	.gnu_debugdata    an ELF file by xz, with the symbols that .dynsym has not
 *
 * zlib's data are inflated here, those of zstd and xz by these programs.
 */
#include "elf_inflate.h"
#include "elf_parts.h"
#include "filter.h"

enum {
	COMPRESSED_ZLIB = 1,
	COMPRESSED_ZSTD = 2,
};

static bool
fail(struct elf_error *error, const char *what, uint64_t offset, int code)
{
	*error = (struct elf_error){what, offset, code};
	return false;
}

/* Whether a section may become so large; then it counts as if it did. */
static bool
claim(struct elf *e, uint64_t size, size_t packed, uint64_t offset, struct elf_error *error)
{
	if (size / INFLATE_RATIO > packed)
		return fail(error, "compressed section claims too large a size", offset, 0);
	if (size > e->may_unpack)
		return fail(error,
		    "compressed sections become far larger than those of any compiler", offset, 0);
	e->may_unpack -= (size_t)size;
	return true;
}

static bool
inflate_section(struct elf *e, uint64_t offset, struct str deflated, uint64_t size,
    struct str *bytes, struct elf_error *error)
{
	size_t fault;
	char *p;

	if (!claim(e, size, deflated.len, offset, error))
		return false;
	p = arena_alloc(&e->arena, (size_t)size, 16);
	if (p == NULL)
		return fail(error, "no memory for a compressed section", offset, ENOMEM);
	if (!elf_inflate(deflated, p, (size_t)size, &fault))
		return fail(error, "damaged data in a compressed section",
		    offset + (uint64_t)(deflated.ptr - bytes->ptr) + fault, 0);
	*bytes = str_make(p, (size_t)size);
	return true;
}

/* What became of a program that was to unpack. */
static bool
unpacked(struct elf *e, enum filter_end end, const char *missing, uint64_t offset,
    const struct output *out, struct str *bytes, struct elf_error *error)
{
	switch (end) {
	case FILTER_GOOD:
		*bytes = arena_str(&e->arena, output_text(out));
		return bytes->ptr != NULL ||
		       fail(error, "no memory for a compressed section", offset, ENOMEM);
	case FILTER_MISSING:
		return fail(error, missing, offset, 0);
	case FILTER_DAMAGED:
		return fail(error, "damaged data in a compressed section", offset, 0);
	case FILTER_FAILED:
		break;
	}
	return fail(error, "a compressed section cannot be read", offset, errno);
}

static bool
unpack_zstd(struct elf *e, uint64_t offset, struct str packed, uint64_t size, struct str *bytes,
    struct elf_error *error)
{
	char program[] = "zstd", flags[] = "-dcq", memory[] = "--memory=2048MB";
	char *arguments[] = {program, flags, memory, NULL};
	struct output out;
	bool good;

	if (!claim(e, size, packed.len, offset, error))
		return false;
	output_to_memory(&out);
	good = unpacked(e, filter_bytes(arguments, packed, (size_t)size, &out),
	    "compressed with zstd: install the program zstd to read it", offset, &out, bytes,
	    error);
	output_close(&out);
	if (good && bytes->len != size)
		return fail(error, "damaged data in a compressed section", offset, 0);
	return good;
}

bool
elf_unpack(struct elf *e, uint64_t offset, struct str *bytes, struct elf_error *error)
{
	struct cursor c = cursor_make(*bytes, 0, e->big_endian);
	uint32_t type = cursor_u32(&c);
	uint64_t size;

	if (e->is_64)
		cursor_skip(&c, 4);
	size = elf_read_word(&c, e->is_64);
	elf_read_word(&c, e->is_64); /* alignment */
	if (c.failed)
		return fail(error, "compressed section cut short", offset, 0);
	if (type == COMPRESSED_ZSTD)
		return unpack_zstd(e, offset, str_skip(*bytes, c.at), size, bytes, error);
	if (type != COMPRESSED_ZLIB)
		return fail(error, "section compressed in an unknown way", offset, 0);
	return inflate_section(e, offset, str_skip(*bytes, c.at), size, bytes, error);
}

bool
elf_unpack_old(struct elf *e, uint64_t offset, struct str *bytes, struct elf_error *error)
{
	struct cursor c = cursor_make(*bytes, 4, true);
	uint64_t size = cursor_u64(&c);

	if (c.failed || !str_starts(*bytes, STR("ZLIB")))
		return fail(error, "compressed section cut short", offset, 0);
	return inflate_section(e, offset, str_skip(*bytes, c.at), size, bytes, error);
}

bool
elf_open_mini(struct elf *mini, struct elf *e, struct elf_error *error)
{
	char program[] = "xz", flags[] = "-dcq";
	char *arguments[] = {program, flags, NULL};
	const struct elf_section *s = elf_section(e, STR(".gnu_debugdata"));
	struct str packed = elf_section_raw(e, s), image = {"", 0};
	struct output out;
	bool good;

	*error = (struct elf_error){NULL, 0, 0};
	if (packed.len == 0)
		return false;
	output_to_memory(&out);
	good = unpacked(e, filter_bytes(arguments, packed, e->may_unpack, &out),
	    "symbols are compressed with xz: install the program xz to read them", s->offset, &out,
	    &image, error);
	e->may_unpack -= image.len < e->may_unpack ? image.len : e->may_unpack;
	output_close(&out);
	good = good && elf_open_image(mini, image, error);
	if (good)
		mini->may_unpack = e->may_unpack;
	return good;
}
