"""Every allocation of our own code in the front (and with it dedupe/ and store/), in the parser
and the rooms' own tests fails in turn, once and for ever after: no crash, no block left over, one line that says
`out of memory`, and the next run heals."""
import glob, re, subprocess
import lib

row = lib.Row('memory')
programs = {'front': 'wirefold', 'parse': 'wirefold-parse'}
# Every how many-th allocation fails.
steps = {('front', 'fold-next'): 60, ('front', 'run-next'): 160, ('parse', 'run-next'): 60,
    ('front', 'prune'): 120, ('front', 'redact'): 120} if lib.SHORT else \
    {('front', 'fold-next'): 1, ('front', 'run-next'): 2, ('front', 'run-was'): 5, ('front', 'run-pages'): 3, ('front', 'rebuild'): 3, ('parse', 'run-next'): 1,
     ('front', 'prune'): 2, ('front', 'redact'): 2}
jobs = {j.name: j for j in lib.jobs(*sorted({j for _, j in steps}))}

def count(where, job):
    path = lib.os.path.join(lib.work, 'allocations')
    folder = job.fresh('count')
    rc, text = job.run(folder, TORTURE_MALLOC_IN=programs[where], TORTURE_MALLOC_COUNT=path)
    if rc != 0:
        row.note('%s:%s:0:once' % (where, job.name), 'the undisturbed run: exit %d: %s' % (rc, text))
    return int(open(path).read())

def check(state):
    where, name, k, ever = state.split(':')
    job = jobs[name]
    folder = job.fresh(state.replace(':', '-'))
    rc, text = job.run(folder, TORTURE_MALLOC_IN=programs[where], TORTURE_MALLOC=k + (':ever' if ever == 'ever' else ''))
    said = 'out of memory' in text or 'Cannot allocate memory' in text
    wrong = None
    if 'left over' in text:
        wrong = text
    elif rc == 3 or (rc == 2 and not name.startswith('run')):
        wrong = None if said else 'exit %d, does not say so: %s' % (rc, text)
    elif rc == 2:
        wrong = None if said else 'a feeds.conf that does not say so: ' + text
    elif rc not in (0, 1):
        wrong = 'exit %d: %s' % (rc, text)
    elif not name.startswith('run') and job.complete(folder):
        wrong = 'exit 0, but ' + job.complete(folder)
    wrong = wrong or job.whole(folder) or job.heals(folder, order=not name.startswith('run') and rc != 2)
    lib.shutil.rmtree(folder, ignore_errors=True)
    return wrong

def room(program):
    """The allocations of one room, in one process: tests/ROOM/test_memory.c."""
    name = program.split('test_')[-1]
    p = subprocess.run([program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    points = 2 * sum(int(n) for n in re.findall(r'(\d+) allocations', p.stdout))
    bad = [l for l in p.stdout.split('\n') if l.startswith('not ok')]
    print('# %s: %d allocations, once and for ever' % (name, points // 2))
    row.states += points
    if p.returncode != 0 or bad or points == 0:
        row.note('room:' + name, '; '.join(bad) or 'exit %d' % p.returncode)

states = []
if not row.only and not lib.SHORT:
    for program in sorted(glob.glob(lib.os.path.join(lib.origin, 'memory', 'test_*'))):
        room(program)
if not row.only:
    for (where, name), step in steps.items():
        n = count(where, jobs[name])
        print('# %s in %s: %d allocations' % (where, name, n))
        states += ['%s:%s:%d:%s' % (where, name, k, e) for k in range(1, n + 1, step) for e in ('once', 'ever')]
row.each(states, check)
row.end()
