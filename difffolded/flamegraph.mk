# flamegraph.mk - flame graphs from a Makefile of your own (GNU make):
#
#	include /usr/local/share/flamegraph/flamegraph.mk
#
#	make flamegraph BIN=./prog ARGS='some input'
#	make flamegraph-diff BASE=./prog.base HEAD=./prog.head ARGS='some input'
#
# `flamegraph` records BIN and draws FLAMEGRAPH_OUTPUT. `flamegraph-diff` records both builds,
# draws each and the difference into FLAMEGRAPH_DIFF_OUTPUT, and prints the functions whose share
# changed most; BASE and HEAD may be files of perf record or of folded stacks, too. Where your
# Makefile has a rule for BIN, BASE or HEAD, it runs first. In a CI job:
#
#	make flamegraph-diff BASE=… HEAD=… FLAMEGRAPH_FAIL_ABOVE=5
#
# fails if the own share of any function grew by more than 5 percentage points.

FLAMEGRAPH ?= flamegraph
FLAMEGRAPH_FLAGS ?=
FLAMEGRAPH_OUTPUT ?= flamegraph.svg

DIFF_FLAMEGRAPH ?= diff-flamegraph
DIFF_FLAMEGRAPH_FLAGS ?=
FLAMEGRAPH_DIFF_OUTPUT ?= diff-flamegraph
FLAMEGRAPH_TOP ?= 20
FLAMEGRAPH_FAIL_ABOVE ?=

# Not to become the default goal of the Makefile that includes this.
flamegraph.goal := $(.DEFAULT_GOAL)

# A program of the current folder, as the shell wants it: ./prog
flamegraph.path = $(if $(findstring /,$(1)),$(1),./$(1))
# One side of the comparison as one word of the shell: './prog args', or a file.
flamegraph.side = '$(subst ','\'',$(strip $(call flamegraph.path,$(1)) $(ARGS)))'

flamegraph: $(BIN)
	$(if $(BIN),,$(error make flamegraph needs BIN=, the program to record))
	$(FLAMEGRAPH) $(FLAMEGRAPH_FLAGS) -o $(FLAMEGRAPH_OUTPUT) -- \
		$(call flamegraph.path,$(BIN)) $(ARGS)

flamegraph-diff: $(BASE) $(HEAD)
	$(if $(BASE),,$(error make flamegraph-diff needs BASE=, the build or profile before))
	$(if $(HEAD),,$(error make flamegraph-diff needs HEAD=, the build or profile after))
	$(DIFF_FLAMEGRAPH) $(DIFF_FLAMEGRAPH_FLAGS) -o $(FLAMEGRAPH_DIFF_OUTPUT) \
		--top $(FLAMEGRAPH_TOP) \
		$(if $(FLAMEGRAPH_FAIL_ABOVE),--fail-above $(FLAMEGRAPH_FAIL_ABOVE)) \
		$(call flamegraph.side,$(BASE)) $(call flamegraph.side,$(HEAD))

.PHONY: flamegraph flamegraph-diff
.DEFAULT_GOAL := $(flamegraph.goal)
