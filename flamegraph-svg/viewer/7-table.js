// The table of functions: own and total, sorted, filtered by the search. Only the
// rows that are seen exist.

const TABLE_ROW = 22, TABLE_HEAD = 60;

// What the tables are called, and in the address.
const TABS = {functions: 'Functions', tree: 'Call tree'};

class FunctionTable {
	constructor(parent, act, title) {
		this.box = new Box('table', parent);
		this.act = act;
		this.sort = 'own';
		this.rising = false;
		this.first = 0;
		this.at = -1;
		this.head = h('div', {class: 'fgv-thead', role: 'row'});
		this.body = h('div', {class: 'fgv-tbody', role: 'rowgroup'});
		this.box.inner.setAttribute('role', 'grid');
		this.box.inner.setAttribute('tabindex', '0');
		this.box.inner.setAttribute('aria-label', title);
		this.about = h('span', {class: 'fgv-about'});
		this.box.inner.append(h('div', {class: 'fgv-tabs', role: 'tablist'}, ...Object.entries(TABS).map(([tab, text]) => h('button', {
			type: 'button', role: 'tab', 'data-tab': tab, 'aria-selected': String(text === title), onclick: () => act.tab(tab),
		}, text)), this.about), this.head, this.body);
		this.box.inner.addEventListener('wheel', e => {
			e.preventDefault();
			this.scroll(Math.sign(e.deltaY) * Math.max(1, Math.round(Math.abs(e.deltaY) / TABLE_ROW)));
		}, {passive: false});
		this.box.inner.addEventListener('keydown', e => this.key(e));
		let touch = null;
		this.box.inner.addEventListener('pointerdown', e => touch = e.pointerType === 'touch' ? e.clientY : null);
		this.box.inner.addEventListener('pointermove', e => {
			if (touch === null || Math.abs(touch - e.clientY) < TABLE_ROW)
				return;
			this.scroll(Math.round((touch - e.clientY) / TABLE_ROW));
			touch = e.clientY;
		});
		this.columns = [['own', 'Own'], ['total', 'Total'], ['name', 'Function']];
		if (differential)
			this.columns.splice(2, 0, ['change', 'Change']);
		for (const [key, text] of this.columns)
			this.head.append(h('button', {type: 'button', role: 'columnheader', class: 'fgv-' + key, 'data-sort': key, onclick: () => {
				this.rising = this.sort === key ? !this.rising : key === 'name';
				this.sort = key;
				this.arrange();
			}}, text));
	}

	// sums of each side of the counts; wanted: which names, or null for all.
	update(sums, whole, wanted, picked) {
		this.sums = sums;
		this.whole = whole;
		this.wanted = wanted;
		this.picked = picked;
		this.arrange();
	}

	value(id) {
		if (this.sort === 'change')
			return this.sums[0].own[id] - this.sums[1].own[id];
		return this.sums[0][this.sort][id];
	}

	arrange() {
		const {sums} = this, ids = [];
		for (let id = 0; id < rootName; id++)
			if (id !== gapName && sums.some(s => s.total[id] > 0) && (!this.wanted || this.wanted[id]))
				ids.push(id);
		if (this.sort !== 'name') {
			const values = Float64Array.from(names, (_, id) => this.value(id));
			ids.sort((a, b) => values[b] - values[a] || sums[0].total[b] - sums[0].total[a] || a - b);
		}
		if (this.rising !== (this.sort === 'name'))
			ids.reverse();
		this.ids = ids;
		this.first = 0;
		this.at = ids.indexOf(this.picked);
		this.draw();
	}

	place(x, y, width, height) {
		this.box.place(x, y, width, height);
		this.box.inner.style.height = height + 'px';
		this.box.inner.classList.toggle('fgv-wide', width >= 440);
		this.rows = Math.max(1, Math.floor((height - TABLE_HEAD - 4) / TABLE_ROW));
		this.draw();
	}

	scroll(by) {
		this.first += by;
		this.draw();
	}

	key(e) {
		const step = {ArrowDown: 1, ArrowUp: -1, PageDown: this.rows, PageUp: -this.rows, Home: -1e9, End: 1e9}[e.key];
		if (step && this.ids.length > 0) {
			this.at = Math.max(0, Math.min(this.ids.length - 1, this.at + step));
			this.first = Math.max(Math.min(this.first, this.at), this.at - this.rows + 1);
			this.choose(this.ids[this.at]);
		} else if (e.key === 'Enter' && this.at >= 0 && e.target === this.box.inner) {
			this.enter(this.ids[this.at]);
		} else {
			return;
		}
		e.preventDefault();
		e.stopPropagation();
	}

	choose(id) {
		this.act.pick(id);
	}

	enter(id) {
		this.act.focusOn(names[id]);
	}

	draw() {
		if (!this.ids || !this.rows)
			return;
		this.first = Math.max(0, Math.min(this.first, this.ids.length - this.rows));
		const rows = this.ids.slice(this.first, this.first + this.rows).map(id => this.row(id));
		if (this.ids.length === 0)
			rows.push(h('div', {class: 'fgv-none'}, this.wanted ? 'no function matches the search' : 'no functions'));
		this.body.replaceChildren(...rows);
		if (this.ids.length > this.rows)
			this.body.append(this.bar());
		for (const button of this.head.children) {
			const mine = button.dataset.sort === this.sort;
			button.setAttribute('aria-sort', !mine ? 'none' : this.rising ? 'ascending' : 'descending');
		}
	}

	bar() {
		const height = this.rows * TABLE_ROW, part = this.rows / this.ids.length;
		const thumb = h('div', {class: 'fgv-thumb'});
		thumb.style.height = Math.max(16, height * part) + 'px';
		thumb.style.marginTop = -height + (height - Math.max(16, height * part)) * this.first / (this.ids.length - this.rows) + 'px';
		return thumb;
	}

	// An amount, and its share, which is a bar, too.
	number(kind, n, whole) {
		const cell = h('span', {class: 'fgv-' + kind, role: 'gridcell', title: counted(n, 0)}, h('span', {class: 'fgv-n'}, count(n)), percent(n, whole));
		cell.style.backgroundSize = (100 * Math.min(1, whole > 0 ? n / whole : 0)).toFixed(1) + '% 100%';
		return cell;
	}

	change(after, before) {
		const change = after / (this.whole[0] || 1) - before / (this.whole[1] || 1);
		return h('span', {class: 'fgv-change', role: 'gridcell', title: count(after - before)}, (change < 0 ? '\u2212' : '+') + Math.abs(100 * change).toFixed(2));
	}

	// A name behind the numbers, as short as it must be.
	shortened(name, indent) {
		const room = this.box.inner.clientWidth - (this.box.inner.classList.contains('fgv-wide') ? 290 : 135) - (differential ? 58 : 0) - indent;
		return shortName(name, Math.max(12, Math.floor(room / 7)), '', '');
	}

	row(id) {
		const [after, before] = this.sums, cells = [this.number('own', after.own[id], this.whole[0]), this.number('total', after.total[id], this.whole[0])];
		if (differential)
			cells.push(this.change(after.own[id], before.own[id]));
		return h('div', {
			class: 'fgv-tr' + (id === this.picked ? ' fgv-on' : ''), role: 'row', title: labels[id],
			// A click makes the rows anew, and not every browser has a dblclick for an
			// element that is gone.
			onclick: e => e.detail === 2 ? this.act.focusOn(names[id]) : this.act.pick(id === this.picked ? -1 : id),
			oncontextmenu: e => this.act.functionMenu(e, id),
		}, ...cells, h('span', {class: 'fgv-function', role: 'gridcell'}, this.shortened(labels[id], 16)));
	}
}
