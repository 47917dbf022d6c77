#!/bin/bash
# What bash offers, and that each command says how it is called and which version it is.
. "$(dirname "$0")/../lib/e2e.sh"
[ -x "$top/build/opt/wirefold" ] && wirefold=$top/build/opt/wirefold
"$wirefold" completion bash > "$work/bash"; same "completion: exit 0" $? 0
"$wirefold" completion fish > "$work/out" 2>&1; same "completion: another shell: exit 2" $? 2
commands=$("$wirefold" --help | awk '/^  [a-z]/ { print $1 }')
offer() { bash -c 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _wirefold; echo "${COMPREPLY[*]}"' "$work/bash" wirefold "$@"; }
same "completion: every command" "$(offer '' | tr ' ' '\n' | grep -v '^--' | sort)" "$(echo "$commands" | sort)"
same "completion: of a start" "$(offer unk)" "unkill"
same "completion: options, long and short" "$(offer show --) / $(offer path -)" "--raw --copies --versions --help --version / -c -a --help --version"
same "completion: letters that stand together" "$(offer run - | cut -d ' ' -f 3-7)" "-F -n -q -v -S"
same "completion: formats" "$(offer fold -o '')" "jsonl tsv"
for c in $commands; do
	same "$c --help" "$("$wirefold" "$c" --help | head -n 1 | cut -c 1-$((17 + ${#c})))" "usage: wirefold $c "
	same "$c --version" "$("$wirefold" "$c" --version)" "$("$wirefold" --version)"
done
exit $failed
