#!/usr/bin/env bash
# Runs the self-dumping example for real: the leaky shop fails with its carts, the fixed one passes.
# usage: example_test.sh HEAPGATE EXAMPLES
set -euo pipefail
heapgate=$1
examples=$2
work=$(mktemp -d)
unset GITHUB_ACTIONS
trap 'rm -rf "$work"' EXIT

fail() {
  echo "FAILED: $1" >&2
  exit 1
}

ruby "$examples/self-dump/shop.rb" "$work/leaky"
code=0
"$heapgate" check "$work/leaky" -o human="$work/leaky.txt" -o json="$work/leaky.json" || code=$?
[ "$code" = 1 ] || fail "the leaky shop gave exit $code"
grep -Eq '^  Cart +.*shop\.rb:[0-9]+ +200 .* leak$' "$work/leaky.txt" || { cat "$work/leaky.txt"; fail "no 200 carts"; }

SHOP_FIXED=1 ruby "$examples/self-dump/shop.rb" "$work/fixed"
"$heapgate" check "$work/fixed" || fail "the fixed shop gave exit $?"
