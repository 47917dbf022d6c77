#!/usr/bin/env python3
"""make.py DIR [--later]: writes the demo's feeds under DIR/HOST/: one agency and nine
outlets that re-run its stories, each in its own way; the feeds of two of them carry a teaser
and a link, and their pages stand beside. With --later two of them change: a
correction at the agency, one more copy at an outlet, a kill, an update under a new guid."""
import datetime, html, json, os, sys

out, later = sys.argv[1], '--later' in sys.argv
here = os.path.dirname(os.path.abspath(__file__))
start_file = os.path.join(out, 'start')
os.makedirs(out, exist_ok=True)
if not os.path.exists(start_file):
    open(start_file, 'w').write(datetime.datetime.now(datetime.timezone.utc).isoformat())
now = datetime.datetime.fromisoformat(open(start_file).read())

stories, background, order = {}, '', []
for line in open(os.path.join(here, 'wire.txt'), encoding='utf-8'):
    line = line.rstrip('\n')
    if line.startswith('@background '):
        background = line[12:]
    elif line.startswith('=== '):
        name, title, hours = line[4:].split(' | ')
        stories[name] = dict(title=title, hours=float(hours), text=[])
        order.append(name)
    elif line and not line.startswith('#'):
        stories[name]['text'].append(line.replace('{background}', background))

# Templated copy: the same words, other numbers. Each is a story of its own.
def template(name, title, hours, text):
    stories[name] = dict(title=title, hours=hours, text=text)
    order.append(name)
for k, (place, high, low, wind, rain, tide, sun) in enumerate([
        ('Port Ellery', 14, 6, 22, 3, '4.20', '6.41'), ('North Halven', 9, 1, 41, 12, '5.05', '6.38'),
        ('Upper Vale', 17, 4, 8, 0, '3.55', '6.44')]):
    template('weather%d' % k, 'Weather for %s' % place, 9 - k * 0.1, [
        'Forecast for %s for Tuesday: high %d, low %d degrees, wind %d kilometres an hour, rain %d millimetres, '
        'pressure %d, humidity %d per cent.' % (place, high, low, wind, rain, 1004 + 7 * k, 61 + 9 * k),
        'High water at %s and %s, sunrise at %s, sunset at 19.%d. Outlook for Wednesday: high %d, low %d, wind %d, rain %d.'
        % (tide, tide.replace('.', '.4')[:4], sun, 12 + 7 * k, high + 2, low + 1, wind - 5, rain + 2)])
for k, (firm, sales, was, profit, before, share) in enumerate([
        ('Coastline Ferries', '412.6', '398.1', '21.4', '33.9', '0.31'), ('Halven Timber', '88.0', '91.7', '7.2', '5.5', '1.12'),
        ('Maro Canning', '153.3', '149.0', '12.8', '11.1', '0.84')]):
    template('earnings%d' % k, '%s quarterly results' % firm, 8 - k * 0.1, [
        '%s reported sales of %s million crowns for the quarter against %s million a year before. Net profit was %s million '
        'against %s million, or %s crowns a share against 0.%d.' % (firm, sales, was, profit, before, share, 47 + 11 * k),
        'Operating margin %d.%d per cent against %d.%d per cent. Order book %d million crowns at the end of the quarter. Staff %d '
        'against %d.' % (5 + k, 2 + k, 8 - k, 5 - k, 210 + 37 * k, 1480 - 410 * k, 1512 - 395 * k)])
for k, (home, away, a, b, crowd, minutes) in enumerate([
        ('Ellery Rovers', 'Maro Town', 2, 1, 8412, (12, 57, 88)), ('Halven United', 'Vale Athletic', 0, 3, 5120, (33, 41, 76)),
        ('Capital City', 'Strait Wanderers', 4, 4, 21977, (5, 49, 90))]):
    template('score%d' % k, '%s %d-%d %s' % (home, a, b, away), 7 - k * 0.1, [
        'First division: %s %d, %s %d. Half-time %d-%d. Attendance %d. Goals after %d, %d and %d minutes. Corners %d-%d, shots '
        '%d-%d, fouls %d-%d, yellow cards %d-%d.' % (home, a, away, b, a // 2, b // 2, crowd, *minutes, 4 + k, 7 - k, 11 + 2 * k,
                                                     9 + k, 13 - k, 10 + k, 1 + k, 2)])

british = [('certified', 'licensed'), ('center', 'centre'), ('labor ', 'labour '), ('program ', 'programme '),
           ('neighbors', 'neighbours'), ('color', 'colour'), ('meters', 'metres'), (' per cent', ' percent')]
american = [('centre', 'center'), ('labour', 'labor'), ('harbour', 'harbor'), ('Harbour', 'Harbor'), ('metres', 'meters'),
            ('colour', 'color'), ('neighbours', 'neighbors'), ('defence', 'defense'), ('plough', 'plow')]
def spell(text, pairs):
    for a, b in pairs:
        text = [p.replace(a, b) for p in text]
    return text

FORM = ['Add a Comment', 'Your email address will not be published. Required fields are marked *',
        'Save my name and email in this browser for the next time I comment.']
SIGNUP = ['Sign up for our evening newsletter and get the day in five minutes.',
          'By signing up you agree to our terms of use and privacy policy.']

def entry(name, host, title=None, lead=None, cut=None, tail=(), change=(), delay=0.5, guid=None, text=None):
    s = stories[name]
    body = list(text or s['text'])
    if lead:
        body[0] = lead
    if cut:
        body = body[:cut]
    body = spell(body, change) + list(tail)
    when = now - datetime.timedelta(hours=s['hours'] - delay)
    slug = guid or name
    return dict(id='%s-%s' % (host, slug), url='https://%s/%s' % (host, slug), title=title or s['title'], body=body, when=when)

A = 'meridian.wire.test'
agency = [entry(n, A, delay=0) for n in order if n not in ('summit-staff', 'lamp', 'salt')]
if later:
    for e in agency:
        if e['id'].endswith('-bridge'):
            e['title'] = 'CORRECTED-' + e['title']
            e['body'] = [p.replace('4.1 billion', '4.7 billion') for p in e['body']]
        if e['id'].endswith('-museum'):
            e['title'], e['body'] = 'STORY REMOVED', ['STORY REMOVED']
    agency.append(entry('wages', A, title='UPDATE 1-Dock workers vote to strike over night shifts', delay=6, guid='wages-update',
        text=stories['wages']['text'][:5] + ['Talks before the mediator broke off on Thursday after two hours, and the port began to move refrigerated boxes to the power sockets of the inner yard.'] + stories['wages']['text'][6:]))

T = 'harbor-times.test'     # re-runs in full, a comment form under every text
times = [entry(n, T, tail=FORM, change=american) for n in ('ferry', 'bridge', 'ice', 'library', 'wages', 'bank', 'trial', 'hospital')]
P = 'northern-post.test'    # own headlines, British spelling
post = [entry('ferry', P, title='Half of winter ferries to go', change=british, delay=1),
        entry('ice', P, title='Nine freed from the ice', change=british, delay=2),
        entry('school', P, title='Three pupils, one stove: an island school is back', change=british, delay=1.5),
        entry('trial', P, title='Tanker captain not to blame, court says', change=british, delay=1),
        entry('orchard', P, title='Frost takes the cherries', change=british, delay=1)]
L = 'daily-ledger.test'     # cuts from the bottom, RSS 1.0
ledger = [entry('ferry', L, cut=5, delay=2), entry('bank', L, cut=4, delay=0.2), entry('wages', L, cut=4, delay=0.8),
          entry('bridge', L, cut=4, delay=1.2), entry('earnings0', L, delay=0.3), entry('hospital', L, cut=3, delay=3)]
V = 'valley-news.test'      # a sign-up box under every text, JSON Feed
valley = [entry('orchard', V, tail=SIGNUP, delay=0.4), entry('telescope', V, tail=SIGNUP, delay=0.7),
          entry('school', V, tail=SIGNUP, delay=2), entry('library', V, title='Lost chart turns up in flooded library', tail=SIGNUP, delay=1),
          entry('weather2', V, tail=SIGNUP, delay=0.2), entry('trial', V, tail=SIGNUP, delay=2)]
C = 'coast-herald.test'     # own lead on the agency's text
coast = [entry('ice', C, lead='The night was long for the crews of nine freighters: an icebreaker reached them on Tuesday, hours after drifting ice had locked them in off North Halven.', delay=3),
         entry('museum', C, delay=1), entry('summit-agency', C, title='Radar deal for the strait', delay=1),
         entry('bank', C, lead='Borrowers may hope for the spring: the central bank kept its main rate where it is on Thursday but called a cut before the summer likely.', delay=1)]
O = 'city-observer.test'    # its own writer on one event
observer = [entry('summit-staff', O, delay=0), entry('museum', O, title='Silver whistle stolen from museum', delay=2), entry('telescope', O, cut=4, delay=1.5)]
M = 'metro-mirror.test'     # everything as it comes, some hours late
metro = [entry(n, M, delay=4) for n in ('ferry', 'bridge', 'ice', 'wages', 'library', 'orchard', 'score0', 'trial')]
if later:
    metro.append(entry('hospital', M, delay=14, title='Hospital ship is home'))

# Feeds of a teaser and a link; the text stands in a page, among all that pages have.
I, N = 'isle-courier.test', 'night-bulletin.test'
courier = [entry('lamp', I, delay=0), entry('ferry', I, title='Half the winter boats will not sail', delay=5), entry('hospital', I, delay=6)]
bulletin = [entry('salt', N, delay=0), entry('ice', N, title='Nine ships out of the ice', delay=6), entry('wages', N, delay=5)]

def page(host, e):
    sections = ''.join('<li><a href="/%s">%s</a></li>' % (s, s.title()) for s in ('news', 'islands', 'shipping', 'weather', 'sport', 'letters', 'jobs'))
    share = '<div class="share-bar">%s</div>' % ''.join('<a href="#">Share on %s</a> ' % s for s in ('Facebook', 'Mastodon', 'WhatsApp'))
    related = '<aside class="related"><h3>You may also like</h3><ul>%s</ul></aside>' % ''.join(
        '<li><a href="/%d">%s</a></li>' % (k, esc(stories[n]['title'])) for k, n in enumerate(order[2:7]))
    comments = ('<section class="comments" id="comments"><h3>Add a Comment</h3><p>Your email address will not be published. Required fields are marked *</p>'
                '<form><textarea></textarea><input type="email"><button>Post Comment</button></form></section>')
    signup = '<div class="newsletter"><h3>The day in five minutes</h3><p>Sign up for our morning newsletter.</p><form><input><button>Sign me up</button></form></div>'
    body = e['body'][:2] + ['<a href="/more">Read more about the islands</a>'] + e['body'][2:]
    text = ''.join('<p>%s</p>' % (p if p.startswith('<a') else html.escape(p, quote=False)) for p in body)
    cookie = '<div class="cookie-banner"><p>We use cookies to make this site better for you.</p><button>Accept all</button></div>'
    return ('<!doctype html><html lang="en"><head><meta charset="utf-8"><title>%s | %s</title></head><body>%s<header><nav><ul>%s</ul></nav></header>'
            '<main><article><h1>%s</h1>%s<div class="article-body">%s</div>%s%s</article></main>%s%s<footer><p>All rights reserved.</p></footer></body></html>\n'
            % (esc(e['title']), host, cookie, sections, esc(e['title']), share, text, share, signup, comments, related))
def teaser(host, title, entries):
    items = ''.join('<item><title>%s</title><link>%s.html</link><guid isPermaLink="false">%s</guid><pubDate>%s</pubDate><description>%s</description></item>\n'
                    % (esc(e['title']), e['url'].replace(host, host + ':' + os.environ.get('DEMO_PORT', '18443')), e['id'], rfc822(e['when']),
                       esc(e['body'][0].split(', ')[0]) + ' [...]') for e in reversed(entries))
    for e in entries:
        with open(os.path.join(out, host, e['url'].rsplit('/', 1)[1] + '.html'), 'w', encoding='utf-8') as f:
            f.write(page(host, e))
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>%s</title><link>https://%s/</link>'
            '<description>Sample feed</description>\n%s</channel></rss>\n' % (title, host, items))

def paragraphs(e):
    return ''.join('<p>%s</p>' % html.escape(p, quote=False) for p in e['body'])
def rfc822(t):
    return t.strftime('%a, %d %b %Y %H:%M:%S +0000')
esc = lambda s: html.escape(s, quote=False)

def rss(host, title, entries):
    items = ''.join('<item><title>%s</title><link>%s</link><guid isPermaLink="false">%s</guid><pubDate>%s</pubDate>'
                    '<content:encoded><![CDATA[%s]]></content:encoded></item>\n'
                    % (esc(e['title']), e['url'], e['id'], rfc822(e['when']), paragraphs(e)) for e in reversed(entries))
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
            '<channel><title>%s</title><link>https://%s/</link><description>Sample feed</description>\n%s</channel></rss>\n' % (title, host, items))
def atom(host, title, entries):
    items = ''.join('<entry><title>%s</title><link rel="alternate" href="%s"/><id>tag:%s,2026:%s</id><published>%s</published>'
                    '<updated>%s</updated><content type="html">%s</content></entry>\n'
                    % (esc(e['title']), e['url'], host, e['id'], e['when'].strftime('%Y-%m-%dT%H:%M:%SZ'),
                       e['when'].strftime('%Y-%m-%dT%H:%M:%SZ'), esc(paragraphs(e))) for e in reversed(entries))
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>%s</title><id>https://%s/</id>'
            '<updated>%s</updated>\n%s</feed>\n' % (title, host, now.strftime('%Y-%m-%dT%H:%M:%SZ'), items))
def rdf(host, title, entries):
    items = ''.join('<item rdf:about="%s"><title>%s</title><link>%s</link><dc:date>%s</dc:date><content:encoded><![CDATA[%s]]>'
                    '</content:encoded></item>\n' % (e['url'], esc(e['title']), e['url'], e['when'].strftime('%Y-%m-%dT%H:%M:%S+00:00'),
                                                      paragraphs(e)) for e in reversed(entries))
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel rdf:about="https://%s/">'
            '<title>%s</title><link>https://%s/</link><description>Sample feed</description></channel>\n%s</rdf:RDF>\n' % (host, title, host, items))
def jsonfeed(host, title, entries):
    return json.dumps(dict(version='https://jsonfeed.org/version/1.1', title=title, home_page_url='https://%s/' % host, items=[
        dict(id=e['id'], url=e['url'], title=e['title'], content_html=paragraphs(e), date_published=e['when'].strftime('%Y-%m-%dT%H:%M:%SZ'))
        for e in reversed(entries)]), ensure_ascii=False, indent=1)

feeds = [(A, 'feed.rss', rss, 'Meridian', agency), (T, 'feed.rss', rss, 'Harbor Times', times), (P, 'feed.atom', atom, 'Northern Post', post),
         (L, 'feed.rdf', rdf, 'Daily Ledger', ledger), (V, 'feed.json', jsonfeed, 'Valley News', valley), (C, 'feed.rss', rss, 'Coast Herald', coast),
         (O, 'feed.atom', atom, 'City Observer', observer), (M, 'feed.rss', rss, 'Metro Mirror', metro), (I, 'feed.rss', teaser, 'Isle Courier', courier),
         (N, 'feed.rss', teaser, 'Night Bulletin', bulletin)]
for host, name, write, title, entries in feeds:
    path = os.path.join(out, host, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    text = write(host, title, entries)
    if not os.path.exists(path) or open(path, encoding='utf-8').read() != text:
        open(path, 'w', encoding='utf-8').write(text)
        if later:
            future = now.timestamp() + 60
            os.utime(path, (future, future))
if not later:
    print(sum(len(f[4]) for f in feeds), 'entries in', len(feeds), 'feeds')
