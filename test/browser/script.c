/*
 * script.c - drives a browser with real input events, by commands on stdin.
 *
 *	size 1200 800
 *	open graph.svg
 *	click text('parse')          a JavaScript expression that gives an element
 *	key Escape                   or Control+f, Shift+N, /, …
 *	type some text
 *	is 12 | count()              what is behind the bar must give what is before it
 *	has some text | name()       … must hold it
 *
 * The first command that fails is said on stderr and ends it with status 1, as
 * does an exception in the page. See `commands` for all of them.
 *
 *	usage: script PROFILE-FOLDER <commands
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base64.h"
#include "browser.h"
#include "input.h"
#include "output.h"
#include "str.h"

/* What a page's expressions may use. */
static const char helpers[] =
    "Object.assign(globalThis, {"
    "q: s => document.querySelector(s),"
    "all: s => [...document.querySelectorAll(s)],"
    "shown: e => !!e && e.getBoundingClientRect().width > 0,"
    "text: (t, root) => [...(root || document).querySelectorAll('.fgv-texts text')]"
    "  .find(e => e.textContent === t) || null,"
    "texts: root => [...(root || document).querySelectorAll('.fgv-texts text')]"
    "  .map(e => e.textContent).sort().join(' '),"
    "left: t => { const e = text(t); return e ? Math.round(e.getBoundingClientRect().x) : -1; },"
    "tool: (n, root) => (root || document).querySelector('[data-tool=' + n + ']'),"
    "pressed: n => tool(n).getAttribute('aria-pressed'),"
    "item: t => all('.fgv-menu [role=menuitem]')"
    "  .find(e => e.firstChild.textContent === t) || null,"
    "named: () => q('.fgv-name').textContent,"
    "facts: () => [...q('.fgv-facts').children].map(e => e.textContent).join('|'),"
    "result: () => q('.fgv-result').textContent,"
    "chips: () => all('.fgv-chip > span').map(e => e.textContent).join('|'),"
    "rows: () => all('.fgv-tr').map(e => e.lastChild.textContent).join(' '),"
    "legend: () => q('.fgv-legend').textContent,"
    "found: () => all('.fgv-paths path')"
    "  .some(e => e.getAttribute('fill') === 'rgb(230,0,230)'),"
    "hash: () => decodeURIComponent(location.hash)})";

static bool
run(struct browser *b, const char *expression)
{
	struct output out;
	bool done;

	output_to_memory(&out);
	done = browser_evaluate(b, str_from(expression), &out);
	output_close(&out);
	return done;
}

/* Until what an event set off has been painted. */
static bool
settle(struct browser *b)
{
	return b->no_scripts ||
	       run(b, "new Promise(r => requestAnimationFrame(() => setTimeout(r, 0)))");
}

static bool
number(struct str *text, long *value)
{
	uint64_t n;
	struct str word = str_cut(text, ' ');

	if (!str_to_u64(word, &n) || n > 100000)
		return false;
	*value = (long)n;
	return true;
}

static bool
set_device(struct browser *b, struct str text, bool phone)
{
	long width, height;

	return number(&text, &width) && number(&text, &height) &&
	       browser_send(b, "Emulation.setDeviceMetricsOverride",
		   "\"width\":%ld,\"height\":%ld,\"deviceScaleFactor\":1,\"mobile\":%s", width,
		   height, phone ? "true" : "false") &&
	       browser_send(b, "Emulation.setTouchEmulationEnabled", "\"enabled\":%s",
		   phone ? "true" : "false") &&
	       settle(b);
}

static bool
set_size(struct browser *b, struct str text)
{
	return set_device(b, text, false);
}

/* phone WIDTH HEIGHT: fingers instead of a mouse */
static bool
set_phone(struct browser *b, struct str text)
{
	return set_device(b, text, true);
}

/* Waits until an expression is true; 20 seconds at most. */
static bool
wait_for(struct browser *b, struct str expression)
{
	struct timespec pause = {0, 20000000};
	struct output out;
	bool done = false;

	output_to_memory(&out);
	for (int i = 0; i < 1000 && !done; i++) {
		output_clear(&out);
		if (!browser_evaluate(b, expression, &out))
			break;
		done = str_eq(output_text(&out), STR("true"));
		if (!done)
			nanosleep(&pause, NULL);
	}
	if (!done)
		fprintf(stderr, "never true: %.*s\n", STR_ARG(expression));
	output_close(&out);
	return done;
}

static bool
open_page(struct browser *b, struct str url)
{
	char folder[1024] = "";

	if (str_search(url, STR("://")) == url.len && getcwd(folder, sizeof(folder)) == NULL)
		return false;
	return browser_send(b, "Page.navigate", "\"url\":\"about:blank\"") &&
	       browser_send(b, "Page.navigate", "\"url\":\"%s%s%s%.*s\"",
		   folder[0] ? "file://" : "", folder, folder[0] ? "/" : "", STR_ARG(url)) &&
	       wait_for(b,
		   STR("location.href !== 'about:blank' && document.readyState === 'complete'")) &&
	       run(b, helpers) && settle(b);
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
	return settle(b);
}

static bool
click(struct browser *b, struct str expression)
{
	return press(b, expression, "left", 1);
}

static bool
double_click(struct browser *b, struct str expression)
{
	return press(b, expression, "left", 2);
}

static bool
right_click(struct browser *b, struct str expression)
{
	return press(b, expression, "right", 1);
}

static bool
move(struct browser *b, struct str expression)
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
static bool
hold(struct browser *b, struct str expression)
{
	struct timespec pause = {0, 700000000};
	double place[2];

	return place_of(b, expression, place) && touch(b, "touchStart", place) &&
	       nanosleep(&pause, NULL) == 0 && touch(b, "touchEnd", NULL) && settle(b);
}

static bool
tap(struct browser *b, struct str expression)
{
	double place[2];

	return place_of(b, expression, place) && touch(b, "touchStart", place) &&
	       touch(b, "touchEnd", NULL) && settle(b);
}

/* swipe PIXELS up|down: a finger that moves over the middle of the graph */
static bool
swipe(struct browser *b, struct str text)
{
	enum { STEPS = 10 };
	long pixels;
	double place[2];

	if (!number(&text, &pixels) || !place_of(b, STR("q('.fgv-back')"), place) ||
	    !touch(b, "touchStart", place))
		return false;
	for (int i = 0; i < STEPS; i++) {
		place[1] += (double)(str_eq(text, STR("up")) ? -pixels : pixels) / STEPS;
		if (!touch(b, "touchMove", place))
			return false;
	}
	return touch(b, "touchEnd", NULL) && settle(b);
}

/* wheel PIXELS up|down over the middle of the graph */
static bool
wheel(struct browser *b, struct str text)
{
	long pixels;
	double place[2];

	return number(&text, &pixels) && place_of(b, STR("q('.fgv-back')"), place) &&
	       browser_send(b, "Input.dispatchMouseEvent",
		   "\"type\":\"mouseWheel\",\"deltaX\":0,\"deltaY\":%ld,\"x\":%.1f,\"y\":%.1f",
		   str_eq(text, STR("up")) ? -pixels : pixels, place[0], place[1]) &&
	       settle(b);
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

static bool
key(struct browser *b, struct str text)
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
	return press_key(b, text, modifiers) && settle(b);
}

static bool
type(struct browser *b, struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!press_key(b, str_head(str_skip(text, i), 1), 0))
			return false;
	return settle(b);
}

/* Goes to another place in the page's history, or in that of a frame in it. */
static bool
go(struct browser *b, const char *where)
{
	char js[256];

	snprintf(js, sizeof(js),
	    "new Promise(r => { for (const w of [window, ...Array.from(frames)]) "
	    "w.addEventListener('popstate', r, {once: true}); "
	    "setTimeout(r, 5000); history.%s(); })",
	    where);
	return run(b, js) && settle(b);
}

static bool
back(struct browser *b, struct str text)
{
	(void)text;
	return go(b, "back");
}

static bool
forward(struct browser *b, struct str text)
{
	(void)text;
	return go(b, "forward");
}

/* scripts off|on: for the pages opened from now on */
static bool
scripts(struct browser *b, struct str text)
{
	b->no_scripts = str_eq(text, STR("off"));
	return browser_send(b, "Emulation.setScriptExecutionDisabled", "\"value\":%s",
	    b->no_scripts ? "true" : "false");
}

/* media FEATURE VALUE, such as prefers-color-scheme dark */
static bool
media(struct browser *b, struct str text)
{
	struct str feature = str_cut(&text, ' ');

	return browser_send(b, "Emulation.setEmulatedMedia",
		   "\"features\":[{\"name\":\"%.*s\",\"value\":\"%.*s\"}]", STR_ARG(feature),
		   STR_ARG(text)) &&
	       settle(b);
}

/* A script to run in every page before its own. */
static bool
before(struct browser *b, struct str source)
{
	struct output text;
	bool done;

	output_to_memory(&text);
	browser_json(&text, source);
	done = browser_send(b, "Page.addScriptToEvaluateOnNewDocument", "\"source\":%.*s",
	    STR_ARG(output_text(&text)));
	output_close(&text);
	return done;
}

static bool
shot(struct browser *b, struct str path)
{
	struct output png;
	char name[1024];
	struct str text;
	FILE *file;
	bool done;

	snprintf(name, sizeof(name), "%.*s", STR_ARG(path));
	if (!browser_send(b, "Page.captureScreenshot", "\"format\":\"png\""))
		return false;
	text = browser_after(b, "\"data\":\"");
	output_to_memory(&png);
	file = fopen(name, "wb");
	done = file != NULL && base64_read(&png, str_head(text, str_find(text, '"'))) &&
	       fwrite(png.buf, 1, png.len, file) == png.len;
	if (file != NULL && fclose(file) != 0)
		done = false;
	output_close(&png);
	return done;
}

/* Onto paper, which nobody sees. */
static bool
paper(struct browser *b, struct str text)
{
	(void)text;
	return browser_send(b, "Page.printToPDF", "\"printBackground\":true") && settle(b);
}

static bool
print(struct browser *b, struct str expression)
{
	struct output out;
	bool done;

	output_to_memory(&out);
	done = browser_evaluate(b, expression, &out);
	printf("%.*s\n", STR_ARG(output_text(&out)));
	output_close(&out);
	return done;
}

/* WANTED | EXPRESSION */
static bool
compare(struct browser *b, struct str text, bool whole, bool same)
{
	size_t bar = str_search(text, STR(" | "));
	struct str wanted = str_head(text, bar), got;
	struct output out;
	bool done;

	output_to_memory(&out);
	done = bar < text.len && browser_evaluate(b, str_skip(text, bar + 3), &out);
	got = output_text(&out);
	if (done) {
		bool there = whole ? str_eq(got, wanted) : str_search(got, wanted) < got.len;

		if (wanted.len == 0)
			there = got.len == 0;
		done = there == same;
	}
	if (!done)
		fprintf(stderr, "got \"%.*s\"\n", STR_ARG(got));
	output_close(&out);
	return done;
}

static bool
is(struct browser *b, struct str text)
{
	return compare(b, text, true, true);
}

static bool
has(struct browser *b, struct str text)
{
	return compare(b, text, false, true);
}

static bool
lacks(struct browser *b, struct str text)
{
	return compare(b, text, false, false);
}

static bool
evaluate(struct browser *b, struct str text)
{
	struct output out;
	bool done;

	output_to_memory(&out);
	done = browser_evaluate(b, text, &out) && settle(b);
	output_close(&out);
	return done;
}

static const struct {
	const char *name;
	bool (*run)(struct browser *b, struct str rest);
} commands[] = {{"size", set_size}, {"phone", set_phone}, {"open", open_page}, {"wait", wait_for},
    {"click", click}, {"doubleclick", double_click}, {"rightclick", right_click}, {"move", move},
    {"tap", tap}, {"hold", hold}, {"swipe", swipe}, {"wheel", wheel}, {"key", key}, {"type", type},
    {"back", back}, {"forward", forward}, {"before", before}, {"scripts", scripts},
    {"media", media}, {"shot", shot}, {"paper", paper}, {"print", print}, {"is", is}, {"has", has},
    {"lacks", lacks}, {"eval", evaluate}};

static bool
run_line(struct browser *b, struct str line)
{
	struct str verb = str_cut(&line, ' ');

	if (verb.len == 0 || verb.ptr[0] == '#')
		return true;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (str_eq(verb, str_from(commands[i].name)))
			return commands[i].run(b, line) && !b->thrown;
	fprintf(stderr, "no such command: %.*s\n", STR_ARG(verb));
	return false;
}

int
main(int argc, char **argv)
{
	struct browser b;
	struct input in;
	struct str line;
	bool done;

	if (argc != 2 || !input_open(&in, NULL))
		return 2;
	done = browser_start(&b, argv[1]);
	while (done && input_line(&in, &line)) {
		done = run_line(&b, str_trim(line));
		if (!done)
			fprintf(stderr, "line %llu: %.*s\n", (unsigned long long)in.line,
			    STR_ARG(line));
		(void)fflush(stdout);
	}
	browser_stop(&b);
	input_close(&in);
	return done ? 0 : 1;
}
