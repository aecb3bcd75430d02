// Flame charts: a time axis above the graph.

const AXIS = 18, TICK_ROOM = 100, TICK_LETTER = 7;

class Axis {
	constructor(parent) {
		this.root = make('g', {class: 'fgv-axis', 'aria-hidden': 'true'}, parent);
		this.line = make('path', null, this.root);
		this.pool = new Pool(this.root, 'text');
	}

	place(on, x, y) {
		this.root.style.display = on ? '' : 'none';
		Object.assign(this, {on, x, y});
	}

	// Ticks at 1, 2 or 5 of a power of ten of what is counted.
	draw({from, span, left, scale}) {
		if (!this.on || scale <= 0)
			return;
		const one = unit * settings.factor, least = TICK_ROOM / scale * one, power = 10 ** Math.floor(Math.log10(least));
		const step = (power * [1, 2, 5, 10].find(n => n * power >= least * (1 - 1e-9))) / one;
		let path = '';
		for (let n = Math.ceil(from / step - 1e-9); n * step <= from + span; n++) {
			const x = tenth(this.x + left + (n * step - from) * scale), label = n === 0 && !isScaled ? amount(0) : count(n * step);
			const wide = TICK_LETTER * label.length, before = x + 3 + wide > this.x + left + span * scale + SIDE;
			path += 'M' + x + ' ' + (this.y + AXIS - 5) + 'v4';
			// The last one stands before its tick, if there is room, and else not at all.
			if (before && 2 * wide + 6 > step * scale)
				continue;
			const text = this.pool.next();
			setAll(text, {x: before ? x - 3 : x + 3, y: this.y + AXIS - 5, 'text-anchor': before ? 'end' : 'start'});
			text.textContent = label;
		}
		this.pool.finish();
		this.line.setAttribute('d', path + 'M' + (this.x + left) + ' ' + (this.y + AXIS - 1) + 'h' + span * scale);
	}
}
