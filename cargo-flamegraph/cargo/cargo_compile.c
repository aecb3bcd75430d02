/*
 * cargo_compile.c - where compiling takes its time, told by rustc itself; see cargo.h.
 *
 *	RUSTC_BOOTSTRAP=1 cargo rustc --bin=demo --release -- -Zself-profile=FOLDER
 *
 * builds what the target needs as usual, and the target with the option: rustc writes one file,
 * FOLDER/demo-0012345.mm_profdata. -Z options are of a nightly rustc, and with RUSTC_BOOTSTRAP of a
 * stable one, too ("The rustc book: RUSTC_BOOTSTRAP"). The folder's name is new each time, so cargo
 * does not take the target for compiled.
 *
 * A thread of rustc that still holds the profile when rustc ends, as may be on a busy machine, takes what
 * was not written with it: then it is done once more.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cargo.h"
#include "folder.h"
#include "mm_profdata.h"

enum { MOST_TIMES = 3 };

static int
make_folder(struct cargo *c)
{
	c->folder = folder_make(&c->arena, "cargo-flamegraph", NULL);
	if (c->folder != NULL)
		return STATUS_DONE;
	report_error(c->report, "cannot make a temporary folder: %s", strerror(errno));
	return STATUS_FAILED;
}

static int
compile(struct cargo *c)
{
	static const struct streams ours = {.in = -1, .out = -1};
	struct command command;
	struct process p;
	int status;

	command_init(&command, &c->arena);
	cargo_add_target(c, &command, CARGO_RUSTC);
	command_add(&command, "--");
	command_addf(&command, "-Zself-profile=%s", c->folder);
	if (c->options->compile_args)
		command_add(&command, "-Zself-profile-events=default,args");
	command_set(&command, "RUSTC_BOOTSTRAP", "1");
	status = cargo_call(c, &command, &ours, &p);
	process_release(&p);
	return status;
}

/* The file that rustc wrote. */
static int
find_profile(struct cargo *c)
{
	DIR *dir = opendir(c->folder);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (str_ends(str_from(entry->d_name), STR(".mm_profdata")))
			c->profile = arena_printf(&c->arena, "%s/%s", c->folder, entry->d_name);
	if (dir != NULL)
		closedir(dir);
	if (c->profile != NULL)
		return STATUS_DONE;
	report_error(c->report, "rustc wrote no self-profile: it needs rustc 1.70 or later, "
				"without a wrapper that keeps "
				"what it compiled (RUSTC_WRAPPER=)");
	return STATUS_FAILED;
}

/* rustc's own words, which it writes last: where they are, all is. What is no profile is told later. */
static bool
is_whole(const char *path)
{
	struct mm_file f;
	bool whole = mm_open(&f, path) != NULL || f.metadata != 0;

	mm_release(&f);
	return whole;
}

static void
drop_profile(struct cargo *c)
{
	report_note(c->report, "rustc ended before its self-profile was written: once more");
	cargo_remove_folder(c);
}

/* One time; without c->profile it is to be done again, but after the last. */
static int
compile_once(struct cargo *c, bool last)
{
	int status = make_folder(c);

	if (status == STATUS_DONE)
		status = compile(c);
	if (status == STATUS_DONE)
		status = find_profile(c);
	if (status == STATUS_DONE && !last && !is_whole(c->profile))
		drop_profile(c);
	return status;
}

int
cargo_compile(struct cargo *c)
{
	int status = cargo_choose_target(c);

	for (int i = 1; status == STATUS_DONE && c->profile == NULL; i++)
		status = compile_once(c, i == MOST_TIMES);
	return status;
}
