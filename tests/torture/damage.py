"""Damage on the disk: each byte of a small archive flipped, files cut at each length, days
missing, strange files. verify names file, line and byte; a run never crashes and never
writes over evidence."""
import json, os, re
import lib

row = lib.Row('damage')
paths = [os.path.join(lib.work, 'tiny%d.jsonl' % i) for i in (1, 2, 3)]
for i, path in enumerate(paths):
    text = [lib.sentences('tiny %d' % i, 1)]
    lib.write_items(path, dict(one=[lib.article('one', 'tiny-%d' % i, lib.DAY1, text, 'Tiny %d' % i)], two=[], three=[]),
                    lib.DAY1 + i * 43200)
base, other = os.path.join(lib.work, 'tiny'), os.path.join(lib.work, 'other')
for folder, order in ((base, (0, 2)), (other, (1,))):
    for i in order:
        rc, text = lib.call(['fold', '-a', folder, paths[i]], TORTURE_CLOCK=lib.DAY1 + i * 43200)
        assert rc == 0, text
whole = lib.everything(base)
files = sorted(os.path.relpath(os.path.join(at, f), base) for at, _, fs in os.walk(base) for f in fs)
bytes_of = {f: open(os.path.join(base, f), 'rb').read() for f in files}
truth = [f for f in files if f.startswith('journal/')]
checked = [f for f in files if re.search(r'\.(jsonl|txt|ids|idx)$', f) and not f.startswith('state/')]

def fresh(label):
    folder = os.path.join(lib.work, 'd-' + label)
    lib.lay_out(whole, folder)
    return folder

def put(folder, name, data):
    path = os.path.join(folder, name)
    mtime = os.stat(path).st_mtime
    with open(path, 'wb') as out:
        out.write(data)
    os.utime(path, (mtime, mtime))

def names(folder, name, at):
    """verify must find it, with the file's name and a place at or before the byte. Of a
    record of the fold's it only tells: the fold makes it again."""
    rc, text = lib.call(['verify', '-a', folder])
    if name.endswith('.idx'):
        return None if rc in (0, 3) and (at is None or name in text) else 'verify: exit %d: %s' % (rc, text)
    if rc != 3 or 'findings' not in text:
        return 'verify: exit %d: %s' % (rc, text)
    short = name.replace('.jsonl', '')
    lines = [l for l in text.split('\n') if short in l or (name.startswith('journal') and l.startswith('journal'))]
    if not lines:
        return 'verify does not name %s: %s' % (name, text)
    if name.startswith('journal') and at is not None and not any('line' in l and 'byte' in l or 'byte' in l for l in lines) \
            and 'index/applied' not in text:
        return 'verify gives no place: ' + text
    return None

def survives(folder, name, data):
    """A run ends, with 0 or 3; what was damaged in the journal is there, or saved aside."""
    rc, text = lib.call(['fold', '-a', folder, paths[2]], TORTURE_CLOCK=lib.DAY1 + 2 * 86400)
    if rc not in (0, 3) or (rc == 3 and text.count('\n') != 1):
        return 'a run: exit %d: %s' % (rc, text)
    if not name.startswith('journal/'):
        rc2, text2 = lib.call(['verify', '-a', folder])
        return None if rc != 0 or name.startswith('stories/') or rc2 == 0 else 'after a run: ' + text2
    now = b''.join(open(os.path.join(folder, 'journal', f), 'rb').read() for f in sorted(os.listdir(folder + '/journal'))
                   if f.startswith(os.path.basename(name)))
    return None if all(l in now for l in data.split(b'\n')) else 'evidence is gone: ' + text

def flip(state):
    _, name, at = state.split(':')
    folder, data, at = fresh(state.replace('/', '_')), bytearray(bytes_of[name]), int(at)
    data[at] ^= 1 << at % 8
    put(folder, name, data)
    wrong = names(folder, name, at)
    if not wrong and (at % 23 == 0 or os.environ.get('TORTURE_ALL')):
        wrong = survives(folder, name, bytes(data))
    lib.shutil.rmtree(folder)
    return wrong

def cut(state):
    _, name, n = state.split(':')
    folder = fresh(state.replace('/', '_'))
    put(folder, name, bytes_of[name][:int(n)])
    wrong = names(folder, name, None) or survives(folder, name, bytes_of[name][:int(n)])
    lib.shutil.rmtree(folder)
    return wrong

def strange(state):
    _, what, name = state.split(':')
    folder = fresh(state.replace('/', '_'))
    path = os.path.join(folder, name)
    data = open(path, 'rb').read() if os.path.isfile(path) else b''
    if what != 'foreign' and os.path.exists(path):
        os.unlink(path)
    if what == 'foreign':
        open(path, 'w').write('not ours\n')
    elif what == 'symlink':
        os.symlink('/etc/hostname', path)
    elif what == 'fifo':
        os.mkfifo(path)
    elif what == 'folder':
        os.mkdir(path)
    elif what == 'other':
        there = os.path.join(other, name)
        lib.shutil.copy(there if os.path.exists(there) else os.path.join(other, 'journal/2026-03-02.jsonl'), path)
    wrong = names(folder, name, None)
    rc, text = lib.call(['fold', '-a', folder, paths[2]], TORTURE_CLOCK=lib.DAY1 + 2 * 86400)
    if not wrong and (rc not in (0, 3) or (rc == 3 and text.count('\n') != 1)):
        wrong = 'a run: exit %d: %s' % (rc, text)
    lib.shutil.rmtree(folder)
    return wrong

def torn(state):
    """Bytes of a batch that was never committed: cut off, and aside if they are whole lines."""
    _, kind, n = state.split(':')
    tail = {'line': b'{"id":"0123456789abcdef","title":"torn', 'lines': b'{"id":"0123456789abcdef"}\n{"x":1}\n',
            'zeros': bytes(100)}[kind] * int(n)
    folder = fresh(state.replace(':', '-'))
    with open(os.path.join(folder, truth[-1]), 'ab') as out:
        out.write(tail)
    rc, text = lib.call(['fold', '-a', folder, paths[2]], TORTURE_CLOCK=lib.DAY1 + 2 * 86400)
    if rc != 0 or text:
        return 'a run: exit %d: %s' % (rc, text)
    rc, text = lib.call(['verify', '-a', folder])
    aside = [f for f in os.listdir(folder + '/journal') if '.cut-' in f]
    if rc != 0 or bool(aside) != (kind == 'lines'):
        return 'verify: %s, aside: %s' % (text, aside)
    if aside and open(os.path.join(folder, 'journal', aside[0]), 'rb').read() != tail:
        return 'evidence is gone'
    lib.shutil.rmtree(folder)
    return None

states = ['torn:%s:%d' % (k, n) for k in ('line', 'lines', 'zeros') for n in (1, 2, 100)]
for f in checked:
    n = len(bytes_of[f])
    if f.endswith('.idx'):
        step = 97 if lib.SHORT else 7
    else:
        step = 29 if lib.SHORT else 3 if f.endswith('.txt') else 1
    states += ['flip:%s:%d' % (f, k) for k in range(0, n, step)]
    states += ['cut:%s:%d' % (f, k) for k in range(0, n, (211 if lib.SHORT else 17) if n < 6000 else 211)]
for f in checked:
    if not f.endswith('.idx'):
        states.append('strange:missing:' + f)
    states += ['strange:%s:%s' % (w, f) for w in ('symlink', 'fifo', 'folder')]
states += ['strange:foreign:' + n for n in ('journal/notes.txt', 'stories/notes.txt', 'stories/2026/03/02/x.txt',
                                            'journal/2026-13-99.jsonl', 'journal/2026-03-02.jsonl~')]
states += ['strange:other:' + f for f in truth]
kinds = dict(flip=flip, cut=cut, strange=strange, torn=torn)
row.each(states, lambda s: kinds[s.split(':')[0]](s))
row.end()
