"""The clock at odd places within and between runs (-P): the journal stays in order, a clock
that cannot be right is refused with a line unless --clock-ok, a week's pause is not."""
import json, os
import lib

row = lib.Row('clock')
T = lib.DAY2
HOUR, DAY, YEAR = 3600, 86400, 365 * 86400
Y1970, Y2038, Y2106 = 0, 2**31 - 1, 2**32 - 1
# Each run: its clock, and whether it is refused without --clock-ok.
tales = {
    'hour-back': [(T, 0), (T - HOUR, 0), (T + HOUR, 0)],
    'day-back': [(T, 0), (T - DAY, 0), (T - 47 * HOUR, 0), (T, 0)],
    'three-days-back': [(T, 0), (T - 3 * DAY, 1), (T, 0)],
    'week-off': [(T, 0), (T + 7 * DAY, 0), (T + 14 * DAY, 0)],
    'half-year-off': [(T, 0), (T + 179 * DAY, 0)],
    'year-on': [(T, 0), (T + YEAR, 1), (T + YEAR, 0)],
    'to-1970': [(T, 0), (Y1970, 1), (T, 0)],
    'to-2038': [(T, 0), (Y2038, 1), (Y2038 + 1, 0)],
    'to-2106': [(T, 0), (Y2106, 1), (Y2106 + 1, 0)],
    'from-1970': [(Y1970, 0), (Y1970 + DAY, 0), (T, 1), (T + DAY, 0)],
    'from-1970-back': [(Y1970, 0), (T, 1), (Y1970, 1)],
    'over-2038': [(Y2038 - 60, 0), (Y2038 + 60, 0)],
    'over-2106': [(Y2106 - 60, 0), (Y2106 + 60, 0)],
    'midnight': [(T // DAY * DAY - 1, 0), (T // DAY * DAY, 0), (T // DAY * DAY - 1, 0)],
}

# The clock is set while a run is under way: behind its how-many-th look by how much. `fold` looks
# at each item, `run` at each answer. The run ends well, and so does the next, at the old time.
jumps = {'jump-%s-%d:%s' % (what, k, name): (what, k, by) for what in ('run', 'fold') for k in (1, 2, 4)
         for name, by in (('hour-back', -HOUR), ('day-back', -DAY), ('week-back', -7 * DAY), ('to-1970', -T),
                          ('year-on', YEAR), ('century-on', 80 * YEAR))}

def order(folder):
    """seq without a gap over the days, by name."""
    seq = 0
    for name in sorted(os.listdir(os.path.join(folder, 'journal'))):
        for line in open(os.path.join(folder, 'journal', name)):
            w = json.loads(line)['_wirefold']
            seq += 1
            if w['seq'] != seq:
                return '%s: seq %d, not %d' % (name, w['seq'], seq)
    return None

def check(state):
    folder, conf = os.path.join(lib.work, state), os.path.join(lib.work, state + '.conf')
    entries = 0
    for turn, (t, refuse) in enumerate(tales[state]):
        feeds = os.path.join(lib.work, '%s.%d' % (state, turn))
        items = {f: [lib.article(f, '%s-%d' % (f, k), max(t, 0) - 60) for k in range(turn + 1)] for f in lib.FEEDS}
        lib.write_feeds(feeds, items)
        with open(conf, 'w') as out:
            out.write(''.join('https://%s.test/%s.json name=%s\n' % (f, f, f) for f in lib.FEEDS))
        args = ['run', '-F', '-c', conf, '-a', folder, '-P', lib.iso(t)]
        env = dict(TORTURE_ROOT=folder, TORTURE_FEEDS=feeds)
        rc, text = lib.call(args, **env)
        if refuse:
            if rc != 3 or '--clock-ok' not in text or text.count('\n') != 1:
                return 'run %d is not refused: exit %d: %s' % (turn, rc, text)
            rc, text = lib.call(args + ['--clock-ok'], **env)
        if rc != 0 or text:
            return 'run %d: exit %d: %s' % (turn, rc, text)
        rc, text = lib.call(['verify', '-a', folder])
        wrong = order(folder) or (rc != 0 and text)
        if wrong:
            return 'after run %d: %s' % (turn, wrong)
        entries = sum(1 for n in os.listdir(folder + '/journal') for l in open(folder + '/journal/' + n) if l.startswith('{"id"'))
        if entries != 3 * (turn + 1):
            return 'after run %d: %d entries, not %d' % (turn, entries, 3 * (turn + 1))
    return None

def days(folder):
    return sorted(n for n in os.listdir(os.path.join(folder, 'journal')))

def check_jump(state):
    what, k, by = jumps[state]
    folder, conf = os.path.join(lib.work, state.replace(':', '-')), os.path.join(lib.work, 'jump.conf')
    feeds = {f: [lib.article(f, '%s-%d' % (f, i), T - 60) for i in range(3)] for f in lib.FEEDS}
    items = os.path.join(lib.work, state.replace(':', '-'))
    lib.write_feeds(items + '.feeds', feeds)
    lib.write_items(items + '.jsonl', feeds, T)
    with open(conf, 'w') as out:
        out.write(''.join('https://%s.test/%s.json name=%s\n' % (f, f, f) for f in lib.FEEDS))
    args = ['run', '-F', '-c', conf, '-a', folder] if what == 'run' else ['fold', '-a', folder, items + '.jsonl']
    env = dict(TORTURE_ROOT=folder, TORTURE_FEEDS=items + '.feeds', TORTURE_CLOCK=T)
    rc, text = lib.call(args, TORTURE_JUMP='%d:%d' % (k, by), **env)
    if rc != 0 or text:
        return 'exit %d: %s' % (rc, text)
    rc, text = lib.call(args, **env)
    if rc != 0 or text:
        return 'the next run: exit %d: %s' % (rc, text)
    rc, text = lib.call(['verify', '-a', folder])
    wrong = order(folder) or (rc != 0 and text)
    far = [d for d in days(folder) if abs(int(d[:4]) - 2026) > 0]
    return wrong or ('a day far off: ' + far[0] if far else None)

row.each(list(tales) + list(jumps), lambda s: check_jump(s) if s in jumps else check(s))
row.end()
