// Whether the viewer's colours of functions are those of a static picture of one stack a function:
//
//	node colours.js VIEWER-FOLDER PICTURE.svg
//
// Prints how many names were compared, and those whose colours differ.

const fs = require('fs');
const [folder, picture] = process.argv.slice(2);
const part = name => fs.readFileSync(folder + '/' + name, 'utf8');
const viewer = new Function(['3-names.js', '3-packages.js', '3-palette.js'].map(part).join('\n') +
	'\nreturn {warmColour, css, markOf, label, TINT, ROOT_COLOUR};')();
const text = s => s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
// Titles have no marks: the frames as they were are in the file of stacks beside the picture.
const marked = new Map();
for (const line of fs.readFileSync(picture.replace(/svg$/, 'folded'), 'utf8').split('\n')) {
	const frames = line.replace(/ 1$/, '').split(';');
	frames.forEach((frame, i) => marked.set(viewer.label(frame), [frame, i > 0 ? frames[i - 1] : frame]));
}
let group = '', rect = '', compared = 0, wrong = 0;
for (const [, opened, attributes, name] of fs.readFileSync(picture, 'utf8').matchAll(/<g fill="([^"]*)">|<rect([^>]*)>|<title>([^<]*) \([^(<]*\)<\/title>/g)) {
	if (opened)
		group = opened;
	if (attributes)
		rect = attributes;
	const title = text(name || '');
	if (rect === '' || title === '' || !marked.has(title))
		continue;
	const [frame, outer] = marked.get(title), own = / fill="([^"]*)"/.exec(rect);
	const tint = viewer.markOf(frame) === '_[i]';
	const want = viewer.css(viewer.warmColour(frame, tint ? outer : frame, tint ? viewer.TINT : 0));
	compared++;
	if ((own ? own[1] : group) !== want) {
		wrong++;
		console.log(frame, own ? own[1] : group, want);
	}
	rect = '';
}
console.log(compared, 'compared');
process.exit(wrong > 0 ? 1 : 0);
