#!/bin/bash
# Feeds that carry a teaser: the text is that of the page, asked for politely, in time or later.
. "$(dirname "$0")/../lib/e2e.sh"
www=$work/www; mkdir -p "$www/h1" "$www/h2" "$www/h3"
for i in 1 2 3; do python3 "$top/tests/lib/pages.py" "$www/h$i" "127.0.9.$i" "$port" & extra_pids="$extra_pids $!"; done
for i in 1 2 3; do until [ -e "$www/h$i/up" ]; do sleep 0.05; done; done
conf() { # FILE ARCHIVE LINE...
	{ echo "set archive $2"; echo "set start-jitter 0"
	for i in 1 2 3; do echo "host h$i.wire.test resolve=127.0.9.$i allow-private=127.0.9.0/24"; done; printf '%s\n' "${@:3}"; } > "$1"
}
teasers() { python3 "$top/tests/lib/teaser.py" "$www/$1" "http://$1.wire.test:$port" "${@:2}" > "$www/$1/feed.new" && mv "$www/$1/feed.new" "$www/$1/feed.rss"; }
url() { echo "http://$1.wire.test:$port/feed.rss name=$1 $2"; }
run() { c=$1; shift; timeout 120 "$wirefold" run -c "$work/$c.conf" "$@"; }
count() { grep -c "^$2 " "$www/$1/log"; }
# What the story of that guid's entry shows, and the whole text of that guid.
shown() { python3 - "$1" "$2" <<-'END'
	import glob, json, sys
	story = None
	for f in sorted(glob.glob(sys.argv[1] + '/journal/*.jsonl')):
	    for line in open(f, encoding='utf-8'):
	        w = json.loads(line)['_wirefold']
	        if w.get('guid') == sys.argv[2]: story = w['story']
	        if w['kind'] == 'merge' and w['story'] == story: story = w['into']
	print(open(glob.glob(sys.argv[1] + '/stories/*/*/*/%s.txt' % story)[0], encoding='utf-8').read().partition('\n\n')[2], end='')
	END
}
whole() { python3 "$top/tests/lib/teaser.py" --text "$1"; }
flags() { python3 - "$1" "$2" <<-'END'
	import glob, json, sys
	print(' '.join(','.join(w.get('flags', [])) + ('/' + w['rule'] if 'rule' in w else '') for f in sorted(glob.glob(sys.argv[1] + '/journal/*.jsonl'))
	    for w in (json.loads(l)['_wirefold'] for l in open(f, encoding='utf-8')) if w.get('guid') == sys.argv[2]))
	END
}
sound() {
	check "$1: verify" "$wirefold" verify -a "$2"
	check "$1: an independent reader agrees" python3 "$top/tests/read_archive.py" "$2"
	rm -rf "$work/again"; cp -a "$2" "$work/again"; rm -rf "$work/again/stories" "$work/again/index"
	"$wirefold" rebuild -a "$work/again" > "$work/out" 2>&1
	check "$1: replay makes the same stories" diff -r "$2/stories" "$work/again/stories"
}

# Each kind of page.
teasers h1 a b; teasers h2 a+1 c=paywall d=short e=none f=parts g=canonical h=front i=image j=private
echo '<html><body><ul><li><a href="/a.html">A</a></li></ul><p>The front page of an outlet, with words enough for a paragraph of text, and some more of them to be sure.</p></body></html>' > "$www/h2/index.html"
conf "$work/one.conf" "$work/one" "set first all" "$(url h1 fulltext=yes)" "$(url h2 fulltext=yes)"
run one -v > "$work/said" 2>&1; same "pages: exit 0" $? 0
for g in a b f g; do same "page $g: the whole text and no more" "$(shown "$work/one" $g)" "$(whole $g)"; done
same "a teaser's copy folds by its page's text" "$("$wirefold" list -a "$work/one" --copies 1 -o json | python3 -c 'import json,sys; print([json.loads(l)["copies"] for l in sys.stdin])')" "['1']"
same "no story shows what is around an article" "$(grep -rliE 'newsletter|required fields|share on|add a comment|section 1|all rights|subscribe' "$work/one/stories" | wc -l)" 0
same "a page with the text: flag" "$(flags "$work/one" f)" fulltext
same "behind a paywall: the feed's text, and a flag" "$(flags "$work/one" c) $(shown "$work/one" c | grep -c '\[...\]$')" "fulltext-paywall 1"
same "less text than the feed's" "$(flags "$work/one" d) $(shown "$work/one" d | grep -c '\[...\]$')" "fulltext-short 1"
same "no such page" "$(flags "$work/one" e)" fulltext-failed
same "the front page in its place" "$(flags "$work/one" h)" fulltext-failed
same "no HTML" "$(flags "$work/one" i)" fulltext-failed
same "a page at a private address" "$(flags "$work/one" j)" fulltext-pending
check "a failure is said with -v: paywall" grep -q 'h2: page .*/c.html: behind a paywall$' "$work/said"
check "a failure is said with -v: 404" grep -q 'h2: page .*/e.html: HTTP status 404$' "$work/said"
check "pages are counted" grep -q '5 pages in time, 0 for earlier entries, 1 put off, 5 without an article' "$work/said"
same "robots.txt is asked for once" "$(count h1 /robots.txt) $(count h2 /robots.txt)" "1 1"
same "each part of an article once" "$(count h2 /f.html) $(count h2 /f.2.html) $(count h2 /f.3.html)" "1 1 1"
check "the feed's words are kept" sh -c "grep -h '\"guid\":\"a\"' '$work'/one/journal/* | grep -q '\"summary\":\".*\\[...\\]\"'"
sound pages "$work/one"
run one -F; same "nothing new: no page is asked for" "$(count h1 /a.html) $(count h1 /b.html) $(count h1 /robots.txt)" "1 1 1"
before=$(e2e_entries "$work/one")
teasers h1 a b k; run one -F
same "a new entry: its page alone" "$(count h1 /a.html) $(count h1 /b.html) $(count h1 /k.html)" "1 1 1"
same "entries that were there are as they were" "$(e2e_entries "$work/one" | grep -cxF "$before")" "$(echo "$before" | wc -l)"

# The feed's own words change, as those with a counter do at each poll: the page is asked for once more.
sed -i 's/ \[\.\.\.\]/ and more of it. 5 comments/' "$www/h1/feed.rss"
lines=$(cat "$work"/one/journal/* | wc -l); run one -F
same "other words, the same pages: asked for once more" "$(count h1 /a.html) $(count h1 /k.html)" "2 2"
same "other words, the same pages: no news" "$(cat "$work"/one/journal/* | wc -l)" "$lines"
run one -F; echo >> "$www/h1/feed.rss"; run one -F
same "and then no more" "$(count h1 /a.html) $(count h1 /k.html)" "2 2"
sed -i 's/<title>\([^<]*\)<\/title><link>\([^<]*\)\/a.html/<title>UPDATE 1-\1<\/title><link>\2\/a.html/' "$www/h1/feed.rss"
sed -i 's|<p>|<p>Word of the day is new. |' "$www/h1/a.html"
run one -F
same "another title: the page is asked for" "$(count h1 /a.html) $(count h1 /k.html)" "3 2"
same "another title: a version with the page's text" "$(flags "$work/one" a) $(shown "$work/one" a | grep -c 'Word of the day is new')" "fulltext fulltext/same-id 1"
sed -i 's/UPDATE 1-/UPDATE 2-/' "$www/h1/feed.rss"; echo 503 > "$www/h1/a.html.status"; run one -F
same "another title, no page: the text that was there stays" "$(flags "$work/one" a | cut -d' ' -f3) $(shown "$work/one" a | grep -c 'Word of the day is new')" "fulltext-pending/same-id 1"
rm "$www/h1/a.html.status"; sed -i 's/day is new/day is newer/' "$www/h1/a.html"; run one -F
same "and comes to be the page's in the end" "$(flags "$work/one" a | cut -d' ' -f4) $(shown "$work/one" a | grep -c 'Word of the day is newer')" "fulltext-late/fulltext 1"
sound "other words" "$work/one"

# What follows is about decisions: the sanitized programs have shown their mettle.
sanitized=$wirefold; [ -n "$WIREFOLD_BUILD" ] || wirefold=$top/build/opt/wirefold

# robots.txt
printf 'User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: WireFold/2\nDisallow: /m\nAllow: /m2\n' > "$www/h3/robots.txt"
teasers h3 l m m2; rm -f "$www/h3/log"
conf "$work/robots.conf" "$work/robots" "$(url h3 fulltext=yes)"
run robots
same "robots.txt: our group is obeyed" "$(count h3 /l.html) $(count h3 /m.html) $(count h3 /m2.html)" "1 0 1"
same "robots.txt: what is forbidden keeps the feed's text" "$(flags "$work/robots" m)" backlog,fulltext-failed
teasers h3 l m m2 m3; rm "$www/h3/robots.txt"; run robots -F
same "robots.txt: remembered" "$(count h3 /robots.txt) $(count h3 /m3.html)" "1 0"
teasers h3 l m m2 m3 m4; run robots -F -P "$(date -u -d '+25 hours' +%FT%TZ)" --clock-ok
same "robots.txt: for a day" "$(count h3 /robots.txt) $(count h3 /m4.html)" "2 1"
echo 500 > "$www/h3/robots.txt.status"; touch "$www/h3/robots.txt"; rm -rf "$work/robots"; run robots
same "robots.txt: cannot be had" "$(flags "$work/robots" l)" backlog,fulltext-pending
run robots -F; run robots -F
same "robots.txt: cannot be had, three tries" "$(wc -l < "$work/robots/state/pages.jsonl")" 0
rm "$www/h3"/robots.txt*

# More pages than a run asks for, and pages that come later.
teasers h3 n1 n2 n3 n4 n5; rm -f "$www/h3/log"
conf "$work/late.conf" "$work/late" "set first all" "$(url h3 'fulltext=yes fulltext-max=2')"
run late -v > "$work/said" 2>&1
check "a run asks for so many pages" grep -q '2 pages in time, 0 for earlier entries, 3 put off, 0 without' "$work/said"
same "the rest waits in state/" "$(wc -l < "$work/late/state/pages.jsonl")" 3
"$wirefold" changes -a "$work/late" --since 1970-01-01 > "$work/before"
check "status tells of those that wait" sh -c "'$wirefold' status -c '$work/late.conf' | grep -q '3 entries wait for their pages'"
run late -v > "$work/said" 2>&1
check "they come with the next runs, no feed being due" sh -c "grep -q ' 0 feeds:' '$work/said' && grep -q ' 0 pages in time, 2 for earlier entries' '$work/said'"
run late
for g in n1 n2 n3 n4 n5; do same "late page $g: the whole text" "$(shown "$work/late" $g)" "$(whole $g)"; done
same "late pages: none waits any more" "$(wc -l < "$work/late/state/pages.jsonl")" 0
same "late pages: a version of its own cause" "$(flags "$work/late" n5)" "fulltext-pending fulltext-late/fulltext"
"$wirefold" changes -a "$work/late" --since 1970-01-01 > "$work/after"
same "late pages: one event each, an update" "$(tail -n +6 "$work/after" | cut -f 3 | sort | uniq -c | xargs)" "3 update"
same "late pages: no correction" "$(grep -rl '^Correction:' "$work/late/stories" | wc -l)" 0
before=$(wc -l < "$www/h3/log"); run late; same "late pages: asked for once" "$(wc -l < "$www/h3/log")" "$before"
run late -F; same "late pages: the feed's text is no news" "$(flags "$work/late" n5)" "fulltext-pending fulltext-late/fulltext"
sound "late pages" "$work/late"

# A late page's text is another outlet's story.
teasers h1 o; teasers h3 o+1; echo 503 > "$www/h3/o-1.html.status"; rm -f "$www/h3/log"
conf "$work/fold.conf" "$work/fold" "set first all" "$(url h1 fulltext=yes)" "$(url h3 fulltext=yes)"
run fold; same "a server that is busy: its page waits" "$(flags "$work/fold" o+1)" fulltext-pending
same "two stories until then" "$("$wirefold" list -a "$work/fold" | wc -l)" 2
run fold; same "a page that failed is left alone for a while" "$(count h3 /o-1.html)" 1
rm "$www/h3/o-1.html.status"; run fold -F h3
same "one story when it came" "$("$wirefold" list -a "$work/fold" | wc -l) $(flags "$work/fold" o+1)" "1 fulltext-pending fulltext-late/fulltext"
sound "folded late" "$work/fold"

# Three tries.
teasers h3 p; echo 503 > "$www/h3/p.html.status"
conf "$work/tries.conf" "$work/tries" "$(url h3 fulltext=yes)"
for i in 1 2 3 4 5; do run tries -F; done
same "three tries, then no more" "$(count h3 /p.html) $(wc -l < "$work/tries/state/pages.jsonl")" "3 0"

# What a run that ended halfway leaves is of no harm: pages of entries that are not there, or are other ones.
teasers h3 q r
conf "$work/odd.conf" "$work/odd" "$(url h3 'fulltext=yes fulltext-max=1')"
run odd
python3 - "$work/odd/state/pages.jsonl" <<'END'
import json, sys
line = json.loads(open(sys.argv[1]).readline())
with open(sys.argv[1], 'a') as f:
    for change in {'id': '0' * 16}, {'feed_text': 'f' * 16}, {'feed': 'nobody'}, {'tries': 9}, {'id': 5}, {'next': 'x'}:
        f.write(json.dumps({**line, **change}) + '\n')
    f.write('no JSON\n{"feed":\n\n[]\n')
END
run odd; same "odd state: exit 0" $? 0; run odd
same "odd state: the page came once" "$(flags "$work/odd" r)" "backlog,fulltext-pending fulltext-late/fulltext"
same "odd state: is gone" "$(cat "$work/odd/state/pages.jsonl")" ""
sound "odd state" "$work/odd"

# A page that does not come holds its feed for 20 s, and nobody else; a signal ends it at once.
teasers h3 s t; echo 60 > "$www/h3/s.html.wait"
conf "$work/slow.conf" "$work/slow" "$(url h1 fulltext=yes)" "$(url h3 fulltext=yes)"
begun=$SECONDS; run slow; took=$((SECONDS - begun))
check "a page is waited for, and no longer ($took s)" test "$took" -ge 10 -a "$took" -le 60
same "a page that did not come: its entry is there" "$(flags "$work/slow" s)" backlog,fulltext-pending
same "the others have theirs" "$(flags "$work/slow" o)" backlog,fulltext
rm -rf "$work/slow"; run slow & pid=$!
until grep -q '^/s.html' "$www/h3/log" && [ "$(count h3 /s.html)" = 2 ]; do sleep 0.1; done
kill -TERM "$(pgrep -P $pid -f 'run -c')"; wait $pid; same "a signal: its exit" $? 143
same "a signal: entries are there all the same" "$(flags "$work/slow" s)" backlog,fulltext-pending
rm "$www/h3/s.html.wait"

# Rules of a site, and a spool.
teasers h1 u
sed -i 's|</div></article>|<div class="promo-box"><p>Our own special of this week is one that nobody should miss, they say.</p></div></div></article>|' "$www/h1/u.html"
printf 'strip .promo-box\n' > "$work/site.rules"
conf "$work/spool.conf" "$work/spool" "set fulltext yes" "host h1.wire.test rule=$work/site.rules" "$(url h1)" "$(url h2 fulltext=no)" "$(url h3 'fulltext-max=1')"
run spool --no-fold; run spool --no-fold
same "rule=: what it strips is gone" "$(grep -h '"guid":"u"' "$work"/spool/journal/* | grep -c 'special of this week')" 0
check "fulltext=no on a feed's line" sh -c "! grep -h '\"feed\":\"h2\"' '$work'/spool/journal/* | grep -q '\"fulltext'"
"$wirefold" export -a "$work/spool" -f jsonl --all | "$wirefold" fold -a "$work/folded"
same "a spool: what was put off and came is folded" "$(flags "$work/folded" t)" "fulltext-pending fulltext-late/fulltext"
"$wirefold" export -a "$work/spool" -f jsonl --all | "$wirefold" fold -a "$work/folded"
same "a spool: twice is nothing new" "$(flags "$work/folded" t)" "fulltext-pending fulltext-late/fulltext"
same "a spool: the text is there" "$(shown "$work/folded" t)" "$(whole t)"
sound "a spool" "$work/folded"
echo "set fulltext-max 0" >> "$work/spool.conf"; "$wirefold" check -c "$work/spool.conf" 2> "$work/out"; same "a limit of none is refused" "$? $(grep -c fulltext-max "$work/out")" "2 1"
printf 'strip .a\nhide b\n' > "$work/bad.rules"
conf "$work/rule.conf" "$work/rule" "$(url h1 "fulltext=yes rule=$work/bad.rules")"
"$wirefold" check -c "$work/rule.conf" > "$work/out" 2>&1; same "check names the line of a rule" "$? $(grep -c 'bad.rules: rules: line 2' "$work/out")" "2 1"
conf "$work/rule.conf" "$work/rule" "$(url h1 "fulltext=yes rule=$work/no-such-file")"
"$wirefold" check -c "$work/rule.conf" > "$work/out" 2>&1; check "check names rules that cannot be read" grep -q 'no-such-file' "$work/out"

# A feed's secret goes with it to pages of its own server, and nowhere else.
(umask 077; echo ann:secret > "$work/secret")
python3 "$top/tests/lib/teaser.py" "$www/h1" "http://h1.wire.test:$port" aa > "$www/h1/feed.rss"
python3 "$top/tests/lib/teaser.py" "$www/h2" "http://h2.wire.test:$port" bb > "$work/other.rss"
python3 - "$www/h1/feed.rss" "$work/other.rss" <<'END'
import re, sys
own, other = (open(f).read() for f in sys.argv[1:])
open(sys.argv[1], 'w').write(own.replace('</channel>', re.search('<item>.*</item>', other).group(0) + '</channel>'))
END
rm -f "$www"/h[12]/log
conf "$work/secret.conf" "$work/secret.d" "$(url h1 "fulltext=yes auth=@$work/secret")"
run secret
same "both pages came" "$(flags "$work/secret.d" aa) $(flags "$work/secret.d" bb)" "backlog,fulltext backlog,fulltext"
same "the secret goes to its own server" "$(grep -c 'Basic' "$www/h1/log")" 3
same "and to no other" "$(grep -c 'Basic' "$www/h2/log")" 0

# Hostile pages hurt their own feed alone.
wirefold=$sanitized
teasers h1 v; teasers h3 w x y z
python3 - "$www/h3" <<'END'
import sys
w = sys.argv[1]
open(w + '/w.html', 'w').write('<div>' * 400000 + 'x')
open(w + '/x.html', 'w').write('<html><body>' + '<a href="/%s">y</a>' * 100000 % tuple(range(100000)))
open(w + '/y.html', 'wb').write(b'\0' * 2000000)
open(w + '/z.html', 'w').write('<p ' + ' '.join('a%d=1' % i for i in range(50000)) + '>z')
END
conf "$work/hostile.conf" "$work/hostile" "$(url h1 fulltext=yes)" "$(url h3 fulltext=yes)"
run hostile; same "hostile pages: exit 0" $? 0
same "hostile pages: the other feed has its text" "$(shown "$work/hostile" v)" "$(whole v)"
same "hostile pages: entries keep the feed's text" "$("$wirefold" list -a "$work/hostile" -n 50 | wc -l)" 5
