#!/usr/bin/env python3
"""fetch.py PROGRAMS DIR [--quick | --only ROW]: one run against every server of tests/fetch/hostile_server.py at
once, with 100 good feeds among them. A row: what wirefold said of the server and the time from
the first connection to the last byte. --quick: ten of them (for `make check`); --only: for looking into one."""
import glob, http.server, json, multiprocessing, os, re, socket, socketserver, subprocess, sys, threading, time

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, '..', 'fetch'))
import hostile_server as hostile

programs, folder, quick = sys.argv[1], sys.argv[2], len(sys.argv) > 3
wirefold = programs + '/wirefold'
port = 20000 + os.getpid() % 20000
QUICK = ('a body without end', 'gzip in gzip in gzip', 'headers without end', 'a redirect to itself', 'a redirect to file', 'a redirect down to http',
         'a certificate that has expired', 'TLS garbage', 'HTTP/2 RST_STREAM', 'Retry-After of 10^9', 'answers for requests not made yet',
         'a redirect to a private address')
PAIR, PRIVATE, AGAIN = 'answers for requests not made yet', 'a redirect to a private address', '304 with a body, when asked again'
GOOD_HOSTS, GOOD_FEEDS = 20, 5
WALL = 110 # seconds for the run: the longest limit is 60 s, and it starts late for none
failed = False

def row(ok, name, more=''):
    global failed
    failed |= not ok
    print('%s %s%s' % ('ok' if ok else 'not ok', name, ': ' + more if more else ''), flush=True)

class Good(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        body = hostile.feed('good' + self.headers['Host'] + self.path)
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass

class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads, request_queue_size = True, 64

def good_servers():
    servers = [Server(('127.9.0.%d' % (i + 1), port), Good) for i in range(GOOD_HOSTS)]
    for s in servers[1:]:
        threading.Thread(target=s.serve_forever, daemon=True).start()
    servers[0].serve_forever()

class Canary:
    """Listens where nobody may be sent, and counts who comes."""
    def __init__(self, port, addresses=('0.0.0.0', '::')):
        self.met = []
        for address in addresses:
            family = socket.AF_INET6 if ':' in address else socket.AF_INET
            try:
                s = socket.socket(family, socket.SOCK_STREAM)
                if family == socket.AF_INET6:
                    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                s.bind((address, port))
            except OSError:
                continue # a machine without IPv6
            s.listen(16)
            threading.Thread(target=self.wait, args=(s,), daemon=True).start()
    def wait(self, s):
        while True:
            c, peer = s.accept()
            self.met.append(peer[0])
            c.close()

def black_hole(address):
    """A listener whose queue is full: what connects waits for ever."""
    s = socket.socket()
    s.bind((address, port))
    s.listen(0)
    crowd = [s]
    for _ in range(8):
        c = socket.socket()
        c.setblocking(False)
        try:
            c.connect((address, port))
        except BlockingIOError:
            pass
        crowd.append(c)
    return crowd

def conf(path, lines, archive):
    with open(path, 'w') as f:
        f.write('\n'.join(['set archive ' + archive, 'set start-jitter 0', 'host *.hostile.test allow-private=127.8.0.0/16 ca=%s/ca.pem' % folder] + lines) + '\n')
    return path

def run(path, *more):
    begun = time.monotonic()
    p = subprocess.run([wirefold, 'run', '-v', '-c', path, *more], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    return p.returncode, p.stdout.decode('utf-8'), time.monotonic() - begun

def entries(archive, feeds):
    """What the archive holds of these feeds, in any order."""
    found = []
    for f in glob.glob(archive + '/journal/*.jsonl'):
        for line in open(f, encoding='utf-8'):
            o = json.loads(line)
            if 'id' in o and o['_wirefold']['feed'].startswith(feeds):
                found.append([o['_wirefold']['feed']] + [o.get(k) for k in ('id', 'url', 'title', 'content_text')])
    return sorted(found)

# What is asked.
good = []
for i in range(GOOD_HOSTS):
    good.append('host g%d.good.test resolve=127.9.0.%d allow-private=127.9.0.0/16' % (i, i + 1))
    good += ['http://g%d.good.test:%d/%d name=good-%d-%d' % (i, port, k, i, k) for k in range(GOOD_FEEDS)]
servers = hostile.Servers(folder, port, (sys.argv[4:] or QUICK) if quick else None)
assert quick or len(servers.rows) >= 60
bad, asked = [], {} # feed name -> row, scheme
for r in servers.rows:
    n = hostile.table.index(r)
    # What comes after the next request went out answers it; only what lies there before is no answer: time
    # for it to come, more of it where a hundred servers are at once in one process.
    bad.append('host w%d.hostile.test resolve=%s%s' % (n, servers.address(r), ' delay=%d' % (3 if quick else 6) if r.name == PAIR else ''))
    for s in r.schemes:
        for k in range(len(hostile.SPELLINGS) if r.name == PRIVATE else 2 if r.name in (PAIR, hostile.GOAWAYS) else 1):
            name = 'w%d-%s-%d' % (n, s, k)
            bad.append('%s://%s/%d name=%s' % (s, servers.host(r, s), k, name))
            asked[name] = r, s
silent = [] if quick else [('w-refused', '127.8.250.1', r'connect to 127\.8\.250\.1:\d+: .*([Rr]efused|connect)'),
                           ('w-black-hole', '127.8.250.2', r'[Tt]imed? ?out')]
for name, address, _ in silent:
    bad += ['host %s.hostile.test resolve=%s' % (name, address)] + ['%s://%s.hostile.test:%d/ name=%s-%s' % (s, name, port, name, s) for s in ('http', 'https')]

process = multiprocessing.Process(target=good_servers, daemon=True)
process.start()
crowd = [] if quick else black_hole('127.8.250.2')
servers.start()
canary = Canary(servers.canary)
for _ in range(100):
    try:
        socket.create_connection(('127.9.0.%d' % GOOD_HOSTS, port), 1).close()
        break
    except OSError:
        time.sleep(.1)

alone, mixed = folder + '/alone', folder + '/mixed'
code, out, alone_s = run(conf(folder + '/alone.conf', good, alone))
open(folder + '/out-alone', 'w').write(out)
row(code == 0 and out.count(' new (ok)') == GOOD_HOSTS * GOOD_FEEDS, 'the good feeds without the servers', '%.1f s' % alone_s)
# The good ones come last, where they would wait longest.
code, out, seconds = run(conf(folder + '/mixed.conf', bad + good, mixed))
open(folder + '/out', 'w').write(out)
said = dict(re.findall(r'^wirefold: ([^:\s]+): (.*)$', out, re.M))
for name, (r, scheme) in asked.items():
    what = said.get(name, 'nothing')
    took = servers.seconds(r, scheme)
    shown = '%s (%s%s)' % (r.name, scheme, ', ' + hostile.SPELLINGS[int(name.split('-')[2])] if r.name == PRIVATE else ', second feed' if name.endswith('-1') else '')
    ok = re.search(r.want, what) is not None and what.isprintable() and (took is None or took <= r.seconds)
    row(ok, shown, '%s, %s%s' % (what[:110], 'no connection' if took is None else '%d ms' % (took * 1000), '' if ok else ' (wanted: %s in %d s)' % (r.want, r.seconds)))
for name, _, want in silent:
    for scheme in 'http', 'https':
        what = said.get(name + '-' + scheme, 'nothing')
        row(re.search(want, what) is not None, '%s (%s)' % (name[2:].replace('-', ' '), scheme), what[:110])
row(seconds < WALL, 'all at once', '%.0f s, %d servers' % (seconds, len(servers.rows) + len(silent)))
row(' 0 deferred' in out, 'no feed is deferred')
row(entries(alone, 'good') == entries(mixed, 'good') and len(entries(alone, 'good')) == GOOD_HOSTS * GOOD_FEEDS * hostile.ENTRIES, 'the good feeds\' entries are the same')
row('poison' not in json.dumps(entries(mixed, 'w')), 'no answer counts for a request that was not made yet')
with_cookie = [k for k, heads in servers.heads.items() for h in heads if re.search(rb'(?i)^(cookie|referer|authorization):', h, re.M)]
row(not with_cookie, 'no request carries a cookie, a referer or a password', ' '.join(map(str, with_cookie)))
twice = [n for n, (r, _) in asked.items() if r.name == AGAIN]
if twice:
    before = entries(mixed, 'w')
    _, out, _ = run(folder + '/mixed.conf', '-F', *twice)
    row(out.count(': not modified') == len(twice) and entries(mixed, 'w') == before, AGAIN, out.splitlines()[0][:110])
if not quick:
    for spelling in hostile.SPELLINGS:
        p = subprocess.run([wirefold, 'try', 'http://%s:%d/' % (spelling, servers.canary)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        row(p.returncode != 0 and p.stderr, 'asked for directly: ' + spelling, p.stderr.decode().strip()[-110:])
def flip():
    """A resolver that changes its mind between two look-ups, from a public address to ours. The
    public one is where a good server answers, by a connect() that goes astray (tests/lib/net.c)."""
    library, seen = folder + '/net.so', folder + '/net'
    if subprocess.run(['cc', '-std=gnu11', '-fPIC', '-shared', '-o', library, here + '/../lib/net.c', '-ldl']).returncode != 0:
        return row(False, 'flip', 'no compiler')
    os.makedirs(seen, exist_ok=True)
    at = servers.canary + 1
    inside, outside = Canary(at, ('127.0.0.1',)), Server(('127.0.9.1', at), Good)
    threading.Thread(target=outside.serve_forever, daemon=True).start()
    path = conf(folder + '/flip.conf', ['http://flip.test:%d/ name=flip' % at], folder + '/flip')
    said = []
    for more in (), ('-F',):
        p = subprocess.run([wirefold, 'run', '-v', '-c', path, *more], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
                           env=dict(os.environ, LD_PRELOAD=library, NET_DIR=seen))
        said.append(p.stdout.decode().splitlines()[0])
    row('new (ok)' in said[0] and '127.0.0.1:%d is not a public address' % at in said[1] and not inside.met, 'flip', '%s; then %s' % tuple(s[10:80] for s in said))
    outside.shutdown()

if not quick or sys.argv[4:] == ['flip']:
    flip()
row(not canary.met, 'nobody came where nobody may be sent', ' '.join(canary.met))
p = subprocess.run([wirefold, 'verify', '-a', mixed], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
row(p.returncode == 0, 'verify', '' if p.returncode == 0 else p.stdout.decode()[-200:])
del crowd
process.terminate()
sys.exit(failed)
