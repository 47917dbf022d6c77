#!/usr/bin/env python3
"""teaser.py DIR BASE GUID[=FORM]...: a page for each guid in DIR, and an RSS feed with a teaser and a
link to BASE/GUID.html each, to standard output. A text is made of what stands before a `+` in the guid
alone, so that `a` and `a+1` are one story. FORM: plain (the default); paywall, short, none (no page),
parts (three pages), canonical (short, the whole at GUID.full.html), front (redirects to the front page), image (no HTML), private (at an address of this
machine). `--text GUID`: the whole text alone."""
import os, random, sys
from email.utils import formatdate
import time

sys.argv, args = ['feed.py'], sys.argv[1:]
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from contextlib import redirect_stdout
import io
with redirect_stdout(io.StringIO()):
    import feed

def text(guid):
    title = ' '.join(feed.words(random.Random('title ' + guid), 7)).capitalize()
    rng = random.Random('page ' + guid.split('+')[0])
    paragraphs = []
    for _ in range(6):
        paragraphs.append(' '.join(' '.join(feed.words(rng, rng.randint(9, 16))).capitalize() + '.' for _ in range(4)))
    return title, paragraphs

NAV = '<header><nav><ul>%s</ul></nav></header>' % ''.join('<li><a href="/s%d">Section %d</a></li>' % (i, i) for i in range(12))
SHARE = '<div class="share-bar"><a href="#">Share on Facebook</a> <a href="#">Tweet this</a> <a href="#">Email</a></div>'
TAIL = ('<div class="newsletter"><p>Sign up for our newsletter and never miss a story.</p><form><input><button>Subscribe</button></form></div>'
        '<section id="comments"><h3>Add a Comment</h3><p>Your email address will not be published. Required fields are marked *</p>'
        '<form><textarea></textarea><button>Post comment</button></form></section>'
        '<aside class="related"><h4>Related stories</h4><ul>%s</ul></aside>' % ''.join('<li><a href="/r%d">Another story of today number %d</a></li>' % (i, i) for i in range(6)) +
        '<footer><p>Copyright Example Media. All rights reserved.</p></footer>')

def page(title, paragraphs, head='', wall=''):
    return ('<!doctype html><html lang="en"><head><meta charset="utf-8"><title>%s | Example</title>%s</head><body>%s<main><article><h1>%s</h1>'
            '<p class="byline">By <span class="author">Ann Lee</span></p>%s<div class="article-body">%s%s</div></article></main>%s</body></html>\n'
            % (title, head, NAV, title, SHARE, ''.join('<p>%s</p>' % p for p in paragraphs), wall, TAIL))

if args[0] == '--text':
    print('\n\n'.join(text(args[1])[1]))
    sys.exit()
where, base = args[:2]
items = []
for arg in args[2:]:
    guid, _, form = arg.partition('=')
    title, paragraphs = text(guid)
    name = guid.replace('+', '-')
    url = '%s/%s.html' % (base, name)
    def put(suffix, body):
        with open('%s/%s%s' % (where, name, suffix), 'w') as f:
            f.write(body)
    first = [paragraphs[0].split('. ')[0] + '.']
    if form in ('', 'plain'):
        put('.html', page(title, paragraphs))
    elif form == 'paywall':
        put('.html', page(title, paragraphs[:2], '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"x","isAccessibleForFree":false}</script>',
                          '<div class="paywall"><p>Subscribe to read on.</p></div>'))
    elif form == 'short':
        put('.html', page(title, [' '.join(first[0].split()[:6]) + '.']))
    elif form == 'canonical':
        put('.html', page(title, [' '.join(first[0].split()[:6]) + '.'], '<link rel="canonical" href="%s/%s.full.html">' % (base, name)))
        put('.full.html', page(title, paragraphs))
    elif form == 'front':
        put('.html.to', base + '/')
    elif form == 'image':
        url = '%s/%s.txt' % (base, name)
        put('.txt', title)
    elif form == 'private':
        url = 'http://127.0.0.1:1/%s.html' % name
    elif form == 'parts':
        for i in range(3):
            link = '<link rel="next" href="%s/%s.%d.html">' % (base, name, i + 2) if i < 2 else ''
            put('.html' if i == 0 else '.%d.html' % (i + 1), page(title, paragraphs[2 * i:2 * i + 2], link))
    items.append('<item><title>%s</title><link>%s</link><guid isPermaLink="false">%s</guid><pubDate>%s</pubDate><description>%s</description></item>'
                 % (title, url, guid, formatdate(time.time() - 3600), first[0] + ' [...]'))
print('<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Teasers</title><link>%s/</link><description>d</description>' % base)
print('\n'.join(items))
print('</channel></rss>')
