/*
 * strip.c - what differs between two builds or runs is taken out of frames.
 *
 *	hex    [0x7f3b1c];call_0x12          [0x...];call_0x...
 *	hash   core::fmt::write::h9f0c32a1b2c3d4e5   core::fmt::write
 *	       sum.llvm.1177, parse.part.0.cold      sum, parse
 *	       put [clone .isra.0]_[k]               put_[k]
 *
 * The suffixes are those of GCC's clones (constprop, isra, part, cold, lto_priv)
 * and LLVM's local symbols that were promoted (llvm) or made unique (__uniq); the
 * hash is that of Rust's legacy mangling. A suffix is one only behind a name and
 * before the end of a word: "main.coldstart" stays.
 */
#include "strip.h"

#include "folded.h"

enum { RUST_HASH = 16 };

void
strip_init(struct strip *s, bool hex, bool hash)
{
	*s = (struct strip){.hex = hex, .hash = hash};
	output_to_memory(&s->text);
	output_to_memory(&s->made_plain);
}

void
strip_release(struct strip *s)
{
	output_close(&s->text);
	output_close(&s->made_plain);
}

static size_t
count_while(struct str s, bool (*is)(char))
{
	size_t n = 0;

	while (n < s.len && is(s.ptr[n]))
		n++;
	return n;
}

/* No letter, digit or '_' comes next, but for the '_' of a mark as in "_[k]". */
static bool
word_ends(struct str rest)
{
	char c = rest.len > 0 ? rest.ptr[0] : ';';

	if (str_starts(rest, STR("_[")))
		return true;
	return !(str_is_digit(c) || c == '_' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'));
}

/* Bytes of "0x" and its digits at the start of s; 0 where there is no number. */
static size_t
hex_length(struct str s)
{
	size_t digits;

	if (!str_starts(s, STR("0x")))
		return 0;
	digits = count_while(str_skip(s, 2), str_is_hex);
	return digits > 0 ? 2 + digits : 0;
}

static size_t
rust_hash_length(struct str s)
{
	struct str prefix = STR("::h");
	struct str digits;

	if (!str_starts(s, prefix))
		return 0;
	digits = str_skip(s, prefix.len);
	if (count_while(digits, str_is_hex) != RUST_HASH || !word_ends(str_skip(digits, RUST_HASH)))
		return 0;
	return prefix.len + RUST_HASH;
}

static size_t
suffix_length(struct str s)
{
	static const struct {
		const char *text;
		bool numbered; /* always has a number; else it may have one */
	} suffixes[] = {{".llvm", true}, {".constprop", true}, {".isra", true}, {".part", true},
	    {".lto_priv", true}, {".__uniq", true}, {".cold", false}};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		struct str text = str_from(suffixes[i].text);
		struct str rest = str_skip(s, text.len);
		size_t digits;

		if (!str_starts(s, text))
			continue;
		digits =
		    str_starts(rest, STR(".")) ? count_while(str_skip(rest, 1), str_is_digit) : 0;
		if (digits > 0)
			rest = str_skip(rest, 1 + digits);
		if ((digits > 0 || !suffixes[i].numbered) && word_ends(rest))
			return s.len - rest.len;
	}
	return 0;
}

/* " [clone .isra.0]", or without the space. */
static size_t
clone_length(struct str s)
{
	size_t space = str_starts(s, STR(" "));
	size_t end;

	if (!str_starts(str_skip(s, space), STR("[clone .")))
		return 0;
	end = str_find(s, ']');
	return end < str_find(s, ';') ? end + 1 : 0;
}

/* Bytes to drop at the start of s, which stands behind a name. */
static size_t
hash_length(struct str s)
{
	switch (s.ptr[0]) {
	case ':':
		return rust_hash_length(s);
	case '.':
		return suffix_length(s);
	case ' ':
	case '[':
		return clone_length(s);
	default:
		return 0;
	}
}

/* What stands for characters that rule a terminal. */
static struct str
make_plain(struct strip *s, struct str stack)
{
	output_clear(&s->made_plain);
	folded_write_no_control(&s->made_plain, stack);
	return str_trim(output_text(&s->made_plain));
}

static struct str
drop_parts(struct strip *s, struct str rest)
{
	bool in_frame = false; /* something of the frame has been kept */

	output_clear(&s->text);
	while (rest.len > 0) {
		size_t n = s->hex && rest.ptr[0] == '0' ? hex_length(rest) : 0;

		if (n > 0)
			OUTPUT_LITERAL(&s->text, "0x...");
		else if (s->hash && in_frame)
			n = hash_length(rest);
		if (n == 0) {
			output_char(&s->text, rest.ptr[0]);
			n = 1;
		}
		in_frame = rest.ptr[0] != ';';
		rest = str_skip(rest, n);
	}
	/* "f .cold": readers would take the space for what stands before the count. */
	return str_trim_right(output_text(&s->text));
}

struct str
strip_stack(struct strip *s, struct str stack)
{
	bool drops = s->hex || s->hash;
	struct output *other = drops ? &s->made_plain : &s->text; /* than the stack may be in */

	if (s->plain && folded_has_control(stack))
		stack = make_plain(s, stack);
	if (drops)
		stack = drop_parts(s, stack);
	if (!folded_is_comment(stack))
		return stack;
	/* It has become one, of "#" and a tab, or of "#.cold". */
	output_clear(other);
	folded_write_no_comment(other, stack);
	return output_text(other);
}
