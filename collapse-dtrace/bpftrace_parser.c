/*
 * bpftrace_parser.c - what a parser of bpftrace's maps has, from its beginning to its end.
 */
#include "bpftrace.h"
#include "mem.h"

void
bpftrace_parser_init(struct bpftrace_parser *p, const struct bpftrace_settings *settings)
{
	*p = (struct bpftrace_parser){.settings = settings, .last = INTERN_NONE};
	intern_init(&p->names);
	output_to_memory(&p->key);
}

void
bpftrace_parser_release(struct bpftrace_parser *p)
{
	for (size_t i = 0; i < p->names.len && i < p->cap; i++)
		bpftrace_map_release(&p->maps[i]);
	mem_free(p->maps);
	intern_release(&p->names);
	output_close(&p->key);
}

uint32_t
bpftrace_map_named(struct bpftrace_parser *p, struct str name)
{
	uint32_t id = intern_find(&p->names, name);

	if (id != INTERN_NONE)
		return id;
	if (MEM_GROW(&p->maps, &p->cap, p->names.len + 1))
		id = intern_id(&p->names, name);
	if (id != INTERN_NONE)
		bpftrace_map_init(&p->maps[id]);
	else
		p->failed = true;
	return id;
}

void
bpftrace_entry(struct bpftrace_parser *p, uint32_t map, struct str key,
    const struct bpftrace_value *value, bool whole)
{
	p->place += p->last != map;
	p->last = map;
	bpftrace_map_add(&p->maps[map], key, value, p->place, whole, p->settings->sum);
	p->failed |= p->maps[map].failed;
}
