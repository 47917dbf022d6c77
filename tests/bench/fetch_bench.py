#!/usr/bin/env python3
"""fetch_bench.py PROGRAMS FOLDER: polling against its peers. nginx on 127.0.1.1 to 127.0.1.200, a leaf
certificate each, TLS 1.3, HTTP/2, gzip, ETag; clients trust the system's bundle and the bench's root.
CPU is user and system of all the client's processes, in turns, and the medians' ratio is judged;
what came is checked before a time is taken."""
import glob, json, os, random, re, resource, shutil, sqlite3, statistics, subprocess, sys, threading, time

programs, folder = sys.argv[1], os.path.realpath(sys.argv[2])
here = os.path.dirname(os.path.abspath(__file__))
wirefold, bare = os.path.realpath(programs + '/wirefold'), os.path.realpath(programs + '/bench/fetch_bare')
HOSTS, EACH, ENTRIES, ROUNDS, PORT = 200, 10, 20, 3, 18443
BUNDLE = '/etc/ssl/certs/ca-certificates.crt'
failed = False
www, srv = folder + '/www', folder + '/srv'

def row(name, figure, bar, least=True, more=''):
    global failed
    ok = figure >= bar if least else figure <= bar
    failed |= not ok
    print('%s fetch %s: %.2f (%s %.2f)%s' % ('ok' if ok else 'not ok', name, figure, '>=' if least else '<=', bar, ', ' + more if more else ''), flush=True)

def skip(name, why):
    print('skip fetch %s: %s' % (name, why), flush=True)

def must(holds, what):
    if not holds:
        raise SystemExit('fetch_bench: ' + what)

# The servers.
def sh(*c, **k):
    subprocess.run(c, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **k)

def certificates():
    os.makedirs(srv, exist_ok=True)
    last = '%s/%d.pem' % (srv, HOSTS)
    if os.path.exists(last) and time.time() - os.path.getmtime(last) < 7 * 86400:
        return
    ec = ('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes')
    sh('openssl', 'req', '-x509', *ec, '-keyout', 'root.key', '-out', 'root.pem', '-days', '30', '-subj', '/CN=bench root',
       '-addext', 'basicConstraints=critical,CA:TRUE', cwd=srv)
    sh('openssl', 'req', *ec, '-keyout', 'ca.key', '-out', 'ca.csr', '-subj', '/CN=bench intermediate', cwd=srv)
    with open(srv + '/ca.ext', 'w') as f:
        f.write('basicConstraints=critical,CA:TRUE\n')
    sh('openssl', 'x509', '-req', '-in', 'ca.csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-days', '30', '-extfile', 'ca.ext', '-out', 'ca.pem', cwd=srv)
    for i in range(1, HOSTS + 1):
        with open('%s/%d.ext' % (srv, i), 'w') as f:
            f.write('subjectAltName=IP:127.0.1.%d\n' % i)
        sh('openssl', 'req', *ec, '-keyout', '%d.key' % i, '-out', '%d.csr' % i, '-subj', '/CN=127.0.1.%d' % i, cwd=srv)
        sh('openssl', 'x509', '-req', '-in', '%d.csr' % i, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30',
           '-extfile', '%d.ext' % i, '-out', 'leaf.pem', cwd=srv)
        with open('%s/%d.pem' % (srv, i), 'w') as f:
            f.write(open(srv + '/leaf.pem').read() + open(srv + '/ca.pem').read())

def feeds():
    r = random.Random(20261128)
    syllables = [a + b for a in 'bcdfghklmnprstvwz' for b in 'aeiou']
    words = [''.join(r.choice(syllables) for _ in range(r.randint(1, 4))) for _ in range(8000)]
    text = lambda k: ' '.join(r.choices(words, k=k)).capitalize() + '.'
    for h in range(1, HOSTS + 1):
        os.makedirs('%s/%d' % (www, h), exist_ok=True)
        for k in range(EACH):
            path = '%s/%d/%d.xml' % (www, h, k)
            if os.path.exists(path):
                continue
            items = ''.join('<item><title>%s</title><link>https://127.0.1.%d/%d/%d</link><guid isPermaLink="false">%d-%d-%d</guid><pubDate>Sat, 28 Nov 2026 %02d:00:00 GMT</pubDate>'
                            '<description><![CDATA[%s]]></description></item>\n' % (text(7), h, k, i, h, k, i, i, ''.join('<p>%s</p>' % text(40) for _ in range(5))) for i in range(ENTRIES))
            with open(path, 'w') as f:
                f.write('<?xml version="1.0"?>\n<rss version="2.0"><channel><title>b</title><link>https://x.test/</link><description>d</description>\n' + items + '</channel></rss>\n')

def nginx():
    program = shutil.which('nginx') or '/usr/sbin/nginx'
    must(os.path.exists(program), 'nginx is not there')
    os.makedirs(srv + '/tmp', exist_ok=True)
    servers = ''.join('server { listen 127.0.1.%d:%d ssl http2; ssl_certificate %s/%d.pem; ssl_certificate_key %s/%d.key; root %s/%d; }\n' % (i, PORT, srv, i, srv, i, www, i)
                      for i in range(1, HOSTS + 1))
    with open(srv + '/nginx.conf', 'w') as f:
        f.write(('user root;\n' if os.getuid() == 0 else '') + '''daemon off; master_process off; worker_processes 1; pid %s/pid; error_log %s/error.log warn; events { worker_connections 8192; }
worker_rlimit_nofile 9000;
http { log_format bench '$status $connection $connection_requests $ssl_session_reused $server_protocol'; access_log %s/access.log bench buffer=64k flush=1s;
client_body_temp_path %s/tmp; proxy_temp_path %s/tmp; fastcgi_temp_path %s/tmp; uwsgi_temp_path %s/tmp; scgi_temp_path %s/tmp;
types { application/rss+xml xml; } gzip on; gzip_types application/rss+xml; etag on; ssl_protocols TLSv1.3; keepalive_timeout 30; keepalive_requests 1000;
%s }\n''' % (srv, srv, srv, srv, srv, srv, srv, srv, servers))
    p = subprocess.Popen([program, '-e', srv + '/error.log', '-p', srv, '-c', srv + '/nginx.conf'], stderr=subprocess.DEVNULL)
    for _ in range(100):
        if subprocess.run(['curl', '-sf', '--cacert', srv + '/bundle.pem', '-o', '/dev/null', 'https://127.0.1.%d:%d/0.xml' % (HOSTS, PORT)]).returncode == 0:
            return p
        time.sleep(.1)
    raise SystemExit('fetch_bench: nginx does not start: ' + open(srv + '/error.log').read()[-300:])

def counted(since):
    """What the server saw: requests, 304s, connections, handshakes that were not resumed."""
    time.sleep(1.2)
    with open(srv + '/access.log') as f:
        f.seek(since)
        lines = [l.split() for l in f]
    first = [l for l in lines if l[2] == '1']
    return '%d requests, %d 304s, %d connections, %d full handshakes' % (
        len(lines), sum(l[0] == '304' for l in lines), len({l[1] for l in lines}), sum(l[3] == '.' for l in first))

def cpu(command, stdin=None, env=None, check=True):
    """CPU, wall, output, what the server saw."""
    at = os.path.getsize(srv + '/access.log')
    was, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    p = subprocess.run(command, stdin=open(stdin) if stdin else subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env)
    wall, now = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    must(not check or p.returncode == 0, '%s: exit %d: %s' % (command[0], p.returncode, p.stdout.decode()[-300:]))
    return now.ru_utime + now.ru_stime - was.ru_utime - was.ru_stime, wall, p.stdout.decode(), counted(at)

def url(h, k):
    return 'https://127.0.1.%d:%d/%d.xml' % (h, PORT, k)

def conf(name, each):
    path, archive = '%s/%s.conf' % (folder, name), '%s/%s' % (folder, name)
    with open(path, 'w') as f:
        f.write('set archive %s\nhost 127.0.1.* allow-private=127.0.0.0/8 ca=%s/bundle.pem\n' % (archive, srv))
        f.writelines('%s name=f%d-%d\n' % (url(h, k), h, k) for h in range(1, HOSTS + 1) for k in range(each))
    return path, archive

class Turns:
    """Measures of the same work by ours and a peer, one after the other."""
    def __init__(self, rounds=ROUNDS):
        self.rounds, self.cpu, self.wall, self.saw = rounds, {}, {}, {}
    def run(self, **works):
        for _ in range(self.rounds):
            for name, work in works.items():
                c, w, out, saw = work()
                self.cpu.setdefault(name, []).append(c)
                self.wall.setdefault(name, []).append(w)
                self.saw[name] = saw
    def ratio(self, a, b, kind='cpu'):
        of = getattr(self, kind)
        return statistics.median(of[b]) / statistics.median(of[a])
    def shown(self, a, b, kind='cpu'):
        of = getattr(self, kind)
        return '%.3f s and %.3f s; ours: %s; theirs: %s' % (statistics.median(of[a]), statistics.median(of[b]), self.saw[a], self.saw[b])

def unchanged(each, path):
    def work():
        got = cpu([wirefold, 'run', '-F', '-c', path])
        must(got[3].startswith('%d requests, %d 304s' % (HOSTS * each, HOSTS * each)) and not got[2], 'not all were 304: ' + got[2] + got[3])
        return got
    return work

def curl(each):
    """curl with the ETag of each feed."""
    path = '%s/curl-%d.conf' % (folder, each)
    with open(path, 'w') as f:
        for h in range(1, HOSTS + 1):
            for k in range(each):
                file = '%s/%d/%d.xml' % (www, h, k)
                s = os.stat(file)
                f.write('%surl = "%s"\nheader = "If-None-Match: \\"%x-%x\\""\noutput = "/dev/null"\nwrite-out = "%%{http_code}\\n"\ncacert = "%s/bundle.pem"\ncompressed\n'
                        % ('next\n' if h + k > 1 else '', url(h, k), int(s.st_mtime), s.st_size, srv))
    def work():
        got = cpu(['curl', '--silent', '--parallel', '--parallel-max', '50', '--config', path])
        must(got[2].count('304') == HOSTS * each, 'curl: not all were 304: ' + got[2][:200])
        return got
    return work

def fresh(path, archive, *more):
    def work():
        shutil.rmtree(archive, ignore_errors=True)
        got = cpu([wirefold, 'run', '-c', path, *more])
        n = sum(1 for l in open(path) if 'name=' in l) * ENTRIES
        came = sum('"guid":' in l for f in glob.glob(archive + '/journal/*.jsonl') for l in open(f))
        must(came == n and not got[2], '%d entries of %d came: %s' % (came, n, got[2][-300:]))
        return got
    return work

def sfeed():
    rc, to = folder + '/sfeedrc', folder + '/sfeed'
    with open(rc, 'w') as f:
        f.write('sfeedpath=%s\nmaxjobs=50\nfeeds() {\n%s}\n' % (to, ''.join('feed "f%d" "%s"\n' % (h, url(h, 0)) for h in range(1, HOSTS + 1))))
    def work():
        shutil.rmtree(to, ignore_errors=True)
        os.makedirs(to)
        got = cpu(['sfeed_update', rc], env=dict(os.environ, CURL_CA_BUNDLE=srv + '/bundle.pem'))
        n = sum(len(open(p).readlines()) for p in glob.glob(to + '/f*'))
        must(n == HOSTS * ENTRIES, 'sfeed_update: %d entries' % n)
        return got
    return work

def newsboat():
    """newsboat has no option for a bundle, so the system's is covered by ours, for it alone."""
    urls, cache, config = folder + '/nb-urls', folder + '/nb.db', folder + '/nb-config'
    with open(urls, 'w') as f:
        f.writelines(url(h, 0) + '\n' for h in range(1, HOSTS + 1))
    with open(config, 'w') as f:
        f.write('reload-threads 8\n')
    def work():
        for f in glob.glob(cache + '*'):
            os.unlink(f)
        got = cpu(['unshare', '-m', 'sh', '-c', 'mount --bind "$1" "$2" && shift 2 && exec "$@"', 'sh', srv + '/bundle.pem', BUNDLE,
                   'newsboat', '-u', urls, '-c', cache, '-C', config, '-x', 'reload'], env=dict(os.environ, HOME=folder, TERM='dumb'))
        n = sqlite3.connect(cache).execute('select count(*) from rss_item').fetchone()[0]
        must(n == HOSTS * ENTRIES, 'newsboat: %d entries' % n)
        return got
    return work

def bare_run(each):
    path = '%s/bare-urls' % folder
    with open(path, 'w') as f:
        f.writelines(url(h, k) + '\n' for h in range(1, HOSTS + 1) for k in range(each))
    def work():
        got = cpu([bare, srv + '/bundle.pem', '50'], stdin=path)
        must(got[2].startswith('%d entries' % (HOSTS * each * ENTRIES)), 'fetch_bare: ' + got[2])
        return got
    return work

def memory(path, archive):
    """The largest sum of PSS and memfds of all our processes while they run, in MB."""
    shutil.rmtree(archive, ignore_errors=True)
    p = subprocess.Popen([wirefold, 'run', '-c', path, '--no-fold'], stdin=subprocess.DEVNULL)
    most = 0
    while p.poll() is None:
        pids, total, memfds = [p.pid], 0, {}
        for pid in pids:
            try:
                pids += [int(x) for t in os.listdir('/proc/%d/task' % pid) for x in open('/proc/%d/task/%s/children' % (pid, t)).read().split()]
                total += int(re.search(r'Pss:\s+(\d+)', open('/proc/%d/smaps_rollup' % pid).read()).group(1)) * 1024
                for fd in os.scandir('/proc/%d/fd' % pid):
                    if os.readlink(fd.path).startswith('/memfd:'):
                        s = os.stat(fd.path)
                        memfds[s.st_ino] = s.st_blocks * 512
            except (OSError, AttributeError):
                continue # it has ended
        most = max(most, total + sum(memfds.values()))
    must(p.returncode == 0, 'exit %d' % p.returncode)
    return most / 1e6

certificates()
feeds()
with open(srv + '/bundle.pem', 'w') as f:
    f.write((open(BUNDLE).read() if os.path.exists(BUNDLE) else '') + open(srv + '/root.pem').read())
open(srv + '/access.log', 'w').close()
server = nginx()
try:
    many, many_archive = conf('many', EACH)
    one, one_archive = conf('one', 1)
    fresh(many, many_archive, '--no-fold')()
    t = Turns()
    t.run(ours=unchanged(EACH, many), curl=curl(EACH))
    row('2,000 feeds on 200 hosts, all 304, CPU of curl over ours', t.ratio('ours', 'curl'), 10, more=t.shown('ours', 'curl'))
    row('the same, wall', t.ratio('ours', 'curl', 'wall'), 8, more='%.2f s and %.2f s' % tuple(statistics.median(t.wall[k]) for k in ('ours', 'curl')))
    fresh(one, one_archive, '--no-fold')()
    t = Turns()
    t.run(ours=unchanged(1, one), curl=curl(1))
    row('200 feeds, one a host, all 304, CPU of curl over ours', t.ratio('ours', 'curl'), 15, more=t.shown('ours', 'curl'))
    works = {'ours': fresh(one, one_archive, '--no-fold'), 'folded': fresh(one, one_archive)}
    if shutil.which('sfeed_update'):
        works['sfeed'] = sfeed()
    else:
        skip('sfeed_update', 'it is not there')
    if shutil.which('newsboat') and subprocess.run(['unshare', '-m', 'true'], stderr=subprocess.DEVNULL).returncode == 0:
        works['newsboat'] = newsboat()
    else:
        skip('newsboat', 'it is not there, or no mount namespace for its bundle')
    t = Turns()
    t.run(**works)
    for peer in 'sfeed', 'newsboat':
        if peer in works:
            row('200 feeds, in full, journalled, CPU of %s over ours' % peer, t.ratio('ours', peer), 18, more=t.shown('ours', peer))
            row('the same, folded, with story files, CPU of %s over ours' % peer, t.ratio('folded', peer), 8, more=t.shown('folded', peer))
    t = Turns()
    t.run(ours=fresh(many, many_archive, '--no-fold'), bare=bare_run(EACH))
    row('2,000 feeds, in full, CPU over that of a bare program', 1 / t.ratio('ours', 'bare'), 3, False, t.shown('ours', 'bare'))
    row('2,000 feeds, PSS and memfds of all processes, MB', memory(many, many_archive), 96, False)
finally:
    server.terminate()
    server.wait()
sys.exit(failed)
