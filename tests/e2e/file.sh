#!/bin/bash
# file: lines: paths and patterns, files still being written, links, pipes, bad files, after=.
. "$(dirname "$0")/../lib/e2e.sh"
in=$work/in; mkdir -p "$in" "$work/done"
conf() { { echo "set archive $archive"; printf '%s\n' "$@"; } > "$work/feeds.conf"; }
old() { touch -d '-1 minute' "$@"; }
put() { e2e_feed "$in/$1" "${@:2}"; old "$in/$1"; }
entries() { e2e_entries "$archive" | wc -l; }
run() { e2e_run -v > "$work/out" 2>&1; echo $?; }
fresh() { rm -rf "$archive" "$in" "$work/done"; mkdir -p "$in" "$work/done"; }

put a.xml f-1 f-2; conf "file:$in/a.xml name=one"
check "check takes it" "$wirefold" check -c "$work/feeds.conf"
same "one file" "$(run) $(entries)" "0 2"
same "it is there, and stays" "$(ls "$in")" a.xml
same "the same file is not parsed again" "$(run) $(grep -c 'one: the same bytes' "$work/out")" "0 1"
put a.xml f-1 f-2 f-3; same "a changed one is" "$(run) $(entries)" "0 3"
same "it is due in each run" "$(e2e_run -n | cut -f1)" one
case "$("$wirefold" status -c "$work/feeds.conf" one)" in "one "*" ok "*" (every run) "*" ok") pass "status" ;; *) fail "status" "$("$wirefold" status -c "$work/feeds.conf" one)" ;; esac
same "its first entries are no news, the later are" "$(cat "$archive"/journal/*.jsonl | grep -c '"backlog"')" 2
check "try shows one" sh -c "'$wirefold' try -c '$work/feeds.conf' one | grep -q '3 entries would be stored'"
conf "file:in/a.xml name=one"; same "a path is relative to the conf" "$(run) $(entries)" "0 3"
conf "file://$in/a.xml name=one"; same "as a URL" "$(run) $(entries)" "0 3"
conf "file:$in/none.xml name=one"; run > /dev/null; check "none there is a failure" grep -q "one: $in/none.xml: No such file" "$work/out"

fresh; for i in 1 2 3; do put $i.xml p$i-1 p$i-2; done; put other.txt o-1; mkdir "$in/dir.xml"; put .hidden.xml h-1
conf "file:$in/*.xml name=all"; same "a pattern" "$(run) $(entries)" "0 6"
fresh; conf "file:$in/*.xml name=all"; same "a pattern for nothing is no failure" "$(run) $(grep -c failure "$work/out")" "0 0"

# after=
fresh; put a.xml m-1; put b.xml m-2; put c.xml m-2; conf "file:$in/*.xml name=all after=move:done"
same "after=move" "$(run) $(entries) $(ls "$in" | wc -l) $(ls "$work/done" | tr '\n' ' ')" "0 2 0 a.xml b.xml c.xml "
put a.xml m-3; run > /dev/null; same "one of that name is there: another name" "$(entries) $(ls "$work/done" | tr '\n' ' ')" "3 a.xml a.xml.1 b.xml c.xml "
fresh; put a.xml d-1; conf "file:$in/*.xml name=all after=delete"
same "after=delete" "$(run) $(entries) $(ls "$in" | wc -l)" "0 1 0"
put b.xml d-2; chmod 500 "$archive/journal"; if [ "$(id -u)" != 0 ]; then run > /dev/null; same "not before the commit" "$(ls "$in")" b.xml; fi; chmod 700 "$archive/journal"
rmdir "$work/done"; conf "file:$in/*.xml name=all after=move:done"; put b.xml d-2
out=$("$wirefold" check -c "$work/feeds.conf" 2>&1); same "check: no such folder" "$? $out" "2 wirefold: $work/feeds.conf:2: all: $work/done: No such file or directory"
same "run: it stays, the feed fails" "$(run) $(ls "$in") $(grep -c "all: $work/done: No such file.*1st failure" "$work/out")" "0 b.xml 1"
mkdir "$work/done"; same "then it is moved, and not twice an entry" "$(run) $(ls "$work/done") $(entries)" "0 b.xml 2"

# Files that are being written.
fresh; e2e_feed "$in/a.xml" w-1; conf "file:$in/*.xml name=all"
start=$(date +%s%N); same "a new file: seen, and seen again" "$(run) $(entries)" "0 1"
took=$((($(date +%s%N) - start) / 1000000)); check "after two seconds ($took ms)" test "$took" -ge 2000
touch -d '+1 hour' "$in/a.xml"; e2e_feed "$in/b.xml" w-2; touch -d '+1 hour' "$in/b.xml"; same "times ahead of the clock" "$(run) $(entries)" "0 2"
python3 -c 'import sys, time
f = open(sys.argv[1], "a")
for _ in range(60): f.write(" "); f.flush(); time.sleep(0.1)' "$in/c.xml" & pid=$!
sleep 0.3; put d.xml w-3
same "one that grows is left, the others are not" "$(run) $(entries) $(grep -c failure "$work/out")" "0 3 0"
kill $pid; wait $pid 2>/dev/null; rm "$in/c.xml"

# What is no file of ours.
fresh; put a.xml s-1; e2e_feed "$work/secret.xml" secret-1; old "$work/secret.xml"; ln -s ../secret.xml "$in/b.xml"
conf "file:$in/*.xml name=all"
same "a link out of the folder is not followed" "$(run) $(entries) $(grep -c 'all: b.xml: a symbolic link (1st failure' "$work/out")" "0 1 1"
same "and the rest was news once" "$(run) $(entries) $(grep -c '2nd failure' "$work/out")" "0 1 1"
rm "$in/b.xml"; mkfifo "$in/b.xml"; same "a pipe is refused, at once" "$(timeout 10 "$wirefold" run -v -c "$work/feeds.conf" > "$work/out" 2>&1; echo $?) $(grep -c 'all: b.xml: not a regular file (3rd' "$work/out")" "1 1"
rm "$in/b.xml"; python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$in/b.xml"; run > /dev/null
check "a socket too" grep -q 'all: b.xml: not a regular file' "$work/out"
if [ "$(id -u)" = 0 ] && rm "$in/b.xml" && mknod "$in/b.xml" c 1 5 2>/dev/null; then run > /dev/null; check "a device too" grep -q 'all: b.xml: not a regular file' "$work/out"; fi
rm -f "$in/b.xml"; run > /dev/null; check "gone: well again" grep -q 'all: 1 entries' "$work/out"

# A bad file harms no other.
fresh; put a.xml b-1; echo '<html><p>no feed</p></html>' > "$in/b.xml"; put c.xml b-2; head -c 5000 /dev/zero > "$in/d.xml"; old "$in"/*
conf "file:$in/*.xml name=all after=delete max-size=4k"
sed -i 's/max-size=4k/max-size=9M/' "$work/feeds.conf"
same "one that is no feed: the others are in" "$(run) $(entries) $(ls "$in" | tr '\n' ' ')" "0 2 b.xml d.xml "
check "it is named" grep -q 'all: b.xml: .*HTML.*(1st failure' "$work/out"
put e.xml b-3; run > /dev/null; same "others come in later, too" "$(entries) $(ls "$in" | tr '\n' ' ')" "3 b.xml d.xml "
conf "file:$in/d.xml name=all max-size=4k"; run > /dev/null; check "max-size" grep -q 'd.xml: larger than 4096 bytes' "$work/out"

# More than one round of them.
fresh; python3 - "$in" <<'END'
import sys
for f in range(30):
    with open('%s/%02d.xml' % (sys.argv[1], f), 'w') as o:
        print('<rss version="2.0"><channel><title>T</title>', file=o)
        for i in range(200):
            print('<item><guid>%d-%d</guid><title>t %d %d</title><description>x%d y%d</description></item>' % (f, i, f, i, f, i), file=o)
        print('</channel></rss>', file=o)
END
old "$in"/*; conf "file:$in/*.xml name=all after=move:done"
same "thirty files of two hundred entries" "$(run) $(entries) $(ls "$work/done" | wc -l) $(grep -c '"kind":"commit"' "$archive"/journal/*.jsonl)" "0 6000 30 3"
check "verify" "$wirefold" verify -a "$archive"
same "with others beside it" "$(conf "file:$in/*.xml name=all" "http://127.0.9.9:1/x name=net allow-private=127.0.0.0/8"; put x.xml x-1; run) $(entries)" "0 6001"

wrong() { conf "$2"; case "$("$wirefold" check -c "$work/feeds.conf" 2>&1)" in *"$3"*) pass "conf: $1" ;; *) fail "conf: $1" "$("$wirefold" check -c "$work/feeds.conf" 2>&1)" ;; esac; }
wrong "a pattern for folders" "file:/a/*/b.xml" "only the last part of a path may be a pattern"
wrong "no path" "file:" "bad path 'file:'"
wrong "another host's file" "file://host/a.xml" "bad path 'file://host/a.xml'"
wrong "a folder" "file:/tmp/" "bad path 'file:/tmp/'"
wrong "after= of a feed from the network" "https://a.test/f after=delete" "after= is for file: lines"
wrong "after= of another kind" "file:/a after=burn" "after: keep, delete or move:DIR, not 'burn'"
n=0; for i in 1 2 3; do conf "file:a/b.xml name=x"; n=$((n + $("$wirefold" run -n -c "$work/feeds.conf" --shard $i/3 | wc -l))); done; same "a file is of one shard" "$n" 1
