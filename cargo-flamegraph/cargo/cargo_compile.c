/*
 * cargo_compile.c - where compiling takes its time, told by rustc itself; see cargo.h.
 *
 *	RUSTC_BOOTSTRAP=1 cargo rustc --bin=demo --release -- -Zself-profile=FOLDER
 *
 * builds what the target needs as usual, and the target with the option: rustc writes one file,
 * FOLDER/demo-0012345.mm_profdata. -Z options are of a nightly rustc, and with RUSTC_BOOTSTRAP of a
 * stable one, too ("The rustc book: RUSTC_BOOTSTRAP"). The folder's name is new each time, so cargo
 * does not take the target for compiled.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cargo.h"
#include "folder.h"

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

int
cargo_compile(struct cargo *c)
{
	int status = cargo_choose_target(c);

	if (status == STATUS_DONE)
		status = make_folder(c);
	if (status == STATUS_DONE)
		status = compile(c);
	return status == STATUS_DONE ? find_profile(c) : status;
}
