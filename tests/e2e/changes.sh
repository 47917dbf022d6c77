#!/bin/bash
# changes: after each command the events since the cursor name just the files that are other
# ones than before, and tell of each what its file says; in one go the same lines come out.
. "$(dirname "$0")/../lib/e2e.sh"
python3 "$top/tests/lib/wire_items.py" "$work"
cmd() { local c=$1; shift; "$wirefold" "$c" -a "$archive" "$@"; }
ids() { cmd list -o json -n 100 | python3 -c '
import json, sys
print(*sorted(json.loads(l)["story"] for l in sys.stdin))'; }
# The stories as they are, path and bytes' hash, and what each says of itself.
snap() { (cd "$archive" && for f in $(find stories -name '*.txt' | sort); do
	echo "$f $(sha256sum < "$f" | cut -c 1-64) $(sed -n 's/^Revision: //p' "$f") $(sed '/^$/q' "$f" | sed -n 's/^Text-Sha256: //p' | head -n 1)"; done); }
: > "$work/before"
: > "$work/all"
step() { # NAME: the events since the last step are the difference
	cmd changes --cursor "$work/cursor" --since 1970-01-01 > "$work/events" || fail "$1: exit"
	snap > "$work/after"
	check "$1: events are what differs" python3 - "$work" <<-'END'
	import sys
	w = sys.argv[1]
	read = lambda n: {l.split()[0]: (l.split() + ['-'])[1:4] for l in open(w + '/' + n)}
	before, after = read('before'), read('after')
	differ = {p for p in after if before.get(p) != after[p]}
	last = {}
	for l in open(w + '/events'):
	    seq, time, what, story, path, revision, sha = l.rstrip('\n').split('\t')
	    assert path.endswith('/' + story + '.txt'), l
	    last[path] = (revision, sha)
	assert set(last) == differ, (sorted(last), sorted(differ))
	for p in differ:
	    assert last[p] == tuple(after[p][1:3]), (p, last[p], after[p])
	END
	cat "$work/events" >> "$work/all"
	mv "$work/after" "$work/before"
}
names() { cut -f 3 "$work/events" | tr '\n' ' '; }

check "changes: items" cmd fold "$work/items"
step "first fold"; same "first fold: kinds" "$(names)" "new copy copy new new "
step "nothing new"; same "nothing new: no line" "$(wc -c < "$work/events")" 0
read -r a b c _ <<< "$(ids)"
cmd note "$a" rang them; step note; same "note: kind" "$(names)" "note "
cmd hold "$a"; step hold; same "hold: no hash" "$(cut -f 3,7 "$work/events")" "hold	-"
cmd release "$a"; step release; same "release: kind" "$(names)" "release "
cmd kill "$a"; step kill; same "kill: no hash" "$(cut -f 3,7 "$work/events")" "kill	-"
cmd unkill "$a"; step unkill; same "unkill: kind" "$(names)" "unkill "
cmd fold "$work/more"; step "more items"
for id in $a $b $c; do grep -q '^Copies: [1-9]' "$(cmd path "$id")" && bank=$id; done
cmd split "$bank" 1; step split; same "split: both stories" "$(cut -f 3 "$work/events" | sort | uniq -c | tr -s ' ' | tr '\n' ' ')" " 2 split "
read -r a b _ <<< "$(ids)"
cmd merge "$a" "$b"; step merge
same "merge: both stories" "$(cut -f 3 "$work/events" | grep -c merge)" 2
cmd fold "$work/more"; step "the same items"; same "the same items: no line" "$(wc -c < "$work/events")" 0
cmd changes > "$work/one"
check "changes: in one go the same" cmp "$work/one" "$work/all"
cmd changes --since 1970-01-01 > "$work/one"
check "changes: since 1970 the same" cmp "$work/one" "$work/all"
mid=$(sed -n '6s/	.*//p' "$work/all")
cmd changes --since "$mid" > "$work/tail"
awk -F'\t' -v m="$mid" '$1 > m' "$work/all" > "$work/want"
check "changes: since a seq" cmp "$work/tail" "$work/want"
same "changes: since tomorrow" "$(cmd changes --since 2100-01-01 | wc -l)" 0
same "changes: of the last hour" "$(cmd changes --since 1h | wc -l)" "$(wc -l < "$work/all")"
check "changes: latest, a line a story" python3 - "$work/all" <(cmd changes --latest) <<-'END'
import sys
last = {}
for l in open(sys.argv[1]): last[l.split('\t')[3]] = l
assert sorted(open(sys.argv[2])) == sorted(last.values())
END
check "changes: jsonl says the same" python3 - "$work/all" <(cmd changes -o jsonl) <<-'END'
import json, sys
rows = ['\t'.join(str(o.get(k, '-')) for k in ('seq', 'time', 'event', 'story', 'path', 'revision', 'text_sha256')) + '\n'
        for o in map(json.loads, open(sys.argv[2]))]
assert rows == open(sys.argv[1]).readlines()
END

# Cursors.
cp "$work/cursor" "$work/mine"
cmd changes --cursor "$work/new" > "$work/out" 2> "$work/err"
same "cursor: one that is not there begins now" "$(wc -c < "$work/out") $(grep -c 'from now on' "$work/err")" "0 1"
check "cursor: and is there then" cmp "$work/new" "$work/cursor"
"$wirefold" fold -a "$work/other" "$work/more" "$work/items"
"$wirefold" changes -a "$work/other" --cursor "$work/mine" > "$work/out" 2> "$work/err"
same "cursor: another archive's is refused" "$? $(wc -c < "$work/out") $(grep -c 'another archive' "$work/err")" "3 0 1"
check "cursor: and stays" cmp "$work/mine" "$work/cursor"
echo rubbish > "$work/bad"; cmd changes --cursor "$work/bad" > /dev/null 2> "$work/err"
same "cursor: rubbish is refused" "$? $(cat "$work/bad")" "3 rubbish"
cmd note "$a" a second one
cmd changes --cursor "$work/mine" > /dev/full 2> "$work/err"
same "cursor: output that fails does not move it" "$? $(cmp "$work/mine" "$work/cursor" && echo same)" "3 same"
cmd changes --cursor "$work/mine" > "$work/out"
same "cursor: and the line comes again" "$(cut -f 3 "$work/out")" note
cmd rebuild; cmd changes > "$work/two"; cmd changes --since 1970-01-01 --latest > /dev/null
check "changes: after a rebuild the same" cmp "$work/two" <(cat "$work/all" "$work/out")

# Backlog: an entry of a feed's first poll.
mkdir -p "$work/www"
printf '%s\n' "set archive $archive" "file:$work/www/b.xml name=later" > "$work/feeds.conf"
e2e_feed "$work/www/b.xml" g1 g2
cmd changes --cursor "$work/mine" > /dev/null
check "backlog: run" e2e_run -F
cp "$work/mine" "$work/again"
same "backlog: a cursor leaves it out" "$(cmd changes --cursor "$work/mine" | wc -l)" 0
same "backlog: --since shows it" "$(cmd changes --cursor "$work/again" --since 1970-01-01 | grep -c new)" 2
e2e_feed "$work/www/b.xml" g1 g2 g3
check "backlog: next run" e2e_run -F
same "backlog: news after it" "$(cmd changes --cursor "$work/mine" | grep -c new)" 1
