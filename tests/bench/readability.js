// readability.js FILE...: the text that @mozilla/readability finds in each page, by linkedom,
// a JSON line a page; the last line is the CPU that it took, in microseconds.
const fs = require('fs');
const { Readability } = require('@mozilla/readability');
const { parseHTML } = require('linkedom');
const was = process.cpuUsage();
for (const path of process.argv.slice(2)) {
	let text = '';
	try {
		const { document } = parseHTML(fs.readFileSync(path, 'utf8'));
		const article = new Readability(document).parse();
		text = (article && article.textContent) || '';
	} catch (e) {
		text = '';
	}
	process.stdout.write(JSON.stringify(text) + '\n');
}
const used = process.cpuUsage(was);
process.stdout.write(JSON.stringify(used.user + used.system) + '\n');
