#!/bin/bash
# discover: the feeds of a page, by what it declares, by its links, by where feeds usually are; each
# candidate is fetched and read, a few requests and no more.
WIREFOLD_BUILD=${WIREFOLD_BUILD:-$(cd "$(dirname "$0")/../.." && pwd)/build/opt} # the sanitized one takes four times as long
. "$(dirname "$0")/../lib/e2e.sh"
e2e_hosts 2; e2e_conf
www=$work/www/h1; base=https://h1.wire.test:$port
asked() { sed -E 's/.*"GET ([^ ]*) .*/\1/' "$work/srv/access.log" | tr '\n' ' '; : > "$work/srv/access.log"; }
find_feeds() { "$wirefold" discover -c "$work/feeds.conf" "$@" > "$work/out" 2> "$work/err"; rc=$?; asked=$(asked); }
mkdir -p "$www/blog"; e2e_feed "$www/feed.rss" a1 a2
sed 's/>Test</>News \&amp; "views"</' "$www/feed.rss" > "$www/all.rss"
cp "$www/feed.rss" "$www/comments.rss"
cat > "$www/page.html" <<-'END'
	<!DOCTYPE html><html><head><title>A <link rel=alternate type=application/rss+xml href=/no></title>
	<script>var a = '<link rel="alternate" type="application/rss+xml" href="/script">'</script>
	<!-- <link rel="alternate" type="application/rss+xml" href="/comment"> -->
	<LINK REL="Alternate" TYPE="application/rss+xml" HREF=" ../all.rss ">
	<link rel=alternate type="application/rss+xml; charset=utf-8" href="//h1.wire.test:PORT/comments.rss"/>
	<link rel=alternate type=application/rss+xml href=all.rss>
	<link rel=alternate type=application/atom+xml href="/broken.xml">
	<link rel=alternate type=application/rss+xml href="javascript:alert(1)">
	<link rel=alternate type=application/rss+xml href="file:///etc/passwd">
	<link rel=alternate hreflang=de href="/de">
	<link rel=stylesheet type=application/rss+xml href="/style">
	</head><body><a href="/other/feed">feed</a>
END
sed -i "s/PORT/$port/" "$www/page.html"; echo '<rss' > "$www/broken.xml"
find_feeds "$base/page.html"
same "discover: what the page declares" "$rc $(cat "$work/out" "$work/err")" "0 $base/all.rss \"~News & \\\"views\\\"\"
$base/comments.rss \"~Test\""
same "discover: each once, nothing else" "$asked" "/page.html /all.rss /comments.rss /broken.xml "
cp "$work/out" "$work/lines"; { echo "set archive $archive"; cat "$work/lines"; } > "$work/some.conf"
same "discover: feeds.conf takes the lines" "$("$wirefold" check -c "$work/some.conf")" "2 feeds, no errors"
find_feeds "$base/feed.rss"; same "discover: a feed itself" "$rc $(cat "$work/out") $asked" "0 $base/feed.rss \"~Test\" /feed.rss "
find_feeds "$base/r/moved"; same "discover: where it is for good" "$(cat "$work/out")" "$base/feed.rss \"~Test\""
find_feeds "$base/r/twice"; same "discover: where it is, for now" "$(cat "$work/out")" "$base/r/twice \"~Test\""
cat > "$www/blog/index.html" <<-'END'
	<base href="/blog/x/"><a href="../about">about</a><a href='../../feed.rss?full=1'>RSS</a><a href="feed:https://h1.wire.test/none">
	<a href=/gone.atom>x</a>
END
find_feeds "$base/blog/"; same "discover: by its links" "$rc $(cat "$work/out")" "0 $base/feed.rss?full=1 \"~Test\""
same "discover: those that look so" "$asked" "/blog/ /feed.rss?full=1 /gone.atom "
mkdir -p "$work/www/h2"; echo '<p>nothing</p>' > "$work/www/h2/index.html"; cp "$www/feed.rss" "$work/www/h2/atom.xml"
find_feeds "https://h2.wire.test:$port/"; same "discover: where feeds usually are" "$rc $(cat "$work/out") $asked" \
	"0 https://h2.wire.test:$port/atom.xml \"~Test\" / /feed /rss.xml /atom.xml "
rm "$work/www/h2/atom.xml"
find_feeds "https://h2.wire.test:$port/"; same "discover: none: exit 1, one line" "$rc $(cat "$work/out" "$work/err")" \
	"1 wirefold: https://h2.wire.test:$port/: no feed found"
same "discover: none: nine requests" "$(echo $asked | wc -w)" 9
python3 -c "
print('<html>' + ''.join('<link rel=alternate type=application/rss+xml href=/%d.rss>' % i for i in range(20000)) + '<div>' * 100000 + '<a href=\"' * 50000)" > "$www/many.html"
find_feeds "$base/many.html"; same "discover: many that are none" "$rc $(echo $asked | wc -w) $(wc -l < "$work/err")" "1 9 1"
head -c 200000 /dev/urandom > "$www/noise.html"; find_feeds "$base/noise.html"; same "discover: noise" "$rc $(wc -l < "$work/err")" "1 1"
find_feeds "$base/none.html"; same "discover: no page" "$rc $(cat "$work/err")" "1 wirefold: $base/none.html: HTTP status 404"
"$wirefold" discover -c /dev/null "https://127.0.9.1:$port/page.html" > "$work/out" 2>&1; same "discover: a private address without a host line" "$? $(grep -c . "$work/out")" "1 1"
same "discover: try takes host lines, too" "$("$wirefold" try -c "$work/feeds.conf" "$base/all.rss" 2>&1 | head -n 1)" 'News & "views" (rss 2.0, utf-8)'
"$wirefold" discover ftp://x/ > "$work/out" 2>&1; same "discover: no URL of the web: exit 2" $? 2
exit $failed
