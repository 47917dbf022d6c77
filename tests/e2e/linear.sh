#!/bin/bash
# What is built to be slow costs twice as much when it is twice as long: instructions
# counted by callgrind. Of three sizes, each twice the one before, the growth to the third
# is held against the growth to the second, so that what every document costs stays out
# of it; 2 is linear, 4 is a square.
cd "$(dirname "$0")/../.." || exit 2
command -v valgrind >/dev/null || { echo "skip linear: no valgrind"; exit 0; }
program=${LINEAR_PROGRAM:-build/opt/bench/parse_linear}
bar=2.3
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
valgrind --tool=callgrind --callgrind-out-file="$work/out" "$program" > "$work/log" 2>&1 || { tail -n 5 "$work/log" | sed 's/^/# /'; echo "not ok linear: the program ends"; exit 1; }
awk -v bar=$bar '
	/^desc: Trigger: Client Request: / { sub(/^desc: Trigger: Client Request: /, ""); split($0, at, "|"); row = at[1]; size = at[2] }
	/^summary: / || /^totals: / { if (row != "") { if (!(row in smallest)) { smallest[row] = size; order[++n] = row }
		cost[row, size] = $2; row = "" } }
	END { for (i = 1; i <= n; i++) { r = order[i]; s = smallest[r]
		a = cost[r, 2 * s] - cost[r, s]; b = cost[r, 4 * s] - cost[r, 2 * s]
		ratio = a > 100000 ? b / a : (b < 4 * 100000 ? 2 : 99)
		printf "%s linear: %s: %.2f (<= %s), %d instructions\n", ratio <= bar ? "ok" : "not ok", r, ratio, bar, cost[r, 4 * s]
		bad += ratio > bar }
	  exit bad > 0 || n == 0 }' $(ls -v "$work"/out.* 2>/dev/null)
