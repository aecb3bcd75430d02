/*
 * dwarf_lines.c - from addresses to lines (DWARF 5, 6.2; DWARF 4 and before, 6.2).
 *
 *	header    version, factors, directories, files
 *	program   a machine of few registers that appends rows
 *	          {1000: main.c:3} {1004: main.c:4} ... {1040: end of sequence}
 */
#include <stdlib.h>

#include "dwarf_forms.h"
#include "dwarf_parts.h"
#include "mem.h"
#include "sorted.h"

enum {
	LNS_COPY = 1,
	LNS_ADVANCE_PC = 2,
	LNS_ADVANCE_LINE = 3,
	LNS_SET_FILE = 4,
	LNS_SET_COLUMN = 5,
	LNS_NEGATE_STMT = 6,
	LNS_SET_BASIC_BLOCK = 7,
	LNS_CONST_ADD_PC = 8,
	LNS_FIXED_ADVANCE_PC = 9,
	LNS_SET_PROLOGUE_END = 10,
	LNS_SET_EPILOGUE_BEGIN = 11,
	LNS_SET_ISA = 12,

	LNE_END_SEQUENCE = 1,
	LNE_SET_ADDRESS = 2,
	LNE_DEFINE_FILE = 3,

	LNCT_PATH = 1,
	LNCT_DIRECTORY_INDEX = 2,

	MOST_COLUMNS = 32, /* of an entry's format */
};

#define LONG_FORM ((uint32_t)0xffffffff)

/* A line program while it runs. */
struct program {
	struct dwarf *d;
	struct dwarf_unit *unit;
	struct cursor c;
	struct dwarf_unit kind; /* version and sizes, which are the table's own */
	size_t code_at;		/* where the program begins */
	uint8_t minimum_length;
	uint8_t operations;
	int8_t line_base;
	uint8_t line_range;
	uint8_t opcode_base;
	uint8_t lengths[256]; /* how many operands the standard opcodes have */
	/* The machine's registers. */
	uint64_t address;
	uint64_t operation;
	uint32_t file;
	uint32_t line;
	bool dead; /* the sequence is of code that the linker left out */
	size_t row_cap;
	size_t file_cap;
	size_t directory_cap;
};

static bool
is_absolute(struct str path)
{
	return path.len > 0 && path.ptr[0] == '/';
}

/* A directory as it is, or below the one that the unit was compiled in. */
static bool
add_directory(struct program *p, struct str name)
{
	struct dwarf_lines *t = &p->unit->lines;
	struct str base = p->unit->directory;
	char *joined;

	if (!dwarf_spend(p->d, 1))
		return false;
	if (!MEM_GROW(&t->directories, &p->directory_cap, t->directory_count + 1))
		return dwarf_no_memory(p->d);
	if (!is_absolute(name) && base.len > 0 && name.len > 0 &&
	    dwarf_spend(p->d, base.len / 16)) {
		joined = arena_alloc(&p->d->arena, base.len + 1 + name.len, 1);
		if (joined == NULL)
			return dwarf_no_memory(p->d);
		memcpy(joined, base.ptr, base.len);
		joined[base.len] = '/';
		memcpy(joined + base.len + 1, name.ptr, name.len);
		name = str_make(joined, base.len + 1 + name.len);
	} else if (name.len == 0) {
		name = base;
	}
	t->directories[t->directory_count++] = name;
	return true;
}

static bool
add_file(struct program *p, struct str name, uint64_t directory)
{
	struct dwarf_lines *t = &p->unit->lines;
	struct str path = {"", 0};

	if (!dwarf_spend(p->d, 1))
		return false;
	if (!MEM_GROW(&t->files, &p->file_cap, t->file_count + 1))
		return dwarf_no_memory(p->d);
	if (!is_absolute(name) && directory < t->directory_count)
		path = t->directories[directory];
	t->files[t->file_count++] = (struct dwarf_place){path, name, 0};
	return true;
}

/* Before DWARF 5: names up to an empty one; number 0 is the unit's own directory. */
static bool
read_old_tables(struct program *p)
{
	struct str name;

	if (!add_directory(p, str_make("", 0)))
		return false;
	while ((name = cursor_string(&p->c)).len > 0)
		if (!add_directory(p, name))
			return false;
	if (!add_file(p, p->unit->name, 0)) /* number 0, which is not used */
		return false;
	while ((name = cursor_string(&p->c)).len > 0) {
		uint64_t directory = cursor_uleb(&p->c);

		cursor_uleb(&p->c); /* time */
		cursor_uleb(&p->c); /* size */
		if (!add_file(p, name, directory))
			return false;
	}
	return !p->c.failed;
}

struct column {
	uint64_t content;
	uint64_t form;
};

static void
read_column(struct program *p, uint64_t form, struct dwarf_value *v)
{
	struct cursor *c = &p->c;

	v->form = (uint16_t)form;
	switch (form) {
	case FORM_STRING:
		v->text = cursor_string(c);
		return;
	case FORM_STRP:
	case FORM_LINE_STRP:
		v->number = cursor_uint(c, p->kind.offset_size);
		return;
	case FORM_UDATA:
	case FORM_STRX:
		v->number = cursor_uleb(c);
		return;
	case FORM_DATA1:
		v->number = cursor_u8(c);
		return;
	case FORM_DATA2:
		v->number = cursor_u16(c);
		return;
	case FORM_DATA4:
		v->number = cursor_u32(c);
		return;
	case FORM_DATA8:
		v->number = cursor_u64(c);
		return;
	case FORM_DATA16:
		cursor_skip(c, 16);
		return;
	case FORM_BLOCK:
		cursor_skip(c, cursor_uleb(c));
		return;
	default:
		if (form >= FORM_STRX1 && form <= FORM_STRX4)
			v->number = cursor_uint(c, (unsigned)(form - FORM_STRX1 + 1));
		else
			cursor_fail(c);
	}
}

/* DWARF 5: a list of entries whose format it tells itself; files or directories. */
static bool
read_new_table(struct program *p, bool files)
{
	struct column columns[MOST_COLUMNS];
	uint8_t column_count = cursor_u8(&p->c);
	uint64_t count;

	if (column_count > MOST_COLUMNS)
		return false;
	for (unsigned i = 0; i < column_count; i++) {
		columns[i].content = cursor_uleb(&p->c);
		columns[i].form = cursor_uleb(&p->c);
	}
	count = cursor_uleb(&p->c);
	for (uint64_t n = 0; n < count && !p->c.failed; n++) {
		struct str name = {"", 0};
		uint64_t directory = 0;

		for (unsigned i = 0; i < column_count; i++) {
			struct dwarf_value v = {0, 0, {"", 0}};

			read_column(p, columns[i].form, &v);
			if (columns[i].content == LNCT_PATH)
				name = dwarf_string(p->d, &p->kind, &v);
			else if (columns[i].content == LNCT_DIRECTORY_INDEX)
				directory = v.number;
		}
		if (!(files ? add_file(p, name, directory) : add_directory(p, name)))
			return false;
	}
	return !p->c.failed;
}

static bool
read_header(struct program *p)
{
	struct cursor *c = &p->c;
	uint64_t length = cursor_u32(c);

	p->kind = *p->unit;
	p->kind.offset_size = length == LONG_FORM ? 8 : 4;
	if (length == LONG_FORM)
		length = cursor_u64(c);
	if (c->failed || length > c->end - c->at)
		return false;
	c->end = c->at + (size_t)length;
	p->kind.version = (uint8_t)cursor_u16(c);
	if (p->kind.version < 2 || p->kind.version > 5)
		return false;
	if (p->kind.version >= 5)
		cursor_skip(c, 2); /* sizes of addresses and segments */
	length = cursor_uint(c, p->kind.offset_size);
	if (c->failed || length > c->end - c->at)
		return false;
	p->code_at = c->at + (size_t)length;
	p->minimum_length = cursor_u8(c);
	p->operations = p->kind.version >= 4 ? cursor_u8(c) : 1;
	cursor_u8(c); /* is_stmt at first */
	p->line_base = (int8_t)cursor_u8(c);
	p->line_range = cursor_u8(c);
	p->opcode_base = cursor_u8(c);
	for (unsigned i = 1; i < p->opcode_base; i++)
		p->lengths[i] = cursor_u8(c);
	if (c->failed || p->line_range == 0 || p->opcode_base == 0)
		return false;
	if (p->kind.version < 5)
		return read_old_tables(p);
	return read_new_table(p, false) && read_new_table(p, true);
}

static void
reset(struct program *p)
{
	p->address = 0;
	p->operation = 0;
	p->file = 1;
	p->line = 1;
	p->dead = true; /* until an address is set */
}

static bool
add_row(struct program *p, uint32_t file)
{
	struct dwarf_lines *t = &p->unit->lines;

	if (p->dead)
		return true;
	if (t->row_count > 0) {
		const struct dwarf_row *last = &t->rows[t->row_count - 1];

		/* The same line going on needs no row of its own. */
		if (file != ROW_END && last->file == file && last->line == p->line &&
		    last->address <= p->address)
			return true;
	}
	if (!dwarf_spend(p->d, 1))
		return false;
	if (!MEM_GROW(&t->rows, &p->row_cap, t->row_count + 1))
		return dwarf_no_memory(p->d);
	t->rows[t->row_count++] = (struct dwarf_row){p->address, file, p->line};
	return true;
}

/* Advances by operations; only machines with long instruction words have several at one address. */
static void
advance(struct program *p, uint64_t by)
{
	if (p->operations <= 1) {
		p->address += by * p->minimum_length;
		return;
	}
	p->address += p->minimum_length * ((p->operation + by) / p->operations);
	p->operation = (p->operation + by) % p->operations;
}

/* Advances both, by one number, and appends a row. */
static bool
special(struct program *p, uint8_t opcode)
{
	uint8_t by = (uint8_t)(opcode - p->opcode_base);

	advance(p, by / p->line_range);
	p->line += (uint32_t)(p->line_base + by % p->line_range);
	return add_row(p, p->file);
}

static bool
extended(struct program *p)
{
	uint64_t length = cursor_uleb(&p->c);
	size_t end;
	bool good = true;

	if (length == 0 || length > p->c.end - p->c.at)
		return false;
	end = p->c.at + (size_t)length;
	switch (cursor_u8(&p->c)) {
	case LNE_END_SEQUENCE:
		good = add_row(p, ROW_END);
		reset(p);
		break;
	case LNE_SET_ADDRESS:
		if (length != 5 && length != 9)
			return false;
		p->address = cursor_uint(&p->c, (unsigned)length - 1);
		p->operation = 0;
		p->dead = p->address == 0 || p->address >= UINT64_MAX - 1;
		break;
	default: /* LNE_DEFINE_FILE is as good as never used; discriminators are of no use */
		break;
	}
	p->c.at = end;
	return good;
}

static bool
standard(struct program *p, uint8_t opcode)
{
	struct cursor *c = &p->c;

	switch (opcode) {
	case LNS_COPY:
		return add_row(p, p->file);
	case LNS_ADVANCE_PC:
		advance(p, cursor_uleb(c));
		return true;
	case LNS_ADVANCE_LINE:
		p->line += (uint32_t)cursor_sleb(c);
		return true;
	case LNS_SET_FILE:
		p->file = (uint32_t)cursor_uleb(c);
		return true;
	case LNS_CONST_ADD_PC:
		advance(p, (255u - p->opcode_base) / p->line_range);
		return true;
	case LNS_FIXED_ADVANCE_PC:
		p->address += cursor_u16(c);
		p->operation = 0;
		return true;
	default: /* columns, marks, and opcodes to come */
		for (unsigned i = 0; i < p->lengths[opcode]; i++)
			cursor_uleb(c);
		return true;
	}
}

static bool
run(struct program *p)
{
	reset(p);
	p->c.at = p->code_at;
	while (cursor_more(&p->c)) {
		uint8_t opcode = cursor_u8(&p->c);
		bool good;

		if (opcode >= p->opcode_base)
			good = special(p, opcode);
		else
			good = opcode == 0 ? extended(p) : standard(p, opcode);
		if (!good)
			return false;
	}
	return !p->c.failed;
}

/* By address; an end comes before what begins there; else as they were. */
static int
compare_rows(const struct dwarf_row *a, const struct dwarf_row *b)
{
	return sorted_order2(a->address, b->address, a->file != ROW_END, b->file != ROW_END);
}

/* Merges each two neighbouring runs of so many rows, the last of which may be shorter or alone. */
static void
merge_runs(struct dwarf_row *to, const struct dwarf_row *from, size_t count, size_t width)
{
	for (size_t at = 0; at < count; at += 2 * width) {
		size_t middle = at + width < count ? at + width : count;
		size_t end = middle + width < count ? middle + width : count;
		size_t left = at, right = middle;

		for (size_t i = at; i < end; i++) {
			bool take_left = left < middle && (right == end || compare_rows(&from[left],
									       &from[right]) <= 0);

			to[i] = take_left ? from[left++] : from[right++];
		}
	}
}

/*
 * Sorts the sequences, which are sorted in themselves. Rows at one address keep
 * their order, of which the last one counts: so a merge sort, from the bottom up.
 */
static bool
sort_rows(struct dwarf_lines *t)
{
	struct dwarf_row *rooms[2] = {t->rows};
	bool sorted = true, now = false;

	for (size_t i = 1; i < t->row_count && sorted; i++)
		sorted = compare_rows(&t->rows[i - 1], &t->rows[i]) <= 0;
	if (sorted)
		return true;
	rooms[1] = mem_alloc(t->row_count * sizeof(*rooms[1]));
	if (rooms[1] == NULL)
		return false;
	for (size_t width = 1; width < t->row_count; width *= 2, now = !now)
		merge_runs(rooms[!now], rooms[now], t->row_count, width);
	t->rows = rooms[now];
	mem_free(rooms[!now]);
	return true;
}

void
dwarf_load_lines(struct dwarf *d, struct dwarf_unit *u)
{
	struct program p = {.d = d, .unit = u};
	struct str bytes = d->sections.line;

	if (u->lines_read)
		return;
	u->lines_read = true;
	if (!dwarf_read_root(d, u) || !u->has_lines)
		return;
	if (u->line_offset >= bytes.len) {
		dwarf_damage(d, "line table outside its section", ".debug_info", u->offset);
		return;
	}
	p.c = cursor_make(bytes, (size_t)u->line_offset, d->sections.big_endian);
	if (!read_header(&p) || !dwarf_spend(d, p.c.end - p.c.at) || !run(&p))
		dwarf_damage(d, "damaged line table", ".debug_line", u->line_offset);
	if (!sort_rows(&u->lines)) {
		dwarf_no_memory(d);
		u->lines.row_count = 0;
	}
}

struct dwarf_place
dwarf_file(const struct dwarf_unit *u, uint64_t number)
{
	if (number < u->lines.file_count)
		return u->lines.files[number];
	return (struct dwarf_place){{"", 0}, {"", 0}, 0};
}

static uint64_t
row_address(const void *rows, size_t i)
{
	return ((const struct dwarf_row *)rows)[i].address;
}

bool
dwarf_find_line(const struct dwarf_unit *u, uint64_t address, struct dwarf_place *place)
{
	const struct dwarf_lines *t = &u->lines;
	size_t n = sorted_up_to(t->rows, t->row_count, address, row_address);

	if (n == 0 || t->rows[n - 1].file == ROW_END)
		return false;
	*place = dwarf_file(u, t->rows[n - 1].file);
	place->line = t->rows[n - 1].line;
	return true;
}
