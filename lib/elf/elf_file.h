/*
 * elf_file.h - the frame of ELF files: sections, segments, and what their notes and links say.
 *
 * Nothing in a file is trusted: offsets are checked against the file's size,
 * counts against what the file could hold. 32 and 64 bit, both byte orders.
 *
 * Two kinds of addresses meet here:
 *   file offset      of a byte in the file
 *   virtual address  as the ELF file and its DWARF data count, before relocation
 * elf_address and elf_offset translate.
 */
#ifndef ELF_FILE_H
#define ELF_FILE_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "elf_map.h"
#include "str.h"

/* What is wrong with a file, in words that live for ever, and where in it. */
struct elf_error {
	const char *what; /* "section header outside the file"; NULL: no error */
	uint64_t offset;
	int code; /* errno where the file could not be read, else 0 */
};

/*
 * Whether an errno tells of this machine and not of the file: without memory or
 * descriptors, with a failed read, or a program that could not be run or waited for, a file must not
 * pass for one that is not there.
 */
static inline bool
elf_is_failure(int code)
{
	return code == ENOMEM || code == EMFILE || code == ENFILE || code == EIO ||
	       code == EAGAIN || code == ECHILD;
}

enum elf_machine {
	ELF_I386 = 3,
	ELF_ARM = 40,
	ELF_X86_64 = 62,
	ELF_AARCH64 = 183,
};

struct elf_section {
	struct str name;
	uint32_t type;
	uint32_t link;
	uint32_t info;
	uint64_t flags;
	uint64_t address;
	uint64_t offset;
	uint64_t size;
	uint64_t entry_size;
};

struct elf_segment {
	uint32_t type;
	uint32_t flags;
	uint64_t offset;
	uint64_t address;
	uint64_t file_size;
	uint64_t memory_size;
};

/* An open file. All slices that come from it live until elf_close. */
struct elf {
	struct str image;
	struct elf_map map; /* of a file; of an image there is none */
	const char *path;   /* of the arena; NULL of an image */
	bool big_endian;
	bool is_64;
	uint16_t type;	  /* ET_REL 1, ET_EXEC 2, ET_DYN 3, ET_CORE 4 */
	uint16_t machine; /* enum elf_machine or another */
	struct elf_section *sections;
	size_t section_count;
	struct elf_segment *segments;
	size_t segment_count;
	size_t may_unpack;  /* how many bytes more may come of its compressed sections */
	struct arena arena; /* holds the tables and inflated sections */
};

/*
 * Opens a file (mapped, not read), one that is open already (fd stays the caller's, path is what it
 * was called; fd -1: it is not), or an image in memory that outlives the elf.
 * False with *error set; then there is nothing to close.
 */
bool elf_open(struct elf *e, const char *path, struct elf_error *error);
bool elf_open_fd(struct elf *e, int fd, const char *path, struct elf_error *error);
bool elf_open_image(struct elf *e, struct str image, struct elf_error *error);
void elf_close(struct elf *e);

/*
 * Whether a file was written to, or cut off, since it was opened: what was read of it may be
 * of either state, or zeros.
 */
bool elf_changed(const struct elf *e);

/* The first section of that name, or NULL. */
const struct elf_section *elf_section(const struct elf *e, struct str name);

/*
 * The bytes of a section as they are in the file; empty for NULL, NOBITS and a
 * section that is not all within the file.
 */
struct str elf_section_raw(const struct elf *e, const struct elf_section *section);

/*
 * The bytes of a section, unpacked where it is compressed (SHF_COMPRESSED with
 * zlib or zstd, or the older .zdebug_* names when asked for as .debug_*). These
 * bytes belong to the elf; ask once. False, with *error, when a section is
 * there and cannot be had: bad offsets, bad data, or compressed by zstd, whose
 * program is not there. An absent one is true and empty.
 */
bool elf_section_bytes(struct elf *e, struct str name, struct str *bytes, struct elf_error *error);

/*
 * Keeps the first error of several in *first; but one that elf_is_failure comes before damage.
 * Returns whether it is this one that is kept.
 */
bool elf_note_error(struct elf_error *first, struct elf_error error);

/* The same; empty where it cannot be had, and then elf_note_error tells. */
struct str elf_section_or_empty(struct elf *e, struct str name, struct elf_error *first);

/* By the segments that are loaded; false where the byte lies in none. */
bool elf_address(const struct elf *e, uint64_t offset, uint64_t *address);
bool elf_offset(const struct elf *e, uint64_t address, uint64_t *offset);

/*
 * The loaded part of the file (a segment) that an address is in, *start being
 * the virtual address of its first byte; empty where there is none.
 */
struct str elf_loaded(const struct elf *e, uint64_t address, uint64_t *start);

/* The build-id note's bytes (usually 20), or an empty slice. */
struct str elf_build_id(const struct elf *e);

/*
 * The small ELF file in .gnu_debugdata, with symbols of functions that .dynsym has not: Fedora's
 * "MiniDebuginfo". It lives as long as e, and is to be closed before. False where there is none,
 * or, with *error, it cannot be had, as without the program xz.
 */
bool elf_open_mini(struct elf *mini, struct elf *e, struct elf_error *error);

/* .gnu_debuglink: the name of the file with the debug data. */
bool elf_debuglink(const struct elf *e, struct str *name, uint32_t *crc);

/*
 * .gnu_debugaltlink, or .debug_sup as of `dwz -5`: name of the common file that dwz made for several,
 * and what it is known by; and whether a file is the one.
 */
bool elf_debugaltlink(const struct elf *e, struct str *name, struct str *id);
bool elf_is_alternate(const struct elf *e, struct str id);

#endif
