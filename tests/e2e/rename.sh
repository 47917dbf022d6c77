#!/bin/bash
# A feed that gets another name, by `rename` or was=, is still the same feed: nothing comes as new,
# its stories have the new name, its state stays, and rebuild and verify know nothing else.
WIREFOLD_BUILD=${WIREFOLD_BUILD:-$(cd "$(dirname "$0")/../.." && pwd)/build/opt} # the sanitized one takes four times as long
. "$(dirname "$0")/../lib/e2e.sh"
conf() { { echo "set archive $archive"; cat; } > "$work/feeds.conf"; }
run() { e2e_run -F "$@" > "$work/run.out" 2>&1; }
bring() { e2e_feed "$work/$1.xml" "${@:2}"; touch -d '1 hour ago' "$work/$1.xml"; }
cmd() { local c=$1; shift; "$wirefold" "$c" -a "$archive" "$@"; }
events() { cmd changes --since "$seq" | cut -f 3 | sort | uniq -c | tr -s ' \n' ' '; }
mark() { seq=$(cmd changes | tail -n 1 | cut -f 1); }
feeds() { (cd "$archive/stories" && grep -rhE '^Feed: ' . | sort | uniq -c | tr -s ' \n' ' '); }
state() { sed -n "s/.*\"name\":\"$1\".*\"polls\":\([0-9]*\).*/\1/p" "$archive/state/feeds.jsonl"; }
same_again() { # rebuild gives the same bytes, verify has nothing to say
	(cd "$archive" && find stories -type f | sort | xargs sha256sum) > "$work/was"
	cmd rebuild > "$work/out" 2>&1
	same "rename: $1: rebuild gives the same bytes" "$( (cd "$archive" && find stories -type f | sort | xargs sha256sum) | diff - "$work/was" | wc -l)" 0
	check "rename: $1: verify" cmd verify
}
bring a a1 a2 a3; bring b b1
conf <<-'END'
	file:a.xml name=old
	file:b.xml name=other
END
run; bring a a1 a2 a3 a4; run
story=$(cmd list -n 9 -o json | python3 -c 'import json,sys; print(json.loads(sys.stdin.readline())["story"])')
id=$(cmd list --feed old -o json | python3 -c 'import json,sys; print([json.loads(l)["story"] for l in sys.stdin][-1])')
cmd kill "$id"; before=$(state old); mark

cmd rename old other > "$work/out" 2>&1; same "rename: to another feed's name: exit 1" "$? $(cat "$work/out")" "1 wirefold: the archive has a feed named 'other' already"
cmd rename none new > "$work/out" 2>&1; same "rename: of no feed: exit 1" "$? $(cat "$work/out")" "1 wirefold: the archive has no feed named 'none'"
cmd rename old ../new > "$work/out" 2>&1; same "rename: to no name: exit 1" $? 1
cmd rename old old > "$work/out" 2>&1; same "rename: to itself: exit 1" $? 1
same "rename: refused: nothing was written" "$(events)" ""
same "rename: what it was about" "$("$wirefold" rename -c "$work/feeds.conf" old new 2>&1)" "wirefold: feeds.conf still says 'old'; it must say name=new
4 entries, 4 stories"
same "rename: events are the stories" "$(events)" " 4 rename "
same "rename: stories have the new name" "$(feeds)" " 4 Feed: new 1 Feed: other "
same "rename: a tombstone has it, too" "$(grep -c '^Feed: new' "$archive/$("$wirefold" path -a "$archive" "$id" | sed "s|.*/stories|stories|")")" 1
same "rename: the state went with it" "$(state new)$(state old)" "$before"
same_again "a feed"
mark; bring a a1 a2 a3 a4 a5
run; same "rename: the old name in feeds.conf is not polled" "$(cat "$work/run.out")" "wirefold: old: not polled: it was renamed to 'new', and feeds.conf does not have that name"
same "rename: so nothing came" "$(events)" ""
conf <<-'END'
	file:a.xml name=new
	file:b.xml name=other
END
run; same "rename: what is new, and that alone" "$(events)" " 1 new "
same "rename: under the new name" "$(feeds)" " 5 Feed: new 1 Feed: other "
mark; sed -i 's/<p>/<p>Corrected: /' "$work/a.xml"; touch -d '30 minutes ago' "$work/a.xml"
run; same "rename: versions go under their stories" "$(events)" " 4 update "
rm -r "$archive/state"; mark
bring a a1 a2 a3 a4 a5 a6; bring b b1; sed -i 's/<p>/<p>Corrected: /' "$work/a.xml"; touch -d '1 hour ago' "$work/a.xml"
run; same "rename: without state nothing comes twice" "$(events)" " 1 new "
check "rename: state/renames is there again" grep -q ' old new$' "$archive/state/renames"
same "rename: list by the new name" "$(cmd list --feed new -n 9 | wc -l) $(cmd list --feed old | wc -l)" "6 0"
same "rename: export has it" "$(cmd export | grep -o '"feed":"[a-z]*"' | sort | uniq -c | tr -s ' \n' ' ')" ' 5 "feed":"new" 1 "feed":"other" '

# was=: the next run does it; then on and back, and another feed under the name that is free.
conf <<-'END'
	file:a.xml name=newer was=new
	file:b.xml name=other
END
mark; same "was=: check knows of it" "$("$wirefold" check -c "$work/feeds.conf" 2>&1)" "2 feeds, no errors"
run; same "was=: a run renames, and says nothing" "$(cat "$work/run.out")$(events)" " 6 rename "
mark; run; same "was=: once" "$(cat "$work/run.out")$(events)" ""
bring c c1 a1; conf <<-'END'
	file:a.xml name=old was=newer
	file:b.xml name=other
	file:c.xml name=new first=all
END
run; mark; bring a a1 a2 a3 a4 a5 a6 a7; sed -i 's/<p>/<p>Corrected: /' "$work/a.xml"; touch -d '1 hour ago' "$work/a.xml"; bring c c1 c2 a1
run; same "was=: its first name again, and a stranger under the other" "$(feeds)" " 2 Feed: new 7 Feed: old 1 Feed: other "
mark; run; same "was=: nothing comes twice" "$(cat "$work/run.out")$(events)" ""
bring c c1 c2 c3; run
check "was=: ids of the stranger are its own" sh -c "grep -h '\"feed\":\"new\"' $archive/journal/*.jsonl | grep -q '\"key\":\"new@'"
same_again "many times"
conf <<-'END'
	file:a.xml name=x was=other
	file:b.xml name=other
END
same "was=: of a name that feeds.conf has: exit 2" "$("$wirefold" check -c "$work/feeds.conf" 2>&1 | sed "s|$work/||g")" "wirefold: feeds.conf:2:1: was=other is the name of feeds.conf:3"

# Copies of one story from two feeds; one of them merged away: all that show the name change.
archive=$work/copies
python3 "$top/tests/lib/wire_items.py" "$work"
cmd fold "$work/items"; mark
cmd rename daily diary > "$work/out"; same "rename: copies: what" "$(cat "$work/out")" "3 entries, 3 stories"
same "rename: copies: events" "$(events)" " 3 rename "
mark; cmd fold "$work/items"; same "rename: fold: items with the old name are not of it" "$(events)" " 3 copy "
sed -i 's/"daily"/"diary"/' "$work/items" "$work/more"; mark
cmd fold "$work/items"; cmd fold "$work/more"; same "rename: fold: those with the new name are" "$(events)" " 1 copy 1 new 1 update "
same_again "copies"

# What a feed repeats: learned under both names, and after index/ is made anew.
archive=$work/footers
footer() { for i in "${@:2}"; do echo "{\"id\":\"$i\",\"title\":\"t $i\",\"content_text\":\"$(echo "$i" | sha512sum | sed 's/[^ ]\{4\}/ w&/g')\\n\\nSign up for our newsletter and never miss a story.\",\"_wirefold\":{\"feed\":\"$1\"}}"; done | cmd fold; }
shown() { grep -l 'Sign up' -r "$archive/stories" | wc -l; }
footer daily 1 2; same "rename: furniture: not yet" "$(shown)" 2
cmd rename daily diary > "$work/out"; rm -r "$archive/index"; footer diary 3
same "rename: furniture: learned under both names" "$(shown) $(cmd furniture diary | sed -n 1p)" "0   1  not shown, in 3 entries"
cmd furniture diary --keep 1; same "rename: furniture: an editor's word" "$(shown)" 3
cmd rename diary paper > "$work/out"; rm -r "$archive/index"; footer paper 4
same "rename: furniture: holds under the next name" "$(shown) $(cmd furniture paper | sed -n 1p)" "4   1  kept by an editor, in 4 entries"
same_again "furniture"
exit $failed
