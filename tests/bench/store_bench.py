#!/usr/bin/env python3
"""store_bench.py PROGRAMS FOLDER: what it costs to lose nothing. All on one disk, in turns;
rates are entries a second, the ratio of the medians is judged."""
import os, re, shutil, statistics, subprocess, sys

programs, folder = sys.argv[1], os.path.join(sys.argv[2], 'store')
once, wirefold = programs + '/bench/store_once', programs + '/wirefold'
ROUNDS, ENTRIES, NAIVE = 5, 10000, 500
failed = False

def row(name, figure, bar, least, more=''):
    global failed
    ok = figure >= bar if least else figure <= bar
    failed |= not ok
    print('%s %s: %.2f (%s %g)%s' % ('ok' if ok else 'not ok', name, figure, '>=' if least else '<=', bar,
                                     ', ' + more if more else ''), flush=True)

def fresh(name):
    path = os.path.join(folder, name)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(folder, exist_ok=True)
    return path

def rate(mode, n):
    seconds = float(subprocess.run([once, mode, fresh(mode), str(n)], stdout=subprocess.PIPE, check=True).stdout)
    return n / seconds

def speed():
    got = {'journal': [], 'stories': [], 'naive': []}
    for _ in range(ROUNDS):
        for mode in got:
            got[mode].append(rate(mode, NAIVE if mode == 'naive' else ENTRIES))
    j, s, n = (statistics.median(got[m]) for m in ('journal', 'stories', 'naive'))
    more = '%.0f and %.0f entries a second' 
    row('journal of %d entries to write + fsync + rename each' % ENTRIES, j / n, 20, True, more % (j, n))
    row('the same with story files', s / n, 1.3, True, more % (s, n))

def flushes():
    """System calls of a run of ten batches with stories."""
    log = os.path.join(folder, 'strace')
    subprocess.run(['strace', '-f', '-c', '-e', 'trace=fsync,fdatasync,syncfs,sync', '-o', log, once, 'stories',
                    fresh('stories'), str(ENTRIES)], stdout=subprocess.DEVNULL, check=True)
    calls = {m.group(2): int(m.group(1)) for m in re.finditer(r'^ *[\d.]+ +[\d.]+ +\d+ +(\d+) +(?:\d+ +)?(\w+)$', open(log).read(), re.M)}
    batches = ENTRIES // 1000
    row('fdatasync a batch', calls.get('fdatasync', 0) / batches, 1, False, 'of %d batches' % batches)
    # One syncfs a batch, one at the end for the names.
    row('flushes a batch', (calls.get('syncfs', 0) - 1) / batches, 1, False,
        '%d syncfs in all, one of them at the end; %d fsync for a new archive, a new day and the mark' % (
            calls.get('syncfs', 0), calls.get('fsync', 0)))

def instructions(command):
    out = os.path.join(folder, 'callgrind')
    p = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=' + out] + command,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return int(re.search(rb'Collected : (\d+)', p.stderr).group(1))

def listing():
    count = []
    for n in (1000, 1000000):
        path = os.path.join(folder, 'fill-%d' % n)
        if not os.path.exists(path + '/index/applied'):
            subprocess.run([once, 'fill', fresh('fill-%d' % n), str(n)], stdout=subprocess.DEVNULL, check=True)
        count.append(instructions([wirefold, 'list', '-n', '20', '-a', path]))
    row('list -n 20 of 1,000,000 entries, instructions to 1,000', count[1] / count[0], 3, False, '%d and %d' % (count[1], count[0]))
    shutil.rmtree(os.path.join(folder, 'fill-1000000'))

speed()
if shutil.which('strace'):
    flushes()
else:
    print('skip flushes a batch: strace is not installed')
if shutil.which('valgrind'):
    listing()
else:
    print('skip list of 1,000,000 entries: valgrind is not installed')
sys.exit(failed)
