/*
 * browser.c - a Chromium that is spoken to through a pipe; see browser.h.
 *
 *	{"id":7,"method":"Runtime.evaluate","params":{"expression":"1 + 1"},"sessionId":"…"}
 *	{"id":7,"result":{"result":{"type":"number","value":2}},"sessionId":"…"}
 */
#include "browser.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE = 60000 }; /* milliseconds for an answer */

/* So often an expression is asked for while pages come and go. */
enum { TRIES = 20 };

static bool
launch(struct browser *b, const char *folder)
{
	const char *program = getenv("BROWSER");
	char profile[512];
	int in[2], out[2];

	if (pipe(in) != 0 || pipe(out) != 0)
		return false;
	snprintf(profile, sizeof(profile), "--user-data-dir=%s", folder);
	program = program ? program : "chromium";
	b->pid = fork();
	if (b->pid == 0) {
		/* First out of the way: 3 and 4 may be among the pipes' own descriptors. */
		int reader = fcntl(in[0], F_DUPFD, 10), writer = fcntl(out[1], F_DUPFD, 10);
		int quiet = open("/dev/null", O_RDWR);

		setpgid(0, 0);
		dup2(quiet, 0);
		dup2(quiet, 1);
		dup2(quiet, 2);
		dup2(reader, 3);
		dup2(writer, 4);
		for (int fd = 5; fd < 64; fd++)
			close(fd);
		execlp(program, program, "--headless", "--no-sandbox", "--disable-gpu",
		    "--disable-quic", "--no-first-run", "--disable-background-networking",
		    "--disable-component-update", "--disable-sync", "--disable-extensions",
		    "--allow-file-access-from-files", "--hide-scrollbars",
		    "--force-color-profile=srgb", "--remote-debugging-pipe", profile, "about:blank",
		    (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	b->to = in[1];
	b->from = out[0];
	output_to_memory(&b->received);
	return b->pid > 0;
}

void
browser_stop(struct browser *b)
{
	close(b->to);
	close(b->from);
	if (b->pid > 0) {
		kill(-b->pid, SIGKILL);
		waitpid(b->pid, NULL, 0);
	}
	output_close(&b->received);
}

/* The next message; false when there is none in time. */
static bool
receive(struct browser *b)
{
	struct pollfd ready = {.fd = b->from, .events = POLLIN};

	if (b->taken > 0) {
		memmove(b->received.buf, b->received.buf + b->taken, b->received.len - b->taken);
		b->received.len -= b->taken;
		b->taken = 0;
	}
	for (;;) {
		size_t end = str_find(output_text(&b->received), '\0');
		char buf[1 << 16];
		ssize_t n;

		if (end < b->received.len) {
			b->message = str_head(output_text(&b->received), end);
			b->taken = end + 1;
			return true;
		}
		if (poll(&ready, 1, PATIENCE) <= 0)
			return false;
		n = read(b->from, buf, sizeof(buf));
		if (n <= 0)
			return false;
		output_bytes(&b->received, buf, (size_t)n);
	}
}

/* Behind the first `key` of the message; empty without. */
struct str
browser_after(const struct browser *b, const char *key)
{
	size_t at = str_search(b->message, str_from(key));

	return str_skip(b->message, at < b->message.len ? at + strlen(key) : at);
}

/* Whether the last answer is that the page went away before there was one: a link was followed. */
static bool
page_has_gone(const struct browser *b)
{
	return str_search(b->message, STR("target navigated")) < b->message.len ||
	       str_search(b->message, STR("context was destroyed")) < b->message.len ||
	       str_search(b->message, STR("Cannot find context")) < b->message.len;
}

/* Sends a command of the protocol, and waits for the answer, which is then b->message. */
static bool
command(struct browser *b, const char *method, struct str parameters)
{
	struct output out;
	char id[32];

	output_init(&out, b->to);
	output_printf(&out, "{\"id\":%lu,\"method\":\"%s\",\"params\":{", ++b->id, method);
	output_str(&out, parameters);
	OUTPUT_LITERAL(&out, "}");
	if (b->session[0] != '\0')
		output_printf(&out, ",\"sessionId\":\"%s\"", b->session);
	output_bytes(&out, "}", 2);
	if (!output_close(&out))
		return false;
	snprintf(id, sizeof(id), "{\"id\":%lu,", b->id);
	while (receive(b)) {
		if (str_search(b->message, STR("\"method\":\"Runtime.exceptionThrown\"")) <
		    b->message.len) {
			b->thrown = true;
			fprintf(stderr, "in the page: %.*s\n", STR_ARG(str_head(b->message, 900)));
		}
		if (!str_starts(b->message, str_from(id)))
			continue;
		if (str_search(b->message, STR("\"error\":{\"code\"")) == b->message.len)
			return true;
		if (!page_has_gone(b))
			fprintf(stderr, "%s: %.*s\n", method, STR_ARG(str_head(b->message, 300)));
		return false;
	}
	fprintf(stderr, "no answer to %s\n", method);
	return false;
}

void
browser_json(struct output *out, struct str s)
{
	output_char(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c == '"' || c == '\\')
			output_char(out, '\\');
		if (c < ' ')
			output_printf(out, "\\u%04x", c);
		else
			output_char(out, (char)c);
	}
	output_char(out, '"');
}

/* A JSON string, from behind its first quote, as text; non-ASCII escapes become '?'. */
static void
read_json(struct output *out, struct str s)
{
	static const char from[] = "nrtbf\"\\/", to[] = "\n\r\t\b\f\"\\/";

	for (size_t i = 0; i < s.len && s.ptr[i] != '"'; i++) {
		const char *known;

		if (s.ptr[i] != '\\') {
			output_char(out, s.ptr[i]);
			continue;
		}
		known = i + 1 < s.len ? strchr(from, s.ptr[++i]) : NULL;
		output_char(out, known && *known ? to[known - from] : '?');
		if (s.ptr[i] == 'u')
			i += 4;
	}
}

/* What an expression gives, as text, in `out`; false, said, when it throws. */
bool
browser_evaluate(struct browser *b, struct str expression, struct output *out)
{
	struct output js, parameters;
	bool done = false;

	output_to_memory(&js);
	output_to_memory(&parameters);
	OUTPUT_LITERAL(&js, "(async () => String(await (");
	output_str(&js, expression);
	OUTPUT_LITERAL(&js, ")))()");
	OUTPUT_LITERAL(&parameters, "\"awaitPromise\":true,\"returnByValue\":true,\"expression\":");
	browser_json(&parameters, output_text(&js));
	/* Where another page comes just now, what is asked is asked of that. */
	for (int tries = 0; tries < TRIES; tries++) {
		done = command(b, "Runtime.evaluate", output_text(&parameters)) &&
		       browser_after(b, "\"exceptionDetails\"").len == 0;
		if (done || !page_has_gone(b))
			break;
	}
	if (done)
		read_json(out, browser_after(b, "\"value\":\""));
	else
		fprintf(stderr, "cannot evaluate %.*s: %.*s\n", STR_ARG(expression),
		    STR_ARG(str_head(b->message, 600)));
	output_close(&js);
	output_close(&parameters);
	return done;
}

bool
browser_send(struct browser *b, const char *method, const char *format, ...)
{
	char parameters[2048];
	va_list ap;

	va_start(ap, format);
	vsnprintf(parameters, sizeof(parameters), format, ap);
	va_end(ap);
	return command(b, method, str_from(parameters));
}

/* A page of its own to work in. */
static bool
attach(struct browser *b)
{
	char target[64];

	if (!browser_send(b, "Target.createTarget", "\"url\":\"about:blank\""))
		return false;
	snprintf(target, sizeof(target), "%.*s", 32, browser_after(b, "\"targetId\":\"").ptr);
	if (!browser_send(
		b, "Target.attachToTarget", "\"targetId\":\"%s\",\"flatten\":true", target))
		return false;
	snprintf(
	    b->session, sizeof(b->session), "%.*s", 32, browser_after(b, "\"sessionId\":\"").ptr);
	return browser_send(b, "Page.enable", "%s", "") &&
	       browser_send(b, "Runtime.enable", "%s", "");
}

bool
browser_start(struct browser *b, const char *folder)
{
	*b = (struct browser){.pid = 0};
	if (launch(b, folder) && attach(b))
		return true;
	fprintf(stderr, "cannot start the browser\n");
	return false;
}
