/*
 * dwarf_arguments.c - template arguments, out of DIEs and out of the name that has them.
 *
 *	vector<int, alloc<int> >
 *	  DW_TAG_template_type_param -> int                     i
 *	  DW_TAG_template_type_param -> alloc<int>              N5allocIiEE
 *	DW_TAG_template_value_param -> int, 5                   Li5E
 *
 * DIEs say more: that 5 is an unsigned long, which lambda it is. But there is none for a parameter
 * without a name, and of classes that are only mentioned none at all. What they do not have is
 * taken from the name; the elements of packs are arguments like others. Functions whose address is
 * an argument have a DIE for its type and their name there.
 */
#include "demangle.h"
#include "dwarf_forms.h"
#include "dwarf_mangle.h"

enum {
	MOST_ARGUMENTS = 256,
	MOST_PACKS = 8,
};

/* The elements of a pack: [begin, end) of all arguments. */
struct pack {
	size_t begin, end;
};

/* What the DIEs have, one mangled argument after the other. */
struct arguments {
	struct dwarf *d;
	struct mangler m;
	size_t ends[MOST_ARGUMENTS];
	size_t count;
	struct pack packs[MOST_PACKS];
	size_t pack_count;
	struct str first; /* the name of the first parameter */
	bool by_name; /* the name says more of some: see ADDRESS_OF; g++ has const void as void */
};

/* Instead of an argument, what a const method takes whose address it is; nothing of others. */
enum { ADDRESS_OF = '&' };

static void
mangle_number(struct mangler *m, const struct dwarf_value *v)
{
	bool is_signed = v->form == FORM_SDATA || v->form == FORM_IMPLICIT_CONST;
	uint64_t number = v->number;

	if (is_signed && number > INT64_MAX) {
		output_char(&m->out, 'n');
		number = 0 - number;
	}
	output_u64(&m->out, number);
}

/* "Li5E", "LN4KindE1E"; g++ has a number, too, for a pointer to a member. */
static bool
mangle_value(struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	uint64_t number;

	if (!dwarf_number(&shape->values[WANT_CONST_VALUE], &number) ||
	    dwarf_is_member_pointer(ref, &shape->values[WANT_TYPE]))
		return false;
	output_char(&m->out, 'L');
	if (!mangle_plain_type(m, ref, &shape->values[WANT_TYPE]))
		return false;
	mangle_number(m, &shape->values[WANT_CONST_VALUE]);
	output_char(&m->out, 'E');
	return true;
}

static bool
mangle_argument(struct arguments *list, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct mangler *m = &list->m;

	switch (shape->abbrev->tag) {
	case TAG_TEMPLATE_TYPE_PARAM:
		list->by_name |= shape->values[WANT_TYPE].form == 0;
		return mangle_type(m, ref, &shape->values[WANT_TYPE]);
	case TAG_TEMPLATE_VALUE_PARAM:
		return mangle_value(m, ref, shape);
	case TAG_GNU_TEMPLATE_TEMPLATE_PARAM:
		return mangle_source_name(
		    m, dwarf_string(ref.d, ref.u, &shape->values[WANT_TEMPLATE_NAME]));
	default:
		return false;
	}
}

/* To the type of the function that a pointer is to, one to a member or not. */
static bool
find_function_type(struct dwarf_ref *ref, const struct dwarf_shape *shape)
{
	struct dwarf_shape type;

	if (!dwarf_follow(ref, &shape->values[WANT_TYPE]) || !dwarf_read_shape(*ref, &type))
		return false;
	if ((type.abbrev->tag != TAG_POINTER_TYPE && type.abbrev->tag != TAG_PTR_TO_MEMBER_TYPE) ||
	    !dwarf_follow(ref, &type.values[WANT_TYPE]) || !dwarf_read_shape(*ref, &type))
		return false;
	return type.abbrev->tag == TAG_SUBROUTINE_TYPE;
}

/* Of the address of a function: its name stands only in the template's. */
static bool
mangle_address(struct arguments *list, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct mangler *m = &list->m;

	if (shape->abbrev->tag != TAG_TEMPLATE_VALUE_PARAM || !find_function_type(&ref, shape))
		return false;
	output_char(&m->out, ADDRESS_OF);
	list->by_name = true;
	return !dwarf_is_const_method(ref) || mangle_parameters(m, ref);
}

/* What cannot be mangled is left out, as if it had no DIE. */
static void
add_argument(struct arguments *list, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	size_t before = list->m.out.len;
	bool good = list->count < MOST_ARGUMENTS;

	if (good && !mangle_argument(list, ref, shape)) {
		list->m.out.len = before;
		good = mangle_address(list, ref, shape);
	}
	if (good)
		list->ends[list->count++] = list->m.out.len;
	else
		list->m.out.len = before;
}

/* A pack's elements; even none of them make a difference to how it is shown. */
static void
add_pack(struct arguments *list, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct dwarf_children c = dwarf_children(ref, shape);
	struct dwarf_shape element;
	size_t begin = list->count;

	while (dwarf_next_child(&c, &element))
		add_argument(list, c.ref, &element);
	if (list->pack_count < MOST_PACKS)
		list->packs[list->pack_count++] = (struct pack){begin, list->count};
}

/* False where g++ begins to list them again, as it does where a lambda is a template. */
static bool
add_parameter(struct arguments *list, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct str name = dwarf_string(ref.d, ref.u, &shape->values[WANT_NAME]);

	if (name.len > 0 && str_eq(name, list->first))
		return false;
	if (list->first.len == 0)
		list->first = name;
	if (shape->abbrev->tag == TAG_GNU_TEMPLATE_PARAMETER_PACK)
		add_pack(list, ref, shape);
	else
		add_argument(list, ref, shape);
	return true;
}

static bool
is_parameter(const struct dwarf_shape *shape)
{
	uint16_t tag = shape->abbrev->tag;

	return tag == TAG_TEMPLATE_TYPE_PARAM || tag == TAG_TEMPLATE_VALUE_PARAM ||
	       tag == TAG_GNU_TEMPLATE_TEMPLATE_PARAM || tag == TAG_GNU_TEMPLATE_PARAMETER_PACK;
}

static void
list_arguments(struct arguments *list, struct dwarf_ref ref)
{
	struct dwarf_shape shape;
	struct dwarf_children c;

	if (!dwarf_read_shape(ref, &shape))
		return;
	c = dwarf_children(ref, &shape);
	while (dwarf_next_child(&c, &shape))
		if (is_parameter(&shape) && !add_parameter(list, c.ref, &shape))
			return;
}

/*
 * With those of the name ------------------------------------------------------------
 */

static struct str
mangled(const struct arguments *list, size_t i)
{
	size_t begin = i > 0 ? list->ends[i - 1] : 0;

	return str_span(list->m.out.buf + begin, list->m.out.buf + list->ends[i]);
}

/* Whether an argument is what the name has there. */
static bool
is_shown_as(struct dwarf *d, struct str argument, struct str text)
{
	struct output name, shown;
	struct str inner;
	bool same = false;

	output_to_memory(&name);
	output_to_memory(&shown);
	OUTPUT_LITERAL(&name, "_Z1xI");
	output_str(&name, argument);
	output_char(&name, 'E');
	if (name.error == 0 && demangle_cxx(output_text(&name), &shown) && shown.len > 3) {
		inner = output_text(&shown);
		inner = str_span(inner.ptr + 2, inner.ptr + inner.len - 1); /* "x<", ">" */
		same = dwarf_same_argument(inner, text);
	}
	dwarf_drop_text(d, &name);
	dwarf_drop_text(d, &shown);
	return same;
}

/* All of the DIEs, with their packs. */
static void
put_all(struct mangler *m, const struct arguments *list)
{
	size_t at = 0;

	for (size_t i = 0; i < list->pack_count; i++) {
		for (; at < list->packs[i].begin; at++)
			output_str(&m->out, mangled(list, at));
		output_char(&m->out, 'J');
		for (; at < list->packs[i].end; at++)
			output_str(&m->out, mangled(list, at));
		output_char(&m->out, 'E');
	}
	for (; at < list->count; at++)
		output_str(&m->out, mangled(list, at));
}

static bool
is_number(struct str text)
{
	size_t at = text.len > 1 && text.ptr[0] == '-';

	while (at < text.len && str_is_digit(text.ptr[at]))
		at++;
	return at == text.len && at > 0;
}

/*
 * An argument that no DIE has. A number has no type in the name; those of the most common
 * templates with numbers, std::integer_sequence and std::integral_constant, have that of the first.
 */
static bool
put_text(struct mangler *m, struct str text, struct str type)
{
	if (!is_number(text))
		return mangle_source_name(m, text);
	output_char(&m->out, 'L');
	output_str(&m->out, type.len > 0 ? type : STR("i"));
	if (text.ptr[0] == '-')
		output_char(&m->out, 'n');
	output_str(&m->out, str_skip(text, text.ptr[0] == '-'));
	output_char(&m->out, 'E');
	return true;
}

static bool
is_name(struct str text)
{
	return text.len > 0 && !str_is_digit(text.ptr[0]) && text.ptr[0] != '-';
}

/* "XadL_Z1fEE" of "f"; "XadL_ZNK4A::fEiEE", which is shown with its int, of a const method. */
static void
put_address(struct mangler *m, struct str takes, struct str name)
{
	name = str_skip(name, name.ptr[0] == '&');
	output_str(&m->out, takes.len > 0 ? STR("XadL_ZNK") : STR("XadL_Z"));
	mangle_source_name(m, name);
	if (takes.len > 0)
		output_char(&m->out, 'E');
	output_str(&m->out, takes);
	OUTPUT_LITERAL(&m->out, "EE");
}

/* One argument as the name has it: that of the DIEs, if it is theirs. */
static bool
put_one(
    struct mangler *m, const struct arguments *list, size_t *next, struct str text, struct str type)
{
	struct str known = *next < list->count ? mangled(list, *next) : STR("");
	bool address = known.len > 0 && known.ptr[0] == ADDRESS_OF;

	if (str_eq(known, STR("v")) && str_starts(text, STR("void")))
		put_text(m, text, type);
	else if (address && is_name(text))
		put_address(m, str_skip(known, 1), text);
	else if (!address && known.len > 0 && is_shown_as(list->d, known, text))
		output_str(&m->out, known);
	else
		return put_text(m, text, type);
	++*next;
	return true;
}

/* The arguments of a name as demanglers have them, with commas between; each lambda has its number. */
static void
convert_names(struct dwarf_ref ref, struct dwarf_ref asker, struct str names, struct output *text)
{
	struct str name;

	while (dwarf_next_argument(&names, &name)) {
		dwarf_convert_text(name, text);
		OUTPUT_LITERAL(text, ", ");
	}
	dwarf_drop_c_parameters(ref, asker, text);
	dwarf_number_lambdas(ref, text);
}

static bool
put_from_name(struct mangler *m, struct dwarf_ref ref, const struct arguments *list,
    struct str base, struct str names)
{
	bool typed =
	    str_eq(base, STR("integer_sequence")) || str_eq(base, STR("integral_constant"));
	struct str type = STR("");
	struct str name, converted;
	struct output text;
	size_t next = 0, n = 0;
	bool good = true;

	output_to_memory(&text);
	convert_names(ref, m->asker, names, &text);
	converted = output_text(&text);
	while (good && dwarf_next_argument(&converted, &name) && name.len > 0) {
		good = put_one(m, list, &next, name, type);
		if (typed)
			type = mangle_base_type(name);
		typed = false;
		n++;
	}
	/* That of a function may leave out those by default. */
	for (; n <= list->count && next < list->count; next++)
		if (mangled(list, next).ptr[0] != ADDRESS_OF)
			output_str(&m->out, mangled(list, next));
	good = good && text.error == 0;
	dwarf_drop_text(list->d, &text);
	return good;
}

static size_t
count_names(struct str names)
{
	struct str name;
	size_t n = 0;

	while (dwarf_next_argument(&names, &name))
		n++;
	return n;
}

/* Whether the name has a number where DIEs have none: it is of a parameter without a name. */
static bool
is_shifted(const struct arguments *list, struct str names)
{
	struct str name;

	for (size_t i = 0; i < list->count && dwarf_next_argument(&names, &name); i++)
		if (is_number(name) && !str_starts(mangled(list, i), STR("L")))
			return true;
	return false;
}

bool
mangle_arguments(struct mangler *m, struct dwarf_ref ref, struct str base, struct str names)
{
	struct arguments list = {
	    .d = ref.d, .m = {.depth = m->depth + 1, .asker = m->asker}, .first = {"", 0}};
	size_t n = count_names(names);
	bool good = m->depth < MANGLE_DEPTH;

	output_to_memory(&list.m.out);
	if (good)
		list_arguments(&list, ref);
	if (good) {
		output_char(&m->out, 'I');
		if (n <= list.count && !list.by_name && !is_shifted(&list, names))
			put_all(m, &list);
		else
			good = put_from_name(m, ref, &list, base, names);
		output_char(&m->out, 'E');
	}
	good = good && list.m.out.error == 0 && m->out.len <= MANGLE_MAX;
	dwarf_drop_text(ref.d, &list.m.out);
	return good;
}
