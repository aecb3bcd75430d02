// Goes through what is found, nested frames too, from left to right and from the outside in.

Object.assign(View.prototype, {
	isMatch(t, i) {
		return this.marks[t][i] !== 0 && i >= Math.min(1, t) && this.trees[t].total[this.panels[0].k][i] > 0;
	},

	countMatches() {
		if (this.matchCount < 0) {
			this.matchCount = 0;
			this.trees.forEach((tree, t) => {
				for (let i = 0; i < tree.n; i++)
					this.matchCount += this.isMatch(t, i) ? 1 : 0;
			});
		}
		return this.matchCount;
	},

	// Those among callers stand behind those among callees.
	listMatches() {
		return this.trees.flatMap((tree, t) => {
			const list = [], x = tree.x[this.panels[0].k];
			for (let i = 0; i < tree.n; i++)
				if (this.isMatch(t, i))
					list.push(i);
			return list.sort((a, b) => x[a] - x[b] || a - b).map(node => ({t, node}));
		});
	},

	// The cursor goes to the next match.
	stepMatch(by) {
		if (!this.marks)
			return this.openSearch();
		if (!this.matches) {
			this.matches = this.listMatches();
			this.matchAt = by > 0 ? -1 : 0;
		}
		const n = this.matches.length;
		if (n === 0)
			return;
		this.matchAt = (this.matchAt + by + n) % n;
		const {t, node} = this.matches[this.matchAt], panel = this.panels.find(p => p.t === t);
		const box = this.canvas.boxOf(panel, node);
		if (!box || box.width < TEXT_ROOM)
			this.showMatch(panel, node, box);
		this.moveTo({panel: this.panels.find(p => p.t === t), node});
		this.header.result.textContent = this.matchText();
	},

	// The outermost frame in which a match is wide enough to be seen; as it is where it is
	// seen, if narrow.
	showMatch(panel, node, box) {
		const {tree, k} = panel, wanted = tree.total[k][node] * panel.width * this.canvas.area.width / TEXT_ROOM;
		let top = node;
		while (top > 0 && tree.total[k][tree.parent[top]] <= wanted)
			top = tree.parent[top];
		if (!box || box.width < 2)
			this.zoom({panel, node: top});
	},
});
