/*
 * fuzz_json.c - any bytes as a JSON text: a tree of bounded depth, or an error within the text.
 */
#include "common.h"

#include "json.h"

/* Every byte of the tree is there to be read. */
static size_t
weigh(const struct json *value)
{
	size_t sum = 1;

	for (size_t i = 0; i < value->name.len; i++)
		sum += value->name.ptr[i] != '\0';
	for (size_t i = 0; i < value->text.len; i++)
		sum += value->text.ptr[i] != '\0';
	for (const struct json *child = value->first; child != NULL; child = child->next)
		sum += weigh(child);
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct json_error error;
	const struct json *value;
	struct arena arena;

	arena_init(&arena);
	value = json_parse(&arena, str_make((const char *)bytes, size), &error);
	/* No text makes a tree of more bytes and nodes than it has bytes itself. */
	if (value != NULL)
		MUST(weigh(value) <= 2 * size);
	else
		MUST(error.what != NULL && error.offset <= size);
	arena_release(&arena);
	return 0;
}
