/*
 * style.c - the style sheet of a picture; see style.h.
 *
 *	.b background  .t title  .s subtitle  .d details  .l legend  .m message
 *	.f the frames
 */
#include "style.h"

#include "hash.h"
#include "label.h"
#include "mem.h"

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
	/* There is a comma behind each: the last word is the family of letters alike wide. */
	OUTPUT_LITERAL(out, "monospace");
}

static void
write_dark(struct output *out, const char *c)
{
	output_printf(out, ".%s{background:#1c1d20}.%s .b{fill:#1c1d20}", c, c);
	output_printf(
	    out, ".%s .t,.%s .m{fill:#eee}.%s .s,.%s .d,.%s .l{fill:#aaa}", c, c, c, c, c);
	output_printf(out, ".%s .f{opacity:.9}", c);
}

void
style_write(struct output *out, const struct settings *s, const char *c)
{
	unsigned long size = (unsigned long)s->font_size;
	struct rgb bottom = s->background.bottom;

	output_printf(
	    out, ".%s{background:#%02x%02x%02x;font-size:", c, bottom.r, bottom.g, bottom.b);
	label_tenths(out, (uint32_t)(s->font_size * 10));
	OUTPUT_LITERAL(out, "px;font-family:");
	write_fonts(out, str_from(s->font_type));
	output_printf(out, "}.%s .t{font:600 %lupx system-ui,sans-serif;text-anchor:middle}", c,
	    size * 17 / 12);
	output_printf(
	    out, ".%s .s,.%s .m{font-family:system-ui,sans-serif;text-anchor:middle}", c, c);
	output_printf(
	    out, ".%s .d,.%s .l{font-family:system-ui,sans-serif}.%s .e{text-anchor:end}", c, c, c);
	output_printf(out, ".%s .s,.%s .d,.%s .l{fill:#555}", c, c, c);
	if (s->ui_color != NULL)
		output_printf(
		    out, ".%s .t,.%s .s,.%s .d,.%s .l,.%s .m{fill:%s}", c, c, c, c, c, s->ui_color);
	output_printf(out, ".%s .f rect{height:%lupx;rx:1px;stroke:%s}", c,
	    (unsigned long)s->height - 1, s->stroke_color);
	output_printf(out, ".%s .f rect:hover{stroke:#000}.%s .f text{pointer-events:none}", c, c);
	if (s->theme_kind == THEME_DARK) {
		write_dark(out, c);
	} else if (s->theme_kind == THEME_AUTO) {
		OUTPUT_LITERAL(out, "@media(prefers-color-scheme:dark){");
		write_dark(out, c);
		OUTPUT_LITERAL(out, "}");
	}
}

void
style_class(const struct settings *s, char class_name[STYLE_CLASS])
{
	static const char hex[] = "0123456789abcdef";
	struct output rules;
	uint64_t h;

	output_to_memory(&rules);
	style_write(&rules, s, "fg");
	h = hash_bytes(rules.buf, rules.len);
	memcpy(class_name, "fg", 2);
	for (int i = 0; i < 8; i++)
		class_name[2 + i] = hex[h >> (4 * i) & 15];
	class_name[10] = '\0';
	output_close(&rules);
}
