/*
 * events.c - mouse, fingers and keys, as the browser's own input events; see events.h.
 */
#include "events.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

bool
browser_run(struct browser *b, const char *expression)
{
	struct output out;
	bool done;

	output_to_memory(&out);
	done = browser_evaluate(b, str_from(expression), &out);
	output_close(&out);
	return done;
}

/* Until what an event set off has been painted. */
bool
browser_settle(struct browser *b)
{
	return b->no_scripts ||
	       browser_run(b, "new Promise(r => requestAnimationFrame(() => setTimeout(r, 0)))");
}

bool
browser_number(struct str *text, long *value)
{
	uint64_t n;
	struct str word = str_cut(text, ' ');

	if (!str_to_u64(word, &n) || n > 100000)
		return false;
	*value = (long)n;
	return true;
}

/* The middle of the element that an expression gives, or of {x, y, width, height}. */
static bool
place_of(struct browser *b, struct str expression, double place[2])
{
	struct output js, out;
	char numbers[64];
	bool done;

	output_to_memory(&js);
	output_to_memory(&out);
	OUTPUT_LITERAL(&js,
	    "(e => { const r = e.getBoundingClientRect ? e.getBoundingClientRect() : e;"
	    "return (r.x + r.width / 2) + ' ' + (r.y + r.height / 2); })(");
	output_str(&js, expression);
	OUTPUT_LITERAL(&js, ")");
	done = browser_evaluate(b, output_text(&js), &out);
	snprintf(numbers, sizeof(numbers), "%.*s", STR_ARG(output_text(&out)));
	if (done) {
		char *end;

		place[0] = strtod(numbers, &end);
		place[1] = strtod(end, NULL);
	}
	output_close(&js);
	output_close(&out);
	return done;
}

static bool
mouse(struct browser *b, const char *type, const char *button, int clicks, const double place[2])
{
	return browser_send(b, "Input.dispatchMouseEvent",
	    "\"type\":\"%s\",\"button\":\"%s\",\"clickCount\":%d,\"x\":%.1f,\"y\":%.1f", type,
	    button, clicks, place[0], place[1]);
}

static bool
press(struct browser *b, struct str expression, const char *button, int clicks)
{
	double place[2];

	if (!place_of(b, expression, place) || !mouse(b, "mouseMoved", "none", 0, place))
		return false;
	for (int i = 1; i <= clicks; i++)
		if (!mouse(b, "mousePressed", button, i, place) ||
		    !mouse(b, "mouseReleased", button, i, place))
			return false;
	return browser_settle(b);
}

bool
do_click(struct browser *b, struct str expression)
{
	return press(b, expression, "left", 1);
}

bool
do_double_click(struct browser *b, struct str expression)
{
	return press(b, expression, "left", 2);
}

bool
do_right_click(struct browser *b, struct str expression)
{
	return press(b, expression, "right", 1);
}

bool
do_move(struct browser *b, struct str expression)
{
	return press(b, expression, "none", 0);
}

/* A finger at a place, or lifted where there is none. */
static bool
touch(struct browser *b, const char *type, const double *place)
{
	if (place == NULL)
		return browser_send(
		    b, "Input.dispatchTouchEvent", "\"type\":\"%s\",\"touchPoints\":[]", type);
	return browser_send(b, "Input.dispatchTouchEvent",
	    "\"type\":\"%s\",\"touchPoints\":[{\"x\":%.1f,\"y\":%.1f}]", type, place[0], place[1]);
}

/* A finger that is held for longer than a tap. */
bool
do_hold(struct browser *b, struct str expression)
{
	struct timespec pause = {0, 700000000};
	double place[2];

	return place_of(b, expression, place) && touch(b, "touchStart", place) &&
	       nanosleep(&pause, NULL) == 0 && touch(b, "touchEnd", NULL) && browser_settle(b);
}

bool
do_tap(struct browser *b, struct str expression)
{
	double place[2];

	return place_of(b, expression, place) && touch(b, "touchStart", place) &&
	       touch(b, "touchEnd", NULL) && browser_settle(b);
}

/* swipe PIXELS up|down: a finger that moves over the middle of the graph */
bool
do_swipe(struct browser *b, struct str text)
{
	enum { STEPS = 10 };
	long pixels;
	double place[2];

	if (!browser_number(&text, &pixels) || !place_of(b, STR("q('.fgv-back')"), place) ||
	    !touch(b, "touchStart", place))
		return false;
	for (int i = 0; i < STEPS; i++) {
		place[1] += (double)(str_eq(text, STR("up")) ? -pixels : pixels) / STEPS;
		if (!touch(b, "touchMove", place))
			return false;
	}
	return touch(b, "touchEnd", NULL) && browser_settle(b);
}

/* wheel PIXELS up|down over the middle of the graph */
bool
do_wheel(struct browser *b, struct str text)
{
	long pixels;
	double place[2];

	return browser_number(&text, &pixels) && place_of(b, STR("q('.fgv-back')"), place) &&
	       browser_send(b, "Input.dispatchMouseEvent",
		   "\"type\":\"mouseWheel\",\"deltaX\":0,\"deltaY\":%ld,\"x\":%.1f,\"y\":%.1f",
		   str_eq(text, STR("up")) ? -pixels : pixels, place[0], place[1]) &&
	       browser_settle(b);
}

/* Keys with a name have a number of their own; others give their character. */
static int
key_code(struct str key)
{
	static const struct {
		const char *name;
		int code;
	} named[] = {{"Enter", 13}, {"Escape", 27}, {"Backspace", 8}, {"Tab", 9}, {"F3", 114},
	    {"ArrowLeft", 37}, {"ArrowUp", 38}, {"ArrowRight", 39}, {"ArrowDown", 40}, {"Home", 36},
	    {"End", 35}, {"PageUp", 33}, {"PageDown", 34}, {"ContextMenu", 93}};

	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (str_eq(key, str_from(named[i].name)))
			return named[i].code;
	return 0;
}

static bool
press_key(struct browser *b, struct str key, int modifiers)
{
	int code = key_code(key);
	struct output parameters;
	bool done = true;

	output_to_memory(&parameters);
	output_printf(&parameters, "\"modifiers\":%d,\"key\":", modifiers);
	browser_json(&parameters, key);
	if (code == 0 && (modifiers & 2) == 0) {
		OUTPUT_LITERAL(&parameters, ",\"text\":");
		browser_json(&parameters, key);
	}
	if (code == 13)
		OUTPUT_LITERAL(&parameters, ",\"text\":\"\\r\"");
	output_printf(&parameters, ",\"windowsVirtualKeyCode\":%d",
	    code				     ? code
	    : key.ptr[0] >= 'a' && key.ptr[0] <= 'z' ? key.ptr[0] - 32
						     : 0);
	done = browser_send(b, "Input.dispatchKeyEvent", "\"type\":\"keyDown\",%.*s",
		   STR_ARG(output_text(&parameters))) &&
	       browser_send(b, "Input.dispatchKeyEvent", "\"type\":\"keyUp\",%.*s",
		   STR_ARG(output_text(&parameters)));
	output_close(&parameters);
	return done;
}

bool
do_key(struct browser *b, struct str text)
{
	int modifiers = 0;

	if (str_starts(text, STR("Control+"))) {
		modifiers |= 2;
		text = str_skip(text, 8);
	}
	if (str_starts(text, STR("Shift+"))) {
		modifiers |= 8;
		text = str_skip(text, 6);
	}
	return press_key(b, text, modifiers) && browser_settle(b);
}

bool
do_type(struct browser *b, struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!press_key(b, str_head(str_skip(text, i), 1), 0))
			return false;
	return browser_settle(b);
}

/* drag PIXELS EXPRESSION: the mouse takes hold of the middle of an element and moves it down */
bool
do_drag(struct browser *b, struct str text)
{
	long pixels;
	double place[2];

	if (!browser_number(&text, &pixels) || !place_of(b, text, place) ||
	    !mouse(b, "mouseMoved", "none", 0, place) ||
	    !mouse(b, "mousePressed", "left", 1, place))
		return false;
	place[1] += (double)pixels;
	return mouse(b, "mouseMoved", "left", 0, place) &&
	       mouse(b, "mouseReleased", "left", 1, place) && browser_settle(b);
}
