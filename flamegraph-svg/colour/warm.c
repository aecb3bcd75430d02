/*
 * warm.c - the colours of the project's own palette; see warm.h.
 *
 *	std::sort, std::map::find     one hue, from red-orange to yellow, of "std";
 *	                              5 steps of lightness, 4 of hue, 2 of chroma
 *	vfs_read_[k]                  violet-grey
 *	JS:*parse, Map.put_[j]        green, compiled at run time; interpreted: blue-green
 *	[libc.so.6]                   grey, no symbol
 *	[waiting], [runnable]         blue, and blue-green: what does not run is cool; and so
 *	                              is what waits for more than half of its time
 *
 * A step in any of them is a difference that is seen (CIEDE2000 of 3 and more).
 * All are so light that black text has a contrast of 5 and more. What is darker has
 * more chroma, or it would be brown. Few colours, so that the boxes of one are one path
 * in the viewer: viewer/3-palette.js does the same, and the two must agree.
 */
#include "warm.h"

#include <math.h>

#include "package.h"
#include "symbol.h"

/* A range of hues, and lightness and chroma of their darkest and lightest colours. */
struct family {
	double from, to;    /* hue, by the package */
	double dark, light; /* lightness */
	double deep, pale;  /* chroma of the darkest, of the lightest */
	double step;	    /* degrees between two hues of one package */
};

enum { LIGHTS = 5, HUES = 4 };

static const struct family families[] = {
    [FRAME_NATIVE] = {36, 84, 0.71, 0.87, 0.13, 0.1, 7},
    [FRAME_KERNEL] = {296, 308, 0.73, 0.85, 0.052, 0.036, 4},
    [FRAME_COMPILED] = {128, 158, 0.73, 0.87, 0.105, 0.08, 6},
    [FRAME_INTERPRETED] = {196, 220, 0.73, 0.87, 0.08, 0.06, 6},
    [FRAME_UNKNOWN] = {75, 75, 0.79, 0.87, 0.022, 0.016, 4},
    [FRAME_WAKER] = {250, 262, 0.73, 0.85, 0.085, 0.06, 5},
    [FRAME_WAITING] = {120, 248, 0.71, 0.85, 0.1, 0.07, 4},
};

static const double pi = 3.14159265358979323846;

static uint8_t
channel(double linear)
{
	double v = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055;

	return (uint8_t)floor(255 * fmin(1, fmax(0, v)) + 0.5);
}

/*
 * OKLCH (hue in degrees) as sRGB; what is outside of it is cut. See
 * https://bottosson.github.io/posts/oklab/
 */
static struct rgb
oklch(double lightness, double chroma, double hue)
{
	double a = chroma * cos(hue * pi / 180), b = chroma * sin(hue * pi / 180);
	double l = lightness + 0.3963377774 * a + 0.2158037573 * b;
	double m = lightness - 0.1055613458 * a - 0.0638541728 * b;
	double s = lightness - 0.0894841775 * a - 1.2914855480 * b;

	l = l * l * l;
	m = m * m * m;
	s = s * s * s;
	return (struct rgb){channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
	    channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
	    channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

/* FNV-1a, and the finalizer of MurmurHash3, so that names that differ in one bit part. */
static uint32_t
hash(struct str s)
{
	uint32_t h = 0x811c9dc5;

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.ptr[i]) * 0x01000193u;
	h = (h ^ h >> 16) * 0x85ebca6bu;
	h = (h ^ h >> 13) * 0xc2b2ae35u;
	return h ^ h >> 16;
}

/* A colour of a family: lightness, chroma and hue by a function's hash. */
static struct rgb
mix(const struct family *f, double hue, uint32_t h, double tint)
{
	double light = (double)(h % LIGHTS) / (LIGHTS - 1);
	double lightness = f->dark + (f->light - f->dark) * light;
	double chroma = f->deep + (f->pale - f->deep) * light;
	double aside = (double)(h / LIGHTS % HUES) - (HUES - 1) / 2.0;

	chroma *= h / LIGHTS / HUES % 2 ? 1.13 : 0.87;
	return oklch(
	    lightness + (0.93 - lightness) * tint, chroma * (1 - tint), hue + aside * f->step);
}

/* 16 hues for packages; functions of none have hues of their own. */
static double
hue_of(const struct family *f, struct str package, uint32_t h)
{
	uint32_t p = package.len > 0 ? hash(package) % 16 : 5 + (h >> 16) % 6;

	return f->from + (f->to - f->from) * p / 15;
}

static struct rgb
colour(struct str name, struct str outer, double tint)
{
	const struct family *f = &families[package_kind(outer)];
	struct str package = package_of(outer);
	double hue = hue_of(f, package, hash(symbol_unmarked(outer)));

	return mix(f, hue, hash(symbol_unmarked(name)), tint);
}

struct rgb
warm_colour(struct str name)
{
	if (name.len == 0)
		return (struct rgb){0xe6, 0xde, 0xd1};
	return colour(name, name, 0);
}

struct rgb
warm_inlined(struct str name, struct str outer)
{
	return colour(name, outer, 0.45);
}

struct rgb
warm_waiting(struct str name)
{
	return mix(&families[FRAME_WAITING], 238, hash(symbol_unmarked(name)), 0.35);
}

struct rgb
warm_change(double change, double max)
{
	/* Few steps, so that boxes of one colour are one group. */
	enum { STEPS = 40 };
	double share = ceil(STEPS * fmin(1, fabs(change) / max)) / STEPS, s = sqrt(share);

	if (change > 0)
		return oklch(0.9 - 0.2 * s, 0.16 * s, 55);
	return oklch(0.9 - 0.24 * s, 0.14 * s, 255);
}
