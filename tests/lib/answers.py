#!/usr/bin/env python3
"""answers.py ADDRESS PORT DIR: answers GET /NAME with DIR/NAME, a file that holds a status line's
number, headers, a blank line and a body; a 200 with an ETag that the request names becomes a 304.
DIR/log gets a line a request: host, path, status, If-None-Match, If-Modified-Since."""
import http.server, os, sys

where = sys.argv[3]

class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        head, _, body = open(where + self.path, encoding='utf-8').read().partition('\n\n')
        status, *headers = head.split('\n')
        status, sent = int(status), self.headers.get('If-None-Match', '-')
        if status == 200 and sent != '-' and 'ETag: ' + sent in headers:
            status, body = 304, ''
        with open(where + '/log', 'a', encoding='utf-8') as log:
            print(self.headers['Host'], self.path, status, sent,
                  self.headers.get('If-Modified-Since', '-'), sep='\t', file=log)
        self.send_response_only(status)
        for h in headers:
            self.send_header(*h.split(': ', 1))
        if status != 304:
            self.send_header('Content-Length', str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode() if status != 304 else b'')

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Answer)
open(where + '/up', 'w').close()
server.serve_forever()
