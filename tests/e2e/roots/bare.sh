# Bare systems, made by debootstrap: sourced, not run. As root.
# HEAPGATE_ROOTS may be a folder that holds such systems, by their suites; they are copied.

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

# ready ROOT: to install packages into.
ready() {
  # Nothing is started, and nothing has to survive a crash.
  printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d" && chmod 755 "$1/usr/sbin/policy-rc.d" &&
    printf 'force-unsafe-io\npath-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\n' \
      >"$1/etc/dpkg/dpkg.cfg.d/bare" &&
    cp /etc/resolv.conf "$1/etc/resolv.conf" && inside "$1" apt-get update -q
}

# add_heapgate RELEASE ROOT: what a folder of ci/release holds, as /heapgate.
add_heapgate() { rm -rf "$2/heapgate" && mkdir "$2/heapgate" && tar --zstd -xf "$1"/*.tar.zst -C "$2/heapgate" --strip-components=1; }

# release GIVEN SOURCE FOLDER: GIVEN is such a folder, or a program of which one is made.
release() { if [ -d "$1" ]; then cp -r "$1" "$3"; else "$2/ci/release" --binary "$1" "$3" >/dev/null; fi; }
