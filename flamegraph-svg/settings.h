/*
 * settings.h - the command line of flamegraph-svg.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "calltree.h"
#include "colour.h"
#include "folded.h"
#include "options.h"
#include "report.h"

enum theme { THEME_AUTO, THEME_LIGHT, THEME_DARK };

struct settings {
	/* As given. */
	const char *title, *subtitle, *notes;
	uint64_t width; /* 0: fluid */
	uint64_t height;
	const char *minwidth;
	const char *font_type;
	double font_size, font_width;
	const char *count_name; /* NULL: as the stacks say */
	const char *name_type;
	const char *colors, *bgcolors;
	const char *search_color, *stroke_color, *ui_color;
	bool hash, random, deterministic, keep_palette;
	const char *palette_file;
	const char *name_attributes;
	bool reverse, inverted, chart, no_sort;
	const char *order;
	struct option_list base;
	bool negate, colour_diffusion;
	const char *diff_width, *diff_colour;
	const char *total;
	double factor;
	const char *encoding;
	bool truncate_right, pretty, no_script, extract;
	uint64_t max_frames;
	uint64_t max_line; /* megabytes; 0: as many as by default */
	const char *theme, *highlight;
	bool quiet, verbose;

	/* What settings_check makes of these. */
	struct frame_colour colour;
	struct background background;
	enum calltree_order sibling_order;
	enum theme theme_kind;
	struct folded_count whole; /* --total; 0 units: not given */
	double min_width;	   /* pixels, or percent */
	bool min_is_percent;
	bool ascii;	      /* write other characters as numbers */
	bool width_before;    /* --diff-width before */
	bool colour_by_total; /* --diff-colour total */
};

extern const struct program settings_program;

void settings_init(struct settings *s);
void settings_release(struct settings *s);

/* Checks what the table of options cannot; false when it was wrong and said so. */
bool settings_check(struct settings *s, const struct report *report);

#endif
