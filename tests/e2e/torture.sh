#!/bin/bash
# The short form of `make torture`: a sample of each machine's states, no mutants.
top=$(cd "$(dirname "$0")/../.." && pwd)
make -s -C "$top" V=opt torture-programs > /dev/null || { echo "not ok torture: build"; exit 1; }
TORTURE_SHORT=1 "$top/tests/torture/run" > "${TMPDIR:-/tmp}/torture.$$" 2>&1
rc=$?
sed -n 's/^\([a-z]*: [0-9]* states, 0 failures.*\)/ok torture \1/p; s/^\([a-z]*: [0-9]* states, [1-9][0-9]* failures.*\)/not ok torture \1/p; s/^# .*/&/p' "${TMPDIR:-/tmp}/torture.$$"
[ $rc = 0 ] || grep -q 'states, [1-9][0-9]* failures' "${TMPDIR:-/tmp}/torture.$$" || { echo "not ok torture: a machine broke"; tail -n 5 "${TMPDIR:-/tmp}/torture.$$"; }
rm -f "${TMPDIR:-/tmp}/torture.$$"
exit $rc
