/*
 * label.c - what is written of a frame; see label.h.
 */
#include "label.h"

#include <math.h>

#include "counted.h"
#include "utf8.h"

struct str
label_name(struct str frame)
{
	static const char *const marks[] = {"_[k]", "_[i]", "_[j]", "_[w]", NULL};

	for (size_t i = 0; marks[i] != NULL; i++)
		if (str_ends(frame, str_from(marks[i])))
			return str_head(frame, frame.len - 4);
	return frame;
}

/* To the nearest whole number. */
static uint64_t
rounded(double value)
{
	return value < 1.8e19 ? (uint64_t)(value + 0.5) : UINT64_MAX;
}

static double
scaled(uint64_t units, unsigned places, double factor)
{
	return (double)units * factor / pow(10, places);
}

uint64_t
label_scale(uint64_t units, unsigned *places, double factor)
{
	if (factor == 1)
		return units;
	units = rounded(scaled(units, *places, factor));
	*places = 0;
	return units;
}

void
label_count(struct output *out, uint64_t units, unsigned places, double factor)
{
	uint64_t shown = label_scale(units, &places, factor);

	counted_write_number(out, shown, places);
}

/* Hundredths, from 0 on. */
static void
write_hundredths(struct output *out, double hundredths)
{
	uint64_t n = rounded(hundredths);

	output_u64(out, n / 100);
	output_char(out, '.');
	output_char(out, (char)('0' + n / 10 % 10));
	output_char(out, (char)('0' + n % 10));
}

void
label_percent(struct output *out, uint64_t part, uint64_t whole, unsigned places, double factor)
{
	double share = whole > 0 ? (double)part / (double)whole : 0;

	if (factor > 1 && whole > 0)
		share =
		    (double)rounded(scaled(part, places, factor)) / scaled(whole, places, factor);
	write_hundredths(out, share * 10000);
}

void
label_change(struct output *out, double change, uint64_t whole)
{
	if (change != 0)
		output_char(out, change > 0 ? '+' : '-');
	write_hundredths(out, whole > 0 ? fabs(change) / (double)whole * 10000 : 0);
}

void
label_tenths(struct output *out, uint32_t tenths)
{
	if (tenths >= 10 || tenths == 0)
		output_u64(out, tenths / 10);
	if (tenths % 10 != 0) {
		output_char(out, '.');
		output_char(out, (char)('0' + tenths % 10));
	}
}

struct range {
	uint32_t first, last;
};

static bool
in_ranges(uint32_t c, const struct range *r)
{
	while (r->last != 0 && c > r->last)
		r++;
	return r->last != 0 && c >= r->first;
}

/* How many columns of a monospace font a character takes, near enough (Unicode's UAX #11). */
static unsigned
columns(uint32_t c)
{
	static const struct range none[] = {{0x300, 0x36f}, {0x200b, 0x200f}, {0x20d0, 0x20ff},
	    {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0, 0}};
	static const struct range wide[] = {{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf},
	    {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60},
	    {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
	    {0x20000, 0x3fffd}, {0, 0}};

	if (c < 0x300)
		return 1;
	return in_ranges(c, none) ? 0 : in_ranges(c, wide) ? 2 : 1;
}

/* The character at p, or the byte that is none: its length; *width in columns. */
static size_t
step(struct str s, unsigned *width)
{
	size_t n = utf8_length(s);

	*width = n > 1 ? columns(utf8_code_point(s.ptr, n)) : 1;
	return n > 0 ? n : 1;
}

static unsigned
measure(struct str s)
{
	unsigned sum = 0, width;

	while (s.len > 0) {
		s = str_skip(s, step(s, &width));
		sum += width;
	}
	return sum;
}

/* As much of s as fits `room` columns, and the marks that combine with it. */
static struct str
head_of(struct str s, unsigned room)
{
	size_t at = 0;
	unsigned sum = 0, width;

	while (at < s.len) {
		size_t n = step(str_skip(s, at), &width);

		if (sum + width > room)
			break;
		sum += width;
		at += n;
	}
	return str_head(s, at);
}

/* As much of the end of s as fits `room` columns, `sum` being the width of all. */
static struct str
tail_of(struct str s, unsigned room, unsigned sum)
{
	unsigned width;

	while (s.len > 0) {
		size_t n = step(s, &width);

		if (sum <= room && width > 0)
			break;
		sum -= width;
		s = str_skip(s, n);
	}
	return s;
}

struct str
label_fit(struct str name, unsigned room, bool behind, bool *dots)
{
	unsigned sum;

	*dots = false;
	if (room < 3)
		return str_head(name, 0);
	/* No need to measure more of a long name than could ever fit. */
	if (behind && name.len > 16 * (size_t)room)
		sum = room + 1;
	else
		sum = measure(name);
	if (sum <= room)
		return name;
	*dots = true;
	return behind ? head_of(name, room - 2) : tail_of(name, room - 2, sum);
}
