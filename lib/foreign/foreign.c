/*
 * foreign.c - what an input begins with; see foreign.h.
 *
 *	1f 8b 08             gzip: RFC 1952, section 2.3
 *	BZh9 31 41 59 26     bzip2: a level, then the digits of pi
 *	fd 37 7a 58 5a 00    xz: The .xz File Format, section 2.1.1.1
 *	28 b5 2f fd          zstd: RFC 8878, section 3.1.1
 *	ff fe 63 00          UTF-16, as Windows PowerShell writes it
 *	PERFILE2, 2ELIFREP   perf.data; with a higher number of a newer version
 *	ef bb bf             text in UTF-8, as Windows programs write it
 */
#include "foreign.h"

#define UTF8_MARK "\xef\xbb\xbf"

static bool
is_bzip2(struct str head)
{
	return str_starts(head, STR("BZh")) && str_starts(str_skip(head, 4), STR("1AY&SY"));
}

/* A mark, and then a character of which one byte is 0. */
static bool
is_utf16(struct str head)
{
	if (head.len < 4)
		return false;
	return (str_starts(head, STR("\xff\xfe")) && head.ptr[3] == '\0') ||
	       (str_starts(head, STR("\xfe\xff")) && head.ptr[2] == '\0');
}

/* "PERFILE3", or a later one, in either byte order. */
static bool
is_newer_perf_data(struct str head)
{
	return (str_starts(head, STR("PERFILE")) && head.len > 7 && head.ptr[7] > '2' &&
		   head.ptr[7] <= '9') ||
	       (head.len > 7 && head.ptr[0] > '2' && head.ptr[0] <= '9' &&
		   str_starts(str_skip(head, 1), STR("ELIFREP")));
}

enum foreign
foreign_look(struct str head, size_t *mark)
{
	static const struct {
		struct str magic;
		enum foreign kind;
	} kinds[] = {
	    {STR_INIT("\x1f\x8b\x08"), FOREIGN_GZIP},
	    {STR_INIT("\xfd"
		      "7zXZ\0"),
		FOREIGN_XZ},
	    {STR_INIT("\x28\xb5\x2f\xfd"), FOREIGN_ZSTD},
	};

	*mark = str_starts(head, STR(UTF8_MARK)) ? sizeof(UTF8_MARK) - 1 : 0;
	if (str_starts(head, kinds[0].magic) && foreign_packed_profile(head) != FOREIGN_NONE)
		return foreign_packed_profile(head);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (str_starts(head, kinds[i].magic))
			return kinds[i].kind;
	if (foreign_is_perf_data(head))
		return FOREIGN_PERF_DATA;
	if (is_newer_perf_data(head))
		return FOREIGN_PERF_NEWER;
	if (is_bzip2(head))
		return FOREIGN_BZIP2;
	return is_utf16(head) ? FOREIGN_UTF16 : foreign_profile(str_skip(head, *mark));
}

const char *
foreign_reason(enum foreign kind)
{
	static const char *const reasons[] = {
	    [FOREIGN_NONE] = NULL,
	    [FOREIGN_GZIP] = "compressed with gzip: pipe it through zcat",
	    [FOREIGN_BZIP2] = "compressed with bzip2: pipe it through bzcat",
	    [FOREIGN_XZ] = "compressed with xz: pipe it through xzcat",
	    [FOREIGN_ZSTD] = "compressed with zstd: pipe it through zstdcat",
	    [FOREIGN_UTF16] = "text in UTF-16: pipe it through iconv -f UTF-16 -t UTF-8",
	    [FOREIGN_PERF_DATA] = "a recording of perf: collapse-perf makes folded stacks of it",
	    [FOREIGN_PERF_NEWER] =
		"a recording of a newer version of perf than this program knows: perf script, of "
		"the perf that recorded, makes text of it, which collapse-perf reads",
	    [FOREIGN_PPROF] = "a profile of pprof: go tool pprof -raw FILE | stackcollapse-go.pl "
			      "makes folded stacks of it",
	    [FOREIGN_GPERFTOOLS] = "a profile of gperftools or jemalloc: pprof --collapsed PROGRAM "
				   "FILE makes folded stacks of it",
	    [FOREIGN_RUSTC] = "a self-profile of rustc: collapse-rustc makes folded stacks of it",
	    [FOREIGN_JFR] = "a recording of Java Flight Recorder: jfrconv -o collapsed FILE, of "
			    "async-profiler, makes folded stacks of it",
	    [FOREIGN_HEAPTRACK] = "a recording of heaptrack: heaptrack_print -F STACKS FILE makes "
				  "folded stacks of it",
	    [FOREIGN_MASSIF] = "a profile of valgrind's massif, which ms_print shows: for folded "
			       "stacks of allocations record with heaptrack, and heaptrack_print "
			       "-F STACKS",
	    [FOREIGN_CALLGRIND] =
		"a profile of valgrind's callgrind, which has no stacks, only who "
		"called whom: callgrind_annotate shows it; for stacks record "
		"with perf",
	    [FOREIGN_DHAT] = "a profile of valgrind's DHAT, which its dh_view.html shows: for "
			     "folded stacks of allocations record with heaptrack, and "
			     "heaptrack_print -F STACKS",
	    [FOREIGN_GO_TRACE] = "a trace of Go, which go tool trace shows: for stacks let the "
				 "program write a profile with pprof.StartCPUProfile",
	    [FOREIGN_V8_LOG] = "a log of node --prof, which node --prof-process shows: for "
			       "folded stacks run node --perf-basic-prof below perf record, and "
			       "collapse-perf",
	    [FOREIGN_CPUPROFILE] =
		"a profile of V8 (.cpuprofile, .heapprofile), which speedscope.app shows: for "
		"folded stacks run node --perf-basic-prof below perf record, "
		"and collapse-perf",
	    [FOREIGN_CHROME_TRACE] = "a trace of Chrome: stackcollapse-chrome-tracing.py makes "
				     "folded stacks of it",
	    [FOREIGN_SPEEDSCOPE] = "a profile of speedscope, which speedscope.app shows: for "
				   "folded stacks have the profiler write its collapsed format",
	    [FOREIGN_GECKO] = "a profile of Firefox (or samply), which profiler.firefox.com shows: "
			      "for folded stacks record with perf, and collapse-perf",
	    [FOREIGN_BPFTRACE] = "what bpftrace prints: collapse-dtrace makes folded stacks of it",
	};

	return reasons[kind];
}
