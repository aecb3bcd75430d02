// Colours are numbers, 0xrrggbb: few of them, so that frames of one colour can be one path.

function css(colour) {
	return '#' + (colour | 0x1000000).toString(16).slice(1);
}

function rgb(r, g, b) {
	const part = c => Math.max(0, Math.min(255, Math.round(c)));
	return part(r) << 16 | part(g) << 8 | part(b);
}

// The project's own palette: flamegraph-svg/colour/warm.c tells of it; the two must agree.
const FAMILIES = {
	[NATIVE]: {from: 36, to: 84, dark: .71, light: .87, deep: .13, pale: .1, step: 7},
	[KERNEL]: {from: 296, to: 308, dark: .73, light: .85, deep: .052, pale: .036, step: 4},
	[COMPILED]: {from: 128, to: 158, dark: .73, light: .87, deep: .105, pale: .08, step: 6},
	[INTERPRETED]: {from: 196, to: 220, dark: .73, light: .87, deep: .08, pale: .06, step: 6},
	[UNKNOWN]: {from: 75, to: 75, dark: .79, light: .87, deep: .022, pale: .016, step: 4},
	[WAKER]: {from: 250, to: 262, dark: .73, light: .85, deep: .085, pale: .06, step: 5},
	[WAITING]: {from: 120, to: 248, dark: .71, light: .85, deep: .1, pale: .07, step: 4},
};
const LIGHTS = 5, HUES = 4;

function oklch(lightness, chroma, hue) {
	const a = chroma * Math.cos(hue * Math.PI / 180), b = chroma * Math.sin(hue * Math.PI / 180);
	const cube = x => x * x * x;
	const l = cube(lightness + .3963377774 * a + .2158037573 * b);
	const m = cube(lightness - .1055613458 * a - .0638541728 * b);
	const s = cube(lightness - .0894841775 * a - 1.291485548 * b);
	const channel = v => Math.floor(255 * Math.min(1, Math.max(0, v <= .0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - .055)) + .5);
	return channel(4.0767416621 * l - 3.3077115913 * m + .2309699292 * s) << 16 |
		channel(-1.2684380046 * l + 2.6097574011 * m - .3413193965 * s) << 8 |
		channel(-.0041960863 * l - .7034186147 * m + 1.707614701 * s);
}

const encoder = new TextEncoder(), ASCII_BYTES = /^[\0-\x7f]*$/;

function hashOfText(text) {
	let h = 0x811c9dc5;
	if (ASCII_BYTES.test(text)) {
		for (let i = 0; i < text.length; i++)
			h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
	} else {
		for (const byte of encoder.encode(text))
			h = Math.imul(h ^ byte, 0x01000193);
	}
	h = Math.imul(h ^ h >>> 16, 0x85ebca6b);
	h = Math.imul(h ^ h >>> 13, 0xc2b2ae35);
	return (h ^ h >>> 16) >>> 0;
}

// Few colours, of many names: by hue, step and tint, which no two families share.
const mixed = new Map();

function mixColour(family, hue, h, tint) {
	const step = h % (LIGHTS * HUES * 2), key = 1e3 * hue + 10 * step + tint;
	let colour = mixed.get(key);
	if (colour === undefined) {
		colour = mixStep(family, hue, step, tint);
		mixed.set(key, colour);
	}
	return colour;
}

function mixStep(family, hue, h, tint) {
	const light = h % LIGHTS / (LIGHTS - 1), rest = Math.floor(h / LIGHTS);
	const lightness = family.dark + (family.light - family.dark) * light;
	const chroma = (family.deep + (family.pale - family.deep) * light) * (Math.floor(rest / HUES) % 2 ? 1.13 : .87);
	const aside = rest % HUES - (HUES - 1) / 2;
	return oklch(lightness + (.93 - lightness) * tint, chroma * (1 - tint), hue + aside * family.step);
}

// Words are of no package, and most names of C are words.
const PLAIN = /^(?!0x)\w+$/;

// The colour of a function, or its tint where it was inlined into another.
function warmColour(name, outer, tint) {
	if (name === '')
		return ROOT_COLOUR;
	const plain = PLAIN.test(outer), family = FAMILIES[plain ? NATIVE : kindOf(outer)], p = plain ? '' : packageOf(outer);
	const hash = hashOfText(label(name)), outerHash = p !== '' || outer === name ? hash : hashOfText(label(outer));
	const place = p !== '' ? hashOfText(p) % 16 : 5 + (outerHash >>> 16) % 6;
	return mixColour(family, family.from + (family.to - family.from) * place / 15, hash, tint);
}

// What mostly waits is as cool as [waiting] itself, and paler.
function waitingColour(name) {
	return mixColour(FAMILIES[WAITING], 238, hashOfText(label(name)), .35);
}

const ROOT_COLOUR = 0xe6ded1, TINT = .45;

// Separators of chains are grey in every palette.
const SEPARATORS = new Map([['--', 0xa0a0a0], ['-', 0xc8c8c8]]);

// Hues of equal lightness, for packages from the largest on; any two differ by a CIEDE2000 of 10.
const PACKAGE_HUES = [81, 240, 0, 138, 276, 39, 201, 315, 171, 108, 60, 21];
const OTHER_PACKAGES = 0xd6d2cb;

function colourOfPackage(rank) {
	return rank < PACKAGE_HUES.length ? oklch(.8, .13, PACKAGE_HUES[rank]) : OTHER_PACKAGES;
}

// So few steps that boxes of one colour are one path.
const CHANGE_STEPS = 40, SHARE_STEPS = 32;

// No change, for either scale.
const SAME = {usual: 0xdddddd, safe: oklch(.9, 0, 0)};

// Red and blue, as colour_change of flamegraph-svg/colour/colour.c, or warm_change of warm.c:
// orange and blue, which eyes that see no red, green or blue tell apart, too. Small changes
// are seen: the scale goes by the root.
function colourOfChange(change, largest, safe) {
	const share = Math.ceil(CHANGE_STEPS * Math.min(1, Math.abs(change) / largest)) / CHANGE_STEPS;
	if (change === 0)
		return safe ? SAME.safe : SAME.usual;
	if (!safe) {
		const weak = 124 + 114 * (1 - share);
		return change > 0 ? rgb(255 - 17 * (1 - share), weak, weak) : rgb(weak, weak, 255 - 17 * (1 - share));
	}
	const s = Math.sqrt(share);
	return change > 0 ? oklch(.9 - .2 * s, .16 * s, 55) : oklch(.9 - .24 * s, .14 * s, 255);
}

// From a pale to a strong colour, evenly, by the root of a share from 0 to 1.
function colourOfShare(share) {
	const s = Math.ceil(SHARE_STEPS * Math.sqrt(Math.max(0, Math.min(1, share)))) / SHARE_STEPS;
	return oklch(.95 - .3 * s, .02 + .15 * s, 88 - 52 * s);
}

function largestChange(tree, kind) {
	const after = tree[kind][0], before = tree[kind][1];
	let largest = 1e-6;
	for (let i = kind === 'total' ? 1 : 0; i < tree.n; i++)
		largest = Math.max(largest, Math.abs(after[i] - before[i]));
	return largest;
}
