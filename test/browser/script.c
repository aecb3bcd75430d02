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
#include "events.h"
#include "input.h"
#include "output.h"
#include "str.h"

/* What a page's expressions may use. */
static const char helpers[] =
    "Object.assign(globalThis, {"
    "q: s => document.querySelector(s),"
    "all: s => [...document.querySelectorAll(s)],"
    "shown: e => !!e && e.getBoundingClientRect().width > 0,"
    /* What was scrolled out of sight may still be there. */
    "inSight: e => { const r = e.getBoundingClientRect(),"
    "  b = e.closest('.fgv-graph').querySelector('.fgv-back').getBoundingClientRect();"
    "  return r.bottom > b.top && r.top < b.bottom; },"
    "text: (t, root) => [...(root || document).querySelectorAll('.fgv-texts text')]"
    "  .find(e => e.textContent === t && inSight(e)) || null,"
    "texts: root => [...(root || document).querySelectorAll('.fgv-texts text')]"
    "  .filter(inSight).map(e => e.textContent).sort().join(' '),"
    "left: t => { const e = text(t); return e ? Math.round(e.getBoundingClientRect().x) : -1; },"
    "tool: (n, root) => (root || document).querySelector('[data-tool=' + n + ']'),"
    "pressed: n => tool(n).getAttribute('aria-pressed'),"
    "item: t => all('.fgv-menu [role=menuitem]')"
    "  .find(e => e.firstChild.textContent === t) || null,"
    "named: () => q('.fgv-name').textContent,"
    "facts: () => [...q('.fgv-facts').children].map(e => e.textContent).join('|'),"
    "result: () => q('.fgv-result').textContent.replaceAll(' \\u00b7', ','),"
    "chips: () => all('.fgv-chip > span').map(e => e.textContent).join('|'),"
    "rows: () => all('.fgv-tr').map(e => e.lastChild.textContent).join(' '),"
    "legend: () => q('.fgv-legend').textContent,"
    "found: () => all('.fgv-found').some(e => e.getAttribute('d') !== ''),"
    "hash: () => decodeURIComponent(location.hash)})";

static bool
set_device(struct browser *b, struct str text, bool phone)
{
	long width, height;

	return browser_number(&text, &width) && browser_number(&text, &height) &&
	       browser_send(b, "Emulation.setDeviceMetricsOverride",
		   "\"width\":%ld,\"height\":%ld,\"deviceScaleFactor\":1,\"mobile\":%s", width,
		   height, phone ? "true" : "false") &&
	       browser_send(b, "Emulation.setTouchEmulationEnabled", "\"enabled\":%s",
		   phone ? "true" : "false") &&
	       browser_settle(b);
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

/* What is waited for is looked for so often, each 20 ms: busy machines may need a minute. */
enum { MOST_LOOKS = 3000 };

/* Waits until an expression is true; a minute at most. */
static bool
wait_for(struct browser *b, struct str expression)
{
	struct timespec pause = {0, 20000000};
	struct output out;
	bool done = false;

	output_to_memory(&out);
	for (int i = 0; i < MOST_LOOKS && !done; i++) {
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
	       browser_run(b, helpers) && browser_settle(b);
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
	return browser_run(b, js) && browser_settle(b);
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
	       browser_settle(b);
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

/* downloads FOLDER: what is saved is put there */
static bool
downloads(struct browser *b, struct str folder)
{
	char here[1024];

	return getcwd(here, sizeof(here)) != NULL &&
	       browser_send(b, "Page.setDownloadBehavior",
		   "\"behavior\":\"allow\",\"downloadPath\":\"%s/%.*s\"", here, STR_ARG(folder));
}

/* saved FILE: until it is there whole, a minute at most */
static bool
saved(struct browser *b, struct str path)
{
	struct timespec pause = {0, 20000000};
	char name[1024];

	(void)b;
	snprintf(name, sizeof(name), "%.*s", STR_ARG(path));
	for (int i = 0; i < MOST_LOOKS; i++) {
		if (access(name, R_OK) == 0)
			return true;
		nanosleep(&pause, NULL);
	}
	fprintf(stderr, "not saved: %s\n", name);
	return false;
}

/* Onto paper, which nobody sees. */
static bool
paper(struct browser *b, struct str text)
{
	(void)text;
	return browser_send(b, "Page.printToPDF", "\"printBackground\":true") && browser_settle(b);
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
	done = browser_evaluate(b, text, &out) && browser_settle(b);
	output_close(&out);
	return done;
}

static const struct {
	const char *name;
	bool (*run)(struct browser *b, struct str rest);
} commands[] = {{"size", set_size}, {"phone", set_phone}, {"open", open_page}, {"wait", wait_for},
    {"click", do_click}, {"doubleclick", do_double_click}, {"rightclick", do_right_click},
    {"move", do_move}, {"tap", do_tap}, {"hold", do_hold}, {"swipe", do_swipe}, {"drag", do_drag},
    {"grab", do_grab}, {"release", do_release}, {"draw", do_draw}, {"pinch", do_pinch},
    {"wheel", do_wheel}, {"key", do_key}, {"type", do_type}, {"back", back}, {"forward", forward},
    {"before", before}, {"scripts", scripts}, {"media", media}, {"shot", shot},
    {"downloads", downloads}, {"saved", saved}, {"paper", paper}, {"print", print}, {"is", is},
    {"has", has}, {"lacks", lacks}, {"eval", evaluate}};

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
