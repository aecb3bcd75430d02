// Counts in words. lib/counted.c tells of the line that says what is counted, and how
// amounts are rounded; the two must agree.

// The lines travel as the last frames, of no samples: {tree without them, events}.
function readCounting(tree, names, unit) {
	const events = [];
	let {n} = tree;
	for (; n > 1 && tree.parent[n - 1] === 0 && tree.own.every(own => own[n - 1] === 0); n--) {
		const event = parseEvent(names[tree.name[n - 1]], unit);
		if (event === null)
			break;
		events.unshift(event);
	}
	const cut = array => array.subarray(0, n);
	return {
		events,
		tree: {n, parent: cut(tree.parent), name: cut(tree.name), own: tree.own.map(cut)},
	};
}

// Samples and totals are [after, before], totals in the file's own units.
function parseEvent(line, unit) {
	const parts = /^\[event=(.+),unit=([^,\]]+)(.*)\]$/.exec(line);
	if (parts === null)
		return null;
	const numbers = word => {
		const list = new RegExp(',' + word + '=([\\d.]+)(?::([\\d.]+))?').exec(parts[3]);
		return list === null ? [0, 0] : list[2] === undefined ? [Number(list[1]), 0] : [Number(list[2]), Number(list[1])];
	};
	return {
		line, event: parts[1], unit: parts[2], samples: numbers('samples'),
		total: numbers('total').map(n => Math.round(n / unit)),
	};
}

// What is counted, all events together; null where --countname says it, or nothing does.
const eventSum = settings.countName !== '' || counting.events.length === 0 ? null : {
	unit: counting.events[0].unit,
	samples: [0, 1].map(k => counting.events.reduce((sum, e) => sum + e.samples[k], 0)),
	total: [0, 1].map(k => counting.events.reduce((sum, e) => sum + e.total[k], 0)),
};
const countName = settings.countName || (eventSum ? eventSum.unit : 'samples');

function thousands(text) {
	return text.replace(/^\d+/, digits => digits.replace(/\B(?=(\d{3})+$)/g, ','));
}

const LADDERS = {
	time: [['ns', 1000], ['\u00b5s', 1000], ['ms', 1000], ['s', 0]],
	bytes: [['B', 1024], ['KiB', 1024], ['MiB', 1024], ['GiB', 1024], ['TiB', 0]],
};
const STEPS = {
	ns: LADDERS.time, us: LADDERS.time.slice(1), '\u00b5s': LADDERS.time.slice(1), ms: LADDERS.time.slice(2), s: LADDERS.time.slice(3), bytes: LADDERS.bytes,
};
const isScaled = eventSum !== null && Object.prototype.hasOwnProperty.call(STEPS, eventSum.unit);

// To one place, below 10 to two, as far as they are not 0.
function scaled(value, steps) {
	for (let i = 0; ; i++) {
		const places = Number.isInteger(value) && i === 0 ? 0 : value < 10 ? 2 : 1, [name, next] = steps[i];
		const shown = Math.round(value * 10 ** places) / 10 ** places;
		if (next === 0 || shown < next)
			return thousands(String(shown)) + ' ' + name;
		value /= next;
	}
}

// A noun, of one or of more: see counted_write_noun.
function noun(plural, one) {
	if (!one)
		return plural;
	const [, word, rest] = /^([^:]*)(.*)$/.exec(plural);
	if (/(sses|ches|shes|xes)$/.test(word))
		return word.slice(0, -2) + rest;
	return (/[^s]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word) + rest;
}

function things(n, plural) {
	return thousands(String(n)) + ' ' + noun(plural, n === 1);
}

function minus(value, text) {
	return (value < 0 ? '\u2212' : '') + text;
}

// A count, with its unit where that is a time or bytes.
function count(n) {
	const value = n * unit * settings.factor, size = Math.abs(value);
	if (isScaled)
		return minus(value, scaled(settings.factor === 1 ? size : Math.round(size), STEPS[eventSum.unit]));
	const places = settings.factor === 1 ? Math.max(0, Math.round(-Math.log10(unit))) : 0;
	const text = size.toFixed(places);
	return minus(value, thousands(places > 0 ? text.replace(/\.?0+$/, '') : text));
}

// The same with what is counted.
function amount(n) {
	const text = count(n);
	return isScaled ? text : text + ' ' + noun(countName, text === '1' && settings.countName === '');
}

// How many samples a count is; empty where that is not eventSum: see amount.h.
function samplesOf(n, k) {
	if (eventSum === null || eventSum.unit === 'samples' || eventSum.samples[k] === 0)
		return '';
	const samples = eventSum.samples[k], total = eventSum.total[k], each = total / samples;
	const same = base.sum[k] === total;
	if (same && (n === total || Number.isInteger(each) && n % each === 0))
		return things(n === total ? samples : n / each, 'samples');
	if (same && isScaled || total === 0)
		return '';
	return 'about ' + things(n > 0 ? Math.max(1, Math.round(n / total * samples)) : 0, 'samples');
}

function counted(n, k) {
	return [amount(n), samplesOf(n, k || 0)].filter(text => text !== '').join(', ');
}
