#!/usr/bin/env python3
"""parse_bench.py PROGRAMS FOLDER: the parser against its peers. CPU (user and system, all
processes) is taken in turns, A B A B, and the ratio of the medians judged."""
import array, fcntl, os, re, resource, shutil, socket, statistics, struct, subprocess, sys

programs, folder = sys.argv[1], sys.argv[2]
here = os.path.dirname(os.path.abspath(__file__))
python = next((p for p in ('/usr/bin/python3', sys.executable) if subprocess.run([p, '-c', 'import feedparser'],
    stderr=subprocess.DEVNULL).returncode == 0), None)
ROUNDS, DOCUMENTS = 5, 300
F_ADD_SEALS, F_SEALS = 1033, 0x1 | 0x2 | 0x4 | 0x8
failed = False

def row(name, figure, bar, more=''):
    global failed
    ok = figure <= bar
    failed |= not ok
    print('%s %s: %.3f (<= %.3f)%s' % ('ok' if ok else 'not ok', name, figure, bar, ', ' + more if more else ''), flush=True)

def made(kind, n):
    path = os.path.join(folder, '%s-%d.xml' % (kind, n))
    new = not os.path.exists(path) or os.path.getmtime(path) < os.path.getmtime(here + '/gen.py')
    if new:
        subprocess.run([sys.executable, here + '/gen.py', kind, str(n), path], check=True)
    return path

def cpu(command, path=None):
    was = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(path or '/dev/null', 'rb') as f:
        subprocess.run(command, stdin=f, stdout=subprocess.DEVNULL, check=True)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return now.ru_utime + now.ru_stime - was.ru_utime - was.ru_stime

def versus(name, ours, peer, path, bar, rounds=ROUNDS):
    a, b = [], []
    for _ in range(rounds):
        a.append(cpu(ours, path))
        b.append(cpu(peer, path))
    x, y = statistics.median(a), statistics.median(b)
    row(name, x / y, bar, '%.3f s and %.3f s, %.1f MB' % (x, y, os.path.getsize(path) / 1e6))

def peak(command, path):
    """The largest process of those that the command starts, in MB."""
    code = ('import resource,subprocess,sys\nsubprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,check=True)\n'
            'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)')
    return int(subprocess.run([sys.executable, '-c', code] + command + [path], stdout=subprocess.PIPE, check=True).stdout) / 1024

def instructions(mode, path, times):
    out = os.path.join(folder, 'callgrind')
    p = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=' + out, programs + '/bench/parse_once', mode, path, str(times)],
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return int(re.search(rb'Collected : (\d+)', p.stderr).group(1))

def zygote(path, n):
    """CPU seconds of the parser's processes for n documents, one behind the other."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        os.dup2(its.fileno(), 3)
        os.execv(programs + '/wirefold-parse', ['wirefold-parse'])
    its.close()
    body = os.memfd_create('body', os.MFD_ALLOW_SEALING) # as the front has it
    os.write(body, open(path, 'rb').read())
    fcntl.fcntl(body, F_ADD_SEALS, F_SEALS)
    for i in range(n):
        r, w = os.pipe()
        ours.sendmsg([struct.pack('<IHHII', 0x314d4657, 16, 0, i, 0)],
                     [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [body, w]))])
        os.close(w)
        got = 0
        while True:
            piece = os.read(r, 1 << 16)
            if not piece:
                break
            got += len(piece)
        os.close(r)
        assert got > 1000, 'the parser gave %d bytes' % got
        ours.recv(1 << 16)
    ours.close()
    use = os.wait4(pid, 0)[2]
    return use.ru_utime + use.ru_stime

def small():
    path = made('small', 20)
    a, b = [], []
    for _ in range(ROUNDS):
        a.append((zygote(path, DOCUMENTS) - zygote(path, 0)) / DOCUMENTS * 1e6)
        b.append(int(subprocess.run([programs + '/bench/parse_once', 'all', path, str(DOCUMENTS)], stdout=subprocess.PIPE, check=True).stdout))
    x, y = statistics.median(a), statistics.median(b)
    row('small feed through fork, jail and frames, CPU to the same in one process', x / y, 3, '%.0f us and %.0f us' % (x, y))

wirefold = [programs + '/wirefold', 'parse']
rss, atom = made('rss', 5000), made('atom', 5000)
for kind, path in (('RSS with CDATA', rss), ('Atom with escaped HTML', atom)):
    if shutil.which('sfeed'):
        versus('large ' + kind + ', CPU to sfeed', wirefold, ['sfeed'], path, 2.5)
    else:
        print('skip large %s to sfeed: sfeed is not installed' % kind)
    if python: # a round takes it a quarter of a minute
        versus('large ' + kind + ', CPU to feedparser', wirefold,
               [python, '-c', 'import feedparser,sys; feedparser.parse(sys.stdin.buffer)'], path, 1 / 20, 1)
    else:
        print('skip large %s to feedparser: python3-feedparser is not installed' % kind)
    row('large ' + kind + ', peak memory of its largest process, MB', peak(wirefold, path), 16)
if shutil.which('valgrind'):
    path = made('plain', 500)
    ours, bare = (instructions(m, path, 1) - instructions(m, path, 0) for m in ('all', 'push'))
    row('entries without HTML, instructions to a bare push parse', ours / bare, 1.4, '%d and %d' % (ours, bare))
else:
    print('skip entries without HTML: valgrind is not installed')
small()
sys.exit(failed)
