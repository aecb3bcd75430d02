/*
 * bombs.c - small files that want to become large ones, for every program; and what one costs.
 *
 *	bombs make FOLDER           writes folded-deep, folded-ids, …, data-elf, rustc-deep
 *	bombs peak COMMAND ARG…     runs it; KiB of memory at most, on the last line of stderr
 *
 * A command ends after two minutes of processor time.
 */
#define _DEFAULT_SOURCE /* struct rusage */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "output.h"

enum { DEEP = 50000, MANY = 20000, LONG = 1 << 20, PROCESSOR_SECONDS = 120 };

static void
give_up(const char *what)
{
	perror(what);
	exit(2);
}

static void
put(struct output *out, unsigned size, uint64_t value)
{
	for (; size > 0; size--, value >>= 8)
		output_char(out, (char)(value & 0xff));
}

static void
again(struct output *out, size_t times, struct str s)
{
	for (; times > 0; times--)
		output_str(out, s);
}

/* ---- text ---- */

static void
folded_deep(struct output *out)
{
	again(out, DEEP, STR("f;"));
	OUTPUT_LITERAL(out, "f 1\n");
}

static void
folded_ids(struct output *out)
{
	for (unsigned i = 0; i < MANY; i++)
		output_printf(out, "%x;g%x 1\n", i, i);
}

static void
folded_long(struct output *out)
{
	again(out, LONG, STR("x"));
	OUTPUT_LITERAL(out, " 1\n");
}

static void
folded_headers(struct output *out)
{
	for (unsigned i = 0; i < MANY; i++)
		output_printf(
		    out, "[event=%x,unit=ns,samples=18446744073709551615,total=1] 0\n", i);
	OUTPUT_LITERAL(out, "f 1\n");
}

static void
folded_counts(struct output *out)
{
	for (unsigned i = 0; i < MANY; i++)
		output_printf(out, "%x 18446744073709551615.999999\n", i % 7);
}

static void
script_deep(struct output *out)
{
	OUTPUT_LITERAL(out, "p 1 1.5: 1 c: \n");
	again(out, DEEP, STR("\t1 f (/x)\n"));
	output_char(out, '\n');
}

static void
script_ids(struct output *out)
{
	for (unsigned i = 0; i < MANY; i++)
		output_printf(out, "p%x %u 1.5: 1 c: \n\t%x f%x (/%x)\n\n", i, i, i, i, i);
}

static void
script_long(struct output *out)
{
	again(out, LONG, STR("x"));
	OUTPUT_LITERAL(out, " 1 1.5: 1 c: \n\t1 ");
	again(out, LONG, STR("x"));
	OUTPUT_LITERAL(out, " (/x)\n\n");
}

static void
dtrace_deep(struct output *out)
{
	again(out, DEEP, STR("  m`f\n"));
	OUTPUT_LITERAL(out, "  1\n\n");
}

static void
dtrace_ids(struct output *out)
{
	for (unsigned i = 0; i < MANY; i++)
		output_printf(out, "  m`%x\n  %u\n\n", i, i);
}

static void
dtrace_json(struct output *out)
{
	OUTPUT_LITERAL(out, "{\"type\": \"map\", \"data\": {\"@\": ");
	again(out, DEEP, STR("{\"a\": "));
}

static void
dtrace_maps(struct output *out)
{
	for (unsigned i = 0; i < MANY; i++)
		output_printf(out, "@%x[\n    f%x\n]: 18446744073709551615\n", i, i);
}

/* Data that are no tree of ours, whatever the decoder takes them for. */
static void
svg_data(struct output *out, char c)
{
	OUTPUT_LITERAL(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<metadata class=\"flamegraph-data\">");
	again(out, DEEP, str_make(&c, 1));
	OUTPUT_LITERAL(out, "</metadata>\n</svg>\n");
}

static void
svg_zeros(struct output *out)
{
	svg_data(out, 'A');
}

static void
svg_ones(struct output *out)
{
	svg_data(out, '/');
}

/* ---- perf.data ---- */

/* A file's header and one event, by IP and TID; what stands behind it are `size` bytes of records. */
static void
data_begin(struct output *out, uint64_t size)
{
	enum { HEADER = 104, ATTR = 112, IP_TID = 3 };

	OUTPUT_LITERAL(out, "PERFILE2");
	put(out, 8, HEADER);
	put(out, 8, ATTR + 16);
	put(out, 8, HEADER);
	put(out, 8, ATTR + 16);
	put(out, 8, HEADER + ATTR + 16);
	put(out, 8, size);
	for (int i = 0; i < 6; i++)
		put(out, 8, 0);
	for (int i = 0; i < ATTR / 8; i++)
		put(out, 8, i == 3 ? IP_TID : 0);
	put(out, 16, 0);
}

/* Half a gigabyte of records of an unknown kind, in blocks of one byte that comes again and again. */
static void
data_zstd(struct output *out)
{
	enum { BLOCKS = 4096, BLOCK = 1 << 17, RLE = 1, COMPRESSED = 81, FRAME = 6 };
	const unsigned size = 8 + FRAME + BLOCKS * 4;

	data_begin(out, size);
	put(out, 4, COMPRESSED);
	put(out, 4, (uint64_t)size << 16);
	OUTPUT_LITERAL(out, "\x28\xb5\x2f\xfd");
	put(out, 2, 7 << 11); /* a window of 128 KB */
	for (unsigned i = 1; i <= BLOCKS; i++) {
		put(out, 3, BLOCK << 3 | RLE << 1 | (i == BLOCKS));
		output_char(out, 8);
	}
}

/* Sizes and numbers as large as they can be. */
static void
data_sizes(struct output *out)
{
	data_begin(out, UINT64_MAX);
	for (unsigned type = 1; type < 90; type++) {
		put(out, 4, type);
		put(out, 4, UINT64_C(64) << 16);
		for (int i = 0; i < 7; i++)
			put(out, 8, UINT64_MAX >> 1);
	}
}

/* A process that maps the file "elf" here, and is seen in it. */
static void
data_elf(struct output *out)
{
	enum { MMAP = 1, SAMPLE = 9, NAME = 4096 };
	char folder[NAME], path[NAME + 8] = "";
	struct str name;

	if (getcwd(folder, sizeof(folder)) == NULL)
		give_up("getcwd");
	snprintf(path, sizeof(path), "%s/elf", folder);
	name = str_make(path, (strlen(path) + 8) & ~(size_t)7);
	data_begin(out, 40 + name.len + 24);
	put(out, 4, MMAP);
	put(out, 4, (40 + name.len) << 16 | 2);
	put(out, 8, UINT64_C(1) << 32 | 1);
	put(out, 8, 0x400000);
	put(out, 8, 0x1000);
	put(out, 8, 0);
	output_str(out, name);
	put(out, 4, SAMPLE);
	put(out, 4, 24 << 16 | 2);
	put(out, 8, 0x400100);
	put(out, 8, UINT64_C(1) << 32 | 1);
}

/* ---- ELF ---- */

/* `times` times 258 zeros and one, by zlib with the fixed codes (RFC 1951, 3.2.6). */
static void
zeros(struct output *out, unsigned times)
{
	uint64_t bits = 0x3 | UINT64_C(0x0c) << 3; /* the last block, fixed; "\0" is 00110000 */
	unsigned n = 11;

	OUTPUT_LITERAL(out, "\x78\x01");
	for (; times > 0; times--) {
		bits |= UINT64_C(0xa3) << n; /* length 258: 11000101; distance 1: 00000 */
		for (n += 13; n >= 8; n -= 8, bits >>= 8)
			output_char(out, (char)(bits & 0xff));
	}
	put(out, 3, bits); /* 0000000 ends it */
}

static void
section(struct output *out, size_t name, unsigned type, uint64_t flags, uint64_t at, uint64_t size,
    unsigned link, unsigned entry)
{
	put(out, 4, name);
	put(out, 4, type);
	put(out, 8, flags);
	put(out, 8, 0);
	put(out, 8, at);
	put(out, 8, size);
	put(out, 8, link);
	put(out, 8, 1);
	put(out, 8, entry);
}

/* Six sections of debug data that are the same 24 MB of zeros, in 150 KB of the file. */
static void
elf(struct output *out)
{
	static const char names[] = "\0.debug_info\0.debug_abbrev\0.debug_line\0.debug_str\0.debug_"
				    "ranges\0.debug_rnglists\0.symtab\0.strtab\0.text\0f";
	enum { TIMES = 92000, HEADERS = 64 + 56, SYMBOLS = 48 };
	struct output packed;
	uint64_t size;
	size_t at = 1;

	output_to_memory(&packed);
	put(&packed, 8, 1);
	put(&packed, 8, TIMES * UINT64_C(258) + 1);
	put(&packed, 8, 1);
	zeros(&packed, TIMES);
	size = packed.len;
	OUTPUT_LITERAL(out, "\177ELF\2\1\1");
	put(out, 9, 0);
	put(out, 4, 2 | 62 << 16);
	put(out, 4, 1);
	put(out, 8, 0x400000);
	put(out, 8, 64);
	put(out, 8, HEADERS + size + sizeof(names) + SYMBOLS);
	put(out, 4, 0);
	put(out, 2, 64);
	put(out, 4, 56 | 1 << 16);
	put(out, 4, 64 | 10 << 16);
	put(out, 2, 8);
	put(out, 8, 1 | UINT64_C(5) << 32);
	put(out, 8, 0);
	put(out, 8, 0x400000);
	put(out, 8, 0x400000);
	for (int i = 0; i < 3; i++)
		put(out, 8, 0x1000);
	output_str(out, output_text(&packed));
	output_bytes(out, names, sizeof(names));
	put(out, 24, 0);
	put(out, 4, sizeof(names) - 2); /* the function f, which is all of the text */
	put(out, 4, 9 << 16 | 0x12);
	put(out, 8, 0x400000);
	put(out, 8, 0x1000);
	section(out, 0, 0, 0, 0, 0, 0, 0);
	for (int i = 0; i < 6; i++, at += strlen(names + at) + 1)
		section(out, at, 1, 0x800, HEADERS, size, 0, 0);
	section(out, at, 2, 0, HEADERS + size + sizeof(names), SYMBOLS, 8, SYMBOLS / 2);
	section(out, at + sizeof(".symtab"), 3, 0, HEADERS + size, sizeof(names), 0, 0);
	section(out, at + sizeof(".symtab.strtab") + 1, 1, 6, 0, 0x1000, 0, 0);
	output_close(&packed);
}

/* ---- self-profiles of rustc ---- */

enum { RUSTC_STRINGS = 100000003, RUSTC_LONG = 1 << 16, RUSTC_EVENT = 32 };

/* A page of events begins: so many; before it one of strings, which are all ends of the same. */
static void
rustc_begin(struct output *out, unsigned events)
{
	OUTPUT_LITERAL(out, "MMPD\11\0\0\0\1");
	put(out, 4, 8 + RUSTC_LONG + 1);
	OUTPUT_LITERAL(out, "MMSD\11\0\0\0");
	again(out, RUSTC_LONG, STR("x"));
	OUTPUT_LITERAL(out, "\377");
	put(out, 1, 0);
	put(out, 4, 8 + (uint64_t)events * RUSTC_EVENT);
	OUTPUT_LITERAL(out, "MMES\11\0\0\0");
}

/* Whose name is the string without its first `skip` bytes. */
static void
rustc_event(struct output *out, unsigned skip, unsigned thread, unsigned from, unsigned to)
{
	put(out, 8, RUSTC_STRINGS + 8 + RUSTC_LONG - 1);
	put(out, 8, RUSTC_STRINGS + 8 + (uint64_t)skip);
	put(out, 4, thread);
	put(out, 4, from);
	put(out, 4, to);
	put(out, 4, 0);
}

static void
rustc_strings(struct output *out)
{
	rustc_begin(out, MANY);
	for (unsigned i = 0; i < MANY; i++)
		rustc_event(out, i, 1, 2 * i, 2 * i + 1);
}

static void
rustc_deep(struct output *out)
{
	rustc_begin(out, MANY);
	for (unsigned i = 0; i < MANY; i++)
		rustc_event(out, RUSTC_LONG - 1 - i % 8, 1, MANY - i, MANY + 2 * i + 2);
}

static void
rustc_threads(struct output *out)
{
	rustc_begin(out, 10 * MANY);
	for (unsigned i = 0; i < 10 * MANY; i++)
		rustc_event(out, RUSTC_LONG - 1, i, i, i + 1);
}

static void
make(const char *name, void (*write)(struct output *out))
{
	struct output out;
	FILE *f = fopen(name, "wb");

	output_to_memory(&out);
	write(&out);
	if (out.error != 0 || f == NULL || fwrite(out.buf, 1, out.len, f) != out.len ||
	    fclose(f) != 0)
		give_up(name);
	output_close(&out);
}

/* An event of version 9; see mm_events.c. */
static void
query_event(struct output *out, uint64_t kind, uint64_t id, uint64_t begin)
{
	put(out, 8, kind);
	put(out, 8, id);
	put(out, 4, 1);
	put(out, 4, begin);
	put(out, 4, begin + 1);
	put(out, 4, 0);
}

static void
stream_page(struct output *out, unsigned tag, const struct output *stream)
{
	put(out, 1, tag);
	put(out, 4, stream->len);
	output_str(out, output_text(stream));
}

/* Queries with arguments: nearly each is a stack of its own. */
static void
rustc_arguments(struct output *out)
{
	enum { EVENTS = 300000, ADDRESS_BASE = 100000003 };
	struct output events, strings;

	output_to_memory(&events);
	output_to_memory(&strings);
	OUTPUT_LITERAL(&events, "MMES\11\0\0\0");
	OUTPUT_LITERAL(&strings, "MMSD\11\0\0\0Query\377");
	for (unsigned i = 0; i < EVENTS; i++) {
		query_event(&events, ADDRESS_BASE + 8, ADDRESS_BASE + strings.len, 2 * (uint64_t)i);
		output_printf(&strings, "type_of\036a::path::to::some::item::number_%x", i);
		output_char(&strings, (char)0xff);
	}
	OUTPUT_LITERAL(out, "MMPD\11\0\0\0");
	stream_page(out, 0, &events);
	stream_page(out, 1, &strings);
	output_close(&events);
	output_close(&strings);
}

static void
make_all(void)
{
	static const struct {
		const char *name;
		void (*write)(struct output *out);
	} bombs[] = {{"folded-deep", folded_deep}, {"folded-ids", folded_ids},
	    {"folded-long", folded_long}, {"folded-headers", folded_headers},
	    {"folded-counts", folded_counts}, {"script-deep", script_deep},
	    {"script-ids", script_ids}, {"script-long", script_long}, {"dtrace-deep", dtrace_deep},
	    {"dtrace-ids", dtrace_ids}, {"dtrace-json", dtrace_json}, {"dtrace-maps", dtrace_maps},
	    {"svg-zeros", svg_zeros}, {"svg-ones", svg_ones}, {"data-zstd", data_zstd},
	    {"data-sizes", data_sizes}, {"elf", elf}, {"data-elf", data_elf},
	    {"rustc-strings", rustc_strings}, {"rustc-deep", rustc_deep},
	    {"rustc-threads", rustc_threads}, {"arguments", rustc_arguments}};

	for (size_t i = 0; i < sizeof(bombs) / sizeof(*bombs); i++)
		make(bombs[i].name, bombs[i].write);
}

/* Its exit status, 128 and the number of the signal that ended it. */
static int
peak(char **command)
{
	const struct rlimit most = {PROCESSOR_SECONDS, PROCESSOR_SECONDS};
	struct rusage usage;
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		if (setrlimit(RLIMIT_CPU, &most) == 0)
			execvp(command[0], command);
		give_up(command[0]);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) < 0)
		give_up(command[0]);
	fprintf(stderr, "%ld\n", usage.ru_maxrss);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int
main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "peak") == 0)
		return peak(argv + 2);
	if (argc != 3 || strcmp(argv[1], "make") != 0 || chdir(argv[2]) != 0)
		give_up("bombs make FOLDER");
	make_all();
	return 0;
}
