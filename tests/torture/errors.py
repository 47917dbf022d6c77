"""Each call on the archive's files fails in turn with each of seven errors, or half of a
write is done. The exit status is 3 with one line that names what failed, or 0 where it did
not matter; no sync is tried again; the next run heals."""
import errno, os
import lib

ERRORS = ('ENOSPC', 'EIO', 'EDQUOT', 'EMFILE', 'EINTR', 'EACCES', 'EROFS')
SYNCS = ('fsync', 'fdatasync', 'syncfs')
row = lib.Row('errors')
jobs = {j.name: j for j in lib.jobs(*lib.chosen(('fold-next', 'run-next', 'prune', 'redact') if lib.SHORT else
    ('fold-first', 'fold-next', 'run-next', 'run-was', 'run-pages', 'rebuild', 'prune', 'redact')))}

def states_of(job):
    """All seven errors at each call of a fold, which is all of the store; elsewhere the calls
    take them in turn, and syncs fail with each."""
    for call, n in job.counts.items():
        for k in range(1, n + 1):
            if lib.SHORT and k % (16 if 'next' in job.name else 24) != 1 and call not in ('fdatasync', 'syncfs', 'ftruncate', 'unlink'):
                continue
            every = not lib.SHORT and (job.name == 'fold-next' or call in SYNCS)
            for e in ERRORS if every else [ERRORS[k % 7]]:
                yield '%s:%s:%d:%s' % (job.name, call, k, e)
            if call == 'write':
                yield '%s:%s:%d:short' % (job.name, call, k)

def right_line(text, error):
    lines = text.strip().split('\n')
    words = os.strerror(getattr(errno, error)) if error != 'short' else ''
    if len(lines) != 1 or not lines[0].startswith('wirefold: '):
        return 'not one line: ' + text
    if words not in lines[0]:
        return 'does not say "%s": %s' % (words, text)
    if len(lines[0].replace('wirefold: ', '').replace(words, '').strip(' :')) < 3:
        return 'names nothing: ' + text
    return None

def check(state):
    name, call, k, error = state.split(':')
    job = jobs[name]
    folder = job.fresh(state.replace(':', '-'))
    after = folder + '.after'
    number = 0 if error == 'short' else getattr(errno, error)
    rc, text = job.run(folder, TORTURE_FAIL='%s:%s:%d' % (call, k, number), TORTURE_AFTER=after)
    wrong = None
    if rc == 0:
        wrong = text.strip() or (job.complete(folder) and 'exit 0, but ' + job.complete(folder))
    elif rc == 3:
        wrong = right_line(text, error)
    else:
        wrong = 'exit %d: %s' % (rc, text)
    again = open(after).read().split('\n')[0] if os.path.exists(after) else ''
    if not wrong and call in SYNCS and again:
        wrong = 'after the failed sync another one: ' + again
    wrong = wrong or job.whole(folder) or job.heals(folder)
    lib.shutil.rmtree(folder, ignore_errors=True)
    return wrong

row.each([s for j in jobs.values() for s in states_of(j)], check)
row.end()
