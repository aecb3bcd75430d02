// What comes up over the picture: a tip at the pointer, menus, dialogs.

// How much of what is seen a tip may cover, and how high a line of it is.
const TIP_PART = .6, TIP_LINE = 17;

// What is at the pointer, in full.
class Tip {
	constructor(parent) {
		this.box = new Box('tip', parent);
		this.box.outer.setAttribute('aria-hidden', 'true');
		this.show(null);
	}

	// {name, facts} at a point, within what is seen: {left, right, top, bottom}; null: nothing.
	show(content, x, y, seen) {
		this.box.show(content !== null);
		if (content === null)
			return;
		const name = h('div', {class: 'fgv-tip-name'}, content.name);
		// A name of more lines than there is room for ends in dots, and the facts are seen.
		name.style.webkitLineClamp = Math.max(1, Math.floor(TIP_PART * (Math.min(seen.bottom, seen.height) - seen.top) / TIP_LINE) - 2);
		this.box.inner.replaceChildren(name, h('div', null, content.facts));
		const w = Math.min(560, seen.right - seen.left - 16, Math.max(160, 7.4 * Math.max(content.name.length, content.facts.length) + 20));
		const tall = this.box.fit(0, 0, w), bottom = Math.min(seen.bottom, seen.height);
		const down = y + 18 + tall > bottom ? y - tall - 10 : y + 18;
		this.box.place(Math.max(seen.left + 8, Math.min(x + 12, seen.right - w - 8)), Math.max(seen.top, down), w, tall);
	}
}

// Says what is being done, in the middle of the graph.
class Sign {
	constructor(parent) {
		this.box = new Box('sign', parent);
		this.box.inner.setAttribute('role', 'status');
		this.box.show(false);
		this.waits = this.open = false;
	}

	before(text, {x, y, width, height}, action) {
		this.waits = this.open = true;
		this.box.inner.textContent = text;
		this.box.show(true);
		this.box.place(x, y + height / 2 - 20, width, 40);
		requestAnimationFrame(() => setTimeout(() => {
			this.waits = false;
			try {
				action();
			} finally {
				this.open = false;
				this.box.show(false);
			}
		}));
	}
}

// A menu at a point, or a dialog in the middle.
class Popup {
	constructor(parent) {
		this.shade = make('rect', {class: 'fgv-shade', x: 0, y: 0, width: '100%', height: '100%'}, parent);
		this.deaf = false; // to the finger that opened it
		this.box = new Box('popup', parent);
		svg.addEventListener('pointerdown', () => this.deaf = false, true);
		for (const part of [this.shade, this.box.outer])
			part.addEventListener('click', e => this.deaf && (e.detail > 0 || e.pointerType) && e.stopImmediatePropagation(), true);
		this.shade.addEventListener('click', () => this.close());
		this.shade.addEventListener('contextmenu', e => {
			e.preventDefault();
			this.close();
		});
		this.box.inner.addEventListener('keydown', e => this.stayInside(e));
		this.close();
	}

	get open() {
		return this.box.outer.style.display !== 'none';
	}

	close() {
		const was = this.box.outer.style.display !== 'none';
		this.box.show(false);
		svg.classList.remove('fgv-open');
		this.shade.style.display = 'none';
		if (was && this.back)
			this.back();
	}

	// Content at x, y, or in the middle of what is seen: {left, right, top, bottom}; back() when it
	// was closed.
	show(content, x, y, seen, wide, back) {
		const {top, bottom} = seen, width = seen.right - seen.left, height = bottom - top;
		this.close();
		this.back = back;
		this.box.inner.replaceChildren(content);
		this.box.inner.className = 'fgv-popup ' + (wide ? 'fgv-dialog' : 'fgv-menu');
		this.box.show(true);
		this.shade.style.display = '';
		this.shade.classList.toggle('fgv-dimmed', !!wide);
		this.box.inner.style.maxHeight = height - 16 + 'px';
		const w = Math.min(wide ? 560 : 300, width - 16), tall = this.box.fit(0, 0, w);
		const left = wide ? seen.left + (width - w) / 2 : Math.max(seen.left, Math.min(x, seen.right - w - 8));
		const down = Math.max(8, wide ? (height - tall) / 3 : Math.min(y - top, height - tall - 8));
		this.box.place(left, top + down, w, tall);
		svg.classList.toggle('fgv-open', top + down + tall > svg.viewBox.baseVal.height);
		const first = this.box.inner.querySelector('button');
		if (first)
			first.focus({preventScroll: true});
	}

	// What is behind a popup cannot be reached by Tab either.
	stayInside(e) {
		if (e.key !== 'Tab')
			return;
		e.preventDefault();
		const buttons = [...this.box.inner.querySelectorAll('button')], n = buttons.length;
		buttons[(buttons.indexOf(focused()) + (e.shiftKey ? n - 1 : 1)) % n].focus();
	}

	menu(title, items, x, y, seen, back) {
		const list = h('div', {role: 'menu', onkeydown: e => this.moveInMenu(e)}, h('div', {class: 'fgv-menu-title', title}, title));
		for (const [text, key, action] of items)
			list.append(h('button', {type: 'button', role: 'menuitem', onclick: () => {
				this.close();
				action();
			}}, h('span', null, text), h('kbd', null, key)));
		this.show(list, x, y, seen, false, back);
	}

	moveInMenu(e) {
		const step = {ArrowDown: 1, ArrowUp: -1}[e.key];
		if (!step)
			return;
		e.preventDefault();
		const items = [...this.box.inner.querySelectorAll('[role=menuitem]')];
		const at = items.indexOf(focused());
		items[(at + step + items.length) % items.length].focus();
	}

	dialog(title, content, seen, back) {
		this.show(h('div', {role: 'dialog', 'aria-modal': 'true', 'aria-label': title}, h('div', {class: 'fgv-dialog-title'}, h('b', null, title),
			h('button', {type: 'button', title: 'Close ( Escape )', 'data-tool': 'close', onclick: () => this.close()}, '\u00d7')),
		content), 0, 0, seen, true, back);
	}
}
