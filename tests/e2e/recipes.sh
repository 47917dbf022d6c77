#!/bin/bash
# docs/recipes.md: each command is run, and prints what stands below it. Days are those of the
# test, so ids are compared behind their day.
. "$(dirname "$0")/../lib/e2e.sh"
export HOME=$work PATH=$build:$PATH
python3 "$top/tests/lib/wire_items.py" "$work"
mkdir -p "$work/.config/wirefold" "$work/path"
echo 'set archive ~/news' > "$work/.config/wirefold/feeds.conf"
printf '#!/bin/sh\ncat >> ~/sent\n' > "$work/path/sendmail"; chmod +x "$work/path/sendmail"
unset XDG_CONFIG_HOME WIREFOLD_CONF; PATH=$work/path:$PATH
wirefold fold -a "$work/news" "$work/items"
python3 - "$top/docs/recipes.md" "$work" <<-'END'
	import re, sys
	blocks = re.findall(r'```(sh|sh next)\n(.*?)```\n```\n(.*?)```', open(sys.argv[1]).read(), re.S)
	for k, (how, command, want) in enumerate(blocks):
	    for name, text in (('how', how), ('cmd', command), ('want', want)):
	        open('%s/%d.%s' % (sys.argv[2], k, name), 'w').write(text)
END
plain() { sed -E 's/[0-9]{8}-([0-9a-f]{12})/DAY-\1/' "$1"; }
for c in "$work"/[0-9].cmd; do
	k=${c%.cmd}
	[ "$(cat "$k.how")" = sh ] || wirefold fold -a "$work/news" "$work/more"
	sh "$c" > "$k.got" 2>&1
	same "recipes: $(head -c 40 "$c")" "$(plain "$k.got")" "$(plain "$k.want")"
done
same "recipes: all were run" "$(ls "$work"/[0-9].got | wc -l)" "$(grep -cE '^```sh( next)?$' "$top/docs/recipes.md")"
