/*
 * unwind_parts.h - what the files of unwind share with each other alone.
 */
#ifndef UNWIND_PARTS_H
#define UNWIND_PARTS_H

#include "cursor.h"
#include "unwind.h"

enum unwind_rule_kind {
	RULE_SAME, /* not said, or said to be so: the caller's value is this frame's */
	RULE_UNDEFINED,
	RULE_OFFSET,	 /* saved at CFA + offset */
	RULE_VAL_OFFSET, /* is CFA + offset */
	RULE_REGISTER,	 /* in the register `offset`; for a CFA: that register + offset */
	RULE_EXPRESSION, /* saved where the expression says */
	RULE_VAL_EXPRESSION,
};

struct unwind_rule {
	uint8_t kind; /* enum unwind_rule_kind */
	uint8_t number;
	uint32_t length; /* of the expression */
	union {
		int64_t offset;
		const char *expression;
	};
};

/* From `start` on, bytes from the function's start, this is how to unwind. */
struct unwind_row {
	struct unwind_rule cfa; /* RULE_REGISTER, or RULE_VAL_EXPRESSION, or RULE_UNDEFINED */
	const struct unwind_rule *rules;
	uint32_t start;
	uint8_t rule_count;
	bool signed_return; /* aarch64: the return address carries a signature */
};

/* A function, compiled. No rows: its information is damaged. */
struct unwind_function {
	uint64_t place; /* of its FDE: its key in the table */
	uint64_t start;
	uint64_t size;
	struct unwind_row *rows;
	uint32_t row_count;
	uint8_t return_register;
	bool signal;
};

/* A CIE: what several functions have in common. */
struct unwind_cie {
	struct str program;
	uint64_t code_align;
	int64_t data_align;
	uint64_t return_register;
	uint8_t pointer_encoding;
	bool has_augmentation; /* 'z' */
	bool signal;
};

/* An FDE: a function's range and its program. */
struct unwind_fde {
	struct unwind_cie cie;
	struct str program;
	uint64_t start;
	uint64_t size;
};

/*
 * The bytes in which an FDE stands: a section or a part of the loaded file. An
 * FDE's place is its offset in .debug_frame with PLACE_DEBUG_FRAME set, or
 * else its virtual address.
 */
struct unwind_region {
	struct str bytes;
	uint64_t address; /* virtual address of the first byte */
	const char *name;
	bool debug_frame;
	bool big_endian;
};

#define PLACE_DEBUG_FRAME ((uint64_t)1 << 63)

/* The registers that every machine has, and the bytes of a word. */
struct unwind_roles {
	uint8_t ip, sp, fp, word;
};

const struct unwind_roles *unwind_roles(enum unwind_machine machine);

/* The first damage is kept. Returns false. */
bool unwind_damage(struct unwind_table *t, const char *what, const char *section, uint64_t offset);

/* Takes `work`, bytes of programs, from the budget; false, when it is spent. */
bool unwind_spend(struct unwind_table *t, uint64_t work);

/* Without memory: notes it. Returns false. */
bool unwind_no_memory(struct unwind_table *t);

/* The place of the FDE that may cover an address: to be read for its range. */
bool unwind_find(struct unwind_table *t, uint64_t address, bool second, uint64_t *place);

/* Reads the FDE at a place, and its CIE. False with the damage noted. */
bool unwind_read_fde(struct unwind_table *t, uint64_t place, struct unwind_fde *fde);

/* Finds .eh_frame_hdr's search table, when it is of the usual form. */
void unwind_find_search_table(struct unwind_table *t);

/* Runs the CFI programs of a function; f->rows stays NULL when they are damaged. */
void unwind_compile(
    struct unwind_table *t, const struct unwind_fde *fde, struct unwind_function *f);

/* What a step begins with. */
struct unwind_frame {
	enum unwind_machine machine;
	const struct unwind_registers *registers;
	const struct unwind_memory *memory;
	uint64_t bias;
};

/* All of a value that an address of the machine has. */
static inline uint64_t
unwind_address(enum unwind_machine machine, uint64_t value)
{
	return machine == UNWIND_I386 ? (uint32_t)value : value;
}

/*
 * Evaluates a DWARF expression on a stack that holds `first`, if given. False
 * where it is damaged or wants what is not known.
 */
bool unwind_evaluate(struct str expression, const struct unwind_frame *frame, const uint64_t *first,
    uint64_t *result);

#endif
