/*
 * profile.h - from a command, a process or a perf.data file to a picture:
 * what flamegraph and cargo-flamegraph have in common.
 */
#ifndef PROFILE_H
#define PROFILE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "report.h"

struct profile_options {
	const char *output;
	bool open;
	const char *root; /* NULL: not through sudo; else flags of sudo */
	uint64_t freq;	  /* 0: not given */
	const char *cmd;
	const char *compression; /* NULL: none; "": the default level */
	const char *call_graph;	 /* NULL: not given */
	uint64_t delay;		 /* milliseconds */
	double duration;	 /* seconds; 0: until it ends */
	bool wall;		 /* what waits is counted, too */
	bool off_cpu;		 /* and nothing else */
	bool ignore_status;
	bool inlines; /* in what perf script prints, too */
	bool no_inline;
	uint64_t max_stack;			   /* frames; 0: all */
	const char *symfs, *vmlinux, *buildid_dir; /* where perf's files are; NULL: as they were */
	bool stream, no_stream;
	bool perf_script;
	const char *script_args;
	const char *post_process;
	const char *folded;
	bool keep_perfdata;
	const char *perfdata_out;
	const char *title;
	const char *subtitle;
	const char *notes;
	bool deterministic;
	bool inverted;
	bool reverse;
	bool flamechart;
	const char *min_width;
	uint64_t image_width; /* 0: flamegraph-svg's own */
	const char *palette;
	struct option_list skip_after;
	const char *backend; /* "perf" or "dtrace" */
	bool verbose;
};

/* What is to be profiled: one of the three. */
struct profile_subject {
	const struct option_list *command; /* words, or none */
	char **environment;		   /* of the command; NULL: our own */
	const char *folder;		   /* that the command runs in; NULL: where we are */
	const sigset_t *mask;		   /* of signals, of all that is started; NULL: our own */
	const char *pids;		   /* "12" or "12,34", or NULL */
	const char *perfdata;		   /* a file that was recorded before, or NULL */
};

extern const char *const profile_backends[];
extern const char *const profile_palettes[];

/*
 * The options of a table whose settings begin with a struct profile_options:
 * one list for both programs.
 */
#define PROFILE_OFFSET(field) .offset = offsetof(struct profile_options, field)
#define PROFILE_OPTIONS                                                                            \
	OPTION_HEADING("Recording"),                                                               \
	    {.letter = 'F',                                                                        \
		.name = "freq",                                                                    \
		.kind = OPTION_NUMBER,                                                             \
		.arg = "HZ",                                                                       \
		.min = 1,                                                                          \
		PROFILE_OFFSET(freq),                                                              \
		.help = "samples a second, default 997"},                                          \
	    {.name = "call-graph",                                                                 \
		.kind = OPTION_TEXT,                                                               \
		.arg = "MODE",                                                                     \
		PROFILE_OFFSET(call_graph),                                                        \
		.help =                                                                            \
		    "how stacks are found: dwarf, from copies of them (default dwarf,64000); fp, " \
		    "smaller and faster, for programs built with frame pointers; lbr"},            \
	    {.letter = 'c',                                                                        \
		.name = "cmd",                                                                     \
		.kind = OPTION_TEXT,                                                               \
		.arg = "CMD",                                                                      \
		PROFILE_OFFSET(cmd),                                                               \
		.help = "your own arguments for perf or dtrace, as 'record -g'"},                  \
	    {.letter = 'z',                                                                        \
		.name = "compression-level",                                                       \
		.kind = OPTION_MAYBE,                                                              \
		.arg = "N",                                                                        \
		.max = 22,                                                                         \
		PROFILE_OFFSET(compression),                                                       \
		.help = "let perf compress what it records, at level 1 without N"},                \
	    {.name = "delay",                                                                      \
		.kind = OPTION_NUMBER,                                                             \
		.arg = "MS",                                                                       \
		PROFILE_OFFSET(delay),                                                             \
		.help = "begin to record after so many milliseconds"},                             \
	    {.name = "duration",                                                                   \
		.kind = OPTION_DECIMAL,                                                            \
		.above_zero = true,                                                                \
		.arg = "S",                                                                        \
		PROFILE_OFFSET(duration),                                                          \
		.help = "stop after so many seconds of recording"},                                \
	    {.name = "wall",                                                                       \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(wall),                                                              \
		.help = "count the time that it waits, too: wall-clock time"},                     \
	    {.name = "off-cpu",                                                                    \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(off_cpu),                                                           \
		.help = "count the time that it waits, and nothing else"},                         \
	    {.name = "root",                                                                       \
		.kind = OPTION_MAYBE,                                                              \
		.arg = "FLAGS",                                                                    \
		PROFILE_OFFSET(root),                                                              \
		.help = "let perf run as root, through sudo with these flags"},                    \
	    {.name = "backend",                                                                    \
		.kind = OPTION_CHOICE,                                                             \
		.arg = "NAME",                                                                     \
		.choices = profile_backends,                                                       \
		PROFILE_OFFSET(backend),                                                           \
		.help = "the profiler: perf (default on Linux) or dtrace (elsewhere)"},            \
	    {.name = "ignore-status",                                                              \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(ignore_status),                                                     \
		.help = "end with status 0 although the command failed"},                          \
	    {.name = "keep-perfdata",                                                              \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(keep_perfdata),                                                     \
		.help = "keep what perf records, as perf.data in this folder"},                    \
	    {.name = "perfdata-out",                                                               \
		.kind = OPTION_TEXT,                                                               \
		.arg = "FILE",                                                                     \
		.hint = HINT_FILE,                                                                 \
		PROFILE_OFFSET(perfdata_out),                                                      \
		.help = "keep what perf records in this file"},                                    \
	    {.name = "stream",                                                                     \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(stream),                                                            \
		.help = "draw while perf records, with nothing on the disk; default for --pid "    \
			"without --duration, and for one above 60"},                               \
	    {.name = "no-stream",                                                                  \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(no_stream),                                                         \
		.help = "record into a temporary file first, however long"},                       \
	    OPTION_HEADING("Stacks"),                                                              \
	    {.name = "inline",                                                                     \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(inlines),                                                           \
		.help = "show inlined functions with --perf-script, too"},                         \
	    {.name = "no-inline",                                                                  \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(no_inline),                                                         \
		.help = "do not show inlined functions"},                                          \
	    {.name = "max-stack",                                                                  \
		.kind = OPTION_NUMBER,                                                             \
		.arg = "N",                                                                        \
		.min = 1,                                                                          \
		PROFILE_OFFSET(max_stack),                                                         \
		.help = "keep the N innermost frames of a stack; without it, all"},                \
	    {.name = "symfs",                                                                      \
		.kind = OPTION_TEXT,                                                               \
		.arg = "DIR",                                                                      \
		.hint = HINT_FOLDER,                                                               \
		PROFILE_OFFSET(symfs),                                                             \
		.help = "look for programs and libraries as if DIR were /"},                       \
	    {.name = "vmlinux",                                                                    \
		.kind = OPTION_TEXT,                                                               \
		.arg = "FILE",                                                                     \
		.hint = HINT_FILE,                                                                 \
		PROFILE_OFFSET(vmlinux),                                                           \
		.help = "kernel symbols: the kernel's ELF file"},                                  \
	    {.name = "buildid-dir",                                                                \
		.kind = OPTION_TEXT,                                                               \
		.arg = "DIR",                                                                      \
		.hint = HINT_FOLDER,                                                               \
		PROFILE_OFFSET(buildid_dir),                                                       \
		.help = "perf's build-id cache; without it, ~/.debug"},                            \
	    {.name = "perf-script",                                                                \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(perf_script),                                                       \
		.help = "read what perf recorded by perf script: slower, for comparison"},         \
	    {.name = "script-args",                                                                \
		.kind = OPTION_TEXT,                                                               \
		.arg = "ARGS",                                                                     \
		PROFILE_OFFSET(script_args),                                                       \
		.help = "the same, with further arguments of perf script"},                        \
	    {.name = "skip-after",                                                                 \
		.kind = OPTION_REPEAT,                                                             \
		.arg = "NAME",                                                                     \
		PROFILE_OFFSET(skip_after),                                                        \
		.help = "let stacks begin at this function"},                                      \
	    {.name = "post-process",                                                               \
		.kind = OPTION_TEXT,                                                               \
		.arg = "CMD",                                                                      \
		PROFILE_OFFSET(post_process),                                                      \
		.help = "pipe the folded stacks through this command"},                            \
	    {.name = "folded",                                                                     \
		.kind = OPTION_TEXT,                                                               \
		.arg = "FILE",                                                                     \
		.hint = HINT_FILE,                                                                 \
		PROFILE_OFFSET(folded),                                                            \
		.help = "keep the folded stacks too, for difffolded"},                             \
	    OPTION_HEADING("Picture"),                                                             \
	    {.letter = 'o',                                                                        \
		.name = "output",                                                                  \
		.kind = OPTION_TEXT,                                                               \
		.arg = "FILE",                                                                     \
		.hint = HINT_FILE,                                                                 \
		PROFILE_OFFSET(output),                                                            \
		.help = "where it goes, default flamegraph.svg; - is standard output"},            \
	    {.name = "open",                                                                       \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(open),                                                              \
		.help = "open it in the browser when it is done"},                                 \
	    {.name = "title",                                                                      \
		.kind = OPTION_TEXT,                                                               \
		.arg = "TEXT",                                                                     \
		PROFILE_OFFSET(title),                                                             \
		.help = "text at the top"},                                                        \
	    {.name = "subtitle",                                                                   \
		.kind = OPTION_TEXT,                                                               \
		.arg = "TEXT",                                                                     \
		PROFILE_OFFSET(subtitle),                                                          \
		.help = "text below the title"},                                                   \
	    {.name = "notes",                                                                      \
		.kind = OPTION_TEXT,                                                               \
		.arg = "TEXT",                                                                     \
		PROFILE_OFFSET(notes),                                                             \
		.help = "a remark kept in the file"},                                              \
	    {.letter = 'i',                                                                        \
		.name = "inverted",                                                                \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(inverted),                                                          \
		.help = "hang the graph from the top"},                                            \
	    {.name = "reverse",                                                                    \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(reverse),                                                           \
		.help = "merge stacks from their innermost function"},                             \
	    {.name = "flamechart",                                                                 \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(flamechart),                                                        \
		.help = "stacks in the order of time"},                                            \
	    {.name = "min-width",                                                                  \
		.kind = OPTION_TEXT,                                                               \
		.arg = "PIXELS",                                                                   \
		PROFILE_OFFSET(min_width),                                                         \
		.help = "leave out narrower frames; N% is of the whole"},                          \
	    {.name = "image-width",                                                                \
		.kind = OPTION_NUMBER,                                                             \
		.arg = "PIXELS",                                                                   \
		.min = 100,                                                                        \
		.max = 100000,                                                                     \
		PROFILE_OFFSET(image_width),                                                       \
		.help = "width of the picture"},                                                   \
	    {.name = "palette",                                                                    \
		.kind = OPTION_CHOICE,                                                             \
		.arg = "NAME",                                                                     \
		.choices = profile_palettes,                                                       \
		PROFILE_OFFSET(palette),                                                           \
		.help = "colours: hot, rust, java, mem, ..."},                                     \
	    {.name = "deterministic",                                                              \
		.kind = OPTION_FLAG,                                                               \
		PROFILE_OFFSET(deterministic),                                                     \
		.help = "accepted, changes nothing: one function always has one colour"},          \
	    OPTION_HEADING("Messages"),                                                            \
	{                                                                                          \
		.letter = 'v', .name = "verbose", .kind = OPTION_FLAG, PROFILE_OFFSET(verbose),    \
		.help = "print every command before it runs, and how long it took"                 \
	}

/* What the options are when none is given. */
struct profile_options profile_defaults(void);

/* Checks what a table cannot: STATUS_DONE, or STATUS_USAGE with a message. */
int profile_check(const struct profile_options *options, const struct report *report);

/*
 * Whether what profile_run needs is there, before something long is done for
 * it: STATUS_DONE, or a message and an exit status.
 */
int profile_ready(const struct profile_options *options, struct report *report, const char *argv0);

/*
 * Records and draws. Returns the exit status of the program: that of the
 * command when it failed. *killed: the signal that is to end the program, by
 * process_die, as a second Ctrl-C is; else 0.
 */
int profile_run(const struct profile_options *options, const struct profile_subject *subject,
    struct report *report, const char *argv0, int *killed);

void profile_release(struct profile_options *options);

/*
 * For main, first of all: where perf started this program to give the command its standard output
 * back, becomes that command; else returns.
 */
void profile_launch(char **argv, const struct report *report);

#endif
