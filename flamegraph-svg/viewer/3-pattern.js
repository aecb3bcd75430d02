// Expressions that end. A RegExp tries one way after the other, and of ^(a+)+$ there are more than
// anybody waits for, in one call that nothing stops. So an expression is read, too: where ways
// multiply, it is run by steps that remember where they have failed, at most one for each place of
// the expression and of the name, which tells the same as RegExp would (Cox, "Regular Expression
// Matching: the Virtual Machine Approach", 2009). It needs no worker, which pages may forbid.

const CHARACTER = 0, SPLIT = 1, JUMP = 2, ASSERT = 3, LOOK = 4, DONE = 5;

// Of a program, of what is remembered, of steps of one search, and of the ways that RegExp may try
// in one name: so few are not worth a look at the clock, more are not tried.
const PROGRAM_MAX = 3000, MEMORY_MAX = 1 << 23, STEPS_MAX = 4e7, WAYS_FEW = 1e4, WAYS_MAX = 1e6;

// Milliseconds for RegExp; then the rest is run by steps.
const PATIENCE = 100;

const GROUP = /\((?:\?(?:(:)|(<?[=!])|(<[^>]*>)|([a-z-]*:)))?/y;
const ATOM = /(?:\[(?:[^\]\\]|\\[^])*\]|\\x[\da-f]{2}|\\u[\da-f]{4}|\\c[a-z]|\\(?=c)|\\(?:[0-3][0-7]{0,2}|[4-7][0-7]?)|\\[^]|[^])/iy;
const QUANTIFIER = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;

const BACK = /\\(?:([1-9]\d*)|k<[^>]*>)/y, SIGN = /[$^]|\\[bB]/y;

// Reads what RegExp has taken: {kind, …} of sequences, choices, repeats, looks, assertions and
// single characters.
class PatternReader {
	constructor(source) {
		this.source = source;
		this.at = 0;
		this.groups = (source.replace(/\\[^]|\[(?:[^\]\\]|\\[^])*\]/g, '').match(/\((?!\?)|\(\?<(?![=!])/g) || []).length;
		this.named = /\(\?<(?![=!])/.test(source);
		this.foreign = false; // what is not run by steps: what a group held before, flags of a group
	}

	take(expression) {
		expression.lastIndex = this.at;
		const found = expression.exec(this.source);
		if (found !== null)
			this.at += found[0].length;
		return found;
	}

	choice() {
		const list = [this.sequence()];
		while (this.source[this.at] === '|') {
			this.at++;
			list.push(this.sequence());
		}
		return list.length === 1 ? list[0] : {kind: 'choice', list};
	}

	sequence() {
		const list = [];
		while (this.at < this.source.length && !'|)'.includes(this.source[this.at])) {
			const item = this.item(), times = this.take(QUANTIFIER);
			list.push(times === null ? item : this.repeat(item, times));
		}
		return {kind: 'sequence', list};
	}

	repeat(item, [, sign, least, comma, most]) {
		const min = sign ? sign === '+' ? 1 : 0 : Number(least);
		return {kind: 'repeat', item, min, max: sign ? sign === '?' ? 1 : Infinity : comma === '' ? min : most === '' ? Infinity : Number(most)};
	}

	item() {
		const group = this.take(GROUP);
		if (group !== null) {
			this.foreign = this.foreign || group[4] !== undefined;
			const item = this.choice();
			this.at++;
			return group[2] === undefined ? item : {kind: 'look', item, behind: group[2][0] === '<', not: group[2].endsWith('!')};
		}
		if (this.isBackreference()) {
			this.foreign = true;
			this.take(BACK);
			return {kind: 'sequence', list: []};
		}
		const sign = this.take(SIGN);
		if (sign !== null)
			return {kind: 'assert', sign: sign[0]};
		const [text] = this.take(ATOM);
		return {kind: 'character', text: text === '\\' ? '\\\\' : text};
	}

	// With fewer groups it is a character, by its number.
	isBackreference() {
		BACK.lastIndex = this.at;
		const found = BACK.exec(this.source);
		return found !== null && (found[1] === undefined ? this.named : Number(found[1]) <= this.groups);
	}
}

// In how many ways RegExp may try, in a name of n characters; Infinity where ways are repeated.
function waysOf(node, n) {
	const product = list => list.reduce((ways, item) => ways * waysOf(item, n), 1);
	switch (node.kind) {
	case 'sequence': return product(node.list);
	case 'choice': return node.list.length * product(node.list);
	case 'look': return waysOf(node.item, n) * (node.behind ? n + 1 : 1);
	case 'repeat': {
		const inside = waysOf(node.item, n);
		return inside > 1 && node.max > 1 ? Infinity : inside * (1 + Math.min(n, node.max - node.min)) * (node.min > 0 ? Math.min(n + 1, node.min) : 1);
	}
	default: return 1;
	}
}

class TooLarge extends Error {}

// The program: op[i] with a[i] and b[i]. What looks behind is run backwards.
class PatternCompiler {
	constructor(flag) {
		this.flag = flag;
		this.op = [];
		this.a = [];
		this.b = [];
		this.characters = [];
		this.places = new Map();
	}

	character(text) {
		if (!this.places.has(text))
			this.places.set(text, this.characters.push(new Character(text, this.flag)) - 1);
		return this.places.get(text);
	}

	emit(op, a, b) {
		if (this.op.length >= PROGRAM_MAX)
			throw new TooLarge();
		this.a.push(a);
		this.b.push(b);
		return this.op.push(op) - 1;
	}

	add(node, back) {
		switch (node.kind) {
		case 'sequence': return (back ? node.list.slice().reverse() : node.list).forEach(item => this.add(item, back));
		case 'choice': return this.addChoice(node.list, back);
		case 'repeat': return this.addRepeat(node, back);
		case 'assert': return this.emit(ASSERT, '^$'.includes(node.sign) ? node.sign : node.sign[1], 0);
		case 'look': return this.addLook(node);
		default: return this.emit(CHARACTER, this.character(node.text), back ? -1 : 1);
		}
	}

	addChoice(list, back) {
		const ends = [];
		list.forEach((item, i) => {
			const split = i + 1 < list.length ? this.emit(SPLIT, this.op.length + 1, 0) : -1;
			this.add(item, back);
			if (split >= 0) {
				ends.push(this.emit(JUMP, 0, 0));
				this.b[split] = this.op.length;
			}
		});
		for (const end of ends)
			this.a[end] = this.op.length;
	}

	addRepeat({item, min, max}, back) {
		const begin = this.op.length;
		for (let i = 0; i < min && (i === 0 || this.op.length > begin); i++)
			this.add(item, back);
		if (max === Infinity) {
			const split = this.emit(SPLIT, this.op.length + 1, 0);
			this.add(item, back);
			this.emit(JUMP, split, 0);
			this.b[split] = this.op.length;
			return;
		}
		const splits = [];
		for (let i = min; i < max; i++) {
			splits.push(this.emit(SPLIT, this.op.length + 1, 0));
			this.add(item, back);
		}
		for (const split of splits)
			this.b[split] = this.op.length;
	}

	addLook({item, behind, not}) {
		const look = this.emit(LOOK, 0, not ? 1 : 0);
		this.add(item, behind);
		this.emit(DONE, 0, 0);
		this.a[look] = this.op.length;
	}
}

// One character of a name, as RegExp itself has it.
class Character {
	constructor(text, flag) {
		this.expression = new RegExp('^(?:' + text + ')$', flag);
		this.known = new Uint8Array(256);
	}

	has(code) {
		if (code > 255)
			return this.expression.test(String.fromCharCode(code));
		if (this.known[code] === 0)
			this.known[code] = this.expression.test(String.fromCharCode(code)) ? 2 : 1;
		return this.known[code] === 2;
	}
}

function isWordAt(text, i) {
	return i >= 0 && i < text.length && /\w/.test(text[i]);
}

// Runs a program over names.
class PatternRun {
	constructor(program) {
		this.program = program;
		this.stamps = new Uint32Array(1024);
		this.stamp = 0;
		this.steps = 0;
	}

	// Whether a name matches; null where that would take too long.
	test(text) {
		const size = this.program.op.length * (text.length + 1);
		if (size > MEMORY_MAX || this.steps > STEPS_MAX)
			return null;
		if (size > this.stamps.length) {
			this.stamps = new Uint32Array(2 * size);
			this.stamp = 0;
		}
		this.stamp++;
		this.text = text;
		// What has failed for one beginning fails for all.
		let found = false;
		for (let at = 0; at <= text.length && !found; at++)
			found = this.from(0, at, null);
		return this.steps > STEPS_MAX ? null : found;
	}

	// From a place of the program and of the name; `seen` gets where it was.
	from(begin, place, seen) {
		const {program: {op, a, b, characters}, text, stamps, stamp} = this, width = text.length + 1, stack = [begin, place];
		while (stack.length > 0) {
			let at = stack.pop(), pc = stack.pop();
			for (;;) {
				const key = pc * width + at, kind = op[pc];
				if (kind === DONE)
					return true;
				if (stamps[key] === stamp || ++this.steps > STEPS_MAX)
					break;
				stamps[key] = stamp;
				if (seen !== null)
					seen.push(key);
				if (kind === CHARACTER) {
					const i = b[pc] > 0 ? at : at - 1;
					if (i < 0 || i >= text.length || !characters[a[pc]].has(text.charCodeAt(i)))
						break;
					at += b[pc];
					pc++;
				} else if (kind === SPLIT) {
					stack.push(b[pc], at);
					pc = a[pc];
				} else if (kind === JUMP) {
					pc = a[pc];
				} else if (kind === ASSERT ? this.holds(a[pc], at) : this.looks(pc, at) !== (b[pc] === 1)) {
					pc = kind === LOOK ? a[pc] : pc + 1;
				} else {
					break;
				}
			}
		}
		return false;
	}

	holds(sign, at) {
		const {text} = this;
		if (sign === '^' || sign === '$')
			return at === (sign === '^' ? 0 : text.length);
		return isWordAt(text, at - 1) !== isWordAt(text, at) === (sign === 'b');
	}

	// What has been seen on the way to success has not failed.
	looks(pc, at) {
		const seen = [], found = this.from(pc + 1, at, seen);
		if (found)
			for (const key of seen)
				this.stamps[key] = 0;
		return found;
	}
}

// Names that match an expression. `left`: how many are not known to, for it would have taken too
// long.
class Pattern {
	constructor(source, ignoreCase) {
		this.flag = ignoreCase ? 'i' : '';
		this.native = new RegExp(source, this.flag);
		this.ways = [];
		this.spent = 0;
		this.left = 0;
		this.run = null;
		const reader = new PatternReader(source);
		try {
			this.node = reader.choice();
			this.waysIn(1);
			this.foreign = reader.foreign;
		} catch (e) {
			// Groups within groups, more than there is room for.
			this.node = null;
			this.foreign = true;
		}
	}

	// By the length of a name.
	waysIn(n) {
		if (this.ways[n] === undefined)
			this.ways[n] = (n + 1) * waysOf(this.node, n);
		return this.ways[n];
	}

	test(text) {
		const ways = this.node === null ? Infinity : this.waysIn(text.length);
		if (ways < WAYS_FEW)
			return this.native.test(text);
		if (ways < WAYS_MAX && this.spent < (this.foreign ? 10 : 1) * PATIENCE) {
			const begin = performance.now(), found = this.native.test(text);
			this.spent += performance.now() - begin;
			return found;
		}
		const found = this.bySteps(text);
		this.left += found === null ? 1 : 0;
		return found === true;
	}

	// null where it cannot be told.
	bySteps(text) {
		if (this.run === null && !this.foreign)
			this.compile();
		return this.run === null ? null : this.run.test(text);
	}

	compile() {
		const compiler = new PatternCompiler(this.flag);
		try {
			compiler.add(this.node, false);
			compiler.emit(DONE, 0, 0);
			this.run = new PatternRun(compiler);
		} catch (e) {
			if (!(e instanceof TooLarge))
				throw e;
			this.foreign = true;
		}
	}
}
