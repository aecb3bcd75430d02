// Mouse, touch and keyboard; then the start.

const HELP = [
	['click Enter', 'zoom in on a frame'],
	['drag', 'across the graph: zoom in on what lies between'],
	['Ctrl+wheel pinch + -', 'zoom in and out where the pointer, or the cursor, is'],
	['Shift+wheel Shift+\u2190 Shift+\u2192', 'to the left and right of what is seen'],
	['Escape', 'one level up; closes what is open'],
	['Backspace', 'reset the zoom'],
	['\u2191 \u2193 \u2190 \u2192', 'move to the parent, a child, a neighbour'],
	['wheel PgUp PgDn Home End', 'scroll a graph that is higher than the window'],
	['/ Ctrl+F F3', 'search names'],
	['n N', 'next and previous match, nested ones too'],
	['i', 'flame or icicle'],
	['r', 'merge from the leaf'],
	['s', 'callers and callees of the frame, or of the search'],
	['o', 'order by name or by width'],
	['w', 'widths by after, before, or both', 'change'],
	['m right-click long-press', 'menu: hide, keep only, merge'],
	['h', 'hide the function with its samples'],
	['p', 'have a package, or the kernel, in one frame where it is called'],
	['t T', 'table of functions, and of the call tree'],
	['k', 'colours by function, package, own share'],
	['b', 'colours of changes that suit colour-blind eyes', 'change'],
	['d', 'dark or light'],
	['e', 'short names, or as much as fits of the full ones'],
	['c C', 'copy the name, the stack'],
	['S', 'save what is seen: folded stacks, SVG, PNG; copy a link'],
	['?', 'this list'],
];

Object.assign(View.prototype, {
	openSearch() {
		this.searching = true;
		this.layOut();
		this.header.input.focus({preventScroll: true});
		this.header.input.select();
	},

	closeSearch() {
		this.searching = false;
		this.header.input.value = '';
		this.focusGraph();
		this.set({query: ''}, REPLACE);
	},

	queryKey(e) {
		e.stopPropagation();
		if (e.key === 'Enter' || e.key === 'F3')
			this.stepMatch(e.shiftKey ? -1 : 1);
		else if (e.key === 'Escape')
			this.closeSearch();
		else if (e.key === 'ArrowDown')
			this.focusGraph();
		else
			return;
		e.preventDefault();
	},

	focusGraph() {
		this.canvas.root.focus({preventScroll: true});
	},

	zoom(frame) {
		const {panel, node} = frame;
		if (node === panel.zoom && !panel.range)
			return;
		this.set(this.zoomState(frame));
	},

	zoomState({panel, node}) {
		return {zoom: panel.tree.path(node).map(id => names[id]), turns: panel.tree.turns(node), range: '', panel: node === 0 ? 0 : panel.t};
	},

	levelUp() {
		const panel = this.zoomedPanel();
		if (panel.range)
			this.zoom({panel, node: panel.zoom});
		else if (panel.zoom > 0)
			this.zoom({panel, node: panel.tree.parent[panel.zoom]});
	},

	pick(id) {
		this.picked = id === undefined ? -1 : id;
		this.update();
	},

	// The frame for what a key does: the cursor's, the pointer's, or the zoomed one.
	current() {
		if (this.cursor || this.hover)
			return this.cursor || this.hover;
		const panel = this.panels.find(p => p.zoom > 0);
		return panel ? {panel, node: panel.zoom} : null;
	},

	moveTo(frame) {
		this.cursor = frame;
		this.hover = null;
		this.reveal(frame.panel, frame.node);
		this.outline();
		this.showInPage();
		this.describe();
		this.announce(frame);
	},

	// A page around the picture scrolls to the cursor, too, and a window that is less wide.
	showInPage() {
		const mark = this.canvas.over.querySelector('.fgv-cursor');
		if (mark && (!this.standalone || this.width > innerWidth))
			mark.scrollIntoView({block: 'nearest', inline: 'nearest'});
	},

	announce(frame) {
		this.footer.announce(this.inShort(frame));
	},

	inShort({panel, node}) {
		const {tree, k} = panel;
		return labels[tree.name[node]] + ', ' + counted(tree.total[k][node], k) + ', ' + percent(tree.total[k][node], this.wholes[k]);
	},

	move(dx, dy) {
		const now = this.cursor || this.hover || {panel: this.panels[0], node: this.panels[0].zoom};
		const {panel, node} = now, {tree, k} = panel;
		if (!this.cursor && !this.hover)
			return this.moveTo(now);
		let to = -1;
		if (dy !== 0) {
			const inward = (dy < 0) === this.state.icicle === (panel.direction > 0);
			to = inward ? tree.parent[node] : this.widestChild(tree, k, node);
		} else {
			const row = tree.row(node);
			for (to = node + dx; to >= tree.rowStart[row] && to < tree.rowStart[row + 1]; to += dx)
				if (tree.name[to] !== gapName && tree.total[k][to] > 0 && this.canvas.boxOf(panel, to))
					break;
			if (to < tree.rowStart[row] || to >= tree.rowStart[row + 1])
				to = -1;
		}
		if (to >= 0)
			this.moveTo({panel, node: to});
	},

	widestChild(tree, k, node) {
		let widest = -1;
		for (let c = tree.first[node]; c < tree.first[node + 1]; c++)
			if (tree.name[c] !== gapName && tree.total[k][c] > 0 && (widest < 0 || tree.total[k][c] > tree.total[k][widest]))
				widest = c;
		return widest;
	},

	change(kind, frame) {
		const name = kind === 'repeats' || kind === 'packages' ? '' : names[frame.panel.tree.name[frame.node]];
		this.set({ops: [...this.state.ops, {kind, name}], zoom: kind === 'only' ? [] : this.state.zoom});
	},

	// A package, or the kernel, becomes one frame where it was called, and again what it is.
	collapse(name) {
		const {ops} = this.state, rest = ops.filter(op => op.kind !== 'package' || op.name !== name);
		this.set({ops: rest.length < ops.length ? rest : [...ops, {kind: 'package', name}]});
	},

	focusOn() {
		const frame = this.current();
		if (this.state.focus)
			return this.set({focus: '', zoom: [], panel: 0});
		if (frame && frame.node > 0)
			return this.set({focus: names[frame.panel.tree.name[frame.node]], zoom: [], panel: 0});
		if (this.state.query)
			this.set({focus: '/' + this.state.query + '/' + (this.state.ignoreCase ? 'i' : ''), zoom: [], panel: 0});
	},

	stackOf({panel, node}) {
		const {tree, direction} = panel, ids = tree.path(node), {focus, leaf} = this.state;
		if (tree.name[0] !== rootName)
			ids.unshift(tree.name[0]);
		return ((focus ? direction < 0 : leaf !== reversed) ? ids.reverse() : ids).map(id => names[id]).join(';');
	},

	copy(text) {
		const done = () => this.footer.details('copied', [text], '');
		const byHand = () => {
			const field = h('textarea');
			field.value = text;
			this.footer.box.inner.append(field);
			field.select();
			let copied = false;
			try {
				copied = document.execCommand('copy');
			} catch (e) {
				// Some documents have no such command.
			}
			field.remove();
			return copied ? done() : this.footer.details('the browser did not allow copying', [text], '');
		};
		if (navigator.clipboard && navigator.clipboard.writeText)
			navigator.clipboard.writeText(text).then(done, byHand);
		else
			byHand();
	},

	menu(frame, x, y) {
		const {panel, node} = frame, name = names[panel.tree.name[node]], root = node === 0 || panel.tree.name[node] === rootName;
		const items = [['Zoom in', 'Enter', () => this.zoom(frame)]];
		if (!root)
			items.push(
				['Callers and callees', 's', () => this.set({focus: name, zoom: [], panel: 0})],
				['Hide, with its samples', 'h', () => this.change('hide', frame)],
				['Keep only stacks through it', '', () => this.change('only', frame)],
				['Merge into its callers', '', () => this.change('merge', frame)],
				['Merge its recursion', '', () => this.change('recursion', frame)]);
		const home = root ? '' : packageOf(name);
		if (home !== '')
			items.push(['Have all of ' + shortName(home, 16, '', '') + ' in one', 'p', () => this.collapse(home)]);
		items.push(['Have each package in one', '', () => this.change('packages', frame)]);
		items.push(['Merge all direct recursion', '', () => this.change('repeats', frame)]);
		if (!root)
			items.push(
				['Search this name', '', () => this.searchName(name)],
				['Copy name', 'c', () => this.copy(label(name))],
				['Copy stack', 'C', () => this.copy(this.stackOf(frame))]);
		items.push(['Copy link', '', () => this.copy(this.linkTo({...this.state, ...this.zoomState(frame)}))]);
		const link = links.get(label(name));
		if (link && link.open)
			items.push(['Open link', '', link.open]);
		// Which of many boxes it is about is seen as long as it is open.
		this.hoverOver(frame);
		this.popup.menu(labels[panel.tree.name[node]], items, x, y, this.seen(), () => {
			this.hoverOver(null);
			this.focusGraph();
		});
	},

	functionMenu(e, id) {
		e.preventDefault();
		const {x, y} = this.point(e), op = kind => () => this.set({ops: [...this.state.ops, {kind, name: names[id]}]});
		this.popup.menu(labels[id], [
			['Callers and callees', '', () => this.set({focus: names[id], zoom: [], panel: 0})],
			['Hide, with its samples', '', op('hide')], ['Keep only stacks through it', '', op('only')],
			['Merge into its callers', '', op('merge')], ['Merge its recursion', '', op('recursion')],
			['Search this name', '', () => this.searchName(names[id])], ['Copy name', '', () => this.copy(labels[id])],
		], x, y, this.seen(), () => this.focusGraph());
	},

	searchName(name) {
		this.searching = true;
		const query = '^' + label(name).replace(/[.*+?^${}()|[\]\\]/g, '\\$&') + '$';
		this.header.input.value = query;
		this.set({query});
	},

	// A pointer's place in the picture.
	point(e) {
		const m = svg.getScreenCTM();
		return m ? {x: (e.clientX - m.e) / m.a, y: (e.clientY - m.f) / m.d} : {x: e.clientX, y: e.clientY};
	},

	frameAt(e) {
		const {x, y} = this.point(e), {area} = this.canvas;
		return y < area.y || y >= area.y + area.height ? null : this.canvas.hit(this.panels, x - area.x, y - area.y);
	},

	listen() {
		const on = (target, type, action, options) => target.addEventListener(type, action, options);
		this.hands = new Hands(this);
		this.listenToScrollbar();
		on(svg, 'pointerenter', () => this.here = true);
		on(svg, 'pointerleave', () => this.here = false);
		on(window, 'keydown', e => this.keyDown(e));
		on(window, 'popstate', () => this.restore());
		on(window, 'hashchange', () => this.restore());
		on(window, 'resize', () => this.layOut());
		on(window, 'beforeprint', () => this.print(true));
		on(window, 'afterprint', () => this.print(false));
		if (!this.standalone && window.ResizeObserver && svg.parentElement)
			new ResizeObserver(() => {
				if (this.size().width !== this.width)
					this.layOut();
			}).observe(svg.parentElement);
		matchMedia('(prefers-color-scheme: dark)').addEventListener('change', e => {
			if (settings.theme !== 'dark' && settings.theme !== 'light') {
				this.dark = e.matches;
				this.update();
			}
		});
	},

	listenToScrollbar() {
		const bar = this.scrollbar;
		let grip = null;
		bar.addEventListener('pointerdown', e => {
			grip = {y: this.point(e).y, at: this.scrolled()};
			bar.setPointerCapture(e.pointerId);
			e.preventDefault();
		});
		bar.addEventListener('pointermove', e => {
			const way = this.canvas.area.height - bar.getAttribute('height');
			if (grip && way > 0)
				this.scrollBy(grip.at + (this.point(e).y - grip.y) * this.most / way - this.scrolled());
		});
		for (const type of ['pointerup', 'pointercancel'])
			bar.addEventListener(type, () => grip = null);
	},

	openMenu(e) {
		const frame = this.frameAt(e), {x, y} = this.point(e);
		if (frame)
			this.menu(frame, x, y);
	},

	hoverOver(frame) {
		const old = this.hover;
		if (this.popup.open || old === frame || old && frame && old.node === frame.node && old.panel === frame.panel)
			return;
		this.hover = frame;
		this.canvas.root.classList.toggle('fgv-over-frame', frame !== null);
		// What stands below a picture higher than the window is said at the pointer.
		this.canvas.tip.textContent = frame && this.height > this.seen().bottom ? this.inShort(frame) : '';
		this.outline();
		this.describe();
	},

	// All that a wheel turns until the screen shows the next picture is one drawing.
	scrollBy(pixels) {
		this.showTip(null);
		this.away = Math.max(0, Math.min(this.most, this.away + (this.state.icicle ? pixels : -pixels)));
		this.hover = null;
		this.scrolling = this.scrolling || requestAnimationFrame(() => {
			this.scrolling = 0;
			this.scroll();
		});
		this.hands.follow();
	},

	keyDown(e) {
		const mine = this.standalone || this.here || svg.contains(focused());
		const find = (e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === 'f' || e.key === 'F3';
		if (!mine || e.defaultPrevented || (e.ctrlKey || e.metaKey || e.altKey) && !find)
			return;
		const target = e.composedPath()[0] || e.target;
		if (/^(input|textarea|select)$/i.test(target.localName) && !svg.contains(target))
			return;
		if (find && this.state.query && e.key === 'F3')
			this.stepMatch(e.shiftKey ? -1 : 1);
		else if (find)
			this.openSearch();
		else if (e.key === 'Escape' && this.hands.stopDrag())
			this.hover = null;
		else if (this.popup.open && e.key === 'Escape')
			this.popup.close();
		else if (e.key === 'Escape' && this.header.search.contains(focused()))
			this.closeSearch();
		else if (this.popup.open || e.key === 'Enter' && target.localName === 'button' || !this.letter(e))
			return;
		e.preventDefault();
	},

	letter(e) {
		const frame = this.current(), act = this.keyActions = this.keyActions || this.actions();
		const up = this.canvas.area.height - 2 * settings.row;
		const keys = {
			'/': act.search, i: act.icicle, r: act.leaf, o: act.order, t: act.table, T: () => this.set({table: true, tab: this.state.table && this.state.tab === 'tree' ? 'functions' : 'tree'}), k: act.colour, d: act.theme,
			S: act.save, w: differential && act.widths, '?': act.help, n: () => this.stepMatch(1), N: () => this.stepMatch(-1),
			s: () => this.focusOn(), Escape: () => this.levelUp(), Backspace: act.reset,
			b: differential && (() => this.set({safe: !this.state.safe}, REPLACE)),
			e: () => {
				this.canvas.full = !this.canvas.full;
				this.draw();
			},
			ArrowUp: () => this.move(0, -1), ArrowDown: () => this.move(0, 1),
			ArrowLeft: () => e.shiftKey ? this.panBy(-this.canvas.area.width / 4) : this.move(-1, 0),
			ArrowRight: () => e.shiftKey ? this.panBy(this.canvas.area.width / 4) : this.move(1, 0),
			'+': () => this.zoomByKey(.6), '=': () => this.zoomByKey(.6), '-': () => this.zoomByKey(1 / .6),
			PageUp: () => this.scrollBy(-up), PageDown: () => this.scrollBy(up),
			Home: () => this.scrollBy(-Infinity), End: () => this.scrollBy(Infinity),
			Enter: frame && (() => this.zoom(frame)),
			c: frame && (() => this.copy(labels[frame.panel.tree.name[frame.node]])),
			C: frame && (() => this.copy(this.stackOf(frame))),
			p: frame && frame.node > 0 && (() => {
				const home = packageOf(names[frame.panel.tree.name[frame.node]]);
				if (home !== '')
					this.collapse(home);
			}),
			h: frame && frame.node > 0 && (() => this.change('hide', frame)),
		};
		keys.m = keys.ContextMenu = frame && (() => {
			const box = this.canvas.boxOf(frame.panel, frame.node) || {x: 0, y: 0};
			this.menu(frame, this.canvas.area.x + box.x + 10, this.canvas.area.y + box.y + settings.row);
		});
		const action = Object.prototype.hasOwnProperty.call(keys, e.key) && keys[e.key];
		if (action)
			action();
		return !!action;
	},
});

// Puts all that was read so far into an svg of its own, in the place of this one. What
// the file still has, static frames that would only be hidden, is then read into an
// element outside of the document, in a third of the time. Returns a way back.
function leaveRest() {
	const read = svg, title = document.title;
	svg = read.cloneNode(false);
	svg.append(...read.childNodes);
	read.replaceWith(svg);
	if (document.title !== title)
		document.title = title; // WebKit forgets it
	return () => {
		read.prepend(...svg.childNodes);
		svg.replaceWith(read);
		svg = read;
	};
}

// The static frames, where they have been read already.
function staticFrames() {
	return [...svg.children].find(e => e.id === 'frames');
}

// The static picture stays in the file, and on the screen should anything fail here.
function start() {
	const back = document.readyState === 'loading' && !staticFrames() ? leaveRest() : null;
	svg.classList.add('fgv');
	svg.fgvRuns = true;
	const view = new View();
	if (view.standalone) {
		svg.style.width = settings.width ? settings.width + 'px' : '100vw';
		svg.style.height = '100vh';
		// A phone shows a document that does not tell as if it were a page 980 pixels wide.
		view.layer.fgvMeta = h('meta', {name: 'viewport', content: 'width=device-width'});
		svg.append(view.layer.fgvMeta);
	} else if (!settings.width) {
		svg.setAttribute('width', '100%');
	}
	svg.setAttribute('preserveAspectRatio', 'xMinYMin');
	try {
		view.update();
		view.listen();
		if (staticFrames())
			staticFrames().remove();
		if (document.readyState === 'loading')
			document.addEventListener('DOMContentLoaded', () => removeOld(view.layer));
	} catch (e) {
		view.layer.remove();
		svg.classList.remove('fgv');
		if (back)
			back();
		throw e;
	}
}

start();
