#!/bin/bash
# prune: days become stubs when nothing in them is kept; what lives on lives on whole, nothing that
# was pruned comes back, the chain holds, replay makes the same stories, the freed bytes are told.
. "$(dirname "$0")/../lib/e2e.sh"
in=$work/in; mkdir -p "$in"
cmd() { local c=$1; shift; "$wirefold" "$c" -a "$archive" "$@"; }
day() { date -u -d "$1 days ago" +%F; }
sound() { # NAME: verify finds nothing, replay makes the same, a reader that is not ours agrees
	cmd verify > "$work/verify"; same "$1: verify" "$? $(tail -n 1 "$work/verify" | sed 's/.*, //')" "0 0 findings"
	rm -rf "$work/copy"; cp -a "$archive" "$work/copy"; rm -rf "$work/copy/index"; [ -n "$2" ] || rm -rf "$work/copy/stories"
	"$wirefold" rebuild -a "$work/copy" > /dev/null; check "$1: replay makes the same stories" diff -r "$archive/stories" "$work/copy/stories"
}
titles() { cmd list -n 100 -o json | jq -r '.title // .status' | sort | tr '\n' ' '; }

# items FEED NAME...: the feed's document; a NAME is a story of the wire, NAME+ a later version.
cat > "$work/items.py" <<'END'
import random, sys
feed, names = sys.argv[1], sys.argv[2:]
print('<rss version="2.0"><channel><title>%s</title>' % feed)
for n in names:
    base = n.rstrip('+')
    word = random.Random(base)
    text = ' '.join(''.join(word.choice('abcdefghiklmnoprstu') for _ in range(word.randint(3, 9))) for _ in range(120))
    print('<item><guid>%s-%s</guid><title>Story %s</title><link>https://%s.example/%s</link><description>%s%s.</description></item>' % (
        feed, base, base, feed, base, text, ' and then some more was said about it' if n != base else ''))
print('</channel></rss>')
END
poll() { # DAYS-AGO FEED=NAMES...: a run of that day
	local ago=$1 f; shift
	for f in "$@"; do python3 "$work/items.py" "${f%%=*}" ${f#*=} > "$in/${f%%=*}.xml"; touch -d '-1 minute' "$in/${f%%=*}.xml"; done
	"$wirefold" run -c "$work/feeds.conf" ${ago:+-P "$(day "$ago")T10:00:00Z"} || fail "poll $ago"
}
conf() { { echo "set archive $archive"; echo "set first all"; printf '%s\n' "$@"; } > "$work/feeds.conf"; }
fresh() {
	rm -rf "$archive"
	[ ! -d "$full" ] || { cp -a "$full" "$archive"; return; }
	conf "file:$in/one.xml name=one" "file:$in/two.xml name=two keep=30d" "file:$in/three.xml name=three"
	poll 120 one="alpha beta" two="alpha gamma" three=""
	poll 119 three="beta"
	poll 95 one="alpha beta delta" three="beta eps"
	poll 60 one="alpha beta delta+" two="alpha gamma zeta" three="beta eps"
	poll 3 one="alpha beta delta+ eta"
}
full=$work/full; fresh; cp -a "$archive" "$full"
same "all of them" "$(titles)" "Story alpha Story beta Story delta Story eps Story eta Story gamma Story zeta "
same "no span given" "$(cmd prune 2>&1; echo $?)" "wirefold: nothing says how long to keep what: give --keep, or set keep in feeds.conf
2"
same "too short a span" "$(cmd prune --keep 29d 2>&1; echo $?)" "wirefold: --keep 29d: not a span of 30d or more
2"
same "too short a key" "$(conf "set keep 5d"; cmd prune -c "$work/feeds.conf" > /dev/null 2>&1; echo $?)" 2
sum=$(find "$archive" -type f ! -name lock -exec sha256sum {} + | sort)
would=$(cmd prune -n --keep 90d)
same "-n changes nothing" "$(find "$archive" -type f ! -name lock -exec sha256sum {} + | sort)" "$sum"
was=$(cat "$archive"/journal/* "$archive"/index/*.idx $(find "$archive/stories" -name '*.txt') | wc -c)

cmd changes --cursor "$work/cursor" --since 1970-01-01 > "$work/events"
same "pruned" "$(cmd prune --keep 90d | sed 's/, [0-9.]* MB//')" "pruned 3 days, 6 lines, 4 stories"
same "as -n had said" "$(echo "$would" | sed 's/would prune/pruned/; s/, [0-9.]* MB//')" "pruned 3 days, 6 lines, 4 stories"
is=$(cat "$archive"/journal/* "$archive"/index/*.idx $(find "$archive/stories" -name '*.txt') | wc -c)
check "it freed what it said" awk -v said="$(echo "$would" | sed 's/.*, \([0-9.]*\) MB/\1/')" -v was="$was" -v is="$is" 'BEGIN { d = said * 1e6 - (was - is); exit d < -60000 || d > 60000 }'
same "what lives on" "$(titles)" "Story delta Story eta Story zeta "
same "days are stubs" "$(ls "$archive/journal")" "$(day 120).stub.jsonl
$(day 119).stub.jsonl
$(day 95).stub.jsonl
$(day 60).jsonl
$(day 3).jsonl
$(date -u +%F).jsonl"
grep -rlF "$(sed -n 's/.*<description>\([a-z ]\{20\}\).*/\1/p' "$in/three.xml" | head -n 1)" "$archive" > "$work/found"
same "no text of theirs is left" "$(cat "$work/found")" ""
same "folders of stories that went are gone" "$(ls "$archive/stories/$(day 120 | cut -c1-4)/$(day 120 | cut -c6-7)" 2> /dev/null | grep -c "$(day 120 | cut -c9-10)")" 0
sound pruned
check "delta's file is as it was" cmp "$(find "$archive/stories" -name '*.txt' -exec grep -l '^Title: Story delta' {} +)" "$(find "$full/stories" -name '*.txt' -exec grep -l '^Title: Story delta' {} +)"
check "stubs are JSON lines" jq -es . "$archive"/journal/*.stub.jsonl
cmd changes --cursor "$work/cursor" > "$work/events2"
same "an event a story" "$(cut -f 3,6,7 "$work/events2" | sort | uniq -c | tr -s ' ')" " 4 prune	0	-"
same "of those that went" "$(cut -f 4 "$work/events2" | sort)" "$(cd "$full/stories" && grep -l '^Title: Story \(alpha\|beta\|gamma\|eps\)' -r . | sed 's/.*\///; s/.txt//' | sort)"
same "an event has a time" "$(cut -f 2 "$work/events2" | cut -c 1-10 | sort -u)" "$(date -u +%F)"
same "an old cursor is good still" "$(sed "s/^seq .*/seq 3/" "$work/cursor" > "$work/old"; cmd changes --cursor "$work/old" > /dev/null; echo $?)" 0
cmd changes > "$work/out"; check "the whole history can be asked for" grep -q "	prune	" "$work/out"
same "since a day that is a stub" "$(cmd changes --since "$(day 100)" | cut -f 3 | grep -c new)" 3
same "nothing to do again" "$(cmd prune --keep 90d | sed 's/, [0-9.]* MB//')" "pruned 0 days, 0 lines, 0 stories"
sum=$(cmd changes --since 1970-01-01 | wc -l)
conf "file:$in/one.xml name=one" "file:$in/two.xml name=two keep=30d" "file:$in/three.xml name=three"
rm -f "$archive/state/feeds.jsonl"; poll "" one="alpha beta delta+ eta" two="alpha gamma zeta" three="beta eps"
same "nothing comes back" "$(cmd changes --since 1970-01-01 | wc -l) $(titles)" "$sum Story delta Story eta Story zeta "
poll "" one="alpha+ beta+ delta+ eta" three="beta+ eps+"
same "nor as a later version" "$(titles)" "Story delta Story eta Story zeta "
sound "polled again"

# A feed's own span; --keep stands for `set keep` only.
same "a feed's own span" "$(cmd prune -c "$work/feeds.conf" --keep 36500d | sed 's/, [0-9.]* MB//')" "pruned 1 days, 1 lines, 1 stories"
same "zeta went" "$(titles)" "Story delta Story eta "
sound "a feed's own span"
fresh; echo "set keep 100d" | cat - "$work/feeds.conf" > "$work/c2"
same "set keep" "$(cmd prune -c "$work/c2" | sed 's/, [0-9.]* MB//'; titles)" "pruned 3 days, 6 lines, 4 stories
Story delta Story eps Story eta "
sound "set keep"

# Files that stay; later they go too.
fresh; same "--keep-text" "$(cmd prune --keep 90d --keep-text | sed 's/, [0-9.]* MB//')" "pruned 3 days, 6 lines, 0 stories"
check "--keep-text: every file is as it was" diff -r "$archive/stories" "$full/stories"
same "--keep-text: no event" "$(cmd changes --since 1970-01-01 | grep -c prune)" 0
same "--keep-text: all are listed" "$(titles)" "Story alpha Story beta Story delta Story eps Story eta Story gamma Story zeta "
sound "--keep-text" stories
same "and without it later" "$(cmd prune --keep 90d | sed 's/, [0-9.]* MB//'; titles)" "pruned 2 days, 4 lines, 4 stories
Story delta Story eta Story zeta "
sound "and without it later"

# What is tied together, held, killed, said of a feed.
fresh; id() { grep -l "^Title: Story $1" -r "$archive/stories" | sed 's/.*\///; s/.txt//'; }
alpha=$(id alpha); eta=$(id eta); beta=$(id beta); gamma=$(id gamma); eps=$(id eps)
cmd merge "$alpha" "$eta"; cmd hold "$beta"
cp -a "$archive/stories" "$work/were"
cmd prune --keep 90d > /dev/null
same "what was merged with one that lives, and what is held" "$(ls $(find "$archive/stories" -name '*.txt' | grep -e "$alpha" -e "$eta" -e "$beta") | wc -l)" 3
check "they are as they were" cmp "$archive/$(cd "$archive"; find stories -name "$alpha.txt")" "$work/were/$(cd "$work/were"; find . -name "$alpha.txt")"
same "others went" "$(find "$archive/stories" -name "$gamma.txt" -o -name "$eps.txt" | wc -l)" 0
sound tied
cmd redact --why x "$alpha" > /dev/null; sound "redacted in a stub"; same "its text is gone" "$(cmd list -n 100 -o json | jq -r .title | grep -c alpha)" 0

# A feed's new name outlives the days under the old one, and so do its ids.
fresh; "$wirefold" rename -a "$archive" two deux > /dev/null
conf "file:$in/one.xml name=one" "file:$in/two.xml name=deux was=two keep=30d" "file:$in/three.xml name=three"
cmd prune -c "$work/feeds.conf" --keep 90d > /dev/null
same "a renamed feed's own span" "$(titles)" "Story delta Story eta "; sound renamed
check "its new name is known still" sh -c "cat '$archive'/journal/* | grep -q '\"kind\":\"rename\".*\"to\":\"deux\"'"
sum=$(cmd changes --since 1970-01-01 | wc -l); rm -f "$archive/state/feeds.jsonl"; poll "" one="alpha beta delta+ eta" two="alpha gamma zeta" three="beta eps"
same "nothing comes back under it" "$(cmd changes --since 1970-01-01 | wc -l) $(titles)" "$sum Story delta Story eta "

# Damage in a stub is found.
fresh; cmd prune --keep 90d > /dev/null; stub=$(ls "$archive"/journal/*.stub.jsonl | head -n 1); cp "$stub" "$work/stub"
sed -i '3s/"seq":\([0-9]*\)/"seq":\1 /' "$stub"; cmd verify > "$work/verify"; same "a line of a stub that was changed" "$? $(grep -c 'not those of the stub' "$work/verify")" "3 1"
cp "$work/stub" "$stub"; sed -i 3d "$stub"; cmd verify > "$work/verify"; same "one that is missing" "$? $(grep -c 'a stub of .* lines' "$work/verify")" "3 1"
cp "$work/stub" "$stub"; sed -i 2d "$stub"; cmd verify > "$work/verify"; same "its mark that is missing" "$? $(grep -c 'no mark of a stub' "$work/verify")" "3 1"
cp "$work/stub" "$stub"; sed -i '1s/"prev":"./"prev":"x/' "$stub"; check "its day line" sh -c "! '$wirefold' verify -a '$archive'"
cp "$work/stub" "$stub"

# A run that dies in between is ended, or forgotten.
fresh; cp -a "$archive" "$work/before"; cmd prune --keep 90d > /dev/null; cp -a "$archive" "$work/after"
again() { rm -rf "$archive"; cp -a "$work/before" "$archive"; for f in "$work/after/journal"/*.stub.jsonl; do cp "$f" "$archive/journal/$(basename "$f" .stub.jsonl).stub.new"; done; }
again; same "stubs without a job: a reader passes them over" "$(cmd verify | tail -n 1 | sed 's/.*, //')" "0 findings"
same "the next prune makes its own" "$(cmd prune --keep 90d | sed 's/, [0-9.]* MB//')" "pruned 3 days, 6 lines, 4 stories"
again; seq=$(tail -qn 1 "$work/before/journal/$(day 3).jsonl" | jq ._wirefold.seq)
{ echo "prune $seq "; for d in 120 119 95; do echo "line $(day $d | tr -d -) 0 0"; done; for s in $alpha $beta $gamma $eps; do echo "story $s"; done; echo end; } > "$work/job"
cp "$work/job" "$archive/state/job"; "$wirefold" note -a "$archive" "$eta" x
same "no batch: nothing is pruned" "$(titles) $(ls "$archive/journal" | grep -c stub)" "Story alpha Story beta Story delta Story eps Story eta Story gamma Story zeta  0"
again; cp "$work/after/journal/$(date -u +%F).jsonl" "$archive/journal/"; cp "$work/after/index/$(date -u +%F).ids" "$archive/index/"; cp "$work/job" "$archive/state/job"
same "readers see it whole until then" "$(titles)" "Story alpha Story beta Story delta Story eps Story eta Story gamma Story zeta "
"$wirefold" note -a "$archive" "$eta" x
same "its batch is there: it is ended" "$(titles) $(ls "$archive/journal" | grep -c stub) $(ls "$archive/state" | grep -c job)" "Story delta Story eta Story zeta  3 0"
sound "it is ended"
