"""A full disk, no inodes, a read-only one (in a mount namespace of our own); two runs at
once; a child that outlives its run; twenty readers beside a writer."""
import fcntl, hashlib, json, os, subprocess, sys, threading, time
if not os.environ.get('TORTURE_SPACE') and subprocess.run(['unshare', '-rm', 'true'], stderr=subprocess.DEVNULL).returncode == 0:
    os.execvpe('unshare', ['unshare', '-rm', sys.executable] + sys.argv, dict(os.environ, TORTURE_SPACE='1'))
import lib

row = lib.Row('space')
jobs = {j.name: j for j in lib.jobs('fold-first', 'run-next')}
mounts = bool(os.environ.get('TORTURE_SPACE'))

def mount(folder, options, more=''):
    os.makedirs(folder, exist_ok=True)
    subprocess.run(['mount'] + ([] if more else ['-t', 'tmpfs']) + ['-o', more + options, 'tmpfs', folder], check=True)

def refused(rc, text, words):
    if rc == 0:
        return None
    if rc != 3 or words not in text or text.count('\n') != 1:
        return 'exit %d: %s' % (rc, text)
    return None

def small(state):
    name, kind, amount = state.split(':')
    job = jobs[name]
    top = os.path.join(lib.work, 'small-' + state.replace(':', '-'))
    folder = os.path.join(top, 'news')
    mount(top, 'size=40m')
    if job.base:
        lib.shutil.copytree(job.base, folder, symlinks=True)
    used = os.statvfs(top)
    if kind == 'bytes':
        mount(top, 'size=%dk' % ((used.f_blocks - used.f_bfree) * used.f_frsize // 1024 + int(amount)), 'remount,')
    elif kind == 'inodes':
        mount(top, 'nr_inodes=%d' % (used.f_files - used.f_ffree + int(amount)), 'remount,')
    else:
        mount(top, 'ro', 'remount,')
    rc, text = job.run(folder)
    wrong = refused(rc, text, 'Read-only' if kind == 'read-only' else 'No space left on device') or job.whole(folder)
    if not wrong and kind == 'read-only' and job.base:
        rc, text = lib.call(['list', '-a', folder])
        wrong = None if rc == 0 and text.count('\n') >= 20 else 'list there: exit %d: %s' % (rc, text)
    mount(top, 'rw,size=40m,nr_inodes=100k', 'remount,')
    wrong = wrong or job.heals(folder)
    subprocess.run(['umount', '-l', top])
    return wrong

def two(state):
    job = jobs['run-next']
    folder = job.fresh(state.replace(':', '-'))
    out = [None, None]
    def one(i):
        out[i] = job.run(folder)
    threads = [threading.Thread(target=one, args=(i,)) for i in (0, 1)]
    for t in threads:
        t.start()
        time.sleep(int(state.split(':')[1]) * 0.004)
    for t in threads:
        t.join()
    if not all(rc in (0, 75) and not text for rc, text in out) or all(rc == 75 for rc, _ in out):
        return str(out)
    return job.heals(folder)

def orphan(state):
    """The fetcher hangs and outlives a run that was killed: it must not hold the lock."""
    job = jobs['run-next']
    folder = job.fresh('orphan')
    feeds = os.path.join(lib.work, 'hanging')
    os.makedirs(feeds)
    open(os.path.join(feeds, 'hang'), 'w').close()
    p = subprocess.Popen([lib.wirefold] + job.argv(folder), stderr=subprocess.DEVNULL,
                         env=lib.env_of(**dict(job.env(folder), TORTURE_FEEDS=feeds)))
    time.sleep(0.7)
    p.kill()
    p.wait()
    return job.heals(folder)

def locked(state):
    """Readers ask for no lock."""
    job = jobs['run-next']
    with open(os.path.join(job.fresh('locked'), 'lock')) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for args in (['list'], ['show', first_id(job)], ['verify'], ['status', '-c', os.path.join(lib.work, 'feeds.conf')]):
            rc, text = lib.call(args[:1] + ['-a', os.path.dirname(lock.name)] + args[1:])
            if rc != 0:
                return '%s: exit %d: %s' % (args[0], rc, text)
    return None

def first_id(job):
    return os.path.basename(sorted(p for p in job.before if p.startswith('stories'))[0])[:-4]

def lines(text):
    """The lines as JSON; what is none is an answer of no keys, which no check takes."""
    got = []
    for line in text.split('\n')[:-1]:
        try:
            got.append(json.loads(line))
        except ValueError:
            return [{}]
    return got

def rises(events):
    seqs = [e.get('seq', 0) for e in events]
    return seqs == sorted(seqs) and seqs[:1] > [0]

# What a reader asks, and whether the answer is whole.
ASKED = {
    'list': (['list', '-n', '5'], lambda text, story: text.count('\n') == 5),
    'show': (['show'], lambda text, story: text.startswith('Wirefold: story 1\nStory: ' + story)),
    'changes': (['changes', '-o', 'jsonl', '--since', '1970-01-01'], lambda text, story: rises(lines(text))),
    'export': (['export', '--since', '1970-01-01'], lambda text, story: all(i.get('content_text') for i in lines(text))),
    'search': (['search', '-n', '1000'] + lib.sentences('title one-0', 1).split()[:2], lambda text, story: story in text),
}

def readers(seconds, prune=False):
    """A writer brings one story a turn, of later and later days where it prunes what is old; a
    reader sees whole lists and whole files."""
    job = jobs['run-next']
    folder = job.fresh('readers-%d' % prune)
    story = time.strftime('%Y%m%d-', time.gmtime(lib.DAY1)) + hashlib.sha256(b'one\0one-0').hexdigest()[:12]
    until, wrong, reads = time.time() + seconds, [], [0]
    asked = list(ASKED) if prune else ['list', 'show']
    def read(i):
        what = asked[i % len(asked)]
        args, whole = ASKED[what]
        while time.time() < until and not wrong:
            rc, text = lib.call(args[:1] + ['-a', folder] + args[1:] + ([story] if what == 'show' else []))
            reads[0] += 1
            if rc != 0 or not whole(text, story):
                wrong.append('%s: exit %d: %s' % (what, rc, text[-300:]))
    threads = [threading.Thread(target=read, args=(i,)) for i in range(20)]
    for t in threads:
        t.start()
    turn = 0
    while time.time() < until and not wrong:
        turn += 1
        now = lib.DAY2 + turn * (5 * 86400 if prune else 1)
        item = dict(lib.article('one', 'one-0', lib.DAY1, lib.paragraphs('turn %d' % turn)), feed='one')
        path = os.path.join(lib.work, 'turn.jsonl')
        lib.write_items(path, dict(one=[item, lib.article('one', 'turn-%d' % turn, now)], two=[], three=[]), now)
        for args in [['fold', '-a', folder, path]] + ([['prune', '-a', folder, '--keep', '30d']] if prune else []):
            rc, text = lib.call(args, TORTURE_CLOCK=now)
            if rc != 0:
                wrong.append('writer: %s: exit %d: %s' % (args[0], rc, text))
    for t in threads:
        t.join()
    print('# %d reads beside %d commits%s' % (reads[0], turn, ' and prunes' if prune else ''))
    return wrong[0] if wrong else None

kinds = dict(two=two, orphan=orphan, locked=locked, readers=lambda s: readers(3 if lib.SHORT else 60),
             pruned=lambda s: readers(3 if lib.SHORT else 60, True))
few = lib.SHORT
states = ['two:%d' % i for i in range(3 if few else 12)] + ['orphan', 'locked']
if mounts:
    for n in jobs:
        states += ['%s:bytes:%d' % (n, k) for k in range(4, 264, 52 if few else 8)]
        states += ['%s:inodes:%d' % (n, k) for k in range(0, 40, 13 if few else 2)] + ['%s:read-only:0' % n]
else:
    print('# no mount namespaces here: full and read-only disks left out')
row.each(states + ['readers', 'pruned'], lambda s: kinds.get(s.split(':')[0], small)(s), 1)
row.end()
