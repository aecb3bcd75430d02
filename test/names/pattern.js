// Whether expressions that are run by steps tell of names what RegExp tells:
//
//	node pattern.js VIEWER-FOLDER
//
// Prints how many answers were compared, and the expressions whose answers differ; then, of expressions
// that RegExp would never be done with, what they say of names.

const fs = require('fs');
const source = fs.readFileSync(process.argv[2] + '/3-pattern.js', 'utf8');
const {Pattern} = new Function(source + '\nreturn {Pattern};')();

const below = require('./random.js')(7);

const pick = list => list[below(list.length)];
const ATOMS = ['a', 'b', 'A', '.', '\\w', '\\d', '\\W', '\\s', '[ab]', '[^a]', '[\\]b-d]', '[^]', '\\.', '\\x61', '\\u0062',
	'\\cA', '\\c', '\\101', '\\0', '::', '{', '}', ']', '{,2}', '\\-', '\u00e9', '\\u00C9', '-', 'x', '\\k', '[.)(]'];
const SIGNS = ['^', '$', '\\b', '\\B'];
const TIMES = ['', '', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{0,2}?', '{2,}'];

function expression(depth) {
	let text = '';
	for (let n = below(4); n >= 0; n--) {
		const kind = below(depth > 0 ? 10 : 6);
		if (kind === 0)
			text += pick(SIGNS);
		else if (kind < 6)
			text += pick(ATOMS) + pick(TIMES);
		else if (kind < 9)
			text += pick(['(', '(?:', '(?<n' + below(1e6) + '>']) + expression(depth - 1) + pick(['', '|' + expression(depth - 1), '|']) + ')' + pick(TIMES);
		else
			text += pick(['(?=', '(?!', '(?<=', '(?<!']) + expression(depth - 1) + ')';
	}
	return text;
}

const LETTERS = ['a', 'a', 'b', 'A', 'B', ':', '.', ' ', '1', '_', '-', '\u00e9', '\u00c9', 'x', '{', '\\', 'c', '\x01', ']', '\0'];
const name = () => Array.from({length: below(9)}, () => pick(LETTERS)).join('');

let compared = 0, matched = 0;
for (let i = 0; i < 6000; i++) {
	const text = expression(3), ignoreCase = below(2) === 1;
	let pattern;
	try {
		pattern = new Pattern(text, ignoreCase);
	} catch (e) {
		continue;
	}
	for (let n = 0; n < 8; n++) {
		const s = name(), steps = pattern.bySteps(s), native = pattern.native.test(s);
		if (steps === null)
			continue;
		compared++;
		matched += native ? 1 : 0;
		if (steps !== native)
			console.log('differs: /' + text + '/' + (ignoreCase ? 'i' : '') + ' ' + JSON.stringify(s));
	}
}
console.log(compared > 30000 && matched > 6000 ? 'compared enough' : 'compared ' + compared + ', of them ' + matched + ' match');

const long = 'a'.repeat(5000);
for (const [text, ...names] of [['^(a+)+$', long, long + 'b'], ['(a*)*b', long, long + 'b'], ['^(a|aa)+$', long, long + '!'],
	['a?'.repeat(40) + 'a{40}', 'a'.repeat(39), 'a'.repeat(40)], ['(.*)(.*)(.*)(.*)x', long, long + 'x'],
	['^(?=(a+)+$)a', long, long + '-'], ['(a+)+\\1$', long + '-'], ['(?:a{1000}){1000}', long], ['(){99999999}a', long]]) {
	const pattern = new Pattern(text, false);
	console.log(text.slice(0, 20) + ': ' + names.map(s => pattern.test(s)).join(' ') + (pattern.left > 0 ? ', left ' + pattern.left : ''));
}
