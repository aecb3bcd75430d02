/*
 * dwarf_state.c - debug data from their beginning to their end: what reading them may
 * cost, and the first damage that was met.
 */
#include "dwarf_parts.h"
#include "mem.h"

/* What any file may cost, whatever its size. */
enum { LEAST_BUDGET = 1 << 20 };

void
dwarf_init(struct dwarf *d, const struct dwarf_sections *sections, struct dwarf *alternate)
{
	const struct dwarf_sections *s = sections;
	uint64_t bytes = (uint64_t)s->info.len + s->types.len + s->abbrev.len + s->aranges.len +
			 s->line.len + s->ranges.len + s->rnglists.len;

	*d = (struct dwarf){.sections = *sections, .alternate = alternate, .payer = d};
	d->budget = LEAST_BUDGET + bytes * DWARF_WORK_PER_BYTE;
	arena_init(&d->arena);
}

void
dwarf_release(struct dwarf *d)
{
	for (size_t i = 0; i < d->unit_count; i++) {
		struct dwarf_unit *u = &d->units[i];

		mem_free(u->functions);
		mem_free(u->ranges.items);
		mem_free(u->scopes.items);
		mem_free(u->c_functions);
		mem_free(u->instances);
		mem_free(u->lambdas);
		mem_free(u->lines.directories);
		mem_free(u->lines.files);
		mem_free(u->lines.rows);
		if (u->split != NULL)
			dwarf_release(u->split);
	}
	if (d->older_types != NULL)
		dwarf_release(d->older_types);
	mem_free(d->units);
	mem_free(d->spans.items);
	mem_free(d->scratch.items);
	mem_free(d->abbrevs);
	slots_release(&d->abbrevs_by_offset);
	mem_free(d->made);
	slots_release(&d->made_by_die);
	mem_free(d->types);
	arena_release(&d->arena);
	*d = (struct dwarf){.alternate = NULL};
}

bool
dwarf_damage(struct dwarf *d, const char *what, const char *section, uint64_t offset)
{
	/* Without memory, what was not read is not damaged. */
	if (d->payer->error.what == NULL && !d->payer->no_memory)
		d->payer->error = (struct dwarf_error){what, section, offset, d->sections.path};
	return false;
}

bool
dwarf_no_memory(struct dwarf *d)
{
	d->payer->no_memory = true;
	return false;
}

void
dwarf_drop_text(struct dwarf *d, struct output *text)
{
	if (text->error != 0)
		dwarf_no_memory(d);
	output_close(text);
}

bool
dwarf_spend(struct dwarf *d, uint64_t work)
{
	if (d->payer->budget > work) {
		d->payer->budget -= work;
		return true;
	}
	d->payer->budget = 0;
	return dwarf_damage(d, "too much to read for the file's size", ".debug_info", 0);
}
