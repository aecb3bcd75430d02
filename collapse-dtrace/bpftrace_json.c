/*
 * bpftrace_json.c - what `bpftrace -f json` prints: a value a line.
 *
 *	{"type": "attached_probes", "data": {"probes": 2}}
 *	{"type": "map", "data": {"@": {"\n    burn+34\n,\n    main+265\n,w": 5}}}
 *	{"type": "stats", "data": {"@s": {"w,": {"count": 2, "average": 6, "total": 13}}}}
 *	{"type": "hist", "data": {"@h": {"w": [{"min": 1, "max": 1, "count": 1}]}}}
 *	{"type": "lost_events", "data": {"events": 12}}
 *
 * Parts of a key are joined by ',' where text has ", ". A line is one print.
 */
#include "bpftrace.h"
#include "json.h"

bool
bpftrace_is_json(struct str line)
{
	return str_starts(line, STR("{\"type\": \""));
}

/* A JSON number as bpftrace writes it: a fraction or an exponent is none. */
static bool
read_number(const struct json *value, struct bpftrace_number *n)
{
	if (value == NULL || value->type != JSON_NUMBER)
		return false;
	n->negative = str_starts(value->text, STR("-"));
	return str_to_u64(str_skip(value->text, n->negative), &n->size);
}

static struct bpftrace_value
read_value(const struct json *json)
{
	struct bpftrace_value value = {.kind = BPFTRACE_OTHER};

	if (read_number(json, &value.count) ||
	    read_number(json_member(json, "total"), &value.count))
		value.kind = BPFTRACE_COUNT;
	else if (json->type == JSON_ARRAY)
		value.kind = BPFTRACE_HISTOGRAM;
	return value;
}

/* The key as text has it: ", " between its parts. */
static void
write_key(struct output *out, struct str key)
{
	while (key.len > 0) {
		size_t plain = str_find(key, ',');
		size_t stack = str_find(str_head(key, plain), '\n');

		output_str(out, str_head(key, stack));
		key = str_skip(key, stack);
		if (stack < plain) { /* lines, of which those that begin with blanks are frames */
			output_str(out, STR("\n"));
			key = str_skip(key, 1);
			while (key.len > 0 && (*key.ptr == ' ' || *key.ptr == '\t')) {
				output_str(out, str_cut(&key, '\n'));
				output_char(out, '\n');
			}
		} else if (key.len > 0) {
			output_str(out, str_starts(key, STR(", ")) ? STR(",") : STR(", "));
			key = str_skip(key, 1);
		}
	}
}

static void
map_lines(struct bpftrace_parser *p, const struct json *map)
{
	struct str name = str_skip(map->name, str_starts(map->name, STR("@")));
	uint32_t id = bpftrace_map_named(p, name);

	p->place++;
	for (const struct json *e = map->first; id != INTERN_NONE && e != NULL; e = e->next) {
		struct bpftrace_value value = read_value(e);

		output_clear(&p->key);
		write_key(&p->key, e->name);
		p->failed |= p->key.error != 0;
		if (!p->failed)
			bpftrace_entry(p, id, output_text(&p->key), &value, true);
	}
	output_clear(&p->key);
}

void
bpftrace_json_line(struct bpftrace_parser *p, struct str line)
{
	struct json_error error = {.what = NULL};
	const struct json *json, *data;
	struct arena arena;
	struct str type;

	arena_init(&arena);
	json = json_parse(&arena, line, &error);
	type = json_member_text(json, "type");
	data = json_member(json, "data");
	if (arena.failed)
		p->failed = true;
	else if (json == NULL)
		oddity_note(&p->odd[BPFTRACE_BAD_JSON], 0, p->line, line);
	else if (str_eq(type, STR("lost_events")))
		oddity_note(&p->odd[BPFTRACE_LOST], 0, p->line, line);
	else if (str_eq(type, STR("map")) || str_eq(type, STR("stats")) ||
		 str_eq(type, STR("hist")) || str_eq(type, STR("lhist")))
		for (const struct json *m = data ? data->first : NULL; m != NULL; m = m->next)
			if (m->type == JSON_OBJECT)
				map_lines(p, m);
	arena_release(&arena);
}
