"""wire_items.py FOLDER: writes FOLDER/items, five entries of three stories, and FOLDER/more:
a version, a copy, a story. JSON lines for `fold`."""
import json, sys

words = {
    'bank': 'The savings bank of Harn will close nine of its twenty branches by the spring, its board said on Tuesday, since most customers now come by telephone. Staff were told in a letter that nobody would lose a post before the summer, and that talks with the union begin on Monday. The branch at the fish market, which opened in 1888, is to become a reading room.',
    'dam': 'Engineers at the upper dam of Loth have lowered the water by four metres after a diver saw a crack beside the western gate. Villages below were told to keep a bag packed, and the school at Loth Bridge was moved to a hall on the hill. The owner said that the wall was sound and the crack older than the dam keeper himself, who was born in 1951.',
    'choir': 'A choir of ninety retired miners sang the whole of the winter oratorio from memory on Sunday, in a hall that had been their wash house. The conductor, herself the daughter of a miner, had taught them by ear over three years because few could read the notes. The recording will be sold for the benefit of the lung hospital in the next valley.',
    'ferry': 'The ferry to Saint Brand sails twice a day again from Friday, after the crew of the Nordwind agreed to a rota that leaves every third week free. The company had let the older of its two ships lie at the quay since August. Islanders pay half the fare until Easter; a lorry is charged by its length & not by its weight, which the brewers had asked for.',
}

def item(guid, feed, title, key, more='', **extra):
    return dict({'id': guid, 'url': 'https://%s.example/%s?a=1&b=2' % (feed, guid), 'title': title, 'content_text': words[key] + more,
                 'date_published': '2026-03-02T08:00:00Z', 'tags': ['wire', key], 'authors': [{'name': 'Ada Öst'}],
                 '_wirefold': {'feed': feed}}, **extra)

with open(sys.argv[1] + '/items', 'w') as out:
    for i in (item('b1', 'daily', 'Bank shuts branches', 'bank'), item('b2', 'post', 'Nine branches go', 'bank'),
              item('b3', 'echo', 'Branches to close', 'bank'), item('d1', 'daily', 'Crack in dam', 'dam'),
              item('c1', 'daily', 'Miners <sing> & "cheer" Öl', 'choir')):
        out.write(json.dumps(i) + '\n')
with open(sys.argv[1] + '/more', 'w') as out:
    for i in (item('d1', 'daily', 'Crack in dam', 'dam', ' The school is to stay on the hill until May.'),
              item('c2', 'post', 'Song of the miners', 'choir'), item('f1', 'echo', 'Ferry sails again', 'ferry')):
        out.write(json.dumps(i) + '\n')
