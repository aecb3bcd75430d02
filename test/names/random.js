// The same numbers on every machine (mulberry32): random(seed)(n) is one of 0 to n - 1.
module.exports = seed => n => {
	let t = seed = seed + 0x6d2b79f5 | 0;
	t = Math.imul(t ^ t >>> 15, t | 1);
	t ^= t + Math.imul(t ^ t >>> 7, t | 61);
	return ((t ^ t >>> 14) >>> 0) % n;
};
