"""What the parser says of a feed is cut off behind each frame, and each frame alone is lost:
no entry of that feed may count, nor its validators; the next run has everything."""
import os
import lib

row = lib.Row('children')
job = lib.jobs('run-next')[0]
lib.os.rename(os.path.join(lib.bin_dir, 'wirefold-parse'), os.path.join(lib.bin_dir, 'wirefold-parse-real'))
lib.shutil.copy(os.path.join(lib.origin, 'parse-cut'), os.path.join(lib.bin_dir, 'wirefold-parse'))

want = lib.entries(os.path.join(lib.work, 'run-next.quiet'))
old = lib.entries(job.base)
# Its items, a FEED and an END frame.
frames = [len(lib.wire()[1][f]) + 3 for f in lib.FEEDS]

def check(state):
    feed, k, how = state.split(':')
    folder = job.fresh(state.replace(':', '-'))
    rc, text = job.run(folder, TORTURE_CUT=state)
    if rc not in (0, 1):
        return 'exit %d: %s' % (rc, text)
    name, now = lib.FEEDS[int(feed)], lib.entries(folder)
    part = {k: v for k, v in now.items() if k[0] == name}
    if part != {k: v for k, v in old.items() if k[0] == name}:
        return 'entries of a feed that was not whole are there'
    rc, text = job.run(folder)
    if rc != 0:
        return 'the next run: exit %d: %s' % (rc, text)
    rc, text = lib.call(['verify', '-a', folder])
    wrong = text if rc != 0 else None if lib.entries(folder) == want else 'the next run does not bring the entries'
    lib.shutil.rmtree(folder, ignore_errors=True)
    return wrong

row.each(['%d:%d:%s' % (f, k, how) for f in range(3) for k in range(1, 3 if lib.SHORT else frames[f]) for how in ('cut', 'drop')], check)
row.end()
