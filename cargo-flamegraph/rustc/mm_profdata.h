/*
 * mm_profdata.h - the file of rustc's self-profile: its three streams, and its strings.
 *
 * Comes in: a file that `rustc -Zself-profile` wrote. Goes out: the bytes of its events, from any
 * place, and the text of an event's id. Begin with mm_open.
 */
#ifndef MM_PROFDATA_H
#define MM_PROFDATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mm_table.h"
#include "output.h"
#include "str.h"
#include "waiting.h"

/* The ids of strings (crate measureme, stringtable.rs). */
enum {
	MM_METADATA = 100000001,    /* JSON: when, what, which counter */
	MM_ADDRESS_BASE = 100000003 /* above it an id is an address in the string data */
};

/* A part of a stream, and where in the file it is. */
struct mm_page {
	uint64_t begin; /* in the stream */
	uint64_t at;	/* in the file */
	uint32_t len;
};

struct mm_stream {
	struct mm_page *pages; /* in order, none is empty */
	size_t len, cap;
	uint64_t size; /* bytes, its own head included */
};

enum { MM_WINDOW = 4096, MM_WINDOWS = 1024 };

/* A part of the string data that was read. */
struct mm_window {
	uint64_t begin;
	size_t len; /* 0: none */
	unsigned char bytes[MM_WINDOW];
};

struct mm_file {
	int fd;
	bool old; /* version 8: ids and addresses have 32 bits */
	bool cut; /* the file ends within a page */
	struct mm_stream events, data;
	struct mm_window *windows; /* of data, MM_WINDOWS of them, or NULL */
	struct mm_table addresses; /* of the string of each id up to MM_METADATA; 0: none */
	uint32_t metadata;	   /* the address of that string, or 0 */
	uint64_t unknown;	   /* entries of the index that are out of any order and left out */
	uint64_t budget;	   /* what may still be put together to strings: see mm_string */
	int error;		   /* an errno: a name could not be read; else 0 */
	struct waiting *waiting;   /* is told what is read of the events; or NULL */
};

/* The bytes at the head of every stream: its magic and version. */
enum { MM_STREAM_HEAD = 8 };

/*
 * Opens a path; NULL and "-" are standard input, which may be a pipe: then it is copied to a
 * temporary file. NULL where it was opened, else what is wrong with it (errno's words, or a
 * sentence's end such as "is not a self-profile of rustc"). Release it in any case.
 */
const char *mm_open(struct mm_file *f, const char *path);
void mm_release(struct mm_file *f);

/* Reads `len` bytes of the stream of events from `at` on; false with errno set. */
bool mm_read_events(const struct mm_file *f, uint64_t at, void *buf, size_t len);

/*
 * Where the string of an id begins in the string data: equal strings of ids that rustc made in
 * bulk have one address. 0 where there is none, or where f->error is set.
 */
uint64_t mm_address(struct mm_file *f, uint64_t id);

/*
 * Adds the string at an address to `out`; its parts are apart by MM_SEPARATOR. False if there is none,
 * or with f->error set. As strings insert others, each may be far longer than it is in the file:
 * when all that were asked for are many times the file, there are no more.
 */
enum { MM_SEPARATOR = 0x1e };
bool mm_string(struct mm_file *f, uint64_t address, struct output *out);

#endif
