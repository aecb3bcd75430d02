/*
 * dwarf_scope.c - what is around a DIE, and what is below it.
 *
 *	DW_TAG_namespace geo            11 to 90
 *	  DW_TAG_structure_type Box     20 to 60
 *	    DW_TAG_subprogram area      31 to 50
 *
 * A DIE does not say what it is in. So all of a unit is passed once, when the first name asks for
 * it, and each DIE that is a scope is noted with where it begins and ends.
 */
#include "dwarf_forms.h"
#include "dwarf_mangle.h"
#include "mem.h"
#include "sorted.h"

enum { MOST_DEPTH = 1024 };

/*
 * Reading ------------------------------------------------------------------------
 */

const struct dwarf_abbrev *
dwarf_abbrev_of(struct dwarf_ref ref)
{
	struct cursor c = dwarf_cursor(ref.d, ref.u, ref.die);

	return dwarf_abbrev(ref.u->abbrevs, cursor_uleb(&c));
}

bool
dwarf_read_shape(struct dwarf_ref ref, struct dwarf_shape *shape)
{
	struct cursor c = dwarf_cursor(ref.d, ref.u, ref.die);

	if (ref.die < ref.u->first || ref.u->abbrevs == NULL || !dwarf_spend(ref.d, 1))
		return false;
	shape->abbrev = dwarf_abbrev(ref.u->abbrevs, cursor_uleb(&c));
	if (shape->abbrev == NULL)
		return false;
	dwarf_read_all_values(ref.u, &c, shape->abbrev, shape->values);
	shape->behind = c.at;
	return !c.failed;
}

/*
 * Types in units of their own ------------------------------------------------------
 */

static int
compare_types(const void *a, const void *b)
{
	const struct dwarf_type *x = a, *y = b;

	return sorted_order2(x->signature, y->signature, x->unit, y->unit);
}

static uint64_t
signature_of(const void *types, size_t i)
{
	return ((const struct dwarf_type *)types)[i].signature;
}

static void
list_types(struct dwarf *d)
{
	size_t cap = 0;

	d->types_listed = true;
	for (size_t i = 0; i < d->unit_count; i++) {
		if (d->units[i].type == 0)
			continue;
		if (!MEM_GROW(&d->types, &cap, d->type_count + 1)) {
			dwarf_no_memory(d);
			break;
		}
		d->types[d->type_count++] = (struct dwarf_type){d->units[i].split_id, i};
	}
	sorted_sort(d->types, d->type_count, sizeof(*d->types), compare_types);
}

/* .debug_types of DWARF 4, or NULL. */
static struct dwarf *
older_types(struct dwarf *d)
{
	struct dwarf_sections s = d->sections;

	if (d->older_types != NULL || s.types.len == 0)
		return d->older_types;
	d->older_types = ARENA_NEW(&d->arena, struct dwarf, 1);
	if (d->older_types == NULL) {
		dwarf_no_memory(d);
		return NULL;
	}
	s.info = s.types;
	s.types = s.aranges = STR("");
	dwarf_init(d->older_types, &s, d->alternate);
	d->older_types->payer = d->payer;
	d->older_types->of_types = true;
	dwarf_list_units(d->older_types);
	return d->older_types;
}

/* The unit that has the type of a signature, or NULL. */
static struct dwarf_unit *
type_unit(struct dwarf *d, uint64_t signature)
{
	size_t n;

	if (!d->types_listed)
		list_types(d);
	n = sorted_below(d->types, d->type_count, signature, signature_of);
	return n < d->type_count && d->types[n].signature == signature ? &d->units[d->types[n].unit]
								       : NULL;
}

/*
 * Where references lead -----------------------------------------------------------
 */

bool
dwarf_follow(struct dwarf_ref *ref, const struct dwarf_value *v)
{
	struct dwarf_unit *other;

	switch (v->form) {
	case FORM_REF1:
	case FORM_REF2:
	case FORM_REF4:
	case FORM_REF8:
	case FORM_REF_UDATA:
		return !__builtin_add_overflow(ref->u->offset, v->number, &ref->die) &&
		       ref->die < ref->u->end;
	case FORM_REF_ADDR:
		break;
	case FORM_REF_SUP4:
	case FORM_REF_SUP8:
	case FORM_GNU_REF_ALT:
		if (ref->d->alternate == NULL) {
			ref->d->alternate_missing++;
			return false;
		}
		ref->d = ref->d->alternate;
		dwarf_list_units(ref->d);
		break;
	case FORM_REF_SIG8:
		other = type_unit(ref->d, v->number);
		if (other == NULL && older_types(ref->d) != NULL) {
			ref->d = older_types(ref->d);
			other = type_unit(ref->d, v->number);
		}
		if (other == NULL || !dwarf_read_root(ref->d, other))
			return false;
		ref->u = other;
		ref->die = other->offset + other->type;
		return other->type < other->end - other->offset;
	default:
		return false;
	}
	ref->die = v->number;
	other = dwarf_unit_at(ref->d, ref->die);
	ref->u = other;
	return other != NULL && dwarf_read_root(ref->d, other);
}

/*
 * Around -------------------------------------------------------------------------
 */

static bool
is_scope(const struct dwarf_abbrev *a)
{
	switch (a->tag) {
	case TAG_CLASS_TYPE:
	case TAG_STRUCTURE_TYPE:
	case TAG_UNION_TYPE:
	case TAG_SUBPROGRAM:
	case TAG_NAMESPACE:
	case TAG_INTERFACE_TYPE:
		return a->has_children;
	default:
		return false;
	}
}

/* The walk over a unit. */
struct walk {
	struct dwarf *d;
	struct dwarf_unit *u;
	unsigned depth;
	uint32_t open[MOST_DEPTH]; /* by depth: the scope that DIEs there are in, + 1; 0: none */
};

/* A DIE that has children begins. */
static bool
open_scope(struct walk *w, uint64_t die, bool scope)
{
	struct dwarf_range_set *set = &w->u->scopes;

	if (w->depth + 1 == MOST_DEPTH)
		return false;
	w->open[++w->depth] = 0;
	if (!scope)
		return true;
	if (set->count >= UINT32_MAX - 1 || !MEM_GROW(&set->items, &set->cap, set->count + 1))
		return dwarf_no_memory(w->d);
	set->items[set->count++] = (struct dwarf_range){die, w->u->end, 0, 0};
	w->open[w->depth] = (uint32_t)set->count;
	return true;
}

static void
list_scopes(struct dwarf *d, struct dwarf_unit *u)
{
	struct cursor c = dwarf_cursor(d, u, u->first);
	struct walk w = {.d = d, .u = u};

	while (cursor_more(&c)) {
		uint64_t die = c.at, code = cursor_uleb(&c);
		const struct dwarf_abbrev *a = code ? dwarf_abbrev(u->abbrevs, code) : NULL;

		if (code == 0 && w.depth == 0)
			return;
		if (code == 0) {
			if (w.open[w.depth] != 0)
				u->scopes.items[w.open[w.depth] - 1].high = c.at;
			w.depth--;
			continue;
		}
		if (a == NULL)
			return;
		dwarf_skip_values(u, &c, a);
		if (a->has_children && !open_scope(&w, die, is_scope(a)))
			return;
	}
}

bool
dwarf_parent(struct dwarf_ref ref, struct dwarf_ref *parent)
{
	const struct dwarf_range *r;
	uint32_t at = 0;

	if (!ref.u->scopes_listed) {
		ref.u->scopes_listed = true;
		if (dwarf_spend(ref.d, ref.u->end - ref.u->offset))
			list_scopes(ref.d, ref.u);
		dwarf_sort_ranges(&ref.u->scopes);
	}
	r = dwarf_next_range(&ref.u->scopes, ref.die, &at);
	if (r != NULL && r->low == ref.die) /* itself */
		r = dwarf_next_range(&ref.u->scopes, ref.die, &at);
	*parent = ref;
	if (r != NULL)
		parent->die = r->low;
	return r != NULL;
}

size_t
dwarf_scopes_before(struct dwarf_ref ref, struct dwarf_ref *scopes, size_t max)
{
	const struct dwarf_range_set *set = &ref.u->scopes;
	struct dwarf_ref parent;
	uint32_t at = 0, around;
	size_t n = 0;

	dwarf_parent(ref, &parent);
	if (dwarf_next_range(set, ref.die, &at) == NULL || set->items[at - 1].low != ref.die)
		return 0;
	around = set->items[at - 1].around;
	for (size_t i = at - 1; i > around && i + max >= at; i--)
		if (set->items[i - 1].around == around) {
			scopes[n] = ref;
			scopes[n++].die = set->items[i - 1].low;
		}
	return n;
}

/*
 * Below --------------------------------------------------------------------------
 */

struct dwarf_children
dwarf_children(struct dwarf_ref parent, const struct dwarf_shape *shape)
{
	return (struct dwarf_children){parent, shape->abbrev->has_children ? shape->behind : 0};
}

/* Where the DIE behind all that is below this one is; 0 where nothing is. */
static uint64_t
skip_below(struct dwarf_ref ref, uint64_t first)
{
	struct cursor c = dwarf_cursor(ref.d, ref.u, first);

	for (unsigned depth = 1; depth > 0;) {
		const struct dwarf_abbrev *a;
		uint64_t code;

		if (!cursor_more(&c) || !dwarf_spend(ref.d, 1))
			return 0;
		code = cursor_uleb(&c);
		if (code == 0) {
			depth--;
			continue;
		}
		a = dwarf_abbrev(ref.u->abbrevs, code);
		if (a == NULL)
			return 0;
		dwarf_skip_values(ref.u, &c, a);
		depth += a->has_children;
	}
	return c.failed ? 0 : c.at;
}

bool
dwarf_next_child(struct dwarf_children *c, struct dwarf_shape *shape)
{
	struct dwarf_ref sibling;

	c->ref.die = c->next;
	c->next = 0;
	if (c->ref.die == 0 || !dwarf_read_shape(c->ref, shape))
		return false;
	sibling = c->ref;
	if (!shape->abbrev->has_children)
		c->next = shape->behind;
	else if (dwarf_follow(&sibling, &shape->values[WANT_SIBLING]) && sibling.u == c->ref.u &&
		 sibling.die > c->ref.die)
		c->next = sibling.die;
	else
		c->next = skip_below(c->ref, shape->behind);
	return true;
}
