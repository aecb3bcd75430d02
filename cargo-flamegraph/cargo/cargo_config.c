/*
 * cargo_config.c - settings of cargo as `cargo config get --show-origin` prints them; see cargo.h.
 *
 * It prints TOML, a key a line, with a comment that says where the value was set:
 *
 *	target.x86_64-unknown-linux-gnu.runner = "qemu-x86_64 -cpu max" # /home/me/.cargo/config.toml
 *	target."cfg(unix)".runner = [
 *	    "./run it.sh", # /home/me/demo/.cargo/config.toml
 *	    "-v", # environment variable `CARGO_…`
 *	]
 *
 * Values that are neither a string nor an array of strings have no values here.
 */
#include "cargo.h"

#include "utf8.h"

/* The character of an escape in "…" (TOML 1.0, "String"); *s is moved behind it. */
static void
take_escape(struct str *s, struct output *out)
{
	static const char from[] = "btnfr\"\\", to[] = "\b\t\n\f\r\"\\";
	const char *found = s->len > 0 && s->ptr[0] != '\0' ? strchr(from, s->ptr[0]) : NULL;
	size_t digits = s->len > 0 && s->ptr[0] == 'U' ? 8 : 4;
	uint64_t code;
	char buf[4];

	if (found != NULL)
		output_char(out, to[found - from]);
	else if (s->len > digits && str_hex_to_u64(str_make(s->ptr + 1, digits), &code) &&
		 code <= 0x10ffff)
		output_bytes(out, buf, utf8_encode((uint32_t)code, buf));
	*s = str_skip(*s, found != NULL ? 1 : digits + 1);
}

/* The string that *s begins with, unquoted; *s is moved behind it. False where there is none. */
static bool
take_string(struct str *s, struct command *values)
{
	char quote = s->len > 0 ? s->ptr[0] : 0;
	struct output out;

	if (quote != '"' && quote != '\'')
		return false;
	output_to_memory(&out);
	*s = str_skip(*s, 1);
	while (s->len > 0 && s->ptr[0] != quote) {
		char ch = s->ptr[0];

		*s = str_skip(*s, 1);
		if (ch == '\\' && quote == '"')
			take_escape(s, &out);
		else
			output_char(&out, ch);
	}
	*s = str_skip(*s, 1);
	command_addf(values, "%.*s", STR_ARG(output_text(&out)));
	output_close(&out);
	return true;
}

/* A string and the comment behind it. */
static bool
take_value(struct cargo *c, struct str line, struct cargo_setting *setting)
{
	line = str_trim(line);
	if (!take_string(&line, &setting->values))
		return false;
	line = str_skip(line, str_find(line, '#') + 1);
	setting->origin = arena_printf(&c->arena, "%.*s", STR_ARG(str_trim(line)));
	return true;
}

/* The index of the " = " behind the key, of which a part may be quoted; s.len where there is none. */
static size_t
find_equals(struct str s)
{
	char quote = 0;

	for (size_t i = 0; i < s.len; i++) {
		char ch = s.ptr[i];

		if (quote == 0 && str_starts(str_skip(s, i), STR(" = ")))
			return i;
		if (ch == quote)
			quote = 0;
		else if (quote == 0 && (ch == '"' || ch == '\''))
			quote = ch;
		else if (quote == '"' && ch == '\\')
			i++;
	}
	return s.len;
}

bool
cargo_config_next(struct cargo *c, struct str *text, struct cargo_setting *setting)
{
	while (text->len > 0) {
		struct str line = str_cut(text, '\n');
		size_t equals = find_equals(line);
		struct str value = str_trim(str_skip(line, equals + 3));

		if (equals == line.len || str_is_space(line.ptr[0]))
			continue;
		*setting = (struct cargo_setting){.key = str_head(line, equals)};
		command_init(&setting->values, &c->arena);
		setting->array = str_eq(value, STR("["));
		if (setting->array)
			while (text->len > 0 && take_value(c, str_cut(text, '\n'), setting))
				;
		else
			take_value(c, value, setting);
		return true;
	}
	return false;
}
