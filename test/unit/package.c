/* package.c - flamegraph-svg/colour: what a function belongs to, and where it ran; one row each. */
#include "package.h"

#include "check.h"

static const struct {
	const char *name, *package;
	enum frame_kind kind;
} rows[] = {
    {"", "", FRAME_NATIVE},
    {"main", "", FRAME_NATIVE},
    {"do_syscall_64_[k]", "kernel", FRAME_KERNEL},
    {"_[k]", "kernel", FRAME_KERNEL},
    {"try_to_wake_up_[w]", "", FRAME_WAKER},
    {"java/util/Map.put_[j]", "java/util", FRAME_COMPILED},
    {"std::sort<int>_[i]", "std", FRAME_NATIVE},
    {"[waiting]", "waiting", FRAME_WAITING},
    {"[runnable]", "runnable", FRAME_WAITING},
    {"[unknown]", "unknown", FRAME_UNKNOWN},
    {"[libc.so.6]", "libc.so.6", FRAME_UNKNOWN},
    {"[/usr/lib/libc.so.6]", "libc.so.6", FRAME_UNKNOWN},
    {"[]", "", FRAME_UNKNOWN},
    {"[", "", FRAME_UNKNOWN},
    {"0x1234", "", FRAME_UNKNOWN},
    /* a module of dtrace */
    {"libc.so.1`malloc", "libc.so.1", FRAME_NATIVE},
    {"`malloc", "", FRAME_NATIVE},
    /* namespaces */
    {"std::sort<int>", "std", FRAME_NATIVE},
    {"<alloc::vec::Vec<T> as Drop>::drop", "alloc", FRAME_NATIVE},
    {"<&mut core::iter::X as Y>::next", "core", FRAME_NATIVE},
    {"<*const T as x::Y>::z", "x", FRAME_NATIVE},
    {"(anonymous namespace)::f", "(anonymous namespace)", FRAME_NATIVE},
    {"void a::f", "a", FRAME_NATIVE},
    {"f<a::b>(c)", "", FRAME_NATIVE},
    /* paths and dots */
    {"/opt/a/b.so", "b.so", FRAME_NATIVE},
    {"runtime/internal/sys/atomic/a.f", "internal/sys/atomic", FRAME_NATIVE},
    {"net/http.(*conn).serve", "net", FRAME_NATIVE},
    {"java.util.Map.put", "java.util", FRAME_NATIVE},
    {"main.main", "", FRAME_NATIVE},
    {"deflate.part.0", "", FRAME_NATIVE},
    /* scripts, and where they are */
    {"JS:*next /srv/node_modules/express/lib/router.js:1:2", "express", FRAME_COMPILED},
    {"JS:~next /srv/node_modules/@a/b/lib/router.js:1:2", "@a/b", FRAME_INTERPRETED},
    {"JS:~next /srv/node_modules/x/node_modules/y/z.js:1:2", "y", FRAME_INTERPRETED},
    {"JS:~next /srv/node_modules/@a", "@a", FRAME_INTERPRETED},
    {"JS:*run node:fs:1:2", "node:fs", FRAME_COMPILED},
    {"JS:*run node:internal/modules/cjs/loader:1:2", "node:internal", FRAME_COMPILED},
    {"JS:*f /srv/app/lib/a.js:1:2", "app/lib", FRAME_COMPILED},
    {"JS:*f /a.js:1:2", "a.js", FRAME_COMPILED},
    {"JS:*f (/srv/a.js:1:2)", "/srv", FRAME_COMPILED},
    {"Function:~f /a/b/c/d.js:1", "b/c", FRAME_INTERPRETED},
    {"LazyCompile:*f /a/b.js:1", "/a", FRAME_COMPILED},
    {"Script:~ /a/b.js:1", "/a", FRAME_INTERPRETED},
    {"Eval:~ /a/b.js:1", "/a", FRAME_INTERPRETED},
    {"py::f:/usr/lib/python3/dist-packages/numpy/core.py", "numpy", FRAME_INTERPRETED},
    {"py::f:/home/me/app/main.py", "me/app", FRAME_INTERPRETED},
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str name = str_from(rows[i].name);

		CHECK_STR(package_of(name), str_from(rows[i].package));
		CHECK(package_kind(name) == rows[i].kind);
		if (package_kind(name) != rows[i].kind)
			fprintf(stderr, "  it was \"%s\"\n", rows[i].name);
	}
	return check_done();
}
