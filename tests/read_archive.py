#!/usr/bin/env python3
"""read_archive.py DIR: reads and checks a wirefold archive, written from
wirefold-archive(5) alone. Prints findings, exits 1 when there are any."""
import datetime, glob, hashlib, json, os, re, sys

root, found = sys.argv[1], []
sha = lambda b: hashlib.sha256(b).hexdigest()
def finding(*words):
    found.append(' '.join(str(w) for w in words))

# The journal: lines in seq order, commits that add up, one chain.
seq, prev, batch, opened, entries = 0, '0' * 64, [], {}, set()
for path in sorted(glob.glob(root + '/journal/????-??-??.jsonl')):
    data = open(path, 'rb').read()
    if not data.endswith(b'\n'):
        finding(path, 'does not end with a line')
    for n, line in enumerate(data.split(b'\n')[:-1], 1):
        o = json.loads(line)
        w = o['_wirefold']
        seq += 1
        if w['seq'] != seq:
            finding(path, n, 'seq', w['seq'], 'expected', seq)
        if (n == 1) != (w['kind'] == 'day'):
            finding(path, n, 'day line out of place')
        if w['kind'] == 'day' and (w['format'] != 1 or w['prev'] != prev):
            finding(path, n, 'day does not follow')
        if w['kind'] == 'commit':
            if (w['lines'], w['sha256'], w['prev']) != (len(batch), sha(b''.join(batch)), prev):
                finding(path, n, 'commit does not add up')
            prev, batch = sha(line), []
            continue
        batch.append(bytes.fromhex(w['sha256']) if w['kind'] == 'redacted' else hashlib.sha256(line).digest())
        if 'id' in o:
            if not re.fullmatch('[0-9a-f]{16}', o['id']) or 'content_text' not in o or not w['guid']:
                finding(path, n, 'not an entry')
            entries.add(o['id'])
        if w['kind'] == 'new':
            opened[w['story']] = w
if batch:
    finding('the journal ends without a commit')

# The stories: a file for each, with the fields in their order.
order = ('Wirefold Story Revision Status Merged-Into Correction Note Title Date Date-Source Seen Changed Killed By Feed Url '
         'Author Agency Dateline Credit Language Rights Tag Attachment Replaces Replaced-By Earlier Extent '
         'Text-Sha256 Copies Outlets Copy').split()
files = {os.path.basename(p)[:-4]: p for p in glob.glob(root + '/stories/*/*/*/*.txt')}
for story in sorted(set(opened) ^ set(files)):
    finding(story, 'has no file' if story in opened else 'is in no line')
for story, path in sorted(files.items()):
    head, _, text = open(path, encoding='utf-8', newline='').read().partition('\n\n')
    fields = [l.split(': ', 1) for l in head.split('\n')]
    names = [order.index(f[0]) for f in fields if f[0] in order]
    h = dict(reversed(fields))
    if fields[0] != ['Wirefold', 'story 1'] or names != sorted(names) or h['Story'] != story:
        finding(path, 'header out of order')
    if re.search('[\x00-\x08\x0b-\x1f\x7f]', text) or re.search('[\x00-\x08\x0b-\x1f\x7f]', head):
        finding(path, 'control characters')
    changed = datetime.datetime.strptime(h['Changed'], '%Y-%m-%dT%H:%M:%SZ').replace(tzinfo=datetime.timezone.utc)
    if int(os.stat(path).st_mtime) != int(changed.timestamp()):
        finding(path, 'mtime is not Changed')
    if h['Status'] == 'usable':
        if sha(text.encode()) != h['Text-Sha256'] or int(h['Copies']) != sum(f[0] == 'Copy' for f in fields):
            finding(path, 'text or copies do not add up')
print('\n'.join(found + ['%d entries, %d stories, %d findings' % (len(entries), len(files), len(found))]))
sys.exit(bool(found))
