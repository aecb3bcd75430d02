/*
 * cargo-flamegraph.c - builds a Cargo target, profiles it, and draws it.
 *
 *	cargo flamegraph --bin server -- --port 8080
 *	cargo flamegraph --bench parse -o parse.svg
 *
 * Cargo runs it as `cargo-flamegraph flamegraph …`.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cargo.h"
#include "options.h"
#include "profile.h"
#include "report.h"

/* The shared options come first: see PROFILE_OPTIONS. */
struct settings {
	struct profile_options profile;
	struct cargo_options cargo;
};

#define OFFSET(field) offsetof(struct settings, cargo.field)

static const char *const kinds[] = {"bin", "lib", NULL};

static const struct option options[] = {
    OPTION_HEADING("Target"),
    {.letter = 'p',
	.name = "package",
	.kind = OPTION_TEXT,
	.arg = "NAME",
	.offset = OFFSET(package),
	.help = "package of the target, default that of this folder"},
    {.letter = 'b',
	.name = "bin",
	.kind = OPTION_TEXT,
	.arg = "NAME",
	.offset = OFFSET(bin),
	.help = "profile a binary, default the only one, or default-run"},
    {.name = "example",
	.kind = OPTION_TEXT,
	.arg = "NAME",
	.offset = OFFSET(example),
	.help = "profile an example"},
    {.name = "test",
	.kind = OPTION_TEXT,
	.arg = "NAME",
	.offset = OFFSET(test),
	.help = "profile an integration test"},
    {.name = "bench",
	.kind = OPTION_TEXT,
	.arg = "NAME",
	.offset = OFFSET(bench),
	.help = "profile a benchmark"},
    {.name = "unit-test",
	.kind = OPTION_MAYBE,
	.arg = "NAME",
	.next_word = true,
	.offset = OFFSET(unit_test),
	.help = "profile the unit tests of a binary or library, default the only one"},
    {.name = "unit-test-kind",
	.kind = OPTION_CHOICE,
	.arg = "KIND",
	.choices = kinds,
	.offset = OFFSET(unit_test_kind),
	.help = "whether --unit-test and --unit-bench mean a binary or the library: bin or lib"},
    {.name = "unit-bench",
	.kind = OPTION_MAYBE,
	.arg = "NAME",
	.next_word = true,
	.offset = OFFSET(unit_bench),
	.help = "profile the benchmarks inside a binary or library, default the only one"},
    {.name = "compile",
	.kind = OPTION_FLAG,
	.offset = OFFSET(compile),
	.help = "profile rustc as it compiles the target, a library too, instead of running it"},
    {.name = "lib",
	.kind = OPTION_FLAG,
	.offset = OFFSET(lib),
	.help = "with --compile: the library of a package that has binaries, too"},
    {.name = "args",
	.kind = OPTION_FLAG,
	.offset = OFFSET(compile_args),
	.help = "with --compile: with the arguments of rustc's queries"},
    OPTION_HEADING("Build"),
    {.name = "dev",
	.kind = OPTION_FLAG,
	.offset = OFFSET(dev),
	.help = "build in the dev profile, default release"},
    {.letter = 'r',
	.name = "release",
	.kind = OPTION_FLAG,
	.offset = OFFSET(release),
	.help = "build in the release profile, as by default"},
    {.name = "profile",
	.kind = OPTION_TEXT,
	.arg = "NAME",
	.offset = OFFSET(profile),
	.help = "build in this profile of Cargo.toml"},
    {.letter = 'f',
	.name = "features",
	.kind = OPTION_REPEAT,
	.arg = "LIST",
	.offset = OFFSET(features),
	.help = "features to build with (repeatable)"},
    {.name = "no-default-features",
	.kind = OPTION_FLAG,
	.offset = OFFSET(no_default_features),
	.help = "build without the default features"},
    {.name = "all-features",
	.kind = OPTION_FLAG,
	.offset = OFFSET(all_features),
	.help = "build with all features"},
    {.name = "target",
	.kind = OPTION_TEXT,
	.arg = "TRIPLE",
	.offset = OFFSET(target),
	.help = "build for this platform"},
    {.name = "target-dir",
	.kind = OPTION_TEXT,
	.arg = "DIR",
	.hint = HINT_FOLDER,
	.offset = OFFSET(target_dir),
	.help = "folder for what is built, default target"},
    {.letter = 'j',
	.name = "jobs",
	.kind = OPTION_TEXT,
	.arg = "N",
	.offset = OFFSET(jobs),
	.help = "jobs of the build at a time, default one for each processor"},
    {.name = "config",
	.kind = OPTION_REPEAT,
	.arg = "KEY=VALUE",
	.offset = OFFSET(config),
	.help = "a setting of cargo, or a file with some (repeatable)"},
    {.name = "locked",
	.kind = OPTION_FLAG,
	.offset = OFFSET(locked),
	.help = "build only if Cargo.lock need not change"},
    {.name = "offline",
	.kind = OPTION_FLAG,
	.offset = OFFSET(offline),
	.help = "build without the network"},
    {.name = "frozen",
	.kind = OPTION_FLAG,
	.offset = OFFSET(frozen),
	.help = "both --locked and --offline"},
    {.name = "no-fail-fast",
	.kind = OPTION_FLAG,
	.offset = OFFSET(no_fail_fast),
	.help = "handed to cargo test and cargo bench"},
    {.name = "manifest-path",
	.kind = OPTION_TEXT,
	.arg = "FILE",
	.hint = HINT_FILE,
	.offset = OFFSET(manifest_path),
	.help = "the Cargo.toml of the package"},
    PROFILE_OPTIONS,
    OPTION_END,
};

static const struct program program = {
    .name = "cargo-flamegraph",
    .synopsis = "[options] [-- ARG...]",
    .about =
	"Builds a target of a Cargo package, runs it with perf or dtrace, and draws where "
	"it spent its time: a flame graph in one SVG file, for any browser. Also run as `cargo "
	"flamegraph`. Arguments behind -- are the program's. Ctrl-C ends the recording and draws; "
	"a second one gives up.",
    .examples = "cargo flamegraph\n"
		"cargo flamegraph --bin server -o server.svg -- --port 8080\n"
		"cargo flamegraph --bench parse --open\n"
		"cargo flamegraph --unit-test --dev parser::tests",
    .options = options,
    .only_behind_dashes = true,
};

static int
check(const struct settings *s, const struct option_list *arguments, const struct report *report)
{
	const struct cargo_options *o = &s->cargo;
	int targets = (o->bin != NULL) + (o->example != NULL) + (o->test != NULL) +
		      (o->bench != NULL) + (o->unit_test != NULL) + (o->unit_bench != NULL) +
		      o->lib;

	if (targets > 1)
		return report_usage(report,
		    "--bin, --lib, --example, --test, --bench, --unit-test and --unit-bench "
		    "exclude each other");
	if (o->dev + o->release + (o->profile != NULL) > 1)
		return report_usage(report, "--dev, --release and --profile exclude each other");
	if (o->unit_test_kind != NULL && o->unit_test == NULL && o->unit_bench == NULL)
		return report_usage(
		    report, "--unit-test-kind goes with --unit-test or --unit-bench");
	if (o->compile && (o->unit_test != NULL || o->unit_bench != NULL || arguments->len > 0))
		return report_usage(report, "--compile runs nothing: --unit-test, --unit-bench and "
					    "arguments do not go with "
					    "it");
	if ((o->compile_args || o->lib) && !o->compile)
		return report_usage(report, o->lib ? "a library does not run by itself: --lib goes "
						     "with --compile (or choose --unit-test)"
						   : "--args goes with --compile");
	return profile_check(&s->profile, report);
}

/* Nothing is left of it, whether it ends by a signal or with this status. */
static int
end_cargo(struct cargo *cargo, int status)
{
	cargo_release(cargo);
	if (cargo->killed != 0)
		process_die(cargo->killed);
	return status;
}

/* Compiles once more, and draws where that took its time. */
static int
compile_and_draw(const struct settings *s, struct report *report, const char *argv0)
{
	struct profile_subject subject = {.command = NULL};
	struct cargo cargo;
	int status;

	cargo_init(&cargo, &s->cargo, report, argv0);
	subject.mask = &cargo.mask;
	status = cargo_compile(&cargo);
	if (status == STATUS_DONE) {
		subject.perfdata = cargo.profile;
		status = profile_run(&s->profile, &subject, report, argv0, &cargo.killed);
	}
	return end_cargo(&cargo, status);
}

/* Builds, then runs what was built with the arguments behind it. */
static int
build_and_run(const struct settings *s, const struct option_list *arguments, struct report *report,
    const char *argv0)
{
	struct option_list command = {NULL, 0, 0};
	struct profile_subject subject = {.command = &command};
	struct cargo cargo;
	int status;

	cargo_init(&cargo, &s->cargo, report, argv0);
	subject.mask = &cargo.mask;
	status = cargo_build(&cargo);
	if (status == STATUS_DONE)
		status = cargo_find_run(&cargo, arguments);
	if (status == STATUS_DONE) {
		bool fits = true;

		for (size_t i = 0; i < cargo.run.len; i++)
			fits = fits && option_list_add(&command, cargo.run.argv[i]);
		subject.environment = cargo.run.environment;
		subject.folder = cargo.run.folder;
		status = STATUS_FAILED;
		if (fits)
			status = profile_run(&s->profile, &subject, report, argv0, &cargo.killed);
		else
			report_error(report, "out of memory");
	}
	option_list_release(&command);
	return end_cargo(&cargo, status);
}

int
main(int argc, char **argv)
{
	struct settings settings = {.profile = profile_defaults()};
	struct option_list arguments = {NULL, 0, 0};
	const char *argv0 = argv[0], *tell = getenv(cargo_run_variable);
	struct report report;
	enum options_result result;
	int status;

	report_init(&report, program.name);
	profile_launch(argv, &report);
	if (tell != NULL)
		return cargo_run_tell(tell, argv, &report);
	if (argc > 1 && strcmp(argv[1], "flamegraph") == 0) {
		argc--;
		argv++;
	}
	result = options_parse(&program, &settings, &arguments, argc, argv, &report);
	status = options_status(result);
	if (result == OPTIONS_RUN)
		status = check(&settings, &arguments, &report);
	if (result == OPTIONS_RUN && status == STATUS_DONE) {
		settings.cargo.verbose = settings.profile.verbose;
		if (!settings.cargo.compile)
			status = profile_ready(&settings.profile, &report, argv0);
	}
	if (result == OPTIONS_RUN && status == STATUS_DONE)
		status = settings.cargo.compile
			     ? compile_and_draw(&settings, &report, argv0)
			     : build_and_run(&settings, &arguments, &report, argv0);
	option_list_release(&arguments);
	option_list_release(&settings.cargo.features);
	option_list_release(&settings.cargo.config);
	profile_release(&settings.profile);
	return status;
}
