/* source.c - lib/io/source: parts follow each other without a gap and begin where a record does. */
#include "source.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "output.h"

/* A record ends with a line "b…" right behind a line "a…". */
static unsigned char
step_ab(unsigned char state, struct str line)
{
	char c = line.len > 0 ? line.ptr[0] : ' ';

	if (c == 'b' && state == 1)
		return SOURCE_CUT;
	return c == 'a';
}

static uint32_t
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Lines of all lengths, some longer than a read, that begin with a, b or c. */
static void
write_lines(struct output *out, uint32_t seed, size_t size)
{
	while (output_text(out).len < size) {
		uint32_t length = next_random(&seed) % 60;

		if (next_random(&seed) % 4000 == 0)
			length = 200000 + next_random(&seed) % 200000;
		output_char(out, "aabbc"[next_random(&seed) % 5]);
		for (uint32_t i = 0; i < length; i++)
			output_char(out, '.');
		output_char(out, '\n');
	}
}

static bool
is_record_end(struct str text, size_t at)
{
	size_t line = str_rfind(str_head(text, at - 1), '\n') + 1;
	size_t before = str_rfind(str_head(text, line - 1), '\n') + 1;

	return text.ptr[at - 1] == '\n' && text.ptr[line] == 'b' && text.ptr[before] == 'a';
}

/* All pieces of a source, read by two readers in turn: they come back as the text. */
static void
reads_back(struct source *s, struct str text)
{
	struct source_reader readers[2];
	struct output parts[64];
	struct source_piece piece;
	bool more[2] = {true, true};
	uint64_t last = 0;
	size_t at = 0;

	for (size_t i = 0; i < 64; i++)
		output_to_memory(&parts[i]);
	for (size_t i = 0; i < 2; i++)
		source_reader_init(&readers[i], s);
	for (size_t i = 0; more[0] || more[1]; i ^= 1) {
		do {
			more[i] = more[i] && source_next(&readers[i], &piece);
			if (!more[i] || piece.part >= 64)
				break;
			CHECK(piece.begins == (output_text(&parts[piece.part]).len == 0));
			output_str(&parts[piece.part], piece.text);
			last = piece.part > last ? piece.part : last;
		} while (!piece.ends);
	}
	CHECK(s->error == 0);
	for (uint64_t i = 0; i <= last; i++) {
		struct str part = output_text(&parts[i]);

		CHECK(str_starts(str_skip(text, at), part));
		CHECK(part.len == 0 || at == 0 || is_record_end(text, at));
		at += part.len;
	}
	CHECK(at == text.len && last > 0);
	for (size_t i = 0; i < 64; i++)
		output_close(&parts[i]);
	for (size_t i = 0; i < 2; i++)
		source_reader_release(&readers[i]);
}

static void
reads_file(uint32_t seed)
{
	char path[] = "/tmp/source-XXXXXX";
	int fd = mkstemp(path);
	struct output text, file;
	struct source s;

	output_to_memory(&text);
	write_lines(&text, seed, 5 << 20);
	output_init(&file, fd);
	output_str(&file, output_text(&text));
	CHECK(fd >= 0 && output_close(&file) && close(fd) == 0);
	CHECK(source_open(&s, path));
	s.step = step_ab;
	reads_back(&s, output_text(&text));
	source_close(&s);
	/* The same as something that does not seek. */
	CHECK(source_open(&s, path));
	s.step = step_ab;
	s.seekable = false;
	reads_back(&s, output_text(&text));
	source_close(&s);
	unlink(path);
	output_close(&text);
}

int
main(void)
{
	for (uint32_t seed = 1; seed <= 6; seed++)
		reads_file(seed);
	return check_done();
}
