// Draws what is visible: one path for each colour, and the names that fit.

const SVG = 'http://www.w3.org/2000/svg', HTML = 'http://www.w3.org/1999/xhtml';
const ROUND = 6, SIDE = 10, TEXT_ROOM = 22, INDENT = 3;

// Narrower boxes have nothing in them or around them.
const MARK_ROOM = differential ? 2 : 8;

function make(tag, attributes, parent) {
	const e = document.createElementNS(SVG, tag);
	for (const name of Object.keys(attributes || {}))
		e.setAttribute(name, attributes[name]);
	if (parent)
		parent.appendChild(e);
	return e;
}

// Widths of characters in the font of the frames.
class Ruler {
	constructor(font, size) {
		const context = document.createElementNS(HTML, 'canvas').getContext('2d');
		this.widths = new Map();
		this.size = size;
		if (context)
			context.font = size + 'px ' + font;
		this.context = context;
		this.even = this.width('i') === this.width('M') && this.width(DOTS) <= this.width('M');
	}

	width(character) {
		let w = this.widths.get(character);
		if (w === undefined) {
			w = this.context ? this.context.measureText(character).width : .6 * this.size;
			this.widths.set(character, w);
		}
		return w;
	}

	of(text) {
		let w = 0;
		for (const c of text)
			w += this.width(c);
		return w;
	}

	// How many columns there are in so many pixels.
	columns(room) {
		return Math.floor(room / this.width('0'));
	}

	// A name in so many pixels, short or (if `full`) cut behind: see 3-names.js for the rival.
	fit(name, room, full, rival, rivalText) {
		for (let columns = this.columns(room); columns >= 3; columns--) {
			const text = !full ? shortName(name, columns, rival, rivalText)
				: columnsOf(name) <= columns ? name : headOf(name, columns - 1) + DOTS;
			// Letters of a font that is not monospace, or of another script, may take
			// more.
			if (text.length <= columns && this.even || this.of(text) <= room)
				return text;
		}
		return '';
	}
}

const tenth = n => Math.round(n * 10) / 10;

// The samples that a panel shows, and the row of its zoomed frame.
function spanOf({tree, k, zoom, range}) {
	const {from, to} = range || {from: 0, to: 1}, total = tree.total[k][zoom];
	return {from: tree.x[k][zoom] + from * total, span: (to - from) * total, zoomRow: tree.row(zoom)};
}

class Canvas {
	constructor(parent) {
		this.root = make('g', {class: 'fgv-graph', role: 'tree', tabindex: '0', 'aria-label': settings.title}, parent);
		this.tip = make('title', null, this.root);
		this.back = make('rect', {class: 'fgv-back'}, this.root);
		this.motion = new Motion(this);
		this.clip = make('svg', {overflow: 'hidden'}, this.root);
		this.layers = {};
		for (const name of ['faded', 'unlit', 'paths', 'marks'])
			this.layers[name] = make('g', {class: 'fgv-' + name}, this.clip);
		if (settings.strokeColor)
			for (const name of ['paths', 'unlit'])
				this.layers[name].setAttribute('stroke', settings.strokeColor);
		this.over = make('g', {class: 'fgv-over'}, this.clip);
		this.items = make('g', {role: 'presentation'}, this.clip);
		this.layers.texts = make('g', {class: 'fgv-texts', 'font-size': settings.fontSize, 'font-family': settings.font}, this.clip);
		this.strips = [];
		this.ruler = new Ruler(settings.font, settings.fontSize);
		this.full = settings.cutBehind; // names as they are, cut behind
		this.shown = new Map();
		this.inks = new Map();
	}

	// For those who hear the picture: the frame in focus and what is around it. {id, text,
	// level, place, count, open, selected} of each.
	describeTree(items) {
		this.items.replaceChildren(...items.map(item => make('rect', {
			id: item.id, role: 'treeitem', 'aria-label': item.text, 'aria-level': item.level, 'aria-posinset': item.place,
			'aria-setsize': item.count, 'aria-selected': item.selected, ...item.open === null ? {} : {'aria-expanded': item.open},
			x: 0, y: 0, width: 1, height: 1, fill: 'none',
		})));
		const focus = items.find(item => item.selected);
		if (focus)
			this.root.setAttribute('aria-activedescendant', focus.id);
		else
			this.root.removeAttribute('aria-activedescendant');
	}

	// Where, in pixels of the whole picture: {x, y, width, height, lines, icicle, scroll}.
	place(area) {
		this.area = area;
		const {x, y, width, height} = area;
		for (const e of [this.back, this.clip]) {
			e.setAttribute('x', x);
			e.setAttribute('y', y);
			e.setAttribute('width', Math.max(0, width));
			e.setAttribute('height', Math.max(0, height));
		}
	}

	yOf(panel, row) {
		const {lines, icicle, scroll} = this.area;
		const line = panel.base + panel.direction * row;
		return Math.round((icicle ? line : lines - 1 - line) * settings.row - scroll);
	}

	rowAt(panel, y) {
		const {lines, icicle, scroll} = this.area;
		const line = Math.floor((y + scroll) / settings.row);
		return ((icicle ? line : lines - 1 - line) - panel.base) * panel.direction;
	}

	// What part of a panel's samples is seen, and how large.
	viewOf(panel) {
		const gap = panel.width < 1 ? 6 : 0;
		const left = panel.left * this.area.width + (panel.left > 0 ? gap : 0);
		const width = panel.width * this.area.width - gap;
		const zoomed = spanOf(panel);
		return {...zoomed, left, width, scale: zoomed.span > 0 ? width / zoomed.span : 0};
	}

	// Of a frame that goes on beyond what is seen there is as much as is seen: from one sample
	// to another, in pixels.
	leftOf(view, from) {
		return view.left + Math.max(0, (from - view.from) * view.scale);
	}

	rightOf(view, to) {
		return Math.min(view.left + view.width, view.left + (to - view.from) * view.scale);
	}

	// How many of the screen's pixels a box has, from the one that it begins at.
	dotsOf(x, width) {
		const {dots} = this, w = Math.max(1, Math.round((x + width) * dots) - Math.round(x * dots));
		return w > 3 * dots ? w - 1 : w;
	}

	// Boxes stand on whole pixels of the screen: they are sharp, and ten times as
	// fast to paint as others.
	box(layer, colour, x, y, width) {
		const {dots, motion} = this, left = Math.round(x * dots);
		if (motion.on)
			return motion.box(motion.pixelOf(layer, colour), left, y, this.dotsOf(x, width));
		const w = this.dotsOf(x, width) / dots;
		const bucket = this.buckets[layer], h = settings.row - 1;
		let path = 'M' + left / dots + ' ' + y;
		// Wide boxes have no corners: a pixel less at each is as good as round, and stays
		// sharp.
		if (w >= ROUND && h >= ROUND)
			path = 'M' + (left / dots + 1) + ' ' + y + 'h' + (w - 2) + 'v1h1v' + (h - 2) + 'h-1v1h-' + (w - 2) + 'v-1h-1v-' + (h - 2) + 'h1z';
		else
			path += 'h' + w + 'v' + h + 'h-' + w + 'z';
		bucket.set(colour, (bucket.get(colour) || '') + path);
	}

	// A colour as a number, also if it is the user's.
	valueOf(colour) {
		const {context} = this.ruler;
		if (typeof colour === 'number' || !context)
			return colour;
		context.fillStyle = colour;
		return parseInt(context.fillStyle.slice(1), 16);
	}

	// Black or white: whichever is easier to read on a colour. The worse of both is 4.58:1.
	inkOn(colour) {
		let ink = this.inks.get(colour);
		if (ink !== undefined)
			return ink;
		const value = this.valueOf(colour), [r, g, b] = [16, 8, 0].map(s => value >> s & 255).map(c => c <= 10 ? c / 3294 : ((c / 255 + .055) / 1.055) ** 2.4);
		ink = .2126 * r + .7152 * g + .0722 * b < .179 ? 'fgv-light' : '';
		this.inks.set(colour, ink);
		return ink;
	}

	name(panel, i, x, y, width, kind) {
		if (width < TEXT_ROOM || settings.row < .8 * settings.fontSize)
			return;
		// Side by side, the roots say which side is which.
		const side = i === 0 && panel.width < 1 ? panel.k === 1 ? ', before' : ', after' : '';
		const full = labels[panel.tree.name[i]] + side, text = this.distinct(panel, i, full, width - 2 * INDENT);
		if (text === '')
			return;
		const left = tenth(x + INDENT), base = tenth(y + (settings.row - 1) / 2 + settings.fontSize * .35);
		if (this.motion.on)
			return this.motion.text(text, left, base, kind);
		const e = this.strip.pools.texts.next();
		e.setAttribute('x', left);
		e.setAttribute('y', base);
		if (e.fgText !== text)
			e.textContent = e.fgText = text;
		if (e.fgKind !== kind)
			e.setAttribute('class', e.fgKind = kind);
	}

	// What a frame's box says.
	textOf({panel, node}) {
		const shown = this.shown.get(panel), text = shown && shown.get(node);
		return text ? text.text : '';
	}

	// The text for a name; beside and on boxes of other names another than theirs.
	distinct(panel, i, name, room) {
		const shown = this.shown.get(panel), left = this.left, below = shown.get(panel.tree.parent[i]);
		let text = this.ruler.fit(name, room, this.full, '', '');
		const rival = [left, below].find(other => other && other.text === text && other.name !== name);
		if (rival && text !== '')
			text = this.ruler.fit(name, room, this.full, rival.name, rival.text);
		if (text !== '')
			shown.set(i, this.left = {name, text});
		return text;
	}

	drawAncestor(panel, view, row, y, painter) {
		let i = panel.zoom;
		for (let r = view.zoomRow; r > row; r--)
			i = panel.tree.parent[i];
		this.box('faded', painter.colour(panel, i), view.left, y, view.width);
		this.name(panel, i, view.left, y, view.width, 'fgv-dim');
	}

	drawRow(panel, view, row, y, painter) {
		const {tree, k} = panel, x = tree.x[k], total = tree.total[k];
		const end = tree.rowStart[row + 1], until = view.from + view.span, narrow = 1 / this.dots / (view.scale || 1);
		let i = tree.firstRightOf(row, k, view.from);
		while (i < end && x[i] < until) {
			const at = this.leftOf(view, x[i]), width = this.rightOf(view, x[i] + total[i]) - at;
			if (total[i] === 0 || tree.name[i] === gapName) {
				i++;
				continue;
			}
			const colour = painter.colour(panel, i), lit = painter.isLit(panel, i);
			this.box(lit ? 'paths' : 'unlit', colour, at, y, width);
			if (width >= MARK_ROOM)
				this.mark(panel, i, at, y, width, painter, colour, lit);
			i = width * this.dots >= 1 ? i + 1 : this.skipNarrow(x, total, i + 1, end, x[i] + narrow);
		}
	}

	// What stands in a box, and around it.
	mark(panel, i, x, y, width, painter, colour, lit) {
		const [after, before] = panel.tree.total;
		if (width >= TEXT_ROOM)
			this.name(panel, i, x, y, width, lit ? this.inkOn(colour) : 'fgv-dim');
		if (differential && after[i] * before[i] === 0)
			this.outlines[after[i] === 0 ? 'gones' : 'news'] += 'M' + Math.round(x) + ' ' + (y + settings.row - 2) + 'h' + Math.max(1, Math.round(width - 1));
		// Narrow ones stand out by their colour; lines around them would be all that is seen.
		if (lit && painter.fades && width >= 8)
			this.outlines.found += 'M' + (Math.round(x) + .5) + ' ' + (y + .5) + 'h' + (Math.round(width) - 2) + 'v' + (settings.row - 2) + 'h-' + (Math.round(width) - 2) + 'z';
	}

	// The first node from i on that ends behind x: they are sorted, and near.
	skipNarrow(xs, totals, i, end, x) {
		let step = 1, low = i;
		while (low + step < end && xs[low + step] + totals[low + step] <= x) {
			low += step;
			step *= 2;
		}
		let high = Math.min(end, low + step);
		while (low < high) {
			const middle = low + high >> 1;
			if (xs[middle] + totals[middle] <= x)
				low = middle + 1;
			else
				high = middle;
		}
		return low;
	}

	// The frame at a point of the area: {panel, node} or null.
	hit(panels, px, py) {
		for (const panel of panels) {
			const view = this.viewOf(panel), row = this.rowAt(panel, py);
			if (px < view.left || px >= view.left + view.width || row < panel.skip || row >= panel.tree.rows)
				continue;
			if (row < view.zoomRow) {
				let i = panel.zoom;
				for (let r = view.zoomRow; r > row; r--)
					i = panel.tree.parent[i];
				return {panel, node: i};
			}
			const x = view.from + (px - view.left) / view.scale;
			let i = panel.tree.at(row, panel.k, x);
			if (i < 0 && view.scale > 0)
				i = panel.tree.at(row, panel.k, x - 1 / this.dots / view.scale);
			if (i >= 0 && panel.tree.name[i] !== gapName && panel.tree.total[panel.k][i] > 0)
				return {panel, node: i};
		}
		return null;
	}

	// The box of a node, cut to what is seen; null when it is not.
	boxOf(panel, node) {
		const view = this.viewOf(panel), row = panel.tree.row(node), y = this.yOf(panel, row);
		if (row < view.zoomRow)
			return panel.tree.isBelow(panel.zoom, node) ? {x: view.left, y, width: view.width} : null;
		const from = Math.max(panel.tree.x[panel.k][node], view.from);
		const to = Math.min(panel.tree.x[panel.k][node] + panel.tree.total[panel.k][node], view.from + view.span);
		if (to <= from || view.scale === 0)
			return null;
		return {x: view.left + (from - view.from) * view.scale, y, width: Math.max((to - from) * view.scale, 1)};
	}
}

// The colour of each frame, after the state.
class Painter {
	constructor(state, trees, marks, picked) {
		this.state = state;
		this.marks = marks;
		this.picked = picked;
		this.fades = marks !== null || picked >= 0;
		this.inverted = state.leaf && !state.focus;
		this.largest = state.colour === 'change' && differential
			? trees.map(tree => largestChange(tree, settings.byTotal ? 'total' : 'own')) : [];
		this.shares = state.colour === 'own' ? trees.map(tree => tree.own.map(own => own.reduce((a, b) => Math.max(a, b), 1e-9))) : [];
	}

	// What is found or picked keeps its colour where other frames fade.
	isLit({tree, t}, i) {
		return !this.fades || this.marks !== null && this.marks[t][i] !== 0 || this.picked >= 0 && tree.name[i] === this.picked;
	}

	colour(panel, i) {
		const {tree, k, t} = panel, name = tree.name[i];
		if (settings.searchColor && this.marks && this.marks[t][i] !== 0)
			return settings.searchColor;
		switch (this.state.colour) {
		case 'change': return this.change(panel, i);
		case 'package': return packageColours().colours[name];
		case 'own': return colourOfShare(tree.own[k][i] / this.shares[t][k]);
		case 'share': return colourOfShare(tree.total[k][i] / (tree.total[k][0] || 1));
		default: return i > 0 && mostlyWaits(tree, k, i) ? coolColour(name) : inlined[name] && !this.inverted ? this.tint(tree, i) : functionColour(name);
		}
	}

	// Whether all frames of a name have one colour.
	goesByName(name) {
		const {colour} = this.state;
		return !this.fades && (colour === 'package' || colour === 'function' && !waiting && (this.inverted || !inlined[name]));
	}

	// The tint of the function that an inlined one has become a part of.
	tint(tree, i) {
		let outer = i;
		while (outer > 0 && inlined[tree.name[outer]])
			outer = tree.parent[outer];
		return tintOf(tree.name[i], outer === 0 || tree.name[outer] === rootName ? tree.name[i] : tree.name[outer]);
	}

	change(panel, i) {
		const counts = settings.byTotal ? panel.tree.total : panel.tree.own;
		const change = counts[0][i] - counts[1][i];
		return colourOfChange(settings.negate ? -change : change, this.largest[panel.t], this.state.safe);
	}
}

const warm = settings.palette === 'warm';

// Names that say of their stack that it did not run, as of collapse-perf --wall.
const waits = names.map(name => name[0] === '[' && kindOf(name) === WAITING);
const hasWaits = waits.includes(true), waiting = warm && hasWaits;
const coolColours = new Int32Array(names.length).fill(-1);

// How much of each frame ended in a frame that `is` tells of: of the stacks through it, in either
// order.
function sumsThrough(tree, k, key, is) {
	tree.through = tree.through || {};
	if (tree.through[key + k])
		return tree.through[key + k];
	const sums = new Float64Array(tree.n), inside = new Uint8Array(tree.n);
	for (let i = 0; i < tree.n; i++)
		inside[i] = is(tree.name[i]) || i > 0 && inside[tree.parent[i]] ? 1 : 0;
	for (let i = tree.n - 1; i >= 0; i--) {
		if (inside[i])
			sums[i] = tree.total[k][i];
		if (i > 0 && !inside[tree.parent[i]])
			sums[tree.parent[i]] += sums[i];
	}
	return tree.through[key + k] = sums;
}

function waitsOf(tree, k) {
	return sumsThrough(tree, k, 'waits', name => waits[name]);
}

// What of a frame ran, waited, and could have run but for others.
function waitFacts(tree, k, i) {
	const off = waitsOf(tree, k)[i], runnable = sumsThrough(tree, k, 'runnable', name => names[name] === '[runnable]')[i];
	return 'ran ' + count(tree.total[k][i] - off) + ', waited ' + count(off - runnable) + ', runnable ' + count(runnable);
}

function mostlyWaits(tree, k, i) {
	return waiting && !waits[tree.name[i]] && 2 * waitsOf(tree, k)[i] > tree.total[k][i];
}

function coolColour(name) {
	if (coolColours[name] < 0)
		coolColours[name] = waitingColour(names[name]);
	return coolColours[name];
}

const inlined = Uint8Array.from(nameMarks, mark => warm && mark === '_[i]' ? 1 : 0);
const functionColours = new Int32Array(names.length).fill(-1), tints = new Map();

// As in the static picture: reckoned from the name, or as it is in the file, of 12 bits.
function functionColour(name) {
	if (functionColours[name] < 0)
		functionColours[name] = name === rootName ? ROOT_COLOUR : !warm ? (colours[name] >> 8) * 0x110000 + (colours[name] >> 4 & 15) * 0x1100 + (colours[name] & 15) * 0x11
			: SEPARATORS.get(names[name]) || warmColour(names[name], names[name], inlined[name] ? TINT : 0);
	return functionColours[name];
}

function tintOf(name, outer) {
	const key = name * names.length + outer;
	if (!tints.has(key))
		tints.set(key, warmColour(names[name], names[outer], TINT));
	return tints.get(key);
}

let packages = null;

// The packages, those with most samples of their own first, and the colour of every name.
function packageColours() {
	if (packages === null) {
		const own = functionSums(base, 0, names.length, gapName).own, sums = new Map();
		const of = names.map((name, id) => id === rootName ? '' : packageOf(name));
		of.forEach((p, id) => sums.set(p, (sums.get(p) || 0) + own[id]));
		const list = [...sums].filter(([p, n]) => p !== '' && n > 0).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([p]) => p);
		const ranks = new Map(list.map((p, rank) => [p, rank]));
		const rankOf = p => p === '' || !ranks.has(p) ? Infinity : ranks.get(p);
		packages = {of, list, colours: Int32Array.from(of, p => colourOfPackage(rankOf(p)))};
	}
	return packages;
}
