/*
 * name_attributes.c - links and other attributes of functions; see name_attributes.h.
 *
 * A line holds a function's name and, each behind a tab, name=value:
 *
 *	read_line<TAB>href=https://example.org/src/read.c<TAB>title=reads a line
 *	main<TAB>class=entry<TAB>g_extra=data-team="core"
 *
 * title, href, target (of a link: _top unless given), id, class; g_extra and
 * a_extra are attributes as they are written. With href a frame becomes a
 * link, which is opened without an opener. What would not be well-formed is left
 * out with a warning.
 */
#include "name_attributes.h"

#include <errno.h>
#include <string.h>

#include "input.h"
#include "mem.h"
#include "output.h"
#include "xml.h"

/* The fields of a line. */
struct fields {
	struct str title, href, target, id, class, g_extra, a_extra;
	bool has_title, has_href;
};

static bool
set_field(struct fields *f, struct str name, struct str value)
{
	const struct {
		const char *name;
		struct str *value;
	} known[] = {{"title", &f->title}, {"href", &f->href}, {"target", &f->target},
	    {"id", &f->id}, {"class", &f->class}, {"g_extra", &f->g_extra},
	    {"a_extra", &f->a_extra}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!str_eq(name, str_from(known[i].name)))
			continue;
		*known[i].value = value;
		f->has_title = f->has_title || i == 0;
		f->has_href = f->has_href || i == 1;
		return true;
	}
	return false;
}

static void
write_attribute(struct output *out, const char *name, struct str value)
{
	if (value.len == 0)
		return;
	output_printf(out, " %s=\"", name);
	xml_text(out, value);
	output_char(out, '"');
}

static void
write_extra(struct output *out, struct str extra)
{
	extra = str_trim(extra);
	if (extra.len == 0)
		return;
	output_char(out, ' ');
	output_str(out, extra);
}

/* All attributes of the element around a frame, in one row. */
static void
write_group(struct output *out, const struct fields *f)
{
	write_attribute(out, "id", f->id);
	write_attribute(out, "class", f->class);
	write_extra(out, f->g_extra);
	if (!f->has_href)
		return;
	write_attribute(out, "href", f->href);
	write_attribute(out, "target", f->target.len > 0 ? f->target : STR("_top"));
	write_extra(out, f->a_extra);
	/* What is opened must not rule the window that it was opened from. */
	if (str_search(f->a_extra, STR("rel=")) == f->a_extra.len)
		write_attribute(out, "rel", STR("noopener noreferrer"));
}

/*
 * Whether an address leads somewhere and runs nothing (javascript:, data:), as browsers read it:
 * what comes before the first ':' is its scheme, if no '/', '?' or '#' does; without one it is
 * relative.
 */
static bool
leads_somewhere(struct str address)
{
	static const char *const schemes[] = {"http", "https", "file", "mailto"};
	size_t colon = str_find(address, ':');
	struct str scheme = str_head(address, colon);

	if (colon == address.len || str_find(scheme, '/') < colon ||
	    str_find(scheme, '?') < colon || str_find(scheme, '#') < colon)
		return true;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		struct str known = str_from(schemes[i]);
		size_t n = 0;

		while (n < known.len && n < colon && (scheme.ptr[n] | 0x20) == known.ptr[n])
			n++;
		if (n == known.len && n == colon)
			return true;
	}
	return false;
}

/* Keeps the attributes of a function; false without memory. */
static bool
keep(struct name_attributes *a, struct str function, const struct fields *f, struct str group)
{
	uint32_t id = intern_id(&a->functions, function);
	struct name_attribute *item;

	if (id == INTERN_NONE || !MEM_GROW(&a->items, &a->cap, (size_t)id + 1))
		return false;
	item = &a->items[id];
	*item = (struct name_attribute){
	    .title = arena_str(&a->arena, f->title),
	    .group = arena_str(&a->arena, group),
	    .has_title = f->has_title,
	    .is_link = f->has_href,
	};
	return !a->arena.failed;
}

static bool
add_line(struct name_attributes *a, const struct input *in, struct str line, struct report *report)
{
	char quote[REPORT_QUOTE];
	struct str function = str_cut(&line, '\t');
	struct fields f = {.has_title = false};
	struct output group;
	bool done = true;

	if (str_trim(function).len == 0 || str_starts(function, STR("#")))
		return true;
	while (line.len > 0) {
		struct str value = str_cut(&line, '\t');
		struct str name = str_cut(&value, '=');

		if (!set_field(&f, name, value))
			report_warning(report, "%s:%llu: no such attribute: %s", in->name,
			    (unsigned long long)in->line, report_quote(name, quote));
	}
	if (f.has_href && !leads_somewhere(f.href)) {
		f.has_href = false;
		report_warning(report,
		    "%s:%llu: a link is http:, https:, file:, mailto: or relative; left out: %s",
		    in->name, (unsigned long long)in->line, report_quote(f.href, quote));
	}
	output_to_memory(&group);
	write_group(&group, &f);
	if (xml_is_attributes(output_text(&group)))
		done = keep(a, function, &f, output_text(&group));
	else
		report_warning(report, "%s:%llu: not well-formed attributes, line left out: %s",
		    in->name, (unsigned long long)in->line, report_quote(function, quote));
	return output_close(&group) && done;
}

void
name_attributes_release(struct name_attributes *a)
{
	intern_release(&a->functions);
	arena_release(&a->arena);
	mem_free(a->items);
	*a = (struct name_attributes){.items = NULL};
}

bool
name_attributes_init(struct name_attributes *a, const char *path, struct report *report)
{
	struct input in;
	struct str line;
	bool done = true;

	*a = (struct name_attributes){.items = NULL};
	intern_init(&a->functions);
	arena_init(&a->arena);
	if (path == NULL)
		return true;
	if (!input_open(&in, path)) {
		report_error(report, "%s: %s", path, strerror(errno));
		return false;
	}
	while (done && input_line(&in, &line))
		done = add_line(a, &in, str_trim_right(line), report);
	if (in.error != 0 || !done)
		report_error(report, "%s: %s", path, steady_reason(in.error ? in.error : ENOMEM));
	done = done && in.error == 0;
	input_close(&in);
	if (!done)
		name_attributes_release(a);
	return done;
}

const struct name_attribute *
name_attributes_find(const struct name_attributes *a, struct str function)
{
	uint32_t id = intern_find(&a->functions, function);

	return id == INTERN_NONE ? NULL : &a->items[id];
}
