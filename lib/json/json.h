/*
 * json.h - a strict reader of JSON (RFC 8259).
 *
 * A text becomes a tree in an arena. Nothing is forgiven: no comments, no
 * trailing commas, no invalid UTF-8, no lone surrogates, no second value.
 *
 *	{"name": "demo", "kind": ["bin"]}
 *
 * is a JSON_OBJECT whose first child is the JSON_STRING "demo" with the name
 * "name", and whose second is a JSON_ARRAY named "kind" of one child.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "str.h"

/* Values nested deeper than this are an error, so that the stack is bounded. */
enum { JSON_DEPTH = 200 };

enum json_type {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

struct json {
	enum json_type type;
	struct str name;	  /* of an object's member */
	struct str text;	  /* a string, decoded; a number, as it is written */
	const struct json *first; /* of an array or object: its first child */
	const struct json *next;  /* the next child of the same parent */
};

struct json_error {
	const char *what;
	size_t offset;	/* of the byte that is wrong */
	bool no_memory; /* the text may be all right */
};

/*
 * The value that is all of `text`; NULL with *error set. The tree points into
 * the arena and, for numbers, into `text`: both must outlive it.
 */
const struct json *json_parse(struct arena *arena, struct str text, struct json_error *error);

/* The first member of that name; NULL where there is none or `object` is none (or NULL). */
const struct json *json_member(const struct json *object, const char *name);

/* The text of a string; the empty slice for any other value, and for NULL. */
struct str json_text(const struct json *value);

/* A member's text: json_text(json_member(object, name)). */
struct str json_member_text(const struct json *object, const char *name);

/* Whether an array holds a string; false for any other value, and for NULL. */
bool json_has_text(const struct json *array, const char *text);

#endif
