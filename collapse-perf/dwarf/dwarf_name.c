/*
 * dwarf_name.c - the name of a function, by all DIEs that it refers to.
 *
 *	DW_TAG_inlined_subroutine -> abstract origin -> specification: DW_AT_linkage_name
 */
#include "dwarf_mangle.h"

enum { MOST_REFERENCES = 16 };

/* What other files can see and has no linkage name is extern "C". */
static bool
is_extern_c(struct dwarf_ref declaration)
{
	struct dwarf_shape shape;

	return !dwarf_read_shape(declaration, &shape) || shape.values[WANT_EXTERNAL].form != 0;
}

struct str
dwarf_name(struct dwarf *d, struct dwarf_unit *u, uint64_t die, bool plain, bool *linkage)
{
	struct dwarf_ref asker = {d, u, die}, ref = asker;
	struct str name = {"", 0}, made;

	*linkage = false;
	for (int i = 0; i < MOST_REFERENCES; i++) {
		const struct dwarf_value *v;
		struct dwarf_die at;
		struct str linker;

		if (!dwarf_read_die(ref.d, ref.u, ref.die, &at))
			return name;
		v = at.values;
		linker = dwarf_string(ref.d, ref.u, &v[WANT_LINKAGE_NAME]);
		if (linker.len > 0) {
			*linkage = true;
			return linker;
		}
		if (name.len == 0) {
			name = dwarf_string(ref.d, ref.u, &v[WANT_NAME]);
			*linkage = name.len > 0 && ref.u->plain_names;
		}
		v = &v[v[WANT_ABSTRACT_ORIGIN].form ? WANT_ABSTRACT_ORIGIN : WANT_SPECIFICATION];
		if (v->form == 0)
			break;
		if (!dwarf_follow(&ref, v))
			return name;
	}
	if (plain || *linkage || is_extern_c(ref))
		return name;
	made = dwarf_scoped_name(ref, asker);
	*linkage = made.len > 0;
	return made.len > 0 ? made : name;
}
