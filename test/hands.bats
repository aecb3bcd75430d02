#!/usr/bin/env bats
# What hands do to a picture in a browser: drag, wheel, pinch, long press; by real input events.

load helper

setup() {
	needs chromium node
	cd "$BATS_TEST_TMPDIR"
	cat >small.folded <<-'EOF'
		main;eval;call;eval;call;lookup 90
		main;eval;call;print::out;write_[k] 60
		main;eval;gc::mark;gc::sweep 140
		main;go 12
		main;parse;lex 44
		main;parse;lex;next_token 120
		main;parse;read_line 34
	EOF
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
