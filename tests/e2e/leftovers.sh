#!/bin/bash
# What a page left at the end of a feed's text: whole in the journal, not in the story, compared
# with nothing; the same by `run`, by `parse` and `fold`, by export and import, and after rebuild.
. "$(dirname "$0")/../lib/e2e.sh"
cmd() { c=$1; shift; "$wirefold" "$c" -a "$archive" "$@"; }
text() { sed '1,/^$/d' "$1"; }
python3 - "$work" <<-'END'
	import sys, xml.sax.saxutils as x
	texts = {
	 'bridge': ['A footbridge over the river Arden gave way during the evening rush on Monday, throwing at least 14 people into the water.', 'Divers searched the muddy riverbed through the night for two people who were still missing.', 'Engineers had asked for a new handrail in March.'],
	 'bank': ['The central bank of Norland left its main interest rate unchanged on Thursday, surprising most economists.', 'Governor Helga Stahl told reporters that prices for food and fuel had climbed less than in any spring of the decade.', 'Shares of the three large lenders fell by a tenth.'],
	 'form': ['Leave a Reply', 'Your email address will not be published. Required fields are marked *'],
	}
	ends = {
	 'daily': {'bridge': ['Add a Comment', 'Your email address will not be published. Required fields are marked *'], 'bank': ['Schreibe einen Kommentar'], 'form': []},
	 'post': {'bridge': ['Continue reading', 'The post Footbridge gives way appeared first on The Post.'], 'bank': ['Sign up for our newsletter']},
	}
	for feed in ends:
	    items = ''.join('<item><guid isPermaLink="false">%s-%s</guid><title>%s</title><description>%s</description></item>' % (feed, k, '%s by %s' % (k, feed),
	        x.escape(''.join('<p>%s</p>' % p for p in texts[k] + ends[feed][k]))) for k in ends[feed])
	    open('%s/%s.xml' % (sys.argv[1], feed), 'w').write('<rss version="2.0"><channel><title>%s</title>%s</channel></rss>' % (feed, items))
END
touch -d '1 hour ago' "$work"/*.xml
printf 'set archive %s\nfile:daily.xml name=daily rank=1\nfile:post.xml name=post\n' "$archive" > "$work/feeds.conf"
check "leftovers: run" "$wirefold" run -c "$work/feeds.conf"
files() { find "${1:-$archive}/stories" -name '*.txt' | sort; }
same "leftovers: copies fold, whatever stands at their ends" "$(files | wc -l) $(cat $(files) | grep -c '^Copy: ')" "3 2"
bridge=$(grep -l '^Title: bridge' $(files))
same "leftovers: the story ends where its text does" "$(text "$bridge" | tail -n 1)" "Engineers had asked for a new handrail in March."
same "leftovers: none in any story but one that is nothing else" "$(grep -l -i -e comment -e reply -e newsletter -e Kommentar -e 'appeared first' $(files))" "$(grep -l '^Title: form' $(files))"
line() { cat "$archive"/journal/*.jsonl | grep "\"guid\":\"$1\"" | jq -c "$2"; }
same "leftovers: whole in the journal" "$(line daily-bridge '[.content_text | split("\n\n")[3, 4]]')" '["Add a Comment","Your email address will not be published. Required fields are marked *"]'
same "leftovers: which they are" "$(line daily-bridge '[._wirefold.leftovers, ._wirefold.furniture]')" '[3,[3,4]]'
same "leftovers: a text of nothing else has none" "$(line daily-form '[._wirefold.leftovers, ._wirefold.furniture]')" '[null,null]'
same "leftovers: show --raw" "$(cmd show --raw "$(basename "$bridge" .txt)" | grep -c 'Add a Comment')" 1
sums() { (cd "${1:-$archive}" && find stories -type f -exec sha256sum {} + | sort -k 2; find stories -type f -printf '%p %T@\n' | sort); }
sums > "$work/before"
rm -r "$archive/stories" "$archive/index"
check "leftovers: rebuild" cmd rebuild
sums > "$work/after"
check "leftovers: rebuild gives the same bytes" cmp "$work/before" "$work/after"
check "leftovers: verify" cmd verify

# Another machine folds what this one exports, or what `parse` prints: the same texts.
stories() { for f in $(files "$1"); do grep -e '^Title: ' -e '^Text-Sha256: ' -e '^Copies: ' "$f" | tr '\n' ' '; echo; done | sort; }
"$wirefold" export -a "$archive" --all > "$work/all.jsonl"
check "leftovers: fold -a of an export" "$wirefold" fold -a "$work/second" "$work/all.jsonl"
same "leftovers: the same stories from it" "$(stories "$work/second")" "$(stories "$archive")"
for f in daily post; do "$wirefold" parse "$work/$f.xml" | jq -c --arg f $f '.items[] | ._wirefold.feed = $f'; done > "$work/parsed.jsonl"
check "leftovers: fold -a of what parse prints" "$wirefold" fold -a "$work/third" "$work/parsed.jsonl"
same "leftovers: the same texts from it" "$(stories "$work/third" | grep -o 'Text-Sha256: [0-9a-f]*' | sort)" "$(stories "$archive" | grep -o 'Text-Sha256: [0-9a-f]*' | sort)"

# A journal without the mark is read as ever: all of the text is shown.
jq -c 'del(._wirefold.leftovers)' "$work/parsed.jsonl" > "$work/old.jsonl"
check "leftovers: items without the mark" "$wirefold" fold -a "$work/old" "$work/old.jsonl"
same "leftovers: their texts are whole" "$(cat $(files "$work/old") | grep -c -e '^Add a Comment' -e 'Sign up for our' -e Kommentar)" 2

# An editor's word.
same "leftovers: furniture lists them" "$(cmd furniture daily | grep -A1 'not shown, in' | grep -c -e 'Add a Comment' -e 'Your email' -e Kommentar)" 3
n=$(cmd furniture daily | grep -B1 'Add a Comment' | sed -n 's/^ *\([0-9]*\) .*/\1/p')
check "leftovers: keep" cmd furniture daily --keep "$n"
same "leftovers: what is kept is shown" "$(text "$bridge" | tail -n 1)" "Add a Comment"
sums > "$work/before"
check "leftovers: rebuild after it" cmd rebuild
sums > "$work/after"
check "leftovers: the same bytes after it" cmp "$work/before" "$work/after"
rm -r "$archive/index"
python3 - "$work" <<-'END'
	import sys
	f = sys.argv[1] + '/daily.xml'
	s = open(f).read()
	open(f, 'w').write(s.replace('</channel>', '<item><guid isPermaLink="false">new</guid><title>Ferries</title><description>&lt;p&gt;Ferries to the outer islands stop at dusk until the strike of the pilots is settled.&lt;/p&gt;&lt;p&gt;Add a Comment&lt;/p&gt;&lt;p&gt;Log in to reply&lt;/p&gt;</description></item></channel>'))
END
check "leftovers: the next run, its index made again" "$wirefold" run -F -c "$work/feeds.conf"
same "leftovers: kept in what comes, too" "$(line new '[._wirefold.leftovers, ._wirefold.furniture]')" '[1,[2]]'
check "leftovers: verify after it" cmd verify
