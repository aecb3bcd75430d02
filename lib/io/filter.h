/*
 * filter.h - bytes through another program: what `zstd -dc` or `xz -dc` make of them.
 *
 * The program is found in PATH, its messages are not shown. Its standard input is a socket, as
 * a write to one need not raise SIGPIPE.
 */
#ifndef FILTER_H
#define FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "output.h"
#include "str.h"

struct filter {
	pid_t pid;  /* 0: not started */
	int socket; /* to its standard input, does not block; -1: closed */
	int pipe;   /* from its standard output */
};

enum filter_end {
	FILTER_GOOD,
	FILTER_DAMAGED, /* it met bad data */
	FILTER_MISSING, /* there is no such program; filter_start may have said so already */
	FILTER_FAILED	/* its end is not known; errno is set */
};

/* `arguments` as of execvp. False with errno set: ENOENT where there is no such program. */
bool filter_start(struct filter *f, char *const arguments[]);

/* Nothing more goes in. */
void filter_close_input(struct filter *f);

/* Closes what is open, and waits for its end. */
enum filter_end filter_release(struct filter *f);

/*
 * All bytes through a program, into a memory output, which has room for no more than `most`:
 * then it is FILTER_FAILED with EFBIG, and where memory runs out with ENOMEM.
 */
enum filter_end filter_bytes(
    char *const arguments[], struct str bytes, size_t most, struct output *out);

#endif
