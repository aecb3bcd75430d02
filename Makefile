# Flame graph tools. GNU make and a C compiler are all it needs; `make help` lists the targets.

CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
INCLUDEDIR ?= $(PREFIX)/include
DESTDIR ?=

# Where everything goes that is made; give each flavour its own: make BUILD=build/asan CFLAGS=…
BUILD ?= build

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wwrite-strings -Wcast-qual -Wformat=2 -Wundef
# -Werror is for the project's own checks: a new compiler's warning must not stop a user.
ifneq ($(WERROR),)
WARNINGS += -Werror
endif

# What the compiler offers against the misuse of memory; flags from outside come later and win.
# HARDENING= HARDENING_LINK= for none. Checked calls have names of their own, which FAULTS does not know.
hardening := $(if $(FAULTS),,$(shell sh test/package/hardening.sh \
	'$(BUILD)/hardening' '$(CC)' '$(CPPFLAGS)' '$(CFLAGS)' '$(LDFLAGS)'))
HARDENING := $(filter-out -pie -Wl%,$(hardening))
HARDENING_LINK := $(filter -pie -Wl%,$(hardening))

BIN = $(BUILD)/bin
OBJ = $(BUILD)/obj
GEN = $(BUILD)/gen

# The folders of a program or of lib/ that headers are in: itself and its rooms. A program sees its own
# and those of lib/, lib/ sees its own alone, the tests see all.
rooms = $(sort $(dir $(wildcard $(1)/*.h $(1)/*/*.h)))
include_rooms = $(patsubst %/,-I%,$(foreach d,$(1),$(call rooms,$(d))))
IN_LIB := $(call include_rooms,lib)

ALL_CPPFLAGS = -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 $(IN_LIB) -I$(GEN) $(CPPFLAGS)
ALL_CFLAGS = -std=c11 -pthread $(WARNINGS) $(HARDENING) $(CFLAGS)
ALL_LDFLAGS = -pthread $(HARDENING_LINK) $(LDFLAGS)
LIBS = $(BUILD)/libfold.a -lm

# FAULTS=1: programs in which the calls below can be made to fail, see test/faults/faults.c and each.c.
ifneq ($(FAULTS),)
FAULTY = malloc calloc realloc open64 read pread64 write close ftruncate64 lseek64 fstat64 stat64 \
	mmap64 pipe socketpair fcntl64 opendir realpath readlink mkstemp64 mkdtemp rename waitpid \
	pthread_create posix_spawn posix_spawnp posix_spawn_file_actions_init \
	posix_spawn_file_actions_adddup2
ALL_LDFLAGS += $(FAULTY:%=-Wl,--wrap=%)
endif

PROGRAMS = collapse-perf collapse-dtrace flamegraph-svg difffolded flamegraph cargo-flamegraph \
	collapse-rustc
BENCH = $(patsubst test/bench/%.c,$(BUILD)/bench/%,$(wildcard test/bench/*.c))
UNITS = $(patsubst test/unit/%.c,$(BUILD)/unit/%,$(wildcard test/unit/*.c))

# The objects of every .c in a folder and its rooms.
objects = $(patsubst %.c,$(OBJ)/%.o,$(wildcard $(1)/*.c $(1)/*/*.c))

all: $(PROGRAMS:%=$(BIN)/%) $(BIN)/diff-flamegraph ## build every program into build/bin

FOLDERS = collapse-perf collapse-dtrace flamegraph-svg difffolded cargo-flamegraph
IN_PROGRAMS := $(call include_rooms,$(FOLDERS))
$(foreach d,$(FOLDERS),$(eval IN_$(d) := $(call include_rooms,$(d))))

# Which of them a file sees, by the folder at the top of its path.
sees = $(IN_$(firstword $(subst /, ,$(1))))
IN_test := $(IN_PROGRAMS)

# One program a folder: every .c in it and in its rooms, and the common library.
$(BIN)/collapse-perf: $(call objects,collapse-perf)
$(BIN)/collapse-dtrace: $(call objects,collapse-dtrace)
$(BIN)/difffolded: $(call objects,difffolded)
$(BIN)/flamegraph-svg: $(call objects,flamegraph-svg)

ifneq ($(FAULTS),)
$(PROGRAMS:%=$(BIN)/%): $(OBJ)/test/faults/faults.o $(OBJ)/test/faults/each.o
endif

# What test/faults.bats runs programs below, to see that they leave no process behind.
$(BUILD)/family: $(OBJ)/test/faults/family.o $(BUILD)/libfold.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^

# Three programs of one folder: each its own main, and what they share.
mains = $(patsubst %,$(OBJ)/cargo-flamegraph/%.o,flamegraph cargo-flamegraph collapse-rustc)
profiling = $(filter-out $(mains),$(call objects,cargo-flamegraph))
$(BIN)/flamegraph: $(OBJ)/cargo-flamegraph/flamegraph.o $(profiling)
$(BIN)/cargo-flamegraph: $(OBJ)/cargo-flamegraph/cargo-flamegraph.o $(profiling)
$(BIN)/collapse-rustc: $(OBJ)/cargo-flamegraph/collapse-rustc.o $(call objects,cargo-flamegraph/rustc)

$(BIN)/%: $(BUILD)/libfold.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(LIBS)

$(BIN)/diff-flamegraph: difffolded/diff-flamegraph lib/command/options.h
	@mkdir -p $(@D)
	sed 's/@VERSION@/$(VERSION)/' $< >$@
	@chmod +x $@

# The viewer: its parts in order, in a function of their own, as bytes of an array.
# What it does not need to run is left out; no text in it spans lines.
VIEWER_JS = $(sort $(wildcard flamegraph-svg/viewer/*.js))
SHORTEN = flamegraph-svg/viewer/shorten.awk
shorten_css = sed -e 's/^[[:blank:]]*//' -e '/^\/\*.*\*\/$$/d' -e 's/\([:;,]\) /\1/g' -e 's/ {/{/' -e 's/;* *}/}/' -e 's/{ /{/' -e 's/ > />/g' \
	$(1) | awk '{ printf "%s%s", $$0, /}$$/ ? "\n" : "" }' | sed 's/;}/}/g'
bytes = od -An -v -tx1 $(1) | sed 's/ \(..\)/0x\1,/g'

$(GEN)/viewer.js: $(VIEWER_JS) $(SHORTEN) Makefile
	@mkdir -p $(@D)
	cat $(VIEWER_JS) >$(GEN)/whole.js
	{ echo '(function () {'; echo "'use strict';"; awk -f $(SHORTEN) $(GEN)/whole.js $(GEN)/whole.js; echo '})();'; } >$@

$(GEN)/viewer.css: flamegraph-svg/viewer/viewer.css Makefile
	@mkdir -p $(@D)
	$(call shorten_css,$<) >$@

$(GEN)/viewer.h: $(GEN)/viewer.js $(GEN)/viewer.css
	@{ echo 'static const unsigned char viewer_js[] = {'; $(call bytes,$(GEN)/viewer.js); echo '};'; \
	echo 'static const unsigned char viewer_css[] = {'; $(call bytes,$(GEN)/viewer.css); echo '};'; } >$@

$(OBJ)/flamegraph-svg/svg/svg.o: $(GEN)/viewer.h

$(BUILD)/libfold.a: $(call objects,lib)

# The parts of the programs without their mains, for the programs that test them.
$(BUILD)/collapse-perf.a: $(filter-out %/collapse-perf.o,$(call objects,collapse-perf))
$(BUILD)/collapse-dtrace.a: $(filter-out %/collapse-dtrace.o,$(call objects,collapse-dtrace))
$(BUILD)/difffolded.a: $(filter-out %/difffolded.o,$(call objects,difffolded))
$(BUILD)/flamegraph-svg.a: $(filter-out %/flamegraph-svg.o,$(call objects,flamegraph-svg))
$(BUILD)/collapse-rustc.a: $(call objects,cargo-flamegraph/rustc)
$(BUILD)/processes.a: $(call objects,cargo-flamegraph/process)
PARTS = $(patsubst %,$(BUILD)/%.a,collapse-perf collapse-dtrace collapse-rustc difffolded flamegraph-svg \
	processes)

$(BUILD)/%.a:
	@rm -f $@
	$(AR) rcs $@ $^

$(OBJ)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(call sees,$*) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# What test/perf-data.bats records programs with, where samples must not fall by luck; and what writes
# the recording of a long build.
$(BUILD)/tools/step $(BUILD)/tools/build: $(BUILD)/tools/%: $(OBJ)/test/recordings/%.o $(BUILD)/libfold.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^

# Small files that become large, and what programs need for them: test/bombs.bats
$(BUILD)/tools/bombs: $(OBJ)/test/bombs/bombs.o $(BUILD)/libfold.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^

# Small programs that test one part of lib/ or a program each: test/unit/NAME.c
$(BUILD)/unit/%: $(OBJ)/test/unit/%.o $(PARTS) $(BUILD)/libfold.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(PARTS) $(LIBS)

# Generators of input for measuring: test/bench/NAME.c
$(BUILD)/bench/%: $(OBJ)/test/bench/%.o $(BUILD)/libfold.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(LIBS)

# What test/browser.bats drives a browser with.
$(BUILD)/browser: $(call objects,test/browser) $(BUILD)/libfold.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(LIBS)

# Fuzz targets, test/fuzz/fuzz_NAME.c. With FUZZER they are fuzzers (clang's libFuzzer), without it
# programs that run the files they are given, so that every compiler builds and tests them.
FUZZ = $(patsubst test/fuzz/fuzz_%.c,$(BUILD)/fuzz/fuzz_%,$(wildcard test/fuzz/fuzz_*.c))
FUZZ_MAIN = $(if $(FUZZER),,$(OBJ)/test/fuzz/replay.o)
CHECKS = $(OBJ)/test/fuzz/common.o $(OBJ)/test/fuzz/xml_check.o
FUZZ_PARTS = $(CHECKS) $(OBJ)/test/fuzz/stop.o
SECONDS = 60

# What some of them have besides.
FUZZ_MADE = $(patsubst %.c,$(OBJ)/%.o,$(wildcard test/fuzz/made*.c))
$(BUILD)/fuzz/fuzz_recording $(BUILD)/fuzz/fuzz_made: $(OBJ)/test/fuzz/recorded.o
$(BUILD)/fuzz/fuzz_made: $(FUZZ_MADE)
$(BUILD)/fuzz/fuzz_perf_script $(BUILD)/fuzz/fuzz_grammar: $(OBJ)/test/fuzz/script_law.o
$(BUILD)/fuzz/fuzz_grammar: $(OBJ)/test/fuzz/made.o

$(BUILD)/fuzz/%: $(OBJ)/test/fuzz/%.o $(FUZZ_MAIN) $(FUZZ_PARTS) $(PARTS) $(BUILD)/libfold.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(FUZZER) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(PARTS) $(LIBS)

fuzzers: $(FUZZ)

FUZZ_PART = 1/1
fuzz: ## run every fuzz target for SECONDS=60 (needs clang); FUZZ_ONLY=perf_script for one, FUZZ_PART=3/8 for some
	$(MAKE) -s BUILD=$(BUILD)/fuzzing CC=clang FUZZER=-fsanitize=fuzzer \
		CFLAGS='-O1 -g -fno-sanitize-recover=all -fsanitize=fuzzer-no-link,address,undefined \
			-fsanitize-coverage-ignorelist=test/fuzz/uncovered.txt' fuzzers
	FUZZ_CORPUS='$(FUZZ_CORPUS)' FUZZ_SEED='$(FUZZ_SEED)' \
		sh test/fuzz/fuzz.sh $(BUILD)/fuzzing/fuzz $(SECONDS) '$(FUZZ_ONLY)' $(FUZZ_PART)

# What tests look into pictures with.
$(BUILD)/tools/xml: $(OBJ)/test/xml/xml.o $(CHECKS) $(PARTS) $(BUILD)/libfold.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(PARTS) $(LIBS)

# Damaged profiles through all programs.
$(BUILD)/survive/survive: $(call objects,test/survive) $(CHECKS) $(BUILD)/libfold.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(LIBS)

MUTANTS = 10000
SEED = 1
survive: all $(BUILD)/survive/survive ## damage MUTANTS=10000 profiles, SEED=1, and see what comes of it
	sh test/survive/survive.sh $(BUILD) --mutants $(MUTANTS) --seed $(SEED) $(SURVIVE)

# Small deliberate bugs that the tests must notice.
MUTANTS_PART = 1/1
mutants: ## try every bug of test/mutants; MUTANTS_PART=3/10 for a tenth, MUTANTS_ONLY=words of one
	sh test/mutants/mutants.sh --part $(MUTANTS_PART) --only '$(MUTANTS_ONLY)' $(BUILD) lib $(FOLDERS)

bench: all $(BENCH) ## measure every program (RUNS=5; REPEAT=10 a large input; BASE=other build)
	@RUNS='$(RUNS)' REPEAT='$(REPEAT)' BASE='$(BASE)' sh test/bench/bench.sh $(BUILD)
BASE =
SIZES = 1 4 16 64 256
bench-growth: all $(BENCH) ## time by size (SIZES='1 10 100' MB) and shape of the input
	@RUNS='$(RUNS)' BASE='$(BASE)' SIZES='$(SIZES)' sh test/bench/growth.sh $(BUILD)
RUNS = 5
REPEAT = 1

# Changed when the compiler or its flags change, so that everything is built again then.
flags = $(CC) $(ALL_CPPFLAGS) $(IN_PROGRAMS) $(ALL_CFLAGS) $(ALL_LDFLAGS)
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(flags)' | cmp -s - $@ || echo '$(flags)' >$@

# What the tests run.
tests: all tools $(UNITS) $(FUZZ) $(BUILD)/browser $(BUILD)/survive/survive $(BUILD)/family
tools: $(BUILD)/tools/xml $(BUILD)/tools/step $(BUILD)/tools/build $(BUILD)/tools/bombs

test: tests ## run every test there is
	@BIN=$(abspath $(BIN)) UNIT=$(abspath $(BUILD))/unit FUZZ=$(abspath $(BUILD))/fuzz \
		sh test/run.sh $(BUILD) $(TESTS)
TESTS = test

# Nothing of this waits for a profiler or a browser.
QUICK = unit fuzz collapse-perf collapse-dtrace difffolded flamegraph-svg svg-data options mutants demangle
check: ## run what is worth running after each edit, in less than a minute
	@$(MAKE) -s test TESTS='$(QUICK:%=test/%.bats)'

# What the tests go through, as gcov counts it; the floors are what held when they were set, less a
# little. How the tests end is no matter here: a program that may not open files cannot write its counts.
# Left out are tests that run programs over long inputs or none of them. Programs that are run as
# another user may write their counts, too.
COVER_LINES = 96
COVER_BRANCHES = 89
COVERED = $(filter-out $(patsubst %,test/%.bats,browser hands bench hardening mutants layout pages \
	install skipped), \
	$(wildcard test/*.bats))
COVER = BUILD=$(BUILD)/coverage CFLAGS='-O0 -g --coverage' LDFLAGS=--coverage
coverage: ## lines and branches that the tests go through, by file; an error below the floors
	@mkdir -p $(BUILD)/coverage
	@rm -rf $(BUILD)/coverage/faults
	umask 0; $(MAKE) -s $(COVER) tests
	@find $(BUILD)/coverage/obj -name '*.gcda' -exec rm {} +
	@umask 0; find $(BUILD)/coverage/obj -name '*.gcno' | sed 's/gcno$$/gcda/' | xargs touch
	-@RETRIES=0 FAULT_ALONE=1 FAULTS_FLAGS='-O0 -g --coverage' \
		$(MAKE) -s $(COVER) test TESTS='$(COVERED)' >$(BUILD)/coverage/tests.log 2>&1
	@find $(BUILD)/coverage/obj -name '*.gcda' -size 0 -exec rm {} +
	sh test/coverage.sh $(BUILD)/coverage $(COVER_LINES) $(COVER_BRANCHES)

# A recording in test/demo, drawn; no profiler is needed.
demo: $(BUILD)/demo.svg $(BUILD)/demo-rust.svg ## draw the recordings of test/demo into build/demo*.svg
	@echo 'Open $(BUILD)/demo.svg (a C program) or $(BUILD)/demo-rust.svg in a browser.'

screens: $(BIN)/flamegraph-svg ## photograph real profiles, light and dark, into build/screens
	test/screens/screens $(abspath $(BIN)) $(abspath $(BUILD))/screens

$(BUILD)/demo.svg: TITLE = A C program
$(BUILD)/demo.svg: test/demo/orders-dwarf.perf-script
$(BUILD)/demo-rust.svg: TITLE = A Rust program
$(BUILD)/demo-rust.svg: test/demo/words-dwarf.perf-script
$(BUILD)/demo.svg $(BUILD)/demo-rust.svg: $(BIN)/collapse-perf $(BIN)/flamegraph-svg
	$(BIN)/collapse-perf --kernel --weight samples $(filter %.perf-script,$^) >$@.folded
	$(BIN)/flamegraph-svg --title '$(TITLE)' $@.folded >$@

VERSION = $(shell sed -n 's/.define TOOLKIT_VERSION "\(.*\)"/\1/p' lib/command/options.h)
DIST = flamegraph-tools-$(VERSION)

COMMANDS = $(PROGRAMS) diff-flamegraph
INCLUDES = $(wildcard */flamegraph.mk)
PAGES1 = $(wildcard */*.1)
PAGES5 = $(wildcard lib/*/*.5)
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMPDIR ?= $(PREFIX)/share/zsh/site-functions
FISHCOMPDIR ?= $(PREFIX)/share/fish/vendor_completions.d

# Where each file goes.
INSTALLED = $(COMMANDS:%=$(BINDIR)/%) \
	$(foreach f,$(PAGES1),$(MANDIR)/man1/$(notdir $(f))) \
	$(foreach f,$(PAGES5),$(MANDIR)/man5/$(notdir $(f))) \
	$(foreach f,$(INCLUDES),$(INCLUDEDIR)/$(notdir $(f))) \
	$(COMMANDS:%=$(BASHCOMPDIR)/%) $(COMMANDS:%=$(ZSHCOMPDIR)/_%) \
	$(COMMANDS:%=$(FISHCOMPDIR)/%.fish)

completions: all ## write the completion scripts of bash, zsh and fish into build/completions
	@mkdir -p $(BUILD)/completions
	@for p in $(COMMANDS); do for shell in bash zsh fish; do \
		$(BIN)/$$p --completions $$shell >$(BUILD)/completions/$$p.$$shell || exit 1; \
	done; done

install: all completions ## install programs, pages and completions below DESTDIR and PREFIX
	@set -e; for file in $(foreach f,$(INSTALLED),'$(DESTDIR)$(f)'); do \
		mkdir -p "$${file%/*}"; done
	install -m 755 $(COMMANDS:%=$(BIN)/%) '$(DESTDIR)$(BINDIR)'
	install -m 644 $(PAGES1) '$(DESTDIR)$(MANDIR)/man1'
	install -m 644 $(PAGES5) '$(DESTDIR)$(MANDIR)/man5'
	$(if $(INCLUDES),install -m 644 $(INCLUDES) '$(DESTDIR)$(INCLUDEDIR)')
	@set -e; for p in $(COMMANDS); do \
		install -m 644 $(BUILD)/completions/$$p.bash '$(DESTDIR)$(BASHCOMPDIR)'/$$p; \
		install -m 644 $(BUILD)/completions/$$p.zsh '$(DESTDIR)$(ZSHCOMPDIR)'/_$$p; \
		install -m 644 $(BUILD)/completions/$$p.fish '$(DESTDIR)$(FISHCOMPDIR)'/$$p.fish; \
	done

uninstall: ## remove what `install` put there
	rm -f $(foreach f,$(INSTALLED),'$(DESTDIR)$(f)')

# NAME=PROGRAM: what programs of other tools are called, and which of ours does their work.
ALIASES = stackcollapse-perf.pl=collapse-perf inferno-collapse-perf=collapse-perf \
	stackcollapse.pl=collapse-dtrace inferno-collapse-dtrace=collapse-dtrace \
	flamegraph.pl=flamegraph-svg inferno-flamegraph=flamegraph-svg \
	difffolded.pl=difffolded inferno-diff-folded=difffolded

install-aliases: install ## link the names that scripts know (flamegraph.pl, inferno-flamegraph …)
	@for a in $(ALIASES); do \
		ln -sf "$${a#*=}" '$(DESTDIR)$(BINDIR)'/"$${a%%=*}" || exit 1; \
	done

uninstall-aliases: ## remove those links
	rm -f $(foreach a,$(ALIASES),'$(DESTDIR)$(BINDIR)/$(firstword $(subst =, ,$(a)))')

dist: ## pack the last commit's files into build/flamegraph-tools-VERSION.tar.gz
	@mkdir -p $(BUILD)
	git -c safe.directory='*' archive --format=tar.gz --prefix=$(DIST)/ -o $(BUILD)/$(DIST).tar.gz HEAD
	@cd $(BUILD) && sha256sum $(DIST).tar.gz >$(DIST).tar.gz.sha256
	@echo '$(BUILD)/$(DIST).tar.gz'

bench-browser: all $(BUILD)/browser $(BUILD)/bench/gen-folded ## how long the viewer takes in Chromium
	sh test/bench/browser.sh $(abspath $(BUILD))

deb: ## build a Debian package into build/deb (needs dpkg-dev and debhelper)
	sh test/package/build.sh $(BUILD)

# What a tool that reads C must be told to find the headers.
include-flags:
	@echo '$(IN_LIB) $(IN_PROGRAMS) -I$(GEN)'

clean: ## remove everything that was built
	rm -rf $(BUILD)

# For clangd and the like, which then know the folders of headers. viewer.h is there after a build.
FLAGS_OF_ALL = -std=c11 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -Wall -Wextra $(IN_LIB) \
	$(IN_PROGRAMS) -Ibuild/gen
compile_flags.txt: FORCE ## write compile_flags.txt, for editors, when folders have changed
	@printf '%s\n' $(FLAGS_OF_ALL) | cmp -s - $@ || printf '%s\n' $(FLAGS_OF_ALL) >$@

help: ## list the targets
	@sed -n 's/^\([a-z_.-]*\):.*## \(.*\)/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 24

FORCE:
.PHONY: all check bench bench-browser bench-growth clean completions coverage deb demo dist fuzz fuzzers help include-flags install \
	install-aliases mutants survive test \
	tests tools uninstall uninstall-aliases FORCE
.DELETE_ON_ERROR:
.SECONDARY:

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)
