/*
 * unwind_machine.c - the registers of each machine, by the numbers that DWARF gives them.
 */
#include "unwind_parts.h"

int
unwind_register_of_perf(enum unwind_machine machine, unsigned n)
{
	/* perf_regs.h of x86: ax bx cx dx si di bp sp ip flags cs ss ds es fs gs r8 ... r15 */
	static const signed char x86[] = {
	    0, 3, 2, 1, 4, 5, 6, 7, 16, -1, -1, -1, -1, -1, -1, -1, 8, 9, 10, 11, 12, 13, 14, 15};
	static const signed char i386[] = {0, 3, 1, 2, 6, 7, 5, 4, 8};

	if (machine == UNWIND_AARCH64) /* x0 ... x29 lr sp pc */
		return n < UNWIND_REGISTERS ? (int)n : -1;
	if (machine == UNWIND_I386)
		return n < sizeof(i386) ? i386[n] : -1;
	return n < sizeof(x86) ? x86[n] : -1;
}

static const struct unwind_roles roles[] = {
    [UNWIND_X86_64] = {UNWIND_X86_IP, UNWIND_X86_SP, UNWIND_X86_BP, 8},
    [UNWIND_AARCH64] = {UNWIND_ARM_PC, UNWIND_ARM_SP, UNWIND_ARM_FP, 8},
    [UNWIND_I386] = {UNWIND_I386_IP, UNWIND_I386_SP, UNWIND_I386_BP, 4},
};

const struct unwind_roles *
unwind_roles(enum unwind_machine machine)
{
	return &roles[machine];
}
