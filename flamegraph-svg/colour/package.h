/*
 * package.h - what a function belongs to: namespace, crate, module, file, or the kernel.
 */
#ifndef PACKAGE_H
#define PACKAGE_H

#include "str.h"

/*
 * The package of a frame with its mark (_[k] and the like): "std" of std::sort<int>,
 * "alloc" of <alloc::vec::Vec<T> as Drop>::drop, "java/util" of java/util/Map.put,
 * "express" of JS:*next /srv/node_modules/express/lib/router.js:1:2, "libc.so.6" of
 * [libc.so.6], "kernel"; empty for a plain name. A slice of the name, or constant.
 */
struct str package_of(struct str name);

/* Where a frame ran, as far as its name tells. */
enum frame_kind {
	FRAME_NATIVE,
	FRAME_KERNEL,
	FRAME_COMPILED, /* at run time */
	FRAME_INTERPRETED,
	FRAME_UNKNOWN, /* no symbol: [libc.so.6], [unknown], 0x1234 */
	FRAME_WAKER,
	FRAME_WAITING /* no function: [waiting], [runnable] of collapse-perf --wall */
};

enum frame_kind package_kind(struct str name);

/* Whether the mark says that a frame was inlined into the one below it. */
static inline bool
package_is_inlined(struct str name)
{
	return str_ends(name, STR("_[i]"));
}

#endif
