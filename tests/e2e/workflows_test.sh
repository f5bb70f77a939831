#!/usr/bin/env bash
# Validates action.yml, every workflow and those that `heapgate init` writes, and what no schema knows: pins and
# permissions.
# usage: workflows_test.sh SOURCE HEAPGATE
set -euo pipefail
heapgate=$(realpath "$2")
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

parts=$(sed -nE 's/^ *part: \[(.*)\]$/\1/p' .github/workflows/test.yml | tr -d ,)
[ -n "$parts" ] || fail "test.yml: no parts"
takes=$(ci/test --help 2>&1 || true)
for part in $parts; do grep -qE "[ |]$part[]|]" <<<"$takes" || fail "test.yml: ci/test has no part $part"; done

mkdir -p "$work/rails/.git" "$work/rack/apps/it's: # one" "$work/rack/.git"
echo "    rails (7.1.0)" >"$work/rails/Gemfile.lock"
"$heapgate" init "$work/rails" >/dev/null
"$heapgate" init "$work/rack/apps/it's: # one" >/dev/null
for file in "$work"/{rails,rack}/.github/workflows/heapgate.yml; do "$validator" "$file" || fail "$file"; done
exit "$failed"
