/*
 * options.c - a program's command line as one table: the parser; see options.h.
 */
#include "options.h"

#include <string.h>
#include <unistd.h>

#include "mem.h"
#include "str.h"

struct parser {
	const struct program *program;
	char *settings;
	struct option_list *operands;
	char **argv; /* NULL at the end */
	const struct report *report;
	enum options_result result;
	bool alias; /* called by a name of another tool: see options.h */
};

bool
option_list_add(struct option_list *list, const char *item)
{
	if (!MEM_GROW(&list->items, &list->cap, list->len + 1))
		return false;
	list->items[list->len++] = item;
	return true;
}

void
option_list_release(struct option_list *list)
{
	mem_free(list->items);
	*list = (struct option_list){NULL, 0, 0};
}

int
options_status(enum options_result result)
{
	if (result == OPTIONS_WRONG)
		return STATUS_USAGE;
	return result == OPTIONS_FAILED ? STATUS_FAILED : STATUS_DONE;
}

bool
options_decimal(const char *s, double *value)
{
	double v = 0, unit = 1;
	bool digits = false, fraction = false;

	for (; *s != '\0'; s++) {
		if (*s == '.' && !fraction) {
			fraction = true;
		} else if (str_is_digit(*s)) {
			digits = true;
			v = v * 10 + (*s - '0');
			unit = fraction ? unit * 10 : unit;
		} else {
			return false;
		}
		if (v > 1e18)
			return false;
	}
	if (digits)
		*value = v / unit;
	return digits;
}

static bool
takes_value(const struct option *o)
{
	return o->kind != OPTION_FLAG && o->kind != OPTION_OFF && o->kind != OPTION_MAYBE;
}

static bool
is_choice(const struct option *o, const char *value)
{
	for (size_t i = 0; o->choices[i] != NULL; i++)
		if (strcmp(o->choices[i], value) == 0)
			return true;
	return false;
}

static enum options_result
wrong_choice(struct parser *p, const struct option *o, const char *value)
{
	struct output list;

	output_to_memory(&list);
	for (size_t i = 0; o->choices[i] != NULL; i++) {
		output_str(&list, i > 0 ? STR(", ") : STR(""));
		output_str(&list, str_from(o->choices[i]));
	}
	report_usage(p->report, "--%s takes one of %.*s, not '%s'", o->name,
	    STR_ARG(output_text(&list)), value);
	output_close(&list);
	return OPTIONS_WRONG;
}

static void
say_range(const struct parser *p, const struct option *o, const char *value)
{
	unsigned long long min = o->min, max = o->max;

	if (max > 0)
		report_usage(p->report, "--%s takes a number from %llu to %llu, not '%s'", o->name,
		    min, max, value);
	else
		report_usage(
		    p->report, "--%s takes a number from %llu on, not '%s'", o->name, min, value);
}

static enum options_result
check_number(struct parser *p, const struct option *o, const char *value, uint64_t *number)
{
	uint64_t n;

	if (!str_to_u64(str_from(value), &n)) {
		report_usage(p->report, "--%s takes a whole number, not '%s'", o->name, value);
		return OPTIONS_WRONG;
	}
	if (n < o->min || (o->max > 0 && n > o->max)) {
		say_range(p, o, value);
		return OPTIONS_WRONG;
	}
	*number = n;
	return OPTIONS_RUN;
}

static enum options_result
store_number(struct parser *p, const struct option *o, const char *value)
{
	uint64_t n = 0;
	enum options_result result = check_number(p, o, value, &n);

	if (result == OPTIONS_RUN)
		memcpy(p->settings + o->offset, &n, sizeof(n));
	return result;
}

static enum options_result
store_decimal(struct parser *p, const struct option *o, const char *value)
{
	double d;

	if (!options_decimal(value, &d)) {
		report_usage(p->report, "--%s takes a number, not '%s'", o->name, value);
		return OPTIONS_WRONG;
	}
	if (o->above_zero && d <= 0) {
		report_usage(p->report, "--%s takes a number above 0, not '%s'", o->name, value);
		return OPTIONS_WRONG;
	}
	memcpy(p->settings + o->offset, &d, sizeof(d));
	return OPTIONS_RUN;
}

static enum options_result
add(struct parser *p, struct option_list *list, const char *item)
{
	if (option_list_add(list, item))
		return OPTIONS_RUN;
	report_error(p->report, "out of memory");
	return OPTIONS_FAILED;
}

static enum options_result
store(struct parser *p, const struct option *o, const char *value)
{
	char *target = p->settings + o->offset;
	bool on = o->kind == OPTION_FLAG;
	uint64_t n;

	switch (o->kind) {
	case OPTION_FLAG:
	case OPTION_OFF:
		memcpy(target, &on, sizeof(on));
		return OPTIONS_RUN;
	case OPTION_REPEAT:
		return add(p, (struct option_list *)(void *)target, value);
	case OPTION_NUMBER:
		return store_number(p, o, value);
	case OPTION_DECIMAL:
		return store_decimal(p, o, value);
	case OPTION_CHOICE:
		if (!is_choice(o, value))
			return wrong_choice(p, o, value);
		break;
	case OPTION_MAYBE:
		if (o->max > 0 && *value != '\0' && check_number(p, o, value, &n) != OPTIONS_RUN)
			return OPTIONS_WRONG;
		break;
	default:
		break;
	}
	memcpy(target, &value, sizeof(value));
	return OPTIONS_RUN;
}

/*
 * How unlike two words are: 0 equal, 1 one letter added, left out or changed,
 * or two swapped; 2 anything else. Enough to ask "did you mean".
 */
static int
unlike(struct str a, struct str b)
{
	while (a.len > 0 && b.len > 0 && a.ptr[0] == b.ptr[0]) {
		a = str_skip(a, 1);
		b = str_skip(b, 1);
	}
	while (a.len > 0 && b.len > 0 && a.ptr[a.len - 1] == b.ptr[b.len - 1]) {
		a.len--;
		b.len--;
	}
	if (a.len == 0 && b.len == 0)
		return 0;
	if (a.len <= 1 && b.len <= 1)
		return 1;
	return a.len == 2 && b.len == 2 && a.ptr[0] == b.ptr[1] && a.ptr[1] == b.ptr[0] ? 1 : 2;
}

/* Where the program has no option for it: how input and output are given. */
static const char *
instead_of(struct str name)
{
	if (str_eq(name, STR("o")) || str_eq(name, STR("output")))
		return ": it writes to standard output, as in '> FILE'";
	if (str_eq(name, STR("i")) || str_eq(name, STR("input")))
		return ": files to read stand without an option";
	return "";
}

static enum options_result
unknown(struct parser *p, struct str name)
{
	for (const struct option *o = p->program->options; o->kind != OPTION_LAST; o++) {
		struct str candidate = str_from(o->name);

		if (o->kind == OPTION_GROUP || o->hidden)
			continue;
		if (unlike(name, candidate) < 2 || (name.len >= 3 && str_starts(candidate, name))) {
			report_usage(p->report, "unknown option '--%.*s'; did you mean '--%s'?",
			    STR_ARG(name), o->name);
			return OPTIONS_WRONG;
		}
	}
	report_usage(p->report, "unknown option '--%.*s'%s", STR_ARG(name), instead_of(name));
	return OPTIONS_WRONG;
}

/* Prints what `print` writes, and ends the program well if stdout takes it. */
static enum options_result
printed(struct parser *p, struct output *out)
{
	return report_close(p->report, out, STATUS_DONE) == STATUS_DONE ? OPTIONS_DONE
									: OPTIONS_FAILED;
}

static enum options_result
print_help(struct parser *p)
{
	struct output out;

	output_init(&out, STDOUT_FILENO);
	options_help(p->program, &out);
	return printed(p, &out);
}

static enum options_result
print_version(struct parser *p)
{
	struct output out;

	output_init(&out, STDOUT_FILENO);
	output_printf(&out, "%s %s\n", p->program->name, TOOLKIT_VERSION);
	return printed(p, &out);
}

static enum options_result
print_completions(struct parser *p, const char *shell)
{
	struct output out;

	if (shell == NULL) {
		report_usage(p->report,
		    "--completions needs a shell: bash, zsh, fish, elvish or powershell");
		return OPTIONS_WRONG;
	}
	output_init(&out, STDOUT_FILENO);
	if (!options_completions(p->program, shell, &out)) {
		output_close(&out);
		report_usage(p->report,
		    "--completions takes one of bash, zsh, fish, elvish, powershell, not '%s'",
		    shell);
		return OPTIONS_WRONG;
	}
	return printed(p, &out);
}

/* The next word, taken, where it is the value of an OPTION_MAYBE; else "". */
static const char *
maybe_next(struct parser *p, const struct option *o)
{
	const char *word = *p->argv;
	uint64_t n;

	if (word == NULL ||
	    !(o->max > 0 ? str_to_u64(str_from(word), &n) : o->next_word && word[0] != '-'))
		return "";
	p->argv++;
	return word;
}

/*
 * The option of a name or, for who calls by an alias, of the beginning of one;
 * NULL where there is none, or several.
 */
static const struct option *
find_name(const struct parser *p, struct str name)
{
	const struct option *found = NULL;
	size_t begin = 0;

	for (const struct option *o = p->program->options; o->kind != OPTION_LAST; o++) {
		struct str other = str_from(o->name);

		if (o->kind == OPTION_GROUP || !str_starts(other, name))
			continue;
		if (other.len == name.len)
			return o;
		found = o;
		begin++;
	}
	return p->alias && begin == 1 ? found : NULL;
}

/* name or name=value behind the dashes; takes further words from p->argv. */
static enum options_result
parse_long(struct parser *p, const char *word)
{
	struct str name = str_from(word);
	size_t equals = str_find(name, '=');
	const char *value = equals < name.len ? name.ptr + equals + 1 : NULL;
	const struct option *o;

	name = str_head(name, equals);
	if (str_eq(name, STR("help")))
		return print_help(p);
	if (str_eq(name, STR("version")))
		return print_version(p);
	if (str_eq(name, STR("completions")))
		return print_completions(p, value ? value : *p->argv);
	o = find_name(p, name);
	if (o == NULL)
		return unknown(p, name);
	if (takes_value(o) && value == NULL) {
		value = *p->argv;
		if (value == NULL) {
			report_usage(p->report, "--%s needs a value: %s", o->name, o->arg);
			return OPTIONS_WRONG;
		}
		p->argv++;
	} else if (value != NULL && (o->kind == OPTION_FLAG || o->kind == OPTION_OFF)) {
		report_usage(p->report, "--%s takes no value", o->name);
		return OPTIONS_WRONG;
	}
	if (value == NULL)
		value = o->kind == OPTION_MAYBE ? maybe_next(p, o) : "";
	return store(p, o, value);
}

static const struct option *
find_letter(const struct option *o, char letter)
{
	while (o->kind != OPTION_LAST && (o->kind == OPTION_GROUP || o->letter != letter))
		o++;
	return o->kind == OPTION_LAST ? NULL : o;
}

/* -abc, -n4, -n 4. */
static enum options_result
parse_letters(struct parser *p, const char *word)
{
	for (const char *c = word + 1; *c != '\0'; c++) {
		const struct option *o = find_letter(p->program->options, *c);
		enum options_result result;
		const char *value = c + 1;

		if (o == NULL && *c == 'h')
			return print_help(p);
		if (o == NULL && *c == 'V')
			return print_version(p);
		if (o == NULL) {
			if (word[2] == '\0')
				report_usage(p->report, "unknown option '%s'%s", word,
				    instead_of(str_from(word + 1)));
			else
				report_usage(p->report, "unknown option '-%c' in '%s'", *c, word);
			return OPTIONS_WRONG;
		}
		if (o->kind == OPTION_FLAG || o->kind == OPTION_OFF) {
			result = store(p, o, "");
			if (result != OPTIONS_RUN)
				return result;
			continue;
		}
		if (*value == '\0' && takes_value(o)) {
			value = *p->argv;
			if (value == NULL) {
				report_usage(p->report, "-%c needs a value: %s", *c, o->arg);
				return OPTIONS_WRONG;
			}
			p->argv++;
		} else if (*value == '\0') {
			value = maybe_next(p, o);
		}
		return store(p, o, value);
	}
	return OPTIONS_RUN;
}

/* Whether an option, or "--", is among the words. */
static bool
has_option(char **words)
{
	while (*words != NULL && (*words)[0] != '-')
		words++;
	return *words != NULL;
}

/* Whether the program was called by one of its aliases. */
static bool
is_alias(const struct program *program, const char *argv0)
{
	struct str name = str_from(argv0);
	size_t slash = str_rfind(name, '/');

	name = slash < name.len ? str_skip(name, slash + 1) : name;
	for (size_t i = 0; program->aliases != NULL && program->aliases[i] != NULL; i++)
		if (str_eq(name, str_from(program->aliases[i])))
			return true;
	return false;
}

/* -title or -title=X, as it may be written where an alias is called. */
static bool
is_long_with_one_dash(const struct parser *p, const char *word)
{
	struct str name = str_from(word + 1);

	name = str_head(name, str_find(name, '='));
	return p->alias && name.len > 1 && find_name(p, name) != NULL;
}

static enum options_result
parse_option(struct parser *p, const char *word)
{
	if (word[1] == '-')
		return parse_long(p, word + 2);
	return is_long_with_one_dash(p, word) ? parse_long(p, word + 1) : parse_letters(p, word);
}

enum options_result
options_parse(const struct program *program, void *settings, struct option_list *operands, int argc,
    char **argv, const struct report *report)
{
	struct parser p = {program, settings, operands, argv + (argc > 0), report, OPTIONS_RUN,
	    argc > 0 && is_alias(program, argv[0])};
	bool only_operands = false;

	while (*p.argv != NULL) {
		const char *word = *p.argv++;
		enum options_result result = OPTIONS_RUN;

		if (!only_operands && strcmp(word, "--") == 0) {
			only_operands = true;
		} else if (!only_operands && word[0] != '-' && program->only_behind_dashes &&
			   has_option(p.argv)) {
			report_usage(report, "'%s' is no option; arguments stand behind --", word);
			result = OPTIONS_WRONG;
		} else if (only_operands || word[0] != '-' || word[1] == '\0') {
			only_operands = only_operands || program->stop_at_operand;
			result = add(&p, operands, word);
		} else {
			result = parse_option(&p, word);
		}
		if (result != OPTIONS_RUN)
			return result;
	}
	return OPTIONS_RUN;
}

int
options_main(const struct program *program, void *settings, const bool *quiet, options_run *run,
    int argc, char **argv)
{
	struct option_list operands = {NULL, 0, 0};
	struct report report;
	struct waiting waiting;
	enum options_result parsed;
	int status;

	report_init(&report, program->name);
	parsed = options_parse(program, settings, &operands, argc, argv, &report);
	report.quiet = *quiet;
	if (parsed == OPTIONS_RUN && !report.quiet && waiting_start(&waiting, program->name))
		report.waiting = &waiting;
	status = parsed == OPTIONS_RUN ? run(settings, &operands, &report) : options_status(parsed);
	if (report.waiting != NULL)
		waiting_stop(report.waiting);
	option_list_release(&operands);
	return status;
}
