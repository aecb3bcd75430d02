/*
 * language.h - what a frame's name says about it: kernel, JIT, package, language.
 */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include <stdbool.h>

#include "colour.h"

/*
 * The one-colour palette of a frame under a palette by meaning; any other
 * palette comes back as it is. The name still has its mark.
 */
enum palette language_palette(enum palette palette, struct str name, bool waker);

#endif
