/*
 * made_dwarf.c - debug data of made functions; see made.h.
 *
 *	unit: abstract functions i0, i1, i2
 *	      for each function: itself, in it a chain of inlined calls, each 4 bytes shorter at
 *	      both ends than the one around it; namespaces, classes and blocks as it comes
 *
 * The versions 2 to 5, values in the forms that each has. Section numbers of DWARF 5, 7.5 and 7.25.
 */
#include "common.h"
#include "dwarf_forms.h"
#include "made.h"

enum {
	TAG_CLASS = 0x02,
	TAG_BLOCK = 0x0b,
	TAG_UNIT = 0x11,
	TAG_INLINED = 0x1d,
	TAG_FUNCTION = 0x2e,
	TAG_NAMESPACE = 0x39
};

enum {
	AT_NAME = 0x03,
	AT_STMT_LIST = 0x10,
	AT_LOW = 0x11,
	AT_HIGH = 0x12,
	AT_LANGUAGE = 0x13,
	AT_INLINE = 0x20,
	AT_ORIGIN = 0x31,
	AT_RANGES = 0x55,
	AT_CALL_FILE = 0x58,
	AT_CALL_LINE = 0x59
};

enum { LANGUAGE_C = 0x0c, LANGUAGE_CXX = 0x04, ATTRIBUTES = 8 };

/* Abbreviations, and of which kind each is. */
enum kind { UNIT, ABSTRACT, FUNCTION, INLINED, SCOPE, BLOCK, KINDS };

struct attribute {
	uint8_t name, form;
};

struct abbrev {
	uint8_t tag;
	struct attribute attributes[ATTRIBUTES];
	size_t count;
};

/* What the attributes of one are. */
struct die {
	enum kind kind;
	char name[8];
	uint64_t low, high, origin;
};

struct writer {
	const struct made_elf *elf;
	struct choices *c;
	struct made *out; /* the sections */
	struct abbrev abbrevs[KINDS];
	uint64_t abstract[MADE_ABSTRACT]; /* offsets in the unit */
};

static void
add(struct abbrev *a, uint8_t name, uint8_t form)
{
	a->attributes[a->count++] = (struct attribute){name, form};
}

static uint8_t
one_of(struct choices *c, const uint8_t *forms, unsigned n)
{
	return forms[choose(c, n)];
}

static void
add_name(struct abbrev *a, struct choices *c)
{
	static const uint8_t forms[] = {FORM_STRING, FORM_STRP};

	add(a, AT_NAME, one_of(c, forms, sizeof(forms)));
}

/* Where its code is; from version 3 on it may be a list. */
static void
add_code(struct abbrev *a, struct choices *c, uint32_t version)
{
	static const uint8_t forms[] = {FORM_ADDR, FORM_DATA4, FORM_DATA8, FORM_DATA2, FORM_UDATA};

	if (version >= 3 && choose(c, 3) == 2) {
		add(a, AT_RANGES, version < 4 ? FORM_DATA4 : FORM_SEC_OFFSET);
		return;
	}
	add(a, AT_LOW, FORM_ADDR);
	add(a, AT_HIGH, one_of(c, forms, version < 4 ? 1 : sizeof(forms)));
}

static void
add_call(struct abbrev *a, struct choices *c)
{
	static const uint8_t forms[] = {
	    FORM_REF4, FORM_REF2, FORM_REF8, FORM_REF_UDATA, FORM_REF_ADDR};
	static const uint8_t numbers[] = {FORM_DATA1, FORM_DATA2, FORM_UDATA, FORM_DATA4};

	add(a, AT_ORIGIN, one_of(c, forms, sizeof(forms)));
	add(a, AT_CALL_FILE, one_of(c, numbers, sizeof(numbers)));
	add(a, AT_CALL_LINE, one_of(c, numbers, sizeof(numbers)));
}

static void
choose_abbrevs(struct writer *w)
{
	static const uint8_t scopes[] = {TAG_NAMESPACE, TAG_CLASS};
	struct abbrev *a = w->abbrevs;
	uint32_t version = w->elf->version;

	a[UNIT].tag = TAG_UNIT;
	a[ABSTRACT].tag = a[FUNCTION].tag = TAG_FUNCTION;
	a[INLINED].tag = TAG_INLINED;
	a[SCOPE].tag = one_of(w->c, scopes, sizeof(scopes));
	a[BLOCK].tag = TAG_BLOCK;
	add(&a[UNIT], AT_LANGUAGE, FORM_DATA1);
	add(&a[UNIT], AT_STMT_LIST, version < 4 ? FORM_DATA4 : FORM_SEC_OFFSET);
	add_code(&a[UNIT], w->c, version);
	for (enum kind k = UNIT; k < KINDS; k++)
		if (k != INLINED && k != BLOCK)
			add_name(&a[k], w->c);
	add(&a[ABSTRACT], AT_INLINE, FORM_DATA1);
	add_code(&a[FUNCTION], w->c, version);
	add_code(&a[INLINED], w->c, version);
	add_call(&a[INLINED], w->c);
	add_code(&a[BLOCK], w->c, version);
}

static void
write_abbrevs(struct writer *w)
{
	struct made *m = &w->out[MADE_ABBREV];

	for (unsigned k = 0; k < KINDS; k++) {
		made_leb(m, k + 1);
		made_leb(m, w->abbrevs[k].tag);
		made_put(m, 1, k != ABSTRACT);
		for (size_t i = 0; i < w->abbrevs[k].count; i++) {
			made_leb(m, w->abbrevs[k].attributes[i].name);
			made_leb(m, w->abbrevs[k].attributes[i].form);
		}
		made_put(m, 2, 0);
	}
	made_put(m, 1, 0);
}

/* A list of one range, or of its halves; its offset. The unit has no base, but where it begins at one. */
static uint64_t
write_range(struct writer *w, uint64_t low, uint64_t high)
{
	bool new = w->elf->version >= 5;
	struct made *m = &w->out[new ? MADE_RNGLISTS : MADE_RANGES];
	uint64_t at = m->out.len, middle = low + (high - low) / 2;

	if (new) {
		made_put(m, 1, 7); /* begin and length */
		made_put(m, 8, low);
		made_leb(m, middle - low);
		made_put(m, 1, 6); /* begin and end */
		made_put(m, 8, middle);
		made_put(m, 8, high);
		made_put(m, 1, 0);
		return at;
	}
	made_put(m, 8, UINT64_MAX);
	made_put(m, 8, low);
	made_put(m, 8, 0);
	made_put(m, 8, middle - low);
	made_put(m, 8, middle - low);
	made_put(m, 8, high - low);
	made_put(m, 16, 0);
	return at;
}

static uint64_t
value_of(struct writer *w, const struct die *d, const struct attribute *a)
{
	switch (a->name) {
	case AT_LOW:
		return d->low;
	case AT_HIGH:
		return a->form == FORM_ADDR ? d->high : d->high - d->low;
	case AT_RANGES:
		return write_range(w, d->low, d->high);
	case AT_ORIGIN:
		return d->origin;
	case AT_LANGUAGE:
		return w->elf->plain_names ? LANGUAGE_C : LANGUAGE_CXX;
	default:
		return a->name == AT_STMT_LIST ? 0 : 1;
	}
}

static void
write_name(struct writer *w, const struct die *d, uint8_t form)
{
	struct made *strings = &w->out[MADE_STR];

	if (form == FORM_STRING) {
		made_text(&w->out[MADE_INFO], str_from(d->name));
		return;
	}
	made_put(&w->out[MADE_INFO], 4, strings->out.len);
	made_text(strings, str_from(d->name));
}

static unsigned
size_of(uint8_t form)
{
	switch (form) {
	case FORM_ADDR:
	case FORM_DATA8:
	case FORM_REF8:
		return 8;
	case FORM_DATA2:
	case FORM_REF2:
		return 2;
	case FORM_DATA1:
		return 1;
	default:
		return form == FORM_UDATA || form == FORM_REF_UDATA ? 0 : 4;
	}
}

/* The version 2 has references to other units as long as addresses. */
static void
write_die(struct writer *w, const struct die *d)
{
	const struct abbrev *abbrev = &w->abbrevs[d->kind];
	struct made *m = &w->out[MADE_INFO];

	made_leb(m, (uint64_t)d->kind + 1);
	for (size_t i = 0; i < abbrev->count; i++) {
		const struct attribute *a = &abbrev->attributes[i];
		bool address = a->form == FORM_REF_ADDR && w->elf->version == 2;

		if (a->name == AT_NAME)
			write_name(w, d, a->form);
		else if (size_of(a->form) == 0)
			made_leb(m, value_of(w, d, a));
		else
			made_put(m, address ? 8 : size_of(a->form), value_of(w, d, a));
	}
}

static void
write_calls(struct writer *w, const struct made_function *f)
{
	for (unsigned i = 0; i < f->depth; i++) {
		struct die d = {.kind = INLINED,
		    .low = w->elf->base + f->start + UINT64_C(4) * (i + 1),
		    .high = w->elf->base + f->end - UINT64_C(4) * (i + 1),
		    .origin = w->abstract[f->inlined[i]]};

		write_die(w, &d);
	}
	made_put(&w->out[MADE_INFO], f->depth, 0); /* the ends of their children */
}

static void
write_function(struct writer *w, size_t i)
{
	const struct made_function *f = &w->elf->functions[i];
	struct made *m = &w->out[MADE_INFO];
	struct die d = {
	    .kind = SCOPE, .low = w->elf->base + f->start, .high = w->elf->base + f->end};
	unsigned scopes = choose(w->c, 4) / 2, block = choose(w->c, 4) / 3;

	for (unsigned s = 0; s < scopes; s++) {
		made_name(d.name, 's', s);
		write_die(w, &d);
	}
	d.kind = FUNCTION;
	made_name(d.name, 'f', i);
	write_die(w, &d);
	d.kind = BLOCK;
	if (block > 0)
		write_die(w, &d);
	write_calls(w, f);
	made_put(m, 1 + block + scopes, 0);
}

static void
write_abstract(struct writer *w)
{
	struct die d = {.kind = ABSTRACT};

	for (size_t i = 0; i < MADE_ABSTRACT; i++) {
		w->abstract[i] = w->out[MADE_INFO].out.len;
		made_name(d.name, 'i', i);
		write_die(w, &d);
	}
}

static void
write_unit(struct writer *w)
{
	struct made *m = &w->out[MADE_INFO];
	struct die d = {.kind = UNIT,
	    .name = "unit",
	    .low = w->elf->base + MADE_TEXT,
	    .high = w->elf->base + MADE_TEXT_END};

	made_put(m, 4, 0);
	made_put(m, 2, w->elf->version);
	if (w->elf->version >= 5)
		made_put(m, 2, w->out->big_endian ? 1 << 8 | 8 : 1 | 8 << 8);
	made_put(m, 4, 0);
	if (w->elf->version < 5)
		made_put(m, 1, 8);
	write_die(w, &d);
	write_abstract(w);
	for (size_t i = 0; i < w->elf->count; i++)
		write_function(w, i);
	made_put(m, 1, 0);
	made_length(m, 0);
}

/* The table of lines: one for each function, and as many as come. */
static void
write_line_rows(struct writer *w, struct made *m)
{
	for (size_t i = 0; i < w->elf->count; i++) {
		const struct made_function *f = &w->elf->functions[i];
		unsigned n = choose(w->c, 8);

		made_put(m, 1, 0);
		made_put(m, 1, 9);
		made_put(m, 1, 2); /* the address is */
		made_put(m, 8, w->elf->base + f->start);
		made_put(m, 1, 1); /* a row */
		for (; n > 0; n--)
			made_put(m, 1, 13 + choose(w->c, 240));
		made_put(m, 1, 2); /* further by */
		made_leb(m, choose(w->c, 64));
		made_put(m, 1, 0);
		made_put(m, 1, 1);
		made_put(m, 1, 1); /* the end of it */
	}
}

static void
write_lines(struct writer *w)
{
	static const char operands[] = "\0\1\1\1\1\0\0\0\1\0\0\1";
	struct made *m = &w->out[MADE_LINE];
	uint32_t version = w->elf->version;
	size_t header;

	made_put(m, 4, 0);
	made_put(m, 2, version);
	if (version >= 5)
		made_put(m, 2, w->out->big_endian ? 8 << 8 : 8);
	header = m->out.len;
	made_put(m, 4, 0);
	made_put(m, 1, 1);
	if (version >= 4)
		made_put(m, 1, 1);
	output_bytes(&m->out, "\1\xfb\xe\xd", 4);
	output_bytes(&m->out, operands, sizeof(operands) - 1);
	if (version >= 5)
		OUTPUT_LITERAL(&m->out, "\1\1\x8\1/d\0\1\1\x8\2m.c\0n.h\0");
	else
		OUTPUT_LITERAL(&m->out, "d\0\0m.c\0\1\0\0n.h\0\0\0\0\0");
	made_length(m, header);
	write_line_rows(w, m);
	made_length(m, 0);
}

static void
write_rnglists_header(struct made *m)
{
	made_put(m, 4, 0);
	made_put(m, 2, 5);
	made_put(m, 1, 8);
	made_put(m, 1, 0);
	made_put(m, 4, 0);
}

void
made_dwarf(const struct made_elf *e, struct choices *c, struct made sections[MADE_DWARF_SECTIONS])
{
	struct writer w = {.elf = e, .c = c, .out = sections};

	if (e->version >= 5)
		write_rnglists_header(&sections[MADE_RNGLISTS]);
	made_text(&sections[MADE_STR], STR(""));
	choose_abbrevs(&w);
	write_abbrevs(&w);
	write_unit(&w);
	write_lines(&w);
	if (e->version >= 5)
		made_length(&sections[MADE_RNGLISTS], 0);
}
