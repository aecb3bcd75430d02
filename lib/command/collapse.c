/*
 * collapse.c - what all collapse programs do; see collapse.h.
 */
#include "collapse.h"

#include <errno.h>
#include <unistd.h>

#include "feed.h"
#include "mem.h"

bool
collapse_init(struct collapse *c, const struct collapse_kind *kind, void *run, size_t n,
    struct report *report)
{
	bool done;

	*c = (struct collapse){.kind = kind, .run = run, .report = report};
	c->parsers = mem_zalloc(n, sizeof(*c->parsers));
	done = c->parsers != NULL;
	while (done && c->len < n) {
		void *parser = mem_zalloc(1, kind->size);

		if (parser == NULL)
			break;
		c->parsers[c->len++] = parser;
		done = kind->init(parser, run);
	}
	if (done && c->len == n)
		return true;
	report_error(report, "out of memory");
	return false;
}

/* Releases parser i, unless that was done. */
static void
release_parser(struct collapse *c, size_t i)
{
	if (c->parsers[i] == NULL)
		return;
	c->kind->release(c->parsers[i]);
	mem_free(c->parsers[i]);
	c->parsers[i] = NULL;
}

void
collapse_release(struct collapse *c)
{
	for (size_t i = 0; i < c->len; i++)
		release_parser(c, i);
	mem_free(c->parsers);
	*c = (struct collapse){.kind = NULL};
}

static bool
is_ready(const struct collapse *c)
{
	return c->kind->is_ready == NULL || c->kind->is_ready(c->run);
}

void
collapse_feed(struct collapse *c, struct source *source)
{
	struct feed feed;

	source->max_line = steady_line(c->max_line);
	source_watch(source, c->report->waiting);
	if (feed_init(&feed, source, c->kind->parse, c->parsers, c->len)) {
		while (!is_ready(c) && feed_first(&feed))
			continue;
		if (is_ready(c))
			feed_all(&feed);
	} else {
		c->no_memory = true;
	}
	feed_release(&feed);
	source_unwatch(source);
}

void
collapse_end(struct collapse *c, const struct source *source)
{
	if (source->error == ENOMEM) {
		c->no_memory = true;
	} else if (source_reason(source) != NULL) {
		report_error(c->report, "%s: %s", source->name, source_reason(source));
		c->failed = true;
	}
}

void
collapse_merge(struct collapse *c)
{
	for (size_t i = 0; i < c->len && c->kind->settle != NULL; i++)
		c->kind->settle(c->parsers[i]);
	for (size_t i = 1; i < c->len; i++) {
		c->kind->merge(c->parsers[0], c->parsers[i]);
		release_parser(c, i);
	}
}

int
collapse_files(struct collapse *c, const struct option_list *files)
{
	struct output out;

	for (size_t i = 0; i < files->len; i++)
		c->kind->read(c->run, files->items[i]);
	if (files->len == 0)
		c->kind->read(c->run, NULL);
	output_init(&out, STDOUT_FILENO);
	c->kind->write(c->run, &out);
	return report_close(c->report, &out, c->failed ? STATUS_FAILED : STATUS_DONE);
}
