#!/bin/bash
# export: other parsers read of each format what the story files hold; killed, held and merged
# stories are in none; the cursor moves when the command that reads it ended well.
. "$(dirname "$0")/../lib/e2e.sh"
python3 "$top/tests/lib/wire_items.py" "$work"
cmd() { local c=$1; shift; "$wirefold" "$c" -a "$archive" "$@"; }
id() { cmd list -o json -n 100 | python3 -c '
import json, sys
for l in sys.stdin:
    o = json.loads(l)
    if o.get("title", "").startswith(sys.argv[1]): print(o["story"]); break' "$1"; }
formats="jsonl jsonfeed atom tsv mbox txt"
check "export: items" cmd fold "$work/items" "$work/more"
for f in $formats; do check "export: $f" sh -c "'$wirefold' export -a '$archive' -f $f > '$work/$f'"; done
check "export: jsonl is the story files" python3 - "$archive" "$work/jsonl" <<-'END'
	import glob, json, sys
	items = {o['id']: o for o in map(json.loads, open(sys.argv[2]))}
	files = {}
	for f in glob.glob(sys.argv[1] + '/stories/*/*/*/*.txt'):
	    head, text = open(f).read().split('\n\n', 1)
	    h = {}
	    for l in head.split('\n'): h.setdefault(l.split(': ', 1)[0], []).append(l.split(': ', 1)[1])
	    files[h['Story'][0]] = (h, text)
	assert set(items) == set(files) and len(items) == 4
	for k, (h, text) in files.items():
	    o, w = items[k], items[k]['_wirefold']
	    assert o['content_text'] + '\n' == text and o['title'] == h['Title'][0] and o['url'] == h['Url'][0]
	    assert o['date_published'] == h['Date'][0] and o['date_modified'] == h['Changed'][0]
	    assert o['tags'] == h['Tag'] and [a['name'] for a in o['authors']] == h['Author']
	    assert w['revision'] == int(h['Revision'][0]) and w['text_sha256'] == h['Text-Sha256'][0]
	    assert [[c['feed'], c['url'], c['title']] for c in w.get('copies', [])] == \
	        [[c.split('\t')[i] for i in (1, 3, 4)] for c in h.get('Copy', [])]
END
check "export: JSON Feed read back is equal" python3 - "$work" <<-'END'
	import json, sys
	feed = json.load(open(sys.argv[1] + '/jsonfeed'))
	assert feed['version'] == 'https://jsonfeed.org/version/1.1' and feed['title']
	assert feed['items'] == [json.loads(l) for l in open(sys.argv[1] + '/jsonl')]
END
check "export: Atom read back is equal" python3 - "$work" <<-'END'
	import json, sys, xml.etree.ElementTree as E
	A = '{http://www.w3.org/2005/Atom}'
	feed = E.parse(sys.argv[1] + '/atom').getroot()
	assert feed.tag == A + 'feed' and feed.findtext(A + 'id') and feed.findtext(A + 'title') and feed.findtext(A + 'updated')
	items = [json.loads(l) for l in open(sys.argv[1] + '/jsonl')]
	entries = feed.findall(A + 'entry')
	assert len(entries) == len(items)
	for e, o in zip(entries, items):
	    t = lambda n: e.findtext(A + n)
	    link = lambda r: [l.get('href') for l in e.findall(A + 'link') if l.get('rel') == r]
	    assert t('id') == 'urn:wirefold:story:' + o['id']
	    assert (t('title'), t('content'), t('published'), t('updated')) == (o['title'], o['content_text'], o['date_published'], o['date_modified'])
	    assert link('alternate') == [o['url']] and link('via') == [c['url'] for c in o['_wirefold'].get('copies', [])]
	    assert [c.get('term') for c in e.findall(A + 'category')] == o['tags']
	    assert [a.findtext(A + 'name') for a in e.findall(A + 'author')] == [a['name'] for a in o['authors']]
	assert sum(len(e.findall(A + 'link')) for e in entries) == 7
END
check "export: wirefold reads its own Atom" sh -c "'$wirefold' parse '$work/atom' | python3 -c '
import json, sys
assert sorted(i[\"content_text\"] for i in json.load(sys.stdin)[\"items\"]) == sorted(json.loads(l)[\"content_text\"] for l in open(sys.argv[1]))' '$work/jsonl'"
check "export: tsv is sfeed(5), ours behind" python3 - "$work" <<-'END'
	import calendar, json, sys, time
	items = [json.loads(l) for l in open(sys.argv[1] + '/jsonl')]
	rows = [l.rstrip('\n').split('\t') for l in open(sys.argv[1] + '/tsv')]
	assert len(rows) == len(items)
	for r, o in zip(rows, items):
	    w = o['_wirefold']
	    assert r == [str(calendar.timegm(time.strptime(o['date_published'], '%Y-%m-%dT%H:%M:%SZ'))), o['title'], o['url'],
	        o['content_text'].replace('\\', '\\\\').replace('\n', '\\n').replace('\t', '\\t'), 'plain', o['id'], o['authors'][0]['name'],
	        '', '|'.join(o['tags']), w['feed'], o['id'], w['path'], str(w['revision']), w['text_sha256']], r
END
mail() { python3 - "$work" "$1" <<-'END'
	import json, re, sys
	squeeze = lambda s: re.sub(r'\s+', ' ', s).strip()
	items = [json.loads(l) for l in open(sys.argv[1] + '/jsonl')]
	if sys.argv[2] == 'mbox':
	    import mailbox, email.header, email.policy, email
	    got = [email.message_from_bytes(m.as_bytes(), policy=email.policy.default) for m in mailbox.mbox(sys.argv[1] + '/mbox')]
	    assert len(got) == len(items)
	    for m, o in zip(got, items):
	        assert m['Subject'] == o['title'] and squeeze(m.get_content()) == squeeze(o['content_text'])
	        assert m['From'].addresses[0].display_name == o['authors'][0]['name']
	else:
	    text = squeeze(open(sys.argv[1] + '/mutt').read())
	    for o in items:
	        assert squeeze(o['content_text']) in text and 'Subject: ' + o['title'] in text, o['title']
END
}
check "export: mbox read by Python is equal" mail mbox
if command -v mutt > /dev/null && command -v script > /dev/null; then
	cat > "$work/muttrc" <<-'END'
	set pipe_decode=yes
	set quit=yes
	set wait_key=no
	set charset=utf-8
	push "<tag-pattern>~A<enter><tag-prefix><pipe-message>cat>mutt<enter><exit>"
	END
	(cd "$work" && LC_ALL=C.UTF-8 TERM=xterm timeout 30 script -qec "mutt -n -F muttrc -R -f mbox" /dev/null < /dev/null > "$work/mutt.log" 2>&1)
	check "export: mbox read by mutt is equal" mail mutt
else
	echo "skip export: mutt is not installed (or no script(1) to give it a terminal)"
fi
same "export: txt has all titles" "$(grep -c -e '^Bank shuts' -e '^Crack' -e '^Miners' -e '^Ferry' "$work/txt")" 4
cat > "$work/feeds.conf" <<-END
set archive $archive
https://h1.wire.test/a?b=1&c=2 wire world "~A & B" name=a
https://h1.wire.test/b wire name=b
END
"$wirefold" export -c "$work/feeds.conf" -f opml > "$work/opml"
check "export: opml" python3 - "$work/opml" <<-'END'
	import sys, xml.etree.ElementTree as E
	o = E.parse(sys.argv[1]).findall('body/outline')
	assert [(x.get('text'), x.get('xmlUrl'), x.get('category')) for x in o] == \
	    [('A & B', 'https://h1.wire.test/a?b=1&c=2', 'wire,world'), ('b', 'https://h1.wire.test/b', 'wire')]
END
same "export: opml by tag" "$("$wirefold" export -c "$work/feeds.conf" -f opml -t world | grep -c xmlUrl)" 1
same "export: -t" "$(cmd export -t choir | wc -l)" 1
same "export: --feed" "$(cmd export --feed echo | wc -l)" 1
same "export: --all has every entry" "$(cmd export --all | wc -l)" 8
cmd export --all > "$work/entries"
check "export: --all can be folded" "$wirefold" fold -a "$work/again" "$work/entries"
same "export: to the same stories" "$("$wirefold" export -a "$work/again" -f tsv | cut -f 2-10)" "$(cmd export -f tsv | cut -f 2-10)"

# What is out is out.
bank=$(id 'Bank'); dam=$(id 'Crack'); choir=$(id 'Miners'); ferry=$(id 'Ferry')
check "export: kill" cmd kill "$bank"
check "export: hold" cmd hold "$dam"
for f in $formats; do for how in --kept --all; do
	same "export: nothing of what is killed or held: $f $how" "$(cmd export -f $f $how | tee "$work/out" | grep -ci -e 'savings' -e 'branches' -e 'engineers' -e 'crack in dam')" 0
	same "export: the rest is there: $f $how" "$(grep -c 'choir of ninety' "$work/out" | sed 's/[1-9]/some/')" some
done; done
check "export: merge" cmd merge "$choir" "$ferry"
same "export: a merged story is one item" "$(cmd export | wc -l)" 1
older=$(printf '%s\n' "$choir" "$ferry" | sort | head -n 1)
same "export: the older's" "$(cmd export | python3 -c 'import json,sys; print(json.loads(sys.stdin.readline())["id"])')" "$older"
cmd release "$dam"
same "export: released" "$(cmd export | grep -c 'upper dam')" 1

# Cursors and commands.
same "cursor: at first all" "$(cmd export --cursor "$work/c" | wc -l)" 2
same "cursor: then nothing" "$(cmd export --cursor "$work/c" | wc -l)" 0
cp "$work/c" "$work/was"
cmd note "$dam" a word
cmd export --cursor "$work/c" -- sh -c 'cat > /dev/null; exit 7' 2> "$work/err"
same "command: that fails" "$? $(cat "$work/err")" "3 wirefold: sh ended with exit 7"
check "command: the cursor stays" cmp "$work/c" "$work/was"
cmd export --cursor "$work/c" -- sh -c 'kill -9 $$' 2> "$work/err"; same "command: that is killed" "$?" 3
check "command: the cursor stays then, too" cmp "$work/c" "$work/was"
cmd export --cursor "$work/c" -- "$work/nobody" 2> "$work/err"; same "command: that is not there" "$? $(grep -c 'No such file' "$work/err")" "3 1"
same "command: gets the item" "$(cmd export --cursor "$work/c" -- sed -n 's/.*\(upper dam\).*/\1/p')" "upper dam"
same "command: not started for nothing" "$(cmd export --cursor "$work/c" -- echo started)" ""
same "command: no shell" "$(cmd export -- printf '%s\n' '$HOME' '; ls')" '$HOME
; ls'
python3 - > "$work/large" <<-'END'
import json, random
r = random.Random(1)
for i in range(400):
    print(json.dumps({'id': 'x%d' % i, 'title': 'T %d' % i, 'content_text': ' '.join('%x' % r.getrandbits(32) for _ in range(300)), '_wirefold': {'feed': 'big'}}))
END
cmd fold "$work/large"; cp "$work/c" "$work/was"
cmd export --cursor "$work/c" -- head -c 10 > "$work/out" 2> "$work/err"
same "command: that stops reading" "$? $(grep -c 'did not read all' "$work/err") $(cmp "$work/c" "$work/was" && echo same)" "3 1 same"
cmd export --cursor "$work/c" > /dev/full 2> "$work/err"
same "output: full" "$? $(cmp "$work/c" "$work/was" && echo same)" "3 same"
same "command: reads it all" "$(cmd export --cursor "$work/c" -- wc -l)" 400
