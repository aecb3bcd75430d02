// What the viewer makes of names in so many columns, for comparing with lib/stacks/short_name.c:
//
//	node short.js VIEWER-FOLDER QUESTIONS ANSWERS <names
//
// Writes "ROOM NAME", and "ROOM NAME<tab>RIVAL<tab>TEXT" where the name before has the same text.

const fs = require('fs');
const [folder, questionFile, answerFile] = process.argv.slice(2);
const shortName = new Function(fs.readFileSync(folder + '/3-names.js', 'utf8') + '\nreturn shortName;')();
const questions = [], answers = [];
let before = '';
const ask = (name, room) => {
	const text = shortName(name, room, '', '');
	questions.push(room + ' ' + name);
	answers.push(text);
	const rival = before && shortName(before, room, '', '');
	if (before !== name && rival === text) {
		questions.push(room + ' ' + name + '\t' + before + '\t' + rival);
		answers.push(shortName(name, room, before, rival));
	}
};
for (const name of fs.readFileSync(0, 'utf8').split('\n')) {
	if (name === '' || name.includes('\t'))
		continue;
	for (const room of [3, 4, 5, 7, 10, 14, 20, 28, 40, 60, 90])
		ask(name, room);
	before = name;
}
fs.writeFileSync(questionFile, questions.join('\n') + '\n');
fs.writeFileSync(answerFile, answers.join('\n') + '\n');
