#!/usr/bin/env python3
"""extract_bench.py PROGRAMS FOLDER [PAGES]: articles of labelled pages, ours and those of
@mozilla/readability with linkedom (from NODE_PATH), and the CPU of both and of a bare libxml2
parse. PAGES holds `aeb` and `wcxb`; by default it is looked for beside the repository."""
import collections, glob, gzip, json, os, re, resource, shutil, statistics, subprocess, sys

programs, folder = sys.argv[1], sys.argv[2]
here = os.path.dirname(os.path.abspath(__file__))
pages = sys.argv[3] if len(sys.argv) > 3 else here + '/../../../shared/corpora/pages'
ROUNDS, WORD = 3, re.compile(r'\w+')
failed = False

def row(name, figure, bar, least, more=''):
    global failed
    ok = figure >= bar if least else figure <= bar
    failed |= not ok
    print('%s %s: %.4f (%s %.3f)%s' % ('ok' if ok else 'not ok', name, figure, '>=' if least else '<=', bar, ', ' + more if more else ''), flush=True)

def aeb():
    gold = json.load(open(pages + '/aeb/ground-truth.json'))
    return [(g.get('url') or '', '%s/aeb/html/%s.html.gz' % (pages, k), g.get('articleBody', '')) for k, g in sorted(gold.items())]

def wcxb():
    found = []
    for path in sorted(glob.glob(pages + '/wcxb/dev/ground-truth/*.json')):
        gold = json.load(open(path))
        if gold['_internal']['page_type']['primary'] == 'article' and gold['ground_truth'].get('main_content'):
            found.append((gold.get('url') or '', path.replace('ground-truth', 'html').replace('.json', '.html.gz'), gold['ground_truth']['main_content']))
    return found

def fours(words):
    return collections.Counter(tuple(words[i:i + 4]) for i in range(max(1, len(words) - 3))) if words else collections.Counter()

def scores(pairs):
    """F1, precision, recall of runs of four words, averaged over pages, and F1 of words."""
    precision, recall, word = [], [], []
    for gold, got in pairs:
        a, b = fours(WORD.findall(gold)), fours(WORD.findall(got))
        common = sum((a & b).values())
        if b:
            precision.append(common / sum(b.values()))
        if a:
            recall.append(common / sum(a.values()))
        a, b = (collections.Counter(WORD.findall(t.lower())) for t in (gold, got))
        word.append(2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values())))
    p, r = statistics.mean(precision), statistics.mean(recall)
    return 2 * p * r / (p + r), p, r, statistics.mean(word)

def cpu_of_children():
    use = resource.getrusage(resource.RUSAGE_CHILDREN)
    return use.ru_utime + use.ru_stime

def ours(known):
    texts, bad, was = [], 0, cpu_of_children()
    for url, path, _ in known:
        p = subprocess.run([programs + '/wirefold', 'extract', '--url', url, path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        bad += p.returncode != 0 or not p.stdout.strip()
        texts.append(p.stdout.decode())
    return texts, bad, cpu_of_children() - was

def peer(known):
    out = subprocess.run(['node', here + '/readability.js'] + [k[1] for k in known], stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    lines = [json.loads(x) for x in out]
    return lines[:-1], lines[-1] / 1e6

def in_process(mode, known):
    out = subprocess.run([programs + '/bench/page_once', mode, '1'] + [k[1] for k in known], stdout=subprocess.PIPE, check=True).stdout
    return int(out) / 1e6

def unpacked(known):
    os.makedirs(folder + '/pages', exist_ok=True)
    made = []
    for url, path, gold in known:
        to = '%s/pages/%s' % (folder, os.path.basename(path)[:-3])
        with open(to, 'wb') as f:
            f.write(gzip.open(path).read())
        made.append((url, to, gold))
    return made

if not os.path.isdir(pages):
    print('skip articles of labelled pages: none at ' + pages)
    sys.exit(0)
have = shutil.which('node') and subprocess.run(['node', '-e', "require('@mozilla/readability');require('linkedom')"],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
everything = []
for name, load, bars in (('aeb', aeb, (.975, .97, .975, 0)), ('wcxb', wcxb, (.940, 0, 0, .940))):
    known = unpacked(load())
    everything += known
    texts, bad, _ = ours(known)
    mine = scores([(k[2], t) for k, t in zip(known, texts)])
    for what, figure, bar in zip(('F1', 'precision', 'recall', 'F1 of words'), mine, bars):
        if bar:
            row('%s, %d pages, %s' % (name, len(known), what), figure, bar, True)
    row('%s, pages failed or empty' % name, bad, 0, False)
    if have:
        theirs = scores([(k[2], t) for k, t in zip(known, peer(known)[0])])
        row('%s, F1 ahead of readability' % name, mine[0] - theirs[0], 0, True, 'it has F1 %.4f P %.4f R %.4f words %.4f' % theirs)
    else:
        print('skip %s to readability: no @mozilla/readability and linkedom in NODE_PATH' % name)
a, b, c, d = [], [], [], []
for _ in range(ROUNDS):
    a.append(in_process('page', everything))
    b.append(in_process('html', everything))
    if have:
        d.append(peer(everything)[1])
if have:
    c.append(ours(everything)[2])
x, y, n = statistics.median(a), statistics.median(b), len(everything)
row('articles, CPU to a bare libxml2 parse', x / y, 3, False, '%.2f ms and %.2f ms a page' % (x / n * 1e3, y / n * 1e3))
if have:
    z, w = statistics.median(c), statistics.median(d)
    row('articles, pages a CPU second to readability and linkedom, both in one process', w / x, 5, True,
        '%.0f and %.0f; by the command, with a process a page, %.0f' % (n / x, n / w, n / z))
else:
    print('skip articles, pages a CPU second to readability: no @mozilla/readability and linkedom in NODE_PATH')
sys.exit(failed)
