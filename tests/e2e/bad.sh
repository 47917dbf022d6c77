#!/bin/bash
# Feeds that are none, and feeds that bite: each fails with its cause and costs
# nobody else anything. The good feeds' entries equal those of a run without them.
. "$(dirname "$0")/../lib/e2e.sh"
[ -x "$top/build/opt/wirefold" ] && wirefold=$top/build/opt/wirefold # with the real jail
e2e_hosts 6
e2e_conf
python3 "$top/tests/lib/bombs.py" "$work/www/h6"
for i in 1 2 3 4; do
	e2e_feed "$work/www/h$i/feed.rss" $(seq -f "h$i-%g" 6)
	echo "https://h$i.wire.test:$port/feed.rss name=good$i" >> "$work/feeds.conf"
done
cp "$work/feeds.conf" "$work/good.conf"
wirefold_good() { "$wirefold" run -c "$work/good.conf" -a "$work/good"; }
check "the good feeds alone" wirefold_good

want() { # FILE CAUSE
	echo "https://h6.wire.test:$port/$1 name=bad-$1" >> "$work/feeds.conf"
	printf '%s\t%s\n' "$1" "$2" >> "$work/want"
}
want page.html 'HTML'
want empty.rss 'empty'
want notfeed.rss 'not a feed'
want unknown.rss 'not a feed'
want large.rss 'larger than 8388608 bytes'
want bomb.rss.gz 'larger than 8388608 bytes'
want lol.rss 'entity'
want quad.rss 'entity'
want attlist.rss 'ttribute'
want xxe.rss 'entity'
want param.rss 'entity'
want attributes.rss 'attributes'
want deep.rss 'deep'
want nul.rss 'not a feed'
want json.rss 'not a feed'
want missing.rss 'HTTP status 404'
echo "https://h9.wire.test:$port/x resolve=127.0.9.9 allow-private=127.0.0.0/8 ca=$work/srv/ca.pem name=bad-refused" >> "$work/feeds.conf"
printf 'refused\tconnect to 127.0.9.9:\n' >> "$work/want"
echo "https://h7.wire.test:$port/x resolve=127.0.9.2 allow-private=127.0.0.0/8 ca=$work/srv/ca.pem name=bad-wrongname" >> "$work/feeds.conf"
printf 'wrongname\th7.wire.test\n' >> "$work/want"
echo "https://h1.wire.test.:$port/feed.rss resolve=127.0.9.1 name=bad-ca" >> "$work/feeds.conf"
printf 'ca\t127.0.9.1:%s is not a public address\n' "$port" >> "$work/want"
echo "http://127.0.0.1:$port/ name=bad-private" >> "$work/feeds.conf"
printf 'private\t127.0.0.1:%s is not a public address\n' "$port" >> "$work/want"
# Redirects: each hop is judged anew.
redirect() { # NAME CAUSE
	echo "https://h1.wire.test:$port/r/$1 name=bad-r-$1" >> "$work/feeds.conf"
	printf 'r-%s\t%s\n' "$1" "$2" >> "$work/want"
}
redirect loop 'more than 5 redirects'
redirect file 'redirect to something else than http'
redirect down 'redirect from https down to http://'
redirect user 'bad redirect'
redirect away '10.0.0.1:443 is not a public address'
echo "https://h5.wire.test:$port/r/busy name=bad-r-busy" >> "$work/feeds.conf" # a server of its own: it is left alone then
printf 'r-busy\tHTTP status 429\n' >> "$work/want"
echo "https://h1.wire.test:$port/r/twice name=odd-moved" >> "$work/feeds.conf"
echo "https://h1.wire.test:$port/r/gone name=gone" >> "$work/feeds.conf"
# These are read, whatever is in them.
for f in deephtml htmlattributes angles items controls; do
	echo "https://h6.wire.test:$port/$f.rss name=odd-$f" >> "$work/feeds.conf"
done

out=$(e2e_run -v 2>&1); same "a run with bad feeds is exit 0" $? 0
echo "$out" > "$work/out"
while IFS="$(printf '\t')" read -r name cause; do
	line=$(grep "bad-$name: " "$work/out")
	case $line in *"$cause"*"(1st failure, since "*) pass "bad: $name" ;; *) fail "bad: $name" "want $cause" "got  $line" ;; esac
done < "$work/want"
for f in deephtml htmlattributes angles items controls; do
	check "odd: $f is read" grep -q "odd-$f: [1-9][0-9]* entries" "$work/out"
done
check "odd: redirected twice, read" grep -q 'odd-moved: 6 entries' "$work/out"
check "410 is said once" grep -q 'gone: gone for good' "$work/out"
check "410 is not asked again" sh -c "! '$wirefold' run -F -n -c '$work/feeds.conf' | grep -q '^gone'"
next=$("$wirefold" status -c "$work/feeds.conf" bad-r-busy | grep -o 'next [^ ]*' | cut -d' ' -f2)
wait=$(($(date -d "$next" +%s) - $(date +%s)))
check "429 with Retry-After: 7200 waits so long, and a tenth more at most ($wait)" test "$wait" -ge 7000 -a "$wait" -le 7920
check "no child was killed by the clock" sh -c "! grep -q 'took longer' '$work/out'"
check "nothing was deferred" grep -q ' 0 deferred' "$work/out"
e2e_entries "$work/good" > "$work/a"
e2e_entries "$archive" > "$work/all"
python3 - "$archive" > "$work/ids" <<'END'
import glob, json, sys
for f in glob.glob(sys.argv[1] + '/journal/*.jsonl'):
    for l in open(f, encoding='utf-8'):
        o = json.loads(l)
        if 'id' in o and o['_wirefold']['feed'].startswith('good'):
            print(o['id'])
END
grep -F -f "$work/ids" "$work/all" > "$work/b"
check "the good feeds' entries are the same" cmp "$work/a" "$work/b"
same "the good feeds' entries are all there" "$(wc -l < "$work/a")" 24
check "verify" "$wirefold" verify -a "$archive"
check "an independent reader agrees" python3 "$top/tests/read_archive.py" "$archive"
check "no canary of /etc/passwd in the archive" sh -c "! grep -rq 'root:x:' '$archive'"
check "no control character in any story file" sh -c "! grep -rlP '[\x00-\x08\x0b-\x1f\x7f]' '$archive/stories'"

# Three failures in a row are one line, and exit 1 once.
echo "https://h6.wire.test:$port/missing2.rss name=late" > "$work/late"
{ cat "$work/good.conf"; cat "$work/late"; } > "$work/feeds.conf"; archive=$work/third
run3() { "$wirefold" run -F -c "$work/feeds.conf" -a "$archive" "$@" 2>&1; }
out=$(run3); same "1st failure: silent" "$? $out" "0 "
out=$(run3); same "2nd failure: silent" "$? $out" "0 "
out=$(run3); rc=$?
check "3rd failure: named with its cause, exit 1" test "$rc $out" = "1 wirefold: late: HTTP status 404 (3rd failure, since $(date -u +%F))"
out=$(run3); same "4th failure: silent again" "$? $out" "0 "
out=$(run3 --strict); same "--strict: exit 1 as long as one fails" $? 1
e2e_feed "$work/www/h6/missing2.rss" late-1
out=$(run3); same "recovery is said once" "$? $out" "0 wirefold: late: answers again, after 5 failures since $(date -u +%F): HTTP status 404"
out=$(run3); same "then silence" "$? $out" "0 "

# No network: one line, nobody's failure.
nginx_stop "$work/srv"
before=$(cat "$archive/state/feeds.jsonl")
out=$(run3); rc=$?
same "no network: one line, exit 3" "$rc $out" "3 wirefold: no network: none of 5 hosts answers"
same "no network: nobody's failure" "$(cat "$archive/state/feeds.jsonl")" "$before"
