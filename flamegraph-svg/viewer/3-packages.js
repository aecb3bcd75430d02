// What a function belongs to: flamegraph-svg/colour/package.c is the model, and tells
// what it is for; the two must agree.

// Names as they are shown: a mark at the end says where a frame ran.
const MARKS = {'_[k]': 'kernel', '_[i]': 'inlined', '_[j]': 'compiled at run time', '_[w]': 'waker'};

function markOf(name) {
	const n = name.length;
	// Asked of every name before anything is seen.
	if (n < 5 || name.charCodeAt(n - 1) !== 93 || name.charCodeAt(n - 3) !== 91)
		return '';
	const mark = name.slice(-4);
	return Object.prototype.hasOwnProperty.call(MARKS, mark) ? mark : '';
}

function label(name) {
	return markOf(name) ? name.slice(0, -4) : name;
}

// The part of a path behind the last of these folders; empty where it is not there.
function partBehind(path, folder) {
	const at = path.lastIndexOf(folder);
	return at < 0 ? '' : path.slice(at + folder.length);
}

function packageOfPlace(place) {
	const module = partBehind(place, 'node_modules/');
	if (module !== '')
		return module.split('/').slice(0, module[0] === '@' && module.includes('/') ? 2 : 1).join('/');
	const python = partBehind(place, '-packages/');
	if (python !== '')
		return python.split('/')[0];
	const path = place[0] === '(' ? place.slice(1) : place;
	if (path.startsWith('node:'))
		return 'node:' + path.slice(5).split('/')[0].split(':')[0];
	const slash = path.lastIndexOf('/');
	if (slash <= 0)
		return path.slice(slash + 1).split(':')[0];
	return path.slice(0, slash).split('/').slice(-2).join('/');
}

// The first component of a::b::c, without its arguments and what stands before it.
function namespaceOf(name) {
	if (!name.includes('::'))
		return '';
	const s = name.replace(/^[<&*]+/, '');
	let end = 0;
	outside(s, 0, i => {
		if (!s.startsWith('::', i))
			return true;
		end = i;
		return false;
	});
	const space = s.slice(0, end);
	return space[0] === '(' ? space : space.split('<')[0].split('(')[0].split(' ').pop();
}

// java.util of java.util.Map.put, but nothing of deflate.part.0.
function packageOfDots(s) {
	const parts = s.split('.');
	return isDotted(s) && parts.length > 2 ? parts.slice(0, 2).join('.') : '';
}

function packageOfLabel(s) {
	if (s[0] === '[' && s.endsWith(']'))
		return baseOf(s.slice(1, -1));
	const space = namespaceOf(s);
	if (space !== '')
		return space;
	if (s[0] === '/')
		return baseOf(s);
	const slash = s.lastIndexOf('/');
	if (slash > 0)
		return s.slice(0, slash).split('/').slice(-3).join('/');
	return packageOfDots(s);
}

// Empty for a plain name.
function packageOf(name) {
	if (markOf(name) === '_[k]')
		return 'kernel';
	const s = label(name), module = s.indexOf('`');
	if (module > 0)
		return s.slice(0, module);
	const place = s === '' ? 0 : findPlace(s);
	return s === '' ? '' : place < s.length ? packageOfPlace(s.slice(place)) : packageOfLabel(s);
}

const KERNEL = 'kernel', COMPILED = 'compiled', INTERPRETED = 'interpreted', UNKNOWN = 'unknown', WAKER = 'waker', WAITING = 'waiting', NATIVE = 'native';

const KINDS = {'_[k]': KERNEL, '_[j]': COMPILED, '_[w]': WAKER};

// Where a frame ran, as far as its name tells.
function kindOf(name) {
	const mark = markOf(name), s = mark ? label(name) : name;
	if (mark && KINDS[mark])
		return KINDS[mark];
	if (s === '[waiting]' || s === '[runnable]')
		return WAITING;
	if (s[0] === '[' || s.startsWith('0x'))
		return UNKNOWN;
	if (s.startsWith('py::'))
		return INTERPRETED;
	const script = s.includes(':') ? /^(?:JS|LazyCompile|Function|Script|Eval):(~?)/.exec(s) : null;
	return script === null ? NATIVE : script[1] === '~' ? INTERPRETED : COMPILED;
}
