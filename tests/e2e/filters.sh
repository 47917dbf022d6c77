#!/bin/bash
# drop= and only=: what of a feed is left out, and how a mistake in one is named.
. "$(dirname "$0")/../lib/e2e.sh"
e2e_hosts 4
e2e_conf
for i in 1 2 3 4; do
	e2e_feed "$work/www/h$i/feed.rss" "h$i-a=The daily Quiz" "h$i-b=Harbour bridge opens" "h$i-c=Bridge quizmaster named" "h$i-d=Talks go on"
done
url() { echo "https://h$1.wire.test:$port/feed.rss name=feed$1"; }
{
	echo "$(url 1) \"drop=title:^the daily (quiz|star)\""
	echo "$(url 2) only=title:bridge drop=url:h2-c\$"
	echo "$(url 3) only=tag:^NEWS\$"
	echo 'set drop title:quiz'
	echo "$(url 4) drop=tag:^none\$ only=title:e"
} >> "$work/feeds.conf"
ids() { e2e_entries "$archive" | grep -o "/h$1-[a-d]" | sort | sed 's/.*-//' | tr -d '\n'; }
e2e_run; same "run with filters" $? 0
same "drop= by title, whatever its case" "$(ids 1)" bcd
same "only= and drop=: each must let it through" "$(ids 2)" b
same "only= by tag" "$(ids 3)" abcd
same "drop= of a set line holds below it, with the feed's own" "$(ids 4)" b
"$wirefold" status -c "$work/feeds.conf" > "$work/out"
same "status counts what was left out" "$(sed -n 's/^ *\([0-9]*\) entries left out by drop= and only=$/\1/p' "$work/out" | tr '\n' ' ')" "1 3 3 "

bad() { # NAME LINE WANT
	printf 'set archive /tmp/x\n%s\n' "$2" > "$work/bad.conf"
	out=$("$wirefold" check -c "$work/bad.conf" 2>&1); rc=$?
	case "$rc $out" in "2 "*"bad.conf:2:$3"*) pass "filter: $1" ;; *) fail "filter: $1" "exit $rc: $out" ;; esac
}
bad "a mistake in the expression" 'https://a.test/f name=a drop=title:a(b' "25: drop: 'a(b': Unmatched ( or \\("
bad "a mistake on a set line" 'set only tag:[a' "10: only: '[a': Unmatched ["
bad "no field" 'https://a.test/f drop=quiz' "18: drop: not title:, tag: or url:"
bad "unknown field" 'https://a.test/f drop=body:quiz' "18: drop: not title:, tag: or url:"
bad "no expression" 'https://a.test/f drop=title:' "18: drop: an expression of 1 to 1024 bytes"
bad "no key of a host" 'host a.test drop=title:a' "13: key 'drop' has no place here"
