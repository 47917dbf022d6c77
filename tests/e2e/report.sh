#!/bin/bash
# What a run says of feeds that fail: nothing, then once, then once a day, then once when they are
# well again; always with the cause.
. "$(dirname "$0")/../lib/e2e.sh"
www=$work/www; mkdir -p "$www"
python3 "$top/tests/lib/answers.py" 127.0.9.1 "$port" "$www" & extra_pids=$!
while [ ! -e "$www/up" ]; do sleep 0.1; done
e2e_conf
a="allow-private=127.0.0.0/8 interval=1m"
{
	echo "http://127.0.9.1:$port/good name=good $a"
	echo "http://127.0.9.1:$port/late name=late $a"
	echo "http://127.0.9.1:$port/gone name=gone $a"
	echo "http://127.0.9.9:$port/x name=refused $a"
	echo "http://127.0.9.8:$port/x name=silent timeout=1s $a"
} >> "$work/feeds.conf"
e2e_feed "$work/body" r-1; for n in good late; do { echo 200; echo 'Content-Type: application/rss+xml'; echo; cat "$work/body"; } > "$www/$n"; done
ok=$(cat "$www/late"); echo 500 > "$www/late"; echo >> "$www/late"; printf '410\n\n' > "$www/gone"
# A listener that takes no connection: its queue is full.
python3 -c 'import socket, sys, time
s = socket.socket(); s.bind(("127.0.9.8", int(sys.argv[1]))); s.listen(0)
held = []
for _ in range(4):
    c = socket.socket(); c.setblocking(False); c.connect_ex(("127.0.9.8", int(sys.argv[1]))); held.append(c)
print("up", flush=True); time.sleep(120)' "$port" > "$work/up" & extra_pids="$extra_pids $!"
while [ ! -s "$work/up" ]; do sleep 0.1; done
at() { out=$(e2e_run -F -P "$1" 2>&1); rc=$?; echo "$rc $(echo "$out" | sed 's/^wirefold: //' | sort | tr '\n' '|')"; }
same "the first failure: a 410 is said, the rest not yet" "$(at 2026-11-22T08:00:00Z)" "0 gone: gone for good (HTTP status 410): not polled any more|"
same "the second: nothing" "$(at 2026-11-22T09:00:00Z)" "0 |"
same "the third: each with its cause, exit 1" "$(at 2026-11-23T08:00:00Z)" \
	"1 late: HTTP status 500 (3rd failure, since 2026-11-22)|refused: connect to 127.0.9.9:$port: connection refused (3rd failure, since 2026-11-22)|silent: connect to 127.0.9.8:$port: timed out (3rd failure, since 2026-11-22)|"
same "the same day: nothing, exit 0" "$(at 2026-11-23T20:00:00Z)" "0 |"
same "a day later: once more, exit 0" "$(at 2026-11-24T08:00:00Z | grep -o '^0\|[a-z]*: .*5th failure' | wc -l)" 2
same "and no more that day" "$(at 2026-11-24T09:00:00Z)" "0 |"
echo "$ok" > "$www/late"
same "well again: once, with what it was" "$(at 2026-11-24T10:00:00Z)" "0 late: answers again, after 6 failures since 2026-11-22: HTTP status 500|"
same "then nothing" "$(at 2026-11-24T10:30:00Z)" "0 |"
printf '500\n\n' > "$www/late"; at 2026-11-24T11:00:00Z > /dev/null; echo "$ok" > "$www/late"
same "one failure, well again: nothing" "$(at 2026-11-24T11:30:00Z)" "0 |"
sed -i "1i set fail-after 1" "$work/feeds.conf"; printf '500\n\n' > "$www/late"
same "fail-after" "$(at 2026-11-24T12:00:00Z | grep -o 'late: .*')" "late: HTTP status 500 (1st failure, since 2026-11-24)|"
