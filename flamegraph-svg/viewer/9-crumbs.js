// The way from the whole to what is zoomed, beside the title.

const CRUMBS = 4;

Object.assign(View.prototype, {
	showCrumbs() {
		const panel = this.zoomedPanel(), {tree, zoom, range} = panel, path = [];
		for (let i = zoom; i >= 0; i = tree.parent[i])
			path.unshift(i);
		const crumb = i => h('button', {type: 'button', title: labels[tree.name[i]], 'data-crumb': i, onclick: () => this.zoom({panel: this.again({panel, node: i}).panel, node: i})},
			shortName(labels[tree.name[i]], 24, '', ''));
		const shown = zoom === 0 && !range ? [] : path.length <= CRUMBS + 1 ? path.map(crumb)
			: [crumb(0), h('button', {type: 'button', title: 'All of ' + path.length, 'data-crumb': 'more', onclick: e => this.crumbMenu(e, panel, path)}, DOTS), ...path.slice(1 - CRUMBS).map(crumb)];
		if (range)
			shown.push(h('span', {class: 'fgv-part'}, counted(spanOf(panel).span, panel.k) + ', ' + percent(spanOf(panel).span, this.wholes[panel.k])));
		else if (shown.length > 0)
			shown[shown.length - 1].setAttribute('aria-current', 'true');
		this.header.crumbs.replaceChildren(...shown);
		this.header.crumbs.style.display = shown.length > 0 ? '' : 'none';
	},

	crumbMenu(e, panel, path) {
		const {x, y} = this.below(e.currentTarget);
		const items = path.slice(0, -1).map(i => [shortName(labels[panel.tree.name[i]], 36, '', ''), '', () => this.zoom({panel, node: i})]);
		this.popup.menu('Zoom out to', items, x, y, this.seen(), () => this.focusGraph());
	},
});
