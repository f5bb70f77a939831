# Where ci/action gets the heapgate program from: sourced, not run.
# shellcheck shell=bash disable=SC2154 # `action` and `temporary` are set by ci/action

RELEASE='^v?[0-9]+\.[0-9]+\.[0-9]+(-[A-Za-z0-9.]+)?$'

# The release to run: the one asked for, else that of the action's own tag; empty for its sources.
release_wanted() {
  if [ "$INPUT_VERSION" = source ]; then return; fi
  if [ -n "$INPUT_VERSION" ]; then printf '%s' "${INPUT_VERSION#v}" && return; fi
  [[ ! ${ACTION_REF:-} =~ $RELEASE ]] || printf '%s' "${ACTION_REF#v}"
}

# Changes whenever another program would be built: by other sources, or on another system.
sources_key() {
  local system
  # shellcheck disable=SC1091 # where there is none the name is empty
  system=$(. /etc/os-release 2>/dev/null && printf '%s-%s' "${ID:-}" "${VERSION_ID:-}") || system=unknown
  printf 'heapgate-%s-%s-' "$system" "$(uname -m)"
  (cd "$action" && find CMakeLists.txt CMakePresets.json ci/lib.sh ci/release src include rules -type f -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum) | sha256sum | cut -c1-32
}

cache_folder() { printf '%s/heapgate/%s' "${RUNNER_TOOL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}}" "$1"; }

# Says what to restore from the cache, if something is to be built.
find_program() {
  local key
  [ -z "$INPUT_BINARY" ] || return 0
  key=$(sources_key)
  set_output key "$key"
  set_output path "$(cache_folder "$key")"
}

# download RELEASE FOLDER: returns 1 where there is no such release; stops where it is not what its sums say.
download() {
  local base name
  name=heapgate-$1-linux-$(uname -m)
  base=${GITHUB_SERVER_URL:-https://github.com}/$ACTION_REPOSITORY/releases/download/v$1
  curl -fsSL --retry 3 --max-time 300 -o "$2/SHA256SUMS" "$base/SHA256SUMS" || return 1
  curl -fsSL --retry 3 --max-time 600 -o "$2/$name.tar.zst" "$base/$name.tar.zst" || return 1
  grep -F "  $name.tar.zst" "$2/SHA256SUMS" >"$2/sum" || stop 4 "the release's SHA256SUMS lacks its archive"
  (cd "$2" && sha256sum --check --quiet --strict sum >&2) || stop 4 "the release is not what its SHA256SUMS says"
  tar --zstd -xf "$2/$name.tar.zst" -C "$2" || stop 4 "the release cannot be unpacked"
  program=$2/$name/bin/heapgate
}

# sums FOLDER: of every file and link in it, but for the sums themselves.
sums() {
  (cd "$1" && find . -type f ! -path ./SHA256SUMS -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum &&
    find . -type l -printf '%p -> %l\n' | LC_ALL=C sort)
}

# is_intact FOLDER: what a cache gives back is what was put into it, and nobody else may write to it. Sums that lie in
# the same cache find what is broken or half there, not one who rewrites them too.
is_intact() {
  [ -x "$1/bin/heapgate" ] && [ -f "$1/SHA256SUMS" ] || return 1
  [ -z "$(find "$1" ! -type l \( -perm -o+w -o ! -uid "$(id -u)" ! -uid 0 \) -print -quit)" ] || return 1
  [ "$(sums "$1")" = "$(cat "$1/SHA256SUMS")" ]
}

build_program() {
  local folder
  folder=$(cache_folder "$(sources_key)")
  program=$folder/bin/heapgate
  if ! is_intact "$folder"; then
    echo "building heapgate from the action's sources"
    rm -rf "$folder" "$folder.part"
    mkdir -p "${folder%/*}"
    "$action/ci/release" --tree "$folder.part" || stop 4 "heapgate cannot be built"
    sums "$folder.part" >"$temporary/heapgate-sums" && mv "$temporary/heapgate-sums" "$folder.part/SHA256SUMS"
    chmod -R o-w "$folder.part"
    mv "$folder.part" "$folder"
  fi
}

# Sets `program`. A release that was asked for by name is never replaced by another program.
get_program() {
  local wanted folder
  if [ -n "$INPUT_BINARY" ]; then
    program=$(realpath -m -- "$INPUT_BINARY")
    [ -f "$program" ] && [ -x "$program" ] && return
    stop 2 "the input 'binary' names no program"
  fi
  wanted=$(release_wanted)
  if [ -n "$wanted" ]; then
    folder=$(mktemp -d "$temporary/heapgate-release-XXXXXX")
    if [ -n "${ACTION_REPOSITORY:-}" ] && download "$wanted" "$folder"; then return; fi
    [ -z "$INPUT_VERSION" ] || stop 4 "the release asked for by 'version' cannot be fetched"
  fi
  build_program
}
