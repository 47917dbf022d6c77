#!/bin/bash
# The kept corpora through the fuzz targets, built with sanitizers: what was found once
# is not found again.
cd "$(dirname "$0")/../.." || exit 2
programs=${FUZZ_PROGRAMS:-build/san/fuzz}
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
failed=0
for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c); name=${name#fuzz_}
	[ "$name" != lib ] || continue
	seeds=tests/fuzz/corpus/$name
	[ "$name" != feed ] || seeds="$seeds tests/parse/cases"
	if out=$("$programs/$name" $seeds 2>&1); then
		echo "ok fuzz corpus: $name, $(grep -c '^ok ' <<< "$out") inputs"
	else
		echo "not ok fuzz corpus: $name"; failed=1
		tail -n 20 <<< "$out" | sed 's/^/# /'
	fi
done
exit $failed
