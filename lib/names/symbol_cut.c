/*
 * symbol_cut.c - a function's name without parameter lists and result, and inlined
 * chains; see symbol.h.
 *
 *	void std::sort<int*>(int*, int*)                 std::sort<int*>
 *	f(int) const::{lambda()#1}::operator()() const   f::{lambda()#1}::operator()
 *	void (*g<int>(int))(char)                        g<int>
 *	void (A::*h<int>(int))()                         h<int>
 *	double __vector(2) k<int>(int)                   k<int>
 *	operator delete(void*)@plt                       operator delete@plt
 *
 * Only template functions carry their result: it stands before the last space, and
 * their list right behind the '>' of their arguments.
 */
#include "symbol.h"

/*
 * A walk over a name that knows at each point whether it is inside brackets.
 * Inside parentheses only parentheses count: Foo<((1)>(2))>.
 */
struct walk {
	struct str name;
	size_t at;
	size_t brackets; /* open < [ { */
	size_t parens;	 /* open ( */
	size_t closed;	 /* behind the last '>' that closed a bracket */
};

static bool
is_identifier(char c)
{
	return c == '_' || str_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Length of the operator that s begins with: "()", "<<=", "->" …; 0 for none. */
static size_t
operator_length(struct str s)
{
	static const struct str longest_first[] = {STR_INIT("->*"), STR_INIT("<=>"),
	    STR_INIT("<<="), STR_INIT(">>="), STR_INIT("()"), STR_INIT("[]"), STR_INIT("->"),
	    STR_INIT("<<"), STR_INIT(">>"), STR_INIT("<="), STR_INIT(">="), STR_INIT("<"),
	    STR_INIT(">"), STR_INIT(" new"), STR_INIT(" delete"), STR_INIT(" co_await")};

	for (size_t i = 0; i < sizeof(longest_first) / sizeof(*longest_first); i++)
		if (str_starts(s, longest_first[i]))
			return longest_first[i].len;
	return 0;
}

/* Whether a word "operator" begins where the walk stands. */
static bool
at_operator(const struct walk *w)
{
	struct str rest = str_skip(w->name, w->at);

	return rest.ptr[0] == 'o' && (w->at == 0 || !is_identifier(rest.ptr[-1])) &&
	       str_starts(rest, STR("operator"));
}

/*
 * Length of the operator that the '<' at `at` begins, behind an operand: "(a)<=(b)"; 0, if it opens
 * arguments. Those follow no ')', but that of "operator()".
 */
static size_t
comparison_length(struct str name, size_t at)
{
	struct str before = str_head(name, at);
	size_t n;

	if (!str_ends(before, STR(")")) || str_ends(before, STR("operator()")))
		return 0;
	n = operator_length(str_skip(name, at));
	return str_starts(str_skip(name, at + n), STR("(")) ? n : 0;
}

/* Length of what must be stepped over as a whole, so that its brackets do not count. */
static size_t
atom_length(const struct walk *w)
{
	struct str rest = str_skip(w->name, w->at);
	struct str word = STR("operator"), anonymous = STR("(anonymous namespace)");
	char c = rest.ptr[0];

	if (c != 'o' && c != '(' && c != '-') /* nearly all */
		return 1;
	if (at_operator(w)) {
		size_t n = word.len + operator_length(str_skip(rest, word.len));

		/* The space in "operator< <char>" is no end of a result. */
		return n + str_starts(str_skip(rest, n), STR(" <"));
	}
	if (str_starts(rest, anonymous))
		return anonymous.len;
	return str_starts(rest, STR("->")) ? 2 : 1;
}

static bool
at_top(const struct walk *w)
{
	return w->brackets == 0 && w->parens == 0;
}

static void
walk_step(struct walk *w)
{
	char c = w->name.ptr[w->at];
	size_t n = atom_length(w);

	w->at += n;
	if (n > 1)
		return;
	if (c == '(')
		w->parens++;
	else if (c == ')' && w->parens > 0)
		w->parens--;
	else if (w->parens > 0)
		return;
	else if (c == '<' && (n = comparison_length(w->name, w->at - 1)) > 0)
		w->at += n - 1;
	else if (c == '<' || c == '[' || c == '{')
		w->brackets++;
	else if ((c == '>' || c == ']' || c == '}') && w->brackets > 0)
		w->brackets--;
	if (c == '>')
		w->closed = w->at;
}

/* Steps over "(…)". */
static void
step_list(struct walk *w)
{
	size_t parens = w->parens;

	do
		walk_step(w);
	while (w->parens > parens && w->at < w->name.len);
}

static bool
ends_with_word(struct str s, struct str word)
{
	if (!str_ends(s, word))
		return false;
	s.len -= word.len;
	return s.len == 0 || word.ptr[0] == ' ' || !is_identifier(s.ptr[s.len - 1]);
}

/* Whether the '(' where the walk stands is part of the name. */
static bool
is_part_of_name(const struct walk *w)
{
	struct str before = str_head(w->name, w->at);

	if (str_ends(before, STR(".")) ||
	    str_starts(str_skip(w->name, w->at), STR("(anonymous namespace)")))
		return true;
	return ends_with_word(str_trim_right(before), STR("decltype")) ||
	       ends_with_word(before, STR(" __vector"));
}

/* Of "(A::*", where the walk stands at the '(': what is in front of the '*'; 0 of any other. */
static size_t
member_length(const struct walk *w)
{
	struct walk in = {.name = w->name, .at = w->at + 1};

	for (; in.at < in.name.len; walk_step(&in)) {
		char c = in.name.ptr[in.at];

		if (!at_top(&in))
			continue;
		if (str_starts(str_skip(in.name, in.at), STR("::*")))
			return in.at + 1 - w->at;
		if (c == ')' || c == ',' || c == '*' || (c == '(' && !is_part_of_name(&in)))
			return 0;
	}
	return 0;
}

/*
 * What stands behind " (" where the walk is, up to the last '*' and '&': a type is written around
 * the name that follows, or around nothing if it is that of a conversion.
 */
static size_t
declarator_length(const struct walk *w, bool conversion)
{
	struct str stars = str_skip(w->name, w->at + 1);
	size_t n;

	if (w->at == 0 || w->name.ptr[w->at - 1] != ' ')
		return 0;
	n = member_length(w);
	while (n < stars.len && (stars.ptr[n] == '*' || stars.ptr[n] == '&'))
		n++;
	stars = str_skip(stars, n);
	if (conversion || str_starts(stars, STR("(anonymous namespace)")) ||
	    (stars.len > 0 && is_identifier(stars.ptr[0])))
		return n;
	return 0;
}

/* A name on its way to what is kept of it. */
struct cut {
	struct walk walk;
	struct output *kept;
	size_t begin;	 /* what is kept next begins here in the name */
	size_t prefix;	 /* so much of `kept` stands in front of any result */
	size_t space;	 /* behind the last space of `kept` at which a result may end */
	bool conversion; /* inside "operator TYPE", which has no result */
};

/* Length of what is said of a function in front of it: "non-virtual thunk to ". */
static size_t
prefix_length(struct str name)
{
	static const struct str prefixes[] = {STR_INIT("non-virtual thunk to "),
	    STR_INIT("virtual thunk to "), STR_INIT("covariant return thunk to "),
	    STR_INIT("guard variable for "), STR_INIT("transaction clone for "),
	    STR_INIT("non-transaction clone for "), STR_INIT("TLS init function for "),
	    STR_INIT("TLS wrapper function for "), STR_INIT("typeinfo for "),
	    STR_INIT("typeinfo name for "), STR_INIT("vtable for "), STR_INIT("VTT for "),
	    STR_INIT("invocation function for block in ")};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (str_starts(name, prefixes[i]))
			return prefixes[i].len;
	return 0;
}

/* Keeps the name up to where the walk stands. */
static void
keep(struct cut *c)
{
	output_str(c->kept, str_span(c->walk.name.ptr + c->begin, c->walk.name.ptr + c->walk.at));
	c->begin = c->walk.at;
}

/* Drops the result that was kept: what stands behind the prefix up to the last space. */
static void
drop_result(struct cut *c)
{
	struct str name = str_skip(output_text(c->kept), c->space);

	if (c->space == c->prefix || c->kept->error != 0)
		return;
	memmove(c->kept->buf + c->prefix, name.ptr, name.len);
	c->kept->len = c->prefix + name.len;
	c->space = c->prefix;
}

/* Of a result that is a pointer to a function: the name begins behind "(*". */
static void
enter_declarator(struct cut *c, size_t length)
{
	c->walk.at += 1 + length;
	c->begin = c->walk.at;
	c->kept->len = c->space = c->prefix;
}

/* Steps over what stands behind a list and belongs to it: " const", "[abi:cxx11]" … */
static void
step_qualifiers(struct walk *w)
{
	static const struct str qualifiers[] = {STR_INIT(" const"), STR_INIT(" volatile"),
	    STR_INIT(" &&"), STR_INIT(" &"), STR_INIT(" noexcept")};
	size_t at;

	do {
		at = w->at;
		for (size_t i = 0; i < sizeof(qualifiers) / sizeof(*qualifiers); i++)
			if (str_starts(str_skip(w->name, w->at), qualifiers[i]))
				w->at += qualifiers[i].len;
		if (str_starts(str_skip(w->name, w->at), STR("[abi:")))
			w->at += str_find(str_skip(w->name, w->at), ']') + 1;
		if (w->at > w->name.len)
			w->at = w->name.len;
	} while (w->at > at);
}

/* Drops the list where the walk stands. False, where nothing local stands behind it. */
static bool
cut_list(struct cut *c)
{
	struct walk *w = &c->walk;

	keep(c);
	if (w->closed == w->at && w->at > 0 && !c->conversion)
		drop_result(c);
	c->conversion = false;
	step_list(w);
	step_qualifiers(w);
	c->begin = w->at;
	return str_starts(str_skip(w->name, w->at), STR("::"));
}

/* One step through what is kept: a space, an operator, or anything else. */
static void
cut_step(struct cut *c)
{
	struct walk *w = &c->walk;
	bool top = at_top(w), space = top && w->name.ptr[w->at] == ' ';
	bool conversion = top && w->name.ptr[w->at] == 'o' && at_operator(w);

	walk_step(w);
	if (conversion)
		c->conversion = str_starts(str_skip(w->name, w->at), STR(" ")) &&
				str_ends(str_head(w->name, w->at), STR("operator"));
	if (!space || c->conversion)
		return;
	keep(c);
	c->space = c->kept->len;
}

/* Keeps what is the name, from behind its prefix on. */
static void
cut_all(struct cut *c)
{
	struct walk *w = &c->walk;

	while (w->at < w->name.len) {
		size_t stars;

		if (w->name.ptr[w->at] != '(' || !at_top(w) || is_part_of_name(w)) {
			cut_step(c);
			continue;
		}
		stars = declarator_length(w, c->conversion);
		if (stars == 0) {
			if (!cut_list(c))
				break;
		} else if (!c->conversion) {
			enter_declarator(c, stars);
		} else {
			step_list(w);
			if (str_starts(str_skip(w->name, w->at), STR("(")))
				step_list(w);
		}
	}
	if (w->at == w->name.len)
		keep(c);
}

struct str
symbol_cut_parameters(struct str name, struct output *scratch)
{
	struct cut c = {.walk = {.name = name}, .kept = scratch};
	struct str plt = STR("@plt");

	if (str_find(name, '(') == name.len || symbol_is_script(name))
		return name;
	output_clear(scratch);
	c.walk.at = prefix_length(name);
	keep(&c);
	c.prefix = c.space = scratch->len;
	cut_all(&c);
	if (scratch->error != 0)
		return name;
	scratch->len = str_trim_right(output_text(scratch)).len;
	if (str_trim(output_text(scratch)).len == 0)
		return name;
	if (str_ends(name, plt) && !str_ends(output_text(scratch), plt))
		output_str(scratch, plt);
	return output_text(scratch);
}

bool
symbol_next_inlined(struct str *chain, struct str *function)
{
	struct walk w = {.name = *chain};

	if (chain->len == 0)
		return false;
	*function = *chain;
	*chain = str_skip(*chain, chain->len);
	if (str_search(w.name, STR("->")) == w.name.len || symbol_is_script(w.name))
		return true;
	for (; w.at < w.name.len; walk_step(&w)) {
		struct str rest = str_skip(w.name, w.at);

		if (w.at > 0 && at_top(&w) && str_starts(rest, STR("->")) && rest.ptr[-1] != ' ') {
			*function = str_head(w.name, w.at);
			*chain = str_skip(rest, 2);
			break;
		}
	}
	return true;
}
