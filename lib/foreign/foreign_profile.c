/*
 * foreign_profile.c - what profiles of other tools begin with; see foreign.h.
 *
 *	0a 04 08 01 10 02      pprof: a Profile (profile.proto) whose first field, sample_type,
 *	                       is a message of a type and a unit; mostly compressed with gzip
 *	MMPD                   rustc -Zself-profile, .mm_profdata
 *	FLR\0                  Java Flight Recorder
 *	v 10500 3⏎x /bin/a     heaptrack: versions of program and format in hex, the program
 *	desc: (none)⏎cmd: a    massif
 *	# callgrind format     callgrind, or version: 1⏎creator: callgrind-3.19.0
 *	Attaching 1 probe...   bpftrace, or its first map: @[⏎
 *
 * And JSON, by names of members near its beginning: {"nodes":[{"id":1,"callFrame":{ of V8,
 * {"traceEvents":[ or [{"ph":"X", of Chrome, {"version":"0.0.1","$schema":"https://www.speedscope
 * .app/…, {"meta":{"interval":1, of Firefox, {"type": "map", "data": of bpftrace.
 */
#include "foreign.h"

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

/* sample_type: a length, and {1: varint, 2: varint}, of which either may be left out. */
static bool
is_pprof(struct str head)
{
	return head.len > 3 && head.ptr[0] == '\n' && head.ptr[1] >= 2 && head.ptr[1] <= 22 &&
	       head.ptr[1] % 2 == 0 && (head.ptr[2] == 8 || head.ptr[2] == 16);
}

static bool
is_packed_pprof(struct str head)
{
	char bytes[16];

	return str_starts(head, STR("\x1f\x8b\x08")) &&
	       is_pprof(str_make(bytes, gunzip_head(head, bytes, sizeof(bytes))));
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
	if (has(head, STR("\"callFrame\"")))
		return FOREIGN_CPUPROFILE;
	if (has(head, STR("\"meta\"")) &&
	    (has(head, STR("\"interval\"")) || has(head, STR("\"startTime\"")) ||
		has(head, STR("\"categories\""))))
		return FOREIGN_GECKO;
	return FOREIGN_NONE;
}

enum foreign
foreign_profile(struct str head)
{
	struct str text = str_trim_left(head);

	if (is_pprof(head) || is_packed_pprof(head))
		return FOREIGN_PPROF;
	if (str_starts(head, STR("MMPD")) && head.len > 7 && head.ptr[7] == '\0')
		return FOREIGN_RUSTC;
	if (str_starts(head, STR("FLR\0")))
		return FOREIGN_JFR;
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
