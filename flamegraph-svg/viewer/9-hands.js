// Mouse and fingers on the graph. A click zooms to a frame, a drag to what lies between its ends;
// one finger scrolls, two zoom, one that rests opens the menu; so do the wheel, and the wheel with
// Ctrl or Shift.

// How far a pointer that clicks may move, and a finger; how long one rests that wants the menu.
const TREMBLE = 4, FINGER_TREMBLE = 8, LONG_PRESS = 500;

// How long scrolling rests until the cursor follows.
const FOLLOW = 80;

class Hands {
	constructor(view) {
		this.view = view;
		this.fingers = new Map();
		this.press = this.pinch = this.at = null;
		this.timer = 0;
		this.band = make('rect', {class: 'fgv-band'}, view.layer);
		this.band.style.display = 'none';
		const graph = view.canvas.root, on = (type, action, options) => graph.addEventListener(type, action, options);
		on('pointerdown', e => this.down(e));
		on('pointermove', e => this.move(e));
		on('pointerup', e => this.up(e));
		on('pointercancel', e => this.cancel(e));
		on('pointerleave', () => this.leave());
		on('click', e => this.click(e));
		on('contextmenu', e => this.contextMenu(e));
		on('wheel', e => this.wheel(e), {passive: false});
		// Two fingers on the graph are the viewer's; elsewhere they make the page larger.
		for (const type of ['touchstart', 'touchmove'])
			on(type, e => {
				if (e.cancelable && e.touches.length > 1)
					e.preventDefault();
			}, {passive: false});
	}

	down(e) {
		const {view} = this, touch = e.pointerType === 'touch', {x, y} = view.point(e);
		view.showTip(null);
		clearTimeout(this.timer);
		if (touch)
			this.fingers.set(e.pointerId, {x, y});
		if (this.fingers.size > 1)
			return this.beginPinch();
		this.press = {x, y, lastX: x, lastY: y, touch, button: e.button, frame: view.frameAt(e), moved: false, drags: false};
		if (touch)
			this.timer = setTimeout(() => this.longPress(e), LONG_PRESS);
	}

	move(e) {
		const {view, press} = this, {x, y} = view.point(e), touch = e.pointerType === 'touch';
		if (touch && this.fingers.has(e.pointerId))
			this.fingers.set(e.pointerId, {x, y});
		if (this.pinch)
			return this.movePinch();
		if (press && touch)
			return this.moveFinger(x, y);
		if (press && press.button === 0 && (e.buttons & 1))
			return this.drag(e, x, y);
		this.at = {clientX: e.clientX, clientY: e.clientY};
		const frame = view.frameAt(e);
		view.hoverOver(frame);
		view.showTip(touch ? null : frame, x, y);
	}

	moveFinger(x, y) {
		const {view, press} = this;
		if (Math.abs(x - press.x) + Math.abs(y - press.y) > FINGER_TREMBLE) {
			clearTimeout(this.timer);
			press.moved = true;
		}
		if (!press.moved || view.popup.open)
			return;
		if (view.most > 0)
			view.scrollBy(press.lastY - y);
		if (view.canPan() && x !== press.lastX)
			view.panBy(press.lastX - x);
		press.lastX = x;
		press.lastY = y;
	}

	drag(e, x, y) {
		const {view, press} = this, {area} = view.canvas;
		if (Math.abs(x - press.x) > TREMBLE || Math.abs(y - press.y) > TREMBLE)
			press.moved = true;
		if (!press.drags && Math.abs(x - press.x) > TREMBLE) {
			press.drags = true;
			press.panel = view.panelAt(press.x - area.x);
			view.canvas.root.setPointerCapture(e.pointerId);
			view.hoverOver(null);
		}
		if (!press.drags)
			return;
		press.inside = y >= area.y && y < area.y + area.height && x >= 0 && x <= view.width;
		const {from, span, left, right} = this.dragged(x);
		this.band.style.display = press.inside ? '' : 'none';
		setAll(this.band, {x: area.x + left, y: area.y, width: right - left, height: area.height});
		view.tip.show(press.inside ? {name: counted(span, press.panel.k) + ', ' + percent(span, view.wholes[press.panel.k]),
			facts: (timeline ? 'from ' + count(from) + '; ' : '') + 'release to zoom, Escape to stay'} : null, x, y, {...view.seen(), height: view.height});
	}

	// What lies between the ends of a drag, in samples and pixels of the graph.
	dragged(x) {
		const {view, press} = this, seen = view.canvas.viewOf(press.panel), inside = px => Math.max(seen.left, Math.min(seen.left + seen.width, px));
		const ends = [press.x, x].map(px => inside(px - view.canvas.area.x)), left = Math.min(...ends), right = Math.max(...ends);
		const from = view.samplesAt(press.panel, left);
		return {left, right, from, span: view.samplesAt(press.panel, right) - from};
	}

	stopDrag() {
		const was = this.press && this.press.drags;
		if (was)
			this.press.drags = false;
		this.band.style.display = 'none';
		this.view.tip.show(null);
		return was;
	}

	up(e) {
		const {view, press} = this;
		clearTimeout(this.timer);
		this.fingers.delete(e.pointerId);
		if (this.pinch && this.fingers.size < 2)
			this.endPinch();
		else if (e.pointerType === 'touch')
			view.land();
		if (!press || !press.drags)
			return;
		const {x, y} = view.point(e), {left, right, from, span} = this.dragged(x);
		this.drag(e, x, y);
		this.stopDrag();
		if (press.inside && right - left > TREMBLE)
			view.showRange(press.panel, from, span);
	}

	cancel(e) {
		clearTimeout(this.timer);
		this.fingers.delete(e.pointerId);
		this.stopDrag();
		if (this.pinch)
			this.endPinch();
		this.press = null;
	}

	leave() {
		if (this.press && this.press.drags)
			return;
		this.at = null;
		this.view.hoverOver(null);
		this.view.showTip(null);
	}

	// Only what was pressed and released on one frame is clicked.
	click(e) {
		const {view, press} = this, frame = view.frameAt(e);
		this.press = null;
		view.focusGraph();
		if (!frame || !press || press.moved || !press.frame || press.frame.node !== frame.node || press.frame.panel !== frame.panel)
			return;
		view.cursor = null;
		view.zoom(frame);
	}

	contextMenu(e) {
		e.preventDefault();
		if (this.fingers.size > 0)
			this.longPress(e);
		else
			this.view.openMenu(e);
	}

	// The menu comes up under the finger, and lifting it chooses nothing.
	longPress(e) {
		const {view, press} = this;
		clearTimeout(this.timer);
		if (!press || press.moved)
			return;
		press.moved = true;
		view.openMenu(e);
		view.popup.deaf = true;
	}

	// Two fingers: how far apart they are across, or, where one is above the other, at all.
	spread() {
		const [a, b] = [...this.fingers.values()];
		return {distance: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)), middle: (a.x + b.x) / 2 - this.view.canvas.area.x};
	}

	beginPinch() {
		const {view} = this, {distance, middle} = this.spread();
		if (this.press)
			this.press.moved = true;
		const panel = view.panelAt(middle);
		this.pinch = {distance, t: panel.t, k: panel.k, span: spanOf(panel).span, at: view.samplesAt(panel, middle)};
	}

	movePinch() {
		const {view, pinch} = this, panel = view.panels.find(p => p.t === pinch.t && p.k === pinch.k);
		if (!panel || this.fingers.size < 2)
			return;
		const {distance, middle} = this.spread(), {left, width} = view.canvas.viewOf(panel);
		const span = Math.max(LEAST, Math.min(panel.tree.total[panel.k][0], pinch.span * pinch.distance / distance));
		view.glide(panel, pinch.at - (middle - left) / width * span, span);
	}

	endPinch() {
		this.pinch = null;
		this.view.land();
		for (const {x, y} of this.fingers.values())
			Object.assign(this.press || {}, {lastX: x, lastY: y});
	}

	wheel(e) {
		const {view} = this, pixels = e.deltaMode === 1 ? settings.row : 1, {x} = view.point(e);
		this.at = {clientX: e.clientX, clientY: e.clientY};
		if (e.ctrlKey) {
			e.preventDefault();
			view.zoomAt(x - view.canvas.area.x, Math.exp(Math.max(-.25, Math.min(.25, .01 * pixels * e.deltaY))));
		} else if (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) {
			if (!view.canPan())
				return;
			e.preventDefault();
			view.panBy(pixels * (e.deltaX || e.deltaY));
		} else if (view.most > 0) {
			e.preventDefault();
			view.scrollBy(pixels * e.deltaY);
		}
	}

	// When scrolling rests, what is now under the pointer is told, and the cursor is among what
	// is seen.
	follow() {
		clearTimeout(this.following);
		this.following = setTimeout(() => {
			const {view} = this;
			view.followCursor();
			if (this.at && !(this.press && this.press.drags))
				view.hoverOver(view.frameAt(this.at));
		}, FOLLOW);
	}
}

Object.assign(View.prototype, {
	// A cursor that was scrolled out of sight goes to the frame nearest to it in the first row
	// that is seen.
	followCursor() {
		if (!this.cursor)
			return;
		const {panel, node} = this.cursor, {tree, k} = panel, {height} = this.canvas.area, y = this.canvas.yOf(panel, tree.row(node));
		if (y >= 0 && y + settings.row <= height)
			return;
		const middle = tree.x[k][node] + tree.total[k][node] / 2, shows = i => tree.name[i] !== gapName && tree.total[k][i] > 0 && this.canvas.boxOf(panel, i);
		let row = this.canvas.rowAt(panel, y < 0 ? 0 : height - 1);
		for (const step = row < tree.row(node) ? 1 : -1; row >= 0 && row !== tree.row(node); row += step) {
			if (row >= tree.rows)
				continue;
			const right = tree.firstRightOf(row, k, middle), near = [right, right - 1].filter(i => i >= tree.rowStart[row] && i < tree.rowStart[row + 1] && shows(i));
			if (near.length > 0) {
				this.cursor = {panel, node: near[0]};
				this.outline();
				this.describe();
				return this.announce(this.cursor);
			}
		}
	},
});
