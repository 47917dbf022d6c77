#!/bin/bash
# Ten of the servers of `make hostile`, in one run with a hundred good feeds.
cd "$(dirname "$0")/../.." || exit 2
work=$(mktemp -d "${TMPDIR:-/tmp}/wirefold-hostile.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
python3 tests/hostile.d/fetch.py "${WIREFOLD_BUILD:-build/san}" "$work" --quick
