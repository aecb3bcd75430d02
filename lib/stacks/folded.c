/*
 * folded.c - the folded-stack line; see folded.h.
 */
#include "folded.h"
#include "sixteen.h"
#include "utf8.h"

static const uint64_t powers[FOLDED_PLACES + 1] = {1, 10, 100, 1000, 10000, 100000, 1000000};

/* Adds a digit; false when the number does not fit any more. */
static bool
add_digit(uint64_t *units, char digit)
{
	return !__builtin_mul_overflow(*units, (uint64_t)10, units) &&
	       !__builtin_add_overflow(*units, (uint64_t)(digit - '0'), units);
}

bool
folded_number(struct str s, struct folded_count *count)
{
	struct folded_count c = {0, 0, false};
	bool digits = false, point = false, round_up = false;
	unsigned place = 0; /* digits seen behind the point */

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (!str_is_digit(s.ptr[i]))
			return false;
		digits = true;
		if (point && place >= FOLDED_PLACES) {
			round_up = round_up || (place == FOLDED_PLACES && s.ptr[i] >= '5');
			place = FOLDED_PLACES + 1;
			continue;
		}
		place += point;
		c.saturated = c.saturated || !add_digit(&c.units, s.ptr[i]);
	}
	c.places = place < FOLDED_PLACES ? place : FOLDED_PLACES;
	for (; c.places > 0 && !round_up && c.units % 10 == 0; c.places--)
		c.units /= 10;
	c.units = folded_add(c.units, round_up, &c.saturated);
	if (c.saturated)
		c = (struct folded_count){UINT64_MAX, 0, true};
	if (digits)
		*count = c;
	return digits;
}

bool
folded_split(struct str text, struct folded_line *out)
{
	struct str number;
	size_t at;

	text = str_trim_right(text);
	at = text.len;
	/* A frame is left at its first letter: what has one is no number. */
	while (at > 0 && (str_is_digit(text.ptr[at - 1]) || text.ptr[at - 1] == '.'))
		at--;
	if (at > 0 && !str_is_space(text.ptr[at - 1]))
		return false;
	number = str_skip(text, at);
	if (!folded_number(number, &out->count))
		return false;
	out->stack = str_trim_right(str_head(text, at));
	return out->stack.len > 0;
}

bool
folded_cut(struct str *text, struct folded_line *out)
{
	size_t len = str_find(*text, '\n');
	struct str line = str_head(*text, len);

	/* What begins otherwise has nothing to trim in front, and is no comment. */
	if (len == 0 || len == text->len || str_is_space(line.ptr[0]) || line.ptr[0] == '#')
		return false;
	if (!folded_split_digits(line, out) && !folded_split(line, out))
		return false;
	*text = str_skip(*text, len + 1);
	return true;
}

enum folded_kind
folded_parse(struct str line, struct folded_line *out)
{
	line = str_trim(line);
	if (line.len == 0 || folded_is_comment(line))
		return FOLDED_BLANK;
	return folded_split_digits(line, out) || folded_split(line, out) ? FOLDED_STACK
									 : FOLDED_BAD;
}

void
folded_write_no_comment(struct output *out, struct str frame)
{
	OUTPUT_LITERAL(out, "#_");
	output_str(out, str_skip(frame, 2));
}

uint64_t
folded_scale(uint64_t units, unsigned from, unsigned to, bool *saturated)
{
	uint64_t scaled;

	if (!__builtin_mul_overflow(units, powers[to - from], &scaled))
		return scaled;
	*saturated = true;
	return UINT64_MAX;
}

void
folded_write_count(struct output *out, uint64_t units, unsigned places)
{
	uint64_t fraction;

	if (places == 0) {
		output_u64(out, units);
		return;
	}
	fraction = units % powers[places];
	output_u64(out, units / powers[places]);
	if (fraction == 0)
		return;
	for (; fraction % 10 == 0; places--)
		fraction /= 10;
	output_char(out, '.');
	for (; places > 1 && fraction < powers[places - 1]; places--)
		output_char(out, '0');
	output_u64(out, fraction);
}

/* Bytes of the control character that s begins with, or 0. */
static size_t
control_length(struct str s)
{
	size_t n;

	if (s.ptr[0] >= ' ' && s.ptr[0] <= '~')
		return 0; /* as nearly all are */
	n = utf8_length(s);
	return n > 0 && utf8_is_control(utf8_code_point(s.ptr, n)) ? n : 0;
}

static bool
control_within(struct str s)
{
	for (; s.len > 0; s = str_skip(s, 1))
		if (control_length(s) > 0)
			return true;
	return false;
}

/*
 * Of eight bytes, how many there are before the first that is not printable ASCII. The first is the
 * lowest: what is borrowed or carried goes to those behind it alone.
 */
static inline size_t
plain_of_eight(const char *p)
{
	uint64_t bytes = str_word(p), odd;

	odd = ((bytes - STR_EIGHT(' ')) | (bytes + STR_EIGHT(1)) | bytes) & STR_EIGHT(0x80);
	return odd == 0 ? sizeof(bytes) : (size_t)__builtin_ctzll(odd) / 8;
}

size_t
folded_plain(struct str s)
{
	size_t at = 0;

	for (; s.len - at >= SIXTY_FOUR; at += SIXTY_FOUR) {
		uint64_t odd = sixteen_odd_of_64(s.ptr + at);

		if (odd != 0)
			return at + (size_t)__builtin_ctzll(odd);
	}
	while (s.len - at >= sizeof(uint64_t)) {
		size_t n = plain_of_eight(s.ptr + at);

		at += n;
		if (n < sizeof(uint64_t))
			return at;
	}
	while (at < s.len && s.ptr[at] >= ' ' && s.ptr[at] <= '~')
		at++;
	return at;
}

bool
folded_has_control(struct str frame)
{
	return control_within(str_skip(frame, folded_plain(frame)));
}

void
folded_write_no_control(struct output *out, struct str frame)
{
	while (frame.len > 0) {
		size_t n = control_length(frame);

		if (n == 0)
			output_char(out, frame.ptr[0]);
		else
			output_char(out, str_is_space(frame.ptr[0]) ? ' ' : '?');
		frame = str_skip(frame, n > 0 ? n : 1);
	}
}
