#!/bin/bash
# corpus.sh FEEDS: serves a folder of captured feeds from 24 host names over TLS, one
# `wirefold run` polls them all, a second one brings nothing new. Prints the figures.
. "$(dirname "$0")/lib/e2e.sh"
wirefold=${CORPUS_BUILD:-$top/build/opt}/wirefold # the sanitized build looks for reports
n=24
e2e_hosts $n
e2e_conf
k=0
for f in "$1"/*; do
	case $f in *.tsv) continue ;; esac
	h=$((k % n + 1)); name=$k.${f##*.}
	cp "$f" "$work/www/h$h/$name"; chmod u+w "$work/www/h$h/$name"
	echo "https://h$h.wire.test:$port/$name name=f$k" >> "$work/feeds.conf"
	k=$((k + 1))
done
start=$(date +%s.%N)
python3 - "$wirefold" "$work/feeds.conf" > "$work/out" 2>&1 <<'END'
import os, resource, subprocess, sys, threading, time
p = subprocess.Popen([sys.argv[1], 'run', '-v', '-c', sys.argv[2]])
peak = {}
def watch():
    while p.poll() is None:
        for d in filter(str.isdigit, os.listdir('/proc')):
            try:
                status = dict(l.split(':', 1) for l in open('/proc/%s/status' % d))
                if status['Name'].strip().startswith('wirefold'):
                    name = status['Name'].strip()
                    peak[name] = max(peak.get(name, 0), int(status['VmHWM'].split()[0]))
            except (OSError, KeyError, ValueError):
                pass
        time.sleep(0.02)
t = threading.Thread(target=watch); t.start()
rc = p.wait(); t.join()
r = resource.getrusage(resource.RUSAGE_CHILDREN)
print('cpu of all three programs %.2f s; peak memory %s' % (r.ru_utime + r.ru_stime, ', '.join('%s %d kB' % i for i in sorted(peak.items()))))
sys.exit(rc)
END
rc=$?
end=$(date +%s.%N)
awk -v a="$start" -v b="$end" 'BEGIN { printf "%.1f s\n", b - a }'
grep '^cpu ' "$work/out"
grep "^wirefold: [0-9]" "$work/out" | sed 's/^wirefold: //'
grep 'failure' "$work/out" | cut -c1-160
stored=$(grep -o '[0-9]* with news' "$work/out" | cut -d' ' -f1)
same "corpus: the run ends with 0" $rc 0
check "corpus: at least 236 of $k feeds are stored ($stored)" test "${stored:-0}" -ge 236
check "corpus: no child crashed, no sanitizer report" sh -c "! grep -q 'Sanitizer\\|runtime error\\|killed by\|took longer\|END' '$work/out'"
"$wirefold" run -F -v -c "$work/feeds.conf" > "$work/out2" 2>&1
check "corpus: run -F brings nothing new" grep -q ' 0 new:' "$work/out2"
tail -n 3 "$work/out2" | sed 's/^wirefold: //'
check "corpus: verify" "$wirefold" verify -a "$archive"
check "corpus: an independent reader agrees" python3 "$top/tests/read_archive.py" "$archive"
