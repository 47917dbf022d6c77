"""A disk in memory, to which a run's log is played: what is on it for sure, and what else may
be. Strict: a file's name is durable only when its directory was flushed, or all was."""
import os, shutil

class Inode:
    def __init__(self, data=b''):
        self.now, self.durable, self.pending, self.mtime = bytearray(data), bytes(data), [], None

class Disk:
    def __init__(self, folder=None):
        self.names, self.durable = {'': 'dir'}, {'': 'dir'}
        self.ops = []   # on names since: (path, inode, 'dir' or None)
        if folder:
            for at, dirs, files in os.walk(folder):
                rel = os.path.relpath(at, folder).replace('.', '', 1) if at == folder else '/' + os.path.relpath(at, folder)
                for d in dirs:
                    self.names[rel + '/' + d] = 'dir'
                for f in files:
                    i = Inode(open(os.path.join(at, f), 'rb').read())
                    i.mtime = int(os.stat(os.path.join(at, f)).st_mtime)
                    self.names[rel + '/' + f] = i
            self.durable = dict(self.names)

    def set(self, path, what):
        self.ops.append((path, what))
        if what is None:
            self.names.pop(path, None)
        else:
            self.names[path] = what

    def flush(self, inode):
        inode.durable, inode.pending = bytes(inode.now), []

    def flush_dir(self, path):
        kept = []
        for p, what in self.ops:
            if os.path.dirname(p) != path:
                kept.append((p, what))
            elif what is None:
                self.durable.pop(p, None)
            else:
                self.durable[p] = what
        self.ops = kept

    def play(self, line):
        op, path, *more = line.rstrip('\n').split('\t')
        if op == 'create':
            self.set(path, Inode())
        elif op == 'mkdir':
            self.set(path, 'dir')
        elif op == 'unlink':
            self.set(path, None)
        elif op in ('rename', 'link'):
            self.set(more[0], self.names[path])
            if op == 'rename':
                self.set(path, None)
        elif op == 'write':
            i, at, data = self.names[path], int(more[0]), bytes.fromhex(more[1])
            if len(i.now) < at:
                i.now.extend(bytes(at - len(i.now)))
            i.now[at:at + len(data)] = data
            i.pending.append((at, data))
        elif op == 'truncate':
            i = self.names[path]
            del i.now[int(more[0]):]
            i.pending.append((int(more[0]), None))
        elif op == 'mtime':
            self.names[path].mtime = int(more[0])
        elif op == 'syncfs':
            for i in {id(i): i for i in self.names.values() if i != 'dir'}.values():
                self.flush(i)
            self.durable, self.ops = dict(self.names), []
        elif op in ('fsync', 'fdatasync'):
            what = self.names.get(path)
            self.flush_dir(path) if what == 'dir' else what and self.flush(what)

    def bytes_of(self, i, how):
        if not i.pending or how == 'now':
            return bytes(i.now)
        if how == 'durable':
            return i.durable
        data = bytearray(i.durable)
        for n, (at, new) in enumerate(i.pending):
            if new is None:
                del data[at:]
                continue
            if len(data) < at:
                data.extend(bytes(at - len(data)))
            half = len(new) // 2
            if how == 'zero':
                new = bytes(len(new))
            elif how == 'half':
                new = new[:half]
            elif how == 'late': # the later half reached the disk first
                new = bytes(half) + new[half:]
            elif how == 'hole': # a block inside a line did not
                new = new[:600] + bytes(len(new[600:1100])) + new[1100:]
            data[at:at + len(new)] = new
        return bytes(data)

    def names_of(self, how):
        if how == 'now':
            return self.names
        names = dict(self.durable)
        for path, what in self.ops[:len(self.ops) // 2] if how == 'half' else []:
            if what is None:
                names.pop(path, None)
            else:
                names[path] = what
        return names

    def lay_out(self, folder, names, data):
        """What is found after the power is back."""
        shutil.rmtree(folder, ignore_errors=True)
        found, linked = self.names_of(names), {}
        if '' in found:
            os.makedirs(folder)
        for path in sorted(found, key=lambda p: p.count('/')):
            to = folder + path
            if path == '' or not os.path.isdir(os.path.dirname(to)):
                continue
            if found[path] == 'dir':
                os.makedirs(to, exist_ok=True)
            elif id(found[path]) in linked:
                os.link(linked[id(found[path])], to)
            else:
                linked[id(found[path])] = to
                with open(to, 'wb') as out:
                    out.write(self.bytes_of(found[path], data))
                if found[path].mtime is not None:
                    os.utime(to, (found[path].mtime,) * 2)
