/*
 * fuzz_demangle.c - any bytes as a mangled name of each kind.
 *
 * The first words of the manglings are put before the bytes, so that the
 * fuzzer need not find them.
 */
#include "common.h"

#include "demangle.h"
#include "mem.h"

typedef bool demangler(struct str mangled, struct output *out);

/* What fails leaves the output alone; what does not has an end. */
static void
check(demangler *demangle, struct str name)
{
	struct output out;

	output_to_memory(&out);
	OUTPUT_LITERAL(&out, "kept");
	MUST(demangle(name, &out) || out.len == 4);
	MUST(out.len <= 4 + 2 * (size_t)DEMANGLE_MAX_OUTPUT);
	MUST(memcmp(out.buf, "kept", 4) == 0);
	output_close(&out);
}

static void
check_with(demangler *demangle, struct str start, const uint8_t *bytes, size_t size)
{
	char *name = mem_alloc(start.len + size);

	if (name == NULL)
		return;
	memcpy(name, start.ptr, start.len);
	if (size > 0)
		memcpy(name + start.len, bytes, size);
	check(demangle, str_make(name, start.len + size));
	mem_free(name);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str all = str_make((const char *)bytes, size);

	check(demangle_rust, all);
	check(demangle_cxx, all);
	check(demangle_rust_legacy_partial, all);
	check_with(demangle_rust, STR("_R"), bytes, size);
	check_with(demangle_cxx, STR("_Z"), bytes, size);
	check_with(demangle_cxx_name, STR("_Z"), bytes, size);
	check(demangle_symbol, all);
	check_with(demangle_symbol, STR("_D4main"), bytes, size);
	check_with(demangle_symbol, STR("camlA"), bytes, size);
	check_with(demangle_symbol, STR("Lcom/A;f("), bytes, size);
	check_with(demangle_symbol, STR("base_GHCziBase_"), bytes, size);
	return 0;
}
