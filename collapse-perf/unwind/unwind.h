/*
 * unwind.h - from one frame's registers to its caller's, by call frame information.
 *
 * One unwind_table serves one mapped file. Functions are compiled when a sample
 * first meets them: their CFI program becomes rows {address, where the CFA is,
 * where each saved register is}, and a step is then a look into a small cache.
 * x86-64, i386 and aarch64, by .eh_frame (with or without .eh_frame_hdr) and
 * .debug_frame.
 */
#ifndef UNWIND_H
#define UNWIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "str.h"
#include "slots.h"

enum unwind_machine { UNWIND_X86_64, UNWIND_AARCH64, UNWIND_I386 };

enum {
	UNWIND_REGISTERS = 33,

	/*
	 * DWARF's register numbers (System V ABI x86-64 fig. 3.36, i386 table
	 * 2.14; DWARF for Arm 64, 4.1).
	 */
	UNWIND_X86_BP = 6,
	UNWIND_X86_SP = 7,
	UNWIND_X86_IP = 16,
	UNWIND_I386_SP = 4,
	UNWIND_I386_BP = 5,
	UNWIND_I386_IP = 8,
	UNWIND_ARM_FP = 29,
	UNWIND_ARM_LR = 30,
	UNWIND_ARM_SP = 31,
	UNWIND_ARM_PC = 32,
};

/* Registers by DWARF number; bit n of `known` is set where value[n] counts. */
struct unwind_registers {
	uint64_t value[UNWIND_REGISTERS];
	uint64_t known;
	/*
	 * ip is a return address, so that the call is before it: clear in the
	 * registers of a sample and in the caller of a signal frame.
	 */
	bool after_call;
};

/* The number of perf's user register n (perf_regs.h), or -1 for one of no use here. */
int unwind_register_of_perf(enum unwind_machine machine, unsigned n);

/* The registers that hold the instruction pointer and the stack pointer. */
static inline unsigned
unwind_ip_register(enum unwind_machine machine)
{
	return machine == UNWIND_X86_64	   ? UNWIND_X86_IP
	       : machine == UNWIND_AARCH64 ? UNWIND_ARM_PC
					   : UNWIND_I386_IP;
}

static inline unsigned
unwind_sp_register(enum unwind_machine machine)
{
	return machine == UNWIND_X86_64	   ? UNWIND_X86_SP
	       : machine == UNWIND_AARCH64 ? UNWIND_ARM_SP
					   : UNWIND_I386_SP;
}

/* Bytes of an address, and of what a call saves: 4 or 8. */
static inline unsigned
unwind_word(enum unwind_machine machine)
{
	return machine == UNWIND_I386 ? 4 : 8;
}

static inline void
unwind_set(struct unwind_registers *r, unsigned number, uint64_t value)
{
	r->value[number] = value;
	r->known |= (uint64_t)1 << number;
}

/*
 * Reads the sampled process: `size` (1, 2, 4 or 8) bytes at `address` into
 * *value, from the stack copy or a mapped file. False where nothing is known.
 */
struct unwind_memory {
	bool (*read)(void *context, uint64_t address, unsigned size, uint64_t *value);
	void *context;
	/* How many operations of expressions may still be done with it; NULL: any number. */
	unsigned *operations;
};

/* Ample for all the signal frames and linkage tables of one stack. */
enum { UNWIND_OPERATIONS = 8192 };

/* The sections, as bytes, and the virtual addresses that their contents count from. */
struct unwind_sections {
	enum unwind_machine machine;
	bool big_endian;
	struct str eh_frame; /* any of the three may be empty */
	struct str eh_frame_hdr;
	struct str debug_frame;
	uint64_t eh_frame_address;
	uint64_t eh_frame_hdr_address;
	uint64_t text_address; /* for pointers relative to .text and .got; rarely used */
	uint64_t got_address;

	/*
	 * The loaded part of the file that an address is in, *start being the
	 * virtual address of its first byte. May be NULL: then functions that
	 * .eh_frame_hdr knows in another place than .eh_frame (as BOLT makes
	 * them) have no information.
	 */
	struct str (*loaded)(void *context, uint64_t address, uint64_t *start);
	void *context;
};

struct unwind_error {
	const char *what; /* NULL: no error */
	uint64_t offset;  /* in the section */
	const char *section;
};

struct unwind_place;
struct unwind_function;
struct unwind_slot;

struct unwind_table {
	struct unwind_sections sections;
	struct str search_table;     /* {address, FDE} pairs of .eh_frame_hdr, 8 bytes each */
	struct unwind_place *places; /* the FDEs' places, by address, where the header has none */
	size_t place_count;
	size_t place_cap;
	bool indexed;
	struct unwind_function **compiled;
	size_t compiled_count;
	size_t compiled_cap;
	struct slots compiled_by_place;
	struct unwind_slot *slots; /* addresses met lately */
	size_t slot_count;	   /* a power of two */
	struct arena arena;
	struct unwind_error error; /* the first damage met; what it hits has no information */
	uint64_t budget;	   /* how much work a file of this size may still cause */
	bool no_memory;		   /* it ran out: less is known than there is */
};

/* The sections' bytes must outlive the table. False without memory. */
bool unwind_table_init(struct unwind_table *t, const struct unwind_sections *sections);
void unwind_table_release(struct unwind_table *t);

enum unwind_status {
	UNWIND_STEPPED, /* *registers are the caller's */
	UNWIND_END,	/* this is the outermost frame, says its CFI */
	UNWIND_NO_INFO, /* no CFI for this ip: frame pointers may be tried */
	UNWIND_FAILED,	/* memory or a register that is needed is not known */
};

/*
 * One frame outwards. `bias` is what is added to the file's virtual addresses
 * in this process. *registers change only with UNWIND_STEPPED. Not for two
 * threads at once on one table: it compiles and caches.
 */
enum unwind_status unwind_step(struct unwind_table *t, uint64_t bias,
    struct unwind_registers *registers, const struct unwind_memory *memory);

/*
 * True, where the code at ip is a signal's return trampoline: its caller was
 * interrupted, not calling.
 */
bool unwind_is_signal_frame(
    struct unwind_table *t, uint64_t bias, const struct unwind_registers *registers);

/*
 * One frame outwards from a procedure linkage table that has no CFI, as LLVM's
 * linker makes them. `memory` has its code, too.
 */
enum unwind_status unwind_step_plt(enum unwind_machine machine, struct unwind_registers *registers,
    const struct unwind_memory *memory);

/*
 * One frame outwards by the frame pointer, {caller's fp, return address} at fp,
 * for code without CFI (jit). Fails where the chain does not grow, or grows by
 * more than 16 kB, as libunwind does.
 */
enum unwind_status unwind_step_frame_pointer(enum unwind_machine machine,
    struct unwind_registers *registers, const struct unwind_memory *memory);

/*
 * One frame outwards from a call by what CPython makes of each function for -X perf, on x86-64: it
 * has neither CFI nor, up to 3.12, a frame pointer, but one word on the stack. Fails for all else.
 */
enum unwind_status unwind_step_python(enum unwind_machine machine,
    struct unwind_registers *registers, const struct unwind_memory *memory);

#endif
