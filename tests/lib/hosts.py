#!/usr/bin/env python3
"""hosts.py PORT DIR FIRST LAST: a server on 127.0.8.FIRST to 127.0.8.LAST. /slow is never answered while
DIR/slow is there, /late after a second, /busy with 429 while DIR/busy is there; anything else at once with
DIR/feed.rss. DIR/log gets a line a request: address, path; DIR/peak the most /slow at once. Ends by itself
after five minutes."""
import asyncio, os, signal, sys

port, where, first, last = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
signal.alarm(300)
now = peak = 0

async def serve(reader, writer):
    global now, peak
    try:
        while True:
            head = (await reader.readuntil(b'\r\n\r\n')).decode('latin-1')
            path = head.split(' ')[1]
            with open(where + '/log', 'a', encoding='utf-8') as log:
                print(writer.get_extra_info('sockname')[0], path, file=log)
            status, body = 200, open(where + '/feed.rss', 'rb').read()
            if path.startswith('/slow') and os.path.exists(where + '/slow'):
                now += 1
                peak = peak if os.path.exists(where + '/peak') else 0
                if now > peak:
                    peak = now
                    open(where + '/peak', 'w').write(str(peak))
                await reader.read()
                now -= 1
                break
            if path.startswith('/late'):
                await asyncio.sleep(1)
            if path.startswith('/busy') and os.path.exists(where + '/busy'):
                status, body = 429, b''
            writer.write(b'HTTP/1.1 %d X\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n\r\n' % (status, len(body)) + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    writer.close()

async def main():
    servers = [await asyncio.start_server(serve, '127.0.8.%d' % i, port, backlog=512) for i in range(first, last + 1)]
    open(where + '/up', 'w').close()
    await asyncio.gather(*(s.serve_forever() for s in servers))

asyncio.run(main())
