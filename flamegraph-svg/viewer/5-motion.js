// While hands move what is seen, the graph is a bitmap: a browser arranges and paints every text and
// path of a drawing anew, which takes several times as long. Its boxes are first one pixel high, a
// line of pixels for each row, and all made as high as rows in one go.

class Motion {
	constructor(canvas) {
		this.canvas = canvas;
		this.outer = make('foreignObject', {class: 'fgv-motion'}, canvas.root);
		this.sheet = null;
		this.on = false;
	}

	// What is drawn on, made when hands first move; false where there is none.
	prepare() {
		if (this.sheet === null) {
			[this.sheet, this.lines] = [0, 1].map(() => document.createElementNS(HTML, 'canvas'));
			// In memory: the other half of its work is done by this processor, too.
			[this.ink, this.dots] = [this.sheet, this.lines].map(e => e.getContext('2d', {willReadFrequently: true, alpha: e === this.sheet}));
			this.outer.append(this.sheet);
		}
		return this.ink !== null;
	}

	show(on) {
		if (on === this.on)
			return;
		this.on = on;
		this.canvas.root.classList.toggle('fgv-moves', on);
		if (on)
			this.readStyles();
	}

	// What the style sheet says: the colours change with the theme, and not while hands move.
	readStyles() {
		const {root, back, layers} = this.canvas, style = getComputedStyle(root);
		this.back = getComputedStyle(back).fill;
		this.inks = {'': '#000', 'fgv-light': '#fff', 'fgv-dim': style.getPropertyValue('--dim') || style.getPropertyValue('--ink')};
		this.layers = {};
		for (const name of ['faded', 'unlit', 'paths'])
			this.layers[name] = {opacity: Number(getComputedStyle(layers[name]).opacity), pixels: new Map()};
		this.painter = null;
	}

	// Lines from one to before another, counted from the top of the whole graph.
	begin(from, to) {
		const {area, dots, painter} = this.canvas, width = Math.max(1, Math.round(area.width * dots)), height = Math.max(1, Math.round(area.height * dots));
		setAll(this.outer, {x: area.x, y: area.y, width: Math.max(0, area.width), height: Math.max(0, area.height)});
		if (this.sheet.width !== width || this.sheet.height !== height)
			setAll(this.sheet, {width, height});
		if (!this.image || this.image.width !== width || this.image.height !== to - from) {
			setAll(this.lines, {width, height: to - from});
			this.image = this.dots.createImageData(width, to - from);
			this.pixels = new Int32Array(this.image.data.buffer);
		}
		if (this.painter !== painter)
			Object.assign(this, {painter, known: new Int32Array(names.length)});
		this.from = from;
		this.texts = [];
		this.pixels.fill(this.paper = this.mix(this.canvas.valueOf(this.back), 1));
	}

	// A colour on the paper, as the four bytes of a pixel, which are never 0.
	mix(colour, opacity) {
		const paper = this.canvas.valueOf(this.back), part = s => Math.round((colour >> s & 255) * opacity + (paper >> s & 255) * (1 - opacity));
		return 255 << 24 | part(0) << 16 | part(8) << 8 | part(16);
	}

	pixelOf(layer, colour) {
		const {opacity, pixels} = this.layers[layer];
		let pixel = pixels.get(colour);
		if (pixel === undefined)
			pixels.set(colour, pixel = this.mix(this.canvas.valueOf(colour), opacity));
		return pixel;
	}

	box(pixel, left, y, width) {
		const line = (y / settings.row - this.from) * this.image.width, end = Math.min(this.image.width, left + width);
		for (let i = left; i < end; i++)
			this.pixels[line + i] = pixel;
	}

	// As drawRow() of the canvas, for thousands of boxes in each picture: most colours go by the
	// name, and are looked up.
	drawRow(panel, view, row, y, painter) {
		const {canvas, known} = this, {tree, k} = panel, {name} = tree, x = tree.x[k], total = tree.total[k];
		const end = tree.rowStart[row + 1], until = view.from + view.span, narrow = 1 / canvas.dots / (view.scale || 1);
		for (let i = tree.firstRightOf(row, k, view.from); i < end && x[i] < until;) {
			const at = canvas.leftOf(view, x[i]), width = canvas.rightOf(view, x[i] + total[i]) - at;
			if (total[i] === 0 || name[i] === gapName) {
				i++;
				continue;
			}
			this.box(known[name[i]] || this.newPixel(panel, i, painter), Math.round(at * canvas.dots), y, canvas.dotsOf(at, width));
			if (width >= MARK_ROOM)
				canvas.mark(panel, i, at, y, width, painter, painter.colour(panel, i), painter.isLit(panel, i));
			i = width * canvas.dots >= 1 ? i + 1 : canvas.skipNarrow(x, total, i + 1, end, x[i] + narrow);
		}
	}

	newPixel(panel, i, painter) {
		const name = panel.tree.name[i], pixel = this.pixelOf(painter.isLit(panel, i) ? 'paths' : 'unlit', painter.colour(panel, i));
		if (painter.goesByName(name))
			this.known[name] = pixel;
		return pixel;
	}

	text(text, x, y, kind) {
		this.texts.push({text, x, y, kind});
	}

	// What was drawn, moved up by `scroll`, with lines around what is found or new.
	end(scroll, outlines) {
		const {ink, sheet, image, texts} = this, {dots} = this.canvas, row = settings.row * dots, top = Math.round(this.from * row - scroll * dots);
		this.dots.putImageData(image, 0, 0);
		ink.setTransform(1, 0, 0, 1, 0, 0);
		ink.imageSmoothingEnabled = false;
		ink.drawImage(this.lines, 0, top, image.width, image.height * row);
		ink.fillStyle = this.back;
		for (let i = 1; i <= image.height; i++)
			ink.fillRect(0, top + i * row - dots, sheet.width, dots);
		ink.setTransform(dots, 0, 0, dots, 0, -Math.round(scroll) * dots);
		ink.font = settings.fontSize + 'px ' + settings.font;
		for (const {text, x, y, kind} of texts) {
			ink.fillStyle = this.inks[kind];
			ink.fillText(text, x, y);
		}
		this.stroke(outlines.found, 1, []);
		this.stroke(outlines.news, 2, []);
		this.stroke(outlines.gones, 2, [4, 3]);
	}

	stroke(path, width, dashes) {
		if (path === '')
			return;
		this.ink.lineWidth = width;
		this.ink.setLineDash(dashes);
		this.ink.stroke(new Path2D(path));
	}
}

Object.assign(Canvas.prototype, {
	// The same as draw(), for a while; a colour of the user's around boxes needs elements.
	drawMoving(panels, painter) {
		const {motion} = this;
		if (settings.strokeColor || !motion.prepare())
			return this.draw(panels, painter);
		this.begin(panels, painter);
		motion.show(true);
		const [from, to] = this.linesSeen();
		motion.begin(from, to);
		this.drawLines(from, to);
		motion.end(this.area.scroll, this.outlines);
	},
});
