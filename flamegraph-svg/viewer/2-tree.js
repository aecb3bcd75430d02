// Call trees. A raw tree is {n, parent, name, own}: node 0 is the root, every node
// stands behind its parent, own holds one count or two (after, before) of each.

// A view of callers has more nodes than the tree it is made of: as many as a browser has room for.
const NODES_MAX = 4e6;

// Makes a raw tree node by node; equal names under one parent are one node, but
// not in a timeline.
class TreeBuilder {
	constructor(rootName, counts, timeline) {
		this.timeline = timeline;
		this.cut = false;
		this.parent = [-1];
		this.name = [rootName];
		this.own = Array.from({length: counts}, () => [0]);
		this.mask = 1023;
		this.slots = new Int32Array(1024);
	}

	get n() {
		return this.name.length;
	}

	slot(parent, name) {
		let at = hash3(parent, name, 5) & this.mask;
		for (let i; (i = this.slots[at]) !== 0; at = at + 1 & this.mask)
			if (this.parent[i] === parent && this.name[i] === name)
				break;
		return at;
	}

	child(parent, name) {
		let at = 0;
		if (!this.timeline) {
			at = this.slot(parent, name);
			if (this.slots[at] !== 0)
				return this.slots[at];
		}
		const id = this.name.length;
		this.parent.push(parent);
		this.name.push(name);
		for (const own of this.own)
			own.push(0);
		this.slots[at] = this.timeline ? 0 : id;
		if (!this.timeline && 2 * id > this.mask)
			this.grow();
		return id;
	}

	grow() {
		this.mask = 4 * this.mask + 3;
		this.slots = new Int32Array(this.mask + 1);
		for (let i = 1; i < this.name.length; i++)
			this.slots[this.slot(this.parent[i], this.name[i])] = i;
	}

	// Whether a frame more is too many. What is cut here is said in the footer.
	isFull() {
		this.cut = this.cut || this.n >= NODES_MAX;
		return this.cut;
	}

	add(id, raw, node) {
		for (let k = 0; k < this.own.length; k++)
			this.own[k][id] += raw.own[k][node];
	}

	raw() {
		return {
			n: this.n,
			cut: this.cut,
			parent: Int32Array.from(this.parent),
			name: Int32Array.from(this.name),
			own: this.own.map(own => Float64Array.from(own)),
		};
	}
}

function totals(raw, k) {
	const total = raw.own[k].slice();
	for (let i = raw.n - 1; i > 0; i--)
		total[raw.parent[i]] += total[i];
	return total;
}

// The nodes that keep() tells, with what own() makes of their counts.
function filterTree(raw, keep, ownStays) {
	const builder = new TreeBuilder(raw.name[0], raw.own.length, true);
	const place = new Int32Array(raw.n);
	builder.add(0, raw, 0);
	for (let i = 1; i < raw.n; i++) {
		if (!keep[i])
			continue;
		place[i] = builder.child(place[raw.parent[i]], raw.name[i]);
		if (ownStays[i])
			builder.add(place[i], raw, i);
	}
	return builder.raw();
}

// Without the frames of these names and all above them.
function hideFrames(raw, has) {
	const keep = new Uint8Array(raw.n).fill(1);
	for (let i = 1; i < raw.n; i++)
		keep[i] = keep[raw.parent[i]] && !has(raw.name[i]) ? 1 : 0;
	return filterTree(raw, keep, keep);
}

// Only the stacks that go through a frame of these names.
function onlyThrough(raw, has) {
	const above = new Uint8Array(raw.n), keep = new Uint8Array(raw.n);
	for (let i = 1; i < raw.n; i++)
		above[i] = above[raw.parent[i]] || has(raw.name[i]) ? 1 : 0;
	for (let i = raw.n - 1; i > 0; i--) {
		keep[i] |= above[i];
		keep[raw.parent[i]] |= keep[i];
	}
	return filterTree(raw, keep, above);
}

// Own and total of every name, recursion counted once.
function functionSums(raw, k, names, gap) {
	const own = new Float64Array(names), total = new Float64Array(names), sums = totals(raw, k);
	for (let i = 1; i < raw.n; i++) {
		const name = raw.name[i];
		own[name === gap ? raw.name[raw.parent[i]] : name] += raw.own[k][i];
		let up = raw.parent[i];
		while (up > 0 && raw.name[up] !== name)
			up = raw.parent[up];
		if (up <= 0)
			total[name] += sums[i];
	}
	return {own, total};
}

// Every node goes to place(i, placeOfParent, builder).
function mapTree(raw, timeline, place) {
	const builder = new TreeBuilder(raw.name[0], raw.own.length, timeline);
	const places = new Int32Array(raw.n);
	for (let i = 0; i < raw.n; i++) {
		if (i > 0)
			places[i] = place(i, places[raw.parent[i]], builder);
		builder.add(places[i], raw, i);
	}
	return builder.raw();
}

function mergeIntoCaller(raw, has, timeline) {
	return mapTree(raw, timeline, (i, up, builder) =>
		has(raw.name[i]) ? up : builder.child(up, raw.name[i]));
}

// A function below itself becomes one with its outermost frame.
function mergeRecursion(raw, has, timeline) {
	const outermost = new Int32Array(raw.n).fill(-1);
	return mapTree(raw, timeline, (i, up, builder) => {
		const known = outermost[raw.parent[i]], mine = has(raw.name[i]);
		const place = mine && known >= 0 ? known : builder.child(up, raw.name[i]);
		outermost[i] = known >= 0 ? known : mine ? place : -1;
		return place;
	});
}

// A frame right above a frame of the same function becomes one with it.
function mergeRepeats(raw, timeline) {
	return mapTree(raw, timeline, (i, up, builder) =>
		raw.name[i] === raw.name[raw.parent[i]] ? up : builder.child(up, raw.name[i]));
}

// A timeline's gaps become their parents' own counts, and its frames one where they can be.
function withoutTime(raw, gap) {
	return mapTree(raw, false, (i, up, builder) =>
		raw.name[i] === gap ? up : builder.child(up, raw.name[i]));
}

// Merged from the leaf: callers above the functions that have samples of their own.
function invertTree(raw) {
	const builder = new TreeBuilder(raw.name[0], raw.own.length, false);
	builder.add(0, raw, 0);
	for (let i = 1; i < raw.n; i++) {
		if (!raw.own.some(own => own[i] !== 0))
			continue;
		let at = 0;
		for (let up = i; up > 0 && !builder.isFull(); up = raw.parent[up])
			at = builder.child(at, raw.name[up]);
		builder.add(at, raw, i);
	}
	return builder.raw();
}

// The outermost frames of these names: 1, and all above them: 2.
function outermostFrames(raw, has) {
	const mark = new Uint8Array(raw.n);
	for (let i = 1; i < raw.n; i++)
		mark[i] = mark[raw.parent[i]] > 0 ? 2 : has(raw.name[i]) ? 1 : 0;
	return mark;
}

// What functions call, and who calls them, each as a tree whose root stands for them.
function calleesAndCallers(raw, has, single, rootName) {
	const mark = outermostFrames(raw, has);
	const callees = new TreeBuilder(rootName, raw.own.length, false);
	const callers = new TreeBuilder(rootName, raw.own.length, false);
	const place = new Int32Array(raw.n);
	const sums = {own: raw.own.map((own, k) => totals(raw, k))};
	for (let i = 1; i < raw.n; i++) {
		if (mark[i] === 0)
			continue;
		place[i] = mark[i] === 2 ? callees.child(place[raw.parent[i]], raw.name[i])
			: single ? 0 : callees.child(0, raw.name[i]);
		callees.add(place[i], raw, i);
		if (mark[i] !== 1)
			continue;
		let at = single ? 0 : callers.child(0, raw.name[i]);
		for (let up = raw.parent[i]; up > 0 && !callers.isFull(); up = raw.parent[up])
			at = callers.child(at, raw.name[up]);
		callers.add(at, sums, i);
	}
	return [callees.raw(), callers.raw()];
}

// The samples of stacks through one of these frames that hold one of those, too.
function sumThrough(raw, k, has, hasToo) {
	const flags = new Uint8Array(raw.n);
	let sum = 0;
	for (let i = 1; i < raw.n; i++) {
		flags[i] = flags[raw.parent[i]] | (has(raw.name[i]) ? 1 : 0) | (hasToo(raw.name[i]) ? 2 : 0);
		sum += flags[i] === 3 ? raw.own[k][i] : 0;
	}
	return sum;
}

// Places of all nodes in the order of their names.
function orderOfNames({n, name}, names) {
	const start = new Int32Array(names + 1), order = new Int32Array(n);
	for (let i = 0; i < n; i++)
		start[name[i]]++;
	for (let s = 0, sum = 0; s <= names; s++) {
		const here = start[s];
		start[s] = sum;
		sum += here;
	}
	for (let i = 0; i < n; i++)
		order[start[name[i]]++] = i;
	return order;
}

// Children of every node as linked lists, each in the order of names, in which a file has them, or
// of nodes.
function linkChildren(raw, byName, names) {
	const {n, name, parent} = raw, next = new Int32Array(n);
	let head = null, sorted = true;
	const link = order => {
		head = new Int32Array(n).fill(-1);
		for (let j = n - 1; j >= 0; j--) {
			const i = order ? order[j] : j, after = i > 0 ? head[parent[i]] : -1;
			sorted = sorted && (after < 0 || name[after] >= name[i]);
			next[i] = after;
			if (i > 0)
				head[parent[i]] = i;
		}
	};
	link(null);
	if (byName && !sorted)
		link(orderOfNames(raw, names));
	return {head, next};
}

// The counts, or the names, at these places: two functions, as what a browser has compiled for one
// kind of array is of no use for another.
function countsAt(places, counts) {
	const list = new Float64Array(places.length);
	for (let i = 0; i < places.length; i++)
		list[i] = counts[places[i]];
	return list;
}

function namesAt(places, names) {
	const list = new Int32Array(places.length);
	for (let i = 0; i < places.length; i++)
		list[i] = names[places[i]];
	return list;
}

// A laid out tree: nodes row by row, in each from left to right, so that a row is
// rowStart[d] to rowStart[d + 1] and the children of i are first[i] to first[i + 1].
// x and total are in samples, [0] by the counts after (or the only ones), [1] before.
class Tree {
	constructor(raw, order, names) {
		const n = raw.n, counts = raw.own.length;
		const sums = raw.own.map((own, k) => totals(raw, k));
		const wider = (a, b) => sums[0][b] - sums[0][a] || raw.name[a] - raw.name[b];
		this.n = n;
		this.cut = raw.cut;
		this.parent = new Int32Array(n).fill(-1);
		this.first = new Int32Array(n + 1);
		const from = this.arrange(linkChildren(raw, order === 'name', names), order === 'width' ? wider : null);
		this.age = timeline && order === 'width' ? from : null;
		this.name = namesAt(from, raw.name);
		this.own = raw.own.map(own => countsAt(from, own));
		this.total = sums.map(sum => countsAt(from, sum));
		this.x = Array.from({length: counts}, (_, k) => this.place(k));
		this.rows = this.rowStart.length - 1;
	}

	// Which node each was: row by row, siblings in the order of the links or as `compare` tells. A
	// loop of its own, as browsers compile all that a function does behind a long one, too.
	arrange({head, next}, compare) {
		const {n, parent, first} = this, from = new Int32Array(n);
		this.rowStart = [0, 1];
		let end = 1, rowEnd = 1;
		for (let i = 0; i < n; i++) {
			const begin = end;
			first[i] = begin;
			for (let c = head[from[i]]; c >= 0; c = next[c]) {
				parent[end] = i;
				from[end++] = c;
			}
			if (compare && end - begin > 1)
				from.subarray(begin, end).sort(compare);
			if (i + 1 === rowEnd && end > rowEnd)
				this.rowStart.push(rowEnd = end);
		}
		first[n] = n;
		return from;
	}

	// Children begin behind the samples of their parent alone; the root's own, of no stack,
	// come last.
	place(k) {
		const x = new Float64Array(this.n), own = this.own[k], total = this.total[k];
		for (let i = 0; i < this.n; i++) {
			let at = i > 0 ? x[i] + own[i] : 0;
			for (let c = this.first[i]; c < this.first[i + 1]; at += total[c++])
				x[c] = at;
		}
		return x;
	}

	row(i) {
		let low = 0, high = this.rows - 1;
		while (low < high) {
			const middle = low + high + 1 >> 1;
			if (this.rowStart[middle] <= i)
				low = middle;
			else
				high = middle - 1;
		}
		return low;
	}

	// The first node of a row that ends right of x.
	firstRightOf(row, k, x) {
		let low = this.rowStart[row], high = this.rowStart[row + 1];
		while (low < high) {
			const middle = low + high >> 1;
			if (this.x[k][middle] + this.total[k][middle] <= x)
				low = middle + 1;
			else
				high = middle;
		}
		return low;
	}

	// The node of a row at x, or -1.
	at(row, k, x) {
		if (row < 0 || row >= this.rows)
			return -1;
		const i = this.firstRightOf(row, k, x);
		return i < this.rowStart[row + 1] && this.x[k][i] <= x ? i : -1;
	}

	// Ids of names from below the root to i.
	path(i) {
		const path = [];
		for (; i > 0; i = this.parent[i])
			path.unshift(this.name[i]);
		return path;
	}

	// The children of one name: more than one only in a timeline, the earliest first.
	alike(parent, name) {
		const list = [], {age} = this;
		for (let c = this.first[parent]; c < this.first[parent + 1]; c++)
			if (this.name[c] === name)
				list.push(c);
		return age ? list.sort((a, b) => age[a] - age[b]) : list;
	}

	// Which of those alike each frame of a path is, as in "0.2"; empty where all are the first.
	turns(i) {
		const turns = [];
		for (; timeline && i > 0; i = this.parent[i])
			turns.unshift(this.alike(this.parent[i], this.name[i]).indexOf(i));
		return turns.join('.').replace(/(^|\.)0(\.0)*$/, '');
	}

	// The node of as much of a path as is there.
	find(path, turns) {
		let at = 0;
		for (let d = 0; d < path.length; d++) {
			const list = this.alike(at, path[d]);
			if (list.length === 0)
				break;
			at = list[turns[d]] || list[0];
		}
		return at;
	}

	isBelow(i, ancestor) {
		while (i > ancestor)
			i = this.parent[i];
		return i === ancestor;
	}

	// 1 for the outermost frames of the wanted names, 2 for all of those names below them.
	outermost(wanted) {
		const inside = new Uint8Array(this.n), mark = new Uint8Array(this.n);
		for (let i = 0; i < this.n; i++) {
			const outside = i === 0 || !inside[this.parent[i]], mine = wanted[this.name[i]];
			inside[i] = !outside || mine ? 1 : 0;
			mark[i] = mine ? outside ? 1 : 2 : 0;
		}
		return mark;
	}

	// The samples of marked (1) frames between two places.
	sumOf(mark, k, from, to) {
		const x = this.x[k], total = this.total[k];
		let sum = 0;
		for (let i = 0; i < this.n; i++) {
			if (mark[i] !== 1)
				continue;
			const begin = Math.max(x[i], from), end = Math.min(x[i] + total[i], to);
			sum += end > begin ? end - begin : 0;
		}
		return sum;
	}
}
