/*
 * foreign_profile.c - what profiles of other tools begin with; see foreign.h.
 *
 *	48 aa e4 f3 … 0a 04 08 01 10 02
 *	                       pprof: a Profile (profile.proto): behind numbers, as Go has the time
 *	                       first, sample_type, a message of a type and a unit
 *	00 … 03 … 00 … 10 27   gperftools: words 0, 3, 0, microseconds, 0, of 4 or 8 bytes
 *	heap profile: 1: 8 [   gperftools, heap_v2/524288 of jemalloc: where memory was allocated
 *	MMPD                   rustc -Zself-profile, .mm_profdata
 *	FLR\0                  Java Flight Recorder
 *	v 10500 3⏎x /bin/a     heaptrack: versions of program and format in hex, the program
 *	desc: (none)⏎cmd: a    massif
 *	# callgrind format     callgrind, or version: 1⏎creator: callgrind-3.19.0
 *	go 1.19 trace\0        Go's execution trace
 *	v8-version,11,3,244    node --prof
 *	Attaching 1 probe...   bpftrace, or its first map: @[⏎
 *
 * And JSON, by names of members near its beginning: {"nodes":[{"id":1,"callFrame":{ of V8,
 * {"traceEvents":[ or [{"ph":"X", of Chrome, {"version":"0.0.1","$schema":"https://www.speedscope
 * .app/…, {"meta":{"interval":1, of Firefox, {"type": "map", "data": of bpftrace,
 * {"dhatFileVersion":2 of valgrind's DHAT, {"code": [ of node --prof-process --preprocess.
 *
 * Many are compressed with gzip by the tool that writes them.
 */
#include "foreign.h"

#include "cursor.h"
#include "elf_inflate.h"

static bool
has(struct str text, struct str word)
{
	return str_search(text, word) < text.len;
}

/* The first bytes of what gzip compressed (RFC 1952, section 2.3). */
static size_t
gunzip_head(struct str gzip, char *out, size_t size)
{
	enum { CRC = 2, EXTRA = 4, NAME = 8, COMMENT = 16, FIXED = 10 };
	struct str rest = str_skip(gzip, FIXED);
	unsigned flags = gzip.len > FIXED ? (unsigned char)gzip.ptr[3] : 0;

	if (flags & EXTRA && rest.len > 1)
		rest = str_skip(rest,
		    2u + (unsigned char)rest.ptr[0] + ((size_t)(unsigned char)rest.ptr[1] << 8));
	if (flags & NAME)
		str_cut(&rest, '\0');
	if (flags & COMMENT)
		str_cut(&rest, '\0');
	return elf_inflate_head(str_skip(rest, flags & CRC ? 2 : 0), out, size);
}

/* The fields of a Profile that are numbers: time_nanos and others, of tags 0x38 to 0x70. */
static struct str
skip_numbers(struct str head)
{
	while (head.len > 1 && head.ptr[0] >= 7 << 3 && head.ptr[0] <= 14 << 3 &&
	       head.ptr[0] % 8 == 0) {
		size_t n = 1;

		while (n < head.len && n < 10 && (unsigned char)head.ptr[n] >= 0x80)
			n++;
		head = str_skip(head, n + 1);
	}
	return head;
}

/*
 * sample_type, or period_type (0x5a), as Go's heap profiles begin: a length, and {1: varint,
 * 2: varint}, of which either may be left out.
 */
static bool
is_pprof(struct str head)
{
	head = skip_numbers(head);
	return head.len > 3 && (head.ptr[0] == '\n' || head.ptr[0] == 0x5a) && head.ptr[1] >= 2 &&
	       head.ptr[1] <= 22 && head.ptr[1] % 2 == 0 && (head.ptr[2] == 8 || head.ptr[2] == 16);
}

/* Words of this size and order: 0, how many more the header has, version 0, microseconds, 0. */
static bool
is_gperftools(struct str head, uint8_t word, bool big)
{
	struct cursor c = cursor_make(head, 0, big);
	uint64_t first = cursor_uint(&c, word), more = cursor_uint(&c, word),
		 version = cursor_uint(&c, word), period = cursor_uint(&c, word);

	return cursor_uint(&c, word) == 0 && !c.failed && first == 0 && more == 3 && version == 0 &&
	       period > 0 && period <= 1000000;
}

static bool
is_any_gperftools(struct str head)
{
	return is_gperftools(head, 8, false) || is_gperftools(head, 8, true) ||
	       is_gperftools(head, 4, false) || is_gperftools(head, 4, true) ||
	       (str_starts(head, STR("heap profile: ")) && has(head, STR("] @ "))) ||
	       (str_starts(head, STR("heap_v2/")) && has(head, STR("  t*: ")));
}

/* "v 10500 3", and the program on the next line. */
static bool
is_heaptrack(struct str head)
{
	struct str first = str_cut(&head, '\n');
	uint64_t version, format;
	struct str word;

	if (str_find(head, ' ') != 1 || !has(STR("xXI"), str_head(head, 1)))
		return false;
	word = str_cut(&first, ' ');
	if (!str_eq(word, STR("v")) || !str_hex_to_u64(str_cut(&first, ' '), &version))
		return false;
	return version >= 0x10000 && str_to_u64(str_trim(first), &format);
}

static bool
is_callgrind(struct str head)
{
	return str_starts(head, STR("# callgrind format")) ||
	       (str_starts(head, STR("version: 1\n")) && has(head, STR("creator: callgrind")));
}

/* "@name[" with more parts, a stack, or a value behind it. */
static bool
is_map(struct str line)
{
	struct str name = str_head(line, str_find(line, '['));

	line = str_trim_right(line);
	if (!str_starts(line, STR("@")) || name.len >= line.len || str_find(name, ' ') < name.len ||
	    str_find(name, ';') < name.len)
		return false;
	return str_ends(line, STR("[")) || str_ends(line, STR(",")) || has(line, STR("]: "));
}

static bool
is_bpftrace(struct str head)
{
	struct str line = str_cut(&head, '\n');

	if (str_starts(line, STR("Attaching ")) || str_starts(line, STR("Attached ")))
		return has(line, STR(" probe"));
	return is_map(line);
}

static enum foreign
json_profile(struct str head)
{
	if (str_starts(head, STR("{\"type\": \"")) && has(head, STR("\"data\": ")))
		return FOREIGN_BPFTRACE;
	if (has(head, STR("www.speedscope.app")) ||
	    str_starts(head, STR("{\"shared\":{\"frames\"")))
		return FOREIGN_SPEEDSCOPE;
	if (has(head, STR("\"traceEvents\"")) || has(head, STR("\"ph\":")))
		return FOREIGN_CHROME_TRACE;
	if (str_starts(head, STR("{\"dhatFileVersion\":")))
		return FOREIGN_DHAT;
	if (str_starts(head, STR("{\"code\":")) || str_starts(head, STR("{\n  \"code\": [")))
		return FOREIGN_V8_LOG;
	if (has(head, STR("\"callFrame\"")))
		return FOREIGN_CPUPROFILE;
	if (has(head, STR("\"meta\"")) &&
	    (has(head, STR("\"interval\"")) || has(head, STR("\"startTime\"")) ||
		has(head, STR("\"categories\""))))
		return FOREIGN_GECKO;
	return FOREIGN_NONE;
}

/* Those that are known by a few bytes at the very beginning. */
static enum foreign
by_magic(struct str head)
{
	if (str_starts(head, STR("MMPD")) && head.len > 7 && head.ptr[7] == '\0')
		return FOREIGN_RUSTC;
	if (str_starts(head, STR("FLR\0")))
		return FOREIGN_JFR;
	if (str_starts(head, STR("go 1.")) && has(str_head(head, 16), STR(" trace\0")))
		return FOREIGN_GO_TRACE;
	if (str_starts(head, STR("v8-version,")))
		return FOREIGN_V8_LOG;
	return FOREIGN_NONE;
}

enum foreign
foreign_profile(struct str head)
{
	struct str text = str_trim_left(head);

	if (is_pprof(head))
		return FOREIGN_PPROF;
	if (by_magic(head) != FOREIGN_NONE)
		return by_magic(head);
	if (is_any_gperftools(head))
		return FOREIGN_GPERFTOOLS;
	if (is_heaptrack(head))
		return FOREIGN_HEAPTRACK;
	if (str_starts(head, STR("desc: ")) && has(head, STR("\ncmd: ")))
		return FOREIGN_MASSIF;
	if (is_callgrind(head))
		return FOREIGN_CALLGRIND;
	if (is_bpftrace(head))
		return FOREIGN_BPFTRACE;
	return str_starts(text, STR("{")) || str_starts(text, STR("[")) ? json_profile(text)
									: FOREIGN_NONE;
}

enum foreign
foreign_packed_profile(struct str gzip)
{
	char bytes[FOREIGN_LOOK];
	enum foreign kind =
	    foreign_profile(str_make(bytes, gunzip_head(gzip, bytes, sizeof(bytes))));

	return kind == FOREIGN_RUSTC || kind == FOREIGN_BPFTRACE ? FOREIGN_NONE : kind;
}
