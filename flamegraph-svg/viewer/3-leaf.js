// Merged from the leaf, row by row: the samples' frames lie in an array in which those of one node
// of the tree are neighbours; a row more, and each goes to its caller, and those of a node are
// sorted by name.

// Where there are more nodes than this, those narrower than a part of the whole are not followed to
// their callers.
const CROWD = .6 * NODES_MAX, NARROW = 2 ** -14;

// An array that grows.
class Column {
	constructor(kind, room) {
		this.items = new kind(room);
	}

	fit(n) {
		if (n <= this.items.length)
			return;
		const old = this.items;
		this.items = new old.constructor(2 * n);
		this.items.set(old);
	}
}

// Sorts what lies from begin to end in `name`, along with `at` and `id`. Nearly all pieces are
// short.
class NameSort {
	constructor(names, entries) {
		this.count = new Int32Array(names);
		this.spare = [new Int32Array(entries), new Int32Array(entries), new Int32Array(entries)];
	}

	sort(name, at, id, begin, end) {
		if (end - begin > 32)
			return this.distribute(name, at, id, begin, end);
		for (let i = begin + 1; i < end; i++) {
			const n = name[i], a = at[i], e = id[i];
			let j = i;
			for (; j > begin && name[j - 1] > n; j--) {
				name[j] = name[j - 1];
				at[j] = at[j - 1];
				id[j] = id[j - 1];
			}
			name[j] = n;
			at[j] = a;
			id[j] = e;
		}
	}

	distribute(name, at, id, begin, end) {
		const {count, spare} = this, found = [];
		for (let i = begin; i < end; i++)
			if (count[name[i]]++ === 0)
				found.push(name[i]);
		if (found.length === 1) {
			count[found[0]] = 0;
			return;
		}
		let place = begin;
		for (const n of Int32Array.from(found).sort()) {
			const here = count[n];
			count[n] = place;
			place += here;
		}
		for (let i = begin; i < end; i++) {
			const to = count[name[i]]++;
			spare[0][to] = name[i];
			spare[1][to] = at[i];
			spare[2][to] = id[i];
		}
		for (const [k, list] of [name, at, id].entries())
			list.set(spare[k].subarray(begin, end), begin);
		for (const n of found)
			count[n] = 0;
	}
}

class LeafTree {
	constructor(raw, names) {
		this.raw = raw;
		this.counts = raw.own.length;
		this.id = new Int32Array(raw.n).map((_, i) => i).filter(i => i > 0 && raw.own.some(own => own[i] !== 0));
		this.at = this.id.slice();
		this.names = new Int32Array(this.id.length);
		this.sorter = new NameSort(names, this.id.length);
		const room = Math.min(NODES_MAX, 4 * this.id.length + 16);
		for (const part of ['parent', 'name', 'first', 'begin'])
			this[part] = new Column(Int32Array, room);
		this.own = raw.own.map(() => new Column(Float64Array, room));
		this.total = raw.own.map(() => new Column(Float64Array, room));
		this.rowStart = [0, 1];
		this.n = 1;
		this.cut = false;
		this.parent.items[0] = -1;
		this.name.items[0] = raw.name[0];
		this.begin.items[1] = this.id.length;
		this.total.forEach((total, k) => total.items[0] = raw.own[k].reduce((sum, n) => sum + n, 0));
		this.own.forEach((own, k) => own.items[0] = raw.own[k][0]);
		let more = true;
		while (more)
			more = this.addRow();
	}

	// The callers of the last row's nodes; false where there are none.
	addRow() {
		const [from, to] = this.rowStart.slice(-2), last = this.begin.items[to], live = last - this.begin.items[from], before = this.n;
		for (const part of [this.parent, this.name, this.first, this.begin, ...this.own, ...this.total])
			part.fit(this.n + live + 2);
		const {items: begin} = this.begin, {items: first} = this.first, least = this.total.map(total => NARROW * total.items[0]);
		const full = this.n + live > NODES_MAX, all = this.n < CROWD && !full;
		let put = 0, at = begin[from];
		// The pieces move up to the front: those of ended stacks, and of nodes that are not
		// followed, are left out.
		for (let v = from; v < to; v++) {
			const end = v + 1 < to ? begin[v + 1] : last, start = put, narrow = !all && (full || this.total.every((total, k) => total.items[v] <= least[k]));
			first[v] = this.n;
			put = narrow ? this.leaveOut(v, at, end, start) : this.follow(v, at, end, start);
			at = end;
			if (put > start)
				this.addChildren(v, start, put);
		}
		this.first.items[to] = this.n;
		if (this.n === before)
			return false;
		this.rowStart.push(this.n);
		begin[this.n] = put;
		return true;
	}

	// What was not followed counts as a node's own.
	leaveOut(v, at, end, put) {
		for (let i = at; i < end; i++) {
			this.cut = this.cut || this.at[i] !== 0;
			this.end(v, this.id[i]);
		}
		return put;
	}

	follow(v, at, end, put) {
		const {id, at: place, names, raw: {name, parent}} = this;
		for (let i = at; i < end; i++) {
			const here = place[i];
			if (here === 0) {
				this.end(v, id[i]);
				continue;
			}
			names[put] = name[here];
			place[put] = parent[here];
			id[put++] = id[i];
		}
		return put;
	}

	// A stack that has no more callers.
	end(v, leaf) {
		for (let k = 0; k < this.counts; k++)
			this.own[k].items[v] += this.raw.own[k][leaf];
	}

	addChildren(v, start, end) {
		const {names, id} = this;
		if (end - start > 1)
			this.sorter.sort(names, this.at, id, start, end);
		for (let i = start; i < end;) {
			const node = this.n++, name = names[i];
			this.parent.items[node] = v;
			this.name.items[node] = name;
			this.begin.items[node] = i;
			let j = i;
			while (j < end && names[j] === name)
				j++;
			for (let k = 0; k < this.counts; k++) {
				const own = this.raw.own[k], total = this.total[k].items;
				total[node] = own[id[i]];
				for (let e = i + 1; e < j; e++)
					total[node] += own[id[e]];
				this.own[k].items[node] = 0;
			}
			i = j;
		}
	}
}

// As new Tree(invertTree(raw), order, names), by name or by width.
function leafTree(raw, order, names) {
	const {n, cut, counts, rowStart, ...built} = new LeafTree(raw, names), cells = column => column.items.subarray(0, n);
	const parts = {n, cut, parent: cells(built.parent), name: cells(built.name), own: built.own.map(cells)};
	if (order === 'width')
		return new Tree(parts, order, names);
	const tree = Object.assign(Object.create(Tree.prototype), parts, {
		total: built.total.map(cells), first: built.first.items.subarray(0, n + 1), rowStart, rows: rowStart.length - 1, age: null,
	});
	tree.x = Array.from({length: counts}, (_, k) => tree.place(k));
	return tree;
}
