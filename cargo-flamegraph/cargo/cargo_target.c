/*
 * cargo_target.c - which target of which package is meant; see cargo.h.
 *
 * Reads the JSON of `cargo metadata --format-version 1 --no-deps`:
 *
 *	{"packages": [{"name": "demo", "id": "…#demo@0.1.0", "default_run": null,
 *	    "manifest_path": "/home/me/demo/Cargo.toml", "targets":
 *	    [{"kind": ["bin"], "name": "demo", "test": true}, …]}, …],
 *	 "workspace_members": ["…#demo@0.1.0"], "workspace_default_members": […]}
 */
#define _XOPEN_SOURCE 700 /* realpath */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cargo.h"
#include "command.h"
#include "json.h"
#include "mem.h"

void
cargo_target_from_options(struct cargo *c)
{
	const struct cargo_options *o = c->options;
	const struct {
		const char *name;
		enum cargo_kind kind;
	} choices[] = {
	    {o->bin, CARGO_BIN},
	    {o->example, CARGO_EXAMPLE},
	    {o->test, CARGO_TEST},
	    {o->bench, CARGO_BENCH},
	    {o->unit_test, CARGO_UNIT_TEST},
	    {o->unit_bench, CARGO_UNIT_BENCH},
	};

	c->target = (struct cargo_target){.kind = CARGO_BIN, .package = str_from(o->package)};
	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++) {
		if (choices[i].name == NULL)
			continue;
		c->target.kind = choices[i].kind;
		c->target.name = str_from(choices[i].name);
	}
	if (o->lib)
		c->target.kind = CARGO_LIB;
	c->target.lib =
	    o->lib || (o->unit_test_kind != NULL && strcmp(o->unit_test_kind, "lib") == 0);
}

bool
cargo_target_is_clear(const struct cargo *c)
{
	return c->target.name.len > 0 &&
	       (!cargo_is_unit(c->target.kind) || c->options->unit_test_kind != NULL);
}

const char *
cargo_kind_name(enum cargo_kind kind)
{
	static const char *const names[] = {[CARGO_BIN] = "bin",
	    [CARGO_EXAMPLE] = "example",
	    [CARGO_TEST] = "test",
	    [CARGO_BENCH] = "bench",
	    [CARGO_UNIT_TEST] = "bin",
	    [CARGO_UNIT_BENCH] = "bin",
	    [CARGO_LIB] = "lib"};

	return names[kind];
}

bool
cargo_is_kind(const struct json *target, enum cargo_kind kind)
{
	if (kind == CARGO_LIB)
		return cargo_is_lib(target);
	return json_has_text(json_member(target, "kind"), cargo_kind_name(kind)) ||
	       (cargo_is_unit(kind) && cargo_is_lib(target));
}

bool
cargo_has_name(const struct json *target, struct str name)
{
	struct str other = json_member_text(target, "name");
	bool same = other.len == name.len;

	for (size_t i = 0; same && i < name.len; i++)
		same = (name.ptr[i] == '-' ? '_' : name.ptr[i]) ==
		       (other.ptr[i] == '-' ? '_' : other.ptr[i]);
	return same;
}

bool
cargo_is_lib(const struct json *target)
{
	static const char *const kinds[] = {
	    "lib", "rlib", "dylib", "cdylib", "staticlib", "proc-macro"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (json_has_text(json_member(target, "kind"), kinds[i]))
			return true;
	return false;
}

struct str
cargo_package_name(struct str id)
{
	size_t hash = str_rfind(id, '#');
	struct str behind = str_skip(id, hash + 1), path;

	/* "demo 0.1.0 (path+file:///…)", as cargo wrote it before 1.77 */
	if (hash == id.len)
		return str_head(id, str_find(id, ' '));
	if (str_find(behind, '@') < behind.len)
		return str_head(behind, str_find(behind, '@'));
	path = str_head(id, hash);
	return str_skip(path, str_rfind(path, '/') + 1);
}

static void
print_target(const struct cargo_target *target, bool with_package, struct output *out)
{
	if (with_package)
		output_printf(out, "-p %.*s ", STR_ARG(target->package));
	output_printf(out, "--%s %.*s",
	    target->kind == CARGO_UNIT_TEST    ? "unit-test"
	    : target->kind == CARGO_UNIT_BENCH ? "unit-bench"
					       : cargo_kind_name(target->kind),
	    STR_ARG(target->name));
	if (cargo_is_unit(target->kind))
		output_printf(out, " --unit-test-kind %s", target->lib ? "lib" : "bin");
	output_char(out, '\n');
}

void
cargo_targets_add(struct cargo_targets *list, const struct cargo_target *target)
{
	if (!MEM_GROW(&list->items, &list->cap, list->len + 1))
		list->failed = true;
	else
		list->items[list->len++] = *target;
}

void
cargo_targets_release(struct cargo_targets *list)
{
	mem_free(list->items);
	*list = (struct cargo_targets){NULL, 0, 0, false};
}

void
cargo_targets_say(const struct cargo_targets *list, const struct report *report, const char *what)
{
	struct output text;
	bool several = false;

	for (size_t i = 1; i < list->len; i++)
		several = several || !str_eq(list->items[i].package, list->items[0].package);
	output_to_memory(&text);
	for (size_t i = 0; i < list->len; i++)
		print_target(&list->items[i], several, &text);
	report_error(report, "%s", what);
	fwrite(text.buf, 1, text.len, stderr);
	output_close(&text);
}

/* The Cargo.toml that cargo takes: the one given, or the nearest one above. The caller frees. */
static char *
find_manifest(struct cargo *c)
{
	char *folder, *found = NULL;
	const char *path;

	if (c->options->manifest_path != NULL)
		return realpath(c->options->manifest_path, NULL);
	folder = realpath(".", NULL);
	while (folder != NULL && found == NULL) {
		char *slash = strrchr(folder, '/');

		path = arena_printf(&c->arena, "%s/Cargo.toml", folder);
		if (path != NULL && access(path, F_OK) == 0)
			found = realpath(path, NULL);
		if (slash == NULL || *folder == '\0')
			break;
		*slash = '\0';
	}
	free(folder);
	return found;
}

static bool
is_manifest_of(struct cargo *c, const struct json *package, const char *manifest)
{
	struct str text = json_member_text(package, "manifest_path");
	const char *path = arena_printf(&c->arena, "%.*s", STR_ARG(text));
	char *real = path != NULL ? realpath(path, NULL) : NULL;
	bool same = real != NULL && strcmp(real, manifest) == 0;

	free(real);
	return same;
}

static const struct json *
packages_of(const struct json *metadata)
{
	const struct json *packages = json_member(metadata, "packages");

	return packages != NULL ? packages->first : NULL;
}

/* The package that is meant; NULL where a whole workspace is, or none has the name. */
static const struct json *
find_package(struct cargo *c, const struct json *metadata)
{
	struct str name = str_from(c->options->package);
	char *manifest = name.len == 0 ? find_manifest(c) : NULL;
	const struct json *p = packages_of(metadata);

	name = str_head(name, str_find(name, '@'));
	for (; p != NULL; p = p->next) {
		if (name.len > 0 ? str_eq(json_member_text(p, "name"), name)
				 : manifest != NULL && is_manifest_of(c, p, manifest))
			break;
	}
	free(manifest);
	return p;
}

/* A target of a package, if it is of the kind that is wanted and has the name, if there is one. */
static void
consider(struct cargo *c, const struct json *package, const struct json *json,
    enum cargo_kind wanted, struct cargo_targets *list)
{
	const char *kind = c->options->unit_test_kind;
	struct cargo_target target = {.kind = wanted,
	    .name = json_member_text(json, "name"),
	    .package = json_member_text(package, "name"),
	    .lib = (cargo_is_unit(wanted) || wanted == CARGO_LIB) && cargo_is_lib(json)};

	if (!cargo_is_kind(json, wanted))
		return;
	if (cargo_is_unit(wanted) && kind != NULL && (strcmp(kind, "lib") == 0) != target.lib)
		return;
	if (c->target.name.len > 0 && !cargo_has_name(json, c->target.name))
		return;
	cargo_targets_add(list, &target);
}

static void
consider_package(
    struct cargo *c, const struct json *package, enum cargo_kind wanted, struct cargo_targets *list)
{
	const struct json *targets = json_member(package, "targets");

	if (targets == NULL)
		return;
	for (const struct json *t = targets->first; t != NULL; t = t->next)
		consider(c, package, t, wanted, list);
}

/* All targets of a kind in the package or, without one, in the members of the workspace. */
static void
consider_all(struct cargo *c, const struct json *metadata, const struct json *package,
    enum cargo_kind wanted, struct cargo_targets *list)
{
	const struct json *members = json_member(metadata, "workspace_default_members");
	const struct json *p = packages_of(metadata);

	if (members == NULL || members->first == NULL)
		members = json_member(metadata, "workspace_members");
	if (package != NULL) {
		consider_package(c, package, wanted, list);
		return;
	}
	for (; p != NULL; p = p->next) {
		struct str id = json_member_text(p, "id");
		const struct json *m = members != NULL ? members->first : NULL;

		while (m != NULL && !str_eq(json_text(m), id))
			m = m->next;
		if (m != NULL)
			consider_package(c, p, wanted, list);
	}
}

/* Takes the candidate that is the package's default-run, or the only one. */
static bool
take(struct cargo *c, const struct json *package, const struct cargo_targets *list)
{
	struct str run = json_member_text(package, "default_run");

	for (size_t i = 0; i < list->len; i++) {
		bool chosen =
		    c->target.kind == CARGO_BIN && run.len > 0 && str_eq(list->items[i].name, run);

		if (chosen || list->len == 1) {
			c->target = list->items[i];
			return true;
		}
	}
	return false;
}

/* Nothing, or too much, fits: lists what there is. */
static int
list_choices(struct cargo *c, const struct json *metadata, const struct json *package,
    struct cargo_targets *list)
{
	bool none = list->len == 0;

	c->target.name = STR("");
	if (c->target.kind == CARGO_BIN)
		for (enum cargo_kind k = CARGO_EXAMPLE; k <= CARGO_BENCH; k++)
			consider_all(c, metadata, package, k, list);
	else if (none)
		consider_all(c, metadata, package, c->target.kind, list);
	if (list->len == 0)
		return report_usage(c->report, c->target.kind == CARGO_LIB
						   ? "there is no library in this package"
						   : "there is nothing to run in this package");
	cargo_targets_say(list, c->report,
	    none ? "no such target; choose one of these:"
		 : "several targets fit; choose one of these:");
	return STATUS_USAGE;
}

int
cargo_target_choose(struct cargo *c, struct str metadata)
{
	struct cargo_targets list = {NULL, 0, 0, false};
	struct json_error error;
	const struct json *json = json_parse(&c->arena, metadata, &error), *package;
	int status = STATUS_DONE;

	if (json == NULL) {
		report_error(c->report, "cannot read what cargo metadata says: byte %zu: %s",
		    error.offset, error.what);
		return STATUS_FAILED;
	}
	package = find_package(c, json);
	if (package == NULL && c->options->package != NULL)
		return report_usage(
		    c->report, "there is no package '%s' here", c->options->package);
	consider_all(c, json, package, c->target.kind, &list);
	/* A library runs by itself in no way, but it can be compiled. */
	if (list.len == 0 && c->options->compile && c->target.kind == CARGO_BIN &&
	    c->target.name.len == 0) {
		c->target.kind = CARGO_LIB;
		consider_all(c, json, package, CARGO_LIB, &list);
	}
	if (!take(c, package, &list))
		status = list_choices(c, json, package, &list);
	if (list.failed) {
		report_error(c->report, "out of memory");
		status = STATUS_FAILED;
	}
	cargo_targets_release(&list);
	return status;
}
