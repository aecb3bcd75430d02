/*
 * mutate.c - ways in which a profile may be damaged; see mutate.h.
 *
 * Some happen in earnest: files are cut, disks lend wrong bits, mailers change
 * line ends, two processes write into one file. The others look for the places
 * where a parser believes what it reads.
 */
#include "mutate.h"

#include <stdio.h>
#include <stdlib.h>

#include "mem.h"

enum { SOME = 64, MANY = 6000, MOST_WAYS = 12 };

/* ---- numbers ---- */

uint64_t
rng_next(struct rng *r)
{
	uint64_t x = r->state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

struct rng
rng_make(uint64_t seed, uint64_t number)
{
	struct rng r = {seed};

	r.state = rng_next(&r) ^ number;
	r.state = rng_next(&r);
	return r;
}

size_t
rng_below(struct rng *r, size_t n)
{
	return (size_t)(rng_next(r) % n);
}

bool
rng_once_in(struct rng *r, size_t n)
{
	return rng_below(r, n) == 0;
}

/* ---- bytes ---- */

void
bytes_release(struct bytes *b)
{
	mem_free(b->ptr);
	*b = (struct bytes){NULL, 0, 0};
}

void
bytes_replace(struct bytes *b, size_t at, size_t n, struct str with)
{
	size_t rest;

	at = at < b->len ? at : b->len;
	n = n < b->len - at ? n : b->len - at;
	rest = b->len - at - n;
	if (!MEM_GROW(&b->ptr, &b->cap, b->len + with.len + 1)) {
		perror("survive");
		exit(1);
	}
	memmove(b->ptr + at + with.len, b->ptr + at + n, rest);
	if (with.len > 0)
		memcpy(b->ptr + at, with.ptr, with.len);
	b->len = at + with.len + rest;
}

/* A part of b in memory of its own. */
static struct bytes
copy(const struct bytes *b, size_t at, size_t n)
{
	struct bytes part = {NULL, 0, 0};

	bytes_replace(&part, 0, 0, str_head(str_skip(bytes_text(b), at), n));
	return part;
}

/* Puts what is `n` bytes long at `from` in front of the byte at `to`, `times` times. */
static void
repeat(struct bytes *b, size_t from, size_t n, size_t to, size_t times)
{
	struct bytes part = copy(b, from, n);

	while (times-- > 0)
		bytes_replace(b, to, 0, bytes_text(&part));
	bytes_release(&part);
}

static size_t
any_place(const struct bytes *b, struct rng *r)
{
	return rng_below(r, b->len + 1);
}

/* A length: mostly small. */
static size_t
any_length(struct rng *r)
{
	return 1 + rng_below(r, rng_once_in(r, 12) ? MANY : SOME);
}

/* The line that a byte is in, newline and all. */
static void
line_around(const struct bytes *b, size_t place, size_t *begin, size_t *len)
{
	struct str before = str_head(bytes_text(b), place);
	size_t newline = str_rfind(before, '\n');

	*begin = newline < before.len ? newline + 1 : 0;
	*len = str_find(str_skip(bytes_text(b), *begin), '\n') + 1;
	if (*len > b->len - *begin)
		*len = b->len - *begin;
}

/* ---- ways ---- */

typedef void way(struct bytes *b, struct rng *r, struct str other);

static void
flip_bits(struct bytes *b, struct rng *r, struct str other)
{
	(void)other;
	for (size_t n = 1 + rng_below(r, 4); n > 0; n--) {
		size_t at = rng_below(r, b->len);

		b->ptr[at] = (char)(b->ptr[at] ^ 1 << rng_below(r, 8));
	}
}

static void
set_byte(struct bytes *b, struct rng *r, struct str other)
{
	static const char odd[] = "\n\n  ;;\t\r<>&\"'\\`()[]{}:#/.,0-_\0\x01\x7f\x80\xc0\xff";

	(void)other;
	b->ptr[rng_below(r, b->len)] = odd[rng_below(r, sizeof(odd))];
}

static void
delete_some(struct bytes *b, struct rng *r, struct str other)
{
	(void)other;
	bytes_replace(b, any_place(b, r), any_length(r), STR(""));
}

static void
insert_some(struct bytes *b, struct rng *r, struct str other)
{
	char some[SOME];
	size_t n = 1 + rng_below(r, SOME);

	(void)other;
	for (size_t i = 0; i < n; i++)
		some[i] = (char)rng_next(r);
	bytes_replace(b, any_place(b, r), 0, str_make(some, n));
}

static void
insert_word(struct bytes *b, struct rng *r, struct str other)
{
	static const struct str words[] = {STR_INIT("PERF_RECORD_COMM: a:1/1"),
	    STR_INIT("[unknown]"), STR_INIT(" (inlined)"), STR_INIT("cycles:"),
	    STR_INIT("0xffffffffffffffff"), STR_INIT("18446744073709551615"),
	    STR_INIT("18446744073709551616"), STR_INIT("-1"), STR_INIT("# "), STR_INIT("]]>"),
	    STR_INIT("<svg>"), STR_INIT("&#0;"), STR_INIT("`"), STR_INIT("\n\n"), STR_INIT(" 1 2"),
	    STR_INIT(" 0.0000001"), STR_INIT(";;"), STR_INIT("_ZN1a1bE"), STR_INIT("_RNvC1a1b"),
	    STR_INIT("\n\t    7f00 f (/bin/x)"), STR_INIT("\x1b[31m"), STR_INIT("\xef\xbf\xbe"),
	    STR_INIT("\xed\xa0\x80"), STR_INIT("\xf4\x90\x80\x80"), STR_INIT("\xc3"),
	    STR_INIT("PERFILE2"), STR_INIT("%n%s")};

	(void)other;
	bytes_replace(b, any_place(b, r), 0, words[rng_below(r, sizeof(words) / sizeof(*words))]);
}

static void
repeat_line(struct bytes *b, struct rng *r, struct str other)
{
	size_t begin, len, to, n;

	(void)other;
	line_around(b, any_place(b, r), &begin, &len);
	line_around(b, any_place(b, r), &to, &n);
	repeat(b, begin, len, rng_once_in(r, 2) ? begin : to,
	    len < 200 && rng_once_in(r, 10) ? 1 + rng_below(r, 40) : 1);
}

static void
swap_lines(struct bytes *b, struct rng *r, struct str other)
{
	size_t begin, len;
	struct bytes line;

	(void)other;
	line_around(b, any_place(b, r), &begin, &len);
	line = copy(b, begin, len);
	bytes_replace(b, begin, len, STR(""));
	line_around(b, any_place(b, r), &begin, &len);
	bytes_replace(b, begin, 0, bytes_text(&line));
	bytes_release(&line);
}

static void
delete_line(struct bytes *b, struct rng *r, struct str other)
{
	size_t begin, len;

	(void)other;
	line_around(b, any_place(b, r), &begin, &len);
	bytes_replace(b, begin, len, STR(""));
}

static void
join_lines(struct bytes *b, struct rng *r, struct str other)
{
	size_t begin, len;

	(void)other;
	line_around(b, any_place(b, r), &begin, &len);
	if (len > 0)
		bytes_replace(b, begin + len - 1, 1, rng_once_in(r, 2) ? STR(" ") : STR(""));
}

static void
split_line(struct bytes *b, struct rng *r, struct str other)
{
	(void)other;
	bytes_replace(b, any_place(b, r), 0, rng_once_in(r, 2) ? STR("\n") : STR("\n\n"));
}

/* Another number where there is one. */
static void
change_number(struct bytes *b, struct rng *r, struct str other)
{
	static const struct str numbers[] = {STR_INIT("0"), STR_INIT("1"), STR_INIT("-1"),
	    STR_INIT(""), STR_INIT("4294967296"), STR_INIT("2147483648"), STR_INIT("65536"),
	    STR_INIT("9223372036854775808"), STR_INIT("18446744073709551615"),
	    STR_INIT("99999999999999999999999999999999999999"), STR_INIT("1.5"), STR_INIT("1e9"),
	    STR_INIT("0x10"), STR_INIT("007"), STR_INIT("0.00000049"), STR_INIT("1,000")};
	size_t at = any_place(b, r), n = 0;

	(void)other;
	while (at < b->len && !str_is_digit(b->ptr[at]))
		at++;
	while (at + n < b->len && str_is_digit(b->ptr[at + n]))
		n++;
	if (n > 0)
		bytes_replace(b, at, n, numbers[rng_below(r, sizeof(numbers) / sizeof(*numbers))]);
}

static void
run_of_one_byte(struct bytes *b, struct rng *r, struct str other)
{
	static const char which[] = "a;; \n\t0<\xff\0(";
	char run[MANY];
	size_t n = any_length(r);

	(void)other;
	memset(run, which[rng_below(r, sizeof(which) - 1)], n);
	bytes_replace(b, any_place(b, r), 0, str_make(run, n));
}

static void
dos_line_ends(struct bytes *b, struct rng *r, struct str other)
{
	bool all = rng_once_in(r, 2);

	(void)other;
	for (size_t at = 0; at < b->len; at++)
		if (b->ptr[at] == '\n' && (all || rng_once_in(r, 20)))
			bytes_replace(b, at++, 0, STR("\r"));
}

static void
zero_some(struct bytes *b, struct rng *r, struct str other)
{
	size_t at = rng_below(r, b->len), n = any_length(r);

	(void)other;
	memset(b->ptr + at, 0, n < b->len - at ? n : b->len - at);
}

static void
truncate_it(struct bytes *b, struct rng *r, struct str other)
{
	(void)other;
	b->len -= rng_below(r, b->len / 2 + 1);
}

/* The beginning of one, the end of the other; or a part of the other in the middle. */
static void
splice(struct bytes *b, struct rng *r, struct str other)
{
	size_t from = rng_below(r, other.len + 1);

	if (rng_once_in(r, 2))
		bytes_replace(b, any_place(b, r), b->len, str_head(str_skip(other, from), 20000));
	else
		bytes_replace(b, any_place(b, r), rng_below(r, SOME),
		    str_head(str_skip(other, from), any_length(r)));
}

static void
move_block(struct bytes *b, struct rng *r, struct str other)
{
	size_t from = any_place(b, r), n = any_length(r);
	struct bytes part = copy(b, from, n);

	(void)other;
	bytes_replace(b, from, n, STR(""));
	bytes_replace(b, any_place(b, r), 0, bytes_text(&part));
	bytes_release(&part);
}

/* A number of 2, 4 or 8 bytes where one may be: a size, an offset, a type. */
static void
set_field(struct bytes *b, struct rng *r, struct str other)
{
	static const uint64_t values[] = {0, 1, 2, 7, 8, 9, 0xff, 0x7fff, 0xffff, 0x7fffffff,
	    0x80000000, 0xffffffff, INT64_MAX, UINT64_C(1) << 63, UINT64_MAX, UINT64_MAX - 7};
	uint64_t value = values[rng_below(r, sizeof(values) / sizeof(*values))];
	size_t size = (size_t)2 << rng_below(r, 3);
	/* What stands at the beginning and at the end rules over the rest. */
	size_t span = rng_once_in(r, 3) && b->len > 512 ? 256 : b->len;
	size_t at = rng_below(r, span) / size * size;

	(void)other;
	if (span < b->len && rng_once_in(r, 2))
		at += (b->len - span) / size * size;
	if (rng_once_in(r, 4) && b->len - at >= 2) {
		uint16_t near;

		memcpy(&near, b->ptr + at, sizeof(near));
		near = (uint16_t)(near + (rng_once_in(r, 2) ? 8 : -8));
		memcpy(b->ptr + at, &near, sizeof(near));
		return;
	}
	memcpy(b->ptr + at, &value, size < b->len - at ? size : b->len - at);
}

static way *const text_ways[] = {flip_bits, set_byte, delete_some, insert_some, insert_word,
    repeat_line, swap_lines, delete_line, join_lines, split_line, change_number, change_number,
    run_of_one_byte, dos_line_ends, zero_some, truncate_it, splice, move_block};

static way *const binary_ways[] = {flip_bits, set_byte, delete_some, insert_some, insert_word,
    zero_some, truncate_it, splice, move_block, set_field, set_field, set_field, set_field,
    run_of_one_byte};

void
mutate(struct bytes *b, struct rng *r, struct str other, bool binary)
{
	way *const *ways = binary ? binary_ways : text_ways;
	size_t n = binary ? sizeof(binary_ways) / sizeof(*binary_ways)
			  : sizeof(text_ways) / sizeof(*text_ways);
	size_t times = 1;

	while (times < MOST_WAYS && !rng_once_in(r, 3))
		times++;
	while (times-- > 0 && b->len > 0)
		ways[rng_below(r, n)](b, r, other);
}
