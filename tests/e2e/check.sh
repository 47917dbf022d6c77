#!/bin/bash
# What check warns of beyond feeds.conf itself: a feed whose name has changed.
. "$(dirname "$0")/../lib/e2e.sh"
e2e_feed "$work/a.xml" a1 a2; e2e_feed "$work/b.xml" b1
conf() { { echo "set archive $archive"; echo "file:a.xml name=$1"; echo "file:b.xml $2"; } > "$work/feeds.conf"; }
look() { "$wirefold" check -c "$work/feeds.conf" 2>&1; }
conf old name=b
same "check: no archive yet: no warning" "$(look)" "2 feeds, no errors"
sleep 1; e2e_run > "$work/out" 2>&1; e2e_run -F > "$work/out" 2>&1
check "check: entries are in" "$wirefold" list -a "$archive"
same "check: names as they were: no warning" "$(look)" "2 feeds, no errors"
conf new name=b
case "$(look)" in *"warning: $work/feeds.conf:2: new: "*"under the name 'old' "*"name=old keeps them, was=old takes them along"*"2 feeds, no errors") pass "check: a name that has changed" ;; *) fail "check: a name that has changed" "$(look)" ;; esac
look > "$work/out"; same "check: a warning is no error" $? 0
conf old 'name=b disabled=yes'; same "check: the name put back" "$(look)" "2 feeds, no errors"
conf b name=old; same "check: names that feeds.conf has are not warned of" "$(look | grep -c warning)" 0
exit $failed
