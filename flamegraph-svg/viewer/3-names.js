// A function's name in as much room as there is. lib/stacks/short_name.c and
// short_name_parts.c are the model for every function here, and tell what it is
// for; the two must agree exactly.

const DOTS = '\u2026', BARE = 0, DOTTED = 1, NESTED = 2, COMPONENTS = 16, FORMS = 24;

const OPENS = '<([{', CLOSES = '>)]}', SIGNS = '<>=!+-*/%^&|~,';

function isWord(c) {
	return c !== undefined && /[\w$]|[^\0-\x7f]/.test(c);
}

// The length of "operator" and its sign at `at`; 0 where there is none.
function operatorAt(s, at) {
	if (s[at] !== 'o' || !s.startsWith('operator', at) || at > 0 && isWord(s[at - 1]))
		return 0;
	let n = 8;
	if (s.startsWith('()', at + n) || s.startsWith('[]', at + n))
		return n + 2;
	while (n < 11 && at + n < s.length && SIGNS.includes(s[at + n]))
		n++;
	return n > 8 ? n : 0;
}

// Where the bracket that opens at `at` closes, behind it; `at` where none opens, -1 where it does
// not close.
function groupAt(s, at) {
	if (!OPENS.includes(s[at]))
		return at;
	for (let i = at, depth = 0; i < s.length; i++) {
		const sign = operatorAt(s, i);
		if (sign > 0)
			i += sign - 1;
		else if (OPENS.includes(s[i]))
			depth++;
		else if (CLOSES.includes(s[i]) && !(s[i] === '>' && i > 0 && s[i - 1] === '-') && --depth === 0)
			return i + 1;
	}
	return -1;
}

// Calls each(i) for every place outside of brackets, until one is false.
function outside(s, from, each) {
	for (let i = from; i < s.length; i++) {
		const end = groupAt(s, i);
		if (end < 0)
			break;
		if (end > i)
			i = end - 1;
		else if (each(i) === false)
			break;
	}
}

function lastOfType(type) {
	let begin = 0;
	outside(type, 0, i => {
		if (type[i] === ':' || type[i] === ' ' || type[i] === '&')
			begin = i + 1;
	});
	return abbreviate(type.slice(begin), BARE);
}

// <T as Trait>, <impl Trait for T>, <T>: what a method of Rust begins with.
function shortSelf(content) {
	const impl = content.startsWith('impl '), word = impl ? ' for ' : ' as ';
	const s = impl ? content.slice(5) : content;
	let at = s.length;
	outside(s, 0, i => {
		if (!s.startsWith(word, i))
			return true;
		at = i;
		return false;
	});
	return (impl ? '<impl ' : '<') + lastOfType(s.slice(0, at)) +
		(at < s.length ? word + lastOfType(s.slice(at + word.length)) : '') + '>';
}

// {lambda(int)#1}: its arguments go.
function shortBraces(group) {
	let text = '';
	for (let i = 0; i < group.length; i++) {
		const end = i > 0 && group[i] === '(' ? groupAt(group, i) : i;
		if (end > i)
			i = end - 1;
		else
			text += group[i];
	}
	return text;
}

function shortGroup(group, first, begins, level) {
	const content = group.slice(1, -1);
	if (group[0] === '{')
		return shortBraces(group);
	if (group.startsWith('<lambda'))
		return '<lambda>';
	if (group[0] === '<' && (first || begins && content.startsWith('impl ')))
		return shortSelf(content);
	if (content === 'anonymous namespace')
		return '(anon)';
	if (group[0] === '(' && (begins || content[0] === '*'))
		return group;
	if (group === '()')
		return level === BARE ? '' : group;
	if (group[0] === '[')
		return first ? group : '';
	if (level === BARE)
		return '';
	const inner = level === NESTED ? abbreviate(content, DOTTED) : content.length > 1 ? DOTS : content;
	return group[0] + inner + group[group.length - 1];
}

function isTurbofish(s, at) {
	return s.startsWith('::<', at) && !s.startsWith('::<impl ', at) && !s.startsWith('::<lambda', at);
}

const NOTHING = /^( const| volatile| &| &&| const &)$|^ \[clone /;

function abbreviate(s, level) {
	let text = '', begin = 0;
	for (let i = 0; i < s.length && !(s[i] === ' ' && NOTHING.test(s.slice(i, i + 10))); i++) {
		const sign = operatorAt(s, i), end = sign === 0 ? groupAt(s, i) : i;
		if (end < 0)
			return text + s.slice(i);
		if (level === BARE && isTurbofish(s, i)) {
			i++;
		} else if (sign > 0) {
			text += s.slice(i, i + sign);
			i += sign - 1;
		} else if (end > i) {
			text += shortGroup(s.slice(i, end), i === 0, i === begin, level);
			i = end - 1;
		} else {
			text += s[i];
			begin = s[i] === ':' ? i + 1 : begin;
		}
	}
	return text;
}

function baseOf(s) {
	return s.slice(s.lastIndexOf('/') + 1);
}

function isLine(s) {
	return /\.[^.:]+:\d[^.]*$/.test(s);
}

// "/path/file.js:1:2", "node:internal/timers:5:1", "(file.py:12)".
function isPlace(s) {
	if (s.length < 2 || /[ <]/.test(s))
		return false;
	if (s[0] === '(')
		return s.endsWith(')') && !s.includes('*') && (s.includes('/') || isLine(s.slice(0, -1)));
	return s.includes('/') || s.startsWith('node:') || isLine(s);
}

function findPlace(s) {
	if (!s.includes(' ') && !s.includes(':/'))
		return s.length;
	for (let i = 1; i + 1 < s.length; i++) {
		const end = s[i] === '(' ? i : groupAt(s, i);
		if (end < 0)
			break;
		if (end > i)
			i = end - 1;
		else if (s[i] === ' ' && isPlace(s.slice(i + 1)))
			return i + 1;
		else if (s.startsWith(':/', i) && !s.startsWith('://', i) && !s.includes(' ', i))
			return i + 1;
	}
	return s.length;
}

const NOT_DOTTED = new Set(['so', 'js', 'mjs', 'cjs', 'ts', 'py', 'rb', 'pl', 'php', 'c', 'cc', 'cpp', 'h', 'rs', 'go',
	'java', 'exe', 'dll', 'jar', 'ko', 'o', 'isra', 'part', 'constprop', 'cold', 'llvm', 'lto_priv']);

function isDotted(s) {
	return s.includes('.') && !/ |^\[/.test(s) && s.split('.').every((part, i, all) => {
		const word = part.split(':')[0];
		// Nothing behind a last dot is no part.
		return word === '' && i > 0 && i === all.length - 1 && part === '' || word !== '' && !/^\d/.test(word) && (i === 0 || !NOT_DOTTED.has(word));
	});
}

// Where the components of a name begin.
function split(s) {
	const js = /^JS:[*~^+]*/.exec(s);
	if (js !== null)
		return [...new Set([0, js[0].length])];
	let begins = [0], any = false;
	for (let i = 0; i < s.length; i++) {
		const end = groupAt(s, i);
		if (end < 0)
			break;
		if (end > i) {
			i = end - 1;
		} else if (s.startsWith('::', i)) {
			if (!isTurbofish(s, i))
				begins.push(i + 2);
			any = true;
			i++;
		}
	}
	if (!any) {
		for (let i = s.indexOf('/'); i >= 0; i = s.indexOf('/', i + 1))
			begins.push(i + 1);
		const from = begins[begins.length - 1];
		if (isDotted(s.slice(from)))
			for (let i = s.indexOf('.', from); i >= 0; i = s.indexOf('.', i + 1))
				begins.push(i + 1);
	}
	begins = begins.filter((b, i) => i === 0 || b !== begins[i - 1]);
	return begins.slice(-COMPONENTS);
}

// What says nothing without the component before it.
function isGeneric(s) {
	return s.startsWith('operator()') || s.startsWith('{') || s.startsWith('<lambda') || s === '_FUN';
}

function isMark(c) {
	return /\p{M}|[\u200b-\u200f\ufe00-\ufe0f]/u.test(c);
}

function isWide(c) {
	return /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(c) ||
		/[\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u.test(c);
}

function columnsOfCharacter(c) {
	return c < '\u0300' ? 1 : isMark(c) ? 0 : isWide(c) ? 2 : 1;
}

const ASCII = /^[\0-\u02ff]*$/;

function columnsOf(s) {
	if (ASCII.test(s))
		return s.length;
	let sum = 0;
	for (const c of s)
		sum += columnsOfCharacter(c);
	return sum;
}

function headOf(s, room) {
	let text = '', sum = 0;
	for (const c of s) {
		sum += columnsOfCharacter(c);
		if (sum > room)
			break;
		text += c;
	}
	return text;
}

function tailOf(s, room) {
	const characters = [...s];
	let sum = 0, at = characters.length;
	while (at > 0 && sum + columnsOfCharacter(characters[at - 1]) <= room)
		sum += columnsOfCharacter(characters[--at]);
	while (at < characters.length && columnsOfCharacter(characters[at]) === 0)
		at++;
	return characters.slice(at).join('');
}

// All forms of a name, each shorter than the one before; the first is the name.
function formsOf(name) {
	const forms = [name], at = findPlace(name), place = name.slice(at);
	const body = name.slice(0, place === '' ? at : at - 1);
	let widest = columnsOf(name);
	const add = text => {
		const columns = columnsOf(text);
		if (text !== '' && forms.length <= FORMS && columns < widest) {
			forms.push(text);
			widest = columns;
		}
	};
	const both = (part, where, level) => {
		const file = where === '' ? '' : (where[0] === '(' ? '(' : '') + baseOf(where[0] === '(' ? where.slice(1) : where);
		add(abbreviate(part, level) + (file !== '' && part !== '' ? name[at - 1] : '') + file);
	};
	if (name[0] === '[' && name.includes('/')) {
		add('[' + baseOf(name));
	} else if (place !== '' && body !== '' && '*~^+:'.includes(body[body.length - 1])) {
		const base = baseOf(place), colon = base.lastIndexOf(':');
		both(body, place, DOTTED);
		both('', place, DOTTED);
		if (colon > 0)
			both('', base.slice(0, colon), DOTTED);
	} else {
		const begins = split(body);
		let kept = begins.length - 1;
		while (kept > 0 && isGeneric(body.slice(begins[kept])))
			kept--;
		both(body, place, NESTED);
		for (let i = 0; i <= kept; i++)
			both(body.slice(begins[i]), place, DOTTED);
		const rest = body.slice(begins[kept]);
		both(rest, '', DOTTED);
		both(rest, '', BARE);
		const last = forms[forms.length - 1];
		if (kept + 1 < begins.length) {
			const generic = body.slice(begins[kept + 1]);
			add(abbreviate(body.slice(begins[kept], begins[kept + 1]).replace(/::$|.$/, ''), BARE) + (generic.startsWith('operator') ? '()' : '{}'));
		} else if (!last.startsWith('operator')) {
			let begin = 0;
			outside(last, 0, i => {
				if (last[i] === ' ' && i + 1 < last.length)
					begin = i + 1;
			});
			add(last.slice(begin));
		}
	}
	return forms;
}

function cutMiddle(text, room) {
	const tail = room > 5 ? Math.floor((room - 1) / 3) : 0;
	return headOf(text, room - 1 - tail) + DOTS + (tail > 0 ? tailOf(text, tail) : '');
}

// What a name has that its neighbour, which would look the same, has not.
function tellApart(name, last, rival, room, text) {
	let at = 0;
	while (at < name.length && at < rival.length && name[at] === rival[at])
		at++;
	if (/[\udc00-\udfff]/.test(name[at] || ''))
		at--;
	let begin = at;
	while (begin > 0 && isWord(name[begin - 1]))
		begin--;
	const rest = name.slice(at - begin <= Math.floor(room / 3) ? begin : at);
	if (rest === '' || room < 6)
		return text;
	// What the rest leaves is the beginning's: "…>" alone says little.
	const long = columnsOf(rest), usual = room > 9 ? Math.floor(room / 3) : 0;
	const withHead = most => {
		const head = headOf(last, most), left = room - columnsOf(head) - 1;
		return head + DOTS + (long <= left ? rest : headOf(rest, left - 1) + DOTS);
	};
	const told = withHead(Math.max(usual, room - 1 - long));
	return told !== text ? told : withHead(usual);
}

// The forms of names, which are asked for again and again. Most names of C are words, which have no
// other form.
const formsKept = new Map(), WORD = /^\w+$/;

// The longest form that fits; empty where that is less than 3 columns.
function shortName(name, room, rival, rivalText) {
	if (room < 3)
		return '';
	if (columnsOf(name) <= room)
		return name;
	let forms = formsKept.get(name);
	if (forms === undefined) {
		forms = (WORD.test(name) ? [name] : formsOf(name)).map(text => ({text, columns: columnsOf(text)}));
		formsKept.set(name, forms);
	}
	const last = forms[forms.length - 1];
	const fits = forms.find(form => form.columns <= room);
	const text = fits ? fits.text : cutMiddle(last.text, room);
	return text === rivalText && rival ? tellApart(name, last.text, rival, room, text) : text;
}
