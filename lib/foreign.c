/*
 * foreign.c - files that are given to a reader of text by mistake; see foreign.h.
 *
 *	1f 8b 08             gzip: RFC 1952, section 2.3
 *	BZh9 31 41 59 26     bzip2: a level, then the digits of pi
 *	fd 37 7a 58 5a 00    xz: The .xz File Format, section 2.1.1.1
 *	28 b5 2f fd          zstd: RFC 8878, section 3.1.1
 *	ff fe 63 00          UTF-16, as Windows PowerShell writes it
 *	PERFILE2, 2ELIFREP   perf.data
 */
#include "foreign.h"

#include <stdbool.h>

static bool
is_bzip2(struct str head)
{
	return str_starts(head, STR("BZh")) && str_starts(str_skip(head, 4), STR("1AY&SY"));
}

/* A mark, and then a character of which one byte is 0. */
static bool
is_utf16(struct str head)
{
	if (head.len < 4)
		return false;
	return (str_starts(head, STR("\xff\xfe")) && head.ptr[3] == '\0') ||
	       (str_starts(head, STR("\xfe\xff")) && head.ptr[2] == '\0');
}

const char *
foreign_reason(struct str head)
{
	if (str_starts(head, STR("\x1f\x8b\x08")))
		return "compressed with gzip: pipe it through zcat";
	if (is_bzip2(head))
		return "compressed with bzip2: pipe it through bzcat";
	if (str_starts(head, STR("\xfd"
				 "7zXZ\0")))
		return "compressed with xz: pipe it through xzcat";
	if (str_starts(head, STR("\x28\xb5\x2f\xfd")))
		return "compressed with zstd: pipe it through zstdcat";
	if (is_utf16(head))
		return "text in UTF-16: pipe it through iconv -f UTF-16 -t UTF-8";
	if (str_starts(head, STR("PERFILE2")) || str_starts(head, STR("2ELIFREP")))
		return "a recording of perf: collapse-perf makes folded stacks of it";
	return NULL;
}
