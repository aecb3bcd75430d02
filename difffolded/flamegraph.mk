# flamegraph.mk - flame graphs from a Makefile of your own (GNU make):
#
#	include flamegraph.mk
#
#	make flamegraph BIN=./prog ARGS='some input'
#	make flamegraph-diff BASE=./prog.base HEAD=./prog.head ARGS='some input'
#
# Make finds it in /usr/local/include and /usr/include, or where `make -I` says.
#
# `flamegraph` records BIN and draws FLAMEGRAPH_OUTPUT. `flamegraph-diff` records both builds,
# FLAMEGRAPH_REPEAT times in turn, draws each and the difference into FLAMEGRAPH_DIFF_OUTPUT, and
# prints the functions that changed most; BASE and HEAD may be files of perf record or of folded
# stacks, too. Where your Makefile has a rule for BIN, BASE or HEAD, it runs first. In a CI job:
#
#	make flamegraph-diff BASE=… HEAD=… FLAMEGRAPH_REPEAT=6 FLAMEGRAPH_FAIL_FUNCTION=1
#
# fails if a function's own amount grew by more than 1 % of BASE's total, and that is more than
# chance; FLAMEGRAPH_FAIL_TOTAL is the same of the total, and FLAMEGRAPH_FAIL_ABOVE is for shares.

FLAMEGRAPH ?= flamegraph
FLAMEGRAPH_FLAGS ?=
FLAMEGRAPH_OUTPUT ?= flamegraph.svg

DIFF_FLAMEGRAPH ?= diff-flamegraph
DIFF_FLAMEGRAPH_FLAGS ?=
FLAMEGRAPH_DIFF_OUTPUT ?= diff-flamegraph
FLAMEGRAPH_REPEAT ?= 1
FLAMEGRAPH_TOP ?= 20
FLAMEGRAPH_FAIL_TOTAL ?=
FLAMEGRAPH_FAIL_FUNCTION ?=
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
		--repeat $(FLAMEGRAPH_REPEAT) --top $(FLAMEGRAPH_TOP) \
		$(if $(FLAMEGRAPH_FAIL_TOTAL),--fail-total $(FLAMEGRAPH_FAIL_TOTAL)) \
		$(if $(FLAMEGRAPH_FAIL_FUNCTION),--fail-function $(FLAMEGRAPH_FAIL_FUNCTION)) \
		$(if $(FLAMEGRAPH_FAIL_ABOVE),--fail-above $(FLAMEGRAPH_FAIL_ABOVE)) \
		$(call flamegraph.side,$(BASE)) $(call flamegraph.side,$(HEAD))

.PHONY: flamegraph flamegraph-diff
.DEFAULT_GOAL := $(flamegraph.goal)
