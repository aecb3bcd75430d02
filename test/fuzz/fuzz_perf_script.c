/*
 * fuzz_perf_script.c - any bytes as the text of perf script.
 *
 * The first byte chooses options, the second into how small pieces the rest is cut. What must be
 * true of it is in script_law.h.
 */
#include "common.h"
#include "script_law.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str all = str_make((const char *)bytes, size);
	struct perf_settings settings;

	if (size < 2 || !fuzz_is_text(str_skip(all, 2)))
		return 0;
	script_choose(&settings, bytes[0]);
	fuzz_script(&settings, bytes[1], str_skip(all, 2), NULL);
	return 0;
}
