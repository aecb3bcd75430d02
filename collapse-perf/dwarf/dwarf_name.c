/*
 * dwarf_name.c - a function's name, from its DIE or those that it refers to.
 *
 *	inlined subroutine -> abstract origin -> specification, which has the name
 */
#include "dwarf_forms.h"
#include "dwarf_parts.h"

/* From a DIE to the one that has the name. */
enum { MOST_REFERENCES = 16 };

/*
 * Where a reference leads: another DIE of the unit, of another unit, or of
 * dwz's common file, which *d and *u then are.
 */
static bool
follow(struct dwarf **d, const struct dwarf_unit **u, const struct dwarf_value *v, uint64_t *die)
{
	struct dwarf_unit *other;

	switch (v->form) {
	case FORM_REF1:
	case FORM_REF2:
	case FORM_REF4:
	case FORM_REF8:
	case FORM_REF_UDATA:
		return !__builtin_add_overflow((*u)->offset, v->number, die) && *die < (*u)->end;
	case FORM_REF_ADDR:
		break;
	case FORM_REF_SUP4:
	case FORM_REF_SUP8:
	case FORM_GNU_REF_ALT:
		if ((*d)->alternate == NULL) {
			(*d)->alternate_missing++;
			return false;
		}
		*d = (*d)->alternate;
		dwarf_list_units(*d);
		break;
	default:
		return false;
	}
	*die = v->number;
	other = dwarf_unit_at(*d, *die);
	*u = other;
	return other != NULL && dwarf_read_root(*d, other);
}

struct str
dwarf_name(struct dwarf *d, const struct dwarf_unit *u, uint64_t die, bool *linkage)
{
	struct str plain = {"", 0};

	*linkage = false;
	for (int i = 0; i < MOST_REFERENCES; i++) {
		const struct dwarf_value *v;
		struct dwarf_die at;
		struct str name;

		if (!dwarf_read_die(d, u, die, &at))
			break;
		v = at.values;
		name = dwarf_string(d, u, &v[WANT_LINKAGE_NAME]);
		if (name.len > 0) {
			*linkage = true;
			return name;
		}
		if (plain.len == 0) {
			plain = dwarf_string(d, u, &v[WANT_NAME]);
			*linkage = plain.len > 0 && u->plain_names;
		}
		v = &v[v[WANT_ABSTRACT_ORIGIN].form ? WANT_ABSTRACT_ORIGIN : WANT_SPECIFICATION];
		if (!follow(&d, &u, v, &die))
			break;
	}
	return plain;
}
