#!/usr/bin/env bats
# What hands do to a picture in a browser: drag, wheel, pinch, long press; by real input events.

load helper
records

setup() {
	in_browser
	flamegraph-svg small.folded >graph.svg
	# seen(): the range of the address in percent; at(name, part): a point in the row of a name.
	cat >helpers <<-'EOF'
		size 1200 800
		before Object.assign(globalThis, {seen: () => { const m = /range=([\d.]+)_([\d.]+)/.exec(hash()); return m ? m.slice(1).map(n => Math.round(100 * n)).join('-') : ''; }})
		before globalThis.at = (name, part) => ({x: 10 + 1180 * part, y: text(name).getBoundingClientRect().y + 6, width: 0, height: 0})
	EOF
}

hands() {
	cat helpers - >hands.commands
	browse <hands.commands
}

@test "a drag across the graph zooms to what lies between its ends, and is no click" {
	hands <<-'EOF'
		open graph.svg
		grab at('main', .25) | at('parse', .5)
		is true | shown(q('.fgv-band'))
		is 295 | Math.round(q('.fgv-band').getBBox().width)
		has 125 samples, 25.00% | q('.fgv-tip').textContent
		release at('parse', .5)
		is 25-50 | seen()
		is  | hash().replace(/#range=[^&]*/, '')
		is false | shown(q('.fgv-band')) || shown(q('.fgv-tip'))
		is true | !text('parse') && left('main') === 13 && left('eval') === 13 && left('call') === 13
		# To the left, and within what is seen.
		draw at('main', .9) | at('main', .4)
		is 35-48 | seen()
		back
		is 25-50 | seen()
		key Escape
		is  | hash()
		click text('parse')
		draw at('lex', 0) | at('lex', .5)
		is main;parse 0-50 | hash().match(/zoom=([^&]*)/)[1] + ' ' + seen()
		is 100 samples | facts().split('|')[0].replace('198', '100')
		key Escape
		is #zoom=main;parse | hash()
		# A range in the address.
		open graph.svg#range=0.25_0.5
		is true | !text('parse') && !!text('eval')
		open graph.svg#range=0.5_0.25
		is true | !!text('parse')
		open graph.svg#range=__proto__
		is true | !!text('parse')
	EOF
}

@test "a drag that ends elsewhere, or that Escape ends, zooms nothing; nor does a click that wanders off" {
	hands <<-'EOF'
		open graph.svg
		draw at('main', .25) | q('.fgv-title')
		is  | hash()
		draw at('main', .25) | q('.fgv-foot')
		is  | hash()
		draw at('main', .25) | tool('table')
		is  | hash()
		grab at('main', .25) | at('main', .5)
		release q('.fgv-foot')
		is  | hash()
		grab at('main', .25) | at('main', .5)
		key Escape
		release at('main', .5)
		is  | hash()
		is false | shown(q('.fgv-band')) || shown(q('.fgv-tip'))
		# Upwards: neither a range nor the frame where it began or ended.
		draw text('parse') | (r => ({x: r.x + r.width / 2, y: r.y - 40, width: 0, height: 0}))(text('parse').getBoundingClientRect())
		is  | hash()
		# From outside into the graph.
		draw q('.fgv-title') | text('parse')
		is  | hash()
		click text('parse')
		is #zoom=main;parse | hash()
	EOF
}

@test "while hands move, a box at the right end is nowhere else" {
	printf '%s\n' 'main;a 9999999' 'main;z 1' >edge.folded
	flamegraph-svg edge.folded >graph.svg
	hands <<-'EOF'
		open graph.svg
		eval new MutationObserver(() => { const c = q('.fgv-motion canvas'); if (q('.fgv-moves')) globalThis.bitmap = (x, y) => String(c.getContext('2d').getImageData(x, y, 1, 1).data); }).observe(q('.fgv-graph'), {attributes: true, attributeFilter: ['class']}), 0
		wheel Control+100 down at('main', .5)
		wait !q('.fgv-moves') && !!globalThis.bitmap
		is true | (y => bitmap(0, y) === bitmap(1, y) && bitmap(0, y) !== bitmap(0, y - 24) || bitmap(0, y) + ' ' + bitmap(1, y))(Math.round(text('main').getAttribute('y')) - 4)
	EOF
}

@test "while hands move the graph is a bitmap of the same boxes, and then elements again" {
	for more in '' '--theme dark' '--theme dark --search-color #123456 --highlight lex'; do
		flamegraph-svg $more small.folded >graph.svg
		hands <<-'EOF'
			open graph.svg
			eval globalThis.paper = () => { const c = q('.fgv-motion canvas'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height); return (x, y) => [...d.data.slice(4 * (y * d.width + x), 4 * (y * d.width + x) + 4)].join(); }
			eval new MutationObserver(() => { if (q('.fgv-moves')) globalThis.bitmap = paper(); }).observe(q('.fgv-graph'), {attributes: true, attributeFilter: ['class']}), 0
			is false | shown(q('.fgv-motion'))
			wheel Control+100 up at('main', .5)
			wait !q('.fgv-moves') && !!globalThis.bitmap
			is true | seen() !== '' && !!text('main') && !shown(q('.fgv-motion'))
			# Before each name there is its box, in the colour that it has on the paper.
			eval globalThis.rgb = s => s.match(/[\d.]+/g).map(Number)
			eval globalThis.mixed = (e, layer) => { const part = getComputedStyle(layer).opacity, b = rgb(getComputedStyle(q('.fgv-back')).fill); return [...rgb(getComputedStyle(e).fill).map((n, i) => Math.round(n * part + b[i] * (1 - part))), 255].join(); }
			eval globalThis.behind = (x, y) => { for (const layer of all('.fgv-paths, .fgv-unlit, .fgv-faded')) for (const e of layer.querySelectorAll('path')) if (e.isPointInFill(Object.assign(q('.fgv-graph').ownerSVGElement.createSVGPoint(), {x, y}))) return mixed(e, layer); return ''; }
			eval globalThis.same = all('.fgv-texts text').map(e => [Math.round(+e.getAttribute('x')) - 1, Math.round(+e.getAttribute('y')) + 2]).map(([x, y]) => behind(x, y) + ' ' + bitmap(x, y))
			is true | same.length >= 4 && same.every(s => s.split(' ')[0] === s.split(' ')[1] && s.length > 12) || same.join(' | ')
			# There are letters on it.
			is true | (e => { const y = Math.round(+e.getAttribute('y')) - 4, seen = new Set(); for (let x = 0; x < 60; x++) seen.add(bitmap(Math.round(+e.getAttribute('x')) + x, y)); return seen.size > 3; })(text('main'))
			# Scrolled, zoomed or searched meanwhile, what comes is elements.
			wheel Control+100 up at('main', .5)
			key Escape
			wait !q('.fgv-moves')
			is  | hash().replace(/#search=lex/, '')
			is true | !!text('main') && !shown(q('.fgv-motion'))
		EOF
	done
}

@test "Ctrl and the wheel zoom where the pointer is, Shift and the wheel go across" {
	hands <<-'EOF'
		open graph.svg
		wheel Control+400 up at('main', .5)
		wait hash() !== ''
		is 11-89 | seen()
		wheel Control+400 up at('main', 0)
		wait seen() !== '11-89'
		is 11-72 | seen()
		# What is in one place stays there: Back is one step for all of it.
		wheel Shift+118 down
		wait seen() !== '11-72'
		is 17-78 | seen()
		back
		is  | hash()
		# And what is done after that is a step of its own.
		wheel Control+400 up at('main', .5)
		wait hash() !== ''
		back
		is  | hash()
		# Out again, beyond a zoomed frame to what is around it.
		open graph.svg#zoom=main;parse
		wheel Control+400 down at('parse', .5)
		wait hash() !== '#zoom=main;parse'
		is 49-100 main | seen() + ' ' + /zoom=([^&]*)/.exec(hash())[1]
		wheel Control+4000 down
		wheel Control+4000 down
		wheel Control+4000 down
		wheel Control+4000 down
		wait hash() === '#zoom=main'
		# Keys do both.
		open graph.svg
		key +
		wait hash() !== ''
		is 20-80 | seen()
		key Shift+ArrowRight
		wait seen() !== '20-80'
		is 35-95 | seen()
		key -
		wait seen() === ''
		is  | hash()
		# Of nothing there is no part.
		open graph.svg#change=hide:main
		key +
		key i
		is #icicle=1&change=hide:main | hash()
	EOF
}

@test "two fingers zoom, one that rests opens the menu: lifting it chooses nothing" {
	awk 'BEGIN { for (i = 0; i < 20; i++) print "main;f" i ";g" i, 10 }' >twenty.folded
	flamegraph-svg twenty.folded >twenty.svg
	{
		echo 'open graph.svg'
		echo "pinch 100 200 at('main', .5)"
		echo 'is 25-75 | seen()'
		echo "pinch 200 100 at('main', .5)"
		echo 'is  | seen()'
		echo 'open twenty.svg'
		for i in $(seq 0 19); do
			# In rows above each other, so that the menu comes up on all sides of the finger.
			echo "hold text('$( ((i % 2)) && echo f || echo g)$i')"
			echo "is true | shown(q('.fgv-menu'))"
			echo 'is  | hash()'
			echo 'key Escape'
		done
		echo "hold text('f3')"
		echo "tap item('Hide, with its samples')"
		echo 'is #change=hide:f3 | hash()'
		echo "tap text('f4')"
		echo 'has zoom=main;f4 | hash()'
	} | hands
}

@test "after a scroll the cursor is among what is seen, and what is under the pointer is told" {
	awk 'BEGIN { s = "f0"; for (i = 1; i < 90; i++) s = s ";f" i; print s, 1 }' >deep.folded
	flamegraph-svg deep.folded >deep.svg
	hands <<-'EOF'
		open deep.svg
		key ArrowUp
		is all | named()
		wheel 600 up
		wait named() !== 'all'
		is true | (r => r.top >= q('.fgv-back').getBoundingClientRect().top && r.bottom <= q('.fgv-back').getBoundingClientRect().bottom)(q('.fgv-cursor').getBoundingClientRect())
		is true | /^f\d+, 1 sample/.test(q('.fgv-live').textContent)
	EOF
}

@test "every match is reached by a key, nested ones too, and narrow ones are zoomed to" {
	hands <<-'EOF'
		open graph.svg
		key /
		type ^(eval|call)$
		is 4 matches, 58.00% of the whole | result()
		key Enter
		is eval 1 of 4 matches, 58.00% of the whole | named() + ' ' + result()
		key Enter
		is call 2 of 4 matches, 58.00% of the whole | named() + ' ' + result()
		key ArrowDown
		key n
		key n
		is call 4 of 4 matches, 58.00% of the whole | named() + ' ' + result()
		is 5 | Math.round((text('all').getBoundingClientRect().y - q('.fgv-cursor').getBoundingClientRect().y) / 24)
		key n
		is eval | named()
		key Shift+N
		is call | named()
	EOF
	{
		echo 'main;wide 1000000'
		for i in 1 2 3; do echo "main;a$i;b;narrow 1"; done
	} >narrow.folded
	flamegraph-svg narrow.folded >narrow.svg
	hands <<-'EOF'
		open narrow.svg#search=^narrow$
		is 3 matches, 0.00% of the whole | result()
		key n
		is #zoom=main;a1&search=^narrow$ | hash()
		is true | q('.fgv-cursor').getBoundingClientRect().width > 20
		key n
		is #zoom=main;a2&search=^narrow$ | hash()
		key n
		has 3 of 3 matches | result()
	EOF
}

@test "what is seen is saved: folded stacks, as they were put in or a part of them" {
	printf '%s\n' '[event=cpu-clock,unit=ns,samples=3,total=600] 0' 'a;b 200.5' 'a;c;d_[k] 399.5' >ns.folded
	printf '%s\n' 'a;b 2' 'a 3' 'a;b 4' 'c 1' 'a 3' 'a;b 4' >time.folded
	difffolded small.folded <(sed 's/;lex/;lexer/; s/0$/7/' small.folded) >diff.folded
	flamegraph-svg ns.folded >ns.svg
	flamegraph-svg diff.folded >diff.svg
	flamegraph-svg --flamechart time.folded >time.svg
	for i in 1 2 3; do cp graph.svg "graph$i.svg"; done
	mkdir saved
	hands <<-'EOF'
		downloads saved
		open ns.svg
		click tool('save')
		is Save what is seen | q('.fgv-menu-title').textContent
		click item('Stacks, folded')
		saved saved/ns.folded
		open diff.svg
		key Shift+S
		key Enter
		saved saved/diff.folded
		open time.svg
		key Shift+S
		key Enter
		saved saved/time.folded
		open graph.svg#zoom=main;eval&change=hide:gc::sweep
		key Shift+S
		key Enter
		saved saved/graph.folded
		# A quarter of all: the last 10 of lookup, and print::out, and 55 of gc::sweep.
		open graph1.svg#range=0.16_0.41
		key Shift+S
		key Enter
		saved saved/graph1.folded
		open graph2.svg#focus=lex
		key Shift+S
		key Enter
		saved saved/graph2.folded
		open graph3.svg#leaf=1&zoom=next_token
		key Shift+S
		key Enter
		saved saved/graph3.folded
	EOF
	cmp saved/ns.folded ns.folded
	cmp saved/time.folded <(printf '%s\n' 'a;b 2' 'a 3' 'a;b 4' 'c 1' 'a 3' 'a;b 4')
	flamegraph-svg --extract diff.svg | cmp - saved/diff.folded
	cmp saved/graph.folded <(printf '%s\n' 'main;eval;call;eval;call;lookup 90' 'main;eval;call;print::out;write_[k] 60')
	cmp saved/graph1.folded <(printf '%s\n' 'main;eval;call;eval;call;lookup 10' 'main;eval;call;print::out;write_[k] 60' 'main;eval;gc::mark;gc::sweep 55')
	cmp saved/graph2.folded <(printf '%s\n' 'main;parse;lex 44' 'main;parse;lex;next_token 120')
	cmp saved/graph3.folded <(printf '%s\n' 'next_token;lex;parse;main 120')
}

@test "what is seen is saved: an SVG without scripts, and a PNG of it" {
	mkdir saved
	flamegraph-svg --theme dark --title 'A <b> & "c"' small.folded >dark.svg
	hands <<-'EOF'
		before { const make = URL.createObjectURL; URL.createObjectURL = blob => { globalThis.blob = blob; return make(blob); }; }
		downloads saved
		open graph.svg#zoom=main;parse&search=next&colour=package
		eval globalThis.texts = texts(), 0
		click tool('save')
		click item('Picture, SVG')
		saved saved/graph.view.svg
		click tool('save')
		click item('Picture, PNG')
		saved saved/graph.png
		is image/png | blob.type
		# The pixels of it are those of the boxes.
		eval createImageBitmap(blob).then(b => { const c = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas'); c.width = b.width; c.height = b.height; const x = c.getContext('2d'); x.drawImage(b, 0, 0); globalThis.pixel = e => { const r = e.getBoundingClientRect(); return '#' + [...x.getImageData(2 * (r.right + 20), 2 * (r.y + 8), 1, 1).data].slice(0, 3).map(n => n.toString(16).padStart(2, '0')).join(''); }; globalThis.size = b.width + ' ' + (b.height > 300); })
		is 2400 true | size
		is true | all('.fgv-paths path').some(e => e.getAttribute('fill') === pixel(text('next_token')))
		open dark.svg
		click tool('save')
		click item('Picture, SVG')
		saved saved/dark.view.svg
		open saved/graph.view.svg
		is all lex main next_token parse read_line | all('svg svg text').map(e => e.textContent).sort().join(' ')
		has search: next, 1 match | document.documentElement.textContent
		has true | /main . parse /.test(document.documentElement.textContent)
		is 0 | all('script, foreignObject, style').length
		open saved/dark.view.svg
		has A <b> & "c" | q('text').textContent
		is rgb(27, 28, 31) | q('rect').getAttribute('fill')
	EOF
	well_formed_xml saved/graph.view.svg
	well_formed_xml saved/dark.view.svg
}

@test "a picture that is higher than the browser's largest is saved as a smaller PNG" {
	mkdir saved
	awk 'BEGIN { for (i = 0; i < 2000; i++) printf "f%d%s", i, i < 1999 ? ";" : " 1\n" }' >deep.folded
	{ echo '<!DOCTYPE html><body>'; flamegraph-svg deep.folded | grep -v -e '^<?xml' -e '^<!DOCTYPE'; } >deep.html
	hands <<-'EOF'
		size 400 600
		downloads saved
		open deep.html
		click tool('save')
		click item('Picture, PNG')
		saved saved/deep.png
	EOF
	# The height stands behind the width, in the first chunk.
	[ "$(od -An -tu1 -j 20 -N 4 saved/deep.png | awk '{ print $3 * 256 + $4 }')" -gt 32000 ]
}

@test "a picture that is wider than its window is scrolled across, and what comes up is within the window" {
	flamegraph-svg --width 2000 small.folded >wide.svg
	hands <<-'EOF'
		size 600 400
		before globalThis.inside = s => { const r = q(s).getBoundingClientRect(); return r.width > 100 && r.left >= 0 && r.right <= innerWidth && r.top >= 0 && r.bottom <= innerHeight; }
		open wide.svg
		is 0 | scrollX
		key ?
		is true | inside('.fgv-popup')
		key Escape
		key Shift+S
		is true | inside('.fgv-popup')
		key Escape
		wheel Shift+100 down
		wait scrollX === 100
		# The next match is out of sight: the window goes there.
		open wide.svg#search=next_token
		key n
		is true | scrollX > 600 && scrollY === 0
		key ?
		is true | inside('.fgv-popup')
	EOF
}

@test "links: of what is seen, and of a frame" {
	hands <<-'EOF'
		open graph.svg#search=lex
		eval navigator.clipboard.writeText = t => { globalThis.copied = t; return Promise.resolve(); }
		key Shift+S
		click item('Copy link')
		is true | copied === location.href
		rightclick text('parse')
		click item('Copy link')
		is #zoom=main;parse&search=lex | decodeURIComponent(new URL(copied).hash)
		is #search=lex | hash()
	EOF
}

@test "the way to what is zoomed: each step is a way back" {
	hands <<-'EOF'
		open graph.svg
		is false | shown(q('.fgv-crumbs'))
		click text('parse')
		is all main parse | [...q('.fgv-crumbs').children].map(e => e.textContent).join(' ')
		is parse | q('.fgv-crumbs [aria-current]').textContent
		click q('.fgv-crumbs').children[1]
		is #zoom=main | hash()
		click text('lookup')
		is all \u2026 eval call lookup | [...q('.fgv-crumbs').children].map(e => e.textContent).join(' ').replace('\u2026', '\\u2026')
		click q('[data-crumb=more]')
		is all main eval call eval call | all('.fgv-menu [role=menuitem]').map(e => e.firstChild.textContent).join(' ')
		click all('.fgv-menu [role=menuitem]')[2]
		is #zoom=main;eval | hash()
		draw at('call', .25) | at('call', .5)
		is all main eval 72.5 samples, 14.50% | [...q('.fgv-crumbs').children].map(e => e.textContent).join(' ').replace(/7[23]/, '72.5').replace('72.5.5', '72.5')
		click q('.fgv-crumbs').children[0]
		is  | hash()
	EOF
}

@test "narrow windows: the way to what is zoomed has a line of its own, and nothing is cut that need not be" {
	printf '%s\n' 'main;a 50 20' 'main;b 10 40' >difference
	flamegraph-svg difference >difference.svg
	for width in 390 1200; do
		cat <<-EOF
			size $width 800
			open graph.svg#zoom=main;eval;call;eval;call;lookup
			is lookup | q('.fgv-crumbs [aria-current]').textContent
			is true | q('.fgv-crumbs').getBoundingClientRect().top >= q('.fgv-tools').getBoundingClientRect().bottom
			is 0 | [...q('.fgv-crumbs').children].slice(0, 2).filter(e => e.scrollWidth > e.clientWidth).length
			key Backspace
			is true | q('.fgv-hint').scrollWidth <= q('.fgv-hint').clientWidth
		EOF
	done | hands
	hands <<-'EOF'
		size 390 800
		open difference.svg
		# Below what is said of the frame, in one line.
		is true | q('.fgv-legend').getBoundingClientRect().top >= q('.fgv-details').getBoundingClientRect().bottom
		is true | q('.fgv-legend').getBoundingClientRect().left === q('.fgv-details').getBoundingClientRect().left
		is true | q('.fgv-newkey').getBoundingClientRect().top < q('.fgv-ramp').getBoundingClientRect().bottom
	EOF
}

@test "the minimap shows where one is, and leads elsewhere" {
	awk 'BEGIN { for (i = 0; i < 40; i++) { s = "main"; for (j = 0; j < 60; j++) { s = s ";f" i "_" j; print s, 1 } } }' >many.folded
	flamegraph-svg many.folded >many.svg
	hands <<-'EOF'
		before globalThis.map = part => { const r = q('.fgv-map-touch').getBoundingClientRect(); return {x: r.x + r.width * part, y: r.y + r.height - 8, width: 0, height: 0}; }
		before globalThis.frame = () => { const r = q('.fgv-map-frame').getBBox(); return Math.round((r.x - 10) / 11.8) + '-' + Math.round((r.x + r.width - 10) / 11.8); }
		open graph.svg
		is false | shown(q('.fgv-map'))
		open many.svg
		wait (q('.fgv-map image').getAttribute('href') || '').startsWith('data:image/bmp')
		is 62 1180 | q('.fgv-map image').getAttribute('height') + ' ' + q('.fgv-map image').getAttribute('width')
		# All from left to right, but not all rows.
		is 0-100 true | frame() + ' ' + (q('.fgv-map-frame').getBBox().height < 50)
		draw map(.25) | map(.5)
		is 25-50 | seen()
		is 25-50 | frame()
		# What is taken hold of moves, and is not drawn anew.
		draw map(.3) | map(.4)
		wait seen() === '35-60'
		is 35-60 | frame()
		click map(.8)
		is 68-93 | seen()
		grab map(.1) | map(.2)
		is true | shown(q('.fgv-band'))
		release q('.fgv-foot')
		is 68-93 | seen()
		key Backspace
		is  | seen()
		is 0-100 | frame()
		# The picture in it has the colours of the graph: the row of main, all across.
		eval new Promise(done => { const i = new Image(); i.onload = () => { const c = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas'), x = c.getContext('2d'); c.width = i.width; c.height = i.height; x.drawImage(i, 0, 0); globalThis.row = y => new Set([0, 300, 600, 1179].map(px => [...x.getImageData(px, i.height - 1 - y, 1, 1).data].join())).size; done(); }; i.src = q('.fgv-map image').getAttribute('href'); })
		is 1 1 true | row(0) + ' ' + row(1) + ' ' + (row(2) > 1)
		# It follows a search, and a tree that is seen again has its picture at once.
		eval globalThis.url = () => q('.fgv-map image').getAttribute('href'), globalThis.first = url(), 0
		key /
		type f1_
		wait url() !== first
		key Escape
		wait url() === first
		key r
		wait url() !== first
		key r
		is true | url() === first
	EOF
}

@test "the call tree as a table: opened and closed by mouse and keys, sorted, linked to the graph" {
	hands <<-'EOF'
		before globalThis.tree = () => all('.fgv-table-box').filter(shown)[0]
		before globalThis.lines = () => [...tree().querySelectorAll('.fgv-tr')].map(e => e.getAttribute('aria-level') + e.title + (e.getAttribute('aria-expanded') || '')).join(' ')
		before globalThis.line = t => [...tree().querySelectorAll('.fgv-tr')].find(e => e.title === t)
		open graph.svg
		key Shift+T
		is #table=1&tab=tree | hash()
		# What has half of all that calls it is open.
		is 1alltrue 2maintrue 3evaltrue 4calltrue 5evaltrue 6calltrue 7lookup 5print::outfalse 4gc::markfalse 3parsefalse 3go | lines()
		click line('eval').querySelector('.fgv-arrow')
		is 1alltrue 2maintrue 3evalfalse 3parsefalse 3go | lines()
		is 0 0.00%290 58.00% | [...line('eval').children].slice(0, 2).map(e => e.textContent.replace(/^0|^290/, '$& ')).join('')
		click line('parse')
		is parse | named()
		is true | shown(q('.fgv-cursor'))
		key ArrowRight
		is 1alltrue 2maintrue 3evalfalse 3parsetrue 4lexfalse 4read_line 3go | lines()
		key ArrowRight
		is lex | named()
		key ArrowLeft
		is parse | named()
		key ArrowLeft
		is 1alltrue 2maintrue 3evalfalse 3parsefalse 3go | lines()
		key Enter
		is #table=1&tab=tree&zoom=main;parse | hash().replace('#zoom=main;parse&table=1&tab=tree', '#table=1&tab=tree&zoom=main;parse')
		is 1parsetrue 2lextrue 3next_token 2read_line | lines()
		is of parse | tree().querySelector('.fgv-about').textContent
		click tree().querySelector('[data-sort=name]')
		key Backspace
		is 3evaltrue 3go 3parsefalse | lines().split(' ').filter(s => s[0] === '3').join(' ')
		# What is found stands out.
		key /
		type ^parse$
		is true | line('parse').classList.contains('fgv-hit') && !line('go').classList.contains('fgv-hit')
		click tree().querySelector('[data-tab=functions]')
		is parse | [...tree().querySelectorAll('.fgv-tr')].map(e => e.title).join(' ')
		rightclick line('parse')
		is true | shown(item('Callers and callees'))
	EOF
}

@test "the table of functions follows what is zoomed, and a range" {
	hands <<-'EOF'
		before globalThis.own = t => all('.fgv-tr').find(e => e.title === t).querySelector('.fgv-own').textContent
		open graph.svg#table=1
		is 12024.00% | own('next_token')
		click text('parse')
		is 12060.61% | own('next_token')
		is next_token lex read_line parse | rows()
		is of parse | q('.fgv-about').textContent
		key Backspace
		is gc::sweep | all('.fgv-tr')[0].title
		open graph.svg#table=1&range=0.16_0.41
		is 5544.00% | own('gc::sweep')
		is 108.00% | own('lookup')
		is of what is seen | q('.fgv-about').textContent
		key Shift+T
		is all 100.00% main 100.00% eval 100.00% call 56.00% gc::mark 44.00% | all('.fgv-table-box').filter(shown).flatMap(e => [...e.querySelectorAll('.fgv-tr')]).filter(e => e.getAttribute('aria-level') < 5).map(e => e.title + ' ' + e.querySelector('.fgv-total').lastChild.data).join(' ')
	EOF
}

@test "a flame chart has an axis, in the unit of its counts" {
	printf '%s\n' '[event=wall-clock,unit=ns,samples=3,total=10000000] 0' 'a;b 2000000' 'a;c 3000000' 'a;b 5000000' >time.folded
	flamegraph-svg --flamechart time.folded >time.svg
	printf '%s\n' 'a;b 20' 'a;c 30' 'a;b 50' >counts.folded
	flamegraph-svg --flamechart counts.folded >counts.svg
	sed 's/$/00000/' counts.folded | flamegraph-svg --flamechart >large.svg
	hands <<-'EOF'
		before globalThis.ticks = () => all('.fgv-axis text').map(e => e.textContent).join(' ')
		before globalThis.tick = t => all('.fgv-axis text').find(e => e.textContent === t).getAttribute('x') - 13
		open time.svg
		is 0 ns 1 ms 2 ms 3 ms 4 ms 5 ms 6 ms 7 ms 8 ms 9 ms 10 ms | ticks()
		has 4 frames | facts()
		click tool('about')
		is Frames 4 Functions 3 | all('.fgv-popup dt').slice(-4, -2).map(e => e.textContent + ' ' + e.nextSibling.textContent).join(' ')
		key Escape
		# Where b ends, c begins.
		is 236 | Math.round(tick('2 ms'))
		is true | Math.abs(left('c') - 13 - tick('2 ms')) <= 1
		draw at('a', .2) | at('a', .25)
		has 2.4 ms | ticks()
		is 2 ms | ticks().split(' ').slice(0, 2).join(' ')
		key Escape
		key r
		is false | shown(q('.fgv-axis'))
		key r
		key o
		is false | shown(q('.fgv-axis'))
		open counts.svg
		is 0 samples 10 20 30 40 50 60 70 80 90 100 | ticks()
		# None is cut at the window's edge, nor one over another.
		open large.svg
		is 0 samples 1,000,000 2,000,000 3,000,000 4,000,000 5,000,000 6,000,000 7,000,000 8,000,000 9,000,000 | ticks()
		is true | all('.fgv-axis text').every(e => e.getBoundingClientRect().right <= innerWidth)
		open time.svg
		is true | all('.fgv-axis text').every(e => e.getBoundingClientRect().right <= innerWidth)
		open graph.svg
		is false | shown(q('.fgv-axis'))
	EOF
}

@test "a flame chart of threads has a lane for each, and all show the same time" {
	printf '%s\n' 'p-1/1;f;g 10' 'p-1/2;w 20' 'p-1/1;f;g 10' 'p-1/2;w;x 20' 'p-1/1;f 30' 'p-1/1;h 10' 'p-1/2;w 20' >threads.folded
	flamegraph-svg --flamechart threads.folded >threads.svg
	mkdir saved
	hands <<-'EOF'
		before globalThis.row = t => Math.round(text(t).getBoundingClientRect().y)
		before globalThis.part = t => { const e = text(t); return Math.round((e.getBoundingClientRect().x - 13) / 11.8); }
		downloads saved
		open threads.svg
		is threads | tool('order').querySelector('b').textContent
		# Each from its own beginning, 60 of each: a frame goes on where only another thread's samples came between.
		is f g h p-1/1 p-1/2 w x | texts()
		is 0 83 0 33 | [part('g'), part('h'), part('w'), part('x')].join(' ')
		is true | row('p-1/1') < row('x') && row('w') < row('p-1/2')
		is 120 samples | named()
		has 0 samples | all('.fgv-axis text').map(e => e.textContent).join(' ')
		move text('g')
		has 20 samples|16.67% of all | facts()
		# What is zoomed in one lane is the time of the others.
		click text('x')
		has zoom=p-1/2;w;x | hash()
		is f p-1/1 p-1/2 w x | texts().replace(' g', '')
		key Escape
		key Backspace
		draw at('f', .5) | at('f', 1)
		is f h p-1/1 p-1/2 w x | texts()
		key Backspace
		key /
		type ^(g|x)$
		is 2 matches, 33.33% of the whole | result()
		key Enter
		key Enter
		is x 2 of 2 matches, 33.33% of the whole | named() + ' ' + result()
		key Escape
		key Shift+S
		key Enter
		saved saved/threads.folded
		key o
		is time | tool('order').querySelector('b').textContent
		is 3 | all('.fgv-texts text').filter(e => e.textContent === 'p-1/1').length
		is #order=input | hash()
		key i
		key o
		key o
		key o
		is true | row('p-1/1') < row('f') && row('f') < row('p-1/2')
	EOF
	cmp saved/threads.folded threads.folded
}

@test "a package, or the kernel, in one: by a click in the legend, the menu, a key; what is left is told" {
	printf '%s\n' 'main;std::a;std::b;my::f;std::c;std::d 10' 'main;std::a;my::g 20' 'main;sys_[k];io_[k];disk_[k] 30' 'main;std::a 40' >packages.folded
	flamegraph-svg packages.folded >packages.svg
	hands <<-'EOF'
		open packages.svg#colour=package
		click all('.fgv-swatch').find(e => e.textContent === 'kernel')
		is package in one: kernel | chips()
		is all main my::f my::g std::a std::b std::c std::d sys | texts()
		move text('sys')
		has own 30 (30.00%) | facts()
		click all('.fgv-swatch').find(e => e.textContent === 'std')
		is all main my::f my::g std::a std::c sys | texts()
		move text('std::a')
		has 70 samples|70.00% of all | facts()
		key p
		is package in one: kernel | chips()
		# Nothing is left out, so nothing is said of what is left.
		rightclick text('std::a')
		click item('Have each package in one')
		is package in one: kernel|packages in one | chips()
		is false | shown(q('.fgv-left'))
		is 1 | all('.fgv-texts text').filter(e => e.textContent === 'std::a').length
		is all main my::f my::g std::a std::c sys | texts()
		move text('my::g')
		key h
		is package in one: kernel|packages in one|hidden: my::g | chips()
		is 80.00% of the whole is left | q('.fgv-left').textContent
		open packages.svg#change=package:std
		is all disk io main my::f my::g std::a std::c sys | texts()
	EOF
}

@test "the list of what a search found: functions and their sums" {
	hands <<-'EOF'
		open graph.svg
		key /
		type l
		click tool('list')
		has table=1 | hash()
		is lookup lex read_line eval call | rows()
		is 5 functions found | q('.fgv-about').textContent
		click all('.fgv-tr').find(e => e.title === 'lex')
		doubleclick all('.fgv-tr').find(e => e.title === 'lex')
		has focus=lex | hash()
	EOF
}

@test "names of any length are read in two actions at most: by mouse, keyboard and touch" {
	for length in 30 300 5000; do
		name="first::$(head -c "$length" /dev/zero | tr '\0' x)::last"
		printf '%s\n' "main;$name 2" 'main;other 98' >long.folded
		flamegraph-svg long.folded >"long$length.svg"
		cat <<-EOF
			phone 390 700
			open long$length.svg
			eval globalThis.whole = e => e.textContent.includes('$name') && e.scrollHeight <= e.clientHeight + 1 || e.textContent.includes('$name') && getComputedStyle(e).overflowY === 'auto'
			# A finger: it rests, and the name stands above the menu.
			hold (r => ({x: 14, y: r.y + 5, width: 0, height: 0}))(text('other').getBoundingClientRect())
			is true | whole(q('.fgv-menu-title'))
			size 1200 700
			open long$length.svg
			eval globalThis.whole = e => e.textContent.includes('$name') && (e.scrollHeight <= e.clientHeight + 1 || getComputedStyle(e).overflowY === 'auto')
			# Mouse: pointed at, or clicked with the other button.
			move (r => ({x: 14, y: r.y + 5, width: 0, height: 0}))(text('other').getBoundingClientRect())
			is true | q('.fgv-tip-name').textContent.includes('$name') && shown(q('.fgv-tip'))
			rightclick (r => ({x: 14, y: r.y + 5, width: 0, height: 0}))(text('other').getBoundingClientRect())
			is true | whole(q('.fgv-menu-title'))
			open long$length.svg
			eval globalThis.whole = e => e.textContent.includes('$name') && (e.scrollHeight <= e.clientHeight + 1 || getComputedStyle(e).overflowY === 'auto')
			# Keyboard: on the frame, two keys.
			key ArrowUp
			key ArrowUp
			key ArrowUp
			key ArrowLeft
			key m
			is true | whole(q('.fgv-menu-title'))
		EOF
	done | hands
}

# In a picture without a viewer: pairs of boxes of at least 60 pixels, side by side or one on the other, of different names.
told_apart() {
	cat >labels.js <<-'EOF'
		const fs = require('fs'), text = fs.readFileSync(process.argv[2], 'utf8'), rows = new Map(), boxes = [];
		const plain = s => s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
		for (const [, x, y, width, title] of text.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"[^>]*><title>([^<]*) \([^<(]*\)<\/title>/g))
			boxes.push({name: plain(title), x: +x, y: +y, width: +width, label: ''});
		const labels = [...text.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)<\/text>/g)].map(([, x, y, label]) => ({x: +x, y: +y, label: plain(label)}));
		for (const b of boxes) {
			const mine = labels.find(l => l.x >= b.x && l.x < b.x + 6 && l.y > b.y && l.y < b.y + 17);
			b.label = mine ? mine.label : '';
			if (!rows.has(b.y)) rows.set(b.y, []);
			rows.get(b.y).push(b);
		}
		let pairs = 0, same = 0;
		for (const [y, row] of rows) {
			row.sort((a, b) => a.x - b.x);
			const below = rows.get(y + 18) || rows.get(y + 16) || [];
			row.forEach((b, i) => {
				const near = below.filter(o => o.x <= b.x + .5 && o.x + o.width >= b.x + b.width - 1);
				if (i > 0 && row[i - 1].x + row[i - 1].width > b.x - 2)
					near.push(row[i - 1]);
				for (const o of near)
					if (b.width >= 60 && o.width >= 60 && o.name !== b.name) {
						pairs++;
						same += o.label === b.label ? 1 : 0;
					}
			});
		}
		console.log(pairs >= Number(process.argv[3]) && same <= .05 * pairs ? 'told apart' : same + ' of ' + pairs + ' look the same');
	EOF
	node labels.js "$1" "$2"
}

@test "labels: neighbours of different names say different things, 95 of 100 pairs of a C++ profile" {
	xz -dc "$ROOT/test/screens/cpp.folded.xz" >cpp.folded
	for width in 600 1200 1920 4000; do
		flamegraph-svg --no-script --width $width cpp.folded >cpp.svg
		try told_apart cpp.svg 20
		ok
		out_is 'told apart'
	done
	# It counts: the same label everywhere is seen.
	sed 's/\(<text x="[^>]*>\)[^<]*/\1same/g' cpp.svg >same.svg
	try told_apart same.svg 20
	ok
	out_has 'look the same'
}

@test "names are text wherever they are shown and saved" {
	printf '%s\n' '<script>alert(1)</script>;"><img src=x onerror=alert(1)>;]]><b>&amp 10' $'<script>alert(1)</script>;bell\x07 10' >odd.folded
	flamegraph-svg odd.folded >odd.svg
	{
		printf '%s\n' '<i>-1/1;</script>;f 10' '<i>-1/2;g 10' '<i>-1/1;</script>;f 10'
	} >lanes.folded
	flamegraph-svg --flamechart lanes.folded >lanes.svg
	mkdir saved
	hands <<-'EOF'
		before globalThis.alert = () => { globalThis.ran = true; }; addEventListener('error', () => { globalThis.ran = true; })
		downloads saved
		open odd.svg#table=1&tab=tree
		click all('.fgv-texts text').find(e => e.textContent.includes('onerror'))
		is <script>alert(1)</script> | q('.fgv-crumbs').children[1].title
		has <script> | q('.fgv-crumbs').children[1].textContent
		has "><img src=x onerror=alert(1)> | all('.fgv-table-box').filter(shown)[0].textContent
		key Backspace
		draw at('all', .2) | at('all', .6)
		key Shift+S
		key Enter
		saved saved/odd.folded
		key Shift+S
		click item('Picture, SVG')
		saved saved/odd.view.svg
		open lanes.svg
		is <i>-1/1 | text('<i>-1/1').textContent
		is 0 | all('script, img, i').filter(e => e.closest('.fgv-viewer') && !e.closest('.fgv-legend')).length
		is undefined | String(globalThis.ran)
		open saved/odd.view.svg
		is 0 | all('script, img, b, foreignObject').length
		has ]]><b>&amp | document.documentElement.textContent
		is undefined | String(globalThis.ran)
	EOF
	well_formed_xml saved/odd.view.svg
	grep -F '<script>alert(1)</script>;"><img src=x onerror=alert(1)>;]]><b>&amp ' saved/odd.folded
}
