/*
 * recording_machine.c - which machines' stack copies are understood.
 *
 * A recording says what made it as `uname -m` does: "x86_64", "aarch64", "riscv64". One
 * that says nothing, as a pipe's header may, is taken for x86, the registers of
 * which nothing fits but its own programs. Of other machines only the frame that was running
 * is known; where the sample was taken in the kernel, by the user's registers:
 * each machine numbers them in its own way (arch/ARCH/include/uapi/asm/perf_regs.h of Linux).
 */
#include "recording_private.h"

enum { ABI_32 = 1, ABI_64 = 2 };

static bool
is_arm(struct str machine)
{
	return str_starts(machine, STR("aarch64")) || str_starts(machine, STR("arm"));
}

/* x86_64, i386, i686, x86; or nothing. */
static bool
is_x86(struct str machine)
{
	return machine.len == 0 || str_starts(machine, STR("x86")) ||
	       str_starts(machine, STR("amd64")) ||
	       (machine.len == 4 && machine.ptr[0] == 'i' && str_ends(machine, STR("86")));
}

bool
recording_machine(
    const struct recording *r, const struct perf_data_sample *sample, enum unwind_machine *machine)
{
	struct str name = r->data.machine;
	bool arm = is_arm(name);

	*machine = arm				     ? UNWIND_AARCH64
		   : sample->registers_abi == ABI_64 ? UNWIND_X86_64
						     : UNWIND_I386;
	if (!arm && !is_x86(name))
		return false;
	return sample->registers_abi == ABI_64 || (sample->registers_abi == ABI_32 && !arm);
}

/* The number that perf has for a machine's instruction pointer; 64: not known here. */
static unsigned
ip_register(struct str machine)
{
	static const struct {
		const char *machine;
		unsigned number;
	} numbers[] = {
	    {"riscv", 0}, {"loongarch", 0}, {"mips", 0}, {"arm", 15}, {"ppc", 32}, {"s390", 33}};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (str_starts(machine, str_from(numbers[i].machine)))
			return numbers[i].number;
	return 64;
}

uint64_t
recording_strange_ip(const struct recording *r, const struct perf_data_sample *sample)
{
	unsigned number = ip_register(r->data.machine);
	uint64_t mask = sample->event->user_registers;
	size_t at;

	if (sample->mode == PERF_MODE_USER)
		return sample->ip;
	if (number > 63 || (mask >> number & 1) == 0)
		return RECORDING_NOWHERE;
	at = (size_t)__builtin_popcountll(mask & (((uint64_t)1 << number) - 1));
	return at < sample->registers.count ? perf_word(&sample->registers, at) : RECORDING_NOWHERE;
}
