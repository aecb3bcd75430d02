/*
 * beginning.h - functions that no other calls.
 */
#ifndef BEGINNING_H
#define BEGINNING_H

#include <stdbool.h>

#include "str.h"

/* Whether processes or threads begin with the function of that name: a stack it ends is whole. */
bool beginning_is(struct str name);

#endif
