/* header_known.c - collapse-perf/script: a header is read the same, whichever came before it. */
#include "check.h"
#include "perf_header.h"

#define EVENT "cycles:u"

static const char *const lines[] = {
    "perl 17 [001]  12.345678:      10000 cycles:u: ",
    "perl 17 [001]  12.345679:      10000 cycles:u: ",
    "perl 17 [000]  12.345679:      10000 cycles:u: ",
    "perl 17 [001]  12.345679:        999 cycles:u: ",
    "perl 17 [001]  12.345679: 1234567890 cycles:u: ",
    "perl 17 [001]  12.345679: 12345678901 cycles:u: ",
    "perl 17 [001]  12.345679: 123456789012345678 cycles:u: ",
    "perl 17 [001]  12.345679: 1234567890123456789 cycles:u: ",
    "perl 17 [001]  12.345679: 12345678901234567890 cycles:u: ",
    "perl 17 [001]  12.345679: 99999999999999999999 cycles:u: ",
    "perl 17 [001]  12.345679:     10 000 cycles:u: ",
    "perl 17 [001]  12.345679:      1000x cycles:u: ",
    "perl 17 [001]  12.345679:            cycles:u: ",
    "perl 17 [001]  12.345679:      10000cycles:u: ",
    "perl 17 [001]  12.345679.      10000 cycles:u: ",
    "perl 17 [001]  12.345679:\t    10000\tcycles:u: ",
    "perl 17 [001]  12.345679: cycles:u: ",
    "perl 17 [001]  12.345679: cycles:u:",
    "perl 17 [001]  12.345679:      10000 cycles:u:",
    "perl 17 [001]  12.345679:      10000 cycles:u:\r",
    "perl 17 [001]  12.345679:      10000 cycles:u:  401136 main+0x16 (/bin/a)",
    "perl 17 [001]  12.345679:      10000 cycles:uk: ",
    "perl 17 [001]  12.345679:      10000 cycles:k: ",
    "perl 17 [001]  12.345679:      10000 cycles: ",
    "perl 17 [001]  12.345679:      10000 cycles:u ",
    "perl 17 [001]   2.345679:      10000 cycles:u: ",
    "perl 17 [001] 112.345679:      10000 cycles:u: ",
    "perl 17 [001] x12.345679:      10000 cycles:u: ",
    "perl 17 [001]  1x.345679:      10000 cycles:u: ",
    "perl 17 [001]  12x345679:      10000 cycles:u: ",
    "perl 17 [001]  12.34567x:      10000 cycles:u: ",
    "perl 17 [001]  12.3 5679:      10000 cycles:u: ",
    "perl 17 [001] 12.345678901:      10000 cycles:u: ",
    "perl 17 [001] 12345678.345678901:      10000 cycles:u: ",
    "perl 17 [001] 12345678.345678902:      10000 cycles:u: ",
    "perl 17 [001] x2345678.345678902:      10000 cycles:u: ",
    "perl 17 [001] 1 345678.345678902:      10000 cycles:u: ",
    "perl 17/18 [001]  12.345679:      10000 cycles:u: ",
    "perl -1 [001]  12.345679:      10000 cycles:u: ",
    "perl 17 12.345679:      10000 cycles:u: ",
    "   perl 17 [001]  12.345679:      10000 cycles:u: ",
    "\tperl 17 [001]  12.345679:      10000 cycles:u: ",
    "python3.11 17 [001]  12.345679:      10000 cycles:u: ",
    "x 1 2.5: c 17 [001]  12.345679:      10000 cycles:u: ",
    "x 1 2.5: cycles:u: 17 [001]  12.345679:      10000 cycles:u: ",
    "x 1 2.5: cycles:u: 17 [001]  12.345678:      10000 cycles:u: ",
    "2.5: 17 [001]  12.345679:      10000 cycles:u: ",
    "perl [001]  12.345679:      10000 cycles:u: ",
    "perl x [001]  12.345679:      10000 cycles:u: ",
    "x 1 PERF_RECORD_COMM: a 12  12.345679:      10000 cycles:u: ",
    "x 1 PERF_RECORD_COMM: a 12  12.345678:      10000 cycles:u: ",
    "perl 17 [001]  12.345679: PERF_RECORD_EXIT(12:12):(1:1)",
    "# perl 17 [001]  12.345679:      10000 cycles:u: ",
    "a 1 2.5: cycles:u: ",
    "a 1 2.5:      10000 cycles:u: ",
    " 12.345679:      10000 cycles:u: ",
    "12.345679:      10000 cycles:u: ",
    "345679:      10000 cycles:u: ",
    ":      10000 cycles:u: ",
    "cycles:u: ",
    ": ",
    "",
};

enum { LINES = sizeof(lines) / sizeof(*lines) };

static bool
is_same(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || a.ptr == b.ptr);
}

static bool
are_same(const struct perf_header *a, const struct perf_header *b)
{
	return is_same(a->comm, b->comm) && is_same(a->pid, b->pid) && is_same(a->tid, b->tid) &&
	       is_same(a->event, b->event) && is_same(a->tail, b->tail) &&
	       is_same(a->seconds, b->seconds) && is_same(a->fraction, b->fraction) &&
	       a->period == b->period && a->has_period == b->has_period && a->sure == b->sure;
}

/* What line b is, by itself and behind line a. */
static void
is_itself_behind(const char *a, const char *b, bool known)
{
	struct perf_header_hints one = {.event = STR_INIT(EVENT)}, other = {.event = one.event};
	struct perf_header first, alone, behind;
	enum perf_header_kind kind;
	bool same;

	perf_header_parse(str_from(a), &other, &first);
	if (known) /* b's parts before TIME, too */
		perf_header_parse(str_from(b), &other, &first);
	if (known)
		perf_header_parse(str_from(a), &other, &first);
	kind = perf_header_parse(str_from(b), &one, &alone);
	same = perf_header_parse(str_from(b), &other, &behind) == kind &&
	       (kind != PERF_HEADER_SAMPLE || are_same(&alone, &behind));
	if (!same)
		fprintf(stderr, "behind \"%s\" not itself: \"%s\"\n", a, b);
	CHECK(same);
}

int
main(void)
{
	struct perf_header_hints hints = {.event = STR_INIT(EVENT)};
	struct perf_header h;

	for (size_t a = 0; a < LINES; a++)
		for (size_t b = 0; b < LINES; b++) {
			is_itself_behind(lines[a], lines[b], false);
			is_itself_behind(lines[a], lines[b], true);
		}
	/* And most are known, whatever their PERIOD. */
	CHECK(!header_is_known(&hints, str_from(lines[1]), &h));
	perf_header_parse(str_from(lines[0]), &hints, &h);
	CHECK(header_is_known(&hints, str_from(lines[1]), &h));
	CHECK(!header_is_known(&hints, str_from(lines[2]), &h));
	CHECK(header_is_known(&hints, str_from(lines[3]), &h) && h.period == 999);
	return check_done();
}
