/*
 * profile.c - from a command, a process or a perf.data file to a picture; see
 * profile.h. The steps, of which record.c and draw.c hold the first two:
 *
 *	perf record -F 997 --call-graph dwarf,64000 -o TEMPORARY -- COMMAND
 *	collapse-perf TEMPORARY | flamegraph-svg > .flamegraph.svg.XXXXXX
 *	rename it to flamegraph.svg
 */
#include "profile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "folder.h"
#include "session.h"

const char *const profile_backends[] = {"perf", "dtrace", NULL};

const char *const profile_palettes[] = {"hot", "mem", "io", "red", "green", "blue", "aqua",
    "yellow", "purple", "orange", "wakeup", "chain", "java", "js", "perl", "python", "rust", NULL};

struct profile_options
profile_defaults(void)
{
#ifdef __linux__
	const char *backend = "perf";
#else
	const char *backend = "dtrace";
#endif
	return (struct profile_options){.output = "flamegraph.svg", .backend = backend};
}

void
profile_release(struct profile_options *options)
{
	option_list_release(&options->skip_after);
}

/* fp, lbr, dwarf, or dwarf,SIZE with a size that perf takes. */
static bool
is_call_graph(const char *mode)
{
	struct str rest = str_from(mode);
	struct str kind = str_cut(&rest, ',');
	uint64_t size;

	if (strchr(mode, ',') != NULL)
		return str_eq(kind, STR("dwarf")) && str_to_u64(rest, &size) && size >= 8 &&
		       size % 8 == 0 && size <= 65528;
	return str_eq(kind, STR("fp")) || str_eq(kind, STR("lbr")) || str_eq(kind, STR("dwarf"));
}

/* A number of pixels, or a percentage. */
static bool
is_width(const char *text)
{
	char number[32];
	size_t len = strlen(text);
	double value;

	if (len > 0 && text[len - 1] == '%')
		len--;
	if (len >= sizeof(number))
		return false;
	memcpy(number, text, len);
	number[len] = '\0';
	return options_decimal(number, &value);
}

/* Options that only perf has; NULL when none is given. */
static const char *
perf_only(const struct profile_options *o)
{
	return o->compression	  ? "compression-level"
	       : o->call_graph	  ? "call-graph"
	       : o->delay > 0	  ? "delay"
	       : o->wall	  ? "wall"
	       : o->off_cpu	  ? "off-cpu"
	       : o->no_inline	  ? "no-inline"
	       : o->inlines	  ? "inline"
	       : o->max_stack > 0 ? "max-stack"
	       : o->symfs	  ? "symfs"
	       : o->vmlinux	  ? "vmlinux"
	       : o->buildid_dir	  ? "buildid-dir"
	       : o->perf_script	  ? "perf-script"
	       : o->script_args	  ? "script-args"
	       : o->keep_perfdata ? "keep-perfdata"
	       : o->perfdata_out  ? "perfdata-out"
	       : o->flamechart	  ? "flamechart"
				  : NULL;
}

/* An option that needs perf's data in a file; NULL where none is given. */
static const char *
stream_hindrance(const struct profile_options *o)
{
	return strcmp(o->backend, "dtrace") == 0 ? "backend dtrace"
	       : o->perf_script			 ? "perf-script"
	       : o->script_args			 ? "script-args"
	       : o->keep_perfdata		 ? "keep-perfdata"
	       : o->perfdata_out		 ? "perfdata-out"
	       : o->compression			 ? "compression-level"
						 : NULL;
}

int
profile_check(const struct profile_options *o, const struct report *report)
{
	const char *alone = o->freq > 0 ? "freq" : o->call_graph != NULL ? "call-graph" : NULL;

	if (o->cmd != NULL && alone != NULL)
		return report_usage(
		    report, "--%s does not go together with --cmd: write it into CMD", alone);
	if (strcmp(o->backend, "dtrace") == 0 && perf_only(o) != NULL)
		return report_usage(report, "--%s works with perf only", perf_only(o));
	if (o->call_graph != NULL && !is_call_graph(o->call_graph))
		return report_usage(report,
		    "--call-graph takes fp, lbr, dwarf or dwarf,SIZE (a multiple of 8, at most "
		    "65528), not '%s'",
		    o->call_graph);
	if (o->inlines && o->no_inline)
		return report_usage(report, "--inline and --no-inline do not go together");
	if (o->min_width != NULL && !is_width(o->min_width))
		return report_usage(
		    report, "--min-width takes a number or N%%, not '%s'", o->min_width);
	if (o->stream && (o->no_stream || stream_hindrance(o) != NULL))
		return report_usage(report, "--stream and --%s do not go together",
		    o->no_stream ? "no-stream" : stream_hindrance(o));
	if (o->keep_perfdata && o->perfdata_out != NULL)
		return report_usage(
		    report, "--keep-perfdata and --perfdata-out do not go together");
	if (*o->output == '\0')
		return report_usage(report, "--output needs a name");
	return STATUS_DONE;
}

static bool
open_result(struct session *s, struct outfile *f, const char *path)
{
	bool nowhere = strcmp(path, "-") == 0 && s->report->no_stdout;
	int error = nowhere ? EBADF : outfile_open(f, &s->arena, path);

	if (error == 0)
		return true;
	report_error(s->report, "cannot write '%s': %s", path, strerror(error));
	return false;
}

static bool
make_folder(struct session *s)
{
	s->folder = folder_make(&s->arena, "flamegraph", NULL);
	if (s->folder == NULL)
		report_error(s->report, "cannot make a temporary folder: %s", strerror(errno));
	return s->folder != NULL;
}

/* Whether what is written to the one takes the place of what the other holds. */
static bool
replaces(const char *a, const char *b)
{
	struct stat st;

	if (a == NULL || b == NULL || (strcmp(a, b) != 0 && !files_are_same(a, b)))
		return false;
	return strcmp(a, "-") == 0 || stat(a, &st) != 0 || S_ISREG(st.st_mode);
}

/* Of what is read and written no two may be one file; false after a message. */
static bool
are_different(struct session *s)
{
	const struct profile_options *o = s->options;
	const char *given = s->subject->perfdata;
	const struct {
		const char *option, *path;
	} files[] = {{"output", o->output}, {"folded", o->folded},
	    {o->keep_perfdata ? "keep-perfdata" : "perfdata-out", s->perfdata_out},
	    {"perfdata", given != NULL && strcmp(given, "-") != 0 ? given : NULL}};

	for (size_t i = 1; i < sizeof(files) / sizeof(*files); i++)
		for (size_t k = 0; k < i; k++)
			if (replaces(files[k].path, files[i].path)) {
				s->status =
				    report_usage(s->report, "--%s and --%s are one file: '%s'",
					files[k].option, files[i].option, files[k].path);
				return false;
			}
	return true;
}

/* Opens all that will be written: what cannot be is known before anything is recorded. */
static bool
open_results(struct session *s)
{
	const struct profile_options *o = s->options;

	if (!are_different(s) || !open_result(s, &s->svg, o->output))
		return false;
	if (o->folded != NULL && !open_result(s, &s->folded, o->folded))
		return false;
	if (s->subject->perfdata != NULL || s->stream)
		return true;
	if (o->keep_perfdata && access("perf.data", F_OK) == 0) {
		report_error(s->report,
		    "perf.data exists; remove it, or name another file with --perfdata-out");
		return false;
	}
	if (s->perfdata_out != NULL)
		return open_result(s, &s->perfdata, s->perfdata_out);
	return make_folder(s);
}

/* Puts a file in its place; true also when it is not wanted. */
static bool
commit(struct session *s, struct outfile *f)
{
	const char *path = f->path;
	int error = path != NULL ? outfile_commit(f) : 0;

	if (error != 0)
		report_error(s->report, "cannot write '%s': %s", path, strerror(error));
	return error == 0;
}

/* What was recorded is worth more than a picture: it is kept before one is drawn. */
static bool
commit_recording(struct session *s)
{
	if (s->perfdata_out == NULL)
		return true;
	if (!commit(s, &s->perfdata))
		return false;
	s->recording = s->perfdata.target;
	return true;
}

/* Shows the picture: whatever opens files here, or the browser of $BROWSER. */
static void
open_picture(struct session *s)
{
	static const char *const openers[] = {
#ifdef __APPLE__
	    "open",
#endif
	    "xdg-open"};
	struct streams streams = {.in = -1, .out = -1};
	const char *browser = getenv("BROWSER");
	struct command *c = &s->opening;

	command_init(c, &s->arena);
	for (size_t i = 0; i < sizeof(openers) / sizeof(*openers) && c->len == 0; i++)
		if (find_program(&s->arena, openers[i]) != NULL)
			command_add(c, openers[i]);
	if (c->len == 0 && browser != NULL)
		command_add_text(c, browser);
	if (c->len == 0) {
		report_warning(s->report, "cannot open '%s': no xdg-open, and $BROWSER is not set",
		    s->svg.path);
		return;
	}
	command_add(c, s->svg.path);
	session_show(s, c);
	/* Not waited for: it may live as long as the browser. */
	s->opener.command = c;
	if (watch_start(&s->watch, &s->opener, &streams) != 0)
		report_warning(s->report, "cannot run '%s': %s", command_program(c),
		    strerror(s->opener.error));
	process_release(&s->opener);
}

static void
clean(struct session *s)
{
	outfile_discard(&s->svg);
	outfile_discard(&s->folded);
	outfile_discard(&s->perfdata);
	if (s->folder == NULL)
		return;
	if (s->recording != NULL)
		unlink(s->recording);
	rmdir(s->folder);
}

/* Records, or begins to, or takes what was recorded; false after a message. */
static bool
record(struct session *s)
{
	if (s->stream)
		return stream_start(s);
	if (s->subject->perfdata != NULL ? !record_given(s)
					 : !record_run(s) || !commit_recording(s))
		return false;
	return record_has_samples(s);
}

/* All of it, in order; false after a message, or with s->killed set. */
static bool
run(struct session *s)
{
	if (!record_check(s) || !record_find_command(s) || !draw_check(s))
		return false;
	s->stream = stream_is_wanted(s);
	if (!open_results(s) || !record(s))
		return false;
	if (!draw_run(s) || !commit(s, &s->folded) || !commit(s, &s->svg))
		return false;
	if (s->closing != NULL && strcmp(s->options->output, "-") != 0)
		report_note(s->report, "%s: %s", s->options->output, s->closing);
	if (s->options->open)
		open_picture(s);
	return true;
}

static void
init(struct session *s, const struct profile_options *options,
    const struct profile_subject *subject, struct report *report, const char *argv0)
{
	*s = (struct session){.options = options,
	    .subject = subject,
	    .report = report,
	    .argv0 = argv0,
	    .from_perf = -1,
	    .dtrace = strcmp(options->backend, "dtrace") == 0,
	    .script = options->perf_script || options->script_args != NULL};
	arena_init(&s->arena);
}

/* What profile_run and profile_ready return: the command's status where it failed. */
static int
result(const struct session *s, bool good)
{
	if (s->status != 0 && !(good && s->options->ignore_status))
		return s->status;
	return good ? STATUS_DONE : STATUS_FAILED;
}

int
profile_ready(const struct profile_options *options, struct report *report, const char *argv0)
{
	static const struct profile_subject none = {.command = NULL};
	struct session s;
	bool good;

	init(&s, options, &none, report, argv0);
	good = record_check(&s) && draw_check(&s);
	arena_release(&s.arena);
	return result(&s, good);
}

int
profile_run(const struct profile_options *options, const struct profile_subject *subject,
    struct report *report, const char *argv0, int *killed)
{
	struct session s;
	bool good = false;
	int error;

	*killed = 0;
	init(&s, options, subject, report, argv0);
	error = watch_init(&s.watch);
	if (error != 0) {
		report_error(report, "cannot begin: %s", strerror(error));
	} else {
		if (subject->mask != NULL)
			s.watch.mask = *subject->mask;
		good = run(&s);
		if (!good && s.arena.failed)
			report_error(report, "out of memory");
		clean(&s);
		*killed = watch_release(&s.watch);
	}
	arena_release(&s.arena);
	if (s.killed != 0)
		*killed = s.killed;
	return result(&s, good);
}

void
profile_launch(char **argv, const struct report *report)
{
	const char *number = getenv(stream_variable);
	uint64_t fd;

	if (number == NULL || argv[0] == NULL || argv[1] == NULL)
		return;
	if (str_to_u64(str_from(number), &fd) && fd > STDERR_FILENO && fd < INT32_MAX) {
		dup2((int)fd, STDOUT_FILENO);
		close((int)fd);
	}
	unsetenv(stream_variable);
	execvp(argv[1], argv + 1);
	report_error(report, "cannot run '%s': %s", argv[1], strerror(errno));
	exit(errno == ENOENT ? 127 : 126);
}
