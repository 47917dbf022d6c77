#!/bin/bash
# Two machines poll, a third folds what comes over Kafka: the same stories as one machine has, and
# whoever is killed on the way loses and doubles nothing. docs/recipes.md has the commands.
WIREFOLD_BUILD=${WIREFOLD_BUILD:-$(cd "$(dirname "$0")/../.." && pwd)/build/opt}
. "$(dirname "$0")/../lib/e2e.sh"
for p in kcat jq; do command -v $p > /dev/null || { echo "skip scale-out: $p is not there"; exit 0; }; done
${CC:-gcc} -o "$work/broker" "$top/tests/lib/kafka.c" -lrdkafka 2> /dev/null || { echo "skip scale-out: librdkafka-dev is not there"; exit 0; }
export HOME=$work PATH=$build:$PATH
unset XDG_CONFIG_HOME WIREFOLD_CONF
"$work/broker" > "$work/address" 2> /dev/null & extra_pids=$!
python3 "$top/tests/lib/wire_items.py" "$work"
python3 - "$work" <<-'END'
	import json, sys, xml.sax.saxutils as x
	work, feeds = sys.argv[1], {}
	for l in open(work + '/items'):
	    i = json.loads(l)
	    feeds.setdefault(i['_wirefold']['feed'], []).append('<item><guid isPermaLink="false">%s</guid><title>%s</title><link>%s</link><description>%s</description></item>'
	        % tuple(x.escape(i[k]) for k in ('id', 'title', 'url', 'content_text')))
	for f in feeds:
	    open('%s/%s.xml' % (work, f), 'w').write('<rss version="2.0"><channel><title>%s</title>%s</channel></rss>' % (f, ''.join(feeds[f])))
END
touch -d '1 hour ago' "$work"/*.xml
mkdir -p "$work/.config/wirefold"
printf 'set archive ~/one\nfile:../../daily.xml name=daily rank=1\nfile:../../post.xml name=post\nfile:../../echo.xml name=echo\n' > "$work/.config/wirefold/feeds.conf"
for i in $(seq 50); do [ -s "$work/address" ] && break; sleep 0.1; done
BROKER=$(cat "$work/address"); export BROKER
same "scale-out: each shard has some" "$(for i in 1 2; do wirefold run -n --shard $i/2 -a "$work/none$i" | grep -c .; done | grep -c '^0')" 0
wirefold run
# What a story is, whatever its id: its entries, and the text that is kept.
stories() { python3 - "$1" <<-'END'
	import glob, re, sys
	for f in sorted(glob.glob(sys.argv[1] + '/stories/*/*/*/*.txt')):
	    t = open(f, encoding='utf-8').read()
	    copies = sorted(l.split('\t')[1] for l in t.split('\n\n')[0].splitlines() if l.startswith('Copy: '))
	    print(re.search('^Title: (.*)', t, re.M)[1], re.findall('^(?:Status|Feed|Url|Text-Sha256|Copies|Outlets): .*', t, re.M), copies)
	END
}

python3 - "$top/docs/recipes.md" "$work" <<-'END'
	import re, sys
	for k, (command, want) in enumerate(re.findall(r'```sh kafka\n(.*?)```\n```\n(.*?)```', open(sys.argv[1]).read(), re.S)):
	    open('%s/%d.cmd' % (sys.argv[2], k), 'w').write(command); open('%s/%d.want' % (sys.argv[2], k), 'w').write(want)
END
for c in "$work"/[0-9].cmd; do same "scale-out: recipe: $(head -c 40 "$c")" "$(sh "$c" 2>&1)" "$(cat "${c%.cmd}.want")"; done
same "scale-out: two recipes were run" "$(ls "$work"/[0-9].cmd | wc -l)" 2
check "scale-out: there are stories to compare" test "$(stories "$work/one" | wc -l)" = 3
same "scale-out: the same stories as one machine" "$(stories "$work/all" | sort)" "$(stories "$work/one" | sort)"

# kcat is killed: the cursor stays, the rest and what was sent already comes, fold keeps each once.
cat > "$work/cut" <<-'END'
	#!/bin/sh
	head -n 2 | kcat -P -b "$BROKER" -t items
	kill -9 $$
END
chmod +x "$work/cut"
python3 - "$work" <<-'END'
	import json, random, sys
	rng = random.Random(5)
	for n in (1, 2):
	    with open('%s/more%d' % (sys.argv[1], n), 'w') as f:
	        for i in range(6):
	            f.write(json.dumps({'id': 'm%d-%d' % (n, i), 'title': 'm %d %d' % (n, i), 'content_text': ' '.join('w%x' % rng.getrandbits(40) for _ in range(60)), '_wirefold': {'feed': 'more%d' % n}}) + '\n')
END
for i in 1 2; do wirefold fold -a "$work/spool$i" "$work/more$i"; wirefold fold -a "$work/one" "$work/more$i"; done
send() { i=$1; shift; wirefold export -a "$work/spool$i" --all --cursor "$work/spool$i.cursor" -- "$@" 2> "$work/err"; }
was=$(cat "$work/spool1.cursor")
send 1 "$work/cut"; same "scale-out: killed midway: exit 3, the cursor stays" "$? $(cat "$work/spool1.cursor")" "3 $was"
kill -STOP $extra_pids
send 1 kcat -P -b "$BROKER" -t items & pid=$!
for i in $(seq 50); do k=$(pgrep -P "$(pgrep -P $pid || echo $pid)" kcat || pgrep -P $pid kcat) && break; sleep 0.05; done
sleep 0.2; kill -9 $k; wait $pid
same "scale-out: killed before a broker that hangs: exit 3, the cursor stays" "$? $(cat "$work/spool1.cursor")" "3 $was"
kill -CONT $extra_pids
take() { kcat -C -q -e -o beginning -b "$BROKER" -t items; }
take | head -n 4 | wirefold fold -a "$work/all"
for i in 1 2; do send $i kcat -P -b "$BROKER" -t items; same "scale-out: spool $i: all is sent" "$? $(cat "$work/err")" "0 "; done
check "scale-out: some came twice" test "$(take | jq -r .id | sort | uniq -d | wc -l)" -ge 2
take > "$work/taken"; { head -n 9 "$work/taken"; kill -9 $BASHPID; } | wirefold fold -a "$work/all"
take | wirefold fold -a "$work/all"
same "scale-out: none is lost, none doubled" "$(stories "$work/all" | grep -c '^m ')" 12
same "scale-out: still the stories of one machine" "$(stories "$work/all" | sort)" "$(stories "$work/one" | sort)"
check "scale-out: verify" wirefold verify -a "$work/all"
exit $failed
