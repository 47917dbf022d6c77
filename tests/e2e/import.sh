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
exit $failed
