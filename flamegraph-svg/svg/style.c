/*
 * style.c - the style sheet of a picture; see style.h.
 *
 *	.b background  .t title  .s subtitle  .d details  .l legend  .m message
 *	.f the frames  .e text that ends where it stands
 */
#include "style.h"

#include "hash.h"
#include "label.h"

/* Each font in quotes, but for the generic names, which must have none. */
static void
write_fonts(struct output *out, struct str fonts)
{
	static const char *const generic[] = {"monospace", "sans-serif", "serif", "system-ui",
	    "ui-monospace", "cursive", "fantasy", NULL};

	while (fonts.len > 0) {
		struct str font = str_trim(str_cut(&fonts, ','));
		size_t i = 0;

		while (font.len > 1 && (font.ptr[0] == '"' || font.ptr[0] == '\'') &&
		       font.ptr[font.len - 1] == font.ptr[0])
			font = str_make(font.ptr + 1, font.len - 2);
		while (generic[i] != NULL && !str_eq(font, str_from(generic[i])))
			i++;
		if (font.len == 0 || str_find(font, '"') < font.len)
			continue;
		output_str(out, generic[i] ? STR("") : STR("\""));
		output_str(out, font);
		output_str(out, generic[i] ? STR(",") : STR("\","));
	}
	/* There is a comma behind each. Widths are reckoned for letters that are alike wide. */
	OUTPUT_LITERAL(out, "monospace");
}

static void
write_dark(struct output *out, bool lines, const char *c)
{
	output_printf(out, ".%s{background:#1b1c1f}.%s .b{fill:#1b1c1f}", c, c);
	output_printf(
	    out, ".%s .t,.%s .m{fill:#eee}.%s .s,.%s .d,.%s .l{fill:#aaa}", c, c, c, c, c);
	output_printf(out, ".%s .f rect:hover{stroke:#fff}", c);
	/* Lightness and chroma go down together, as the paper's does. */
	output_printf(out, ".%s .f rect{fill-opacity:.86}", c);
	if (!lines)
		output_printf(out, ".%s .f [rx]{stroke:#1b1c1f}", c);
}

/* Title, subtitle, details, legend, message. */
static void
write_text_rules(struct output *out, const struct settings *s, bool lines, const char *c)
{
	output_printf(out, ".%s .t{font:600 %lupx system-ui,sans-serif;text-anchor:middle}", c,
	    (unsigned long)s->font_size * 17 / 12);
	output_printf(
	    out, ".%s .s,.%s .m{font-family:system-ui,sans-serif;text-anchor:middle}", c, c);
	output_printf(
	    out, ".%s .d,.%s .l{font-family:system-ui,sans-serif}.%s .e{text-anchor:end}", c, c, c);
	output_printf(out, ".%s .s,.%s .d,.%s .l{fill:#555}", c, c, c);
	if (s->theme_kind == THEME_DARK) {
		write_dark(out, lines, c);
	} else if (s->theme_kind == THEME_AUTO) {
		OUTPUT_LITERAL(out, "@media(prefers-color-scheme:dark){");
		write_dark(out, lines, c);
		OUTPUT_LITERAL(out, "}");
	}
	if (s->ui_color != NULL)
		output_printf(
		    out, ".%s .t,.%s .s,.%s .d,.%s .l,.%s .m{fill:%s}", c, c, c, c, c, s->ui_color);
}

static void
write_frame_rules(struct output *out, const struct settings *s, bool lines, const char *c)
{
	struct rgb b = s->background.bottom;

	if (s->stroke_color != NULL)
		output_printf(out, ".%s .f rect{stroke:%s}", c, s->stroke_color);
	else if (lines)
		output_printf(
		    out, ".%s .f rect{stroke:#000;stroke-opacity:.3;stroke-width:.5px}", c);
	else
		output_printf(
		    out, ".%s .f [rx]{stroke:#%02x%02x%02x;stroke-width:.7px}", c, b.r, b.g, b.b);
	output_printf(out, ".%s .f rect:hover{stroke:#000;stroke-opacity:1;stroke-width:1px}", c);
	output_printf(out, ".%s .f text{pointer-events:none}", c);
}

void
style_write(struct output *out, const struct settings *s, bool lines, const char *c)
{
	struct rgb bottom = s->background.bottom;

	output_printf(out, ".%s{background:#%02x%02x%02x;font:", c, bottom.r, bottom.g, bottom.b);
	label_tenths(out, (uint32_t)(s->font_size * 10));
	OUTPUT_LITERAL(out, "px ");
	write_fonts(out, str_from(s->font_type));
	/* What a page around the picture may have set for its text. */
	OUTPUT_LITERAL(out, ";direction:ltr;letter-spacing:0;word-spacing:0;text-transform:none;"
			    "text-anchor:start");
	/* No script will fit the text to a narrow window. */
	if (s->no_script && s->width == 0)
		OUTPUT_LITERAL(out, ";min-width:800px");
	OUTPUT_LITERAL(out, "}");
	write_frame_rules(out, s, lines, c);
	write_text_rules(out, s, lines, c);
}

bool
style_class(const struct settings *s, bool lines, char class_name[STYLE_CLASS])
{
	static const char hex[] = "0123456789abcdef";
	struct output rules;
	uint64_t h;

	output_to_memory(&rules);
	style_write(&rules, s, lines, "fg");
	h = hash_fnv1a(rules.buf, rules.len);
	memcpy(class_name, "fg", 2);
	for (int i = 0; i < 8; i++)
		class_name[2 + i] = hex[h >> (4 * i) & 15];
	class_name[10] = '\0';
	return output_close(&rules);
}
