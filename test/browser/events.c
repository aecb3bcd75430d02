/*
 * events.c - mouse, fingers and keys, as the browser's own input events; see events.h.
 */
#include "events.h"

#include <stdio.h>
#include <stdlib.h>

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

/* Control+ and Shift+ before a key, or a wheel, as bits of the protocol. */
static int
take_modifiers(struct str *text)
{
	int modifiers = 0;

	if (str_starts(*text, STR("Control+"))) {
		modifiers |= 2;
		*text = str_skip(*text, 8);
	}
	if (str_starts(*text, STR("Shift+"))) {
		modifiers |= 8;
		*text = str_skip(*text, 6);
	}
	return modifiers;
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

/* Until something has come up over the picture, as a finger that rests makes it. */
static bool
wait_for_popup(struct browser *b)
{
	return browser_run(b,
	    "new Promise((r, no) => { let n = 0; const look = () => { const e = "
	    "document.querySelector("
	    "'.fgv-popup'); if (e && e.getBoundingClientRect().width > 0) r(); else if (n++ > "
	    "2000) "
	    "no(new Error('nothing came up')); else setTimeout(look, 10); }; look(); })");
}

/* A finger that is held until the menu is there, and then lifted. */
bool
do_hold(struct browser *b, struct str expression)
{
	double place[2];

	return place_of(b, expression, place) && touch(b, "touchStart", place) &&
	       wait_for_popup(b) && touch(b, "touchEnd", NULL) && browser_settle(b);
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

/* Two fingers as far apart, to the left and right of a place. */
static bool
two_fingers(struct browser *b, const char *type, const double place[2], double apart)
{
	return browser_send(b, "Input.dispatchTouchEvent",
	    "\"type\":\"%s\",\"touchPoints\":[{\"id\":0,\"x\":%.1f,\"y\":%.1f},"
	    "{\"id\":1,\"x\":%.1f,\"y\":%.1f}]",
	    type, place[0] - apart / 2, place[1], place[0] + apart / 2, place[1]);
}

bool
do_pinch(struct browser *b, struct str text)
{
	enum { STEPS = 8 };
	long from, to;
	double place[2];

	if (!browser_number(&text, &from) || !browser_number(&text, &to) ||
	    !place_of(b, text, place) || !two_fingers(b, "touchStart", place, (double)from))
		return false;
	for (int i = 1; i <= STEPS; i++)
		if (!two_fingers(
			b, "touchMove", place, (double)from + (double)(to - from) * i / STEPS))
			return false;
	return touch(b, "touchEnd", NULL) && browser_settle(b);
}

/* [Control+|Shift+]PIXELS up|down [EXPRESSION]: over an element, or the middle of the graph */
bool
do_wheel(struct browser *b, struct str text)
{
	int modifiers = take_modifiers(&text);
	long pixels;
	double place[2];
	bool up;

	if (!browser_number(&text, &pixels))
		return false;
	up = str_eq(str_cut(&text, ' '), STR("up"));
	return place_of(b, text.len > 0 ? text : STR("q('.fgv-back')"), place) &&
	       browser_send(b, "Input.dispatchMouseEvent",
		   "\"type\":\"mouseWheel\",\"modifiers\":%d,\"deltaX\":0,\"deltaY\":%ld,"
		   "\"x\":%.1f,\"y\":%.1f",
		   modifiers, up ? -pixels : pixels, place[0], place[1]) &&
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
	int modifiers = take_modifiers(&text);

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

/* grab FROM | TO: the mouse takes hold of an element and moves to another, and is not released */
bool
do_grab(struct browser *b, struct str text)
{
	enum { STEPS = 5 };
	size_t bar = str_search(text, STR(" | "));
	double from[2], to[2];

	if (bar == text.len || !place_of(b, str_head(text, bar), from) ||
	    !place_of(b, str_skip(text, bar + 3), to) || !mouse(b, "mouseMoved", "none", 0, from) ||
	    !mouse(b, "mousePressed", "left", 1, from))
		return false;
	for (int i = 1; i <= STEPS; i++) {
		const double place[2] = {from[0] + (to[0] - from[0]) * i / STEPS,
		    from[1] + (to[1] - from[1]) * i / STEPS};

		if (!mouse(b, "mouseMoved", "left", 0, place))
			return false;
	}
	return browser_settle(b);
}

/* release ELEMENT: there */
bool
do_release(struct browser *b, struct str expression)
{
	double place[2];

	return place_of(b, expression, place) && mouse(b, "mouseReleased", "left", 1, place) &&
	       browser_settle(b);
}

/* draw FROM | TO: both */
bool
do_draw(struct browser *b, struct str text)
{
	size_t bar = str_search(text, STR(" | "));

	return do_grab(b, text) && do_release(b, str_skip(text, bar + 3));
}
