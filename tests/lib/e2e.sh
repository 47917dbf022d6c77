# e2e.sh: what the end-to-end tests share. Sourced; `work` is a folder of the test's
# own, removed at the end; nginx serves folders under $work/www.
#
#   e2e_hosts N          N hosts h1.wire.test ... on 127.0.9.x, started
#   e2e_feed FILE GUID...  writes an RSS feed with an item for each guid
#   e2e_conf             starts $work/feeds.conf with archive and hosts
#   check NAME COMMAND...  one check: the command must succeed
#   same NAME GOT WANT     one check: two strings are equal
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$top/tests/lib/nginx.sh"
build=${WIREFOLD_BUILD:-$top/build/san}
wirefold=$build/wirefold
failed=0
work=$(mktemp -d "${TMPDIR:-/tmp}/wirefold-e2e.XXXXXX") || exit 2
port=${E2E_PORT:-$((20000 + $$ % 20000))}
archive=$work/news
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0:exitcode=99 UBSAN_OPTIONS=print_stacktrace=1

finish() {
	nginx_stop "$work/srv"
	[ -z "$extra_pids" ] || kill $extra_pids 2>/dev/null
	cd / && rm -rf "$work"
	exit $failed
}
trap finish EXIT
trap 'exit 1' INT TERM

pass() { echo "ok $1"; }
fail() { echo "not ok $1"; failed=1; shift; [ $# = 0 ] || printf '# %s\n' "$@"; }
check() { name=$1; shift; if "$@" > "$work/check.out" 2>&1; then pass "$name"; else fail "$name" "$(tail -n 5 "$work/check.out")"; fi; }
same() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "got  $2" "want $3"; fi; }

e2e_hosts() {
	: > "$work/hosts"
	for i in $(seq "$1"); do
		mkdir -p "$work/www/h$i"
		echo "h$i.wire.test 127.0.9.$i $work/www/h$i" >> "$work/hosts"
	done
	nginx_start "$work/srv" "$port" "$work/hosts" || exit 2
}

e2e_conf() {
	{
		echo "set archive $archive"
		echo "set start-jitter 0"
		echo "host *.wire.test allow-private=127.0.0.0/8 ca=$work/srv/ca.pem timeout=20s"
		[ ! -f "$work/hosts" ] || while read -r name address _; do echo "host $name resolve=$address"; done < "$work/hosts"
	} > "$work/feeds.conf"
}

# e2e_feed FILE GUID...: an RSS feed whose items have texts of their own, by guid. A guid
# GUID=TITLE sets the title too.
e2e_feed() {
	file=$1; shift
	E2E_DATE=${E2E_DATE:-now} python3 "$top/tests/lib/feed.py" "$@" > "$file.new" && mv "$file.new" "$file"
}

# What an archive holds, in a form that can be compared: entries by id.
e2e_entries() {
	/usr/bin/env python3 - "$1" <<-'END'
	import glob, json, sys
	rows = {}
	for f in sorted(glob.glob(sys.argv[1] + '/journal/*.jsonl')):
	    for line in open(f, encoding='utf-8'):
	        o = json.loads(line)
	        if 'id' in o:
	            rows[o['id']] = [o.get(k) for k in ('url', 'title', 'content_text', 'content_html', 'date_published', 'date_modified', 'tags')]
	for i in sorted(rows):
	    print(i, json.dumps(rows[i], sort_keys=True))
	END
}
e2e_run() { timeout 120 "$wirefold" run -c "$work/feeds.conf" "$@"; }
