# Shared by the scripts in ci/: sourced, not run.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

say() { printf '\n== %s\n' "$*"; }

# Build tools and libraries, then what tests and the demo run.
BUILD_PACKAGES="cmake g++ ninja-build pkg-config libarchive-dev libcli11-dev libcurl4-openssl-dev libfmt-dev libjs-chart.js libpugixml-dev libre2-dev \
libsimdjson-dev libyaml-cpp-dev nlohmann-json3-dev"
DEMO_PACKAGES="ruby ruby-rbtrace puma ruby-rack"
TEST_PACKAGES="libgtest-dev libgmock-dev python3-jsonschema python3-yaml libxml2-utils procps bsdutils util-linux curl git jq ruby-bundler \
xz-utils zstd gzip clang-format-14"

# Installs those of the given Debian packages that are missing, as root or with sudo.
install_missing() {
  local missing=() package as_root=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# build PRESET [CMAKE_ARGUMENT...]: configures and builds; the tree is build/PRESET.
build() {
  local preset=$1
  shift
  say "building build/$preset"
  cmake --preset "$preset" "$@" && cmake --build --preset "$preset"
}
