#!/bin/bash
# The demo: nginx serves a sample wire over real TLS on loopback addresses, wirefold polls
# it three times, and what came of it is shown. Everything stays under DIR.
#
# usage: tests/demo/demo.sh DIR
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
wirefold=$top/build/opt/wirefold
port=${DEMO_PORT:-18443}
. "$top/tests/lib/nginx.sh"
rm -rf "$1" && mkdir -p "$1" && dir=$(cd "$1" && pwd) || exit 2
trap 'nginx_stop "$dir/server"' EXIT
trap 'exit 1' INT TERM HUP
die() { echo "demo: $*" >&2; exit 1; }
run() { "$wirefold" run -c "$dir/feeds.conf" "$@"; }
head_of() { sed -n '/^$/q;p' "$1" | cut -c1-110; }

export DEMO_PORT=$port
python3 "$here/make.py" "$dir/www" > "$dir/made" || die "cannot write the sample feeds"
i=0
: > "$dir/hosts"
cat > "$dir/feeds.conf" <<-END
	# The demo's feeds.conf. Each outlet has a loopback address of its own; the names exist
	# here only, so each host line says where its host is and that it may be private.
	set archive $dir/news
	set interval 15m
	host *.test allow-private=127.0.0.0/8 ca=$dir/server/ca.pem
END
for host in meridian.wire.test harbor-times.test northern-post.test daily-ledger.test valley-news.test coast-herald.test city-observer.test metro-mirror.test \
    isle-courier.test night-bulletin.test; do
	i=$((i + 1))
	echo "$host 127.0.7.$i $dir/www/$host" >> "$dir/hosts"
	echo "host $host resolve=127.0.7.$i" >> "$dir/feeds.conf"
done
cat >> "$dir/feeds.conf" <<-END

	https://meridian.wire.test:$port/feed.rss      wire   "~Meridian"       name=meridian agency=Meridian rank=1
	https://harbor-times.test:$port/feed.rss       paper  "~Harbor Times"   name=harbor-times
	https://northern-post.test:$port/feed.atom     paper  "~Northern Post"  name=northern-post
	https://daily-ledger.test:$port/feed.rdf       paper  "~Daily Ledger"   name=daily-ledger
	https://valley-news.test:$port/feed.json       paper  "~Valley News"    name=valley-news
	https://coast-herald.test:$port/feed.rss       paper  "~Coast Herald"   name=coast-herald
	https://city-observer.test:$port/feed.atom     paper  "~City Observer"  name=city-observer
	https://metro-mirror.test:$port/feed.rss       paper  "~Metro Mirror"   name=metro-mirror
	# These two carry a sentence and a link: the text is in the page.
	https://isle-courier.test:$port/feed.rss       paper  "~Isle Courier"   name=isle-courier fulltext=yes
	https://night-bulletin.test:$port/feed.rss     paper  "~Night Bulletin" name=night-bulletin fulltext=yes
END
nginx_start "$dir/server" "$port" "$dir/hosts" || die "nginx does not start; see $dir/server"

echo "== wirefold run: $(cat "$dir/made"), over TLS, each host its own certificate"
run -v > "$dir/first" 2>&1 || { cat "$dir/first"; die "the first run failed"; }
sed 's/^wirefold: /   /' "$dir/first"
stories=$(grep -rl '^Status: usable' "$dir/news/stories" | wc -l)
copies=$(cat $(find "$dir/news/stories" -name '*.txt') | grep -c '^Copy: ')
echo "   kept: $stories stories; folded into them: $copies copies"

story() { grep -rl "^Title: .*$1" "$dir/news/stories" | head -n 1; }
ferry=$(story 'halve winter sailings')
echo; echo "== a story that six outlets ran, as it stands in the archive (${ferry#"$dir/"})"
sed 's/^/   /' "$ferry" | cut -c1-150
library=$(story 'lost map among soaked')
echo; echo "== another: the outlets' comment forms and sign-up boxes are not in it"
head_of "$library" | sed 's/^/   /'; sed -n '/^$/,$p' "$library" | grep . | head -n 2 | cut -c1-110 | sed 's/^/   /'
lamp=$(story 'logbooks read by')
echo; echo "== two outlets' feeds are a teaser and a link (fulltext=yes): the text comes from the page, and nothing else of it"
grep -o '<description>The lamp.*\[...\]' "$dir/www/isle-courier.test/feed.rss" | cut -c1-140 | sed 's/^<description>/   the feed:  /'
sed 's/.*<article>//; s/<[^>]*>/ /g; s/  */ /g' "$dir/www/isle-courier.test/lamp.html" | cut -c1-140 | sed 's/^/   the page: /'
sed -n '/^$/,$p' "$lamp" | grep . | head -n 2 | cut -c1-140 | sed 's/^/   the story: /'
teasers=$(grep -hP '^Copy: \S+\t(isle-courier|night-bulletin)\t' -r "$dir/news/stories")
echo "$teasers" | cut -c1-120 | sed 's/^Copy:/   folded by its full text:/'
around=$(grep -rlE 'Share on|Read more about|Add a Comment|Required fields|Sign up for our morning|cookies|You may also like' "$dir/news/stories")
[ -z "$around" ] || die "what stands around an article came into $around"
[ "$(echo "$teasers" | wc -l)" = 4 ] || die "a teaser did not fold by the text of its page"
echo; echo "== wirefold list"
"$wirefold" list -c "$dir/feeds.conf" -n 12 | cut -c1-140 | sed 's/^/   /'
echo; echo "== two writers on one event, and copy that differs in its numbers only, stay apart"
"$wirefold" list -c "$dir/feeds.conf" -n 100 | grep -e ' radar' -e 'Weather for' -e 'quarterly results' -e ' [0-9]-[0-9] ' | cut -c1-140 | sed 's/^/   /'
echo "   the agency's paragraph of background stays in each of the $(grep -rl '^The Strait Accord, signed' "$dir/news/stories" | wc -l) stories that hold it"

echo; echo "== wirefold run -F right after: every feed is asked, conditionally"
run -F -v > "$dir/second" 2>&1 || { cat "$dir/second"; die "the second run failed"; }
sed 's/^wirefold: /   /' "$dir/second"
[ "$(grep -c ': not modified$' "$dir/second")" = 10 ] || die "not every feed answered 304"
grep -q '0 entries, 0 new' "$dir/second" || die "the second run brought something new"

echo; echo "== the wire moves on: a correction, an update under a new guid, a kill, one more copy"
bridge=$(story 'longest rail bridge'); museum=$(story 'silver whistle'); wages=$(story 'vote to strike'); hospital=$(story 'ospital ship')
was=$(grep -h '^Revision: ' "$bridge"); before=$(grep -c '^Copy: ' "$hospital")
python3 "$here/make.py" "$dir/www" --later || die "cannot change the sample feeds"
run -F -v > "$dir/third" 2>&1 || { cat "$dir/third"; die "the third run failed"; }
sed 's/^wirefold: /   /' "$dir/third"
echo "   correction: $(grep -h '^Revision: ' "$bridge") (was ${was#Revision: }), $(grep -ho '4.7 billion' "$bridge" | head -n 1)"
grep -h -e '^Title: ' "$bridge" | cut -c1-110 | sed 's/^/      /'
echo "   update:     $(grep -h '^Title: ' "$wages"), $(grep -h '^Revision: ' "$wages")"
echo "   new copy:   $(grep -c '^Copy: ' "$hospital") copies of the hospital ship (before: $before)"
grep -h '^Copy: .*metro' "$hospital" | cut -c1-110 | sed 's/^/      /'
echo "   kill:       ${museum#"$dir/"} is a tombstone now"
sed 's/^/      /' "$museum" | grep .
grep -q 4.7 "$bridge" && grep -q '^Status: killed' "$museum" || die "the correction or the kill did not arrive"
"$wirefold" verify -a "$dir/news" > "$dir/verified" || { cat "$dir/verified"; die "verify found something"; }
echo; echo "== wirefold verify: $(cat "$dir/verified")"
cat <<-END

	The archive stays in ${dir#"$top/"}/news. To look further:
	   find ${dir#"$top/"}/news/stories -name '*.txt' | head        any tool reads these
	   grep -rl 'strait' ${dir#"$top/"}/news/stories
	   build/opt/wirefold list -c ${dir#"$top/"}/feeds.conf
	   build/opt/wirefold status -c ${dir#"$top/"}/feeds.conf
	   cat ${dir#"$top/"}/news/journal/*.jsonl | head -n 3          the truth, JSON Feed items
END
