"""What the breaking machines share: programs, a small wire, archives to break, checks."""
import atexit, hashlib, json, os, random, re, shutil, subprocess, sys, tempfile, threading, time
from concurrent.futures import ThreadPoolExecutor

here = os.path.dirname(os.path.abspath(__file__))
SHORT = bool(os.environ.get('TORTURE_SHORT'))
MEMORY = os.path.basename(sys.argv[0]) == 'memory.py'
FEEDS = ('one', 'two', 'three')
DAY1, DAY2 = 1772438400, 1772611200  # 2026-03-02 and 2026-03-04, 08:00 UTC
syllables = [c + v + d for c in 'bdfgklmnprstvz' for v in 'aeiou' for d in ('', 'n', 'r', 's', 'l')]

shm = '/dev/shm' if os.access('/dev/shm', os.W_OK) and 'TMPDIR' not in os.environ else None
work = tempfile.mkdtemp(prefix='wirefold-torture.', dir=shm)
if not os.environ.get('TORTURE_KEEP'):
    atexit.register(shutil.rmtree, work, ignore_errors=True)
# The programs, out of the way of a compiler that is at work.
bin_dir = os.path.join(work, 'bin')
os.mkdir(bin_dir)
origin = os.environ.get('TORTURE_BIN', os.path.join(here, '..', '..', 'build', 'torture'))
for program in ('wirefold', 'wirefold-parse', 'wirefold-fetch', 'preload.so', 'stepper'):
    memory = os.path.join(origin, 'memory', program) # the same with tests/oom.c in it
    shutil.copy(memory if MEMORY and os.path.exists(memory) else os.path.join(origin, program), bin_dir)
wirefold = os.path.join(bin_dir, 'wirefold')

def iso(t):
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(t))

def sentences(seed, n=4):
    r = random.Random(seed)
    word = lambda: ''.join(r.choices(syllables, k=r.randint(1, 3)))
    return ' '.join(' '.join(word() for _ in range(r.randint(9, 16))).capitalize() + '.' for _ in range(n))

def paragraphs(seed, n=5):
    return [sentences('%s/%d' % (seed, i)) for i in range(n)]

FURNITURE = 'Follow us on Twitter and subscribe to our newsletter for more stories like this one every morning.'

def article(feed, guid, when, text=None, title=None):
    return dict(id=guid, url='https://%s.test/%s' % (feed, guid), feed=feed, date_published=iso(when),
                title=title or sentences('title ' + guid, 1)[:60], content_text='\n\n'.join(text or paragraphs(guid)))

def wire():
    """Two states of three feeds of ten entries. From the first to the second: a version, a
    merge, a kill, and furniture that shows with its third entry."""
    old = {f: [article(f, '%s-%d' % (f, i), DAY1 - 3600 * (i + 1)) for i in range(6)] for f in FEEDS}
    common = paragraphs('common', 10)
    old['one'].append(article('one', 'ferry', DAY1 - 5 * 86400, common[:8], 'Ferry operator halves its winter sailings'))
    old['two'].append(article('two', 'boats', DAY1 - 3600, common[:4] + common[6:10], 'Ferry operator halves winter sailings'))
    for i in range(2):
        old['three'].append(article('three', 'show-%d' % i, DAY1 - 1800 * (i + 1), paragraphs('show-%d' % i) + [FURNITURE]))
    new = {f: list(v) for f, v in old.items()}
    new['one'][0] = article('one', 'one-0', DAY1 - 3600, paragraphs('one-0')[:4] + paragraphs('later', 1), old['one'][0]['title'])
    new['two'][1] = article('two', 'two-1', DAY1 - 7200, ['This article has been retracted.'], old['two'][1]['title'])
    new['three'].append(article('three', 'show-2', DAY2 - 1800, paragraphs('show-2') + [FURNITURE]))
    new['three'].append(article('three', 'ships', DAY1 - 2 * 86400, common, 'Ferry operator halves its winter sailings'))
    for f in FEEDS:
        new[f].append(article(f, f + '-9', DAY2 - 600))
    return old, new

def write_feeds(folder, feeds):
    os.makedirs(folder)
    for f, items in feeds.items():
        items = [{k: v for k, v in i.items() if k != 'feed'} for i in reversed(items)]
        with open(os.path.join(folder, f + '.json'), 'w') as out:
            json.dump(dict(version='https://jsonfeed.org/version/1.1', title=f, items=items), out)

def write_teasers(folder, feeds):
    """The same with a sentence in place of each text of `one`, whose pages stand beside."""
    cut = lambda i: dict(i, content_text=i['content_text'].split('. ')[0] + '.')
    write_feeds(folder, dict(feeds, one=[cut(i) for i in feeds['one']]))
    for i in feeds['one']:
        with open(os.path.join(folder, i['id']), 'w') as out:
            out.write('<!doctype html><html><head><title>%s</title></head><body><nav><a href="/">Home</a></nav><article><h1>%s</h1>%s</article>'
                      '<p>All rights reserved.</p></body></html>' % (i['title'], i['title'], ''.join('<p>%s</p>' % p for p in i['content_text'].split('\n\n'))))

def write_items(path, feeds, when):
    with open(path, 'w') as out:
        for f in FEEDS:
            for i in feeds[f]:
                o = {k: v for k, v in i.items() if k != 'feed'}
                o['_wirefold'] = dict(feed=f, fetched=iso(when))
                out.write(json.dumps(o) + '\n')

def env_of(**more):
    env = {k: v for k, v in os.environ.items() if not k.startswith('TORTURE_') and k != 'LD_PRELOAD'}
    env['LD_PRELOAD'] = os.path.join(bin_dir, 'preload.so')
    env.update({k: str(v) for k, v in more.items()})
    return env

def call(args, **env):
    """Runs wirefold under the preload library: (exit status, both outputs)."""
    p = subprocess.Popen([wirefold] + args, env=env_of(**env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT)
    try:
        out = p.communicate(timeout=60)[0]
    except subprocess.TimeoutExpired:
        where = open('/proc/%d/syscall' % p.pid).read().strip()
        if os.environ.get('TORTURE_GDB'):
            where += subprocess.run(['gdb', '-p', str(p.pid), '-batch', '-ex', 'bt'], capture_output=True, text=True).stdout
        p.kill()
        p.communicate()
        return 124, 'does not end; it is in ' + where
    return p.returncode, out.decode('utf-8', 'replace')

def tree(folder):
    """What must be the same in the end: journal and stories, bytes and times."""
    got = {}
    for part in ('journal', 'stories'):
        for at, _, files in os.walk(os.path.join(folder, part)):
            for name in files:
                path = os.path.join(at, name)
                if os.path.isfile(path) and not os.path.islink(path) and '.cut-' not in name:
                    mtime = int(os.stat(path).st_mtime) if part == 'stories' else 0
                    got[os.path.relpath(path, folder)] = (open(path, 'rb').read(), mtime)
    return got

def everything(folder):
    """All there is below a folder: [(path, bytes or None for a folder or a link's target, mtime)]."""
    got = []
    for at, dirs, files in os.walk(folder):
        rel = os.path.relpath(at, folder)
        got.append((rel, None, 0))
        for name in files + [d for d in dirs if os.path.islink(os.path.join(at, d))]:
            path = os.path.join(at, name)
            if os.path.islink(path):
                got.append((os.path.join(rel, name), os.readlink(path), 0))
                continue
            with open(path, 'rb') as file:
                got.append((os.path.join(rel, name), file.read(), os.fstat(file.fileno()).st_mtime_ns))
    return sorted(got, key=lambda f: f[0])

def lay_out(all_of, folder):
    for path, data, mtime in all_of:
        to = os.path.join(folder, path)
        if data is None:
            os.makedirs(to, exist_ok=True)
        elif isinstance(data, str):
            os.symlink(data, to)
        else:
            with open(to, 'wb') as file:
                file.write(data)
            os.utime(to, ns=(mtime, mtime))

def mark_of(folder):
    """A hash of all that a run finds in an archive: names, bytes, and the times of stories."""
    h = hashlib.sha256()
    for path, data, mtime in everything(folder):
        if path.startswith('tmp/'): # named for a process
            path = re.sub('[0-9]+', '0', path)
        h.update(repr((path, data, mtime // 10**9 if path.startswith('stories/') else 0)).encode())
    return h.digest()

def entries(folder):
    """The newest of each entry: what must be there, in whatever order it came."""
    got = {}
    for name in sorted(os.listdir(folder + '/journal')):
        for line in open(os.path.join(folder, 'journal', name)):
            o = json.loads(line)
            if 'id' in o:
                got[o['_wirefold']['feed'], o['id']] = (o.get('title'), o['content_text'])
    return got

class Job:
    """Something that wirefold does to an archive, with what it makes undisturbed."""
    def __init__(self, name, base, args, feeds=None, clock=DAY2, damage=None, **more):
        self.batches = more.get('batches', 1) # with more than one a story may stand as the first left it
        self.again = more.get('again', 0)     # exit status where it is done already
        self.name, self.base, self.args, self.feeds, self.clock, self.damage = name, base, args, feeds, clock, damage
        self.start, self.healed, self.lock = everything(base) if base else None, {}, threading.Lock()
        quiet = self.fresh('quiet')
        self.before = tree(quiet)
        rc, text = self.run(quiet, TORTURE_COUNT=os.path.join(work, 'count'))
        if rc != 0:
            self.broken('exit %d: %s' % (rc, text))
        self.counts = dict((l.split()[0], int(l.split()[1])) for l in open(os.path.join(work, 'count')))
        rc, text = call(['verify', '-a', quiet])
        if rc != 0:
            self.broken(text)
        self.want = tree(quiet)

    def broken(self, text):
        print('# %s %s: the undisturbed run: %s' % (os.path.basename(sys.argv[0])[:-3], self.name, text))
        sys.exit(1)

    def fresh(self, label):
        folder = os.path.join(work, self.name + '.' + label)
        shutil.rmtree(folder, ignore_errors=True)
        if self.start:
            lay_out(self.start, folder)
        if self.damage:
            self.damage(folder)
        return folder

    def argv(self, folder):
        return [a.replace('DIR', folder) for a in self.args]

    def env(self, folder):
        env = dict(TORTURE_ROOT=folder, TORTURE_CLOCK=self.clock)
        if self.feeds:
            env['TORTURE_FEEDS'] = self.feeds
        return env

    def run(self, folder, **more):
        rc, text = call(self.argv(folder), **dict(self.env(folder), **more))
        return rc, re.sub(r'^(pruned|redacted) .*\n', '', text) if rc == 0 else text

    def whole(self, folder):
        """Every file under stories/ is the old one or the new one."""
        if self.batches > 1:
            return None
        for path, file in tree(folder).items():
            if path.startswith('stories/') and file not in (self.before.get(path), self.want.get(path)):
                if self.before.get(path, self.want.get(path, ('',)))[0] != file[0]:
                    return path + ' is half there'
        return None

    def ahead(self, folder):
        """A story that tells what the journal does not have. (A job is one batch.)"""
        if self.batches > 1:
            return None
        got = tree(folder)
        journal = {p: f[0] for p, f in got.items() if p.startswith('journal/')}
        want = {p: f[0] for p, f in self.want.items() if p.startswith('journal/')}
        for path, file in got.items():
            if path.startswith('stories/') and file != self.before.get(path) and file == self.want.get(path) and \
                    not all(journal.get(p, b'').startswith(f) for p, f in want.items()):
                return path + ' is ahead of the journal'
        return None

    def complete(self, folder):
        got = tree(folder)
        for path in sorted(set(got) | set(self.want)):
            if got.get(path) != self.want.get(path):
                a, b = got.get(path), self.want.get(path)
                what = 'is missing' if a is None else 'is not in the undisturbed run' if b is None else \
                    'has another time' if a[0] == b[0] else 'has other bytes'
                return path + ' ' + what
        return None

    def heals(self, folder, order=True):
        """The next run needs no hand, and ends as the undisturbed one. What a run finds is the
        archive alone: one that was seen before heals as it did then."""
        mark = (mark_of(folder) if os.path.isdir(folder) else b'', order)
        with self.lock:
            if mark in self.healed:
                return self.healed[mark]
        wrong = self.next_run(folder, order)
        with self.lock:
            self.healed[mark] = wrong
        return wrong

    def next_run(self, folder, order):
        rc, text = self.run(folder)
        if rc not in (0, self.again):
            return 'the next run: exit %d: %s' % (rc, text.strip())
        rc, text = call(['verify', '-a', folder])
        if rc != 0:
            return 'verify after the next run: ' + text.strip()[:400]
        left = os.listdir(os.path.join(folder, 'tmp')) if os.path.isdir(os.path.join(folder, 'tmp')) else []
        if not order: # a feed failed and came later: the same entries in other batches
            same = entries(folder) == entries(os.path.join(work, self.name + '.quiet'))
            return None if same else 'the entries are not those of the undisturbed run'
        left = ['tmp/' + n for n in left] + ['state/' + n for n in os.listdir(os.path.join(folder, 'state')) if n == 'job' or n.startswith('scrub')]
        return self.complete(folder) or ('%s is left' % left[0] if left else None)

def ruin(folder):
    """As rebuild finds it: no index/, a story gone and one that is not what it was."""
    shutil.rmtree(os.path.join(folder, 'index'))
    files = sorted(p for p in tree(folder) if p.startswith('stories/'))
    os.unlink(os.path.join(folder, files[0]))

def jobs(*names):
    old, new = wire()
    for name, feeds, when in (('old', old, DAY1), ('new', new, DAY2)):
        write_items(os.path.join(work, name + '.jsonl'), feeds, when)
        write_feeds(os.path.join(work, name), feeds)
        write_teasers(os.path.join(work, 'pages-' + name), feeds)
    conf = os.path.join(work, 'feeds.conf')
    with open(conf, 'w') as out:
        out.write(''.join('https://%s.test/%s.json name=%s\n' % (f, f, f) for f in FEEDS))
    was = os.path.join(work, 'was.conf')
    with open(was, 'w') as out:
        out.write(open(conf).read().replace('name=one', 'name=uno was=one'))
    some, pages = os.path.join(work, 'some-pages.conf'), os.path.join(work, 'pages.conf') # some come with the first run, some late
    for to, most in (some, 4), (pages, 40):
        with open(to, 'w') as out:
            out.write(open(conf).read().replace('name=one', 'name=one fulltext=yes fulltext-max=%d' % most))
    def base(name, args, feeds=None, clock=DAY1):
        folder = os.path.join(work, 'base.' + name)
        rc, text = call([a.replace('DIR', folder) for a in args], TORTURE_ROOT=folder, TORTURE_CLOCK=clock,
                        TORTURE_FEEDS=feeds or '')
        if rc != 0:
            sys.exit('base %s: exit %d: %s' % (name, rc, text))
        return folder
    run = lambda t: ['run', '-F', '-c', conf, '-a', 'DIR', '-P', iso(t)]
    fold = lambda n: ['fold', '-a', 'DIR', os.path.join(work, n + '.jsonl')]
    def long_ago():
        """An archive whose first days are old enough to go, and have something that lives on."""
        folder = base('long', fold('old'))
        for items, when in (('new', DAY2), ('late', DAY1 + 50 * 86400)):
            rc, text = call([a.replace('DIR', folder) for a in fold(items)], TORTURE_ROOT=folder, TORTURE_CLOCK=when)
            if rc != 0:
                sys.exit('base long: exit %d: %s' % (rc, text))
        return folder
    late = {f: [article(f, f + '-late', DAY1 + 50 * 86400)] for f in FEEDS}
    # Of the two stories that go on, one was opened on the first day.
    late['one'].append(article('one', 'ferry', DAY1 - 5 * 86400, paragraphs('common', 10)[:8] + paragraphs('later still', 1), 'Ferry operator halves its winter sailings'))
    write_items(os.path.join(work, 'late.jsonl'), late, DAY1 + 50 * 86400)
    ferry = hashlib.sha256(b'one\0ferry').hexdigest()[:12]
    story = lambda: time.strftime('%Y%m%d-', time.gmtime(DAY1)) + ferry
    make = {
        'prune': lambda: Job('prune', long_ago(), ['prune', '-a', 'DIR', '--keep', '30d'], clock=DAY1 + 51 * 86400),
        'redact': lambda: Job('redact', long_ago(), ['redact', '-a', 'DIR', '--why', 'an order', story()],
                              clock=DAY1 + 51 * 86400, again=1),
        'fold-first': lambda: Job('fold-first', None, fold('old'), clock=DAY1),
        'fold-next': lambda: Job('fold-next', base('fold', fold('old')), fold('new')),
        'run-first': lambda: Job('run-first', None, run(DAY1), os.path.join(work, 'old'), DAY1),
        'run-next': lambda: Job('run-next', base('run', run(DAY1), os.path.join(work, 'old')), run(DAY2),
                                os.path.join(work, 'new')),
        'run-was': lambda: Job('run-was', base('was', run(DAY1), os.path.join(work, 'old')),
                                ['run', '-F', '-c', was, '-a', 'DIR', '-P', iso(DAY2)], os.path.join(work, 'new'), batches=2),
        'run-pages': lambda: Job('run-pages', base('pages', ['run', '-F', '-c', some, '-a', 'DIR', '-P', iso(DAY1)], os.path.join(work, 'pages-old')),
                                 ['run', '-F', '-c', pages, '-a', 'DIR', '-P', iso(DAY2)], os.path.join(work, 'pages-new'), batches=2), # a page that came too late makes one more
        'run-plain': lambda: Job('run-plain', base('plain', run(DAY1) + ['--no-fold'], os.path.join(work, 'old')),
                                 run(DAY2) + ['--no-fold'], os.path.join(work, 'new')),
        'rebuild': lambda: Job('rebuild', base('ruin', fold('new'), clock=DAY2), ['rebuild', '-a', 'DIR'],
                               damage=ruin),
    }
    return [make[n]() for n in names]

class Row:
    """One line of the table."""
    def __init__(self, name):
        self.name, self.states, self.failures, self.start = name, 0, [], time.time()
        self.only = sys.argv[1:] # one state, to replay it

    def each(self, states, check, threads=2):
        """check(state) returns None, or what is wrong."""
        states = self.only[:1] or [s for s in states if re.search(os.environ.get('TORTURE_STATES', ''), s)]
        with ThreadPoolExecutor(threads) as pool:
            first = os.environ.get('TORTURE_FIRST') # one failure is enough, for the mutants
            for state, wrong in zip(states, pool.map(lambda s: None if first and self.failures else check(s), states)):
                self.note(state, wrong)

    def note(self, state, wrong):
        self.states += 1
        if wrong:
            self.failures.append(state)
            if len(self.failures) <= int(os.environ.get('TORTURE_SHOW', '5')):
                print('# %s %s: %s\n# replay: tests/torture/run %s %s' % (self.name, state, wrong, self.name, state))

    def end(self, last=None):
        print('%s: %d states, %d failures, %.0f s' % (self.name, self.states, len(self.failures), time.time() - self.start))
        if last:
            print(last)
        sys.exit(1 if self.failures or not self.states else 0)

def chosen(names):
    """Of the jobs those that the wanted states are of."""
    only = os.environ.get('TORTURE_STATES') or (sys.argv[1] if len(sys.argv) > 1 else '')
    return [n for n in names if only.startswith(n + ':')] or list(names)

def sample(n, most):
    """1..n, or `most` of them spread evenly."""
    return list(range(1, n + 1)) if n <= most else sorted({1 + i * (n - 1) // (most - 1) for i in range(most)})
