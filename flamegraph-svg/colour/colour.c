/*
 * colour.c - the colour of a frame; see colour.h.
 *
 * A palette turns three values of [0, 1) into red, green and blue. The values
 * come from the name, so that a function looks the same in every graph:
 *
 *	PICK_FUNCTION  the name's FNV-1a hash
 *	PICK_ALIKE     the first three bytes of the name, and the last three
 *
 * The palettes by meaning choose another palette for each frame after its
 * name: kernel, JIT, package, language.
 */
#include "colour.h"

#include <math.h>

#include "hash.h"
#include "language.h"
#include "warm.h"

const char *const palette_names[] = {"hot", "mem", "io", "red", "green", "blue", "yellow", "purple",
    "aqua", "orange", "java", "perl", "python", "js", "rust", "wakeup", "chain", "warm", NULL};

enum palette
palette_find(const char *name)
{
	int i = 0;

	while (palette_names[i + 1] != NULL && strcmp(palette_names[i], name) != 0)
		i++;
	return (enum palette)i;
}

struct values {
	float v1, v2, v3;
};

/* 64 random bits as a number from 0 to 1. */
static float
fraction(uint64_t h)
{
	return (float)((double)h / 18446744073709551616.0);
}

static struct values
values_of_hash(uint64_t h)
{
	struct values v;

	v.v1 = fraction(h);
	h *= HASH_FNV_PRIME;
	v.v2 = fraction(h);
	h *= HASH_FNV_PRIME;
	v.v3 = fraction(h);
	return v;
}

/* Three bytes, each weighing less than the one before, as a value from 0 to 1. */
static float
value_of_bytes(const unsigned char *bytes, size_t n)
{
	float sum = 0, weight = 1, max = 1;

	for (unsigned i = 0; i < n && i < 3; i++) {
		unsigned modulus = 10 + i;

		sum += (float)(bytes[i] % modulus) / (float)(modulus - 1) * weight;
		max += weight;
		weight *= 0.70f;
	}
	return 1 - sum / max;
}

static unsigned char
byte_from_end(struct str name, size_t i, bool backwards)
{
	return (unsigned char)name.ptr[backwards ? name.len - 1 - i : i];
}

/* The first three bytes from one end of a name, without a "module`" prefix. */
static float
value_of_end(struct str name, bool backwards)
{
	unsigned char bytes[3] = {0};
	size_t begin = 0, n = 0;

	for (size_t i = 1; i < name.len && begin == 0; i++)
		if (byte_from_end(name, i, backwards) == '`')
			begin = i + 1;
	for (size_t i = begin; i < name.len && n < 3; i++)
		bytes[n++] = byte_from_end(name, i, backwards);
	return value_of_bytes(bytes, n);
}

static struct values
pick(enum colour_pick how, struct str name, uint64_t seed)
{
	if (how == PICK_ALIKE) {
		float v2 = value_of_end(name, true);

		return (struct values){value_of_end(name, false), v2, v2};
	}
	return values_of_hash(
	    how == PICK_RANDOM ? hash_mix(seed + HASH_FNV_BASIS) : hash_fnv1a(name.ptr, name.len));
}

/* base + span * v, its integer part. */
static uint8_t
part(int base, int span, float v)
{
	return (uint8_t)(base + (int)((float)span * v));
}

static struct rgb
mix(enum palette palette, struct values v)
{
	float a = v.v1, b = v.v2;

	switch (palette) {
	case PALETTE_MEM:
		return (struct rgb){0, part(190, 50, b), part(0, 210, a)};
	case PALETTE_IO:
		return (struct rgb){part(80, 60, a), part(80, 60, a), part(190, 55, b)};
	case PALETTE_RED:
		return (struct rgb){part(200, 55, a), part(50, 80, a), part(50, 80, a)};
	case PALETTE_GREEN:
		return (struct rgb){part(50, 60, a), part(200, 55, a), part(50, 60, a)};
	case PALETTE_BLUE:
		return (struct rgb){part(80, 60, a), part(80, 60, a), part(205, 50, a)};
	case PALETTE_YELLOW:
		return (struct rgb){part(175, 55, a), part(175, 55, a), part(50, 20, a)};
	case PALETTE_PURPLE:
		return (struct rgb){part(190, 65, a), part(80, 60, a), part(190, 65, a)};
	case PALETTE_AQUA:
		return (struct rgb){part(50, 60, a), part(165, 55, a), part(165, 55, a)};
	case PALETTE_ORANGE:
		return (struct rgb){part(190, 65, a), part(90, 65, a), 0};
	default:
		return (struct rgb){part(205, 50, v.v3), part(0, 230, a), part(0, 55, b)};
	}
}

struct rgb
colour_frame(const struct frame_colour *c, struct str name, bool waker, uint64_t seed)
{
	if (str_eq(name, STR("--")))
		return (struct rgb){160, 160, 160};
	if (str_eq(name, STR("-")))
		return (struct rgb){200, 200, 200};
	if (c->palette == PALETTE_WARM)
		return warm_colour(name);
	return mix(language_palette(c->palette, name, waker), pick(c->pick, name, seed));
}

struct rgb
colour_change(double change, double max)
{
	double size = fabs(change) < max ? fabs(change) : max;
	uint8_t x = (uint8_t)(100 + (int)floor(150 * (max - size) / max));

	if (change > 0)
		return (struct rgb){255, x, x};
	if (change < 0)
		return (struct rgb){x, x, 255};
	return (struct rgb){250, 250, 250};
}

struct rgb
colour_share(double share)
{
	enum { STEPS = 2000 };

	return colour_change(floor(sqrt(share) * STEPS), STEPS);
}

/* A part's light, from 0 to 1, by sRGB's curve. */
static double
light(uint8_t value)
{
	double v = value / 255.0;

	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

bool
colour_is_dark(struct rgb c)
{
	double luminance = 0.2126 * light(c.r) + 0.7152 * light(c.g) + 0.0722 * light(c.b);

	/* Contrast with black and with white are equal where (l + .05)^2 = .05 * 1.05. */
	return luminance < 0.1791;
}

static const struct background yellow = {{0xee, 0xee, 0xee}, {0xee, 0xee, 0xb0}},
			       green = {{0xee, 0xf2, 0xee}, {0xe0, 0xff, 0xe0}},
			       blue = {{0xee, 0xee, 0xee}, {0xe0, 0xe0, 0xff}},
			       paper = {{0xfd, 0xfc, 0xfa}, {0xfd, 0xfc, 0xfa}},
			       grey = {{0xf8, 0xf8, 0xf8}, {0xe8, 0xe8, 0xe8}};

struct background
background_of(enum palette palette)
{
	switch (palette) {
	case PALETTE_HOT:
	case PALETTE_JAVA:
	case PALETTE_JS:
	case PALETTE_PERL:
	case PALETTE_PYTHON:
	case PALETTE_RUST:
		return yellow;
	case PALETTE_WARM:
		return paper;
	case PALETTE_MEM:
		return green;
	case PALETTE_IO:
	case PALETTE_WAKEUP:
	case PALETTE_CHAIN:
		return blue;
	default:
		return grey;
	}
}

bool
background_find(struct str name, struct background *found)
{
	uint64_t rgb;

	if (str_eq(name, STR("yellow"))) {
		*found = yellow;
	} else if (str_eq(name, STR("green"))) {
		*found = green;
	} else if (str_eq(name, STR("blue"))) {
		*found = blue;
	} else if (str_eq(name, STR("grey")) || str_eq(name, STR("gray"))) {
		*found = grey;
	} else if (name.len == 7 && name.ptr[0] == '#' && str_hex_to_u64(str_skip(name, 1), &rgb)) {
		found->top = (struct rgb){
		    (uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8 & 255), (uint8_t)(rgb & 255)};
		found->bottom = found->top;
	} else {
		return false;
	}
	return true;
}
