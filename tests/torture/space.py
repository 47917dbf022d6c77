"""A full disk, no inodes, a read-only one (in a mount namespace of our own); two runs at
once; a child that outlives its run; twenty readers beside a writer."""
import fcntl, os, subprocess, sys, threading, time
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

def readers(seconds):
    """A writer brings one story a turn; a reader sees whole lists and whole files."""
    job = jobs['run-next']
    folder = job.fresh('readers')
    story, until, wrong, reads = first_id(job), time.time() + seconds, [], [0]
    def read(i):
        while time.time() < until and not wrong:
            rc, text = lib.call(['list', '-n', '5', '-a', folder] if i % 2 else ['show', '-a', folder, story])
            reads[0] += 1
            if rc != 0 or (text.count('\n') != 5 if i % 2 else not text.startswith('Wirefold: story 1\nStory: ' + story)):
                wrong.append('%s: exit %d: %s' % ('list' if i % 2 else 'show', rc, text[:300]))
    threads = [threading.Thread(target=read, args=(i,)) for i in range(20)]
    for t in threads:
        t.start()
    turn = 0
    while time.time() < until and not wrong:
        turn += 1
        item = dict(lib.article('one', 'one-0', lib.DAY1, lib.paragraphs('turn %d' % turn)), feed='one')
        path = os.path.join(lib.work, 'turn.jsonl')
        lib.write_items(path, dict(one=[item, lib.article('one', 'turn-%d' % turn, lib.DAY2)], two=[], three=[]), lib.DAY2)
        rc, text = lib.call(['fold', '-a', folder, path], TORTURE_CLOCK=lib.DAY2 + turn)
        if rc != 0:
            wrong.append('writer: exit %d: %s' % (rc, text))
    for t in threads:
        t.join()
    print('# %d reads beside %d commits' % (reads[0], turn))
    return wrong[0] if wrong else None

kinds = dict(two=two, orphan=orphan, locked=locked, readers=lambda s: readers(5 if lib.SHORT else 60))
few = lib.SHORT
states = ['two:%d' % i for i in range(3 if few else 12)] + ['orphan', 'locked']
if mounts:
    for n in jobs:
        states += ['%s:bytes:%d' % (n, k) for k in range(4, 264, 52 if few else 8)]
        states += ['%s:inodes:%d' % (n, k) for k in range(0, 40, 13 if few else 2)] + ['%s:read-only:0' % n]
else:
    print('# no mount namespaces here: full and read-only disks left out')
row.each(states + ['readers'], lambda s: kinds.get(s.split(':')[0], small)(s), 1)
row.end()
