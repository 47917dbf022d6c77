"""The power goes at every point of a run: data that was not flushed is there, gone, zeros or
half there, names that were not flushed are there or not. Then the next run must heal, and
what was acknowledged must be there: the next run's requests are conditional. The same after
a run that was killed, and one behind it that found its lines."""
import os
import lib
from disk import Disk

MODES = {'kept': ('now', 'now'), 'lost': ('durable', 'durable'), 'empty': ('now', 'durable'), 'zero': ('now', 'zero'),
         'half': ('now', 'half'), 'late': ('now', 'late'), 'hole': ('now', 'hole'),
         'unnamed': ('durable', 'now'), 'torn': ('half', 'late')}
row = lib.Row('power')
most = {'run-next': 20, 'run-plain': 12, 'prune': 10, 'redact': 10} if lib.SHORT else {'fold-first': 160, 'fold-next': 230, 'run-first': 100,
                                                            'run-next': 220, 'run-pages': 160, 'run-plain': 140, 'rebuild': 60, 'prune': 160, 'redact': 160}
jobs = {j.name: j for j in lib.jobs(*lib.chosen(most))}

def record(job, folder):
    rc, text = job.run(folder, TORTURE_RECORD=folder + '.log')
    assert rc == 0, text
    with open(folder + '.log') as log:
        return log.readlines()

def start(job):
    disk = Disk(starts[job.name] if job.base else None)
    if not job.base: # the folder itself is made by the run
        disk.names, disk.durable = {}, {}
    return disk

starts = {n: j.fresh('start') for n, j in jobs.items()}
logs = {n: record(j, j.fresh('recorded')) for n, j in jobs.items()}

def cut(job, disk, state):
    mode = state.split(':')[-1]
    folder = os.path.join(lib.work, state.replace(':', '-'))
    disk.lay_out(folder, *MODES[mode])
    wrong = job.whole(folder) or job.ahead(folder) or job.heals(folder)
    if not os.environ.get('TORTURE_KEEP'):
        lib.shutil.rmtree(folder, ignore_errors=True)
    return wrong

def check(state):
    name, k = state.split(':')[:2]
    job = jobs[name]
    disk = start(job)
    if '+' not in k:
        for line in logs[name][:int(k)]:
            disk.play(line)
        return cut(job, disk, state)
    # Killed behind the k-th, then a whole run, then the power.
    for line in logs[name][:int(k.split('+')[0])]:
        disk.play(line)
    folder = os.path.join(lib.work, state.replace(':', '-') + '-second')
    disk.lay_out(folder, 'now', 'now')
    for line in record(job, folder):
        disk.play(line)
    lib.shutil.rmtree(folder, ignore_errors=True)
    return cut(job, disk, state)

states = []
for name, log in logs.items():
    all_of = ['%s:%d:%s' % (name, k, m) for k in range(1, len(log) + 1) for m in MODES]
    # A few of all, and all while the journal's batch is under way.
    batch = [k for k, line in enumerate(log, 1) if '\t/journal/' in line]
    states += ['%s:%d:%s' % (name, k, m) for k in batch for m in MODES]
    states += [s for s in (all_of[i - 1] for i in lib.sample(len(all_of), most[name])) if s not in states]
for name in [n for n in (('run-plain',) if lib.SHORT else ('run-plain', 'run-next')) if n in jobs]:
    states += ['%s:%d+:%s' % (name, k, m) for k in lib.sample(len(logs[name]), 5 if lib.SHORT else 30) for m in ('lost', 'zero')]
row.each(states, check)
row.end()
