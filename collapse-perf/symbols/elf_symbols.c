/*
 * elf_symbols.c - which symbol an address belongs to, as perf decides; see elf_symbols.h.
 *
 * The symbols of .symtab, then of .dynsym, are sorted by their file offset. One
 * without a size reaches to the next; of several at one place one is kept, and
 * none of the labels within a function.
 * Then come the entries of the procedure linkage table (elf_plt.c).
 */
#include "elf_rows.h"

#include "mem.h"
#include "sorted.h"
#include "symbol.h"

enum {
	SHN_UNDEF = 0,
	SHN_ABS = 0xfff1,
	STV_INTERNAL = 1,
	STV_HIDDEN = 2,
	PAGE = 4096,

	/* How many symbols around an address may be tried for one that encloses it. */
	ENCLOSING = 64,
};

struct symbol {
	uint32_t name;
	uint8_t info;
	uint8_t other;
	uint16_t section;
	uint64_t value;
	uint64_t size;
};

/* What one table of symbols needs while it is read. */
struct source {
	const struct elf *symbols;
	const struct elf *runtime;
	enum string_table strings;
};

static struct symbol
read_symbol(struct cursor *c, bool is_64)
{
	struct symbol s = {.name = cursor_u32(c)};

	if (!is_64) {
		s.value = cursor_u32(c);
		s.size = cursor_u32(c);
	}
	s.info = cursor_u8(c);
	s.other = cursor_u8(c);
	s.section = cursor_u16(c);
	if (is_64) {
		s.value = cursor_u64(c);
		s.size = cursor_u64(c);
	}
	return s;
}

/* The string at `at`; what is cut off at the table's end does not count. */
static struct str
string_at(struct str strings, uint32_t at)
{
	const char *nul;

	if (at >= strings.len)
		return (struct str){"", 0};
	nul = memchr(strings.ptr + at, 0, strings.len - at);
	return nul ? str_span(strings.ptr + at, nul) : (struct str){"", 0};
}

static struct str
row_name(const struct elf_symbols *t, const struct elf_symbol_row *r)
{
	return string_at(t->names[r->strings], r->name);
}

static bool
is_label(const struct symbol *s)
{
	unsigned visibility = s->other & 3;

	return (s->info & 15) == STT_NOTYPE && visibility != STV_HIDDEN &&
	       visibility != STV_INTERNAL;
}

static bool
is_wanted(const struct symbol *s)
{
	unsigned type = s->info & 15;

	if (s->section == SHN_UNDEF || s->section == SHN_ABS || s->name == 0)
		return false;
	return type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_OBJECT || is_label(s);
}

/* Arm's "$a", "$d", "$t", "$x" mark kinds of code, not functions. */
static bool
is_mapping_mark(const struct elf *e, struct str name)
{
	if (e->machine != ELF_ARM && e->machine != ELF_AARCH64)
		return false;
	return name.len >= 2 && name.ptr[0] == '$' && memchr("adtx", name.ptr[1], 4) &&
	       (name.len == 2 || name.ptr[2] == '.');
}

static bool
has_word(struct str s, struct str word)
{
	return str_search(s, word) < s.len;
}

/* The section a symbol is in, by the file that has its place in the file right. */
static const struct elf_section *
section_of(const struct source *from, const struct symbol *s)
{
	const struct elf_section *section;

	if (s->section >= from->symbols->section_count)
		return NULL;
	section = &from->symbols->sections[s->section];
	/* A separate debug file has only the headers of code sections. */
	if (section->type == SHT_NOBITS && s->section < from->runtime->section_count)
		return &from->runtime->sections[s->section];
	return section;
}

static bool
add_symbol(struct elf_symbols *t, const struct source *from, struct symbol *s)
{
	const struct elf_section *section = section_of(from, s);
	struct str name = string_at(t->names[from->strings], s->name);
	uint64_t start, end;

	if (section == NULL || !(section->flags & SHF_ALLOC) || name.len == 0 ||
	    is_mapping_mark(from->symbols, name))
		return true;
	if (is_label(s) && !has_word(section->name, STR("text")) &&
	    !has_word(section->name, STR("data")))
		return true;
	if (from->symbols->machine == ELF_ARM && (s->info & 15) == STT_FUNC)
		s->value &= ~(uint64_t)1; /* marks Thumb code */
	if (!elf_offset(from->runtime, s->value, &start))
		start = s->value - (section->address - section->offset);
	if (__builtin_add_overflow(start, s->size, &end))
		end = UINT64_MAX;
	return elf_add_row(t, (struct elf_symbol_row){.start = start,
				  .end = end,
				  .name = s->name,
				  .strings = (uint8_t)from->strings,
				  .type = s->info & 15,
				  .binding = s->info >> 4});
}

/* All symbols of one table, if the file has it. */
static bool
read_table(struct elf_symbols *t, const struct source *from, struct str name, uint32_t type)
{
	const struct elf *e = from->symbols;
	const struct elf_section *table = elf_section(e, name);
	struct cursor c;

	if (table == NULL || table->type != type || table->link >= e->section_count)
		return true;
	t->names[from->strings] = elf_section_raw(e, &e->sections[table->link]);
	c = cursor_make(elf_section_raw(e, table), 0, e->big_endian);
	while (cursor_more(&c)) {
		struct symbol s = read_symbol(&c, e->is_64);

		if (!c.failed && is_wanted(&s) && !add_symbol(t, from, &s))
			return false;
	}
	return true;
}

/*
 * Sorts by start, equal ones as they were: a radix sort from the lowest byte
 * on, without the passes in which all rows have the same byte.
 */
static bool
sort_rows(struct elf_symbols *t)
{
	struct elf_symbol_row *from = t->rows, *to;

	if (t->count < 2)
		return true;
	to = mem_alloc(t->cap * sizeof(*to));
	if (to == NULL)
		return false;
	for (unsigned shift = 0; shift < 64; shift += 8) {
		size_t at[257] = {0};
		struct elf_symbol_row *swap;

		for (size_t i = 0; i < t->count; i++)
			at[(from[i].start >> shift & 255) + 1]++;
		if (at[(from[0].start >> shift & 255) + 1] == t->count)
			continue;
		for (unsigned i = 1; i < 256; i++)
			at[i] += at[i - 1];
		for (size_t i = 0; i < t->count; i++)
			to[at[from[i].start >> shift & 255]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
	t->rows = from;
	mem_free(to);
	return true;
}

/*
 * A place to jump to within a function is not the name of what follows it. perf
 * shows the one or the other, as its tree of symbols happens to have grown.
 */
static void
drop_labels_in_functions(struct elf_symbols *t)
{
	uint64_t end = 0; /* of the functions so far */
	size_t kept = 0;

	for (size_t i = 0; i < t->count; i++) {
		const struct elf_symbol_row *r = &t->rows[i];

		if (r->type == STT_NOTYPE && r->end == r->start && r->start < end)
			continue;
		if (r->type == STT_FUNC && r->end > end)
			end = r->end;
		t->rows[kept++] = *r;
	}
	t->count = kept;
}

/* A symbol without a size reaches to the next, the last one into the next page. */
static void
extend_sizeless(struct elf_symbols *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct elf_symbol_row *r = &t->rows[i];

		if (r->end != r->start)
			continue;
		if (i + 1 < t->count)
			r->end = r[1].start;
		else if (r->start < UINT64_MAX - 2ULL * PAGE)
			r->end = (r->start + PAGE - 1) / PAGE * PAGE + PAGE;
	}
}

/* Positive where a is better, negative where b is: one property of both. */
static int
better(bool a, bool b)
{
	return (int)a - (int)b;
}

static bool
second_name_is_better(const struct elf_symbols *t, const struct elf_symbol_row *a,
    const struct elf_symbol_row *b, const struct elf_naming *naming)
{
	struct str x = row_name(t, a), y = row_name(t, b);

	if (naming != NULL) {
		x = naming->shown(naming->context, x);
		y = naming->shown(naming->context, y);
	}
	return symbol_second_is_better(x, y);
}

/* Of two symbols at one place, the one to keep: with a size, no label, not weak, global. */
static bool
first_is_better(const struct elf_symbols *t, const struct elf_symbol_row *a,
    const struct elf_symbol_row *b, const struct elf_naming *naming)
{
	int order = better(a->end != a->start, b->end != b->start);

	if (order == 0)
		order = better(a->type != STT_NOTYPE, b->type != STT_NOTYPE);
	if (order == 0)
		order = better(a->binding != STB_WEAK, b->binding != STB_WEAK);
	if (order == 0)
		order = better(a->binding == STB_GLOBAL, b->binding == STB_GLOBAL);
	return order != 0 ? order > 0 : !second_name_is_better(t, a, b, naming);
}

/* Keeps one of the symbols that begin at the same place. */
static void
drop_duplicates(struct elf_symbols *t, const struct elf_naming *naming)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->count; i++) {
		if (kept == 0 || t->rows[kept - 1].start != t->rows[i].start)
			t->rows[kept++] = t->rows[i];
		else if (!first_is_better(t, &t->rows[kept - 1], &t->rows[i], naming))
			t->rows[kept - 1] = t->rows[i];
	}
	t->count = kept;
}

static bool
tidy(struct elf_symbols *t, const struct elf_naming *naming)
{
	if (!sort_rows(t))
		return false;
	drop_labels_in_functions(t);
	extend_sizeless(t);
	drop_duplicates(t, naming);
	return true;
}

/* Links each row to the nearest one before that reaches farther. */
static void
link_enclosing(struct elf_symbols *t)
{
	for (size_t i = 0; i < t->count; i++) {
		uint32_t around = (uint32_t)i;

		while (around != 0 && t->rows[around - 1].end <= t->rows[i].end)
			around = t->rows[around - 1].around;
		t->rows[i].around = around;
	}
}

/*
 * What follows the procedure linkage table is not of the sizeless symbol before
 * it (_init), though that was made to reach as far as the next.
 */
static void
end_before_plt(struct elf_symbols *t)
{
	for (size_t i = 1; i < t->count; i++) {
		struct elf_symbol_row *r = &t->rows[i - 1];

		if (t->rows[i].plt && !r->plt && r->end > t->rows[i].start)
			r->end = t->rows[i].start;
	}
}

bool
elf_symbols_load(struct elf_symbols *t, const struct elf *symbols, const struct elf *runtime,
    const struct elf_naming *naming)
{
	struct source from = {symbols, runtime, STRINGS_SYMTAB};
	bool good;

	*t = (struct elf_symbols){NULL, 0, 0, {{"", 0}, {"", 0}, {"", 0}}};
	good = read_table(t, &from, STR(".symtab"), SHT_SYMTAB) && tidy(t, naming);
	from.strings = STRINGS_DYNSYM;
	/* Symbols that are packed into what was mapped are but those that it has not there. */
	if (elf_section(symbols, STR(".dynsym")) == NULL)
		from.symbols = runtime;
	good = good && read_table(t, &from, STR(".dynsym"), SHT_DYNSYM) && tidy(t, naming);
	good = good && elf_add_plt(t, runtime) && sort_rows(t);
	if (!good) {
		elf_symbols_release(t);
		return false;
	}
	end_before_plt(t);
	link_enclosing(t);
	return true;
}

void
elf_symbols_release(struct elf_symbols *t)
{
	mem_free(t->rows);
	*t = (struct elf_symbols){NULL, 0, 0, {{"", 0}, {"", 0}, {"", 0}}};
}

bool
elf_symbols_find(const struct elf_symbols *t, uint64_t offset, struct elf_symbol *symbol)
{
	size_t at = sorted_up_to(t->rows, t->count, offset, elf_row_start);

	for (int tries = 0; at != 0 && tries < ENCLOSING; tries++) {
		const struct elf_symbol_row *r = &t->rows[at - 1];

		if (offset < r->end || offset == r->start) {
			*symbol = (struct elf_symbol){r->start, r->end, row_name(t, r), r->plt};
			return true;
		}
		at = r->around;
	}
	return false;
}
