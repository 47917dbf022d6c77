#!/usr/bin/env python3
"""export_bench.py PROGRAMS FOLDER: `export -f jsonl` of 100,000 stories beside `cat | jq -c .` of
the same bytes: CPU time, in turns, the ratio of the medians."""
import json, os, random, resource, shutil, statistics, subprocess, sys

programs, folder = sys.argv[1], os.path.join(sys.argv[2], 'export')
wirefold, STORIES, ROUNDS = programs + '/wirefold', 100000, 3

def fill(archive):
    r = random.Random(7)
    words = [''.join(r.choices('abcdefghijklmnoprstuvz', k=r.randint(2, 9))) for _ in range(20000)]
    fold = subprocess.Popen([wirefold, 'fold', '-a', archive], stdin=subprocess.PIPE, text=True)
    for i in range(STORIES):
        text = '\n\n'.join(' '.join(r.choices(words, k=60)) for _ in range(5))
        fold.stdin.write(json.dumps({'id': 'x%d' % i, 'title': 'Title %d' % i, 'url': 'https://a.example/%d' % i,
                                     'content_text': text, '_wirefold': {'feed': 'big'}}) + '\n')
    fold.stdin.close()
    return fold.wait()

def cpu(command):
    a = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, shell=True, stdout=subprocess.DEVNULL, check=True)
    b = resource.getrusage(resource.RUSAGE_CHILDREN)
    return b.ru_utime - a.ru_utime + b.ru_stime - a.ru_stime

if not shutil.which('jq'):
    print('skip export beside jq: jq is not installed')
    sys.exit(0)
shutil.rmtree(folder, ignore_errors=True)
os.makedirs(folder)
archive, out = folder + '/news', folder + '/out.jsonl'
if fill(archive) != 0 or subprocess.run([wirefold, 'export', '-a', archive], stdout=open(out, 'w')).returncode != 0:
    sys.exit(2)
ours, theirs = [], []
for _ in range(ROUNDS):
    ours.append(cpu("'%s' export -a '%s'" % (wirefold, archive)))
    theirs.append(cpu("cat '%s' | jq -c ." % out))
ratio = statistics.median(theirs) / statistics.median(ours)
lines = sum(1 for _ in open(out))
ok = ratio >= 1 and lines == STORIES
print('%s export -f jsonl to cat | jq -c ., CPU: %.2f (>= 1, %d stories, %d bytes)' % (
    'ok' if ok else 'not ok', ratio, lines, os.path.getsize(out)))
shutil.rmtree(folder)
sys.exit(not ok)
