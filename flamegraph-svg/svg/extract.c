/*
 * extract.c - folded stacks back out of our SVGs; see extract.h.
 */
#include "extract.h"

#include <unistd.h>

#include "input.h"
#include "output.h"
#include "svg_input.h"

static bool
extract_file(struct output *out, const char *path, uint64_t max_line, const struct report *report)
{
	struct input in;
	enum svg_input_status status = svg_input_open(&in, path, max_line, SVG_INPUT_PLAIN);
	struct str block;

	if (status == SVG_INPUT_STACKS)
		while (input_block(&in, &block))
			output_str(out, block);
	else
		report_error(report, "%s: %s", in.name,
		    status == SVG_INPUT_OTHER ? "no SVG" : svg_input_reason(status, &in));
	input_close(&in);
	return status == SVG_INPUT_STACKS;
}

int
extract(const struct option_list *files, uint64_t max_line, const struct report *report)
{
	struct output out;
	int status = STATUS_DONE;

	output_init(&out, STDOUT_FILENO);
	if (files->len == 0 && !extract_file(&out, NULL, max_line, report))
		status = STATUS_FAILED;
	for (size_t i = 0; i < files->len; i++)
		if (!extract_file(&out, files->items[i], max_line, report))
			status = STATUS_FAILED;
	return report_close(report, &out, status);
}
