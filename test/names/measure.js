// Measures the viewer's colours: node measure.js VIEWER-FOLDER
//
// Contrast is that of WCAG 2.1, differences are CIEDE2000 (Sharma, Wu and Dalal, 2005), eyes
// that see no red, green or blue are simulated after Machado, Oliveira and Fernandes (2009).
// Prints what was measured; the status is 1 where something is less than it has to be.

const fs = require('fs');
const folder = process.argv[2], part = name => fs.readFileSync(folder + '/' + name, 'utf8');
const viewer = new Function(['3-names.js', '3-packages.js', '3-palette.js'].map(part).join('\n') +
	'\nreturn {warmColour, mixColour, FAMILIES, TINT, ROOT_COLOUR, colourOfPackage, PACKAGE_HUES, OTHER_PACKAGES, colourOfChange, colourOfShare};')();

const channels = colour => [colour >> 16, colour >> 8 & 255, colour & 255];
const linear = c => c / 255 <= .04045 ? c / 255 / 12.92 : ((c / 255 + .055) / 1.055) ** 2.4;
const encoded = v => 255 * (v <= .0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - .055);
const luminance = colour => channels(colour).map(linear).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
const contrast = (a, b) => {
	const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
	return (x + .05) / (y + .05);
};

function lab(colour) {
	const [r, g, b] = channels(colour).map(linear);
	const f = t => t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116;
	const x = f((.4124564 * r + .3575761 * g + .1804375 * b) / .95047);
	const y = f(.2126729 * r + .7151522 * g + .072175 * b);
	const z = f((.0193339 * r + .119192 * g + .9503041 * b) / 1.08883);
	return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function difference(first, second) {
	const [l1, a1, b1] = lab(first), [l2, a2, b2] = lab(second), degrees = Math.PI / 180;
	const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2, g = .5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)));
	const p = [a1 * (1 + g), a2 * (1 + g)], c1 = Math.hypot(p[0], b1), c2 = Math.hypot(p[1], b2);
	const angle = (y, x) => (Math.atan2(y, x) / degrees + 360) % 360, h1 = angle(b1, p[0]), h2 = angle(b2, p[1]);
	const turn = c1 * c2 === 0 ? 0 : (h2 - h1 + 540) % 360 - 180;
	const dl = l2 - l1, dc = c2 - c1, dh = 2 * Math.sqrt(c1 * c2) * Math.sin(turn / 2 * degrees);
	const lm = (l1 + l2) / 2, cm = (c1 + c2) / 2, far = Math.abs(h1 - h2) > 180;
	const hm = c1 * c2 === 0 ? h1 + h2 : far ? (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2 : (h1 + h2) / 2;
	const t = 1 - .17 * Math.cos((hm - 30) * degrees) + .24 * Math.cos(2 * hm * degrees) +
		.32 * Math.cos((3 * hm + 6) * degrees) - .2 * Math.cos((4 * hm - 63) * degrees);
	const sl = 1 + .015 * (lm - 50) ** 2 / Math.sqrt(20 + (lm - 50) ** 2), sc = 1 + .045 * cm, sh = 1 + .015 * cm * t;
	const rt = -2 * Math.sqrt(cm ** 7 / (cm ** 7 + 25 ** 7)) * Math.sin(60 * Math.exp(-(((hm - 275) / 25) ** 2)) * degrees);
	return Math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * dc / sc * dh / sh);
}

const EYES = {
	usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
	protanopia: [[.152286, 1.052583, -.204868], [.114503, .786281, .099216], [-.003882, -.048116, 1.051998]],
	deuteranopia: [[.367322, .860646, -.227968], [.280085, .672501, .047413], [-.01182, .04294, .968881]],
	tritanopia: [[1.255528, -.076749, -.178779], [-.078411, .930809, .147602], [.004733, .691367, .3039]],
};

function seenBy(eyes, colour) {
	const light = channels(colour).map(linear);
	return EYES[eyes].reduce((sum, row) => sum << 8 |
		Math.round(encoded(Math.max(0, Math.min(1, row.reduce((s, w, i) => s + w * light[i], 0))))), 0);
}

let failed = 0;

function atLeast(what, value, least) {
	const right = value >= least;
	failed += right ? 0 : 1;
	console.log((right ? '' : 'TOO LITTLE: ') + what + ': ' + value.toFixed(2) + ', at least ' + least);
}

const pairs = list => list.flatMap((a, i) => list.slice(i + 1).map(b => [a, b]));
const least = list => list.reduce((a, b) => Math.min(a, b), Infinity);

// Every colour that a box can have, and what it becomes in the dark.
const boxes = [viewer.ROOT_COLOUR, viewer.OTHER_PACKAGES, ...viewer.PACKAGE_HUES.map((_, rank) => viewer.colourOfPackage(rank))];
for (const family of Object.values(viewer.FAMILIES))
	for (let p = 0; p < 16; p++)
		for (let h = 0; h < 40; h++)
			for (const tint of [0, viewer.TINT])
				boxes.push(viewer.mixColour(family, family.from + (family.to - family.from) * p / 15, h, tint));
for (let i = 0; i <= 100; i++)
	boxes.push(viewer.colourOfShare(i / 100));
const changes = Array.from({length: 201}, (_, i) => [viewer.colourOfChange(i - 100, 100, true), viewer.colourOfChange(i - 100, 100, false)]).flat();
const css = part('viewer.css');
const variable = (name, dark) => parseInt(new RegExp('--' + name + ': #([0-9a-f]{6})').exec(css.slice(dark ? css.indexOf('.fgv-dark {') : 0))[1], 16);
const strength = Number(/\.fgv-dark \.fgv-paths[^{]*\{ opacity: ([\d.]+)/.exec(css)[1]);
const changeStrength = Number(/\.fgv-dark\.fgv-changes \.fgv-paths[^{]*\{ opacity: ([\d.]+)/.exec(css)[1]);
const inTheDark = (colour, by = strength) => channels(colour).reduce((sum, c, i) =>
	sum << 8 | Math.round(c * by + channels(variable('back', true))[i] * (1 - by)), 0);
atLeast('contrast of black text on any box', least(boxes.map(c => contrast(c, 0))), 4.5);
atLeast('contrast of black text on any box in the dark', least(boxes.map(c => contrast(inTheDark(c), 0))), 4.5);
atLeast('contrast of black text on any change', least(changes.map(c => contrast(c, 0))), 4.5);
atLeast('contrast of black text on any change in the dark', least(changes.map(c => contrast(inTheDark(c, changeStrength), 0))), 4.5);
for (const dark of [false, true]) {
	const where = dark ? ' in the dark' : '';
	for (const name of ['ink', 'soft', 'accent'])
		for (const under of ['back', 'panel', 'press'])
			atLeast('contrast of ' + name + ' on ' + under + where, contrast(variable(name, dark), variable(under, dark)), 4.5);
}
atLeast('contrast of the outline of what is found with any box', least(boxes.map(c => contrast(c, 0))), 3);
atLeast('contrast of the outline of what is found with any box in the dark', least(boxes.map(c => contrast(inTheDark(c), 0))), 3);

const functions = Array.from({length: 10}, (_, i) => viewer.warmColour('f' + i, 'f' + i, 0));
atLeast('pairs of f0 to f9, of 45, that differ by 3', pairs(functions).filter(([a, b]) => difference(a, b) >= 3).length, 40);
const ten = viewer.PACKAGE_HUES.slice(0, 10).map((_, rank) => viewer.colourOfPackage(rank));
atLeast('difference of any two of ten packages', least(pairs(ten).map(([a, b]) => difference(a, b))), 10);
const twelve = viewer.PACKAGE_HUES.map((_, rank) => viewer.colourOfPackage(rank));
atLeast('difference of any two of twelve', least(pairs(twelve).map(([a, b]) => difference(a, b))), 10);
for (const eyes of Object.keys(EYES)) {
	const [up, down, same] = [15, -15, 0].map(change => seenBy(eyes, viewer.colourOfChange(change, 100, true)));
	atLeast(eyes + ': +15 % and -15 %', difference(up, down), 20);
	atLeast(eyes + ': +15 % and 0', difference(up, same), 8);
	atLeast(eyes + ': -15 % and 0', difference(down, same), 8);
}
// Along a ramp no step is much larger than another.
const steps = Array.from({length: 33}, (_, i) => viewer.colourOfShare((i / 32) ** 2)).map((c, i, all) => i > 0 ? difference(all[i - 1], c) : 0).slice(1);
atLeast('the least step of the ramp of shares, of the largest', least(steps) / Math.max(...steps), .4);
process.exit(failed > 0 ? 1 : 0);
