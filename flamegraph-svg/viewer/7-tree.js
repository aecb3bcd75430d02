// The call tree as a table: what a frame calls is below it, opened and closed. And sums of
// functions for what is seen.

// The widest way down is open from the beginning, as far as one child has so much of its parent.
const HOT = .5, HOT_ROWS = 30, MOST_INDENT = 240;

class CallTree extends FunctionTable {
	constructor(parent, act) {
		super(parent, act, 'Call tree');
		this.sort = 'total';
		this.box.inner.setAttribute('role', 'treegrid');
	}

	update(panel, whole, marks, fades) {
		const {tree, k, zoom} = panel, key = [k, zoom, JSON.stringify(panel.range)].join();
		Object.assign(this, {panel, whole, marks, fades});
		if (this.tree !== tree || this.key0 !== key) {
			Object.assign(this, {tree, key0: key, open: new Set([zoom]), first: 0, at: -1});
			for (let i = zoom, rows = 0; rows < HOT_ROWS; rows++) {
				const widest = this.children(i)[0];
				if (widest === undefined || this.total(widest) < HOT * this.total(i))
					break;
				this.open.add(i = widest);
			}
		}
		this.arrange();
	}

	value(i) {
		const {tree} = this;
		return this.sort === 'change' ? tree.total[0][i] - tree.total[1][i] : this.sort === 'own' ? this.act.own(this.panel, i) : this.total(i);
	}

	// Of a range, what is within.
	within(i, n) {
		const {from, span} = spanOf(this.panel);
		return this.panel.range ? n * shareWithin(this.tree.x[this.panel.k][i], n, from, from + span) : n;
	}

	total(i) {
		return this.within(i, this.tree.total[this.panel.k][i]);
	}

	isShown(i) {
		return this.tree.name[i] !== gapName && (this.total(i) > 0 || !this.panel.range && this.tree.total.some(total => total[i] > 0));
	}

	isLeaf(i) {
		const {first} = this.tree;
		for (let c = first[i]; c < first[i + 1]; c++)
			if (this.isShown(c))
				return false;
		return true;
	}

	children(i) {
		const {tree} = this, list = [];
		for (let c = tree.first[i]; c < tree.first[i + 1]; c++)
			if (this.isShown(c))
				list.push(c);
		if (this.sort === 'name')
			list.sort((a, b) => labels[tree.name[a]] < labels[tree.name[b]] ? -1 : 1);
		else
			list.sort((a, b) => this.value(b) - this.value(a) || this.total(b) - this.total(a) || a - b);
		return this.rising !== (this.sort === 'name') ? list.reverse() : list;
	}

	arrange() {
		const at = this.at >= 0 && this.ids ? this.ids[this.at] : -1, todo = [this.panel.zoom];
		this.ids = [];
		this.places = new Map([[this.panel.zoom, {depth: 0, indent: 4}]]);
		while (todo.length > 0) {
			const i = todo.pop(), {depth, indent} = this.places.get(i);
			this.ids.push(i);
			if (!this.open.has(i))
				continue;
			const children = this.children(i), step = children.length > 1 ? 12 : 3;
			for (const c of children.reverse()) {
				todo.push(c);
				this.places.set(c, {depth: depth + 1, indent: Math.min(indent + step, MOST_INDENT)});
			}
		}
		this.at = this.ids.indexOf(at);
		this.draw();
	}

	choose(i) {
		this.at = this.ids.indexOf(i);
		this.act.show({panel: this.panel, node: i});
		this.draw();
	}

	enter(i) {
		this.act.zoom({panel: this.panel, node: i});
	}

	toggle(i, on) {
		if (this.open.has(i) === on)
			return;
		if (on)
			this.open.add(i);
		else
			this.open.delete(i);
		this.arrange();
	}

	// Right opens, and goes in; left closes, and goes out.
	key(e) {
		const i = this.ids[this.at], sides = {ArrowRight: true, ArrowLeft: false}, on = sides[e.key];
		if (on === undefined || i === undefined)
			return super.key(e);
		const children = !this.isLeaf(i);
		if (on && children && !this.open.has(i))
			this.toggle(i, true);
		else if (!on && this.open.has(i) && children)
			this.toggle(i, false);
		else if (on ? children : i !== this.panel.zoom)
			this.choose(on ? this.ids[this.at + 1] : this.tree.parent[i]);
		e.preventDefault();
		return e.stopPropagation();
	}

	row(i) {
		const {tree, panel, whole} = this, {k} = panel, {depth, indent} = this.places.get(i), name = labels[tree.name[i]];
		const cells = [this.number('own', this.within(i, this.act.own(panel, i)), whole[k]), this.number('total', this.total(i), whole[k])];
		if (differential)
			cells.push(this.change(tree.total[0][i], tree.total[1][i]));
		const leaf = this.isLeaf(i), open = this.open.has(i);
		const arrow = h('span', {class: 'fgv-arrow', onclick: e => {
			e.stopPropagation();
			this.toggle(i, !open);
		}}, leaf ? '' : open ? '\u25be' : '\u25b8');
		const cell = h('span', {class: 'fgv-function', role: 'gridcell'}, arrow, this.shortened(name, indent + 24));
		cell.style.paddingLeft = indent + 'px';
		return h('div', {
			class: 'fgv-tr' + (this.ids[this.at] === i ? ' fgv-on' : '') + (this.fades && this.marks[panel.t][i] !== 0 ? ' fgv-hit' : ''),
			role: 'row', title: name, 'aria-level': depth + 1, 'aria-expanded': leaf ? null : String(open),
			onclick: e => e.detail === 2 ? this.enter(i) : this.choose(i),
			oncontextmenu: e => this.act.menu(e, {panel, node: i}),
		}, ...cells, cell);
	}
}

// How much of a frame's samples, of those from x on, are between two places.
function shareWithin(x, n, from, to) {
	return n > 0 ? Math.max(0, Math.min(x + n, to) - Math.max(x, from)) / n : x >= from && x < to ? 1 : 0;
}

// Own and total of every function, of what is seen of a panel; recursion counted once.
function seenSums(panel, k) {
	const {tree, zoom} = panel, {from, span} = spanOf(panel), x = tree.x[panel.k], inside = new Uint8Array(tree.n);
	const own = new Float64Array(names.length), total = new Float64Array(names.length);
	inside[zoom] = 1;
	for (let i = zoom; i < tree.n; i++) {
		if (i > zoom && inside[tree.parent[i]] === 0)
			continue;
		inside[i] = 1;
		const name = tree.name[i];
		own[name === gapName ? tree.name[tree.parent[i]] : name] += tree.own[k][i] * shareWithin(x[i], tree.own[panel.k][i], from, from + span);
		let up = i === zoom ? -1 : tree.parent[i];
		while (up >= zoom && tree.name[up] !== name)
			up = up === zoom ? -1 : tree.parent[up];
		if (up < zoom)
			total[name] += tree.total[k][i] * shareWithin(x[i], tree.total[panel.k][i], from, from + span);
	}
	return {own, total};
}
