// The graph is drawn in strips, some of its lines each: scrolling moves what is drawn already, and
// draws the lines that come into sight. In a strip there is one path for each colour.

// How many lines are drawn at least when there is a line more to see.
const AHEAD = 8;

// Elements that are used again from one drawing to the next.
class Pool {
	constructor(parent, tag) {
		this.parent = parent;
		this.tag = tag;
		this.items = [];
		this.used = 0;
	}

	next() {
		if (this.used === this.items.length)
			this.items.push(make(this.tag, null, this.parent));
		return this.items[this.used++];
	}

	finish() {
		while (this.items.length > this.used)
			this.items.pop().remove();
		this.used = 0;
	}
}

// From one line to before another, counted from the top of the whole graph.
class Strip {
	constructor(layers) {
		this.groups = {};
		this.pools = {};
		for (const [name, layer] of Object.entries(layers)) {
			this.groups[name] = make('g', null, layer);
			this.pools[name] = new Pool(this.groups[name], name === 'texts' ? 'text' : 'path');
		}
		this.marks = {};
		for (const [name, kind] of [['news', 'fgv-new'], ['gones', 'fgv-new fgv-gone'], ['found', 'fgv-found']])
			this.marks[name] = make('path', {class: kind}, this.groups.marks);
	}

	fill(buckets, outlines) {
		for (const [layer, paths] of Object.entries(buckets)) {
			for (const [colour, path] of paths) {
				const e = this.pools[layer].next();
				e.setAttribute('fill', typeof colour === 'number' ? css(colour) : colour);
				e.setAttribute('d', path);
			}
			this.pools[layer].finish();
		}
		for (const [name, path] of Object.entries(outlines))
			this.marks[name].setAttribute('d', path);
		this.pools.texts.finish();
	}

	remove() {
		for (const group of Object.values(this.groups))
			group.remove();
	}
}

Object.assign(Canvas.prototype, {
	begin(panels, painter) {
		this.panels = panels;
		this.painter = painter;
		this.dots = Math.max(1, Math.round(window.devicePixelRatio || 1));
		this.shown = new Map(panels.map(panel => [panel, new Map()]));
	},

	draw(panels, painter) {
		this.begin(panels, painter);
		this.motion.show(false);
		while (this.strips.length > 1)
			this.strips.pop().remove();
		const [from, to] = this.linesSeen();
		this.strips = [this.drawStrip(this.strips[0] || new Strip(this.layers), from, to)];
		this.move();
	},

	// After area.scroll has changed, and nothing else.
	scroll() {
		const [from, to] = this.linesSeen(), {strips} = this;
		if (this.motion.on)
			return this.drawMoving(this.panels, this.painter);
		for (const strip of strips.filter(s => s.to <= from || s.from >= to))
			strip.remove();
		this.strips = strips.filter(s => s.to > from && s.from < to);
		if (this.strips.length === 0)
			return this.draw(this.panels, this.painter);
		const first = this.strips[0].from, last = this.strips[this.strips.length - 1].to;
		if (from < first)
			this.strips.unshift(this.drawStrip(new Strip(this.layers), Math.min(from, first - AHEAD), first));
		if (to > last)
			this.strips.push(this.drawStrip(new Strip(this.layers), last, Math.max(to, last + AHEAD)));
		this.move();
	},

	move() {
		for (const layer of Object.values(this.layers))
			layer.setAttribute('transform', 'translate(0,' + Math.round(-this.area.scroll) + ')');
	},

	// The lines that are seen, from the top of the whole graph.
	linesSeen() {
		const {scroll, height} = this.area;
		return [Math.floor(scroll / settings.row), Math.ceil((scroll + height) / settings.row)];
	},

	drawStrip(strip, from, to) {
		Object.assign(strip, {from, to});
		this.strip = strip;
		this.drawLines(from, to);
		strip.fill(this.buckets, this.outlines);
		return strip;
	},

	drawLines(from, to) {
		const {lines, icicle} = this.area;
		this.buckets = {faded: new Map(), unlit: new Map(), paths: new Map()};
		this.outlines = {news: '', gones: '', found: ''};
		for (const panel of this.panels) {
			const view = this.viewOf(panel), rowOf = line => ((icicle ? line : lines - 1 - line) - panel.base) * panel.direction;
			const ends = [rowOf(from), rowOf(to - 1)], last = Math.min(panel.tree.rows - 1, Math.max(...ends));
			for (let row = Math.max(panel.skip, Math.min(...ends)); row <= last; row++) {
				const y = Math.round(this.yOf(panel, row) + this.area.scroll);
				this.left = null;
				if (row < view.zoomRow)
					this.drawAncestor(panel, view, row, y, this.painter);
				else
					(this.motion.on ? this.motion : this).drawRow(panel, view, row, y, this.painter);
			}
		}
	},
});
