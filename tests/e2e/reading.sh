#!/bin/bash
# Reading: list, search, show, diff and path, on a terminal and off it.
. "$(dirname "$0")/../lib/e2e.sh"
cmd() { c=$1; shift; "$wirefold" "$c" -a "$archive" "$@"; }
python3 - > "$work/items" <<-'END'
	import json, time
	at = lambda h: time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - h * 3600))
	bank = 'The savings bank of Harn will close nine of its twenty branches by the spring, its board said on Tuesday, since most customers now come by telephone. Staff were told in a letter that nobody would lose a post before the summer, and that talks with the union begin on Monday. The branch at the fish market, which opened in 1888, is to become a reading room.'
	later = bank.replace('nine of its', 'eleven of its')
	dam = 'Engineers at the upper dam of Loth have lowered the water by four metres after a diver saw a crack beside the western gate. Villages below were told to keep a bag packed, and the school at Loth Bridge was moved to a hall on the hill. ÉCLAIRS were served.'
	for guid, feed, title, text, h in (
	    ('b1', 'daily', 'Bank shuts branches', bank, 6), ('b2', 'post', 'Nine branches go', bank, 5),
	    ('d1', 'daily', 'Crack in the upper dam of Loth, which is old, and very long and not at all well', dam, 4),
	    ('b1', 'daily', 'Bank shuts branches', later, 2)):
	    print(json.dumps({'id': guid, 'url': 'https://%s.example/%s' % (feed, guid), 'title': title, 'content_text': text,
	        'tags': ['town'] if guid == 'd1' else [], '_wirefold': {'feed': feed, 'fetched': at(h)}}))
END
check "reading: items" "$wirefold" fold -a "$archive" "$work/items"
bank=$(cmd search savings | cut -d ' ' -f 1); dam=$(cmd search crack dam | cut -d ' ' -f 1)
check "search: finds two stories" test -n "$bank" -a -n "$dam" -a "$bank" != "$dam"
n() { cmd "$@" | wc -l; }
same "list: all" "$(n list)" 2
same "list: by tag, feed, copies, count" "$(n list -t town) $(n list --feed post) $(n list --copies 1) $(n list --copies 2) $(n list -n 1)" "1 0 1 0 1"
same "list: since a time, a day, a span" "$(n list --since "$(date -u -d '270 minutes ago' +%FT%TZ)") $(n list --since 2020-01-01) $(n list --since 2999-12-01) $(n list --since 1h) $(n list --since 9h)" "1 2 0 0 2"
cmd list --since soon > "$work/out" 2>&1; same "list: since no time: exit 2" $? 2
cmd list --agency Nobody; same "list: nothing: exit 1" $? 1
cmd search crack savings; same "search: all words, or exit 1" $? 1
same "search: no part of a word, but a start" "$(n search sav) $(n search 'sav*') $(n search 'western gate') $(n search 'gate western')" "0 1 1 0"
same "search: case does not matter" "$(n search éclairs) $(n search ENGINEERS)" "1 1"
same "search: json" "$(cmd search -o json savings | python3 -c 'import json, sys; print(json.load(sys.stdin)["story"])')" "$bank"
cmd search > "$work/out" 2>&1; same "search: no word: exit 2" $? 2

same "show --raw: title and text" "$(cmd show --raw "$dam" | sed -n '1p;2p' | cut -c 1-12)" "Crack in the"
same "show --copies" "$(cmd show --copies "$bank" | grep -c '^Copy [12]: .*https://')" 2
same "show --versions" "$(cmd show --versions "$bank" | grep -c '^Version [12]: ')" 2
same "show --versions: each its text" "$(cmd show --versions "$bank" | grep -o 'nine of its\|eleven of its' | tr '\n' ' ')" "nine of its eleven of its "
same "diff" "$(cmd diff "$bank" | grep -o 'close .*of its')" "close [-nine-] {+eleven+} of its"
same "diff: the other way" "$(cmd diff "$bank" 2 1 | grep -o '\[-.*+}')" "[-eleven-] {+nine+}"
cmd diff "$bank" 1 3 2> "$work/out"; same "diff: no such version" "$? $(cat "$work/out")" "1 wirefold: no version '3': there are 1 to 2"
cmd diff "$dam" 2> "$work/out"; same "diff: one version: exit 1" $? 1
check "kill" cmd kill "$bank"
for o in --raw --copies --versions; do cmd show $o "$bank" > "$work/out" 2>&1; same "show $o: nothing of a killed story" "$? $(grep -c savings "$work/out")" "1 0"; done
cmd diff "$bank" > "$work/out" 2>&1; same "diff: nothing of a killed story" "$? $(grep -c nine "$work/out")" "1 0"
cmd search savings; same "search: nothing of a killed story" $? 1
check "unkill" cmd unkill "$bank"

# A terminal of so many columns; what it was sent, without CR.
tty() { python3 - "$@" <<-'END'
	import fcntl, os, pty, struct, sys, termios
	pid, fd = pty.fork()
	if pid == 0:
	    import time; time.sleep(0.2)
	    os.execv(sys.argv[2], sys.argv[2:])
	fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 24, int(sys.argv[1]), 0, 0))
	got = b''
	while True:
	    try: b = os.read(fd, 4096)
	    except OSError: break
	    if not b: break
	    got += b
	os.waitpid(pid, 0)
	sys.stdout.write(got.decode().replace('\r', ''))
	END
}
export PAGER=cat TERM=xterm
for w in 50 80 120; do
	same "list: fits $w columns" "$(tty $w "$wirefold" list -a "$archive" | awk -v w=$w 'length($0) > w { bad = 1 } END { print NR, bad + 0 }')" "2 0"
done
same "list: a title is cut" "$(tty 60 "$wirefold" list -a "$archive" | grep -c '\.\.\.$')" 1
same "list: no cut without a terminal" "$(cmd list | grep -c 'not at all well$')" 1
same "diff: colour" "$(tty 80 "$wirefold" diff -a "$archive" "$bank" | grep -c $'\e\[31;9mnine\e\[0m')" 1
same "diff: NO_COLOR" "$(NO_COLOR=1 tty 80 "$wirefold" diff -a "$archive" "$bank" | grep -c $'\e')" 0
same "pager: gets it all" "$(PAGER='sed s/^/P:/' tty 80 "$wirefold" show -a "$archive" "$dam" | grep -vc '^P:')" 0
same "pager: left early is no failure" "$(PAGER=true tty 80 "$wirefold" show -a "$archive" "$dam")" ""
exit $failed
