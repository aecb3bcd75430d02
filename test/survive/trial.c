/*
 * trial.c - one damaged profile through all programs; see trial.h.
 *
 *	collapse <profile >folded	| flamegraph-svg >picture
 *	difffolded before folded >diff	| flamegraph-svg >diff-picture
 *	flamegraph-svg --extract picture >extracted
 *
 * Each program is run on its own, so that its status, its messages and its
 * output can be looked at; and once, for the whole profile, as a pipeline.
 */
#include "trial.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "check.h"

void
trial_init(struct trial *t, const struct tools *tools, struct counts *counts)
{
	*t = (struct trial){.tools = tools, .counts = counts, .seconds = 10};
}

void
trial_release(struct trial *t)
{
	bytes_release(&t->text);
	bytes_release(&t->messages);
	bytes_release(&t->other);
}

/* ---- options ---- */

/* Words that are left out, or taken together, by chance. */
static void
add_some(struct words *w, struct rng *r, size_t once_in, const char *const *words)
{
	for (; *words != NULL; words++)
		if (rng_once_in(r, once_in))
			words_add(w, *words);
}

static void
choose_perf(struct trial *t, struct rng *r)
{
	static const char *const some[] = {"--pid", "--tid", "--no-comm", "--merge-threads",
	    "--kernel", "--jit", "--addrs", "--no-inline", "--srcline", "--per-event",
	    "--skip-after=main", "--event-filter=cpu-clock", "--time=0.001,0.2", NULL};

	/* These read the libraries of this machine, which takes long. */
	static const char *const slow[] = {"--inline", "--context", NULL};

	t->collapse = (struct words){.len = 0};
	words_add(&t->collapse, t->tools->collapse_perf);
	words_add(&t->collapse, "--verbose");
	words_add(&t->collapse, "--kallsyms");
	words_add(&t->collapse, t->tools->kallsyms);
	t->by_samples = !rng_once_in(r, 4);
	t->merged = !rng_once_in(r, 12);
	if (t->by_samples)
		words_add(&t->collapse, "--weight=samples");
	if (!t->merged)
		words_add(&t->collapse, "--no-merge");
	add_some(&t->collapse, r, 8, some);
	add_some(&t->collapse, r, 60, slow);
}

static void
choose_svg(struct trial *t, struct rng *r)
{
	static const char *const some[] = {"--inverted", "--hash", "--random", "--colordiffusion",
	    "--title=<&\">\x01\xff", "--width=700", "--minwidth=0", "--theme=dark", "--pretty-xml",
	    "--colors=java", "--encoding=ISO-8859-1", "--negate", "--diff-width=before",
	    "--diff-colour=self", "--total=100000", "--countname=\xc3\xa4", NULL};
	static const char *const one[] = {"--reverse", "--flamechart", "--no-script",
	    "--max-frames=20", "--base=main", "--order=weight"};

	t->svg = (struct words){.len = 0};
	words_add(&t->svg, t->tools->flamegraph_svg);
	add_some(&t->svg, r, 8, some);
	t->in_full = !rng_once_in(r, 3);
	if (!t->in_full)
		words_add(&t->svg, one[rng_below(r, sizeof(one) / sizeof(*one))]);
}

static void
choose_diff(struct trial *t, struct rng *r)
{
	static const char *const some[] = {"--normalize", "--strip-hex", "--strip-hash", NULL};

	t->diff = (struct words){.len = 0};
	words_add(&t->diff, t->tools->difffolded);
	add_some(&t->diff, r, 6, some);
}

void
trial_choose(struct trial *t, struct rng *r)
{
	choose_perf(t, r);
	if (t->kind == KIND_DTRACE) {
		t->collapse = (struct words){.len = 0};
		words_add(&t->collapse, t->tools->collapse_dtrace);
		words_add(&t->collapse, "--verbose");
		if (rng_once_in(r, 4))
			words_add(&t->collapse, "--includeoffset");
	}
	choose_svg(t, r);
	choose_diff(t, r);
}

/* ---- finds ---- */

static void
print_command(FILE *f, const struct run *run)
{
	for (size_t i = 0; i < run->len; i++) {
		fputs(i > 0 ? " |" : "", f);
		for (size_t k = 0; k < run->stages[i]->len; k++)
			fprintf(f, " %s", run->stages[i]->word[k]);
	}
	fprintf(f, " <%s >%s", run->in != NULL ? run->in : "/dev/null", run->out);
}

/* Says what was found with which command, and keeps the input. */
static void __attribute__((format(printf, 3, 4)))
found(struct trial *t, const struct run *run, const char *format, ...)
{
	char path[4096];
	va_list ap;

	t->counts->finds++;
	fprintf(stderr, "mutant %" PRIu64 " of %s, %zu bytes:", t->number, t->name, t->input.len);
	print_command(stderr, run);
	fputs(": ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	snprintf(path, sizeof(path), "%s/%" PRIu64 "-%zu", t->finds, t->number, t->input.len);
	file_write(path, t->input);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* Whether a stage ended as it may: with 0 or 1, and a message for 1; else it is a find. */
static bool
stage_ended_well(struct trial *t, const struct run *run, size_t i)
{
	int status = run->status[i];
	const char *wrong;

	if (WIFSIGNALED(status)) {
		found(t, run, "stage %zu was killed by signal %d", i, WTERMSIG(status));
		return false;
	}
	if (WEXITSTATUS(status) > 1) {
		found(t, run, "stage %zu: exit status %d", i, WEXITSTATUS(status));
		return false;
	}
	file_read(run_messages[i], &t->messages);
	wrong = check_messages(
	    bytes_text(&t->messages), base_name(run->stages[i]->word[0]), WEXITSTATUS(status) == 1);
	if (wrong != NULL)
		found(t, run, "stage %zu: %s", i, wrong);
	return wrong == NULL;
}

/* Runs commands; their output is in t->text, the messages of the last in t->messages. */
static bool
run_well(struct trial *t, struct run *run)
{
	bool well = true;

	run_do(run, t->seconds);
	t->counts->processes += run->len;
	file_read(run->out, &t->text);
	if (run->late) {
		found(t, run, "did not end within %u s", t->seconds);
		return false;
	}
	for (size_t i = 0; i < run->len && well; i++)
		well = stage_ended_well(t, run, i);
	if (t->kib > 0 && run_peak() > t->kib) {
		found(t, run, "needed %ld KiB", run_peak());
		t->kib = run_peak();
	}
	return well;
}

static bool
done(const struct run *run)
{
	return WEXITSTATUS(run->status[0]) == 0;
}

static void
must(struct trial *t, const struct run *run, const char *wrong)
{
	if (wrong != NULL)
		found(t, run, "%s", wrong);
}

/* What was written must be what is in the file. */
static void
must_equal(struct trial *t, const struct run *run, const char *file, const char *wrong)
{
	file_read(file, &t->other);
	if (!str_eq(bytes_text(&t->text), bytes_text(&t->other)))
		found(t, run, "%s", wrong);
}

/* ---- pictures ---- */

/* Draws a file; whether there is a whole picture. */
static bool
draw(struct trial *t, const char *folded, const char *picture)
{
	struct run run = {.stages = {&t->svg}, .len = 1, .in = folded, .out = picture};

	if (!run_well(t, &run))
		return false;
	if (t->text.len > 0)
		must(t, &run, check_xml(bytes_text(&t->text)));
	else if (done(&run))
		found(t, &run, "no picture");
	return done(&run);
}

/* Drops lines with no count: a picture holds only those that no other stack begins with. */
static void
drop_zeros(struct bytes *b)
{
	struct str rest = bytes_text(b);
	size_t len = 0;

	while (rest.len > 0) {
		struct str line = str_cut(&rest, '\n');

		if (str_ends(line, STR(" 0")))
			continue;
		memmove(b->ptr + len, line.ptr, line.len);
		len += line.len;
		b->ptr[len++] = '\n';
	}
	b->len = len;
}

/* The stacks in a picture, which must be those of the file `folded` (NULL: any). */
static void
extract(struct trial *t, const char *picture, const char *folded)
{
	struct words w = {.len = 0};
	struct run run = {.stages = {&w}, .len = 1, .in = picture, .out = "extracted"};

	words_add(&w, t->tools->flamegraph_svg);
	words_add(&w, "--extract");
	if (!run_well(t, &run))
		return;
	must(t, &run, done(&run) ? check_stacks(bytes_text(&t->text)) : NULL);
	if (folded == NULL || !done(&run))
		return;
	file_read(folded, &t->other);
	if (check_looks_differential(bytes_text(&t->other)))
		return;
	drop_zeros(&t->other);
	drop_zeros(&t->text);
	if (!str_eq(bytes_text(&t->text), bytes_text(&t->other)))
		found(t, &run, "the picture does not hold what it was made of");
}

/* ---- differences ---- */

/* Compares two files, and draws what changed. `sum` is that of `after`, if known. */
static void
compare(struct trial *t, const char *before, const char *after, uint64_t sum)
{
	struct words w = t->diff;
	struct run run = {.stages = {&w}, .len = 1, .out = "diff"};
	uint64_t changed;
	const char *wrong;

	words_add(&w, before);
	words_add(&w, after);
	if (!run_well(t, &run))
		return;
	wrong = check_folded(bytes_text(&t->text), true, &changed);
	must(t, &run, wrong);
	if (wrong != NULL || !done(&run))
		return;
	if (sum != UINT64_MAX && changed != UINT64_MAX && sum != changed)
		found(t, &run, "%" PRIu64 " counted, not %" PRIu64, changed, sum);
	if (t->text.len > 0)
		draw(t, "diff", "diff-picture");
}

static void
tabulate(struct trial *t, const char *before, const char *after)
{
	struct words w = t->diff;
	struct run run = {.stages = {&w}, .len = 1, .out = "table"};

	words_add(&w, "--top=7");
	words_add(&w, before);
	words_add(&w, after);
	if (run_well(t, &run) && done(&run) && !str_ends(bytes_text(&t->text), STR("\n")))
		found(t, &run, "the table is cut");
}

/* ---- collapsing ---- */

/* Of another text nothing is written, whatever in it looks like a sample. */
static bool
is_refused(const struct trial *t)
{
	struct str said = bytes_text(&t->messages);

	return str_search(said, STR(" lines are none of perf script")) < said.len;
}

/* Every line was looked at, and every sample is counted or reported. */
static void
account_perf(struct trial *t, const struct run *run, uint64_t sum)
{
	static const struct str marks[] = {STR_INIT(" lines, "), STR_INIT(" samples, "),
	    STR_INIT(" kept, in "), STR_INIT(" of other events"), STR_INIT(" outside --time"),
	    STR_INIT(" without a stack"), STR_INIT(" other records"),
	    STR_INIT(" of them not understood")};
	enum { LINES, SAMPLES, KEPT, OTHER, OUTSIDE, WITHOUT, RECORDS, UNKNOWN, NUMBERS };
	uint64_t n[NUMBERS];

	for (size_t i = 0; i < NUMBERS; i++) {
		if (!number_before(bytes_text(&t->messages), marks[i], &n[i])) {
			found(t, run, "no summary with '%s'", marks[i].ptr);
			return;
		}
	}
	if (n[SAMPLES] != n[KEPT] + n[OTHER] + n[OUTSIDE] + n[WITHOUT])
		found(t, run, "samples that are neither kept nor left out");
	if (t->by_samples && t->merged && sum != UINT64_MAX && sum != n[KEPT] && !is_refused(t))
		found(t, run, "%" PRIu64 " samples written, %" PRIu64 " kept", sum, n[KEPT]);
	if (str_starts(t->input, STR("PERFILE2")) || str_starts(t->input, STR("2ELIFREP")))
		return;
	if (n[LINES] != count_lines(t->input))
		found(t, run, "%" PRIu64 " lines read", n[LINES]);
	if (n[SAMPLES] + n[RECORDS] + n[UNKNOWN] < count_headers(t->input))
		found(t, run, "lines lost: %" PRIu64 " are there", count_headers(t->input));
}

static void
account_dtrace(struct trial *t, const struct run *run, uint64_t sum)
{
	uint64_t stacks, numbers, alone, most = sum_dtrace(t->input, false, &numbers);

	if (!number_before(bytes_text(&t->messages), STR(" stacks, "), &stacks)) {
		found(t, run, "no summary");
		return;
	}
	if (stacks > numbers || (sum != UINT64_MAX && sum > most))
		found(t, run, "more is counted than there is");
	if (t->pristine && sum != sum_dtrace(t->input, true, &alone))
		found(t, run, "%" PRIu64 " counted", sum);
}

/* Several threads, and the file itself where it was a pipe, give the same. */
static void
collapse_again(struct trial *t)
{
	struct words w = t->collapse;
	struct run run = {.stages = {&w}, .len = 1, .out = "again"};

	words_add(&w, "--nthreads=3");
	words_add(&w, "profile");
	if (run_well(t, &run))
		must_equal(t, &run, "folded", "3 threads give something else");
}

/* Collapses the profile; false where there is no use in going on. Sets the sum of what it wrote. */
static bool
collapse(struct trial *t, uint64_t *sum)
{
	struct words w = t->collapse;
	struct run run = {.stages = {&w}, .len = 1, .in = "profile", .out = "folded"};
	const char *wrong;
	bool any;

	run.through_pipe = t->kind != KIND_DATA;
	words_add(&w, "--nthreads=1");
	*sum = UINT64_MAX;
	if (!run_well(t, &run))
		return false;
	if (t->merged || t->kind == KIND_DTRACE)
		wrong = check_folded(bytes_text(&t->text), false, sum);
	else
		wrong = check_stacks(bytes_text(&t->text));
	must(t, &run, wrong);
	if (wrong != NULL)
		return false;
	any = t->text.len > 0;
	if (done(&run) && !any)
		found(t, &run, "no stacks, and no word about it");
	if (t->kind == KIND_DTRACE)
		account_dtrace(t, &run, *sum);
	else
		account_perf(t, &run, *sum);
	collapse_again(t);
	return any;
}

/* All at once, joined by pipes: the picture must be the one that was drawn step by step. */
static void
pipeline(struct trial *t)
{
	struct words w = t->collapse;
	struct run run = {.stages = {&w, &t->svg}, .len = 2, .in = "profile", .out = "piped"};

	words_add(&w, "--nthreads=2");
	if (run_well(t, &run))
		must_equal(t, &run, "picture", "a pipeline gives another picture");
}

/* What folded stacks go through; `sum` of their counts, if known. */
static void
use_stacks(struct trial *t, const char *folded, uint64_t sum, bool ours)
{
	bool drawn = draw(t, folded, "picture");

	if (drawn)
		extract(t, "picture", ours && t->in_full ? folded : NULL);
	compare(t, "before", folded, sum);
	if (rng_once_in(&(struct rng){t->input.len ^ t->number << 20}, 4)) {
		tabulate(t, "before", folded);
		compare(t, folded, drawn ? "picture" : "before", UINT64_MAX);
	}
}

void
trial_run(struct trial *t, struct str input, bool whole)
{
	uint64_t sum;

	t->input = input;
	t->whole = whole;
	t->counts->inputs++;
	file_write("profile", input);
	switch (t->kind) {
	case KIND_PERF:
	case KIND_DATA:
	case KIND_DTRACE:
		if (!collapse(t, &sum))
			break;
		use_stacks(t, "folded", sum, t->merged || t->kind == KIND_DTRACE);
		if (whole)
			pipeline(t);
		break;
	case KIND_PICTURE:
		extract(t, "profile", NULL);
		/* fallthrough */
	case KIND_FOLDED:
	case KIND_TWO:
		use_stacks(t, "profile", UINT64_MAX, false);
		break;
	}
}
