#!/bin/bash
# When a feed is asked again, and with which validators: against a server that answers as told.
. "$(dirname "$0")/../lib/e2e.sh"
export E2E_DATE=2026-11-23T06:00:00+00:00
www=$work/www; mkdir -p "$www"
python3 "$top/tests/lib/answers.py" 127.0.9.1 "$port" "$www" & extra_pids=$!
while [ ! -e "$www/up" ]; do sleep 0.1; done
e2e_conf
echo 'host a.test resolve=127.0.9.1 allow-private=127.0.0.0/8' >> "$work/feeds.conf"
feed() { echo "http://a.test:$port/$1 name=$1 $2" >> "$work/feeds.conf"; }
# answer NAME STATUS EXTRA-OF-CHANNEL HEADER...: with a body of its own
answer() {
	n=$1 st=$2 extra=$3; shift 3
	e2e_feed "$work/body" "$n-1" "$n-2"
	{ echo "$st"; for h; do echo "$h"; done; echo; sed "s|<description>d|$extra&|" "$work/body"; } > "$www/$n"
}
at() { t=$1; shift; e2e_run -P "$t" "$@"; }
asked() { sed -n "s/^[^\t]*\t\/$1\t//p" "$www/log" | tr '\t' ' ' | tail -n 1; }
status() { "$wirefold" status -c "$work/feeds.conf" "$1" | head -n 1 | sed 's/.*next \([^ ]* ([^)]*)\|[^ ]*\).*/\1/'; }
lm='Last-Modified: Mon, 16 Nov 2026 00:00:00 GMT'
for k in both etag lm none; do answer v-$k 200 "" 'ETag: "1"' "$lm"; feed v-$k validators=$k; done
answer h-own 200 "" 'ETag: "1"' "$lm"; echo "http://h.test:$port/h-own name=h-own validators=etag" >> "$work/feeds.conf"
answer h-host 200 "" 'ETag: "1"' "$lm"; echo "http://h.test:$port/h-host name=h-host" >> "$work/feeds.conf"
echo 'host h.test resolve=127.0.9.1 allow-private=127.0.0.0/8 validators=lm' >> "$work/feeds.conf"
answer own 200 '<ttl>60</ttl>' 'ETag: "1"'; feed own interval=5m
answer ttl 200 '<ttl>120</ttl>' 'ETag: "1"'; echo "http://t.test:$port/ttl name=ttl" >> "$work/feeds.conf"
echo 'host t.test resolve=127.0.9.1 allow-private=127.0.0.0/8' >> "$work/feeds.conf" # it will be busy
answer age 200 '<ttl>120</ttl>' 'ETag: "1"' 'Cache-Control: max-age=10800'; feed age
answer cap 200 '<ttl>120</ttl>' 'ETag: "1"' 'Cache-Control: max-age=10800'; feed cap max-age-cap=90m
answer hours 200 "<skipHours>$(seq -f '<hour>%g</hour>' -s '' 7 19)</skipHours>" 'ETag: "1"'; feed hours
answer days 200 '<skipDays><day>Monday</day><day>Tuesday</day></skipDays>' 'ETag: "1"'; feed days
at 2026-11-23T07:00:00Z > "$work/out" 2>&1; same "first run, a Monday" "$? $(cat "$work/out")" "0 "
next() { same "$1" "$(status "$2" | sed 's/:[0-9][0-9]:[0-9][0-9]Z//')" "$3"; }
next "interval= of its own line outranks ttl" own "2026-11-23T07 (interval 5m; ttl 60 overridden)"
next "ttl" ttl "2026-11-23T09 (ttl 120)"
next "max-age beats a shorter ttl" age "2026-11-23T10 (max-age 10800)"
next "max-age-cap" cap "2026-11-23T08 (max-age 10800)"
next "skipHours" hours "2026-11-23T20 (default 1h; skipHours)"
next "skipDays" days "2026-11-25T00 (default 1h; skipDays)"
same "without validators that are sent: a day, and up to a tenth" "$(status v-none | sed 's/T0[789].* (/ (/')" "2026-11-24 (default 1d)"
at 2026-11-24T06:00:00Z -n > "$work/out"; same "a skipped day does not make it due" "$(grep -c '^days' "$work/out")" 0

at 2026-11-24T08:00:00Z -F
same "validators=both" "$(asked v-both)" '304 "1" Mon, 16 Nov 2026 00:00:00 GMT'
same "validators=etag" "$(asked v-etag)" '304 "1" -'
same "validators=lm" "$(asked v-lm)" '200 - Mon, 16 Nov 2026 00:00:00 GMT'
same "a key of the host line" "$(asked h-host)" '200 - Mon, 16 Nov 2026 00:00:00 GMT'
same "its own line outranks the host line" "$(asked h-own)" '304 "1" -'
same "validators=none" "$(asked v-none)" '200 - -'
answer own 503 ''; answer ttl 429 '' 'Retry-After: 7200'; answer age 200 '<!-- other -->' 'ETag: "2"'
at 2026-11-24T09:00:00Z -F
next "Retry-After" ttl "2026-11-24T11 (Retry-After 2h)"
next "a failure" own "2026-11-24T09 (failure 1)"
answer own 200 '<ttl>60</ttl>' 'ETag: "1"'; answer ttl 200 '<ttl>120</ttl>' 'ETag: "1"'
at 2026-11-24T12:00:00Z -F
same "a 503 takes no validators" "$(asked own)" '304 "1" -'
same "nor does a 429" "$(asked ttl)" '304 "1" -'
same "a changed body brings its validators" "$(asked age)" '304 "2" -'
sed -i 's/^ETag: "2"/ETag: "3"/' "$www/age"; at 2026-11-24T15:00:00Z -F; at 2026-11-24T16:00:00Z -F
same "the same body, another validator: it is taken" "$(asked age)" '304 "3" -'
at 2026-11-30T08:00:00Z -F; same "7 days of 304: still conditional" "$(asked own)" '304 "1" -'
at 2026-12-01T08:00:00Z -F; same "8 days without a 200: in full" "$(asked own)" '200 - -'
same "what was answered in full later is not" "$(asked age)" '304 "3" -'
at 2026-12-01T10:00:00Z -F; same "then conditional again" "$(asked own)" '304 "1" -'

# A 429 is the word of the whole server, a 503 that of the one feed.
cp "$work/feeds.conf" "$work/one.conf"; rm -rf "$archive" "$www/log"; e2e_conf
for h in a b; do echo "host $h.test resolve=127.0.9.1 allow-private=127.0.0.0/8" >> "$work/feeds.conf"; done
for n in p q; do echo "http://a.test:$port/$n name=$n interval=1m"; done >> "$work/feeds.conf"
echo "http://b.test:$port/r name=r interval=1m" >> "$work/feeds.conf"
for n in p q r; do answer $n 200 ''; done
due() { at "$1" -n | sed 's/[^a-z].*//' | tr '\n' ' '; }
at 2026-11-24T10:00:00Z
answer p 429 '' 'Retry-After: 3600'; at 2026-11-24T10:05:00Z p
same "after a 429 the others of its server wait, another server's do not" "$(due 2026-11-24T10:10:00Z)" "r "
same "until Retry-After is over" "$(due 2026-11-24T11:12:00Z)" "p q r "
answer p 200 ''; at 2026-11-24T12:00:00Z; same "well again" "$(due 2026-11-24T12:05:00Z)" "p q r "
answer p 429 ''; at 2026-11-24T13:00:00Z p
same "a 429 that says nothing: ten minutes" "$(due 2026-11-24T13:09:00Z)/$(due 2026-11-24T13:12:00Z)" "r /p q r "
answer q 429 ''; at 2026-11-24T13:15:00Z q
same "again: twenty" "$(due 2026-11-24T13:34:00Z)/$(due 2026-11-24T13:40:00Z)" "r /p q r "
answer p 200 ''; answer q 200 ''; at 2026-11-24T15:00:00Z -F
answer p 503 '' 'Retry-After: 3600'; at 2026-11-24T16:00:00Z p
same "a 503 holds its own feed only" "$(due 2026-11-24T16:30:00Z)" "q r "

# Nor does -F ask before the time is over that a server asked for.
times() { grep -c "	/$1	" "$www/log"; }
before=$(times p); at 2026-11-24T16:35:00Z -F > "$work/out" 2>&1
same "-F honours the Retry-After of a 503" "$(($(times p) - before)) $(asked r | cut -c 1-3) $(cat "$work/out")" "0 200 wirefold: 1 feeds not asked: their servers said to come later (\`status\` says when)"
at 2026-11-24T17:02:00Z -F > "$work/out" 2>&1; same "once it is over it asks, and the 503 begins anew" "$(($(times p) - before)) $(cat "$work/out")" "1 "
answer p 200 ''; at 2026-11-24T18:05:00Z -F; answer q 429 '' 'Retry-After: 7200'; at 2026-11-24T18:10:00Z q
before=$(times p) m=$(times r); at 2026-11-24T19:00:00Z -F -q > "$work/out" 2>&1
same "that of a 429 holds the whole server, and -q says nothing of it" "$(($(times p) - before)) $(($(times r) - m)) $(cat "$work/out")" "0 1 "
answer q 200 ''; at 2026-11-24T20:15:00Z -F; same "until it is over" "$(($(times p) - before))" 1
# A Retry-After shorter than the back-off is honoured too, and no longer than it says.
answer r 503 '' 'Retry-After: 600'; at 2026-11-24T21:00:00Z -F; for t in 21:30 22:00 22:30; do at 2026-11-24T$t:00Z -F r; done
before=$(times r); at 2026-11-24T22:35:00Z -F r > /dev/null 2>&1; m=$(times r); at 2026-11-24T22:45:00Z -F r
same "a Retry-After below the back-off holds -F" "$((m - before)) $(($(times r) - m))" "0 1"
