"""`changes` and `export` with a cursor, to a file and to a command, killed at each system call, and
each of their calls failing: the cursor is never ahead of what is out, and with what the next call
brings every line has come, at most twice."""
import collections, errno, json, os, shutil, subprocess
import lib

stepper = os.path.join(lib.bin_dir, 'stepper')
row = lib.Row('cursors')
old, new = lib.wire()
for name, feeds, when in (('old', old, lib.DAY1), ('new', new, lib.DAY2)):
    lib.write_items(os.path.join(lib.work, name + '.jsonl'), feeds, when)
base = os.path.join(lib.work, 'base.cursors')
JOBS = {
    'changes': lambda d: ['changes', '-o', 'jsonl', '-a', d, '--cursor', d + '.cursor'],
    'export': lambda d: ['export', '--all', '-a', d, '--cursor', d + '.cursor'],
    'command': lambda d: ['export', '--all', '-a', d, '--cursor', d + '.cursor', '--', 'sh', '-c', 'cat >> "%s.out"' % d],
}

def start(args, folder, k=None, fail=None, count=None):
    """(exit status, standard error); its output goes to the end of a file."""
    env = lib.env_of(TORTURE_ROOT=folder, TORTURE_CLOCK=lib.DAY2)
    if fail:
        env['TORTURE_FAIL'] = fail
    if count:
        env['TORTURE_COUNT'] = count
    if k is not None:
        env['TORTURE_PRELOAD'] = env.pop('LD_PRELOAD')
    with open(folder + '.out', 'ab') as out:
        p = subprocess.run(([stepper, k, folder] if k is not None else []) + [lib.wirefold] + args, env=env, stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE if k == '0' else out, stderr=subprocess.PIPE, timeout=60)
    return p.returncode, p.stderr.decode('utf-8', 'replace'), p.stdout

def must(args, folder, **more):
    rc, text, out = start(args, folder, **more)
    if rc != 0:
        raise SystemExit('%s: exit %d: %s' % (args, rc, text))
    return out

def lines(folder):
    """What is whole; a reader drops the rest, which comes again."""
    data = open(folder + '.out', 'rb').read() if os.path.exists(folder + '.out') else b''
    whole = data[:data.rfind(b'\n') + 1]
    with open(folder + '.out', 'wb') as out:
        out.write(whole)
    return whole.decode().splitlines()

def seq_of(line):
    o = json.loads(line)
    return o['seq'] if 'seq' in o else o['_wirefold']['seq']

def cursor(folder):
    return int(open(folder + '.cursor').read().split('\n')[1].split()[1])

must(['fold', '-a', base, lib.work + '/old.jsonl'], base)
must(JOBS['changes'](base), base)
must(['fold', '-a', base, lib.work + '/new.jsonl'], base)
since, begun, first = cursor(base), lib.everything(base), open(base + '.cursor').read()

def fresh(label):
    folder = os.path.join(lib.work, 'cursors.' + label)
    lib.lay_out(begun, folder)
    open(folder + '.cursor', 'w').write(first)
    return folder

want, counts = {}, {}
for name, argv in JOBS.items():
    folder = fresh('quiet-' + name)
    must(argv(folder), folder, count=lib.work + '/count.' + name)
    want[name] = lines(folder)
    folder = fresh('count-' + name)
    counts[name] = int(must(argv(folder), folder, k='0').split()[-1])
    if not want[name] or min(map(seq_of, want[name])) <= since:
        raise SystemExit(name + ': nothing to say, or too much')
    print('# %s: %d lines, %d stops' % (name, len(want[name]), counts[name]))

def judge(folder, name):
    got = lines(folder)
    at = cursor(folder)
    if [l for l in want[name] if seq_of(l) <= at and l not in got]:
        return 'the cursor is ahead of what is out'
    rc, text, _ = start(JOBS[name](folder), folder)
    if rc != 0 or text:
        return 'the next call: exit %d: %s' % (rc, text)
    times = collections.Counter(lines(folder))
    if set(times) != set(want[name]):
        return '%d lines lost, %d that are none' % (len(set(want[name]) - set(times)), len(set(times) - set(want[name])))
    return None if max(times.values()) <= 2 else 'a line came %d times' % max(times.values())

def check(state):
    how, name, k = state.split(':', 2)
    folder = fresh(state.replace(':', '-'))
    if how == 'kill':
        rc, text, _ = start(JOBS[name](folder), folder, k=k)
        wrong = None if rc in (0, 137) else 'exit %d: %s' % (rc, text)
    else:
        call, n, error = k.split(':')
        rc, text, _ = start(JOBS[name](folder), folder, fail='%s:%s:%d' % (call, n, getattr(errno, error)))
        wrong = None if (rc == 0 and not text) or (rc == 3 and text.count('\n') == 1) else 'exit %d: %s' % (rc, text)
    if name == 'command':
        lib.time.sleep(0.03) # what it started ends by itself
    wrong = wrong or judge(folder, name)
    shutil.rmtree(folder, ignore_errors=True)
    return wrong

states = []
for name in JOBS:
    states += ['kill:%s:%d' % (name, k) for k in lib.sample(counts[name], 6 if lib.SHORT else counts[name])]
    for line in open(lib.work + '/count.' + name):
        call, m = line.split()[:2]
        states += ['fail:%s:%s:%d:%s' % (name, call, k, ('ENOSPC', 'EIO', 'EACCES')[k % 3])
                   for k in range(1, int(m) + 1)][::15 if lib.SHORT else 1]
row.each(states, check)
row.end()
