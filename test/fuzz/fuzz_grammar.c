/*
 * fuzz_grammar.c - text of perf script by its grammar, with names that want to be something else.
 *
 *	options, how small the pieces are (a byte each), and choices
 *
 * Names of processes hold what parts the fields of a line: spaces, brackets, numbers, colons, and
 * bytes that no terminal should see. As each sample has a time, which tells what stands before it,
 * every one is found, whatever its name.
 */
#include "common.h"
#include "made.h"
#include "script_law.h"

enum { COMM_PIECES = 8, FRAMES = 6, LONG = 300 };

#define ONE_OF(c, pieces) pieces[choose(c, sizeof(pieces) / sizeof((pieces)[0]))]

/* Into a name, or a long run of a letter. */
static void
put_comm(struct output *out, struct choices *c)
{
	static const struct str pieces[] = {STR_INIT("a"), STR_INIT("python3"), STR_INIT(" "),
	    STR_INIT("  "), STR_INIT("["), STR_INIT("]"), STR_INIT("[001]"), STR_INIT("1"),
	    STR_INIT("12/13"), STR_INIT("-1"), STR_INIT(":"), STR_INIT("::"), STR_INIT("("),
	    STR_INIT(")"), STR_INIT(";"), STR_INIT("\t"), STR_INIT("\x1b[31m"), STR_INIT("\x01"),
	    STR_INIT("\x7f"), STR_INIT("\xc3\xa9"), STR_INIT("\xff"), STR_INIT("\xc2\x85"),
	    STR_INIT("\xe2\x80\x8b"), STR_INIT("cycles"), STR_INIT("cycles:"), STR_INIT("->"),
	    STR_INIT("kworker/0:1-ev"), STR_INIT("f+0x1"), STR_INIT("(/x)"), STR_INIT("#"),
	    STR_INIT("7f443c98b468")};
	unsigned n = choose(c, COMM_PIECES), kind = choose(c, 16);

	OUTPUT_LITERAL(out, "p"); /* a line that begins like a comment, or a frame, would be one */
	for (; n > 0; n--)
		output_str(out, ONE_OF(c, pieces));
	for (n = kind == 15 ? LONG * choose(c, 16) : 0; n > 0; n--)
		output_char(out, 'x');
}

static void
put_event(struct output *out, struct choices *c)
{
	static const struct str events[] = {STR_INIT("cycles:"), STR_INIT("cpu-clock:ppp:"),
	    STR_INIT("cycles:u:"), STR_INIT("cpu/mem-loads,ldlat=30/P:"), STR_INIT("page-faults:"),
	    STR_INIT("sched:sched_switch:"), STR_INIT("raw 0x1a8:")};

	if (choose(c, 4) > 0)
		output_printf(out, "%10u ", choose(c, 256) << choose(c, 20));
	output_str(out, ONE_OF(c, events));
	output_str(out, choose(c, 2) ? STR(" ") : STR(""));
}

/* The process, the processor, the time: that is always there. */
static void
put_header(struct output *out, struct choices *c)
{
	put_comm(out, c);
	output_printf(out, " %5u", choose(c, 4) + 1);
	if (choose(c, 2))
		output_printf(out, "/%-5u", choose(c, 4) + 1);
	if (choose(c, 2))
		output_printf(out, " [%03u]", choose(c, 16));
	output_printf(out, " %5u.%06u: ", 1000 + choose(c, 4), choose(c, 256));
	put_event(out, c);
	output_char(out, '\n');
}

static void
put_frame(struct output *out, struct choices *c)
{
	static const struct str symbols[] = {STR_INIT("main+0x1c"), STR_INIT("[unknown]"),
	    STR_INIT("operator()(int) const+0x1"), STR_INIT("std::map<a, b>::f(c (*)(d))+0x2"),
	    STR_INIT("Ljava/lang/X;::run"), STR_INIT("a b"), STR_INIT("f (inlined)"),
	    STR_INIT("-[A b:]+0x3"), STR_INIT("_ZN1a1bEv+0x4"), STR_INIT("x;y"),
	    STR_INIT("\x1b[0m"), STR_INIT("[k]"), STR_INIT("12 1.5:")};
	static const struct str files[] = {STR_INIT("(/usr/bin/a)"),
	    STR_INIT("([kernel.kallsyms])"), STR_INIT("(/o/A (x86)/b (deleted))"),
	    STR_INIT("([unknown])"), STR_INIT("(inlined)"), STR_INIT("(/tmp/perf-1.map)"),
	    STR_INIT("([vdso])"), STR_INIT("(/x\x1b)")};

	output_printf(out, "\t%16x ", 0x400000 + choose(c, 256));
	output_str(out, ONE_OF(c, symbols));
	output_char(out, ' ');
	output_str(out, ONE_OF(c, files));
	output_char(out, '\n');
	if (choose(c, 8) == 7)
		OUTPUT_LITERAL(out, "  a.c:12\n");
}

static void
put_sample(struct output *out, struct choices *c)
{
	unsigned frames = choose(c, FRAMES);

	put_header(out, c);
	for (; frames > 0; frames--)
		put_frame(out, c);
	output_char(out, '\n');
}

/* What is no sample, and is passed over. */
static void
put_other(struct output *out, struct choices *c)
{
	static const struct str lines[] = {STR_INIT("# cmdline : /usr/bin/perf record -g\n"),
	    STR_INIT("p 12 1.5: PERF_RECORD_COMM: p:12/12\n"), STR_INIT("\n"), STR_INIT("\n\n"),
	    STR_INIT(
		"p 12 [001] 1.5: PERF_RECORD_MMAP2 12/12: [0x1(0x2) @ 0 00:00 0 0]: r-xp /x\n")};

	output_str(out, ONE_OF(c, lines));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct choices c = {bytes, size};
	uint8_t options = (uint8_t)choose(&c, 256), sizes = (uint8_t)choose(&c, 256);
	struct perf_settings settings;
	struct output text;
	uint64_t samples = 0;

	output_to_memory(&text);
	while (c.left > 0) {
		if (choose(&c, 8) == 7) {
			put_other(&text, &c);
		} else {
			put_sample(&text, &c);
			samples++;
		}
	}
	script_choose(&settings, options);
	fuzz_script(&settings, sizes, output_text(&text), &samples);
	output_close(&text);
	return 0;
}
