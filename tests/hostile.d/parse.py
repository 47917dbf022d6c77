#!/usr/bin/env python3
"""parse.py PROGRAMS DIR: documents that are small and ask for much, through `wirefold
parse` and its jail. A row: what came of it (the verdict and the entries, or the reason)
and the wall time, which has a ceiling for all."""
import json, os, re, subprocess, sys, time

programs, folder = sys.argv[1], sys.argv[2]
CEILING_MS = 2000
failed = False

RSS = '<rss version="2.0"><channel><title>t</title><link>https://x.test/</link>'
END = '</channel></rss>'
def item(text, title='t', guid='1'):
    return '<item><guid>%s</guid><title>%s</title><description>%s</description></item>' % (guid, title, text)
def feed(*items):
    return RSS + ''.join(items) + END
def html(text):
    return feed(item('<![CDATA[' + text + ']]>'))
def dtd(declarations, text='x'):
    return '<?xml version="1.0"?><!DOCTYPE rss [' + declarations + ']>' + feed(item(text))
JSON = '{"version":"https://jsonfeed.org/version/1.1","title":"t",'

# name, document, what must stand in the verdict or the reason, what must not stand in the output
rows = [
    ('billion laughs', dtd('<!ENTITY a "ha">' + ''.join('<!ENTITY %s "%s">' % (chr(98 + i), '&%s;' % chr(97 + i) * 10)
        for i in range(9)), '&j;'), 'entity declaration refused'),
    ('one entity of 50 KB, 50,000 times', dtd('<!ENTITY a "' + 'a' * 50000 + '">', '&a;' * 50000), 'entity declaration refused'),
    ('entity bomb behind an entry', feed(item('x')) + '<!DOCTYPE r [<!ENTITY a "b">]>', None),
    ('attribute defaults, 20 KB', dtd(''.join('<!ATTLIST rss a%d CDATA "x">' % i for i in range(700))), 'attribute declaration refused'),
    ('attribute defaults, 200 KB', dtd(''.join('<!ATTLIST rss a%d CDATA "x">' % i for i in range(7000))), 'attribute declaration refused'),
    ('an external entity of a file', dtd('<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;'), 'entity declaration refused', 'root:'),
    ('an external entity of a host', dtd('<!ENTITY x SYSTEM "http://127.0.0.1/e">', '&x;'), 'entity declaration refused'),
    ('a parameter entity', dtd('<!ENTITY % p SYSTEM "http://127.0.0.1/e.dtd">%p;'), 'entity declaration refused'),
    ('an external DTD', '<!DOCTYPE rss SYSTEM "file:///etc/passwd">' + feed(item('x')), 'ok', 'root:'),
    ('an inclusion', feed(item('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>x')), None, 'root:'),
    ('100,000 attributes', '<rss' + ''.join(' a%d="x"' % i for i in range(100000)) + '></rss>', 'attributes'),
    ('100,000 attributes in an entry', feed(item('x')) .replace(END, '<item' + ' a="x"' * 100000 + '/>' + END), 'attributes'),
    ('100,000 namespaces', '<rss' + ''.join(' xmlns:a%d="x"' % i for i in range(100000)) + '></rss>', 'attributes'),
    ('an attribute of 8 MB', '<rss a="' + 'x' * 8000000 + '"><channel/></rss>', None),
    ('a name of 8 MB', '<' + 'x' * 8000000 + '/>', None),
    ('300,000 nested elements', '<rss><channel>' + '<a>' * 300000, 'nested'),
    ('300,000 nested in a title', RSS + '<item><title>' + '<b>' * 300000, 'nested'),
    ('300,000 nested in broken markup', RSS + '&' + '<a>' * 300000, 'nested'),
    ('a doctype that nests', '<!DOCTYPE r ' + '[' * 300000, None),
    ('a field of 20 MB', feed(item('x' * 20000000)), None),
    ('5,000,000 entities', feed(item('&amp;' * 1000000 + '&nbsp;' * 1000000)), None),
    ('1,000,000 CDATA sections', feed(item('<![CDATA[x]]>' * 600000)), None),
    ('100,000 CDATA marks in a section', feed(item('<![CDATA[' + '> <![CDATA[ \r' * 100000 + ']]>')), 'ok'),
    ('a section of 4 MB that never ends', RSS + '<item><title>t</title><description><![CDATA[' + 'x> ' * 1400000, None),
    ('a text of 4 MB that never ends', RSS + '<item><title>t</title><description>' + 'x> ' * 1400000, None),
    ('400,000 tags between long texts', feed(item(('x' * 70 + '<b>') * 400000)), None),
    ('1,000,000 comments', feed(item('<!--x-->' * 1000000)), None),
    ('200,000 unclosed comments', RSS + '&' + '<!--' * 200000, None),
    ('1,000,000 instructions', feed(item('x') + '<?x y?>' * 1000000), None),
    ('20,000 entries', feed(*(item('x', guid=i) for i in range(20000))), 'truncated, 5000'),
    ('5,000 entries of one id', feed(*(item('x%d' % i, title='t%d' % i) for i in range(5000))), 'bad-ids, 5000'),
    ('20,000 unclosed entries', RSS + '<item><title>x' * 20000, None),
    ('100,000 categories', feed(item('x' + '</description>' + '<category>c</category>' * 100000 + '<description>')), None),
    ('bases in bases', RSS + ''.join('<item xml:base="%s/">' % ('b' * 4000) for i in range(100)), None),
    ('a URL of 500,000 dots', feed('<item><link>http://a' + '/..' * 500000 + '</link></item>'), None),
    ('a date of 1 MB', feed('<item><title>x</title><pubDate>' + '1:' * 500000 + '</pubDate></item>'), None),
    ('nested HTML', html('<div><p><b>' * 100000), None),
    ('HTML attributes', html('<p ' + ' '.join('a%d="x"' % i for i in range(100000)) + '>x</p>'), None),
    ('HTML <a<b', html('<a<b' * 300000), None),
    ('HTML quotes', html('<a b="' * 300000), None),
    ('HTML ends in the wrong order', html('<b><i><a href=x></b></i>' * 50000), None),
    ('HTML tables', html('<table><tr><td>' * 100000), None),
    ('HTML lists', html('<ul><li>' * 200000), None),
    ('HTML quotations', html('<blockquote>x' * 200000), None),
    ('HTML styles', html('<p style="' + 'color:red;' * 300000 + '">x'), None),
    ('HTML source sets', html('<img srcset="' + 'a 1x,' * 500000 + '">x'), None),
    ('HTML ampersands', html('&' * 1000000), None),
    ('HTML scripts', html('<script>' * 200000), None, '<script'),
    ('escape codes in every field', feed(item('\x1b[31mx\x9b\u202ey\x07', '\x1b]8;;x\x07a\u2028b', '\x7f1')), None, '[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u202e]'),
    ('commands in every field', feed(item('$(touch hacked)', '`touch hacked`', ';touch hacked|touch hacked')), 'ok'),
    ('a path as an id', feed(item('x', 't', '../../../../x')), 'ok'),
    ('script in content', html('<svg onload=alert(1)><img src=x onerror=alert(1)><a href="java&#10;script:alert(1)">x</a>'), 'ok', r'onload=|onerror=|java.{0,3}script:|<svg'),
    ('200,000 nested JSON arrays', JSON + '"items":' + '[' * 200000, None),
    ('2,000,000 JSON keys', JSON + '"a":1,' * 1000000 + '"items":[]}', 'empty'),
    ('a JSON string of 8 MB', JSON + '"items":[{"id":1,"content_text":"' + '\\u00e4' * 1300000 + '"}]}', None),
    ('JSON with half a surrogate', JSON + '"items":[{"id":1,"content_text":"a\\ud800b\\u0000c"}]}', None, '\\\\ud800|\\\\u0000'),
    ('says UTF-16, is not', '<?xml version="1.0" encoding="utf-16"?>' + feed(item('x')), None),
    ('says UTF-7', ('<?xml version="1.0" encoding="utf-7"?>' + feed(item('+ADw-script+AD4-'))).encode(), None, '<script'),
    ('escapes of ISO-2022-JP', b'<?xml version="1.0" encoding="iso-2022-jp"?><rss><channel><item><title>' + b'\x1b$B\x1b(B' * 500000, None),
    ('100,000 NUL bytes', b'\0' * 100000, 'not a feed'),
    ('bytes that no charset has', b'<rss><channel><item><title>' + b'\xff\xfe\xc0' * 500000 + b'</title></item></channel></rss>', None),
]
def charset(name, text):
    return ('<?xml version="1.0" encoding="%s"?>' % name + feed(item(text))).encode(name)
WORDS = 'Новости дня: всё хорошо'
good = [
    ('windows-1251 in the jail', charset('windows-1251', WORDS), WORDS), ('koi8-r in the jail', charset('koi8-r', WORDS), WORDS),
    ('gb2312 in the jail', charset('gb2312', '今日新闻很好'), '今日新闻很好'),
    ('iso-2022-jp in the jail', charset('iso-2022-jp', '今日のニュース'), '今日のニュース'),
    ('shift_jis in the jail', charset('shift_jis', '今日のニュース'), '今日のニュース'), ('euc-kr in the jail', charset('euc-kr', '오늘의 뉴스'), '오늘의 뉴스'),
    ('utf-16 in the jail', charset('utf-16', WORDS), WORDS),
]

def parse(document):
    path = os.path.join(folder, 'document')
    with open(path, 'wb') as f:
        f.write(document if isinstance(document, bytes) else document.encode())
    begun = time.monotonic()
    p = subprocess.run([programs + '/wirefold', 'parse', '--base', 'https://h.test/', path], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    return p, (time.monotonic() - begun) * 1000

def row(name, document, want=None, never=None, text=None):
    global failed
    wrong = []
    p, ms = parse(document)
    out = p.stdout.decode('utf-8', 'strict')
    if p.returncode == 0:
        o = json.loads(out)
        came = '%s, %d entries' % (o['_wirefold']['verdict'], len(o['items']))
        said = came + ' ' + ' '.join(o['_wirefold'].get('warnings', []))
        if text is not None and text not in o['items'][0]['content_text']:
            wrong.append('the text is ' + o['items'][0]['content_text'][:60])
    else:
        came = said = p.stderr.decode().strip().splitlines()[-1]
        if out or p.returncode != 1:
            wrong.append('exit %d' % p.returncode)
        if text is not None:
            wrong.append('no feed')
    if re.search('killed by SIG(SEGV|SYS|ABRT|BUS)|could not be jailed', said):
        wrong.append('it crashed')
    if want is not None and want not in said:
        wrong.append('wanted: ' + want)
    if never is not None and re.search(never, out):
        wrong.append('the output holds what it must not')
    if len(out) > 12 * len(document) + 4096:
        wrong.append('%d bytes became %d' % (len(document), len(out)))
    if ms > CEILING_MS:
        wrong.append('over %d ms' % CEILING_MS)
    failed |= bool(wrong)
    print('%s %s: %s, %.0f ms%s' % ('not ok' if wrong else 'ok', name, came[:120], ms, '; '.join([''] + wrong)), flush=True)

def lent():
    """A large file is lent to the parser itself, unless it may be written or is half read."""
    global failed
    path = os.path.join(folder, 'document')
    document = feed(*(item('x' * 3000, guid=i) for i in range(4000)))
    def came(name, stdin, want, begun=None):
        global failed
        p = subprocess.Popen([programs + '/wirefold', 'parse'] + ([] if stdin else [path]), stdin=stdin, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        if begun:
            begun()
        out, why = p.communicate(timeout=60)
        said = why.decode().strip()
        if p.returncode == 0:
            o = json.loads(out)
            said = '%s, %d entries' % (o['_wirefold']['verdict'], len(o['items']))
            why = ' '.join(o['_wirefold'].get('warnings', [])).encode()
        bad = p.returncode not in (0, 1) or b'SIG' in why or want not in said
        failed |= bad
        print('%s %s: %s' % ('not ok' if bad else 'ok', name, said[:120]), flush=True)
    def fresh(head=''):
        with open(path, 'w') as f:
            f.write(head + document)
    fresh()
    came('12 MB by name', None, 'ok, 4000')
    with open(path) as f:
        came('12 MB by standard input', f, 'ok, 4000')
    with open(path, 'r+') as f:
        came('12 MB by a descriptor that may write', f, 'ok, 4000')
    fresh('& no part of it\n')
    with open(path) as f:
        os.lseek(f.fileno(), 16, os.SEEK_SET)
        came('12 MB by a descriptor that is half read', f, 'ok, 4000')
    for size in 0, 700, 300000, 6000000:
        fresh()
        came('12 MB that become %d bytes on the way' % size, None, '', lambda: os.truncate(path, size))
    fresh()
    came('12 MB that become others on the way', None, '', lambda: fresh('{"items":["\\u00'))

for r in rows:
    row(*r)
lent()
for name, document, text in good:
    row(name, document, 'ok', None, text)
left = sorted(os.listdir(folder))
failed |= left != ['document']
print('%s nothing was written beside the documents: %s' % ('ok' if left == ['document'] else 'not ok', ' '.join(left)))
sys.exit(failed)
