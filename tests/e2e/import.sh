#!/bin/bash
# Ways in: another reader's feeds become lines that feeds.conf takes; nothing of them is run.
. "$(dirname "$0")/../lib/e2e.sh"
cat > "$work/urls" <<-'END'
	# mine
	https://a.example/feed.xml wire "two words" "~The \"A\" News" a=b
	"query:Unread:unread = \"yes\"" tag
	exec:~/bin/make-feed
	https://b.example/x#part
	https://a.example/feed.xml again
	https://user:word@c.example/
	https://d.example/ "open
END
"$wirefold" import newsboat "$work/urls" > "$work/out" 2> "$work/err"; same "newsboat: exit 0" $? 0
same "newsboat: lines" "$(cat "$work/out")" 'https://a.example/feed.xml "wire" "two words" "~The \"A\" News"
https://b.example/x#part'
same "newsboat: a tag that would be a key" "$(sed 1q "$work/err")" "wirefold: $work/urls:2: tag 'a=b' left out: it would be a key"
same "newsboat: what is left out, and where" "$(sed 1d "$work/err" | sed 's/.*urls:\([0-9]*\): left out: \(......\).*/\1 \2/' | tr '\n' ',')" \
	"3 no htt,4 no htt,6 the UR,7 a user,8 a quot,"
cat > "$work/sfeedrc" <<-END
	sfeedpath="\$HOME/.sfeed/feeds"
	feeds() {
		# feed <name> <feedurl> [basesiteurl] [encoding]
		feed "codemadness" 'https://www.codemadness.org/atom.xml'
		feed 'Näh & Co' "https://n.example/rss?a=1&b=2" \\
			"https://n.example" "iso-8859-1"
		feed "bad" "https://x.example/\$(touch $work/ran)"
		feed "worse" "https://x.example/" ; touch $work/ran
		feed bad https://x.example/\`touch\${IFS}$work/ran\`
	}
	touch $work/ran
END
"$wirefold" import sfeedrc "$work/sfeedrc" > "$work/out" 2> "$work/err"; same "sfeedrc: exit 0" $? 0
same "sfeedrc: lines" "$(cat "$work/out")" 'https://www.codemadness.org/atom.xml "~codemadness"
https://n.example/rss?a=1&b=2 "~Näh & Co"'
same "sfeedrc: what is left out, and where" "$(sed 's/.*sfeedrc:\([0-9]*\): left out: .*/\1/' "$work/err" | tr '\n' ' ')" "7 8 9 "
check "sfeedrc: nothing was run" test ! -e "$work/ran"
{ "$wirefold" import sfeedrc "$work/sfeedrc"; "$wirefold" import newsboat "$work/urls"; } > "$work/feeds.conf" 2> "$work/err"
same "check takes them" "$("$wirefold" check -c "$work/feeds.conf" 2> /dev/null)" "4 feeds, no errors"
printf 'https://e.example/\033]0;x\n' > "$work/urls"
same "import: no control characters" "$("$wirefold" import newsboat "$work/urls" 2>&1 | tr -d '\n' | tr -cd '\033' | wc -c)" 0
"$wirefold" import newsboat "$work/none" > "$work/out" 2>&1; same "import: no file: exit 2" $? 2
"$wirefold" import newsboat /dev/null; same "import: nothing in it: exit 1" $? 1
"$wirefold" import mine "$work/urls" > "$work/out" 2>&1; same "import: no such format: exit 2" $? 2

# OPML: read in the jail; what its writers get wrong does not cost the rest.
cat > "$work/opml" <<-'END'
	<?xml version="1.0"?>
	<OPML version="1.1"><head><title>mine</title></head><body>
	<outline text="World"><outline TEXT="Far &amp; away"
	  type="rss"
	  xmlUrl="https://a.example/f?a=1&amp;b=2"/>
	<outline title="Wars"><outline xmlurl='http://b.example/' Title='B & C "x"' category="/News/War,other"></outline></outline>
	</outline><!-- <outline xmlUrl="https://no.example/"/> -->
	<outline type=rss url=https://c.example/ text="https://c.example/"/>
	<outline xmlUrl="ftp://d.example/" text="d"/>
	<outline xmlUrl="javascript:alert(1)" text="j"/>
	<outline xmlUrl="https://a.example/f?a=1&b=2" text="again, and a bare &"/>
	<outline xmlUrl="" htmlUrl="https://e.example/" text="no feed"/>
	<outline xmlUrl="https://u:p@f.example/" text="f"/>
	<outline xmlUrl="https://g.example/
	x" text="g"/>
	<outline text="unclosed><outline xmlUrl="https://h.example/"/>
	<outline xmlUrl="https://i.example/" text="&#27;]0;x&#7;~i"/>
END
"$wirefold" import opml "$work/opml" > "$work/out" 2> "$work/err"; same "opml: exit 0" $? 0
same "opml: lines" "$(cat "$work/out")" 'https://a.example/f?a=1&b=2 "World" "~Far & away"
http://b.example/ "World" "Wars" "News" "War" "other" "~B & C \"x\""
https://c.example/ "~https://c.example/"
https://i.example/ "~]0;x~i"'
same "opml: what is left out, and where" "$(sed 's/.*opml:\([0-9]*\): left out: \(......\).*/\1 \2/; s/.*opml: line \([0-9]*\): /\1 /' "$work/err" | tr '\n' ',')" \
	"9 no htt,10 no htt,11 the UR,13 a user,14 a URL ,18 it ends without </opml>,"
"$wirefold" import opml "$work/opml" > "$work/feeds.conf" 2> /dev/null
same "opml: check takes them" "$("$wirefold" check -c "$work/feeds.conf" 2> /dev/null)" "4 feeds, no errors"
"$wirefold" export -f opml -c "$work/feeds.conf" > "$work/opml"
same "opml: back from export" "$("$wirefold" import opml "$work/opml" | sort)" "$(sort "$work/feeds.conf")"
printf '\xff\xfe<\0o\0p\0m\0l\0>\0<\0o\0u\0t\0l\0i\0n\0e\0 \0x\0m\0l\0U\0r\0l\0=\0"\0h\0t\0t\0p\0:\0/\0/\0x\0/\0"\0/\0>\0' > "$work/opml"
same "opml: another charset" "$("$wirefold" import opml "$work/opml" 2> /dev/null)" "http://x/"
bad_opml() { # NAME WANT: what is no OPML is a line and exit 1
	local out; out=$("$wirefold" import opml "$work/opml" 2>&1); same "opml: $1" "$? $out" "1 wirefold: $work/opml: $2"
}
printf '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><opml><body><outline xmlUrl="http://x/" text="&b;"/></body></opml>' > "$work/opml"
bad_opml "an entity bomb" "not read: it declares entities"
echo '<rss><channel/></rss>' > "$work/opml"; bad_opml "a feed" "not OPML: its first element is <rss>"
head -c 3000 /dev/zero > "$work/opml"; bad_opml "nothing" "not OPML: no element in it"
python3 -c "
n = 100000
print('<opml><body>' + '<outline text=\"d\">' * 10000 + '<outline xmlUrl=\"http://deep.example/\"/>' + '</outline>' * 10000)
for i in range(n): print('<outline text=\"t%d\" xmlUrl=\"https://x%d.example/\"/>' % (i, i % (n - 1)))
print('</body></opml>')" > "$work/opml"
same "opml: 10^5 outlines, 10^4 deep" "$(timeout 20 "$top/build/opt/wirefold" import opml "$work/opml" 2> "$work/err" | wc -l) $(sed 's/.*left/left/' "$work/err")" "100000 left out: the URL stands there twice"
"$wirefold" import opml "$work/none" > "$work/out" 2>&1; same "opml: no file: exit 2" $? 2
exit $failed
