// Whether a tree that is merged from the leaf row by row is the one that is made stack by stack:
//
//	node leaf.js VIEWER-FOLDER
//
// Random trees, with one count and with two, in either order; prints how many were the same, and those that were not.

const fs = require('fs');
const source = ['1-decode', '2-tree', '3-leaf'].map(part => fs.readFileSync(process.argv[2] + '/' + part + '.js', 'utf8')).join('\n');
const {Tree, invertTree, leafTree} = new Function('timeline', source + '\nreturn {Tree, invertTree, leafTree};')(false);

const below = require('./random.js')(11);

function randomTree(n, names, counts) {
	const raw = {n, parent: new Int32Array(n), name: new Int32Array(n), own: Array.from({length: counts}, () => new Float64Array(n))};
	raw.parent[0] = -1;
	raw.name[0] = names;
	for (let i = 1; i < n; i++) {
		raw.parent[i] = below(3) > 0 ? i - 1 : below(i);
		raw.name[i] = below(names);
		for (const own of raw.own)
			own[i] = Math.max(0, below(20) - 10);
	}
	raw.own[0][0] = below(2) * 5;
	return raw;
}

const all = tree => JSON.stringify([tree.n, tree.cut, tree.rows, tree.rowStart, ...[tree.parent, tree.name, tree.first, ...tree.own, ...tree.total, ...tree.x].map(list => [...list])]);

let same = 0;
for (let i = 0; i < 300; i++) {
	const names = 1 + below(60), raw = randomTree(1 + below(i < 250 ? 60 : 3000), names, 1 + below(2));
	for (const order of ['name', 'width']) {
		if (all(leafTree(raw, order, names + 1)) === all(new Tree(invertTree(raw), order, names + 1)))
			same++;
		else
			console.log('differs: tree ' + i + ' by ' + order);
	}
}
console.log(same + ' are the same');
