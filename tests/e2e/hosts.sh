#!/bin/bash
# Many servers in one run: slow ones hold a quarter of the slots at most, a busy one is left alone at
# once, what time does not allow comes first the next time, and a start off the minute.
. "$(dirname "$0")/../lib/e2e.sh"
[ -x "$top/build/opt/wirefold" ] && wirefold=$top/build/opt/wirefold
www=$work/www; mkdir -p "$www"; e2e_feed "$www/feed.rss" h-1
python3 "$top/tests/lib/hosts.py" "$port" "$www" 1 120 & extra_pids=$!
while [ ! -e "$www/up" ]; do sleep 0.1; done
begin() { e2e_conf; rm -rf "$archive" "$www/log" "$www/peak"; : > "$www/log"; }
feed() { echo "http://127.0.8.$1:$port/$2 name=$3 allow-private=127.0.0.0/8 interval=1m timeout=2s" >> "$work/feeds.conf"; }
at() { e2e_run -P "$@" > "$work/out" 2>&1; echo $?; }
peak() { cat "$www/peak" 2>/dev/null || echo 0; }
requests() { grep -c " /$1" "$www/log"; }

# A hundred servers that never answer, and twenty that do.
begin; touch "$www/slow"
for i in $(seq 100); do feed $i slow slow$i; done
for i in $(seq 101 120); do feed $i fast fast$i; done
at 2026-11-23T07:00:00Z > /dev/null
same "the first time nobody knows: all at once" "$(peak) $(requests fast)" "100 20"
same "they are remembered as slow" "$(grep -c '"slow":1' "$archive/state/hosts.jsonl")" 100
rm "$www/peak"; : > "$www/log"; at 2026-11-23T09:00:00Z -F -v > /dev/null
check "then they hold 64 of 256 slots at most, and that many ($(peak))" test "$(peak)" = 64
same "all are asked in the end" "$(requests slow) $(requests fast)" "100 20"
same "the others come before the second wave of them" "$(sed '/slow/!d' "$www/log" | wc -l) $(head -n 90 "$www/log" | grep -c fast)" "100 20"
rm "$www/slow"; at 2026-11-24T09:00:00Z -F > /dev/null
same "well again, they are slow no more" "$(grep -c '"slow"' "$archive/state/hosts.jsonl" 2>/dev/null)" 0
touch "$www/slow"
begin; for i in 1 2 3; do feed $i slow slow$i; done; same "no network" "$(at 2026-11-25T09:00:00Z)" 3
same "says nothing of a server" "$(cat "$archive/state/hosts.jsonl" 2>/dev/null)" ""
begin; for i in $(seq 70); do feed 1 slow-$i slow$i; done; feed 2 fast other
at 2026-11-25T09:00:00Z --strict -s 8 > /dev/null
check "a server that shows itself slow gets the slow lane in the same run" test "$(requests slow)" -lt 5

# A busy one.
begin; touch "$www/busy"
for i in $(seq 40); do feed 1 busy-$i b$i; done; feed 2 fast other
same "429: nothing more is asked of that server in the run" "$(at 2026-11-23T07:00:00Z -v) $(requests busy) $(requests fast)" "0 1 1"
check "the others are no failures: they wait" grep -q '41 feeds: 1 with news, .* 1 failed, 39 deferred' "$work/out"
rm "$www/busy"; : > "$www/log"; at 2026-11-23T07:05:00Z > /dev/null
same "and wait in the next run" "$(requests busy) $(requests fast)" "0 1"
at 2026-11-23T09:00:00Z > /dev/null; same "until it is over" "$(requests busy)" 40

# The deadline.
begin; for i in $(seq 20); do feed 1 late-$i l$i; done
start=$(date +%s); at 2026-11-23T07:00:00Z -v -s 8 > /dev/null; took=$(($(date +%s) - start))
check "the network stops at seven eighths of -s ($took s)" test "$took" -ge 6 -a "$took" -le 8
n=$(requests late); check "what was not asked is deferred ($n of 20)" grep -q "20 feeds: $((n - 1)) with news, 0 not modified, 0 the same, 0 failed, $((21 - n)) deferred" "$work/out"
sed 's/.* //' "$www/log" | head -n "$((n - 1))" | sort > "$work/first"; : > "$www/log"
at 2026-11-23T08:00:00Z -v -s 8 > /dev/null
same "and comes first the next time" "$(head -n 5 "$www/log" | sed 's/.* //' | sort | comm -12 - "$work/first")" ""

# Off the minute.
begin; sed -i 's/^set start-jitter 0/set start-jitter 3s/' "$work/feeds.conf"; feed 1 fast one; feed 2 fast two
wait_for() { while [ "$(date +%-S)" != "$1" ]; do sleep 0.05; done; }
run() { e2e_run -v "$@" < /dev/null 2>&1 | grep -c 'starting in [0-9]* ms, off the minute'; }
sed -i 's/interval=1m/interval=10s/' "$work/feeds.conf"
same "the first run of all starts at once" "$(run)" 0
sleep 11; wait_for 0; same "a run that cron starts waits" "$(run)" 1
sleep 20; same "one at another second does not" "$(run)" 0
