#!/usr/bin/env python3
"""crowd.py WIREFOLD FOLDER: one run against 1,000 hostile and 9,000 good feeds on loopback: it must end
within its deadline with all good feeds stored. Takes minutes; for maintainers, by hand."""
import glob, json, os, resource, shutil, subprocess, sys, time

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
import hostile_server as hostile

wirefold, folder = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
PORT, HOSTS, GOOD, BAD, ENTRIES, DEADLINE = 18600, 450, 9000, 1000, 3, 900
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)

# The good ones, by nginx.
os.makedirs(folder + '/www', exist_ok=True)
os.makedirs(folder + '/tmp', exist_ok=True)
for i in range(GOOD):
    with open('%s/www/%d.xml' % (folder, i), 'wb') as f:
        f.write(hostile.feed('good %d' % i, ENTRIES))
with open(folder + '/nginx.conf', 'w') as f:
    f.write('%sdaemon off; master_process off; pid %s/pid; error_log %s/error.log warn; worker_rlimit_nofile 9000; events { worker_connections 8192; }\n' % (
        'user root; ' if os.getuid() == 0 else '', folder, folder))
    f.write('http { access_log off; %s types { application/rss+xml xml; } server { %s root %s/www; } }\n' % (
        ' '.join('%s_temp_path %s/tmp;' % (k, folder) for k in ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi')),
        ' '.join('listen 127.9.%d.%d:%d;' % (h // 250, h % 250 + 1, PORT + 5) for h in range(HOSTS)), folder))
nginx = subprocess.Popen([shutil.which('nginx') or '/usr/sbin/nginx', '-e', folder + '/error.log', '-p', folder, '-c', folder + '/nginx.conf'], stderr=subprocess.DEVNULL)
copies = -(-BAD // sum(len(r.schemes) for r in hostile.table))
servers = hostile.Servers(folder, PORT, None, copies)
servers.start()
lines = ['set archive %s/news' % folder, 'host *.hostile.test allow-private=127.8.0.0/16 ca=%s/ca.pem' % folder, 'host 127.9.* allow-private=127.9.0.0/16']
bad = []
for copy in range(copies):
    for r in servers.rows:
        n = servers.number(r, copy)
        lines.append('host w%d.hostile.test resolve=%s' % (n, servers.address(r, copy)))
        bad += ['%s://%s/0 name=bad-%s-%d' % (s, servers.host(r, s, copy), s, n) for s in r.schemes]
good = ['http://127.9.%d.%d:%d/%d.xml name=good-%d' % (i % HOSTS // 250, i % HOSTS % 250 + 1, PORT + 5, i, i) for i in range(GOOD)]
with open(folder + '/feeds.conf', 'w') as f:
    f.write('\n'.join(lines + bad[:BAD] + good) + '\n')
shutil.rmtree(folder + '/news', ignore_errors=True)

for turn in 'first', 'second (-F)':
    was, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    p = subprocess.run([wirefold, 'run', '-v', '-c', folder + '/feeds.conf', '-s', str(DEADLINE)] + (['-F'] if turn != 'first' else []),
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    wall, now = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    stored = {}
    for f in glob.glob(folder + '/news/journal/*.jsonl'):
        for l in open(f, encoding='utf-8'):
            o = json.loads(l)
            if 'id' in o and o['_wirefold']['feed'].startswith('good-'):
                stored[o['_wirefold']['feed']] = stored.get(o['_wirefold']['feed'], 0) + 1
    whole = sum(n == ENTRIES for n in stored.values())
    said = p.stdout.decode().splitlines()
    for line in [l for l in said if l.startswith('wirefold: good-') and ' failure' in l][:5] + said[-3:]:
        print('# ' + line)
    ok = p.returncode in (0, 1) and wall < DEADLINE and whole == GOOD
    print('%s %s run: exit %d, %.0f s of %d, %d of %d good feeds stored, CPU %.0f s, largest process %.0f MB' % ('ok' if ok else 'not ok', turn, p.returncode, wall, DEADLINE,
          whole, GOOD, now.ru_utime + now.ru_stime - was.ru_utime - was.ru_stime, now.ru_maxrss / 1024), flush=True)
p = subprocess.run([wirefold, 'verify', '-a', folder + '/news'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
print('%s verify' % ('ok' if p.returncode == 0 else 'not ok'))
nginx.terminate()
