/*
 * demangle_words.h - names of languages whose symbols are the words of a path; see demangle.h.
 *
 * Like those of demangle.h, which call them.
 */
#ifndef DEMANGLE_WORDS_H
#define DEMANGLE_WORDS_H

#include <stdbool.h>

#include "output.h"
#include "str.h"

/* `_D3std5stdio4File5flushMFZv` is `std.stdio.File.flush`; not with template arguments. */
bool demangle_d(struct str mangled, struct output *out);

/* `base_GHCziBase_map_info` is `base_GHC.Base_map_info`: GHC's z-encoding. */
bool demangle_haskell(struct str mangled, struct output *out);

#endif
