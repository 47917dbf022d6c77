#!/usr/bin/env python3
"""fold_bench.py PROGRAMS FOLDER: the fold's pieces against plain versions of the same, the filter
against jq, memory and time as the archive grows. Each row is held to the bar of the plan, met
or not. With FOLD_BENCH_LONG=1 it goes up to a million entries (3 GB of input, half an hour) and
draws docs/fold-growth.svg; else it draws what it has in FOLDER."""
import json, os, random, re, resource, shutil, statistics, subprocess, sys, time

programs, folder = sys.argv[1], sys.argv[2]
here = os.path.dirname(os.path.abspath(__file__))
wirefold, once = programs + '/wirefold', programs + '/bench/fold_once'
failed = False
LONG = bool(os.environ.get('FOLD_BENCH_LONG'))
COUNTS = (10000, 40000) + ((100000, 300000, 1000000) if LONG else ())

def row(name, figure, bar, least, more=''):
    global failed
    ok = figure >= bar if least else figure <= bar
    failed |= not ok
    print('%s fold %s: %.3f (%s %.3f)%s' % ('ok' if ok else 'not ok', name, figure, '>=' if least else '<=', bar, ', ' + more if more else ''), flush=True)

def cpu(command, env=None):
    was = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=env)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return now.ru_utime + now.ru_stime - was.ru_utime - was.ru_stime

def cost(command, large=1):
    """CPU seconds and peak KB of one process: told by a small one, as a process starts with its parent's peak.
    Without large pages, memory is the same in each run: where they fall differs by a few megabytes."""
    code = ('import ctypes,resource,subprocess,sys\nctypes.CDLL(None).prctl(41, %d, 0, 0, 0)\n' # PR_SET_THP_DISABLE
            'subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,check=True)\n'
            'u=resource.getrusage(resource.RUSAGE_CHILDREN)\nprint(u.ru_utime+u.ru_stime,u.ru_maxrss)') % (not large)
    seconds, kilobytes = subprocess.run([sys.executable, '-c', code] + command, stdout=subprocess.PIPE, check=True).stdout.split()
    return float(seconds), int(kilobytes)

def made(n, apart=1):
    """n entries of 200 feeds, a third of them cut copies, so many seconds apart from each other."""
    path = os.path.join(folder, 'fold-%d%s.jsonl' % (n, '' if apart == 1 else '-%d' % apart))
    if os.path.exists(path):
        return path
    r, vowels, stories = random.Random(n), 'aeiou', []
    words = [''.join(r.choice('bcdfghklmnprstvw') + r.choice(vowels) for _ in range(r.randint(1, 4))) for _ in range(20000)]
    zipf, total = [], 0.0 # the commonest word is one in twenty, as in English
    for k in range(len(words)):
        total += 1 / (k + 2)
        zipf.append(total)
    def paragraph():
        return ' '.join(r.choices(words, cum_weights=zipf, k=r.randint(18, 45))).capitalize() + '.'
    with open(path + '.new', 'w') as f:
        for i in range(n):
            if stories and r.random() < .33:
                title, text = r.choice(stories[-400:])
                text = text[:r.randint(3, len(text))]
            else:
                title, text = ' '.join(r.choice(words) for _ in range(7)).capitalize(), [paragraph() for _ in range(r.randint(5, 11))]
                stories.append((title, text))
            t = 1772409600 + i * apart
            f.write(json.dumps({'id': 'g%d' % i, 'title': title, 'content_text': '\n\n'.join(text), '_wirefold': {
                'feed': 'f%d' % r.randrange(200), 'fetched': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(t))}}) + '\n')
    os.rename(path + '.new', path)
    return path

def pair(out):
    return [float(x) for x in re.findall(r'[\d.]+', out)]

def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()

# Pieces.
news = here + '/../../../shared/corpora/neardup/wiresyn.ndjson'
file = news if os.path.exists(news) else made(2000)
lines = os.path.join(folder, 'fold-lines.txt')
with open(lines, 'w') as f:
    for l in open(file):
        f.write(json.loads(l)['content_text'].replace('\n', ' ') + '\n')
ratios = []
portable = []
for _ in range(5):
    ours, here_too, plain = pair(run(once, 'features', lines))
    ratios.append(plain / ours)
    portable.append(plain / here_too)
row('features, plain version over ours', statistics.median(ratios), 5, True,
    'the same words, windows, sketch; without AVX2 %.1f' % statistics.median(portable))
for kind in ('random', 'alike'):
    pairs, missed, wrong, stock, of = pair(run(once, 'near', kind).replace('1 M', ''))
    row('near search of %s fingerprints, missed or wrong' % kind, missed + wrong, 0, False,
        '%d pairs; of %d searches %d found a stock phrase' % (pairs, of, stock))
ours, scan = pair(run(once, 'search'))
row('search of an article in 1 M entries, scan over ours', scan / ours, 100, True, '%.1f ms and %.0f ms' % (ours * 1e3, scan * 1e3))

# The filter.
if shutil.which('jq'):
    a, b = [], []
    for _ in range(7):
        a.append(cpu([wirefold, 'fold', '-o', 'jsonl', file]))
        b.append(cpu(['jq', '-c', '.', file]))
    x, y = statistics.median(a), statistics.median(b)
    row('filter, articles a CPU second over those of jq -c .', y / x, 1.3, True, '%.3f s and %.3f s' % (x, y))
else:
    print('skip fold filter: jq is not there')

# As it grows.
def svg(points, path):
    """CPU seconds and memory over entries, each against its straight line through the first and the last."""
    w, h, left, low = 640, 360, 70, 310
    most = points[-1][0]
    x = lambda n: left + (w - 2 * left) * n / most
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">' % (w, h),
           '<rect width="%d" height="%d" fill="white"/>' % (w, h),
           '<text x="%d" y="20">wirefold fold: CPU (circles, left) and memory (squares, right) over entries</text>' % left]
    for k, (colour, unit, scale) in enumerate((('#06c', 's', 1), ('#c40', 'MB', 1 / 1024))):
        top = max(p[k + 1] for p in points)
        y = lambda v: low - (low - 40) * v / top
        edge, anchor = (left - 6, 'end') if k == 0 else (w - left + 6, 'start')
        for part in (0, .5, 1):
            out.append('<text x="%d" y="%.0f" text-anchor="%s" fill="%s">%.*f %s</text>' % (
                edge, y(top * part) + 4, anchor, colour, 0 if top * scale > 20 else 1, top * part * scale, unit))
        (n0, v0), (n1, v1) = (points[0][0], points[0][k + 1]), (points[-1][0], points[-1][k + 1])
        out.append('<line x1="%.0f" y1="%.1f" x2="%.0f" y2="%.1f" stroke="%s" stroke-dasharray="3 3"/>' % (
            x(n0), y(v0), x(n1), y(v1), colour))
        for p in points:
            out.append(('<circle cx="%.0f" cy="%.1f" r="4" fill="%s"/>' if k == 0 else
                        '<rect x="%.0f" y="%.1f" width="7" height="7" fill="%s"/>') % (
                            x(p[0]) - (3.5 if k else 0), y(p[k + 1]) - (3.5 if k else 0), colour))
    out.append('<path d="M%d 40V%dH%dV40" fill="none" stroke="black"/>' % (left, low, w - left))
    for part in (0, .25, .5, .75, 1):
        out.append('<text x="%.0f" y="%d" text-anchor="middle">%s</text>' % (x(most * part), low + 18, '{:,.0f}'.format(most * part)))
    with open(path, 'w') as f:
        f.write('\n'.join(out) + '\n</svg>\n')

points = []
for n in COUNTS:
    path = made(n)
    costs = [cost([wirefold, 'fold', '-o', 'jsonl', path]) for _ in range(5 if n <= 40000 else 1)]
    points.append((n, statistics.median(c[0] for c in costs), max(c[1] for c in costs)))
with open(os.path.join(folder, 'fold-growth.txt'), 'w') as f:
    f.write('# entries, CPU seconds, KB\n' + ''.join('%d %.3f %d\n' % p for p in points))
svg(points, here + '/../../docs/fold-growth.svg' if LONG else os.path.join(folder, 'fold-growth.svg'))
(low, first, _), (high, last, _) = points[0], points[-1]
row('CPU an entry at %d over that at %d, a straight line' % (high, low), last / high / (first / low), 1.1, False,
    '%.0f and %.0f us' % (last / high * 1e6, first / low * 1e6))
small, great = (cost([wirefold, 'fold', '-o', 'jsonl', made(n)], 0)[1] for n in COUNTS[:2])
row('memory a live entry, KB', (great - small) / (COUNTS[1] - COUNTS[0]), 1, False)
# Two minutes apart, all windows and all that feeds are remembered by are full after 22,000 (30 days).
full = [cost([wirefold, 'fold', '-o', 'jsonl', made(n, 120)], 0)[1] for n in (30000, 60000)]
row('memory at 60,000 over that at 30,000 entries, the window full', full[1] / full[0], 1.05, False, '%d and %d KB' % (full[1], full[0]))

# Nothing new.
def instructions(directory):
    out = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', wirefold, 'fold', '-a', directory, '/dev/null'],
                         stderr=subprocess.PIPE, check=True).stderr
    return int(re.search(rb'Collected : (\d+)', out).group(1))

archives = []
def archive(n):
    directory = os.path.join(folder, 'fold-archive-%d' % n)
    if directory not in archives: # one of an earlier version's would be read again and again
        archives.append(directory)
        shutil.rmtree(directory, ignore_errors=True)
        with open(made(10000)) as f, open(directory + '.jsonl', 'w') as g:
            g.writelines(l for _, l in zip(range(n), f))
        subprocess.run([wirefold, 'fold', '-a', directory, directory + '.jsonl'], check=True)
        # The next start notes how far it has looked for renames; then come ten entries more.
        subprocess.run([wirefold, 'fold', '-a', directory, '/dev/null'], check=True)
        with open(directory + '.jsonl', 'w') as g, open(made(10000)) as f:
            g.writelines(f.readlines()[-20:-10])
        subprocess.run([wirefold, 'fold', '-a', directory, directory + '.jsonl'], check=True)
    return directory

if shutil.which('valgrind'):
    counts = [instructions(archive(n)) for n in (1, 5000)]
    row('nothing new with 5,000 entries over 1 entry, instructions', counts[1] / counts[0], 1.1, False, '%.2f M' % (counts[1] / 1e6))
else:
    print('skip fold nothing new: valgrind is not there')

# Few new.
def private(directory):
    """KB of the process that no file backs, at most, while ten new entries are folded into a copy."""
    copy, few = directory + '.copy', os.path.join(folder, 'fold-few.jsonl')
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(directory, copy)
    with open(made(10000)) as f, open(few, 'w') as g:
        g.writelines(f.readlines()[-10:])
    p, most = subprocess.Popen([wirefold, 'fold', '-a', copy, few], stdout=subprocess.DEVNULL), 0
    while p.poll() is None:
        try:
            with open('/proc/%d/status' % p.pid) as f:
                most = max([most] + [int(x) for x in re.findall(r'RssAnon:\s+(\d+)', f.read())])
        except OSError:
            pass
    return most

if os.path.exists('/proc/self/status'):
    # A run is over in the time of some looks: the most of nine runs is what it takes.
    small, great = (max(private(archive(n)) for _ in range(9)) for n in (5000, 9900))
    row('few new: private memory a live entry in an archive, KB', (great - small) / 4900, .1, False, '%d and %d KB' % (small, great))
sys.exit(failed)
