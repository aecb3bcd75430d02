/*
 * fuzz_unwind.c - any bytes as call frame information.
 *
 *	machine (1 byte), lengths of .eh_frame_hdr and .eh_frame (2 bytes each),
 *	then these two and, with all that is left, .debug_frame
 */
#include "common.h"

#include "cursor.h"
#include "unwind.h"

enum { HEADER_AT = 0x400000, FRAMES_AT = 0x410000 };

/* Memory that is anything everywhere, but for some places. */
static bool
read_memory(void *context, uint64_t address, unsigned size, uint64_t *value)
{
	struct cursor *c = context;

	MUST(size > 0 && size <= 8);
	*value = address * 0x9e3779b97f4a7c15u >> 40 | (address & 8 ? 0x400000 : 0);
	return c->end == 0 || address % 61 != 0;
}

static size_t
walk(struct unwind_table *t, uint64_t ip, struct unwind_memory *memory)
{
	struct unwind_registers r = {.known = 0};
	size_t steps = 0;

	for (unsigned i = 0; i < UNWIND_REGISTERS; i++)
		unwind_set(&r, i, 0x7000 + i * 64);
	unwind_set(&r, unwind_ip_register(t->sections.machine), ip);
	while (steps < 64 && unwind_step(t, 0x1000, &r, memory) == UNWIND_STEPPED)
		steps += 1 + unwind_is_signal_frame(t, 0x1000, &r);
	return steps;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct cursor c = cursor_make(str_make((const char *)bytes, size), 0, false);
	uint8_t machine = cursor_u8(&c);
	uint16_t header = cursor_u16(&c), frames = cursor_u16(&c);
	struct unwind_memory memory = {.read = read_memory, .context = &c};
	struct unwind_sections s = {
	    .machine = machine & 1   ? UNWIND_AARCH64
		       : machine & 4 ? UNWIND_I386
				     : UNWIND_X86_64,
	    .big_endian = machine & 2,
	    .eh_frame_address = FRAMES_AT,
	    .eh_frame_hdr_address = HEADER_AT,
	};
	struct unwind_table t;
	size_t steps = 0;

	s.eh_frame_hdr = cursor_bytes(&c, header);
	s.eh_frame = cursor_bytes(&c, frames);
	s.debug_frame = cursor_bytes(&c, c.end - c.at);
	if (!unwind_table_init(&t, &s))
		return 0;
	for (uint64_t ip = 0x1000; ip < 0x3000; ip += 0x81)
		steps += walk(&t, ip, &memory);
	for (uint64_t ip = 0x400000; ip < 0x430000; ip += 0x801)
		steps += walk(&t, ip, &memory);
	unwind_table_release(&t);
	return steps == SIZE_MAX;
}
