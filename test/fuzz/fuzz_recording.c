/*
 * fuzz_recording.c - any bytes as a perf.data file and as the files that it leads to: read to
 * folded stacks as the program does it, with symbols, stack copies, inlined functions.
 *
 *	options (2 bytes), lengths (2 bytes each) of the kernel's symbols, a JIT's symbols,
 *	a program and a file with its debug data; then these four and, with all that is left,
 *	the perf.data file
 *
 * What must be true of it is in recorded.h.
 */
#include "common.h"
#include "cursor.h"
#include "foreign.h"
#include "perf_data.h"
#include "recorded.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct cursor c = cursor_make(str_make((const char *)bytes, size), 0, false);
	uint8_t what = cursor_u8(&c), how = cursor_u8(&c);
	struct str files[RECORDED_PARTS], data;
	struct perf_settings settings;
	uint16_t lengths[RECORDED_PARTS];

	for (size_t i = 0; i < RECORDED_PARTS; i++)
		lengths[i] = cursor_u16(&c);
	for (size_t i = 0; i < RECORDED_PARTS; i++)
		files[i] = cursor_bytes(&c, lengths[i]);
	data = cursor_bytes(&c, c.end - c.at);
	if (c.failed || !foreign_is_perf_data(str_head(data, PERF_DATA_MAGIC)))
		return 0;
	recorded_choose(&settings, what, how);
	fuzz_recorded(&settings, files, data, NULL);
	return 0;
}
