#!/bin/bash
# Permanent redirects: adopted after a week of the same answer, never sooner, and given up
# again when the new place fails. feeds.conf stays as it is.
. "$(dirname "$0")/../lib/e2e.sh"
export E2E_DATE=2026-11-01T06:00:00+00:00
www=$work/www; mkdir -p "$www"
python3 "$top/tests/lib/answers.py" 127.0.9.1 "$port" "$www" & extra_pids=$!
while [ ! -e "$www/up" ]; do sleep 0.1; done
e2e_conf
echo 'host a.test resolve=127.0.9.1 allow-private=127.0.0.0/8' >> "$work/feeds.conf"
echo 'host 127.0.9.1 validators=lm' >> "$work/feeds.conf"
here=http://a.test:$port there=http://127.0.9.1:$port
answer() { # NAME STATUS HEADER...: with a body of its own
	n=$1 st=$2; shift 2
	e2e_feed "$work/body" "$n-1"
	{ echo "$st"; for h; do echo "$h"; done; echo; cat "$work/body"; } > "$www/$n"
}
for k in perm temp mixed other page gone busy both; do
	echo "$here/$k name=$k" >> "$work/feeds.conf"
	answer $k 301 "Location: $there/$k-new"; answer $k-new 200 'ETag: "1"' 'Last-Modified: Mon, 16 Nov 2026 00:00:00 GMT'
done
answer temp 302 "Location: $there/temp-new"
answer mixed 308 "Location: $there/mixed-mid"; answer mixed-mid 307 "Location: $there/mixed-new"
cp "$work/feeds.conf" "$work/conf.was"
at() { e2e_run -F -P "$1" "${@:2}"; }
asked() { cut -f2 "$www/log" | grep "^/$1" | tr '\n' ' '; }
status() { "$wirefold" status -c "$work/feeds.conf" "$1" | tail -n 1 | sed 's/^ *//'; }
at 2026-11-02T07:00:00Z; same "first run" $? 0
same "status says where it goes, and until when" "$(status perm)" "moved to $there/perm-new (since 2026-11-02T07:00:00Z, adopted from 2026-11-09T07:00:00Z on)"
same "not with a temporary redirect in the chain" "$(status mixed | grep -c moved)/$(status temp | grep -c moved)" 0/0
at 2026-11-06T07:00:00Z
answer other 301 "Location: $there/other-newer"; answer other-newer 200 'ETag: "1"'
mv "$www/page-new" "$www/page-was"; printf '200\nContent-Type: text/html\n\n<html><p>Domain for sale</p></html>' > "$www/page-new"
at 2026-11-07T07:00:00Z; mv "$www/page-was" "$www/page-new"
at 2026-11-09T06:59:00Z; same "not adopted in less than seven days" "$(status perm | grep -c '^asked at')" 0
at 2026-11-09T07:01:00Z; same "adopted after seven" "$(status perm)" "asked at $there/perm-new (adopted 2026-11-09T07:01:00Z)"
rm "$www/log"; at 2026-11-09T08:00:00Z
same "then it is asked there" "$(asked perm)" "/perm-new "
same "with the keys of that host's line" "$(grep /perm-new "$www/log" | cut -f4)" "-"
same "a temporary redirect is followed each time" "$(asked temp)" "/temp /temp-new "
same "so is a chain with one in it" "$(asked mixed)" "/mixed /mixed-mid /mixed-new "
same "another target starts the week anew" "$(asked other)" "/other /other-newer "
same "so does a target that was no feed" "$(asked page)" "/page /page-new "
cmp -s "$work/feeds.conf" "$work/conf.was"; same "feeds.conf is as it was" $? 0
at 2026-11-14T08:00:00Z; same "in the end that one too" "$(status other)" "asked at $there/other-newer (adopted 2026-11-14T08:00:00Z)"

# The new place fails.
answer gone-new 404; answer gone 200 'ETag: "2"'; answer busy-new 503 'Retry-After: 60'; answer both-new 404
rm "$www/log"; out=$(at 2026-11-20T07:00:00Z -v 2>&1)
same "it fails: its own URL is asked at once" "$(asked gone)" "/gone-new /gone "
same "no failure if that answers" "$(echo "$out" | grep -c '^wirefold: gone: 1 entries')" 1
same "a busy server is no reason" "$(asked busy)" "/busy-new "
same "both fail: the failure of its own URL" "$(asked both) $(echo "$out" | grep -o 'both: .*')" "/both-new /both /both-new  both: HTTP status 404 (1st failure, since 2026-11-20)"
answer both-new 200 'ETag: "1"'; rm "$www/log"; at 2026-11-20T09:00:00Z
same "the adopted URL is given up" "$(asked gone)$(asked both)" "/gone /both /both-new "
same "and the week starts anew" "$(status both)" "moved to $there/both-new (since 2026-11-20T09:00:00Z, adopted from 2026-11-27T09:00:00Z on)"
same "the busy one's is kept" "$(status busy | grep -c "^asked at")" 1

# No network is nobody's fault; another URL in feeds.conf ends it.
kill $extra_pids; wait $extra_pids 2>/dev/null
sed -i "s|name=perm|name=perm|; s|^$here/gone |http://127.0.9.3:1/x allow-private=127.0.0.0/8 |" "$work/feeds.conf"
at 2026-11-21T07:00:00Z > "$work/out" 2>&1; same "no network" "$? $(cat "$work/out")" "3 wirefold: no network: none of 2 hosts answers"
rm "$www/up"; python3 "$top/tests/lib/answers.py" 127.0.9.1 "$port" "$www" & extra_pids=$!
while [ ! -e "$www/up" ]; do sleep 0.1; done
same "keeps what was adopted" "$(status perm | grep -c '^asked at')" 1
answer perm2 200; sed -i "s|^$here/perm |$here/perm2 |" "$work/feeds.conf"; rm "$www/log"; at 2026-11-21T09:00:00Z
same "another URL in feeds.conf is asked" "$(asked perm)" "/perm2 "
same "and ends the adoption" "$(status perm | grep -c '^asked at')" 0

# 304 counts only as an answer to validators.
answer perm2 304; at 2026-11-22T09:00:00Z -v > "$work/out" 2>&1
check "a 304 that nobody asked for is a failure" grep -q 'perm: HTTP status 304 to a request without validators' "$work/out"
