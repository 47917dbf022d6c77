#!/bin/bash
# TLS and HTTP as they must be: what is verified, what is asked, what is taken; CA files read once; a
# resolver that changes its mind.
. "$(dirname "$0")/../lib/e2e.sh"
www=$work/www; srv=$work/srv; mkdir -p "$www"
nginx_ca "$srv"; tls=$srv/tls
for n in good.test old.test new.test oldest.test expired.test; do nginx_leaf "$srv" $n; done
openssl req -x509 -new -key "$tls/good.test.key" -days 30 -subj /CN=self.test -addext subjectAltName=DNS:self.test -out "$tls/self.pem" 2>/dev/null
openssl x509 -req -in "$tls/expired.test.csr" -CA "$srv/ca.pem" -CAkey "$tls/ca.key" -CAcreateserial -days -1 -extfile "$tls/expired.test.ext" -out "$tls/expired.test.pem" 2>/dev/null
leaf() { echo "127.0.7.$1=$tls/$2.pem,$tls/$3.key,$4,$5"; }
python3 "$top/tests/lib/raw.py" "$port" "$www" 127.0.9.1 "$(leaf 1 good.test good.test TLSv1_2 TLSv1_3)" \
	"$(leaf 2 old.test old.test TLSv1_2 TLSv1_2)" "$(leaf 3 new.test new.test TLSv1_3 TLSv1_3)" "$(leaf 4 oldest.test oldest.test TLSv1_1 TLSv1_1)" \
	"$(leaf 5 self good.test TLSv1_2 TLSv1_3)" "$(leaf 6 expired.test expired.test TLSv1_2 TLSv1_3)" & extra_pids=$!
while [ ! -e "$www/up" ]; do sleep 0.1; done
e2e_feed "$work/feed.rss" t-1 t-2
answer() { { printf 'HTTP/1.1 200 OK\r\n'; for h in "${@:3}"; do printf '%s\r\n' "$h"; done; printf 'Content-Length: %s\r\nContent-Type: application/rss+xml\r\n\r\n' "$(stat -c %s "$2")"; cat "$2"; } > "$www/$1"; }
python3 - "$work" <<'END'
import gzip, sys, zlib
w = sys.argv[1]; body = open(w + '/feed.rss', 'rb').read()
open(w + '/gz', 'wb').write(gzip.compress(body))
open(w + '/gzgz', 'wb').write(gzip.compress(gzip.compress(body)))
open(w + '/half', 'wb').write(gzip.compress(body)[:1000])
# Brotli (RFC 7932) without compressing: a window of 16 bits, uncompressed blocks, an empty last one.
out, bits, n = bytearray(), 0, 0
def put(v, k):
    global bits, n
    bits |= v << n; n += k
    while n >= 8:
        out.append(bits & 255); bits >>= 8; n -= 8
put(0, 1)
for at in range(0, len(body), 65536):
    part = body[at:at + 65536]
    put(0, 1); put(0, 2); put(len(part) - 1, 16); put(1, 1)
    if n: put(0, 8 - n)
    out += part
put(3, 2); put(0, 6)
open(w + '/br', 'wb').write(out)
END
answer plain "$work/feed.rss" 'Set-Cookie: a=b; Path=/' 'ETag: "1"'; answer gz "$work/gz" 'Content-Encoding: gzip'; answer br "$work/br" 'Content-Encoding: br'
answer upper "$work/gz" 'CONTENT-ENCODING: GZIP'; answer chain "$work/gzgz" 'Content-Encoding: gzip, gzip'; answer chain2 "$work/gzgz" 'Content-Encoding: gzip' 'Content-Encoding: gzip'
answer label "$work/feed.rss" 'Content-Encoding: gzip'; answer odd "$work/feed.rss" 'Content-Encoding: rot13'; answer cut "$work/half" 'Content-Encoding: gzip' 'ETag: "1"'
printf 'HTTP/1.1 302 Found\r\nSet-Cookie: c=d; Path=/\r\nLocation: /plain\r\nContent-Length: 0\r\n\r\n' > "$www/cookie"
e2e_conf
echo "host *.test allow-private=127.0.0.0/8 ca=$srv/ca.pem" >> "$work/feeds.conf"
tls_feed() { echo "https://$2.test:$port/plain name=$2 resolve=127.0.7.$1" >> "$work/feeds.conf"; }
tls_feed 1 good; tls_feed 2 old; tls_feed 3 new; tls_feed 4 oldest; tls_feed 5 self; tls_feed 6 expired
echo "https://wrong.test:$port/plain name=wrong resolve=127.0.7.1" >> "$work/feeds.conf"
echo "https://good.test.:$port/plain name=unknown allow-private=127.0.0.0/8 resolve=127.0.7.1 ca=$top/tests/e2e/http.sh" >> "$work/feeds.conf"
echo "https://127.0.7.1:$port/plain name=system allow-private=127.0.0.0/8" >> "$work/feeds.conf"
for f in plain gz br upper chain chain2 label odd cut cookie; do echo "http://127.0.9.1:$port/$f name=$f allow-private=127.0.0.0/8" >> "$work/feeds.conf"; done
e2e_run -v > "$work/out" 2>&1
said() { grep "^wirefold: $1: " "$work/out" | sed 's/^wirefold: [a-z0-9]*: //; s/ (.*//'; }
yes() { same "$1" "$(said "$2")" "2 entries, 2 new"; }
no() { case "$(said "$2")" in *"$3"*) pass "$1" ;; *) fail "$1" "got  $(said "$2")" "want $3" ;; esac; }
yes "TLS 1.2" old; yes "TLS 1.3" new
no "not TLS 1.1" oldest "SSL"
no "a certificate that nobody vouches for" self "self-signed certificate"
no "one that has ended" expired "certificate has expired"
no "one of another name" wrong "no alternative certificate subject name matches target host name 'wrong.test'"
no "a ca= that is none" unknown "certificate"
no "one that the system does not know" system "unable to get local issuer certificate"
yes "gzip" gz; yes "brotli" br; yes "in capitals" upper
no "chained encodings, in a line" chain "chained content encodings"; no "in two" chain2 "chained content encodings"
no "an encoding that it is not" label "ncoding"; no "one that nobody asked for" odd "ncoding"; 
check "one that is cut gives what it has" grep -q "^wirefold: cut: [0-9]* entries, .*(truncated)" "$work/out"
grep '"name":"cut"' "$archive/state/feeds.jsonl" > "$work/cut"
same "no validator vouches for it" "$(grep -c '"verdict":"truncated"' "$work/cut") $(grep -c '"etag"' "$work/cut")" "1 0"

# What a bundle of CAs may be like: it is gone through for subjects, and read where a chain leads.
subject=$(openssl x509 -in "$srv/ca.pem" -noout -subject -nameopt compat | sed 's/subject=//; s/^ *//')
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$tls/twin.key" -out "$tls/twin.pem" -days 30 -subj "$subject" 2>/dev/null
others=0; while [ $others -lt 40 ]; do others=$((others + 1)); openssl req -x509 -key "$tls/twin.key" -days 30 -subj "/CN=other $others" 2>/dev/null; done > "$tls/others.pem"
{ cat "$tls/twin.pem" "$srv/ca.pem" "$tls/twin.pem"; } > "$work/twins.pem"
{ cat "$tls/others.pem"; echo "Our own, since 2026:"; sed 's/$/\r/' "$srv/ca.pem"; cat "$tls/twin.key" "$tls/others.pem"; } > "$work/many.pem"
openssl x509 -in "$srv/ca.pem" -trustout -addtrust serverAuth -out "$work/trusted.pem"
openssl x509 -in "$srv/ca.pem" -trustout -addreject serverAuth -out "$work/rejected.pem"
cp "$tls/good.test.pem" "$work/leaf.pem"; cp "$tls/self.pem" "$work/itself.pem"; cp "$tls/twin.pem" "$work/twin.pem"
{ cat "$tls/others.pem"; sed 's/^[A-Za-z0-9+]\{40\}/&*/' "$srv/ca.pem"; } > "$work/broken.pem"
{ printf -- '-----BEGIN CERTIFICATE-----\n'; head -c 300 /dev/urandom | base64; printf -- '-----END CERTIFICATE-----\n'; cat "$srv/ca.pem"; } > "$work/random.pem"
for b in twins many trusted rejected leaf itself twin broken random; do
	cp "$www/plain" "$www/plain?$b"
	echo "https://$([ $b = itself ] && echo self || echo good).test:$port/plain?$b name=ca$b allow-private=127.0.0.0/8 resolve=127.0.7.$([ $b = itself ] && echo 5 || echo 1) ca=$work/$b.pem"
done > "$work/bundles"
cp "$work/feeds.conf" "$work/before"; grep -v '^https\?:' "$work/before" > "$work/feeds.conf"; cat "$work/bundles" >> "$work/feeds.conf"
cp "$work/out" "$work/out.before"; e2e_run -v > "$work/out" 2>&1; cp "$work/before" "$work/feeds.conf"
yes "a bundle with another of the same name before ours" catwins; yes "one with forty others, a key, words and CRLF" camany
yes "a certificate with what it is trusted for" catrusted; no "or not" carejected "certificate"
yes "the server's own, as a CA" caleaf; yes "one that signs itself" caitself
no "the same name with another key is another CA" catwin "certificate"
no "a bundle in which one is broken" cabroken "certificate"; no "or none at all" carandom "certificate"
mv "$work/out.before" "$work/out"

# What is asked.
head_of() { tr -d '\r' < "$www/log" | awk -v p="GET $1 HTTP/1.1" '$0 == p { on = 1 } on { print } on && !NF { exit }' | sed 's/^Accept: .*/Accept/' | grep . | tr '\n' '|'; }
same "a request, whole" "$(head_of /plain | sed 's/good.test/H/; s/127.0.9.1/H/')" "GET /plain HTTP/1.1|Host: H:$port|User-Agent: wirefold/$(sed -n 's/.*WF_VERSION "\(.*\)"/\1/p' "$top/wirefold.h") (+https://github.com/wirefold/wirefold)|Accept-Encoding: gzip, br|Accept|"
check "Accept names the types of feeds" grep -q '^Accept: application/atom+xml, application/rss+xml, application/feed+json' "$www/log"
e2e_run -F; same "the same bytes again: they are the document" "$(grep '"name":"cut"' "$archive/state/feeds.jsonl" | grep -c '"etag"')" 1
same "GET only" "$(grep -c '^[A-Z]* /' "$www/log") $(grep '^[A-Z]* /.* HTTP' "$www/log" | grep -vc '^GET ')" "$(grep -c '^GET /' "$www/log") 0"
same "no cookie comes back, no Referer" "$(grep -ci '^cookie\|^referer' "$www/log")" 0
check "what was redirected was asked" grep -q '^GET /cookie' "$www/log"

# Lies of the network; in the optimised build, for a preload goes before the sanitizer.
[ -x "$top/build/opt/wirefold" ] || { echo "skip preload: no optimised build"; exit; }
wirefold=$top/build/opt/wirefold
cc -std=gnu11 -O1 -fPIC -shared -o "$work/net.so" "$top/tests/lib/net.c" -ldl || exit 2
export NET_DIR=$work/net; mkdir -p "$NET_DIR"
python3 "$top/tests/lib/raw.py" $((port + 1)) "$www" 127.0.0.1 & extra_pids="$extra_pids $!"
rm "$www/up"; while [ ! -e "$www/up" ]; do sleep 0.1; done
printf 'HTTP/1.1 302 Found\r\nLocation: http://flip.test:%s/plain\r\nContent-Length: 0\r\n\r\n' $((port + 1)) > "$www/flip"
seen() { grep -c '^127.0.0.1$' "$www/connections"; }
rm -rf "$archive"; { echo "set archive $archive"; echo "set start-jitter 0"; echo "http://flip.test:$port/flip name=flip"; } > "$work/feeds.conf"
LD_PRELOAD=$work/net.so e2e_run -v > "$work/out" 2>&1
same "flip: public at first" "$(grep -c '^GET /flip' "$www/log")" 1
no "then 127.0.0.1, over a redirect in the same run" flip "127.0.0.1:$((port + 1)) is not a public address"
LD_PRELOAD=$work/net.so e2e_run -F -v > "$work/out" 2>&1
no "and in the next run" flip "127.0.0.1:$port is not a public address"
{ echo "set archive $archive"; echo "set start-jitter 0"; echo "http://both.test:$((port + 1))/plain name=both"; } > "$work/feeds.conf"
LD_PRELOAD=$work/net.so e2e_run -v > "$work/out" 2>&1
no "a public and a private address at once" both "127.0.0.1:$((port + 1)) is not a public address"
same "127.0.0.1 has seen no connection" "$(seen)" 0
same "it would have answered" "$(python3 -c 'import sys, urllib.request; print(urllib.request.urlopen("http://127.0.0.1:%s/plain" % sys.argv[1]).status)' $((port + 1))) $(seen)" "200 1"

# A CA file is read once a run, however many connections there are; the system's folder of them never.
rm -rf "$archive"; e2e_conf; : > "$NET_DIR/opened"; cp "$srv/ca.pem" "$work/ca2.pem"
echo "host *.test allow-private=127.0.0.0/8" >> "$work/feeds.conf"
for i in 1 2 3; do for n in good:1 old:2 new:3; do echo "https://${n%:*}.test:$port/plain?$i name=${n%:*}$i resolve=127.0.7.${n#*:} ca=$([ $i = 3 ] && echo "$work/ca2.pem" || echo "$srv/ca.pem")" >> "$work/feeds.conf"; cp "$www/plain" "$www/plain?$i"; done; done
LD_PRELOAD=$work/net.so e2e_run -v > "$work/out" 2>&1
same "nine connections to three servers" "$(grep -c "entries, .*new (ok)" "$work/out") $(grep -o "[0-9]* connections" "$work/out")" "9 9 connections"
same "two CA sets, each read once" "$(grep -c '^/proc/self/fd/' "$NET_DIR/opened") $(grep '^/proc/self/fd/' "$NET_DIR/opened" | sort -u | wc -l)" "2 2"
same "no folder of certificates" "$(grep -c '^/etc/ssl/certs/.*\.0$' "$NET_DIR/opened")" 0
