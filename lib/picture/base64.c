/*
 * base64.c - bytes as text of 64 characters; see base64.h.
 *
 *	"fold" -> "Zm9sZA=="
 */
#include "base64.h"

enum { LINE = 768 }; /* bytes that become a line */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The last one or two bytes as 4 characters. */
static void
write_rest(struct output *out, struct str group)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < 3; i++)
		bits = bits << 8 | (i < group.len ? (unsigned char)group.ptr[i] : 0);
	for (size_t i = 0; i < 4; i++)
		output_char(out, i <= group.len ? alphabet[bits >> (18 - 6 * i) & 63] : '=');
}

/* 3 bytes as 4 characters. */
static inline void
put_group(char *to, const char *group)
{
	uint32_t bits = (uint32_t)(unsigned char)group[0] << 16 |
			(uint32_t)(unsigned char)group[1] << 8 | (unsigned char)group[2];

	to[0] = alphabet[bits >> 18];
	to[1] = alphabet[bits >> 12 & 63];
	to[2] = alphabet[bits >> 6 & 63];
	to[3] = alphabet[bits & 63];
}

static void
write_line(struct output *out, struct str line)
{
	size_t groups = line.len / 3;

	if (!output_room(out, groups * 4))
		return;
	for (size_t i = 0; i < groups; i++)
		put_group(out->buf + out->len + 4 * i, line.ptr + 3 * i);
	out->len += groups * 4;
	if (line.len % 3 > 0)
		write_rest(out, str_skip(line, groups * 3));
	output_char(out, '\n');
}

/* Of no bytes there is an empty line. */
void
base64_write(struct output *out, struct str bytes)
{
	do {
		write_line(out, str_head(bytes, LINE));
		bytes = str_skip(bytes, LINE);
	} while (bytes.len > 0);
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
