#!/bin/bash
# run --shard i/n: n shards poll exactly what one run would, each host in one of them.
. "$(dirname "$0")/../lib/e2e.sh"
echo "set archive $archive" > "$work/feeds.conf"
for i in $(seq 300); do for k in 1 2; do echo "https://host$i.test:$((440 + k))/f$k name=f$i-$k"; done; done >> "$work/feeds.conf"
e2e_run -n | sort > "$work/all"
same "a line is name, tab, URL" "$(sed -n 1p "$work/all" | tr '\t' '|')" "f1-1|https://host1.test:441/f1"
same "600 feeds are due" "$(wc -l < "$work/all")" 600
for n in 1 2 3 7; do
	for i in $(seq $n); do e2e_run -n --shard $i/$n > "$work/shard.$i"; done
	cat $(seq -f "$work/shard.%g" $n) | sort > "$work/together"
	check "$n shards are one run: none missing, none twice" cmp "$work/all" "$work/together"
	same "$n shards: each host in one" "$(for i in $(seq $n); do sed 's/-.*//' "$work/shard.$i" | sort -u; done | sort | uniq -d | wc -l)" 0
	least=$(wc -l $(seq -f "$work/shard.%g" $n) | awk '$2 != "total" { print $1 }' | sort -n | head -n 1)
	check "$n shards: the smallest is no less than half its share ($least)" test "$least" -ge $((300 / n))
done
e2e_run -n --shard 2/3 > "$work/before"
echo "https://other.test/f name=other" >> "$work/feeds.conf"
e2e_run -n --shard 2/3 | grep -v '^other' > "$work/after"
check "another feed moves none" cmp "$work/before" "$work/after"
sed 's/host1\.test/HOST1.test/' "$work/feeds.conf" > "$work/upper.conf"
same "the case of a host does not matter" "$("$wirefold" run -c "$work/upper.conf" -n --shard 2/3 | cut -f1 | grep -c '^f')" "$(wc -l < "$work/before")"
for bad in 0/3 4/3 3 1/ 1/0 a/b 1/1001 1/3x; do
	e2e_run -n --shard $bad > "$work/out" 2>&1; same "--shard $bad is a usage error" $? 2
done
