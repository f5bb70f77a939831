#!/usr/bin/env bash
# Captures servers in bare systems, each with a Ruby, puma and rbtrace of its own: see roots/matrix.rb.
# usage: roots_test.sh RELEASE SOURCE [SUITE...]    as root; RELEASE is the folder that ci/release made, or a built
#   program, of which a release is made first; SUITE is bullseye, bookworm, trixie or noble
# HEAPGATE_ROOTS: see roots/bare.sh. HEAPGATE_TRIALS: only those trials whose name has this in it.
set -euo pipefail
given=$(realpath "$1")
source=$(realpath "$2")
shift 2
[ $# -gt 0 ] || set -- bookworm trixie bullseye noble
# Two at a time, those that take longest first.
at_once=2
ruby_packages="ruby puma ruby-rbtrace ruby-rack procps util-linux curl"
server_packages="ruby-rails ruby-sqlite3 ruby-foreman thin ruby-sidekiq redis-server unicorn ruby-webrick passenger"
source "$source/tests/e2e/roots/bare.sh"
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$work"' EXIT

fail() { echo "FAILED: $1" >&2 && exit 1; }

# install ROOT: of the packages those that the system has.
install() {
  local root=$1 package packages=()
  ready "$root" || return 1
  for package in $ruby_packages $server_packages; do
    if inside "$root" apt-cache show --no-all-versions "$package" >/dev/null 2>&1; then packages+=("$package"); fi
  done
  inside "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}"
}

# try SUITE: makes the system and runs the matrix in it.
try() {
  local root=$work/$1
  if ! { bare "$1" "$root" && install "$root"; } >"$root.log" 2>&1; then
    tail -20 "$root.log"
    echo "$1: FAILED: no system could be made"
    return 1
  fi
  rm -rf "$root/roots" && cp -r "$source/tests/e2e/roots" "$root/roots" && add_heapgate "$work/dist" "$root" &&
    inside "$root" ruby /roots/matrix.rb "$1" /heapgate/bin/heapgate "${HEAPGATE_TRIALS:-}" && rm -rf "$root"
}

release "$given" "$source" "$work/dist"
failed=0
for suite in "$@"; do
  [ "$(jobs -rp | wc -l)" -lt "$at_once" ] || wait -n || failed=$((failed + 1))
  try "$suite" &
done
for job in $(jobs -p); do wait "$job" || failed=$((failed + 1)); done
[ "$failed" = 0 ] || fail "$failed of $# systems"
