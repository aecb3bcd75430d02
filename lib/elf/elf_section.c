/*
 * elf_section.c - the bytes of a section, inflated where they are compressed: as the section's
 * flags say, or, of old, by its name, .zdebug_info.
 */
#include "elf_parts.h"

/* .zdebug_info where .debug_info was asked for. */
static const struct elf_section *
old_compressed_section(const struct elf *e, struct str name)
{
	if (!str_starts(name, STR(".debug_")))
		return NULL;
	for (size_t i = 0; i < e->section_count; i++) {
		struct str have = e->sections[i].name;

		if (str_starts(have, STR(".z")) && str_eq(str_skip(have, 2), str_skip(name, 1)))
			return &e->sections[i];
	}
	return NULL;
}

bool
elf_section_bytes(struct elf *e, struct str name, struct str *bytes, struct elf_error *error)
{
	const struct elf_section *s = elf_section(e, name);
	bool old = s == NULL;

	*bytes = (struct str){"", 0};
	*error = (struct elf_error){NULL, 0, 0};
	if (old)
		s = old_compressed_section(e, name);
	if (s == NULL || s->type == SHT_NOBITS)
		return true;
	*bytes = elf_section_raw(e, s);
	if (bytes->len != s->size) {
		*error = (struct elf_error){"section outside the file", s->offset, 0};
		return false;
	}
	if (old && !elf_unpack_old(e, s->offset, bytes, error))
		*bytes = (struct str){"", 0};
	if (!old && (s->flags & SHF_COMPRESSED) && !elf_unpack(e, s->offset, bytes, error))
		*bytes = (struct str){"", 0};
	return error->what == NULL;
}

bool
elf_note_error(struct elf_error *first, struct elf_error error)
{
	bool kept =
	    first->what == NULL || (!elf_is_failure(first->code) && elf_is_failure(error.code));

	if (kept)
		*first = error;
	return kept;
}

struct str
elf_section_or_empty(struct elf *e, struct str name, struct elf_error *first)
{
	struct elf_error error;
	struct str bytes;

	if (!elf_section_bytes(e, name, &bytes, &error))
		elf_note_error(first, error);
	return bytes;
}
