#!/bin/bash
# layers.sh: the walls between the rooms, proven from the sources and the linked
# programs. Then it plants faults in a copy and must catch each: a check that
# cannot fail is a defect.
#
# usage: tests/layers.sh            (make all first)
cd "$(dirname "$0")/.." || exit 2
programs=build/opt

# ---- checks; each prints one line a finding ---------------------------------
sources() { (cd "$1" && ls base/*.[ch] fetch/*.[ch] parse/*.[ch] dedupe/*.[ch] store/*.[ch] front/*.[ch] wirefold.h 2>/dev/null); }

# The objects of rooms, of files that are there. (An old build leaves others.)
objects() { # BUILD ROOM...
	local build=$1 room o; shift
	for room; do for o in "$build/o/$room"/*.o; do
		[ ! -f "$o" ] || { o=${o#"$build"/o/}; [ ! -f "${o%.o}.c" ] || echo "$build/o/$o"; }
	done; done
}
every='base fetch parse dedupe store front'

# An include names its room, and only rooms that this one may know.
includes() {
	(cd "$1" && grep -Hn '^#include' $(sources "$1") | awk -F: '
	{ split($1, p, "/"); room = p[2] == "" ? "top" : p[1]; line = $3
	  sub(/^#include */, "", line)
	  if (line ~ /^"/) {
	    gsub(/"/, "", line); split(line, q, "/"); to = q[2] == "" ? line : q[1]
	    ok = to == "wirefold.h" || to == "base" || to == room
	    if (room == "base") ok = to == "base"
	    if (room == "top") ok = 0
	    if (room == "front" && (line == "dedupe/fold.h" || line == "store/store.h")) ok = 1
	    if (!ok) print "include: " $1 ":" $2 ": " room "/ may not include \"" line "\""
	  } else if (line ~ /^</) {
	    gsub(/[<>]/, "", line)
	    foreign = ""
	    if (line ~ /^curl\//) foreign = "fetch"
	    else if (line ~ /^openssl\//) foreign = "fetch store"
	    else if (line ~ /^libxml\// || line ~ /^json-c\//) foreign = "parse"
	    else if (line == "utf8proc.h") foreign = "parse dedupe"
	    if (foreign != "" && $1 ~ /\.h$/) print "foreign: " $1 ":" $2 ": a header of ours includes <" line ">"
	    if (foreign != "" && index(" " foreign " ", " " room " ") == 0)
	      print "library: " $1 ":" $2 ": " room "/ may not use <" line ">"
	  }
	}')
}

# foo.c exports only foo_*: of the objects as they are linked.
exports() {
	nm -A -g --defined-only $(objects "$1" $every) | awk '
	$2 ~ /[TDBRVC]/ { s = $3; o = $1; sub(/:[^:]*$/, "", o)
	  base = o; sub(/.*\//, "", base); sub(/\.o$/, "", base); ok = base == "main"
	  while (!ok) { if (s == base || index(s, base "_") == 1) ok = 1
	    if (ok || base !~ /_/) break
	    sub(/_[^_]*$/, "", base) }
	  if (!ok) print "export: " o ": " s }'
}

# A room has no static data that changes. Tables of pointers stand in .data.rel.ro. The
# two that do are named: a flag that a signal sets, and an address that is never written.
statics() {
	objdump -t $(objects "$1" $every) | awk '
	$2 == "file" && $3 == "format" { o = $1; sub(/:$/, "", o) }
	$3 == "O" || $2 == "O" {
	  section = $2 == "O" ? $3 : $4; name = $NF
	  if ((section ~ /^\.(data|bss)/ && section !~ /^\.data\.rel\.ro/) || section == "*COM*")
	    print "static: " o ": " name }' |
	grep -v -e 'front/poll.o: stopped$' -e 'fetch/loop.o: added\.[0-9]*$'
}

# 500 lines a file, 80 a function, five parameters (a callback on_*() has those that its
# library gives it), headers that fit a screen and stand alone.
sizes() {
	(cd "$1" && awk '
	function over() {
	  if (n > 500 && f !~ /_table\.c$/) print "size: " f ": " n " lines"
	  if (n > 150 && f ~ /\.h$/ && f != "wirefold.h") print "header: " f ": " n " lines" }
	FNR == 1 { over(); f = FILENAME; body = 0 }
	{ n = FNR }
	/^{/ { body = FNR }
	/^}/ { if (body && FNR - body > 80) print "function: " f ":" body ": " FNR - body " lines"; body = 0 }
	END { over() }' $(sources "$1"))
}
headers() { # DIR [HEADER...]
	(cd "$1" && shift && for f in ${*:-$(sources . | grep '\.h$')}; do
		gcc -std=c11 -D_GNU_SOURCE -fsyntax-only -x c -I. "$f" 2>/dev/null || echo "header: $f: does not stand alone"
	done)
}
parameters() {
	(cd "$1" && cat $(sources "$1") | tr '\n' ' ' | grep -o '\b[a-z_0-9]*([^(){};]*) *{' | awk '
	{ if ($0 ~ /^(if|for|while|switch|on_[a-z_]*)\(/) next; n = gsub(/,/, ","); if (n > 4) print "parameters: " substr($0, 1, 60) }')
}

# No typedef but for callbacks, which are function types.
typedefs() {
	(cd "$1" && grep -Hn '^typedef' $(sources "$1") | grep -v '(')
}

# Only main.c of fetch/ and parse/ and front/ print; parse/ and dedupe/ open nothing, read no clock.
quiet() {
	nm -A -u $(objects "$1" dedupe parse store | grep -v '/parse/main\.o$') | awk '{ o = $1; sub(/:[^:]*$/, "", o); s = $NF }
	s ~ /^(printf|fprintf|puts|perror|vfprintf|exit)$/ { print "quiet: " o ": " s }
	o !~ /\/store\// && s ~ /^(open.*|fopen|time|clock_gettime|gettimeofday|getenv|setlocale|socket)$/ { print "opens: " o ": " s }'
	# front/ forks and execs; base/jail forks; nobody else.
	nm -A -u $(objects "$1" $every | grep -v -e '/front/child\.o$' -e '/base/jail\.o$' -e '/base/jail_none\.o$') | awk '{ o = $1; sub(/:[^:]*$/, "", o); s = $NF }
	s ~ /^(fork|vfork|exec[lv].*|posix_spawn.*|system|popen)$/ { print "forks: " o ": " s }'
}

# What the programs are linked with.
links() {
	needed() { readelf -d "$1" 2>/dev/null | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p'; }
	needed "$1/wirefold" | grep -e curl -e xml -e json-c -e libssl | sed 's/^/link: wirefold: /'
	needed "$1/wirefold-fetch" | grep -e xml -e json-c | sed 's/^/link: wirefold-fetch: /'
	needed "$1/wirefold-parse" | grep -e curl -e ssl -e crypto | sed 's/^/link: wirefold-parse: /'
	for p in wirefold wirefold-fetch wirefold-parse; do
		nm -D "$1/$p" 2>/dev/null | awk '$1 == "U" { print $2 }' | sed 's/@.*//' |
		    grep -x -e strcpy -e strcat -e sprintf -e vsprintf -e gets -e strtok -e system -e popen -e tmpnam -e mktemp -e atoi |
		    sed "s/^/banned: $p: /"
	done
}

# ---- the tree as it is ------------------------------------------------------
failed=0
report() { # NAME, findings on stdin
	found=$(cat)
	if [ -z "$found" ]; then echo "ok $1"; else echo "not ok $1"; echo "$found" | sed 's/^/# /' | head -n 20; failed=1; fi
}
for c in includes sizes headers parameters typedefs; do $c . | report "layers: $c"; done
for c in exports statics quiet links; do $c $programs | report "layers: $c"; done

# ---- faults planted in a copy -------------------------------------------------
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cp -r base fetch parse dedupe store front wirefold.h tests "$work"/ && mkdir -p "$work/build/opt/o"

planted() { # NAME, the finding's first word, what finds it, its arguments
	if $3 "${@:4}" | grep -q "^$2: "; then echo "ok layers: planted $1 is caught"
	else echo "not ok layers: planted $1 is not caught"; failed=1; fi
}
source_fault() { # NAME WORD FINDER FILE TEXT [FILE...]
	cp "$work/$4" "$work/was"
	printf '%b' "$5" >> "$work/$4"
	planted "$1" "$2" "$3" "$work" "${@:6}"
	mv "$work/was" "$work/$4"
}
object_fault() { # NAME WORD FINDER ROOM/FILE CODE
	mkdir -p "$work/build/opt/o/$(dirname "$4")"
	printf '%b' "$5" | gcc -std=c11 -D_GNU_SOURCE -x c -c -o "$work/build/opt/o/$4.o" -
	planted "$1" "$2" "$3" "$work/build/opt"
	rm -f "$work/build/opt/o/$4.o"
}

source_fault 'include of another room' include includes dedupe/words.c '#include "store/journal.h"\n'
source_fault 'include of the front' include includes store/root.c '#include "front/conf.h"\n'
source_fault 'curl in the front' library includes front/run.c '#include <curl/curl.h>\n'
source_fault 'foreign header in a header' foreign includes store/root.h '#include <openssl/evp.h>\n'
source_fault 'inner header of the store in the front' include includes front/run.c '#include "store/journal.h"\n'
source_fault 'file of 600 lines' size sizes base/buf.c "$(yes 'int x;' | head -600 | sed 's/$/\\n/' | tr -d '\n')"
source_fault 'function of 90 lines' function sizes base/buf.c "static void f(void)\n{\n$(yes ';' | head -90 | sed 's/$/\\n/' | tr -d '\n')}\n"
source_fault 'function of six parameters' parameters parameters base/buf.c 'static void f(int a, int b, int c, int d, int e, int f)\n{\n}\n'
source_fault 'header that does not stand alone' header headers base/buf.h 'struct buf_more { FILE *f; };\n' base/buf.h
object_fault 'foreign export' export exports store/journal 'int other_name(void) { return 0; }\n'
object_fault 'static data that changes' static statics store/root 'static int n; int root_n(void) { return n++; }\n'
object_fault 'clock in dedupe' opens quiet dedupe/fold '#include <time.h>\nlong fold_now(void) { return (long)time(0); }\n'
object_fault 'printing in the store' quiet quiet store/store '#include <stdio.h>\nint store_say(int n) { return printf("%%d", n); }\n'
object_fault 'fork in the store' forks quiet store/root '#include <unistd.h>\nint root_fork(void) { return fork(); }\n'
printf 'int main(void){return 0;}' | gcc -x c -Wl,--no-as-needed -o "$work/build/opt/wirefold" - -lcurl 2>/dev/null ||
    cp $programs/wirefold-fetch "$work/build/opt/wirefold"
planted 'curl in wirefold' link links "$work/build/opt"
exit $failed
