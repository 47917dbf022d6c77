#!/bin/bash
# The documents: man pages without a warning, every command and key in them, README short.
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 2
failed=0
check() { name=$1; shift; if "$@" > /dev/null 2>&1; then echo "ok $name"; else echo "not ok $name"; failed=1; fi; }
for m in docs/*.1 docs/*.5; do
	if command -v mandoc > /dev/null; then check "docs: $m has no warning" sh -c "test -z \"\$(mandoc -T lint -W warning $m)\""; fi
done
for c in $(build/opt/wirefold --help | awk '/^  [a-z]/ { print $1 }'); do
	check "docs: command $c is in wirefold.1" grep -q "Cm $c" docs/wirefold.1
	check "docs: command $c has an example" grep -qE "(^|[ (])wirefold $c( |\$)" docs/wirefold.1
done
for k in $(sed -n 's/^	{ "\([a-z-]*\)", .*CONF_.*/\1/p' front/conf_key.c); do
	check "docs: key $k is in feeds.conf.5" grep -q "^.It Ic $k" docs/feeds.conf.5
done
check "docs: README has at most 120 lines" sh -c '[ $(wc -l < README.md) -le 120 ]'
check "docs: CONTRIBUTING has at most 30 lines" sh -c '[ $(wc -l < CONTRIBUTING.md) -le 30 ]'
check "docs: the version is in CHANGELOG" grep -q "$(sed -n 's/^.define WF_VERSION "\(.*\)"/\1/p' wirefold.h)" CHANGELOG.md
exit $failed
