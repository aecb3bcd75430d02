/* bpftrace_key.c - collapse-dtrace: keys of bpftrace's maps, and lines of stacks; one row each. */
#include "bpftrace_key.h"

#include "check.h"
#include "mem.h"
#include "output.h"

static const struct {
	const char *line, *name, *offset, *dso, *address;
	bool known;
	enum bpftrace_side side;
} frames[] = {
    {"    main+30", "main", "+30", "", "", true, BPFTRACE_USER},
    {"    main", "main", "", "", "", true, BPFTRACE_USER},
    {"    _start+37", "_start", "+37", "", "", true, BPFTRACE_USER},
    {"    work+7", "work", "+7", "", "", true, BPFTRACE_EITHER},
    {"    a::b(int)+7", "a::b(int)", "+7", "", "", true, BPFTRACE_USER},
    {"    std::sort+7", "std::sort", "+7", "", "", true, BPFTRACE_USER},
    {"    __libc_start_call_main+122", "__libc_start_call_main", "+122", "", "", true,
	BPFTRACE_USER},
    {"    do_syscall_64+91", "do_syscall_64", "+91", "", "", true, BPFTRACE_KERNEL},
    {"    operator+", "operator+", "", "", "", true, BPFTRACE_EITHER},
    {"    operator++12", "operator+", "+12", "", "", true, BPFTRACE_EITHER},
    {"    a+b+7 [ext4]", "a+b", "+7", "ext4", "", true, BPFTRACE_EITHER},
    {"    a+b+x", "a+b+x", "", "", "", true, BPFTRACE_EITHER},
    {"    a+7x", "a+7x", "", "", "", true, BPFTRACE_EITHER},
    {"    work+7 (/usr/bin/w)", "work", "+7", "/usr/bin/w", "", true, BPFTRACE_EITHER},
    {"    work+7 (/usr/bin/w (deleted))", "work", "+7", "/usr/bin/w (deleted)", "", true,
	BPFTRACE_EITHER},
    {"    work+7 ([unknown])", "work", "+7", "", "", true, BPFTRACE_EITHER},
    {"    work+7 x", "work", "+7", "", "", true, BPFTRACE_EITHER},
    {"    work+7 (", "work", "+7", "", "", true, BPFTRACE_EITHER},
    {"    0x7f12", "0x7f12", "", "", "7f12", false, BPFTRACE_USER},
    {"    0xffffffff8168e07a", "0xffffffff8168e07a", "", "", "ffffffff8168e07a", false,
	BPFTRACE_KERNEL},
    {"    0x7f12z", "0x7f12z", "", "", "", true, BPFTRACE_EITHER},
    /* as perf prints them: an address before the name */
    {"\t7f12 main+4 (/bin/a)", "main", "+4", "/bin/a", "7f12", true, BPFTRACE_USER},
    {"\tffffffff8168e07a vfs_read+26", "vfs_read", "+26", "", "ffffffff8168e07a", true,
	BPFTRACE_KERNEL},
    {"\t7fff8168e07a 0x7fff8168e07a ([unknown])", "0x7fff8168e07a", "", "", "7fff8168e07a", false,
	BPFTRACE_USER},
    {"\tmain+4", "main", "+4", "", "", true, BPFTRACE_USER},
    {"\t12345678123456781 main", "12345678123456781 main", "", "", "", true, BPFTRACE_EITHER},
    {"\tabc", "abc", "", "", "", true, BPFTRACE_EITHER},
    {"", "", "", "", "", true, BPFTRACE_EITHER},
};

static void
frame_lines(void)
{
	for (size_t i = 0; i < sizeof(frames) / sizeof(*frames); i++) {
		struct bpftrace_frame f;

		bpftrace_frame_split(str_from(frames[i].line), &f);
		CHECK_STR(f.name, str_from(frames[i].name));
		CHECK_STR(f.offset, str_from(frames[i].offset));
		CHECK_STR(f.dso, str_from(frames[i].dso));
		CHECK_STR(f.address, str_from(frames[i].address));
		CHECK(f.known == frames[i].known);
		CHECK(bpftrace_side(&f) == frames[i].side);
		if (bpftrace_side(&f) != frames[i].side)
			fprintf(stderr, "  it was \"%s\"\n", frames[i].line);
	}
}

/* Parts as "text|text", a stack in braces; joined until there are `most` of them, if they may be. */
static const struct {
	const char *key;
	size_t most;
	const char *parts;
} keys[] = {
    {"", 9, ""},
    {"a", 9, "a"},
    {"a, 12, b", 9, "a|12|b"},
    {"a, b, 12", 2, "a, b|12"},
    {"12, a, b", 2, "12|a, b"},
    {"a, 12, 13", 2, "a, 12|13"},
    {"12, 13, 14", 2, "12|13|14"},
    {"a, b, c, d", 1, "a, b, c, d"},
    {"12, a", 1, "12|a"},
    {", a", 1, "|a"},
    {"a, ", 1, "a, "},
    {"\n    f+1\n    g+2\n", 9, "{    f+1\n    g+2\n}"},
    {"\n    f+1\n, a", 9, "{    f+1\n}|a"},
    {"a, \n    f+1\n, b", 2, "a|{    f+1\n}|b"},
    {"a, b, \n    f+1\n", 2, "a, b|{    f+1\n}"},
    {"a, \n    f+1\n", 1, "a|{    f+1\n}"},
};

static void
key_parts(void)
{
	struct bpftrace_parts parts = {0};
	struct output out;

	output_to_memory(&out);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		CHECK(bpftrace_key_split(str_from(keys[i].key), &parts));
		bpftrace_key_join(&parts, keys[i].most);
		output_clear(&out);
		for (size_t k = 0; k < parts.len; k++) {
			output_str(&out, k > 0 ? STR("|") : STR(""));
			output_str(&out, parts.items[k].stack ? STR("{") : STR(""));
			output_str(&out, parts.items[k].text);
			output_str(&out, parts.items[k].stack ? STR("}") : STR(""));
		}
		CHECK_STR(output_text(&out), str_from(keys[i].parts));
	}
	output_close(&out);
	mem_free(parts.items);
}

int
main(void)
{
	frame_lines();
	key_parts();
	return check_done();
}
