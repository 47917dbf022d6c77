#!/bin/bash
# extract: a page in, its article out; from a file and standard input, as text and as JSON,
# and with the real jail what floods it ends by name.
. "$(dirname "$0")/../lib/e2e.sh"
cases=$top/tests/parse/cases
page=$cases/page_plain.html
text() { sed -n '/^text: /,/^html: /p' "$1" | sed -e 's/^text: //' -e 's/^	//' -e '/^html: /d'; }
text "$cases/page_plain.out" > "$work/want"
"$wirefold" extract --url https://harbour.test/news/bridge.html "$page" > "$work/got"; same "extract ends well" $? 0
same "the text of a file" "$(cat "$work/got")" "$(cat "$work/want")"
"$wirefold" extract < "$page" > "$work/got"; same "the text of standard input" "$(cat "$work/got")" "$(cat "$work/want")"
same "one line feed at the end" "$(tail -c 2 "$work/got" | od -An -c | tr -d ' ')" '.\n'
for word in 'Read more' 'Sign up' 'email address' 'Tweet' 'Most read' 'Copyright' 'tunnel' 'Photograph'; do
	grep -q "$word" "$work/got" && echo "$word" >> "$work/left"
done
same "no navigation, share bar, sign-up box, comment, caption" "$(cat "$work/left" 2>/dev/null)" ""

"$wirefold" extract -o json --url https://harbour.test/news/bridge.html "$cases/page_metadata.html" > "$work/json"; same "JSON ends well" $? 0
field() { python3 -c 'import json,sys; print(json.load(open(sys.argv[1])).get(sys.argv[2]))' "$work/json" "$1"; }
same "title" "$(field title)" 'Harbour bridge opens & ferry stops'
same "byline" "$(field byline)" 'Tom Reed'
same "site" "$(field site)" 'Harbour News'
same "date" "$(field date_published)" '2026-11-23T08:00:00Z'
same "language" "$(field language)" 'en_GB'
same "image" "$(field image)" 'https://cdn.harbour.test/news/b.jpg'
same "next page" "$(field next_url)" 'https://harbour.test/news/bridge-2.html'
same "confidence is a share" "$(python3 -c 'import json,sys; print(0 < json.load(open(sys.argv[1]))["confidence"] <= 1)' "$work/json")" True
"$wirefold" extract -o json "$cases/page_hostile_links.html" > "$work/json"
same "the HTML is sanitised" "$(field content_html | grep -c -e 'javascript:' -e onclick -e '<script' -e 'p.gif')" 0
"$wirefold" extract --content-type 'text/html; charset=iso-8859-2' "$cases/page_charset_http.html" | grep -q 'Přístavní most'; same "the server's charset" $? 0

"$wirefold" extract "$cases/page_none.html" > "$work/got" 2> "$work/err"; same "no article is exit 1" $? 1
same "and said" "$(cat "$work/got" "$work/err")" "wirefold: no article found"
"$wirefold" extract "$work/missing" 2> "$work/err"; same "no file is exit 1" $? 1
"$wirefold" extract -o xml "$page" 2> "$work/err"; same "a format that is none" $? 2
"$wirefold" extract "$page" "$page" 2> "$work/err"; same "two files are too many" $? 2
printf '# ours\nkeep #top\nkeep div.boxes\nstrip .note\n' > "$work/rules"
"$wirefold" extract --rule "$work/rules" "$cases/page_rule_keep.html" > "$work/got"
text "$cases/page_rule_keep.out" > "$work/kept"
same "a site's rules" "$(cat "$work/got")" "$(cat "$work/kept")"
echo 'drop .x' > "$work/rules"
"$wirefold" extract --rule "$work/rules" "$page" > "$work/got" 2> "$work/err"; same "a rule that is none is exit 1" $? 1
same "and named" "$(cat "$work/err")" "wirefold: rules: line 1: neither keep nor strip"
"$wirefold" extract --rule "$work/missing" "$page" 2> "$work/err"; same "rules that are not there are exit 2" $? 2
head -c 20000 /dev/zero | tr '\0' '\n' > "$work/rules"
"$wirefold" extract --rule "$work/rules" "$page" 2> "$work/err"; same "rules too long are exit 2" $? 2

# As it is installed: with the jail.
real=$top/build/opt/wirefold
[ -x "$real" ] || exit
same "the same behind the jail" "$("$real" extract "$page")" "$(cat "$work/want")"
python3 - "$work" <<'P'
import sys
w = sys.argv[1] + '/'
words = 'The harbour bridge opened to traffic on Monday, ten years after the council first voted for it. '
open(w + 'nested.html', 'w').write('<div><b><p>' * 200000 + words)
open(w + 'attributes.html', 'w').write('<p ' + 'a=1 ' * 50000 + '>' + words)
open(w + 'links.html', 'w').write('<p>' + words + '</p>' + '<a href="/x">a link to some other page</a> ' * 100000)
open(w + 'nul.html', 'wb').write(b'<p>' + b'\0' * 2000000 + words.encode())
open(w + 'nodes.html', 'w').write('<a>' * 8000000)
P
for name in nested attributes links nul; do
	"$real" extract "$work/$name.html" 2>&1 | grep -q 'ten years after'; same "a page of $name" $? 0
done
timeout 30 "$real" extract "$work/nodes.html" > "$work/got" 2> "$work/err"; rc=$?
same "24 MB of tags end, by a name" "$rc $(grep -c -e 'no article found' -e 'out of memory' -e 'took longer' -e 'CPU seconds' "$work/err")" "1 1"
