#!/bin/bash
# redact: no byte of the text is left in the archive, nor in what the file system has of it where
# that can be looked into; the journal's chain holds, the stories are what replay makes of it, and
# what was destroyed does not come back.
. "$(dirname "$0")/../lib/e2e.sh"
python3 "$top/tests/lib/wire_items.py" "$work"
cmd() { local c=$1; shift; "$wirefold" "$c" -a "$archive" "$@"; }
story() { cmd list -o json -n 100 | jq -r "select(.title != null and ($1)).story" | head -n 1; }
field() { sed -n "/^\$/q;s/^$1: //p" "$(cmd path "$2")"; }
# What the texts of a story are known by, none of it in the other ones.
gone() { # NAME WORD...: no file has them, and none that is open or held
	local name=$1 w; shift
	for w in "$@"; do grep -rqaF "$w" "$archive" && { fail "$name" "$w: $(grep -rlaF "$w" "$archive" | tr '\n' ' ')"; return; }; done
	pass "$name"
}
sound() { # NAME: verify finds nothing, replay makes the same
	cmd verify > "$work/verify"; same "$1: verify" "$? $(tail -n 1 "$work/verify" | sed 's/.*, //')" "0 0 findings"
	rm -rf "$work/copy"; cp -a "$archive" "$work/copy"; rm -rf "$work/copy/stories" "$work/copy/index"
	"$wirefold" rebuild -a "$work/copy" > /dev/null; check "$1: replay makes the same stories" diff -r "$archive/stories" "$work/copy/stories"
}

# A file system of its own, where root may have one: blocks that were freed are looked into too.
image=
if [ "$(id -u)" = 0 ] && truncate -s 24M "$work/image" && mkfs.ext4 -q -F "$work/image" 2> /dev/null &&
    mkdir "$work/mnt" && mount -o loop "$work/image" "$work/mnt" 2> /dev/null; then
	image=$work/image; archive=$work/mnt/news
	trap 'umount "$work/mnt"; finish' EXIT
else
	echo "skip freed blocks: no loop mount here"
fi
freed() { # NAME WORD...
	local name=$1 w; shift
	[ -n "$image" ] || return
	sync; for w in "$@"; do
		case $(grep -caF "$w" "$image") in 0) ;; *) fail "$name" "$w is in the image"; return ;; esac; done
	pass "$name"
}

cmd fold "$work/items" > /dev/null; choir=$(story '.title|test("Miners")')
# A text of one version only: later versions of a story free the blocks of those before, which only
# --wipe can reach, as far as the file system lets it.
if [ -n "$image" ]; then
	check "the image has the words" sh -c "sync; grep -qaF 'wash house' '$image'"
	cmd redact --why x "$choir" > /dev/null; freed "not even in freed blocks" "wash house" "retired miners"
	free() { df --output=avail "$work/mnt" | tail -n 1; }
	was=$(free); same "--wipe gives all back" "$(cmd redact --why x "$(story '.copies=="2"')" > /dev/null; echo $? $(($(free) >= was - 64)))" "0 1"
	rm -rf "$archive"; cmd fold "$work/items" > /dev/null
fi
cmd note "$(story '.title=="Crack in dam"')" the keeper Nordmann rang
dam=$(story '.title=="Crack in dam"'); bank=$(story '.copies=="2"'); choir=$(story '.title|test("Miners")')
cmd changes --cursor "$work/cursor" --since 1970-01-01 > /dev/null
sum=$(sha256sum "$archive"/journal/*.jsonl)
same "without a reason" "$(cmd redact "$dam" 2> /dev/null; echo $?)" 2
same "an empty one" "$(cmd redact --why '' "$dam" 2>&1; echo $?)" "wirefold: --why: 1 to 200 bytes of UTF-8
2"
same "a reason of two lines" "$(cmd redact --why $'a\nb' "$dam" 2> /dev/null; echo $?)" 2
same "no such story" "$(cmd redact --why x 29990101 2> /dev/null; echo $?)" 1
same "-n counts" "$(cmd redact -n --why x "$dam")" "would redact 2 lines of 1 stories"
same "and changes nothing" "$(sha256sum "$archive"/journal/*.jsonl)" "$sum"

# One story, its only text and a note about it.
same "a story" "$(cmd redact --wipe --why 'order of a court' "${dam:0:14}")" "redacted 2 lines of 1 stories"
words=("upper dam of Loth" "bag packed" "Crack in dam" "daily.example/d1" "Nordmann")
gone "a story: no word is left" "${words[@]}"
same "a story: a tombstone" "$(field Status "$dam") $(field By "$dam") $(field Feed "$dam") $(field Revision "$dam")" "killed editor daily 2"
sound "a story"; check "verify tells of it" grep -q 'line .* that was redacted\|lines that were redacted' "$work/verify"
same "an event" "$(cmd changes --cursor "$work/cursor" | cut -f 3,4,7)" "redact	$dam	-"
check "the journal is read by others" jq -es 'map(select(._wirefold.kind == "redacted")) | length == 2' "$archive"/journal/*.jsonl
same "it does not come back" "$(cmd fold "$work/items" "$work/more"; grep -rlaF "upper dam" "$archive" | wc -l)" 0
same "others went on" "$(cmd list -o json | jq -r ".title // empty" | sort | tr '\n' ' ')" 'Bank shuts branches Ferry sails again Miners <sing> & "cheer" Öl '
same "again: nothing to do" "$(cmd redact --why x "$dam" 2>&1; echo $?)" "wirefold: story $dam has no text that is there still
1"
same "unkill brings nothing" "$(cmd unkill "$dam"; field Status "$dam")" killed
for out in jsonl jsonfeed atom tsv mbox txt; do
	cmd export -f $out --since 1970-01-01 --all > "$work/out" 2>&1 || cmd export -f $out --since 1970-01-01 > "$work/out"
	grep -qaF -e "$dam" -e Loth "$work/out" && fail "export $out has it" || pass "export $out without it"
done

# One feed's copy out of a story of three; then the kept one's.
kept=$(field Feed "$bank")
same "not yet old enough" "$(cmd redact --why contract --feed post --older 1d 2> /dev/null; echo $?)" 1
sleep 2.1
same "a feed" "$(cmd redact --why contract --feed post --older 1s)" "redacted 2 lines of 2 stories"
gone "a feed: what was its own" "Nine branches go" "post.example" "Song of the miners"
same "a feed: the story lives" "$(field Status "$bank") $(field Copies "$bank") $(field Feed "$bank")" "usable 1 $kept"
same "a feed: its copy is no copy any more" "$(grep -c "^Copy: .*	post	" "$(cmd path "$bank")")" 0
sound "a feed"
cmd redact --why contract --feed "$kept" --older 1s > /dev/null
same "the kept copy's feed: another is kept" "$(field Status "$bank") $(field Copies "$bank") $(field Feed "$bank")" "usable 0 echo"
gone "the kept copy's feed: its words" "Bank shuts branches" "$kept.example"
check "the story's text is there" grep -q "savings bank of Harn" "$(cmd path "$bank")"
sound "the kept copy's feed"

# A merge, a split, and what a recovery saved.
rm -rf "$archive"; cmd fold "$work/items" "$work/more" > /dev/null
dam=$(story '.title=="Crack in dam"'); ferry=$(story '.title|test("Ferry")'); bank=$(story '.copies=="2"')
cmd merge "$dam" "$ferry"; cmd split "$bank" 1
day=$(basename "$archive"/journal/*.jsonl)
{ grep -aF '"content_text":"The savings bank' "$archive/journal/$day" | head -n 1; echo torn; } > "$archive/journal/$day.cut-1"
{ grep -aF 'ninety retired' "$archive/journal/$day" | head -n 1; } > "$archive/journal/$day.cut-2"
same "of what was merged: both" "$(cmd redact --why x "$dam" | cut -d' ' -f 1-3)" "redacted 3 lines"
gone "of what was merged" "upper dam of Loth" "ferry to Saint Brand"
same "of the story that was split off" "$(cmd redact --why x "$(cmd list -o json | jq -r 'select(.title//""|test("ranch")).story' | tail -n 1)" | cut -d' ' -f 1)" redacted
cmd redact --why x "$(cmd list -o json | jq -r 'select(.title//""|test("ranch")).story' | tail -n 1)" > /dev/null
gone "of both that were one" "savings bank of Harn"
same "what a recovery saved goes, where it holds it" "$(ls "$archive/journal")" "$day
$day.cut-2"
sound "merged and split"

# Spools: entries that no fold has seen.
rm -rf "$archive"; mkdir "$work/in"; e2e_feed "$work/in/a.xml" s-1 s-2; touch -d '-1 minute' "$work/in/a.xml"
printf 'set archive %s\nfile:%s/a.xml name=one\n' "$archive" "$work/in" > "$work/feeds.conf"
check "a spool" "$wirefold" run --no-fold -c "$work/feeds.conf"; sleep 2.1
same "a spool's feed" "$(cmd redact --why x --feed one --older 1s)" "redacted 2 lines of 0 stories"
same "hands nothing on" "$(cmd export --all --since 1970-01-01 | wc -c)" 0
touch "$work/in/a.xml"; echo "<!-- -->" >> "$work/in/a.xml"; touch -d '-1 minute' "$work/in/a.xml"
same "takes nothing back" "$("$wirefold" run --no-fold -c "$work/feeds.conf"; cmd export --all --since 1970-01-01 | wc -c)" 0

# A run that dies between the batch and its end is ended by the next one.
rm -rf "$archive"; cmd fold "$work/items" > /dev/null; dam=$(story '.title=="Crack in dam"')
cmd verify > /dev/null; cp -a "$archive" "$work/before"; cmd redact --why x "$dam" > /dev/null
tail -n 2 "$archive"/journal/*.jsonl > "$work/batch"
entry=$(jq -r 'select(._wirefold.kind=="redacted")._wirefold|"\(.seq) \(.entry)"' "$archive"/journal/*.jsonl)
rm -rf "$archive"; mv "$work/before" "$archive"; cat "$work/batch" >> "$archive"/journal/*.jsonl
printf 'redact %s x\nline %s %s\nstory %s\nend\n' "$(($(jq ._wirefold.seq "$work/batch" | head -n 1) - 1))" "$(basename "$archive"/journal/*.jsonl .jsonl | tr -d -)" "$entry" "$dam" > "$archive/state/job"
echo '{"id":"n","content_text":"x","_wirefold":{"feed":"f"}}' | cmd fold > /dev/null
gone "a run that died: the next one ends it" "upper dam of Loth"; sound "a run that died"
same "and forgets it" "$(ls "$archive/state" | grep -c -e job -e scrub)" 0
printf 'redact 99999 x\nline 20260101 7 0\nend\n' > "$archive/state/job"
same "whose batch never came: nothing is done" "$(echo '{"id":"m","content_text":"y","_wirefold":{"feed":"f"}}' | cmd fold 2>&1; ls "$archive/state" | grep -c job)" 0
echo 'redact what' > "$archive/state/job"
same "a job that is none is named" "$(cmd note "$dam" x 2>&1; echo $?)" "wirefold: state/job: not one of ours
3"
