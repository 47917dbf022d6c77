#!/bin/bash
# Nine days of polling by a fixed clock, request by request.
cd "$(dirname "$0")/../.." || exit 2
work=$(mktemp -d "${TMPDIR:-/tmp}/wirefold-manners.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
wirefold=${WIREFOLD_BUILD:-build/san}/wirefold
[ -x build/opt/wirefold ] && wirefold=build/opt/wirefold # 500 runs
python3 tests/fetch/manners.py "$wirefold" "$work"
