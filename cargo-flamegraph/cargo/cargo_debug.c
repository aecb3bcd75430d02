/*
 * cargo_debug.c - whether what was built has debug information; see cargo.h.
 *
 * Cargo's JSON tells what the profile asks for, "profile": {"debuginfo": 2};
 * not what RUSTFLAGS or a configuration add, nor what is stripped in the end.
 * That is seen in the executable, by its sections:
 *
 *	.debug_info         the debug information, if only of Rust's own libraries
 *	.debug_gdb_scripts  the program was compiled with some; this stays when it is stripped
 *	.symtab             names of functions, which strip = "debuginfo" leaves
 */
#include "cargo.h"

#include "command.h"
#include "elf_file.h"

/* What must change in the profile for functions, inlined ones too, to have names. */
struct lack {
	bool debug; /* debug = true */
	bool strip; /* strip = false */
};

static bool
is_asked_for(const struct json *artifact)
{
	const struct json *level = json_member(json_member(artifact, "profile"), "debuginfo");

	if (level == NULL)
		return true;
	return level->type == JSON_STRING
		   ? !str_eq(level->text, STR("none"))
		   : level->type == JSON_NUMBER && !str_eq(level->text, STR("0"));
}

static bool
has(const struct elf *e, struct str section)
{
	return elf_section(e, section) != NULL;
}

/* Of an executable that is no ELF file, what cargo says is believed. */
static struct lack
find_lack(const char *executable, bool asked_for)
{
	struct lack lack = {.debug = !asked_for};
	struct elf_error error;
	struct elf e;
	bool there;

	if (!elf_open(&e, executable, &error))
		return lack;
	there = has(&e, STR(".debug_info")) || has(&e, STR(".zdebug_info")) ||
		has(&e, STR(".gnu_debuglink"));
	lack.debug = !asked_for && !has(&e, STR(".debug_gdb_scripts"));
	lack.strip = !there && (!lack.debug || !has(&e, STR(".symtab")));
	elf_close(&e);
	return lack;
}

/* The variable that sets a key of a profile: "CARGO_PROFILE_MY_OWN_DEBUG=true" for my-own. */
static const char *
variable(struct cargo *c, const char *profile, const char *setting)
{
	char *text = arena_printf(&c->arena, "CARGO_PROFILE_%s_%s", profile, setting);

	if (text == NULL)
		return "";
	for (char *p = text; *p != '=' && *p != '\0'; p++)
		*p = (char)(*p == '-' ? '_' : *p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
	return text;
}

void
cargo_debug_check(struct cargo *c, const struct json *artifact, const char *profile)
{
	struct lack lack = find_lack(c->executable, is_asked_for(artifact));
	bool both = lack.debug && lack.strip;

	if (!lack.debug && !lack.strip)
		return;
	report_warning_lines(c->report,
	    "%s: functions that were inlined will be missing\n"
	    "  add to Cargo.toml:\n\n"
	    "    [profile.%s]\n%s%s\n"
	    "  or set the variable%s %s%s%s\n",
	    lack.debug ? "building without debug information"
		       : "the program is stripped of its debug information",
	    profile, lack.debug ? "    debug = true\n" : "",
	    lack.strip ? "    strip = false\n" : "", both ? "s" : "",
	    lack.debug ? variable(c, profile, "DEBUG=true") : "", both ? " " : "",
	    lack.strip ? variable(c, profile, "STRIP=false") : "");
}
