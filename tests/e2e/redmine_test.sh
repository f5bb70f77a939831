#!/usr/bin/env bash
# Captures Redmine, a large Rails application, in a bare Debian 12: see redmine/protocol.rb.
# usage: redmine_test.sh RELEASE SOURCE [--table]    as root; RELEASE: as for roots_test.sh; --table: everything that
#   the README tells, as Markdown (an hour); else a small part
# HEAPGATE_ROOTS: see roots/bare.sh.
set -euo pipefail
given=$(realpath "$1")
source=$(realpath "$2")
shift 2
source "$source/tests/e2e/roots/bare.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

release "$given" "$source" "$work/dist"
if ! { bare bookworm "$root" && ready "$root" && cp -r "$source/tests/e2e/redmine" "$root/redmine" &&
  add_heapgate "$work/dist" "$root" && inside "$root" /redmine/setup.sh; } >"$work/log" 2>&1; then
  tail -20 "$work/log"
  echo "FAILED: Redmine could not be set up" >&2 && exit 1
fi
inside "$root" ruby /redmine/protocol.rb /heapgate/bin/heapgate "$@"
