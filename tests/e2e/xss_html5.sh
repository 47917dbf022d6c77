#!/bin/bash
# The XSS table once more, judged by somebody else: what comes out of the sanitiser is
# parsed by parse5, an HTML5 parser from npm, and may hold no tag, attribute or URL that
# acts. Skipped where node or the package is not there; nothing is downloaded. Set
# NODE_PATH to a folder of packages that holds it (npm install parse5).
cd "$(dirname "$0")/../.." || exit 2
command -v node >/dev/null || { echo "skip xss_html5: node is not installed"; exit 0; }
parse5=$(node -e 'try { console.log(require.resolve("parse5")) } catch (e) { }')
[ -n "$parse5" ] || { echo "skip xss_html5: node finds no package parse5 (NODE_PATH)"; exit 0; }
program=${XSS_PROGRAM:-build/san/t/parse/test_xss}
XSS_OUT=1 "$program" | node tests/lib/xss_judge.js
