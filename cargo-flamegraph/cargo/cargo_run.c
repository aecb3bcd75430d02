/*
 * cargo_run.c - how cargo would run what it built; see cargo.h.
 *
 * `cargo run`, `cargo test` and `cargo bench` start a program each in a way of its own: folder,
 * CARGO_PKG_… and [env] variables, the library path of dylib crates and build scripts, --bench.
 * None of that is guessed here. Cargo starts programs through a runner where one is configured
 * (CARGO_TARGET_<TRIPLE>_RUNNER, "Cargo reference: Configuration: target.<triple>.runner"), so this
 * program is made the runner of one short run, and writes down how it was started:
 *
 *	folder NUL words NUL word NUL … variable NUL …
 *
 * where `words` is how many words there are; the first is the executable. The runner that the user
 * has configured is put before them, as cargo would.
 */
#define _XOPEN_SOURCE 700 /* realpath */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cargo.h"
#include "folder.h"
#include "input.h"

extern char **environ;

const char cargo_run_variable[] = "CARGO_FLAMEGRAPH_TELL";

/* What is in the private folder of one run: the runner, and what it tells. */
struct tell {
	const char *runner; /* a link to this program */
	const char *file;
};

static void
put(struct output *out, const char *text)
{
	output_bytes(out, text, strlen(text) + 1);
}

/* Writes to fd how this program was started, in the folder `here`; false with errno set. */
static bool
tell(int fd, const char *here, char **argv)
{
	size_t words = 0;
	struct output out;

	output_init(&out, fd);
	put(&out, here);
	while (argv[words + 1] != NULL)
		words++;
	output_printf(&out, "%zu", words);
	output_char(&out, '\0');
	for (size_t i = 0; i < words; i++)
		put(&out, argv[i + 1]);
	for (char **v = environ; *v != NULL; v++)
		put(&out, *v);
	return output_close(&out);
}

int
cargo_run_tell(const char *path, char **argv, const struct report *report)
{
	char *here = realpath(".", NULL);
	int fd = here != NULL ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
	bool good = fd >= 0 && tell(fd, here, argv);

	if (!good)
		report_error(report, "cannot write '%s': %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(here);
	return good ? STATUS_DONE : STATUS_FAILED;
}

/* A runner is split at spaces, so the link to it is where none is on the way. */
static bool
fits_runner(const char *place)
{
	if (*place != '/')
		return false;
	while (*place != '\0' && !str_is_space(*place))
		place++;
	return *place == '\0';
}

static bool
make_folder(struct cargo *c, struct tell *t)
{
	c->folder = folder_make(&c->arena, "cargo-flamegraph", fits_runner);
	if (c->folder == NULL)
		return false;
	*t = (struct tell){arena_printf(&c->arena, "%s/runner", c->folder),
	    arena_printf(&c->arena, "%s/how", c->folder)};
	c->made[0] = t->runner;
	c->made[1] = t->file;
	return t->runner != NULL && t->file != NULL;
}

/* False after a message. */
static bool
make_runner(struct cargo *c, struct tell *t)
{
	const char *self = find_sibling(&c->arena, c->argv0, "cargo-flamegraph");

	if (self != NULL)
		self = absolute_path(&c->arena, self);
	if (make_folder(c, t) && self != NULL && symlink(self, t->runner) == 0)
		return true;
	report_error(c->report, "cannot make a temporary folder: %s", strerror(errno));
	return false;
}

/* Everything in the file; NULL where there is none, or no memory. */
static const char *
read_file(struct cargo *c, const char *path, size_t *len)
{
	struct output text;
	struct input in;
	struct str block;
	const char *copy = NULL;

	if (!input_open(&in, path))
		return NULL;
	output_to_memory(&text);
	while (input_block(&in, &block))
		output_str(&text, block);
	if (in.error == 0 && text.error == 0)
		copy = arena_str(&c->arena, output_text(&text)).ptr;
	*len = text.len;
	output_close(&text);
	input_close(&in);
	return copy;
}

/* The text up to the next NUL, which *rest is moved behind. */
static char *
take(struct cargo *c, struct str *rest)
{
	struct str text = str_cut(rest, '\0');

	return arena_printf(&c->arena, "%.*s", STR_ARG(text));
}

/* Reads what the runner told into c->run, behind the words that are there. */
static bool
read_how(struct cargo *c, const struct tell *t)
{
	struct str rest = {NULL, 0};
	struct command variables;
	uint64_t words;

	rest.ptr = read_file(c, t->file, &rest.len);
	if (rest.ptr == NULL || rest.len == 0)
		return false;
	c->run.folder = take(c, &rest);
	if (!str_to_u64(str_cut(&rest, '\0'), &words))
		return false;
	for (; words > 0 && rest.len > 0; words--)
		command_add(&c->run, take(c, &rest));
	command_init(&variables, &c->arena);
	while (rest.len > 0)
		command_add(&variables, take(c, &rest));
	c->run.environment = variables.argv;
	return words == 0 && variables.len > 0 && !c->arena.failed;
}

/* Runs cargo with this program as the runner. */
static int
ask_cargo(struct cargo *c, const struct tell *t, const struct command *triples,
    const struct option_list *arguments)
{
	static const struct streams streams = {.in = -1, .out = -1, .hear = HEAR_ERR};
	struct command command;
	struct process p;
	int status;

	command_init(&command, &c->arena);
	cargo_add_target(c, &command, CARGO_RUN);
	command_add(&command, "--");
	command_add_list(&command, arguments);
	command_set(&command, cargo_run_variable, t->file);
	for (size_t i = 0; i < triples->len; i++)
		command_set(&command, cargo_runner_variable(c, triples->argv[i]), t->runner);
	status = cargo_call(c, &command, &streams, &p);
	/* It has said all of this when it built. */
	if (status != STATUS_DONE)
		fwrite(p.said.buf, 1, p.said.len, stderr);
	process_release(&p);
	return status;
}

/* The variables of that one run are not the program's: they are as they were. */
static void
restore_variables(struct cargo *c, const struct command *triples)
{
	command_set(&c->run, cargo_run_variable, NULL);
	for (size_t i = 0; i < triples->len; i++) {
		const char *name = cargo_runner_variable(c, triples->argv[i]);

		command_set(&c->run, name, getenv(name));
	}
}

/* Where cargo did not start our runner: the program by itself. */
static void
run_plainly(struct cargo *c, const struct option_list *arguments)
{
	report_warning(c->report,
	    "cargo runs the program in a way of its own: it is started here without the folder and "
	    "the variables that cargo gives it");
	command_init(&c->run, &c->arena);
	command_add(&c->run, c->executable);
	command_add_list(&c->run, arguments);
}

int
cargo_find_run(struct cargo *c, const struct option_list *arguments)
{
	struct tell t = {NULL, NULL};
	struct command triples;
	int status;

	command_init(&triples, &c->arena);
	command_init(&c->run, &c->arena);
	status = cargo_runner_find(c, &triples, &c->run);
	if (status == STATUS_DONE)
		status = make_runner(c, &t) ? ask_cargo(c, &t, &triples, arguments) : STATUS_FAILED;
	if (status == STATUS_DONE) {
		if (read_how(c, &t))
			restore_variables(c, &triples);
		else
			run_plainly(c, arguments);
	}
	cargo_remove_folder(c);
	if (!c->arena.failed)
		return status;
	report_error(c->report, "out of memory");
	return STATUS_FAILED;
}
