#!/bin/bash
# A run from cron over real TLS: first poll, nothing new, changes, exit codes.
. "$(dirname "$0")/../lib/e2e.sh"
e2e_hosts 4
e2e_conf
for i in 1 2 3 4; do
	e2e_feed "$work/www/h$i/feed.rss" $(seq -f "h$i-%g" 5)
	echo "https://h$i.wire.test:$port/feed.rss  tag$i name=feed$i" >> "$work/feeds.conf"
done

out=$(e2e_run 2>&1); same "first run: quiet, exit 0" "$? $out" "0 "
same "first run: 20 entries" "$(e2e_entries "$archive" | wc -l)" 20
same "first run: 20 story files" "$(find "$archive/stories" -type f | wc -l)" 20
check "verify after the first run" "$wirefold" verify -a "$archive"
check "an independent reader agrees" python3 "$top/tests/read_archive.py" "$archive"
same "nothing is due right after" "$(e2e_run -n)" ""
before=$(cat "$work/srv/access.log" | wc -l)
e2e_run
same "run right after run makes no request" "$(wc -l < "$work/srv/access.log")" "$before"
sums=$(find "$archive/journal" "$archive/stories" "$archive/index" -type f -exec md5sum {} + | sort)
out=$(e2e_run -F -v 2>&1)
check "run -F: four times not modified" test "$(echo "$out" | grep -c ': not modified$')" = 4
same "run -F: nothing in journal, stories, index changes" "$(find "$archive/journal" "$archive/stories" "$archive/index" -type f -exec md5sum {} + | sort)" "$sums"
check "conditional requests were answered 304" grep -q '" 304 ' "$work/srv/access.log"
check "over HTTP/2" grep -q 'HTTP/2.0" 200' "$work/srv/access.log"
check "the user agent names us" grep -q 'wirefold/.* (+http' "$work/srv/access.log"
same "one connection a host and run" "$(e2e_run -F -v 2>&1 | grep -o '[0-9]* connections')" "4 connections"

# A lost state costs one full poll and brings nothing twice.
rm -rf "$archive/state"
e2e_run -v > "$work/out" 2>&1
check "lost state: everything was asked for again" grep -q '4 with news' "$work/out"
same "lost state: nothing new" "$(e2e_entries "$archive" | wc -l)" 20
check "lost state: no new line" grep -q ' 0 new:' "$work/out"

# A poll with nothing new leaves journal/, stories/ and index/ alone, directories too.
files() { (cd "$archive" && find journal stories index -printf '%p %i %s %T@ %C@\n' | sort); }
before=$(files); sleep 0.05
e2e_run -F; same "nothing new: exit 0" $? 0
same "nothing new: nothing is written" "$(files)" "$before"

# New entries and changed ones.
e2e_feed "$work/www/h1/feed.rss" h1-2 "h1-3=Harbour bridge opens, corrected" h1-4 h1-5 h1-6 h1-7
touch -d '+5 seconds' "$work/www/h1/feed.rss"
e2e_run -F
same "two more entries" "$(e2e_entries "$archive" | wc -l)" 22
file=$(grep -l '^Title: Harbour bridge opens, corrected$' -r "$archive/stories")
same "a changed title is revision 2" "$(grep '^Revision:' "$file")" "Revision: 2"
check "list shows the newest" "$wirefold" list -a "$archive" -n 3
same "list -n 3 has three lines" "$("$wirefold" list -a "$archive" -n 3 | wc -l)" 3
same "list --feed" "$("$wirefold" list -a "$archive" --feed feed2 | wc -l)" 5
check "list -o json is JSON" sh -c "'$wirefold' list -a '$archive' -o json | python3 -c 'import json,sys; [json.loads(l) for l in sys.stdin]'"
id=$(basename "$file" .txt)
same "show by a unique start" "$("$wirefold" show -a "$archive" "$id" | head -n 2 | tail -n 1)" "Story: $id"
same "path" "$("$wirefold" path -a "$archive" "$id")" "$file"
"$wirefold" show -a "$archive" 19990101-00 2>/dev/null; same "show of nothing is exit 1" $? 1
"$wirefold" status -c "$work/feeds.conf" > "$work/out"; same "status lists each feed, and the whole" "$(grep -c ' next ' "$work/out") $(tail -n 1 "$work/out" | grep -o '^4 feeds, ')" "4 4 feeds, "

# stories/ and index/ are derived.
cp -a "$archive" "$work/before"
rm -rf "$archive/stories" "$archive/index"
check "rebuild" "$wirefold" rebuild -a "$archive"
check "rebuild: the same bytes" diff -r "$work/before/stories" "$archive/stories"
same "rebuild: the same mtimes" "$(cd "$archive/stories" && find . -type f -printf '%p %T@\n' | sort | md5sum)" "$(cd "$work/before/stories" && find . -type f -printf '%p %T@\n' | sort | md5sum)"
check "rebuild: the same fold memory" diff -r "$work/before/index" "$archive/index"
rm -rf "$archive/stories" "$archive/index"
e2e_run -F; check "a run heals by itself too" diff -r "$work/before/stories" "$archive/stories"

# The clock.
"$wirefold" run -c "$work/feeds.conf" -P 1970-01-02T00:00:00Z > "$work/out" 2>&1; same "clock at 1970: exit 3" $? 3
check "clock at 1970: says so" grep -q 'the clock says 1970-01-02' "$work/out"
"$wirefold" run -c "$work/feeds.conf" -P 2106-01-01T00:00:00Z > "$work/out" 2>&1; same "clock at 2106: exit 3" $? 3

# A lock that is held.
python3 -c 'import fcntl, sys, time; f = open(sys.argv[1], "w"); fcntl.flock(f, fcntl.LOCK_EX); print("held", flush=True); time.sleep(60)' "$archive/lock" > "$work/held" &
extra_pids=$!
while [ ! -s "$work/held" ]; do sleep 0.1; done
out=$(e2e_run -F 2>&1); same "lock held: exit 75, silent" "$? $out" "75 "
check "readers take no lock" "$wirefold" list -a "$archive"
touch -d '-2 hours' "$archive/lock"
out=$(e2e_run -F 2>&1); rc=$?
check "a lock held for too long is named" sh -c "[ $rc = 75 ] && echo '$out' | grep -q 'holds the lock since'"
kill $extra_pids; wait $extra_pids 2>/dev/null; extra_pids=
e2e_run -F; same "the lock is free again" $? 0
