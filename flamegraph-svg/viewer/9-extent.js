// What part of the zoomed frame is shown: from the fraction a to b of it, as "a-b" in the state;
// all of it without. A drag, the wheel with Ctrl, two fingers and keys choose it.

// Fewer samples than one never fill the window.
const LEAST = 1;

// How long hands rest until what they chose is put into the address.
const REST = 200;

function readRange(text) {
	const parts = text.split('_').map(Number), [from, to] = parts;
	return parts.length === 2 && from >= 0 && to <= 1 && from < to && to - from < 1 ? {from, to} : null;
}

function writeRange(from, to) {
	return Number(from.toPrecision(9)) + '_' + Number(to.toPrecision(9));
}

Object.assign(View.prototype, {
	// The panel that is zoomed, or of which a part is shown; else the first.
	zoomedPanel() {
		return this.panels.find(p => p.t === this.state.panel) || this.panels[0];
	},

	// The panel of now that is at a place across.
	panelAt(px) {
		const {t} = this.zoomedPanel(), {width} = this.canvas.area;
		return this.panels.find(p => p.t === t && px >= p.left * width && px < (p.left + p.width) * width) || this.zoomedPanel();
	},

	// The samples at a place across.
	samplesAt(panel, px) {
		const {from, span, left, width} = this.canvas.viewOf(panel);
		return from + span * Math.max(0, Math.min(1, (px - left) / width));
	},

	// The state that shows so many samples from one on: of the zoomed frame, or of the
	// innermost around it that has all of them.
	rangeState(panel, from, wanted) {
		const {tree, k} = panel, x = tree.x[k], total = tree.total[k], near = total[0] * 1e-9;
		const span = Math.min(total[0], Math.max(LEAST, wanted)), begin = Math.max(0, Math.min(total[0] - span, from));
		let node = panel.zoom;
		while (node > 0 && (begin < x[node] - near || begin + span > x[node] + total[node] + near))
			node = tree.parent[node];
		const a = Math.max(0, (begin - x[node]) / total[node]), b = Math.min(1, a + span / total[node]);
		return {
			zoom: tree.path(node).map(id => names[id]), turns: tree.turns(node), panel: panel.t,
			range: total[node] === 0 || b - a > 1 - 1e-9 ? '' : writeRange(a, b),
		};
	},

	showRange(panel, from, span) {
		this.set(this.rangeState(panel, from, span));
		this.announceRange();
	},

	announceRange() {
		const panel = this.zoomedPanel(), {span} = spanOf(panel);
		this.footer.announce(counted(span, panel.k) + ', ' + percent(span, this.wholes[panel.k]) + ' shown');
	},

	// The same while hands move: one drawing for all that they do until the screen shows the
	// next picture. The address, and what stands around the graph, follow when they rest.
	glide(panel, from, span) {
		this.glided = this.glided || {...this.state};
		this.state = {...this.state, ...this.rangeState(panel, from, span)};
		this.zoomTo(this.state);
		this.showTip(null);
		this.hover = null;
		if (!this.gliding)
			this.gliding = requestAnimationFrame(() => {
				this.gliding = 0;
				if (this.glided)
					this.drawMoving();
			});
		clearTimeout(this.landing);
		this.landing = setTimeout(() => this.land(), REST);
	},

	land() {
		clearTimeout(this.landing);
		if (!this.glided)
			return;
		// One step of the history for all that was done without anything between.
		this.set({}, this.slid ? REPLACE : PUSH);
		this.glided = null;
		this.slid = true;
		this.announceRange();
	},

	// Shows a part of what is seen, or more than that; what is at a place stays there.
	zoomAt(px, factor) {
		const panel = this.panelAt(px), {from, span} = spanOf(panel), at = this.samplesAt(panel, px);
		const {tree, k} = panel, wide = Math.min(tree.total[k][0], Math.max(LEAST, span * factor));
		this.glide(panel, at - (at - from) / (span || 1) * wide, wide);
	},

	panBy(pixels) {
		const panel = this.zoomedPanel(), {from, span, scale} = this.canvas.viewOf(panel);
		if (scale > 0)
			this.glide(panel, from + pixels / scale, span);
	},

	// Is there more to the left or the right?
	canPan() {
		return this.panels.some(p => spanOf(p).span < p.tree.total[p.k][0]);
	},

	// For keys: around the cursor, or the middle.
	zoomByKey(factor) {
		const frame = this.cursor || this.hover, box = frame && this.canvas.boxOf(frame.panel, frame.node);
		this.zoomAt(box ? box.x + box.width / 2 : this.canvas.area.width / 2, factor);
	},
});
