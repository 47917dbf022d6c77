#!/usr/bin/env python3
"""feed.py GUID[=TITLE]...: prints an RSS 2.0 feed with an item for each guid. Each text is
made of its guid alone: the same guid gives the same text, two guids never a like one."""
import datetime, os, random, sys, xml.sax.saxutils

now = os.environ.get('E2E_DATE', 'now')
now = datetime.datetime.now(datetime.timezone.utc) if now == 'now' else datetime.datetime.fromisoformat(now)
syllables = [c + v + d for c in 'bdfgklmnprstvz' for v in 'aeiou' for d in ('', 'n', 'r', 's', 'l')]

def words(rng, n):
    return [''.join(rng.choices(syllables, k=rng.randint(1, 3))) for _ in range(n)]

def item(arg):
    guid, _, title = arg.partition('=')
    rng = random.Random(guid)
    text = []
    for _ in range(4):
        sentences = [' '.join(words(rng, rng.randint(9, 16))).capitalize() + '.' for _ in range(4)]
        text.append('<p>' + ' '.join(sentences) + '</p>')
    title = title or ' '.join(words(rng, 6)).capitalize()
    date = (now - datetime.timedelta(minutes=rng.randint(10, 600))).strftime('%a, %d %b %Y %H:%M:%S GMT')
    return ('<item><title>%s</title><link>https://h1.wire.test/%s</link><guid isPermaLink="false">%s</guid>'
            '<pubDate>%s</pubDate><author>the.night.desk@newsroom.wire.test (Ann Lee)</author><category>news</category><content:encoded><![CDATA[%s]]></content:encoded></item>'
            % (xml.sax.saxutils.escape(title), guid, guid, date, ''.join(text)))

print('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
      '<channel><title>Test</title><link>https://h1.wire.test/</link><description>d</description>')
print('\n'.join(item(a) for a in sys.argv[1:]))
print('</channel></rss>')
