#!/usr/bin/env python3
"""pages.py DIR ADDRESS PORT: serves a folder over plain HTTP and writes each request's path to DIR/log.
Beside a file NAME, NAME.status holds another status to answer with, NAME.wait the seconds to wait first,
NAME.to a Location for a 302. Ends by itself after five minutes."""
import http.server, os, signal, sys, time

where, address, port = sys.argv[1:]
signal.alarm(300)

class Pages(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def more(self, path, suffix):
        return open(path + suffix).read().strip() if os.path.exists(path + suffix) else None

    def do_GET(self):
        with open(where + '/log', 'a', encoding='utf-8') as log:
            print(self.path, self.headers['Host'], self.headers['User-Agent'], self.headers['Authorization'], file=log)
        path = where + self.path.split('?')[0]
        path += 'index.html' if path.endswith('/') else ''
        time.sleep(float(self.more(path, '.wait') or 0))
        status, to = self.more(path, '.status'), self.more(path, '.to')
        body = open(path, 'rb').read() if os.path.isfile(path) else b''
        self.send_response_only(int(status) if status else 302 if to else 200 if os.path.isfile(path) else 404)
        if to:
            self.send_header('Location', to)
        self.send_header('Content-Type', 'application/rss+xml' if path.endswith('.rss') else 'text/plain' if path.endswith('.txt') else 'text/html; charset=utf-8')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer((address, int(port)), Pages)
server.daemon_threads = True
open(where + '/up', 'w').close()
server.serve_forever()
