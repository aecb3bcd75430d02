/*
 * recording_lacks.c - what is said of the files that a recording leads to, and that are not here:
 *
 *	perf.data: 103 of 104 samples have frames in 1 file that is not here, /opt/app/prog: ...
 *
 * Once for each kind of lack, with the number of samples that it concerns, and what helps.
 */
#include <inttypes.h>

#include "recording_private.h"

/* How each kind reads: behind "in 1 ", and behind "in 3 ", what it does, and what helps. */
static const struct {
	const char *one, *many, *effect, *help;
} words[DSO_LACKS] = {
    [DSO_MISSING] = {"file that is not here,", "files that are not here, the first is",
	"these have no names",
	"run this where it was recorded; or bring the files into a folder, for --symfs; or `perf "
	"archive` there and `tar -xf perf.data.tar.bz2 -C ~/.debug` here"},
    [DSO_CHANGED] = {"file that changed after the recording,",
	"files that changed after the recording, the first is", "these have no names",
	"record anew; or `perf archive` before they change, and `tar -xf perf.data.tar.bz2 -C "
	"~/.debug`"},
    [DSO_GONE] = {"file that was deleted or replaced before it could be opened,",
	"files that were deleted or replaced before they could be opened, the first is",
	"these have no names", "let them be until the recording has ended"},
    [DSO_NEWER] = {"file that is newer than the recording,",
	"files that are newer than the recording, the first is",
	"without a build-id nobody knows whether it is still the same, and names and stacks may be "
	"wrong",
	"record anew; perf record -z and -B leave build-ids out"},
    [DSO_NO_MAP] = {"process that compiles at run time and has no map,",
	"processes that compile at run time and have no map, the first is", "these have no names",
	"node --perf-basic-prof, python3 -X perf, DOTNET_PerfMapEnabled=1 and Java's jcmd PID "
	"Compiler.perfmap write it"},
    [DSO_NOT_OURS] = {"process that compiles at run time and whose map is somebody else's,",
	"processes that compile at run time and whose maps are somebody else's, the first is",
	"these have no names", "chown it to root or to you, if you trust it"},
};

static void
say_lack(const struct recording *r, enum dso_lack lack)
{
	const struct dso *first = NULL;
	uint64_t n = dsos_lacking(&r->dsos, lack, &first);
	bool unwinds = r->cuts.all_copies > 0 &&
		       (lack == DSO_MISSING || lack == DSO_CHANGED || lack == DSO_GONE);

	if (n == 0 || r->lacking[lack] == 0)
		return;
	report_warning(r->report,
	    "%s: %" PRIu64 " of %" PRIu64 " samples have frames in %" PRIu64 " %s %.*s: %s%s (%s)",
	    r->name, r->lacking[lack], r->stacks, n, n == 1 ? words[lack].one : words[lack].many,
	    STR_ARG(first->name), words[lack].effect,
	    unwinds ? ", and stacks that were copied end there" : "", words[lack].help);
}

void
recording_say_lacks(const struct recording *r)
{
	for (int lack = DSO_COMPLETE + 1; lack < DSO_LACKS; lack++)
		say_lack(r, (enum dso_lack)lack);
}
