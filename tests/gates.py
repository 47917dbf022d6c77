#!/usr/bin/env python3
"""gates.py NAME SHARED: runs one of the open harnesses and holds its figures against the
bars that are met today; prints each figure beside its bar. Exits 1 on a miss."""
import json, re, subprocess, sys

name, shared = sys.argv[1], sys.argv[2]
python = '/usr/bin/python3'
missed = []
def bar(what, got, want, least=True):
    ok = got >= want if least else got <= want
    print('%s %s: %.4f (%s %s)' % ('ok' if ok else 'not ok', what, got, '>=' if least else '<=', want))
    if not ok:
        missed.append(what)

if name == 'neardup':
    out = subprocess.run([python, shared + '/eval/neardup_eval.py', '--json', '--pool', 'allsidesnat,g5nat,seed', '--cmd',
                          'build/opt/wirefold fold -o tsv'], stdout=subprocess.PIPE, check=True).stdout.decode()
    rows = {r['set']: r for r in map(json.loads, out.splitlines())}
    for set_, p, r, f in (('wiresyn', .997, .970, .983), ('templ', .999, .985, .992), ('reutersnat', .985, .990, .988),
                          ('coldstart', 1, 1, 1), ('pooled', .96, .87, 0), ('seed', 1, .85, .90)):
        bar(set_ + ' precision', rows[set_]['P'], p)
        bar(set_ + ' recall', rows[set_]['R'], r)
        if f:
            bar(set_ + ' F1', rows[set_]['F1'], f)
elif name == 'furniture':
    out = subprocess.run([python, shared + '/eval/furniture_eval.py', '--json', '--cmd', 'build/opt/wirefold fold -o jsonl'],
                         stdout=subprocess.PIPE, check=True).stdout.decode()
    r = json.loads(out)
    bar('furniture precision', r['P'], .98)
    bar('furniture recall', r['R'], .95)
    bar('background lost', r['background_lost'], 0, False)
elif name == 'values':
    for flags, want in (([], 98.5), (['--bozo'], 98)):
        out = subprocess.run([python, shared + '/eval/conformance.py', '--jobs', '2', '--quiet', '--cmd', 'build/opt/wirefold parse',
                              '--corpus', shared + '/corpora/feedparser'] + flags, stdout=subprocess.PIPE).stdout.decode()
        print(out[-1500:])
        m = re.findall(r'(\d+(?:\.\d+)?) ?%', out)
        bar('conformance ' + ' '.join(flags), float(m[0]) if m else 0, want)
elif name == 'articles':
    out = subprocess.run([python, shared + '/eval/extract_eval.py', '--bench', shared + '/corpora/pages/aeb', '--jobs', '2', '--cmd',
                          'build/opt/wirefold extract --url {url}'], stdout=subprocess.PIPE, check=True).stdout.decode()
    m = re.search(r' all .*F1 ([.\d]+)\S* +P ([.\d]+)\S* +R ([.\d]+).* empty (\d+) +failed (\d+)', out)
    for what, got, want, least in zip(('F1', 'precision', 'recall', 'empty', 'failed'), m.groups() if m else (0, 0, 0, 1, 1),
                                      (.975, .97, .975, 0, 0), (True, True, True, False, False)):
        bar('articles ' + what, float(got), want, least)
else:
    sys.exit('unknown gate ' + name)
sys.exit(bool(missed))
