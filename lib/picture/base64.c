/*
 * base64.c - bytes as text of 64 characters; see base64.h.
 *
 *	"fold" -> "Zm9sZA=="
 */
#include "base64.h"

enum { LINE = 768 }; /* bytes that become a line */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Up to 3 bytes as 4 characters. */
static void
write_group(struct output *out, struct str group)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < 3; i++)
		bits = bits << 8 | (i < group.len ? (unsigned char)group.ptr[i] : 0);
	for (size_t i = 0; i < 4; i++)
		output_char(out, i <= group.len ? alphabet[bits >> (18 - 6 * i) & 63] : '=');
}

void
base64_write(struct output *out, struct str bytes)
{
	for (size_t i = 0; i < bytes.len; i += 3) {
		if (i > 0 && i % LINE == 0)
			output_char(out, '\n');
		write_group(out, str_head(str_skip(bytes, i), 3));
	}
	output_char(out, '\n');
}

/* 0 to 63, or 64 for a character that is not of the alphabet. */
static unsigned
value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 26;
	if (str_is_digit(c))
		return (unsigned)(c - '0') + 52;
	return c == '+' ? 62 : c == '/' ? 63 : 64;
}

bool
base64_read(struct output *out, struct str text)
{
	uint32_t bits = 0;
	unsigned count = 0;

	for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
		unsigned v = value(text.ptr[i]);

		if (str_is_space(text.ptr[i]))
			continue;
		if (v == 64)
			return false;
		bits = bits << 6 | v;
		count += 6;
		if (count < 8)
			continue;
		count -= 8;
		output_char(out, (char)(unsigned char)(bits >> count & 255));
	}
	return true;
}
