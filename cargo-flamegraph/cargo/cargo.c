/*
 * cargo.c - builds a target and finds its executable; see cargo.h.
 *
 * With --message-format=json-render-diagnostics cargo writes one JSON text a
 * line; its own messages go to stderr as usual. The lines that matter are
 *
 *	{"reason": "compiler-artifact", "package_id": "…#demo@0.1.0",
 *	 "manifest_path": "/home/me/demo/Cargo.toml",
 *	 "target": {"kind": ["bin"], "name": "demo"},
 *	 "profile": {"debuginfo": 0, "test": false},
 *	 "executable": "/home/me/demo/target/release/demo"}
 */
#include "cargo.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "json.h"
#include "process.h"

void
cargo_init(
    struct cargo *c, const struct cargo_options *options, struct report *report, const char *argv0)
{
	const char *program = getenv("CARGO");

	*c = (struct cargo){
	    .options = options, .report = report, .argv0 = argv0, .program = "cargo"};
	if (program != NULL && *program != '\0')
		c->program = program;
	arena_init(&c->arena);
	process_hold_signals(&c->mask);
}

void
cargo_remove_folder(struct cargo *c)
{
	DIR *dir = c->folder != NULL ? opendir(c->folder) : NULL;
	struct dirent *entry;

	for (size_t i = 0; i < sizeof(c->made) / sizeof(*c->made); i++) {
		if (c->made[i] != NULL)
			unlink(c->made[i]);
		c->made[i] = NULL;
	}
	if (c->profile != NULL)
		unlink(c->profile);
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir != NULL)
		closedir(dir);
	if (c->folder != NULL)
		rmdir(c->folder);
	c->folder = NULL;
	c->profile = NULL;
}

void
cargo_release(struct cargo *c)
{
	cargo_remove_folder(c);
	arena_release(&c->arena);
	process_release_signals(&c->mask);
}

static void
show(const struct cargo *c, const struct command *command)
{
	struct output text;

	if (!c->options->verbose)
		return;
	output_to_memory(&text);
	command_print(command, &text);
	report_note(c->report, "running %.*s", STR_ARG(output_text(&text)));
	output_close(&text);
}

int
cargo_call(struct cargo *c, const struct command *command, const struct streams *streams,
    struct process *p)
{
	enum watch_event event;
	struct watch w;
	int signal, error, late;

	*p = (struct process){.command = command, .from = -1, .keep = SIZE_MAX};
	if (c->arena.failed) /* there are no words to run; it is said at the end */
		return STATUS_FAILED;
	show(c, command);
	error = watch_init(&w);
	if (error == 0) {
		w.mask = c->mask;
		error = watch_start(&w, p, streams);
		while (error == 0 && (event = watch_next(&w, 0, &signal)) != WATCH_ENDED) {
			if (event != WATCH_SIGNAL)
				continue;
			c->killed = signal;
			watch_kill(&w);
		}
		late = watch_release(&w);
		c->killed = c->killed != 0 ? c->killed : late;
	}
	if (c->killed != 0) {
		cargo_remove_folder(c);
		process_die(c->killed);
	}
	if (error == 0)
		error = p->error != 0 ? p->error : p->said.error;
	if (error == 0)
		return WIFEXITED(p->status) ? WEXITSTATUS(p->status) : STATUS_FAILED;
	report_error(c->report,
	    error == ENOENT ? "cannot run '%s': %s; is Rust installed, and cargo on PATH?"
			    : "cannot run '%s': %s",
	    command_program(command), strerror(error));
	return STATUS_FAILED;
}

static const struct streams hear_out = {.in = -1, .out = -1, .hear = HEAR_OUT};

/* What every command of cargo takes. */
static void
add_common(const struct cargo *c, struct command *command)
{
	const struct cargo_options *o = c->options;

	if (o->manifest_path != NULL)
		command_addf(command, "--manifest-path=%s", o->manifest_path);
	for (size_t i = 0; i < o->config.len; i++)
		command_addf(command, "--config=%s", o->config.items[i]);
	if (o->locked)
		command_add(command, "--locked");
	if (o->offline)
		command_add(command, "--offline");
	if (o->frozen)
		command_add(command, "--frozen");
}

int
cargo_choose_target(struct cargo *c)
{
	struct command command;
	struct process p;
	int status;

	cargo_target_from_options(c);
	if (cargo_target_is_clear(c))
		return STATUS_DONE;
	command_init(&command, &c->arena);
	command_add(&command, c->program);
	command_add(&command, "metadata");
	command_add(&command, "--format-version=1");
	command_add(&command, "--no-deps");
	add_common(c, &command);
	status = cargo_call(c, &command, &hear_out, &p);
	if (status == STATUS_DONE) {
		/* The names that are chosen from it must outlive the process. */
		struct str text = arena_str(&c->arena, output_text(&p.said));

		status = text.ptr != NULL ? cargo_target_choose(c, text) : STATUS_FAILED;
	}
	process_release(&p);
	return status;
}

static bool
is_bench(const struct cargo_target *t)
{
	return t->kind == CARGO_BENCH || t->kind == CARGO_UNIT_BENCH;
}

static bool
is_test(const struct cargo_target *t)
{
	return t->kind == CARGO_TEST || t->kind == CARGO_UNIT_TEST;
}

/* The profile it is built in; tests in release mode take it from release, too (cargo 1.57 on). */
static const char *
profile_name(const struct cargo *c)
{
	if (c->options->profile != NULL)
		return c->options->profile;
	if (c->options->dev)
		return "dev";
	return is_bench(&c->target) ? "bench" : "release";
}

static void
add_target(const struct cargo *c, struct command *command)
{
	const struct cargo_target *t = &c->target;

	if (t->package.len > 0)
		command_addf(command, "--package=%.*s", STR_ARG(t->package));
	if (t->lib)
		command_add(command, "--lib");
	else
		command_addf(command, "--%s=%.*s", cargo_kind_name(t->kind), STR_ARG(t->name));
}

/* Features, profile, and what else decides what is built. */
static void
add_choices(const struct cargo *c, struct command *command, bool rustc)
{
	const struct cargo_options *o = c->options;

	if (o->profile != NULL || (is_bench(&c->target) && (o->dev || rustc)))
		command_addf(command, "--profile=%s", profile_name(c));
	else if (!o->dev && !is_bench(&c->target))
		command_add(command, "--release");
	if (o->target != NULL)
		command_addf(command, "--target=%s", o->target);
	if (o->target_dir != NULL)
		command_addf(command, "--target-dir=%s", o->target_dir);
	if (o->jobs != NULL)
		command_addf(command, "--jobs=%s", o->jobs);
	for (size_t i = 0; i < o->features.len; i++)
		command_addf(command, "--features=%s", o->features.items[i]);
	if (o->no_default_features)
		command_add(command, "--no-default-features");
	if (o->all_features)
		command_add(command, "--all-features");
}

/* cargo's word for what is done. */
static const char *
action_name(const struct cargo_target *t, enum cargo_action what)
{
	if (what == CARGO_RUSTC)
		return "rustc";
	if (is_bench(t) || is_test(t))
		return is_bench(t) ? "bench" : "test";
	return what == CARGO_RUN ? "run" : "build";
}

void
cargo_add_target(const struct cargo *c, struct command *command, enum cargo_action what)
{
	const struct cargo_target *t = &c->target;
	bool tests = (is_bench(t) || is_test(t)) && what != CARGO_RUSTC;

	command_add(command, c->program);
	command_add(command, action_name(t, what));
	if (tests && what == CARGO_BUILD)
		command_add(command, "--no-run");
	if (tests && c->options->no_fail_fast)
		command_add(command, "--no-fail-fast");
	add_target(c, command);
	add_common(c, command);
	add_choices(c, command, what == CARGO_RUSTC);
}

static void
build_command(const struct cargo *c, struct command *command)
{
	cargo_add_target(c, command, CARGO_BUILD);
	command_add(command, "--message-format=json-render-diagnostics");
}

/* Whether an artifact is what was to be built, and not something built on the way. */
static bool
is_wanted(const struct cargo *c, const struct json *artifact)
{
	const struct json *target = json_member(artifact, "target");
	const struct json *test = json_member(json_member(artifact, "profile"), "test");
	bool unit = cargo_is_unit(c->target.kind);

	if (!str_eq(json_member_text(artifact, "reason"), STR("compiler-artifact")) ||
	    json_member_text(artifact, "executable").len == 0)
		return false;
	/* The same target is built for its unit tests and as a program. */
	if (unit &&
	    (test == NULL || test->type != JSON_TRUE || c->target.lib != cargo_is_lib(target)))
		return false;
	return cargo_is_kind(target, c->target.kind) && cargo_has_name(target, c->target.name);
}

static int
take_artifact(struct cargo *c, const struct json *artifact)
{
	struct str executable = json_member_text(artifact, "executable");
	struct str manifest = json_member_text(artifact, "manifest_path");

	c->executable = arena_printf(&c->arena, "%.*s", STR_ARG(executable));
	c->package_folder =
	    arena_printf(&c->arena, "%.*s", STR_ARG(str_head(manifest, str_rfind(manifest, '/'))));
	if (c->executable == NULL || c->package_folder == NULL)
		return STATUS_FAILED;
	if (!c->options->dev)
		cargo_debug_check(c, artifact, profile_name(c));
	return STATUS_DONE;
}

/* The last artifact that is wanted; all of them are in `list`. NULL without any. */
static const struct json *
find_artifacts(struct cargo *c, struct str text, struct cargo_targets *list)
{
	const struct json *found = NULL;
	struct json_error error;

	while (text.len > 0) {
		struct str line = str_cut(&text, '\n');
		const struct json *json = json_parse(&c->arena, line, &error);
		struct cargo_target target = c->target;

		if (json == NULL) {
			/* A procedural macro may print, too. */
			fprintf(stderr, "%.*s\n", STR_ARG(line));
		} else if (is_wanted(c, json)) {
			found = json;
			target.package = cargo_package_name(json_member_text(json, "package_id"));
			cargo_targets_add(list, &target);
		}
	}
	return found;
}

static int
read_artifacts(struct cargo *c, struct str text)
{
	struct cargo_targets list = {NULL, 0, 0, false};
	const struct json *artifact = find_artifacts(c, text, &list);
	int status = STATUS_FAILED;

	if (list.failed) {
		report_error(c->report, "out of memory");
	} else if (artifact == NULL) {
		report_error(c->report, "cargo built no such executable");
	} else if (list.len > 1) {
		cargo_targets_say(
		    &list, c->report, "several packages have it; choose one of these:");
		status = STATUS_USAGE;
	} else {
		status = take_artifact(c, artifact);
	}
	cargo_targets_release(&list);
	return status;
}

static int
build(struct cargo *c)
{
	struct command command;
	struct process p;
	int status = cargo_choose_target(c);

	if (status != STATUS_DONE)
		return status;
	command_init(&command, &c->arena);
	build_command(c, &command);
	status = cargo_call(c, &command, &hear_out, &p);
	if (status == STATUS_DONE)
		status = read_artifacts(c, output_text(&p.said));
	process_release(&p);
	return status;
}

/* Whatever else was said: what there was no memory for was not looked at. */
static int
checked(const struct cargo *c, int status)
{
	if (status == STATUS_DONE || !c->arena.failed)
		return status;
	report_error(c->report, "out of memory");
	return STATUS_FAILED;
}

int
cargo_build(struct cargo *c)
{
	return checked(c, build(c));
}
