#!/bin/bash
# What is said of the feeds: status, status -o json, run --metrics; certificates that end or change.
. "$(dirname "$0")/../lib/e2e.sh"
e2e_hosts 3
e2e_conf
for i in 1 2; do e2e_feed "$work/www/h$i/feed.rss" $(seq -f "h$i-%g" 5); done
h() { echo "https://h$1.wire.test:$port/$2"; }
{
	echo "$(h 1 feed.rss) name=one drop=tag:news"
	echo "$(h 2 feed.rss) name=two"
	echo "$(h 2 r/gone) name=gone"
	echo "$(h 2 r/moved) name=moved"
	echo "$(h 2 none) name=none"
	echo "$(h 3 x) name=off disabled=yes"
} >> "$work/feeds.conf"
e2e_run > "$work/out" 2>&1; e2e_run -F -v > "$work/out" 2>&1
status() { "$wirefold" status -c "$work/feeds.conf" "$@"; }
line() { status "$1" | head -n 1; }
field() { status -o json "$1" | python3 -c 'import json, sys; o = json.load(sys.stdin)
for k in sys.argv[1].split("."): o = o.get(k) if o else None
print(o)' "$2"; }
case "$(line two)" in "two "*" ok       next 20"*" (default 1h)  last ok 20"*"  polls 2  304 1 (50 %)  bytes "[1-9]*"  entries 5  ok  certificate 19 d") pass "a line a feed" ;; *) fail "a line a feed" "$(line two)" ;; esac
check "what a filter left out is counted" sh -c "'$wirefold' status -c '$work/feeds.conf' one | grep -q '5 entries left out by drop= and only='"
check "410 is gone, and never due" sh -c "'$wirefold' status -c '$work/feeds.conf' gone | grep -q '^gone  *gone     next never '"
check "a failure has its cause" sh -c "'$wirefold' status -c '$work/feeds.conf' none | grep -q 'HTTP status 404 (2 times, since 20'"
check "disabled" sh -c "'$wirefold' status -c '$work/feeds.conf' off | grep -q '^off  *disabled next never '"
same "json: a line a feed" "$(status -o json | python3 -c 'import json, sys; print(*[json.loads(l)["name"] for l in sys.stdin])')" "one two gone moved none off"
same "json: state" "$(for f in one gone none off; do field $f state; done | tr '\n' ' ')" "ok gone failing disabled "
same "json: share of 304s" "$(field two polls) $(field two not_modified) $(field two not_modified_share)" "2 1 0.5"
same "json: filters, verdict, entries" "$(field one filtered) $(field two verdict) $(field two entries)" "5 ok 5"
same "json: a redirect that is pending" "$(field moved moved_to)" "$(h 2 feed.rss)"
same "json: why it fails" "$(field none why) $(field none strikes)" "HTTP status 404 2"
same "json: certificate" "$(field two certificate.days) $(field two certificate.issuer) $(field two certificate.changed)" "19 CN=wirefold test CA None"
same "json: its key, as pin= has it" "$(field two certificate.key)" "sha256//$(openssl x509 -in "$work/srv/tls/h2.wire.test.pem" -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)"
same "json: its end" "$(field two certificate.expires)" "$(date -u -d "$(openssl x509 -in "$work/srv/tls/h2.wire.test.pem" -noout -enddate | cut -d= -f2)" +%Y-%m-%dT%H:%M:%SZ)"
status nobody > "$work/out" 2>&1; same "of no such feed: exit 1" "$? $(cat "$work/out")" "1 "
status -o xml > "$work/out" 2>&1; same "of no such format: exit 2" $? 2

# Another key; another issuer; a certificate that lasts.
key=$(field two certificate.key)
renew() { nginx_stop "$work/srv"; rm -f "$work"/srv/tls/h2.*; nginx_start "$work/srv" "$port" "$work/hosts"; e2e_run -F > "$work/out" 2>&1; }
renew; check "a changed key shows" sh -c "'$wirefold' status -c '$work/feeds.conf' two | grep -q 'certificate changed 20.*Z, was key $key'"
same "json: a changed key" "$(field two certificate.was)" "key $key"
mv "$work/srv/ca.pem" "$work/srv/old.pem"; rm -f "$work"/srv/tls/ca.*
openssl ecparam -name prime256v1 -genkey -noout -out "$work/srv/tls/ca.key" 2>/dev/null
openssl req -x509 -new -key "$work/srv/tls/ca.key" -days 90 -subj '/O=Ähre/CN=another CA' -utf8 -out "$work/srv/ca.pem" 2>/dev/null
eval "$(declare -f nginx_leaf | sed 's/-days 20/-days 60/')"; rm -f "$work"/srv/tls/h1.*
key=$(field two certificate.key); renew
same "a changed issuer shows" "$(field two certificate.was) / $(field two certificate.issuer)" "key $key, issuer CN=wirefold test CA / CN=another CA,O=Ähre"
same "a certificate with time left does not show" "$(line two | grep -c 'certificate')" 0
same "what has not changed is not written" "$(ls -i "$archive/state/hosts.jsonl"; e2e_run -F; ls -i "$archive/state/hosts.jsonl")" "$(ls -i "$archive/state/hosts.jsonl"; ls -i "$archive/state/hosts.jsonl")"

# Metrics.
e2e_run -F --metrics "$work/m.prom"; same "run --metrics" $? 0
cat > "$work/m.py" <<'END'
import re, sys
text = open(sys.argv[1], encoding='utf-8').read()
assert text.endswith('\n# EOF\n') and text.count('# EOF') == 1
kinds, seen, values = {}, [], {}
for line in text.splitlines()[:-1]:
    if line.startswith('# TYPE '):
        _, _, name, kind = line.split(' ')
        assert name not in kinds and kind in ('gauge', 'counter'), line
        kinds[name] = kind; seen.append(name)
    elif line.startswith('# HELP '):
        assert line.split(' ')[2] == seen[-1], line
    else:
        m = re.fullmatch(r'([a-z_]+)(\{[a-z]+="[A-Za-z0-9._-]+"\})? (-?[0-9]+)', line)
        assert m, line
        want = seen[-1] + ('_total' if kinds[seen[-1]] == 'counter' else '')
        assert m[1] == want, line
        assert m[1] + (m[2] or '') not in values, line
        values[m[1] + (m[2] or '')] = int(m[3])
print(*[values.get(k) for k in sys.argv[2:]])
END
same "metrics: well-formed, and true" "$(python3 "$work/m.py" "$work/m.prom" 'wirefold_feeds{state="ok"}' 'wirefold_feeds{state="gone"}' 'wirefold_feed_polls_total{feed="two"}' 'wirefold_feed_strikes{feed="none"}' wirefold_run_feeds wirefold_run_failed wirefold_run_exit_code)" \
	"3 1 $(field two polls) $(field none strikes) 4 1 0"
same "metrics: the certificate's end" "$(date -u -d "@$(python3 "$work/m.py" "$work/m.prom" 'wirefold_feed_certificate_expiry_timestamp_seconds{feed="two"}')" +%Y-%m-%dT%H:%M:%SZ)" "$(field two certificate.expires)"
was=$(stat -c %i "$work/m.prom"); e2e_run --metrics "$work/m.prom"
same "metrics: nothing was due: replaced all the same" "$([ "$(stat -c %i "$work/m.prom")" != "$was" ] && python3 "$work/m.py" "$work/m.prom" wirefold_run_feeds)" 0
same "metrics: nothing beside it" "$(ls "$work" | grep -c '^m.prom.')" 0
e2e_run --metrics "$work/nowhere/m" > "$work/out" 2>&1; same "metrics: no such folder is exit 3" "$? $(cat "$work/out")" "3 wirefold: $work/nowhere/m: No such file or directory"
