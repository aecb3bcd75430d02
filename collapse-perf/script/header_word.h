/*
 * header_word.h - the words of the line that `perf script` begins a sample with, by their looks.
 */
#ifndef HEADER_WORD_H
#define HEADER_WORD_H

#include <stdbool.h>

#include "str.h"

/* Length of the number s begins with: an optional '-', then digits; 0 for none. */
size_t header_word_number(struct str s);

/* The word at the end of *s, which loses it and the white space before it. */
struct str header_word_take_last(struct str *s);

/* "[003]" */
bool header_word_is_cpu(struct str word);

/* What `-F +misc` prints between CPU and TIME: letters such as "U", "KM". */
bool header_word_is_misc(struct str word);

/* White space, brackets, quotes and the like stand in no event's name. */
bool header_word_is_event_char(char c);

/*
 * What an event's name looks like: a word, or a word with a /…/ part, which may
 * hold spaces.
 */
bool header_word_is_event(struct str event);

/*
 * Whether a token "digits.digits:" stands around the point at `dot`. Gives where
 * it begins and where what follows its ':' begins.
 */
bool header_word_time_around(struct str line, size_t dot, size_t *begin, size_t *after);

/* "1161.794133:" */
bool header_word_is_time(struct str word);

#endif
