#!/usr/bin/env python3
"""gen.py KIND N FILE: a feed of N entries of about 10 KB (small: 1.5 KB) each, the same
at each run: KIND is rss (CDATA), atom (escaped HTML), plain (rss whose bodies no
reader of feeds knows) or small."""
import html, random, sys

kind, n, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
rng = random.Random(20261124)
syllables = 'ba ce di fo gu ha ke li mo nu pa re si to vu wa xe yi zo an er in or un é ü ß ж ши 新 闻'.split()
words = [''.join(rng.choice(syllables[:23] if rng.random() < .96 else syllables) for _ in range(rng.randint(1, 4))) for _ in range(4000)]

def prose(k):
    return ' '.join(rng.choice(words) for _ in range(k)).capitalize() + '.'
def paragraph():
    t = prose(rng.randint(30, 90))
    r = rng.random()
    if r < .3:
        t += ' <a href="/%s/%s?utm_source=feed&amp;id=%d">%s</a> ' % (rng.choice(words), rng.choice(words), rng.randint(1, 999), prose(3)) + prose(20)
    if r > .8:
        t = '<strong>%s</strong> &#8220;%s&#8221; &amp; %s' % (prose(4), prose(12), t)
    return '<p>' + t + '</p>\n'
def body(size):
    out = []
    while sum(map(len, out)) < size:
        r = rng.random()
        if r < .08:
            out.append('<img src="/i/%d.jpg" alt="%s" width="600" height="400" class="wide" />\n' % (rng.randint(1, 9999), prose(5)))
        elif r < .16:
            out.append('<ul>\n' + ''.join('<li>%s</li>\n' % prose(8) for _ in range(5)) + '</ul>\n')
        elif r < .2:
            out.append('<blockquote>' + paragraph() + '</blockquote>\n')
        else:
            out.append(paragraph())
    return ''.join(out)

size = 1300 if kind == 'small' else 9800
with open(path, 'w', encoding='utf-8') as f:
    if kind == 'atom':
        f.write('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<title>Bench</title>\n<link href="https://bench.test/"/>\n'
                '<id>https://bench.test/</id>\n<updated>2026-11-24T09:00:00Z</updated>\n')
    else:
        f.write('<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
                'xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n<title>Bench</title>\n<link>https://bench.test/</link>\n<description>d</description>\n')
    for i in range(n):
        url, title, who = 'https://bench.test/%d/%s' % (i, rng.choice(words)), prose(8), prose(2)
        if kind == 'atom':
            f.write('<entry>\n<title>%s</title>\n<link rel="alternate" href="%s"/>\n<id>%s</id>\n<updated>2026-11-%02dT%02d:00:00Z</updated>\n'
                    '<author><name>%s</name></author>\n<summary type="text">%s</summary>\n<content type="html">%s</content>\n</entry>\n'
                    % (title, url, url, i % 28 + 1, i % 24, who, prose(25), html.escape(body(size))))
        else:
            f.write('<item>\n<title>%s</title>\n<link>%s</link>\n<guid>%s</guid>\n<pubDate>Tue, %02d Nov 2026 %02d:00:00 +0100</pubDate>\n<dc:creator>%s</dc:creator>\n'
                    '<category>%s</category>\n<description>%s</description>\n<content:encoded><![CDATA[%s]]></content:encoded>\n</item>\n'
                    .replace('content:encoded', 'content:other' if kind == 'plain' else 'content:encoded')
                    % (title, url, url, i % 28 + 1, i % 24, who, rng.choice(words), prose(25), body(size)))
    f.write('</feed>\n' if kind == 'atom' else '</channel>\n</rss>\n')
