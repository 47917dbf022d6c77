#!/bin/bash
# Hooks: each is started once after a run with the lines behind its cursor, which moves when it has
# read them all and ended well; else one line says why, and the next run offers the same.
WIREFOLD_BUILD=${WIREFOLD_BUILD:-$(cd "$(dirname "$0")/../.." && pwd)/build/opt} # the sanitized one takes three times as long
. "$(dirname "$0")/../lib/e2e.sh"
touch_old() { touch -d '1 hour ago' "$@"; }
conf() { { echo "set archive $archive"; echo "set fail-after 1"; echo 'file:a.xml name=a first=all'; echo 'file:b.xml name=b'; cat; } > "$work/feeds.conf"; }
item() { echo "{\"id\":\"$1\",\"title\":\"$1\",\"content_text\":\"$(echo "$1" | sha512sum | sed 's/[^ ]\{4\}/ w&/g')\",\"_wirefold\":{\"feed\":\"many\"}}"; }
fold() { for i; do item "$i"; done | "$wirefold" fold -a "$archive"; }
run() { e2e_run -F "$@" > "$work/run.out" 2> "$work/err"; }
bring() { e2e_feed "$work/a.xml" "$@"; touch_old "$work/a.xml"; }
events() { python3 -c 'import json,sys
for l in sys.stdin: e = json.loads(l); print(e["event"], e.get("story", e.get("feed"))[-4:], end=";")' < "$1"; }
cat > "$work/take" <<-'END'
	#!/bin/sh
	cat >> "$1"
	echo "took $WIREFOLD_HOOK"
END
chmod +x "$work/take"
e2e_feed "$work/b.xml" b1 b2; touch_old "$work/b.xml"
bring a1
conf < /dev/null; run
conf <<-'END'
	hook all on=new,update,kill ./take got timeout=9s $(touch ran) `touch ran`
	hook kills timeout=5s on=kill ./take kills
END
same "hooks: check takes them" "$("$wirefold" check -c "$work/feeds.conf" 2>&1)" "2 feeds, no errors"
bring a1 a2; run -n; check "hooks: run -n starts none" test ! -e "$archive/state/hooks"
run; same "hooks: exit 0" $? 0
same "hooks: what it prints is on standard error" "$(cat "$work/err")" "took all"
sed -i "s| got timeout.*| $work/got 'a;b'|; s|take kills|take $work/kills|" "$work/feeds.conf"
check "hooks: no shell" test ! -e "$archive/ran" -a ! -e "$work/ran"
check "hooks: it begins in the archive" test -s "$archive/got"
mv "$archive/got" "$work/got"
same "hooks: a new one gets what its run brings" "$(cat "$work/got")" "$("$wirefold" changes -a "$archive" -o jsonl | tail -n 1)"
check "hooks: nothing of what it did not ask for" test ! -e "$work/kills"
before=$(cat "$work/got"); run; same "hooks: once" "$(cat "$work/got"; cat "$work/err")" "$before"
story=$("$wirefold" list -a "$archive" -o json -n 1 | python3 -c 'import json,sys; print(json.loads(sys.stdin.readline())["story"])')
"$wirefold" kill -a "$archive" "$story"
bring a1 a2 a3; run
same "hooks: an editor's kill, by the next run" "$(events "$work/kills")" "kill ${story: -4};"
same "hooks: in order" "$(tail -n 2 "$work/got" | grep -o '"event":"[a-z]*"' | tr '\n' ' ')" '"event":"kill" "event":"new" '

# What goes wrong: one line, the run's exit code as it was, the same again. The news come by fold.
few() { { echo "set archive $archive"; cat; } > "$work/feeds.conf"; }
sizes() { wc -l < "$work/$1"; }
bad() { # NAME WANT COMMAND...
	local name=$1 want=$2; shift 2
	rm -f "$work/good"
	echo "hook many on=new timeout=1s $*" | few
	fold "$name"; run; local rc=$?
	same "hooks: $name: one line, exit 0" "$rc $(sed "s|$work|W|g" "$work/err")" "0 wirefold: hook many: $want"
	echo "hook many on=new ./take $work/good" | few
	fold "$name-2"; run
	same "hooks: $name: both offered again" "$(sizes good)" 2
}
echo "hook many on=new ./take $work/good" | few; run
bad fails "sh ended with exit 3" sh -c '"cat > /dev/null; exit 3"'
bad hangs "sh did not end in time and was killed" sh -c '"cat > /dev/null; sleep 77.5 & sleep 77.5"'
check "hooks: hangs: its children went with it" sh -c "! pgrep -f '[s]leep 77.5'"
bad forks "sh left processes behind, which were killed" sh -c '"cat > /dev/null; sleep 78.5 &"'
check "hooks: forks: they are gone" sh -c "sleep 0.1; ! pgrep -f '[s]leep 78.5'"
bad leaves "sh did not read all" sh -c '"setsid -f sleep 1"'
bad closes "sh did not read all" sh -c '"exec <&-; sleep 0.3"'
bad deaf "true did not read all" true
bad dies "sh killed by signal 9" sh -c '"kill -9 $$"'
bad missing "start no-such-command: No such file or directory" no-such-command
bad gone "W/./gone: No such file or directory" ./gone
bad denied "start W/feeds.conf: Permission denied" ./feeds.conf

# More than a pipe holds.
python3 - "$work" <<-'END'
	import json, random, sys
	rng = random.Random(7)
	with open(sys.argv[1] + '/many', 'w') as f:
	    for i in range(700):
	        f.write(json.dumps({'id': str(i), 'title': 't%d' % i, 'content_text': ' '.join('w%x' % rng.getrandbits(40) for _ in range(60)), '_wirefold': {'feed': 'many'}}) + '\n')
END
echo 'hook many on=new timeout=1s sleep 20' | few; run
"$wirefold" fold -a "$archive" "$work/many"
run; same "hooks: a full pipe and nobody reads" "$(cat "$work/err")" "wirefold: hook many: sleep did not end in time and was killed"
echo 'hook many on=new timeout=5s head -c 3' | few
run; same "hooks: a full pipe that is left" "$(grep -o 'wirefold:.*' "$work/err")" "wirefold: hook many: head did not read all"
echo "hook many on=new timeout=9s ./take $work/lots" | few
run; same "hooks: all of it" "$(sizes lots)" 700

# Nobody else's business.
echo 'hook many on=new env' | few; fold e1
SECRET=1 run
same "hooks: a small environment" "$(sed 's/=.*//' "$work/err" | grep -v -e HOME -e USER -e LOGNAME -e LANG -e 'LC_.*' -e TZ -e TMPDIR | sort | tr '\n' ' ')" "PATH WIREFOLD_ARCHIVE WIREFOLD_HOOK wirefold: hook many: env did not read all "
echo 'hook many on=new sh -c "cat > /dev/null; flock -n $WIREFOLD_ARCHIVE/lock echo free"' | few; fold e2
run; same "hooks: the archive's lock is released" "$(cat "$work/err")" "free"
echo "hook many on=new ./take $work/two" | few; fold e3
flock "$archive/state/hooks/many/lock" timeout 20 "$wirefold" run -F -c "$work/feeds.conf" > "$work/err" 2>&1
same "hooks: one that is at work is passed over" "$? $(cat "$work/err"; ls "$work/two" 2>&1 | grep -c 'No such')" "0 1"
run; same "hooks: and gets it from the next run" "$(sizes two)" 1
check "hooks: verify has nothing to say" "$wirefold" verify -a "$archive"

# A feed that fails too often.
mv "$work/b.xml" "$work/b.away"
echo "hook many on=fail,kill sh -c \"cat > /dev/null; exit 1\"" | conf
run; same "hooks: fail: the exit code is the run's" "$? $(grep -c 'hook many: sh ended with exit 1' "$work/err")" "1 1"
echo "hook many on=fail,kill ./take $work/fails" | conf
run; same "hooks: fail: kept for the next run" "$(events "$work/fails")" "fail b;"
same "hooks: fail: what it says" "$(python3 -c 'import json,sys; e = json.load(sys.stdin); print(e["feed"], e["url"], e["failures"], len(e["since"]), e["cause"][-9:])' < "$work/fails")" "b file:b.xml 1 20 directory"
run; same "hooks: fail: told once" "$(sizes fails)" 1

# The line itself.
conf <<-'END'
	hook x on=new,upate cat
	hook y onn=new cat
	hook z on=kill
	hook all timeout=2h on=kill cat
	hook ../x on=kill cat
	hook w cat on=new
	hook v on=kill cat
	hook v on=kill cat
	hook
	hook u on= cat
END
"$wirefold" check -c "$work/feeds.conf" > "$work/out" 2>&1; same "hooks: mistakes: exit 2" $? 2
same "hooks: mistakes, each with its place" "$(sed "s|wirefold: $work/feeds.conf:||; s|$work/||" "$work/out")" "5:15: unknown event 'upate' (update?)
6:8: unknown key 'onn' (on?)
7:1: hook z: no command
8:10: timeout: '2h' is no span of 1s to 1h
9:6: '../x' is no name (letters, digits, . _ -, at most 64)
10:1: hook w: no on=
12:6: the same hook as feeds.conf:11: 'v'
13:1: hook takes a name, on= and a command
14:11: unknown event ''"
printf 'hook a on=kill no-such-command\nhook b on=kill ./feeds.conf\nhook c on=kill sh -c true\n' | conf
same "hooks: check warns of a command" "$("$wirefold" check -c "$work/feeds.conf" 2>&1 | sed "s|$work/||g")" "wirefold: warning: feeds.conf:5: hook a: no-such-command: no such command in PATH
wirefold: warning: feeds.conf:6: hook b: ./feeds.conf: Permission denied
2 feeds, no errors"
