"""SIGKILL at every entry and exit of a system call of the front."""
import os, subprocess
import lib

stepper = os.path.join(lib.bin_dir, 'stepper')
row = lib.Row('kill')
most = {'fold-first': 40, 'fold-next': 60, 'rebuild': 20, 'run-next': 20} if lib.SHORT else \
    {'fold-first': 250, 'fold-next': 350, 'rebuild': 200, 'run-next': 200}
jobs = {j.name: j for j in lib.jobs(*lib.chosen(most))}

def step(job, folder, k):
    env = lib.env_of(**job.env(folder))
    env['TORTURE_PRELOAD'] = env.pop('LD_PRELOAD')
    p = subprocess.run([stepper, str(k), folder, lib.wirefold] + job.argv(folder), env=env, timeout=60,
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return p.returncode, p.stdout.decode()

def check(state):
    name, k = state.split(':')
    job = jobs[name]
    folder = job.fresh(k)
    rc, text = step(job, folder, int(k))
    if rc not in (0, 137):
        return 'exit %d: %s' % (rc, text)
    wrong = job.whole(folder) or job.heals(folder)
    if not wrong and not os.environ.get('TORTURE_KEEP'):
        lib.shutil.rmtree(folder, ignore_errors=True)
    return wrong

states = []
for job in jobs.values():
    n = int(step(job, job.fresh('count'), 0)[1])
    states += ['%s:%d' % (job.name, k) for k in lib.sample(n, most[job.name])]
    print('# %s has %d stops' % (job.name, n))
row.each(states, check)
row.end()
