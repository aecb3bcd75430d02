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

// A browser lays out anew also what is set to what it was.
function setAll(e, attributes) {
	for (const [name, value] of Object.entries(attributes))
		if (e.getAttribute(name) !== String(value))
			e.setAttribute(name, value);
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
		setAll(this.outer, {x: Math.max(0, x), y: Math.max(0, y), width: Math.max(0, width), height: Math.max(0, height)});
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
const ORDER_NAMES = {lanes: 'threads', name: 'name', width: 'width', input: timeline ? 'time' : 'input'};
const WIDTH_NAMES = {after: 'after', before: 'before', both: 'both'};

function following(list, value) {
	return list[(list.indexOf(value) + 1) % list.length];
}

// Lines of 16 by 16 pixels for the buttons.
const ICONS = {
	search: 'M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M10.3 10.3L14 14', reset: 'M3 8a5 5 0 1 1 1.5 3.6M3 12.5V9h3.5',
	icicle: 'M2.5 3.5h11M2.5 7.5h8M2.5 11.5h4', leaf: 'M8 14V6M4 2.5L8 6L12 2.5M4.5 10H8M8 10h3.5',
	order: 'M3 4h10M3 8h7M3 12h4', colour: 'M8 2.5c3 3.5 4 5 4 7a4 4 0 0 1-8 0c0-2 1-3.5 4-7',
	widths: 'M2.5 8h11M5 5L2.5 8L5 11M11 5l2.5 3L11 11', table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M7 6.5v6',
	save: 'M8 2.5v7.5M4.5 7L8 10.5L11.5 7M2.5 13.5h11', theme: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11', about: 'M8 7v4.5M8 4.6v.2M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 1 0 8 1.8',
	help: 'M6 6a2 2 0 1 1 2.6 1.9q-.6.3-.6 1.3M8 11.4v.2M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 1 0 8 1.8',
};

function icon(name) {
	const picture = make('svg', {class: 'fgv-icon', viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true'});
	make('path', {d: ICONS[name], fill: 'none', stroke: 'currentColor', 'stroke-width': 1.4, 'stroke-linecap': 'round', 'stroke-linejoin': 'round'}, picture);
	return picture;
}

// Buttons by name: [text, what it does and its key, action].
function toolList(act) {
	const list = {
		search: ['Search', 'Find frames by name, with a regular expression ( / or Ctrl+F )', act.search],
		reset: ['Reset', 'Reset the zoom: show everything again ( Escape: one level up )', act.reset],
		icicle: ['Icicle', 'Turn upside down ( i )', act.icicle],
		leaf: ['From leaf', 'Merge stacks from their last function on, to see who calls it ( r )', act.leaf],
		order: ['Order', 'Order of frames side by side ( o )', act.chooseOrder],
		colour: ['Colour', 'What the colours mean ( k )', act.chooseColour],
	};
	if (differential)
		list.widths = ['Widths', 'Draw the widths of after, before, or both side by side ( w )', act.chooseWidths];
	return Object.assign(list, {
		table: ['Functions', 'Tables of functions ( t ) and of the call tree ( T )', act.table],
		theme: ['Dark', 'Dark or light ( d )', act.theme],
		save: ['Save', 'Save what is seen, as stacks or as a picture ( S )', act.save],
		about: ['About', 'What this graph holds', act.about],
		help: ['Keys', 'All keys ( ? )', act.help],
	});
}

// Not in the file's own style sheet, for svgo refuses files whose style sheet has pseudo-elements.
const SIGNS_BESIDE = '.fgv-crumbs>*+*::before{content:"\u203a";margin-right:7px;opacity:.7}' +
	'.fgv-tools button[aria-haspopup]>span::after{content:" \u25be";color:var(--soft)}.fgv-query::placeholder{color:var(--soft);opacity:1}' +
	'.fgv-thead [aria-sort=descending]::after{content:" \u2193"}.fgv-thead [aria-sort=ascending]::after{content:" \u2191"}';

const MENUS = ['order', 'colour', 'widths', 'save'];

class Header {
	constructor(parent, act) {
		this.box = new Box('head', parent);
		this.act = act;
		this.buttons = {};
		const tools = h('div', {class: 'fgv-tools', role: 'toolbar', 'aria-label': 'Flame graph'});
		for (const [name, [text, title, action]] of Object.entries(toolList(act))) {
			this.buttons[name] = h('button', {type: 'button', title, 'aria-label': text, 'aria-haspopup': MENUS.includes(name) ? 'menu' : null, 'data-tool': name, onclick: action},
				icon(name), h('span', null, text));
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
			h('button', {type: 'button', title: 'The functions that were found, with their sums ( t )', 'data-tool': 'list', onclick: act.list}, 'List'),
			h('button', {type: 'button', title: 'Close ( Escape )', 'data-tool': 'clear', onclick: act.closeSearch}, '\u00d7'));
		this.chips = h('div', {class: 'fgv-chips'});
		this.second = h('div', {class: 'fgv-second'}, this.search, this.chips);
		const title = h('div', null, h('b', null, settings.title));
		if (settings.subtitle)
			title.append(h('span', null, settings.subtitle));
		this.crumbs = h('nav', {class: 'fgv-crumbs', 'aria-label': 'Zoom'});
		this.box.inner.append(h('div', {class: 'fgv-first'}, h('div', {class: 'fgv-title'}, title), this.crumbs, tools), this.second);
	}

	update(state, dark, searching, chips) {
		const press = (name, on) => this.buttons[name].setAttribute('aria-pressed', on ? 'true' : 'false');
		const say = (name, what, value) => {
			this.buttons[name].lastChild.replaceChildren(what + ' ', h('b', null, value));
			this.buttons[name].setAttribute('aria-label', what + ' ' + value);
		};
		press('icicle', state.icicle);
		press('leaf', state.leaf);
		press('table', state.table);
		press('search', searching);
		this.buttons.reset.style.display = state.zoom.length > 0 || state.range ? '' : 'none';
		say('order', 'Order:', ORDER_NAMES[state.order]);
		say('colour', 'Colour:', COLOUR_NAMES[state.colour]);
		if (differential)
			say('widths', 'Widths:', state.widths);
		this.buttons.theme.lastChild.textContent = dark ? 'Light' : 'Dark';
		this.noCase.setAttribute('aria-pressed', state.ignoreCase ? 'true' : 'false');
		this.search.style.display = searching ? '' : 'none';
		this.chips.replaceChildren(...chips.map(chip => h('span', {class: chip.remove ? 'fgv-chip' : 'fgv-left', title: chip.text},
			h('span', null, chip.text), chip.remove ?
				h('button', {type: 'button', title: 'Remove', 'aria-label': 'Remove: ' + chip.text, onclick: chip.remove}, '\u00d7') : '')));
		this.second.style.display = searching || chips.length > 0 ? '' : 'none';
		if (this.input.value !== state.query && focused() !== this.input)
			this.input.value = state.query;
	}
}

// The lines below the graph: details of a frame, and the legend.
class Footer {
	constructor(parent, collapse) {
		this.box = new Box('foot', parent);
		this.collapse = collapse;
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

	// Lines for all that may be said of a frame, in letters of about 6.5 pixels: as many for
	// every frame, so that the graph stands still.
	makeRoom(width, largest, longest) {
		this.box.place(0, 0, width, 2000);
		const inner = Math.max(100, this.facts.clientWidth - 10);
		const names = Math.max(1, Math.min(2, Math.ceil(7.4 * longest / inner)));
		const letters = (differential ? 180 + 8 * largest.length : 100 + 4 * largest.length) + countName.length;
		const lines = Math.max(2, Math.min(8, Math.ceil(6.5 * letters / Math.max(100, inner - 80))));
		this.name.style.maxHeight = 18 * names + 'px';
		this.facts.style.maxHeight = 18 * lines + 'px';
		this.name.parentElement.style.height = 18 * (names + lines) + 'px';
	}

	announce(text) {
		this.live.textContent = text;
	}

	swatch(colour, text, share, collapse) {
		const dot = h('i');
		dot.style.background = css(colour);
		return collapse ? h('button', {type: 'button', class: 'fgv-swatch', title: text + ', own ' + share + ': click to have it in one', onclick: () => this.collapse(text)}, dot, text)
			: h('span', {title: text + ', own ' + share}, dot, text);
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
			parts = ['own 0%', ramp(20, s => colourOfShare(s * s)), percent(sums.largest, sums.whole) + ' of the whole'];
		else if (state.colour === 'share')
			parts = ['0%', ramp(20, s => colourOfShare(s * s)), '100%'];
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
			this.swatch(colourOfPackage(rank), name, percent(sums.get(name), whole), true));
		const rest = [...sums].filter(([p]) => p === '' || list.indexOf(p) >= PACKAGE_HUES.length).reduce((sum, [, n]) => sum + n, 0);
		return rest > 0 ? [...parts, this.swatch(OTHER_PACKAGES, list.length > PACKAGE_HUES.length ? 'others' : 'no package', percent(rest, whole))] : parts;
	}
}
