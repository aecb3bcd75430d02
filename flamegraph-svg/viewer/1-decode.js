// The embedded data: base64 of the bytes that lib/picture/treecode.c tells of. It,
// treecode_names.c, treecode_frames.c, treecode_counts.c and treecode_octets.c are the model for
// every function here; the two must agree exactly.

const DIFFERENTIAL = 1, REVERSED = 2, TIMELINE = 4;
const GAP = ';';

// After n bits a new one weighs 1 / (n + 1.5), in 65536ths.
const RATES = Uint32Array.from({length: 65}, (_, n) => Math.floor(131072 / (2 * n + 3)));

function freshContexts(count) {
	return new Uint32Array(count).fill(0x8000 << 8);
}

function hash3(a, b, c) {
	let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
	h ^= h >>> 15;
	h = Math.imul(h, 0x2c1b3c6d);
	return h ^ h >>> 13;
}

// Reads bits from bytes. Range and code live in a typed array: as plain numbers
// above 2^31 they would be allocated anew at every step.
class RangeReader {
	constructor(bytes) {
		this.bytes = bytes;
		this.at = 0;
		this.state = new Uint32Array([0xffffffff, 0]);
		for (let i = 0; i < 5; i++)
			this.state[1] = this.state[1] << 8 | this.bytes[this.at++];
	}

	shift() {
		const s = this.state;
		while (s[0] < 0x1000000) {
			s[0] <<= 8;
			s[1] = s[1] << 8 | (this.at < this.bytes.length ? this.bytes[this.at] : 0);
			this.at++;
		}
	}

	// A bit, and what its context becomes: see learn in lib/picture/rangecode.c. It is all in
	// one, as browsers compile it once for each caller, and products of 32 bits are told to be
	// such.
	bit(contexts, i) {
		const s = this.state, e = contexts[i], p = e >>> 8, n = e & 255, bound = Math.imul(s[0] >>> 16, p) >>> 0;
		let q = p, bit = 0;
		if (s[1] < bound) {
			s[0] = bound;
			q += Math.imul(65536 - p, RATES[n]) >>> 16;
		} else {
			s[0] -= bound;
			s[1] -= bound;
			q -= Math.imul(p, RATES[n]) >>> 16;
			bit = 1;
		}
		contexts[i] = q << 8 | (n < 64 ? n + 1 : n);
		if (s[0] < 0x1000000)
			this.shift();
		return bit;
	}

	// Many bytes were read that are not there.
	cutOff() {
		return this.at > this.bytes.length + 64;
	}

	// Where it is in the range, in 1 << bits parts; and the step into `length` of them.
	part(bits) {
		const s = this.state;
		return Math.min(s[1] / (s[0] >>> bits) | 0, (1 << bits) - 1);
	}

	take(bits, begin, length) {
		const s = this.state, part = s[0] >>> bits;
		s[0] = part * length;
		s[1] -= part * begin;
		this.shift();
	}

	plain(count) {
		let n = 0;
		while (count > 0) {
			const now = Math.min(count, 16), got = this.part(now);
			this.take(now, got, 1);
			n = n * (1 << now) + got;
			count -= now;
		}
		return n;
	}

	// Each string ends with a number that damage does not spare.
	finish() {
		if (this.plain(32) !== 0x666c616d)
			throw new Error('the data is damaged');
	}

	tree(contexts, offset, count) {
		const end = 1 << count;
		let at = 1;
		while (at < end)
			at = at << 1 | this.bit(contexts, offset + at);
		return at - end;
	}
}

// A number: its length in bits, then the bits.
class NumberModel {
	constructor() {
		this.bits = freshContexts(64);
		this.top = freshContexts(65 * 4);
	}

	read(reader) {
		const bits = reader.tree(this.bits, 0, 6);
		if (bits < 2)
			return bits;
		if (bits === 63)
			return reader.plain(64);
		const top = bits > 2 ? 2 : 1, rest = bits - 1 - top;
		const high = (1 << top) + reader.tree(this.top, bits * 4, top);
		return high * 2 ** rest + reader.plain(rest);
	}
}

const BYTES = 256, SHARE_BITS = 15, SHARES = 1 << SHARE_BITS;

// The bytes of an alphabet: where the shares of each begin, and whose a share is.
class Alphabet {
	constructor(reader) {
		const counts = new Float64Array(BYTES), shares = new Uint32Array(BYTES);
		const comes = freshContexts(2), more = new NumberModel();
		let all = 0, given = 0, most = 0;
		for (let i = 0, last = 0; i < BYTES; i++) {
			last = reader.bit(comes, last);
			counts[i] = last ? more.read(reader) + 1 : 0;
			all += counts[i];
		}
		for (let i = 0; i < BYTES; i++) {
			shares[i] = counts[i] > 0 ? Math.max(Math.floor(counts[i] * SHARES / all), 1) : 0;
			given += shares[i];
			most = shares[i] > shares[most] ? i : most;
		}
		shares[most] += SHARES - given;
		this.begin = new Uint16Array(BYTES + 1);
		this.owner = new Uint8Array(SHARES);
		for (let i = 0, at = 0; i < BYTES; i++) {
			this.owner.fill(i, at, at += shares[i]);
			this.begin[i + 1] = at;
		}
	}
}

class OctetReader {
	constructor(reader, kinds) {
		this.reader = reader;
		this.alphabets = Array.from({length: kinds}, () => new Alphabet(reader));
	}

	next(alphabet) {
		const {begin, owner} = this.alphabets[alphabet], byte = owner[this.reader.part(SHARE_BITS)];
		this.reader.take(SHARE_BITS, begin[byte], begin[byte + 1] - begin[byte]);
		return byte;
	}
}

const COUNT_SETS = 4096;

class CountReader {
	constructor(reader) {
		this.reader = reader;
		this.zero = freshContexts(COUNT_SETS * 2);
		this.more = new NumberModel();
	}

	read(name) {
		const {reader, zero} = this, set = name % COUNT_SETS * 2;
		if (reader.bit(zero, set) === 0)
			return 0;
		if (reader.bit(zero, set + 1) === 0)
			return 1;
		return this.more.read(reader) + 2;
	}
}

const SURE = 15, STUBBORN = 4;

// How sure a guess is after it was right, and after it was wrong. Tables, as browsers drop code
// that they have compiled when it comes where it has not been before.
const RIGHT = Uint8Array.from({length: SURE + 1}, (_, n) => Math.min(n + 1, SURE));
const WRONG = Uint8Array.from({length: SURE + 1}, (_, n) => n < STUBBORN ? 0 : n >> 1);

// What a guess, and how sure it is, learn from the symbol that came.
function learn(guesses, sure, slot, symbol) {
	const n = sure[slot];
	if (guesses[slot] === symbol) {
		sure[slot] = RIGHT[n];
	} else {
		sure[slot] = WRONG[n];
		if (n < STUBBORN)
			guesses[slot] = symbol;
	}
}

// Browsers compile what is called often, and anew, with much more effort, what is then called very
// often: where there is not much to do, that ends when all is done. So a call does one thing until the
// function is compiled, and then all; where there is much to do, the effort is worth it, and a call
// does some.
const FEW = 1024, MANY = 1 << 16;

function inTurns(all, read) {
	const long = all > MANY ? FEW : all;
	for (let done = 0; done < all; read(done))
		done = Math.min(all, done + (done < FEW ? 1 : long));
}

function bitLength(n) {
	return 32 - Math.clz32(n);
}

// Alphabets of names.
const NAME_PREFIX = 0, NAME_BYTE = 1;

class NameReader {
	constructor(reader, octets, names) {
		this.reader = reader;
		this.octets = octets;
		this.shift = 32 - Math.min(bitLength(names) + 3, 18);
		this.guesses = new Uint32Array(2 ** (32 - this.shift));
		this.sure = new Uint8Array(2 ** (32 - this.shift));
		this.hit = freshContexts(2 * SURE + 2);
		this.same = freshContexts(1);
		this.last = 0;
		this.colour = freshContexts(3 * 256);
		this.text = new Uint8Array(1024);
		this.begin = this.end = this.count = 0;
		this.colours = new Uint16Array(names + 1);
	}

	// Makes room for more bytes than there are, as long as there is anything to read.
	grow(size) {
		const old = this.text;
		if (this.reader.cutOff())
			throw new Error('the data is cut off');
		this.text = new Uint8Array(2 * size);
		this.text.set(old);
		return this.text;
	}

	// Adds names, and the ends of their lines, to the text of all, until there are so many; what
	// each begins with is as in the name before it.
	read(until) {
		const {reader, octets, guesses, sure, hit, shift, colours} = this;
		let {text, begin, end} = this;
		for (; this.count < until; this.count++) {
			const shared = octets.next(NAME_PREFIX), fresh = end + shared;
			let before = 0;
			if (fresh > text.length)
				text = this.grow(fresh);
			text.copyWithin(end, begin, begin + shared);
			begin = end;
			for (end = Math.max(fresh - 4, begin); end < fresh; end++)
				before = before << 8 | text[end];
			for (let byte = 0; byte !== 10; before = before << 8 | byte) {
				const slot = hash3(before, 0, 1) >>> shift, guess = guesses[slot];
				byte = guess > 0 && reader.bit(hit, sure[slot] * 2 + (end === fresh ? 1 : 0)) ? guess - 1 : octets.next(NAME_BYTE);
				learn(guesses, sure, slot, byte + 1);
				if (end === text.length)
					text = this.grow(end);
				text[end++] = byte;
			}
			if (reader.cutOff())
				throw new Error('the data is cut off');
			colours[this.count] = this.rgb();
		}
		this.begin = begin;
		this.end = end;
	}

	// All of them: browsers make few strings of bytes faster than many.
	names() {
		return new TextDecoder('utf-8', {ignoreBOM: true}).decode(this.text.subarray(0, this.end)).split('\n').slice(0, -1);
	}

	rgb() {
		if (this.reader.bit(this.same, 0))
			return this.last;
		const red = this.reader.tree(this.colour, 0, 4);
		const green = this.reader.tree(this.colour, 256 + red * 16, 4);
		return this.last = red << 8 | green << 4 | this.reader.tree(this.colour, 512 + green * 16, 4);
	}
}

const END = 1, GUESSES = 3, GUESS_BITS_MAX = 16, BLOCK = 1 << 18;

// The frames, behind a root of their own: parent, name, and one or two own counts, times unit. next()
// reads another part of them.
class FrameReader {
	constructor(next, names, count, unit, differential) {
		Object.assign(this, {next, names, count, unit, parts: [], block: 0, done: 0});
		// A number's first bits are told, the others are as likely 0 as 1.
		this.rest = names > 256 ? bitLength(names - 1) - 8 : 0;
		this.shift = 32 - Math.min(bitLength(count) + 1, GUESS_BITS_MAX);
		this.parent = new Int32Array(count + 1);
		this.name = new Int32Array(count + 1);
		this.slot = new Int32Array(GUESSES);
		this.own = Array.from({length: differential ? 2 : 1}, () => new Float64Array(count + 1));
		this.name[0] = names;
		this.parent[0] = -1;
		// Of the frames around the next one: their symbols, behind three of none, and their places;
		// and at each depth what came last.
		this.outer = [0, 0, 0];
		this.last = [0];
		this.path = [0];
		this.i = 0;
	}

	// Nothing is known of the block before.
	begin() {
		this.parts.forEach(part => part.finish());
		this.parts = [this.next(), this.next(), this.next()];
		this.octets = new OctetReader(this.parts[1], 1);
		this.counts = [0, 1, 2].map(() => new CountReader(this.parts[2]));
		this.guesses = new Uint32Array(2 ** (32 - this.shift));
		this.sure = new Uint8Array(2 ** (32 - this.shift));
		this.hit = freshContexts(GUESSES * (SURE + 1) * 2 * GUESSES);
		this.isEnd = freshContexts(2);
		this.block += BLOCK;
	}

	// Symbols, until there are so many: the name of a child + 2, or END.
	read(until) {
		const {outer, last, path, count, own, shift, slot} = this;
		let {i} = this, depth = path.length - 1;
		for (; this.done < until && depth >= 0; this.done++) {
			if (i === this.block && (i < count || i === 0))
				this.begin();
			const {guesses, sure} = this, reader = this.parts[0];
			const a = outer[depth + 2], b = outer[depth + 1], c = outer[depth], sibling = last[depth];
			let symbol = 0, rejected = 0, wrong0 = 0, wrong1 = 0;
			slot[0] = hash3(hash3(a, b, c), sibling, 1) >>> shift;
			slot[1] = hash3(hash3(a, b, 0), sibling, 2) >>> shift;
			slot[2] = hash3(a, sibling, 3) >>> shift;
			for (let k = 0; k < GUESSES; k++) {
				const g = guesses[slot[k]];
				if (g === 0 || g === wrong0 || g === wrong1)
					continue;
				if (reader.bit(this.hit, (k * (SURE + 1) + sure[slot[k]]) * 2 * GUESSES + (rejected << 1 | (g === END ? 1 : 0)))) {
					symbol = g;
					break;
				}
				if (rejected++ === 0)
					wrong0 = g;
				else
					wrong1 = g;
			}
			if (symbol === 0)
				symbol = reader.bit(this.isEnd, sibling < 2 ? 1 : 0)
					? END : this.octets.next(0) * 2 ** this.rest + reader.plain(this.rest) + 2;
			for (let k = 0; k < GUESSES; k++)
				learn(guesses, sure, slot[k], symbol);
			if (symbol === END) {
				depth--;
				continue;
			}
			if (symbol - 2 >= this.names || ++i > count || reader.cutOff())
				throw new Error('the data is damaged');
			last[depth] = symbol;
			this.parent[i] = path[depth++];
			this.name[i] = symbol - 2;
			own[0][i] = this.counts[0].read(symbol - 2) * this.unit;
			if (own.length > 1)
				own[1][i] = this.counts[own[0][i] === 0 ? 2 : 1].read(symbol - 2) * this.unit;
			outer[depth + 2] = symbol;
			path[depth] = i;
			last[depth] = own[0][i] === 0 ? 0 : 1;
		}
		if (depth < 0 && i !== count)
			throw new Error('the data is damaged');
		this.i = i;
		path.length = depth + 1;
	}

	tree() {
		// Every frame has a name and an end, the root an end.
		inTurns(2 * this.count + 1, until => this.read(until));
		this.parts.forEach(part => part.finish());
		const {count, parent, name, own} = this;
		return {n: count + 1, parent, name, own};
	}
}

function bytesOf(binary) {
	const bytes = new Uint8Array(binary.length);
	for (let i = 0; i < bytes.length; i++)
		bytes[i] = binary.charCodeAt(i);
	return bytes;
}

// {flags, unit, names, colours, tree}; counts are times unit. names has one more, the root's.
function decode(text) {
	// Browsers of before 2025 do not do it all at once.
	const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : bytesOf(atob(text));
	let at = 0;
	const next = () => {
		if (at + 4 > bytes.length)
			throw new Error('the data is damaged');
		const begin = at + 4;
		at = begin + new DataView(bytes.buffer, at, 4).getUint32(0, true);
		return new RangeReader(bytes.subarray(begin, at));
	};
	const reader = next(), header = new NumberModel();
	const version = header.read(reader);
	// What is a few versions more is newer, and what is many is damaged.
	if (version !== 4)
		throw new Error(version > 4 && version < 35 ? 'made by a newer version' : 'the data is damaged');
	const flags = header.read(reader), places = header.read(reader);
	const count = header.read(reader), frames = header.read(reader), unit = header.read(reader);
	const spelled = next(), nameReader = new NameReader(reader, new OctetReader(spelled, 2), count);
	inTurns(count, until => nameReader.read(until));
	reader.finish();
	spelled.finish();
	const names = nameReader.names();
	if (names.length !== count)
		throw new Error('the data is damaged');
	const tree = new FrameReader(next, count, frames, unit, (flags & DIFFERENTIAL) !== 0).tree();
	names.push('all');
	return {flags, unit: 10 ** -places, names, colours: nameReader.colours, tree};
}
