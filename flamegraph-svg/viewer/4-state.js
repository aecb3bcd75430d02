// What is shown: the settings of the file, the state that the URL holds, and the
// trees and panels that follow from both.

let svg = findPicture();
removeOld(null);
svg.classList.remove('fgv', 'fgv-dark', 'fgv-open', 'fgv-scrolls', 'fgv-narrow', 'fgv-tight');
const settings = readSettings();
const {flags, unit, names, colours, tree} = decode(readData());
const counting = readCounting(tree, names, unit);
const base = counting.tree;
const differential = (flags & DIFFERENTIAL) !== 0;
const timeline = (flags & TIMELINE) !== 0;
const reversed = (flags & REVERSED) !== 0;
const rootName = names.length - 1;
if (timeline && !names.includes(GAP))
	names.push(GAP);
const gapName = timeline ? names.indexOf(GAP) : -1;

// Ids of names, which not every visit asks for.
const nameIds = {
	map: null,
	all() {
		return this.map = this.map || new Map(names.map((name, id) => [name, id]));
	},
	has(name) {
		return this.all().has(name);
	},
	get(name) {
		return this.all().get(name);
	},
};
const nameMarks = names.map(markOf), labels = names.map((name, id) => nameMarks[id] ? name.slice(0, -4) : name);

// Letters of the longest name.
let longest = 0;

function longestLabel() {
	if (longest === 0)
		longest = labels.reduce((most, text) => Math.max(most, text.length), 1);
	return longest;
}

// All pictures of a document, those within its shadow trees too.
function findPictures(root) {
	const list = [...root.querySelectorAll('svg')].filter(e => e.querySelector('.flamegraph-data'));
	for (const e of root.querySelectorAll('*'))
		if (e.shadowRoot)
			list.push(...findPictures(e.shadowRoot));
	return list;
}

// The svg around this script, which a script in a shadow tree is not told; two pictures may
// stand in one page. One that runs is known by a property: a class is saved with the page.
function findPicture() {
	const script = document.currentScript;
	if (script && script.closest)
		return script.closest('svg');
	return findPictures(document).find(e => !e.fgvRuns);
}

// A page that was saved while it was looked at holds what the viewer of then had drawn, behind
// this script: `layer` is that of now.
function removeOld(layer) {
	for (const e of svg.querySelectorAll('.fgv-viewer, meta[name=viewport]'))
		if (e !== layer && !(layer && layer.fgvMeta === e))
			e.remove();
}

// What has the focus, in the tree that the picture is in.
function focused() {
	return svg.getRootNode().activeElement || document.activeElement;
}

function readSettings() {
	const e = svg.querySelector('.flamegraph-settings');
	const get = name => e.getAttribute('data-' + name) || '';
	const number = (name, usual) => Number(get(name)) || usual;
	return {
		title: get('title') || (get('chart') ? 'Flame Chart' : get('inverted') ? 'Icicle Graph' : 'Flame Graph'),
		subtitle: get('subtitle'), notes: get('notes'), countName: get('count-name'),
		palette: get('palette'), order: get('order') || 'name', theme: get('theme'),
		searchColor: get('search-color'), strokeColor: get('stroke-color'),
		nameType: get('name-type'), back: get('back'), uiColor: get('ui-color'),
		highlight: get('highlight'), font: get('font'), fontSize: number('font-size', 12),
		row: number('row', 16), width: number('width', 0), factor: number('factor', 1),
		leftOut: number('left-out', 0), inverted: !!get('inverted'), cutBehind: !!get('cut-behind'),
		negate: !!get('negate'), byShare: !!get('by-share'), widthBefore: !!get('width-before'),
		byTotal: !!get('colour-by-total'), whole: number('whole', 0),
	};
}

function readData() {
	return [...svg.querySelectorAll('.flamegraph-data')].map(e => e.textContent).join('');
}

// What 100 % is beyond the sum of the stacks is the root's own.
function fillUp(raw, k) {
	raw.own[k][0] += Math.max(0, settings.whole - totals(raw, k)[0]);
}

base.sum = base.own.map(own => own.reduce((sum, n) => sum + n, 0));
if (settings.whole > 0)
	fillUp(base, settings.widthBefore && differential ? 1 : 0);

// Links and titles of functions; only links that lead somewhere, none that run something.
function readLinks() {
	const links = new Map();
	for (const e of svg.querySelectorAll('.flamegraph-link')) {
		const a = e.querySelector('a'), link = {title: e.getAttribute('data-title') || ''};
		try {
			const url = new URL(a.getAttribute('href') || a.getAttributeNS('http://www.w3.org/1999/xlink', 'href'), document.baseURI);
			if (/^(https?|file|mailto):$/.test(url.protocol))
				link.open = () => window.open(url.href, a.getAttribute('target') || '_top', 'noopener,noreferrer');
		} catch (error) {
			// No link, or no address.
		}
		links.set(e.getAttribute('data-name'), link);
	}
	return links;
}

const links = readLinks();

const threads = timeline && !reversed && hasLanes(base);

// What the URL says when it says nothing.
const FIRST = {
	zoom: [], turns: '', range: '', panel: 0, query: settings.highlight, ignoreCase: false, icicle: settings.inverted,
	leaf: reversed, order: threads ? 'lanes' : settings.order === 'weight' ? 'width' : settings.order === 'input' || timeline ? 'input' : 'name',
	focus: '', ops: [], widths: settings.widthBefore ? 'before' : 'after',
	colour: differential ? 'change' : settings.byShare ? 'share' : 'function', safe: true, table: false, tab: 'functions',
};

const CHOICES = {
	order: [...threads ? ['lanes'] : [], ...timeline || FIRST.order === 'input' ? ['input'] : [], 'name', 'width'],
	widths: ['after', 'before', 'both'], tab: ['functions', 'tree'],
	colour: [...differential ? ['change'] : [], ...settings.byShare ? ['share'] : [], 'function', 'package', 'own'],
};

// Which of several pictures in the page: the first one's keys stand alone in the URL.
const rank = findPictures(document).filter(e => e.fgvRuns && e !== svg).length + 1;
const KEYS = {
	zoom: 'zoom', turns: 'nth', range: 'range', panel: 'side', query: 'search', ignoreCase: 'nocase', icicle: 'icicle', leaf: 'leaf',
	order: 'order', focus: 'focus', ops: 'change', widths: 'widths', colour: 'colour', safe: 'safe', table: 'table', tab: 'tab',
};

function keyOf(part) {
	return KEYS[part] + (rank > 1 ? '.' + rank : '');
}

function writeUrl(state, old) {
	const params = new URLSearchParams(old.replace(/^#/, ''));
	for (const part of Object.keys(KEYS)) {
		const key = keyOf(part), value = state[part], usual = FIRST[part];
		params.delete(key);
		if (part === 'zoom' && value.length > 0)
			params.set(key, value.join(';'));
		else if (part === 'ops')
			value.forEach(op => params.append(key, op.kind + ':' + op.name));
		else if (part !== 'zoom' && value !== usual)
			params.set(key, value === true ? '1' : value === false ? '0' : value);
	}
	const text = params.toString().replace(/\+/g, '%20').replace(/%3A/g, ':').replace(/%3B/g, ';');
	return text ? '#' + text : '';
}

const OPS = {hide: 'hidden', only: 'only through', merge: 'merged into callers', recursion: 'recursion merged', repeats: 'direct recursion merged', package: 'package in one', packages: 'packages in one'};

function readUrl(hash) {
	const params = new URLSearchParams(hash.replace(/^#/, ''));
	const state = {...FIRST, ops: []};
	for (const part of Object.keys(KEYS)) {
		const key = keyOf(part), value = params.get(key);
		if (value === null)
			continue;
		if (part === 'zoom')
			state.zoom = value.split(';');
		else if (part === 'ops')
			state.ops = params.getAll(key).map(s => ({kind: s.slice(0, s.indexOf(':')), name: s.slice(s.indexOf(':') + 1)}))
				.filter(op => Object.prototype.hasOwnProperty.call(OPS, op.kind));
		else if (typeof FIRST[part] === 'boolean')
			state[part] = value === '1';
		else if (typeof FIRST[part] === 'number')
			state[part] = Number(value) || 0;
		else if (!CHOICES[part] || CHOICES[part].includes(value))
			state[part] = value;
	}
	return state;
}

// A regular expression, or the text itself when it is none. Names are matched as shown.
function compile(query, ignoreCase) {
	try {
		return {test: new Pattern(query, ignoreCase), literal: false};
	} catch (e) {
		return {test: new Pattern(query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), ignoreCase), literal: true};
	}
}

// For focus and changes: a function by its exact name, or all that match /this/.
function namesLike(text) {
	const wanted = new Uint8Array(names.length);
	const pattern = /^\/(.+)\/(i?)$/.exec(text);
	let count = 0;
	if (pattern && !nameIds.has(text)) {
		const {test} = compile(pattern[1], pattern[2] === 'i');
		for (let i = 0; i < rootName; i++)
			count += wanted[i] = test.test(labels[i]) ? 1 : 0;
	} else if (nameIds.has(text)) {
		wanted[nameIds.get(text)] = 1;
		count = 1;
	}
	return {has: id => wanted[id] === 1, count};
}

// What a package calls of its own becomes a part of what was called first: of one package, or of
// each.
function collapsePackages(raw, wanted) {
	const {of} = packageColours();
	const isOne = id => of[id] !== undefined && of[id] !== '' && (wanted === '' || of[id] === wanted);
	return mapTree(raw, timeline, (i, up, builder) => {
		const name = raw.name[i], outer = raw.name[raw.parent[i]];
		return raw.parent[i] > 0 && isOne(name) && of[name] === of[outer] ? up : builder.child(up, name);
	});
}

function applyOp(raw, op) {
	const {has} = namesLike(op.name);
	switch (op.kind) {
	case 'hide': return hideFrames(raw, has);
	case 'only': return onlyThrough(raw, has);
	case 'merge': return mergeIntoCaller(raw, has, timeline);
	case 'package': case 'packages': return collapsePackages(raw, op.name);
	case 'recursion': return mergeRecursion(raw, has, timeline);
	default: return mergeRepeats(raw, timeline);
	}
}

// Trees are slow to make and are kept, a few of them.
const kept = new Map();

function keep(key, make) {
	let value = kept.get(key);
	kept.delete(key);
	if (value === undefined)
		value = make();
	kept.set(key, value);
	if (kept.size > 8)
		kept.delete(kept.keys().next().value);
	return value;
}

function changedRaw(state) {
	if (state.ops.length === 0)
		return base;
	return keep('raw' + JSON.stringify(state.ops), () => state.ops.reduce(applyOp, base));
}

// The stacks from their outermost frame on, whatever the file holds.
function rootedRaw(state) {
	const raw = changedRaw(state);
	return reversed ? keep('rooted' + JSON.stringify(state.ops), () => invertTree(raw)) : raw;
}

// All samples, of which a view of callers and callees shows a part.
function wholeOf(state, k) {
	return changedRaw(state).own[k].reduce((sum, n) => sum + n, 0);
}

function treesKey(state) {
	return 'trees' + JSON.stringify([state.ops, state.focus, state.leaf, state.order]);
}

function viewTrees(state) {
	return keep(treesKey(state), () => {
		if (!state.focus && state.leaf !== reversed && state.order !== 'input')
			return [leafTree(timeline ? withoutTime(changedRaw(state), gapName) : changedRaw(state), state.order, names.length)];
		const layOut = raw => new Tree(raw, state.order, names.length);
		const flat = raw => timeline ? withoutTime(raw, gapName) : raw;
		if (state.focus) {
			const {has, count} = namesLike(state.focus);
			const root = count === 1 && nameIds.has(state.focus) ? nameIds.get(state.focus) : rootName;
			return calleesAndCallers(flat(rootedRaw(state)), has, root !== rootName, root).map(layOut);
		}
		if (state.leaf === reversed)
			return inLanes(state) ? lanesOf(changedRaw(state)).map(layOut) : [layOut(changedRaw(state))];
		return [layOut(invertTree(flat(changedRaw(state))))];
	});
}

// So many frames take longer to merge than a blink.
const SLOW = 200000;

function isSlow(state) {
	return base.n > SLOW && (state.leaf !== reversed || state.focus !== '') && !kept.has(treesKey(state));
}

function sumsOfFunctions(state, k) {
	return keep('sums' + k + JSON.stringify(state.ops), () =>
		functionSums(rootedRaw(state), k, names.length, gapName));
}

function inLanes(state) {
	return threads && state.order === 'lanes' && !state.focus && !state.leaf;
}

// Where each tree is drawn: lines count from the root's side, left and width are parts of the
// whole.
function viewPanels(state, trees) {
	const sides = !differential ? [{k: 0, left: 0, width: 1}]
		: state.widths === 'both' ? [{k: 1, left: 0, width: .5}, {k: 0, left: .5, width: .5}]
			: [{k: state.widths === 'before' ? 1 : 0, left: 0, width: 1}];
	if (inLanes(state)) {
		// The first one on top, with a row between two.
		const bases = [], order = trees.map((_, t) => state.icicle ? t : trees.length - 1 - t);
		for (let i = 0, base = -1; i < order.length; base += trees[order[i++]].rows)
			bases[order[i]] = base;
		return trees.map((tree, t) => ({tree, t, k: 0, left: 0, width: 1, base: bases[t], direction: 1, skip: 1}));
	}
	const below = trees.length > 1 ? trees[1].rows - 1 : 0;
	return trees.flatMap((tree, t) => sides.map(side => ({
		tree, t, ...side, base: below, direction: t === 0 ? 1 : -1, skip: t === 0 ? 0 : 1,
	})));
}
