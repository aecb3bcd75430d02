/*
 * short_name.h - a function's name in as much room as there is.
 *
 *	std::__cxx11::basic_string<char, std::char_traits<char> >::compare
 *	std::__cxx11::basic_string<…>::compare
 *	__cxx11::basic_string<…>::compare
 *	basic_string<…>::compare
 *	compare
 *	com…e
 *
 * What tells functions apart stays longest: first the arguments of templates and
 * functions go, then namespaces, modules, packages and folders from the left, at
 * last the middle of the name. What says nothing alone keeps its function:
 *
 *	main::{lambda(int)#1}::operator()    main::{lambda#1}::operator()
 *	a::b::poll::{{closure}}              poll::{{closure}}
 *	<a::Vec<T> as b::Iterator>::next     <Vec as Iterator>::next, next
 *	JS:*parse /long/way/file.js:10:3     JS:*parse file.js:10:3, parse
 *	/usr/lib/libz.so.1                   libz.so.1
 *	java/util/HashMap.put                HashMap.put, put
 *
 * flamegraph-svg/viewer/3-names.js does the same; the two must agree.
 */
#ifndef SHORT_NAME_H
#define SHORT_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "output.h"
#include "str.h"

enum { SHORT_NAME_FORMS = 24 };

struct short_name {
	struct str name;
	struct output text;		   /* all forms, one after the other */
	size_t ends[SHORT_NAME_FORMS + 1]; /* of each form but the name itself */
	size_t len;			   /* how many there are */
	struct output fitted;
};

void short_name_init(struct short_name *s);
void short_name_release(struct short_name *s);

/*
 * The longest form of a name that fits `room` columns; empty where that is less
 * than 3. Another name's text may be given that must not be shown for this one,
 * too: then what the two differ in is. `rival` may be empty, and is when both
 * names are equal. The text lasts until the next call, or as long as the name.
 */
struct str short_name_fit(
    struct short_name *s, struct str name, size_t room, struct str rival, struct str rival_text);

/* Where the name of a file begins behind a function's; the length where there is none. */
size_t short_name_place(struct str s);

/*
 * Whether the dots of a name part its components: java.util.Map.put, but not f.isra.0, a.so.1 or
 * [perf-1.map].
 */
bool short_name_is_dotted(struct str s);

#endif
