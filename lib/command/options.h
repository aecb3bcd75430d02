/*
 * options.h - a program's command line as one table.
 *
 * The table says what each option is called, takes, and means; from it come
 * the parser, --help and --completions. Accepted: --name value, --name=value,
 * -n value, -nvalue, clusters of letters (-qv), "--" before operands, and
 * operands between options. -h, --help, -V, --version and --completions SHELL are
 * there for every program.
 *
 *	struct settings { bool pid; const char *title; };
 *	static const struct option table[] = {
 *		OPTION_HEADING("Names"),
 *		{.letter = 0, .name = "pid", .kind = OPTION_FLAG,
 *		 .offset = offsetof(struct settings, pid), .help = "show the process id"},
 *		{.letter = 't', .name = "title", .kind = OPTION_TEXT, .arg = "TEXT",
 *		 .offset = offsetof(struct settings, title), .help = "text at the top"},
 *		OPTION_END
 *	};
 *
 * Called by an alias, a program reads its options as Perl's Getopt::Long does, too: -title X is
 * --title X, and the beginning of a name is enough where no other begins so.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"
#include "report.h"

#define TOOLKIT_VERSION "0.1.0"

enum option_kind {
	OPTION_LAST,  /* end of the table */
	OPTION_GROUP, /* a heading of --help: its name */
	OPTION_FLAG,  /* bool: true when given */
	OPTION_OFF,   /* bool: false when given */
	OPTION_TEXT,  /* const char *: the value */
	/*
	 * const char *: --name=value or -nvalue; "" when no value is given. With
	 * `max`, a number from min to max, and then the next word is the value if
	 * it is all digits; with `next_word`, if it does not begin with '-'.
	 */
	OPTION_MAYBE,
	OPTION_REPEAT,	/* struct option_list: every value */
	OPTION_NUMBER,	/* uint64_t: a decimal number from min to max */
	OPTION_DECIMAL, /* double: digits, fraction allowed, no sign, no exponent */
	OPTION_CHOICE,	/* const char *: one of `choices` */
};

/* What completions offer for a value. */
enum option_hint { HINT_NONE, HINT_FILE, HINT_FOLDER, HINT_COMMAND };

struct option {
	char letter; /* 0: none */
	const char *name;
	enum option_kind kind;
	size_t offset; /* of the value in the program's settings */
	const char *arg;
	const char *help;
	const char *const *choices; /* NULL at the end */
	uint64_t min, max;	    /* of OPTION_NUMBER; max 0: no bound */
	bool above_zero;	    /* of OPTION_DECIMAL */
	bool next_word;		    /* of OPTION_MAYBE */
	enum option_hint hint;
	bool hidden; /* an alias: works, but neither help nor completions show it */
};

#define OPTION_HEADING(text)                                                                       \
	{                                                                                          \
		.kind = OPTION_GROUP, .name = (text)                                               \
	}
#define OPTION_END                                                                                 \
	{                                                                                          \
		.kind = OPTION_LAST                                                                \
	}

/* What several programs have. `at`: the offset of the value in the program's settings. */
#define OPTION_QUIET(at)                                                                           \
	{                                                                                          \
		.letter = 'q', .name = "quiet", .kind = OPTION_FLAG, .offset = (at),               \
		.help = "no warnings, no word of how far it is"                                    \
	}
#define OPTION_VERBOSE(at, text)                                                                   \
	{                                                                                          \
		.letter = 'v', .name = "verbose", .kind = OPTION_FLAG, .offset = (at),             \
		.help = (text)                                                                     \
	}
#define OPTION_THREADS(at)                                                                         \
	{                                                                                          \
		.letter = 'n', .name = "nthreads", .kind = OPTION_NUMBER, .arg = "N", .min = 1,    \
		.max = 1024, .offset = (at),                                                       \
		.help = "threads, default one for each processor; the output is the same"          \
	}

#define OPTION_MAX_LINE(at)                                                                        \
	{                                                                                          \
		.name = "max-line", .kind = OPTION_NUMBER, .arg = "MB", .min = 1, .max = 1048576,  \
		.offset = (at), .help = "a line of more megabytes is an error (64)"                \
	}

/* Values of a repeatable option, or the operands: slices of argv, in order. */
struct option_list {
	const char **items;
	size_t len;
	size_t cap;
};

struct program {
	const char *name;
	const char *synopsis; /* lines behind "usage: NAME ", split at newlines */
	const char *about;    /* one paragraph */
	const char *examples; /* lines, or NULL */
	const struct option *options;
	enum option_hint operands; /* what completions offer for operands */
	const char *const
	    *aliases;		 /* of other tools, that it can be installed as; NULL at the end */
	bool stop_at_operand;	 /* the first operand ends the options: COMMAND ARG… */
	bool only_behind_dashes; /* -- ARG…; without "--" only where no option follows */
};

enum options_result {
	OPTIONS_RUN,   /* go on */
	OPTIONS_DONE,  /* --help or the like was printed: exit 0 */
	OPTIONS_WRONG, /* said on stderr: exit STATUS_USAGE */
	OPTIONS_FAILED /* no memory, or stdout failed: exit STATUS_FAILED */
};

/*
 * Parses argv into *settings (defaults are the caller's) and *operands.
 * Lists are the caller's to free with option_list_release.
 */
enum options_result options_parse(const struct program *program, void *settings,
    struct option_list *operands, int argc, char **argv, const struct report *report);

/* What a program does once its options are read; its exit status. */
typedef int options_run(void *settings, const struct option_list *operands, struct report *report);

/*
 * main() of a program: reads the options into *settings, runs it, and returns the exit
 * status. *quiet is one of the settings, which the report is told of. Unless it is set, a line
 * on a terminal tells whoever waits how far the program is (waiting.h).
 */
int options_main(const struct program *program, void *settings, const bool *quiet, options_run *run,
    int argc, char **argv);

/* The exit status of a result that is not OPTIONS_RUN. */
int options_status(enum options_result result);

bool option_list_add(struct option_list *list, const char *item);
void option_list_release(struct option_list *list);

/* The text of --help; the completion script of bash, zsh, fish, elvish or powershell (else false). */
void options_help(const struct program *program, struct output *out);
bool options_completions(const struct program *program, const char *shell, struct output *out);

/* s as a decimal, fraction allowed; false for anything else, or above 1e18. */
bool options_decimal(const char *s, double *value);

#endif
