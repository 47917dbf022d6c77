#!/bin/bash
# SIGKILL for the front, the fetcher, the parser and its children in the middle of runs:
# nothing lost, nothing twice, no partial file, the next run needs no hand.
# KILLS=50 makes the long form.
. "$(dirname "$0")/../lib/e2e.sh"
wirefold=$top/build/opt/wirefold
e2e_hosts 8
e2e_conf
for i in $(seq 8); do
	for k in $(seq 2); do
		e2e_feed "$work/www/h$i/feed$k.rss" $(seq -f "h$i-$k-%g" 12)
		echo "https://h$i.wire.test:$port/feed$k.rss name=feed$i-$k" >> "$work/feeds.conf"
	done
done
run_into() { "$wirefold" run -c "$work/feeds.conf" -a "$@"; }
check "the undisturbed run" run_into "$work/quiet"
e2e_entries "$work/quiet" > "$work/want"
same "the undisturbed run has 192 entries" "$(wc -l < "$work/want")" 192

whole() { # every file under stories/ ends as a file does: its own hash holds
	python3 "$top/tests/read_archive.py" "$1"
}

broken=0
kills=${KILLS:-8}
ms=$( { TIMEFORMAT=%R; time run_into "$work/timed"; } 2>&1 | tail -n 1 | tr -d . | sed 's/^0*//')
for n in $(seq "$kills"); do
	dir=$work/k$n
	"$wirefold" run -c "$work/feeds.conf" -a "$dir" 2>/dev/null & pid=$!
	sleep "$(awk -v n="$n" -v k="$kills" -v ms="$ms" 'BEGIN { printf "%.3f", ms / 1000 * n / (k + 1) }')"
	kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
	# What is there now is whole, whatever the moment.
	find "$dir/stories" -type f -name '*.txt' 2>/dev/null | while read -r f; do
		[ "$(tail -c 1 "$f" | od -An -c | tr -d ' ')" = '\n' ] && grep -q '^Text-Sha256: ' "$f" || echo "$f"
	done > "$work/partial"
	[ -s "$work/partial" ] && { broken=$((broken + 1)); fail "kill $n: partial files" "$(head -n 3 "$work/partial")"; }
	run_into "$dir" -F > "$work/out" 2>&1 || { rc=$?; broken=$((broken + 1)); fail "kill $n: the next run" "exit $rc: $(head -n 3 "$work/out")"; }
	e2e_entries "$dir" | cmp -s - "$work/want" || { broken=$((broken + 1)); fail "kill $n: entries differ"; }
	whole "$dir" > "$work/out" || { broken=$((broken + 1)); fail "kill $n: archive" "$(head -n 3 "$work/out")"; }
	"$wirefold" verify -a "$dir" > "$work/out" || { broken=$((broken + 1)); fail "kill $n: verify" "$(head -n 3 "$work/out")"; }
	same "kill $n: no entry twice" "$(cat "$dir"/journal/*.jsonl | grep -c '^{"id"')" 192
	[ -z "$(find "$dir/tmp" -type f)" ] || fail "kill $n: temporaries left"
	rm -rf "$dir"
done
same "killed at $kills moments: broken" "$broken" 0

# The helpers die: the run goes on, or ends as it should; then a run heals.
helper_dies() { # NAME PATTERN TIMES
	dir=$work/h-$1
	"$wirefold" run -c "$work/feeds.conf" -a "$dir" > "$work/out" 2>&1 & pid=$!
	for n in $(seq "$3"); do
		for _ in $(seq 200); do
			victim=$(pgrep -P $pid -x "$2" 2>/dev/null)
			[ -n "$victim" ] && break
			sleep 0.005
		done
		[ -n "$victim" ] && kill -9 "$victim" 2>/dev/null
		sleep 0.05
	done
	wait $pid; rc=$?
	[ $rc = 0 ] || [ $rc = 3 ] || fail "$1 killed: exit $rc" "$(cat "$work/out")"
	run_into "$dir" -F > /dev/null
	e2e_entries "$dir" > "$work/got"
	check "$1 killed ($3 times): the next run has everything" cmp "$work/got" "$work/want"
	check "$1 killed: verify" "$wirefold" verify -a "$dir"
}
helper_dies fetcher wirefold-fetch 1
helper_dies fetcher-twice wirefold-fetch 2
helper_dies parser wirefold-parse 1
helper_dies parser-thrice wirefold-parse 3

# A clean stop by a signal.
dir=$work/stop
"$wirefold" run -c "$work/feeds.conf" -a "$dir" & pid=$!
sleep 0.3; kill -TERM $pid 2>/dev/null; wait $pid; rc=$?
check "SIGTERM: exit 143, or done" test $rc = 143 -o $rc = 0
check "SIGTERM: the archive is whole" whole "$dir"
run_into "$dir" -F; e2e_entries "$dir" > "$work/got"
check "SIGTERM: the next run has everything" cmp "$work/got" "$work/want"
