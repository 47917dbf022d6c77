#!/bin/bash
# An archive that cannot be written: the code and the line that the manual gives, the old
# archive intact, the next run heals.
. "$(dirname "$0")/../lib/e2e.sh"
wirefold=$top/build/opt/wirefold
e2e_hosts 2
e2e_conf
e2e_feed "$work/www/h1/feed.rss" $(seq -f "h1-%g" 4)
echo "https://h1.wire.test:$port/feed.rss name=feed1" >> "$work/feeds.conf"
check "a first run" e2e_run
e2e_feed "$work/www/h1/feed.rss" $(seq -f "h1-%g" 60)

# A small tmpfs, in a mount namespace of our own.
if unshare -rm true 2>/dev/null; then
	cat > "$work/small.sh" <<-END
	set -e
	mkdir -p "$work/small"
	mount -t tmpfs -o size=300k tmpfs "$work/small"
	cp -a "$archive" "$work/small/news"
	find "$work/small/news" -type f -exec md5sum {} + | sort > "$work/before"
	set +e
	"$wirefold" run -F -c "$work/feeds.conf" -a "$work/small/news" > "$work/out" 2>&1
	echo \$? > "$work/code"
	"$wirefold" list -a "$work/small/news" -n 100 | wc -l > "$work/listed"
	mount -o remount,size=20m "$work/small"
	"$wirefold" run -F -c "$work/feeds.conf" -a "$work/small/news" > "$work/out2" 2>&1
	echo \$? > "$work/code2"
	"$wirefold" verify -a "$work/small/news" > "$work/verified" 2>&1
	cp -a "$work/small/news" "$work/healed"
	END
	unshare -rm sh "$work/small.sh" > "$work/small.out" 2>&1
	same "full disk: exit 3" "$(cat "$work/code")" 3
	check "full disk: says so" grep -q 'No space left on device' "$work/out"
	check "full disk: readers still read" test "$(cat "$work/listed")" -ge 4
	same "full disk: the next run heals" "$(cat "$work/code2")" 0
	check "full disk: verify after healing" grep -q ' 0 findings' "$work/verified"
	same "full disk: nothing lost, nothing twice" "$(e2e_entries "$work/healed" | wc -l)" 60
else
	echo "skip full disk: no mount namespaces here"
fi

# A directory that others may write to, one that is not ours, one that is none.
chmod 777 "$archive"
out=$(umask 022; e2e_run -F 2>&1); rc=$?
check "others may write: exit 3, named" sh -c "[ $rc = 3 ] && echo '$out' | grep -q 'others may write to it'"
chmod 755 "$archive"
: > "$work/file"
out=$("$wirefold" run -c "$work/feeds.conf" -a "$work/file" 2>&1); same "a file for an archive: exit 3" $? 3
out=$("$wirefold" list -a "$work/nothing" 2>&1); same "no archive there: exit 3, named" "$? $out" "3 wirefold: no archive at $work/nothing"
if [ "$(id -u)" = 0 ] && id nobody > /dev/null 2>&1; then
	cp -a "$archive" "$work/theirs"; chown -R nobody "$work/theirs"
	out=$("$wirefold" run -F -c "$work/feeds.conf" -a "$work/theirs" 2>&1); rc=$?
	check "an archive of another user: exit 3, named" sh -c "[ $rc = 3 ] && echo '$out' | grep -q 'belongs to another user'"
fi
ln -s /etc "$work/linked"; rm -rf "$work/evil"; mkdir "$work/evil"; ln -s /tmp "$work/evil/journal"
out=$("$wirefold" run -c "$work/feeds.conf" -a "$work/evil" 2>&1); same "a symbolic link for journal/: exit 3" $? 3
printf '{"_wirefold":{"kind":"day","format":2,"seq":1,"prev":"%064d"}}\n{"_wirefold":{"kind":"commit","seq":2,"lines":1,"sha256":"%064d","prev":"%064d"}}\n' 0 0 0 > "$work/line"
mkdir -p "$work/newer/journal"; cp "$work/line" "$work/newer/journal/2026-01-01.jsonl"
hash=$(head -n 1 "$work/line" | python3 -c 'import hashlib, sys; print(hashlib.sha256(hashlib.sha256(sys.stdin.buffer.read()[:-1]).digest()).hexdigest())')
sed -i "s/\"sha256\":\"0*\"/\"sha256\":\"$hash\"/" "$work/newer/journal/2026-01-01.jsonl"
out=$("$wirefold" run -c "$work/feeds.conf" -a "$work/newer" 2>&1); rc=$?
check "a newer format: exit 3, named" sh -c "[ $rc = 3 ] && echo '$out' | grep -q 'made by a newer wirefold'"

# A torn tail: what was never committed is cut off; damage below it is not touched.
cp -a "$archive" "$work/torn"
printf '{"id":"0123456789abcdef","title":"torn' >> "$(ls "$work"/torn/journal/*.jsonl | tail -n 1)"
check "a torn tail is cut" "$wirefold" run -F -c "$work/feeds.conf" -a "$work/torn"
check "a torn tail: verify" "$wirefold" verify -a "$work/torn"
cp -a "$archive" "$work/bad"
day=$(ls "$work"/bad/journal/*.jsonl | tail -n 1)
python3 -c 'import sys; p = sys.argv[1]; b = bytearray(open(p, "rb").read()); b[len(b) // 2] ^= 1; open(p, "wb").write(b)' "$day"
cp "$day" "$work/evidence"
out=$("$wirefold" verify -a "$work/bad"); rc=$?
check "a flipped byte: verify names file, line and byte, exit 3" sh -c "[ $rc = 3 ] && echo \"\$1\" | grep -q 'journal/.*line .*byte'" sh "$out"
cp -a "$work/bad" "$work/bare"; rm "$work/bare/index/applied"
"$wirefold" run -F -c "$work/feeds.conf" -a "$work/bad" > "$work/out" 2>&1
same "a flipped byte in an acknowledged batch does not stop a run" $? 0
check "a flipped byte: the evidence is not touched" cmp -n "$(wc -c < "$work/evidence")" "$day" "$work/evidence"
"$wirefold" run -F -c "$work/feeds.conf" -a "$work/bare" > "$work/out" 2>&1; rc=$?
aside=$(ls "$work/bare/journal"/*.cut-*)
check "nothing vouches for a last batch that is damaged: it is kept aside" \
	sh -c "[ $rc = 0 ] && tail -c +$((${aside##*cut-} + 1)) '$work/evidence' | cmp - '$aside'"
check "state ahead of the journal: said, and the feeds are asked in full" grep -q 'state/ is ahead of the journal' "$work/out"
same "state ahead of the journal: nothing lost" "$(e2e_entries "$work/bare" | cut -d' ' -f1 | sort | md5sum)" \
	"$(e2e_entries "$work/torn" | cut -d' ' -f1 | sort | md5sum)"
"$wirefold" run -F -c "$work/feeds.conf" -a "$work/bare" > "$work/out" 2>&1
same "and once only" "$? $(cat "$work/out")" "0 "
