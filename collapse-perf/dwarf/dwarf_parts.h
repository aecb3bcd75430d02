/*
 * dwarf_parts.h - what the files of dwarf share with each other alone.
 */
#ifndef DWARF_PARTS_H
#define DWARF_PARTS_H

#include "cursor.h"
#include "dwarf.h"
#include "output.h"

enum {
	TAG_ARRAY_TYPE = 0x01,
	TAG_CLASS_TYPE = 0x02,
	TAG_ENUMERATION_TYPE = 0x04,
	TAG_FORMAL_PARAMETER = 0x05,
	TAG_LEXICAL_BLOCK = 0x0b,
	TAG_MEMBER = 0x0d,
	TAG_POINTER_TYPE = 0x0f,
	TAG_REFERENCE_TYPE = 0x10,
	TAG_STRUCTURE_TYPE = 0x13,
	TAG_SUBROUTINE_TYPE = 0x15,
	TAG_TYPEDEF = 0x16,
	TAG_UNION_TYPE = 0x17,
	TAG_UNSPECIFIED_PARAMETERS = 0x18,
	TAG_INHERITANCE = 0x1c,
	TAG_INLINED_SUBROUTINE = 0x1d,
	TAG_PTR_TO_MEMBER_TYPE = 0x1f,
	TAG_SUBRANGE_TYPE = 0x21,
	TAG_BASE_TYPE = 0x24,
	TAG_CONST_TYPE = 0x26,
	TAG_SUBPROGRAM = 0x2e,
	TAG_TEMPLATE_TYPE_PARAM = 0x2f,
	TAG_TEMPLATE_VALUE_PARAM = 0x30,
	TAG_VARIABLE = 0x34,
	TAG_VOLATILE_TYPE = 0x35,
	TAG_RESTRICT_TYPE = 0x37,
	TAG_INTERFACE_TYPE = 0x38,
	TAG_NAMESPACE = 0x39,
	TAG_UNSPECIFIED_TYPE = 0x3b,
	TAG_RVALUE_REFERENCE_TYPE = 0x42,
	TAG_TEMPLATE_ALIAS = 0x43,
	TAG_GNU_TEMPLATE_TEMPLATE_PARAM = 0x4106,
	TAG_GNU_TEMPLATE_PARAMETER_PACK = 0x4107,
	TAG_GNU_FORMAL_PARAMETER_PACK = 0x4108,
};

/* The attributes that are of use, as indexes into a DIE that was read. */
enum dwarf_want {
	WANT_LOW_PC,
	WANT_HIGH_PC,
	WANT_RANGES,
	WANT_NAME,
	WANT_LINKAGE_NAME,
	WANT_ABSTRACT_ORIGIN,
	WANT_SPECIFICATION,
	WANT_CALL_FILE,
	WANT_CALL_LINE,
	WANT_STMT_LIST,
	WANT_COMP_DIR,
	WANT_ADDR_BASE,
	WANT_STR_OFFSETS_BASE,
	WANT_RNGLISTS_BASE,
	WANT_DWO_NAME,
	WANT_DWO_ID,
	WANT_SPLIT_RANGES_BASE,
	WANT_LANGUAGE,
	WANTS,
	/* Only names that are made of DIEs need these. */
	WANT_TYPE = WANTS,
	WANT_SIBLING,
	WANT_CONST_VALUE,
	WANT_UPPER_BOUND,
	WANT_PRODUCER,
	WANT_ARTIFICIAL,
	WANT_COUNT,
	WANT_DECL_COLUMN,
	WANT_DECL_FILE,
	WANT_DECL_LINE,
	WANT_EXTERNAL,
	WANT_CONTAINING_TYPE,
	WANT_SIGNATURE,
	WANT_TEMPLATE_NAME,
	WANT_VECTOR,
	ALL_WANTS,
};

enum { DWARF_VARIES = 255 };

/* One attribute as it stands in a declaration of abbreviations. */
struct dwarf_spec {
	uint16_t form;
	uint8_t want; /* enum dwarf_want; ALL_WANTS: of no use */
	uint8_t size; /* of the form; DWARF_VARIES: to be found by reading it */
	int64_t implicit;
};

struct dwarf_abbrev {
	uint64_t code;
	struct dwarf_spec *specs;
	uint32_t spec_count;
	uint32_t fixed_size; /* of all attributes; UINT32_MAX: it varies */
	uint16_t tag;
	bool has_children;
	bool has_code; /* has DW_AT_low_pc or DW_AT_ranges */
};

/* A table of abbreviations, for units of one kind: the sizes of forms depend on it. */
struct dwarf_abbrevs {
	uint64_t offset;
	uint8_t version;
	uint8_t address_size;
	uint8_t offset_size;
	bool read;		    /* what follows, as far as it can be */
	struct dwarf_abbrev *items; /* by code */
	size_t count;
};

/* An attribute's value, not yet resolved; form 0: the DIE has it not. */
struct dwarf_value {
	uint16_t form;
	uint64_t number;
	struct str text; /* of DW_FORM_string */
};

struct dwarf_die {
	uint64_t offset; /* in .debug_info */
	const struct dwarf_abbrev *abbrev;
	struct dwarf_value values[WANTS];
};

/* [low, high) belongs to number `owner` of some table. */
struct dwarf_range {
	uint64_t low;
	uint64_t high;
	uint32_t owner;
	uint32_t around; /* the nearest range before that ends behind this one, + 1; 0: none */
};

struct dwarf_inline {
	uint64_t die;
	uint32_t
	    parent; /* number of the inlined function it is inlined into, + 1; 0: the real one */
};

/* What was inlined into one function. */
struct dwarf_tree {
	struct dwarf_inline *inlines;
	size_t count;
	struct dwarf_range_set ranges;
};

struct dwarf_function {
	uint64_t die;
	struct dwarf_tree *tree; /* NULL: not read yet */
};

struct dwarf_row {
	uint64_t address;
	uint32_t file; /* ROW_END: the code ends here */
	uint32_t line;
};

#define ROW_END UINT32_MAX

/* A unit's line table. */
struct dwarf_lines {
	struct str *directories; /* absolute, where the unit's is known */
	size_t directory_count;
	struct dwarf_place *files; /* lines are 0 */
	size_t file_count;
	struct dwarf_row *rows; /* by address; at one address an end before a beginning */
	size_t row_count;
};

/* A lambda, by what g++ writes of it where it mentions it. */
struct dwarf_lambda {
	uint64_t scope; /* hashes: of what it is in, */
	uint64_t takes; /* and of all behind that */
	uint64_t die;
	struct str shown; /* behind what it is in, as a demangler shows it: "{lambda(int)#2}" */
};

/* An instance of a function template that has a linkage name, by what it has in common with others. */
struct dwarf_instance {
	uint64_t key; /* a hash of its name and of where the template is declared */
	uint64_t die;
	bool asked; /* of the first of a key: `tail` is known */
	/* Of the first of a key: what its linkage name has behind the arguments of its DIEs: "void, 0" */
	struct str tail;
};

struct dwarf_unit {
	uint64_t offset; /* of its header in .debug_info */
	uint64_t first;	 /* of its first DIE */
	uint64_t end;
	uint64_t abbrev_offset;
	uint8_t version;
	uint8_t address_size;
	uint8_t offset_size;
	bool has_code;	 /* may have functions: no unit of types */
	bool has_id;	 /* split_id is in its header */
	bool has_spans;	 /* by .debug_aranges */
	bool root_read;	 /* the fields from low_pc on */
	bool loaded;	 /* functions */
	bool lines_read; /* lines, when it has any */
	bool split_read; /* split */
	bool scopes_listed;
	bool lambdas_listed;
	bool functions_listed; /* c_functions and instances */
	uint16_t language;     /* DW_LANG_… */
	uint64_t
	    split_id; /* what a skeleton and its .dwo file have in common; a type's signature */
	uint64_t
	    type; /* of a unit of a type: where its DIE is, from the unit's header on; else 0 */
	uint64_t low_pc;
	uint64_t addr_base;
	uint64_t ranges_base; /* of a split unit before DWARF 5: where its lists begin */
	uint64_t str_offsets_base;
	uint64_t rnglists_base;
	uint64_t line_offset;
	bool has_lines;
	bool plain_names; /* its language has no other names for the linker */
	struct str directory;
	struct str name;
	struct dwarf_abbrevs *abbrevs;
	struct dwarf_function *functions;
	size_t function_count;
	size_t function_cap;
	struct dwarf_range_set ranges; /* the functions' */
	struct dwarf_range_set scopes; /* where in .debug_info namespaces, classes, functions are */
	uint64_t *c_functions; /* hashes of the names of those that something is in, sorted */
	size_t c_function_count;
	size_t c_function_cap;
	struct dwarf_instance *instances; /* by their keys */
	size_t instance_count;
	size_t instance_cap;
	struct dwarf_lambda *lambdas; /* by their scopes */
	size_t lambda_count;
	size_t lambda_cap;
	struct dwarf_lines lines;
	struct dwarf *split; /* of a skeleton: where its functions are, or NULL */
	struct dwarf_unit *split_unit;
};

/*
 * Damage and cost (dwarf_state.c) ---------------------------------------------
 */

/* A unit of a type. */
struct dwarf_type {
	uint64_t signature;
	size_t unit; /* its number */
};

/* A name, or the beginning of one, that was made of a DIE. */
struct dwarf_made {
	uint64_t key;
	struct str text;
	size_t
	    local; /* of a scope: how much of it is the function that it is in, with all around */
};

/* The first damage is kept. Returns false. */
bool dwarf_damage(struct dwarf *d, const char *what, const char *section, uint64_t offset);

/* Without memory: notes it. Returns false. */
bool dwarf_no_memory(struct dwarf *d);

/* Frees text that was collected in memory; notes where there was none for it. */
void dwarf_drop_text(struct dwarf *d, struct output *text);

/* How much work each byte of a file may cause. */
#define DWARF_WORK_PER_BYTE ((uint64_t)16)

/* Takes `work` from the budget; false, when it is spent. */
bool dwarf_spend(struct dwarf *d, uint64_t work);

/*
 * Units (dwarf_units.c) -----------------------------------------------------
 */

/* Lists the units and their address ranges, once. */
void dwarf_open(struct dwarf *d);

/* The unit whose part of .debug_info holds an offset, or NULL. Wants dwarf_list_units. */
struct dwarf_unit *dwarf_unit_at(struct dwarf *d, uint64_t offset);
void dwarf_list_units(struct dwarf *d);

/* Reads the unit's own DIE, once; false when it is damaged. */
bool dwarf_read_root(struct dwarf *d, struct dwarf_unit *u);

/*
 * Of a skeleton, the unit in the .dwo file that it stands for, and *d then the
 * dwarf of that; any other unit, and one whose file is missing, is itself.
 */
struct dwarf_unit *dwarf_load_split(struct dwarf **d, struct dwarf_unit *u);

/*
 * Abbreviations (dwarf_abbrev.c) and DIEs (dwarf_die.c) ------------------------
 */

/* The bytes a form takes in a unit of this kind, or DWARF_VARIES. */
unsigned dwarf_form_size(const struct dwarf_unit *u, uint16_t form);

/* The unit's abbreviations, read once. */
bool dwarf_read_abbrevs(struct dwarf *d, struct dwarf_unit *u);
const struct dwarf_abbrev *dwarf_search_abbrev(const struct dwarf_abbrevs *t, uint64_t code);

static inline const struct dwarf_abbrev *
dwarf_abbrev(const struct dwarf_abbrevs *t, uint64_t code)
{
	/* Codes count from 1, mostly. */
	if (code - 1 < t->count && t->items[code - 1].code == code)
		return &t->items[code - 1];
	return dwarf_search_abbrev(t, code);
}

/* A cursor on .debug_info from an offset to the unit's end. */
struct cursor dwarf_cursor(const struct dwarf *d, const struct dwarf_unit *u, uint64_t offset);

/* The attributes behind a DIE's code, read or skipped. */
void dwarf_read_values(const struct dwarf_unit *u, struct cursor *c, const struct dwarf_abbrev *a,
    struct dwarf_die *die);
void dwarf_read_all_values(const struct dwarf_unit *u, struct cursor *c,
    const struct dwarf_abbrev *a, struct dwarf_value values[ALL_WANTS]);
void dwarf_skip_values(const struct dwarf_unit *u, struct cursor *c, const struct dwarf_abbrev *a);

/* One value of the DIE at an offset, of which what is behind it is not read; form 0: it has none. */
struct dwarf_value dwarf_read_one(
    const struct dwarf *d, const struct dwarf_unit *u, uint64_t offset, unsigned want);

/* The DIE at an offset of .debug_info. */
bool dwarf_read_die(
    struct dwarf *d, const struct dwarf_unit *u, uint64_t offset, struct dwarf_die *die);

/* What a value means; false (or the empty slice) where it is absent or damaged. */
struct str dwarf_string(struct dwarf *d, const struct dwarf_unit *u, const struct dwarf_value *v);
bool dwarf_address(
    struct dwarf *d, const struct dwarf_unit *u, const struct dwarf_value *v, uint64_t *address);
bool dwarf_address_at(
    struct dwarf *d, const struct dwarf_unit *u, uint64_t index, uint64_t *address);
bool dwarf_number(const struct dwarf_value *v, uint64_t *number);

/*
 * The function's linkage name, from this DIE or those it refers to, or one made as the linker's
 * would be of what it is in; or its plain one, and then *linkage is false. `plain`: none is made
 * (dwarf_name.c).
 */
struct str dwarf_name(
    struct dwarf *d, struct dwarf_unit *u, uint64_t die, bool plain, bool *linkage);

/*
 * Ranges (dwarf_ranges.c) ----------------------------------------------------
 */

/* Adds a DIE's ranges to a set; false without memory or budget. */
bool dwarf_add_die_ranges(struct dwarf *d, const struct dwarf_unit *u, const struct dwarf_die *die,
    uint32_t owner, struct dwarf_range_set *set);
bool dwarf_add_range(
    struct dwarf *d, struct dwarf_range_set *set, uint64_t low, uint64_t high, uint32_t owner);

/* Makes a set fit to be searched. */
void dwarf_sort_ranges(struct dwarf_range_set *set);

/*
 * The ranges that hold an address, innermost first: starts with *at 0. NULL
 * behind the last one.
 */
const struct dwarf_range *dwarf_next_range(
    const struct dwarf_range_set *set, uint64_t address, uint32_t *at);

/*
 * Functions (dwarf_functions.c) and lines (dwarf_lines.c) ---------------------
 */

/* Lists the unit's functions, once. */
void dwarf_load_functions(struct dwarf *d, struct dwarf_unit *u);

/* What was inlined into a function, read once; NULL without memory. */
const struct dwarf_tree *dwarf_load_tree(
    struct dwarf *d, const struct dwarf_unit *u, struct dwarf_function *f);

/* Reads the unit's line table, once. */
void dwarf_load_lines(struct dwarf *d, struct dwarf_unit *u);

/* The line of an address. */
bool dwarf_find_line(const struct dwarf_unit *u, uint64_t address, struct dwarf_place *place);

/* A file by its number in DWARF attributes. */
struct dwarf_place dwarf_file(const struct dwarf_unit *u, uint64_t number);

#endif
