/*
 * dwarf_lambda.c - lambdas and other classes without a name.
 *
 *	DW_TAG_subprogram run
 *	  DW_TAG_structure_type              at 12:5, no name
 *	    DW_TAG_subprogram operator()     artificial; (int): UliE_, the first of run's lambdas
 *	  DW_TAG_structure_type              at 14:9, no name
 *	    DW_TAG_subprogram operator()     artificial; (auto:1): UlT_E0_
 *	  DW_TAG_structure_type              at 20:2, no name, nor an operator(): Ut_
 *
 * They are numbered by where they stand (Itanium C++ ABI, 5.1.8): g++ before 13 counts all lambdas
 * of a function, later ones those that take the same. One that the compiler has no code of, as it
 * was left out or computed before, may have no DIE: then those behind it have too low a number,
 * which nothing in the debug data tells. Outside of functions a lambda is in the variable that it is
 * the value of, or a part of it.
 */
#include "dwarf_mangle.h"

enum {
	MOST_AHEAD = 32,     /* DIEs between a lambda and its variable */
	MOST_ARGUMENTS = 16, /* of a lambda that is a template */
	MOST_BLOCKS = 64,    /* in blocks */
	OWN_NUMBERS = 13,    /* the first g++ that numbers lambdas by what they take */
};

/*
 * Where it stands ------------------------------------------------------------------
 */

static uint64_t
position(const struct dwarf_shape *shape)
{
	uint64_t line = 0, column = 0;

	dwarf_number(&shape->values[WANT_DECL_LINE], &line);
	dwarf_number(&shape->values[WANT_DECL_COLUMN], &column);
	return line << 32 | (column & UINT32_MAX);
}

static bool
same_file(const struct dwarf_shape *a, const struct dwarf_shape *b)
{
	uint64_t x = 0, y = 0;

	dwarf_number(&a->values[WANT_DECL_FILE], &x);
	dwarf_number(&b->values[WANT_DECL_FILE], &y);
	return x == y;
}

static bool
is_class(const struct dwarf_shape *shape)
{
	uint16_t tag = shape->abbrev->tag;

	return tag == TAG_STRUCTURE_TYPE || tag == TAG_CLASS_TYPE || tag == TAG_UNION_TYPE;
}

/* The operator() of a lambda, which the compiler made; false for another class. */
static bool
find_call(struct dwarf_ref ref, const struct dwarf_shape *shape, struct dwarf_ref *call)
{
	struct dwarf_children c = dwarf_children(ref, shape);
	struct dwarf_shape child;

	while (dwarf_next_child(&c, &child))
		if (child.abbrev->tag == TAG_SUBPROGRAM &&
		    child.values[WANT_ARTIFICIAL].form != 0 &&
		    str_starts(
			dwarf_string(ref.d, ref.u, &child.values[WANT_NAME]), STR("operator()"))) {
			*call = c.ref;
			return true;
		}
	return false;
}

/*
 * What a lambda takes -----------------------------------------------------------
 */

/* The template arguments of an operator(), with what stands for them. */
struct argument {
	struct dwarf_ref type;
	bool pack, is_void;
};

struct arguments {
	struct argument items[MOST_ARGUMENTS];
	size_t count;
	size_t next; /* to be met */
};

/* What an argument is; of a pack, its first. */
static struct argument
make_argument(struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct argument a = {.type = ref};
	struct dwarf_shape first = *shape;

	a.pack = shape->abbrev->tag == TAG_GNU_TEMPLATE_PARAMETER_PACK;
	if (a.pack) {
		struct dwarf_children c = dwarf_children(ref, shape);

		a.is_void = !dwarf_next_child(&c, &first);
	}
	a.is_void = a.is_void || !dwarf_follow(&a.type, &first.values[WANT_TYPE]);
	return a;
}

static void
list_arguments(struct dwarf_ref call, struct arguments *list)
{
	struct dwarf_shape shape;
	struct dwarf_children c;
	struct str first = STR("");

	list->count = list->next = 0;
	if (!dwarf_read_shape(call, &shape))
		return;
	c = dwarf_children(call, &shape);
	while (list->count < MOST_ARGUMENTS && dwarf_next_child(&c, &shape)) {
		struct str name = dwarf_string(c.ref.d, c.ref.u, &shape.values[WANT_NAME]);

		if (shape.abbrev->tag != TAG_TEMPLATE_TYPE_PARAM &&
		    shape.abbrev->tag != TAG_GNU_TEMPLATE_PARAMETER_PACK)
			continue;
		if (list->count > 0 && name.len > 0 &&
		    str_eq(name, first)) /* as g++ repeats them */
			return;
		if (list->count == 0)
			first = name;
		list->items[list->count++] = make_argument(c.ref, &shape);
	}
}

static bool
same_die(struct dwarf_ref a, struct dwarf_ref b)
{
	return a.d == b.d && a.die == b.die;
}

static uint16_t
tag_of(struct dwarf_ref ref)
{
	struct dwarf_shape shape;

	return dwarf_read_shape(ref, &shape) ? shape.abbrev->tag : 0;
}

/* "T_", "DpT0_" */
static void
mangle_argument_number(struct mangler *m, const char *before, size_t number)
{
	output_str(&m->out, str_from(before));
	output_char(&m->out, 'T');
	if (number > 0)
		output_u64(&m->out, number - 1);
	output_char(&m->out, '_');
}

/*
 * A parameter's type as one of a template argument: "T_", "RKT_". False where it is another. That
 * which is deduced to be a reference was "auto&&".
 */
static bool
mangle_as_argument(
    struct mangler *m, struct dwarf_ref type, const struct argument *a, size_t number)
{
	size_t before = m->out.len;

	if (a->pack)
		OUTPUT_LITERAL(&m->out, "Dp");
	for (int i = 0; i < 4; i++) {
		struct dwarf_shape shape;
		bool outer = i == 0;

		if (!dwarf_read_shape(type, &shape))
			break;
		if (same_die(type, a->type)) {
			if (outer && shape.abbrev->tag == TAG_REFERENCE_TYPE)
				output_char(&m->out, 'O');
			mangle_argument_number(m, "", number);
			return true;
		}
		if (shape.abbrev->tag == TAG_CONST_TYPE && !outer)
			output_char(&m->out, 'K');
		else if (shape.abbrev->tag == TAG_REFERENCE_TYPE)
			output_char(&m->out, 'R');
		else if (shape.abbrev->tag == TAG_RVALUE_REFERENCE_TYPE)
			output_char(&m->out, 'O');
		else if (shape.abbrev->tag == TAG_POINTER_TYPE)
			output_char(&m->out, 'P');
		else if (shape.abbrev->tag != TAG_CONST_TYPE)
			break;
		if (!dwarf_follow(&type, &shape.values[WANT_TYPE]))
			break;
	}
	m->out.len = before;
	return false;
}

/* One parameter of a lambda that is a template. */
static bool
mangle_parameter(struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape,
    struct arguments *list)
{
	struct dwarf_ref type = ref;

	if (list->next < list->count && !list->items[list->next].is_void &&
	    dwarf_follow(&type, &shape->values[WANT_TYPE]) &&
	    mangle_as_argument(m, type, &list->items[list->next], list->next)) {
		/* All others are of the same pack. */
		list->next += list->items[list->next].pack ? MOST_ARGUMENTS : 1;
		return true;
	}
	return list->next >= MOST_ARGUMENTS || mangle_type(m, ref, &shape->values[WANT_TYPE]);
}

static bool
mangle_template_parameters(struct mangler *m, struct dwarf_children c, struct arguments *list)
{
	struct dwarf_shape shape;

	while (dwarf_next_child(&c, &shape)) {
		bool good = true;

		if (shape.abbrev->tag == TAG_FORMAL_PARAMETER &&
		    shape.values[WANT_ARTIFICIAL].form == 0)
			good = mangle_parameter(m, c.ref, &shape, list);
		else if (shape.abbrev->tag == TAG_GNU_FORMAL_PARAMETER_PACK)
			good = mangle_template_parameters(m, dwarf_children(c.ref, &shape), list);
		if (!good)
			return false;
	}
	return true;
}

static bool
mangle_what_it_takes(struct mangler *m, struct dwarf_ref call)
{
	struct dwarf_shape shape;
	struct arguments list;
	size_t before = m->out.len;

	list_arguments(call, &list);
	if (list.count == 0)
		return mangle_parameters(m, call);
	if (!dwarf_read_shape(call, &shape) ||
	    !mangle_template_parameters(m, dwarf_children(call, &shape), &list))
		return false;
	/* Nothing but a pack can be nothing. */
	if (m->out.len == before || (list.next < list.count && list.items[list.next].is_void))
		mangle_argument_number(m, "Dp", list.next);
	return true;
}

/*
 * Its number --------------------------------------------------------------------
 */

/* What is counted: others like it that stand before it. */
struct count {
	uint64_t from, position, die; /* they begin behind `from` */
	bool lambda;
	struct str takes; /* only those that take this; empty: whatever they take */
	size_t n;
};

static bool
takes_the_same(struct dwarf_ref call, struct str takes)
{
	struct mangler m = {.depth = 0};
	bool same;

	output_to_memory(&m.out);
	same = mangle_what_it_takes(&m, call) && str_eq(output_text(&m.out), takes);
	dwarf_drop_text(call.d, &m.out);
	return same;
}

static void
count_one(struct count *count, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	uint64_t at = position(shape);
	struct dwarf_ref call = ref;
	bool before = at < count->position || (at == count->position && ref.die < count->die);

	if (!before || at < count->from || !dwarf_is_unnamed(ref, &shape->values[WANT_NAME]))
		return;
	if (find_call(ref, shape, &call) == count->lambda &&
	    (count->takes.len == 0 || takes_the_same(call, count->takes)))
		count->n++;
}

/* In a function or class, and in the blocks of it. */
static void
count_in(struct count *count, struct dwarf_children c, unsigned depth)
{
	struct dwarf_shape shape;

	while (dwarf_next_child(&c, &shape)) {
		if (is_class(&shape))
			count_one(count, c.ref, &shape);
		else if (shape.abbrev->tag == TAG_LEXICAL_BLOCK && depth < MOST_BLOCKS)
			count_in(count, dwarf_children(c.ref, &shape), depth + 1);
	}
}

/* The 13 of "GNU C++17 13.2.0 -O2"; 0: not known. */
static uint64_t
version_of(struct str producer)
{
	uint64_t version = 0;

	if (!str_starts(producer, STR("GNU ")))
		return 0;
	str_cut(&producer, ' ');
	str_cut(&producer, ' ');
	return str_to_u64(str_cut(&producer, '.'), &version) ? version : 0;
}

static struct str
producer_of(struct dwarf_ref ref)
{
	struct dwarf_shape shape;

	ref.die = ref.u->first;
	if (!dwarf_read_shape(ref, &shape))
		return (struct str){"", 0};
	return dwarf_string(ref.d, ref.u, &shape.values[WANT_PRODUCER]);
}

/* That of the unit that a DIE is in, or of the one that asks. */
static uint64_t
gcc_version(const struct mangler *m, struct dwarf_ref ref)
{
	struct str producer = producer_of(ref);

	return version_of(producer.len > 0 ? producer : producer_of(m->asker));
}

static void
mangle_number(struct mangler *m, size_t n)
{
	if (n > 0)
		output_u64(&m->out, n - 1);
	output_char(&m->out, '_');
}

/*
 * Its variable --------------------------------------------------------------------
 */

/* The last of the variables, or of a class's members, that begins before the lambda. */
static bool
find_variable(struct dwarf_children c, const struct dwarf_shape *lambda, size_t most,
    struct dwarf_ref *variable)
{
	struct dwarf_shape shape;
	uint64_t best = 0;

	for (size_t i = 0; i < most && dwarf_next_child(&c, &shape); i++) {
		uint64_t at = position(&shape);

		if ((shape.abbrev->tag != TAG_VARIABLE && shape.abbrev->tag != TAG_MEMBER) ||
		    at > position(lambda) || at < best || at == 0 || !same_file(&shape, lambda))
			continue;
		best = at;
		*variable = c.ref;
	}
	return best != 0;
}

/* Its name; *from is then where it begins. */
static bool
mangle_variable(struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *lambda,
    bool in_class, uint64_t *from)
{
	struct dwarf_ref variable = ref, parent = ref;
	struct dwarf_children c = {ref, ref.die};
	struct dwarf_shape shape;

	if (in_class && (!dwarf_parent(ref, &parent) || !dwarf_read_shape(parent, &shape)))
		return false;
	if (in_class)
		c = dwarf_children(parent, &shape);
	if (!find_variable(c, lambda, in_class ? SIZE_MAX : MOST_AHEAD, &variable))
		return true; /* of a default argument: it is in nothing */
	if (!dwarf_read_shape(variable, &shape))
		return false;
	*from = position(&shape);
	return mangle_source_name(m, dwarf_string(ref.d, ref.u, &shape.values[WANT_NAME]));
}

/*
 * All of it -----------------------------------------------------------------------
 */

bool
dwarf_is_unnamed(struct dwarf_ref ref, const struct dwarf_value *value)
{
	struct str name = dwarf_string(ref.d, ref.u, value);

	return name.len == 0 || str_starts(name, STR("<lambda")) || str_starts(name, STR("._anon"));
}

bool
dwarf_is_lambda(struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct dwarf_ref call;

	return is_class(shape) && dwarf_is_unnamed(ref, &shape->values[WANT_NAME]) &&
	       find_call(ref, shape, &call);
}

/* In a namespace, where there may be many others: only those shortly before. */
static void
count_scopes(struct count *count, struct dwarf_ref ref)
{
	struct dwarf_ref others[MOST_AHEAD];
	size_t n = dwarf_scopes_before(ref, others, MOST_AHEAD);
	struct dwarf_shape shape;

	for (size_t i = 0; i < n; i++)
		if (dwarf_read_shape(others[i], &shape) && is_class(&shape))
			count_one(count, others[i], &shape);
}

/* Its number in what it is in; of one outside of functions, among those of its variable. */
static size_t
number_of(const struct mangler *m, struct dwarf_ref ref, struct count count)
{
	struct dwarf_ref parent;
	struct dwarf_shape around;
	bool inside = dwarf_parent(ref, &parent) && dwarf_read_shape(parent, &around) &&
		      around.abbrev->tag != TAG_NAMESPACE;

	count.die = ref.die;
	if (gcc_version(m, ref) < OWN_NUMBERS)
		count.takes = STR("");
	if (inside)
		count_in(&count, dwarf_children(parent, &around), 0);
	else if (count.from > 0)
		count_scopes(&count, ref);
	return count.n;
}

static bool
mangle_lambda(
    struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape, struct dwarf_ref call)
{
	struct dwarf_ref parent;
	uint16_t around = dwarf_parent(ref, &parent) ? tag_of(parent) : TAG_NAMESPACE;
	struct count count = {.position = position(shape), .lambda = true};
	size_t before, number;

	if (around != TAG_SUBPROGRAM &&
	    !mangle_variable(m, ref, shape, around != TAG_NAMESPACE, &count.from))
		return false;
	OUTPUT_LITERAL(&m->out, "Ul");
	before = m->out.len;
	if (!mangle_what_it_takes(m, call))
		return false;
	count.takes = str_skip(output_text(&m->out), before);
	number = number_of(m, ref, count);
	output_char(&m->out, 'E');
	mangle_number(m, number);
	return true;
}

bool
mangle_unnamed(struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct count count = {.lambda = false};
	struct dwarf_ref call;

	if (find_call(ref, shape, &call))
		return mangle_lambda(m, ref, shape, call);
	OUTPUT_LITERAL(&m->out, "Ut");
	count.position = position(shape);
	mangle_number(m, number_of(m, ref, count));
	return true;
}
