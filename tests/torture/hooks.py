"""A hook, and the run that tells it, killed at each system call, and each of its calls failing: what
the next run leaves is that every event came, whole, once or twice, and at no time is the cursor
ahead of what the hook has got."""
import collections, errno, json, os, subprocess, time
import lib

stepper = os.path.join(lib.bin_dir, 'stepper')
row = lib.Row('hooks')
conf = os.path.join(lib.work, 'hooks.conf')
with open(conf, 'w') as out:
    out.write('hook take on=new,update,correct,clean,copy,kept,merge,split,kill,note timeout=20s sh -c "cat >> $WIREFOLD_ARCHIVE.out"\n')
old, new = lib.wire()
for name, feeds, when in (('old', old, lib.DAY1), ('new', new, lib.DAY2)):
    lib.write_items(os.path.join(lib.work, name + '.jsonl'), feeds, when)
base = os.path.join(lib.work, 'base.hooks')
run = lambda folder, t=lib.DAY2: ['run', '-c', conf, '-a', folder, '-P', lib.iso(t)]
env = lambda folder: dict(TORTURE_ROOT=folder, TORTURE_CLOCK=lib.DAY2)

def must(args, **more):
    rc, text = lib.call(args, **more)
    if rc != 0:
        raise SystemExit('%s: exit %d: %s' % (args, rc, text))
    return text

must(['fold', '-a', base, lib.work + '/old.jsonl'], TORTURE_CLOCK=lib.DAY1)
must(run(base, lib.DAY1), TORTURE_CLOCK=lib.DAY1)      # makes its cursor
since = json.loads(must(['changes', '-a', base, '-o', 'jsonl']).splitlines()[-1])['seq']
must(['fold', '-a', base, lib.work + '/new.jsonl'], TORTURE_CLOCK=lib.DAY2)
want = must(['changes', '-a', base, '-o', 'jsonl', '--since', str(since)]).splitlines()
start = lib.everything(base)
print('# %d events wait' % len(want))

def fresh(label):
    folder = os.path.join(lib.work, 'hooks.' + label)
    lib.lay_out(start, folder)
    return folder

def got(folder):
    path = folder + '.out'
    return open(path).read().splitlines() if os.path.exists(path) else []

def cursor(folder):
    return int(open(folder + '/state/hooks/take/cursor').read().split('\n')[1].split()[1])

def judge(folder):
    """As it stands, then behind the next run."""
    if cursor(folder) > since and set(want) - set(got(folder)):
        return 'the cursor is ahead of what the hook has got'
    time.sleep(0.03) # a hook whose run is dead ends by itself
    rc, text = lib.call(run(folder), **env(folder))
    if rc != 0 or text:
        return 'the next run: exit %d: %s' % (rc, text)
    times = collections.Counter(got(folder))
    if set(times) - set(want):
        return 'a line that is none: %s' % (set(times) - set(want)).pop()
    if set(want) - set(times):
        return '%d events lost' % len(set(want) - set(times))
    if max(times.values()) > 2:
        return 'an event came %d times' % max(times.values())
    return None if cursor(folder) > since else 'the cursor did not move'

def popen(folder, k):
    e = lib.env_of(**env(folder))
    e['TORTURE_PRELOAD'] = e.pop('LD_PRELOAD')
    return subprocess.Popen([stepper, k, folder, lib.wirefold] + run(folder), env=e, stdout=subprocess.PIPE,
                            stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT)

def check(state):
    how, k = state.split(':', 1)
    folder = fresh(state.replace(':', '-'))
    if how == 'kill':
        p = popen(folder, k)
        text = p.communicate(timeout=60)[0].decode()
        wrong = None if p.returncode in (0, 137) else 'exit %d: %s' % (p.returncode, text)
    else:
        call, n, name = k.split(':')
        rc, text = lib.call(run(folder), **dict(env(folder), TORTURE_FAIL='%s:%s:%d' % (call, n, getattr(errno, name))))
        wrong = None if rc in (0, 3) and text.count('\n') <= 1 else 'exit %d: %s' % (rc, text)
    wrong = wrong or judge(folder)
    lib.shutil.rmtree(folder, ignore_errors=True)
    return wrong

quiet = fresh('count')
n = int(popen(quiet, '0').communicate(timeout=60)[0])
quiet = fresh('quiet')
must(run(quiet), TORTURE_COUNT=lib.work + '/count', **env(quiet))
if got(quiet) != want:
    raise SystemExit('the undisturbed run: the hook has got something else')
states = ['kill:%d' % k for k in lib.sample(n, 12 if lib.SHORT else n)]
for line in open(lib.work + '/count'):
    call, m = line.split()[:2]
    states += ['fail:%s:%d:%s' % (call, k, ('ENOSPC', 'EIO', 'EACCES')[k % 3]) for k in range(1, int(m) + 1)][::10 if lib.SHORT else 1]
row.each(states, check)
row.end()
