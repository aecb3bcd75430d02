/*
 * browser.h - a Chromium that is spoken to with --remote-debugging-pipe.
 *
 * JSON messages that end with a NUL, to its descriptor 3, from its descriptor 4
 * (https://chromedevtools.github.io/devtools-protocol/). The environment's
 * BROWSER names the program (chromium).
 */
#ifndef BROWSER_H
#define BROWSER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "output.h"
#include "str.h"

struct browser {
	pid_t pid;
	int to, from;
	struct output received; /* bytes not yet taken */
	struct str message;	/* the last one, a slice of `received` */
	size_t taken;
	unsigned long id;
	char session[64];
	bool thrown;	 /* an exception in the page */
	bool no_scripts; /* the page's own scripts are blocked: no timers either */
};

/* Starts it with a new profile in `folder`, and a page. False, said on stderr, when it fails. */
bool browser_start(struct browser *b, const char *folder);
void browser_stop(struct browser *b);

/*
 * Sends a command of the protocol with printf's parameters ("a":1,"b":"c"), and
 * waits for the answer, which is then in b->message.
 */
bool browser_send(struct browser *b, const char *method, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Behind the first `key` of the last answer; empty without. */
struct str browser_after(const struct browser *b, const char *key);

/* What a JavaScript expression (or promise) gives, as text behind `out`; false when it throws. */
bool browser_evaluate(struct browser *b, struct str expression, struct output *out);

/* Appends s as a JSON string. */
void browser_json(struct output *out, struct str s);

#endif
