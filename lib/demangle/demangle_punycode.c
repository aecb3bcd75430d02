/*
 * demangle_punycode.c - identifiers with characters outside ASCII (RFC 3492).
 *
 *   gdel_5qa    gödel: the ASCII letters, `_`, then where to put which others
 *
 * Each number behind the `_` (digits a-z, 0-9, least first, with thresholds
 * that adapt) says how many (place, code point) pairs to pass until the next
 * character that is put in.
 */
#include "demangle_punycode.h"

#include "utf8.h"

enum {
	MAX_LENGTH = 128, /* bounds the quadratic putting in */
	BASE = 36,
	T_MIN = 1,
	T_MAX = 26,
	SKEW = 38,
	DAMP = 700,
	INITIAL_BIAS = 72,
	INITIAL_N = 0x80,
};

static size_t
adapt(size_t delta, size_t count, bool first)
{
	size_t k = 0;

	delta /= first ? DAMP : 2;
	delta += delta / count;
	for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
		delta /= BASE - T_MIN;
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static bool
parse_digit(char c, size_t *digit)
{
	if (c >= 'a' && c <= 'z')
		*digit = (size_t)(c - 'a');
	else if (str_is_digit(c))
		*digit = (size_t)(c - '0') + 26;
	else
		return false;
	return true;
}

/* The next number of *s, 1 or more digits long. */
static bool
parse_delta(struct str *s, size_t bias, size_t *delta)
{
	size_t weight = 1, sum = 0;

	for (size_t k = BASE;; k += BASE) {
		size_t digit, part;
		size_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;

		if (s->len == 0 || !parse_digit(s->ptr[0], &digit) ||
		    __builtin_mul_overflow(digit, weight, &part) ||
		    __builtin_add_overflow(sum, part, &sum))
			return false;
		*s = str_skip(*s, 1);
		if (digit < t)
			break;
		if (__builtin_mul_overflow(weight, BASE - t, &weight))
			return false;
	}
	*delta = sum;
	return true;
}

/* Puts what the numbers in s say between the *len characters of text. */
static bool
insert(struct str s, uint32_t *text, size_t *len)
{
	size_t bias = INITIAL_BIAS, n = INITIAL_N, i = 0, delta;

	for (bool first = true; s.len > 0; first = false) {
		size_t count = *len + 1;

		if (!parse_delta(&s, bias, &delta) || __builtin_add_overflow(i, delta, &i) ||
		    __builtin_add_overflow(n, i / count, &n) || n > 0x10ffff || count > MAX_LENGTH)
			return false;
		i %= count;
		memmove(text + i + 1, text + i, (*len - i) * sizeof(*text));
		text[i++] = (uint32_t)n;
		*len = count;
		bias = adapt(delta, count, first);
	}
	return true;
}

bool
demangle_punycode(struct str s, struct output *out)
{
	size_t ascii = str_rfind(s, '_'), len = 0, start = out->len;
	uint32_t text[MAX_LENGTH];
	struct str numbers = ascii < s.len ? str_skip(s, ascii + 1) : s;

	if (ascii == s.len)
		ascii = 0;
	if (numbers.len == 0 || ascii > MAX_LENGTH)
		return false;
	for (; len < ascii; len++)
		text[len] = (unsigned char)s.ptr[len];
	if (!insert(numbers, text, &len))
		return false;
	for (size_t i = 0; i < len; i++) {
		char utf8[4];
		size_t n = utf8_encode(text[i], utf8);

		if (n == 0) {
			out->len = start;
			return false;
		}
		output_bytes(out, utf8, n);
	}
	return true;
}
