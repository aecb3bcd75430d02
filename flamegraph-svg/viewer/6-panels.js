// What stands around the graph: toolbar, search field, chips, details, legend,
// menu, dialogs. Every text from a file is set as text, never as markup.

function h(tag, properties, ...children) {
	const e = document.createElementNS(HTML, tag);
	for (const [name, value] of Object.entries(properties || {})) {
		if (name.startsWith('on'))
			e.addEventListener(name.slice(2), value);
		else if (value !== false && value !== null && value !== undefined)
			e.setAttribute(name, value === true ? '' : value);
	}
	e.append(...children);
	return e;
}

// A place for HTML in the picture, as high as its content.
class Box {
	constructor(name, parent) {
		this.outer = make('foreignObject', {class: 'fgv-ui fgv-' + name + '-box', x: 0, y: 0, width: 1, height: 1}, parent);
		this.inner = h('div', {class: 'fgv-' + name});
		if (settings.uiColor && (name === 'head' || name === 'foot'))
			this.paint(settings.uiColor);
		this.outer.append(this.inner);
	}

	// A colour of the user's for text, on whatever stands behind the picture.
	paint(colour) {
		for (const name of ['--ink', '--soft', '--accent'])
			this.inner.style.setProperty(name, colour);
		this.inner.style.setProperty('--panel', 'transparent');
		this.inner.style.setProperty('--press', 'rgba(128, 128, 128, .35)');
	}

	place(x, y, width, height) {
		Object.entries({x, y, width, height}).forEach(([name, value]) =>
			this.outer.setAttribute(name, Math.max(0, value)));
	}

	// Fits the box to what is in it; the height.
	fit(x, y, width) {
		this.place(x, y, width, 2000);
		const height = Math.ceil(this.inner.getBoundingClientRect().height / scaleOfPicture());
		this.place(x, y, width, height);
		return height;
	}

	show(on) {
		this.outer.style.display = on ? '' : 'none';
	}
}

// A page may show the picture larger or smaller than its own pixels.
function scaleOfPicture() {
	const m = svg.getScreenCTM();
	return m && m.a > 0 ? m.a : 1;
}

function percent(part, whole) {
	return whole > 0 ? (100 * part / whole).toFixed(2) + '%' : '0.00%';
}

function points(after, before) {
	const change = after - before;
	return (change < 0 ? '\u2212' : '+') + Math.abs(100 * change).toFixed(2) + ' points';
}

const COLOUR_NAMES = {change: 'change', function: 'function', package: 'package', own: 'own share', share: 'share'};
const ORDER_NAMES = {name: 'name', width: 'width', input: timeline ? 'time' : 'input'};

function following(list, value) {
	return list[(list.indexOf(value) + 1) % list.length];
}

// Buttons by name: [text, what it does and its key, action].
function toolList(act) {
	const list = {
		search: ['Search', 'Find frames by name, with a regular expression ( / or Ctrl+F )', act.search],
		reset: ['Reset zoom', 'Show everything again ( Escape: one level up )', act.reset],
		icicle: ['Icicle', 'Turn upside down ( i )', act.icicle],
		leaf: ['From leaf', 'Merge stacks from their last function on, to see who calls it ( r )', act.leaf],
		order: ['', 'Order of frames side by side ( o )', act.order],
		colour: ['', 'What the colours mean ( k )', act.colour],
	};
	if (differential)
		list.widths = ['', 'Draw the widths of after, before, or both side by side ( w )', act.widths];
	return Object.assign(list, {
		table: ['Functions', 'Table of all functions ( t )', act.table],
		theme: ['', 'Dark or light ( d )', act.theme],
		about: ['About', 'What this graph holds', act.about],
		help: ['?', 'All keys ( ? )', act.help],
	});
}

class Header {
	constructor(parent, act) {
		this.box = new Box('head', parent);
		this.act = act;
		this.buttons = {};
		const tools = h('div', {class: 'fgv-tools', role: 'toolbar', 'aria-label': 'Flame graph'});
		for (const [name, [text, title, action]] of Object.entries(toolList(act))) {
			this.buttons[name] = h('button', {type: 'button', title, 'aria-label': name === 'help' ? 'Keys' : null, 'data-tool': name, onclick: action}, text);
			tools.append(this.buttons[name]);
		}
		this.input = h('input', {
			type: 'text', class: 'fgv-query', 'aria-label': 'Search names', placeholder: 'name or regular expression',
			spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off',
			oninput: () => act.query(this.input.value), onkeydown: e => act.queryKey(e),
		});
		this.noCase = h('button', {type: 'button', title: 'Ignore case', 'data-tool': 'nocase', onclick: act.ignoreCase}, 'Aa');
		this.result = h('span', {class: 'fgv-result', role: 'status'});
		this.search = h('div', {class: 'fgv-search', role: 'search'}, this.input, this.noCase,
			h('button', {type: 'button', title: 'Previous match ( N )', 'data-tool': 'previous', onclick: () => act.step(-1)}, '\u2191'),
			h('button', {type: 'button', title: 'Next match ( n )', 'data-tool': 'next', onclick: () => act.step(1)}, '\u2193'),
			this.result,
			h('button', {type: 'button', title: 'Close ( Escape )', 'data-tool': 'clear', onclick: act.closeSearch}, '\u00d7'));
		this.chips = h('div', {class: 'fgv-chips'});
		this.second = h('div', {class: 'fgv-second'}, this.search, this.chips);
		const title = h('div', {class: 'fgv-title'}, h('b', null, settings.title));
		if (settings.subtitle)
			title.append(h('span', null, settings.subtitle));
		this.box.inner.append(h('div', {class: 'fgv-first'}, title, tools), this.second);
	}

	update(state, dark, searching, chips) {
		const press = (name, on) => this.buttons[name].setAttribute('aria-pressed', on ? 'true' : 'false');
		const say = (name, what, value) => this.buttons[name].replaceChildren(what + ' ', h('b', null, value));
		press('icicle', state.icicle);
		press('leaf', state.leaf);
		press('table', state.table);
		press('search', searching);
		this.buttons.reset.style.display = state.zoom.length > 0 ? '' : 'none';
		say('order', 'Order:', ORDER_NAMES[state.order]);
		say('colour', 'Colour:', COLOUR_NAMES[state.colour]);
		if (differential)
			say('widths', 'Widths:', state.widths);
		this.buttons.theme.textContent = dark ? 'Light' : 'Dark';
		this.noCase.setAttribute('aria-pressed', state.ignoreCase ? 'true' : 'false');
		this.search.style.display = searching ? '' : 'none';
		this.chips.replaceChildren(...chips.map(chip => h('span', {class: 'fgv-chip', title: chip.text},
			h('span', null, chip.text),
			h('button', {type: 'button', title: 'Remove', 'aria-label': 'Remove: ' + chip.text, onclick: chip.remove}, '\u00d7'))));
		this.second.style.display = searching || chips.length > 0 ? '' : 'none';
		if (this.input.value !== state.query && document.activeElement !== this.input)
			this.input.value = state.query;
	}
}

// The lines below the graph: details of a frame, and the legend.
class Footer {
	constructor(parent) {
		this.box = new Box('foot', parent);
		this.name = h('div', {class: 'fgv-name'});
		this.facts = h('div', {class: 'fgv-facts'});
		this.legend = h('div', {class: 'fgv-legend'});
		this.live = h('div', {class: 'fgv-live', role: 'status', 'aria-live': 'polite'});
		this.box.inner.append(h('div', {class: 'fgv-details'}, this.name, this.facts), this.legend, this.live);
	}

	details(name, facts, mark, prefix) {
		this.name.replaceChildren(prefix ? settings.nameType + ' ' + name : name, ...(mark ? [h('span', {class: 'fgv-mark'}, mark)] : []));
		this.facts.replaceChildren(...facts.map(fact => fact instanceof Element ? fact : h('span', null, fact)));
	}

	// Lines for all that may be said of a frame, in letters of about 6.5 pixels: as many for every
	// frame, so that the graph stands still.
	makeRoom(width, largest) {
		const letters = (differential ? 180 + 8 * largest.length : 100 + 4 * largest.length) + countName.length;
		this.box.place(0, 0, width, 2000);
		const lines = Math.ceil(6.5 * letters / Math.max(100, this.facts.clientWidth - 90));
		this.facts.style.height = 18 * Math.max(2, Math.min(8, lines)) + 'px';
	}

	announce(text) {
		this.live.textContent = text;
	}

	swatch(colour, text, share) {
		const dot = h('i');
		dot.style.background = css(colour);
		return h('span', {title: text + ', own ' + share}, dot, text);
	}

	updateLegend(state, sums) {
		const ramp = (steps, colour) => {
			const bar = h('span', {class: 'fgv-ramp'});
			for (let i = 0; i <= steps; i++) {
				const part = h('i');
				part.style.background = css(colour(i / steps));
				bar.append(part);
			}
			return bar;
		};
		let parts = [];
		if (state.colour === 'change')
			parts = this.changes(state, ramp, sums);
		else if (state.colour === 'own')
			parts = ['own 0 %', ramp(20, s => colourOfShare(s * s)), percent(sums.largest, sums.whole), 'of the whole'];
		else if (state.colour === 'share')
			parts = ['0 %', ramp(20, s => colourOfShare(s * s)), '100 %'];
		else if (state.colour === 'package')
			parts = this.packages(sums);
		this.legend.replaceChildren(...parts);
	}

	// The ramp goes by the root: its middle is a quarter of the largest change.
	changes(state, ramp, {largest, whole}) {
		const [less, more] = settings.negate ? ['+', '\u2212'] : ['\u2212', '+'], most = percent(largest, whole);
		return [less + most, ramp(20, s => colourOfChange((2 * s - 1) * Math.abs(2 * s - 1), 1, state.safe)), more + most,
			h('span', {class: 'fgv-newkey'}, 'new'), h('span', {class: 'fgv-newkey fgv-gonekey'}, 'gone')];
	}

	// The packages with most samples of their own, and their share.
	packages({own, whole}) {
		const {of, list} = packageColours(), sums = new Map();
		of.forEach((p, id) => sums.set(p, (sums.get(p) || 0) + (id === rootName ? 0 : own[id])));
		const parts = list.slice(0, PACKAGE_HUES.length).map((name, rank) =>
			this.swatch(colourOfPackage(rank), name, percent(sums.get(name), whole)));
		const rest = [...sums].filter(([p]) => p === '' || list.indexOf(p) >= PACKAGE_HUES.length).reduce((sum, [, n]) => sum + n, 0);
		return rest > 0 ? [...parts, this.swatch(OTHER_PACKAGES, list.length > PACKAGE_HUES.length ? 'others' : 'no package', percent(rest, whole))] : parts;
	}
}

// A menu at a point, or a dialog in the middle.
class Popup {
	constructor(parent) {
		this.shade = make('rect', {class: 'fgv-shade', x: 0, y: 0, width: '100%', height: '100%'}, parent);
		this.shade.addEventListener('click', () => this.close());
		this.shade.addEventListener('contextmenu', e => {
			e.preventDefault();
			this.close();
		});
		this.box = new Box('popup', parent);
		this.box.inner.addEventListener('keydown', e => this.stayInside(e));
		this.close();
	}

	get open() {
		return this.box.outer.style.display !== 'none';
	}

	close() {
		const was = this.box.outer.style.display !== 'none';
		this.box.show(false);
		svg.classList.remove('fgv-open');
		this.shade.style.display = 'none';
		if (was && this.back)
			this.back();
	}

	// Content at x, y, or in the middle of what is seen: {width, top, bottom}; back() when it was closed.
	show(content, x, y, seen, wide, back) {
		const {width, top, bottom} = seen, height = bottom - top;
		this.close();
		this.back = back;
		this.box.inner.replaceChildren(content);
		this.box.inner.className = 'fgv-popup ' + (wide ? 'fgv-dialog' : 'fgv-menu');
		this.box.show(true);
		this.shade.style.display = '';
		this.shade.classList.toggle('fgv-dimmed', !!wide);
		this.box.inner.style.maxHeight = height - 16 + 'px';
		const w = Math.min(wide ? 560 : 300, width - 16), tall = this.box.fit(0, 0, w);
		const left = wide ? (width - w) / 2 : Math.min(x, width - w - 8);
		const down = Math.max(8, wide ? (height - tall) / 3 : Math.min(y - top, height - tall - 8));
		this.box.place(left, top + down, w, tall);
		svg.classList.toggle('fgv-open', top + down + tall > svg.viewBox.baseVal.height);
		const first = this.box.inner.querySelector('button');
		if (first)
			first.focus({preventScroll: true});
	}

	// What is behind a popup cannot be reached by Tab either.
	stayInside(e) {
		if (e.key !== 'Tab')
			return;
		e.preventDefault();
		const buttons = [...this.box.inner.querySelectorAll('button')], n = buttons.length;
		buttons[(buttons.indexOf(document.activeElement) + (e.shiftKey ? n - 1 : 1)) % n].focus();
	}

	menu(title, items, x, y, seen, back) {
		const list = h('div', {role: 'menu', onkeydown: e => this.moveInMenu(e)}, h('div', {class: 'fgv-menu-title', title}, title));
		for (const [text, key, action] of items)
			list.append(h('button', {type: 'button', role: 'menuitem', onclick: () => {
				this.close();
				action();
			}}, h('span', null, text), h('kbd', null, key)));
		this.show(list, x, y, seen, false, back);
	}

	moveInMenu(e) {
		const step = {ArrowDown: 1, ArrowUp: -1}[e.key];
		if (!step)
			return;
		e.preventDefault();
		const items = [...this.box.inner.querySelectorAll('[role=menuitem]')];
		const at = items.indexOf(document.activeElement);
		items[(at + step + items.length) % items.length].focus();
	}

	dialog(title, content, seen, back) {
		this.show(h('div', {role: 'dialog', 'aria-modal': 'true', 'aria-label': title}, h('div', {class: 'fgv-dialog-title'}, h('b', null, title),
			h('button', {type: 'button', title: 'Close ( Escape )', 'data-tool': 'close', onclick: () => this.close()}, '\u00d7')),
		content), 0, 0, seen, true, back);
	}
}
