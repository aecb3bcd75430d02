/*
 * str.h - a slice of bytes, by value.
 *
 * A slice does not own its bytes, has no terminator and may hold NUL and any
 * other byte. Nothing here allocates, writes to a slice, or looks at the locale.
 */
#ifndef STR_H
#define STR_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *ptr;
	size_t len;
};

/* A slice of a string literal. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})

/* The same as the initializer of a static slice, which must be a constant. */
#define STR_INIT(literal)                                                                          \
	{                                                                                          \
		"" literal, sizeof(literal) - 1                                                    \
	}

/* For printf's "%.*s". The length is cut to what an int holds. */
#define STR_ARG(s) str_precision((s).len), (s).ptr

/* A precision is an int: of more than that, the start is printed. */
static inline int
str_precision(size_t len)
{
	return len > INT_MAX ? INT_MAX : (int)len;
}

static inline struct str
str_make(const char *ptr, size_t len)
{
	return (struct str){ptr, len};
}

/* The slice of a NUL-terminated string; NULL gives the empty slice. */
static inline struct str
str_from(const char *s)
{
	return (struct str){s ? s : "", s ? strlen(s) : 0};
}

/* From begin up to, not including, end. */
static inline struct str
str_span(const char *begin, const char *end)
{
	return (struct str){begin, (size_t)(end - begin)};
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Less, equal, greater than 0 by bytes (as unsigned char), shorter first. */
int str_cmp(struct str a, struct str b);

static inline bool
str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len &&
	       (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

static inline bool
str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len &&
	       (suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

/* s without its first n bytes, or the empty slice when it has fewer. */
static inline struct str
str_skip(struct str s, size_t n)
{
	if (n > s.len)
		n = s.len;
	return (struct str){s.ptr + n, s.len - n};
}

/* The first n bytes of s, or all when it has fewer. */
static inline struct str
str_head(struct str s, size_t n)
{
	return (struct str){s.ptr, n < s.len ? n : s.len};
}

/* Index of the first, or last, byte c in s; s.len where there is none. */
size_t str_find(struct str s, char c);
size_t str_rfind(struct str s, char c);

/* Eight bytes as a number, of which the first is the lowest byte. */
static inline uint64_t
str_word(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(word) : word;
}

/* The same byte eight times, as str_word has them. */
#define STR_EIGHT(byte) ((uint64_t)(byte)*0x0101010101010101u)

/* How many bytes a and b begin with alike. */
static inline size_t
str_common(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	size_t i = 0;

	for (; n - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
		uint64_t unlike = str_word(a.ptr + i) ^ str_word(b.ptr + i);

		if (unlike != 0)
			return i + (size_t)__builtin_ctzll(unlike) / 8;
	}
	if (i > 0 && i < n) { /* the last eight, of which the first are known to be alike */
		uint64_t unlike = str_word(a.ptr + n - 8) ^ str_word(b.ptr + n - 8);

		return unlike != 0 ? n - 8 + (size_t)__builtin_ctzll(unlike) / 8 : n;
	}
	while (i < n && a.ptr[i] == b.ptr[i])
		i++;
	return i;
}

/* Index of the first occurrence of word in s; s.len where there is none. */
size_t str_search(struct str s, struct str word);

/*
 * Takes from *rest what stands before the first `c`, and that byte too.
 * Without a `c` takes all and leaves *rest empty.
 */
struct str str_cut(struct str *rest, char c);

/* Space, tab, CR, newline, vertical tab, form feed: ASCII only. */
static inline bool
str_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
str_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
str_is_hex(char c)
{
	return str_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* s without white space at its left, right, or both ends. */
static inline struct str
str_trim_left(struct str s)
{
	size_t n = 0;

	while (n < s.len && str_is_space(s.ptr[n]))
		n++;
	return n > 0 ? str_skip(s, n) : s; /* of no bytes, there may be no pointer */
}

static inline struct str
str_trim_right(struct str s)
{
	while (s.len > 0 && str_is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

static inline struct str
str_trim(struct str s)
{
	return str_trim_right(str_trim_left(s));
}

/*
 * All of s as a decimal, or hexadecimal (no "0x"), number. False, with *value
 * untouched, when s is empty, holds another byte, or does not fit 64 bits.
 */
bool str_to_u64(struct str s, uint64_t *value);
bool str_hex_to_u64(struct str s, uint64_t *value);

#endif
