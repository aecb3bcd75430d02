/*
 * settings.c - the command line of flamegraph-svg; see settings.h.
 *
 * The names are those that flame graph tools have used since the first one, so
 * that a command line written for another works here.
 */
#include "settings.h"

#include <stddef.h>
#include <string.h>

static const char *const orders[] = {"name", "weight", "input", NULL};
static const char *const themes[] = {"auto", "light", "dark", NULL};
static const char *const widths[] = {"after", "before", NULL};
static const char *const changes[] = {"self", "total", NULL};

#define AT(member) offsetof(struct settings, member)
#define SWITCH(text, member, what)                                                                 \
	{                                                                                          \
		.name = (text), .kind = OPTION_FLAG, .offset = AT(member), .help = (what)          \
	}
#define TEXT(text, member, value, what)                                                            \
	{                                                                                          \
		.name = (text), .kind = OPTION_TEXT, .offset = AT(member), .arg = (value),         \
		.help = (what)                                                                     \
	}
#define PATH(text, member, what)                                                                   \
	{                                                                                          \
		.name = (text), .kind = OPTION_TEXT, .offset = AT(member), .arg = "FILE",          \
		.hint = HINT_FILE, .help = (what)                                                  \
	}
#define WHOLE(text, member, low, high, what)                                                       \
	{                                                                                          \
		.name = (text), .kind = OPTION_NUMBER, .offset = AT(member), .arg = "PIXELS",      \
		.min = (low), .max = (high), .help = (what)                                        \
	}
#define DECIMAL(text, member, value, what)                                                         \
	{                                                                                          \
		.name = (text), .kind = OPTION_DECIMAL, .offset = AT(member), .arg = (value),      \
		.help = (what)                                                                     \
	}
#define CHOICE(text, member, value, list, what)                                                    \
	{                                                                                          \
		.name = (text), .kind = OPTION_CHOICE, .offset = AT(member), .arg = (value),       \
		.choices = (list), .help = (what)                                                  \
	}

static const struct option options[] = {
    OPTION_HEADING("Text"),
    TEXT("title", title, "TEXT", "title at the top (Flame Graph, or what the graph is)"),
    TEXT("subtitle", subtitle, "TEXT", "second line below the title"),
    TEXT("countname", count_name, "TEXT", "what the counts count (as the stacks say, or samples)"),
    TEXT("nametype", name_type, "TEXT", "a word before the name of the frame that is pointed at"),
    TEXT("notes", notes, "TEXT", "notes to keep in the file"),
    {.name = "factor",
	.kind = OPTION_DECIMAL,
	.above_zero = true,
	.offset = AT(factor),
	.arg = "F",
	.help = "multiply the counts that are shown by F"},
    TEXT("total", total, "N", "what is 100 %, when more than the sum"),

    OPTION_HEADING("Size"),
    WHOLE("width", width, 100, 100000, "width of the picture (as wide as its window)"),
    WHOLE("height", height, 4, 1000, "height of a row of frames (18)"),
    TEXT("minwidth", minwidth, "W", "draw frames of at least W pixels, or W% of the whole (0.5)"),
    TEXT("fonttype", font_type, "NAMES", "font families of the text (a monospace font)"),
    DECIMAL("fontsize", font_size, "PIXELS", "size of the text (12)"),
    DECIMAL("fontwidth", font_width, "F", "width of a letter, as a part of its size (0.6)"),
    SWITCH("truncate-text-right", truncate_right, "cut names behind to fit, do not shorten them"),

    OPTION_HEADING("Graph"),
    {.letter = 'i',
	.name = "inverted",
	.kind = OPTION_FLAG,
	.offset = AT(inverted),
	.help = "hang the graph from the top: an icicle graph"},
    SWITCH("reverse", reverse, "merge the stacks from their last frame on"),
    SWITCH("flamechart", chart, "keep the order of the stacks: time runs from left to right"),
    CHOICE("order", order, "ORDER", orders, "siblings by name, weight, or as in the input"),
    SWITCH("no-sort", no_sort, "the same as --order input"),
    {.name = "base",
	.kind = OPTION_REPEAT,
	.offset = AT(base),
	.arg = "NAME",
	.help = "only stacks with a frame NAME, from there on (repeatable)"},

    OPTION_HEADING("Colours"),
    {.letter = 'c',
	.name = "colors",
	.kind = OPTION_CHOICE,
	.offset = AT(colors),
	.arg = "PALETTE",
	.choices = palette_names,
	.help = "colours of the frames (warm: by package and function)"},
    /* As flamegraph.pl lets one write, and many a page has it. */
    {.name = "color",
	.kind = OPTION_CHOICE,
	.offset = AT(colors),
	.arg = "PALETTE",
	.choices = palette_names,
	.hidden = true},
    TEXT("bgcolors", bgcolors, "COLOUR", "background: yellow, blue, green, grey or #rrggbb"),
    SWITCH("hash", hash, "names that are alike get colours that are alike"),
    SWITCH("deterministic", deterministic, "a colour for each name"),
    SWITCH("random", random, "a colour for each frame"),
    SWITCH("cp", keep_palette, "keep the colours in palette.map, and use those there"),
    PATH("palette-file", palette_file, "keep them in this file instead"),
    SWITCH("colordiffusion", colour_diffusion, "colour by width"),
    TEXT("search-color", search_color, "COLOUR",
	"frames that were searched (as they are, outlined)"),
    TEXT("stroke-color", stroke_color, "COLOUR", "line around each frame, or none"),
    TEXT("uicolor", ui_color, "COLOUR", "title and other text outside the frames"),
    CHOICE("theme", theme, "THEME", themes, "light, dark, or as the reader has it (auto)"),

    OPTION_HEADING("Differences"),
    SWITCH("negate", negate, "swap the colours of growing and shrinking"),
    CHOICE("diff-width", diff_width, "COUNT", widths, "draw the widths of after or before"),
    CHOICE("diff-colour", diff_colour, "COUNT", changes,
	"colour the change of a frame itself (self) or with all below (total)"),

    OPTION_HEADING("Output"),
    PATH("nameattr", name_attributes, "links and other attributes of functions"),
    TEXT("highlight", highlight, "REGEX", "search for this when the picture is opened"),
    SWITCH("no-script", no_script, "write the picture alone, without data and viewer"),
    {.name = "max-frames",
	.kind = OPTION_NUMBER,
	.offset = AT(max_frames),
	.arg = "N",
	.min = 1,
	.max = 100000000,
	.help = "keep the N widest frames in the file (1000000)"},
    SWITCH("extract", extract, "print the folded stacks of SVGs made by this program"),
    {.name = "no-javascript", .kind = OPTION_FLAG, .offset = AT(no_script), .hidden = true},
    TEXT("encoding", encoding, "NAME", "declare this encoding, and write ASCII alone"),
    SWITCH("pretty-xml", pretty, "one line for each element, indented"),
    OPTION_MAX_LINE(AT(max_line)),
    OPTION_QUIET(AT(quiet)),
    OPTION_VERBOSE(AT(verbose), "say how much was read and drawn"),
    OPTION_END,
};

static const char *const aliases[] = {"flamegraph.pl", "inferno-flamegraph", NULL};

const struct program settings_program = {
    .aliases = aliases,
    .name = "flamegraph-svg",
    .synopsis = "[options] [FILE...]",
    .about = "Draws folded stacks (frames joined by ';', a space, a count) as a flame graph: "
	     "one SVG on standard output. With two counts a line, before and after, it draws "
	     "the difference.",
    .examples = "collapse-perf perf.data | flamegraph-svg > out.svg\n"
		"flamegraph-svg --colors java --title 'CPU, web server' stacks.folded > out.svg\n"
		"difffolded before.folded after.folded | flamegraph-svg > difference.svg\n",
    .options = options,
    .operands = HINT_FILE,
};

void
settings_init(struct settings *s)
{
	*s = (struct settings){
	    .height = 18,
	    .max_frames = 1000000,
	    .font_type = "ui-monospace,Menlo,Consolas,DejaVu Sans Mono",
	    .font_size = 12,
	    .font_width = 0.6,
	    .palette_file = "palette.map",
	    .factor = 1,
	    .order = "name",
	    .theme = "auto",
	    .diff_width = "after",
	    .diff_colour = "self",
	};
}

void
settings_release(struct settings *s)
{
	option_list_release(&s->base);
}

/* W or W%. */
static bool
check_min_width(struct settings *s, const struct report *report)
{
	struct str text = str_from(s->minwidth);
	struct folded_count n;

	if (s->minwidth == NULL) {
		s->min_width = s->no_script ? 0.1 : 0.5;
		return true;
	}
	s->min_is_percent = str_ends(text, STR("%"));
	if (s->min_is_percent)
		text.len--;
	if (!folded_number(text, &n)) {
		report_usage(
		    report, "--minwidth takes a number or a percentage, not '%s'", s->minwidth);
		return false;
	}
	s->min_width = (double)n.units;
	for (; n.places > 0; n.places--)
		s->min_width /= 10;
	return true;
}

/* What may stand in a style sheet: a name, #rgb to #rrggbbaa, or rgb(1,2,3). */
static bool
is_colour(struct str s)
{
	size_t i = 0;

	if (str_starts(s, STR("#"))) {
		for (i = 1; i < s.len && str_is_hex(s.ptr[i]);)
			i++;
		return i == s.len && (s.len == 4 || s.len == 5 || s.len == 7 || s.len == 9);
	}
	if (str_starts(s, STR("rgb(")) && str_ends(s, STR(")"))) {
		for (i = 4; i < s.len - 1; i++)
			if (!str_is_digit(s.ptr[i]) && s.ptr[i] != ',' && s.ptr[i] != ' ')
				return false;
		return s.len > 5;
	}
	while (i < s.len &&
	       ((s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z')))
		i++;
	return s.len > 0 && i == s.len;
}

static bool
check_colours(struct settings *s, const struct report *report)
{
	const struct {
		const char *option, *value;
	} all[] = {{"search-color", s->search_color}, {"stroke-color", s->stroke_color},
	    {"uicolor", s->ui_color}};

	/* The options of other tools mean their colours. */
	s->colour.palette = s->colors != NULL ? palette_find(s->colors)
			    : s->hash || s->random || s->deterministic || s->keep_palette
				? PALETTE_HOT
				: PALETTE_WARM;
	s->colour.pick = s->random ? PICK_RANDOM : s->hash ? PICK_ALIKE : PICK_FUNCTION;
	s->background = background_of(s->colour.palette);
	if (s->bgcolors != NULL && !background_find(str_from(s->bgcolors), &s->background)) {
		report_usage(report,
		    "--bgcolors takes yellow, blue, green, grey or #rrggbb, not '%s'", s->bgcolors);
		return false;
	}
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (all[i].value == NULL || is_colour(str_from(all[i].value)))
			continue;
		report_usage(report, "--%s takes a colour, not '%s'", all[i].option, all[i].value);
		return false;
	}
	return true;
}

/* Font families go into the style sheet: nothing there may end a string or a rule. */
static bool
check_font(const struct settings *s, const struct report *report)
{
	static const char right[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789 ,.-_+'\"";

	if (s->font_type[strspn(s->font_type, right)] != '\0' || s->font_type[0] == '\0') {
		report_usage(report, "--fonttype takes names of fonts, not '%s'", s->font_type);
		return false;
	}
	if (s->font_size < 1 || s->font_size > 200 || s->font_width < 0.1 || s->font_width > 10) {
		report_usage(report, "--fontsize takes 1 to 200, --fontwidth 0.1 to 10");
		return false;
	}
	return true;
}

/* Encodings whose first 128 characters are those of ASCII, which is all that is written. */
static bool
check_encoding(struct settings *s, const struct report *report)
{
	static const char *const known[] = {
	    "utf-8", "us-ascii", "ascii", "iso-8859-", "windows-125", "koi8-", NULL};
	char lower[32];
	size_t n = 0;

	if (s->encoding == NULL)
		return true;
	for (; n < sizeof(lower) && s->encoding[n] != '\0'; n++) {
		char c = s->encoding[n];

		lower[n] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
		if (!str_is_digit(c) && c != '-' && !(lower[n] >= 'a' && lower[n] <= 'z'))
			break;
	}
	for (size_t i = 0; known[i] != NULL && s->encoding[n] == '\0'; i++) {
		if (!str_starts(str_make(lower, n), str_from(known[i])))
			continue;
		s->ascii = i > 0;
		return true;
	}
	report_usage(report, "--encoding takes utf-8, us-ascii, iso-8859-1 or the like, not '%s'",
	    s->encoding);
	return false;
}

bool
settings_check(struct settings *s, const struct report *report)
{
	if (s->chart && strcmp(s->order, "weight") == 0) {
		report_usage(
		    report, "--flamechart keeps the order: it cannot go with --order weight");
		return false;
	}
	if (s->total != NULL && !folded_number(str_from(s->total), &s->whole)) {
		report_usage(report, "--total takes a number, not '%s'", s->total);
		return false;
	}
	s->keep_palette = s->keep_palette || strcmp(s->palette_file, "palette.map") != 0;
	s->sibling_order = s->chart || s->no_sort || strcmp(s->order, "input") == 0
			       ? CALLTREE_AS_SEEN
			   : strcmp(s->order, "weight") == 0 ? CALLTREE_BY_WEIGHT
							     : CALLTREE_BY_NAME;
	s->theme_kind = strcmp(s->theme, "light") == 0	? THEME_LIGHT
			: strcmp(s->theme, "dark") == 0 ? THEME_DARK
							: THEME_AUTO;
	s->width_before = strcmp(s->diff_width, "before") == 0;
	s->colour_by_total = strcmp(s->diff_colour, "total") == 0;
	return check_min_width(s, report) && check_colours(s, report) && check_font(s, report) &&
	       check_encoding(s, report);
}
