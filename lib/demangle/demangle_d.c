/*
 * demangle_d.c - names of functions in D's mangling.
 *
 *	_D3std5stdio4File5flushMFZv               std.stdio.File.flush
 *	_D4main3fooFiAyaZ3barMFNaNbZv             main.foo.bar
 *	_D4main3fooFC4main1AZQh                   main.foo
 *	_D4main1A6__ctorMFZC4main1A.part.0        main.A.this
 *
 * Behind _D stand identifiers after their lengths; behind that of a function its type, and if
 * more identifiers follow, they are local to it. Types are stepped over. Q and a number to the
 * base of 26, its last digit in small letters, is what stood so far before the Q: an identifier
 * where that is one, else a type. See "Name Mangling" in the specification of D. Names with
 * template arguments (__T) are left as they are.
 */
#include "demangle_words.h"

#include "demangle.h"

enum { DEEPEST = 64 };

struct d_parser {
	struct str s;
	size_t at;
	unsigned depth;
};

static char
peek(const struct d_parser *p)
{
	return p->at < p->s.len ? p->s.ptr[p->at] : '\0';
}

static bool
take(struct d_parser *p, char c)
{
	bool is = peek(p) == c && p->at < p->s.len;

	p->at += is;
	return is;
}

/* Whether the next byte is one of these. */
static bool
is_one_of(const struct d_parser *p, const char *letters)
{
	return peek(p) != '\0' && strchr(letters, peek(p)) != NULL;
}

/* Takes an identifier behind its length. */
static bool
take_word(struct d_parser *p, struct str *word)
{
	size_t n = 0;

	if (!str_is_digit(peek(p)) || peek(p) == '0')
		return false;
	while (str_is_digit(peek(p)) && n <= p->s.len)
		n = n * 10 + (size_t)(p->s.ptr[p->at++] - '0');
	*word = str_head(str_skip(p->s, p->at), n);
	p->at += word->len;
	return word->len == n && !str_starts(*word, STR("__T")) && !str_starts(*word, STR("__U"));
}

/* Takes Q and its number; gives where what it stands for begins. */
static bool
take_back(struct d_parser *p, size_t *target)
{
	size_t q = p->at, distance = 0;

	if (!take(p, 'Q'))
		return false;
	while (peek(p) >= 'A' && peek(p) <= 'Z' && distance < p->s.len)
		distance = distance * 26 + (size_t)(p->s.ptr[p->at++] - 'A');
	if (peek(p) < 'a' || peek(p) > 'z')
		return false;
	distance = distance * 26 + (size_t)(p->s.ptr[p->at++] - 'a');
	*target = q - distance;
	return distance > 0 && distance <= q;
}

/* Takes an identifier, or Q that stands for one; false, with nothing taken, where none is. */
static bool
take_name(struct d_parser *p, struct str *word)
{
	struct d_parser ahead = *p, back = *p;

	if (take_word(&ahead, word)) {
		*p = ahead;
		return true;
	}
	ahead = *p;
	if (!take_back(&ahead, &back.at) || !take_word(&back, word))
		return false;
	*p = ahead;
	return true;
}

static bool skip_type(struct d_parser *p);

/* What parameters, and the attributes before them, are: "NaNbiAyaZ". */
static bool
skip_parameters(struct d_parser *p)
{
	while (peek(p) == 'N' && p->at + 1 < p->s.len &&
	       strchr("abcdefijlm", p->s.ptr[p->at + 1]) != NULL)
		p->at += 2;
	while (!is_one_of(p, "XYZ")) {
		while (is_one_of(p, "MIJKL") || str_starts(str_skip(p->s, p->at), STR("Nk")))
			p->at += peek(p) == 'N' ? 2 : 1;
		if (!skip_type(p))
			return false;
	}
	p->at++;
	return true;
}

/* "MxFiZ": a method's 'M' and what it is called on, the convention, the parameters. */
static bool
skip_function(struct d_parser *p)
{
	if (take(p, 'M'))
		while (is_one_of(p, "xyO") || str_starts(str_skip(p->s, p->at), STR("Ng")))
			p->at += peek(p) == 'N' ? 2 : 1;
	if (!is_one_of(p, "FUWVRY"))
		return false;
	p->at++;
	return skip_parameters(p);
}

/* A type's name, as of a class: one identifier or more. */
static bool
skip_names(struct d_parser *p)
{
	struct str word;
	size_t n = 0;

	while (take_name(p, &word))
		n++;
	return n > 0;
}

/* A type behind its first letter. */
static bool
skip_type_behind(struct d_parser *p, char letter)
{
	switch (letter) {
	case 'A':
	case 'P':
	case 'x':
	case 'y':
	case 'O':
		return skip_type(p);
	case 'N':
		return take(p, 'n') || ((take(p, 'g') || take(p, 'h')) && skip_type(p));
	case 'G':
		while (str_is_digit(peek(p)))
			p->at++;
		return skip_type(p);
	case 'H': /* of the value, and the key */
		if (!skip_type(p))
			return false;
		return skip_type(p);
	case 'C':
	case 'S':
	case 'E':
	case 'T':
	case 'I':
		return skip_names(p);
	case 'D':
		return skip_function(p) && skip_type(p);
	case 'z':
		return take(p, 'i') || take(p, 'k');
	default:
		return letter != '\0' && strchr("vghstiklmfdeopjqrcbauwn", letter) != NULL;
	}
}

static bool
skip_type(struct d_parser *p)
{
	size_t target;
	bool skipped;

	if (p->at == p->s.len || p->depth == DEEPEST)
		return false;
	p->depth++;
	if (peek(p) == 'Q') {
		skipped = take_back(p, &target);
	} else if (is_one_of(p, "FUWVRY")) {
		skipped = skip_function(p) && skip_type(p);
	} else {
		p->at++;
		skipped = skip_type_behind(p, p->s.ptr[p->at - 1]);
	}
	p->depth--;
	return skipped;
}

static void
print_word(struct output *out, struct str word)
{
	if (str_eq(word, STR("__ctor")))
		word = STR("this");
	else if (str_eq(word, STR("__dtor")))
		word = STR("~this");
	output_str(out, word);
}

/* Prints the identifiers of a name; what is left is the type of the last one. */
static bool
print_names(struct d_parser *p, struct output *out)
{
	size_t count = 0, start = out->len;
	struct str word;

	/* Each reference back may stand for much. */
	while (out->len - start <= DEMANGLE_MAX_OUTPUT && take_name(p, &word)) {
		struct d_parser ahead = *p;
		struct str next;

		if (count++ > 0)
			output_char(out, '.');
		print_word(out, word);
		if (is_one_of(p, "MFUWVRY") && skip_function(&ahead)) {
			struct d_parser behind = ahead;

			if (take_name(&behind, &next))
				*p = ahead;
		}
	}
	return count > 0;
}

bool
demangle_d(struct str mangled, struct output *out)
{
	/* No name has a '.': behind it stands what an optimiser made of the function. */
	struct d_parser p = {.s = str_head(mangled, str_find(mangled, '.')), .at = 2};
	size_t start = out->len;
	bool named = str_starts(mangled, STR("_D")) && print_names(&p, out);

	if (named && is_one_of(&p, "M"))
		named = skip_function(&p);
	if (named && ((take(&p, 'Z') || skip_type(&p)) && p.at == p.s.len))
		return true;
	out->len = start;
	return false;
}
