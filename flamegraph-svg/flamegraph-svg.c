/*
 * flamegraph-svg.c - folded stacks to one SVG: options, read, lay out, draw.
 */
#include <string.h>
#include <unistd.h>

#include "calltree.h"
#include "data.h"
#include "extract.h"
#include "input.h"
#include "layout.h"
#include "name_attributes.h"
#include "output.h"
#include "palette_map.h"
#include "reader.h"
#include "report.h"
#include "settings.h"
#include "svg.h"
#include "svg_input.h"
#include "workers.h"

static int
out_of_memory(const struct report *report)
{
	report_error(report, "out of memory");
	return STATUS_FAILED;
}

/* Reads a file into the stacks; false, said on stderr, when there is no use in going on. */
static bool
read_file(struct reader *reader, const char *path, struct report *report)
{
	struct input in;
	enum svg_input_status status = svg_input_open(
	    &in, path, reader->drawn->max_line, reader->in_order ? SVG_INPUT_AS_DRAWN : 0);
	bool done;

	input_watch(&in, report->waiting);
	done = svg_input_ok(status) && reader_read(reader, &in);
	input_unwatch(&in);

	if (reader->no_memory)
		out_of_memory(report);
	if (in.error != 0)
		status = SVG_INPUT_FAILED;
	if (!svg_input_ok(status))
		report_error(report, "%s: %s", in.name, svg_input_reason(status, &in));
	reader_hold(reader, &in);
	return done && svg_input_ok(status);
}

static bool
read_files(struct reader *reader, const struct option_list *files, struct report *report)
{
	if (files->len == 0)
		return read_file(reader, NULL, report) && reader_finish(reader);
	for (size_t i = 0; i < files->len; i++)
		if (!read_file(reader, files->items[i], report))
			return false;
	return reader_finish(reader);
}

/* Why there is nothing to draw; NULL when there is something. */
static const char *
nothing_to_draw(const struct reader *reader, const struct layout *l)
{
	if (reader->lines == 0)
		return "the input is empty: no stacks to draw";
	if (reader->used == 0 && reader->counted.len == 0)
		return "no line of the input is a stack and its count; "
		       "collapse-perf and collapse-dtrace make such lines";
	if (reader->used > 0 && reader->apart == reader->used)
		return "no stack has a frame of --base";
	return l->weight[CALLTREE_ROOT] == 0 ? "all counts are zero: nothing to draw" : NULL;
}

/* Writes the picture, with its data unless that is not wanted. */
static bool
write_picture(struct drawing *d, struct output *out, struct report *report)
{
	struct data data = {.left_out = 0};
	bool done;

	d->data = d->settings->no_script ? NULL : &data;
	done = svg_write(out, d);
	if (!done)
		out_of_memory(report);
	if (data.left_out > 0)
		report_warning(report,
		    "%llu narrow frames left out: their samples are their callers' own "
		    "(--max-frames keeps more)",
		    (unsigned long long)data.left_out);
	d->data = NULL;
	data_release(&data);
	return done;
}

/*
 * Draws an arranged tree, with the colours and attributes that are kept in files. *whole: the
 * picture is, though its colours may not be kept.
 */
static int
draw(const struct drawing *drawing, struct output *out, struct report *report, bool *whole)
{
	const struct settings *s = drawing->settings;
	struct name_attributes attributes;
	struct palette_map palette;
	struct drawing d = *drawing;
	bool done;

	if (s->keep_palette && !palette_map_init(&palette, s->palette_file, report))
		return STATUS_FAILED;
	d.palette = s->keep_palette ? &palette : NULL;
	d.attributes = &attributes;
	done = name_attributes_init(&attributes, s->name_attributes, report) &&
	       write_picture(&d, out, report);
	*whole = done;
	if (done && d.palette != NULL)
		done = palette_map_save(d.palette, s->palette_file, report);
	name_attributes_release(&attributes);
	if (d.palette != NULL)
		palette_map_release(d.palette);
	return done ? STATUS_DONE : STATUS_FAILED;
}

static void
tell(const struct report *report, const struct reader *reader, const struct layout *l)
{
	report_note(report, "%llu stacks read, %lu frames, %lu of them drawn",
	    (unsigned long long)reader->used, (unsigned long)(l->len - 1 + l->hidden),
	    (unsigned long)(l->len - 1));
}

/* A picture to be drawn. */
struct graph {
	struct reader *reader;
	const struct settings *settings;
	struct report *report;
	const struct workers_task *beside; /* see svg.h */
	int status;
};

/* Lays the stacks out and draws them, or writes why not. */
static int
write_graph(const struct graph *g)
{
	struct reader *reader = g->reader;
	const struct settings *s = g->settings;
	struct report *report = g->report;
	struct output out;
	struct layout layout;
	struct drawing d = {.settings = s,
	    .tree = &reader->tree,
	    .layout = &layout,
	    .events = &reader->counted,
	    .beside = g->beside};
	struct counted_event counted;
	const char *nothing;
	bool whole = true;
	int status, closed;

	if (!calltree_arrange(&reader->tree, s->sibling_order) ||
	    !layout_init(&layout, &reader->tree, s))
		return out_of_memory(report);
	if (reader->tree.saturated)
		report_warning(report, "a sum is more than 2^64-1 and was cut down to that");
	if (layout.whole_too_small)
		report_warning(report,
		    "--total %s is less than the sum of the counts: it is not used", s->total);
	if (counted_list_sum(&reader->counted, &counted) && s->count_name == NULL)
		d.counted = &counted;
	output_init(&out, STDOUT_FILENO);
	nothing = nothing_to_draw(reader, &layout);
	if (nothing != NULL) {
		report_error(report, "%s", nothing);
		svg_write_message(&out, s, nothing);
		status = STATUS_FAILED;
	} else {
		status = draw(&d, &out, report, &whole);
		if (s->verbose)
			tell(report, reader, &layout);
	}
	layout_release(&layout);
	closed = report_close(report, &out, whole ? STATUS_DONE : STATUS_FAILED);
	return closed != STATUS_DONE ? closed : status;
}

static void
write_graph_task(void *graph)
{
	struct graph *g = graph;

	g->status = write_graph(g);
}

static void
close_files(void *reader)
{
	reader_let_go_of_files(reader);
}

static void
let_go(void *reader)
{
	reader_let_go_of_rows(reader);
	reader_let_go_of_files(reader);
}

/*
 * Draws what was read. Meanwhile the system takes back what that was: much of it by a thread of its own,
 * and of little, the files by one that draws.
 */
static int
write_read(struct reader *reader, const struct settings *s, struct report *report)
{
	enum { MANY = 1 << 24 }; /* bytes */
	struct graph graph = {reader, s, report, NULL, STATUS_FAILED};
	const struct workers_task tasks[] = {{write_graph_task, &graph}, {let_go, reader}};
	const struct workers_task beside = {close_files, reader};

	if (reader->batch.bytes >= MANY && workers_available() > 1) {
		workers_share(tasks, sizeof(tasks) / sizeof(*tasks));
	} else {
		reader_let_go_of_rows(reader);
		graph.beside = &beside;
		write_graph_task(&graph);
	}
	return graph.status;
}

/* Everything behind the options. */
static int
run(void *options, const struct option_list *files, struct report *report)
{
	struct settings *settings = options;
	struct reader reader;
	int status = STATUS_FAILED;

	if (!settings_check(settings, report))
		return STATUS_USAGE;
	if (settings->extract)
		return extract(files, settings->max_line, report);
	if (!reader_init(&reader, report))
		return out_of_memory(report);
	reader.holds = true;
	reader.drawn = settings;
	reader.base = &settings->base;
	reader.reverse = settings->reverse;
	reader.tree.chart = settings->chart;
	reader.in_order = settings->sibling_order == CALLTREE_AS_SEEN;
	if (read_files(&reader, files, report))
		status = write_read(&reader, settings, report);
	reader_release(&reader);
	return status;
}

int
main(int argc, char **argv)
{
	struct settings settings;
	int status;

	settings_init(&settings);
	status = options_main(&settings_program, &settings, &settings.quiet, run, argc, argv);
	settings_release(&settings);
	return status;
}
