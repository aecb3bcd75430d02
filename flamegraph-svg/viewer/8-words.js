// What is said of frames and of the whole: details, tip, dialogs, and the tree for those who hear
// it.

// The gaps of a chart are no frames, nor is the root.
const frameCount = base.n - 1 - (timeline ? base.name.filter(id => id === gapName).length : 0);

Object.assign(View.prototype, {
	// The cursor's frame, what it stands on, its neighbours and what stands on it; else the
	// zoomed one.
	describeTree() {
		const zoomed = this.panels.find(p => p.zoom > 0) || this.panels[0];
		const {panel, node} = this.cursor || {panel: zoomed, node: zoomed.zoom};
		const {tree, k} = panel, shown = [], isShown = i => tree.name[i] !== gapName && tree.total[k][i] > 0;
		const children = i => Array.from({length: tree.first[i + 1] - tree.first[i]}, (_, c) => tree.first[i] + c).filter(isShown);
		const add = (i, among) => shown.push({
			id: 'fgv-' + rank + '-' + panel.t + '-' + k + '-' + i, text: this.inShort({panel, node: i}), level: tree.row(i) + 1,
			place: among.indexOf(i) + 1, count: among.length, selected: i === node, open: tree.first[i] === tree.first[i + 1] ? null : i === node || tree.isBelow(node, i),
		});
		const path = [];
		for (let i = node; i >= 0; i = tree.parent[i])
			path.unshift(i);
		for (const i of path.slice(0, -1))
			add(i, i === 0 ? [0] : children(tree.parent[i]));
		const among = node === 0 ? [0] : children(tree.parent[node]), at = among.indexOf(node);
		for (const i of among.slice(Math.max(0, at - AROUND), at + AROUND + 1)) {
			add(i, among);
			if (i === node)
				children(node).slice(0, 2 * AROUND).forEach((c, _, all) => add(c, all));
		}
		this.canvas.describeTree(shown);
	},

	// A name that is shortened in its box is told whole at the pointer.
	showTip(frame, x, y) {
		const text = frame && this.canvas.textOf(frame), name = frame && labels[frame.panel.tree.name[frame.node]];
		if (!frame || this.popup.open || text === name)
			return this.tip.show(null);
		const {panel, node} = frame, total = panel.tree.total[panel.k][node];
		this.tip.show({name, facts: counted(total, panel.k) + ', ' + percent(total, this.wholes[panel.k])}, x, y, {...this.seen(), height: this.height});
	},

	describe() {
		if (this.described !== this.cursor || this.describedZoom !== this.zoomed || !this.canvas.items.firstChild) {
			this.described = this.cursor;
			this.describedZoom = this.zoomed;
			this.describeTree();
		}
		const frame = this.hover || this.cursor;
		if (!frame) {
			const {tree} = this.panels[0], sides = this.sides();
			const zoomed = this.panels.find(p => p.zoom > 0);
			const left = settings.leftOut > 0 ? [thousands(String(settings.leftOut)) + ' narrow frames were left out'] : [];
			if (zoomed)
				return this.footer.details(labels[zoomed.tree.name[zoomed.zoom]], this.facts(zoomed, zoomed.zoom), '');
			const sums = sides.map(k => counted(inLanes(this.state) ? this.wholes[k] : tree.total[k][0], k) + (sides.length > 1 ? k === 1 ? ' before' : ' after' : ''));
			return this.footer.details(sums.join(', '), [things(frameCount, 'frames'), ...left,
				h('span', {class: 'fgv-hint'}, FINGERS ? 'tap a frame to zoom, pinch for a part, hold it for more' : 'click a frame to zoom, drag across for a part, right-click for more')], '');
		}
		const {panel, node} = frame, name = names[panel.tree.name[node]];
		const link = links.get(label(name)) || {};
		this.footer.details(label(name), this.facts(panel, node), [MARKS[markOf(name)], link.title].filter(s => s).join(', '), settings.nameType !== '');
	},

	facts(panel, i) {
		const {tree, k} = panel, total = tree.total[k], all = this.wholes[k];
		const facts = [counted(total[i], k), percent(total[i], all) + ' of all'];
		if (hasWaits)
			facts.push(waitFacts(tree, k, i));
		if (this.state.focus && i > 0)
			facts.push(percent(total[i], total[0]) + ' of what is shown');
		if (panel.zoom > 0 && panel.zoom !== i)
			facts.push(percent(total[i], total[panel.zoom]) + ' of the zoom');
		if (i > 0)
			facts.push(percent(total[i], total[tree.parent[i]]) + ' of the parent');
		facts.push('own ' + count(this.ownOf(tree, k, i)) + ' (' + percent(this.ownOf(tree, k, i), all) + ')');
		if (tree.name[i] !== rootName) {
			const sums = sumsOfFunctions(this.state, k), name = tree.name[i];
			facts.push('function in all ' + count(sums.total[name]) + ' (' + percent(sums.total[name], all) + '), own ' + count(sums.own[name]));
		}
		if (differential)
			facts.push(...this.changeFacts(tree, i));
		return facts;
	},

	// A timeline's gaps are samples of their parent.
	ownOf(tree, k, i) {
		let own = tree.own[k][i];
		for (let c = tree.first[i]; gapName >= 0 && c < tree.first[i + 1]; c++)
			own += tree.name[c] === gapName ? tree.total[k][c] : 0;
		return own;
	},

	changeFacts(tree, i) {
		const [after, before] = tree.total, change = after[i] - before[i];
		const facts = ['before ' + count(before[i]) + ', after ' + count(after[i]),
			'change ' + (change > 0 ? '+' : '') + count(change) + ' (' + points(after[i] / (this.wholes[0] || 1), before[i] / (this.wholes[1] || 1)) + ')'];
		const own = tree.own[0][i] - tree.own[1][i];
		facts.push('own change ' + (own > 0 ? '+' : '') + count(own));
		if (after[i] === 0 || before[i] === 0)
			facts.push(after[i] === 0 ? 'gone' : 'new');
		return facts;
	},

	about() {
		const rows = [['Title', settings.title], ['Subtitle', settings.subtitle], ['Notes', settings.notes],
			['Counted', counted(totals(base, 0)[0], 0) + (differential ? ' after, ' + counted(totals(base, 1)[0], 1) + ' before' : '')],
			[noun('Events', counting.events.length === 1), counting.events.map(e => e.event).join(', ')],
			['Frames', thousands(String(frameCount)) + (settings.leftOut > 0 ? ', ' + thousands(String(settings.leftOut)) + ' more were too narrow to keep: their samples are their callers\u2019 own' : '')],
			['Functions', thousands(String(new Set(base.name.filter(id => id !== gapName)).size - 1))],
			['Kind', [differential ? 'two profiles and their difference' : 'one profile', timeline ? 'in the order of time' : '', reversed ? 'merged from the leaf' : ''].filter(s => s).join(', ')],
			['Data', 'all of it is in this file: flamegraph-svg --extract FILE prints the stacks']];
		const list = h('dl');
		for (const [name, value] of rows)
			if (value)
				list.append(h('dt', null, name), h('dd', null, value));
		this.showDialog('About this graph', list);
	},

	help() {
		const list = h('dl', {class: 'fgv-keys'});
		for (const [keys, text] of HELP.filter(([, , only]) => only !== 'change' || differential)) {
			list.append(h('dt', null, ...keys.split(' ').map(key => h('kbd', null, key))), h('dd', null, text));
		}
		this.showDialog('Keys and mouse', list);
	},

	showDialog(title, content) {
		this.popup.dialog(title, content, this.seen(), () => this.focusGraph());
	},
});
