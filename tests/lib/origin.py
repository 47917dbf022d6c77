#!/usr/bin/env python3
"""origin.py NAME ADDRESS PORT DIR [CERT KEY [CLIENT-CA]]: a server that writes down what it is told.
DIR/NAME.log gets a line a request (JSON: path, headers, the client certificate's name). /to/URL redirects
(301), /wait answers after DIR/go is there, /proxied says so in the log; anything else is DIR/feed.rss.
Also a proxy: an absolute URI in the request line is answered as a path of its own, CONNECT with a tunnel
to ADDRESS:PORT of the file DIR/tunnel. Ends by itself after five minutes."""
import http.server, json, os, select, signal, socket, ssl, sys, time

name, address, port, where, *tls = sys.argv[1:]
signal.alarm(300)

class Origin(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def note(self):
        cert = self.connection.getpeercert() if tls else None
        with open('%s/%s.log' % (where, name), 'a', encoding='utf-8') as log:
            print(json.dumps({'method': self.command, 'path': self.path, 'headers': self.headers.items(),
                              'client': dict(x[0] for x in cert['subject']) if cert else None}), file=log)

    def do_CONNECT(self):
        self.note()
        self.send_response_only(200)
        self.end_headers()
        host, p = open(where + '/tunnel').read().strip().rsplit(':', 1)
        up = socket.create_connection((host, int(p)))
        while True:
            for s in select.select([self.connection, up], [], [], 60)[0]:
                data = s.recv(65536)
                if not data:
                    return
                (up if s is self.connection else self.connection).sendall(data)

    def do_GET(self):
        self.note()
        if self.path.startswith('/to/'):
            self.send_response_only(301)
            self.send_header('Location', self.path[4:])
            self.send_header('Content-Length', '0')
            self.end_headers()
            return
        while self.path == '/wait' and not os.path.exists(where + '/go'):
            time.sleep(0.05)
        body = open(where + '/feed.rss', 'rb').read()
        self.send_response_only(200)
        self.send_header('Content-Type', 'application/rss+xml')
        self.send_header('Set-Cookie', 'session=1')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer((address, int(port)), Origin)
if tls:
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    c.load_cert_chain(tls[0], tls[1])
    if len(tls) > 2:
        c.load_verify_locations(tls[2])
        c.verify_mode = ssl.CERT_OPTIONAL
    server.socket = c.wrap_socket(server.socket, server_side=True)
open('%s/%s.up' % (where, name), 'w').close()
server.serve_forever()
