/*
 * perf_parser.c - what a parser of `perf script` text has, from its beginning to its end,
 * where several become one.
 */
#include "perf_script.h"

/* Bytes of one cache of frame lines: enough for tens of thousands of lines. */
enum { FRAMES_BOUND = 5 << 20 };

bool
perf_parser_init(struct perf_parser *p, struct perf_script *script)
{
	*p = (struct perf_parser){.script = script};
	for (size_t i = 0; i < PERF_CACHES; i++)
		frames_init(&p->frames[i], FRAMES_BOUND);
	output_to_memory(&p->pending);
	output_to_memory(&p->before.line);
	return samples_init(&p->samples, script->settings, &script->first);
}

void
perf_parser_release(struct perf_parser *p)
{
	samples_release(&p->samples);
	perf_parser_settle(p);
	output_close(&p->pending);
	output_close(&p->before.line);
}

void
perf_parser_settle(struct perf_parser *p)
{
	for (size_t i = 0; i < PERF_CACHES; i++)
		frames_release(&p->frames[i]);
}

void
perf_parser_merge(struct perf_parser *p, const struct perf_parser *from)
{
	samples_merge(&p->samples, &from->samples);
	p->counts.lines += from->counts.lines;
	p->counts.records += from->counts.records;
	p->counts.unknown += from->counts.unknown;
	p->counts.blank += from->counts.blank;
}
