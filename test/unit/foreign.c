/* foreign.c - lib/foreign: what the first bytes of a file tell; one row each. */
#include "foreign.h"

#include "check.h"

struct row {
	struct str head;
	enum foreign is;
};

#define NUL8 "\0\0\0\0\0\0\0\0"

static const struct row profiles[] = {
    {STR_INIT(""), FOREIGN_NONE},
    {STR_INIT("a;b 3\n"), FOREIGN_NONE},
    /* pprof: sample_type {1: a number, 2: a number} */
    {STR_INIT("\n\4\10\1\20\2"), FOREIGN_PPROF},
    {STR_INIT("\x5a\4\10\1\20\2"), FOREIGN_PPROF},
    {STR_INIT("\n\2\20\2"), FOREIGN_PPROF},
    {STR_INIT("\x48\xaa\xe4\xf3\1\n\4\10\1\20\2"), FOREIGN_PPROF},
    {STR_INIT("\x38\1\x70\2\n\4\10\1\20\2"), FOREIGN_PPROF},
    {STR_INIT("\x78\1\n\4\10\1\20\2"), FOREIGN_NONE}, /* the tag 15 is none of its numbers */
    {STR_INIT("\x39\1\n\4\10\1\20\2"), FOREIGN_NONE}, /* not a number */
    {STR_INIT("\x48\xff\xff\xff\xff"), FOREIGN_NONE}, /* a number without an end */
    {STR_INIT("\x48\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\n\4\10\1"), FOREIGN_NONE},
    {STR_INIT("\n\4\10"), FOREIGN_NONE},
    {STR_INIT("\n\1\10\1\20\2"), FOREIGN_NONE},
    {STR_INIT("\n\3\10\1\20\2"), FOREIGN_NONE},
    {STR_INIT("\n\30\10\1\20\2"), FOREIGN_NONE},
    {STR_INIT("\n\4\11\1\20\2"), FOREIGN_NONE},
    {STR_INIT("\13\4\10\1\20\2"), FOREIGN_NONE},
    /* gperftools: words 0, 3, 0, microseconds, 0 */
    {STR_INIT(NUL8 "\3\0\0\0\0\0\0\0" NUL8 "\x10\x27\0\0\0\0\0\0" NUL8), FOREIGN_GPERFTOOLS},
    {STR_INIT(NUL8 "\0\0\0\0\0\0\0\3" NUL8 "\0\0\0\0\0\0\x27\x10" NUL8), FOREIGN_GPERFTOOLS},
    {STR_INIT("\0\0\0\0\3\0\0\0\0\0\0\0\x10\x27\0\0\0\0\0\0"), FOREIGN_GPERFTOOLS},
    {STR_INIT("\0\0\0\0\0\0\0\3\0\0\0\0\0\0\x27\x10\0\0\0\0"), FOREIGN_GPERFTOOLS},
    {STR_INIT("\0\0\0\0\3\0\0\0\0\0\0\0\x10\x27\0\0\0\0\0"), FOREIGN_NONE},
    {STR_INIT("\1\0\0\0\3\0\0\0\0\0\0\0\x10\x27\0\0\0\0\0\0"), FOREIGN_NONE},
    {STR_INIT("\0\0\0\0\4\0\0\0\0\0\0\0\x10\x27\0\0\0\0\0\0"), FOREIGN_NONE},
    {STR_INIT("\0\0\0\0\3\0\0\0\1\0\0\0\x10\x27\0\0\0\0\0\0"), FOREIGN_NONE},
    {STR_INIT("\0\0\0\0\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), FOREIGN_NONE},
    {STR_INIT("\0\0\0\0\3\0\0\0\0\0\0\0\x41\x42\xf\0\0\0\0\0"), FOREIGN_NONE},
    {STR_INIT("\0\0\0\0\3\0\0\0\0\0\0\0\x10\x27\0\0\1\0\0\0"), FOREIGN_NONE},
    {STR_INIT("heap profile: 1: 8 [ 1: 8] @ heapprofile\n"), FOREIGN_GPERFTOOLS},
    {STR_INIT("heap profile: 1: 8\n"), FOREIGN_NONE},
    {STR_INIT("heap_v2/524288\n  t*: 1: 8 [0: 0]\n"), FOREIGN_GPERFTOOLS},
    {STR_INIT("heap_v2/524288\n"), FOREIGN_NONE},
    /* by the very first bytes */
    {STR_INIT("MMPD\0\0\0\0"), FOREIGN_RUSTC},
    {STR_INIT("MMPD\0\0\0"), FOREIGN_NONE},
    {STR_INIT("MMPD\0\0\0\1"), FOREIGN_NONE},
    {STR_INIT("FLR\0"), FOREIGN_JFR},
    {STR_INIT("FLR"), FOREIGN_NONE},
    {STR_INIT("go 1.19 trace\0\0\0"), FOREIGN_GO_TRACE},
    {STR_INIT("go 1.19 is out, trace\0"), FOREIGN_NONE},
    {STR_INIT("v8-version,11,3,244,8,0\n"), FOREIGN_V8_LOG},
    /* heaptrack: two versions, and a line of the program */
    {STR_INIT("v 10500 3\nx /bin/a\n"), FOREIGN_HEAPTRACK},
    {STR_INIT("v 10500 3\nX /bin/a\n"), FOREIGN_HEAPTRACK},
    {STR_INIT("v 10500 3\nI 1000 ff\n"), FOREIGN_HEAPTRACK},
    {STR_INIT("v 10500 3\ny /bin/a\n"), FOREIGN_NONE},
    {STR_INIT("v 10500 3\nxx /bin/a\n"), FOREIGN_NONE},
    {STR_INIT("w 10500 3\nx /bin/a\n"), FOREIGN_NONE},
    {STR_INIT("v fff 3\nx /bin/a\n"), FOREIGN_NONE},
    {STR_INIT("v 10500 z\nx /bin/a\n"), FOREIGN_NONE},
    {STR_INIT("v z 3\nx /bin/a\n"), FOREIGN_NONE},
    /* of valgrind */
    {STR_INIT("# callgrind format\n"), FOREIGN_CALLGRIND},
    {STR_INIT("version: 1\ncreator: callgrind-3.19.0\n"), FOREIGN_CALLGRIND},
    {STR_INIT("version: 1\ncreator: me\n"), FOREIGN_NONE},
    {STR_INIT("{\"dhatFileVersion\":2,\"mode\":\"heap\""), FOREIGN_DHAT},
    /* bpftrace */
    {STR_INIT("Attaching 1 probe...\n"), FOREIGN_BPFTRACE},
    {STR_INIT("Attached 2 probes\n"), FOREIGN_BPFTRACE},
    {STR_INIT("Attached to you 1\n"), FOREIGN_NONE},
    {STR_INIT("@[\n    a+1\n"), FOREIGN_BPFTRACE},
    {STR_INIT("@stacks[\n"), FOREIGN_BPFTRACE},
    {STR_INIT("@[comm, \n"), FOREIGN_BPFTRACE},
    {STR_INIT("@[comm]: 3\n"), FOREIGN_BPFTRACE},
    {STR_INIT("@[comm] 3\n"), FOREIGN_NONE},
    {STR_INIT("@comm: 3\n"), FOREIGN_NONE},
    {STR_INIT("@a b[\n"), FOREIGN_NONE},
    {STR_INIT("@a;b[\n"), FOREIGN_NONE},
    {STR_INIT("{\"type\": \"map\", \"data\": {\"@\": {}}}\n"), FOREIGN_BPFTRACE},
    {STR_INIT("{\"type\": \"map\"}\n"), FOREIGN_NONE},
    /* JSON */
    {STR_INIT("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\""),
	FOREIGN_SPEEDSCOPE},
    {STR_INIT("{\"shared\":{\"frames\":[{\"name\":\"a\"}]}"), FOREIGN_SPEEDSCOPE},
    {STR_INIT("{\"traceEvents\":[{\"name\":\"a\"}"), FOREIGN_CHROME_TRACE},
    {STR_INIT("[{\"ph\":\"X\",\"name\":\"a\"}"), FOREIGN_CHROME_TRACE},
    {STR_INIT("{\"code\":[{\"name\":\"a\"}]"), FOREIGN_V8_LOG},
    {STR_INIT("{\n  \"code\": [\n"), FOREIGN_V8_LOG},
    {STR_INIT("{\"nodes\":[{\"id\":1,\"callFrame\":{\"functionName\":\"a\"}"), FOREIGN_CPUPROFILE},
    {STR_INIT("{\"meta\":{\"interval\":1,\"processType\":0}"), FOREIGN_GECKO},
    {STR_INIT("{\"meta\":{\"startTime\":1}"), FOREIGN_GECKO},
    {STR_INIT("{\"meta\":{\"categories\":[]}"), FOREIGN_GECKO},
    {STR_INIT("{\"meta\":{\"name\":\"a\"}"), FOREIGN_NONE},
    {STR_INIT("{\"interval\":1}"), FOREIGN_NONE},
};

/* What is seen before any profile, and the mark of UTF-8. */
static const struct row files[] = {
    {STR_INIT("\x1f\x8b\x08"), FOREIGN_GZIP},
    {STR_INIT("\x1f\x8b"), FOREIGN_NONE},
    {STR_INIT("BZh91AY&SY"), FOREIGN_BZIP2},
    {STR_INIT("BZh91AY"), FOREIGN_NONE},
    {STR_INIT("\xfd\x37zXZ\0"), FOREIGN_XZ},
    {STR_INIT("\x28\xb5\x2f\xfd"), FOREIGN_ZSTD},
    {STR_INIT("\xff\xfe\x63\0"), FOREIGN_UTF16},
    {STR_INIT("\xfe\xff\0c"), FOREIGN_UTF16},
    {STR_INIT("\xff\xfe\x63"), FOREIGN_NONE},
    {STR_INIT("\xfe\xff\x63\0"), FOREIGN_NONE},
    {STR_INIT("PERFILE2"), FOREIGN_PERF_DATA},
    {STR_INIT("2ELIFREP"), FOREIGN_PERF_DATA},
    {STR_INIT("PERFILE3"), FOREIGN_PERF_NEWER},
    {STR_INIT("9ELIFREP"), FOREIGN_PERF_NEWER},
    {STR_INIT("PERFILE1"), FOREIGN_NONE},
    {STR_INIT("PERFILE:"), FOREIGN_NONE},
    {STR_INIT("1ELIFREP"), FOREIGN_NONE},
    {STR_INIT(":ELIFREP"), FOREIGN_NONE},
    {STR_INIT("3ELIFRES"), FOREIGN_NONE},
    {STR_INIT("PERFILE"), FOREIGN_NONE},
    {STR_INIT("\xef\xbb\xbf@[\n"), FOREIGN_BPFTRACE},
    {STR_INIT("\xef\xbb\xbf"), FOREIGN_NONE},
};

/* gzip's header, with all parts that it may have, before one block of "\n\4\10\1\20\2" as it is. */
#define BLOCK "\1\6\0\xf9\xff\n\4\10\1\20\2"
#define GZIP(flags, parts) STR_INIT("\x1f\x8b\x08" flags "\0\0\0\0\0\3" parts BLOCK)

static const struct row packed[] = {
    {GZIP("\0", ""), FOREIGN_PPROF},
    {GZIP("\10", "name\0"), FOREIGN_PPROF},
    {GZIP("\20", "what it is\0"), FOREIGN_PPROF},
    {GZIP("\2", "cs"), FOREIGN_PPROF},
    {GZIP("\4", "\3\0abc"), FOREIGN_PPROF},
    {GZIP("\36", "\3\0abcname\0what it is\0cs"), FOREIGN_PPROF},
    {STR_INIT("\x1f\x8b\x08\4\0\0\0\0\0\3\7"), FOREIGN_NONE},
    {STR_INIT("\x1f\x8b\x08\4\0\0\0\0\0\3\xff\xff"), FOREIGN_NONE},
    {STR_INIT("\x1f\x8b\x08\10\0\0\0\0\0\3name"), FOREIGN_NONE},
    {STR_INIT("\x1f\x8b\x08\0"), FOREIGN_NONE},
};

static void
look(const struct row *rows, size_t n, enum foreign (*of)(struct str head))
{
	for (size_t i = 0; i < n; i++) {
		enum foreign is = of(rows[i].head);

		CHECK(is == rows[i].is);
		if (is != rows[i].is)
			fprintf(stderr, "  row %zu is taken for %d\n", i, (int)is);
	}
}

/* A profile is found by both, and behind the mark of UTF-8. */
static enum foreign
any(struct str head)
{
	size_t mark;
	enum foreign is = foreign_look(head, &mark);

	CHECK(mark == (str_starts(head, STR("\xef\xbb\xbf")) ? 3 : 0));
	CHECK((foreign_reason(is) == NULL) == (is == FOREIGN_NONE));
	return is;
}

#define LOOK(rows, of) look(rows, sizeof(rows) / sizeof(*(rows)), of)

int
main(void)
{
	LOOK(profiles, foreign_profile);
	LOOK(profiles, any);
	LOOK(files, any);
	LOOK(packed, foreign_packed_profile);
	return check_done();
}
