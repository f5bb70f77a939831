#!/usr/bin/env bash
# Captures servers in bare systems, each with a Ruby, puma and rbtrace of its own: see roots/matrix.rb.
# usage: roots_test.sh RELEASE SOURCE [SUITE...]    as root; RELEASE is the folder that ci/release made, or a built
#   program, of which a release is made first; SUITE is bullseye, bookworm, trixie or noble
# HEAPGATE_ROOTS may be a folder that holds such systems, by their suites; they are copied. HEAPGATE_TRIALS: only those
# trials whose name has this in it.
set -euo pipefail
given=$(realpath "$1")
source=$(realpath "$2")
shift 2
[ $# -gt 0 ] || set -- bookworm trixie bullseye noble
# Two at a time, those that take longest first.
at_once=2
ruby_packages="ruby puma ruby-rbtrace ruby-rack procps util-linux curl"
server_packages="ruby-rails ruby-sqlite3 ruby-foreman thin ruby-sidekiq redis-server unicorn ruby-webrick passenger"
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$work"' EXIT

fail() { echo "FAILED: $1" >&2 && exit 1; }

# bare SUITE FOLDER: a minimal system.
bare() {
  if [ -d "${HEAPGATE_ROOTS:-}/$1" ]; then cp -a --one-file-system "$HEAPGATE_ROOTS/$1" "$2" && return; fi
  case "$1" in
    # debootstrap of Debian 12 has no script for newer Ubuntus; all have this one.
    noble)
      cp -r /usr/share/debootstrap "$2.debootstrap"
      ln -sf gutsy "$2.debootstrap/scripts/$1"
      DEBOOTSTRAP_DIR=$2.debootstrap debootstrap --variant=minbase --no-check-gpg --components=main,universe "$1" "$2"
      ;;
    *) debootstrap --variant=minbase "$1" "$2" ;;
  esac
}

# inside ROOT COMMAND...: with processes, message queues and mounts of its own, all gone at the end.
inside() {
  # shellcheck disable=SC2016 # expanded by the shell inside
  unshare --mount --ipc --pid --fork --kill-child bash -c 'mount -t proc proc "$0/proc" &&
    mount --rbind /dev "$0/dev" && chroot "$0" "$@"; exit $?' "$@"
}

# install ROOT: of the packages those that the system has.
install() {
  local root=$1 package packages=()
  # Nothing is started, and nothing has to survive a crash.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && chmod 755 "$root/usr/sbin/policy-rc.d" &&
    printf 'force-unsafe-io\npath-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\n' \
      >"$root/etc/dpkg/dpkg.cfg.d/bare" &&
    cp /etc/resolv.conf "$root/etc/resolv.conf" && inside "$root" apt-get update -q || return 1
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
  cp -r "$source/tests/e2e/roots" "$root/roots" && mkdir "$root/heapgate" &&
    tar --zstd -xf "$work"/dist/*.tar.zst -C "$root/heapgate" --strip-components=1 &&
    inside "$root" ruby /roots/matrix.rb "$1" /heapgate/bin/heapgate "${HEAPGATE_TRIALS:-}" && rm -rf "$root"
}

if [ -d "$given" ]; then cp -r "$given" "$work/dist"; else "$source/ci/release" --binary "$given" "$work/dist" >/dev/null; fi
failed=0
for suite in "$@"; do
  [ "$(jobs -rp | wc -l)" -lt "$at_once" ] || wait -n || failed=$((failed + 1))
  try "$suite" &
done
for job in $(jobs -p); do wait "$job" || failed=$((failed + 1)); done
[ "$failed" = 0 ] || fail "$failed of $# systems"
