// One picture: keeps state, trees and drawing together, and answers what users do.

const PUSH = 'pushState', REPLACE = 'replaceState';

// How high a picture on paper may be, as a multiple of its width: it is made smaller to fit on one
// page.
const PAPER = 4;

// Rows as the file has them; those of a shallow graph may be taller.
const ROW = settings.row, USUAL_ROW = 18, TALL_ROW = 24;

// How many neighbours of a frame are told to those who hear the picture, at either side.
const AROUND = 10;

const FINGERS = matchMedia('(pointer: coarse)').matches;

function widthInside(element) {
	const style = getComputedStyle(element);
	return element.clientWidth - (parseFloat(style.paddingLeft) || 0) - (parseFloat(style.paddingRight) || 0);
}

// What lasts until the tab is closed, where a document may keep something.
function remember(name, value) {
	try {
		sessionStorage.setItem('flamegraph-' + name, value);
	} catch (e) {
		// Then it lasts until the page is left.
	}
}

function recall(name, usual) {
	try {
		return sessionStorage.getItem('flamegraph-' + name) || usual;
	} catch (e) {
		return usual;
	}
}

class View {
	constructor() {
		this.standalone = document.documentElement === svg;
		this.dark = settings.theme === 'dark' || settings.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches;
		this.dark = recall('dark', this.dark ? '1' : '0') === '1';
		this.away = 0; // pixels scrolled from the side of the root
		this.hover = null;
		this.cursor = null;
		this.picked = -1;
		this.searching = false;
		this.layer = make('g', {class: 'fgv-viewer'}, svg);
		make('style', null, this.layer).textContent = SIGNS_BESIDE;
		this.canvas = new Canvas(this.layer);
		this.header = new Header(this.layer, this.actions());
		this.footer = new Footer(this.layer, name => this.collapse(name));
		this.tables = {};
		this.tableLayer = make('g', null, this.layer);
		this.minimap = new Minimap(this);
		this.axis = new Axis(this.layer);
		this.tip = new Tip(this.layer);
		this.sign = new Sign(this.layer);
		this.popup = new Popup(this.layer);
		this.scrollbar = make('rect', {class: 'fgv-scrollbar', width: 5, rx: 2.5}, this.layer);
		this.state = readUrl(location.hash);
		this.searching = this.state.query !== '';
	}

	// A table, made when it is first asked for.
	tableOf(tab) {
		const show = name => {
			this.set({tab: name});
			this.tables[name].box.inner.focus({preventScroll: true});
		};
		if (!this.tables[tab])
			this.tables[tab] = tab === 'functions' ? this.makeTable(show) : this.makeCallTree(show);
		return this.tables[tab];
	}

	makeTable(tab) {
		return new FunctionTable(this.tableLayer, {
			tab, pick: id => this.pick(id),
			focusOn: name => this.set({focus: name, zoom: [], panel: 0}),
			functionMenu: (e, id) => this.functionMenu(e, id),
		}, TABS.functions);
	}

	makeCallTree(tab) {
		return new CallTree(this.tableLayer, {
			tab, show: frame => this.moveTo(frame), zoom: frame => this.zoom(frame), own: ({tree, k}, i) => this.ownOf(tree, k, i),
			menu: (e, frame) => {
				e.preventDefault();
				this.menu(frame, this.point(e).x, this.point(e).y);
			},
		});
	}

	actions() {
		const toggle = part => () => this.set({[part]: !this.state[part]});
		return {
			search: () => this.openSearch(),
			closeSearch: () => this.closeSearch(),
			query: text => this.set({query: text}, REPLACE),
			queryKey: e => this.queryKey(e),
			step: by => this.stepMatch(by),
			ignoreCase: () => this.set({ignoreCase: !this.state.ignoreCase}, REPLACE),
			reset: () => this.set({zoom: [], panel: 0}),
			icicle: toggle('icicle'),
			leaf: () => this.set({leaf: !this.state.leaf, focus: '', zoom: [], panel: 0}),
			order: () => this.set({order: following(CHOICES.order, this.state.order)}),
			colour: () => this.set({colour: following(CHOICES.colour, this.state.colour)}, REPLACE),
			widths: () => this.set({widths: following(CHOICES.widths, this.state.widths)}),
			chooseOrder: e => this.choose(e, 'order', 'Order of frames side by side', ORDER_NAMES),
			chooseColour: e => this.choose(e, 'colour', 'What the colours mean', COLOUR_NAMES, REPLACE),
			chooseWidths: e => this.choose(e, 'widths', 'Widths', WIDTH_NAMES),
			table: toggle('table'),
			list: () => this.set({table: !this.state.table || this.state.tab !== 'functions', tab: 'functions'}),
			save: e => this.saveMenu(e),
			theme: () => {
				this.dark = !this.dark;
				remember('dark', this.dark ? '1' : '0');
				this.update();
			},
			about: () => this.about(),
			help: () => this.help(),
		};
	}

	// The place for a menu of a button.
	below(button) {
		const box = button.getBoundingClientRect();
		return this.point({clientX: box.left, clientY: box.bottom + 2});
	}

	// A menu below a button of the toolbar, for one of several.
	choose(e, part, title, texts, how) {
		const button = e.currentTarget, {x, y} = this.below(button);
		const items = CHOICES[part].map(value => [texts[value], value === this.state[part] ? '\u2713' : '', () => this.set({[part]: value}, how)]);
		this.popup.menu(title, items, x, y, this.seen(), () => button.focus({preventScroll: true}));
	}

	set(changes, how) {
		const old = location.hash, state = {...this.state, ...changes.zoom ? {turns: '', range: ''} : {}, ...changes};
		const url = writeUrl(state, old);
		this.state = state;
		this.slid = false;
		if (url !== old) {
			try {
				history[how || PUSH](null, '', url || location.pathname + location.search);
			} catch (e) {
				// A page without an address of its own has no history either.
			}
		}
		this.update();
	}

	// After Back, Forward, or a new fragment.
	restore() {
		clearTimeout(this.landing);
		this.glided = null;
		this.slid = false;
		this.state = readUrl(location.hash);
		this.searching = this.searching || this.state.query !== '';
		this.header.input.value = this.state.query;
		this.update();
	}

	update() {
		const {state} = this;
		if (this.sign.waits)
			return;
		// What takes a while says so, and begins when that is seen.
		if (this.panels && !this.sign.open && isSlow(state))
			return this.sign.before('merging ' + things(frameCount, 'frames') + '\u2026', this.canvas.area, () => this.update());
		const trees = viewTrees(state), other = trees !== this.trees;
		if (other) {
			this.cursor = this.hover = null;
			// What 100 % is, also where only the callers and callees of a function are
			// shown.
			this.wholes = trees[0].total.map((total, k) => state.focus || inLanes(state) ? wholeOf(state, k) : total[0]);
		}
		this.trees = trees;
		this.panels = viewPanels(state, trees);
		this.zoomTo(state);
		this.hover = this.again(this.hover);
		this.cursor = this.again(this.cursor);
		this.match();
		this.painter = new Painter(state, trees, this.marks, this.picked);
		this.layOut();
		const zoomed = this.panels.find(p => p.zoom > 0) || this.panels[0];
		if (other || zoomed.zoom !== this.zoomed)
			this.reveal(zoomed, zoomed.zoom);
		this.zoomed = zoomed.zoom;
	}

	// A frame in the panels of now; null where its panel is no more.
	again(frame) {
		const panel = frame && this.panels.find(p => p.t === frame.panel.t && p.k === frame.panel.k);
		return panel ? {panel, node: frame.node} : null;
	}

	// Scrolls until a frame's row is seen.
	reveal(panel, node) {
		const {height} = this.canvas.area, y = this.canvas.yOf(panel, panel.tree.row(node));
		const by = y < 0 ? y : y + settings.row > height ? y + settings.row - height : 0;
		if (by === 0)
			return;
		this.away += this.state.icicle ? by : -by;
		this.away = Math.max(0, Math.min(this.most, this.away));
		this.scroll();
	}

	// The zoomed node of every panel; a path that is not there whole leads as far as it goes.
	zoomTo(state) {
		const ids = state.zoom.map(name => nameIds.has(name) ? nameIds.get(name) : -1);
		const turns = state.turns.split('.').map(Number);
		for (const panel of this.panels) {
			panel.zoom = panel.t === state.panel ? panel.tree.find(ids, turns) : 0;
			panel.range = panel.t === state.panel ? readRange(state.range) : null;
		}
		// All lanes show the same time.
		const zoomed = this.zoomedPanel();
		if (inLanes(state) && (zoomed.zoom > 0 || zoomed.range)) {
			const {from, span} = spanOf(zoomed), whole = zoomed.tree.total[0][0];
			for (const panel of this.panels)
				if (panel !== zoomed)
					panel.range = {from: from / whole, to: (from + span) / whole};
		}
	}

	match() {
		const {query, ignoreCase} = this.state, key = [query, ignoreCase, this.state.widths].join('\n');
		if (query === '') {
			this.marks = this.wanted = null;
			this.matched = '';
			return;
		}
		if (this.matched === key && this.markedTrees === this.trees)
			return;
		const {test, literal} = compile(query, ignoreCase);
		this.wanted = new Uint8Array(names.length);
		for (let id = 0; id < rootName; id++)
			this.wanted[id] = id !== gapName && test.test(labels[id]) ? 1 : 0;
		this.literal = literal;
		this.unsearched = test.left;
		this.marks = this.trees.map(tree => tree.outermost(this.wanted));
		this.matched = key;
		this.markedTrees = this.trees;
		this.matches = null;
		this.matchCount = -1;
	}

	// What the search says: the share of everything, and of the zoomed frame.
	matchText() {
		if (!this.marks)
			return '';
		const hint = (this.literal ? ' \u2014 no valid expression, taken literally' : '') +
			(this.unsearched > 0 ? ' \u2014 the expression takes too long: ' + things(this.unsearched, 'names') + ' not searched' : '');
		if (!this.marks.some(mark => mark.includes(1)))
			return 'no match' + hint;
		const sides = this.sides(), names = sides.length > 1 ? [' after', ' before'] : ['', ''];
		let text = (this.matches && this.matchAt >= 0 ? thousands(String(this.matchAt + 1)) + ' of ' : '') + things(this.countMatches(), 'matches') + ' \u00b7 ' +
			sides.map(k => percent(this.matchedSum(k), this.wholes[k]) + ' of the whole' + names[k]).join(', ');
		const zoomed = this.zoomedPanel(), {from, span} = spanOf(zoomed);
		if (zoomed.zoom > 0 || zoomed.range)
			text += ' \u00b7 ' + percent(zoomed.tree.sumOf(this.marks[zoomed.t], zoomed.k, from, from + span), span) + (zoomed.range ? ' of what is seen' : ' of the zoom');
		return text + hint;
	}

	matchedSum(k) {
		const {focus} = this.state;
		return focus ? sumThrough(rootedRaw(this.state), k, namesLike(focus).has, id => this.wanted[id] === 1)
			: this.trees.reduce((sum, tree, t) => sum + tree.sumOf(this.marks[t], k, 0, Infinity), 0);
	}

	// The counts that are drawn: one of after (0) and before (1), or both.
	sides() {
		return [...new Set(this.panels.map(panel => panel.k))];
	}

	chips() {
		const {state} = this, chips = [];
		if (state.focus)
			chips.push({text: 'callers and callees: ' + label(state.focus), remove: () => this.set({focus: '', zoom: [], panel: 0})});
		state.ops.forEach((op, i) => chips.push({
			text: OPS[op.kind] + (op.name ? ': ' + label(op.name) : ''),
			remove: () => this.set({ops: state.ops.filter((_, j) => j !== i)}),
		}));
		// Said as long as it is so, whatever frame is looked at.
		const cut = this.trees.find(tree => tree.cut);
		if (cut)
			chips.push({text: 'callers beyond ' + things(cut.n, 'frames') + ' are not shown: keep or hide stacks to see more'});
		// How much is left of the whole, where not all is.
		(state.ops.length > 0 ? this.sides() : []).forEach((k, _, all) => {
			const left = wholeOf(state, k), whole = wholeOf({ops: []}, k);
			if (left !== whole)
				chips.push({text: percent(left, whole) + ' of the whole is left' + (all.length > 1 ? k === 1 ? ' of before' : ' of after' : '')});
		});
		return chips;
	}

	size() {
		if (this.standalone) {
			const width = settings.width || innerWidth, wide = width > innerWidth && !this.printing;
			// Its scroll bar takes of the height.
			svg.classList.toggle('fgv-wide', wide);
			return {width, height: this.printing ? PAPER * width : wide && svg.clientHeight || innerHeight, bounded: !this.printing};
		}
		const parent = svg.parentElement;
		return {width: settings.width || parent && widthInside(parent) || 1200, height: Infinity, bounded: false};
	}

	// What the window shows of the picture, and below a picture that is lower than the window. Across
	// there is always room for a few words.
	seen() {
		const box = svg.getBoundingClientRect(), scale = scaleOfPicture(), {width} = this;
		const left = Math.max(0, Math.min(width - 200, -box.left / scale)), right = (innerWidth - box.left) / scale;
		return {left, right: Math.min(width, Math.max(left + 200, right)), top: Math.max(0, -box.top / scale), bottom: (innerHeight - box.top) / scale};
	}

	// On paper there are all rows of what is shown, on one page, black on white, and nothing to
	// press.
	print(on) {
		this.printing = on;
		this.layOut();
		if (this.standalone)
			svg.style.height = on ? 'min(98vh, calc(' + svg.style.width + ' * ' + this.height / this.width + '))' : '100vh';
	}

	layOut() {
		const {state, canvas} = this, size = this.size();
		const width = Math.max(200, size.width);
		this.width = width;
		const dark = this.dark && !this.printing;
		svg.classList.toggle('fgv-dark', dark);
		svg.classList.toggle('fgv-narrow', width < 900);
		svg.classList.toggle('fgv-tight', width < 1400);
		svg.classList.toggle('fgv-changes', state.colour === 'change');
		if (settings.back) {
			svg.style.setProperty('--back', dark ? '' : settings.back);
			svg.style.setProperty('--dim', dark ? '' : canvas.inkOn(settings.back) ? '#fff' : '#000');
		}
		svg.setAttribute('viewBox', '0 0 ' + width + ' ' + (this.height || 100));
		this.header.update(state, this.dark, this.searching, this.chips());
		this.header.result.textContent = this.matchText();
		this.header.result.classList.toggle('fgv-none', this.header.result.textContent.startsWith('no match'));
		this.showCrumbs();
		const head = this.header.box.fit(0, 0, width), map = this.minimap.heightFor(size.bounded ? size.height - head : MAP_ROOM);
		const axis = timeline && !state.focus && state.leaf === reversed && /^(input|lanes)$/.test(state.order), top = head + map + (axis ? AXIS : 0);
		this.axis.place(axis, SIDE, head + map);
		this.footer.updateLegend(state, this.legendSums());
		this.describe();
		this.footer.makeRoom(width, count(this.wholes[0]), longestLabel());
		const bottom = this.footer.box.fit(0, 0, width);
		settings.row = ROW;
		const room = this.wholeRows(Math.max(3 * ROW, size.height - top - bottom));
		const lines = this.lines(room);
		settings.row = this.rowHeight(lines, size.height - top - bottom);
		const content = lines * settings.row;
		const beside = state.table && width >= 760;
		const tableWidth = !state.table ? 0 : beside ? Math.min(640, Math.round(width * .45)) : width;
		let graph = Math.min(content, this.wholeRows(room));
		if (state.table)
			graph = beside ? Math.max(graph, this.wholeRows(Math.min(room, 420)))
				: Math.min(graph, this.wholeRows(Math.max(120, Math.round(room * .45))));
		const tableHeight = beside ? graph : Math.max(160, Math.min(360, room - graph));
		const middle = beside || !state.table ? graph : graph + tableHeight;
		this.most = Math.max(0, content - graph);
		this.away = Math.max(0, Math.min(this.most, this.away));
		svg.classList.toggle('fgv-scrolls', this.most > 0);
		canvas.place({x: SIDE, y: top, width: width - 2 * SIDE - (beside ? tableWidth : 0), height: graph,
			lines: Math.max(lines, state.icicle ? 0 : Math.floor(graph / settings.row)), icicle: state.icicle});
		this.minimap.place(SIDE, head, width - 2 * SIDE - (beside ? tableWidth : 0));
		this.footer.box.place(0, top + middle, width, bottom);
		this.height = size.bounded ? size.height : top + middle + bottom;
		svg.setAttribute('viewBox', '0 0 ' + width + ' ' + this.height);
		if (!size.bounded)
			svg.setAttribute('height', this.height);
		const table = state.table ? this.tableOf(state.tab) : null;
		for (const other of Object.values(this.tables))
			other.box.show(other === table);
		if (table) {
			this.updateTable(state.tab, table);
			table.place(beside ? width - tableWidth : 0, beside ? head : top + graph, tableWidth, beside ? tableHeight + top - head : tableHeight);
		}
		this.draw();
	}

	// No row is cut in half.
	wholeRows(height) {
		return Number.isFinite(height) ? settings.row * Math.floor(height / settings.row) : height;
	}

	// Rows of a graph that leaves most of its window empty grow, if nothing was said of them.
	rowHeight(lines, room) {
		return ROW === USUAL_ROW && this.standalone && !this.printing && lines * TALL_ROW < room * .8 ? TALL_ROW : ROW;
	}

	// What the numbers of the legend come from.
	legendSums() {
		const {state, painter} = this, k = this.panels[0].k, whole = this.wholes[k];
		switch (state.colour) {
		case 'package': return {own: sumsOfFunctions(state, k).own, whole};
		case 'own': return {largest: painter.shares[0][k], whole};
		case 'change': return {largest: painter.largest[0], whole};
		default: return null;
		}
	}

	// How many rows there are to scroll through: all, or as many as the zoomed frame has.
	lines(room) {
		const all = Math.max(...this.panels.map(p => p.base + (p.direction > 0 ? p.tree.rows : 1)));
		if (!this.printing && all * settings.row <= room || !this.panels.some(p => p.zoom > 0))
			return all;
		const deepest = this.panels.map(p => {
			const {from, span, zoomRow} = spanOf(p);
			let row = zoomRow;
			for (let i; row + 1 < p.tree.rows; row++) {
				i = p.tree.firstRightOf(row + 1, p.k, from);
				if (i === p.tree.rowStart[row + 2] || p.tree.x[p.k][i] >= from + span)
					break;
			}
			return p.base + (p.direction > 0 ? row + 1 : 1);
		});
		return Math.max(this.printing ? 1 : Math.ceil(room / settings.row), ...deepest);
	}

	// Sums of functions are of what is seen, where stacks stand as they ran.
	updateTable(tab, table) {
		const sides = differential ? [0, 1] : [0], panel = this.zoomedPanel(), {state} = this, {tree, k} = panel;
		const part = (panel.zoom > 0 || panel.range) && !state.focus && state.leaf === reversed && !reversed;
		const whole = part ? sides.map(side => side === k ? spanOf(panel).span : tree.total[side][panel.zoom]) : sides.map(side => this.wholes[side]);
		const key = [tab, this.matched, this.picked, JSON.stringify(state.ops), ...part ? [state.zoom.join(';'), state.turns, state.range] : []].join('\n');
		table.about.textContent = part ? 'of ' + (panel.range ? 'what is seen' : labels[tree.name[panel.zoom]]) : '';
		if (tab === 'tree')
			table.update(panel, whole, this.marks, this.marks !== null);
		else if (this.tableKey !== key)
			table.update(sides.map(side => part ? seenSums(panel, side) : sumsOfFunctions(state, side)), whole, this.wanted, this.picked);
		this.tableKey = key;
		// With a search the table is the list of what it found.
		if (tab === 'functions' && this.wanted)
			table.about.textContent = [things(table.ids.length, 'functions') + ' found', table.about.textContent].filter(s => s).join(' ');
	}

	// Pixels above what is seen.
	scrolled() {
		const away = settings.row * Math.round(this.away / settings.row);
		return this.state.icicle ? away : this.most - away;
	}

	draw() {
		this.canvas.area.scroll = this.scrolled();
		this.canvas.draw(this.panels, this.painter);
		this.drawAround();
	}

	// As long as hands move.
	drawMoving() {
		this.canvas.area.scroll = this.scrolled();
		this.canvas.drawMoving(this.panels, this.painter);
		this.drawAround();
	}

	// The same where nothing has changed but what is seen of it.
	scroll() {
		this.canvas.area.scroll = this.scrolled();
		this.canvas.scroll();
		this.drawAround();
	}

	drawAround() {
		const {scroll: scrolled} = this.canvas.area;
		this.outline();
		const {x, y, width, height} = this.canvas.area, all = height + this.most;
		const tall = Math.max(24, height * height / all);
		this.scrollbar.style.display = this.most > 0 ? '' : 'none';
		setAll(this.scrollbar, {x: x + width + 2, y: y + (height - tall) * (this.most > 0 ? scrolled / this.most : 0), height: tall});
		this.minimap.draw();
		this.axis.draw(this.canvas.viewOf(this.zoomedPanel()));
	}

	// The frames under the pointer and under the keyboard's cursor.
	outline() {
		this.canvas.over.replaceChildren();
		for (const [frame, name] of [[this.hover, 'fgv-hover'], [this.cursor, 'fgv-cursor']]) {
			if (!frame)
				continue;
			const box = this.canvas.boxOf(frame.panel, frame.node);
			if (box)
				make('rect', {class: name, x: box.x, y: box.y, width: Math.max(1, box.width), height: settings.row - 1}, this.canvas.over);
		}
	}
}
