/*
 * demangle_cxx_parse.c - what all parts of the parser of C++ names are made of: nodes,
 * numbers, lists, substitutions.
 */
#include "demangle_cxx.h"
#include "mem.h"

const struct cxx_std cxx_std_names[6] = {
    {'a', "std::allocator", "std::allocator", "allocator"},
    {'b', "std::basic_string", "std::basic_string", "basic_string"},
    {'s', "std::string", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >",
	"basic_string"},
    {'i', "std::istream", "std::basic_istream<char, std::char_traits<char> >", "basic_istream"},
    {'o', "std::ostream", "std::basic_ostream<char, std::char_traits<char> >", "basic_ostream"},
    {'d', "std::iostream", "std::basic_iostream<char, std::char_traits<char> >", "basic_iostream"},
};

struct cxx_node *
cxx_new(struct cxx_parser *p, enum cxx_kind kind)
{
	struct cxx_node *n;

	if (p->node == p->node_end) {
		p->node = ARENA_NEW(&p->arena, struct cxx_node, CXX_FEW_NODES);
		p->node_end = p->node == NULL ? NULL : p->node + CXX_FEW_NODES;
		if (p->node == NULL)
			return NULL;
	}
	n = p->node++;
	*n = (struct cxx_node){.kind = (uint8_t)kind};
	return n;
}

struct cxx_node *
cxx_make(struct cxx_parser *p, enum cxx_kind kind, struct cxx_node *a, struct cxx_node *b)
{
	struct cxx_node *n = cxx_new(p, kind);

	if (n != NULL) {
		n->a = a;
		n->b = b;
	}
	return n;
}

struct cxx_node *
cxx_make_text(struct cxx_parser *p, enum cxx_kind kind, struct str text, struct cxx_node *a)
{
	struct cxx_node *n = cxx_make(p, kind, a, NULL);

	if (n != NULL)
		n->text = text;
	return n;
}

bool
cxx_enter(struct cxx_parser *p)
{
	return ++p->depth <= CXX_MAX_DEPTH && ++p->steps <= p->max_steps;
}

struct cxx_node *
cxx_leave(struct cxx_parser *p, struct cxx_node *n)
{
	p->depth--;
	return n;
}

bool
cxx_parse_number(struct cxx_parser *p, uint32_t *n)
{
	uint32_t x = 0;

	if (!str_is_digit(cxx_peek(p)))
		return false;
	for (; str_is_digit(cxx_peek(p)); p->pos++)
		if (__builtin_mul_overflow(x, 10, &x) ||
		    __builtin_add_overflow(x, (uint32_t)(cxx_peek(p) - '0'), &x))
			return false;
	*n = x;
	return true;
}

bool
cxx_parse_compact(struct cxx_parser *p, uint32_t *n)
{
	*n = 0;
	if (cxx_eat(p, '_'))
		return true;
	return cxx_parse_number(p, n) && !__builtin_add_overflow(*n, 1, n) && cxx_eat(p, '_');
}

bool
cxx_parse_base36(struct cxx_parser *p, uint32_t *n)
{
	uint32_t x = 0;

	*n = 0;
	if (cxx_eat(p, '_'))
		return true;
	for (char c; (c = cxx_peek(p)) != '_'; p->pos++) {
		uint32_t digit;

		if (str_is_digit(c))
			digit = (uint32_t)(c - '0');
		else if (c >= 'A' && c <= 'Z')
			digit = (uint32_t)(c - 'A') + 10;
		else
			return false;
		if (__builtin_mul_overflow(x, 36, &x) || __builtin_add_overflow(x, digit, &x))
			return false;
	}
	p->pos++;
	return !__builtin_add_overflow(x, 1, n);
}

struct cxx_node *
cxx_remember(struct cxx_parser *p, struct cxx_node *n)
{
	if (n == NULL)
		return NULL;
	if (p->n_subs == p->subs_cap) {
		struct cxx_node **grown = p->subs_grown ? p->subs : NULL;
		size_t cap = p->subs_grown ? p->subs_cap : 0;

		if (!MEM_GROW(&grown, &cap, p->n_subs + 1)) {
			p->no_memory = true;
			return NULL;
		}
		if (!p->subs_grown)
			memcpy(grown, p->subs, p->n_subs * sizeof(*grown));
		p->subs = grown;
		p->subs_cap = cap;
		p->subs_grown = true;
	}
	p->subs[p->n_subs++] = n;
	return n;
}

bool
cxx_parse_list(struct cxx_parser *p, struct cxx_node *(*item)(struct cxx_parser *p), char end,
    struct cxx_node **list)
{
	struct cxx_node **tail = list;

	*list = NULL;
	while (!cxx_eat(p, end)) {
		struct cxx_node *n = item(p), *link = n == NULL ? NULL : cxx_new(p, CXX_LIST);

		if (link == NULL)
			return false;
		link->a = n;
		*tail = link;
		tail = &link->b;
	}
	return true;
}
