/*
 * header_word.c - the words of the line that `perf script` begins a sample with.
 *
 *	22429/22430   [001]   KM   1161.794133:   10101010   cpu-clock:ppp:
 *	PID/TID       CPU     MISC TIME           PERIOD     EVENT
 */
#include "header_word.h"

size_t
header_word_number(struct str s)
{
	size_t begin = s.len > 0 && s.ptr[0] == '-', n = begin;

	while (n < s.len && str_is_digit(s.ptr[n]))
		n++;
	return n > begin ? n : 0;
}

struct str
header_word_take_last(struct str *s)
{
	size_t at = s->len;
	struct str word;

	while (at > 0 && !str_is_space(s->ptr[at - 1]))
		at--;
	word = str_skip(*s, at);
	*s = str_trim_right(str_head(*s, at));
	return word;
}

bool
header_word_is_cpu(struct str word)
{
	return word.len > 2 && word.ptr[0] == '[' && word.ptr[word.len - 1] == ']' &&
	       header_word_number(str_make(word.ptr + 1, word.len - 2)) == word.len - 2;
}

bool
header_word_is_misc(struct str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] < 'A' || word.ptr[i] > 'Z')
			return false;
	return word.len > 0 && word.len <= 4;
}

bool
header_word_is_event_char(char c)
{
	switch (c) {
	case '(':
	case ')':
	case '[':
	case ']':
	case '<':
	case '>':
	case '+':
	case ';':
	case '"':
	case '\'':
	case '`':
		return false;
	default:
		return !str_is_space(c);
	}
}

bool
header_word_is_event(struct str event)
{
	if (event.len == 0 || !((event.ptr[0] | 0x20) >= 'a' && (event.ptr[0] | 0x20) <= 'z'))
		return false;
	for (size_t i = 0; i < event.len && event.ptr[i] != '/'; i++)
		if (!header_word_is_event_char(event.ptr[i]))
			return false;
	return true;
}

bool
header_word_time_around(struct str line, size_t dot, size_t *begin, size_t *after)
{
	size_t left = dot, right = dot + 1;

	while (left > 0 && str_is_digit(line.ptr[left - 1]))
		left--;
	while (right < line.len && str_is_digit(line.ptr[right]))
		right++;
	if (left == dot || right == dot + 1 || right == line.len || line.ptr[right] != ':')
		return false;
	if (left > 0 && !str_is_space(line.ptr[left - 1]))
		return false;
	if (right + 1 < line.len && !str_is_space(line.ptr[right + 1]))
		return false;
	*begin = left;
	*after = right + 1;
	return true;
}

bool
header_word_is_time(struct str word)
{
	size_t dot = str_find(word, '.'), begin, after;

	return dot < word.len && header_word_time_around(word, dot, &begin, &after) && begin == 0 &&
	       after == word.len;
}
