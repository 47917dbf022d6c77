#!/usr/bin/env python3
"""raw.py PORT DIR SPEC...: sends DIR/PATH as it is and closes; DIR/log gets each request's head as it is. A
SPEC is ADDRESS, or ADDRESS=CERT,KEY,LEAST,MOST for TLS between two versions (TLSv1_1, TLSv1_2, TLSv1_3).
DIR/connections gets a line a connection: address. Ends by itself after five minutes."""
import signal, socket, ssl, sys, threading

port, where, specs = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
signal.alarm(300)
lock = threading.Lock()

def note(name, text):
    with lock, open(where + '/' + name, 'a', encoding='latin-1') as f:
        f.write(text)

def serve(c, address, context):
    note('connections', address + '\n')
    try:
        c.settimeout(60)
        if context:
            c = context.wrap_socket(c, server_side=True)
        head = b''
        while b'\r\n\r\n' not in head:
            data = c.recv(65536)
            if not data:
                return
            head += data
        note('log', head.decode('latin-1'))
        c.sendall(open(where + head.decode('latin-1').split(' ')[1], 'rb').read())
        if context:
            c = c.unwrap()
        c.shutdown(socket.SHUT_WR)
        c.recv(1)
    except (OSError, ValueError):
        pass
    finally:
        c.close()

def listen(spec):
    address, _, tls = spec.partition('=')
    context = None
    if tls:
        cert, key, least, most = tls.split(',')
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers('ALL:@SECLEVEL=0')
        context.minimum_version, context.maximum_version = ssl.TLSVersion[least], ssl.TLSVersion[most]
        context.load_cert_chain(cert, key)
    s = socket.create_server((address, port), backlog=64)
    def loop():
        while True:
            c, _ = s.accept()
            threading.Thread(target=serve, args=(c, address, context), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()

import warnings
warnings.simplefilter('ignore')
for spec in specs:
    listen(spec)
open(where + '/up', 'w').close()
signal.pause()
