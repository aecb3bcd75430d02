/*
 * dwarf_mangle_type.c - types out of DIEs.
 *
 *	DW_TAG_pointer_type -> DW_TAG_const_type -> DW_TAG_base_type char     PKc
 *	DW_TAG_subroutine_type, no type; DW_TAG_formal_parameter -> int       FviE
 *
 * Itanium C++ ABI, 5.1.5. What has no place in DWARF, such as how an argument depends on
 * others, has none here.
 */
#include "dwarf_forms.h"
#include "dwarf_mangle.h"

enum {
	QUALIFIED_CONST = 1,
	QUALIFIED_VOLATILE = 2,
	QUALIFIED_RESTRICT = 4,
	MOST_IN_A_ROW = 32, /* typedefs and qualifiers */
};

/*
 * What is not made of others -----------------------------------------------------
 */

static const struct base {
	struct str name;
	struct str code;
} bases[] = {
    {STR_INIT("char"), STR_INIT("c")},
    {STR_INIT("int"), STR_INIT("i")},
    {STR_INIT("bool"), STR_INIT("b")},
    {STR_INIT("unsigned int"), STR_INIT("j")},
    {STR_INIT("long int"), STR_INIT("l")},
    {STR_INIT("long"), STR_INIT("l")},
    {STR_INIT("long unsigned int"), STR_INIT("m")},
    {STR_INIT("unsigned long"), STR_INIT("m")},
    {STR_INIT("double"), STR_INIT("d")},
    {STR_INIT("float"), STR_INIT("f")},
    {STR_INIT("unsigned char"), STR_INIT("h")},
    {STR_INIT("signed char"), STR_INIT("a")},
    {STR_INIT("short int"), STR_INIT("s")},
    {STR_INIT("short"), STR_INIT("s")},
    {STR_INIT("short unsigned int"), STR_INIT("t")},
    {STR_INIT("unsigned short"), STR_INIT("t")},
    {STR_INIT("long long int"), STR_INIT("x")},
    {STR_INIT("long long"), STR_INIT("x")},
    {STR_INIT("long long unsigned int"), STR_INIT("y")},
    {STR_INIT("unsigned long long"), STR_INIT("y")},
    {STR_INIT("long double"), STR_INIT("e")},
    {STR_INIT("__int128"), STR_INIT("n")},
    {STR_INIT("__int128 unsigned"), STR_INIT("o")},
    {STR_INIT("unsigned __int128"), STR_INIT("o")},
    {STR_INIT("__float128"), STR_INIT("g")},
    {STR_INIT("wchar_t"), STR_INIT("w")},
    {STR_INIT("char8_t"), STR_INIT("Du")},
    {STR_INIT("char16_t"), STR_INIT("Ds")},
    {STR_INIT("char32_t"), STR_INIT("Di")},
    {STR_INIT("decltype(nullptr)"), STR_INIT("Dn")},
    {STR_INIT("void"), STR_INIT("v")},
};

struct str
mangle_base_type(struct str name)
{
	for (size_t i = 0; i < sizeof(bases) / sizeof(*bases); i++)
		if (str_eq(bases[i].name, name))
			return bases[i].code;
	return (struct str){"", 0};
}

static bool
mangle_base(struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct str name = dwarf_string(ref.d, ref.u, &shape->values[WANT_NAME]);
	struct str code = mangle_base_type(name);

	output_str(&m->out, code);
	if (code.len > 0)
		return true;
	output_char(&m->out, 'u');
	return mangle_source_name(m, name);
}

/* What the ABI has short names for (5.1.10), if that is what was written from `before` on. */
static void
abbreviate(struct mangler *m, size_t before)
{
#define TRAITS "IcN3std11char_traitsIcEE"
	static const struct base standard[] = {
	    {STR_INIT("3std12basic_string" TRAITS "N3std9allocatorIcEEE"), STR_INIT("Ss")},
	    {STR_INIT("3std13basic_istream" TRAITS "E"), STR_INIT("Si")},
	    {STR_INIT("3std13basic_ostream" TRAITS "E"), STR_INIT("So")},
	    {STR_INIT("3std14basic_iostream" TRAITS "E"), STR_INIT("Sd")},
	};
#undef TRAITS
	struct str written = str_skip(output_text(&m->out), before);

	for (size_t i = 0; i < sizeof(standard) / sizeof(*standard); i++)
		if (str_eq(standard[i].name, written)) {
			m->out.len = before;
			output_str(&m->out, standard[i].code);
			return;
		}
}

static bool
mangle_class_type(struct mangler *m, struct dwarf_ref ref)
{
	size_t before = m->out.len;

	output_char(&m->out, 'N');
	if (!mangle_scope(m, ref))
		return false;
	abbreviate(m, before + 1);
	if (m->out.len == before + 3 && m->out.buf[before + 1] == 'S') {
		m->out.buf[before] = 'S';
		m->out.buf[before + 1] = m->out.buf[before + 2];
		m->out.len--;
		return true;
	}
	output_char(&m->out, 'E');
	return true;
}

/*
 * What is made of others --------------------------------------------------------
 */

static bool
mangle_pointer(
    struct mangler *m, const char *what, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	output_str(&m->out, str_from(what));
	return mangle_type(m, ref, &shape->values[WANT_TYPE]);
}

/* How many elements a DW_TAG_subrange_type has. */
static bool
array_length(const struct dwarf_shape *shape, uint64_t *length)
{
	if (dwarf_number(&shape->values[WANT_COUNT], length))
		return true;
	return dwarf_number(&shape->values[WANT_UPPER_BOUND], length) &&
	       !__builtin_add_overflow(*length, 1, length);
}

static void
mangle_qualifiers(struct mangler *m, unsigned qualifiers)
{
	if (qualifiers & QUALIFIED_RESTRICT)
		output_char(&m->out, 'r');
	if (qualifiers & QUALIFIED_VOLATILE)
		output_char(&m->out, 'V');
	if (qualifiers & QUALIFIED_CONST)
		output_char(&m->out, 'K');
}

/* "Dv2_d" */
static bool
mangle_vector(
    struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape, unsigned qualifiers)
{
	struct dwarf_children c = dwarf_children(ref, shape);
	struct dwarf_shape range;
	uint64_t length;

	mangle_qualifiers(m, qualifiers);
	while (dwarf_next_child(&c, &range)) {
		if (range.abbrev->tag != TAG_SUBRANGE_TYPE || !array_length(&range, &length))
			continue;
		OUTPUT_LITERAL(&m->out, "Dv");
		output_u64(&m->out, length);
		output_char(&m->out, '_');
		return mangle_type(m, ref, &shape->values[WANT_TYPE]);
	}
	return false;
}

/* "A3_A4_Kc": what is const of an array is its elements. */
static bool
mangle_array(
    struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape, unsigned qualifiers)
{
	struct dwarf_children c = dwarf_children(ref, shape);
	struct dwarf_shape range;
	uint64_t length;

	while (dwarf_next_child(&c, &range)) {
		if (range.abbrev->tag != TAG_SUBRANGE_TYPE)
			continue;
		output_char(&m->out, 'A');
		if (array_length(&range, &length))
			output_u64(&m->out, length);
		output_char(&m->out, '_');
	}
	mangle_qualifiers(m, qualifiers);
	return mangle_type(m, ref, &shape->values[WANT_TYPE]);
}

static bool
mangle_function_type(struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	output_char(&m->out, 'F');
	if (!mangle_type(m, ref, &shape->values[WANT_TYPE]) || !mangle_parameters(m, ref))
		return false;
	output_char(&m->out, 'E');
	return true;
}

/* "M3BoxKFvvE" */
static bool
mangle_member_pointer(struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct dwarf_ref to = ref;

	output_char(&m->out, 'M');
	if (!mangle_type(m, ref, &shape->values[WANT_CONTAINING_TYPE]))
		return false;
	if (dwarf_follow(&to, &shape->values[WANT_TYPE]) && dwarf_is_const_method(to))
		output_char(&m->out, 'K');
	return mangle_type(m, ref, &shape->values[WANT_TYPE]);
}

static bool
mangle_type_of(
    struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape, unsigned qualifiers)
{
	if (shape->values[WANT_VECTOR].form != 0)
		return mangle_vector(m, ref, shape, qualifiers);
	if (shape->abbrev->tag == TAG_ARRAY_TYPE)
		return mangle_array(m, ref, shape, qualifiers);
	mangle_qualifiers(m, qualifiers);
	switch (shape->abbrev->tag) {
	case TAG_BASE_TYPE:
	case TAG_UNSPECIFIED_TYPE:
		return mangle_base(m, ref, shape);
	case TAG_POINTER_TYPE:
		return mangle_pointer(m, "P", ref, shape);
	case TAG_REFERENCE_TYPE:
		return mangle_pointer(m, "R", ref, shape);
	case TAG_RVALUE_REFERENCE_TYPE:
		return mangle_pointer(m, "O", ref, shape);
	case TAG_PTR_TO_MEMBER_TYPE:
		return mangle_member_pointer(m, ref, shape);
	case TAG_SUBROUTINE_TYPE:
		return mangle_function_type(m, ref, shape);
	case TAG_CLASS_TYPE:
	case TAG_STRUCTURE_TYPE:
	case TAG_UNION_TYPE:
	case TAG_ENUMERATION_TYPE:
	case TAG_INTERFACE_TYPE:
		return mangle_class_type(m, ref);
	default:
		return false;
	}
}

/* To the type behind typedefs and qualifiers, of which there may be none: then it is void. */
static bool
strip(struct dwarf_ref *ref, struct dwarf_shape *shape, unsigned *qualifiers, bool *is_void)
{
	*is_void = false;
	for (int i = 0; i < MOST_IN_A_ROW; i++) {
		if (!dwarf_read_shape(*ref, shape))
			return false;
		switch (shape->abbrev->tag) {
		case TAG_CONST_TYPE:
			*qualifiers |= QUALIFIED_CONST;
			break;
		case TAG_VOLATILE_TYPE:
			*qualifiers |= QUALIFIED_VOLATILE;
			break;
		case TAG_RESTRICT_TYPE:
			*qualifiers |= QUALIFIED_RESTRICT;
			break;
		case TAG_TYPEDEF:
		case TAG_TEMPLATE_ALIAS:
			break;
		default:
			return true;
		}
		*is_void = shape->values[WANT_TYPE].form == 0;
		if (*is_void)
			return true;
		if (!dwarf_follow(ref, &shape->values[WANT_TYPE]))
			return false;
	}
	return false;
}

/* `kept`: the qualifiers at its outside that count, of a parameter none. */
static bool
mangle_qualified(
    struct mangler *m, struct dwarf_ref ref, const struct dwarf_value *v, unsigned kept)
{
	struct dwarf_shape shape;
	unsigned qualifiers = 0;
	bool is_void = v->form == 0, good;

	if (m->depth >= MANGLE_DEPTH || m->out.len > MANGLE_MAX)
		return false;
	if (!is_void && (!dwarf_follow(&ref, v) || !strip(&ref, &shape, &qualifiers, &is_void)))
		return false;
	if (is_void) {
		mangle_qualifiers(m, qualifiers & kept);
		output_char(&m->out, 'v');
		return true;
	}
	m->depth++;
	good = mangle_type_of(m, ref, &shape, qualifiers & kept);
	m->depth--;
	return good;
}

bool
mangle_type(struct mangler *m, struct dwarf_ref ref, const struct dwarf_value *v)
{
	return mangle_qualified(m, ref, v, ~0u);
}

bool
mangle_plain_type(struct mangler *m, struct dwarf_ref ref, const struct dwarf_value *v)
{
	return mangle_qualified(m, ref, v, 0);
}

/*
 * Parameters -------------------------------------------------------------------
 */

static bool
mangle_some_parameters(struct mangler *m, struct dwarf_children c, bool *unspecified)
{
	struct dwarf_shape shape;

	while (dwarf_next_child(&c, &shape)) {
		bool good = true;

		if (shape.abbrev->tag == TAG_FORMAL_PARAMETER &&
		    shape.values[WANT_ARTIFICIAL].form == 0)
			good = mangle_qualified(m, c.ref, &shape.values[WANT_TYPE], 0);
		else if (shape.abbrev->tag == TAG_GNU_FORMAL_PARAMETER_PACK)
			good =
			    mangle_some_parameters(m, dwarf_children(c.ref, &shape), unspecified);
		else if (shape.abbrev->tag == TAG_UNSPECIFIED_PARAMETERS)
			*unspecified = true;
		if (!good)
			return false;
	}
	return true;
}

bool
mangle_parameters(struct mangler *m, struct dwarf_ref function)
{
	struct dwarf_shape shape;
	size_t before = m->out.len;
	bool unspecified = false;

	if (!dwarf_read_shape(function, &shape) ||
	    !mangle_some_parameters(m, dwarf_children(function, &shape), &unspecified))
		return false;
	if (unspecified) /* g++ may have it before the others */
		output_char(&m->out, 'z');
	if (m->out.len == before)
		output_char(&m->out, 'v');
	return true;
}

/* Whether a pointer, as `this` is one, is to what is const. */
static bool
points_to_const(struct dwarf_ref ref, const struct dwarf_value *v)
{
	struct dwarf_shape shape;
	unsigned of_pointer = 0, qualifiers = 0;
	bool is_void;

	return dwarf_follow(&ref, v) && strip(&ref, &shape, &of_pointer, &is_void) &&
	       shape.abbrev->tag == TAG_POINTER_TYPE &&
	       dwarf_follow(&ref, &shape.values[WANT_TYPE]) &&
	       strip(&ref, &shape, &qualifiers, &is_void) && (qualifiers & QUALIFIED_CONST) != 0;
}

bool
dwarf_is_member_pointer(struct dwarf_ref ref, const struct dwarf_value *type)
{
	struct dwarf_shape shape;
	unsigned qualifiers = 0;
	bool is_void;

	return dwarf_follow(&ref, type) && strip(&ref, &shape, &qualifiers, &is_void) &&
	       shape.abbrev->tag == TAG_PTR_TO_MEMBER_TYPE;
}

bool
dwarf_is_const_method(struct dwarf_ref function)
{
	struct dwarf_shape shape;
	struct dwarf_children c;

	if (!dwarf_read_shape(function, &shape))
		return false;
	c = dwarf_children(function, &shape);
	while (dwarf_next_child(&c, &shape))
		if (shape.abbrev->tag == TAG_FORMAL_PARAMETER)
			return shape.values[WANT_ARTIFICIAL].form != 0 &&
			       points_to_const(c.ref, &shape.values[WANT_TYPE]);
	return false;
}
