#!/bin/bash
# An editor's words: each command, what it leaves in the story's file, and that rebuild makes
# the same bytes of it; what is held comes out when its time has come.
. "$(dirname "$0")/../lib/e2e.sh"
fold() { "$wirefold" fold -a "$archive" "$@"; }
word() { "$wirefold" "$@" -a "$archive"; }
cmd() { c=$1; shift; "$wirefold" "$c" -a "$archive" "$@"; }
file() { cat "$(cmd path "$1")"; }
id() { cmd list -o json -n 100 | python3 -c '
import json, sys
for l in sys.stdin:
    o = json.loads(l)
    if o.get("title") == sys.argv[1] or o["story"] == sys.argv[1]: print(o["story"]); break' "$1"; }
items() { python3 - "$@" <<-'END'
	import json, sys
	words = {
	 'bank': 'The savings bank of Harn will close nine of its twenty branches by the spring, its board said on Tuesday, since most customers now come by telephone. Staff were told in a letter that nobody would lose a post before the summer, and that talks with the union begin on Monday. The branch at the fish market, which opened in 1888, is to become a reading room.',
	 'dam': 'Engineers at the upper dam of Loth have lowered the water by four metres after a diver saw a crack beside the western gate. Villages below were told to keep a bag packed, and the school at Loth Bridge was moved to a hall on the hill. The owner said that the wall was sound and the crack older than the dam keeper himself, who was born in 1951.',
	 'choir': 'A choir of ninety retired miners sang the whole of the winter oratorio from memory on Sunday, in a hall that had been their wash house. The conductor, herself the daughter of a miner, had taught them by ear over three years because few could read the notes. The recording will be sold for the benefit of the lung hospital in the next valley.',
	}
	for a in sys.argv[1:]:
	    guid, feed, title, text = a.split('|')
	    for k in words: text = text.replace('@' + k, words[k])
	    print(json.dumps({'id': guid, 'url': 'https://%s.example/%s' % (feed, guid), 'title': title, 'content_text': text, '_wirefold': {'feed': feed}}))
	END
}
sums() { (cd "$archive" && find stories -type f -exec sha256sum {} + | sort -k 2; find stories -type f -printf '%p %T@\n' | sort); }
# What rebuild makes is what was there, and verify finds nothing.
rebuilt() {
	sums > "$work/before"
	check "$1: rebuild" cmd rebuild
	sums > "$work/after"
	check "$1: the same bytes and times" cmp "$work/before" "$work/after"
	check "$1: verify finds nothing" cmd verify
}

items 'b1|daily|Bank shuts branches|@bank' 'b2|post|Nine branches go|@bank' 'b3|echo|Branches to close|@bank' \
    'd1|daily|Crack in dam|@dam' 'c1|daily|Miners sing|@choir' > "$work/items"
check "editor: items" fold "$work/items"
bank=$(id 'Bank shuts branches'); dam=$(id 'Crack in dam'); choir=$(id 'Miners sing')
same "editor: two copies" "$(file "$bank" | grep -c '^Copy:')" 2

check "note" cmd note "$bank" rang the board, nine it is
same "note: in the file" "$(file "$bank" | grep '^Note:')" "Note: rang the board, nine it is"
check "split" cmd split "$bank" 2
same "split: one copy left" "$(file "$bank" | grep -c '^Copy:')" 1
echo=$(id 'Branches to close')
check "split: a story of its own" test -n "$echo" -a "$echo" != "$bank"
same "split: its text" "$(file "$echo" | grep -c '^The savings bank')" 1
items 'b4|fourth|Nine of twenty|@bank' 'b3|echo|Branches to close|@bank Union talks begin early.' > "$work/more"
check "split: later items" fold "$work/more"
same "split: the two stay two" "$(file "$echo" | grep '^Status:')" "Status: usable"
same "split: its version stays with it" "$(file "$echo" | grep -c 'Union talks')" 1
check "merge" cmd merge "$choir" "$dam"
older=$(printf '%s\n' "$choir" "$dam" | sort | head -n 1)
same "merge: one story" "$(cmd show "$choir" | grep '^Story:')" "$(cmd show "$dam" | grep '^Story:')"
same "merge: the other says so" "$(cat "$archive"/stories/*/*/*/*.txt | grep -c "^Merged-Into: $older")" 1
check "hold" cmd hold "$bank"
same "hold: no title, no text" "$(file "$bank" | grep -c -e savings -e '^Title' -e '^Url' -e '^Copy')" 0
same "hold: out of the list" "$(cmd list -o json | grep -c "$bank")" 0
rebuilt "held"
check "release" cmd release "$bank"
same "release: back" "$(file "$bank" | grep '^Title:')" "Title: Bank shuts branches"
check "kill" cmd kill "$bank"
same "kill: a tombstone" "$(file "$bank" | cut -d: -f 1 | tr '\n' ' ')" "Wirefold Story Revision Status Seen Changed Killed By Feed Feed Feed  "
same "kill: by whom" "$(file "$bank" | grep '^By:')" "By: editor"
items 'b5|fifth|Savings bank shrinks|@bank' > "$work/late"
check "kill: a late copy" fold "$work/late"
same "kill: goes under the tombstone" "$(file "$bank" | grep -c '^Feed: fifth')" 1
rebuilt "killed"
"$wirefold" kill -a "$archive" "$bank" 2> "$work/err"; same "kill: twice is refused" "$?" 1
check "unkill" cmd unkill "$bank"
same "unkill: back" "$(file "$bank" | grep -c '^The savings bank')" 1
"$wirefold" unkill -a "$archive" "$bank" 2> "$work/err"; same "unkill: of a living story is refused" "$?" 1
"$wirefold" split -a "$archive" "$echo" 1 2> "$work/err"; same "split: of a lone entry is refused" "$?" 1
"$wirefold" kill -a "$archive" 20200101-ffffffffffff 2> "$work/err"; same "kill: of nothing" "$?" 1
rebuilt "all words"

# Why: the words of explain and audit.
items 'x1|daily|Branches shut at bank|HARN (Reuters) - @bank' 'x2|post|Nine shut|@bank The union will meet.' 'x3|daily|Song|@choir' > "$work/why"
rm -rf "$work/why.d"; check "explain: an archive" "$wirefold" fold -a "$work/why.d" "$work/why"
why() { "$wirefold" "$@"; }
ids=$(why list -a "$work/why.d" -o json | sed 's/.*"story":"\([^"]*\)".*/\1/')
one=$(for i in $ids; do why show -a "$work/why.d" "$i" | grep -q savings && echo "$i"; done)
other=$(for i in $ids; do why show -a "$work/why.d" "$i" | grep -q miners && echo "$i"; done)
why explain -a "$work/why.d" "$one" > "$work/out"
check "explain: a story's copy and its rule" grep -q 'a copy: matched .*daily.*they share a passage' "$work/out"
first=$(awk '$2 == "daily" { print $1 }' "$work/out"); copy=$(awk '$2 == "post" { print $1 }' "$work/out")
why explain -a "$work/why.d" "$first" "$copy" > "$work/out"
check "explain: dateline aside the sentences are the same" grep -q '^Sentences  3 the same, 0 only in A, 1 only in B' "$work/out"
check "explain: which one differs" grep -q 'only in B: The union will meet' "$work/out"
check "explain: they are one" grep -q '^Archive    they are one story' "$work/out"
why explain -a "$work/why.d" "$one" "$other" > "$work/out"
check "explain: two stories, and why" grep -q 'would not be folded under A: they have next to nothing' "$work/out"
why explain -a "$work/why.d" 29990101 2> /dev/null; same "explain: of nothing" "$?" 1
why audit -a "$work/why.d" -n 5 -s 7 > "$work/out"
check "audit: the one fold with its reason" grep -q 'folded because they share a passage' "$work/out"
why audit -a "$work/why.d" -n 5 -s 7 > "$work/out2"; check "audit: one seed, one sample" cmp "$work/out" "$work/out2"
for k in bank dam choir; do items "f$k|local|About the $k|@$k

Ask at the night desk."; done > "$work/why"
check "furniture: a feed" "$wirefold" fold -a "$work/why.d" "$work/why"
check "furniture: is listed" sh -c "'$wirefold' furniture -a '$work/why.d' local | grep -q 'shown, not compared, in 3 entries'"
check "furniture: drop" why furniture -a "$work/why.d" local --drop 1
same "furniture: not shown any more" "$(grep -l 'Ask at the night' -r "$work/why.d/stories" | wc -l)" 0
check "furniture: keep" why furniture -a "$work/why.d" --keep 1 local
same "furniture: shown again" "$(grep -l 'Ask at the night' -r "$work/why.d/stories" | wc -l)" 3
check "furniture: verify" why verify -a "$work/why.d"

items 'y1|daily|Dam|@dam' "y2|post|Dam|@dam

Add a comment

See also" > "$work/why"
"$wirefold" fold -a "$work/line.d" "$work/why"; why audit -a "$work/line.d" > "$work/out"
check "audit: a heading is a sentence, without its line end" grep -qx '    only in .: Add a comment' "$work/out"

# Index records are derived: without them the fold decides as before.
rm -f "$archive"/index/*.idx
items 'b6|sixth|Nine shut|@bank' > "$work/late"
check "without records: a copy" fold "$work/late"
same "without records: the two stay two" "$(file "$echo" | grep -c '^Copy:')" 0

until=$(date -u -d '+15 seconds' '+%Y-%m-%dT%H:%M:%SZ')
items "e1|daily|Miners on tour|EMBARGOED UNTIL $until

@choir The tour begins in May and goes to nineteen towns, said the manager." > "$work/embargo"
check "embargo: an item" fold "$work/embargo"
held=$(grep -l "^Until: $until" -r "$archive/stories")
check "embargo: withheld" grep -q '^Status: withheld' "$held"
same "embargo: no words" "$(grep -c -i -e miners -e '^Title' "$held")" 0
check "embargo: nothing yet" fold /dev/null
check "embargo: still withheld" grep -q '^Status: withheld' "$held"
while [ "$(date -u '+%Y-%m-%dT%H:%M:%SZ')" \< "$until" ] || [ "$(date -u '+%Y-%m-%dT%H:%M:%SZ')" = "$until" ]; do sleep 0.5; done
check "embargo: the time has come" fold /dev/null
same "embargo: released" "$(grep '^Title' "$held")" "Title: Miners on tour"
same "embargo: a line says so" "$(grep -c '"kind":"release"' "$archive"/journal/*.jsonl | tail -n 1 | sed 's/.*://')" 2
rebuilt "released"
rm -f "$archive/state/holds"
check "a lost state is looked up again" fold /dev/null
same "... and written" "$(cat "$archive/state/holds")" "-"
