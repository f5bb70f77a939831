#!/usr/bin/env bash
# Runs a release in bare systems, where nothing is installed.
# usage: release_test.sh RELEASE SOURCE [SUITE...]    as root; RELEASE is the folder that ci/release made, or a built
#   program, of which a release is made first; SUITE is bookworm, jammy and so on
set -euo pipefail
given=$(realpath "$1")
source=$(realpath "$2")
shift 2
[ $# -gt 0 ] || set -- bookworm jammy
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "FAILED: $1" >&2 && exit 1; }

# bare SUITE FOLDER: a minimal system; HEAPGATE_ROOTS may hold some that are there already.
bare() {
  if [ -d "${HEAPGATE_ROOTS:-}/$1" ]; then cp -a "$HEAPGATE_ROOTS/$1" "$2" && return; fi
  case "$1" in
    bookworm | trixie) debootstrap --variant=minbase "$1" "$2" >"$2.log" ;;
    *) debootstrap --variant=minbase --no-check-gpg "$1" "$2" >"$2.log" ;;
  esac
}

# runs ROOT PROGRAM: red on the leaky set, green on the clean one, as outside.
runs() {
  local set code
  for set in leaky clean; do
    code=0
    chroot "$1" "$2" check "/sets/$set" -o json=/report.json >"$work/said" || code=$?
    [ "$code" = "$([ $set = leaky ] && echo 1 || echo 0)" ] || { cat "$work/said"; fail "$2: exit $code on $set"; }
  done
  [ "$(chroot "$1" "$2" --version)" = "heapgate $version" ] || fail "$2: another version"
}

if [ -d "$given" ]; then cp -r "$given" "$work/dist"; else "$source/ci/release" --binary "$given" "$work/dist" >/dev/null; fi
version=$(sed -nE 's/^project\(heapgate VERSION ([0-9.]+) .*/\1/p' "$source/CMakeLists.txt")
(cd "$work/dist" && sha256sum --check --quiet --strict SHA256SUMS) || fail "SHA256SUMS"
for suite in "$@"; do
  echo "== $suite"
  root=$work/$suite
  bare "$suite" "$root"
  mkdir "$root/sets" "$root/moved here"
  cp -r "$source/tests/data/native-3.1/leaky" "$source/tests/data/native-3.1/clean" "$root/sets/"
  tar --zstd -xf "$work"/dist/*.tar.zst -C "$root/moved here" --strip-components=1
  runs "$root" "/moved here/bin/heapgate"
  ln -s "/moved here/bin/heapgate" "$root/usr/local/bin/linked"
  runs "$root" /usr/local/bin/linked
  cp "$work"/dist/*.deb "$root/heapgate.deb"
  chroot "$root" dpkg -i /heapgate.deb >/dev/null
  runs "$root" /usr/bin/heapgate
  chroot "$root" dpkg -r heapgate >/dev/null
  [ ! -e "$root/usr/bin/heapgate" ] || fail "dpkg -r leaves the program"
  rm -rf "$root"
done
