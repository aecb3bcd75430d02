/*
 * str.c - a slice of bytes, by value; see str.h.
 */
#include "str.h"

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int c = n ? memcmp(a.ptr, b.ptr, n) : 0;

	if (c != 0)
		return c;
	return (a.len > b.len) - (a.len < b.len);
}

size_t
str_find(struct str s, char c)
{
	const char *p = s.len ? memchr(s.ptr, c, s.len) : NULL;

	return p ? (size_t)(p - s.ptr) : s.len;
}

size_t
str_rfind(struct str s, char c)
{
	for (size_t i = s.len; i > 0; i--)
		if (s.ptr[i - 1] == c)
			return i - 1;
	return s.len;
}

size_t
str_search(struct str s, struct str word)
{
	size_t at = 0;

	if (word.len == 0)
		return 0;
	while (s.len - at >= word.len) {
		const char *p = memchr(s.ptr + at, word.ptr[0], s.len - at - word.len + 1);

		if (p == NULL)
			break;
		at = (size_t)(p - s.ptr);
		if (memcmp(p, word.ptr, word.len) == 0)
			return at;
		at++;
	}
	return s.len;
}

struct str
str_cut(struct str *rest, char c)
{
	size_t at = str_find(*rest, c);
	struct str head = str_head(*rest, at);

	*rest = str_skip(*rest, at + 1);
	return head;
}

bool
str_to_u64(struct str s, uint64_t *value)
{
	uint64_t v = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!str_is_digit(s.ptr[i]) || __builtin_mul_overflow(v, (uint64_t)10, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(s.ptr[i] - '0'), &v))
			return false;
	}
	*value = v;
	return true;
}

static unsigned
hex_digit(char c)
{
	if (str_is_digit(c))
		return (unsigned)(c - '0');
	return (unsigned)((c | 0x20) - 'a') + 10;
}

bool
str_hex_to_u64(struct str s, uint64_t *value)
{
	uint64_t v = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!str_is_hex(s.ptr[i]) || v >> 60 != 0)
			return false;
		v = v << 4 | hex_digit(s.ptr[i]);
	}
	*value = v;
	return true;
}
