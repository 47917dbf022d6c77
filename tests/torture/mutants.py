"""Faults that are planted in a copy of the sources: each must be caught by the machine and
the states that its patch names in its first line."""
import glob, os, subprocess, sys
import lib

row = lib.Row('mutants')
top = os.path.dirname(os.path.dirname(lib.here))
copy = os.path.join(lib.work, 'copy')

def sh(*args, **more):
    return subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)

def source():
    """The sources with their objects, so that only what a patch touches is built."""
    os.makedirs(copy + '/build/opt')
    for name in ('base', 'dedupe', 'store', 'front', 'fetch', 'parse', 'mk', 'tests', 'Makefile', 'wirefold.h'):
        sh('cp', '-a', os.path.join(top, name), copy)
    sh('cp', '-a', top + '/build/opt/o', top + '/build/opt/flags.mk', copy + '/build/opt')
    sh('cp', '-a', top + '/build/torture', copy + '/build')
    return sh('make', '-s', '-C', copy, 'V=opt', 'build/opt/wirefold')

def check(name):
    patch = os.path.join(lib.here, 'mutants', name + '.patch')
    first = open(patch).readline().split(':', 1)[1].split()
    machine, states = first[0], first[1]
    if sh('patch', '-p1', '-d', copy, '-i', patch).returncode != 0:
        return 'the patch does not apply'
    built = sh('make', '-s', '-C', copy, 'V=opt', 'build/opt/wirefold')
    if built.returncode == 0:
        os.unlink(copy + '/build/torture/wirefold')
        sh('cp', copy + '/build/opt/wirefold', copy + '/build/torture/wirefold')
        got = sh(sys.executable, os.path.join(lib.here, machine + '.py'), timeout=200,
                 env=dict(os.environ, TORTURE_BIN=copy + '/build/torture', TORTURE_SHORT='', TORTURE_FIRST='1',
                          TORTURE_STATES=states, TORTURE_SHOW='1', TORTURE_SPACE=''))
    sh('patch', '-R', '-p1', '-d', copy, '-i', patch)
    if built.returncode != 0:
        return 'does not build: ' + built.stdout
    lines = [l for l in got.stdout.split('\n') if l.startswith('# %s ' % machine)]
    if got.returncode != 1 or not lines:
        return 'not caught by %s: %s' % (machine, got.stdout[-300:])
    print('# %s: caught by %s' % (name, lines[0][2:120].strip()))
    return None

built = source()
if built.returncode != 0:
    sys.exit(built.stdout)
names = sorted(os.path.basename(p)[:-6] for p in glob.glob(lib.here + '/mutants/*.patch'))
row.each(names, check, 1)
row.end('mutants %d of %d caught' % (row.states - len(row.failures), row.states))
