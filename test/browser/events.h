/*
 * events.h - what a user's hands do in a page.
 *
 * An expression is JavaScript that gives an element; what is done is done at its middle. Each
 * returns false when the browser did not take it, and returns when the page has been painted.
 */
#ifndef EVENTS_H
#define EVENTS_H

#include <stdbool.h>

#include "browser.h"
#include "str.h"

/* Runs an expression, whatever it gives. */
bool browser_run(struct browser *b, const char *expression);

/* Until what an event set off has been painted. */
bool browser_settle(struct browser *b);

/* Cuts a number of pixels off the front of `text`. */
bool browser_number(struct str *text, long *value);

bool do_click(struct browser *b, struct str expression);
bool do_double_click(struct browser *b, struct str expression);
bool do_right_click(struct browser *b, struct str expression);
bool do_move(struct browser *b, struct str expression);

/* drag PIXELS EXPRESSION: the mouse takes hold of an element and moves it down. */
bool do_drag(struct browser *b, struct str text);

/* grab FROM | TO, release ELEMENT, or both: the mouse goes from one element to another. */
bool do_grab(struct browser *b, struct str text);
bool do_release(struct browser *b, struct str expression);
bool do_draw(struct browser *b, struct str text);

/* pinch FROM TO EXPRESSION: two fingers, from so many pixels apart to so many. */
bool do_pinch(struct browser *b, struct str text);
/* [Control+|Shift+]PIXELS up|down [EXPRESSION], over the middle of the graph without. */
bool do_wheel(struct browser *b, struct str text);
bool do_swipe(struct browser *b, struct str text);

/* A finger, for a moment, or until the menu has come up. */
bool do_tap(struct browser *b, struct str expression);
bool do_hold(struct browser *b, struct str expression);

/* Escape, Control+f, Shift+N, ...; and text, letter by letter. */
bool do_key(struct browser *b, struct str text);
bool do_type(struct browser *b, struct str text);

#endif
