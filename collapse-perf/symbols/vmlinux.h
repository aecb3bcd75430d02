/*
 * vmlinux.h - the kernel's symbols from its ELF file.
 */
#ifndef VMLINUX_H
#define VMLINUX_H

#include <stdbool.h>

#include "elf_file.h"
#include "kernel.h"

/*
 * The functions of a kernel's ELF file, at the addresses it was linked for. A file
 * whose build-id is not `build_id`, where that is not empty, is not used. False with *error set,
 * whose code is 0 where the file is none that can be used.
 */
bool vmlinux_load(
    struct kernel_symbols *t, const char *path, struct str build_id, struct elf_error *error);

#endif
