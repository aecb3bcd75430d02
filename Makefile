# Flame graph tools. GNU make and a C compiler are all it needs; `make help` lists the targets.

CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share/flamegraph
DESTDIR ?=

# Where everything goes that is made; give each flavour its own: make BUILD=build/asan CFLAGS=…
BUILD ?= build

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wwrite-strings -Wcast-qual -Wformat=2 -Wundef
# -Werror is for the project's own checks: a new compiler's warning must not stop a user.
ifneq ($(WERROR),)
WARNINGS += -Werror
endif

BIN = $(BUILD)/bin
OBJ = $(BUILD)/obj
GEN = $(BUILD)/gen

ALL_CPPFLAGS = -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -Ilib -I$(GEN) $(CPPFLAGS)
ALL_CFLAGS = -std=c11 -pthread $(WARNINGS) $(CFLAGS)
ALL_LDFLAGS = -pthread $(LDFLAGS)
LIBS = $(BUILD)/libfold.a -lm

PROGRAMS = $(foreach p,collapse-perf collapse-dtrace flamegraph-svg difffolded,$(if $(wildcard $(p)/$(p).c),$(p))) \
	flamegraph cargo-flamegraph
UNITS = $(patsubst test/unit/%.c,$(BUILD)/unit/%,$(wildcard test/unit/*.c))

# The objects of every .c in a folder.
objects = $(patsubst %.c,$(OBJ)/%.o,$(wildcard $(1)/*.c))

all: $(PROGRAMS:%=$(BIN)/%) $(BIN)/diff-flamegraph ## build every program into build/bin

# One program a folder: every .c in it, and the common library.
$(BIN)/collapse-perf: $(call objects,collapse-perf)
$(BIN)/collapse-dtrace: $(call objects,collapse-dtrace)
$(BIN)/difffolded: $(call objects,difffolded)
$(BIN)/flamegraph-svg: $(call objects,flamegraph-svg)

# Two programs of one folder: each its own main, and what they share.
mains = $(patsubst %,$(OBJ)/cargo-flamegraph/%.o,flamegraph cargo-flamegraph)
profiling = $(filter-out $(mains),$(call objects,cargo-flamegraph))
$(BIN)/flamegraph: $(OBJ)/cargo-flamegraph/flamegraph.o $(profiling)
$(BIN)/cargo-flamegraph: $(OBJ)/cargo-flamegraph/cargo-flamegraph.o $(profiling)

$(BIN)/%: $(BUILD)/libfold.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(LIBS)

$(BIN)/diff-flamegraph: difffolded/diff-flamegraph
	@mkdir -p $(@D)
	cp $< $@

$(BUILD)/libfold.a: $(call objects,lib)

# The parts of collapse-perf without its main, for the programs that test them.
$(BUILD)/collapse-perf.a: $(filter-out %/collapse-perf.o,$(call objects,collapse-perf))

$(BUILD)/%.a:
	@rm -f $@
	$(AR) rcs $@ $^

$(OBJ)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Small programs that test one part of lib/ or collapse-perf/ each: test/unit/NAME.c
$(BUILD)/unit/%: $(OBJ)/test/unit/%.o $(BUILD)/collapse-perf.a $(BUILD)/libfold.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(BUILD)/collapse-perf.a $(LIBS)

# Generators of input for measuring: test/bench/NAME.c
$(BUILD)/bench/%: $(OBJ)/test/bench/%.o $(BUILD)/libfold.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(LIBS)

# Changed when the compiler or its flags change, so that everything is built again then.
flags = $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS)
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(flags)' | cmp -s - $@ || echo '$(flags)' >$@

test: all $(UNITS) ## run every test there is
	@bats=$$(sh test/find-bats.sh $(BUILD)) && \
		BIN=$(abspath $(BIN)) UNIT=$(abspath $(BUILD))/unit "$$bats" $(TESTS)
TESTS = test

clean: ## remove everything that was built
	rm -rf $(BUILD)

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 24

FORCE:
.PHONY: all clean help test FORCE
.DELETE_ON_ERROR:
.SECONDARY:

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)
