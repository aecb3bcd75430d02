/* base64.c - lib/picture/base64: bytes of any number, in lines, and back. */
#include "base64.h"

#include "check.h"

enum { MOST = 4000, LINE = 1024 };

/* As text, and the lines of it: of LINE characters, but for the last one. */
static void
there_and_back(struct str bytes)
{
	struct output text, back;
	size_t groups = (bytes.len + 2) / 3, at = LINE;

	output_to_memory(&text);
	output_to_memory(&back);
	base64_write(&text, bytes);
	CHECK(text.len == 4 * groups + (groups > 0 ? (4 * groups - 1) / LINE : 0) + 1);
	for (; at < text.len; at += LINE + 1)
		CHECK(text.buf[at] == '\n');
	CHECK(text.buf[text.len - 1] == '\n');
	CHECK(base64_read(&back, output_text(&text)));
	CHECK_STR(output_text(&back), bytes);
	output_close(&text);
	output_close(&back);
}

int
main(void)
{
	char bytes[MOST];

	for (size_t i = 0; i < MOST; i++)
		bytes[i] = (char)(unsigned char)(i * 7919 >> 4);
	for (size_t n = 0; n < MOST; n += n < 20 || (n > 750 && n < 780) ? 1 : 97)
		there_and_back(str_make(bytes, n));
	return check_done();
}
