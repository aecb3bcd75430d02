/*
 * made.h - recordings and programs that are made by structure: the bytes of a fuzzer choose records,
 * fields, sections, symbols and pieces of debug data, and sizes, offsets and checksums are right, so
 * that what is behind their checks is reached. At the end some bytes are harmed, if so chosen.
 */
#ifndef MADE_H
#define MADE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"
#include "str.h"

/* What is left of the fuzzer's bytes; behind the last all choices are 0. */
struct choices {
	const uint8_t *at;
	size_t left;
};

/* One of n, from 0 on; n is 256 at most. */
unsigned choose(struct choices *c, unsigned n);
/* Mostly small, and sometimes at an edge of what numbers can be. */
uint64_t choose_number(struct choices *c);

/* Bytes that are made. */
struct made {
	struct output out;
	bool big_endian;
};

void made_init(struct made *m, bool big_endian);
void made_release(struct made *m);

void made_put(struct made *m, unsigned size, uint64_t value);
/* The same in place of what stands at an offset. */
void made_set(struct made *m, size_t at, unsigned size, uint64_t value);
void made_leb(struct made *m, uint64_t value);
void made_text(struct made *m, struct str text);    /* with a NUL behind it */
void made_align(struct made *m, unsigned multiple); /* zeros */
/* What a file has at an offset of 4 bytes: its length, of what stands behind these. */
void made_length(struct made *m, size_t at);

/* Changes some bytes, or cuts off the end. */
void made_harm(struct made *m, struct choices *c);

/* A function of a program: [start, end) as offsets in the file, its name and what is inlined. */
enum { MADE_FUNCTIONS = 8, MADE_ABSTRACT = 3, MADE_DEPTH = 4 };

struct made_function {
	unsigned start, end;
	unsigned depth;		      /* so many calls are inlined, each in the one before */
	unsigned inlined[MADE_DEPTH]; /* which of the abstract functions, outermost first */
};

/* An ELF file. An address is `base` and an offset in it. */
struct made_elf {
	struct made file;
	uint64_t base;
	uint32_t version; /* of DWARF; 0: without */
	bool plain_names; /* of DWARF: of C, not made of what functions are in */
	struct made_function functions[MADE_FUNCTIONS];
	size_t count;
	char build_id[20];
};

enum { MADE_TEXT = 120, MADE_TEXT_END = 0x1000 };

void made_elf_init(struct made_elf *e, struct choices *c);
void made_elf_release(struct made_elf *e);
/* Its functions' names: "f0" and so on; those that are inlined "i0". */
void made_name(char name[8], char first, size_t number);

/* Debug data of the functions, a section each. */
enum made_section {
	MADE_INFO,
	MADE_ABBREV,
	MADE_LINE,
	MADE_STR,
	MADE_RANGES,
	MADE_RNGLISTS,
	MADE_DWARF_SECTIONS
};

void made_dwarf(
    const struct made_elf *e, struct choices *c, struct made sections[MADE_DWARF_SECTIONS]);

/* A recording of the program, and what all its samples are. */
struct made_data {
	struct made file;
	uint64_t samples;
	uint64_t weight;
	bool saturated;
};

void made_data_init(struct made_data *d, const struct made_elf *program, struct choices *c);
void made_data_release(struct made_data *d);

#endif
