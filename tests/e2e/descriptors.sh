#!/bin/bash
# Next to no descriptors: what waits for one waits, and every feed is stored.
. "$(dirname "$0")/../lib/e2e.sh"
wirefold=$top/build/opt/wirefold # the sanitizers want some of their own
e2e_hosts 3
e2e_conf
for i in $(seq 90); do
	h=$((i % 3 + 1))
	e2e_feed "$work/www/h$h/$i.rss" "few-$i-1" "few-$i-2"
	echo "https://h$h.wire.test:$port/$i.rss name=few$i" >> "$work/feeds.conf"
done
out=$( (ulimit -n 56; e2e_run -v) 2>&1); rc=$?
check "56 descriptors: 90 feeds are stored" sh -c "[ $rc = 0 ] && echo \"\$1\" | grep -q ' 90 with news, .* 0 failed, 0 deferred'" sh "$out"
out=$( (ulimit -n 24; "$wirefold" list -n 3 -a "$archive") 2>&1); same "24 descriptors: list" "$? $(echo "$out" | wc -l)" "0 3"
out=$( (ulimit -n 8; e2e_run -F) 2>&1); rc=$?
check "8 descriptors: exit 3 with one line that says so" sh -c "[ $rc = 3 ] && [ \$(echo \"\$1\" | wc -l) = 1 ] && echo \"\$1\" | grep -q 'Too many open files'" sh "$out"
check "and nothing is lost" "$wirefold" verify -a "$archive"
