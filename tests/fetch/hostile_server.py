#!/usr/bin/env python3
"""hostile_server.py: servers that misbehave, each on a loopback address of its own, over
http and https. `Servers(folder, port).start()` makes the certificates and listens;
`rows()` is the table: what each does, what wirefold must say of it, and within what time.

A behaviour is a coroutine that gets a Call: the streams, the request's path, how many
requests this server has had, and the bytes of a proper feed. It may do as it likes; when it
returns, the connection is closed.

Run by itself it serves until it is stopped, for looking at one behaviour with curl:
    hostile_server.py FOLDER PORT"""
import asyncio, collections, gzip, logging, os, random, socket, ssl, struct, subprocess, sys, threading, time, warnings, zlib

NET = '127.8.%d.%d'
ENTRIES = 6
READ = r'%d entries, \d+ new' % ENTRIES
Row = collections.namedtuple('Row', 'name run want seconds schemes tls')
table = []

def row(name, want, seconds=10, schemes=('http', 'https'), tls='good'):
    def take(run):
        table.append(Row(name, run, want, seconds, schemes, tls))
        return run
    return take

def feed(name, n=ENTRIES, salt=''):
    """A feed whose texts no two rows share."""
    r, out = random.Random(name + salt), []
    syllables = [a + b for a in 'bdfgklmnprstvz' for b in 'aeiou']
    def words(k):
        return ' '.join(''.join(r.choices(syllables, k=r.randint(1, 4))) for _ in range(k))
    for i in range(n):
        out.append('<item><title>%s</title><link>https://x.test/%s/%d</link><guid isPermaLink="false">%s-%d%s</guid>'
                   '<description>%s.</description></item>' % (words(6), name.replace(' ', '-'), i, name.replace(' ', '-'), i, salt, words(120)))
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>t</title><link>https://x.test/</link>'
            '<description>d</description>' + ''.join(out) + '</channel></rss>').encode()

class Call:
    def __init__(self, servers, row, scheme, r, w):
        self.servers, self.row, self.scheme, self.r, self.w = servers, row, scheme, r, w
        self.feed, self.path, self.head, self.count = feed(row.name + ' ' + scheme), None, b'', 0

    async def request(self):
        """Waits for a request's head."""
        self.head = await self.r.readuntil(b'\r\n\r\n')
        self.path = self.head.split(b' ')[1].decode('latin-1')
        self.count = self.servers.asked(self)

    async def put(self, *parts):
        for p in parts:
            if self.w.is_closing():
                raise ConnectionError
            self.w.write(p if isinstance(p, bytes) else p.encode('latin-1'))
        await self.w.drain()

    async def answer(self, body=None, headers=(), status='200 OK', length=True):
        """A whole answer."""
        body = self.feed if body is None else body
        head = ['HTTP/1.1 ' + status, 'Content-Type: application/rss+xml']
        if length:
            head.append('Content-Length: %d' % len(body))
        await self.put('\r\n'.join(head + list(headers)) + '\r\n\r\n', body)

    async def flood(self, piece, pause=0.0, times=1 << 60):
        """The same bytes again and again, until the other side has enough."""
        for _ in range(times):
            await self.put(piece)
            await asyncio.sleep(pause) # 0 too: the others want their turn

    async def hang(self):
        while await self.r.read(4096):
            pass

    def reset(self):
        sock = self.w.get_extra_info('socket')
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.w.transport.abort()

def simple(name, want, seconds=10, body=None, schemes=('http', 'https'), **answer):
    """A row whose server gives one whole answer."""
    async def run(c):
        await c.request()
        await c.answer(body(c) if body else None, **answer)
    row(name, want, seconds, schemes)(run)

def raw(name, want, text, seconds=10):
    """A row whose server sends just these bytes, FEED standing for a feed, and closes."""
    async def run(c):
        await c.request()
        parts = (text if isinstance(text, bytes) else text.encode('latin-1')).split(b'FEED')
        await c.put(c.feed.join(parts).replace(b'LENGTH', b'%d' % len(c.feed)))
    row(name, want, seconds)(run)

OK = 'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n'

# --- time ---------------------------------------------------------------------------------
@row('takes the call and says nothing', r'imed out|too slow|less than', 61)
async def _(c):
    await c.hang()

@row('reads the request and says nothing', r'imed out|too slow|less than', 61)
async def _(c):
    await c.request()
    await c.hang()

@row('a header byte a second', r'imed out|too slow|less than', 61)
async def _(c):
    await c.request()
    await c.put(OK)
    await c.flood('X', 1)

@row('a body byte a second', r'imed out|too slow|less than', 61)
async def _(c):
    await c.request()
    await c.put(OK, '\r\n')
    await c.flood('x', 1)

@row('just above the low-speed limit', r'imed out', 62)
async def _(c):
    await c.request()
    await c.put(OK, '\r\n')
    await c.flood('x' * 150, .5)

@row('half a body, then silence', r'imed out|too slow|less than', 61)
async def _(c):
    await c.request()
    await c.put(OK, 'Content-Length: %d\r\n\r\n' % len(c.feed), c.feed[:len(c.feed) // 2])
    await c.hang()

# --- the connection -----------------------------------------------------------------------
@row('reset in the middle of the body', r'eset|SSL|recv failure|transfer closed|unexpected eof', 10)
async def _(c):
    await c.request()
    await c.put(OK, 'Content-Length: %d\r\n\r\n' % len(c.feed), c.feed[:300])
    await asyncio.sleep(.2)
    c.reset()

@row('closes without a word', r'[Ee]mpty reply|SSL|eset', 10)
async def _(c):
    await c.request()

@row('HTTP/0.9', r'HTTP/0\.9', 10)
async def _(c):
    await c.request()
    await c.put(c.feed)

# --- bodies -------------------------------------------------------------------------------
@row('a body without end', r'larger than 8388608 bytes', 20)
async def _(c):
    await c.request()
    await c.put(OK, '\r\n')
    await c.flood(b'x' * 65536)

@row('chunks without end', r'larger than 8388608 bytes', 20)
async def _(c):
    await c.request()
    await c.put(OK, 'Transfer-Encoding: chunked\r\n\r\n')
    await c.flood(b'4000\r\n' + b'x' * 0x4000 + b'\r\n')

@row('an error page without end', r'larger than 8388608 bytes|HTTP status 500', 20)
async def _(c):
    await c.request()
    await c.put('HTTP/1.1 500 Oh\r\n\r\n')
    await c.flood(b'x' * 65536)

@row('a chunk extension without end', r'imed out|[Cc]hunk|too slow|less than', 61)
async def _(c):
    await c.request()
    await c.put(OK, 'Transfer-Encoding: chunked\r\n\r\n5;x=')
    await c.flood(b'x' * 1024, .01)

@row('trailers without end', r'header lines|imed out|[Cc]hunk|too large|too slow|less than', 61)
async def _(c):
    await c.request()
    await c.put(OK, 'Transfer-Encoding: chunked\r\n\r\n%x\r\n' % len(c.feed), c.feed, '\r\n0\r\n')
    await c.flood('X-A: %s\r\n' % ('b' * 100), .001)

raw('no length, whole', READ, OK + 'Connection: close\r\n\r\nFEED')
raw('two lengths that differ', r'[Cc]ontent-[Ll]ength|not a feed', OK + 'Content-Length: LENGTH\r\nContent-Length: 5\r\n\r\nFEED')
raw('a negative length', r'[Cc]ontent-[Ll]ength|' + READ, OK + 'Content-Length: -5\r\nConnection: close\r\n\r\nFEED')
raw('a huge length', r'larger|[Ll]ength|size', OK + 'Content-Length: 999999999999999999\r\n\r\nFEED')
raw('a length no number holds', r'larger|[Ll]ength|size|' + READ, OK + 'Content-Length: 99999999999999999999999999\r\nConnection: close\r\n\r\nFEED')
raw('a body that is too short', r'transfer closed|outstanding|SSL|unexpected eof', OK + 'Content-Length: 999999\r\n\r\nFEED')
raw('a body that is too long', READ, OK + 'Content-Length: LENGTH\r\n\r\nFEED' + 'and more' * 1000)
raw('a chunk size that is none', r'[Cc]hunk|transfer|SSL|' + 'hex', OK + 'Transfer-Encoding: chunked\r\n\r\nzz\r\nFEED\r\n0\r\n\r\n')
raw('a chunk size of 2^70', r'[Cc]hunk|transfer|hex', OK + 'Transfer-Encoding: chunked\r\n\r\n400000000000000000\r\nFEED\r\n0\r\n\r\n')
raw('chunks cut off', r'transfer closed|outstanding|chunk|SSL|unexpected eof', OK + 'Transfer-Encoding: chunked\r\n\r\n8\r\n<rss ver\r\n')

@row('both a length and chunks', READ, 10)
async def _(c):
    await c.request()
    await c.put(OK, 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n%x\r\n' % len(c.feed), c.feed, '\r\n0\r\n\r\n')

@row('50,000 chunks of a byte', READ, 30)
async def _(c):
    await c.request()
    body = c.feed
    await c.put(OK, 'Transfer-Encoding: chunked\r\n\r\n', b''.join(b'1\r\n%c\r\n' % x for x in body), '0\r\n\r\n')

@row('a body of another time at each call', READ, 10)
async def _(c):
    await c.request()
    await c.answer(feed(c.row.name, salt=str(time.time_ns()) + c.scheme))

# --- content encodings --------------------------------------------------------------------
def bomb_gzip(n=1 << 30):
    z = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b''.join([z.compress(b' ' * 1048576) for _ in range(n >> 20)] + [z.flush()])

def encoded(name, want, make, encoding='gzip', seconds=20):
    async def run(c):
        await c.request()
        body = make(c.feed)
        await c.answer(body, ['Content-Encoding: ' + encoding])
    row(name, want, seconds)(run)

def bomb(_):
    if not bombs:
        bombs.append(bomb_gzip())
    return bombs[0]
bombs = []

def bomb_brotli(_):
    """A gigabyte of blanks in 800 bytes, bit by bit as RFC 7932 has it, the standard library
    knowing no brotli: meta-blocks of 16 MB, each of one command, which inserts four literals
    and copies them from a distance of four; each prefix code has one symbol and so no bits."""
    bits, n = 0, 0
    def put(*pairs):
        nonlocal bits, n
        for value, width in pairs:
            bits |= value << n
            n += width
    put((1, 1), (7, 3)) # a window of 2^24
    for _ in range(64):
        put((0, 1), (2, 2), ((1 << 24) - 1, 24), (0, 1)) # not the last, 6 nibbles of length - 1, compressed
        put((0, 3), (0, 6), (0, 2), (0, 2))              # one block type each, plain distances, one context
        put((1, 2), (0, 2), (ord(' '), 8))               # the literal
        put((1, 2), (0, 2), (384 + (4 << 3) + 7, 10))    # insert code 4 (4 bytes), copy code 23 (2,118 and more)
        put((1, 2), (0, 2), (0, 6))                      # the last distance again, 4 at the start
        put(((1 << 24) - 4 - 2118, 24))
    put((3, 2))
    return bits.to_bytes(n // 8 + 1, 'little')

encoded('gzip bomb of 1 GB', r'larger than 8388608 bytes', bomb)
encoded('brotli bomb of 1 GB', r'larger than 8388608 bytes', bomb_brotli, 'br')
encoded('gzip in gzip in gzip', r'chained content encodings', lambda f: gzip.compress(gzip.compress(gzip.compress(f))), 'gzip, gzip, gzip')
encoded('gzip cut off', r'[Ee]ncoding|zlib|decod|deflate|transfer|truncated', lambda f: gzip.compress(f)[:-200])
encoded('gzip that is none', r'[Ee]ncoding|zlib|decod|incorrect', lambda f: f)
encoded('gzip with a wrong checksum', r'[Ee]ncoding|zlib|decod|incorrect', lambda f: gzip.compress(f)[:-8] + b'\0' * 8)
encoded('brotli that is none', r'the body is no br', lambda f: f, 'br')
encoded('an encoding not asked for', r'[Ee]ncoding|not a feed|Unrecognized', lambda f: f, 'zstd')
encoded('an encoding that has no name', r'[Ee]ncoding|not a feed|Unrecognized', lambda f: f, 'x-' + 'y' * 500)

# --- headers ------------------------------------------------------------------------------
@row('headers without end', r'header lines|too large|imed out', 20)
async def _(c):
    await c.request()
    await c.put(OK)
    await c.flood('X-A: b\r\n' * 100)

@row('a header line without end', r'a header line too long', 20)
async def _(c):
    await c.request()
    await c.put(OK, 'X-A: ')
    await c.flood('b' * 65536)

@row('1xx answers without end', r'header lines|too large|imed out', 20)
async def _(c):
    await c.request()
    await c.flood('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n' * 50)

simple('20,000 headers', r'header lines|too large|Too large', headers=['X-%d: y' % i for i in range(20000)])
simple('a header of 300 KB', r'a header line too long', headers=['X-A: ' + 'b' * 300000])
simple('10,000 cookies', r'header lines|too large|Too large', headers=['Set-Cookie: a%d=b' % i for i in range(10000)])
raw('a NUL in a header', r'NUL|null|nul|[Ww]eird|header|' + READ, OK.encode() + b'X-A: a\0b\r\nConnection: close\r\n\r\nFEED')
raw('a header line without a colon', r'[Hh]eader|[Ww]eird|' + READ, OK + 'nonsense\r\nConnection: close\r\n\r\nFEED')
raw('a folded header', r'header|' + READ, OK + 'ETag: "a\r\n b"\r\nConnection: close\r\n\r\nFEED')
raw('a status line of nonsense', r'HTTP|[Ww]eird|nsupported', 'HTPP/1.1 200 OK\r\n\r\nFEED')
raw('a status of 999', r'HTTP status 999|[Uu]nsupported|HTTP', 'HTTP/1.1 999 Go away\r\nConnection: close\r\n\r\nFEED')
raw('a status of 0', r'HTTP|[Uu]nsupported', 'HTTP/1.1 000 Oh\r\nConnection: close\r\n\r\nFEED')
raw('escape codes in every header', READ, OK.encode() + b'ETag: "\x1b[31m\x1b]8;;x\x07"\r\nLast-Modified: \x1b[2J\r\nX\x1b: \x9b\r\nServer: \x1b[1m\r\nConnection: close\r\n\r\nFEED')
raw('an ETag of 20 KB', READ, OK + 'ETag: "' + 'e' * 20000 + '"\r\nConnection: close\r\n\r\nFEED')

# --- status -------------------------------------------------------------------------------
simple('206 that was not asked for', r'HTTP status 206', status='206 Partial Content', headers=['Content-Range: bytes 0-9/100'])
simple('101 that was not asked for', r'HTTP|imed out|too slow|less than|empty|Empty', 61, status='101 Switching Protocols', headers=['Upgrade: h2c', 'Connection: Upgrade'])
simple('401 for ever', r'HTTP status 401', status='401 No', headers=['WWW-Authenticate: Basic realm="x"', 'WWW-Authenticate: NTLM', 'WWW-Authenticate: Negotiate'])
simple('407 from no proxy', r'HTTP status 407', status='407 No', headers=['Proxy-Authenticate: Basic realm="x"'])
simple('Retry-After of 10^9', r'HTTP status 429', status='429 No', headers=['Retry-After: 1000000000'])
simple('Retry-After of 10^30 and a date of the year 9999', r'HTTP status 503', status='503 No', headers=['Retry-After: ' + '9' * 30, 'Date: Fri, 31 Dec 9999 23:59:59 GMT'])
simple('max-age of 10^30', READ, headers=['Cache-Control: max-age=1' + '0' * 30, 'Expires: Fri, 31 Dec 9999 23:59:59 GMT', 'ETag: "1"'])
simple('304 though nothing was asked', r'HTTP status 304 to a request without validators', status='304 Not Modified', body=lambda c: b'', length=False)
simple('204 without a body', r'HTTP status 204', status='204 No Content', body=lambda c: b'', length=False)
simple('200 without a body', r'empty|not a feed|no body', body=lambda c: b'')
simple('an HTML page', r'HTML', body=lambda c: b'<!doctype html><html><head><title>x</title></head><body>' + b'<p>no</p>' * 500 + b'</body></html>')
simple('100,000 entries', r'entries, \d+ new', 30, body=lambda c: feed(c.row.name + c.scheme, 3000).replace(b'</channel></rss>', b'<item><title>x</title></item>' * 50000 + b'</channel></rss>'))
simple('a Location with 200', READ, headers=['Location: http://127.0.0.1:1/'])
simple('Alt-Svc and HSTS', READ, headers=['Alt-Svc: h2="127.0.0.1:1"; ma=86400, h3=":1"', 'Strict-Transport-Security: max-age=99999999999999999999; includeSubDomains'])
simple('an image by its type', READ + r'|type', headers=['Content-Type: image/png'])

@row('304 with a body, when asked again', READ, 10)
async def _(c):
    await c.request()
    if b'if-none-match' in c.head.lower():
        await c.put('HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: %d\r\n\r\n' % len(c.feed), c.feed)
    else:
        await c.answer(headers=['ETag: "1"'])

# Its four feeds are asked for 3 s apart, in any order.
@row('answers for requests not made yet', READ, 25)
async def _(c):
    await c.request()
    own = feed(c.row.name + ' ' + c.scheme + c.path)
    poison = own.replace(b'<title>', b'<title>poison ')
    await c.answer(own)
    await c.put('HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n' % len(poison), poison)
    await asyncio.wait_for(c.request(), 5)
    await c.answer(feed(c.row.name + ' ' + c.scheme + c.path))

@row('a redirect to a private address', r'not a public address|redirect|resolve|bad URL|URL using bad', 20, ('http',))
async def _(c):
    await c.request()
    await c.answer(b'', ['Location: http://%s:%d/' % (SPELLINGS[int(c.path[1:])], c.servers.canary)], '302 Found')

# --- redirects ----------------------------------------------------------------------------
def redirect(name, want, to, status='302 Found', schemes=('http', 'https')):
    async def run(c):
        await c.request()
        await c.answer(b'', ['Location: ' + (to(c) if callable(to) else to)], status)
    row(name, want, 10, schemes)(run)

redirect('a redirect to itself', r'more than 5 redirects', lambda c: c.path)
redirect('a chain of redirects', r'more than 5 redirects', lambda c: '/%d' % c.count)
redirect('redirects that grow', r'more than 5 redirects|redirect', lambda c: c.path + 'a' * 3000)
redirect('a redirect of 100 KB', r'redirect|header line', '/' + 'a' * 100000)
redirect('a redirect to nowhere', r'redirect|HTTP status 302', '')
redirect('a redirect with a user', r'bad redirect', 'https://user:pass@x.test/')
redirect('a redirect with escape codes', r'redirect|not a public|HTTP|resolve|lookup', 'http://127.0.0.1/\x1b[31m\x07')
redirect('a redirect down to http', r'down to http', lambda c: 'http://%s/' % c.servers.host(c.row, 'http'), '301 Moved', ('https',))
for scheme in 'file:///etc/passwd', 'gopher://127.0.0.1:70/1', 'ftp://127.0.0.1/x', 'dict://127.0.0.1/d:x', 'scp://127.0.0.1/x', 'smb://127.0.0.1/x/y', 'data:text/xml,x', 'javascript:x':
    redirect('a redirect to ' + scheme.split(':')[0], r'redirect', scheme)

# --- TLS ----------------------------------------------------------------------------------
ONLY = ('https',)
@row('TLS that is plain HTTP', r'SSL|TLS|wrong version', 10, ONLY, 'none')
async def _(c):
    await c.r.read(100)
    await c.answer()

@row('TLS garbage', r'SSL|TLS', 10, ONLY, 'none')
async def _(c):
    await c.put(b'\x16\x03\x03\xff\xff' + bytes(random.Random(1).randrange(256) for _ in range(70000)))

@row('a TLS handshake that stalls', r'TLS handshake with .*timed out', 61, ONLY, 'none')
async def _(c):
    await c.r.read(10)
    await c.put(b'\x16\x03\x03\x00\x40')
    await c.hang()

@row('a TLS handshake by the byte', r'TLS handshake with .*timed out', 61, ONLY, 'none')
async def _(c):
    for byte in b'\x16\x03\x03\x40\x00\x02\x00\x3f\x00': # a record and a ServerHello of 16 kB begin
        await c.put(bytes([byte]))
        await asyncio.sleep(1)
    await c.flood(b'\0', 1)

async def plain(c):
    await c.request()
    await c.answer()
for name, tls, want in (('a certificate that has expired', 'expired', r'expired'), ('a certificate signed by itself', 'self', r'self.signed'),
                        ('an authority with a curve of its own', 'curve', r'explicit ECC parameters'),
                        ('a certificate of another name', 'name', r'name'), ('a certificate of an unknown CA', 'unknown', r'certificate|issuer'),
                        ('TLS 1.0', 'old', r'SSL|TLS|version|protocol'), ('TLS 1.1', 'old11', r'SSL|TLS|version|protocol')):
    row(name, want, 10, ONLY, tls)(plain)

# --- HTTP/2, by hand (RFC 9113) -------------------------------------------------------------
def frame(kind, flags, stream, payload=b''):
    return struct.pack('>I', len(payload))[1:] + bytes((kind, flags)) + struct.pack('>I', stream) + payload

SETTINGS, HEADERS, DATA, RST, GOAWAY, PING, CONTINUATION, PUSH = 4, 1, 0, 3, 7, 6, 9, 5
STATUS_200 = b'\x88' # HPACK: indexed field 8

GOAWAYS = 'HTTP/2 GOAWAY after each answer'

async def h2(c):
    """The preface, and the first stream that asks."""
    await c.r.readexactly(24)
    await c.put(frame(SETTINGS, 0, 0))
    return await h2_next(c)

async def h2_next(c):
    """The next stream that asks."""
    while True:
        head = await c.r.readexactly(9)
        body = await c.r.readexactly(int.from_bytes(head[:3], 'big'))
        if head[3] == SETTINGS and not head[4] & 1:
            await c.put(frame(SETTINGS, 1, 0))
        if head[3] == HEADERS:
            c.servers.asked(c)
            return int.from_bytes(head[5:], 'big')

def http2(name, want, seconds=10):
    def take(run):
        async def whole(c):
            await run(c, await h2(c))
        row(name, want, seconds, ONLY, 'h2')(whole)
    return take

@http2('HTTP/2 GOAWAY', r'HTTP/2|HTTP2|GOAWAY|stream|closed|empty|Empty')
async def _(c, s):
    await c.put(frame(GOAWAY, 0, 0, struct.pack('>II', 0, 2)))
    await asyncio.sleep(1) # the connection may live on

@http2('HTTP/2 RST_STREAM', r'HTTP/2|HTTP2|stream')
async def _(c, s):
    await c.put(frame(RST, 0, s, struct.pack('>I', 2)))
    await asyncio.sleep(1) # the connection may live on

@http2('HTTP/2 reset in the middle of the body', r'HTTP/2|HTTP2|stream')
async def _(c, s):
    await c.put(frame(HEADERS, 4, s, STATUS_200), frame(DATA, 0, s, c.feed[:500]), frame(RST, 0, s, struct.pack('>I', 8)))
    await asyncio.sleep(1) # the connection may live on

@http2('HTTP/2 header bomb', r'HTTP/2|HTTP2|nghttp2|stream|header|too large', 20)
async def _(c, s):
    # One entry of 4000 bytes in the dynamic table, then named thousands of times.
    block = STATUS_200 + b'\x40\x01a\x7f' + b'\xa1\x1e' + b'b' * 4000 + b'\xbe' * 12000
    await c.put(frame(HEADERS, 4, s, block))
    await asyncio.sleep(1)

@http2('HTTP/2 continuations without end', r'HTTP/2|nghttp2|HTTP2|stream|header|imed out|closed|SSL|Failed', 61)
async def _(c, s):
    await c.put(frame(HEADERS, 0, s, STATUS_200))
    await c.flood(frame(CONTINUATION, 0, s, b'\x00\x01a\x01b' * 3000))

@http2('HTTP/2 frames larger than allowed', r'HTTP/2|HTTP2|stream|SIZE|closed|[Ee]mpty', 10)
async def _(c, s):
    await c.put(frame(HEADERS, 4, s, STATUS_200), frame(DATA, 0, s, b'x' * 1000000))
    await c.hang()

@http2('HTTP/2 pushes', r'HTTP/2|HTTP2|stream|push|[Ee]mpty|' + READ, 20)
async def _(c, s):
    await c.put(frame(PUSH, 4, s, struct.pack('>I', 2) + b'\x82\x87\x84'), frame(HEADERS, 4, s, STATUS_200))
    await c.put(*(frame(DATA, 0, s, c.feed[i:i + 16000]) for i in range(0, len(c.feed), 16000)), frame(DATA, 1, s))
    await c.hang()

@http2('HTTP/2 pings and settings without end', r'HTTP/2|HTTP2|stream|imed out|less than|closed|SSL|flood|Failed|too slow', 61)
async def _(c, s):
    await c.flood(frame(PING, 0, 0, b'12345678') * 100 + frame(SETTINGS, 0, 0) * 100, .01)

@http2('HTTP/2 empty frames without end', r'HTTP/2|HTTP2|stream|imed out|less than|closed|too slow', 61)
async def _(c, s):
    await c.put(frame(HEADERS, 4, s, STATUS_200))
    await c.flood(frame(DATA, 0, s) * 100, .01)

async def h2_answer(c, s, *before):
    await c.put(*before, frame(HEADERS, 4, s, STATUS_200), *(frame(DATA, 0, s, c.feed[i:i + 16000]) for i in range(0, len(c.feed), 16000)), frame(DATA, 1, s))

@http2('HTTP/2 every stream refused', r'tried 5 times', 20)
async def _(c, s):
    while True:
        await c.put(frame(RST, 0, s, struct.pack('>I', 7)))
        s = await h2_next(c)

@http2(GOAWAYS, READ, 20)
async def _(c, s):
    # Each connection answers one request, takes no more and stays open: the next is for another connection.
    await h2_answer(c, s)
    await c.put(frame(GOAWAY, 0, 0, struct.pack('>II', s, 0)))
    await h2_next(c)
    await asyncio.sleep(1)

@http2('HTTP/2 no stream allowed', READ + r'|HTTP/2|HTTP2|stream|imed out|less than|closed|too slow', 61)
async def _(c, s):
    await h2_answer(c, s, frame(SETTINGS, 0, 0, struct.pack('>HI', 3, 0)))
    await c.hang()

@http2('HTTP/2 window of no bytes', READ, 10)
async def _(c, s):
    # A GET has no body, so that no window holds it up.
    await h2_answer(c, s, frame(SETTINGS, 0, 0, struct.pack('>HI', 4, 0)))

@http2('HTTP/2 window that overflows', r'HTTP/2|HTTP2|stream|FLOW|closed|[Ee]mpty', 10)
async def _(c, s):
    await c.put(frame(HEADERS, 4, s, STATUS_200), *(frame(8, 0, n, struct.pack('>I', 0x7fffffff)) for n in (0, 0, s, s)))
    await c.hang()

@http2('HTTP/2 settings out of bounds', r'HTTP/2|HTTP2|stream|FLOW|closed|[Ee]mpty', 10)
async def _(c, s):
    await c.put(frame(SETTINGS, 0, 0, struct.pack('>HI', 4, 0xffffffff)), frame(HEADERS, 4, s, STATUS_200))
    await c.hang()

@http2('HTTP/2 body and then nothing', r'imed out|less than|too slow', 61)
async def _(c, s):
    await c.put(frame(HEADERS, 4, s, STATUS_200), frame(DATA, 0, s, c.feed[:500]))
    await c.hang()

@http2('HTTP/2 window updates without end', r'HTTP/2|HTTP2|stream|imed out|less than|closed|SSL|flood|Failed|too slow', 61)
async def _(c, s):
    await c.put(frame(HEADERS, 4, s, STATUS_200))
    await c.flood(frame(8, 0, 0, struct.pack('>I', 1)) * 200, .01)

@http2('HTTP/2 streams nobody asked for', r'HTTP/2|HTTP2|stream|closed|[Ee]mpty', 10)
async def _(c, s):
    await c.put(*(frame(HEADERS, 5, n, STATUS_200) for n in range(2, 4000, 2)))
    await c.hang()

@http2('HTTP/2 1xx without end', r'header|HTTP/2|HTTP2|stream', 61)
async def _(c, s):
    await c.flood(frame(HEADERS, 4, s, b'\x48\x03103'), .001)

@http2('HTTP/2 20,000 headers', r'header|HTTP/2|HTTP2|nghttp2|stream', 20)
async def _(c, s):
    block = STATUS_200 + b'\x00\x01a\x01b' * 20000
    parts = [block[i:i + 16000] for i in range(0, len(block), 16000)]
    await c.put(frame(HEADERS, 0, s, parts[0]), *(frame(CONTINUATION, 4 if p is parts[-1] else 0, s, p) for p in parts[1:]))
    await c.hang()

@http2('HTTP/2 trailers without end', r'header|HTTP/2|nghttp2|HTTP2|stream|closed', 61)
async def _(c, s):
    await c.put(frame(HEADERS, 4, s, STATUS_200), frame(DATA, 0, s, c.feed[:500]), frame(HEADERS, 0, s, b'\x00\x01a\x01b'))
    await c.flood(frame(CONTINUATION, 0, s, b'\x00\x01a\x01b' * 3000))

@http2('HTTP/2 body longer than its length', r'HTTP/2|HTTP2|stream|closed|[Ee]mpty', 10)
async def _(c, s):
    await c.put(frame(HEADERS, 4, s, STATUS_200 + b'\x00\x0econtent-length\x0210'), frame(DATA, 1, s, c.feed[:5000]))
    await asyncio.sleep(1)

@http2('HTTP/2 padding alone', r'HTTP/2|HTTP2|stream|imed out|less than|closed|too slow', 61)
async def _(c, s):
    await c.put(frame(HEADERS, 4, s, STATUS_200))
    await c.flood(frame(DATA, 8, s, b'\xff' + b'\0' * 255) * 20, .01)

@http2('HTTP/2 headers of HTTP/1', r'HTTP/2|HTTP2|header|stream|closed|' + READ, 10)
async def _(c, s):
    await c.put(frame(HEADERS, 4, s, STATUS_200 + b'\x00\x11transfer-encoding\x07chunked\x00\x0aconnection\x05close'), frame(DATA, 1, s, b'5\r\nhello\r\n0\r\n\r\n'))
    await asyncio.sleep(1)

@http2('HTTP/2 nonsense', r'HTTP/2|HTTP2|stream|closed|[Ee]mpty')
async def _(c, s):
    await c.put(bytes(random.Random(2).randrange(256) for _ in range(5000)))
    await c.hang()

# --- addresses: one server, a redirect for each spelling ------------------------------------
SPELLINGS = [
    '127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.0.0.1', '0177.0.0.1', '017700000001', '127.0.0.1.', '0', '0.0.0.0',
    'localhost', 'localhost.', 'LOCALHOST', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:1]', '[::127.0.0.1]',
    '[64:ff9b::127.0.0.1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[fe80::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]', '[2001:db8::1]', '[100::1]',
    '10.0.0.1', '10.1', '172.16.0.1', '192.168.0.1', '192.168.1', '169.254.169.254', '0xa9fea9fe', '2852039166', '100.64.0.1', '198.18.0.1', '192.0.2.1',
    '192.0.0.1', '224.0.0.1', '255.255.255.255', '240.0.0.1', '%31%32%37.0.0.1', '127%E3%80%820%E3%80%820%E3%80%821', '%E2%93%9Bocalhost', '127.127.127.127']

class Servers:
    """All of them, in a thread of their own."""
    def __init__(self, folder, port, names=None, copies=1):
        """`names`: of the rows to serve, None for all; `copies`: hosts for each."""
        self.folder, self.port, self.canary, self.copies = folder, port, port + 2, copies
        self.rows = [r for r in table if names is None or r.name in names]
        self.counts, self.first, self.last, self.heads = collections.Counter(), {}, {}, collections.defaultdict(list)
        self.up = threading.Event()

    def number(self, row, copy=0):
        return table.index(row) + copy * len(table)

    def address(self, row, copy=0):
        n = self.number(row, copy) + 1
        return NET % (n // 250, n % 250 + 1)

    def host(self, row, scheme, copy=0):
        return 'w%d.hostile.test:%d' % (self.number(row, copy), self.port + (scheme == 'https'))

    def asked(self, c):
        self.counts[c.row.name, c.scheme] += 1
        self.heads[c.row.name, c.scheme].append(c.head)
        return self.counts[c.row.name, c.scheme]

    def seconds(self, row, scheme):
        """From the first connection to the end of the last one."""
        key = (row.name, scheme)
        return self.last.get(key, 0) - self.first[key] if key in self.first else None

    def openssl(self, *arguments):
        subprocess.run(('openssl',) + arguments, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def certificates(self):
        for ca in 'ca', 'other':
            self.openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', ca + '.key', '-out', ca + '.pem',
                         '-days', '30', '-subj', '/CN=hostile test ' + ca, '-addext', 'basicConstraints=critical,CA:TRUE')
        self.openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'leaf.key')
        for name, ca, days, alt in (('good', 'ca', '20', '*.hostile.test'), ('expired', 'ca', '-1', '*.hostile.test'),
                                    ('name', 'ca', '20', 'elsewhere.test'), ('unknown', 'other', '20', '*.hostile.test')):
            with open(os.path.join(self.folder, name + '.ext'), 'w') as f:
                f.write('subjectAltName=DNS:' + alt + '\n')
            self.openssl('req', '-new', '-key', 'leaf.key', '-subj', '/CN=' + alt, '-out', name + '.csr')
            self.openssl('x509', '-req', '-in', name + '.csr', '-CA', ca + '.pem', '-CAkey', ca + '.key', '-CAcreateserial',
                         '-days', days, '-extfile', name + '.ext', '-out', name + '.pem')
        # An authority whose key spells its curve out, which nobody checks (CVE-2020-0601): no chain.
        self.openssl('ecparam', '-name', 'prime256v1', '-param_enc', 'explicit', '-genkey', '-noout', '-out', 'curve.key')
        self.openssl('req', '-new', '-key', 'curve.key', '-subj', '/CN=hostile curve', '-out', 'curve.csr')
        with open(os.path.join(self.folder, 'curve.ext'), 'w') as f:
            f.write('basicConstraints=critical,CA:TRUE\n')
        self.openssl('x509', '-req', '-in', 'curve.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '20', '-extfile', 'curve.ext', '-out', 'middle.pem')
        self.openssl('x509', '-req', '-in', 'good.csr', '-CA', 'middle.pem', '-CAkey', 'curve.key', '-CAcreateserial', '-days', '20', '-extfile', 'good.ext', '-out', 'below.pem')
        with open(os.path.join(self.folder, 'curve.pem'), 'w') as f:
            f.write(open(os.path.join(self.folder, 'below.pem')).read() + open(os.path.join(self.folder, 'middle.pem')).read())
        self.openssl('req', '-x509', '-key', 'leaf.key', '-out', 'self.pem', '-days', '30', '-subj', '/CN=x', '-addext', 'subjectAltName=DNS:*.hostile.test')

    def context(self, kind):
        if kind == 'none':
            return None
        c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        old = kind in ('old', 'old11')
        c.load_cert_chain(os.path.join(self.folder, ('good' if old or kind == 'h2' else kind) + '.pem'), os.path.join(self.folder, 'leaf.key'))
        if old:
            c.set_ciphers('ALL:@SECLEVEL=0')
            c.minimum_version = ssl.TLSVersion.TLSv1
            c.maximum_version = ssl.TLSVersion.TLSv1 if kind == 'old' else ssl.TLSVersion.TLSv1_1
        c.set_alpn_protocols(['h2'] if kind == 'h2' else ['http/1.1'])
        return c

    def begun(self, key):
        self.first.setdefault(key, time.monotonic())

    def handler(self, row, scheme):
        async def serve(r, w):
            key = (row.name, scheme)
            self.begun(key)
            try:
                await asyncio.wait_for(row.run(Call(self, row, scheme, r, w)), 90)
            except (OSError, EOFError, asyncio.TimeoutError, asyncio.LimitOverrunError, ssl.SSLError, IndexError):
                pass
            finally:
                self.last[key] = time.monotonic()
                try:
                    w.close()
                    await asyncio.wait_for(w.wait_closed(), 5)
                except Exception: # whatever the other side did to the connection
                    pass
        return serve

    async def listen(self):
        logging.getLogger('asyncio').setLevel(logging.CRITICAL)
        warnings.simplefilter('ignore') # of TLS 1.0 being old
        contexts = {k: self.context(k) for k in {r.tls for r in self.rows}}
        for r, s, copy in ((r, s, copy) for copy in range(self.copies) for r in self.rows for s in r.schemes):
            await asyncio.start_server(self.handler(r, s), self.address(r, copy), self.port + (s == 'https'), limit=1 << 20, backlog=64,
                                       ssl=contexts[r.tls] if s == 'https' else None, **({'ssl_handshake_timeout': 90} if s == 'https' and contexts[r.tls] else {}))
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        self.up.set()
        await asyncio.Event().wait()

    def start(self):
        self.certificates()
        threading.Thread(target=lambda: asyncio.run(self.listen()), daemon=True).start()
        if not self.up.wait(60):
            raise SystemExit('the servers do not start')

if __name__ == '__main__':
    s = Servers(sys.argv[1], int(sys.argv[2]))
    s.start()
    for r in s.rows:
        print(r.name, *(x + '://' + s.host(r, x) + '/=' + s.address(r) for x in r.schemes), sep='\t', flush=True)
    threading.Event().wait()
