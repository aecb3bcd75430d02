// Flame charts: a lane for each thread, where the outermost frames are threads, as of
// collapse-perf --no-merge --tid.

const LANES_MOST = 64;

// COMM-PID/TID
function isThread(name) {
	return /-(\d+|\?)\/\d+$/.test(label(name));
}

// The outermost names of a raw tree, in the order of their first samples.
function outermostNames(raw) {
	const list = new Set();
	for (let i = 1; i < raw.n; i++)
		if (raw.parent[i] === 0 && raw.name[i] !== gapName)
			list.add(raw.name[i]);
	return [...list];
}

function hasLanes(raw) {
	const list = outermostNames(raw);
	return list.length > 1 && list.length <= LANES_MOST && list.every(name => isThread(names[name]));
}

// The samples of one thread, one behind the other: those of others between them are in other lanes.
function laneOf(raw, thread) {
	const builder = new TreeBuilder(raw.name[0], raw.own.length, true), places = new Int32Array(raw.n).fill(-1), last = [0];
	const child = (parent, name) => {
		const known = last[parent];
		if (known && builder.name[known] === name)
			return known;
		return last[parent] = builder.child(parent, name);
	};
	places[0] = 0;
	for (let i = 1; i < raw.n; i++) {
		const up = raw.parent[i];
		if (places[up] < 0 || up === 0 && raw.name[i] !== thread)
			continue;
		const place = places[i] = child(places[up], raw.name[i]);
		// What is a frame's own behind what it called is a gap.
		if (raw.own.some(own => own[i] > 0))
			builder.add(last[place] ? child(place, gapName) : place, raw, i);
	}
	return builder.raw();
}

// All as long as the longest, so that they have one scale.
function lanesOf(raw) {
	const lanes = outermostNames(raw).map(name => laneOf(raw, name)), longest = Math.max(...lanes.map(lane => totals(lane, 0)[0]));
	for (const lane of lanes)
		lane.own[0][0] += longest - totals(lane, 0)[0];
	return lanes;
}
