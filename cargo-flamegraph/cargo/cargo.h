/*
 * cargo.h - from a Cargo package to the executable that is to be profiled.
 */
#ifndef CARGO_H
#define CARGO_H

#include <stdbool.h>

#include "arena.h"
#include "command.h"
#include "json.h"
#include "options.h"
#include "process.h"
#include "report.h"

struct cargo_options {
	bool dev;
	bool release;
	const char *profile;
	const char *package;
	const char *bin;
	const char *example;
	const char *test;
	const char *bench;
	const char *unit_test; /* NULL: not given; "": the only one */
	const char *unit_test_kind;
	const char *unit_bench;
	const char *target;
	const char *manifest_path;
	struct option_list features;
	bool no_default_features;
	bool all_features;
	struct option_list config;
	const char *target_dir;
	const char *jobs;
	bool locked, offline, frozen, no_fail_fast;
	bool compile;	   /* rustc's own time is wanted */
	bool lib;	   /* with compile: the library */
	bool compile_args; /* with the arguments of its queries */
	bool verbose;
};

enum cargo_kind {
	CARGO_BIN,
	CARGO_EXAMPLE,
	CARGO_TEST,
	CARGO_BENCH,
	CARGO_UNIT_TEST,
	CARGO_UNIT_BENCH,
	CARGO_LIB, /* to be compiled only */
};

/* What of a package is built: chosen by the options, or by what the package holds. */
struct cargo_target {
	enum cargo_kind kind;
	struct str name;
	struct str package; /* empty: cargo decides */
	bool lib;	    /* the unit tests, or benches, of a library */
};

/* One run of cargo: what its steps share. */
struct cargo {
	const struct cargo_options *options;
	struct report *report;
	struct arena arena;
	const char *argv0;
	const char *program; /* of cargo: $CARGO, or cargo */
	struct cargo_target target;
	const char *executable;
	const char *package_folder; /* of the package that was built */
	struct command run;	    /* what cargo would run, where, and with which variables */
	const char *folder;	    /* a private one for what cargo or rustc tell, or NULL */
	const char *profile;	    /* the file of rustc in it */
	const char *made[2];	    /* others there, or NULL: removed though it cannot be listed */
	int killed;		    /* the signal that ended it, or 0 */
	sigset_t mask; /* of signals, of all that we start; we keep them until we can */
};

void cargo_init(
    struct cargo *c, const struct cargo_options *options, struct report *report, const char *argv0);
void cargo_release(struct cargo *c);

/* Removes c->folder with all that is in it, if there is one; so do cargo_release, and a signal. */
void cargo_remove_folder(struct cargo *c);

/*
 * Chooses the target, builds it, and finds the executable. STATUS_DONE;
 * STATUS_USAGE when the choice is not clear, with the list of what could be
 * chosen; cargo's own exit status, or STATUS_FAILED. A signal ends the program.
 */
int cargo_build(struct cargo *c);

/*
 * Sets c->run to the program that was built with the arguments, as `cargo run`, `cargo test` or
 * `cargo bench` would start it: see cargo_run.c. Returns as cargo_build.
 */
int cargo_find_run(struct cargo *c, const struct option_list *arguments);

/*
 * cargo_compile.c: compiles the target once more, and sets c->profile to what rustc says of where
 * that took its time. Returns as cargo_build; cargo_release removes the file.
 */
int cargo_compile(struct cargo *c);

/* cargo.c: chooses the target, as cargo_build does at first. */
int cargo_choose_target(struct cargo *c);

/*
 * The environment variable whose presence makes this program the stand-in for a runner of cargo;
 * its value is the file that cargo_run_tell writes. Gives an exit status.
 */
extern const char cargo_run_variable[];
int cargo_run_tell(const char *path, char **argv, const struct report *report);

/*
 * cargo_runner.c: adds the triples that cargo builds for to `triples`, and to `words` the runner
 * that the user has configured for them, if any. Returns as cargo_build.
 */
int cargo_runner_find(struct cargo *c, struct command *triples, struct command *words);

/* The name of the variable that sets the runner for a triple. */
const char *cargo_runner_variable(struct cargo *c, const char *triple);

/*
 * cargo.c: runs cargo or a program of Rust's, and keeps what it prints, or with HEAR_ERR what it
 * says on stderr, in p->said; the caller releases p. Its exit status, or STATUS_FAILED after a
 * message; a signal kills it and is c->killed, and ends this program.
 */
int cargo_call(struct cargo *c, const struct command *command, const struct streams *streams,
    struct process *p);

/* cargo.c: the first words of a command that does `what` with the target. */
enum cargo_action { CARGO_BUILD, CARGO_RUN, CARGO_RUSTC };
void cargo_add_target(const struct cargo *c, struct command *command, enum cargo_action what);

/* A key of cargo's configuration, and where its value was set. */
struct cargo_setting {
	struct str key; /* target."cfg(unix)".runner */
	struct command values;
	bool array;
	const char *origin; /* a path of a file, or words */
};

/* cargo_config.c: takes the next setting from what `cargo config get --show-origin` prints. */
bool cargo_config_next(struct cargo *c, struct str *text, struct cargo_setting *setting);

/*
 * cargo_target.c: sets c->target from the options and, where those leave it
 * open, from the text of `cargo metadata`.
 */
bool cargo_target_is_clear(const struct cargo *c);
void cargo_target_from_options(struct cargo *c);
int cargo_target_choose(struct cargo *c, struct str metadata);

/*
 * cargo_debug.c: warns where c->executable, which is what `artifact` of cargo's
 * JSON tells of, lacks debug information; with the lines for its profile.
 */
void cargo_debug_check(struct cargo *c, const struct json *artifact, const char *profile);

/* The name of a package in one of cargo's package ids. */
struct str cargo_package_name(struct str id);

/* Whether a target in cargo's JSON is a library of any kind. */
bool cargo_is_lib(const struct json *target);

/* Whether a target in cargo's JSON can be `kind`, and has the name ('-' and '_' are one). */
bool cargo_is_kind(const struct json *target, enum cargo_kind kind);
bool cargo_has_name(const struct json *target, struct str name);

static inline bool
cargo_is_unit(enum cargo_kind kind)
{
	return kind == CARGO_UNIT_TEST || kind == CARGO_UNIT_BENCH;
}

/* "bin", "example", … as cargo's options and its JSON call a kind. */
const char *cargo_kind_name(enum cargo_kind kind);

struct cargo_targets {
	struct cargo_target *items;
	size_t len;
	size_t cap;
	bool failed; /* no memory */
};

void cargo_targets_add(struct cargo_targets *list, const struct cargo_target *target);
void cargo_targets_release(struct cargo_targets *list);

/* Says `what`, and lists them: one per line, as the options to type. */
void cargo_targets_say(
    const struct cargo_targets *list, const struct report *report, const char *what);

#endif
