"""SIGKILL at every entry and exit of a system call of the front. `run` and a part of the others
are killed for sure; of `fold` and `rebuild`, which have no children, the other stops are judged
by the archive as it stood there: a kill takes back nothing, and nothing runs behind it."""
import hashlib, os, subprocess
import lib

stepper = os.path.join(lib.bin_dir, 'stepper')
row = lib.Row('kill')
# How many stops are killed for sure; None: all of them.
killed = {'fold-next': 10, 'run-next': 12, 'run-was': 10, 'run-pages': 12, 'prune': 8, 'redact': 8} if lib.SHORT else \
    {'fold-first': 60, 'fold-next': 60, 'rebuild': 60, 'run-next': None, 'run-was': 200, 'run-pages': 400, 'prune': 60, 'redact': 60}
jobs = {j.name: j for j in lib.jobs(*lib.chosen(killed))}
seen = {} # job: the mark of the archive at each stop

def popen(job, folder, k, **more):
    env = lib.env_of(**job.env(folder))
    env['TORTURE_PRELOAD'] = env.pop('LD_PRELOAD')
    return subprocess.Popen([stepper, k, folder, lib.wirefold] + job.argv(folder), env=env, stdout=subprocess.PIPE, **more)

def count(job):
    p = popen(job, job.fresh('count'), '0', stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    return int(p.communicate(timeout=60)[0].split()[-1])

def watch(job):
    """One run that waits at each stop: the archives that a kill would leave, each judged once."""
    folder = job.fresh('watched')
    p = popen(job, folder, 'watch', stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    marks, wrong = [], {}
    while p.stdout.read(1):
        mark = lib.mark_of(folder)
        marks.append(mark)
        if mark not in wrong:
            copy = os.path.join(lib.work, '%s.stop-%d' % (job.name, len(marks)))
            lib.lay_out(lib.everything(folder), copy)
            wrong[mark] = job.whole(copy) or job.heals(copy)
            lib.shutil.rmtree(copy, ignore_errors=True)
        p.stdin.write(b'.')
        p.stdin.flush()
    p.stdin.close()
    if p.wait() != 0:
        wrong[marks[-1]] = 'the watched run: exit %d' % p.returncode
    seen[job.name] = marks
    for k, mark in enumerate(marks, 1):
        row.note('%s:%d' % (job.name, k), wrong[mark])
    print('# %s has %d stops, between them %d archives' % (job.name, len(marks), len(wrong)))

def check(state):
    name, k = state.split(':')
    job = jobs[name]
    folder = job.fresh(k)
    p = popen(job, folder, k, stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    text = p.communicate(timeout=60)[0].decode()
    if p.returncode not in (0, 137):
        return 'exit %d: %s' % (p.returncode, text)
    wrong = job.whole(folder)
    if name in seen and p.returncode == 137 and lib.mark_of(folder) != seen[name][int(k) - 1]:
        wrong = 'a kill leaves another archive than stood there'
    wrong = wrong or job.heals(folder)
    if not wrong and not os.environ.get('TORTURE_KEEP'):
        lib.shutil.rmtree(folder, ignore_errors=True)
    return wrong

states = []
for job in jobs.values():
    if not row.only and not os.environ.get('TORTURE_STATES') and not lib.SHORT and killed[job.name] and not job.feeds:
        watch(job)
    n = count(job)
    states += ['%s:%d' % (job.name, k) for k in lib.sample(n, killed[job.name] or n)]
    if job.name not in seen:
        print('# %s has %d stops' % (job.name, n))
row.each(states, check)
row.end()
