#!/bin/bash
# feeds.conf: every mistake is found, each with its place; nothing runs with one.
. "$(dirname "$0")/../lib/e2e.sh"
conf=$work/feeds.conf
bad() { # NAME CONF WANT
	printf '%b' "$2" > "$conf"
	out=$("$wirefold" check -c "$conf" 2>&1); rc=$?
	case "$rc $out" in
	"2 "*"$3"*) pass "conf: $1" ;;
	*) fail "conf: $1" "exit $rc: $out" ;;
	esac
}
good() { # NAME CONF WANT
	printf '%b' "$2" > "$conf"
	out=$("$wirefold" check -c "$conf" 2>&1); rc=$?
	case "$rc $out" in
	"0 "*"$3"*) pass "conf: $1" ;;
	*) fail "conf: $1" "exit $rc: $out" ;;
	esac
}
a='set archive /tmp/x\n'
bad "unknown key, with a suggestion" "${a}https://a.test/f intervall=5m\n" "feeds.conf:2:18: unknown key 'intervall' (interval?)"
bad "unknown key without one" "${a}https://a.test/f zzzzzz=5m\n" "unknown key 'zzzzzz'"
bad "unknown setting" "set archve /tmp/x\n" "unknown setting 'archve' (archive?)"
bad "bad URL" "${a}htps://a.test/f\n" "feeds.conf:2:1: bad URL 'htps://a.test/f'"
bad "URL with a password" "${a}https://u:p@a.test/f\n" "no user and password in it"
bad "duplicate name" "${a}https://a.test/f name=x\nhttps://b.test/f name=x\n" "feeds.conf:3:1: the same name as"
bad "duplicate URL" "${a}https://a.test/f name=x\nhttps://a.test/f name=y\n" "feeds.conf:3:1: the same URL as"
bad "unreadable include" "${a}include nothing.conf\n" "feeds.conf:2:9: $work/nothing.conf: No such file"
bad "include of itself" "${a}include feeds.conf\n" "more than 8 files inside each other"
bad "unclosed quote" "${a}https://a.test/f \"~Title\n" "feeds.conf:2:18: unclosed quote"
bad "bad span" "${a}https://a.test/f interval=5x\n" "interval: not a span like 15m: '5x'"
bad "span out of range" "${a}https://a.test/f interval=1s\n" "interval: '1s' is out of range"
bad "bad size" "${a}https://a.test/f max-size=1T\n" "max-size: not a size"
bad "bad name" "${a}https://a.test/f name=../x\n" "name: '../x' is no name"
bad "bad choice" "${a}https://a.test/f id=url\n" "id: 'url' is not one of its values"
bad "bad range" "${a}host a.test allow-private=10.0.0.0/33\n" "no address range"
bad "bad address" "${a}host a.test resolve=local\n" "no address"
bad "key out of place" "${a}https://a.test/f connections=2\n" "key 'connections' has no place here"
bad "not UTF-8" "${a}https://a.test/\\0377\n" "feeds.conf:2:1: not UTF-8"
bad "NUL byte" "${a}https://a.test/f \\0000 x\n" "a NUL byte"
python3 -c 'print("set archive /tmp/x"); print("https://a.test/" + "x" * 1000000)' > "$conf"
out=$("$wirefold" check -c "$conf" 2>&1); rc=$?
case "$rc $out" in "2 "*"feeds.conf:2:1: line of 1000015 bytes, limit 65536"*) pass "conf: line of 1 MB" ;; *) fail "conf: line of 1 MB" "$rc $(echo "$out" | cut -c1-200)" ;; esac
printf 'set archive /tmp/x\nbad\nhttps://a.test/f intervl=1m\nworse\n' > "$conf"
same "conf: every error is listed" "$("$wirefold" check -c "$conf" 2>&1 | grep -c feeds.conf:)" 3
"$wirefold" run -c "$conf" > /dev/null 2>&1; same "conf: run with errors is exit 2" $? 2
good "a newsboat urls file" "https://a.test/f \"tag one\" two \"~A Title\"\nquery:x\nhttps://b.test/f !hidden # comment\n\n# c\n" "2 feeds, no errors"
good "continued line" "${a}https://a.test/f \\\\\n  name=x\n" "1 feeds, no errors"
good "CRLF and BOM" "\\0357\\0273\\0277set archive /tmp/x\r\nhttps://a.test/f name=x\r\n" "1 feeds, no errors"
mkdir -p "$work/conf.d"; echo 'https://c.test/f' > "$work/conf.d/a.conf"; echo 'https://d.test/f' > "$work/conf.d/b.conf"
good "include with a pattern, relative to the file" "${a}include conf.d/*.conf\n" "2 feeds, no errors"
check "the example at the top of the tree" "$wirefold" check -c "$top/feeds.conf"
"$wirefold" check -c "$work/none.conf" > "$work/out" 2>&1; same "conf: no such file is exit 2" $? 2
"$wirefold" frobnicate > "$work/out" 2>&1; same "unknown command is exit 2" $? 2
check "unknown command lists what there is" grep -q "there are: run fold parse extract list search show diff path changes export merge split kill" "$work/out"
for c in run fold parse list show path status check try init rebuild verify; do
	check "$c --help" sh -c "'$wirefold' $c --help | grep -q '^usage: wirefold $c'"
done
check "init" sh -c "'$wirefold' init -a '$work/new/news' '$work/new/feeds.conf' | grep -q 'for cron:'"
check "init: its feeds.conf is good" "$wirefold" check -c "$work/new/feeds.conf"
check "init leaves a feeds.conf that is there alone" sh -c "echo '# mine' > '$work/new/feeds.conf'; '$wirefold' init -a '$work/new/news' '$work/new/feeds.conf'; grep -qx '# mine' '$work/new/feeds.conf'"
