#!/usr/bin/env bash
# examples/trends/push-history: eight clones add their runs to one branch at once, and none is lost.
# usage: push_history_test.sh HEAPGATE EXAMPLES
set -euo pipefail
HEAPGATE=$(realpath "$1")
export HEAPGATE
script=$(realpath "$2")/trends/push-history
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export HOME=$work GIT_CONFIG_NOSYSTEM=1

fail() {
  echo "FAILED: $*" >&2
  exit 1
}
runs() { git -C central.git cat-file blob heapgate-history:history.jsonl | wc -l; }

git init -q --bare central.git
for i in $(seq 8); do
  git clone -q central.git "clone$i" 2>/dev/null
  # Dumps that cannot be read are a run, too, and a quick one.
  "$HEAPGATE" check none1 none2 none3 -o human=/dev/null --history "clone$i/run.jsonl" --branch main || [ $? = 3 ]
done
for i in $(seq 8); do (cd "clone$i" && "$script" run.jsonl >said) & done
for job in $(jobs -p); do wait "$job" || fail "a push failed"; done
[ "$(runs)" = 8 ] || fail "$(runs) of 8 runs"
[ "$(git -C central.git rev-list --count heapgate-history)" = 8 ] || fail "not a commit a run"

(cd clone1 && "$script" run.jsonl >said)
grep -qx 'history.jsonl: 8 runs, 1 there already' clone1/said || fail "$(cat clone1/said)"
[ "$(runs)" = 8 ] || fail "a run was added twice"
(cd clone1 && KEEP=3 "$script" run.jsonl >said)
[ "$(runs)" = 3 ] || fail "not pruned"
[ -z "$(git -C clone1 for-each-ref refs/heapgate)" ] || fail "a ref is left behind"
(cd clone1 && ! "$script" missing.jsonl 2>/dev/null) || fail "a missing file passes"
