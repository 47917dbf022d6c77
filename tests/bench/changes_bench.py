#!/usr/bin/env python3
"""changes_bench.py PROGRAMS FOLDER: `changes --since` of the last hour of an archive of a million
entries beside one that has that hour alone, and beside an hour of twice as many: CPU time, medians; the
number of events is checked.

The journals are written here, with their chain: a fold of a million entries is another bench's."""
import hashlib, json, os, resource, shutil, statistics, subprocess, sys, time

programs, folder = sys.argv[1], os.path.join(sys.argv[2], 'changes')
wirefold, ROUNDS = programs + '/wirefold', 5
ENTRIES, DAYS, HOUR = 1000000, 40, 1000
NOW = int(time.time())

def iso(t):
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(t))

class Journal:
    def __init__(self, archive):
        self.archive, self.seq, self.prev, self.day, self.out = archive, 0, '0' * 64, '', None
        for part in ('journal', 'stories', 'index', 'state', 'tmp'):
            os.makedirs(os.path.join(archive, part), mode=0o755)

    def batch(self, t, lines):
        """A batch of that time: a story each."""
        digests, day = hashlib.sha256(), iso(t)[:10]
        count = 0
        if day != self.day:
            if self.out:
                self.out.close()
            self.out, self.day = open('%s/journal/%s.jsonl' % (self.archive, day), 'w'), day
            count += self.put(digests, '{"_wirefold":{"kind":"day","format":1,"seq":%d,"time":"%s","prev":"%s"}}' % (self.seq + 1, iso(t), self.prev))
        for i in range(lines):
            guid = 'e%d' % self.seq
            entry = hashlib.sha256(b'big\\0' + guid.encode()).hexdigest()[:16]
            count += self.put(digests, ('{"id":"%s","url":"https://a.example/%s","title":"Title of %s","content_text":"A text of a few words, %s.",'
                '"_wirefold":{"seq":%d,"time":"%s","kind":"new","guid":"%s","feed":"big","group":"big","fetched":"%s","story":"%s-%s","revision":1,"extent":"full"}}') % (
                entry, guid, guid, guid, self.seq + 1, iso(t), guid, iso(t), day.replace('-', ''), entry[:12]))
        line = '{"_wirefold":{"kind":"commit","seq":%d,"time":"%s","lines":%d,"sha256":"%s","prev":"%s"}}' % (
            self.seq + 1, iso(t), count, digests.hexdigest(), self.prev)
        self.out.write(line + '\n')
        self.seq, self.prev = self.seq + 1, hashlib.sha256(line.encode()).hexdigest()

    def put(self, digests, line):
        self.out.write(line + '\n')
        digests.update(hashlib.sha256(line.encode()).digest())
        self.seq += 1
        return 1

    def end(self):
        """Closed, and with the tables of index/ that a writer would have made."""
        self.out.close()
        with open(self.archive + '/index/applied', 'w') as out:
            out.write('%d %s\n' % (self.seq, self.prev))
        subprocess.run([wirefold, 'note', '-a', self.archive, 'none', 'x'], stderr=subprocess.DEVNULL)

def make(name, before, hour):
    archive = os.path.join(folder, name)
    j = Journal(archive)
    for d in range(DAYS if before else 0):
        for k in range(5):
            j.batch(NOW - (DAYS - d) * 86400 + k * 3600, before // DAYS // 5)
    for k in range(10):
        j.batch(NOW - 3000 + k * 100, hour // 10)
    j.end()
    return archive

def cost(archive):
    """What one call costs, and how many lines it gives."""
    command = [wirefold, 'changes', '-a', archive, '--since', iso(NOW - 3600)]
    lines = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.count(b'\n')
    times = []
    for _ in range(ROUNDS):
        a = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        b = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(b.ru_utime - a.ru_utime + b.ru_stime - a.ru_stime)
    return statistics.median(times), lines

shutil.rmtree(folder, ignore_errors=True)
os.makedirs(folder)
# In the small hours the last hour is of two days; that costs a table more and is all right.
large, alone, twice = make('large', ENTRIES, HOUR), make('alone', 0, HOUR), make('twice', ENTRIES, 2 * HOUR)
(a, n), (b, m), (c, k) = cost(large), cost(alone), cost(twice)
right = (n, m, k) == (HOUR, HOUR, 2 * HOUR)
failed = 0
for name, got, bar in (('the last hour of %d entries to that hour alone' % ENTRIES, a / b, 1.5),
                       ('an hour of twice as many to it', c / a, 2.5)):
    ok = right and got <= bar
    failed += not ok
    print('%s changes --since, %s, CPU: %.3f (%.1f, %d events)' % ('ok' if ok else 'not ok', name, got, bar, n))
shutil.rmtree(folder)
sys.exit(failed > 0)
