// The whole graph above itself, a pixel a row: where one is, and a way to elsewhere. It is a
// picture of its own (a bitmap of 16 bits), which costs nothing to draw again when what is seen
// moves in it.

// Graphs of fewer rows, or of fewer frames, are seen whole.
const MAP_ROWS = 12, MAP_FRAMES = 60, MAP_MOST = 72, MAP_ROOM = 420;

// A bitmap with 5 bits a colour, lines from the bottom up: BITMAPINFOHEADER of Windows, BI_RGB. The
// pixels, an even number a line, are to be written into it. Browsers run where the low byte is
// first.
class Bitmap {
	constructor(width, height) {
		const size = 2 * width * height;
		this.bytes = new Uint8Array(54 + size);
		this.pixels = new Uint16Array(this.bytes.buffer, 54);
		const data = new DataView(this.bytes.buffer);
		data.setUint16(0, 0x424d);
		[[2, 54 + size], [10, 54], [14, 40], [18, width], [22, height], [26, 0x100001], [34, size]].forEach(([at, n]) => data.setUint32(at, n, true));
	}

	url() {
		return 'data:image/bmp;base64,' + (this.bytes.toBase64 ? this.bytes.toBase64() : btoa(binaryOf(this.bytes)));
	}
}

function binaryOf(bytes) {
	let text = '';
	for (let i = 0; i < bytes.length; i += 8192)
		text += String.fromCharCode.apply(null, bytes.subarray(i, i + 8192));
	return text;
}

function in16Bits(colour) {
	return (colour >> 9 & 0x7c00) | (colour >> 6 & 0x3e0) | (colour >> 3 & 31);
}

class Minimap {
	constructor(view) {
		this.view = view;
		this.root = make('g', {class: 'fgv-map', 'aria-hidden': 'true'}, view.layer);
		this.image = make('image', {preserveAspectRatio: 'none'}, this.root);
		this.shade = make('path', {class: 'fgv-map-shade', 'fill-rule': 'evenodd'}, this.root);
		this.frame = make('rect', {class: 'fgv-map-frame'}, this.root);
		this.touch = make('rect', {class: 'fgv-map-touch'}, this.root);
		this.touch.addEventListener('pointerdown', e => this.down(e));
		this.touch.addEventListener('pointermove', e => this.move(e));
		for (const type of ['pointerup', 'pointercancel'])
			this.touch.addEventListener(type, e => this.up(e));
	}

	// How high it is: 0 where the graph is its own map, or there is no room.
	heightFor(room) {
		const {panels, printing} = this.view, tree = panels[0].tree;
		const has = !printing && panels.length === 1 && tree.rows >= MAP_ROWS && tree.n >= MAP_FRAMES && room >= MAP_ROOM;
		this.rows = has ? Math.min(MAP_MOST, tree.rows) : 0;
		return has ? this.rows + 6 : 0;
	}

	place(x, y, width) {
		this.root.style.display = this.rows > 0 ? '' : 'none';
		Object.assign(this, {x, y, width: width & ~1});
	}

	// Draws it, if it is not there yet, when the graph is seen; where letters come one after
	// the other, behind the last.
	draw() {
		if (this.rows === 0)
			return;
		const {view, image} = this, {state} = view, {tree, k} = view.panels[0];
		const key = [k, this.width, this.rows, state.colour, state.safe, state.icicle, view.matched, view.picked, view.dark].join('\n');
		if (this.key !== key || this.tree !== tree) {
			clearTimeout(this.timer);
			const paint = () => {
				if (this.key !== key || this.tree !== tree)
					return;
				tree.map = {key, url: this.paint(view.painter, view.panels[0])};
				image.setAttribute('href', tree.map.url);
			};
			// A tree that is seen again has its picture; the first comes with the
			// graph, which would else be painted twice.
			if (tree.map && tree.map.key === key)
				image.setAttribute('href', tree.map.url);
			else if (!this.tree)
				requestAnimationFrame(paint);
			else
				this.timer = setTimeout(paint, this.tree === tree ? 250 : 50);
			Object.assign(this, {key, tree, k});
		}
		this.show();
	}

	paint(painter, panel) {
		const {view, width, rows} = this, {tree} = panel;
		const [r, g, b] = (getComputedStyle(view.canvas.back).fill.match(/[\d.]+/g) || [255, 255, 255]).map(Number);
		const map = new Bitmap(width, rows), known = new Int32Array(names.length).fill(-1);
		this.blank = in16Bits(rgb(r, g, b));
		map.pixels.fill(this.blank);
		for (let row = 0; row < tree.rows; row++) {
			const y = Math.min(rows - 1, Math.floor(row * rows / tree.rows));
			this.paintRow(map.pixels, width * (view.state.icicle ? rows - 1 - y : y), painter, panel, row, known);
		}
		return map.url();
	}

	// Most colours go by the name: `known` has those of the names that were met before. A row
	// is a function of its own, and calls little, so that browsers soon have compiled it.
	paintRow(pixels, line, painter, panel, row, known) {
		const {width} = this, {tree, k} = panel, {name} = tree, x = tree.x[k], total = tree.total[k], scale = width / (total[0] || 1);
		const end = tree.rowStart[row + 1];
		for (let i = tree.rowStart[row]; i < end;) {
			const wide = total[i] * scale, left = x[i] * scale | 0, right = Math.min(width, Math.max(left + 1, x[i] * scale + wide + .5 | 0));
			if (wide > 0 && name[i] !== gapName) {
				const pixel = known[name[i]] < 0 ? this.pixelOf(painter, panel, i, known) : known[name[i]];
				if (right - left === 1)
					pixels[line + left] = pixel;
				else
					pixels.fill(pixel, line + left, line + right);
			}
			i = wide >= 1 ? i + 1 : this.view.canvas.skipNarrow(x, total, i + 1, end, (left + 1) / scale);
		}
	}

	pixelOf(painter, panel, i, known) {
		const colour = painter.colour(panel, i), fade = (pixel, mask) => ((pixel & mask) * 5 + (this.blank & mask) * 11 >> 4) & mask;
		let pixel = in16Bits(typeof colour === 'number' ? colour : parseInt(colour.slice(1), 16) || 0);
		if (painter.fades && !painter.isLit(panel, i))
			pixel = fade(pixel, 0x7c1f) | fade(pixel, 0x3e0);
		if (painter.goesByName(panel.tree.name[i]))
			known[panel.tree.name[i]] = pixel;
		return pixel;
	}

	// What is seen, as a rectangle within all.
	show() {
		const {view, x, y, width, rows} = this, {tree, k} = this, {from, span, zoomRow} = spanOf(view.panels[0]), {area} = view.canvas;
		const whole = tree.total[k][0] || 1, a = x + from / whole * width, w = Math.max(2, span / whole * width);
		const first = area.scroll / settings.row / area.lines, part = Math.min(1, area.height / settings.row / area.lines);
		const top = y + rows * Math.max(0, first), tall = Math.max(2, rows * part);
		for (const part of [this.image, this.touch])
			setAll(part, {x, y, width, height: rows});
		this.all = span >= whole && part >= 1 && zoomRow === 0;
		setAll(this.shade, {d: 'M' + x + ' ' + y + 'h' + width + 'v' + rows + 'h-' + width + 'z' + (this.all ? '' : 'M' + a + ' ' + top + 'h' + w + 'v' + tall + 'h-' + w + 'z')});
		this.shade.style.display = this.all ? 'none' : '';
		this.seen = {x: a, y: top, width: w, height: tall};
		setAll(this.frame, this.seen);
		this.frame.style.display = this.all ? 'none' : '';
	}

	samples(px) {
		return Math.max(0, Math.min(1, (px - this.x) / this.width)) * this.tree.total[this.k][0];
	}

	// Within what is seen the map is taken hold of, elsewhere a range is drawn.
	down(e) {
		const {x, y} = this.view.point(e), {seen} = this, {from, span} = spanOf(this.view.panels[0]);
		const holds = !this.all && x >= seen.x - 3 && x <= seen.x + seen.width + 3 && span < this.tree.total[this.k][0];
		this.press = {x, y, from, span, holds, moved: false};
		this.touch.setPointerCapture(e.pointerId);
		e.preventDefault();
	}

	move(e) {
		const {press, view} = this, {x, y} = view.point(e);
		if (!press)
			return;
		press.moved = press.moved || Math.abs(x - press.x) > TREMBLE;
		if (press.moved && press.holds)
			return view.glide(view.panels[0], press.from + (x - press.x) / this.width * this.tree.total[this.k][0], press.span);
		if (!press.moved)
			return;
		press.inside = y > this.y - 30 && y < this.y + this.rows + 30;
		const [left, right] = [press.x, x].sort((a, b) => a - b);
		setAll(view.hands.band, {x: left, y: this.y, width: right - left, height: this.rows});
		view.hands.band.style.display = press.inside ? '' : 'none';
	}

	// A click goes there, with as much to see as before.
	up(e) {
		const {press, view} = this, {x} = view.point(e), panel = view.panels[0];
		this.move(e);
		this.press = null;
		view.hands.band.style.display = 'none';
		if (!press || e.type === 'pointercancel')
			return view.land();
		if (press.moved && press.holds)
			return view.land();
		const [from, to] = [press.x, x].sort((a, b) => a - b).map(px => this.samples(px));
		if (press.moved && press.inside && to > from)
			view.showRange(panel, from, to - from);
		else if (!press.moved && press.span < this.tree.total[this.k][0])
			view.showRange(panel, this.samples(x) - press.span / 2, press.span);
	}
}
