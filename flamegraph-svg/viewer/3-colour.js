// Colours are numbers of 12 bits, #rgb: so few that frames of one colour can be one path.

// Names as they are shown: a mark at the end says where a frame ran.
const MARKS = {'_[k]': 'kernel', '_[i]': 'inlined', '_[j]': 'compiled at run time', '_[w]': 'waker'};

function markOf(name) {
	const mark = name.slice(-4);
	return Object.prototype.hasOwnProperty.call(MARKS, mark) && name.length > 4 ? mark : '';
}

function label(name) {
	return markOf(name) ? name.slice(0, -4) : name;
}

function css(colour) {
	return '#' + (colour | 0x1000).toString(16).slice(1);
}

function rgb12(r, g, b) {
	const part = c => Math.max(0, Math.min(15, Math.round(c / 17)));
	return part(r) << 8 | part(g) << 4 | part(b);
}

// What stands before the first :: that is in no template's brackets.
function namespaceOf(s) {
	for (let i = 0, depth = 0; i < s.length; i++) {
		if (s[i] === '<')
			depth++;
		else if (s[i] === '>')
			depth--;
		else if (s[i] === ':' && s[i + 1] === ':' && depth <= 0) {
			const space = s.slice(0, i).replace(/<.*/, '');
			return space[0] === '(' ? space : space.split(' ').pop();
		}
	}
	return '';
}

// Module, crate, namespace, package or folder: what stands before a function's own name.
function packageOf(name) {
	if (markOf(name) === '_[k]')
		return 'kernel';
	let s = label(name);
	const module = s.indexOf('`');
	if (module > 0)
		return s.slice(0, module);
	const space = namespaceOf(s.replace(/^[<&*]+(?:mut |dyn |const )*/, ''));
	if (space !== '')
		return space;
	s = s.replace(/^L(?=[a-z]+\/)/, '');
	const slash = s.lastIndexOf('/');
	if (slash > 0)
		return s.slice(0, slash).split('/').slice(-3).join('/');
	const dots = s.split('.');
	if (dots.length > 2 && /^[a-z]\w*$/.test(dots[0]))
		return dots.slice(0, 2).join('.');
	const inModule = /^\[(.+)\]$/.exec(s);
	return inModule ? inModule[1] : 'no package';
}

// A soft colour for a text: equal texts, equal colours, in every graph.
function colourOfText(text) {
	let h = 7;
	for (let i = 0; i < text.length; i++)
		h = hash3(h, text.charCodeAt(i), 11);
	const hue = (h >>> 8) % 360, light = .68 + (h >>> 3 & 3) * .035;
	const channel = n => {
		const k = (n + hue / 30) % 12;
		return 255 * (light - .62 * (1 - light) * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
	};
	return rgb12(channel(0), channel(8), channel(4));
}

// How the differential scale looks: at the largest growth, and at the largest loss.
const SCALES = {
	usual: [[255, 100, 100], [100, 100, 255]],
	safe: [[240, 150, 40], [140, 130, 220]],
};

// No change: darker than paper, lighter than the dark theme.
const SAME = 0xddd;

function colourOfChange(change, largest, safe) {
	const share = Math.min(1, Math.abs(change) / largest);
	const end = SCALES[safe ? 'safe' : 'usual'][change > 0 ? 0 : 1];
	return change === 0 ? SAME : rgb12(...end.map(c => 238 + (c - 238) * (.15 + .85 * share)));
}

// From a pale to a strong colour by a share from 0 to 1.
function colourOfShare(share) {
	const s = Math.sqrt(Math.max(0, Math.min(1, share)));
	return rgb12(255 - 5 * s, 244 - 150 * s, 214 - 160 * s);
}

function largestChange(tree, kind) {
	const after = tree[kind][0], before = tree[kind][1];
	let largest = 1e-6;
	for (let i = kind === 'total' ? 1 : 0; i < tree.n; i++)
		largest = Math.max(largest, Math.abs(after[i] - before[i]));
	return largest;
}
