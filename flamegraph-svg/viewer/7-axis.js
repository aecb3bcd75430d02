// Flame charts: a time axis above the graph.

const AXIS = 18, TICK_ROOM = 100;

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
			const x = tenth(this.x + left + (n * step - from) * scale), text = this.pool.next();
			path += 'M' + x + ' ' + (this.y + AXIS - 5) + 'v4';
			text.setAttribute('x', x + 3);
			text.setAttribute('y', this.y + AXIS - 5);
			text.textContent = n === 0 && !isScaled ? amount(0) : count(n * step);
		}
		this.pool.finish();
		this.line.setAttribute('d', path + 'M' + (this.x + left) + ' ' + (this.y + AXIS - 1) + 'h' + span * scale);
	}
}
