// xss_judge.js: reads lines of JSON strings, sanitised HTML each; parses each with parse5
// as a fragment and in a page; prints a `not ok` line for each that acts, then the sum.
const parse5 = require('parse5');
// Forms and their parts are on the allow-list (their actions are emptied), <noscript> too:
// so each output is parsed with scripting on and off.
const tags = new Set(('script style svg math iframe frame frameset object embed applet base link meta ' +
	'template noembed noframes xmp plaintext portal title head').split(' '));
const urls = new Set('href src action formaction poster background cite data longdesc xlink:href srcset ping'.split(' '));

function url(value) {
	const s = value.replace(/[\u0000-\u0020\u007f-\u00a0]/g, '').toLowerCase();
	const m = /^([a-z][a-z0-9+.-]*):/.exec(s);
	if (!m) return true;
	if (/^data:image\/(png|jpeg|jpg|gif|webp|avif)[;,]/.test(s)) return true;
	return !['javascript', 'vbscript', 'livescript', 'mocha', 'data', 'file', 'blob', 'view-source', 'jar', 'about'].includes(m[1]);
}

function judge(node) {
	const name = node.tagName || '';
	if (tags.has(name)) return 'tag ' + name;
	if (node.namespaceURI && node.namespaceURI !== 'http://www.w3.org/1999/xhtml') return 'namespace of ' + name;
	if (node.nodeName === '#comment') return 'comment';
	for (const a of node.attrs || []) {
		if (/^on/.test(a.name) || ['srcdoc', 'fscommand', 'seeksegmenttime', 'http-equiv'].includes(a.name))
			return 'attribute ' + a.name;
		if (['action', 'formaction', 'ping', 'data'].includes(a.name) && a.value !== '') return 'attribute ' + a.name;
		if (urls.has(a.name) && a.name !== 'srcset' && !url(a.value)) return a.name + '=' + a.value;
		if (a.name === 'srcset' && a.value.split(/\s*,\s+|\s+/).some(u => !url(u))) return 'srcset=' + a.value;
		if (a.name === 'style' && /expression|url|@|\\|behavior|binding|\/\*/i.test(a.value)) return 'style=' + a.value;
	}
	for (const child of node.childNodes || []) {
		const bad = judge(child);
		if (bad) return bad;
	}
	return null;
}

let n = 0, failed = 0;
for (const line of require('fs').readFileSync(0, 'utf8').split('\n')) {
	if (!line.startsWith('"')) continue;
	const html = JSON.parse(line);
	let bad = null;
	for (const scriptingEnabled of [true, false]) {
		const d = parse5.parse('<!DOCTYPE html><html><head></head><body><div>' + html + '</div></body></html>', { scriptingEnabled });
		const body = d.childNodes.find(c => c.tagName === 'html').childNodes.find(c => c.tagName === 'body');
		bad = bad || judge(parse5.parseFragment(html, { scriptingEnabled })) || judge(body);
	}
	n++;
	if (bad) { failed++; console.log('not ok xss_html5: ' + bad + ': ' + line); }
}
console.log((n >= 300 ? 'ok' : 'not ok') + ' xss_html5: ' + (n - failed) + ' of ' + n + ' outputs are harmless to an HTML5 parser');
process.exit(failed > 0 || n < 300 ? 1 : 0);
