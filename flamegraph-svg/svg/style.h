/*
 * style.h - the style sheet of a picture.
 */
#ifndef STYLE_H
#define STYLE_H

#include <stdbool.h>

#include "output.h"
#include "settings.h"

enum { STYLE_CLASS = 11 };

/*
 * A class for the root element that only pictures with the same style sheet
 * have: several may stand in one page. False without memory.
 */
bool style_class(const struct settings *s, bool lines, char class_name[STYLE_CLASS]);

/*
 * The style sheet; every rule begins with the class. It holds no < and no &.
 * `lines` asks for a thin line around frames where the settings ask for none.
 */
void style_write(struct output *out, const struct settings *s, bool lines, const char *class_name);

#endif
