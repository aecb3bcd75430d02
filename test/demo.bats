#!/usr/bin/env bats
# The demonstration: recordings of two programs, drawn.

load helper

@test "make demo draws both recordings and says where" {
	try remake demo
	ok
	out_has demo.svg
	for name in demo demo-rust; do
		well_formed_xml "${BIN%/bin}/$name.svg"
	done
	grep -qF '<title>read_order (' "${BIN%/bin}/demo.svg"
	grep -qF '<title>words::differ_in_one (' "${BIN%/bin}/demo-rust.svg"
}

@test "no sample of a recording is lost" {
	for name in orders-fp orders-dwarf words-fp words-dwarf; do
		try collapse-perf --weight samples "$ROOT/test/demo/$name.perf-script"
		ok
		diff <(grep -c '^[^[:space:]].* cpu-clock:' "$ROOT/test/demo/$name.perf-script") \
			<(awk '{ sum += $NF } END { print sum }' "$OUT")
	done
}

@test "what a stack of functions called is found in both kinds of recording" {
	for name in orders-fp orders-dwarf; do
		try collapse-perf "$ROOT/test/demo/$name.perf-script"
		ok
		out_has 'main;one_round;read_order;find_customer'
		out_has 'main;one_round;report;sort_range;sort_range'
	done
	try collapse-perf "$ROOT/test/demo/words-fp.perf-script"
	ok
	out_has 'words::work;'
	try collapse-perf "$ROOT/test/demo/words-dwarf.perf-script"
	ok
	out_has 'words::work;words::shortest_way;words::differ_in_one'
}
