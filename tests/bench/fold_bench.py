#!/usr/bin/env python3
"""fold_bench.py PROGRAMS FOLDER: the fold's pieces against plain versions of the same, the filter
against jq, memory and time as the archive grows. Each row is held to the bar of the plan, met
or not."""
import json, os, random, re, resource, shutil, statistics, subprocess, sys, time

programs, folder = sys.argv[1], sys.argv[2]
here = os.path.dirname(os.path.abspath(__file__))
wirefold, once = programs + '/wirefold', programs + '/bench/fold_once'
failed = False
COUNTS = (5000, 40000) + ((200000, 1000000) if os.environ.get('FOLD_BENCH_LONG') else ())

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

def peak(command):
    """KB of the process, by its own account."""
    code = ('import resource,subprocess,sys\nsubprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,check=True)\n'
            'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)')
    return int(subprocess.run([sys.executable, '-c', code] + command, stdout=subprocess.PIPE, check=True).stdout)

def made(n):
    """n entries of 200 feeds, a third of them cut or edited copies, a second apart from each other."""
    path = os.path.join(folder, 'fold-%d.jsonl' % n)
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
            t = 1772409600 + i
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
for _ in range(5):
    ours, plain = pair(run(once, 'features', lines))
    ratios.append(plain / ours)
row('features, plain version over ours', statistics.median(ratios), 5, True, 'the same words, windows, sketch')
for kind in ('random', 'alike'):
    pairs, missed, wrong, stock, of = pair(run(once, 'near', kind).replace('1 M', ''))
    row('near search of %s fingerprints, missed' % kind, missed + wrong, 0, False, '%d pairs, %d stock phrases of %d' % (pairs, stock, of))
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
seconds, kilobytes, rows = {}, {}, []
for n in COUNTS:
    path = made(n)
    seconds[n] = cpu([wirefold, 'fold', '-o', 'tsv', path])
    kilobytes[n] = peak([wirefold, 'fold', '-o', 'jsonl', path])
    rows.append('%d %.3f %d' % (n, seconds[n], kilobytes[n]))
with open(os.path.join(folder, 'fold-growth.txt'), 'w') as f:
    f.write('# entries, CPU seconds, KB\n' + '\n'.join(rows) + '\n')
low, high = COUNTS[0], COUNTS[-1]
row('CPU an entry at %d over that at %d' % (high, low), seconds[high] / high / (seconds[low] / low), 1.1, False, '%.0f us' % (seconds[high] / high * 1e6))
row('memory a live entry, KB', (kilobytes[high] - kilobytes[low]) / (high - low), 1, False)

# Nothing new.
def instructions(directory):
    out = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', wirefold, 'fold', '-a', directory, '/dev/null'],
                         stderr=subprocess.PIPE, check=True).stderr
    return int(re.search(rb'Collected : (\d+)', out).group(1))

if shutil.which('valgrind'):
    counts = []
    for n in (1, 5000):
        directory = os.path.join(folder, 'fold-archive-%d' % n)
        if not os.path.exists(directory):
            with open(made(5000)) as f, open(directory + '.jsonl', 'w') as g:
                g.writelines(l for _, l in zip(range(n), f))
            subprocess.run([wirefold, 'fold', '-a', directory, directory + '.jsonl'], check=True)
        counts.append(instructions(directory))
    row('nothing new with 5,000 entries over 1 entry, instructions', counts[1] / counts[0], 1.1, False, '%.2f M' % (counts[1] / 1e6))
else:
    print('skip fold nothing new: valgrind is not there')
sys.exit(failed)
