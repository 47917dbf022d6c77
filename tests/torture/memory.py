"""Every allocation of the front fails in turn, once and for ever after: no crash, one line
that says `out of memory`, and the next run heals."""
import lib

row = lib.Row('memory')
most = {'fold-next': 60, 'run-next': 20} if lib.SHORT else {'fold-first': 60, 'fold-next': 200, 'run-next': 100, 'rebuild': 60}
jobs = {j.name: j for j in lib.jobs(*lib.chosen(most))}

def check(state):
    name, k, ever = state.split(':')
    job = jobs[name]
    folder = job.fresh(state.replace(':', '-'))
    rc, text = job.run(folder, TORTURE_MALLOC=k + (':ever' if ever == 'ever' else ''))
    wrong = None
    if rc == 3:
        wrong = None if 'out of memory' in text or 'Cannot allocate memory' in text else 'does not say so: ' + text
    elif rc in (0, 2) and name.startswith('run'):
        pass # a feed's failure, or a feeds.conf that could not be read
    elif rc == 2 and 'out of memory' in text:
        pass # one item, by its line
    elif rc != 0:
        wrong = 'exit %d: %s' % (rc, text)
    elif job.complete(folder):
        wrong = 'exit 0, but ' + job.complete(folder)
    wrong = wrong or job.whole(folder) or job.heals(folder, order=not name.startswith('run') and rc != 2)
    lib.shutil.rmtree(folder, ignore_errors=True)
    return wrong

row.each(['%s:%d:%s' % (n, k, e) for n, j in jobs.items() for e in ('once', 'ever')
          for k in lib.sample(j.counts['malloc'], most[n] // 2)], check)
row.end()
