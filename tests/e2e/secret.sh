#!/bin/bash
# Secrets: they reach their own origin and nothing else: no other server, no log, no argv, no
# state, no export, no core. Files that others can read are refused.
. "$(dirname "$0")/../lib/e2e.sh"
[ -x "$top/build/opt/wirefold" ] && wirefold=$top/build/opt/wirefold # cores are made as in earnest
www=$work/www; mkdir -p "$www"; umask 077
nginx_ca "$work/srv"; for n in a.test b.test client; do nginx_leaf "$work/srv" $n; done
tls=$work/srv/tls; e2e_feed "$www/feed.rss" s-1 s-2
start() { n=$1; rm -f "$www/$n.up"; python3 "$top/tests/lib/origin.py" "$n" "$2" "$port" "$www" "${@:3}" & extra_pids="$extra_pids $!"; while [ ! -e "$www/$n.up" ]; do sleep 0.05; done; }
start a 127.0.9.1 "$tls/a.test.pem" "$tls/a.test.key" "$work/srv/ca.pem"
start b 127.0.9.2 "$tls/b.test.pem" "$tls/b.test.key" "$work/srv/ca.pem"
start plain 127.0.9.3
start proxy 127.0.9.4
a=https://a.test:$port b=https://b.test:$port
conf() {
	echo "set archive $archive"
	for h in a.test b.test; do echo "host $h resolve=127.0.9.$([ $h = a.test ] && echo 1 || echo 2) allow-private=127.0.0.0/8 ca=$work/srv/ca.pem"; done
}
canary=Zk4vQx9TqW
printf 'user:%s\n' "pass$canary" > "$work/basic"; printf 'Bearer tok%s' "$canary" > "$work/bearer"
printf '# for a\nX-Api-Key: key%s\nCookie: c=%s\n' "$canary" "$canary" > "$work/header"
pin=sha256//$(openssl x509 -in "$tls/a.test.pem" -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)
other=sha256//$(openssl x509 -in "$tls/b.test.pem" -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)
cp "$tls/client.pem" "$work/client.pem"; cp "$tls/client.key" "$work/client.key"; chmod 644 "$work/client.pem"
{
	conf
	echo "$a/basic name=basic auth=@basic"
	echo "$a/bearer name=bearer auth=@bearer header=@header"
	echo "$a/cert name=cert cert=client.pem key=client.key"
	echo "$a/bare name=bare"
	echo "$a/to/$b/away name=away auth=@basic header=@header cert=client.pem key=client.key"
	echo "$a/to/$b/to/$a/back name=back auth=@basic header=@header"
	echo "$a/to/$a/home name=home auth=@basic"
	echo "$a/pinned name=pinned pin=$pin"
	echo "$a/unpinned name=unpinned pin=$other"
	echo "$a/two name=two pin=\"$other;$pin\""
	echo "$a/to/$b/pinned name=pinaway pin=$pin"
	echo "$b/self name=self insecure=yes"
} > "$work/feeds.conf"
check "check takes it" "$wirefold" check -c "$work/feeds.conf"
export http_proxy=http://127.0.9.4:$port https_proxy=http://127.0.9.4:$port all_proxy=http://127.0.9.4:$port
(ulimit -c unlimited; cd "$work" && e2e_run -v > "$work/out" 2>&1); same "the run" $? 0
# said LOG PATH HEADER: its value
said() { python3 -c 'import json, sys
for l in open(sys.argv[1]):
    o = json.loads(l)
    if o["path"] == sys.argv[2]:
        print(dict((k.lower(), v) for k, v in o["headers"]).get(sys.argv[3].lower(), "-") if sys.argv[3] != "client" else (o["client"] or {}).get("commonName", "-"))' "$www/$1.log" "$2" "$3" | tail -n 1; }
same "auth= of user and password" "$(said a /basic authorization)" "Basic $(printf 'user:pass%s' $canary | base64)"
same "auth= of a token" "$(said a /bearer authorization)" "Bearer tok$canary"
same "header=" "$(said a /bearer x-api-key) $(said a /bearer cookie)" "key$canary c=$canary"
same "cert= and key=" "$(said a /cert client)" client
same "a feed without them, on the same host, sends none" "$(said a /bare authorization) $(said a /bare x-api-key) $(said a /bare client)" "- - -"
same "over a redirect within its origin" "$(said a /home authorization)" "Basic $(printf 'user:pass%s' $canary | base64)"
same "no secret reaches another origin" "$(grep -c "$canary\|$(printf 'user:pass%s' $canary | base64)\|client\": {" "$www/b.log")" 0
same "it was there" "$(grep -c '"path": "/away"' "$www/b.log")" 1
same "nor does one come back from there" "$(said a /back authorization) $(said a /back x-api-key)" "- -"
same "pin=" "$(grep -o '^wirefold: [a-z]*pin.*\|^wirefold: two.*' "$work/out" | sed 's/wirefold: //; s/ new.*//; s/,.*//' | sort | tr '\n' '|')" \
	"pinaway: 2 entries|pinned: 2 entries|two: 2 entries|unpinned: SSL: public key does not match pinned public key (1st failure|"
same "the environment's proxies are not asked" "$(cat "$www/proxy.log" 2>/dev/null)" ""
check "insecure=yes shows in status" sh -c "'$wirefold' status -c '$work/feeds.conf' self | grep -q insecure"
same "no cookie comes back, no Referer, GET only" "$(e2e_run -F; grep -c '"Cookie", "session\|eferer\|"method": "[^G]' "$www/a.log" "$www/b.log" | tr '\n' ' ')" "$www/a.log:0 $www/b.log:0 "

# Nothing is left behind.
"$wirefold" status -c "$work/feeds.conf" > "$work/status" 2>&1; "$wirefold" list -o json -c "$work/feeds.conf" > "$work/list"
same "nothing in the archive, in state, in what is said" "$(grep -rl "$canary" "$archive" "$work/out" "$work/status" "$work/list")" ""
echo "$a/wait name=wait auth=@basic header=@header" >> "$work/feeds.conf"
(ulimit -c unlimited; cd "$work" && exec "$wirefold" run -F -c "$work/feeds.conf" wait > "$work/out" 2>&1) & pid=$!
while ! grep -q '"/wait"' "$www/a.log"; do sleep 0.05; done
for p in $pid $(pgrep -P $pid); do tr '\0' ' ' < /proc/$p/cmdline; done > "$work/argv"
check "the processes were looked at" grep -q 'wirefold-fetch' "$work/argv"
same "nothing in an argv" "$(grep -c "$canary" "$work/argv")" 0
kill -ABRT $(pgrep -P $pid) $pid; wait $pid 2>/dev/null; touch "$www/go"
mkdir -p "$work/other"; (ulimit -c unlimited; cd "$work/other"; sleep 60 & sleep 0.3; kill -ABRT $!; wait $!) 2>/dev/null
if ls "$work/other" | grep -q '^core'; then
	same "cores are made here, none of ours" "$(ls "$work" | grep '^core')" ""
else
	echo "skip cores: this system makes none in the working directory"
fi

# A proxy, because feeds.conf says so.
echo "127.0.9.1:$port" > "$www/tunnel"
{
	conf
	echo "set proxy http://127.0.9.4:$port"
	echo "http://news.example/p name=http auth=@basic"
	echo "$a/tunnel name=tunnel auth=@basic"
	echo "$a/direct name=direct proxy=none"
	echo "http://10.0.0.1/x name=private"
	echo "http://localhost.:1/x name=localhost"
	echo "http://2130706433/x name=number"
} > "$work/feeds.conf"
rm -rf "$archive"; e2e_run -v > "$work/out" 2>&1
same "proxy=, http" "$(said proxy http://news.example/p host)" "news.example"
same "proxy=, a tunnel for https" "$(grep -c '"method": "CONNECT", "path": "a.test:'"$port" "$www/proxy.log") $(said a /tunnel authorization)" "1 Basic $(printf 'user:pass%s' $canary | base64)"
same "the proxy is not told what goes through the tunnel" "$(grep CONNECT "$www/proxy.log" | grep -ci 'authorization\|basic')" 0
same "proxy=none" "$(grep -c direct "$www/proxy.log") $(said a /direct host)" "0 a.test:$port"
same "no private address by name through a proxy" "$(grep -c 'is not a public address' "$work/out")" 3

# A proxy with a password, in a file of its own: told to the proxy, and to nobody else.
printf 'http://me:p%%40ss%s@127.0.9.4:%s\n' "$canary" "$port" > "$work/proxy"; ours=$(printf 'me:p@ss%s' $canary | base64)
{
	conf
	echo "set proxy @proxy"
	echo "http://news.example/q name=http"
	echo "$a/secret name=tunnel"
	echo "$a/free name=direct proxy=none"
} > "$work/feeds.conf"
check "check takes a proxy with a password" "$wirefold" check -c "$work/feeds.conf"
rm -rf "$archive" "$www/proxy.log" "$www/a.log"; e2e_run -v > "$work/out" 2>&1
same "a proxy's password, http" "$(said proxy http://news.example/q proxy-authorization)" "Basic $ours"
same "a proxy's password, a tunnel" "$(said proxy "a.test:$port" proxy-authorization)" "Basic $ours"
same "what is behind the proxy is not told" "$(grep -c '"path": "/secret"' "$www/a.log") $(grep -ci "$ours\|proxy-auth\|$canary" "$www/a.log")" "1 0"
same "all three came" "$(grep -c ': 2 entries' "$work/out")" 3
same "it is in no log, state or journal" "$(grep -rl "$canary\|$ours" "$archive" "$work/out")" ""
printf 'http://me:other%s@127.0.9.4:9\n' $canary > "$work/proxy"; rm -rf "$archive"; e2e_run -v > "$work/out" 2>&1
same "nor in what is said of a proxy that is not there" "$(grep -c "$canary" "$work/out") $(grep -c '^wirefold: [ht][a-z]*: connect' "$work/out")" "0 2"

# What host lines say of where a redirect leads does not hold on the hop: no name, no CA.
{
	echo "set archive $archive"
	echo "host 127.0.9.3 allow-private=127.0.0.0/8"
	echo "host c.test resolve=127.0.9.3 allow-private=127.0.0.0/8"
	echo "host 127.0.9.2 allow-private=127.0.0.0/8 ca=$work/srv/ca.pem"
	echo "http://127.0.9.3:$port/to/http://c.test:$port/x name=hop-name"
	echo "http://127.0.9.3:$port/to/https://127.0.9.2:$port/x name=hop-ca"
	echo "https://127.0.9.2:$port/x name=self-ca"; echo "http://127.0.9.3:$port/x name=good"
} > "$work/feeds.conf"
rm -rf "$archive"; e2e_run -v > "$work/out" 2>&1
same "a hop takes no resolve= of its host" "$(grep -c '^wirefold: hop-name: .*[Rr]esolv' "$work/out")" 1
same "a hop takes no ca= of its host" "$(grep -c '^wirefold: hop-ca: SSL certificate problem: .*chain' "$work/out") $(grep -c '^wirefold: self-ca: .*subject name' "$work/out")" "1 1"
echo "http://c.test:$port/x name=self-name" >> "$work/feeds.conf"; e2e_run -F -v > "$work/out" 2>&1
same "its own feed takes it" "$(grep -c '^wirefold: self-name: 2 entries' "$work/out")" 1

# Files that are not as they must be.
refuse() { # NAME LINE WANT
	{ conf; echo "$a/x name=x $2"; echo "$b/y name=y"; } > "$work/feeds.conf"
	out=$("$wirefold" check -c "$work/feeds.conf" 2>&1); rc=$?
	case "$rc $out" in "2 "*"feeds.conf:4: x: "*"$3"*) pass "refused: $1" ;; *) fail "refused: $1" "exit $rc: $out" ;; esac
}
cp "$work/basic" "$work/open"; chmod 640 "$work/open"
refuse "a file that others can read" auth=@open 'open: others may read or write it (chmod 600)'
{ conf; echo "$a/x name=x auth=@open"; echo "$b/y name=y"; } > "$work/feeds.conf"
rm -rf "$archive" "$www/a.log"; e2e_run -v > "$work/out" 2>&1
same "a run fails that feed, and asks nothing for it" "$(grep -c 'x: auth .*open: others may read' "$work/out") $(grep -c 'y: 2 entries' "$work/out") $(ls "$www/a.log" 2>/dev/null)" "1 1 "
cp "$work/proxy" "$work/open"; chmod 644 "$work/open"; refuse "a proxy file that others can read" proxy=@open 'proxy '"$work"'/open: others may read'
printf 'http://127.0.9.4:9\n' > "$work/bad"; refuse "a proxy file without a user" proxy=@bad 'no http:// or socks5h://user'
printf 'ftp://u:p@127.0.9.4:9\n' > "$work/bad"; refuse "a proxy file of another kind" proxy=@bad 'no http:// or socks5h://user'
printf 'http://u:p@127.0.9.4:9/x\n' > "$work/bad"; refuse "a proxy file with a path" proxy=@bad 'no http:// or socks5h://user'
refuse "none" auth=@nothing 'nothing: No such file'
mkfifo -m 600 "$work/fifo"; refuse "a pipe" header=@fifo 'not a regular file'
head -c 9000 /dev/zero | tr '\0' x > "$work/large"; refuse "a large one" header=@large 'larger than 8192 bytes'
printf 'a:b\nX: y\n' > "$work/lines"; refuse "two lines" auth=@lines 'more than one line'
printf 'nothing\n' > "$work/word"; refuse "one without a colon" auth=@word 'neither user:password nor Bearer'
printf 'X-A: b\nHost: c\n' > "$work/host"; refuse "a header that is ours" header=@host 'line 2: Host is not for header='
printf 'X A: b\n' > "$work/blank"; refuse "a name with a blank" header=@blank 'line 1 is no `Name: value`'
printf 'X-A: b\0c\n' > "$work/nul"; refuse "a NUL" header=@nul 'not UTF-8 text'
chmod 644 "$work/client.key"; refuse "a key that others can read" "cert=client.pem key=client.key" 'key '"$work"'/client.key: others may read'
chmod 600 "$work/client.key"; refuse "a certificate without a key" "cert=client.pem" 'key '"$work"'/client.pem: others may read'
refuse "a key without a certificate" "key=client.key" 'without cert='
refuse "a certificate that is none" "cert=basic key=client.key" 'no PEM certificate'
[ "$(id -u)" != 0 ] || { cp "$work/basic" "$work/theirs"; chown 65534 "$work/theirs"; refuse "another user's file" auth=@theirs 'belongs to another user'; }
wrong() { { conf; echo "$a/x $2"; } > "$work/feeds.conf"; case "$("$wirefold" check -c "$work/feeds.conf" 2>&1)" in *"$3"*) pass "conf: $1" ;; *) fail "conf: $1" "$("$wirefold" check -c "$work/feeds.conf" 2>&1)" ;; esac; }
wrong "a secret in feeds.conf itself" auth=user:word "auth: takes @ and the path of a file"
wrong "a proxy with a password" proxy=http://u:p@h:1 "proxy: 'http://u:p@h:1' is none"
wrong "a proxy that is none" proxy=ftp://h:1 "is none: http://host:port"
wrong "a short pin" pin=sha256//abc= "pin: 'sha256//abc=' is none"
wrong "insecure for all" "$(printf 'x\nset insecure yes')" "unknown setting 'insecure'"
