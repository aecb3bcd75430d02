// The whole graph above itself, a pixel a row: where one is, and a way to elsewhere. It is a picture
// of its own (a bitmap of 16 bits), which costs nothing to draw again when what is seen moves in it.

// Graphs of fewer rows, or of fewer frames, are seen whole.
const MAP_ROWS = 12, MAP_FRAMES = 60, MAP_MOST = 72, MAP_ROOM = 420;

// A bitmap with 5 bits a colour, lines from the bottom up: BITMAPINFOHEADER of Windows, BI_RGB.
function bitmap(pixels, width, height) {
	const stride = 2 * width + 3 & ~3, bytes = new Uint8Array(54 + stride * height), data = new DataView(bytes.buffer);
	data.setUint16(0, 0x424d);
	[[2, bytes.length], [10, 54], [14, 40], [18, width], [22, height], [34, stride * height]].forEach(([at, n]) => data.setUint32(at, n, true));
	data.setUint16(26, 1, true);
	data.setUint16(28, 16, true);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++)
			data.setUint16(54 + (height - 1 - y) * stride + 2 * x, pixels[y * width + x], true);
	let text = '';
	for (let i = 0; i < bytes.length; i += 8192)
		text += String.fromCharCode(...bytes.subarray(i, i + 8192));
	return 'data:image/bmp;base64,' + btoa(text);
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
		Object.assign(this, {x, y, width: Math.floor(width)});
	}

	// Draws it, if it is not there yet, when the browser has nothing else to do.
	draw() {
		if (this.rows === 0)
			return;
		const {view} = this, {painter, panels, state} = view, back = getComputedStyle(view.canvas.back).fill;
		const key = [this.width, this.rows, state.colour, state.safe, state.icicle, view.matched, view.picked, back].join('\n');
		if (this.key !== key || this.tree !== panels[0].tree || this.k !== panels[0].k) {
			Object.assign(this, {key, tree: panels[0].tree, k: panels[0].k});
			clearTimeout(this.timer);
			this.timer = setTimeout(() => this.paint(painter, panels[0], back));
		}
		this.show();
	}

	paint(painter, panel, back) {
		const {width, rows, tree, k} = this, {icicle} = this.view.state, [r, g, b] = (back.match(/[\d.]+/g) || [255, 255, 255]).map(Number);
		const blank = in16Bits(rgb(r, g, b)), pixels = new Uint16Array(width * rows).fill(blank), x = tree.x[k], total = tree.total[k];
		const scale = width / (total[0] || 1);
		const mixed = colour => rgb(...[16, 8, 0].map((s, i) => .3 * (colour >> s & 255) + .7 * [r, g, b][i]));
		for (let row = 0; row < tree.rows; row++) {
			const y = Math.min(rows - 1, Math.floor(row * rows / tree.rows)), line = width * (icicle ? y : rows - 1 - y), end = tree.rowStart[row + 1];
			for (let i = tree.rowStart[row]; i < end;) {
				const left = Math.floor(x[i] * scale), right = Math.max(left + 1, Math.round((x[i] + total[i]) * scale));
				if (total[i] > 0 && tree.name[i] !== gapName) {
					const colour = painter.colour(panel, i), number = typeof colour === 'number' ? colour : parseInt(colour.slice(1), 16) || 0;
					pixels.fill(in16Bits(painter.isLit(panel, i) ? number : mixed(number)), line + left, line + Math.min(width, right));
				}
				i = total[i] * scale >= 1 ? i + 1 : this.view.canvas.skipNarrow(x, total, i + 1, end, (left + 1) / scale);
			}
		}
		this.image.setAttribute('href', bitmap(pixels, width, rows));
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
		this.shade.setAttribute('d', 'M' + x + ' ' + y + 'h' + width + 'v' + rows + 'h-' + width + 'z' + (this.all ? '' : 'M' + a + ' ' + top + 'h' + w + 'v' + tall + 'h-' + w + 'z'));
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
