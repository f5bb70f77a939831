#!/usr/bin/env bash
# Validates action.yml and every workflow, the example ones too, and what no schema knows: pins and permissions.
# usage: workflows_test.sh SOURCE
set -euo pipefail
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm install --silent --no-audit --no-fund --prefix "$work" @action-validator/cli@0.6.0 @action-validator/core@0.6.0
validator=$work/node_modules/.bin/action-validator
printf 'name: x\non: push\njobs: {a: {steps: 1}}\n' >"$work/wrong.yml"
! "$validator" "$work/wrong.yml" >/dev/null 2>&1 || { echo "FAILED: the validator takes anything" >&2; exit 1; }

failed=0
fail() { echo "FAILED: $1" >&2 && failed=1; }
for file in action.yml .github/workflows/*.yml; do
  "$validator" "$file" || fail "$file"
  if grep -nE '^\s*-?\s*uses:' "$file" | grep -vE 'uses: (\./|[A-Za-z0-9_./-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$)'; then
    fail "$file: an action that is not pinned"
  fi
  [ "$file" = action.yml ] || grep -q '^permissions:' "$file" || fail "$file: no permissions"
done
exit "$failed"
