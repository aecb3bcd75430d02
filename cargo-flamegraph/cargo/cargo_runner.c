/*
 * cargo_runner.c - the runner that the user has configured; see cargo.h.
 *
 * "Cargo reference: Configuration": target.<triple>.runner, or CARGO_TARGET_<TRIPLE>_RUNNER, else
 * the target.<cfg>.runner whose expression is true of the target:
 *
 *	cfg(all(unix, not(target_arch = "wasm32")))
 *
 * A string is split at spaces, an array is taken as it is. A program with a slash is a path from
 * the folder that holds .cargo/, or from here where no file set it.
 */
#define _XOPEN_SOURCE 700 /* realpath */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cargo.h"

/* Expressions that are nested deeper than this are false. */
enum { CFG_DEEPEST = 32 };

/* Runs a command for what it prints, and nothing else; the empty slice where it fails. */
static struct str
ask(struct cargo *c, const struct command *command)
{
	static const struct streams streams = {.in = -1, .out = -1, .hear = HEAR_OUT, .mute = true};
	struct str text = STR("");
	struct process p;

	if (cargo_call(c, command, &streams, &p) == STATUS_DONE)
		text = arena_str(&c->arena, output_text(&p.said));
	process_release(&p);
	return text.ptr != NULL ? text : STR("");
}

static bool
holds_config(struct cargo *c, const char *folder, const char *between)
{
	static const char *const names[] = {"config.toml", "config"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *path = arena_printf(&c->arena, "%s%s/%s", folder, between, names[i]);

		if (path == NULL || access(path, F_OK) == 0)
			return true;
	}
	return false;
}

/*
 * Whether there is a file of configuration where cargo looks for one ("Cargo reference:
 * Configuration: Hierarchical structure"): in .cargo/ of this folder and those above, and in
 * CARGO_HOME, which is ~/.cargo by default. Where all is not known, it is asked for.
 */
static bool
is_configured(struct cargo *c)
{
	const char *home = getenv("CARGO_HOME"), *user = getenv("HOME");
	char *folder = realpath(".", NULL);
	bool found = folder == NULL || c->options->config.len > 0;

	while (!found) {
		char *slash = strrchr(folder, '/');

		found = holds_config(c, folder, "/.cargo");
		if (slash == NULL)
			break;
		*slash = '\0';
	}
	free(folder);
	if (found || (home != NULL && *home != '\0'))
		return found || holds_config(c, home, "");
	return user == NULL || holds_config(c, user, "/.cargo");
}

/*
 * All of cargo's configuration but for variables; `config get` is unstable, so a cargo that refuses
 * has none.
 */
static struct str
ask_config(struct cargo *c)
{
	struct command command;

	if (!is_configured(c))
		return STR("");
	command_init(&command, &c->arena);
	command_add(&command, c->program);
	command_add(&command, "-Zunstable-options");
	command_add(&command, "config");
	command_add(&command, "get");
	command_add(&command, "--show-origin");
	for (size_t i = 0; i < c->options->config.len; i++)
		command_addf(&command, "--config=%s", c->options->config.items[i]);
	command_set(&command, "RUSTC_BOOTSTRAP", "1");
	return ask(c, &command);
}

/* The triple of this machine, as `cargo -vV` says it: "host: x86_64-unknown-linux-gnu". */
static const char *
host_triple(struct cargo *c)
{
	struct command command;
	struct str text;

	command_init(&command, &c->arena);
	command_add(&command, c->program);
	command_add(&command, "-vV");
	text = ask(c, &command);
	while (text.len > 0) {
		struct str line = str_cut(&text, '\n');

		if (str_starts(line, STR("host: ")))
			return arena_printf(
			    &c->arena, "%.*s", STR_ARG(str_trim(str_skip(line, 6))));
	}
	return NULL;
}

/* A target may be named by a file, whose stem is its name then. */
static void
add_triple(struct cargo *c, struct command *triples, const char *name)
{
	struct str triple = str_from(name);

	if (str_eq(triple, STR("host-tuple"))) {
		name = host_triple(c);
		triple = str_from(name);
	}
	if (str_ends(triple, STR(".json"))) {
		triple = str_head(triple, triple.len - 5);
		triple = str_skip(
		    triple, str_rfind(triple, '/') < triple.len ? str_rfind(triple, '/') + 1 : 0);
	}
	if (triple.len > 0)
		command_addf(triples, "%.*s", STR_ARG(triple));
}

static void
find_triples(struct cargo *c, struct str config, struct command *triples)
{
	const char *variable = getenv("CARGO_BUILD_TARGET");
	struct cargo_setting setting;

	if (c->options->target != NULL) {
		add_triple(c, triples, c->options->target);
		return;
	}
	if (variable != NULL && *variable != '\0')
		add_triple(c, triples, variable);
	while (triples->len == 0 && cargo_config_next(c, &config, &setting))
		if (str_eq(setting.key, STR("build.target")))
			for (size_t i = 0; i < setting.values.len; i++)
				add_triple(c, triples, setting.values.argv[i]);
	if (triples->len == 0)
		add_triple(c, triples, host_triple(c));
}

const char *
cargo_runner_variable(struct cargo *c, const char *triple)
{
	char *name = arena_printf(&c->arena, "CARGO_TARGET_%s_RUNNER", triple);

	for (char *p = name; p != NULL && *p != '\0'; p++)
		*p = (char)(*p == '-' || *p == '.'   ? '_'
			    : *p >= 'a' && *p <= 'z' ? *p - 'a' + 'A'
						     : *p);
	return name != NULL ? name : "";
}

/* What `rustc --print cfg` says of the target: lines `unix`, `target_os="linux"`. */
static struct str
ask_cfg(struct cargo *c, const char *triple)
{
	const char *rustc = getenv("RUSTC");
	struct command command;

	command_init(&command, &c->arena);
	command_add(&command, rustc != NULL && *rustc != '\0' ? rustc : "rustc");
	command_add(&command, "--print=cfg");
	command_addf(&command, "--target=%s", triple);
	return ask(c, &command);
}

/* Whether a line of what rustc said is `name`, or name="value". */
static bool
has_cfg(struct str cfg, struct str name, struct str value)
{
	while (cfg.len > 0) {
		struct str line = str_cut(&cfg, '\n');
		struct str key = str_head(line, str_find(line, '='));
		struct str rest = str_skip(line, key.len + 1);

		if (str_eq(key, name) && str_eq(rest, value))
			return true;
	}
	return false;
}

static struct str
take_word(struct str *s)
{
	size_t n = 0;

	*s = str_trim_left(*s);
	while (n < s->len && !str_is_space(s->ptr[n]) && strchr("(),=", s->ptr[n]) == NULL)
		n++;
	n = n == 0 && s->len > 0 ? 1 : n;
	*s = str_skip(*s, n);
	return str_make(s->ptr - n, n);
}

static bool
next_is(const struct str *s, char c)
{
	struct str rest = str_trim_left(*s);

	return rest.len > 0 && rest.ptr[0] == c;
}

static bool eval_cfg(struct str *s, struct str cfg, int depth);

/* all(…), any(…), not(…) behind its opening parenthesis; not(a) is true where all(a) is not. */
static bool
eval_list(struct str word, struct str *s, struct str cfg, int depth)
{
	bool any = false, all = true;

	take_word(s);
	while (s->len > 0 && !next_is(s, ')')) {
		bool one = eval_cfg(s, cfg, depth + 1);

		any = any || one;
		all = all && one;
		if (next_is(s, ','))
			take_word(s);
	}
	take_word(s);
	return str_eq(word, STR("any")) ? any : str_eq(word, STR("not")) ? !all : all;
}

/* An expression of cfg(…), of which *s is moved behind the first term. */
static bool
eval_cfg(struct str *s, struct str cfg, int depth)
{
	struct str word = take_word(s), value = STR("");

	if (depth > CFG_DEEPEST) {
		*s = STR("");
		return false;
	}
	if (next_is(s, '('))
		return eval_list(word, s, cfg, depth);
	if (next_is(s, '=')) {
		take_word(s);
		value = take_word(s);
	}
	return has_cfg(cfg, word, value);
}

/* The part of a key target.PART.runner, unquoted; empty for another key. */
static struct str
runner_of(struct cargo *c, struct str key)
{
	struct str part = STR(""), end = STR(".runner"), begin = STR("target.");
	char *text, *to, quote;

	if (str_starts(key, begin) && str_ends(key, end) && key.len > begin.len + end.len)
		part = str_make(key.ptr + begin.len, key.len - begin.len - end.len);
	quote = part.len >= 2 ? part.ptr[0] : 0;
	if (quote == '"' || quote == '\'')
		part = str_make(part.ptr + 1, part.len - 2);
	if (quote != '"')
		return part;
	text = to = ARENA_NEW(&c->arena, char, part.len);
	for (size_t i = 0; text != NULL && i < part.len; i++) {
		i += part.ptr[i] == '\\' && i + 1 < part.len;
		*to++ = part.ptr[i];
	}
	return text != NULL ? str_span(text, to) : STR("");
}

/* The words between white space, as they are. */
static void
add_words(struct command *words, const char *text)
{
	struct str rest = str_trim(str_from(text));

	while (rest.len > 0) {
		size_t n = 0;

		while (n < rest.len && !str_is_space(rest.ptr[n]))
			n++;
		command_addf(words, "%.*s", (int)n, rest.ptr);
		rest = str_trim_left(str_skip(rest, n));
	}
}

/* The words of a runner: a path in it begins where the setting was made. */
static void
add_runner(struct cargo *c, const struct cargo_setting *setting, struct command *words)
{
	struct str root = str_from(setting->origin);
	size_t file = str_search(root, STR("/.cargo/config"));
	const char *program;
	struct command all;

	command_init(&all, &c->arena);
	for (size_t i = 0; i < setting->values.len; i++)
		if (setting->array)
			command_add(&all, setting->values.argv[i]);
		else
			add_words(&all, setting->values.argv[i]);
	if (all.len == 0)
		return;
	program = all.argv[0];
	if (program[0] != '/' && strchr(program, '/') != NULL && file < root.len)
		command_addf(words, "%.*s/%s", (int)file, root.ptr, program);
	else
		command_add(words, program);
	for (size_t i = 1; i < all.len; i++)
		command_add(words, all.argv[i]);
}

/* The setting for a triple or, without one, for an expression that is true of it. */
static void
find_setting(struct cargo *c, struct str config, const char *triple, struct command *words)
{
	struct cargo_setting setting, chosen = {.origin = NULL};
	struct str cfg = STR("");

	while (cargo_config_next(c, &config, &setting)) {
		struct str part = runner_of(c, setting.key);

		if (str_eq(part, str_from(triple))) {
			chosen = setting;
			break;
		}
		if (!str_starts(part, STR("cfg(")) || chosen.origin != NULL)
			continue;
		if (cfg.len == 0)
			cfg = ask_cfg(c, triple);
		part = str_head(str_skip(part, 4), part.len - 5);
		if (eval_cfg(&part, cfg, 0))
			chosen = setting;
	}
	if (chosen.origin != NULL)
		add_runner(c, &chosen, words);
}

int
cargo_runner_find(struct cargo *c, struct command *triples, struct command *words)
{
	struct str config = ask_config(c);
	const char *variable;

	find_triples(c, config, triples);
	if (triples->len == 0) {
		report_error(
		    c->report, "'%s -vV' does not say for which machine it builds", c->program);
		return STATUS_FAILED;
	}
	variable = getenv(cargo_runner_variable(c, triples->argv[0]));
	if (variable != NULL && *variable != '\0')
		add_words(words, variable);
	else
		find_setting(c, config, triples->argv[0], words);
	return STATUS_DONE;
}
