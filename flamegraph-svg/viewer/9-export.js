// Saves what is seen: the stacks, folded; a picture, as SVG or PNG.

// A count as a folded stack has it.
function plainCount(n) {
	const places = Math.max(0, Math.round(-Math.log10(unit))), text = (n * unit).toFixed(places);
	return places > 0 ? text.replace(/\.?0+$/, '') : text;
}

// Lines of a tree's stacks from `top` on, of which `part(i)` says how much of a frame's own is
// wanted.
function foldedLines(tree, top, part) {
	const head = tree.path(top).map(id => names[id]), lines = [], path = [];
	if (tree.name[0] !== rootName)
		head.unshift(names[tree.name[0]]);
	const visit = i => {
		const share = part(i), own = tree.own.map(counts => share * counts[i]);
		if (own.some(n => n > 0) && head.length + path.length > 0)
			lines.push([...head, ...path].join(';') + ' ' + own.reverse().map(n => plainCount(Math.round(n))).join(' '));
	};
	// Without recursion: stacks may be as deep as they like.
	const todo = [{i: top, child: tree.first[top]}];
	visit(top);
	while (todo.length > 0) {
		const last = todo[todo.length - 1];
		if (last.child === tree.first[last.i + 1]) {
			todo.pop();
			if (todo.length > 0)
				path.pop();
			continue;
		}
		const c = last.child++;
		if (tree.name[c] === gapName) {
			visit(c);
			continue;
		}
		path.push(names[tree.name[c]]);
		visit(c);
		todo.push({i: c, child: tree.first[c]});
	}
	return lines;
}

// The picture's own styles as attributes, so that it is the same wherever it is opened.
const PAINT = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'fill-opacity'];

function withStyles(from, known) {
	const copy = from.cloneNode(false), key = from.localName + ' ' + (from.getAttribute('class') || '');
	if (!known.has(key)) {
		const style = getComputedStyle(from);
		known.set(key, PAINT.map(name => [name, style.getPropertyValue(name)]));
	}
	for (const [name, value] of known.get(key))
		if (name !== 'fill' || !copy.hasAttribute('fill'))
			copy.setAttribute(name, value);
	copy.removeAttribute('class');
	copy.append(...[...from.childNodes].map(child => child.nodeType === Node.ELEMENT_NODE ? withStyles(child, known) : child.cloneNode()));
	return copy;
}

function fileName(kind) {
	const name = decodeURIComponent(location.pathname.split('/').pop()).replace(/\.\w+$/, '').replace(/[^\p{L}\p{N}._-]+/gu, '-');
	return (name || 'flamegraph') + (rank > 1 ? '-' + rank : '') + '.' + kind;
}

function saveFile(blob, kind) {
	const link = h('a', {href: URL.createObjectURL(blob), download: fileName(kind)});
	link.click();
	// The browser reads it a little later.
	setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

const SAVED_SCALE = 2, LEAST_SCALE = 1 / 16;

Object.assign(View.prototype, {
	// What is counted, told as in the file where all of it is seen.
	countedLines(all) {
		const none = differential ? ' 0 0' : ' 0';
		return counting.events.map(e => (all ? e.line : '[event=' + e.event + ',unit=' + e.unit + ']') + none);
	},

	// The stacks of what is seen, in its order. Callers and callees of a function: its stacks,
	// whole.
	folded() {
		const {state} = this, panel = this.zoomedPanel(), whole = !this.canPan();
		if (state.focus && whole) {
			const tree = new Tree(onlyThrough(rootedRaw(state), namesLike(state.focus).has), 'name', names.length);
			return [...this.countedLines(false), ...foldedLines(tree, 0, () => 1), ''].join('\n');
		}
		if (inLanes(state) && whole)
			return [...this.countedLines(state.ops.length === 0), ...foldedLines(new Tree(changedRaw(state), 'input', names.length), 0, () => 1), ''].join('\n');
		const {tree, k, range, zoom} = panel, {from, span} = spanOf(panel);
		// Own samples stand in front of what a frame calls; those of the root, which are of
		// no stack, behind.
		const part = i => {
			const own = tree.own[k][i], left = Math.max(from, tree.x[k][i]), right = Math.min(from + span, tree.x[k][i] + own);
			return !range ? 1 : own > 0 ? Math.max(0, right - left) / own : left >= from && left < from + span ? 1 : 0;
		};
		return [...this.countedLines(whole && state.ops.length === 0 && !state.leaf), ...foldedLines(tree, zoom, part), ''].join('\n');
	},

	// An SVG without a script of the graph as it is on the screen.
	picture() {
		const {canvas, width} = this, {x, y, width: wide, height} = canvas.area, known = new Map();
		const style = getComputedStyle(this.footer.name), font = 'system-ui, sans-serif', bottom = y + height;
		const root = make('svg', {width, height: bottom + 50, viewBox: '0 0 ' + width + ' ' + (bottom + 50), 'font-family': font, 'font-size': 12, fill: style.color});
		const write = (text, at, down, size, more) => {
			make('text', {x: at, y: down, 'font-size': size, ...more}, root).textContent = text;
		};
		make('title', null, root).textContent = settings.title;
		make('rect', {width, height: bottom + 50, fill: getComputedStyle(canvas.back).fill}, root);
		write([settings.title, settings.subtitle].filter(s => s).join(' \u2014 '), x, 22, 15, {'font-weight': 600});
		const graph = make('svg', {x, y, width: wide, height, overflow: 'hidden', 'xml:space': 'preserve'}, root);
		for (const layer of canvas.clip.children)
			if (layer !== canvas.over && layer !== canvas.items)
				graph.append(withStyles(layer, known));
		this.savedLegend(root, bottom);
		const panel = this.zoomedPanel(), path = panel.tree.path(panel.zoom).map(id => labels[id]).join(' \u203a ');
		write(counted(spanOf(panel).span, panel.k) + (panel.zoom > 0 || panel.range ? ', ' + percent(spanOf(panel).span, this.wholes[panel.k]) + ' of all' : ''), x, bottom + 20, 12, {'font-weight': 600});
		write([path, ...this.chips().map(chip => chip.text), this.state.query && 'search: ' + this.state.query + ', ' + this.matchText()].filter(s => s).join(' \u00b7 '), x, bottom + 38, 11);
		// Characters that XML has not.
		return new XMLSerializer().serializeToString(root).replace(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '\ufffd');
	},

	// The legend where it stands below the graph.
	savedLegend(root, bottom) {
		const {legend} = this.footer, move = -legend.getBoundingClientRect().top, scale = scaleOfPicture();
		const place = box => ({x: this.point({clientX: box.left, clientY: 0}).x, y: bottom + 8 + (box.top + move) / scale});
		for (const dot of legend.querySelectorAll('i')) {
			const box = dot.getBoundingClientRect();
			make('rect', {...place(box), width: box.width / scale, height: box.height / scale, fill: dot.style.background}, root);
		}
		const texts = document.createTreeWalker(legend, NodeFilter.SHOW_TEXT), range = document.createRange();
		while (texts.nextNode()) {
			range.selectNodeContents(texts.currentNode);
			const {x, y} = place(range.getBoundingClientRect());
			make('text', {x, y: y + 13}, root).textContent = texts.currentNode.data;
		}
	},

	saveFolded() {
		saveFile(new Blob([this.folded()], {type: 'text/plain'}), 'folded');
	},

	saveSvg() {
		saveFile(new Blob([this.picture()], {type: 'image/svg+xml'}), 'view.svg');
	},

	savePng() {
		const image = new Image(), {width} = this, height = this.canvas.area.y + this.canvas.area.height + 50;
		// A browser that has no room for so many pixels gives nothing, or throws: then half as large.
		const draw = scale => {
			const canvas = h('canvas', {width: Math.round(scale * width), height: Math.round(scale * height)});
			const take = blob => blob ? saveFile(blob, 'png') : scale > LEAST_SCALE ? draw(scale / 2)
				: this.footer.details('the picture is too large for a PNG', ['save it as SVG'], '');
			try {
				canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
				canvas.toBlob(take, 'image/png');
			} catch (e) {
				take(null);
			}
		};
		image.onload = () => draw(SAVED_SCALE);
		image.src = 'data:image/svg+xml,' + encodeURIComponent(this.picture());
	},

	linkTo(state) {
		return location.href.replace(/#.*/, '') + writeUrl(state, location.hash);
	},

	// A menu, below its button or in the middle.
	saveMenu(e) {
		const button = this.header.buttons.save, {x, y} = this.below(button);
		this.land();
		this.popup.menu('Save what is seen', [
			['Stacks, folded', '', () => this.saveFolded()],
			['Picture, SVG', '', () => this.saveSvg()],
			['Picture, PNG', '', () => this.savePng()],
			['Copy link', '', () => this.copy(this.linkTo(this.state))],
		], x, y, this.seen(), () => e && button.focus({preventScroll: true}));
	},
});
