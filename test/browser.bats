#!/usr/bin/env bats
# The viewer in a picture, driven in a headless Chromium by real input events.

load helper
records

setup() { in_browser; }

# Draws the small profile, or other files, with these options into graph.svg.
draw() { flamegraph-svg "$@" >graph.svg; }

@test "the picture is drawn anew, and the static one is out of sight" {
	draw --title 'A & B' small.folded
	browse <<-'EOF'
		open graph.svg
		is A & B | q('.fgv-title b').textContent
		is all call call eval eval gc::mark gc::sweep go lex lookup main next_token parse print::out read_line write | texts()
		is null | String(q('#frames'))
		is 500 samples | named()
		has 15 frames | facts()
	EOF
}

@test "browsers that know no base64 of bytes read the data, too" {
	draw small.folded
	browse <<-'EOF'
		before delete Uint8Array.fromBase64
		open graph.svg
		is undefined 500 samples | typeof Uint8Array.fromBase64 + ' ' + named()
	EOF
}

@test "siblings that a change puts out of order stand in the order of names" {
	printf '%s\n' 'a;x;b 1' 'a;c 1' 'a;x;d 1' >order.folded
	draw order.folded
	browse <<-'EOF'
		open graph.svg#change=merge:x
		is b c d | all('.fgv-texts text').filter(e => e.textContent.length === 1 && e.textContent > 'a').sort((a, b) => a.getBoundingClientRect().x - b.getBoundingClientRect().x).map(e => e.textContent).join(' ')
	EOF
}

@test "amounts: in the unit of the stacks, one thing is one" {
	cat >clock.folded <<-'EOF'
		[event=cpu-clock,unit=ns,samples=152,total=304609216] 0
		main;a 224448896
		main;b 80160320
	EOF
	draw clock.folded
	browse <<-'EOF'
		open graph.svg
		is 304.6 ms, 152 samples | named()
		has 3 frames | facts()
		move text('b')
		is 80.2 ms, 40 samples|26.32% of all|26.32% of the parent|own 80.2 ms (26.32%)|function in all 80.2 ms (26.32%), own 80.2 ms | facts()
		key t
		is 224.4 ms, 112 samples | q('.fgv-tr .fgv-own').title
		click tool('about')
		has Counted304.6 ms, 152 samplesEventcpu-clock | q('.fgv-popup').textContent
		has Functions3 | q('.fgv-popup').textContent
	EOF
	# Microseconds are written in two ways.
	for unit in us µs; do
		printf '%s\n' "[event=e,unit=$unit,samples=4,total=1234567] 0" 'main 1234567' >micro.folded
		draw micro.folded
		contains graph.svg '<title>main (1.23 s, '
		browse <<-'EOF'
			open graph.svg
			is 1.23 s, 4 samples | named()
		EOF
		try difffolded --top 1 micro.folded
		out_has 'own, ms  '
	done
	{ head -n 1 clock.folded; echo 'main;b 80160321'; } >part.folded
	draw part.folded
	browse <<-'EOF'
		open graph.svg
		is 80.2 ms, about 40 samples | named()
	EOF
	printf '%s\n' '[event=malloc,unit=bytes,samples=7:9,total=2000:1288490189] 0 0' \
		'a 2000 1288490189' >bytes.folded
	draw bytes.folded
	browse <<-'EOF'
		open graph.svg#widths=both
		is 1.95 KiB, 7 samples before, 1.2 GiB, 9 samples after | named()
		move text('a')
		has before 1.95 KiB, after 1.2 GiB | facts()
	EOF
	draw --countname B bytes.folded
	browse <<-'EOF'
		open graph.svg
		is 1,288,490,189 B | named()
	EOF
	echo 'main 1' >one.folded
	draw one.folded
	browse <<-'EOF'
		open graph.svg
		is 1 sample | named()
		has 1 frame| | facts()
	EOF
	echo '[event=cycles:u,unit=cycles:u,samples=2,total=13203955400] 0' >cycles.folded
	echo 'a 13203955400' >>cycles.folded
	draw cycles.folded
	browse <<-'EOF'
		open graph.svg
		is 13,203,955,400 cycles:u, 2 samples | named()
	EOF
}

@test "wall-clock time: what a frame ran, waited and was runnable for" {
	printf '%s\n' '[event=wall-clock,unit=ns,samples=4,total=10000000] 0' 'a;f 2000000' 'a;f;[running] 1000000' \
		'a;f;read;[waiting] 6000000' 'a;f;read;[runnable] 1000000' >wall.folded
	draw wall.folded
	browse <<-'EOF'
		open graph.svg
		click text('f')
		has ran 3 ms, waited 6 ms, runnable 1 ms | facts()
		click text('read')
		has ran 0 ns, waited 6 ms, runnable 1 ms | facts()
	EOF
	draw small.folded
	browse <<-'EOF'
		open graph.svg
		click text('parse')
		is false | facts().includes('waited')
	EOF
}

@test "zoom: click, ancestors stay, reset, Escape, Back and Forward, the address" {
	draw small.folded
	browse <<-'EOF'
		open graph.svg
		click text('parse')
		is #zoom=main;parse | hash()
		is all lex main next_token parse read_line | texts()
		is 13 | left('parse')
		is fgv-dim | text('main').getAttribute('class')
		click text('lex')
		is #zoom=main;parse;lex | hash()
		is all lex main next_token parse | texts()
		# An ancestor is clicked: one level up.
		click text('parse')
		is #zoom=main;parse | hash()
		back
		is #zoom=main;parse;lex | hash()
		is all lex main next_token parse | texts()
		back
		back
		is  | hash()
		is 13 | left('eval')
		forward
		is #zoom=main;parse | hash()
		is true | !text('eval')
		key Escape
		is #zoom=main | hash()
		key Escape
		is  | hash()
		is false | shown(tool('reset'))
		click text('lookup')
		is #zoom=main;eval;call;eval;call;lookup | hash()
		is true | shown(tool('reset'))
		click tool('reset')
		is  | hash()
		is true | !!text('parse')
	EOF
}

@test "an address restores zoom, search and view" {
	draw small.folded
	browse <<-'EOF'
		open graph.svg#zoom=main;eval&search=gc&icicle=1&order=width
		is all call call eval eval gc::mark gc::sweep lookup main print::out write | texts()
		is true | found()
		is gc | q('.fgv-query').value
		is 2 matches, 28.00% of the whole, 48.28% of the zoom | result()
		is true | pressed('icicle')
		is width | tool('order').querySelector('b').textContent
		# A path that is not there leads as far as it goes.
		open graph.svg#zoom=main;parse;gone;away
		is all lex main next_token parse read_line | texts()
		open graph.svg#zoom=%01;%ff&search=(&change=bad:x&order=__proto__
		is true | !!text('parse')
	EOF
}

@test "details: of all, the zoom and the parent; own; the function, recursion counted once" {
	draw small.folded
	browse <<-'EOF'
		open graph.svg
		click text('eval')
		move all('.fgv-texts text').filter(e => e.textContent === 'call')[0]
		is call | named()
		is 150 samples|30.00% of all|51.72% of the zoom|51.72% of the parent|own 0 (0.00%)|function in all 150 (30.00%), own 0 | facts()
		move text('write')
		has kernel | named()
		has own 60 (12.00%) | facts()
		move text('gc::sweep')
		has 100.00% of the parent | facts()
	EOF
}

@test "search: a field, case, an invalid expression, no match, next and previous" {
	draw small.folded
	browse <<-'EOF'
		open graph.svg
		is false | shown(q('.fgv-query'))
		key Control+f
		is true | document.activeElement === q('.fgv-query')
		type eval|lex
		is 3 matches, 90.80% of the whole | result()
		is true | found()
		is #search=eval|lex | hash()
		key Escape
		is false | shown(q('.fgv-query'))
		is false | found()
		key /
		type EVAL
		is no match | result()
		click tool('nocase')
		is 2 matches, 58.00% of the whole | result()
		key Escape
		key F3
		type print::out(
		has taken literally | result()
		has no match | result()
		click tool('clear')
		click tool('search')
		type 500
		is no match | result()
		click tool('clear')
		key /
		type ^(lex|go)$
		key ArrowDown
		key n
		is go | named()
		key n
		is lex | named()
		has 2 of 2 matches | result()
		key n
		is go | named()
		key Shift+N
		is lex | named()
		# The share of the zoom is right again after every zoom.
		click text('parse')
		is 2 of 2 matches, 35.20% of the whole, 82.83% of the zoom | result()
		key Backspace
		is 2 of 2 matches, 35.20% of the whole | result()
	EOF
}

@test "search: an expression that a browser would never end is answered, from the address, too" {
	a=$(printf 'a%.0s' {1..60})
	printf '%s\n' "main;$a 30" "main;${a}b 50" "main;a::b 20" >hostile.folded
	draw hostile.folded
	browse <<-'EOF'
		open graph.svg#search=%5E(a%2B)%2B%24
		has 30.00% | result()
		click text('a::b')
		has zoom=main;a::b | hash()
		key Backspace
		# What a group held before is not known to steps: it is said, and the page lives.
		open graph.svg#search=(a%2B)%2B%5C1%24
		has the expression takes too long: 4 names not searched | result()
		click text('a::b')
		has zoom=main;a::b | hash()
		open graph.svg#focus=%2F%5E(a%2B)%2B%24%2F
		has callers and callees | chips()
		has 30 samples | named()
	EOF
}

@test "--highlight is searched when the picture is opened" {
	draw --highlight 'gc::' --search-color '#00ff00' small.folded
	browse <<-'EOF'
		open graph.svg
		is 2 matches, 28.00% of the whole | result()
		is true | all('.fgv-paths path').some(e => e.getAttribute('fill') === '#00ff00')
	EOF
}

@test "views: icicle, merged from the leaf, order" {
	draw small.folded
	browse <<-'EOF'
		open graph.svg
		is true | text('all').getBoundingClientRect().y > text('main').getBoundingClientRect().y
		key i
		is true | text('all').getBoundingClientRect().y < text('main').getBoundingClientRect().y
		is #icicle=1 | hash()
		click tool('icicle')
		is  | hash()
		key o
		is #order=width | hash()
		is true | left('gc::mark') < left('parse') && text('gc::mark') && left('eval') < left('parse')
		is true | left('parse') < left('go')
		key o
		is  | hash()
		is true | left('go') < left('parse')
		key r
		is #leaf=1 | hash()
		is true | left('gc::sweep') > 0 && !!text('gc::mark')
		move text('gc::sweep')
		has 28.00% of all | facts()
		click text('gc::sweep')
		is #leaf=1&zoom=gc::sweep | hash().replace(/#(zoom=[^&]*)&(leaf=1)/, '#$2&$1')
		is all eval gc::mark gc::sweep main | texts()
		back
		back
		is  | hash()
	EOF
}

@test "views: callers and callees of a function and of an expression" {
	draw small.folded
	browse <<-'EOF'
		open graph.svg
		move text('lex')
		key s
		is #focus=lex | hash()
		is lex main next_token parse | texts()
		is true | text('next_token').getBoundingClientRect().y < text('lex').getBoundingClientRect().y
		is true | text('parse').getBoundingClientRect().y > text('lex').getBoundingClientRect().y
		is callers and callees: lex | chips()
		click q('.fgv-chip button')
		is  | hash()
		is true | !!text('eval')
		key /
		type ^(lex|read_line)$
		key ArrowDown
		key s
		is #search=^(lex|read_line)$&focus=/^(lex|read_line)$/ | hash()
		is all lex lex main main next_token parse parse read_line read_line | texts()
	EOF
}

@test "callers and callees: percentages are of the whole profile, and stacks are whole" {
	draw small.folded
	browse <<-'EOF'
		open graph.svg#focus=lex&table=1
		eval navigator.clipboard.writeText = t => { globalThis.copied = t; return Promise.resolve(); }
		is main 00.00%500100.00% | (e => e.lastChild.textContent + ' ' + [...e.children].slice(0, 2).map(c => c.textContent).join(''))(all('.fgv-tr').find(e => e.lastChild.textContent === 'main'))
		is 14028.00%14028.00%gc::sweep | q('.fgv-tr').textContent
		move text('lex')
		is 164 samples|32.80% of all|own 44 (8.80%)|function in all 164 (32.80%), own 44 | facts()
		move text('next_token')
		is 120 samples|24.00% of all|73.17% of what is shown|73.17% of the parent|own 120 (24.00%)|function in all 120 (24.00%), own 120 | facts()
		key Shift+C
		is lex;next_token | copied
		move text('main')
		key Shift+C
		is main;parse;lex | copied
		# Matches among the callers count, and n finds them.
		key /
		type ^(main|next_token)$
		is 2 matches, 32.80% of the whole | result()
		key Enter
		is next_token | named()
		key Enter
		is main | named()
		has 2 of 2 matches | result()
		# From a view that is merged from the leaf, callees are still read from the function on.
		open graph.svg#leaf=1&focus=parse
		eval navigator.clipboard.writeText = t => { globalThis.copied = t; return Promise.resolve(); }
		move text('next_token')
		key Shift+C
		is parse;lex;next_token | copied
	EOF
}

@test "changes: hide, keep only, merge, recursion; each a chip that can be removed" {
	draw small.folded
	browse <<-'EOF'
		open graph.svg
		rightclick text('parse')
		click item('Hide, with its samples')
		is #change=hide:parse | hash()
		is true | !text('parse') && !text('lex')
		is 302 samples | named()
		is hidden: parse | chips()
		rightclick text('gc::mark')
		click item('Merge into its callers')
		is true | !text('gc::mark') && !!text('gc::sweep')
		is hidden: parse|merged into callers: gc::mark | chips()
		click q('.fgv-chip button')
		is merged into callers: gc::mark | chips()
		is true | !!text('lex')
		back
		is hidden: parse|merged into callers: gc::mark | chips()
		open graph.svg
		rightclick text('lookup')
		click item('Keep only stacks through it')
		is all call call eval eval lookup main | texts()
		is 90 samples | named()
		open graph.svg
		rightclick all('.fgv-texts text').find(e => e.textContent === 'eval')
		click item('Merge its recursion')
		is 1 | all('.fgv-texts text').filter(e => e.textContent === 'eval').length
		is recursion merged: eval | chips()
		has 500 samples | q('.fgv-name').textContent
		key Escape
		# The menu works by keys, and by a finger that rests.
		hold text('go')
		is true | shown(q('.fgv-menu'))
		key Escape
		is false | shown(q('.fgv-menu'))
		move text('go')
		key m
		key ArrowDown
		key ArrowDown
		key Enter
		has hidden: go | chips()
	EOF
}

@test "functions: a table, sorted, filtered by the search, linked to the graph" {
	draw small.folded
	browse <<-'EOF'
		open graph.svg
		click tool('table')
		is #table=1 | hash()
		is gc::sweep next_token lookup write lex read_line go main eval parse call gc::mark print::out | rows().replace('call parse', 'parse call')
		is 14028.00% | q('.fgv-tr .fgv-own').textContent
		click q('[data-sort=total]')
		is main | q('.fgv-tr').lastChild.textContent
		click q('[data-sort=name]')
		is call | q('.fgv-tr').lastChild.textContent
		click q('[data-sort=name]')
		is write | q('.fgv-tr').lastChild.textContent
		key /
		type ^l
		is lookup lex | rows()
		click tool('clear')
		click all('.fgv-tr').find(e => e.lastChild.textContent === 'lex')
		is true | found() && all('.fgv-unlit path').length > 0
		doubleclick all('.fgv-tr').find(e => e.lastChild.textContent === 'lex')
		has focus=lex | hash()
		key t
		is false | shown(q('.fgv-table'))
		# A narrow window has it below the graph.
		size 500 800
		key t
		is true | q('.fgv-table').getBoundingClientRect().y > q('.fgv-back').getBoundingClientRect().bottom - 2
		# Where there are none, none is gone to.
		open graph.svg#table=1&search=none
		click q('.fgv-tbody .fgv-none')
		key ArrowDown
		key Enter
		is #table=1&search=none | hash()
		open graph.svg#table=1&change=hide:main
		is no functions | q('.fgv-tbody .fgv-none').textContent
	EOF
}

@test "keys: move, zoom, copy, and the list of all" {
	draw small.folded
	browse <<-'EOF'
		open graph.svg
		eval navigator.clipboard.writeText = t => { globalThis.copied = t; return Promise.resolve(); }
		key ArrowUp
		is all | named()
		key ArrowUp
		is main | named()
		key ArrowUp
		is eval | named()
		key ArrowRight
		is go | named()
		key ArrowRight
		is parse | named()
		has parse, 198 samples, 39.60% | q('.fgv-live').textContent
		key ArrowDown
		is main | named()
		key ArrowUp
		key Enter
		is #zoom=main;eval | hash()
		key ArrowUp
		key c
		is call | copied
		is copied | named()
		key ArrowUp
		key Shift+C
		is main;eval;call;eval | copied
		key ?
		is true | shown(q('.fgv-dialog'))
		has merge from the leaf | q('.fgv-dialog').textContent
		key Escape
		is false | shown(q('.fgv-dialog'))
		is #zoom=main;eval | hash()
		key h
		has change=hide:eval | hash()
	EOF
}

@test "appearance: dark and light, colours and their legend, cutting, resizing" {
	draw --theme auto small.folded
	browse <<-'EOF'
		media prefers-color-scheme dark
		open graph.svg
		is true | document.documentElement.classList.contains('fgv-dark')
		key d
		is false | document.documentElement.classList.contains('fgv-dark')
		media prefers-color-scheme light
		click tool('theme')
		is true | document.documentElement.classList.contains('fgv-dark')
		key k
		has gc | legend()
		has kernel | legend()
		is #colour=package | hash()
		key k
		is own 0%28.00% of the whole | legend()
		key k
		is  | legend()
		size 420 600
		size 300 600
		is true | /next_.*\u2026/.test(texts()) && texts().includes('lookup')
		is true | all('.fgv-texts text').every(e => e.getBoundingClientRect().right <= 290)
		key e
		is true | all('.fgv-texts text').some(e => e.textContent.endsWith('\u2026'))
		is true | q('.fgv-foot').getBoundingClientRect().right <= 300
		# It is dark when the page is read again, too.
		open graph.svg
		is true | document.documentElement.classList.contains('fgv-dark')
	EOF
}

@test "colours and words of the command line are those on the screen" {
	draw --bgcolors '#203040' --uicolor '#ffe0a0' --stroke-color '#00ff00' --nametype Method: small.folded
	browse <<-'EOF'
		open graph.svg
		is rgb(32, 48, 64) | getComputedStyle(q('.fgv-back')).fill
		is rgb(32, 48, 64) | getComputedStyle(q('svg')).backgroundColor
		is rgb(255, 224, 160) | getComputedStyle(q('.fgv-title b')).color
		is rgb(255, 224, 160) | getComputedStyle(tool('search')).color
		is rgb(0, 255, 0) | getComputedStyle(q('.fgv-paths path')).stroke
		click text('parse')
		is Method: parse | named()
		is rgb(255, 255, 255) | getComputedStyle(text('main')).fill
		key ?
		is rgb(29, 30, 32) | getComputedStyle(q('.fgv-dialog b')).color
		key Escape
		key d
		is rgb(27, 28, 31) | getComputedStyle(q('.fgv-back')).fill
		is rgb(255, 224, 160) | getComputedStyle(q('.fgv-title b')).color
	EOF
}

@test "--factor: small ones and long ones are as on the static picture" {
	echo 'a;b 123456789012' >time.folded
	for factor in 0.000000001 0.000001 0.3333333333333 12345.678; do
		draw --factor "$factor" time.folded
		static=$(sed -n 's/.*<title>b (\([0-9,]*\) samples.*/\1/p' graph.svg)
		browse <<-EOF
			open graph.svg
			move text('b')
			has $static samples| | facts()
		EOF
	done
}

@test "a narrow window: chips can be removed, details are read to their end" {
	difffolded small.folded <(sed 's/;lex/;a_rather_long_namespace::and_a_class::of_functions::in_it/; s/0$/7/' small.folded) >diff.folded
	draw diff.folded
	browse <<-'EOF'
		size 320 700
		open graph.svg#change=merge:a_rather_long_namespace::and_a_class::of_functions::in_it&change=hide:gc::sweep
		is 2 | all('.fgv-chip').length
		is true | all('.fgv-chip button').every(e => e.getBoundingClientRect().right <= 320)
		click q('.fgv-chip button')
		is hidden: gc::sweep | chips()
		click text('parse')
		move all('.fgv-texts text').pop()
		has new | facts()
		is true | q('.fgv-facts').scrollHeight <= q('.fgv-facts').clientHeight
		size 800 600
		open graph.svg
		move all('.fgv-texts text').pop()
		is true | q('.fgv-facts').scrollHeight <= q('.fgv-facts').clientHeight
	EOF
}

@test "after a zoom what is pointed at is where it is drawn, and keys stay within it" {
	draw small.folded
	browse <<-'EOF'
		open graph.svg
		click text('parse')
		is parse | named()
		is 1180 | q('.fgv-hover').getAttribute('width')
		key Backspace
		key ArrowRight
		is parse | named()
		key ArrowLeft
		is go | named()
		key ArrowRight
		key Enter
		is 1180 | q('.fgv-cursor').getAttribute('width')
		# Its neighbours are out of sight.
		key ArrowLeft
		is parse | named()
		key ArrowUp
		has 82.83% of the zoom | facts()
	EOF
}

@test "from the leaf, of very many frames: it says that it works, and then shows them" {
	awk 'BEGIN { for (a = 100; a < 300; a++) for (b = 0; b < 1100; b++) print "main;f" a ";g" b, b < 5 ? 300 : 1 }' >many.folded
	draw --max-frames 1000000 many.folded
	browse <<-'EOF'
		open graph.svg
		eval globalThis.said = '', new MutationObserver(() => said += shown(q('.fgv-sign')) ? q('.fgv-sign').textContent : '').observe(q('.fgv-sign-box'), {attributes: true, childList: true, subtree: true})
		key r
		wait pressed('leaf') === 'true' && !shown(q('.fgv-sign'))
		has merging 220,201 frames | said
		has g0 | texts()
		key r
		wait pressed('leaf') === 'false'
		is all main | texts()
	EOF
}

@test "from the leaf, what is more than a browser has room for is cut, and it is said" {
	awk 'BEGIN { for (i = 1; i <= 3000; i++) { stack = stack (i > 1 ? ";" : "") "f" i; print stack, 1 } }' >deep
	draw deep
	browse <<-'EOF'
		open graph.svg
		has 3,000 frames | facts()
		lacks not shown | facts()
		key r
		wait pressed('leaf') === 'true'
		has callers beyond 3,99 | q('.fgv-left').textContent
		is 3,000 samples | named()
		key ArrowUp
		is all | named()
		has callers beyond 3,99 | q('.fgv-left').textContent
		key r
		wait pressed('leaf') === 'false'
		is false | shown(q('.fgv-left'))
	EOF
}

@test "--total: what no stack has is to the right, in every view" {
	draw --total 1000 small.folded
	browse <<-'EOF'
		open graph.svg
		is 1,000 samples | named()
		is 13 | left('eval')
		move text('eval')
		has 290 samples|29.00% of all | facts()
		key r
		is 1,000 samples | named()
		is 13 | left('gc::sweep')
		key r
		click text('parse')
		move text('lex')
		has 164 samples|16.40% of all|82.83% of the zoom | facts()
		key Escape
		key /
		type ^main$
		has 50.00% of the whole | result()
	EOF
}

@test "differentials: after, before, side by side; new and gone; a scale for all eyes" {
	cat >diff.folded <<-'EOF'
		main;gone 100 0
		main;grew 100 200
		main;new 0 100
		main;same 100 100
	EOF
	draw diff.folded
	browse <<-'EOF'
		open graph.svg
		is all grew main new same | texts()
		is \u221225.00%+25.00%newgone | legend().replace('\u2212', '\\u2212')
		move text('new')
		has before 0, after 100|change +100 (+25.00 points)|own change +100|new | facts()
		key w
		is #widths=before | hash()
		is all gone grew main same | texts()
		move text('gone')
		has gone | facts().split('|').pop()
		click tool('widths')
		click item('both')
		is all, after all, before gone grew grew main main new same same | texts()
		is 300 samples before, 400 samples after | named()
		key /
		type gr
		is 1 match, 33.33% of the whole before, 50.00% of the whole after | result()
		key Escape
		click text('grew')
		is all, after all, before grew grew main main | texts()
		key Backspace
		is true | all('.fgv-paths path').some(e => e.getAttribute('fill') === '#e87f25')
		key b
		is true | hash().includes('safe=0')
		is true | all('.fgv-paths path').some(e => e.getAttribute('fill') === '#ff7c7c')
		key t
		has +16.67 | q('.fgv-table').textContent
		eval 0
	EOF
}

@test "access: one focusable tree, roles, contrast of the text" {
	draw small.folded
	browse <<-'EOF'
		open graph.svg
		is tree | q('.fgv-graph').getAttribute('role')
		is 1 | all('.fgv-graph[tabindex="0"]').length
		is polite | q('.fgv-live').getAttribute('aria-live')
		eval globalThis.light = c => { const p = c.match(/\d+/g).slice(0, 3).map(v => v <= 10 ? v / 3294 : ((v / 255 + .055) / 1.055) ** 2.4); return .2126 * p[0] + .7152 * p[1] + .0722 * p[2]; }
		eval globalThis.contrast = (e, on) => { const a = light(getComputedStyle(e).color), b = light(getComputedStyle(on).backgroundColor); return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); }
		is true | contrast(q('.fgv-facts'), document.documentElement) >= 4.5
		is true | contrast(tool('search'), document.documentElement) >= 4.5
		key d
		is true | contrast(q('.fgv-facts'), document.documentElement) >= 4.5
		is true | contrast(tool('search'), document.documentElement) >= 4.5
	EOF
}

@test "about: title, notes, how much the graph holds" {
	draw --title T --subtitle S --notes $'perf record -g\nat noon' small.folded
	browse <<-'EOF'
		open graph.svg
		click tool('about')
		has perf record -g | q('.fgv-dialog').textContent
		has 500 samples | q('.fgv-dialog').textContent
		has 15 | q('.fgv-dialog').textContent
		click tool('close')
		is false | shown(q('.fgv-dialog'))
	EOF
}

@test "of a long title the first lines stand above the graph, and a long word in it is cut" {
	long=$(printf 'x%.0s' {1..900})
	flamegraph-svg --title "$long" --subtitle "to $long" small.folded >graph.svg
	browse <<-'EOF'
		size 390 600
		open graph.svg
		is true | q('.fgv-title').getBoundingClientRect().height < 100
		is true | shown(text('parse')) && text('parse').getBoundingClientRect().bottom < 400
		is true | q('.fgv-title').scrollWidth <= q('.fgv-title').clientWidth
		click tool('about')
		is 900,903 | all('.fgv-popup dd').slice(0, 2).map(e => e.textContent.length).join()
	EOF
}

@test "a deep graph is scrolled, and begins at its root" {
	awk 'BEGIN { s = "f0"; for (i = 1; i < 200; i++) s = s ";f" i; print s, 1 }' >deep.folded
	draw deep.folded
	browse <<-'EOF'
		open graph.svg
		is true | !!text('f0') && !text('f199')
		wheel 90000 up
		is true | !text('f0') && !!text('f199')
		click text('f199')
		is true | !!text('f199')
		key Backspace
		wheel 90000 down
		is true | !!text('f0')
		key i
		is true | !!text('f0') && !text('f199')
		# The bar goes as far as it is dragged: a part of the way, then all of it.
		drag 60 q('.fgv-scrollbar')
		is true | !text('f0') && !text('f199')
		drag 2000 q('.fgv-scrollbar')
		is true | !!text('f199') && !text('f0')
		is #icicle=1 | hash()
	EOF
}

@test "a frame without a name has the colour that it has on the static picture" {
	printf 'a;;b 5\na 1\n' >empty.folded
	draw empty.folded
	static=$(sed -n '/id="frames"/,$p' graph.svg | grep -oE '"#[0-9a-f]{6}"' | sort -u | tr -d '"\n')
	browse <<-EOF
		open graph.svg
		is $static | all('.fgv-paths path').filter(e => e.getAttribute('d')).map(e => e.getAttribute('fill')).sort().join('')
	EOF
}

@test "rows lower than letters have no names, as on the static picture" {
	draw --height 8 small.folded
	! grep -q '<text[^>]*>main<' graph.svg || false
	browse <<-'EOF'
		open graph.svg
		is  | texts()
		move ({getBoundingClientRect: () => { const r = q('.fgv-back').getBoundingClientRect(); return {x: r.x, y: r.bottom - 4, width: 40, height: 0}; }})
		is 500 samples|100.00% of all|own 0 (0.00%) | facts()
	EOF
}

# Its static frames come after the viewer has drawn, and are not let into the document.
@test "a picture of many frames: read to its end, drawn, zoomed, and photographed from outside" {
	awk 'BEGIN { for (a = 10; a < 40; a++) for (b = 0; b < 800; b++)
		printf "main;f%d;g%03d %d\n", a, b, b < 5 ? 300 : 1 }' >many.folded
	draw --title Many many.folded
	[ "$(grep -o '<rect x' graph.svg | wc -l)" -gt 100 ]
	browse <<-'EOF'
		open graph.svg
		wait document.readyState === 'complete'
		is Many | document.title
		is 1 | String(document.querySelectorAll('svg').length - document.querySelectorAll('svg svg').length)
		is true | document.documentElement.classList.contains('fgv')
		is null | String(q('#frames'))
		has 24,031 frames | facts()
		click text('f12')
		is #zoom=main;f12 | hash()
		has g000 | texts()
		back
		lacks f12 | hash()
		has f12 | texts()
	EOF
	timeout 240 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
		--disable-background-networking --disable-component-update --disable-sync \
		--user-data-dir="$BATS_TEST_TMPDIR/other" --window-size=1200,800 \
		--screenshot=many.png "file://$PWD/graph.svg"
	[ "$(head -c 4 many.png)" = $'\x89PNG' ]
}

@test "on a phone: as wide as its screen, scrolled by a finger, all within reach" {
	awk 'BEGIN { s = "f0"; for (i = 1; i < 200; i++) s = s ";f" i; print s, 1 }' >deep.folded
	draw deep.folded
	browse <<-'EOF'
		phone 400 700
		open graph.svg
		wait innerWidth === 400
		wait q('.fgv-back').getBoundingClientRect().width === 380
		has hold it for more | facts()
		is true | all('.fgv-tools button').filter(shown).every(e => e.getBoundingClientRect().height >= 32 && e.getBoundingClientRect().right <= 400)
		tap text('f3')
		wait hash() === '#zoom=f0;f1;f2;f3'
		key Backspace
		is true | !!text('f0')
		swipe 300 down
		wait !text('f0') && !!text('f20')
		is  | hash()
		swipe 300 up
		wait !!text('f0')
	EOF
}

@test "a low window: help, notes and menu can be scrolled, and Tab stays in them" {
	draw --notes "$(seq -f 'note %g' 200)" small.folded
	browse <<-'EOF'
		size 500 260
		open graph.svg
		key ?
		eval globalThis.within = () => { const r = q('.fgv-popup').getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }
		is true | within()
		is true | q('.fgv-popup').scrollHeight > q('.fgv-popup').clientHeight
		key End
		wait (r => r.bottom <= innerHeight)([...q('.fgv-keys').children].pop().getBoundingClientRect())
		key Tab
		key Tab
		is true | q('.fgv-popup').contains(document.activeElement)
		key Escape
		click tool('about')
		is true | within()
		has note 200 | q('.fgv-dialog').textContent
		is true | q('.fgv-popup').scrollHeight > 2000
		key Escape
		rightclick text('main')
		is true | within()
		key Tab
		is Callers and callees | document.activeElement.firstChild.textContent
		eval q('.fgv-menu button:last-child').focus()
		is true | (r => r.bottom <= innerHeight)(document.activeElement.getBoundingClientRect())
		key Tab
		is Zoom in | document.activeElement.firstChild.textContent
	EOF
}

@test "on paper: more rows than the window has, no buttons, no dark" {
	awk 'BEGIN { s = "f0"; for (i = 1; i < 80; i++) s = s ";f" i; print s, 1 }' >deep.folded
	draw --theme dark deep.folded
	browse <<-'EOF'
		open graph.svg
		is true | !text('f79') && document.documentElement.classList.contains('fgv-dark')
		eval addEventListener('beforeprint', () => { globalThis.printed = !!text('f79') + ' ' + document.documentElement.classList.contains('fgv-dark'); }), 0
		eval matchMedia('print').addEventListener('change', e => { if (e.matches) globalThis.buttons = shown(tool('search')); }), 0
		paper
		is true false | printed
		is true | !text('f79') && document.documentElement.classList.contains('fgv-dark')
		is true | shown(tool('search'))
		is 800 | q('svg').getBoundingClientRect().height
	EOF
}

@test "on paper: a zoomed frame has the rows that it needs, on one page" {
	awk 'BEGIN { s = "main"; for (i = 1; i < 120; i++) s = s ";d" i; print s, 1; print "main;x;y 1000" }' >deep.folded
	draw deep.folded
	browse <<-'EOF'
		open graph.svg#zoom=main;x
		eval addEventListener('beforeprint', () => { globalThis.printed = q('svg').viewBox.baseVal.height + ' ' + (q('svg').getBoundingClientRect().height <= innerHeight); }), 0
		paper
		has true | printed
		is true | parseFloat(printed) < 250
	EOF
}

@test "names are text: markup, quotes, other scripts, long ones; nothing of them is run" {
	long=$(printf 'x%.0s' $(seq 10000))
	cat >odd.folded <<-EOF
		<script>alert(1)</script>;</script><b onclick="alert(1)">;"]]>' &amp; 10
		<script>alert(1)</script>;__proto__;constructor 10
		<script>alert(1)</script>;שלום עולם;مرحبا 10
		<script>alert(1)</script>;🔥🚒;$long 10
		<script>alert(1)</script>;javascript:alert(1) 10
	EOF
	draw --title '<img src=x onerror=alert(1)>' --notes ']]></script>' odd.folded
	well_formed_xml graph.svg
	browse <<-'EOF'
		before globalThis.alert = () => { globalThis.ran = true; }; addEventListener('error', () => { globalThis.ran = true; })
		open graph.svg
		is undefined | String(globalThis.ran)
		is true | !!text('<script>alert(1)</script>') && !!text('__proto__') && !!text('שלום עולם') && !!text('🔥🚒')
		is <img src=x onerror=alert(1)> | q('.fgv-title b').textContent
		click text('שלום עולם')
		is true | hash() === '#zoom=<script>alert(1)</script>;שלום עולם'
		key Escape
		move text('__proto__')
		is __proto__ | named()
		key t
		has constructor | rows()
		key s
		is callers and callees: __proto__ | chips()
		click q('.fgv-chip button')
		rightclick text('__proto__')
		is __proto__ | q('.fgv-menu-title').textContent
		key Escape
		is 0 | all('script, img, b[onclick]').filter(e => e.closest('.fgv-viewer')).length
		is undefined | String(globalThis.ran)
	EOF
}

@test "in a shadow tree, and saved while it was looked at" {
	draw small.folded
	{ echo '<!doctype html><div><template shadowrootmode="open">'; cat graph.svg; echo '</template></div>'; } >shadow.html
	{ echo '<!doctype html><meta charset=utf-8>'; cat graph.svg; } >page.html
	browse <<-'EOF'
		open shadow.html
		is true | !!text('parse', q('div').shadowRoot)
		click text('parse', q('div').shadowRoot)
		is #zoom=main;parse | hash()
		key /
		type lex
		is lex | q('div').shadowRoot.querySelector('.fgv-query').value
		open page.html
		click text('parse')
		# As "save page as, complete" writes it.
		eval globalThis.saved = document.documentElement.outerHTML
		eval document.open(), document.write(saved), document.close(), 0
		is 1 1 | all('.fgv-viewer').length + ' ' + all('.fgv-tools').length
		is true | !!text('parse')
		click text('lex')
		is #zoom=main;parse;lex | hash()
	EOF
}

@test "names in full: a tip at the pointer, the details, the menu" {
	long="std::map<std::string, std::vector<$(printf 'shop::Order<int>, %.0s' {1..40})> >::operator[]"
	printf '%s\n' "main;$long;a 10" "main;b 990" >long.folded
	draw long.folded
	browse <<-'EOF'
		open graph.svg
		is true | !!text('b') && !text('operator[]')
		click text('main')
		is false | shown(q('.fgv-tip'))
		eval globalThis.a = all('.fgv-texts text').length, 0
		move text('b')
		is false | shown(q('.fgv-tip'))
		key Home
		key ArrowUp
		open graph.svg#search=Order
		key n
		is true | named().startsWith('std::map<std::string') && named().endsWith('operator[]')
		key m
		is true | q('.fgv-menu-title').textContent.endsWith('operator[]')
		is true | (e => e.scrollWidth <= e.clientWidth)(q('.fgv-menu-title'))
		key Escape
		key Enter
		move all('.fgv-texts text').find(e => e.textContent.includes('\u2026'))
		is true | shown(q('.fgv-tip')) && q('.fgv-tip-name').textContent.endsWith('operator[]')
		is true | (r => r.left >= 0 && r.right <= 1200 && r.bottom <= 800)(q('.fgv-tip').getBoundingClientRect())
		move text('main')
		is false | shown(q('.fgv-tip'))
		# A menu stands below the box that it is about, which stays outlined, and told.
		open graph.svg
		rightclick text('b')
		move item('Copy link')
		is b | named()
		is true | (b => Math.abs(b.left - text('b').getBoundingClientRect().left) < 9)(q('.fgv-hover').getBoundingClientRect())
		key Escape
		is null | String(q('.fgv-hover'))
		is 1,000 samples | named()
	EOF
	# What is too long for a tip ends in dots, with the facts below it.
	printf '%s\n' "main;a$(head -c 9000 /dev/zero | tr '\0' x)::last;a 500" "main;b 500" >long.folded
	draw long.folded
	browse <<-'EOF'
		size 1200 500
		open graph.svg
		move all('.fgv-texts text').find(e => e.textContent.startsWith('last') || e.textContent.includes('\u2026'))
		is true | shown(q('.fgv-tip')) && q('.fgv-tip-name').scrollHeight > q('.fgv-tip-name').clientHeight + 17
		is true | +getComputedStyle(q('.fgv-tip-name')).webkitLineClamp > 3 && q('.fgv-tip-name').textContent.length > 9000
		is true | (t => q('.fgv-tip-name').nextSibling.getBoundingClientRect().bottom <= t.bottom && t.bottom <= 500 && t.top >= 0)(q('.fgv-tip').getBoundingClientRect())
		has 500 samples | q('.fgv-tip-name').nextSibling.textContent
	EOF
}

@test "layout: no row is cut in half, a shallow graph has taller rows, menus of choices" {
	draw small.folded
	awk 'BEGIN { s = "f0"; for (i = 1; i < 80; i++) s = s ";f" i; print s, 1 }' >deep.folded
	flamegraph-svg deep.folded >deep.svg
	flamegraph-svg --height 16 small.folded >low.svg
	browse <<-'EOF'
		open graph.svg
		is 24 | (t => Math.round(t('all') - t('main')))(n => text(n).getBoundingClientRect().top)
		click tool('order')
		is name width | all('.fgv-menu [role=menuitem]').map(e => e.firstChild.textContent).join(' ')
		click item('width')
		is #order=width | hash()
		click tool('colour')
		click item('package')
		has colour=package | hash()
		has gc | legend()
		open low.svg
		is 16 | (t => Math.round(t('all') - t('main')))(n => text(n).getBoundingClientRect().top)
		open deep.svg
		is 0 | q('.fgv-graph svg').height.baseVal.value % 18
		key PageUp
		is true | all('.fgv-paths path').every(e => /^(M\S+ -?\d+)/.test(e.getAttribute('d')) && Number(/^M\S+ (-?\d+)/.exec(e.getAttribute('d'))[1]) % 18 === 0)
		size 700 500
		is false | shown(tool('order').lastChild)
		is true | shown(tool('order').firstChild)
	EOF
}

@test "access: the frame in focus and its surroundings are items of the tree" {
	draw small.folded
	browse <<-'EOF'
		open graph.svg
		key ArrowUp
		key ArrowUp
		is main | named()
		is all main eval go parse | all('[role=treeitem]').map(e => e.getAttribute('aria-label').split(',')[0]).join(' ')
		is main, 500 samples, 100.00% 2 1/1 true | (e => [e.getAttribute('aria-label'), e.getAttribute('aria-level'), e.getAttribute('aria-posinset') + '/' + e.getAttribute('aria-setsize'), e.getAttribute('aria-selected')].join(' '))(document.getElementById(q('.fgv-graph').getAttribute('aria-activedescendant')))
		key ArrowUp
		is all main eval call gc::mark go parse | all('[role=treeitem]').map(e => e.getAttribute('aria-label').split(',')[0]).join(' ')
	EOF
}

@test "in a page: the next match is scrolled to" {
	awk 'BEGIN { s = "main"; for (i = 1; i < 120; i++) s = s ";d" i; print s, 1; print "main;x;y 1000" }' >deep.folded
	draw deep.folded
	{ echo '<!doctype html><meta charset=utf-8>'; cat graph.svg; } >page.html
	browse <<-'EOF'
		open page.html
		eval scrollTo(0, 1e6), 0
		click text('main')
		key /
		type ^d118$
		key Enter
		is d118 | named()
		is true | (r => r.top >= 0 && r.bottom <= innerHeight)(q('.fgv-cursor').getBoundingClientRect())
	EOF
}

@test "twice in one page, in an iframe, as an object" {
	draw small.folded
	printf 'other;thing 3\nother;more 4\n' | flamegraph-svg >two.svg
	{
		echo '<!DOCTYPE html><meta charset=utf-8><body style="margin:0"><p>words</p><div id=a>'
		cat graph.svg
		echo '</div><div id=b>'
		cat two.svg
		echo '</div>'
	} >page.html
	echo '<!DOCTYPE html><iframe src="graph.svg" width=700 height=300></iframe><object data="graph.svg" type="image/svg+xml" width=700></object>' >frames.html
	browse <<-'EOF'
		open page.html
		is true | !!text('parse', q('#a')) && !!text('thing', q('#b')) && !text('thing', q('#a'))
		click text('parse', q('#a'))
		is #zoom=main;parse | hash()
		click text('thing', q('#b'))
		is #zoom=main;parse&zoom.2=other;thing | hash()
		is true | !text('more', q('#b')) && !text('eval', q('#a'))
		back
		is true | !!text('more', q('#b')) && !text('eval', q('#a'))
		move text('thing', q('#b'))
		key i
		is #zoom=main;parse&icicle.2=1 | hash()
		# What is typed into the page's own fields is not the viewer's.
		eval q('p').replaceChildren(Object.assign(document.createElement('input'), {id: 'own'}))
		click q('#own')
		type ri
		is ri | q('#own').value
		is #zoom=main;parse&icicle.2=1 | hash()
		open frames.html
		wait !!q('iframe').contentDocument.querySelector('.fgv-texts text') && !!q('object').contentDocument.querySelector('.fgv-texts text')
		is true | !!text('parse', q('iframe').contentDocument) && !!text('parse', q('object').contentDocument)
		is true | q('object').getBoundingClientRect().height > 100
		eval globalThis.inside = (t => { const e = text(t, q('iframe').contentDocument).getBoundingClientRect(), f = q('iframe').getBoundingClientRect(); return {x: e.x + f.x + 2, y: e.y + f.y + 2, width: 20, height: 8}; })('parse')
		click inside
		is #zoom=main;parse | decodeURIComponent(q('iframe').contentWindow.location.hash)
		back
		is  | decodeURIComponent(q('iframe').contentWindow.location.hash)
	EOF
}

@test "in a page: its text's direction and spacing, padding and zoom change nothing" {
	draw small.folded
	{
		echo '<!DOCTYPE html><html dir=rtl><meta charset=utf-8><body style="letter-spacing:4px;word-spacing:9px;text-transform:uppercase;white-space:pre;text-indent:50px;font:italic bold 30px serif">'
		echo '<div id=a style="zoom:1.25;width:700px;padding:0 50px">'
		cat graph.svg
		echo '</div><div id=b style="transform:scale(.8)">'
		cat graph.svg
		echo '</div><div id=c>'
		flamegraph-svg --no-script small.folded
		echo '</div>'
	} >page.html
	browse <<-'EOF'
		open page.html
		eval globalThis.style = e => { const s = getComputedStyle(e); return [s.direction, s.letterSpacing, s.textTransform, s.fontStyle, s.fontWeight, s.fontSize].join(' '); }
		is ltr 0px none normal 400 12px | style(text('parse', q('#a'))).replace('normal none', '0px none')
		is ltr 0px none normal 400 12px | style(q('#c #frames text')).replace('normal none', '0px none')
		is 700 | q('#a svg').viewBox.baseVal.width
		click text('parse', q('#a'))
		is #zoom=main;parse | hash()
		click text('gc::sweep', q('#b'))
		is #zoom=main;parse&zoom.2=main;eval;gc::mark;gc::sweep | hash()
		# A menu is whole, though the picture is low and other things stand below it.
		rightclick text('lex', q('#a'))
		is true | (r => q('#a .fgv-popup').contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)))(all('.fgv-menu button').pop().getBoundingClientRect())
		key Escape
		is hidden | getComputedStyle(q('#a svg')).overflow
	EOF
}

@test "in a page: details that are below the window are said at the pointer" {
	awk 'BEGIN { s = "f0"; for (i = 1; i < 100; i++) s = s ";f" i; print s, 1 }' >deep.folded
	draw deep.folded
	{
		echo '<!DOCTYPE html><body>'
		cat graph.svg
		echo '</body>'
	} >page.html
	browse <<-'EOF'
		open page.html
		move text('f90')
		is f90, 1 sample, 100.00% | q('.fgv-graph > title').textContent
		eval scrollTo(0, 1e6)
		move text('f9')
		is  | q('.fgv-graph > title').textContent
	EOF
}

@test "--nameattr: titles and links, but none that runs a script" {
	printf 'lex\ttitle=reads tokens\thref=other.html\nparse\thref=javascript:document.title=1\n' >attributes
	echo '<!DOCTYPE html><title>other</title><p>other</p>' >other.html
	draw --nameattr attributes small.folded
	well_formed_xml graph.svg
	browse <<-'EOF'
		open graph.svg
		rightclick text('parse')
		is null | String(item('Open link'))
		key Escape
		move text('lex')
		has reads tokens | named()
		rightclick text('lex')
		click item('Open link')
		wait location.pathname.endsWith('other.html')
	EOF
}

@test "without scripts the static picture is there" {
	draw small.folded
	browse <<-'EOF'
		scripts off
		open graph.svg
		is true | shown(q('#frames rect'))
		is 0 | all('.fgv-viewer').length
		has parse (198 samples, 39.60%) | q('#frames').textContent
	EOF
}

@test "names of any bytes: what one begins or ends with is no part of another" {
	printf 'main;cut\xe2\x80 10\nmain;next\xff 10\nmain;\xef\xbb\xbfmark 10\n' >bytes.folded
	draw bytes.folded
	browse <<-'EOF'
		open graph.svg
		is all cut\ufffd main next\ufffd \ufeffmark | all('.fgv-texts text').map(e => e.textContent).sort().join(' ').replace(/[^ -~]/g, c => '\\u' + c.charCodeAt(0).toString(16))
	EOF
}

@test "frames of more than one block are read" {
	# More than 2^18 frames; the last one is in the second block, with frames of the first around it.
	awk 'BEGIN {
		for (i = 0; i < 300000; i++)
			printf "main;f%d;g%d 1\n", i / 1000, i % 1000
		print "main;f299;last 300000"
		print "main;z 600000"
	}' >many.folded
	draw many.folded
	browse <<-'EOF'
		size 1200 800
		open graph.svg#zoom=main;f299
		has last | texts()
		move text('last')
		has 300,000 | facts()
		open graph.svg#search=^(last|z)$
		has 75.0 | result()
	EOF
}

@test "damaged data, and those of a newer version, leave the static picture" {
	draw small.folded
	sed 's/flamegraph-data">/&AAAAAAAA/' graph.svg >damaged.svg
	# As data of version 5 begin.
	sed 's|flamegraph-data">|&CAAAAAAM/4AAAAAA|' graph.svg >newer.svg
	{
		echo 'size 1200 800'
		echo 'before addEventListener("error", e => { self.said = e.message; e.preventDefault(); })'
		echo 'open damaged.svg'
		echo 'is true | shown(q("#frames rect"))'
		echo 'has damaged | said'
		echo 'open newer.svg'
		echo 'is true | shown(q("#frames rect"))'
		echo 'has made by a newer version | said'
	} >commands
	try "$UNIT/../browser" "$BATS_TEST_TMPDIR/profile" <commands
	ok
}

@test "a timeline keeps its order, and its gaps are not drawn" {
	printf '%s\n' 'a;b 2' 'a 3' 'a;b 4' 'c 1' >time.folded
	draw --flamechart time.folded
	browse <<-'EOF'
		open graph.svg
		is a all b b c | texts()
		move text('a')
		has own 3 (30.00%) | facts()
		key r
		is true | texts().includes('b') && !texts().includes(';')
	EOF
}

@test "a timeline: of frames that are alike, the one that was clicked is zoomed" {
	printf '%s\n' 'a;b 2' 'c 1' 'a;d 9' 'a;d;e 1' 'c;f 1' 'a;d;g 4' >time.folded
	draw --flamechart time.folded
	browse <<-'EOF'
		open graph.svg
		click all('.fgv-texts text').filter(e => e.textContent === 'a')[1]
		is #zoom=a&nth=1 | hash()
		is a all d e | texts()
		click text('e')
		is #zoom=a;d;e&nth=1 | hash()
		key Escape
		key Escape
		is a all d e | texts()
		key Backspace
		is  | hash()
		click all('.fgv-texts text').filter(e => e.textContent === 'a')[2]
		is a all d g | texts()
		# However they are ordered, and from a link.
		key o
		key o
		is #zoom=a&nth=2&order=width | hash()
		is a all d g | texts()
		open graph.svg#zoom=a;d&nth=1
		is a all d e | texts()
		open graph.svg#zoom=a;d&nth=9.-1.x
		is a all b | texts()
	EOF
}

@test "--reverse can be turned round again" {
	draw --reverse small.folded
	browse <<-'EOF'
		open graph.svg
		is true | pressed('leaf')
		is true | !!text('gc::sweep')
		move text('lex')
		has 8.80% of all | facts()
		key r
		is #leaf=0 | hash()
		click text('parse')
		is all lex main next_token parse read_line | texts()
	EOF
}

@test "the viewer's sources are JavaScript that node takes, and shorter than 500 lines" {
	for file in "$ROOT"/flamegraph-svg/viewer/*.js; do
		node --check "$file"
		[ "$(wc -l <"$file")" -le 500 ]
	done
	# What the build makes of it is parsed as the same, but for names, each of which is another one
	# everywhere; and nothing in it ends it in XML or HTML.
	cat >parsed.js <<-'EOF'
		const acorn = require('acorn'), fs = require('fs'), places = ['start', 'end', 'raw'];
		const parsed = file => {
			const names = [], text = JSON.stringify(acorn.parse(fs.readFileSync(file, 'utf8'), {ecmaVersion: 2020}), (key, value) => {
				if (key === 'name')
					names.push(value);
				return key === 'name' || places.includes(key) ? undefined : key === 'kind' && value === 'const' ? 'let' : value instanceof RegExp ? String(value) : value;
			});
			return {text, names};
		};
		const [whole, short] = process.argv.slice(2).map(parsed), there = new Map(), back = new Map();
		const same = whole.names.every((name, i) => {
			const other = short.names[i];
			there.set(name, there.get(name) || other);
			back.set(other, back.get(other) || name);
			return there.get(name) === other && back.get(other) === name && (name === other || other[0] === '$');
		});
		console.log(whole.text.length > 100000 && whole.text === short.text && whole.names.length === short.names.length && same);
	EOF
	cat "$ROOT"/flamegraph-svg/viewer/*.js >whole.js
	awk -f "$ROOT/flamegraph-svg/viewer/shorten.awk" whole.js whole.js >short.js
	try env NODE_PATH=/usr/share/nodejs:/usr/lib/nodejs node parsed.js whole.js short.js
	ok
	out_is true
	try grep -cE ']]>|<!|</' short.js
	status_is 1
}
