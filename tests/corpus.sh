#!/bin/bash
# corpus.sh FEEDS: serves a folder of captured feeds from 24 host names over TLS, one
# `wirefold run` polls them all, a second one brings nothing new. Prints the figures.
. "$(dirname "$0")/lib/e2e.sh"
wirefold=$top/build/opt/wirefold
n=24
e2e_hosts $n
e2e_conf
k=0
for f in "$1"/*; do
	case $f in *.tsv) continue ;; esac
	h=$((k % n + 1)); name=$k.${f##*.}
	cp "$f" "$work/www/h$h/$name"; chmod u+w "$work/www/h$h/$name"
	echo "https://h$h.wire.test:$port/$name name=f$k" >> "$work/feeds.conf"
	k=$((k + 1))
done
/usr/bin/env time -f '%e s wall, %U s user, %S s system, %M kB peak of the largest process' true 2>/dev/null && timed="/usr/bin/env time -f"
start=$(date +%s.%N)
"$wirefold" run -v -c "$work/feeds.conf" > "$work/out" 2>&1
rc=$?
end=$(date +%s.%N)
awk -v a="$start" -v b="$end" 'BEGIN { printf "%.1f s\n", b - a }'
tail -n 3 "$work/out" | sed 's/^wirefold: //'
grep 'failure' "$work/out" | cut -c1-160
stored=$(grep -o '[0-9]* with news' "$work/out" | cut -d' ' -f1)
same "corpus: the run ends with 0" $rc 0
check "corpus: at least 236 of $k feeds are stored ($stored)" test "${stored:-0}" -ge 236
check "corpus: no child crashed" sh -c "! grep -q 'killed by\|took longer\|END' '$work/out'"
"$wirefold" run -F -v -c "$work/feeds.conf" > "$work/out2" 2>&1
check "corpus: run -F brings nothing new" grep -q ' 0 new:' "$work/out2"
tail -n 3 "$work/out2" | sed 's/^wirefold: //'
check "corpus: verify" "$wirefold" verify -a "$archive"
check "corpus: an independent reader agrees" python3 "$top/tests/read_archive.py" "$archive"
