/*
 * survive.c - damaged profiles through all programs, whose output must always be defined.
 *
 *	survive --mutants 10000 --seed 1 build/bin test/demo/orders-fp.perf-script …
 *
 * Takes the profiles in turn, damages each in a way that its number and the
 * seed alone decide, and gives it, and what is left when it is cut behind every
 * 1,000th byte, to the programs: see trial.c for what becomes of it, check.c
 * for what must be true. What is not is said on stderr, and the input kept in a
 * folder. Ends with a line of numbers, and with 1 if anything was found.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "folded.h"
#include "options.h"
#include "report.h"
#include "trial.h"

enum { CUT = 1000, LONGEST = 20000, SHORTEST = 3000, MOST_BYTES = 60000 };

/* One mutant in so many is the profile itself, cut only. */
enum { PRISTINE = 50 };

struct settings {
	uint64_t mutants, seed, first, lanes, megabytes, seconds;
	const char *finds, *kallsyms;
	bool print;
};

#define OFFSET(member) offsetof(struct settings, member)
#define NUMBER(long_name, member, text)                                                            \
	{                                                                                          \
		.name = (long_name), .kind = OPTION_NUMBER, .arg = "N", .offset = OFFSET(member),  \
		.help = (text)                                                                     \
	}

static const struct option options[] = {
    NUMBER("mutants", mutants, "how many (100)"),
    NUMBER("seed", seed, "of the sequence of damages (1)"),
    NUMBER("first", first, "number of the first mutant (0)"),
    NUMBER("lanes", lanes, "so many at a time (2)"),
    NUMBER("megabytes", megabytes, "of address space for a program; 0: no bound (1000)"),
    NUMBER("seconds", seconds, "for a program (10)"),
    {.name = "finds",
	.kind = OPTION_TEXT,
	.arg = "FOLDER",
	.offset = OFFSET(finds),
	.help = "for inputs that something was found with (finds)"},
    {.name = "kallsyms",
	.kind = OPTION_TEXT,
	.arg = "FILE",
	.offset = OFFSET(kallsyms),
	.help = "for collapse-perf (none)"},
    {.name = "print",
	.kind = OPTION_FLAG,
	.offset = OFFSET(print),
	.help = "write the first mutant to standard output, run nothing"},
    OPTION_END,
};

static const struct program program = {
    .name = "survive",
    .synopsis = "[options] FOLDER PROFILE…",
    .about = "Damages profiles and gives them to the programs in FOLDER.",
    .options = options,
    .operands = HINT_FILE,
};

struct profiles {
	struct profile *items;
	size_t len;
};

static bool
has_two_counts(struct str text)
{
	struct folded_line line, first;

	return folded_parse(str_head(text, str_find(text, '\n')), &line) == FOLDED_STACK &&
	       folded_split(line.stack, &first);
}

static enum kind
kind_of(const char *name, struct str text)
{
	struct str path = str_from(name);

	if (str_starts(text, STR("PERFILE2")) || str_starts(text, STR("2ELIFREP")))
		return KIND_DATA;
	if (str_starts(text, STR("<")))
		return KIND_PICTURE;
	if (str_ends(path, STR(".folded")))
		return has_two_counts(text) ? KIND_TWO : KIND_FOLDED;
	return str_ends(path, STR(".perf-script")) ? KIND_PERF : KIND_DTRACE;
}

static void
read_profiles(struct profiles *p, const struct option_list *operands)
{
	p->len = operands->len - 1;
	p->items = calloc(p->len, sizeof(*p->items));
	if (p->items == NULL) {
		perror(program.name);
		exit(STATUS_FAILED);
	}
	for (size_t i = 0; i < p->len; i++) {
		struct profile *item = &p->items[i];
		const char *path = operands->items[i + 1], *slash = strrchr(path, '/');

		item->name = slash != NULL ? slash + 1 : path;
		file_read(path, &item->bytes);
		item->kind = kind_of(path, bytes_text(&item->bytes));
	}
}

/* ---- mutants ---- */

/* A part of a long text that begins and ends with a line, or all of anything else. */
static struct str
window(const struct profile *p, struct rng *r)
{
	struct str all = bytes_text(&p->bytes), rest;
	size_t want = SHORTEST + rng_below(r, LONGEST - SHORTEST);

	if (p->kind == KIND_DATA || p->kind == KIND_PICTURE || all.len <= want)
		return all;
	rest = str_skip(all, rng_below(r, all.len - want));
	if (rest.ptr != all.ptr)
		str_cut(&rest, '\n');
	if (p->kind == KIND_PERF && rest.ptr != all.ptr)
		rest = str_skip(rest, str_search(rest, STR("\n\n")) + 2);
	return rest.len > want ? str_head(rest, want) : rest;
}

/* A mutant's bytes. Another profile of its kind is what parts are taken from. */
static void
make_mutant(struct trial *t, struct bytes *b, const struct profiles *profiles, struct rng *r)
{
	const struct profile *p = &profiles->items[t->number % profiles->len], *other;

	t->name = p->name;
	t->kind = p->kind;
	t->pristine = rng_once_in(r, PRISTINE);
	trial_choose(t, r);
	b->len = 0;
	bytes_replace(b, 0, 0, window(p, r));
	do
		other = &profiles->items[rng_below(r, profiles->len)];
	while (other->kind != p->kind && !rng_once_in(r, 6));
	if (!t->pristine)
		mutate(b, r, bytes_text(&other->bytes), p->kind == KIND_DATA);
	if (b->len > MOST_BYTES && p->kind != KIND_PICTURE)
		b->len = MOST_BYTES;
}

static void
run_mutant(struct trial *t, const struct profiles *profiles, uint64_t seed, uint64_t number)
{
	struct rng r = rng_make(seed, number);
	struct bytes b = {NULL, 0, 0};

	t->number = number;
	make_mutant(t, &b, profiles, &r);
	trial_run(t, bytes_text(&b), true);
	for (size_t cut = CUT; cut < b.len; cut += CUT)
		trial_run(t, str_head(bytes_text(&b), cut), false);
	t->counts->mutants++;
	bytes_release(&b);
}

static int
print_mutant(const struct settings *set, const struct profiles *profiles)
{
	static const struct tools none = {.kallsyms = "kallsyms"};
	struct rng r = rng_make(set->seed, set->first);
	struct bytes b = {NULL, 0, 0};
	struct trial t;

	trial_init(&t, &none, NULL);
	t.number = set->first;
	make_mutant(&t, &b, profiles, &r);
	fwrite(b.ptr, 1, b.len, stdout);
	bytes_release(&b);
	return fclose(stdout) == 0 ? STATUS_DONE : STATUS_FAILED;
}

/* ---- lanes ---- */

/* A folder for the files of a lane, on no disk if that can be; the lane goes there. */
static void
enter_folder(char *folder, size_t size)
{
	bool memory = access("/dev/shm", W_OK) == 0;

	snprintf(folder, size, "%s/survive.XXXXXX", memory ? "/dev/shm" : "/tmp");
	if (mkdtemp(folder) == NULL || chdir(folder) != 0) {
		perror(folder);
		exit(STATUS_FAILED);
	}
	setenv("HOME", folder, 1);
	file_write("before", STR("a;b 3\nnames;main 2\nwork;_start;main;deep 17\n"));
}

static void
leave_folder(const char *folder)
{
	static const char *const files[] = {"before", "profile", "folded", "again", "picture",
	    "extracted", "diff", "diff-picture", "table", "piped"};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		unlink(files[i]);
	for (size_t i = 0; i < RUN_STAGES; i++)
		unlink(run_messages[i]);
	if (chdir("/") != 0 || rmdir(folder) != 0)
		perror(folder);
}

static void
run_lane(const struct settings *set, const struct tools *tools, const struct profiles *profiles,
    struct counts *counts)
{
	char folder[64];
	struct trial t;

	trial_init(&t, tools, counts);
	t.finds = set->finds;
	t.seconds = (unsigned)set->seconds;
	t.kib = set->megabytes > 0 ? 128 << 10 : 0;
	enter_folder(folder, sizeof(folder));
	run_bounds((size_t)set->megabytes);
	/* Each takes the next one: some need longer than others. */
	for (uint64_t i; (i = counts->begun++) < set->mutants;)
		run_mutant(&t, profiles, set->seed, set->first + i);
	trial_release(&t);
	leave_folder(folder);
}

/* All lanes, each a process. */
static void
run_lanes(const struct settings *set, const struct tools *tools, const struct profiles *profiles,
    struct counts *counts)
{
	for (uint64_t lane = 0; lane < set->lanes; lane++) {
		pid_t pid = fork();

		if (pid == 0) {
			run_lane(set, tools, profiles, counts);
			_exit(STATUS_DONE);
		}
		if (pid < 0)
			perror("fork");
	}
	while (wait(NULL) > 0 || errno == EINTR)
		continue;
}

static char *
absolute(const char *folder, const char *name)
{
	char path[PATH_MAX * 2], *real;

	snprintf(path, sizeof(path), "%s%s%s", folder, *folder != '\0' ? "/" : "", name);
	real = realpath(path, NULL);
	if (real == NULL) {
		perror(path);
		exit(STATUS_FAILED);
	}
	return real;
}

static int
run(struct settings *set, const struct option_list *operands, const struct profiles *profiles)
{
	const char *bin = operands->items[0];
	struct tools tools = {absolute(bin, "collapse-perf"), absolute(bin, "collapse-dtrace"),
	    absolute(bin, "flamegraph-svg"), absolute(bin, "difffolded"),
	    absolute("", set->kallsyms)};
	struct counts *counts =
	    mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	time_t began = time(NULL);

	if (counts == MAP_FAILED || (mkdir(set->finds, 0777) != 0 && errno != EEXIST)) {
		perror(set->finds);
		return STATUS_FAILED;
	}
	set->finds = absolute("", set->finds);
	run_lanes(set, &tools, profiles, counts);
	printf("%lu mutants, %lu inputs, %lu processes, %lu finds, %ld s\n", counts->mutants,
	    counts->inputs, counts->processes, counts->finds, (long)(time(NULL) - began));
	return counts->finds == 0 && counts->mutants == set->mutants ? STATUS_DONE : STATUS_FAILED;
}

int
main(int argc, char **argv)
{
	struct settings set = {.mutants = 100,
	    .seed = 1,
	    .lanes = 2,
	    .megabytes = 1000,
	    .seconds = 10,
	    .finds = "finds",
	    .kallsyms = "/dev/null"};
	struct option_list operands = {NULL, 0, 0};
	struct profiles profiles;
	struct report report;
	enum options_result result;
	int status;

	/* All lanes write to it: whole lines. */
	(void)setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
	report_init(&report, program.name);
	result = options_parse(&program, &set, &operands, argc, argv, &report);
	if (result != OPTIONS_RUN)
		return options_status(result);
	if (operands.len < 2)
		return report_usage(&report, "a folder and profiles are needed");
	read_profiles(&profiles, &operands);
	status = set.print ? print_mutant(&set, &profiles) : run(&set, &operands, &profiles);
	/* What it holds, it holds to its end: no search for leaks. */
	_exit(fflush(NULL) == 0 ? status : STATUS_FAILED);
}
