/*
 * xml.h - any bytes as text of an XML 1.0 document.
 *
 * < > & " are escaped, so the text may stand in an element or in a quoted
 * attribute. What XML 1.0 forbids (most control characters, U+FFFE, U+FFFF,
 * https://www.w3.org/TR/xml/#charsets) and what is not UTF-8 becomes U+FFFD,
 * one for each byte.
 */
#ifndef XML_H
#define XML_H

#include <stdbool.h>

#include "output.h"
#include "str.h"

/* As UTF-8. */
void xml_text(struct output *out, struct str s);

/* As ASCII, other characters as numbers (&#233;): fit for any encoding that extends ASCII. */
void xml_text_ascii(struct output *out, struct str s);

/*
 * Whether s is empty or a row of well-formed attributes, a="b" c='d', each name
 * once and without a prefix, that may stand in a tag as they are.
 */
bool xml_is_attributes(struct str s);

#endif
