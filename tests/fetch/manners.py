#!/usr/bin/env python3
"""manners.py WIREFOLD FOLDER: nine days in the life of a poller, by a fixed clock. Forty-odd feeds with
every mix of validators, ages, wishes and refusals stand behind one server, which writes down
each request; then the rules that server owners ask of feed readers are held against the
list, request by request:

  - GET only; says who it is and what it takes; no cookie, no referer; one request at a time a host
  - never sooner than the feed, its server and its owner's interval allow, and not much later
  - validators byte for byte as the last answer gave them, none when there were none, none
    once the last full answer is 8 days old
  - Retry-After holds the feed (503) or the server (429), a day at most
  - failures are asked about less and less, at least daily, and never given up; 410 is
  - skipHours and skipDays are kept
  - a permanent redirect is followed, and taken for the address after seven days of it; a
    temporary one never is"""
import collections, datetime, http.server, os, subprocess, sys, threading

wirefold, folder = sys.argv[1], sys.argv[2]
port = 20000 + os.getpid() % 20000
START = datetime.datetime(2026, 11, 23, 6, 0, tzinfo=datetime.timezone.utc) # a Monday
MIN, HOUR, DAY = 60, 3600, 86400
STEP = 30 * MIN # between two runs, but for the first hours of the first two days
DAYS, failed = 9, False
clock = START

def check(name, ok, more=''):
    global failed
    failed |= not ok
    print('%s %s%s' % ('ok' if ok else 'not ok', name, ': ' + more if more and not ok else ''), flush=True)

def http_date(t):
    return t.strftime('%a, %d %b %Y %H:%M:%S GMT')

Feed = collections.namedtuple('Feed', 'name host keys answer wait sent extra')
feeds, asked, busy, overlap = {}, collections.defaultdict(list), collections.Counter(), set()

def feed(name, answer, wait=HOUR, keys='', host=None, sent=None, extra=''):
    """`answer(t, n, request)`: status, headers; t is the clock, n counts the feed's requests. `wait`:
    seconds that must lie between two requests, or a function of the time of the first; None: judged
    by hand. `sent`: which validators may be sent back, both unless said."""
    feeds[name] = Feed(name, host or name + '.test', keys, answer, wait, sent or ('etag', 'lm'), extra)

LM = 'Mon, 16 Nov 2026 00:00:00 GMT'
ETAG = ('ETag', '"1"')
def good(*headers):
    return lambda t, n, r: (200, headers)

# Validators.
feed('etag', good(ETAG))
feed('lm', good(('Last-Modified', LM)))
feed('both', good(ETAG, ('Last-Modified', LM)))
feed('blind', good(), DAY)
feed('only-etag', good(ETAG, ('Last-Modified', LM)), keys='validators=etag', sent=('etag',))
feed('only-lm', good(ETAG, ('Last-Modified', LM)), keys='validators=lm', sent=('lm',))
feed('not-sent', good(ETAG), DAY, keys='validators=none', sent=('-',))
feed('weak', good(('ETag', 'W/"5f3-x"')))
feed('bare', good(('ETag', '5f3 x,y;z')))
feed('odd', good(('ETag', '"a\\"b%00&<"'), ('Last-Modified', 'yesterday, about noon')))
feed('changing', lambda t, n, r: (200, (('ETag', '"%d"' % n), ('X-Body', str(n)))))
feed('better', lambda t, n, r: (304 if r.get('If-None-Match') else 200, (('ETag', '"%d"' % n),)))
feed('for-ever', lambda t, n, r: (304 if n > 1 and r.get('If-None-Match') else 200, (ETAG,)))
feed('loses-them', lambda t, n, r: (200, (ETAG,) if n < 5 else ()), None)
# Intervals.
feed('own-5m', good(ETAG), 5 * MIN, keys='interval=5m')
feed('own-30m', good(ETAG), 30 * MIN, keys='interval=30m')
feed('own-3h', good(ETAG), 3 * HOUR, keys='interval=3h')
feed('own-over-ttl', good(ETAG, ('Cache-Control', 'max-age=86400')), 30 * MIN, keys='interval=30m', extra='<ttl>600</ttl>')
feed('ttl-10', good(ETAG), HOUR, extra='<ttl>10</ttl>')
feed('ttl-150', good(ETAG), 150 * MIN, extra='<ttl>150</ttl>')
feed('ttl-9999', good(ETAG), DAY, extra='<ttl>9999</ttl>')
feed('sy-daily', good(ETAG), DAY, extra='<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>')
feed('sy-twice', good(ETAG), DAY // 2, extra='<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>')
feed('sy-weekly', good(ETAG), DAY, extra='<sy:updatePeriod>weekly</sy:updatePeriod>')
feed('age-2h', good(ETAG, ('Cache-Control', 'public, max-age=7200')), 2 * HOUR)
feed('age-1m', good(ETAG, ('Cache-Control', 'max-age=60')), HOUR)
feed('age-16y', good(ETAG, ('Cache-Control', 'max-age=504921600')), DAY)
feed('age-capped', good(ETAG, ('Cache-Control', 'max-age=36000')), 90 * MIN, keys='max-age-cap=90m')
feed('expires-3h', lambda t, n, r: (200, (ETAG, ('Expires', http_date(t + datetime.timedelta(hours=3))))), 3 * HOUR)
feed('expired', good(ETAG, ('Expires', 'Thu, 01 Jan 1970 00:00:00 GMT')), HOUR)
feed('hours', good(ETAG), None, extra='<skipHours>%s</skipHours>' % ''.join('<hour>%d</hour>' % h for h in range(7, 20)))
feed('days', good(ETAG), None, extra='<skipDays><day>Saturday</day><day>Sunday</day></skipDays>')
# Refusals.
def on(day, hours, refusal):
    """Refuses for `hours` of the given day."""
    begin = START + datetime.timedelta(days=day)
    return lambda t, n, r: refusal(t, n) if begin <= t < begin + datetime.timedelta(hours=hours) else (200, (ETAG,))
feed('busy', on(1, 2, lambda t, n: (429, (('Retry-After', '10800'),))), None, host='shared.test')
feed('busy-sibling', good(ETAG), None, host='shared.test')
feed('busy-silent', on(1, 5, lambda t, n: (429, ())), None, keys='interval=5m')
feed('busy-for-ever', on(1, 24, lambda t, n: (429, (('Retry-After', '1000000000'),))), None)
feed('down', on(1, 2, lambda t, n: (503, (('Retry-After', '14400'),))), None, host='half.test')
feed('down-sibling', good(ETAG), HOUR, host='half.test')
feed('down-date', on(2, 2, lambda t, n: (503, (('Retry-After', http_date(t + datetime.timedelta(hours=6))),))), None)
feed('gone', on(1, 999, lambda t, n: (410, ())), None)
feed('missing', lambda t, n, r: (404, ()), None)
feed('broken', on(1, 24, lambda t, n: (500, ())), None)
feed('no-feed', on(1, 12, lambda t, n: (200, (('X-Body', 'html'),))), None)
# Redirects.
feed('moved', lambda t, n, r: (301, (('Location', '/moved-new'),)), None)
feed('moved-new', good(ETAG), None)
feed('moved-308', lambda t, n, r: (308, (('Location', '/moved-308-new'),)), None)
feed('moved-308-new', good(ETAG), None)
feed('away', lambda t, n, r: (302, (('Location', '/away-new'),)), None)
feed('away-new', good(ETAG), None)
feed('wavers', lambda t, n, r: (301 if t.day % 3 else 302, (('Location', '/wavers-new'),)), None)
feed('wavers-new', good(ETAG), None)
TARGETS = {n for n in feeds if n.endswith('-new')}

def body(f, salt):
    if salt == 'html':
        return b'<!doctype html><html><body><h1>Sorry</h1></body></html>'
    return ('<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>%s</title><link>https://x.test/</link><description>d</description>%s'
            '<item><guid>%s-%s</guid><title>%s</title><description>A text of %s, number %s.</description></item></channel></rss>' % (f.name, f.extra, f.name, salt, f.name, f.name, salt)).encode()

class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_any(self):
        f = feeds[self.path[1:]]
        busy[f.host] += 1
        if busy[f.host] > 1:
            overlap.add(f.host)
        asked[f.name].append((clock, self.command, dict(self.headers)))
        status, headers = f.answer(clock, len(asked[f.name]), self.headers)
        headers = [h for h in headers if h[0] != 'X-Body']
        salt = dict(f.answer(clock, len(asked[f.name]), self.headers)[1]).get('X-Body', '0')
        etag = dict(headers).get('ETag')
        if status == 200 and salt == '0' and (etag and self.headers.get('If-None-Match') == etag or
                                              not etag and self.headers.get('If-Modified-Since') == dict(headers).get('Last-Modified', '-')):
            status = 304
        asked[f.name][-1] += (status, dict(headers))
        page = body(f, salt) if status == 200 else b''
        self.send_response_only(status)
        for h in headers + [('Date', http_date(clock)), ('Set-Cookie', 'a=b')] + ([('Content-Length', str(len(page)))] if status != 304 else []):
            self.send_header(*h)
        self.end_headers()
        self.wfile.write(page)
        busy[f.host] -= 1
    do_GET = do_POST = do_HEAD = do_any
    def log_message(self, *_):
        pass

class Server(http.server.ThreadingHTTPServer):
    daemon_threads, request_queue_size = True, 256

server = Server(('127.0.9.3', port), Answer)
threading.Thread(target=server.serve_forever, daemon=True).start()
with open(folder + '/feeds.conf', 'w') as f:
    f.write('set archive %s/news\nhost *.test resolve=127.0.9.3 allow-private=127.0.0.0/8\n' % folder)
    f.writelines('http://%s:%d/%s name=%s %s\n' % (x.host, port, x.name, x.name, x.keys) for x in feeds.values() if x.name not in TARGETS)

runs, said = [], {}
while clock < START + datetime.timedelta(days=DAYS):
    runs.append(clock)
    p = subprocess.run([wirefold, 'run', '-c', folder + '/feeds.conf', '-P', clock.strftime('%Y-%m-%dT%H:%M:%SZ')],
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if p.returncode not in (0, 1):
        check('run at %s' % clock, False, 'exit %d: %s' % (p.returncode, p.stdout.decode()[-300:]))
        break
    said[clock] = p.stdout.decode()
    clock += datetime.timedelta(minutes=5 if clock < START + datetime.timedelta(hours=2) else 10 if START + datetime.timedelta(days=1) <= clock < START + datetime.timedelta(days=1, hours=6) else STEP // MIN)

def next_run(t):
    """The first run at or after t."""
    return next((r for r in runs if r >= t), None)

def gaps(name):
    times = [a[0] for a in asked[name]]
    return [((b - a).total_seconds(), a, b) for a, b in zip(times, times[1:])]

def seconds(s):
    return datetime.timedelta(seconds=s)

# What every request must be.
every = [(n, a) for n, all_of in asked.items() for a in all_of]
check('%d requests, all GET' % len(every), len(every) > 1000 and all(a[1] == 'GET' for _, a in every))
check('no cookie, no referer, no password', not [n for n, a in every if {'cookie', 'referer', 'authorization'} & {h.lower() for h in a[2]}])
check('each says who asks and where to read about it', all(a[2].get('User-Agent', '').startswith('wirefold/') and '(+http' in a[2]['User-Agent'] for _, a in every))
check('each says that it takes feeds, and gzip', all('application/atom+xml' in a[2].get('Accept', '') and 'gzip' in a[2].get('Accept-Encoding', '') for _, a in every))
check('one request at a time a host', not overlap, ' '.join(overlap))

# Validators: those of the last answer that had any, and no older than 8 days.
for f in feeds.values():
    etag = lm = None
    full, wrong = None, []
    for t, _, head, status, sent in asked[f.name]:
        old = full is not None and (t - full).total_seconds() >= 8 * DAY
        want = (etag if 'etag' in f.sent and not old else None, lm if 'lm' in f.sent and not old else None)
        got = (head.get('If-None-Match'), head.get('If-Modified-Since'))
        if got != want:
            wrong.append('%s: sent %s, wanted %s' % (t, got, want))
        if status == 200:
            etag, lm, full = sent.get('ETag'), sent.get('Last-Modified'), t
        elif status == 304:
            etag, lm = sent.get('ETag', etag), sent.get('Last-Modified', lm)
        if f.name == 'no-feed' and status == 200 and START + seconds(DAY) <= t < START + seconds(DAY * 1.5):
            etag, full = '"1"', START # a page that is no feed vouches for nothing
    # What redirects is asked with the validators of what it leads to; those are judged there.
    if f.name + '-new' not in TARGETS:
        check('validators: ' + f.name, not wrong, '; '.join(wrong[:3]))

# Intervals: at least the wait, at most a tenth more and the time to the next run.
for f in feeds.values():
    if f.wait is None:
        continue
    wrong = ['%s and %s' % (a, b) for g, a, b in gaps(f.name)
             if g < f.wait or b > (next_run(a + seconds(f.wait * 1.1)) or b)]
    check('interval: %s, %d requests' % (f.name, len(asked[f.name])), not wrong and len(asked[f.name]) >= DAYS * DAY // (f.wait * 1.1 + STEP), '; '.join(wrong[:3]))
check('loses its validators: a day from then on', all((g >= DAY) == (i >= 4) for i, (g, _, _) in enumerate(gaps('loses-them'))), str([g for g, _, _ in gaps('loses-them')]))
# Eleven hours a day are left; one in an hour, a tenth and a step is six at least.
check('skipHours', len(asked['hours']) >= DAYS * 6 and all(a[0].hour < 7 or a[0].hour > 19 for a in asked['hours'][1:]), str([str(a[0]) for a in asked['hours']][:20]))
check('skipDays', len(asked['days']) > 100 and all(a[0].weekday() < 5 for a in asked['days']))

# Refusals.
def after(name, status, least, most=None):
    """Each answer of that status is followed by so long a silence."""
    got = [(b - a[0]).total_seconds() for a, b in zip(asked[name], [x[0] for x in asked[name][1:]]) if a[3] == status]
    return bool(got) and all(g >= least and (most is None or g <= most) for g in got), str(got)
check('429 with Retry-After', *after('busy', 429, 3 * HOUR, 3.3 * HOUR + STEP))
first = next(a[0] for a in asked['busy'] if a[3] == 429)
check('429 holds the server\'s other feed too', all(not first < a[0] < first + seconds(3 * HOUR) for a in asked['busy-sibling']) and len(asked['busy-sibling']) > 100)
silent = [g for g, a, b in gaps('busy-silent') if START + seconds(DAY) <= a < START + seconds(DAY + 5 * HOUR)]
check('429 that says nothing: 10 minutes, doubling', len(silent) >= 4 and all(g >= 10 * MIN * 2 ** i for i, g in enumerate(silent)), str(silent))
check('429 for thirty years: a day', *after('busy-for-ever', 429, DAY, 1.1 * DAY + STEP))
check('503 with Retry-After', *after('down', 503, 4 * HOUR, 4.4 * HOUR + STEP))
check('503 with a date', *after('down-date', 503, 6 * HOUR, 6.6 * HOUR + STEP))
check('410: never again, and said once', [a[3] for a in asked['gone']].count(410) == 1 and asked['gone'][-1][3] == 410 and sum('gone: gone' in s for s in said.values()) == 1)
for name in 'missing', 'broken', 'no-feed':
    bad = [a for a in asked[name] if name == 'missing' or START + seconds(DAY) <= a[0] < START + seconds(DAY * 2) and a[3] in (500, 200)]
    times = [a[0] for a in bad]
    between = [(b - a).total_seconds() for a, b in zip(times, times[1:])]
    check('%s: asked less and less, daily at least' % name, len(bad) >= 3 and all(b >= a * .85 for a, b in zip(between, between[1:])) and max(between) <= 1.1 * DAY + STEP
          and between[-1] > 2 * between[0], str(between))
check('missing: not given up', asked['missing'][-1][0] > START + seconds((DAYS - 1.3) * DAY))
check('broken: back to an hour when well', gaps('broken')[-1][0] < 1.1 * HOUR + STEP)

# Redirects.
for name in 'moved', 'moved-308':
    old, new = [a[0] for a in asked[name]], [a[0] for a in asked[name + '-new']]
    week = START + seconds(7 * DAY)
    check(name + ': asked at its old place for a week', len([t for t in old if t < week]) > 100 and old[-1] >= week - seconds(2 * HOUR))
    check(name + ': at its new place alone from then on', len(new) > len(old) and all(t <= week + seconds(2 * HOUR) for t in old) and new[-1] > START + seconds((DAYS - .2) * DAY),
          '%s %s' % (old[-1], new[-1]))
check('a temporary redirect is never taken for the address', len(asked['away']) == len(asked['away-new']) > 100)
check('nor one that wavers', len(asked['wavers']) == len(asked['wavers-new']) > 100)
check('feeds.conf was not touched', 'moved-new' not in open(folder + '/feeds.conf').read())
sys.exit(failed)
